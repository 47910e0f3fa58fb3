//! Text that can be selected and copied, with links. iced has none.
//!
//! A [`Page`] is a column of [`Block`]s of styled text. A selection runs over any number of them: by dragging, by a
//! double click for words, a triple click for lines, `Ctrl+A` for everything; `Ctrl+C` copies it. Links answer to a
//! click that selects nothing, and to Enter after the arrow keys went to them.

mod block;
pub mod clean;
mod draw;
pub mod emoji;
pub mod fonts;
mod html;
pub mod ink;
mod input;
pub mod links;
mod selection;
mod shaped;
mod state;

pub use block::{Aside, Block, Piece, Side};
pub use html::{Address, Copied};
pub use shaped::LINE_HEIGHT;

use iced::advanced::clipboard::Clipboard;
use iced::advanced::widget::{self, Operation, Tree, tree};
use iced::advanced::{Layout, Shell, Widget, layout, mouse, renderer};
use iced::{Color, Element, Event, Length, Point, Rectangle, Renderer, Size, Theme};
use input::Place;
use state::State;

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
    on_copy: Option<OnCopy<'a, L, Message>>,
}

/// Where links lead, and what is said of what was copied.
type OnCopy<'a, L, Message> = (Address<L>, Box<dyn Fn(Copied) -> Message + 'a>);

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
            on_copy: None,
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

    /// What it says when something is copied, so that it is copied formatted too; `address` is where a link leads. Without
    /// it only the plain text is.
    #[must_use]
    pub fn on_copy(mut self, address: Address<L>, message: impl Fn(Copied) -> Message + 'a) -> Self {
        self.on_copy = Some((address, Box::new(message)));
        self
    }

    /// What it says, again and again, while a selection is dragged out of view: how far to scroll.
    #[must_use]
    pub fn on_drag_out(mut self, message: impl Fn(f32) -> Message + 'a) -> Self {
        self.on_drag_out = Some(Box::new(message));
        self
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
        tree::State::new(State::<L>::default())
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
        let place = Place { bounds: layout.bounds(), viewport: *viewport, cursor };
        self.heard(tree.state.downcast_mut::<State<L>>(), event, &place, clipboard, shell);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        _renderer: &Renderer,
    ) -> mouse::Interaction {
        let state = tree.state.downcast_ref::<State<L>>();
        let place = Place { bounds: layout.bounds(), viewport: *viewport, cursor };
        let Some(point) = place.over() else { return mouse::Interaction::None };
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
        self.paint(tree.state.downcast_ref::<State<L>>(), renderer, layout.bounds(), viewport);
    }
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
