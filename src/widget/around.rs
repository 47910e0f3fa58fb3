//! A widget around one other, as which it is laid out: what it adds is said here once, the rest is the content's.

use iced::advanced::widget::tree::{self, Tree};
use iced::advanced::widget::{Operation, Widget};
use iced::advanced::{Clipboard, Layout, Shell, layout, overlay, renderer};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector, mouse};

/// An event, and where it meets the content.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// What happened.
    pub event: &'a Event,
    /// Where the content stands.
    pub bounds: Rectangle,
    /// Where the pointer is.
    pub cursor: mouse::Cursor,
    /// What is in sight.
    pub viewport: &'a Rectangle,
}

/// What a widget adds to the one it stands around. Most of it is handed `content`, which does what the content does of
/// itself: it is called where that belongs, or not at all. What isn't said leaves the content as it is.
pub trait Around<Message> {
    /// How many letters of the clipboard the content gets to see at most; all of them otherwise.
    const PASTED: Option<usize> = None;
    /// What is kept from one view to the next.
    type State: Default + 'static;

    /// What is kept at first.
    fn begin(&self) -> Self::State {
        Self::State::default()
    }

    /// Whether the content is another one than before, of which nothing holds any more: fields, places, selections.
    fn renewed(&self, _state: &mut Self::State) -> bool {
        false
    }

    /// Something beside the content, which only the overlay shows.
    fn beside(&self) -> Option<&Element<'_, Message>> {
        None
    }

    /// The pointer, as the content sees it.
    fn pointer(&self, cursor: mouse::Cursor) -> mouse::Cursor {
        cursor
    }

    /// See [`Widget::operate`].
    fn operate(
        &self,
        _state: &mut Self::State,
        _bounds: Rectangle,
        operation: &mut dyn Operation,
        mut content: impl FnMut(&mut dyn Operation),
    ) {
        content(operation);
    }

    /// See [`Widget::update`].
    fn update(
        &self,
        _state: &mut Self::State,
        _scene: Scene<'_>,
        shell: &mut Shell<'_, Message>,
        content: impl FnOnce(&mut Shell<'_, Message>),
    ) {
        content(shell);
    }

    /// See [`Widget::draw`].
    fn draw(
        &self,
        _state: &Self::State,
        _bounds: Rectangle,
        _theme: &Theme,
        renderer: &mut Renderer,
        content: impl FnOnce(&mut Renderer),
    ) {
        content(renderer);
    }

    /// See [`Widget::mouse_interaction`].
    fn interaction(&self, _state: &Self::State, content: impl FnOnce() -> mouse::Interaction) -> mouse::Interaction {
        content()
    }

    /// See [`Widget::overlay`]. `trees` has the one of what stands beside, `bounds` are those in the window.
    fn overlay<'b>(
        &'b mut self,
        _state: &Self::State,
        _trees: &'b mut [Tree],
        _bounds: Rectangle,
        content: impl FnOnce() -> Option<Overlay<'b, Message>>,
    ) -> Option<Overlay<'b, Message>> {
        content()
    }
}

/// What is shown over the window.
pub type Overlay<'b, Message> = overlay::Element<'b, Message, Theme, Renderer>;

/// Content with what stands around it.
#[must_use]
pub struct Wrapped<'a, Message, A> {
    content: Element<'a, Message>,
    pub(super) around: A,
}

/// Puts `around` around `content`.
pub fn wrap<'a, Message, A>(content: impl Into<Element<'a, Message>>, around: A) -> Wrapped<'a, Message, A> {
    Wrapped { content: content.into(), around }
}

impl<Message, A: Around<Message>> Wrapped<'_, Message, A> {
    fn parts(&self) -> Vec<&Element<'_, Message>> {
        std::iter::once(&self.content).chain(self.around.beside()).collect()
    }
}

impl<Message, A: Around<Message>> Widget<Message, Theme, Renderer> for Wrapped<'_, Message, A> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<A::State>()
    }
    fn state(&self) -> tree::State {
        tree::State::new(self.around.begin())
    }
    fn children(&self) -> Vec<Tree> {
        self.parts().into_iter().map(Tree::new).collect()
    }
    fn diff(&self, tree: &mut Tree) {
        if self.around.renewed(tree.state.downcast_mut()) {
            tree.children = self.children();
        }
        tree.diff_children(&self.parts());
    }
    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }
    fn size_hint(&self) -> Size<Length> {
        self.content.as_widget().size_hint()
    }
    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        self.content.as_widget_mut().layout(&mut tree.children[0], renderer, limits)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        let child = &mut tree.children[0];
        self.around.operate(tree.state.downcast_mut(), layout.bounds(), operation, |operation| {
            self.content.as_widget_mut().operate(child, layout, renderer, operation);
        });
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let child = &mut tree.children[0];
        let scene = Scene { event, bounds: layout.bounds(), cursor, viewport };
        let cursor = self.around.pointer(cursor);
        let mut short;
        let clipboard = match A::PASTED {
            Some(most) => {
                short = Short { clipboard, most };
                &mut short
            }
            None => clipboard,
        };
        self.around.update(tree.state.downcast_mut(), scene, shell, |shell| {
            self.content.as_widget_mut().update(child, event, layout, cursor, renderer, clipboard, shell, viewport);
        });
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let cursor = self.around.pointer(cursor);
        self.around.draw(tree.state.downcast_ref(), layout.bounds(), theme, renderer, |renderer| {
            self.content.as_widget().draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
        });
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let cursor = self.around.pointer(cursor);
        self.around.interaction(tree.state.downcast_ref(), || {
            self.content.as_widget().mouse_interaction(&tree.children[0], layout, cursor, viewport, renderer)
        })
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<Overlay<'b, Message>> {
        let (child, trees) = tree.children.split_first_mut()?;
        let content = self.content.as_widget_mut();
        self.around.overlay(tree.state.downcast_ref(), trees, layout.bounds() + translation, || {
            content.overlay(child, layout, renderer, viewport, translation)
        })
    }
}

impl<'a, Message: 'a, A: Around<Message> + 'a> From<Wrapped<'a, Message, A>> for Element<'a, Message> {
    fn from(wrapped: Wrapped<'a, Message, A>) -> Self {
        Element::new(wrapped)
    }
}

/// A clipboard of which only the first letters are seen.
struct Short<'a> {
    clipboard: &'a mut dyn Clipboard,
    most: usize,
}

impl Clipboard for Short<'_> {
    fn read(&self, kind: iced::advanced::clipboard::Kind) -> Option<String> {
        let mut text = self.clipboard.read(kind)?;
        if let Some((end, _)) = text.char_indices().nth(self.most) {
            text.truncate(end);
        }
        Some(text)
    }
    fn write(&mut self, kind: iced::advanced::clipboard::Kind, text: String) {
        self.clipboard.write(kind, text);
    }
}
