//! Two things on one line, of which the second keeps its room, or most of it: a name that is cut where it must be, and a
//! word after it that stays in sight.

use iced::advanced::widget::{Operation, Tree, Widget};
use iced::advanced::{Clipboard, Layout, Shell, layout, overlay, renderer};
use iced::{Alignment, Element, Event, Length, Point, Rectangle, Size, Theme, Vector, mouse};

/// What the second may have of the line at most: some of the first has to be seen, too.
const MOST: f32 = 0.6;

/// The first as wide as it likes, within what the second leaves.
pub fn beside<'a, Message: 'a>(
    first: impl Into<Element<'a, Message>>,
    second: impl Into<Element<'a, Message>>,
    gap: f32,
) -> Element<'a, Message> {
    Element::new(Beside { children: [first.into(), second.into()], gap })
}

struct Beside<'a, Message> {
    children: [Element<'a, Message>; 2],
    gap: f32,
}

impl<'a, Message: 'a> Widget<Message, Theme, iced::Renderer> for Beside<'a, Message> {
    fn children(&self) -> Vec<Tree> {
        self.children.iter().map(Tree::new).collect()
    }
    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&self.children);
    }
    fn size(&self) -> Size<Length> {
        Size::new(Length::Shrink, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &iced::Renderer, limits: &layout::Limits) -> layout::Node {
        let loose = limits.loose();
        let [first, second] = &mut self.children;
        let [first_tree, second_tree] = tree.children.as_mut_slice() else { return layout::Node::default() };
        let all = loose.max();
        let most = layout::Limits::new(Size::ZERO, Size::new(all.width * MOST, all.height));
        let second = second.as_widget_mut().layout(second_tree, renderer, &most);
        let taken = second.size().width + self.gap;
        let first = first.as_widget_mut().layout(first_tree, renderer, &loose.shrink(Size::new(taken, 0.0)));
        let height = first.size().height.max(second.size().height);
        let size = Size::new(first.size().width + taken, height);
        let space = Size::new(size.width, height);
        let at = Point::new(first.size().width + self.gap, 0.0);
        let second = second.move_to(at).align(Alignment::Start, Alignment::Center, space);
        let first = first.align(Alignment::Start, Alignment::Center, space);
        layout::Node::with_children(size, vec![first, second])
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &iced::Renderer,
        operation: &mut dyn Operation,
    ) {
        operation.traverse(&mut |operation| {
            for ((child, tree), place) in self.children.iter_mut().zip(&mut tree.children).zip(layout.children()) {
                child.as_widget_mut().operate(tree, place, renderer, operation);
            }
        });
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &iced::Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        for ((child, tree), place) in self.children.iter_mut().zip(&mut tree.children).zip(layout.children()) {
            child.as_widget_mut().update(tree, event, place, cursor, renderer, clipboard, shell, viewport);
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        for ((child, tree), place) in self.children.iter().zip(&tree.children).zip(layout.children()) {
            child.as_widget().draw(tree, renderer, theme, style, place, cursor, viewport);
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &iced::Renderer,
    ) -> mouse::Interaction {
        let parts = self.children.iter().zip(&tree.children).zip(layout.children());
        parts
            .map(|((child, tree), place)| child.as_widget().mouse_interaction(tree, place, cursor, viewport, renderer))
            .max()
            .unwrap_or_default()
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &iced::Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, iced::Renderer>> {
        overlay::from_children(&mut self.children, tree, layout, renderer, viewport, translation)
    }
}
