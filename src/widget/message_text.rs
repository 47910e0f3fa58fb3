//! Text that can be selected and copied, with links. iced has none.
//!
//! A [`Page`] is a column of [`Block`]s of styled text. A selection runs over any number of them: by dragging, by a
//! double click for words, a triple click for lines, `Ctrl+A` for everything; `Ctrl+C` copies it. Links answer to a
//! click that selects nothing, and to Enter after the arrow keys went to them.

mod block;
pub mod clean;
pub mod emoji;
pub mod fonts;
pub mod ink;
pub mod links;

pub use block::{Aside, Block, LINE_HEIGHT, Piece, Side};

use super::icon;
use block::{ASIDE, Shaped};
use iced::advanced::clipboard::{self, Clipboard};
use iced::advanced::text::{self, Renderer as _};
use iced::advanced::widget::{self, Operation, Tree, tree};
use iced::advanced::{Layout, Renderer as _, Shell, Widget, layout, mouse, renderer};
use iced::keyboard::{self, Key, key::Named};
use iced::{Color, Element, Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector, border, touch, window};
use std::collections::HashMap;
use std::ops::Range;
use std::time::Duration;

/// A column of text. See the module's page.
pub struct Page<'a, L, Message> {
    blocks: Vec<Block<L>>,
    width: Length,
    id: Option<widget::Id>,
    selection: Color,
    ring: Color,
    aside: Color,
    marked: Option<widget::Id>,
    on_link: Option<Box<dyn Fn(L) -> Message + 'a>>,
    on_hover: Option<Box<dyn Fn(Option<L>) -> Message + 'a>>,
    on_drag_out: Option<Box<dyn Fn(f32) -> Message + 'a>>,
}

impl<'a, L, Message> Page<'a, L, Message> {
    /// A page of these blocks.
    pub fn new(blocks: Vec<Block<L>>) -> Self {
        Self {
            blocks,
            width: Length::Fill,
            id: None,
            selection: Color::from_rgba8(0x16, 0x73, 0xc8, 0.3),
            ring: Color::from_rgb8(0x16, 0x73, 0xc8),
            aside: Color::BLACK,
            marked: None,
            on_link: None,
            on_hover: None,
            on_drag_out: None,
        }
    }

    /// As wide as given; all the room there is otherwise.
    #[must_use]
    pub fn width(mut self, width: impl Into<Length>) -> Self {
        self.width = width.into();
        self
    }

    /// A name, which also lets the keyboard reach it.
    #[must_use]
    pub fn id(mut self, id: impl Into<widget::Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The colours of the selection and of the ring that shows the focus.
    #[must_use]
    pub fn colors(mut self, selection: Color, ring: Color) -> Self {
        self.selection = selection;
        self.ring = ring;
        self
    }

    /// The colour of words beside blocks.
    #[must_use]
    pub fn aside_color(mut self, word: Color) -> Self {
        self.aside = word;
        self
    }

    /// By which name the marked block is looked for.
    #[must_use]
    pub fn marked(mut self, id: widget::Id) -> Self {
        self.marked = Some(id);
        self
    }

    /// What a click on a link says.
    #[must_use]
    pub fn on_link(mut self, message: impl Fn(L) -> Message + 'a) -> Self {
        self.on_link = Some(Box::new(message));
        self
    }

    /// What it says when the pointer comes over a link or leaves it.
    #[must_use]
    pub fn on_hover(mut self, message: impl Fn(Option<L>) -> Message + 'a) -> Self {
        self.on_hover = Some(Box::new(message));
        self
    }

    /// What it says, again and again, while a selection is dragged out of view: how far to scroll.
    #[must_use]
    pub fn on_drag_out(mut self, message: impl Fn(f32) -> Message + 'a) -> Self {
        self.on_drag_out = Some(Box::new(message));
        self
    }
}

/// A place in the text: a block by its key, and a byte of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Spot {
    key: u64,
    byte: usize,
}

/// What a drag selects by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Letter,
    Word,
    Line,
}

/// What is selected.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Selection {
    from: Spot,
    to: Spot,
    unit: Unit,
}

struct State<L> {
    shaped: Vec<Shaped<L>>,
    selection: Option<Selection>,
    dragging: bool,
    last_click: Option<mouse::Click>,
    modifiers: keyboard::Modifiers,
    pressed: Option<(u64, usize)>,
    hovered: Option<(u64, usize)>,
    /// The block that the pointer is over, whichever part of its width.
    over: Option<u64>,
    focus: Focus,
    /// Where the pointer was dragged to, so that scrolling under it goes on selecting.
    pointer: Point,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
enum Focus {
    #[default]
    None,
    /// By a click: keys are heard, no ring is drawn.
    Click,
    /// By the keyboard: with a ring, and perhaps at a link.
    Keyboard { link: Option<(u64, usize)> },
}

impl<L> widget::operation::Focusable for State<L> {
    fn is_focused(&self) -> bool {
        self.focus != Focus::None
    }
    fn focus(&mut self) {
        self.focus = Focus::Keyboard { link: None };
    }
    fn unfocus(&mut self) {
        self.focus = Focus::None;
    }
}

impl<L: Clone + PartialEq + 'static> State<L> {
    /// Takes in the blocks: what hasn't changed keeps its layout.
    fn take(&mut self, blocks: &[Block<L>], width: f32) {
        let same = self.shaped.len() == blocks.len() && self.shaped.iter().zip(blocks).all(|(s, b)| s.block == *b);
        if same {
            for shaped in &mut self.shaped {
                shaped.resize(width);
            }
        } else {
            let mut known: HashMap<u64, Shaped<L>> = self.shaped.drain(..).map(|s| (s.block.key, s)).collect();
            self.shaped = blocks
                .iter()
                .map(|block| match known.remove(&block.key) {
                    Some(mut shaped) if shaped.looks_like(block) => {
                        shaped.block.above = block.above;
                        shaped.block.selectable = block.selectable;
                        shaped.block.marked = block.marked;
                        shaped.block.aside.clone_from(&block.aside);
                        shaped.resize(width);
                        shaped
                    }
                    _ => Shaped::new(block.clone(), width),
                })
                .collect();
        }
        let mut y = 0.0;
        for shaped in &mut self.shaped {
            y += shaped.block.above;
            shaped.place(y);
            y += shaped.bounds.height;
        }
    }

    fn size(&self) -> Size {
        let width = self.shaped.iter().fold(0.0, |width: f32, shaped| width.max(shaped.bounds.width));
        Size::new(width, self.shaped.last().map_or(0.0, |last| last.bounds.y + last.bounds.height))
    }

    fn index(&self, key: u64) -> Option<usize> {
        self.shaped.iter().position(|shaped| shaped.block.key == key)
    }

    /// The place nearest to a point of the page.
    fn spot_at(&self, point: Point) -> Option<Spot> {
        let below = self.shaped.partition_point(|shaped| shaped.bounds.y + shaped.bounds.height <= point.y);
        let shaped = self.shaped.get(below).or_else(|| self.shaped.last())?;
        Some(Spot { key: shaped.block.key, byte: shaped.byte_at(point) })
    }

    fn link_at(&self, point: Point) -> Option<(u64, usize)> {
        let below = self.shaped.partition_point(|shaped| shaped.bounds.y + shaped.bounds.height <= point.y);
        let shaped = self.shaped.get(below)?;
        Some((shaped.block.key, shaped.link_at(point)?))
    }

    fn block_at(&self, point: Point) -> Option<u64> {
        let below = self.shaped.partition_point(|shaped| shaped.bounds.y + shaped.bounds.height <= point.y);
        self.shaped.get(below).filter(|shaped| shaped.bounds.y <= point.y).map(|shaped| shaped.block.key)
    }

    fn link(&self, (key, piece): (u64, usize)) -> Option<L> {
        self.shaped.get(self.index(key)?)?.block.pieces.get(piece)?.link.clone()
    }

    /// What is selected, as (block, bytes) from first to last; empty when nothing is.
    fn selected(&self) -> Vec<(usize, Range<usize>)> {
        let Some(selection) = self.selection else { return Vec::new() };
        let (Some(from), Some(to)) = (self.index(selection.from.key), self.index(selection.to.key)) else {
            return Vec::new();
        };
        let widen = |index: usize, byte: usize| match selection.unit {
            Unit::Letter => byte..byte,
            Unit::Word => self.shaped[index].word(byte),
            Unit::Line => self.shaped[index].line(byte),
        };
        let (one, other) = (widen(from, selection.from.byte), widen(to, selection.to.byte));
        let start = (from, one.start).min((to, other.start));
        let end = (from, one.end).max((to, other.end));
        (start.0..=end.0)
            .filter(|index| self.shaped[*index].block.selectable)
            .filter_map(|index| {
                let text = &self.shaped[index].text;
                let first = if index == start.0 { start.1 } else { 0 };
                let last = if index == end.0 { end.1 } else { text.len() };
                // An edit of a block may have moved its characters under a selection that was made before.
                let fits = first <= last && text.is_char_boundary(first) && text.is_char_boundary(last);
                (fits && (first < last || start.0 < end.0)).then_some((index, first..last))
            })
            .collect()
    }

    /// The selected text, a line for each block.
    fn copied(&self) -> String {
        let lines: Vec<String> =
            self.selected().into_iter().map(|(index, range)| self.shaped[index].block.copied(&range)).collect();
        lines.join("\n")
    }

    fn select_all(&mut self) {
        if let (Some(first), Some(last)) = (self.shaped.first(), self.shaped.last()) {
            self.selection = Some(Selection {
                from: Spot { key: first.block.key, byte: 0 },
                to: Spot { key: last.block.key, byte: last.text.len() },
                unit: Unit::Letter,
            });
        }
    }

    /// The link after (or before) the one that the arrow keys are at, among those in view.
    fn next_link(&self, at: Option<(u64, usize)>, forward: bool, view: &Rectangle) -> Option<(u64, usize)> {
        let links: Vec<(u64, usize)> = self
            .shaped
            .iter()
            .filter(|shaped| shaped.bounds.y + shaped.bounds.height > view.y && shaped.bounds.y < view.y + view.height)
            .flat_map(|shaped| shaped.links.iter().map(|(piece, _)| (shaped.block.key, *piece)))
            .collect();
        let here = at.and_then(|at| links.iter().position(|link| *link == at));
        let next = match (here, forward) {
            (Some(here), true) => (here + 1).min(links.len() - 1),
            (Some(here), false) => here.saturating_sub(1),
            (None, true) => 0,
            (None, false) => links.len().saturating_sub(1),
        };
        links.get(next).copied()
    }

    fn drag_to(&mut self, point: Point) -> bool {
        self.pointer = point;
        let spot = self.spot_at(point);
        match (&mut self.selection, spot) {
            (Some(selection), Some(spot)) if selection.to != spot => {
                selection.to = spot;
                true
            }
            _ => false,
        }
    }
}

impl<L, Message> Widget<Message, Theme, Renderer> for Page<'_, L, Message>
where
    L: Clone + PartialEq + 'static,
{
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State<L>>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::<L> {
            shaped: Vec::new(),
            selection: None,
            dragging: false,
            last_click: None,
            modifiers: keyboard::Modifiers::default(),
            pressed: None,
            hovered: None,
            over: None,
            focus: Focus::None,
            pointer: Point::ORIGIN,
        })
    }

    fn size(&self) -> Size<Length> {
        Size::new(self.width, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut Tree, _renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let state = tree.state.downcast_mut::<State<L>>();
        let limits = limits.width(self.width);
        let width = limits.max().width;
        state.take(&self.blocks, width);
        let mut size = state.size();
        if self.width == Length::Shrink && size.width < width {
            // What stands in the middle or at the right must do so in the width that the page really gets.
            size.width = size.width.ceil() + 1.0;
            state.take(&self.blocks, size.width);
            size.height = state.size().height;
        }
        layout::Node::new(limits.resolve(self.width, Length::Shrink, size))
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, _renderer: &Renderer, operation: &mut dyn Operation) {
        let state = tree.state.downcast_mut::<State<L>>();
        let origin = layout.position() - Point::ORIGIN;
        for shaped in &state.shaped {
            operation.text(None, shaped.bounds + origin, &shaped.text);
            if let (true, Some(id)) = (shaped.block.marked, &self.marked) {
                operation.container(Some(id), shaped.bounds + origin);
            }
            if let Some((word, place)) = self.aside(state, shaped, layout.bounds()) {
                operation.text(None, place, word);
            }
        }
        if self.id.is_some() {
            operation.focusable(self.id.as_ref(), layout.bounds(), state);
        }
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<State<L>>();
        let origin = layout.position() - Point::ORIGIN;
        let bounds = layout.bounds();
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerPressed { .. }) => {
                let Some(position) = cursor.position_over(bounds) else {
                    state.last_click = None;
                    // A click elsewhere ends the selection, as everywhere else.
                    if cursor.position().is_some() && (state.selection.is_some() || state.focus != Focus::None) {
                        state.selection = None;
                        state.focus = Focus::None;
                        shell.request_redraw();
                    }
                    return;
                };
                let click = mouse::Click::new(position, mouse::Button::Left, state.last_click);
                state.last_click = Some(click);
                let point = position - origin;
                let Some(spot) = state.spot_at(point) else { return };
                let unit = match click.kind() {
                    mouse::click::Kind::Single => Unit::Letter,
                    mouse::click::Kind::Double => Unit::Word,
                    mouse::click::Kind::Triple => Unit::Line,
                };
                let from = match state.selection {
                    Some(selection) if state.modifiers.shift() => selection.from,
                    _ => spot,
                };
                state.selection = Some(Selection { from, to: spot, unit });
                state.pressed = state.link_at(point).filter(|_| unit == Unit::Letter);
                state.dragging = true;
                state.pointer = point;
                state.focus = Focus::Click;
                shell.capture_event();
                shell.request_redraw();
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerLifted { .. } | touch::Event::FingerLost { .. }) => {
                if !state.dragging {
                    return;
                }
                state.dragging = false;
                let over = cursor.position_over(bounds).and_then(|position| state.link_at(position - origin));
                let pressed = state.pressed.take().filter(|pressed| Some(*pressed) == over);
                let copied = state.copied();
                if copied.is_empty() {
                    state.selection = None;
                    if let (Some(link), Some(message)) = (pressed.and_then(|at| state.link(at)), &self.on_link) {
                        shell.publish(message(link));
                    }
                } else {
                    if state.selection.is_some_and(|selection| selection.from != selection.to) {
                        // What follows a drag is a new click, not the second one.
                        state.last_click = None;
                    }
                    // The desktop's habit of pasting with the middle button what was selected last.
                    clipboard.write(clipboard::Kind::Primary, copied);
                }
                shell.request_redraw();
            }
            Event::Mouse(mouse::Event::CursorMoved { .. }) | Event::Touch(touch::Event::FingerMoved { .. }) => {
                if state.dragging {
                    if let Some(position) = cursor.land().position()
                        && state.drag_to(position - origin)
                    {
                        shell.request_redraw();
                    }
                    if !viewport_holds(viewport, state.pointer + origin) {
                        shell.request_redraw();
                    }
                    return;
                }
                let over = cursor.position_over(bounds).and_then(|position| state.block_at(position - origin));
                if over != state.over {
                    state.over = over;
                    shell.request_redraw();
                }
                let hovered = cursor.position_over(bounds).and_then(|position| state.link_at(position - origin));
                if hovered != state.hovered {
                    state.hovered = hovered;
                    if let Some(message) = &self.on_hover {
                        shell.publish(message(hovered.and_then(|at| state.link(at))));
                    }
                }
            }
            Event::Mouse(mouse::Event::CursorLeft) if state.over.is_some() => {
                state.over = None;
                shell.request_redraw();
            }
            Event::Window(window::Event::RedrawRequested(now)) => {
                let position = state.pointer + origin;
                if state.dragging
                    && !viewport_holds(viewport, position)
                    && let Some(message) = &self.on_drag_out
                {
                    let past = if position.y < viewport.y {
                        position.y - viewport.y
                    } else {
                        position.y - viewport.y - viewport.height
                    };
                    let step = past.clamp(-40.0, 40.0);
                    shell.publish(message(step));
                    // The page moves under the pointer, which stays where it is.
                    state.drag_to(Point::new(state.pointer.x, state.pointer.y + step));
                    shell.request_redraw_at(*now + Duration::from_millis(40));
                }
            }
            Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)) => state.modifiers = *modifiers,
            Event::Keyboard(keyboard::Event::KeyPressed { key, physical_key, modifiers, .. }) => {
                if shell.is_event_captured() {
                    return;
                }
                match key.to_latin(*physical_key) {
                    Some('c') if modifiers.command() && !modifiers.shift() => {
                        let copied = state.copied();
                        if !copied.is_empty() {
                            clipboard.write(clipboard::Kind::Standard, copied);
                            shell.capture_event();
                        }
                        return;
                    }
                    Some('a') if modifiers.command() && state.focus != Focus::None => {
                        state.select_all();
                        shell.capture_event();
                        shell.request_redraw();
                        return;
                    }
                    _ => {}
                }
                let Focus::Keyboard { link } = state.focus else { return };
                let view = *viewport - origin;
                match key {
                    Key::Named(Named::ArrowDown | Named::ArrowUp) => {
                        let forward = *key == Key::Named(Named::ArrowDown);
                        if let Some(next) = state.next_link(link, forward, &view) {
                            state.focus = Focus::Keyboard { link: Some(next) };
                            shell.capture_event();
                            shell.request_redraw();
                        }
                    }
                    Key::Named(Named::Enter | Named::Space) => {
                        if let (Some(link), Some(message)) = (link.and_then(|at| state.link(at)), &self.on_link) {
                            shell.publish(message(link));
                            shell.capture_event();
                        }
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _viewport: &Rectangle,
        _renderer: &Renderer,
    ) -> mouse::Interaction {
        let state = tree.state.downcast_ref::<State<L>>();
        let Some(position) = cursor.position_over(layout.bounds()) else { return mouse::Interaction::None };
        let point = position - (layout.position() - Point::ORIGIN);
        if !state.dragging && state.link_at(point).is_some() {
            mouse::Interaction::Pointer
        } else if state.dragging || state.shaped.iter().any(|shaped| shaped.bounds.contains(point)) {
            mouse::Interaction::Text
        } else {
            mouse::Interaction::None
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        _theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_ref::<State<L>>();
        let Some(visible) = layout.bounds().intersection(viewport) else { return };
        let origin = layout.position() - Point::ORIGIN;
        let fill = |renderer: &mut Renderer, bounds: Rectangle, color: Color| {
            renderer.fill_quad(renderer::Quad { bounds, ..renderer::Quad::default() }, color);
        };
        for (index, range) in state.selected() {
            let shaped = &state.shaped[index];
            if (shaped.bounds + origin).intersects(&visible) {
                let place = Vector::new(shaped.bounds.x, shaped.bounds.y) + origin;
                for part in shaped.covered(&range) {
                    fill(renderer, part + place, self.selection);
                }
            }
        }
        for shaped in state.shaped.iter().filter(|shaped| (shaped.bounds + origin).intersects(&visible)) {
            let place = Vector::new(shaped.bounds.x, shaped.bounds.y) + origin;
            let color = shaped.block.pieces.first().map_or(Color::BLACK, |piece| piece.color);
            renderer.fill_paragraph(&shaped.paragraph, Point::ORIGIN + place, color, visible);
            for (icon, color, bounds) in shaped.marks() {
                icon::draw(renderer, icon, color, bounds + origin);
            }
            for (color, bounds) in shaped.rules() {
                fill(renderer, bounds + origin, color);
            }
            for (bounds, color) in &shaped.strokes {
                fill(renderer, *bounds + place, *color);
            }
        }
        for shaped in state.shaped.iter().filter(|shaped| (shaped.bounds + origin).intersects(&visible)) {
            if let Some((word, place)) = self.aside(state, shaped, layout.bounds()) {
                let at = Point::new(place.x + place.width, place.y);
                renderer.fill_text(aside_text(word, place.size()), at, self.aside, visible);
            }
        }
        if let Focus::Keyboard { link } = state.focus {
            let mut ring = |bounds: Rectangle| {
                renderer.fill_quad(
                    renderer::Quad {
                        bounds,
                        border: border::rounded(4.0).color(self.ring).width(2.0),
                        ..renderer::Quad::default()
                    },
                    Color::TRANSPARENT,
                );
            };
            let place = link.and_then(|(key, piece)| {
                let shaped = &state.shaped[state.index(key)?];
                let (_, places) = shaped.links.iter().find(|(index, _)| *index == piece)?;
                Some((Vector::new(shaped.bounds.x, shaped.bounds.y) + origin, places))
            });
            match place {
                Some((place, parts)) => parts.iter().for_each(|part| ring((*part + place).expand(2.0))),
                // Clear of the letters at the sides, where a page has some room.
                None => ring(Rectangle { x: visible.x - 6.0, width: visible.width + 12.0, ..visible.shrink(1.0) }),
            }
        }
    }
}

impl<L, Message> Page<'_, L, Message> {
    /// The word beside a block and its place, if it is shown now.
    fn aside<'a>(&self, state: &State<L>, shaped: &'a Shaped<L>, page: Rectangle) -> Option<(&'a str, Rectangle)> {
        let aside = shaped.block.aside.as_ref()?;
        let shown = aside.always || (state.over == Some(shaped.block.key) && !state.dragging);
        let height = ASIDE_SIZE * LINE_HEIGHT;
        let top = page.y + shaped.bounds.y + 1.0;
        let place = Rectangle::new(Point::new(page.x + page.width - ASIDE, top), Size::new(ASIDE, height));
        shown.then_some((aside.text.as_str(), place))
    }
}

/// The size of words beside blocks.
const ASIDE_SIZE: f32 = 12.0;

fn aside_text(word: &str, bounds: Size) -> text::Text {
    text::Text {
        content: word.to_owned(),
        bounds,
        size: ASIDE_SIZE.into(),
        line_height: text::LineHeight::Relative(LINE_HEIGHT),
        font: crate::theme::REGULAR,
        align_x: text::Alignment::Right,
        align_y: iced::alignment::Vertical::Top,
        shaping: text::Shaping::Basic,
        wrapping: text::Wrapping::None,
    }
}

/// Whether a place is between the top and the bottom of what is in view.
fn viewport_holds(viewport: &Rectangle, place: Point) -> bool {
    (viewport.y..=viewport.y + viewport.height).contains(&place.y)
}

impl<'a, L, Message> From<Page<'a, L, Message>> for Element<'a, Message>
where
    L: Clone + PartialEq + 'static,
    Message: 'a,
{
    fn from(page: Page<'a, L, Message>) -> Self {
        Element::new(page)
    }
}
