//! Who is there and how they can be reached: offline, blocked, without a connection, more than one.

use super::*;
use msnp::types::List;
use std::time::Duration;

#[test]
fn somebodys_nudges_are_muted_from_the_menu() {
    let mut desk = Desk::new(true);
    let nudge = ConversationEvent::Nudge { from: email("bob"), name: "Bob".into() };
    desk.happens(&nudge);
    assert!(desk.find("Bob sent you a nudge").is_some());
    let muted = desk.window.update(Message::NudgesMuted(email("bob"), true), &desk.model);
    let wanted = SettingsChange::MuteNudges { email: email("bob"), muted: true };
    assert!(matches!(muted, Action::Configure(change) if change == wanted));
}

#[test]
fn somebody_offline_is_told_of_and_somebody_blocked_can_be_unblocked() {
    let mut desk = Desk::new(false);
    let offline = "Bob is offline. Messages can't be delivered until they sign in.";
    let left = "Bob is offline; your message will be delivered when they sign in.";
    assert!(desk.find(offline).is_none() && desk.find(left).is_none());
    if let Some(bob) = desk.model.roster.people.get_mut(&email("bob")) {
        bob.status = Status::Offline;
    }
    assert!(desk.find(offline).is_none() && desk.find(left).is_some());
    // Whoever appears offline can leave a message all the same.
    desk.model.roster.own.status = Status::Hidden;
    assert!(desk.find(left).is_some());
    desk.model.roster.own.status = Status::Online;
    desk.model.no_offline_service = true;
    assert!(desk.find(offline).is_some());
    if let Some(bob) = desk.model.roster.people.get_mut(&email("bob")) {
        bob.lists = bob.lists.with(List::Block);
    }
    let unblock = desk.find("Unblock Bob").unwrap_or_else(|| panic!("no way back"));
    desk.typewrite("hi");
    desk.key(Named::Enter, Modifiers::empty());
    assert!(desk.said().is_empty());
    assert_eq!(desk.window.composer.text().trim_end(), "hi", "nothing is lost");
    desk.click(unblock.center());
    assert!(matches!(desk.asked.last(), Some(Action::Send(Request::Unblock(_)))));
}

#[test]
fn without_a_connection_the_text_stays_and_a_sentence_says_why() {
    let mut desk = Desk::new(true);
    desk.model.connection = Connection::SignedOut;
    desk.typewrite("hi");
    desk.key(Named::Enter, Modifiers::empty());
    assert!(desk.said().is_empty());
    assert!(desk.find("You are signed out. Sign in to send messages.").is_some());
    assert_eq!(desk.window.composer.text().trim_end(), "hi");
}

#[test]
fn while_the_connection_is_lost_one_writes_on_and_sees_what_waits() {
    let mut desk = Desk::new(false);
    let (reason, retry_in) = (msnp::error::SignOutReason::TimedOut, Duration::from_secs(5));
    desk.model.connection = Connection::Lost { reason, retry_in, since: desk.model.now, attempt: 1 };
    assert!(desk.find("The connection is lost. What you send now goes out when it is back.").is_some());
    desk.typewrite("hi");
    let send = desk.find("Send").unwrap_or_else(|| panic!("no button"));
    desk.click(send.center());
    assert_eq!(desk.said().len(), 1);
    let id = desk.id();
    if let Some(talk) = desk.model.conversations.get_mut(&id) {
        talk.log.sending(desk.model.now, MessageId(7), "hi".into(), TextFormat::default());
    }
    assert!(desk.find("Waiting for the connection…").is_some());
    desk.click(Point::new(93.0, 450.0));
    assert!(desk.asked.iter().all(|action| !matches!(action, Action::Nudge(_))), "a nudge is for now, or not at all");
}

#[test]
fn the_window_follows_its_conversation_to_another_name() {
    let mut desk = Desk::new(true);
    let group = ConversationId::Group(3);
    let old = desk.id();
    if let Some(mut talk) = desk.model.conversations.remove(&old) {
        let participant = Participant { name: "Carol".into(), capabilities: Capabilities::default() };
        talk.log.participants.insert(email("carol"), participant);
        desk.model.conversations.insert(group.clone(), talk);
    }
    let action = desk.window.changed(&desk.model, &ConversationEvent::Became(group.clone()));
    desk.carry_out(action);
    assert_eq!(desk.id(), group);
    assert_eq!(desk.window.title(&desk.model), "Bob and Carol");
    assert!(desk.find("In this conversation (3)").is_some());
}

#[test]
fn typing_is_shown_for_each_of_several_and_gone_after_its_time() {
    let mut desk = Desk::new(true);
    let (old, group) = (desk.id(), ConversationId::Group(3));
    if let Some(mut talk) = desk.model.conversations.remove(&old) {
        let participant = Participant { name: "Carol".into(), capabilities: Capabilities::default() };
        talk.log.participants.insert(email("carol"), participant);
        desk.model.conversations.insert(group.clone(), talk);
    }
    let action = desk.window.changed(&desk.model, &ConversationEvent::Became(group.clone()));
    desk.carry_out(action);
    let later = |desk: &mut Desk, seconds| {
        desk.model.now = desk.model.now + Duration::from_secs(seconds);
        let now = desk.model.now;
        desk.model.conversations.get_mut(&group).map(|talk| talk.log.expire(now));
    };
    desk.happens(&ConversationEvent::Typing { from: email("bob") });
    later(&mut desk, 3);
    desk.happens(&ConversationEvent::Typing { from: email("carol") });
    assert!(desk.find("Bob and Carol are typing…").is_some());
    later(&mut desk, 4);
    assert!(desk.find("Carol is typing…").is_some(), "Bob has stopped");
    let message = TextMessage { text: "done".into(), ..TextMessage::default() };
    desk.happens(&ConversationEvent::Typing { from: email("bob") });
    desk.happens(&ConversationEvent::Message { from: email("carol"), name: "Carol".into(), message });
    assert!(desk.find("Bob is typing…").is_some(), "who has said it types no more");
    later(&mut desk, 7);
    assert!(desk.find("Bob is typing…").is_none());
}
