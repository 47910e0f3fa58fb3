//! The program `msnp-server`: serves, and keeps accounts.

use clap::{Args, Parser, Subcommand};
use msnp::types::{Email, Secret};
use msnp_server::{Accounts, NewAccount, RunningServer, ServerConfig, TlsChoice};
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// A server for MSN Messenger clients, MSNP2 to MSNP18.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until Ctrl-C or SIGTERM.
    Serve(Serve),
    /// Make, list and remove accounts, also while a server runs.
    #[command(subcommand)]
    Account(Account),
}

#[derive(Debug, Args)]
struct Serve {
    /// Where MSNP is spoken; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:1863")]
    listen: SocketAddr,
    /// Where the web pages of sign-in are; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080")]
    web_listen: SocketAddr,
    /// The folder with the accounts.
    #[arg(long)]
    data: PathBuf,
    /// A certificate for the web pages, in PEM, with those of whoever vouches for it. Without one the server makes its
    /// own on the first start, and keeps it in the folder with the accounts.
    #[arg(long, requires = "tls_key", value_name = "FILE")]
    tls_cert: Option<PathBuf>,
    /// The key of that certificate, in PEM.
    #[arg(long, requires = "tls_cert", value_name = "FILE")]
    tls_key: Option<PathBuf>,
    /// Take passwords over plain HTTP from other machines, too: for clients of old that know no TLS of today. Everybody
    /// on the way can read them.
    #[arg(long)]
    allow_plain: bool,
    /// Have the Guide online, a built-in contact who answers questions.
    #[arg(long)]
    guide: bool,
}

#[derive(Debug, Subcommand)]
enum Account {
    /// Make an account. The password is the first line of standard input.
    Add {
        /// The address, such as alice@example.com.
        email: String,
        /// The name that others see; without it the first part of the address.
        #[arg(long, default_value = "")]
        name: String,
        /// The folder with the accounts.
        #[arg(long)]
        data: PathBuf,
        /// Allow sign-in with MSNP2 to 7. It needs a salted MD5 of the password, which is far easier to guess from
        /// than what is kept otherwise.
        #[arg(long)]
        md5: bool,
    },
    /// List the accounts: address, name, and "md5" where MSNP2 to 7 are allowed, with tabs between.
    List {
        /// The folder with the accounts.
        #[arg(long)]
        data: PathBuf,
    },
    /// Remove an account.
    Remove {
        /// Its address.
        email: String,
        /// The folder with the accounts.
        #[arg(long)]
        data: PathBuf,
    },
}

fn main() -> ExitCode {
    let log = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "msnp_server=info".into());
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(log).with_writer(std::io::stderr).with_ansi(colours).init();
    let done = match Arguments::parse().command {
        Command::Serve(arguments) => serve(arguments),
        Command::Account(command) => account(command),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn serve(arguments: Serve) -> Result<(), String> {
    let Serve { listen, web_listen, data, guide, tls_cert, tls_key, allow_plain } = arguments;
    let tls = match tls_cert.zip(tls_key) {
        Some((certificate, key)) => TlsChoice::Files { certificate, key },
        None => TlsChoice::Own,
    };
    // Before the first line is printed, so that a signal right after it already ends in a clean stop.
    let stop = stop_signal()?;
    let server = RunningServer::start(ServerConfig { listen, web_listen, data, guide, tls, allow_plain })
        .await
        .map_err(|error| error.to_string())?;
    let fingerprint = server.fingerprint().map(|fingerprint| fingerprint.to_string());
    let ready = serde_json::json!({
        "listen": server.listen, "web_listen": server.web_listen, "fingerprint": fingerprint
    });
    print(&format!("{ready}\n"))?;
    stop.await;
    server.stop().await;
    Ok(())
}

#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>, String> {
    use tokio::signal::unix::{SignalKind, signal};
    let fail = |error: std::io::Error| format!("Couldn't wait for signals: {error}");
    let mut interrupt = signal(SignalKind::interrupt()).map_err(fail)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(fail)?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>, String> {
    Ok(async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::warn!(%error, "can't wait for Ctrl-C");
            std::future::pending::<()>().await;
        }
    })
}

fn account(command: Account) -> Result<(), String> {
    let open = |data: &PathBuf| Accounts::open(data).map_err(|error| error.to_string());
    let address = |text: &str| Email::parse(text).map_err(|error| format!("{text:?} is no address: {error}."));
    match command {
        Account::Add { email, name, data, md5 } => {
            let email = address(&email)?;
            let password = read_password()?;
            let account = NewAccount { email, name, password, md5 };
            open(&data)?.create(account).map_err(|error| error.to_string())
        }
        Account::List { data } => {
            let lines = open(&data)?.list().map_err(|error| error.to_string())?.into_iter().map(|account| {
                let md5 = if account.md5 { "\tmd5" } else { "" };
                format!("{}\t{}{md5}\n", account.email, account.name)
            });
            print(&lines.collect::<String>())
        }
        Account::Remove { email, data } => {
            let email = address(&email)?;
            open(&data)?.remove(&email).map_err(|error| error.to_string())
        }
    }
}

/// The first line of standard input, without its end.
fn read_password() -> Result<Secret, String> {
    let mut line = String::new();
    // A line longer than any password is cut, and then refused as too long.
    let mut input = std::io::Read::take(std::io::stdin().lock(), 4096);
    input.read_line(&mut line).map_err(|error| format!("Couldn't read the password: {error}"))?;
    Ok(Secret::new(line.trim_end_matches(['\r', '\n'])))
}

fn print(text: &str) -> Result<(), String> {
    let mut out = std::io::stdout();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| format!("Couldn't write: {error}"))
}
