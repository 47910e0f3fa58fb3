//! Lists that are known already: only what changed is asked for, where the service tells it; and replies that get lost.

use crate::services::{answer_commands, ready, sign_in};
use crate::support::{Player, config, email};
use crate::web::{body, book, done, envelope, fault, membership, operation, tokens};
use msnp::dialect::Dialect;
use msnp::error::{ErrorCode, RequestError};
use msnp::event::{Answer, Event, RosterEvent};
use msnp::request::Request;
use msnp::session::{ListCache, WebError, WebReply, WebRequest};
use msnp::types::{GroupId, List};

const FIRST: &str = "2026-11-20T10:00:00Z";
const SECOND: &str = "2026-11-20T11:00:00Z";
const NOTICE: &str = "<NOTIFICATION><BODY>&lt;Service&gt;ABCHInternal&lt;/Service&gt;</BODY></NOTIFICATION>";

fn edited(reply: WebReply, edit: impl FnOnce(String) -> String) -> WebReply {
    let text = String::from_utf8(reply.body.to_vec()).unwrap();
    WebReply { body: edit(text).into(), ..reply }
}

/// The same, true at this time.
fn at(reply: WebReply, time: &str) -> WebReply {
    edited(reply, |text| {
        text.replace("</Memberships>", &format!("</Memberships><LastChange>{time}</LastChange>"))
            .replace("</ABFindAllResult>", &format!("<ab><lastChange>{time}</lastChange></ab></ABFindAllResult>"))
    })
}

/// Only these changes of the book: who is there now, and who isn't any more.
fn book_changes(come: &[&str], gone: &[&str], time: &str) -> WebReply {
    let contact = |name: &&str, deleted: bool| {
        format!(
            "<Contact><contactId>{name}-id</contactId><contactInfo><contactType>Regular</contactType><passportName>\
             {name}@example.com</passportName><isMessengerUser>true</isMessengerUser></contactInfo><fDeleted>{deleted}\
             </fDeleted></Contact>"
        )
    };
    let all: String =
        come.iter().map(|name| contact(name, false)).chain(gone.iter().map(|name| contact(name, true))).collect();
    envelope(&format!(
        "<ABFindAllResponse><ABFindAllResult><contacts>{all}</contacts><ab><lastChange>{time}</lastChange></ab>\
         </ABFindAllResult></ABFindAllResponse>"
    ))
}

fn nothing(operation: &str) -> WebReply {
    envelope(&format!("<{operation}Response/>"))
}

/// Since when the changes are asked for, if not everything is.
fn since(request: &WebRequest) -> Option<String> {
    let body = body(request);
    let text = |name: &str| {
        let (_, rest) = body.split_once(&format!("<{name}>"))?;
        rest.split_once('<').map(|(value, _)| value.to_owned())
    };
    let either = |one: &str, other: &str| text(one).or_else(|| text(other));
    (either("deltasOnly", "DeltasOnly").as_deref() == Some("true"))
        .then(|| either("lastChange", "LastChanged"))
        .flatten()
}

fn cache_of(player: &Player) -> Option<ListCache> {
    let caches = player.roster_events().into_iter().filter_map(|event| match event {
        RosterEvent::SyncFinished(cache) => Some(cache.map(|cache| *cache)),
        _ => None,
    });
    caches.last().expect("a sync")
}

const FIVE: &str = "bob, carol, erin, frank, grace";

/// Signed in with five contacts, and what is kept of it.
fn first(dialect: Dialect) -> ListCache {
    let mut player = Player::connected(&config(&[dialect]));
    sign_in(&mut player, dialect);
    assert_eq!(since(&player.web(at(membership("A bob, A carol, A erin, A frank, R bob"), FIRST))), None);
    assert_eq!(since(&player.web(at(book(FIVE), FIRST))), None);
    cache_of(&player).expect("the service says how old it is")
}

/// The next sign-in, up to its lists.
fn again(dialect: Dialect, cache: ListCache) -> Player {
    let mut config = config(&[dialect]);
    config.cache = Some(cache);
    let mut player = Player::connected(&config);
    sign_in(&mut player, dialect);
    player
}

#[test]
fn the_next_sign_in_asks_for_what_changed() {
    for dialect in [Dialect::Msnp13, Dialect::Msnp15, Dialect::Msnp18] {
        let mut player = again(dialect, first(dialect));
        assert_eq!(since(&player.web(nothing("FindMembership"))).as_deref(), Some(FIRST), "{dialect}");
        assert_eq!(since(&player.web(book_changes(&["heidi"], &["carol"], SECOND))).as_deref(), Some(FIRST));
        assert!(player.machine.is_ready());
        let people = ["bob", "erin", "frank", "grace", "heidi"].map(|name| format!("{name}@example.com"));
        assert_eq!(player.on(List::Forward), people, "{dialect}");
        assert_eq!(player.on(List::Reverse), ["bob@example.com"]);
        assert_eq!(player.roster.groups.len(), 1);
        assert_eq!(player.roster.own.name.as_deref(), Some("Alice"));

        // And the one after that, from there on.
        let mut player = again(dialect, cache_of(&player).unwrap());
        assert_eq!(since(&player.web(nothing("FindMembership"))).as_deref(), Some(FIRST));
        assert_eq!(since(&player.web(nothing("ABFindAll"))).as_deref(), Some(SECOND));
        assert_eq!(player.on(List::Forward).len(), 5);
        assert_eq!(player.oddities(), 0);
    }
}

#[test]
fn another_dialect_s_lists_are_of_no_use() {
    let player = again(Dialect::Msnp15, first(Dialect::Msnp13));
    assert_eq!(since(&player.webs[0].1), None);
}

#[test]
fn where_it_refuses_everything_is_asked_for() {
    let mut player = again(Dialect::Msnp15, first(Dialect::Msnp15));
    assert!(since(&player.web(fault("FullSyncRequired"))).is_some());
    assert_eq!(since(&player.web(at(membership("A bob"), SECOND))), None);
    assert_eq!(since(&player.web(at(book("bob"), SECOND))), None, "it doesn't give changes; it isn't asked again");
    assert!(player.machine.is_ready());
    assert_eq!(player.on(List::Forward), ["bob@example.com"]);
    assert_eq!(cache_of(&player), None, "nothing worth keeping");

    // The book alone may refuse, too.
    let mut player = again(Dialect::Msnp15, first(Dialect::Msnp15));
    player.web(nothing("FindMembership"));
    let words = "<s:Fault><faultcode>s:Client</faultcode><faultstring>Full sync required.  Details: Delta syncs</faultstring></s:Fault>";
    assert!(since(&player.web(envelope(words))).is_some());
    assert_eq!(since(&player.web(at(book("carol"), SECOND))), None);
    assert_eq!(player.on(List::Forward), ["carol@example.com"]);
    // A service that refuses even the whole isn't asked for ever.
    let mut player = again(Dialect::Msnp15, first(Dialect::Msnp15));
    let mut asked = 0;
    while player.ended.is_none() && asked < 20 {
        player.web(fault("FullSyncRequired"));
        asked += 1;
    }
    assert!(asked < 6, "{asked}");
}

#[test]
fn most_of_a_list_is_no_change() {
    // Whoever doesn't know the wish answers with everybody who is left: carol would stay for ever.
    let mut player = again(Dialect::Msnp15, first(Dialect::Msnp15));
    player.web(nothing("FindMembership"));
    assert!(since(&player.web(at(book("bob, erin, frank, grace"), SECOND))).is_some());
    assert_eq!(since(&player.web(at(book("bob, erin, frank, grace"), SECOND))), None);
    assert_eq!(player.on(List::Forward).len(), 4);

    let mut player = again(Dialect::Msnp15, first(Dialect::Msnp15));
    assert!(since(&player.web(at(membership("A bob, A carol, A erin, R bob"), SECOND))).is_some());
    assert_eq!(since(&player.web(at(membership("A bob, A carol, A erin, R bob"), SECOND))), None);
    player.web(at(book(FIVE), SECOND));
    assert_eq!(player.on(List::Allow).len(), 3);
}

#[test]
fn what_changes_elsewhere_is_asked_for_alone() {
    let mut player = again(Dialect::Msnp15, first(Dialect::Msnp15));
    player.web(nothing("FindMembership"));
    player.web(nothing("ABFindAll"));
    answer_commands(&mut player);
    player.feed(format!("NOT {}\r\n{NOTICE}", NOTICE.len()).as_bytes());
    player.pass(2);
    let changes = at(membership("B dave"), SECOND);
    assert_eq!(since(&player.web(changes)).as_deref(), Some(FIRST));
    assert_eq!(since(&player.web(book_changes(&[], &["grace"], SECOND))).as_deref(), Some(FIRST));
    assert_eq!(player.on(List::Forward).len(), 4);
    assert_eq!(player.on(List::Block), ["dave@example.com"]);
    let gone = |event: &RosterEvent| matches!(event, RosterEvent::Removed { list: List::Forward, email, .. } if email.as_str() == "grace@example.com");
    assert_eq!(player.roster_events().iter().filter(|event| gone(event)).count(), 1);
}

#[test]
fn an_edit_waits_for_a_new_token_once() {
    let mut player = ready(Dialect::Msnp15);
    let one = player.request(Request::AddGroup("Play".into()));
    let two = player.request(Request::AddGroup("Fun".into()));
    player.web(WebReply { status: 403, ..WebReply::default() });
    player.web(fault("InvalidToken"));
    assert_eq!(player.webs.len(), 1, "one renewal is enough");
    assert!(player.web(tokens("two")).url.ends_with("RST.srf"));
    let asked = player.web(done("ABGroupAdd", "play-id"));
    assert!(body(&asked).contains("t=two.contacts"), "{}", body(&asked));
    assert_eq!(player.answer(one), Ok(Answer::Group(GroupId("play-id".into()))));
    // Refused again with the new one: that is an answer.
    player.web(WebReply { status: 403, ..WebReply::default() });
    assert_eq!(player.answer(two), Err(RequestError::Server(ErrorCode(302))));
    // No token to be had.
    player.web(crate::web::wrong_password());
    let three = player.request(Request::AddGroup("Third".into()));
    player.web(WebReply { status: 503, ..WebReply::default() });
    assert_eq!(player.answer(three), Err(RequestError::Server(ErrorCode(302))));
    // What waits for a token when the connection goes has its end, too.
    let four = player.request(Request::AddGroup("Fourth".into()));
    player.machine.closed(player.now, "gone".into());
    player.pump();
    assert_eq!(player.answer(four), Err(RequestError::ConnectionLost));
}

#[test]
fn the_preferred_host_is_asked_and_left_when_it_is_gone() {
    let mut player = Player::connected(&config(&[Dialect::Msnp15]));
    sign_in(&mut player, Dialect::Msnp15);
    let prefer = |reply| {
        edited(reply, |text| {
            text.replace(
                "<s:Header/>",
                "<s:Header><ServiceHeader><CacheKey>12r1:key</CacheKey><PreferredHostName>by2.ns.example\
                 </PreferredHostName></ServiceHeader></s:Header>",
            )
        })
    };
    player.web(prefer(membership("")));
    let asked = player.web(book("bob"));
    assert_eq!(asked.url, "https://by2.ns.example/abservice/abservice.asmx");
    assert!(body(&asked).contains("<CacheKey>12r1:key</CacheKey>"));
    answer_commands(&mut player);
    let id = player.request(Request::SetNote { email: email("bob@example.com"), note: Some("tea".into()) });
    let (number, asked) = player.webs.pop_front().unwrap();
    assert!(asked.url.starts_with("https://by2.ns.example/"));
    player.machine.web(player.now, number, Err(WebError::Connect("gone".into())));
    player.pump();
    let asked = player.web(envelope("<ABContactUpdateResponse/>"));
    assert_eq!(
        (operation(&asked).as_str(), asked.url.as_str()),
        ("ABContactUpdate", "https://ns.example/abservice/abservice.asmx")
    );
    assert_eq!(player.answer(id), Ok(Answer::Done));
    assert!(!player.events.iter().any(|event| matches!(event, Event::Oddity(_))));
}
