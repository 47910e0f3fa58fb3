//! Offline messages: stored, told of, fetched, deleted.

use crate::replay::transcripts;
use crate::sample::{envelope, reply};
use msnp::error::RequestError;
use msnp::session::WebReply;
use msnp::soap::envelope::SoapError;
use msnp::soap::offline::fetch::{self, FetchError, MailData};
use msnp::soap::offline::message::{self, MAX_TEXT, OfflineMessage};
use msnp::soap::offline::send::{self, Form, Product, Sender, StoreError};
use msnp::soap::time::Timestamp;
use msnp::soap::xml::Element;
use msnp::types::{Email, Secret};
use proptest::prelude::*;

const RUN: &str = "{3A3BE82C-684D-4F4F-8005-CBE8D4F82BAD}";

fn email(text: &str) -> Email {
    Email::from_wire(text).expect("an address")
}

fn date(text: &str) -> Option<Timestamp> {
    Some(Timestamp::parse(text).expect("a date"))
}

#[test]
fn each_real_reply_says_what_became_of_the_message() {
    for transcript in transcripts() {
        let mut seen = Vec::new();
        for exchange in &transcript.exchanges {
            match exchange.operation() {
                "Store" => seen.push(match send::read(&exchange.reply) {
                    Ok(()) => "stored",
                    Err(StoreError::Challenge { lock_key, policy }) => {
                        let challenge = lock_key.expect("a challenge");
                        assert!(exchange.text().contains(&format!(">{challenge}</LockKeyChallenge>")));
                        assert_eq!(policy.as_deref(), Some("ct=1,rver=1,wp=FS_40SEC_0_COMPACT,lc=1,id=1"));
                        assert_eq!(Product::MESSENGER_7_5.lock_key(&challenge).expose().len(), 32);
                        "challenged"
                    }
                    Err(error) => panic!("{}: {error}", exchange.at),
                }),
                "GetMetadata" => {
                    let metadata = fetch::read_metadata(&exchange.reply);
                    assert_eq!(metadata, Err(FetchError::Useless(SoapError::Http(500))), "{}", exchange.at);
                }
                _ => {}
            }
        }
        assert_eq!(seen, ["challenged", "stored", "stored"], "{}", transcript.name);
    }
}

#[test]
fn real_mail_data_tell_what_waits() {
    for transcript in transcripts() {
        assert!(transcript.mail.len() >= 2, "{}", transcript.name);
        for data in &transcript.mail {
            // As it came, and escaped once more, as another service gives it.
            let escaped = format!("<r>{}</r>", data.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
            let found = MailData::parse(data).expect("mail data");
            assert_eq!(MailData::parse(&escaped).as_ref(), Ok(&found));
            let response = envelope(&format!("<GetMetadataResponse xmlns='x'>{escaped}</GetMetadataResponse>"));
            assert_eq!(fetch::read_metadata(&reply(&response)).as_ref(), Ok(&found));
            let response = envelope(&format!("<q:GetMetadataResponse xmlns:q='x'>{data}</q:GetMetadataResponse>"));
            assert_eq!(fetch::read_metadata(&reply(&response)).as_ref(), Ok(&found));

            assert_eq!(found.waiting.len(), data.matches("<M>").count());
            for one in &found.waiting {
                assert!(data.contains(&format!("<I>{}</I>", one.id)) && one.id.len() == 36);
                assert_eq!(one.from.as_ref().map(Email::as_str), Some("alice@example.com"));
                // One server writes a space into the encoded word.
                assert!(matches!(one.name.as_deref(), Some("Alice" | "Alice é Wonder")), "{:?}", one.name);
                assert_eq!(one.received.is_some(), data.contains("<RT>"));
                assert!(one.size > 500 && !one.is_read);
            }
        }
    }
}

#[test]
fn mail_data_without_messages() {
    let nothing = "<MD><E><I>0</I><IU>0</IU><O>0</O><OU>0</OU></E><Q><QTM>409600</QTM></Q></MD>";
    assert_eq!(MailData::parse(nothing), Ok(MailData::default()));
    assert!(MailData::parse("too-large").is_err());
    let empty = reply(&envelope("<GetMetadataResponse/>"));
    assert_eq!(fetch::read_metadata(&empty), Ok(MailData::default()));
    let without_id = "<MD><M><E>a@example.com</E></M><M><I> </I></M></MD>";
    assert_eq!(MailData::parse(without_id), Ok(MailData::default()));
}

#[test]
fn the_documented_message() {
    let text = format!(
        "X-Message-Info: cwRBnLifKNE8dVZlNj6AiX8142B67OTjG9BFMLMyzuui1H4Xx7m3NQ==\n\
         Received: from mail pickup service by OIM-SSI02.phx.gbl with Microsoft SMTPSVC;\n\
         \t Tue, 15 Nov 2005 14:24:27 -0800\n\
         From: =?utf-8?B?Wm/DqyDinKg=?= <zoe@example.com>\nTo: bob@example.com\nSubject: \n\
         X-OIM-originatingSource: 127.0.0.1\nX-OIMProxy: MSNMSGR\n{}",
        message::content(RUN, 3, "Hello from Zoë").replacen(
            "\n\n",
            "\nMessage-ID: <x@y>\nX-OriginalArrivalTime: 15 Nov 2005 22:24:27.0001 (UTC) FILETIME=[D9A1E8B0:01C5E9FB]\n\
             Date: Tue, 15 Nov 2005 14:24:27 -0800\nReturn-Path: zoe@example.com\n\n",
            1
        )
    );
    let expected = OfflineMessage {
        from: email("zoe@example.com"),
        from_name: Some("Zoë ✨".to_owned()),
        text: "Hello from Zoë".to_owned(),
        sent: date("2005-11-15T22:24:27Z"),
        run: Some(RUN.trim_matches(['{', '}']).to_owned()),
        sequence: 3,
    };
    assert_eq!(OfflineMessage::read(&text).as_ref(), Some(&expected));
    assert_eq!(OfflineMessage::read(&text.replace('\n', "\r\n")).as_ref(), Some(&expected));
    let escaped = text.replace('<', "&lt;").replace('>', "&gt;");
    let body =
        envelope(&format!("<GetMessageResponse><GetMessageResult>{escaped}</GetMessageResult></GetMessageResponse>"));
    assert_eq!(fetch::read_message(&reply(&body)).as_ref(), Ok(&expected));
    assert_eq!(OfflineMessage::read(&expected.write()).as_ref(), Some(&expected));

    for (head, sent) in [
        ("Date: 1 Jan 2026 00:00:00 +0130", "2025-12-31T22:30:00Z"),
        ("Date: Thu, 1 Jan 26 7:05 GMT", "2026-01-01T07:05:00Z"),
        ("Date: 2026-11-20T10:35:42Z", "2026-11-20T10:35:42Z"),
        ("X-OriginalArrivalTime: 15 Nov 2005 22:24:27.0001 (UTC) FILETIME=[x]", "2005-11-15T22:24:27Z"),
    ] {
        let message = OfflineMessage::read(&format!("{head}\nFrom: a@example.com\n\nplain text\r\n")).expect(head);
        assert_eq!((message.sent, message.text.as_str()), (date(sent), "plain text"), "{head}");
    }
    let undated = OfflineMessage::read("Date: soon\nFrom: \"A B\" <a@example.com>\n\nx").expect("a message");
    assert_eq!((undated.sent, undated.from_name.as_deref(), undated.run), (None, Some("A B"), None));
    for none in ["", "hello", "To: b@example.com\n\nx", "From: \n\nx", "From: A <>\n\nx"] {
        assert_eq!(OfflineMessage::read(none), None, "{none:?}");
    }
}

fn sender<'a>(from: &'a Email, ticket: &'a Secret, lock_key: &'a Secret) -> Sender<'a> {
    Sender {
        url: "https://h.example/OimWS/oim.asmx",
        form: Form::Store2,
        from,
        name: "Zoë ✨",
        ticket,
        product: Product::MESSENGER_8_5,
        lock_key,
        dialect: "MSNP15",
        build: "8.5.1302",
        insecure_loopback: false,
    }
}

#[test]
fn the_newer_form_is_asked_for_by_its_action() {
    let (from, ticket) = (email("alice@example.com"), Secret::new("t=hunter2&p=x"));
    let lock_key = Product::MESSENGER_8_5.lock_key("12345678901234567890");
    assert_eq!(lock_key.expose(), "3f16eba5629b9abc4a37c2cfbdc0f5d7");
    assert_eq!(Product::MESSENGER_7_5.lock_key("409356235934091823").expose(), "416a1f48bc58d4cb94c732c166f666d3");
    let sender = sender(&from, &ticket, &lock_key);
    let request = sender.store(&email("bob@example.com"), RUN, 7, "hi").expect("a request");
    let action = request.headers.iter().find(|(name, _)| name == "SOAPAction").map(|(_, value)| value.expose());
    assert_eq!(action, Some("\"http://messenger.live.com/ws/2006/09/oim/Store2\""));
    assert!(!format!("{request:?} {sender:?}").contains("hunter2"));
    assert!(!format!("{sender:?}").contains("3f16"));
    let tree = Element::parse(&request.body).expect("a document");
    assert_eq!(tree.find("MessageNumber").map(Element::value), Some("7"));
    assert_eq!(tree.find("From").and_then(|f| f.attribute("friendlyName")), Some("=?utf-8?B?Wm/DqyDinKg=?="));
    assert_eq!(tree.find("Ticket").and_then(|t| t.attribute("passport")), Some("t=hunter2&p=x"));
    let content = tree.find("Content").map(Element::text).expect("a content");
    assert!(content.contains("\nX-OIM-Sequence-Num: 7\n\naGk=\n"), "{content}");
}

#[test]
fn requests_about_waiting_messages() {
    let ticket = Secret::new("t=hunter2&p=other");
    let access = fetch::Access { url: "https://h.example/rsi/rsi.asmx", ticket: &ticket, insecure_loopback: false };
    let tree = |request: Result<msnp::session::WebRequest, _>| {
        let request: msnp::session::WebRequest = request.expect("a request");
        assert!(!format!("{request:?} {access:?}").contains("hunter2"));
        Element::parse(&request.body).expect("a document")
    };
    let one = tree(access.message("ID-1"));
    let cookie = one.find("PassportCookie").expect("a cookie");
    assert_eq!((cookie.value_of("t"), cookie.value_of("p")), (Some("hunter2"), Some("other")));
    let get = one.find("GetMessage").expect("a question");
    assert_eq!((get.value_of("messageId"), get.value_of("alsoMarkAsRead")), (Some("ID-1"), Some("false")));
    let delete = tree(access.delete(&["ID-1", "ID-2"]));
    let ids: Vec<&str> = delete.find_all("messageId").into_iter().map(Element::value).collect();
    assert_eq!(ids, ["ID-1", "ID-2"]);
    assert_eq!(tree(access.metadata()).find("GetMetadata").map(|get| get.elements().count()), Some(1));
}

fn fault(code: &str, detail: &str) -> WebReply {
    let body = envelope(&format!(
        "<soap:Fault><faultcode xmlns:q0=\"http://messenger.msn.com/ws/2004/09/oim/\">q0:{code}</faultcode>\
         <faultstring>Exception of type 'System.Web.Services.Protocols.SoapException' was thrown.</faultstring>\
         <detail>{detail}</detail></soap:Fault>"
    ));
    WebReply { status: 500, ..reply(&body) }
}

#[test]
fn every_fault_of_storing_is_known() {
    let refused = |code: &str| send::read(&fault(code, "")).expect_err(code);
    assert_eq!(refused("SystemUnavailable"), StoreError::Unavailable);
    assert_eq!(refused("SystemUnavailable").request_error(), RequestError::Unreachable);
    assert_eq!(refused("SenderThrottleLimitExceeded"), StoreError::Throttled);
    assert_eq!(refused("MessageTooLarge").request_error(), RequestError::TooLong(MAX_TEXT));
    assert_eq!(refused("InvalidContent"), StoreError::InvalidContent);
    assert_eq!(refused("AuthenticationFailed"), StoreError::Challenge { lock_key: None, policy: None });
    assert!(matches!(refused("Other"), StoreError::Refused(_)));
    let policy = send::read(&fault("AuthenticationFailed", "<RequiredAuthPolicy>MBI_SSL</RequiredAuthPolicy>"));
    assert_eq!(policy, Err(StoreError::Challenge { lock_key: None, policy: Some("MBI_SSL".to_owned()) }));
    assert_eq!(send::read(&reply(&envelope("<Store2Response/>"))), Ok(()));
    assert!(matches!(send::read(&reply(&envelope("<Other/>"))), Err(StoreError::Useless(SoapError::Unexpected))));
}

#[test]
fn every_fault_of_fetching_is_known() {
    let gone = fault("Validation", "");
    assert_eq!(fetch::read_message(&gone), Err(FetchError::Gone));
    assert_eq!(fetch::read_deleted(&gone, 1), Ok(()), "it is gone, as asked");
    assert_eq!(fetch::read_deleted(&gone, 2), Err(FetchError::Gone));
    assert_eq!(fetch::read_deleted(&reply(&envelope("<DeleteMessagesResponse/>")), 2), Ok(()));
    assert_eq!(fetch::read_metadata(&fault("AuthenticationFailed", "")), Err(FetchError::NotSignedIn));
    assert!(matches!(fetch::read_metadata(&fault("Other", "")), Err(FetchError::Refused(_))));
    let odd = envelope("<GetMessageResponse><GetMessageResult>hello</GetMessageResult></GetMessageResponse>");
    assert_eq!(fetch::read_message(&reply(&odd)), Err(FetchError::Unreadable));
}

fn written(run: Option<&str>, sequence: u32, sent: Option<i64>, text: &str) -> OfflineMessage {
    OfflineMessage {
        from: email("zoe@example.com"),
        from_name: None,
        text: text.to_owned(),
        sent: sent.map(Timestamp),
        run: run.map(str::to_owned),
        sequence,
    }
}

#[test]
fn messages_come_in_the_order_they_were_written() {
    let mut messages = vec![
        written(Some("later"), 1, Some(900), "5"),
        written(None, 0, None, "7"),
        written(Some("first"), 10, Some(99), "3"),
        written(Some("first"), 9, Some(101), "2"),
        written(Some("first"), 1, Some(100), "1"),
        written(Some("later"), 2, None, "6"),
        written(None, 0, Some(500), "4"),
    ];
    message::in_order(&mut messages, |m| m);
    let order: String = messages.iter().map(|m| m.text.as_str()).collect();
    assert_eq!(order, "1234567");
    let one = written(Some("r"), 1, Some(1), "x");
    assert!(one.is_repeat_of(&written(Some("r"), 1, Some(9), "x")));
    assert!(!one.is_repeat_of(&written(Some("r"), 2, Some(1), "x")));
    assert!(!written(None, 1, Some(1), "x").is_repeat_of(&written(None, 1, Some(1), "x")), "nothing to tell them by");
}

fn text() -> impl Strategy<Value = String> {
    let any = proptest::collection::vec(any::<char>(), 0..300).prop_map(|c| c.into_iter().collect::<String>());
    let wide = "[a-z é😀\n]{0,3000}";
    prop_oneof![any, wide.prop_map(|text| text)]
}

proptest! {
    #[test]
    fn a_message_comes_back(text in text(), sequence in 1_u32.., sent in proptest::option::of(0_i64..4_000_000_000), name in "\\PC{0,30}") {
        let name = name.trim().to_owned();
        let message = OfflineMessage {
            from_name: (!name.is_empty()).then_some(name),
            ..written(Some("3A3BE82C"), sequence, sent, &text)
        };
        prop_assert_eq!(OfflineMessage::read(&message.write()), Some(message.clone()));
        let content = message::content(RUN, sequence, &text);
        prop_assert!(content.lines().all(|line| line.len() <= 77));
    }

    #[test]
    fn a_stored_message_comes_back(text in text(), name in "\\PC{0,60}") {
        let (from, ticket, lock_key) = (email("alice@example.com"), Secret::new("t=1&p="), Secret::default());
        let sender = Sender { name: &name, ..sender(&from, &ticket, &lock_key) };
        let request = sender.store(&email("bob@example.com"), RUN, 1, &text).expect("a request");
        let tree = Element::parse(&request.body).expect("a document");
        let content = tree.find("Content").map(Element::text).expect("a content");
        let read = OfflineMessage::read(&format!("From: <alice@example.com>\n{content}")).expect("a message");
        prop_assert_eq!(read.text, text);
        let friendly = tree.find("From").and_then(|f| f.attribute("friendlyName")).expect("a name");
        prop_assert!(friendly.is_ascii());
        let shown: String = name.chars().filter(|c| !c.is_control()).take(48).collect();
        let shown = if name.trim().is_empty() { from.as_str() } else { shown.trim() };
        prop_assert_eq!(message::decoded_words(friendly), shown);
    }

    #[test]
    fn parts_add_up(text in text()) {
        let parts = message::parts(&text);
        prop_assert!(parts.iter().all(|part| part.len() <= MAX_TEXT));
        let letters = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
        prop_assert_eq!(letters(&parts.concat()), letters(&text));
        let content = parts.iter().map(|part| message::content(RUN, u32::MAX, part).len()).max();
        prop_assert!(content < Some(1536));
    }

    #[test]
    fn any_text_is_a_message_or_none(text in "\\PC{0,200}", bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = OfflineMessage::read(&text);
        let _ = OfflineMessage::read(&format!("From: a@b\nContent-Transfer-Encoding: base64\n\n{text}"));
        let _ = OfflineMessage::read(&String::from_utf8_lossy(&bytes));
        let _ = message::decoded_words(&text);
        let _ = MailData::parse(&text);
        let _ = OfflineMessage::read(&format!("From: a@b\nDate: {text}\n\nx"));
    }

    #[test]
    fn any_encoded_word_ends(text in "[=?BbQu a-zA-Z0-9-]{0,60}") {
        let _ = message::decoded_words(&text);
    }
}
