//! A small server for the tests of the client: one line after another, as the test says.

use msnp::types::Endpoint;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// Nothing here takes long; what takes this long never comes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// One connection, on the server's side.
pub(crate) struct Line {
    pub(crate) read: BufReader<OwnedReadHalf>,
    pub(crate) write: OwnedWriteHalf,
}

impl Line {
    pub(crate) async fn accept(listener: &TcpListener) -> Self {
        let (stream, _) = tokio::time::timeout(PATIENCE, listener.accept()).await.expect("in time").expect("a call");
        let (read, write) = TcpStream::into_split(stream);
        Self { read: BufReader::new(read), write }
    }

    /// The next line that starts with this verb; the others are passed over.
    pub(crate) async fn expect(&mut self, verb: &str) -> String {
        let mut passed = Vec::new();
        loop {
            let mut line = String::new();
            let read = tokio::time::timeout(PATIENCE, self.read.read_line(&mut line)).await;
            let length = read.unwrap_or_else(|_| panic!("no {verb} after {passed:?}")).expect("a line");
            assert!(length > 0, "the client hung up before {verb}, after {passed:?}");
            if line.starts_with(verb) {
                return line.trim_end().to_owned();
            }
            passed.push(line);
        }
    }

    pub(crate) async fn say(&mut self, text: &str) {
        self.write.write_all(text.as_bytes()).await.expect("it reads");
    }

    /// Everything of a sign-in with MSNP7, and one contact.
    pub(crate) async fn sign_in(listener: &TcpListener) -> Self {
        let mut line = Self::accept(listener).await;
        line.expect("VER 1 MSNP7").await;
        line.say("VER 1 MSNP7\r\n").await;
        let transaction = |line: &str| line.split(' ').nth(1).unwrap_or_default().to_owned();
        let t = transaction(&line.expect("INF").await);
        line.say(&format!("INF {t} MD5\r\n")).await;
        let t = transaction(&line.expect("CVR").await);
        line.say(&format!("CVR {t} 4.6.0083 4.6.0083 4.6.0083 http://localhost http://localhost\r\n")).await;
        let t = transaction(&line.expect("USR").await);
        line.say(&format!("USR {t} MD5 S 1722470400.12345\r\n")).await;
        let answer = line.expect("USR").await;
        assert!(answer.ends_with(" MD5 S 78c89c13d8b7dae498f952500ecd7916"), "{answer}");
        line.say(&format!("USR {} OK alice@example.com Alice 1\r\n", transaction(&answer))).await;
        let t = transaction(&line.expect("SYN").await);
        line.say(&format!(
            "SYN {t} 7\r\nGTC {t} 7 A\r\nBLP {t} 7 AL\r\nLSG {t} 7 1 1 0 Other%20Contacts 0\r\n\
             LST {t} FL 7 1 1 bob@example.com Bob 0\r\nLST {t} AL 7 1 1 bob@example.com Bob\r\n\
             LST {t} BL 7 0 0\r\nLST {t} RL 7 1 1 bob@example.com Bob\r\n"
        ))
        .await;
        let status = line.expect("CHG").await;
        line.say(&format!("{status}\r\nILN {} NLN bob@example.com Bob\r\n", transaction(&status))).await;
        line
    }
}

/// A server on a free port, and where it is.
pub(crate) async fn server() -> (TcpListener, Endpoint) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    (listener, Endpoint { host: "127.0.0.1".to_owned(), port })
}
