//! What this program says for the person: remembered of each account, and how far it may speak by itself.

use serde::{Deserialize, Serialize};

/// How far this program may speak by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSettings {
    /// Whether everybody is told what the person listens to.
    pub show_music: bool,
    /// After how many minutes without a key or a movement somebody who is online becomes idle; `None` for never.
    pub idle_after: Option<u16>,
    /// What is answered while they are away.
    pub auto_reply: AutoReply,
}

/// What is answered in place of somebody who is away.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AutoReply {
    /// Whether it is.
    pub on: bool,
    /// The words; without any, those of the interface's language are taken.
    pub text: String,
}

/// What is remembered of an account's own name and message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnAccount {
    /// The name; `None` until one is known.
    pub name: Option<String>,
    /// Whether the name was changed here and the server doesn't know it yet.
    pub name_unsent: bool,
    /// The personal message; `None` where none was ever written here.
    pub personal: Option<String>,
}

/// One change of these settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnChange {
    /// Whether everybody is told what the person listens to.
    ShowMusic(bool),
    /// After how many minutes they are idle; `None` for never.
    IdleAfter(Option<u16>),
    /// What is answered while they are away.
    AutoReply(AutoReply),
}

impl OwnSettings {
    /// The most minutes that one can wait for idle: a day.
    pub const MOST_MINUTES: u16 = 1_440;

    /// Does a change.
    pub fn apply(&mut self, change: OwnChange) {
        match change {
            OwnChange::ShowMusic(show) => self.show_music = show,
            OwnChange::IdleAfter(minutes) => self.idle_after = minutes,
            OwnChange::AutoReply(reply) => self.auto_reply = AutoReply::new(reply.on, &reply.text),
        }
    }
}

impl Default for OwnSettings {
    fn default() -> Self {
        Self { show_music: false, idle_after: Some(5), auto_reply: AutoReply::default() }
    }
}

impl AutoReply {
    /// The most letters of an answer: it fits into one message.
    pub const MOST: usize = 300;

    /// An answer, not longer than one may be. It may be half typed, so a space at its end stays.
    pub fn new(on: bool, text: &str) -> Self {
        Self { on, text: text.chars().take(Self::MOST).collect() }
    }
}

/// As these settings stand in the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct WrittenOwn {
    show_music: bool,
    idle_minutes: u16,
    auto_reply: bool,
    auto_reply_text: String,
}

impl Default for WrittenOwn {
    fn default() -> Self {
        (&OwnSettings::default()).into()
    }
}

impl From<&OwnSettings> for WrittenOwn {
    fn from(own: &OwnSettings) -> Self {
        let OwnSettings { show_music, idle_after, auto_reply: AutoReply { on, text } } = own.clone();
        Self { show_music, idle_minutes: idle_after.unwrap_or_default(), auto_reply: on, auto_reply_text: text }
    }
}

impl From<WrittenOwn> for OwnSettings {
    fn from(written: WrittenOwn) -> Self {
        let WrittenOwn { show_music, idle_minutes, auto_reply, auto_reply_text } = written;
        Self {
            show_music,
            idle_after: (idle_minutes > 0).then(|| idle_minutes.min(Self::MOST_MINUTES)),
            auto_reply: AutoReply::new(auto_reply, &auto_reply_text),
        }
    }
}

/// As an account's part stands in the file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct WrittenAccount {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    name_unsent: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    personal: Option<String>,
}

impl From<&OwnAccount> for WrittenAccount {
    fn from(account: &OwnAccount) -> Self {
        let OwnAccount { name, name_unsent, personal } = account.clone();
        Self { name, name_unsent, personal }
    }
}

impl From<WrittenAccount> for OwnAccount {
    fn from(written: WrittenAccount) -> Self {
        let WrittenAccount { name, name_unsent, personal } = written;
        let name = name.filter(|name| !name.trim().is_empty());
        Self { name_unsent: name_unsent && name.is_some(), name, personal }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_sense_is_put_right() {
        let none: OwnSettings = WrittenOwn { idle_minutes: 0, ..WrittenOwn::default() }.into();
        assert_eq!(none.idle_after, None);
        let long = WrittenOwn { idle_minutes: u16::MAX, auto_reply_text: "x".repeat(9_000), ..WrittenOwn::default() };
        let long: OwnSettings = long.into();
        assert_eq!(long.idle_after, Some(OwnSettings::MOST_MINUTES));
        assert_eq!(long.auto_reply.text.len(), AutoReply::MOST);
        let nameless: OwnAccount = WrittenAccount { name_unsent: true, ..WrittenAccount::default() }.into();
        assert_eq!(nameless, OwnAccount::default());
    }

    #[test]
    fn a_file_without_these_settings_has_the_defaults() {
        assert_eq!(OwnSettings::from(WrittenOwn::default()), OwnSettings::default());
    }
}
