//! A scriptable messenger: one command a line on standard input, one JSON object a line on standard output.
//!
//! `cargo run -p msnp --example cli -- --server HOST:PORT [--nexus URL] --dialects MSNP12,MSNP11 --user A --password P`
//!
//! `--help` lists the commands and the events. A conversation is named by the address of the other person, or as the
//! events name it, such as `group-1`.
//!
//! `wait KIND [SECONDS]` waits for an event of that kind which no earlier `wait` has taken. What answers a command
//! (`acknowledged`, `list`, `error`, …) counts from the last command on; what other people do (`message`, `ring`,
//! `presence`, …) is never missed, however early it came.

#[path = "cli/commands.rs"]
mod commands;
#[path = "cli/print.rs"]
mod print;

use clap::Parser;
use commands::{HELP, Wanted, status, word};
use msnp::client::{self, Events, Gateway, Handle, Network, Proxy};
use msnp::content::TextFormat;
use msnp::content::endpoint::OwnPlace;
use msnp::error::{RequestError, SignOutReason};
use msnp::event::{Answer, ConversationEvent, Event};
use msnp::request::{MessageId, Request};
use msnp::roster::Roster;
use msnp::session::{Config, RequestId};
use msnp::types::{Email, Endpoint, Secret};
use print::{describe, text};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::io::{BufRead, Write};
use std::process::ExitCode;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};

/// How long `wait` waits when nothing else is said.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest wait: a clock has an end, too.
const LONGEST_WAIT: Duration = Duration::from_secs(365 * 24 * 3600);

/// How long `quit` waits for what is still on its way.
const FAREWELL: Duration = Duration::from_secs(5);

/// The kinds of events that answer commands.
const ANSWERS: [&str; 8] = ["acknowledged", "failed", "error", "done", "list", "group", "own-status", "own-name"];

/// Signs in to an MSN server and does what standard input says.
#[derive(Parser)]
#[command(after_help = HELP)]
struct Options {
    /// The notification or dispatch server, as HOST:PORT
    #[arg(long)]
    server: String,
    /// The address of the Passport sign-in (MSNP8 to 12)
    #[arg(long)]
    nexus: Option<String>,
    /// The sign-in service, RST.srf or RST2.srf (MSNP13 to 18); at the server's host when left out, as the next two
    #[arg(long)]
    rst: Option<String>,
    /// The address book, abservice.asmx (MSNP13 to 18)
    #[arg(long)]
    address_book: Option<String>,
    /// The lists beside it, SharingService.asmx (MSNP13 to 18)
    #[arg(long)]
    sharing: Option<String>,
    /// Where messages for people who are offline are left, oim.asmx (MSNP11 to 18); ours are fetched at the same host, from
    /// rsi/rsi.asmx
    #[arg(long)]
    oim: Option<String>,
    /// A service that says itself where its address book is, MsgrConfig.asmx
    #[arg(long)]
    config: Option<String>,
    /// The dialects to offer, best first, separated by commas; all of them when left out
    #[arg(long, value_delimiter = ',')]
    dialects: Vec<String>,
    /// The account
    #[arg(long)]
    user: String,
    /// Its password
    #[arg(long)]
    password: String,
    /// The status to sign in with, such as NLN, BSY or HDN
    #[arg(long, default_value = "NLN")]
    status: String,
    /// The proxy: http://HOST:PORT or socks5://HOST:PORT, with NAME:PASSWORD@ before the host if it wants one; none for
    /// no proxy. The system's when left out
    #[arg(long)]
    proxy: Option<String>,
    /// Go by the service's gateway: the one at URL, or at the server's host when there is no URL
    #[arg(long, value_name = "URL", num_args = 0..=1, require_equals = true)]
    gateway: Option<Option<String>>,
    /// Accept plain HTTP for sign-in when the address is on this machine
    #[arg(long)]
    insecure_loopback: bool,
}

impl Options {
    fn network(&self) -> Result<Network, String> {
        let mut network = Network::default();
        if let Some(proxy) = &self.proxy {
            network.proxy = Proxy::parse(proxy).map_err(text)?;
        }
        if let Some(url) = &self.gateway {
            network.gateway = Gateway::Always;
            network.gateway_url = url.clone();
        }
        Ok(network)
    }

    fn config(self) -> Result<Config, String> {
        let server = Endpoint::parse(&self.server).ok_or_else(|| format!("{} isn't HOST:PORT", self.server))?;
        let email = Email::parse(&self.user).map_err(|e| format!("--user {}: {e}", self.user))?;
        if self.password.is_empty() {
            return Err("the password is empty".to_owned());
        }
        let dialects = self.dialects.iter().map(|name| name.trim()).filter(|name| !name.is_empty());
        let mut config = Config::new(email, Secret::new(self.password), server);
        config.dialects = dialects.map(str::parse).collect::<Result<_, _>>().map_err(text)?;
        config.nexus = self.nexus;
        config.services.tokens = self.rst;
        config.services.address_book = self.address_book;
        config.services.sharing = self.sharing;
        config.services.fetch_offline = self.oim.as_deref().and_then(beside);
        config.services.leave_offline = self.oim;
        config.services.config = self.config;
        config.insecure_loopback = self.insecure_loopback;
        config.status = status(&self.status)?;
        // A script wants to hear of a lost connection, not of a new one.
        config.reconnect = false;
        Ok(config)
    }
}

/// Where offline messages are fetched, at the host where they are left.
fn beside(oim: &str) -> Option<String> {
    let (scheme, rest) = oim.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    Some(format!("{scheme}://{host}/rsi/rsi.asmx"))
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = match Options::try_parse() {
        Ok(options) => options,
        Err(error) => {
            let failed = error.use_stderr();
            let _ = error.print();
            return ExitCode::from(u8::from(failed));
        }
    };
    let outcome = match options.network().and_then(|network| Ok((options.config()?, network))) {
        Ok((config, network)) => run(config, network).await,
        Err(reason) => Err(reason),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

async fn run(config: Config, network: Network) -> Result<(), String> {
    let mut lines = standard_input();
    let (handle, events) = client::connect_with(config, network);
    let mut script = Script::new(handle, events);
    loop {
        let line = tokio::select! {
            line = lines.recv() => line,
            event = script.events.next() => {
                script.take(event)?;
                if !script.over {
                    continue;
                }
                // The session is gone. A script that expects it says so with its next line.
                timeout(Duration::from_millis(300), lines.recv()).await.unwrap_or_default()
            }
        };
        let line = line.unwrap_or_else(|| "quit".to_owned());
        let (command, rest) = word(&line);
        match command {
            "" => {}
            "quit" => return script.quit().await,
            "wait" => {
                let (kind, seconds) = word(rest);
                if kind.is_empty() {
                    return Err("wait KIND [SECONDS]".to_owned());
                }
                let limit = match seconds {
                    "" => PATIENCE,
                    number => number
                        .parse()
                        .ok()
                        .and_then(|n| Duration::try_from_secs_f64(n).ok())
                        .map(|limit| limit.min(LONGEST_WAIT))
                        .ok_or_else(|| format!("wait {kind}: {number} isn't a number of seconds"))?,
                };
                script.wait(kind, limit).await?;
            }
            _ if script.over => return Err(script.reason()),
            _ => script.command(&line),
        }
    }
}

/// The lines of standard input. Its reads block, so they have a thread of their own.
fn standard_input() -> mpsc::Receiver<String> {
    let (sender, lines) = mpsc::channel(64);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().split(b'\n') {
            let Ok(line) = line else { break };
            let line = String::from_utf8_lossy(&line).trim_end_matches('\r').to_owned();
            if sender.blocking_send(line).is_err() {
                break;
            }
        }
    });
    lines
}

/// What the script has done and what came of it.
struct Script {
    handle: Handle,
    events: Events,
    /// How many events were printed, and of each kind the numbers of those that no `wait` has taken.
    printed: u64,
    untaken: HashMap<String, Vec<u64>>,
    /// How many events were printed when the last command was read.
    command_at: u64,
    format: TextFormat,
    roster: Roster,
    places: Vec<OwnPlace>,
    /// What is still on its way.
    requests: HashMap<RequestId, (String, Option<MessageId>)>,
    messages: HashSet<MessageId>,
    over: bool,
    end: Option<SignOutReason>,
}

impl Script {
    fn new(handle: Handle, events: Events) -> Self {
        Self {
            handle,
            events,
            printed: 0,
            untaken: HashMap::new(),
            command_at: 0,
            format: TextFormat::default(),
            roster: Roster::default(),
            places: Vec::new(),
            requests: HashMap::new(),
            messages: HashSet::new(),
            over: false,
            end: None,
        }
    }

    /// Why the session ended.
    fn reason(&self) -> String {
        self.end.as_ref().map_or_else(|| "the session is over".to_owned(), text)
    }

    /// Waits for an event of this kind.
    async fn wait(&mut self, kind: &str, limit: Duration) -> Result<(), String> {
        let deadline = Instant::now() + limit;
        let from = if ANSWERS.contains(&kind) { self.command_at } else { 0 };
        loop {
            if let Some(numbers) = self.untaken.get_mut(kind) {
                numbers.retain(|number| *number > from);
                if !numbers.is_empty() {
                    numbers.remove(0);
                    return Ok(());
                }
            }
            if self.over {
                return Err(self.reason());
            }
            tokio::select! {
                event = self.events.next() => self.take(event)?,
                () = sleep_until(deadline) => {
                    return Err(format!("no event of the kind {kind} within {} seconds", limit.as_secs_f64()));
                }
            }
        }
    }

    /// Signs out, when everything that is on its way has arrived or has had its time.
    async fn quit(&mut self) -> Result<(), String> {
        let deadline = Instant::now() + FAREWELL;
        let busy = |script: &Self| !script.requests.is_empty() || !script.messages.is_empty();
        while !self.over && busy(self) {
            tokio::select! {
                event = self.events.next() => self.take(event)?,
                () = sleep_until(deadline) => break,
            }
        }
        if !self.over {
            self.handle.request(Request::SignOut);
            let deadline = Instant::now() + FAREWELL;
            while !self.over {
                tokio::select! {
                    event = self.events.next() => self.take(event)?,
                    () = sleep_until(deadline) => break,
                }
            }
        }
        // A script that waited for the end knows of it.
        let waited = self.untaken.get("signed-out").is_none_or(Vec::is_empty);
        match &self.end {
            Some(reason) if *reason != SignOutReason::Requested && !waited => Err(text(reason)),
            _ => Ok(()),
        }
    }

    /// Carries out a line that is neither `wait` nor `quit`.
    fn command(&mut self, line: &str) {
        self.command_at = self.printed;
        let wanted = commands::read(line, self.handle.message_id(), &self.format, &self.roster);
        let printed = match wanted {
            Ok(Wanted::Request(request)) => {
                let message = match &request {
                    Request::Say { message, .. } | Request::Nudge { message, .. } => Some(*message),
                    _ => None,
                };
                self.messages.extend(message);
                let id = self.handle.request(request);
                self.requests.insert(id, (line.to_owned(), message));
                return;
            }
            Ok(Wanted::Format(format)) => return self.format = format,
            Ok(Wanted::Places) => self.print_places().and_then(|()| self.print("done", json!({"command": line}))),
            Err(reason) => self.print("error", json!({"command": line, "reason": reason})),
        };
        if let Err(reason) = printed {
            eprintln!("{reason}");
        }
    }

    /// Takes in the next event, or the end.
    fn take(&mut self, event: Option<Event>) -> Result<(), String> {
        let Some(event) = event else {
            self.over = true;
            return Ok(());
        };
        self.roster.apply(&event);
        match &event {
            Event::Answered { request, result } => {
                let command = self.requests.remove(request);
                return self.answered(command, result);
            }
            Event::Places(places) => self.places.clone_from(places),
            Event::SignedOut(reason) => {
                self.over = true;
                self.end = Some(reason.clone());
            }
            Event::Conversation(_, ConversationEvent::MessageState { message, state }) if state.is_final() => {
                self.messages.remove(message);
            }
            _ => {}
        }
        let mut printed = Ok(());
        describe(&event, &mut |kind, fields| {
            if printed.is_ok() {
                printed = self.print(kind, fields);
            }
        });
        // Whoever reads the lines has it now; the service needs to keep it no longer.
        if let (Event::OfflineMessage(message), Ok(())) = (&event, &printed) {
            self.handle.request(Request::OfflineMessageKept(message.id.clone()));
        }
        printed
    }

    /// The places, as they were told last.
    fn print_places(&mut self) -> Result<(), String> {
        let places = Event::Places(self.places.clone());
        let mut printed = Ok(());
        describe(&places, &mut |kind, fields| {
            if printed.is_ok() {
                printed = self.print(kind, fields);
            }
        });
        printed
    }

    fn answered(
        &mut self,
        asked: Option<(String, Option<MessageId>)>,
        result: &Result<Answer, RequestError>,
    ) -> Result<(), String> {
        // What nobody asked for here is the sign-out of `quit`.
        let Some((command, message)) = asked else { return Ok(()) };
        match result {
            Ok(Answer::Done) => self.print("done", json!({"command": command})),
            Ok(Answer::Group(id)) => self.print("done", json!({"command": command, "group": id.0})),
            Ok(Answer::Circle(id)) => self.print("done", json!({"command": command, "circle": id.to_string()})),
            Ok(Answer::Url { address, login, id }) => {
                self.print("done", json!({"command": command, "address": address, "login": login, "id": id}))
            }
            Err(error) => {
                // A message that was refused has no state to come.
                if let Some(message) = message {
                    self.messages.remove(&message);
                }
                let code = if let RequestError::Server(code) = error { Some(code.0) } else { None };
                self.print("error", json!({"command": command, "code": code, "reason": error.to_string()}))
            }
        }
    }

    /// Prints one line.
    fn print(&mut self, kind: &str, fields: Value) -> Result<(), String> {
        let mut object = json!({"event": kind});
        if let (Value::Object(object), Value::Object(fields)) = (&mut object, fields) {
            object.extend(fields);
        }
        self.printed += 1;
        self.untaken.entry(kind.to_owned()).or_default().push(self.printed);
        let mut out = std::io::stdout().lock();
        writeln!(out, "{object}").and_then(|()| out.flush()).map_err(|error| format!("standard output: {error}"))
    }
}
