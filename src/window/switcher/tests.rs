//! The window as a person uses it: keys and clicks on the real view, messages into the real update.

use super::*;
use crate::model::{Connection, Talk};
use crate::window::testing::{content, email, friends};
use msnp::request::Request;
use msnp::types::Status;

fn with(name: &str) -> ConversationId {
    ConversationId::With(email(name))
}

fn model() -> Model {
    let people = [
        ("erin", "Erin", Status::Online),
        ("heidi", "Heidi Prado", Status::Offline),
        ("bob", "Bob", Status::Away),
        ("carol", "Carol", Status::Busy),
    ];
    let mut model = friends(&people);
    model.conversations.insert(with("carol"), Talk::new(with("carol")));
    model
}

type Driven = crate::window::testing::Driven<Switcher>;

content!(Switcher, Message, (520.0, 360.0));

impl Driven {
    fn typed(&mut self, text: &str) -> &mut Self {
        self.say(Message::Typed(text.to_owned()))
    }

    fn names(&self) -> Vec<&str> {
        self.window.found.iter().map(|found| found.name.as_str()).collect()
    }
}

#[test]
fn the_conversations_come_first_and_then_who_is_there() {
    let driven = Driven::new(model());
    assert_eq!(driven.names()[..5], ["Carol", "Bob", "Erin", "Heidi Prado", "Friends"]);
    assert_eq!(driven.window.goal(), Some(&Goal::Conversation(with("carol"))));
}

#[test]
fn what_waits_to_be_read_is_before_what_was_said_later() {
    let mut model = model();
    let mut bob = Talk::new(with("bob"));
    bob.unread = 2;
    model.conversations.insert(with("bob"), bob);
    let mut erin = Talk::new(with("erin"));
    erin.times.push(chrono::Local::now());
    model.conversations.insert(with("erin"), erin);
    assert_eq!(Driven::new(model).names()[..3], ["Bob", "Erin", "Carol"]);
}

#[test]
fn enter_takes_what_is_chosen_and_the_window_goes_away_first() {
    let mut driven = Driven::new(model());
    driven.typed("er").key(Named::Enter);
    let wanted = Window::Conversation(with("erin"));
    assert!(matches!(driven.actions.as_slice(), [Action::Close, Action::Open(which)] if *which == wanted));
}

#[test]
fn arrows_go_round_and_pages_stop_at_the_ends() {
    let mut driven = Driven::new(model());
    let last = driven.names().len() - 1;
    driven.key(Named::ArrowUp);
    assert_eq!(driven.window.chosen, last);
    driven.key(Named::ArrowDown);
    assert_eq!(driven.window.chosen, 0);
    driven.key(Named::PageUp);
    assert_eq!(driven.window.chosen, 0);
    for _ in 0..10 {
        driven.key(Named::PageDown);
    }
    assert_eq!(driven.window.chosen, last);
    driven.typed("heidi");
    assert_eq!(driven.window.chosen, 0, "what is found anew is chosen from the top");
    driven.key(Named::Escape);
    assert!(matches!(driven.actions.as_slice(), [Action::Close]));
}

#[test]
fn a_click_takes_a_line() {
    let mut driven = Driven::new(model());
    driven.act(|view| {
        view.click("Heidi Prado").unwrap();
    });
    let wanted = Window::Conversation(with("heidi"));
    assert!(matches!(driven.actions.as_slice(), [Action::Close, Action::Open(which)] if *which == wanted));
}

#[test]
fn a_group_is_shown_in_the_contact_list() {
    let mut driven = Driven::new(model());
    driven.typed("friends").key(Named::Enter);
    let group = SectionId::Group(GroupId("g1".into()));
    assert!(matches!(driven.actions.as_slice(), [Action::Close, Action::InContacts(message)]
        if matches!(&**message, contacts::Message::Revealed(section) if *section == group)));
}

#[test]
fn a_command_is_run() {
    let run = |typed: &str| {
        let mut driven = Driven::new(model());
        driven.typed(typed).key(Named::Enter);
        assert!(matches!(driven.actions.first(), Some(Action::Close)), "{typed}: {:?}", driven.names());
        driven.actions.remove(1)
    };
    assert!(matches!(run("privacy"), Action::Open(Window::Privacy)));
    assert!(matches!(run("add a con"), Action::Open(Window::AddContact(None))));
    assert!(matches!(run("appear off"), Action::Send(Request::SetStatus(Status::Hidden))));
    assert!(matches!(run("busy"), Action::Send(Request::SetStatus(Status::Busy))));
    assert!(matches!(run("sign out"), Action::SignOut));
    assert!(matches!(run("import"), Action::Open(Window::Import)), "by the word for it elsewhere");
    assert!(matches!(run("new gr"), Action::InContacts(message)
        if matches!(*message, contacts::Message::EditStarted(contacts::Field::NewGroup))));
}

#[test]
fn without_a_connection_only_what_works_is_offered() {
    let mut model = model();
    model.connection = Connection::Lost {
        reason: msnp::error::SignOutReason::ServerShutdown,
        retry_in: std::time::Duration::from_secs(5),
        since: model.now,
        attempt: 1,
    };
    let driven = Driven::new(model);
    let commands = driven.window.found.iter().filter_map(|found| match found.goal {
        // The pages of the options come and go with what is on them.
        Goal::Command(Command::Options(Some(_))) => None,
        Goal::Command(command) => Some(command),
        _ => None,
    });
    let offered = [Command::Retry, Command::Privacy, Command::Options(None), Command::Export];
    assert_eq!(commands.collect::<Vec<_>>(), [&offered[..], &[Command::SignOut, Command::Quit]].concat());
}

#[test]
fn the_letters_that_were_found_are_cut_out_and_pictures_stay_whole() {
    let words = "Zoë 👩‍🚀 sea";
    let sea = words.find("sea").unwrap();
    let pieces: Vec<(&str, bool, bool)> = rows::pieces(words, &[0..1, sea..sea + 2])
        .into_iter()
        .map(|(range, emoji, marked)| (&words[range], emoji, marked))
        .collect();
    let expected = [
        ("Z", false, true),
        ("oë ", false, false),
        ("👩‍🚀", true, false),
        (" ", false, false),
        ("se", false, true),
        ("a", false, false),
    ];
    assert_eq!(pieces, expected);
}

#[test]
fn whatever_is_pasted_or_called_it_is_drawn() {
    let mut model = model();
    if let Some(erin) = model.roster.people.get_mut(&email("erin")) {
        erin.name = "\u{202e}ש🦋e".repeat(1_000);
    }
    let mut driven = Driven::new(model);
    for typed in ["e".repeat(1_000_000), "\n\u{7}\u{202e}".into(), "e".into(), "ש🦋".into(), "zzzzzz".into()] {
        driven.typed(&typed);
        assert!(driven.window.query.chars().count() <= LIMIT);
        driven.act(|_| {});
    }
    assert!(driven.names().is_empty());
    driven.key(Named::Enter).key(Named::ArrowDown).key(Named::ArrowUp);
    assert!(driven.actions.is_empty());
}

#[test]
fn typing_goes_to_the_field_from_anywhere() {
    let mut driven = Driven::new(model());
    driven.act(|view| {
        view.typewrite("hei");
    });
    assert_eq!(driven.window.query, "hei");
    assert_eq!(driven.names()[0], "Heidi Prado");
}
