//! The tile that stands for a person: a gradient of their own with their initial, in a frame whose colour is their
//! status.

use crate::theme::{Palette, SEMIBOLD, color, radius, status_color};
use iced::border::Border;
use iced::gradient::Linear;
use iced::widget::{container, text};
use iced::{Background, Color, Degrees, Element, Length, Theme};
use msnp::types::{Email, Status};

/// The sizes that windows use, in pixels with the frame.
pub mod side {
    /// In a row of a list.
    pub const ROW: f32 = 34.0;
    /// In the header of a conversation and in dialogs.
    pub const HEADER: f32 = 52.0;
    /// One's own, over the contact list.
    pub const OWN: f32 = 60.0;
    /// Beside a conversation and at sign-in.
    pub const LARGE: f32 = 100.0;
}

/// The tile of `email` under the name `name`. Someone who isn't there is grey.
pub fn avatar<'a, Message: 'a>(email: &Email, name: &str, status: Status, side: f32) -> Element<'a, Message> {
    tile(email.as_str(), initial(name, email.as_str()), status, side)
}

/// The same before an address is known, as in the sign-in window: grey.
pub fn unknown<'a, Message: 'a>(typed: &str, side: f32) -> Element<'a, Message> {
    tile("", initial("", typed), Status::Offline, side)
}

fn tile<'a, Message: 'a>(address: &str, initial: String, status: Status, side: f32) -> Element<'a, Message> {
    let frame = if side > 80.0 { 4.0 } else { 3.0 };
    let rounded = radius::PICTURE.min(side * 0.24);
    let own = color::of_address(address);
    let picture = container(text(initial).size((side * 0.4).round()).font(SEMIBOLD).color(Color::WHITE))
        .center(Length::Fill)
        .style(move |theme: &Theme| {
            let grey = status == Status::Offline;
            let (light, deep) = if grey { color::grey(Palette::of(theme).dark) } else { own };
            let gradient = Linear::new(Degrees(135.0)).add_stop(0.0, light).add_stop(1.0, deep);
            container::Style {
                background: Some(Background::Gradient(gradient.into())),
                border: Border { radius: (rounded - 2.0).into(), ..Border::default() },
                ..container::Style::default()
            }
        });
    container(picture)
        .padding(frame)
        .width(side)
        .height(side)
        .style(move |theme: &Theme| {
            let quiet = color::mix(status_color(status), Palette::of(theme).window, 0.35);
            let ring = if status == Status::Offline { quiet } else { status_color(status) };
            container::Style {
                background: Some(ring.into()),
                border: Border { radius: rounded.into(), ..Border::default() },
                ..container::Style::default()
            }
        })
        .into()
}

/// The letter on the tile: the first letter or digit of the name, else of the address.
pub fn initial(name: &str, address: &str) -> String {
    let first = |text: &str| text.chars().find(|c| c.is_alphanumeric());
    first(name).or_else(|| first(address)).map_or_else(|| "?".to_owned(), |c| c.to_uppercase().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_initial_is_the_first_letter_that_can_be_read() {
        assert_eq!(initial("alice", "a@b"), "A");
        assert_eq!(initial("🦋 *bob*", "a@b"), "B");
        assert_eq!(initial("🦋🦋", "zoe@b"), "Z");
        assert_eq!(initial("", ""), "?");
        assert_eq!(initial("ßig", "a@b"), "SS");
        assert_eq!(initial("\u{1}\u{7}4ever", "a@b"), "4");
    }
}
