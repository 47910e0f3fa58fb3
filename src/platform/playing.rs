//! What the person listens to, as the desktop's players tell it.
//!
//! On Linux players tell it by MPRIS. Other systems have ways of their own, for which there is the trait; nothing is told
//! there yet.

#[cfg(target_os = "linux")]
pub mod mpris;

use super::policy::one_line;
use futures::stream::{self, BoxStream, StreamExt};
use msnp::types::CurrentMedia;
use std::fmt;
use std::sync::Arc;
use tokio::sync::watch;

/// Whether this system's players tell anything at all.
pub const KNOWN: bool = cfg!(target_os = "linux");

/// The longest title, artist or album that is told, in letters.
const LONGEST: usize = 100;

/// What is played.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Track {
    /// Its title; never empty.
    pub title: String,
    /// Who plays it; empty when nobody knows.
    pub artist: String,
    /// On which album; empty when nobody knows.
    pub album: String,
}

impl Track {
    /// A track of the words that a player gives: one line each, and not too long. `None` without a title.
    pub fn new(title: &str, artist: &str, album: &str) -> Option<Self> {
        let clean = |text: &str| one_line(text, LONGEST);
        let track = Self { title: clean(title), artist: clean(artist), album: clean(album) };
        (!track.title.is_empty()).then_some(track)
    }

    /// As it stands in a personal message.
    pub fn media(&self) -> CurrentMedia {
        let Self { title, artist, album } = self.clone();
        let format = if artist.is_empty() { "{0}" } else { "{0} - {1}" };
        CurrentMedia {
            application: String::new(),
            kind: "Music".to_owned(),
            format: format.to_owned(),
            arguments: vec![title, artist, album],
        }
    }
}

/// Tells what is played.
pub trait Playing: fmt::Debug + Send + Sync + 'static {
    /// What is played, now and whenever that changes; `None` when the music stops or pauses. Nobody is asked before the
    /// stream is.
    fn tracks(&self) -> BoxStream<'static, Option<Track>>;
}

/// The players of this system.
pub fn system() -> Arc<dyn Playing> {
    #[cfg(target_os = "linux")]
    return Arc::new(mpris::Mpris::default());
    #[cfg(not(target_os = "linux"))]
    Arc::new(Silence)
}

/// A system whose players tell nothing.
#[derive(Debug)]
pub struct Silence;

impl Playing for Silence {
    fn tracks(&self) -> BoxStream<'static, Option<Track>> {
        stream::pending().boxed()
    }
}

/// Plays what a test wants. Clones share it.
#[derive(Debug, Clone)]
pub struct Jukebox(Arc<watch::Sender<Option<Track>>>);

impl Default for Jukebox {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }
}

impl Jukebox {
    /// Plays something, or stops.
    pub fn play(&self, track: Option<Track>) {
        self.0.send_replace(track);
    }

    /// How many listen.
    pub fn listeners(&self) -> usize {
        self.0.receiver_count()
    }
}

impl Playing for Jukebox {
    fn tracks(&self) -> BoxStream<'static, Option<Track>> {
        let mut played = self.0.subscribe();
        played.mark_changed();
        let tracks = stream::unfold(played, |mut played| async {
            played.changed().await.ok()?;
            let track = played.borrow_and_update().clone();
            Some((track, played))
        });
        tracks.boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_track_is_cleaned_and_short() {
        assert_eq!(Track::new(" \n", "Air", ""), None, "without a title there is nothing to tell");
        let track = Track::new("La femme\nd'argent\u{202e}", &"x".repeat(5_000), "").unwrap();
        assert_eq!(track.title, "La femme d'argent");
        assert_eq!(track.artist.chars().count(), LONGEST);
    }

    #[test]
    fn a_track_is_told_with_its_artist_where_there_is_one() {
        let said = |artist| Track::new("Alpha Beta Gaga", artist, "Talkie Walkie").unwrap().media().display();
        assert_eq!(said("Air"), "Alpha Beta Gaga - Air");
        assert_eq!(said(""), "Alpha Beta Gaga");
    }
}
