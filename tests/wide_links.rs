//! Links that join many networks, and endpoints for AWS services: read, refused where wrong, and walked by reach.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use tieline::design::{Design, LinkKind, Party};
use tieline::facts::Facts;
use tieline::ids::{LinkId, NeedId, VpcId};
use tieline::import::{Imported, Input, import};
use tieline::network::{Network, Reach};
use tieline::rules;

const NETWORKS: &str = r#"
tieline: 1
region: us-east-1
vpcs:
  shop: { account: "111111111111", cidrs: [10.0.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.0.0.0/24 } } }
  data: { account: "222222222222", cidrs: [10.1.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.1.0.0/24 } } }
  twin: { account: "333333333333", cidrs: [10.0.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.0.1.0/24 } } }
sites: { dc: { cidrs: [192.168.0.0/16] } }
applications:
  web: { vpc: shop, subnets: [a], runs_on: eks, cluster: one }
  db: { vpc: data, subnets: [a], serves: [tcp/5432] }
  cart: { vpc: shop, subnets: [a], runs_on: eks, cluster: one, serves: [grpc/50051] }
needs:
  web-s3: { from: web, to: aws/s3 }
  web-ssm: { from: web, to: aws/ssm }
  web-cart: { from: web, to: cart, requires: [pod_certificates] }
  web-db: { from: web, to: db }
links:
"#;

fn imported(links: &str) -> Imported {
    let text = format!("{NETWORKS}{links}");
    import(&[Input { name: "net.yaml", bytes: text.as_bytes() }])
}

fn design(links: &str) -> Design {
    let imported = imported(links);
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
    imported.design
}

fn carriers(design: &Design, need: &str) -> Vec<String> {
    let need = design.need(&NeedId::new(need).unwrap()).unwrap();
    Network::of(design).carriers(need).iter().map(ToString::to_string).collect()
}

fn reach(design: &Design, from: &str, to: &str) -> Reach {
    let vpc = |name: &str| Party::Vpc(VpcId::new(name).unwrap());
    Network::of(design).reach(&vpc(from), &vpc(to))
}

fn overlaps(design: &Design) -> Vec<String> {
    let found = rules::check(design, &Facts::shipped());
    found.into_iter().filter(|finding| finding.name == "transit-gateway-overlap").map(|one| one.message).collect()
}

#[test]
fn endpoints_for_aws_services_carry_what_leads_there_and_nothing_else() {
    let design = design(
        "  s3: { gateway_endpoint: { service: s3, vpcs: { shop: { route_tables: [main] } } } }\n  \
           ssm: { interface_endpoint: { service: ssm, endpoints: { data: { subnets: [a] } }, shared_with: [shop] } }\n  \
           pcx: { vpc_peering: { between: [shop, data] } }\n",
    );
    assert_eq!(carriers(&design, "web-s3"), ["s3"]);
    assert_eq!(carriers(&design, "web-ssm"), ["ssm"], "over the peering");
    assert_eq!(carriers(&design, "web-db"), ["pcx"]);
}

#[test]
fn segments_of_a_core_network_join_as_its_policy_says() {
    let wan = |segments: &str| {
        design(&format!(
            "  wan: {{ cloud_wan: {{ edges: [us-east-1], segments: {segments}, attachments: {{ shop: {{ segment: prod, \
             subnets: [a] }}, data: {{ segment: dev, subnets: [a] }} }} }} }}\n"
        ))
    };
    let apart = wan("{ prod: {}, dev: {} }");
    assert_eq!(reach(&apart, "shop", "data"), Reach::No(Vec::new()));
    let shared = wan("{ prod: { shared_with: [dev] }, dev: {} }");
    // Routes of the VPCs are not given, so it cannot be told; but the core network joins them.
    assert!(matches!(reach(&shared, "shop", "data"), Reach::Unknown(_)));
    let isolated = design(
        "  wan: { cloud_wan: { edges: [us-east-1], segments: { prod: { isolate: true } }, attachments: { shop: {}, data: {} } } }\n",
    );
    assert_eq!(reach(&isolated, "shop", "data"), Reach::No(Vec::new()));
}

#[test]
fn a_shared_vpc_joins_those_that_move_into_it_whatever_their_blocks() {
    let design = design("  landing: { vpc_sharing: { vpc: shop, replaces: [twin] } }\n");
    assert_eq!(reach(&design, "twin", "shop"), Reach::Yes(Some(LinkId::new("landing").unwrap())));
    assert_eq!(reach(&design, "data", "shop"), Reach::No(Vec::new()));
}

#[test]
fn translated_and_hidden_blocks_do_not_overlap_on_a_transit_gateway() {
    let hub = |twin: &str| {
        design(&format!(
            "  hub: {{ transit_gateway: {{ attachments: {{ shop: {{ subnets: [a] }}, twin: {twin} }} }} }}\n"
        ))
    };
    assert_eq!(overlaps(&hub("{ subnets: [a] }")).len(), 1);
    assert!(overlaps(&hub("{ subnets: [a], nat: { 10.0.0.0/16: 100.64.0.0/16 } }")).is_empty());
    assert!(overlaps(&hub("{ subnets: [a], routable: [100.64.0.0/28], private_nat: true }")).is_empty());
}

#[test]
fn a_mesh_carries_what_runs_in_it() {
    let both = design("  mesh: { service_mesh: { kind: istio, applications: [web, cart] } }\n");
    assert_eq!(carriers(&both, "web-cart"), ["mesh"]);
    let one = design("  mesh: { service_mesh: { kind: istio, applications: [web] } }\n");
    assert!(carriers(&one, "web-cart").is_empty());
}

#[test]
fn a_tunnel_leads_one_way() {
    let design = design(
        "  tun: { privatelink_tunnel: { vpc: data, cidrs: [10.1.0.0/16], gateway: { subnets: [a] }, endpoints: { shop: { subnets: [a] } } } }\n",
    );
    assert_eq!(carriers(&design, "web-db"), ["tun"]);
    let LinkKind::PrivatelinkTunnel(tunnel) = &design.link(&LinkId::new("tun").unwrap()).unwrap().kind else {
        panic!("a tunnel")
    };
    assert_eq!(tunnel.vpc.as_str(), "data");
}

#[test]
fn what_is_wrong_is_said_where_it_stands() {
    let problems = |links: &str| -> Vec<String> {
        imported(links).problems.iter().map(|one| format!("{}: {}", one.at.place.pointer, one.message)).collect()
    };
    assert_eq!(
        problems("  s3: { gateway_endpoint: { vpcs: { shop: {} } } }\n"),
        ["/links/s3/gateway_endpoint: link `s3` has no `service`"]
    );
    assert_eq!(
        problems(
            "  wan: { cloud_wan: { segments: { prod: {}, dev: {} }, attachments: { shop: { segment: test } } } }\n"
        ),
        ["/links/wan/cloud_wan/attachments/shop/segment: no segment of this core network is called `test`"]
    );
    assert_eq!(problems("  landing: { vpc_sharing: { vpc: shop, accounts: [\"12\"], replaces: [shop] } }\n").len(), 2);
    assert_eq!(
        problems("  hub: { transit_gateway: { attachments: { shop: { nat: { 10.0.0.0/16: 100.64.0.0/33 } } } } }\n")
            .len(),
        1
    );
}
