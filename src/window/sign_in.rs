//! The sign-in window: the form, the way in with its steps, a new local account, the connection's settings.

mod certificate;
mod connection;
mod form;
mod new_account;
mod progress;

use crate::model::{Connection, Model};
use crate::session::probe::{Outcome, Step};
use crate::store::services::{self, Place, Service};
use crate::theme::{radius, size, space, style};
use crate::widget::icon::{self, Icon};
use crate::widget::{dialog, focus, keys, scroll};
use crate::window::{self, Action, SettingsChange};
use crate::{i18n, t};
use connection::ConnectionPage;
use iced::keyboard::Key;
use iced::keyboard::key::Named;
use iced::widget::{Column, Space, column, container, operation, row, stack, text};
use iced::{Element, Length, Padding, Task, Theme, border};
use msnp::types::{Email, EmailError, Fingerprint, Secret, Status};
use new_account::NewAccount;

/// Everything in the window.
const ROOT: &str = "sign-in";
/// The width of everything in the window.
const WIDTH: f32 = 272.0;

/// The window.
#[derive(Debug)]
pub struct SignIn {
    service: String,
    email: String,
    password: Secret,
    status: Status,
    remember: bool,
    automatic: bool,
    /// What was wrong with the form when it was last sent.
    wrong: Option<Wrong>,
    /// The certificate that the person doesn't know: they aren't asked again until the next try.
    certificate_refused: Option<Fingerprint>,
    page: Page,
}

#[derive(Debug)]
enum Page {
    Form,
    NewAccount(NewAccount),
    Connection(Box<ConnectionPage>),
}

/// What is wrong with the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Email(EmailError),
    NoPassword,
}

/// What happened in the window.
#[derive(Debug, Clone)]
pub enum Message {
    /// Another service was chosen.
    ServiceChosen(String),
    /// The address was edited.
    EmailEdited(String),
    /// Enter in the address.
    EmailSubmitted,
    /// The password was edited.
    PasswordEdited(Secret),
    /// The keyring had a password for this account.
    PasswordFound {
        /// Whose.
        email: String,
        /// The password.
        password: Secret,
    },
    /// Another status was chosen.
    StatusChosen(Status),
    /// "Remember my password" was pressed.
    RememberToggled,
    /// "Sign me in automatically" was pressed.
    AutomaticToggled,
    /// "Sign in" was pressed, or Enter in the password.
    Submitted,
    /// "Cancel" was pressed on the way in.
    Cancelled,
    /// "Try now" was pressed.
    RetryPressed,
    /// The line about a problem was taken away.
    ProblemDismissed,
    /// The service's website was asked for.
    WebsiteAsked(String),
    /// "Create a local account" was pressed.
    NewAccountAsked,
    /// Something happened on that page.
    NewAccount(new_account::Message),
    /// "Connection settings…" was pressed.
    ConnectionAsked,
    /// Something happened on that page.
    Connection(connection::Message),
    /// A step of a test was done; the number of the test.
    Tested(u64, Step, Outcome),
    /// A certificate of which nobody knows was said to be the server's.
    CertificateAccepted,
    /// Enter was pressed at the question about it, on neither answer.
    CertificateLookedAt,
    /// It was said not to be.
    CertificateRefused,
    /// Back to the form.
    BackPressed,
}

impl SignIn {
    /// The form, filled with what was used last.
    pub fn new(model: &Model) -> (Self, Task<Message>) {
        let settings = &model.settings;
        let known = model.services.get(&settings.service).is_some();
        let window = Self {
            service: if known { settings.service.clone() } else { services::LOCAL.to_owned() },
            email: settings.email.clone(),
            password: Secret::default(),
            status: match settings.status {
                Status::Offline => Status::Online,
                status => status,
            },
            remember: settings.remember,
            automatic: settings.automatic,
            wrong: None,
            certificate_refused: None,
            page: Page::Form,
        };
        let first = window.first(model);
        (window, first)
    }

    /// Where the keyboard belongs: at the question that is asked, on the answer that does no harm, or in the form.
    fn first(&self, model: &Model) -> Task<Message> {
        let asked = certificate::question(model).filter(|(_, shown)| self.certificate_refused != Some(*shown));
        if asked.is_some() { to_field(certificate::NO) } else { self.first_field() }
    }

    /// The form is there again after a try: what was typed can be typed over.
    pub fn again(&self, model: &Model) -> Task<Message> {
        match self.page {
            Page::Form => self.first(model).chain(operation::select_all(form::PASSWORD)),
            Page::NewAccount(_) | Page::Connection(_) => Task::none(),
        }
    }

    /// To the first field that isn't filled yet, or else to the password.
    fn first_field(&self) -> Task<Message> {
        to_field(if self.email.is_empty() { form::EMAIL } else { form::PASSWORD })
    }

    /// The title.
    pub fn title(&self, _model: &Model) -> String {
        t!("app-name")
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message, model: &Model) -> Action<Message> {
        match message {
            Message::ServiceChosen(service) => self.service = service,
            Message::EmailEdited(email) => {
                self.email = email;
                self.wrong = None;
            }
            Message::EmailSubmitted => return Action::Run(to_field(form::PASSWORD)),
            Message::PasswordEdited(password) => {
                self.password = password;
                self.wrong = None;
            }
            Message::PasswordFound { email, password } => {
                // The person may have begun to type meanwhile.
                if self.password.is_empty() && self.email == email {
                    self.password = password;
                }
            }
            Message::StatusChosen(status) => self.status = status,
            Message::RememberToggled => {
                self.remember = !self.remember;
                self.automatic &= self.remember;
            }
            Message::AutomaticToggled => {
                self.automatic = !self.automatic;
                self.remember |= self.automatic;
            }
            Message::Submitted => return self.submit(model),
            Message::Cancelled => return Action::CancelSignIn,
            Message::RetryPressed => return Action::RetryNow,
            Message::ProblemDismissed => return Action::DismissProblem,
            Message::WebsiteAsked(address) => return Action::OpenLink(address),
            Message::NewAccountAsked => {
                let (page, task) = NewAccount::new();
                self.page = Page::NewAccount(page);
                return Action::Run(task.map(Message::NewAccount));
            }
            Message::NewAccount(message) => {
                if let Page::NewAccount(page) = &mut self.page {
                    return match page.update(message) {
                        new_account::Outcome::None => Action::None,
                        new_account::Outcome::Run(task) => Action::Run(task.map(Message::NewAccount)),
                        new_account::Outcome::Create { email, name, password } => {
                            self.service = services::LOCAL.to_owned();
                            self.email = email.to_string();
                            self.password = password.clone();
                            Action::CreateAccount { email, name, password }
                        }
                    };
                }
            }
            Message::ConnectionAsked => {
                self.page = Page::Connection(Box::new(ConnectionPage::new(&self.service, model)))
            }
            Message::Connection(message) => return self.update_connection(message, model),
            Message::Tested(test, step, outcome) => {
                if let Page::Connection(page) = &mut self.page {
                    page.tested(test, step, outcome);
                }
            }
            Message::CertificateAccepted => {
                if let Some((host, fingerprint)) = certificate::question(model) {
                    return Action::AcceptCertificate { host: host.to_owned(), fingerprint };
                }
            }
            Message::CertificateLookedAt => {}
            Message::CertificateRefused => {
                self.certificate_refused = certificate::question(model).map(|(_, fingerprint)| fingerprint);
                return Action::Run(self.first_field());
            }
            Message::BackPressed => {
                self.page = Page::Form;
                return Action::Run(self.first_field());
            }
        }
        Action::None
    }

    fn update_connection(&mut self, message: connection::Message, model: &Model) -> Action<Message> {
        let Page::Connection(page) = &mut self.page else { return Action::None };
        match page.update(message, model) {
            connection::Outcome::None => Action::None,
            connection::Outcome::ServiceChosen(service) => {
                self.service = service;
                Action::None
            }
            connection::Outcome::Run(task) => Action::Run(task),
            connection::Outcome::ForgetCertificate(host) => Action::ForgetCertificate(host),
            connection::Outcome::Keep(change) => {
                self.page = Page::Form;
                Action::Configure(SettingsChange::Connection(change))
            }
        }
    }

    /// The account is there and the way in begins: back to the form, which shows the steps and what goes wrong.
    pub fn signing_in(&mut self) {
        self.page = Page::Form;
    }

    fn submit(&mut self, model: &Model) -> Action<Message> {
        let email = match Email::parse(&self.email) {
            Ok(email) => email,
            Err(error) => {
                self.wrong = Some(Wrong::Email(error));
                return Action::Run(to_field(form::EMAIL));
            }
        };
        if self.password.is_empty() {
            self.wrong = Some(Wrong::NoPassword);
            return Action::Run(to_field(form::PASSWORD));
        }
        self.wrong = None;
        self.certificate_refused = None;
        let keyring = model.keyring == Some(Ok(()));
        Action::SignIn(Box::new(window::SignIn {
            service: self.service.clone(),
            email,
            password: self.password.clone(),
            status: self.status,
            remember: self.remember && keyring,
            automatic: self.automatic && self.remember && keyring,
        }))
    }

    /// What it shows.
    pub fn view<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let content: Element<'a, Message> = match (&model.connection, &self.page) {
            (Connection::SigningIn(step), _) => progress::signing_in(&self.email, step),
            (Connection::Lost { reason, retry_in, since, .. }, _) => {
                progress::lost(&self.email, reason, *retry_in, *since, model.now)
            }
            (_, Page::Form) => self.view_form(model),
            (_, Page::NewAccount(page)) => page.view(model),
            (_, Page::Connection(page)) => page.view(model),
        };
        // The stack is as large as its first layer.
        let sky = container(Space::new().width(Length::Fill).height(250)).style(style::header);
        let sky = column![sky, Space::new().height(Length::Fill)];
        // What went wrong needs the room: the buttons below it must stay in sight.
        let edge = if form::has_trouble(model) { space::M } else { space::XXL };
        let page =
            scroll::vertical(container(content).center_x(Length::Fill).padding([edge, space::M])).height(Length::Fill);
        let escape = match (&model.connection, &self.page) {
            (Connection::SigningIn(_) | Connection::Lost { .. }, _) => Some(Message::Cancelled),
            (_, Page::NewAccount(_) | Page::Connection(_)) => Some(Message::BackPressed),
            (_, Page::Form) => None,
        };
        let all = keys::guard(stack![sky, page], move |press| {
            escape.clone().filter(|_| matches!(press.key, Key::Named(Named::Escape)))
        });
        let question = certificate::question(model).filter(|(_, shown)| self.certificate_refused != Some(*shown));
        let card = question.map(|(host, fingerprint)| certificate::card(host, fingerprint));
        // Enter says nothing: this is worth a look.
        let all = dialog::over(all, card, Message::CertificateRefused, Message::CertificateLookedAt);
        container(all).id(ROOT).into()
    }
}

/// The keyboard goes to that field.
fn to_field<T: Send + 'static>(field: &'static str) -> Task<T> {
    focus::focus(&ROOT.into(), field)
}

/// What a service is called.
pub fn service_name(service: &Service) -> String {
    match service.place {
        Place::BuiltIn => t!("service-local"),
        Place::Custom => t!("service-custom"),
        Place::Remote { .. } => service.name.clone(),
    }
}

/// A name over its field, and what is wrong with it under it.
fn labelled<'a, M: 'a>(name: String, field: impl Into<Element<'a, M>>, wrong: Option<String>) -> Column<'a, M> {
    let label = text(name).size(size::SECONDARY).style(style::secondary);
    column![label, field.into()].push(wrong.map(said_wrong)).spacing(space::XS).width(Length::Fill)
}

/// A sentence about what isn't right: its sign, then its words.
fn said_wrong<'a, M: 'a>(words: String) -> Element<'a, M> {
    let sign = container(icon::small(Icon::Warning).danger()).padding(Padding::ZERO.top(1));
    let words = text(words).size(size::SECONDARY).style(style::danger).width(Length::Fill);
    row![sign, words].spacing(space::S).into()
}

/// The sentence about what went wrong on this computer.
fn problem_words(model: &Model) -> Option<String> {
    model.problem.as_ref().map(i18n::errors::problem)
}

/// The ground of what went wrong.
fn notice(theme: &Theme) -> container::Style {
    container::Style { border: border::rounded(radius::CONTROL), ..style::trouble(theme) }
}
