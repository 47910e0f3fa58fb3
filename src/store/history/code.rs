//! Why a message failed, in words for the file: the sentence is made when it is read, in the reader's language.

use msnp::error::{ErrorCode, RequestError};
use msnp::types::EmailError;

/// A reason as it stands in the file.
pub(super) fn write(error: &RequestError) -> String {
    match error {
        RequestError::Server(code) => return format!("server {}", code.0),
        RequestError::TooLong(limit) => return format!("too-long {limit}"),
        RequestError::Address(_) => "address",
        RequestError::Timeout => "timeout",
        RequestError::ConnectionLost => "connection-lost",
        RequestError::NotSignedIn => "not-signed-in",
        RequestError::Unsupported => "unsupported",
        RequestError::UnknownContact => "unknown-contact",
        RequestError::UnknownGroup => "unknown-group",
        RequestError::Empty => "empty",
        RequestError::Unreachable => "unreachable",
        RequestError::Uncertain => "uncertain",
        RequestError::NotAcknowledged => "not-acknowledged",
        RequestError::ConversationClosed => "conversation-closed",
        RequestError::QueueFull => "queue-full",
    }
    .to_owned()
}

/// The reason behind such words. What a later program wrote is the nearest that this one knows.
pub(super) fn read(text: &str) -> RequestError {
    let (word, number) = text.split_once(' ').unwrap_or((text, ""));
    match word {
        "server" => RequestError::Server(ErrorCode(number.parse().unwrap_or_default())),
        "too-long" => RequestError::TooLong(number.parse().unwrap_or_default()),
        "address" => RequestError::Address(EmailError::Shape),
        "timeout" => RequestError::Timeout,
        "not-signed-in" => RequestError::NotSignedIn,
        "unsupported" => RequestError::Unsupported,
        "unknown-contact" => RequestError::UnknownContact,
        "unknown-group" => RequestError::UnknownGroup,
        "empty" => RequestError::Empty,
        "unreachable" => RequestError::Unreachable,
        "uncertain" => RequestError::Uncertain,
        "not-acknowledged" => RequestError::NotAcknowledged,
        "conversation-closed" => RequestError::ConversationClosed,
        "queue-full" => RequestError::QueueFull,
        _ => RequestError::ConnectionLost,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_is_read_as_it_was_written() {
        use RequestError::{
            ConnectionLost, ConversationClosed, Empty, NotAcknowledged, NotSignedIn, QueueFull, Server, Timeout,
            TooLong, Uncertain, UnknownContact, UnknownGroup, Unreachable, Unsupported,
        };
        let all = [
            Server(ErrorCode(217)),
            Timeout,
            ConnectionLost,
            NotSignedIn,
            Unsupported,
            UnknownContact,
            UnknownGroup,
            TooLong(1_664),
            Empty,
            RequestError::Address(EmailError::Shape),
            Unreachable,
            Uncertain,
            NotAcknowledged,
            ConversationClosed,
            QueueFull,
        ];
        for error in all {
            assert_eq!(read(&write(&error)), error);
        }
        assert_eq!(read("of a later program"), ConnectionLost);
    }
}
