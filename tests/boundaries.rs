//! Limits that are no counts, one below, at and above each; and a look at the sources that no limit of a rule is left
//! without. Counts are in `rules_quotas.rs`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tieline::facts::{Facts, LimitId};
use tieline::{Input, Scope, review};

const LATTICE: &str = "\
tieline: 1
region: us-east-1
vpcs:
  shop: { cidrs: [10.0.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.0.0.0/24 } } }
  data: { cidrs: [10.1.0.0/16], subnets: { b: { az: use1-az1, cidr: 10.1.0.0/24 } } }
applications:
  web: { vpc: shop, subnets: [a] }
  orders: { vpc: data, subnets: [b], runs_on: alb, serves: [https/443] }
";

/// Something written so many times.
fn times(number: u64, one: impl Fn(u64) -> String) -> String {
    (0..number).map(one).collect::<Vec<_>>().join(", ")
}

fn vpc(cidrs: &str) -> String {
    format!("tieline: 1\nvpcs: {{ a: {{ cidrs: [{cidrs}] }} }}\n")
}

fn subnet(field: &str, block: &str) -> String {
    let subnet = format!("{{ {field}: \"{block}\" }}");
    format!("tieline: 1\nvpcs: {{ a: {{ cidrs: [10.0.0.0/16, \"2001:db8::/44\"], subnets: {{ s: {subnet} }} }} }}\n")
}

fn endpoint(subnet: &str) -> String {
    format!(
        "tieline: 1\nvpcs: {{ a: {{ cidrs: [10.0.0.0/16], subnets: {{ s: {subnet} }} }} }}\n\
         links: {{ n: {{ service_network: {{ endpoints: {{ a: {{ subnets: [s] }} }} }} }} }}\n"
    )
}

/// VPCs that are all peered with each other.
fn mesh(number: u64) -> String {
    let vpcs = times(number, |one| format!("v{one}: {{ cidrs: [10.{one}.0.0/16] }}"));
    let with_those_before =
        |one| times(one, |other| format!("p{one}-{other}: {{ vpc_peering: {{ between: [v{one}, v{other}] }} }}"));
    let links = times(number - 1, |one| with_those_before(one + 1));
    format!("tieline: 1\nregion: us-east-1\nvpcs: {{ {vpcs} }}\nlinks: {{ {links} }}\n")
}

fn needing(need: &str) -> String {
    format!(
        "{LATTICE}needs: {{ n: {{ from: web, to: orders, {need} }} }}\n\
         links: {{ net: {{ service_network: {{ associations: [shop], services: {{ s: {{ applications: [orders] }} }} }} }} }}\n"
    )
}

/// A limit, the rule that holds it, a design for a number, and whether the rule finds it one below, at and one above.
type Edge = (LimitId, u16, fn(u64) -> String, [bool; 3]);

/// Limits whose neighbours in number are the neighbours that matter.
fn edges() -> Vec<Edge> {
    use LimitId as L;
    vec![
        (L::DgFewVpcs, 806, mesh, [false, true, true]),
        (L::VpcIpv4PrefixShortest, 101, |n| vpc(&format!("10.0.0.0/{n}")), [true, false, false]),
        (L::VpcIpv4PrefixLongest, 101, |n| vpc(&format!("10.0.0.0/{n}")), [false, false, true]),
        (L::SubnetIpv4PrefixShortest, 102, |n| subnet("cidr", &format!("10.0.0.0/{n}")), [true, false, false]),
        (L::SubnetIpv4PrefixLongest, 102, |n| subnet("cidr", &format!("10.0.0.0/{n}")), [false, false, true]),
        // IPv6 blocks come in steps, so both neighbours of a legal length are none.
        (L::VpcIpv6PrefixShortest, 109, |n| vpc(&format!("10.0.0.0/16, \"2001:db8::/{n}\"")), [true, false, true]),
        (L::VpcIpv6PrefixLongest, 109, |n| vpc(&format!("10.0.0.0/16, \"2001:db8::/{n}\"")), [true, false, true]),
        (L::VpcIpv6PrefixStep, 109, |n| vpc(&format!("10.0.0.0/16, \"2001:db8::/{}\"", 44 + n)), [true, false, true]),
        (L::SubnetIpv6PrefixShortest, 110, |n| subnet("ipv6_cidr", &format!("2001:db8::/{n}")), [true, false, true]),
        (L::SubnetIpv6PrefixLongest, 110, |n| subnet("ipv6_cidr", &format!("2001:db8::/{n}")), [true, false, true]),
        (L::SubnetIpv6PrefixStep, 110, |n| subnet("ipv6_cidr", &format!("2001:db8::/{}", 44 + n)), [true, false, true]),
        (L::PlOneSubnetPerAz, 407, two_in_a_zone, [false, false, true]),
        (L::PlNlbOneService, 417, services_of_one_balancer, [false, false, true]),
        (L::RgIpsPerEni, 403, |n| gateway_with_free(n), [true, false, false]),
        (L::SneSubnetImpossible, 501, |n| endpoint(&format!("{{ cidr: 10.0.0.0/{n} }}")), [false, true, true]),
        (L::SneSubnetDoubtful, 502, |n| endpoint(&format!("{{ cidr: 10.0.0.0/{n}, used: 0 }}")), [false, true, false]),
        (L::SneBlock28, 503, endpoint_with_run, [true, false, false]),
        (L::VlaOneSn, 504, associations, [false, false, true]),
        (L::VlqLifeSvc, 507, |n| needing(&format!("connection: {n} s")), [false, false, true]),
        (L::VltAlbServices, 523, services_of_one_alb, [false, false, true]),
        // Free by the hour, 730 of them a month.
        (L::VlFreeRequests, 802, |n| needing(&format!("requests: {}/month", n * 730)), [false, false, true]),
        (L::VpnBwStandard, 321, over_a_tunnel, [false, false, true]),
        (
            L::VlsRulePriorityMax,
            551,
            |n| ruled(&format!("priority: {n}, path: {{ prefix: /v2 }}")),
            [false, false, true],
        ),
        (L::VlsWeightMax, 552, weighted, [false, false, true]),
        // The slash is a character of the path.
        (L::VlsPathMax, 553, path_of, [false, false, true]),
        (
            L::VlsRuleHeaderMax,
            553,
            |n| ruled(&format!("priority: 1, headers: {{ {} }}", headers(n))),
            [false, false, true],
        ),
        (
            L::TgwBwVpcAttachment,
            704,
            |n| peak_over(n, "transit_gateway: { attachments: { shop: { subnets: [a] }, data: { subnets: [b] } } }"),
            [false, false, true],
        ),
        (
            L::CwanBwVpcAttachment,
            704,
            |n| {
                peak_over(
                    n,
                    "cloud_wan: { segments: { prod: {} }, attachments: { shop: { subnets: [a] }, data: { subnets: [b] } } }",
                )
            },
            [false, false, true],
        ),
        (
            L::PlBandwidthMax,
            704,
            |n| peak_over(n, "privatelink_service: { application: orders, endpoints: { shop: { subnets: [a] } } }"),
            [false, false, true],
        ),
        (
            L::VlqBw,
            704,
            |n| peak_over(n, "service_network: { associations: [shop], services: { s: { applications: [orders] } } }"),
            [false, false, true],
        ),
        // A second of requests more or less in a month of 730 hours.
        (L::VlqRps, 704, |n| needing(&format!("requests: {}/month", n * 730 * 3_600)), [false, false, true]),
        // Replies may go to any port from the first to the last, and no port is above that one.
        (L::NaclEphemeralFirst, 616, |n| replying(&format!("{n}-65535")), [false, false, true]),
        (L::NaclEphemeralLast, 616, |n| replying(&format!("1024-{}", n.min(65_535))), [true, false, false]),
    ]
}

fn two_in_a_zone(number: u64) -> String {
    let subnets = times(4, |nth| format!("s{nth}: {{ az: use1-az1, cidr: 10.0.{nth}.0/24 }}"));
    let named = times(number, |nth| format!("s{nth}"));
    format!(
        "tieline: 1\nvpcs: {{ a: {{ cidrs: [10.0.0.0/16], subnets: {{ {subnets} }} }}, b: {{ cidrs: [10.1.0.0/16], subnets: {{ t: {{ az: use1-az1, cidr: 10.1.0.0/24 }} }} }} }}\n\
         applications: {{ app: {{ vpc: b, subnets: [t], load_balancer: nlb, serves: [https/443] }} }}\n\
         links: {{ e: {{ privatelink_service: {{ application: app, endpoints: {{ a: {{ subnets: [{named}] }} }} }} }} }}\n"
    )
}

fn services_of_one_balancer(number: u64) -> String {
    let links = times(number, |nth| format!("e{nth}: {{ privatelink_service: {{ application: app }} }}"));
    format!(
        "tieline: 1\nvpcs: {{ b: {{ cidrs: [10.1.0.0/16], subnets: {{ t: {{ az: use1-az1, cidr: 10.1.0.0/24 }} }} }} }}\n\
         applications: {{ app: {{ vpc: b, subnets: [t], load_balancer: nlb, serves: [https/443] }} }}\nlinks: {{ {links} }}\n"
    )
}

/// A /24 leaves 251 addresses to use.
fn gateway_with_free(free: u64) -> String {
    format!(
        "tieline: 1\nvpcs: {{ b: {{ cidrs: [10.1.0.0/16], subnets: {{ t: {{ az: use1-az1, cidr: 10.1.0.0/24, used: {} }} }} }} }}\n\
         applications: {{ app: {{ vpc: b, subnets: [t], serves: [https/443] }} }}\n\
         links: {{ r: {{ privatelink_resource: {{ application: app, gateway: {{ subnets: [t] }} }} }} }}\n",
        251 - free
    )
}

/// A subnet of which so many addresses in a row are free, as single ones.
fn endpoint_with_run(number: u64) -> String {
    let free = times(number, |nth| format!("10.0.0.{}/32", 64 + nth));
    endpoint(&format!("{{ cidr: 10.0.0.0/24, free: [{free}] }}"))
}

fn associations(number: u64) -> String {
    let links = times(number, |nth| format!("n{nth}: {{ service_network: {{ associations: [shop] }} }}"));
    format!("{LATTICE}links: {{ {links} }}\n")
}

fn services_of_one_alb(number: u64) -> String {
    let services = times(number, |nth| format!("s{nth}: {{ applications: [orders] }}"));
    format!(
        "{LATTICE}links: {{ net: {{ service_network: {{ associations: [shop], services: {{ {services} }} }} }} }}\n"
    )
}

/// So many megabits a second, all month: 328,500 MB for each.
fn over_a_tunnel(mbps: u64) -> String {
    format!(
        "tieline: 1\nvpcs: {{ shop: {{ cidrs: [10.0.0.0/16] }} }}\nsites: {{ dc: {{ cidrs: [192.168.0.0/16] }} }}\n\
         needs: {{ n: {{ from: dc, to: shop, traffic: {} MB/month, via: vpn }} }}\n\
         links: {{ vpn: {{ site_to_site_vpn: {{ site: dc, vpc: shop }} }} }}\n",
        mbps * 328_500
    )
}

/// A need with a peak of so many Gbps over a link of one zone.
fn peak_over(gbps: u64, link: &str) -> String {
    format!(
        "{LATTICE}needs: {{ n: {{ from: web, to: orders, peak: {gbps} Gbps, via: way }} }}\nlinks: {{ way: {{ {link} }} }}\n"
    )
}

/// A VPC Lattice service with one rule.
fn ruled(rule: &str) -> String {
    listening(&format!("{{ t: 1 }}, rules: [{{ {rule}, forward: {{ t: 1 }} }}]"))
}

fn weighted(weight: u64) -> String {
    listening(&format!("{{ t: {weight} }}"))
}

fn path_of(characters: u64) -> String {
    ruled(&format!("priority: 1, path: {{ prefix: /{} }}", "a".repeat(usize::try_from(characters - 1).unwrap())))
}

fn headers(number: u64) -> String {
    times(number, |nth| format!("x-{nth}: {{ exact: a }}"))
}

fn listening(forward: &str) -> String {
    format!(
        "{LATTICE}links: {{ net: {{ service_network: {{ associations: [shop], services: {{ s: {{ applications: [orders], \
         listeners: [{{ protocol: https, port: 443, forward: {forward} }}], \
         target_groups: {{ t: {{ targets: [orders] }} }} }} }} }} }} }}\n"
    )
}

/// A network ACL that lets requests in and replies out to these ports.
fn replying(ports: &str) -> String {
    let entry = "number: 100, action: allow, protocol: tcp, cidr: 10.0.0.0/8";
    format!(
        "tieline: 1\nvpcs: {{ shop: {{ cidrs: [10.0.0.0/16], subnets: {{ a: {{ az: use1-az1, cidr: 10.0.0.0/24 }} }}, \
         network_acls: {{ app: {{ subnets: [a], inbound: [{{ {entry}, ports: 443 }}], \
         outbound: [{{ {entry}, ports: {ports} }}] }} }} }} }}\n"
    )
}

fn finds(text: &str, rule: u16) -> bool {
    let review = review(&[Input { name: "net.yaml", bytes: text.as_bytes() }], &Facts::shipped(), Scope::Check);
    let wrong: Vec<_> = review.findings.iter().filter(|finding| finding.rule.0 < 100).collect();
    assert!(wrong.is_empty(), "{wrong:?}\n{text}");
    review.findings.iter().any(|finding| finding.rule.0 == rule)
}

#[test]
fn each_limit_is_held_one_below_at_and_above() {
    let facts = Facts::shipped();
    let mut wrong = Vec::new();
    for (limit, rule, design, expected) in edges() {
        let value = facts.limit(limit);
        let found = [value - 1, value, value + 1].map(|number| finds(&design(number), rule));
        if found != expected {
            wrong.push(format!("`{limit}` ({value}), TL{rule:03}: {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Limits without a boundary of their own, and why.
const NO_BOUNDARY: &[(&str, &[LimitId])] = &[
    ("turns an hourly rate into a monthly one", &[LimitId::BeHours]),
    ("only sizes what a fix proposes", &[LimitId::TgwAttachDedicated28, LimitId::SneSubnetSafe]),
    ("only told in words: `usable_addresses` has tests of its own", &[LimitId::SubnetReserved5]),
    ("added to `sne-block28`, whose boundary it moves", &[LimitId::SneResourceIp]),
    (
        "told in words, compared with nothing",
        &[LimitId::PeerRequestExpiryDays, LimitId::PlIdleTcp, LimitId::PeerMtuSameRegion, LimitId::TgwMtu],
    ),
    (
        "how much a thing weighs in address units: `rules_quotas_inside.rs` counts with it",
        &[LimitId::NauWeightAddress, LimitId::NauWeightNetworkUnit],
    ),
];

fn sources(folder: &Path, found: &mut String) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            *found += &fs::read_to_string(&path).unwrap();
        }
    }
}

/// The names that follow a mark in a text.
fn named<'t>(text: &'t str, mark: &'t str) -> BTreeSet<&'t str> {
    let names = text.split(mark).skip(1);
    names.map(|rest| rest.split(|one: char| !one.is_ascii_alphanumeric()).next().unwrap()).collect()
}

#[test]
fn no_limit_of_a_rule_is_without_its_boundary() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut rules, mut tests) = (String::new(), String::new());
    sources(&root.join("src/rules"), &mut rules);
    sources(&root.join("tests"), &mut tests);
    let variant = |limit: &LimitId| format!("{limit:?}");
    let held: BTreeSet<String> = edges().iter().map(|(limit, ..)| variant(limit)).collect();
    let without: BTreeSet<String> = NO_BOUNDARY.iter().flat_map(|(_, limits)| *limits).map(variant).collect();
    // However the call is broken over lines.
    let tests: String = tests.split_whitespace().collect();
    let mut counted = named(&tests, "boundaries(LimitId::");
    counted.extend(named(&tests, "boundaries_of_account(LimitId::"));
    let used = named(&rules, "LimitId::");
    let left: Vec<&&str> = used
        .iter()
        .filter(|name| !held.contains(**name) && !counted.contains(**name) && !without.contains(**name))
        .filter(|name| LimitId::ALL.iter().any(|limit| variant(limit) == ***name))
        .collect();
    assert!(left.is_empty(), "give each a boundary, here or by `boundaries` in a test of quotas: {left:?}");
    let stale: Vec<&String> =
        without.iter().filter(|name| !used.contains(name.as_str()) || counted.contains(name.as_str())).collect();
    assert!(stale.is_empty(), "no longer without a boundary, or no longer used: {stale:?}");
}
