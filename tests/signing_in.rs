//! The ways in that go wrong, the keyring, servers of one's own, and what is told when.

mod support;

use iced::keyboard::key::Named;
use iced::widget::Id;
use msnp::error::SignOutReason;
use msnp::event::{ConversationId, Event, Route};
use msnp::request::Request;
use msnp::types::{Fingerprint, Secret, Status};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use support::people::{
    ALICE, BOB, CAROL, GUIDE, at, email, folder, newcomer, offering, start, start_untold, start_with,
};
use swallowtail::app::{Clock, Environment};
use swallowtail::model::Connection;
use swallowtail::platform::notify::{Notifier, Recording};
use swallowtail::store::credentials::{Account, Credentials, Key, MemoryVault, Vault};
use swallowtail::store::settings::{Proxy, ProxyKind, Settings, SettingsStore};
use swallowtail::window::Window;

const PATIENCE: Duration = Duration::from_secs(10);

/// Settings that lead to a server of one's own.
fn custom(server: &str) -> SettingsStore {
    let settings = Settings {
        service: "custom".into(),
        custom_server: server.into(),
        custom_nexus: "http://127.0.0.1:1/rdr/pprdr.asp".into(),
        ..Settings::default()
    };
    SettingsStore::memory(&settings.to_text())
}

/// A server that says the same to everybody once they have said something, and perhaps hangs up.
fn saying(words: &'static [u8], hang_up: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    std::thread::spawn(move || {
        let mut open = Vec::new();
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut heard = [0; 512];
            let _ = stream.read(&mut heard);
            let _ = stream.write_all(words);
            if !hang_up {
                open.push(stream);
            }
        }
    });
    address
}

#[test]
fn a_server_that_is_not_one_is_said_and_the_form_works_on() {
    let flood: &'static [u8] = Box::leak(vec![b'x'; 3_000_000].into_boxed_slice());
    let dead = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.local_addr().expect("an address").to_string()
    };
    for (server, what) in [
        (dead, "nobody there"),
        (saying(b"HTTP/1.1 400 Bad Request\r\n\r\n", false), "a web server"),
        (saying(b"\x00\x01\x02\xff\xfe\r\n\r\n\r\n", true), "garbage"),
        (saying(b"VER 1 MSNP12 CVR0\r\nMSG a b 99999999999\r\n", false), "a length that can't be"),
        (saying(b"VER 1 MSNP12 CVR0\r\nMSG a b 500\r\nhalf of", true), "the end in mid-payload"),
        (saying(b"VER 1 0\r\n", false), "no dialect in common"),
        (saying(b"", true), "a hang-up"),
        (saying(flood, false), "a flood"),
    ] {
        let environment = Environment { settings: custom(&server), ..Environment::in_memory() };
        let mut alice = start_with(environment);
        alice.sign_in(ALICE, "pw");
        alice.shell.wait(what, |shell| matches!(shell.state.model.connection, Connection::Ended(_)));
        let main = alice.main();
        let reason = alice.ended().cloned().expect("it ended");
        let words = swallowtail::i18n::errors::sign_out(&reason);
        assert!(alice.shell.shows(main, &words), "{what}: {words}");
        assert!(alice.shell.shows(main, "Password"), "{what}");
    }
}

#[test]
fn a_sign_in_that_hangs_can_be_cancelled() {
    let server = saying(b"", false);
    let mut alice = start_with(Environment { settings: custom(&server), ..Environment::in_memory() });
    alice.sign_in(ALICE, "pw");
    alice.shell.wait("on the way", |shell| matches!(shell.state.model.connection, Connection::SigningIn(_)));
    let main = alice.main();
    assert!(alice.shell.shows(main, "Signing in"));
    alice.shell.click(main, Id::new("sign-in-cancel"));
    assert_eq!(alice.shell.state.model.connection, Connection::SignedOut);
    assert!(alice.shell.shows(main, "E-mail address"));
}

#[test]
fn the_test_button_says_what_works() {
    let environment =
        Environment { settings: custom(&saying(b"VER 1 MSNP9 CVR0\r\n", false)), ..Environment::in_memory() };
    let mut alice = start_with(environment);
    let main = alice.main();
    alice.shell.click(main, Id::new("sign-in-connection"));
    alice.shell.click(main, Id::new("connection-test"));
    for _ in 0..200 {
        alice.shell.run_for(Duration::from_millis(20));
        if alice.shell.shows(main, "Its certificate is good (not tested)") {
            break;
        }
    }
    let texts = alice.shell.texts(main);
    for words in ["The server's name is found (127.0.0.1)", "The server answers (MSNP9)", "The sign-in page answers"] {
        assert!(texts.iter().any(|text| text == words), "{words}: {texts:#?}");
    }
    assert!(texts.iter().any(|text| text.starts_with("Nothing answers there.")), "{texts:#?}");
}

#[test]
fn addresses_of_ones_own_are_kept() {
    let settings = SettingsStore::memory("version = 1\nservice = \"custom\"\n");
    let environment = Environment { settings: settings.clone(), ..Environment::in_memory() };
    let mut alice = start_with(environment);
    let main = alice.main();
    alice.sign_in(ALICE, "pw");
    assert!(alice.shell.shows(main, "No server is set."));
    alice.shell.click(main, Id::new("sign-in-connection"));
    alice.shell.fill(main, "connection-server", "messenger.example:1863");
    alice.shell.fill(main, "connection-nexus", "https://login.example/rdr/pprdr.asp");
    alice.shell.click(main, Id::new("connection-keep"));
    alice.shell.wait("kept", |_| settings.load().settings.custom_server == "messenger.example:1863");
    assert!(alice.shell.shows(main, "E-mail address"), "back at the form");
}

#[test]
fn a_wrong_password_is_said_and_the_right_one_still_works() {
    let folder = folder();
    let mut alice = start(&folder);
    alice.create_account("Alice", ALICE, "right");
    alice.leave();
    alice.sign_in(ALICE, "wrong");
    alice.shell.wait("refused", |shell| matches!(shell.state.model.connection, Connection::Ended(_)));
    let main = alice.main();
    assert_eq!(alice.ended(), Some(&SignOutReason::WrongPassword));
    assert!(alice.shell.shows(main, "Couldn't sign in: the address or the password isn't right."));
    alice.sign_in(ALICE, "right");
    alice.wait_online();
}

#[test]
fn an_account_that_exists_is_said() {
    let folder = folder();
    let _alice = newcomer(&folder, "Alice", ALICE);
    let mut other = start(&folder);
    let main = other.main();
    other.shell.click(main, Id::new("sign-in-account"));
    other.keyboard_settles();
    for (field, text) in [("new-account-name", "Alice"), ("new-account-password", "x"), ("new-account-again", "x")] {
        other.shell.fill(main, field, text);
    }
    other.shell.key(main, Named::Enter);
    other.shell.wait("it is said", |shell| shell.state.model.problem.is_some());
    assert!(other.shell.shows(main, "There is already an account alice@swallowtail.example."));
}

#[test]
fn a_password_is_remembered_only_when_it_was_right_and_only_when_asked() {
    let folder = folder();
    let vault = Arc::new(MemoryVault::default());
    let settings = SettingsStore::memory("");
    let credentials = Credentials::new(vault.clone(), PATIENCE);
    let environment = Environment { settings: settings.clone(), credentials, ..at(&folder) };
    let account = Account { service: "local".into(), email: email(ALICE) };

    let mut alice = start_with(environment.clone());
    alice.create_account("Alice", ALICE, "right");
    assert_eq!(vault.load(&account.clone().into()), Ok(None), "nobody asked for it");
    alice.leave();
    let main = alice.main();
    alice.shell.click(main, Id::new("sign-in-automatic"));
    alice.sign_in(ALICE, "wrong");
    alice.shell.wait("refused", |shell| matches!(shell.state.model.connection, Connection::Ended(_)));
    assert_eq!(vault.load(&account.clone().into()), Ok(None), "it was wrong");
    alice.sign_in(ALICE, "right");
    alice.wait_online();
    alice.shell.wait("kept", |_| vault.load(&account.clone().into()) == Ok(Some(Secret::new("right"))));
    alice.shell.wait("noted", |_| settings.load().settings.automatic && settings.load().settings.remember);
    alice.shell.request_close(main);
    alice.shell.wait("the end", |shell| shell.exited);
    drop(alice);

    // The next start signs in by itself, until one signs out by hand.
    let mut alice = start_with(environment.clone());
    alice.wait_online();
    alice.leave();
    let main = alice.main();
    alice.shell.request_close(main);
    alice.shell.wait("the end", |shell| shell.exited);
    drop(alice);

    let mut alice = start_with(environment.clone());
    let main = alice.main();
    alice.shell.run_for(Duration::from_millis(300));
    assert_eq!(alice.shell.state.model.connection, Connection::SignedOut);
    assert!(alice.shell.shows(main, "•••••"), "the password is filled in");
    alice.shell.click(main, Id::new("sign-in-remember"));
    alice.shell.click(main, Id::new("sign-in-submit"));
    alice.wait_online();
    alice.shell.wait("forgotten", |_| vault.load(&account.clone().into()) == Ok(None));
}

#[test]
fn without_a_keyring_the_boxes_are_replaced_by_a_word() {
    let vault = MemoryVault::default();
    vault.absent.store(true, Ordering::Relaxed);
    let credentials = Credentials::new(Arc::new(vault), PATIENCE);
    let mut alice = start_with(Environment { credentials, ..Environment::in_memory() });
    let main = alice.main();
    assert!(alice.shell.shows(main, "No keyring is running on this computer"));
    assert!(!alice.shell.shows(main, "Remember my password"));
}

#[test]
fn the_dialog_about_one_who_added_us_gets_room_for_the_next() {
    let folder = folder();
    let mut alice = newcomer(&folder, "Alice", ALICE);
    let mut bob = newcomer(&folder, "Bob", BOB);
    bob.add_contact(ALICE);
    alice.shell.wait("Alice is asked", |shell| shell.state.windows.find(&Window::AddedYou).is_some());
    let asked = alice.window(&Window::AddedYou).expect("open");
    let height = |shell: &support::headless::Harness<_>| shell.windows.get(&asked).map(|size| size.height);
    let before = height(&alice.shell);
    let mut carol = newcomer(&folder, "Carol", CAROL);
    carol.add_contact(ALICE);
    alice.shell.wait("it has grown", |shell| height(shell) > before);
    // What the person made larger stays so.
    let large = iced::Size::new(500.0, 700.0);
    alice.shell.resize(asked, large);
    let mut dave = newcomer(&folder, "Dave", "dave@swallowtail.example");
    dave.add_contact(ALICE);
    alice.shell.wait("Dave is there too", |shell| shell.state.model.roster.awaiting_answer().count() == 3);
    alice.shell.run_for(Duration::from_millis(100));
    assert_eq!(alice.shell.windows.get(&asked), Some(&large));
}

#[test]
fn friends_are_told_but_not_to_the_busy_and_a_click_opens_the_conversation() {
    let folder = folder();
    let clock = Clock::default();
    let environment = Environment {
        clock: clock.clone(),
        // At 18 nothing tells those who come in the first moments from those who were there, and that takes a while.
        services: offering("MSNP17"),
        ..at(&folder)
    };
    let mut alice = start_with(environment);
    let desktop = alice.desktop.clone();
    alice.create_account("Alice", ALICE, "pw");
    let mut bob = newcomer(&folder, "Bob", BOB);
    alice.add_contact(BOB);
    bob.accept_asked();
    alice.wait_status(BOB, Status::Online);
    let online = |person: &Recording| person.shown().iter().filter(|toast| toast.summary == "Bob is online").count();

    alice.shell.wait("Bob's answer is told", |_| desktop.shown().iter().any(|toast| toast.body == "has added you"));
    // The burst after the sign-in is over by then, and so is that of Bob's coming.
    clock.advance(Duration::from_secs(11));
    let before = online(&alice.desktop);
    bob.come_again(BOB, "pw");
    alice.shell.wait("Bob's coming is told", |_| online(&desktop) == before + 1);

    // A click on it opens the conversation.
    let toast = alice.desktop.shown().into_iter().rfind(|toast| toast.summary == "Bob is online").expect("told");
    alice.desktop.click(&toast);
    let conversation = Window::Conversation(ConversationId::With(email(BOB)));
    alice.shell.wait("the conversation opens", |shell| shell.state.windows.find(&conversation).is_some());

    // Nothing is told to whoever is busy.
    alice.ask(Request::SetStatus(Status::Busy));
    alice.shell.wait("busy", |shell| shell.state.model.roster.own.status == Status::Busy);
    let told = alice.toasts().len();
    clock.advance(Duration::from_secs(11));
    bob.come_again(BOB, "pw");
    alice.wait_status(BOB, Status::Online);
    alice.shell.run_for(Duration::from_millis(200));
    assert_eq!(alice.toasts().len(), told);
}

#[test]
fn a_notification_service_that_is_gone_harms_nothing() {
    /// Shows nothing and never clicks.
    #[derive(Debug)]
    struct Gone;
    impl Notifier for Gone {
        fn show(&self, _: swallowtail::platform::notify::Toast) {}
        fn clicks(&self) -> Option<futures::channel::mpsc::UnboundedReceiver<swallowtail::platform::notify::Target>> {
            None
        }
    }
    let folder = folder();
    let mut alice = start_untold(Environment { notifier: Arc::new(Gone), ..at(&folder) });
    alice.create_account("Alice", ALICE, "pw");
    alice.wait_status(GUIDE, Status::Online);
    assert_eq!(alice.ended(), None::<&SignOutReason>);
}

#[test]
fn an_unknown_certificate_is_shown_once_and_a_changed_one_is_refused() {
    let settings = SettingsStore::memory("");
    let folder = folder();
    let mut alice = start_with(Environment { settings: settings.clone(), ..at(&folder) });
    alice.create_account("Alice", ALICE, "pw");
    let main = alice.main();
    let (host, fingerprint) = ("chat.lan:443".to_owned(), Fingerprint([0xab; 32]));
    let unknown = SignOutReason::UntrustedCertificate { host: host.clone(), fingerprint };
    alice.happens(vec![Event::SignedOut(unknown.clone())]);
    assert!(alice.shell.shows(main, "Is this your server?"), "{:?}", alice.shell.texts(main));
    assert!(alice.shell.shows(main, "chat.lan:443"));
    let pairs = alice.shell.texts(main).into_iter().filter(|text| text == "AB").count();
    assert_eq!(pairs, 32);

    // No: the form is there again, and nothing was kept.
    alice.shell.click(main, Id::new("certificate-no"));
    alice.keyboard_settles();
    assert!(!alice.shell.shows(main, "Is this your server?"));
    assert!(alice.shell.state.model.settings.pins.is_empty());

    // Yes, at the next try: it is kept, and the way in begins anew.
    alice.sign_in(ALICE, "pw");
    alice.wait_online();
    alice.happens(vec![Event::SignedOut(unknown)]);
    alice.shell.click(main, Id::new("certificate-yes"));
    alice.wait_online();
    assert_eq!(alice.shell.state.model.settings.pins.get(&host), Some(&fingerprint));
    alice.shell.wait("it is saved", |_| settings.load().settings.pins.get(&host) == Some(&fingerprint));

    // Another one is refused with a sentence and no question; the connection's page can forget the first.
    let changed = SignOutReason::ChangedCertificate { host, fingerprint: Fingerprint([1; 32]) };
    alice.happens(vec![Event::SignedOut(changed)]);
    assert!(!alice.shell.shows(main, "Is this your server?"));
    assert!(alice.shell.shows(main, "shows another certificate than the one that you accepted"));
}

#[test]
fn a_proxy_is_kept_and_its_password_is_in_the_keyring_alone() {
    let vault = Arc::new(MemoryVault::default());
    let settings = SettingsStore::memory("version = 1\nservice = \"escargot\"\n");
    let environment = Environment {
        settings: settings.clone(),
        credentials: Credentials::new(vault.clone(), PATIENCE),
        ..Environment::in_memory()
    };
    let mut alice = start_with(environment);
    let main = alice.main();
    // All of the page is in sight.
    alice.shell.resize(main, iced::Size::new(340.0, 1_000.0));
    alice.shell.click(main, Id::new("sign-in-connection"));
    alice.shell.click(main, Id::new("connection-proxy"));
    alice.shell.typewrite(main, "s");
    alice.shell.key(main, Named::Enter);
    alice.keyboard_settles();
    assert!(alice.shell.shows(main, "Proxy server"), "{:?}", alice.shell.texts(main));
    alice.shell.fill(main, "connection-proxy-host", "proxy.example");
    alice.shell.fill(main, "connection-proxy-port", "99999");
    alice.shell.click(main, Id::new("connection-keep"));
    assert!(alice.shell.shows(main, "A port is a number from 1 to 65535."), "{:?}", alice.shell.texts(main));
    alice.shell.fill(main, "connection-proxy-port", "1081");
    alice.shell.fill(main, "connection-proxy-user", "ada");
    alice.shell.fill(main, "connection-proxy-password", "open sesame");
    alice.shell.click(main, Id::new("connection-keep"));
    let proxy = Proxy { kind: ProxyKind::Socks5, host: "proxy.example".into(), port: 1081, user: "ada".into() };
    alice.shell.wait("it is saved", |_| settings.load().settings.network.proxy == proxy);
    let key = Key::proxy("proxy.example", 1081, "ada");
    alice.shell.wait("the password is kept", |_| vault.load(&key) == Ok(Some(Secret::new("open sesame"))));
    assert!(!settings.load().settings.to_text().contains("sesame"));

    // The next start has it, before anybody signs in.
    let environment =
        Environment { settings, credentials: Credentials::new(vault, PATIENCE), ..Environment::in_memory() };
    let mut again = start_with(environment);
    again.shell.wait("it is there", |shell| shell.state.model.proxy_password == Secret::new("open sesame"));
}

#[test]
fn another_way_than_the_direct_one_is_said() {
    let folder = folder();
    let mut alice = newcomer(&folder, "Alice", ALICE);
    let main = alice.main();
    assert!(alice.shell.shows(main, "Connected · MSNP18 · This computer"), "{:?}", alice.shell.texts(main));
    assert!(!alice.shell.shows(main, "through"));
    alice.happens(vec![Event::Route(Route::Gateway { host: "gw.example".into() })]);
    assert!(alice.shell.shows(main, "through the HTTP gateway"), "{:?}", alice.shell.texts(main));
    alice.happens(vec![Event::Route(Route::Socks5 { host: "p.example:1080".into() })]);
    assert!(alice.shell.shows(main, "through a proxy"), "{:?}", alice.shell.texts(main));
    alice.happens(vec![Event::Route(Route::Direct)]);
    assert!(!alice.shell.shows(main, "through"));
}
