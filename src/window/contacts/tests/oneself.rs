//! The status menu beside the states: the music, and the answer while one is away.

use super::*;
use crate::store::settings::OwnChange;
use crate::window::contacts::oneself::Edit;

/// Opens the status menu and takes a line of it.
fn pick(driven: &mut Driven, words: &str) {
    driven.act(|view| {
        view.click("(Online)").expect("the menu is there");
        view.click(words).unwrap_or_else(|error| panic!("{words}: {error}"));
    });
}

fn card(driven: &Driven) -> Option<&AutoReply> {
    if let Some(Question::AutoReply(reply)) = &driven.window.question { Some(reply) } else { None }
}

#[test]
fn the_music_is_shown_by_a_line_of_the_status_menu() {
    let mut driven = Driven::new(model());
    pick(&mut driven, &t!("own-music"));
    assert_eq!(configured(&mut driven), [SettingsChange::Own(OwnChange::ShowMusic(true))]);
    driven.model.settings.own.show_music = true;
    pick(&mut driven, &t!("own-music"));
    assert_eq!(configured(&mut driven), [SettingsChange::Own(OwnChange::ShowMusic(false))]);
}

#[test]
fn the_answer_is_written_on_a_card_and_kept_by_enter() {
    let mut driven = Driven::new(model());
    pick(&mut driven, &t!("own-auto-reply"));
    assert_eq!(card(&driven).map(|reply| reply.text.clone()), Some(t!("auto-reply-usual")));
    driven.click(&t!("auto-reply-on"));
    driven.say(Message::AutoReply(Edit::Typed("Back at four ".into())));
    driven.key(Named::Enter);
    let kept = AutoReply { on: true, text: "Back at four".into() };
    assert_eq!(configured(&mut driven), [SettingsChange::Own(OwnChange::AutoReply(kept))]);
    assert_eq!(card(&driven), None);
}

#[test]
fn the_usual_words_are_kept_as_none_so_that_they_follow_the_language() {
    let mut driven = Driven::new(model());
    pick(&mut driven, &t!("own-auto-reply"));
    driven.click(&t!("auto-reply-on")).click(&t!("auto-reply-keep"));
    let kept = AutoReply { on: true, text: String::new() };
    assert_eq!(configured(&mut driven), [SettingsChange::Own(OwnChange::AutoReply(kept))]);
}

#[test]
fn escape_keeps_the_old_answer() {
    let mut driven = Driven::new(model());
    pick(&mut driven, &t!("own-auto-reply"));
    driven.click(&t!("auto-reply-on")).key(Named::Escape);
    assert_eq!(card(&driven), None);
    assert!(driven.actions.is_empty());
}
