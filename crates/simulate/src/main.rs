//! Runs simulated networks by seed, on all cores, and says which of them failed.

use clap::Parser;
use simulate::{Outcome, Plan, run};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Whole networks of clients and a server on a virtual clock.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many seeds to run.
    #[arg(long, default_value_t = 1_000)]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Only this one, with its trace on the standard output.
    #[arg(long)]
    seed: Option<u64>,
    /// How many at a time; all cores by default.
    #[arg(long)]
    jobs: Option<usize>,
    /// How many failures end it.
    #[arg(long, default_value_t = 10)]
    failures: usize,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match arguments.seed {
        Some(seed) => replay(seed),
        None => many(&arguments),
    }
}

fn attempt(seed: u64, plan: Plan) -> Outcome {
    catch_unwind(AssertUnwindSafe(|| run(seed, plan)))
        .unwrap_or_else(|_| Outcome { faults: vec!["a panic, told above".to_owned()], ..Outcome::default() })
}

fn replay(seed: u64) -> ExitCode {
    let outcome = attempt(seed, Plan { traced: true, ..Plan::of(seed) });
    print!("{}", outcome.trace.as_deref().unwrap_or_default());
    for fault in &outcome.faults {
        println!("fault: {fault}");
    }
    println!("{} said, {} of them delivered; {} steps", outcome.said.0, outcome.said.1, outcome.steps);
    if outcome.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn many(arguments: &Arguments) -> ExitCode {
    let jobs = arguments.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1);
    let end = arguments.from.saturating_add(arguments.seeds);
    let (next, done, over) = (AtomicU64::new(arguments.from), AtomicU64::new(0), AtomicBool::new(false));
    let (said, delivered, steps) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let failed: Mutex<Vec<u64>> = Mutex::default();
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        break;
                    }
                    let outcome = attempt(seed, Plan::of(seed));
                    let count = |counter: &AtomicU64, more: usize| {
                        counter.fetch_add(u64::try_from(more).unwrap_or(0), Ordering::Relaxed);
                    };
                    count(&said, outcome.said.0);
                    count(&delivered, outcome.said.1);
                    steps.fetch_add(outcome.steps, Ordering::Relaxed);
                    done.fetch_add(1, Ordering::Relaxed);
                    if outcome.faults.is_empty() {
                        continue;
                    }
                    eprintln!("seed {seed} failed:");
                    for fault in outcome.faults.iter().take(5) {
                        eprintln!("  {fault}");
                    }
                    eprintln!("  replay it: cargo run -p simulate --release -- --seed {seed}");
                    let mut failed = failed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    failed.push(seed);
                    if failed.len() >= arguments.failures {
                        over.store(true, Ordering::Relaxed);
                    }
                }
                over.fetch_or(next.load(Ordering::Relaxed) >= end, Ordering::Relaxed);
            });
        }
        scope.spawn(|| {
            let mut told = Instant::now();
            while !over.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(100));
                if told.elapsed() >= Duration::from_secs(5) {
                    told = Instant::now();
                    eprintln!("{} of {} seeds", done.load(Ordering::Relaxed), arguments.seeds);
                }
            }
        });
    });
    let mut failed = failed.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    failed.sort_unstable();
    println!(
        "{} seeds in {:.1} s: {} messages, {} of them delivered, {} steps; failed: {failed:?}",
        done.into_inner(),
        start.elapsed().as_secs_f64(),
        said.into_inner(),
        delivered.into_inner(),
        steps.into_inner(),
    );
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
