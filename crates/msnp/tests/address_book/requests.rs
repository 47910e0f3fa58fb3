//! What we ask means the same as what the transcript's client asked: operation, ids and values.

use crate::replay::{Exchange, transcripts};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use msnp::session::WebRequest;
use msnp::soap::address_book::book;
use msnp::soap::address_book::edit::{Edit, Who};
use msnp::soap::address_book::{Access, Affinity};
use msnp::soap::membership;
use msnp::soap::offline::fetch;
use msnp::soap::offline::send::{Form, Product, Sender};
use msnp::soap::xml::Element;
use msnp::types::{ContactId, Email, GroupId, List, Secret};
use std::collections::{BTreeMap, BTreeSet};

/// What may differ, as the end of a path, and why it doesn't matter.
const MAY_DIFFER: &[(&str, Difference)] = &[
    // Which program asks, and on which occasion: services take any known id, and look at neither.
    ("ABApplicationHeader/ApplicationId", Difference::Value),
    ("ABApplicationHeader/PartnerScenario", Difference::Value),
    ("From@lang", Difference::Value),
    ("From@buildVer", Difference::Value),
    // Their defaults, written out.
    ("FindMembership/View", Difference::Ours),
    ("FindMembership/deltasOnly", Difference::Ours),
    ("FindMembership/lastChange", Difference::Ours),
    ("GroupInfo/annotations/Annotation/Name", Difference::Ours),
    ("GroupInfo/annotations/Annotation/Value", Difference::Ours),
    ("groupContactAddOptions/fGenerateMissingQuickName", Difference::Ours),
    ("groupContactAddOptions/EnableAllowListManagement", Difference::Ours),
    // Theirs failed without it.
    ("Body/GetMetadata/x", Difference::Ours),
    // Empty in theirs, where it failed.
    ("Body/GetMetadata", Difference::Theirs),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Difference {
    /// Both have it, with other values.
    Value,
    /// We alone have it.
    Ours,
    /// They alone have it.
    Theirs,
}

/// Every text and attribute with its path. Order and empty elements that only group don't count.
fn leaves(element: &Element, path: &str, out: &mut BTreeMap<String, BTreeSet<String>>) {
    let here = if path.is_empty() { element.name().to_owned() } else { format!("{path}/{}", element.name()) };
    let mut put = |path: String, value: &str| {
        out.entry(path).or_default().insert(value.to_owned());
    };
    for name in
        ["type", "memberName", "friendlyName", "lang", "proxy", "msnpVer", "buildVer", "passport", "appid", "lockkey"]
    {
        if let Some(value) = element.attribute(name) {
            put(format!("{here}@{name}"), value);
        }
    }
    if element.elements().next().is_none() {
        put(here.clone(), element.value());
    }
    for child in element.elements() {
        leaves(child, &here, out);
    }
}

fn compare(exchange: &Exchange, ours: &WebRequest, used: &mut BTreeSet<usize>) {
    let at = &exchange.at;
    let header = |name: &str| ours.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.expose());
    assert_eq!(ours.method, "POST", "{at}");
    assert_eq!(ours.url, exchange.url, "{at}");
    assert_eq!(header("SOAPAction"), Some(format!("\"{}\"", exchange.action).as_str()), "{at}");
    assert_eq!(header("Content-Type"), Some("text/xml; charset=utf-8"), "{at}");

    let mut theirs = BTreeMap::new();
    leaves(&exchange.tree(), "", &mut theirs);
    let mut mine = BTreeMap::new();
    leaves(&Element::parse(&ours.body).unwrap_or_else(|e| panic!("{at}: {e}")), "", &mut mine);
    for path in theirs.keys().chain(mine.keys()).collect::<BTreeSet<_>>() {
        let (theirs, mine) = (theirs.get(path), mine.get(path));
        let difference = match (theirs, mine) {
            (Some(a), Some(b)) if a == b => continue,
            (Some(_), Some(_)) => Difference::Value,
            (None, _) => Difference::Ours,
            (_, None) => Difference::Theirs,
        };
        let known = MAY_DIFFER.iter().position(|(end, kind)| path.ends_with(end) && *kind == difference);
        used.insert(known.unwrap_or_else(|| panic!("{at}: {path}: theirs {theirs:?}, ours {mine:?}")));
    }
}

fn value(tree: &Element, name: &str) -> String {
    tree.find(name).unwrap_or_else(|| panic!("no {name}")).value().to_owned()
}

/// Their edit, in our words.
fn edit(operation: &str, body: &Element) -> Option<Edit> {
    let one = |name: &str| value(body, name);
    let who = || Who::from(Email::parse(&one("PassportName")).expect("an address"));
    let contact = || ContactId(one("contactId"));
    let list = || match one("MemberRole").as_str() {
        "Allow" => List::Allow,
        "Block" => List::Block,
        other => panic!("a role that no transcript has had: {other}"),
    };
    Some(match operation {
        "ABContactAdd" => {
            Edit::AddContact { who: Email::parse(&one("passportName")).expect("an address").into(), invitation: None }
        }
        "ABContactDelete" => Edit::DeleteContact(contact()),
        "ABGroupAdd" => Edit::AddGroup(one("name")),
        "ABGroupUpdate" => Edit::RenameGroup { group: GroupId(one("groupId")), name: one("name") },
        "ABGroupDelete" => Edit::DeleteGroup(GroupId(one("guid"))),
        "ABGroupContactAdd" => Edit::AddToGroup { group: GroupId(one("guid")), contact: contact() },
        "ABGroupContactDelete" => Edit::RemoveFromGroup { group: GroupId(one("guid")), contact: contact() },
        "AddMember" => Edit::AddMember { list: list(), who: who() },
        "DeleteMember" => Edit::DeleteMember { list: list(), who: who(), id: None },
        _ => return None,
    })
}

#[test]
fn our_requests_mean_what_theirs_mean() {
    for transcript in transcripts() {
        let mut kinds: BTreeMap<&str, u32> = BTreeMap::new();
        let mut used = BTreeSet::new();
        for exchange in &transcript.exchanges {
            let operation = exchange.operation();
            *kinds.entry(operation).or_default() += 1;
            let tree = exchange.tree();
            let ticket = |name: &str| Secret::new(value(&tree, name));
            let ours = match operation {
                "Store" => store(exchange, &tree),
                "GetMetadata" => {
                    let ticket = Secret::new(format!("t={}&p={}", value(&tree, "t"), value(&tree, "p")));
                    let url = &exchange.url;
                    fetch::Access { url, ticket: &ticket, insecure_loopback: false }.metadata()
                }
                _ => {
                    let affinity = Affinity::default();
                    let ticket = ticket("TicketToken");
                    let url = exchange.url.as_str();
                    let access = Access {
                        address_book: url,
                        sharing: url,
                        ticket: &ticket,
                        affinity: &affinity,
                        insecure_loopback: false,
                    };
                    match operation {
                        "FindMembership" => membership::request(&access, None),
                        "ABFindAll" => book::find_all(&access, None),
                        _ => {
                            let edit = edit(operation, tree.child("Body").expect("a body"));
                            let edit = edit.unwrap_or_else(|| panic!("{}: {operation}?", exchange.at));
                            assert_eq!(edit.operation(), operation);
                            edit.request(&access)
                        }
                    }
                }
            };
            compare(exchange, &ours.unwrap_or_else(|e| panic!("{}: {e}", exchange.at)), &mut used);
        }
        assert!(kinds.len() >= 12, "{}: {kinds:?}", transcript.name);
        assert_eq!(used.len(), MAY_DIFFER.len(), "{}: a difference of the table that isn't one", transcript.name);
    }
}

fn store(exchange: &Exchange, tree: &Element) -> Result<WebRequest, msnp::auth::passport::PassportError> {
    let attribute = |element: &str, name: &str| {
        let element = tree.find(element).unwrap_or_else(|| panic!("no {element}"));
        element.attribute(name).unwrap_or_else(|| panic!("no {name}")).to_owned()
    };
    let content = tree.find("Content").expect("a content").text().to_owned();
    let header = |name: &str| {
        let line = content.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("no {name}"));
        line.trim_start_matches(": ").to_owned()
    };
    let text = content.split_once("\n\n").expect("a blank line").1.replace('\n', "");
    let text = String::from_utf8(STANDARD.decode(text).expect("base64")).expect("UTF-8");
    assert_eq!(attribute("Ticket", "appid"), Product::MESSENGER_7_5.id);
    let sender = Sender {
        url: &exchange.url,
        form: Form::Store,
        from: &Email::parse(&attribute("From", "memberName")).expect("an address"),
        name: "Alice",
        ticket: &Secret::new(attribute("Ticket", "passport")),
        product: Product::MESSENGER_7_5,
        lock_key: &Secret::new(attribute("Ticket", "lockkey")),
        dialect: &attribute("From", "msnpVer"),
        build: "7.5.0324",
        insecure_loopback: false,
    };
    assert!(!format!("{sender:?}").contains(sender.ticket.expose()));
    let to = Email::parse(&attribute("To", "memberName")).expect("an address");
    let sequence = header("X-OIM-Sequence-Num").parse().expect("a number");
    sender.store(&to, &header("X-OIM-Run-Id"), sequence, &text)
}
