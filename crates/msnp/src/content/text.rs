//! `text/plain` with `X-MMS-IM-Format`.

/// A colour as red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Color {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

/// How the sender wants the text to look (`X-MMS-IM-Format`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextFormat {
    /// `FN`: the font family; empty for the reader's own.
    pub font: String,
    /// `EF` B
    pub bold: bool,
    /// `EF` I
    pub italic: bool,
    /// `EF` U
    pub underline: bool,
    /// `EF` S
    pub strike: bool,
    /// `CO`: hexadecimal blue, green, red, without leading zeros.
    pub color: Color,
    /// `CS`: the Windows character set, hexadecimal on the wire.
    pub charset: u8,
    /// `PF`: pitch and family.
    pub pitch: u8,
    /// `RL=1`: right to left.
    pub right_to_left: bool,
}

/// A text message whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextMessage {
    /// The text, line ends as `\n`.
    pub text: String,
    /// How it looks; `None` when the sender didn't say.
    pub format: Option<TextFormat>,
    /// `P4-Context`: a name to show in place of the sender's.
    pub display_name: Option<String>,
    /// `User-Agent`, where a client names itself.
    pub user_agent: Option<String>,
}
