//! What the web services of the later dialects answer: tokens, address book, membership.

use bytes::Bytes;
use msnp::session::{WebReply, WebRequest};

pub(crate) fn xml(body: &str) -> WebReply {
    WebReply { status: 200, headers: Vec::new(), body: Bytes::copy_from_slice(body.as_bytes()) }
}

pub(crate) fn envelope(body: &str) -> WebReply {
    xml(&format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Header/><s:Body>{body}</s:Body></s:Envelope>"
    ))
}

pub(crate) fn fault(code: &str) -> WebReply {
    let reply = envelope(&format!(
        "<s:Fault><faultcode>s:Client</faultcode><faultstring>no</faultstring><detail><errorcode>{code}</errorcode>\
         </detail></s:Fault>"
    ));
    WebReply { status: 500, ..reply }
}

/// Tokens good for a day, each named after whom it is for.
pub(crate) fn tokens(mark: &str) -> WebReply {
    let token = |address: &str| {
        format!(
            "<wst:RequestSecurityTokenResponse><wsp:AppliesTo><wsa:EndpointReference><wsa:Address>{address}</wsa:Address>\
             </wsa:EndpointReference></wsp:AppliesTo><wst:LifeTime><wsu:Created>2026-11-20T10:00:00Z</wsu:Created>\
             <wsu:Expires>2026-11-21T10:00:00Z</wsu:Expires></wst:LifeTime><wst:RequestedSecurityToken>\
             <wsse:BinarySecurityToken>t={mark}.{address}&amp;p=</wsse:BinarySecurityToken></wst:RequestedSecurityToken>\
             <wst:RequestedProofToken><wst:BinarySecret>MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0</wst:BinarySecret>\
             </wst:RequestedProofToken></wst:RequestSecurityTokenResponse>"
        )
    };
    let all = ["messengerclear.live.com", "messenger.msn.com", "contacts.msn.com"].map(token).concat();
    envelope(&format!("<wst:RequestSecurityTokenResponseCollection>{all}</wst:RequestSecurityTokenResponseCollection>"))
}

pub(crate) fn wrong_password() -> WebReply {
    envelope("<s:Fault><faultcode>wsse:FailedAuthentication</faultcode><faultstring>no</faultstring></s:Fault>")
}

/// Who is on the allow (`A`), block (`B`), reverse (`R`) and pending (`P`) list: `"A bob, R bob"`.
pub(crate) fn membership(who: &str) -> WebReply {
    let mut lists = String::new();
    for entry in who.split(", ").filter(|entry| !entry.is_empty()) {
        let (role, name) = entry.split_once(' ').unwrap();
        let role = match role {
            "A" => "Allow",
            "B" => "Block",
            "R" => "Reverse",
            _ => "Pending",
        };
        lists.push_str(&format!(
            "<Membership><MemberRole>{role}</MemberRole><Members><Member><MembershipId>{role}/{name}</MembershipId>\
             <Type>Passport</Type><PassportName>{name}@example.com</PassportName></Member></Members></Membership>"
        ));
    }
    envelope(&format!(
        "<FindMembershipResponse><FindMembershipResult><Services><Service><Memberships>{lists}</Memberships><Info><Handle>\
         <Type>Messenger</Type></Handle></Info></Service></Services></FindMembershipResult></FindMembershipResponse>"
    ))
}

pub(crate) const WORK: &str = "f60efbe7-94af-4b16-b926-e4e10878d329";

/// Ourselves, the group Work, and these contacts, `"bob, carol"`, whose ids are their names.
pub(crate) fn book(who: &str) -> WebReply {
    let mut contacts = String::from(
        "<Contact><contactId>me</contactId><contactInfo><contactType>Me</contactType><displayName>Alice</displayName>\
         <passportName>alice@example.com</passportName></contactInfo></Contact>",
    );
    for name in who.split(", ").filter(|name| !name.is_empty()) {
        contacts.push_str(&format!(
            "<Contact><contactId>{name}-id</contactId><contactInfo><contactType>Regular</contactType>\
             <displayName>{name}</displayName><passportName>{name}@example.com</passportName>\
             <isMessengerUser>true</isMessengerUser></contactInfo></Contact>"
        ));
    }
    envelope(&format!(
        "<ABFindAllResponse><ABFindAllResult><groups><Group><groupId>{WORK}</groupId><groupInfo><name>Work</name>\
         </groupInfo></Group></groups><contacts>{contacts}</contacts></ABFindAllResult></ABFindAllResponse>"
    ))
}

/// An operation that is done, with the id of what was made.
pub(crate) fn done(operation: &str, id: &str) -> WebReply {
    envelope(&format!(
        "<{operation}Response><{operation}Result><guid>{id}</guid></{operation}Result></{operation}Response>"
    ))
}

/// The operation that a request asks for: the end of its action, or of its address.
pub(crate) fn operation(request: &WebRequest) -> String {
    let action = request.headers.iter().find(|(name, _)| name == "SOAPAction");
    let name = action.map_or(request.url.as_str(), |(_, value)| value.expose());
    name.trim_matches('"').rsplit('/').next().unwrap_or_default().to_owned()
}

pub(crate) fn body(request: &WebRequest) -> String {
    String::from_utf8(request.body.to_vec()).unwrap()
}
