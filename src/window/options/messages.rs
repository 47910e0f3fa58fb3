//! How messages look, and how they are written.

use super::page::Rows;
use crate::model::Model;
use crate::t;
use crate::window::SettingsChange;
use msnp::content::TextFormat;

pub(super) fn rows<'a>(rows: Rows<'a>, families: &[&'static str], model: &'a Model) -> Rows<'a> {
    let settings = &model.settings;
    let rows = rows.heading(t!("options-log")).switch(
        t!("chat-times"),
        t!("options-times-about"),
        settings.message_times,
        SettingsChange::MessageTimes,
    );
    own_look(rows, families, &settings.format)
}

/// The look of one's own messages, as the bar in a conversation sets it.
fn own_look<'a>(rows: Rows<'a>, families: &[&'static str], format: &TextFormat) -> Rows<'a> {
    let mut fonts = vec![(String::new(), t!("format-font-own"))];
    fonts.extend(families.iter().map(|family| ((*family).to_owned(), (*family).to_owned())));
    // One that isn't here, from another computer or written into the file.
    if !fonts.iter().any(|(font, _)| *font == format.font) {
        fonts.push((format.font.clone(), format.font.clone()));
    }
    let with = |change: fn(&mut TextFormat, bool)| {
        let format = format.clone();
        move |on| {
            let mut format = format;
            change(&mut format, on);
            SettingsChange::Format(format)
        }
    };
    let of_font = {
        let format = format.clone();
        move |font| SettingsChange::Format(TextFormat { font, ..format.clone() })
    };
    rows.heading(t!("options-own-look"))
        .choice(t!("format-font"), t!("options-own-look-about"), format.font.clone(), fonts, of_font)
        .switch(t!("format-bold"), "", format.bold, with(|format, on| format.bold = on))
        .switch(t!("format-italic"), "", format.italic, with(|format, on| format.italic = on))
        .switch(t!("format-underline"), "", format.underline, with(|format, on| format.underline = on))
        .switch(t!("format-strike"), "", format.strike, with(|format, on| format.strike = on))
}
