//! How long the history takes: `cargo run --release --example history_measure -- [messages]`.
//!
//! With `--write FOLDER` it writes without end, and prints the number of each message once it is committed: to be killed
//! at any moment, and looked at afterwards.

use chrono::TimeDelta;
use msnp::content::TextMessage;
use msnp::conversation::EntryKind;
use msnp::types::Email;
use std::path::Path;
use std::time::Instant;
use swallowtail::store::history::{Change, History, Key, Range, Record, Search, Wanted, Who, now};

const WORDS: [&str; 16] = [
    "the", "boat", "leaves", "at", "six", "are", "you", "coming", "yes", "no", "maybe", "picture", "lake", "café",
    "tomorrow", "tonight",
];

fn email(name: &str) -> Email {
    Email::parse(&format!("{name}@example.com")).unwrap_or_else(|error| panic!("{error}"))
}

/// The message of that number, of one of 200 people.
fn message(number: i64, text: String) -> Change {
    let from = email(&format!("person{}", number % 200));
    let message = TextMessage { text, ..TextMessage::default() };
    Change::Add(Box::new(Record {
        conversation: Key::person(&from),
        title: format!("Person {}", number % 200),
        at: now() - TimeDelta::seconds(600 * 1_000_000) + TimeDelta::seconds(600 * number),
        own: Who { email: email("alice"), name: "Alice".into() },
        waited: None,
        kind: EntryKind::Received { from, name: "Somebody".into(), message },
    }))
}

fn text(number: i64) -> String {
    let mut seed = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    let mut words: Vec<String> = Vec::new();
    for _ in 0..8 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        words.push(WORDS[usize::try_from(seed.cast_unsigned() >> 60).unwrap_or_default()].to_owned());
    }
    words.push(format!("word{}", number % 5_000));
    words.join(" ")
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, folder] = arguments.as_slice()
        && flag == "--write"
    {
        return write_without_end(Path::new(folder));
    }
    let count: i64 = arguments.first().and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let folder = std::env::temp_dir().join(format!("history-measure-{}", std::process::id()));
    let history = History::at(&folder.join("history.sqlite"));
    let began = Instant::now();
    let mut number = 0;
    while number < count {
        let until = (number + 1_000).min(count);
        let changes = (number..until).map(|number| message(number, text(number))).collect();
        wait(history.keep(changes));
        number = until;
    }
    println!("{count} messages written: {:?}", began.elapsed());
    time("one message written", || drop(wait(history.keep(vec![message(count, text(count))]))));
    let key = || Some(Key::person(&email("person7")));
    time("first page", || drop(wait(history.page(key(), Range { most: 100, ..Range::default() }))));
    time("first page again", || drop(wait(history.page(key(), Range { most: 100, ..Range::default() }))));
    time("conversations", || drop(wait(history.conversations())));
    let typed = ["b", "bo", "boa", "boat", "boat l", "boat lake", "word4321", "zebra", "⛵"];
    for typed in typed {
        let search = || Search { wanted: Wanted::new(typed), ..Search::default() };
        time(&format!("search {typed:?}"), || drop(wait(history.search(search()))));
    }
    let search = || Search { wanted: Wanted::new("boat"), conversation: key(), ..Search::default() };
    time("search with one person", || drop(wait(history.search(search()))));
    if let Ok(size) = std::fs::metadata(folder.join("history.sqlite")) {
        println!("the file: {} MB", size.len() / 1_000_000);
    }
    let _ = std::fs::remove_dir_all(folder);
}

fn write_without_end(folder: &Path) {
    let history = History::at(&folder.join("history.sqlite"));
    for number in 0.. {
        wait(history.keep(vec![message(number, format!("number {number}"))]));
        println!("{number}");
    }
}

fn wait<T>(answer: swallowtail::store::history::Answer<T>) -> T {
    futures::executor::block_on(answer).unwrap_or_else(|error| panic!("{error}"))
}

fn time(what: &str, work: impl FnOnce()) {
    let began = Instant::now();
    work();
    println!("{what}: {:?}", began.elapsed());
}
