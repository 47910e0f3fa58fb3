//! The gateway's end of a session, word for word.

use super::*;
use proptest::prelude::*;

fn at(seconds: u64) -> Instant {
    Instant(Duration::from_secs(seconds))
}

fn gateway() -> Gateway {
    let address = Address::parse("http://gateway.messenger.example/gateway/gateway.dll").expect("an address");
    Gateway::new(address, &Endpoint { host: "messenger.example".to_owned(), port: 1863 })
}

fn reply(word: &str, body: &'static str) -> Result<WebReply, WebError> {
    let headers = vec![("x-msn-messenger".to_owned(), word.to_owned())];
    Ok(WebReply { status: 200, headers, body: Bytes::from_static(body.as_bytes()) })
}

fn status(status: u16) -> Result<WebReply, WebError> {
    Ok(WebReply { status, ..WebReply::default() })
}

/// The query and the body of the request that comes next.
fn asked(gateway: &mut Gateway) -> (String, String) {
    match gateway.poll() {
        Some(Output::Request(request)) => {
            assert_eq!(request.method, "POST");
            let query = request.url.split_once('?').expect("a query").1.to_owned();
            (query, String::from_utf8_lossy(&request.body).into_owned())
        }
        other => panic!("{other:?}"),
    }
}

fn ended(gateway: &mut Gateway) -> String {
    match gateway.poll() {
        Some(Output::Closed(reason)) if gateway.is_over() => reason,
        other => panic!("{other:?}"),
    }
}

/// A session that has been open for a while, with ids that change.
fn open() -> Gateway {
    let mut gateway = gateway();
    gateway.send(at(0), Bytes::from_static(b"VER 1 MSNP12\r\n"));
    gateway.poll();
    gateway.reply(at(0), reply("SessionID=1.1; GW-IP=10.0.0.1", ""));
    gateway.deadline(at(2));
    gateway.reply(at(2), reply("SessionID=1.2; GW-IP=10.0.0.1", ""));
    while gateway.poll().is_some() {}
    gateway
}

#[test]
fn a_whole_session() {
    let mut gateway = gateway();
    assert_eq!((gateway.poll(), gateway.next_deadline()), (None, None), "nothing before there is something to say");
    gateway.send(at(0), Bytes::from_static(b"VER 1 MSNP12 CVR0\r\n"));
    let open = ("Action=open&Server=NS&IP=messenger.example".to_owned(), "VER 1 MSNP12 CVR0\r\n".to_owned());
    assert_eq!(asked(&mut gateway), open);
    // One request at a time: what comes meanwhile waits, and goes together.
    gateway.send(at(0), Bytes::from_static(b"CVR 2\r\n"));
    gateway.send(at(0), Bytes::from_static(b"USR 3\r\n"));
    assert_eq!(gateway.poll(), None);
    gateway.reply(at(1), reply("SessionID=11.22; GW-IP=207.46.110.1", "VER 1 MSNP12\r\n"));
    assert_eq!(gateway.poll(), Some(Output::Up));
    assert_eq!(gateway.poll(), Some(Output::Bytes(Bytes::from_static(b"VER 1 MSNP12\r\n"))));
    assert_eq!(gateway.host(), "207.46.110.1");
    let together = ("SessionID=11.22".to_owned(), "CVR 2\r\nUSR 3\r\n".to_owned());
    assert_eq!(asked(&mut gateway), together);
    gateway.reply(at(2), reply("SessionID=11.33; GW-IP=207.46.110.1", ""));
    assert_eq!(gateway.next_deadline(), Some(at(4)));
    gateway.deadline(at(3));
    assert_eq!(gateway.poll(), None, "not yet");
    gateway.deadline(at(4));
    assert_eq!(asked(&mut gateway), ("Action=poll&SessionID=11.33".to_owned(), String::new()));
    gateway.reply(at(5), reply("SessionID=11.44; Session=close; GW-IP=207.46.110.1", "OUT SSD\r\n"));
    assert_eq!(gateway.poll(), Some(Output::Bytes(Bytes::from_static(b"OUT SSD\r\n"))));
    assert_eq!(ended(&mut gateway), "the server closed the connection");
}

#[test]
fn a_switchboard_is_asked_for_by_its_first_word() {
    for first in [&b"USR 1 alice@example.com 1.2\r\n"[..], b"ANS 1 alice@example.com 1.2 3\r\n"] {
        let mut gateway = gateway();
        gateway.send(at(0), Bytes::copy_from_slice(first));
        assert_eq!(asked(&mut gateway).0, "Action=open&Server=SB&IP=messenger.example");
    }
}

#[test]
fn questions_come_less_often_when_nothing_goes_on() {
    let mut gateway = open();
    let mut pauses = Vec::new();
    let mut now = at(4);
    for n in 0..40 {
        gateway.deadline(now);
        assert_eq!(asked(&mut gateway).0.split('=').next(), Some("Action"));
        gateway.reply(now, reply(&format!("SessionID=2.{n}"), ""));
        let next = gateway.next_deadline().expect("a question");
        pauses.push(next.since(now));
        now = next;
    }
    assert!(pauses.windows(2).all(|pair| pair[0] <= pair[1]), "{pauses:?}");
    assert!(pauses[0] < Duration::from_millis(2500) && pauses[39] == QUIET, "{pauses:?}");
    gateway.send(now, Bytes::from_static(b"PNG\r\n"));
    gateway.reply(now, reply("SessionID=3.1", "QNG 50\r\n"));
    assert_eq!(gateway.next_deadline(), Some(now + BUSY));
}

#[test]
fn a_lost_question_is_asked_again() {
    let mut gateway = open();
    gateway.deadline(at(4));
    let first = asked(&mut gateway);
    gateway.reply(at(10), Err(WebError::Timeout));
    assert_eq!((gateway.poll(), gateway.next_deadline()), (None, Some(at(11))));
    gateway.deadline(at(11));
    assert_eq!(asked(&mut gateway), first);
    gateway.reply(at(12), status(503));
    gateway.deadline(at(14));
    assert_eq!(asked(&mut gateway), first);
    // The gateway had answered: what it said is lost.
    gateway.reply(at(15), status(400));
    assert_eq!(ended(&mut gateway), "the gateway at gateway.messenger.example doesn't know the session any more");
}

#[test]
fn a_lost_question_is_not_asked_again_for_ever() {
    let mut gateway = open();
    gateway.deadline(at(4));
    for now in [4, 6, 9] {
        assert_eq!(asked(&mut gateway).0, "Action=poll&SessionID=1.2");
        gateway.reply(at(now), Err(WebError::Timeout));
        gateway.deadline(at(now + 3));
    }
    assert_eq!(ended(&mut gateway), "the gateway at gateway.messenger.example: no answer in time");
}

#[test]
fn the_very_first_question_may_be_lost() {
    let mut gateway = gateway();
    gateway.send(at(0), Bytes::from_static(b"ANS 1 bob@example.com 1.2 3\r\n"));
    gateway.reply(at(0), reply("SessionID=1.1", "ANS 1 OK\r\n"));
    gateway.deadline(at(2));
    while gateway.poll().is_some() {}
    gateway.reply(at(2), Err(WebError::Malformed("cut".to_owned())));
    gateway.deadline(at(3));
    assert_eq!(asked(&mut gateway).0, "Action=poll&SessionID=1.1");
}

#[test]
fn where_ids_stay_a_lost_answer_is_the_end() {
    let mut gateway = gateway();
    gateway.send(at(0), Bytes::from_static(b"VER 1 MSNP12\r\n"));
    for now in [0, 2] {
        gateway.deadline(at(now));
        gateway.reply(at(now), reply("SessionID=same", ""));
    }
    gateway.deadline(at(4));
    while gateway.poll().is_some() {}
    gateway.reply(at(19), Err(WebError::Timeout));
    assert_eq!(ended(&mut gateway), "the gateway at gateway.messenger.example: no answer in time");
}

#[test]
fn what_may_have_arrived_is_not_said_twice() {
    let mut gateway = open();
    gateway.send(at(3), Bytes::from_static(b"MSG 1\r\n"));
    gateway.poll();
    gateway.reply(at(4), Err(WebError::Malformed("cut".to_owned())));
    ended(&mut gateway);

    // What surely hasn't is.
    let mut gateway = open();
    gateway.send(at(3), Bytes::from_static(b"MSG 1\r\n"));
    let first = asked(&mut gateway);
    gateway.reply(at(4), Err(WebError::Connect("the network can't be reached".to_owned())));
    gateway.send(at(4), Bytes::from_static(b"MSG 2\r\n"));
    assert_eq!(gateway.poll(), None, "one after the other");
    gateway.deadline(at(5));
    assert_eq!(asked(&mut gateway), first);
    gateway.reply(at(5), reply("SessionID=1.3", ""));
    assert_eq!(asked(&mut gateway), ("SessionID=1.3".to_owned(), "MSG 2\r\n".to_owned()));
}

#[test]
fn no_gateway_is_said_at_once() {
    for (answer, reason) in [
        (status(404), "there is no gateway at gateway.messenger.example (status 404)"),
        (status(500), "the gateway at gateway.messenger.example refused (status 500)"),
        (status(200), "what answers at gateway.messenger.example is no gateway"),
        (reply("GW-IP=x", ""), "what answers at gateway.messenger.example is no gateway"),
        (reply("SessionID=a&b", ""), "what answers at gateway.messenger.example is no gateway"),
        (Err(WebError::Connect("nobody answers there".to_owned())), "nobody answers there"),
    ] {
        let mut gateway = gateway();
        gateway.send(at(0), Bytes::from_static(b"VER 1 MSNP12\r\n"));
        gateway.poll();
        gateway.reply(at(1), answer);
        assert_eq!(ended(&mut gateway), reason);
    }
}

#[test]
fn closing_says_what_waits_and_no_more() {
    let mut gateway = open();
    gateway.deadline(at(4));
    asked(&mut gateway);
    gateway.send(at(4), Bytes::from_static(b"OUT\r\n"));
    gateway.close(at(4));
    assert!(!gateway.is_over());
    gateway.reply(at(5), reply("SessionID=1.3", "NLN\r\n"));
    assert_eq!(asked(&mut gateway), ("SessionID=1.3".to_owned(), "OUT\r\n".to_owned()));
    gateway.reply(at(6), reply("SessionID=1.4; Session=close", ""));
    assert!(gateway.is_over() && gateway.next_deadline().is_none());

    let mut quiet = open();
    quiet.close(at(5));
    assert!(quiet.is_over());
}

#[test]
fn memory_stays_bounded() {
    let mut gateway = open();
    gateway.deadline(at(4));
    asked(&mut gateway);
    for _ in 0..1000 {
        gateway.send(at(4), Bytes::from(vec![b'x'; 1000]));
    }
    assert_eq!(ended(&mut gateway), "the gateway doesn't take what we send");
}

proptest! {
    #[test]
    fn any_header_is_read_or_refused(text in "\\PC{0,60}", id in "[0-9.]{1,40}") {
        let _ = Word::read(&text);
        let word = Word::read(&format!("{text}; SessionID={id}; GW-IP={text}"));
        prop_assert!(word.is_none_or(|word| word.session.len() <= 256));
    }

    /// Whatever comes back, and in whatever order, there is at most one request under way, and an end is an end.
    #[test]
    fn one_request_at_a_time(steps in prop::collection::vec(0..8_u8, 1..60)) {
        let mut gateway = open();
        let mut under_way = false;
        for (n, step) in steps.into_iter().enumerate() {
            let now = at(4 + 3 * n as u64);
            match step {
                0 | 1 => gateway.send(now, Bytes::from_static(b"PNG\r\n")),
                2 if under_way => { under_way = false; gateway.reply(now, Err(WebError::Timeout)); }
                3 if under_way => { under_way = false; gateway.reply(now, Err(WebError::Connect(String::new()))); }
                4 if under_way => { under_way = false; gateway.reply(now, status(503)); }
                5 | 6 if under_way => {
                    under_way = false;
                    gateway.reply(now, reply(&format!("SessionID=4.{n}"), "QNG 1\r\n"));
                }
                _ => gateway.deadline(now),
            }
            while let Some(output) = gateway.poll() {
                match output {
                    Output::Request(_) => { prop_assert!(!under_way); under_way = true; }
                    Output::Closed(_) => { prop_assert!(gateway.is_over()); return Ok(()); }
                    Output::Up => prop_assert!(false, "it was up"),
                    Output::Bytes(_) => {}
                }
            }
            prop_assert!(under_way || gateway.next_deadline().is_some(), "it must go on");
        }
    }
}
