//! One line that is cut where the room ends: at its end, which is at the left where it is read from right to left.

use iced::advanced::widget::{Operation, Tree, Widget};
use iced::advanced::{Layout, layout, renderer};
use iced::{Element, Length, Point, Rectangle, Renderer, Size, Theme, mouse};

/// As wide as a line may become before it is cut: a number, since nothing can be aligned at the end of infinity.
const ENDLESS: f32 = 20_000.0;

/// `content`, which is one line of text, as wide as it is or as there is room.
pub(super) fn one_line<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    is_right_to_left: bool,
) -> Element<'a, Message> {
    Element::new(OneLine { content: content.into(), is_right_to_left })
}

struct OneLine<'a, Message> {
    content: Element<'a, Message>,
    is_right_to_left: bool,
}

impl<Message> Widget<Message, Theme, Renderer> for OneLine<'_, Message> {
    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }
    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
    }
    fn size(&self) -> Size<Length> {
        Size::new(Length::Shrink, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let most = limits.max();
        let endless = layout::Limits::new(Size::ZERO, Size::new(ENDLESS, most.height));
        let line = self.content.as_widget_mut().layout(&mut tree.children[0], renderer, &endless);
        let width = line.size().width.min(most.width);
        let hidden = line.size().width - width;
        let line = line.move_to(Point::new(if self.is_right_to_left { -hidden } else { 0.0 }, 0.0));
        layout::Node::with_children(Size::new(width, line.size().height), vec![line])
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        let Some(line) = layout.children().next() else { return };
        operation.traverse(&mut |operation| {
            self.content.as_widget_mut().operate(&mut tree.children[0], line, renderer, operation);
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
        let (Some(seen), Some(line)) = (layout.bounds().intersection(viewport), layout.children().next()) else {
            return;
        };
        self.content.as_widget().draw(&tree.children[0], renderer, theme, style, line, cursor, &seen);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced::widget::text;
    use iced_test::simulator::Simulator;

    /// Where a text is drawn in a window of that width.
    fn place(words: &str, width: f32, is_right_to_left: bool) -> Rectangle {
        let line = text(words.to_owned()).wrapping(text::Wrapping::None);
        let line: Element<'_, ()> = one_line(line, is_right_to_left);
        let mut window = Simulator::with_size(iced::Settings::default(), (width, 30.0), line);
        window.find(words).unwrap_or_else(|error| panic!("{error}")).bounds()
    }

    #[test]
    fn what_is_too_long_shows_its_beginning() {
        let words = "a name that is longer than there is room for";
        let (from_left, from_right) = (place(words, 100.0, false), place(words, 100.0, true));
        assert!(from_left.width > 100.0, "{from_left:?}");
        assert_eq!(from_left.x, 0.0);
        assert_eq!(from_right.x + from_right.width, 100.0);
        for is_right_to_left in [false, true] {
            assert_eq!(place("Bob", 100.0, is_right_to_left).x, 0.0, "it fits");
        }
    }
}
