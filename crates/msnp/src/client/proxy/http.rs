//! The tunnel through an HTTP proxy: `CONNECT host:port` (RFC 9110 §9.3.6), the password as Basic (RFC 7617).

use super::ProxyServer;
use crate::client::connection::reason;
use crate::types::Endpoint;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// The longest answer, its header lines included.
const MAX_HEAD: usize = 16 * 1024;

/// Asks for a tunnel; after it the stream is the target's.
pub(super) async fn tunnel<S>(stream: &mut S, proxy: &ProxyServer, target: &Endpoint) -> Result<(), String>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let place = &proxy.endpoint;
    let broken = |error: std::io::Error| format!("The proxy at {place} broke off: {}.", reason(&error));
    stream.write_all(request(proxy, target).as_bytes()).await.map_err(broken)?;
    let mut head = Vec::new();
    // One byte at a time: what comes after the head is the target's already.
    while !head.ends_with(b"\r\n\r\n") && !head.ends_with(b"\n\n") {
        let byte = match stream.read_u8().await {
            Ok(byte) => byte,
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Err(not_http(place)),
            Err(error) => return Err(broken(error)),
        };
        head.push(byte);
        if head.len() > MAX_HEAD || (head.len() == 5 && head != b"HTTP/") {
            return Err(not_http(place));
        }
    }
    judge(proxy, target, &String::from_utf8_lossy(&head))
}

fn request(proxy: &ProxyServer, target: &Endpoint) -> String {
    let proof = proxy.credentials.as_ref().map(|(name, password)| {
        let proof = STANDARD.encode(format!("{name}:{}", password.expose()));
        format!("Proxy-Authorization: Basic {proof}\r\n")
    });
    format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{}\r\n", proof.unwrap_or_default())
}

fn not_http(place: &Endpoint) -> String {
    format!("What answers at {place} is no HTTP proxy. Check its address and its kind.")
}

/// What the answer means.
fn judge(proxy: &ProxyServer, target: &Endpoint, head: &str) -> Result<(), String> {
    let place = &proxy.endpoint;
    let status = head.lines().next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse::<u16>().ok());
    Err(match status {
        Some(200..=299) => return Ok(()),
        Some(407) if !offers_basic(head) => {
            format!("The proxy at {place} wants a kind of sign-in that this program doesn't have.")
        }
        Some(407) => wants_password(proxy),
        Some(403 | 405) => {
            format!(
                "The proxy at {place} doesn't allow connections to port {}. Use the gateway, or ask whoever runs it.",
                target.port
            )
        }
        Some(502..=504) => format!("The proxy at {place} can't reach {target}."),
        Some(code) => format!("The proxy at {place} refused the connection (status {code})."),
        None => not_http(place),
    })
}

/// Which sentence a missing or wrong password gets.
pub(in crate::client) fn wants_password(proxy: &ProxyServer) -> String {
    let place = &proxy.endpoint;
    match proxy.credentials {
        Some(_) => format!("The proxy at {place} doesn't accept that name and password. Correct them."),
        None => format!("The proxy at {place} wants a password."),
    }
}

/// Whether the password may be sent as it is. A proxy that doesn't say how gets the benefit of the doubt.
fn offers_basic(head: &str) -> bool {
    let offers = head.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("Proxy-Authenticate").then(|| value.trim().to_ascii_lowercase())
    });
    let mut offers = offers.peekable();
    offers.peek().is_none() || offers.any(|offer| offer.starts_with("basic"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Secret;
    use proptest::prelude::*;

    fn proxy(credentials: Option<(&str, &str)>) -> ProxyServer {
        let endpoint = Endpoint { host: "proxy.example".to_owned(), port: 3128 };
        let credentials = credentials.map(|(name, password)| (name.to_owned(), Secret::new(password)));
        ProxyServer { endpoint, credentials }
    }
    fn target() -> Endpoint {
        Endpoint { host: "::1".to_owned(), port: 1863 }
    }

    #[test]
    fn the_request_is_as_the_rfcs_have_it() {
        // The example of RFC 7617 §2.
        assert_eq!(
            request(&proxy(Some(("Aladdin", "open sesame"))), &target()),
            "CONNECT [::1]:1863 HTTP/1.1\r\nHost: [::1]:1863\r\n\
             Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n"
        );
        assert_eq!(request(&proxy(None), &target()), "CONNECT [::1]:1863 HTTP/1.1\r\nHost: [::1]:1863\r\n\r\n");
    }

    #[tokio::test]
    async fn what_follows_the_answer_is_left_alone() {
        let (mut ours, mut theirs) = tokio::io::duplex(4096);
        theirs.write_all(b"HTTP/1.0 200 Connection established\r\nVia: x\r\n\r\nVER 1 0\r\n").await.expect("room");
        tunnel(&mut ours, &proxy(None), &target()).await.expect("a tunnel");
        let mut rest = [0; 9];
        ours.read_exact(&mut rest).await.expect("the target's words");
        assert_eq!(&rest, b"VER 1 0\r\n");
    }

    #[tokio::test]
    async fn every_refusal_says_what_to_do() {
        let basic = "Proxy-Authenticate: Negotiate\r\nProxy-Authenticate: Basic realm=\"x\"\r\n";
        for (answer, credentials, sentence) in [
            (format!("HTTP/1.1 407 x\r\n{basic}\r\n"), None, "The proxy at proxy.example:3128 wants a password."),
            ("HTTP/1.1 407\r\n\r\n".to_owned(), None, "The proxy at proxy.example:3128 wants a password."),
            (
                format!("HTTP/1.1 407 x\r\n{basic}\r\n"),
                Some(("bob", "wrong")),
                "The proxy at proxy.example:3128 doesn't accept that name and password. Correct them.",
            ),
            (
                "HTTP/1.1 407 x\r\nproxy-authenticate: NTLM\r\n\r\n".to_owned(),
                None,
                "The proxy at proxy.example:3128 wants a kind of sign-in that this program doesn't have.",
            ),
            (
                "HTTP/1.1 403 Forbidden\r\n\r\n".to_owned(),
                None,
                "The proxy at proxy.example:3128 doesn't allow connections to port 1863. Use the gateway, or ask whoever \
                 runs it.",
            ),
            ("HTTP/1.1 504 x\n\n".to_owned(), None, "The proxy at proxy.example:3128 can't reach [::1]:1863."),
            (
                "SSH-2.0-x\r\n".to_owned(),
                None,
                "What answers at proxy.example:3128 is no HTTP proxy. Check its address and its kind.",
            ),
            (
                "HTTP/1.1 x\r\n\r\n".to_owned(),
                None,
                "What answers at proxy.example:3128 is no HTTP proxy. Check its address and its kind.",
            ),
            (
                format!("HTTP/1.1 200 x\r\n{}", "a: b\r\n".repeat(9000)),
                None,
                "What answers at proxy.example:3128 is no HTTP proxy. Check its address and its kind.",
            ),
        ] {
            let (mut ours, mut theirs) = tokio::io::duplex(128 * 1024);
            theirs.write_all(answer.as_bytes()).await.expect("room");
            let refused = tunnel(&mut ours, &proxy(credentials), &target()).await;
            assert_eq!(refused, Err(sentence.to_owned()));
        }
    }

    proptest! {
        #[test]
        fn garbage_is_no_tunnel(head in "[^2]{0,200}") {
            prop_assert!(judge(&proxy(None), &target(), &head).is_err());
        }
    }
}
