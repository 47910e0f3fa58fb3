//! The web requests of a transcript, so that a machine that asks for the same gets the same answer.

use crate::parse::{Entry, Kind};
use bytes::Bytes;
use msnp::session::{WebReply, WebRequest};

/// A request with its reply.
pub(crate) struct Exchange {
    pub(crate) url: String,
    authorization: Option<String>,
    /// The end of its action, or of its address.
    pub(crate) operation: String,
    pub(crate) body: String,
    pub(crate) reply: WebReply,
}

/// The last part of an action or an address.
pub(crate) fn operation(address: &str) -> String {
    address.trim_matches('"').rsplit('/').next().unwrap_or_default().to_owned()
}

/// What somebody asked of the web from some line of the file on, in order.
pub(crate) fn exchanges(entries: &[Entry], user: &str) -> Vec<Exchange> {
    let mut found: Vec<Exchange> = Vec::new();
    let theirs = entries.iter().filter(|entry| entry.connection.starts_with(&format!("{user}-http")));
    for entry in theirs {
        match &entry.kind {
            Kind::Web { client: true, lines } => {
                let url = lines[0].split(' ').nth(1).unwrap_or_default().to_owned();
                let authorization = lines.iter().find_map(|line| line.strip_prefix("Authorization: "));
                let authorization = authorization.map(str::to_owned);
                let action = lines.iter().find_map(|line| line.strip_prefix("SOAPAction: "));
                let operation = operation(action.unwrap_or(&url));
                let body = lines.iter().skip_while(|line| !line.is_empty()).skip(1);
                let body = body.map(String::as_str).collect::<Vec<_>>().join("\n");
                found.push(Exchange { url, authorization, operation, body, reply: WebReply::default() });
            }
            Kind::Web { client: false, lines } => {
                if let Some(exchange) = found.last_mut() {
                    exchange.reply = reply(lines);
                }
            }
            _ => {}
        }
    }
    found
}

fn reply(lines: &[String]) -> WebReply {
    let status = lines[0].split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    let headers = lines[1..].iter().take_while(|line| !line.is_empty()).filter_map(|line| line.split_once(": "));
    let headers: Vec<_> = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let body = lines.iter().skip(headers.len() + 2).map(String::as_str).collect::<Vec<_>>().join("\n");
    WebReply { status, headers, body: Bytes::from(body) }
}

/// The reply to a request of ours: theirs to the same address, asked for with the same proof.
pub(crate) fn answer(at: &str, exchanges: &[Exchange], ours: &WebRequest) -> WebReply {
    let theirs = exchanges.iter().find(|exchange| exchange.url == ours.url);
    let theirs = theirs.unwrap_or_else(|| panic!("{at}: nobody asked for {}", ours.url));
    let proof = ours.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("Authorization"));
    assert_eq!(proof.map(|(_, value)| value.expose()), theirs.authorization.as_deref(), "{at}: {}", ours.url);
    theirs.reply.clone()
}
