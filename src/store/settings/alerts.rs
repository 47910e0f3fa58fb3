//! What is told of everybody. What is told of one person by wish is [`Watch`](super::Watch).

use serde::{Deserialize, Serialize};

/// The occasions that are told by a notification, and what else happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Alerts {
    /// A friend comes online.
    pub online: bool,
    /// Somebody writes or nudges.
    pub message: bool,
    /// Somebody calls and says nothing.
    pub call: bool,
    /// Messages waited at the service.
    pub waited: bool,
    /// Somebody added us, or invites us to a circle.
    pub added: bool,
    /// None of them while one is busy or on the telephone.
    pub silent_when_busy: bool,
    /// The first message of somebody opens a window.
    pub open_window: bool,
    /// A nudge shakes its window.
    pub shake: bool,
}

impl Default for Alerts {
    fn default() -> Self {
        Self {
            online: true,
            message: true,
            call: true,
            waited: true,
            added: true,
            silent_when_busy: true,
            open_window: true,
            shake: true,
        }
    }
}
