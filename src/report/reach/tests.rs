//! Reports on reachability: what is told, in words and on the wire.

use super::{MatrixReport, ReachReport, render, render_matrix};
use crate::facts::Facts;
use crate::import::{Input, import};
use crate::network::exact::{End, Exact, Traffic};

const TEXT: &str = "tieline: 1
vpcs:
  dev: { cidrs: [10.0.0.0/16], subnets: { a: { cidr: 10.0.0.0/24 } }, route_tables: { main: { main: true } } }
  prod:
    cidrs: [10.1.0.0/16]
    subnets: { a: { cidr: 10.1.0.0/24 } }
    route_tables: { main: { main: true, routes: [{ to: 10.2.0.0/16, via: pt }] } }
  test:
    cidrs: [10.2.0.0/16]
    subnets: { a: { cidr: 10.2.0.0/24 } }
    route_tables: { main: { main: true, routes: [{ to: 10.1.0.0/16, via: pt }] } }
links: { pt: { vpc_peering: { between: [prod, test] } } }
";

fn report(from: &str, to: &str, traffic: Traffic, isolation: bool) -> ReachReport {
    let design = import(&[Input { name: "net.yaml", bytes: TEXT.as_bytes() }]).design;
    let end = |name| End::named(&design, name).unwrap_or(End::Internet);
    ReachReport::of(&design, &Exact::of(&design), (&end(from), &end(to)), traffic, isolation)
}

#[test]
fn isolation_is_said_in_so_many_words() {
    let text = render(&report("prod", "dev", Traffic::EVERY_PACKET, true));
    assert!(text.starts_with("`prod` and `dev` are isolated: neither reaches the other by any means\n"), "{text}");
    assert!(text.contains("`prod` cannot reach `dev` by any means"), "{text}");
    let broken = report("prod", "test", Traffic::EVERY_PACKET, true);
    assert_eq!(broken.isolated, Some("no"));
    assert!(render(&broken).contains("reaches `test`: all traffic"), "{}", render(&broken));
}

#[test]
fn a_way_is_told_hop_by_hop_with_a_packet() {
    let one = report("prod", "test", Traffic::to_port(6, 443), false);
    let text = render(&one);
    assert!(text.contains("10.1.0.4:49152 → 10.2.0.4:443 tcp"), "{text}");
    assert!(text.contains("    vpc peering pt\n"), "{text}");
    let json = one.json().unwrap_or_default();
    assert!(json.contains("\"kind\": \"vpc_peering\""), "{json}");
}

#[test]
fn who_says_so_is_told_for_what_blocks_and_for_what_is_passed() {
    let blocked = report("prod", "dev", Traffic::ANY, false).with_sources(&Facts::shipped());
    let told = blocked.there.blocked.as_ref().map(|way| way.obstacles.iter().flat_map(|one| &one.facts).collect());
    assert_eq!(told, Some(vec![&"rt-main-implicit", &"rt-lpm"]));
    let text = render(&blocked);
    assert!(text.contains("has no route to it [1] [2]\n"), "{text}");
    assert!(text.contains("Who says so:\n  [1] A subnet without a route table of its own"), "{text}");
    assert!(text.contains("      https://docs.aws.amazon.com/"), "{text}");
    assert!(text.contains("what is passed on the way (`tieline explain FACT` tells each):\n    "), "{text}");
    let open = report("prod", "test", Traffic::ANY, false).with_sources(&Facts::shipped());
    let peering: Vec<&str> =
        open.sources.iter().map(|source| source.fact).filter(|fact| fact.starts_with("peer-")).collect();
    assert_eq!(peering, ["peer-scope", "peer-routes-manual", "peer-nat-return-to-sender"]);
    // Each once, and none where nothing was asked for.
    let mut facts: Vec<&str> = open.sources.iter().map(|source| source.fact).collect();
    let all = facts.len();
    facts.sort_unstable();
    facts.dedup();
    assert_eq!(facts.len(), all);
    assert!(report("prod", "test", Traffic::ANY, false).sources.is_empty());
}

#[test]
fn what_was_taken_as_open_is_said() {
    let text = render(&report("prod", "test", Traffic::ANY, false));
    assert!(text.contains("no security groups are given for VPC `dev`, `prod` and 1 more"), "{text}");
}

#[test]
fn the_matrix_has_a_line_for_each_party() {
    let design = import(&[Input { name: "net.yaml", bytes: TEXT.as_bytes() }]).design;
    let matrix = MatrixReport::of(&design, &Exact::of(&design), Traffic::ANY);
    assert_eq!(matrix.parties, ["dev", "prod", "test", "internet"]);
    let text = render_matrix(&matrix);
    assert!(text.contains("prod     → test\n"), "{text}");
    assert!(text.contains("dev      → nobody\n"), "{text}");
}

#[test]
fn the_smallest_change_tells_its_edits_its_cost_and_what_it_opens_besides() {
    let text = TEXT.replace("routes: [{ to: 10.1.0.0/16, via: pt }]", "routes: []");
    let design = import(&[Input { name: "net.yaml", bytes: text.as_bytes() }]).design;
    let end = |name| End::named(&design, name).unwrap_or(End::Internet);
    let (from, to) = (end("prod"), end("test"));
    let report = ReachReport::of(&design, &Exact::of(&design), (&from, &to), Traffic::ANY, false);
    let told = render(&report.with_smallest_change(&design, (&from, &to), Traffic::ANY));
    let change = "The smallest change that lets it through:
  add a route to `10.1.0.0/16` via `pt` to route table `test/main`
  it costs nothing by itself, for AWS bills neither rules nor routes; what it lets through is billed by its way
  besides, this gets through:
    `test` to `prod`: all traffic
";
    assert!(told.contains(change), "{told}");
}
