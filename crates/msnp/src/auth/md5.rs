//! The salted MD5 of MSNP2 to 7. It proves a password to a server of that age; it protects nothing today.

use crate::types::Secret;
use crate::wire::escape;

/// The lower-case hexadecimal MD5 of some bytes.
pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    format!("{:x}", md5::compute(bytes))
}

/// What `USR t MD5 S` answers: the MD5 of challenge and password, one after the other.
///
/// The challenge is the parameter as it came; it is percent-decoded here.
pub fn response(challenge: &str, password: &Secret) -> String {
    let challenge = escape::decode(challenge);
    hex([challenge.as_bytes(), password.expose().as_bytes()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_sums_come_out() {
        let secret = |text: &str| Secret::new(text);
        assert_eq!(response("1722470400.12345", &secret("hunter2secret")), "78c89c13d8b7dae498f952500ecd7916");
        assert_eq!(response("1013928519.693957190", &secret("password")), "7f919fab309532df353c901430df36fa");
        assert_eq!(response("a%20b", &secret("c")), hex("a bc"));
    }
}
