//! In what our commands may differ from those of the client in a transcript, and which of its commands no program can
//! ask of us. Both are tables with reasons; anything that isn't in them fails the test.

use crate::expect::text;
use crate::parse::Command;
use msnp::content::personal;
use msnp::soap::xml::Element;

/// What may differ in a command, and why.
pub(crate) const MAY_DIFFER: [(&str, &str); 11] = [
    ("transaction", "each client counts its own; replies are rewritten to ours"),
    ("client", "CVR names the program and its version"),
    ("serials", "each client has its own copy of the lists; MSNP10 knows one serial and two"),
    ("encoding", "any byte of a name may be percent-encoded; clients differ in which they do"),
    ("picture", "we have no display picture to announce yet"),
    ("ticket", "tickets and cookies are good for one sign-in"),
    ("challenge", "each client has a product and a key of its own"),
    ("xml", "the same elements may be written in other words"),
    ("mode", "we ask for an acknowledgement of whatever is said, to show what became of it"),
    ("lists", "the first session lists of a script name whom it likes; ours name everybody of the address book"),
    ("format", "we always say how a text looks; and a text that no longer fits with that goes in parts"),
];

/// What of a web request's body may be missing in ours, and why. Everything else that a script says, we say.
pub(crate) const WEB_MAY_DIFFER: [(&str, &str); 2] = [
    ("abView", "at MSNP18 the book is asked for as the clients of its time did, and in the view that is theirs"),
    ("lastChange", "that request calls it LastChanged"),
];

/// The element names and values in the body of a web request, below the operation.
fn said(body: &str) -> Vec<(String, String)> {
    fn leaves(element: &Element, found: &mut Vec<(String, String)>) {
        if element.elements().next().is_none() {
            found.push((element.name().to_ascii_lowercase(), element.value().to_ascii_lowercase()));
        }
        element.elements().for_each(|child| leaves(child, found));
    }
    let mut found = Vec::new();
    if let Some(body) = Element::parse(body.as_bytes()).ok().as_ref().and_then(|root| root.child("Body")) {
        leaves(body, &mut found);
    }
    found
}

/// What a script's web request says that ours doesn't.
pub(crate) fn unsaid(ours: &str, theirs: &str) -> Vec<(String, String)> {
    let ours = said(ours);
    let may = |name: &str| WEB_MAY_DIFFER.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
    said(theirs).into_iter().filter(|one| !ours.contains(one) && !may(&one.0)).collect()
}

/// What may differ in a message that is left for somebody who is offline, and why.
pub(crate) const OFFLINE_MAY_DIFFER: [(&str, &str); 4] = [
    ("key", "the lock key is reckoned from the service's challenge; the scripts send anything"),
    ("client", "who asks is named by a product and a version of its own"),
    ("run", "each client has a run of its own, and counts what it sends in it"),
    ("name", "our own name is the one that the service knows"),
];

/// What we send beyond the client of the transcript, and why.
pub(crate) const MAY_BE_MORE: [(&str, &str); 5] = [
    ("SYN", "the lists are fetched as part of signing in"),
    ("CHG", "so is the status to begin with"),
    ("OUT", "we say goodbye before we close"),
    ("QRY", "a challenge is answered at once"),
    ("MSG", "an invitation to what we don't have is declined"),
];

/// A client line that no [`Request`](msnp::request::Request) can express.
pub(crate) struct Inexpressible {
    pub(crate) why: &'static str,
    /// Whether the server may have granted it all the same. The others are nonsense: it must have refused them, or
    /// said nothing.
    pub(crate) may_be_granted: bool,
    rule: fn(&Line<'_>) -> bool,
}

/// A client line, for the rules.
pub(crate) struct Line<'a> {
    pub(crate) number: u8,
    pub(crate) words: &'a [&'a str],
    pub(crate) payload: bool,
    /// Whether a challenge of the server waits.
    pub(crate) challenged: bool,
    /// Whether we are signed in and have the lists.
    pub(crate) ready: bool,
}

impl Line<'_> {
    fn verb(&self) -> &str {
        self.words.first().copied().unwrap_or_default()
    }
    fn word(&self, at: usize) -> &str {
        self.words.get(at).copied().unwrap_or_default()
    }
    fn is(&self, verbs: &[&str]) -> bool {
        verbs.contains(&self.verb())
    }
    /// Whom a list edit is about.
    fn who(&self) -> &str {
        let word = self.word(3);
        word.strip_prefix("N=").unwrap_or(word)
    }
}

const STATUSES: [&str; 8] = ["NLN", "BSY", "IDL", "BRB", "AWY", "PHN", "LUN", "HDN"];
const VERBS: [&str; 22] = [
    "VER", "CVR", "INF", "USR", "XFR", "SYN", "ADD", "ADC", "REM", "REA", "SBP", "GTC", "BLP", "ADG", "REG", "RMG",
    "CHG", "UUX", "PRP", "URL", "PNG", "OUT",
];

/// The rules, in the order they are asked.
pub(crate) const INEXPRESSIBLE: [Inexpressible; 19] = [
    Inexpressible { why: "an empty line", may_be_granted: false, rule: |l| l.words.is_empty() },
    Inexpressible {
        why: "an answer to a challenge that wasn't put",
        may_be_granted: false,
        rule: |l| l.is(&["QRY"]) && !l.challenged,
    },
    Inexpressible {
        why: "invitations by mail, the directory, WebTV and pagers: services that are gone",
        may_be_granted: true,
        rule: |l| l.is(&["SND", "SDC", "FND", "IMS", "PAG", "PGD"]),
    },
    Inexpressible { why: "LST as a request: obsolete since 2003", may_be_granted: false, rule: |l| l.is(&["LST"]) },
    Inexpressible {
        why: "the word list of GCF: nothing here blocks words",
        may_be_granted: true,
        rule: |l| l.is(&["GCF"]),
    },
    Inexpressible {
        why: "a command that no dialect has, or not in small letters",
        may_be_granted: false,
        rule: |l| !l.is(&VERBS) && !l.is(&["QRY"]),
    },
    Inexpressible {
        why: "signing in again, or fetching the lists again, on the same connection",
        may_be_granted: false,
        rule: |l| l.ready && l.is(&["VER", "CVR", "INF", "USR", "SYN"]),
    },
    Inexpressible {
        why: "asking for another notification server: that is the server's to say",
        may_be_granted: false,
        rule: |l| l.is(&["XFR"]) && l.word(2) != "SB",
    },
    Inexpressible {
        why: "a status that there is none, or that only a server gives",
        may_be_granted: false,
        rule: |l| l.is(&["CHG"]) && !STATUSES.contains(&l.word(2)),
    },
    Inexpressible {
        why: "a status without capabilities, where they belong to it",
        may_be_granted: false,
        rule: |l| l.is(&["CHG"]) && l.number >= 8 && l.words.len() < 4,
    },
    Inexpressible {
        why: "no groups below MSNP7; some servers grant them all the same",
        may_be_granted: true,
        rule: |l| {
            l.number < 7
                && (l.is(&["ADG", "REG", "RMG"])
                    || (l.is(&["ADD"]) && l.words.len() > 5)
                    || (l.is(&["REM"]) && l.words.len() > 4))
        },
    },
    Inexpressible { why: "no properties below MSNP5", may_be_granted: false, rule: |l| l.is(&["PRP"]) && l.number < 5 },
    Inexpressible {
        why: "no personal message below MSNP11; some servers grant it all the same",
        may_be_granted: true,
        rule: |l| l.is(&["UUX"]) && (l.number < 11 || !l.payload),
    },
    Inexpressible {
        why: "one's name is set by REA below MSNP10, by PRP from there on; contacts by SBP",
        may_be_granted: false,
        rule: |l| match l.verb() {
            "PRP" => l.number < 10 && l.word(2) == "MFN",
            "REA" => l.number >= 10,
            "SBP" => l.number < 10 || l.word(3) != "MFN",
            _ => false,
        },
    },
    Inexpressible {
        why: "ADD up to MSNP9, ADC from MSNP10",
        may_be_granted: false,
        rule: |l| (l.is(&["ADD"]) && l.number >= 10) || (l.is(&["ADC"]) && l.number < 10),
    },
    Inexpressible {
        why: "a list that there is none, or that only the server writes",
        may_be_granted: false,
        rule: |l| l.is(&["ADD", "ADC", "REM"]) && !["FL", "AL", "BL", "PL"].contains(&l.word(2)) && !accepts(l),
    },
    Inexpressible {
        why: "an address that is none",
        may_be_granted: false,
        rule: |l| l.is(&["ADD", "ADC", "REM"]) && !l.who().contains(['@', '-', ':']),
    },
    Inexpressible {
        why: "a setting with a value that is none",
        may_be_granted: false,
        rule: |l| {
            (l.is(&["GTC"]) && !["A", "N"].contains(&l.word(2)))
                || (l.is(&["BLP"]) && !["AL", "BL"].contains(&l.word(2)))
        },
    },
    Inexpressible {
        why: "OUT with words behind it",
        may_be_granted: false,
        rule: |l| l.is(&["OUT"]) && l.words.len() > 1,
    },
];

/// `ADC t RL N=…`: takes somebody out of the waiting ones.
pub(crate) fn accepts(line: &Line<'_>) -> bool {
    line.number >= 10 && line.is(&["ADC"]) && line.word(2) == "RL"
}

/// Why a line can't be asked of us, if it can't.
pub(crate) fn inexpressible(line: &Line<'_>) -> Option<&'static Inexpressible> {
    INEXPRESSIBLE.iter().find(|entry| (entry.rule)(line))
}

/// The transaction stands behind the verb, but in these.
fn has_transaction(verb: &str) -> bool {
    !["PNG", "OUT"].contains(&verb)
}

/// In what our command differs from theirs; `None` when it is another one.
pub(crate) fn differences(ours: &Command, theirs: &Command) -> Option<Vec<&'static str>> {
    let (our_words, their_words) = (ours.words(), theirs.words());
    let verb = *our_words.first()?;
    if their_words.first() != Some(&verb) || ours.payload.is_some() != theirs.payload.is_some() {
        return None;
    }
    let mut found = Vec::new();
    if verb == "CHG" && their_words.len() > our_words.len() {
        found.push("picture");
    } else if verb == "SYN" && their_words.get(2..) != our_words.get(2..) {
        found.push("serials");
    } else if their_words.len() != our_words.len() {
        return None;
    }
    // The length of a payload follows from the payload.
    let compared = our_words.len() - usize::from(ours.payload.is_some());
    for at in 1..compared.min(their_words.len()) {
        let (our, their) = (our_words[at], their_words[at]);
        let difference = match verb {
            _ if our == their => continue,
            _ if at == 1 && has_transaction(verb) => "transaction",
            "SYN" => continue,
            "CVR" if at == 6 || at == 7 => "client",
            "USR" if at == 4 && our_words[2] == "TWN" && our_words[3] == "S" => "ticket",
            "QRY" if at == 2 => "challenge",
            _ if text(our) == text(their) => "encoding",
            _ => return None,
        };
        found.push(difference);
    }
    if let (Some(our), Some(their)) = (&ours.payload, &theirs.payload)
        && our != their
    {
        match verb {
            "QRY" => found.push("challenge"),
            "ADL" if names_more(our, their) => found.push("lists"),
            "UUX" if personal::decode(our) == personal::decode(their) => found.push("xml"),
            _ => return None,
        }
    }
    assert!(found.iter().all(|name| MAY_DIFFER.iter().any(|(known, _)| known == name)), "{found:?}");
    Some(found)
}

/// Whether both are first session lists, and ours name everybody whom theirs name.
fn names_more(ours: &[u8], theirs: &[u8]) -> bool {
    let first = |payload: &[u8]| payload.starts_with(b"<ml l=\"1\">");
    let read = |payload: &[u8]| msnp::soap::adl::read(payload).unwrap_or_default();
    let ours_all = read(ours);
    first(ours) && first(theirs) && read(theirs).iter().all(|one| ours_all.iter().any(|our| our.email == one.email))
}

/// Of MSNP13 and later: what the scripts say and we don't, or not then. What is in neither table fails the test.
pub(crate) const LEFT_OUT: [Inexpressible; 8] = [
    Inexpressible {
        why: "an edit of older dialects, which some servers still grant",
        may_be_granted: true,
        rule: |l| l.is(&["ADC", "REM", "ADG", "REG", "RMG", "SBP", "REA", "SYN"]),
    },
    Inexpressible {
        why: "there is no policy for who adds us any more",
        may_be_granted: false,
        rule: |l| l.is(&["GTC"]),
    },
    Inexpressible {
        why: "session lists that no edit of the address book comes with",
        may_be_granted: true,
        rule: |l| l.is(&["ADL", "RML"]),
    },
    Inexpressible {
        why: "where somebody lives is asked before they are added",
        may_be_granted: true,
        rule: |l| l.is(&["FQY"]),
    },
    Inexpressible {
        why: "notes between programs: pictures, files and calls",
        may_be_granted: true,
        rule: |l| l.is(&["UUN"]) && l.word(3) != "4",
    },
    Inexpressible {
        why: "circles are joined and left by the address book's word",
        may_be_granted: true,
        rule: |l| l.is(&["PUT", "DEL", "SDG"]) || (l.is(&["USR"]) && l.word(2) == "SHA"),
    },
    Inexpressible {
        why: "a challenge's answer that nobody asked for, or for another program",
        may_be_granted: true,
        rule: |l| l.is(&["QRY"]),
    },
    Inexpressible {
        why: "a status that there is none",
        may_be_granted: false,
        rule: |l| l.is(&["CHG"]) && (l.words.len() < 4 || !STATUSES.contains(&l.word(2))),
    },
];

/// Why a line of MSNP13 or later is left out, if it is.
pub(crate) fn left_out(line: &Line<'_>) -> Option<&'static Inexpressible> {
    LEFT_OUT.iter().find(|entry| (entry.rule)(line)).or_else(|| inexpressible(line))
}

#[test]
fn transcript_commands_that_differ_in_substance_are_not_the_same() {
    let line = |line: &str| Command { line: line.to_owned(), payload: None };
    let same = |a: &str, b: &str| differences(&line(a), &line(b));
    assert_eq!(same("ADD 4 FL a@x A%C3%A9", "ADD 9 FL a@x Aé"), Some(vec!["transaction", "encoding"]));
    assert_eq!(same("CHG 4 NLN 64", "CHG 4 NLN 64 %3Cmsnobj"), Some(vec!["picture"]));
    assert_eq!(same("CHG 4 NLN 64", "CHG 4 BSY 64"), None);
    assert_eq!(same("CHG 4 NLN 64", "CHG 4 NLN 65"), None);
    assert_eq!(same("ADD 4 FL a@x A", "ADD 4 AL a@x A"), None);
    assert_eq!(same("REM 4 FL a@x", "REM 4 FL a@x 1"), None);
    assert_eq!(same("VER 1 MSNP8 CVR0", "VER 1 MSNP9 CVR0"), None);
}
