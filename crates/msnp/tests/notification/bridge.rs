//! Messages to people of other networks and from them, and notes between our own places.

use crate::services::{LATER, ready};
use crate::support::{Player, email};
use bytes::Bytes;
use msnp::command::relay::MessageKind;
use msnp::dialect::Dialect;
use msnp::error::{ErrorCode, RequestError};
use msnp::event::RosterEvent;
use msnp::notification::Effect;
use msnp::request::MessageId;
use msnp::types::NetworkId;

const BODY: &str = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nhello";

/// With yan of Yahoo on the list.
fn with_yahoo(dialect: Dialect) -> Player {
    let mut player = ready(dialect);
    player.feed(b"NOT 36\r\n<NOTIFICATION>ABCHInternal</N...>    ");
    player.pass(2);
    player.web(crate::web::membership("A bob, R bob, B dave"));
    let contact = "<Contact><contactId>yan-id</contactId><contactInfo><contactType>Regular</contactType><emails><ContactEmail>\
                   <contactEmailType>Messenger2</contactEmailType><email>yan@yahoo.example</email><isMessengerEnabled>true\
                   </isMessengerEnabled><Capability>32</Capability></ContactEmail></emails></contactInfo></Contact></contacts>";
    let reply = crate::web::book("bob, carol");
    let text = String::from_utf8(reply.body.to_vec()).unwrap().replace("</contacts>", contact);
    player.web(msnp::session::WebReply { body: text.into(), ..reply });
    crate::services::answer_commands(&mut player);
    player.others.clear();
    player
}

fn send(player: &mut Player, number: u64, parts: usize) {
    let parts = vec![Bytes::from_static(BODY.as_bytes()); parts];
    player.machine.bridge(player.now, MessageId(number), &email("yan@yahoo.example"), MessageKind::TEXT, parts);
    player.pump();
}

fn results(player: &mut Player) -> Vec<(u64, Result<(), RequestError>)> {
    let of = |effect: Effect| match effect {
        Effect::Bridged { message, result } => Some((message.0, result)),
        _ => None,
    };
    std::mem::take(&mut player.others).into_iter().filter_map(of).collect()
}

fn transaction(command: &str) -> String {
    command.split(' ').nth(1).unwrap().to_owned()
}

#[test]
fn the_list_says_who_lives_elsewhere() {
    let player = with_yahoo(Dialect::Msnp15);
    let yan = player.roster.person(&email("yan@yahoo.example")).unwrap();
    assert_eq!((yan.network, yan.is_contact()), (NetworkId::YAHOO, true));
    assert_eq!(player.roster.person(&email("bob@example.com")).unwrap().network, NetworkId::PASSPORT);
    let told = player.roster_events().into_iter().filter(|event| matches!(event, RosterEvent::Network { .. }));
    assert_eq!(told.count(), 1);
}

#[test]
fn a_message_goes_out_and_what_is_not_refused_was_taken() {
    for dialect in LATER.into_iter().filter(|dialect| dialect.features().bridged_messages) {
        let mut player = with_yahoo(dialect);
        send(&mut player, 1, 2);
        let (one, two) = (player.sent().unwrap(), player.sent().unwrap());
        assert!(one.ends_with(&format!(" yan@yahoo.example 32 1 {}\r\n{BODY}", BODY.len())), "{dialect}: {one}");
        assert_ne!(transaction(&one), transaction(&two));
        assert_eq!(player.sent().as_deref(), Some("PNG\r\n"), "replies keep their order");
        assert_eq!(results(&mut player), []);
        // This one came after the ping: the answer says nothing of it.
        send(&mut player, 2, 1);
        player.sent();
        player.feed(b"QNG 50\r\n");
        assert_eq!(results(&mut player), [(1, Ok(()))], "{dialect}");
        assert_eq!(player.sent().as_deref(), Some("PNG\r\n"));
        player.feed(b"QNG 50\r\n");
        assert_eq!(results(&mut player), [(2, Ok(()))]);

        // A server that says so itself.
        send(&mut player, 3, 1);
        let said = player.sent().unwrap();
        player.feed(format!("UUM {} OK\r\n", transaction(&said)).as_bytes());
        assert_eq!(results(&mut player), [(3, Ok(()))]);
        player.sent();
        player.feed(b"QNG 50\r\n");
        // Refusals.
        for (number, code, error) in
            [(4, "217", RequestError::Unreachable), (5, "500", RequestError::Server(ErrorCode(500)))]
        {
            send(&mut player, number, 1);
            let said = player.sent().unwrap();
            player.feed(format!("{code} {}\r\nQNG 50\r\n", transaction(&said)).as_bytes());
            player.sent();
            assert_eq!(results(&mut player), [(number, Err(error))]);
        }
        player.machine.bridge_typing(player.now, &email("yan@yahoo.example"), Bytes::from_static(b"x: y\r\n\r\n"));
        player.pump();
        assert!(player.sent().unwrap().contains(" yan@yahoo.example 32 2 8\r\n"));
        player.sent();
        player.feed(b"QNG 50\r\n");
        // What is on its way when the connection goes has an end, too.
        send(&mut player, 6, 3);
        assert_eq!(player.oddities(), 0, "{dialect}: {:?}", player.events);
        player.machine.closed(player.now, "gone".into());
        player.pump();
        assert_eq!(results(&mut player), [(6, Err(RequestError::ConnectionLost))]);
    }
}

#[test]
fn where_there_is_no_such_command_it_is_refused() {
    for mut player in [ready(Dialect::Msnp13), Player::ready(Dialect::Msnp12)] {
        send(&mut player, 1, 1);
        assert_eq!(results(&mut player), [(1, Err(RequestError::Unsupported))]);
        assert_eq!(player.sent(), None);
    }
}

#[test]
fn messages_of_others_come_with_what_we_call_them() {
    let mut player = with_yahoo(Dialect::Msnp18);
    player.feed(b"NLN NLN 32:yan@yahoo.example Yan 0:0 0\r\n");
    player.feed(format!("UBM yan@yahoo.example 32 1 {}\r\n{BODY}", BODY.len()).as_bytes());
    let [Effect::BridgeMessage { email, name, network, body }] = &player.others[..] else {
        panic!("{:?}", player.others)
    };
    assert_eq!((email.as_str(), name.as_str(), *network), ("yan@yahoo.example", "Yan", NetworkId::YAHOO));
    assert_eq!(body, BODY);
    // Our own words, from another place of ours, aren't said to us.
    player.others.clear();
    player.feed(format!("UBM alice@example.com 1 1 {}\r\n{BODY}", BODY.len()).as_bytes());
    assert!(player.others.is_empty());
    assert_eq!(player.oddities(), 0);
}

#[test]
fn a_note_of_another_place_lets_us_look_at_the_lists_again() {
    let mut player = ready(Dialect::Msnp18);
    player.feed(b"UBN bob@example.com 6 0\r\n");
    player.pass(2);
    assert!(player.webs.is_empty(), "nobody else has a say");
    player.feed(b"UBN alice@example.com;{6384e2b2-184b-cbf5-8ecc-f10ca7a6563c} 6 0\r\n");
    player.pass(2);
    assert_eq!(crate::web::operation(&player.webs[0].1), "FindMembership");
    player.feed(b"UBN alice@example.com 5 15\r\nbob@example.com");
    assert!(player.ended.is_none());
    assert_eq!(player.oddities(), 0);
}
