//! What holds for every request and reply, and not only for those that somebody thought of.

use bytes::Bytes;
use msnp::session::WebReply;
use msnp::soap::config::{self, ServiceConfig};
use msnp::soap::envelope::{self, Soap, SoapError};
use msnp::soap::time::Timestamp;
use msnp::soap::token::{self, Answer, Audience, Form, TokenError, Wish};
use msnp::soap::xml::{Element, MAX_BYTES, Writer, XmlError};
use msnp::types::{Email, Secret};
use proptest::prelude::*;

const REPLY: &str = include_str!("rst_reply.xml");
const FAULT: &str = include_str!("rst_fault.xml");
const URL: &str = "https://login.example/RST.srf";

fn reply(status: u16, body: &[u8]) -> WebReply {
    WebReply { status, headers: Vec::new(), body: Bytes::copy_from_slice(body) }
}

fn read(status: u16, body: &[u8]) -> Result<Answer, TokenError> {
    token::read(URL, &reply(status, body), Some(Timestamp(1_795_170_889)), false)
}

/// What XML can carry of a text.
fn carried(text: &str) -> String {
    let has_place = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..) && *c != '\u{7f}';
    text.chars().filter(has_place).collect()
}

fn text() -> impl Strategy<Value = String> {
    let markup = prop::sample::select(vec![
        "<", ">", "&", "\"", "'", "]]>", "&amp;", "<!--", "-->", "\r", "\n", "\t", "\0", "é", "😀", "x", " ", "&#1;",
    ]);
    let markup = proptest::collection::vec(markup, 0..20).prop_map(|parts| parts.concat());
    let any = proptest::collection::vec(any::<char>(), 0..60).prop_map(|c| c.into_iter().collect::<String>());
    prop_oneof![markup, any]
}

/// The document with other prefixes.
fn renamed(xml: &str, prefixes: &[(&str, &str)]) -> String {
    prefixes.iter().fold(xml.to_owned(), |xml, (old, new)| {
        let new_dot = if new.is_empty() { String::new() } else { format!("{new}:") };
        let declaration = if new.is_empty() { "xmlns=".to_owned() } else { format!("xmlns:{new}=") };
        xml.replace(&format!("<{old}:"), &format!("<{new_dot}"))
            .replace(&format!("</{old}:"), &format!("</{new_dot}"))
            .replace(&format!("xmlns:{old}="), &declaration)
    })
}

/// Every shape that wants more than it is worth, ten megabytes of each.
fn monsters() -> Vec<(&'static str, Vec<u8>)> {
    const SIZE: usize = 10 * 1024 * 1024;
    let fill = |head: &str, part: &str, tail: &str| [head, &part.repeat(SIZE / part.len()), tail].concat().into_bytes();
    vec![
        ("nothing", vec![0; SIZE]),
        ("deep", fill("", "<a>", "")),
        ("wide", fill("<a>", "<b/>", "</a>")),
        ("text", fill("<a>", "x", "</a>")),
        ("references", fill("<a>", "&amp;", "</a>")),
        ("attributes", fill("<a", " b='c'", "/>")),
        ("a name", fill("<", "x", "/>")),
        ("a comment", fill("<a><!--", "x", "--></a>")),
        ("character data", fill("<a><![CDATA[", "x", "]]></a>")),
        ("an instruction", fill("<?a ", "x", "?><a/>")),
        ("a reply", fill("", REPLY, "")),
    ]
}

#[test]
fn a_reply_cut_at_any_byte_is_an_error() {
    let whole = REPLY.trim_end().as_bytes();
    assert!(read(200, whole).is_ok());
    for end in 0..whole.len() {
        let error = read(200, &whole[..end]).expect_err("cut");
        assert!(matches!(error, TokenError::Useless(_)), "{end}: {error:?}");
        // With a status of trouble the trouble is the service's, not the document's.
        if end % 97 == 0 {
            assert!(matches!(read(503, &whole[..end]), Err(TokenError::Down(_))), "{end}");
        }
    }
    let fault = FAULT.trim_end().as_bytes();
    for end in 0..fault.len() {
        assert!(matches!(read(200, &fault[..end]), Err(TokenError::Useless(_))), "{end}");
    }
}

#[test]
fn ten_megabytes_are_an_error() {
    for (name, body) in monsters() {
        assert_eq!(Element::parse(&body), Err(XmlError::TooLarge), "{name}");
        assert!(matches!(read(200, &body), Err(TokenError::Useless(_))), "{name}");
        assert_eq!(config::read(URL, &reply(200, &body), false), ServiceConfig::default(), "{name}");
        // The same within the bound of bytes: whatever it is, it comes to an end.
        let _ = Element::parse(&body[..MAX_BYTES]);
    }
}

#[test]
fn entities_are_never_expanded() {
    for body in [
        "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><x>&b;</x>",
        "<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>",
        "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY % p SYSTEM 'http://h.example/'>%p;]><x/>",
    ] {
        assert_eq!(Element::parse(body.as_bytes()), Err(XmlError::DocumentType), "{body}");
        assert!(read(200, body.as_bytes()).is_err());
    }
    assert_eq!(Element::parse(b"<x>&b;</x>"), Err(XmlError::Entity));
}

#[test]
fn a_fault_is_a_fault_with_any_status() {
    for status in [0, 100, 200, 204, 302, 401, 403, 404, 500, 503, 999] {
        assert_eq!(read(status, FAULT.as_bytes()), Err(TokenError::WrongPassword), "{status}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_a_document_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Element::parse(&bytes);
        prop_assert!(read(200, &bytes).is_err());
        prop_assert_eq!(config::read(URL, &reply(200, &bytes), false), ServiceConfig::default());
    }

    #[test]
    fn any_markup_is_a_document_or_an_error(parts in proptest::collection::vec(prop::sample::select(vec![
        "<a>", "</a>", "<a/>", "<b:a c='d'>", "</b:a>", "<", ">", "&", ";", "&#", "&lt;", "&#x1;", "<![CDATA[", "]]>",
        "<!--", "-->", "<?", "?>", "<!DOCTYPE", "x", "'", "\"", "=", " ", "<Envelope>", "</Envelope>", "<Body>",
        "</Body>", "<Fault>", "</Fault>",
    ]), 0..40)) {
        let body = parts.concat();
        let _ = Element::parse(body.as_bytes());
        prop_assert!(read(200, body.as_bytes()).is_err());
    }

    #[test]
    fn a_reply_with_wrong_bytes_gives_tokens_or_an_error(
        changes in proptest::collection::vec((0..REPLY.len(), any::<u8>()), 1..10),
        status in prop::sample::select(vec![200_u16, 302, 401, 500]),
    ) {
        let mut body = REPLY.as_bytes().to_vec();
        for (at, byte) in changes {
            body[at] = byte;
        }
        let answer = read(status, &body);
        // Whatever it is, nothing of a ticket is shown.
        let shown = format!("{answer:?}");
        prop_assert!(!shown.contains("Y6+H31sTUOF"));
        if let Err(error) = answer {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn prefixes_don_t_matter(names in proptest::collection::hash_set("[a-z]{1,6}", 7), default in 0_usize..8) {
        let old = ["S", "wst", "wsse", "wsp", "wsa", "wsu", "psf"];
        let mut new: Vec<String> = names.into_iter().map(|name| format!("{name}0")).collect();
        if let Some(name) = new.get_mut(default) {
            name.clear();
        }
        let prefixes: Vec<_> = old.into_iter().zip(new.iter().map(String::as_str)).collect();
        prop_assert_eq!(read(200, renamed(REPLY, &prefixes).as_bytes()), read(200, REPLY.as_bytes()));
        prop_assert_eq!(read(200, renamed(FAULT, &prefixes).as_bytes()), Err(TokenError::WrongPassword));
    }

    #[test]
    fn the_place_of_a_token_doesn_t_matter(order in Just([0, 1, 2, 3, 4]).prop_shuffle()) {
        const TAG: &str = "<wst:RequestSecurityTokenResponse>";
        let mut parts = REPLY.split(TAG);
        let head = parts.next().unwrap_or_default();
        let mut parts: Vec<String> = parts.map(str::to_owned).collect();
        prop_assert_eq!(parts.len(), order.len());
        let (last, tail) = parts[4].split_once("</wst:RequestSecurityTokenResponse>").expect("an end");
        let (last, tail) = (format!("{last}</wst:RequestSecurityTokenResponse>"), tail.to_owned());
        parts[4] = last;
        let body = order.iter().fold(head.to_owned(), |body, part| body + TAG + &parts[*part]) + &tail;
        let (Ok(Answer::Tokens(ours)), Ok(Answer::Tokens(theirs))) = (read(200, body.as_bytes()), read(200, REPLY.as_bytes()))
        else { panic!("no tokens") };
        prop_assert_eq!(ours.tokens.len(), 4);
        for audience in Audience::ALL {
            prop_assert_eq!(ours.token(audience), theirs.token(audience));
        }
        prop_assert!(ours.token(Audience::Messenger).is_some_and(|token| token.proof.is_some()));
    }

    #[test]
    fn what_is_written_is_read_again(value in text(), inside in text()) {
        let mut writer = Writer::document();
        writer.element("a", &[("b", &value)], |a| {
            a.leaf("c", &inside);
            a.empty("d", &[("e", &value)]);
        });
        let tree = Element::parse(writer.finish().as_bytes()).expect("a document");
        let (value, inside) = (carried(&value), carried(&inside));
        prop_assert_eq!(tree.attribute("b"), Some(&*value));
        prop_assert_eq!(tree.child("c").map(Element::text), Some(&*inside));
        prop_assert_eq!(tree.child("d").and_then(|d| d.attribute("e")), Some(&*value));
        prop_assert_eq!(tree.elements().count(), 2);
    }

    #[test]
    fn an_envelope_comes_back(header in text(), body in text(), twelve in any::<bool>()) {
        let version = if twelve { Soap::V12 } else { Soap::V11 };
        let written = envelope::write(version, &[], |h| h.leaf("h", &header), |b| b.leaf("Fault2", &body));
        let read = envelope::read(&reply(200, &written)).expect("an envelope");
        let (header, body) = (carried(&header), carried(&body));
        prop_assert_eq!(read.header().and_then(|h| h.child("h")).map(Element::text), Some(&*header));
        prop_assert_eq!(read.result("Fault2").map(Element::text), Ok(&*body));
    }

    #[test]
    fn a_request_asks_for_what_was_wished(password in text(), policy in text(), later in any::<bool>()) {
        let email = Email::parse("alice@example.com").expect("an address");
        let form = if later { Form::Rst2 { now: Timestamp(0) } } else { Form::Rst };
        let wishes = Wish::sso(&policy);
        let request = token::request(URL, form, &email, &Secret::new(&password), &wishes, false).expect("a request");
        let tree = Element::parse(&request.body).expect("a document");
        let sent = tree.find("Password").map(Element::text);
        let password = carried(&password);
        prop_assert_eq!(sent, Some(&*password));
        let asked = tree.find_all("RequestSecurityToken");
        prop_assert_eq!(asked.len(), wishes.len());
        for (token, wish) in asked.iter().zip(&wishes) {
            prop_assert_eq!(token.find("Address").map(Element::value), Some(wish.audience.address()));
            let sent = token.child("PolicyReference").and_then(|policy| policy.attribute("URI"));
            prop_assert_eq!(sent.unwrap_or_default(), carried(&wish.policy));
        }
    }

    #[test]
    fn a_fault_carries_its_words(code in "[A-Za-z]{1,20}", words in text(), status in 0_u16..1000) {
        let mut writer = Writer::document();
        writer.element("Envelope", &[], |envelope| {
            envelope.element("Body", &[], |body| {
                body.element("Fault", &[], |fault| {
                    fault.leaf("faultcode", &format!("x:{code}"));
                    fault.leaf("faultstring", &words);
                    fault.element("detail", &[], |detail| detail.leaf("errorcode", &code));
                });
            });
        });
        let Err(SoapError::Fault(fault)) = envelope::read(&reply(status, writer.finish().as_bytes())) else {
            panic!("no fault");
        };
        prop_assert!(fault.is(&code) && fault.code == code && fault.detail("errorcode") == Some(code.as_str()));
        prop_assert!(!fault.string.contains('\n') && fault.string.chars().count() <= 300);
        prop_assert!(!fault.to_string().is_empty());
    }

    #[test]
    fn times_come_back(seconds in -62_167_219_200_i64..253_402_300_800) {
        prop_assert_eq!(Timestamp::parse(&Timestamp(seconds).to_string()), Some(Timestamp(seconds)));
    }

    #[test]
    fn any_text_is_a_time_or_none(text in "[0-9TZ:. +-]{0,40}", other in text()) {
        let _ = (Timestamp::parse(&text), Timestamp::parse(&other));
    }

    #[test]
    fn a_configuration_names_safe_places_only(address in "(https?://)?[a-z./:@?]{0,30}", page in text()) {
        let mut writer = Writer::document();
        writer.element("MsgrConfig", &[], |config| {
            config.element("abchconfig", &[], |book| book.leaf("url", &address));
            config.element("MsnTodayConfig", &[], |today| today.leaf("MsnTodayURL", &page));
        });
        let config = config::read(URL, &reply(200, writer.finish().as_bytes()), true);
        for place in [config.address_book, config.sharing].into_iter().flatten() {
            prop_assert!(place.starts_with("https://"), "{}", place);
        }
        prop_assert!(config.today.is_none_or(|page| page.to_ascii_lowercase().starts_with("http")));
    }
}
