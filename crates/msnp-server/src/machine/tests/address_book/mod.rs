//! The address book, asked with the requests of our own client and read as it reads them.

mod deltas;
mod edits;
mod garbage;
mod refused;
mod replay;
mod told;

use super::*;
use msnp::roster::Roster;
use msnp::session::{WebReply, WebRequest};
use msnp::soap::address_book::book::{self, AddressBook};
use msnp::soap::address_book::edit::{Done, Edit};
use msnp::soap::address_book::error::BookError;
use msnp::soap::address_book::facts::{self, Facts, PersonFacts};
use msnp::soap::address_book::{Access, Affinity};
use msnp::soap::membership::{self, Membership};
use msnp::types::{ContactId, GroupId, List};

const BOOK: &str = "https://192.0.2.9/abservice/abservice.asmx";
const SHARING: &str = "https://192.0.2.9/abservice/SharingService.asmx";

impl World {
    /// A request as it arrives.
    fn soap(&mut self, path: &str, action: &str, body: &str) -> WebAnswer {
        let call = WebCall {
            remote: SocketAddr::from(([192, 0, 2, 1], 5000)),
            origin: "https://192.0.2.9".to_owned(),
            path: path.to_ascii_lowercase(),
            action: action.to_owned(),
            cookie: None,
            body: Bytes::copy_from_slice(body.as_bytes()),
        };
        let answer = self.server.web(self.now, &call);
        self.settle();
        answer
    }

    /// A request of our own client, with its reply.
    fn reply(&mut self, request: &WebRequest) -> WebReply {
        let path = request.url.strip_prefix("https://192.0.2.9").unwrap();
        let answer = self.soap(path, "", std::str::from_utf8(&request.body).unwrap());
        WebReply { status: answer.status, headers: Vec::new(), body: answer.body.into() }
    }

    fn asking<T>(&mut self, name: &str, ask: impl FnOnce(&Access<'_>) -> T) -> T {
        let (ticket, affinity) = (self.token(name).text, Affinity::default());
        let (address_book, sharing) = (BOOK, SHARING);
        ask(&Access { address_book, sharing, ticket: &ticket, affinity: &affinity, insecure_loopback: false })
    }

    fn edit(&mut self, name: &str, edit: &Edit) -> Result<Done, BookError> {
        let request = self.asking(name, |access| edit.request(access)).unwrap();
        let reply = self.reply(&request);
        edit.read(&reply, false, &mut Affinity::default())
    }

    /// An edit that has to work, with the id that it brings.
    fn done(&mut self, name: &str, edit: &Edit) -> String {
        self.edit(name, edit).unwrap_or_else(|error| panic!("{edit:?}: {error}")).id.unwrap_or_default()
    }

    fn book(&mut self, name: &str, since: Option<&str>) -> Result<AddressBook, BookError> {
        let request = self.asking(name, |access| book::find_all(access, since)).unwrap();
        let reply = self.reply(&request);
        book::read(&reply, &mut Affinity::default())
    }

    fn paged(&mut self, name: &str, since: Option<&str>) -> Result<AddressBook, BookError> {
        let request = self.asking(name, |access| book::find_contacts_paged(access, since)).unwrap();
        let reply = self.reply(&request);
        book::read(&reply, &mut Affinity::default())
    }

    fn membership(&mut self, name: &str, since: Option<&str>) -> Result<Membership, BookError> {
        let request = self.asking(name, |access| membership::request(access, since)).unwrap();
        let reply = self.reply(&request);
        membership::read(&reply, &mut Affinity::default())
    }

    /// What a client makes of both services.
    fn facts(&mut self, name: &str) -> Facts {
        let (book, membership) = (self.book(name, None).unwrap(), self.membership(name, None).unwrap());
        assert!(book.contacts.len() <= Roster::MAX_PEOPLE);
        facts::join(&book, &membership)
    }

    /// Somebody as a client knows them; nobody when they are on no list.
    fn person(&mut self, name: &str, who: &str) -> Option<PersonFacts> {
        self.facts(name).people.into_iter().find(|person| person.email == address(who))
    }
}

fn add(who: &str) -> Edit {
    Edit::AddContact { who: address(who).into(), invitation: None }
}

fn allow(who: &str) -> Edit {
    Edit::AddMember { list: List::Allow, who: address(who).into() }
}

fn block(who: &str) -> Edit {
    Edit::AddMember { list: List::Block, who: address(who).into() }
}

fn off(list: List, who: &str) -> Edit {
    Edit::DeleteMember { list, who: address(who).into(), id: None }
}

/// The GUID that the world gives somebody.
fn guid(name: &str) -> ContactId {
    ContactId(format!("00000000-0000-4000-8000-{name:0>12}"))
}
