//! What the person has set, as TOML.

use msnp::content::TextFormat;
use std::collections::BTreeSet;

/// Every setting, with a default that needs no thought.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings {
    /// The address last signed in with.
    pub email: String,
    /// The preset last used.
    pub service: String,
    /// Whether the password is in the keyring.
    pub remember: bool,
    /// Whether to sign in at start.
    pub automatic: bool,
    /// The custom service's server, `host:port`.
    pub custom_server: String,
    /// The custom service's Nexus.
    pub custom_nexus: String,
    /// The look of own messages.
    pub format: TextFormat,
    /// Folded groups.
    pub folded: BTreeSet<String>,
    /// The main window's size.
    pub main_size: Option<(f32, f32)>,
    /// The conversation windows' size.
    pub conversation_size: Option<(f32, f32)>,
}
