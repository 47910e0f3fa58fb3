//! Web requests with their replies, and the payloads that belong to them, out of transcripts.

use bytes::Bytes;
use msnp::session::WebReply;
use msnp::soap::xml::Element;
use std::path::{Path, PathBuf};

/// A transcript, as far as it matters here.
pub(crate) struct Transcript {
    pub(crate) name: String,
    pub(crate) exchanges: Vec<Exchange>,
    /// `ADL`, `RML` and `FQY` with a payload.
    pub(crate) lists: Vec<Payload>,
    /// What stands behind `Mail-Data:` where messages wait.
    pub(crate) mail: Vec<String>,
}

/// A request and its reply.
pub(crate) struct Exchange {
    pub(crate) at: String,
    /// Who asked: `alice`.
    pub(crate) user: String,
    pub(crate) url: String,
    pub(crate) action: String,
    pub(crate) request: Bytes,
    pub(crate) reply: WebReply,
}

/// A command with a payload.
pub(crate) struct Payload {
    pub(crate) at: String,
    pub(crate) verb: String,
    pub(crate) by_client: bool,
    pub(crate) bytes: Bytes,
}

impl Exchange {
    /// The operation's name.
    pub(crate) fn operation(&self) -> &str {
        self.action.rsplit('/').next().unwrap_or_default()
    }
    /// The request as a tree.
    pub(crate) fn tree(&self) -> Element {
        Element::parse(&self.request).unwrap_or_else(|e| panic!("{}: {e}", self.at))
    }
    /// The reply's text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.reply.body).into_owned()
    }
}

/// The transcripts in the folder that `MSNP_TRANSCRIPTS` names, by default the crate's own. Those that tell of no
/// address book are left out.
pub(crate) fn transcripts() -> Vec<Transcript> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts/web");
    let folder = std::env::var_os("MSNP_TRANSCRIPTS").map_or(own, PathBuf::from);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    let all: Vec<Transcript> = files.iter().map(|path| read(path)).filter(has_lists).collect();
    assert!(!all.is_empty(), "no transcript with an address book in {}", folder.display());
    all
}

fn has_lists(transcript: &Transcript) -> bool {
    transcript.exchanges.iter().any(|exchange| exchange.operation() == "FindMembership")
}

/// A line cut up: connection, side, whether it continues the line above, text.
fn cut(line: &str) -> Option<(&str, char, bool, &str)> {
    let (head, rest) = line.strip_prefix('[')?.split_once("] ")?;
    let connection = head.trim().split_once(' ')?.1.trim();
    let (side, text) = rest.split_once(':')?;
    let side = side.chars().next()?;
    match text.strip_prefix("     | ").or_else(|| (text == "     |").then_some("")) {
        Some(text) => Some((connection, side, true, text)),
        None => Some((connection, side, false, text.strip_prefix(' ').unwrap_or(text))),
    }
}

fn read(path: &Path) -> Transcript {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{name}: {e}"));
    let lines: Vec<&str> = text.lines().collect();
    let mut transcript = Transcript { name: name.clone(), exchanges: Vec::new(), lists: Vec::new(), mail: Vec::new() };
    let mut at = 0;
    while at < lines.len() {
        let place = format!("{name}:{}", at + 1);
        let Some((connection, side, false, first)) = cut(lines[at]) else {
            at += 1;
            continue;
        };
        at += 1;
        let mut more = Vec::new();
        while let Some((_, _, true, text)) =
            lines.get(at).and_then(|line| cut(line)).filter(|c| (c.0, c.1) == (connection, side))
        {
            more.push(text);
            at += 1;
        }
        let user = connection.split('-').next().unwrap_or_default().to_owned();
        if connection.contains("-http") {
            let blank = more.iter().position(|line| line.is_empty()).unwrap_or(more.len());
            let headers: Vec<(String, String)> = more[..blank]
                .iter()
                .filter_map(|line| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned())))
                .collect();
            let body = Bytes::from(more.get(blank + 1..).unwrap_or_default().join("\n"));
            if side == 'C' {
                let url = first.split(' ').nth(1).unwrap_or_default().to_owned();
                let action =
                    headers.iter().find(|(name, _)| name == "SOAPAction").map(|(_, value)| value.trim_matches('"'));
                let Some(action) = action.map(str::to_owned) else { continue };
                let reply = WebReply::default();
                transcript.exchanges.push(Exchange { at: place, user, url, action, request: body, reply });
            } else if let Some(exchange) = transcript.exchanges.iter_mut().rev().find(|e| e.user == user)
                && exchange.reply.status == 0
            {
                let status = first.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
                exchange.reply = WebReply { status, headers, body };
            }
        } else if let verb @ ("ADL" | "RML" | "FQY") = first.get(..3).unwrap_or_default()
            && !more.is_empty()
        {
            let bytes = Bytes::from(more.join("\n"));
            let by_client = side == 'C';
            transcript.lists.push(Payload { at: place, verb: verb.to_owned(), by_client, bytes });
        } else if let Some(data) =
            more.iter().find_map(|line| line.strip_prefix("Mail-Data: ")).filter(|d| d.contains("<M>"))
        {
            transcript.mail.push((*data).to_owned());
        }
    }
    transcript
}

/// What stands between two marks, each time.
pub(crate) fn between<'a>(text: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    let pieces = text.split(open).skip(1);
    pieces.filter_map(|piece| piece.split_once(close).map(|(inside, _)| inside.trim())).collect()
}
