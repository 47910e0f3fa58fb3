//! `msnp11-sdk`, a client by somebody else, as a peer.

mod support;

use msnp::content::TextFormat;
use msnp::dialect::Dialect;
use msnp::event::{ConversationEvent, PresenceEvent, RosterEvent};
use msnp::request::Request;
use msnp::types::Status;
use msnp11_sdk::{Client, Event, MsnpList, MsnpStatus, PlainText};
use support::{PATIENCE, Place, address};
use tokio::sync::mpsc;
use tokio::time::timeout;

/// It writes the password into its header as it stands, so it has to be a plain one.
const PASSWORD: &str = "123456";

async fn wait(events: &mut mpsc::UnboundedReceiver<Event>, what: &str, wanted: impl Fn(&Event) -> bool) -> Event {
    let found = timeout(PATIENCE, async {
        while let Some(event) = events.recv().await {
            if wanted(&event) {
                return event;
            }
        }
        panic!("it ended before {what}");
    });
    found.await.unwrap_or_else(|_| panic!("no {what} in time"))
}

fn events_of(client: &Client) -> mpsc::UnboundedReceiver<Event> {
    let (sender, receiver) = mpsc::unbounded_channel();
    client.add_event_handler_closure(move |event| {
        let sender = sender.clone();
        async move {
            // The test may be over.
            let _ = sender.send(event);
        }
    });
    receiver
}

async fn log_in(client: &Client, nexus: &str) -> Event {
    let login = client.login("sdk@example.com".into(), PASSWORD, nexus, "msnp11-sdk", "0.13.0");
    timeout(PATIENCE, login).await.unwrap().unwrap()
}

#[tokio::test]
async fn another_client_signs_in_and_talks_both_ways() {
    let place = Place::new(false).await;
    place.account("alice", false).await;
    place.account_with("sdk", false, PASSWORD).await;
    let mut alice = place.sign_in("alice", Dialect::Msnp12).await;
    let (a, s) = (address("alice"), address("sdk"));
    alice.ask(Request::AddContact { email: s.clone(), name: None, group: None }).await;

    // By way of the dispatch role, as its own documentation does.
    let listen = place.server.listen;
    let dispatch = Client::new(&listen.ip().to_string(), listen.port()).await.unwrap();
    let Event::RedirectedTo { server, port } = log_in(&dispatch, &place.server.nexus()).await else {
        panic!("it isn't sent on");
    };
    let client = Client::new(&server, port).await.unwrap();
    let mut events = events_of(&client);
    assert!(matches!(log_in(&client, &place.server.nexus()).await, Event::Authenticated));
    wait(&mut events, "alice on its list", |event| {
        matches!(event, Event::Contact { email, lists, .. }
            if email == a.as_str() && lists.contains(&MsnpList::PendingList))
    })
    .await;
    client.set_presence(MsnpStatus::Busy).await.unwrap();
    alice
        .presence("it", |p| matches!(p, PresenceEvent::Online { email, status: Status::Busy, .. } if *email == s))
        .await;
    timeout(PATIENCE, client.add_contact(a.as_str(), "Alice", MsnpList::ForwardList)).await.unwrap().unwrap();
    wait(
        &mut events,
        "alice online",
        |event| matches!(event, Event::InitialPresenceUpdate { email, .. } if email == a.as_str()),
    )
    .await;
    alice
        .until("being added", |event| {
            matches!(event, msnp::event::Event::Roster(RosterEvent::Added { email, by_them: true, .. }) if *email == s)
        })
        .await;

    // We call it.
    let format = TextFormat { bold: true, ..TextFormat::default() };
    alice.say(&s, "Hallo ☂", format).await;
    let Event::SessionAnswered(room) =
        wait(&mut events, "the call", |event| matches!(event, Event::SessionAnswered(_))).await
    else {
        unreachable!("only that is waited for")
    };
    let (sender, mut heard) = mpsc::unbounded_channel();
    room.add_event_handler_closure(move |event| {
        let sender = sender.clone();
        async move {
            let _ = sender.send(event);
        }
    });
    let Event::TextMessage { email, message } =
        wait(&mut heard, "our text", |event| matches!(event, Event::TextMessage { .. })).await
    else {
        unreachable!("only that is waited for")
    };
    assert_eq!((email.as_str(), message.text.as_str(), message.bold), (a.as_str(), "Hallo ☂", true));
    let answer = PlainText {
        bold: false,
        italic: true,
        underline: false,
        strikethrough: false,
        color: "ff0000".into(),
        text: "Grüße zurück".into(),
    };
    timeout(PATIENCE, room.send_text_message(&answer)).await.unwrap().unwrap();
    let got = alice.said("its text", |said| matches!(said, ConversationEvent::Message { .. })).await;
    let ConversationEvent::Message { from, message, .. } = got else { unreachable!("only that is waited for") };
    assert_eq!((from, message.text.as_str()), (s.clone(), "Grüße zurück"));
    assert!(message.format.unwrap().italic);
    timeout(PATIENCE, room.send_nudge()).await.unwrap().unwrap();
    alice.said("its nudge", |said| matches!(said, ConversationEvent::Nudge { .. })).await;
    alice.nudge(&s).await;

    // It calls us.
    room.disconnect().await.unwrap();
    alice.said("its leaving", |said| matches!(said, ConversationEvent::Left { .. })).await;
    let room = timeout(PATIENCE, client.create_session(a.as_str())).await.unwrap().unwrap();
    alice.said("us in its room", |said| matches!(said, ConversationEvent::Joined { .. })).await;
    timeout(PATIENCE, room.send_typing_user(s.as_str())).await.unwrap().unwrap();
    alice.said("its typing", |said| matches!(said, ConversationEvent::Typing { .. })).await;
    timeout(PATIENCE, room.send_text_message(&answer)).await.unwrap().unwrap();
    alice.said("its text", |said| matches!(said, ConversationEvent::Message { .. })).await;

    client.disconnect().await.unwrap();
    alice.presence("its sign-out", |p| matches!(p, PresenceEvent::Offline { email } if *email == s)).await;
    place.server.stop().await;
}
