//! What holds for every stream: any split decodes to the same commands, encode then decode is the identity, no input
//! panics, and no input makes the buffer grow over its limits.

mod generate;
mod later;
mod words;

use bytes::{Bytes, BytesMut};
use generate::{client_stream, roles, server_stream};
use later::published;
use msnp::command::{Client, Server};
use msnp::content::endpoint::Published;
use msnp::dialect::Dialect;
use msnp::wire::{Decoder, Direction, Encoded, Frame, FrameError, Limits, Mime, Role};
use proptest::collection::vec;
use proptest::prelude::*;
use words::{any_dialect, body, token};

/// Feeds the bytes cut at the given places, taking what is ready after each piece.
fn decode(decoder: &mut Decoder, bytes: &[u8], cuts: &[prop::sample::Index]) -> Vec<Result<Frame, FrameError>> {
    let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
    places.push(bytes.len());
    places.sort_unstable();
    let mut all = Vec::new();
    let mut from = 0;
    for to in places {
        decoder.feed(&bytes[from..to]);
        all.extend(std::iter::from_fn(|| decoder.next()));
        from = to;
    }
    all
}

fn decoder(direction: Direction, role: Role, dialect: Option<Dialect>) -> Decoder {
    let mut decoder = Decoder::new(direction, role, Limits::default());
    if let Some(dialect) = dialect {
        decoder.set_dialect(dialect);
    }
    decoder
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn client_commands_come_back_from_any_split(
        (role, dialect, commands) in client_stream(),
        cuts in vec(any::<prop::sample::Index>(), 0..12),
        told in any::<bool>(),
    ) {
        let mut bytes = BytesMut::new();
        for command in &commands {
            command.encode(dialect, &mut bytes);
        }
        let mut decoder = decoder(Direction::FromClient, role, (told || dialect.features().error_payloads).then_some(dialect));
        let back: Vec<Client> = decode(&mut decoder, &bytes, &cuts)
            .into_iter()
            .map(|frame| Client::decode(frame.unwrap(), role, dialect))
            .collect();
        prop_assert_eq!(&back, &commands);
        for (back, sent) in back.iter().zip(&commands) {
            prop_assert_eq!(back.transaction(), sent.transaction());
        }
    }

    #[test]
    fn server_commands_come_back_from_any_split(
        (role, dialect, commands) in server_stream(),
        cuts in vec(any::<prop::sample::Index>(), 0..12),
        told in any::<bool>(),
    ) {
        let mut bytes = BytesMut::new();
        for command in &commands {
            command.encode(dialect, &mut bytes);
        }
        let mut decoder = decoder(Direction::FromServer, role, (told || dialect.features().error_payloads).then_some(dialect));
        let back: Vec<Server> = decode(&mut decoder, &bytes, &cuts)
            .into_iter()
            .map(|frame| Server::decode(frame.unwrap(), role, dialect))
            .collect();
        prop_assert_eq!(&back, &commands);
    }

    #[test]
    fn texts_in_any_unicode_go_out_and_come_back(text in ".{0,60}|\\PC{0,60}", plain in "[%0-9a-fA-F+ ]{0,20}") {
        for text in [&text, &plain] {
            let word = Encoded::from_text(text);
            prop_assert_eq!(&word.text(), text);
            prop_assert!(word.as_wire().bytes().all(|b| b.is_ascii_graphic()));
        }
    }

    #[test]
    fn whatever_is_read_is_written_the_same(
        frames in vec(("[A-Z0-9]{3}", vec(token(), 0..5)), 0..6),
        role in roles(),
        dialect in any_dialect(),
    ) {
        for (verb, parameters) in frames {
            let parameters: Vec<&str> = parameters.iter().map(String::as_str).collect();
            let frame = Frame::new(&verb, &parameters, None);
            let mut bytes = BytesMut::new();
            frame.encode(&mut bytes);
            let mut out = BytesMut::new();
            Frame::new(&verb, &frame.parameters().collect::<Vec<_>>(), None).encode(&mut out);
            prop_assert_eq!(&out, &bytes);
            // Decoding anything as a command never fails.
            let _ = Client::decode(frame.clone(), role, dialect).transaction();
            let _ = Server::decode(frame, role, dialect).transaction();
        }
    }

    #[test]
    fn arbitrary_bytes_neither_panic_nor_pile_up(
        pieces in vec(
            prop_oneof![
                vec(any::<u8>(), 0..80),
                "(MSG|UBX|UUX|NOT|QRY|LST|NLN|[a-z]{3}|[0-9]{3})( [a-z@0-9.=]{0,12}){0,5} ?[0-9]{0,6}\r?\n"
                    .prop_map(String::into_bytes),
            ],
            0..20,
        ),
        role in roles(),
        dialect in any_dialect(),
        from_client in any::<bool>(),
    ) {
        let direction = if from_client { Direction::FromClient } else { Direction::FromServer };
        let limits = Limits { line: 64, payload: 100 };
        let mut decoder = Decoder::new(direction, role, limits);
        decoder.set_dialect(dialect);
        let mut fatal = false;
        for piece in &pieces {
            decoder.feed(piece);
            // A line's end may still be on its way.
            prop_assert!(decoder.buffered() <= limits.line + limits.payload + 1);
            while let Some(frame) = decoder.next() {
                prop_assert!(!fatal, "something came after a fatal error");
                match frame {
                    Ok(frame) => {
                        prop_assert!(frame.line().len() <= 3 * limits.line);
                        prop_assert!(frame.payload().is_none_or(|payload| payload.len() <= limits.payload));
                        let mut out = BytesMut::new();
                        Client::decode(frame.clone(), role, dialect).encode(dialect, &mut out);
                        Server::decode(frame, role, dialect).encode(dialect, &mut out);
                    }
                    Err(error) => fatal = error.is_fatal(),
                }
            }
        }
    }

    #[test]
    fn over_long_lines_and_payloads_are_errors_however_they_are_cut(
        extra in 0..200usize,
        cuts in vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let limits = Limits { line: 100, payload: 150 };
        let line = format!("NLN NLN {}\r\n", "x".repeat(extra));
        let mut decoder = Decoder::new(Direction::FromServer, Role::Notification, limits);
        let got = decode(&mut decoder, line.as_bytes(), &cuts);
        if line.len() - 2 > limits.line {
            prop_assert_eq!(got, [Err(FrameError::LineTooLong(100))]);
        } else {
            prop_assert!(matches!(got[..], [Ok(_)]));
        }
        let message = format!("MSG a b {extra}\r\n{}", "x".repeat(extra));
        let mut decoder = Decoder::new(Direction::FromServer, Role::Switchboard, limits);
        let got = decode(&mut decoder, message.as_bytes(), &cuts);
        if extra > limits.payload {
            prop_assert_eq!(got, [Err(FrameError::PayloadTooLong { length: extra as u64, limit: 150 })]);
        } else {
            prop_assert!(matches!(got[..], [Ok(_)]));
        }
    }

    #[test]
    fn a_length_that_is_no_number_ends_the_stream(word in "[a-z-]{1,8}|[0-9]{1,3}[a-z]|-[0-9]{1,3}|\\+[0-9]{1,3}") {
        let mut decoder = decoder(Direction::FromClient, Role::Switchboard, None);
        decoder.feed(format!("MSG 1 A {word}\r\nOUT\r\n").as_bytes());
        prop_assert_eq!(decoder.next(), Some(Err(FrameError::PayloadLength { verb: "MSG".into() })));
        prop_assert_eq!(decoder.next(), None);
    }

    #[test]
    fn a_message_body_keeps_every_byte(
        headers in vec(("[A-Za-z-]{1,12}", "[!-9;-~é✓]([ -~é✓]{0,20}[!-~])?"), 1..5),
        body in body(),
        bytes in vec(any::<u8>(), 0..200),
    ) {
        let mut mime = Mime::new(body);
        for (name, value) in &headers {
            mime = mime.with(name, value);
        }
        prop_assert_eq!(Mime::parse(&mime.encode()), Some(mime));
        // And nothing that comes makes it fail.
        let _ = Mime::parse(&Bytes::from(bytes));
    }

    #[test]
    fn what_is_said_of_places_comes_back(published in published(), dialect in any_dialect(), cut in any::<prop::sample::Index>()) {
        let whole = published.encode(Dialect::Msnp18);
        prop_assert_eq!(&Published::decode(&whole), &published);
        for place in &published.places {
            prop_assert_eq!(&Published::decode(&place.encode()).places[..], std::slice::from_ref(place));
        }
        for place in &published.own_places {
            prop_assert_eq!(&Published::decode(&place.encode()).own_places[..], std::slice::from_ref(place));
        }
        // Nothing that the dialect doesn't know.
        let features = dialect.features();
        let back = Published::decode(&published.encode(dialect));
        prop_assert_eq!(&back.message, &published.message);
        prop_assert!(features.places || back.places.is_empty() && back.own_places.is_empty() && back.picture.is_none());
        prop_assert!(features.machine_guid || back.machine.is_none());
        // Cut off anywhere it is read as far as it makes sense.
        let _ = Published::decode(&whole[..cut.index(whole.len() + 1)]);
    }

    #[test]
    fn any_bytes_say_something_of_places_or_nothing(bytes in vec(any::<u8>(), 0..200), text in "[<>/&;#x0-9\"=A-Za-z {}-]{0,120}") {
        let _ = (Published::decode(&bytes), Published::decode(text.as_bytes()));
        let inside = format!("<Data><EndpointData {text}><Capabilities>{text}</Capabilities></EndpointData></Data>");
        prop_assert!(Published::decode(inside.as_bytes()).places.len() <= 1);
    }
}
