//! The bodies that we send.

use crate::content::invitation::Invitation;
use crate::content::{Datacast, TextFormat, TextMessage, chunk, typing};
use crate::types::Email;
use bytes::Bytes;

/// The longest cookie of an invitation that is answered. It is a number below 2^32 by rights.
const MAX_INVITATION_COOKIE: usize = 64;

/// What a message of ours says.
#[derive(Debug, Clone, PartialEq)]
pub enum Say {
    /// Text, of any length that the program lets through.
    Text(String, TextFormat),
    /// Text that the program says by itself.
    Automatic(String, TextFormat),
    /// A nudge.
    Nudge,
}

impl Say {
    /// The longest text, in bytes.
    pub const MAX_TEXT: usize = 64 * 1024;

    /// How many bytes of text it holds.
    pub(crate) const fn size(&self) -> usize {
        match self {
            Self::Text(text, _) | Self::Automatic(text, _) => text.len(),
            Self::Nudge => 0,
        }
    }

    /// Its bodies, each within what a server lets through: one where it fits; else chunks where everybody joins them
    /// together again, and messages of their own where not.
    pub(crate) fn bodies(&self, chunked: bool, entropy: &mut u64) -> Vec<Bytes> {
        match self {
            Self::Nudge => vec![Datacast::Nudge.encode()],
            Self::Text(text, format) | Self::Automatic(text, format) => {
                let automatic = matches!(self, Self::Automatic(..));
                let message = TextMessage { automatic, ..TextMessage::new(text.clone(), format.clone()) };
                if chunked { chunk::split(&message, &message_id(entropy)) } else { message.parts() }
            }
        }
    }
}

/// "We type".
pub(super) fn typing(own: &Email) -> Bytes {
    typing::encode(own)
}

/// "Nothing here takes such an invitation", for those that want an answer.
pub(super) fn refusal(asked: &Invitation) -> Option<Bytes> {
    let asks = asked.command().is_some_and(|command| command.eq_ignore_ascii_case("INVITE"));
    let cookie = asked.cookie().filter(|cookie| !cookie.is_empty() && cookie.len() <= MAX_INVITATION_COOKIE)?;
    asks.then(|| Invitation::not_installed(cookie).encode())
}

fn message_id(entropy: &mut u64) -> String {
    chunk::message_id(u128::from(mix(entropy)) << 64 | u128::from(mix(entropy)))
}

/// A step of splitmix64: numbers that look random out of a seed. Nothing secret is made of them.
pub(crate) const fn mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation(command: &str, cookie: &str) -> Invitation {
        let pairs = [("Invitation-Command", command), ("Invitation-Cookie", cookie)];
        Invitation { fields: pairs.into_iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect() }
    }

    #[test]
    fn only_an_invitation_is_refused_and_only_one_that_can_be() {
        assert!(refusal(&invitation("INVITE", "33267")).is_some());
        assert_eq!(refusal(&invitation("CANCEL", "33267")), None, "or two programs would refuse each other for ever");
        assert_eq!(refusal(&invitation("INVITE", "")), None);
        assert_eq!(refusal(&invitation("INVITE", &"9".repeat(2000))), None, "the answer would be too long to send");
    }

    #[test]
    fn every_body_is_within_what_servers_let_through() {
        let format = TextFormat { font: "é".repeat(500), ..TextFormat::default() };
        let text = Say::Text("ü".repeat(Say::MAX_TEXT / 2), format);
        for chunked in [false, true] {
            let bodies = text.bodies(chunked, &mut 1);
            assert!(bodies.len() > 40);
            assert!(bodies.iter().all(|body| body.len() <= 1664));
        }
    }
}
