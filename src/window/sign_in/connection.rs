//! Where a service is and how to get there, and whether that works from here.

mod fields;
mod steps;

use super::service_name;
use crate::model::Model;
use crate::session::network;
use crate::session::probe::{self, Aim, Step};
use crate::store::addresses::{WebAddresses, WebService, derived_nexus, usable};
use crate::store::services::Place;
use crate::store::settings::{Gateway, NetworkSettings, ProxyKind};
use crate::window::proxy_form::{ProxyForm, WrongProxy};
use crate::window::{ConnectionChange, CustomService};
use iced::Task;
use msnp::types::{Endpoint, Secret};
use std::collections::BTreeMap;

/// The page.
#[derive(Debug)]
pub(super) struct ConnectionPage {
    service: String,
    server: String,
    nexus: String,
    web: WebAddresses,
    /// What the pages' addresses are where none is given.
    derived: WebAddresses,
    derived_nexus: String,
    /// Whether the pages' addresses are shown.
    unfolded: bool,
    proxy: ProxyForm,
    gateway: Gateway,
    place_name: String,
    wrong: Option<Wrong>,
    /// Counts the tests, so that what an old one still says isn't taken for the new one's.
    test: u64,
    running: bool,
    outcomes: BTreeMap<Step, probe::Outcome>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Server,
    Nexus,
    Web(WebService),
    Proxy(WrongProxy),
}

impl From<WrongProxy> for Wrong {
    fn from(wrong: WrongProxy) -> Self {
        Self::Proxy(wrong)
    }
}

/// What happened on the page.
#[derive(Debug, Clone)]
pub enum Message {
    /// Another service was chosen.
    ServiceChosen(String),
    /// The server was edited.
    ServerEdited(String),
    /// The start of the sign-in was edited.
    NexusEdited(String),
    /// The pages' addresses are to be shown, or no longer.
    WebToggled,
    /// A page's address was edited.
    WebEdited(WebService, String),
    /// Another kind of proxy was chosen.
    ProxyChosen(ProxyKind),
    /// The proxy's address was edited.
    ProxyHostEdited(String),
    /// Its port was edited.
    ProxyPortEdited(String),
    /// Its user was edited.
    ProxyUserEdited(String),
    /// Their password was edited.
    ProxyPasswordEdited(Secret),
    /// Another use of the gateway was chosen.
    GatewayChosen(Gateway),
    /// This computer's name was edited.
    PlaceNameEdited(String),
    /// An accepted certificate is to be forgotten.
    CertificateForgotten(String),
    /// "Test" was pressed.
    TestPressed,
    /// All steps of a test are done.
    TestFinished(u64),
    /// "Save" was pressed.
    Submitted,
}

/// What comes of a message.
pub(super) enum Outcome {
    None,
    Run(Task<super::Message>),
    ServiceChosen(String),
    Keep(Box<ConnectionChange>),
    ForgetCertificate(String),
}

impl ConnectionPage {
    pub(super) fn new(service: &str, model: &Model) -> Self {
        let mut page = Self {
            service: service.to_owned(),
            server: String::new(),
            nexus: String::new(),
            web: WebAddresses::default(),
            derived: WebAddresses::default(),
            derived_nexus: String::new(),
            unfolded: false,
            proxy: ProxyForm::new(model),
            gateway: model.settings.network.gateway,
            place_name: model.settings.place_name.clone(),
            wrong: None,
            test: 0,
            running: false,
            outcomes: BTreeMap::new(),
        };
        page.fill(model);
        page
    }

    fn place<'a>(&self, model: &'a Model) -> Option<&'a Place> {
        model.services.get(&self.service).map(|service| &service.place)
    }

    fn fill(&mut self, model: &Model) {
        let settings = &model.settings;
        (self.server, self.nexus, self.web) = match self.place(model) {
            Some(Place::Remote { server, nexus, web }) => (server.to_string(), nexus.clone(), web.clone()),
            Some(Place::Custom) => {
                (settings.custom_server.clone(), settings.custom_nexus.clone(), settings.custom_web.clone())
            }
            Some(Place::BuiltIn) | None => (String::new(), String::new(), WebAddresses::default()),
        };
        self.derive();
        self.forget_test();
    }

    fn derive(&mut self) {
        let server = Endpoint::parse(&self.server);
        self.derived = server.as_ref().map(|at| WebAddresses::derived(&at.host, &self.nexus)).unwrap_or_default();
        self.derived_nexus = server.map(|at| derived_nexus(&at.host)).unwrap_or_default();
    }

    fn forget_test(&mut self) {
        self.test += 1;
        self.running = false;
        self.outcomes.clear();
        self.wrong = None;
    }

    pub(super) fn tested(&mut self, test: u64, step: Step, outcome: probe::Outcome) {
        if test == self.test {
            self.outcomes.insert(step, outcome);
        }
    }

    pub(super) fn update(&mut self, message: Message, model: &Model) -> Outcome {
        match message {
            Message::ServiceChosen(service) => {
                self.service.clone_from(&service);
                self.fill(model);
                return Outcome::ServiceChosen(service);
            }
            Message::WebToggled => {
                self.unfolded = !self.unfolded;
                return Outcome::None;
            }
            Message::PlaceNameEdited(name) => {
                self.place_name = name;
                return Outcome::None;
            }
            Message::CertificateForgotten(host) => return Outcome::ForgetCertificate(host),
            Message::TestPressed => return self.start_test(model),
            Message::TestFinished(test) => {
                self.running &= test != self.test;
                return Outcome::None;
            }
            Message::Submitted => {
                return match self.change(model) {
                    Ok(change) => Outcome::Keep(Box::new(change)),
                    Err(wrong) => {
                        self.unfolded |= matches!(wrong, Wrong::Web(_));
                        self.wrong = Some(wrong);
                        Outcome::None
                    }
                };
            }
            Message::ServerEdited(server) => {
                self.server = server;
                self.derive();
            }
            Message::NexusEdited(nexus) => {
                self.nexus = nexus;
                self.derive();
            }
            Message::WebEdited(service, address) => self.web.set(service, address),
            Message::ProxyChosen(kind) => self.proxy.kind = kind,
            Message::ProxyHostEdited(host) => self.proxy.host = host,
            Message::ProxyPortEdited(port) => self.proxy.port = port,
            Message::ProxyUserEdited(user) => self.proxy.user = user,
            Message::ProxyPasswordEdited(password) => self.proxy.password = password,
            Message::GatewayChosen(gateway) => self.gateway = gateway,
        }
        // What was tested isn't what stands there now.
        self.forget_test();
        Outcome::None
    }

    fn start_test(&mut self, model: &Model) -> Outcome {
        self.forget_test();
        let network = match self.proxy.proxy() {
            Ok(proxy) => NetworkSettings { proxy, gateway: self.gateway },
            Err(wrong) => {
                self.wrong = Some(wrong.into());
                return Outcome::None;
            }
        };
        self.running = true;
        let test = self.test;
        let custom = self.place(model) == Some(&Place::Custom);
        let mut web = self.web.trimmed().or(self.derived.clone());
        // A preset that names no gateway has none, while one's own server may have one.
        let gateway = if custom { &web } else { &self.web }.get(WebService::Gateway).to_owned();
        web.set(WebService::Gateway, gateway.clone());
        let network = network::network(&network, &model.settings.pins, &self.proxy.password, &gateway);
        let dialects = model.services.get(&self.service).map(|s| s.dialects.clone()).unwrap_or_default();
        let nexus = if self.nexus.trim().is_empty() { &self.derived_nexus } else { &self.nexus };
        let (server, nexus) = (self.server.clone(), nexus.clone());
        let steps = probe::probe(Aim { server, nexus, web, dialects, network });
        let steps = Task::run(steps, move |(step, outcome)| super::Message::Tested(test, step, outcome));
        let end = Task::done(super::Message::Connection(Message::TestFinished(test)));
        Outcome::Run(steps.chain(end))
    }

    /// What is to be kept.
    fn change(&self, model: &Model) -> Result<ConnectionChange, Wrong> {
        let custom = match self.place(model) {
            Some(Place::Custom) => Some(self.custom()?),
            _ => None,
        };
        let proxy = match self.place(model) {
            // It has no such fields: what was set for other services stays.
            Some(Place::BuiltIn) => model.settings.network.proxy.clone(),
            _ => self.proxy.proxy()?,
        };
        Ok(ConnectionChange {
            custom,
            network: NetworkSettings { proxy, gateway: self.gateway },
            proxy_password: self.proxy.password.clone(),
            place_name: self.place_name.trim().to_owned(),
        })
    }

    fn custom(&self) -> Result<CustomService, Wrong> {
        if Endpoint::parse(&self.server).is_none() {
            return Err(Wrong::Server);
        }
        if !self.nexus.trim().is_empty() && !usable(None, &self.nexus) {
            return Err(Wrong::Nexus);
        }
        if let Some((service, _)) = self.web.given().find(|(service, address)| !usable(Some(*service), address)) {
            return Err(Wrong::Web(service));
        }
        let (server, nexus) = (self.server.trim().to_owned(), self.nexus.trim().to_owned());
        Ok(CustomService { server, nexus, web: self.web.trimmed() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::services::{CUSTOM, LOCAL};
    use crate::store::settings::Proxy;

    #[test]
    fn only_addresses_that_can_be_used_are_kept() {
        let model = Model::default();
        let mut page = ConnectionPage::new(CUSTOM, &model);
        for (server, nexus, tokens, wrong) in [
            ("", "https://a.example/", "", Some(Wrong::Server)),
            ("a b", "https://a.example/", "", Some(Wrong::Server)),
            ("a.example", "ftp://a.example/", "", Some(Wrong::Nexus)),
            ("a.example", "http://a.example/", "", Some(Wrong::Nexus)),
            ("a.example", "https://a.example/", "http://a.example/", Some(Wrong::Web(WebService::Tokens))),
            (" a.example:1 ", " http://127.0.0.1:8080/rdr/pprdr.asp ", " https://a.example/RST.srf ", None),
        ] {
            page.update(Message::ServerEdited(server.into()), &model);
            page.update(Message::NexusEdited(nexus.into()), &model);
            page.update(Message::WebEdited(WebService::Tokens, tokens.into()), &model);
            let outcome = page.update(Message::Submitted, &model);
            assert_eq!(page.wrong, wrong, "{server} {nexus}");
            match outcome {
                Outcome::Keep(change) => {
                    let custom = change.custom.expect("it is the custom one");
                    assert_eq!(
                        (custom.server.as_str(), custom.nexus.as_str(), custom.web.get(WebService::Tokens)),
                        ("a.example:1", "http://127.0.0.1:8080/rdr/pprdr.asp", "https://a.example/RST.srf")
                    );
                }
                _ => assert!(wrong.is_some()),
            }
        }
    }

    #[test]
    fn a_proxy_has_an_address_where_its_kind_has_one() {
        let model = Model::default();
        let mut page = ConnectionPage::new("escargot", &model);
        for (kind, host, port, wrong) in [
            (ProxyKind::System, "", "x", None),
            (ProxyKind::None, "", "", None),
            (ProxyKind::Http, "", "", Some(Wrong::Proxy(WrongProxy::Host))),
            (ProxyKind::Http, "http://p/", "", Some(Wrong::Proxy(WrongProxy::Host))),
            (ProxyKind::Socks5, "p", "70000", Some(Wrong::Proxy(WrongProxy::Port))),
            (ProxyKind::Socks5, " p ", " 1080 ", None),
        ] {
            page.update(Message::ProxyChosen(kind), &model);
            page.update(Message::ProxyHostEdited(host.into()), &model);
            page.update(Message::ProxyPortEdited(port.into()), &model);
            let outcome = page.update(Message::Submitted, &model);
            assert_eq!(page.wrong, wrong, "{kind:?} {host} {port}");
            assert_eq!(matches!(outcome, Outcome::Keep(_)), wrong.is_none());
        }
        let Outcome::Keep(change) = page.update(Message::Submitted, &model) else { panic!("it is right") };
        assert_eq!(
            change.network.proxy,
            Proxy { kind: ProxyKind::Socks5, host: "p".into(), port: 1080, user: String::new() }
        );
        assert_eq!(change.custom, None, "a preset's addresses aren't the person's");
    }

    #[test]
    fn what_is_not_given_is_derived_from_the_server() {
        let model = Model::default();
        let mut page = ConnectionPage::new(CUSTOM, &model);
        assert_eq!(page.derived.get(WebService::Tokens), "");
        page.update(Message::ServerEdited("m.example:1863".into()), &model);
        assert_eq!(page.derived.get(WebService::Tokens), "https://m.example/RST.srf");
        page.update(Message::NexusEdited("https://m.example:8443/rdr/pprdr.asp".into()), &model);
        assert_eq!(page.derived.get(WebService::Tokens), "https://m.example:8443/RST.srf");
    }

    #[test]
    fn what_an_old_test_says_is_dropped() {
        let model = Model::default();
        let mut page = ConnectionPage::new(CUSTOM, &model);
        page.update(Message::TestPressed, &model);
        let old = page.test;
        page.update(Message::ServiceChosen(LOCAL.into()), &model);
        page.tested(old, Step::Name, probe::Outcome::Works(String::new()));
        page.update(Message::TestFinished(old), &model);
        assert!(page.outcomes.is_empty() && !page.running);
    }
}
