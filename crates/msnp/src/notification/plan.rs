//! What a request takes: its steps, or why it can't be done.

use super::Machine;
use super::job::{Opposite, Plan, Step};
use super::words::{clean, encoded, name_or_none, name_within};
use crate::content::personal;
use crate::error::{ErrorCode, RequestError};
use crate::request::Request;
use crate::soap::address_book::book::Phone;
use crate::soap::address_book::edit::Detail;
use crate::types::{Email, GroupId, List, Property, Status};

/// 01 §2.2, in bytes after encoding.
const MAX_NEW_GROUP: usize = 61;
const MAX_GROUP: usize = 127;
const MAX_PROPERTY: usize = 95;
const MAX_SERVICE: usize = 128;
/// No limit is published; what is read back is bounded by as many characters.
const MAX_NOTE: usize = 2048;

/// A required field is missing.
const MISSING: RequestError = RequestError::Server(ErrorCode(300));

impl Machine {
    /// What a wish takes. Refuses what the dialect doesn't have and what is over its limits.
    pub(super) fn plan(&self, wish: Request) -> Result<Plan, RequestError> {
        let features = self.features();
        let on = |email: &Email, list: List| self.roster.person(email).is_some_and(|p| p.lists.contains(list));
        Ok(match wish {
            Request::SetStatus(Status::Offline) => return Err(RequestError::Unsupported),
            Request::SetStatus(status) => Plan::of([Step::Status(status)]),
            Request::SetName(name) | Request::SetProperty(Property::FriendlyName, name) => {
                Plan::of([Step::OwnName(name_within(&name, &self.config.email)?)])
            }
            Request::SetPersonalMessage(message) => {
                if !features.personal_messages {
                    return Err(RequestError::Unsupported);
                }
                if personal::encode(&message).len() > personal::MOST {
                    return Err(RequestError::TooLong(personal::MOST));
                }
                Plan::of([Step::Personal(message)])
            }
            Request::SetProperty(property, value) => {
                // A key of another length ends the connection (01 §2.2).
                let code = property.code();
                if !features.properties || code.len() != 3 || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
                    return Err(RequestError::Unsupported);
                }
                let value = clean(value.trim());
                if encoded(&value) > MAX_PROPERTY {
                    return Err(RequestError::TooLong(MAX_PROPERTY));
                }
                Plan::of([Step::Property(property, (!value.is_empty()).then_some(value))])
            }
            Request::AddContact { email, name, group } => {
                let name = name.map(|name| name_within(&name, &email)).transpose()?;
                let group = group.map(|group| self.known_group(group)).transpose()?.flatten();
                let mut steps = Vec::new();
                if features.guids {
                    steps.push(Step::Put { list: List::Forward, email: email.clone(), name, group: None });
                    steps.extend(group.map(|group| Step::Join { email: email.clone(), group }));
                } else {
                    steps.push(Step::Put { list: List::Forward, email: email.clone(), name, group });
                }
                if !on(&email, List::Allow) && !on(&email, List::Block) {
                    steps.push(Step::Put { list: List::Allow, email, name: None, group: None });
                }
                Plan::of(steps).on_opposite(Opposite::Accept)
            }
            Request::RemoveContact { email, group } => {
                self.known_contact(&email)?;
                let group = group.map(|group| self.known_group(group)).transpose()?.flatten();
                Plan::of([Step::Take { list: List::Forward, email, group, lenient: false }])
            }
            Request::AddToGroup { email, group } => {
                self.known_contact(&email)?;
                let group = self.known_group(group)?.ok_or(RequestError::UnknownGroup)?;
                Plan::of([Step::Join { email, group }])
            }
            Request::MoveToGroup { email, group } => {
                self.known_contact(&email)?;
                let group = group.map(|group| self.known_group(group)).transpose()?.flatten();
                let now_in = self.roster.person(&email).map(|person| person.groups.clone()).unwrap_or_default();
                // In first: below MSNP10, who is in no group is in one of the server's.
                let join = group.clone().filter(|group| !now_in.contains(group));
                let join = join.map(|group| Step::Join { email: email.clone(), group });
                let out = now_in.into_iter().filter(|old| Some(old) != group.as_ref()).map(|group| {
                    let (list, email, group) = (List::Forward, email.clone(), Some(group));
                    Step::Take { list, email, group, lenient: true }
                });
                Plan::of(join.into_iter().chain(out))
            }
            // Only the server writes them.
            Request::AddToList { list: List::Reverse | List::Pending, .. } => return Err(RequestError::Unsupported),
            Request::AddToList { list, email, name } => {
                let name = name.map(|name| name_within(&name, &email)).transpose()?;
                Plan::of([Step::Put { list, email, name, group: None }])
            }
            Request::RemoveFromList { list: List::Reverse, .. } => return Err(RequestError::Unsupported),
            Request::RemoveFromList { list: List::Pending, .. } if !features.guids => {
                return Err(RequestError::Unsupported);
            }
            Request::RemoveFromList { list, email } => {
                if list == List::Forward {
                    self.known_contact(&email)?;
                }
                Plan::of([Step::Take { list, email, group: None, lenient: false }])
            }
            Request::Block(email) => self.swap(email, List::Allow, List::Block),
            Request::Unblock(email) => self.swap(email, List::Block, List::Allow),
            Request::RenameContact { email, name } => {
                self.known_contact(&email)?;
                let name = name_within(&name, &email)?;
                Plan::of([Step::Rename { email, name }])
            }
            Request::SetAlias { email, alias } => {
                self.known_contact(&email)?;
                let alias = name_or_none(alias.as_deref().unwrap_or_default())?;
                if self.has_book() {
                    Plan::of([Step::Describe { email, detail: Detail::Alias(alias) }])
                } else {
                    let name = name_within(&alias, &email)?;
                    Plan::of([Step::Rename { email, name }])
                }
            }
            Request::SetNote { email, note } => {
                self.known_contact(&email)?;
                let note = self.detail_within(&note.unwrap_or_default(), MAX_NOTE)?;
                Plan::of([Step::Describe { email, detail: Detail::Notes(note) }])
            }
            Request::SetPhone { email, kind, number } => {
                self.known_contact(&email)?;
                let number = self.detail_within(&clean(number.unwrap_or_default().trim()), MAX_PROPERTY)?;
                let phone = Phone { kind, number, is_messenger_enabled: false };
                Plan::of([Step::Describe { email, detail: Detail::Phone(phone) }])
            }
            Request::AddGroup(name) => {
                let name = self.group_name(&name, MAX_NEW_GROUP)?;
                Plan::of([Step::AddGroup(name)])
            }
            Request::RenameGroup { group, name } => {
                let name = self.group_name(&name, MAX_GROUP)?;
                let group = self.known_group(group)?.ok_or(RequestError::UnknownGroup)?;
                Plan::of([Step::RenameGroup { group, name }])
            }
            // 230: group 0 can't be removed.
            Request::RemoveGroup(group) => {
                let group = self.known_group(group)?.ok_or(RequestError::Server(ErrorCode(230)))?;
                Plan::of([Step::RemoveGroup(group)])
            }
            Request::SetPrivacy(privacy) => Plan::of([Step::Privacy(privacy)]),
            Request::SetAddPolicy(policy) => Plan::of([Step::AddPolicy(policy)]),
            Request::AcceptPending(email) => {
                // A second `ADC RL` ends the connection on some servers (08 §3).
                if !features.accept_pending || !on(&email, List::Pending) {
                    return Ok(Plan::of([]));
                }
                let put = Step::Put { list: List::Reverse, email: email.clone(), name: None, group: None };
                let take = Step::Take { list: List::Pending, email: email.clone(), group: None, lenient: true };
                Plan::of((!on(&email, List::Reverse)).then_some(put).into_iter().chain([take]))
            }
            Request::Url(service) => {
                if service.len() > MAX_SERVICE || service.chars().any(char::is_control) {
                    return Err(RequestError::TooLong(MAX_SERVICE));
                }
                let mut words = service.split_whitespace().map(str::to_owned);
                let service = words.next().ok_or(MISSING)?;
                Plan::of([Step::Url { service, arguments: words.collect() }])
            }
            wish @ (Request::CreateCircle { .. }
            | Request::InviteToCircle { .. }
            | Request::AcceptCircle(_)
            | Request::DeclineCircle(_)
            | Request::LeaveCircle(_)) => return self.circle_plan(wish),
            Request::SignOutPlace(place) if features.places => Plan::of([Step::EndPlace(place)]),
            Request::SignOutPlace(_)
            | Request::Say { .. }
            | Request::SayAutomatically { .. }
            | Request::SayLater { .. }
            | Request::Nudge { .. }
            | Request::Typing(_)
            | Request::Invite { .. }
            | Request::Leave(_)
            | Request::OfflineMessageKept(_)
            | Request::Reconnect
            | Request::SignOut => return Err(RequestError::Unsupported),
        })
    }

    /// From one of the two lists that exclude each other to the other one.
    fn swap(&self, email: Email, from: List, to: List) -> Plan {
        let on = |list| self.roster.person(&email).is_some_and(|p| p.lists.contains(list));
        let mut steps = Vec::new();
        if on(from) {
            steps.push(Step::Take { list: from, email: email.clone(), group: None, lenient: true });
        }
        if !on(to) {
            steps.push(Step::Put { list: to, email: email.clone(), name: None, group: None });
        }
        Plan::of(steps).on_opposite(Opposite::Swap)
    }

    fn known_contact(&self, email: &Email) -> Result<(), RequestError> {
        let person = self.roster.person(email).filter(|person| person.is_contact());
        // From MSNP10 the server knows contacts by their GUID alone.
        let known = person.is_some_and(|person| person.id.is_some() || !self.features().guids);
        if known { Ok(()) } else { Err(RequestError::UnknownContact) }
    }

    /// `None` for group 0, which means no group.
    fn known_group(&self, group: GroupId) -> Result<Option<GroupId>, RequestError> {
        if !self.features().groups {
            return Err(RequestError::Unsupported);
        }
        if group.is_default() {
            return Ok(None);
        }
        self.roster.group(&group).ok_or(RequestError::UnknownGroup)?;
        Ok(Some(group))
    }

    pub(super) fn circle_name(&self, name: &str) -> Result<String, RequestError> {
        self.group_name(name, MAX_GROUP)
    }

    /// A text for the address book, which has to be there.
    fn detail_within(&self, text: &str, limit: usize) -> Result<String, RequestError> {
        if !self.has_book() {
            return Err(RequestError::Unsupported);
        }
        let text: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
        if text.len() > limit { Err(RequestError::TooLong(limit)) } else { Ok(text) }
    }

    fn group_name(&self, name: &str, limit: usize) -> Result<String, RequestError> {
        if !self.features().groups {
            return Err(RequestError::Unsupported);
        }
        let name = clean(name);
        if name.trim().is_empty() {
            return Err(MISSING);
        }
        if encoded(&name) > limit { Err(RequestError::TooLong(limit)) } else { Ok(name) }
    }
}
