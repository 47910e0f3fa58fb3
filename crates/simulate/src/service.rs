//! The server with the web pages of its sign-in, which take the one password that everybody has here.

use msnp::session::{WebReply, WebRequest};
use msnp::soap::time::Timestamp;
use msnp::types::{Email, Instant, Secret};
use msnp::wire::escape;
use msnp_server::directory::{Account, AccountId, Credentials, Directory, Draft, MemoryDirectory, SaltedMd5};
use msnp_server::entropy::SeededEntropy;
use msnp_server::machine::{Server, Settings, WebCall};
use msnp_server::rst;
use std::net::SocketAddr;

/// Everybody's password.
pub(crate) const PASSWORD: &str = "hunter2";
/// Where everything is.
pub(crate) const HOST: &str = "sim.example";
/// The Unix time at which the virtual clock begins.
pub(crate) const UNIX_START: u64 = 1_700_000_000;

/// What time it is on the calendar.
pub(crate) fn wall(now: Instant) -> Timestamp {
    Timestamp(i64::try_from(UNIX_START + now.0.as_secs()).unwrap_or(i64::MAX))
}

/// The address of an account.
pub(crate) fn address(account: usize) -> Email {
    let text = format!("person{account}@sim.example");
    // The text is an address by its making.
    Email::parse(&text).unwrap_or_else(|error| unreachable!("{text}: {error}"))
}

/// So many accounts, none of which knows another.
pub(crate) fn accounts(count: usize) -> Box<dyn Directory> {
    let mut directory = MemoryDirectory::new();
    for account in 0..count {
        let salt = format!("salt-{account}");
        let digest = Secret::new(msnp::auth::md5::hex(format!("{salt}{PASSWORD}")));
        let draft = Draft {
            email: address(account),
            name: format!("Person {account}"),
            guid: format!("00000000-0000-4000-8000-{account:012}"),
            credentials: Credentials { password: Secret::new("-"), md5: Some(SaltedMd5 { salt, digest }) },
        };
        if let Err(error) = directory.create(draft) {
            unreachable!("an account of an empty directory: {error}");
        }
    }
    Box::new(directory)
}

/// The server of one run of its process.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) server: Server,
}

impl Service {
    pub(crate) fn start(directory: Box<dyn Directory>, seed: u64) -> Self {
        let settings = Settings { unix_start: UNIX_START, ..Settings::default() };
        Self { server: Server::new(settings, directory, Box::new(SeededEntropy::new(seed))) }
    }

    /// Answers a web request.
    pub(crate) fn web(&mut self, now: Instant, remote: SocketAddr, request: &WebRequest) -> WebReply {
        let path = path(&request.url).to_ascii_lowercase();
        match path.as_str() {
            "/rdr/pprdr.asp" => with_header(200, "PassportURLs", format!("DALogin=https://{HOST}/login")),
            "/login" => self.login(now, request),
            _ => match rst::Form::of(&path) {
                Some(form) => self.tokens(now, form, &request.body),
                None => self.call(now, remote, path, request),
            },
        }
    }

    fn login(&mut self, now: Instant, request: &WebRequest) -> WebReply {
        let given = header(request, "Authorization").unwrap_or_default();
        let field = |name: &str| {
            let mut fields = given.split([',', ' ']).filter_map(|field| field.split_once('='));
            fields.find_map(|(key, value)| (key == name).then(|| escape::decode(value).into_owned()))
        };
        let account = field("sign-in").and_then(|email| self.account(&email));
        match account.filter(|_| field("pwd").as_deref() == Some(PASSWORD)) {
            Some(account) => {
                let ticket = self.server.issue_ticket(now, account.id);
                let info = format!("Passport1.4 da-status=success,tname=MSPAuth,from-PP='{}'", ticket.expose());
                with_header(200, "Authentication-Info", info)
            }
            None => with_header(401, "WWW-Authenticate", "Passport1.4 da-status=failed".to_owned()),
        }
    }

    fn tokens(&mut self, now: Instant, form: rst::Form, body: &[u8]) -> WebReply {
        let wall = wall(now);
        let answer = rst::read(form, body, wall).and_then(|request| {
            let account = self.account(request.email.as_str());
            let account = account.filter(|_| request.password.expose() == PASSWORD).ok_or(rst::Refusal::Wrong)?;
            let issued = self.server.issue_tokens(now, account.id);
            let owner = rst::Owner { email: &account.email, number: account.number() };
            Ok(rst::tokens(form, &owner, &request.addresses, &issued, &"A".repeat(512), wall))
        });
        reply(200, answer.unwrap_or_else(|refusal| rst::fault(form, refusal, wall)))
    }

    fn call(&mut self, now: Instant, remote: SocketAddr, path: String, request: &WebRequest) -> WebReply {
        let cookie = header(request, "Cookie").and_then(|cookie| {
            cookie.split(';').find_map(|part| part.trim().strip_prefix("MSPAuth=").map(Secret::new))
        });
        let call = WebCall {
            remote,
            origin: format!("https://{HOST}"),
            path,
            action: header(request, "SOAPAction").unwrap_or_default().trim_matches('"').to_owned(),
            cookie,
            body: request.body.clone(),
        };
        let answer = self.server.web(now, &call);
        reply(answer.status, answer.body)
    }

    fn account(&self, email: &str) -> Option<Account> {
        self.server.directory().account(&Email::parse(email).ok()?).ok()?
    }

    /// The number of an account that was made for a simulation.
    pub(crate) fn id(&self, account: usize) -> AccountId {
        match self.account(address(account).as_str()) {
            Some(account) => account.id,
            None => unreachable!("accounts are never removed here"),
        }
    }
}

fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
    path.split('?').next().unwrap_or(path)
}

fn header<'a>(request: &'a WebRequest, name: &str) -> Option<&'a str> {
    request.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.expose())
}

fn reply(status: u16, body: String) -> WebReply {
    WebReply { status, headers: Vec::new(), body: body.into() }
}

fn with_header(status: u16, name: &str, value: String) -> WebReply {
    WebReply { status, headers: vec![(name.to_owned(), value)], ..WebReply::default() }
}
