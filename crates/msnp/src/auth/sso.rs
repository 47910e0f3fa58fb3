//! The proof of the SSO sign-in (MSNP15 and later): what `USR t SSO S` says beside the ticket.
//!
//! The sign-in service gives a ticket and a secret; the notification server gives a nonce. The proof shows that we
//! hold the secret without sending it: two keys come from the secret by HMAC-SHA1, one signs the nonce, with the other
//! it is encrypted by Triple DES, and header, start vector, signature and cipher text travel as base64.

use crate::types::Secret;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeEncrypt, KeyIvInit};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;

/// The longest nonce that is answered, in bytes; those of the network are 64.
const MAX_NONCE: usize = 4096;

/// The longest secret that is taken, in characters of base64; those of the network are 32.
const MAX_SECRET: usize = 1024;

const SIGNATURE: &[u8] = b"WS-SecureConversationSESSION KEY HASH";
const ENCRYPTION: &[u8] = b"WS-SecureConversationSESSION KEY ENCRYPTION";

/// Some servers leave bits behind the last byte, or the padding away.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Why there is no proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SsoError {
    /// The secret of the sign-in service isn't base64, or empty.
    #[error("the sign-in service gave a secret that can't be used")]
    Secret,
    /// The nonce is longer than anything that makes sense.
    #[error("the server's sign-in nonce is too long")]
    Nonce,
}

/// The longest proof that is looked at, in characters of base64: one for the longest nonce.
const MAX_PROOF: usize = (HEADER + IV + SIGNED + MAX_NONCE + 8).div_ceil(3) * 4;

/// How long header, start vector and signature are.
const HEADER: usize = 28;
const IV: usize = 8;
const SIGNED: usize = 20;

/// The proof for this nonce, as base64. `secret` is the `BinarySecret` of the token for `messengerclear.live.com`, as
/// it came; `iv` is eight bytes of fresh entropy.
///
/// # Errors
/// When the secret or the nonce can't be used.
pub fn proof(secret: &Secret, nonce: &str, iv: [u8; 8]) -> Result<Secret, SsoError> {
    raw_proof(secret, nonce, iv).map(|bytes| Secret::new(STANDARD.encode(bytes)))
}

/// Whether this is a proof for the nonce that was made with the secret: the server's side. There is one proof for each
/// start vector, so it is made again and compared whole, in constant time; nothing of what came is decrypted, and no
/// field of it is believed.
pub fn verify(secret: &Secret, nonce: &str, proof: &str) -> bool {
    let proof = proof.trim();
    if proof.len() > MAX_PROOF {
        return false;
    }
    let Ok(given) = LENIENT.decode(proof) else { return false };
    let Some(iv) = given.get(HEADER..HEADER + IV).and_then(|iv| <[u8; IV]>::try_from(iv).ok()) else { return false };
    raw_proof(secret, nonce, iv).is_ok_and(|right| right.ct_eq(&given).into())
}

fn raw_proof(secret: &Secret, nonce: &str, iv: [u8; 8]) -> Result<Vec<u8>, SsoError> {
    if nonce.len() > MAX_NONCE {
        return Err(SsoError::Nonce);
    }
    let secret = secret.expose().trim();
    if secret.is_empty() || secret.len() > MAX_SECRET {
        return Err(SsoError::Secret);
    }
    let secret = LENIENT.decode(secret).map_err(|_| SsoError::Secret)?;
    let signature = hmac(&derive(&secret, SIGNATURE), &[nonce.as_bytes()]);
    let cipher = encrypt(&derive(&secret, ENCRYPTION), iv, nonce.as_bytes());

    let mut out = Vec::with_capacity(HEADER + IV + SIGNED + cipher.len());
    let length = u32::try_from(cipher.len()).map_err(|_| SsoError::Nonce)?;
    // Length of this header, CBC, Triple DES, SHA1, and the lengths of what follows.
    for word in [28, 1, 0x6603, 0x8004, 8, 20, length] {
        out.extend_from_slice(&word.to_le_bytes());
    }
    out.extend_from_slice(&iv);
    out.extend_from_slice(&signature);
    out.extend_from_slice(&cipher);
    Ok(out)
}

/// A key of 24 bytes from the secret and a purpose: two rounds of the P_SHA1 of TLS.
fn derive(secret: &[u8], purpose: &[u8]) -> [u8; 24] {
    let first = hmac(secret, &[purpose]);
    let second = hmac(secret, &[&first]);
    let mut key = [0; 24];
    key[..20].copy_from_slice(&hmac(secret, &[&first, purpose]));
    key[20..].copy_from_slice(&hmac(secret, &[&second, purpose])[..4]);
    key
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 20] {
    // A key longer than a block is hashed first; RFC 2104. Said here so that no length can fail.
    const BLOCK: usize = 64;
    let mut block = [0; BLOCK];
    if key.len() > BLOCK {
        use sha1::Digest as _;
        block[..20].copy_from_slice(&Sha1::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let mut mac = Hmac::<Sha1>::new(&block.into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Triple DES in CBC mode with the padding of PKCS: eight eights after a nonce of 64 bytes.
fn encrypt(key: &[u8; 24], iv: [u8; 8], plain: &[u8]) -> Vec<u8> {
    cbc::Encryptor::<des::TdesEde3>::new(&(*key).into(), &iv.into()).encrypt_padded_vec::<Pkcs7>(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn decoded(text: &str) -> Vec<u8> {
        LENIENT.decode(text).expect("base64")
    }

    const OWN: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";
    const NONCE: &str = "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoOEhYaHiImKi4yNjo+QkZKT";
    const START: [u8; 8] = [1, 2, 3, 4, 5, 6, 7, 8];

    #[test]
    fn the_published_proofs_come_out() {
        for (letter, expected) in [
            (
                "A",
                "HAAAAAEAAAADZgAABIAAAAgAAAAUAAAASAAAAAAAAAAAAAAA7XgT5ohvaZdoXdrWUUcMF2G8OK2JohyYcK5l5MJSitab33scxJeK/RQX\
                 cUr0L+R2ZA9CEAzn0izmUzSMp2LZdxSbHtnuxCmptgtoScHp9E26HjQVkA9YJxgK/HM=",
            ),
            (
                "B",
                "HAAAAAEAAAADZgAABIAAAAgAAAAUAAAASAAAAAAAAAAAAAAAywfWRZVnRRZTqPkW6HBIrOmPuYiFbzcpvYmP2QzhpH+VdKwtqUTt/gdb\
                 DqlMZvR1o7ve9ex44otMOxYtnNYIQ+lfoj+PKcsHT+T7GA1hfMsTVbGqoYYe3B5/WW0=",
            ),
        ] {
            let secret = Secret::new(format!("{}=", letter.repeat(31)));
            let nonce = format!("{}=", letter.repeat(63));
            assert_eq!(proof(&secret, &nonce, [0; 8]), Ok(Secret::new(expected)), "{letter}");
        }
    }

    #[test]
    fn every_step_of_the_published_proof() {
        let secret = decoded(&format!("{}=", "A".repeat(31)));
        let (sign, encrypt) = (derive(&secret, SIGNATURE), derive(&secret, ENCRYPTION));
        assert_eq!(hex(&sign), "51fecc58efdcf0b3a156dd7fb63b2b35525abb6e44fb28bc");
        assert_eq!(hex(&encrypt), "5fb82627f21ddea543ca19997f4ad06e16aa09a623b78152");
        let nonce = format!("{}=", "A".repeat(63));
        assert_eq!(hex(&hmac(&sign, &[nonce.as_bytes()])), "ed7813e6886f6997685ddad651470c1761bc38ad");
    }

    #[test]
    fn a_secret_of_full_length() {
        let secret = decoded(OWN);
        let first = hmac(&secret, &[SIGNATURE]);
        assert_eq!(hex(&first), "a829a0e166de9defa7c91d1f22b75f94610859e3");
        assert_eq!(hex(&hmac(&secret, &[&first])), "9d684ed9c4f0a5b774f2b38ea780ce91ac3fb150");
        let (sign, key) = (derive(&secret, SIGNATURE), derive(&secret, ENCRYPTION));
        assert_eq!(hex(&sign), "06af2ac1f46df3fde6e65fef60a13bd21eabb69f09a542c0");
        assert_eq!(hex(&key), "2dd0114b936beb17cc1d7fa10191010bb4b7b487404c43e3");
        assert_eq!(hex(&hmac(&sign, &[NONCE.as_bytes()])), "b57348115695b0ffe9bf8da40b757946b6f7c194");
        assert_eq!(
            hex(&encrypt(&key, START, NONCE.as_bytes())),
            "a8ca6ca4c21ae454e722c82fd854c7fdb020c9807ea38cf3ab8e23e616611875a8949b10ba44c83ff53a60cda6b77851c24d2c78b9a8\
             f0e00bfd60ed7d5f62c263b307811d3eedde"
        );
        let blob = proof(&Secret::new(OWN), NONCE, START).expect("a proof");
        assert_eq!(
            blob.expose(),
            "HAAAAAEAAAADZgAABIAAAAgAAAAUAAAASAAAAAECAwQFBgcItXNIEVaVsP/pv42kC3V5Rrb3wZSoymykwhrkVOciyC/YVMf9sCDJgH6jjPOr\
             jiPmFmEYdaiUmxC6RMg/9Tpgzaa3eFHCTSx4uajw4Av9YO19X2LCY7MHgR0+7d4="
        );
        assert_eq!((blob.expose().len(), decoded(blob.expose()).len()), (172, 128));
    }

    #[test]
    fn any_length_of_secret_and_nonce() {
        for length in [1, 2, 3, 20, 63, 64, 65, 100, 500] {
            let secret = Secret::new(STANDARD.encode(vec![7; length]));
            for nonce in [0, 1, 7, 8, 9, 63, 64, 65, MAX_NONCE] {
                let blob = proof(&secret, &"x".repeat(nonce), START).expect("a proof");
                assert_eq!(decoded(blob.expose()).len(), 56 + (nonce / 8 + 1) * 8);
            }
        }
        // RFC 2202, cases 1 and 6: a short key, and one longer than a block.
        assert_eq!(hex(&hmac(&[0x0b; 20], &[b"Hi There"])), "b617318655057264e28bc0b6fb378c8ef146be00");
        assert_eq!(
            hex(&hmac(&[0xaa; 80], &[b"Test Using Larger Than Block-Size Key - Hash Key First"])),
            "aa4ae5e15272d00e95705637ce8a3b55ed402112"
        );
    }

    #[test]
    fn what_can_t_be_used_is_said() {
        for secret in ["", " ", "!!!!", "A", &"A".repeat(MAX_SECRET + 4)] {
            assert_eq!(proof(&Secret::new(secret), NONCE, START), Err(SsoError::Secret), "{secret}");
        }
        assert_eq!(proof(&Secret::new(OWN), &"x".repeat(MAX_NONCE + 1), START), Err(SsoError::Nonce));
        assert_eq!(proof(&Secret::new(format!("\n {OWN} ")), NONCE, START), proof(&Secret::new(OWN), NONCE, START));
    }

    #[test]
    fn a_server_takes_the_proof_and_nothing_else() {
        let secret = Secret::new(OWN);
        let right = proof(&secret, NONCE, START).expect("a proof");
        assert!(verify(&secret, NONCE, right.expose()));
        // Whatever its start vector, and however its base64 ends.
        let other = proof(&secret, NONCE, [0; 8]).expect("a proof");
        assert!(verify(&secret, NONCE, other.expose()) && verify(&secret, NONCE, right.expose().trim_end_matches('=')));
        assert!(!verify(&Secret::new("AAECAwQFBgcICQoLDA0ODxAREhMUFRYY"), NONCE, right.expose()));
        assert!(!verify(&secret, &NONCE.replace('Z', "Y"), right.expose()));
        // Any byte of it: lengths, names of ciphers, start vector, signature, cipher text.
        let bytes = decoded(right.expose());
        for at in 0..bytes.len() {
            for flip in [1, 0x80, 0xff] {
                let mut bytes = bytes.clone();
                bytes[at] ^= flip;
                assert!(!verify(&secret, NONCE, &STANDARD.encode(bytes)), "{at} {flip}");
            }
            assert!(!verify(&secret, NONCE, &STANDARD.encode(&bytes[..at])), "cut at {at}");
        }
        assert!(!verify(&secret, NONCE, &STANDARD.encode([bytes, vec![8; 8]].concat())));
        for nothing in ["", "=", "!!!!", "é", &"A".repeat(1_000_000)] {
            assert!(!verify(&secret, NONCE, nothing));
        }
        // Without a secret that can be used there is no proof either.
        assert!(!verify(&Secret::new(""), NONCE, right.expose()));
    }

    #[test]
    fn the_longest_proof_is_looked_at() {
        let nonce = "x".repeat(MAX_NONCE);
        let longest = proof(&Secret::new(OWN), &nonce, START).expect("a proof");
        assert!(longest.expose().len() <= MAX_PROOF && verify(&Secret::new(OWN), &nonce, longest.expose()));
    }
}
