//! Exact reachability to sites and between Regions: VPN, Direct Connect, peered transit gateways, several interfaces, and a
//! network ACL at each step.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod reach_answers;

use reach_answers::{ask, blocks, design, path, unknown};
use tieline::network::exact::{Exact, Verdict};
use tieline::report::reach::FailureReport;

/// The way of what gets through.
#[track_caller]
fn reaches(design: &str, from: &str, to: &str, traffic: &str) -> String {
    path(&reach_answers::reaches(design, from, to, traffic))
}

fn lost(text: &str) -> Vec<String> {
    let design = design(text);
    let report = FailureReport::of(&design, &Exact::of(&design));
    assert_eq!(report.unserved, Vec::<String>::new());
    let losing = report.failures.iter().filter(|one| !one.lost.is_empty());
    losing.map(|one| format!("{}: {}", one.what, one.lost.join(", "))).collect()
}

/// Two VPCs, peered; the first has a virtual private gateway with a link to a site.
fn gateway(link: &str, routes: &str, site: &str) -> String {
    format!(
        "
vpcs:
  a:
    cidrs: [10.0.0.0/16]
    virtual_private_gateway: true
    subnets: {{ a1: {{ az: use1-az1, cidr: 10.0.0.0/24 }} }}
    route_tables: {{ main: {{ main: true, routes: [{routes}, {{ to: 10.1.0.0/16, via: ab }}] }} }}
  b:
    cidrs: [10.1.0.0/16]
    subnets: {{ b1: {{ az: use1-az1, cidr: 10.1.0.0/24 }} }}
    route_tables: {{ main: {{ main: true, routes: [{{ to: 10.0.0.0/16, via: ab }}, {{ to: 192.168.0.0/16, via: ab }}] }} }}
sites: {{ office: {{ cidrs: [{site}] }} }}
links:
  ab: {{ vpc_peering: {{ between: [a, b] }} }}
  {link}
"
    )
}

const VPN: &str = "vpn: { site_to_site_vpn: { site: office, vpc: a } }";
const CIRCUIT: &str = "circuit: { direct_connect: { site: office, vpcs: [a] } }";
const TO_OFFICE: &str = "{ to: 192.168.0.0/16, via: virtual_private_gateway, propagated: true }";

#[test]
fn a_virtual_private_gateway_joins_its_vpc_and_the_site_both_ways() {
    for (link, name) in [(VPN, "vpn"), (CIRCUIT, "circuit")] {
        let design = gateway(link, TO_OFFICE, "192.168.0.0/16");
        let path = reaches(&design, "office", "a", "tcp/443");
        assert_eq!(path, format!("site:office hybrid_link:{name} virtual_private_gateway:a vpc:a subnet:a/a1"));
        let path = reaches(&design, "a", "office", "tcp/443");
        assert_eq!(path, format!("subnet:a/a1 vpc:a virtual_private_gateway:a hybrid_link:{name} site:office"));
    }
}

#[test]
fn without_a_route_back_the_site_gets_no_answer() {
    let design = gateway(VPN, "{ to: 192.168.9.0/24, via: virtual_private_gateway }", "192.168.0.0/17");
    assert_eq!(blocks(&design, "192.168.1.1", "a", "tcp/443"), ["reply:no_route"]);
}

#[test]
fn a_gateway_knows_the_blocks_of_its_sites_only() {
    let design = gateway(VPN, "{ to: 192.168.0.0/16, via: virtual_private_gateway }", "192.168.0.0/17");
    assert_eq!(blocks(&design, "a", "192.168.200.1", "tcp/443"), ["not_behind_link"]);
}

#[test]
fn a_site_gets_no_further_than_the_vpc_of_the_gateway_and_a_peer_no_further_than_its_peer() {
    for link in [VPN, CIRCUIT] {
        let design = gateway(link, TO_OFFICE, "192.168.0.0/16");
        assert_eq!(ask(&design, "office", "b", "tcp/443").verdict, Verdict::No);
        assert_eq!(blocks(&design, "b", "office", "tcp/443"), ["not_behind_link"]);
        assert_eq!(ask(&design, "office", "internet", "tcp/443").verdict, Verdict::No);
    }
}

#[test]
fn what_is_propagated_never_beats_the_local_route_however_long_its_prefix() {
    let inside = "{ to: 10.0.0.128/25, via: virtual_private_gateway, propagated: true }";
    let design = gateway(VPN, inside, "10.0.0.128/25");
    let path = reaches(&design, "10.0.0.9", "10.0.0.200", "tcp/443");
    assert!(!path.contains("virtual_private_gateway"), "{path}");
    assert_eq!(ask(&design, "a", "office", "tcp/443").verdict, Verdict::No);
}

/// Two VPCs on one Direct Connect gateway, and the block that the site announces.
fn circuit(site: &str) -> String {
    let vpc = |nth: u8| {
        format!(
            "{{ cidrs: [10.{nth}.0.0/16], virtual_private_gateway: true, subnets: {{ s: {{ az: use1-az1, cidr: 10.{nth}.0.0/24 }} }},
            route_tables: {{ main: {{ main: true, routes: [{{ to: {site}, via: virtual_private_gateway, propagated: true }}] }} }} }}"
        )
    };
    format!(
        "
vpcs:
  a: {}
  b: {}
sites: {{ office: {{ cidrs: [{site}] }} }}
links: {{ circuit: {{ direct_connect: {{ site: office, vpcs: [a, b] }} }} }}
",
        vpc(0),
        vpc(1)
    )
}

#[test]
fn a_direct_connect_gateway_joins_no_vpcs_unless_the_site_announces_both() {
    assert_eq!(blocks(&circuit("192.168.0.0/16"), "a", "b", "tcp/443"), ["no_route"]);
    let cause =
        "site `office` announces a block that holds VPC `b` over `circuit`, so packets may come back to it there";
    let reply = cause.replace("`b`", "`a`");
    let causes = unknown(&circuit("10.0.0.0/8"), "a", "b", "tcp/443");
    assert_eq!(causes, [reply, cause.to_owned()]);
}

/// A transit gateway with a VPC and a site over these links, and the routes of its one table.
fn hub(links: &str, attached: &str, table: &str) -> String {
    format!(
        "
vpcs:
  a:
    cidrs: [10.0.0.0/16]
    subnets: {{ a1: {{ az: use1-az1, cidr: 10.0.0.0/24 }} }}
    route_tables: {{ main: {{ main: true, routes: [{{ to: 192.168.0.0/16, via: hub }}] }} }}
sites: {{ office: {{ cidrs: [192.168.0.0/16] }} }}
needs: {{ office-to-a: {{ from: office, to: a }} }}
links:
  {links}
  hub: {{ transit_gateway: {{ attachments: {{ a: {{ subnets: [a1], route_table: t }}, {attached} }}, route_tables: {{ t: {{ {table} }} }} }} }}
"
    )
}

const BOTH: &str = "vpn: { site_to_site_vpn: { site: office } }\n  circuit: { direct_connect: { site: office } }";
const BOTH_ATTACHED: &str = "vpn: { route_table: t }, circuit: { route_table: t }";

#[test]
fn a_transit_gateway_prefers_direct_connect_and_the_vpn_takes_over_what_it_learnt() {
    let design = hub(BOTH, BOTH_ATTACHED, "propagations: [a, vpn, circuit]");
    let path = reaches(&design, "a", "office", "tcp/443");
    assert_eq!(path, "subnet:a/a1 vpc:a transit_gateway:hub hybrid_link:circuit site:office");
    let told = [
        "availability zone `use1-az1`: office-to-a",
        "transit gateway `hub`: office-to-a",
        "the attachment of VPC `a` to transit gateway `hub`: office-to-a",
    ];
    assert_eq!(lost(&design), told);
}

#[test]
fn a_static_route_stays_when_its_link_is_down() {
    let design =
        hub(BOTH, BOTH_ATTACHED, "propagations: [a, vpn, circuit], routes: [{ to: 192.168.0.0/16, via: vpn }]");
    assert!(reaches(&design, "a", "office", "tcp/443").contains("hybrid_link:vpn"));
    assert!(lost(&design).contains(&"hybrid link `vpn`: office-to-a".to_owned()), "{:?}", lost(&design));
}

#[test]
fn a_vpn_that_is_not_learnt_and_has_no_route_gets_no_reply() {
    let design = hub("vpn: { site_to_site_vpn: { site: office } }", "vpn: { route_table: t }", "propagations: [a]");
    assert_eq!(blocks(&design, "office", "a", "tcp/443"), ["reply:no_route"]);
}

/// Three transit gateways in a row, a VPC on the first and the last, and a site on the last.
fn row(there: &str, back: &str) -> String {
    let vpc = |nth: u8, hub: &str| {
        format!(
            "{{ cidrs: [10.{nth}.0.0/16], subnets: {{ s: {{ az: use1-az1, cidr: 10.{nth}.0.0/24 }} }},
            route_tables: {{ main: {{ main: true, routes: [{{ to: 10.0.0.0/8, via: {hub} }}, {{ to: 192.168.0.0/16, via: {hub} }}] }} }} }}"
        )
    };
    format!(
        "
vpcs:
  a: {}
  c: {}
sites: {{ office: {{ cidrs: [192.168.0.0/16] }} }}
links:
  vpn: {{ site_to_site_vpn: {{ site: office }} }}
  one: {{ transit_gateway: {{ attachments: {{ a: {{ subnets: [s], route_table: t }}, one-two: {{ route_table: t }} }},
         route_tables: {{ t: {{ propagations: [a], routes: [{{ to: 10.2.0.0/16, via: one-two }}, {{ to: 192.168.0.0/16, via: one-two }}] }} }} }} }}
  two: {{ transit_gateway: {{ attachments: {{ one-two: {{ route_table: t }}, two-three: {{ route_table: t }} }},
         route_tables: {{ t: {{ routes: [{there}] }} }} }} }}
  three: {{ transit_gateway: {{ attachments: {{ c: {{ subnets: [s], route_table: t }}, vpn: {{ route_table: t }}, two-three: {{ route_table: t }} }},
         route_tables: {{ t: {{ propagations: [c, vpn], routes: [{back}] }} }} }} }}
  one-two: {{ transit_gateway_peering: {{ transit_gateways: [one, two] }} }}
  two-three: {{ transit_gateway_peering: {{ transit_gateways: [two, three] }} }}
",
        vpc(0, "one"),
        vpc(2, "three")
    )
}

const ONWARD: &str = "{ to: 10.2.0.0/16, via: two-three }, { to: 192.168.0.0/16, via: two-three }";
const HOMEWARD: &str = "{ to: 10.0.0.0/16, via: one-two }";

#[test]
fn peered_transit_gateways_lead_as_far_as_each_has_a_static_route() {
    let design = row(&format!("{ONWARD}, {HOMEWARD}"), "{ to: 10.0.0.0/16, via: two-three }");
    let path = reaches(&design, "a", "c", "tcp/443");
    let hubs =
        "transit_gateway:one vpc_peering:one-two transit_gateway:two vpc_peering:two-three transit_gateway:three";
    assert_eq!(path, format!("subnet:a/s vpc:a {hubs} vpc:c subnet:c/s"));
    // And on to a VPN of the peer.
    assert_eq!(
        reaches(&design, "a", "office", "tcp/443"),
        format!("subnet:a/s vpc:a {hubs} hybrid_link:vpn site:office")
    );
    reaches(&design, "office", "a", "tcp/443");
}

#[test]
fn a_peered_transit_gateway_without_a_route_of_its_own_ends_the_way() {
    let design = row(HOMEWARD, "{ to: 10.0.0.0/16, via: two-three }");
    assert_eq!(blocks(&design, "a", "c", "tcp/443"), ["no_route"]);
    let design = row(ONWARD, "{ to: 10.0.0.0/16, via: two-three }");
    assert_eq!(blocks(&design, "a", "c", "tcp/443"), ["reply:no_route"]);
    let design = row(&format!("{ONWARD}, {HOMEWARD}"), "{ to: 10.9.0.0/16, via: two-three }");
    assert_eq!(blocks(&design, "a", "office", "tcp/443"), ["reply:no_route"]);
}

#[test]
fn peered_transit_gateways_that_send_to_each_other_go_round_in_circles() {
    let design = row("{ to: 10.2.0.0/16, via: one-two }", "{ to: 10.0.0.0/16, via: two-three }");
    assert_eq!(blocks(&design, "a", "c", "tcp/443"), ["loop"]);
}

/// Two VPCs on a transit gateway whose attachments have subnets of their own, with a network ACL at each of the four.
fn stepwise(shut: &str) -> String {
    let open = "inbound: [{ number: 1, action: allow, protocol: all, cidr: 0.0.0.0/0 }], \
                outbound: [{ number: 1, action: allow, protocol: all, cidr: 0.0.0.0/0 }]";
    let acl = |name: &str, subnet: &str| {
        let entries = match shut.strip_prefix(name) {
            Some(".in") => open.replace(
                "inbound: [",
                "inbound: [{ number: 0, action: deny, protocol: tcp, ports: 443, cidr: 10.0.0.0/8 }, ",
            ),
            Some(".out") => open.replace(
                "outbound: [",
                "outbound: [{ number: 0, action: deny, protocol: tcp, ports: 443, cidr: 10.0.0.0/8 }, ",
            ),
            _ => open.to_owned(),
        };
        let entries = entries.replace("number: 1,", "number: 100,").replace("number: 0,", "number: 1,");
        format!("{name}: {{ subnets: [{subnet}], {entries} }}")
    };
    let vpc = |nth: u8, name: &str| {
        format!(
            "{{ cidrs: [10.{nth}.0.0/16], subnets: {{ work: {{ az: use1-az1, cidr: 10.{nth}.0.0/24 }}, link: {{ az: use1-az1, cidr: 10.{nth}.9.0/28 }} }},
            route_tables: {{ main: {{ main: true, routes: [{{ to: 10.0.0.0/8, via: hub }}] }} }},
            network_acls: {{ {}, {} }} }}",
            acl(&format!("{name}-work"), "work"),
            acl(&format!("{name}-link"), "link"),
        )
    };
    format!(
        "
vpcs:
  a: {}
  b: {}
applications:
  web: {{ vpc: a, subnets: [work], addresses: [10.0.0.10] }}
  db: {{ vpc: b, subnets: [work], addresses: [10.1.0.10] }}
links:
  hub: {{ transit_gateway: {{ attachments: {{ a: {{ subnets: [link] }}, b: {{ subnets: [link] }} }} }} }}
",
        vpc(0, "a"),
        vpc(1, "b")
    )
}

#[test]
fn each_network_acl_on_the_way_is_asked_in_the_directions_that_aws_asks() {
    reaches(&stepwise("none"), "web", "db", "tcp/443");
    // Out of the sender's subnet and into the attachment's; out of the other attachment's and into the receiver's.
    for (shut, kind) in [
        ("a-work.out", "network_acl_outbound"),
        ("a-link.in", "network_acl_inbound"),
        ("b-link.out", "network_acl_outbound"),
        ("b-work.in", "network_acl_inbound"),
    ] {
        assert_eq!(blocks(&stepwise(shut), "web", "db", "tcp/443"), [kind], "{shut}");
    }
    // What goes from a subnet into the transit gateway, and from it into a subnet, is asked about once only; and replies go
    // to other ports than 443.
    for shut in ["a-link.out", "b-link.in", "a-work.in", "b-work.out"] {
        reaches(&stepwise(shut), "web", "db", "tcp/443");
    }
}

const TWO_INTERFACES: &str = "
vpcs:
  a:
    cidrs: [10.0.0.0/16]
    subnets: { front: { az: use1-az1, cidr: 10.0.0.0/24 }, back: { az: use1-az1, cidr: 10.0.1.0/24 }, other: { az: use1-az1, cidr: 10.0.2.0/24 } }
    route_tables: { main: { main: true } }
    security_groups: { web: { inbound: [{ protocol: tcp, ports: 443, from: [0.0.0.0/0] }] }, admin: { inbound: [{ protocol: tcp, ports: 22, from: [10.0.2.0/24] }] }, client: { inbound: [] } }
    network_acls:
      open: { default: true, inbound: [{ number: 1, action: allow, protocol: all, cidr: 0.0.0.0/0 }], outbound: [{ number: 1, action: allow, protocol: all, cidr: 0.0.0.0/0 }] }
      shut: { subnets: [back], inbound: [{ number: 1, action: deny, protocol: tcp, ports: 80, cidr: 0.0.0.0/0 }, { number: 2, action: allow, protocol: all, cidr: 0.0.0.0/0 }], outbound: [{ number: 1, action: allow, protocol: all, cidr: 0.0.0.0/0 }] }
applications:
  box:
    vpc: a
    interfaces:
      eth0: { subnet: front, addresses: [10.0.0.10], security_groups: [web] }
      eth1: { subnet: back, addresses: [10.0.1.10], security_groups: [admin] }
  client: { vpc: a, subnets: [other], addresses: [10.0.2.10], security_groups: [client] }
";

#[test]
fn each_interface_of_an_instance_has_its_own_subnet_and_groups() {
    reaches(TWO_INTERFACES, "client", "10.0.0.10", "tcp/443");
    assert_eq!(blocks(TWO_INTERFACES, "client", "10.0.0.10", "tcp/22"), ["security_group_inbound"]);
    assert!(reaches(TWO_INTERFACES, "client", "10.0.1.10", "tcp/22").ends_with("interface:box/eth1"));
    assert_eq!(
        blocks(TWO_INTERFACES, "client", "10.0.1.10", "tcp/80"),
        ["network_acl_inbound", "security_group_inbound"]
    );
    // As a whole it is reached at whichever takes the packets.
    reaches(TWO_INTERFACES, "client", "box", "tcp/22");
    reaches(TWO_INTERFACES, "client", "box", "tcp/443");
}

#[test]
fn what_a_firewall_endpoint_between_two_subnets_does_is_not_known() {
    let routes = |to: &str, back: &str| {
        format!(
            "
vpcs:
  shop:
    cidrs: [10.0.0.0/16]
    subnets: {{ a: {{ az: use1-az1, cidr: 10.0.0.0/24 }}, b: {{ az: use1-az1, cidr: 10.0.1.0/24 }} }}
    route_tables:
      a: {{ subnets: [a], routes: [{{ to: 10.0.1.0/24, via: {to} }}] }}
      b: {{ subnets: [b], routes: [{{ to: 10.0.0.0/24, via: {back} }}] }}
applications: {{ web: {{ vpc: shop, subnets: [a] }}, db: {{ vpc: shop, subnets: [b] }} }}
"
        )
    };
    let told = |design: &str| ask(design, "web", "db", "tcp/443");
    for design in [routes("unknown", "unknown"), routes("unknown", "local"), routes("local", "unknown")] {
        let answer = told(&design);
        assert_eq!(answer.verdict, Verdict::Unknown, "{design}");
        assert_eq!(answer.causes, ["where a route of VPC `shop` leads is not known".into()]);
    }
    // What the routes drop for certain is dropped, wherever the rest goes.
    assert_eq!(told(&routes("unknown", "blackhole")).verdict, Verdict::No);
}

#[test]
fn what_a_policy_table_chooses_is_not_known() {
    let hub = |of_a: &str| {
        format!(
            "
vpcs:
  a:
    cidrs: [10.0.0.0/16]
    subnets: {{ s: {{ az: use1-az1, cidr: 10.0.0.0/24 }} }}
    route_tables: {{ main: {{ main: true, routes: [{{ to: 10.0.0.0/8, via: hub }}] }} }}
  b:
    cidrs: [10.1.0.0/16]
    subnets: {{ s: {{ az: use1-az1, cidr: 10.1.0.0/24 }} }}
    route_tables: {{ main: {{ main: true, routes: [{{ to: 10.0.0.0/8, via: hub }}] }} }}
links:
  hub:
    transit_gateway:
      attachments: {{ a: {{ subnets: [s], {of_a} }}, b: {{ subnets: [s], route_table: all }} }}
      route_tables: {{ all: {{ propagations: [a, b] }}, none: {{}} }}
"
        )
    };
    let told = |of_a: &str, from: &str, to: &str| ask(&hub(of_a), from, to, "tcp/443");
    assert_eq!(told("route_table: all", "a", "b").verdict, Verdict::Yes);
    assert_eq!(told("route_table: none", "a", "b").verdict, Verdict::No);
    for (from, to) in [("a", "b"), ("b", "a")] {
        let answer = told("policy_table: true", from, to);
        assert_eq!(answer.verdict, Verdict::Unknown, "{from} to {to}");
        let cause = "the rules of the policy table of `hub` that VPC `a` is associated with are not described";
        assert_eq!(answer.causes, [cause.into()], "{from} to {to}");
    }
    // What nothing leads to stays out of reach: routes of the subnets come first.
    let elsewhere = hub("policy_table: true").replace("10.0.0.0/8, via: hub", "10.9.0.0/16, via: hub");
    assert_eq!(ask(&elsewhere, "a", "b", "tcp/443").verdict, Verdict::No);
}
