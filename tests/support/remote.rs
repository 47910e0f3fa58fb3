//! A server beside the programs, for what happens when it goes away.

use super::people::{Messenger, Person, email, offering_to, start_with};
use msnp::types::Secret;
use msnp_server::{NewAccount, RunningServer, ServerConfig, TlsChoice};
use std::net::SocketAddr;
use swallowtail::app::Environment;
use swallowtail::store::services::Services;
use swallowtail::store::settings::{Settings, SettingsStore};
use tempfile::TempDir;

/// A server of its own, which the programs can't take over when it stops.
pub(crate) struct Remote {
    runtime: tokio::runtime::Runtime,
    config: ServerConfig,
    server: Option<RunningServer>,
}

impl Remote {
    pub(crate) fn new(folder: &TempDir) -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let free = SocketAddr::from(([127, 0, 0, 1], 0));
        let config = ServerConfig {
            listen: free,
            web_listen: free,
            data: folder.path().to_owned(),
            guide: false,
            tls: TlsChoice::Off,
            allow_plain: false,
        };
        let mut remote = Self { runtime, config, server: None };
        remote.run();
        remote
    }

    /// Runs it, at the same ports each time.
    pub(crate) fn run(&mut self) {
        let server = self.runtime.block_on(RunningServer::start(self.config.clone())).expect("a server");
        (self.config.listen, self.config.web_listen) = (server.listen, server.web_listen);
        self.server = Some(server);
    }

    pub(crate) fn stop(&mut self) {
        if let Some(server) = self.server.take() {
            self.runtime.block_on(server.stop());
        }
    }

    /// Makes an account and a program that is signed in to it.
    pub(crate) fn person(&self, name: &str, address: &str) -> Person<impl Messenger + use<>> {
        self.signed_in(name, address, None)
    }

    /// The same, by a dialect of one's own choice.
    pub(crate) fn person_offering(&self, name: &str, address: &str, dialect: &str) -> Person<impl Messenger + use<>> {
        self.signed_in(name, address, Some(dialect))
    }

    fn signed_in(&self, name: &str, address: &str, dialects: Option<&str>) -> Person<impl Messenger + use<>> {
        let server = self.server.as_ref().expect("it runs");
        let account = NewAccount { email: email(address), name: name.into(), password: Secret::new("pw"), md5: false };
        self.runtime.block_on(server.create_account(account)).expect("an account");
        let settings = Settings {
            service: "custom".into(),
            custom_server: server.listen.to_string(),
            custom_nexus: server.nexus(),
            ..Settings::default()
        };
        let settings = SettingsStore::memory(&settings.to_text());
        let services = dialects.map_or_else(Services::default, |dialects| offering_to("custom", "custom", dialects));
        let mut person = start_with(Environment { settings, services, ..Environment::in_memory() });
        person.sign_in(address, "pw");
        person.wait_online();
        person
    }
}
