//! What real clients asked a real server, asked again of ours: each request gets the same answer, but for what the
//! table at the end says.

use super::*;
use msnp::wire::Encoded;
use std::path::{Path, PathBuf};

/// The sections with things to ask. Bad sign-ins have tests of their own.
const SECTIONS: [&str; 11] = [
    "login",
    "empty sync",
    "initial presence",
    "contacts",
    "groups",
    "settings",
    "presence",
    "switchboard",
    "block",
    "relogin",
    "oim",
];

/// One line of a transcript.
pub(super) struct Line {
    pub(super) section: String,
    pub(super) connection: String,
    pub(super) kind: String,
    pub(super) text: String,
    pub(super) payload: Vec<String>,
}

pub(super) fn transcripts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../msnp/tests/transcripts");
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    all.sort();
    all
}

/// The file's lines and its dialect.
pub(super) fn read(path: &Path) -> Option<(Vec<Line>, Dialect)> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines: Vec<Line> = Vec::new();
    let mut section = String::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("== ") {
            name.clone_into(&mut section);
            continue;
        }
        let Some((head, rest)) = line.strip_prefix('[').and_then(|line| line.split_once(']')) else { continue };
        let connection = head.split_whitespace().nth(1)?.to_owned();
        let (kind, text) = rest.trim_start().split_once(' ').unwrap_or_else(|| (rest.trim(), ""));
        match text.strip_prefix("    | ") {
            Some(part) => lines.last_mut()?.payload.push(part.to_owned()),
            None => lines.push(Line {
                section: section.clone(),
                connection,
                kind: kind.to_owned(),
                text: text.to_owned(),
                payload: Vec::new(),
            }),
        }
    }
    let agreed = lines.iter().find(|line| line.kind == "S:" && line.text.starts_with("VER 1 MSNP"))?;
    let dialect = Dialect::named(agreed.text.rsplit(' ').next()?)?;
    Some((lines, dialect))
}

/// A request of a client with what the real server answered.
struct Asked {
    section: String,
    request: String,
    expected: Option<String>,
    got: Option<String>,
}

/// Ours in place of theirs: cookies, sessions, GUIDs.
#[derive(Default)]
pub(super) struct Substitutes(HashMap<String, String>);

impl Substitutes {
    pub(super) fn apply(&self, line: &str) -> String {
        let word = |word: &str| {
            let (tag, bare) = match word.split_once('=') {
                Some((tag @ ("C" | "N" | "F"), bare)) => (format!("{tag}="), bare),
                _ => (String::new(), word),
            };
            format!("{tag}{}", self.0.get(bare).map_or(bare, String::as_str))
        };
        line.split(' ').map(word).collect::<Vec<_>>().join(" ")
    }

    /// Puts ours in the place of theirs wherever they stand in a text.
    pub(super) fn replace(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (theirs, ours)| text.replace(theirs, ours))
    }

    /// Notes what stands for what.
    pub(super) fn pair(&mut self, theirs: &str, ours: &str) {
        self.0.insert(theirs.to_owned(), ours.to_owned());
    }

    /// Pairs the words of two answers to the same thing.
    pub(super) fn learn(&mut self, theirs: &str, ours: &str) {
        let guids = |line: &str| -> Vec<String> {
            let bare = line.split(' ').map(|word| word.strip_prefix("C=").unwrap_or(word).to_owned());
            bare.filter(|word| word.len() == 36 && word.matches('-').count() == 4).collect()
        };
        self.0.extend(guids(theirs).into_iter().zip(guids(ours)));
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let (theirs, ours) = (words(theirs), words(ours));
        let places: &[usize] = match theirs[0].as_str() {
            "XFR" if theirs.len() > 5 && ours.len() > 5 => &[5],
            "RNG" if ours.len() > 4 => &[1, 4],
            _ => &[],
        };
        self.0.extend(places.iter().map(|at| (theirs[*at].clone(), ours[*at].clone())));
    }
}

/// The GUIDs of people that a client of MSNP13 up has from the address book, which isn't read here. An alert tells whose
/// they are: it has their first and their last eight digits.
fn known_guids(lines: &[Line]) -> HashMap<String, String> {
    let alert = |text: &str| {
        let (numbers, rest) = text.trim().strip_prefix("<TO pid=\"0x")?.split_once('"')?;
        let (last, first) = numbers.split_once(":0x")?;
        let name = rest.split_once("name=\"")?.1.split('@').next()?;
        Some((first.to_owned(), last.to_owned(), format!("00000000-0000-4000-8000-{name:0>12}")))
    };
    let alerts: Vec<_> = lines.iter().flat_map(|line| &line.payload).filter_map(|text| alert(text)).collect();
    let words = lines.iter().flat_map(|line| line.text.split(' ')).map(|word| word.trim_start_matches("C="));
    let pair = |word: &str| {
        let found = alerts.iter().find(|(first, last, _)| word.starts_with(first) && word.ends_with(last))?;
        Some((word.to_owned(), found.2.clone()))
    };
    words.filter(|word| word.len() == 36).filter_map(pair).collect()
}

/// Whether a line answers the request: the same transaction, and the same verb or an error.
fn answers(line: &str, request: &str) -> bool {
    let (line, request): (Vec<&str>, Vec<&str>) = (line.split(' ').collect(), request.split(' ').collect());
    let acknowledged = request[0] == "MSG" && matches!(line[0], "ACK" | "NAK");
    let same_verb = line[0] == request[0] || acknowledged || line[0].bytes().all(|b| b.is_ascii_digit());
    same_verb && line.len() > 1 && line.get(1) == request.get(1)
}

/// Plays the clients' side of a transcript and pairs the answers.
fn play(lines: &[Line], dialect: Dialect) -> Vec<Asked> {
    let mut world = World::with(Settings { refer: false, ..Settings::default() });
    let mut connections: HashMap<String, ConnectionId> = HashMap::new();
    let mut heard: HashMap<String, Vec<String>> = HashMap::new();
    let mut substitutes = Substitutes(known_guids(lines));
    let mut names: HashMap<String, String> = HashMap::new();
    let mut asked = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if !SECTIONS.contains(&line.section.as_str()) || line.connection.contains("http") {
            continue;
        }
        let connection = line.connection.clone();
        match line.kind.as_str() {
            "#:" if line.text.starts_with("connect") => {
                connections.insert(connection.clone(), world.connect());
                heard.insert(connection, Vec::new());
            }
            "#:" => {
                if let Some(id) = connections.remove(&connection) {
                    world.hang_up(id);
                }
            }
            "S:" if line.text.starts_with("RNG ") => {
                let ring = heard[&connection].iter().rev().find(|ours| ours.starts_with("RNG ")).cloned();
                substitutes.learn(&line.text, &ring.unwrap_or_default());
            }
            "C:" => {
                let Some(id) = connections.get(&connection).copied() else { continue };
                let words: Vec<&str> = line.text.split(' ').collect();
                let mut request = substitutes.apply(&line.text);
                match words.as_slice() {
                    // Ours challenges and theirs didn't: the answer to nothing would be a wrong one.
                    ["QRY", ..] => continue,
                    ["USR", _, _, "I", email] => {
                        names.insert(connection.clone(), email.split('@').next().unwrap().to_owned());
                    }
                    ["USR", t, _, "S", _, rest @ ..] => {
                        let challenge = heard[&connection].iter().rev().find(|ours| ours.starts_with("USR")).unwrap();
                        let proof = world.proof(&challenge.clone(), &names[&connection]);
                        request = proof.replacen("USR 4", &format!("USR {t}"), 1);
                        // Behind the proof the place, which is the same in both.
                        if let [_, place] = rest {
                            request = format!("{request} {place}");
                        }
                    }
                    _ => {}
                }
                let mut bytes = format!("{request}\r\n").into_bytes();
                if let Some(length) = words.last().and_then(|word| word.parse::<usize>().ok())
                    && matches!(words[0], "MSG" | "UUX" | "SDC" | "ADL" | "RML" | "FQY" | "UUN" | "UUM")
                {
                    let mut payload = line.payload.join("\r\n").into_bytes();
                    payload.resize(length, b' ');
                    bytes.extend(payload);
                }
                world.server.handle(world.now, Input::Bytes(id, &bytes));
                world.settle();
                for (name, id) in &connections {
                    let new = world.read(*id);
                    heard.get_mut(name).unwrap().extend(new);
                }
                if words.len() < 2 || words[1].parse::<u32>().is_err() {
                    continue;
                }
                let theirs =
                    lines[at..].iter().take_while(|later| later.connection != connection || later.kind != "#:");
                let expected = theirs
                    .filter(|later| later.connection == connection && later.kind == "S:")
                    .find(|later| answers(&later.text, &line.text))
                    .map(|later| later.text.clone());
                let got = heard[&connection].iter().rev().find(|ours| answers(ours, &line.text)).cloned();
                let got = got.map(|ours| ours.split('|').next().unwrap_or_default().to_owned());
                if let (Some(expected), Some(got)) = (&expected, &got) {
                    substitutes.learn(expected, got);
                }
                let expected = expected.map(|line| substitutes.apply(&line));
                asked.push(Asked { section: line.section.clone(), request: line.text.clone(), expected, got });
            }
            _ => {}
        }
    }
    assert!(asked.len() > 50, "{dialect}: only {} requests", asked.len());
    asked
}

/// What is the same in two answers: names decoded, serials, time stamps and sizes left out.
fn essence(line: &str, dialect: Dialect) -> Vec<String> {
    let mut words: Vec<String> = line.split(' ').map(|word| Encoded::from_wire(word).text()).collect();
    words.retain(|word| !word.is_empty());
    let keep = match words[0].as_str() {
        // Its version comes back; the addresses are ours.
        "CVR" => 5,
        // Challenges and tickets.
        "USR" if words.get(3).is_some_and(|word| word == "S") => 4,
        "SYN" => 2,
        // The session's number, the cookie, the address.
        "CAL" if words.len() > 3 => 3,
        "XFR" if words.len() > 3 => 3,
        "GCF" => 3,
        // What is said in XML is compared elsewhere; its length hangs on a blank.
        "FQY" => 2,
        _ => words.len(),
    };
    words.truncate(keep);
    let is_number = |word: &String| word.bytes().all(|b| b.is_ascii_digit());
    if matches!(words[0].as_str(), "ADD" | "REM") && words.get(3).is_some_and(is_number) {
        words.remove(3);
    } else if matches!(words[0].as_str(), "GTC" | "BLP" | "PRP" | "REA" | "ADG" | "REG" | "RMG")
        && words.len() > 3
        && words.get(2).is_some_and(is_number)
    {
        words.remove(2);
    }
    if dialect.features().guids && matches!(words[0].as_str(), "ADC") {
        // The name of somebody who has never signed in: theirs didn't know it.
        words.retain(|word| !word.starts_with("F="));
    }
    words
}

/// Where ours answers otherwise on purpose.
fn excused(asked: &Asked, dialect: Dialect) -> Option<&'static str> {
    let features = dialect.features();
    let request: Vec<&str> = asked.request.split(' ').collect();
    let got = asked.got.as_deref().unwrap_or_default().split(' ').next().unwrap_or_default();
    let expected = asked.expected.as_deref().unwrap_or_default().split(' ').next().unwrap_or_default();
    Some(match (request[0], expected, got) {
        ("URL", "URL", "URL") => "the address is our own page",
        ("ADD" | "ADC", "ADD" | "ADC", "215") => "there already: said, where theirs said nothing",
        ("ADD" | "ADC", "", "201") => "a list that isn't one is refused and not passed over",
        ("REM", "205", "208") | ("REM", "205" | "208", "216") => "one number for whoever is unknown",
        ("REM", "", "201") => "the reverse list can't be edited: said, where theirs ended the session",
        ("RMG", "224", "230") => "group 0 can't be removed, by the number that says so",
        ("ADG" | "REG" | "RMG", _, "502") if !features.groups => "groups begin with MSNP7",
        ("ADD" | "REM", _, "224" | "216" | "225" | "215" | "ADD") if !features.groups => {
            "there is no group to put them in"
        }
        ("ADG", "ADG", "ADG") if features.guids => "the form that another server has, which one client needs",
        ("FND", "", "502") => "disabled, as it was, and said",
        ("PRP", _, "502") if !features.properties => "properties begin with MSNP5",
        ("PRP", "", "PRP") => "answered where theirs waited for another",
        ("UUX", _, "502") if !features.personal_messages => "personal messages begin with MSNP11",
        ("CHG", "", "CHG") => "answered without capabilities too",
        ("MSG", "ACK", "NAK") | ("MSG", "", "NAK") => "nobody was there to read it",
        ("MSG", "", "ACK") => "relayed, where theirs dropped it in silence",
        _ => return None,
    })
}

#[test]
fn every_request_gets_the_answer_that_a_real_server_gave() {
    let mut dialects = 0;
    for path in transcripts() {
        let Some((lines, dialect)) = read(&path) else { continue };
        dialects += 1;
        let mut same = 0;
        let mut wrong = Vec::new();
        for asked in play(&lines, dialect) {
            let essence = |line: &Option<String>| line.as_ref().map(|line| essence(line, dialect));
            if essence(&asked.expected) == essence(&asked.got) {
                same += 1;
            } else if excused(&asked, dialect).is_none() {
                let Asked { section, request, expected, got } = asked;
                wrong.push(format!("{section}: {request}: expected {expected:?}, got {got:?}"));
            }
        }
        assert!(wrong.is_empty(), "{dialect}:\n{}", wrong.join("\n"));
        assert!(same > 60, "{dialect}: only {same} answers are the same");
    }
    assert!(dialects >= 7, "only {dialects} transcripts");
}
