//! A certificate in short, as people compare it.

use std::fmt;
use std::str::FromStr;

/// The SHA-256 of a certificate, written as `AB:CD:…`: thirty-two bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(pub [u8; 32]);

/// The text is no fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint is thirty-two pairs of hexadecimal digits")]
pub struct FingerprintError;

impl Fingerprint {
    /// The fingerprint of a certificate in DER, the form it has on the wire.
    pub fn of_certificate(der: &[u8]) -> Self {
        use sha2::Digest;
        Self(sha2::Sha256::digest(der).into())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, byte) in self.0.iter().enumerate() {
            let separator = if n == 0 { "" } else { ":" };
            write!(f, "{separator}{byte:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Fingerprint {
    type Err = FingerprintError;
    /// Takes the digits in either case, with or without colons.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut digits = text.trim().bytes().filter(|byte| *byte != b':');
        let mut digit = || digits.next().and_then(|byte| char::from(byte).to_digit(16)).ok_or(FingerprintError);
        let mut bytes = [0; 32];
        for byte in &mut bytes {
            *byte = u8::try_from(digit()? << 4 | digit()?).map_err(|_| FingerprintError)?;
        }
        if digits.next().is_some() { Err(FingerprintError) } else { Ok(Self(bytes)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_and_read() {
        let empty = Fingerprint::of_certificate(b"");
        let text = "E3:B0:C4:42:98:FC:1C:14:9A:FB:F4:C8:99:6F:B9:24:27:AE:41:E4:64:9B:93:4C:A4:95:99:1B:78:52:B8:55";
        assert_eq!(empty.to_string(), text);
        assert_eq!(text.parse(), Ok(empty));
        assert_eq!(text.replace(':', "").to_lowercase().parse(), Ok(empty));
        for bad in ["", "AB", &text[1..], &format!("{text}:00"), &text.replace('E', "G")] {
            assert_eq!(bad.parse::<Fingerprint>(), Err(FingerprintError), "{bad}");
        }
    }
}
