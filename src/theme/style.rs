//! Style functions for iced's own widgets, in our colours.

use super::{Palette, color, radius};
use iced::advanced::renderer;
use iced::border::{self, Border};
use iced::gradient::Linear;
use iced::widget::{
    checkbox, container, pick_list, progress_bar, radio, rule, scrollable, text, text_editor, text_input,
};
use iced::{Background, Color, Degrees, Rectangle, Shadow, Theme, Vector};

/// Text that explains other text.
pub fn secondary(theme: &Theme) -> text::Style {
    text::Style { color: Some(Palette::of(theme).secondary) }
}

/// Text that says what went wrong.
pub fn danger(theme: &Theme) -> text::Style {
    text::Style { color: Some(Palette::of(theme).danger) }
}

/// Text that leads somewhere, or that stands out.
pub fn accent(theme: &Theme) -> text::Style {
    text::Style { color: Some(Palette::of(theme).accent) }
}

/// The ground of a window.
pub fn window(theme: &Theme) -> container::Style {
    let p = Palette::of(theme);
    container::Style { background: Some(p.window.into()), text_color: Some(p.text), ..container::Style::default() }
}

/// A list, a log: a plain panel without a frame.
pub fn panel(theme: &Theme) -> container::Style {
    let p = Palette::of(theme);
    container::Style { background: Some(p.panel.into()), text_color: Some(p.text), ..container::Style::default() }
}

/// A list with a hairline round it.
pub fn framed(theme: &Theme) -> container::Style {
    container::Style { border: hairline_border(Palette::of(theme)), ..panel(theme) }
}

/// The header of a window: a gradient that ends in the ground.
pub fn header(theme: &Theme) -> container::Style {
    let p = Palette::of(theme);
    let gradient = Linear::new(Degrees(180.0)).add_stop(0.0, p.header).add_stop(1.0, p.window);
    container::Style {
        background: Some(Background::Gradient(gradient.into())),
        text_color: Some(p.text),
        ..container::Style::default()
    }
}

/// What floats over a window: menus, tips. Without iced's shadow, which the software renderer draws outside the part of
/// the window that it draws anew, so that it grows darker with every frame; see [`soft_shadow`].
pub fn floating(theme: &Theme) -> container::Style {
    let p = Palette::of(theme);
    let line = if p.dark { color::mix(p.hairline, p.secondary, 0.25) } else { p.hairline };
    container::Style { border: Border { color: line, ..hairline_border(p) }, ..framed(theme) }
}

/// A dialog inside a window.
pub fn dialog(theme: &Theme) -> container::Style {
    let floating = floating(theme);
    container::Style { border: floating.border.rounded(radius::PICTURE), ..floating }
}

/// A window without a frame of the desktop's: its edge is a line of ours.
pub fn edged(theme: &Theme) -> container::Style {
    container::Style { border: Border { radius: 0.into(), ..floating(theme).border }, ..window(theme) }
}

/// What stands under or beside something else, where the text can't be told its colour itself.
pub fn aside(theme: &Theme) -> container::Style {
    container::Style { text_color: Some(Palette::of(theme).secondary), ..container::Style::default() }
}

/// A shadow of plain quads under something that floats, drawn before it.
pub fn soft_shadow(renderer: &mut impl renderer::Renderer, bounds: Rectangle, palette: &Palette) {
    let strength = if palette.dark { 0.10 } else { 0.025 };
    for step in 1..=5u8 {
        let reach = f32::from(step) * 1.5;
        let quad = renderer::Quad {
            bounds: bounds.expand(reach) + Vector::new(0.0, 2.0),
            border: border::rounded(radius::CONTROL + reach),
            ..renderer::Quad::default()
        };
        renderer.fill_quad(quad, Color { a: strength, ..Color::BLACK });
    }
}

/// What dims a window under a dialog.
pub fn veil(_theme: &Theme) -> container::Style {
    container::Style { background: Some(Color { a: 0.35, ..Color::BLACK }.into()), ..container::Style::default() }
}

/// What lies over something that can be dropped into: light enough to see where that is.
pub fn veil_light(theme: &Theme) -> container::Style {
    let p = Palette::of(theme);
    container::Style {
        background: Some(Color { a: 0.85, ..p.selected }.into()),
        text_color: Some(p.text),
        ..veil(theme)
    }
}

/// A small count or word at the end of a row.
pub fn badge(theme: &Theme) -> container::Style {
    let p = Palette::of(theme);
    container::Style {
        background: Some(color::mix(p.hover, p.secondary, 0.08).into()),
        text_color: Some(p.secondary),
        border: border::rounded(9),
        ..container::Style::default()
    }
}

/// A count that wants to be seen.
pub fn accent_badge(theme: &Theme) -> container::Style {
    let p = Palette::of(theme);
    container::Style { background: Some(p.accent.into()), text_color: Some(p.on_accent), ..badge(theme) }
}

/// A line of a window that says what went wrong.
pub fn trouble(theme: &Theme) -> container::Style {
    let p = Palette::of(theme);
    container::Style {
        background: Some(color::mix(p.panel, p.danger, 0.12).into()),
        text_color: Some(p.text),
        ..container::Style::default()
    }
}

/// The ground of tabs.
pub fn tabs(theme: &Theme) -> container::Style {
    let p = Palette::of(theme);
    container::Style { background: Some(color::mix(p.window, p.secondary, 0.06).into()), ..window(theme) }
}

/// The line under the tab that is in sight.
pub fn accent_line(theme: &Theme) -> container::Style {
    container::Style { background: Some(Palette::of(theme).accent.into()), ..container::Style::default() }
}

/// The bar at the bottom of a window.
pub fn status_bar(theme: &Theme) -> container::Style {
    let p = Palette::of(theme);
    container::Style { text_color: Some(p.secondary), ..window(theme) }
}

/// How far something is.
pub fn progress(theme: &Theme) -> progress_bar::Style {
    let palette = Palette::of(theme);
    progress_bar::Style {
        background: palette.hairline.into(),
        bar: palette.accent.into(),
        border: border::rounded(3.0),
    }
}

/// The one line between regions.
pub fn hairline(theme: &Theme) -> rule::Style {
    rule::Style { color: Palette::of(theme).hairline, radius: 0.0.into(), fill_mode: rule::FillMode::Full, snap: true }
}

/// The edge of what is chosen, where its ground alone wouldn't stand out enough.
pub fn chosen_border(palette: &Palette) -> Border {
    let width = if palette.contrast { 2.0 } else { 0.0 };
    Border { color: palette.accent, width, radius: 0.0.into() }
}

fn hairline_border(palette: &Palette) -> Border {
    Border { color: palette.hairline, width: 1.0, radius: radius::CONTROL.into() }
}

/// The border of a field: the ring when it has the focus.
fn field_border(palette: &Palette, focused: bool, hovered: bool) -> Border {
    let line = hairline_border(palette);
    if focused && palette.ring.a > 0.0 {
        Border { color: palette.ring, width: 2.0, ..line }
    } else if hovered {
        Border { color: color::mix(palette.hairline, palette.secondary, 0.4), ..line }
    } else {
        line
    }
}

/// A field for one line.
pub fn input(theme: &Theme, status: text_input::Status) -> text_input::Style {
    let p = Palette::of(theme);
    let focused = matches!(status, text_input::Status::Focused { .. });
    let disabled = status == text_input::Status::Disabled;
    text_input::Style {
        background: if disabled { p.window } else { p.panel }.into(),
        border: field_border(p, focused, status == text_input::Status::Hovered),
        icon: p.secondary,
        placeholder: color::readable(color::mix(p.secondary, p.panel, 0.2), p.panel, p.readable()),
        value: if disabled { p.secondary } else { p.text },
        selection: selection(p),
    }
}

/// A field whose content isn't right.
pub fn input_wrong(theme: &Theme, status: text_input::Status) -> text_input::Style {
    let p = Palette::of(theme);
    let plain = input(theme, status);
    text_input::Style { border: Border { color: p.danger, ..plain.border }, ..plain }
}

/// A field for several lines.
pub fn editor(theme: &Theme, status: text_editor::Status) -> text_editor::Style {
    let p = Palette::of(theme);
    let focused = matches!(status, text_editor::Status::Focused { .. });
    text_editor::Style {
        background: p.panel.into(),
        border: field_border(p, focused, status == text_editor::Status::Hovered),
        placeholder: color::readable(color::mix(p.secondary, p.panel, 0.2), p.panel, p.readable()),
        value: p.text,
        selection: selection(p),
    }
}

/// The ground of selected text.
pub fn selection(palette: &Palette) -> Color {
    Color { a: 0.35, ..palette.accent }
}

/// A scrollable: a thin bar without a rail.
pub fn scroll(theme: &Theme, status: scrollable::Status) -> scrollable::Style {
    let p = Palette::of(theme);
    let active = matches!(
        status,
        scrollable::Status::Hovered { is_vertical_scrollbar_hovered: true, .. }
            | scrollable::Status::Hovered { is_horizontal_scrollbar_hovered: true, .. }
            | scrollable::Status::Dragged { .. }
    );
    let strength = if active { 0.6 } else { 0.3 };
    let rail = scrollable::Rail {
        background: None,
        border: Border::default(),
        scroller: scrollable::Scroller {
            background: Color { a: if p.contrast { 1.0 } else { strength }, ..p.secondary }.into(),
            border: border::rounded(4),
        },
    };
    scrollable::Style {
        container: container::Style::default(),
        vertical_rail: rail,
        horizontal_rail: rail,
        gap: None,
        auto_scroll: scrollable::AutoScroll {
            background: p.panel.into(),
            border: hairline_border(p),
            shadow: Shadow::default(),
            icon: p.secondary,
        },
    }
}

/// A list to pick from.
pub fn pick(theme: &Theme, status: pick_list::Status) -> pick_list::Style {
    let p = Palette::of(theme);
    let opened = matches!(status, pick_list::Status::Opened { .. });
    pick_list::Style {
        text_color: p.text,
        placeholder_color: p.secondary,
        handle_color: p.secondary,
        background: p.panel.into(),
        border: field_border(p, opened, status == pick_list::Status::Hovered),
    }
}

/// What opens under it.
pub fn pick_menu(theme: &Theme) -> iced::overlay::menu::Style {
    let p = Palette::of(theme);
    let floating = floating(theme);
    iced::overlay::menu::Style {
        background: p.panel.into(),
        border: floating.border,
        text_color: p.text,
        selected_text_color: p.text,
        selected_background: p.selected.into(),
        shadow: Shadow::default(),
    }
}

/// iced's own checkbox; where the keyboard must reach it, use [`crate::widget::checkbox`].
pub fn check(theme: &Theme, status: checkbox::Status) -> checkbox::Style {
    let p = Palette::of(theme);
    let (checked, disabled) = match status {
        checkbox::Status::Active { is_checked } | checkbox::Status::Hovered { is_checked } => (is_checked, false),
        checkbox::Status::Disabled { is_checked } => (is_checked, true),
    };
    let ground = if checked { p.accent } else { p.panel };
    checkbox::Style {
        background: if disabled { color::mix(ground, p.window, 0.5) } else { ground }.into(),
        icon_color: p.on_accent,
        border: Border { color: if checked { p.accent } else { p.secondary }, width: 1.0, radius: 3.0.into() },
        text_color: Some(if disabled { p.secondary } else { p.text }),
    }
}

/// iced's own radio button; where the keyboard must reach it, use [`crate::widget::checkbox`].
pub fn choice(theme: &Theme, status: radio::Status) -> radio::Style {
    let p = Palette::of(theme);
    let (radio::Status::Active { is_selected } | radio::Status::Hovered { is_selected }) = status;
    radio::Style {
        background: p.panel.into(),
        dot_color: p.accent,
        border_width: 1.0,
        border_color: if is_selected { p.accent } else { p.secondary },
        text_color: Some(p.text),
    }
}
