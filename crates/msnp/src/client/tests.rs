//! The driver with a machine that does as it is told by the server: `say WORDS` becomes an event, `PNG` is answered.

use super::driver::Machine;
use super::proxy::System;
use super::{Events, Handle, Network, start, web::Web};
use crate::event::Event;
use crate::request::Request;
use crate::session::{ConnectionId, Input, Output, WebError, WebRequest};
use crate::types::{Endpoint, Instant, Secret};
use bytes::Bytes;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

const LINE: ConnectionId = ConnectionId(7);

#[derive(Default)]
struct Toy {
    outputs: VecDeque<Output>,
    buffer: Vec<u8>,
    deadline: Option<Instant>,
    over: bool,
}

impl Toy {
    fn calling(endpoint: Endpoint) -> Self {
        let outputs = VecDeque::from([Output::Open(LINE, endpoint)]);
        Self { outputs, ..Self::default() }
    }

    fn tell(&mut self, words: impl Into<String>) {
        self.outputs.push_back(Output::Event(Event::Notification(words.into())));
    }

    fn send(&mut self, text: &'static str) {
        self.outputs.push_back(Output::Send(LINE, Bytes::from_static(text.as_bytes())));
    }
}

impl Machine for Toy {
    fn handle(&mut self, now: Instant, input: Input<'_>) {
        match input {
            Input::Opened(_) => self.tell("opened"),
            Input::Closed(_, reason) => {
                self.tell(reason);
                self.over = true;
            }
            Input::Bytes(_, bytes) => {
                self.buffer.extend_from_slice(bytes);
                while let Some(end) = self.buffer.iter().position(|b| *b == b'\n') {
                    let line: Vec<u8> = self.buffer.drain(..=end).collect();
                    match String::from_utf8_lossy(&line).trim() {
                        "PNG" => self.send("QNG\n"),
                        words => self.tell(words),
                    }
                }
            }
            Input::Request(_, Request::SignOut) => {
                self.send("OUT\n");
                self.outputs.push_back(Output::Close(LINE));
                self.over = true;
            }
            // A program that wants very much.
            Input::Request(_, Request::Url(_)) => (0..4000).for_each(|_| self.send(TEXT)),
            Input::Request(..) => self.send("request\n"),
            Input::Web(_, reply) => self.tell(format!("{reply:?}")),
            Input::Deadline => {
                let due = self.deadline.take().is_some_and(|due| due <= now);
                self.tell(if due { "due" } else { "early" });
                self.over = true;
            }
        }
    }
    fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }
    fn deadline(&self) -> Option<Instant> {
        self.deadline
    }
    fn is_over(&self) -> bool {
        self.over && self.outputs.is_empty()
    }
}

const TEXT: &str = concat!(include_str!("queue.rs"), "\n");

async fn listen() -> (TcpListener, Endpoint) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    (listener, Endpoint { host: "127.0.0.1".to_owned(), port })
}

/// A toy on the phone with the test.
async fn talk() -> (TcpStream, Handle, Events) {
    let (listener, endpoint) = listen().await;
    let (handle, mut events) = start(Toy::calling(endpoint), false, Network::direct());
    let (server, _) = listener.accept().await.expect("a call");
    assert_eq!(words(&mut events).await.as_deref(), Some("opened"));
    (server, handle, events)
}

async fn words(events: &mut Events) -> Option<String> {
    let next = tokio::time::timeout(Duration::from_secs(20), events.next()).await.expect("in time");
    next.map(|event| match event {
        Event::Notification(words) => words,
        other => format!("{other:?}"),
    })
}

#[tokio::test]
async fn the_last_handle_says_goodbye() {
    let (server, handle, mut events) = talk().await;
    let second = handle.clone();
    drop(handle);
    second.request(Request::Reconnect);
    let mut lines = BufReader::new(server).lines();
    assert_eq!(lines.next_line().await.ok().flatten().as_deref(), Some("request"));
    drop(second);
    assert_eq!(lines.next_line().await.ok().flatten().as_deref(), Some("OUT"));
    assert_eq!(lines.next_line().await.ok().flatten(), None);
    assert_eq!(words(&mut events).await, None);
}

#[tokio::test]
async fn requests_after_the_end_are_answered() {
    let (server, handle, mut events) = talk().await;
    drop(server);
    assert_eq!(words(&mut events).await.as_deref(), Some("the server closed the connection"));
    assert_eq!(words(&mut events).await, None);
    let id = handle.request(Request::Reconnect);
    let late = events.try_next();
    assert!(matches!(late, Some(Event::Answered { request, result: Err(_) }) if request == id), "{late:?}");
}

#[tokio::test]
async fn nobody_listens() {
    let (listener, endpoint) = listen().await;
    drop(listener);
    let (_handle, mut events) = start(Toy::calling(endpoint), false, Network::direct());
    assert_eq!(words(&mut events).await.as_deref(), Some("nobody answers there"));
}

#[tokio::test]
async fn all_addresses_of_a_name_are_tried() {
    let (listener, endpoint) = listen().await;
    // `localhost` may be ::1 first, where nobody listens.
    let (_handle, mut events) =
        start(Toy::calling(Endpoint { host: "localhost".to_owned(), ..endpoint }), false, Network::direct());
    let (_server, _) = listener.accept().await.expect("a call");
    assert_eq!(words(&mut events).await.as_deref(), Some("opened"));
}

#[tokio::test]
async fn a_name_that_is_none() {
    let endpoint = Endpoint { host: "nosuch.invalid".to_owned(), port: 1863 };
    let (_handle, mut events) = start(Toy::calling(endpoint), false, Network::direct());
    assert_eq!(words(&mut events).await.as_deref(), Some("the name nosuch.invalid isn't known"));
}

#[tokio::test]
async fn a_slow_reader_of_events_holds_back_no_ping() {
    let (mut server, _handle, mut events) = talk().await;
    for round in 0..20 {
        server.write_all(format!("news {round}\n").repeat(500).as_bytes()).await.expect("it reads");
    }
    server.write_all(b"PNG\n").await.expect("it reads");
    let mut answer = [0; 4];
    tokio::time::timeout(Duration::from_secs(20), server.read_exact(&mut answer)).await.expect("in time").expect("QNG");
    assert_eq!(&answer, b"QNG\n");
    for round in 0..20 {
        for _ in 0..500 {
            assert_eq!(words(&mut events).await, Some(format!("news {round}")));
        }
    }
}

#[tokio::test]
async fn a_program_that_never_reads_is_signed_out() {
    let (mut server, _handle, events) = talk().await;
    let flood = "x\n".repeat(50_000);
    // The write may fail once the other side has gone.
    let _ = server.write_all(flood.as_bytes()).await;
    let mut rest = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(20), server.read_to_end(&mut rest)).await.expect("in time");
    assert_eq!(rest, b"OUT\n");
    drop(events);
}

#[tokio::test]
async fn a_server_that_never_reads_is_given_up() {
    let (_server, handle, mut events) = talk().await;
    handle.request(Request::Url(String::new()));
    assert_eq!(words(&mut events).await.as_deref(), Some("the server doesn't take what we send"));
    assert_eq!(words(&mut events).await, None);
}

#[tokio::test]
async fn deadlines_come_when_they_are_due() {
    let due = Instant(Duration::from_millis(50));
    let toy = Toy { deadline: Some(due), ..Toy::default() };
    let (_handle, mut events) = start(toy, false, Network::direct());
    assert_eq!(words(&mut events).await.as_deref(), Some("due"));
    assert_eq!(words(&mut events).await, None);
}

fn web(insecure_loopback: bool) -> Web {
    Web::new(Network::direct(), Arc::new(System::read()), insecure_loopback)
}

fn get(url: String) -> WebRequest {
    let headers = vec![("Authorization".to_owned(), Secret::new("Passport1.4 pwd=x"))];
    WebRequest { method: "GET", url, headers, body: Bytes::new() }
}

/// Answers one request with these bytes; gives back what was asked.
async fn answer(listener: TcpListener, reply: Vec<u8>) -> String {
    let (mut server, _) = listener.accept().await.expect("a call");
    let mut asked = Vec::new();
    while !asked.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        server.read_exact(&mut byte).await.expect("a request");
        asked.extend_from_slice(&byte);
    }
    let _ = server.write_all(&reply).await;
    let _ = server.shutdown().await;
    String::from_utf8_lossy(&asked).into_owned()
}

#[tokio::test]
async fn web_requests_go_out_and_redirects_come_back() {
    let (listener, endpoint) = listen().await;
    let reply = b"HTTP/1.1 302 Found\r\nLocation: http://elsewhere.example/\r\nContent-Length: 2\r\n\r\nhi".to_vec();
    let server = tokio::spawn(answer(listener, reply));
    let reply = web(true).run(get(format!("http://{endpoint}/login?x=1"))).await.expect("a reply");
    assert_eq!((reply.status, reply.header("location")), (302, Some("http://elsewhere.example/")));
    assert_eq!(reply.body, "hi");
    let asked = server.await.expect("a request");
    assert!(asked.starts_with("GET /login?x=1 HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains("\r\nAuthorization: Passport1.4 pwd=x\r\n"), "{asked}");
}

#[tokio::test]
async fn endless_replies_are_refused() {
    let (listener, endpoint) = listen().await;
    let mut reply = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    reply.resize(5 * 1024 * 1024, b'x');
    let server = tokio::spawn(answer(listener, reply));
    let result = web(true).run(get(format!("http://{endpoint}/"))).await;
    assert!(matches!(result, Err(WebError::Malformed(_))), "{result:?}");
    drop(server);
}

#[tokio::test]
async fn failures_have_kinds() {
    let (listener, endpoint) = listen().await;
    let refused = web(false).run(get(format!("http://{endpoint}/"))).await;
    assert!(matches!(refused, Err(WebError::Refused(_))), "{refused:?}");

    let server = tokio::spawn(answer(listener, b"garbage\r\n\r\n".to_vec()));
    let malformed = web(true).run(get(format!("http://{endpoint}/"))).await;
    assert!(matches!(malformed, Err(WebError::Malformed(_))), "{malformed:?}");
    server.await.expect("a request");

    let nobody = web(true).run(get(format!("http://{endpoint}/"))).await;
    assert_eq!(nobody, Err(WebError::Connect("nobody answers there".to_owned())));
    let unknown = web(false).run(get("https://nosuch.invalid/".to_owned())).await;
    assert_eq!(unknown, Err(WebError::Connect("the name isn't known".to_owned())));

    // Plain HTTP where TLS is spoken.
    let (listener, endpoint) = listen().await;
    let server = tokio::spawn(async move {
        let (mut server, _) = listener.accept().await.expect("a call");
        server.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await
    });
    let tls = web(false).run(get(format!("https://{endpoint}/"))).await;
    assert_eq!(tls, Err(WebError::Tls("it doesn't speak TLS".to_owned())));
    drop(server);
}
