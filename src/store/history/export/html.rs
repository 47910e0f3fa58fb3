//! A page for the browser and for the printer. It brings its style along and asks for nothing from elsewhere; what people
//! wrote is text in it and nothing else.

use super::{Place, Words, clean, heading};
use crate::markup::escaped;
use crate::store::history::Kept;
use crate::widget::message_text::{ink, links};
use iced::Color;
use msnp::content::TextFormat;
use msnp::conversation::EntryKind;
use std::fmt::Write as _;
use std::io::{Result, Write};

const STYLE: &str = "\
body{font:14px/1.45 'Open Sans','Segoe UI',sans-serif;color:#1b2733;background:#fff;max-width:46em;margin:2em auto;padding:0 1em}\
h1{font-size:20px}h2{font-size:13px;color:#5b6b7a;border-bottom:1px solid #d5e0ea;margin:1.6em 0 .6em;padding-bottom:.2em}\
p{margin:.15em 0;overflow-wrap:anywhere;white-space:pre-wrap}time{color:#5b6b7a;font-size:12px;margin-right:.6em}\
b{color:#1673c8}b.own{color:#1b2733}i.note{color:#5b6b7a}small{color:#5b6b7a}a{color:#1673c8}\
@media print{body{margin:0;max-width:none;font-size:11pt}h2{break-after:avoid}p{break-inside:avoid}a{color:inherit;text-decoration:none}}";

pub(super) fn start(words: &Words, out: &mut impl Write) -> Result<()> {
    let title = escaped(&clean(&words.title));
    // Whatever a browser may think of, nothing is fetched and nothing runs.
    let policy = "default-src 'none'; style-src 'unsafe-inline'";
    writeln!(out, "<!doctype html>\n<html><head><meta charset=\"utf-8\">")?;
    writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")?;
    writeln!(out, "<title>{title}</title><style>{STYLE}</style></head>\n<body><h1>{title}</h1>")
}

pub(super) fn end(out: &mut impl Write) -> Result<()> {
    writeln!(out, "</body></html>")
}

pub(super) fn entry(words: &Words, kept: &Kept, new: Option<&Place<'_>>, out: &mut impl Write) -> Result<()> {
    if let Some(place) = new {
        writeln!(out, "<h2 dir=\"auto\">{}</h2>", escaped(&clean(&heading(words, place))))?;
    }
    let (day, time) = (kept.at.format("%Y-%m-%dT%H:%M:%S%:z"), kept.at.format("%H:%M"));
    write!(out, "<p><time datetime=\"{day}\">{time}</time>")?;
    let Some(text) = kept.text() else {
        return writeln!(out, "<i class=\"note\">{}</i></p>", escaped(&clean(&(words.note)(kept))));
    };
    let name = clean(&kept.who.name);
    let name = if name.trim().is_empty() { kept.who.email.to_string() } else { name };
    let class = if kept.is_ours() { " class=\"own\"" } else { "" };
    let format = match &kept.kind {
        EntryKind::Received { message, .. } => message.format.as_ref(),
        EntryKind::Sent { format, .. } => Some(format),
        _ => None,
    };
    write!(out, "<b{class}><bdi>{}</bdi>:</b> ", escaped(&name))?;
    write!(
        out,
        "<span dir=\"auto\" style=\"{}\">{}</span>",
        format.map(style).unwrap_or_default(),
        said(&clean(text))
    )?;
    if kept.waited {
        write!(out, " <small>({})</small>", escaped(&words.waited))?;
    }
    if let Some(state) = (words.state)(kept) {
        write!(out, " <small>({})</small>", escaped(&state))?;
    }
    writeln!(out, "</p>")
}

/// The look of a message: its colour as it can be read on white, its font by a name that can't end the attribute.
fn style(format: &TextFormat) -> String {
    let mut style = String::new();
    let msnp::content::Color { red, green, blue } = format.color;
    if (red, green, blue) != (0, 0, 0) {
        let [r, g, b, _] = ink::readable(Color::from_rgb8(red, green, blue), Color::WHITE).into_rgba8();
        let _ = write!(style, "color:#{r:02x}{g:02x}{b:02x};");
    }
    let font: String = format.font.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-')).collect();
    if !font.trim().is_empty() {
        let _ = write!(style, "font-family:'{}',sans-serif;", font.trim());
    }
    let lines = match (format.underline, format.strike) {
        (true, true) => "text-decoration:underline line-through;",
        (true, false) => "text-decoration:underline;",
        (false, true) => "text-decoration:line-through;",
        (false, false) => "",
    };
    style.push_str(lines);
    for (on, words) in [(format.bold, "font-weight:bold;"), (format.italic, "font-style:italic;")] {
        if on {
            style.push_str(words);
        }
    }
    style
}

/// A text with its links.
fn said(text: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    for link in links::find(text) {
        out.push_str(&escaped(&text[at..link.range.start]));
        let _ = write!(
            out,
            "<a rel=\"noreferrer noopener\" href=\"{}\">{}</a>",
            escaped(&link.target),
            escaped(&text[link.range.clone()])
        );
        at = link.range.end;
    }
    out.push_str(&escaped(&text[at..]));
    out
}
