//! Whether the system asks for less motion.

use iced::futures::Stream;

/// Whether less motion is wanted, now and whenever that changes. Says nothing where the system doesn't tell.
#[cfg(target_os = "linux")]
pub fn changes() -> impl Stream<Item = bool> {
    use iced::futures::StreamExt as _;
    mundy::Preferences::stream(mundy::Interest::ReducedMotion).map(|wanted| wanted.reduced_motion.is_reduce())
}

/// Whether less motion is wanted, now and whenever that changes. Says nothing where the system doesn't tell.
#[cfg(not(target_os = "linux"))]
pub fn changes() -> impl Stream<Item = bool> {
    iced::futures::stream::pending()
}
