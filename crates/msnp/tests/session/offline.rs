//! Messages to people who aren't there, and those that waited for us.

use crate::offline_bench::{Bench, FETCH, LEAVE, challenge, fault, mail, mail_data, reply, stored};
use crate::{email, with};
use msnp::dialect::Dialect;
use msnp::error::{ErrorCode, RequestError};
use msnp::event::{Answer, ConversationEvent, Event, MessageState, OfflineMessageId};
use msnp::request::{MessageId, Request};
use msnp::session::{RequestId, WebError};
use msnp::soap::time::Timestamp;
use msnp::soap::xml::Element;
use proptest::prelude::*;

const KEY: &str = "7273d989239f9bc4bbde22f72b399453";
const RUN: &str = "3A3BE82C-684D-4F4F-8005-CBE8D4F82BAD";

fn failed(error: RequestError) -> MessageState {
    MessageState::Failed(error)
}
/// The states of a message that is left.
fn left() -> Vec<MessageState> {
    vec![MessageState::Queued, MessageState::Sent, MessageState::Left]
}
/// A bench whose session has its lock key.
fn unlocked() -> Bench {
    let mut bench = Bench::new();
    bench.say("bob", 100, "first");
    bench.answer(Ok(challenge()));
    bench.answer(Ok(stored()));
    bench
}
fn kept(bench: &mut Bench, id: &str) -> RequestId {
    bench.request(Request::OfflineMessageKept(OfflineMessageId(id.to_owned())))
}

#[test]
fn who_cant_be_called_gets_it_later() {
    for dialect in [Dialect::Msnp11, Dialect::Msnp12] {
        let mut bench = Bench::at(dialect);
        bench.say("bob", 1, "hi Bob ✓");
        assert_eq!((bench.rooms, bench.next_url()), (1, LEAVE));
        assert_eq!(bench.left(), ("1".into(), "hi Bob ✓".into(), String::new()));
        let tree = bench.next();
        let ticket = tree.find("Ticket").and_then(|ticket| ticket.attribute("passport"));
        assert_eq!(ticket, Some("t=84ee6260830e23cd330b"), "as the services want it, though the page gave it bare");
        assert_eq!(tree.find("From").and_then(|from| from.attribute("msnpVer")), Some(dialect.name()));
        assert_eq!(bench.states(1), [MessageState::Queued, MessageState::Sent]);
        bench.answer(Ok(challenge()));
        assert_eq!(bench.left(), ("1".into(), "hi Bob ✓".into(), KEY.into()), "the same again, with the key");
        bench.answer(Ok(stored()));
        assert_eq!(bench.states(1), left());
        let failed = |event: &Event| matches!(event, Event::Conversation(_, ConversationEvent::CallFailed { .. }));
        assert!(!bench.events.iter().any(failed), "nothing failed");
        // The key serves on, and nobody has to be called to learn what is known.
        bench.say("bob", 2, "more");
        assert_eq!((bench.left(), bench.rooms), (("2".into(), "more".into(), KEY.into()), 1));
        bench.answer(Ok(stored()));
        assert_eq!(bench.states(2), left());
    }
}

#[test]
fn below_msnp11_nothing_can_be_left() {
    let mut bench = Bench::at(Dialect::Msnp10);
    bench.say("bob", 1, "hi");
    assert_eq!(bench.states(1), [MessageState::Queued, failed(RequestError::Unreachable)]);
    assert!(bench.asked.is_empty());
    bench.notice("text/x-msmsgsoimnotification", &mail_data(&["A"]));
    assert!(bench.asked.is_empty());
}

#[test]
fn whoever_is_known_to_be_away_is_not_called() {
    let mut bench = Bench::new();
    bench.announce("NLN NLN bob@example.com Bob 0 0\r\nFLN bob@example.com\r\n");
    bench.say("bob", 1, "gone");
    assert_eq!((bench.rooms, bench.asked.len()), (0, 1));
    // And a contact of whom nothing was heard in the first moments.
    let mut bench = Bench::new();
    bench.wait(11);
    bench.say("bob", 1, "never there");
    assert_eq!((bench.rooms, bench.asked.len()), (0, 1));
    // Of a stranger nothing is known, and who is there is called.
    bench.say("carol", 2, "who are you?");
    assert_eq!(bench.rooms, 1);
    let mut bench = Bench::new();
    bench.there.insert("bob");
    bench.announce("NLN NLN bob@example.com Bob 0 0\r\n");
    bench.wait(11);
    bench.say("bob", 1, "here");
    assert_eq!((bench.rooms, bench.asked.len()), (1, 0));
    assert_eq!(bench.said, ["here"]);
}

#[test]
fn the_order_holds_through_coming_and_going() {
    let mut bench = Bench::new();
    for (message, text) in ["one", "two", "three"].iter().enumerate() {
        bench.say("bob", message as u64 + 1, text);
    }
    assert_eq!(bench.asked.len(), 1, "one at a time");
    bench.answer(Ok(challenge()));
    bench.answer(Ok(stored()));
    assert_eq!(bench.left().1, "two");
    // Bob comes: what is on its way is finished first, what waits is said to him.
    bench.there.insert("bob");
    bench.announce("NLN NLN bob@example.com Bob 0 0\r\n");
    bench.say("bob", 4, "four");
    assert!(bench.said.is_empty());
    bench.answer(Ok(stored()));
    assert_eq!(bench.said, ["three", "four"]);
    assert_eq!((bench.states(2), bench.states(3).last()), (left(), Some(&MessageState::Delivered)));
    // And he goes.
    bench.there.clear();
    bench.announce("FLN bob@example.com\r\n");
    bench.request(Request::Leave(with("bob")));
    bench.say("bob", 5, "five");
    assert_eq!(bench.left().0, "3", "numbers count what is left");
}

#[test]
fn a_long_text_goes_in_parts_and_a_very_long_one_not_at_all() {
    let mut bench = unlocked();
    let text = "All work and no play makes 🧸 a dull toy. ".repeat(40);
    bench.say("bob", 1, &text);
    let mut parts = Vec::new();
    while !bench.asked.is_empty() {
        let (number, part, _) = bench.left();
        assert_eq!(number, (parts.len() + 2).to_string());
        assert!(part.len() <= 900 && !bench.states(1).contains(&MessageState::Left));
        parts.push(part);
        bench.answer(Ok(stored()));
    }
    assert!(parts.len() >= 2);
    assert_eq!(parts.concat().replace(' ', ""), text.replace(' ', ""));
    assert_eq!(bench.states(1), left());
    bench.say("bob", 2, &"x".repeat(20_000));
    assert_eq!(bench.states(2).last(), Some(&failed(RequestError::TooLong(14_400))));
    bench.request(Request::Nudge { conversation: with("bob"), message: MessageId(3) });
    assert_eq!(bench.states(3).last(), Some(&failed(RequestError::Unreachable)));
    assert!(bench.asked.is_empty());
}

#[test]
fn a_throttled_message_rests_a_minute_and_keeps_its_place() {
    let mut bench = unlocked();
    bench.say("bob", 1, "one");
    bench.say("bob", 2, "two");
    bench.answer(Ok(fault("SenderThrottleLimitExceeded", "")));
    assert!(bench.asked.is_empty());
    bench.wait(59);
    assert!(bench.asked.is_empty());
    bench.wait(2);
    assert_eq!((bench.left().0.as_str(), bench.left().1.as_str()), ("2", "one"), "the same number");
    bench.answer(Ok(stored()));
    assert_eq!(bench.left().1, "two");
    bench.answer(Ok(stored()));
    assert_eq!((bench.states(1), bench.states(2)), (left(), left()));
    bench.say("bob", 3, "never");
    for _ in 0..11 {
        assert_eq!(bench.left().1, "never");
        bench.answer(Ok(fault("SenderThrottleLimitExceeded", "")));
        bench.wait(61);
    }
    assert_eq!(bench.states(3).last(), Some(&failed(RequestError::Server(ErrorCode(800)))));
}

#[test]
fn a_lost_answer_is_not_asked_for_again_and_says_so() {
    let cases = [
        Err(WebError::Timeout),
        Err(WebError::Malformed("broke".into())),
        Ok(reply(200, "<Other/>")),
        Ok(msnp::session::WebReply { status: 500, ..Default::default() }),
    ];
    for lost in cases {
        let mut bench = unlocked();
        bench.say("bob", 1, "did it?");
        bench.answer(lost);
        assert_eq!(bench.states(1).last(), Some(&failed(RequestError::Uncertain)));
        assert!(bench.asked.is_empty(), "twice is worse");
        // Other words are another message; the same ones go under the number they had.
        bench.say("carol", 2, "did it?");
        assert_eq!(bench.left().0, "1");
        bench.answer(Ok(stored()));
        bench.say("bob", 3, "did it?");
        assert_eq!(bench.left().0, "2");
        bench.answer(Ok(stored()));
        bench.say("bob", 4, "did it?");
        assert_eq!(bench.left().0, "3", "it arrived, so this is a new one");
    }
    // The driver never answers.
    let mut bench = unlocked();
    bench.say("bob", 1, "hello?");
    bench.wait(120);
    assert_eq!(bench.states(1).last(), Some(&failed(RequestError::Uncertain)));
    // It wasn't even asked.
    let mut bench = unlocked();
    bench.say("bob", 1, "hello?");
    bench.answer(Err(WebError::Connect("nobody listens".into())));
    assert_eq!(bench.states(1).last(), Some(&failed(RequestError::Unreachable)));
}

#[test]
fn each_refusal_is_the_end_of_one_message_and_no_more() {
    for (code, error) in [
        ("SystemUnavailable", RequestError::Unreachable),
        ("InvalidContent", RequestError::Server(ErrorCode(200))),
        ("MessageTooLarge", RequestError::TooLong(900)),
        ("Anything", RequestError::Server(ErrorCode(801))),
    ] {
        let mut bench = unlocked();
        bench.say("bob", 1, "no");
        bench.say("bob", 2, "yes");
        bench.answer(Ok(fault(code, "")));
        assert_eq!(bench.states(1).last(), Some(&failed(error)), "{code}");
        bench.answer(Ok(stored()));
        assert_eq!(bench.states(2), left(), "{code}");
    }
    // A ticket that isn't taken: a page gives none anew, so it is tried once more as it is.
    let mut bench = unlocked();
    bench.say("bob", 1, "who?");
    bench.answer(Ok(fault("AuthenticationFailed", "<TweenerChallenge>lc=1</TweenerChallenge>")));
    assert_eq!(bench.left().1, "who?");
    bench.answer(Ok(fault("AuthenticationFailed", "<TweenerChallenge>lc=1</TweenerChallenge>")));
    assert_eq!(bench.states(1).last(), Some(&failed(RequestError::Server(ErrorCode(928)))));
    // A new challenge while the old key is held.
    bench.say("bob", 2, "key?");
    bench.answer(Ok(challenge()));
    bench.answer(Ok(stored()));
    assert_eq!(bench.states(2), left());
}

#[test]
fn a_service_that_isnt_there_changes_nothing_but_the_words() {
    let mut bench = Bench::new();
    bench.say("bob", 1, "one");
    bench.say("bob", 2, "two");
    bench.answer(Ok(msnp::session::WebReply { status: 404, ..Default::default() }));
    assert_eq!(bench.states(1).last(), Some(&failed(RequestError::Unreachable)));
    assert_eq!(bench.states(2).last(), Some(&failed(RequestError::Unreachable)));
    bench.say("bob", 3, "three");
    assert!(bench.asked.is_empty(), "it isn't asked again before the next sign-in");
}

#[test]
fn the_end_of_the_session_ends_what_is_to_be_left() {
    let mut bench = unlocked();
    bench.say("bob", 1, "asked");
    bench.say("bob", 2, "waiting");
    bench.say("carol", 3, "behind it");
    bench.request(Request::SignOut);
    assert_eq!(bench.states(1).last(), Some(&failed(RequestError::Uncertain)));
    assert_eq!(bench.states(2).last(), Some(&failed(RequestError::ConversationClosed)));
    assert_eq!(bench.states(3).last(), Some(&failed(RequestError::ConversationClosed)));
}

#[test]
fn a_lost_connection_loses_no_message() {
    let mut bench = unlocked();
    bench.say("bob", 1, "asked");
    bench.say("bob", 2, "waiting");
    bench.cut_off();
    assert_eq!(bench.states(1).last(), Some(&MessageState::Sent));
    // The answer still counts.
    bench.answer(Ok(stored()));
    assert_eq!(bench.states(1), left());
    assert!(bench.asked.is_empty(), "without a connection the ticket may be worth nothing");
    bench.wait(10);
    assert_eq!(bench.left().1, "waiting");
    bench.answer(Ok(stored()));
    assert_eq!(bench.states(2), left());
}

#[test]
fn closing_the_window_doesnt_take_back_what_is_for_later() {
    let mut bench = unlocked();
    bench.say("bob", 1, "one");
    bench.say("bob", 2, "two");
    bench.request(Request::Leave(with("bob")));
    bench.answer(Ok(stored()));
    bench.answer(Ok(stored()));
    assert_eq!((bench.states(1), bench.states(2)), (left(), left()));
}

#[test]
fn what_waited_is_told_in_order_kept_and_then_deleted() {
    let mut bench = Bench::new();
    bench.initial(&["A", "B", "C"]);
    assert_eq!((bench.asked.len(), bench.next_url()), (3, FETCH));
    bench.answer_about("C", Ok(mail("bob", RUN, 1, "2026-11-20T09:00:00Z", "first 🧸")));
    bench.answer_about("A", Ok(mail("carol", "other", 1, "2026-11-19T09:00:00Z", "long ago")));
    assert!(bench.told().is_empty(), "one that belongs before may still come");
    bench.answer_about("B", Ok(mail("bob", RUN, 2, "2026-11-20T08:59:59Z", "second")));
    assert_eq!(bench.texts(), ["long ago", "first 🧸", "second"]);
    let told = bench.told();
    assert_eq!((told[1].from.clone(), told[1].name.as_str()), (email("bob"), "BOB"));
    assert_eq!(told[1].written, Timestamp::parse("2026-11-20T09:00:00Z").expect("a date"));
    assert!(bench.asked.is_empty(), "nothing is deleted that the program hasn't");
    let requests = ["A", "C", "B"].map(|id| kept(&mut bench, id));
    let done = |bench: &Bench| requests.map(|request| crate::answers(&bench.events, request).len());
    assert_eq!(done(&bench), [0; 3], "not before it is done");
    let ids = |tree: Element| tree.find_all("messageId").iter().map(|id| id.value().to_owned()).collect::<Vec<_>>();
    assert_eq!(ids(bench.next()), ["A"]);
    bench.answer(Ok(reply(200, "<DeleteMessagesResponse/>")));
    assert_eq!(ids(bench.next()), ["C", "B"], "those that came meanwhile go together");
    assert_eq!(done(&bench), [1, 0, 0]);
    bench.answer(Ok(reply(200, "<DeleteMessagesResponse/>")));
    assert!(bench.asked.is_empty());
    assert!(requests.iter().all(|request| crate::answers(&bench.events, *request) == [Ok(Answer::Done)]));
    for wrong in [String::new(), "x".repeat(200)] {
        let request = kept(&mut bench, &wrong);
        assert_eq!(crate::answers(&bench.events, request), [Err(RequestError::Unsupported)]);
    }
    let late = kept(&mut bench, "B");
    bench.request(Request::SignOut);
    assert_eq!(crate::answers(&bench.events, late), [Err(RequestError::ConnectionLost)]);
}

#[test]
fn nothing_is_told_twice() {
    let mut bench = Bench::new();
    bench.initial(&["A"]);
    bench.initial(&["A"]);
    assert_eq!(bench.asked.len(), 1);
    bench.answer(Ok(mail("bob", RUN, 1, "2026-11-20T09:00:00Z", "once")));
    // Stored twice, since its sender didn't hear that it had arrived.
    bench.notice("text/x-msmsgsoimnotification", &mail_data(&["A2"]));
    bench.answer(Ok(mail("bob", RUN, 1, "2026-11-20T09:00:30Z", "once")));
    // The same words a day later are said again.
    bench.notice("text/x-msmsgsoimnotification", &mail_data(&["A3"]));
    bench.answer(Ok(mail("bob", RUN, 1, "2026-11-21T09:00:30Z", "once")));
    assert_eq!(bench.texts(), ["once", "once"]);
    let request = kept(&mut bench, "A");
    let ids: Vec<String> = bench.next().find_all("messageId").iter().map(|id| id.value().to_owned()).collect();
    assert_eq!(ids, ["A", "A2"]);
    bench.answer(Err(WebError::Timeout));
    assert_eq!(crate::answers(&bench.events, request), [Err(RequestError::Timeout)]);
    bench.cut_off();
    bench.wait(10);
    bench.initial(&["A", "A2", "A3"]);
    assert_eq!(bench.texts().len(), 2, "a new connection tells nothing anew");
    let ids: Vec<String> = bench.next().find_all("messageId").iter().map(|id| id.value().to_owned()).collect();
    assert_eq!(ids, ["A", "A2"], "and what wasn't deleted is tried again");
    bench.answer(Ok(fault("Validation", "")));
    // One of several is gone already, and the service has deleted none: each alone.
    for id in ["A", "A2"] {
        let ids: Vec<String> = bench.next().find_all("messageId").iter().map(|id| id.value().to_owned()).collect();
        assert_eq!(ids, [id]);
        bench.answer(Ok(fault("Validation", "")));
    }
    assert!(bench.asked.is_empty());
}

#[test]
fn what_cant_be_fetched_stays_and_is_said() {
    let mut bench = Bench::new();
    bench.initial(&["A", "B", "C", "D"]);
    bench.answer_about(
        "A",
        Ok(reply(200, "<GetMessageResponse><GetMessageResult>x</GetMessageResult></GetMessageResponse>")),
    );
    bench.answer_about("B", Ok(fault("Validation", "")));
    bench.answer_about("C", Err(WebError::Timeout));
    bench.answer_about("D", Ok(mail("bob", RUN, 1, "2026-11-20T09:00:00Z", "well")));
    assert!(bench.told().is_empty(), "C is asked for once more");
    bench.answer_about("C", Err(WebError::Timeout));
    assert_eq!(bench.texts(), ["well"]);
    assert_eq!(bench.oddities().len(), 2, "{:?}", bench.oddities());
    assert!(bench.asked.is_empty(), "nothing is deleted");
    // The next notice tells of them again: what couldn't be read won't be readable, the other is tried.
    bench.initial(&["A", "C", "D"]);
    assert_eq!(bench.asked.len(), 1);
    bench.answer_about("C", Ok(mail("bob", RUN, 2, "2026-11-20T09:00:01Z", "at last")));
    assert_eq!(bench.texts(), ["well", "at last"]);
}

#[test]
fn mail_data_that_dont_fit_are_fetched() {
    for notice in ["too-large", "<MD><M>"] {
        let mut bench = Bench::new();
        bench.notice("text/x-msmsgsinitialmdatanotification", notice);
        assert!(bench.next().find("GetMetadata").is_some_and(|get| get.find("x").is_some()));
        let escaped = mail_data(&["A"]).replace('<', "&lt;");
        bench.answer(Ok(reply(200, &format!("<GetMetadataResponse>{escaped}</GetMetadataResponse>"))));
        bench.answer_about("A", Ok(mail("bob", RUN, 1, "2026-11-20T09:00:00Z", "found")));
        assert_eq!(bench.texts(), ["found"]);
    }
    let mut bench = Bench::new();
    bench.initial(&[]);
    assert!(bench.asked.is_empty());
}

#[test]
fn a_flood_of_waiting_messages_is_fetched_a_few_at_a_time() {
    let mut bench = Bench::new();
    let ids: Vec<String> = (0..450).map(|n| format!("M{n:03}")).collect();
    bench.initial(&ids.iter().map(String::as_str).collect::<Vec<_>>());
    for (n, id) in ids.iter().enumerate() {
        assert!(bench.asked.len() <= 4);
        let text = n.to_string();
        bench.answer_about(id, Ok(mail("bob", RUN, n as u32 + 1, "2026-11-20T09:00:00Z", &text)));
    }
    let told: Vec<usize> = bench.texts().iter().map(|text| text.parse().expect("a number")).collect();
    assert_eq!(told, (0..450).collect::<Vec<_>>());
}

#[derive(Debug, Clone)]
enum Turn {
    Say(bool),
    Answer(u8),
    Come,
    Go,
    Wait(u8),
    CutOff,
}

fn turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        4 => any::<bool>().prop_map(Turn::Say),
        6 => any::<u8>().prop_map(Turn::Answer),
        1 => Just(Turn::Come),
        1 => Just(Turn::Go),
        2 => any::<u8>().prop_map(Turn::Wait),
        1 => Just(Turn::CutOff),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the service answers and whoever comes and goes: every message has one end, none is stored or said twice,
    /// and those to one person arrive in the order they were written.
    #[test]
    fn every_message_ends_once_and_in_order(turns in proptest::collection::vec(turn(), 1..60)) {
        let mut bench = Bench::new();
        let mut last = 0;
        // What arrived for Bob, here or there.
        let mut arrived: Vec<u64> = Vec::new();
        let answers = |bench: &mut Bench, kind: u8, arrived: &mut Vec<u64>| {
            bench.forget_late();
            if bench.asked.is_empty() {
                return;
            }
            let (_, text, _) = bench.left();
            let to = bench.next().find("To").and_then(|to| to.attribute("memberName").map(str::to_owned));
            let mut note = || if to.as_deref() == Some("bob@example.com") {
                arrived.push(text.parse().expect("a number"));
            };
            let answer = match kind % 8 {
                0 => Ok(challenge()),
                1 => Ok(fault("SenderThrottleLimitExceeded", "")),
                2 => Ok(fault("SystemUnavailable", "")),
                3 => { note(); Err(WebError::Timeout) }
                4 => Err(WebError::Connect("no".into())),
                _ => { note(); Ok(stored()) }
            };
            bench.answer(answer);
        };
        for turn in turns {
            let said = bench.said.len();
            match turn {
                Turn::Say(to_bob) => {
                    last += 1;
                    bench.say(if to_bob { "bob" } else { "carol" }, last, &last.to_string());
                }
                Turn::Answer(kind) => answers(&mut bench, kind, &mut arrived),
                Turn::Come => {
                    bench.there.insert("bob");
                    bench.announce("NLN NLN bob@example.com Bob 0 0\r\n");
                }
                Turn::Go => {
                    bench.there.clear();
                    bench.announce("FLN bob@example.com\r\n");
                    bench.announce("BYE bob@example.com\r\n");
                }
                Turn::Wait(seconds) => bench.wait(u64::from(seconds)),
                Turn::CutOff => {
                    bench.cut_off();
                    bench.wait(400);
                }
            }
            arrived.extend(bench.said[said..].iter().map(|text| text.parse::<u64>().expect("a number")));
        }
        for _ in 0..400 {
            let said = bench.said.len();
            answers(&mut bench, 5, &mut arrived);
            bench.wait(70);
            arrived.extend(bench.said[said..].iter().map(|text| text.parse::<u64>().expect("a number")));
        }
        for message in 1..=last {
            let ends = bench.states(message).iter().filter(|state| state.is_final()).count();
            prop_assert_eq!(ends, 1, "{} {:?}", message, bench.states(message));
        }
        prop_assert!(arrived.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", arrived);
    }

    #[test]
    fn any_notice_is_survived(data in "\\PC{0,200}", markup in "[<>/MDIE&;a-z0-9]{0,120}") {
        let mut bench = Bench::new();
        bench.notice("text/x-msmsgsinitialmdatanotification", &data);
        bench.notice("text/x-msmsgsoimnotification", &format!("<MD>{markup}</MD>"));
        for _ in 0..20 {
            if bench.asked.is_empty() {
                break;
            }
            bench.answer(Ok(reply(200, &data.replace(['<', '&'], " "))));
        }
        prop_assert!(bench.told().is_empty());
    }
}
