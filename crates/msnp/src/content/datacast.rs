//! `text/x-msnmsgr-datacast`: nudge, wink, voice clip, action text.

/// What a datacast says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Datacast {
    /// ID 1
    Nudge,
    /// ID 2: the MSNObject of a wink
    Wink(String),
    /// ID 3: the MSNObject of a voice clip
    VoiceClip(String),
    /// ID 4: "Alice sends a kiss"
    Action(String),
    /// Another number.
    Other { id: String, data: Option<String> },
}
