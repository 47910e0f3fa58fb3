//! Circles, in memory.

use super::MemoryDirectory;
use crate::directory::{AccountId, Circle, CircleMember, Circles, DirectoryError, Result};
use std::collections::BTreeMap;

/// A circle with all places in it.
pub(super) type Kept = (Circle, BTreeMap<AccountId, CircleMember>);

impl MemoryDirectory {
    /// An account is gone, and its places with it.
    pub(super) fn leave_circles(&mut self, account: AccountId) {
        for (_, members) in self.circles.values_mut() {
            members.remove(&account);
            for member in members.values_mut().filter(|member| member.inviter == Some(account)) {
                member.inviter = None;
            }
        }
    }
}

impl Circles for MemoryDirectory {
    fn add_circle(&mut self, circle: &Circle) -> Result<()> {
        if self.circles.contains_key(&circle.guid) {
            return Err(DirectoryError::Storage("there is such a circle".into()));
        }
        self.circles.insert(circle.guid.clone(), (circle.clone(), BTreeMap::new()));
        Ok(())
    }

    fn circle(&self, guid: &str) -> Result<Option<Circle>> {
        Ok(self.circles.get(guid).map(|(circle, _)| circle.clone()))
    }

    fn circle_members(&self, guid: &str) -> Result<Vec<CircleMember>> {
        Ok(self.circles.get(guid).map(|(_, members)| members.values().cloned().collect()).unwrap_or_default())
    }

    fn circles_of(&self, account: AccountId) -> Result<Vec<(Circle, CircleMember)>> {
        let place = |(circle, members): &Kept| Some((circle.clone(), members.get(&account)?.clone()));
        Ok(self.circles.values().filter_map(place).collect())
    }

    fn set_circle_member(&mut self, guid: &str, member: &CircleMember) -> Result<()> {
        self.record(member.account)?;
        let (_, members) = self.circles.get_mut(guid).ok_or(DirectoryError::Missing)?;
        members.insert(member.account, member.clone());
        Ok(())
    }

    fn forget_circle_member(&mut self, guid: &str, account: AccountId) -> Result<()> {
        let (_, members) = self.circles.get_mut(guid).ok_or(DirectoryError::Missing)?;
        members.remove(&account).ok_or(DirectoryError::Missing)?;
        if members.is_empty() {
            self.circles.remove(guid);
        }
        Ok(())
    }
}
