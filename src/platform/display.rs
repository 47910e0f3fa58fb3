//! Is there a display? Asked before the window toolkit is started, which would only panic.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What a bare Debian 12 lacks, as one installs it.
pub const PACKAGES: &str =
    "libx11-6 libxcursor1 libxi6 libx11-xcb1 libxkbcommon-x11-0 libwayland-client0 ca-certificates";

/// Why there can be no window.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DisplayError {
    /// No display is named.
    #[error(
        "Swallowtail needs a graphical desktop, and there is none here: neither WAYLAND_DISPLAY nor DISPLAY is set.\n\
         Start it from a desktop session. Over ssh use \u{201c}ssh -X\u{201d}; without a screen use xvfb-run (Debian package xvfb)."
    )]
    NoDisplay,
    /// The X server that is named doesn't answer.
    #[error(
        "Swallowtail couldn't reach the display \u{201c}{display}\u{201d} ({reason}).\n\
         Check that the desktop runs and that DISPLAY and XAUTHORITY are right."
    )]
    Unreachable { display: String, reason: String },
    /// The Wayland compositor that is named doesn't answer.
    #[error(
        "Swallowtail couldn't reach the Wayland display \u{201c}{display}\u{201d} ({reason}).\n\
         Check that the desktop runs and that WAYLAND_DISPLAY and XDG_RUNTIME_DIR are right."
    )]
    NoCompositor { display: String, reason: String },
}

/// A display that answers. Keep it until the windows are gone: an X server without a window manager (Xvfb) starts anew
/// when its last client leaves, and the windows would knock at a closed door.
#[derive(Debug)]
#[must_use]
pub struct Display {
    #[cfg(target_os = "linux")]
    _connection: Option<x11rb::rust_connection::RustConnection>,
}

impl Display {
    const UNASKED: Self = Self {
        #[cfg(target_os = "linux")]
        _connection: None,
    };
}

/// Looks at the environment, and knocks at the X server or the Wayland compositor that will be used.
///
/// # Errors
/// Says in a sentence what is missing.
pub fn check() -> Result<Display, DisplayError> {
    match wanted(|name| std::env::var(name).ok()) {
        Wanted::Unneeded => Ok(Display::UNASKED),
        Wanted::Wayland => knock_wayland(|name| std::env::var(name).ok()).map(|()| Display::UNASKED),
        Wanted::Nothing => Err(DisplayError::NoDisplay),
        Wanted::X11(display) => knock(display),
    }
}

/// Said when the toolkit gave up before it opened a window: nearly always because a library isn't installed.
pub fn missing_libraries() -> String {
    format!(
        "Swallowtail couldn't open a window: a library of the desktop seems to be missing.\n\
         On Debian and Ubuntu: sudo apt install {PACKAGES}\n"
    )
}

/// Whether a window was ever opened in this run.
static OPENED: AtomicBool = AtomicBool::new(false);

/// Notes that a window was opened: what fails from now on isn't for want of a display.
pub fn opened() {
    OPENED.store(true, Ordering::Relaxed);
}

/// Whether [`opened`] was said.
pub fn was_opened() -> bool {
    OPENED.load(Ordering::Relaxed)
}

#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Unneeded,
    Wayland,
    X11(String),
    Nothing,
}

/// Which display the window toolkit will take: Wayland before X11, as it does.
fn wanted(variable: impl Fn(&str) -> Option<String>) -> Wanted {
    if !cfg!(all(unix, not(target_os = "macos"))) {
        return Wanted::Unneeded;
    }
    let set = |name| variable(name).filter(|value| !value.is_empty());
    if set("WAYLAND_DISPLAY").is_some() || set("WAYLAND_SOCKET").is_some() {
        return Wanted::Wayland;
    }
    set("DISPLAY").map_or(Wanted::Nothing, Wanted::X11)
}

/// Whether windows will be X11's.
pub fn is_x11() -> bool {
    matches!(wanted(|name| std::env::var(name).ok()), Wanted::X11(_))
}

/// The toolkit panics when nobody answers, which would look like a library that is missing.
#[cfg(target_os = "linux")]
fn knock_wayland(variable: impl Fn(&str) -> Option<String>) -> Result<(), DisplayError> {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    // A connection that was handed over is open already.
    let (None, Some(display)) = (set("WAYLAND_SOCKET"), set("WAYLAND_DISPLAY")) else { return Ok(()) };
    // A display that is a whole path needs no folder, and joining leaves it as it is.
    let folder = set("XDG_RUNTIME_DIR").unwrap_or_default();
    match std::os::unix::net::UnixStream::connect(std::path::Path::new(&folder).join(&display)) {
        Ok(_) => Ok(()),
        Err(error) => Err(DisplayError::NoCompositor { display, reason: error.to_string() }),
    }
}

#[cfg(not(target_os = "linux"))]
fn knock_wayland(_: impl Fn(&str) -> Option<String>) -> Result<(), DisplayError> {
    Ok(())
}

#[cfg(target_os = "linux")]
fn knock(display: String) -> Result<Display, DisplayError> {
    // Display n listens at TCP port 6000 + n; a number beyond what ports allow makes the library overflow.
    let number = display.rsplit_once(':').and_then(|(_, rest)| rest.split('.').next()?.parse::<u16>().ok());
    if number.is_none_or(|number| number > u16::MAX - 6000) {
        return Err(DisplayError::Unreachable { display, reason: "that is no display's name".into() });
    }
    let mut attempts = 0;
    loop {
        attempts += 1;
        match x11rb::connect(Some(&display)) {
            Ok((connection, _)) => return Ok(Display { _connection: Some(connection) }),
            // It may be just starting anew.
            Err(_) if attempts < 5 => std::thread::sleep(Duration::from_millis(100)),
            Err(error) => return Err(DisplayError::Unreachable { display, reason: error.to_string() }),
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn knock(_: String) -> Result<Display, DisplayError> {
    Ok(Display::UNASKED)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn with(variables: &'static [(&'static str, &'static str)]) -> Wanted {
        wanted(|name| variables.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn wayland_goes_before_x11_and_empty_is_unset() {
        assert_eq!(with(&[("WAYLAND_DISPLAY", "wayland-0"), ("DISPLAY", ":0")]), Wanted::Wayland);
        assert_eq!(with(&[("WAYLAND_DISPLAY", ""), ("DISPLAY", ":0")]), Wanted::X11(":0".into()));
        assert_eq!(with(&[("DISPLAY", "")]), Wanted::Nothing);
        assert_eq!(with(&[]), Wanted::Nothing);
    }

    #[test]
    fn a_display_that_is_not_there_is_a_sentence() {
        for name in [":54321", ":64999", ":99999999", "nonsense", ""] {
            let error = knock(name.into()).expect_err("there is no such display");
            assert!(error.to_string().contains(name), "{error}");
        }
    }

    #[test]
    fn a_compositor_that_is_gone_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("wayland-7");
        let ask = |display: &str, socket: Option<&str>| {
            knock_wayland(|name| match name {
                "XDG_RUNTIME_DIR" => folder.path().to_str().map(Into::into),
                "WAYLAND_DISPLAY" => Some(display.to_owned()),
                "WAYLAND_SOCKET" => socket.map(Into::into),
                _ => None,
            })
        };
        let refused = ask("wayland-7", None).expect_err("nobody listens");
        assert!(refused.to_string().contains("wayland-7"), "{refused}");
        let listener = std::os::unix::net::UnixListener::bind(&path).expect("bound");
        assert_eq!(ask("wayland-7", None), Ok(()));
        assert_eq!(ask(path.to_str().expect("UTF-8"), None), Ok(()), "a whole path");
        drop(listener);
        assert!(ask("wayland-7", None).is_err(), "a socket that was left behind");
        assert_eq!(ask("wayland-7", Some("5")), Ok(()), "handed over");
    }
}
