//! What the service says when it doesn't do something.

use super::NAMESPACE;
use crate::directory::DirectoryError;
use crate::machine::{Refused, WebAnswer};
use msnp::soap::xml::Writer;
use std::fmt;

/// Why an operation isn't carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// With a code that programs look at, and words for people.
    Coded { code: &'static str, words: String, conflict: Option<String> },
    /// An HTTP status and no word: a full list, and trouble of our own.
    Silent(u16),
}

impl Fault {
    pub(super) fn new(code: &'static str, words: impl Into<String>) -> Self {
        Self::Coded { code, words: words.into(), conflict: None }
    }

    /// Something is there already, under this id.
    pub(super) fn conflict(code: &'static str, words: impl Into<String>, id: &str) -> Self {
        Self::Coded { code, words: words.into(), conflict: Some(id.to_owned()) }
    }

    pub(super) fn unknown_operation() -> Self {
        Self::new("InvalidOperation", "This operation isn't known here.")
    }

    pub(super) fn no_contact() -> Self {
        Self::new("ContactDoesNotExist", "The contact isn't in the address book.")
    }

    pub(super) fn no_group() -> Self {
        Self::new("GroupDoesNotExist", "There is no such group.")
    }

    pub(super) fn too_long() -> Self {
        Self::new("BadArgumentLength", "A text is empty, too long, or of characters that nobody can see.")
    }

    pub(super) fn full_sync() -> Self {
        Self::new("FullSyncRequired", "Full sync required. Details: Delta syncs disabled.")
    }

    /// The whole answer.
    pub(super) fn answer(&self, operation: &str) -> WebAnswer {
        let Self::Coded { code, words, conflict } = self else {
            let Self::Silent(status) = self else { return WebAnswer::empty(500) };
            return WebAnswer::empty(*status);
        };
        let space = [("xmlns", NAMESPACE)];
        let namespaces = [
            ("xmlns:soap", "http://schemas.xmlsoap.org/soap/envelope/"),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
            ("xmlns:xsd", "http://www.w3.org/2001/XMLSchema"),
        ];
        let mut writer = Writer::document();
        writer.element("soap:Envelope", &namespaces, |envelope| {
            envelope.element("soap:Body", &[], |body| {
                body.element("soap:Fault", &[], |fault| {
                    fault.leaf("faultcode", "soap:Client");
                    fault.leaf("faultstring", words);
                    fault.leaf("faultactor", &format!("{NAMESPACE}/{operation}"));
                    fault.element("detail", &[], |detail| {
                        detail.element("errorcode", &space, |element| element.text(code));
                        detail.element("errorstring", &space, |element| element.text(words));
                        detail.element("machineName", &space, |element| element.text("swallowtail"));
                        detail.element("additionalDetails", &[], |details| {
                            if let Some(conflict) = conflict {
                                details.leaf("conflictObjectId", conflict);
                            }
                            details.leaf("originalExceptionErrorMessage", words);
                        });
                    });
                });
            });
        });
        // Clients of today's servers are used to a good status with these two.
        let status = if matches!(*code, "FullSyncRequired" | "InvalidOperation") { 200 } else { 500 };
        WebAnswer { status, body: writer.finish() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Coded { code, .. } => f.write_str(code),
            Self::Silent(status) => write!(f, "status {status}"),
        }
    }
}

impl From<DirectoryError> for Fault {
    fn from(error: DirectoryError) -> Self {
        match error {
            DirectoryError::Missing => Self::no_contact(),
            DirectoryError::TooMuch => Self::too_long(),
            DirectoryError::Exists(_) | DirectoryError::Storage(_) => {
                tracing::warn!(%error, "the directory failed");
                Self::Silent(500)
            }
        }
    }
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::With(216) => Self::no_contact(),
            refused => {
                tracing::warn!(?refused, "a change by the address book was refused");
                Self::Silent(500)
            }
        }
    }
}
