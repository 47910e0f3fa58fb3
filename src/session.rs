//! `msnp::client` as a subscription.
//!
//! The connection itself runs apart from the interface ([`msnp::client::connect`] spawns it), so that a window that is
//! slow to draw can't hold back a ping. What it tells is gathered for a moment, so that the burst at sign-in is one
//! update and not hundreds.

pub mod network;
pub mod probe;

use futures::stream::{self, Stream, StreamExt};
use futures::{FutureExt, future};
use iced::Subscription;
use msnp::client::{Events, Handle, Network};
use msnp::event::Event;
use msnp::session::Config;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long events are gathered: below what a person notices.
const PAUSE: Duration = Duration::from_millis(50);
/// The most events in one update, so that a flood doesn't stop the windows.
const MOST: usize = 2_000;

/// A signed-in account: where requests go in, and where events come out.
#[derive(Debug)]
pub struct Connected {
    /// Which sign-in of this run it is; the identity of the subscription.
    pub number: u64,
    /// Where requests go in.
    pub handle: Handle,
    feed: Feed,
}

/// The events, to be taken by the one subscription that first runs.
#[derive(Debug, Clone)]
struct Feed {
    number: u64,
    events: Arc<Mutex<Option<Events>>>,
}

impl Hash for Feed {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

impl Connected {
    /// Starts signing in. Needs the runtime, which `update` has.
    pub fn start(number: u64, config: Config, network: Network) -> Self {
        let (handle, events) = msnp::client::connect_with(config, network);
        Self { number, handle, feed: Feed { number, events: Arc::new(Mutex::new(Some(events))) } }
    }

    /// What happens, with the number of the sign-in: what comes late from an old one is known by it.
    pub fn subscription(&self) -> Subscription<(u64, Vec<Event>)> {
        Subscription::run_with(self.feed.clone(), listen)
    }
}

fn listen(feed: &Feed) -> impl Stream<Item = (u64, Vec<Event>)> + use<> {
    let number = feed.number;
    let events = feed.events.lock().unwrap_or_else(PoisonError::into_inner).take();
    let events = stream::unfold(events, async |events| {
        let mut events = events?;
        let event = events.next().await?;
        Some((event, Some(events)))
    });
    gather(events).map(move |batch| (number, batch))
}

/// Gathers what comes within [`PAUSE`] of the first.
fn gather<T>(source: impl Stream<Item = T>) -> impl Stream<Item = Vec<T>> {
    stream::unfold(Box::pin(source.fuse()), |mut source| async move {
        let mut batch = vec![source.next().await?];
        tokio::time::sleep(PAUSE).await;
        while batch.len() < MOST {
            // A stream that has nothing now answers `None` here; one that has ended answers `Some(None)`.
            match source.next().now_or_never() {
                Some(Some(event)) => batch.push(event),
                Some(None) | None => break,
            }
        }
        Some((batch, source))
    })
    .take_while(|batch| future::ready(!batch.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::channel::mpsc;

    #[tokio::test]
    async fn a_burst_is_one_update_and_nothing_is_lost() {
        let (tx, rx) = mpsc::unbounded();
        let mut batches = Box::pin(gather(rx));
        for n in 0..500 {
            tx.unbounded_send(n).expect("sent");
        }
        assert_eq!(batches.next().await, Some((0..500).collect()));
        for n in 0..MOST + 1 {
            tx.unbounded_send(n).expect("sent");
        }
        drop(tx);
        assert_eq!(batches.next().await.map(|b| b.len()), Some(MOST));
        assert_eq!(batches.next().await, Some(vec![MOST]));
        assert_eq!(batches.next().await, None);
    }
}
