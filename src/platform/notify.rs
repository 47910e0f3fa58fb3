//! Desktop notifications: how they are shown. Which ones are due is decided in [`policy`](super::policy).

use crate::markup::escaped;
use futures::channel::mpsc;
use msnp::event::ConversationId;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// A notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// What a click brings up.
    pub target: Target,
    /// The first line, with the person's name.
    pub summary: String,
    /// The text below; plain, not markup.
    pub body: String,
}

/// What a click on a notification brings up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The conversation.
    Conversation(ConversationId),
    /// The dialog about those who have added us.
    AddedYou,
    /// The contact list.
    Contacts,
}

/// Shows notifications.
pub trait Notifier: fmt::Debug + Send + Sync + 'static {
    /// Shows one. Answers at once; what can't be shown is dropped.
    fn show(&self, toast: Toast);
    /// Where clicks come out. There is one; whoever asks first has it.
    fn clicks(&self) -> Option<mpsc::UnboundedReceiver<Target>>;
}

/// A desktop without an answer must not make them pile up.
const WAITING: usize = 32;

/// The desktop's notification service.
#[derive(Debug)]
pub struct Desktop {
    toasts: tokio::sync::mpsc::Sender<Toast>,
    clicks: Mutex<Option<mpsc::UnboundedReceiver<Target>>>,
}

impl Desktop {
    /// Starts the thread that talks with the desktop: its answers may take as long as the person does.
    pub fn start() -> Self {
        let (toasts, incoming) = tokio::sync::mpsc::channel(WAITING);
        let (clicked, clicks) = mpsc::unbounded();
        let started = std::thread::Builder::new().name("notifications".into()).spawn(move || serve(incoming, &clicked));
        if let Err(error) = started {
            tracing::warn!(%error, "there will be no notifications");
        }
        Self { toasts, clicks: Mutex::new(Some(clicks)) }
    }
}

impl Notifier for Desktop {
    fn show(&self, toast: Toast) {
        if self.toasts.try_send(toast).is_err() {
            tracing::debug!("a notification is dropped: the desktop is too slow");
        }
    }

    fn clicks(&self) -> Option<mpsc::UnboundedReceiver<Target>> {
        self.clicks.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

fn serve(mut incoming: tokio::sync::mpsc::Receiver<Toast>, clicked: &mpsc::UnboundedSender<Target>) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::warn!(%error, "there will be no notifications");
            return;
        }
    };
    runtime.block_on(async {
        let open = Arc::new(tokio::sync::Semaphore::new(WAITING));
        while let Some(toast) = incoming.recv().await {
            // Each waits for its click. When too many wait, the newest is shown all the same, without a click.
            let permit = Arc::clone(&open).try_acquire_owned().ok();
            let clicked = clicked.clone();
            tokio::spawn(async move {
                let handle = match notification(&toast).show_async().await {
                    Ok(handle) => handle,
                    Err(error) => {
                        tracing::info!(%error, "the desktop shows no notifications");
                        return;
                    }
                };
                if permit.is_none() {
                    return;
                }
                handle
                    .wait_for_action_async(|response| {
                        use notify_rust::NotificationResponse::{Action, Default};
                        if matches!(response, Default | Action(_)) {
                            let _ = clicked.unbounded_send(toast.target);
                        }
                    })
                    .await;
            });
        }
    });
}

fn notification(toast: &Toast) -> notify_rust::Notification {
    let mut notification = notify_rust::Notification::new();
    notification
        .appname(&crate::t!("app-name"))
        .summary(&toast.summary)
        // A body is markup to the desktop, so what came from the network is escaped. A summary isn't.
        .body(&escaped(&toast.body))
        .icon("swallowtail")
        .action("default", &crate::t!("notification-open"));
    #[cfg(all(unix, not(target_os = "macos")))]
    notification
        .hint(notify_rust::Hint::DesktopEntry("swallowtail".into()))
        .hint(notify_rust::Hint::Category("im.received".into()));
    notification
}

/// Keeps what would have been shown, and clicks on demand: for tests. Clones share it.
#[derive(Debug, Clone)]
pub struct Recording {
    shown: Arc<Mutex<Vec<Toast>>>,
    clicked: mpsc::UnboundedSender<Target>,
    clicks: Arc<Mutex<Option<mpsc::UnboundedReceiver<Target>>>>,
}

impl Default for Recording {
    fn default() -> Self {
        let (clicked, clicks) = mpsc::unbounded();
        Self { shown: Arc::default(), clicked, clicks: Arc::new(Mutex::new(Some(clicks))) }
    }
}

impl Recording {
    /// What was shown so far.
    pub fn shown(&self) -> Vec<Toast> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Clicks on a notification.
    pub fn click(&self, toast: &Toast) {
        let _ = self.clicked.unbounded_send(toast.target.clone());
    }
}

impl Notifier for Recording {
    fn show(&self, toast: Toast) {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).push(toast);
    }

    fn clicks(&self) -> Option<mpsc::UnboundedReceiver<Target>> {
        self.clicks.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_from_the_network_is_only_text() {
        let toast = Toast { target: Target::AddedYou, summary: "A <i>".into(), body: "<a href=\"x\">click</a>".into() };
        let shown = notification(&toast);
        assert_eq!(shown.summary, "A <i>");
        assert!(!shown.body.contains('<'));
        assert_eq!(shown.actions.first().map(String::as_str), Some("default"));
    }
}
