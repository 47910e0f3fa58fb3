//! What the sign-in service answers: tokens, another address, or why not.

use super::Audience;
use crate::auth::passport::{PassportError, follow};
use crate::error::SignOutReason;
use crate::session::WebReply;
use crate::soap::envelope::{self, Fault, SoapError};
use crate::soap::time::Timestamp;
use crate::soap::xml::Element;
use crate::types::Secret;
use std::fmt;
use std::time::Duration;

/// The longest token that is taken, in bytes.
const MAX_TOKEN: usize = 8 * 1024;

/// How far clocks may be apart before that is thought to be the trouble.
const CLOCK_LIMIT: Duration = Duration::from_secs(5 * 60);

/// A token with all that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Whom it is for.
    pub audience: Audience,
    /// The token, `t=…&p=…`, as it has to be sent.
    pub ticket: Secret,
    /// The secret for [`sso::proof`](crate::auth::sso::proof), base64.
    pub proof: Option<Secret>,
    /// When it was made, by the service's clock.
    pub created: Option<Timestamp>,
    /// When it ends, by the service's clock.
    pub expires: Option<Timestamp>,
}

/// The tokens of one reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// At most one for each audience, in the order of the reply. It is never empty.
    pub tokens: Vec<Token>,
    /// The service's clock when it answered.
    pub server_time: Option<Timestamp>,
}

impl Issued {
    /// The token for somebody.
    pub fn token(&self, audience: Audience) -> Option<&Token> {
        self.tokens.iter().find(|token| token.audience == audience)
    }
}

/// What came of the request.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// The tokens.
    Tokens(Issued),
    /// Ask the same again at this address, which the rules allow; at most [`MAX_REDIRECTS`](super::MAX_REDIRECTS)
    /// times. It is worth remembering for this account.
    Redirect(String),
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tokens(issued) => f.debug_tuple("Tokens").field(issued).finish(),
            // A query may hold a ticket.
            Self::Redirect(url) => {
                f.debug_tuple("Redirect").field(&url.split(['?', '#']).next().unwrap_or_default()).finish()
            }
        }
    }
}

/// Why there are no tokens. `Display` is a sentence for the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Wrong address or password. Never to be tried again unchanged.
    #[error("The address or the password isn't right. Check both and try again.")]
    WrongPassword,
    /// Too many wrong passwords, or locked by whoever runs the service.
    #[error("This account is locked. Wait a while, or reset its password on the service's website.")]
    Locked,
    /// The terms of use have to be accepted first.
    #[error("The service asks you to accept its terms on its website first.")]
    TermsOfUse,
    /// The password has to be changed, or the address confirmed.
    #[error("The service wants something settled on its website first, such as a new password or a confirmed address.")]
    Attention,
    /// The account signs in on a web page only.
    #[error("This account can only sign in on a web page, which this program can't do.")]
    WebOnly,
    /// The request was too old or too new.
    #[error("The clock of this computer is wrong. Set date and time right and try again.")]
    Clock,
    /// The service has trouble of its own; the detail is for the log.
    #[error("The sign-in service isn't available for the moment. Try again later. ({0})")]
    Down(String),
    /// The service sent us to an address that the rules forbid.
    #[error("The sign-in service sent us to an address that isn't safe. ({0})")]
    Unsafe(PassportError),
    /// Another refusal, in the service's own words.
    #[error("The sign-in service refused. It said: {0}")]
    Refused(String),
    /// The answer can't be read, or holds nothing of use.
    #[error("The sign-in service's answer makes no sense. ({0})")]
    Useless(String),
}

impl TokenError {
    /// Whether the same request may well work a little later.
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::Down(_) | Self::Useless(_))
    }

    /// The same as the end of a session.
    pub fn reason(&self) -> SignOutReason {
        match self {
            Self::WrongPassword => SignOutReason::WrongPassword,
            Self::TermsOfUse => SignOutReason::TermsOfUse,
            Self::Locked | Self::Attention | Self::WebOnly | Self::Clock | Self::Refused(_) => {
                SignOutReason::SignInRefused(self.to_string())
            }
            Self::Down(detail) | Self::Useless(detail) => SignOutReason::SignInService(detail.clone()),
            Self::Unsafe(error) => SignOutReason::SignInService(error.to_string()),
        }
    }
}

/// Reads the reply; `url` is the address that was asked, `wall` what time it is here, where that is known.
///
/// # Errors
/// Why there are no tokens.
pub fn read(
    url: &str,
    reply: &WebReply,
    wall: Option<Timestamp>,
    insecure_loopback: bool,
) -> Result<Answer, TokenError> {
    let redirect = |to: &str| follow(url, to, insecure_loopback).map(Answer::Redirect).map_err(TokenError::Unsafe);
    let answer = match envelope::read(reply) {
        Ok(answer) => answer,
        Err(SoapError::Fault(fault)) => {
            return match &fault.redirect {
                Some(to) => redirect(to),
                None => Err(refusal(&fault, wall)),
            };
        }
        Err(SoapError::Http(401)) => return Err(TokenError::WrongPassword),
        Err(SoapError::Http(300..=399)) if reply.header("Location").is_some() => {
            return redirect(reply.header("Location").unwrap_or_default());
        }
        Err(SoapError::Http(status @ (408 | 429 | 500..))) => {
            return Err(TokenError::Down(format!("HTTP status {status}")));
        }
        Err(error) => return Err(TokenError::Useless(error.to_string())),
    };
    let mut tokens: Vec<Token> = Vec::new();
    for token in answer.body().find_all("RequestSecurityTokenResponse").into_iter().filter_map(token) {
        match tokens.iter_mut().find(|known| known.audience == token.audience) {
            None => tokens.push(token),
            // Twice for the same: the one whose proof can be made.
            Some(known) if known.proof.is_none() && token.proof.is_some() => *known = token,
            Some(_) => {}
        }
    }
    if tokens.is_empty() {
        return Err(TokenError::Useless("no token in it".to_owned()));
    }
    let server = answer.header().and_then(|header| header.at(&["pp", "serverInfo"]));
    let server_time = server.and_then(|server| server.attribute("ServerTime")).and_then(Timestamp::parse);
    Ok(Answer::Tokens(Issued { tokens, server_time }))
}

/// One token, if it is for somebody we know and can be used.
fn token(response: &Element) -> Option<Token> {
    let address = response.child("AppliesTo")?.find("Address")?;
    let audience = Audience::from_address(address.value())?;
    // The sign-in service's own comes as encrypted data, which is no token to send.
    let ticket = response.child("RequestedSecurityToken")?.find("BinarySecurityToken")?.value();
    if !is_token(ticket) {
        return None;
    }
    let proof = response.child("RequestedProofToken").and_then(|proof| proof.find("BinarySecret"));
    let life = response.child("LifeTime").or_else(|| response.child("Lifetime"));
    let time = |name: &str| life.and_then(|life| life.value_of(name)).and_then(Timestamp::parse);
    Some(Token {
        audience,
        ticket: Secret::new(ticket),
        proof: proof.map(Element::value).filter(|proof| is_token(proof)).map(Secret::new),
        created: time("Created"),
        expires: time("Expires"),
    })
}

/// Whether it can be the parameter of a command.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.len() <= MAX_TOKEN && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// What a fault of the sign-in service means. Its numbers are those of the old Passport libraries.
fn refusal(fault: &Fault, wall: Option<Timestamp>) -> TokenError {
    let any = |numbers: &[&str]| numbers.iter().any(|number| fault.is(number));
    let code = fault.code.to_ascii_lowercase();
    if any(&["0x800488ee"]) || fault.detail("flowUrl").is_some() {
        return TokenError::WebOnly;
    }
    if any(&["0x800488dc"]) || code.contains("expired") || code.contains("timestamp") {
        return TokenError::Clock;
    }
    // Today's servers give "locked" (…23) to every wrong password, in the header alone; a service that knows the
    // difference says it in the fault.
    let says_locked = fault.detail("error").is_some() && any(&["0x80048823"]) && !any(&["0x80048821"]);
    if says_locked || any(&["0x80048824"]) {
        return TokenError::Locked;
    }
    if any(&["0x80048825"]) {
        return TokenError::TermsOfUse;
    }
    if any(&["0x80048826", "0x80048827", "0x80048828", "0x80048830", "0x80048831", "0x80048836"]) {
        return TokenError::Attention;
    }
    if any(&["0x80048821", "0x80048823", "0x8004882d", "0x8004882e"]) || code == "failedauthentication" {
        return TokenError::WrongPassword;
    }
    let server_time = fault.server_time.as_deref().and_then(Timestamp::parse);
    if let (Some(theirs), Some(ours)) = (server_time, wall)
        && theirs.apart(ours) > CLOCK_LIMIT
    {
        return TokenError::Clock;
    }
    if any(&["0x80048820"]) || code == "server" || code == "receiver" {
        return TokenError::Down(fault.words());
    }
    TokenError::Refused(fault.words())
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    const URL: &str = "https://login.example/RST.srf";
    const NOW: Timestamp = Timestamp(1_795_170_889);

    fn reply(status: u16, body: &str) -> WebReply {
        WebReply { status, headers: Vec::new(), body: Bytes::copy_from_slice(body.as_bytes()) }
    }

    fn response(address: &str, ticket: &str, secret: &str) -> String {
        format!(
            "<wst:RequestSecurityTokenResponse><wsp:AppliesTo><wsa:EndpointReference><wsa:Address>{address}</wsa:Address>\
             </wsa:EndpointReference></wsp:AppliesTo><wst:LifeTime><wsu:Created>2026-11-20T10:34:49Z</wsu:Created>\
             <wsu:Expires>2026-11-21T10:34:49Z</wsu:Expires></wst:LifeTime><wst:RequestedSecurityToken>\
             <wsse:BinarySecurityToken Id='Compact9'>{ticket}</wsse:BinarySecurityToken></wst:RequestedSecurityToken>\
             <wst:RequestedProofToken><wst:BinarySecret>{secret}</wst:BinarySecret></wst:RequestedProofToken>\
             </wst:RequestSecurityTokenResponse>"
        )
    }

    fn envelope(responses: &[String]) -> String {
        format!(
            "<S:Envelope><S:Header><psf:pp><psf:serverInfo ServerTime='2026-11-20T10:34:49Z'>X</psf:serverInfo></psf:pp>\
             </S:Header><S:Body><wst:RequestSecurityTokenResponseCollection>{}\
             </wst:RequestSecurityTokenResponseCollection></S:Body></S:Envelope>",
            responses.concat()
        )
    }

    fn issued(body: &str) -> Issued {
        match read(URL, &reply(200, body), Some(NOW), false) {
            Ok(Answer::Tokens(issued)) => issued,
            other => panic!("{other:?} for {body}"),
        }
    }

    fn refused(header: &str, fault: &str) -> TokenError {
        let body = format!("<S:Envelope><S:Header>{header}</S:Header><S:Fault>{fault}</S:Fault></S:Envelope>");
        let error = read(URL, &reply(200, &body), Some(NOW), false).expect_err(&body);
        let sentence = error.to_string();
        assert!(sentence.contains(". ") || sentence.ends_with('.'), "{sentence}");
        error
    }

    #[test]
    fn tokens_are_known_by_their_address() {
        let mut responses = vec![
            response("contacts.msn.com", "t=c&amp;p=", ""),
            response("http://Passport.NET/tb", "", "tb"),
            response("somebody.else.example", "t=x&amp;p=", "x"),
            response("messengerclear.live.com", "t=m&amp;p=", "c2VjcmV0"),
        ];
        for _ in 0..responses.len() {
            let issued = issued(&envelope(&responses));
            assert_eq!(issued.tokens.len(), 2);
            let messenger = issued.token(Audience::Messenger).expect("a token");
            assert_eq!(
                (messenger.ticket.expose(), messenger.proof.as_ref()),
                ("t=m&p=", Some(&Secret::new("c2VjcmV0")))
            );
            assert_eq!((messenger.created, messenger.expires), (Some(NOW), Some(NOW + Duration::from_secs(86_400))));
            let contacts = issued.token(Audience::Contacts).expect("a token");
            assert_eq!((contacts.ticket.expose(), contacts.proof.as_ref()), ("t=c&p=", None));
            assert_eq!(issued.server_time, Some(NOW));
            let shown = format!("{issued:?}");
            assert!(!shown.contains("t=m") && !shown.contains("c2VjcmV0"), "{shown}");
            responses.rotate_left(1);
        }
        let twice =
            [response("messengerclear.live.com", "t=1", ""), response("messengerclear.live.com", "t=2", "cw==")];
        assert_eq!(issued(&envelope(&twice)).token(Audience::Messenger).map(|t| t.ticket.expose()), Some("t=2"));
    }

    #[test]
    fn the_later_form_spells_its_lifetime_otherwise() {
        let body = envelope(&[response("contacts.msn.com", "t=c", "")]).replace("LifeTime", "Lifetime");
        assert_eq!(issued(&body).tokens[0].created, Some(NOW));
        let without = body.replace("2026", "soon");
        assert_eq!(issued(&without).tokens[0].expires, None);
    }

    #[test]
    fn useless_answers() {
        for tickets in ["", "a b", &"x".repeat(MAX_TOKEN + 1)] {
            let body = envelope(&[response("contacts.msn.com", tickets, "")]);
            let error = read(URL, &reply(200, &body), None, false).expect_err("no token");
            assert!(matches!(error, TokenError::Useless(_)) && error.is_temporary());
        }
        for (status, body) in [(200, ""), (200, "<html/>"), (404, "gone"), (200, "<Envelope><Body/></Envelope>")] {
            assert!(matches!(read(URL, &reply(status, body), None, false), Err(TokenError::Useless(_))), "{status}");
        }
        for status in [500, 503, 429] {
            assert!(matches!(read(URL, &reply(status, "oh"), None, false), Err(TokenError::Down(_))), "{status}");
        }
        assert_eq!(read(URL, &reply(401, ""), None, false), Err(TokenError::WrongPassword));
    }

    #[test]
    fn every_fault_is_a_sentence() {
        let status = |number: &str| format!("<psf:pp><psf:reqstatus>{number}</psf:reqstatus></psf:pp>");
        let failed =
            "<faultcode>wsse:FailedAuthentication</faultcode><faultstring>Authentication Failure</faultstring>";
        assert_eq!(refused(&status("0x80048823"), failed), TokenError::WrongPassword);
        assert_eq!(refused(&status("0x80048821"), failed), TokenError::WrongPassword);
        assert_eq!(refused("", failed), TokenError::WrongPassword);
        assert_eq!(refused(&status("0x80048824"), failed), TokenError::Locked);
        let detail = format!("{failed}<detail><psf:error><psf:value>0x80048823</psf:value></psf:error></detail>");
        assert_eq!(refused(&status("0x80048823"), &detail), TokenError::Locked);
        assert_eq!(refused(&status("0x80048825"), failed), TokenError::TermsOfUse);
        assert_eq!(refused(&status("0x80048831"), failed), TokenError::Attention);
        assert_eq!(refused(&status("0x800488EE"), failed), TokenError::WebOnly);
        assert_eq!(refused("", "<faultcode>x</faultcode><psf:flowUrl>https://h/</psf:flowUrl>"), TokenError::WebOnly);
        assert_eq!(refused("", "<faultcode>wsu:MessageExpired</faultcode>"), TokenError::Clock);
        assert_eq!(refused("", "<faultcode>wsse:InvalidTimestamp</faultcode>"), TokenError::Clock);
        let late = "<psf:pp><psf:serverInfo ServerTime='2026-11-20T11:34:49Z'/></psf:pp>";
        assert_eq!(refused(late, "<faultcode>wst:InvalidRequest</faultcode>"), TokenError::Clock);
        assert_eq!(refused(late, failed), TokenError::WrongPassword);
        assert!(matches!(refused(&status("0x80048820"), "<faultcode>S:Client</faultcode>"), TokenError::Down(_)));
        assert!(matches!(refused("", "<faultcode>S:Server</faultcode>"), TokenError::Down(_)));
        let other = refused("", "<faultcode>wst:InvalidRequest</faultcode><faultstring>No.</faultstring>");
        assert_eq!(other.to_string(), "The sign-in service refused. It said: No. (InvalidRequest)");
        assert_eq!(TokenError::WrongPassword.reason(), SignOutReason::WrongPassword);
        assert!(matches!(other.reason(), SignOutReason::SignInRefused(_)));
    }

    #[test]
    fn redirects_stay_safe() {
        let to = |url: &str, loopback| {
            let fault = format!("<faultcode>psf:Redirect</faultcode><psf:redirectUrl>{url}</psf:redirectUrl>");
            read(URL, &reply(200, &format!("<S:Envelope><S:Fault>{fault}</S:Fault></S:Envelope>")), None, loopback)
        };
        let next = "https://msnia.login.example/pp550/RST.srf";
        assert_eq!(to(next, false), Ok(Answer::Redirect(next.to_owned())));
        for wrong in ["http://msnia.login.example/RST.srf", "http://127.0.0.1/RST.srf", "ftp://x/", "https://a@b/"] {
            assert!(matches!(to(wrong, true), Err(TokenError::Unsafe(_))), "{wrong}");
        }
        let shown = format!("{:?}", to(&format!("{next}?t=secret"), false));
        assert!(!shown.contains("secret"), "{shown}");
        let mut http = reply(302, "");
        http.headers.push(("location".to_owned(), "/RST2.srf".to_owned()));
        assert_eq!(read(URL, &http, None, false), Ok(Answer::Redirect("https://login.example/RST2.srf".to_owned())));
    }
}
