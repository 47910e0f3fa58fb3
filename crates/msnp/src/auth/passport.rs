//! The Passport 1.4 sign-in of MSNP8 to 12, as functions on addresses and headers.
//!
//! The machine asks the Nexus for the address of the login page ([`login_url`]), sends it name, password and the
//! challenge of `USR` ([`authorization`]), reads the reply ([`read_login`]), and follows redirects, at most
//! [`MAX_HOPS`]. Every address goes through [`allowed`] first: a password never travels in the open.

use crate::session::{WebReply, WebRequest};
use crate::types::{Email, Secret};
use crate::wire::escape;
use bytes::Bytes;
use std::net::{Ipv4Addr, Ipv6Addr};

/// How often a login page may send us on to another.
pub const MAX_HOPS: usize = 5;

/// The longest ticket that is taken, in bytes.
const MAX_TICKET: usize = 8 * 1024;

/// Why the sign-in service can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PassportError {
    /// The address is no web address.
    #[error("{0} is not a web address")]
    Address(String),
    /// Plain HTTP would show the password to everybody on the way.
    #[error("{0} is not safe: a password is only sent over HTTPS")]
    Plain(String),
    /// The Nexus names no login page.
    #[error("the sign-in service named no login page (HTTP status {0})")]
    NoLogin(u16),
}

/// What the login page said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginReply {
    /// The ticket for `USR t TWN S`, to be sent as it is.
    Ticket(Secret),
    /// Ask again at this address, which the rules allow, with the same [`authorization`].
    Redirect(String),
    /// Wrong address or password; the page may say more.
    Refused {
        /// The page's own words (`cbtxt`).
        reason: Option<String>,
    },
    /// The reply can't be used; the sentence says why.
    Useless(String),
}

/// The request to the Nexus.
///
/// # Errors
/// When the rules forbid the address.
pub fn nexus_request(nexus: &str, insecure_loopback: bool) -> Result<WebRequest, PassportError> {
    allowed(nexus, insecure_loopback)?;
    Ok(WebRequest { method: "GET", url: nexus.to_owned(), headers: Vec::new(), body: Bytes::new() })
}

/// The request to the login page; `challenge` is the last parameter of `USR t TWN S` as it came.
///
/// # Errors
/// When the rules forbid the address.
pub fn login_request(
    url: &str,
    email: &Email,
    password: &Secret,
    challenge: &str,
    insecure_loopback: bool,
) -> Result<WebRequest, PassportError> {
    allowed(url, insecure_loopback)?;
    Ok(WebRequest {
        method: "GET",
        url: url.to_owned(),
        headers: vec![("Authorization".to_owned(), authorization(email, password, challenge))],
        body: Bytes::new(),
    })
}

/// The address of the login page in the Nexus's reply (`PassportURLs`, key `DALogin`).
///
/// `nexus` is the address that was asked: a login page must be as safe as what named it.
///
/// # Errors
/// When there is none, or the rules forbid it.
pub fn login_url(nexus: &str, reply: &WebReply, insecure_loopback: bool) -> Result<String, PassportError> {
    let urls = reply.header("PassportURLs").ok_or(PassportError::NoLogin(reply.status))?;
    let login = fields(urls)
        .into_iter()
        .find(|(name, value)| name.eq_ignore_ascii_case("DALogin") && !value.is_empty())
        .map(|(_, value)| value)
        .ok_or(PassportError::NoLogin(reply.status))?;
    let login = if login.contains("://") { login.to_owned() } else { format!("https://{login}") };
    follow(nexus, &login, insecure_loopback)
}

/// The value of the `Authorization` header.
pub fn authorization(email: &Email, password: &Secret, challenge: &str) -> Secret {
    Secret::new(format!(
        "Passport1.4 OrgVerb=GET,OrgURL=http%3A%2F%2Fmessenger%2Emsn%2Ecom,sign-in={},pwd={},{challenge}",
        percent(email.as_str()),
        percent(password.expose()),
    ))
}

/// Reads the login page's reply; `url` is the address that was asked.
pub fn read_login(url: &str, reply: &WebReply, insecure_loopback: bool) -> LoginReply {
    if (300..400).contains(&reply.status) {
        let Some(location) = reply.header("Location") else {
            return LoginReply::Useless("the login page sent us on without saying where".to_owned());
        };
        return match follow(url, location, insecure_loopback) {
            Ok(next) => LoginReply::Redirect(next),
            Err(error) => LoginReply::Useless(error.to_string()),
        };
    }
    let fields = passport_fields(reply);
    let value = |names: &[&str]| {
        fields
            .iter()
            .find(|(name, value)| !value.is_empty() && names.iter().any(|n| name.eq_ignore_ascii_case(n)))
            .map(|(_, value)| *value)
    };
    let status = value(&["da-status", "dastatus"]).unwrap_or_default().to_ascii_lowercase();
    if reply.status == 200 && status == "success" {
        return match value(&["from-PP"]) {
            Some(ticket) if is_ticket(ticket) => LoginReply::Ticket(Secret::new(ticket)),
            _ => LoginReply::Useless("the login page gave no usable ticket".to_owned()),
        };
    }
    if reply.status == 401 || status.starts_with("failed") {
        let reason = value(&["cbtxt"]).map(|text| readable(&escape::decode(text))).filter(|text| !text.is_empty());
        return LoginReply::Refused { reason };
    }
    LoginReply::Useless(format!("the login page answered with HTTP status {}", reply.status))
}

/// Where a redirect leads, when the rules allow to follow it: HTTPS stays HTTPS.
///
/// # Errors
/// When `location` is no address, or one that the rules forbid.
pub fn follow(from: &str, location: &str, insecure_loopback: bool) -> Result<String, PassportError> {
    let location = location.trim();
    let bad = || PassportError::Address(shown(location));
    let base = Parts::read(from).ok_or_else(|| PassportError::Address(shown(from)))?;
    let scheme = base.scheme;
    let authority = base.authority;
    let target = if location.contains("://") {
        location.to_owned()
    } else if let Some(rest) = location.strip_prefix("//") {
        format!("{scheme}://{rest}")
    } else if location.starts_with('/') {
        format!("{scheme}://{authority}{location}")
    } else if location.is_empty() {
        return Err(bad());
    } else {
        let path = base.rest.split(['?', '#']).next().unwrap_or_default();
        let folder = path.rfind('/').map_or("/", |end| &path[..=end]);
        format!("{scheme}://{authority}{folder}{location}")
    };
    allowed(&target, insecure_loopback)?;
    if base.is_secure() && !Parts::read(&target).is_some_and(|parts| parts.is_secure()) {
        return Err(PassportError::Plain(shown(&target)));
    }
    Ok(target)
}

/// The rule for every address of the sign-in: HTTPS, or plain HTTP to this very machine where the person asked for it.
///
/// # Errors
/// Says what is wrong with the address.
pub fn allowed(url: &str, insecure_loopback: bool) -> Result<(), PassportError> {
    let parts = Parts::read(url).ok_or_else(|| PassportError::Address(shown(url)))?;
    if parts.is_secure() || (insecure_loopback && parts.is_loopback()) {
        Ok(())
    } else {
        Err(PassportError::Plain(shown(url)))
    }
}

/// An address taken apart as far as the rules need it.
struct Parts<'a> {
    scheme: &'a str,
    authority: &'a str,
    host: &'a str,
    rest: &'a str,
}

impl<'a> Parts<'a> {
    /// Strict on purpose: what another parser could read in another way (a user name before an `@`, a backslash, an
    /// escape in the host) is no address, or the loopback rule could be talked around.
    fn read(url: &'a str) -> Option<Self> {
        if url.len() > 4096 || url.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
            return None;
        }
        let (scheme, tail) = url.split_once("://")?;
        if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
            return None;
        }
        let end = tail.find(['/', '?', '#']).unwrap_or(tail.len());
        let (authority, rest) = tail.split_at(end);
        let (host, port) = if authority.starts_with('[') {
            let close = authority.find(']')? + 1;
            let (host, port) = authority.split_at(close);
            host[1..close - 1].parse::<Ipv6Addr>().ok()?;
            (host, port)
        } else {
            let colon = authority.find(':').unwrap_or(authority.len());
            authority.split_at(colon)
        };
        let named = |c: char| {
            c.is_alphanumeric() || matches!(c, '-' | '.' | '_') || (host.starts_with('[') && "[]:".contains(c))
        };
        if host.is_empty() || !host.chars().all(named) {
            return None;
        }
        if let Some(port) = port.strip_prefix(':') {
            port.parse::<u16>().ok()?;
        } else if !port.is_empty() {
            return None;
        }
        Some(Self { scheme, authority, host, rest })
    }

    fn is_secure(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("https")
    }

    fn is_loopback(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost")
            || self.host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
            || self.host.trim_matches(['[', ']']).parse::<Ipv6Addr>().is_ok_and(|ip| ip.is_loopback())
    }
}

/// `name=value` pairs apart, at commas that no quotes hold; quotes around a value are taken off.
fn fields(text: &str) -> Vec<(&str, &str)> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut quote = None;
        let end = rest
            .char_indices()
            .find(|&(at, c)| match quote {
                Some(open) => {
                    if c == open {
                        quote = None;
                    }
                    false
                }
                // A quote opens only right after the equals sign: an apostrophe in a text is none.
                None if matches!(c, '\'' | '"') && rest[..at].trim_end().ends_with('=') => {
                    quote = Some(c);
                    false
                }
                None => c == ',',
            })
            .map_or(rest.len(), |(at, _)| at);
        if let Some((name, value)) = rest[..end].split_once('=') {
            let value = value.trim();
            let value = ['\'', '"']
                .into_iter()
                .find_map(|q| value.strip_prefix(q).and_then(|v| v.strip_suffix(q)))
                .unwrap_or(value);
            out.push((name.trim(), value));
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    out
}

/// The fields of every header in which a login page speaks.
fn passport_fields(reply: &WebReply) -> Vec<(&str, &str)> {
    let mut out = Vec::new();
    for wanted in ["Authentication-Info", "WWW-Authenticate"] {
        for (_, value) in reply.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(wanted)) {
            let value = value.trim();
            // The scheme's name stands before the first field.
            let value = match value.split_once(' ') {
                Some((scheme, rest)) if !scheme.contains('=') => rest,
                _ => value,
            };
            out.extend(fields(value));
        }
    }
    out
}

/// Whether it can be the parameter of a command.
fn is_ticket(text: &str) -> bool {
    text.len() <= MAX_TICKET && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// A server's words on one line of sane length.
fn readable(text: &str) -> String {
    let line: Vec<&str> = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    line.join(" ").chars().take(300).collect()
}

/// An address for a sentence: without its query, which may hold a ticket, and not endless.
fn shown(url: &str) -> String {
    let bare = url.split(['?', '#']).next().unwrap_or_default();
    let bare = bare.rsplit_once('@').map_or(bare, |(_, host)| host);
    readable(bare).chars().take(100).collect()
}

fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, headers: &[(&str, &str)]) -> WebReply {
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        WebReply { status, headers, body: Bytes::new() }
    }

    const NEXUS: &str = "https://nexus.example/rdr/pprdr.asp";
    const LOGIN: &str = "https://login.example/login2.srf?x=1";

    #[test]
    fn the_nexus_names_the_login_page() {
        for (header, expected) in [
            (
                "DARealm=Passport.Net,DALogin=login.passport.com/login2.srf,ConfigVersion=15",
                "https://login.passport.com/login2.srf",
            ),
            ("DALogin=https://host/login", "https://host/login"),
            ("dalogin = https://host:8443/login?a=b", "https://host:8443/login?a=b"),
        ] {
            let reply = reply(200, &[("passporturls", header)]);
            assert_eq!(login_url(NEXUS, &reply, false).as_deref(), Ok(expected));
        }
        assert_eq!(login_url(NEXUS, &reply(404, &[]), false), Err(PassportError::NoLogin(404)));
        assert_eq!(
            login_url(NEXUS, &reply(200, &[("PassportURLs", "DALogin=")]), false),
            Err(PassportError::NoLogin(200))
        );
        let plain = reply(200, &[("PassportURLs", "DALogin=http://127.0.0.1:80/login")]);
        assert!(matches!(login_url(NEXUS, &plain, true), Err(PassportError::Plain(_))));
        assert!(login_url("http://127.0.0.1:80/nexus", &plain, true).is_ok());
        assert!(matches!(login_url("http://127.0.0.1:80/nexus", &plain, false), Err(PassportError::Plain(_))));
    }

    #[test]
    fn name_and_password_are_escaped() {
        let email = Email::parse("alice@example.com").expect("an address");
        let header = authorization(&email, &Secret::new("p,w%=+ é"), "lc=1033,id=507,tw=40");
        assert_eq!(
            header.expose(),
            "Passport1.4 OrgVerb=GET,OrgURL=http%3A%2F%2Fmessenger%2Emsn%2Ecom,sign-in=alice%40example.com,\
             pwd=p%2Cw%25%3D%2B%20%C3%A9,lc=1033,id=507,tw=40"
        );
    }

    #[test]
    fn tickets() {
        let ticket = |value: &str| read_login(LOGIN, &reply(200, &[("authentication-info", value)]), false);
        let secret = |text: &str| LoginReply::Ticket(Secret::new(text));
        assert_eq!(
            ticket(
                "Passport1.4 da-status=success,tname=MSPAuth,tname=MSPProf,from-PP='t=a,b&p=c',ru=http://messenger.msn.com"
            ),
            secret("t=a,b&p=c")
        );
        assert_eq!(
            ticket("Passport1.4 da-status=success,from-PP='0123456789abcdef0123'"),
            secret("0123456789abcdef0123")
        );
        assert_eq!(ticket("Passport1.4 DAStatus=Success,FROM-pp=\"t=x\""), secret("t=x"));
        for useless in [
            "Passport1.4 da-status=success",
            "Passport1.4 da-status=success,from-PP='a b'",
            "Passport1.4 from-PP='t=x'",
            "",
        ] {
            assert!(matches!(ticket(useless), LoginReply::Useless(_)), "{useless}");
        }
    }

    #[test]
    fn refusals_carry_the_reason() {
        let refused = |value: &str| read_login(LOGIN, &reply(401, &[("WWW-Authenticate", value)]), false);
        assert_eq!(
            refused(
                "Passport1.4 da-status=failed-noretry,srealm=Passport.NET,ts=-3,prompt,cburl=http://x,cbtxt=Wrong%20password.%0D%0ATry%20again"
            ),
            LoginReply::Refused { reason: Some("Wrong password. Try again".to_owned()) }
        );
        assert_eq!(refused("Passport1.4 da-status=failed"), LoginReply::Refused { reason: None });
        assert_eq!(read_login(LOGIN, &reply(401, &[]), false), LoginReply::Refused { reason: None });
        assert!(matches!(read_login(LOGIN, &reply(500, &[]), false), LoginReply::Useless(_)));
    }

    #[test]
    fn redirects_stay_safe() {
        let to = |location: &str| read_login(LOGIN, &reply(302, &[("Location", location)]), true);
        let next = |url: &str| LoginReply::Redirect(url.to_owned());
        assert_eq!(to("https://loginnet.example/login2.srf?lc=1"), next("https://loginnet.example/login2.srf?lc=1"));
        assert_eq!(to("/other?y=2"), next("https://login.example/other?y=2"));
        assert_eq!(to("//third.example/x"), next("https://third.example/x"));
        assert_eq!(to("here"), next("https://login.example/here"));
        for refused in ["http://login.example/", "http://127.0.0.1/", "ftp://login.example/", "", "https://"] {
            assert!(matches!(to(refused), LoginReply::Useless(_)), "{refused}");
        }
        assert!(matches!(read_login(LOGIN, &reply(302, &[]), true), LoginReply::Useless(_)));
    }

    #[test]
    fn plain_http_only_to_this_machine_and_only_when_asked() {
        for safe in ["https://nexus.example/", "HTTPS://nexus.example", "https://[::1]:8443/x", "https://host:1/?a@b"] {
            assert_eq!(allowed(safe, false), Ok(()), "{safe}");
        }
        for loopback in [
            "http://127.0.0.1:8080/x",
            "http://127.8.9.1",
            "http://[::1]:80/",
            "http://localhost:9/",
            "HTTP://LOCALHOST/",
        ] {
            assert_eq!(allowed(loopback, true), Ok(()), "{loopback}");
            assert!(matches!(allowed(loopback, false), Err(PassportError::Plain(_))), "{loopback}");
        }
        for trick in [
            "http://example.com/",
            "http://127.0.0.1@evil.example/",
            "http://127.0.0.1:80@evil.example/",
            "http://localhost.evil.example/",
            "http://127.0.0.1.evil.example/",
            "http://127.0.0.1\\@evil.example/",
            "http://evil.example#@127.0.0.1/",
            "http://evil.example?@127.0.0.1/",
            "http://[::1]evil.example/",
            "http://[::2]/",
            "http://0x7f.1/",
            "http:///x",
            "http:127.0.0.1",
            "",
        ] {
            assert!(allowed(trick, true).is_err(), "{trick}");
        }
        assert!(allowed("https://user:pass@host/", false).is_err());
        assert!(allowed("https://ho\nst/", false).is_err());
    }

    #[test]
    fn sentences_hold_no_ticket() {
        let error = allowed("http://user:secret@host/login?t=secret", false).expect_err("refused");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}
