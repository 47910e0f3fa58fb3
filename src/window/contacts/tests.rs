//! The window as a person uses it: keys and clicks on the real view, messages into the real update.

use super::*;
use crate::model::Trouble;
use crate::store::settings::Sort;
use iced::keyboard::key::Named;
use iced::mouse;
use iced_test::Error;
use iced_test::selector::Candidate;
use iced_test::simulator::{self, Simulator};
use msnp::dialect::Dialect;
use msnp::error::{ErrorCode, RequestError, SignOutReason};
use msnp::roster::{Group, Person};
use msnp::session::RequestId;
use msnp::types::{Endpoint, List, Lists};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

fn email(name: &str) -> Email {
    format!("{name}@example.com").parse().unwrap()
}

fn model() -> Model {
    let mut model = Model { service: "This computer".into(), ..Model::default() };
    model.roster.own.email = Some(email("alice"));
    model.roster.own.name = Some("Alice".into());
    model.roster.own.status = Status::Online;
    model.roster.groups = vec![Group { id: GroupId("g1".into()), name: "Friends".into() }];
    for (name, status, group) in
        [("bob", Status::Online, true), ("carol", Status::Away, true), ("dave", Status::Offline, false)]
    {
        let mut person = Person::new(email(name));
        person.name = name.to_owned();
        person.status = status;
        person.lists = Lists::NONE.with(List::Forward).with(List::Allow);
        person.groups = if group { vec![GroupId("g1".into())] } else { Vec::new() };
        model.roster.people.insert(person.email.clone(), person);
    }
    let server = Endpoint { host: "localhost".into(), port: 1863 };
    model.connection = Connection::Online { email: email("alice"), dialect: Dialect::Msnp12, server };
    model
}

/// A window with its model, driven through its view.
struct Driven {
    window: Contacts,
    model: Model,
    actions: Vec<Action<Message>>,
}

impl Driven {
    fn new(model: Model) -> Self {
        Self { window: Contacts::new(&model).0, model, actions: Vec::new() }
    }

    fn act(&mut self, act: impl FnOnce(&mut Simulator<'_, Message>)) -> &mut Self {
        let settings = iced::Settings { default_font: crate::theme::REGULAR, ..iced::Settings::default() };
        let view = self.window.view(&self.model);
        let mut simulator = Simulator::with_size(settings, (340.0, 640.0), view);
        act(&mut simulator);
        let messages: Vec<Message> = simulator.into_messages().collect();
        for message in messages {
            let action = self.window.update(message, &self.model);
            self.take(action);
        }
        self
    }

    fn say(&mut self, message: Message) -> &mut Self {
        let action = self.window.update(message, &self.model);
        self.take(action);
        self
    }

    fn take(&mut self, action: Action<Message>) {
        match action {
            Action::Many(actions) => actions.into_iter().for_each(|action| self.take(action)),
            Action::None | Action::Run(_) => {}
            other => self.actions.push(other),
        }
    }

    fn key(&mut self, key: Named) -> &mut Self {
        self.act(|view| {
            view.tap_key(key);
        })
    }

    fn click(&mut self, words: &str) -> &mut Self {
        self.act(|view| {
            view.click(words).unwrap_or_else(|error| panic!("{words}: {error}"));
        })
    }

    fn shows(&self, words: &str) -> bool {
        find(&self.window, &self.model, words).is_ok()
    }

    fn requests(&mut self) -> Vec<Request> {
        let sent = |action| if let Action::Send(request) = action { Some(request) } else { None };
        std::mem::take(&mut self.actions).into_iter().filter_map(sent).collect()
    }
}

fn find(window: &Contacts, model: &Model, words: &str) -> Result<(), Error> {
    let mut simulator = Simulator::with_size(iced::Settings::default(), (340.0, 640.0), window.view(model));
    simulator.find(words).map(|_| ())
}

#[test]
fn enter_opens_the_conversation_with_the_chosen() {
    let mut driven = Driven::new(model());
    driven.key(Named::ArrowDown).key(Named::ArrowDown).key(Named::Enter);
    let expected = Window::Conversation(ConversationId::With(email("bob")));
    assert!(matches!(driven.actions.as_slice(), [Action::Open(window)] if *window == expected));
}

#[test]
fn a_double_click_opens_and_a_single_one_only_chooses() {
    let mut driven = Driven::new(model());
    driven.click("carol");
    assert!(driven.actions.is_empty());
    assert_eq!(driven.window.chosen_person(), Some(&email("carol")));
    driven.act(|view| {
        view.click("carol").expect("she is there");
        let _ = view.simulate(simulator::click());
    });
    assert!(matches!(driven.actions.as_slice(), [Action::Open(Window::Conversation(_))]));
}

#[test]
fn typing_goes_to_the_name() {
    let mut driven = Driven::new(model());
    driven.act(|view| {
        let _ = view.typewrite("c");
    });
    assert_eq!(driven.window.chosen_person(), Some(&email("carol")));
}

#[test]
fn the_search_narrows_and_escape_ends_it() {
    let mut driven = Driven::new(model());
    driven.act(|view| {
        view.click(Id::new(SEARCH)).expect("the field is there");
        let _ = view.typewrite("d");
    });
    driven.say(Message::Searched("dav".into()));
    assert!(driven.shows("dave") && !driven.shows("bob"));
    assert_eq!(driven.window.chosen_person(), Some(&email("dave")));
    driven.key(Named::Escape);
    assert!(driven.shows("bob"));
    driven.say(Message::Searched("nobody".into()));
    assert!(driven.shows(&t!("contacts-not-found", text = "nobody")));
}

#[test]
fn a_group_folds_by_click_and_by_left() {
    let mut driven = Driven::new(model());
    driven.click("Friends (2/2)");
    let folded = |action: &Action<Message>| matches!(action, Action::Configure(SettingsChange::Folded { group, folded: true }) if group == "g1");
    assert!(driven.actions.iter().any(folded));
    driven.actions.clear();
    driven.key(Named::ArrowDown).key(Named::ArrowLeft);
    assert!(driven.actions.is_empty(), "left on a person goes to the header");
    driven.key(Named::ArrowLeft);
    assert!(driven.actions.iter().any(folded));
    driven.model.settings.folded.insert("g1".into());
    assert!(!driven.shows("bob"));
}

#[test]
fn the_name_is_changed_in_place_and_shown_as_waiting() {
    let mut driven = Driven::new(model());
    driven.key(Named::F2);
    assert!(driven.window.editing.is_some());
    driven.say(Message::Edited(" Alice in Wonderland ".into())).say(Message::EditSaved);
    assert_eq!(driven.requests(), [Request::SetName("Alice in Wonderland".into())]);
    driven.model.pending.insert(RequestId(1), Request::SetName("Alice in Wonderland".into()));
    assert!(driven.shows("Alice in Wonderland") && driven.shows(&t!("contacts-pending")));
    driven.model.pending.clear();
    assert!(driven.shows("Alice"), "a refusal shows what holds");
}

#[test]
fn escape_keeps_the_name() {
    let mut driven = Driven::new(model());
    driven.key(Named::F2).say(Message::Edited("Somebody else".into())).key(Named::Escape);
    assert_eq!(driven.window.editing, None);
    assert!(driven.actions.is_empty());
    // An unchanged or an empty name asks for nothing either.
    driven.key(Named::F2).say(Message::EditSaved);
    driven.key(Named::F2).say(Message::Edited("  ".into())).say(Message::EditSaved);
    assert!(driven.actions.is_empty());
}

#[test]
fn a_dialect_without_personal_messages_offers_none() {
    let mut old = model();
    if let Connection::Online { dialect, .. } = &mut old.connection {
        *dialect = Dialect::Msnp9;
    }
    let mut driven = Driven::new(old);
    assert!(!driven.shows(&t!("contacts-personal-hint")));
    driven.say(Message::EditStarted(Field::Personal));
    assert_eq!(driven.window.editing, None);
    assert!(Driven::new(model()).shows(&t!("contacts-personal-hint")));
}

#[test]
fn the_status_menu_works_by_click_and_by_keyboard() {
    let mut driven = Driven::new(model());
    driven.act(|view| {
        view.click("(Online)").expect("the menu is there");
        view.click("Busy").expect("it is open");
    });
    assert_eq!(driven.requests(), [Request::SetStatus(Status::Busy)]);
    driven.act(|view| {
        view.click("(Online)").expect("the menu is there");
        view.tap_key(Named::End);
        view.tap_key(Named::Enter);
    });
    assert!(matches!(driven.actions.as_slice(), [Action::SignOut]));
}

#[test]
fn escape_and_a_click_outside_close_a_menu() {
    let mut driven = Driven::new(model());
    driven.act(|view| {
        view.click("(Online)").expect("the menu is there");
        view.tap_key(Named::Escape);
        assert!(view.find("Busy").is_err(), "Esc closes");
        view.click("(Online)").expect("the menu is there");
        assert!(view.find("Busy").is_ok());
        view.point_at(iced::Point::new(330.0, 600.0));
        let _ = view.simulate(simulator::click());
        assert!(view.find("Busy").is_err(), "a click outside closes");
    });
    assert!(driven.actions.is_empty());
}

#[test]
fn the_menu_key_opens_the_menu_of_the_chosen() {
    let mut driven = Driven::new(model());
    driven.key(Named::ArrowDown).key(Named::ArrowDown);
    driven.act(|view| {
        view.tap_key(Named::ContextMenu);
        view.click(t!("contacts-block").as_str()).expect("the menu is open");
    });
    assert_eq!(driven.requests(), [Request::Block(email("bob"))]);
}

#[test]
fn removing_asks_first() {
    let mut driven = Driven::new(model());
    driven.key(Named::ArrowDown).key(Named::ArrowDown).key(Named::Delete);
    assert!(driven.shows(&t!("contacts-remove-title")));
    driven.key(Named::Escape);
    assert!(!driven.shows(&t!("contacts-remove-title")));
    assert!(driven.actions.is_empty());
    driven.key(Named::Delete).click(&t!("contacts-remove-block")).click(&t!("contacts-remove-yes"));
    let remove = Request::RemoveContact { email: email("bob"), group: None };
    assert_eq!(driven.requests(), [Request::Block(email("bob")), remove.clone()]);
    // Enter is for the default button, wherever the focus is.
    driven.key(Named::Delete).key(Named::Enter);
    assert_eq!(driven.requests(), [remove]);
}

#[test]
fn what_lies_under_a_question_is_out_of_reach() {
    let mut driven = Driven::new(model());
    driven.key(Named::ArrowDown).key(Named::ArrowDown).key(Named::Delete).key(Named::ArrowDown);
    assert_eq!(driven.window.chosen_person(), Some(&email("bob")));
    let mut view = Simulator::new(driven.window.view(&driven.model));
    assert!(view.find("carol").is_err());
}

#[test]
fn a_refusal_is_a_line_that_can_be_put_away() {
    let mut model = model();
    let request = Request::AddContact { email: email("nobody"), name: None, group: None };
    model.trouble = Some(Trouble { request, error: RequestError::Server(ErrorCode(205)) });
    let driven = Driven::new(model);
    let words = format!("{} {}", t!("failed-add", name = "nobody@example.com"), t!("error-205"));
    assert!(driven.shows(&words));
}

#[test]
fn a_lost_connection_counts_down_and_can_be_tried_at_once() {
    let mut model = model();
    model.now = Instant(Duration::from_secs(13));
    model.connection = Connection::Lost {
        reason: SignOutReason::TimedOut,
        retry_in: Duration::from_secs(8),
        since: Instant(Duration::from_secs(10)),
        attempt: 1,
    };
    let mut driven = Driven::new(model);
    assert!(driven.shows(&t!("contacts-lost", seconds = 5)));
    driven.click(&t!("contacts-retry"));
    assert!(matches!(driven.actions.as_slice(), [Action::RetryNow]));
    driven.actions.clear();
    driven.key(Named::F2).key(Named::ArrowDown).key(Named::ArrowDown).key(Named::Delete);
    assert!(driven.window.editing.is_none() && driven.window.question.is_none(), "nothing can be changed now");
}

#[test]
fn an_empty_list_says_what_to_do() {
    let mut model = model();
    model.roster.people.clear();
    model.roster.groups.clear();
    let mut driven = Driven::new(model);
    assert!(driven.shows(&t!("contacts-empty")));
    driven.click(&t!("contacts-empty-add"));
    assert!(matches!(driven.actions.as_slice(), [Action::Open(Window::AddContact(None))]));
}

#[test]
fn names_of_any_kind_are_laid_out() {
    let long = "W".repeat(5000);
    for name in ["", "x", "\u{1}\u{7}\n\u{202e}", long.as_str(), "🦋", "שלום"] {
        let mut model = model();
        model.roster.own.name = Some(name.to_owned());
        if let Some(bob) = model.roster.people.get_mut(&email("bob")) {
            bob.name = name.to_owned();
            bob.personal.text = name.to_owned();
        }
        let driven = Driven::new(model);
        for size in [(340.0, 640.0), (200.0, 120.0), (1.0, 1.0)] {
            let mut view = Simulator::with_size(iced::Settings::default(), size, driven.window.view(&driven.model));
            let _ = view.find(Id::new(LIST));
        }
    }
}

#[test]
fn tab_reaches_everything_that_can_be_pressed() {
    let driven = Driven::new(model());
    // Name, status, personal message, search, plus, menu, the list itself.
    assert_eq!(stops(&driven), 7);
    let mut lost = model();
    lost.connection = Connection::SignedOut;
    // Without a connection only the status menu (to sign out), the search, the menu and the list are left.
    assert_eq!(stops(&Driven::new(lost)), 4);
}

/// How many things Tab stops at.
fn stops(driven: &Driven) -> usize {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = count.clone();
    let mut view = Simulator::with_size(iced::Settings::default(), (340.0, 640.0), driven.window.view(&driven.model));
    let found = view.find(move |candidate: Candidate<'_>| -> Option<()> {
        if matches!(candidate, Candidate::Focusable { .. }) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        None
    });
    assert!(found.is_err(), "the selector only counts");
    count.load(Ordering::Relaxed)
}

#[test]
fn groups_are_made_renamed_and_removed() {
    let mut driven = Driven::new(model());
    driven.say(Message::EditStarted(Field::NewGroup)).say(Message::Edited("Work".into())).say(Message::EditSaved);
    assert_eq!(driven.requests(), [Request::AddGroup("Work".into())]);
    let right_click = |view: &mut Simulator<'_, Message>, words: &str| {
        view.click(words).expect("the header is there");
        let button = mouse::Button::Right;
        let _ = view.simulate([
            iced::Event::Mouse(mouse::Event::ButtonPressed(button)),
            iced::Event::Mouse(mouse::Event::ButtonReleased(button)),
        ]);
    };
    driven.act(|view| {
        right_click(view, "Friends (2/2)");
        view.click(t!("contacts-group-rename").as_str()).expect("the menu is open");
    });
    driven.say(Message::Edited("Old friends".into())).say(Message::EditSaved);
    let id = GroupId("g1".into());
    assert_eq!(driven.requests(), [Request::RenameGroup { group: id.clone(), name: "Old friends".into() }]);
    driven.act(|view| {
        right_click(view, "Friends (2/2)");
        view.click(t!("contacts-group-remove").as_str()).expect("the menu is open");
    });
    assert!(driven.requests().is_empty(), "removing asks first");
    driven.click(&t!("contacts-remove-yes"));
    assert_eq!(driven.requests(), [Request::RemoveGroup(id)]);
}

#[test]
fn a_dialect_without_groups_offers_none() {
    let mut old = model();
    if let Connection::Online { dialect, .. } = &mut old.connection {
        *dialect = Dialect::Msnp5;
    }
    let mut driven = Driven::new(old);
    driven.say(Message::EditStarted(Field::NewGroup));
    assert_eq!(driven.window.editing, None);
}

#[test]
fn what_is_edited_is_saved_by_a_click_elsewhere() {
    let mut driven = Driven::new(model());
    driven.say(Message::EditStarted(Field::Personal)).say(Message::Edited("at the lake".into()));
    driven.act(|view| {
        view.point_at(iced::Point::new(170.0, 600.0));
        let _ = view.simulate(simulator::click());
    });
    let said = PersonalMessage { text: "at the lake".into(), media: None };
    assert_eq!(driven.requests(), [Request::SetPersonalMessage(said)]);
}

#[test]
fn a_name_keeps_its_room_while_a_block_waits() {
    let mut model = model();
    model.pending.insert(RequestId(1), Request::Block(email("bob")));
    let window = Contacts::new(&model).0;
    // The narrowest that the window can be made, with a long word for what waits.
    let mut simulator = Simulator::with_size(iced::Settings::default(), (280.0, 420.0), window.view(&model));
    let mark = simulator.find(t!("contacts-pending").as_str()).expect("it is said").bounds();
    let blocked = simulator.find(t!("contacts-blocked").as_str()).expect("it is said").bounds();
    let name = simulator.find("bob").expect("the name is there").bounds();
    assert!(mark.y > name.y && (mark.x - name.x).abs() < 1.0, "on the second line: {mark:?} {name:?} {blocked:?}");
    assert!(name.width > 20.0 && name.x + name.width <= blocked.x, "{name:?} {blocked:?}");
}

/// The settings that were asked for.
fn configured(driven: &mut Driven) -> Vec<SettingsChange> {
    let change = |action| if let Action::Configure(change) = action { Some(change) } else { None };
    std::mem::take(&mut driven.actions).into_iter().filter_map(change).collect()
}

#[test]
fn the_looks_are_chosen_in_the_menu() {
    let mut driven = Driven::new(model());
    let menu = |driven: &mut Driven, words: String| {
        driven.act(|view| {
            // The last of the header's stops is the menu.
            view.point_at(iced::Point::new(310.0, 110.0));
            let _ = view.simulate(simulator::click());
            view.click(words.as_str()).unwrap_or_else(|error| panic!("{words}: {error}"));
        });
        configured(driven)
    };
    let look = ListLook::default();
    let status = ListLook { sort: Sort::Status, ..look };
    assert_eq!(menu(&mut driven, t!("contacts-sort-status")), [SettingsChange::List(status)]);
    let apart = ListLook { offline_in_place: true, ..look };
    assert_eq!(menu(&mut driven, t!("contacts-offline-apart")), [SettingsChange::List(apart)]);
    let compact = ListLook { compact: true, ..look };
    assert_eq!(menu(&mut driven, t!("contacts-compact")), [SettingsChange::List(compact)]);
}

#[test]
fn compact_rows_are_lower_and_say_the_same() {
    let mut model = model();
    model.roster.people.get_mut(&email("carol")).unwrap().personal.text = "at the lake".into();
    let below = |model: &Model| {
        let window = Contacts::new(model).0;
        let view = window.view(model);
        let mut simulator = Simulator::with_size(iced::Settings::default(), (340.0, 640.0), view);
        let at = |simulator: &mut Simulator<'_, Message>, words: &str| simulator.find(words).expect("there").bounds().y;
        at(&mut simulator, "carol") - at(&mut simulator, "bob")
    };
    let roomy = below(&model);
    model.settings.list.compact = true;
    assert!((below(&model) - contact_row::COMPACT_HEIGHT).abs() < 1.0);
    assert!((roomy - contact_row::HEIGHT).abs() < 1.0);
    let driven = Driven::new(model);
    assert!(driven.shows(&format!("({}) at the lake", crate::widget::status_menu::word(Status::Away))));
}

#[test]
fn a_star_makes_a_favourite() {
    let mut driven = Driven::new(model());
    driven.key(Named::ArrowDown).key(Named::ArrowDown);
    driven.act(|view| {
        view.tap_key(Named::ContextMenu);
        view.click(t!("contacts-star").as_str()).expect("the menu is open");
    });
    assert_eq!(configured(&mut driven), [SettingsChange::Favourite { email: email("bob"), favourite: true }]);
    let key = driven.model.account_key().unwrap();
    driven.model.settings.lists.entry(key).or_default().favourites.insert(email("bob"));
    assert!(driven.shows("Favourites (1/1)"));
    driven.act(|view| {
        view.tap_key(Named::ContextMenu);
        view.click(t!("contacts-unstar").as_str()).expect("the menu is open");
    });
    assert_eq!(configured(&mut driven), [SettingsChange::Favourite { email: email("bob"), favourite: false }]);
}

#[test]
fn a_group_moves_by_menu_and_by_keyboard() {
    let mut model = model();
    model.roster.groups.push(Group { id: GroupId("g2".into()), name: "Work".into() });
    let mut driven = Driven::new(model);
    driven.key(Named::ArrowDown);
    driven.act(|view| {
        view.tap_key(Named::ContextMenu);
        view.click(t!("contacts-group-down").as_str()).expect("the menu is open");
    });
    let order = |order: [&str; 2]| SettingsChange::GroupOrder(order.map(str::to_owned).to_vec());
    assert_eq!(configured(&mut driven), [order(["g2", "g1"])]);
    // Already at the top; down by the keyboard.
    driven.say(Message::ChosenMoved { up: true });
    assert!(driven.actions.is_empty());
    driven.act(|view| {
        let alt = iced::keyboard::Modifiers::ALT;
        let _ = view.simulate([key_press(Key::Named(Named::ArrowDown), alt)]);
    });
    assert_eq!(configured(&mut driven), [order(["g2", "g1"])]);
}

/// A key with modifiers.
fn key_press(key: Key, modifiers: iced::keyboard::Modifiers) -> iced::Event {
    iced::Event::Keyboard(iced::keyboard::Event::KeyPressed {
        key: key.clone(),
        modified_key: key,
        physical_key: iced::keyboard::key::Physical::Unidentified(iced::keyboard::key::NativeCode::Unidentified),
        location: iced::keyboard::Location::Standard,
        modifiers,
        text: None,
        repeat: false,
    })
}

#[test]
fn f2_names_what_is_chosen() {
    let mut driven = Driven::new(model());
    driven.key(Named::ArrowDown).key(Named::F2);
    let group = Field::Group(GroupId("g1".into()));
    assert_eq!(driven.window.editing.as_ref().map(|editing| &editing.field), Some(&group));
    driven.key(Named::Escape).key(Named::ArrowDown).key(Named::F2);
    assert_eq!(driven.window.editing, Some(Editing { field: Field::Alias(email("bob")), text: "bob".into() }));
    // The field stands where the row stood, and the others stay where they were.
    assert!(driven.shows("bob") && driven.shows("carol"));
    driven.say(Message::Edited("Bobby".into()));
    assert!(driven.shows("Bobby") && !driven.shows("bob") && driven.shows("carol"));
    driven.say(Message::Edited("bob".into())).say(Message::EditSaved);
    assert!(driven.requests().is_empty(), "their own name is no name of ours");
    driven.key(Named::F2).say(Message::Edited(" My Bob ".into())).say(Message::EditSaved);
    let named = |alias: Option<&str>| Request::SetAlias { email: email("bob"), alias: alias.map(str::to_owned) };
    assert_eq!(driven.requests(), [named(Some("My Bob"))]);
    // Without words it is taken away again.
    driven.model.roster.people.get_mut(&email("bob")).unwrap().alias = Some("My Bob".into());
    driven.key(Named::F2).say(Message::Edited(String::new())).say(Message::EditSaved);
    assert_eq!(driven.requests(), [named(None)]);
    // One's own name is always at hand.
    let command = iced::keyboard::Modifiers::COMMAND;
    driven.act(|view| {
        let _ = view.simulate([key_press(Key::Named(Named::F2), command)]);
    });
    assert_eq!(driven.window.editing.as_ref().map(|editing| &editing.field), Some(&Field::Name));
}

#[test]
fn a_name_that_is_being_given_outlives_that_its_person_goes() {
    let mut driven = Driven::new(model());
    driven.key(Named::ArrowDown).key(Named::ArrowDown).key(Named::F2).say(Message::Edited("My Bob".into()));
    driven.model.roster.people.get_mut(&email("bob")).unwrap().status = Status::Offline;
    let action = driven.window.refreshed(&driven.model);
    driven.take(action);
    assert_eq!(driven.window.chosen, Some(Item::Person(SectionId::Offline, email("bob"))));
    assert!(!driven.shows("bob@example.com"), "the field stands among the offline now");
    driven.say(Message::EditSaved);
    assert_eq!(driven.requests(), [Request::SetAlias { email: email("bob"), alias: Some("My Bob".into()) }]);
}

#[test]
fn delete_on_a_group_asks() {
    let mut driven = Driven::new(model());
    driven.key(Named::ArrowDown).key(Named::Delete);
    assert_eq!(driven.window.question, Some(Question::RemoveGroup(GroupId("g1".into()))));
    assert!(driven.requests().is_empty());
}

#[test]
fn what_is_in_sight_stays_when_somebody_comes() {
    let mut model = model();
    for n in 0..60 {
        let mut person = Person::new(email(&format!("m{n:02}")));
        person.lists = Lists::NONE.with(List::Forward);
        person.status = Status::Online;
        model.roster.people.insert(person.email.clone(), person);
    }
    let mut driven = Driven::new(model);
    driven.act(|view| {
        view.point_at(iced::Point::new(170.0, 400.0));
        let delta = mouse::ScrollDelta::Pixels { x: 0.0, y: -300.0 };
        let _ = view.simulate([iced::Event::Mouse(mouse::Event::WheelScrolled { delta })]);
    });
    assert!(driven.window.view_anchor.offset() > 0.0, "the wheel is heard of");
    driven.say(Message::Scrolled(900.0));
    let scrolled = |driven: &Driven| driven.window.view_anchor.offset();
    // One more above: a row further. Below, nothing moves. Gone again: back.
    let set = |driven: &mut Driven, name: &str, status: Status| {
        driven.model.roster.people.get_mut(&email(name)).unwrap().status = status;
        let action = driven.window.refreshed(&driven.model);
        matches!(action, Action::Run(_))
    };
    driven.model.roster.people.get_mut(&email("dave")).unwrap().groups = vec![GroupId("g1".into())];
    assert!(set(&mut driven, "dave", Status::Online));
    assert!((scrolled(&driven) - 900.0 - contact_row::HEIGHT).abs() < 0.1, "{}", scrolled(&driven));
    assert!(!set(&mut driven, "m55", Status::Offline), "nothing above has changed");
    assert!(set(&mut driven, "dave", Status::Offline));
    assert!((scrolled(&driven) - 900.0).abs() < 0.1);
    // At the start who comes is to be seen.
    driven.say(Message::Scrolled(0.0));
    assert!(!set(&mut driven, "dave", Status::Online));
}

/// Two groups more, and where things are.
fn with_groups() -> Driven {
    let mut model = model();
    for (group, name) in [("g2", "Work"), ("g3", "Club")] {
        model.roster.groups.push(Group { id: GroupId(group.into()), name: name.into() });
    }
    Driven::new(model)
}

impl Driven {
    /// Drags what shows some words to what shows others, and does something before it is let go.
    fn drag(&mut self, from: &str, to: &str, before: &[iced::Event]) -> &mut Self {
        let settings = || iced::Settings { default_font: crate::theme::REGULAR, ..iced::Settings::default() };
        let at = |driven: &Self, words: &str| {
            let view = driven.window.view(&driven.model);
            let mut view = Simulator::with_size(settings(), (340.0, 640.0), view);
            view.find(words).unwrap_or_else(|error| panic!("{words}: {error}")).bounds().center()
        };
        let (start, end) = (at(self, from), at(self, to));
        self.act(|view| {
            view.point_at(start);
            let _ = view.simulate([iced::Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))]);
            for position in [start + iced::Vector::new(0.0, 3.0), start + iced::Vector::new(0.0, 12.0), end] {
                view.point_at(position);
                let _ = view.simulate([iced::Event::Mouse(mouse::Event::CursorMoved { position })]);
            }
            let _ = view.simulate(before.iter().cloned());
            let _ = view.simulate([iced::Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))]);
        })
    }
}

#[test]
fn a_contact_is_dragged_to_a_group() {
    let mut driven = with_groups();
    driven.drag("bob", "Work (0/0)", &[]);
    let work = GroupId("g2".into());
    assert_eq!(driven.requests(), [Request::MoveToGroup { email: email("bob"), group: Some(work.clone()) }]);
    assert_eq!(driven.window.dragged, None);
    // Ctrl copies.
    let control = iced::keyboard::Event::ModifiersChanged(iced::keyboard::Modifiers::COMMAND);
    driven.drag("bob", "Work (0/0)", &[iced::Event::Keyboard(control)]);
    assert_eq!(driven.requests(), [Request::AddToGroup { email: email("bob"), group: work }]);
    // Esc gives up, and so does letting go where nobody can be put.
    driven.drag("bob", "Work (0/0)", &[key_press(Key::Named(Named::Escape), Default::default())]);
    driven.drag("bob", "carol", &[]);
    driven.drag("bob", "Offline (1)", &[]);
    // A header is no contact, and a way of a few pixels is a click.
    driven.drag("Club (0/0)", "Work (0/0)", &[]);
    driven.model.connection = Connection::SignedOut;
    driven.drag("bob", "Work (0/0)", &[]);
    assert!(driven.requests().is_empty());
}

#[test]
fn a_drag_says_what_it_would_do() {
    let mut driven = with_groups();
    let drag = |driven: &mut Driven, at: f32, copy: bool| {
        let drag = Drag { phase: crate::widget::drag::Phase::Over, from: 40.0, at: Some(at), copy, edge: 0 };
        driven.say(Message::Dragged(drag));
    };
    let below = 32.0 + 2.0 * contact_row::HEIGHT + 5.0;
    drag(&mut driven, below, false);
    assert!(driven.shows(&t!("contacts-drag-move", name = "bob", group = "Work")));
    let lit = |driven: &Driven, group: &str| {
        let dragged = driven.window.dragged.as_ref().expect("it goes on");
        regroup::lights(dragged, &driven.model, &SectionId::Group(GroupId(group.into())))
    };
    assert!(lit(&driven, "g2") && !lit(&driven, "g3"));
    drag(&mut driven, below, true);
    assert!(driven.shows(&t!("contacts-drag-copy", name = "bob", group = "Work")));
    drag(&mut driven, 5.0, false);
    assert!(driven.shows(&t!("contacts-drag-nowhere", name = "bob")) && !lit(&driven, "g1"));
}

#[test]
fn a_contact_is_moved_and_copied_by_the_menu_and_the_keyboard() {
    let mut driven = with_groups();
    driven.key(Named::ArrowDown).key(Named::ArrowDown);
    let menu = |driven: &mut Driven, words: String| {
        driven.act(|view| {
            view.tap_key(Named::ContextMenu);
            view.click(words.as_str()).expect("the menu is open");
        });
    };
    menu(&mut driven, t!("contacts-move-to"));
    assert!(driven.shows(&t!("contacts-move-title", name = "bob")));
    // Work, Club, no group; the list of the card takes the arrows when it has the keyboard.
    driven.say(Message::GroupStepped(1)).key(Named::Enter);
    assert_eq!(driven.requests(), [Request::MoveToGroup { email: email("bob"), group: Some(GroupId("g3".into())) }]);
    menu(&mut driven, t!("contacts-copy-to"));
    assert!(driven.window.question.is_some());
    driven.key(Named::Escape);
    assert!(driven.requests().is_empty() && driven.window.question.is_none());
    menu(&mut driven, t!("contacts-copy-to"));
    driven.click("Work").click(&t!("contacts-copy-yes"));
    assert_eq!(driven.requests(), [Request::AddToGroup { email: email("bob"), group: GroupId("g2".into()) }]);
}
