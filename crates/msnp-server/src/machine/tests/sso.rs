//! Tokens and proofs: MSNP13 up.

use super::*;
use crate::directory::Credentials;

const LATER: [Dialect; 4] = [Dialect::Msnp15, Dialect::Msnp16, Dialect::Msnp17, Dialect::Msnp18];

/// On the notification server after the first step of USR, with its last line.
fn asked(world: &mut World, dialect: Dialect, name: &str) -> (ConnectionId, String) {
    let (first, second) = (world.connect(), world.connect());
    world.identify(first, dialect, name);
    world.hang_up(first);
    let line = world.identify(second, dialect, name);
    (second, line)
}

fn proof(issued: &Issued, challenge: &str) -> String {
    let nonce = challenge.split(' ').nth(5).unwrap();
    msnp::auth::sso::proof(&issued.secret, nonce, [1; 8]).unwrap().expose().to_owned()
}

#[test]
fn policies_and_a_nonce_come_first() {
    for dialect in Dialect::ALL {
        let mut world = World::new();
        let first = world.connect();
        world.identify(first, dialect, "alice");
        let id = world.connect();
        world.ask(id, &format!("VER 1 {dialect} CVR0"));
        let method = match dialect.features().sign_in {
            SignIn::Md5 => "MD5",
            SignIn::Passport => "TWN",
            SignIn::Sso => "SSO",
        };
        let mut lines = world.ask(id, &format!("USR 3 {method} I alice@example.com"));
        let last = lines.pop().unwrap();
        assert_eq!(lines.len(), usize::from(dialect.number() >= 13), "{dialect}");
        if let Some(policies) = lines.pop() {
            let xml = policies.strip_prefix("GCF 0 1187|").unwrap();
            let tree = msnp::soap::xml::Element::parse(xml.as_bytes()).unwrap();
            let kinds: Vec<_> = tree.children("Policy").filter_map(|policy| policy.attribute("type")).collect();
            assert_eq!(kinds, ["SHIELDS", "ABCH", "ERRORRESPONSETABLE", "P2P"]);
        }
        if method == "SSO" {
            let nonce = last.strip_prefix("USR 3 SSO S MBI_KEY_OLD ").unwrap();
            assert_eq!(nonce.len(), 64, "{dialect}");
        } else {
            assert!(last.starts_with(&format!("USR 3 {method} S ")), "{last}");
        }
    }
}

#[test]
fn a_token_is_good_many_times_with_a_new_proof_each_time() {
    for dialect in LATER {
        let mut world = World::new();
        let token = world.token("alice");
        let (id, challenge) = asked(&mut world, dialect, "alice");
        let first = proof(&token, &challenge);
        let line = format!("USR 4 SSO S {} {first}", token.text.expose());
        assert_eq!(world.ask(id, &line)[0], "USR 4 OK alice@example.com 1 0");
        assert_eq!(world.ask(id, &line), ["207 4"]);
        world.hang_up(id);
        // The nonce is another one.
        let (id, challenge) = asked(&mut world, dialect, "alice");
        assert_eq!(world.ask(id, &line), ["911 4"], "{dialect}");
        assert!(world.closed.contains(&id));
        assert_ne!(first, proof(&token, &challenge));
        world.wait(23 * 3600);
        let (id, challenge) = asked(&mut world, dialect, "alice");
        let line = format!("USR 4 SSO S {} {}", token.text.expose(), proof(&token, &challenge));
        assert_eq!(world.ask(id, &line)[0], "USR 4 OK alice@example.com 1 0");
        world.hang_up(id);
        world.wait(3600);
        let (id, challenge) = asked(&mut world, dialect, "alice");
        let line = format!("USR 4 SSO S {} {}", token.text.expose(), proof(&token, &challenge));
        assert_eq!(world.ask(id, &line), ["911 4"]);
    }
}

#[test]
fn whatever_is_wrong_is_911_and_the_end() {
    let attempt = |make: &dyn Fn(&Issued, &Issued, &str) -> String| {
        let mut world = World::new();
        let (alice, bob) = (world.token("alice"), world.token("bob"));
        let (id, challenge) = asked(&mut world, Dialect::Msnp18, "alice");
        let answer = world.ask(id, &make(&alice, &bob, &challenge));
        assert!(world.closed.contains(&id) == answer[0].starts_with("911"));
        answer[0].clone()
    };
    let with = |token: &Issued, proof: &str| format!("USR 4 SSO S {} {proof}", token.text.expose());
    assert_eq!(attempt(&|alice, _, c| with(alice, &proof(alice, c))), "USR 4 OK alice@example.com 1 0");
    assert_eq!(attempt(&|_, bob, c| with(bob, &proof(bob, c))), "911 4", "somebody else's");
    assert_eq!(attempt(&|alice, bob, c| with(alice, &proof(bob, c))), "911 4", "another secret");
    assert_eq!(attempt(&|alice, bob, c| with(bob, &proof(alice, c))), "911 4", "another token");
    assert_eq!(attempt(&|alice, _, c| with(alice, &proof(alice, c)[1..])), "911 4", "cut");
    assert_eq!(attempt(&|alice, _, _| with(alice, "AAAA")), "911 4", "no proof");
    assert_eq!(attempt(&|alice, _, _| with(alice, &"A".repeat(8000))), "911 4", "a long one");
    assert_eq!(attempt(&|_, _, _| "USR 4 SSO S t=dededededededededede&p= AAAA".to_owned()), "911 4");
    assert_eq!(attempt(&|alice, _, _| format!("USR 4 TWN S {}", alice.text.expose())), "911 4", "another way");
    // A token is no proof by itself where one is wanted.
    assert_eq!(attempt(&|alice, _, _| format!("USR 4 SSO S {}", alice.text.expose())), "911 4");
}

#[test]
fn nobody_looks_like_anybody_until_the_proof() {
    let mut world = World::new();
    let (id, challenge) = asked(&mut world, Dialect::Msnp15, "nobody");
    assert!(challenge.starts_with("USR 3 SSO S MBI_KEY_OLD "), "{challenge}");
    let token = world.token("alice");
    let line = format!("USR 4 SSO S {} {}", token.text.expose(), proof(&token, &challenge));
    assert_eq!(world.ask(id, &line), ["911 4"]);
}

#[test]
fn proofs_are_slowed_down_too() {
    let mut world = World::new();
    let token = world.token("alice");
    let attempt = |world: &mut World, right: bool| {
        let (id, challenge) = asked(world, Dialect::Msnp16, "alice");
        let proof = if right { proof(&token, &challenge) } else { "AAAA".to_owned() };
        world.ask(id, &format!("USR 4 SSO S {} {proof} {{6384e2b2-184b-cbf5-8ecc-f10ca7a6563c}}", token.text.expose()))
            [0]
        .clone()
    };
    for _ in 0..8 {
        assert_eq!(attempt(&mut world, false), "911 4");
    }
    assert_eq!(attempt(&mut world, true), "911 4");
    world.wait(61);
    assert!(attempt(&mut world, true).starts_with("USR 4 OK"));
}

#[test]
fn the_place_is_kept_where_there_are_places() {
    for dialect in LATER {
        let mut world = World::new();
        let (id, challenge) = asked(&mut world, dialect, "alice");
        let proof = world.proof(&challenge, "alice");
        let lines = world.ask(id, &format!("{proof} {{6384E2B2-184b-cbf5-8ecc-f10ca7a6563c}}"));
        assert!(lines[0].starts_with("USR 4 OK"), "{lines:?}");
        let place = world.server.session(id).unwrap().place.as_ref().map(|place| place.as_str().to_owned());
        let expected = (dialect.number() >= 16).then(|| "6384E2B2-184b-cbf5-8ecc-f10ca7a6563c".to_owned());
        assert_eq!(place, expected, "{dialect}");
        let profile = lines.iter().find(|line| line.contains("text/x-msmsgsprofile")).unwrap();
        assert!(profile.contains(&format!("\r\nMPOPEnabled: {}\r\n", u8::from(dialect.number() >= 16))), "{dialect}");
    }
}

#[test]
fn tokens_sign_in_by_tweener_too() {
    for dialect in [Dialect::Msnp8, Dialect::Msnp12, Dialect::Msnp13, Dialect::Msnp14] {
        let mut world = World::new();
        let token = world.token("alice");
        let foreign = world.token("bob");
        for (token, answer) in
            [(&token, "USR 4 OK alice@example.com"), (&token, "USR 4 OK alice@example.com"), (&foreign, "911 4")]
        {
            let (id, challenge) = asked(&mut world, dialect, "alice");
            assert!(challenge.starts_with("USR 3 TWN S "), "{challenge}");
            let lines = world.ask(id, &format!("USR 4 TWN S {}", token.text.expose()));
            assert!(lines[0].starts_with(answer), "{dialect}: {lines:?}");
        }
    }
}

#[test]
fn the_profile_names_a_token_that_goes_on_being_good() {
    for dialect in Dialect::ALL {
        let mut world = World::new();
        let (_, lines) = world.sign_in_reading(dialect, "alice");
        let profile = lines.iter().find(|line| line.contains("text/x-msmsgsprofile")).unwrap();
        let ticket = profile.split("\r\nMSPAuth: ").nth(1).and_then(|rest| rest.split("\r\n").next()).unwrap();
        let alice = world.server.directory.account(&address("alice")).unwrap().unwrap().id;
        assert_eq!(world.server.token_account(ticket), Some(alice), "{dialect}");
        assert_eq!(world.server.token_account(&format!("t={ticket}&amp;p=")), Some(alice), "{dialect}");
    }
}

#[test]
fn another_password_or_no_account_ends_a_token() {
    let mut world = World::new();
    let (alice, bob) = (world.token("alice"), world.token("bob"));
    let id = |world: &World, name| world.server.directory.account(&address(name)).unwrap().unwrap().id;
    let (alice_id, bob_id) = (id(&world, "alice"), id(&world, "bob"));
    assert_eq!(world.server.token_account(alice.text.expose()), Some(alice_id));
    let credentials = Credentials { password: Secret::new("another hash"), md5: None };
    world.server.directory.set_credentials(alice_id, credentials).unwrap();
    assert_eq!(world.server.token_account(alice.text.expose()), None);
    let later = world.token("alice");
    assert_eq!(world.server.token_account(later.text.expose()), Some(alice_id));
    assert_eq!(world.server.token_account(bob.text.expose()), Some(bob_id));
    world.server.directory.remove(bob_id).unwrap();
    assert_eq!(world.server.token_account(bob.text.expose()), None);
    let nobody = world.server.issue_tokens(Instant::default(), bob_id);
    assert_eq!(world.server.token_account(nobody.text.expose()), None);
}
