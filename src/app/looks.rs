//! Light, dark, contrast, and how large everything is drawn.

use super::{App, Message};
use crate::store::settings::Appearance;
use crate::windows;
use iced::{Size, Task, window};

impl App {
    /// The palette follows the settings and the system.
    pub(super) fn settle_looks(&mut self) {
        let Appearance { ground, contrast, .. } = self.model.settings.appearance;
        self.model.dark = self.environment.dark.unwrap_or_else(|| ground.is_dark(self.system_dark));
        self.model.contrast = contrast;
    }

    /// The looks are others from now on, in every window that is open.
    pub(super) fn set_appearance(&mut self, appearance: Appearance) -> Task<Message> {
        let before = self.model.settings.appearance.scale();
        self.model.settings.appearance = appearance;
        self.settle_looks();
        let grown = appearance.scale() / before;
        let sizes = if grown == 1.0 { Task::none() } else { self.grow_all(grown) };
        Task::batch([sizes, self.refresh(), self.save()])
    }

    /// Windows grow with what is in them, and keep the least size that their content needs. Sizes are told and taken in
    /// the new scale, in which a window is smaller by as much as everything has grown.
    fn grow_all(&self, grown: f32) -> Task<Message> {
        let scale = self.model.settings.appearance.scale();
        let windows = self.windows.iter().map(|(id, open)| {
            let least = windows::least(&open.which, &self.model);
            let resized = window::size(id).then(move |Size { width, height }| {
                let wanted = Size::new((width * grown).round(), (height * grown).round()).max(least);
                window::monitor_size(id).then(move |monitor| {
                    // The screen counts without the scale. Where it isn't known, the desktop decides.
                    let room = monitor.map_or(wanted, |room| Size::new(room.width / scale, room.height / scale));
                    window::resize(id, wanted.min(room))
                })
            });
            window::set_min_size(id, Some(least)).chain(resized)
        });
        Task::batch(windows.collect::<Vec<_>>())
    }
}
