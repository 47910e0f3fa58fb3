//! `PUT`, `DEL` and `SDG`: into what is said in a circle, out of it, and what is said.

use super::super::{ConnectionId, Outcome, Refused, Server};
use crate::directory::AccountId;
use bytes::Bytes;
use msnp::command::Server as Any;
use msnp::command::circles::{Action, Client, Server as Reply};
use msnp::content::circle::{self, CONTENT_TYPE, Published};
use msnp::content::routed::{Address, Routed};
use msnp::types::{CircleId, Email, TransactionId};

impl Server {
    pub(in crate::machine) fn circles_command(&mut self, id: ConnectionId, command: Client) -> Outcome {
        let Client::Send { action, transaction, data } = command;
        let routed = Routed::decode(&data).ok_or(Refused::With(201))?;
        let session = self.session(id).ok_or(Refused::Close)?;
        // Nobody speaks for somebody else, or for another place of theirs.
        let own = routed.from.as_person() == Some(&session.email)
            && routed.from.place.as_ref().is_none_or(|place| session.place.as_ref() == Some(place));
        let guid = routed.to.as_circle().map(|circle| circle.guid().to_ascii_lowercase());
        let guid = guid.filter(|guid| own && session.circles.open.contains(guid)).ok_or(Refused::With(201))?;
        match action {
            Action::Put => self.publish(id, transaction, &guid, &routed),
            Action::Delete => self.withdraw(id, transaction, &guid, &routed),
            Action::Message => self.say_in_circle(id, &guid, &routed, data),
        }
    }

    /// `PUT`: into what is said. What else a client says of a circle, its picture or its motto, nobody here keeps.
    fn publish(&mut self, id: ConnectionId, transaction: TransactionId, guid: &str, routed: &Routed) -> Outcome {
        if routed.content.content_type() != CONTENT_TYPE {
            return Err(Refused::With(201));
        }
        let published = Published::decode(&routed.content.body).ok_or(Refused::With(201))?;
        let session = self.session_mut(id)?;
        let account = session.account;
        let joins = match &published.roster {
            Some(people) if people.iter().any(|email| *email != session.email) => return Err(Refused::With(201)),
            Some(people) => !people.is_empty(),
            None => false,
        };
        let first = joins && session.circles.here.insert(guid.to_owned());
        let (action, data) = (Action::Put, Some(Bytes::new()));
        self.send(id, &Any::Circles(Reply::Taken { action, transaction, data }));
        if !joins {
            return Ok(());
        }
        let roster = self.circle_roster(guid, account)?;
        self.tell_roster(guid, &roster, "Full", &[id])?;
        if first && self.is_visible(account) {
            let others = self.others_in_circle(guid, account);
            self.tell_talk_joined(guid, account, &others)?;
        }
        Ok(())
    }

    /// `DEL`: out of what is said; the circle stays open.
    fn withdraw(&mut self, id: ConnectionId, transaction: TransactionId, guid: &str, routed: &Routed) -> Outcome {
        let session = self.session_mut(id)?;
        let (account, email) = (session.account, session.email.clone());
        if routed.content.header("Uri").and_then(circle::owner_of).as_ref() != Some(&email) {
            return Err(Refused::With(201));
        }
        let was_here = session.circles.here.remove(guid);
        let (action, data) = (Action::Delete, Some(Bytes::new()));
        self.send(id, &Any::Circles(Reply::Taken { action, transaction, data }));
        if was_here && !self.is_in_talk(account, guid) {
            let others = self.others_in_circle(guid, account);
            self.tell_talk_left(guid, &email, &others);
        }
        Ok(())
    }

    /// `SDG`: to everybody else who has the circle open, oneself at other places among them, as it came. Like the
    /// servers of old, this one says nothing to a message that went out.
    fn say_in_circle(&mut self, id: ConnectionId, guid: &str, routed: &Routed, data: Bytes) -> Outcome {
        if routed.to.path.as_deref() != Some("IM") {
            return Err(Refused::With(201));
        }
        for other in self.in_circle(guid).into_iter().filter(|other| *other != id) {
            let (transaction, data) = (TransactionId::ASYNC, data.clone());
            self.send(other, &Any::Circles(Reply::Message { transaction, data }));
        }
        Ok(())
    }

    /// `NFY PUT`: somebody hears what is said from now on.
    pub(super) fn tell_talk_joined(&mut self, guid: &str, account: AccountId, readers: &[ConnectionId]) -> Outcome {
        let Some(subject) = self.directory.account_by_id(account)? else { return Ok(()) };
        let roster = Published { roster: Some(vec![subject.email]), name: None };
        self.tell_roster(guid, &roster, "Partial", readers)
    }

    fn tell_roster(&mut self, guid: &str, roster: &Published, kind: &str, readers: &[ConnectionId]) -> Outcome {
        let body = roster.encode();
        for reader in readers {
            let Some(notice) = self.notice(*reader, guid, "/circle", kind) else { continue };
            let data = notice.body(body.clone()).encode();
            self.send(*reader, &Any::Circles(Reply::Notify { action: Action::Put, data }));
        }
        Ok(())
    }

    /// `NFY DEL`: somebody doesn't any more.
    pub(super) fn tell_talk_left(&mut self, guid: &str, email: &Email, readers: &[ConnectionId]) {
        let uri = circle::place_of(email);
        for reader in readers {
            let Some(notice) = self.notice(*reader, guid, &uri, "Partial") else { continue };
            let data = notice.body(Bytes::new()).encode();
            self.send(*reader, &Any::Circles(Reply::Notify { action: Action::Delete, data }));
        }
    }

    /// What stands above the body of a notice.
    fn notice(&self, reader: ConnectionId, guid: &str, uri: &str, kind: &str) -> Option<Routed> {
        let to = Address::person(self.session(reader)?.email.clone());
        let from = Address::circle(&CircleId::of_guid(guid)?);
        let notice = Routed::new(to, from, ("Notification", "1.0")).with("NotifNum", "0").with("Uri", uri);
        Some(notice.with("NotifType", kind).with("Content-Type", CONTENT_TYPE))
    }
}
