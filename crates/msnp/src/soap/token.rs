//! Tokens of the sign-in service: RST (MSNP12 to 17) and RST2 (later clients).
//!
//! One request with name and password asks for a token for each service ([`request()`], [`Wish`]); the reply holds them
//! in any order ([`read`]), so each is known by the address it is for. [`Tokens`] keeps them and says which to ask for
//! again before they end.
//!
//! ```
//! use msnp::soap::token::{self, Audience, Form, Wish};
//! use msnp::types::{Email, Secret};
//!
//! let (email, password) = (Email::parse("alice@example.com")?, Secret::new("a password"));
//! // The policy is the fourth word of `USR 3 SSO S MBI_KEY_OLD nonce`.
//! let wishes = Wish::sso("MBI_KEY_OLD");
//! let request = token::request("https://login.example/RST.srf", Form::Rst, &email, &password, &wishes, false)?;
//! assert!(wishes.iter().any(|wish| wish.audience == Audience::Contacts));
//! assert_eq!(request.method, "POST");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod reply;
mod request;
mod store;

pub use reply::{Answer, Issued, Token, TokenError, read};
pub use request::{Form, Wish, request};
pub use store::Tokens;

/// How often a sign-in service may send us on to another.
pub const MAX_REDIRECTS: usize = 2;

/// Whom a token is for. The service knows each by an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// The sign-in service itself; real ones expect it to be asked for first, and its token is of no other use.
    Passport,
    /// The notification server from MSNP15 on: the token with the secret for the proof.
    Messenger,
    /// Offline messages, and the notification server of MSNP12 to 14.
    Offline,
    /// The address book.
    Contacts,
    /// Profiles and pictures.
    Storage,
    /// Sending offline messages to services of the later years.
    Secure,
}

impl Audience {
    /// Every one.
    pub const ALL: [Self; 6] =
        [Self::Passport, Self::Messenger, Self::Offline, Self::Contacts, Self::Storage, Self::Secure];

    /// The address that stands for it.
    pub const fn address(self) -> &'static str {
        match self {
            Self::Passport => "http://Passport.NET/tb",
            Self::Messenger => "messengerclear.live.com",
            Self::Offline => "messenger.msn.com",
            Self::Contacts => "contacts.msn.com",
            Self::Storage => "storage.msn.com",
            Self::Secure => "messengersecure.live.com",
        }
    }

    /// Whom an address stands for; scheme, case and a slash at the end don't count.
    pub fn from_address(address: &str) -> Option<Self> {
        fn bare(address: &str) -> &str {
            let address = address.trim();
            address.split_once("://").map_or(address, |(_, rest)| rest).trim_end_matches('/')
        }
        Self::ALL.into_iter().find(|audience| bare(audience.address()).eq_ignore_ascii_case(bare(address)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_one_audience() {
        for audience in Audience::ALL {
            assert_eq!(Audience::from_address(audience.address()), Some(audience));
        }
        assert_eq!(Audience::from_address(" HTTPS://Contacts.MSN.com/ "), Some(Audience::Contacts));
        assert_eq!(Audience::from_address("passport.net/tb"), Some(Audience::Passport));
        for other in ["", "msn.com", "contacts.msn.com.evil.example", "http://"] {
            assert_eq!(Audience::from_address(other), None, "{other}");
        }
    }
}
