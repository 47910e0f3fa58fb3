//! How windows start: their sizes and places, and how they look to the desktop.

use crate::model::Model;
use crate::store::settings::Frame;
use crate::window::Window;
use iced::window::{Position, Settings, settings};
use iced::{Point, Size};
use msnp::event::ConversationId;
use std::sync::LazyLock;

/// How large a window starts, and how small it can be.
fn sizes(which: &Window, model: &Model) -> (Size, Size) {
    let last = last_frame(which, model);
    let own = |kind: Option<(f32, f32)>, usual| Size::from(<[f32; 2]>::from(last.size.or(kind).unwrap_or(usual)));
    let (size, least) = match which {
        Window::Main => (own(model.settings.main_size, (340.0, 610.0)), (280.0, 420.0)),
        Window::Conversation(ConversationId::With(_)) => {
            (own(model.settings.conversation_size, (600.0, 530.0)), (360.0, 320.0))
        }
        Window::Conversation(ConversationId::Group(_) | ConversationId::Circle(_)) => {
            (own(model.settings.conversation_size, (720.0, 530.0)), (360.0, 320.0))
        }
        Window::Tabs => (own(model.settings.conversation_size, (720.0, 570.0)), (360.0, 360.0)),
        Window::Privacy => (own(None, (520.0, 440.0)), (420.0, 340.0)),
        Window::AddContact(_) => (own(None, (400.0, 380.0)), (340.0, 260.0)),
        Window::AddedYou if model.roster.awaiting_answer().nth(1).is_some() => {
            (Size::new(420.0, 400.0), (360.0, 200.0))
        }
        Window::AddedYou => (Size::new(420.0, 310.0), (360.0, 200.0)),
        Window::Properties(_) => (own(None, (400.0, 560.0)), (320.0, 300.0)),
        Window::Switcher => (Size::new(520.0, 360.0), (520.0, 360.0)),
        Window::Import => (Size::new(460.0, 420.0), (360.0, 320.0)),
        Window::Export => (Size::new(460.0, 220.0), (360.0, 200.0)),
        Window::History => (own(None, (860.0, 600.0)), (520.0, 320.0)),
        Window::SaveLog { print: false, .. } => (Size::new(460.0, 320.0), (360.0, 280.0)),
        Window::SaveLog { print: true, .. } => (Size::new(400.0, 180.0), (340.0, 160.0)),
        Window::Options(_) => (own(None, (620.0, 520.0)), (400.0, 300.0)),
    };
    let least = Size::new(least.0, least.1);
    (size.max(least), least)
}

/// How small a window can be.
pub fn least(which: &Window, model: &Model) -> Size {
    sizes(which, model).1
}

/// How a window starts.
pub fn settings(which: &Window, model: &Model, visible: bool) -> Settings {
    let (size, least) = sizes(which, model);
    let last = last_frame(which, model);
    // The toolkit scales the size itself, and the least one only when it is set anew.
    let scale = model.settings.appearance.scale();
    Settings {
        size,
        min_size: Some(Size::new(least.width * scale, least.height * scale)),
        visible,
        // It comes for a moment, in the middle, without a frame to drag.
        decorations: *which != Window::Switcher,
        resizable: *which != Window::Switcher,
        position: match which {
            Window::Switcher => Position::Centered,
            _ => last.at.map_or(Position::Default, |(x, y)| Position::Specific(Point::new(x, y))),
        },
        icon: icon(),
        // The main window quits the program, which takes a goodbye to the server.
        exit_on_close_request: *which != Window::Main,
        platform_specific: platform(),
        ..Settings::default()
    }
}

/// Where a window was last, as far as that is known.
fn last_frame(which: &Window, model: &Model) -> Frame {
    frame_key(which).map(|key| model.settings.frames.get(&key)).unwrap_or_default()
}

/// Under what it is remembered where a window was; `None` for those that come and go with their content.
pub fn frame_key(which: &Window) -> Option<String> {
    Some(match which {
        Window::Main => "main".to_owned(),
        Window::Tabs => "tabs".to_owned(),
        Window::Conversation(ConversationId::With(email)) => format!("with {email}"),
        Window::Conversation(ConversationId::Circle(circle)) => format!("circle {}", circle.0),
        Window::Conversation(ConversationId::Group(_)) => "several".to_owned(),
        Window::Privacy => "privacy".to_owned(),
        Window::AddContact(_) => "add-contact".to_owned(),
        Window::Properties(_) => "properties".to_owned(),
        Window::History => "history".to_owned(),
        Window::Options(_) => "options".to_owned(),
        _ => return None,
    })
}

#[cfg(target_os = "linux")]
fn platform() -> settings::PlatformSpecific {
    settings::PlatformSpecific { application_id: "swallowtail".into(), ..settings::PlatformSpecific::default() }
}

#[cfg(not(target_os = "linux"))]
fn platform() -> settings::PlatformSpecific {
    settings::PlatformSpecific::default()
}

/// The butterfly, for the title bar and the task bar.
fn icon() -> Option<iced::window::Icon> {
    static PIXELS: LazyLock<Option<(Vec<u8>, u32, u32)>> = LazyLock::new(|| {
        let picture = image::load_from_memory(include_bytes!("../../resources/swallowtail-64.png")).ok()?.into_rgba8();
        let (width, height) = picture.dimensions();
        Some((picture.into_raw(), width, height))
    });
    let (pixels, width, height) = PIXELS.as_ref()?;
    iced::window::icon::from_rgba(pixels.clone(), *width, *height).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_never_smaller_than_it_can_be() {
        let mut model = Model::default();
        model.settings.main_size = Some((210.0, 5_000.0));
        let settings = settings(&Window::Main, &model, true);
        assert_eq!(settings.size, Size::new(280.0, 5_000.0));
        assert!(!settings.exit_on_close_request);
    }
}
