//! What the person has set, as TOML.
//!
//! The file has a version, and explains its keys. A file that can't be understood is renamed, one of a newer program left
//! alone; neither is overwritten, and the person is told.

mod alerts;
mod appearance;
mod family;
mod frames;
mod history;
mod list;
mod network;
mod notes;
mod own;
mod spelling;
mod store;
mod watch;

pub use alerts::Alerts;
pub use appearance::{Appearance, Ground};
pub use family::KnownFamily;
pub use frames::{Frame, Frames};
pub use history::{HistorySettings, Retention};
pub use list::{AccountList, ListLook, Sort};
pub use network::{Gateway, NetworkSettings, Proxy, ProxyKind};
pub use own::{AutoReply, OwnAccount, OwnChange, OwnSettings};
pub use spelling::SpellingSettings;
pub use store::{Loaded, SettingsStore, SettingsTrouble, Turn};
pub use watch::{Part, Watch};

use super::addresses::{WebAddresses, WebService};
use msnp::content::{Color, TextFormat};
use msnp::types::{Fingerprint, Status};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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
    /// In which windows conversations stand, and where each window was last.
    pub frames: Frames,
    /// What this program says by itself.
    pub own: OwnSettings,
    /// What is remembered of the own name and message of each account, by service and address.
    pub selves: BTreeMap<String, OwnAccount>,
    /// What is kept of what is said.
    pub history: HistorySettings,
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
    frames: frames::Written,
    list: list::WrittenLook,
    appearance: appearance::Written,
    alerts: Alerts,
    lists: BTreeMap<String, list::WrittenList>,
    own: own::WrittenOwn,
    selves: BTreeMap<String, own::WrittenAccount>,
    history: history::Written,
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
    /// Reads the file's text. Of one that a newer program wrote it takes what it knows.
    ///
    /// # Errors
    /// When it isn't TOML, or has a value of another kind.
    pub fn parse(text: &str) -> Result<Self, String> {
        let written: Written = toml::from_str(text).map_err(|error| error.message().to_owned())?;
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
            frames: written.frames.into(),
            own: written.own.into(),
            selves: written.selves.into_iter().map(|(of, own)| (of, own.into())).collect(),
            history: written.history.into(),
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
            frames: (&self.frames).into(),
            list: self.list.into(),
            appearance: self.appearance.into(),
            alerts: self.alerts,
            lists: self.lists.iter().map(|(of, list)| (of.clone(), list.into())).collect(),
            own: (&self.own).into(),
            selves: self.selves.iter().map(|(of, own)| (of.clone(), own.into())).collect(),
            history: self.history.into(),
        };
        notes::explained(&written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn example() -> Settings {
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
                    muted: [bob.clone()].into(),
                    unkept: [bob].into(),
                };
                [("local ada@example.com".to_owned(), list)].into()
            },
            frames: {
                let mut frames = Frames::default();
                frames.tabs = true;
                frames.note("main", |frame| frame.at = Some((10.5, 20.0)));
                frames
            },
            own: OwnSettings {
                show_music: true,
                idle_after: None,
                auto_reply: AutoReply { on: true, text: "Back at four".into() },
            },
            selves: {
                let own = OwnAccount { name: Some("Ada".into()), name_unsent: true, personal: Some(String::new()) };
                [("local ada@example.com".to_owned(), own)].into()
            },
            history: HistorySettings { off: true, retention: Retention::Quarter },
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
}
