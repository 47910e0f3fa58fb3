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
    /// Whether it is the dark one.
    pub dark: bool,
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

    /// By day, in a window without the focus.
    pub const LIGHT_ASIDE: Self = Self { ring: Color::TRANSPARENT, ..Self::LIGHT };

    /// By night, in a window without the focus.
    pub const DARK_ASIDE: Self = Self { ring: Color::TRANSPARENT, ..Self::DARK };

    /// The palette for light or dark.
    pub const fn new(dark: bool) -> &'static Self {
        if dark { &Self::DARK } else { &Self::LIGHT }
    }

    /// The palette behind one of our themes.
    pub fn of(theme: &Theme) -> &'static Self {
        // iced's "primary" is our ring: a style function is told of nothing but the theme.
        match (theme.extended_palette().is_dark, theme.palette().primary == Color::TRANSPARENT) {
            (false, false) => &Self::LIGHT,
            (false, true) => &Self::LIGHT_ASIDE,
            (true, false) => &Self::DARK,
            (true, true) => &Self::DARK_ASIDE,
        }
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

/// iced's theme in our colours, for a window with or without the focus. Made once; a clone is cheap.
pub fn theme(dark: bool, focused: bool) -> Theme {
    static LIGHT: LazyLock<Theme> = LazyLock::new(|| make("Swallowtail light", &Palette::LIGHT));
    static DARK: LazyLock<Theme> = LazyLock::new(|| make("Swallowtail dark", &Palette::DARK));
    static LIGHT_ASIDE: LazyLock<Theme> = LazyLock::new(|| make("Swallowtail light, aside", &Palette::LIGHT_ASIDE));
    static DARK_ASIDE: LazyLock<Theme> = LazyLock::new(|| make("Swallowtail dark, aside", &Palette::DARK_ASIDE));
    let theme = match (dark, focused) {
        (false, true) => &LIGHT,
        (false, false) => &LIGHT_ASIDE,
        (true, true) => &DARK,
        (true, false) => &DARK_ASIDE,
    };
    Theme::clone(theme)
}

fn make(name: &'static str, palette: &Palette) -> Theme {
    let base = iced::theme::Palette {
        background: palette.window,
        text: palette.text,
        primary: palette.ring,
        success: status_color(Status::Online),
        warning: status_color(Status::Away),
        danger: palette.danger,
    };
    Theme::custom(name, base)
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
        assert_eq!(Palette::of(&theme(false, true)), &Palette::LIGHT);
        assert_eq!(Palette::of(&theme(true, true)), &Palette::DARK);
        assert_eq!(Palette::of(&theme(false, false)), &Palette::LIGHT_ASIDE);
        assert_eq!(Palette::of(&theme(true, false)), &Palette::DARK_ASIDE);
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
}
