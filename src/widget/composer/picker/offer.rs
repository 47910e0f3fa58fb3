//! The emoji on offer, and how one is found: by what it is called, or by its code.

use crate::emoticon;
use crate::t;

/// Faces, hands, hearts, and what people sent each other in the days of emoticons: every classic one is among them.
pub(super) const EMOJI: [&str; 117] = [
    "😀",
    "😃",
    "😄",
    "😁",
    "😆",
    "😅",
    "😂",
    "🙂",
    "😉",
    "😊",
    "😇",
    "😍",
    "😘",
    "😋",
    "😛",
    "😜",
    "🤪",
    "🤨",
    "🧐",
    "🤓",
    "😎",
    "🥳",
    "😏",
    "😒",
    "😔",
    "😟",
    "😕",
    "🙁",
    "😐",
    "😣",
    "😫",
    "🥺",
    "😢",
    "😭",
    "😤",
    "😠",
    "😡",
    "😳",
    "😱",
    "😨",
    "😴",
    "🤔",
    "🤗",
    "🙄",
    "😬",
    "😮",
    "🥱",
    "🤐",
    "🤫",
    "🤒",
    "🤢",
    "😈",
    "🤷",
    "👍",
    "👎",
    "👏",
    "🙏",
    "👋",
    "✋",
    "🤞",
    "💪",
    "👀",
    "👧",
    "👦",
    "💋",
    "❤\u{fe0f}",
    "💛",
    "💔",
    "🌹",
    "🥀",
    "🎂",
    "🎁",
    "🎉",
    "🎈",
    "✨",
    "🔥",
    "💯",
    "🍕",
    "🍽\u{fe0f}",
    "🥣",
    "🍰",
    "☕",
    "🍺",
    "🍸",
    "🐱",
    "🐶",
    "🐰",
    "🐑",
    "🐢",
    "🐌",
    "🦇",
    "🦋",
    "🌙",
    "⭐",
    "☀\u{fe0f}",
    "🌈",
    "⛈\u{fe0f}",
    "⚡",
    "☔",
    "🏝\u{fe0f}",
    "🚗",
    "✈\u{fe0f}",
    "⚽",
    "🎮",
    "🎵",
    "🎞\u{fe0f}",
    "📷",
    "💻",
    "📱",
    "📞",
    "📧",
    "⏰",
    "💡",
    "💰",
    "🚬",
    "🙈",
    "👻",
];

/// What the emoji are called in the reader's language, in the order of [`EMOJI`].
pub(super) struct Names(Vec<String>);

impl Names {
    pub(super) fn new() -> Self {
        let text = t!("emoji-words");
        let names = |emoji: &&str| {
            let line = text.lines().find_map(|line| line.trim().strip_prefix(*emoji)?.strip_prefix(' '));
            line.unwrap_or_default().to_owned()
        };
        Self(EMOJI.iter().map(names).collect())
    }

    /// The first of its names, and the code that it is sent as.
    pub(super) fn tip(&self, emoji: &str) -> String {
        let at = EMOJI.iter().position(|known| *known == emoji);
        let names = at.and_then(|at| self.0.get(at)).map_or("", String::as_str);
        let name = names.split(',').next().unwrap_or_default().trim();
        match emoticon::code_of(emoji) {
            Some(code) => format!("{name}  {code}"),
            None => name.to_owned(),
        }
    }

    /// The emoji for which each word of the search begins one of their names' words, or whose code it begins.
    pub(super) fn find(&self, search: &str) -> Vec<&'static str> {
        let search = search.trim().to_lowercase();
        let fits = |emoji: &str, names: &str| {
            let names = names.to_lowercase();
            let begins = |wanted: &str| {
                names.split(|c: char| !c.is_alphanumeric() && c != '\'').any(|name| name.starts_with(wanted))
            };
            search.split_whitespace().all(begins)
                || emoticon::codes_of(emoji).iter().any(|code| code.to_lowercase().starts_with(&search))
        };
        EMOJI.iter().zip(&self.0).filter(|(emoji, names)| fits(emoji, names)).map(|(emoji, _)| *emoji).collect()
    }
}

/// Those of these emoji that are on offer, each once, as many as a row takes.
pub(super) fn known(emoji: &[String], most: usize) -> Vec<&'static str> {
    let mut known: Vec<&'static str> = Vec::new();
    for emoji in emoji {
        if let Some(found) = EMOJI.iter().find(|on_offer| *on_offer == emoji)
            && !known.contains(found)
            && known.len() < most
        {
            known.push(found);
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widget::message_text::emoji;

    #[test]
    fn everything_on_offer_is_one_emoji_and_stands_once() {
        for emoji in EMOJI {
            assert!(emoji::is_only(emoji), "{emoji}");
            assert_eq!(emoji::parts(emoji).len(), 1);
            assert_eq!(EMOJI.iter().filter(|other| **other == emoji).count(), 1, "{emoji}");
        }
    }

    #[test]
    fn every_emoticon_is_on_offer() {
        for emoji in emoticon::all() {
            assert!(EMOJI.contains(&emoji), "{emoji}");
        }
    }

    #[test]
    fn every_emoji_has_names_in_every_language() {
        for text in
            [include_str!("../../../../i18n/en/swallowtail.ftl"), include_str!("../../../../i18n/de/swallowtail.ftl")]
        {
            for emoji in EMOJI {
                let start = format!("    {emoji} ");
                let names: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix(start.as_str())).collect();
                assert!(matches!(names[..], [names] if !names.trim().is_empty()), "{emoji} {names:?}");
            }
        }
    }

    #[test]
    fn emoji_are_found_by_name_and_by_code() {
        let names = Names::new();
        assert_eq!(names.find("thumbs up"), ["👍"]);
        assert_eq!(names.find("Broken H"), ["💔"]);
        assert_eq!(names.find("(y)"), ["👍"]);
        assert_eq!(names.find(":-@"), ["😠"]);
        assert!(names.find("heart").contains(&"❤\u{fe0f}") && names.find("heart").contains(&"💛"));
        assert!(names.find("eart").is_empty());
        assert_eq!(names.find("  ").len(), EMOJI.len());
    }

    #[test]
    fn a_tip_says_the_name_and_the_code() {
        let names = Names::new();
        assert_eq!(names.tip("👍"), "thumbs up  (Y)");
        assert_eq!(names.tip("🦋"), "butterfly");
    }

    #[test]
    fn what_is_unknown_or_stands_twice_is_no_recent_emoji() {
        let recent = ["👍", "nonsense", "👍", "☕", "⭐"].map(str::to_owned);
        assert_eq!(known(&recent, 9), ["👍", "☕", "⭐"]);
        assert_eq!(known(&recent, 2), ["👍", "☕"]);
    }
}
