//! The look of one's own messages, as the bar in a conversation sets it, with a line that shows it.

use super::Message;
use super::page::Rows;
use crate::model::Model;
use crate::t;
use crate::theme::{Palette, radius, size, space};
use crate::widget::composer::COLORS;
use crate::widget::message_log::{format_color, format_font};
use crate::window::SettingsChange;
use iced::widget::{container, rich_text, span};
use iced::{Element, Length, Theme, border};
use msnp::content::{Color, TextFormat};

pub(super) fn rows<'a>(rows: Rows<'a>, families: &[&'static str], model: &'a Model) -> Rows<'a> {
    let format = &model.settings.format;
    let mut fonts = vec![(String::new(), t!("format-font-own"))];
    fonts.extend(families.iter().map(|family| ((*family).to_owned(), (*family).to_owned())));
    // One that isn't here, from another computer or written into the file.
    if !fonts.iter().any(|(font, _)| *font == format.font) {
        fonts.push((format.font.clone(), format.font.clone()));
    }
    let mut colors = vec![(Color::default(), t!("format-color-own"))];
    colors.extend((1u32..).zip(COLORS).map(|(number, color)| (color, t!("options-color-name", number = number))));
    if !colors.iter().any(|(color, _)| *color == format.color) {
        colors.push((format.color, t!("options-color-other")));
    }
    let face = |change: fn(&mut TextFormat, bool)| {
        let format = format.clone();
        move |on| {
            let mut format = format;
            change(&mut format, on);
            SettingsChange::Format(format)
        }
    };
    rows.heading(t!("options-own-look"))
        .choice(t!("format-font"), t!("options-own-look-about"), format.font.clone(), fonts, |font| {
            SettingsChange::Format(TextFormat { font, ..format.clone() })
        })
        .choice(t!("format-color"), "", format.color, colors, |color| {
            SettingsChange::Format(TextFormat { color, ..format.clone() })
        })
        .switch(t!("format-bold"), "", format.bold, face(|format, on| format.bold = on))
        .switch(t!("format-italic"), "", format.italic, face(|format, on| format.italic = on))
        .switch(t!("format-underline"), "", format.underline, face(|format, on| format.underline = on))
        .switch(t!("format-strike"), "", format.strike, face(|format, on| format.strike = on))
        .push(sample(format, model.palette()))
}

/// How it looks on the ground of a conversation.
fn sample<'a>(format: &TextFormat, palette: &Palette) -> Element<'a, Message> {
    let words = span(t!("options-sample"))
        .font(format_font(format))
        .color(format_color(palette, format))
        .underline(format.underline)
        .strikethrough(format.strike);
    let words: iced::widget::text::Rich<'a, (), Message> = rich_text([words]).size(size::BODY);
    container(words)
        .padding([space::S, space::M])
        .width(Length::Fill)
        .style(|theme: &Theme| {
            let p = Palette::of(theme);
            container::Style {
                background: Some(p.panel.into()),
                border: border::rounded(radius::CONTROL).color(p.hairline).width(1.0),
                ..container::Style::default()
            }
        })
        .into()
}
