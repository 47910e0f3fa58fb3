//! Fetching what waits: mail data, `GetMetadata`, `GetMessage`, `DeleteMessages`.

use super::message::{OfflineMessage, date, decoded_words};
use crate::auth::passport::PassportError;
use crate::session::{WebReply, WebRequest};
use crate::soap::adl::Network;
use crate::soap::envelope::{self, Fault, Soap, SoapError};
use crate::soap::time::Timestamp;
use crate::soap::xml::{Element, Writer, XmlError};
use crate::types::{Email, Secret};

/// The namespace; an operation's action is this, a slash, and its name.
const NAMESPACE: &str = "http://www.hotmail.msn.com/ws/2004/09/oim/rsi";

/// The most messages that are believed to wait.
pub const MAX_WAITING: usize = 1_000;

/// A message that waits, before it is fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The service's name for it.
    pub id: String,
    /// Who wrote it.
    pub from: Option<Email>,
    /// Their name.
    pub name: Option<String>,
    /// Where their account lives.
    pub network: Network,
    /// When it came in; only at sign-in.
    pub received: Option<Timestamp>,
    /// How long it is, in bytes.
    pub size: u32,
    /// Whether it was fetched and marked before.
    pub is_read: bool,
}

/// What a service says of waiting messages, in the notification server's mail data or in its own reply.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MailData {
    /// The messages, in the service's order.
    pub waiting: Vec<Waiting>,
}

impl MailData {
    /// Reads the XML, also when it is escaped a second time. For the text `too-large`, which stands where there is too
    /// much of it, ask with [`Access::metadata`].
    ///
    /// # Errors
    /// When it is no XML.
    pub fn parse(text: &str) -> Result<Self, XmlError> {
        let root = Element::parse(text.trim().as_bytes())?;
        Ok(Self::find(&root).unwrap_or_default())
    }

    /// The mail data at any depth, as elements or as a text.
    fn find(root: &Element) -> Option<Self> {
        if let Some(data) = root.find("MD") {
            return Some(Self::read(data));
        }
        let text = escaped(root)?;
        let inner = Element::parse(text.as_bytes()).ok()?;
        inner.find("MD").map(Self::read)
    }

    fn read(data: &Element) -> Self {
        let mut waiting: Vec<Waiting> = Vec::new();
        for one in data.find_all("M").into_iter().take(MAX_WAITING) {
            let Some(id) = one.value_of("I").filter(|id| !id.is_empty() && id.len() <= 128) else { continue };
            let value = |name| one.value_of(name).unwrap_or_default();
            waiting.push(Waiting {
                id: id.to_owned(),
                from: Email::from_wire(value("E")),
                name: Some(decoded_words(value("N"))).filter(|name| !name.is_empty()),
                network: if value("T") == "13" { Network::YAHOO } else { Network::PASSPORT },
                received: date(value("RT")),
                size: value("SZ").parse().unwrap_or_default(),
                is_read: value("RS") == "1",
            });
        }
        Self { waiting }
    }
}

/// The first text that is XML itself.
fn escaped(element: &Element) -> Option<&str> {
    let text = element.value();
    if text.starts_with('<') { Some(text) } else { element.elements().find_map(escaped) }
}

/// What it takes to ask.
#[derive(Debug, Clone)]
pub struct Access<'a> {
    /// The address of `rsi.asmx`.
    pub url: &'a str,
    /// The ticket for `messenger.msn.com`.
    pub ticket: &'a Secret,
    /// Whether plain HTTP to this very machine is allowed.
    pub insecure_loopback: bool,
}

impl Access<'_> {
    /// `GetMetadata`: what waits?
    ///
    /// # Errors
    /// When the rules forbid the address.
    pub fn metadata(&self) -> Result<WebRequest, PassportError> {
        // One known server fails where the element has no child, and none minds one that it doesn't know.
        self.call("GetMetadata", |get| get.empty("x", &[]))
    }

    /// `GetMessage`
    ///
    /// # Errors
    /// When the rules forbid the address.
    pub fn message(&self, id: &str) -> Result<WebRequest, PassportError> {
        self.call("GetMessage", |get| {
            get.leaf("messageId", id);
            get.leaf("alsoMarkAsRead", "false");
        })
    }

    /// `DeleteMessages`, once they are shown and kept.
    ///
    /// # Errors
    /// When the rules forbid the address.
    pub fn delete(&self, ids: &[&str]) -> Result<WebRequest, PassportError> {
        self.call("DeleteMessages", |delete| {
            delete.element("messageIds", &[], |all| {
                for id in ids {
                    all.leaf("messageId", id);
                }
            });
        })
    }

    fn call(&self, operation: &'static str, body: impl FnOnce(&mut Writer)) -> Result<WebRequest, PassportError> {
        let space = [("xmlns", NAMESPACE)];
        let (t, p) = cookie(self.ticket.expose());
        let envelope = envelope::write(
            Soap::V11,
            &[],
            |header| {
                header.element("PassportCookie", &space, |cookie| {
                    cookie.leaf("t", t);
                    cookie.leaf("p", p);
                });
            },
            |inside| inside.element(operation, &space, body),
        );
        envelope::post(self.url, Some(&format!("{NAMESPACE}/{operation}")), envelope, self.insecure_loopback)
    }
}

/// The two halves of `t=…&p=…`, without their names.
fn cookie(ticket: &str) -> (&str, &str) {
    let (t, p) = ticket.split_once("&p=").unwrap_or((ticket, ""));
    (t.strip_prefix("t=").unwrap_or(t), p)
}

/// Why a request about waiting messages brought nothing. `Display` is the sentence to show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// There is no such message: deleted already, here or at another place.
    #[error("That offline message isn't there any more.")]
    Gone,
    /// The ticket isn't accepted.
    #[error("The service no longer accepts your sign-in. Sign in again.")]
    NotSignedIn,
    /// Another refusal.
    #[error("The offline messages can't be fetched. Try again later. ({0})")]
    Refused(Box<Fault>),
    /// No usable reply.
    #[error("The offline message service's answer can't be used. ({0})")]
    Useless(SoapError),
    /// The message itself isn't readable.
    #[error("An offline message can't be read.")]
    Unreadable,
}

impl From<SoapError> for FetchError {
    fn from(error: SoapError) -> Self {
        match error {
            SoapError::Fault(fault) if fault.is("Validation") || fault.is("MessageDoesNotExist") => Self::Gone,
            SoapError::Fault(fault) if fault.is("AuthenticationFailed") || fault.is("InvalidAuthenticationTicket") => {
                Self::NotSignedIn
            }
            SoapError::Fault(fault) => Self::Refused(fault),
            SoapError::Http(401 | 403) => Self::NotSignedIn,
            error => Self::Useless(error),
        }
    }
}

/// Reads the reply to [`Access::metadata`].
///
/// # Errors
/// Why there is none.
pub fn read_metadata(reply: &WebReply) -> Result<MailData, FetchError> {
    let reply = envelope::read(reply)?;
    let response = reply.result("GetMetadataResponse")?;
    Ok(MailData::find(response).unwrap_or_default())
}

/// Reads the reply to [`Access::message`].
///
/// # Errors
/// Why there is none.
pub fn read_message(reply: &WebReply) -> Result<OfflineMessage, FetchError> {
    let reply = envelope::read(reply)?;
    let result = reply.result("GetMessageResponse")?.child("GetMessageResult");
    let text = result.map(Element::text).ok_or(SoapError::Unexpected)?;
    OfflineMessage::read(text).ok_or(FetchError::Unreadable)
}

/// Reads the reply to [`Access::delete`]. Messages that are gone already are what was asked for.
///
/// # Errors
/// Why they aren't deleted. [`FetchError::Gone`] when one of several wasn't there: some services delete none then, so
/// ask for each alone.
pub fn read_deleted(reply: &WebReply, asked: usize) -> Result<(), FetchError> {
    match envelope::read(reply).map_err(FetchError::from) {
        Ok(reply) => Ok(reply.result("DeleteMessagesResponse").map(drop)?),
        Err(FetchError::Gone) if asked <= 1 => Ok(()),
        Err(error) => Err(error),
    }
}
