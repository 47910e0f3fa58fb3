//! CHG and UUX, and what others are told: ILN, NLN, FLN, UBX.

use super::connection::SignedIn;
use super::{ConnectionId, Outcome, Refused, Server};
use crate::directory::{Account, AccountId};
use bytes::Bytes;
use msnp::command::presence::{Client, Server as Reply};
use msnp::command::{Routing, Server as Any};
use msnp::content::endpoint::{OwnPlace, PlaceData, Published};
use msnp::dialect::{Dialect, NetworkForm};
use msnp::types::{Capabilities, ExtendedCapabilities, List, Lists, NetworkId, Privacy, Status, TransactionId};
use msnp::wire::Encoded;

/// The longest personal message that is passed on, in bytes with its XML.
const LONGEST_PERSONAL: usize = 4096;
/// How many letters of a place's name are kept.
const LONGEST_PLACE_NAME: usize = 128;

/// Whether somebody on these lists of an account may see and call its owner.
pub(super) const fn allowed(privacy: Privacy, lists: Lists) -> bool {
    if lists.contains(List::Block) {
        return false;
    }
    match privacy {
        Privacy::AllowOthers => true,
        Privacy::BlockOthers => lists.contains(List::Allow),
    }
}

impl Server {
    pub(super) fn presence_command(&mut self, id: ConnectionId, command: Client) -> Outcome {
        match command {
            Client::SetStatus { transaction, status, capabilities, extended, object } => {
                self.set_status(id, transaction, status, (capabilities, extended), object)
            }
            Client::SetPersonalMessage { transaction, data } => self.set_personal(id, transaction, &data),
        }
    }

    fn set_status(
        &mut self,
        id: ConnectionId,
        transaction: TransactionId,
        status: Status,
        (capabilities, extended): (Option<Capabilities>, Option<ExtendedCapabilities>),
        object: Option<Encoded>,
    ) -> Outcome {
        if status == Status::Offline {
            return Err(Refused::With(201));
        }
        let session = self.session_mut(id)?;
        let account = session.account;
        let first = !std::mem::replace(&mut session.announced, true);
        let before = (session.capabilities, session.extended);
        (session.capabilities, session.extended) = (capabilities.unwrap_or_default(), extended);
        let new_abilities = before != (session.capabilities, session.extended);
        session.own.status = Some(status);
        let was_visible = self.is_visible(account);
        if let Some(person) = self.person_mut(account) {
            person.status = Some(status);
            person.object = object.clone().filter(is_object);
        }
        self.spoke(account, id);
        self.send(id, &Any::Presence(Reply::StatusSet { transaction, status, capabilities, extended, object }));
        if first {
            self.initial_presence(id, transaction)?;
            self.show_circles(id)?;
            self.send_mail_notification(id);
            self.send_challenge(id);
        }
        self.tell_other_places(account, id, status);
        if status.is_visible() {
            self.announce(account, first || !was_visible || new_abilities)
        } else if was_visible {
            self.announce_offline(account)?;
            self.announce_to_self(account)
        } else {
            self.announce_to_self(account)
        }
    }

    /// One status for all places: the others hear what one has set.
    fn tell_other_places(&mut self, account: AccountId, id: ConnectionId, status: Status) {
        let object = self.person(account).and_then(|person| person.object.clone());
        for other in self.announced(account) {
            if let Some(session) = self.session(other)
                && other != id
            {
                let (capabilities, extended) = (Some(session.capabilities), session.extended);
                let (transaction, object) = (TransactionId::ASYNC, object.clone());
                let set = Reply::StatusSet { transaction, status, capabilities, extended, object };
                self.send(other, &Any::Presence(set));
            }
        }
    }

    /// `UUX`: of the person, of what this place can do, or of what only one's own places may know.
    fn set_personal(&mut self, id: ConnectionId, transaction: TransactionId, data: &Bytes) -> Outcome {
        let features = self.dialect(id).features();
        if !features.personal_messages {
            return Err(Refused::With(502));
        }
        if data.len() > LONGEST_PERSONAL || std::str::from_utf8(data).is_err() {
            return Err(Refused::With(715));
        }
        let told = Published::decode(data);
        let session = self.session_mut(id)?;
        let account = session.account;
        let announced = session.announced;
        let mut for_others = told.message.is_some();
        if features.places {
            if let Some(place) = told.places.first() {
                for_others = true;
                session.capabilities = place.capabilities;
                session.extended = place.extended;
            }
            if let Some(own) = told.own_places.into_iter().next() {
                let name = own.name.chars().take(LONGEST_PLACE_NAME).collect();
                session.own = OwnPlace { name, status: own.status.or(session.own.status), ..own };
            }
        }
        if let Some(person) = self.person_mut(account)
            && told.message.is_some()
        {
            person.published = Published { places: Vec::new(), own_places: Vec::new(), ..told };
        }
        let length = "0".to_owned();
        self.send(id, &Any::Presence(Reply::PersonalMessageSet { transaction, length }));
        // Before the first `CHG` of a place it isn't there yet for anybody.
        if !announced {
            return Ok(());
        }
        if for_others && self.is_visible(account) {
            for watcher in self.watchers(account)? {
                self.send_personal(watcher, account);
            }
            self.tell_personal_in_circles(account);
        }
        for place in self.announced(account) {
            if self.dialect(place).features().own_presence {
                self.send_personal(place, account);
            }
        }
        Ok(())
    }

    /// The connections of those who have `subject` on their forward list, may see them, and have shown themselves.
    pub(super) fn watchers(&self, subject: AccountId) -> Result<Vec<ConnectionId>, Refused> {
        let Some(account) = self.directory.account_by_id(subject)? else { return Ok(Vec::new()) };
        let entries = self.directory.entries(subject)?;
        let watching = entries
            .iter()
            .filter(|entry| entry.lists.contains(List::Reverse) && allowed(account.privacy, entry.lists))
            .flat_map(|entry| self.announced(entry.contact));
        Ok(watching.collect())
    }

    /// Tells everyone who may know how `subject` is; with `personal` also what they say under their name.
    pub(super) fn announce(&mut self, subject: AccountId, personal: bool) -> Outcome {
        if self.is_visible(subject) {
            for watcher in self.watchers(subject)? {
                self.show(watcher, subject, None, personal)?;
            }
            self.announce_in_circles(subject, personal)?;
        }
        self.announce_to_self(subject)
    }

    /// The dialects with several places show one oneself, too.
    fn announce_to_self(&mut self, subject: AccountId) -> Outcome {
        for place in self.announced(subject) {
            if self.dialect(place).features().own_presence {
                self.show(place, subject, None, true)?;
            }
        }
        Ok(())
    }

    fn announce_offline(&mut self, subject: AccountId) -> Outcome {
        let Some(account) = self.directory.account_by_id(subject)? else { return Ok(()) };
        for watcher in self.watchers(subject)? {
            self.hide(watcher, &account);
        }
        self.hide_in_circles(&account);
        Ok(())
    }

    /// After a sign-out: the connection is gone already.
    pub(super) fn signed_out(&mut self, id: ConnectionId, session: &SignedIn) {
        let account = session.account;
        let was_visible = self.is_visible(account);
        self.vacate(account, id);
        if self.person(account).is_none() {
            self.leavers.signed_out(account);
        }
        tracing::info!(email = %session.email, "signed out");
        let left = self.left_circles(account, &session.circles, was_visible && session.announced);
        let told = match (session.announced, self.is_visible(account)) {
            (true, false) if was_visible => self.announce_offline(account),
            (true, _) => self.announce_places(account),
            (false, _) => Ok(()),
        };
        if let Err(error) = left.and(told) {
            tracing::warn!(?error, "others weren't told of a sign-out");
        }
    }

    /// One of several places is gone: whoever sees places sees those that are left.
    fn announce_places(&mut self, subject: AccountId) -> Outcome {
        let mut readers = self.announced(subject);
        if self.is_visible(subject) {
            readers.extend(self.watchers(subject)?);
        }
        for reader in readers {
            if self.dialect(reader).features().places {
                self.send_personal(reader, subject);
            }
        }
        Ok(())
    }

    /// Everyone on the forward list who is there and lets themselves be seen.
    fn initial_presence(&mut self, id: ConnectionId, transaction: TransactionId) -> Outcome {
        let owner = self.account(id)?;
        for entry in self.directory.entries(owner.id)? {
            if entry.lists.contains(List::Forward)
                && let Some(contact) = self.directory.account_by_id(entry.contact)?
            {
                self.show_contact(id, transaction, &contact)?;
            }
        }
        Ok(())
    }

    /// Shows one contact to who has just signed in, or has just added them.
    pub(super) fn show_contact(&mut self, id: ConnectionId, transaction: TransactionId, contact: &Account) -> Outcome {
        let owner = self.account(id)?;
        let lists = self.directory.entry(contact.id, owner.id)?.map_or(Lists::NONE, |entry| entry.lists);
        let announced = self.session(id).is_some_and(|session| session.announced);
        if announced && self.is_visible(contact.id) && allowed(contact.privacy, lists) {
            self.show(id, contact.id, Some(transaction), true)?;
        }
        Ok(())
    }

    /// After `owner` has changed who may see them: whoever has them on the list sees them come or go.
    pub(super) fn show_or_hide(&mut self, owner: &Account, watcher: AccountId, before: bool, after: bool) -> Outcome {
        if before == after || !self.is_visible(owner.id) {
            return Ok(());
        }
        let on_their_list =
            self.directory.entry(watcher, owner.id)?.is_some_and(|entry| entry.lists.contains(List::Forward));
        if !on_their_list {
            return Ok(());
        }
        for watching in self.announced(watcher) {
            if after {
                self.show(watching, owner.id, None, true)?;
            } else {
                self.hide(watching, owner);
            }
        }
        Ok(())
    }

    /// `ILN` or `NLN` of `subject`, and `UBX` where there is something to say.
    fn show(
        &mut self,
        watcher: ConnectionId,
        subject: AccountId,
        transaction: Option<TransactionId>,
        personal: bool,
    ) -> Outcome {
        self.show_through(watcher, subject, transaction, personal, None)
    }

    /// The same through a circle, where one is named.
    pub(super) fn show_through(
        &mut self,
        watcher: ConnectionId,
        subject: AccountId,
        transaction: Option<TransactionId>,
        personal: bool,
        circle: Option<&str>,
    ) -> Outcome {
        let dialect = self.dialect(watcher);
        let features = dialect.features();
        let account = self.directory.account_by_id(subject)?.ok_or(Refused::Close)?;
        let Some(person) = self.person(subject) else { return Ok(()) };
        let Some(voice) = self.announced(subject).last().and_then(|id| self.session(*id)) else { return Ok(()) };
        // Where a network stands behind the address, a line that ends early could be read in two ways.
        let nothing = (features.network_form != NetworkForm::None).then(|| Encoded::from_wire(NO_OBJECT));
        let reply = Reply::Online {
            transaction: transaction.filter(|_| features.initial_presence),
            status: person.status.unwrap_or_default(),
            email: account.email.to_string(),
            routing: through(circle, dialect),
            name: Some(Encoded::from_text(&account.name)),
            capabilities: features.capabilities.then_some(voice.capabilities),
            extended: features.extended_capabilities.then(|| voice.extended.unwrap_or_default()),
            object: person.object.clone().filter(|_| features.objects).or(nothing),
            icon: None,
        };
        self.send(watcher, &Any::Presence(reply));
        if personal {
            self.send_personal_through(watcher, subject, circle);
        }
        Ok(())
    }

    fn hide(&mut self, watcher: ConnectionId, account: &Account) {
        self.hide_through(watcher, account, None);
    }

    pub(super) fn hide_through(&mut self, watcher: ConnectionId, account: &Account, circle: Option<&str>) {
        let dialect = self.dialect(watcher);
        let features = dialect.features();
        let reply = Reply::Offline {
            email: account.email.to_string(),
            routing: through(circle, dialect),
            capabilities: features.capabilities_in_offline.then(Capabilities::default),
            extended: features.extended_capabilities.then(ExtendedCapabilities::default),
            rest: Vec::new(),
        };
        self.send(watcher, &Any::Presence(reply));
    }

    /// `UBX`: what somebody says under their name, and from MSNP16 on at which places they are. What their places are
    /// called is for themselves alone.
    fn send_personal(&mut self, watcher: ConnectionId, subject: AccountId) {
        self.send_personal_through(watcher, subject, None);
    }

    pub(super) fn send_personal_through(&mut self, watcher: ConnectionId, subject: AccountId, circle: Option<&str>) {
        let dialect = self.dialect(watcher);
        let features = dialect.features();
        let Some(person) = self.person(subject) else { return };
        if !features.personal_messages || person.published.message.is_none() && !features.places {
            return;
        }
        let mut published = person.published.clone();
        let itself = self.session(watcher).is_some_and(|session| session.account == subject);
        let mut email = None;
        for session in self.announced(subject).into_iter().filter_map(|id| self.session(id)) {
            email = Some(session.email.to_string());
            let Some(place) = session.place.clone().filter(|_| features.places) else { continue };
            let (capabilities, extended) = (session.capabilities, session.extended);
            published.places.push(PlaceData { place: Some(place.clone()), capabilities, extended });
            if itself {
                published.own_places.push(OwnPlace { place: Some(place), ..session.own.clone() });
            }
        }
        let Some(email) = email else { return };
        let (routing, data) = (through(circle, dialect), published.encode(dialect));
        self.send(watcher, &Any::Presence(Reply::PersonalMessage { email, routing, data }));
    }
}

/// What stands around an address: its network, and the circle that it is seen through.
fn through(circle: Option<&str>, dialect: Dialect) -> Routing {
    let via = circle.map(|guid| format!("{}:{guid}@live.com", NetworkId::CIRCLE));
    Routing { via, ..Routing::network(NetworkId::PASSPORT, dialect) }
}

/// What stands for no picture where something has to.
const NO_OBJECT: &str = "%3Cmsnobj%2F%3E";

/// `0`, and the empty element that some servers put in its place, stand for no picture.
fn is_object(object: &Encoded) -> bool {
    let text = object.text();
    text != "0" && text != "<msnobj/>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_see() {
        let (allow, block) = (Lists::NONE.with(List::Allow), Lists::NONE.with(List::Block));
        assert!(allowed(Privacy::AllowOthers, Lists::NONE) && !allowed(Privacy::BlockOthers, Lists::NONE));
        assert!(allowed(Privacy::BlockOthers, allow));
        // Some clients put people on one list before they take them off the other: block wins.
        let both = allow.with(List::Block);
        assert!([block, both].into_iter().all(|lists| !allowed(Privacy::AllowOthers, lists)));
    }

    #[test]
    fn no_picture_is_no_object() {
        assert!(!is_object(&Encoded::from_wire("0")) && !is_object(&Encoded::from_wire("%3Cmsnobj%2F%3E")));
        assert!(is_object(&Encoded::from_wire("%3Cmsnobj%20Size%3D%224%22%2F%3E")));
    }
}
