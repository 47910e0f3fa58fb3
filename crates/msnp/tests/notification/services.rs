//! MSNP13 to 18: signing in by tokens, lists and edits by the address book.

use crate::support::{Player, config};
use crate::web::{self, body, book, done, envelope, fault, membership, operation, tokens};
use msnp::dialect::{Dialect, NetworkForm, SignIn};
use msnp::error::{RequestError, SignOutReason};
use msnp::event::{Answer, Event, PresenceEvent, RosterEvent};
use msnp::notification::SwitchboardTicket;
use msnp::request::Request;
use msnp::session::{Services, WebError, WebReply};
use msnp::soap::time::Timestamp;
use msnp::types::{GroupId, List, PlaceId, Privacy, Status};

pub(crate) const LATER: [Dialect; 6] =
    [Dialect::Msnp13, Dialect::Msnp14, Dialect::Msnp15, Dialect::Msnp16, Dialect::Msnp17, Dialect::Msnp18];

const NONCE: &str = "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoOEhYaHiImKi4yNjo+QkZKT";

/// The oldest command that no trace has looked at, and its payload, which a trace can't know.
pub(crate) fn next(player: &mut Player) -> String {
    player.sent().expect("a command")
}

/// To the proof.
pub(crate) fn identify(player: &mut Player, dialect: Dialect) {
    let (name, version) = (dialect.name(), dialect.features().client_version);
    let answer = match dialect.features().sign_in {
        SignIn::Sso => format!("SSO S MBI_KEY_OLD {NONCE}"),
        _ => "TWN S ct=1,rver=1,wp=FS_40SEC_0_COMPACT,lc=1,id=1".to_owned(),
    };
    let method = if dialect.features().sign_in == SignIn::Sso { "SSO" } else { "TWN" };
    player.play(&format!(
        "C: VER 1 {name} CVR0
         S: VER 1 {name}
         C: CVR 2 0x0409 winnt 5.1 i386 MSNMSGR {version} MSMSGS alice@example.com
         S: CVR 2 1.0 1.0 1.0 http://example.com/ http://example.com/
         C: USR 3 {method} I alice@example.com
         S: GCF 0 11 | <Policies/>
         S: USR 3 {answer}"
    ));
}

/// The proof itself.
pub(crate) fn prove(player: &mut Player, dialect: Dialect, mark: &str) {
    let asked = player.web(tokens(mark));
    assert_eq!(asked.url, "https://ns.example/RST.srf");
    assert!(body(&asked).contains("hunter2secret"));
    let proof = next(player);
    let words: Vec<&str> = proof.split_whitespace().collect();
    if dialect.features().sign_in == SignIn::Sso {
        let ticket = format!("t={mark}.messengerclear.live.com&p=");
        assert_eq!(words[..5], ["USR", "4", "SSO", "S", &ticket], "{dialect}");
        assert_eq!(words[5].len(), 172, "{proof}");
        assert_eq!(words.len(), if dialect.features().places { 7 } else { 6 }, "{proof}");
        assert!(body(&asked).contains("MBI_KEY_OLD"));
    } else {
        assert_eq!(words, ["USR", "4", "TWN", "S", &format!("t={mark}.messenger.msn.com&p=")]);
        assert!(
            body(&asked).contains("?ct=1&amp;rver=1&amp;wp=FS_40SEC_0_COMPACT&amp;lc=1&amp;id=1"),
            "{}",
            body(&asked)
        );
    }
}

/// To the lists.
pub(crate) fn sign_in(player: &mut Player, dialect: Dialect) {
    identify(player, dialect);
    prove(player, dialect, "one");
    player.play("S: USR 4 OK alice@example.com 1 0\nS: SBS 0 null");
}

/// Signed in, with these lists, and all that is said before the first status.
fn synchronize(player: &mut Player, dialect: Dialect, members: &str, contacts: &str) {
    player.play("S: USR 4 OK alice@example.com 1 0\nS: SBS 0 null");
    if dialect.features().own_presence {
        player.feed(b"UBX 1:alice@example.com 0\r\n");
    }
    let asked = player.web(membership(members));
    assert_eq!(
        (operation(&asked).as_str(), asked.url.as_str()),
        ("FindMembership", "https://ns.example/abservice/SharingService.asmx")
    );
    let asked = player.web(book(contacts));
    let find = if dialect.features().circles { "ABFindContactsPaged" } else { "ABFindAll" };
    assert_eq!(operation(&asked), find);
    assert!(body(&asked).contains("contacts.msn.com&amp;p="));
}

/// The payload of a command.
pub(crate) fn with(line: &str, payload: &str) -> String {
    format!("{line} {}\r\n{payload}", payload.len())
}

pub(crate) fn ready(dialect: Dialect) -> Player {
    let mut player = Player::connected(&config(&[dialect]));
    identify(&mut player, dialect);
    prove(&mut player, dialect, "one");
    synchronize(&mut player, dialect, "A bob, R bob, B dave", "bob, carol");
    let people = "<ml l=\"1\"><d n=\"example.com\"><c n=\"bob\" l=\"3\" t=\"1\"/><c n=\"carol\" l=\"1\" t=\"1\"/>\
                  <c n=\"dave\" l=\"4\" t=\"1\"/></d></ml>";
    assert_eq!(next(&mut player), "BLP 5 AL\r\n");
    assert_eq!(next(&mut player), with("ADL 6", people));
    assert_eq!(next(&mut player), "PRP 7 MFN Alice\r\n");
    let mut status = 8;
    let capabilities = if dialect.features().places {
        assert_eq!(
            next(&mut player),
            with(
                "UUX 8",
                &format!("<EndpointData><Capabilities>{}:1024</Capabilities></EndpointData>", player.capabilities())
            )
        );
        let place = "<PrivateEndpointData><EpName>Swallowtail</EpName><Idle>false</Idle><ClientType>1</ClientType>\
                     <State>NLN</State></PrivateEndpointData>";
        assert_eq!(next(&mut player), with("UUX 9", place));
        player.feed(b"BLP 5 AL\r\nADL 6 OK\r\nPRP 7 MFN Alice\r\nUUX 8 0\r\nUUX 9 0\r\n");
        status = 10;
        format!("{}:1024", player.capabilities())
    } else {
        player.feed(b"BLP 5 AL\r\nADL 6 OK\r\nPRP 7 MFN Alice\r\n");
        player.capabilities().to_string()
    };
    player.play(&format!("C: CHG {status} NLN {capabilities}\nS: CHG {status} NLN {capabilities}"));
    assert!(player.machine.is_ready() && player.ended.is_none(), "{:?}", player.events);
    assert_eq!(player.oddities(), 0, "{dialect}: {:?}", player.events);
    player
}

/// The answers to all commands that were sent, in order: what the server says to each verb.
pub(crate) fn answer_commands(player: &mut Player) -> Vec<String> {
    let mut said = Vec::new();
    while let Some(command) = player.sent() {
        let words: Vec<&str> = command.split_whitespace().collect();
        let (verb, transaction) = (words[0].to_owned(), words.get(1).copied().unwrap_or_default().to_owned());
        let reply = match verb.as_str() {
            "ADL" | "RML" => format!("{verb} {transaction} OK\r\n"),
            "UUX" => format!("UUX {transaction} 0\r\n"),
            "FQY" => {
                let payload = command.lines().nth(1).unwrap().replace("\"/>", "\" t=\"32\" />");
                format!("FQY {transaction} {}\r\n{payload}", payload.len())
            }
            "PNG" => "QNG 50\r\n".to_owned(),
            _ => command.lines().next().unwrap().to_owned() + "\r\n",
        };
        said.push(command.replacen(&format!(" {transaction} "), " ", 1).trim_end().to_owned());
        player.feed(reply.as_bytes());
    }
    said
}

/// Asks, answers every web request from `replies` and every command, and gives what was asked of the web and said.
pub(crate) fn ask(
    player: &mut Player,
    wish: Request,
    replies: Vec<WebReply>,
) -> (Result<Answer, RequestError>, Vec<String>) {
    let id = player.request(wish);
    let mut all = Vec::new();
    let mut replies = replies.into_iter();
    loop {
        let said = answer_commands(player);
        let none = said.is_empty();
        all.extend(said);
        if !player.webs.is_empty() {
            let reply = replies.next().unwrap_or_else(|| panic!("a reply to {:?}", player.webs));
            let asked = player.web(reply);
            all.push(operation(&asked));
        } else if none {
            break;
        }
    }
    assert_eq!(replies.count(), 0, "{all:?}");
    (player.answer(id), all)
}

fn entry(verb: &str, name: &str, bits: u8) -> String {
    let payload = format!("<ml><d n=\"example.com\"><c n=\"{name}\" l=\"{bits}\" t=\"1\"/></d></ml>");
    format!("{verb} {}\r\n{payload}", payload.len())
}

/// The same of somebody on Yahoo.
fn on_yahoo(command: &str) -> String {
    let (line, payload) = command.split_once("\r\n").unwrap();
    let payload = payload.replace("t=\"1\"", "t=\"32\"");
    format!("{} {}\r\n{payload}", line.split(' ').next().unwrap(), payload.len())
}

#[test]
fn nobody_is_added_whom_the_network_does_not_know() {
    let mut player = ready(Dialect::Msnp18);
    let add = || Request::AddContact { email: crate::support::email("nosuch@example.com"), name: None, group: None };
    let id = player.request(add());
    let transaction = next(&mut player).split(' ').nth(1).unwrap().to_owned();
    player.feed(format!("208 {transaction}\r\n").as_bytes());
    assert!(matches!(player.answer(id), Err(RequestError::Server(code)) if code.0 == 208));
    assert!(player.webs.is_empty());
    // A server that doesn't tell of networks holds nothing up for ever.
    let id = player.request(add());
    next(&mut player);
    player.pass(31);
    player.web(fault("InvalidPassportUser"));
    assert!(matches!(player.answer(id), Err(RequestError::Server(code)) if code.0 == 208));
}

#[test]
fn every_later_dialect_signs_in_and_has_the_same_lists() {
    for dialect in LATER {
        let mut player = ready(dialect);
        assert_eq!(player.on(List::Forward), ["bob@example.com", "carol@example.com"], "{dialect}");
        assert_eq!(player.on(List::Allow), ["bob@example.com"]);
        assert_eq!(player.on(List::Block), ["dave@example.com"]);
        assert_eq!(player.on(List::Reverse), ["bob@example.com"]);
        assert_eq!(player.roster.own.name.as_deref(), Some("Alice"));
        assert_eq!(player.roster.own.status, Status::Online);
        assert_eq!(player.roster.groups.len(), 1);
        let events = player.roster_events();
        assert_eq!(events.iter().filter(|event| **event == RosterEvent::SyncStarted).count(), 1);
        assert_eq!(events.iter().filter(|event| matches!(event, RosterEvent::SyncFinished(None))).count(), 1);

        player.machine.request_switchboard(player.now, SwitchboardTicket(1));
        player.pump();
        assert!(next(&mut player).ends_with(" SB\r\n"));
    }
}

#[test]
fn presence_comes_in_every_form() {
    for dialect in LATER {
        let features = dialect.features();
        let mut player = ready(dialect);
        let (bob, carol) = match features.network_form {
            NetworkForm::None => ("bob@example.com", "carol@example.com"),
            NetworkForm::Word => ("bob@example.com 1", "carol@example.com 1"),
            NetworkForm::Prefix => ("1:bob@example.com", "1:carol@example.com"),
        };
        let caps = if features.extended_capabilities { "1073791020:48" } else { "1073791020" };
        let initial = if features.initial_presence { "ILN 8 NLN" } else { "NLN NLN" };
        let data = "<Data><PSM>Hi &amp; hello</PSM><CurrentMedia></CurrentMedia></Data>";
        let trace = format!(
            "{initial} {bob} Bob%20B {caps} %3Cmsnobj%2F%3E\r\nUBX {bob} {}\r\n{data}NLN BSY {carol} Carol {caps} 0\r\n",
            data.len()
        );
        player.feed(trace.as_bytes());
        let people = player.presence_events();
        assert!(matches!(&people[0], PresenceEvent::Online { initial: true, status: Status::Online, .. }), "{dialect}");
        assert!(matches!(&people[1], PresenceEvent::PersonalMessage { message, .. } if message.text == "Hi & hello"));
        assert!(matches!(&people[2], PresenceEvent::Online { status: Status::Busy, .. }));
        assert_eq!(player.roster.person(&crate::support::email("bob@example.com")).unwrap().name, "Bob B");
        player.pass(10);
        player.feed(format!("NLN NLN {carol} Carol {caps} 0\r\n").as_bytes());
        assert!(matches!(player.presence_events().last(), Some(PresenceEvent::Online { initial: false, .. })));
        let gone = match features.network_form {
            NetworkForm::None => bob.to_owned(),
            _ => format!("{bob} {}", if features.extended_capabilities { "0:0" } else { "0" }),
        };
        player.feed(format!("FLN {gone}\r\n").as_bytes());
        assert!(matches!(player.presence_events().last(), Some(PresenceEvent::Offline { .. })));
        // What we hear of ourselves, of circles and of notes changes nothing.
        let before = player.events.len();
        if features.own_presence {
            player.feed(b"UBX 1:alice@example.com 0\r\nNLN NLN 1:alice@example.com Alice 1:0 0\r\n");
        }
        if features.notes {
            player.feed(b"UBN bob@example.com 3 4\r\nabcd");
        }
        assert_eq!(player.events.len(), before, "{dialect}: {:?}", player.events.last());
        assert_eq!(player.oddities(), 0);
    }
}

#[test]
fn every_edit_goes_to_the_book_and_to_the_session() {
    for dialect in LATER {
        let mut player = ready(dialect);
        let email = crate::support::email;
        let erin = |verb: &str, bits: u8| {
            let one = entry(verb, "erin", bits);
            if dialect.features().network_query { on_yahoo(&one) } else { one }
        };
        let ok = |operation: &str| envelope(&format!("<{operation}Response/>"));

        let wish = Request::AddContact {
            email: email("erin@example.com"),
            name: None,
            group: Some(GroupId(web::WORK.into())),
        };
        let replies = vec![done("ABContactAdd", "erin-id"), done("ABGroupContactAdd", "erin-id"), ok("AddMember")];
        let (answer, all) = ask(&mut player, wish, replies);
        assert_eq!(answer, Ok(Answer::Done), "{dialect}");
        let (mut expected, mut add) = (Vec::new(), entry("ADL", "erin", 3));
        if dialect.features().network_query {
            expected.push("FQY 45\r\n<ml><d n=\"example.com\"><c n=\"erin\"/></d></ml>".to_owned());
            add = on_yahoo(&add);
        }
        expected.extend(["ABContactAdd", "ABGroupContactAdd", "AddMember"].map(str::to_owned));
        expected.push(add);
        assert_eq!(all, expected, "{dialect}");
        let added = player.roster.person(&email("erin@example.com")).unwrap().clone();
        assert_eq!((added.id.unwrap().0.as_str(), added.groups.len()), ("erin-id", 1));

        let (answer, all) =
            ask(&mut player, Request::Block(email("erin@example.com")), vec![ok("DeleteMember"), ok("AddMember")]);
        assert_eq!(answer, Ok(Answer::Done));
        assert_eq!(all, ["DeleteMember".to_owned(), "AddMember".to_owned(), erin("RML", 2), erin("ADL", 4)]);
        assert!(player.roster.person(&email("erin@example.com")).unwrap().is_blocked());

        let wish = Request::RenameContact { email: email("bob@example.com"), name: "Robert".into() };
        let (answer, all) = ask(&mut player, wish, vec![ok("ABContactUpdate")]);
        assert_eq!((answer, all), (Ok(Answer::Done), vec!["ABContactUpdate".to_owned()]));
        let bob = player.roster.person(&email("bob@example.com")).unwrap();
        assert_eq!((bob.display_name(), bob.name.as_str()), ("Robert", "bob"), "his own name stays his");

        let (answer, all) = ask(&mut player, Request::AddGroup("Play".into()), vec![done("ABGroupAdd", "play-id")]);
        assert_eq!((answer, all), (Ok(Answer::Group(GroupId("play-id".into()))), vec!["ABGroupAdd".to_owned()]));
        let wish = Request::RenameGroup { group: GroupId("play-id".into()), name: "Fun".into() };
        assert_eq!(ask(&mut player, wish, vec![ok("ABGroupUpdate")]).0, Ok(Answer::Done));
        let wish = Request::RemoveGroup(GroupId("play-id".into()));
        assert_eq!(ask(&mut player, wish, vec![ok("ABGroupDelete")]).0, Ok(Answer::Done));
        assert_eq!(player.roster.groups.len(), 1);

        let (answer, all) = ask(&mut player, Request::SetName("Al".into()), vec![ok("ABContactUpdate")]);
        assert_eq!((answer, all), (Ok(Answer::Done), vec!["ABContactUpdate".to_owned(), "PRP MFN Al".to_owned()]));
        let (answer, all) = ask(&mut player, Request::SetPrivacy(Privacy::BlockOthers), vec![ok("ABContactUpdate")]);
        assert_eq!((answer, all), (Ok(Answer::Done), vec!["ABContactUpdate".to_owned(), "BLP BL".to_owned()]));
        assert_eq!(player.roster.privacy, Privacy::BlockOthers);

        let wish = Request::RemoveContact { email: email("erin@example.com"), group: None };
        let (answer, all) = ask(&mut player, wish, vec![ok("ABContactDelete")]);
        assert_eq!((answer, all), (Ok(Answer::Done), vec!["ABContactDelete".to_owned(), erin("RML", 1)]));
        assert!(!player.roster.person(&email("erin@example.com")).is_some_and(|p| p.is_contact()));

        let wish = Request::SetAddPolicy(msnp::types::AddPolicy::Ask);
        assert_eq!(ask(&mut player, wish, vec![]).0, Err(RequestError::Unsupported));
        assert_eq!(player.oddities(), 0, "{dialect}: {:?}", player.events);
    }
}

#[test]
fn an_edit_whose_reply_is_lost_is_asked_again_and_counts_once() {
    let mut player = ready(Dialect::Msnp15);
    let id = player.request(Request::AddGroup("Play".into()));
    let (number, _) = player.webs.pop_front().unwrap();
    player.machine.web(player.now, number, Err(WebError::Timeout));
    player.pump();
    assert_eq!(player.answers(id), [], "asked again first");
    let conflict = envelope(
        "<s:Fault><faultcode>s:Client</faultcode><detail><errorcode>GroupAlreadyExists</errorcode><additionalDetails>\
         <conflictObjectId>play-id</conflictObjectId></additionalDetails></detail></s:Fault>",
    );
    assert_eq!(operation(&player.web(conflict)), "ABGroupAdd");
    assert_eq!(player.answer(id), Ok(Answer::Group(GroupId("play-id".into()))));
    // Somebody else's, the first time.
    let id = player.request(Request::AddGroup("Work".into()));
    player.web(fault("GroupAlreadyExists"));
    assert!(matches!(player.answer(id), Err(RequestError::Server(code)) if code.0 == 228));
    // Lost twice: an error, and the lists are looked at again.
    let id = player.request(Request::AddGroup("Third".into()));
    for _ in 0..2 {
        let (number, _) = player.webs.pop_front().unwrap();
        player.machine.web(player.now, number, Err(WebError::Connect("gone".into())));
        player.pump();
    }
    assert_eq!(player.answer(id), Err(RequestError::Timeout));
    player.pass(2);
    assert_eq!(operation(&player.webs[0].1), "FindMembership");
    // What was asked for is answered when the connection breaks.
    let id = player.request(Request::AddGroup("Fourth".into()));
    player.machine.closed(player.now, "gone".into());
    player.pump();
    assert_eq!(player.answer(id), Err(RequestError::ConnectionLost));
}

#[test]
fn others_add_us_and_lists_change_elsewhere() {
    for dialect in LATER {
        let mut player = ready(dialect);
        player.feed(b"NLN NLN 1:bob@example.com Bob 1:0 0\r\n");
        let data = "<ml><d n=\"example.com\"><c n=\"erin\" t=\"1\" l=\"8\" f=\"Erin E\" /></d></ml>";
        player.feed(with("ADL 0", data).as_bytes());
        let news = |event: &RosterEvent| matches!(event, RosterEvent::Added { list: List::Reverse, by_them: true, name: Some(name), .. } if name == "Erin E");
        assert_eq!(player.roster_events().iter().filter(|event| news(event)).count(), 1, "{dialect}");
        let notice = "<NOTIFICATION><BODY>&lt;Service&gt;ABCHInternal&lt;/Service&gt;</BODY></NOTIFICATION>";
        player.feed(with("NOT", notice).as_bytes());
        player.feed(with("NOT", notice).as_bytes());
        assert!(player.webs.is_empty(), "more may follow");
        player.pass(2);
        player.web(membership("A bob, R bob, R erin, A frank, B dave"));
        player.web(book("bob, frank"));
        assert!(player.webs.is_empty(), "one look is enough");
        assert_eq!(answer_commands(&mut player), [entry("RML", "carol", 1), entry("ADL", "frank", 3)]);
        assert_eq!(player.on(List::Forward), ["bob@example.com", "frank@example.com"]);
        assert_eq!(player.roster_events().iter().filter(|event| **event == RosterEvent::SyncStarted).count(), 1);
        player.feed(with("RML 0", "<ml><d n=\"example.com\"><c n=\"erin\" t=\"1\" l=\"8\"/></d></ml>").as_bytes());
        assert_eq!(player.on(List::Reverse), ["bob@example.com"]);
    }
}

#[test]
fn tokens_are_renewed_before_they_end_and_after_a_refusal() {
    let mut player = ready(Dialect::Msnp15);
    player.machine.bytes(player.now, b"QNG 50\r\n");
    // A day, less ten minutes; pings are answered on the way.
    let mut waited = 0;
    while player.webs.is_empty() && waited < 90_000 {
        player.pass(20);
        waited += 20;
        while player.sent().is_some() {
            player.feed(b"QNG 50\r\n");
        }
    }
    assert!((85_000..86_400).contains(&waited), "{waited}");
    let asked = player.web(tokens("two"));
    assert!(asked.url.ends_with("RST.srf"));
    let id = player.request(Request::AddGroup("Play".into()));
    assert!(body(&player.webs[0].1).contains("t=two.contacts"), "{:?}", body(&player.webs[0].1));
    player.web(fault("InvalidToken"));
    assert!(player.web(tokens("three")).url.ends_with("RST.srf"));
    assert!(body(&player.webs[0].1).contains("t=three.contacts"));
    player.web(done("ABGroupAdd", "play-id"));
    assert!(player.answer(id).is_ok());
    assert!(player.ended.is_none());
}

#[test]
fn a_stale_ticket_is_fetched_anew_once() {
    for dialect in LATER {
        let mut player = Player::connected(&config(&[dialect]));
        identify(&mut player, dialect);
        prove(&mut player, dialect, "one");
        player.feed(b"928 4\r\n");
        assert_eq!(player.connects.len(), 2);
        player.open();
        identify(&mut player, dialect);
        prove(&mut player, dialect, "two");
        player.feed(b"911 4\r\n");
        assert_eq!(player.ended, Some((SignOutReason::WrongPassword, false, None)), "{dialect}");
    }
}

#[test]
fn a_redirect_keeps_the_tokens() {
    let mut player = Player::connected(&config(&[Dialect::Msnp18]));
    identify(&mut player, Dialect::Msnp18);
    prove(&mut player, Dialect::Msnp18, "one");
    player.feed(b"XFR 4 NS ns2.example:1863 U D\r\n");
    player.open();
    player.feed(b"VER 1 MSNP18\r\nCVR 2 1.0 1.0 1.0 http://example.com/ http://example.com/\r\n");
    player.feed(format!("USR 3 SSO S MBI_KEY_OLD {NONCE}\r\n").as_bytes());
    assert!(player.webs.is_empty(), "the token is still good");
    for verb in ["VER", "CVR", "USR"] {
        assert!(next(&mut player).starts_with(verb));
    }
    assert!(next(&mut player).starts_with("USR 4 SSO S t=one.messengerclear"));
}

#[test]
fn faults_at_sign_in_have_reasons() {
    let start = |reply: Result<WebReply, WebError>| {
        let mut player = Player::connected(&config(&[Dialect::Msnp15]));
        identify(&mut player, Dialect::Msnp15);
        let (number, _) = player.webs.pop_front().unwrap();
        player.machine.web(player.now, number, reply);
        player.pump();
        player
    };
    assert_eq!(start(Ok(web::wrong_password())).ended, Some((SignOutReason::WrongPassword, false, None)));
    let ended = start(Ok(WebReply { status: 503, ..WebReply::default() })).ended.unwrap();
    assert!(matches!(ended, (SignOutReason::SignInService(_), true, None)), "{ended:?}");
    let ended = start(Err(WebError::Tls("untrusted".into()))).ended.unwrap();
    assert!(matches!(ended, (SignOutReason::SignInService(_), false, None)), "{ended:?}");

    let mut player = start(Ok(web::xml(
        "<S:Envelope><S:Fault><faultcode>psf:Redirect</faultcode><psf:redirectUrl>https://other.example/RST.srf\
         </psf:redirectUrl></S:Fault></S:Envelope>",
    )));
    assert_eq!(player.webs[0].1.url, "https://other.example/RST.srf");
    player.web(tokens("one"));
    assert!(next(&mut player).starts_with("USR 4 SSO S t=one"));

    // Lists that don't come end the sign-in, after one more try.
    player.feed(b"USR 4 OK alice@example.com 1 0\r\n");
    player.web(WebReply { status: 500, ..WebReply::default() });
    player.web(WebReply { status: 500, ..WebReply::default() });
    assert!(matches!(player.ended, Some((SignOutReason::SignInService(_), true, None))), "{:?}", player.ended);
}

#[test]
fn an_account_without_a_book_gets_one() {
    let mut player = Player::connected(&config(&[Dialect::Msnp15]));
    identify(&mut player, Dialect::Msnp15);
    prove(&mut player, Dialect::Msnp15, "one");
    player.feed(b"USR 4 OK alice@example.com 1 0\r\n");
    player.web(fault("ABDoesNotExist"));
    assert_eq!(operation(&player.web(envelope("<ABAddResponse><ABAddResult/></ABAddResponse>"))), "ABAdd");
    player.web(membership(""));
    player.web(book(""));
    assert_eq!(next(&mut player), "BLP 5 AL\r\n");
    assert_eq!(next(&mut player), "ADL 6 15\r\n<ml l=\"1\"></ml>");
}

#[test]
fn our_other_places_are_told_and_can_be_signed_out() {
    for dialect in LATER {
        let mut player = ready(dialect);
        let place = PlaceId::new("6384e2b2-184b-cbf5-8ecc-f10ca7a6563c").unwrap();
        if !dialect.features().places {
            let (answer, _) = ask(&mut player, Request::SignOutPlace(place), vec![]);
            assert_eq!(answer, Err(RequestError::Unsupported), "{dialect}");
            continue;
        }
        let data = format!(
            "<Data><PSM>x</PSM><PrivateEndpointData id=\"{place}\"><EpName>DESK</EpName><Idle>false</Idle>\
             <ClientType>1</ClientType><State>BSY</State></PrivateEndpointData></Data>"
        );
        player.feed(with("UBX 1:alice@example.com", &data).as_bytes());
        let Some(Event::Places(places)) = player.events.last() else { panic!("{dialect}: {:?}", player.events.last()) };
        assert_eq!((places[0].name.as_str(), places[0].place.as_ref()), ("DESK", Some(&place)));
        assert_eq!(player.roster.own.personal.text, "", "what another place says isn't said here");

        let id = player.request(Request::SignOutPlace(place));
        let said = next(&mut player);
        assert!(
            said.ends_with(" alice@example.com;{6384e2b2-184b-cbf5-8ecc-f10ca7a6563c} 4 14\r\ngoawyplzthxbye"),
            "{said}"
        );
        let transaction = said.split(' ').nth(1).unwrap();
        player.feed(format!("UUN {transaction} OK\r\n").as_bytes());
        assert_eq!(player.answer(id), Ok(Answer::Done));
        assert_eq!(player.oddities(), 0);
    }
}

#[test]
fn another_place_signs_us_out() {
    let mut player = ready(Dialect::Msnp18);
    player.feed(b"UBN bob@example.com 4 14\r\ngoawyplzthxbye");
    assert!(player.ended.is_none(), "only we may");
    player.feed(b"UBN alice@example.com 4 14\r\ngoawyplzthxbye");
    assert_eq!(player.ended, Some((SignOutReason::ElsewhereSignedIn, false, None)));
    assert!(!player.events.iter().any(|event| matches!(event, Event::Oddity(_))));
}

#[test]
fn the_later_sign_in_service_is_told_the_time() {
    let start = |wall| {
        let mut config = config(&[Dialect::Msnp18]);
        config.services = Services::default().tokens("https://login.example/RST2.srf");
        config.wall = wall;
        let mut player = Player::connected(&config);
        identify(&mut player, Dialect::Msnp18);
        player
    };
    let mut player = start(Timestamp::parse("2026-11-20T10:00:00Z"));
    let asked = player.web(tokens("one"));
    assert_eq!(asked.url, "https://login.example/RST2.srf");
    // The player's clock stands at a thousand seconds.
    assert!(body(&asked).contains("2026-11-20T10:16:40Z"), "{}", body(&asked));
    assert!(next(&mut player).starts_with("USR 4 SSO S t=one"));
    let ended = start(None).ended.unwrap();
    assert!(matches!(ended, (SignOutReason::SignInService(_), false, None)), "{ended:?}");
}

#[test]
fn a_service_says_where_its_address_book_is() {
    let found = "<MsgrConfig><abchconfig><url>https://book.example/x/abservice.asmx</url></abchconfig></MsgrConfig>";
    for (reply, expected) in [
        (Ok(web::xml(found)), "https://book.example/x/SharingService.asmx"),
        (Ok(web::xml("<html/>")), "https://ns.example/abservice/SharingService.asmx"),
        (Err(WebError::Timeout), "https://ns.example/abservice/SharingService.asmx"),
    ] {
        let mut config = config(&[Dialect::Msnp15]);
        config.services = Services::default().config("https://config.example/MsgrConfig.asmx");
        let mut player = Player::connected(&config);
        identify(&mut player, Dialect::Msnp15);
        prove(&mut player, Dialect::Msnp15, "one");
        player.feed(b"USR 4 OK alice@example.com 1 0\r\n");
        let (number, asked) = player.webs.pop_front().unwrap();
        assert_eq!(asked.url, "https://config.example/MsgrConfig.asmx");
        player.machine.web(player.now, number, reply);
        player.pump();
        assert_eq!(player.web(membership("")).url, expected);
        player.web(book(""));
        assert!(player.machine.is_ready());
    }
}
