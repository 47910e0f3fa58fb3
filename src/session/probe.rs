//! The Test button: tries a service's addresses one step after the other and says which of them works, by the same ways
//! as a session would take.
//!
//! Nothing secret is sent: a greeting to the server, questions without a name to the pages.

use crate::store::addresses::{WebAddresses, WebService};
use futures::channel::mpsc;
use futures::{SinkExt as _, Stream};
use msnp::client::{self, Network, Proxy};
use msnp::dialect::{Dialect, Family};
use msnp::event::Route;
use msnp::session::{WebError, WebReply, WebRequest};
use msnp::types::Endpoint;
use std::net::IpAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// A step waits no longer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Finding a way may take several tries, each with a limit of its own.
const WAYS: Duration = Duration::from_secs(30);

/// What is to be tried.
#[derive(Debug, Clone)]
pub struct Aim {
    /// The server, as it was typed.
    pub server: String,
    /// The start of the sign-in of MSNP8 to 14.
    pub nexus: String,
    /// The other pages; one without an address isn't tried.
    pub web: WebAddresses,
    /// What is offered; empty for everything.
    pub dialects: Vec<Dialect>,
    /// The ways.
    pub network: Network,
}

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
    /// Another page answers.
    Page(WebService),
}

impl Step {
    /// In the order they are tried.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::Name, Self::Server, Self::SignInPage, Self::Certificate].into_iter().chain(Self::pages())
    }

    /// Those that are about pages.
    fn pages() -> impl Iterator<Item = Self> {
        WebService::ALL.into_iter().map(Self::Page)
    }
}

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It works; a detail such as the address that was found.
    Works(String),
    /// The server is reached, but not directly.
    WorksBy(String, Route),
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
    /// It answers, but has no such page.
    NoSuchPage,
    /// The connection wouldn't be encrypted.
    NotEncrypted,
    /// Nobody vouches for the certificate; signing in asks about it.
    UnknownCertificate,
    /// The certificate isn't the one that was accepted.
    ChangedCertificate,
    /// The certificate isn't right.
    Certificate(String),
}

/// Tries the addresses, telling each step as it is done.
pub fn probe(aim: Aim) -> impl Stream<Item = (Step, Outcome)> {
    iced::stream::channel(8, async move |mut tell: mpsc::Sender<(Step, Outcome)>| {
        let mut say = async |step, outcome| {
            // Nobody listens any more: the page was left.
            tell.send((step, outcome)).await.is_ok()
        };
        let (name, server) = test_server(&aim).await;
        if !(say(Step::Name, name).await && say(Step::Server, server).await) {
            return;
        }
        let (page, certificate) = test_sign_in(&aim).await;
        if !(say(Step::SignInPage, page).await && say(Step::Certificate, certificate).await) {
            return;
        }
        for service in WebService::ALL {
            if !say(Step::Page(service), test_page(&aim, service).await).await {
                return;
            }
        }
    })
}

impl Aim {
    fn offered(&self) -> &[Dialect] {
        if self.dialects.is_empty() { &Dialect::ALL } else { &self.dialects }
    }

    /// Whether any dialect that is offered needs that page.
    fn needs(&self, service: WebService) -> bool {
        let any = |needs: fn(&Dialect) -> bool| self.offered().iter().any(needs);
        match service {
            WebService::Tokens | WebService::AddressBook | WebService::Sharing => any(|d| d.family().needs_tokens()),
            WebService::LeaveOffline | WebService::FetchOffline => any(|d| d.features().offline_messages),
            // What a service says of itself is good to have and no more.
            WebService::Config => false,
            WebService::Gateway => self.network.gateway != client::Gateway::Never,
        }
    }
}

async fn test_server(aim: &Aim) -> (Outcome, Outcome) {
    let Some(endpoint) = Endpoint::parse(&aim.server) else {
        return (Outcome::Fails(Failure::NotAnAddress), Outcome::Skipped);
    };
    // Such a proxy looks the name up itself.
    let by_proxy = matches!(aim.network.proxy, Proxy::Http(_) | Proxy::Socks5(_));
    let name = if by_proxy { Outcome::Skipped } else { look_up(&endpoint).await };
    // The system's proxy or the gateway may know a name that this computer doesn't.
    let hopeless = aim.network.proxy == Proxy::None && aim.network.gateway == client::Gateway::Never;
    if hopeless && matches!(name, Outcome::Fails(_)) {
        return (name, Outcome::Skipped);
    }
    let (stream, route) = match timeout(WAYS, client::dial(aim.network.clone(), &endpoint)).await {
        Ok(Ok(reached)) => reached,
        Ok(Err(why)) => return (name, Outcome::Fails(Failure::NoAnswer(why))),
        Err(_) => return (name, Outcome::Fails(Failure::TooSlow)),
    };
    // By the gateway there is nothing to greet; whether it answers is a step of its own.
    let Some(stream) = stream else { return (name, Outcome::WorksBy(endpoint.to_string(), route)) };
    let server = match timeout(PATIENCE, greet(stream, aim.offered())).await {
        Ok(Ok(dialect)) if route == Route::Direct => Outcome::Works(dialect),
        Ok(Ok(dialect)) => Outcome::WorksBy(dialect, route),
        Ok(Err(failure)) => Outcome::Fails(failure),
        Err(_) => Outcome::Fails(Failure::TooSlow),
    };
    (name, server)
}

async fn look_up(endpoint: &Endpoint) -> Outcome {
    match timeout(PATIENCE, tokio::net::lookup_host((endpoint.host.as_str(), endpoint.port))).await {
        Ok(Ok(mut addresses)) => match addresses.next() {
            Some(first) => Outcome::Works(first.ip().to_string()),
            None => Outcome::Fails(Failure::NoSuchName),
        },
        Ok(Err(_)) => Outcome::Fails(Failure::NoSuchName),
        Err(_) => Outcome::Fails(Failure::TooSlow),
    }
}

/// Says `VER` and reads which dialect the server takes.
async fn greet(mut stream: TcpStream, offered: &[Dialect]) -> Result<String, Failure> {
    let silent = |error: std::io::Error| Failure::NoAnswer(error.to_string());
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

async fn test_sign_in(aim: &Aim) -> (Outcome, Outcome) {
    let Ok(url) = reqwest::Url::parse(aim.nexus.trim()) else {
        return (Outcome::Fails(Failure::NotAnAddress), Outcome::Skipped);
    };
    let host = url.host_str().unwrap_or_default().to_owned();
    let encrypted = match url.scheme() {
        "https" => true,
        "http" if is_loopback(&host) => false,
        "http" => return (Outcome::Skipped, Outcome::Fails(Failure::NotEncrypted)),
        _ => return (Outcome::Fails(Failure::NotAnAddress), Outcome::Skipped),
    };
    let proven = if encrypted { Outcome::Works(host.clone()) } else { Outcome::Skipped };
    match get(aim, url.as_str()).await {
        Ok(reply) if reply.header("PassportURLs").is_some() => (Outcome::Works(host), proven),
        // Services of the later dialects alone have no such page.
        Ok(_) if !aim.offered().iter().any(|d| matches!(d.family(), Family::Passport)) => (Outcome::Skipped, proven),
        Ok(_) => (Outcome::Fails(Failure::NotSignIn), proven),
        Err(failure) => match failure {
            Failure::UnknownCertificate | Failure::ChangedCertificate | Failure::Certificate(_) => {
                (Outcome::Skipped, Outcome::Fails(failure))
            }
            failure => (Outcome::Fails(failure), Outcome::Skipped),
        },
    }
}

async fn test_page(aim: &Aim, service: WebService) -> Outcome {
    let address = aim.web.get(service).trim();
    if address.is_empty() || !aim.needs(service) {
        return Outcome::Skipped;
    }
    let Ok(url) = reqwest::Url::parse(address) else { return Outcome::Fails(Failure::NotAnAddress) };
    let host = url.host_str().unwrap_or_default().to_owned();
    let status = match service {
        // Its words travel in the open, as those over the port do.
        WebService::Gateway => open(aim, url).await,
        _ => get(aim, address).await.map(|reply| reply.status),
    };
    match status {
        // Such pages answer a plain question with a complaint; only one that isn't there is missing.
        Ok(404 | 410 | 502..=504) => Outcome::Fails(Failure::NoSuchPage),
        Ok(_) => Outcome::Works(host),
        Err(failure) => Outcome::Fails(failure),
    }
}

/// Asks for a page as a session would.
async fn get(aim: &Aim, url: &str) -> Result<WebReply, Failure> {
    let request = WebRequest { method: "GET", url: url.to_owned(), headers: Vec::new(), body: Vec::new().into() };
    match timeout(WAYS, client::fetch(aim.network.clone(), request, true)).await {
        Ok(Ok(reply)) => Ok(reply),
        Ok(Err(error)) => Err(failure(error)),
        Err(_) => Err(Failure::TooSlow),
    }
}

/// Asks for a page that needs no encryption.
async fn open(aim: &Aim, url: reqwest::Url) -> Result<u16, Failure> {
    let client = client::http_client_with(&aim.network, url.as_str()).map_err(failure)?;
    match timeout(PATIENCE, client.get(url).send()).await {
        Ok(Ok(reply)) => Ok(reply.status().as_u16()),
        Ok(Err(error)) => Err(Failure::NoAnswer(innermost(&error))),
        Err(_) => Err(Failure::TooSlow),
    }
}

fn failure(error: WebError) -> Failure {
    match error {
        WebError::Connect(why) | WebError::Malformed(why) => Failure::NoAnswer(why),
        WebError::Timeout => Failure::TooSlow,
        WebError::Refused(_) => Failure::NotEncrypted,
        WebError::Untrusted { .. } => Failure::UnknownCertificate,
        WebError::Changed { .. } => Failure::ChangedCertificate,
        WebError::Tls(why) => Failure::Certificate(why),
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The system's own words, without the layers of "error sending request".
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    std::iter::successors(Some(error), |&error| error.source()).last().map_or_else(String::new, ToString::to_string)
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
        let dialects = vec![Dialect::Msnp10, Dialect::Msnp8];
        let (server, nexus, web) = (server.to_owned(), nexus.to_owned(), WebAddresses::default());
        probe(Aim { server, nexus, web, dialects, network: Network::direct() }).take(4).collect().await
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
    async fn pages_are_tried_that_some_dialect_needs() {
        let there = answering(b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n").await;
        let missing = answering(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n").await;
        let mut web = WebAddresses::default();
        web.set(WebService::Tokens, format!("http://{there}/RST.srf"));
        web.set(WebService::AddressBook, format!("http://{missing}/abservice/abservice.asmx"));
        web.set(WebService::LeaveOffline, "http://m.example/OimWS/oim.asmx".into());
        web.set(WebService::Gateway, format!("http://{there}/gateway/gateway.dll"));
        let aim = |dialects, gateway| Aim {
            server: String::new(),
            nexus: String::new(),
            web: web.clone(),
            dialects,
            network: Network { gateway, ..Network::direct() },
        };
        let pages = async |aim| -> Vec<Outcome> { probe(aim).skip(4).map(|(_, outcome)| outcome).collect().await };
        let works = Outcome::Works("127.0.0.1".into());
        assert_eq!(
            pages(aim(vec![Dialect::Msnp18], client::Gateway::Automatic)).await,
            [
                works.clone(),
                Outcome::Fails(Failure::NoSuchPage),
                Outcome::Skipped,
                Outcome::Fails(Failure::NotEncrypted),
                Outcome::Skipped,
                Outcome::Skipped,
                works,
            ]
        );
        let none = pages(aim(vec![Dialect::Msnp9], client::Gateway::Never)).await;
        assert!(none.iter().all(|outcome| *outcome == Outcome::Skipped), "{none:?}");
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
