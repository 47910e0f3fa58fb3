//! How things look: the palette in light and dark, type sizes, spacing, fonts.
//!
//! A style function gets iced's own [`Theme`]; [`Palette::of`] finds our palette from it, so that no view has to hand
//! colours down.

pub mod color;
pub mod style;

use iced::font::{self, Font};
use iced::{Color, Theme};
use msnp::types::Status;
use std::sync::LazyLock;

/// The steps of 4 px that all distances are made of.
pub mod space {
    /// 4 px.
    pub const XS: f32 = 4.0;
    /// 8 px.
    pub const S: f32 = 8.0;
    /// 12 px: from the edge of a window to what is in it.
    pub const M: f32 = 12.0;
    /// 16 px.
    pub const L: f32 = 16.0;
    /// 24 px.
    pub const XL: f32 = 24.0;
    /// 32 px.
    pub const XXL: f32 = 32.0;
}

/// The sizes of type.
pub mod size {
    /// Counters and badges.
    pub const BADGE: f32 = 11.0;
    /// What explains something else.
    pub const SECONDARY: f32 = 12.0;
    /// Everything that is read.
    pub const BODY: f32 = 13.0;
    /// One's own name, and the name over a conversation.
    pub const NAME: f32 = 16.0;
    /// The title of a page.
    pub const TITLE: f32 = 20.0;
}

/// Corners.
pub mod radius {
    /// Buttons, fields, menus.
    pub const CONTROL: f32 = 6.0;
    /// Pictures and dialogs.
    pub const PICTURE: f32 = 10.0;
}

/// The one family of the interface.
pub const FAMILY: &str = "Open Sans";
/// Body text.
pub const REGULAR: Font = Font::with_name(FAMILY);
/// Names, group headers, buttons.
pub const SEMIBOLD: Font = Font { weight: font::Weight::Semibold, ..REGULAR };
/// Titles.
pub const BOLD: Font = Font { weight: font::Weight::Bold, ..REGULAR };
/// Personal messages.
pub const ITALIC: Font = Font { style: font::Style::Italic, ..REGULAR };

/// The colours by name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette {
    /// Whether it is a dark one.
    pub dark: bool,
    /// Whether everything stands out as much as it can.
    pub contrast: bool,
    /// Behind everything.
    pub window: Color,
    /// Fields, lists, menus, the log of a conversation.
    pub panel: Color,
    /// The top of the header's gradient; it ends in `window`.
    pub header: Color,
    /// Text.
    pub text: Color,
    /// Text that explains other text.
    pub secondary: Color,
    /// Lines between regions and round fields.
    pub hairline: Color,
    /// Links, default buttons.
    pub accent: Color,
    /// The focus ring: of the accent, and nothing in a window to which no key would go.
    pub ring: Color,
    /// Text on the accent.
    pub on_accent: Color,
    /// Under the pointer.
    pub hover: Color,
    /// Chosen.
    pub selected: Color,
    /// Failures, and what can't be taken back.
    pub danger: Color,
}

impl Palette {
    /// By day.
    pub const LIGHT: Self = Self {
        dark: false,
        contrast: false,
        window: rgb(0xF5F9FD),
        panel: rgb(0xFFFFFF),
        header: rgb(0xCFE6FA),
        text: rgb(0x1B2733),
        secondary: rgb(0x5B6B7A),
        hairline: rgb(0xD5E0EA),
        accent: rgb(0x1673C8),
        ring: rgb(0x1673C8),
        on_accent: rgb(0xFFFFFF),
        hover: rgb(0xE6F1FB),
        selected: rgb(0xD3E7F9),
        danger: rgb(0xC2362F),
    };

    /// By night.
    pub const DARK: Self = Self {
        dark: true,
        contrast: false,
        window: rgb(0x17202A),
        panel: rgb(0x1D2834),
        header: rgb(0x26425F),
        text: rgb(0xE8EEF4),
        secondary: rgb(0x9FB0C0),
        hairline: rgb(0x2C3A48),
        accent: rgb(0x58A6F0),
        ring: rgb(0x58A6F0),
        on_accent: rgb(0x0D1620),
        hover: rgb(0x223140),
        selected: rgb(0x2A4058),
        danger: rgb(0xF0827C),
    };

    /// By day, for whoever needs more contrast: text of at least 7 : 1, and lines that can be seen.
    pub const LIGHT_CONTRAST: Self = Self {
        dark: false,
        contrast: true,
        window: rgb(0xFFFFFF),
        panel: rgb(0xFFFFFF),
        header: rgb(0xDCEBFA),
        text: rgb(0x000000),
        secondary: rgb(0x2B2B2B),
        hairline: rgb(0x595959),
        accent: rgb(0x00408A),
        ring: rgb(0x00408A),
        on_accent: rgb(0xFFFFFF),
        hover: rgb(0xE3E3E3),
        selected: rgb(0xBFDDFF),
        danger: rgb(0x820000),
    };

    /// The same by night.
    pub const DARK_CONTRAST: Self = Self {
        dark: true,
        contrast: true,
        window: rgb(0x000000),
        panel: rgb(0x000000),
        header: rgb(0x14263A),
        text: rgb(0xFFFFFF),
        secondary: rgb(0xE0E0E0),
        hairline: rgb(0xA6A6A6),
        accent: rgb(0x8CCBFF),
        ring: rgb(0x8CCBFF),
        on_accent: rgb(0x000000),
        hover: rgb(0x262626),
        selected: rgb(0x0F315A),
        danger: rgb(0xFFB0A8),
    };

    /// The palette for light or dark.
    pub const fn new(dark: bool) -> &'static Self {
        Self::with(dark, false)
    }

    /// The palette for light or dark, with the usual contrast or with more.
    pub const fn with(dark: bool, contrast: bool) -> &'static Self {
        match (dark, contrast) {
            (false, false) => &Self::LIGHT,
            (true, false) => &Self::DARK,
            (false, true) => &Self::LIGHT_CONTRAST,
            (true, true) => &Self::DARK_CONTRAST,
        }
    }

    /// The palette behind one of our themes.
    pub fn of(theme: &Theme) -> &'static Self {
        // What iced's theme is made of says which one it is: a style function is told of nothing else.
        let seed = theme.palette();
        let ours = |(palette, _): &&(Self, Theme)| (palette.window, palette.ring) == (seed.background, seed.primary);
        match THEMES.iter().find(ours) {
            Some((palette, _)) => palette,
            None => Self::new(theme.extended_palette().is_dark),
        }
    }

    /// The contrast that text needs at least.
    pub const fn readable(&self) -> f32 {
        if self.contrast { 7.0 } else { 4.5 }
    }
}

/// The colour of a status, for frames and dots. The same by day and by night. A colour never stands alone: the word of
/// the status is always near.
pub const fn status_color(status: Status) -> Color {
    match status {
        Status::Online => rgb(0x3FB34F),
        Status::Idle | Status::BeRightBack | Status::Away | Status::OutToLunch => rgb(0xF0A92E),
        Status::Busy | Status::OnThePhone => rgb(0xD9443F),
        Status::Hidden | Status::Offline => rgb(0x9AA7B3),
    }
}

/// Every palette with its theme, with the focus and without: there the ring is not to be seen. Made once.
static THEMES: LazyLock<[(Palette, Theme); 8]> = LazyLock::new(|| {
    let with_focus = [Palette::LIGHT, Palette::DARK, Palette::LIGHT_CONTRAST, Palette::DARK_CONTRAST];
    let [a, b, c, d] = with_focus;
    let [e, f, g, h] = with_focus.map(|palette| Palette { ring: Color::TRANSPARENT, ..palette });
    [a, b, c, d, e, f, g, h].map(|palette| (palette, make(&palette)))
});

/// iced's theme in our colours of light or dark, for a window with or without the focus.
pub fn theme(dark: bool, focused: bool) -> Theme {
    of(Palette::new(dark), focused)
}

/// iced's theme in a palette, for a window with or without the focus. A clone is cheap.
pub fn of(palette: &Palette, focused: bool) -> Theme {
    let kind = |p: &Palette| (p.dark, p.contrast, p.ring.a > 0.0);
    let wanted = (palette.dark, palette.contrast, focused);
    THEMES.iter().find(|(palette, _)| kind(palette) == wanted).map_or(Theme::Light, |(_, theme)| theme.clone())
}

fn make(palette: &Palette) -> Theme {
    let words = [
        if palette.dark { "dark" } else { "light" },
        if palette.contrast { ", contrast" } else { "" },
        if palette.ring.a > 0.0 { "" } else { ", aside" },
    ];
    let base = iced::theme::Palette {
        background: palette.window,
        text: palette.text,
        primary: palette.ring,
        success: status_color(Status::Online),
        warning: status_color(Status::Away),
        danger: palette.danger,
    };
    Theme::custom(format!("Swallowtail {}", words.concat()), base)
}

/// A colour from its six hexadecimal digits.
pub const fn rgb(hex: u32) -> Color {
    Color::from_rgb8((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_palette_is_found_from_iceds_theme() {
        for (dark, contrast) in [(false, false), (true, false), (false, true), (true, true)] {
            let palette = Palette::with(dark, contrast);
            assert_eq!((palette.dark, palette.contrast), (dark, contrast));
            assert_eq!(Palette::of(&of(palette, true)), palette);
            let aside = Palette { ring: Color::TRANSPARENT, ..*palette };
            assert_eq!(Palette::of(&of(palette, false)), &aside);
        }
        assert_eq!(Palette::of(&theme(true, true)), &Palette::DARK);
        assert_eq!(Palette::of(&Theme::Light), &Palette::LIGHT, "a theme of iced's own");
    }

    #[test]
    fn text_can_be_read_on_every_ground_it_stands_on() {
        for p in [&Palette::LIGHT, &Palette::DARK] {
            for ground in [p.window, p.panel, p.header, p.hover, p.selected] {
                assert!(color::contrast(p.text, ground) >= 7.0);
                assert!(color::contrast(p.secondary, ground) >= 4.0);
            }
            assert!(color::contrast(p.on_accent, p.accent) >= 4.5);
            assert!(color::contrast(p.danger, p.window) >= 4.5);
        }
    }

    #[test]
    fn the_ring_is_seen_on_every_ground() {
        for (dark, contrast) in [(false, false), (true, false), (false, true), (true, true)] {
            let p = Palette::with(dark, contrast);
            for ground in [p.window, p.panel, p.header, p.hover, p.selected] {
                assert!(color::contrast(p.ring, ground) >= 3.0, "{ground:?}");
            }
        }
    }

    #[test]
    fn where_contrast_is_wanted_everything_has_it() {
        for p in [&Palette::LIGHT_CONTRAST, &Palette::DARK_CONTRAST] {
            for ground in [p.window, p.panel, p.header, p.hover, p.selected] {
                for words in [p.text, p.secondary, p.accent, p.danger] {
                    assert!(color::contrast(words, ground) >= 7.0, "{words:?} on {ground:?}");
                }
                assert!(color::contrast(p.hairline, ground) >= 4.5, "a line on {ground:?}");
            }
            for ground in [p.accent, p.danger] {
                assert!(color::contrast(p.on_accent, ground) >= 7.0);
            }
        }
    }
}
