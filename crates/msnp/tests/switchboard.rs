//! The switchboard machine against hand-written server lines.

use bytes::Bytes;
use msnp::content::{TextFormat, TextMessage};
use msnp::conversation::{Conversation, EntryKind};
use msnp::dialect::Dialect;
use msnp::error::{ErrorCode, RequestError};
use msnp::event::{ConversationEvent, ConversationId, MessageState};
use msnp::request::MessageId;
use msnp::switchboard::{
    ACKNOWLEDGE_TIMEOUT, CALL_TIMEOUT, EMPTY_TIMEOUT, ENTER_TIMEOUT, Effect, End, IDLE_TIMEOUT, Machine, Say,
    TYPING_PAUSE,
};
use msnp::types::{Email, Instant, Secret};
use proptest::prelude::*;
use std::time::Duration;

fn email(name: &str) -> Email {
    Email::parse(&format!("{name}@example.com")).expect("an address")
}
fn text(text: &str) -> Say {
    Say::Text(text.into(), TextFormat::default())
}

/// A machine with a clock; what it does is gathered as lines and events.
struct Bench {
    machine: Machine,
    now: Instant,
}

impl Bench {
    fn outgoing(dialect: Dialect, people: &[Email]) -> Self {
        let now = Instant::default();
        let machine = Machine::outgoing(now, email("alice"), dialect, Secret::new("17.42"), people, 9);
        Self { machine, now }
    }
    fn incoming() -> Self {
        let now = Instant::default();
        let cookie = Secret::new("84.91");
        Self { machine: Machine::incoming(now, email("alice"), Dialect::Msnp12, cookie, "1175".into(), 9), now }
    }
    /// In, with Bob there.
    fn with_bob() -> Self {
        let mut bench = Self::outgoing(Dialect::Msnp12, &[email("bob")]);
        bench.machine.opened(bench.now);
        bench.serve("USR 1 OK alice@example.com Alice\r\nCAL 2 RINGING 1175\r\nJOI bob@example.com Bob 32\r\n");
        bench.effects();
        bench
    }
    fn serve(&mut self, lines: &str) {
        self.machine.bytes(self.now, lines.as_bytes());
    }
    fn say(&mut self, from: &str, body: &str) {
        self.serve(&format!("MSG {from}@example.com {from} {}\r\n{body}", body.len()));
    }
    fn wait(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(at) = self.machine.next_deadline().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.machine.deadline(self.now);
            // A deadline that moves nothing would never pass.
            assert!(self.machine.next_deadline().is_none_or(|next| next > self.now), "the deadline stays in the past");
        }
        self.now = end;
    }
    fn effects(&mut self) -> Vec<Effect> {
        std::iter::from_fn(|| self.machine.poll()).collect()
    }
    fn sent(&mut self) -> Vec<String> {
        self.effects().into_iter().filter_map(|e| if let Effect::Send(b) = e { Some(line(&b)) } else { None }).collect()
    }
    fn events(&mut self) -> Vec<ConversationEvent> {
        self.effects().into_iter().filter_map(|e| if let Effect::Event(e) = e { Some(e) } else { None }).collect()
    }
    fn states(&mut self) -> Vec<(u64, MessageState)> {
        let state = |event| match event {
            ConversationEvent::MessageState { message, state } => Some((message.0, state)),
            _ => None,
        };
        self.events().into_iter().filter_map(state).collect()
    }
}

/// The first line of what was sent.
fn line(bytes: &Bytes) -> String {
    String::from_utf8_lossy(bytes).lines().next().unwrap_or_default().to_owned()
}
fn joined(name: &str, shown: &str, capabilities: u32) -> ConversationEvent {
    let capabilities = msnp::types::Capabilities(capabilities);
    ConversationEvent::Joined { email: email(name), name: shown.into(), capabilities }
}

#[test]
fn a_call_goes_out_and_is_answered() {
    let mut bench = Bench::outgoing(Dialect::Msnp12, &[email("bob")]);
    assert_eq!(bench.effects(), []);
    bench.machine.opened(bench.now);
    assert_eq!(bench.sent(), ["USR 1 alice@example.com 17.42"]);
    bench.serve("USR 1 OK alice@example.com Alice\r\n");
    let effects = bench.effects();
    assert_eq!(effects[0], Effect::Entered);
    assert_eq!(effects[1], Effect::Send(Bytes::from_static(b"CAL 2 bob@example.com\r\n")));
    bench.serve("CAL 2 RINGING 1175\r\n");
    assert_eq!(bench.effects(), [Effect::Ringing(email("bob"))]);
    assert!(!bench.machine.can_send());
    assert!(!bench.machine.send(bench.now, MessageId(1), &text("into the void")), "a message before JOI would be lost");
    bench.serve("JOI bob@example.com Bob%20B 32\r\n");
    assert_eq!(bench.events(), [joined("bob", "Bob B", 32)]);
    assert!(bench.machine.send(bench.now, MessageId(1), &text("hi")));
    let effects = bench.effects();
    let Effect::Send(bytes) = &effects[0] else { panic!("{effects:?}") };
    assert!(line(bytes).starts_with("MSG 3 A "), "{}", line(bytes));
    assert!(bytes.ends_with(b"\r\n\r\nhi"));
    bench.serve("ACK 3\r\n");
    assert_eq!(bench.states(), [(1, MessageState::Delivered)]);
}

#[test]
fn a_call_comes_in_and_everybody_is_announced_once_we_are_in() {
    let mut bench = Bench::incoming();
    bench.machine.opened(bench.now);
    assert_eq!(bench.sent(), ["ANS 1 alice@example.com 84.91 1175"]);
    bench.serve("IRO 1 1 2 bob@example.com Bob 32\r\nIRO 1 2 2 carol@example.com Carol 0\r\n");
    assert_eq!(bench.effects(), []);
    bench.serve("ANS 1 OK\r\n");
    let effects = bench.effects();
    assert_eq!(
        effects,
        [Effect::Entered, Effect::Event(joined("bob", "Bob", 32)), Effect::Event(joined("carol", "Carol", 0))]
    );
    assert_eq!(bench.machine.people().len(), 2);
}

#[test]
fn somebody_in_several_places_comes_and_goes_once() {
    let mut bench = Bench::with_bob();
    bench.serve(
        "JOI carol@example.com;{1} Carol 0\r\nJOI carol@example.com Carol 0\r\nJOI carol@example.com Carol 0\r\n",
    );
    bench.serve("JOI alice@example.com;{9} Alice 0\r\nJOI alice@example.com Alice 0\r\n");
    assert_eq!(bench.events(), [joined("carol", "Carol", 0)], "and our own other places are nobody");
    bench.serve("BYE carol@example.com;{1}\r\n");
    assert_eq!(bench.events(), []);
    bench.serve("BYE carol@example.com 1\r\nBYE carol@example.com\r\n");
    assert_eq!(bench.events(), [ConversationEvent::Left { email: email("carol"), idle: true }]);
}

#[test]
fn each_refusal_of_a_call_is_told_as_what_it_is() {
    for (code, expected) in [
        (217, RequestError::Unreachable),
        (216, RequestError::Unreachable),
        (208, RequestError::Server(ErrorCode(208))),
        (713, RequestError::Server(ErrorCode(713))),
        (913, RequestError::Server(ErrorCode(913))),
    ] {
        let mut bench = Bench::outgoing(Dialect::Msnp8, &[email("bob")]);
        bench.machine.opened(bench.now);
        bench.serve(&format!("USR 1 OK alice@example.com Alice\r\n{code} 2\r\n"));
        let effects = bench.effects();
        let failed = ConversationEvent::CallFailed { email: email("bob"), error: expected };
        assert!(effects.contains(&Effect::Event(failed)), "{effects:?}");
        assert_eq!(effects.last(), Some(&Effect::Ended(End::Left)), "nobody will come: {effects:?}");
    }
}

#[test]
fn one_failing_call_leaves_the_others_alone() {
    let mut bench = Bench::outgoing(Dialect::Msnp12, &[email("bob"), email("carol")]);
    bench.machine.opened(bench.now);
    bench.effects();
    bench.serve("USR 1 OK alice@example.com Alice\r\n");
    assert_eq!(bench.sent(), ["CAL 2 bob@example.com", "CAL 3 carol@example.com"]);
    bench.serve("217 2\r\nCAL 3 RINGING 1\r\nJOI carol@example.com Carol 0\r\n");
    let failed = ConversationEvent::CallFailed { email: email("bob"), error: RequestError::Unreachable };
    assert_eq!(bench.events(), [failed, joined("carol", "Carol", 0)]);
    bench.machine.call(bench.now, email("carol"));
    assert_eq!(bench.sent(), ["CAL 4 carol@example.com"]);
    bench.serve("215 4\r\n");
    assert_eq!(bench.effects(), [Effect::Ringing(email("carol"))], "already there is as good as called");
}

#[test]
fn who_never_comes_is_unreachable() {
    let mut bench = Bench::outgoing(Dialect::Msnp12, &[email("bob")]);
    bench.machine.opened(bench.now);
    bench.serve("USR 1 OK alice@example.com Alice\r\nCAL 2 RINGING 1\r\n");
    bench.effects();
    bench.wait(CALL_TIMEOUT - Duration::from_secs(1));
    assert_eq!(bench.effects(), []);
    bench.wait(Duration::from_secs(1));
    let effects = bench.effects();
    let failed = ConversationEvent::CallFailed { email: email("bob"), error: RequestError::Unreachable };
    assert_eq!(effects[0], Effect::Event(failed));
    assert_eq!(effects.last(), Some(&Effect::Ended(End::Left)));
}

#[test]
fn a_refusal_or_silence_at_the_door_ends_it() {
    let mut bench = Bench::outgoing(Dialect::Msnp12, &[email("bob")]);
    bench.machine.opened(bench.now);
    bench.serve("911 1\r\n");
    assert_eq!(bench.effects().last(), Some(&Effect::Ended(End::Refused(ErrorCode(911)))));
    let mut bench = Bench::outgoing(Dialect::Msnp12, &[email("bob")]);
    bench.wait(ENTER_TIMEOUT);
    assert_eq!(bench.effects(), [Effect::Close, Effect::Ended(End::TimedOut)]);
    let mut bench = Bench::incoming();
    bench.machine.opened(bench.now);
    bench.machine.closed("gone".into());
    assert_eq!(bench.effects().last(), Some(&Effect::Ended(End::Closed("gone".into()))));
}

#[test]
fn every_way_a_message_can_end() {
    let mut bench = Bench::with_bob();
    for message in 1..=4 {
        assert!(bench.machine.send(bench.now, MessageId(message), &text("hi")));
    }
    bench.effects();
    bench.serve("ACK 4\r\nNAK 3\r\n282 5\r\n");
    assert_eq!(
        bench.states(),
        [
            (2, MessageState::Delivered),
            (1, MessageState::Failed(RequestError::NotAcknowledged)),
            (3, MessageState::Failed(RequestError::Server(ErrorCode(282)))),
        ]
    );
    bench.wait(ACKNOWLEDGE_TIMEOUT + Duration::from_secs(2));
    assert_eq!(bench.states(), [(4, MessageState::Failed(RequestError::Timeout))]);
    bench.serve("ACK 6\r\nACK 3\r\n");
    assert_eq!(bench.states(), [], "an end is an end");
    assert!(bench.machine.send(bench.now, MessageId(5), &Say::Nudge));
    bench.machine.closed("reset by peer".into());
    assert_eq!(bench.states(), [(5, MessageState::Sent), (5, MessageState::Failed(RequestError::ConnectionLost))]);
    assert!(!bench.machine.send(bench.now, MessageId(6), &Say::Nudge));
}

#[test]
fn a_long_text_is_delivered_when_all_of_it_is() {
    for (capabilities, marks) in [(32, true), (0, false)] {
        let mut bench = Bench::outgoing(Dialect::Msnp12, &[email("bob")]);
        bench.machine.opened(bench.now);
        bench.serve("USR 1 OK alice@example.com Alice\r\n");
        bench.serve(&format!("JOI bob@example.com Bob {capabilities}\r\n"));
        bench.effects();
        let long = "Was lange währt, wird endlich gut. ".repeat(120);
        bench.machine.send(bench.now, MessageId(1), &text(&long));
        let bodies: Vec<Bytes> =
            bench.effects().into_iter().filter_map(|e| if let Effect::Send(b) = e { Some(b) } else { None }).collect();
        assert!(bodies.len() >= 3);
        assert_eq!(bodies.iter().all(|b| String::from_utf8_lossy(b).contains("Message-ID: {")), marks);
        let last = 2 + bodies.len();
        for transaction in (3..last).rev() {
            bench.serve(&format!("ACK {transaction}\r\n"));
        }
        assert_eq!(bench.states(), []);
        bench.serve(&format!("ACK {last}\r\n"));
        assert_eq!(bench.states(), [(1, MessageState::Delivered)]);

        // What went out comes in whole on the other side.
        let mut other = Bench::with_bob();
        for body in &bodies {
            let payload = &body[body.iter().position(|b| *b == b'\n').map_or(0, |at| at + 1)..];
            other.machine.bytes(other.now, format!("MSG bob@example.com Bob {}\r\n", payload.len()).as_bytes());
            other.machine.bytes(other.now, payload);
        }
        let heard = |event| match event {
            ConversationEvent::Message { message: TextMessage { text, .. }, .. } => Some(text),
            _ => None,
        };
        let texts: Vec<String> = other.events().into_iter().filter_map(heard).collect();
        assert_eq!(texts.len(), if marks { 1 } else { bodies.len() });
        assert_eq!(texts.concat().replace(' ', ""), long.replace(' ', ""));
    }
}

#[test]
fn what_people_say_is_told_as_what_it_is() {
    let mut bench = Bench::with_bob();
    let head = "MIME-Version: 1.0\r\nContent-Type:";
    bench.say("bob", &format!("{head} text/x-msmsgscontrol\r\nTypingUser: mallory@example.com\r\n\r\n\r\n"));
    bench.say("bob", &format!("{head} text/plain; charset=UTF-8\r\n\r\nhello ✓\r\n\r\nmore"));
    bench.say("bob", &format!("{head} text/x-msnmsgr-datacast\r\n\r\nID: 1\r\n\r\n"));
    bench.say("bob", &format!("{head} text/x-keep-alive\r\n\r\n"));
    bench.say("bob", &format!("{head} text/x-clientcaps\r\n\r\nClient-Name: X/1.0\r\n"));
    let events = bench.events();
    assert_eq!(events.len(), 3, "{events:?}");
    assert_eq!(events[0], ConversationEvent::Typing { from: email("bob") }, "who sends it types, whatever it says");
    let ConversationEvent::Message { from, name, message } = &events[1] else { panic!("{events:?}") };
    assert_eq!((from, name.as_str(), message.text.as_str()), (&email("bob"), "bob", "hello ✓\n\nmore"));
    assert_eq!(events[2], ConversationEvent::Nudge { from: email("bob"), name: "bob".into() });
    bench.say("bob", &format!("{head} application/x-something-new\r\n\r\nxyz"));
    assert!(matches!(bench.effects().as_slice(), [Effect::Oddity(_)]));
}

#[test]
fn what_another_place_of_ours_says_is_ours() {
    let lines = "USR 1 OK alice@example.com Alice\r\nCAL 2 RINGING 1175\r\nJOI bob@example.com Bob 32:0\r\n";
    let mut bench = Bench::outgoing(Dialect::Msnp18, &[email("bob")]);
    bench.machine.opened(bench.now);
    bench.serve(lines);
    bench.effects();
    bench.say("alice", "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nfrom the sofa");
    bench.say("alice", "Content-Type: text/x-msnmsgr-datacast\r\n\r\nID: 1\r\n");
    bench.say("alice", "Content-Type: text/x-msmsgscontrol\r\nTypingUser: alice@example.com\r\n\r\n\r\n");
    let mut conversation = Conversation::new(ConversationId::With(email("bob")));
    for event in bench.events() {
        conversation.apply(bench.now, &event);
    }
    let sofa = |kind: &EntryKind| matches!(kind, EntryKind::Sent { text, state: MessageState::Delivered, .. } if text == "from the sofa");
    assert!(sofa(&conversation.entries[0].kind), "{:?}", conversation.entries);
    assert!(matches!(conversation.entries[1].kind, EntryKind::NudgeSent { .. }));
    assert_eq!(conversation.entries.len(), 2);
    // Where an account has one place, nobody says our words but ourselves.
    let mut bench = Bench::with_bob();
    bench.say("alice", "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\necho");
    assert!(bench.effects().iter().all(|effect| matches!(effect, Effect::Oddity(_))));
}

#[test]
fn our_other_places_are_called_in_first() {
    for (answer, dialect) in [
        ("CAL 2 RINGING 1175\r\nJOI alice@example.com Alice 32:0\r\n", Dialect::Msnp18),
        ("217 2\r\n", Dialect::Msnp16),
        ("", Dialect::Msnp17),
    ] {
        let mut bench = Bench::outgoing(dialect, &[email("bob")]);
        bench.machine = bench.machine.summoning(true);
        bench.machine.opened(bench.now);
        bench.effects();
        bench.serve("USR 1 OK alice@example.com Alice\r\n");
        assert_eq!(bench.sent(), ["CAL 2 alice@example.com", "CAL 3 bob@example.com"]);
        bench.serve(answer);
        assert_eq!(bench.effects(), [], "{dialect}: whether they come is nobody's concern");
        bench.serve("JOI bob@example.com Bob 32:0\r\n");
        assert_eq!(bench.events(), [joined("bob", "Bob", 32)]);
    }
    let mut bench = Bench::outgoing(Dialect::Msnp15, &[email("bob")]);
    bench.machine = bench.machine.summoning(true);
    bench.machine.opened(bench.now);
    bench.effects();
    bench.serve("USR 1 OK alice@example.com Alice\r\n");
    assert_eq!(bench.sent(), ["CAL 2 bob@example.com"], "below 16 there is one place");
}

#[test]
fn an_invitation_of_the_old_way_is_declined() {
    let mut bench = Bench::with_bob();
    let invite = "MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsinvite; charset=UTF-8\r\n\r\n\
                  Application-Name: File Transfer\r\nInvitation-Command: INVITE\r\nInvitation-Cookie: 33267\r\n\r\n";
    bench.say("bob", invite);
    let effects = bench.effects();
    let Some(Effect::Send(answer)) = effects.first() else { panic!("{effects:?}") };
    let answer = String::from_utf8_lossy(answer);
    assert!(answer.starts_with("MSG 3 N "), "{answer}");
    for part in ["Invitation-Command: CANCEL", "Invitation-Cookie: 33267", "Cancel-Code: REJECT_NOT_INSTALLED"] {
        assert!(answer.contains(part), "{answer}");
    }
    assert!(matches!(&effects[1], Effect::Event(ConversationEvent::Invitation { fields, .. }) if fields.len() == 3));
    bench.say("bob", &invite.replace("INVITE", "CANCEL"));
    assert_eq!(bench.sent(), Vec::<String>::new());
}

#[test]
fn typing_is_told_seldom_and_only_to_somebody() {
    let mut bench = Bench::with_bob();
    bench.machine.typing(bench.now);
    bench.machine.typing(bench.now);
    assert_eq!(bench.sent(), ["MSG 3 U 90"]);
    bench.wait(TYPING_PAUSE);
    bench.machine.typing(bench.now);
    assert_eq!(bench.sent(), ["MSG 4 U 90"]);
    // After a message it is news again: the others have taken the notice away.
    bench.machine.send(bench.now, MessageId(1), &text("hi"));
    bench.sent();
    bench.machine.typing(bench.now);
    assert_eq!(bench.sent(), ["MSG 6 U 90"]);
    bench.serve("ACK 5\r\n");
    bench.serve("BYE bob@example.com\r\n");
    bench.effects();
    bench.wait(TYPING_PAUSE);
    bench.machine.typing(bench.now);
    assert_eq!(bench.sent(), Vec::<String>::new());
}

#[test]
fn a_room_that_all_have_left_is_left_after_the_last_answer() {
    let mut bench = Bench::with_bob();
    bench.machine.send(bench.now, MessageId(1), &text("wait"));
    bench.effects();
    bench.serve("BYE bob@example.com\r\n");
    assert_eq!(bench.effects(), [Effect::Event(ConversationEvent::Left { email: email("bob"), idle: false })]);
    assert!(!bench.machine.can_send());
    bench.serve("ACK 3\r\n");
    let effects = bench.effects();
    assert_eq!(effects.last(), Some(&Effect::Ended(End::Left)));
    assert!(effects.contains(&Effect::Send(Bytes::from_static(b"OUT\r\n"))));
    let delivered = ConversationEvent::MessageState { message: MessageId(1), state: MessageState::Delivered };
    assert_eq!(effects[0], Effect::Event(delivered));
}

#[test]
fn leaving_waits_a_little_for_what_is_on_the_wire() {
    let mut bench = Bench::with_bob();
    bench.machine.send(bench.now, MessageId(1), &text("bye"));
    bench.machine.leave(bench.now);
    assert_eq!(bench.states(), [(1, MessageState::Sent)]);
    bench.wait(Duration::from_secs(60));
    let effects = bench.effects();
    let failed = MessageState::Failed(RequestError::NotAcknowledged);
    assert!(effects.contains(&Effect::Event(ConversationEvent::MessageState { message: MessageId(1), state: failed })));
    assert_eq!(effects.last(), Some(&Effect::Ended(End::Left)));
    let mut bench = Bench::with_bob();
    bench.machine.leave(bench.now);
    assert_eq!(
        bench.effects(),
        [Effect::Send(Bytes::from_static(b"OUT\r\n")), Effect::Close, Effect::Ended(End::Left)]
    );
}

#[test]
fn silence_ends_a_room_and_a_keep_alive_is_silence() {
    let mut bench = Bench::with_bob();
    bench.wait(IDLE_TIMEOUT - Duration::from_secs(1));
    bench.say("bob", "MIME-Version: 1.0\r\nContent-Type: text/x-keepalive\r\n\r\n");
    assert_eq!(bench.effects(), []);
    bench.wait(Duration::from_secs(1));
    assert_eq!(bench.effects().last(), Some(&Effect::Ended(End::Left)));
    let mut bench = Bench::incoming();
    bench.machine.opened(bench.now);
    bench.serve("ANS 1 OK\r\n");
    bench.effects();
    bench.wait(EMPTY_TIMEOUT);
    assert_eq!(bench.effects().last(), Some(&Effect::Ended(End::Left)), "nobody was there and nobody came");
}

#[test]
fn nonsense_is_survived_or_ends_it_with_a_reason() {
    let mut bench = Bench::with_bob();
    bench.serve("ACK 99\r\nNAK 2\r\nUSR 7 OK x y\r\nCAL 99 RINGING 1\r\n500 44\r\nXYZ 1 2 3\r\nCHG 1 NLN\r\nJOI\r\n");
    let effects = bench.effects();
    assert!(effects.iter().all(|e| matches!(e, Effect::Oddity(_))), "{effects:?}");
    assert!(effects.len() >= 6, "{effects:?}");
    assert!(bench.machine.can_send());
    bench.serve("MSG bob@example.com Bob a_lot\r\n");
    assert!(matches!(bench.effects().last(), Some(Effect::Ended(End::Garbage(_)))));
    bench.serve("ACK 1\r\n");
    assert_eq!(bench.effects(), []);
}

#[test]
fn a_server_that_talks_nonsense_is_left_and_fills_no_log() {
    let mut bench = Bench::with_bob();
    for _ in 0..10_000 {
        bench.serve("ACK 99\r\n");
    }
    assert!(bench.effects().len() <= 100);
    assert!(bench.machine.can_send(), "odd, but it can be followed");
    for _ in 0..10_000 {
        bench.serve("HELLO HELLO\r\n");
    }
    assert!(matches!(bench.effects().last(), Some(Effect::Ended(End::Garbage(_)))));
}

const STREAM: &str = "USR 1 OK alice@example.com Alice\r\nCAL 2 RINGING 1175\r\nJOI bob@example.com Bob 32\r\n\
    MSG bob@example.com Bob 73\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nhey ✓ you\
    XYZ\r\nACK 9\r\nJOI carol@example.com Carol 0\r\nBYE bob@example.com 1\r\n\
    MSG carol@example.com C 69\r\nMIME-Version: 1.0\r\nContent-Type: text/x-msnmsgr-datacast\r\n\r\nID: 1\r\n\r\n\
    BYE carol@example.com\r\n";

proptest! {
    #[test]
    fn any_split_tells_the_same(cuts in proptest::collection::vec(0..STREAM.len(), 0..12)) {
        let run = |cuts: &[usize]| {
            let mut bench = Bench::outgoing(Dialect::Msnp12, &[email("bob")]);
            bench.machine.opened(bench.now);
            let mut cuts = cuts.to_vec();
            cuts.extend([0, STREAM.len()]);
            cuts.sort_unstable();
            let mut effects = Vec::new();
            for pair in cuts.windows(2) {
                bench.machine.bytes(bench.now, &STREAM.as_bytes()[pair[0]..pair[1]]);
                effects.extend(bench.effects());
            }
            effects
        };
        let whole = run(&[]);
        prop_assert!(matches!(whole.last(), Some(Effect::Ended(End::Left))));
        prop_assert_eq!(run(&cuts), whole);
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), lines in "([A-Z0-9]{3}( [a-z0-9@.;%]{0,9}){0,6}\r\n){0,20}") {
        let mut bench = Bench::with_bob();
        bench.machine.send(bench.now, MessageId(1), &text("hi"));
        bench.serve(&lines);
        bench.machine.bytes(bench.now, &bytes);
        bench.wait(Duration::from_secs(1000));
        let effects = bench.effects();
        let ends = effects.iter().filter(|e| matches!(e, Effect::Ended(_))).count();
        prop_assert_eq!(ends, 1);
        prop_assert!(matches!(effects.last(), Some(Effect::Ended(_))));
        let finals = effects.iter().filter(|e| matches!(e, Effect::Event(ConversationEvent::MessageState { state, .. }) if state.is_final()));
        prop_assert_eq!(finals.count(), 1, "the message ends once");
    }
}
