//! What a line asks for.

use msnp::content::TextFormat;
use msnp::event::ConversationId;
use msnp::request::{MessageId, Request};
use msnp::roster::Roster;
use msnp::types::{CircleId, Email, GroupId, List, PersonalMessage, PhoneKind, PlaceId, Privacy, Status};

/// What stands behind `--help`.
pub(crate) const HELP: &str = "\
Commands, one a line on standard input:
  say WHO TEXT         nudge WHO   typing WHO   leave WHO   invite WHO EMAIL   format FN=..; EF=..; CO=..
  offline EMAIL TEXT   the same as say: where they are offline it waits at the service
  status CODE          name TEXT   psm TEXT   privacy AL|BL   url SERVICE
  add LIST EMAIL [NAME]   remove LIST EMAIL   block EMAIL   unblock EMAIL   accept EMAIL   rename EMAIL NAME
  alias EMAIL [TEXT]   note EMAIL [TEXT]   phone EMAIL KIND [NUMBER]   no text takes it away
  group add NAME   group remove ID   group rename ID NAME   group put ID EMAIL
  group move EMAIL GROUP   into this group and out of all others; - for none
  places               the places where the account is signed in (MSNP16 up)
  sign-out PLACE       signs out another of them, by its id
  circle create NAME   circle accept ID   circle decline ID   circle leave ID   circle invite ID EMAIL   (MSNP18)
  wait KIND [SECONDS]  until an event of that kind      quit

WHO is an address, or a conversation as events name it: group-1, circle-ID. GROUP is an id or a name.

Events, one JSON object a line, each with its kind in \"event\":
  signed-in, signed-out, connection-lost, family, done, error
  list, group, privacy, own-name, own-status, own-psm, property, sync-started, sync-finished
  presence, psm, ring, joined, left, typing, message, nudge, said-elsewhere, invitation, call-failed
  queued, sent, acknowledged, left-offline, failed
  offline-message      one that waited: id, from, name, text, written (when, in UTC). Told to the service as kept
  place                one of the account's places: id, name, idle, kind, status
  circle               action (is, gone, members, opened, closed, joined, left), id and more";

/// What a line is for.
pub(crate) enum Wanted {
    /// To be asked of the session.
    Request(Request),
    /// The places that are known.
    Places,
    /// The look of what is said from here on.
    Format(TextFormat),
}

/// Reads a line that is neither `wait` nor `quit`.
pub(crate) fn read(line: &str, message: MessageId, format: &TextFormat, roster: &Roster) -> Result<Wanted, String> {
    let (command, rest) = word(line);
    let (first, tail) = word(rest);
    let some = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
    Ok(Wanted::Request(match command {
        "status" => Request::SetStatus(status(first)?),
        "say" => {
            let (text, format) = (tail.to_owned(), format.clone());
            Request::Say { conversation: conversation(first)?, message, text, format }
        }
        "offline" => {
            let (text, format) = (tail.to_owned(), format.clone());
            Request::Say { conversation: ConversationId::With(email(first)?), message, text, format }
        }
        "format" => return Ok(Wanted::Format(TextFormat::parse(rest))),
        "nudge" => Request::Nudge { conversation: conversation(first)?, message },
        "typing" => Request::Typing(conversation(first)?),
        "leave" => Request::Leave(conversation(first)?),
        "invite" => Request::Invite { conversation: conversation(first)?, email: email(tail)? },
        "add" => {
            let (address, name) = word(tail);
            Request::AddToList { list: list(first)?, email: email(address)?, name: some(name) }
        }
        "remove" => Request::RemoveFromList { list: list(first)?, email: email(tail)? },
        "block" => Request::Block(email(first)?),
        "unblock" => Request::Unblock(email(first)?),
        "accept" => Request::AcceptPending(email(first)?),
        "rename" => Request::RenameContact { email: email(first)?, name: tail.to_owned() },
        "alias" => Request::SetAlias { email: email(first)?, alias: some(tail) },
        "note" => Request::SetNote { email: email(first)?, note: some(tail) },
        "phone" => {
            let (kind, number) = word(tail);
            let words = PhoneKind::ALL.map(PhoneKind::word).join(", ");
            let kind = PhoneKind::from_word(kind).ok_or_else(|| format!("a telephone is {words}, not {kind}"))?;
            Request::SetPhone { email: email(first)?, kind, number: some(number) }
        }
        "name" => Request::SetName(rest.to_owned()),
        "psm" => Request::SetPersonalMessage(PersonalMessage { text: rest.to_owned(), media: None }),
        "privacy" => Request::SetPrivacy(match first {
            "AL" => Privacy::AllowOthers,
            "BL" => Privacy::BlockOthers,
            other => return Err(format!("privacy is AL or BL, not {other}")),
        }),
        "url" => Request::Url(first.to_owned()),
        "group" => grouping(first, tail, roster)?,
        "places" => return Ok(Wanted::Places),
        "sign-out" => {
            let id = first.trim_start_matches('{').trim_end_matches('}');
            Request::SignOutPlace(PlaceId::new(id).ok_or_else(|| format!("{first:?} is no place's id; see places"))?)
        }
        "circle" => circling(first, tail)?,
        other => return Err(format!("there is no command {other}")),
    }))
}

fn grouping(first: &str, tail: &str, roster: &Roster) -> Result<Request, String> {
    let (id, name) = word(tail);
    Ok(match first {
        "add" if !tail.is_empty() => Request::AddGroup(tail.to_owned()),
        "remove" => Request::RemoveGroup(group(tail, roster)),
        "rename" => Request::RenameGroup { group: GroupId(id.to_owned()), name: name.to_owned() },
        "put" => Request::AddToGroup { email: email(name)?, group: GroupId(id.to_owned()) },
        "move" if !name.is_empty() => {
            let group = (name != "-").then(|| group(name, roster));
            Request::MoveToGroup { email: email(id)?, group }
        }
        _ => {
            let forms =
                "group add NAME, group remove ID, group rename ID NAME, group put ID EMAIL, group move EMAIL GROUP";
            return Err(forms.to_owned());
        }
    })
}

fn circling(first: &str, tail: &str) -> Result<Request, String> {
    let (id, address) = word(tail);
    Ok(match first {
        "create" if !tail.is_empty() => Request::CreateCircle { name: tail.to_owned() },
        "accept" => Request::AcceptCircle(circle(id)?),
        "decline" => Request::DeclineCircle(circle(id)?),
        "leave" => Request::LeaveCircle(circle(id)?),
        "invite" => Request::InviteToCircle { circle: circle(id)?, email: email(address)? },
        _ => {
            let forms =
                "circle create NAME, circle accept ID, circle decline ID, circle leave ID, circle invite ID EMAIL";
            return Err(forms.to_owned());
        }
    })
}

/// The first word, and what comes after the one space behind it.
pub(crate) fn word(text: &str) -> (&str, &str) {
    text.split_once(' ').unwrap_or((text, ""))
}

fn email(word: &str) -> Result<Email, String> {
    if word.is_empty() {
        return Err("whose address?".to_owned());
    }
    Email::parse(word).map_err(|error| format!("{word}: {error}"))
}

fn conversation(word: &str) -> Result<ConversationId, String> {
    if word.is_empty() {
        return Err("with whom? An address or a conversation such as group-1".to_owned());
    }
    word.parse().map_err(|error| format!("{word}: {error}"))
}

/// A circle, as events name it or its conversation.
fn circle(word: &str) -> Result<CircleId, String> {
    email(word.strip_prefix("circle-").unwrap_or(word)).map(CircleId)
}

/// A group by its id, or by its name.
fn group(word: &str, roster: &Roster) -> GroupId {
    let id = GroupId(word.to_owned());
    let named = || roster.groups.iter().find(|group| group.name == word).map(|group| group.id.clone());
    if roster.group(&id).is_some() { id } else { named().unwrap_or(id) }
}

fn list(word: &str) -> Result<List, String> {
    List::from_code(word).ok_or_else(|| format!("a list is FL, AL, BL, RL or PL, not {word}"))
}

pub(crate) fn status(word: &str) -> Result<Status, String> {
    // Being offline is the server's word for others; who wants it says `quit` or HDN.
    Status::from_code(word)
        .filter(|status| *status != Status::Offline)
        .ok_or_else(|| format!("a status is NLN, BSY, IDL, BRB, AWY, PHN, LUN or HDN, not {word}"))
}
