//! What the desktop tells over its message bus and its display: the players, and how long nobody has touched the computer.
#![cfg(target_os = "linux")]

#[path = "support/bus.rs"]
mod bus;

use bus::{Bus, first_line, is_there};
use futures::StreamExt as _;
use futures::stream::BoxStream;
use std::collections::HashMap;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use swallowtail::platform::idle::Idle as _;
use swallowtail::platform::idle::ask::System;
use swallowtail::platform::playing::mpris::Mpris;
use swallowtail::platform::playing::{Playing as _, Track};
use tokio::time::timeout;
use zbus::blocking::{Connection, connection::Builder};
use zbus::zvariant::{OwnedValue, Value};

const PATH: &str = "/org/mpris/MediaPlayer2";
const PATIENCE: Duration = Duration::from_secs(20);

/// A player with one song.
#[derive(Clone)]
struct Player(Arc<Mutex<(String, String, String)>>);

impl Player {
    fn new(status: &str, title: &str, artist: &str) -> Self {
        Self(Arc::new(Mutex::new((status.into(), title.into(), artist.into()))))
    }
}

#[zbus::interface(name = "org.mpris.MediaPlayer2.Player")]
impl Player {
    #[zbus(property)]
    fn playback_status(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    #[zbus(property)]
    fn metadata(&self) -> HashMap<String, OwnedValue> {
        let (_, title, artist) = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let owned = |value: Value<'_>| value.try_to_owned().expect("a value");
        HashMap::from([
            ("mpris:trackid".to_owned(), owned(Value::from("/track/7"))),
            ("xesam:title".to_owned(), owned(Value::from(title))),
            ("xesam:artist".to_owned(), owned(Value::from(vec![artist]))),
        ])
    }
}

/// A player on the bus. It goes with its value.
struct Running {
    connection: Connection,
    player: Player,
}

impl Running {
    fn new(bus: &Bus, name: &str, player: Player) -> Self {
        let connection = Builder::address(bus.address.as_str())
            .and_then(|builder| builder.serve_at(PATH, player.clone()))
            .and_then(|builder| builder.name(format!("org.mpris.MediaPlayer2.{name}")))
            .and_then(Builder::build)
            .expect("the player is on the bus");
        Self { connection, player }
    }

    /// Plays something else, and says so as players do: some say what, others only that something has changed.
    fn set(&self, status: &str, title: &str, says_what: bool) {
        {
            let mut state = self.player.0.lock().unwrap_or_else(PoisonError::into_inner);
            (state.0, state.1) = (status.into(), title.into());
        }
        let changed: HashMap<&str, Value<'_>> = match says_what {
            true => HashMap::from([("PlaybackStatus", Value::from(status))]),
            false => HashMap::new(),
        };
        let body = ("org.mpris.MediaPlayer2.Player", changed, vec!["Metadata"]);
        self.connection
            .emit_signal(None::<&str>, PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged", &body)
            .expect("the signal is sent");
    }
}

/// The bus, or a word that there is none.
fn bus() -> Option<Bus> {
    Bus::start().map_err(|why| eprintln!("SKIPPED: {why}")).ok()
}

/// Waits until this is played.
async fn hears(tracks: &mut BoxStream<'static, Option<Track>>, wanted: Option<Track>) {
    let heard = timeout(PATIENCE, async {
        let mut heard = Vec::new();
        while let Some(track) = tracks.next().await {
            if track == wanted {
                return Ok(());
            }
            heard.push(track);
        }
        Err(heard)
    });
    assert_eq!(heard.await.expect("in time"), Ok(()), "{wanted:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn players_tell_what_they_play() {
    let Some(bus) = bus() else { return };
    let song = |title: &str, artist: &str| Track::new(title, artist, "");
    let first = Running::new(&bus, "vlc.instance7", Player::new("Playing", "Roads", "Portishead"));
    let mut tracks = Mpris { bus: Some(bus.address.clone()) }.tracks();
    hears(&mut tracks, song("Roads", "Portishead")).await;
    first.set("Playing", "Glory Box", false);
    hears(&mut tracks, song("Glory Box", "Portishead")).await;
    first.set("Paused", "Glory Box", true);
    hears(&mut tracks, None).await;

    // A second one, that comes later and goes.
    let second = Running::new(&bus, "spotify", Player::new("Playing", "Kelly Watch the Stars", "Air"));
    hears(&mut tracks, song("Kelly Watch the Stars", "Air")).await;
    first.set("Playing", "Sour Times", true);
    let quiet = timeout(Duration::from_secs(2), tracks.next()).await;
    assert!(quiet.is_err(), "who played first is told first: {quiet:?}");
    drop(second);
    hears(&mut tracks, song("Sour Times", "Portishead")).await;
    drop(first);
    hears(&mut tracks, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_page_with_a_sound_is_no_music_and_a_mute_player_stops_nothing() {
    /// A player that never answers.
    struct Mute;
    #[zbus::interface(name = "org.mpris.MediaPlayer2.Player")]
    impl Mute {
        #[zbus(property)]
        async fn playback_status(&self) -> String {
            std::future::pending().await
        }
    }
    let Some(bus) = bus() else { return };
    let page = Running::new(&bus, "firefox.instance_1", Player::new("Playing", "My bank – your account", ""));
    let _mute = Builder::address(bus.address.as_str())
        .and_then(|builder| builder.serve_at(PATH, Mute))
        .and_then(|builder| builder.name("org.mpris.MediaPlayer2.mute"))
        .and_then(Builder::build)
        .expect("it is on the bus");
    let mut tracks = Mpris { bus: Some(bus.address.clone()) }.tracks();
    let quiet = timeout(Duration::from_secs(4), tracks.next()).await;
    assert!(quiet.is_err(), "{quiet:?}");
    let _player = Running::new(&bus, "mpd", Player::new("Playing", "Numb", "Portishead"));
    hears(&mut tracks, Track::new("Numb", "Portishead", "")).await;
    drop(page);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desktop_without_a_bus_is_silent() {
    let nowhere = Mpris { bus: Some("unix:path=/nonexistent/bus".into()) };
    let mut tracks = nowhere.tracks();
    assert_eq!(timeout(PATIENCE, tracks.next()).await.expect("in time"), Some(None));
}

/// GNOME's word for it.
struct Mutter(u64);

#[zbus::interface(name = "org.gnome.Mutter.IdleMonitor")]
impl Mutter {
    fn get_idletime(&self) -> u64 {
        self.0
    }
}

/// KDE's.
struct ScreenSaver(u32);

#[zbus::interface(name = "org.freedesktop.ScreenSaver")]
impl ScreenSaver {
    fn get_session_idle_time(&self) -> u32 {
        self.0
    }
}

async fn away(system: System, after: u64) -> Option<bool> {
    let mut absences = system.absences(Duration::from_secs(after));
    timeout(Duration::from_secs(5), absences.next()).await.ok().flatten()
}

#[tokio::test(flavor = "multi_thread")]
async fn gnome_and_kde_say_how_long_nobody_was_there() {
    let Some(bus) = bus() else { return };
    let system = || System { bus: Some(bus.address.clone()), display: None };
    assert_eq!(away(system(), 60).await, None, "nobody knows it");
    let kde = Builder::address(bus.address.as_str())
        .and_then(|builder| builder.serve_at("/ScreenSaver", ScreenSaver(90_000)))
        .and_then(|builder| builder.name("org.freedesktop.ScreenSaver"))
        .and_then(Builder::build)
        .expect("it is on the bus");
    assert_eq!(away(system(), 60).await, Some(true));
    assert_eq!(away(system(), 120).await, Some(false));
    drop(kde);
    let _gnome = Builder::address(bus.address.as_str())
        .and_then(|builder| builder.serve_at("/org/gnome/Mutter/IdleMonitor/Core", Mutter(90_000)))
        .and_then(|builder| builder.name("org.gnome.Mutter.IdleMonitor"))
        .and_then(Builder::build)
        .expect("it is on the bus");
    assert_eq!(away(system(), 60).await, Some(true));
    assert_eq!(away(system(), 120).await, Some(false));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_x_server_says_how_long_nobody_was_there() {
    if !is_there("Xvfb") {
        eprintln!("SKIPPED: it needs the Debian package xvfb");
        return;
    }
    let mut xvfb = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp", "-noreset"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let number = first_line(&mut xvfb);
    let system = System { display: Some(format!(":{number}")), bus: None };
    // Nobody has touched it since it started, and soon that is a second.
    let mut absences = system.absences(Duration::from_secs(1));
    let until_away = timeout(PATIENCE, async { while absences.next().await != Some(true) {} });
    let seen = until_away.await;
    let _ = (xvfb.kill(), xvfb.wait());
    assert!(seen.is_ok(), "nobody is ever away");
}
