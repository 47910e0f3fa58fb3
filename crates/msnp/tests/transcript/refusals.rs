//! The sign-ins of a transcript that fail: what the server said to them is said to a machine of ours, which asks for the
//! same account. It never gets in, and where the server or its web services refuse, it ends with a reason.

use crate::parse::{Kind, Place, Transcript, all};
use crate::tally::with_transaction;
use crate::web::exchanges;
use msnp::dialect::Dialect;
use msnp::error::SignOutReason;
use msnp::event::Event;
use msnp::notification::{Effect, Machine};
use msnp::session::{Config, Services, WebError};
use msnp::types::{Email, Endpoint, Instant, Secret};

const SECTION: &str = "bad logins";

/// What came of it.
#[derive(Debug, Default)]
struct Outcome {
    signed_in: bool,
    end: Option<SignOutReason>,
    /// Whether one more ticket is to be tried, at a new connection.
    again: bool,
}

#[test]
fn transcript_refused_sign_ins_end_with_a_reason() {
    let (mut tried, mut ended) = (0, 0);
    for (transcript, dialect) in all() {
        let mut names: Vec<&str> = Vec::new();
        let of_section = |entry: &&crate::parse::Entry| entry.section == SECTION && entry.kind != Kind::Section;
        let of_section = transcript.entries.iter().filter(of_section);
        for entry in of_section.filter(|entry| entry.place() == Place::Notification) {
            if !names.contains(&entry.connection.as_str()) {
                names.push(&entry.connection);
            }
        }
        for name in names {
            let Some(outcome) = replay(&transcript, dialect, name) else { continue };
            assert!(!outcome.signed_in, "{}: {name} got in", transcript.name);
            tried += 1;
            ended += usize::from(outcome.end.is_some() || outcome.again);
        }
    }
    println!("{tried} bad sign-ins, {ended} of them refused");
    assert!(tried == 0 || ended > tried / 3, "{ended} of {tried}");
}

fn replay(transcript: &Transcript, dialect: Dialect, name: &str) -> Option<Outcome> {
    // A connection may go on in later sections: then it was no bad sign-in.
    let bad = |at: &usize| {
        let entry = &transcript.entries[*at];
        entry.connection == name && entry.section == SECTION
    };
    let places: Vec<usize> = (0..transcript.entries.len()).filter(bad).collect();
    let first = *places.first()?;
    if transcript.entries.iter().any(|entry| entry.connection == name && entry.section != SECTION) {
        return None;
    }
    let user = name.split('-').next().unwrap_or_default();
    let address = places.iter().find_map(|at| match &transcript.entries[*at].kind {
        Kind::Client(command) => match command.words()[..] {
            ["USR", _, _, "I", email] => Email::parse(email).ok(),
            _ => None,
        },
        _ => None,
    });
    let own = address.or_else(|| Email::parse(&format!("{user}@example.com")).ok())?;
    let server = Endpoint { host: "127.0.0.1".to_owned(), port: 2863 };
    let mut config = Config::new(own, Secret::new("wrong"), server);
    config.dialects = vec![dialect];
    // What was asked of the web for this connection: from here to the next one of the same person.
    let later = &transcript.entries[first..];
    let until =
        later.iter().position(|entry| entry.connection.starts_with(&format!("{user}-ns")) && entry.connection != name);
    let web = exchanges(&later[..until.unwrap_or(later.len())], user);
    config.nexus =
        Some(web.first().map_or_else(|| "https://127.0.0.1:2443/rdr/pprdr.asp".to_owned(), |e| e.url.clone()));
    config.services = Services::at("127.0.0.1:2443");
    let mut machine = Machine::new(&config);
    let mut outcome = Outcome::default();
    let mut sent: Vec<String> = Vec::new();
    let now = Instant::default();
    machine.start(now);
    pump(&mut machine, &mut outcome, &mut sent, &web);
    machine.opened(now);
    outcome.again = false;
    pump(&mut machine, &mut outcome, &mut sent, &web);
    for at in places {
        if outcome.end.is_some() || outcome.again {
            break;
        }
        match &transcript.entries[at].kind {
            Kind::Server(said) => {
                // Replies come to what we asked last: each client counts its own.
                let last = sent.iter().rev().find_map(|line| line.split(' ').nth(1)?.trim().parse().ok());
                let numbered = said.words().get(1).is_some_and(|word| word.parse::<u32>().is_ok_and(|n| n != 0));
                match last.filter(|_| numbered) {
                    Some(last) => machine.bytes(now, &with_transaction(said, last)),
                    None => machine.bytes(now, &said.bytes()),
                }
            }
            Kind::Note(note) if note.starts_with("server closed") => machine.closed(now, "closed".to_owned()),
            _ => continue,
        }
        pump(&mut machine, &mut outcome, &mut sent, &web);
    }
    Some(outcome)
}

fn pump(machine: &mut Machine, outcome: &mut Outcome, sent: &mut Vec<String>, web: &[crate::web::Exchange]) {
    while let Some(effect) = machine.poll() {
        match effect {
            Effect::Send(bytes) => sent.push(String::from_utf8_lossy(&bytes).into_owned()),
            Effect::Web(number, request) => {
                let reply = web.iter().find(|exchange| exchange.url == request.url).map(|found| found.reply.clone());
                machine.web(Instant::default(), number, reply.ok_or(WebError::Timeout));
            }
            Effect::Connect(_) => outcome.again = true,
            Effect::Event(Event::SignedIn { .. }) => outcome.signed_in = true,
            Effect::Ended { reason, .. } => outcome.end = Some(reason),
            _ => {}
        }
    }
}
