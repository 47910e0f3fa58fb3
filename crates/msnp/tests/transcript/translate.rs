//! What a client line means: the request that a program would make of us on the same occasion.

use crate::differences::{Inexpressible, Line, inexpressible};
use crate::expect::text;
use crate::parse::Command;
use msnp::content::personal;
use msnp::request::Request;
use msnp::roster::Roster;
use msnp::types::{AddPolicy, ContactId, Email, GroupId, List, Privacy, Property, Status};

/// What a line asks for.
pub(crate) enum Meaning {
    /// A request, and the lines further on that it covers, too: ours have more steps than one command.
    Request(Request, Vec<usize>),
    /// A switchboard.
    Switchboard,
    /// A ping.
    Ping,
    /// Goodbye.
    SignOut,
    /// A part of the sign-in, which the machine does by itself.
    SignIn,
    /// Nothing that can be asked of us.
    Nothing(&'static Inexpressible),
}

/// A client line with those that follow it on the same connection, by their place in the file.
pub(crate) struct Asked<'a> {
    pub(crate) command: &'a Command,
    pub(crate) later: &'a [(usize, &'a Command)],
    pub(crate) number: u8,
    pub(crate) own: &'a Email,
    pub(crate) challenged: bool,
    pub(crate) ready: bool,
}

impl Asked<'_> {
    pub(crate) fn meaning(&self, roster: &Roster) -> Meaning {
        let words = self.command.words();
        let line = Line {
            number: self.number,
            words: &words,
            payload: self.command.payload.is_some(),
            challenged: self.challenged,
            ready: self.ready,
        };
        if let Some(why) = inexpressible(&line) {
            return Meaning::Nothing(why);
        }
        match words[..] {
            ["PNG"] => Meaning::Ping,
            ["OUT"] => Meaning::SignOut,
            ["XFR", _, "SB"] => Meaning::Switchboard,
            ["VER" | "CVR" | "INF" | "USR" | "SYN" | "QRY", ..] => Meaning::SignIn,
            ["ADD" | "ADC" | "REM", _, list, ref rest @ ..] => self.edit(words[0], list, rest, roster),
            _ => Meaning::Request(self.plain(&words, roster), Vec::new()),
        }
    }

    fn plain(&self, words: &[&str], roster: &Roster) -> Request {
        let group = |id: &str| GroupId(id.to_owned());
        match *words {
            ["CHG", _, status, ..] => Request::SetStatus(Status::from_code(status).expect("a status")),
            ["UUX", ..] => {
                Request::SetPersonalMessage(personal::decode(self.command.payload.as_deref().unwrap_or_default()))
            }
            ["PRP", _, "MFN", name] => Request::SetName(text(name)),
            ["PRP", _, key] => Request::SetProperty(Property::from_code(key), String::new()),
            ["PRP", _, key, value] => Request::SetProperty(Property::from_code(key), text(value)),
            ["URL", _, ..] => Request::Url(words[2..].join(" ")),
            ["GTC", _, value] => Request::SetAddPolicy(if value == "A" { AddPolicy::Ask } else { AddPolicy::Silent }),
            ["BLP", _, value] => {
                Request::SetPrivacy(if value == "AL" { Privacy::AllowOthers } else { Privacy::BlockOthers })
            }
            ["REA", _, email, name] if address(email) == *self.own => Request::SetName(text(name)),
            ["REA", _, email, name] => Request::RenameContact { email: address(email), name: text(name) },
            ["SBP", _, id, "MFN", name] => Request::RenameContact { email: by_id(roster, id), name: text(name) },
            ["ADG", _, name, ..] => Request::AddGroup(text(name)),
            ["REG", _, id, name, ..] => Request::RenameGroup { group: group(id), name: text(name) },
            ["RMG", _, id] => Request::RemoveGroup(group(id)),
            _ => panic!("neither a request nor a reason why not: {}", self.command.line),
        }
    }

    fn edit(&self, verb: &str, list: &str, rest: &[&str], roster: &Roster) -> Meaning {
        let list = List::from_code(list).expect("a list");
        let tag = |tag: &str| rest.iter().find_map(|word| word.strip_prefix(tag));
        let one = |request| Meaning::Request(request, Vec::new());
        if verb == "REM" {
            let group = rest.get(1).map(|id| GroupId((*id).to_owned()));
            let email = if rest[0].contains(['@', ':']) { address(rest[0]) } else { by_id(roster, rest[0]) };
            if list == List::Forward {
                return one(Request::RemoveContact { email, group });
            }
            return self.swap(list, &email, roster).unwrap_or_else(|| one(Request::RemoveFromList { list, email }));
        }
        let (email, name, group) = if verb == "ADD" {
            (address(rest[0]), rest.get(1).copied(), rest.get(2).copied())
        } else {
            let email = tag("N=").map_or_else(|| by_id(roster, tag("C=").expect("whom")), address);
            (email, tag("F="), rest.iter().find(|word| !word.contains('=')).copied())
        };
        let name = name.map(text).filter(|name| name != email.as_str());
        let group = group.map(|id| GroupId(id.to_owned()));
        let known = roster.person(&email);
        match (list, group) {
            (List::Reverse, _) => {
                let later = self.next_edit("REM", "PL", &email).into_iter().collect();
                Meaning::Request(Request::AcceptPending(email), later)
            }
            (List::Forward, Some(group)) if known.is_some_and(|person| person.is_contact()) => {
                one(Request::AddToGroup { email, group })
            }
            (List::Forward, group) => {
                // A new contact is allowed at once, where the client goes on to do that.
                let settled = known.is_some_and(|p| p.lists.contains(List::Allow) || p.lists.contains(List::Block));
                match self.next_edit(verb, "AL", &email).filter(|_| !settled) {
                    Some(later) => Meaning::Request(Request::AddContact { email, name, group }, vec![later]),
                    None => one(Request::AddToList { list, email, name }),
                }
            }
            (list, _) => one(Request::AddToList { list, email, name }),
        }
    }

    /// Off one list and on the opposite one is one wish.
    fn swap(&self, from: List, email: &Email, roster: &Roster) -> Option<Meaning> {
        let lists = roster.person(email)?.lists;
        let (to, request) = match from {
            List::Allow => (List::Block, Request::Block(email.clone())),
            List::Block => (List::Allow, Request::Unblock(email.clone())),
            _ => return None,
        };
        let verb = if self.number < 10 { "ADD" } else { "ADC" };
        let (next, _) = self.later.first()?;
        let later = self.next_edit(verb, to.code(), email).filter(|later| later == next)?;
        (lists.contains(from) && !lists.contains(to)).then(|| Meaning::Request(request, vec![later]))
    }

    /// The next line that puts somebody on a list, or takes them off it.
    fn next_edit(&self, verb: &str, list: &str, email: &Email) -> Option<usize> {
        let fits = |command: &Command| {
            matches!(command.words()[..], [v, _, l, who, ..]
                if v == verb && l == list && address(who.trim_start_matches("N=")) == *email)
        };
        self.later.iter().find(|(_, command)| fits(command)).map(|(at, _)| *at)
    }
}

fn address(word: &str) -> Email {
    Email::from_wire(word).unwrap_or_else(|| panic!("{word:?} is no address"))
}

/// A contact by the GUID; somebody whom nobody knows stays nobody.
fn by_id(roster: &Roster, id: &str) -> Email {
    let found = roster.by_id(&ContactId(id.to_owned())).map(|person| person.email.clone());
    found.unwrap_or_else(|| address("nobody@example.invalid"))
}
