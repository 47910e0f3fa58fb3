//! Everything that can be set, page by page. A change holds at once: there is no OK to press.
//!
//! **A new setting** takes three steps:
//! 1. its field in [`Settings`](crate::store::settings::Settings) (best in a file of its own in `store/settings/`), and a
//!    variant of [`SettingsChange`], which `App` carries out and saves; a line about it in `store/settings/notes.rs`;
//! 2. its texts in `i18n/*/swallowtail.ftl`: a name, and a sentence about it where the name doesn't say enough;
//! 3. a row on its page, in the file of the page beside this one:
//!
//! ```text
//! rows.switch(t!("options-times"), t!("options-times-about"), settings.message_times, SettingsChange::MessageTimes)
//!     .choice(t!("options-sort"), "", look.sort, sorts(), |sort| SettingsChange::List(ListLook { sort, ..look }))
//!     .number(t!("options-size"), "", Number { value: 110, least: 90, most: 150, step: 10 }, percent, |size| …)
//!     .action(t!("options-forget"), t!("options-forget-about"), t!("options-forget-do"), Message::…)
//! ```
//!
//! What a row says is a [`SettingsChange`], or a [`Message`] of this window. A setting that makes no sense now gets no row:
//! `rows.when(can, |rows| rows.switch(…))`. A page without rows isn't listed.

mod alerts;
mod appearance;
mod connection;
mod history;
mod messages;
mod own_look;
pub mod page;
mod personal;
mod privacy;
mod shortcuts;
#[cfg(test)]
mod tests;

pub use self::connection::Edit;

use self::connection::ProxyFields;
use self::page::Rows;
use crate::model::Model;
use crate::shortcut::{self, InOptions, OPTIONS};
use crate::t;
use crate::theme::{SEMIBOLD, size, space, style};
use crate::widget::button::{Kind, button, labelled};
use crate::widget::focus::focus;
use crate::widget::keys::{self, Press};
use crate::widget::message_text::fonts;
use crate::widget::scroll;
use crate::window::{Action, SettingsChange, Window, contacts, refusal};
use iced::advanced::widget::Id;
use iced::keyboard::key::{Key, Named};
use iced::widget::operation::AbsoluteOffset;
use iced::widget::{Space, column, container, operation, row, rule, text};
use iced::{Alignment, Element, Length, Task};
use msnp::error::RequestError;
use msnp::event::Answer;
use msnp::request::Request;

const LIST: &str = "options-pages";
const SCROLL: &str = "options-scroll";
const CLOSE: &str = "options-close";

/// A page of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Page {
    /// Oneself, and signing in.
    Personal,
    /// How messages look, and how they are written.
    Messages,
    /// What is told, and how.
    Alerts,
    /// Who may see and message us.
    Privacy,
    /// The way to the server.
    Connection,
    /// What is kept of conversations.
    History,
    /// Light, dark, sizes, the contact list.
    Appearance,
    /// Every key.
    Shortcuts,
}

impl Page {
    /// All of them, in the order of the list.
    pub const ALL: [Self; 8] = [
        Self::Personal,
        Self::Messages,
        Self::Alerts,
        Self::Privacy,
        Self::Connection,
        Self::History,
        Self::Appearance,
        Self::Shortcuts,
    ];

    /// What it is called.
    pub fn name(self) -> String {
        match self {
            Self::Personal => t!("options-personal"),
            Self::Messages => t!("options-messages"),
            Self::Alerts => t!("options-alerts"),
            Self::Privacy => t!("options-privacy"),
            Self::Connection => t!("options-connection"),
            Self::History => t!("options-history"),
            Self::Appearance => t!("options-appearance"),
            Self::Shortcuts => t!("options-shortcuts"),
        }
    }
}

/// The window.
#[derive(Debug)]
pub struct Options {
    root: Id,
    page: Page,
    /// The installed fonts, looked up once.
    families: Vec<&'static str>,
    /// The proxy as it is being typed.
    proxy: ProxyFields,
    /// What the server refused, said on the page of what is asked of it.
    refusal: Option<String>,
}

/// What happens in it.
#[derive(Debug, Clone)]
pub enum Message {
    /// A page was chosen.
    PageChosen(Page),
    /// The choice of the page moved by so many.
    PageMoved(isize),
    /// Something was set.
    Changed(Box<SettingsChange>),
    /// The proxy is being typed.
    ProxyEdited(Edit),
    /// An accepted certificate is to be forgotten.
    CertificateForgotten(String),
    /// Something is asked of the server.
    Requested(Request),
    /// Another window was asked for.
    WindowWanted(Window),
    /// Something is done in the contact list.
    InContacts(Box<contacts::Message>),
    /// The window is done.
    Closed,
}

impl From<SettingsChange> for Message {
    fn from(change: SettingsChange) -> Self {
        Self::Changed(Box::new(change))
    }
}

impl Options {
    /// The window as it opens, at a page or at the first.
    pub fn new(model: &Model, page: Option<Page>) -> (Self, Task<Message>) {
        let mut window = Self {
            root: Id::unique(),
            page: Page::Appearance,
            families: fonts::families(),
            proxy: ProxyFields::new(model),
            refusal: None,
        };
        if let Some(page) = page.or_else(|| window.listed(model).first().copied()) {
            window.page = page;
        }
        let task = focus(&window.root, LIST);
        (window, task)
    }

    /// The title.
    pub fn title(&self, _model: &Model) -> String {
        t!("options-title")
    }

    /// The page that is shown: the one that was chosen, as long as there is something on it.
    pub fn page(&self, model: &Model) -> Page {
        let listed = self.listed(model);
        if listed.contains(&self.page) { self.page } else { listed.first().copied().unwrap_or(self.page) }
    }

    /// Takes in what happened here.
    pub fn update(&mut self, message: Message, model: &Model) -> Action<Message> {
        match message {
            Message::PageChosen(page) => self.show(page, model),
            Message::PageMoved(by) => {
                let pages = self.listed(model);
                let shown = self.page(model);
                let at = pages.iter().position(|page| *page == shown).unwrap_or(0);
                let to = at.saturating_add_signed(by).min(pages.len().saturating_sub(1));
                pages.get(to).map_or(Action::None, |page| self.show(*page, model))
            }
            Message::Changed(change) => Action::Configure(*change),
            Message::ProxyEdited(Edit::Rested(edit)) => self.keep_proxy(Some(edit), model),
            Message::ProxyEdited(edit) => {
                let edit = self.proxy.edited(edit);
                let rest = async { tokio::time::sleep(connection::REST).await };
                Action::Run(Task::perform(rest, move |()| Message::ProxyEdited(Edit::Rested(edit))))
            }
            Message::CertificateForgotten(host) => Action::ForgetCertificate(host),
            Message::Requested(request) => {
                self.refusal = None;
                Action::Send(request)
            }
            Message::WindowWanted(window) => Action::Open(window),
            Message::InContacts(message) => Action::InContacts(message),
            Message::Closed => Action::Many(vec![self.keep_proxy(None, model), Action::Close]),
        }
    }

    /// A request was answered. Says whether a refusal is shown here: it is, of what the pages ask for.
    pub fn answered(&mut self, request: &Request, result: &Result<Answer, RequestError>, model: &Model) -> bool {
        let ours = matches!(request, Request::SetPrivacy(_) | Request::SetAddPolicy(_));
        if let (true, Err(error)) = (ours, result) {
            self.refusal = Some(refusal::sentence(request, error, &model.roster));
        }
        ours && self.page == Page::Privacy
    }

    /// A page begins at its top.
    fn show(&mut self, page: Page, model: &Model) -> Action<Message> {
        self.page = page;
        self.refusal = None;
        let top = Action::Run(operation::scroll_to(SCROLL, AbsoluteOffset { x: 0.0, y: 0.0 }));
        Action::Many(vec![self.keep_proxy(None, model), top])
    }

    /// What was typed about the proxy counts once nothing was typed for a while, or now.
    fn keep_proxy(&mut self, edit: Option<u64>, model: &Model) -> Action<Message> {
        self.proxy.rested(edit, model).map_or(Action::None, Action::Configure)
    }

    fn rows<'a>(&'a self, page: Page, model: &'a Model) -> Rows<'a> {
        let rows = Rows::default();
        match page {
            Page::Personal => personal::rows(rows, model),
            Page::Messages => messages::rows(rows, &self.families, model),
            Page::Alerts => alerts::rows(rows, model),
            Page::Privacy => privacy::rows(rows, model),
            Page::Connection => connection::rows(rows, &self.proxy, model),
            Page::History => history::rows(rows, model),
            Page::Appearance => appearance::rows(rows, model),
            Page::Shortcuts => shortcuts::rows(rows),
        }
    }

    /// The pages on which there is something.
    fn listed(&self, model: &Model) -> Vec<Page> {
        let mut pages = Page::ALL.to_vec();
        pages.retain(|page| !self.rows(*page, model).is_empty());
        pages
    }

    /// What it shows.
    pub fn view<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let pages = row![self.pages(model), rule::vertical(1).style(style::hairline), self.shown(model)];
        let close = labelled(t!("close")).kind(Kind::Primary).id(CLOSE).on_press(Message::Closed);
        let about = if model.settings_unkept { t!("options-not-kept") } else { t!("options-at-once") };
        let about = text(about).size(size::SECONDARY).style(style::secondary).width(Length::Fill);
        let bottom = row![about, close].spacing(space::M).align_y(Alignment::Center);
        let all = column![
            pages.height(Length::Fill),
            rule::horizontal(1).style(style::hairline),
            container(bottom).padding([space::S, space::M]),
        ];
        let all = container(all).id(self.root.clone()).width(Length::Fill).height(Length::Fill).style(style::window);
        keys::shortcuts(all, key).into()
    }

    fn pages(&self, model: &Model) -> Element<'_, Message> {
        let shown = self.page(model);
        let lines = self.listed(model).into_iter().map(move |page| {
            let words = text(page.name()).size(size::BODY).wrapping(text::Wrapping::None);
            button(container(words).width(Length::Fill).clip(true))
                .kind(Kind::Row)
                .tab_stop(false)
                .selected(page == shown)
                .padding([space::S, space::M])
                .width(Length::Fill)
                .on_press(Message::PageChosen(page))
                .into()
        });
        let list = scroll::vertical(column(lines).width(Length::Fill)).height(Length::Fill);
        let list = keys::list(LIST, list, |press: Press<'_>| {
            Some(match press.key {
                Key::Named(Named::ArrowDown | Named::PageDown) => Message::PageMoved(1),
                Key::Named(Named::ArrowUp | Named::PageUp) => Message::PageMoved(-1),
                Key::Named(Named::Home) => Message::PageMoved(isize::MIN),
                Key::Named(Named::End) => Message::PageMoved(isize::MAX),
                _ => return None,
            })
        });
        container(list).width(132).height(Length::Fill).padding([space::XS, 0.0]).style(style::panel).into()
    }

    fn shown<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let page = self.page(model);
        let title = text(page.name()).size(size::NAME).font(SEMIBOLD);
        let rows = match &self.refusal {
            Some(words) => self.rows(page, model).wrong(words.clone()),
            None => self.rows(page, model),
        };
        let page = column![title, rows.view(), Space::new().height(space::S)].spacing(space::M);
        let page = container(page).padding(space::L).width(Length::Fill);
        scroll::form(page).id(SCROLL).width(Length::Fill).height(Length::Fill).into()
    }
}

/// The pages on which there is something now.
pub fn listed(model: &Model) -> Vec<Page> {
    Options::new(model, None).0.listed(model)
}

/// What keys mean in the whole window: pages also turn where the list hasn't the keyboard.
fn key(press: Press<'_>) -> Option<Message> {
    match press.key {
        Key::Named(Named::Escape) => Some(Message::Closed),
        key => Some(match shortcut::find(OPTIONS, key, press.modifiers)? {
            InOptions::NextPage => Message::PageMoved(1),
            InOptions::PreviousPage => Message::PageMoved(-1),
        }),
    }
}
