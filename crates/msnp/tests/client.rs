//! A client over real sockets, with a small server that can also behave badly.

mod client_support;

use client_support::{Line, PATIENCE, server};
use msnp::client::{self, Events, Handle};
use msnp::content::TextFormat;
use msnp::dialect::Dialect;
use msnp::error::{RequestError, SignOutReason};
use msnp::event::{ConversationEvent, Event, MessageState, PresenceEvent, RosterEvent};
use msnp::request::Request;
use msnp::session::Config;
use msnp::types::{Email, Endpoint, Secret, Status};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

fn alice(server: Endpoint) -> (Handle, Events) {
    let email = Email::parse("alice@example.com").expect("an address");
    let mut config = Config::new(email, Secret::new("hunter2secret"), server);
    config.dialects = vec![Dialect::Msnp7];
    config.reconnect = false;
    client::connect(config)
}

/// The first event that `wanted` makes something of.
async fn find<T>(events: &mut Events, mut wanted: impl FnMut(&Event) -> Option<T>) -> T {
    let search = async {
        while let Some(event) = events.next().await {
            if let Some(found) = wanted(&event) {
                return found;
            }
        }
        panic!("the session ended before that");
    };
    tokio::time::timeout(PATIENCE, search).await.expect("in time")
}

async fn end(events: &mut Events) -> SignOutReason {
    let reason =
        find(events, |event| if let Event::SignedOut(reason) = event { Some(reason.clone()) } else { None }).await;
    assert_eq!(events.next().await, None, "nothing comes after the end");
    reason
}

async fn online(events: &mut Events) {
    find(events, |event| matches!(event, Event::Presence(PresenceEvent::Online { .. })).then_some(())).await;
}

#[tokio::test]
async fn signs_in_and_out() {
    let (listener, endpoint) = server().await;
    let (handle, mut events) = alice(endpoint);
    let mut line = Line::sign_in(&listener).await;
    let dialect =
        find(&mut events, |event| if let Event::SignedIn { dialect, .. } = event { Some(*dialect) } else { None });
    assert_eq!(dialect.await, Dialect::Msnp7);
    online(&mut events).await;

    let busy = handle.request(Request::SetStatus(Status::Busy));
    let status = line.expect("CHG").await;
    assert!(status.ends_with("BSY"), "{status}");
    line.say(&format!("{status}\r\n")).await;
    let answered = |event: &Event| match event {
        Event::Answered { request, result } if *request == busy => Some(result.is_ok()),
        _ => None,
    };
    assert!(find(&mut events, answered).await);

    drop(handle);
    line.expect("OUT").await;
    assert_eq!(end(&mut events).await, SignOutReason::Requested);
}

#[tokio::test]
async fn a_wrong_password_is_said_and_not_tried_again() {
    let (listener, endpoint) = server().await;
    let (_handle, mut events) = alice(endpoint);
    let mut line = Line::accept(&listener).await;
    line.expect("VER").await;
    line.say("VER 1 MSNP7\r\n").await;
    line.expect("INF").await;
    line.say("INF 2 MD5\r\n").await;
    line.expect("CVR").await;
    line.say("CVR 3 1 1 1 http://localhost http://localhost\r\n").await;
    line.expect("USR").await;
    line.say("911 4\r\n").await;
    assert_eq!(end(&mut events).await, SignOutReason::WrongPassword);
}

#[tokio::test]
async fn nobody_listens() {
    let (listener, endpoint) = server().await;
    drop(listener);
    let (_handle, mut events) = alice(endpoint);
    let reason = end(&mut events).await;
    assert!(matches!(reason, SignOutReason::Unreachable(_)), "{reason:?}");
}

#[tokio::test]
async fn garbage_ends_with_a_reason() {
    for garbage in [
        b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n<html></html>\r\n".to_vec(),
        b"\0\xff\xfe\r\n\r\n\x01garbage\r\n".repeat(2000),
        vec![b'x'; 300_000],
        b"VER 1 MSNP7\r\nNOT 99999999999999999999\r\n".to_vec(),
        b"VER 1 MSNP7\r\nNOT x\r\n".to_vec(),
    ] {
        let (listener, endpoint) = server().await;
        let (_handle, mut events) = alice(endpoint);
        let mut line = Line::accept(&listener).await;
        line.expect("VER").await;
        // The client may hang up in the middle of it.
        let _ = line.write.write_all(&garbage).await;
        let reason = end(&mut events).await;
        let start = String::from_utf8_lossy(&garbage[..20]).into_owned();
        assert!(
            matches!(
                reason,
                SignOutReason::Garbage(_) | SignOutReason::NoCommonDialect | SignOutReason::ConnectionLost(_)
            ),
            "{start:?}: {reason:?}"
        );
    }
}

#[tokio::test]
async fn a_stop_in_mid_payload_is_a_lost_connection() {
    let (listener, endpoint) = server().await;
    let (_handle, mut events) = alice(endpoint);
    let mut line = Line::sign_in(&listener).await;
    line.say("NOT 100\r\nonly this mu").await;
    online(&mut events).await;
    drop(line);
    let reason = end(&mut events).await;
    assert!(matches!(reason, SignOutReason::ConnectionLost(_)), "{reason:?}");
}

#[tokio::test]
async fn a_slow_reader_of_events_holds_back_no_challenge() {
    let (listener, endpoint) = server().await;
    let (_handle, mut events) = alice(endpoint);
    let mut line = Line::sign_in(&listener).await;
    for round in 0..50 {
        line.say(&format!("NLN BSY bob@example.com Bob%20{round}\r\nZZZ what is this\r\n").repeat(100)).await;
    }
    line.say("CHL 0 12345678901234567890\r\n").await;
    line.expect("QRY").await;
    let mut answer = [0; 32];
    line.read.read_exact(&mut answer).await.expect("the answer");
    assert_eq!(&answer, b"8ba1bb9d6dbf624fee31a2053af5fdd0");

    // The reader comes back, and the last word about Bob is there.
    line.say("NLN AWY bob@example.com Bob\r\n").await;
    let away = |event: &Event| match event {
        Event::Presence(PresenceEvent::Online { status: Status::Away, .. }) => Some(()),
        _ => None,
    };
    find(&mut events, away).await;
}

#[tokio::test]
async fn a_message_is_delivered_and_answered() {
    let (listener, endpoint) = server().await;
    let (handle, mut events) = alice(endpoint.clone());
    let mut line = Line::sign_in(&listener).await;
    online(&mut events).await;

    let message = handle.message_id();
    let conversation = "bob@example.com".parse().expect("a conversation");
    let text = "Grüße\n\n😀".to_owned();
    handle.request(Request::Say { conversation, message, text, format: TextFormat::default() });
    let ask = line.expect("XFR").await;
    let t = ask.split(' ').nth(1).expect("a number");
    line.say(&format!("XFR {t} SB {endpoint} CKI 17.2\r\n")).await;
    let mut board = Line::accept(&listener).await;
    assert_eq!(board.expect("USR").await, "USR 1 alice@example.com 17.2");
    board.say("USR 1 OK alice@example.com Alice\r\n").await;
    assert_eq!(board.expect("CAL").await, "CAL 2 bob@example.com");
    board.say("CAL 2 RINGING 11752013\r\nJOI bob@example.com Bob\r\n").await;
    let sent = board.expect("MSG").await;
    let mut words = sent.split(' ').skip(1);
    let (t, mode) = (words.next().expect("a number"), words.next());
    assert_eq!(mode, Some("A"));
    let mut payload = vec![0; words.next().and_then(|n| n.parse().ok()).expect("a length")];
    board.read.read_exact(&mut payload).await.expect("a payload");
    assert!(payload.ends_with("\r\n\r\nGrüße\r\n\r\n😀".as_bytes()));

    let state = |wanted: MessageState| {
        move |event: &Event| match event {
            Event::Conversation(_, ConversationEvent::MessageState { message: m, state })
                if *m == message && *state == wanted =>
            {
                Some(())
            }
            _ => None,
        }
    };
    find(&mut events, state(MessageState::Sent)).await;
    board.say(&format!("ACK {t}\r\n")).await;
    find(&mut events, state(MessageState::Delivered)).await;

    // What comes back has no charset and text after blank lines.
    let body = "MIME-Version: 1.0\r\ncontent-type: text/plain\r\n\r\none\r\n\r\ntwo";
    board.say(&format!("MSG bob@example.com Bob {}\r\n{body}", body.len())).await;
    let heard = |event: &Event| match event {
        Event::Conversation(_, ConversationEvent::Message { message, .. }) => Some(message.text.clone()),
        _ => None,
    };
    assert_eq!(find(&mut events, heard).await, "one\n\ntwo");

    // A connection that goes with an unanswered message leaves no message behind.
    let message = handle.message_id();
    let conversation = "bob@example.com".parse().expect("a conversation");
    handle.request(Request::Say { conversation, message, text: "lost?".to_owned(), format: TextFormat::default() });
    board.expect("MSG").await;
    drop(board);
    drop(line);
    let failed = |event: &Event| match event {
        Event::Conversation(_, ConversationEvent::MessageState { message: m, state: MessageState::Failed(_) })
            if *m == message =>
        {
            Some(())
        }
        _ => None,
    };
    find(&mut events, failed).await;
}

#[tokio::test]
async fn requests_that_make_no_sense_are_answered() {
    let (listener, endpoint) = server().await;
    let (handle, mut events) = alice(endpoint);
    let mut line = Line::sign_in(&listener).await;
    online(&mut events).await;
    let refused = |request| {
        move |event: &Event| match event {
            Event::Answered { request: r, result: Err(error) } if *r == request => Some(error.clone()),
            _ => None,
        }
    };
    let name = handle.request(Request::SetName("x".repeat(5000)));
    assert!(matches!(find(&mut events, refused(name)).await, RequestError::TooLong(_)));
    let offline = handle.request(Request::SetStatus(Status::Offline));
    find(&mut events, refused(offline)).await;
    let stranger = Email::parse("nobody@example.com").expect("an address");
    let gone = handle.request(Request::RemoveContact { email: stranger, group: None });
    find(&mut events, refused(gone)).await;

    // A message of 100,000 characters is more than anybody takes; one of 10,000 goes its way, in parts.
    let say = |length| Request::Say {
        conversation: "bob@example.com".parse().expect("a conversation"),
        message: handle.message_id(),
        text: "ü".repeat(length),
        format: TextFormat::default(),
    };
    let huge = handle.request(say(100_000));
    assert!(matches!(find(&mut events, refused(huge)).await, RequestError::TooLong(_)));
    let long = handle.request(say(10_000));
    line.expect("XFR").await;
    let accepted = |event: &Event| match event {
        Event::Answered { request, result } if *request == long => Some(result.is_ok()),
        _ => None,
    };
    assert!(find(&mut events, accepted).await);
}

#[tokio::test]
async fn the_lists_come_before_anybody_is_online() {
    let (listener, endpoint) = server().await;
    let (_handle, mut events) = alice(endpoint);
    let _line = Line::sign_in(&listener).await;
    let mut seen = Vec::new();
    find(&mut events, |event| {
        match event {
            Event::Roster(RosterEvent::SyncStarted) => seen.push("started"),
            Event::Roster(RosterEvent::SyncFinished(_)) => seen.push("finished"),
            Event::Presence(_) => seen.push("presence"),
            _ => {}
        }
        (seen.last() == Some(&"presence")).then_some(())
    })
    .await;
    assert_eq!(seen, ["started", "finished", "presence"]);
}

/// Answers web requests one after another with these replies; gives back what was asked.
async fn web(listener: TcpListener, replies: Vec<String>) -> Vec<String> {
    let mut asked = Vec::new();
    for reply in replies {
        let mut line = Line::accept(&listener).await;
        let mut request = String::new();
        while !request.ends_with("\r\n\r\n") {
            assert!(line.read.read_line(&mut request).await.expect("a request") > 0, "{request}");
        }
        asked.push(request);
        line.say(&format!("HTTP/1.1 {reply}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")).await;
    }
    asked
}

/// Signs in with MSNP12 up to the answer of the web; these are its replies after the Nexus's.
async fn passport(replies: &[&str]) -> (TcpListener, Events, Handle, tokio::task::JoinHandle<Vec<String>>) {
    let (listener, endpoint) = server().await;
    let (pages, page) = server().await;
    let nexus = format!("200 OK\r\npassporturls: DARealm=x,DALogin=http://{page}/login,ConfigVersion=1");
    let replies = [nexus].into_iter().chain(replies.iter().map(|r| (*r).to_owned())).collect();
    let asked = tokio::spawn(web(pages, replies));
    let email = Email::parse("alice@example.com").expect("an address");
    let mut config = Config::new(email, Secret::new("p,w%=+ é"), endpoint);
    config.dialects = vec![Dialect::Msnp12, Dialect::Msnp11];
    config.nexus = Some(format!("http://{page}/rdr/pprdr.asp"));
    config.insecure_loopback = true;
    config.reconnect = false;
    let (handle, events) = client::connect(config);
    (listener, events, handle, asked)
}

async fn ask_for_ticket(listener: &TcpListener) -> Line {
    let mut line = Line::accept(listener).await;
    assert!(line.expect("VER").await.starts_with("VER 1 MSNP12 MSNP11 CVR0"));
    line.say("VER 1 MSNP12\r\n").await;
    line.expect("CVR 2").await;
    line.say("CVR 2 1 1 1 http://localhost http://localhost\r\n").await;
    line.expect("USR 3 TWN I alice@example.com").await;
    line.say("USR 3 TWN S lc=1033,id=507,tw=40\r\n").await;
    line
}

#[tokio::test]
async fn a_ticket_comes_over_the_web() {
    let replies = [
        "302 Found\r\nLocation: /login2?lc=1",
        "200 OK\r\nAuthentication-Info: Passport1.4 da-status=success,from-PP='t=abc&p=def',ru=http://messenger.msn.com",
    ];
    let (listener, mut events, _handle, asked) = passport(&replies).await;
    let mut line = ask_for_ticket(&listener).await;
    assert_eq!(line.expect("USR 4").await, "USR 4 TWN S t=abc&p=def");
    line.say("USR 4 OK alice@example.com 1 0\r\n").await;
    let dialect = |event: &Event| if let Event::SignedIn { dialect, .. } = event { Some(*dialect) } else { None };
    assert_eq!(find(&mut events, dialect).await, Dialect::Msnp12);

    let asked = asked.await.expect("three requests");
    let starts = ["GET /rdr/pprdr.asp HTTP/1.1", "GET /login HTTP/1.1", "GET /login2?lc=1 HTTP/1.1"];
    let password = "pwd=p%2Cw%25%3D%2B%20%C3%A9,lc=1033,id=507,tw=40\r\n";
    for (index, (request, start)) in asked.iter().zip(starts).enumerate() {
        assert!(request.starts_with(start), "{request}");
        assert_eq!(request.contains(password), index > 0, "{request}");
    }
}

#[tokio::test]
async fn the_web_refuses() {
    for (reply, wrong_password) in [
        ("401 Unauthorized\r\nWWW-Authenticate: Passport1.4 da-status=failed,srealm=Passport.NET", true),
        ("302 Found\r\nLocation: http://login.example/", false),
        ("500 Oops", false),
        ("200 OK", false),
    ] {
        let (listener, mut events, _handle, _asked) = passport(&[reply]).await;
        let _line = ask_for_ticket(&listener).await;
        match end(&mut events).await {
            SignOutReason::WrongPassword => assert!(wrong_password, "{reply}"),
            SignOutReason::SignInService(_) => assert!(!wrong_password, "{reply}"),
            other => panic!("{reply}: {other:?}"),
        }
    }
}
