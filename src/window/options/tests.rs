//! The window as a person uses it: by keys and clicks on the real view.

use super::*;
use crate::store::settings::{Alerts, Proxy, ProxyKind, Watch};
use crate::window::testing::{Content, Driven, friends};
use iced::Size;
use iced_test::simulator::Simulator;
use msnp::types::Status;

impl Content for Options {
    type Message = Message;
    const SIZE: (f32, f32) = (620.0, 520.0);

    fn open(model: &Model) -> Self {
        Self::new(model, None).0
    }
    fn update(&mut self, message: Message, model: &Model) -> Action<Message> {
        self.update(message, model)
    }
    fn view<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        self.view(model)
    }
}

fn signed_in() -> Model {
    Model { keyring: Some(Ok(())), ..friends(&[("bob", "Bob", Status::Online)]) }
}

fn at(page: Page, model: Model) -> Driven<Options> {
    let mut driven = Driven::new(model);
    driven.say(Message::PageChosen(page));
    driven
}

fn configured(driven: &mut Driven<Options>) -> Vec<SettingsChange> {
    let change = |action| if let Action::Configure(change) = action { Some(change) } else { None };
    std::mem::take(&mut driven.actions).into_iter().filter_map(change).collect()
}

#[test]
fn pages_with_nothing_on_them_are_not_listed() {
    let model = Model::default();
    let pages = listed(&model);
    for page in [Page::Personal, Page::Privacy] {
        assert!(!pages.contains(&page), "{page:?} is the account's");
    }
    assert!(listed(&signed_in()).contains(&Page::Personal));
    let driven = at(Page::Personal, model);
    assert_eq!(driven.window.page(&driven.model), pages[0], "the first that has something takes its place");
}

#[test]
fn pages_turn_by_keys() {
    let mut driven = Driven::<Options>::new(signed_in());
    let pages = listed(&driven.model);
    assert_eq!(driven.window.page(&driven.model), pages[0]);
    driven.say(Message::PageMoved(1));
    assert_eq!(driven.window.page(&driven.model), pages[1]);
    driven.say(Message::PageMoved(isize::MIN)).say(Message::PageMoved(-1));
    assert_eq!(driven.window.page(&driven.model), pages[0]);
    driven.say(Message::PageMoved(isize::MAX));
    assert_eq!(driven.window.page(&driven.model), pages[pages.len() - 1]);
}

#[test]
fn a_switch_says_at_once_what_it_changes() {
    let mut driven = at(Page::Messages, signed_in());
    driven.click("Show the time of each message").click("Keep what I haven't sent");
    assert_eq!(configured(&mut driven), [SettingsChange::MessageTimes(true), SettingsChange::Drafts(false)]);
}

#[test]
fn spelling_is_switched_and_says_how_to_get_a_dictionary() {
    let mut model = signed_in();
    model.spelling.wanted = vec!["de-AT".into()];
    let driven = at(Page::Messages, model);
    assert!(driven.window.page(&driven.model) == Page::Messages);
    let how = driven.model.spelling.how_to_get();
    assert!(how.contains("hunspell-de-at"), "{how}");
    let mut driven = driven;
    driven.click("Check spelling while I write");
    assert_eq!(configured(&mut driven), [SettingsChange::Spelling(false)]);
}

#[test]
fn what_needs_a_password_in_the_keyring_waits_for_one() {
    let mut driven = at(Page::Personal, signed_in());
    assert!(!driven.shows("Sign me in automatically"));
    driven.click("Remember my password");
    assert_eq!(configured(&mut driven), [SettingsChange::Remember(true)]);
    driven.model.settings.remember = true;
    driven.click("Sign me in automatically");
    assert_eq!(configured(&mut driven), [SettingsChange::Automatic(true)]);
    driven.model.keyring = Some(Err(crate::store::credentials::CredentialError::Absent));
    assert!(!driven.shows("Remember my password"));
}

#[test]
fn a_proxy_counts_once_it_is_whole_and_nothing_more_is_typed() {
    let mut driven = at(Page::Connection, signed_in());
    let edit = |edit: Edit| Message::ProxyEdited(edit);
    driven.say(edit(Edit::Kind(ProxyKind::Http))).say(edit(Edit::Rested(1)));
    assert!(configured(&mut driven).is_empty(), "it has no address yet");
    assert!(driven.shows("Type the proxy's name or address."));
    driven.say(edit(Edit::Host("p.example".into()))).say(edit(Edit::Port("3128".into())));
    driven.say(edit(Edit::Rested(2)));
    assert!(configured(&mut driven).is_empty(), "more was typed since");
    driven.say(edit(Edit::Rested(3)));
    let changes = configured(&mut driven);
    let [SettingsChange::Connection(change)] = changes.as_slice() else { panic!("{changes:?}") };
    let proxy = Proxy { kind: ProxyKind::Http, host: "p.example".into(), port: 3128, user: String::new() };
    assert_eq!((&change.network.proxy, change.custom.is_none()), (&proxy, true));
    driven.say(edit(Edit::Rested(3)));
    assert!(configured(&mut driven).is_empty(), "it is kept already");
    driven.say(edit(Edit::User("ada".into()))).say(Message::Closed);
    assert_eq!(configured(&mut driven).len(), 1, "a window that closes loses nothing");
}

#[test]
fn what_the_server_refuses_is_said_on_its_page() {
    let mut driven = at(Page::Privacy, signed_in());
    driven.click("Only people on my allow list can see my status and message me");
    let Some(Action::Send(request)) = driven.actions.pop() else { panic!("nothing was asked") };
    assert!(driven.window.answered(&request, &Err(RequestError::Timeout), &driven.model));
    let words = refusal::sentence(&request, &RequestError::Timeout, &driven.model.roster);
    assert!(driven.shows(&words), "{words}");
}

#[test]
fn every_key_of_the_tables_is_listed() {
    let driven = at(Page::Shortcuts, signed_in());
    for (place, lines) in shortcut::all() {
        assert!(driven.shows(&place), "{place}");
        for (words, keys) in lines {
            assert!(driven.shows(&words) && driven.shows(&keys), "{words}: {keys}");
        }
    }
}

#[test]
fn every_page_can_be_drawn_in_a_small_window() {
    let mut model = signed_in();
    model.settings.pins.insert("chat.lan:443".into(), msnp::types::Fingerprint([7; 32]));
    let mut window = Options::open(&model);
    for page in listed(&model) {
        let _ = window.update(Message::PageChosen(page), &model);
        let settings = iced::Settings { default_font: crate::theme::REGULAR, ..iced::Settings::default() };
        let view = window.view(&model);
        let mut simulator = Simulator::with_size(settings, Size::new(400.0, 300.0), view);
        assert!(simulator.find(page.name().as_str()).is_ok(), "{page:?}");
    }
}

#[test]
fn who_has_wishes_of_their_own_is_listed() {
    let mut model = signed_in();
    let bob = crate::window::testing::email("bob");
    let key = model.account_key().expect("signed in");
    let list = model.settings.lists.entry(key).or_default();
    list.watch(bob.clone(), Watch { online: true, even_busy: true, ..Watch::default() });
    list.mute(bob.clone(), true);
    let mut driven = at(Page::Alerts, model);
    let down = |view: &mut Simulator<'_, Message>| {
        view.point_at(iced::Point::new(400.0, 300.0));
        let delta = iced::mouse::ScrollDelta::Lines { x: 0.0, y: -1_000.0 };
        let _ = view.simulate([iced::Event::Mouse(iced::mouse::Event::WheelScrolled { delta })]);
    };
    driven.act(|view| {
        down(view);
        view.click("Nudges shake their window").expect("it is in sight");
        view.click("Change…").expect("it is in sight");
    });
    let opened = |action: &Action<Message>| matches!(action, Action::Open(Window::Properties(email)) if *email == bob);
    assert!(driven.actions.iter().any(opened), "{:?}", driven.actions);
    let still = Alerts { shake: false, ..Alerts::default() };
    assert_eq!(configured(&mut driven), [SettingsChange::Alerts(still)]);
    assert!(driven.shows("comes online, also while you are busy, nudges muted"));
}

#[test]
fn what_the_program_does_while_one_is_away_is_set_on_the_personal_page() {
    use crate::store::settings::{AutoReply, OwnChange};
    let own = |change| SettingsChange::Own(change);
    let mut driven = at(Page::Personal, signed_in());
    driven.click(&t!("own-music"));
    assert_eq!(configured(&mut driven), [own(OwnChange::ShowMusic(true))]);
    /// To the end of the page.
    fn down(view: &mut Simulator<'_, Message>) {
        let delta = iced::mouse::ScrollDelta::Lines { x: 0.0, y: -100.0 };
        view.point_at(iced::Point::new(400.0, 300.0));
        let _ = view.simulate([iced::Event::Mouse(iced::mouse::Event::WheelScrolled { delta })]);
    }
    driven.act(|view| {
        down(view);
        view.click(t!("own-idle-after", minutes = 5).as_str()).expect("the time is shown");
        view.click(t!("own-idle-never").as_str()).expect("the list is open");
    });
    assert_eq!(configured(&mut driven), [own(OwnChange::IdleAfter(None))]);
    // A time that was written into the file by hand is shown, too.
    driven.model.settings.own.idle_after = Some(7);
    assert!(driven.shows(&t!("own-idle-after", minutes = 7)));
    driven.act(|view| {
        down(view);
        view.click(t!("auto-reply-on").as_str()).expect("the box is there");
    });
    let reply = |text: &str| AutoReply { on: true, text: text.into() };
    assert_eq!(configured(&mut driven), [own(OwnChange::AutoReply(reply("")))]);
    driven.model.settings.own.auto_reply = reply("Back at");
    driven.act(|view| {
        down(view);
        view.click(Id::new("options-auto-reply")).expect("the field is there");
        view.typewrite(" ");
    });
    assert_eq!(configured(&mut driven), [own(OwnChange::AutoReply(reply("Back at ")))]);
}
