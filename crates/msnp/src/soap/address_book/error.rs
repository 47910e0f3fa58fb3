//! What the address book says when it refuses, as a typed error with a sentence.

use crate::error::{ErrorCode, RequestError};
use crate::soap::envelope::{Fault, SoapError};

/// Why an operation of the address book brought nothing. `Display` is the sentence to show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    /// The service gives no changes since a moment: ask for everything.
    #[error("The service wants the whole contact list to be fetched again.")]
    FullSyncRequired,
    /// They are on the list already; under this id, where the service says so.
    #[error("They are already on your contact list.")]
    ContactAlreadyExists(Option<String>),
    /// They are on that list already.
    #[error("They are already on that list.")]
    MemberAlreadyExists,
    /// There is a group of that name; under this id, where the service says so.
    #[error("There is already a group with that name. Choose another name.")]
    GroupAlreadyExists(Option<String>),
    /// No such contact.
    #[error("That person isn't on your contact list any more.")]
    ContactDoesNotExist,
    /// Not on that list.
    #[error("They aren't on that list.")]
    MemberDoesNotExist,
    /// No such group.
    #[error("That group isn't there any more.")]
    GroupDoesNotExist,
    /// Nobody has that address.
    #[error("There is no account with that address. Check the spelling.")]
    NoSuchUser,
    /// The address is none.
    #[error("That address isn't complete. Enter the whole address, such as name@example.com.")]
    BadAddress,
    /// A text is longer than the service allows.
    #[error("That name is too long. Choose a shorter one.")]
    TooLong,
    /// The account has no address book yet ([`Edit::CreateBook`](super::edit::Edit::CreateBook)).
    #[error("This account has no contact list on the service yet.")]
    BookDoesNotExist,
    /// The account has one.
    #[error("This account has a contact list on the service already.")]
    BookAlreadyExists,
    /// The ticket isn't accepted, or its session is over (HTTP 401 or 403, or a fault that says so).
    #[error("The service no longer accepts your sign-in. Sign in again.")]
    NotSignedIn,
    /// The service refused without a word (HTTP 500 or another status): a full list, or trouble of its own.
    #[error("The contact list service refused (HTTP status {0}). Your list may be full; otherwise try again later.")]
    Silent(u16),
    /// Another refusal.
    #[error("The contact list service refused. Try again later. ({0})")]
    Refused(Box<Fault>),
    /// The reply isn't readable, or isn't what was asked for.
    #[error("The contact list service's answer can't be used. ({0})")]
    Useless(SoapError),
}

impl BookError {
    /// What the older dialects say in that place, so that a program needs one set of sentences.
    pub fn request_error(&self) -> RequestError {
        let code = match self {
            Self::ContactAlreadyExists(_) | Self::MemberAlreadyExists => 215,
            Self::GroupAlreadyExists(_) => 228,
            Self::ContactDoesNotExist => return RequestError::UnknownContact,
            Self::MemberDoesNotExist => 216,
            Self::GroupDoesNotExist => return RequestError::UnknownGroup,
            Self::NoSuchUser => 208,
            Self::BadAddress => 206,
            Self::TooLong => 229,
            Self::NotSignedIn => 302,
            Self::FullSyncRequired | Self::BookDoesNotExist | Self::BookAlreadyExists => 403,
            Self::Silent(_) | Self::Refused(_) | Self::Useless(_) => 402,
        };
        RequestError::Server(ErrorCode(code))
    }
}

impl From<SoapError> for BookError {
    fn from(error: SoapError) -> Self {
        let fault = match error {
            SoapError::Fault(fault) => fault,
            SoapError::Http(401 | 403) => return Self::NotSignedIn,
            SoapError::Http(status) => return Self::Silent(status),
            SoapError::Xml(_) | SoapError::Unexpected => return Self::Useless(error),
        };
        let conflict = || {
            let id = fault.detail("conflictObjectId").filter(|id| !id.is_empty() && id.len() <= 64);
            id.map(str::to_owned)
        };
        for (code, error) in [
            ("FullSyncRequired", Self::FullSyncRequired),
            ("ContactAlreadyExists", Self::ContactAlreadyExists(conflict())),
            ("MemberAlreadyExists", Self::MemberAlreadyExists),
            ("GroupAlreadyExists", Self::GroupAlreadyExists(conflict())),
            ("ContactDoesNotExist", Self::ContactDoesNotExist),
            ("MemberDoesNotExist", Self::MemberDoesNotExist),
            ("GroupDoesNotExist", Self::GroupDoesNotExist),
            ("InvalidPassportUser", Self::NoSuchUser),
            ("UserDoesNotExist", Self::NoSuchUser),
            ("BadEmailArgument", Self::BadAddress),
            ("BadArgumentLength", Self::TooLong),
            ("ABDoesNotExist", Self::BookDoesNotExist),
            ("ABAlreadyExists", Self::BookAlreadyExists),
            ("InvalidToken", Self::NotSignedIn),
            ("PassportAuthFail", Self::NotSignedIn),
        ] {
            if fault.is(code) {
                return error;
            }
        }
        // One known server says it in words only.
        let words = fault.string.to_ascii_lowercase();
        if words.contains("full sync required") {
            return Self::FullSyncRequired;
        }
        Self::Refused(fault)
    }
}
