//! Circles in the address book (MSNP18): `CreateCircle`, the two halves of an invitation, its answer, the way out, and
//! what a book says of them.
//!
//! A circle has a book of its own under its GUID; who is in it stands there, tied to it by a `NetworkInfo`. In the
//! books of those who are in it or invited it stands as a shadow, a contact of the kind `Circle`.

use super::book_xml::Card;
use super::fault::Fault;
use super::stamp::date;
use super::{Done, OWN_BOOK, Server, request};
use crate::directory::{Account, Circle, CircleMember, CircleRole, CircleStanding};
use crate::machine::circles::Trouble;
use msnp::soap::xml::{Element, Writer};

/// How long what is written to somebody who is invited may be, in bytes.
const LONGEST_INVITATION: usize = 1000;
/// What the service calls being in a circle, and what an invitation offers.
const CIRCLE: &str = "5";
const MEMBER: &str = "3";

/// What a book says of the circles of its owner.
pub(super) struct Circles {
    /// Each with the owner's place in it, and who invited them.
    all: Vec<(Circle, CircleMember, Option<Account>)>,
    ticket: String,
}

/// The book of a circle.
pub(super) struct CircleBook {
    circle: Circle,
    members: Vec<(Account, CircleMember, Option<Account>)>,
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::NoCircle => Self::new("ABDoesNotExist", "There is no such circle."),
            Trouble::NotAdmin => Self::new("UserPermissionDenied", "Only who runs the circle may do that."),
            Trouble::Already => Self::new("ContactAlreadyExists", "They are in the circle or invited already."),
            Trouble::NotThere => Self::no_contact(),
            Trouble::Full => Self::new("QuotaLimitReached", "There are too many circles, or too many people in it."),
            Trouble::Failed => Self::Silent(500),
        }
    }
}

/// The book that an operation names, where it isn't one's own.
pub(super) fn named(asked: &Element) -> Option<String> {
    let handle = asked.child("abHandle").or_else(|| asked.child("ABHandle"));
    let book = asked.value_of("abId").or_else(|| handle.and_then(|handle| handle.value_of("ABId")))?;
    (!book.is_empty() && book != OWN_BOOK).then(|| book.to_ascii_lowercase())
}

impl Server {
    pub(super) fn circle_operation(&mut self, owner: &Account, name: &str, asked: &Element) -> Result<Done, Fault> {
        match (name, named(asked)) {
            ("CreateCircle", _) => self.create_circle(owner, asked),
            ("CreateContact", Some(circle)) => self.contact_in_circle(owner, &circle, asked),
            ("ManageWLConnection", Some(circle)) => self.connect_to_circle(owner, &circle, asked),
            ("ManageWLConnection", None) => self.answer_invitation(owner, asked),
            ("BreakConnection", Some(circle)) => {
                let who = self.by_guid(asked.value_of("contactId").unwrap_or_default())?;
                self.leave_circle(owner, &circle, who.id)?;
                Ok(Done::Nothing)
            }
            // The same operations between two people are of later clients.
            _ => Err(Fault::unknown_operation()),
        }
    }

    fn create_circle(&mut self, owner: &Account, asked: &Element) -> Result<Done, Fault> {
        let properties = asked.child("properties");
        let property = |name| properties.and_then(|properties| properties.value_of(name));
        if property("HostedDomain").is_some_and(|domain| !domain.eq_ignore_ascii_case("live.com")) {
            return Err(Fault::new("BadArgument", "Circles are hosted at live.com."));
        }
        let name = request::name(property("DisplayName").unwrap_or_default())?;
        Ok(Done::Leaf("Id", self.make_circle(owner, &name)?))
    }

    /// `CreateContact`: whom an invitation is to go to. Nothing is kept of it before it goes.
    fn contact_in_circle(&mut self, owner: &Account, circle: &str, asked: &Element) -> Result<Done, Fault> {
        let handle = asked.child("contactHandle");
        let address = handle.and_then(|handle| handle.value_of("Email")).unwrap_or_default();
        let who = self.addressed(address, "InvalidPassportUser")?;
        self.may_invite(owner, circle, who.id)?;
        let (role, standing) = (CircleRole::Member, CircleStanding::Gone);
        let member = CircleMember { account: who.id, role, standing, inviter: None, message: String::new() };
        Ok(Done::Contact(Box::new((who, member))))
    }

    /// `ManageWLConnection` in a circle's book: the invitation goes out.
    fn connect_to_circle(&mut self, owner: &Account, circle: &str, asked: &Element) -> Result<Done, Fault> {
        let says = |name, value| asked.value_of(name) == Some(value);
        if !says("action", "1") || !says("relationshipType", CIRCLE) || !says("relationshipRole", MEMBER) {
            return Err(Fault::new("BadArgument", "Nothing but an invitation can be done there."));
        }
        let who = self.by_guid(asked.value_of("contactId").unwrap_or_default())?;
        let words = request::annotations(asked).find(|(name, _)| *name == super::membership::INVITE_MESSAGE);
        let words: String =
            words.map(|(_, text)| text.chars().filter(|c| !c.is_control()).collect()).unwrap_or_default();
        let message = if words.len() <= LONGEST_INVITATION { words } else { String::new() };
        self.invite_to_circle(owner, circle, who.id, message)?;
        let (_, member) = self.circle_of(who.id, circle)?;
        Ok(Done::Contact(Box::new((who, member))))
    }

    /// `ManageWLConnection` in one's own book: yes or no to a circle.
    fn answer_invitation(&mut self, owner: &Account, asked: &Element) -> Result<Done, Fault> {
        if asked.value_of("relationshipType") != Some(CIRCLE) {
            return Err(Fault::unknown_operation());
        }
        let accept = match asked.value_of("action") {
            Some("1") => true,
            Some("2") => false,
            _ => return Err(Fault::new("BadArgument", "That is neither yes nor no.")),
        };
        let circle = asked.value_of("contactId").unwrap_or_default();
        match self.answer_circle(owner, circle, accept) {
            Ok(()) => {}
            // The reply got lost, and they ask again.
            Err(Trouble::Already) if accept => {}
            Err(Trouble::NotThere) if !accept => {}
            Err(trouble) => return Err(trouble.into()),
        }
        let (_, member) = self.circle_of(owner.id, circle)?;
        Ok(Done::Contact(Box::new((owner.clone(), member))))
    }

    /// An account by the id under which every book has it.
    fn by_guid(&self, guid: &str) -> Result<Account, Fault> {
        let all = self.directory.accounts()?;
        all.into_iter().find(|account| account.guid.eq_ignore_ascii_case(guid)).ok_or_else(Fault::no_contact)
    }

    /// The circles of an account, with a new ticket for them.
    pub(super) fn circles_found(&mut self, owner: &Account) -> Result<Circles, Fault> {
        let ticket = self.issue_circle_ticket(owner)?;
        let mut all = Vec::new();
        for (circle, member) in self.directory.circles_of(owner.id)? {
            let inviter = self.inviter(&member)?;
            all.push((circle, member, inviter));
        }
        Ok(Circles { all, ticket })
    }

    /// The book of a circle, for those who are in it.
    pub(super) fn circle_book(&self, owner: &Account, guid: &str) -> Result<CircleBook, Fault> {
        let (circle, own) = self.circle_of(owner.id, guid)?;
        if own.standing != CircleStanding::Member {
            return Err(Trouble::NoCircle.into());
        }
        let mut members = Vec::new();
        for member in self.directory.circle_members(&circle.guid)? {
            let account = self.directory.account_by_id(member.account)?;
            let Some(account) = account.filter(|_| member.standing != CircleStanding::Gone) else { continue };
            let inviter = self.inviter(&member)?;
            members.push((account, member, inviter));
        }
        Ok(CircleBook { circle, members })
    }

    fn inviter(&self, member: &CircleMember) -> Result<Option<Account>, Fault> {
        match member.inviter.filter(|_| member.standing == CircleStanding::Invited) {
            Some(inviter) => Ok(self.directory.account_by_id(inviter)?),
            None => Ok(None),
        }
    }
}

impl Circles {
    /// Their shadows among the contacts.
    pub(super) fn write_shadows(&self, all: &mut Writer) {
        for (circle, member, inviter) in &self.all {
            if member.standing != CircleStanding::Gone {
                write_contact(all, &circle_card(circle, "Circle"), Some((member, inviter.as_ref())));
            }
        }
    }

    pub(super) fn write(&self, result: &mut Writer) {
        result.element("CircleResult", &[], |result| {
            result.element("Circles", &[], |circles| {
                self.all.iter().for_each(|(circle, member, _)| write_circle(circles, circle, member));
            });
            result.leaf("CircleTicket", &self.ticket);
        });
    }
}

fn write_circle(circles: &mut Writer, circle: &Circle, member: &CircleMember) {
    let (role, state) = match (member.standing, member.role) {
        (CircleStanding::Invited, _) => ("StatePendingOutbound", "WaitingResponse"),
        (CircleStanding::Member, CircleRole::Admin) => ("Admin", "Accepted"),
        (CircleStanding::Member, CircleRole::Member) => ("Member", "Accepted"),
        (CircleStanding::Gone, _) => ("None", "Left"),
    };
    circles.element("CircleInverseInfo", &[], |info| {
        info.element("Content", &[], |content| {
            content.element("Handle", &[], |handle| handle.leaf("Id", &circle.guid));
            content.element("Info", &[], |info| {
                info.leaf("Domain", "1");
                info.leaf("HostedDomain", "live.com");
                info.leaf("Type", "2");
                info.leaf("MembershipAccess", "0");
                info.leaf("IsPresenceEnabled", "true");
                info.leaf("RequestMembershipOption", "2");
                info.leaf("DisplayName", &circle.name);
                info.leaf("ProfileLastUpdated", &date(0));
                info.empty("Changes", &[]);
                info.leaf("CreateDate", &date(0));
                info.leaf("LastChanged", &date(0));
            });
        });
        info.element("PersonalInfo", &[], |info| {
            info.element("MembershipInfo", &[], |info| {
                info.element("CirclePersonalMembership", &[], |membership| {
                    membership.leaf("Role", role);
                    membership.leaf("State", state);
                });
            });
            info.leaf("Name", &circle.name);
            for name in ["IsNotMobileVisible", "IsFavorite", "IsFamily"] {
                info.leaf(name, "false");
            }
            info.empty("Changes", &[]);
        });
        info.leaf("Deleted", "false");
    });
}

impl CircleBook {
    pub(super) fn write(&self, result: &mut Writer) {
        result.element("Contacts", &[], |all| {
            for (account, member, inviter) in &self.members {
                write_contact(all, &person_card(account), Some((member, inviter.as_ref())));
            }
            // The circle itself is the owner of its book.
            write_contact(all, &circle_card(&self.circle, "Me"), None);
        });
        result.element("Ab", &[], |ab| {
            ab.leaf("abId", &self.circle.guid);
            ab.element("abInfo", &[], |info| {
                info.leaf("name", &self.circle.name);
                info.leaf("ownerPuid", "0");
                info.leaf("OwnerCID", "0");
                info.leaf("ownerEmail", &address(&self.circle));
                info.leaf("fDefault", "false");
                info.leaf("joinedNamespace", "false");
                info.leaf("AddressBookType", "Group");
            });
            ab.leaf("lastChange", &date(0));
            ab.empty("propertiesChanged", &[]);
        });
    }
}

/// Somebody as an operation's result tells of them: a contact without an element of its own.
pub(super) fn write_result(result: &mut Writer, account: &Account, member: &CircleMember) {
    write_inside(result, &person_card(account), Some((member, None)));
}

fn address(circle: &Circle) -> String {
    format!("{}@live.com", circle.guid)
}

fn person_card(account: &Account) -> Card<'_> {
    Card::new("Regular", account.email.as_str().to_owned(), &account.name, &account.guid)
}

fn circle_card<'a>(circle: &'a Circle, kind: &'static str) -> Card<'a> {
    Card::new(kind, address(circle), &circle.name, &circle.guid)
}

type Tie<'a> = Option<(&'a CircleMember, Option<&'a Account>)>;

fn write_contact(all: &mut Writer, card: &Card<'_>, tie: Tie<'_>) {
    all.element("Contact", &[], |contact| write_inside(contact, card, tie));
}

fn write_inside(contact: &mut Writer, card: &Card<'_>, tie: Tie<'_>) {
    contact.leaf("contactId", card.guid());
    contact.element("contactInfo", &[], |info| {
        card.write(info);
        if let Some((member, inviter)) = tie {
            write_tie(info, card.name(), member, inviter);
        }
    });
    contact.empty("propertiesChanged", &[]);
    contact.leaf("fDeleted", "false");
    contact.leaf("lastChange", &date(0));
}

/// What ties somebody to a circle.
fn write_tie(info: &mut Writer, name: &str, member: &CircleMember, inviter: Option<&Account>) {
    let (state, role) = match (member.standing, member.role) {
        (CircleStanding::Invited, _) => ("1", "4"),
        (CircleStanding::Member, CircleRole::Admin) => ("3", "1"),
        (CircleStanding::Member, CircleRole::Member) => ("3", MEMBER),
        (CircleStanding::Gone, _) => ("0", "0"),
    };
    info.element("NetworkInfoList", &[], |all| {
        all.element("NetworkInfo", &[], |tie| {
            tie.leaf("DomainId", "1");
            tie.leaf("DomainTag", "WL");
            tie.leaf("DisplayName", name);
            tie.leaf("RelationshipType", CIRCLE);
            tie.leaf("RelationshipState", state);
            tie.leaf("RelationshipStateDate", &date(0));
            tie.leaf("RelationshipRole", role);
            tie.leaf("NDRCount", "0");
            if let Some(inviter) = inviter {
                tie.leaf("InviterMessage", &member.message);
                tie.leaf("InviterCID", &super::stamp::cid(&inviter.guid));
                tie.leaf("InviterName", &inviter.name);
                tie.leaf("InviterEmail", inviter.email.as_str());
            }
        });
    });
}
