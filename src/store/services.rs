//! The services to sign in to: presets in a data file.

use super::addresses::{self, WebAddresses, WebService};
use super::file;
use msnp::dialect::Dialect;
use msnp::types::Endpoint;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The presets that come with the program.
const BUILT_IN: &str = include_str!("../../resources/services.toml");

/// The id of the server inside this program.
pub const LOCAL: &str = "local";
/// The id of the service whose addresses the person types.
pub const CUSTOM: &str = "custom";

/// One service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// What settings remember.
    pub id: String,
    /// A proper name; empty for the built-in and the custom one, which have texts.
    pub name: String,
    /// Where it is.
    pub place: Place,
    /// What to offer, best first; empty for all.
    pub dialects: Vec<Dialect>,
    /// Where accounts are made.
    pub website: Option<String>,
}

/// Where a service is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In this program.
    BuiltIn,
    /// Out there.
    Remote {
        /// Where to connect.
        server: Endpoint,
        /// The start of the sign-in of MSNP8 to 12.
        nexus: String,
        /// The other pages, those that aren't derived from the server's name.
        web: WebAddresses,
    },
    /// Where the person says.
    Custom,
}

/// Every service, in the order to show them. Never empty: the built-in and the custom one are always there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Services(Vec<Service>);

/// Why a file of presets can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServicesError {
    /// It can't be read.
    #[error("the file can't be read: {0}")]
    Read(String),
    /// It isn't TOML of this form.
    #[error("{0}")]
    Form(String),
    /// An entry can't be used.
    #[error("the service \u{201c}{id}\u{201d}: {reason}")]
    Entry { id: String, reason: &'static str },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    service: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    #[serde(default)]
    name: String,
    kind: Kind,
    #[serde(default)]
    server: String,
    #[serde(default)]
    nexus: String,
    #[serde(default)]
    web: BTreeMap<String, String>,
    #[serde(default)]
    dialects: Vec<String>,
    website: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    BuiltIn,
    Remote,
    Custom,
}

impl Default for Services {
    fn default() -> Self {
        let mut services = Self(parse(BUILT_IN).unwrap_or_default());
        services.complete();
        services
    }
}

impl Services {
    /// The presets of the program and, where there is one, of the person's own file.
    ///
    /// # Errors
    /// Says what is wrong with the person's file; the program's presets are given all the same.
    pub fn load(own: &Path) -> (Self, Option<ServicesError>) {
        let mut services = Self::default();
        let text = match file::read(own) {
            Ok(Some(text)) => text,
            Ok(None) => return (services, None),
            Err(error) => return (services, Some(ServicesError::Read(error.to_string()))),
        };
        match parse(&text) {
            Ok(added) => {
                services.merge(added);
                (services, None)
            }
            Err(error) => (services, Some(error)),
        }
    }

    /// One of them.
    pub fn get(&self, id: &str) -> Option<&Service> {
        self.0.iter().find(|service| service.id == id)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Service> {
        self.0.iter()
    }

    fn merge(&mut self, added: Vec<Service>) {
        for service in added {
            match self.0.iter_mut().find(|s| s.id == service.id) {
                Some(place) => *place = service,
                None => {
                    // The custom service stays the last one.
                    let end = self.0.iter().position(|s| s.place == Place::Custom).unwrap_or(self.0.len());
                    self.0.insert(end, service);
                }
            }
        }
        self.complete();
    }

    /// Whatever the files say, one can always sign in to this computer and to an address of one's own.
    fn complete(&mut self) {
        let plain = |id: &str, place| Service {
            id: id.into(),
            name: String::new(),
            place,
            dialects: Vec::new(),
            website: None,
        };
        if self.get(LOCAL).is_none_or(|s| s.place != Place::BuiltIn) {
            self.0.retain(|s| s.id != LOCAL);
            self.0.insert(0, plain(LOCAL, Place::BuiltIn));
        }
        if self.get(CUSTOM).is_none_or(|s| s.place != Place::Custom) {
            self.0.retain(|s| s.id != CUSTOM);
            self.0.push(plain(CUSTOM, Place::Custom));
        }
    }
}

fn parse(text: &str) -> Result<Vec<Service>, ServicesError> {
    let file: File = toml::from_str(text).map_err(|error| ServicesError::Form(error.message().to_owned()))?;
    let mut seen = BTreeSet::new();
    file.service
        .into_iter()
        .map(|entry| {
            let wrong = |reason| ServicesError::Entry { id: entry.id.chars().take(40).collect(), reason };
            if entry.id.is_empty() {
                return Err(wrong("the id is empty"));
            }
            if !seen.insert(entry.id.clone()) {
                return Err(wrong("it stands twice"));
            }
            let dialects = entry
                .dialects
                .iter()
                .map(|name| name.parse::<Dialect>().ok())
                .collect::<Option<Vec<Dialect>>>()
                .ok_or_else(|| wrong("a dialect is unknown"))?;
            let place = match entry.kind {
                Kind::BuiltIn => Place::BuiltIn,
                Kind::Custom => Place::Custom,
                Kind::Remote => {
                    let server = Endpoint::parse(&entry.server).ok_or_else(|| wrong("the server is no address"))?;
                    if entry.name.trim().is_empty() {
                        return Err(wrong("it has no name"));
                    }
                    if !entry.nexus.starts_with("https://") {
                        return Err(wrong("the nexus is no https address"));
                    }
                    let mut web = WebAddresses::default();
                    for (key, address) in &entry.web {
                        let service = WebService::of_key(key).ok_or_else(|| wrong("a page is unknown"))?;
                        if !addresses::usable(Some(service), address) {
                            return Err(wrong("a page has no https address"));
                        }
                        web.set(service, address.clone());
                    }
                    Place::Remote { server, nexus: entry.nexus.clone(), web }
                }
            };
            Ok(Service { id: entry.id, name: entry.name, place, dialects, website: entry.website })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_presets_of_the_program_are_in_order() {
        let services = parse(BUILT_IN).expect("they parse");
        let ids: Vec<&str> = services.iter().map(|s| s.id.as_str()).collect();
        assert_eq!(ids, [LOCAL, "crosstalk", "escargot", "escargot-nina", CUSTOM]);
        assert_eq!(Services(services), Services::default());
    }

    /// MD5 sign-in sends what can be tried against a list of passwords, so nobody is asked for it out there.
    #[test]
    fn presets_out_there_offer_the_dialects_that_sign_in_over_the_web() {
        for service in Services::default().iter().filter(|s| s.place != Place::BuiltIn) {
            assert!(service.dialects.contains(&Dialect::Msnp12), "{}", service.id);
            assert!(service.dialects.iter().all(|d| d.features().sign_in != msnp::dialect::SignIn::Md5));
        }
    }

    #[test]
    fn a_preset_says_where_its_pages_are() {
        let services = Services::default();
        let Some(Place::Remote { web, .. }) = services.get("escargot").map(|s| &s.place) else { panic!("it is there") };
        assert_eq!(web.get(WebService::Tokens), "https://msnmsgr.escargot.chat/RST.srf");
        let Some(Place::Remote { web, .. }) = services.get("crosstalk").map(|s| &s.place) else {
            panic!("it is there")
        };
        assert_eq!(web.get(WebService::Tokens), "", "nobody knows it");
    }

    #[test]
    fn a_file_of_ones_own_replaces_and_adds() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("services.toml");
        std::fs::write(
            &path,
            "[[service]]\nid = \"escargot\"\nname = \"E\"\nkind = \"remote\"\nserver = \"e.example\"\nnexus = \"https://e.example/\"\n\
             [[service]]\nid = \"mine\"\nname = \"Mine\"\nkind = \"remote\"\nserver = \"m.example:1\"\nnexus = \"https://m.example/\"\n",
        )
        .expect("written");
        let (services, error) = Services::load(&path);
        assert_eq!(error, None);
        let names: Vec<(&str, &str)> = services.iter().map(|s| (s.id.as_str(), s.name.as_str())).collect();
        assert!(names.starts_with(&[(LOCAL, ""), ("crosstalk", "CrossTalk"), ("escargot", "E")]), "{names:?}");
        assert!(names.ends_with(&[("mine", "Mine"), (CUSTOM, "")]), "{names:?}");
    }

    #[test]
    fn a_file_that_is_wrong_is_said_and_does_no_harm() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("services.toml");
        let remote = "[[service]]\nid = \"x\"\nname = \"X\"\nkind = \"remote\"\n";
        for text in [
            "no toml".to_owned(),
            "[[service]]\nid = \"x\"\nkind = \"other\"\n".to_owned(),
            format!("{remote}server = \"a b\"\nnexus = \"https://x/\"\n"),
            format!("{remote}server = \"a\"\nnexus = \"http://x/\"\n"),
            format!("{remote}server = \"a\"\nnexus = \"https://x/\"\ndialects = [\"MSNP99\"]\n"),
            format!("{remote}server = \"a\"\nnexus = \"https://x/\"\nweb = {{ tokens = \"http://x/\" }}\n"),
            format!("{remote}server = \"a\"\nnexus = \"https://x/\"\nweb = {{ pigeons = \"https://x/\" }}\n"),
        ] {
            std::fs::write(&path, &text).expect("written");
            let (services, error) = Services::load(&path);
            assert!(error.is_some(), "{text}");
            assert_eq!(services, Services::default());
        }
    }

    #[test]
    fn nobody_can_take_this_computer_away() {
        let mut services = Services::default();
        let hijacked = parse(
            "[[service]]\nid = \"local\"\nname = \"Trap\"\nkind = \"remote\"\nserver = \"trap.example\"\nnexus = \"https://trap.example/\"\n",
        )
        .expect("it parses");
        services.merge(hijacked);
        assert_eq!(services.get(LOCAL).map(|s| &s.place), Some(&Place::BuiltIn));
    }
}
