//! Whom Linux can be asked for how long nobody has touched the computer.

use super::{Idle, watch};
use futures::stream::{BoxStream, StreamExt};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use x11rb::connection::Connection as _;
use x11rb::protocol::screensaver::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;
use zbus::blocking::{Connection, connection, fdo};
use zbus::names::BusName;

/// How long the answer may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Who may know it on the message bus, in milliseconds.
const KNOWING: [Knowing; 2] = [
    // GNOME.
    Knowing {
        name: "org.gnome.Mutter.IdleMonitor",
        path: "/org/gnome/Mutter/IdleMonitor/Core",
        interface: "org.gnome.Mutter.IdleMonitor",
        method: "GetIdletime",
    },
    // KDE, where it runs on X. On Wayland it refuses.
    Knowing {
        name: "org.freedesktop.ScreenSaver",
        path: "/ScreenSaver",
        interface: "org.freedesktop.ScreenSaver",
        method: "GetSessionIdleTime",
    },
];

/// Somebody on the message bus.
#[derive(Debug)]
struct Knowing {
    name: &'static str,
    path: &'static str,
    interface: &'static str,
    method: &'static str,
}

/// Where to ask. Both are `None` for the session that this program was started in.
#[derive(Debug, Clone, Default)]
pub struct System {
    /// An X server, `:7`.
    pub display: Option<String>,
    /// The address of a message bus.
    pub bus: Option<String>,
}

impl Idle for System {
    fn absences(&self, after: Duration) -> BoxStream<'static, bool> {
        // Kept between two looks. A look blocks, so it is taken on a thread that may.
        let source = Arc::new(Mutex::new(Source { system: self.clone(), way: None }));
        let ask = move || {
            let source = source.clone();
            async move {
                let look = move || source.lock().unwrap_or_else(PoisonError::into_inner).idle();
                tokio::task::spawn_blocking(look).await.ok().flatten()
            }
        };
        watch(after, ask).boxed()
    }
}

/// Who is asked.
#[derive(Debug)]
struct Source {
    system: System,
    way: Option<Way>,
}

#[derive(Debug)]
enum Way {
    Display(Box<RustConnection>, u32),
    Bus(Connection, &'static Knowing),
}

impl Source {
    /// How long nobody has touched the computer. Blocks.
    fn idle(&mut self) -> Option<Duration> {
        if let Some(idle) = self.way.as_ref().and_then(Way::ask) {
            return Some(idle);
        }
        // Whoever was asked is gone, or nobody was: the first who knows it is asked from now on.
        self.way = None;
        for way in self.ways() {
            if let Some(idle) = way.ask() {
                tracing::debug!(?way, "idle times come from there");
                self.way = Some(way);
                return Some(idle);
            }
        }
        None
    }

    /// Those who could be asked, the best first.
    fn ways(&self) -> Vec<Way> {
        let System { display, bus } = &self.system;
        let chosen = display.is_some() || bus.is_some();
        // An X server under a Wayland compositor only hears of what goes to its own windows.
        let own = || std::env::var_os("WAYLAND_DISPLAY").is_none_or(|name| name.is_empty()) && !chosen;
        let mut ways = Vec::new();
        if display.is_some() || own() {
            ways.extend(x11rb::connect(display.as_deref()).ok().and_then(|(connection, screen)| {
                let root = connection.setup().roots.get(screen)?.root;
                Some(Way::Display(Box::new(connection), root))
            }));
        }
        if bus.is_some() || !chosen {
            let builder = match bus.as_deref() {
                Some(address) => connection::Builder::address(address),
                None => connection::Builder::session(),
            };
            if let Ok(connection) = builder.and_then(|builder| builder.method_timeout(PATIENCE).build()) {
                ways.extend(KNOWING.iter().map(|knowing| Way::Bus(connection.clone(), knowing)));
            }
        }
        ways
    }
}

impl Way {
    fn ask(&self) -> Option<Duration> {
        let milliseconds = match self {
            Self::Display(connection, root) => {
                let info = connection.screensaver_query_info(*root).ok()?.reply().ok()?;
                u64::from(info.ms_since_user_input)
            }
            Self::Bus(connection, knowing) => {
                let Knowing { name, path, interface, method } = *knowing;
                // Who isn't there isn't started for this.
                let bus = fdo::DBusProxy::new(connection).ok()?;
                if !bus.name_has_owner(BusName::try_from(*name).ok()?).ok()? {
                    return None;
                }
                let reply = connection.call_method(Some(*name), *path, Some(*interface), *method, &()).ok()?;
                let body = reply.body();
                // One counts in 64 bits, the other in 32.
                body.deserialize::<u64>().or_else(|_| body.deserialize::<u32>().map(u64::from)).ok()?
            }
        };
        Some(Duration::from_millis(milliseconds))
    }
}
