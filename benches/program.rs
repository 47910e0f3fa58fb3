//! The program itself on a display without a screen: how fast it is there, what it needs, and that it rests when nothing
//! happens. `cargo bench --bench program`; `SWALLOWTAIL_IDLE` says for how many seconds it is watched.

#[cfg(target_os = "linux")]
#[allow(dead_code)]
#[path = "../tests/support/desktop.rs"]
mod desktop;

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("This looks at what Linux tells of a program.");
}

#[cfg(target_os = "linux")]
fn main() {
    linux::main();
}

#[cfg(target_os = "linux")]
mod linux {
    use super::desktop::Desktop;
    use std::path::Path;
    use std::process::{Child, Stdio};
    use std::time::{Duration, Instant};

    const PROGRAM: &str = env!("CARGO_BIN_EXE_swallowtail");

    struct Running(Child);

    impl Drop for Running {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    impl Running {
        fn start(desktop: &Desktop, home: &Path) -> Self {
            let mut program = desktop.command(PROGRAM);
            let program = program.arg("--data-dir").arg(home).stdin(Stdio::null()).spawn();
            Self(program.expect("the program starts"))
        }

        fn about(&self, file: &str) -> String {
            std::fs::read_to_string(format!("/proc/{}/{file}", self.0.id())).unwrap_or_default()
        }

        /// What it has in memory.
        fn memory(&self, what: &str) {
            let status = self.about("status");
            let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
            let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().unwrap_or_default();
            figure(what, kilobytes / 1000.0, "MB");
        }

        /// The time that it has used the processor, in its ticks.
        fn ticks(&self) -> u64 {
            let stat = self.about("stat");
            let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
            [11, 12].iter().filter_map(|at| fields.get(*at)?.parse::<u64>().ok()).sum()
        }

        /// How often any of its threads was woken.
        fn wakes(&self) -> u64 {
            let threads = std::fs::read_dir(format!("/proc/{}/task", self.0.id())).into_iter().flatten().flatten();
            let woken = |status: &str| -> Option<u64> {
                status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?.trim().parse().ok()
            };
            threads.filter_map(|thread| woken(&std::fs::read_to_string(thread.path().join("status")).ok()?)).sum()
        }

        fn idle(&self, what: &str, time: Duration) {
            std::thread::sleep(Duration::from_secs(3));
            let (ticks, wakes) = (self.ticks(), self.wakes());
            std::thread::sleep(time);
            // A hundred ticks are a second on every Linux of today.
            let used = (self.ticks() - ticks) as f64 * 10.0;
            let minutes = time.as_secs_f64() / 60.0;
            figure(&format!("{what}: the processor, for each minute"), used / minutes, "ms");
            figure(&format!("{what}: woken, for each minute"), (self.wakes() - wakes) as f64 / minutes, "times");
        }
    }

    fn figure(what: &str, number: f64, unit: &str) {
        println!("{what:<72} {number:>8.1} {unit}");
    }

    pub(super) fn main() {
        let desktop = match Desktop::start() {
            Ok(desktop) => desktop,
            Err(why) => return println!("SKIPPED: {why}"),
        };
        let seconds = std::env::var("SWALLOWTAIL_IDLE").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
        let time = Duration::from_secs(seconds);
        figure("the program's file", std::fs::metadata(PROGRAM).map_or(0.0, |file| file.len() as f64) / 1e6, "MB");
        let mut starts = Vec::new();
        for _ in 0..5 {
            let home = tempfile::tempdir().expect("a folder");
            let start = Instant::now();
            let _program = Running::start(&desktop, home.path());
            while desktop.titles().is_empty() {
                std::thread::yield_now();
            }
            starts.push(start.elapsed());
        }
        starts.sort();
        figure("from start to the first window, the middle one of five", starts[2].as_secs_f64() * 1000.0, "ms");

        let home = tempfile::tempdir().expect("a folder");
        let program = Running::start(&desktop, home.path());
        desktop.wait("the sign-in window", |d| d.focused() == "Swallowtail");
        desktop.settle();
        program.memory("in memory at sign-in");
        desktop.keys(&["Tab", "Tab", "Tab", "Tab", "Return"]);
        desktop.settle();
        desktop.type_text("Alice");
        desktop.keys(&["Tab", "Tab"]);
        desktop.type_text("secret-pw");
        desktop.keys(&["Tab"]);
        desktop.type_text("secret-pw");
        desktop.keys(&["Return"]);
        desktop.wait("the Guide's window", |d| d.titles().iter().any(|title| title.ends_with(") Guide")));
        desktop.settle();
        program.memory("in memory, signed in, with a conversation and the built-in server");
        program.idle("at rest, signed in, with a conversation", time);
        program.memory("in memory after that");
    }
}
