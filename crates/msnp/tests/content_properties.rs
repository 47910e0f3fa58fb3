//! What holds for every text, format and payload, and not only for those that somebody thought of.

use bytes::Bytes;
use msnp::auth::{challenge, passport};
use msnp::content::chunk::{self, Assembler, Joined};
use msnp::content::service::{self, Service};
use msnp::content::text::{MAX_PAYLOAD, TextFormat};
use msnp::content::{Color, Content, Datacast, TextMessage, invitation::Invitation, personal, typing};
use msnp::object::{Object, ObjectType};
use msnp::session::WebReply;
use msnp::types::{CurrentMedia, Email, Instant, PersonalMessage};
use proptest::prelude::*;

/// Any Unicode; line ends in the one form that a text has inside the toolkit.
fn text() -> impl Strategy<Value = String> {
    let any = proptest::collection::vec(any::<char>(), 0..400).prop_map(|c| c.into_iter().collect::<String>());
    let plain = proptest::collection::vec(prop_oneof![" ", "\n", "[ -~]{1,30}"], 0..300).prop_map(|w| w.concat());
    let wide = proptest::collection::vec(prop::sample::select(vec!['é', '😀', '中', '\n', ' ', 'x']), 0..3000)
        .prop_map(|c| c.into_iter().collect::<String>());
    prop_oneof![any, plain, wide].prop_map(|text| text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// One line without control characters, as names and fields are.
fn line() -> impl Strategy<Value = String> {
    "\\PC{0,40}".prop_map(|text| text.trim().to_owned())
}

prop_compose! {
    fn format()(
        font in "\\PC{0,64}",
        (bold, italic, underline, strike, right_to_left) in any::<(bool, bool, bool, bool, bool)>(),
        (red, green, blue, charset, pitch) in any::<(u8, u8, u8, u8, u8)>(),
    ) -> TextFormat {
        TextFormat {
            font, bold, italic, underline, strike, right_to_left, charset, pitch, color: Color { red, green, blue },
        }
    }
}

fn alice() -> Email {
    Email::from_wire("alice@example.com").expect("an address")
}

fn read(payload: &Bytes) -> TextMessage {
    match Content::decode(payload) {
        Content::Text(message) => message,
        other => panic!("no text: {other:?}"),
    }
}

proptest! {
    #[test]
    fn a_format_comes_back(format in format()) {
        prop_assert_eq!(TextFormat::parse(&format.encode()), format);
    }

    #[test]
    fn a_format_takes_any_order_and_case(format in format(), rotate in 0_usize..6, upper in any::<bool>()) {
        let encoded = format.encode();
        let mut fields: Vec<&str> = encoded.split("; ").collect();
        let by = rotate % fields.len();
        fields.rotate_left(by);
        let fields = fields.into_iter().map(|field| {
            let (key, value) = field.split_once('=').unwrap_or((field, ""));
            if upper { format!(" {key} = {value}") } else { format!("{}={value}", key.to_lowercase()) }
        });
        prop_assert_eq!(TextFormat::parse(&fields.collect::<Vec<_>>().join(";")), format);
    }

    #[test]
    fn a_text_comes_back(text in text(), format in proptest::option::of(format())) {
        let message = TextMessage { text, format, ..TextMessage::default() };
        prop_assert_eq!(read(&message.encode()), message);
    }

    #[test]
    fn parts_add_up(text in text(), format in format()) {
        let message = TextMessage::new(text, format);
        let parts = message.parts();
        prop_assert!(parts.iter().all(|part| part.len() <= MAX_PAYLOAD));
        let parts: Vec<TextMessage> = parts.iter().map(read).collect();
        prop_assert!(parts.iter().all(|part| part.format == message.format));
        prop_assert_eq!(parts.into_iter().map(|part| part.text).collect::<String>(), message.text);
    }

    #[test]
    fn chunks_split_and_joined_are_the_same(text in text(), format in format(), id in any::<u128>()) {
        let message = TextMessage::new(text, format);
        let payloads = chunk::split(&message, &chunk::message_id(id));
        prop_assert!(payloads.iter().all(|payload| payload.len() <= MAX_PAYLOAD));
        let mut assembler = Assembler::new();
        let mut whole = Vec::new();
        for payload in &payloads {
            match Content::decode(payload) {
                Content::Chunk(chunk) => match assembler.push(Instant::default(), &alice(), chunk) {
                    Joined::Whole(content) => whole.push(content),
                    Joined::Waiting => {}
                    Joined::Dropped(why) => prop_assert!(false, "{}", why),
                },
                content => whole.push(content),
            }
        }
        prop_assert_eq!(whole, vec![Content::Text(message)]);
        prop_assert_eq!(assembler.deadline(), None);
    }

    #[test]
    fn a_personal_message_comes_back(
        text in line(), kind in line(), application in line(), form in line(),
        arguments in proptest::collection::vec(line(), 0..10), playing in any::<bool>(),
    ) {
        // A backslash and a zero separate fields, and nothing can escape them: encoding takes them out of a field,
        // so what comes back is the same only for fields without a backslash.
        let clean = |text: String| text.replace('\\', "/");
        let mut arguments: Vec<String> = arguments.into_iter().map(clean).collect();
        while arguments.last().is_some_and(String::is_empty) {
            arguments.pop();
        }
        let media = CurrentMedia { application: clean(application), kind: clean(kind), format: clean(form), arguments };
        let message = PersonalMessage { text, media: playing.then_some(media) };
        prop_assert_eq!(personal::decode(&personal::encode(&message)), message);
    }

    #[test]
    fn fields_come_back(
        names in proptest::collection::vec("[A-Za-z-]{1,20}", 1..8),
        values in proptest::collection::vec(line(), 8),
    ) {
        let invitation = Invitation { fields: names.into_iter().zip(values).collect() };
        prop_assert_eq!(Content::decode(&invitation.encode()), Content::Invitation(invitation));
    }

    #[test]
    fn a_datacast_comes_back(id in 0_u8..9, data in line()) {
        let datacast = match id {
            1 => Datacast::Nudge,
            2 => Datacast::Wink(data),
            3 => Datacast::VoiceClip(data),
            4 => Datacast::Action(data),
            other => Datacast::Other { id: other.to_string(), data: Some(data) },
        };
        prop_assert_eq!(Content::decode(&datacast.encode()), Content::Datacast(datacast));
    }

    #[test]
    fn an_object_comes_back(
        creator in "\\PC{1,40}", size in any::<u32>(), kind in any::<u32>(), location in "\\PC{0,40}",
    ) {
        let object = Object {
            creator, size, kind: ObjectType::from_number(kind), location,
            friendly: "AAA=".to_owned(), digest: "x/+=".to_owned(), checksum: None,
        };
        prop_assert_eq!(Object::parse(&object.encode()), Some(object));
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600), kind in 0_usize..12) {
        const TYPES: [&str; 12] = [
            "text/plain", "text/x-msmsgscontrol", "text/x-msnmsgr-datacast", "text/x-msmsgsinvite", "text/x-clientcaps",
            "application/x-msnmsgrp2p", "text/x-mms-emoticon", "text/x-msmsgsprofile", "text/x-msmsgsemailnotification",
            "text/x-msmsgsinitialmdatanotification", "application/x-msmsgssystemmessage", "",
        ];
        let bare = Bytes::from(bytes.clone());
        let _ = (Content::decode(&bare), Service::decode(&bare), personal::decode(&bytes));
        for end in ["\r\n", "\r\n\r\n"] {
            let mut typed = format!("Content-Type: {}{end}", TYPES[kind]).into_bytes();
            typed.extend_from_slice(&bytes);
            let typed = Bytes::from(typed);
            let _ = (Content::decode(&typed), Service::decode(&typed));
        }
        let text = String::from_utf8_lossy(&bytes);
        let _ = (TextFormat::parse(&text), Object::parse(&text), service::words(&text));
        prop_assert_eq!(challenge::mixed(&text, "a", "b").len(), 32);
    }

    #[test]
    fn no_markup_panics(text in "[<>&;#/!\\[\\]?a-zA-Z0-9\"'= \\-]{0,200}") {
        let _ = (personal::decode(text.as_bytes()), Object::parse(&text), Object::parse(&format!("<msnobj {text}/>")));
        let _ = personal::decode(format!("<Data><PSM>{text}</PSM></Data>").as_bytes());
    }

    #[test]
    fn a_password_never_leaves_in_the_open(value in "\\PC{0,120}", status in 0_u16..600) {
        for name in ["PassportURLs", "Authentication-Info", "WWW-Authenticate", "Location"] {
            let reply = WebReply { status, headers: vec![(name.to_owned(), value.clone())], body: Bytes::new() };
            let _ = passport::login_url("https://nexus.example/", &reply, true);
            let _ = passport::read_login("https://login.example/x", &reply, true);
        }
        if let Ok(url) = passport::follow("https://login.example/x", &value, true) {
            prop_assert!(url.to_lowercase().starts_with("https://"), "{}", url);
        }
    }

    #[test]
    fn typing_names_its_user(local in "[a-z0-9.]{1,30}") {
        let user = Email::from_wire(&format!("{local}@example.com")).expect("an address");
        prop_assert_eq!(Content::decode(&typing::encode(&user)), Content::Typing { user: Some(user) });
    }

    #[test]
    fn line_ends_and_blank_lines_are_the_senders_affair(body in "[a-z\n]{0,80}", bare in any::<bool>()) {
        let end = if bare { "\n" } else { "\r\n" };
        let payload = Bytes::from(format!("content-type: TEXT/PLAIN{end}x: y{end}{end}{body}"));
        prop_assert_eq!(read(&payload).text, body);
    }
}
