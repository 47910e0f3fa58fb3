//! What is copied, as other programs take formatted text.

use super::block::{Block, Piece};
use super::{fonts, ink};
use crate::{markup, theme};
use iced::font::{Family, Style, Weight};
use iced::{Color, Font};
use std::fmt::Write as _;
use std::ops::Range;

/// What was copied, in both forms.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Copied {
    /// As it was written.
    pub plain: String,
    /// With fonts, colours and links, for programs that take HTML.
    pub html: String,
}

/// What a link leads to outside this program, if anything.
pub type Address<L> = fn(&L) -> Option<&str>;

impl Copied {
    /// These parts of these blocks, a line for each.
    pub(super) fn new<'a, L: 'a>(
        parts: impl Iterator<Item = (&'a Block<L>, Range<usize>)>,
        address: Address<L>,
    ) -> Self {
        let mut copied = Self { plain: String::new(), html: r#"<meta charset="utf-8">"#.to_owned() };
        for (index, (block, range)) in parts.enumerate() {
            if index > 0 {
                copied.plain.push('\n');
            }
            copied.plain.push_str(&block.copied(&range));
            copied.html.push_str(r#"<div style="white-space: pre-wrap">"#);
            let mut end = 0;
            for piece in block.pieces.iter() {
                let start = end;
                end += piece.text.len();
                let (from, to) = (range.start.max(start), range.end.min(end));
                if from < to {
                    write(
                        &mut copied.html,
                        piece,
                        piece.text.get(from - start..to - start).unwrap_or_default(),
                        address,
                    );
                }
            }
            copied.html.push_str("</div>");
        }
        copied
    }

    /// Whole blocks, those that can be selected.
    pub fn of<L>(blocks: &[Block<L>], address: Address<L>) -> Self {
        let blocks = blocks.iter().filter(|block| block.selectable);
        Self::new(blocks.map(|block| (block, 0..usize::MAX)), address)
    }
}

fn write<L>(html: &mut String, piece: &Piece<L>, text: &str, address: Address<L>) {
    let link = piece.link.as_ref().and_then(address);
    if let Some(address) = link {
        let _ = write!(html, r#"<a href="{}">"#, escaped(address));
    }
    // A link has the looks of links where it is pasted.
    let style = if link.is_some() { String::new() } else { style(piece) };
    if style.is_empty() {
        html.push_str(&escaped(text));
    } else {
        let _ = write!(html, r#"<span style="{}">{}</span>"#, escaped(&style), escaped(text));
    }
    if link.is_some() {
        html.push_str("</a>");
    }
}

/// How a piece looks, as far as its writer wanted it so: what is usual here is usual elsewhere in its own way.
fn style<L>(piece: &Piece<L>) -> String {
    let Font { family, weight, style, .. } = piece.font;
    let mut rules: Vec<String> = Vec::new();
    if matches!(weight, Weight::Semibold | Weight::Bold | Weight::ExtraBold | Weight::Black) {
        rules.push("font-weight: bold".into());
    }
    if style != Style::Normal {
        rules.push("font-style: italic".into());
    }
    let lines: Vec<&str> = [(piece.underline, "underline"), (piece.strike, "line-through")]
        .iter()
        .filter(|(on, _)| *on)
        .map(|(_, line)| *line)
        .collect();
    if !lines.is_empty() {
        rules.push(format!("text-decoration: {}", lines.join(" ")));
    }
    if let Family::Name(name) = family
        && name != theme::FAMILY
        && piece.font != fonts::EMOJI
    {
        let name: String = name.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-')).collect();
        rules.push(format!("font-family: '{name}'"));
    }
    if is_chosen(piece.color) {
        // Paper is white, whatever the ground is here.
        let [red, green, blue, _] = ink::readable(piece.color, Color::WHITE).into_rgba8();
        rules.push(format!("color: #{red:02x}{green:02x}{blue:02x}"));
    }
    rules.join("; ")
}

/// Whether a colour is one that somebody has picked, and not the grey of the interface's own words.
fn is_chosen(color: Color) -> bool {
    let (most, least) = (color.r.max(color.g).max(color.b), color.r.min(color.g).min(color.b));
    most - least > 0.25
}

/// Line ends are kept.
fn escaped(text: &str) -> String {
    markup::escaped(text).replace('\n', "<br>")
}

#[cfg(test)]
mod tests {
    use super::super::block::Side;
    use super::*;

    fn piece(text: &str) -> Piece<&'static str> {
        Piece::new(text.to_owned(), theme::REGULAR, 13.0, Color::from_rgb8(0xe8, 0xee, 0xf4))
    }

    fn html(pieces: Vec<Piece<&'static str>>) -> String {
        let copied = Copied::of(&[Block::new(1, pieces, Side::Start, 0.0)], |link| Some(link));
        copied.html.replace(r#"<meta charset="utf-8">"#, "").replace(r#"<div style="white-space: pre-wrap">"#, "<div>")
    }

    #[test]
    fn what_a_writer_chose_is_kept_and_nothing_is_markup() {
        assert_eq!(
            html(vec![piece("<b>1 & \"2\"</b>\ntwo")]),
            "<div>&lt;b&gt;1 &amp; &quot;2&quot;&lt;/b&gt;<br>two</div>"
        );
        let bold = Piece { font: theme::BOLD, underline: true, strike: true, ..piece("x") };
        let style = "font-weight: bold; text-decoration: underline line-through";
        assert_eq!(html(vec![bold]), format!("<div><span style=\"{style}\">x</span></div>"));
        let red = Piece { color: Color::from_rgb8(0xc2, 0x36, 0x2f), ..piece("x") };
        assert_eq!(html(vec![red]), "<div><span style=\"color: #c2362f\">x</span></div>");
        let odd = Piece { font: Font::with_name("Odd\"'; Sans"), ..piece("x") };
        assert_eq!(html(vec![odd]), "<div><span style=\"font-family: &#39;Odd Sans&#39;\">x</span></div>");
    }

    #[test]
    fn links_lead_where_they_did_and_pictures_are_emoji() {
        let link = Piece { link: Some("https://example.com/?a=1&b=\""), ..piece("here") };
        let picture = Piece { written: Some("(Y)".into()), font: fonts::EMOJI, ..piece("👍") };
        let all = html(vec![link, picture]);
        assert_eq!(all, "<div><a href=\"https://example.com/?a=1&amp;b=&quot;\">here</a>👍</div>");
    }

    #[test]
    fn a_light_colour_of_the_dark_is_readable_on_paper() {
        let light = Piece { color: Color::from_rgb8(0xff, 0xd0, 0x60), ..piece("x") };
        assert!(!html(vec![light]).contains("#ffd060"));
    }

    #[test]
    fn parts_of_several_blocks_are_copied_in_both_forms() {
        let blocks =
            [vec![piece("one two")], vec![piece("three")]].map(|pieces| Block::new(1, pieces, Side::Start, 0.0));
        let copied = Copied::new([(&blocks[0], 4..7), (&blocks[1], 0..2)].into_iter(), |_| None);
        assert_eq!(copied.plain, "two\nth");
        assert!(copied.html.contains(">two</div>") && copied.html.ends_with(">th</div>"), "{}", copied.html);
    }
}
