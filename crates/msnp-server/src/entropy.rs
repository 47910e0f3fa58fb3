//! Randomness from outside: the system's for a real server, a seed's for a simulation.

use std::fmt::Write as _;

/// Where random bytes come from.
pub trait Entropy: Send {
    /// Fills the bytes. For a real server nobody may be able to guess them.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// The system's random source.
#[derive(Debug, Clone, Copy)]
pub struct SystemEntropy(());

impl SystemEntropy {
    /// Tries the source once, so that a system without one is found out at start.
    ///
    /// # Errors
    /// When the system has no random source.
    pub fn new() -> Result<Self, getrandom::Error> {
        getrandom::fill(&mut [0; 16])?;
        Ok(Self(()))
    }
}

impl Entropy for SystemEntropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        // It answered at start. Going on with bytes that can be guessed would be worse than stopping.
        assert!(getrandom::fill(bytes).is_ok(), "the system's random source failed");
    }
}

/// Bytes that follow from a seed: for tests and simulations only.
#[derive(Debug, Clone)]
pub struct SeededEntropy(u64);

impl SeededEntropy {
    /// The same seed gives the same bytes.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }
}

impl Entropy for SeededEntropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        // SplitMix64.
        for chunk in bytes.chunks_mut(8) {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^= z >> 31;
            chunk.copy_from_slice(&z.to_le_bytes()[..chunk.len()]);
        }
    }
}

/// So many random bytes as lower-case hexadecimal.
pub(crate) fn hex(entropy: &mut (impl Entropy + ?Sized), bytes: usize) -> String {
    let mut raw = vec![0; bytes];
    entropy.fill(&mut raw);
    raw.iter().fold(String::with_capacity(bytes * 2), |mut out, byte| {
        // Writing to a string can't fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// A random GUID.
pub(crate) fn guid(entropy: &mut (impl Entropy + ?Sized)) -> String {
    let hex = hex(entropy, 16);
    format!("{}-{}-4{}-8{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
}

/// A random number.
pub(crate) fn number(entropy: &mut (impl Entropy + ?Sized)) -> u32 {
    let mut raw = [0; 4];
    entropy.fill(&mut raw);
    u32::from_le_bytes(raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_has_its_shape() {
        let mut entropy = SeededEntropy::new(1);
        let (one, other) = (guid(&mut entropy), guid(&mut entropy));
        assert_ne!(one, other);
        assert_eq!(one.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert!(one.chars().all(|c| c == '-' || c.is_ascii_hexdigit()));
        assert!(SystemEntropy::new().is_ok());
    }
}
