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
        [
            "availability zone `use1-az2`: to-narrow",
            "transit gateway `hub`: to-narrow, to-wide",
            "the attachment of VPC `data` to transit gateway `hub`: to-narrow, to-wide",
            "the attachment of VPC `shop` to transit gateway `hub`: to-narrow, to-wide",
        ]
    );
}

#[test]
fn an_attachment_in_one_zone_is_lost_with_it() {
    let narrow = TWO_ZONES.replace("data: { subnets: [a, b] } } } }", "data: { subnets: [a] } } } }");
    assert_ne!(narrow, TWO_ZONES);
    // A server in the zone without an attachment cannot answer, so it is the other one that serves.
    let narrow = narrow.replace("  to-narrow: { from: web, to: narrow }\n", "");
    assert!(lost(&narrow).contains(&"availability zone `use1-az1`: to-wide".to_owned()), "{:?}", lost(&narrow));
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

/// Clients in two VPCs, an endpoint in each, and what the endpoints lead to.
fn endpoints(link: &str) -> String {
    let vpc = |nth: u8| {
        format!(
            "{{ cidrs: [10.{nth}.0.0/16], subnets: {{ a: {{ az: use1-az1, cidr: 10.{nth}.0.0/24 }}, b: {{ az: use1-az2, cidr: 10.{nth}.1.0/24 }} }}, route_tables: {{ main: {{ main: true }} }} }}"
        )
    };
    format!(
        "
vpcs: {{ one: {}, two: {}, data: {} }}
applications:
  web: {{ vpc: one, subnets: [a, b] }}
  app: {{ vpc: two, subnets: [a, b] }}
  db: {{ vpc: data, subnets: [a, b], serves: [tcp/5432] }}
needs: {{ web-to-db: {{ from: web, to: db }}, app-to-db: {{ from: app, to: db }} }}
links: {{ way: {{ {link} }} }}
",
        vpc(0),
        vpc(1),
        vpc(2)
    )
}

#[test]
fn each_endpoint_is_lost_by_itself_and_what_it_leads_to_as_a_whole() {
    let both = "endpoints: { one: { subnets: [a, b] }, two: { subnets: [a, b] } }";
    let service = endpoints(&format!("privatelink_service: {{ application: db, {both} }}"));
    let told =
        ["endpoint `way`: app-to-db, web-to-db", "endpoint `way/one`: web-to-db", "endpoint `way/two`: app-to-db"];
    assert_eq!(lost(&service), told);
    let network = endpoints(&format!(
        "service_network: {{ resources: {{ db: {{ application: db, gateway: {{ subnets: [a, b] }} }} }}, {both} }}"
    ));
    let told = [
        "endpoint `way/one`: web-to-db",
        "endpoint `way/two`: app-to-db",
        "service network `way/db`: app-to-db, web-to-db",
    ];
    assert_eq!(lost(&network), told);
}

#[test]
fn of_two_peered_transit_gateways_each_attachment_and_the_peering_are_lost_by_themselves() {
    let design = "
vpcs:
  a: { cidrs: [10.0.0.0/16], subnets: { s: { az: use1-az1, cidr: 10.0.0.0/24 } }, route_tables: { main: { main: true, routes: [{ to: 10.1.0.0/16, via: west }] } } }
  b: { cidrs: [10.1.0.0/16], subnets: { s: { az: use1-az1, cidr: 10.1.0.0/24 } }, route_tables: { main: { main: true, routes: [{ to: 10.0.0.0/16, via: east }] } } }
needs: { a-to-b: { from: a, to: b } }
links:
  west: { transit_gateway: { attachments: { a: { subnets: [s], route_table: t }, bridge: { route_table: t } }, route_tables: { t: { routes: [{ to: 10.1.0.0/16, via: bridge }], propagations: [a] } } } }
  east: { transit_gateway: { attachments: { b: { subnets: [s], route_table: t }, bridge: { route_table: t } }, route_tables: { t: { routes: [{ to: 10.0.0.0/16, via: bridge }], propagations: [b] } } } }
  bridge: { transit_gateway_peering: { transit_gateways: [west, east] } }
";
    let told = [
        "availability zone `use1-az1`",
        "VPC peering `bridge`",
        "transit gateway `east`",
        "transit gateway `west`",
        "the attachment of VPC `b` to transit gateway `east`",
        "the attachment of VPC `a` to transit gateway `west`",
    ];
    assert_eq!(lost(design), told.map(|what| format!("{what}: a-to-b")));
}

/// Two VPCs with one block, and private NAT gateways before the attachment of the first, in `zones`.
fn translated(zones: &str) -> String {
    format!(
        "
vpcs:
  shop:
    cidrs: [10.0.0.0/16, 100.64.0.0/16]
    subnets:
      a: {{ az: use1-az1, cidr: 10.0.0.0/24 }}
      b: {{ az: use1-az2, cidr: 10.0.1.0/24 }}
      na: {{ az: use1-az1, cidr: 100.64.0.0/24 }}
      nb: {{ az: use1-az2, cidr: 100.64.1.0/24 }}
    nat_gateways: {{ {zones} }}
    route_tables:
      a: {{ subnets: [a], routes: [{{ to: 10.1.0.0/16, via: nat_gateway/na }}] }}
      b: {{ subnets: [b], routes: [{{ to: 10.1.0.0/16, via: nat_gateway/nb }}] }}
      out: {{ main: true, routes: [{{ to: 10.1.0.0/16, via: hub }}] }}
  data:
    cidrs: [10.1.0.0/16]
    subnets: {{ a: {{ az: use1-az1, cidr: 10.1.0.0/24 }}, b: {{ az: use1-az2, cidr: 10.1.1.0/24 }} }}
    route_tables: {{ main: {{ main: true, routes: [{{ to: 100.64.0.0/16, via: hub }}] }} }}
applications:
  web: {{ vpc: shop, subnets: [a, b] }}
  db: {{ vpc: data, subnets: [a, b], serves: [tcp/5432] }}
needs: {{ web-to-db: {{ from: web, to: db }} }}
links:
  hub: {{ transit_gateway: {{ attachments: {{ shop: {{ subnets: [na, nb] }}, data: {{ subnets: [a, b] }} }} }} }}
"
    )
}

#[test]
fn a_private_nat_gateway_that_two_zones_share_is_told_and_one_in_each_zone_is_not() {
    let each = translated(
        "na: { subnet: na, connectivity: private, addresses: [100.64.0.9] }, nb: { subnet: nb, connectivity: private, addresses: [100.64.1.9] }",
    );
    assert!(!lost(&each).iter().any(|one| one.starts_with("NAT gateway")), "{:?}", lost(&each));
    assert_eq!(findings(&each), (vec![], vec![]));
    let shared = translated("na: { subnet: na, connectivity: private, addresses: [100.64.0.9] }")
        .replace("via: nat_gateway/nb", "via: nat_gateway/na");
    assert!(lost(&shared).contains(&"NAT gateway `shop/na`: web-to-db".to_owned()), "{:?}", lost(&shared));
    let told = "`web-to-db` is lost with availability zone `use1-az1`, though both ends run elsewhere too: every way over NAT \
                gateway `shop/na` leads through it";
    assert_eq!(findings(&shared), (vec![told.to_owned()], vec![]));
}

#[test]
fn a_gateway_endpoint_is_lost_as_a_whole() {
    let design = "
vpcs:
  shop: { cidrs: [10.0.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.0.0.0/24 } }, route_tables: { main: { main: true } } }
prefix_lists: { s3: { cidrs: [52.216.0.0/15], aws_name: com.amazonaws.us-east-1.s3 } }
applications: { web: { vpc: shop, subnets: [a] } }
needs: { web-to-s3: { from: web, to: aws/s3 } }
links: { buckets: { gateway_endpoint: { service: s3, vpcs: { shop: {} } } } }
";
    assert_eq!(lost(design), ["availability zone `use1-az1`: web-to-s3", "endpoint `buckets`: web-to-s3"]);
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
