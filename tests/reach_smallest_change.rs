//! Laws of the smallest change: made, it lets packets through; nothing of it can be left out; and what needs none gets none.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "naive_packets/topology.rs"]
mod topology;

use std::collections::BTreeSet;

use tieline::design::Design;
use tieline::design::edit::{Edit, applied};
use tieline::import::{Input, import};
use tieline::network::exact::{End, Exact, Traffic, Verdict};
use tieline::network::mend::smallest_change;
use topology::random;

fn design(text: &str) -> Design {
    let imported = import(&[Input { name: "net.yaml", bytes: text.as_bytes() }]);
    let problems: Vec<&str> = imported.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(problems, Vec::<&str>::new(), "{text}");
    imported.design
}

/// Which filter or table an edit is about: edits of one filter stand or fall together.
fn about(edit: &Edit) -> String {
    match edit {
        Edit::SecurityGroupRule { vpc, group, opening } => format!("{vpc}/{group} {}", opening.inbound),
        Edit::NetworkAclEntry { vpc, acl, opening, .. } => format!("{vpc}/{acl} {} acl", opening.inbound),
        Edit::Route { .. } | Edit::Propagation { .. } => edit.to_string(),
    }
}

#[test]
fn a_change_lets_packets_through_and_nothing_of_it_is_needless() {
    let (mut changes, mut kinds) = (0, BTreeSet::new());
    for seed in 20_000..20_040 {
        let design = design(&random(seed));
        let exact = Exact::of(&design);
        let ends: Vec<End> = design.applications.keys().cloned().map(End::Application).collect();
        for from in &ends {
            for to in ends.iter().filter(|to| *to != from) {
                let traffic = Traffic::to_port(6, 443);
                let found = smallest_change(&design, from, to, traffic);
                let Some(edits) = found else { continue };
                let verdict = |edits: &[Edit]| Exact::of(&applied(&design, edits)).verdict(from, to, traffic);
                assert_eq!(verdict(&edits), Verdict::Yes, "{seed}: {from} to {to}: {edits:?}");
                assert_eq!(
                    edits.is_empty(),
                    exact.verdict(from, to, traffic) == Verdict::Yes,
                    "{seed}: {from} to {to}"
                );
                for one in edits.iter().map(about).collect::<BTreeSet<_>>() {
                    let without: Vec<Edit> = edits.iter().filter(|edit| about(edit) != one).cloned().collect();
                    assert_ne!(
                        verdict(&without),
                        Verdict::Yes,
                        "{seed}: {from} to {to}: {one} is needless in {edits:?}"
                    );
                }
                changes += usize::from(!edits.is_empty());
                kinds.extend(edits.iter().map(|edit| match edit {
                    Edit::SecurityGroupRule { .. } => "security group",
                    Edit::NetworkAclEntry { .. } => "network ACL",
                    Edit::Route { .. } => "route",
                    Edit::Propagation { .. } => "propagation",
                }));
            }
        }
    }
    assert!(changes > 50, "only {changes} changes");
    assert!(kinds.contains("security group") && kinds.contains("network ACL") && kinds.contains("route"), "{kinds:?}");
}

const TWO: &str = "tieline: 1
region: us-east-1
vpcs:
  shop:
    cidrs: [10.0.0.0/16]
    subnets: { a: { az: use1-az1, cidr: 10.0.0.0/24 }, b: { az: use1-az2, cidr: 10.0.1.0/24 } }
    security_groups: { web: {} }
    route_tables: { main: { main: true, routes: [{ to: 10.1.0.0/16, via: hub }] } }
  data:
    cidrs: [10.1.0.0/16]
    subnets: { c: { az: use1-az1, cidr: 10.1.0.0/24 }, t: { az: use1-az1, cidr: 10.1.9.0/28 } }
    security_groups: { db: {} }
    network_acls:
      strict:
        subnets: [c]
        inbound: [{ number: 100, action: deny, cidr: 10.0.0.0/8 }, { number: 200, action: allow, cidr: 0.0.0.0/0 }]
        outbound: [{ number: 100, action: allow, protocol: tcp, ports: 443, cidr: 0.0.0.0/0 }]
    route_tables: { main: { main: true } }
applications:
  web: { vpc: shop, subnets: [a, b], security_groups: [web] }
  db: { vpc: data, subnets: [c], security_groups: [db], serves: [tcp/5432] }
links:
  hub:
    transit_gateway:
      attachments: { shop: { subnets: [a, b], route_table: spokes }, data: { subnets: [t], route_table: spokes } }
      route_tables: { spokes: { propagations: [shop] } }
";

#[test]
fn everything_in_the_way_is_opened_for_no_more_than_is_asked() {
    let design = design(TWO);
    let end = |name| End::named(&design, name).unwrap();
    let edits = smallest_change(&design, &end("web"), &end("db"), Traffic::to_port(6, 5432)).unwrap();
    let told: BTreeSet<String> = edits.iter().map(ToString::to_string).collect();
    let expected = [
        "add a route to `10.0.0.0/16` via `hub` to route table `data/main`",
        "let entry 80 of network ACL `data/strict` allow tcp/5432 in from `10.0.1.0/24`",
        "let entry 90 of network ACL `data/strict` allow tcp/5432 in from `10.0.0.0/24`",
        "let entry 110 of network ACL `data/strict` allow tcp/1024-65535 out to `10.0.0.0/24`",
        "let entry 90 of network ACL `data/strict` allow tcp/1024-65535 out to `10.0.1.0/24`",
        "let security group `data/db` let tcp/5432 in from `10.0.0.0/24`",
        "let security group `data/db` let tcp/5432 in from `10.0.1.0/24`",
        "let the attachment of VPC `data` propagate into route table `hub/spokes`",
    ];
    assert_eq!(told, expected.map(str::to_owned).into());
}

#[test]
fn where_something_must_be_built_first_there_is_no_change() {
    let alone = design("tieline: 1\nvpcs:\n  a: { cidrs: [10.0.0.0/16] }\n  b: { cidrs: [10.1.0.0/16] }\n");
    let end = |name| End::named(&alone, name).unwrap();
    assert_eq!(smallest_change(&alone, &end("a"), &end("b"), Traffic::ANY), None);
}
