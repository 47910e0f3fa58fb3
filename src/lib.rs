//! Swallowtail, a messenger for the MSN Messenger network.
//!
//! ```text
//! app       the one owner of all state: routes messages, carries out what windows ask for
//! model     what all windows look at: roster, conversations, connection, settings
//! session   msnp::client as a subscription
//! local     the built-in server, started here or joined
//! windows   which window is which; size, place, focus
//! window/   one file a window: struct, Message, new, title, update, view
//! widget/   what several windows draw
//! store/    paths, settings, service presets, keyring, history
//! platform/ notifications, links: a trait, the real one, one that records for tests
//! emoticon  the classic codes and their emoji
//! spelling  which words of a text are misspelt, and what is right
//! markup    text where markup is read
//! theme, i18n, shortcut
//! ```

pub mod app;
pub mod emoticon;
pub mod i18n;
pub mod local;
pub mod markup;
pub mod model;
pub mod platform;
pub mod session;
pub mod shortcut;
pub mod spelling;
pub mod store;
pub mod theme;
pub mod widget;
pub mod window;
pub mod windows;
