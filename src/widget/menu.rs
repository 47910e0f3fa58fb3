//! Menus: what a button opens under itself, and what a right click or the menu key opens over a row.
//!
//! A menu belongs to a [`Button`](super::button::Button), which keeps it open in its own state: windows hold nothing
//! about it. Arrow keys move, a letter jumps, Enter takes, Esc and a click outside close.

use super::icon::{self, Icon};
use super::label::label;
use crate::theme::{Palette, SEMIBOLD, size, space, style};
use iced::advanced::widget::{Operation, Tree};
use iced::advanced::{Clipboard, Layout, Shell, layout, overlay, renderer};
use iced::border::Border;
use iced::keyboard::key::{Key, Named};
use iced::widget::{Space, container, row, rule, text};
use iced::{
    Alignment, Background, Color, Element, Event, Font, Length, Padding, Point, Rectangle, Shadow, Size, Theme, Vector,
    keyboard, mouse, touch,
};

/// What makes a menu's entries, asked when it opens.
pub type Entries<'a, Message> = Box<dyn Fn() -> Vec<Entry<Message>> + 'a>;

/// A line of a menu.
#[derive(Debug, Clone)]
#[must_use]
pub struct Entry<Message> {
    label: String,
    kind: Kind,
    icon: Option<(Icon, Option<Color>)>,
    hint: Option<String>,
    checked: bool,
    danger: bool,
    message: Option<Message>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Item,
    Heading,
    Note,
    Separator,
}

/// A line that does something.
pub fn entry<Message>(label: impl Into<String>, message: Message) -> Entry<Message> {
    Entry { message: Some(message), ..Entry::new(label.into(), Kind::Item) }
}

/// A line that does something only if it can; grey otherwise.
pub fn entry_maybe<Message>(label: impl Into<String>, message: Option<Message>) -> Entry<Message> {
    Entry { message, ..Entry::new(label.into(), Kind::Item) }
}

/// Words over the lines that follow.
pub fn heading<Message>(label: impl Into<String>) -> Entry<Message> {
    Entry::new(label.into(), Kind::Heading)
}

/// A sentence, over as many lines as it takes: why there is nothing to choose, and what to do about it.
pub fn note<Message>(words: impl Into<String>) -> Entry<Message> {
    Entry::new(words.into(), Kind::Note)
}

/// A line between lines.
pub fn separator<Message>() -> Entry<Message> {
    Entry::new(String::new(), Kind::Separator)
}

impl<Message> Entry<Message> {
    const fn new(label: String, kind: Kind) -> Self {
        Self { label, kind, icon: None, hint: None, checked: false, danger: false, message: None }
    }
    /// An icon before the words.
    pub const fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some((icon, None));
        self
    }
    /// A coloured dot before the words.
    pub const fn dot(mut self, color: Color) -> Self {
        self.icon = Some((Icon::Dot, Some(color)));
        self
    }
    /// Words at the end: a shortcut.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
    /// Words at the end, if there are any.
    pub fn hint_maybe(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }
    /// Whether it is the one that holds.
    pub const fn checked(mut self, checked: bool) -> Self {
        self.checked = checked;
        self
    }
    /// What can't be taken back.
    pub const fn danger(mut self) -> Self {
        self.danger = true;
        self
    }

    fn view<'a>(&self, with_icons: bool) -> Element<'a, Message>
    where
        Message: 'a,
    {
        if self.kind == Kind::Separator {
            return container(rule::horizontal(1).style(style::hairline)).padding([space::XS, 0.0]).into();
        }
        if self.kind == Kind::Note {
            let words = text(self.label.clone()).size(size::SECONDARY).style(style::secondary);
            let words = words.wrapping(text::Wrapping::WordOrGlyph);
            return container(words).padding([5.0, space::M]).width(Length::Fill).into();
        }
        let style: fn(&Theme) -> text::Style = match (self.danger, self.message.is_some()) {
            (_, false) => style::secondary,
            (true, true) => style::danger,
            (false, true) => text::default,
        };
        let font = if self.kind == Kind::Heading { SEMIBOLD } else { Font { ..crate::theme::REGULAR } };
        let size = if self.kind == Kind::Heading { size::SECONDARY } else { size::BODY };
        let words = label(&self.label).size(size).font(font).style(style);
        let mut line = row![].spacing(space::S).align_y(Alignment::Center);
        if with_icons && self.kind == Kind::Item {
            line = line.push(match self.icon {
                Some((Icon::Dot, Some(color))) => {
                    container(icon::small(Icon::Dot).size(14.0).color(color)).center_x(16.0).into()
                }
                Some((icon, _)) => Element::from(icon::small(icon)),
                None => Space::new().width(16).into(),
            });
        }
        line = line.push(container(words).width(Length::Fill).clip(true));
        if let Some(hint) = &self.hint {
            line = line.push(text(hint.clone()).size(size::SECONDARY).style(style::secondary));
        }
        if self.checked {
            line = line.push(icon::small(Icon::Check));
        }
        container(line).padding([5.0, space::M]).width(Length::Fill).into()
    }
}

/// Where a menu opens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Place {
    /// Under the button.
    Below,
    /// At a point from the button's top left corner.
    At(Point),
    /// Under or over a line of text, which starts at a point from there and is so high.
    Line(Point, f32),
}

/// A menu that is open: the state that its button keeps.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) place: Place,
    highlighted: Option<usize>,
    offset: f32,
    tree: Tree,
    /// The first line is lit by itself, until somebody moves: what opens by a key is at its start.
    at_start: bool,
}

impl Open {
    pub(super) fn new(place: Place, by_keyboard: bool) -> Self {
        Self { place, highlighted: None, offset: 0.0, tree: Tree::empty(), at_start: by_keyboard }
    }
}

const EDGE: f32 = 4.0;
const MIN_WIDTH: f32 = 200.0;
const MAX_WIDTH: f32 = 320.0;

/// The open menu, drawn over everything.
pub(super) struct Overlay<'b, Message> {
    slot: &'b mut Option<Open>,
    entries: Vec<Entry<Message>>,
    rows: Vec<Element<'b, Message>>,
    anchor: Rectangle,
}

impl<'b, Message: Clone + 'b> Overlay<'b, Message> {
    /// `anchor` is the button in the window.
    pub(super) fn element(
        slot: &'b mut Option<Open>,
        entries: Vec<Entry<Message>>,
        anchor: Rectangle,
    ) -> Option<overlay::Element<'b, Message, Theme, iced::Renderer>> {
        let open = slot.as_mut()?;
        let with_icons = entries.iter().any(|e| e.icon.is_some());
        let rows: Vec<_> = entries.iter().map(|e| e.view(with_icons)).collect();
        open.tree.diff_children(&rows);
        // Lines may come in after it has opened.
        if open.at_start {
            open.highlighted = entries.iter().position(|e| e.message.is_some());
        }
        Some(overlay::Element::new(Box::new(Self { slot, entries, rows, anchor })))
    }

    fn close(&mut self, shell: &mut Shell<'_, Message>) {
        *self.slot = None;
        shell.capture_event();
        shell.invalidate_layout();
        shell.request_redraw();
    }

    fn take(&mut self, index: usize, shell: &mut Shell<'_, Message>) {
        if let Some(message) = self.entries.get(index).and_then(|e| e.message.clone()) {
            shell.publish(message);
            self.close(shell);
        }
    }

    /// The line under a point of the window.
    fn line_at(&self, layout: Layout<'_>, point: Point) -> Option<usize> {
        let frame = layout.children().next()?;
        if !frame.bounds().contains(point) {
            return None;
        }
        let point = point + Vector::new(0.0, self.slot.as_ref()?.offset);
        frame.children().position(|line| line.bounds().contains(point))
    }

    /// The next line that can be taken from the highlighted one, in steps of +1 or -1, round the ends.
    fn step(&self, from: Option<usize>, forward: bool) -> Option<usize> {
        let count = self.entries.len();
        let start = match (from, forward) {
            (Some(at), _) => at,
            (None, true) => count.checked_sub(1)?,
            (None, false) => 0,
        };
        (1..=count)
            .map(|n| if forward { (start + n) % count } else { (start + count - n) % count })
            .find(|i| self.entries[*i].message.is_some())
    }

    fn jump(&self, typed: &str) -> Option<usize> {
        let typed = typed.to_lowercase();
        let count = self.entries.len();
        let start = self.slot.as_ref()?.highlighted.map_or(0, |at| at + 1);
        (0..count).map(|n| (start + n) % count).find(|i| {
            let entry = &self.entries[*i];
            entry.message.is_some() && entry.label.to_lowercase().starts_with(&typed)
        })
    }

    fn highlight(&mut self, index: Option<usize>, layout: Layout<'_>, shell: &mut Shell<'_, Message>) {
        let Some(open) = self.slot.as_mut() else { return };
        open.highlighted = index;
        open.at_start = false;
        let frame = layout.children().next();
        let line = frame.zip(index).and_then(|(frame, index)| Some((frame.bounds(), frame.children().nth(index)?)));
        if let Some((frame, line)) = line {
            // What the arrow keys reach is scrolled into sight.
            let (top, bottom) = (line.bounds().y - frame.y, line.bounds().y + line.bounds().height - frame.y);
            open.offset = open.offset.max(bottom + EDGE - frame.height).min((top - EDGE).max(0.0));
        }
        shell.request_redraw();
    }

    fn key(&mut self, key: &Key, typed: Option<&str>, layout: Layout<'_>, shell: &mut Shell<'_, Message>) {
        let at = self.slot.as_ref().and_then(|open| open.highlighted);
        shell.capture_event();
        match key {
            Key::Named(Named::Escape | Named::Tab | Named::ContextMenu) => self.close(shell),
            Key::Named(Named::Enter | Named::Space) => {
                if let Some(at) = at {
                    self.take(at, shell);
                }
            }
            Key::Named(Named::ArrowDown) => self.highlight(self.step(at, true), layout, shell),
            Key::Named(Named::ArrowUp) => self.highlight(self.step(at, false), layout, shell),
            Key::Named(Named::Home) => self.highlight(self.step(None, true), layout, shell),
            Key::Named(Named::End) => self.highlight(self.step(None, false), layout, shell),
            Key::Character(_) => {
                if let Some(found) = typed.and_then(|typed| self.jump(typed)) {
                    self.highlight(Some(found), layout, shell);
                }
            }
            _ => {}
        }
    }
}

/// Where a menu of this size goes: under its anchor, over it when there is no room, always inside the window.
fn place(anchor: Rectangle, place: Place, menu: Size, window: Size) -> Point {
    let (x, under, over) = match place {
        Place::Below => (anchor.x, anchor.y + anchor.height + EDGE, anchor.y - EDGE - menu.height),
        Place::At(point) => {
            let y = anchor.y + point.y;
            (anchor.x + point.x, y, y - menu.height)
        }
        Place::Line(point, height) => {
            let y = anchor.y + point.y;
            (anchor.x + point.x, y + height, y - menu.height)
        }
    };
    let fits = under + menu.height + EDGE <= window.height;
    let y = if fits || over < EDGE { under } else { over };
    Point::new(x.min(window.width - menu.width - EDGE).max(EDGE), y.min(window.height - menu.height - EDGE).max(EDGE))
}

impl<'b, Message: Clone + 'b> overlay::Overlay<Message, Theme, iced::Renderer> for Overlay<'b, Message> {
    fn layout(&mut self, renderer: &iced::Renderer, bounds: Size) -> layout::Node {
        let Some(open) = self.slot.as_mut() else { return layout::Node::new(bounds) };
        let least = match open.place {
            Place::Below => self.anchor.width.max(MIN_WIDTH),
            Place::At(_) | Place::Line(..) => MIN_WIDTH,
        };
        // The longest label decides the width; names are cut where even the widest menu is too small for them.
        let longest = self.entries.iter().map(|e| e.label.chars().count() + e.hint.as_ref().map_or(0, String::len) + 6);
        let wanted = longest.max().unwrap_or(0) as f32 * 7.0 + space::XXL;
        let width = wanted.min(MAX_WIDTH).max(least).min(bounds.width - 2.0 * EDGE).max(0.0);
        let limits = layout::Limits::new(Size::ZERO, Size::new(width, f32::INFINITY));
        let list = layout::flex::resolve(
            layout::flex::Axis::Vertical,
            renderer,
            &limits,
            Length::Fixed(width),
            Length::Shrink,
            Padding::from([EDGE, 0.0]),
            0.0,
            Alignment::Start,
            &mut self.rows,
            &mut open.tree.children,
        );
        let size = Size::new(width, list.size().height.min(bounds.height - 2.0 * EDGE));
        let at = place(self.anchor, open.place, size, bounds);
        let frame = layout::Node::with_children(size, list.children().to_vec()).move_to(at);
        layout::Node::with_children(bounds, vec![frame])
    }

    fn draw(
        &self,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
    ) {
        use renderer::Renderer as _;
        let (Some(open), Some(frame)) = (self.slot.as_ref(), layout.children().next()) else { return };
        let p = Palette::of(theme);
        let look = style::floating(theme);
        let bounds = frame.bounds();
        style::soft_shadow(renderer, bounds, p);
        let quad = renderer::Quad { bounds, border: look.border, shadow: Shadow::default(), snap: true };
        renderer.fill_quad(quad, p.panel);
        let style = renderer::Style { text_color: p.text };
        renderer.with_layer(bounds.shrink(1.0), |renderer| {
            renderer.with_translation(Vector::new(0.0, -open.offset), |renderer| {
                for (index, (line, place)) in self.rows.iter().zip(frame.children()).enumerate() {
                    if open.highlighted == Some(index) {
                        let lit = place.bounds().shrink(Padding::from([0.0, EDGE]));
                        let border = Border { radius: 4.into(), ..style::chosen_border(p) };
                        let quad = renderer::Quad { bounds: lit, border, shadow: Shadow::default(), snap: true };
                        renderer.fill_quad(quad, Background::Color(p.selected));
                    }
                    let Some(tree) = open.tree.children.get(index) else { continue };
                    line.as_widget().draw(tree, renderer, theme, &style, place, cursor, &Rectangle::INFINITE);
                }
            });
        });
    }

    fn operate(&mut self, layout: Layout<'_>, renderer: &iced::Renderer, operation: &mut dyn Operation) {
        let (Some(open), Some(frame)) = (self.slot.as_mut(), layout.children().next()) else { return };
        for ((line, place), tree) in self.rows.iter_mut().zip(frame.children()).zip(&mut open.tree.children) {
            line.as_widget_mut().operate(tree, place, renderer, operation);
        }
    }

    fn update(
        &mut self,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &iced::Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
    ) {
        if self.slot.is_none() {
            return;
        }
        let under = cursor.position().and_then(|point| self.line_at(layout, point));
        let inside = layout.children().next().is_some_and(|frame| cursor.is_over(frame.bounds()));
        match event {
            Event::Keyboard(keyboard::Event::KeyPressed { key, text, .. }) => {
                self.key(key, text.as_deref(), layout, shell);
            }
            Event::Mouse(mouse::Event::CursorMoved { .. }) => {
                let lit = under.filter(|i| self.entries[*i].message.is_some());
                if inside && self.slot.as_ref().is_some_and(|open| open.highlighted != lit) {
                    self.highlight(lit, layout, shell);
                }
            }
            Event::Mouse(mouse::Event::ButtonPressed(_)) | Event::Touch(touch::Event::FingerPressed { .. }) => {
                if inside {
                    shell.capture_event();
                } else {
                    self.close(shell);
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerLifted { .. }) => {
                if let Some(index) = under {
                    self.take(index, shell);
                }
                shell.capture_event();
            }
            Event::Mouse(mouse::Event::WheelScrolled { delta }) => {
                let (mouse::ScrollDelta::Lines { y, .. } | mouse::ScrollDelta::Pixels { y, .. }) = *delta;
                let lines = if matches!(delta, mouse::ScrollDelta::Lines { .. }) { y * 28.0 } else { y };
                if let (Some(frame), Some(open)) = (layout.children().next(), self.slot.as_mut()) {
                    let end = frame.children().last().map_or(0.0, |l| l.bounds().y + l.bounds().height + EDGE);
                    let room = (end - frame.bounds().y - frame.bounds().height).max(0.0);
                    open.offset = (open.offset - lines).clamp(0.0, room);
                    shell.request_redraw();
                }
                shell.capture_event();
            }
            _ => {}
        }
    }

    fn mouse_interaction(
        &self,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &iced::Renderer,
    ) -> mouse::Interaction {
        let under = cursor.position().and_then(|point| self.line_at(layout, point));
        match (&self.slot, under) {
            (None, _) => mouse::Interaction::None,
            (Some(_), Some(index)) if self.entries[index].message.is_some() => mouse::Interaction::Pointer,
            // Anything but `None` keeps the pointer from what lies under the menu.
            _ => mouse::Interaction::Idle,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Size = Size::new(300.0, 400.0);

    #[test]
    fn a_menu_opens_under_its_button_and_over_it_where_there_is_no_room() {
        let menu = Size::new(200.0, 100.0);
        let top = Rectangle { x: 10.0, y: 10.0, width: 30.0, height: 30.0 };
        assert_eq!(place(top, Place::Below, menu, WINDOW), Point::new(10.0, 44.0));
        let bottom = Rectangle { y: 350.0, ..top };
        assert_eq!(place(bottom, Place::Below, menu, WINDOW), Point::new(10.0, 246.0));
    }

    #[test]
    fn a_menu_stays_inside_the_window() {
        let menu = Size::new(200.0, 390.0);
        let corner = Rectangle { x: 280.0, y: 380.0, width: 20.0, height: 20.0 };
        for where_to in [Place::Below, Place::At(Point::new(10.0, 10.0))] {
            let at = place(corner, where_to, menu, WINDOW);
            assert!(at.x >= EDGE && at.x + menu.width <= WINDOW.width, "{at:?}");
            assert!(at.y >= EDGE, "{at:?}");
        }
    }
}
