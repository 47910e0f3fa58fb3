//! The window by its messages, and what it shows.

use super::*;
use crate::model::Connection;
use crate::window::testing::email;
use iced_test::selector::Candidate;
use iced_test::simulator::Simulator;
use msnp::dialect::Dialect;
use msnp::error::ErrorCode;
use msnp::roster::Person;
use msnp::types::{Endpoint, List, Lists};

fn model() -> Model {
    let mut model = Model::default();
    model.roster.own.email = Some(email("me"));
    let mut bob = Person::new(email("bob"));
    bob.lists = Lists::NONE.with(List::Forward);
    model.roster.people.insert(bob.email.clone(), bob);
    let server = Endpoint { host: "localhost".into(), port: 1863 };
    model.connection = Connection::Online { email: email("me"), dialect: Dialect::Msnp12, server };
    model
}

fn texts(window: &Import, model: &Model) -> String {
    let mut simulator = Simulator::with_size(iced::Settings::default(), (460.0, 420.0), window.view(model));
    let mut all = Vec::new();
    let _ = simulator.find(|candidate: Candidate<'_>| {
        if let Candidate::Text { content, .. } = candidate {
            all.push(content.to_owned());
        }
        None::<()>
    });
    all.join("\n")
}

/// A window that has read this.
fn after(text: &str, model: &Model) -> Import {
    let (mut window, _) = Import::new(model);
    let _ = window.update(Message::PathTyped("/somewhere/contacts.ctt".into()), model);
    assert!(matches!(window.update(Message::ReadPressed, model), Action::Run(_)));
    let _ = window.update(Message::Read(Ok(contact_file::parse(text.as_bytes()))), model);
    window
}

fn asked(action: &Action<Message>) -> Request {
    match action {
        Action::Send(request) => request.clone(),
        other => panic!("a request was expected: {other:?}"),
    }
}

#[test]
fn what_is_new_what_is_there_and_what_is_broken_is_said_before_anything_is_added() {
    let model = model();
    let mut window = after("bob@example.com\ncarol@example.com,Carol\nnonsense\nme@example.com\nx y\n", &model);
    let shown = texts(&window, &model);
    assert!(shown.contains("1 new, 2 already"), "{shown}");
    assert!(shown.contains("Lines 3, 5 have no address"), "{shown}");
    assert!(shown.contains("carol@example.com") && shown.contains("Add 1 contact"), "{shown}");
    assert!(!shown.contains("bob@example.com"), "{shown}");
    let request = asked(&window.update(Message::AddPressed, &model));
    let wanted = Request::AddContact { email: email("carol"), name: Some("Carol".into()), group: None };
    assert_eq!(request, wanted);
}

#[test]
fn they_are_asked_for_one_after_the_other_and_what_is_refused_is_said() {
    let model = model();
    let mut window = after("carol@example.com\ndave@example.com\nerin@example.com\n", &model);
    let first = asked(&window.update(Message::AddPressed, &model));
    let other = Request::Block(email("x"));
    assert!(!window.answered(&other, &Ok(Answer::Done)).1, "it isn't ours");
    assert!(matches!(window.update(Message::ReadPressed, &model), Action::None), "not while it adds");
    let (second, ours) = window.answered(&first, &Ok(Answer::Done));
    assert!(ours && texts(&window, &model).contains("1 of 3"));
    let (third, _) = window.answered(&asked(&second), &Err(RequestError::Server(ErrorCode(205))));
    let (end, _) = window.answered(&asked(&third), &Ok(Answer::Done));
    assert!(matches!(end, Action::Run(_)));
    let shown = texts(&window, &model);
    assert!(shown.contains("2 contacts were added.") && shown.contains("1 couldn't be added"), "{shown}");
    assert!(shown.contains("dave@example.com") && shown.contains(&t!("error-205")), "{shown}");
}

#[test]
fn a_lost_connection_ends_it_with_a_sentence() {
    let model = model();
    let mut window = after("carol@example.com\ndave@example.com\n", &model);
    let first = asked(&window.update(Message::AddPressed, &model));
    let (end, _) = window.answered(&first, &Err(RequestError::ConnectionLost));
    assert!(matches!(end, Action::Run(_)));
    assert!(texts(&window, &model).contains("2 couldn't be added"));
}

#[test]
fn without_a_connection_nothing_is_asked() {
    let mut model = model();
    let mut window = after("carol@example.com\n", &model);
    model.connection = Connection::SignedOut;
    assert!(matches!(window.update(Message::AddPressed, &model), Action::None));
}

#[test]
fn a_file_that_cannot_be_used_is_said_and_a_late_one_is_not_shown() {
    let model = model();
    let (mut window, _) = Import::new(&model);
    let _ = window.update(Message::ReadPressed, &model);
    let _ = window.update(Message::Read(Err(ContactFileError::Missing)), &model);
    assert!(texts(&window, &model).contains("no file of that name"));
    let _ = window.update(Message::PathTyped("/other\n".repeat(100_000)), &model);
    let path = window.field.path().to_string_lossy().into_owned();
    assert!(path.starts_with("/other") && path.len() <= crate::window::path_field::LIMIT && !path.contains('\n'));
    let late = Parsed { entries: vec![Entry { email: email("late"), name: None }], ..Parsed::default() };
    let _ = window.update(Message::Read(Ok(late)), &model);
    assert!(matches!(window.stage, Stage::Asking(None)));
}

#[test]
fn a_long_list_is_shown_in_part() {
    let model = model();
    let text: String = (0..1_000).map(|n| format!("p{n}@example.com\n")).collect();
    let window = after(&text, &model);
    let shown = texts(&window, &model);
    assert!(shown.contains("1000 new") && shown.contains("and 800 more"), "{shown}");
}
