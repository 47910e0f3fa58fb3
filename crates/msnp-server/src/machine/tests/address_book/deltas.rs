//! What changed since: whoever applies it has the same as whoever asks for everything.

use super::*;
use msnp::soap::address_book::book::{Phone, PhoneKind};
use msnp::soap::address_book::edit::Detail;
use proptest::prelude::*;

const NAMES: [&str; 3] = ["bob", "carol", "dave"];

#[derive(Debug, Clone)]
enum Step {
    Add(usize),
    Delete(usize),
    Member(List, usize, bool),
    Alias(usize, u8),
    Messenger(usize, bool),
    Group(u8),
    Rename(usize, u8),
    DeleteGroup(usize),
    Join(usize, usize, bool),
    Own(u8),
    /// Somebody else adds alice, or takes her off.
    Theirs(usize, bool),
    TheirName(usize, u8),
    TheirNumber(usize, u8),
    Sync,
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..NAMES.len();
    let list = prop_oneof![Just(List::Allow), Just(List::Block), Just(List::Pending), Just(List::Reverse)];
    prop_oneof![
        3 => who.clone().prop_map(Step::Add),
        2 => who.clone().prop_map(Step::Delete),
        3 => (list, who.clone(), any::<bool>()).prop_map(|(list, who, on)| Step::Member(list, who, on)),
        2 => (who.clone(), 0..3_u8).prop_map(|(who, name)| Step::Alias(who, name)),
        1 => (who.clone(), any::<bool>()).prop_map(|(who, is)| Step::Messenger(who, is)),
        2 => (0..4_u8).prop_map(Step::Group),
        1 => (0..3_usize, 0..4_u8).prop_map(|(group, name)| Step::Rename(group, name)),
        1 => (0..3_usize).prop_map(Step::DeleteGroup),
        2 => (0..3_usize, who.clone(), any::<bool>()).prop_map(|(group, who, on)| Step::Join(group, who, on)),
        1 => (0..3_u8).prop_map(Step::Own),
        2 => (who.clone(), any::<bool>()).prop_map(|(who, adds)| Step::Theirs(who, adds)),
        1 => (who.clone(), 0..3_u8).prop_map(|(who, name)| Step::TheirName(who, name)),
        1 => (who, 0..3_u8).prop_map(|(who, number)| Step::TheirNumber(who, number)),
        3 => Just(Step::Sync),
    ]
}

/// What a client keeps.
struct Copy {
    book: AddressBook,
    membership: Membership,
}

impl Copy {
    fn sync(&mut self, world: &mut World, paged: bool) {
        let since = self.book.changed.clone();
        let news = if paged { world.paged("alice", since.as_deref()) } else { world.book("alice", since.as_deref()) };
        self.book.apply(news.unwrap());
        let since = self.membership.changed.clone();
        self.membership.apply(world.membership("alice", since.as_deref()).unwrap());
    }

    /// Everything in an order of its own.
    fn sorted(&self) -> String {
        let (mut book, mut membership) = (self.book.clone(), self.membership.clone());
        // A new one comes with every page, and none without pages.
        book.circle_ticket = None;
        book.contacts.sort_by(|a, b| format!("{:?}", a.id).cmp(&format!("{:?}", b.id)));
        book.contacts.iter_mut().for_each(|contact| contact.groups.sort());
        book.groups.sort_by(|a, b| a.id.cmp(&b.id));
        membership.members.sort_by(|a, b| a.id.cmp(&b.id));
        format!("{book:#?}\n{membership:#?}")
    }
}

fn take(world: &mut World, step: &Step) {
    let group = |world: &mut World, at: usize| world.facts("alice").groups.get(at).map(|group| group.id.clone());
    // What can't be done changes nothing, which is as good here.
    let edit = match step {
        Step::Add(who) => add(NAMES[*who]),
        Step::Delete(who) => Edit::DeleteContact(guid(NAMES[*who])),
        Step::Member(list, who, true) => Edit::AddMember { list: *list, who: address(NAMES[*who]).into() },
        Step::Member(list, who, false) => off(*list, NAMES[*who]),
        Step::Alias(who, name) => {
            let alias = if *name == 0 { String::new() } else { format!("Alias {name}") };
            Edit::UpdateContact { contact: guid(NAMES[*who]), details: vec![Detail::Alias(alias)] }
        }
        Step::Messenger(who, is) => {
            Edit::UpdateContact { contact: guid(NAMES[*who]), details: vec![Detail::IsMessengerUser(*is)] }
        }
        Step::Group(name) => Edit::AddGroup(format!("Group {name}")),
        Step::Rename(at, name) => match group(world, *at) {
            Some(group) => Edit::RenameGroup { group, name: format!("Group {name}") },
            None => return,
        },
        Step::DeleteGroup(at) => match group(world, *at) {
            Some(group) => Edit::DeleteGroup(group),
            None => return,
        },
        Step::Join(at, who, on) => match (group(world, *at), guid(NAMES[*who])) {
            (Some(group), contact) if *on => Edit::AddToGroup { group, contact },
            (Some(group), contact) => Edit::RemoveFromGroup { group, contact },
            (None, _) => return,
        },
        Step::Own(name) => Edit::UpdateMe(vec![Detail::DisplayName(format!("Alice {name}"))]),
        Step::Theirs(who, adds) => {
            let edit = if *adds { add("alice") } else { Edit::DeleteContact(guid("alice")) };
            let _ = world.edit(NAMES[*who], &edit);
            return;
        }
        Step::TheirName(who, name) => {
            let _ = world.edit(NAMES[*who], &Edit::UpdateMe(vec![Detail::DisplayName(format!("They {name}"))]));
            return;
        }
        Step::TheirNumber(who, number) => {
            let number = if *number == 0 { String::new() } else { format!("555 {number}") };
            let phone = Phone { kind: PhoneKind::Home, number, is_messenger_enabled: false };
            let _ = world.edit(NAMES[*who], &Edit::UpdateMe(vec![Detail::Phone(phone)]));
            return;
        }
        Step::Sync => return,
    };
    let _ = world.edit("alice", &edit);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn changes_lead_to_the_same_as_everything(steps in proptest::collection::vec(step(), 1..40), paged: bool) {
        let mut world = World::new();
        for name in ["alice", "bob", "carol", "dave"] {
            world.online(Dialect::Msnp18, name);
        }
        for name in NAMES {
            world.done(name, &allow("alice"));
        }
        let (book, membership) = (world.book("alice", None).unwrap(), world.membership("alice", None).unwrap());
        let mut copy = Copy { book, membership };
        for step in &steps {
            take(&mut world, step);
            if matches!(step, Step::Sync) {
                copy.sync(&mut world, paged);
            }
        }
        copy.sync(&mut world, paged);
        let (book, membership) = (world.book("alice", None).unwrap(), world.membership("alice", None).unwrap());
        prop_assert_eq!(copy.sorted(), Copy { book, membership }.sorted());
    }
}

#[test]
fn nothing_new_is_little() {
    let mut world = World::new();
    world.online(Dialect::Msnp18, "alice");
    world.done("alice", &add("bob"));
    let (book, membership) = (world.book("alice", None).unwrap(), world.membership("alice", None).unwrap());
    let news = world.book("alice", book.changed.as_deref()).unwrap();
    assert_eq!((news.contacts.len(), news.groups.len(), &news.changed), (0, 0, &book.changed));
    assert_eq!(world.membership("alice", membership.changed.as_deref()).unwrap().members, []);
}

#[test]
fn a_moment_of_another_book_brings_everything() {
    let mut world = World::new();
    world.online(Dialect::Msnp18, "alice");
    world.online(Dialect::Msnp18, "bob");
    let other = world.book("bob", None).unwrap().changed.unwrap();
    for since in [other.as_str(), "2030-01-01T00:00:00Z", "nonsense", ""] {
        assert_eq!(world.book("alice", Some(since)), Err(BookError::FullSyncRequired), "{since}");
        assert_eq!(world.paged("alice", Some(since)), Err(BookError::FullSyncRequired), "{since}");
        assert_eq!(world.membership("alice", Some(since)), Err(BookError::FullSyncRequired), "{since}");
    }
    world.done("alice", &add("bob"));
    let start = "0001-01-01T00:00:00.0000000-08:00";
    assert_eq!(world.book("alice", Some(start)).unwrap().contacts.len(), 2);
    assert_eq!(world.membership("alice", Some(start)).unwrap().members.len(), 1);
}
