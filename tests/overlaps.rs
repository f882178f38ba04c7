//! Overlap that matters, per mechanism and routing domain, and the ways out of it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod random_design;

use proptest::prelude::*;
use random_design::read_off;
use serde_json::Value;
use tieline::cidr::Cidr;
use tieline::design::build::build;
use tieline::facts::Facts;
use tieline::finding::Finding;
use tieline::{Input, Scope, Trust, fix, report, review, rules};

/// Two VPCs of one block, with an application in the second.
const TWINS: &str = "\
tieline: 1
region: us-east-1
vpcs:
  a: { cidrs: [10.20.0.0/16], subnets: { a1: { az: use1-az1, cidr: 10.20.0.0/24 } } }
  b: { cidrs: [10.20.0.0/16], subnets: { b1: { az: use1-az1, cidr: 10.20.8.0/24 }, b2: { az: use1-az2, cidr: 10.20.9.0/24 } } }
  c: { cidrs: [10.30.0.0/16], subnets: { c1: { az: use1-az1, cidr: 10.30.0.0/24 } } }
sites:
  office: { cidrs: [10.40.0.0/16] }
applications:
  web: { vpc: b, subnets: [b1], serves: [https/443] }
  feed: { vpc: b, subnets: [b1], serves: [udp/514] }
";

fn overlaps(rest: &str) -> Vec<Finding> {
    let text = format!("{TWINS}{rest}");
    let review = review(&[Input { name: "net.yaml", bytes: text.as_bytes() }], &Facts::shipped(), Scope::Check);
    let read: Vec<&Finding> = review.findings.iter().filter(|finding| finding.rule.0 < 100).collect();
    assert!(read.is_empty(), "{read:?}");
    review.findings.into_iter().filter(|finding| finding.message.contains("10.20.0.0/16")).collect()
}

#[test]
fn an_overlap_counts_where_something_routes_between_the_two_and_nowhere_else() {
    let attached = "attachments: { a: { subnets: [a1] }, b: { subnets: [b1, b2] }";
    let cases: &[(&str, String, &[u16])] = &[
        ("no link", String::new(), &[]),
        ("a peering of the two", "links: { p: { vpc_peering: { between: [a, b] } } }".into(), &[201]),
        (
            "peerings of both with a third",
            "links: { p: { vpc_peering: { between: [a, c] } }, q: { vpc_peering: { between: [b, c] } } }".into(),
            &[],
        ),
        ("one transit gateway", format!("links: {{ hub: {{ transit_gateway: {{ {attached} }} }} }} }}"), &[301]),
        (
            "one route table learns both",
            format!("links: {{ hub: {{ transit_gateway: {{ {attached} }}, route_tables: {{ t: {{ propagations: [a, b] }} }} }} }} }}"),
            &[301],
        ),
        (
            "route tables that learn one each",
            format!(
                "links: {{ hub: {{ transit_gateway: {{ {attached} }}, route_tables: {{ t: {{ propagations: [a] }}, u: {{ propagations: [b] }} }} }} }} }}"
            ),
            &[],
        ),
        (
            "two transit gateways",
            "links: { hub: { transit_gateway: { attachments: { a: { subnets: [a1] } } } }, hub2: { transit_gateway: { attachments: { b: { subnets: [b1, b2] } } } } }".into(),
            &[],
        ),
        ("one Direct Connect gateway", "links: { dx: { direct_connect: { site: office, vpcs: [a, b] } } }".into(), &[311]),
        (
            "gateways of their own",
            "links: { dx: { direct_connect: { site: office, vpcs: [a] } }, dy: { direct_connect: { site: office, vpcs: [b] } } }".into(),
            &[],
        ),
        (
            "an endpoint service",
            "links: { e: { privatelink_service: { application: feed, endpoints: { a: { subnets: [a1] } } } } }".into(),
            &[],
        ),
        ("a service network", "links: { n: { service_network: { associations: [a, b], services: { s: { applications: [web] } } } } }".into(), &[]),
    ];
    for (name, links, expected) in cases {
        let links = links.replace("}}, route_tables", "}, route_tables");
        let mut rules: Vec<u16> = overlaps(&links).iter().map(|finding| finding.rule.0).collect();
        rules.retain(|rule| [201, 301, 311].contains(rule));
        assert_eq!(rules, *expected, "{name}");
    }
}

#[test]
fn ways_out_are_ranked_by_what_is_asked() {
    let peering = "links: { p: { vpc_peering: { between: [a, b] } } }\n";
    let hub =
        "links: { hub: { transit_gateway: { attachments: { a: { subnets: [a1] }, b: { subnets: [b1, b2] } } } } }\n";
    let cases: &[(&str, &str, &str, &[&str])] = &[
        (
            "one HTTP application",
            "needs: { n: { from: a, to: web } }\n",
            hub,
            &[
                "lattice_association",
                "privatelink_service",
                "transit_gateway_nat",
                "private_nat_transit_gateway",
                "renumber",
                "secondary_cidr",
            ],
        ),
        (
            "one application over UDP",
            "needs: { n: { from: a, to: feed } }\n",
            peering,
            &[
                "privatelink_service",
                "transit_gateway_nat",
                "private_nat_transit_gateway",
                "renumber",
                "secondary_cidr",
            ],
        ),
        (
            "whole networks",
            "needs: { n: { between: [a, b] } }\n",
            hub,
            &[
                "renumber",
                "transit_gateway_nat",
                "privatelink_service",
                "lattice_association",
                "private_nat_transit_gateway",
                "secondary_cidr",
            ],
        ),
    ];
    for (name, needs, links, expected) in cases {
        let found = overlaps(&format!("{needs}{links}"));
        let finding = found.iter().find(|finding| [201, 301].contains(&finding.rule.0)).unwrap();
        let ways: Vec<&str> = finding.ways_out.iter().map(|way| way.way).collect();
        assert_eq!(ways, *expected, "{name}");
        assert_eq!(
            finding.fix.as_ref(),
            finding.ways_out.first().map(|way| &way.fix),
            "{name}: the first way is the fix"
        );
        assert!(
            finding.ways_out.iter().all(|way| way.why.facts().next().is_some()),
            "{name}: each way says who says so"
        );
    }
}

#[test]
fn an_empty_block_is_renumbered_first_and_the_patch_does_it() {
    let text = "\
tieline: 1
vpcs:
  a: { cidrs: [10.20.0.0/16], subnets: { a1: { cidr: 10.20.0.0/24 } } } # lived in
  b: { cidrs: [10.20.0.0/16] } # empty
links:
  p: { vpc_peering: { between: [a, b] } }
";
    let fixed = fix(&[Input { name: "net.yaml", bytes: text.as_bytes() }], &Facts::shipped(), Trust::All);
    let after = text.replace("b: { cidrs: [10.20.0.0/16] }", "b: { cidrs: [10.1.0.0/16] }");
    assert_eq!(fixed.texts, [Some(after)]);
    assert!(fixed.review.findings.is_empty());
}

#[test]
fn both_forms_tell_the_ways_out() {
    let text = format!("{TWINS}links: {{ p: {{ vpc_peering: {{ between: [a, b] }} }} }}\n");
    let facts = Facts::shipped();
    let review = review(&[Input { name: "net.yaml", bytes: text.as_bytes() }], &facts, Scope::Check);
    let told: Value = serde_json::from_str(&report::json(&review, &facts).unwrap()).unwrap();
    let ways = &told["findings"][0]["ways_out"];
    assert_eq!(ways[0]["way"], "renumber");
    let moved: Cidr = Cidr::parse(ways[0]["block"].as_str().unwrap()).unwrap();
    assert_eq!(moved.prefix_len(), 16);
    assert_eq!(ways[0]["fix"]["edits"][0]["pointer"], "/vpcs/a/cidrs/0", "the VPC with fewer subnets moves");
    let shown = report::text::render(&review, &facts, &report::text::Layout::default());
    assert!(shown.contains("way out 1: renumber `10.20.0.0/16` of VPC `a`"), "{shown}");
    assert!(shown.contains("way out 2: "), "{shown}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_block_that_is_proposed_is_free_in_the_whole_design(numbers in prop::collection::vec(any::<u16>(), 0..400)) {
        let design = build(&[(None, read_off(&numbers))]).design;
        let vpcs = design.vpcs.values().flat_map(|vpc| vpc.all_blocks());
        let blocks: Vec<Cidr> = vpcs.chain(design.sites.values().flat_map(|site| site.cidrs.clone())).collect();
        for finding in rules::check(&design, &Facts::shipped()) {
            let ways: Vec<&str> = finding.ways_out.iter().map(|way| way.way).collect();
            let mut once = ways.clone();
            once.sort_unstable();
            once.dedup();
            prop_assert_eq!(once.len(), ways.len(), "no way twice");
            for way in &finding.ways_out {
                if let Some(block) = way.block {
                    prop_assert!(blocks.iter().all(|other| !other.overlaps(block)), "{} of {:?}", block, finding.message);
                }
            }
        }
    }
}
