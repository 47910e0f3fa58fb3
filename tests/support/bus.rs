//! A message bus of the test's own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A message bus that starts nothing by itself: what is installed here, a keyring or another notification service, is
/// no part of the test.
const CONFIG: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=FOLDER</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// A running message bus. It ends with its value.
pub(crate) struct Bus {
    daemon: Child,
    /// Where it is.
    pub(crate) address: String,
    _folder: tempfile::TempDir,
}

impl Bus {
    /// Starts one; says what is missing where that can't be.
    pub(crate) fn start() -> Result<Self, String> {
        if !is_there("dbus-daemon") {
            return Err("it needs the Debian package dbus".into());
        }
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let config = folder.path().join("bus.conf");
        let text = CONFIG.replace("FOLDER", &folder.path().to_string_lossy());
        std::fs::write(&config, text).map_err(|error| error.to_string())?;
        let mut daemon = Command::new("dbus-daemon")
            .args(["--nofork", "--print-address=1", "--config-file"])
            .arg(&config)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| error.to_string())?;
        let address = first_line(&mut daemon);
        let bus = Self { daemon, address, _folder: folder };
        if bus.address.is_empty() { Err("the message bus doesn't start".into()) } else { Ok(bus) }
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

/// The first line that a program prints.
pub(crate) fn first_line(child: &mut Child) -> String {
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        let _ = BufReader::new(stdout).read_line(&mut line);
    }
    line.trim().to_owned()
}

/// Whether a program is installed.
pub(crate) fn is_there(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}
