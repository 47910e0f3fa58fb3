//! Events as JSON objects: kind and fields.

use msnp::content::TextMessage;
use msnp::content::endpoint::PlaceKind;
use msnp::event::{
    CircleEvent, ConversationEvent, ConversationId, Event, MailEvent, MessageState, PresenceEvent, RosterEvent,
};
use msnp::roster::{Role, Standing};
use msnp::types::{AddPolicy, GroupId, List, Lists, Privacy, Status};
use serde_json::{Value, json};
use std::fmt::Display;

/// What to print of an event.
pub(crate) fn describe(event: &Event, print: &mut dyn FnMut(&str, Value)) {
    match event {
        Event::SignedIn { dialect, email, name, server } => print(
            "signed-in",
            json!({"dialect": dialect.name(), "email": text(email), "name": name, "server": text(server)}),
        ),
        Event::SignedOut(reason) => print("signed-out", json!({"reason": text(reason)})),
        Event::Route(route) => print("route", json!({"text": text(route)})),
        Event::ConnectionLost { reason, .. } => print("connection-lost", json!({"reason": text(reason)})),
        Event::Roster(event) => roster(event, print),
        Event::Presence(event) => presence(event, print),
        Event::Circle(event) => circle(event, print),
        Event::OfflineMessage(message) => print(
            "offline-message",
            json!({
                "id": message.id.0, "from": text(&message.from), "name": message.name, "text": message.message.text,
                "written": text(message.written),
            }),
        ),
        Event::Places(places) => {
            for place in places {
                let kind = match place.kind {
                    PlaceKind::Computer => "computer",
                    PlaceKind::Web => "web",
                    PlaceKind::Phone => "phone",
                    PlaceKind::Other | PlaceKind::Unknown(_) => "other",
                };
                print(
                    "place",
                    json!({
                        "id": place.place.as_ref().map(text), "name": place.name, "idle": place.idle, "kind": kind,
                        "status": place.status.map(Status::code),
                    }),
                );
            }
        }
        Event::Conversation(id, event) => talk(id, event, print),
        Event::Mail(MailEvent::Unread { inbox, folders }) => {
            print("mail", json!({"inbox": inbox, "folders": folders}));
        }
        Event::Mail(MailEvent::Arrived { from, address, subject, .. }) => {
            print("mail", json!({"from": from, "address": address, "subject": subject}));
        }
        Event::Family(family) => print("family", json!({"family": family.word()})),
        Event::ShutdownIn { minutes } => print("shutdown", json!({"minutes": minutes})),
        Event::Notification(xml) => print("notification", json!({"xml": xml})),
        Event::Oddity(what) => print("oddity", json!({"what": what})),
        _ => {}
    }
}

fn roster(event: &RosterEvent, print: &mut dyn FnMut(&str, Value)) {
    let codes = |lists: Lists| lists.iter().map(List::code).collect::<Vec<_>>();
    let ids = |groups: &[GroupId]| groups.iter().map(text).collect::<Vec<_>>();
    match event {
        RosterEvent::Person { email, name, lists, groups, .. } => print(
            "list",
            json!({"action": "is", "email": text(email), "name": name, "lists": codes(*lists), "groups": ids(groups)}),
        ),
        RosterEvent::Restored(roster) => {
            for person in roster.people.values() {
                let (lists, groups) = (codes(person.lists), ids(&person.groups));
                let (email, name) = (text(&person.email), &person.name);
                print("list", json!({"action": "is", "email": email, "name": name, "lists": lists, "groups": groups}));
            }
            for group in &roster.groups {
                print("group", json!({"action": "is", "id": text(&group.id), "name": group.name}));
            }
        }
        RosterEvent::Added { list, email, name, group, by_them, .. } => print(
            "list",
            json!({
                "action": "added", "list": list.code(), "email": text(email), "name": name,
                "group": group.as_ref().map(text), "by_them": by_them,
            }),
        ),
        RosterEvent::Removed { list, email, group, by_them } => print(
            "list",
            json!({
                "action": "removed", "list": list.code(), "email": text(email),
                "group": group.as_ref().map(text), "by_them": by_them,
            }),
        ),
        RosterEvent::Renamed { email, name } => {
            print("list", json!({"action": "renamed", "email": text(email), "name": name}));
        }
        RosterEvent::Network { email, network } => {
            print("list", json!({"action": "network", "email": text(email), "network": network.0}));
        }
        RosterEvent::Alias { email, alias } => {
            print("list", json!({"action": "alias", "email": text(email), "alias": alias}));
        }
        RosterEvent::Note { email, note } => {
            print("list", json!({"action": "note", "email": text(email), "note": note}));
        }
        RosterEvent::Phone { email, kind, number } => {
            print("list", json!({"action": "phone", "email": text(email), "phone": kind.word(), "number": number}));
        }
        RosterEvent::Group { id, name } => print("group", json!({"action": "is", "id": text(id), "name": name})),
        RosterEvent::GroupRemoved(id) => print("group", json!({"action": "removed", "id": text(id)})),
        RosterEvent::SyncStarted => print("sync-started", json!({})),
        RosterEvent::SyncFinished(_) => print("sync-finished", json!({})),
        RosterEvent::Privacy(privacy) => {
            let code = if *privacy == Privacy::BlockOthers { "BL" } else { "AL" };
            print("privacy", json!({"value": code}));
        }
        RosterEvent::AddPolicy(policy) => {
            print("add-policy", json!({"value": if *policy == AddPolicy::Ask { "A" } else { "N" }}));
        }
        RosterEvent::OwnName(name) => print("own-name", json!({"name": name})),
        RosterEvent::OwnStatus(status) => print("own-status", json!({"status": status.code()})),
        RosterEvent::OwnPersonalMessage(message) => print("own-psm", json!({"text": message.text})),
        RosterEvent::OwnProperty(property, value) => {
            print("property", json!({"property": property.code(), "value": value}));
        }
        RosterEvent::Property { email, property, value } => {
            print("property", json!({"email": text(email), "property": property.code(), "value": value}));
        }
    }
}

fn presence(event: &PresenceEvent, print: &mut dyn FnMut(&str, Value)) {
    match event {
        PresenceEvent::Online { email, name, status, capabilities, object, initial } => print(
            "presence",
            json!({
                "email": text(email), "name": name, "status": status.code(), "capabilities": capabilities.0,
                "object": object, "initial": initial,
            }),
        ),
        PresenceEvent::Offline { email } => print("presence", json!({"email": text(email), "status": "FLN"})),
        PresenceEvent::PersonalMessage { email, message } => print(
            "psm",
            json!({
                "email": text(email), "text": message.text, "media": message.media.as_ref().map(|m| m.display()),
            }),
        ),
    }
}

fn circle(event: &CircleEvent, print: &mut dyn FnMut(&str, Value)) {
    let standing = |standing: Standing| if standing == Standing::Invited { "invited" } else { "member" };
    let role = |role: Role| match role {
        Role::Admin => "admin",
        Role::Assistant => "assistant",
        Role::Member => "member",
    };
    match event {
        CircleEvent::Is { id, name, standing: ours, role: own, inviter } => {
            let inviter = inviter
                .as_ref()
                .map(|who| json!({"email": who.email.as_ref().map(text), "name": who.name, "message": who.message}));
            let (ours, own) = (standing(*ours), role(*own));
            let id = text(id);
            print(
                "circle",
                json!({"action": "is", "id": id, "name": name, "standing": ours, "role": own, "by": inviter}),
            );
        }
        CircleEvent::Gone(id) => print("circle", json!({"action": "gone", "id": text(id)})),
        CircleEvent::Members { id, members } => {
            let members = members.iter().map(|member| {
                let (ours, own) = (standing(member.standing), role(member.role));
                json!({"email": text(&member.email), "name": member.name, "standing": ours, "role": own})
            });
            print("circle", json!({"action": "members", "id": text(id), "members": members.collect::<Vec<_>>()}));
        }
        CircleEvent::Opened(id) => print("circle", json!({"action": "opened", "id": text(id)})),
        CircleEvent::Closed { id, error } => {
            let reason = error.as_ref().map(text);
            print("circle", json!({"action": "closed", "id": text(id), "reason": reason}));
        }
        CircleEvent::Presence { id, presence: event } => presence(event, &mut |kind, mut fields| {
            fields["circle"] = Value::String(text(id));
            print(kind, fields);
        }),
        CircleEvent::Joined { id, email } => {
            print("circle", json!({"action": "joined", "id": text(id), "email": text(email)}));
        }
        CircleEvent::Left { id, email } => {
            print("circle", json!({"action": "left", "id": text(id), "email": text(email)}));
        }
    }
}

fn talk(id: &ConversationId, event: &ConversationEvent, print: &mut dyn FnMut(&str, Value)) {
    let id = text(id);
    match event {
        ConversationEvent::Ringing { from, name } => {
            print("ring", json!({"conversation": id, "from": text(from), "name": name}));
        }
        ConversationEvent::Joined { email, name, capabilities } => print(
            "joined",
            json!({"conversation": id, "email": text(email), "name": name, "capabilities": capabilities.0}),
        ),
        ConversationEvent::Left { email, idle } => {
            print("left", json!({"conversation": id, "email": text(email), "idle": idle}));
        }
        ConversationEvent::Typing { from } => print("typing", json!({"conversation": id, "from": text(from)})),
        ConversationEvent::Message { from, name, message } => {
            let (words, format) = (&message.text, look(message));
            print(
                "message",
                json!({"conversation": id, "from": text(from), "name": name, "text": words, "format": format}),
            );
        }
        ConversationEvent::Nudge { from, name } => {
            print("nudge", json!({"conversation": id, "from": text(from), "name": name}));
        }
        ConversationEvent::SaidElsewhere { message } => {
            let words = message.as_ref().map(|message| message.text.as_str());
            print("said-elsewhere", json!({"conversation": id, "text": words}));
        }
        ConversationEvent::Datacast { from, datacast } => {
            print("datacast", json!({"conversation": id, "from": text(from), "datacast": format!("{datacast:?}")}));
        }
        ConversationEvent::Invitation { from, fields } => {
            print("invitation", json!({"conversation": id, "from": text(from), "fields": fields}));
        }
        ConversationEvent::CallFailed { email, error } => {
            print("call-failed", json!({"conversation": id, "email": text(email), "reason": text(error)}));
        }
        ConversationEvent::MessageState { message, state } => {
            let number = message.0;
            match state {
                MessageState::Queued => print("queued", json!({"conversation": id, "message": number})),
                MessageState::Sent => print("sent", json!({"conversation": id, "message": number})),
                MessageState::Delivered => print("acknowledged", json!({"conversation": id, "message": number})),
                MessageState::Left => print("left-offline", json!({"conversation": id, "message": number})),
                MessageState::Failed(error) => {
                    print("failed", json!({"conversation": id, "message": number, "reason": text(error)}));
                }
            }
        }
        ConversationEvent::Became(other) => print("became", json!({"conversation": id, "now": text(other)})),
        ConversationEvent::Closed => print("closed", json!({"conversation": id})),
    }
}

/// How a message looks; `null` when its sender didn't say.
fn look(message: &TextMessage) -> Value {
    message.format.as_ref().map_or(Value::Null, |format| {
        json!({
            "font": format.font, "bold": format.bold, "italic": format.italic, "underline": format.underline,
            "strike": format.strike, "right_to_left": format.right_to_left,
            "color": format!("#{:02x}{:02x}{:02x}", format.color.red, format.color.green, format.color.blue),
        })
    })
}

pub(crate) fn text(value: impl Display) -> String {
    value.to_string()
}
