//! Changes told: what opens, what closes, what is wrong.

use super::{ChangeReport, render};
use crate::facts::Facts;
use crate::{Input, Scope, review};

const OLD: &str = "tieline: 1
vpcs:
  shop:
    cidrs: [10.0.0.0/16]
    subnets: { a: { cidr: 10.0.0.0/24 }, b: { cidr: 10.0.1.0/24 } }
    route_tables: { main: { main: true } }
    security_groups:
      web: { inbound: [] }
      db: { inbound: [{ protocol: tcp, ports: PORTS, from: [security_group/web] }] }
    network_acls: {}
applications:
  web: { vpc: shop, subnets: [a], security_groups: [web] }
  db: { vpc: shop, subnets: [b], security_groups: [db] }
";

fn change(old: &str, new: &str) -> ChangeReport {
    let facts = Facts::shipped();
    let looked = |text: &str| review(&[Input { name: "net.yaml", bytes: text.as_bytes() }], &facts, Scope::Review);
    ChangeReport::of(&looked(old), &looked(new))
}

#[test]
fn a_port_that_opens_and_one_that_closes_are_told_apart() {
    let report = change(&OLD.replace("PORTS", "5432"), &OLD.replace("PORTS", "22"));
    let opened: Vec<_> =
        report.newly_reachable.iter().map(|one| (one.from.as_str(), one.to.as_str(), one.what.as_str())).collect();
    assert!(opened.contains(&("web", "db", "tcp/22")), "{opened:?}");
    let text = render(&report);
    assert!(text.contains("- web → db: tcp/5432"), "{text}");
    assert!(report.newly_unknown.is_empty());
}

#[test]
fn no_change_is_said_to_be_none() {
    let same = OLD.replace("PORTS", "5432");
    let report = change(&same, &same);
    assert!(report.newly_reachable.is_empty() && report.newly_blocked.is_empty() && report.newly_wrong.is_empty());
    assert!(render(&report).starts_with("nothing changes"), "{}", render(&report));
}

#[test]
fn a_new_fault_is_newly_wrong() {
    let faulty = OLD
        .replace("PORTS", "5432")
        .replace("b: { cidr: 10.0.1.0/24 }", "b: { cidr: 10.0.1.0/24 }, c: { cidr: 10.0.1.128/25 }");
    let report = change(&OLD.replace("PORTS", "5432"), &faulty);
    assert!(report.newly_wrong.iter().any(|finding| finding.name == "subnets-overlap"), "{:?}", report.newly_wrong);
}
