//! What runs for every name of a list and for every message of a log: `cargo bench --bench functions`.

#[path = "support/people.rs"]
mod people;

use criterion::{BatchSize, Criterion};
use std::hint::black_box;
use swallowtail::emoticon;
use swallowtail::widget::message_text::{clean, emoji, links};
use swallowtail::window::contacts::sections;

const MESSAGE: &str =
    "did you see https://example.com/photos?album=(L) :) the lake was unreal (Y) write me: bob@example.com 😀";

fn main() {
    let mut all = Criterion::default().configure_from_args();
    let model = people::list(5_000, 60);
    all.bench_function("sections of 5,000 contacts in 60 groups", |b| {
        b.iter(|| sections::sections(black_box(&model), "").len());
    });
    all.bench_function("the same, searched", |b| {
        b.iter(|| sections::sections(black_box(&model), "fischer").len());
    });
    let long = "x".repeat(5_000);
    for (what, name) in [("plain", "Anna Brown 17"), ("with an emoji", "Łucja 🦋 Duda"), ("of 5,000 letters", &long)]
    {
        all.bench_function(&format!("a name {what}, cleaned"), |b| b.iter(|| clean::line(black_box(name))));
    }
    all.bench_function("a message: cleaned", |b| b.iter(|| clean::message(black_box(MESSAGE))));
    all.bench_function("a message: links", |b| b.iter(|| links::find(black_box(MESSAGE))));
    all.bench_function("a message: emoticons", |b| b.iter(|| emoticon::find(black_box(MESSAGE), &[])));
    all.bench_function("a message: emoji", |b| b.iter(|| emoji::parts(black_box(MESSAGE))));
    let talk = people::talk(1_000);
    all.bench_function("a message comes into a talk of 1,000", |b| {
        b.iter_batched(|| talk.clone(), |mut talk| talk.stamp(), BatchSize::LargeInput);
    });
    all.final_summary();
}
