//! Checking generated designs, beside merely parsing the same JSON: `cargo bench --bench designs`.

#![allow(clippy::unwrap_used, reason = "benchmarks")]

mod estate;

use divan::Bencher;
use divan::counter::BytesCount;
use tieline::facts::Facts;
use tieline::{Input, Scope, review};

const SIZES: &[usize] = &[10, 100, 1_000, 10_000];

fn main() {
    divan::main();
}

fn json(vpcs: usize) -> String {
    serde_json::to_string(&estate::design(vpcs)).unwrap()
}

#[divan::bench(args = SIZES)]
fn parse_only_with_serde_json(bencher: Bencher<'_, '_>, vpcs: usize) {
    let text = json(vpcs);
    bencher.counter(BytesCount::of_str(&text)).bench(|| serde_json::from_str::<serde_json::Value>(&text).unwrap());
}

#[divan::bench(args = SIZES)]
fn check(bencher: Bencher<'_, '_>, vpcs: usize) {
    let text = json(vpcs);
    let facts = Facts::shipped();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| review(&[Input { name: "estate.json", bytes: text.as_bytes() }], &facts, Scope::Check));
}
