//! Changes to the address book and the lists, one operation each.
//!
//! An [`Edit`] knows its request and reads its reply. A reply that got lost is asked for again with the same edit and
//! `repeated` set: what the first request did shows as "already so", which is success then.

use super::book::Phone;
use super::error::BookError;
use super::write::write;
use super::{Access, Affinity, Scenario, Service};
use crate::auth::passport::PassportError;
use crate::session::{WebReply, WebRequest};
use crate::soap::adl::Network;
use crate::soap::envelope::{self, Reply};
use crate::types::{ContactId, Email, GroupId, List, Privacy};

/// Somebody, by address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The address; a telephone is `tel:+1555…`.
    pub email: Email,
    /// Where the account lives.
    pub network: Network,
}

impl From<Email> for Who {
    fn from(email: Email) -> Self {
        let is_telephone = email.as_str().get(..4).is_some_and(|start| start.eq_ignore_ascii_case("tel:"));
        Self { network: if is_telephone { Network::PHONE } else { Network::PASSPORT }, email }
    }
}

impl Who {
    /// A telephone's number, without what marks it as one.
    pub(super) fn number(&self) -> &str {
        self.email.as_str().get(4..).unwrap_or_default()
    }
}

/// What the other side reads when it is added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Our name.
    pub name: String,
    /// A few words.
    pub text: String,
}

/// A change to what the book says about somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// The name that they chose, or our own.
    DisplayName(String),
    /// The name that we give them; empty for none.
    Alias(String),
    /// Our notes about them; empty for none.
    Notes(String),
    /// A telephone number; empty for none.
    Phone(Phone),
    /// Whether they belong on the messenger's list.
    IsMessengerUser(bool),
    /// Our own privacy setting.
    Privacy(Privacy),
    /// Any other annotation; an empty value takes it away.
    Annotation(String, String),
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// `ABContactAdd`. [`Done::id`] is the contact's GUID.
    AddContact {
        /// Whom.
        who: Who,
        /// What they read.
        invitation: Option<Invitation>,
    },
    /// `ABContactUpdate` of somebody.
    UpdateContact {
        /// Whom.
        contact: ContactId,
        /// What changes.
        details: Vec<Detail>,
    },
    /// `ABContactUpdate` of oneself.
    UpdateMe(Vec<Detail>),
    /// `ABContactDelete`: out of the book, groups and all.
    DeleteContact(ContactId),
    /// `ABGroupAdd`. [`Done::id`] is the group's GUID.
    AddGroup(String),
    /// `ABGroupUpdate`
    RenameGroup {
        /// Which.
        group: GroupId,
        /// Its new name.
        name: String,
    },
    /// `ABGroupDelete`; its people stay.
    DeleteGroup(GroupId),
    /// `ABGroupContactAdd`
    AddToGroup {
        /// Which.
        group: GroupId,
        /// Whom.
        contact: ContactId,
    },
    /// `ABGroupContactDelete`
    RemoveFromGroup {
        /// Which.
        group: GroupId,
        /// Whom.
        contact: ContactId,
    },
    /// `AddMember`: on the allow, block, reverse or pending list.
    AddMember {
        /// Which.
        list: List,
        /// Whom.
        who: Who,
    },
    /// `DeleteMember`: off one of these lists.
    DeleteMember {
        /// Which.
        list: List,
        /// Whom.
        who: Who,
        /// The service's name for the place, where it is known: it is surer than the address.
        id: Option<String>,
    },
    /// `CreateCircle`, of the sharing service (18). [`Done::id`] is the circle's GUID.
    CreateCircle {
        /// What it is called.
        name: String,
        /// What its members call us.
        own_name: String,
    },
    /// `CreateContact` in the book of a circle: the first half of an invitation (18). [`Done::id`] is the contact's
    /// GUID there.
    AddToCircle {
        /// Into which.
        circle: Email,
        /// Whom.
        who: Email,
    },
    /// `ManageWLConnection` in the book of a circle: its second half, which asks them (18).
    InviteToCircle {
        /// Into which.
        circle: Email,
        /// Whom, as that book has them.
        contact: ContactId,
    },
    /// `ManageWLConnection`: yes or no to an invitation into a circle (18).
    AnswerCircle {
        /// The circle's shadow in the book ([`AddressBook::circle_contact`](super::book::AddressBook::circle_contact)).
        contact: ContactId,
        /// Yes or no.
        accept: bool,
    },
    /// `BreakConnection`: out of a circle (18).
    LeaveCircle {
        /// Which.
        circle: Email,
        /// Ourselves, as the circle's own book has us ([`find_circle`](super::book::find_circle)).
        me: ContactId,
    },
    /// `ABAdd`: makes the book of an account that has none. [`Done::id`] is its GUID.
    CreateBook {
        /// Ourselves.
        owner: Email,
    },
}

/// That it is done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Done {
    /// The GUID of what was made, or of what was there already, where the service says it.
    pub id: Option<String>,
    /// Whether it was so already: whoever keeps a copy of the lists may want to fetch them again.
    pub already: bool,
}

impl Edit {
    /// Which service it is asked of.
    pub const fn service(&self) -> Service {
        match self {
            Self::AddMember { .. } | Self::DeleteMember { .. } | Self::CreateCircle { .. } => Service::Sharing,
            _ => Service::AddressBook,
        }
    }

    /// The operation's name.
    pub const fn operation(&self) -> &'static str {
        match self {
            Self::AddContact { .. } => "ABContactAdd",
            Self::UpdateContact { .. } | Self::UpdateMe(_) => "ABContactUpdate",
            Self::DeleteContact(_) => "ABContactDelete",
            Self::AddGroup(_) => "ABGroupAdd",
            Self::RenameGroup { .. } => "ABGroupUpdate",
            Self::DeleteGroup(_) => "ABGroupDelete",
            Self::AddToGroup { .. } => "ABGroupContactAdd",
            Self::RemoveFromGroup { .. } => "ABGroupContactDelete",
            Self::AddMember { .. } => "AddMember",
            Self::DeleteMember { .. } => "DeleteMember",
            Self::CreateCircle { .. } => "CreateCircle",
            Self::AddToCircle { .. } => "CreateContact",
            Self::AnswerCircle { .. } | Self::InviteToCircle { .. } => "ManageWLConnection",
            Self::LeaveCircle { .. } => "BreakConnection",
            Self::CreateBook { .. } => "ABAdd",
        }
    }

    const fn scenario(&self) -> Scenario {
        match self {
            Self::AddGroup(_)
            | Self::RenameGroup { .. }
            | Self::DeleteGroup(_)
            | Self::AddToGroup { .. }
            | Self::RemoveFromGroup { .. } => Scenario::GroupSave,
            Self::AddMember { list, .. } | Self::DeleteMember { list, .. } => match list {
                List::Reverse | List::Pending => Scenario::AcceptPending,
                _ => Scenario::BlockUnblock,
            },
            Self::LeaveCircle { .. } => Scenario::BlockUnblock,
            Self::CreateCircle { .. } => Scenario::CircleSave,
            Self::AnswerCircle { .. } | Self::AddToCircle { .. } | Self::InviteToCircle { .. } => {
                Scenario::CircleInvitation
            }
            Self::CreateBook { .. } => Scenario::Initial,
            _ => Scenario::ContactSave,
        }
    }

    /// The request.
    ///
    /// # Errors
    /// When the rules forbid the address.
    pub fn request(&self, access: &Access<'_>) -> Result<WebRequest, PassportError> {
        access.call(self.service(), self.operation(), self.scenario(), |body| write(self, body))
    }

    /// Reads the reply. `repeated` when the same edit was sent before and its reply got lost.
    ///
    /// # Errors
    /// Why it isn't done. That somebody is there already, or gone already, is no error.
    pub fn read(&self, reply: &WebReply, repeated: bool, affinity: &mut Affinity) -> Result<Done, BookError> {
        let read = envelope::read(reply).map_err(BookError::from).and_then(|reply| {
            affinity.learn(&reply);
            self.result(&reply)
        });
        let error = match read {
            Ok(id) => return Ok(Done { id, already: false }),
            Err(error) => error,
        };
        let already = match (self, &error) {
            (Self::AddContact { .. }, BookError::ContactAlreadyExists(_))
            | (Self::AddToGroup { .. }, BookError::ContactAlreadyExists(_) | BookError::MemberAlreadyExists)
            | (Self::AddMember { .. }, BookError::MemberAlreadyExists | BookError::ContactAlreadyExists(_))
            | (Self::DeleteMember { .. }, BookError::MemberDoesNotExist | BookError::ContactDoesNotExist)
            | (Self::DeleteContact(_) | Self::RemoveFromGroup { .. }, BookError::ContactDoesNotExist)
            | (Self::DeleteGroup(_), BookError::GroupDoesNotExist)
            | (Self::LeaveCircle { .. }, BookError::ContactDoesNotExist | BookError::MemberDoesNotExist)
            | (Self::CreateBook { .. }, BookError::BookAlreadyExists) => true,
            // The first time, somebody else's group of that name is in the way.
            (Self::AddGroup(_) | Self::RenameGroup { .. }, BookError::GroupAlreadyExists(_)) => repeated,
            _ => false,
        };
        match error {
            BookError::ContactAlreadyExists(id) | BookError::GroupAlreadyExists(id) if already => {
                Ok(Done { id, already })
            }
            _ if already => Ok(Done { id: None, already }),
            error => Err(error),
        }
    }

    /// The GUID in a reply without a fault.
    fn result(&self, reply: &Reply) -> Result<Option<String>, BookError> {
        let (response, result, id) = match self {
            Self::AddContact { .. } => ("ABContactAddResponse", "ABContactAddResult", "guid"),
            Self::AddGroup(_) => ("ABGroupAddResponse", "ABGroupAddResult", "guid"),
            Self::AddToGroup { .. } => ("ABGroupContactAddResponse", "ABGroupContactAddResult", "guid"),
            Self::CreateBook { .. } => ("ABAddResponse", "ABAddResult", "abId"),
            Self::UpdateContact { .. } | Self::UpdateMe(_) => ("ABContactUpdateResponse", "", ""),
            Self::DeleteContact(_) => ("ABContactDeleteResponse", "", ""),
            Self::RenameGroup { .. } => ("ABGroupUpdateResponse", "", ""),
            Self::DeleteGroup(_) => ("ABGroupDeleteResponse", "", ""),
            Self::RemoveFromGroup { .. } => ("ABGroupContactDeleteResponse", "", ""),
            Self::CreateCircle { .. } => ("CreateCircleResponse", "CreateCircleResult", "Id"),
            Self::AddToCircle { .. } => ("CreateContactResponse", "CreateContactResult", "contactId"),
            Self::AnswerCircle { .. } | Self::InviteToCircle { .. } => ("ManageWLConnectionResponse", "", ""),
            Self::LeaveCircle { .. } => ("BreakConnectionResponse", "", ""),
            Self::AddMember { .. } => ("AddMemberResponse", "", ""),
            Self::DeleteMember { .. } => ("DeleteMemberResponse", "", ""),
        };
        let response = reply.result(response)?;
        let id = response.child(result).and_then(|result| result.value_of(id)).filter(|id| !id.is_empty());
        let must_have = matches!(
            self,
            Self::AddContact { .. } | Self::AddGroup(_) | Self::CreateCircle { .. } | Self::AddToCircle { .. }
        );
        match id.filter(|id| id.len() <= 64) {
            Some(id) => Ok(Some(id.to_owned())),
            None if must_have => Err(BookError::Useless(envelope::SoapError::Unexpected)),
            None => Ok(None),
        }
    }
}
