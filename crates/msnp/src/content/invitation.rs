//! `text/x-msmsgsinvite`: file transfer and other activities of the old way.

/// The fields of an invitation, in the order they came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Invitation {
    /// Names and values, as in `Invitation-Command: INVITE`.
    pub fields: Vec<(String, String)>,
}
