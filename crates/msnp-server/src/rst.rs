//! RST and RST2: what a client asks of the sign-in service, and what it is answered, as text. Both are one exchange in
//! two spellings: SOAP 1.1 with the drafts of 2004, SOAP 1.2 with what became of them.

use crate::machine::Issued;
use crate::password;
use msnp::soap::time::Timestamp;
use msnp::soap::xml::{Element, Writer};
use msnp::types::{Email, Secret};
use std::time::Duration;

/// How many tokens may be asked for at once. Clients ask for half a dozen.
const MOST_WISHES: usize = 32;
/// The longest address that a token is asked for.
const LONGEST_ADDRESS: usize = 256;
/// How far the clock of a client may be off.
const CLOCK_LIMIT: Duration = Duration::from_secs(5 * 60);
/// The token that is for the sign-in service itself.
const OWN: &str = "http://Passport.NET/tb";
/// The one whose secret proves a sign-in. It is the last secret of an answer where clients ask in the usual order: some
/// look for no more than that.
const MESSENGER: &str = "messengerclear.live.com";

const PPCRL_FAULT: &str = "http://schemas.microsoft.com/Passport/SoapServices/SOAPFault";

/// What somebody is told who sends a password in the open.
pub(crate) const PLAIN: &str = "This server takes passwords only over an address that begins with https.";

/// In which of the two spellings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `RST.srf`: SOAP 1.1.
    Rst,
    /// `RST2.srf`: SOAP 1.2, and the time at which a request was made.
    Rst2,
}

/// What the answers look like in one of them.
struct Spelling {
    soap: &'static str,
    trust: &'static str,
    security: &'static str,
    policy: &'static str,
    addressing: &'static str,
    lifetime: &'static str,
    identifier: &'static str,
}

const UTILITY: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

impl Form {
    /// The form that belongs to a path in lower case, if the sign-in service is there.
    pub fn of(path: &str) -> Option<Self> {
        // The second folder was for addresses of certain domains; here all are alike.
        match path.strip_prefix("/pp550").unwrap_or(path) {
            "/rst.srf" => Some(Self::Rst),
            "/rst2.srf" => Some(Self::Rst2),
            _ => None,
        }
    }

    const fn spelling(self) -> Spelling {
        match self {
            Self::Rst => Spelling {
                soap: "http://schemas.xmlsoap.org/soap/envelope/",
                trust: "http://schemas.xmlsoap.org/ws/2004/04/trust",
                security: "http://schemas.xmlsoap.org/ws/2003/06/secext",
                policy: "http://schemas.xmlsoap.org/ws/2002/12/policy",
                addressing: "http://schemas.xmlsoap.org/ws/2004/03/addressing",
                lifetime: "wst:LifeTime",
                identifier: "Id",
            },
            Self::Rst2 => Spelling {
                soap: "http://www.w3.org/2003/05/soap-envelope",
                trust: "http://schemas.xmlsoap.org/ws/2005/02/trust",
                security: "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
                policy: "http://schemas.xmlsoap.org/ws/2004/09/policy",
                addressing: "http://www.w3.org/2005/08/addressing",
                lifetime: "wst:Lifetime",
                identifier: "wsu:Id",
            },
        }
    }
}

/// A request for tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub email: Email,
    /// What is to prove it, as it came.
    pub password: Secret,
    /// For whom, in the order of the request.
    pub addresses: Vec<String>,
}

/// Why somebody isn't let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Wrong address or password.
    Wrong,
    /// Too many wrong ones.
    Locked,
    /// The request can't be read.
    Malformed,
    /// It was made too long ago, or is yet to be made.
    Clock,
    /// It came in the open.
    Plain,
    /// The server itself has trouble.
    Down,
}

impl Refusal {
    /// What the header says, the fault's code, its subcode in SOAP 1.2, and its words.
    const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Wrong => ("0x80048821", "wsse:FailedAuthentication", "Authentication Failure"),
            Self::Locked => ("0x80048824", "wsse:FailedAuthentication", "Too many wrong attempts. Try again later."),
            Self::Malformed => ("0x80048820", "S:Client", "Invalid Request"),
            Self::Clock => ("0x80048820", "wsu:MessageExpired", "The clock of this computer is wrong."),
            Self::Plain => ("0x80048800", "wst:RequestFailed", PLAIN),
            Self::Down => ("0x80048820", "S:Server", "The sign-in service isn't available for the moment."),
        }
    }
}

/// Reads a request; `now` is what time it is here. An address that can't be one belongs to nobody, so it is as wrong as a
/// password.
///
/// # Errors
/// Why there will be no tokens.
pub fn read(form: Form, body: &[u8], now: Timestamp) -> Result<Request, Refusal> {
    let root = Element::parse(body).map_err(|_| Refusal::Malformed)?;
    let (Some(header), Some(body)) = (root.child("Header"), root.child("Body")) else {
        return Err(Refusal::Malformed);
    };
    let security = header.child("Security").ok_or(Refusal::Malformed)?;
    if form == Form::Rst2 && !is_current(security, now) {
        return Err(Refusal::Clock);
    }
    let user = security.child("UsernameToken").ok_or(Refusal::Malformed)?;
    let (name, password) = user.child("Username").zip(user.child("Password")).ok_or(Refusal::Malformed)?;
    let wishes = body.find_all("RequestSecurityToken");
    if wishes.is_empty() || wishes.len() > MOST_WISHES {
        return Err(Refusal::Malformed);
    }
    let address = |wish: &&Element| {
        let address = wish.child("AppliesTo")?.find("Address")?.value();
        (!address.is_empty() && address.len() <= LONGEST_ADDRESS).then(|| address.to_owned())
    };
    let addresses = wishes.iter().map(address).collect::<Option<_>>().ok_or(Refusal::Malformed)?;
    let password = password.text();
    let email = Email::parse(name.value()).map_err(|_| Refusal::Wrong)?;
    if password.len() > password::LONGEST {
        return Err(Refusal::Wrong);
    }
    Ok(Request { email, password: Secret::new(password), addresses })
}

/// Whether a request of RST2 was made about now. One that doesn't say when is taken.
fn is_current(security: &Element, now: Timestamp) -> bool {
    let Some(stamp) = security.child("Timestamp") else { return true };
    let time = |name: &str| stamp.value_of(name).and_then(Timestamp::parse);
    let early = time("Created").is_some_and(|created| created > now + CLOCK_LIMIT);
    let late = time("Expires").is_some_and(|expires| expires + CLOCK_LIMIT < now);
    !early && !late
}

/// Who has signed in.
#[derive(Debug)]
pub struct Owner<'a> {
    /// The address.
    pub email: &'a Email,
    /// The number of the account, where clients want one.
    pub number: u64,
}

/// The answer with a token for each address. `filler` is random, in characters of base64: it stands where real servers
/// have what only they can read.
pub fn tokens(
    form: Form,
    owner: &Owner<'_>,
    addresses: &[String],
    issued: &Issued,
    filler: &str,
    now: Timestamp,
) -> String {
    let spelling = form.spelling();
    let number = format!("{:016X}", owner.number);
    let mut writer = Writer::document();
    writer.element("S:Envelope", &[("xmlns:S", spelling.soap)], |envelope| {
        envelope.element("S:Header", &[], |header| {
            header.element("psf:pp", &[("xmlns:psf", PPCRL_FAULT)], |pp| {
                pp.leaf("psf:serverVersion", "1");
                pp.leaf("psf:PUID", &number);
                pp.leaf("psf:configVersion", "16.000.26889.00");
                pp.leaf("psf:uiVersion", "3.100.2179.0");
                pp.leaf("psf:authstate", "0x48803");
                pp.leaf("psf:reqstatus", "0x0");
                server_info(pp, now);
                pp.empty("psf:cookies", &[]);
                pp.element("psf:credProperties", &[], |all| {
                    for (name, value) in [
                        ("MainBrandID", "MSFT"),
                        ("IsWinLiveUser", "true"),
                        ("CID", number.to_ascii_lowercase().as_str()),
                        ("AuthMembername", owner.email.as_str()),
                        ("Country", "US"),
                        ("Language", "1033"),
                        ("Flags", "40100643"),
                    ] {
                        all.element("psf:credProperty", &[("Name", name)], |property| property.text(value));
                    }
                });
                pp.empty("psf:response", &[]);
            });
        });
        envelope.element("S:Body", &[], |body| {
            let namespaces = [
                ("xmlns:wst", spelling.trust),
                ("xmlns:wsse", spelling.security),
                ("xmlns:wsu", UTILITY),
                ("xmlns:wsp", spelling.policy),
                ("xmlns:wsa", spelling.addressing),
                ("xmlns:psf", PPCRL_FAULT),
            ];
            body.element("wst:RequestSecurityTokenResponseCollection", &namespaces, |collection| {
                for (index, address) in addresses.iter().enumerate() {
                    collection.element("wst:RequestSecurityTokenResponse", &[], |response| {
                        token(response, &spelling, index, address, issued, filler, now);
                    });
                }
            });
        });
    });
    writer.finish()
}

fn token(
    response: &mut Writer,
    spelling: &Spelling,
    index: usize,
    address: &str,
    issued: &Issued,
    filler: &str,
    now: Timestamp,
) {
    let own = address.eq_ignore_ascii_case(OWN);
    let kind = if own { "urn:passport:legacy" } else { "urn:passport:compact" };
    // One higher than the place in the request, as today's servers number them.
    let id = if own { format!("BinaryDAToken{index}") } else { format!("Compact{}", index + 1) };
    response.leaf("wst:TokenType", kind);
    response.element("wsp:AppliesTo", &[], |applies| {
        applies.element("wsa:EndpointReference", &[], |endpoint| endpoint.leaf("wsa:Address", address));
    });
    response.element(spelling.lifetime, &[], |life| {
        life.leaf("wsu:Created", &now.to_string());
        life.leaf("wsu:Expires", &(now + issued.lifetime).to_string());
    });
    response.element("wst:RequestedSecurityToken", &[], |token| {
        if own {
            // Clients keep it and give it back to the sign-in service, which here has no use for it.
            let attributes = [
                ("xmlns", "http://www.w3.org/2001/04/xmlenc#"),
                ("Id", id.as_str()),
                ("Type", "http://www.w3.org/2001/04/xmlenc#Element"),
            ];
            token.element("EncryptedData", &attributes, |data| {
                data.empty("EncryptionMethod", &[("Algorithm", "http://www.w3.org/2001/04/xmlenc#tripledes-cbc")]);
                data.element("ds:KeyInfo", &[("xmlns:ds", "http://www.w3.org/2000/09/xmldsig#")], |key| {
                    key.leaf("ds:KeyName", "http://Passport.NET/STS");
                });
                data.element("CipherData", &[], |cipher| cipher.leaf("CipherValue", filler));
            });
        } else {
            token.element("wsse:BinarySecurityToken", &[(spelling.identifier, &id)], |text| {
                text.text(issued.text.expose());
            });
        }
    });
    response.element("wst:RequestedTokenReference", &[], |reference| {
        reference.empty("wsse:KeyIdentifier", &[("ValueType", kind)]);
        reference.empty("wsse:Reference", &[("URI", &format!("#{id}"))]);
    });
    // The sign-in service's own has one, too, which proves nothing to anybody here.
    let secret = if own {
        filler.get(..issued.secret.expose().len())
    } else {
        address.eq_ignore_ascii_case(MESSENGER).then(|| issued.secret.expose())
    };
    if let Some(secret) = secret {
        response.element("wst:RequestedProofToken", &[], |proof| proof.leaf("wst:BinarySecret", secret));
    }
}

/// The answer without tokens.
pub fn fault(form: Form, refusal: Refusal, now: Timestamp) -> String {
    let (status, code, words) = refusal.words();
    let spelling = form.spelling();
    let namespaces = [
        ("xmlns:S", spelling.soap),
        ("xmlns:wsse", spelling.security),
        ("xmlns:wst", spelling.trust),
        ("xmlns:wsu", UTILITY),
        ("xmlns:psf", PPCRL_FAULT),
    ];
    let mut writer = Writer::document();
    writer.element("S:Envelope", &namespaces, |envelope| {
        envelope.element("S:Header", &[], |header| {
            header.element("psf:pp", &[], |pp| {
                pp.leaf("psf:serverVersion", "1");
                pp.leaf("psf:authstate", "0x80048800");
                pp.leaf("psf:reqstatus", status);
                server_info(pp, now);
                pp.empty("psf:cookies", &[]);
                pp.empty("psf:response", &[]);
            });
        });
        match form {
            // Beside the body, where servers put it.
            Form::Rst => envelope.element("S:Fault", &[], |fault| {
                fault.leaf("faultcode", code);
                fault.leaf("faultstring", words);
            }),
            Form::Rst2 => envelope.element("S:Body", &[], |body| {
                body.element("S:Fault", &[], |fault| {
                    let (sender, code) = match code {
                        "S:Client" => ("S:Sender", "wst:InvalidRequest"),
                        "S:Server" => ("S:Receiver", "wst:RequestFailed"),
                        code => ("S:Sender", code),
                    };
                    fault.element("S:Code", &[], |outer| {
                        outer.leaf("S:Value", sender);
                        outer.element("S:Subcode", &[], |inner| inner.leaf("S:Value", code));
                    });
                    fault.element("S:Reason", &[], |reason| {
                        reason.element("S:Text", &[("xml:lang", "en-US")], |text| text.text(words));
                    });
                    fault.element("S:Detail", &[], |detail| {
                        detail.element("psf:error", &[], |error| error.leaf("psf:value", status));
                    });
                });
            }),
        }
    });
    writer.finish()
}

fn server_info(pp: &mut Writer, now: Timestamp) {
    let attributes = [("Path", "Live1"), ("LocVersion", "0"), ("ServerTime", &now.to_string())];
    pp.element("psf:serverInfo", &attributes, |info| info.text("Swallowtail"));
}

#[cfg(test)]
mod tests;
