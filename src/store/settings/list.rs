//! How the contact list looks, and what each account keeps about its people on this computer.

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
}

impl AccountList {
    /// The most people whose last talk is remembered.
    pub const MOST_TALKS: usize = 5_000;

    /// Notes that one talks with somebody now.
    pub fn talked(&mut self, email: Email, at: i64) {
        self.talks.insert(email, at);
        if self.talks.len() > Self::MOST_TALKS
            && let Some(oldest) = self.talks.iter().min_by_key(|(_, at)| **at).map(|(email, _)| email.clone())
        {
            self.talks.remove(&oldest);
        }
    }
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
    talks: BTreeMap<String, i64>,
}

impl From<&AccountList> for WrittenList {
    fn from(list: &AccountList) -> Self {
        Self {
            favourites: list.favourites.iter().map(|email| email.as_str().to_owned()).collect(),
            order: list.order.clone(),
            talks: list.talks.iter().map(|(email, at)| (email.as_str().to_owned(), *at)).collect(),
        }
    }
}

impl From<WrittenList> for AccountList {
    fn from(written: WrittenList) -> Self {
        // What is no address is nobody: the file may have been edited by hand.
        let address = |text: &str| Email::parse(text).ok();
        let talks = written.talks.iter().filter_map(|(email, at)| Some((address(email)?, *at)));
        Self {
            favourites: written.favourites.iter().filter_map(|email| address(email)).collect(),
            order: written.order,
            talks: talks.take(Self::MOST_TALKS).collect(),
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
        for n in 0..=AccountList::MOST_TALKS {
            list.talked(address(n), i64::try_from(n).unwrap());
        }
        assert_eq!(list.talks.len(), AccountList::MOST_TALKS);
        assert!(!list.talks.contains_key(&address(0)) && list.talks.contains_key(&address(1)));
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
