//! Some hundred networks, and the same one twice.

use simulate::{Plan, run};
use std::time::Duration;

/// Runs these seeds, and says of all that failed how to see more.
fn all(seeds: impl Iterator<Item = u64>, plan: impl Fn(u64) -> Plan) {
    let mut failed = Vec::new();
    for seed in seeds {
        let outcome = run(seed, plan(seed));
        if !outcome.faults.is_empty() {
            failed.push(format!("seed {seed}: {:#?}", outcome.faults));
        }
    }
    assert!(failed.is_empty(), "replay with `cargo run -p simulate -- --seed N`:\n{}", failed.join("\n"));
}

/// The tests run in parallel, so the seeds are in four parts.
fn part(number: u64) {
    all((0..240).filter(|seed| seed % 4 == number), Plan::of);
}

#[test]
fn networks_of_many_kinds_hold_1() {
    part(0);
}

#[test]
fn networks_of_many_kinds_hold_2() {
    part(1);
}

#[test]
fn networks_of_many_kinds_hold_3() {
    part(2);
}

#[test]
fn networks_of_many_kinds_hold_4() {
    part(3);
}

/// Beyond the first: lists read too early, a conversation that took somebody for away for ever, a
/// status that was never set.
#[test]
fn seeds_that_have_failed_once_hold() {
    all([532, 600, 603, 627, 874, 965, 1063, 1137, 1194, 1345, 1789].into_iter(), Plan::of);
}

#[test]
fn the_same_seed_does_the_same() {
    for seed in [1, 4, 7] {
        let plan = Plan { traced: true, ..Plan::of(seed) };
        let (first, second) = (run(seed, plan), run(seed, plan));
        assert_eq!(first.steps, second.steps);
        assert!(first.trace == second.trace, "seed {seed} differs");
        assert!(first.trace.is_some_and(|trace| trace.len() > 10_000));
    }
}

#[test]
fn people_do_get_through() {
    let plan = Plan { accounts: 4, second_devices: 0, storm: Duration::from_secs(600), traced: false };
    let (said, heard) = (0..8).map(|seed| run(seed, plan)).fold((0, 0), |(said, heard), outcome| {
        assert_eq!(outcome.faults, Vec::<String>::new());
        (said + outcome.said.1, heard + outcome.heard)
    });
    assert!(said > 200 && heard > 200, "{said} delivered, {heard} heard");
}
