//! The exchange as our own client writes and reads it, and what no client should send.

use super::*;
use msnp::session::WebReply;
use msnp::soap::token::{self, Answer, Audience, Form as ClientForm, TokenError, Wish};
use proptest::prelude::*;
use std::collections::BTreeSet;

const NOW: Timestamp = Timestamp(1_795_170_889);

fn url(form: Form) -> &'static str {
    match form {
        Form::Rst => "https://login.example/RST.srf",
        Form::Rst2 => "https://login.example/RST2.srf",
    }
}

fn sent(form: Form, password: &str, at: Timestamp) -> Vec<u8> {
    let (email, password) = (Email::parse("alice@example.com").unwrap(), Secret::new(password));
    let client = ClientForm::of(url(form), at);
    let request = token::request(url(form), client, &email, &password, &Wish::sso("MBI_KEY_OLD"), false);
    request.unwrap().body.to_vec()
}

fn understood(form: Form, body: String) -> Result<Answer, TokenError> {
    token::read(url(form), &WebReply { status: 200, headers: Vec::new(), body: body.into() }, Some(NOW), false)
}

fn issued() -> Issued {
    Issued {
        text: Secret::new("t=00ff&p="),
        secret: Secret::new("AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"),
        lifetime: Duration::from_secs(86_400),
    }
}

#[test]
fn the_service_has_many_addresses() {
    assert_eq!(Form::of("/rst.srf"), Some(Form::Rst));
    assert_eq!(Form::of("/pp550/rst2.srf"), Some(Form::Rst2));
    for other in ["/", "/rst", "/rst.srf/", "/pp550", "/x/rst.srf", "/notrst.srf"] {
        assert_eq!(Form::of(other), None, "{other}");
    }
}

#[test]
fn our_client_and_we_understand_each_other() {
    for form in [Form::Rst, Form::Rst2] {
        let password = " p<&>\"' é😀 ";
        let request = read(form, &sent(form, password, NOW), NOW).unwrap();
        assert_eq!((request.email.as_str(), request.password.expose()), ("alice@example.com", password));
        let asked: Vec<_> = request.addresses.iter().filter_map(|address| Audience::from_address(address)).collect();
        assert_eq!(
            asked,
            [Audience::Passport, Audience::Messenger, Audience::Offline, Audience::Contacts, Audience::Secure]
        );
        let owner = Owner { email: &request.email, number: 0xABC };
        let answer = tokens(form, &owner, &request.addresses, &issued(), &"Zm9v".repeat(64), NOW);
        let Ok(Answer::Tokens(got)) = understood(form, answer.clone()) else { panic!("{answer}") };
        // The service's own token is none to be sent.
        assert_eq!(got.tokens.iter().map(|token| token.audience).collect::<Vec<_>>(), asked[1..]);
        for token in &got.tokens {
            assert_eq!(token.ticket, issued().text);
            assert_eq!(token.proof, (token.audience == Audience::Messenger).then(|| issued().secret));
            assert_eq!((token.created, token.expires), (Some(NOW), Some(NOW + Duration::from_secs(86_400))));
        }
        assert_eq!(got.server_time, Some(NOW));
        assert_eq!(answer.contains("wst:LifeTime"), form == Form::Rst);
        // Some clients take the last secret that there is.
        let secrets: Vec<_> = answer.split("<wst:BinarySecret>").skip(1).collect();
        assert_eq!(secrets.len(), 2);
        assert!(secrets[1].starts_with(issued().secret.expose()) && !secrets[0].starts_with(issued().secret.expose()));
        assert!(answer.contains("<psf:PUID>0000000000000ABC</psf:PUID>"));
    }
}

/// The names of all elements with what they stand in.
fn paths(element: &Element, within: &str, into: &mut BTreeSet<String>) {
    let path = format!("{within}/{}", element.name());
    for child in element.elements() {
        paths(child, &path, into);
    }
    into.insert(path);
}

/// What one side said on a connection, from this line of a transcript on: its body.
fn body(lines: &[&str], side: &str) -> String {
    let said = lines.iter().skip(1).filter_map(|line| line.split_once("] ")).map(|(_, rest)| rest);
    let parts = said.take_while(|rest| rest.starts_with(side) && rest.contains("    | "));
    let parts: Vec<&str> = parts.filter_map(|rest| rest.split_once("    | ")).map(|(_, part)| part).collect();
    let head = parts.iter().position(|part| part.is_empty()).unwrap();
    parts[head + 1..].join("\n")
}

#[test]
fn the_exchange_of_a_real_client_and_a_real_server_is_ours() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../msnp/tests/transcripts");
    let (mut tokens_given, mut refusals) = (0, 0);
    for name in ["msnp15.txt", "msnp18.txt"] {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let asked = (0..lines.len()).filter(|at| lines[*at].contains("C: POST") && lines[*at].ends_with("/RST.srf"));
        for at in asked {
            let request = read(Form::Rst, body(&lines[at..], "C:").as_bytes(), NOW).unwrap();
            let replied = (at..lines.len()).find(|at| lines[*at].contains("S: HTTP 200")).unwrap();
            let theirs = Element::parse(body(&lines[replied..], "S:").as_bytes()).unwrap();
            let ours = if theirs.find("Fault").is_some() {
                refusals += 1;
                fault(Form::Rst, Refusal::Wrong, NOW)
            } else {
                tokens_given += 1;
                let owner = Owner { email: &request.email, number: 7 };
                tokens(Form::Rst, &owner, &request.addresses, &issued(), &"Zm9v".repeat(64), NOW)
            };
            let ours = Element::parse(ours.as_bytes()).unwrap();
            let addresses = |tree: &Element| -> Vec<String> {
                tree.find_all("Address").into_iter().map(|address| address.value().to_owned()).collect()
            };
            assert_eq!(addresses(&ours), addresses(&theirs), "{name}");
            let (mut our_paths, mut their_paths) = (BTreeSet::new(), BTreeSet::new());
            paths(&ours, "", &mut our_paths);
            paths(&theirs, "", &mut their_paths);
            // Cookies for websites that are gone, and the version of a program for telephones.
            their_paths.retain(|path| {
                !["browserCookie", "extPropert", "mobileConfigVersion"].iter().any(|gone| path.contains(gone))
            });
            assert_eq!(our_paths, their_paths, "{name}");
        }
    }
    assert!(tokens_given > 10 && refusals > 2, "{tokens_given} {refusals}");
}

#[test]
fn each_refusal_is_the_sentence_that_is_meant() {
    for form in [Form::Rst, Form::Rst2] {
        let error = |refusal| understood(form, fault(form, refusal, NOW)).unwrap_err();
        assert_eq!(error(Refusal::Wrong), TokenError::WrongPassword);
        assert_eq!(error(Refusal::Locked), TokenError::Locked);
        assert_eq!(error(Refusal::Clock), TokenError::Clock);
        assert!(matches!(error(Refusal::Malformed), TokenError::Down(_)));
        assert!(matches!(error(Refusal::Down), TokenError::Down(_)));
        let TokenError::Refused(plain) = error(Refusal::Plain) else { panic!("refused") };
        assert!(plain.contains(PLAIN), "{plain}");
    }
}

#[test]
fn the_clock_of_a_later_client_has_to_be_about_right() {
    let hour = Duration::from_secs(3600);
    let read_at = |form, made, now| read(form, &sent(form, "x", made), now);
    for form in [Form::Rst, Form::Rst2] {
        assert!(read_at(form, NOW, NOW).is_ok());
        assert!(read_at(form, NOW, NOW + Duration::from_secs(240)).is_ok());
        assert!(read_at(form, NOW + Duration::from_secs(240), NOW).is_ok());
        let wrong = (form == Form::Rst2).then_some(Refusal::Clock);
        assert_eq!(read_at(form, NOW, NOW + hour).err(), wrong);
        assert_eq!(read_at(form, NOW + hour, NOW).err(), wrong);
    }
    let body = String::from_utf8(sent(Form::Rst2, "x", NOW)).unwrap();
    let without = body.replace("wsu:Timestamp", "wsu:Other");
    assert!(read(Form::Rst2, without.as_bytes(), NOW + hour).is_ok());
}

#[test]
fn what_can_t_be_read_is_said() {
    let good = String::from_utf8(sent(Form::Rst, "x", NOW)).unwrap();
    let refused = |body: &str| read(Form::Rst, body.as_bytes(), NOW).unwrap_err();
    for part in ["soap:Header", "soap:Body", "wsse:Security", "wsse:UsernameToken", "wsse:Username", "wsse:Password"] {
        assert_eq!(refused(&good.replace(part, "other")), Refusal::Malformed, "{part}");
    }
    for part in ["wst:RequestSecurityToken ", "wsp:AppliesTo", "wsa:Address"] {
        let broken = good.replace(part, "other ").replace(&format!("</{}>", part.trim()), "</other >");
        assert_eq!(refused(&broken), Refusal::Malformed, "{part}");
    }
    assert_eq!(refused(&good.replace("alice@example.com", "nobody")), Refusal::Wrong);
    assert_eq!(refused(&good.replace(">x<", &format!(">{}<", "x".repeat(300)))), Refusal::Wrong);
    let entity =
        good.replace("<soap:Envelope", "<!DOCTYPE x [<!ENTITY a \"b\">]><soap:Envelope").replace(">x<", ">&a;<");
    assert_eq!(refused(&entity), Refusal::Malformed);
    assert_eq!(refused(&good.replace(">x<", ">&a;<")), Refusal::Malformed);
    let token = &good[good.find("<wst:RequestSecurityToken").unwrap()..good.find("</ps:RequestMultiple").unwrap()];
    assert_eq!(refused(&good.replace(token, &token.repeat(7))), Refusal::Malformed);
    assert_eq!(refused(&good.replace("contacts.msn.com", &"c".repeat(257))), Refusal::Malformed);
    for garbage in ["", "<", "<a/>", "<html></html>", "\u{0}", "x"] {
        assert_eq!(refused(garbage), Refusal::Malformed);
    }
}

#[test]
fn cut_at_any_byte_it_is_an_error_and_no_more() {
    for form in [Form::Rst, Form::Rst2] {
        let whole = sent(form, "a password", NOW);
        for end in 0..whole.len() {
            assert_eq!(read(form, &whole[..end], NOW), Err(Refusal::Malformed), "{end}");
        }
    }
}

#[test]
fn what_clients_say_is_escaped() {
    let address = "<a href=\"x\">&amp;</a>]]>".to_owned();
    let email = Email::parse("a&b@example.com").unwrap();
    let owner = Owner { email: &email, number: 0 };
    let answer = tokens(Form::Rst, &owner, std::slice::from_ref(&address), &issued(), "x", NOW);
    let tree = Element::parse(answer.as_bytes()).unwrap();
    assert_eq!(tree.find("Address").map(Element::value), Some(address.as_str()));
    assert!(tree.find_all("credProperty").iter().any(|property| property.value() == "a&b@example.com"));
}

proptest! {
    #[test]
    fn nothing_breaks_it(bytes in prop::collection::vec(any::<u8>(), 0..600), at in 0usize..4000, late in any::<bool>()) {
        let form = if late { Form::Rst2 } else { Form::Rst };
        // Garbage alone, and in the middle of an honest request.
        let _ = read(form, &bytes, NOW);
        let mut whole = sent(form, "x", NOW);
        let at = at.min(whole.len());
        whole.splice(at..(at + bytes.len()).min(whole.len()), bytes);
        if let Ok(request) = read(form, &whole, NOW) {
            prop_assert!(request.addresses.len() <= MOST_WISHES && request.password.expose().len() <= password::LONGEST);
            let owner = Owner { email: &request.email, number: 1 };
            let answer = tokens(form, &owner, &request.addresses, &issued(), "x", NOW);
            prop_assert!(Element::parse(answer.as_bytes()).is_ok());
        }
    }
}
