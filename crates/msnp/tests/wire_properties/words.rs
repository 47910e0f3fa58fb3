//! What commands are made of: addresses, names, numbers, flags.

use bytes::Bytes;
use msnp::command::{Network, Routing, login};
use msnp::dialect::{Dialect, NetworkForm, SignIn};
use msnp::types::{
    Capabilities, Endpoint, ExtendedCapabilities, GroupId, List, NetworkId, PlaceId, Property, Status, TransactionId,
};
use msnp::wire::Encoded;
use proptest::prelude::*;
use proptest::{collection::vec, option, sample::select};

pub(crate) fn any_dialect() -> impl Strategy<Value = Dialect> {
    select(Dialect::ALL.to_vec())
}

pub(crate) fn transaction() -> impl Strategy<Value = TransactionId> {
    any::<u32>().prop_map(TransactionId)
}

/// Any Unicode but nothing at all: a command can't carry an empty word.
pub(crate) fn name() -> impl Strategy<Value = Encoded> {
    "\\PC{1,20}|.{1,20}|[ %+é✓\r\n]{1,8}".prop_map(|text| Encoded::from_text(&text))
}

/// A name that no number of the line can be taken for: where servers leave names out, numbers are told by their shape.
pub(crate) fn wordy_name() -> impl Strategy<Value = Encoded> {
    name().prop_map(|name| Encoded::from_text(&format!("{}n", name.text())))
}

pub(crate) fn email() -> impl Strategy<Value = String> {
    "[a-z0-9._+-]{1,12}@[a-z]{1,8}\\.(com|net)"
}

pub(crate) fn guid() -> impl Strategy<Value = String> {
    "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
}

pub(crate) fn token() -> impl Strategy<Value = String> {
    "[A-Za-z0-9.=&,:/_-]{1,30}"
}

pub(crate) fn serial() -> impl Strategy<Value = String> {
    any::<u32>().prop_map(|n| n.to_string())
}

pub(crate) fn group(dialect: Dialect) -> BoxedStrategy<GroupId> {
    if dialect.features().guids {
        guid().prop_map(GroupId).boxed()
    } else {
        (0..30u8).prop_map(|n| GroupId(n.to_string())).boxed()
    }
}

pub(crate) fn body() -> impl Strategy<Value = Bytes> {
    prop_oneof![
        ".{0,60}".prop_map(|text| Bytes::from(text.into_bytes())),
        vec(any::<u8>(), 0..200).prop_map(Bytes::from),
    ]
}

pub(crate) fn list() -> impl Strategy<Value = List> {
    select(List::ALL.to_vec())
}

pub(crate) fn status() -> impl Strategy<Value = Status> {
    select(Status::CHOICES.to_vec())
}

pub(crate) fn capabilities() -> impl Strategy<Value = Capabilities> {
    any::<u32>().prop_map(Capabilities)
}

/// Both words of capabilities, as far as the dialect has them.
pub(crate) fn both_capabilities(
    dialect: Dialect,
) -> impl Strategy<Value = (Capabilities, Option<ExtendedCapabilities>)> {
    (capabilities(), option::of(any::<u32>())).prop_map(move |(caps, extended)| {
        (caps, extended.filter(|_| dialect.features().extended_capabilities).map(ExtendedCapabilities))
    })
}

/// One of the places of an account, where the dialect has such.
pub(crate) fn place(dialect: Dialect) -> impl Strategy<Value = Option<PlaceId>> {
    option::of(guid())
        .prop_map(move |guid| guid.filter(|_| dialect.features().places).and_then(|guid| PlaceId::new(&guid)))
}

/// What stands around an address in a presence line.
pub(crate) fn routing(dialect: Dialect) -> impl Strategy<Value = Routing> {
    let via = option::of(guid()).prop_map(|guid| guid.map(|guid| format!("9:{guid}@live.com")));
    (any::<u32>(), any::<bool>(), place(dialect), via).prop_map(move |(id, prefix, place, via)| {
        let id = NetworkId(id);
        let network = if prefix { Network::Prefix(id) } else { Network::Word(id) };
        let features = dialect.features();
        Routing {
            network: (features.network_form != NetworkForm::None).then_some(network),
            place,
            via: via.filter(|_| features.places),
        }
    })
}

pub(crate) fn property() -> impl Strategy<Value = Property> {
    "[A-Z]{3}".prop_map(|code| Property::from_code(&code))
}

pub(crate) fn method(dialect: Dialect) -> impl Strategy<Value = login::Method> {
    let sso = match dialect.features().sign_in {
        SignIn::Sso => login::Method::Sso,
        SignIn::Md5 | SignIn::Passport => login::Method::Other("SSO".into()),
    };
    select(vec![login::Method::Md5, login::Method::Passport, sso])
}

pub(crate) fn endpoint() -> impl Strategy<Value = Endpoint> {
    ("[a-z][a-z0-9.-]{0,20}|10\\.0\\.0\\.[0-9]|fe80::1", any::<u16>()).prop_map(|(host, port)| Endpoint { host, port })
}

/// The words of a presence line behind the address.
#[derive(Debug)]
pub(crate) struct PresenceWords {
    pub(crate) name: Option<Encoded>,
    pub(crate) capabilities: Option<Capabilities>,
    pub(crate) extended: Option<ExtendedCapabilities>,
    pub(crate) object: Option<Encoded>,
    pub(crate) icon: Option<Encoded>,
}

/// As many of the words of presence as the dialect has, and the rest that follows from what it has.
pub(crate) fn presence_words(dialect: Dialect) -> impl Strategy<Value = PresenceWords> {
    let features = dialect.features();
    (wordy_name(), both_capabilities(dialect), wordy_name(), wordy_name(), 0..4u8).prop_map(
        move |(name, (caps, extended), object, icon, missing)| {
            let capabilities = features.capabilities.then_some(caps);
            let (name, object) = match missing {
                // Without a name the capabilities still tell what the object is.
                0 => (None, features.objects.then_some(object)),
                1 => (Some(name), None),
                _ => (Some(name), features.objects.then_some(object)),
            };
            let icon = (missing == 3 && features.network_form != NetworkForm::None).then_some(icon);
            PresenceWords { name, capabilities, extended, object, icon }
        },
    )
}
