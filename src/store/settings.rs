//! What the person has set, as TOML.
//!
//! The file has a version. A file that can't be understood is renamed, never overwritten, and the person is told.

mod alerts;
mod appearance;
mod family;
mod list;
mod network;
mod spelling;
mod watch;

pub use alerts::Alerts;
pub use appearance::{Appearance, Ground};
pub use family::KnownFamily;
pub use list::{AccountList, ListLook, Sort};
pub use network::{Gateway, NetworkSettings, Proxy, ProxyKind};
pub use spelling::SpellingSettings;
pub use watch::{Part, Watch};

use super::addresses::{WebAddresses, WebService};
use super::file;
use msnp::content::{Color, TextFormat};
use msnp::types::{Fingerprint, Status};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Every setting, with a default that needs no thought.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings {
    /// The address last signed in with.
    pub email: String,
    /// The preset last used.
    pub service: String,
    /// Whether the password is in the keyring.
    pub remember: bool,
    /// Whether to sign in at start.
    pub automatic: bool,
    /// The status to sign in with; [`Status::Offline`] where none was chosen yet.
    pub status: Status,
    /// The custom service's server, `host:port`.
    pub custom_server: String,
    /// The custom service's Nexus.
    pub custom_nexus: String,
    /// The custom service's pages on the web, those that aren't derived.
    pub custom_web: WebAddresses,
    /// The way out.
    pub network: NetworkSettings,
    /// What the account's other places call this one; empty for the computer's name.
    pub place_name: String,
    /// The name of this place among those of each account. Made once: an account that came with another each time
    /// would look like one more place.
    pub places: BTreeMap<String, String>,
    /// The kinds of sign-in that services were found to take, by service.
    pub families: BTreeMap<String, KnownFamily>,
    /// The certificates that the person has accepted, by `host:port`.
    pub pins: BTreeMap<String, Fingerprint>,
    /// The look of own messages.
    pub format: TextFormat,
    /// Whether the time of each message is shown always; only under the pointer otherwise.
    pub message_times: bool,
    /// The emoji that were picked last, the newest first.
    pub recent_emoji: Vec<String>,
    /// Whether what is written and not sent is forgotten with the program's end.
    pub no_drafts: bool,
    /// In which language one writes.
    pub spelling: SpellingSettings,
    /// Folded groups.
    pub folded: BTreeSet<String>,
    /// The contact list's looks.
    pub list: ListLook,
    /// Light, dark, sizes.
    pub appearance: Appearance,
    /// What is told.
    pub alerts: Alerts,
    /// What each account keeps about its people, by service and address.
    pub lists: BTreeMap<String, AccountList>,
    /// The main window's size.
    pub main_size: Option<(f32, f32)>,
    /// The conversation windows' size.
    pub conversation_size: Option<(f32, f32)>,
}

/// How many emoji that were picked last are remembered.
const RECENT_EMOJI: usize = 9;
/// The version that this program writes. It reads this one and all before it.
const VERSION: u32 = 1;

/// The file, as it is written. Apart from [`Settings`] so that a new field there doesn't change old files' meaning.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Written {
    version: u32,
    email: String,
    service: String,
    remember: bool,
    automatic: bool,
    status: String,
    custom_server: String,
    custom_nexus: String,
    place_name: String,
    message_times: bool,
    no_drafts: bool,
    recent_emoji: Vec<String>,
    folded: BTreeSet<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    main_size: Option<(f32, f32)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation_size: Option<(f32, f32)>,
    custom_web: BTreeMap<String, String>,
    places: BTreeMap<String, String>,
    pins: BTreeMap<String, String>,
    families: BTreeMap<String, family::Written>,
    network: network::Written,
    format: WrittenFormat,
    spelling: spelling::Written,
    list: list::WrittenLook,
    appearance: appearance::Written,
    alerts: Alerts,
    lists: BTreeMap<String, list::WrittenList>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct WrittenFormat {
    font: String,
    bold: bool,
    italic: bool,
    underline: bool,
    strike: bool,
    color: [u8; 3],
}

impl Settings {
    /// Reads the file's text.
    ///
    /// # Errors
    /// When it isn't TOML, has a value of another kind, or was written by a newer program.
    pub fn parse(text: &str) -> Result<Self, String> {
        let written: Written = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        if written.version > VERSION {
            return Err(format!("version {} is newer than this program", written.version));
        }
        let size = |size: Option<(f32, f32)>| {
            size.filter(|(w, h)| (200.0..10_000.0).contains(w) && (200.0..10_000.0).contains(h))
        };
        let WrittenFormat { font, bold, italic, underline, strike, color: [red, green, blue] } = written.format;
        let mut custom_web = WebAddresses::default();
        for (key, address) in written.custom_web {
            if let Some(service) = WebService::of_key(&key) {
                custom_web.set(service, address);
            }
        }
        Ok(Self {
            email: written.email,
            service: written.service,
            remember: written.remember,
            automatic: written.automatic,
            status: Status::from_code(&written.status).unwrap_or_default(),
            custom_server: written.custom_server,
            custom_nexus: written.custom_nexus,
            custom_web,
            network: written.network.into(),
            place_name: written.place_name,
            places: written.places,
            families: written.families.into_iter().filter_map(|(of, known)| Some((of, known.read()?))).collect(),
            // A fingerprint that can't be read is none: the certificate is shown once more.
            pins: written.pins.into_iter().filter_map(|(host, pin)| Some((host, pin.parse().ok()?))).collect(),
            format: TextFormat {
                font,
                bold,
                italic,
                underline,
                strike,
                color: Color { red, green, blue },
                ..TextFormat::default()
            },
            message_times: written.message_times,
            no_drafts: written.no_drafts,
            recent_emoji: written.recent_emoji.into_iter().take(RECENT_EMOJI).collect(),
            spelling: written.spelling.into(),
            folded: written.folded,
            list: written.list.into(),
            appearance: written.appearance.into(),
            alerts: written.alerts,
            lists: written.lists.into_iter().map(|(of, list)| (of, list.into())).collect(),
            main_size: size(written.main_size),
            conversation_size: size(written.conversation_size),
        })
    }

    /// An emoji was picked: it stands before the others.
    pub fn note_emoji(&mut self, emoji: String) {
        self.recent_emoji.retain(|other| *other != emoji);
        self.recent_emoji.insert(0, emoji);
        self.recent_emoji.truncate(RECENT_EMOJI);
    }

    /// The file's text.
    pub fn to_text(&self) -> String {
        let Color { red, green, blue } = self.format.color;
        let written = Written {
            version: VERSION,
            email: self.email.clone(),
            service: self.service.clone(),
            remember: self.remember,
            automatic: self.automatic,
            status: self.status.code().to_owned(),
            custom_server: self.custom_server.clone(),
            custom_nexus: self.custom_nexus.clone(),
            place_name: self.place_name.clone(),
            message_times: self.message_times,
            no_drafts: self.no_drafts,
            recent_emoji: self.recent_emoji.clone(),
            folded: self.folded.clone(),
            main_size: self.main_size,
            conversation_size: self.conversation_size,
            custom_web: self
                .custom_web
                .given()
                .map(|(service, at)| (service.key().to_owned(), at.to_owned()))
                .collect(),
            places: self.places.clone(),
            families: self.families.iter().map(|(of, known)| (of.clone(), known.into())).collect(),
            pins: self.pins.iter().map(|(host, pin)| (host.clone(), pin.to_string())).collect(),
            network: (&self.network).into(),
            format: WrittenFormat {
                font: self.format.font.clone(),
                bold: self.format.bold,
                italic: self.format.italic,
                underline: self.format.underline,
                strike: self.format.strike,
                color: [red, green, blue],
            },
            spelling: (&self.spelling).into(),
            list: self.list.into(),
            appearance: self.appearance.into(),
            alerts: self.alerts,
            lists: self.lists.iter().map(|(of, list)| (of.clone(), list.into())).collect(),
        };
        toml::to_string_pretty(&written).unwrap_or_default()
    }
}

/// Where settings are kept: a file, or memory in tests. Clones share it.
#[derive(Debug, Clone)]
pub struct SettingsStore(Arc<Mutex<Place>>);

#[derive(Debug)]
struct Place {
    kept: Kept,
    /// The last turn that was given, and the last that was written.
    given: u64,
    done: u64,
}

/// A place in the order of saves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn(u64);

#[derive(Debug)]
enum Kept {
    File(PathBuf),
    Memory(String),
}

/// What reading the settings came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The settings, or the defaults.
    pub settings: Settings,
    /// What was wrong with the file, where there was one that can't be used.
    pub trouble: Option<SettingsTrouble>,
}

/// A settings file that can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsTrouble {
    /// Where it is now; `None` when it couldn't be renamed, and then it's never written either.
    pub kept_as: Option<PathBuf>,
    /// What is wrong with it, for the details.
    pub reason: String,
}

impl SettingsStore {
    /// Settings in a file.
    pub fn file(path: PathBuf) -> Self {
        Self(Arc::new(Mutex::new(Place { kept: Kept::File(path), given: 0, done: 0 })))
    }

    /// Settings in memory, starting with the text of a file.
    pub fn memory(text: &str) -> Self {
        Self(Arc::new(Mutex::new(Place { kept: Kept::Memory(text.to_owned()), given: 0, done: 0 })))
    }

    /// Reads them. A file that can't be used is set aside.
    pub fn load(&self) -> Loaded {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let read = match &place.kept {
            Kept::File(path) => file::read(path).map_err(|error| error.to_string()),
            Kept::Memory(text) => Ok((!text.is_empty()).then(|| text.clone())),
        };
        let reason = match read {
            Ok(None) => return Loaded { settings: Settings::default(), trouble: None },
            Ok(Some(text)) => match Settings::parse(&text) {
                Ok(settings) => return Loaded { settings, trouble: None },
                Err(reason) => reason,
            },
            Err(reason) => reason,
        };
        tracing::warn!(%reason, "the settings can't be used");
        let kept_as = match &place.kept {
            Kept::File(path) => file::set_aside(path).ok(),
            Kept::Memory(_) => None,
        };
        if kept_as.is_none() {
            // What can't be moved away must not be written over.
            place.kept = Kept::Memory(String::new());
        }
        Loaded { settings: Settings::default(), trouble: Some(SettingsTrouble { kept_as, reason }) }
    }

    /// A place in the order of saves: of two that overtake each other on their way, the later one wins.
    pub fn turn(&self) -> Turn {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        place.given += 1;
        Turn(place.given)
    }

    /// Writes them, unless a later save was faster. Blocks: not for the thread that draws.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn save(&self, turn: Turn, settings: &Settings) -> io::Result<()> {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if turn.0 <= place.done {
            return Ok(());
        }
        place.done = turn.0;
        match &mut place.kept {
            Kept::File(path) => file::write(path, &settings.to_text()),
            Kept::Memory(text) => {
                *text = settings.to_text();
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Settings {
        Settings {
            email: "ada@example.com".into(),
            service: "local".into(),
            remember: true,
            automatic: true,
            status: Status::Busy,
            custom_server: "host:1863".into(),
            custom_nexus: "https://host/rdr/pprdr.asp".into(),
            custom_web: {
                let mut web = WebAddresses::default();
                web.set(WebService::Tokens, "https://host/RST.srf".into());
                web.set(WebService::Gateway, "http://host/gateway/gateway.dll".into());
                web
            },
            network: NetworkSettings {
                proxy: Proxy { kind: ProxyKind::Socks5, host: "p.example".into(), port: 1080, user: "ada".into() },
                gateway: Gateway::Always,
            },
            place_name: "Laptop".into(),
            places: [("local ada@example.com".to_owned(), "6384e2b2-184b-4bf5-8ecc-f10ca7a6563c".to_owned())].into(),
            families: [("escargot".to_owned(), KnownFamily::now(msnp::dialect::Family::Passport))].into(),
            pins: [("chat.lan:443".to_owned(), Fingerprint([7; 32]))].into(),
            format: TextFormat {
                font: "Open \"Sans\"".into(),
                bold: true,
                color: Color { red: 1, green: 2, blue: 255 },
                ..TextFormat::default()
            },
            message_times: true,
            no_drafts: true,
            recent_emoji: vec!["👍".into(), "☕".into()],
            spelling: {
                let mut spelling =
                    SpellingSettings { off: true, language: "de_DE".into(), ..SpellingSettings::default() };
                let bob = msnp::event::ConversationId::With("bob@example.com".parse().expect("an address"));
                spelling.choose(&bob, crate::spelling::Choice::Named("en_GB".into()));
                spelling
            },
            folded: ["offline".to_owned(), "ü=[x]".to_owned()].into(),
            list: ListLook { sort: Sort::LastTalk, offline_in_place: true, compact: true },
            appearance: Appearance { ground: Ground::Dark, contrast: true, text_size: 120 },
            alerts: Alerts { online: false, open_window: false, ..Alerts::default() },
            lists: {
                let bob: msnp::types::Email = "bob@example.com".parse().expect("an address");
                let list = AccountList {
                    favourites: [bob.clone()].into(),
                    order: vec!["2".into(), "1".into()],
                    talks: [(bob.clone(), 1_795_170_889_000)].into(),
                    seen: [(bob.clone(), 1_795_170_890_000)].into(),
                    watched: [(bob.clone(), Watch { writes: true, even_busy: true, ..Watch::default() })].into(),
                    muted: [bob].into(),
                };
                [("local ada@example.com".to_owned(), list)].into()
            },
            main_size: Some((340.0, 600.5)),
            conversation_size: None,
        }
    }

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(Settings::parse(&example().to_text()).as_ref(), Ok(&example()));
        assert_eq!(Settings::parse(&Settings::default().to_text()), Ok(Settings::default()));
    }

    #[test]
    fn the_emoji_picked_last_comes_first_and_few_are_kept() {
        let mut settings = Settings::default();
        for emoji in ["☕", "👍", "☕"] {
            settings.note_emoji(emoji.to_owned());
        }
        assert_eq!(settings.recent_emoji, ["☕", "👍"]);
        (0..20).for_each(|number| settings.note_emoji(number.to_string()));
        assert_eq!(settings.recent_emoji.len(), RECENT_EMOJI);
        assert_eq!(settings.recent_emoji[0], "19");
    }

    #[test]
    fn a_file_with_less_or_more_than_expected_is_read() {
        let settings = Settings::parse("version = 1\nemail = \"a@b\"\nfuture = true\n").expect("read");
        assert_eq!(settings, Settings { email: "a@b".into(), ..Settings::default() });
    }

    #[test]
    fn sizes_that_no_window_can_have_are_dropped() {
        for size in ["[0.0, 600.0]", "[-5.0, nan]", "[340.0, inf]"] {
            let settings = Settings::parse(&format!("version = 1\nmain_size = {size}\n")).expect("read");
            assert_eq!(settings.main_size, None, "{size}");
        }
    }

    #[test]
    fn a_broken_file_is_set_aside_and_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.toml");
        for text in ["email = [", "version = 99\n", "remember = \"perhaps\"\n"] {
            std::fs::write(&path, text).expect("written");
            let store = SettingsStore::file(path.clone());
            let loaded = store.load();
            assert_eq!(loaded.settings, Settings::default());
            let kept = loaded.trouble.and_then(|t| t.kept_as).expect("kept");
            assert_eq!(std::fs::read_to_string(kept).expect("there"), text);
            store.save(store.turn(), &example()).expect("saved");
            assert_eq!(SettingsStore::file(path.clone()).load(), Loaded { settings: example(), trouble: None });
        }
    }

    #[test]
    fn a_late_save_does_not_undo_a_newer_one() {
        let store = SettingsStore::memory("");
        let (first, second) = (store.turn(), store.turn());
        store.save(second, &example()).expect("saved");
        store.save(first, &Settings::default()).expect("skipped");
        assert_eq!(store.load().settings, example());
    }
}
