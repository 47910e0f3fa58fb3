//! The command that a step sends.

use super::Machine;
use super::job::Step;
use super::words::{add_policy_code, privacy_code};
use crate::command::{Client, circles, groups, lists, login, membership, presence, profile, relay};
use crate::content::circle;
use crate::content::endpoint::Published;
use crate::content::personal;
use crate::error::RequestError;
use crate::soap::adl;
use crate::types::{Email, List, Property, TransactionId};
use crate::wire::Encoded;
use bytes::Bytes;

impl Machine {
    /// What makes the command of a transaction; or why there is none.
    pub(super) fn step_command(&self, step: &Step) -> Result<MakeCommand, RequestError> {
        let features = self.features();
        // `0` where a dialect below 10 wants a last parameter that never meant anything.
        let trailing = || features.edit_serials.then(|| "0".to_owned());
        let id = |email: &Email| {
            self.roster.person(email).and_then(|person| person.id.clone()).ok_or(RequestError::UnknownContact)
        };
        Ok(match step.clone() {
            Step::Status(status) => {
                let capabilities = features.capabilities.then_some(self.config.capabilities);
                let extended = features.extended_capabilities.then_some(self.config.extended);
                Box::new(move |transaction| {
                    Client::Presence(presence::Client::SetStatus {
                        transaction,
                        status,
                        capabilities,
                        extended,
                        object: None,
                    })
                })
            }
            Step::Personal(message) => {
                let data = if features.machine_guid {
                    let (message, machine) = (Some(message), Some(self.place.clone()));
                    Published { message, machine, ..Published::default() }.encode(self.wire_dialect())
                } else {
                    personal::encode(&message)
                };
                Box::new(move |transaction| {
                    Client::Presence(presence::Client::SetPersonalMessage { transaction, data })
                })
            }
            Step::OwnName(name) if features.name_by_prp => property(Property::FriendlyName, Some(name)),
            Step::OwnName(name) => rename(&self.config.email, &name),
            Step::Property(key, value) => property(key, value),
            Step::Put { list, email, name, group } => {
                let name = name.as_deref().unwrap_or(email.as_str());
                let name = (!features.guids || list == List::Forward).then(|| Encoded::from_text(name));
                let email = email.to_string();
                if features.guids {
                    Box::new(move |transaction| {
                        let (email, id) = (Some(email), None);
                        Client::Lists(lists::Client::AddContact { transaction, list, email, name, id, group })
                    })
                } else {
                    Box::new(move |transaction| {
                        Client::Lists(lists::Client::Add { transaction, list, email, name, group })
                    })
                }
            }
            Step::Join { email, group } => {
                let (list, group) = (List::Forward, Some(group));
                if features.guids {
                    let id = Some(id(&email)?);
                    Box::new(move |transaction| {
                        let (email, name) = (None, None);
                        Client::Lists(lists::Client::AddContact { transaction, list, email, name, id, group })
                    })
                } else {
                    // The name says nothing new; clients put the address.
                    let name = Some(Encoded::from_text(email.as_str()));
                    let email = email.to_string();
                    Box::new(move |transaction| {
                        Client::Lists(lists::Client::Add { transaction, list, email, name, group })
                    })
                }
            }
            Step::Take { list, email, group, .. } => {
                let by_id = features.guids && list == List::Forward;
                let who = if by_id { id(&email)?.0 } else { email.to_string() };
                Box::new(move |transaction| Client::Lists(lists::Client::Remove { transaction, list, who, group }))
            }
            Step::Rename { email, name } if features.guids => {
                let id = id(&email)?;
                let (property, value) = (Property::FriendlyName, Encoded::from_text(&name));
                Box::new(move |transaction| {
                    Client::Lists(lists::Client::SetContactProperty { transaction, id, property, value })
                })
            }
            Step::Rename { email, name } => rename(&email, &name),
            Step::AddGroup(name) => {
                let (name, trailing) = (Encoded::from_text(&name), trailing());
                Box::new(move |transaction| Client::Groups(groups::Client::Add { transaction, name, trailing }))
            }
            Step::RenameGroup { group, name } => {
                let (name, trailing) = (Encoded::from_text(&name), trailing());
                Box::new(move |transaction| {
                    Client::Groups(groups::Client::Rename { transaction, group, name, trailing })
                })
            }
            Step::RemoveGroup(group) => {
                Box::new(move |transaction| Client::Groups(groups::Client::Remove { transaction, group }))
            }
            Step::Privacy(privacy) => {
                let value = privacy_code(privacy).to_owned();
                Box::new(move |transaction| Client::Lists(lists::Client::Privacy { transaction, value }))
            }
            Step::AddPolicy(policy) => {
                let value = add_policy_code(policy).to_owned();
                Box::new(move |transaction| Client::Lists(lists::Client::AddPolicy { transaction, value }))
            }
            Step::Url { service, arguments } => {
                Box::new(move |transaction| Client::Profile(profile::Client::Url { transaction, service, arguments }))
            }
            Step::Session { add, payload: data } => Box::new(move |transaction| {
                Client::Membership(if add {
                    membership::Client::Add { transaction, data }
                } else {
                    membership::Client::Remove { transaction, data }
                })
            }),
            Step::Tell { add, email, lists } => {
                let entry = self.session_entry(&email, lists);
                let payload = adl::change(&[entry]).into_iter().next().ok_or(RequestError::Unsupported)?;
                return self.step_command(&Step::Session { add, payload });
            }
            Step::Query(email) => {
                let data = adl::query([&email]).into_iter().next().ok_or(RequestError::Unsupported)?;
                Box::new(move |transaction| Client::Membership(membership::Client::Query { transaction, data }))
            }
            Step::Endpoint(data) => Box::new(move |transaction| {
                Client::Presence(presence::Client::SetPersonalMessage { transaction, data })
            }),
            Step::EndPlace(place) => {
                let (email, place, data) =
                    (self.config.email.to_string(), Some(place), Bytes::from_static(relay::SIGN_OUT));
                Box::new(move |transaction| {
                    let kind = relay::NoteKind::PLACE;
                    Client::Relay(relay::Client::Note { transaction, email, place, kind, data })
                })
            }
            Step::ProveCircles(ticket) => {
                Box::new(move |transaction| Client::Login(login::Client::Circles { transaction, ticket }))
            }
            Step::OpenCircle(circle) => {
                let payload = adl::change(&[self.circle_entry(&circle)]).into_iter().next();
                let payload = payload.ok_or(RequestError::Unsupported)?;
                return self.step_command(&Step::Session { add: true, payload });
            }
            Step::ShutCircle(circle) => {
                let payload = adl::change(&[self.circle_entry(&circle)]).into_iter().next();
                let payload = payload.ok_or(RequestError::Unsupported)?;
                return self.step_command(&Step::Session { add: false, payload });
            }
            Step::JoinCircle(circle) => {
                circle_notice(circles::Action::Put, circle::join(&circle, &self.config.email, &self.place))
            }
            Step::PartCircle(circle) => {
                circle_notice(circles::Action::Delete, circle::part(&circle, &self.config.email, &self.place))
            }
            // The address book's alone.
            Step::Save(_)
            | Step::Describe { .. }
            | Step::CreateCircle(_)
            | Step::ReadCircle(_)
            | Step::AddToCircle { .. }
            | Step::InviteToCircle { .. }
            | Step::AnswerCircle { .. }
            | Step::LeaveCircle(_) => return Err(RequestError::Unsupported),
        })
    }
}

pub(super) type MakeCommand = Box<dyn FnOnce(TransactionId) -> Client>;

fn property(property: Property, value: Option<String>) -> MakeCommand {
    let value = value.map(|value| Encoded::from_text(&value));
    Box::new(move |transaction| Client::Profile(profile::Client::SetProperty { transaction, property, value }))
}

fn circle_notice(action: circles::Action, data: Bytes) -> MakeCommand {
    Box::new(move |transaction| Client::Circles(circles::Client::Send { action, transaction, data }))
}

fn rename(email: &Email, name: &str) -> MakeCommand {
    let (email, name) = (email.to_string(), Encoded::from_text(name));
    Box::new(move |transaction| Client::Lists(lists::Client::Rename { transaction, email, name }))
}
