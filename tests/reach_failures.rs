//! Which needs are lost when one thing fails.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use tieline::facts::Facts;
use tieline::import::{Input, import};
use tieline::network::exact::Exact;
use tieline::report::reach::FailureReport;
use tieline::rules::check;
use tieline::rules::resilience::not_asked;

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

const SITE: &str = "
vpcs:
  shop:
    cidrs: [10.0.0.0/16]
    virtual_private_gateway: true
    subnets: { a: { az: use1-az1, cidr: 10.0.0.0/24 }, b: { az: use1-az2, cidr: 10.0.1.0/24 } }
    route_tables: { main: { main: true, routes: [{ to: 192.168.0.0/16, via: virtual_private_gateway }] } }
sites: { office: { cidrs: [192.168.0.0/16] } }
needs: { office-to-shop: { from: office, to: shop } }
links:
  vpn: { site_to_site_vpn: { site: office, vpc: shop } }
";

/// Everything that is asked about, in words.
fn asked(design: &str) -> Vec<String> {
    let text = format!("tieline: 1\nregion: us-east-1\n{design}");
    let design = import(&[Input { name: "net.yaml", bytes: text.as_bytes() }]).design;
    FailureReport::of(&design, &Exact::of(&design)).failures.into_iter().map(|one| one.what).collect()
}

#[test]
fn a_vpn_connection_is_lost_as_a_whole_and_not_with_a_tunnel() {
    assert_eq!(lost(SITE), ["hybrid link `vpn`: office-to-shop"]);
    assert!(asked(SITE).contains(&"one tunnel of VPN connection `vpn`".to_owned()), "{:?}", asked(SITE));
    let both = format!("{SITE}  circuit: {{ direct_connect: {{ site: office, vpcs: [shop] }} }}\n");
    assert_eq!(lost(&both), Vec::<String>::new());
}

/// What the rules on failures say of a design, and what coverage says was not asked about.
fn findings(design: &str) -> (Vec<String>, Vec<String>) {
    let text = format!("tieline: 1\nregion: us-east-1\n{design}");
    let design = import(&[Input { name: "net.yaml", bytes: text.as_bytes() }]).design;
    let found = check(&design, &Facts::shipped());
    let told = found.into_iter().filter(|one| matches!(one.rule.0, 653 | 654)).map(|one| one.message);
    (told.collect(), not_asked(&design))
}

#[test]
fn what_one_link_alone_carries_is_a_finding_and_what_two_carry_is_none() {
    let message = "`office-to-shop` is lost with VPN connection `vpn`: nothing else leads there";
    assert_eq!(findings(SITE), (vec![message.to_owned()], vec![]));
    let both = format!("{SITE}  circuit: {{ direct_connect: {{ site: office, vpcs: [shop] }} }}\n");
    assert_eq!(findings(&both), (vec![], vec![]));
    // A need that is not served is for others to tell.
    let unserved = SITE.replace("via: virtual_private_gateway", "via: blackhole");
    assert_eq!(findings(&unserved), (vec![], vec![]));
    // Where routes are not given nothing is certain.
    let open = SITE.replace(
        "    route_tables: { main: { main: true, routes: [{ to: 192.168.0.0/16, via: virtual_private_gateway }] } }\n",
        "",
    );
    assert_ne!(open, SITE);
    assert_eq!(findings(&open), (vec![], vec![]));
}

#[test]
fn of_very_many_needs_the_first_are_asked_about_and_the_rest_are_told() {
    let needs: Vec<String> = (0..301).map(|nth| format!("  n{nth:03}: {{ from: office, to: shop }}\n")).collect();
    let many =
        SITE.replace("needs: { office-to-shop: { from: office, to: shop } }\n", &format!("needs:\n{}", needs.concat()));
    let (told, not_asked) = findings(&many);
    assert_eq!(told, ["`n000` and 299 more needs are lost with VPN connection `vpn`: nothing else leads there"]);
    assert_eq!(not_asked, ["what is lost with one link to a site: of 301 needs the first 300 were asked about"]);
}
