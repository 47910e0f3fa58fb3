//! Whether every text of a window can be read: whole or cut with a sign of it, over nothing else, in letters that a font
//! has.

use super::drawn::{Line, Picture};
use super::{Messenger, Scene, Stage};
use iced::Rectangle;
use iced_test::selector::Candidate;

/// What a line may stand out by: the sides of a letter have some room.
const EDGE: f32 = 1.5;
/// The room over and under the letters of a line, which others may use.
const LEADING: f32 = 0.22;

impl<P: Messenger> Stage<P> {
    /// What is wrong with the texts of a scene.
    pub(crate) fn misprints(&mut self, scene: &Scene) -> Vec<String> {
        let picture = self.picture();
        let veil = picture.veil(&self.whole());
        let window = self.whole();
        let mut wrong = Vec::new();
        for line in &picture.lines {
            // A font without letters is shown as it is in the list of fonts.
            if !line.missing.is_empty() && line.text != "Abc" {
                wrong.push(format!("no font has {:?} of {:?}", line.missing, short(&line.text)));
            }
            let scrolls_unseen = |how: &str| scene.menu && matches!(how, "at the top" | "at the bottom");
            if veil.is_some_and(|veil| line.layer < veil) {
                continue;
            }
            if let Some(how) = cut(line, &picture, &window).filter(|how| !scrolls_unseen(how)) {
                wrong.push(format!("{:?} is cut {how}, at {}", short(&line.text), at(&line.ink)));
            }
        }
        let seen: Vec<&Line> = picture.lines.iter().filter(|line| line.seen.height > 4.0).collect();
        for (number, one) in seen.iter().enumerate() {
            for other in &seen[number + 1..] {
                if overlap(one, other, &picture) {
                    let (one, other) = (short(&one.text), short(&other.text));
                    wrong.push(format!("{one:?} and {other:?} stand over each other"));
                }
            }
        }
        wrong
    }

    /// What ends in "…" that has more to say, where names are no longer than names are.
    pub(crate) fn shortened(&mut self) -> Vec<String> {
        let texts = self.gather(|candidate: Candidate<'_>| match candidate {
            Candidate::Text { content, visible_bounds, .. } => Some((content.to_owned(), visible_bounds?)),
            _ => None,
        });
        let lines = self.picture().lines.into_iter().filter(|line| line.text.ends_with('…'));
        let mut wrong = Vec::new();
        for line in lines {
            let whole = texts.iter().find(|(text, place)| {
                place.expand(2.0).contains(line.ink.center()) && text.starts_with(line.text.trim_end_matches('…'))
            });
            // An address is as long as its owner has it.
            let may = |text: &str| text == line.text || text.ends_with('…') || text.contains('@');
            if let Some((text, _)) = whole.filter(|(text, _)| !may(text)) {
                wrong.push(format!("there is no room for {text:?}: {:?}", line.text));
            }
        }
        wrong
    }
}

/// How a line is cut, if it is.
fn cut(line: &Line, picture: &Picture, window: &Rectangle) -> Option<&'static str> {
    let (ink, seen) = (&line.ink, &line.seen);
    if picture.covered(seen, line.layer) {
        return None;
    }
    if line.field && !is_hint(line) {
        // iced draws a field's text as a whole where it scrolls up and down.
        let out = ink.height - seen.height > ink.height * 2.0 * LEADING && seen.height > 1.0;
        return out.then_some("over the edge of its field");
    }
    if seen.width < 1.0 || seen.height < 1.0 {
        // What scrolls may be out of sight, and what is drawn nowhere else may not.
        let scrolls = picture.scrolls.iter().any(|scroll| scroll.x <= ink.x + EDGE && ink.x < scroll.x + scroll.width);
        let inside = window.intersects(ink);
        return (!scrolls && !inside).then_some("off altogether");
    }
    if ink.x < seen.x - EDGE {
        return Some("at the left");
    }
    if ink.x + ink.width > seen.x + seen.width + EDGE {
        return Some("at the right");
    }
    let room = ink.height * LEADING;
    let (top, bottom) = (ink.y + room, ink.y + ink.height - room);
    let edge = |y: f32| {
        let near = |other: f32| (other - y).abs() < 2.0;
        picture.scrolls.iter().any(|scroll| near(scroll.y) || near(scroll.y + scroll.height))
    };
    if top < seen.y && !edge(seen.y) {
        return Some("at the top");
    }
    if bottom > seen.y + seen.height && !edge(seen.y + seen.height) {
        return Some("at the bottom");
    }
    None
}

/// Whether it is what stands in an empty field.
fn is_hint(line: &Line) -> bool {
    line.color != swallowtail::theme::Palette::LIGHT.text && line.color != swallowtail::theme::Palette::DARK.text
}

fn overlap(one: &Line, other: &Line, picture: &Picture) -> bool {
    let letters = |line: &Line| {
        let room = line.ink.height * LEADING;
        let ink = Rectangle { y: line.ink.y + room, height: line.ink.height - 2.0 * room, ..line.ink };
        ink.intersection(&line.seen)
    };
    let (Some(first), Some(second)) = (letters(one), letters(other)) else { return false };
    match first.intersection(&second) {
        Some(both) if both.width > EDGE && both.height > EDGE => {
            let lower = one.layer.min(other.layer);
            let upper = one.layer.max(other.layer);
            // A menu or a dialog stands over what is under it.
            let hidden = picture.patches.iter().any(|patch| {
                patch.opaque && patch.layer > lower && patch.layer <= upper && both.is_within(&patch.bounds)
            });
            !hidden && !picture.covered(&both, upper)
        }
        _ => false,
    }
}

fn short(text: &str) -> String {
    text.chars().take(50).collect()
}

fn at(place: &Rectangle) -> String {
    format!("{:.0},{:.0} {:.0}×{:.0}", place.x, place.y, place.width, place.height)
}
