//! The two lists, with what waits for the server already in its new place. Pure.

use crate::model::Model;
use crate::widget::message_text::clean;
use crate::window::pending;
use msnp::types::{Email, List, Privacy};

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Who may see and message us.
    Allowed,
    /// Who may not.
    Blocked,
}

impl Side {
    /// The list's identity, for the focus.
    pub(super) const fn list(self) -> &'static str {
        match self {
            Self::Allowed => "privacy-allowed",
            Self::Blocked => "privacy-blocked",
        }
    }
    /// The identity of what scrolls in it.
    pub(super) const fn scroll(self) -> &'static str {
        match self {
            Self::Allowed => "privacy-allowed-scroll",
            Self::Blocked => "privacy-blocked-scroll",
        }
    }
}

/// A line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Somebody.
    Person(Email),
    /// All other people.
    Others,
}

/// The lines of one side: people by name, then "All other people" where it stands now.
pub fn rows(model: &Model, side: Side) -> Vec<Row> {
    let mut people: Vec<(String, &Email)> = model
        .roster
        .people
        .values()
        .filter(|person| standing(model, &person.email) == Some(side))
        .map(|person| (clean::name(person.display_name()).to_lowercase(), &person.email))
        .collect();
    people.sort();
    let others = match privacy(model) {
        Privacy::AllowOthers => Side::Allowed,
        Privacy::BlockOthers => Side::Blocked,
    };
    let people = people.into_iter().map(|(_, email)| Row::Person(email.clone()));
    people.chain((others == side).then_some(Row::Others)).collect()
}

/// Where somebody stands, or is about to; `None` for those on neither list.
pub fn standing(model: &Model, email: &Email) -> Option<Side> {
    if let Some(blocked) = pending::blocked(model, email) {
        return Some(if blocked { Side::Blocked } else { Side::Allowed });
    }
    let lists = model.roster.person(email)?.lists;
    // Some servers keep people on both; the block list wins there, so it does here.
    if lists.contains(List::Block) {
        Some(Side::Blocked)
    } else if lists.contains(List::Allow) {
        Some(Side::Allowed)
    } else {
        None
    }
}

/// What holds for everybody else, or is about to.
pub fn privacy(model: &Model) -> Privacy {
    pending::privacy(model).unwrap_or(model.roster.privacy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use msnp::request::Request;
    use msnp::roster::Person;
    use msnp::session::RequestId;
    use msnp::types::Lists;

    fn model() -> Model {
        let mut model = Model::default();
        let people =
            [("zoe", "anna", 2u8), ("bob", "Bob", 2), ("eve", "Eve", 4), ("both", "Both", 6), ("none", "N", 9)];
        for (local, name, bits) in people {
            let mut person = Person::new(format!("{local}@x.org").parse().unwrap());
            person.name = name.into();
            person.lists = Lists::from_bits(bits);
            model.roster.people.insert(person.email.clone(), person);
        }
        model
    }

    fn shown(model: &Model, side: Side) -> Vec<String> {
        let word = |row: Row| match row {
            Row::Person(email) => email.local_part().to_owned(),
            Row::Others => "*".to_owned(),
        };
        rows(model, side).into_iter().map(word).collect()
    }

    #[test]
    fn people_stand_by_name_and_everybody_else_last() {
        let model = model();
        assert_eq!(shown(&model, Side::Allowed), ["zoe", "bob", "*"]);
        assert_eq!(shown(&model, Side::Blocked), ["both", "eve"]);
    }

    #[test]
    fn what_waits_stands_in_its_new_place() {
        let mut model = model();
        model.pending.insert(RequestId(1), Request::Block("bob@x.org".parse().unwrap()));
        model.pending.insert(RequestId(2), Request::Unblock("eve@x.org".parse().unwrap()));
        model.pending.insert(RequestId(3), Request::SetPrivacy(Privacy::BlockOthers));
        assert_eq!(shown(&model, Side::Allowed), ["zoe", "eve"]);
        assert_eq!(shown(&model, Side::Blocked), ["bob", "both", "*"]);
        model.pending.clear();
        assert_eq!(shown(&model, Side::Allowed), ["zoe", "bob", "*"]);
    }
}
