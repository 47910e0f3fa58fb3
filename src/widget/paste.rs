//! Fields of one line, kept from a clipboard that is too much for them: laying a megabyte out in one line takes seconds,
//! and none of them takes as much as this lets through.

use super::around::{Around, wrap};
use iced::Element;

/// More than any field of one line takes.
const MOST: usize = 8 * 1024;

/// Content whose fields see the start of the clipboard only.
pub fn short<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    wrap(content, Paste).into()
}

struct Paste;

/// Nothing. Not `()`, which the toolkit takes for a widget that keeps nothing.
#[derive(Default)]
struct Nothing;

impl<Message> Around<Message> for Paste {
    const PASTED: Option<usize> = Some(MOST);
    type State = Nothing;
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced::advanced::{clipboard, mouse};
    use iced::keyboard::{Key, Modifiers};
    use iced::widget::text_input;
    use iced::{Event, Size, keyboard};
    use iced_test::runtime::{UserInterface, user_interface};
    use iced_test::simulator;

    struct Clip(String);

    impl clipboard::Clipboard for Clip {
        fn read(&self, _kind: clipboard::Kind) -> Option<String> {
            Some(self.0.clone())
        }
        fn write(&mut self, _kind: clipboard::Kind, _text: String) {}
    }

    #[test]
    fn a_field_gets_the_start_of_a_megabyte() {
        use iced::advanced::renderer::Headless;
        let renderer = <iced::Renderer as Headless>::new(iced::Font::DEFAULT, 13.0.into(), Some("tiny-skia"));
        let mut renderer = futures::executor::block_on(renderer).unwrap_or_else(|| panic!("no renderer"));
        let field: Element<'_, String> = text_input("", "").on_input(|text| text).into();
        let size = Size::new(200.0, 40.0);
        let mut ui = UserInterface::build(short(field), size, user_interface::Cache::default(), &mut renderer);
        let at = iced::Point::new(20.0, 10.0);
        let mut clip = Clip("é".repeat(1024 * 1024));
        let mut typed = Vec::new();
        let click: Vec<Event> = simulator::click().collect();
        let _ = ui.update(&click, mouse::Cursor::Available(at), &mut renderer, &mut clip, &mut typed);
        let key = Key::Character("v".into());
        let paste = Event::Keyboard(keyboard::Event::KeyPressed {
            modified_key: key.clone(),
            key,
            physical_key: keyboard::key::Physical::Unidentified(keyboard::key::NativeCode::Unidentified),
            location: keyboard::Location::Standard,
            modifiers: Modifiers::COMMAND,
            text: None,
            repeat: false,
        });
        // The toolkit's fields go by what they were told of Ctrl before.
        let held = Event::Keyboard(keyboard::Event::ModifiersChanged(Modifiers::COMMAND));
        let _ = ui.update(&[held, paste], mouse::Cursor::Available(at), &mut renderer, &mut clip, &mut typed);
        assert_eq!(typed.iter().map(|text| text.chars().count()).collect::<Vec<_>>(), [MOST]);
    }
}
