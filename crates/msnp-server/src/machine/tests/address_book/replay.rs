//! What the clients of the transcripts asked a real server, asked of ours: each request gets an answer of the same kind.

use super::*;
use crate::machine::tests::replay::{Line, Substitutes, read, transcripts};
use msnp::soap::xml::Element;
use std::collections::BTreeSet;

/// What the real server's answers have and ours don't, and the other way round, and why that doesn't matter.
const DIFFERENCES: [(&str, &str); 1] = [
    // The lists of people who are contacts, too, stand in ours as in the service of old; theirs leaves them out.
    ("FindMembership", "/Members/Member"),
];

/// A request with both answers.
struct Exchange {
    place: String,
    operation: String,
    theirs: (u16, Element),
    ours: (u16, Element),
}

/// The names of all elements, by their paths.
fn paths(element: &Element, above: &str, all: &mut BTreeSet<String>) {
    let path = format!("{above}/{}", element.name());
    for child in element.elements() {
        paths(child, &path, all);
    }
    all.insert(path);
}

fn body(tree: &Element) -> &Element {
    tree.child("Body").expect("a body")
}

/// What kind of answer it is: the response's name or the fault's code.
fn kind(tree: &Element) -> String {
    match body(tree).child("Fault") {
        Some(fault) => fault.at(&["detail", "errorcode"]).map_or("fault", Element::value).to_owned(),
        None => body(tree).elements().next().map_or("nothing", Element::name).to_owned(),
    }
}

/// The headers of a web request or reply are left out.
fn web_body(line: &Line) -> String {
    let blank = line.payload.iter().position(String::is_empty).expect("a blank line");
    line.payload[blank + 1..].join("\n")
}

/// Puts our ticket in the place of theirs, and our GUIDs.
fn request(world: &mut World, user: &str, text: &str, substitutes: &Substitutes) -> String {
    let (before, rest) = text.split_once("<TicketToken>").expect("a ticket");
    let (_, after) = rest.split_once("</TicketToken>").expect("its end");
    let ticket = world.token(user).text.expose().replace('&', "&amp;");
    substitutes.replace(&format!("{before}<TicketToken>{ticket}</TicketToken>{after}"))
}

fn play(lines: &[Line], dialect: Dialect) -> Vec<Exchange> {
    let mut world = World::new();
    let mut substitutes = Substitutes::default();
    let mut sessions: HashMap<String, ConnectionId> = HashMap::new();
    let mut exchanges = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let user = line.connection.split('-').next().unwrap_or_default().to_owned();
        let words: Vec<&str> = line.text.split(' ').collect();
        if line.kind != "C:" {
            continue;
        }
        if let ["POST", url] = words[..] {
            let Some(path) = url.to_ascii_lowercase().find("/abservice/").map(|at| url[at..].to_owned()) else {
                continue;
            };
            if sessions.get(&user).is_none_or(|id| world.server.session(*id).is_none()) {
                let id = world.online(dialect, &user);
                world.read(id);
                sessions.insert(user.clone(), id);
            }
            let answer = lines[at + 1..].iter().find(|l| l.connection == line.connection && l.kind == "S:");
            let Some(answer) = answer else { continue };
            let status = answer.text.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
            let theirs = Element::parse(web_body(answer).as_bytes()).expect("an answer");
            let asked = request(&mut world, &user, &web_body(line), &substitutes);
            let ours = world.soap(&path, "", &asked);
            let tree = Element::parse(ours.body.as_bytes()).expect("an answer of ours");
            if let (Some(one), Some(two)) = (theirs.find("guid"), tree.find("guid")) {
                substitutes.pair(one.value(), two.value());
            }
            let asked = Element::parse(asked.as_bytes()).expect("a request");
            let operation = body(&asked).elements().next().map_or("", Element::name).to_owned();
            let place = format!("{dialect} {}:{operation}", line.section);
            exchanges.push(Exchange { place, operation, theirs: (status, theirs), ours: (ours.status, tree) });
            continue;
        }
        // What they changed on the notification server stands in the book, too.
        let edits = ["ADL", "RML", "ADC", "REM", "ADG", "REG", "RMG", "BLP", "PRP"];
        let Some(id) = sessions.get(&user).copied().filter(|_| edits.contains(&words[0])) else { continue };
        // A list that only the server writes, or none at all, ends the connection: so it did there.
        let mut text = format!("{}\r\n", substitutes.apply(&line.text));
        if let "ADL" | "RML" = words[0] {
            let payload = line.payload.join("\r\n");
            text = format!("{} {} {}\r\n{payload}", words[0], words[1], payload.len());
        }
        world.send(id, &text);
        let answered = |l: &&Line| l.connection == line.connection && l.kind == "S:";
        let theirs = lines[at + 1..].iter().filter(answered).find(|l| l.text.starts_with(words[0]));
        let ours = world.read(id).into_iter().find(|ours| ours.starts_with(words[0]));
        if let (Some(theirs), Some(ours)) = (theirs, ours) {
            substitutes.learn(&theirs.text, &ours);
        }
    }
    exchanges
}

#[test]
fn each_request_gets_an_answer_of_the_same_kind() {
    let mut used: BTreeSet<&(&str, &str)> = BTreeSet::new();
    let mut counted = 0;
    for path in transcripts() {
        let Some((lines, dialect)) = read(&path) else { continue };
        let exchanges = play(&lines, dialect);
        counted += exchanges.len();
        for Exchange { place, operation, theirs, ours } in exchanges {
            assert_eq!((ours.0, kind(&ours.1)), (theirs.0, kind(&theirs.1)), "{place}");
            let (mut one, mut two) = (BTreeSet::new(), BTreeSet::new());
            paths(body(&theirs.1), "", &mut one);
            paths(body(&ours.1), "", &mut two);
            for path in one.symmetric_difference(&two) {
                let known = DIFFERENCES.iter().find(|(at, part)| *at == operation && path.contains(part));
                assert!(
                    known.is_some(),
                    "{place}: {path} is only in {}",
                    if one.contains(path) { "theirs" } else { "ours" }
                );
                used.extend(known);
            }
        }
    }
    assert!(counted >= 80, "only {counted} requests");
    assert_eq!(used.len(), DIFFERENCES.len(), "only these differences are there: {used:?}");
}

/// Contacts, groups, and who is in which group: as a client reads them.
#[test]
fn the_same_book_comes_of_the_same_requests() {
    for path in transcripts() {
        let Some((lines, dialect)) = read(&path) else { continue };
        for Exchange { place, operation, theirs, ours } in play(&lines, dialect) {
            if operation != "ABFindAll" {
                continue;
            }
            let (theirs, ours) = (shown(&theirs.1), shown(&ours.1));
            assert_eq!(ours, theirs, "{place}");
        }
    }
}

fn shown(tree: &Element) -> BTreeSet<String> {
    let groups: HashMap<&str, &str> = tree
        .find_all("Group")
        .into_iter()
        .filter_map(|group| Some((group.value_of("groupId")?, group.at(&["groupInfo", "name"])?.value())))
        .collect();
    let mut all: BTreeSet<String> = groups.values().map(|name| format!("group {name}")).collect();
    for contact in tree.find_all("contactInfo") {
        let Some(email) = contact.value_of("passportName") else { continue };
        let of = contact.child("groupIds").map(|ids| ids.find_all("guid")).unwrap_or_default();
        let mut of: Vec<&str> = of.iter().map(|id| groups.get(id.value()).copied().unwrap_or("unknown")).collect();
        of.sort_unstable();
        let messenger = contact.value_of("isMessengerUser").unwrap_or_default();
        all.insert(format!("{email} {} {messenger} in {of:?}", contact.value_of("contactType").unwrap_or_default()));
    }
    all
}
