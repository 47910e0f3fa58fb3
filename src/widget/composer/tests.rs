//! What the field does with what is typed, pasted, sent and nudged.

use super::*;
use msnp::content::Color;

const CAN: Can = Can { say: true, nudge: true, typing: true };

fn at(milliseconds: u64) -> Instant {
    Instant(Duration::from_millis(milliseconds))
}
fn empty() -> Composer {
    Composer::new("", TextFormat::default())
}
fn insert(composer: &mut Composer, text: &str, now: Instant) -> Vec<Outcome> {
    let paste = text_editor::Action::Edit(Edit::Paste(Arc::new(text.to_owned())));
    composer.update(Message::Edited(paste), now, CAN)
}
fn said(outcomes: &[Outcome]) -> Option<&str> {
    outcomes.iter().find_map(|outcome| match outcome {
        Outcome::Say(text, _) => Some(text.as_str()),
        _ => None,
    })
}

#[test]
fn what_is_written_is_sent_and_the_field_is_empty_again() {
    let mut composer = empty();
    insert(&mut composer, "see you\nat eight \n", at(0));
    let outcomes = composer.update(Message::SendPressed, at(1), CAN);
    assert_eq!(said(&outcomes), Some("see you\nat eight"));
    assert!(outcomes.iter().any(|outcome| matches!(outcome, Outcome::Draft(text) if text.is_empty())));
    assert_eq!(composer.text().trim_end(), "");
}

#[test]
fn nothing_and_spaces_are_not_sent() {
    let mut composer = empty();
    assert!(said(&composer.update(Message::SendPressed, at(0), CAN)).is_none());
    insert(&mut composer, "  \n ", at(0));
    assert!(said(&composer.update(Message::SendPressed, at(0), CAN)).is_none());
}

#[test]
fn too_long_a_text_stays_and_says_so() {
    let mut composer = empty();
    insert(&mut composer, &"é".repeat(LIMIT / 2), at(0));
    assert_eq!(composer.notice, None);
    insert(&mut composer, "!é", at(0));
    assert_eq!(composer.notice, Some(Notice::TooLong(2)));
    assert!(said(&composer.update(Message::SendPressed, at(1), CAN)).is_none());
    for step in [Some(Notice::TooLong(1)), None] {
        composer.update(Message::Edited(text_editor::Action::Edit(Edit::Backspace)), at(2), CAN);
        assert_eq!(composer.notice, step);
    }
    assert_eq!(said(&composer.update(Message::SendPressed, at(3), CAN)).map(str::len), Some(LIMIT));
}

#[test]
fn the_ends_of_lines_count() {
    let mut composer = empty();
    insert(&mut composer, &"x\n".repeat(LIMIT / 2), at(0));
    assert_eq!((composer.length, &composer.notice), (LIMIT, &None));
    insert(&mut composer, "y", at(0));
    assert_eq!(composer.notice, Some(Notice::TooLong(1)));
}

#[test]
fn far_too_long_a_paste_is_not_taken_in() {
    let mut composer = empty();
    insert(&mut composer, "kept", at(0));
    insert(&mut composer, &"x".repeat(long::MOST * LIMIT), at(1));
    assert_eq!(composer.text().trim_end(), "kept");
    assert_eq!(composer.notice, Some(Notice::TooLong((long::MOST - 1) * LIMIT + 4)));
}

#[test]
fn a_long_paste_asks_before_it_becomes_several_messages() {
    let mut composer = empty();
    insert(&mut composer, "kept ", at(0));
    insert(&mut composer, &"words ".repeat(LIMIT / 2), at(1));
    assert_eq!(composer.text().trim_end(), "kept", "the field stays quick");
    assert_eq!(composer.notice, Some(Notice::Pasted(4)));
    insert(&mut composer, "it ", at(2));
    assert_eq!(composer.notice, Some(Notice::Pasted(4)), "the question waits for its answer");
    let cannot = Can { say: false, nudge: false, typing: false };
    assert!(said(&composer.update(Message::SeveralPressed, at(3), cannot)).is_none());
    let outcomes = composer.update(Message::SeveralPressed, at(4), CAN);
    let parts: Vec<&str> = outcomes
        .iter()
        .filter_map(|outcome| match outcome {
            Outcome::Say(text, _) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    assert!(parts.len() == 4 && parts[0].starts_with("kept it words"));
    assert!(parts.iter().all(|part| part.len() <= LIMIT));
    assert_eq!(parts.join(" ").split(' ').count(), 2 + LIMIT / 2);
    assert!(composer.notice.is_none() && composer.pasted.is_none());
    assert_eq!(composer.text().trim_end(), "");
}

#[test]
fn a_long_paste_can_be_dropped() {
    for answer in [Message::PasteDropped, Message::EscapePressed] {
        let mut composer = empty();
        insert(&mut composer, "kept", at(0));
        insert(&mut composer, &"x".repeat(3 * LIMIT), at(1));
        let outcomes = composer.update(answer, at(2), CAN);
        assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Run(_))));
        assert_eq!((composer.text().trim_end(), &composer.notice), ("kept", &None));
    }
}

#[test]
fn too_long_a_text_in_the_field_can_go_as_several_messages() {
    let mut composer = empty();
    insert(&mut composer, &"x".repeat(LIMIT + 5), at(0));
    assert_eq!(composer.notice, Some(Notice::TooLong(5)));
    let outcomes = composer.update(Message::SeveralPressed, at(1), CAN);
    let said: Vec<usize> = outcomes
        .iter()
        .filter_map(|outcome| if let Outcome::Say(text, _) = outcome { Some(text.len()) } else { None })
        .collect();
    assert_eq!(said, [LIMIT, 5]);
}

#[test]
fn what_cannot_be_sent_stays() {
    let mut composer = empty();
    insert(&mut composer, "later", at(0));
    let outcomes = composer.update(Message::SendPressed, at(1), Can { say: false, nudge: false, typing: false });
    assert!(said(&outcomes).is_none());
    assert_eq!(composer.text().trim_end(), "later");
}

#[test]
fn typing_is_told_every_five_seconds_and_anew_after_sending() {
    let told = |outcomes: &[Outcome]| outcomes.iter().any(|outcome| matches!(outcome, Outcome::Typing));
    let mut composer = empty();
    assert!(told(&insert(&mut composer, "a", at(1_000))));
    assert!(!told(&insert(&mut composer, "b", at(5_900))));
    assert!(told(&insert(&mut composer, "c", at(6_000))));
    composer.update(Message::SendPressed, at(6_100), CAN);
    assert!(told(&insert(&mut composer, "d", at(6_200))));
}

#[test]
fn a_nudge_is_followed_by_none_for_ten_seconds() {
    let nudged = |outcomes: &[Outcome]| outcomes.iter().any(|outcome| matches!(outcome, Outcome::Nudge));
    let mut composer = empty();
    assert!(nudged(&composer.update(Message::NudgePressed, at(0), CAN)));
    assert!(!nudged(&composer.update(Message::NudgePressed, at(3_500), CAN)));
    assert_eq!(composer.notice, Some(Notice::NudgeWait(7)));
    assert!(nudged(&composer.update(Message::NudgePressed, at(10_000), CAN)));
    assert_eq!(composer.notice, None);
}

#[test]
fn the_format_is_told_and_goes_with_the_message() {
    let mut composer = empty();
    let outcomes = composer.update(Message::FaceToggled(Face::Bold), at(0), CAN);
    assert!(matches!(&outcomes[..], [Outcome::Format(format)] if format.bold));
    let red = Color { red: 200, green: 0, blue: 0 };
    composer.update(Message::ColorPicked(Some(red)), at(0), CAN);
    composer.update(Message::FontPicked(Some("Open Sans")), at(0), CAN);
    insert(&mut composer, "hi", at(1));
    let outcomes = composer.update(Message::SendPressed, at(2), CAN);
    let format = outcomes.iter().find_map(|outcome| match outcome {
        Outcome::Say(_, format) => Some(format.clone()),
        _ => None,
    });
    let wanted = TextFormat { bold: true, color: red, font: "Open Sans".into(), ..TextFormat::default() };
    assert_eq!(format, Some(wanted));
}

#[test]
fn undo_takes_back_a_word_and_redo_brings_it_again() {
    let mut composer = empty();
    for c in "see you".chars() {
        composer.update(Message::Edited(text_editor::Action::Edit(Edit::Insert(c))), at(0), CAN);
    }
    composer.update(Message::UndoPressed, at(0), CAN);
    assert_eq!(composer.text().trim_end(), "see");
    composer.update(Message::UndoPressed, at(0), CAN);
    assert_eq!(composer.text().trim_end(), "");
    composer.update(Message::RedoPressed, at(0), CAN);
    composer.update(Message::RedoPressed, at(0), CAN);
    assert_eq!(composer.text().trim_end(), "see you");
}

#[test]
fn escape_closes_the_popover_before_the_window() {
    let mut composer = empty();
    composer.update(Message::PopoverToggled(Popover::Emoji), at(0), CAN);
    assert!(matches!(&composer.update(Message::EscapePressed, at(0), CAN)[..], [Outcome::Run(_)]));
    assert!(matches!(&composer.update(Message::EscapePressed, at(0), CAN)[..], [Outcome::Close]));
}

#[test]
fn an_emoji_goes_in_at_the_cursor() {
    let mut composer = Composer::new("hi ", TextFormat::default());
    composer.update(Message::EmojiPicked("🦋"), at(0), CAN);
    assert_eq!(composer.text().trim_end(), "hi 🦋");
}
