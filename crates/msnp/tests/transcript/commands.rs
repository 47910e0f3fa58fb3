//! Every server line decodes to a typed command, every client line encodes back to the same bytes.

use crate::parse::{Command, Kind, Place, all};
use bytes::BytesMut;
use msnp::command::{Client, Server};
use msnp::dialect::Dialect;
use msnp::wire::{Decoder, Direction, Frame, FrameError, Limits, Role};
use std::collections::HashMap;

/// The decoders of both directions of one connection.
struct Connection {
    role: Role,
    client: Decoder,
    server: Decoder,
}

impl Connection {
    fn new(place: Place, dialect: Dialect) -> Self {
        let role = if place == Place::Switchboard { Role::Switchboard } else { Role::Notification };
        let decoder = |direction| {
            let mut decoder = Decoder::new(direction, role, Limits::default());
            decoder.set_dialect(dialect);
            decoder
        };
        Self { role, client: decoder(Direction::FromClient), server: decoder(Direction::FromServer) }
    }
}

fn take(decoder: &mut Decoder, bytes: &[u8], cut: usize) -> Vec<Result<Frame, FrameError>> {
    for piece in bytes.chunks(cut) {
        decoder.feed(piece);
    }
    std::iter::from_fn(|| decoder.next()).collect()
}

/// A length that is no number: the servers close on it, and so does the decoder. Nothing to encode.
fn has_bad_length(command: &Command) -> bool {
    command.payload.is_none() && command.words().last().is_some_and(|last| last.parse::<u64>().is_err())
}

#[test]
fn transcript_server_lines_decode_to_typed_commands() {
    let mut seen = 0;
    for (transcript, dialect) in all() {
        let mut connections: HashMap<&str, Connection> = HashMap::new();
        for (index, entry) in transcript.entries.iter().enumerate() {
            let Kind::Server(said) = &entry.kind else { continue };
            let at = format!("{}: line {}: {}", transcript.name, entry.line, said.line);
            let connection =
                connections.entry(&entry.connection).or_insert_with(|| Connection::new(entry.place(), dialect));
            let frames = take(&mut connection.server, &said.bytes(), index % 7 + 1);
            let [Ok(frame)] = &frames[..] else { panic!("{at}\n  is not one command: {frames:?}") };
            let command = Server::decode(frame.clone(), connection.role, dialect);
            assert!(!matches!(command, Server::Other(_)), "{at}\n  has no type");
            // A space at the end of a line, or a second one within it, means nothing and isn't kept.
            let mut out = BytesMut::new();
            command.encode(dialect, &mut out);
            let plain = Command { line: said.words().join(" "), payload: said.payload.clone() };
            assert_eq!(String::from_utf8_lossy(&out), String::from_utf8_lossy(&plain.bytes()), "{at}");
            seen += 1;
        }
    }
    assert!(seen > 0, "no transcript of a dialect that the codec knows");
}

#[test]
fn transcript_client_lines_encode_back_to_the_same_bytes() {
    let mut seen = 0;
    for (transcript, dialect) in all() {
        let mut connections: HashMap<&str, Connection> = HashMap::new();
        for (index, entry) in transcript.entries.iter().enumerate() {
            let Kind::Client(said) = &entry.kind else { continue };
            let at = format!("{}: line {}: {}", transcript.name, entry.line, said.line);
            let connection =
                connections.entry(&entry.connection).or_insert_with(|| Connection::new(entry.place(), dialect));
            let frames = take(&mut connection.client, &said.bytes(), index % 7 + 1);
            let frame = match &frames[..] {
                [Ok(frame)] => frame,
                [] if said.line.is_empty() => continue,
                [Err(FrameError::PayloadLength { .. })] if has_bad_length(said) => {
                    connections.remove(entry.connection.as_str());
                    continue;
                }
                _ => panic!("{at}\n  is not one command: {frames:?}"),
            };
            let command = Client::decode(frame.clone(), connection.role, dialect);
            if matches!(command, Client::Other(_)) && said.payload.is_some() && frame.payload().is_none() {
                // A command of a later dialect: what stands behind it is no payload here, and out of step.
                connections.remove(entry.connection.as_str());
                continue;
            }
            // Verbs are upper case on the wire; lower case is understood.
            let (verb, rest) = said.line.split_at(3);
            let proper = Command { line: verb.to_ascii_uppercase() + rest, payload: said.payload.clone() };
            let mut out = BytesMut::new();
            command.encode(dialect, &mut out);
            assert!(out == proper.bytes()[..], "{at}\n  came back as {}", String::from_utf8_lossy(&out));
            // What the server understood, we understand.
            let answered = transcript.entries[index..]
                .iter()
                .take_while(|later| later.section == entry.section)
                .filter(|later| later.connection == entry.connection)
                .filter_map(|later| match &later.kind {
                    Kind::Server(reply) => Some(reply.words()),
                    _ => None,
                })
                .any(|reply| reply.len() > 1 && reply[..2] == said.words()[..said.words().len().min(2)]);
            assert!(!answered || !matches!(command, Client::Other(_)), "{at}\n  was answered, but has no type");
            seen += 1;
        }
    }
    assert!(seen > 0, "no transcript of a dialect that the codec knows");
}
