//! Circles with a server and services that say anything at all.

use crate::circles::{CHESS, CHOIR, circles, id, members, nfy, roster_of, say, sdg, with_bob};
use crate::services::with;
use crate::support::{Player, email};
use crate::web::{self, done, envelope, fault, membership, operation};
use msnp::event::{ConversationEvent, ConversationId, Event, MessageState};
use msnp::request::Request;
use msnp::roster::Circle;
use msnp::session::{WebError, WebReply, WebRequest};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn any_reply(request: &WebRequest, kind: u8) -> Result<WebReply, WebError> {
    let all = [(CHOIR, "Choir", "Admin", "Accepted"), (CHESS, "Chess", "Member", "WaitingResponse")];
    match kind % 10 {
        0..=4 => Ok(match operation(request).as_str() {
            "FindMembership" => membership("A bob"),
            "ABFindContactsPaged" if web::body(request).contains(CHOIR) => members(&["bob", "carol"]),
            "ABFindContactsPaged" => circles(&all[usize::from(kind) % 3..], &format!("&lt;{kind}/&gt;")),
            "CreateCircle" => envelope(&format!(
                "<CreateCircleResponse><CreateCircleResult><Id>{CHESS}</Id></CreateCircleResult></CreateCircleResponse>"
            )),
            "CreateContact" => envelope(
                "<CreateContactResponse><CreateContactResult><contactId>c</contactId></CreateContactResult>\
                 </CreateContactResponse>",
            ),
            asked => done(asked, "new-id"),
        }),
        5 => Ok(fault("ABDoesNotExist")),
        6 => Ok(fault("InvalidToken")),
        7 => Ok(web::xml("<no></envelope>")),
        8 => Err(WebError::Timeout),
        _ => Ok(WebReply { status: 500, ..WebReply::default() }),
    }
}

fn any_wish(message: u64, kind: u8) -> Request {
    match kind % 8 {
        0 => Request::CreateCircle { name: "Choir".into() },
        1 => Request::InviteToCircle { circle: id(CHOIR), email: email("carol@example.com") },
        2 => Request::AcceptCircle(id(CHESS)),
        3 => Request::DeclineCircle(id(CHESS)),
        4 => Request::LeaveCircle(id(CHOIR)),
        5 => Request::Typing(ConversationId::Circle(id(CHOIR))),
        _ => say(message, "hello"),
    }
}

/// What the server may send of its own accord.
fn any_news(kind: u8) -> String {
    match kind % 8 {
        0 => nfy("PUT", "Uri: /circle\r\nNotifType: Full", &roster_of(&["alice", "bob"])),
        1 => nfy("PUT", "Uri: /circle\r\nNotifType: Partial", &roster_of(&["dave"])),
        2 => nfy("DEL", "Uri: /circle/roster(IM)/user(1:bob@example.com)", ""),
        3 => sdg("bob@example.com;epid={1}", "Message-Type: Text", "hi"),
        4 => with("NOT", "<a>ABCHInternal</a>"),
        5 => with("NOT", &format!("<a>CircleId {CHOIR}</a>")),
        6 => format!("FLN 1:bob@example.com;via=9:{CHOIR}@live.com 0:0\r\n"),
        _ => format!("NLN NLN 1:erin@example.com;via=9:{CHOIR}@live.com Erin 0:0 0\r\n"),
    }
}

/// Answers the oldest command: as it should be, or with an error.
fn answer(player: &mut Player, kind: u8) {
    let Some(command) = player.sent() else { return };
    let mut words = command.split_whitespace();
    let (verb, transaction) = (words.next().unwrap_or_default(), words.next().unwrap_or("0"));
    let reply = match (kind % 4, verb) {
        (0, _) => format!("{} {transaction}\r\n", [201, 911, 933, 500][usize::from(kind / 4) % 4]),
        (_, "PNG") => "QNG 50\r\n".to_owned(),
        (_, "USR") => format!("USR {transaction} OK alice@example.com 0 0\r\n"),
        (_, "ADL" | "RML" | "SDG") => format!("{verb} {transaction} OK\r\n"),
        _ => format!("{verb} {transaction} OK 0\r\n"),
    };
    player.feed(reply.as_bytes());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever comes: each request has one answer, each message that was taken ends somewhere, and nothing grows.
    #[test]
    fn requests_and_messages_come_to_an_end(
        steps in prop::collection::vec((0..8_u8, any::<u8>(), any::<prop::sample::Index>()), 1..80),
    ) {
        let mut player = with_bob();
        let mut asked = Vec::new();
        for (n, (step, kind, at)) in steps.into_iter().enumerate() {
            match step {
                0 | 1 => asked.push(player.request(any_wish(n as u64, kind))),
                2 => {
                    if let Some((number, request)) = player.webs.pop_front() {
                        player.machine.web(player.now, number, any_reply(&request, kind));
                        player.pump();
                    }
                }
                3 => answer(&mut player, kind),
                4 => player.feed(any_news(kind).as_bytes()),
                // One byte of the payload is another.
                5 => {
                    let mut news = any_news(kind).into_bytes();
                    let start = news.iter().position(|b| *b == b'\n').map_or(0, |end| end + 1);
                    if start < news.len() {
                        let at = start + at.index(news.len() - start);
                        news[at] = news[at].wrapping_add(kind | 1);
                    }
                    player.feed(&news);
                }
                _ if kind < 60 => player.pass(u64::from(kind % 20)),
                _ => {}
            }
        }
        player.pass(100);
        if player.ended.is_none() {
            player.machine.closed(player.now, "gone".into());
            player.pump();
        }
        for id in &asked {
            prop_assert_eq!(player.answers(*id).len(), 1);
        }
        let mut states = BTreeMap::new();
        for event in &player.events {
            if let Event::Conversation(_, ConversationEvent::MessageState { message, state }) = event {
                states.insert(*message, state.clone());
            }
        }
        prop_assert!(states.values().all(|state| state.is_final() || *state == MessageState::Sent), "{states:?}");
        prop_assert!(player.roster.circles.values().all(|circle| circle.members.len() <= Circle::MAX_MEMBERS));
    }
}
