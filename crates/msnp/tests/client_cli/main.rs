//! The scriptable messenger as a program: what it reads, prints, and ends with.

#[path = "../client_support/mod.rs"]
mod client_support;
mod later;
mod ways;

use client_support::{Line, PATIENCE, server};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// The example, built when it isn't yet: `cargo test` builds it, `cargo test --test client_cli` doesn't.
fn program() -> PathBuf {
    let test = std::env::current_exe().expect("a path");
    let folder = test.parent().and_then(|deps| deps.parent()).expect("target/debug");
    let program = folder.join("examples").join(format!("cli{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        let mut cargo = std::process::Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--package", "msnp", "--example", "cli"]);
        cargo.arg("--target-dir").arg(folder.parent().expect("target")).current_dir(env!("CARGO_MANIFEST_DIR"));
        assert!(cargo.status().expect("cargo").success());
    }
    program
}

struct Cli {
    child: Child,
    input: Option<ChildStdin>,
    output: Lines<BufReader<ChildStdout>>,
}

impl Cli {
    fn start(arguments: &[&str]) -> Self {
        Self::start_in(&[], arguments)
    }

    /// With these variables of the environment, and no others that name a proxy.
    fn start_in(environment: &[(&str, &str)], arguments: &[&str]) -> Self {
        let mut command = Command::new(program());
        for name in ["all_proxy", "http_proxy", "https_proxy", "no_proxy"] {
            command.env_remove(name).env_remove(name.to_uppercase());
        }
        command.envs(environment.iter().copied());
        command.args(arguments).kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the example runs");
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("output")).lines();
        Self { child, input, output }
    }

    const ALICE: [&str; 6] = ["--dialects", "MSNP7", "--user", "alice@example.com", "--password", "hunter2secret"];

    fn alice(server: &str) -> Self {
        Self::start(&[&Self::ALICE[..], &["--server", server]].concat())
    }

    async fn write(&mut self, lines: &str) {
        self.input.as_mut().expect("open").write_all(lines.as_bytes()).await.expect("it reads");
    }

    /// The next event of this kind.
    async fn event(&mut self, kind: &str) -> Value {
        loop {
            let line =
                tokio::time::timeout(PATIENCE, self.output.next_line()).await.unwrap_or_else(|_| panic!("no {kind}"));
            let line = line.expect("text").unwrap_or_else(|| panic!("it ended before {kind}"));
            let event: Value = serde_json::from_str(&line).expect("JSON");
            if event["event"] == kind {
                return event;
            }
        }
    }

    /// Its exit status and what it said on standard error.
    async fn end(mut self) -> (Option<i32>, String) {
        let mut errors = String::new();
        let mut stderr = self.child.stderr.take().expect("errors");
        let all = async {
            while let Ok(Some(_)) = self.output.next_line().await {}
            let _ = stderr.read_to_string(&mut errors).await;
            self.child.wait().await.expect("an end").code()
        };
        let code = tokio::time::timeout(PATIENCE, all).await.expect("it ends");
        (code, errors)
    }
}

#[tokio::test]
async fn a_script_talks() {
    let (listener, endpoint) = server().await;
    let mut cli = Cli::alice(&endpoint.to_string());
    let mut line = Line::sign_in(&listener).await;
    let signed_in = cli.event("signed-in").await;
    assert_eq!(signed_in["dialect"], "MSNP7");
    let list = cli.event("list").await;
    assert_eq!((&list["email"], &list["lists"]), (&"bob@example.com".into(), &serde_json::json!(["FL", "AL", "RL"])));
    let presence = cli.event("presence").await;
    assert_eq!((&presence["email"], &presence["status"]), (&"bob@example.com".into(), &"NLN".into()));

    cli.write("format FN=Arial; EF=B; CO=ff; CS=0; PF=22\nsay bob@example.com Hello,  Bob\nwait acknowledged\n").await;
    cli.write("wait message 10\nwait left\nquit\n").await;
    let ask = line.expect("XFR").await;
    let t = ask.split(' ').nth(1).expect("a number");
    line.say(&format!("XFR {t} SB {endpoint} CKI 17.2\r\n")).await;
    let mut board = Line::accept(&listener).await;
    board.expect("USR").await;
    board.say("USR 1 OK alice@example.com Alice\r\n").await;
    board.expect("CAL").await;
    board.say("CAL 2 RINGING 11752013\r\nJOI bob@example.com Bob\r\n").await;
    let sent = board.expect("MSG").await;
    let t = sent.split(' ').nth(1).expect("a number");
    assert_eq!(board.expect("X-MMS-IM-Format").await, "X-MMS-IM-Format: FN=Arial; EF=B; CO=ff; CS=0; PF=22");
    let body =
        "MIME-Version: 1.0\r\nContent-Type: text/plain\r\nX-MMS-IM-Format: FN=; EF=I; CO=ff0000\r\n\r\nhi \u{1f600}";
    board.say(&format!("ACK {t}\r\nMSG bob@example.com Bob {}\r\n{body}BYE bob@example.com\r\n", body.len())).await;

    assert_eq!(cli.event("joined").await["email"], "bob@example.com");
    cli.event("acknowledged").await;
    let message = cli.event("message").await;
    assert_eq!((&message["from"], &message["text"]), (&"bob@example.com".into(), &"hi \u{1f600}".into()));
    assert_eq!((&message["format"]["italic"], &message["format"]["color"]), (&true.into(), &"#0000ff".into()));
    assert_eq!(message["conversation"], "bob@example.com");
    cli.event("left").await;
    assert_eq!(cli.event("signed-out").await["reason"], "You signed out.");
    line.expect("OUT").await;
    let (code, errors) = cli.end().await;
    assert_eq!((code, errors.as_str()), (Some(0), ""));
}

#[tokio::test]
async fn contacts_are_named_and_moved() {
    let (listener, endpoint) = server().await;
    let mut cli = Cli::alice(&endpoint.to_string());
    let mut line = Line::sign_in(&listener).await;
    cli.write("alias bob@example.com Bobby  B\nwait done\ngroup add Work\nwait group\n").await;
    let said = line.expect("REA").await;
    assert!(said.ends_with(" bob@example.com Bobby%20%20B"), "{said}");
    line.say(&format!("{}\r\n", said.replacen(" bob", " 8 bob", 1))).await;
    assert_eq!(cli.event("done").await["command"], "alias bob@example.com Bobby  B");
    let said = line.expect("ADG").await;
    line.say(&format!("ADG {} 9 Work 1 0\r\n", said.split(' ').nth(1).expect("a number"))).await;
    assert_eq!(cli.event("group").await["name"], "Work");
    cli.write("group move bob@example.com Work\n").await;
    let said = line.expect("ADD").await;
    assert!(said.ends_with(" FL bob@example.com bob@example.com 1"), "{said}");
    line.say(&format!("{}\r\n", said.replacen(" FL ", " FL 10 ", 1))).await;
    let list = cli.event("list").await;
    assert_eq!((&list["action"], &list["group"]), (&"added".into(), &"1".into()));
    cli.write("group move bob@example.com -\n").await;
    let said = line.expect("REM").await;
    assert!(said.ends_with(" FL bob@example.com 1"), "{said}");
    line.say(&format!("{}\r\n", said.replacen(" FL ", " FL 11 ", 1))).await;
    assert_eq!(cli.event("list").await["action"], "removed");
    cli.write("offline bob@example.com see you\nwait acknowledged 0.1\n").await;
    let queued = cli.event("queued").await;
    assert_eq!(queued["conversation"], "bob@example.com");
}

#[tokio::test]
async fn the_end_of_input_means_quit() {
    let (listener, endpoint) = server().await;
    let mut cli = Cli::alice(&endpoint.to_string());
    let mut line = Line::sign_in(&listener).await;
    cli.event("signed-in").await;
    cli.input = None;
    line.expect("OUT").await;
    assert_eq!(cli.end().await.0, Some(0));
}

#[tokio::test]
async fn a_wait_in_vain_fails_with_a_reason() {
    let (listener, endpoint) = server().await;
    let mut cli = Cli::alice(&endpoint.to_string());
    let _line = Line::sign_in(&listener).await;
    cli.write("wait signed-in\nwait nudge 0.1\n").await;
    let (code, errors) = cli.end().await;
    assert_eq!((code, errors.trim()), (Some(1), "no event of the kind nudge within 0.1 seconds"));
}

#[tokio::test]
async fn a_wrong_line_is_an_error_and_no_end() {
    let (listener, endpoint) = server().await;
    let mut cli = Cli::alice(&endpoint.to_string());
    let mut line = Line::sign_in(&listener).await;
    for (wrong, reason) in [
        ("dance", "there is no command dance"),
        ("say bob hello", "bob: an address looks like name@example.com"),
        ("add XX bob@example.com", "a list is FL, AL, BL, RL or PL, not XX"),
        ("say", "with whom? An address or a conversation such as group-1"),
        ("block", "whose address?"),
        ("status FLN", "a status is NLN, BSY, IDL, BRB, AWY, PHN, LUN or HDN, not FLN"),
        ("status FUN", "a status is NLN, BSY, IDL, BRB, AWY, PHN, LUN or HDN, not FUN"),
        ("phone bob@example.com boat 1", "a telephone is home, work, mobile, fax, pager, other, not boat"),
        ("sign-out", "\"\" is no place's id; see places"),
        (
            "circle paint",
            "circle create NAME, circle accept ID, circle decline ID, circle leave ID, circle invite ID EMAIL",
        ),
        (
            "group move bob@example.com",
            "group add NAME, group remove ID, group rename ID NAME, group put ID EMAIL, group move EMAIL GROUP",
        ),
        ("note bob@example.com tea", "This server's version of the protocol can't do that."),
        ("circle create Choir", "This server's version of the protocol can't do that."),
        ("psm hello", "This server's version of the protocol can't do that."),
    ] {
        cli.write(&format!("{wrong}\n")).await;
        let error = cli.event("error").await;
        assert_eq!((&error["command"], &error["reason"]), (&wrong.into(), &reason.into()));
    }
    cli.write("status BSY\nwait done\nquit\n").await;
    let status = line.expect("CHG").await;
    line.say(&format!("{status}\r\n")).await;
    assert_eq!(cli.end().await.0, Some(0));
}

#[tokio::test]
async fn every_bad_start_has_its_reason() {
    let (listener, endpoint) = server().await;
    drop(listener);
    let server = endpoint.to_string();
    for (arguments, reason) in [
        (
            vec!["--server", &server, "--user", "alice", "--password", "p"],
            "--user alice: an address looks like name@example.com",
        ),
        (vec!["--server", &server, "--user", "a@b", "--password", ""], "the password is empty"),
        (vec!["--server", " ", "--user", "a@b", "--password", "p"], "  isn't HOST:PORT"),
        (
            vec!["--server", &server, "--user", "a@b", "--password", "p", "--dialects", "MSNP99"],
            "MSNP99 is not a dialect that this toolkit speaks",
        ),
        (
            vec!["--server", &server, "--user", "a@b", "--password", "p"],
            "Couldn't reach the server. Check the address and your connection. (nobody answers there)",
        ),
        (
            vec!["--server", &server, "--user", "a@b", "--password", "p", "--status", "FLN"],
            "a status is NLN, BSY, IDL, BRB, AWY, PHN, LUN or HDN, not FLN",
        ),
    ] {
        // Standard input stays open: it ends by itself.
        let (code, errors) = Cli::start(&arguments).end().await;
        assert_eq!((code, errors.trim_end()), (Some(1), reason), "{arguments:?}");
    }
    assert_eq!(Cli::start(&[]).end().await.0, Some(1));
    assert_eq!(Cli::start(&["--help"]).end().await.0, Some(0));
}

#[tokio::test]
async fn a_script_may_wait_for_the_end() {
    for (script, code) in [("wait signed-in\nwait signed-out\nquit\n", 0), ("wait signed-in\nwait message\n", 1)] {
        let (listener, endpoint) = server().await;
        let mut cli = Cli::alice(&endpoint.to_string());
        let mut line = Line::sign_in(&listener).await;
        cli.write(script).await;
        cli.event("presence").await;
        line.say("OUT OTH\r\n").await;
        let reason = cli.event("signed-out").await["reason"].clone();
        let (ended, errors) = cli.end().await;
        assert_eq!(ended, Some(code), "{script}");
        if code == 1 {
            assert_eq!(Value::from(errors.trim()), reason);
        }
    }
}
