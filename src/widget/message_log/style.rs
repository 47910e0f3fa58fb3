//! How the words of a log look: each message in its writer's font and colour, as far as it can be read.

use crate::emoticon;
use crate::theme::{self, Palette, size};
use crate::widget::message_text::{Block, Piece, emoji, fonts, ink, links};
use iced::{Color, Font};
use msnp::content::TextFormat;
use msnp::request::MessageId;
use std::ops::Range;

/// Three emoji take fewer bytes than this, whatever they are joined of.
const FEW: usize = 200;

/// What a click in a log leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// An address for the browser.
    Web(String),
    /// A failed message is to be sent again.
    SendAgain(MessageId),
    /// A failed message is to be left at the service.
    SendLater(MessageId),
    /// All messages that failed are to be sent again.
    SendAllAgain,
    /// Earlier messages are to be shown.
    Earlier,
    /// Later messages are to be shown.
    Later,
    /// The long message of that entry is to be shown whole.
    Whole(u64),
}

impl Target {
    /// Where it leads outside this program.
    pub(super) fn address(&self) -> Option<&str> {
        if let Self::Web(address) = self { Some(address) } else { None }
    }
}

/// Writes pieces in the colours of light or dark.
#[derive(Debug, Clone, Copy)]
pub struct Writer {
    /// The colours.
    pub palette: &'static Palette,
}

impl Writer {
    /// In the colours of a theme.
    pub const fn new(palette: &'static Palette) -> Self {
        Self { palette }
    }

    /// Words that explain.
    pub const fn secondary(&self, text: String) -> Piece<Target> {
        Piece::new(text, theme::REGULAR, size::SECONDARY, self.palette.secondary)
    }

    /// Words that lead somewhere.
    pub fn link(&self, text: String, target: Target) -> Piece<Target> {
        Piece { link: Some(target), color: self.palette.accent, ..self.secondary(text) }
    }

    /// Takes the strength out of a block: it is of an earlier time than what is said now.
    pub(super) fn dim(&self, block: &mut Block<Target>) {
        for piece in std::sync::Arc::make_mut(&mut block.pieces) {
            piece.color = ink::toned(piece.color, self.palette.panel);
        }
    }

    /// Words in one style, emoji in colour.
    pub fn words(&self, text: &str, font: Font, size: f32, color: Color) -> Vec<Piece<Target>> {
        write(text, &Piece::new(String::new(), font, size, color))
    }

    /// A message with its links and emoticons, in its writer's style.
    pub fn message(&self, text: &str, format: Option<&TextFormat>) -> Vec<Piece<Target>> {
        let style = styled(self.palette, format);
        let links = links::find(text);
        let apart: Vec<Range<usize>> = links.iter().map(|link| link.range.clone()).collect();
        let codes = emoticon::find(text, &apart);
        let style = if text.len() < FEW && emoji::is_only(&emoticon::replaced(text, &codes)) {
            Piece { size: size::BODY * 2.0, underline: false, strike: false, ..style }
        } else {
            style
        };
        let (color, picture) = (self.palette.accent, Piece { font: fonts::EMOJI, ..style.clone() });
        let links = links.into_iter().map(|link| {
            let (text, target) = (text[link.range.clone()].to_owned(), Some(Target::Web(link.target)));
            (link.range, Piece { text, color, underline: true, link: target, ..style.clone() })
        });
        let codes = codes.into_iter().map(|code| {
            let written = Some(text[code.range.clone()].to_owned());
            (code.range, Piece { text: emoji::bare(code.emoji).to_owned(), written, ..picture.clone() })
        });
        let mut marks: Vec<(Range<usize>, Piece<Target>)> = links.chain(codes).collect();
        marks.sort_by_key(|(range, _)| range.start);
        let mut pieces = Vec::new();
        let mut at = 0;
        for (range, piece) in marks {
            pieces.extend(write(&text[at..range.start], &style));
            pieces.push(piece);
            at = range.end;
        }
        pieces.extend(write(&text[at..], &style));
        pieces
    }
}

/// An empty piece in a writer's style.
fn styled(palette: &Palette, format: Option<&TextFormat>) -> Piece<Target> {
    let Some(format) = format else { return Piece::new(String::new(), theme::REGULAR, size::BODY, palette.text) };
    let color = format_color(palette, format);
    let piece = Piece::new(String::new(), format_font(format), size::BODY, color);
    Piece { underline: format.underline, strike: format.strike, ..piece }
}

/// A format's font, or what comes near it.
pub fn format_font(format: &TextFormat) -> Font {
    fonts::styled(fonts::named(&format.font, theme::REGULAR), format.bold, format.italic)
}

/// A format's colour as it is shown on the panel. Black is what clients send when nobody chose one: it means the
/// reader's own.
pub fn format_color(palette: &Palette, format: &TextFormat) -> Color {
    let msnp::content::Color { red, green, blue } = format.color;
    if (red, green, blue) == (0, 0, 0) {
        return palette.text;
    }
    ink::readable_to(palette.readable(), Color::from_rgb8(red, green, blue), palette.panel)
}

/// Text in a style, its emoji in the colour font.
fn write(text: &str, style: &Piece<Target>) -> Vec<Piece<Target>> {
    emoji::parts(text)
        .into_iter()
        .map(|part| {
            let font = if part.emoji { fonts::EMOJI } else { style.font };
            Piece { text: text[part.range].to_owned(), font, ..style.clone() }
        })
        .collect()
}
