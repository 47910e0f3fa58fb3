//! What we write: whatever people type, a request is a document that says just that.

use msnp::session::WebRequest;
use msnp::soap::address_book::edit::{Detail, Edit, Invitation, Who};
use msnp::soap::address_book::{Access, Affinity, book};
use msnp::soap::offline::{fetch, message, send};
use msnp::soap::time::Timestamp;
use msnp::soap::token::{self, Form, Wish};
use msnp::soap::xml::Element;
use msnp::soap::{adl, membership};
use msnp::types::{ContactId, Email, GroupId, List, Lists, Secret};

/// The words of the input, which zeros part: whose address, and three texts.
pub fn text_builders(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut words = text.split('\0');
    let mut word = || words.next().unwrap_or_default().to_owned();
    let (address, one, two, three) = (word(), word(), word(), word());
    let Ok(email) = Email::parse(&address) else { return };

    let secret = Secret::new(&one);
    for form in [Form::Rst, Form::Rst2 { now: Timestamp(0) }] {
        let asked = token::request("https://login.example/", form, &email, &secret, &Wish::sso(&two), false);
        let tree = document(&asked.ok());
        assert_eq!(tree.find("Password").map(Element::text), Some(carried(&one).as_str()));
        assert_eq!(tree.find("Username").map(Element::text), Some(carried(email.as_str()).as_str()));
    }

    let affinity = Affinity::default();
    let access = Access {
        address_book: "https://book.example/abservice.asmx",
        sharing: "https://book.example/SharingService.asmx",
        ticket: &secret,
        affinity: &affinity,
        insecure_loopback: false,
    };
    let who = Who::from(email.clone());
    let contact = ContactId(two.clone());
    let group = GroupId(three.clone());
    let edits = [
        Edit::AddContact { who: who.clone(), invitation: Some(Invitation { name: one.clone(), text: two.clone() }) },
        Edit::UpdateContact {
            contact: contact.clone(),
            details: vec![Detail::Alias(one.clone()), Detail::Notes(three.clone())],
        },
        Edit::UpdateMe(vec![Detail::DisplayName(one.clone()), Detail::Annotation(two.clone(), three.clone())]),
        Edit::DeleteContact(contact.clone()),
        Edit::AddGroup(one.clone()),
        Edit::RenameGroup { group: group.clone(), name: one.clone() },
        Edit::AddToGroup { group, contact },
        Edit::AddMember { list: List::Block, who: who.clone() },
        Edit::DeleteMember { list: List::Allow, who, id: Some(two.clone()) },
        Edit::CreateBook { owner: email.clone() },
    ];
    for edit in &edits {
        let tree = document(&edit.request(&access).ok());
        assert_eq!(tree.find("TicketToken").map(Element::text), Some(carried(&one).as_str()), "{edit:?}");
        if let Edit::AddGroup(name) | Edit::RenameGroup { name, .. } = edit {
            assert_eq!(tree.find("name").map(Element::text), Some(carried(name).as_str()));
        }
    }
    for asked in [
        book::find_all(&access, Some(&two)),
        book::find_contacts_paged(&access, Some(&two)),
        membership::request(&access, Some(&two)),
    ] {
        document(&asked.ok());
    }

    let sender = send::Sender {
        url: "https://offline.example/",
        form: send::Form::Store2,
        from: &email,
        name: &one,
        ticket: &secret,
        product: send::Product::MESSENGER_8_5,
        lock_key: &secret,
        dialect: "MSNP15",
        build: "8.5.1302",
        insecure_loopback: false,
    };
    let tree = document(&sender.store(&email, &two, 1, &three).ok());
    assert!(tree.find("Content").is_some());
    let access = fetch::Access { url: "https://offline.example/", ticket: &secret, insecure_loopback: false };
    document(&access.message(&two).ok());
    document(&access.delete(&[&one, &two]).ok());
    // A name stands on one line, and none is longer than names are.
    let name: String = one.chars().filter(|c| !c.is_control()).take(48).collect();
    let read = message::decoded_words(&message::encoded_word(&one));
    assert!(read.starts_with(name.trim()), "{read:?} {name:?}");
    // Between two parts a space may go, and nothing else.
    let parts = message::parts(&three);
    assert_eq!(parts.concat().replace(' ', ""), three.replace(' ', ""));
    assert!(parts.iter().all(|part| part.len() <= message::MAX_TEXT));

    let entry = adl::Entry::new(email.clone(), Lists::NONE.with(List::Forward));
    for payload in adl::change(&[entry]) {
        let read = adl::read(&payload);
        assert!(read.is_ok_and(|read| read.iter().all(|entry| entry.email == email)), "{payload:?}");
    }
}

fn document(request: &Option<WebRequest>) -> Element {
    let body = request.as_ref().map(|request| request.body.clone()).unwrap_or_default();
    Element::parse(&body).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&body)))
}

/// What XML can carry of a text.
fn carried(text: &str) -> String {
    let has_place = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..) && *c != '\u{7f}';
    text.chars().filter(has_place).collect()
}
