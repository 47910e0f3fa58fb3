//! The file of the settings with a word about each key: it is made to be read and edited by hand, too.

use serde::Serialize;
use std::fmt::Write as _;
use toml::{Table, Value};

/// What stands at the top.
const TOP: &str = "The settings of Swallowtail. It reads them when it starts and writes them at each change, so edit them\n\
                   while it isn't running. A line that is missing means what is usual.";

/// The keys, each with what it is, in the order of the file. A table whose own keys aren't here is a list that grows: it
/// has one word for all of it.
const NOTES: &[(&str, &str)] = &[
    ("version", "Which form this file has. A program that knows only older ones leaves it alone."),
    ("email", "The address that one signed in with last."),
    ("service", "The service that one signed in to last: an id of services.toml, \"local\" or \"custom\"."),
    ("remember", "Whether the password is in the keyring of the system. It never stands here."),
    ("automatic", "Whether to sign in at the start, which needs the password in the keyring."),
    ("status", "The status to sign in with: NLN (online), BSY, IDL, BRB, AWY, PHN, LUN or HDN (appear offline)."),
    ("custom_server", "Another server, as host:port, for the service \"custom\"."),
    ("custom_nexus", "Where the sign-in of that server begins; empty to derive it from the server's name."),
    ("place_name", "What the account's other places call this one; empty for the computer's name."),
    ("message_times", "Whether the time of each message is always shown, and not only under the pointer."),
    ("no_drafts", "Whether what is written and not sent is forgotten when the program ends."),
    ("recent_emoji", "The emoji that were picked last, the newest first."),
    ("folded", "The groups of the contact list that are folded."),
    ("main_size", "Width and height of the contact list."),
    ("conversation_size", "Width and height of conversations."),
    ("appearance", "How everything looks."),
    ("appearance.ground", "\"system\", \"light\" or \"dark\"."),
    ("appearance.contrast", "Whether colours and lines stand out as much as they can."),
    ("appearance.text_size", "In per cent, from 90 to 150."),
    ("list", "How the contact list looks."),
    ("list.sort", "\"status\", \"name\" or \"talk\": whom one talked with last comes first."),
    ("list.offline_in_place", "Whether people who are offline stay in their groups."),
    ("list.compact", "Whether a row is one line, and not two."),
    ("alerts", "What is told by a notification."),
    ("alerts.online", "A contact comes online."),
    ("alerts.message", "Somebody writes or sends a nudge."),
    ("alerts.call", "Somebody opens a conversation and says nothing."),
    ("alerts.waited", "Messages waited at the service."),
    ("alerts.added", "Somebody added this account, or invites it to a circle."),
    ("alerts.silent_when_busy", "None of them while one is busy or on the phone."),
    ("alerts.shake", "Whether a nudge shakes the window."),
    ("alerts.open_window", "Whether somebody's first message opens a window."),
    ("format", "How one's own messages look."),
    ("format.font", "A family of fonts; empty for the usual one."),
    ("format.bold", ""),
    ("format.italic", ""),
    ("format.underline", ""),
    ("format.strike", ""),
    ("format.color", "Red, green and blue, from 0 to 255. Black is the reader's usual colour."),
    ("spelling", "How what one writes is checked for misspelt words."),
    ("spelling.off", "Whether it isn't."),
    ("spelling.language", "The name of a dictionary, as en_GB; empty for the language of the system."),
    ("spelling.people", "What was chosen in single conversations: a dictionary, or - for none."),
    ("history", "What is kept of what is said."),
    ("history.off", "Whether nothing is; what was kept stays until it is deleted."),
    ("history.keep_days", "How many days it is kept: 30, 90 or 365, or 0 for ever."),
    ("frames", "The windows."),
    ("frames.tabs", "Whether all conversations stand in one window, each under a tab."),
    ("frames.last", "Where each window was last, by what is in it."),
    ("own", "What the program says of the person by itself."),
    ("own.show_music", "Whether everybody is told what one listens to."),
    ("own.idle_minutes", "After how many minutes without a key or a movement online becomes idle; 0 for never."),
    ("own.auto_reply", "Whether who writes is answered while one is away, once a conversation."),
    ("own.auto_reply_text", "What is answered; empty for the usual words."),
    ("network", "The way out. The proxy's password is in the keyring."),
    ("network.proxy", "\"system\", \"none\", \"http\" or \"socks5\"."),
    ("network.host", ""),
    ("network.port", "0 for the usual one."),
    ("network.user", "Who uses the proxy; empty where it asks nobody."),
    ("network.gateway", "When to go through the HTTP gateway: \"automatic\", \"always\" or \"never\"."),
    ("custom_web", "The pages of the service \"custom\" that aren't derived from the server's name."),
    ("pins", "The certificates that were accepted, by host:port, each by its fingerprint."),
    ("families", "The kinds of sign-in that services were found to take. Found again where it is missing."),
    ("places", "The name of this computer among the places of each account. One that is missing is made anew."),
    (
        "selves",
        "The name and the personal message of each account. A name that is unsent goes to the server at the next sign-in.",
    ),
    ("lists", "What each account keeps about its people on this computer."),
];

/// The text of the file. Empty when it can't be written, which nothing in it is a reason for.
pub(super) fn explained(written: &impl Serialize) -> String {
    let Ok(Value::Table(table)) = Value::try_from(written) else { return String::new() };
    let mut text = String::new();
    note(&mut text, TOP);
    let (tables, values): (Vec<Entry>, Vec<Entry>) = ordered(table, "").into_iter().partition(|e| e.value.is_table());
    for entry in values {
        text.push('\n');
        line(&mut text, entry);
    }
    for Entry { key, value, words } in tables {
        let Value::Table(inner) = value else { continue };
        if inner.is_empty() {
            continue;
        }
        text.push('\n');
        note(&mut text, words);
        if !is_explained(&key) {
            add(&mut text, Table::from_iter([(key, Value::Table(inner))]));
            continue;
        }
        let (tables, values): (Vec<Entry>, Vec<Entry>) =
            ordered(inner, &format!("{key}.")).into_iter().partition(|entry| entry.value.is_table());
        let _ = writeln!(text, "[{key}]");
        for entry in values {
            line(&mut text, entry);
        }
        for Entry { key: inner, value, words } in tables {
            note(&mut text, words);
            let inner = Table::from_iter([(inner, value)]);
            add(&mut text, Table::from_iter([(key.clone(), Value::Table(inner))]));
        }
    }
    text
}

/// A key with its value and the word about it.
struct Entry {
    key: String,
    value: Value,
    words: &'static str,
}

/// Whether there is a word about the keys in a table.
fn is_explained(table: &str) -> bool {
    NOTES.iter().any(|(key, _)| key.strip_prefix(table).is_some_and(|rest| rest.starts_with('.')))
}

/// What is in a table, in the order of the notes; what has none comes last.
fn ordered(mut table: Table, prefix: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (path, words) in NOTES {
        let Some(key) = path.strip_prefix(prefix).filter(|key| !key.contains('.')) else { continue };
        if let Some(value) = table.remove(key) {
            entries.push(Entry { key: key.to_owned(), value, words });
        }
    }
    entries.extend(table.into_iter().map(|(key, value)| Entry { key, value, words: "" }));
    entries
}

fn line(text: &mut String, Entry { key, value, words }: Entry) {
    note(text, words);
    add(text, Table::from_iter([(key, value)]));
}

fn note(text: &mut String, words: &str) {
    for line in words.lines() {
        let _ = writeln!(text, "# {line}");
    }
}

fn add(text: &mut String, table: Table) {
    text.push_str(&toml::to_string(&table).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::super::Settings;
    use super::super::tests::example;
    use super::*;

    fn table(settings: &Settings) -> Table {
        toml::from_str(&settings.to_text()).expect("it is TOML")
    }

    /// A key of the file that fails here needs a line in [`NOTES`].
    #[test]
    fn every_key_is_explained() {
        let mut unexplained = Vec::new();
        for (key, value) in table(&example()) {
            if !NOTES.iter().any(|(path, words)| *path == key && !words.is_empty()) {
                unexplained.push(key.clone());
            }
            if let Value::Table(inner) = value
                && is_explained(&key)
            {
                let paths = inner.keys().map(|inner| format!("{key}.{inner}"));
                unexplained.extend(paths.filter(|wanted| !NOTES.iter().any(|(path, _)| path == wanted)));
            }
        }
        assert!(unexplained.is_empty(), "{unexplained:?}");
    }

    #[test]
    fn every_explanation_is_of_a_key() {
        let mut all = example();
        all.conversation_size = Some((600.0, 500.0));
        let table = table(&all);
        for (path, _) in NOTES {
            let found = match path.split_once('.') {
                None => table.contains_key(*path),
                Some((outer, inner)) => table[outer].as_table().is_some_and(|table| table.contains_key(inner)),
            };
            assert!(found, "{path}");
        }
    }

    #[test]
    fn the_words_stand_over_their_key() {
        let text = example().to_text();
        assert!(text.starts_with("# The settings of Swallowtail."));
        assert!(text.contains("# In per cent, from 90 to 150.\ntext_size = 120\n"), "{text}");
        assert!(text.contains("\n# How everything looks.\n[appearance]\n"), "{text}");
    }

    #[test]
    fn nothing_that_is_kept_can_break_the_file() {
        let mut settings = example();
        settings.email = format!("\"\"\"\n[list]\ncompact = 3 # {}", "'".repeat(3));
        settings.place_name = "\n\u{7}\u{2028}\\".into();
        settings.folded.insert("a\nversion = 9\n[x]".into());
        settings.places.insert("\"] = \n".into(), "x".into());
        assert_eq!(Settings::parse(&settings.to_text()), Ok(settings));
    }
}
