//! The panel of emoji over the field.

use super::*;
use std::time::Duration;

#[test]
fn escape_closes_what_is_open_then_the_window() {
    let mut desk = Desk::new(true);
    let open = Message::Composer(composer::Message::PopoverToggled(composer::Popover::Emoji));
    let action = desk.window.update(open, &desk.model);
    desk.carry_out(action);
    desk.key(Named::ArrowRight, Modifiers::empty());
    desk.key(Named::Enter, Modifiers::empty());
    desk.key(Named::Escape, Modifiers::empty());
    assert!(desk.asked.iter().all(|action| !matches!(action, Action::Close)));
    desk.key(Named::Escape, Modifiers::empty());
    assert!(matches!(desk.asked.last(), Some(Action::Close)));
    assert_eq!(desk.window.composer.text().trim_end(), "😃");
}

#[test]
fn a_low_window_shows_all_emoji_by_scrolling() {
    let mut desk = Desk::new(true);
    desk.size = Size::new(360.0, 320.0);
    desk.run(Task::done(Message::Composer(composer::Message::PopoverToggled(composer::Popover::Emoji))));
    desk.redraw();
    assert!(desk.find("😀").is_some());
    for _ in 0..12 {
        desk.key(Named::ArrowDown, Modifiers::empty());
        desk.redraw();
    }
    let last = desk.find("👻").unwrap_or_else(|| panic!("the last row can't be reached"));
    let send = desk.find("Send").unwrap_or_else(|| panic!("no button"));
    assert!(last.height > 20.0 && last.y + last.height < send.y - 20.0, "{last:?} over {send:?}");
}

#[test]
fn an_emoji_is_found_by_typing_its_name_and_is_offered_first_next_time() {
    let mut desk = Desk::new(true);
    let open = || Task::done(Message::Composer(composer::Message::PopoverToggled(composer::Popover::Emoji)));
    desk.run(open());
    desk.typewrite("thumbs");
    desk.redraw();
    assert!(desk.find("👍").is_some() && desk.find("👎").is_some() && desk.find("☕").is_none());
    for _ in 0..6 {
        desk.key(Named::Backspace, Modifiers::empty());
    }
    desk.typewrite("coff");
    desk.key(Named::Enter, Modifiers::empty());
    assert_eq!(desk.window.composer.text().trim_end(), "☕");
    let picked = desk.asked.iter().find_map(|action| match action {
        Action::Configure(SettingsChange::EmojiPicked(emoji)) => Some(emoji.clone()),
        _ => None,
    });
    desk.model.settings.note_emoji(picked.unwrap_or_else(|| panic!("nothing remembers it")));
    desk.typewrite("nothingofthekind");
    desk.redraw();
    assert!(desk.find("There is no emoji of that name.").is_some());
    desk.key(Named::Escape, Modifiers::empty());
    desk.run(open());
    desk.key(Named::Enter, Modifiers::empty());
    assert_eq!(desk.window.composer.text().trim_end(), "☕☕", "the recent one comes first");
}

#[test]
fn the_search_is_a_field_with_a_caret_a_selection_and_a_clipboard() {
    let mut desk = Desk::new(true);
    desk.run(Task::done(Message::Composer(composer::Message::PopoverToggled(composer::Popover::Emoji))));
    desk.typewrite("umbs");
    // The caret goes to the start, and letters come in there.
    desk.key(Named::Home, Modifiers::empty());
    desk.typewrite("th");
    desk.redraw();
    assert!(desk.find("👍").is_some() && desk.find("☕").is_none());
    // Everything is selected and replaced by what is pasted.
    let with_ctrl = |desk: &mut Desk, letter: &str| {
        let held = |modifiers| Event::Keyboard(iced::keyboard::Event::ModifiersChanged(modifiers));
        desk.events(None, &[held(Modifiers::COMMAND)]);
        desk.key(Key::Character(letter.into()), Modifiers::COMMAND);
        desk.events(None, &[held(Modifiers::empty())]);
    };
    with_ctrl(&mut desk, "a");
    desk.clipboard.0 = Some("coffee".into());
    with_ctrl(&mut desk, "v");
    desk.redraw();
    assert!(desk.find("☕").is_some() && desk.find("👍").is_none());
    // Left and right are the field's until one has gone down among the emoji.
    with_ctrl(&mut desk, "a");
    desk.typewrite("heart");
    desk.key(Named::ArrowLeft, Modifiers::empty());
    desk.typewrite("r");
    desk.key(Named::Backspace, Modifiers::empty());
    desk.key(Named::ArrowDown, Modifiers::empty());
    desk.key(Named::ArrowRight, Modifiers::empty());
    desk.key(Named::Enter, Modifiers::empty());
    assert!(!desk.window.composer.text().is_empty());
    // A megabyte is cut to what a search can be.
    desk.clipboard.0 = Some("x".repeat(1024 * 1024));
    let start = Instant::now();
    with_ctrl(&mut desk, "v");
    desk.redraw();
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert!(desk.find("There is no emoji of that name.").is_some());
    // Tab leads back to the field, and the letters land there.
    let before = desk.window.composer.text();
    desk.key(Named::Tab, Modifiers::empty());
    desk.typewrite("!");
    assert_eq!(desk.window.composer.text(), before + "!");
}
