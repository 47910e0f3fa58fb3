//! The program itself, as a person starts it: on a display, with a window manager and a notification service.
#![cfg(target_os = "linux")]

#[path = "support/desktop.rs"]
mod desktop;

use desktop::Desktop;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_swallowtail");

/// A running program that doesn't outlive its test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_newcomer_starts_it_makes_an_account_and_talks() {
    let desktop = match Desktop::start() {
        Ok(desktop) => desktop,
        Err(why) => {
            eprintln!("SKIPPED: {why}");
            return;
        }
    };
    let home = tempfile::tempdir().expect("a folder");
    desktop.explain_with(home.path().join("data/swallowtail.log"));
    let mut program = Running(
        desktop
            .command(PROGRAM)
            .arg("--data-dir")
            .arg(home.path())
            .stdin(Stdio::null())
            .spawn()
            .expect("the program starts"),
    );

    // Everything by keyboard. There is no keyring on this desktop, so no boxes stand in the way.
    desktop.wait("the sign-in window", |d| d.focused() == "Swallowtail");
    desktop.settle();
    desktop.keys(&["Tab", "Tab", "Tab", "Tab", "Return"]);
    desktop.settle();
    desktop.type_text("Alice");
    desktop.keys(&["Tab", "Tab"]);
    desktop.type_text("secret-pw");
    desktop.keys(&["Tab"]);
    desktop.type_text("secret-pw");
    desktop.keys(&["Return"]);
    desktop.wait("the contact list", |d| d.titles().iter().any(|title| title == "Swallowtail – Alice"));

    // The Guide greets: a toast, and a window that leaves the focus where it is.
    desktop.wait("a toast", |d| d.notifications.all().iter().any(|n| n.summary == "Guide"));
    desktop.wait("the Guide's window", |d| d.titles().iter().any(|title| title.ends_with(") Guide")));
    // Its title counts what is unread by then.
    assert!(desktop.focused().ends_with("Swallowtail – Alice"), "{} took the focus", desktop.focused());
    let toast = desktop.notifications.all().into_iter().find(|n| n.summary == "Guide").expect("it is there");
    assert_eq!((toast.app.as_str(), toast.actions.first().map(String::as_str)), ("Swallowtail", Some("default")));
    assert!(!toast.body.is_empty());

    // A click on the toast brings the conversation forward, which settles what was unread.
    desktop.click(&toast);
    desktop.wait("the conversation in front", |d| d.focused() == "Guide");

    // What one writes there is answered; with the focus elsewhere that is counted.
    desktop.settle();
    desktop.type_text("help");
    desktop.keys(&["Return"]);
    desktop.activate("Swallowtail – Alice");
    desktop.wait("the answer", |d| d.titles().iter().any(|title| title.ends_with(") Guide")));

    // It ends on Ctrl+Q.
    desktop.keys(&["ctrl+q"]);
    let start = Instant::now();
    let status = loop {
        if let Some(status) = program.0.try_wait().expect("it can be asked") {
            break status;
        }
        assert!(start.elapsed() < Duration::from_secs(20), "it doesn't end");
        std::thread::sleep(Duration::from_millis(50));
    };
    assert!(status.success(), "{status}");

    // The log says what happened, and not the password.
    let log = std::fs::read_to_string(home.path().join("data/swallowtail.log")).expect("there is a log");
    assert!(log.contains("signed in"), "{log}");
    assert!(!log.contains("secret-pw"), "{log}");
    let settings = std::fs::read_to_string(home.path().join("config/settings.toml")).expect("there are settings");
    assert!(settings.contains("alice@swallowtail.example") && !settings.contains("secret-pw"), "{settings}");
}

#[test]
fn without_a_display_it_says_what_is_missing() {
    let home = tempfile::tempdir().expect("a folder");
    let output = Command::new(PROGRAM)
        .arg("--data-dir")
        .arg(home.path())
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("DISPLAY") && said.contains("xvfb"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn a_profile_that_is_no_name_is_said() {
    let output = Command::new(PROGRAM).args(["--profile", "../other"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("profile"), "{output:?}");
}
