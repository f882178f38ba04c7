//! How long it takes to find overlapping blocks: generated networks of a thousand to a million blocks.
//!
//! Run with `cargo bench --bench overlap`.

use divan::Bencher;
use divan::counter::ItemsCount;
use tieline::cidr::{Cidr, overlap};

const SIZES: [u32; 4] = [1_000, 10_000, 100_000, 1_000_000];

fn main() {
    divan::main();
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn pairs(bencher: Bencher<'_, '_>, blocks: u32) {
    let network = network(blocks);
    bencher.counter(ItemsCount::new(blocks)).bench_local(|| overlap::pairs(&network));
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn first_hundred_pairs_and_their_number(bencher: Bencher<'_, '_>, blocks: u32) {
    let network = network(blocks);
    bencher.counter(ItemsCount::new(blocks)).bench_local(|| overlap::pairs_up_to(&network, 100));
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn groups(bencher: Bencher<'_, '_>, blocks: u32) {
    let network = network(blocks);
    bencher.counter(ItemsCount::new(blocks)).bench_local(|| overlap::groups(&network));
}

/// The worst case for a list of pairs: every block is the same.
#[divan::bench(args = SIZES, sample_count = 20)]
fn first_hundred_pairs_when_all_overlap(bencher: Bencher<'_, '_>, blocks: u32) {
    let same = vec![(Cidr::v4([10, 0, 0, 0], 16), ()); blocks as usize];
    bencher.counter(ItemsCount::new(blocks)).bench_local(|| overlap::pairs_up_to(&same, 100));
}

/// Two disjoint sets, so that no early end spares the work.
#[divan::bench(args = SIZES, sample_count = 20)]
fn two_sets_without_overlap(bencher: Bencher<'_, '_>, blocks: u32) {
    let (mut even, mut odd) = (Vec::new(), Vec::new());
    for slot in 0..blocks {
        let block = Cidr::v4((slot << 12).to_be_bytes(), 20);
        if slot % 2 == 0 { even.push(block) } else { odd.push(block) }
    }
    bencher.counter(ItemsCount::new(blocks)).bench_local(|| overlap::any_overlap(&even, &odd));
}

/// Blocks from /20 to /28, each in a /20 of its own, but 3 in 100 inside the /20 of another; shuffled
///
/// A million slots of a /20 are just about all of IPv4.
fn network(blocks: u32) -> Vec<(Cidr, u32)> {
    let mut random = Random(7);
    let mut network: Vec<(Cidr, u32)> = (0..blocks)
        .map(|slot| {
            let slot = if random.below(100) < 3 { random.below(blocks) } else { slot };
            let address = (slot << 12) | random.below(1 << 12);
            let prefix_len = match random.below(10) {
                0 => 20,
                1..=2 => 22,
                3..=7 => 24,
                8 => 26,
                _ => 28,
            };
            (Cidr::v4(address.to_be_bytes(), prefix_len), slot)
        })
        .collect();
    for place in (1..blocks).rev() {
        network.swap(place as usize, random.below(place + 1) as usize);
    }
    network
}

/// The same numbers in every run (the SplitMix64 step)
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        // The high half times the bound, over 2^32: below the bound, and even enough.
        (((mixed >> 32) * u64::from(bound)) >> 32) as u32
    }
}
