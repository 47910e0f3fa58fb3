//! A new account in the built-in server.

use super::form::wide;
use super::{WIDTH, labelled, notice, problem_words, said_wrong, to_field};
use crate::model::Model;
use crate::theme::{SEMIBOLD, size, space, style};
use crate::widget::avatar::{self, side};
use crate::widget::button::Kind;
use crate::{i18n, t};
use iced::widget::{column, container, text, text_input};
use iced::{Element, Length, Task};
use msnp::types::{Email, EmailError, Secret};

const NAME: &str = "new-account-name";
const EMAIL: &str = "new-account-email";
const PASSWORD: &str = "new-account-password";
const AGAIN: &str = "new-account-again";

/// The longest name, in bytes as the protocol writes it. A server of this network keeps no more.
const LONGEST_NAME: usize = 387;
/// The longest password.
const LONGEST_PASSWORD: usize = 256;
/// Where the addresses of this computer's people are. The built-in server takes any; this one can't belong to anybody.
const DOMAIN: &str = "swallowtail.example";

/// The page.
#[derive(Debug, Default)]
pub(super) struct NewAccount {
    name: String,
    email: String,
    /// Whether the address is still the one that was made from the name.
    suggested: bool,
    password: Secret,
    again: Secret,
    wrong: Option<Wrong>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    NoName,
    LongName,
    Email(EmailError),
    NoPassword,
    LongPassword,
    Different,
}

/// What happened on the page.
#[derive(Debug, Clone)]
pub enum Message {
    /// The name was edited.
    NameEdited(String),
    /// The address was edited.
    EmailEdited(String),
    /// The password was edited.
    PasswordEdited(Secret),
    /// Its repetition was edited.
    AgainEdited(Secret),
    /// Enter in a field that isn't the last one.
    FieldSubmitted(Field),
    /// "Create" was pressed, or Enter in the last field.
    Submitted,
}

/// The fields before the last.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub enum Field {
    Name,
    Email,
    Password,
}

/// What comes of a message.
pub(super) enum Outcome {
    None,
    Run(Task<Message>),
    Create { email: Email, name: String, password: Secret },
}

impl NewAccount {
    pub(super) fn new() -> (Self, Task<Message>) {
        (Self { suggested: true, ..Self::default() }, to_field(NAME))
    }

    pub(super) fn update(&mut self, message: Message) -> Outcome {
        self.wrong = None;
        match message {
            Message::NameEdited(name) => {
                self.name = name;
                if self.suggested {
                    self.email = suggestion(&self.name);
                }
            }
            Message::EmailEdited(email) => {
                self.suggested = email.is_empty();
                self.email = email;
            }
            Message::PasswordEdited(password) => self.password = password,
            Message::AgainEdited(password) => self.again = password,
            Message::FieldSubmitted(field) => {
                return Outcome::Run(to_field(match field {
                    Field::Name => EMAIL,
                    Field::Email => PASSWORD,
                    Field::Password => AGAIN,
                }));
            }
            Message::Submitted => match self.check() {
                Ok(email) => {
                    let name = self.name.trim().to_owned();
                    return Outcome::Create { email, name, password: self.password.clone() };
                }
                Err(wrong) => {
                    self.wrong = Some(wrong);
                    return Outcome::Run(to_field(match wrong {
                        Wrong::NoName | Wrong::LongName => NAME,
                        Wrong::Email(_) => EMAIL,
                        Wrong::NoPassword | Wrong::LongPassword => PASSWORD,
                        Wrong::Different => AGAIN,
                    }));
                }
            },
        }
        Outcome::None
    }

    fn check(&self) -> Result<Email, Wrong> {
        if self.name.trim().is_empty() {
            return Err(Wrong::NoName);
        }
        // The wire writes every byte that isn't a plain letter as three.
        let length: usize = self.name.trim().bytes().map(|b| if b.is_ascii_alphanumeric() { 1 } else { 3 }).sum();
        if length > LONGEST_NAME || self.name.chars().any(char::is_control) {
            return Err(Wrong::LongName);
        }
        let email = Email::parse(&self.email).map_err(Wrong::Email)?;
        if self.password.is_empty() {
            return Err(Wrong::NoPassword);
        }
        if self.password.expose().len() > LONGEST_PASSWORD {
            return Err(Wrong::LongPassword);
        }
        if self.password != self.again {
            return Err(Wrong::Different);
        }
        Ok(email)
    }

    pub(super) fn view<'a>(&'a self, model: &'a Model) -> Element<'a, super::Message> {
        let name_wrong = match self.wrong {
            Some(Wrong::NoName) => Some(t!("new-account-no-name")),
            Some(Wrong::LongName) => Some(t!("new-account-long-name")),
            _ => None,
        };
        let email_wrong = match self.wrong {
            Some(Wrong::Email(error)) => Some(i18n::errors::address(error)),
            _ => None,
        };
        let password_wrong = match self.wrong {
            Some(Wrong::NoPassword) => Some(t!("new-account-no-password")),
            Some(Wrong::LongPassword) => Some(t!("new-account-long-password")),
            _ => None,
        };
        let again_wrong = (self.wrong == Some(Wrong::Different)).then(|| t!("new-account-different"));
        let fields = column![
            field(t!("new-account-name"), &self.name, NAME, name_wrong, false, Message::NameEdited, Field::Name.into()),
            field(
                t!("new-account-email"),
                &self.email,
                EMAIL,
                email_wrong,
                false,
                Message::EmailEdited,
                Field::Email.into()
            ),
            field(
                t!("new-account-password"),
                self.password.expose(),
                PASSWORD,
                password_wrong,
                true,
                |typed| Message::PasswordEdited(Secret::new(typed)),
                Field::Password.into(),
            ),
            field(
                t!("new-account-again"),
                self.again.expose(),
                AGAIN,
                again_wrong,
                true,
                |typed| Message::AgainEdited(Secret::new(typed)),
                Message::Submitted,
            ),
        ]
        .spacing(space::M);
        let create =
            wide(t!("new-account-create")).id("new-account-create").kind(Kind::Primary).on_press(Message::Submitted);
        let page: Element<'a, Message> =
            column![
                container(avatar::unknown(&self.name, side::HEADER)).center_x(Length::Fill),
                container(text(t!("new-account-title")).size(size::TITLE).font(SEMIBOLD)).center_x(Length::Fill),
                text(t!("new-account-about")).size(size::SECONDARY).style(style::secondary).width(Length::Fill),
            ]
            .push(problem_words(model).map(|words| {
                container(said_wrong(words)).padding([space::S, space::M]).style(notice).width(Length::Fill)
            }))
            .push(fields)
            .push(create)
            .spacing(space::M)
            .into();
        let back = wide(t!("back")).id("new-account-back").on_press(super::Message::BackPressed);
        column![page.map(super::Message::NewAccount), back].spacing(space::S).width(WIDTH).into()
    }
}

impl From<Field> for Message {
    fn from(field: Field) -> Self {
        Self::FieldSubmitted(field)
    }
}

fn field<'a>(
    label: String,
    value: &str,
    id: &'static str,
    wrong: Option<String>,
    secure: bool,
    edited: impl Fn(String) -> Message + 'a,
    submitted: Message,
) -> Element<'a, Message> {
    let input = text_input("", value)
        .id(id)
        .secure(secure)
        .on_input(edited)
        .on_submit(submitted)
        .padding([9, 10])
        .size(size::BODY)
        .style(if wrong.is_some() { style::input_wrong } else { style::input });
    labelled(label, input, wrong).into()
}

/// An address made from a name; empty while there is nothing to make it from.
fn suggestion(name: &str) -> String {
    let mut local = String::new();
    for c in name.trim().chars() {
        if c.is_ascii_alphanumeric() {
            local.push(c.to_ascii_lowercase());
        } else if (c.is_whitespace() || c == '.' || c == '-' || c == '_') && !local.is_empty() && !local.ends_with('.')
        {
            local.push('.');
        }
        if local.len() >= 40 {
            break;
        }
    }
    let local = local.trim_end_matches('.');
    if local.is_empty() { String::new() } else { format!("{local}@{DOMAIN}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(name: &str, email: Option<&str>, password: &str, again: &str) -> NewAccount {
        let (mut page, _) = NewAccount::new();
        page.update(Message::NameEdited(name.into()));
        if let Some(email) = email {
            page.update(Message::EmailEdited(email.into()));
        }
        page.update(Message::PasswordEdited(Secret::new(password)));
        page.update(Message::AgainEdited(Secret::new(again)));
        page
    }

    #[test]
    fn an_address_is_suggested_from_the_name() {
        assert_eq!(suggestion("Alice"), "alice@swallowtail.example");
        assert_eq!(suggestion("  Ada  Lovelace 🦋 "), "ada.lovelace@swallowtail.example");
        assert_eq!(suggestion("Łukasz"), "ukasz@swallowtail.example");
        assert_eq!(suggestion("王"), "");
        assert!(Email::parse(&suggestion(&"long name ".repeat(500))).is_ok());
    }

    #[test]
    fn an_address_of_ones_own_stays() {
        let mut page = filled("Alice", Some("a@home.example"), "pw", "pw");
        page.update(Message::NameEdited("Alicia".into()));
        assert_eq!(page.email, "a@home.example");
        page.update(Message::EmailEdited(String::new()));
        page.update(Message::NameEdited("Al".into()));
        assert_eq!(page.email, "al@swallowtail.example", "an emptied field is suggested again");
    }

    #[test]
    fn bad_input_is_said_at_its_field() {
        let long = "x".repeat(5_000);
        for (page, wrong) in [
            (filled("", Some("a@b"), "pw", "pw"), Wrong::NoName),
            (filled(&long, Some("a@b"), "pw", "pw"), Wrong::LongName),
            (filled("A", Some("no at"), "pw", "pw"), Wrong::Email(EmailError::Character)),
            (filled("A", Some("noat"), "pw", "pw"), Wrong::Email(EmailError::Shape)),
            (filled("王", None, "pw", "pw"), Wrong::Email(EmailError::Empty)),
            (filled("A", None, "", ""), Wrong::NoPassword),
            (filled("A", None, &long, &long), Wrong::LongPassword),
            (filled("A", None, "pw", "pW"), Wrong::Different),
        ] {
            let mut page = page;
            assert!(matches!(page.update(Message::Submitted), Outcome::Run(_)));
            assert_eq!(page.wrong, Some(wrong));
            page.update(Message::PasswordEdited(Secret::new("p")));
            assert_eq!(page.wrong, None, "gone with the next key");
        }
    }

    #[test]
    fn a_page_that_is_right_makes_the_account() {
        let mut page = filled("  Alice 🦋 ", None, "pw", "pw");
        let Outcome::Create { email, name, password } = page.update(Message::Submitted) else { panic!("refused") };
        assert_eq!((email.as_str(), name.as_str(), password.expose()), ("alice@swallowtail.example", "Alice 🦋", "pw"));
    }
}
