//! The web requests of a script and ours: the same operations, with the recorded replies.

use super::Replay;
use crate::differences::unsaid;
use crate::tally::Tally;
use crate::web::Exchange;
use msnp::request::Request;
use msnp::session::{RequestId, WebReply, WebRequest};
use msnp::soap::address_book::{Affinity, book, facts};
use msnp::soap::membership;
use msnp::soap::xml::Element;
use msnp::types::{ContactId, Email, GroupId, List};
use std::collections::{BTreeMap, BTreeSet};

/// What our machine asks by itself, before or after the script does.
const READS: [&str; 4] = ["RST.srf", "FindMembership", "ABFindAll", "ABFindContactsPaged"];
/// What our machine keeps in the address book beside a command, where the script only says the command.
const BESIDE: [&str; 1] = ["ABContactUpdate"];
impl Replay<'_> {
    /// The recorded reply to a web request of ours: what was said to the script's own, now or when it next asks.
    pub(super) fn reply(&self, ours: &WebRequest) -> WebReply {
        let operation = operation_of(ours);
        if let Some(reply) = self.beside(&operation) {
            return reply;
        }
        let is = |exchange: &Exchange| {
            let theirs = exchange.operation.as_str();
            theirs == operation || (theirs == "ABFindAll" && operation == "ABFindContactsPaged")
        };
        let found = if READS.contains(&operation.as_str()) {
            let next = self.web[self.from..].iter().find(|exchange| is(exchange));
            next.or_else(|| self.web.iter().rev().find(|exchange| is(exchange)))
        } else {
            self.current.and_then(|at| self.web.get(at)).filter(|exchange| is(exchange))
        };
        let found = found.unwrap_or_else(|| panic!("{}: nobody asked for {operation}", self.at));
        assert_eq!(ours.url, found.url, "{}", self.at);
        let unsaid = unsaid(&String::from_utf8_lossy(&ours.body), &found.body);
        assert!(unsaid.is_empty(), "{}: {operation}: only they say {unsaid:?}", self.at);
        found.reply.clone()
    }

    /// The reply to what the script has no need of: its ticket may come from a login page, and what else than a command
    /// tells the server is kept by us in the address book, too.
    fn beside(&self, operation: &str) -> Option<WebReply> {
        let asked = |operation: &str| self.web.iter().any(|exchange| exchange.operation == operation);
        let inside = match operation {
            "RST.srf" if !asked(operation) => {
                let token = |address: &str| {
                    format!(
                        "<RequestSecurityTokenResponse><AppliesTo><EndpointReference><Address>{address}</Address>\
                         </EndpointReference></AppliesTo><RequestedSecurityToken><BinarySecurityToken>{}\
                         </BinarySecurityToken></RequestedSecurityToken></RequestSecurityTokenResponse>",
                        self.ticket.as_deref().unwrap_or_default().replace('&', "&amp;")
                    )
                };
                let all = ["messenger.msn.com", "contacts.msn.com"].map(token).concat();
                format!("<RequestSecurityTokenResponseCollection>{all}</RequestSecurityTokenResponseCollection>")
            }
            _ if BESIDE.contains(&operation) && !asked(operation) => format!("<{operation}Response/>"),
            _ => return None,
        };
        let body = format!("<Envelope><Header/><Body>{inside}</Body></Envelope>").into();
        Some(WebReply { status: 200, headers: Vec::new(), body })
    }

    /// The script asks the web for something.
    pub(super) fn asks(&mut self, at: usize, tally: &mut Tally) {
        let exchange = &self.web[at];
        let body = Element::parse(exchange.body.as_bytes()).ok();
        if !self.machine.is_ready() || READS.contains(&exchange.operation.as_str()) {
            return self.compare(exchange);
        }
        let Some(request) = body.as_ref().and_then(|body| self.request(&exchange.operation, body)) else {
            let offline = ["Store", "Store2", "GetMetadata", "GetMessage", "DeleteMessages"];
            let of_offline = offline.contains(&exchange.operation.as_str());
            return tally.skip(if of_offline {
                "offline messages have a test of their own"
            } else {
                "an operation on what we don't know of"
            });
        };
        self.current = Some(at);
        let id = RequestId(1_000_000 + at as u64);
        let sent = self.ours.len();
        self.machine.request(self.now, id, request);
        self.pump();
        self.settle();
        let refused = exchange.reply.body.windows(6).any(|part| part == b":Fault");
        match self.answers.get(&id.0) {
            Some(answer) => {
                // Without a command after it, the web's word is the whole answer. "Already so" is as good as done.
                assert!(answer.is_ok() || refused, "{}: {}: {answer:?}", self.at, exchange.operation);
            }
            None => assert!(self.ours.len() > sent && !refused, "{}: {} waits", self.at, exchange.operation),
        }
        tally.differ(&[]);
    }

    /// The request of ours that comes to this operation.
    fn request(&self, operation: &str, body: &Element) -> Option<Request> {
        let text = |name: &str| body.find(name).map(|element| element.value().to_owned());
        let email = || Email::from_wire(&text("passportName").or_else(|| text("PassportName"))?);
        let known = || Some(self.roster.by_id(&ContactId(text("contactId")?))?.email.clone());
        let group = || text("guid").or_else(|| text("groupId")).map(GroupId);
        let list = || match text("MemberRole")?.as_str() {
            "Allow" => Some(List::Allow),
            "Block" => Some(List::Block),
            _ => None,
        };
        Some(match operation {
            "ABContactAdd" => Request::AddToList { list: List::Forward, email: email()?, name: None },
            "ABContactDelete" => Request::RemoveContact { email: known()?, group: None },
            "AddMember" => Request::AddToList { list: list()?, email: email()?, name: None },
            "DeleteMember" => Request::RemoveFromList { list: list()?, email: email()? },
            "ABGroupAdd" => Request::AddGroup(text("name")?),
            "ABGroupUpdate" => Request::RenameGroup { group: group()?, name: text("name")? },
            "ABGroupDelete" => Request::RemoveGroup(group()?),
            "ABGroupContactAdd" => Request::AddToGroup { email: known()?, group: group()? },
            "ABGroupContactDelete" => Request::RemoveContact { email: known()?, group: Some(group()?) },
            _ => return None,
        })
    }

    /// The script has fetched the lists: ours are the same.
    fn compare(&mut self, exchange: &Exchange) {
        let mut affinity = Affinity::default();
        match exchange.operation.as_str() {
            "FindMembership" => self.membership = membership::read(&exchange.reply, &mut affinity).ok(),
            "ABFindAll" => {
                let book = book::read(&exchange.reply, &mut affinity).expect("an address book");
                let Some(membership) = self.membership.take().filter(|_| self.machine.is_ready()) else { return };
                let theirs = facts::join(&book, &membership);
                for list in [List::Forward, List::Allow, List::Block] {
                    let blurred = |email: &&Email| !self.blurred.contains(email.as_str());
                    let on = |lists: msnp::types::Lists| lists.contains(list);
                    let theirs: BTreeSet<&Email> =
                        theirs.people.iter().filter(|p| on(p.lists)).map(|p| &p.email).filter(blurred).collect();
                    let ours: BTreeSet<&Email> = self.roster.on_list(list).map(|p| &p.email).filter(blurred).collect();
                    assert_eq!(ours, theirs, "{}: {list:?}", self.at);
                }
                for person in theirs.people.iter().filter(|p| !self.blurred.contains(p.email.as_str())) {
                    let ours = self.roster.person(&person.email).expect("somebody");
                    assert_eq!(ours.id, person.id, "{}: {}", self.at, person.email);
                    let clear = |groups: &[GroupId]| {
                        let clear = groups.iter().filter(|group| !self.blurred.contains(&group.0)).cloned();
                        clear.collect::<Vec<_>>()
                    };
                    assert_eq!(clear(&ours.groups), clear(&person.groups), "{}: {}", self.at, person.email);
                }
                let theirs: BTreeMap<_, _> = theirs.groups.iter().map(|g| (&g.id.0, &g.name)).collect();
                let ours: BTreeMap<_, _> = self.roster.groups.iter().map(|g| (&g.id.0, &g.name)).collect();
                let clear = |groups: BTreeMap<&String, &String>| {
                    let clear = groups.iter().filter(|(id, _)| !self.blurred.contains(**id));
                    clear.map(|(id, name)| format!("{id} {name}")).collect::<Vec<_>>()
                };
                assert_eq!(clear(ours), clear(theirs), "{}: the groups", self.at);
                self.checks += 1;
            }
            _ => {}
        }
    }
}

/// The operation of a web request: the end of its action, or of its address.
fn operation_of(request: &WebRequest) -> String {
    let action = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("SOAPAction"));
    crate::web::operation(action.map_or(request.url.as_str(), |(_, value)| value.expose()))
}
