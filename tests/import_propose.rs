//! Needs proposed from what exists: each from its evidence, marked as proposed, and nothing where there is no party or
//! where a need speaks already.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;

use tieline::design::raw::{RawDesign, RawNeed};
use tieline::import::{Imported, Input, Options, import, import_with, write};

/// A design with evidence of every kind, and with what is none.
const DESIGN: &str = r#"
tieline: 1
region: eu-west-1
vpcs:
  shop:
    cidrs: [10.1.0.0/16]
    subnets: { shop-a: { az: euw1-az1, cidr: 10.1.0.0/24 } }
    security_groups:
      web: { inbound: [{ protocol: tcp, ports: 443, from: [0.0.0.0/0] }] }
      cache: { inbound: [{ protocol: tcp, ports: 6379, from: [security_group/web, security_group/cache] }, { protocol: icmp, from: [security_group/web] }] }
      endpoint: { inbound: [{ protocol: tcp, ports: 443, from: [security_group/web] }] }
      admin: { inbound: [{ protocol: tcp, ports: 22, from: [10.9.0.0/16, 10.4.0.0/16] }] }
    route_tables:
      main: { main: true, routes: [{ to: 10.2.0.0/16, via: pcx }, { to: 10.0.0.0/8, via: hub }] }
  data:
    cidrs: [10.2.0.0/16]
    subnets: { data-a: { az: euw1-az1, cidr: 10.2.0.0/24 } }
    security_groups:
      db: { inbound: [{ protocol: tcp, ports: 5432, from: [security_group/shop/web] }, { protocol: tcp, ports: 9100, from: [security_group/shop/web] }] }
    route_tables:
      main: { main: true, routes: [{ to: 10.1.0.0/16, via: pcx }, { to: 0.0.0.0/0, via: hub }] }
  crm:
    cidrs: [10.3.0.0/16]
    subnets: { crm-a: { az: euw1-az1, cidr: 10.3.0.0/24 } }
    route_tables:
      main: { main: true, routes: [{ to: 10.0.0.0/8, via: hub }] }
  erp:
    cidrs: [10.4.0.0/16]
    subnets: { erp-a: { az: euw1-az1, cidr: 10.4.0.0/24 } }
    route_tables:
      main: { main: true, routes: [{ to: 10.0.0.0/8, via: hub }] }
  lab:
    cidrs: [10.5.0.0/16]
    subnets: { lab-a: { az: euw1-az1, cidr: 10.5.0.0/24 } }
    route_tables:
      main: { main: true, routes: [{ to: 10.0.0.0/8, via: hub }] }
applications:
  front: { vpc: shop, subnets: [shop-a], runs_on: ec2, security_groups: [web], serves: [https/443] }
  redis: { vpc: shop, subnets: [shop-a], runs_on: ec2, security_groups: [cache] }
  bastion: { vpc: shop, subnets: [shop-a], runs_on: ec2, security_groups: [admin] }
  orders: { vpc: data, subnets: [data-a], runs_on: rds, security_groups: [db], serves: [tcp/5432] }
  ledger: { vpc: crm, subnets: [crm-a], runs_on: ec2, serves: [https/443] }
links:
  pcx: { vpc_peering: { between: [shop, data] } }
  hub:
    transit_gateway:
      attachments:
        shop: { subnets: [shop-a], route_table: main }
        crm: { subnets: [crm-a], route_table: main }
        erp: { subnets: [erp-a], route_table: main }
        data: { subnets: [data-a], route_table: main }
        lab: { subnets: [lab-a], route_table: alone }
      route_tables:
        main: { propagations: [shop, crm, erp, data] }
        alone: { propagations: [crm], routes: [{ to: 10.3.0.0/16, via: blackhole }] }
  svc: { privatelink_service: { application: orders, endpoints: { shop: { subnets: [shop-a], security_groups: [endpoint] } } } }
  s3: { gateway_endpoint: { service: s3, vpcs: { shop: {}, crm: { route_tables: [] } } } }
  net:
    service_network:
      auth: aws_iam
      associations: [crm, erp]
      services:
        ledger: { applications: [ledger], listener: https/443 }
"#;

fn proposed(texts: &[(&str, &str)]) -> (Imported, BTreeMap<String, RawNeed>) {
    let inputs: Vec<Input<'_>> = texts.iter().map(|(name, text)| Input { name, bytes: text.as_bytes() }).collect();
    let imported = import_with(&inputs, &Options { propose_needs: true, ..Options::default() });
    let messages: Vec<_> = imported.problems.iter().map(|problem| problem.message.clone()).collect();
    assert_eq!(messages, [""; 0]);
    let needs = write::whole(&imported).needs;
    (imported, needs)
}

fn shown(needs: &BTreeMap<String, RawNeed>) -> Vec<String> {
    let one = |need: &RawNeed| {
        let from = need.from.as_ref().map(|from| from.as_slice().join(" ")).unwrap_or_default();
        let between = need.between.as_ref().map(|all| all.join(" ")).unwrap_or_default();
        let to = need.to.clone().unwrap_or_default();
        format!("{from}{between} > {to} {} {}", need.protocol.clone().unwrap_or_default(), need.requires.join(","))
    };
    let mut all: Vec<String> = needs.values().map(|need| one(need).trim().to_owned()).collect();
    all.sort();
    all
}

#[test]
fn every_kind_of_evidence_proposes_what_it_shows_and_no_more() {
    let (_, needs) = proposed(&[("net.yaml", DESIGN)]);
    assert_eq!(
        shown(&needs),
        [
            "application/front > application/orders",
            "application/front > application/redis tcp/6379",
            "vpc/crm vpc/erp vpc/shop >",
            "vpc/data vpc/shop >",
            "vpc/erp > application/bastion tcp/22",
            "vpc/erp > application/ledger https/443 iam_auth",
            "vpc/shop > aws/s3",
        ]
    );
    // The database is reached by two ways, and one need tells both; 9100 is nothing that it serves.
    let orders = needs.values().find(|need| need.to.as_deref() == Some("application/orders")).unwrap();
    let because = orders.proposed.as_deref().unwrap();
    assert!(because.contains("`data/db` admits security group `shop/web`") && because.contains("`svc`"), "{because}");
    assert!(needs.values().all(|need| need.proposed.is_some()));
}

#[test]
fn nothing_is_proposed_unless_it_is_asked_for() {
    let imported = import(&[Input { name: "net.yaml", bytes: DESIGN.as_bytes() }]);
    assert!(imported.design.needs.is_empty());
}

#[test]
fn what_is_written_reads_back_marked_and_proposes_nothing_new() {
    let (imported, needs) = proposed(&[("net.yaml", DESIGN)]);
    let text = write::json(&write::whole(&imported)).unwrap();
    let (again, same) = proposed(&[("design.json", &text)]);
    assert_eq!(same, needs);
    assert_eq!(write::json(&write::whole(&again)).unwrap(), text);
    let read: RawDesign = serde_json::from_str(&text).unwrap();
    assert!(read.needs.values().all(|need| need.proposed.is_some()));
}

#[test]
fn a_need_that_is_there_is_not_proposed_again() {
    let needs =
        "tieline: 1\nneeds:\n  talk: { between: [shop, data] }\n  never: { from: erp, to: ledger, never: true }\n";
    let (_, all) = proposed(&[("net.yaml", DESIGN), ("needs.yaml", needs)]);
    let found = shown(&all);
    assert!(!found.iter().any(|one| one == "vpc/data vpc/shop >"), "{found:?}");
    assert!(!found.iter().any(|one| one.starts_with("vpc/erp > application/ledger")), "{found:?}");
    assert_eq!(all.len(), 7, "{found:?}");
}

#[test]
fn a_proposal_points_at_its_evidence() {
    let (imported, _) = proposed(&[("net.yaml", DESIGN)]);
    let need = imported.design.needs.values().find(|need| need.id.as_str().contains("redis")).unwrap();
    let shown = imported.origins.show(&imported.sources, &need.place, tieline::source::Part::Value).unwrap();
    let span = shown.span.unwrap();
    assert!(DESIGN[span.start..span.end].contains("6379"), "{}", &DESIGN[span.start..span.end]);
}

/// Sites behind a hub, a virtual private gateway and a core network, segments that share or do not, and prefix lists.
const WIDE: &str = r#"
tieline: 1
region: eu-west-1
prefix_lists:
  offices: { cidrs: [192.168.0.0/16, 10.99.0.0/16] }
  aws-s3: { aws_name: com.amazonaws.eu-west-1.s3 }
  theirs: {}
sites:
  office: { cidrs: [192.168.0.0/16] }
  plant: { cidrs: [172.20.0.0/16] }
  depot: { cidrs: [172.21.0.0/16] }
vpcs:
  shop:
    cidrs: [10.1.0.0/16]
    subnets: { shop-a: { az: euw1-az1, cidr: 10.1.0.0/24 } }
    security_groups:
      web: { inbound: [{ protocol: tcp, ports: 443, from: [prefix_list/offices, prefix_list/aws-s3, prefix_list/theirs, 0.0.0.0/0, 10.1.0.0/24] }] }
      crowd: { inbound: [{ protocol: tcp, ports: 22, from: [192.168.0.0/16] }] }
    route_tables: { main: { main: true, routes: [{ to: 192.168.0.0/16, via: hub }, { to: 172.20.0.0/16, via: hub }] } }
  data:
    cidrs: [10.2.0.0/16]
    subnets: { data-a: { az: euw1-az1, cidr: 10.2.0.0/24 } }
    virtual_private_gateway: true
    route_tables: { main: { main: true, routes: [{ to: 172.20.0.0/16, via: virtual_private_gateway }] } }
  one:
    cidrs: [10.3.0.0/16]
    subnets: { one-a: { az: euw1-az1, cidr: 10.3.0.0/24 } }
    route_tables: { main: { main: true, routes: [{ to: 10.0.0.0/8, via: core }, { to: 172.21.0.0/16, via: core }] } }
  two:
    cidrs: [10.4.0.0/16]
    subnets: { two-a: { az: euw1-az1, cidr: 10.4.0.0/24 } }
    route_tables: { main: { main: true, routes: [{ to: 10.0.0.0/8, via: core }, { to: 172.21.0.0/16, via: core }] } }
  three:
    cidrs: [10.5.0.0/16]
    subnets: { three-a: { az: euw1-az1, cidr: 10.5.0.0/24 } }
    route_tables: { main: { main: true, routes: [{ to: 10.0.0.0/8, via: core }] } }
applications:
  front: { vpc: shop, subnets: [shop-a], runs_on: ec2, security_groups: [web], serves: [https/443] }
CROWD
links:
  vpn: { site_to_site_vpn: { site: office } }
  circuit: { direct_connect: { site: plant, vpcs: [data] } }
  branch: { site_to_site_vpn: { site: depot } }
  hub:
    transit_gateway:
      attachments: { shop: { subnets: [shop-a], route_table: main }, vpn: { route_table: main } }
      route_tables: { main: { propagations: [shop, vpn] } }
  core:
    cloud_wan:
      edges: [eu-west-1]
      segments: { prod: { shared_with: [shared] }, shared: {}, alone: { isolate: true } }
      attachments:
        one: { segment: prod, subnets: [one-a] }
        two: { segment: shared, subnets: [two-a] }
        three: { segment: alone, subnets: [three-a] }
        branch: { segment: prod }
"#;

fn wide(crowd: usize) -> String {
    let one = |index| format!("  c{index}: {{ vpc: shop, subnets: [shop-a], runs_on: ec2, security_groups: [crowd] }}");
    WIDE.replace("CROWD", &(0..crowd).map(one).collect::<Vec<_>>().join("\n"))
}

#[test]
fn sites_segments_and_prefix_lists_propose_and_what_proposes_nothing_is_told() {
    let (imported, needs) = proposed(&[("net.yaml", &wide(9))]);
    assert_eq!(
        shown(&needs),
        [
            "site/depot vpc/one >",
            // The segment of the site shares its routes with that of the second VPC, and not with the third's.
            "site/depot vpc/two >",
            "site/office > application/front",
            "site/office vpc/shop >",
            "site/plant vpc/data >",
            "vpc/one vpc/two >",
        ]
    );
    let told: BTreeMap<&str, &str> = imported.coverage[0]
        .unknown
        .iter()
        .filter(|one| one.could_flip == "needs that are not proposed")
        .map(|one| (one.what.as_str(), one.because.as_str()))
        .collect();
    assert_eq!(
        told.keys().copied().collect::<Vec<_>>(),
        ["`10.99.0.0/16` of prefix list `offices`", "prefix list `theirs`", "security group `shop/crowd`",]
    );
    // Eight applications are few enough.
    let (imported, needs) = proposed(&[("net.yaml", &wide(8))]);
    assert_eq!(needs.len(), 6 + 8);
    assert!(!imported.coverage[0].unknown.iter().any(|one| one.what.contains("crowd")));
}

#[test]
fn a_site_without_known_blocks_is_told() {
    let text = wide(0).replace("  depot: { cidrs: [172.21.0.0/16] }", "  depot: { cidrs: [] }");
    let inputs = [Input { name: "net.yaml", bytes: text.as_bytes() }];
    let imported = import_with(&inputs, &Options { propose_needs: true, ..Options::default() });
    assert!(imported.coverage[0].unknown.iter().any(|one| one.what == "site `depot`"), "{:?}", imported.coverage);
}

#[test]
fn proposals_alone_lie_beside_the_inputs_they_come_from() {
    for design in [DESIGN.to_owned(), wide(9)] {
        let (imported, needs) = proposed(&[("net.yaml", &design)]);
        let alone = write::proposals(&imported);
        assert_eq!((alone.vpcs.len(), alone.links.len(), &alone.needs), (0, 0, &needs));
        let text = write::json(&alone).unwrap();
        let (again, same) = proposed(&[("net.yaml", &design), ("needs.json", &text)]);
        assert_eq!(same, needs);
        // What stands in a file by now is not proposed again.
        assert!(write::proposals(&again).needs.is_empty());
        let whole = import(&[
            Input { name: "net.yaml", bytes: design.as_bytes() },
            Input { name: "needs.json", bytes: text.as_bytes() },
        ]);
        assert_eq!(whole.design.needs.len(), needs.len());
    }
}

#[test]
fn an_address_is_its_application_and_a_part_of_a_block_its_network() {
    let text = "
tieline: 1
region: eu-west-1
vpcs:
  shop:
    cidrs: [10.1.0.0/16]
    security_groups:
      admin: { inbound: [{ protocol: tcp, ports: 22, from: [10.4.0.9/32, 10.3.7.0/24, 10.9.0.0/24, 10.6.0.1/32] }] }
  crm: { cidrs: [10.3.0.0/16] }
  erp: { cidrs: [10.4.0.0/16] }
  twice: { cidrs: [10.6.0.0/16] }
  again: { cidrs: [10.6.0.0/16] }
applications:
  bastion: { vpc: shop, runs_on: ec2, security_groups: [admin] }
  desk: { vpc: erp, runs_on: ec2, addresses: [10.4.0.9] }
";
    let (imported, needs) = proposed(&[("net.yaml", text)]);
    assert_eq!(
        shown(&needs),
        ["application/desk > application/bastion tcp/22", "vpc/crm > application/bastion tcp/22",]
    );
    let because: Vec<_> = needs.values().map(|need| need.proposed.clone().unwrap()).collect();
    assert_eq!(
        because,
        [
            "security group `shop/admin` admits `10.3.7.0/24`, a part of the block of `vpc/crm`",
            "security group `shop/admin` admits `10.4.0.9/32`, its address",
        ]
    );
    let unknown = &imported.coverage[0].unknown;
    assert!(unknown.iter().any(|one| one.what == "`10.6.0.1/32`, `10.9.0.0/24`"), "{unknown:?}");
}
