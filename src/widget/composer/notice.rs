//! The sentence over the field: why something isn't sent, and what can be done about it.

use super::{Can, LIMIT, Message};
use crate::t;
use crate::theme::{size, space, style};
use crate::widget::button::link;
use iced::widget::{container, row, text};
use iced::{Alignment, Element, Padding};

/// A sentence over the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Notice {
    /// By so many letters.
    TooLong(usize),
    /// What was pasted would make so many messages.
    Pasted(usize),
    /// The next nudge can go in so many seconds.
    NudgeWait(u64),
}

impl Notice {
    /// That a text which comes after `before` bytes is too long.
    pub(super) fn too_long(before: usize, text: &str) -> Self {
        let within = text.char_indices().take_while(|(at, c)| before + at + c.len_utf8() <= LIMIT).count();
        Self::TooLong(text.chars().count() - within)
    }

    /// The sentence with its answers; `parts` is how many messages the text can be sent as.
    pub(super) fn view<'a>(&self, parts: usize, can: Can) -> Element<'a, Message> {
        let words = match *self {
            Self::TooLong(count) => t!("chat-too-long", count = count, shown = grouped(count)),
            Self::Pasted(_) => t!("chat-long-pasted"),
            Self::NudgeWait(seconds) => t!("chat-nudge-wait", seconds = seconds),
        };
        let mut line =
            row![text(words).size(size::SECONDARY).style(style::danger)].spacing(space::M).align_y(Alignment::Center);
        if parts > 1 {
            let send = link(t!("chat-long-send", count = parts));
            line = line.push(send.on_press_maybe(can.say.then_some(Message::SeveralPressed)));
        }
        if matches!(self, Self::Pasted(_)) {
            line = line.push(link(t!("chat-long-drop")).on_press(Message::PasteDropped));
        }
        container(line.wrap()).padding(Padding::ZERO.bottom(space::XS)).into()
    }
}

/// A number with a thin space between its thousands, which every language reads.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(100_000), "100\u{202f}000");
        assert_eq!(grouped(1_234_567), "1\u{202f}234\u{202f}567");
    }
}
