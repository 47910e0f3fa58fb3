//! What others hear of a change beside presence and the lists: the account's other places, that its book is another.

use super::Server;
use super::fault::Fault;
use crate::directory::{Account, AccountId};
use msnp::types::Lists;

impl Server {
    /// Changes the lists that somebody is on: everybody whom it concerns hears of it, the account's other places too.
    pub(super) fn change_book_lists(
        &mut self,
        owner: &Account,
        who: AccountId,
        before: Lists,
        after: Lists,
    ) -> Result<(), Fault> {
        if before == after {
            return Ok(());
        }
        self.change_lists(owner, who, before, after)?;
        self.tell_own_places(owner.id)
    }

    /// Where an account is signed in at several places, all of them hear that its book changed: which of them changed
    /// it, the request doesn't say. One place alone knows what it did.
    pub(super) fn tell_own_places(&mut self, owner: AccountId) -> Result<(), Fault> {
        let places = self.places(owner);
        if places.len() < 2 {
            return Ok(());
        }
        for id in places {
            if self.dialect(id).features().lists_by_sync {
                continue;
            }
            match self.session_mut(id) {
                Ok(session) if !session.synchronized => session.missed_changes = true,
                Ok(_) => self.send_book_alert(id)?,
                Err(_) => {}
            }
        }
        Ok(())
    }
}
