//! Percent-encoding as the protocol has it.

use std::borrow::Cow;
use std::fmt;

/// A parameter in its wire form: percent-encoded, without spaces. Kept as it came, so that what is read and written
/// again is the same to the byte; decoded when somebody asks for the text.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Encoded(String);

impl Encoded {
    /// Encodes a text: every byte but ASCII letters, digits and `-_.~@` becomes `%XX`.
    pub fn from_text(text: &str) -> Self {
        let mut out = String::with_capacity(text.len());
        for byte in text.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'@') {
                out.push(char::from(byte));
            } else {
                const HEX: &[u8; 16] = b"0123456789ABCDEF";
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
        Self(out)
    }

    /// Takes a parameter as it came.
    pub fn from_wire(parameter: &str) -> Self {
        Self(parameter.to_owned())
    }

    /// The wire form.
    pub fn as_wire(&self) -> &str {
        &self.0
    }

    /// The text. A `%` that no two hexadecimal digits follow stays as it is; bytes that aren't UTF-8 become U+FFFD.
    /// `+` is a plus.
    pub fn text(&self) -> String {
        decode(&self.0).into_owned()
    }
}

/// Decodes `%XX` in a parameter.
pub fn decode(parameter: &str) -> Cow<'_, str> {
    if !parameter.contains('%') {
        return Cow::Borrowed(parameter);
    }
    let bytes = parameter.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digit = |i: usize| bytes.get(i).and_then(|b| char::from(*b).to_digit(16));
        if bytes[at] == b'%'
            && let (Some(high), Some(low)) = (digit(at + 1), digit(at + 2))
        {
            out.push(u8::try_from(high * 16 + low).unwrap_or_default());
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    Cow::Owned(String::from_utf8(out).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned()))
}

impl fmt::Debug for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}
impl From<&str> for Encoded {
    fn from(text: &str) -> Self {
        Self::from_text(text)
    }
}
