//! Address space against a count of single addresses, and its edges.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;

use super::*;
use crate::import::Input;
use crate::review::{Scope, review};

fn space(text: &str) -> SpaceReport {
    let facts = Facts::shipped();
    SpaceReport::of(&review(&[Input { name: "net.yaml", bytes: text.as_bytes() }], &facts, Scope::Check), &facts)
}

#[test]
fn subnets_and_free_blocks_cover_a_block_in_order() {
    let space = space(
        "tieline: 1\nvpcs:\n  shop:\n    cidrs: [10.0.0.0/24]\n    subnets:\n      b: { cidr: 10.0.0.64/26, used: 7 }\n      a: { cidr: 10.0.0.192/28 }\n",
    );
    let block = &space.networks[0].blocks[0];
    let parts: Vec<(String, u32, u32)> =
        block.parts.iter().map(|part| (part.cidr.to_string(), part.start_ppm, part.share_ppm)).collect();
    let wanted = [
        ("10.0.0.0/26", 0, 250_000),
        ("10.0.0.64/26", 250_000, 250_000),
        ("10.0.0.128/26", 500_000, 250_000),
        ("10.0.0.192/28", 750_000, 62_500),
        ("10.0.0.208/28", 812_500, 62_500),
        ("10.0.0.224/27", 875_000, 125_000),
    ];
    assert_eq!(parts, wanted.map(|(cidr, start, share)| (cidr.to_owned(), start, share)));
    assert_eq!((block.parts[1].used, block.parts[1].available), (Some(7), Some(52)));
    assert_eq!((block.parts[3].used, block.parts[3].available), (None, None));
    assert_eq!(block.parts[1].room_for_28, Some(Room::Unknown));
}

#[test]
fn a_full_vpc_offers_nothing() {
    let space = space("tieline: 1\nvpcs:\n  shop: { cidrs: [10.0.0.0/24], subnets: { a: { cidr: 10.0.0.0/24 } } }\n");
    assert!(space.networks[0].next_fits.iter().all(|fit| fit.cidr.is_none()));
    assert_eq!(space.networks[0].blocks[0].free, Some(0));
}

#[test]
fn of_networks_that_overlap_one_stays_and_the_others_get_blocks_of_their_own() {
    let space = space(
        "tieline: 1\nvpcs:\n  a: { cidrs: [10.0.0.0/16] }\n  b: { cidrs: [10.0.0.0/16] }\n  c: { cidrs: [10.0.4.0/24] }\n  d: { cidrs: [10.9.0.0/16] }\nsites:\n  hall: { cidrs: [10.9.1.0/24] }\n",
    );
    let told: Vec<Vec<(String, Option<String>)>> = space
        .overlaps
        .iter()
        .map(|one| one.members.iter().map(|m| (m.id.clone(), m.could_be.map(|cidr| cidr.to_string()))).collect())
        .collect();
    let one = |id: &str, could: Option<&str>| (id.to_owned(), could.map(str::to_owned));
    assert_eq!(told[0], [one("a", None), one("b", Some("10.1.0.0/16")), one("c", Some("10.8.0.0/24"))]);
    assert_eq!(told[1], [one("d", Some("192.168.0.0/16")), one("hall", None)]);
    assert_eq!(space.networks[3].blocks[0].overlap, Some(1));
}

#[test]
fn ipv6_blocks_are_measured_without_counts_that_do_not_fit() {
    let space = space(
        "tieline: 1\nvpcs:\n  shop: { cidrs: [10.0.0.0/16, \"2001:db8:1200::/56\"], subnets: { a: { cidr: 10.0.0.0/24, ipv6_cidr: \"2001:db8:1200::/64\" } } }\n",
    );
    let block = &space.networks[0].blocks[1];
    assert_eq!((block.addresses, block.parts[0].share_ppm), (None, 3_906));
    assert_eq!(block.parts[0].used, None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn free_addresses_are_those_that_no_subnet_holds(starts in prop::collection::vec((0u32..256, 24u8..=28), 0..6)) {
        let mut text = "tieline: 1\nvpcs:\n  shop:\n    cidrs: [10.0.0.0/20]\n    subnets:\n      last: { cidr: 10.0.15.240/28 }\n".to_owned();
        let mut taken = [false; 4096];
        taken[4080..].fill(true);
        for (index, (start, length)) in starts.iter().enumerate() {
            let size = 1_usize << (32 - length);
            let first = usize::try_from(*start).unwrap() * 16 / size * size;
            text.push_str(&format!("      s{index}: {{ cidr: 10.0.{}.{}/{length} }}\n", first / 256, first % 256));
            taken[first..(first + size).min(4096)].fill(true);
        }
        let space = space(&text);
        let block = &space.networks[0].blocks[0];
        let free = taken.iter().filter(|one| !**one).count();
        prop_assert_eq!(block.free, Some(u64::try_from(free).unwrap()));
        // A block that is offered is free from its first address to its last.
        for fit in &space.networks[0].next_fits {
            if let Some(cidr) = fit.cidr {
                let std::net::IpAddr::V4(first) = cidr.first() else { continue };
                let [.., high, low] = first.octets();
                let at = usize::from(high) * 256 + usize::from(low);
                prop_assert!(taken[at..at + (1 << (32 - fit.prefix_len))].iter().all(|one| !one));
            }
        }
    }
}
