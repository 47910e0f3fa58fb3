//! Circles (MSNP18): proven, opened, shown with their members, spoken in; and a sign-in that goes on without them.

use crate::services::{identify, next, prove, with};
use crate::support::{Player, config, email};
use crate::web::{body, book, done, envelope, fault, membership, operation};
use msnp::content::TextFormat;
use msnp::dialect::Dialect;
use msnp::error::{ErrorCode, RequestError};
use msnp::event::{Answer, CircleEvent, ConversationEvent, ConversationId, Event, MessageState, PresenceEvent};
use msnp::request::{MessageId, Request};
use msnp::roster::{Role, Standing};
use msnp::session::{Config, WebReply};
use msnp::types::{CircleId, Status};

pub(crate) const CHOIR: &str = "00000000-0000-0000-0009-96c9144c6bc6";
pub(crate) const CHESS: &str = "00000000-0000-0000-0009-0123456789ab";
const PLACE: &str = "{ad9d9247-9181-4c57-8388-248304e153d3}";

pub(crate) fn id(guid: &str) -> CircleId {
    CircleId::of_guid(guid).unwrap()
}
fn conversation() -> ConversationId {
    ConversationId::Circle(id(CHOIR))
}

/// The address book with these circles: GUID, name, role, state.
pub(crate) fn circles(all: &[(&str, &str, &str, &str)], ticket: &str) -> WebReply {
    let mut text = String::new();
    let mut shadows = String::new();
    for (guid, name, role, state) in all {
        text.push_str(&format!(
            "<CircleInverseInfo><Content><Handle><Id>{guid}</Id></Handle><Info><HostedDomain>live.com</HostedDomain>\
             <DisplayName>{name}</DisplayName></Info></Content><PersonalInfo><MembershipInfo><CirclePersonalMembership>\
             <Role>{role}</Role><State>{state}</State></CirclePersonalMembership></MembershipInfo></PersonalInfo>\
             <Deleted>false</Deleted></CircleInverseInfo>"
        ));
        shadows.push_str(&format!(
            "<Contact><contactId>{guid}</contactId><contactInfo><NetworkInfoList><NetworkInfo><RelationshipType>5\
             </RelationshipType><RelationshipState>1</RelationshipState><RelationshipRole>4</RelationshipRole>\
             <InviterName>Bob</InviterName><InviterEmail>bob@example.com</InviterEmail></NetworkInfo></NetworkInfoList>\
             <contactType>Circle</contactType><displayName>{name}</displayName></contactInfo></Contact>"
        ));
    }
    envelope(&format!(
        "<ABFindContactsPagedResponse><ABFindContactsPagedResult><Contacts><Contact><contactId>me</contactId><contactInfo>\
         <contactType>Me</contactType><displayName>Alice</displayName><passportName>alice@example.com</passportName>\
         </contactInfo></Contact>{shadows}</Contacts><CircleResult><Circles>{text}</Circles>\
         <CircleTicket>{ticket}</CircleTicket></CircleResult></ABFindContactsPagedResult></ABFindContactsPagedResponse>"
    ))
}

/// The book of a circle: ourselves and these.
pub(crate) fn members(who: &[&str]) -> WebReply {
    let mut contacts = String::new();
    for name in ["alice"].iter().chain(who) {
        contacts.push_str(&format!(
            "<Contact><contactId>{name}-in</contactId><contactInfo><NetworkInfoList><NetworkInfo><RelationshipType>5\
             </RelationshipType><RelationshipState>3</RelationshipState><RelationshipRole>3</RelationshipRole>\
             </NetworkInfo></NetworkInfoList><contactType>Regular</contactType><displayName>{name}</displayName>\
             <passportName>{name}@example.com</passportName></contactInfo></Contact>"
        ));
    }
    envelope(&format!(
        "<ABFindContactsPagedResponse><ABFindContactsPagedResult><Contacts>{contacts}</Contacts>\
         </ABFindContactsPagedResult></ABFindContactsPagedResponse>"
    ))
}

fn place() -> Config {
    let mut config = config(&[Dialect::Msnp18]);
    config.place = msnp::types::PlaceId::from_wire(PLACE);
    config
}

/// Signed in, up to the first status, with this book.
fn signed_in(config: &Config, contacts: WebReply) -> Player {
    let mut player = Player::connected(config);
    identify(&mut player, Dialect::Msnp18);
    prove(&mut player, Dialect::Msnp18, "one");
    player.feed(b"USR 4 OK alice@example.com 1 0\r\n");
    player.web(membership(""));
    player.web(contacts);
    for verb in ["BLP 5", "ADL 6", "PRP 7", "UUX 8", "UUX 9"] {
        let command = next(&mut player);
        assert!(command.starts_with(verb), "{command}");
    }
    player.feed(b"BLP 5 AL\r\nADL 6 OK\r\nPRP 7 MFN Alice\r\nUUX 8 0\r\nUUX 9 0\r\n");
    // Before the first status, servers tell nobody's presence.
    let command = next(&mut player);
    assert!(command.starts_with("CHG 10"), "{command}");
    player.feed(b"CHG 10 NLN 0:0 0\r\n");
    assert!(player.machine.is_ready(), "{:?}", player.events);
    player
}

fn join(guid: &str) -> String {
    let body = "<circle><roster><id>IM</id><user><id>1:alice@example.com</id></user></roster></circle>";
    format!(
        "Routing: 1.0\r\nTo: 9:{guid}@live.com\r\nFrom: 1:alice@example.com;epid={PLACE}\r\n\r\nReliability: 1.0\r\n\
         Stream: 0\r\nSegment: 0\r\n\r\nPublication: 1.0\r\nUri: /circle\r\nContent-Type: application/circles+xml\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn adl(guid: &str) -> String {
    format!("<ml><d n=\"live.com\"><c n=\"{guid}\" l=\"3\" t=\"9\"/></d></ml>")
}

/// In the choir, with Bob.
fn open() -> Player {
    let mut player = signed_in(&place(), circles(&[(CHOIR, "Choir", "Admin", "Accepted")], "&lt;t/&gt;"));
    assert_eq!(next(&mut player), "USR 11 SHA A PHQvPg==\r\n");
    let asked = player.web(members(&["bob"]));
    assert!(operation(&asked) == "ABFindContactsPaged" && body(&asked).contains(CHOIR));
    player.feed(b"USR 11 OK alice@example.com 0 0\r\n");
    assert_eq!(next(&mut player), with("ADL 12", &adl(CHOIR)));
    player.feed(b"ADL 12 OK\r\n");
    assert_eq!(next(&mut player), with("PUT 13", &join(CHOIR)));
    player.feed(b"PUT 13 OK 0\r\n");
    assert!(player.roster.circle(&id(CHOIR)).is_some_and(|circle| circle.is_open), "{:?}", player.events);
    player.events.clear();
    player
}

pub(crate) fn nfy(action: &str, head: &str, body: &str) -> String {
    let payload = format!(
        "Routing: 1.0\r\nTo: 1:alice@example.com\r\nFrom: 9:{CHOIR}@live.com\r\n\r\nReliability: 1.0\r\nStream: 0\r\n\r\n\
         Notification: 1.0\r\nNotifNum: 0\r\n{head}\r\nContent-Type: application/circles+xml\r\nContent-Length: {}\r\n\r\n\
         {body}",
        body.len()
    );
    with(&format!("NFY {action}"), &payload)
}

pub(crate) fn sdg(from: &str, head: &str, body: &str) -> String {
    let payload = format!(
        "Routing: 1.0\r\nTo: 9:{CHOIR}@live.com;path=IM\r\nFrom: 1:{from}\r\n\r\nReliability: 1.0\r\nStream: 0\r\n\
         Segment: 0\r\n\r\nMessaging: 1.0\r\nContent-Length: {}\r\nContent-Type: Text/plain; charset=UTF-8\r\n\
         Content-Transfer-Encoding: 7bit\r\n{head}\r\nMIME-Version: 1.0\r\n\r\n{body}",
        body.len()
    );
    with("SDG 0", &payload)
}

pub(crate) fn roster_of(names: &[&str]) -> String {
    let users: String = names.iter().map(|n| format!("<user><id>1:{n}@example.com</id></user>")).collect();
    format!("<circle><roster><id>IM</id>{users}</roster></circle>")
}

pub(crate) fn with_bob() -> Player {
    let mut player = open();
    player.feed(format!("NLN NLN 1:bob@example.com;via=9:{CHOIR}@live.com Bob 0:0 0\r\n").as_bytes());
    player.feed(nfy("PUT", "Uri: /circle\r\nNotifType: Partial", &roster_of(&["alice", "bob"])).as_bytes());
    player.events.clear();
    player
}

fn talk(player: &Player) -> Vec<ConversationEvent> {
    let told = |event: &Event| match event {
        Event::Conversation(id, event) if *id == conversation() => Some(event.clone()),
        _ => None,
    };
    player.events.iter().filter_map(told).collect()
}

pub(crate) fn say(message: u64, text: &str) -> Request {
    let (conversation, text, format) = (conversation(), text.to_owned(), TextFormat::default());
    Request::Say { conversation, message: MessageId(message), text, format }
}

#[test]
fn a_circle_is_proven_opened_and_joined() {
    let player = open();
    let circle = &player.roster.circles[&id(CHOIR)];
    assert_eq!((circle.name.as_str(), circle.role, circle.standing), ("Choir", Role::Admin, Standing::Member));
    assert_eq!(circle.members.keys().map(|email| email.as_str()).collect::<Vec<_>>(), ["bob@example.com"]);
    assert_eq!(player.oddities(), 0, "{:?}", player.events);
}

#[test]
fn whose_account_has_no_circle_hears_nothing_of_them() {
    let mut player = signed_in(&place(), circles(&[], "&lt;t/&gt;"));
    assert_eq!((player.sent(), player.webs.len(), player.roster.circles.len()), (None, 0, 0));
}

#[test]
fn members_come_and_go() {
    let mut player = open();
    player.feed(format!("NLN BSY 1:bob@example.com;via=9:{CHOIR}@live.com Bobby 0:0 0\r\n").as_bytes());
    player.feed(nfy("PUT", "Uri: /circle\r\nNotifType: Partial", &roster_of(&["alice", "bob"])).as_bytes());
    let member = |player: &Player| player.roster.circles[&id(CHOIR)].members[&email("bob@example.com")].clone();
    let bob = member(&player);
    assert_eq!((bob.name.as_str(), bob.status, bob.is_here), ("Bobby", Status::Busy, true));
    assert!(player.presence_events().is_empty() && player.roster.people.is_empty(), "no contact of ours");
    let data = "<Data><PSM>singing</PSM><CurrentMedia></CurrentMedia></Data>";
    player.feed(with(&format!("UBX 1:bob@example.com;via=9:{CHOIR}@live.com"), data).as_bytes());
    assert_eq!(member(&player).personal.text, "singing");
    player.feed(nfy("DEL", "Uri: /circle/roster(IM)/user(1:bob@example.com)\r\nNotifType: Partial", "").as_bytes());
    assert_eq!((member(&player).is_here, member(&player).status), (false, Status::Busy));
    player.feed(format!("FLN 1:bob@example.com;via=9:{CHOIR}@live.com 0:0\r\n").as_bytes());
    assert_eq!(member(&player).status, Status::Offline);
    assert_eq!(player.oddities(), 0, "{:?}", player.events);
    // Somebody new: the circle's book is read again.
    player.feed(nfy("PUT", "Uri: /circle\r\nNotifType: Full", &roster_of(&["alice", "carol"])).as_bytes());
    player.web(members(&["bob", "carol"]));
    let carol = player.roster.circles[&id(CHOIR)].members[&email("carol@example.com")].clone();
    assert_eq!((carol.name.as_str(), carol.is_here), ("carol", true));
    player.feed(nfy("PUT", "Uri: /circle\r\nNotifType: Full", &roster_of(&["alice"])).as_bytes());
    assert_eq!(player.roster.circles[&id(CHOIR)].present().count(), 0);
}

#[test]
fn text_nudges_and_typing_go_both_ways() {
    let mut player = with_bob();
    let answer = player.request(say(1, "hello\nall"));
    assert_eq!(player.answer(answer), Ok(Answer::Done));
    let sent = next(&mut player);
    let expected =
        "Message-Type: Text\r\nMIME-Version: 1.0\r\nX-MMS-IM-Format: FN=; EF=; CO=0; CS=0; PF=0\r\n\r\nhello\r\nall";
    assert!(sent.starts_with("SDG 14 ") && sent.ends_with(expected), "{sent}");
    assert!(sent.contains(&format!("To: 9:{CHOIR}@live.com;path=IM\r\nFrom: 1:alice@example.com;epid={PLACE}\r\n")));
    let told = talk(&player);
    assert!(matches!(&told[0], ConversationEvent::MessageState { state: MessageState::Queued, .. }));
    assert!(
        matches!(&told[1], ConversationEvent::Joined { email: who, name, .. } if *who == email("bob@example.com") && name == "Bob")
    );
    assert!(matches!(&told[2], ConversationEvent::MessageState { state: MessageState::Sent, .. }));
    player.request(Request::Nudge { conversation: conversation(), message: MessageId(2) });
    assert!(next(&mut player).contains("Message-Type: Nudge"));
    player.request(Request::Typing(conversation()));
    player.request(Request::Typing(conversation()));
    assert!(next(&mut player).contains("Message-Type: Control\r\nMessage-Subtype: Typing"));
    assert_eq!(player.sent(), None, "not at every key");
    player.events.clear();
    player.feed(sdg("bob@example.com;epid={1}", "Message-Type: Control\r\nMessage-Subtype: Typing", "\r\n").as_bytes());
    player.feed(sdg("bob@example.com;epid={1}", "Message-Type: Text", "hi").as_bytes());
    player.feed(sdg("bob@example.com;epid={1}", "Message-Type: Nudge", "ID: 1\r\n\r\n").as_bytes());
    let told = talk(&player);
    assert_eq!(told[0], ConversationEvent::Typing { from: email("bob@example.com") });
    let ConversationEvent::Message { from, name, message } = &told[1] else { panic!("{told:?}") };
    assert_eq!((from.as_str(), name.as_str(), message.text.as_str()), ("bob@example.com", "Bob", "hi"));
    assert_eq!(told[2], ConversationEvent::Nudge { from: email("bob@example.com"), name: "Bob".into() });
    // What we said is ours to know; from another place of ours it is news.
    player.events.clear();
    player.feed(sdg(&format!("alice@example.com;epid={PLACE}"), "Message-Type: Text", "echo").as_bytes());
    assert!(talk(&player).is_empty());
    player.feed(sdg("alice@example.com;epid={other}", "Message-Type: Text", "from afar").as_bytes());
    assert!(matches!(&talk(&player)[..], [ConversationEvent::Message { .. }]));
    assert_eq!(player.oddities(), 0, "{:?}", player.events);
}

#[test]
fn a_message_ends_as_the_server_says_and_not_better() {
    let mut player = with_bob();
    let state = |player: &Player, message: u64| {
        let state = |event: ConversationEvent| match event {
            ConversationEvent::MessageState { message: MessageId(m), state } if m == message => Some(state),
            _ => None,
        };
        talk(player).into_iter().filter_map(state).next_back()
    };
    player.request(say(1, "one"));
    next(&mut player);
    player.feed(b"201 14\r\n");
    let refused = MessageState::Failed(RequestError::Server(ErrorCode(201)));
    assert_eq!(state(&player, 1), Some(refused));
    player.request(say(2, "two"));
    next(&mut player);
    player.pass(31);
    assert_eq!(state(&player, 2), Some(MessageState::Sent), "a server that never answers promises nothing");
    while player.sent().is_some() {}
    player.feed(b"QNG 50\r\n");
    player.request(say(3, "three"));
    next(&mut player);
    player.feed(b"SDG 16 OK\r\n");
    assert_eq!(state(&player, 3), Some(MessageState::Delivered));
    player.request(say(4, "four"));
    next(&mut player);
    player.machine.closed(player.now, "gone".into());
    player.pump();
    assert_eq!(state(&player, 4), Some(MessageState::Failed(RequestError::ConnectionLost)), "this one does answer");
    assert_eq!(talk(&player).last(), Some(&ConversationEvent::Closed));
}

#[test]
fn a_long_text_goes_in_parts_and_nothing_is_lost() {
    let mut player = with_bob();
    player.request(say(1, &"word ".repeat(1000)));
    let mut parts = 0;
    let mut words = 0;
    while let Some(sent) = player.sent() {
        parts += 1;
        words += sent.matches("word").count();
        assert!(sent.len() < 2100, "{}", sent.len());
    }
    assert!(parts > 2);
    assert_eq!(words, 1000);
    for (wish, error) in
        [(say(2, ""), RequestError::Empty), (say(3, &"x".repeat(65 * 1024)), RequestError::TooLong(64 * 1024))]
    {
        let request = player.request(wish);
        assert_eq!(player.answer(request), Err(error));
    }
}

#[test]
fn what_is_said_before_the_server_has_let_us_in_waits() {
    let mut player = signed_in(&place(), circles(&[(CHOIR, "Choir", "Member", "Accepted")], "&lt;t/&gt;"));
    let request = player.request(say(1, "early"));
    assert_eq!(player.answer(request), Ok(Answer::Done));
    next(&mut player);
    player.feed(b"USR 11 OK alice@example.com 0 0\r\n");
    next(&mut player);
    player.feed(b"ADL 12 OK\r\n");
    next(&mut player);
    player.feed(b"PUT 13 OK\r\n");
    assert!(next(&mut player).ends_with("early"));
}

#[test]
fn a_service_that_refuses_circles_lets_everything_else_be() {
    for (refusal, at) in [("911 11", "USR"), ("933 12", "ADL"), ("201 13", "PUT")] {
        let mut player = signed_in(&place(), circles(&[(CHOIR, "Choir", "Member", "Accepted")], "&lt;t/&gt;"));
        player.web(fault("ABDoesNotExist"));
        for (verb, reply) in [("USR", "USR 11 OK alice@example.com 0 0\r\n"), ("ADL", "ADL 12 OK\r\n"), ("PUT", "")] {
            assert!(next(&mut player).starts_with(verb));
            if verb == at {
                player.feed(format!("{refusal}\r\n").as_bytes());
                break;
            }
            player.feed(reply.as_bytes());
        }
        assert!(player.machine.is_ready() && player.ended.is_none());
        assert_eq!(player.machine.refused_circles(), at == "USR");
        let closed = |event: &Event| matches!(event, Event::Circle(CircleEvent::Closed { error: Some(_), .. }));
        assert_eq!(player.events.iter().filter(|event| closed(event)).count(), 1, "{at}: {:?}", player.events);
        assert_eq!(player.sent(), None, "nothing is asked again");
        let request = player.request(say(1, "hello"));
        assert_eq!(player.answer(request), Err(RequestError::ConversationClosed));
    }
    let mut config = place();
    config.circles = false;
    let mut player = signed_in(&config, circles(&[(CHOIR, "Choir", "Member", "Accepted")], "&lt;t/&gt;"));
    assert_eq!(player.sent(), None);
}

#[test]
fn an_invitation_waits_and_is_answered() {
    let waiting = [(CHESS, "Chess", "StatePendingOutbound", "WaitingResponse")];
    let mut player = signed_in(&place(), circles(&waiting, "&lt;t/&gt;"));
    assert_eq!(player.sent(), None, "we are not in it");
    let chess = player.roster.circles[&id(CHESS)].clone();
    assert_eq!((chess.standing, chess.name.as_str()), (Standing::Invited, "Chess"));
    assert_eq!(chess.inviter.and_then(|inviter| inviter.name).as_deref(), Some("Bob"));
    let request = player.request(Request::AcceptCircle(id(CHESS)));
    let asked = player.web(done("ManageWLConnection", ""));
    assert!(body(&asked).contains(CHESS) && body(&asked).contains("<action>1</action>"));
    assert_eq!(player.answer(request), Ok(Answer::Done));
    player.pass(2);
    player.web(membership(""));
    player.web(circles(&[(CHESS, "Chess", "Member", "Accepted")], "&lt;new/&gt;"));
    assert_eq!(player.roster.circles[&id(CHESS)].standing, Standing::Member);
    assert!(next(&mut player).contains("SHA A PG5ldy8+"));

    let mut player = signed_in(&place(), circles(&waiting, "&lt;t/&gt;"));
    let request = player.request(Request::DeclineCircle(id(CHESS)));
    let asked = player.web(done("ManageWLConnection", ""));
    assert!(body(&asked).contains("<action>2</action>"));
    assert_eq!(player.answer(request), Ok(Answer::Done));
    assert!(player.roster.circles.is_empty());
    let request = player.request(Request::AcceptCircle(id(CHESS)));
    assert_eq!(player.answer(request), Err(RequestError::UnknownGroup));
}

#[test]
fn a_circle_is_made_and_people_invited() {
    let mut player = open();
    let request = player.request(Request::CreateCircle { name: "Chess".into() });
    let made = format!(
        "<CreateCircleResponse><CreateCircleResult><Id>{CHESS}</Id></CreateCircleResult></CreateCircleResponse>"
    );
    let asked = player.web(envelope(&made));
    assert!(
        asked.url.ends_with("SharingService.asmx")
            && body(&asked).contains("<PublicDisplayName>Alice</PublicDisplayName>")
    );
    assert_eq!(player.answer(request), Ok(Answer::Circle(id(CHESS))));
    assert_eq!(player.roster.circles[&id(CHESS)].role, Role::Admin);

    let request = player.request(Request::InviteToCircle { circle: id(CHOIR), email: email("carol@example.com") });
    let contact = "<CreateContactResponse><CreateContactResult><contactId>c-7</contactId></CreateContactResult></CreateContactResponse>";
    assert_eq!(operation(&player.web(envelope(contact))), "CreateContact");
    let asked = player.web(done("ManageWLConnection", ""));
    assert!(body(&asked).contains("<contactId>c-7</contactId>") && body(&asked).contains(CHOIR));
    assert_eq!(player.answer(request), Ok(Answer::Done));
    player.web(members(&["bob", "carol"]));
    assert_eq!(player.roster.circles[&id(CHOIR)].members.len(), 2);
    // The words of a conversation mean the same.
    let request = player.request(Request::Invite { conversation: conversation(), email: email("bob@example.com") });
    player.web(fault("ContactAlreadyExists"));
    assert_eq!(player.answer(request), Err(RequestError::Server(ErrorCode(215))));
    let request = player.request(Request::CreateCircle { name: "  ".into() });
    assert!(player.answer(request).is_err());
}

#[test]
fn a_circle_is_left() {
    let mut player = with_bob();
    player.request(say(1, "bye"));
    next(&mut player);
    let request = player.request(Request::LeaveCircle(id(CHOIR)));
    let asked = player.web(done("BreakConnection", ""));
    assert!(body(&asked).contains("<contactId>alice-in</contactId>") && body(&asked).contains(CHOIR));
    assert_eq!(player.answer(request), Ok(Answer::Done));
    assert!(next(&mut player).starts_with("DEL 15 "));
    assert_eq!(next(&mut player), with("RML 16", &adl(CHOIR)));
    // A server that knows neither is as good.
    player.feed(b"502 15\r\n933 16\r\n");
    assert!(player.roster.circles.is_empty());
    assert_eq!(talk(&player).last(), Some(&ConversationEvent::Closed));
    player.feed(sdg("bob@example.com", "Message-Type: Text", "late").as_bytes());
    assert_eq!(talk(&player).last(), Some(&ConversationEvent::Closed), "not ours any more");
}

#[test]
fn the_service_tells_that_a_circle_has_changed() {
    let mut player = open();
    let notice = format!("<NOTIFICATION><BODY>&lt;CircleId&gt;{CHOIR}&lt;/CircleId&gt;</BODY></NOTIFICATION>");
    player.feed(with("NOT", &notice).as_bytes());
    player.web(members(&["bob", "dave"]));
    assert_eq!(player.roster.circles[&id(CHOIR)].members.len(), 2);
    // One that we don't know: the lists have it.
    player.feed(with("NOT", &notice.replace(CHOIR, CHESS)).as_bytes());
    player.pass(2);
    player.web(membership(""));
    player.web(circles(
        &[(CHOIR, "Choir", "Admin", "Accepted"), (CHESS, "Chess", "Member", "WaitingResponse")],
        "&lt;t/&gt;",
    ));
    assert_eq!(player.roster.circles[&id(CHESS)].standing, Standing::Invited);
    assert_eq!(player.sent(), None, "the choir stays open");
    // And gone again.
    player.feed(with("NOT", "<NOTIFICATION>ABCHInternal</NOTIFICATION>").as_bytes());
    player.pass(2);
    player.web(membership(""));
    player.web(circles(&[(CHOIR, "Choir", "Admin", "Accepted")], "&lt;t/&gt;"));
    assert_eq!(player.roster.circles.len(), 1);
}

#[test]
fn older_dialects_know_nothing_of_circles() {
    let mut player = crate::services::ready(Dialect::Msnp17);
    for wish in [
        Request::CreateCircle { name: "Choir".into() },
        Request::AcceptCircle(id(CHOIR)),
        Request::InviteToCircle { circle: id(CHOIR), email: email("bob@example.com") },
        say(1, "hello"),
    ] {
        let request = player.request(wish);
        assert_eq!(player.answer(request), Err(RequestError::Unsupported));
    }
    assert_eq!((player.sent(), player.webs.len()), (None, 0));
}

#[test]
fn people_who_are_blocked_are_not_heard() {
    let mut player = crate::services::ready(Dialect::Msnp18);
    let told = PresenceEvent::Offline { email: email("bob@example.com") };
    player.feed(sdg("dave@example.com", "Message-Type: Text", "hi").as_bytes());
    player.feed(format!("FLN 1:bob@example.com;via=9:{CHOIR}@live.com 0:0\r\n").as_bytes());
    assert!(talk(&player).is_empty() && !player.presence_events().contains(&told));
    assert_eq!(player.oddities(), 2, "no circle of ours: {:?}", player.events);
    let _ = book("");
}
