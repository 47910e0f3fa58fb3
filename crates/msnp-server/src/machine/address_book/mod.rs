//! The address book and the lists by SOAP, as clients of MSNP13 and later read and change them.
//!
//! Two addresses, one service: contacts and groups are asked of `abservice.asmx`, the lists of
//! `sharingservice.asmx`, and whatever comes to either is answered. What an operation changes is told at once to
//! everybody whom it concerns, in their dialect; the `ADL` or `RML` that a client sends after it finds all in place.
//!
//! Every operation may come twice, since a reply may get lost on its way: the second time nothing is done, and the
//! answer is the same, or a fault that says so with the id of what is there.

mod book_xml;
mod circles;
mod contacts;
mod details;
mod fault;
mod find;
mod groups;
mod members;
mod membership;
mod request;
mod stamp;
mod tell;

use super::{Server, WebAnswer, WebCall};
use crate::directory::{Account, CircleMember};
use crate::entropy::guid;
use circles::CircleBook;
use fault::Fault;
use find::Found;
use membership::Membership;
use msnp::soap::xml::{Element, Writer};

/// The namespace of the service's elements.
pub(super) const NAMESPACE: &str = "http://www.msn.com/webservices/AddressBook";
/// The one book that everybody has.
const OWN_BOOK: &str = "00000000-0000-0000-0000-000000000000";
/// What the service of 2010 called itself; clients read no more out of it than that it is there.
const VERSION: &str = "15.01.1408.0000";

/// What an operation brings.
enum Done {
    /// That it is done.
    Nothing,
    /// The id of something that was made, or was there.
    Id(String),
    /// Contacts and groups, in the form of `ABFindAll` or of its successor.
    Found(Box<Found>),
    /// Who is on which list.
    Membership(Box<Membership>),
    /// Who is in a circle.
    Circle(Box<CircleBook>),
    /// Somebody in a circle, or to be invited into one.
    Contact(Box<(Account, CircleMember)>),
    /// An element with a text.
    Leaf(&'static str, String),
}

/// An operation with the names that its answer is made of. The last is the element of its result, where it has one.
type Names = (&'static str, &'static str, &'static str);

/// Every operation that is known.
const OPERATIONS: [Names; 19] = [
    ("FindMembership", "FindMembershipResponse", "FindMembershipResult"),
    ("AddMember", "AddMemberResponse", ""),
    ("DeleteMember", "DeleteMemberResponse", ""),
    ("ABFindAll", "ABFindAllResponse", "ABFindAllResult"),
    ("ABFindContactsPaged", "ABFindContactsPagedResponse", "ABFindContactsPagedResult"),
    ("ABContactAdd", "ABContactAddResponse", "ABContactAddResult"),
    ("ABContactUpdate", "ABContactUpdateResponse", ""),
    ("ABContactDelete", "ABContactDeleteResponse", ""),
    ("ABGroupAdd", "ABGroupAddResponse", "ABGroupAddResult"),
    ("ABGroupUpdate", "ABGroupUpdateResponse", ""),
    ("ABGroupDelete", "ABGroupDeleteResponse", ""),
    ("ABGroupContactAdd", "ABGroupContactAddResponse", "ABGroupContactAddResult"),
    ("ABGroupContactDelete", "ABGroupContactDeleteResponse", ""),
    ("ABAdd", "ABAddResponse", ""),
    ("UpdateDynamicItem", "UpdateDynamicItemResponse", ""),
    ("CreateCircle", "CreateCircleResponse", "CreateCircleResult"),
    ("CreateContact", "CreateContactResponse", "CreateContactResult"),
    ("ManageWLConnection", "ManageWLConnectionResponse", "ManageWLConnectionResult"),
    ("BreakConnection", "BreakConnectionResponse", ""),
];

impl Server {
    /// Answers a call of the address book or the sharing service.
    pub(super) fn address_book(&mut self, call: &WebCall) -> WebAnswer {
        let Ok(envelope) = Element::parse(&call.body) else {
            return Fault::new("InvalidRequest", "The request isn't an envelope that can be read.").answer("");
        };
        let owner = match self.asking(call, &envelope) {
            Ok(Some(owner)) => owner,
            // As the service of old and those of today do: no token, or nobody signed in with it.
            Ok(None) => return WebAnswer::empty(403),
            Err(fault) => return fault.answer(""),
        };
        let asked = envelope.child("Body").and_then(|body| body.elements().next());
        let known =
            asked.and_then(|asked| Some((asked, OPERATIONS.into_iter().find(|names| names.0 == asked.name())?)));
        let Some((asked, names)) = known else {
            let name = asked.map(Element::name).unwrap_or_default();
            tracing::debug!(operation = name, "an operation that isn't known");
            return Fault::unknown_operation().answer(name);
        };
        match self.operation(&owner, names.0, asked) {
            Ok(done) => WebAnswer { status: 200, body: self.envelope(call, names, &done) },
            Err(fault) => {
                tracing::debug!(operation = names.0, %fault, "the address book refuses");
                fault.answer(names.0)
            }
        }
    }

    /// Whose book it is: the account of the token, or of the login page's ticket, while it is signed in.
    fn asking(&self, call: &WebCall, envelope: &Element) -> Result<Option<Account>, Fault> {
        let header = envelope.child("Header").and_then(|header| header.find("TicketToken"));
        let token = header.map(Element::value).filter(|token| !token.is_empty());
        let token = token.or_else(|| call.cookie.as_ref().map(msnp::types::Secret::expose));
        let Some(token) = token else { return Ok(None) };
        let account = self.ticket_account(token)?;
        Ok(account.filter(|account| !self.places(account.id).is_empty()))
    }

    fn operation(&mut self, owner: &Account, name: &str, asked: &Element) -> Result<Done, Fault> {
        match name {
            "FindMembership" => Ok(Done::Membership(Box::new(self.find_membership(owner, asked)?))),
            "AddMember" => self.add_to_lists(owner, asked),
            "DeleteMember" => self.take_off_lists(owner, asked),
            // Something about what somebody does elsewhere: there is no place for it here, and no client minds.
            "UpdateDynamicItem" => Ok(Done::Nothing),
            "ABAdd" => Err(Fault::new("ABAlreadyExists", "There is an address book already.")),
            "CreateCircle" | "CreateContact" | "ManageWLConnection" | "BreakConnection" => {
                self.circle_operation(owner, name, asked)
            }
            "ABFindContactsPaged" if circles::named(asked).is_some() => {
                let circle = circles::named(asked).unwrap_or_default();
                Ok(Done::Circle(Box::new(self.circle_book(owner, &circle)?)))
            }
            _ => {
                request::own_book(asked)?;
                match name {
                    "ABFindAll" => Ok(Done::Found(Box::new(self.find_all(owner, asked)?))),
                    "ABFindContactsPaged" => {
                        let mut found = self.find_paged(owner, asked)?;
                        if request::extends(asked, "CircleResult") {
                            found.circles = Some(self.circles_found(owner)?);
                        }
                        Ok(Done::Found(Box::new(found)))
                    }
                    "ABContactAdd" => self.add_contacts(owner, asked),
                    "ABContactUpdate" => self.update_contacts(owner, asked),
                    "ABContactDelete" => self.delete_contacts(owner, asked),
                    "ABGroupAdd" => self.add_book_group(owner, asked),
                    "ABGroupUpdate" => self.update_groups(owner, asked),
                    "ABGroupDelete" => self.delete_groups(owner, asked),
                    "ABGroupContactAdd" => self.group_contacts(owner, asked, true),
                    "ABGroupContactDelete" => self.group_contacts(owner, asked, false),
                    _ => Err(Fault::unknown_operation()),
                }
            }
        }
    }

    /// The answer's envelope, with the header that clients of old look for.
    fn envelope(&mut self, call: &WebCall, (_, response, result): Names, done: &Done) -> String {
        let host = call.origin.split_once("://").map_or(call.origin.as_str(), |(_, host)| host);
        let session = guid(&mut *self.entropy);
        let space = [("xmlns", NAMESPACE)];
        let mut writer = Writer::document();
        let namespaces = [
            ("xmlns:soap", "http://schemas.xmlsoap.org/soap/envelope/"),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
            ("xmlns:xsd", "http://www.w3.org/2001/XMLSchema"),
        ];
        writer.element("soap:Envelope", &namespaces, |envelope| {
            envelope.element("soap:Header", &[], |header| {
                header.element("ServiceHeader", &space, |header| {
                    header.leaf("Version", VERSION);
                    // There is one machine only, so the key that leads back to it says nothing.
                    header.leaf("CacheKey", "12r1:0");
                    header.leaf("CacheKeyChanged", "true");
                    header.leaf("PreferredHostName", host);
                    header.leaf("SessionId", &session);
                });
            });
            envelope.element("soap:Body", &[], |body| match done {
                Done::Nothing => body.empty(response, &space),
                _ => body.element(response, &space, |response| {
                    response.element(result, &[], |result| match done {
                        Done::Nothing => {}
                        Done::Id(id) => result.leaf("guid", id),
                        Done::Found(found) => found.write(result),
                        Done::Membership(membership) => membership.write(result),
                        Done::Circle(book) => book.write(result),
                        Done::Contact(who) => circles::write_result(result, &who.0, &who.1),
                        Done::Leaf(name, text) => result.leaf(name, text),
                    });
                }),
            });
        });
        writer.finish()
    }
}
