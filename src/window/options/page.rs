//! The rows of a page: what the pages are made of, so that all look and work alike.

use super::Message;
use crate::t;
use crate::theme::{SEMIBOLD, size, space, style};
use crate::widget::button::{labelled, picker};
use crate::widget::checkbox::checkbox;
use crate::widget::icon::{self, Icon};
use crate::widget::menu;
use iced::widget::{Column, column, container, row, text, text_input};
use iced::{Alignment, Element, Length, Padding};
use msnp::types::Secret;

/// The width of what is picked from or typed into.
const FIELD: f32 = 320.0;
/// How far a sentence about a switch stands in: under its words.
const INDENT: f32 = 28.0;

/// The rows of a page, from top to bottom.
#[derive(Default)]
#[must_use]
pub struct Rows<'a> {
    rows: Vec<Element<'a, Message>>,
}

/// A number with its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// What it is now.
    pub value: u32,
    /// The least it can be.
    pub least: u32,
    /// The most it can be.
    pub most: u32,
    /// How much a press changes it.
    pub step: u32,
}

/// Text that is typed.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    /// What the field is called by tests, and by whoever leads the keyboard there.
    pub id: &'static str,
    /// What stands in it.
    pub value: &'a str,
    /// What stands in it while it is empty.
    pub hint: &'a str,
}

impl<'a> Rows<'a> {
    /// Whether there is nothing on the page.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Anything else that fills the width.
    pub fn push(mut self, row: impl Into<Element<'a, Message>>) -> Self {
        self.rows.push(row.into());
        self
    }

    /// Rows that are there only now and then.
    pub fn when(self, there: bool, rows: impl FnOnce(Self) -> Self) -> Self {
        if there { rows(self) } else { self }
    }

    /// Words over the rows that follow.
    pub fn heading(self, words: String) -> Self {
        let over = if self.is_empty() { 0.0 } else { space::S };
        let words = text(words).size(size::BODY).font(SEMIBOLD).style(style::accent);
        self.push(container(words).padding(Padding::ZERO.top(over)))
    }

    /// A sentence.
    pub fn note(self, words: String) -> Self {
        self.push(explained(words))
    }

    /// A sentence about what isn't right.
    pub fn wrong(self, words: String) -> Self {
        let words = text(words).size(size::SECONDARY).style(style::danger).width(Length::Fill);
        self.push(row![icon::small(Icon::Warning).danger(), words].spacing(space::S))
    }

    /// On or off, with a sentence below; `about` may be empty.
    pub fn switch<M: Into<Message>>(
        self,
        words: String,
        about: impl Into<String>,
        on: bool,
        say: impl FnOnce(bool) -> M,
    ) -> Self {
        self.switch_maybe(words, about, on, Some(say))
    }

    /// The same, grey while it can't be changed.
    pub fn switch_maybe<M: Into<Message>>(
        self,
        words: String,
        about: impl Into<String>,
        on: bool,
        say: Option<impl FnOnce(bool) -> M>,
    ) -> Self {
        let switch = checkbox(words, on, say.map(|say| say(!on).into()));
        let about = about.into();
        let about = (!about.is_empty()).then(|| container(explained(about)).padding(Padding::ZERO.left(INDENT)));
        self.push(column![switch].push(about).spacing(2))
    }

    /// One of several, each with its words.
    pub fn choice<T: Clone + PartialEq + 'a, M: Into<Message>>(
        self,
        words: String,
        about: impl Into<String>,
        chosen: T,
        all: Vec<(T, String)>,
        say: impl Fn(T) -> M + 'a,
    ) -> Self {
        let shown = all.iter().find(|(one, _)| *one == chosen).map(|(_, words)| words.clone()).unwrap_or_default();
        let list = picker(shown, move || {
            let line = |(one, words): &(T, String)| {
                menu::entry(words.clone(), say(one.clone()).into()).checked(*one == chosen)
            };
            all.iter().map(line).collect()
        });
        self.push(named(words, container(list).max_width(FIELD), about.into()))
    }

    /// A number that goes up and down; `shown` says it with its unit.
    pub fn number<M: Into<Message>>(
        self,
        words: String,
        about: impl Into<String>,
        number: Number,
        shown: impl FnOnce(u32) -> String,
        say: impl Fn(u32) -> M,
    ) -> Self {
        let Number { value, least, most, step } = number;
        // At its end a button stays as it is: one that went grey would lose the keyboard.
        let to = |to: u32| say(to.clamp(least, most)).into();
        let less = labelled("−").padding([space::XS, space::M]);
        let more = labelled("+").padding([space::XS, space::M]);
        let less = less.on_press(to(value.saturating_sub(step)));
        let more = more.on_press(to(value.saturating_add(step)));
        let value = container(text(shown(value)).size(size::BODY)).center_x(72);
        let stepper = row![less.tip(t!("options-less")), value, more.tip(t!("options-more"))];
        self.push(named(words, stepper.spacing(space::XS).align_y(Alignment::Center), about.into()))
    }

    /// Text that is typed. Every letter is a change.
    pub fn field<M: Into<Message>>(
        self,
        words: String,
        about: impl Into<String>,
        field: Field<'_>,
        say: impl Fn(String) -> M + 'a,
    ) -> Self {
        self.push(named(words, input(field).on_input(move |typed| say(typed).into()), about.into()))
    }

    /// The same for what nobody else may read.
    pub fn secret<M: Into<Message>>(
        self,
        words: String,
        about: impl Into<String>,
        field: Field<'_>,
        say: impl Fn(Secret) -> M + 'a,
    ) -> Self {
        let input = input(field).secure(true).on_input(move |typed| say(Secret::new(typed)).into());
        self.push(named(words, input, about.into()))
    }

    /// Words with a button for what is done about them.
    pub fn action<M: Into<Message>>(self, words: String, about: impl Into<String>, button: String, say: M) -> Self {
        let button = labelled(button).padding([6.0, space::M]).on_press(say.into());
        let about = about.into();
        let about = (!about.is_empty()).then(|| explained(about));
        let words = column![text(words).size(size::BODY)].push(about).spacing(2).width(Length::Fill);
        self.push(row![words, button].spacing(space::M).align_y(Alignment::Center))
    }

    /// A line of what is and what it is called, without anything to press.
    pub fn fact(self, words: String, value: String) -> Self {
        let words = text(words).size(size::BODY).width(Length::Fill);
        let value = text(value).size(size::BODY).style(style::secondary);
        self.push(row![words, value].spacing(space::M))
    }

    /// The page.
    pub fn view(self) -> Column<'a, Message> {
        Column::with_children(self.rows).spacing(space::M).width(Length::Fill)
    }
}

fn input<'a>(field: Field<'_>) -> text_input::TextInput<'a, Message> {
    text_input(field.hint, field.value).id(field.id).padding([7, 10]).size(size::BODY).width(FIELD).style(style::input)
}

/// A sentence about something.
fn explained<'a>(words: String) -> Element<'a, Message> {
    text(words).size(size::SECONDARY).style(style::secondary).width(Length::Fill).into()
}

/// A name over its control, and a sentence under it.
fn named<'a>(words: String, control: impl Into<Element<'a, Message>>, about: String) -> Column<'a, Message> {
    let about = (!about.is_empty()).then(|| explained(about));
    column![text(words).size(size::BODY), control.into()].push(about).spacing(space::XS)
}
