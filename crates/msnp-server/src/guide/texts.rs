//! What the Guide says: all of it in `texts.json`, where it can be translated.

use msnp::content::{Color, TextFormat};
use serde::Deserialize;

/// Everything the Guide says.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Texts {
    /// Its display name.
    pub(super) name: String,
    /// What stands under the name.
    pub(super) personal_message: String,
    /// At the first sign-in of an account.
    pub(super) greeting: Vec<Line>,
    /// To what it didn't understand.
    pub(super) unknown: Vec<Line>,
    /// When it is asked too much.
    pub(super) breath: String,
    /// To a nudge; a nudge follows.
    pub(super) nudged: Vec<Line>,
    topics: Vec<Topic>,
}

/// One thing the Guide knows about.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Topic {
    /// The word under which it is listed, if it is.
    name: Option<String>,
    /// Words and phrases that ask for it, in lower case.
    keywords: Vec<String>,
    /// Whether a nudge goes first.
    #[serde(default)]
    pub(super) nudge: bool,
    /// The answer, message by message.
    pub(super) say: Vec<Line>,
}

/// One message.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Line {
    text: String,
    bold: bool,
    italic: bool,
    underline: bool,
    strike: bool,
    /// Six hexadecimal digits: red, green, blue.
    color: Option<String>,
}

impl Texts {
    /// Reads the file that was compiled in.
    pub(super) fn load() -> Result<Self, serde_json::Error> {
        serde_json::from_str(include_str!("texts.json"))
    }

    /// The topic that a text asks for: the one with most of its words in it, the first of these when several have.
    pub(super) fn topic(&self, text: &str) -> Option<&Topic> {
        let text = words(text);
        let hits = |topic: &Topic| topic.keywords.iter().filter(|keyword| contains(&text, &words(keyword))).count();
        let mut best = (0, None);
        for topic in &self.topics {
            let hits = hits(topic);
            if hits > best.0 {
                best = (hits, Some(topic));
            }
        }
        best.1
    }

    /// A line with its places filled in.
    pub(super) fn fill(&self, text: &str, name: &str) -> String {
        if !text.contains('{') {
            return text.to_owned();
        }
        let topics: Vec<&str> = self.topics.iter().filter_map(|topic| topic.name.as_deref()).collect();
        text.replace("{topics}", &topics.join(", ")).replace("{name}", name)
    }
}

impl Line {
    pub(super) fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn format(&self) -> TextFormat {
        TextFormat {
            bold: self.bold,
            italic: self.italic,
            underline: self.underline,
            strike: self.strike,
            color: self.color.as_deref().and_then(color).unwrap_or_default(),
            ..TextFormat::default()
        }
    }
}

fn color(hex: &str) -> Option<Color> {
    let [_, red, green, blue] = u32::from_str_radix(hex, 16).ok()?.to_be_bytes();
    Some(Color { red, green, blue })
}

/// The words of a text in lower case; a question mark alone is a word too.
fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    if lower.trim() == "?" {
        return vec!["?".to_owned()];
    }
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn contains(text: &[String], phrase: &[String]) -> bool {
    !phrase.is_empty() && text.windows(phrase.len()).any(|part| part == phrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> String {
        let texts = Texts::load().unwrap();
        texts.topic(text).map(|topic| topic.say[0].text.clone()).unwrap_or_default()
    }

    #[test]
    fn questions_find_their_topics() {
        assert!(asked("How do I block somebody?").contains("sees you offline"));
        assert!(asked("BOLD!").contains("This is bold"));
        assert!(asked("hi").starts_with("Hello"));
        assert!(asked("?").contains("{topics}"));
        assert!(asked("can i change my status to away").contains("be right back"));
        assert_eq!(asked("xyzzy"), "");
        assert_eq!(asked("this"), "", "no word within a word");
    }

    #[test]
    fn every_listed_topic_answers_to_its_own_name_in_messages_that_fit() {
        let texts = Texts::load().unwrap();
        for topic in &texts.topics {
            assert!(!topic.say.is_empty());
            if let Some(name) = &topic.name {
                let found = texts.topic(name).unwrap();
                assert_eq!(found.name.as_ref(), Some(name));
            }
        }
        let all = texts.topics.iter().flat_map(|topic| &topic.say).chain(&texts.greeting).chain(&texts.unknown);
        for line in all {
            let filled = texts.fill(&line.text, &"n".repeat(200));
            assert!(filled.len() < 1200 && !filled.contains('{'), "{filled}");
            assert!(line.color.as_ref().is_none_or(|hex| hex.len() == 6 && color(hex).is_some()));
        }
    }
}
