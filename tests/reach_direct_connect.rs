//! What a site hears over Direct Connect, and sites whose blocks nobody tells.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod reach_answers;

use reach_answers::{ask, blocks, path, reaches, unknown};
use tieline::network::exact::Verdict;

/// A VPC on a virtual private gateway, with what its association allows.
fn private(allowed: &str) -> String {
    format!(
        "
vpcs:
  shop:
    cidrs: [10.0.0.0/16, 100.64.0.0/16]
    subnets: {{ a: {{ az: use1-az1, cidr: 10.0.0.0/24 }}, b: {{ az: use1-az1, cidr: 100.64.0.0/24 }} }}
    route_tables: {{ main: {{ main: true, routes: [{{ to: 192.168.0.0/16, via: virtual_private_gateway, propagated: true }}] }} }}
sites: {{ office: {{ cidrs: [192.168.0.0/16] }} }}
applications: {{ web: {{ vpc: shop, subnets: [a] }}, db: {{ vpc: shop, subnets: [b] }} }}
links: {{ circuit: {{ direct_connect: {{ site: office, vpcs: [shop]{allowed} }} }} }}
"
    )
}

/// Two VPCs on a transit gateway, with what its association allows.
fn transit(allowed: &str) -> String {
    format!(
        "
vpcs:
  shop:
    cidrs: [10.0.0.0/16]
    subnets: {{ a: {{ az: use1-az1, cidr: 10.0.0.0/24 }} }}
    route_tables: {{ main: {{ main: true, routes: [{{ to: 0.0.0.0/0, via: hub }}] }} }}
  data:
    cidrs: [10.1.0.0/16]
    subnets: {{ a: {{ az: use1-az1, cidr: 10.1.0.0/24 }} }}
    route_tables: {{ main: {{ main: true, routes: [{{ to: 0.0.0.0/0, via: hub }}] }} }}
sites: {{ office: {{ cidrs: [192.168.0.0/16] }} }}
applications: {{ web: {{ vpc: shop, subnets: [a] }}, db: {{ vpc: data, subnets: [a] }} }}
links:
  circuit: {{ direct_connect: {{ site: office{allowed} }} }}
  hub: {{ transit_gateway: {{ attachments: {{ shop: {{ subnets: [a] }}, data: {{ subnets: [a] }}, circuit: {{}} }} }} }}
"
    )
}

#[test]
fn of_a_vpc_a_site_hears_the_blocks_that_an_allowed_prefix_holds_whole() {
    for all in ["", ", allowed_prefixes: { shop: [10.0.0.0/15, 100.64.0.0/10] }"] {
        reaches(&private(all), "office", "web", "tcp/443");
        reaches(&private(all), "db", "office", "tcp/443");
    }
    let one = private(", allowed_prefixes: { shop: [10.0.0.0/16] }");
    reaches(&one, "office", "web", "tcp/443");
    assert_eq!(blocks(&one, "office", "db", "tcp/443"), ["not_announced"]);
    assert_eq!(blocks(&one, "db", "office", "tcp/443"), ["reply:not_announced"]);
    for none in ["[10.0.0.0/24, 100.64.0.0/17]", "[22.0.0.0/8]", "[]"] {
        let none = private(&format!(", allowed_prefixes: {{ shop: {none} }}"));
        assert_eq!(blocks(&none, "office", "web", "tcp/443"), ["not_announced"]);
    }
}

#[test]
fn of_a_transit_gateway_a_site_hears_the_allowed_prefixes_as_listed() {
    reaches(&transit(""), "office", "db", "tcp/443");
    let wide = transit(", allowed_prefixes: { hub: [10.0.0.0/8] }");
    let way = path(&reaches(&wide, "office", "web", "tcp/443"));
    assert!(way.starts_with("site:office transit_gateway:hub vpc:shop"), "{way}");
    reaches(&wide, "db", "office", "tcp/443");
    // Longer than the block is as good as any other prefix here.
    let some = transit(", allowed_prefixes: { hub: [10.0.0.0/24] }");
    reaches(&some, "office", "web", "tcp/443");
    assert_eq!(blocks(&some, "office", "db", "tcp/443"), ["not_announced"]);
    assert_eq!(blocks(&some, "db", "office", "tcp/443"), ["reply:not_announced"]);
    // Between VPCs it says nothing.
    reaches(&some, "web", "db", "tcp/443");
}

#[test]
fn what_is_announced_may_be_unknown() {
    for (design, whose) in
        [(private(", allowed_prefixes: { shop: [] }"), "shop"), (transit(", allowed_prefixes: { hub: [] }"), "hub")]
    {
        let design =
            format!("{design}unknown: {{ /links/circuit/direct_connect/allowed_prefixes/{whose}: not told }}\n");
        for (from, to) in [("office", "web"), ("web", "office")] {
            let cause = format!("what `circuit` announces of `{whose}` to its site is not known");
            assert_eq!(unknown(&design, from, to, "tcp/443"), [cause]);
        }
    }
}

#[test]
fn a_site_whose_blocks_are_not_known_may_have_any_private_address() {
    let hub =
        transit("").replace("cidrs: [192.168.0.0/16]", "cidrs: []") + "unknown: { /sites/office/cidrs: by BGP }\n";
    let gateway = private("").replace("office: { cidrs: [192.168.0.0/16] }", "office: { cidrs: [] }")
        + "unknown: { /sites/office/cidrs: by BGP }\n";
    for design in [&hub, &gateway] {
        for (from, to) in [("192.168.7.7", "web"), ("web", "192.168.7.7"), ("office", "web"), ("web", "office")] {
            assert_eq!(unknown(design, from, to, "tcp/443"), ["which blocks site `office` has is not known"]);
        }
    }
    // What is in a VPC is not at a site.
    assert_eq!(ask(&hub, "10.0.0.77", "10.1.9.9", "tcp/443").verdict, Verdict::No);
}

#[test]
fn two_sites_that_hold_one_address_may_be_one_network() {
    let design = transit(", allowed_prefixes: { hub: [10.1.0.0/16] }")
        .replace("office: {", "branch: { cidrs: [192.168.0.0/16] }, office: {")
        .replace("circuit: {} }", "circuit: {}, tunnel: {} }")
        + "  tunnel: { site_to_site_vpn: { site: branch } }\n";
    // In by the tunnel, for the circuit does not announce it; the reply leaves by the circuit, which goes before.
    let causes = unknown(&design, "192.168.1.1", "web", "tcp/443");
    assert_eq!(causes, ["whether site `branch` and site `office` are one network is not said"]);
}

#[test]
fn two_sites_on_one_virtual_private_gateway_may_reach_each_other() {
    let design = |link: &str| {
        private("")
            .replace("sites: {", "sites: { branch: { cidrs: [172.16.0.0/16] },")
            .replace("links: {", &format!("links: {{ branch-link: {{ {link} }},"))
    };
    let tunnel = design("site_to_site_vpn: { site: branch, vpc: shop }");
    let cause = "whether virtual private gateway of `shop` announces site `branch` over `circuit` is not said";
    assert!(unknown(&tunnel, "office", "branch", "tcp/443").contains(&cause.to_owned()));
    // A Direct Connect gateway joins no sites.
    let circuit = design("direct_connect: { site: branch, vpcs: [shop] }");
    assert_eq!(blocks(&circuit, "office", "branch", "tcp/443"), ["not_behind_link"]);
}
