//! In which windows conversations stand, and where each window was last.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most windows that are remembered; those that were open last.
const MOST: usize = 200;

/// What is remembered about windows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Frames {
    /// Whether all conversations stand in one window, each under a tab, and not in windows of their own.
    pub tabs: bool,
    /// Each window by what is in it; the one that was changed last stands last.
    last: Vec<(String, Frame)>,
}

/// Where a window was.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Frame {
    /// How large it was.
    pub size: Option<(f32, f32)>,
    /// Where its upper left corner was; unknown where the desktop doesn't tell.
    pub at: Option<(f32, f32)>,
}

impl Frames {
    /// Where the window of that was last.
    pub fn get(&self, of: &str) -> Frame {
        self.last.iter().find(|(known, _)| known == of).map(|(_, frame)| *frame).unwrap_or_default()
    }

    /// Notes something about the window of that. Answers whether it is another than before.
    pub fn note(&mut self, of: &str, change: impl FnOnce(&mut Frame)) -> bool {
        let before = self.get(of);
        let mut frame = before;
        change(&mut frame);
        let frame = frame.sane();
        if frame == before {
            return false;
        }
        self.last.retain(|(known, _)| known != of);
        self.last.push((of.to_owned(), frame));
        let excess = self.last.len().saturating_sub(MOST);
        self.last.drain(..excess);
        true
    }
}

impl Frame {
    /// Without what no screen has.
    fn sane(self) -> Self {
        let side = 200.0..10_000.0;
        let far = -10_000.0..30_000.0;
        Self {
            size: self.size.filter(|(width, height)| side.contains(width) && side.contains(height)),
            at: self.at.filter(|(x, y)| far.contains(x) && far.contains(y)),
        }
    }
}

/// As it stands in the file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Written {
    tabs: bool,
    last: BTreeMap<String, WrittenFrame>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct WrittenFrame {
    /// Which one was changed later: the higher.
    turn: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<(f32, f32)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<(f32, f32)>,
}

impl From<&Frames> for Written {
    fn from(frames: &Frames) -> Self {
        let written = |(turn, (of, Frame { size, at })): (usize, &(String, Frame))| {
            (of.clone(), WrittenFrame { turn, size: *size, at: *at })
        };
        Self { tabs: frames.tabs, last: frames.last.iter().enumerate().map(written).collect() }
    }
}

impl From<Written> for Frames {
    fn from(written: Written) -> Self {
        let mut frames = Self { tabs: written.tabs, last: Vec::new() };
        let mut last: Vec<(String, WrittenFrame)> = written.last.into_iter().collect();
        last.sort_by_key(|(_, frame)| frame.turn);
        for (of, WrittenFrame { size, at, .. }) in last {
            frames.note(&of, |frame| *frame = Frame { size, at });
        }
        frames
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_windows_that_were_open_last_are_remembered() {
        let mut frames = Frames::default();
        let size = Some((400.0, 300.0));
        for number in 0..=MOST {
            assert!(frames.note(&number.to_string(), |frame| frame.size = size));
        }
        assert_eq!((frames.get("0").size, frames.get("1").size), (None, size));
        assert!(!frames.note("1", |frame| frame.size = size), "nothing is new");
        frames.note("1", |frame| frame.at = Some((1.0, -2.0)));
        frames.note("more", |frame| frame.size = size);
        assert_eq!(frames.get("1"), Frame { size, at: Some((1.0, -2.0)) });
        let read: Frames = Written::from(&frames).into();
        assert_eq!(read, frames);
    }

    #[test]
    fn what_no_screen_has_is_not_taken() {
        let mut frames = Frames::default();
        for size in [(0.0, 300.0), (f32::NAN, 300.0), (300.0, f32::INFINITY)] {
            assert!(!frames.note("a", |frame| frame.size = Some(size)), "{size:?}");
        }
        assert!(!frames.note("a", |frame| frame.at = Some((1e9, 0.0))));
    }
}
