//! What is said about the connection, a refusal, an empty list.

use super::*;
use crate::model::Trouble;
use msnp::error::{ErrorCode, RequestError, SignOutReason};

#[test]
fn a_refusal_is_a_line_that_can_be_put_away() {
    let mut model = model();
    let request = Request::AddContact { email: email("nobody"), name: None, group: None };
    model.trouble = Some(Trouble { request, error: RequestError::Server(ErrorCode(205)) });
    let driven = Driven::new(model);
    let words = format!("{} {}", t!("failed-add", name = "nobody@example.com"), t!("error-205"));
    assert!(driven.shows(&words));
}

#[test]
fn a_lost_connection_counts_down_and_can_be_tried_at_once() {
    let mut model = model();
    model.now = Instant(Duration::from_secs(13));
    model.connection = Connection::Lost {
        reason: SignOutReason::TimedOut,
        retry_in: Duration::from_secs(8),
        since: Instant(Duration::from_secs(10)),
        attempt: 1,
    };
    let mut driven = Driven::new(model);
    assert!(driven.shows(&t!("contacts-lost", seconds = 5)));
    driven.click(&t!("contacts-retry"));
    assert!(matches!(driven.actions.as_slice(), [Action::RetryNow]));
    driven.actions.clear();
    driven.key(Named::F2).key(Named::ArrowDown).key(Named::ArrowDown).key(Named::Delete);
    assert!(driven.window.editing.is_none() && driven.window.question.is_none(), "nothing can be changed now");
}

#[test]
fn an_empty_list_says_what_to_do() {
    let mut model = model();
    model.roster.people.clear();
    model.roster.groups.clear();
    let mut driven = Driven::new(model);
    assert!(driven.shows(&t!("contacts-empty")));
    driven.click(&t!("contacts-empty-add"));
    assert!(matches!(driven.actions.as_slice(), [Action::Open(Window::AddContact(None))]));
}
