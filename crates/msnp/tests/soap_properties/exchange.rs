//! Real exchanges with a sign-in service: what we ask, read and prove against what a hand-written client and an
//! independent server said. One exchange stands beside this file; `MSNP_TRANSCRIPTS` adds every one of a folder.

use bytes::Bytes;
use msnp::auth::sso;
use msnp::session::WebReply;
use msnp::soap::token::{self, Answer, Audience, Form, TokenError, Tokens, Wish};
use msnp::soap::xml::Element;
use msnp::types::{Email, Instant, Secret};
use std::collections::HashMap;
use std::time::Duration;

const REQUEST: &str = include_str!("rst_request.xml");
const REPLY: &str = include_str!("rst_reply.xml");
const FAULT: &str = include_str!("rst_fault.xml");
const USR: &str = include_str!("usr.txt");

const URL: &str = "https://127.0.0.1:2443/RST.srf";

/// Who asks, and for what: all that a sign-in service reads of a request.
#[derive(Debug, PartialEq)]
struct Asked {
    name: String,
    password: String,
    tokens: Vec<(String, Option<String>)>,
}

fn asked(body: &[u8]) -> Asked {
    let tree = Element::parse(body).expect("a request");
    let user = tree.find("UsernameToken").expect("a user");
    let value = |name: &str| user.child(name).expect("a value").text().to_owned();
    let tokens = tree.find_all("RequestSecurityToken").into_iter().map(|token| {
        let policy = token.child("PolicyReference").and_then(|policy| policy.attribute("URI"));
        (token.find("Address").expect("an address").value().to_owned(), policy.map(str::to_owned))
    });
    Asked { name: value("Username"), password: value("Password"), tokens: tokens.collect() }
}

fn reply(body: &str) -> WebReply {
    WebReply { status: 200, headers: Vec::new(), body: Bytes::copy_from_slice(body.as_bytes()) }
}

/// Our request is theirs, but for how it is written.
fn same_request(theirs: &str) {
    let theirs = asked(theirs.as_bytes());
    let policy = theirs.tokens.iter().find(|(address, _)| address == Audience::Messenger.address());
    let policy = policy.and_then(|(_, policy)| policy.as_deref()).expect("a policy");
    let (email, password) = (Email::parse(&theirs.name).expect("an address"), Secret::new(&theirs.password));
    let ours = token::request(URL, Form::Rst, &email, &password, &Wish::sso(policy), false).expect("a request");
    assert_eq!(asked(&ours.body), theirs);
}

/// The reply gives what the client then sent: `USR n SSO S ticket proof`, with the nonce of the server's `USR`.
fn same_proof(body: &str, nonce: &str, usr: &str) {
    let Ok(Answer::Tokens(issued)) = token::read(URL, &reply(body), None, false) else { panic!("no tokens") };
    for audience in [Audience::Messenger, Audience::Offline, Audience::Contacts, Audience::Secure] {
        assert!(issued.token(audience).is_some(), "{audience:?}");
    }
    let mut tokens = Tokens::default();
    let now = Instant(Duration::from_secs(1));
    tokens.keep(now, None, issued);
    // That server gives every token a day.
    let due = tokens.next_due().expect("a time").since(now);
    assert!((80_000..86_400).contains(&due.as_secs()), "{due:?}");

    let (ticket, secret) = tokens.sign_in(now).expect("a ticket and a secret");
    let mut words = usr.split(' ').skip(4);
    let (theirs, proof) = (words.next().expect("a ticket"), words.next().expect("a proof"));
    assert_eq!(ticket.expose(), theirs);
    let mut iv = [0; 8];
    iv.copy_from_slice(&base64(proof)[28..36]);
    assert_eq!(sso::proof(secret, nonce, iv).expect("a proof").expose(), proof);
}

/// As simple as can be, so that the proof is not judged by the code that made it.
fn base64(text: &str) -> Vec<u8> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits = text.trim_end_matches('=').chars().map(|c| ALPHABET.find(c).expect("base64"));
    let bits: Vec<bool> = bits.flat_map(|six| (0..6).rev().map(move |bit| six >> bit & 1 == 1)).collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | u8::from(*bit))).collect()
}

#[test]
fn our_request_is_that_of_the_other_client() {
    same_request(REQUEST);
}

#[test]
fn our_proof_is_the_one_that_a_server_took() {
    let mut lines = USR.lines();
    let nonce = lines.next().and_then(|line| line.split(' ').nth(5)).expect("a nonce");
    same_proof(REPLY, nonce, lines.next().expect("an answer"));
}

#[test]
fn a_real_refusal() {
    assert_eq!(token::read(URL, &reply(FAULT), None, false), Err(TokenError::WrongPassword));
}

/// Every exchange with a sign-in service in the files of `MSNP_TRANSCRIPTS`, if that is set.
#[test]
fn every_exchange_of_a_folder() {
    let Some(folder) = std::env::var_os("MSNP_TRANSCRIPTS") else { return };
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a transcript");
        let (requests, proofs) = replay(&text);
        assert_eq!(requests > 0, text.contains("/RST"), "{}: nothing was compared", path.display());
        assert_eq!(proofs > 0, text.contains("C: USR 4 SSO S "), "{}: nothing was proved", path.display());
        println!("{}: {requests} requests, {proofs} proofs", path.display());
    }
}

/// Goes through one transcript: how many requests and proofs there were.
fn replay(text: &str) -> (usize, usize) {
    let (mut requests, mut proofs) = (0, 0);
    let mut nonces: HashMap<String, String> = HashMap::new();
    let mut last: Option<String> = None;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((connection, rest)) = line.split_once("] ") else { continue };
        let connection = connection.rsplit(' ').find(|word| !word.is_empty()).unwrap_or_default().to_owned();
        let mut body = Vec::new();
        while let Some(more) = lines.peek().and_then(|line| line.split_once(": ")?.1.strip_prefix("    | ")) {
            body.push(more);
            lines.next();
        }
        let body = body.iter().skip_while(|line| !line.is_empty()).copied().collect::<Vec<_>>().join("\n");
        if rest.starts_with("C: POST ") && rest.contains("/RST") {
            same_request(body.trim_start());
            requests += 1;
            last = Some(String::new());
        } else if rest.starts_with("S: HTTP ") && last.as_deref() == Some("") {
            last = Some(body.trim_start().to_owned());
        } else if let Some(usr) = rest.strip_prefix("S: USR ").filter(|usr| usr.contains(" SSO S ")) {
            nonces.insert(connection, usr.rsplit(' ').next().unwrap_or_default().to_owned());
        } else if let Some(usr) = rest.strip_prefix("C: ").filter(|usr| usr.contains(" SSO S t=")) {
            let (Some(reply), Some(nonce)) = (last.take(), nonces.get(&connection)) else { continue };
            // The client also tried a ticket of its own making.
            if !usr.contains("t=dedede") {
                same_proof(&reply, nonce, usr);
                proofs += 1;
            }
        }
    }
    (requests, proofs)
}
