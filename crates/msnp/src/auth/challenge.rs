//! The answer to `CHL`, in its two forms.

use super::md5;
use crate::dialect::Challenge;

/// The product ids that clients of all dialects had, with their keys.
pub const PRODUCTS: [(&str, &str); 16] = [
    ("msmsgs@msnmsgr.com", "Q1P7W2E4J9R8U3S5"),
    ("PROD0038W!61ZTF9", "VT6PX?UQTM4WM%YR"),
    ("PROD0058#7IL2{QD", "QHDCY@7R1TB6W?5B"),
    ("PROD0061VRRZH@4F", "JXQ6J@TUOGYV@N0M"),
    ("PROD00504RLUG%WL", "I2EBK%PYNLZL5_J4"),
    ("PROD0076ENE8*@AW", "CEQJ8}OE0!WTSWII"),
    ("PROD0090YUAUV{2B", "YMM8C_H7KCQ2S_KL"),
    ("PROD0101{0RM?UBW", "CFHUR$52U_{VIX5T"),
    ("PROD00974#MT*RC2", "LMCVO*18PQJ3H!K3"),
    ("PROD01065C%ZFN6F", "O4BG@C7BWLYQX?5G"),
    ("PROD0112J1LW7%NB", "RH96F{PHI8PPX_TJ"),
    ("PROD0113H11T8$X_", "RG@XY*28Q5QHS%Q5"),
    ("PROD0114ES4Z%Q5W", "PK}_A_0N_K%O?A9S"),
    ("PROD0118R6%2WYOS", "YIXPX@5I2P0UT*LK"),
    ("PROD0119GSJUC$18", "ILTXC!4IXB5FB*PX"),
    ("PROD0120PW!CCV9@", "C1BX{V4W}Q3*10SM"),
];

/// The answer that `kind` of challenge wants, with this product id and key.
pub fn answer(kind: Challenge, challenge: &str, (id, key): (&str, &str)) -> String {
    match kind {
        Challenge::Plain => plain(challenge, key),
        Challenge::Mixed => mixed(challenge, id, key),
    }
}

/// MSNP6 to 10: the MD5 of challenge and key.
pub fn plain(challenge: &str, key: &str) -> String {
    md5::hex([challenge.as_bytes(), key.as_bytes()].concat())
}

/// MSNP11 and later: the MD5 of challenge and key, mixed with a 64-bit sum over challenge and product id.
pub fn mixed(challenge: &str, id: &str, key: &str) -> String {
    const MODULUS: u64 = 0x7fff_ffff;
    const FACTOR: u64 = 0x0e79_a9c1;

    let digest: [u8; 16] = ::md5::compute([challenge.as_bytes(), key.as_bytes()].concat()).0;
    let digest = words(&digest);
    // The sum works on masked words, but what it is mixed into at the end is the digest itself.
    let k: Vec<u64> = digest.iter().map(|word| u64::from(word & 0x7fff_ffff)).collect();

    // Filled up with zeros to eight bytes; a text that already fits gets eight more, as most clients do it.
    let mut text = [challenge.as_bytes(), id.as_bytes()].concat();
    text.resize(text.len() / 8 * 8 + 8, b'0');

    let (mut high, mut low) = (0_u64, 0_u64);
    for pair in words(&text).chunks_exact(2) {
        let (first, second) = (u64::from(pair[0]), u64::from(pair[1]));
        let t = (FACTOR * first) % MODULUS + high;
        let t = (k[0] * t + k[1]) % MODULUS;
        high = (second + t) % MODULUS;
        high = (k[2] * high + k[3]) % MODULUS;
        low = low.wrapping_add(high + t);
    }
    let mix = [(high + k[1]) % MODULUS, (low.wrapping_add(k[3])) % MODULUS];

    let mut out = String::with_capacity(32);
    for (index, word) in digest.iter().enumerate() {
        let half = u32::try_from(mix[index % 2]).unwrap_or_default();
        for byte in (word ^ half).to_le_bytes() {
            out.push_str(&format!("{byte:02x}"));
        }
    }
    out
}

/// Little-endian words; a rest of fewer than four bytes is left out.
fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Dialect;

    #[test]
    fn plain_answers() {
        for (challenge, expected) in [
            ("15570131571988941333", "8f2f5a91b72102cd28355e9fc9000d6e"),
            ("11111111111111111111", "3b6666b60157322b6fc6e41a115968f5"),
            ("12345678901234567890", "8ba1bb9d6dbf624fee31a2053af5fdd0"),
        ] {
            assert_eq!(plain(challenge, "Q1P7W2E4J9R8U3S5"), expected);
        }
    }

    #[test]
    fn mixed_answers() {
        for (challenge, product, expected) in [
            ("22210219642164014968", "PROD0090", "85ecb0db8f32113df79ce0892b9a102c"),
            ("36819795137093047918", "PROD0090", "e7ad3cb09d3e9e4e7c720175984809e9"),
            ("21948129323261853323", "PROD0090", "59bcf63ed21f44906c3d3e121ddbed65"),
            ("41525959199453244913", "PROD0090", "dcb8ff529e4dd12cc43389851128d2db"),
            ("31744216663023315951", "PROD0090", "d15553d0ea89c9f63bbb98a208fa4235"),
            ("14494180082586329971", "PROD0090", "4e11d4cd56a65bdf04f60aa133db7ebc"),
            ("11533365622852247127", "PROD0113", "f086d1ded067186deca8dba2231602cf"),
            ("237191752526424888127371168", "PROD0113", "65b6b623c649c25629af048d34066040"),
            ("12345678901234567890", "PROD0090", "a57a33d300de0b8c4d3c074d423e25fb"),
            ("12345678901234567890", "PROD0101", "7273d989239f9bc4bbde22f72b399453"),
            ("12345678901234567890", "PROD0112", "7cc3d03d3ca73f49bc47a9d72b839a9c"),
            ("12345678901234567890", "PROD0114", "192bf147d224b715cd074811fecb56af"),
            ("12345678901234567890", "PROD0119", "3f16eba5629b9abc4a37c2cfbdc0f5d7"),
            ("12345678901234567890", "PROD0120", "d21f78ed9cd4181eba9499824d73c215"),
            ("01234567890123456789", "PROD0114", "4fd1c66445c2a1442892b52a74d3662a"),
            ("01234567890123456789", "PROD0119", "60d27a85d4cc14534928d6bb8b9c7744"),
            ("00000000000000000000", "PROD0118", "330449653b22b7c400210db2e2f1aaaf"),
            ("1663122458434562624782678054", "PROD0120", "f379e91748f9722568da550eccefec47"),
            ("409356235934091823", "PROD0101", "416a1f48bc58d4cb94c732c166f666d3"),
        ] {
            let (id, key) = PRODUCTS.iter().find(|(id, _)| id.starts_with(product)).expect("a product of the table");
            assert_eq!(mixed(challenge, id, key), expected, "{challenge} {id}");
        }
    }

    #[test]
    fn each_dialect_has_the_product_that_answers_it() {
        let answer_in = |dialect: Dialect| {
            let features = dialect.features();
            features.challenge.map(|kind| answer(kind, "12345678901234567890", features.product))
        };
        assert_eq!(answer_in(Dialect::Msnp5), None);
        assert_eq!(answer_in(Dialect::Msnp6).as_deref(), Some("8ba1bb9d6dbf624fee31a2053af5fdd0"));
        assert_eq!(answer_in(Dialect::Msnp12).as_deref(), Some("a57a33d300de0b8c4d3c074d423e25fb"));
    }

    #[test]
    fn any_text_has_an_answer() {
        for challenge in ["", "é", "123", &"9".repeat(5000)] {
            assert_eq!(mixed(challenge, "id", "key").len(), 32);
            assert_eq!(plain(challenge, "key").len(), 32);
        }
    }
}
