//! How long nobody has touched the computer, as the system knows it: the keyboard and the pointer everywhere, not only in
//! this program's windows.
//!
//! On Linux X servers, GNOME and KDE can be asked. Other systems have ways of their own, for which there is the trait;
//! there nobody is taken for idle yet. The same holds on Wayland for compositors other than GNOME's: they only tell it to
//! who speaks `ext-idle-notify`.

#[cfg(target_os = "linux")]
pub mod ask;

use futures::stream::{self, BoxStream, Stream, StreamExt};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Whether this system may tell it at all.
pub const KNOWN: bool = cfg!(target_os = "linux");

/// How often it is looked at while somebody is there.
const CALM: Duration = Duration::from_secs(15);
/// How often while nobody is: who comes back wants to be seen soon.
const WAITING: Duration = Duration::from_secs(4);
/// How often where the system doesn't tell.
const UNKNOWN: Duration = Duration::from_secs(300);
/// The least time between two looks.
const LEAST: Duration = Duration::from_secs(1);

/// Tells whether somebody is at the computer.
pub trait Idle: fmt::Debug + Send + Sync + 'static {
    /// Whether nobody has touched it for so long: now, and whenever that changes. Says nothing where the system doesn't
    /// tell. Nobody is asked before the stream is.
    fn absences(&self, after: Duration) -> BoxStream<'static, bool>;
}

/// This system.
pub fn system() -> Arc<dyn Idle> {
    #[cfg(target_os = "linux")]
    return Arc::new(ask::System::default());
    #[cfg(not(target_os = "linux"))]
    Arc::new(Unknown)
}

/// A system that doesn't tell.
#[derive(Debug)]
pub struct Unknown;

impl Idle for Unknown {
    fn absences(&self, _after: Duration) -> BoxStream<'static, bool> {
        stream::pending().boxed()
    }
}

/// From how long nobody has touched it to whether somebody is there. Pure: the times come in.
#[derive(Debug, Clone)]
pub struct Threshold {
    after: Duration,
    away: Option<bool>,
}

impl Threshold {
    /// Nobody is there when nobody has touched it for so long.
    pub const fn new(after: Duration) -> Self {
        Self { after, away: None }
    }

    /// Takes in how long nobody has touched it. Answers what has changed, and when to look again.
    pub fn look(&mut self, idle: Option<Duration>) -> (Option<bool>, Duration) {
        let Some(idle) = idle else {
            // Whoever was away and isn't known to be any more may be there.
            let back = self.away.take().filter(|away| *away).map(|_| false);
            return (back, UNKNOWN);
        };
        let away = idle >= self.after;
        let changed = (self.away != Some(away)).then_some(away);
        self.away = Some(away);
        // Not later than they could be away.
        let again = if away { WAITING } else { CALM.min(self.after - idle).max(LEAST) };
        (changed, again)
    }
}

/// Looks again and again, and tells what changes.
pub fn watch<F, A>(after: Duration, ask: F) -> impl Stream<Item = bool> + use<F, A>
where
    F: FnMut() -> A,
    A: Future<Output = Option<Duration>>,
{
    stream::unfold((Threshold::new(after), Duration::ZERO, ask), |(mut threshold, mut pause, mut ask)| async move {
        loop {
            tokio::time::sleep(pause).await;
            let (changed, again) = threshold.look(ask().await);
            pause = again;
            if let Some(away) = changed {
                return Some((away, (threshold, pause, ask)));
            }
        }
    })
}

/// A computer that is touched when a test says so. Clones share it.
#[derive(Debug, Clone)]
pub struct Scripted(Arc<watch::Sender<Option<Duration>>>);

impl Default for Scripted {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }
}

impl Scripted {
    /// Nobody has touched it for so long; `None` where that isn't known.
    pub fn set(&self, idle: Option<Duration>) {
        self.0.send_replace(idle);
    }
}

impl Idle for Scripted {
    fn absences(&self, after: Duration) -> BoxStream<'static, bool> {
        let mut touched = self.0.subscribe();
        touched.mark_changed();
        let absences = stream::unfold((Threshold::new(after), touched), |(mut threshold, mut touched)| async move {
            loop {
                touched.changed().await.ok()?;
                let idle = *touched.borrow_and_update();
                if let (Some(away), _) = threshold.look(idle) {
                    return Some((away, (threshold, touched)));
                }
            }
        });
        absences.boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn somebody_is_away_once_and_back_once() {
        let mut threshold = Threshold::new(seconds(300));
        let mut told = Vec::new();
        for idle in [0, 290, 300, 600, 3, 310] {
            told.push(threshold.look(Some(seconds(idle))).0);
        }
        assert_eq!(told, [Some(false), None, Some(true), None, Some(false), Some(true)]);
        assert_eq!(threshold.look(None), (Some(false), UNKNOWN), "nobody stays away for ever");
        assert_eq!(threshold.look(None).0, None);
    }

    #[test]
    fn it_is_looked_at_no_more_often_than_needed() {
        let mut threshold = Threshold::new(seconds(60));
        assert_eq!(threshold.look(Some(seconds(0))).1, CALM);
        assert_eq!(threshold.look(Some(seconds(52))).1, seconds(8), "then they may be away");
        assert_eq!(threshold.look(Some(Duration::from_millis(59_900))).1, LEAST);
        assert_eq!(threshold.look(Some(seconds(60))).1, WAITING);
    }

    #[test]
    fn a_day_at_the_computer_needs_few_looks() {
        // Touched until 10 s, then not for a while, then from 400 s on.
        let idle = |now: Duration| match now.as_secs() {
            0..10 | 400.. => Duration::ZERO,
            _ => now - seconds(10),
        };
        let (mut threshold, mut now, mut looks, mut told) = (Threshold::new(seconds(300)), seconds(0), 0, Vec::new());
        while now < seconds(24 * 3600) {
            let (changed, again) = threshold.look(Some(idle(now)));
            told.extend(changed.map(|away| (away, now)));
            now += again;
            looks += 1;
        }
        assert_eq!(told[0], (false, seconds(0)));
        assert_eq!(told[1], (true, seconds(310)), "at once when the time is over");
        let (away, back) = told[2];
        assert!(!away && back >= seconds(400) && back <= seconds(400) + WAITING, "{back:?}");
        assert_eq!(told.len(), 3);
        assert!(looks < 24 * 3600 / 15 + 50, "{looks}");
    }
}
