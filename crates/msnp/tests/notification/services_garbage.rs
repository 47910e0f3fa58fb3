//! Web services that say anything at all.

use crate::services::{LATER, answer_commands, ready, with};
use crate::web::{self, book, done, fault, membership, operation, tokens};
use msnp::request::Request;
use msnp::session::{WebError, WebReply};
use msnp::types::{GroupId, Privacy, Status};
use proptest::prelude::*;

/// What a web service may say to anything: what was asked for, a fault, nonsense, nothing.
fn any_reply(request: &msnp::session::WebRequest, kind: u8) -> Result<WebReply, WebError> {
    let asked = operation(request);
    match kind % 10 {
        0..=3 => Ok(match asked.as_str() {
            "RST.srf" => tokens("more"),
            "FindMembership" => membership("A bob, R bob, P erin"),
            "ABFindAll" | "ABFindContactsPaged" => book("bob, carol, frank"),
            asked => done(asked, "new-id"),
        }),
        4 => Ok(fault("ContactDoesNotExist")),
        5 => Ok(fault("InvalidToken")),
        6 => Ok(WebReply { status: 500, ..WebReply::default() }),
        7 => Ok(web::xml("<no></envelope>")),
        8 => Err(WebError::Timeout),
        _ => Err(WebError::Connect("nobody".into())),
    }
}

fn any_wish(kind: u8) -> Request {
    let email = |name: &str| crate::support::email(&format!("{name}@example.com"));
    match kind % 12 {
        0 => {
            Request::AddContact { email: email("erin"), name: Some("E".into()), group: Some(GroupId(web::WORK.into())) }
        }
        1 => Request::RemoveContact { email: email("bob"), group: None },
        2 => Request::Block(email("bob")),
        3 => Request::Unblock(email("dave")),
        4 => Request::AddGroup("Play".into()),
        5 => Request::RemoveGroup(GroupId(web::WORK.into())),
        6 => Request::AddToGroup { email: email("carol"), group: GroupId(web::WORK.into()) },
        7 => Request::RenameContact { email: email("bob"), name: "R".into() },
        8 => Request::SetName("Al".into()),
        9 => Request::SetPrivacy(Privacy::BlockOthers),
        10 => Request::AcceptPending(email("erin")),
        _ => Request::SetStatus(Status::Away),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the services say, and whenever the connection ends: each request has one answer, and nothing hangs.
    #[test]
    fn every_request_has_one_answer(at in 0..LATER.len(), steps in prop::collection::vec((0..6_u8, any::<u8>()), 1..60)) {
        let mut player = ready(LATER[at]);
        let mut asked = Vec::new();
        for (step, kind) in steps {
            match step {
                0 | 1 => asked.push(player.request(any_wish(kind))),
                2 | 3 => {
                    if let Some((number, request)) = player.webs.pop_front() {
                        player.machine.web(player.now, number, any_reply(&request, kind));
                        player.pump();
                    }
                }
                4 => {
                    answer_commands(&mut player);
                }
                _ if kind < 8 => player.feed(with("NOT", "<a>ABCHInternal</a>").as_bytes()),
                _ if kind < 40 => player.pass(u64::from(kind)),
                _ if kind < 80 => {
                    if let Some(command) = player.sent() {
                        let transaction = command.split_whitespace().nth(1).unwrap_or("0").to_owned();
                        player.feed(format!("2{:02} {transaction}\r\n", kind % 100).as_bytes());
                    }
                }
                _ => {}
            }
        }
        player.pass(700);
        if player.ended.is_none() {
            player.machine.closed(player.now, "gone".into());
            player.pump();
        }
        for id in asked {
            prop_assert_eq!(player.answers(id).len(), 1);
        }
    }
}
