//! The Test button: tries a service's addresses one step after the other and says which of them works.
//!
//! Nothing secret is sent: a greeting to the server, a question without a name to the sign-in page.

use futures::channel::mpsc;
use futures::{SinkExt as _, Stream};
use msnp::dialect::Dialect;
use msnp::types::Endpoint;
use std::error::Error;
use std::net::IpAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// A step waits no longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// One thing that has to work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The server's name leads to an address.
    Name,
    /// It speaks MSNP.
    Server,
    /// The start of the sign-in answers.
    SignInPage,
    /// It is who it says.
    Certificate,
}

impl Step {
    /// In the order they are tried.
    pub const ALL: [Self; 4] = [Self::Name, Self::Server, Self::SignInPage, Self::Certificate];
}

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It works; a detail such as the address that was found.
    Works(String),
    /// It doesn't, and why.
    Fails(Failure),
    /// It isn't needed, or an earlier step failed.
    Skipped,
}

/// Why a step doesn't work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// What was typed is no address.
    NotAnAddress,
    /// There is no such name.
    NoSuchName,
    /// Nothing answers there; the system's words.
    NoAnswer(String),
    /// No answer in time.
    TooSlow,
    /// It answers, but not as an MSN server does.
    NotMsnp,
    /// It answers, but isn't the start of an MSN sign-in.
    NotSignIn,
    /// The connection wouldn't be encrypted.
    NotEncrypted,
    /// The certificate isn't right.
    Certificate(String),
}

/// Tries the addresses, telling each step as it is done.
pub fn probe(server: String, nexus: String, dialects: Vec<Dialect>) -> impl Stream<Item = (Step, Outcome)> {
    iced::stream::channel(8, async move |mut tell: mpsc::Sender<(Step, Outcome)>| {
        let mut say = async |step, outcome| {
            // Nobody listens any more: the page was left.
            tell.send((step, outcome)).await.is_ok()
        };
        let (name, server) = test_server(&server, &dialects).await;
        if !(say(Step::Name, name).await && say(Step::Server, server).await) {
            return;
        }
        let (page, certificate) = test_page(&nexus).await;
        let _ = say(Step::SignInPage, page).await && say(Step::Certificate, certificate).await;
    })
}

async fn test_server(typed: &str, dialects: &[Dialect]) -> (Outcome, Outcome) {
    let Some(endpoint) = Endpoint::parse(typed) else {
        return (Outcome::Fails(Failure::NotAnAddress), Outcome::Skipped);
    };
    let found = match timeout(PATIENCE, tokio::net::lookup_host((endpoint.host.as_str(), endpoint.port))).await {
        Ok(Ok(addresses)) => addresses.collect::<Vec<_>>(),
        Ok(Err(_)) => Vec::new(),
        Err(_) => return (Outcome::Fails(Failure::TooSlow), Outcome::Skipped),
    };
    let Some(first) = found.first() else { return (Outcome::Fails(Failure::NoSuchName), Outcome::Skipped) };
    let name = Outcome::Works(first.ip().to_string());
    let server = match timeout(PATIENCE, greet(&found, dialects)).await {
        Ok(Ok(dialect)) => Outcome::Works(dialect),
        Ok(Err(failure)) => Outcome::Fails(failure),
        Err(_) => Outcome::Fails(Failure::TooSlow),
    };
    (name, server)
}

/// Says `VER` and reads which dialect the server takes.
async fn greet(addresses: &[std::net::SocketAddr], dialects: &[Dialect]) -> Result<String, Failure> {
    let silent = |error: std::io::Error| Failure::NoAnswer(error.to_string());
    let mut stream = TcpStream::connect(addresses).await.map_err(silent)?;
    let all = Dialect::ALL;
    let offered = if dialects.is_empty() { all.as_slice() } else { dialects };
    let names: Vec<&str> = offered.iter().map(|d| d.name()).collect();
    stream.write_all(format!("VER 1 {} CVR0\r\n", names.join(" ")).as_bytes()).await.map_err(silent)?;
    let mut line = Vec::new();
    while !line.ends_with(b"\n") && line.len() < 512 {
        let mut buffer = [0; 128];
        let count = stream.read(&mut buffer).await.map_err(silent)?;
        if count == 0 {
            break;
        }
        line.extend_from_slice(&buffer[..count]);
    }
    let line = String::from_utf8_lossy(&line);
    let mut words = line.split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some("VER"), Some("1"), Some(dialect)) if offered.iter().any(|d| d.name() == dialect) => {
            Ok(dialect.to_owned())
        }
        _ => Err(Failure::NotMsnp),
    }
}

async fn test_page(nexus: &str) -> (Outcome, Outcome) {
    let Ok(url) = reqwest::Url::parse(nexus.trim()) else {
        return (Outcome::Fails(Failure::NotAnAddress), Outcome::Skipped);
    };
    let loopback = url.host_str().is_some_and(is_loopback);
    let encrypted = match url.scheme() {
        "https" => true,
        "http" if loopback => false,
        "http" => return (Outcome::Skipped, Outcome::Fails(Failure::NotEncrypted)),
        _ => return (Outcome::Fails(Failure::NotAnAddress), Outcome::Skipped),
    };
    let proven = |host: &str| if encrypted { Outcome::Works(host.to_owned()) } else { Outcome::Skipped };
    let host = url.host_str().unwrap_or_default().to_owned();
    // There may be one already, from the session; whichever came first is the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE).build();
    let client = match client {
        Ok(client) => client,
        Err(error) => return (Outcome::Fails(Failure::NoAnswer(innermost(&error))), Outcome::Skipped),
    };
    match client.get(url).send().await {
        Ok(reply) if reply.headers().contains_key("PassportURLs") => (Outcome::Works(host.clone()), proven(&host)),
        Ok(_) => (Outcome::Fails(Failure::NotSignIn), proven(&host)),
        Err(error) => match certificate_error(&error) {
            Some(why) => (Outcome::Skipped, Outcome::Fails(Failure::Certificate(why))),
            None if error.is_timeout() => (Outcome::Fails(Failure::TooSlow), Outcome::Skipped),
            None => (Outcome::Fails(Failure::NoAnswer(innermost(&error))), Outcome::Skipped),
        },
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// The system's own words, without the layers of "error sending request".
fn innermost(error: &(dyn Error + 'static)) -> String {
    chain(error).last().map_or_else(String::new, ToString::to_string)
}

fn certificate_error(error: &(dyn Error + 'static)) -> Option<String> {
    chain(error).find_map(|error| {
        // TLS errors travel inside an io::Error, whose source is not its content.
        let inner = error.downcast_ref::<std::io::Error>().and_then(|io| io.get_ref());
        let tls = inner
            .and_then(|inner| inner.downcast_ref::<rustls::Error>())
            .or_else(|| error.downcast_ref::<rustls::Error>())?;
        match tls {
            rustls::Error::InvalidCertificate(why) => Some(why.to_string()),
            rustls::Error::NoCertificatesPresented => Some(tls.to_string()),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::StreamExt;
    use tokio::net::TcpListener;

    /// A server that answers each connection with these bytes, after it has read something.
    async fn answering(reply: &'static [u8]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut buffer = [0; 1024];
                let _ = stream.read(&mut buffer).await;
                let _ = stream.write_all(reply).await;
                let _ = stream.shutdown().await;
            }
        });
        address.to_string()
    }

    async fn outcomes(server: &str, nexus: &str) -> Vec<(Step, Outcome)> {
        probe(server.to_owned(), nexus.to_owned(), vec![Dialect::Msnp12, Dialect::Msnp8]).collect().await
    }

    #[tokio::test]
    async fn a_service_that_works() {
        let server = answering(b"VER 1 MSNP8 CVR0\r\n").await;
        let page = answering(b"HTTP/1.1 200 OK\r\nPassportURLs: DALogin=x\r\nContent-Length: 0\r\n\r\n").await;
        let steps = outcomes(&server, &format!("http://{page}/rdr/pprdr.asp")).await;
        assert_eq!(
            steps,
            [
                (Step::Name, Outcome::Works("127.0.0.1".into())),
                (Step::Server, Outcome::Works("MSNP8".into())),
                (Step::SignInPage, Outcome::Works("127.0.0.1".into())),
                (Step::Certificate, Outcome::Skipped),
            ]
        );
    }

    #[tokio::test]
    async fn a_server_that_is_something_else() {
        for reply in [b"VER 1 0\r\n".as_slice(), b"220 mail ready\r\n", b"", b"VER 1 MSNP99\r\n", &[b'x'; 4000]] {
            let server = answering(reply).await;
            let steps = outcomes(&server, "x").await;
            assert_eq!(steps[1], (Step::Server, Outcome::Fails(Failure::NotMsnp)), "{reply:?}");
            assert_eq!(steps[2], (Step::SignInPage, Outcome::Fails(Failure::NotAnAddress)));
        }
    }

    #[tokio::test]
    async fn a_page_that_is_something_else() {
        let page = answering(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n").await;
        let steps = outcomes("", &format!("http://{page}/")).await;
        assert_eq!(steps[0], (Step::Name, Outcome::Fails(Failure::NotAnAddress)));
        assert_eq!(steps[2], (Step::SignInPage, Outcome::Fails(Failure::NotSignIn)));
    }

    #[tokio::test]
    async fn nobody_there() {
        // A port that was free a moment ago.
        let port = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address").port();
        let steps = outcomes(&format!("127.0.0.1:{port}"), &format!("https://127.0.0.1:{port}/")).await;
        assert!(matches!(&steps[1].1, Outcome::Fails(Failure::NoAnswer(_))), "{steps:?}");
        assert!(matches!(&steps[2].1, Outcome::Fails(Failure::NoAnswer(_))), "{steps:?}");
        let steps = outcomes("no-such-name.invalid", "http://example.com/").await;
        assert_eq!(steps[0], (Step::Name, Outcome::Fails(Failure::NoSuchName)));
        assert_eq!(steps[3], (Step::Certificate, Outcome::Fails(Failure::NotEncrypted)), "nothing was sent");
    }
}
