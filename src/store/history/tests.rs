//! What goes in comes out, once, in order, whatever happens in between.

use super::*;
use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};
use msnp::content::{Color, TextFormat, TextMessage};
use msnp::conversation::EntryKind;
use msnp::error::RequestError;
use msnp::event::MessageState;
use msnp::request::MessageId;
use msnp::types::Email;
use proptest::prelude::*;

fn email(name: &str) -> Email {
    Email::parse(&format!("{name}@example.com")).expect("an address")
}
fn at(minute: i64) -> DateTime<FixedOffset> {
    let start = DateTime::parse_from_rfc3339("2026-11-20T10:00:00+01:00").expect("a time");
    start + TimeDelta::minutes(minute)
}
fn record(with: &str, minute: i64, kind: EntryKind) -> Record {
    Record {
        conversation: Key::person(&email(with)),
        title: with.to_owned(),
        at: at(minute),
        own: Who { email: email("alice"), name: "Alice".into() },
        waited: None,
        kind,
    }
}
fn heard(with: &str, minute: i64, text: &str) -> Change {
    let message = TextMessage { text: text.into(), ..TextMessage::default() };
    let kind = EntryKind::Received { from: email(with), name: with.to_owned(), message };
    Change::Add(Box::new(record(with, minute, kind)))
}
fn said(with: &str, minute: i64, number: u64, text: &str) -> Change {
    let (message, format) = (MessageId(number), TextFormat::default());
    let kind = EntryKind::Sent { message, text: text.into(), format, state: MessageState::Queued, automatic: false };
    Change::Add(Box::new(record(with, minute, kind)))
}
fn waited(id: &str, text: &str) -> Change {
    match heard("bob", 0, text) {
        Change::Add(record) => {
            Change::Add(Box::new(Record { waited: Some(OfflineMessageId(id.to_owned())), ..*record }))
        }
        other => other,
    }
}
fn all(database: &Database) -> Vec<Kept> {
    database.page(None, Range { most: PAGE, ..Range::default() }).expect("a page").entries
}
fn texts(entries: &[Kept]) -> Vec<&str> {
    entries.iter().filter_map(Kept::text).collect()
}
fn fresh() -> Database {
    Database::in_memory().expect("a database")
}
fn find(database: &Database, typed: &str) -> Vec<String> {
    let search = Search { wanted: Wanted::new(typed), ..Search::default() };
    let found = database.search(&search).expect("searched");
    found.hits.iter().filter_map(|hit| hit.text().map(str::to_owned)).collect()
}

#[test]
fn a_conversation_is_read_page_by_page() {
    let mut database = fresh();
    let changes: Vec<Change> = (0..50).map(|n| heard("bob", n / 10, &n.to_string())).collect();
    database.keep(&changes).expect("kept");
    database.keep(&[heard("carol", 1, "other")]).expect("kept");
    let bob = Key::person(&email("BOB"));
    let last = database.page(Some(&bob), Range { most: 20, ..Range::default() }).expect("a page");
    assert_eq!((last.entries.len(), last.more, last.entries[0].text()), (20, true, Some("30")));
    let range = Range { before: Some(last.entries[0].id), most: 100, ..Range::default() };
    let earlier = database.page(Some(&bob), range).expect("a page");
    assert_eq!((earlier.entries.len(), earlier.more, earlier.entries[29].text()), (30, false, Some("29")));
    let range = Range { from: Some(last.entries[18].id), most: 1, ..Range::default() };
    let later = database.page(Some(&bob), range).expect("a page");
    assert_eq!((texts(&later.entries), later.more), (vec!["48"], true));
    assert_eq!(all(&database).len(), 51);
    let range = Range { added_before: Some(11), most: 100, ..Range::default() };
    assert_eq!(database.page(Some(&bob), range).expect("a page").entries.len(), 10, "what was there before");
    assert_eq!(database.page(Some(&Key::person(&email("x"))), range).expect("a page"), Page::default());
}

#[test]
fn what_became_of_a_message_is_kept_and_what_was_on_its_way_has_failed() {
    use MessageState::{Delivered, Failed, Left, Sent};
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("deep/er/history.sqlite");
    let mut database = Database::open(&path).expect("opened").database;
    let changes: Vec<Change> = (1..=5).map(|n| said("bob", 0, n, &n.to_string())).collect();
    database.keep(&changes).expect("kept");
    let state = |message, state| Change::State(MessageId(message), state);
    let failed = Failed(RequestError::Unreachable);
    let states = [
        state(1, Sent),
        state(2, Delivered),
        state(3, failed.clone()),
        state(4, failed),
        Change::Again { old: MessageId(4), new: MessageId(9) },
        state(9, Left),
    ];
    database.keep(&states).expect("kept");
    drop(database);
    let mut database = Database::open(&path).expect("opened").database;
    database.settle().expect("settled");
    let states: Vec<MessageState> = all(&database)
        .into_iter()
        .filter_map(|kept| if let EntryKind::Sent { state, .. } = kept.kind { Some(state) } else { None })
        .collect();
    let (lost, unsure) = (RequestError::ConnectionLost, RequestError::Uncertain);
    assert_eq!(states, [Failed(unsure), Delivered, Failed(RequestError::Unreachable), Left, Failed(lost)]);
    // A message of a former run is known by its entry.
    let old = all(&database)[4].id.message();
    database.keep(&[Change::Again { old, new: MessageId(20) }, state(20, Delivered)]).expect("kept");
    assert!(matches!(&all(&database)[4].kind, EntryKind::Sent { state: Delivered, .. }));
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).expect("there").permissions());
        assert_eq!(mode & 0o777, 0o600, "nobody else reads it");
    }
}

#[test]
fn what_waited_is_kept_once_and_shown_once() {
    let mut database = fresh();
    let id = OfflineMessageId("1".into());
    assert!(database.keep(&[waited("1", "one")]).expect("kept").known.is_empty());
    // The program ended before it could show it: it is news again, and stands there once.
    let again = database.keep(&[waited("1", "one")]).expect("kept");
    assert_eq!((again.known.len(), again.last), (0, 2));
    let before = Range { added_before: Some(again.before + 1), most: 9, ..Range::default() };
    assert!(database.page(None, before).expect("a page").entries.is_empty(), "not among what was there");
    database.keep(&[Change::Shown(id.clone())]).expect("kept");
    assert_eq!(database.keep(&[waited("1", "one"), waited("2", "two")]).expect("kept").known, [id]);
    assert_eq!(texts(&all(&database)), ["one", "two"]);
}

#[test]
fn words_are_found_in_every_script() {
    let mut database = fresh();
    let lines = [
        "yes!! send me the one with the boat",
        "Ein Café in Köln",
        "Пойдём в кино",
        "他说今天见面",
        "สวัสดีครับ",
        "καλημέρα",
        "only a 🦋",
        "\"quoted\" AND (odd) * words",
        "שָׁלוֹם",
        "नमस्ते दोस्त",
        "안녕하세요",
    ];
    let changes: Vec<Change> = (0..).zip(lines).map(|(minute, line)| heard("bob", minute, line)).collect();
    database.keep(&changes).expect("kept");
    for (typed, line) in [
        ("BOA", 0),
        ("one boat", 0),
        ("cafe", 1),
        ("köln", 1),
        ("koln", 1),
        ("пойдем", 2),
        ("今天", 3),
        ("见面", 3),
        ("สวัส", 4),
        ("καλημερα", 5),
        ("🦋", 6),
        ("and ODD", 7),
        ("שלום", 8),
        ("नमस्ते", 9),
        ("안녕", 10),
    ] {
        assert_eq!(find(&database, typed), [lines[line]], "{typed}");
    }
    for typed in ["goat", "oat", "天今", "\"", "a* OR b", "NEAR(", "-", "one) OR (two"] {
        assert!(find(&database, typed).iter().all(|line| line.contains(typed)), "{typed}");
    }
    let search =
        Search { wanted: Wanted::new("boat"), conversation: Some(Key::person(&email("carol"))), ..Search::default() };
    database.keep(&[heard("carol", 99, "The boats!")]).expect("kept");
    let found = database.search(&search).expect("searched");
    assert_eq!((texts(&found.hits), found.count), (vec!["The boats!"], 1));
    let since = Search { wanted: Wanted::new("boat"), since: Some(at(1).timestamp_millis()), ..Search::default() };
    assert_eq!(database.search(&since).expect("searched").count, 1);
    let both = Search { wanted: Wanted::new("boat"), ..Search::default() };
    assert_eq!(database.search(&both).expect("searched").conversations, 2);
}

#[test]
fn what_is_deleted_is_gone_and_found_no_more() {
    let mut database = fresh();
    let day = 24 * 60;
    database.keep(&(0..10).map(|n| heard("bob", n * day, &format!("word{n}"))).collect::<Vec<_>>()).expect("kept");
    database.keep(&[heard("carol", 0, "word11")]).expect("kept");
    let bob = Key::person(&email("bob"));
    assert_eq!(database.delete(&Span::Entry(all(&database)[1].id)).expect("deleted"), 1);
    assert_eq!(find(&database, "word11").len() + find(&database, "word0").len(), 1);
    let between = Span::Between(Some(bob.clone()), at(day).timestamp_millis(), at(3 * day).timestamp_millis());
    assert_eq!(database.delete(&between).expect("deleted"), 2);
    let left = database.count(Some(&bob)).expect("counted");
    assert_eq!(left + database.count(None).expect("counted"), 2 * left + if left == 7 { 1 } else { 0 });
    while database.delete(&Span::Whole(Some(bob.clone()))).expect("deleted") > 0 {}
    assert!(find(&database, "word").len() < 2 && database.conversations().expect("listed").len() < 2);
    while database.delete(&Span::Whole(None)).expect("deleted") > 0 {}
    assert_eq!((all(&database), database.conversations().expect("listed")), (Vec::new(), Vec::new()));
}

#[test]
fn days_and_conversations_are_listed() {
    let mut database = fresh();
    database.keep(&[heard("bob", 0, "a"), heard("bob", 26 * 60, "b"), heard("carol", 50 * 60, "c")]).expect("kept");
    let group = Key::several(1, 2);
    let joined = EntryKind::Joined { email: email("erin"), name: "Erin".into() };
    let several = Record { conversation: group.clone(), title: String::new(), ..record("erin", 51 * 60, joined) };
    database.keep(&[Change::Add(Box::new(several))]).expect("kept");
    let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).expect("a day");
    assert_eq!(database.days(None, day(1), day(30)).expect("days"), [day(20), day(21), day(22)]);
    let bob = Key::person(&email("bob"));
    assert_eq!(database.days(Some(&bob), day(1), day(30)).expect("days"), [day(20), day(21)]);
    assert!(database.days(None, day(1), NaiveDate::MAX).is_err());
    let first = database.first_of_day(Some(&bob), day(21)).expect("asked").expect("there");
    let page = database.page(Some(&bob), Range { from: Some(first), most: 9, ..Range::default() }).expect("a page");
    assert_eq!(texts(&page.entries), ["b"]);
    let listed = database.conversations().expect("listed");
    let names: Vec<(&str, u64, usize)> =
        listed.iter().map(|one| (one.title.as_str(), one.count, one.members.len())).collect();
    assert_eq!(names, [("", 1, 1), ("carol", 1, 0), ("bob", 2, 0)]);
    assert_eq!((listed[0].key.kind(), listed[2].key.kind()), (Kind::Several, Kind::Person(email("bob"))));
}

#[test]
fn a_broken_file_is_set_aside_and_a_new_one_begun() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("history.sqlite");
    std::fs::write(&path, "this is no history, and long enough to be looked at as one ".repeat(100)).expect("written");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let history = History::at(&path);
    let ready = runtime.block_on(history.open()).expect("opened");
    let aside = ready.aside.expect("set aside");
    assert!(std::fs::read_to_string(aside).expect("there").starts_with("this is no history"));
    assert_eq!(runtime.block_on(history.keep(vec![heard("bob", 0, "hi")])).expect("kept").last, 1);
    let page = runtime.block_on(history.page(None, Range { most: 9, ..Range::default() })).expect("a page");
    assert_eq!(texts(&page.entries), ["hi"]);
}

#[test]
fn a_file_of_a_later_program_stays_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("history.sqlite");
    let database = Database::open(&path).expect("opened").database;
    database.connection.pragma_update(None, "user_version", 99).expect("set");
    drop(database);
    assert_eq!(Database::open(&path).err(), Some(HistoryError::Newer));
    assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_made_is_said() {
    assert_eq!(Database::open(Path::new("/dev/null/history.sqlite")).err().map(|_| ()), Some(()));
}

#[test]
fn accounts_have_files_of_their_own_that_every_system_takes() {
    let name = file_name("local ada@example.com");
    assert_eq!(name, file_name("local Ada@Example.com"));
    assert!(name.starts_with("local_ada@example.com-"), "{name}");
    assert_ne!(file_name("custom: ada@example.com"), file_name("custom; ada@example.com"));
    for key in ["../../etc/passwd", "con", "a\\b", &"x".repeat(900), "ä:*?\"<>|"] {
        let name = file_name(key);
        assert!(name.len() < 100 && !name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|']), "{name}");
    }
    let histories = Histories::memory();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(histories.of("a").keep(vec![heard("bob", 0, "hi")])).expect("kept");
    assert_eq!(runtime.block_on(histories.of("a").count(None)), Ok(1), "it is the same one");
    assert_eq!(runtime.block_on(histories.of("b").count(None)), Ok(0));
}

fn format() -> impl Strategy<Value = TextFormat> {
    (".{0,30}", any::<[bool; 5]>(), any::<[u8; 3]>()).prop_map(
        |(font, [bold, italic, underline, strike, rl], color)| {
            let [red, green, blue] = color;
            // A font's name as it can come from the wire.
            let font = TextFormat::parse(&TextFormat { font, ..TextFormat::default() }.encode()).font;
            let color = Color { red, green, blue };
            TextFormat { font, bold, italic, underline, strike, color, right_to_left: rl, ..TextFormat::default() }
        },
    )
}

fn kind() -> impl Strategy<Value = EntryKind> {
    let who = || (prop::sample::select(vec!["bob", "carol", "dave"]), "\\PC{0,40}");
    let text = prop_oneof![any::<String>(), "[\\x00-\\x7f]{0,40}", "(今|天| |a|\u{301}|🦋|\u{200f}){0,30}"];
    prop_oneof![
        (who(), text.clone(), prop::option::of(format()), prop::option::of(".{0,20}")).prop_map(
            |((from, name), text, format, display_name)| EntryKind::Received {
                from: email(from),
                name,
                message: TextMessage { text, format, display_name, user_agent: None, automatic: false },
            }
        ),
        (text, format()).prop_map(|(text, format)| {
            EntryKind::Sent { message: MessageId(7), text, format, state: MessageState::Delivered, automatic: true }
        }),
        who().prop_map(|(from, name)| EntryKind::NudgeReceived { from: email(from), name }),
        who().prop_map(|(who, name)| EntryKind::Joined { email: email(who), name }),
        (who(), any::<bool>()).prop_map(|((who, name), idle)| EntryKind::Left { email: email(who), name, idle }),
        who().prop_map(|(who, _)| EntryKind::CallFailed { email: email(who), error: RequestError::Timeout }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_goes_in_comes_out(kinds in prop::collection::vec(kind(), 1..20)) {
        let mut database = fresh();
        let changes: Vec<Change> =
            (0..).zip(&kinds).map(|(n, kind)| Change::Add(Box::new(record("bob", n / 4, kind.clone())))).collect();
        database.keep(&changes).expect("kept");
        let kept = all(&database);
        prop_assert_eq!(kept.len(), kinds.len());
        for (kept, put) in kept.into_iter().zip(kinds) {
            let back = match kept.kind {
                EntryKind::Sent { text, format, state, automatic, .. } => {
                    EntryKind::Sent { message: MessageId(7), text, format, state, automatic }
                }
                other => other,
            };
            prop_assert_eq!(back, put);
        }
    }

    #[test]
    fn no_search_breaks(typed in any::<String>(), text in any::<String>()) {
        let mut database = fresh();
        database.keep(&[heard("bob", 0, &text)]).expect("kept");
        let wanted = Wanted::new(&typed);
        for mark in wanted.marks(&text) {
            prop_assert!(text.get(mark).is_some());
        }
        let found = database.search(&Search { wanted, ..Search::default() });
        prop_assert!(found.is_ok(), "{:?}", found);
    }
}
