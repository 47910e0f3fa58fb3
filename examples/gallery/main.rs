//! Shows one window with made-up people, to look at it beside the mock-ups:
//!
//! ```text
//! cargo run --example gallery -- contacts [--dark] [--size 340x640] [--people none|few|many|odd] [--state lost|refused]
//! ```
//!
//! Windows: contacts, privacy, add-contact, added-you, properties, buttons.

mod buttons;
mod sample;

use clap::Parser;
use iced::keyboard::{self, Key, key::Named};
use iced::{Element, Event, Size, Subscription, Task, event};
use swallowtail::model::Model;
use swallowtail::theme;
use swallowtail::window::{Action, SettingsChange, add_contact, added_you, contacts, privacy, properties};

#[derive(Debug, Clone, Parser)]
struct Arguments {
    /// Which window.
    window: String,
    /// By night.
    #[arg(long)]
    dark: bool,
    /// The size of the window.
    #[arg(long, default_value = "340x640")]
    size: String,
    /// How big everything is drawn.
    #[arg(long, default_value_t = 1.0)]
    scale: f32,
    /// Which people: none, few, many, odd.
    #[arg(long, default_value = "few")]
    people: String,
    /// What else is going on: lost, refused, pending, requests, request.
    #[arg(long, default_value = "")]
    state: String,
}

#[derive(Debug, Clone)]
enum Message {
    Contacts(contacts::Message),
    Privacy(privacy::Message),
    AddContact(add_contact::Message),
    AddedYou(added_you::Message),
    Properties(properties::Message),
    Buttons(buttons::Message),
    Key(keyboard::Event),
}

enum Shown {
    Contacts(contacts::Contacts),
    Privacy(privacy::PrivacyWindow),
    AddContact(add_contact::AddContact),
    AddedYou(added_you::AddedYou),
    Properties(properties::Properties),
    Buttons(buttons::Buttons),
}

struct Gallery {
    model: Model,
    shown: Shown,
    scale: f32,
}

fn boot(arguments: &Arguments) -> (Gallery, Task<Message>) {
    let model = sample::model(&arguments.people, &arguments.state, arguments.dark);
    let (shown, task) = match arguments.window.as_str() {
        "privacy" => {
            let (window, task) = privacy::PrivacyWindow::new(&model);
            (Shown::Privacy(window), task.map(Message::Privacy))
        }
        "add-contact" => {
            let (window, task) = add_contact::AddContact::new(&model, None);
            (Shown::AddContact(window), task.map(Message::AddContact))
        }
        "added-you" => {
            let (window, task) = added_you::AddedYou::new(&model);
            (Shown::AddedYou(window), task.map(Message::AddedYou))
        }
        "properties" => {
            let (window, task) = properties::Properties::new(&model, sample::email("Bob"));
            (Shown::Properties(window), task.map(Message::Properties))
        }
        "buttons" => (Shown::Buttons(buttons::Buttons::default()), Task::none()),
        _ => {
            let (window, task) = contacts::Contacts::new(&model);
            (Shown::Contacts(window), task.map(Message::Contacts))
        }
    };
    (Gallery { model, shown, scale: arguments.scale }, task)
}

fn update(gallery: &mut Gallery, message: Message) -> Task<Message> {
    let model = &mut gallery.model;
    match (&mut gallery.shown, message) {
        (Shown::Contacts(w), Message::Contacts(m)) => carry_out(w.update(m, model), model).map(Message::Contacts),
        (Shown::Privacy(w), Message::Privacy(m)) => carry_out(w.update(m, model), model).map(Message::Privacy),
        (Shown::AddContact(w), Message::AddContact(m)) => carry_out(w.update(m, model), model).map(Message::AddContact),
        (Shown::AddedYou(w), Message::AddedYou(m)) => carry_out(w.update(m, model), model).map(Message::AddedYou),
        (Shown::Properties(w), Message::Properties(m)) => carry_out(w.update(m, model), model).map(Message::Properties),
        (Shown::Buttons(w), Message::Buttons(m)) => {
            w.update(m);
            Task::none()
        }
        (_, Message::Key(keyboard::Event::KeyPressed { key: Key::Named(Named::Tab), modifiers, .. })) => {
            if modifiers.shift() {
                iced::widget::operation::focus_previous()
            } else {
                iced::widget::operation::focus_next()
            }
        }
        _ => Task::none(),
    }
}

/// There is no server here: requests stay pending, settings change at once, the rest is printed.
fn carry_out<M: std::fmt::Debug + 'static>(action: Action<M>, model: &mut Model) -> Task<M> {
    match action {
        Action::Run(task) => task,
        Action::Many(actions) => Task::batch(actions.into_iter().map(|action| carry_out(action, model))),
        Action::Send(request) => {
            println!("{request:?}");
            let id = msnp::session::RequestId(model.pending.len() as u64 + 100);
            model.pending.insert(id, request);
            Task::none()
        }
        Action::Configure(SettingsChange::Folded { group, folded }) => {
            if folded {
                model.settings.folded.insert(group);
            } else {
                model.settings.folded.remove(&group);
            }
            Task::none()
        }
        Action::DismissTrouble => {
            model.trouble = None;
            Task::none()
        }
        Action::Close | Action::Quit => iced::exit(),
        other => {
            println!("{other:?}");
            Task::none()
        }
    }
}

fn view(gallery: &Gallery) -> Element<'_, Message> {
    match &gallery.shown {
        Shown::Contacts(w) => w.view(&gallery.model).map(Message::Contacts),
        Shown::Privacy(w) => w.view(&gallery.model).map(Message::Privacy),
        Shown::AddContact(w) => w.view(&gallery.model).map(Message::AddContact),
        Shown::AddedYou(w) => w.view(&gallery.model).map(Message::AddedYou),
        Shown::Properties(w) => w.view(&gallery.model).map(Message::Properties),
        Shown::Buttons(w) => w.view().map(Message::Buttons),
    }
}

fn subscription(_gallery: &Gallery) -> Subscription<Message> {
    event::listen_with(|event, status, _window| match event {
        Event::Keyboard(event) if status == event::Status::Ignored => Some(Message::Key(event)),
        _ => None,
    })
}

fn main() -> iced::Result {
    let arguments = Arguments::parse();
    swallowtail::i18n::use_system_language();
    let size = arguments.size.split_once('x').and_then(|(w, h)| Some(Size::new(w.parse().ok()?, h.parse().ok()?)));
    let dark = arguments.dark;
    let mut settings =
        iced::Settings { default_font: theme::REGULAR, default_text_size: 13.into(), ..iced::Settings::default() };
    for font in sample::FONTS {
        settings.fonts.push((*font).into());
    }
    iced::application(move || boot(&arguments), update, view)
        .settings(settings)
        .theme(move |_: &Gallery| theme::theme(dark, true))
        .scale_factor(|gallery: &Gallery| gallery.scale)
        .subscription(subscription)
        .window_size(size.unwrap_or(Size::new(340.0, 640.0)))
        .run()
}
