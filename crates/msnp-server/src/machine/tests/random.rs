//! Whatever clients send, the machine goes on, and what it says is a stream of commands.

use super::*;
use proptest::prelude::*;

/// A parameter that may make sense.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("0".to_owned()),
        Just("1".to_owned()),
        (0u32..40).prop_map(|n| n.to_string()),
        Just("FL".to_owned()),
        Just("AL".to_owned()),
        Just("BL".to_owned()),
        Just("RL".to_owned()),
        Just("PL".to_owned()),
        Just("NLN".to_owned()),
        Just("HDN".to_owned()),
        Just("BSY".to_owned()),
        Just("A".to_owned()),
        Just("MFN".to_owned()),
        Just("SB".to_owned()),
        Just("bob@example.com".to_owned()),
        Just("alice@example.com".to_owned()),
        Just("N=carol@example.com".to_owned()),
        Just("F=Carol".to_owned()),
        Just("C=00000000-0000-4000-8000-0000000carol".to_owned()),
        Just("Friends%20%E2%98%82".to_owned()),
        Just("bob@example.com;{bob}".to_owned()),
        "[!-~]{1,12}",
        "\\PC{1,6}",
    ]
}

fn payload() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        2 => prop::collection::vec(any::<u8>(), 0..80),
        1 => (0u8..9, "(bob|alice|nosuch|[a-z<&]{1,5})").prop_map(|(lists, name)| {
            format!("<ml><d n=\"example.com\"><c n=\"{name}\" l=\"{lists}\" t=\"1\"/></d></ml>").into_bytes()
        }),
        1 => Just(b"<EndpointData><Capabilities>1:2</Capabilities></EndpointData>".to_vec()),
        1 => Just(b"goawyplzthxbye".to_vec()),
    ]
}

fn line() -> impl Strategy<Value = Vec<u8>> {
    let verb = prop::sample::select(vec![
        "VER", "CVR", "INF", "USR", "XFR", "OUT", "PNG", "QRY", "SYN", "ADD", "ADC", "REM", "REA", "SBP", "LST", "GTC",
        "BLP", "ADG", "REG", "RMG", "CHG", "UUX", "PRP", "URL", "GCF", "SND", "SDC", "FND", "IMS", "PAG", "PGD", "CAL",
        "ANS", "MSG", "ADL", "RML", "FQY", "UUN", "UUM", "PUT", "SDG", "DEL", "ZZZ", "200",
    ]);
    (verb, 0u32..50, prop::collection::vec(word(), 0..5), prop::option::of(payload())).prop_map(
        |(verb, transaction, words, payload)| {
            let mut line = format!("{verb} {transaction} {}", words.join(" ")).into_bytes();
            if let Some(payload) = payload {
                line.extend(format!(" {}\r\n", payload.len()).bytes());
                line.extend(payload);
            } else {
                line.extend(b"\r\n");
            }
            line
        },
    )
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![8 => line(), 1 => prop::collection::vec(any::<u8>(), 0..40)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_clients_send_breaks_the_server(
        dialects in prop::array::uniform2(prop::sample::select(Dialect::ALL.to_vec())),
        said in prop::collection::vec((0usize..5, bytes(), 0u64..3), 0..60),
    ) {
        let mut world = World::new();
        world.befriend("alice", "bob");
        let alice = world.online(dialects[0], "alice");
        let bob = world.online(dialects[1], "bob");
        let (one, other) = world.talk((alice, "alice"), (bob, "bob"));
        let stranger = world.connect();
        let all = [alice, bob, one, other, stranger];
        for (who, bytes, seconds) in said {
            world.server.handle(world.now, Input::Bytes(all[who], &bytes));
            world.settle();
            world.wait(seconds);
            for id in all {
                // Panics on what is no command.
                world.read(id);
            }
        }
        // Whoever wants to talk still can.
        world.online(Dialect::Msnp12, "carol");
    }
}
