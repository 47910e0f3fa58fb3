//! The circles among the groups: their members as rows, their menu, the invitations that wait for an answer.

use super::{Message, Question};
use crate::model::Model;
use crate::t;
use crate::theme::{size, space};
use crate::widget::button::link;
use crate::widget::contact_row;
use crate::widget::icon::{self, Icon};
use crate::widget::menu::{self, Entry};
use crate::widget::message_text::clean;
use crate::window::{Window, pending};
use iced::widget::{container, row, text};
use iced::{Alignment, Element, Length};
use msnp::event::ConversationId;
use msnp::request::Request;
use msnp::roster::{Circle, CircleMember, Person, Roster, Standing};
use msnp::types::{CircleId, Email};

/// The most letters of a circle's name in a sentence.
const MOST: usize = 40;

/// The name to show: never empty.
pub(in crate::window) fn name(circle: &Circle) -> String {
    let name = clean::name(&circle.name);
    if name.chars().all(char::is_whitespace) { t!("circles-nameless") } else { name }
}

/// A name that leaves room for the sentence round it.
fn short(circle: &Circle) -> String {
    let name = name(circle);
    if name.chars().count() <= MOST { name } else { name.chars().take(MOST - 1).chain(['…']).collect() }
}

/// A member as a row shows them: by the name that we gave them, with the presence that the circle tells.
pub(super) fn person(member: &CircleMember, roster: &Roster) -> Person {
    let known = roster.person(&member.email);
    let mut person = known.cloned().unwrap_or_else(|| Person::new(member.email.clone()));
    if !known.is_some_and(Person::is_contact) {
        person.name.clone_from(&member.name);
    }
    person.status = member.status;
    person.personal.clone_from(&member.personal);
    if member.standing == Standing::Invited {
        person.personal.text = t!("circles-invited");
    }
    person
}

/// Circles that one is in, or is on the way into.
pub(in crate::window) fn own(roster: &Roster) -> impl Iterator<Item = &Circle> {
    roster.circles().filter(|circle| circle.standing == Standing::Member)
}

/// The menu of a circle's header.
pub(super) fn entries(model: &Model, id: &CircleId) -> Vec<Entry<Message>> {
    let online = model.connection.is_online();
    let talk = Message::WindowWanted(Window::Conversation(ConversationId::Circle(id.clone())));
    let leave = Message::Asked(Question::LeaveCircle(id.clone()));
    vec![
        menu::entry(t!("contacts-message"), talk).icon(Icon::Mail),
        menu::separator(),
        menu::entry_maybe(t!("circles-leave"), online.then_some(leave)).danger(),
    ]
}

/// The lines of a person's menu that invite them into one of our circles.
pub(super) fn invitations(model: &Model, email: &Email) -> Vec<Entry<Message>> {
    let online = model.connection.is_online();
    let circles = own(&model.roster).filter(|circle| circle.role.may_invite() && !circle.members.contains_key(email));
    let lines: Vec<Entry<Message>> = circles
        .map(|circle| {
            let invite = Request::InviteToCircle { circle: circle.id.clone(), email: email.clone() };
            menu::entry_maybe(name(circle), online.then_some(Message::Requested(invite)))
        })
        .collect();
    if lines.is_empty() {
        return lines;
    }
    let heading = [menu::heading(t!("circles-invite-to"))].into_iter();
    heading.chain(lines).chain([menu::separator()]).collect()
}

/// The menu of a member who is no contact.
pub(super) fn stranger_entries(model: &Model, email: &Email) -> Vec<Entry<Message>> {
    let add = Message::WindowWanted(Window::AddContact(Some(email.clone())));
    vec![
        menu::entry(t!("contacts-message"), Message::Opened(email.clone())).icon(Icon::Mail),
        menu::entry_maybe(t!("circles-add"), model.connection.is_online().then_some(add)).icon(Icon::AddPerson),
    ]
}

/// A line for each invitation that waits for an answer.
pub(super) fn notices(model: &Model) -> Vec<Element<'_, Message>> {
    let waiting = model.roster.circles().filter(|circle| circle.standing == Standing::Invited);
    waiting.map(|circle| invitation(circle, model)).collect()
}

fn invitation<'a>(circle: &Circle, model: &Model) -> Element<'a, Message> {
    let circle_name = short(circle);
    let inviter = circle.inviter.as_ref();
    let who = inviter.and_then(|inviter| inviter.email.as_ref().map(|email| contact_row::brief(&model.roster, email)));
    let named = inviter
        .and_then(|inviter| inviter.name.as_deref())
        .map(|name| contact_row::short(&contact_row::shown(name)))
        .filter(|name| !name.is_empty());
    // Whom we know goes by the name that we know; the service names strangers better than their address.
    let known =
        inviter.and_then(|inviter| inviter.email.as_ref()).is_some_and(|email| model.roster.person(email).is_some());
    let who = if known { who } else { named.or(who) };
    let words = match who {
        Some(who) => {
            t!("circles-invitation-from", name = who.chars().take(MOST).collect::<String>(), circle = circle_name)
        }
        None => t!("circles-invitation", circle = circle_name),
    };
    let words = match inviter.map(|inviter| contact_row::shown(&inviter.message)).filter(|message| !message.is_empty())
    {
        Some(message) => format!("{words} “{}”", message.chars().take(200).collect::<String>()),
        None => words,
    };
    let can = model.connection.is_online() && !pending::circle(model, &circle.id);
    let answer = |request: Request| can.then_some(Message::Requested(request));
    let join =
        link(t!("circles-join")).id("circle-join").on_press_maybe(answer(Request::AcceptCircle(circle.id.clone())));
    let decline = link(t!("circles-decline"))
        .id("circle-decline")
        .on_press_maybe(answer(Request::DeclineCircle(circle.id.clone())));
    let words = text(words).size(size::SECONDARY).width(Length::Fill);
    let line = row![icon::small(Icon::People), words, join, decline].spacing(space::S).align_y(Alignment::Center);
    container(line).padding([space::XS, space::M]).width(Length::Fill).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::window::testing::email;
    use msnp::event::{CircleEvent, CircleMemberFacts, Event, PresenceEvent};
    use msnp::roster::{Inviter, Role};
    use msnp::types::{Capabilities, List, Status};

    pub(in super::super) fn id() -> CircleId {
        CircleId::of_guid("00000000-0000-0000-0009-0123456789ab").unwrap()
    }
    fn model(standing: Standing, inviter: Option<Inviter>) -> Model {
        let mut model = Model::default();
        let told = |name: &str| CircleMemberFacts {
            email: email(name),
            name: Some(name.to_owned()),
            standing: Standing::Member,
            role: Role::Member,
        };
        for event in [
            CircleEvent::Is { id: id(), name: Some("Walkers".into()), standing, role: Role::Admin, inviter },
            CircleEvent::Members { id: id(), members: vec![told("bob"), told("carol")] },
            CircleEvent::Opened(id()),
            CircleEvent::Presence {
                id: id(),
                presence: PresenceEvent::Online {
                    email: email("bob"),
                    name: Some("Bob".into()),
                    status: Status::Away,
                    capabilities: Capabilities::default(),
                    object: None,
                    initial: true,
                },
            },
        ] {
            model.roster.apply(&Event::Circle(event));
        }
        model
    }

    #[test]
    fn a_circle_is_a_section_of_its_members() {
        let model = model(Standing::Member, None);
        let sections = super::super::sections::sections(&model, "");
        assert_eq!(sections[0].title(), "Walkers (1/2)");
        let people: Vec<(&str, Status)> = sections[0].people.iter().map(|p| (p.name.as_str(), p.status)).collect();
        assert_eq!(people, [("Bob", Status::Away), ("carol", Status::Offline)]);
        let found = super::super::sections::sections(&model, "carol");
        assert_eq!(found[0].people.len(), 1);
        assert!(super::super::sections::sections(&model, "nobody").is_empty());
    }

    #[test]
    fn an_invitation_is_no_section_but_a_line() {
        let inviter = Inviter { email: Some(email("dave")), name: Some("Dave".into()), message: "come!".into() };
        let model = model(Standing::Invited, Some(inviter));
        assert!(super::super::sections::sections(&model, "").is_empty());
        assert_eq!(notices(&model).len(), 1);
    }

    #[test]
    fn only_who_may_invite_is_offered_to_and_only_whom_the_circle_lacks() {
        let mut model = model(Standing::Member, None);
        assert_eq!(invitations(&model, &email("dave")).len(), 3);
        assert!(invitations(&model, &email("bob")).is_empty());
        if let Some(circle) = model.roster.circles.get_mut(&id()) {
            circle.role = Role::Member;
        }
        assert!(invitations(&model, &email("dave")).is_empty());
    }

    #[test]
    fn a_member_who_is_a_contact_keeps_the_name_that_we_gave_them() {
        let mut model = model(Standing::Member, None);
        let mut bob = Person::new(email("bob"));
        bob.lists = bob.lists.with(List::Forward);
        bob.alias = Some("My Bob".into());
        model.roster.people.insert(email("bob"), bob);
        let member = &model.roster.circles[&id()].members[&email("bob")];
        assert_eq!(person(member, &model.roster).display_name(), "My Bob");
    }
}
