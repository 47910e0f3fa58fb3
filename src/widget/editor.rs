//! A field for several lines. iced's own draws no line under a word and opens no menu: this one shows what is misspelt,
//! draws the text underlined or struck through as it is sent, and has a menu under the right button and the menu key.

mod color_emoji;
mod content;
mod draw;
mod input;

pub use content::Content;

use super::menu;
use crate::theme::style;
use color_emoji::ColorEmoji;
use iced::advanced::text::{self, Editor as _, LineHeight, Wrapping};
use iced::advanced::widget::operation::{Focusable, Operation};
use iced::advanced::widget::tree::{self, Tree};
use iced::advanced::widget::{Id, Widget};
use iced::advanced::{Clipboard, Layout, Shell, input_method, layout, mouse, overlay, renderer};
use iced::keyboard::Modifiers;
use iced::widget::text_editor::{Action, Binding, KeyPress, Status};
use iced::{Color, Element, Event, Font, Length, Padding, Point, Rectangle, Renderer, Size, Theme, Vector};
use std::cell::RefCell;
use std::ops::Range;
use std::time::Instant;

/// A field. See the module's page.
pub struct Editor<'a, Message> {
    id: Option<Id>,
    content: &'a Content,
    placeholder: String,
    look: Look,
    padding: Padding,
    heights: (f32, f32),
    misspelt: &'a [Range<usize>],
    on_action: Box<dyn Fn(Action) -> Message + 'a>,
    on_key: Box<dyn Fn(KeyPress) -> Option<Binding<Message>> + 'a>,
    on_menu: Option<Box<dyn Fn(Option<Point>) -> Message + 'a>>,
    menu: Option<menu::Entries<'a, Message>>,
    last_status: Option<Status>,
}

/// How the text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// The font with its weight and style.
    pub font: Font,
    /// The size in pixels.
    pub size: f32,
    /// How high a line is, in sizes.
    pub line_height: f32,
    /// The colour.
    pub color: Color,
    /// A line under it.
    pub underline: bool,
    /// A line through it.
    pub strike: bool,
}

impl<'a, Message: 'a> Editor<'a, Message> {
    /// A field with this text; what is done in it is said by `on_action`.
    pub fn new(content: &'a Content, look: Look, on_action: impl Fn(Action) -> Message + 'a) -> Self {
        Self {
            id: None,
            content,
            placeholder: String::new(),
            look,
            padding: Padding::ZERO,
            heights: (0.0, f32::INFINITY),
            misspelt: &[],
            on_action: Box::new(on_action),
            on_key: Box::new(Binding::from_key_press),
            on_menu: None,
            menu: None,
            last_status: None,
        }
    }

    /// A name, by which it is given the focus.
    #[must_use]
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// What stands in it while it is empty.
    #[must_use]
    pub fn placeholder(mut self, words: String) -> Self {
        self.placeholder = words;
        self
    }

    /// The room round the text.
    #[must_use]
    pub fn padding(mut self, padding: impl Into<Padding>) -> Self {
        self.padding = padding.into();
        self
    }

    /// The least and the most height; between them it is as high as its text.
    #[must_use]
    pub const fn heights(mut self, least: f32, most: f32) -> Self {
        self.heights = (least, most);
        self
    }

    /// The parts of the text, in order, that get a wavy line.
    #[must_use]
    pub const fn misspelt(mut self, marks: &'a [Range<usize>]) -> Self {
        self.misspelt = marks;
        self
    }

    /// What keys do.
    #[must_use]
    pub fn key_binding(mut self, bind: impl Fn(KeyPress) -> Option<Binding<Message>> + 'a) -> Self {
        self.on_key = Box::new(bind);
        self
    }

    /// What the right button and the menu key open. `on_menu` is said before: with the point of the text that the
    /// pointer is at, or nothing for the cursor's place.
    #[must_use]
    pub fn menu(
        mut self,
        on_menu: impl Fn(Option<Point>) -> Message + 'a,
        entries: impl Fn() -> Vec<menu::Entry<Message>> + 'a,
    ) -> Self {
        self.on_menu = Some(Box::new(on_menu));
        self.menu = Some(Box::new(entries));
        self
    }

    const fn line(&self) -> f32 {
        self.look.size * self.look.line_height
    }
}

/// What a field keeps from one frame to the next.
#[derive(Default)]
struct State {
    focus: Option<Focus>,
    preedit: Option<input_method::Preedit>,
    last_click: Option<mouse::Click>,
    dragging: bool,
    modifiers: Modifiers,
    /// The part of a line that the wheel has turned so far.
    turned: f32,
    emoji: RefCell<ColorEmoji>,
    menu: Option<menu::Open>,
}

/// The focus, and the time of the last key: the caret blinks from there.
#[derive(Debug, Clone, Copy)]
struct Focus {
    since: Instant,
    now: Instant,
    in_window: bool,
}

impl Focus {
    fn new() -> Self {
        let now = Instant::now();
        Self { since: now, now, in_window: true }
    }
}

impl Focusable for State {
    fn is_focused(&self) -> bool {
        self.focus.is_some()
    }
    fn focus(&mut self) {
        self.focus = Some(Focus::new());
    }
    fn unfocus(&mut self) {
        self.focus = None;
    }
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Editor<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }
    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }
    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut Tree, _renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let state = tree.state.downcast_mut::<State>();
        let (least, most) = self.heights;
        let limits = limits.width(Length::Fill).height(Length::Shrink).min_height(least).max_height(most);
        let mut editor = self.content.0.borrow_mut();
        let Look { font, size, line_height, .. } = self.look;
        editor.update(
            limits.shrink(self.padding).max(),
            font,
            size.into(),
            LineHeight::Relative(line_height),
            Wrapping::WordOrGlyph,
            state.emoji.get_mut(),
        );
        let height = editor.min_bounds().height;
        layout::Node::new(limits.height(height).max().expand(Size::new(0.0, self.padding.y())))
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, _renderer: &Renderer, operation: &mut dyn Operation) {
        operation.focusable(self.id.as_ref(), layout.bounds(), tree.state.downcast_mut::<State>());
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
        _viewport: &Rectangle,
    ) {
        self.heard(tree.state.downcast_mut(), event, layout.bounds(), cursor, clipboard, shell);
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        _viewport: &Rectangle,
    ) {
        self.paint(tree.state.downcast_ref(), renderer, theme, layout.bounds());
    }

    fn mouse_interaction(
        &self,
        _tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _viewport: &Rectangle,
        _renderer: &Renderer,
    ) -> mouse::Interaction {
        if cursor.is_over(layout.bounds()) { mouse::Interaction::Text } else { mouse::Interaction::None }
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        _renderer: &Renderer,
        _viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let state = tree.state.downcast_mut::<State>();
        state.menu.as_ref()?;
        let entries = self.menu.as_ref()?;
        menu::Overlay::element(&mut state.menu, entries(), layout.bounds() + translation)
    }
}

impl<'a, Message: Clone + 'a> From<Editor<'a, Message>> for Element<'a, Message> {
    fn from(editor: Editor<'a, Message>) -> Self {
        Element::new(editor)
    }
}
