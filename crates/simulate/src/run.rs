//! One network from its seed to its verdict.

use crate::journal::Journal;
use crate::random::Random;
use crate::world::{What, World};
use msnp::types::Instant;
use std::time::Duration;

/// How large and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// How many accounts there are.
    pub accounts: usize,
    /// How many of them have a second device.
    pub second_devices: usize,
    /// How long people act and things go wrong.
    pub storm: Duration,
    /// Whether everything that happens is written down.
    pub traced: bool,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// What must never happen, and did. Empty when all is well.
    pub faults: Vec<String>,
    /// How many messages were said, and how many of these ended delivered.
    pub said: (usize, usize),
    /// How many were heard.
    pub heard: usize,
    /// How much happened.
    pub steps: u64,
    /// What happened, where that was wanted.
    pub trace: Option<String>,
}

/// How long it stays calm: long enough for every system to find out which connections are gone.
const CALM: Duration = Duration::from_secs(4 * 60 * 60);
/// How long the last words and the goodbyes may take.
const LAST: Duration = Duration::from_secs(20 * 60);

impl Plan {
    /// What a seed stands for.
    pub fn of(seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0x5EED);
        let accounts = 2 + usize::try_from(random.below(5)).unwrap_or(0);
        let second_devices = if random.chance(400) { 1 + usize::try_from(random.below(2)).unwrap_or(0) } else { 0 };
        Self { accounts, second_devices, storm: random.time(60_000..1_800_000), traced: false }
    }
}

/// Runs the network of a seed. The same seed and plan do the same every time.
pub fn run(seed: u64, plan: Plan) -> Outcome {
    let mut world = World::new(seed, plan.accounts, plan.second_devices, Journal::new(plan.traced));
    world.weather.storm_ends = Instant(plan.storm);
    for device in 0..world.devices.len() {
        let at = Instant(world.random.time(0..10_000));
        world.at(at, What::Act(device));
    }
    let first = Instant(world.random.time(5_000..60_000));
    world.at(first, What::Weather);

    let going = world.run_until(Instant(plan.storm)) && {
        let calm = world.calm_from();
        world.run_until(calm)
    };
    if going {
        world.server_back();
        world.come_back();
        let later = world.now + CALM;
        if world.run_until(later) {
            world.last_words();
            let later = world.now + LAST;
            if world.run_until(later) {
                world.judge_agreement();
                world.everybody_leaves();
                let later = world.now + CALM;
                if world.run_until(later) {
                    world.judge_emptiness();
                }
            }
        }
        world.judge_messages();
    }
    let delivered = |said: &&crate::journal::Said| said.state == Some(msnp::event::MessageState::Delivered);
    Outcome {
        said: (world.journal.said.len(), world.journal.said.iter().filter(delivered).count()),
        heard: world.journal.heard.len(),
        steps: world.steps,
        trace: world.journal.take_trace(),
        faults: std::mem::take(&mut world.journal.faults),
    }
}
