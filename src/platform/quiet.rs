//! A window that opens without taking the focus away from whatever the person types into.
//!
//! The window toolkit has no word for that on X11. There a window says it by a property (`_NET_WM_USER_TIME` = 0, "no
//! action of the user opened me"), set before it is shown. On Wayland the compositor decides by itself.

/// Says of a window, that is made but not yet shown, that it doesn't want the focus. Blocks for a moment.
#[cfg(target_os = "linux")]
pub fn renounce_focus(raw_window: u64) {
    use x11rb::connection::Connection as _;
    use x11rb::protocol::xproto::{AtomEnum, ConnectionExt as _, PropMode};
    use x11rb::wrapper::ConnectionExt as _;

    let Ok(window) = u32::try_from(raw_window) else { return };
    let attempt = || -> Result<(), Box<dyn std::error::Error>> {
        let (connection, _) = x11rb::connect(None)?;
        let property = connection.intern_atom(false, b"_NET_WM_USER_TIME")?.reply()?.atom;
        connection.change_property32(PropMode::REPLACE, window, property, AtomEnum::CARDINAL, &[0])?.check()?;
        connection.flush()?;
        Ok(())
    };
    if let Err(error) = attempt() {
        tracing::debug!(%error, "a window couldn't be opened quietly");
    }
}

/// Nothing to say here.
#[cfg(not(target_os = "linux"))]
pub fn renounce_focus(_: u64) {}
