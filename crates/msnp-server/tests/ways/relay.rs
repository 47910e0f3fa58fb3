//! Small real proxies: HTTP with `CONNECT` and plain requests, and SOCKS5, each with or without a password. Every name
//! leads to this machine, as in a network whose names only the proxy knows.

use base64::Engine as _;
use msnp::types::Endpoint;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The name and password of those that want them.
pub(crate) const NAME: &str = "bob";
pub(crate) const PASSWORD: &str = "s3cret: ü@";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Http,
    Socks5,
}

/// A proxy that runs as long as it is held.
pub(crate) struct Relay {
    pub(crate) endpoint: Endpoint,
    /// Where it was asked to connect to, and for plain requests their first lines.
    seen: Arc<Mutex<Vec<String>>>,
    /// How often all connections were cut.
    cuts: tokio::sync::watch::Sender<u32>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Relay {
    /// `shut` is a port that it doesn't let anybody through to.
    pub(crate) async fn start(kind: Kind, password: bool, shut: Option<u16>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = Endpoint { host: "127.0.0.1".to_owned(), port: listener.local_addr().unwrap().port() };
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = seen.clone();
        let (cuts, cut) = tokio::sync::watch::channel(0);
        let task = tokio::spawn(async move {
            // Its connections end with it.
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let log = log.clone();
                let mut cut = cut.clone();
                cut.mark_unchanged();
                connections.spawn(async move {
                    let served = async {
                        match kind {
                            Kind::Http => http(stream, password, shut, &log).await,
                            Kind::Socks5 => socks(stream, password, shut, &log).await,
                        }
                    };
                    // A client that hangs up is no failure of the proxy's.
                    tokio::select! {
                        _ = served => {}
                        _ = cut.changed() => {}
                    }
                });
            }
        });
        Self { endpoint, seen, cuts, task }
    }

    /// Cuts everything that goes through it now, as when a cable is pulled; what comes later goes through again.
    pub(crate) fn cut(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    /// Whether somebody was led to this port.
    pub(crate) fn led_to(&self, port: u16) -> usize {
        self.seen().iter().filter(|place| place.ends_with(&format!(":{port}"))).count()
    }
}

async fn join(mut one: TcpStream, port: u16, first: &[u8]) -> std::io::Result<()> {
    let mut other = TcpStream::connect(("127.0.0.1", port)).await?;
    other.write_all(first).await?;
    tokio::io::copy_bidirectional(&mut one, &mut other).await.map(drop)
}

async fn http(
    mut stream: TcpStream,
    password: bool,
    shut: Option<u16>,
    log: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let wanted = base64::engine::general_purpose::STANDARD.encode(format!("{NAME}:{PASSWORD}"));
    let proved = head.lines().any(|line| {
        line.split_once(": ").is_some_and(|(name, value)| {
            name.eq_ignore_ascii_case("Proxy-Authorization") && value == format!("Basic {wanted}")
        })
    });
    if password && !proved {
        let refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\
            Content-Length: 0\r\nConnection: close\r\n\r\n";
        return stream.write_all(refusal).await;
    }
    let line = head.lines().next().unwrap_or_default().to_owned();
    let mut words = line.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if method == "CONNECT" {
        log.lock().unwrap().push(target.to_owned());
        let port = target.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or(0);
        if shut == Some(port) {
            return stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").await;
        }
        stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
        return join(stream, port, b"").await;
    }
    // A plain request, with the whole address in its first line. The rest of the connection goes the same way.
    let place = target.trim_start_matches("http://");
    let (place, path) = place.split_at(place.find('/').unwrap_or(place.len()));
    log.lock().unwrap().push(place.to_owned());
    let port = place.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or(80);
    let rest = head.split_once("\r\n").map(|(_, rest)| rest).unwrap_or_default();
    join(stream, port, format!("{method} {path} HTTP/1.1\r\n{rest}").as_bytes()).await
}

async fn socks(
    mut stream: TcpStream,
    password: bool,
    shut: Option<u16>,
    log: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let _version = stream.read_u8().await?;
    let count = stream.read_u8().await?;
    let mut methods = vec![0; usize::from(count)];
    stream.read_exact(&mut methods).await?;
    let method = if password { 2 } else { 0 };
    if !methods.contains(&method) {
        return stream.write_all(&[5, 0xff]).await;
    }
    stream.write_all(&[5, method]).await?;
    if password {
        let _version = stream.read_u8().await?;
        let mut proof = Vec::new();
        for _ in 0..2 {
            let mut part = vec![0; usize::from(stream.read_u8().await?)];
            stream.read_exact(&mut part).await?;
            proof.push(String::from_utf8_lossy(&part).into_owned());
        }
        let right = proof == [NAME, PASSWORD];
        stream.write_all(&[1, u8::from(!right)]).await?;
        if !right {
            return Ok(());
        }
    }
    let mut request = [0; 4];
    stream.read_exact(&mut request).await?;
    let host = match request[3] {
        1 => {
            let mut octets = [0; 4];
            stream.read_exact(&mut octets).await?;
            std::net::Ipv4Addr::from(octets).to_string()
        }
        3 => {
            let mut name = vec![0; usize::from(stream.read_u8().await?)];
            stream.read_exact(&mut name).await?;
            String::from_utf8_lossy(&name).into_owned()
        }
        _ => return stream.write_all(&[5, 8, 0, 1, 0, 0, 0, 0, 0, 0]).await,
    };
    let port = stream.read_u16().await?;
    log.lock().unwrap().push(format!("{host}:{port}"));
    if shut == Some(port) {
        return stream.write_all(&[5, 2, 0, 1, 0, 0, 0, 0, 0, 0]).await;
    }
    stream.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 80]).await?;
    join(stream, port, b"").await
}
