//! What a page keeps from one frame to the next: its blocks as they are laid out, and what stands where in them.

use super::block::Block;
use super::selection::{Selection, Spot};
use super::shaped::Shaped;
use iced::advanced::mouse;
use iced::advanced::widget::operation::Focusable;
use iced::{Point, Rectangle, Size, keyboard};
use std::collections::HashMap;

/// A link of the page: its block's key, and which piece of the block it is.
pub(super) type LinkPlace = (u64, usize);

pub(super) struct State<L> {
    pub(super) shaped: Vec<Shaped<L>>,
    pub(super) selection: Option<Selection>,
    pub(super) dragging: bool,
    pub(super) last_click: Option<mouse::Click>,
    pub(super) modifiers: keyboard::Modifiers,
    pub(super) pressed: Option<LinkPlace>,
    pub(super) hovered: Option<LinkPlace>,
    /// The block that the pointer is over, whichever part of its width.
    pub(super) over: Option<u64>,
    pub(super) focus: Focus,
    /// Where the pointer was dragged to, so that scrolling under it goes on selecting.
    pub(super) pointer: Point,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) enum Focus {
    #[default]
    None,
    /// By a click: keys are heard, no ring is drawn.
    Click,
    /// By the keyboard: with a ring, and perhaps at a link.
    Keyboard { link: Option<LinkPlace> },
}

impl<L> Default for State<L> {
    fn default() -> Self {
        Self {
            shaped: Vec::new(),
            selection: None,
            dragging: false,
            last_click: None,
            modifiers: keyboard::Modifiers::default(),
            pressed: None,
            hovered: None,
            over: None,
            focus: Focus::None,
            pointer: Point::ORIGIN,
        }
    }
}

impl<L> Focusable for State<L> {
    fn is_focused(&self) -> bool {
        self.focus != Focus::None
    }
    fn focus(&mut self) {
        self.focus = Focus::Keyboard { link: None };
    }
    fn unfocus(&mut self) {
        self.focus = Focus::None;
    }
}

impl<L: Clone + PartialEq> State<L> {
    /// Takes in the blocks: what hasn't changed keeps its layout.
    pub(super) fn take(&mut self, blocks: &[Block<L>], width: f32) {
        let keys = self.shaped.iter().map(|shaped| shaped.block.key);
        if keys.eq(blocks.iter().map(|block| block.key)) {
            for (shaped, block) in self.shaped.iter_mut().zip(blocks) {
                shaped.renew(block, width);
            }
        } else {
            let mut known: HashMap<u64, Shaped<L>> = self.shaped.drain(..).map(|s| (s.block.key, s)).collect();
            self.shaped = blocks
                .iter()
                .map(|block| match known.remove(&block.key) {
                    Some(mut shaped) => {
                        shaped.renew(block, width);
                        shaped
                    }
                    None => Shaped::new(block.clone(), width),
                })
                .collect();
        }
        let mut y = 0.0;
        for shaped in &mut self.shaped {
            y += shaped.block.above;
            shaped.place(y);
            y += shaped.bounds.height;
        }
    }

    /// The room that the blocks take.
    pub(super) fn size(&self) -> Size {
        let width = self.shaped.iter().fold(0.0, |width: f32, shaped| width.max(shaped.bounds.width));
        Size::new(width, self.shaped.last().map_or(0.0, |last| last.bounds.y + last.bounds.height))
    }

    /// Which block has that key.
    pub(super) fn index(&self, key: u64) -> Option<usize> {
        self.shaped.iter().position(|shaped| shaped.block.key == key)
    }

    /// The block at that height of the page, or the next one under it.
    fn at_or_below(&self, y: f32) -> Option<&Shaped<L>> {
        self.shaped.get(self.shaped.partition_point(|shaped| shaped.bounds.y + shaped.bounds.height <= y))
    }

    /// The place nearest to a point of the page.
    pub(super) fn spot_at(&self, point: Point) -> Option<Spot> {
        let shaped = self.at_or_below(point.y).or_else(|| self.shaped.last())?;
        Some(Spot { key: shaped.block.key, byte: shaped.byte_at(point) })
    }

    /// The link under a point of the page.
    pub(super) fn link_at(&self, point: Point) -> Option<LinkPlace> {
        let shaped = self.at_or_below(point.y)?;
        Some((shaped.block.key, shaped.link_at(point)?))
    }

    /// The block at the height of a point of the page.
    pub(super) fn block_at(&self, point: Point) -> Option<u64> {
        self.at_or_below(point.y).filter(|shaped| shaped.bounds.y <= point.y).map(|shaped| shaped.block.key)
    }

    /// What a link gives when it is clicked.
    pub(super) fn link(&self, (key, piece): LinkPlace) -> Option<L> {
        self.shaped.get(self.index(key)?)?.block.pieces.get(piece)?.link.clone()
    }

    /// The link after (or before) the one that the arrow keys are at, among those in view.
    pub(super) fn next_link(&self, at: Option<LinkPlace>, forward: bool, view: &Rectangle) -> Option<LinkPlace> {
        let links: Vec<LinkPlace> = self
            .shaped
            .iter()
            .filter(|shaped| shaped.bounds.y + shaped.bounds.height > view.y && shaped.bounds.y < view.y + view.height)
            .flat_map(|shaped| shaped.links.iter().map(|(piece, _)| (shaped.block.key, *piece)))
            .collect();
        let here = at.and_then(|at| links.iter().position(|link| *link == at));
        let next = match (here, forward) {
            (Some(here), true) => (here + 1).min(links.len() - 1),
            (Some(here), false) => here.saturating_sub(1),
            (None, true) => 0,
            (None, false) => links.len().saturating_sub(1),
        };
        links.get(next).copied()
    }
}
