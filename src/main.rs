//! Swallowtail: arguments, the log, "is there a display?", and run.

mod log;

use clap::Parser;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use swallowtail::app::{self, Environment};
use swallowtail::i18n;
use swallowtail::platform::display;
use swallowtail::store::paths::Paths;

/// A messenger for the MSN Messenger network.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Arguments {
    /// A second identity beside the first, with its own settings and sign-in
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Keep settings and data in this folder instead of the system's places
    #[arg(long, value_name = "FOLDER", env = "SWALLOWTAIL_DATA_DIR")]
    data_dir: Option<PathBuf>,
    /// Light or dark, whatever the system says
    #[arg(long, value_name = "THEME", hide = true)]
    theme: Option<Theme>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Theme {
    Light,
    Dark,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let paths =
        Paths::find(arguments.profile.as_deref(), arguments.data_dir.as_deref()).map_err(|error| error.to_string())?;
    let _display = display::check().map_err(|error| error.to_string())?;
    paths.create().map_err(|error| error.to_string())?;
    log::start(&paths.log());
    i18n::use_system_language();
    tracing::info!(version = env!("CARGO_PKG_VERSION"), profile = ?paths.profile, "start");
    let mut environment = Environment::real(&paths);
    environment.dark = arguments.theme.map(|theme| theme == Theme::Dark);
    // The window toolkit panics where a library of the desktop is missing; that deserves a sentence.
    match catch_unwind(AssertUnwindSafe(|| app::program(environment).run())) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(format!("Swallowtail couldn't run: {error}")),
        Err(_) if display::was_opened() => Err(format!(
            "Swallowtail stopped because of a fault of its own. What happened stands in {}",
            paths.log().display()
        )),
        Err(_) => Err(display::missing_libraries()),
    }
}
