//! Who is in a conversation, by the names and states that the window shows.

use crate::model::{Model, Talk};
use crate::widget::contact_row::{self, shown};
use crate::widget::message_log::words;
use crate::widget::message_text::clean;
use msnp::event::ConversationId;
use msnp::roster::{CircleMember, Person, Standing};
use msnp::types::{Email, Status};

/// Somebody in the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Other {
    pub(super) email: Email,
    pub(super) name: String,
    pub(super) status: Status,
    pub(super) personal: String,
    pub(super) blocked: bool,
    pub(super) contact: bool,
    /// Whether they are in the switchboard now.
    pub(super) here: bool,
}

/// The others: the one person whose conversation it is, or all who are there.
pub(super) fn others(id: &ConversationId, talk: Option<&Talk>, model: &Model) -> Vec<Other> {
    match id {
        ConversationId::With(email) => vec![other(email, talk, model)],
        ConversationId::Group(_) => talk.map_or_else(Vec::new, |talk| {
            talk.log.participants.keys().map(|email| other(email, Some(talk), model)).collect()
        }),
        ConversationId::Circle(id) => {
            let members = model.roster.circle(id).into_iter().flat_map(|circle| circle.members.values());
            members
                .filter(|member| member.standing == Standing::Member)
                .map(|member| seen(member, talk, model))
                .collect()
        }
    }
}

/// A member of a circle, as the circle shows them.
fn seen(member: &CircleMember, talk: Option<&Talk>, model: &Model) -> Other {
    let known = other(&member.email, talk, model);
    let name = shown(&member.name);
    let named = known.contact || name.is_empty();
    Other {
        name: if named { known.name.clone() } else { name },
        status: member.status,
        personal: personal(&member.personal),
        here: member.is_here,
        ..known
    }
}

fn other(email: &Email, talk: Option<&Talk>, model: &Model) -> Other {
    let here = talk.and_then(|talk| talk.log.participants.get(email));
    let person = model.roster.person(email);
    let known = person.map(|person| shown(person.display_name())).filter(|name| !name.is_empty());
    let name = known.or_else(|| here.map(|here| shown(&here.name))).unwrap_or_default();
    Other {
        email: email.clone(),
        name: if name.is_empty() { email.to_string() } else { name },
        // Whoever talks with us is there, even if their status is hidden or they are no contact of ours.
        status: match person.map(|person| person.status) {
            Some(status) if status != Status::Offline => status,
            _ if here.is_some() => Status::Online,
            _ => Status::Offline,
        },
        personal: person.map(|person| personal(&person.personal)).unwrap_or_default(),
        blocked: person.is_some_and(Person::is_blocked),
        contact: person.is_some_and(Person::is_contact),
        here: here.is_some(),
    }
}

/// What somebody says under their name, and what they listen to.
fn personal(personal: &msnp::types::PersonalMessage) -> String {
    contact_row::says(personal).unwrap_or_default()
}

/// What the conversation is called: a circle by its name, any other by who is in it.
pub(super) fn heading(id: &ConversationId, others: &[Other], model: &Model) -> String {
    let circle = match id {
        ConversationId::Circle(id) => model.roster.circle(id).map(|circle| clean::name(&circle.name)),
        ConversationId::With(_) | ConversationId::Group(_) => None,
    };
    circle.filter(|name| !name.is_empty()).unwrap_or_else(|| title(others))
}

/// The names as a title.
pub(super) fn title(others: &[Other]) -> String {
    let names: Vec<String> = others.iter().map(|other| other.name.clone()).collect();
    words::together(&names)
}

/// Contacts who could be asked to join: not blocked, not here yet, and online unless it is a circle.
pub(super) fn invitable(id: &ConversationId, others: &[Other], model: &Model) -> Vec<(Email, String, Status)> {
    let mut people: Vec<_> = model
        .roster
        .contacts()
        .filter(|person| may_come(id, others, model, person))
        .map(|person| (person.email.clone(), contact_row::name_of(person), person.status))
        .collect();
    people.sort_by_cached_key(|(_, name, _)| name.to_lowercase());
    people
}

/// Whether that one could be.
pub(super) fn can_invite(id: &ConversationId, others: &[Other], model: &Model, email: &Email) -> bool {
    let person = model.roster.person(email).filter(|person| person.is_contact());
    person.is_some_and(|person| may_come(id, others, model, person))
}

fn may_come(id: &ConversationId, others: &[Other], model: &Model, person: &Person) -> bool {
    if person.is_blocked() {
        return false;
    }
    match id {
        // An invitation to a circle waits, so whom it is for needn't be here.
        ConversationId::Circle(id) => {
            let circle = model.roster.circle(id).filter(|circle| circle.role.may_invite());
            circle.is_some_and(|circle| !circle.members.contains_key(&person.email))
        }
        // One of several that nobody is in any more is over.
        ConversationId::Group(_) if others.is_empty() => false,
        ConversationId::With(_) | ConversationId::Group(_) => {
            person.status.is_visible() && !others.iter().any(|other| other.email == person.email)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::window::testing::email;
    use msnp::conversation::{Conversation, Participant};
    use msnp::types::{Capabilities, List};

    fn contact(model: &mut Model, name: &str, status: Status) {
        let mut person = Person::new(email(name));
        person.name = name.to_owned();
        person.status = status;
        person.lists = person.lists.with(List::Forward);
        model.roster.people.insert(email(name), person);
    }
    fn talk(id: ConversationId, here: &[&str]) -> Talk {
        let mut log = Conversation::new(id.clone());
        for name in here {
            let participant = Participant { name: (*name).to_owned(), capabilities: Capabilities::default() };
            log.participants.insert(email(name), participant);
        }
        Talk { log, ..Talk::new(id) }
    }

    #[test]
    fn the_one_person_is_named_even_when_they_are_not_here() {
        let mut model = Model::default();
        contact(&mut model, "bob", Status::Away);
        let others = others(&ConversationId::With(email("bob")), None, &model);
        assert_eq!(title(&others), "bob");
        assert_eq!((others[0].status, others[0].here), (Status::Away, false));
    }

    #[test]
    fn a_stranger_who_is_here_counts_as_online() {
        let id = ConversationId::With(email("eve"));
        let others = others(&id, Some(&talk(id.clone(), &["eve"])), &Model::default());
        assert_eq!((others[0].status, others[0].contact), (Status::Online, false));
    }

    #[test]
    fn a_group_is_named_by_those_who_are_here() {
        let id = ConversationId::Group(1);
        let model = Model::default();
        assert_eq!(title(&others(&id, Some(&talk(id.clone(), &["bob", "carol"])), &model)), "bob and carol");
        assert_eq!(title(&others(&id, Some(&talk(id.clone(), &[])), &model)), "Nobody else is here");
    }

    #[test]
    fn only_those_who_are_online_and_not_here_can_be_asked() {
        let mut model = Model::default();
        for (name, status) in
            [("bob", Status::Online), ("Zoe", Status::Busy), ("carol", Status::Away), ("dan", Status::Offline)]
        {
            contact(&mut model, name, status);
        }
        if let Some(carol) = model.roster.people.get_mut(&email("carol")) {
            carol.lists = carol.lists.with(List::Block);
        }
        let id = ConversationId::With(email("bob"));
        let others = others(&id, None, &model);
        let names: Vec<String> = invitable(&id, &others, &model).into_iter().map(|(_, name, _)| name).collect();
        assert_eq!(names, ["Zoe"]);
    }
}
