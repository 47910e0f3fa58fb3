//! A refusal as two sentences: what was not done, and why.

use crate::i18n::errors;
use crate::t;
use crate::widget::contact_row;
use crate::widget::message_text::clean;
use msnp::error::RequestError;
use msnp::request::Request;
use msnp::roster::Roster;
use msnp::types::Email;

/// What to tell the person.
pub fn sentence(request: &Request, error: &RequestError, roster: &Roster) -> String {
    format!("{} {}", what(request, roster), errors::request(error))
}

fn what(request: &Request, roster: &Roster) -> String {
    let name = |email: &Email| contact_row::brief(roster, email);
    match request {
        Request::SetStatus(_) => t!("failed-status"),
        Request::SetName(_) => t!("failed-name"),
        Request::SetPersonalMessage(_) => t!("failed-personal"),
        Request::SetProperty(..) => t!("failed-property"),
        Request::AddContact { email, .. } => t!("failed-add", name = name(email)),
        Request::RemoveContact { email, .. } => t!("failed-remove", name = name(email)),
        Request::AddToGroup { email, .. } | Request::MoveToGroup { email, .. } => {
            t!("failed-group-membership", name = name(email))
        }
        Request::Block(email) => t!("failed-block", name = name(email)),
        Request::Unblock(email) => t!("failed-unblock", name = name(email)),
        Request::RenameContact { email, .. } | Request::SetAlias { email, .. } => {
            t!("failed-rename", name = name(email))
        }
        Request::SetNote { email, .. } => t!("failed-note", name = name(email)),
        Request::SetPhone { email, .. } => t!("failed-phone", name = name(email)),
        Request::AddToList { email, .. } | Request::RemoveFromList { email, .. } | Request::AcceptPending(email) => {
            t!("failed-lists", name = name(email))
        }
        Request::AddGroup(group) => t!("failed-group-add", name = contact_row::short(&clean::name(group))),
        Request::RenameGroup { .. } => t!("failed-group-rename"),
        Request::RemoveGroup(_) => t!("failed-group-remove"),
        Request::SetPrivacy(_) | Request::SetAddPolicy(_) => t!("failed-privacy"),
        Request::Invite { email, .. } => t!("failed-invite", name = name(email)),
        Request::CreateCircle { name } => t!("failed-circle-create", name = contact_row::short(&clean::name(name))),
        Request::InviteToCircle { email, .. } => t!("failed-invite", name = name(email)),
        Request::AcceptCircle(_) | Request::DeclineCircle(_) => t!("failed-circle-answer"),
        Request::LeaveCircle(_) => t!("failed-circle-leave"),
        Request::SignOutPlace(_) => t!("failed-place"),
        _ => t!("failed-other"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_and_why() {
        let bob: Email = "bob@example.com".parse().unwrap();
        let said = sentence(&Request::Block(bob), &RequestError::Timeout, &Roster::default());
        assert!(said.contains("bob@example.com") && said.len() > 40, "{said}");
    }
}
