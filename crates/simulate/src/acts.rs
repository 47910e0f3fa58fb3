//! What people do, at random.

use crate::service::address;
use crate::world::{What, World};
use msnp::event::ConversationId;
use msnp::request::Request;
use msnp::types::{Email, GroupId, List, PersonalMessage, Privacy, Status};

impl World {
    /// Somebody does something, and thinks of the next thing.
    pub(crate) fn act(&mut self, number: usize) {
        if self.now >= self.weather.storm_ends {
            return;
        }
        let most = if self.random.chance(200) { 120_000 } else { 12_000 };
        let next = self.now + self.random.time(200..most);
        self.at(next, What::Act(number));
        let device = &self.devices[number];
        if device.asleep_until.is_some_and(|until| until > self.now) {
            return;
        }
        if !device.is_on() {
            // Whoever was sent away by another of their devices thinks twice.
            let eager = if device.ended.is_some() { 60 } else { 500 };
            if self.random.chance(eager) {
                self.sign_in(number);
            }
            return;
        }
        match self.random.below(100) {
            0..40 => self.talk(number),
            40..44 => self.in_conversation(number, Request::Typing),
            44..48 => {
                let message = msnp::request::MessageId(self.devices[number].fresh());
                self.in_conversation(number, |conversation| Request::Nudge { conversation, message });
            }
            48..53 => self.invite(number),
            53..57 => self.in_conversation(number, Request::Leave),
            57..68 => self.contacts(number),
            68..75 => self.groups(number),
            75..82 => {
                let other = self.other(number);
                let block = self.random.chance(500);
                self.ask(number, if block { Request::Block(other) } else { Request::Unblock(other) });
            }
            82..91 => self.oneself(number),
            91..93 => self.ask(number, Request::Reconnect),
            93..95 => self.ask(number, Request::SignOut),
            _ => {}
        }
    }

    fn other(&mut self, number: usize) -> Email {
        let accounts = self.devices.iter().map(|device| device.account).max().unwrap_or(0);
        let own = self.devices[number].account;
        let draw = usize::try_from(self.random.below(u64::try_from(accounts).unwrap_or(1))).unwrap_or(0);
        address(if draw >= own { draw + 1 } else { draw })
    }

    /// A conversation that this device has, with one or with several.
    fn conversation_of(&mut self, number: usize) -> Option<ConversationId> {
        let known: Vec<ConversationId> = self.devices[number].conversations.keys().cloned().collect();
        self.random.pick(&known).cloned()
    }

    fn in_conversation(&mut self, number: usize, request: impl FnOnce(ConversationId) -> Request) {
        if let Some(conversation) = self.conversation_of(number) {
            self.ask(number, request(conversation));
        }
    }

    fn talk(&mut self, number: usize) {
        let to = match self.random.chance(500) {
            true => self.conversation_of(number),
            false => None,
        };
        let to = to.unwrap_or_else(|| ConversationId::With(self.other(number)));
        let times = if self.random.chance(200) { 2 + self.random.below(4) } else { 1 };
        for _ in 0..times {
            let length = if self.random.chance(60) { 500 + self.random.below(6_000) } else { self.random.below(200) };
            self.say(number, to.clone(), usize::try_from(length).unwrap_or(0));
        }
    }

    fn invite(&mut self, number: usize) {
        let email = self.other(number);
        self.in_conversation(number, |conversation| Request::Invite { conversation, email });
    }

    fn group_of(&mut self, number: usize) -> Option<GroupId> {
        let known: Vec<GroupId> = self.devices[number].roster.groups.iter().map(|group| group.id.clone()).collect();
        self.random.pick(&known).cloned()
    }

    fn contacts(&mut self, number: usize) {
        let email = self.other(number);
        let group = if self.random.chance(400) { self.group_of(number) } else { None };
        let request = match self.random.below(10) {
            0..5 => Request::AddContact { email, name: None, group },
            5 => Request::RemoveContact { email, group },
            6 => Request::AcceptPending(email),
            7 => Request::AddToList { list: List::Allow, email, name: None },
            8 => Request::RemoveFromList { list: List::Allow, email },
            _ => Request::SetAlias { email, alias: Some("Somebody".to_owned()) },
        };
        self.ask(number, request);
    }

    fn groups(&mut self, number: usize) {
        let email = self.other(number);
        let name = format!("Group {}", self.random.below(50));
        let Some(group) = self.group_of(number) else { return self.ask(number, Request::AddGroup(name)) };
        let request = match self.random.below(6) {
            0 => Request::AddGroup(name),
            1 => Request::RenameGroup { group, name },
            2 => Request::RemoveGroup(group),
            3 => Request::MoveToGroup { email, group: Some(group) },
            4 => Request::MoveToGroup { email, group: None },
            _ => Request::AddToGroup { email, group },
        };
        self.ask(number, request);
    }

    fn oneself(&mut self, number: usize) {
        let request = match self.random.below(8) {
            0 => Request::SetName(format!("Person {}", self.random.below(1_000))),
            1 => Request::SetPersonalMessage(PersonalMessage {
                text: format!("Thought {}", self.random.below(1_000)),
                ..PersonalMessage::default()
            }),
            2 => Request::SetPrivacy(Privacy::BlockOthers),
            3 => Request::SetPrivacy(Privacy::AllowOthers),
            _ => match self.random.pick(&Status::CHOICES) {
                Some(status) => Request::SetStatus(*status),
                None => return,
            },
        };
        self.ask(number, request);
    }
}
