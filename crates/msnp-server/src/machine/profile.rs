//! PRP, URL, GCF and the rare ones; the service's messages after a sign-in.

use super::lists::checked_name;
use super::tokens::bare;
use super::{ConnectionId, Outcome, Refused, Server};
use crate::directory::{Account, AccountId, Entry};
use bytes::Bytes;
use msnp::command::lists::Server as ListReply;
use msnp::command::profile::{Client, Server as Reply};
use msnp::command::{Server as Any, profile};
use msnp::types::{List, Property, Secret, TransactionId};
use msnp::wire::Encoded;

/// The longest property value, in bytes.
const LONGEST_VALUE: usize = 95;
/// How many properties an account may have.
const MOST_PROPERTIES: usize = 24;
/// What clients of MSNP11 and 12 ask for to learn whether they are shut out.
const SHIELDS: &str = "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\r\n<config>\r\n\t<shield><cli maj=\"7\" min=\"0\" \
                       minbld=\"0\" maxbld=\"9999\" deny=\" \"/></shield>\r\n\t<block></block>\r\n</config>";

impl Server {
    pub(super) fn profile_command(&mut self, id: ConnectionId, command: Client) -> Outcome {
        match command {
            Client::SetProperty { transaction, property, value } => self.set_property(id, transaction, property, value),
            Client::Url { transaction, .. } => {
                // No mail and no member pages here: every service leads to the server's own page.
                let page = self.web_page(id);
                let parameters = vec!["/".to_owned(), page, "1".to_owned()];
                self.send(id, &Any::Profile(Reply::Url { transaction, parameters }));
                Ok(())
            }
            Client::Configuration { transaction, file } => {
                if !self.dialect(id).features().shields {
                    return Err(Refused::With(502));
                }
                let data = Bytes::from_static(SHIELDS.as_bytes());
                self.send(id, &Any::Profile(Reply::Configuration { transaction, file, data }));
                Ok(())
            }
            Client::Rare { verb, transaction, parameters, .. } => self.rare(id, verb, transaction, &parameters),
        }
    }

    fn rare(&mut self, id: ConnectionId, verb: String, transaction: TransactionId, given: &[String]) -> Outcome {
        let parameters = match verb.as_str() {
            // Invitations by mail are taken and not sent.
            "SND" | "SDC" => vec!["OK".to_owned()],
            "IMS" => vec!["0".to_owned(), given.first().cloned().unwrap_or_default()],
            "PAG" | "PGD" => return Err(Refused::With(606)),
            _ => return Err(Refused::With(502)),
        };
        self.send(id, &Any::Profile(Reply::Rare { verb, transaction, parameters }));
        Ok(())
    }

    fn set_property(
        &mut self,
        id: ConnectionId,
        transaction: TransactionId,
        property: Property,
        value: Option<Encoded>,
    ) -> Outcome {
        let features = self.dialect(id).features();
        if !features.properties {
            return Err(Refused::With(502));
        }
        let owner = self.account(id)?;
        if property == Property::FriendlyName {
            if !features.name_by_prp {
                return Err(Refused::With(715));
            }
            let text = checked_name(&value.unwrap_or_default())?;
            self.directory.set_name(owner.id, &text)?;
            let numbering = self.reply_numbering(id, transaction)?;
            let value = Some(Encoded::from_text(&text));
            self.send(id, &Any::Profile(Reply::Property { numbering, property, value }));
            return self.announce(owner.id, false);
        }
        let key = property.code();
        if key.len() != 3 || !key.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(Refused::With(715));
        }
        let text = value.as_ref().map(Encoded::text).filter(|text| !text.is_empty());
        if text.as_ref().is_some_and(|text| text.len() > LONGEST_VALUE || text.chars().any(char::is_control)) {
            return Err(Refused::With(201));
        }
        let known = self.directory.properties(owner.id)?;
        if text.is_some() && known.len() >= MOST_PROPERTIES && !known.iter().any(|(have, _)| *have == property) {
            return Err(Refused::With(715));
        }
        self.directory.set_property(owner.id, &property, text.as_deref())?;
        let numbering = self.reply_numbering(id, transaction)?;
        let value = text.as_deref().map(Encoded::from_text);
        self.send(id, &Any::Profile(Reply::Property { numbering, property: property.clone(), value: value.clone() }));
        self.tell_property(&owner, &property, value.as_ref())
    }

    /// Phone numbers are for those whom the owner has allowed, and who have the owner on their list.
    pub(super) fn tell_property(&mut self, owner: &Account, property: &Property, value: Option<&Encoded>) -> Outcome {
        if !is_shared(property) {
            return Ok(());
        }
        for entry in self.directory.entries(owner.id)? {
            if !entry.lists.contains(List::Reverse) || !may_know(&entry) {
                continue;
            }
            for watcher in self.places(entry.contact) {
                let synchronized = self.session(watcher).is_some_and(|session| session.synchronized);
                let features = self.dialect(watcher).features();
                if !synchronized || !features.properties {
                    continue;
                }
                if !features.lists_by_sync {
                    // They stand in the address book, which is to be looked into again.
                    self.send_book_alert(watcher)?;
                    continue;
                }
                let serial = self.serial(watcher)?;
                let (email, property, value) = (Some(owner.email.to_string()), property.clone(), value.cloned());
                self.send(watcher, &Any::Lists(ListReply::ContactProperty { serial, email, property, value }));
            }
        }
        Ok(())
    }

    /// What `owner` may know of somebody on the list.
    pub(super) fn shared_properties(
        &self,
        owner: AccountId,
        entry: &Entry,
    ) -> Result<Vec<(Property, String)>, Refused> {
        if !entry.lists.contains(List::Forward) {
            return Ok(Vec::new());
        }
        let mut all = self.directory.properties(entry.contact)?;
        all.retain(|(property, _)| is_shared(property));
        if !all.is_empty() && !self.directory.entry(entry.contact, owner)?.is_some_and(|theirs| may_know(&theirs)) {
            all.clear();
        }
        Ok(all)
    }

    /// What is known of an account after its sign-in.
    pub(super) fn send_profile(&mut self, id: ConnectionId, account: &Account, ticket: &Secret) {
        let Some(connection) = self.connections.get(&id) else { return };
        let remote = connection.peer.remote;
        let places = connection.dialect().is_some_and(|dialect| dialect.features().places);
        let ticket = bare(ticket.expose());
        let number = account.number();
        let fields = [
            ("LoginTime", self.unix_time().to_string()),
            ("EmailEnabled", "0".to_owned()),
            ("MemberIdHigh", (number >> 32).to_string()),
            ("MemberIdLow", (number & 0xffff_ffff).to_string()),
            ("lang_preference", "1033".to_owned()),
            ("preferredEmail", account.email.to_string()),
            ("country", String::new()),
            ("Kid", "0".to_owned()),
            ("Flags", "536872513".to_owned()),
            ("sid", "507".to_owned()),
            ("kv", "7".to_owned()),
            ("MSPAuth", ticket.to_owned()),
            ("ClientIP", remote.ip().to_string()),
            // As it stands in memory on the machines of that time: its two bytes in the other order.
            ("ClientPort", remote.port().swap_bytes().to_string()),
            ("ABCHMigrated", "1".to_owned()),
            ("MPOPEnabled", u8::from(places).to_string()),
        ];
        let mut body = String::from("MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsprofile; charset=UTF-8\r\n");
        for (name, value) in fields {
            body.push_str(&format!("{name}: {value}\r\n"));
        }
        body.push_str("\r\n");
        self.send_service_message(id, body);
    }

    pub(super) fn send_service_message(&mut self, id: ConnectionId, body: String) {
        let message = profile::Server::Message {
            from: "Hotmail".to_owned(),
            name: Encoded::from_text("Hotmail"),
            body: Bytes::from(body),
        };
        self.send(id, &Any::Profile(message));
    }
}

/// Whether contacts are told of it.
const fn is_shared(property: &Property) -> bool {
    matches!(
        property,
        Property::HomePhone
            | Property::WorkPhone
            | Property::MobilePhone
            | Property::MobileAllowed
            | Property::MobileEnabled
            | Property::HasBlog
    )
}

/// Whether the owner of this entry lets the one on it know their numbers.
fn may_know(entry: &Entry) -> bool {
    entry.lists.contains(List::Allow) && !entry.lists.contains(List::Block)
}
