//! Two people who sign in by some way, talk and sign out.

use crate::support::{Person, Place, address};
use msnp::client::{Network, Proxy, ProxyServer, connect_with};
use msnp::content::TextFormat;
use msnp::dialect::Dialect;
use msnp::event::{ConversationEvent, Event, PresenceEvent, RosterEvent, Route};
use msnp::request::Request;
use msnp::session::Config;
use msnp::types::{Email, Endpoint, Secret};

/// As [`Person::connect`], by the ways of a network.
pub(crate) fn connect(config: Config, network: Network) -> Person {
    let (handle, events) = connect_with(config, network);
    Person { handle, events, roster: Default::default(), seen: Vec::new() }
}

pub(crate) async fn sign_in(place: &Place, name: &str, dialect: Dialect, network: Network) -> Person {
    let mut person = connect(place.config(name, dialect), network);
    person.until("the lists", |event| matches!(event, Event::Roster(RosterEvent::SyncFinished(_)))).await;
    person.until("the status", |event| matches!(event, Event::Roster(RosterEvent::OwnStatus(_)))).await;
    person
}

/// A whole session of two: lists, presence, both ways of a conversation, goodbye. Each says by which route it came.
pub(crate) async fn whole_session(place: &Place, dialect: Dialect, network: &Network) -> [Option<Route>; 2] {
    let mut alice = sign_in(place, "alice", dialect, network.clone()).await;
    let mut bob = sign_in(place, "bob", dialect, network.clone()).await;
    let (a, b) = (address("alice"), address("bob"));
    for (person, email) in [(&mut alice, &b), (&mut bob, &a)] {
        person.ask(Request::AddContact { email: email.clone(), name: None, group: None }).await;
        person.presence("the other", |p| matches!(p, PresenceEvent::Online { email: who, .. } if who == email)).await;
    }
    say(&mut alice, &mut bob, &b).await;
    say(&mut bob, &mut alice, &a).await;
    let routes = [route(&alice), route(&bob)];
    alice.sign_out().await;
    bob.presence("the sign-out", |p| matches!(p, PresenceEvent::Offline { email } if *email == a)).await;
    bob.sign_out().await;
    routes
}

async fn say(from: &mut Person, to: &mut Person, email: &Email) {
    let text = format!("Grüße an {email}\n{}", "ein langer Text ".repeat(40));
    from.say(email, &text, TextFormat::default()).await;
    let said = to.said("the text", |said| matches!(said, ConversationEvent::Message { .. })).await;
    let ConversationEvent::Message { message, .. } = said else { panic!("{said:?}") };
    assert_eq!(message.text, text);
}

/// The route that was told; there is at most one.
pub(crate) fn route(person: &Person) -> Option<Route> {
    let mut routes = person.seen.iter().filter_map(|event| match event {
        Event::Route(route) => Some(route.clone()),
        _ => None,
    });
    let first = routes.next();
    assert_eq!(routes.next(), None);
    first
}

pub(crate) fn server(endpoint: &Endpoint, credentials: Option<(&str, &str)>) -> ProxyServer {
    let credentials = credentials.map(|(name, password)| (name.to_owned(), Secret::new(password)));
    ProxyServer { endpoint: endpoint.clone(), credentials }
}

pub(crate) fn through(proxy: Proxy) -> Network {
    Network { proxy, ..Network::direct() }
}
