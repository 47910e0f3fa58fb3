//! What outlives a connection: lists that needn't be sent again, and conversations when the server goes and comes.

mod support;

use msnp::content::TextFormat;
use msnp::dialect::Dialect;
use msnp::event::{ConversationEvent, ConversationId, Event, MessageState, RosterEvent};
use msnp::request::Request;
use msnp::session::ListCache;
use msnp_server::{RunningServer, ServerConfig, TlsChoice};
use support::{Person, Place, address};

/// Signs in with what was kept from before. Whether it still held, and what to keep now.
async fn with_cache(place: &Place, dialect: Dialect, cache: Option<ListCache>) -> (Person, bool, ListCache) {
    let mut config = place.config("alice", dialect);
    config.cache = cache;
    let mut person = Person::connect(config);
    let end = person.until("the lists", |e| matches!(e, Event::Roster(RosterEvent::SyncFinished(_)))).await;
    let restored = person.seen.iter().any(|e| matches!(e, Event::Roster(RosterEvent::Restored(_))));
    let Event::Roster(RosterEvent::SyncFinished(Some(cache))) = end else { panic!("{dialect}: nothing to keep") };
    (person, restored, *cache)
}

#[tokio::test]
async fn lists_that_havent_changed_are_not_sent_again() {
    let place = Place::new(false).await;
    for name in ["alice", "bob", "carol"] {
        place.account(name, true).await;
    }
    // From MSNP13 on the address book tells what has changed since.
    for dialect in Dialect::ALL.into_iter().filter(|dialect| dialect.features().lists_by_sync) {
        let (mut first, restored, empty) = with_cache(&place, dialect, None).await;
        assert!(!restored, "{dialect}");
        first.ask(Request::AddContact { email: address("bob"), name: None, group: None }).await;
        let (second, restored, full) = with_cache(&place, dialect, Some(empty)).await;
        assert!(!restored, "{dialect}: there is somebody new");
        assert!(second.roster.people.contains_key(&address("bob")), "{dialect}");
        let (mut third, restored, _) = with_cache(&place, dialect, Some(full.clone())).await;
        assert!(restored, "{dialect}: nothing is new");
        assert_eq!(third.roster.people.keys().collect::<Vec<_>>(), second.roster.people.keys().collect::<Vec<_>>());
        third.ask(Request::RemoveContact { email: address("bob"), group: None }).await;
        third.ask(Request::RemoveFromList { list: msnp::types::List::Allow, email: address("bob") }).await;
        let (fourth, restored, _) = with_cache(&place, dialect, Some(full)).await;
        assert!(!restored, "{dialect}: somebody has gone");
        assert!(!fourth.roster.people.contains_key(&address("bob")), "{dialect}");
    }
}

#[tokio::test]
async fn what_changed_in_the_address_book_is_enough() {
    let place = Place::new(false).await;
    for name in ["alice", "bob", "carol", "dave"] {
        place.account(name, true).await;
    }
    for dialect in Dialect::ALL.into_iter().filter(|dialect| !dialect.features().lists_by_sync) {
        let (mut first, _, _) = with_cache(&place, dialect, None).await;
        for name in ["carol", "dave"] {
            first.ask(Request::AddContact { email: address(name), name: None, group: None }).await;
        }
        let (mut second, _, kept) = with_cache(&place, dialect, None).await;
        second.ask(Request::AddContact { email: address("bob"), name: None, group: None }).await;
        second.ask(Request::SetAlias { email: address("bob"), alias: Some("Bobby".to_owned()) }).await;
        second.ask(Request::RemoveContact { email: address("carol"), group: None }).await;
        let (mut third, _, kept) = with_cache(&place, dialect, Some(kept)).await;
        let names = |person: &Person| person.roster.contacts().map(|p| p.display_name().to_owned()).collect::<Vec<_>>();
        assert_eq!(names(&third), ["Bobby", "Dave"], "{dialect}");
        // Once more without any change, and once with all of them gone.
        let (fourth, _, again) = with_cache(&place, dialect, Some(kept.clone())).await;
        assert_eq!(names(&fourth), names(&third), "{dialect}");
        assert_eq!(again.roster.people.keys().collect::<Vec<_>>(), kept.roster.people.keys().collect::<Vec<_>>());
        let whole = with_cache(&place, dialect, None).await.0;
        assert_eq!(names(&whole), names(&third), "{dialect}: the same as the whole list");
        third = whole;
        for name in ["bob", "dave"] {
            third.ask(Request::RemoveContact { email: address(name), group: None }).await;
        }
        let (last, _, _) = with_cache(&place, dialect, Some(kept)).await;
        assert_eq!(names(&last), Vec::<String>::new(), "{dialect}");
    }
}

/// What was said so far, told apart by its text.
async fn texts(person: &mut Person, last: &str) -> Vec<String> {
    person
        .until(last, |event| match event {
            Event::Conversation(_, ConversationEvent::Message { message, .. }) => message.text == last,
            _ => false,
        })
        .await;
    let said = person.seen.iter().filter_map(|event| match event {
        Event::Conversation(_, ConversationEvent::Message { message, .. }) => Some(message.text.clone()),
        _ => None,
    });
    said.chain([last.to_owned()]).collect()
}

#[tokio::test]
async fn a_server_that_goes_and_comes_loses_nothing_and_doubles_nothing() {
    let place = Place::new(false).await;
    place.account("alice", true).await;
    place.account("bob", true).await;
    let (listen, web_listen) = (place.server.listen, place.server.web_listen);
    let mut people = Vec::new();
    for (name, dialect) in [("alice", Dialect::Msnp12), ("bob", Dialect::Msnp5)] {
        let mut config = place.config(name, dialect);
        config.reconnect = true;
        let mut person = Person::connect(config);
        person.until("the status", |e| matches!(e, Event::Roster(RosterEvent::OwnStatus(_)))).await;
        people.push(person);
    }
    let (mut alice, mut bob) = (people.remove(0), people.remove(0));
    let b = address("bob");
    alice.say(&b, "before", TextFormat::default()).await;
    assert_eq!(texts(&mut bob, "before").await, ["before"]);

    let Place { server, folder } = place;
    server.stop().await;
    for person in [&mut alice, &mut bob] {
        person.until("the loss", |e| matches!(e, Event::ConnectionLost { .. })).await;
    }
    // Said while nobody can hear it.
    let (message, conversation) = (alice.handle.message_id(), ConversationId::With(b.clone()));
    let (text, format) = ("meanwhile".to_owned(), TextFormat::default());
    alice.handle.request(Request::Say { conversation, message, text, format });
    alice.state(message, MessageState::Queued).await;

    let data = folder.path().to_owned();
    let config = ServerConfig { listen, web_listen, data, guide: false, tls: TlsChoice::Off, allow_plain: false };
    let server = RunningServer::start(config).await.expect("again");
    // The one who is called first: a call to nobody would be a refusal.
    for person in [&mut bob, &mut alice] {
        person.seen.retain(|event| !matches!(event, Event::Roster(RosterEvent::OwnStatus(_))));
        person.handle.request(Request::Reconnect);
        person.until("the status", |e| matches!(e, Event::Roster(RosterEvent::OwnStatus(_)))).await;
    }
    alice.state(message, MessageState::Delivered).await;
    alice.say(&b, "after", TextFormat::default()).await;
    assert_eq!(texts(&mut bob, "after").await, ["meanwhile", "after"]);
    server.stop().await;
}
