//! The other places where the account is signed in, as lines of the status menu.

use super::Message;
use crate::model::Model;
use crate::t;
use crate::theme::status_color;
use crate::widget::menu::{self, Entry};
use crate::widget::message_text::clean;
use crate::window::pending;
use msnp::content::endpoint::{OwnPlace, PlaceKind};
use msnp::request::Request;

/// The most letters of a place's name.
const MOST: usize = 40;

/// The lines: a heading, then one for each place that signs it out. None where one is signed in only here.
pub(super) fn entries(model: &Model) -> Vec<Entry<Message>> {
    let online = model.connection.is_online();
    let mut lines = vec![menu::separator(), menu::heading(t!("places-heading", here = cut(model.place_name())))];
    let before = lines.len();
    for place in model.other_places() {
        let Some(id) = &place.place else { continue };
        let going = pending::signing_out(model, id);
        let words = match going {
            true => t!("places-signing-out", place = name(place)),
            false => t!("places-sign-out", place = name(place)),
        };
        let can = (online && !going).then(|| Message::Requested(Request::SignOutPlace(id.clone())));
        let mut line = menu::entry_maybe(words, can);
        if let Some(status) = place.status {
            line = line.dot(status_color(status));
        }
        lines.push(line);
    }
    if lines.len() == before { Vec::new() } else { lines }
}

/// What a place is called: by its owner, else by what it is.
pub(super) fn name(place: &OwnPlace) -> String {
    let name = cut(&place.name);
    if !name.is_empty() {
        return name;
    }
    match place.kind {
        PlaceKind::Computer => t!("places-computer"),
        PlaceKind::Web => t!("places-web"),
        PlaceKind::Phone => t!("places-phone"),
        _ => t!("places-other"),
    }
}

fn cut(name: &str) -> String {
    let name = clean::line(name);
    let name = name.trim();
    if name.chars().count() <= MOST { name.to_owned() } else { name.chars().take(MOST - 1).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use msnp::types::{PlaceId, Status};

    fn place(id: &str, name: &str) -> OwnPlace {
        let place = PlaceId::new(id);
        OwnPlace { place, name: name.into(), status: Some(Status::Online), ..OwnPlace::default() }
    }

    #[test]
    fn only_other_places_are_named() {
        let mut model = Model { place: PlaceId::new("here"), host: "desk".into(), ..Model::default() };
        model.places = vec![place("HERE", "desk")];
        assert!(entries(&model).is_empty());
        model.places.push(place("there", "Laptop"));
        assert_eq!(entries(&model).len(), 3);
    }

    #[test]
    fn a_place_without_a_name_says_what_it_is() {
        assert_eq!(name(&place("a", " \u{7}")), t!("places-computer"));
        assert_eq!(name(&OwnPlace { kind: PlaceKind::Phone, ..place("a", "") }), t!("places-phone"));
        assert_eq!(name(&place("a", &"x".repeat(300))).chars().count(), MOST);
    }
}
