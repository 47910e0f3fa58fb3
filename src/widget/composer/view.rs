//! How it looks: the bar over the field, the field, the button that sends.

use super::notice::Notice;
use super::{Can, Composer, LIMIT, Languages, Message, Popover, format_bar, keys, long};
use crate::t;
use crate::theme::{Palette, SEMIBOLD, size, space};
use crate::widget::button::{Kind, button, symbol};
use crate::widget::editor::{Editor, Look};
use crate::widget::icon::Icon;
use crate::widget::message_log::{format_color, format_font};
use crate::widget::message_text::LINE_HEIGHT;
use iced::widget::{column, container, row, text};
use iced::{Alignment, Element, Length};

/// The most lines of the field; it scrolls where there are more.
const LINES: f32 = 6.0;

impl Composer {
    /// The bar, the field and the button.
    pub fn view<'a>(&'a self, palette: &'static Palette, can: Can, languages: Languages<'a>) -> Element<'a, Message> {
        let notice = self.notice.as_ref().map(|notice| notice.view(self.parts(notice), can));
        let look = Look {
            font: format_font(&self.format),
            size: size::BODY,
            line_height: LINE_HEIGHT,
            color: format_color(palette, &self.format),
            underline: self.format.underline,
            strike: self.format.strike,
        };
        let editor = Editor::new(&self.content, look, Message::Edited)
            .id(self.id.clone())
            .placeholder(t!("chat-placeholder"))
            .key_binding(|press| keys::bind(press, self.is_open()))
            .menu(Message::MenuOpened, move || self.menu(&languages))
            .misspelt(self.spelling.shown())
            .padding([space::S, 10.0])
            // Whole lines: where it scrolls by a part of one, the rest of it is drawn over the edge.
            .heights(40.0, (LINES * size::BODY).mul_add(LINE_HEIGHT, 2.0 * space::S));
        let sendable = can.say && self.length > 0 && self.length <= LIMIT;
        let words = container(text(t!("chat-send")).size(size::BODY).font(SEMIBOLD)).center_y(Length::Fill);
        let send = button(words)
            .kind(Kind::Primary)
            .padding([0.0, space::L])
            .height(56)
            .on_press_maybe(sendable.then_some(Message::SendPressed));
        let field = row![container(editor).width(Length::Fill), send].spacing(space::S).align_y(Alignment::End);
        // The sentence has its place even when there is none: were the field to move up, it would lose the keyboard.
        let page = column![container(notice).width(Length::Fill), column![self.toolbar(can), field].spacing(space::XS)];
        container(page).padding([space::S, space::M]).width(Length::Fill).into()
    }

    /// How many messages the text can be sent as, where that is an answer to the sentence over it.
    fn parts(&self, notice: &Notice) -> usize {
        match notice {
            Notice::TooLong(_) if self.length > LIMIT => long::parts(&self.whole(), LIMIT).len(),
            Notice::Pasted(count) => *count,
            Notice::TooLong(_) | Notice::NudgeWait(_) => 0,
        }
    }

    fn toolbar(&self, can: Can) -> Element<'_, Message> {
        let open = self.popover.as_ref().map(|picker| picker.kind);
        let mut bar = row![
            symbol(Icon::Emoji)
                .selected(open == Some(Popover::Emoji))
                .on_press(Message::PopoverToggled(Popover::Emoji))
                .tip(t!("chat-emoji")),
            symbol(Icon::Font).selected(self.bar).on_press(Message::BarToggled).tip(t!("chat-format")),
        ]
        .spacing(2)
        .align_y(Alignment::Center);
        if self.bar {
            for control in format_bar::view(&self.format, open) {
                bar = bar.push(control);
            }
        }
        let nudge = symbol(Icon::Nudge).id("nudge").on_press_maybe(can.nudge.then_some(Message::NudgePressed));
        bar.push(nudge.tip(t!("chat-nudge"))).wrap().vertical_spacing(2.0).into()
    }

    /// What is open over the field, if anything.
    pub fn popover(&self, palette: &Palette) -> Option<Element<'_, Message>> {
        self.popover.as_ref().map(|picker| picker.view(palette, &self.format))
    }
}
