//! Windows: opened, brought forward, closed.

use super::{App, Message, unfocus};
use crate::model::Connection;
use crate::platform::{display, quiet};
use crate::window::Window;
use crate::windows::{self, Content, Open};
use iced::Task;
use iced::window::{self, Mode, UserAttention};

/// Who wants a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// The person: it comes forward and takes the focus.
    Wanted,
    /// Something that happened: it must not take the keyboard away from whatever the person does.
    Quiet,
    /// It was open before, elsewhere: it takes nothing away, and nothing has happened in it.
    Moved,
}

impl App {
    /// Opens a window, or brings it forward where it is open already.
    pub(super) fn open(&mut self, which: Window, manner: Manner) -> Task<Message> {
        if let Window::Conversation(conversation) = which {
            return self.open_conversation(conversation, manner);
        }
        if let Some(id) = self.windows.find(&which) {
            let turned = self.turn(id, &which);
            return Task::batch([self.forward(id, &which, manner), turned]);
        }
        let (content, first) = self.content_of(&which);
        self.open_new(which, content, first, manner)
    }

    /// Brings a window forward that is open.
    pub(super) fn forward(&self, id: window::Id, which: &Window, manner: Manner) -> Task<Message> {
        match manner {
            Manner::Wanted => window::minimize(id, false).chain(window::gain_focus(id)),
            Manner::Quiet => Task::batch([self.ask_for_attention(id), self.grow(id, which)]),
            Manner::Moved => Task::none(),
        }
    }

    /// Opens a window with this in it, which then does that first.
    pub(super) fn open_new(
        &mut self,
        which: Window,
        content: Content,
        first: Task<windows::Message>,
        manner: Manner,
    ) -> Task<Message> {
        let hidden = manner != Manner::Wanted && display::is_x11();
        let settings = windows::settings(&which, &self.model, !hidden);
        let mut open = Open::new(which, content);
        open.size = Some(settings.size);
        let (id, opened) = window::open(settings);
        let then = match manner {
            Manner::Wanted => {
                let mut first = Some(first.map(move |message| Message::Content(id, message)));
                opened.then(move |_| first.take().unwrap_or_else(Task::none))
            }
            Manner::Quiet | Manner::Moved => {
                open.waiting = Some(first);
                let show = if hidden { show_quietly(id) } else { Task::none() };
                let attention = match manner {
                    Manner::Moved => Task::none(),
                    _ => window::request_user_attention(id, Some(UserAttention::Informational)),
                };
                let mut after = Some(show.chain(attention));
                opened.then(move |_| after.take().unwrap_or_else(Task::none))
            }
        };
        self.windows.insert(id, open);
        then
    }

    /// Options that are open already turn to the page that is wanted.
    fn turn(&mut self, id: window::Id, which: &Window) -> Task<Message> {
        let (Window::Options(Some(page)), Some(open)) = (which, self.windows.get_mut(id)) else { return Task::none() };
        let action = open.content.turn(*page, &self.model);
        self.perform(id, action)
    }

    /// What belongs into a window now.
    fn content_of(&self, which: &Window) -> (Content, Task<windows::Message>) {
        match which {
            Window::Main if !self.shows_contacts() => Content::sign_in(&self.model),
            which => Content::new(which, &self.model),
        }
    }

    /// Whether the contact list is to be shown, or the sign-in window.
    fn shows_contacts(&self) -> bool {
        match self.model.connection {
            Connection::Online { .. } => true,
            // On the way back the list stays, if it was there.
            Connection::Lost { .. } => self
                .windows
                .main()
                .and_then(|id| self.windows.get(id))
                .is_some_and(|open| !matches!(open.content, Content::SignIn(_))),
            Connection::SignedOut | Connection::Ended(_) | Connection::SigningIn(_) => false,
        }
    }

    /// Gives the main window the content that belongs into it now.
    pub(super) fn settle_main(&mut self) -> Task<Message> {
        let Some(id) = self.windows.main() else { return Task::none() };
        let contacts = self.shows_contacts();
        let Some(open) = self.windows.get(id) else { return Task::none() };
        let first = match &open.content {
            // Its fields were away while the steps were shown, so the keyboard must be led to them anew.
            Content::SignIn(form) if !contacts && !matches!(self.model.connection, Connection::SigningIn(_)) => {
                form.again(&self.model).map(windows::Message::SignIn)
            }
            Content::SignIn(_) if !contacts => return Task::none(),
            Content::SignIn(_) => self.replace_main(id),
            _ if contacts => return Task::none(),
            _ => self.replace_main(id),
        };
        let focused = self.windows.focused();
        let Some(open) = self.windows.get_mut(id) else { return Task::none() };
        if focused.is_some_and(|focused| focused != id) {
            open.waiting = Some(first);
            return Task::none();
        }
        unfocus(id).chain(first.map(move |message| Message::Content(id, message)))
    }

    fn replace_main(&mut self, id: window::Id) -> Task<windows::Message> {
        let (content, first) = self.content_of(&Window::Main);
        if let Some(open) = self.windows.get_mut(id) {
            open.content = content;
        }
        first
    }

    /// Ctrl+K: the switcher opens, over whichever window has the keyboard; from the switcher it closes again.
    pub(super) fn switch(&mut self, from: window::Id) -> Task<Message> {
        if self.windows.find(&Window::Switcher) == Some(from) {
            return window::close(from);
        }
        // Before anybody is signed in there is nothing to find.
        let main = self.windows.main().and_then(|id| self.windows.get(id));
        match main.map(|open| &open.content) {
            Some(Content::Contacts(_)) => self.open(Window::Switcher, Manner::Wanted),
            _ => Task::none(),
        }
    }

    /// Closes every window but the main one and the options, which are the same for whoever signs in next.
    pub(super) fn close_others(&mut self) -> Task<Message> {
        let main = self.windows.main();
        let others = self.windows.iter().filter(|(id, open)| Some(*id) != main && !is_options(open));
        Task::batch(others.map(|(id, _)| window::close(id)))
    }

    /// Closes the windows that make no sense without a connection; conversations and the history stay to be read.
    pub(super) fn close_dialogs(&mut self) -> Task<Message> {
        let dialogs = self
            .windows
            .iter()
            .filter(|(_, open)| !is_for_reading(&open.which) && open.which != Window::Main && !is_options(open))
            .map(|(id, _)| window::close(id));
        Task::batch(dialogs)
    }

    pub(super) fn closed(&mut self, id: window::Id) -> Task<Message> {
        let was_main = self.windows.main() == Some(id);
        let ended = self.windows.remove(id).map(|open| open.content.into_chats()).unwrap_or_default();
        for chat in ended {
            self.ended(chat.conversation());
        }
        let saved = self.save_unsaved();
        if was_main && !self.quitting {
            // It was closed without a question: by the system, say.
            return Task::batch([saved, self.quit()]);
        }
        saved
    }

    pub(super) fn focused(&mut self, id: window::Id, has_it: bool) -> Task<Message> {
        let had_it = self.windows.focused() == Some(id);
        self.windows.set_focus(id, has_it);
        if !has_it {
            // Whoever looks elsewhere has done with the switcher.
            let switcher = had_it && self.windows.find(&Window::Switcher) == Some(id);
            return if switcher { window::close(id) } else { Task::none() };
        }
        let Some(open) = self.windows.get_mut(id) else { return Task::none() };
        let first = open.waiting.take().unwrap_or_else(Task::none);
        self.seen();
        let calm = window::request_user_attention(id, None);
        calm.chain(first.map(move |message| Message::Content(id, message)))
    }

    pub(super) fn ask_for_attention(&self, id: window::Id) -> Task<Message> {
        if self.windows.focused() == Some(id) {
            return Task::none();
        }
        window::request_user_attention(id, Some(UserAttention::Informational))
    }

    /// The dialog about one who added us becomes one about several: it gets the room that it would have had from the
    /// start. What the person made larger stays.
    fn grow(&self, id: window::Id, which: &Window) -> Task<Message> {
        if *which != Window::AddedYou {
            return Task::none();
        }
        let wanted = windows::settings(which, &self.model, true).size;
        window::size(id).then(move |size| {
            if size.height < wanted.height { window::resize(id, size.max(wanted)) } else { Task::none() }
        })
    }

    /// Writes what changed by itself since the last time.
    pub(super) fn save_unsaved(&mut self) -> Task<Message> {
        if std::mem::take(&mut self.unsaved) { self.save() } else { Task::none() }
    }

    /// Writes the settings, away from the thread that draws.
    pub(super) fn save(&mut self) -> Task<Message> {
        self.unsaved = false;
        let (store, settings) = (self.environment.settings.clone(), self.model.settings.clone());
        let turn = store.turn();
        let write = tokio::task::spawn_blocking(move || store.save(turn, &settings));
        Task::perform(write, |result| {
            Message::Saved(match result {
                Ok(result) => result.map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            })
        })
    }
}

const fn is_for_reading(which: &Window) -> bool {
    matches!(which, Window::Conversation(_) | Window::Tabs | Window::History | Window::SaveLog { .. })
}

const fn is_options(open: &Open) -> bool {
    matches!(open.which, Window::Options(_))
}

/// Shows a window, that was made hidden, without taking the focus.
fn show_quietly(id: window::Id) -> Task<Message> {
    let renounce = window::raw_id::<()>(id).then(|raw: u64| {
        Task::future(async move {
            let _ = tokio::task::spawn_blocking(move || quiet::renounce_focus(raw)).await;
        })
    });
    renounce.discard().chain(window::set_mode(id, Mode::Windowed))
}
