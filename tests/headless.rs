//! The whole program without a desktop: what a person does, and what comes of it.

mod support;

use iced::keyboard::key::Named;
use iced::widget::Id;
use iced::{Program, Size, window};
use support::headless::Harness;
use swallowtail::app::{App, Environment, Message, program};
use swallowtail::model::Connection;
use swallowtail::store::settings::SettingsStore;

type Shell<P> = Harness<P>;

fn start(environment: Environment) -> Shell<impl Program<State = App, Message = Message, Theme = iced::Theme>> {
    let mut shell = Harness::new(program(environment));
    shell.wait("the main window opens", |shell| !shell.windows.is_empty());
    let main = main_window(&shell);
    shell.focus(main);
    shell.wait("the keyring has answered", |shell| shell.state.model.keyring.is_some());
    shell
}

fn main_window<P: Program<State = App, Theme = iced::Theme>>(shell: &Shell<P>) -> window::Id {
    shell.state.windows.main().expect("there is a main window")
}

#[test]
fn the_first_start_offers_to_sign_in_and_to_make_an_account() {
    let mut shell = start(Environment::in_memory());
    let main = main_window(&shell);
    assert_eq!(shell.title(main), "Swallowtail");
    for words in ["Sign in", "Service", "E-mail address", "Password", "Create a local account"] {
        assert!(shell.shows(main, words), "{words}");
    }
    assert!(shell.shows(main, "This computer (built-in server)"));
    assert_eq!(shell.windows.len(), 1);
}

#[test]
fn bad_input_is_said_at_once_and_nothing_is_sent() {
    let mut shell = start(Environment::in_memory());
    let main = main_window(&shell);
    for (email, password, words) in [
        ("", "", "Type an address."),
        ("alice", "secret", "An address looks like name@example.com."),
        ("a b@example.com", "secret", "An address has no spaces or control characters."),
        ("alice@example.com", "", "Type your password."),
    ] {
        shell.fill(main, "sign-in-email", email);
        shell.fill(main, "sign-in-password", password);
        shell.click(main, Id::new("sign-in-submit"));
        assert!(shell.shows(main, words), "{email:?}: {words}");
        assert_eq!(shell.state.model.connection, Connection::SignedOut);
    }
    let long = format!("{}@example.com", "x".repeat(5_000));
    shell.fill(main, "sign-in-email", &long);
    shell.click(main, Id::new("sign-in-submit"));
    assert!(shell.shows(main, "That address is too long"));
}

#[test]
fn the_form_works_by_keyboard_alone() {
    let mut shell = start(Environment::in_memory());
    let main = main_window(&shell);
    // The first field has the keyboard from the start.
    shell.run_for(std::time::Duration::from_millis(50));
    shell.typewrite(main, "alice@example.com");
    shell.key(main, Named::Tab);
    shell.run_for(std::time::Duration::from_millis(50));
    shell.typewrite(main, "pw");
    assert!(shell.shows(main, "alice@example.com"));
    assert!(shell.shows(main, "••"), "the second field has it, and hides it: {:?}", shell.texts(main));
    shell.key(main, Named::Enter);
    // The built-in server of this test can't run, which is said.
    shell.wait("the end of the attempt", |shell| shell.state.model.problem.is_some());
    assert!(shell.shows(main, "The built-in server couldn't use its files."));
}

#[test]
fn a_broken_settings_file_is_said() {
    let environment = Environment { settings: SettingsStore::memory("email = ["), ..Environment::in_memory() };
    let mut shell = start(environment);
    let main = main_window(&shell);
    assert!(shell.shows(main, "The settings couldn't be read"));
}

#[test]
fn a_window_keeps_its_size_for_the_next_time() {
    let settings = SettingsStore::memory("");
    let mut shell = start(Environment { settings: settings.clone(), ..Environment::in_memory() });
    let main = main_window(&shell);
    shell.resize(main, Size::new(400.0, 700.0));
    shell.request_close(main);
    shell.wait("the end", |shell| shell.exited);
    assert!(shell.windows.is_empty());
    let shell = start(Environment { settings, ..Environment::in_memory() });
    assert_eq!(shell.windows[&main_window(&shell)], Size::new(400.0, 700.0));
}
