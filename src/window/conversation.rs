//! One conversation: who it is with, the log, and what oneself writes. It stands in a window of its own, or under a tab
//! of [`Tabs`](super::tabs::Tabs); which, it doesn't know.

mod header;
mod inviting;
mod menu;
mod people;
mod shake;
mod side;
#[cfg(test)]
mod tests;

use crate::model::{Connection, Model, Talk};
use crate::shortcut::{self, CONVERSATION, InConversation};
use crate::theme::{self, size, space};
use crate::widget::composer::{self, Can, Composer, Face, Languages};
use crate::widget::keys::{self, Press};
use crate::widget::message_log::{self, Log};
use crate::widget::{button, dialog};
use crate::window::{Action, HistoryChange, SettingsChange, SpellingWish, Window};
use crate::{i18n, t};
use iced::keyboard::{Key, key::Named};
use iced::widget::{column, container, mouse_area, opaque, responsive, row, rule, space as gap, stack, text};
use iced::{Alignment, Element, Length, Size, Task};
use inviting::Inviting;
use msnp::content::TextFormat;
use msnp::event::{ConversationEvent, ConversationId};
use msnp::request::{MessageId, Request};
use msnp::types::{CircleId, Email, Status};
use people::Other;

/// A window narrower than this has no room for pictures beside the log.
const NARROW: f32 = 480.0;
/// What can be done about something stands under its sentence when it has more letters than this.
const LONG_ACTION: usize = 22;

/// The content.
#[derive(Debug)]
pub struct ConversationWindow {
    id: ConversationId,
    log: Log,
    composer: Composer,
    /// The dialog that asks whom to call in, while it is open.
    inviting: Option<Inviting>,
}

/// What happens in it.
#[derive(Debug, Clone)]
pub enum Message {
    /// It has come into sight.
    Shown,
    /// Something happened in the log.
    Log(message_log::Message),
    /// Something happened where messages are written.
    Composer(composer::Message),
    /// Somebody is to be asked to join; whom, is asked first.
    InviteWanted,
    /// Something happened where that is asked.
    Inviting(inviting::Message),
    /// Somebody is to be asked to join.
    InvitePicked(Email),
    /// Block somebody.
    BlockPressed(Email),
    /// Unblock somebody.
    UnblockPressed(Email),
    /// Somebody's properties.
    PropertiesPicked(Email),
    /// Somebody's nudges are to be lines only, or no longer.
    NudgesMuted(Email, bool),
    /// Put somebody on the contact list.
    AddPressed(Email),
    /// Copy the conversation.
    CopyPicked,
    /// What was said with them at all times.
    HistoryPicked,
    /// Save the conversation, or print it.
    SavePicked { print: bool },
    /// What is said here is to be kept, or not.
    KeepToggled,
    /// The time of each message is to be shown always, or no longer.
    TimesToggled,
    /// Close it: who closes a conversation of several leaves it.
    ClosePicked,
    /// Conversations are to stand in one window, each under a tab, or in windows of their own.
    TabsToggled,
    /// Letters typed where no field had the focus: they belong into the field.
    Typed(String),
    /// Esc.
    EscapePressed,
    /// Ctrl+Home.
    StartWanted,
    /// Ctrl+End.
    EndWanted,
}

impl ConversationWindow {
    /// The window of a conversation; there may be none of that name yet.
    pub fn new(id: ConversationId, model: &Model) -> (Self, Task<Message>) {
        let talk = model.conversations.get(&id);
        let log = Log::new(talk);
        let draft = talk.map_or("", |talk| talk.draft.as_str());
        let composer = Composer::new(draft, model.settings.format.clone());
        // What is in it is looked for when it is there: more may have come by then.
        (Self { id, log, composer, inviting: None }, Task::done(Message::Shown))
    }

    /// It is in sight now, and wasn't: the log goes to where the reader wants to be, the keyboard to the field.
    pub fn shown(&mut self, model: &Model) -> Task<Message> {
        Task::batch([self.redrawn(model), self.composer.focus().map(Message::Composer)])
    }

    /// The same without the keyboard.
    pub fn redrawn(&mut self, model: &Model) -> Task<Message> {
        let log = self.log.shown(model.conversations.get(&self.id)).map(Message::Log);
        Task::batch([log, self.check_spelling(model)])
    }

    /// The third person came in: it goes by another name.
    pub fn became(&mut self, id: &ConversationId) {
        self.id = id.clone();
    }

    /// Which conversation it shows now. It changes when the third person comes in.
    pub const fn conversation(&self) -> &ConversationId {
        &self.id
    }

    /// Where messages are written.
    pub const fn composer(&self) -> &Composer {
        &self.composer
    }

    /// What was written here and not sent comes back, unless something is written already.
    pub fn refill(&mut self, text: &str) {
        self.composer.refill(text);
    }

    /// What spelling is checked by has changed.
    pub fn spelling_changed(&mut self, model: &Model) -> Action<Message> {
        Action::Run(self.check_spelling(model))
    }

    fn check_spelling(&mut self, model: &Model) -> Task<Message> {
        let checker = model.spelling_language(&self.id).and_then(|name| model.spelling.checker(name));
        self.composer.check_with(checker).map(Message::Composer)
    }

    /// The look of one's own messages is another, set elsewhere.
    pub fn restyle(&mut self, format: &TextFormat) {
        self.composer.restyle(format);
    }

    /// The title: the names of the others.
    pub fn title(&self, model: &Model) -> String {
        people::heading(&self.id, &people::others(&self.id, self.talk(model), model), model)
    }

    /// How the one person is whose conversation it is; `None` for several.
    pub fn status(&self, model: &Model) -> Option<Status> {
        let ConversationId::With(_) = &self.id else { return None };
        people::others(&self.id, self.talk(model), model).first().map(|other| other.status)
    }

    /// Something in this conversation has changed by an event, which the model has taken in already.
    pub fn changed(&mut self, model: &Model, event: &ConversationEvent) -> Action<Message> {
        if let ConversationEvent::Became(id) = event {
            self.became(id);
        }
        let arrived = matches!(
            event,
            ConversationEvent::Message { .. } | ConversationEvent::Nudge { .. } | ConversationEvent::Datacast { .. }
        );
        match model.conversations.get(&self.id) {
            Some(talk) => Action::Run(self.log.changed(talk, arrived).map(Message::Log)),
            None => Action::None,
        }
    }

    /// What was said before the conversation was opened is there now.
    pub fn earlier_came(&mut self, model: &Model) -> Action<Message> {
        match model.conversations.get(&self.id) {
            Some(talk) => Action::Run(self.log.earlier_came(talk).map(Message::Log)),
            None => Action::None,
        }
    }

    /// What oneself said stands there now.
    pub fn grown(&mut self, model: &Model) -> Action<Message> {
        match model.conversations.get(&self.id) {
            Some(talk) => Action::Run(self.log.changed(talk, false).map(Message::Log)),
            None => Action::None,
        }
    }

    fn talk<'a>(&self, model: &'a Model) -> Option<&'a Talk> {
        model.conversations.get(&self.id)
    }

    /// Takes in what happened here.
    pub fn update(&mut self, message: Message, model: &Model) -> Action<Message> {
        match message {
            Message::Shown => Action::Run(self.shown(model)),
            Message::Log(message) => match self.log.update(message, self.talk(model)) {
                message_log::Outcome::Run(task) => Action::Run(task.map(Message::Log)),
                message_log::Outcome::Copy(copied) => Action::Copy(copied),
                message_log::Outcome::Open(address) => Action::OpenLink(address),
                message_log::Outcome::SendAgain(message) => self.say_again(vec![message], model),
                message_log::Outcome::SendAllAgain(messages) => self.say_again(messages, model),
                message_log::Outcome::SendLater(message) => Action::SayLater { conversation: self.id.clone(), message },
                message_log::Outcome::ShowEarlier => Action::ShowEarlier(self.id.clone()),
            },
            Message::Composer(message) => self.compose(message, model),
            Message::InviteWanted => {
                let (inviting, task) = Inviting::new();
                self.inviting = Some(inviting);
                Action::Run(task.map(Message::Inviting))
            }
            Message::Inviting(message) => self.invite(message, model),
            Message::InvitePicked(email) => Action::Send(match self.id.clone() {
                ConversationId::Circle(circle) => Request::InviteToCircle { circle, email },
                conversation => Request::Invite { conversation, email },
            }),
            Message::BlockPressed(email) => Action::Send(Request::Block(email)),
            Message::UnblockPressed(email) => Action::Send(Request::Unblock(email)),
            Message::PropertiesPicked(email) => Action::Open(Window::Properties(email)),
            Message::NudgesMuted(email, muted) => Action::Configure(SettingsChange::MuteNudges { email, muted }),
            Message::AddPressed(email) => Action::Open(Window::AddContact(Some(email))),
            Message::HistoryPicked => Action::ShowHistory(Some(self.id.clone())),
            Message::SavePicked { print } => Action::SaveTalk { conversation: self.id.clone(), print },
            Message::KeepToggled => {
                let keep = !model.keeps(&self.id);
                match self.id.clone() {
                    ConversationId::With(email) | ConversationId::Circle(CircleId(email)) => {
                        Action::Configure(SettingsChange::History(HistoryChange::Of { email, keep }))
                    }
                    ConversationId::Group(_) => Action::None,
                }
            }
            Message::CopyPicked => match self.talk(model) {
                Some(talk) => {
                    let today = chrono::Local::now().date_naive();
                    Action::Copy(message_log::whole(talk, model, today))
                }
                None => Action::None,
            },
            Message::TimesToggled => Action::Configure(SettingsChange::MessageTimes(!model.settings.message_times)),
            Message::ClosePicked => Action::Close,
            Message::TabsToggled => Action::Configure(SettingsChange::Tabs(!model.settings.frames.tabs)),
            Message::Typed(text) => self.compose(composer::Message::Typed(text), model),
            Message::EscapePressed => self.compose(composer::Message::EscapePressed, model),
            Message::StartWanted => {
                let to_start = Action::Run(self.log.to_start(model.conversations.get(&self.id)).map(Message::Log));
                Action::Many(vec![to_start, Action::ShowEarlier(self.id.clone())])
            }
            Message::EndWanted => Action::Run(self.log.to_end(model.conversations.get(&self.id)).map(Message::Log)),
        }
    }

    fn invite(&mut self, message: inviting::Message, model: &Model) -> Action<Message> {
        let Some(inviting) = &mut self.inviting else { return Action::None };
        match inviting.update(message, &self.id, model) {
            inviting::Outcome::Run(task) => Action::Run(task.map(Message::Inviting)),
            inviting::Outcome::Over(guest) => {
                self.inviting = None;
                let asked = guest.map_or(Action::None, |guest| self.update(Message::InvitePicked(guest), model));
                Action::Many(vec![asked, Action::Run(self.composer.focus().map(Message::Composer))])
            }
        }
    }

    fn say_again(&mut self, messages: Vec<MessageId>, model: &Model) -> Action<Message> {
        let to_end = self.log.to_end(model.conversations.get(&self.id)).map(Message::Log);
        let again = messages.into_iter().map(|message| Action::SayAgain { conversation: self.id.clone(), message });
        Action::Many(again.chain([Action::Run(to_end)]).collect())
    }

    fn compose(&mut self, message: composer::Message, model: &Model) -> Action<Message> {
        let can = self.can(model);
        self.composer.know_recent(&model.settings.recent_emoji);
        self.composer.know_nudge(self.talk(model).and_then(|talk| talk.nudged));
        let outcomes = self.composer.update(message, model.now, can);
        let mut actions = Vec::new();
        for outcome in outcomes {
            // What oneself says is worth seeing, wherever one has scrolled to.
            if matches!(outcome, composer::Outcome::Say(..) | composer::Outcome::Nudge) {
                let talk = model.conversations.get(&self.id);
                actions.push(Action::Run(self.log.to_end(talk).map(Message::Log)));
            }
            let conversation = self.id.clone();
            actions.push(match outcome {
                composer::Outcome::Run(task) => Action::Run(task.map(Message::Composer)),
                composer::Outcome::Draft(text) => Action::Draft { conversation, text },
                composer::Outcome::Typing => Action::Send(Request::Typing(conversation)),
                composer::Outcome::Say(text, format) => Action::Say { conversation, text, format },
                composer::Outcome::Nudge => Action::Nudge(conversation),
                composer::Outcome::Format(format) => Action::Configure(SettingsChange::Format(format)),
                composer::Outcome::Picked(emoji) => Action::Configure(SettingsChange::EmojiPicked(emoji.to_owned())),
                composer::Outcome::Page(pages) => Action::Run(self.log.page(pages).map(Message::Log)),
                composer::Outcome::AddWord(word) => Action::Spelling(SpellingWish::Add(word)),
                composer::Outcome::IgnoreWord(word) => Action::Spelling(SpellingWish::Ignore(word)),
                composer::Outcome::Language(choice) => Action::Spelling(SpellingWish::Language(conversation, choice)),
                composer::Outcome::FindDictionaries => Action::Spelling(SpellingWish::Find),
                composer::Outcome::Close => Action::Close,
            });
        }
        match actions.len() {
            0 => Action::None,
            1 => actions.remove(0),
            _ => Action::Many(actions),
        }
    }

    /// What can be sent now.
    fn can(&self, model: &Model) -> Can {
        let others = people::others(&self.id, self.talk(model), model);
        let open = others.iter().any(|other| other.here);
        let reachable = match &self.id {
            ConversationId::With(_) => {
                let blocked = others.iter().any(|other| other.blocked);
                let left = others.iter().any(|other| leaves(other, model));
                !blocked && (open || left || model.roster.own.status != Status::Hidden)
            }
            ConversationId::Group(_) => open,
            ConversationId::Circle(id) => model.roster.circle(id).is_some_and(|circle| circle.is_open),
        };
        // What is written while the connection is on its way back waits, and goes out when it is there. A nudge is for now.
        let online = model.connection.is_online();
        let say = reachable && (online || matches!(model.connection, Connection::Lost { .. }));
        let there = others.iter().any(|other| other.here || other.status != Status::Offline);
        Can { say, nudge: online && say && there, typing: say && open }
    }

    /// What it shows.
    pub fn view<'a>(&'a self, model: &'a Model) -> Element<'a, Message> {
        let window = responsive(move |room| self.content(model, room));
        let page = container(window).style(theme::style::window).width(Length::Fill).height(Length::Fill);
        let shaken = self.talk(model).and_then(|talk| talk.shaken);
        let page = keys::shortcuts(shake::shake(page, shaken), shortcut);
        let card = self.inviting.as_ref().map(|inviting| inviting.view(&self.id, model).map(Message::Inviting));
        let (left, agreed) = (inviting::Message::Left, inviting::Message::Agreed);
        dialog::over(page, card, Message::Inviting(left), Message::Inviting(agreed))
    }

    fn content<'a>(&'a self, model: &'a Model, room: Size) -> Element<'a, Message> {
        let talk = self.talk(model);
        let others = people::others(&self.id, talk, model);
        let is_group = matches!(self.id, ConversationId::Group(_) | ConversationId::Circle(_));
        let empty = match others.first() {
            Some(other) if !is_group => t!("chat-empty", name = other.name.as_str()),
            _ => t!("chat-empty-group"),
        };
        let log = self.log.view(talk, model, empty).map(Message::Log);
        let panel = container(log).style(theme::style::panel).width(Length::Fill).height(Length::Fill);
        let mut layers = stack![panel];
        if let Some(words) = self.aimed(model) {
            layers = layers.push(container(text(words)).center(Length::Fill).style(theme::style::veil_light));
        }
        if let Some(popover) = self.composer.popover(model.palette()) {
            // A click beside it closes it and does nothing else.
            let beside = mouse_area(gap().width(Length::Fill).height(Length::Fill))
                .on_press(Message::Composer(composer::Message::PopoverLeft));
            layers = layers.push(opaque(beside));
            let popover = opaque(popover.map(Message::Composer));
            layers = layers.push(container(popover).align_bottom(Length::Fill).padding(space::S));
        }
        let can = self.can(model);
        let settings = &model.settings.spelling;
        let languages = Languages {
            known: &model.spelling,
            choice: settings.choice(&self.id),
            usual: model.spelling.usual(&settings.language),
            on: !settings.off,
        };
        // The line has its place even when there is none: were the field to move up, it would lose the keyboard.
        let main = column![
            layers.width(Length::Fill).height(Length::Fill),
            container(self.trouble(&others, model)).width(Length::Fill),
            rule::horizontal(1).style(theme::style::hairline),
            self.composer.view(model.palette(), can, languages).map(Message::Composer),
        ];
        let mut body = row![main.width(Length::Fill).height(Length::Fill)];
        if room.width >= NARROW {
            body = body.push(rule::vertical(1).style(theme::style::hairline));
            body = body.push(side::view(&self.id, &others, model));
        }
        column![header::view(&self.id, &others, model, room.width < NARROW), body].into()
    }

    /// What letting go would do of somebody who is dragged over this conversation.
    fn aimed(&self, model: &Model) -> Option<String> {
        let (conversation, guest) = model.aimed.as_ref()?;
        let name = crate::widget::contact_row::brief(&model.roster, guest);
        (*conversation == self.id).then(|| t!("chat-invite-aimed", name = name))
    }

    /// The lines over the field.
    fn trouble<'a>(&self, others: &[Other], model: &Model) -> Element<'a, Message> {
        column![self.hindrance(others, model), self.unkept(model)].into()
    }

    /// The line that says that what is said isn't kept.
    fn unkept<'a>(&self, model: &Model) -> Option<Element<'a, Message>> {
        let (words, style): (_, fn(&iced::Theme) -> container::Style) = match &model.history.trouble {
            _ if model.settings.history.off => (t!("chat-unkept-all"), theme::style::status_bar),
            _ if !model.keeps(&self.id) => (t!("chat-unkept"), theme::style::status_bar),
            Some(error) => (i18n::history::not_kept(error), theme::style::trouble),
            None => return None,
        };
        let words = text(words).size(size::SECONDARY).width(Length::Fill);
        Some(container(words).padding([space::XS, space::M]).width(Length::Fill).style(style).into())
    }

    /// The line that says why a message wouldn't arrive, with what to do about it.
    fn hindrance<'a>(&self, others: &[Other], model: &Model) -> Option<Element<'a, Message>> {
        let other = others.first().filter(|_| matches!(self.id, ConversationId::With(_)));
        let name = other.map(|other| crate::widget::contact_row::short(&other.name)).unwrap_or_default();
        let name = name.as_str();
        let circle = if let ConversationId::Circle(id) = &self.id { Some(id) } else { None };
        let (mut action, mut calm) = (None, false);
        let words = match (&model.connection, other) {
            (Connection::SignedOut | Connection::Ended(_), _) => t!("chat-signed-out"),
            (Connection::Online { .. }, _) if circle.is_some() => {
                let (words, is_calm) = circle_trouble(circle?, others, model)?;
                calm = is_calm;
                words
            }
            (_, None) if others.is_empty() && circle.is_none() => t!("chat-everyone-left"),
            (Connection::SigningIn(_), _) => t!("chat-signing-in"),
            (Connection::Lost { .. }, Some(other)) if other.blocked => t!("chat-blocked", name = name),
            (Connection::Lost { .. }, _) => t!("chat-lost"),
            (Connection::Online { .. }, None) => return None,
            (Connection::Online { .. }, Some(other)) => {
                if other.blocked {
                    action = Some((t!("chat-unblock", name = name), Message::UnblockPressed(other.email.clone())));
                    t!("chat-blocked", name = name)
                } else if other.here {
                    if other.contact {
                        return None;
                    }
                    action = Some((t!("chat-add", name = name), Message::AddPressed(other.email.clone())));
                    t!("chat-stranger", name = name)
                } else if leaves(other, model) {
                    calm = true;
                    t!("chat-offline-left", name = name)
                } else if model.roster.own.status == Status::Hidden {
                    t!("chat-hidden")
                } else if other.contact && other.status == Status::Offline {
                    t!("chat-offline", name = name)
                } else {
                    return None;
                }
            }
        };
        let words = text(words).size(size::SECONDARY).width(Length::Fill);
        let line: Element<'a, Message> = match action {
            None => words.into(),
            // Beside a long one there would be no room for the words.
            Some((label, message)) if label.chars().count() > LONG_ACTION => {
                column![words, button::link(label).on_press(message)].spacing(2).into()
            }
            Some((label, message)) => {
                let link = button::link(label).on_press(message);
                row![words, link].spacing(space::S).align_y(Alignment::Center).into()
            }
        };
        let style = if calm { theme::style::status_bar } else { theme::style::trouble };
        Some(container(line).padding([space::XS, space::M]).width(Length::Fill).style(style).into())
    }
}

/// What a conversation is called, and who is in it besides oneself.
pub(super) fn who(id: &ConversationId, model: &Model) -> (String, Vec<String>) {
    let others = people::others(id, model.conversations.get(id), model);
    (people::heading(id, &others, model), others.into_iter().map(|other| other.name).collect())
}

/// Whether somebody can be asked to join: not blocked, not in it yet, and there unless it is a circle.
pub(crate) fn can_invite(id: &ConversationId, email: &Email, model: &Model) -> bool {
    let others = people::others(id, model.conversations.get(id), model);
    model.connection.is_online() && people::can_invite(id, &others, model, email)
}

/// The conversations that somebody can be asked to join, those in which something was said last before the others.
pub fn open_to(email: &Email, model: &Model) -> Vec<(ConversationId, String)> {
    const MOST: usize = 6;
    let mut open: Vec<(&ConversationId, &Talk)> =
        model.conversations.iter().filter(|(id, _)| can_invite(id, email, model)).collect();
    open.sort_by_key(|(_, talk)| std::cmp::Reverse(talk.times.last().copied()));
    open.into_iter().take(MOST).map(|(id, _)| (id.clone(), who(id, model).0)).collect()
}

/// Why what is said in a circle reaches nobody; and whether that is as it may be.
fn circle_trouble(id: &CircleId, others: &[Other], model: &Model) -> Option<(String, bool)> {
    match model.roster.circle(id) {
        None => Some((t!("chat-circle-gone"), false)),
        Some(circle) if !circle.is_open => Some((t!("chat-circle-closed"), false)),
        Some(_) if !others.iter().any(|other| other.here) => Some((t!("chat-circle-nobody"), true)),
        Some(_) => None,
    }
}

/// Whether what is said to them now waits at the service until they sign in.
fn leaves(other: &Other, model: &Model) -> bool {
    other.contact && !other.here && other.status == Status::Offline && model.leaves_messages()
}

/// The keys of the window that nothing in it took.
fn shortcut(press: Press<'_>) -> Option<Message> {
    if let Some(text) = press.typed() {
        return Some(Message::Typed(text.to_owned()));
    }
    if matches!(press.key, Key::Named(Named::Escape)) {
        return Some(Message::EscapePressed);
    }
    let in_composer = |message| Some(Message::Composer(message));
    match shortcut::find(CONVERSATION, press.key, press.modifiers)? {
        InConversation::Bold => in_composer(composer::Message::FaceToggled(Face::Bold)),
        InConversation::Italic => in_composer(composer::Message::FaceToggled(Face::Italic)),
        InConversation::Underline => in_composer(composer::Message::FaceToggled(Face::Underline)),
        InConversation::PageUp => in_composer(composer::Message::PagePressed(-1.0)),
        InConversation::PageDown => in_composer(composer::Message::PagePressed(1.0)),
        InConversation::Fresh => Some(Message::Log(message_log::Message::FreshWanted)),
        InConversation::Start => Some(Message::StartWanted),
        InConversation::End => Some(Message::EndWanted),
        // The field's own, and a button's.
        InConversation::Send
        | InConversation::Line
        | InConversation::Undo
        | InConversation::Redo
        | InConversation::Menu => None,
    }
}
