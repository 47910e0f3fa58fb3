//! How the page looks.

use super::super::form::{field_like, ground, wide};
use super::super::{WIDTH, labelled};
use super::{ConnectionPage, Message, Wrong, service_name};
use crate::model::Model;
use crate::store::addresses::WebService;
use crate::store::services::Place;
use crate::store::settings::{Gateway, ProxyKind};
use crate::t;
use crate::theme::{SEMIBOLD, size, space, style};
use crate::widget::button::{Kind, button, link};
use crate::widget::icon::{self, Icon};
use crate::widget::label::label;
use crate::widget::menu;
use crate::window::proxy_form::{WrongProxy, gateway_name, proxy_name};
use iced::widget::{Column, column, container, row, text, text_input};
use iced::{Alignment, Element, Length};
use msnp::types::Secret;

/// The most letters of an address that stands in an empty field as what holds there.
const HINT: usize = 32;

impl ConnectionPage {
    pub(in super::super) fn view<'a>(&'a self, model: &'a Model) -> Element<'a, super::super::Message> {
        let page = self.view_page(model).map(super::super::Message::Connection);
        let back = wide(t!("back")).id("connection-back").on_press(super::super::Message::BackPressed);
        column![page, back].spacing(space::S).width(WIDTH).into()
    }

    fn view_page<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let place = self.place(model);
        let page = column![
            container(text(t!("connection-title")).size(size::TITLE).font(SEMIBOLD)).center_x(Length::Fill),
            labelled(t!("sign-in-service"), self.view_services(model), None),
        ]
        .spacing(space::M);
        let keep = wide(t!("connection-keep")).id("connection-keep").kind(Kind::Primary).on_press(Message::Submitted);
        if place == Some(&Place::BuiltIn) {
            return page.push(small(t!("connection-built-in"))).push(self.view_place(model)).push(keep).into();
        }
        let custom = place == Some(&Place::Custom);
        let server = self.field("messenger.example:1863", &self.server, Wrong::Server);
        let hint = match self.derived_nexus.as_str() {
            "" => "https://login.example/rdr/pprdr.asp",
            derived => derived,
        };
        let nexus = self.field(hint, &self.nexus, Wrong::Nexus);
        let test = wide(if self.running { t!("connection-testing") } else { t!("connection-test") })
            .id("connection-test")
            .on_press_maybe((!self.running).then_some(Message::TestPressed));
        let server = server.id("connection-server").on_input_maybe(custom.then_some(Message::ServerEdited));
        let nexus = nexus.id("connection-nexus").on_input_maybe(custom.then_some(Message::NexusEdited));
        page.push(labelled(t!("connection-server"), server, self.said(Wrong::Server)))
            .push(labelled(t!("connection-nexus"), nexus, self.said(Wrong::Nexus)))
            .push(self.view_web(custom))
            .push(self.view_proxy(model))
            .push(self.view_gateway())
            .push(view_certificates(model))
            .push(self.view_place(model))
            .push(self.view_outcomes())
            .push(test)
            .push(keep)
            .push(small(t!("connection-open")))
            .into()
    }

    fn view_services<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let chosen = model.services.get(&self.service).map(service_name).unwrap_or_default();
        let services = field_like(chosen).id("connection-service").menu(|| {
            let line = |service: &crate::store::services::Service| {
                menu::entry(service_name(service), Message::ServiceChosen(service.id.clone()))
                    .checked(service.id == self.service)
            };
            model.services.iter().map(line).collect()
        });
        ground(services)
    }

    /// The pages' addresses, under a line that folds them away: hardly anybody needs to see them.
    fn view_web(&self, custom: bool) -> Column<'_, Message> {
        let chevron = if self.unfolded { Icon::ChevronDown } else { Icon::ChevronRight };
        let words = row![icon::small(chevron), text(t!("connection-web")).size(size::BODY)];
        let fold = button(words.spacing(space::XS).align_y(Alignment::Center))
            .id("connection-web")
            .kind(Kind::Link)
            .padding(2)
            .on_press(Message::WebToggled);
        let mut page = column![fold].spacing(space::M);
        if !self.unfolded {
            return page;
        }
        if custom {
            page = page.push(small(t!("connection-web-about")));
        }
        for service in WebService::ALL {
            let wrong = Wrong::Web(service);
            let edit = custom.then_some(move |address| Message::WebEdited(service, address));
            let field = self.field(self.derived.get(service), self.web.get(service), wrong);
            let field = field.id(web_id(service)).on_input_maybe(edit);
            page = page.push(labelled(web_name(service), field, self.said(wrong)));
        }
        page
    }

    fn view_proxy(&self, model: &Model) -> Column<'_, Message> {
        let kinds = field_like(proxy_name(self.proxy.kind)).id("connection-proxy").menu(|| {
            let line =
                |kind| menu::entry(proxy_name(kind), Message::ProxyChosen(kind)).checked(kind == self.proxy.kind);
            ProxyKind::ALL.into_iter().map(line).collect()
        });
        let page = labelled(t!("connection-proxy"), ground(kinds), None);
        if !self.proxy.kind.has_address() {
            return page;
        }
        let usual = self.proxy.kind.usual_port().to_string();
        let host = self.field("proxy.example", &self.proxy.host, Wrong::Proxy(WrongProxy::Host));
        let port = self.field(&usual, &self.proxy.port, Wrong::Proxy(WrongProxy::Port));
        let user = plain("", &self.proxy.user).id("connection-proxy-user").on_input(Message::ProxyUserEdited);
        let password = plain("", self.proxy.password.expose())
            .id("connection-proxy-password")
            .secure(true)
            .on_input(|typed| Message::ProxyPasswordEdited(Secret::new(typed)));
        let host = host.id("connection-proxy-host").on_input(Message::ProxyHostEdited);
        let port = port.id("connection-proxy-port").on_input(Message::ProxyPortEdited);
        let place = row![
            labelled(t!("connection-proxy-host"), host, self.said(Wrong::Proxy(WrongProxy::Host))),
            labelled(t!("connection-proxy-port"), port, self.said(Wrong::Proxy(WrongProxy::Port))).width(80),
        ];
        // Without a keyring it is typed again at the next start.
        page.push(place.spacing(space::S))
            .push(labelled(t!("connection-proxy-user"), user, None))
            .push(labelled(t!("connection-proxy-password"), password, None))
            .push(self.proxy.forgets(model).then(|| small(t!("connection-proxy-not-kept"))))
            .spacing(space::S)
    }

    fn view_gateway(&self) -> Column<'_, Message> {
        let choices = field_like(gateway_name(self.gateway)).id("connection-gateway").menu(|| {
            let line = |gateway| {
                menu::entry(gateway_name(gateway), Message::GatewayChosen(gateway)).checked(gateway == self.gateway)
            };
            Gateway::ALL.into_iter().map(line).collect()
        });
        labelled(t!("connection-gateway"), ground(choices), None)
    }

    fn view_place<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let usual = if model.host.is_empty() { "Swallowtail" } else { &model.host };
        let field = plain(usual, &self.place_name).id("connection-place").on_input(Message::PlaceNameEdited);
        labelled(t!("connection-place"), field.on_submit(Message::Submitted), None)
            .push(small(t!("connection-place-about")))
            .into()
    }

    /// A field that can be wrong. Enter in it tests.
    fn field<'a>(&self, hint: &str, value: &str, wrong: Wrong) -> text_input::TextInput<'a, Message> {
        let style = if self.wrong == Some(wrong) { style::input_wrong } else { style::input };
        plain(hint, value).on_submit(Message::TestPressed).style(style)
    }

    /// What is wrong with a field.
    fn said(&self, wrong: Wrong) -> Option<String> {
        (self.wrong == Some(wrong)).then(|| match wrong {
            Wrong::Server => t!("connection-server-wrong"),
            Wrong::Nexus => t!("connection-nexus-wrong"),
            Wrong::Web(WebService::Gateway) => t!("connection-gateway-wrong"),
            Wrong::Web(_) => t!("connection-web-wrong"),
            Wrong::Proxy(wrong) => wrong.words(),
        })
    }
}

/// The certificates that were accepted, each with a way to forget it.
fn view_certificates(model: &Model) -> Option<Column<'_, Message>> {
    let pins = &model.settings.pins;
    if pins.is_empty() {
        return None;
    }
    let mut page = column![text(t!("connection-certificates")).size(size::SECONDARY).style(style::secondary)];
    for host in pins.keys() {
        let forget = link(t!("connection-certificate-forget")).on_press(Message::CertificateForgotten(host.clone()));
        let host = container(label(host)).width(Length::Fill).clip(true);
        page = page.push(row![host, forget].spacing(space::S).align_y(Alignment::Center));
    }
    Some(page.spacing(space::XS))
}

fn plain<'a>(hint: &str, value: &str) -> text_input::TextInput<'a, Message> {
    let hint: String = match hint.char_indices().nth(HINT) {
        Some((end, _)) => format!("{}…", &hint[..end]),
        None => hint.to_owned(),
    };
    text_input(&hint, value).padding([9, 10]).size(size::BODY).style(style::input)
}

/// A sentence about what stands over it.
fn small<'a>(words: String) -> Element<'a, Message> {
    text(words).size(size::SECONDARY).style(style::secondary).width(Length::Fill).into()
}

const fn web_id(service: WebService) -> &'static str {
    match service {
        WebService::Tokens => "connection-tokens",
        WebService::AddressBook => "connection-address-book",
        WebService::Sharing => "connection-sharing",
        WebService::LeaveOffline => "connection-leave-offline",
        WebService::FetchOffline => "connection-fetch-offline",
        WebService::Config => "connection-config",
        WebService::Gateway => "connection-gateway-address",
    }
}

pub(super) fn web_name(service: WebService) -> String {
    match service {
        WebService::Tokens => t!("connection-web-tokens"),
        WebService::AddressBook => t!("connection-web-address-book"),
        WebService::Sharing => t!("connection-web-sharing"),
        WebService::LeaveOffline => t!("connection-web-leave-offline"),
        WebService::FetchOffline => t!("connection-web-fetch-offline"),
        WebService::Config => t!("connection-web-config"),
        WebService::Gateway => t!("connection-web-gateway"),
    }
}
