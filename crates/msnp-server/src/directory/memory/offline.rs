//! Messages that wait, in memory.

use super::MemoryDirectory;
use crate::directory::{AccountId, OfflineMessages, Result, Waiting};
use msnp::types::Email;

impl OfflineMessages for MemoryDirectory {
    fn leave_message(&mut self, owner: AccountId, message: &Waiting) -> Result<()> {
        self.record(owner)?;
        self.waiting.push((owner, message.clone()));
        Ok(())
    }

    fn waiting_messages(&self, owner: AccountId) -> Result<Vec<Waiting>> {
        Ok(self.waiting.iter().filter(|(of, _)| *of == owner).map(|(_, message)| message.clone()).collect())
    }

    fn waiting_message(&self, owner: AccountId, id: &str) -> Result<Option<Waiting>> {
        let wanted = |(of, message): &&(AccountId, Waiting)| *of == owner && message.id == id;
        Ok(self.waiting.iter().find(wanted).map(|(_, message)| message.clone()))
    }

    fn count_messages(&self, owner: AccountId, from: &Email) -> Result<(usize, usize)> {
        let of_owner = || self.waiting.iter().filter(|(of, _)| *of == owner);
        Ok((of_owner().count(), of_owner().filter(|(_, message)| message.from == *from).count()))
    }

    fn delete_messages(&mut self, owner: AccountId, ids: &[&str]) -> Result<bool> {
        for id in ids {
            if self.waiting_message(owner, id)?.is_none() {
                return Ok(false);
            }
        }
        self.waiting.retain(|(of, message)| *of != owner || !ids.contains(&message.id.as_str()));
        Ok(true)
    }
}
