//! What becomes of a change: done, done before, refused, or lost on the way.

use crate::replay::{between, transcripts};
use crate::sample::{envelope, fault, reply};
use msnp::error::{ErrorCode, RequestError};
use msnp::session::{WebReply, WebRequest};
use msnp::soap::address_book::book::{self, Phone, PhoneKind};
use msnp::soap::address_book::edit::{Detail, Done, Edit, Invitation, Who};
use msnp::soap::address_book::error::BookError;
use msnp::soap::address_book::{Access, Affinity};
use msnp::soap::adl::Network;
use msnp::soap::membership;
use msnp::soap::xml::Element;
use msnp::types::{ContactId, Email, GroupId, List, Privacy, Secret};
use proptest::prelude::*;

fn bob() -> Who {
    Email::parse("bob@example.com").expect("an address").into()
}

fn contact() -> ContactId {
    ContactId("c-1".to_owned())
}

fn group() -> GroupId {
    GroupId("g-1".to_owned())
}

/// One of every kind, with the name of its response.
fn all() -> Vec<(Edit, &'static str)> {
    vec![
        (
            Edit::AddContact { who: bob(), invitation: None },
            "<ABContactAddResult><guid>new</guid></ABContactAddResult>",
        ),
        (Edit::UpdateContact { contact: contact(), details: vec![Detail::Alias("B".to_owned())] }, ""),
        (Edit::UpdateMe(vec![Detail::Privacy(Privacy::BlockOthers)]), ""),
        (Edit::DeleteContact(contact()), ""),
        (Edit::AddGroup("Friends".to_owned()), "<ABGroupAddResult><guid>new</guid></ABGroupAddResult>"),
        (Edit::RenameGroup { group: group(), name: "Work".to_owned() }, ""),
        (Edit::DeleteGroup(group()), ""),
        (Edit::AddToGroup { group: group(), contact: contact() }, ""),
        (Edit::RemoveFromGroup { group: group(), contact: contact() }, ""),
        (Edit::AddMember { list: List::Block, who: bob() }, ""),
        (Edit::DeleteMember { list: List::Allow, who: bob(), id: None }, ""),
        (
            Edit::CreateCircle { name: "Choir".to_owned(), own_name: "Alice".to_owned() },
            "<CreateCircleResult><Id>new</Id></CreateCircleResult>",
        ),
        (
            Edit::AddToCircle { circle: Email::parse("1-2@live.com").expect("an address"), who: bob().email },
            "<CreateContactResult><contactId>new</contactId></CreateContactResult>",
        ),
        (Edit::InviteToCircle { circle: Email::parse("1-2@live.com").expect("an address"), contact: contact() }, ""),
        (Edit::AnswerCircle { contact: contact(), accept: true }, ""),
        (Edit::LeaveCircle { circle: Email::parse("1-2@live.com").expect("an address"), me: contact() }, ""),
        (Edit::CreateBook { owner: bob().email }, "<ABAddResult><abId>new</abId></ABAddResult>"),
    ]
}

fn read(edit: &Edit, reply: &WebReply, repeated: bool) -> Result<Done, BookError> {
    edit.read(reply, repeated, &mut Affinity::default())
}

fn refused(edit: &Edit, code: &str, repeated: bool) -> Result<Done, BookError> {
    let mut refusal = reply(&fault(code, "<conflictObjectId>old</conflictObjectId>"));
    let with_200 = read(edit, &refusal, repeated);
    refusal.status = 500;
    assert_eq!(read(edit, &refusal, repeated), with_200, "the status says nothing");
    with_200
}

fn request(edit: &Edit) -> (WebRequest, Element) {
    let (ticket, affinity) = (Secret::new("t=hunter2&p="), Affinity::default());
    let access = Access {
        address_book: "https://h.example/abservice.asmx",
        sharing: "https://h.example/SharingService.asmx",
        ticket: &ticket,
        affinity: &affinity,
        insecure_loopback: false,
    };
    let request = edit.request(&access).expect("a request");
    let tree = Element::parse(&request.body).expect("a document");
    (request, tree)
}

#[test]
fn each_real_reply_says_what_was_done() {
    for transcript in transcripts() {
        let mut refusals = 0;
        for exchange in &transcript.exchanges {
            let edit = match exchange.operation() {
                "ABContactAdd" => Edit::AddContact { who: bob(), invitation: None },
                "ABContactDelete" => Edit::DeleteContact(contact()),
                "ABGroupAdd" => Edit::AddGroup("Friends".to_owned()),
                "ABGroupUpdate" => Edit::RenameGroup { group: group(), name: "Work".to_owned() },
                "ABGroupDelete" => Edit::DeleteGroup(group()),
                "ABGroupContactAdd" => Edit::AddToGroup { group: group(), contact: contact() },
                "ABGroupContactDelete" => Edit::RemoveFromGroup { group: group(), contact: contact() },
                "AddMember" => Edit::AddMember { list: List::Allow, who: bob() },
                "DeleteMember" => Edit::DeleteMember { list: List::Allow, who: bob(), id: None },
                _ => continue,
            };
            let text = exchange.text();
            let code = between(&text, "<errorcode xmlns=\"http://www.msn.com/webservices/AddressBook\">", "<");
            match read(&edit, &exchange.reply, false) {
                Ok(done) => {
                    assert!(code.is_empty() && exchange.reply.status == 200, "{}", exchange.at);
                    assert_eq!(
                        done.id.as_deref(),
                        between(&text, "<guid>", "</guid>").first().copied(),
                        "{}",
                        exchange.at
                    );
                    assert!(!done.already);
                }
                Err(error) => {
                    assert_eq!((&error, code[0]), (&BookError::NoSuchUser, "InvalidPassportUser"), "{}", exchange.at);
                    assert_eq!(error.request_error(), RequestError::Server(ErrorCode(208)));
                    refusals += 1;
                }
            }
        }
        assert_eq!(refusals, 1, "{}", transcript.name);
    }
}

#[test]
fn every_edit_is_read_by_its_own_response_only() {
    let all = all();
    for (edit, inside) in &all {
        for (other, _) in &all {
            let body = format!("<{0}Response>{inside}</{0}Response>", other.operation());
            let done = read(edit, &reply(&envelope(&body)), false);
            if edit.operation() == other.operation() {
                let id = (!inside.is_empty()).then(|| "new".to_owned());
                assert_eq!(done, Ok(Done { id, already: false }), "{edit:?}");
            } else {
                assert!(matches!(done, Err(BookError::Useless(_))), "{edit:?} by {body}");
            }
        }
    }
    let without_id = "<ABGroupAddResponse><ABGroupAddResult/></ABGroupAddResponse>";
    assert!(read(&Edit::AddGroup("x".to_owned()), &reply(&envelope(without_id)), false).is_err());
}

#[test]
fn what_is_so_already_is_done() {
    let already = |id: Option<&str>| Ok(Done { id: id.map(str::to_owned), already: true });
    let add = Edit::AddContact { who: bob(), invitation: None };
    assert_eq!(refused(&add, "ContactAlreadyExists", false), already(Some("old")));
    for (edit, code) in [
        (Edit::AddMember { list: List::Allow, who: bob() }, "MemberAlreadyExists"),
        (Edit::DeleteMember { list: List::Allow, who: bob(), id: None }, "MemberDoesNotExist"),
        (Edit::DeleteContact(contact()), "ContactDoesNotExist"),
        (Edit::RemoveFromGroup { group: group(), contact: contact() }, "ContactDoesNotExist"),
        (Edit::DeleteGroup(group()), "GroupDoesNotExist"),
        (Edit::CreateBook { owner: bob().email }, "ABAlreadyExists"),
    ] {
        assert_eq!(refused(&edit, code, false), already(None), "{code}");
    }
    // Not so for what somebody would be surprised by.
    let update = Edit::UpdateContact { contact: contact(), details: Vec::new() };
    assert_eq!(refused(&update, "ContactDoesNotExist", true), Err(BookError::ContactDoesNotExist));
    let group_add = Edit::AddToGroup { group: group(), contact: contact() };
    assert_eq!(refused(&group_add, "ContactDoesNotExist", true), Err(BookError::ContactDoesNotExist));
}

#[test]
fn a_lost_reply_is_asked_for_again_without_doing_it_twice() {
    for edit in [Edit::AddGroup("Friends".to_owned()), Edit::RenameGroup { group: group(), name: "Friends".to_owned() }]
    {
        let first = refused(&edit, "GroupAlreadyExists", false);
        assert_eq!(first, Err(BookError::GroupAlreadyExists(Some("old".to_owned()))));
        assert_eq!(first.map_err(|e| e.request_error()), Err(RequestError::Server(ErrorCode(228))));
        let second = refused(&edit, "GroupAlreadyExists", true);
        assert_eq!(second, Ok(Done { id: Some("old".to_owned()), already: true }));
    }
}

#[test]
fn every_refusal_is_a_sentence_of_its_own() {
    let mut sentences = std::collections::BTreeSet::new();
    for code in [
        "FullSyncRequired",
        "ContactAlreadyExists",
        "MemberAlreadyExists",
        "GroupAlreadyExists",
        "ContactDoesNotExist",
        "MemberDoesNotExist",
        "GroupDoesNotExist",
        "InvalidPassportUser",
        "BadEmailArgument",
        "BadArgumentLength",
        "ABDoesNotExist",
        "ABAlreadyExists",
        "SomethingElse",
    ] {
        let error = refused(&Edit::UpdateMe(Vec::new()), code, false).expect_err(code);
        let sentence = error.to_string();
        assert!(sentence.contains(". ") || sentence.ends_with('.') || sentence.ends_with(')'), "{sentence}");
        assert!(!error.request_error().to_string().is_empty());
        assert!(sentences.insert(sentence), "{code}");
    }
    let status = |status| {
        let reply = WebReply { status, headers: Vec::new(), body: "500 Internal Server Error".into() };
        read(&Edit::UpdateMe(Vec::new()), &reply, false)
    };
    assert_eq!(status(403), Err(BookError::NotSignedIn));
    assert_eq!(status(500), Err(BookError::Silent(500)));
    assert!(matches!(status(200), Err(BookError::Useless(_))));
}

#[test]
fn a_service_without_changes_says_so() {
    for body in [
        fault("FullSyncRequired", ""),
        fault("Other", "").replace("No. Other", "Full sync required.  Details: Delta syncs disabled."),
    ] {
        for status in [200, 500] {
            let reply = WebReply { status, ..reply(&body) };
            let affinity = &mut Affinity::default();
            assert_eq!(membership::read(&reply, affinity), Err(BookError::FullSyncRequired));
            assert_eq!(book::read(&reply, affinity), Err(BookError::FullSyncRequired));
        }
    }
    // No result at all: nothing has changed.
    let affinity = &mut Affinity::default();
    let nothing = membership::read(&reply(&envelope("<FindMembershipResponse/>")), affinity).expect("nothing new");
    assert!(nothing.members.is_empty());
    let nothing = book::read(&reply(&envelope("<ABFindAllResponse/>")), affinity).expect("nothing new");
    assert!(nothing.contacts.is_empty());
    let ticket = Secret::new("t=1");
    let access = Access {
        address_book: "https://h.example/1",
        sharing: "https://h.example/2",
        ticket: &ticket,
        affinity,
        insecure_loopback: false,
    };
    let since = "2026-11-20T10:34:50Z";
    for request in [
        membership::request(&access, Some(since)),
        book::find_all(&access, Some(since)),
        book::find_contacts_paged(&access, Some(since)),
    ] {
        let body = request.expect("a request").body;
        let text = String::from_utf8_lossy(&body);
        assert!(text.contains(since) && text.to_ascii_lowercase().contains("<deltasonly>true<"), "{text}");
    }
    let circle = Email::parse("00000000-0000-0000-0009-1@live.com").expect("an address");
    let body = book::find_circle(&access, &circle).expect("a request").body;
    let tree = Element::parse(&body).expect("a document");
    assert_eq!(tree.find("ABId").map(Element::value), Some("00000000-0000-0000-0009-1"));
}

#[test]
fn details_are_written_with_their_names() {
    let phone = |kind, number: &str, is_messenger_enabled| {
        Detail::Phone(Phone { kind, number: number.to_owned(), is_messenger_enabled })
    };
    let details = vec![
        Detail::Alias("Bobby <3".to_owned()),
        Detail::Notes("tea & cake".to_owned()),
        phone(PhoneKind::Home, "+1 555", false),
        phone(PhoneKind::Mobile, "+2 555", true),
        Detail::IsMessengerUser(true),
        Detail::Annotation("AB.JobTitle".to_owned(), "cook".to_owned()),
        Detail::DisplayName("Bob".to_owned()),
    ];
    let (_, tree) = request(&Edit::UpdateContact { contact: contact(), details });
    let entry = tree.find("Contact").expect("a contact");
    assert_eq!(entry.value_of("contactId"), Some("c-1"));
    let changed = entry.value_of("propertiesChanged").expect("what changed");
    assert_eq!(changed, "Annotation Comment ContactPhone IsMessengerUser DisplayName");
    let info = entry.child("contactInfo").expect("what it is now");
    assert_eq!(info.value_of("comment"), Some("tea & cake"));
    let pairs: Vec<_> =
        tree.find_all("Annotation").into_iter().map(|a| (a.value_of("Name"), a.value_of("Value"))).collect();
    assert_eq!(pairs, [(Some("AB.NickName"), Some("Bobby <3")), (Some("AB.JobTitle"), Some("cook"))]);
    let phones = tree.find_all("ContactPhone");
    assert_eq!(phones[0].value_of("contactPhoneType"), Some("ContactPhonePersonal"));
    assert_eq!(phones[0].value_of("propertiesChanged"), Some("Number"));
    assert_eq!(phones[1].value_of("isMessengerEnabled"), Some("true"));

    let (_, tree) = request(&Edit::UpdateMe(vec![Detail::Privacy(Privacy::AllowOthers)]));
    assert_eq!(tree.find("contactType").map(Element::value), Some("Me"));
    assert_eq!(tree.find("Value").map(Element::value), Some("1"));
    assert!(tree.find("contactId").is_none());
}

#[test]
fn people_of_every_network_are_added_in_their_own_way() {
    let yan = Who { email: Email::parse("yan@yahoo.example").expect("an address"), network: Network::YAHOO };
    let phone = Who::from(Email::from_wire("tel:+15550123").expect("an address"));
    assert_eq!(phone.network, Network::PHONE);
    let invitation = Invitation { name: "Zoë".to_owned(), text: "Hi & welcome".to_owned() };
    let (_, tree) = request(&Edit::AddContact { who: bob(), invitation: Some(invitation) });
    let info = tree.find("MessengerMemberInfo").expect("an invitation");
    assert_eq!(info.find("Value").map(Element::value), Some("Hi & welcome"));
    assert_eq!(info.value_of("DisplayName"), Some("Zoë"));
    let (_, tree) = request(&Edit::AddContact { who: yan.clone(), invitation: None });
    assert_eq!(tree.find("Capability").map(Element::value), Some("32"));
    assert!(tree.find("passportName").is_none());
    let (_, tree) = request(&Edit::AddContact { who: phone.clone(), invitation: None });
    assert_eq!(tree.find("number").map(Element::value), Some("+15550123"));

    for (who, form, name, value) in [
        (bob(), "PassportMember", "PassportName", "bob@example.com"),
        (yan, "EmailMember", "Email", "yan@yahoo.example"),
        (phone, "PhoneMember", "PhoneNumber", "+15550123"),
    ] {
        let (asked, tree) = request(&Edit::AddMember { list: List::Allow, who: who.clone() });
        assert!(asked.url.ends_with("SharingService.asmx"));
        let member = tree.find("Member").expect("a member");
        assert_eq!((member.attribute("type"), member.value_of(name)), (Some(form), Some(value)));
        let (_, tree) = request(&Edit::DeleteMember { list: List::Allow, who, id: Some("Allow/7".to_owned()) });
        let member = tree.find("Member").expect("a member");
        assert_eq!((member.value_of("MembershipId"), member.value_of(name)), (Some("Allow/7"), None));
    }
}

#[test]
fn circles_are_made_and_people_asked_into_them() {
    let (asked, tree) = request(&Edit::CreateCircle { name: "Choir".to_owned(), own_name: "Alice".to_owned() });
    assert!(asked.url.ends_with("SharingService.asmx"));
    let properties = tree.find("properties").expect("what it is");
    assert_eq!(
        (properties.value_of("DisplayName"), properties.value_of("HostedDomain")),
        (Some("Choir"), Some("live.com"))
    );
    assert_eq!(tree.find("PublicDisplayName").map(Element::value), Some("Alice"));
    let circle = Email::parse("00000000-0000-0000-0009-1@live.com").expect("an address");
    let (_, tree) = request(&Edit::AddToCircle { circle: circle.clone(), who: bob().email });
    assert_eq!(tree.find("ABId").map(Element::value), Some("00000000-0000-0000-0009-1"));
    assert_eq!(tree.find("contactHandle").and_then(|c| c.value_of("Email")), Some("bob@example.com"));
    let (_, tree) = request(&Edit::InviteToCircle { circle, contact: contact() });
    let value = |name| tree.find(name).map(Element::value);
    assert_eq!((value("ABId"), value("contactId")), (Some("00000000-0000-0000-0009-1"), Some("c-1")));
    assert_eq!(
        (value("action"), value("relationshipType"), value("relationshipRole")),
        (Some("1"), Some("5"), Some("3"))
    );
}

#[test]
fn circles_are_answered_and_left() {
    let (_, tree) = request(&Edit::AnswerCircle { contact: contact(), accept: false });
    assert_eq!(tree.find("action").map(Element::value), Some("2"));
    let circle = Email::parse("00000000-0000-0000-0009-1@live.com").expect("an address");
    let (_, tree) = request(&Edit::LeaveCircle { circle, me: contact() });
    assert_eq!(tree.find("ABId").map(Element::value), Some("00000000-0000-0000-0009-1"));
    assert_eq!(tree.find("BreakConnection").and_then(|b| b.value_of("contactId")), Some("c-1"));
}

#[test]
fn no_request_shows_its_ticket() {
    for (edit, _) in all() {
        let (request, tree) = request(&edit);
        assert!(!format!("{request:?} {tree:?} {edit:?}").contains("hunter2"));
        assert_eq!(tree.find("TicketToken").map(Element::value), Some("t=hunter2&p="));
        assert_eq!(tree.at(&["Body", edit.operation()]).map(Element::name), Some(edit.operation()));
    }
}

proptest! {
    #[test]
    fn any_text_arrives_as_it_was_meant(name in "\\PC{0,40}|[<>&\"' a-z]{0,20}", id in "[ -~]{1,40}", other in any::<String>()) {
        // XML has no place for some characters; a reader trims what stands around a name.
        let legal = |text: &str| {
            let keep = |c: &char| matches!(*c, '\t' | '\n' | '\r' | ' '..='\u{7e}' | '\u{80}'..='\u{fffd}' | '\u{10000}'..);
            text.chars().filter(keep).collect::<String>()
        };
        let (legal_name, legal_other) = (legal(&name), legal(&other));
        let (group, contact) = (GroupId(id.clone()), ContactId(id.clone()));
        let (_, tree) = request(&Edit::RenameGroup { group, name: name.clone() });
        prop_assert_eq!(tree.find("name").map(Element::text), Some(&*legal_name));
        prop_assert_eq!(tree.find("groupId").map(Element::text), Some(id.as_str()));
        let details = vec![Detail::Notes(other.clone()), Detail::Annotation(name.clone(), other.clone())];
        let (_, tree) = request(&Edit::UpdateContact { contact, details });
        prop_assert_eq!(tree.find("comment").map(Element::text), Some(&*legal_other));
        prop_assert_eq!(tree.find("Name").map(Element::text), Some(&*legal_name));
        prop_assert_eq!(tree.find("propertiesChanged").map(Element::text), Some("Comment Annotation"));
        let invitation = Invitation { name: name.clone(), text: other.clone() };
        let (_, tree) = request(&Edit::AddContact { who: bob(), invitation: Some(invitation) });
        prop_assert_eq!(tree.find("DisplayName").map(Element::text), Some(&*legal_name));
        prop_assert_eq!(tree.find_all("Contact").len(), 1);
    }
}
