//! The window of everything that can be set, page by page.

use super::{Kind, Scene, scene};
use swallowtail::window::Window;
use swallowtail::window::options::Page;

pub(super) fn options() -> Vec<Scene> {
    let name = |page| match page {
        Page::Personal => "options-personal",
        Page::Messages => "options-messages",
        Page::Alerts => "options-alerts",
        Page::Privacy => "options-privacy",
        Page::Connection => "options-connection",
        Page::History => "options-history",
        Page::Appearance => "options-appearance",
        Page::Shortcuts => "options-shortcuts",
    };
    Page::ALL.into_iter().map(|page| scene(name(page), Kind::Options, Window::Options(Some(page)))).collect()
}
