//! A desktop of the test's own: a display without a screen, a window manager, a message bus, a notification service.

#[path = "bus.rs"]
mod bus;

use bus::{Bus, first_line, is_there};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What it takes, as Debian calls it.
const PROGRAMS: [(&str, &str); 4] =
    [("Xvfb", "xvfb"), ("openbox", "openbox"), ("xdotool", "xdotool"), ("dbus-daemon", "dbus")];

/// A running desktop. It ends with its value.
pub(crate) struct Desktop {
    children: Vec<Child>,
    display: String,
    bus: Bus,
    /// The notifications so far.
    pub(crate) notifications: Notifications,
    service: zbus::blocking::Connection,
    runtime_folder: tempfile::TempDir,
    /// What is shown with a failure.
    log: Mutex<Option<PathBuf>>,
}

/// A notification, as a program asked for it.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) id: u32,
    pub(crate) app: String,
    pub(crate) summary: String,
    pub(crate) body: String,
    pub(crate) actions: Vec<String>,
}

/// The notifications so far. Clones share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Notifications(Arc<Mutex<Vec<Shown>>>);

impl Notifications {
    pub(crate) fn all(&self) -> Vec<Shown> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    #[allow(clippy::too_many_arguments, reason = "the interface has so many")]
    fn notify(
        &self,
        app_name: String,
        _replaces_id: u32,
        _app_icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        _hints: std::collections::HashMap<String, zbus::zvariant::OwnedValue>,
        _expire_timeout: i32,
    ) -> u32 {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let id = u32::try_from(all.len()).unwrap_or(u32::MAX - 1) + 1;
        all.push(Shown { id, app: app_name, summary, body, actions });
        id
    }

    fn close_notification(&self, _id: u32) {}

    fn get_capabilities(&self) -> Vec<String> {
        ["body", "body-markup", "actions"].map(String::from).to_vec()
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("test".into(), "test".into(), "1".into(), "1.2".into())
    }
}

impl Desktop {
    /// Starts one; says what is missing where that can't be.
    pub(crate) fn start() -> Result<Self, String> {
        let missing: Vec<&str> =
            PROGRAMS.iter().filter(|(program, _)| !is_there(program)).map(|(_, package)| *package).collect();
        if !missing.is_empty() {
            return Err(format!("it needs the Debian packages {}", missing.join(", ")));
        }
        let mut xvfb = Command::new("Xvfb")
            // -r: a machine that is busy must not turn one key press into several.
            .args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset", "-r"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| error.to_string())?;
        let number = first_line(&mut xvfb);
        let runtime_folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let mut desktop_children = vec![xvfb];
        let bus = match Bus::start() {
            Ok(bus) => bus,
            Err(why) => {
                end(&mut desktop_children);
                return Err(why);
            }
        };
        let display = format!(":{number}");
        if number.is_empty() {
            end(&mut desktop_children);
            return Err("the display doesn't start".into());
        }
        let openbox = Command::new("openbox").env("DISPLAY", &display).stderr(Stdio::null()).spawn();
        desktop_children.extend(openbox.ok());
        if !manages(&display) {
            end(&mut desktop_children);
            return Err("the window manager doesn't start".into());
        }
        let notifications = Notifications::default();
        let service = zbus::blocking::connection::Builder::address(bus.address.as_str())
            .and_then(|builder| builder.serve_at("/org/freedesktop/Notifications", notifications.clone()))
            .and_then(|builder| builder.name("org.freedesktop.Notifications"))
            .and_then(zbus::blocking::connection::Builder::build);
        let service = match service {
            Ok(service) => service,
            Err(error) => {
                end(&mut desktop_children);
                return Err(error.to_string());
            }
        };
        Ok(Self {
            children: desktop_children,
            display,
            bus,
            notifications,
            service,
            runtime_folder,
            log: Mutex::default(),
        })
    }

    /// Names the log of the program, to be shown with a failure.
    pub(crate) fn explain_with(&self, log: PathBuf) {
        *self.log.lock().unwrap_or_else(PoisonError::into_inner) = Some(log);
    }

    /// A program on this desktop.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus.address)
            .env("XDG_RUNTIME_DIR", self.runtime_folder.path())
            .env("LANG", "C.UTF-8")
            .env_remove("LANGUAGE")
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("WAYLAND_SOCKET");
        command
    }

    fn xdotool(&self, arguments: &[&str]) -> String {
        let output = self.command("xdotool").args(arguments).stderr(Stdio::null()).output();
        output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
    }

    /// The windows that are shown, with their titles.
    fn windows(&self) -> Vec<(String, String)> {
        let ids = self.xdotool(&["search", "--onlyvisible", "--class", "swallowtail"]);
        ids.lines().map(|id| (id.to_owned(), self.xdotool(&["getwindowname", id]))).collect()
    }

    /// The titles of the windows that are shown.
    pub(crate) fn titles(&self) -> Vec<String> {
        self.windows().into_iter().map(|(_, title)| title).collect()
    }

    /// The title of the window with the focus.
    pub(crate) fn focused(&self) -> String {
        self.xdotool(&["getactivewindow", "getwindowname"])
    }

    /// Presses keys, as on the keyboard: `Tab`, `ctrl+q`.
    pub(crate) fn keys(&self, keys: &[&str]) {
        for key in keys {
            self.xdotool(&["key", "--clearmodifiers", key]);
            std::thread::sleep(Duration::from_millis(60));
        }
    }

    /// Types a text of plain letters.
    pub(crate) fn type_text(&self, text: &str) {
        self.xdotool(&["type", "--delay", "12", text]);
        std::thread::sleep(Duration::from_millis(60));
    }

    /// Brings a window forward, as a click in the task bar does.
    pub(crate) fn activate(&self, title: &str) {
        if let Some((id, _)) = self.windows().iter().find(|(_, shown)| shown == title) {
            self.xdotool(&["windowactivate", "--sync", id]);
        }
    }

    /// Clicks a notification.
    pub(crate) fn click(&self, notification: &Shown) {
        let action = notification.actions.first().cloned().unwrap_or_default();
        self.service
            .emit_signal(
                None::<&str>,
                "/org/freedesktop/Notifications",
                "org.freedesktop.Notifications",
                "ActionInvoked",
                &(notification.id, action),
            )
            .expect("the signal is sent");
    }

    /// Waits until something holds; panics with the windows and the notifications where it doesn't come to that.
    pub(crate) fn wait(&self, what: &str, until: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !until(self) {
            if start.elapsed() > Duration::from_secs(30) {
                let picture = self.screenshot();
                let log = self.log.lock().unwrap_or_else(PoisonError::into_inner).clone();
                let log = log.and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
                panic!(
                    "waited in vain: {what}\nwindows: {:?}, focused: {:?}\nnotifications: {:#?}\npicture: {picture:?}\n{log}",
                    self.titles(),
                    self.focused(),
                    self.notifications.all()
                );
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until the picture rests: what was under way when a window came up is done then. A blinking caret is
    /// slower than the looks taken here.
    pub(crate) fn settle(&self) {
        let look = || -> Option<Vec<u8>> {
            use x11rb::connection::Connection as _;
            use x11rb::protocol::xproto::{ConnectionExt as _, ImageFormat};
            let (connection, screen) = x11rb::connect(Some(&self.display)).ok()?;
            let root = &connection.setup().roots[screen];
            let (width, height) = (root.width_in_pixels, root.height_in_pixels);
            let image = connection.get_image(ImageFormat::Z_PIXMAP, root.root, 0, 0, width, height, u32::MAX).ok()?;
            Some(image.reply().ok()?.data)
        };
        let start = Instant::now();
        let (mut last, mut same) = (look(), 0);
        while same < 3 && start.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(120));
            let next = look();
            same = if next == last { same + 1 } else { 0 };
            last = next;
        }
    }

    /// A picture of the desktop for whoever looks into a failure, where ImageMagick is there.
    fn screenshot(&self) -> Option<PathBuf> {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("desktop.png");
        let taken = self.command("import").args(["-window", "root"]).arg(&path).status();
        taken.is_ok_and(|status| status.success()).then_some(path)
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        end(&mut self.children);
    }
}

fn end(children: &mut Vec<Child>) {
    for mut child in children.drain(..).rev() {
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// Waits until the window manager has taken over: a window that is shown in that very moment is lost between the two.
fn manages(display: &str) -> bool {
    use x11rb::connection::Connection as _;
    use x11rb::protocol::xproto::{AtomEnum, ConnectionExt as _};
    let asked = || -> Result<bool, Box<dyn std::error::Error>> {
        let (connection, screen) = x11rb::connect(Some(display))?;
        let root = connection.setup().roots[screen].root;
        let property = connection.intern_atom(false, b"_NET_SUPPORTING_WM_CHECK")?.reply()?.atom;
        let reply = connection.get_property(false, root, property, AtomEnum::WINDOW, 0, 1)?.reply()?;
        Ok(reply.value_len > 0)
    };
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(20) {
        if asked().unwrap_or(false) {
            return true;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    false
}
