//! Each target over its seeds, over their beginnings, and over many small changes of them. The changes follow from a
//! fixed number, so a failure comes again; `FUZZ_CHANGES` asks for more of them.

use std::fmt::Write as _;
use std::path::Path;
use swallowtail_fuzz::TARGETS;

/// SplitMix64: enough to choose places and bytes with.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(end.max(1)).unwrap_or(1)).unwrap_or(0)
    }
}

/// What breaks parsers more often than chance would.
const WORDS: [&str; 24] = [
    "<",
    ">",
    "/>",
    "&",
    "&amp;",
    "&#0;",
    "&#x10ffff;",
    "]]>",
    "<!--",
    "<!DOCTYPE a>",
    "<a>",
    "</a>",
    "\r\n",
    "\0",
    "999999999999",
    "-1",
    "4294967296",
    "{",
    "}",
    ";",
    "@",
    "é",
    "\u{202e}",
    "\u{feff}",
];

fn changed(dice: &mut Dice, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut data = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(4) {
        let at = dice.below(data.len() + 1);
        match dice.below(5) {
            0 if at < data.len() => data[at] = u8::try_from(dice.below(256)).unwrap_or(0),
            1 => drop(data.splice(at..at, WORDS[dice.below(WORDS.len())].bytes())),
            2 => {
                let end = (at + dice.below(40)).min(data.len());
                drop(data.drain(at..end));
            }
            3 => {
                let end = (at + dice.below(200)).min(data.len());
                let piece = data[at..end].to_vec();
                let to = dice.below(data.len() + 1);
                drop(data.splice(to..to, piece));
            }
            _ => {
                // A piece of another seed.
                let other = &seeds[dice.below(seeds.len())];
                let from = dice.below(other.len() + 1);
                let end = (from + dice.below(200)).min(other.len());
                drop(data.splice(at..at, other[from..end].iter().copied()));
            }
        }
    }
    data
}

#[test]
fn every_target_survives_its_seeds_and_what_is_near_them() {
    let changes = std::env::var("FUZZ_CHANGES").ok().and_then(|n| n.parse().ok()).unwrap_or(400);
    let mut report = String::new();
    for (number, (name, target)) in TARGETS.into_iter().enumerate() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(name);
        let mut paths: Vec<_> = std::fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .map(|entry| entry.expect("a seed").path())
            .collect();
        paths.sort();
        let seeds: Vec<Vec<u8>> = paths.iter().map(|path| std::fs::read(path).expect("a seed")).collect();
        assert!(!seeds.is_empty(), "{name} has no seeds");
        target(&[]);
        let mut runs = 1;
        for seed in &seeds {
            let step = seed.len() / 100 + 1;
            for end in (0..=seed.len()).step_by(step) {
                target(&seed[..end]);
                runs += 1;
            }
            target(seed);
        }
        let mut dice = Dice(u64::try_from(number).unwrap_or(0));
        for _ in 0..changes {
            target(&changed(&mut dice, &seeds));
        }
        let _ = writeln!(report, "{name}: {} seeds, {} runs", seeds.len(), runs + changes + seeds.len());
    }
    println!("{report}");
}

/// A target that no fuzzer drives, or a fuzzer that isn't in the table, would go unnoticed.
#[test]
fn every_target_has_its_fuzzer() {
    let manifest = include_str!("../Cargo.toml");
    for (name, _) in TARGETS {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fuzz_targets/{name}.rs"));
        let text = std::fs::read_to_string(&file).expect("a fuzzer");
        assert!(text.contains(&format!("swallowtail_fuzz::{name}(data)")), "{name}");
    }
    assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
}
