//! Which needs are lost when one thing fails.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use tieline::import::{Input, import};
use tieline::network::exact::Exact;
use tieline::report::reach::FailureReport;

const PEERED: &str = "
vpcs:
  a:
    cidrs: [10.0.0.0/16]
    subnets: { a1: { az: use1-az1, cidr: 10.0.0.0/24 } }
    route_tables: { main: { main: true, routes: [{ to: 10.1.0.0/16, via: ab }, { to: 10.2.0.0/16, via: ab }] } }
  b:
    cidrs: [10.1.0.0/16]
    subnets: { b1: { az: use1-az1, cidr: 10.1.0.0/24 } }
    route_tables: { main: { main: true, routes: [{ to: 10.0.0.0/16, via: ab }, { to: 10.2.0.0/16, via: bc }] } }
  c:
    cidrs: [10.2.0.0/16]
    subnets: { c1: { az: use1-az1, cidr: 10.2.0.0/24 } }
    route_tables: { main: { main: true, routes: [{ to: 10.0.0.0/16, via: bc }] } }
links:
  ab: { vpc_peering: { between: [a, b] } }
  bc: { vpc_peering: { between: [b, c] } }
";

/// What is lost without each thing, as `thing: needs`; things that lose nothing are left out.
fn lost(design: &str) -> Vec<String> {
    let text = format!("tieline: 1\nregion: us-east-1\n{design}");
    let imported = import(&[Input { name: "net.yaml", bytes: text.as_bytes() }]);
    let problems: Vec<&str> = imported.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(problems, Vec::<&str>::new());
    let report = FailureReport::of(&imported.design, &Exact::of(&imported.design));
    assert_eq!(report.unserved, Vec::<String>::new());
    let losing = report.failures.iter().filter(|one| !one.lost.is_empty());
    losing.map(|one| format!("{}: {}", one.what, one.lost.join(", "))).collect()
}

const TWO_ZONES: &str = "
vpcs:
  shop:
    cidrs: [10.0.0.0/16]
    subnets: { a: { az: use1-az1, cidr: 10.0.0.0/24 }, b: { az: use1-az2, cidr: 10.0.1.0/24 } }
    route_tables: { main: { main: true, routes: [{ to: 10.1.0.0/16, via: hub }] } }
  data:
    cidrs: [10.1.0.0/16]
    subnets: { a: { az: use1-az1, cidr: 10.1.0.0/24 }, b: { az: use1-az2, cidr: 10.1.1.0/24 } }
    route_tables: { main: { main: true, routes: [{ to: 10.0.0.0/16, via: hub }] } }
applications:
  web: { vpc: shop, subnets: [a, b] }
  wide: { vpc: data, subnets: [a, b], serves: [tcp/443] }
  narrow: { vpc: data, subnets: [b], serves: [tcp/443] }
needs:
  to-wide: { from: web, to: wide }
  to-narrow: { from: web, to: narrow }
links:
  hub: { transit_gateway: { attachments: { shop: { subnets: [a, b] }, data: { subnets: [a, b] } } } }
";

#[test]
fn a_lost_zone_takes_what_stands_only_there() {
    assert_eq!(
        lost(TWO_ZONES),
        ["availability zone `use1-az2`: to-narrow", "transit gateway `hub`: to-narrow, to-wide"]
    );
}

#[test]
fn an_attachment_in_one_zone_is_lost_with_it() {
    let narrow = TWO_ZONES.replace("data: { subnets: [a, b] } } } }", "data: { subnets: [a] } } } }");
    assert_ne!(narrow, TWO_ZONES);
    // A server in the zone without an attachment cannot answer, so it is the other one that serves.
    let narrow = narrow.replace("  to-narrow: { from: web, to: narrow }\n", "");
    assert_eq!(lost(&narrow), ["availability zone `use1-az1`: to-wide", "transit gateway `hub`: to-wide"]);
}

#[test]
fn a_peering_is_lost_as_a_whole() {
    let design = format!("{PEERED}needs: {{ a-to-b: {{ from: a, to: b }} }}\n");
    assert_eq!(lost(&design), ["availability zone `use1-az1`: a-to-b", "VPC peering `ab`: a-to-b"]);
}
