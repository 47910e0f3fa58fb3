//! Players that tell what they play by MPRIS, over the session's message bus.
//!
//! A player's signal only says that it is time to look again, and then all players are asked: what they say is never put
//! together from pieces, so a player that forgets to say something can't leave a wrong track standing.

use super::{Playing, Track};
use futures::channel::mpsc;
use futures::stream::{self, BoxStream, FuturesUnordered, Stream, StreamExt};
use futures::{SinkExt as _, future};
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::sleep;
use zbus::zvariant::{OwnedValue, Value};
use zbus::{Connection, MatchRule, MessageStream, connection, fdo, message};

/// What the names of all players begin with.
const PLAYERS: &str = "org.mpris.MediaPlayer2";
const PATH: &str = "/org/mpris/MediaPlayer2";
const PLAYER: &str = "org.mpris.MediaPlayer2.Player";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

/// The most players that are asked.
const MOST: usize = 16;
/// How long a player may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long it is waited until a change is told: whoever looks for a song skips others.
const SETTLING: Duration = Duration::from_millis(700);
/// How long it is waited for a bus that isn't there.
const PAUSE: Duration = Duration::from_secs(60);

/// Browsers tell of every page that makes a sound. Only what has an artist is taken for music.
const BROWSERS: [&str; 12] = [
    "brave",
    "chrome",
    "chromium",
    "edge",
    "epiphany",
    "falkon",
    "firefox",
    "librewolf",
    "microsoft-edge",
    "opera",
    "plasma-browser-integration",
    "vivaldi",
];

/// The players of a session.
#[derive(Debug, Clone, Default)]
pub struct Mpris {
    /// The address of its message bus; `None` for the one that this program was started in.
    pub bus: Option<String>,
}

impl Playing for Mpris {
    fn tracks(&self) -> BoxStream<'static, Option<Track>> {
        let (told, tracks) = mpsc::channel(4);
        let following = stream::once(follow_for_ever(self.bus.clone(), told)).filter_map(|()| future::ready(None));
        stream::select(tracks, following).boxed()
    }
}

async fn follow_for_ever(bus: Option<String>, mut told: mpsc::Sender<Option<Track>>) {
    loop {
        if let Err(error) = follow(bus.as_deref(), &mut told).await {
            tracing::debug!(%error, "the players can't be asked");
        }
        // Without a bus nothing is known to be played.
        if told.send(None).await.is_err() {
            return;
        }
        sleep(PAUSE).await;
    }
}

/// Tells what is played until the bus ends.
async fn follow(bus: Option<&str>, told: &mut mpsc::Sender<Option<Track>>) -> zbus::Result<()> {
    let builder = match bus {
        Some(address) => connection::Builder::address(address)?,
        None => connection::Builder::session()?,
    };
    let connection = builder.method_timeout(PATIENCE).build().await?;
    let mut signals = signals(&connection).await?;
    let mut player = None;
    let mut last = None;
    loop {
        // The signals are read meanwhile: where nobody reads, no answer comes through either.
        let mut again = false;
        let looked = {
            let looking = look(&connection, player.as_deref());
            tokio::pin!(looking);
            loop {
                tokio::select! {
                    looked = &mut looking => break looked?,
                    signal = signals.next() => match signal {
                        Some(()) => again = true,
                        None => return Ok(()),
                    },
                }
            }
        };
        let track = looked.map(|(name, track)| {
            player = Some(name);
            track
        });
        if track != last {
            last.clone_from(&track);
            if told.send(track).await.is_err() {
                return Ok(());
            }
        }
        if !again && signals.next().await.is_none() {
            return Ok(());
        }
        let settled = sleep(SETTLING);
        tokio::pin!(settled);
        loop {
            tokio::select! {
                () = &mut settled => break,
                signal = signals.next() => if signal.is_none() { return Ok(()) },
            }
        }
    }
}

/// Says whenever a player comes, goes, or plays something else.
async fn signals(connection: &Connection) -> zbus::Result<impl Stream<Item = ()> + Unpin + use<>> {
    let rule = || MatchRule::builder().msg_type(message::Type::Signal);
    let comings = rule()
        .sender("org.freedesktop.DBus")?
        .interface("org.freedesktop.DBus")?
        .member("NameOwnerChanged")?
        .arg0ns(PLAYERS)?;
    let changes = rule().path(PATH)?.interface(PROPERTIES)?.member("PropertiesChanged")?.arg(0, PLAYER)?;
    let comings = MessageStream::for_match_rule(comings.build(), connection, None).await?;
    let changes = MessageStream::for_match_rule(changes.build(), connection, None).await?;
    Ok(stream::select(comings, changes).map(|_| ()))
}

/// Who plays something, and what: the same player as before, or else the first.
async fn look(connection: &Connection, before: Option<&str>) -> zbus::Result<Option<(String, Track)>> {
    let names = fdo::DBusProxy::new(connection).await?.list_names().await?;
    let mut names: Vec<String> = names
        .iter()
        .map(|name| name.as_str())
        .filter(|name| name.strip_prefix(PLAYERS).is_some_and(|rest| rest.starts_with('.')))
        // It repeats what another one says.
        .filter(|name| short(name) != "playerctld")
        .take(MOST)
        .map(str::to_owned)
        .collect();
    names.sort_by_key(|name| (Some(name.as_str()) != before, name.clone()));
    let mut asked: FuturesUnordered<_> =
        names.iter().enumerate().map(async |(place, name)| (place, ask(connection, name).await)).collect();
    let mut playing: Vec<(usize, Track)> = Vec::new();
    while let Some((place, answer)) = asked.next().await {
        match answer {
            Ok(track) => playing.extend(track.map(|track| (place, track))),
            Err(error) => tracing::debug!(%error, "a player doesn't answer"),
        }
    }
    drop(asked);
    let first = playing.into_iter().min_by_key(|(place, _)| *place);
    Ok(first.and_then(|(place, track)| Some((names.get(place)?.clone(), track))))
}

/// What a player plays right now.
async fn ask(connection: &Connection, name: &str) -> zbus::Result<Option<Track>> {
    let reply = connection.call_method(Some(name), PATH, Some(PROPERTIES), "GetAll", &PLAYER).await?;
    let body = reply.body();
    let properties: HashMap<String, OwnedValue> = body.deserialize()?;
    Ok(track(&properties).filter(|track| !track.artist.is_empty() || !BROWSERS.contains(&short(name))))
}

/// The part of a player's name that says which program it is: `vlc` of `org.mpris.MediaPlayer2.vlc.instance7`.
fn short(name: &str) -> &str {
    let rest = name.strip_prefix(PLAYERS).unwrap_or(name).trim_start_matches('.');
    rest.split('.').next().unwrap_or_default()
}

/// The track of a player's properties, if it plays.
fn track(properties: &HashMap<String, OwnedValue>) -> Option<Track> {
    let status = words(properties.get("PlaybackStatus")?);
    if status != "Playing" {
        return None;
    }
    let Value::Dict(metadata) = bare(properties.get("Metadata")?) else { return None };
    let about = |key: &str| {
        let found = metadata.iter().find(|(name, _)| matches!(bare(name), Value::Str(name) if name.as_str() == key));
        found.map(|(_, value)| words(value)).unwrap_or_default()
    };
    Track::new(&about("xesam:title"), &about("xesam:artist"), &about("xesam:album"))
}

/// A text, or several as one; nothing for what is no text.
fn words(value: &Value<'_>) -> String {
    match bare(value) {
        Value::Str(text) => text.as_str().to_owned(),
        Value::Array(texts) => {
            let texts = texts
                .iter()
                .filter_map(|text| if let Value::Str(text) = bare(text) { Some(text.as_str()) } else { None });
            texts.take(MOST).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}

/// A value without the wrappings of variants.
fn bare<'a, 'v>(value: &'a Value<'v>) -> &'a Value<'v> {
    match value {
        Value::Value(inner) => bare(inner),
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn properties(status: &str, metadata: &[(&str, Value<'_>)]) -> HashMap<String, OwnedValue> {
        let metadata: HashMap<String, Value<'_>> =
            metadata.iter().map(|(key, value)| ((*key).to_owned(), value.try_clone().unwrap())).collect();
        let owned = |value: Value<'_>| value.try_to_owned().unwrap();
        [
            ("PlaybackStatus".to_owned(), owned(Value::from(status))),
            ("Metadata".to_owned(), owned(Value::from(metadata))),
            ("Volume".to_owned(), owned(Value::from(0.5))),
        ]
        .into()
    }

    #[test]
    fn only_what_plays_is_told() {
        let song = [
            ("xesam:title", Value::from("Windowlicker")),
            ("xesam:artist", Value::from(vec!["Aphex Twin", "AFX"])),
            ("mpris:length", Value::from(7_i64)),
        ];
        assert_eq!(track(&properties("Playing", &song)), Track::new("Windowlicker", "Aphex Twin, AFX", ""));
        for still in ["Paused", "Stopped", "", "playing"] {
            assert_eq!(track(&properties(still, &song)), None, "{still:?}");
        }
        assert_eq!(track(&HashMap::new()), None);
    }

    #[test]
    fn what_is_of_another_kind_is_left_out() {
        let odd = [("xesam:title", Value::from(7)), ("xesam:artist", Value::from("Just one"))];
        assert_eq!(track(&properties("Playing", &odd)), None, "a title that is no text");
        let odd = [("xesam:title", Value::from("One")), ("xesam:artist", Value::from(vec![1_u8, 2]))];
        assert_eq!(track(&properties("Playing", &odd)), Track::new("One", "", ""));
    }

    #[test]
    fn a_player_is_known_by_its_name() {
        assert_eq!(short("org.mpris.MediaPlayer2.vlc.instance7"), "vlc");
        assert_eq!(short("org.mpris.MediaPlayer2.playerctld"), "playerctld");
        assert_eq!(short("org.mpris.MediaPlayer2."), "");
    }
}
