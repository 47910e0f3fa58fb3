//! Replies with one entry of every kind, as the documents describe them; a stock server sends but a few of these.

use bytes::Bytes;
use msnp::session::WebReply;

/// A reply that is fine.
pub(crate) fn reply(body: &str) -> WebReply {
    WebReply { status: 200, headers: Vec::new(), body: Bytes::copy_from_slice(body.as_bytes()) }
}

/// An envelope around a response.
pub(crate) fn envelope(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soap:Header><ServiceHeader><CacheKey>12r1:k</CacheKey>\
         <PreferredHostName>by1.example.com</PreferredHostName></ServiceHeader></soap:Header>\
         <soap:Body>{body}</soap:Body></soap:Envelope>"
    )
}

/// A fault of the address book.
pub(crate) fn fault(code: &str, more: &str) -> String {
    envelope(&format!(
        "<soap:Fault><faultcode>soap:Client</faultcode><faultstring>No. {code}</faultstring>\
         <detail><errorcode xmlns=\"http://www.msn.com/webservices/AddressBook\">{code}</errorcode>\
         <additionalDetails>{more}</additionalDetails></detail></soap:Fault>"
    ))
}

/// `FindMembershipResponse`: four lists, four kinds of member, and a service that isn't the messenger's.
pub(crate) fn membership() -> String {
    let member = |kind: &str, inside: &str| {
        format!(
            "<Member xsi:type=\"{kind}Member\"><MembershipId>{kind}/1</MembershipId><Type>{kind}</Type>\
             <State>Accepted</State><Deleted>false</Deleted>{inside}</Member>"
        )
    };
    let passport = |name: &str| member("Passport", &format!("<PassportName>{name}</PassportName>"));
    let role = |name: &str, members: &str| {
        format!("<Membership><MemberRole>{name}</MemberRole><Members>{members}</Members></Membership>")
    };
    let annotation = |name: &str, value: &str| {
        format!("<Annotations><Annotation><Name>{name}</Name><Value>{value}</Value></Annotation></Annotations>")
    };
    let yahoo = format!("<Email>yan@yahoo.example</Email>{}", annotation("MSN.IM.BuddyType", "32:"));
    let waits = format!(
        "<PassportName>erin@example.com</PassportName><DisplayName>Erin</DisplayName>{}",
        annotation("MSN.IM.InviteMessage", "It&apos;s me &amp; you")
    );
    let allow = [
        passport("bob@example.com"),
        member("Email", &yahoo),
        member("Phone", "<PhoneNumber>+1 (555) 0123</PhoneNumber>"),
    ];
    let circle = "<CircleId>00000000-0000-0000-0009-96c9144c6bc6</CircleId>";
    let block = [passport("dave@example.com"), member("Circle", circle)];
    let lists = [
        role("Allow", &allow.concat()),
        role("Block", &block.concat()),
        role("Reverse", &passport("bob@example.com")),
        role("Pending", &member("Passport", &waits)),
        role("ProfileReader", &passport("nobody@example.com")),
    ];
    let service = |kind: &str, lists: &str| {
        format!(
            "<Service><Memberships>{lists}</Memberships><Info><Handle><Id>1</Id><Type>{kind}</Type></Handle></Info>\
             <LastChange>2026-11-20T10:34:50Z</LastChange></Service>"
        )
    };
    envelope(&format!(
        "<FindMembershipResponse><FindMembershipResult><Services>{}{}</Services></FindMembershipResult>\
         </FindMembershipResponse>",
        service("Profile", &role("Allow", &passport("mallory@example.com"))),
        service("Messenger", &lists.concat()),
    ))
}

/// `ABFindContactsPagedResponse`: contacts of every kind, a group, three circles and their ticket.
pub(crate) fn book() -> String {
    let contact = |id: &str, info: &str| {
        format!(
            "<Contact><contactId>{id}</contactId><contactInfo>{info}</contactInfo><fDeleted>false</fDeleted></Contact>"
        )
    };
    let annotation =
        |name: &str, value: &str| format!("<Annotation><Name>{name}</Name><Value>{value}</Value></Annotation>");
    let phone = |kind: &str, number: &str, enabled: &str| {
        format!(
            "<ContactPhone><contactPhoneType>ContactPhone{kind}</contactPhoneType><number>{number}</number>\
             <isMessengerEnabled>{enabled}</isMessengerEnabled></ContactPhone>"
        )
    };
    let contacts = [
        contact(
            "c-bob",
            &format!(
                "<phones>{}{}</phones><annotations>{}</annotations><contactType>Regular</contactType>\
                 <quickName>bob</quickName><passportName>bob@example.com</passportName><displayName>Bob</displayName>\
                 <groupIds><guid>g-1</guid><guid>g-gone</guid></groupIds><comment>met in Oslo\nlikes tea</comment>\
                 <isMobileIMEnabled>true</isMobileIMEnabled><isMessengerUser>true</isMessengerUser>\
                 <hasSpace>true</hasSpace>",
                phone("Business", "555-1", "false"),
                phone("Mobile", "555-2", "false"),
                annotation("AB.NickName", "Bobby &lt;the&gt; best"),
            ),
        ),
        contact(
            "c-mail",
            "<contactType>Regular</contactType><passportName>mail@example.com</passportName><isMessengerUser>false</isMessengerUser>",
        ),
        contact(
            "c-yan",
            "<emails><ContactEmail><contactEmailType>Messenger2</contactEmailType><email>yan@yahoo.example</email>\
             <isMessengerEnabled>true</isMessengerEnabled><Capability>32</Capability></ContactEmail></emails>\
             <contactType>Regular</contactType><isMessengerUser>false</isMessengerUser>",
        ),
        contact(
            "c-tel",
            &format!("<phones>{}</phones><contactType>Regular</contactType>", phone("Mobile", "1-555-0123", "true")),
        ),
        contact(
            "c-new",
            "<contactType>LivePending</contactType><passportName>new@example.com</passportName><isMessengerUser>true</isMessengerUser>",
        ),
        contact(
            "c-choir",
            "<contactType>Circle</contactType><passportName>00000000-0000-0000-0009-96c9144c6bc6@live.com</passportName><isMessengerUser>true</isMessengerUser>",
        ),
        contact(
            "c-me",
            &format!(
                "<phones>{}</phones><annotations>{}{}</annotations><contactType>Me</contactType>\
                 <passportName>alice@example.com</passportName><displayName>Alice</displayName>\
                 <isMessengerUser>false</isMessengerUser>",
                phone("Personal", "+1 555 0100", "false"),
                annotation("MSN.IM.GTC", "1"),
                annotation("MSN.IM.BLP", "2"),
            ),
        ),
        "<Contact/>".to_owned(),
    ];
    let circle = |id: &str, name: &str, role: &str, state: &str| {
        format!(
            "<CircleInverseInfo><Content><Handle><Id>00000000-0000-0000-0009-{id}</Id></Handle><Info>\
             <HostedDomain>live.com</HostedDomain><DisplayName>{name}</DisplayName></Info></Content><PersonalInfo>\
             <MembershipInfo><CirclePersonalMembership><Role>{role}</Role><State>{state}</State>\
             </CirclePersonalMembership></MembershipInfo></PersonalInfo><Deleted>false</Deleted></CircleInverseInfo>"
        )
    };
    let circles = [
        circle("96c9144c6bc6", "Choir", "Admin", "Accepted"),
        circle("0b846a15e021", "Chess", "StatePendingOutbound", "WaitingResponse"),
        circle("1133330e5ef1", "Gone", "Member", "Left"),
    ];
    envelope(&format!(
        "<ABFindContactsPagedResponse><ABFindContactsPagedResult><Groups><Group><groupId>g-1</groupId><groupInfo>\
         <name>Friends</name></groupInfo><fDeleted>false</fDeleted></Group></Groups><Contacts>{}</Contacts>\
         <CircleResult><Circles>{}</Circles><CircleTicket>\n&lt;?xml version=\"1.0\"?&gt;&lt;SignedTicket&gt;\
         &lt;Data&gt;x&lt;/Data&gt;&lt;/SignedTicket&gt;\n</CircleTicket></CircleResult><Ab><abId>0</abId>\
         <lastChange>2026-11-20T10:34:50Z</lastChange></Ab></ABFindContactsPagedResult></ABFindContactsPagedResponse>",
        contacts.concat(),
        circles.concat(),
    ))
}
