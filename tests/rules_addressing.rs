//! Addressing rules at their boundaries, against the shipped facts and naive oracles.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;
use serde_json::{Value, json};
use tieline::cidr::Cidr;
use tieline::design::{Design, build::build, raw::RawDesign};
use tieline::facts::{Facts, LimitId};
use tieline::finding::{Finding, Severity};
use tieline::rules;

fn design(value: Value) -> Design {
    let raw: RawDesign = serde_json::from_value(value).unwrap();
    let built = build(&[(None, raw)]);
    assert_eq!(built.problems, []);
    built.design
}

/// Findings of band 1xx; the quotas of other bands are not what these tests are about.
fn findings(value: Value) -> Vec<Finding> {
    let all = rules::check(&design(value), &Facts::shipped());
    all.into_iter().filter(|finding| finding.rule.0 / 100 == 1).collect()
}

/// Rule and place of each finding.
fn raised(value: Value) -> Vec<(u16, String)> {
    findings(value).iter().map(|finding| (finding.rule.0, finding.at.place.pointer.to_string())).collect()
}

fn numbers(value: Value) -> Vec<u16> {
    raised(value).into_iter().map(|(rule, _)| rule).collect()
}

fn vpc(cidrs: &[&str]) -> Value {
    json!({ "tieline": 1, "vpcs": { "shop": { "cidrs": cidrs } } })
}

fn subnet(cidrs: &[&str], subnet: Value) -> Value {
    json!({ "tieline": 1, "vpcs": { "shop": { "cidrs": cidrs, "subnets": { "shop-a": subnet } } } })
}

#[test]
fn ipv4_blocks_of_a_vpc_are_legal_from_16_to_28() {
    let facts = Facts::shipped();
    let legal = facts.limit(LimitId::VpcIpv4PrefixShortest)..=facts.limit(LimitId::VpcIpv4PrefixLongest);
    assert_eq!(legal, 16..=28);
    for length in 8..=32 {
        let expected: &[u16] = if legal.contains(&length) { &[] } else { &[101] };
        assert_eq!(numbers(vpc(&[&format!("10.0.0.0/{length}")])), expected, "/{length}");
    }
}

#[test]
fn ipv4_subnets_are_legal_from_16_to_28() {
    for length in 16..=32 {
        let expected: &[u16] = if length <= 28 { &[] } else { &[102] };
        let value = subnet(&["10.0.0.0/16"], json!({ "cidr": format!("10.0.0.0/{length}") }));
        assert_eq!(numbers(value), expected, "/{length}");
    }
    assert_eq!(numbers(subnet(&["10.0.0.0/15"], json!({ "cidr": "10.0.0.0/15" }))), [101, 102]);
}

#[test]
fn a_subnet_too_small_is_told_what_it_would_leave_and_where_to_go() {
    let value = json!({ "tieline": 1, "vpcs": { "shop": { "cidrs": ["10.0.0.0/24"], "subnets": {
        "shop-a": { "cidr": "10.0.0.0/29" }, "shop-c": { "cidr": "10.0.0.8/29" },
    } } } });
    let found = findings(value);
    assert_eq!(found.len(), 2);
    // The /28 around each holds the other, so neither may simply grow.
    assert_eq!(found[0].fix.as_ref().unwrap().title, "take `10.0.0.16/28`: a /28 is the smallest legal block");
    let told = format!("{:?}", found[0].why);
    assert!(told.contains("`10.0.0.0/29` has 8 addresses, and 3 would be left after the 5 AWS keeps"), "{told}");
}

#[test]
fn ipv6_blocks_come_in_steps_of_four() {
    for length in 40..=68_u64 {
        let steps = length % 4 == 0;
        let of_vpc: &[u16] = if steps && (44..=60).contains(&length) { &[] } else { &[109] };
        assert_eq!(numbers(vpc(&["10.0.0.0/16", &format!("2001:db8::/{length}")])), of_vpc, "VPC /{length}");
        if length >= 44 {
            let of_subnet: &[u16] = if steps && length <= 64 { &[] } else { &[110] };
            let value = subnet(
                &["10.0.0.0/16", "2001:db8::/44"],
                json!({ "cidr": "10.0.0.0/24", "ipv6_cidr": format!("2001:db8::/{length}") }),
            );
            assert_eq!(numbers(value), of_subnet, "subnet /{length}");
        }
    }
}

#[test]
fn a_subnet_lies_in_one_block_of_its_vpc_and_not_across_two() {
    let blocks = ["10.8.0.0/24", "10.8.1.0/24", "2001:db8::/56"];
    let cases: &[(Value, &[(u16, &str)])] = &[
        (json!({ "cidr": "10.8.1.0/24" }), &[]),
        (json!({ "cidr": "10.8.0.0/23" }), &[(103, "/vpcs/shop/subnets/shop-a/cidr")]),
        (json!({ "cidr": "10.8.2.0/24" }), &[(103, "/vpcs/shop/subnets/shop-a/cidr")]),
        (
            json!({ "cidr": "10.8.0.0/24", "ipv6_cidr": "2001:db8:1::/64" }),
            &[(103, "/vpcs/shop/subnets/shop-a/ipv6_cidr")],
        ),
        (json!({ "cidr": "2001:db8:1::/64" }), &[(103, "/vpcs/shop/subnets/shop-a/cidr")]),
    ];
    for (value, expected) in cases {
        let expected: Vec<(u16, String)> = expected.iter().map(|(rule, at)| (*rule, (*at).to_owned())).collect();
        assert_eq!(raised(subnet(&blocks, value.clone())), expected, "{value}");
    }
}

#[test]
fn ranges_that_no_vpc_may_have_are_refused_up_to_their_edges() {
    for (block, expected) in [
        ("0.255.0.0/16", 106_u16),
        // Public space is legal, and a private primary block better.
        ("1.0.0.0/16", 115),
        ("127.0.0.0/16", 106),
        ("128.0.0.0/16", 115),
        ("169.253.0.0/16", 115),
        ("169.254.128.0/17", 106),
        ("223.255.0.0/16", 115),
        ("224.0.0.0/16", 106),
        ("239.255.0.0/16", 106),
        ("172.16.0.0/16", 0),
        ("172.32.0.0/16", 115),
        ("100.127.0.0/16", 0),
        ("100.128.0.0/16", 115),
        ("198.18.0.0/16", 115),
        ("198.19.255.0/24", 116),
        ("198.20.0.0/16", 115),
        ("172.17.255.0/24", 108),
        ("129.223.0.0/16", 115),
        ("129.224.127.0/24", 113),
        ("129.224.128.0/17", 115),
    ] {
        let expected: Vec<u16> = [expected].into_iter().filter(|rule| *rule > 0).collect();
        assert_eq!(numbers(vpc(&[block])), expected, "{block}");
    }
}

#[test]
fn a_vpc_without_ipv4_is_refused_and_one_without_blocks_is_left_to_the_reader_of_the_input() {
    assert_eq!(raised(vpc(&["2001:db8::/56"])), [(114, "/vpcs/shop/cidrs".to_owned())]);
    assert_eq!(raised(vpc(&["2001:db8::/56", "10.0.0.0/16"])), []);
    let raw: RawDesign = serde_json::from_value(json!({ "tieline": 1, "vpcs": { "shop": {} } })).unwrap();
    assert_eq!(rules::check(&build(&[(None, raw)]).design, &Facts::shipped()), []);
}

#[test]
fn a_subnet_is_exhausted_from_ninety_percent_on() {
    // A /24 has 251 usable addresses; 226 are just above 90 percent of them.
    for (used, expected) in [(0, ""), (225, ""), (226, "25 of its 251"), (250, "1 of its 251"), (251, "0 of its 251")] {
        let found = findings(subnet(&["10.0.0.0/16"], json!({ "cidr": "10.0.0.0/24", "used": used })));
        assert_eq!(found.is_empty(), expected.is_empty(), "{used}");
        assert!(found.iter().all(|one| one.rule.0 == 111 && one.message.contains(expected)), "{used}: {found:?}");
    }
    let found = findings(subnet(&["10.0.0.0/16"], json!({ "cidr": "10.0.0.0/24", "used": 252 })));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].severity, Severity::Warning);
    assert!(found[0].message.contains("counts 252 addresses in use"), "{}", found[0].message);
}

#[test]
fn free_blocks_count_without_the_reserved_addresses_and_only_once() {
    // Of the last /28 of a /24, 15 addresses are usable: 236 of 251 are in use.
    let one = json!({ "cidr": "10.0.0.0/24", "free": ["10.0.0.240/28", "10.0.0.248/29"] });
    let found = findings(subnet(&["10.0.0.0/16"], one));
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("has 15 of its 251"), "{}", found[0].message);
    let two = json!({ "cidr": "10.0.0.0/24", "free": ["10.0.0.192/26"] });
    assert!(numbers(subnet(&["10.0.0.0/16"], two)).is_empty());
}

#[test]
fn unknown_occupancy_is_silent() {
    assert!(numbers(subnet(&["10.0.0.0/16"], json!({ "cidr": "10.0.0.0/28" }))).is_empty());
}

#[test]
fn each_overlap_within_a_vpc_is_told_at_the_later_block() {
    let at = |position: usize| (107, format!("/vpcs/shop/cidrs/{position}"));
    assert_eq!(raised(vpc(&["10.8.0.0/16", "10.9.0.0/16", "10.8.4.0/24", "10.9.0.0/16"])), [at(2), at(3)]);
}

#[test]
fn many_overlapping_subnets_are_told_in_part_and_counted_in_full() {
    let subnets: serde_json::Map<String, Value> =
        (0..30).map(|nth| (format!("shop-{nth}"), json!({ "cidr": "10.0.0.0/24" }))).collect();
    let value = json!({ "tieline": 1, "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"], "subnets": subnets } } });
    let found = findings(value);
    assert_eq!(found.len(), 20);
    // 30 × 29 / 2 pairs, of which 20 are listed.
    assert!(found[19].message.contains("415 more pairs"), "{}", found[19].message);
    assert!(!found[18].message.contains("more pairs"));
}

proptest! {
    #[test]
    fn overlapping_subnets_are_the_naive_pairs_and_every_block_proposed_is_free(
        blocks in proptest::collection::vec((0_u8..8, 24_u8..=28), 0..7),
    ) {
        let cidrs: Vec<Cidr> = blocks
            .iter()
            .map(|(third, length)| Cidr::around([10, 0, *third, 0].into(), *length).unwrap())
            .collect();
        let subnets: serde_json::Map<String, Value> = (cidrs.iter().enumerate())
            .map(|(nth, cidr)| (format!("shop-{nth}"), json!({ "cidr": cidr.to_string() })))
            .collect();
        let pairs = (0..cidrs.len())
            .flat_map(|one| (one + 1..cidrs.len()).map(move |other| (one, other)))
            .filter(|(one, other)| cidrs[*one].overlaps(cidrs[*other]))
            .count();
        let value = json!({ "tieline": 1, "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"], "subnets": subnets } } });
        let found = findings(value);
        prop_assert_eq!(found.len(), pairs.min(20));
        let mut proposed: std::collections::BTreeMap<String, Cidr> = std::collections::BTreeMap::new();
        for finding in &found {
            let fix = &finding.fix.as_ref().unwrap().title;
            let free = Cidr::parse(fix.rsplit('`').nth(1).unwrap()).unwrap();
            prop_assert!(cidrs.iter().all(|cidr| !cidr.overlaps(free)), "{}", fix);
            // One subnet moves to one place, and no two subnets to the same.
            let before = proposed.insert(finding.at.id.clone(), free);
            prop_assert!(before.is_none_or(|before| before == free));
        }
        let mut places: Vec<Cidr> = proposed.into_values().collect();
        places.sort();
        prop_assert!(places.windows(2).all(|pair| !pair[0].overlaps(pair[1])));
    }
}
