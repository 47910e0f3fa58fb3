//! SOAP: a request with its action and envelope, a reply with its body or its fault.
//!
//! An HTTP status says nothing here: servers send faults with 200 and results beside them with 500. So [`read`] looks
//! for a fault first, and believes the status only where the body is none of SOAP's.
//!
//! ```
//! use msnp::soap::envelope::{self, Soap, SoapError};
//! use msnp::session::WebReply;
//!
//! let body = envelope::write(Soap::V11, &[], |header| header.leaf("Key", "1"), |body| body.leaf("Ask", "what?"));
//! let request = envelope::post("https://host.example/service.asmx", Some("http://example.com/Ask"), body, false)?;
//! assert_eq!(request.method, "POST");
//!
//! let fault = "<s:Envelope><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>No.</faultstring>\
//!     <detail><errorcode>NotThere</errorcode></detail></s:Fault></s:Body></s:Envelope>";
//! let reply = WebReply { status: 200, headers: Vec::new(), body: fault.into() };
//! let Err(SoapError::Fault(fault)) = envelope::read(&reply) else { panic!("a fault") };
//! assert_eq!((fault.code.as_str(), fault.detail("errorcode")), ("Client", Some("NotThere")));
//! # Ok::<(), msnp::auth::passport::PassportError>(())
//! ```

use super::xml::{Element, Writer, XmlError};
use crate::auth::passport::{PassportError, allowed};
use crate::session::{WebReply, WebRequest};
use crate::types::Secret;
use bytes::Bytes;
use std::fmt;

/// How long a text of a fault may be, in characters.
const MAX_TEXT: usize = 300;

/// The versions of SOAP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Soap {
    /// 1.1: everything but RST2.
    V11,
    /// 1.2: RST2.
    V12,
}

impl Soap {
    const fn namespace(self) -> &'static str {
        match self {
            Self::V11 => "http://schemas.xmlsoap.org/soap/envelope/",
            Self::V12 => "http://www.w3.org/2003/05/soap-envelope",
        }
    }
}

/// An envelope with what `header` and `body` write into it. Its prefix is `soap`; `xsi` and `xsd` are declared for
/// 1.1, and `namespaces` (as attributes, `("xmlns:x", "…")`) beside them.
pub fn write(
    version: Soap,
    namespaces: &[(&'static str, &str)],
    header: impl FnOnce(&mut Writer),
    body: impl FnOnce(&mut Writer),
) -> Bytes {
    let mut attributes = vec![("xmlns:soap", version.namespace())];
    if version == Soap::V11 {
        attributes.push(("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"));
        attributes.push(("xmlns:xsd", "http://www.w3.org/2001/XMLSchema"));
    }
    attributes.extend(namespaces);
    let mut writer = Writer::document();
    writer.element("soap:Envelope", &attributes, |envelope| {
        envelope.element("soap:Header", &[], header);
        envelope.element("soap:Body", &[], body);
    });
    Bytes::from(writer.finish())
}

/// The request that carries an envelope. `action` becomes the `SOAPAction` header, in quotes.
///
/// # Errors
/// Every envelope holds a password or a ticket, so an address must be safe ([`allowed`]).
pub fn post(
    url: &str,
    action: Option<&str>,
    body: Bytes,
    insecure_loopback: bool,
) -> Result<WebRequest, PassportError> {
    allowed(url, insecure_loopback)?;
    let mut headers = vec![("Content-Type".to_owned(), Secret::new("text/xml; charset=utf-8"))];
    if let Some(action) = action {
        headers.push(("SOAPAction".to_owned(), Secret::new(format!("\"{action}\""))));
    }
    Ok(WebRequest { method: "POST", url: url.to_owned(), headers, body })
}

/// Why a reply has no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SoapError {
    /// The service refused.
    #[error("{0}")]
    Fault(Box<Fault>),
    /// There is no SOAP in it, only this HTTP status.
    #[error("the service answered with HTTP status {0}")]
    Http(u16),
    /// The reply isn't readable.
    #[error("the service's answer can't be read: {0}")]
    Xml(#[from] XmlError),
    /// It is XML, but no envelope with a body, or not the one that was asked for.
    #[error("the service's answer isn't what was asked for")]
    Unexpected,
}

/// What a service says when it refuses.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Fault {
    /// The innermost code, without its prefix: `Client`, `FailedAuthentication`, `Redirect`, `AuthenticationFailed`.
    pub code: String,
    /// The service's words, on one line of sane length.
    pub string: String,
    /// The finer codes, from the narrowest on: `errorcode` of the detail, then the numbers of the sign-in service
    /// (`0x80048821`).
    pub codes: Vec<String>,
    /// Where to ask again (`redirectUrl`). Follow it by [`follow`](crate::auth::passport::follow) only.
    pub redirect: Option<String>,
    /// The sign-in service's own clock (`ServerTime` in the header), as it is written.
    pub server_time: Option<String>,
    element: Element,
}

impl Fault {
    /// The value of the first element of that name in the fault, at any depth: `LockKeyChallenge`,
    /// `conflictObjectId`, `flowUrl`.
    pub fn detail(&self, name: &str) -> Option<&str> {
        self.element.find(name).map(Element::value)
    }

    /// Whether this is the code or one of the finer ones, whatever its case.
    pub fn is(&self, code: &str) -> bool {
        self.codes.iter().chain([&self.code]).any(|c| c.eq_ignore_ascii_case(code))
    }

    /// The service's words and its narrowest code, for the log or the end of a sentence. Never empty.
    pub fn words(&self) -> String {
        let code = self.codes.first().unwrap_or(&self.code);
        match (self.string.as_str(), code.as_str()) {
            ("", "") => "no reason given".to_owned(),
            (string, "") => string.to_owned(),
            ("", code) => code.to_owned(),
            (string, code) => format!("{string} ({code})"),
        }
    }

    fn read(fault: &Element, envelope: &Element) -> Self {
        let mut codes = Vec::new();
        let mut note = |element: Option<&Element>| {
            let code = element.map(|element| line(local(element.value()))).unwrap_or_default();
            if !code.is_empty() && !codes.contains(&code) {
                codes.push(code);
            }
        };
        let detail = fault.child("detail").or_else(|| fault.child("Detail"));
        note(detail.and_then(|detail| detail.find("errorcode")));
        // The sign-in service: `psf:error/psf:value` and `psf:internalerror/psf:code` here, `psf:pp` in the header.
        let error = detail.and_then(|detail| detail.find("error"));
        note(error.and_then(|error| error.at(&["internalerror", "code"])));
        note(error.and_then(|error| error.child("value")));
        note(envelope.at(&["Header", "pp", "reqstatus"]));

        let code = match fault.child("faultcode") {
            Some(code) => code.value(),
            None => fault.child("Code").map(innermost).unwrap_or_default(),
        };
        let string = fault.child("faultstring").or_else(|| fault.at(&["Reason", "Text"]));
        let server = envelope.at(&["Header", "pp", "serverInfo"]);
        let redirect = fault.find("redirectUrl").map(Element::value).filter(|url| !url.is_empty());
        Self {
            code: line(local(code)),
            string: string.map(|string| line(string.text())).unwrap_or_default(),
            codes,
            redirect: redirect.map(str::to_owned),
            server_time: server.and_then(|server| server.attribute("ServerTime")).map(line),
            element: fault.clone(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the service refused: {}", self.words())
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the address to go to: it may carry a ticket.
        f.debug_struct("Fault")
            .field("code", &self.code)
            .field("string", &self.string)
            .field("codes", &self.codes)
            .field("redirect", &self.redirect.is_some())
            .field("element", &self.element)
            .finish()
    }
}

/// A reply without a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    root: Element,
    body: usize,
}

impl Reply {
    /// The envelope's body.
    pub fn body(&self) -> &Element {
        self.root.elements().nth(self.body).unwrap_or(&self.root)
    }

    /// The envelope's header, if there is one.
    pub fn header(&self) -> Option<&Element> {
        self.root.child("Header")
    }

    /// The element of that name in the body, which is the result of an operation: `ABFindAllResponse`.
    ///
    /// # Errors
    /// [`SoapError::Unexpected`] when the body holds something else.
    pub fn result(&self, name: &str) -> Result<&Element, SoapError> {
        self.body().child(name).ok_or(SoapError::Unexpected)
    }
}

/// Reads a reply: a fault first, whatever the HTTP status, then the body.
///
/// # Errors
/// The fault, or why there is no body.
pub fn read(reply: &WebReply) -> Result<Reply, SoapError> {
    let fine = (200..300).contains(&reply.status);
    let root = match Element::parse(&reply.body) {
        Ok(root) => root,
        Err(error) if fine => return Err(error.into()),
        Err(_) => return Err(SoapError::Http(reply.status)),
    };
    // The sign-in service puts its fault beside the body, not into it.
    let inside = || root.children("Body").find_map(|body| body.child("Fault"));
    if let Some(fault) = root.child("Fault").or_else(inside) {
        return Err(SoapError::Fault(Box::new(Fault::read(fault, &root))));
    }
    if !fine {
        return Err(SoapError::Http(reply.status));
    }
    let body = root.elements().position(|element| element.name() == "Body");
    match body {
        Some(body) if root.name() == "Envelope" => Ok(Reply { root, body }),
        _ => Err(SoapError::Unexpected),
    }
}

/// The code of SOAP 1.2: the value of the last subcode.
fn innermost(code: &Element) -> &str {
    match code.child("Subcode") {
        Some(subcode) => innermost(subcode),
        None => code.value_of("Value").unwrap_or_default(),
    }
}

fn local(code: &str) -> &str {
    code.rsplit_once(':').map_or(code, |(_, local)| local)
}

/// A server's words on one line of sane length.
fn line(text: &str) -> String {
    let line: Vec<&str> = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    line.join(" ").chars().take(MAX_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, body: &str) -> WebReply {
        WebReply { status, headers: Vec::new(), body: Bytes::copy_from_slice(body.as_bytes()) }
    }

    fn fault(status: u16, body: &str) -> Fault {
        match read(&reply(status, body)) {
            Err(SoapError::Fault(fault)) => *fault,
            other => panic!("{other:?} for {body}"),
        }
    }

    #[test]
    fn a_request_says_what_it_is() {
        let body = write(Soap::V11, &[("xmlns:a", "b")], |h| h.leaf("t", "t=1&p="), |b| b.leaf("Ask", "<")).to_vec();
        let request = post("https://h.example/s", Some("http://x/Ask"), Bytes::from(body), false).expect("a request");
        let header = |name: &str| request.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.expose());
        assert_eq!(header("Content-Type"), Some("text/xml; charset=utf-8"));
        assert_eq!(header("SOAPAction"), Some("\"http://x/Ask\""));
        let read = read(&WebReply { status: 200, headers: Vec::new(), body: request.body }).expect("an envelope");
        assert_eq!(read.header().and_then(|header| header.value_of("t")), Some("t=1&p="));
        assert_eq!(read.result("Ask").map(Element::value), Ok("<"));
        assert_eq!(read.result("Other"), Err(SoapError::Unexpected));
        assert!(matches!(post("http://h.example/s", None, Bytes::new(), true), Err(PassportError::Plain(_))));
        assert!(post("http://127.0.0.1:1/s", None, Bytes::new(), true).is_ok());
    }

    #[test]
    fn a_fault_counts_whatever_the_status() {
        let xml = "<soap:Envelope xmlns:soap='x'><soap:Body><soap:Fault><faultcode>soap:Client</faultcode>\
            <faultstring>The user\n  is invalid</faultstring><detail><errorcode xmlns='y'>InvalidPassportUser</errorcode>\
            <additionalDetails><conflictObjectId>7</conflictObjectId></additionalDetails></detail>\
            </soap:Fault></soap:Body></soap:Envelope>";
        for status in [200, 403, 500] {
            let fault = fault(status, xml);
            assert_eq!((fault.code.as_str(), fault.string.as_str()), ("Client", "The user is invalid"));
            assert!(fault.is("InvalidPassportUser") && fault.is("client") && !fault.is("Other"));
            assert_eq!((fault.detail("conflictObjectId"), fault.detail("nothing")), (Some("7"), None));
            assert_eq!(fault.to_string(), "the service refused: The user is invalid (InvalidPassportUser)");
        }
    }

    #[test]
    fn the_faults_of_the_sign_in_service() {
        let beside = fault(
            200,
            "<S:Envelope><S:Header><psf:pp><psf:reqstatus>0x80048823</psf:reqstatus></psf:pp></S:Header>\
             <S:Fault><faultcode>psf:Redirect</faultcode><psf:redirectUrl>https://b.example/RST.srf?t=secret\
             </psf:redirectUrl><faultstring>Authentication Failure</faultstring></S:Fault></S:Envelope>",
        );
        assert_eq!(beside.code, "Redirect");
        assert!(beside.is("0x80048823"));
        assert_eq!(beside.redirect.as_deref(), Some("https://b.example/RST.srf?t=secret"));
        assert!(!format!("{beside:?} {beside}").contains("secret"));

        let second = fault(
            500,
            "<S:Envelope><S:Body><S:Fault><S:Code><S:Value>S:Sender</S:Value><S:Subcode><S:Value>wst:FailedAuthentication\
             </S:Value></S:Subcode></S:Code><S:Reason><S:Text xml:lang='en-US'>No.</S:Text></S:Reason><S:Detail>\
             <psf:error><psf:value>0x80048821</psf:value><psf:internalerror><psf:code>0x80041012</psf:code>\
             </psf:internalerror></psf:error></S:Detail></S:Fault></S:Body></S:Envelope>",
        );
        assert_eq!((second.code.as_str(), second.string.as_str()), ("FailedAuthentication", "No."));
        assert_eq!(second.codes, ["0x80041012", "0x80048821"]);
    }

    #[test]
    fn what_is_no_reply() {
        assert_eq!(
            read(&reply(500, "500 Internal Server Error\n\nServer got itself in trouble")),
            Err(SoapError::Http(500))
        );
        assert_eq!(read(&reply(403, "")), Err(SoapError::Http(403)));
        assert_eq!(read(&reply(200, "")), Err(SoapError::Xml(XmlError::Cut)));
        assert_eq!(read(&reply(200, "<html/>")), Err(SoapError::Unexpected));
        assert_eq!(read(&reply(200, "<Envelope/>")), Err(SoapError::Unexpected));
        assert_eq!(read(&reply(500, "<Envelope><Body/></Envelope>")), Err(SoapError::Http(500)));
        assert!(read(&reply(200, "<Envelope><Body/></Envelope>")).is_ok());
    }
}
