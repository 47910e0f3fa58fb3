//! The conversation's menu.

use super::*;

#[test]
fn the_menu_opens_by_a_key_while_one_writes_and_closes_the_window() {
    let mut desk = Desk::new(true);
    desk.typewrite("hi");
    desk.key(Named::F10, Modifiers::empty());
    desk.redraw();
    assert!(desk.find("Block Bob").is_some() && desk.find("Copy the conversation").is_some());
    desk.key(Named::Escape, Modifiers::empty());
    desk.redraw();
    assert!(desk.find("Copy the conversation").is_none());
    assert_eq!(desk.window.composer.text().trim_end(), "hi");
    desk.key(Named::F10, Modifiers::empty());
    desk.redraw();
    desk.key(Named::End, Modifiers::empty());
    desk.key(Named::Enter, Modifiers::empty());
    assert!(matches!(desk.asked.last(), Some(Action::Close)), "{:?}", desk.asked);
}

#[test]
fn the_menu_of_several_names_them_and_leaves() {
    let mut desk = Desk::new(true);
    let (old, group) = (desk.id(), ConversationId::Group(3));
    if let Some(mut talk) = desk.model.conversations.remove(&old) {
        let participant = Participant { name: "Carol".into(), capabilities: Capabilities::default() };
        talk.log.participants.insert(email("carol"), participant);
        desk.model.conversations.insert(group.clone(), talk);
    }
    let action = desk.window.changed(&desk.model, &ConversationEvent::Became(group));
    desk.carry_out(action);
    desk.key(Named::F10, Modifiers::empty());
    desk.redraw();
    assert!(desk.find("Properties: Carol").is_some() && desk.find("Leave the conversation").is_some());
    assert!(desk.find("Block Bob").is_none());
}

#[test]
fn whom_to_invite_is_searched_for_and_chosen_by_keys() {
    let mut desk = Desk::new(true);
    let people = [("bob", "Bob", Status::Online), ("carol", "Carol", Status::Away), ("dan", "Dan", Status::Online)];
    desk.model.roster = friends(&people).roster;
    desk.run(Task::done(Message::InviteWanted));
    desk.redraw();
    assert!(desk.find("Carol").is_some() && desk.find("Dan").is_some());
    desk.key(Named::ArrowDown, Modifiers::empty());
    desk.key(Named::Enter, Modifiers::empty());
    assert!(
        matches!(desk.asked.last(), Some(Action::Send(Request::Invite { email: who, .. })) if *who == email("dan"))
    );
    desk.redraw();
    assert!(desk.find("Carol").is_none(), "the dialog is gone");
    // What is typed goes into its field, and Esc leaves everything as it was.
    desk.asked.clear();
    desk.run(Task::done(Message::InviteWanted));
    desk.redraw();
    desk.typewrite("aro");
    desk.redraw();
    assert!(desk.find("Carol").is_some() && desk.find("Dan").is_none());
    desk.typewrite("x");
    desk.redraw();
    assert!(desk.find("Nobody who is online is called that.").is_some());
    desk.key(Named::Enter, Modifiers::empty());
    desk.key(Named::Escape, Modifiers::empty());
    desk.redraw();
    assert!(desk.find("Nobody who is online is called that.").is_none() && desk.asked.is_empty());
    assert_eq!(desk.window.composer.text().trim_end(), "");
    // Whoever is dragged over it is told of.
    desk.model.aimed = Some((desk.id(), email("dan")));
    assert!(desk.find("Let go to invite Dan").is_some());
}
