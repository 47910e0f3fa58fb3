//! The icons: one family, drawn for this program on a grid of 16, in the colour of the text beside them.

use crate::theme::style;
use iced::advanced::svg::{self, Handle, Renderer as _};
use iced::advanced::widget::{Tree, Widget};
use iced::advanced::{Layout, layout, renderer};
use iced::{Color, Element, Length, Radians, Rectangle, Size, Theme, mouse};
use std::sync::LazyLock;

/// Which icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Icon {
    Search,
    Plus,
    Menu,
    People,
    AddPerson,
    Block,
    More,
    Emoji,
    Font,
    Nudge,
    Send,
    Check,
    Warning,
    Pencil,
    ChevronDown,
    ChevronRight,
    ChevronLeft,
    ChevronUp,
    Close,
    Link,
    Lock,
    Mail,
    Clock,
    Dot,
    Note,
    Enter,
    Star,
}

macro_rules! handles {
    ($($icon:ident => $file:literal),* $(,)?) => {
        /// The drawing of an icon. Made once, because a new handle in each `view` would be decoded each time.
        fn handle(icon: Icon) -> &'static Handle {
            match icon {
                $(Icon::$icon => {
                    static HANDLE: LazyLock<Handle> = LazyLock::new(|| {
                        Handle::from_memory(include_bytes!(concat!("../../resources/icons/", $file, ".svg")).as_slice())
                    });
                    &HANDLE
                })*
            }
        }

        #[cfg(test)]
        const ALL: &[(Icon, &str)] = &[
            $((Icon::$icon, include_str!(concat!("../../resources/icons/", $file, ".svg")))),*
        ];
    };
}

handles! {
    Search => "search",
    Plus => "plus",
    Menu => "menu",
    People => "people",
    AddPerson => "add-person",
    Block => "block",
    More => "more",
    Emoji => "emoji",
    Font => "font",
    Nudge => "nudge",
    Send => "send",
    Check => "check",
    Warning => "warning",
    Pencil => "pencil",
    ChevronDown => "chevron-down",
    ChevronRight => "chevron-right",
    ChevronLeft => "chevron-left",
    ChevronUp => "chevron-up",
    Close => "close",
    Link => "link",
    Lock => "lock",
    Mail => "mail",
    Clock => "clock",
    Dot => "dot",
    Note => "note",
    Enter => "enter",
    Star => "star",
}

/// An icon as a widget.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct Drawing {
    icon: Icon,
    size: f32,
    color: Paint,
}

#[derive(Debug, Clone, Copy)]
enum Paint {
    /// The colour of the text around.
    Text,
    Secondary,
    Danger,
    Fixed(Color),
}

/// An icon of 16 px.
pub const fn small(icon: Icon) -> Drawing {
    Drawing { icon, size: 16.0, color: Paint::Text }
}

/// An icon of 20 px.
pub const fn large(icon: Icon) -> Drawing {
    Drawing { icon, size: 20.0, color: Paint::Text }
}

impl Drawing {
    /// Another size.
    pub const fn size(mut self, size: f32) -> Self {
        self.size = size;
        self
    }
    /// In the colour of secondary text.
    pub const fn secondary(mut self) -> Self {
        self.color = Paint::Secondary;
        self
    }
    /// In the colour of failures.
    pub const fn danger(mut self) -> Self {
        self.color = Paint::Danger;
        self
    }
    /// In a colour of its own, such as that of a status.
    pub const fn color(mut self, color: Color) -> Self {
        self.color = Paint::Fixed(color);
        self
    }
}

impl<Message> Widget<Message, Theme, iced::Renderer> for Drawing {
    fn size(&self) -> Size<Length> {
        Size::new(Length::Fixed(self.size), Length::Fixed(self.size))
    }
    fn layout(&mut self, _tree: &mut Tree, _renderer: &iced::Renderer, _limits: &layout::Limits) -> layout::Node {
        layout::Node::new(Size::new(self.size, self.size))
    }
    fn draw(
        &self,
        _tree: &Tree,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        around: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        _viewport: &Rectangle,
    ) {
        let color = match self.color {
            Paint::Text => Some(around.text_color),
            Paint::Secondary => style::secondary(theme).color,
            Paint::Danger => style::danger(theme).color,
            Paint::Fixed(color) => Some(color),
        };
        let drawing = svg::Svg { handle: handle(self.icon).clone(), color, rotation: Radians(0.0), opacity: 1.0 };
        let bounds = layout.bounds();
        renderer.draw_svg(drawing, bounds, bounds);
    }
}

/// Draws an icon inside another widget's drawing, as where text has an icon before it.
pub fn draw(renderer: &mut iced::Renderer, icon: Icon, color: Color, bounds: Rectangle) {
    let drawing = svg::Svg { handle: handle(icon).clone(), color: Some(color), rotation: Radians(0.0), opacity: 1.0 };
    renderer.draw_svg(drawing, bounds, bounds);
}

impl<'a, Message: 'a> From<Drawing> for Element<'a, Message> {
    fn from(drawing: Drawing) -> Self {
        Element::new(drawing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_is_a_drawing_on_the_same_grid() {
        for (icon, source) in ALL {
            assert!(source.contains("viewBox=\"0 0 16 16\""), "{icon:?}");
            assert!(source.trim_end().ends_with("</svg>"), "{icon:?}");
            assert!(!source.contains("href") && !source.contains("<text"), "{icon:?}");
            assert_eq!(handle(*icon).id(), handle(*icon).id());
        }
    }
}
