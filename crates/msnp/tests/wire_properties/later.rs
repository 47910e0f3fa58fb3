//! The commands that only MSNP13 and later have.

use crate::words::{body, both_capabilities, email, place, status, token, transaction};
use msnp::command::circles::{self, Action};
use msnp::command::relay::{MessageKind, NoteKind};
use msnp::command::{Client, Server, login, membership, profile, relay};
use msnp::content::endpoint::{OwnPlace, PlaceData, PlaceKind, Published};
use msnp::dialect::{Dialect, SignIn};
use msnp::types::{NetworkId, PersonalMessage, Secret, TransactionId};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;

fn network() -> impl Strategy<Value = NetworkId> {
    any::<u32>().prop_map(NetworkId)
}

fn action() -> impl Strategy<Value = Action> {
    select(vec![Action::Put, Action::Delete, Action::Message])
}

/// What a client of this dialect can send; `PNG` where that is nothing new.
pub(crate) fn client(dialect: Dialect) -> BoxedStrategy<Client> {
    let features = dialect.features();
    let mut all: Vec<BoxedStrategy<Client>> = vec![Just(Client::Login(login::Client::Ping)).boxed()];
    if !features.lists_by_sync {
        use membership::Client as M;
        all.push(
            (transaction(), body())
                .prop_map(|(transaction, data)| M::Add { transaction, data })
                .prop_map(Client::Membership)
                .boxed(),
        );
        all.push(
            (transaction(), body())
                .prop_map(|(transaction, data)| M::Remove { transaction, data })
                .prop_map(Client::Membership)
                .boxed(),
        );
    }
    if features.network_query {
        let query = |(transaction, data)| Client::Membership(membership::Client::Query { transaction, data });
        all.push((transaction(), body()).prop_map(query).boxed());
    }
    if features.notes {
        let note = (transaction(), email(), place(dialect), any::<u32>(), body()).prop_map(
            |(transaction, email, place, kind, data)| relay::Client::Note {
                transaction,
                email,
                place,
                kind: NoteKind(kind),
                data,
            },
        );
        all.push(note.prop_map(Client::Relay).boxed());
    }
    if features.bridged_messages {
        let message = (transaction(), email(), network(), any::<u32>(), body()).prop_map(
            |(transaction, email, network, kind, body)| relay::Client::Message {
                transaction,
                email,
                network,
                kind: MessageKind(kind),
                body,
            },
        );
        all.push(message.prop_map(Client::Relay).boxed());
    }
    if features.circles {
        let send = (action(), transaction(), body()).prop_map(|(action, transaction, data)| circles::Client::Send {
            action,
            transaction,
            data,
        });
        all.push(send.prop_map(Client::Circles).boxed());
        let ticket = (transaction(), token())
            .prop_map(|(transaction, ticket)| login::Client::Circles { transaction, ticket: Secret::new(ticket) });
        all.push(ticket.prop_map(Client::Login).boxed());
    }
    if features.sign_in == SignIn::Sso {
        let prove =
            (transaction(), token(), token(), place(dialect)).prop_map(|(transaction, ticket, proof, place)| {
                login::Client::Prove { transaction, ticket: Secret::new(ticket), proof: Secret::new(proof), place }
            });
        all.push(prove.prop_map(Client::Login).boxed());
    }
    Union::new(all).boxed()
}

/// What a server of this dialect can send; `QNG` where that is nothing new.
pub(crate) fn server(dialect: Dialect) -> BoxedStrategy<Server> {
    let features = dialect.features();
    let mut all: Vec<BoxedStrategy<Server>> = vec![Just(Server::Login(login::Server::Pong { seconds: None })).boxed()];
    if !features.lists_by_sync {
        use membership::Server as M;
        let membership = prop_oneof![
            transaction().prop_map(|transaction| M::Added { transaction }),
            transaction().prop_map(|transaction| M::Removed { transaction }),
            (transaction(), body()).prop_map(|(transaction, data)| M::Add { transaction, data }),
            (transaction(), body()).prop_map(|(transaction, data)| M::Remove { transaction, data }),
        ];
        all.push(membership.prop_map(Server::Membership).boxed());
    }
    if features.network_query {
        let found = |(transaction, data)| Server::Membership(membership::Server::Found { transaction, data });
        all.push((transaction(), body()).prop_map(found).boxed());
    }
    if features.policies {
        let policies = |data| profile::Server::Policies { transaction: TransactionId::ASYNC, data };
        all.push(body().prop_map(policies).prop_map(Server::Profile).boxed());
    }
    if features.notes {
        let notes = prop_oneof![
            transaction().prop_map(|transaction| relay::Server::NoteSent { transaction }),
            (email(), place(dialect), any::<u32>(), body()).prop_map(|(email, place, kind, data)| {
                relay::Server::Note { email, place, kind: NoteKind(kind), data }
            }),
        ];
        all.push(notes.prop_map(Server::Relay).boxed());
    }
    if features.bridged_messages {
        let messages = prop_oneof![
            transaction().prop_map(|transaction| relay::Server::MessageSent { transaction }),
            (email(), network(), option::of((email(), network())), any::<u32>(), body()).prop_map(
                |(email, network, to, kind, body)| relay::Server::Message {
                    email,
                    network,
                    to,
                    kind: MessageKind(kind),
                    body,
                }
            ),
        ];
        all.push(messages.prop_map(Server::Relay).boxed());
    }
    if features.circles {
        use circles::Server as C;
        let circles = prop_oneof![
            (action(), transaction(), option::of(body())).prop_map(|(action, transaction, data)| C::Taken {
                action,
                transaction,
                // Only what is put and deleted is answered with more than a word.
                data: data.filter(|_| action != Action::Message),
            }),
            (action(), body()).prop_map(|(action, data)| C::Notify { action, data }),
            (transaction(), body()).prop_map(|(transaction, data)| C::Message { transaction, data }),
        ];
        all.push(circles.prop_map(Server::Circles).boxed());
    }
    if features.sign_in == SignIn::Sso {
        let nonce = (transaction(), token(), token()).prop_map(|(transaction, policy, nonce)| login::Server::Nonce {
            transaction,
            policy,
            nonce,
        });
        all.push(nonce.prop_map(Server::Login).boxed());
    }
    Union::new(all).boxed()
}

/// What somebody says of themselves and of their places.
pub(crate) fn published() -> impl Strategy<Value = Published> {
    let newest = || place(Dialect::Msnp18);
    let ability = (newest(), both_capabilities(Dialect::Msnp18))
        .prop_map(|(place, (capabilities, extended))| PlaceData { place, capabilities, extended });
    let own = (newest(), "\\PC{0,20}", any::<bool>(), any::<u32>(), option::of(status())).prop_map(
        |(place, name, idle, kind, status)| OwnPlace { place, name, idle, kind: PlaceKind::from_code(kind), status },
    );
    let picture = option::of("<msnobj [!-~]{0,30}/>");
    let looks = option::of("[!-~]{1,20}");
    ("\\PC{0,40}", newest(), picture, looks, vec(ability, 0..4), vec(own, 0..4)).prop_map(
        |(text, machine, picture, scene, places, own_places)| Published {
            message: Some(PersonalMessage { text, media: None }),
            machine,
            picture,
            looks: scene.map(|scene| ("Scene", scene)).into_iter().collect(),
            places,
            own_places,
        },
    )
}
