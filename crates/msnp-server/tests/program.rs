//! The program `msnp-server`, as a person runs it.

mod support;

use msnp::client;
use msnp::dialect::Dialect;
use msnp::event::{Event, RosterEvent};
use msnp::request::Request;
use msnp::session::Config;
use msnp::types::{Endpoint, Secret};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use support::{Person, address};

fn program(arguments: &[&str], data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_msnp-server"));
    command.args(arguments).arg("--data").arg(data);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(arguments: &[&str], data: &Path, input: &str) -> Output {
    let mut child = program(arguments, data).spawn().unwrap();
    // It may end before it has read anything.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// The sentence of a refusal.
fn refused(arguments: &[&str], data: &Path, input: &str) -> String {
    let output = run(arguments, data, input);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {output:?}");
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

fn done(arguments: &[&str], data: &Path, input: &str) -> String {
    let output = run(arguments, data, input);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// A server that is killed when the test ends before its time.
struct Serving {
    child: Child,
    listen: Endpoint,
    nexus: String,
    fingerprint: String,
}

impl Serving {
    fn start(data: &Path) -> Self {
        let arguments = ["serve", "--listen", "127.0.0.1:0", "--web-listen", "127.0.0.1:0"];
        let mut child = program(&arguments, data).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
        let address = |key: &str| ready[key].as_str().unwrap().to_owned();
        assert_eq!(ready.as_object().unwrap().len(), 3);
        let nexus = format!("http://{}/rdr/pprdr.asp", address("web_listen"));
        let fingerprint = address("fingerprint");
        Self { child, listen: Endpoint::parse(&address("listen")).unwrap(), nexus, fingerprint }
    }

    fn config(&self, name: &str, password: &str) -> Config {
        let mut config = Config::new(address(name), Secret::new(password), self.listen.clone());
        config.nexus = Some(self.nexus.clone());
        config.insecure_loopback = true;
        config.reconnect = false;
        config
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn accounts_are_added_listed_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    done(&["account", "add", "alice@example.com", "--name", "Alice A"], data, "secret\n");
    done(&["account", "add", "bob@example.com", "--md5"], data, "secret");
    assert_eq!(done(&["account", "list"], data, ""), "alice@example.com\tAlice A\nbob@example.com\tbob\tmd5\n");
    assert!(refused(&["account", "add", "ALICE@example.com"], data, "x\n").contains("already an account"));
    assert!(refused(&["account", "add", "no-at-sign"], data, "x\n").contains("name@example.com"));
    assert!(refused(&["account", "add", "carol@example.com"], data, "\n").contains("empty"));
    assert!(refused(&["account", "add", "carol@example.com"], data, "").contains("empty"));
    assert!(refused(&["account", "remove", "carol@example.com"], data, "").contains("no account"));
    done(&["account", "remove", "Alice@Example.com"], data, "");
    assert_eq!(done(&["account", "list"], data, ""), "bob@example.com\tbob\tmd5\n");
}

#[test]
fn a_folder_or_port_that_cant_be_used_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "x").unwrap();
    assert!(refused(&["account", "list"], &file, "").contains("Couldn't use the accounts"));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = refused(&["serve", "--listen", &address, "--web-listen", "127.0.0.1:0"], folder.path(), "");
    assert!(said.contains(&format!("Couldn't listen on {address}")), "{said}");
    let free = ["serve", "--listen", "127.0.0.1:0", "--web-listen", "127.0.0.1:0"];
    let file = file.to_str().unwrap();
    let said = refused(&[&free[..], &["--tls-cert", file, "--tls-key", file]].concat(), folder.path(), "");
    assert!(said.contains("Couldn't use the certificate in") && said.contains(file), "{said}");
    let alone = run(&[&free[..], &["--tls-cert", file]].concat(), folder.path(), "");
    assert_eq!(alone.status.code(), Some(2), "a certificate without its key");
}

#[tokio::test]
async fn it_serves_while_accounts_come_and_go() {
    let folder = tempfile::tempdir().unwrap();
    let mut serving = Serving::start(folder.path());
    let data = folder.path().to_owned();
    let add = |name: &'static str| {
        let data = data.clone();
        move || done(&["account", "add", &address(name).to_string(), "--md5"], &data, "secret\n")
    };
    tokio::task::spawn_blocking(add("alice")).await.unwrap();
    tokio::task::spawn_blocking(add("bob")).await.unwrap();
    for dialect in [Dialect::Msnp3, Dialect::Msnp10] {
        let mut config = serving.config("alice", "secret");
        config.dialects = vec![dialect];
        let mut alice = Person::connect(config);
        alice.until("the sign-in", |event| matches!(event, Event::SignedIn { dialect: d, .. } if *d == dialect)).await;
        alice.sign_out().await;
    }
    let removed = {
        let data = data.clone();
        move || done(&["account", "remove", "bob@example.com"], &data, "")
    };
    tokio::task::spawn_blocking(removed).await.unwrap();
    let (_handle, mut events) = client::connect(serving.config("bob", "secret"));
    let mut last = None;
    while let Some(event) = events.next().await {
        last = Some(event);
    }
    assert!(matches!(last, Some(Event::SignedOut(_))), "{last:?}");

    // The account and its server are found again after a stop.
    let status = stop(&mut serving.child).await;
    assert_eq!(status, Some(0));
    let fingerprint = serving.fingerprint.clone();
    assert!(fingerprint.parse::<msnp::types::Fingerprint>().is_ok_and(|f| f.to_string() == fingerprint));
    let serving = Serving::start(folder.path());
    assert_eq!(serving.fingerprint, fingerprint);
    let mut alice = Person::connect(serving.config("alice", "secret"));
    alice.until("the sign-in", |event| matches!(event, Event::SignedIn { .. })).await;
}

#[tokio::test]
async fn what_was_confirmed_survives_a_kill_and_two_servers_share_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_owned();
    for name in ["alice", "bob"] {
        done(&["account", "add", &address(name).to_string()], &data, "secret\n");
    }
    let signed_in = |e: &Event| matches!(e, Event::Roster(RosterEvent::SyncFinished(_)));
    let serving = Serving::start(&data);
    let mut alice = Person::connect(serving.config("alice", "secret"));
    alice.until("the lists", signed_in).await;
    alice.ask(Request::AddContact { email: address("bob"), name: None, group: None }).await;
    alice.ask(Request::AddGroup("日本".into())).await;
    // Dropping it kills it where it stands.
    drop(serving);
    alice.until("the loss", |event| matches!(event, Event::SignedOut(_))).await;

    let (one, other) = (Serving::start(&data), Serving::start(&data));
    let mut alice = Person::connect(one.config("alice", "secret"));
    let mut bob = Person::connect(other.config("bob", "secret"));
    for person in [&mut alice, &mut bob] {
        person.until("the lists", signed_in).await;
    }
    assert!(alice.roster.people.contains_key(&address("bob")));
    assert!(alice.roster.groups.iter().any(|group| group.name == "日本"));
    // Both write at once, and neither is told to wait.
    for number in 0..10 {
        for person in [&alice, &bob] {
            person.handle.request(Request::AddGroup(format!("Group {number}")));
        }
    }
    for person in [&mut alice, &mut bob] {
        for _ in 0..10 {
            let answer = person.until("an answer", |event| matches!(event, Event::Answered { .. })).await;
            assert!(matches!(answer, Event::Answered { result: Ok(_), .. }), "{answer:?}");
        }
    }
}

/// Asks it to stop as a service manager does, and waits.
async fn stop(child: &mut Child) -> Option<i32> {
    // The shell has it built in; a program of that name may be missing.
    let killed = Command::new("sh").args(["-c", "kill -TERM $0", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    tokio::time::timeout(support::PATIENCE, async {
        loop {
            if let Some(status) = child.try_wait().unwrap() {
                return status.code();
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("it stops")
}
