//! How the contact list looks, and what each account keeps about its people on this computer.

use super::watch::Watch;
use msnp::types::Email;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What people are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Their names.
    #[default]
    Name,
    /// How much they are there, then their names.
    Status,
    /// When one last talked with them, then their names.
    LastTalk,
}

impl Sort {
    /// All of them, in the order to show them.
    pub const ALL: [Self; 3] = [Self::Status, Self::Name, Self::LastTalk];

    const fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Status => "status",
            Self::LastTalk => "talk",
        }
    }
}

/// The list's looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListLook {
    /// What people are sorted by.
    pub sort: Sort,
    /// Whether who is offline stands in their groups, and not in a group of their own.
    pub offline_in_place: bool,
    /// Whether a row is one line, and not two.
    pub compact: bool,
}

/// What an account keeps about its people on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccountList {
    /// Who stands in the first section.
    pub favourites: BTreeSet<Email>,
    /// The groups in the order that the person gave them; others come after these.
    pub order: Vec<String>,
    /// When one last talked with somebody, in milliseconds since 1970.
    pub talks: BTreeMap<Email, i64>,
    /// When somebody was last there, in milliseconds since 1970.
    pub seen: BTreeMap<Email, i64>,
    /// What is to be told about somebody.
    pub watched: BTreeMap<Email, Watch>,
    /// Whose nudges come as lines only.
    pub muted: BTreeSet<Email>,
    /// People and circles of whom nothing is kept in the history.
    pub unkept: BTreeSet<Email>,
}

impl AccountList {
    /// The most people whose last talk, last presence or wishes are remembered.
    pub const MOST: usize = 5_000;

    /// Notes that one talks with somebody now.
    pub fn talked(&mut self, email: Email, at: i64) {
        self.talks.insert(email, at);
        keep_newest(&mut self.talks);
    }

    /// Notes that these people are there now, or were until now.
    pub fn saw(&mut self, people: impl IntoIterator<Item = Email>, at: i64) {
        self.seen.extend(people.into_iter().map(|email| (email, at)));
        keep_newest(&mut self.seen);
    }

    /// Takes in what is to be told about somebody.
    pub fn watch(&mut self, email: Email, watch: Watch) {
        if watch == Watch::default() {
            self.watched.remove(&email);
        } else if self.watched.len() < Self::MOST || self.watched.contains_key(&email) {
            self.watched.insert(email, watch);
        }
    }

    /// Mutes somebody's nudges, or lets them shake again.
    pub fn mute(&mut self, email: Email, muted: bool) {
        if !muted {
            self.muted.remove(&email);
        } else if self.muted.len() < Self::MOST {
            self.muted.insert(email);
        }
    }
}

/// The oldest make room.
fn keep_newest(times: &mut BTreeMap<Email, i64>) {
    if times.len() <= AccountList::MOST {
        return;
    }
    let mut newest: Vec<i64> = times.values().copied().collect();
    newest.sort_unstable_by_key(|at| std::cmp::Reverse(*at));
    let oldest = newest[AccountList::MOST - 1];
    let mut room = AccountList::MOST;
    times.retain(|_, at| {
        let stays = *at >= oldest && room > 0;
        room -= usize::from(stays);
        stays
    });
}

/// As the looks stand in the file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct WrittenLook {
    sort: String,
    offline_in_place: bool,
    compact: bool,
}

impl From<ListLook> for WrittenLook {
    fn from(look: ListLook) -> Self {
        let ListLook { sort, offline_in_place, compact } = look;
        Self { sort: sort.key().to_owned(), offline_in_place, compact }
    }
}

impl From<WrittenLook> for ListLook {
    fn from(written: WrittenLook) -> Self {
        let sort = Sort::ALL.into_iter().find(|sort| sort.key() == written.sort).unwrap_or_default();
        Self { sort, offline_in_place: written.offline_in_place, compact: written.compact }
    }
}

/// As an account's part stands in the file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct WrittenList {
    favourites: Vec<String>,
    order: Vec<String>,
    muted: Vec<String>,
    unkept: Vec<String>,
    talks: BTreeMap<String, i64>,
    seen: BTreeMap<String, i64>,
    watched: BTreeMap<String, Vec<String>>,
}

impl From<&AccountList> for WrittenList {
    fn from(list: &AccountList) -> Self {
        let name = |email: &Email| email.as_str().to_owned();
        let times = |times: &BTreeMap<Email, i64>| times.iter().map(|(email, at)| (name(email), *at)).collect();
        Self {
            favourites: list.favourites.iter().map(name).collect(),
            order: list.order.clone(),
            unkept: list.unkept.iter().map(name).collect(),
            muted: list.muted.iter().map(name).collect(),
            talks: times(&list.talks),
            seen: times(&list.seen),
            watched: list.watched.iter().map(|(email, watch)| (name(email), watch.written())).collect(),
        }
    }
}

impl From<WrittenList> for AccountList {
    fn from(written: WrittenList) -> Self {
        // What is no address is nobody: the file may have been edited by hand.
        let address = |text: &String| Email::parse(text).ok();
        let times = |times: BTreeMap<String, i64>| {
            times.iter().filter_map(|(email, at)| Some((address(email)?, *at))).take(Self::MOST).collect()
        };
        let watched = written.watched.iter().filter_map(|(email, watch)| Some((address(email)?, Watch::read(watch))));
        Self {
            favourites: written.favourites.iter().filter_map(address).collect(),
            order: written.order,
            unkept: written.unkept.iter().filter_map(address).take(Self::MOST).collect(),
            muted: written.muted.iter().filter_map(address).take(Self::MOST).collect(),
            talks: times(written.talks),
            seen: times(written.seen),
            watched: watched.take(Self::MOST).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_talk_makes_room() {
        let address = |n: usize| Email::parse(&format!("p{n}@example.com")).unwrap();
        let mut list = AccountList::default();
        for n in 0..=AccountList::MOST {
            list.talks.insert(address(n), i64::try_from(n).unwrap());
        }
        list.talked(address(1), 7);
        assert_eq!(list.talks.len(), AccountList::MOST);
        assert!(!list.talks.contains_key(&address(0)) && list.talks.contains_key(&address(1)));
    }

    #[test]
    fn everybody_of_a_long_list_who_was_there_at_the_same_time_is_too_many() {
        let mut list = AccountList::default();
        let everybody = (0..AccountList::MOST + 100).map(|n| Email::parse(&format!("p{n}@example.com")).unwrap());
        list.saw(everybody, 5);
        assert_eq!(list.seen.len(), AccountList::MOST);
    }

    #[test]
    fn who_is_not_watched_any_more_leaves_nothing_behind() {
        let bob = Email::parse("bob@example.com").unwrap();
        let mut list = AccountList::default();
        list.watch(bob.clone(), Watch { online: true, ..Watch::default() });
        list.mute(bob.clone(), true);
        let read: AccountList = WrittenList::from(&list).into();
        assert_eq!(read, list);
        list.watch(bob.clone(), Watch::default());
        list.mute(bob, false);
        assert_eq!(list, AccountList::default());
    }

    #[test]
    fn what_is_no_address_or_no_order_is_left_out() {
        let look: ListLook = WrittenLook { sort: "shoe size".into(), ..WrittenLook::default() }.into();
        assert_eq!(look.sort, Sort::Name);
        let favourites = vec!["bob@example.com".to_owned(), "nobody".to_owned()];
        let list: AccountList = WrittenList { favourites, ..WrittenList::default() }.into();
        assert_eq!(list.favourites.len(), 1);
    }
}
