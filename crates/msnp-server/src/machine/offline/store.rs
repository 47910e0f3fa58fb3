//! `oim.asmx`: leaving a message. The checks are those of real servers, and nothing is kept that clients couldn't read.

use super::{Leaving, NotLeft, answer, fault};
use crate::entropy::number;
use crate::machine::{Refused, Server, WebAnswer, WebCall};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use msnp::soap::offline::message::decoded_words;
use msnp::soap::xml::Element;
use msnp::types::Email;
use msnp::wire::mime::Mime;

/// The namespaces of the two forms: that of a request's action is that of the answer.
const STORE: &str = "http://messenger.msn.com/ws/2004/09/oim/";
const STORE_2: &str = "http://messenger.live.com/ws/2006/09/oim/";
/// What the fault names as its place, wherever it is.
const PAGE: &str = "https://ows.messenger.msn.com/OimWS/oim.asmx";
/// What a client is told to ask for a new ticket with. It means nothing to us.
const TWEENER: &str = "ct=1,rver=1,wp=FS_40SEC_0_COMPACT,lc=1,id=1";
/// The longest line of base64.
const LONGEST_LINE: usize = 77;

/// A request, read.
struct Request {
    from: String,
    name: String,
    to: String,
    ticket: String,
    lock_key: String,
    number: u32,
    content: String,
}

impl Request {
    fn read(body: &[u8]) -> Option<Self> {
        let envelope = Element::parse(body).ok()?;
        let header = envelope.child("Header")?;
        let attribute = |element: &str, name: &str| header.child(element)?.attribute(name).map(str::to_owned);
        Some(Self {
            from: attribute("From", "memberName")?,
            name: attribute("From", "friendlyName").unwrap_or_default(),
            to: attribute("To", "memberName")?,
            ticket: attribute("Ticket", "passport")?,
            lock_key: attribute("Ticket", "lockkey").unwrap_or_default(),
            number: header.at(&["Sequence", "MessageNumber"])?.value().parse().ok()?,
            content: envelope.at(&["Body", "Content"])?.text().to_owned(),
        })
    }
}

/// The message in a request's content: run and text. `None` when it isn't what clients can read.
fn content(text: &str, number: u32) -> Option<(String, String)> {
    let mime = Mime::parse(&Bytes::copy_from_slice(text.trim_start().as_bytes()))?;
    let is =
        |name: &str, wanted: &str| mime.header(name).is_some_and(|value| value.trim().eq_ignore_ascii_case(wanted));
    let fits = is("X-OIM-Message-Type", "OfflineMessage")
        && is("Content-Transfer-Encoding", "base64")
        && mime.content_type() == "text/plain"
        && mime.header("X-OIM-Sequence-Num")?.trim().parse() == Ok(number);
    let run = mime.header("X-OIM-Run-Id")?.trim().strip_prefix('{')?.strip_suffix('}')?;
    if !fits || !is_guid(run) {
        return None;
    }
    let body = std::str::from_utf8(&mime.body).ok()?;
    let lines = || body.lines().map(str::trim_end);
    if lines().any(|line| line.len() > LONGEST_LINE) {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(lines().collect::<String>()).ok()?).ok()?;
    (!text.is_empty()).then(|| (run.to_owned(), text))
}

fn is_guid(text: &str) -> bool {
    let shape: Vec<usize> = text.split('-').map(str::len).collect();
    shape == [8, 4, 4, 4, 12] && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

impl Server {
    /// A `POST` to `oim.asmx`.
    pub(in crate::machine) fn offline_store(&mut self, call: &WebCall) -> WebAnswer {
        let namespace = if call.action.starts_with(STORE_2) { STORE_2 } else { STORE };
        let refuse = |code: &str| fault(namespace, PAGE, code, |_| {});
        let operation = call.action.rsplit('/').next().unwrap_or_default();
        if !matches!(operation, "Store" | "Store2") {
            return refuse("InvalidOperation");
        }
        let Some(request) = Request::read(&call.body) else { return refuse("InvalidContent") };
        let space = [("xmlns", namespace)];
        if request.lock_key.is_empty() {
            // Whoever answers it only proves to be a messenger; who they are the ticket says.
            let challenge = number(&mut *self.entropy).to_string();
            return fault(namespace, PAGE, "AuthenticationFailed", |detail| {
                detail.element("TweenerChallenge", &space, |text| text.text(TWEENER));
                detail.element("LockKeyChallenge", &space, |text| text.text(&challenge));
            });
        }
        let kept = self.store(&request);
        if let Some(code) = kept {
            return fault(namespace, PAGE, code, |detail| {
                if code == "AuthenticationFailed" {
                    detail.element("TweenerChallenge", &space, |text| text.text(TWEENER));
                }
            });
        }
        let number = request.number.to_string();
        answer(
            |header| {
                let space = [("xmlns", "http://schemas.xmlsoap.org/ws/2003/03/rm")];
                header.element("SequenceAcknowledgment", &space, |sequence| {
                    let space = [("xmlns", "http://schemas.xmlsoap.org/ws/2002/07/utility")];
                    sequence.element("Identifier", &space, |id| id.text("http://messenger.msn.com"));
                    sequence.empty("AcknowledgmentRange", &[("Upper", &number), ("Lower", &number)]);
                });
            },
            |body| {
                body.element("StoreResponse", &space, |response| response.leaf("PointsConsumed", "0"));
            },
        )
    }

    /// Keeps it, or answers the code of the fault.
    fn store(&mut self, request: &Request) -> Option<&'static str> {
        let sender = match self.ticket_account(&request.ticket) {
            Ok(Some(account)) if Email::from_wire(&request.from).as_ref() == Some(&account.email) => account,
            Ok(_) => return Some("AuthenticationFailed"),
            Err(_) => return Some("SystemUnavailable"),
        };
        let Some((run, text)) = content(&request.content, request.number) else { return Some("InvalidContent") };
        let Some(to) = Email::from_wire(&request.to) else { return Some("SystemUnavailable") };
        let name = decoded_words(&request.name);
        let leaving = Leaving { name: &name, run: Some(&run), sequence: request.number, text: &text };
        match self.leave_offline(&sender, &to, &leaving) {
            Ok(()) => None,
            Err(NotLeft::Throttled) => Some("SenderThrottleLimitExceeded"),
            Err(NotLeft::TooLarge) => Some("MessageTooLarge"),
            Err(NotLeft::Unavailable) => Some("SystemUnavailable"),
            Err(NotLeft::Broken(Refused::With(_) | Refused::CloseWith(_) | Refused::Close)) => {
                Some("SystemUnavailable")
            }
        }
    }
}
