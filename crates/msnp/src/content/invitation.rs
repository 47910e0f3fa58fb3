//! `text/x-msmsgsinvite`: file transfer and other activities of the old way.

use super::{encode_fields, field};
use crate::wire::mime::Mime;
use bytes::Bytes;

/// The fields of an invitation, in the order they came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Invitation {
    /// Names and values, as in `Invitation-Command: INVITE`.
    pub fields: Vec<(String, String)>,
}

impl Invitation {
    /// The value of the first field of that name, whatever its case.
    pub fn field(&self, name: &str) -> Option<&str> {
        field(&self.fields, name)
    }

    /// `INVITE`, `ACCEPT` or `CANCEL`.
    pub fn command(&self) -> Option<&str> {
        self.field("Invitation-Command")
    }

    /// What ties the messages of one invitation together.
    pub fn cookie(&self) -> Option<&str> {
        self.field("Invitation-Cookie")
    }

    /// Says that nothing here handles the activity of the invitation with this cookie.
    pub fn not_installed(cookie: &str) -> Self {
        Self::cancel(cookie, "REJECT_NOT_INSTALLED")
    }

    /// Ends the invitation with this cookie: `REJECT`, `TIMEOUT`, `FAIL`, `FTTIMEOUT`, `OUTBANDCANCEL`.
    pub fn cancel(cookie: &str, code: &str) -> Self {
        let pairs = [("Invitation-Command", "CANCEL"), ("Invitation-Cookie", cookie), ("Cancel-Code", code)];
        Self { fields: pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect() }
    }

    /// The payload of a `MSG`.
    pub fn encode(&self) -> Bytes {
        let mut mime =
            Mime::default().with("MIME-Version", "1.0").with("Content-Type", "text/x-msmsgsinvite; charset=UTF-8");
        mime.body = encode_fields(&self.fields);
        mime.encode()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Content;

    #[test]
    fn an_invitation_is_read_and_refused() {
        let body = Bytes::from_static(
            b"MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsinvite; charset=UTF-8\r\n\r\n\
              Application-Name: File Transfer\r\nInvitation-Command: INVITE\r\ninvitation-cookie: 858840\r\n\
              Application-File: notes: all.txt\r\n\r\n",
        );
        let Content::Invitation(invitation) = Content::decode(&body) else { panic!("an invitation") };
        assert_eq!(invitation.command(), Some("INVITE"));
        assert_eq!(invitation.cookie(), Some("858840"));
        assert_eq!(invitation.field("Application-File"), Some("notes: all.txt"));

        let refusal = Invitation::not_installed("858840");
        assert_eq!(refusal.field("Cancel-Code"), Some("REJECT_NOT_INSTALLED"));
        assert_eq!(Content::decode(&refusal.encode()), Content::Invitation(refusal));
    }
}
