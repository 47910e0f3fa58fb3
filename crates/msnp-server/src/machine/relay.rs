//! UUN and UUM: what goes from one client to another through the notification server, without a switchboard.

use super::offline::{Leaving, NotLeft};
use super::presence::allowed;
use super::{ConnectionId, Outcome, Refused, Server};
use crate::directory::Account;
use bytes::Bytes;
use msnp::command::Server as Any;
use msnp::command::relay::{Client, MessageKind, NoteKind, Server as Reply, signs_out};
use msnp::content::Content;
use msnp::types::{Email, Lists, NetworkId, PlaceId, TransactionId};

impl Server {
    pub(super) fn relay_command(&mut self, id: ConnectionId, command: Client) -> Outcome {
        match command {
            Client::Note { transaction, email, place, kind, data } => {
                self.note(id, transaction, &email, place.as_ref(), kind, &data)
            }
            Client::Message { email, network, kind, body, .. } => self.bridge(id, &email, network, kind, &body),
        }
    }

    /// `UUN`: to all places of somebody, or to one of them.
    fn note(
        &mut self,
        id: ConnectionId,
        transaction: TransactionId,
        email: &str,
        place: Option<&PlaceId>,
        kind: NoteKind,
        data: &Bytes,
    ) -> Outcome {
        let (contact, mut readers) = self.reach(id, email)?;
        readers.retain(|reader| {
            let there = self.session(*reader).and_then(|session| session.place.as_ref());
            self.dialect(*reader).features().notes && place.is_none_or(|place| there == Some(place))
        });
        if readers.is_empty() {
            return Err(Refused::With(217));
        }
        let sender = self.session(id).ok_or(Refused::Close)?;
        let (own, from) = (sender.account == contact.id, sender.place.clone());
        let email = sender.email.to_string();
        for reader in readers {
            let place = from.clone().filter(|_| self.dialect(reader).features().places);
            let note = Reply::Note { email: email.clone(), place, kind, data: data.clone() };
            self.send(reader, &Any::Relay(note));
            // Whether that place minds the note or not: its owner wants it signed out.
            if own && kind == NoteKind::PLACE && signs_out(data) {
                self.say_out(reader, Some("OTH"));
                self.close(reader);
            }
        }
        self.send(id, &Any::Relay(Reply::NoteSent { transaction }));
        Ok(())
    }

    /// `UUM`: text, typing and nudges to somebody who can read them here; a text to somebody who can't waits for them.
    /// What was sent is not answered, only what couldn't be.
    fn bridge(
        &mut self,
        id: ConnectionId,
        email: &str,
        network: NetworkId,
        kind: MessageKind,
        body: &Bytes,
    ) -> Outcome {
        if network != NetworkId::PASSPORT {
            return Err(Refused::With(217));
        }
        let (contact, mut readers) = self.reach(id, email)?;
        readers.retain(|reader| self.dialect(*reader).features().bridged_messages);
        if readers.is_empty() {
            return match (kind, Content::decode(body)) {
                (MessageKind::TEXT, Content::Text(message)) => self.leave_text(id, &contact.email, &message.text),
                _ => Err(Refused::With(217)),
            };
        }
        let from = self.session(id).ok_or(Refused::Close)?.email.to_string();
        for reader in readers {
            // Where there are places, the reader is told which of their addresses it is for.
            let named = self.dialect(reader).features().places;
            let to = named.then(|| (contact.email.to_string(), NetworkId::PASSPORT));
            let (email, network, body) = (from.clone(), NetworkId::PASSPORT, body.clone());
            self.send(reader, &Any::Relay(Reply::Message { email, network, to, kind, body }));
        }
        Ok(())
    }

    fn leave_text(&mut self, id: ConnectionId, to: &Email, text: &str) -> Outcome {
        let from = self.account(id)?;
        let leaving = Leaving { name: "", run: None, sequence: 1, text };
        self.leave_offline(&from, to, &leaving).map_err(|error| match error {
            NotLeft::Throttled => Refused::With(800),
            NotLeft::Unavailable | NotLeft::TooLarge => Refused::With(217),
            NotLeft::Broken(refused) => refused,
        })
    }

    /// Somebody, and the connections where they can be reached from here: they have to be there for others, and to let
    /// the sender see them. Oneself one reaches at the other places.
    fn reach(&self, id: ConnectionId, email: &str) -> Result<(Account, Vec<ConnectionId>), Refused> {
        let email = Email::parse(email).map_err(|_| Refused::With(208))?;
        let owner = self.account(id)?;
        let contact = self.directory.account(&email)?.ok_or(Refused::With(217))?;
        let mut there = self.announced(contact.id);
        if contact.id == owner.id {
            there.retain(|place| *place != id);
            return Ok((contact, there));
        }
        let lists = self.directory.entry(contact.id, owner.id)?.map_or(Lists::NONE, |entry| entry.lists);
        if !self.is_visible(contact.id) || !allowed(contact.privacy, lists) {
            there.clear();
        }
        Ok((contact, there))
    }
}
