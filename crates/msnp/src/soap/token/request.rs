//! What the sign-in service is asked.

use super::Audience;
use crate::auth::passport::PassportError;
use crate::session::WebRequest;
use crate::soap::envelope::{self, Soap};
use crate::soap::time::Timestamp;
use crate::soap::xml::Writer;
use crate::types::{Email, Secret};
use std::time::Duration;

/// Which of the two forms of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `RST.srf`, SOAP 1.1.
    Rst,
    /// `RST2.srf`, SOAP 1.2. It carries the time at which it was made, and is refused when a clock is wrong.
    Rst2 {
        /// What time it is.
        now: Timestamp,
    },
}

impl Form {
    /// The form that the service at this address wants, by the name of its page.
    pub fn of(url: &str, now: Timestamp) -> Self {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let page = path.rsplit('/').next().unwrap_or_default();
        if page.eq_ignore_ascii_case("RST2.srf") { Self::Rst2 { now } } else { Self::Rst }
    }

    const fn soap(self) -> Soap {
        match self {
            Self::Rst => Soap::V11,
            Self::Rst2 { .. } => Soap::V12,
        }
    }

    const fn namespaces(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Rst => &[
                ("xmlns:wsse", "http://schemas.xmlsoap.org/ws/2003/06/secext"),
                ("xmlns:wsp", "http://schemas.xmlsoap.org/ws/2002/12/policy"),
                ("xmlns:wsa", "http://schemas.xmlsoap.org/ws/2004/03/addressing"),
                ("xmlns:wst", "http://schemas.xmlsoap.org/ws/2004/04/trust"),
                ("xmlns:ps", PPCRL),
            ],
            Self::Rst2 { .. } => &[
                ("xmlns:wsse", "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"),
                ("xmlns:wsu", "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"),
                ("xmlns:wsp", "http://schemas.xmlsoap.org/ws/2004/09/policy"),
                ("xmlns:wsa", "http://www.w3.org/2005/08/addressing"),
                ("xmlns:wst", "http://schemas.xmlsoap.org/ws/2005/02/trust"),
                ("xmlns:ps", PPCRL),
            ],
        }
    }

    const fn issue(self) -> &'static str {
        match self {
            Self::Rst => "http://schemas.xmlsoap.org/ws/2004/04/security/trust/Issue",
            Self::Rst2 { .. } => "http://schemas.xmlsoap.org/ws/2005/02/trust/Issue",
        }
    }
}

const PPCRL: &str = "http://schemas.microsoft.com/Passport/SoapServices/PPCRL";

/// How long a request of RST2 is good for.
const GOOD_FOR: Duration = Duration::from_secs(5 * 60);

/// A token to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Whom it is for.
    pub audience: Audience,
    /// How it has to be made; empty for none.
    pub policy: String,
}

impl Wish {
    /// All that a session of MSNP15 and later wants; `policy` is the one that `USR` named.
    pub fn sso(policy: &str) -> Vec<Self> {
        [
            (Audience::Passport, ""),
            (Audience::Messenger, policy),
            (Audience::Offline, "?id=507"),
            (Audience::Contacts, "MBI"),
            (Audience::Secure, "MBI_SSL"),
        ]
        .into_iter()
        .map(|(audience, policy)| Self { audience, policy: policy.to_owned() })
        .collect()
    }

    /// What a session of MSNP12 to 14 wants, where it signs in here instead of at the login page; `challenge` is the
    /// last parameter of `USR t TWN S`.
    pub fn tweener(challenge: &str) -> Vec<Self> {
        [
            (Audience::Passport, String::new()),
            (Audience::Offline, format!("?{}", challenge.replace(',', "&"))),
            (Audience::Contacts, "MBI".to_owned()),
        ]
        .into_iter()
        .map(|(audience, policy)| Self { audience, policy })
        .collect()
    }

    /// The policy that a service names: a list of the Tweener kind becomes what stands behind a question mark.
    pub(crate) fn policy_of(named: &str) -> String {
        if named.contains('=') { format!("?{}", named.replace(',', "&")) } else { named.to_owned() }
    }

    /// Those of `wishes` that are for one of these, and the sign-in service's own, without which it gives none.
    pub fn only(wishes: Vec<Self>, audiences: &[Audience]) -> Vec<Self> {
        let wanted = |wish: &Self| wish.audience == Audience::Passport || audiences.contains(&wish.audience);
        wishes.into_iter().filter(wanted).collect()
    }
}

/// The request for these tokens. The password goes as it is, whatever its length: services of old read only the first
/// sixteen characters, those of today all of them.
///
/// # Errors
/// When the rules forbid the address.
pub fn request(
    url: &str,
    form: Form,
    email: &Email,
    password: &Secret,
    wishes: &[Wish],
    insecure_loopback: bool,
) -> Result<WebRequest, PassportError> {
    let body = envelope::write(
        form.soap(),
        form.namespaces(),
        |header| {
            if let Form::Rst2 { now } = form {
                let must = [("soap:mustUnderstand", "1")];
                header.element("wsa:Action", &must, |action| {
                    action.text("http://schemas.xmlsoap.org/ws/2005/02/trust/RST/Issue");
                });
                header.element("wsa:To", &must, |to| to.text(url.split(['?', '#']).next().unwrap_or_default()));
                header.leaf("wsa:MessageID", &now.0.to_string());
            }
            auth_info(header, form);
            header.element("wsse:Security", &[], |security| proof_of_self(security, form, email, password));
        },
        |body| {
            body.element("ps:RequestMultipleSecurityTokens", &[("Id", "RSTS")], |list| {
                for (index, wish) in wishes.iter().enumerate() {
                    list.element("wst:RequestSecurityToken", &[("Id", &format!("RST{index}"))], |token| {
                        token.leaf("wst:RequestType", form.issue());
                        token.element("wsp:AppliesTo", &[], |applies| {
                            applies.element("wsa:EndpointReference", &[], |endpoint| {
                                endpoint.leaf("wsa:Address", wish.audience.address());
                            });
                        });
                        if !wish.policy.is_empty() {
                            token.empty("wsse:PolicyReference", &[("URI", &wish.policy)]);
                        }
                    });
                }
            });
        },
    );
    envelope::post(url, None, body, insecure_loopback)
}

fn auth_info(header: &mut Writer, form: Form) {
    header.element("ps:AuthInfo", &[("Id", "PPAuthInfo")], |info| {
        info.leaf("ps:HostingApp", "{7108E71A-9926-4FCB-BCC9-9A9D3F32E423}");
        info.leaf("ps:BinaryVersion", if matches!(form, Form::Rst) { "4" } else { "5" });
        info.leaf("ps:UIVersion", "1");
        info.empty("ps:Cookies", &[]);
        // One pair, "lc" and "1033": errors in English.
        info.leaf("ps:RequestParams", "AQAAAAIAAABsYwQAAAAxMDMz");
    });
}

fn proof_of_self(security: &mut Writer, form: Form, email: &Email, password: &Secret) {
    let id = if matches!(form, Form::Rst) { "Id" } else { "wsu:Id" };
    security.element("wsse:UsernameToken", &[(id, "user")], |user| {
        user.leaf("wsse:Username", email.as_str());
        user.leaf("wsse:Password", password.expose());
    });
    if let Form::Rst2 { now } = form {
        security.element("wsu:Timestamp", &[("wsu:Id", "Timestamp")], |stamp| {
            stamp.leaf("wsu:Created", &now.to_string());
            stamp.leaf("wsu:Expires", &(now + GOOD_FOR).to_string());
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::soap::xml::Element;

    const NOW: Timestamp = Timestamp(1_795_170_889);

    fn sent(url: &str, password: &str, wishes: &[Wish]) -> (WebRequest, Element) {
        let email = Email::parse("alice@example.com").expect("an address");
        let request = request(url, Form::of(url, NOW), &email, &Secret::new(password), wishes, false).expect("allowed");
        let tree = Element::parse(&request.body).expect("a document");
        (request, tree)
    }

    #[test]
    fn both_forms_say_who_wants_what() {
        for url in ["https://login.example/RST.srf", "https://login.example/pp550/rst2.srf?x=1"] {
            let password = "p<&>\"' é😀 hunter2secret";
            let (request, tree) = sent(url, password, &Wish::tweener("lc=1033,id=507,tw=40"));
            assert_eq!((request.method, request.url.as_str()), ("POST", url));
            assert!(request.headers.iter().all(|(name, _)| name != "SOAPAction"));
            let user = tree.find("UsernameToken").expect("a user");
            assert_eq!(user.value_of("Username"), Some("alice@example.com"));
            assert_eq!(user.child("Password").map(Element::text), Some(password));
            let asked: Vec<_> = tree
                .find_all("RequestSecurityToken")
                .into_iter()
                .map(|token| {
                    let policy = token.child("PolicyReference").and_then(|policy| policy.attribute("URI"));
                    (token.attribute("Id"), token.find("Address").map(Element::value), policy)
                })
                .collect();
            assert_eq!(
                asked,
                [
                    (Some("RST0"), Some("http://Passport.NET/tb"), None),
                    (Some("RST1"), Some("messenger.msn.com"), Some("?lc=1033&id=507&tw=40")),
                    (Some("RST2"), Some("contacts.msn.com"), Some("MBI")),
                ]
            );
        }
    }

    #[test]
    fn the_later_form_carries_the_time() {
        let (_, tree) = sent("https://login.example/RST2.srf", "x", &Wish::sso("MBI_KEY"));
        let stamp = tree.find("Timestamp").expect("a time");
        assert_eq!(stamp.value_of("Created"), Some("2026-11-20T10:34:49Z"));
        assert_eq!(stamp.value_of("Expires"), Some("2026-11-20T10:39:49Z"));
        assert_eq!(tree.find("To").map(Element::value), Some("https://login.example/RST2.srf"));
        let (_, first) = sent("https://login.example/RST.srf", "x", &Wish::sso("MBI_KEY"));
        assert_eq!((first.find("Timestamp"), first.find("To")), (None, None));
    }

    #[test]
    fn only_some() {
        let audiences = |wishes: Vec<Wish>| wishes.into_iter().map(|wish| wish.audience).collect::<Vec<_>>();
        let some = Wish::only(Wish::sso("MBI_KEY"), &[Audience::Contacts]);
        assert_eq!(audiences(some), [Audience::Passport, Audience::Contacts]);
    }

    #[test]
    fn a_password_goes_over_https_only_and_is_never_shown() {
        let email = Email::parse("alice@example.com").expect("an address");
        let ask =
            |url: &str, loopback| request(url, Form::Rst, &email, &Secret::new("hunter2"), &Wish::sso("MBI"), loopback);
        assert!(matches!(ask("http://login.example/RST.srf", true), Err(PassportError::Plain(_))));
        assert!(matches!(ask("http://127.0.0.1/RST.srf", false), Err(PassportError::Plain(_))));
        let request = ask("http://127.0.0.1/RST.srf", true).expect("loopback");
        assert!(!format!("{request:?}").contains("hunter2"));
    }
}
