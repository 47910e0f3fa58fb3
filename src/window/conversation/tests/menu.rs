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
