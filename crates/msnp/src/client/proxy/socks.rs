//! SOCKS5 (RFC 1928) with none or name and password (RFC 1929). Names go to the proxy as they are: where port 1863 is
//! shut, the name server often knows nothing of the world either.

use super::ProxyServer;
use crate::client::connection::reason;
use crate::types::Endpoint;
use std::io;
use std::net::IpAddr;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

const VERSION: u8 = 5;
const NO_SIGN_IN: u8 = 0;
const PASSWORD: u8 = 2;
const NO_METHOD: u8 = 0xff;
const CONNECT: u8 = 1;
const IPV4: u8 = 1;
const NAME: u8 = 3;
const IPV6: u8 = 4;

/// Asks for a connection; after it the stream is the target's.
pub(super) async fn connect<S>(stream: &mut S, proxy: &ProxyServer, target: &Endpoint) -> Result<(), String>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let place = &proxy.endpoint;
    let broken = |error: io::Error| match error.kind() {
        io::ErrorKind::UnexpectedEof => format!("The proxy at {place} hung up."),
        _ => format!("The proxy at {place} broke off: {}.", reason(&error)),
    };
    let methods: &[u8] = if proxy.credentials.is_some() { &[NO_SIGN_IN, PASSWORD] } else { &[NO_SIGN_IN] };
    let count = u8::try_from(methods.len()).unwrap_or_default();
    stream.write_all(&[&[VERSION, count], methods].concat()).await.map_err(broken)?;
    let [version, method] = read(stream).await.map_err(broken)?;
    if version != VERSION {
        return Err(format!("What answers at {place} is no SOCKS5 proxy. Check its address and its kind."));
    }
    match (method, &proxy.credentials) {
        (NO_SIGN_IN, _) => {}
        (PASSWORD, Some((name, password))) => {
            let proof = proof(name, password.expose())
                .ok_or_else(|| format!("The name or the password for the proxy at {place} is too long or empty."))?;
            stream.write_all(&proof).await.map_err(broken)?;
            let [_, status] = read(stream).await.map_err(broken)?;
            if status != 0 {
                return Err(super::http::wants_password(proxy));
            }
        }
        (NO_METHOD, None) => return Err(super::http::wants_password(proxy)),
        _ => return Err(format!("The proxy at {place} wants a kind of sign-in that this program doesn't have.")),
    }
    let request = request(target).ok_or_else(|| format!("The name {} is too long for a proxy.", target.host))?;
    stream.write_all(&request).await.map_err(broken)?;
    let [_, answer, _, kind] = read(stream).await.map_err(broken)?;
    if answer != 0 {
        return Err(refusal(place, target, answer));
    }
    // Where the proxy connects from is told, and of no use.
    let rest = match kind {
        IPV4 => 4,
        IPV6 => 16,
        NAME => usize::from(stream.read_u8().await.map_err(broken)?),
        _ => return Err(format!("What answers at {place} is no SOCKS5 proxy. Check its address and its kind.")),
    };
    let mut from = vec![0; rest + 2];
    stream.read_exact(&mut from).await.map_err(broken)?;
    Ok(())
}

async fn read<const N: usize>(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}

/// Name and password, each with its length before it; `None` when one doesn't fit.
fn proof(name: &str, password: &str) -> Option<Vec<u8>> {
    let mut proof = vec![1];
    for part in [name, password] {
        proof.push(u8::try_from(part.len()).ok().filter(|length| *length > 0)?);
        proof.extend_from_slice(part.as_bytes());
    }
    Some(proof)
}

fn request(target: &Endpoint) -> Option<Vec<u8>> {
    let mut request = vec![VERSION, CONNECT, 0];
    match target.host.parse() {
        Ok(IpAddr::V4(address)) => {
            request.push(IPV4);
            request.extend(address.octets());
        }
        Ok(IpAddr::V6(address)) => {
            request.push(IPV6);
            request.extend(address.octets());
        }
        Err(_) => {
            request.extend([NAME, u8::try_from(target.host.len()).ok()?]);
            request.extend_from_slice(target.host.as_bytes());
        }
    }
    request.extend(target.port.to_be_bytes());
    Some(request)
}

fn refusal(place: &Endpoint, target: &Endpoint, answer: u8) -> String {
    match answer {
        2 => format!(
            "The proxy at {place} doesn't allow connections to port {}. Use the gateway, or ask whoever runs it.",
            target.port
        ),
        3 | 4 => format!("The proxy at {place} can't reach {target}."),
        5 => format!("The proxy at {place} says that nobody answers at {target}."),
        6 => format!("The proxy at {place} had no answer from {target} in time."),
        _ => format!("The proxy at {place} refused the connection (number {answer})."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Secret;

    fn proxy(credentials: Option<(&str, &str)>) -> ProxyServer {
        let endpoint = Endpoint { host: "proxy.example".to_owned(), port: 1080 };
        let credentials = credentials.map(|(name, password)| (name.to_owned(), Secret::new(password)));
        ProxyServer { endpoint, credentials }
    }

    fn at(host: &str) -> Endpoint {
        Endpoint { host: host.to_owned(), port: 1863 }
    }

    /// Talks with a proxy that answers these bytes; what it was told, and what came of it.
    async fn talk(proxy: &ProxyServer, target: &Endpoint, answers: &[u8]) -> (Vec<u8>, Result<(), String>) {
        let (mut ours, mut theirs) = tokio::io::duplex(64 * 1024);
        theirs.write_all(answers).await.expect("room");
        theirs.shutdown().await.expect("an end");
        let result = connect(&mut ours, proxy, target).await;
        drop(ours);
        let mut told = Vec::new();
        theirs.read_to_end(&mut told).await.expect("what was told");
        (told, result)
    }

    #[tokio::test]
    async fn names_go_to_the_proxy() {
        let (told, result) =
            talk(&proxy(None), &at("a.example"), b"\x05\x00\x05\x00\x00\x01\x01\x02\x03\x04\x00\x50").await;
        assert_eq!(result, Ok(()));
        assert_eq!(told, b"\x05\x01\x00\x05\x01\x00\x03\x09a.example\x07\x47");
        for (host, told_as) in
            [("10.1.2.3", &b"\x01\x0a\x01\x02\x03"[..]), ("::1", b"\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01")]
        {
            let (told, result) = talk(&proxy(None), &at(host), b"\x05\x00\x05\x00\x00\x03\x01x\x00\x50").await;
            assert_eq!(result, Ok(()));
            assert_eq!(told, [b"\x05\x01\x00\x05\x01\x00", told_as, b"\x07\x47"].concat());
        }
    }

    #[tokio::test]
    async fn a_password_is_told_where_it_is_wanted() {
        let bob = proxy(Some(("bob", "hunter2")));
        let success = b"\x05\x02\x01\x00\x05\x00\x00\x01\0\0\0\0\0\0";
        let (told, result) = talk(&bob, &at("10.1.2.3"), success).await;
        assert_eq!(result, Ok(()));
        assert_eq!(told, b"\x05\x02\x00\x02\x01\x03bob\x07hunter2\x05\x01\x00\x01\x0a\x01\x02\x03\x07\x47");
        let (told, result) = talk(&bob, &at("10.1.2.3"), b"\x05\x00\x05\x00\x00\x01\0\0\0\0\0\0").await;
        assert_eq!(result, Ok(()));
        assert!(!told.windows(7).any(|part| part == b"hunter2"), "it wasn't asked for");
    }

    #[tokio::test]
    async fn every_refusal_says_what_to_do() {
        let long = "x".repeat(256);
        for (answers, credentials, sentence) in [
            (&b"\x05\xff"[..], None, "The proxy at proxy.example:1080 wants a password."),
            (
                b"\x05\x02\x01\x01",
                Some(("bob", "wrong")),
                "The proxy at proxy.example:1080 doesn't accept that name and password. Correct them.",
            ),
            (
                b"\x05\x02",
                Some(("bob", long.as_str())),
                "The name or the password for the proxy at proxy.example:1080 is too long or empty.",
            ),
            (
                b"\x05\x01",
                Some(("bob", "x")),
                "The proxy at proxy.example:1080 wants a kind of sign-in that this program doesn't have.",
            ),
            (
                b"HTTP/1.1 400",
                None,
                "What answers at proxy.example:1080 is no SOCKS5 proxy. Check its address and its kind.",
            ),
            (b"\x05", None, "The proxy at proxy.example:1080 hung up."),
            (
                b"\x05\x00\x05\x02\x00\x01",
                None,
                "The proxy at proxy.example:1080 doesn't allow connections to port 1863. Use the gateway, or ask whoever \
                 runs it.",
            ),
            (b"\x05\x00\x05\x04\x00\x01", None, "The proxy at proxy.example:1080 can't reach a.example:1863."),
            (
                b"\x05\x00\x05\x05\x00\x01",
                None,
                "The proxy at proxy.example:1080 says that nobody answers at a.example:1863.",
            ),
            (b"\x05\x00\x05\x63\x00\x01", None, "The proxy at proxy.example:1080 refused the connection (number 99)."),
        ] {
            let (_, result) = talk(&proxy(credentials), &at("a.example"), answers).await;
            assert_eq!(result, Err(sentence.to_owned()));
        }
        let (_, result) = talk(&proxy(None), &at(&long), b"\x05\x00").await;
        assert!(result.is_err_and(|sentence| sentence.ends_with("is too long for a proxy.")));
    }
}
