//! What the people of the mock-ups say to each other.

use super::cast::{Cast, email, with};
use chrono::{DateTime, Local, TimeDelta, TimeZone as _};
use msnp::content::{Color, TextFormat, TextMessage};
use msnp::conversation::{Entry, EntryKind, FIRST, Participant};
use msnp::error::RequestError;
use msnp::event::{ConversationId, MessageState};
use msnp::request::MessageId;
use msnp::roster::{Circle, CircleMember, Role, Standing};
use msnp::types::{Capabilities, CircleId, Instant, Status};
use std::time::Duration;
use swallowtail::model::{Model, Talk};

/// Writes a conversation, line by line.
struct Scribe {
    talk: Talk,
    clock: DateTime<Local>,
    cast: Cast,
}

impl Scribe {
    fn new(id: ConversationId, cast: Cast) -> Self {
        // This morning: the pictures are the same at every hour.
        let morning = Local::now().date_naive().and_hms_opt(10, 41, 0).expect("a time");
        let clock = Local.from_local_datetime(&morning).earliest().unwrap_or_else(Local::now);
        Self { talk: Talk::new(id), clock, cast }
    }
    fn push(&mut self, kind: EntryKind) {
        let number = FIRST + self.talk.times.len() as u64;
        self.talk.times.push(self.clock);
        self.talk.log.entries.push(Entry { number, at: Instant::default(), written: None, kind });
        self.clock += TimeDelta::seconds(35);
    }
    fn from(&mut self, who: &str, name: &str, text: &str, format: TextFormat) {
        let message = TextMessage { text: text.to_owned(), format: Some(format), ..TextMessage::default() };
        self.push(EntryKind::Received { from: email(who), name: self.cast.name(name), message });
    }
    fn own(&mut self, text: &str, format: TextFormat, state: MessageState) {
        let message = MessageId(self.talk.times.len() as u64);
        self.push(EntryKind::Sent { message, text: text.to_owned(), format, state, automatic: false });
    }
    fn here(&mut self, who: &str, name: &str) {
        let participant = Participant { name: self.cast.name(name), capabilities: Capabilities::default() };
        self.talk.log.participants.insert(email(who), participant);
    }
    fn done(self, model: &mut Model) {
        model.conversations.insert(self.talk.log.id.clone(), self.talk);
    }
}

fn plain() -> TextFormat {
    TextFormat::default()
}
fn purple() -> TextFormat {
    TextFormat { color: Color { red: 0x80, green: 0x2f, blue: 0xb5 }, ..plain() }
}

/// With Bob, as the mock-up has it.
pub(crate) fn one(model: &mut Model, cast: Cast) {
    let mut log = Scribe::new(with("bob"), cast);
    log.here("bob", "Bob");
    log.from("bob", "Bob", "did you see the photos from Sunday?", plain());
    log.from("bob", "Bob", "the lake was", plain());
    log.from("bob", "Bob", "unreal 😍", TextFormat { bold: true, ..plain() });
    log.own("yes!! send me the one with the boat", purple(), MessageState::Delivered);
    log.push(EntryKind::NudgeReceived { from: email("bob"), name: cast.name("Bob") });
    log.from("bob", "Bob", "here: https://photos.example.com/sunday/boat.jpg", plain());
    log.own("thanks!", plain(), MessageState::Failed(RequestError::Unreachable));
    log.talk.log.typing.insert(email("bob"), Instant(Duration::from_secs(1_000_000)));
    log.talk.draft = "see you at eight? :)".into();
    log.done(model);
}

/// With Bob, who has said nothing yet.
pub(crate) fn empty(model: &mut Model, cast: Cast) {
    let mut log = Scribe::new(with("bob"), cast);
    log.here("bob", "Bob");
    log.done(model);
}

/// With somebody who isn't there: what was said last waits at the service.
pub(crate) fn absent(model: &mut Model, cast: Cast) {
    let mut log = Scribe::new(with("grace"), cast);
    log.from("grace", "Grace", "I'm off, see you on Monday", plain());
    log.own("have a good trip 🚗", plain(), MessageState::Left);
    log.done(model);
}

/// With many lines, of which the last came while nobody looked.
pub(crate) fn long(model: &mut Model, cast: Cast) {
    let mut log = Scribe::new(with("bob"), cast);
    log.here("bob", "Bob");
    log.clock -= TimeDelta::days(1);
    for number in 0..60 {
        let words = format!("and then there was number {number}, which needs a few more words than the others");
        log.from("bob", "Bob", &words, plain());
    }
    log.talk.fresh = Some(FIRST + 40);
    log.done(model);
}

/// With Bob, Carol and Erin.
pub(crate) fn several(model: &mut Model, cast: Cast) {
    let mut log = Scribe::new(ConversationId::Group(1), cast);
    for (who, name) in [("bob", "Bob"), ("carol", "Carol ☕"), ("erin", "Erin")] {
        log.here(who, name);
    }
    log.from("bob", "Bob", "who's driving?", plain());
    log.push(EntryKind::Joined { email: email("erin"), name: cast.name("Erin") });
    log.from("erin", "Erin", "I can, from six on 🚗", TextFormat { italic: true, ..plain() });
    log.from("carol", "Carol ☕", "me too, see https://example.com/route", plain());
    log.own("then I bring the snacks", purple(), MessageState::Delivered);
    log.done(model);
}

/// The circle of those who walk.
pub(crate) fn walkers() -> CircleId {
    CircleId::of_guid("00000000-0000-0000-0009-0123456789ab").expect("a circle")
}

/// Puts the circle into the list, with its conversation.
pub(crate) fn circle(model: &mut Model, cast: Cast) {
    let member = |address: &str, name: &str, status: Status| CircleMember {
        name: cast.name(name),
        status,
        is_here: status != Status::Offline,
        ..CircleMember::new(email(address))
    };
    let members = [
        member("bob", "Bob", Status::Online),
        member("erin", "Erin", Status::Online),
        member("ivan", "Ivan", Status::Offline),
    ];
    let circle = Circle {
        id: walkers(),
        name: cast.name("Sunday walkers"),
        standing: Standing::Member,
        role: Role::Admin,
        inviter: None,
        is_open: true,
        members: members.into_iter().map(|member| (member.email.clone(), member)).collect(),
    };
    model.roster.circles.insert(walkers(), circle);
    let mut log = Scribe::new(ConversationId::Circle(walkers()), cast);
    log.here("bob", "Bob");
    log.here("erin", "Erin");
    log.from("erin", "Erin", "the path by the river is open again", plain());
    log.own("let's meet at the bridge at nine", plain(), MessageState::Delivered);
    log.done(model);
}
