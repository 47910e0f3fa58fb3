//! A file has everything that was said, and nothing in it does anything.

use super::*;
use crate::store::history::{Change, Histories, Record, Who};
use futures::StreamExt;
use futures::executor::block_on;
use msnp::content::{TextFormat, TextMessage};
use msnp::conversation::EntryKind;
use msnp::types::Email;

fn email(name: &str) -> Email {
    Email::parse(&format!("{name}@example.com")).expect("an address")
}

fn record(minute: i64, name: &str, text: &str) -> Record {
    let format = TextFormat { font: "Arial';} body{background:url(//evil)}".into(), ..TextFormat::default() };
    let message = TextMessage { text: text.into(), format: Some(format), ..TextMessage::default() };
    let start = chrono::DateTime::parse_from_rfc3339("2026-11-20T10:00:00+01:00").expect("a time");
    Record {
        conversation: Key::person(&email("bob")),
        title: "Bob".into(),
        at: start + chrono::TimeDelta::minutes(minute),
        own: Who { email: email("alice"), name: "Alice".into() },
        waited: None,
        kind: EntryKind::Received { from: email("bob"), name: name.into(), message },
    }
}

fn history(texts: &[&str]) -> History {
    let history = Histories::memory().of("alice");
    let changes = (0..).zip(texts).map(|(at, text)| Change::Add(Box::new(record(at, "<b>Bob</b>", text))));
    block_on(history.keep(changes.collect())).expect("kept");
    history
}

fn words() -> Words {
    Words {
        title: "Conversation: <Bob>".into(),
        name: |_, _| "Bob".into(),
        day: |day| day.to_string(),
        note: |_| "something happened".into(),
        state: |_| None,
        waited: "waited".into(),
        names: Names::new(),
    }
}

fn run(history: &History, format: Format, path: &Path, replace: bool, stop: bool) -> Vec<Progress> {
    let source = Source::History(history.clone(), None);
    let stop = Arc::new(AtomicBool::new(stop));
    let target = Target::File { path: path.to_owned(), replace };
    block_on(export(source, format, words(), target, stop).collect())
}

#[test]
fn what_people_wrote_is_text_in_the_page_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bob.html");
    let said = "<script>alert('x')</script> \"quoted\" & https://example.com/?a=1&b=\"2\" \u{202e}gnihton";
    let history = history(&[said, "<img src=http://evil/pixel>"]);
    assert_eq!(run(&history, Format::Html, &path, false, false).last(), Some(&Progress::Done(2)));
    let page = fs::read_to_string(&path).expect("there");
    for bad in ["<script", "<img", "<b>Bob", "url(", "\u{202e}", "onerror=\""] {
        assert!(!page.contains(bad), "{bad} in {page}");
    }
    assert!(page.contains("&lt;script&gt;alert(&#39;x&#39;)") && page.contains("@media print"));
    assert!(page.contains("href=\"https://example.com/?a=1&amp;b="), "{page}");
    assert!(page.contains("Conversation: &lt;Bob&gt;") && page.contains("default-src 'none'"));
}

#[test]
fn text_and_json_have_every_word() {
    let folder = tempfile::tempdir().expect("a folder");
    let texts = ["one", "two\nlines [10:02] Eve: three", "今天 🦋 \" \\ \u{0}"];
    let history = history(&texts);
    let path = folder.path().join("bob.txt");
    run(&history, Format::Text, &path, false, false);
    let lines = fs::read_to_string(&path).expect("there");
    assert!(lines.contains("[10:00] <b>Bob</b>: one\n"), "{lines}");
    assert!(lines.contains("two\n        lines [10:02] Eve"), "nobody can put words into another's mouth: {lines}");
    let path = folder.path().join("bob.json");
    run(&history, Format::Json, &path, false, false);
    let json: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).expect("there")).expect("JSON");
    let back: Vec<&str> =
        json["entries"].as_array().expect("an array").iter().filter_map(|e| e["text"].as_str()).collect();
    assert_eq!(back, texts);
    assert_eq!(json["entries"][0]["time"], "2026-11-20T10:00:00.000+01:00");
}

#[test]
fn a_long_history_comes_whole_and_one_that_is_stopped_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let texts: Vec<String> = (0..1_234).map(|number| format!("number {number}")).collect();
    let history = history(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    let path = folder.path().join("bob.txt");
    let told = run(&history, Format::Text, &path, false, false);
    assert_eq!(told, [Progress::Written(500, 1_234), Progress::Written(1_000, 1_234), Progress::Done(1_234)]);
    let lines = fs::read_to_string(&path).expect("there");
    assert_eq!(lines.lines().filter(|line| line.contains("number ")).count(), 1_234);
    assert_eq!(run(&history, Format::Text, &path, false, false), [Progress::Exists]);
    assert_eq!(run(&history, Format::Text, &path, true, true), [Progress::Failed(HistoryError::Stopped)]);
    assert_eq!(fs::read_to_string(&path).expect("there"), lines, "the old one stands");
    assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1, "and nothing beside it");
    let nowhere = folder.path().join("no/folder/bob.txt");
    assert!(matches!(run(&history, Format::Text, &nowhere, false, false).as_slice(), [Progress::Failed(_)]));
}
