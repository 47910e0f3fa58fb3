//! What waits for the server, so that windows can show it before it holds.

use crate::model::Model;
use msnp::request::Request;
use msnp::types::{AddPolicy, CircleId, Email, List, PersonalMessage, PlaceId, Privacy, Status};

/// The latest pending request that `pick` knows.
pub(super) fn latest<'a, T>(model: &'a Model, pick: impl Fn(&'a Request) -> Option<T>) -> Option<T> {
    let known = model.pending.iter().filter_map(|(id, request)| Some((*id, pick(request)?)));
    known.max_by_key(|(id, _)| *id).map(|(_, value)| value)
}

/// The own status that was asked for.
pub fn status(model: &Model) -> Option<Status> {
    latest(model, |request| if let Request::SetStatus(status) = request { Some(*status) } else { None })
}

/// The own name that was asked for.
pub fn name(model: &Model) -> Option<&str> {
    latest(model, |request| if let Request::SetName(name) = request { Some(name.as_str()) } else { None })
}

/// The own personal message that was asked for.
pub fn personal(model: &Model) -> Option<&PersonalMessage> {
    latest(model, |request| if let Request::SetPersonalMessage(personal) = request { Some(personal) } else { None })
}

/// What is to hold for everybody else.
pub fn privacy(model: &Model) -> Option<Privacy> {
    latest(model, |request| if let Request::SetPrivacy(privacy) = request { Some(*privacy) } else { None })
}

/// What is to happen when somebody adds us.
pub fn add_policy(model: &Model) -> Option<AddPolicy> {
    latest(model, |request| if let Request::SetAddPolicy(policy) = request { Some(*policy) } else { None })
}

/// Whether somebody is on the way to being blocked (`true`) or allowed (`false`).
pub fn blocked(model: &Model, person: &Email) -> Option<bool> {
    latest(model, |request| match request {
        Request::Block(email) if email == person => Some(true),
        Request::Unblock(email) if email == person => Some(false),
        Request::AddToList { list: List::Allow, email, .. } if email == person => Some(false),
        Request::AddToList { list: List::Block, email, .. } if email == person => Some(true),
        _ => None,
    })
}

/// Whether another place is on its way out.
pub fn signing_out(model: &Model, place: &PlaceId) -> bool {
    model.pending.values().any(|request| matches!(request, Request::SignOutPlace(going) if going == place))
}

/// Whether we are on the way into a circle, or out of it.
pub fn circle(model: &Model, circle: &CircleId) -> bool {
    model.pending.values().any(|request| {
        let (Request::AcceptCircle(of) | Request::DeclineCircle(of) | Request::LeaveCircle(of)) = request else {
            return false;
        };
        of == circle
    })
}

/// Whether anything about this person waits.
pub fn about(model: &Model, person: &Email) -> bool {
    model.pending.values().any(|request| concerns(request) == Some(person))
}

/// The person whom a request changes something about. Conversations don't count.
pub const fn concerns(request: &Request) -> Option<&Email> {
    match request {
        Request::AddContact { email, .. }
        | Request::RemoveContact { email, .. }
        | Request::AddToGroup { email, .. }
        | Request::MoveToGroup { email, .. }
        | Request::AddToList { email, .. }
        | Request::RemoveFromList { email, .. }
        | Request::Block(email)
        | Request::Unblock(email)
        | Request::AcceptPending(email)
        | Request::RenameContact { email, .. }
        | Request::InviteToCircle { email, .. }
        | Request::SetAlias { email, .. }
        | Request::SetNote { email, .. }
        | Request::SetPhone { email, .. } => Some(email),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use msnp::session::RequestId;

    #[test]
    fn the_latest_wish_is_the_one_that_is_shown() {
        let mut model = Model::default();
        assert_eq!(status(&model), None);
        model.pending.insert(RequestId(7), Request::SetStatus(Status::Away));
        model.pending.insert(RequestId(9), Request::SetStatus(Status::Busy));
        model.pending.insert(RequestId(8), Request::SetName("x".into()));
        assert_eq!(status(&model), Some(Status::Busy));
        assert_eq!(name(&model), Some("x"));
        assert_eq!(personal(&model), None);
    }

    #[test]
    fn blocking_is_known_by_person() {
        let (bob, eve) = ("bob@example.com".parse::<Email>().unwrap(), "eve@example.com".parse::<Email>().unwrap());
        let mut model = Model::default();
        model.pending.insert(RequestId(1), Request::Block(bob.clone()));
        assert_eq!(blocked(&model, &bob), Some(true));
        assert_eq!(blocked(&model, &eve), None);
        model.pending.insert(RequestId(2), Request::Unblock(bob.clone()));
        assert_eq!(blocked(&model, &bob), Some(false));
        assert!(about(&model, &bob) && !about(&model, &eve));
    }
}
