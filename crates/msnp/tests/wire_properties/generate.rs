//! Commands as servers and clients write them, of every family and dialect.

use crate::later;
use crate::words::{
    any_dialect, body, both_capabilities, email, endpoint, group, guid, list, method, name, place, presence_words,
    property, routing, serial, status, token, transaction, wordy_name,
};
use msnp::command::{Client, ErrorReply, Server};
use msnp::command::{groups, lists, login, presence, profile, switchboard};
use msnp::dialect::{Dialect, ListForm};
use msnp::error::ErrorCode;
use msnp::types::{ContactId, List, Secret};
use msnp::wire::Role;
use proptest::prelude::*;
use proptest::{collection::vec, option, sample::select};

// ---- commands of a client ----

fn client_login(dialect: Dialect) -> BoxedStrategy<Client> {
    use login::Client as L;
    prop_oneof![
        (transaction(), vec("MSNP[0-9]{1,2}|CVR0", 0..6))
            .prop_map(|(transaction, dialects)| L::Version { transaction, dialects }),
        (transaction(), vec(token(), 0..9))
            .prop_map(|(transaction, parameters)| L::ClientVersion { transaction, parameters }),
        transaction().prop_map(|transaction| L::Policy { transaction }),
        (transaction(), method(dialect), email()).prop_map(|(transaction, method, email)| L::Identify {
            transaction,
            method,
            email
        }),
        (transaction(), method(dialect), token()).prop_map(|(transaction, method, response)| L::Respond {
            transaction,
            method,
            response: Secret::new(response)
        }),
        (transaction(), "SB|NS").prop_map(|(transaction, target)| L::Transfer { transaction, target }),
        (transaction(), token(), body()).prop_map(|(transaction, product, response)| L::ChallengeResponse {
            transaction,
            product,
            response
        }),
        Just(L::Ping),
        Just(L::Out),
    ]
    .prop_map(Client::Login)
    .boxed()
}

fn client_lists(dialect: Dialect) -> BoxedStrategy<Client> {
    use lists::Client as L;
    prop_oneof![
        (transaction(), vec(token(), 0..3)).prop_map(|(transaction, serials)| L::Synchronize { transaction, serials }),
        (transaction(), list(), email(), option::of((name(), option::of(group(dialect))))).prop_map(
            |(transaction, list, email, rest)| {
                let (name, group) = rest.map_or((None, None), |(name, group)| (Some(name), group));
                L::Add { transaction, list, email, name, group }
            }
        ),
        (
            transaction(),
            list(),
            option::of(email()),
            option::of(name()),
            option::of(guid()),
            option::of(group(dialect))
        )
            .prop_map(|(transaction, list, email, name, id, group)| L::AddContact {
                transaction,
                list,
                email,
                name,
                id: id.map(ContactId),
                group
            }),
        (transaction(), list(), prop_oneof![email(), guid()], option::of(group(dialect)))
            .prop_map(|(transaction, list, who, group)| L::Remove { transaction, list, who, group }),
        (transaction(), email(), name()).prop_map(|(transaction, email, name)| L::Rename { transaction, email, name }),
        (transaction(), guid(), property(), name()).prop_map(|(transaction, id, property, value)| {
            L::SetContactProperty { transaction, id: ContactId(id), property, value }
        }),
        (transaction(), "A|N").prop_map(|(transaction, value)| L::AddPolicy { transaction, value }),
        (transaction(), "AL|BL").prop_map(|(transaction, value)| L::Privacy { transaction, value }),
        (transaction(), "FL|RL|XX").prop_map(|(transaction, list)| L::List { transaction, list }),
    ]
    .prop_map(Client::Lists)
    .boxed()
}

fn client_other(dialect: Dialect) -> BoxedStrategy<Client> {
    use groups::Client as G;
    use presence::Client as P;
    use profile::Client as F;
    let groups =
        prop_oneof![
            (transaction(), name(), option::of(Just("0".to_owned())))
                .prop_map(|(transaction, name, trailing)| G::Add { transaction, name, trailing }),
            (transaction(), group(dialect), name(), option::of(Just("0".to_owned())))
                .prop_map(|(transaction, group, name, trailing)| G::Rename { transaction, group, name, trailing }),
            (transaction(), group(dialect)).prop_map(|(transaction, group)| G::Remove { transaction, group }),
        ];
    let presence = prop_oneof![
        (transaction(), status(), option::of((both_capabilities(dialect), option::of(name())))).prop_map(
            |(transaction, status, rest)| {
                let (caps, object) = rest.map_or((None, None), |(caps, object)| (Some(caps), object));
                let (capabilities, extended) = (caps.map(|c| c.0), caps.and_then(|c| c.1));
                P::SetStatus { transaction, status, capabilities, extended, object }
            }
        ),
        (transaction(), body()).prop_map(|(transaction, data)| P::SetPersonalMessage { transaction, data }),
    ];
    let profile = prop_oneof![
        (transaction(), property(), option::of(name())).prop_map(|(transaction, property, value)| F::SetProperty {
            transaction,
            property,
            value
        }),
        (transaction(), token(), vec(token(), 0..3)).prop_map(|(transaction, service, arguments)| F::Url {
            transaction,
            service,
            arguments
        }),
        (transaction(), token()).prop_map(|(transaction, file)| F::Configuration { transaction, file }),
        ("SND|FND|IMS", transaction(), vec(token(), 0..4)).prop_map(|(verb, transaction, parameters)| F::Rare {
            verb,
            transaction,
            parameters,
            payload: None
        }),
        ("SDC|PAG|PGD", transaction(), vec(token(), 0..4), body()).prop_map(|(verb, transaction, parameters, body)| {
            F::Rare { verb, transaction, parameters, payload: Some(body) }
        }),
    ];
    prop_oneof![
        groups.prop_map(Client::Groups),
        presence.prop_map(Client::Presence),
        profile.prop_map(Client::Profile),
    ]
    .boxed()
}

fn client_switchboard(dialect: Dialect) -> BoxedStrategy<Client> {
    use switchboard::{Acknowledge as A, Client as S};
    let mode = select(vec![A::Nothing, A::Failure, A::Always, A::Data, A::Success]);
    prop_oneof![
        (transaction(), email(), place(dialect), token()).prop_map(|(transaction, email, place, cookie)| S::Enter {
            transaction,
            email,
            place,
            cookie: Secret::new(cookie)
        }),
        (transaction(), email(), place(dialect), token(), token()).prop_map(
            |(transaction, email, place, cookie, session)| S::Answer {
                transaction,
                email,
                place,
                cookie: Secret::new(cookie),
                session
            }
        ),
        (transaction(), email()).prop_map(|(transaction, email)| S::Call { transaction, email }),
        (transaction(), mode, body()).prop_map(|(transaction, acknowledge, body)| S::Message {
            transaction,
            acknowledge,
            body
        }),
        Just(S::Out),
        Just(S::Ping),
    ]
    .prop_map(Client::Switchboard)
    .boxed()
}

fn client(role: Role, dialect: Dialect) -> BoxedStrategy<Client> {
    match role {
        Role::Switchboard => client_switchboard(dialect),
        Role::Notification => {
            let later = later::client(dialect);
            prop_oneof![client_login(dialect), client_lists(dialect), client_other(dialect), later].boxed()
        }
    }
}

// ---- commands of a server ----

fn server_login(dialect: Dialect) -> BoxedStrategy<Server> {
    use login::Server as L;
    let features = dialect.features();
    let signed_in = (transaction(), email(), wordy_name(), "[01]", "[01]").prop_map(
        move |(transaction, email, name, verified, restricted)| L::SignedIn {
            transaction,
            email,
            name: features.name_in_usr.then_some(name),
            verified: features.verified_in_usr.then_some(verified),
            restricted: features.restricted_in_usr.then_some(restricted),
        },
    );
    prop_oneof![
        (transaction(), vec("MSNP[0-9]{1,2}|0", 0..2))
            .prop_map(|(transaction, dialects)| L::Version { transaction, dialects }),
        (transaction(), vec(token(), 0..6))
            .prop_map(|(transaction, parameters)| L::ClientVersion { transaction, parameters }),
        (transaction(), vec(token(), 0..2)).prop_map(|(transaction, methods)| L::Policy { transaction, methods }),
        (transaction(), method(dialect), name()).prop_map(|(transaction, method, challenge)| L::Challenge {
            transaction,
            method,
            challenge
        }),
        signed_in,
        (transaction(), endpoint(), vec(token(), 0..3)).prop_map(|(transaction, target, rest)| L::Redirect {
            transaction,
            target,
            rest
        }),
        "[0-9]{20}".prop_map(|challenge| L::ChallengeRequest { challenge }),
        transaction().prop_map(|transaction| L::ChallengeAccepted { transaction }),
        option::of(any::<u32>()).prop_map(|seconds| L::Pong { seconds }),
        option::of(("OTH|SSD|RCT", option::of(serial()))).prop_map(|out| {
            let (reason, argument) = out.map_or((None, None), |(reason, argument)| (Some(reason), argument));
            L::Out { reason, argument }
        }),
        vec(token(), 0..3).prop_map(|parameters| L::Sbs { parameters }),
    ]
    .prop_map(Server::Login)
    .boxed()
}

fn numbering(dialect: Dialect) -> BoxedStrategy<lists::Numbering> {
    let both = (transaction(), serial())
        .prop_map(|(t, serial)| lists::Numbering { transaction: Some(t), serial: Some(serial) });
    let one = transaction().prop_map(|t| lists::Numbering { transaction: Some(t), serial: None });
    let none = Just(lists::Numbering::default());
    if dialect.features().edit_serials { prop_oneof![both, none].boxed() } else { prop_oneof![one, none].boxed() }
}

fn people(dialect: Dialect) -> BoxedStrategy<lists::Server> {
    use lists::Server as L;
    let features = dialect.features();
    match features.list_form {
        ListForm::Numbered => {
            let entry = (email(), option::of(wordy_name()), vec(group(dialect), 1..3))
                .prop_map(|(email, name, groups)| lists::NumberedEntry { email, name, groups });
            (transaction(), serial(), list(), any::<u32>(), any::<u32>(), option::of(entry))
                .prop_map(move |(t, serial, list, index, total, mut entry)| {
                    if let Some(entry) = &mut entry
                        && !(features.groups && list == List::Forward)
                    {
                        entry.groups.clear();
                    }
                    let numbering = lists::Numbering { transaction: Some(t), serial: Some(serial) };
                    L::Numbered { numbering, list, index, total, entry }
                })
                .boxed()
        }
        ListForm::Bits => (email(), wordy_name(), 1..32u8, vec(group(dialect), 0..3))
            .prop_map(|(email, name, bits, groups)| L::Person {
                email,
                name: Some(name),
                id: None,
                bits,
                network: None,
                groups,
            })
            .boxed(),
        ListForm::Tagged => {
            (email(), option::of(name()), option::of(guid()), any::<u8>(), "1|4|32", vec(group(dialect), 0..3))
                .prop_map(move |(email, name, id, bits, network, groups)| L::Person {
                    email,
                    name,
                    id: id.map(ContactId),
                    bits,
                    network: features.list_network.then_some(network),
                    groups,
                })
                .boxed()
        }
    }
}

fn server_lists(dialect: Dialect) -> BoxedStrategy<Server> {
    use lists::Server as L;
    let features = dialect.features();
    let edit_serial = move || serial().prop_map(move |serial| features.edit_serials.then_some(serial));
    let synchronize = (transaction(), vec(serial(), 1..3), option::of((any::<u32>(), any::<u32>()))).prop_map(
        |(transaction, serials, counts)| L::Synchronize {
            transaction,
            serials,
            contacts: counts.map(|c| c.0),
            groups: counts.map(|c| c.1),
        },
    );
    let add = (transaction(), list(), edit_serial(), email(), option::of((name(), option::of(group(dialect)))))
        .prop_map(|(transaction, list, serial, email, rest)| {
            let (name, group) = rest.map_or((None, None), |(name, group)| (Some(name), group));
            L::Add { transaction, list, serial, email, name, group }
        });
    let add_contact = (
        transaction(),
        list(),
        option::of(email()),
        option::of(name()),
        option::of(guid()),
        option::of(group(dialect)),
    )
        .prop_map(|(transaction, list, email, name, id, group)| L::AddContact {
            transaction,
            list,
            email,
            name,
            id: id.map(ContactId),
            group,
        });
    prop_oneof![
        synchronize,
        people(dialect),
        people(dialect),
        (option::of(serial()), option::of(email()), property(), option::of(name()))
            .prop_map(|(serial, email, property, value)| L::ContactProperty { serial, email, property, value }),
        (numbering(dialect), "A|N").prop_map(|(numbering, value)| L::AddPolicy { numbering, value }),
        (numbering(dialect), "AL|BL").prop_map(|(numbering, value)| L::Privacy { numbering, value }),
        add,
        add_contact,
        (transaction(), list(), edit_serial(), prop_oneof![email(), guid()], option::of(group(dialect)))
            .prop_map(|(transaction, list, serial, who, group)| L::Remove { transaction, list, serial, who, group }),
        (transaction(), edit_serial(), email(), name()).prop_map(|(transaction, serial, email, name)| L::Rename {
            transaction,
            serial,
            email,
            name
        }),
        (transaction(), guid(), property(), name()).prop_map(|(transaction, id, property, value)| {
            L::SetContactProperty { transaction, id: ContactId(id), property, value }
        }),
    ]
    .prop_map(Server::Lists)
    .boxed()
}

fn server_other(dialect: Dialect) -> BoxedStrategy<Server> {
    use groups::Server as G;
    use presence::Server as P;
    use profile::Server as F;
    let numbered = dialect.features().sync_numbered;
    let entry =
        (transaction(), serial(), any::<(u32, u32)>(), group(dialect), name(), option::of(Just("0".to_owned())))
            .prop_map(move |(t, serial, position, group, name, trailing)| G::Entry {
                numbering: lists::Numbering { transaction: numbered.then_some(t), serial: numbered.then_some(serial) },
                position: numbered.then_some(position),
                group,
                name,
                trailing,
            });
    let groups = prop_oneof![
        entry,
        (transaction(), vec(token(), 0..4)).prop_map(|(transaction, parameters)| G::Added { transaction, parameters }),
        (transaction(), vec(token(), 0..4))
            .prop_map(|(transaction, parameters)| G::Renamed { transaction, parameters }),
        (transaction(), vec(token(), 0..4))
            .prop_map(|(transaction, parameters)| G::Removed { transaction, parameters }),
    ];
    let presence = prop_oneof![
        (transaction(), status(), option::of((both_capabilities(dialect), option::of(name())))).prop_map(
            |(transaction, status, rest)| {
                let (caps, object) = rest.map_or((None, None), |(caps, object)| (Some(caps), object));
                let (capabilities, extended) = (caps.map(|c| c.0), caps.and_then(|c| c.1));
                P::StatusSet { transaction, status, capabilities, extended, object }
            }
        ),
        (option::of(transaction()), status(), email(), routing(dialect), presence_words(dialect)).prop_map(
            |(transaction, status, email, routing, words)| P::Online {
                transaction,
                status,
                email,
                routing,
                name: words.name,
                capabilities: words.capabilities,
                extended: words.extended,
                object: words.object,
                icon: words.icon,
            }
        ),
        (email(), routing(dialect), option::of(both_capabilities(dialect)), vec("[A-Z][a-z]{1,5}", 0..2)).prop_map(
            move |(email, routing, caps, rest)| {
                let caps = caps.filter(|_| dialect.features().capabilities_in_offline);
                let (capabilities, extended) = (caps.map(|c| c.0), caps.and_then(|c| c.1));
                P::Offline { email, routing, capabilities, extended, rest }
            }
        ),
        (transaction(), serial()).prop_map(|(transaction, length)| P::PersonalMessageSet { transaction, length }),
        (email(), routing(dialect), body()).prop_map(|(email, routing, data)| P::PersonalMessage {
            email,
            routing,
            data
        }),
    ];
    let profile = prop_oneof![
        (numbering(dialect), property(), option::of(name())).prop_map(|(numbering, property, value)| F::Property {
            numbering,
            property,
            value
        }),
        (transaction(), vec(token(), 0..4)).prop_map(|(transaction, parameters)| F::Url { transaction, parameters }),
        (transaction(), token(), body()).prop_map(|(transaction, file, data)| F::Configuration {
            transaction,
            file,
            data
        }),
        (token(), name(), body()).prop_map(|(from, name, body)| F::Message { from, name, body }),
        body().prop_map(|data| F::Notification { data }),
        body().prop_map(|data| F::Page { data }),
        ("SDC|SND|FND|IMS|PAG|PGD", transaction(), vec(token(), 0..4))
            .prop_map(|(verb, transaction, parameters)| F::Rare { verb, transaction, parameters }),
    ];
    let invitations = prop_oneof![
        (transaction(), endpoint(), token(), vec(token(), 0..3)).prop_map(|(transaction, target, cookie, rest)| {
            switchboard::Server::Granted { transaction, target, cookie: Secret::new(cookie), rest }
        }),
        (token(), endpoint(), token(), email(), name(), vec(token(), 0..3)).prop_map(
            |(session, target, cookie, email, name, rest)| switchboard::Server::Ring {
                session,
                target,
                cookie: Secret::new(cookie),
                email,
                name,
                rest
            }
        ),
    ];
    prop_oneof![
        groups.prop_map(Server::Groups),
        presence.prop_map(Server::Presence),
        profile.prop_map(Server::Profile),
        invitations.prop_map(Server::Switchboard),
        error(dialect),
    ]
    .boxed()
}

fn error(dialect: Dialect) -> impl Strategy<Value = Server> {
    (0..1000u16, transaction(), vec(token(), 0..3), option::of(body())).prop_map(
        move |(code, transaction, mut info, payload)| {
            let payload = payload.filter(|_| dialect.features().error_payloads);
            if dialect.features().error_payloads {
                // A number alone behind the transaction would be a length, and nothing stands before a length.
                info.retain(|word| payload.is_none() && !word.bytes().all(|b| b.is_ascii_digit()));
            }
            Server::Error(ErrorReply { code: ErrorCode(code), transaction: Some(transaction), info, payload })
        },
    )
}

fn server_switchboard(dialect: Dialect) -> BoxedStrategy<Server> {
    use switchboard::Server as S;
    let caps = move || {
        both_capabilities(dialect).prop_map(move |(caps, extended)| {
            let there = dialect.features().capabilities_in_switchboard;
            (there.then_some(caps), extended.filter(|_| there))
        })
    };
    prop_oneof![
        (transaction(), email(), place(dialect), option::of(name()))
            .prop_map(|(transaction, email, place, name)| S::Entered { transaction, email, place, name }),
        transaction().prop_map(|transaction| S::Answered { transaction }),
        (transaction(), token()).prop_map(|(transaction, session)| S::Ringing { transaction, session }),
        (transaction(), any::<(u32, u32)>(), email(), place(dialect), name(), caps()).prop_map(
            |(transaction, (index, total), email, place, name, (capabilities, extended))| S::Present {
                transaction,
                index,
                total,
                email,
                place,
                name,
                capabilities,
                extended
            }
        ),
        (email(), place(dialect), name(), caps()).prop_map(|(email, place, name, (capabilities, extended))| {
            S::Joined { email, place, name, capabilities, extended }
        }),
        (email(), place(dialect), option::of(Just("1".to_owned()))).prop_map(|(email, place, flag)| S::Left {
            email,
            place,
            flag
        }),
        (email(), name(), body()).prop_map(|(email, name, body)| S::Message { email, name, body }),
        transaction().prop_map(|transaction| S::Delivered { transaction }),
        transaction().prop_map(|transaction| S::Missed { transaction }),
        option::of("OTH|SSD").prop_map(|reason| S::Out { reason }),
    ]
    .prop_map(Server::Switchboard)
    .boxed()
}

fn server(role: Role, dialect: Dialect) -> BoxedStrategy<Server> {
    match role {
        Role::Switchboard => prop_oneof![9 => server_switchboard(dialect), 1 => error(dialect)].boxed(),
        Role::Notification => {
            let later = later::server(dialect);
            prop_oneof![server_login(dialect), server_lists(dialect), server_other(dialect), later].boxed()
        }
    }
}

pub(crate) fn roles() -> impl Strategy<Value = Role> {
    select(vec![Role::Notification, Role::Switchboard])
}

pub(crate) fn client_stream() -> impl Strategy<Value = (Role, Dialect, Vec<Client>)> {
    (roles(), any_dialect())
        .prop_flat_map(|(role, dialect)| vec(client(role, dialect), 0..8).prop_map(move |all| (role, dialect, all)))
}

pub(crate) fn server_stream() -> impl Strategy<Value = (Role, Dialect, Vec<Server>)> {
    (roles(), any_dialect())
        .prop_flat_map(|(role, dialect)| vec(server(role, dialect), 0..8).prop_map(move |all| (role, dialect, all)))
}
