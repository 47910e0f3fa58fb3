//! A walk through a window by keyboard, beside a hand that clicks everywhere: whatever answers to the hand has to be
//! reached by the keyboard, too.

use super::drawn::Stop;
use super::{Messenger, Scene, Stage, pressed};
use iced::advanced::widget::operation::{Focusable, focusable};
use iced::keyboard::Modifiers;
use iced::keyboard::key::{Key, Named};
use iced::mouse::{self, Cursor};
use iced::widget::Id;
use iced::{Event, Point, Rectangle, Theme};
use iced_test::Selector;
use iced_test::core::Renderer;
use iced_test::core::event::Status;
use iced_test::core::widget::Operation;
use iced_test::core::widget::operation::{Outcome, black_box};
use iced_test::runtime::UserInterface;
use iced_test::selector::Candidate;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use swallowtail::app::Message;

/// How far apart the hand clicks: less than the smallest thing that can be pressed.
const GRID: f32 = 8.0;
/// How high the lines of lists are.
const ROW: f32 = 48.0;
/// What an arrow key is pressed for at most in one list.
const FAR: usize = 130;

/// What clicks say that isn't an act: the keyboard has its own way to scroll and to move in a text.
const NO_ACTS: [&str; 7] =
    ["Edited(Click", "Edited(Drag", "Edited(Move", "Dragged(", "Scrolled(", "Hovered(", "(EditLeft)"];

/// What a click beside something does, and what a key does in its place.
const SAME: [(&str, &str); 1] = [("PopoverLeft", "EscapePressed")];

type Interface<'a, R> = UserInterface<'a, Message, Theme, R>;

/// What came of a click or a key.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Reaction {
    /// What the program would have heard.
    says: Vec<String>,
    /// Whether a menu opened.
    menu: bool,
    /// Whether something took the event.
    taken: bool,
}

impl Reaction {
    fn acts(&self) -> bool {
        self.menu || !self.says.is_empty()
    }
}

/// Something that answers to a click.
#[derive(Debug)]
struct Acting {
    reaction: Reaction,
    /// The field or list that took the keyboard, where nothing else came of it.
    focus: Option<Rectangle>,
    bounds: Rectangle,
}

/// A place where Tab stops.
#[derive(Debug)]
struct Visited {
    stop: Stop,
    /// Where the stop before it was seen then.
    before: Option<Rectangle>,
    /// Whether it is seen that the keyboard is there.
    ring: bool,
    /// Whether a click there does anything: nothing covers it.
    answers: bool,
    /// What keys do there.
    acts: BTreeSet<Reaction>,
    /// Whether arrow keys do something there.
    moves: bool,
    /// Whether the window hears of them.
    chooses: bool,
}

/// What keys do that are pressed where nothing has the keyboard, and at every stop.
const KEYS: [Named; 13] = [
    Named::Enter,
    Named::Space,
    Named::ArrowDown,
    Named::ArrowUp,
    Named::ArrowLeft,
    Named::ArrowRight,
    Named::Home,
    Named::End,
    Named::Delete,
    Named::Backspace,
    Named::F2,
    Named::F10,
    Named::ContextMenu,
];

impl<P: Messenger> Stage<P> {
    /// What is wrong with a scene for somebody who has only a keyboard.
    pub(crate) fn walk(&mut self, scene: &Scene) -> Vec<String> {
        let mut wrong = Vec::new();
        let first = self.stops();
        let asks = self.asks();
        if asks && !first.iter().any(|stop| stop.focused) {
            wrong.push("a question is shown, and the keyboard is elsewhere".to_owned());
        }
        let (acting, fields) = self.acting();
        let longer = self.longer();
        let visited = self.visit(&mut wrong);
        in_reading_order(&visited, &mut wrong);
        for place in &visited {
            let Visited { stop, ring, answers, .. } = place;
            let name = self.name(stop);
            if !ring {
                wrong.push(format!("nothing shows that the keyboard is at {name}"));
            }
            if stop.visible.is_none_or(|seen| seen.width < 4.0 || seen.height < 4.0) {
                wrong.push(format!("the keyboard goes out of sight, to {name}"));
            }
            if !answers {
                wrong.push(format!("the keyboard goes to {name}, where a click does nothing: it is covered"));
            }
        }
        let mut acts: BTreeSet<Reaction> = visited.iter().flat_map(|place| place.acts.iter().cloned()).collect();
        acts.extend(self.shortcuts());
        let mut lit = Vec::new();
        for place in &visited {
            // In a field arrow keys move the cursor; beside a list they may choose from it all the same.
            let is_field = fields.iter().any(|field| near(&place.stop.bounds, field));
            if place.chooses || (place.moves && !is_field) {
                self.explore(&place.stop, false, &mut lit, &mut acts);
            }
        }
        for act in &acting {
            let reached = match act.focus {
                Some(focus) => visited.iter().any(|place| near(&place.stop.bounds, &focus)),
                None if act.reaction.menu => {
                    let there = |stop: &&Stop| stop.visible.is_some_and(|seen| seen.intersects(&act.bounds));
                    let is_there = |place: &&Visited| first.iter().filter(there).any(|stop| same(stop, &place.stop));
                    visited.iter().filter(is_there).any(|place| place.acts.iter().any(|act| act.menu))
                }
                None if act.reaction.says.iter().all(|says| SAME.iter().any(|(click, _)| says.contains(click))) => {
                    let key = |says: &String| SAME.iter().any(|(_, key)| says.contains(key));
                    acts.iter().any(|known| known.says.iter().any(key))
                }
                None => acts.iter().any(|known| known.says == act.reaction.says) || is_lit(&lit, &act.bounds),
            };
            // A line that is half in sight stands elsewhere once it is chosen.
            let at_edge = |scroll: &Rectangle| {
                let bottom = scroll.y + scroll.height;
                act.bounds.intersects(scroll) && act.bounds.y + act.bounds.height > bottom - ROW
            };
            if !reached && !longer.iter().any(at_edge) {
                let Acting { reaction: Reaction { says, menu, .. }, focus, bounds } = act;
                let what = if *menu { "open a menu".to_owned() } else { says.join(", ") };
                let what = focus.map_or(what, |bounds| format!("give the keyboard to {}", show(&bounds)));
                wrong.push(format!("no key does what a click at {} does: {what}", show(bounds)));
            }
        }
        if asks {
            self.shell.key(self.id, Named::Escape);
            self.shell.run_for(Duration::from_millis(40));
            if self.asks() {
                wrong.push("Esc doesn't answer the question".to_owned());
            }
            if !self.stops().iter().any(|stop| stop.focused) {
                wrong.push("the keyboard is nowhere after the question".to_owned());
            }
        }
        if scene.window != swallowtail::window::Window::Main {
            self.leave(&mut wrong);
        }
        wrong
    }

    /// What is wrong with something that is open over a field and closes when Tab leaves it: whatever a click in it does,
    /// arrow keys come to.
    pub(crate) fn walk_popover(&mut self) -> Vec<String> {
        let mut wrong = Vec::new();
        let Some(stop) = self.stops().into_iter().find(|stop| stop.focused) else {
            return vec!["the keyboard isn't in it".to_owned()];
        };
        let Some(seen) = stop.visible else { return vec!["the keyboard is out of sight".to_owned()] };
        let area = |place: &Rectangle| place.width * place.height;
        // The ground that it stands on.
        let patches = self.picture().patches.into_iter().filter(|patch| patch.opaque && seen.is_within(&patch.bounds));
        let grounds = patches.map(|patch| patch.bounds).filter(|ground| ground.height > seen.height + 40.0);
        let Some(ground) = grounds.min_by(|one, other| area(one).total_cmp(&area(other))) else {
            return vec!["it has no ground".to_owned()];
        };
        let (mut lit, mut acts) = (Vec::new(), self.keys_here().0);
        self.explore(&stop, true, &mut lit, &mut acts);
        let mut fresh = BTreeSet::new();
        for act in self.acting().0 {
            let inside = act.bounds.is_within(&ground) && act.focus.is_none();
            let known = acts.iter().any(|known| known.says == act.reaction.says) || is_lit(&lit, &act.bounds);
            if inside && !known {
                fresh.insert(format!(
                    "no key does what a click at {} does: {:?}",
                    show(&act.bounds),
                    act.reaction.says
                ));
            }
        }
        wrong.extend(fresh);
        self.leave(&mut wrong);
        wrong
    }

    /// What is wrong with an open menu: arrow keys go to every line that the pointer can take, Enter takes one, Esc
    /// closes.
    pub(crate) fn walk_menu(&mut self) -> Vec<String> {
        let mut wrong = Vec::new();
        let texts = self.shell.texts(self.id).len();
        let mut by_key = BTreeSet::new();
        for _ in 0..60 {
            by_key.extend(self.lit_lines());
            self.shell.key(self.id, Named::ArrowDown);
        }
        let mut by_pointer = BTreeSet::new();
        for line in self.picture().lines {
            let point = line.seen.center();
            let moved = Event::Mouse(mouse::Event::CursorMoved { position: point });
            self.shell.events(self.id, Some(point), &[moved]);
            by_pointer.extend(self.lit_lines());
        }
        if by_key.len() < 2 {
            wrong.push("arrow keys move nowhere".to_owned());
        }
        for (y, height) in by_pointer.difference(&by_key) {
            wrong.push(format!("arrow keys don't come to the line at {y}, which is {height} high"));
        }
        self.shell.key(self.id, Named::ArrowDown);
        let enter = self.shell.with_interface(self.id, |interface, renderer, clipboard| {
            let mut hand = Hand { interface, renderer, clipboard };
            hand.redraw();
            hand.key(Key::Named(Named::Enter), Modifiers::empty()).0
        });
        if enter.is_empty() {
            wrong.push("Enter takes nothing".to_owned());
        }
        if self.shell.texts(self.id).len() >= texts {
            wrong.push("it stays open".to_owned());
        }
        wrong
    }

    /// The tops and the heights of what is shown as chosen.
    fn lit_lines(&mut self) -> Vec<(u32, u32)> {
        let lit = swallowtail::theme::Palette::LIGHT.selected;
        let patches = self.picture().patches.into_iter().filter(|patch| patch.ground == lit);
        patches.map(|patch| (patch.bounds.y as u32, patch.bounds.height as u32)).collect()
    }

    /// Whether a question stands over the window.
    fn asks(&mut self) -> bool {
        let window = self.whole();
        self.picture().veil(&window).is_some()
    }

    /// Esc, perhaps more than once, closes the window.
    fn leave(&mut self, wrong: &mut Vec<String>) {
        for _ in 0..4 {
            if !self.shell.windows.contains_key(&self.id) {
                return;
            }
            self.shell.key(self.id, Named::Escape);
        }
        if self.shell.windows.contains_key(&self.id) {
            wrong.push("Esc doesn't close it".to_owned());
        }
    }

    /// Clicks everywhere, and lets nothing come of it. Also says where text can be typed.
    fn acting(&mut self) -> (Vec<Acting>, Vec<Rectangle>) {
        let whole = self.whole();
        self.shell.with_interface(self.id, |interface, renderer, clipboard| {
            let mut hand = Hand { interface, renderer, clipboard };
            hand.redraw();
            let texts = hand.count_texts();
            let mut found: BTreeMap<(Reaction, Vec<u32>), Acting> = BTreeMap::new();
            let mut fields: Vec<Rectangle> = hand.text_inputs();
            let bars = hand.scroll_bars();
            let mut y = GRID / 2.0;
            while y < whole.height {
                let mut x = GRID / 2.0;
                while x < whole.width {
                    let point = Point::new(x, y);
                    x += GRID;
                    if bars.iter().any(|bar| bar.contains(point)) {
                        continue;
                    }
                    let (says, taken) = hand.click(point);
                    let typed = says.iter().any(|said| said.contains("Edited(Click"));
                    let mut reaction = Reaction { says: acts_of(says), menu: false, taken };
                    let mut focus = None;
                    if reaction.says.is_empty() && taken {
                        if hand.count_texts() > texts {
                            reaction.menu = true;
                            hand.key(Key::Named(Named::Escape), Modifiers::empty());
                        } else {
                            focus = hand.focused().filter(|(_, seen)| seen.contains(point)).map(|(bounds, _)| bounds);
                        }
                        if let (true, Some(bounds)) = (typed, focus) {
                            fields.push(bounds);
                        }
                    }
                    if reaction.acts() || focus.is_some() {
                        // Menus and fields are told apart by their places, acts by what they say.
                        let place = if reaction.menu || focus.is_some() {
                            let bounds = hand.focused().unwrap_or_default().0;
                            vec![bounds.x as u32, bounds.y as u32]
                        } else {
                            Vec::new()
                        };
                        let spot = Rectangle::new(point - iced::Vector::new(1.0, 1.0), iced::Size::new(2.0, 2.0));
                        found
                            .entry((reaction.clone(), place))
                            .and_modify(|act| act.bounds = act.bounds.union(&spot))
                            .or_insert(Acting { reaction, focus, bounds: spot });
                    }
                }
                y += GRID;
            }
            hand.away();
            (found.into_values().collect(), fields)
        })
    }

    /// What has more in it than is in sight.
    fn longer(&mut self) -> Vec<Rectangle> {
        self.gather(|candidate: Candidate<'_>| match candidate {
            Candidate::Scrollable { visible_bounds, content_bounds, bounds, .. } => {
                visible_bounds.filter(|_| content_bounds.height > bounds.height)
            }
            _ => None,
        })
    }

    /// Puts the keyboard nowhere.
    fn unfocus(&mut self) {
        self.shell.with_interface(self.id, |interface, renderer, _| {
            interface.operate(renderer, &mut focusable::unfocus::<()>());
        });
    }

    /// Presses Tab, and waits until the keyboard is somewhere else.
    fn step(&mut self, modifiers: Modifiers) -> Option<Stop> {
        let at = |stage: &mut Self| stage.stops().into_iter().find(|stop| stop.focused);
        let before = at(self);
        self.shell.chord(self.id, modifiers, Key::Named(Named::Tab));
        for _ in 0..100 {
            let after = at(self);
            let moved = match (&before, &after) {
                (Some(before), Some(after)) => !same(before, after),
                (None, after) => after.is_some(),
                (Some(_), None) => false,
            };
            if moved {
                // It may be scrolling into sight.
                for _ in 0..30 {
                    self.shell.run_for(Duration::from_millis(5));
                    let after = at(self)?;
                    if after.visible.is_some_and(|seen| seen.height > after.bounds.height - 1.0) {
                        return Some(after);
                    }
                }
                return at(self);
            }
            self.shell.run_for(Duration::from_millis(2));
        }
        at(self)
    }

    /// Goes round with Tab, and back with Shift+Tab.
    fn visit(&mut self, wrong: &mut Vec<String>) -> Vec<Visited> {
        self.unfocus();
        let total = self.stops().len();
        let mut visited: Vec<Visited> = Vec::new();
        for _ in 0..total {
            let Some(stop) = self.step(Modifiers::empty()) else {
                wrong.push("Tab leads nowhere".to_owned());
                break;
            };
            if visited.iter().any(|known| same(&known.stop, &stop)) {
                wrong.push(format!("Tab comes to {} twice before it has been everywhere", self.name(&stop)));
                break;
            }
            let before = visited.last().map(|place| place.stop.clone());
            let before = before.and_then(|before| self.stops().into_iter().find(|stop| same(stop, &before))?.visible);
            let (ring, answers) = self.looks_and_answers(&stop);
            let (acts, [moves, chooses]) = self.keys_here();
            visited.push(Visited { stop, before, ring, answers, acts, moves, chooses });
        }
        for place in visited.iter().rev().skip(1) {
            let at = self.step(Modifiers::SHIFT);
            if !at.as_ref().is_some_and(|at| same(at, &place.stop)) {
                wrong.push(format!("Shift+Tab doesn't lead back to {}", self.name(&place.stop)));
                break;
            }
        }
        visited
    }

    /// Whether it is seen that the keyboard is at this stop, and whether a click there does anything.
    fn looks_and_answers(&mut self, stop: &Stop) -> (bool, bool) {
        let with = self.picture().patches;
        let number = self.stops().iter().position(|stop| stop.focused);
        self.unfocus();
        let without = self.picture().patches;
        let seen = stop.visible.unwrap_or_default();
        let close = seen.expand(5.0);
        let ring = with.iter().any(|patch| patch.bounds.intersects(&close) && !without.contains(patch));
        let answers = self.shell.with_interface(self.id, |interface, renderer, clipboard| {
            let mut hand = Hand { interface, renderer, clipboard };
            hand.redraw();
            let texts = hand.count_texts();
            let (says, _) = hand.click(seen.center());
            let menu = hand.count_texts() > texts;
            if menu {
                hand.key(Key::Named(Named::Escape), Modifiers::empty());
            }
            let focus = hand.focused().is_some_and(|(bounds, _)| near(&bounds, &stop.bounds));
            hand.away();
            hand.interface.operate(hand.renderer, &mut FocusNth { number, passed: 0 });
            menu || focus || !acts_of(says).is_empty()
        });
        (ring, answers)
    }

    /// What keys do where the keyboard is now, and whether arrow keys are among them.
    fn keys_here(&mut self) -> (BTreeSet<Reaction>, [bool; 2]) {
        self.shell.with_interface(self.id, |interface, renderer, clipboard| {
            let mut hand = Hand { interface, renderer, clipboard };
            hand.redraw();
            let (mut acts, mut moves, mut chooses) = (BTreeSet::new(), false, false);
            for key in KEYS {
                let reaction = hand.try_key(Key::Named(key), Modifiers::empty());
                let arrow = matches!(key, Named::ArrowDown | Named::ArrowUp | Named::ArrowLeft | Named::ArrowRight);
                moves |= arrow && reaction.taken && !reaction.menu;
                chooses |= arrow && !reaction.says.is_empty();
                if reaction.acts() {
                    acts.insert(reaction);
                }
            }
            (acts, [moves, chooses])
        })
    }

    /// What keys do in the whole window.
    fn shortcuts(&mut self) -> BTreeSet<Reaction> {
        self.unfocus();
        let (mut acts, _) = self.keys_here();
        self.shell.with_interface(self.id, |interface, renderer, clipboard| {
            let mut hand = Hand { interface, renderer, clipboard };
            acts.insert(hand.try_key(Key::Named(Named::Escape), Modifiers::empty()));
            for letter in ["f", "n", "e", "i", "p", "s", "h"] {
                let key = Key::Character(letter.into());
                acts.insert(hand.try_key(key, Modifiers::COMMAND));
            }
            acts
        })
    }

    /// Goes through what arrow keys move in, at that stop, and notes what lights up while Enter or Space
    /// would do something.
    fn explore(&mut self, stop: &Stop, stay: bool, lit: &mut Vec<Rectangle>, acts: &mut BTreeSet<Reaction>) {
        for key in [Named::ArrowDown, Named::ArrowUp, Named::ArrowRight, Named::ArrowLeft] {
            if !stay {
                self.unfocus();
            }
            // What was chosen may have enabled buttons before it.
            for _ in 0..60 {
                if stay {
                    break;
                }
                if self.step(Modifiers::empty()).is_some_and(|at| near(&at.bounds, &stop.bounds)) {
                    break;
                }
            }
            let mut before = self.picture().patches;
            let mut idle = 0;
            for _ in 0..FAR {
                self.shell.key(self.id, key);
                let after = self.picture().patches;
                // What was lit before was so, too.
                let fresh = after.iter().filter(|patch| !before.contains(patch));
                let gone = before.iter().filter(|patch| !after.contains(patch));
                let fresh: Vec<Rectangle> = fresh.chain(gone).map(|patch| patch.bounds).collect();
                let (here, _) = self.keys_here();
                if here.iter().any(Reaction::acts) {
                    lit.extend(&fresh);
                }
                acts.extend(here);
                idle = if fresh.is_empty() { idle + 1 } else { 0 };
                if idle > 2 {
                    break;
                }
                before = after;
            }
        }
    }

    /// What is at a stop, in words.
    fn name(&mut self, stop: &Stop) -> String {
        let words = self.shell.find(self.id, {
            let bounds = stop.bounds;
            move |candidate: Candidate<'_>| match candidate {
                Candidate::Text { content, bounds: place, .. } if bounds.contains(place.center()) => {
                    Some(content.to_owned())
                }
                _ => None,
            }
        });
        format!("{} {:?} at {}", words.unwrap_or_default(), stop.id, show(&stop.bounds))
    }
}

/// One that touches a window, of which nothing comes: what it says is noted and not handed on.
struct Hand<'a, 'b, R: Renderer> {
    interface: &'a mut Interface<'b, R>,
    renderer: &'a mut R,
    clipboard: &'a mut super::headless::Clipboard,
}

impl<R: Renderer> Hand<'_, '_, R> {
    fn update(&mut self, events: &[Event], cursor: Cursor) -> (Vec<String>, bool) {
        let mut messages = Vec::new();
        let (_, statuses) = self.interface.update(events, cursor, self.renderer, self.clipboard, &mut messages);
        let says = messages.iter().map(|message: &Message| format!("{message:?}")).collect();
        (says, statuses.contains(&Status::Captured))
    }

    fn redraw(&mut self) {
        let now = std::time::Instant::now();
        let _ = self.update(&[Event::Window(iced::window::Event::RedrawRequested(now))], Cursor::Unavailable);
    }

    fn click(&mut self, point: Point) -> (Vec<String>, bool) {
        let cursor = Cursor::Available(point);
        let _ = self.update(&[Event::Mouse(mouse::Event::CursorMoved { position: point })], cursor);
        let button = mouse::Button::Left;
        let (mut says, pressed) = self.update(&[Event::Mouse(mouse::Event::ButtonPressed(button))], cursor);
        let (more, released) = self.update(&[Event::Mouse(mouse::Event::ButtonReleased(button))], cursor);
        says.extend(more);
        (says, pressed || released)
    }

    fn away(&mut self) {
        let _ = self.update(&[Event::Mouse(mouse::Event::CursorLeft)], Cursor::Unavailable);
    }

    fn key(&mut self, key: Key, modifiers: Modifiers) -> (Vec<String>, bool) {
        self.update(&[pressed(key, modifiers)], Cursor::Unavailable)
    }

    /// What a key does here. A menu that it opens is closed again.
    fn try_key(&mut self, key: Key, modifiers: Modifiers) -> Reaction {
        let texts = self.count_texts();
        let (says, taken) = self.key(key, modifiers);
        let menu = taken && self.count_texts() > texts;
        if menu {
            self.key(Key::Named(Named::Escape), Modifiers::empty());
        }
        Reaction { says: acts_of(says), menu, taken }
    }

    fn gather<T, F>(&mut self, select: F) -> Vec<T>
    where
        T: Clone + Send,
        F: FnMut(Candidate<'_>) -> Option<T> + Send,
    {
        let mut operation = select.find_all();
        self.interface.operate(self.renderer, &mut black_box(&mut operation));
        match operation.finish() {
            Outcome::Some(found) => found,
            _ => Vec::new(),
        }
    }

    /// A menu has texts of its own.
    fn count_texts(&mut self) -> usize {
        self.gather(|candidate: Candidate<'_>| matches!(candidate, Candidate::Text { .. }).then_some(())).len()
    }

    /// Where a click would only scroll.
    fn scroll_bars(&mut self) -> Vec<Rectangle> {
        self.gather(|candidate: Candidate<'_>| match candidate {
            Candidate::Scrollable { visible_bounds, content_bounds, bounds, .. } => {
                let bar = |seen: Rectangle| Rectangle { x: seen.x + seen.width - 12.0, width: 12.0, ..seen };
                visible_bounds.filter(|_| content_bounds.height > bounds.height).map(bar)
            }
            _ => None,
        })
    }

    fn text_inputs(&mut self) -> Vec<Rectangle> {
        self.gather(|candidate: Candidate<'_>| match candidate {
            Candidate::TextInput { bounds, .. } => Some(bounds),
            _ => None,
        })
    }

    /// Where the keyboard is, and what of it is in sight.
    fn focused(&mut self) -> Option<(Rectangle, Rectangle)> {
        let focused = self.gather(|candidate: Candidate<'_>| match candidate {
            Candidate::Focusable { bounds, visible_bounds, state, .. } if state.is_focused() => {
                Some((bounds, visible_bounds.unwrap_or_default()))
            }
            _ => None,
        });
        focused.into_iter().next_back()
    }
}

fn acts_of(says: Vec<String>) -> Vec<String> {
    says.into_iter().filter(|said| !NO_ACTS.iter().any(|no| said.contains(no))).collect()
}

fn same(one: &Stop, other: &Stop) -> bool {
    one.id == other.id && near(&one.bounds, &other.bounds)
}

fn near(one: &Rectangle, other: &Rectangle) -> bool {
    (one.x - other.x).abs() < 2.0 && (one.y - other.y).abs() < 2.0 && (one.width - other.width).abs() < 2.0
}

/// Whether what lit up under the arrow keys is what was clicked, and not much more.
fn is_lit(lit: &[Rectangle], bounds: &Rectangle) -> bool {
    let small = |patch: &&Rectangle| patch.height <= bounds.height + 40.0;
    lit.iter().filter(small).any(|patch| patch.expand(2.0).contains(bounds.center()))
}

fn show(bounds: &Rectangle) -> String {
    format!("{:.0},{:.0} {:.0}×{:.0}", bounds.x, bounds.y, bounds.width, bounds.height)
}

/// Tab goes down the lines and along each, and column by column.
fn in_reading_order(visited: &[Visited], wrong: &mut Vec<String>) {
    for place in visited {
        let (Some(from), Some(to)) = (&place.before, &place.stop.visible) else { continue };
        let above = to.y + to.height <= from.y + 1.0;
        let one_line = from.y < to.y + to.height && to.y < from.y + from.height;
        let left = to.x + to.width <= from.x + 1.0;
        // A column at the right begins at its top again.
        if (above && to.x < from.x + from.width) || (one_line && left) {
            wrong.push(format!("Tab goes back from {} to {}", show(from), show(to)));
        }
    }
}

/// Gives the keyboard back to where it was.
struct FocusNth {
    number: Option<usize>,
    passed: usize,
}

impl Operation for FocusNth {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }
    fn focusable(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
        if self.number == Some(self.passed) {
            state.focus();
        } else {
            state.unfocus();
        }
        self.passed += 1;
    }
}
