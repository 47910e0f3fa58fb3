//! Everything that can be found: from the model to candidates. Pure.

use super::Goal;
use super::commands;
use super::rank::{Candidate, Kind};
use crate::model::{Model, Talk};
use crate::widget::contact_row;
use crate::widget::message_text::clean;
use crate::window::contacts::circles;
use crate::window::conversation;
use msnp::event::ConversationId;
use msnp::roster::Person;
use msnp::types::Status;
use std::cmp::Reverse;

/// A conversation is wanted more often than somebody with whom there is none.
const TALK: i32 = 6;
/// What nobody has read yet.
const UNREAD: i32 = 8;
/// Somebody who is there.
const HERE: i32 = 4;

/// A single letter and Enter must not change the status when there is somebody with that letter.
const COMMAND: i32 = -12;

/// All of them, each kind in the order in which it is offered before anything is typed.
pub(super) fn all(model: &Model) -> Vec<Candidate<Goal>> {
    let mut all = talks(model);
    all.extend(people(model));
    all.extend(groups(model));
    all.extend(commands::available(model).into_iter().map(|command| Candidate {
        goal: Goal::Command(command),
        kind: Kind::Command,
        name: command.words(model),
        others: command.other_words(),
        weight: COMMAND,
    }));
    all
}

/// Conversations: what waits to be read first, then by when something was said last.
fn talks(model: &Model) -> Vec<Candidate<Goal>> {
    let mut talks: Vec<(&ConversationId, &Talk)> = model.conversations.iter().collect();
    talks.sort_by_key(|(_, talk)| Reverse((talk.unread > 0, talk.times.last().copied())));
    let candidate = |(id, talk): (&ConversationId, &Talk)| {
        let (name, others) = match id {
            ConversationId::With(email) => {
                let name = contact_row::name_for(&model.roster, email);
                let mut others = model.roster.person(email).map_or_else(Vec::new, |person| other_names(person, &name));
                others.push(email.as_str().to_owned());
                (name, others)
            }
            ConversationId::Group(_) | ConversationId::Circle(_) => {
                let (name, people) = conversation::who(id, model);
                (name, vec![people.join(", ")])
            }
        };
        let weight = TALK + if talk.unread > 0 { UNREAD } else { 0 };
        Candidate { goal: Goal::Conversation(id.clone()), kind: Kind::Talk, name, others, weight }
    };
    talks.into_iter().map(candidate).collect()
}

/// Contacts without a conversation: who is there first, by name.
fn people(model: &Model) -> Vec<Candidate<Goal>> {
    let with = |person: &Person| ConversationId::With(person.email.clone());
    let people = model.roster.contacts().filter(|person| !model.conversations.contains_key(&with(person)));
    let mut people: Vec<(bool, Candidate<Goal>)> = people
        .map(|person| {
            let name = contact_row::name_of(person);
            let mut others = other_names(person, &name);
            others.push(person.email.as_str().to_owned());
            let here = !matches!(person.status, Status::Offline | Status::Hidden);
            let weight = if here { HERE } else { 0 };
            let goal = Goal::Conversation(with(person));
            (here, Candidate { goal, kind: Kind::Person, name, others, weight })
        })
        .collect();
    people.sort_by_cached_key(|(here, candidate)| (!here, candidate.name.to_lowercase()));
    people.into_iter().map(|(_, candidate)| candidate).collect()
}

/// The name that they gave themselves, where we call them otherwise.
fn other_names(person: &Person, shown: &str) -> Vec<String> {
    let own = clean::name(&person.name);
    if own.is_empty() || own == shown { Vec::new() } else { vec![own] }
}

/// Groups, and circles in which nothing was said yet.
fn groups(model: &Model) -> Vec<Candidate<Goal>> {
    let circles = circles::own(&model.roster).filter_map(|circle| {
        let id = ConversationId::Circle(circle.id.clone());
        let silent = !model.conversations.contains_key(&id);
        silent.then(|| (circles::name(circle), Goal::Conversation(id)))
    });
    let groups = model.roster.groups.iter().map(|group| (clean::name(&group.name), Goal::Group(group.id.clone())));
    let candidate = |(name, goal)| Candidate { goal, kind: Kind::Group, name, others: Vec::new(), weight: 0 };
    circles.chain(groups).map(candidate).collect()
}
