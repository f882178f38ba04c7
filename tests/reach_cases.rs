//! Exact reachability, case by case: what gets through, and what is named as the block.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod reach_answers;

use reach_answers::{ask, blocks, path, reaches, unknown};
use tieline::import::{Input, import};
use tieline::network::exact::{End, Exact, Traffic, Verdict};

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

#[test]
fn a_peering_carries_both_ways() {
    let answer = reaches(PEERED, "a", "b", "tcp/443");
    assert_eq!(path(&answer), "subnet:a/a1 vpc:a vpc_peering:ab vpc:b subnet:b/b1");
}

#[test]
fn a_peering_leads_one_hop_only() {
    assert_eq!(blocks(PEERED, "a", "c", "tcp/443"), ["not_behind_link"]);
}

#[test]
fn without_a_way_back_nothing_is_reached() {
    assert_eq!(blocks(PEERED, "b", "c", "tcp/443"), ["reply:no_route"]);
}

fn filtered(groups: &str, applications: &str, acls: &str) -> String {
    format!(
        "
vpcs:
  shop:
    cidrs: [10.0.0.0/16]
    subnets: {{ a: {{ az: use1-az1, cidr: 10.0.0.0/24 }}, b: {{ az: use1-az2, cidr: 10.0.1.0/24 }} }}
    route_tables: {{ main: {{ main: true }} }}
    security_groups: {groups}
    network_acls: {acls}
applications: {applications}
"
    )
}

const GROUPS: &str =
    "{ web: { inbound: [] }, db: { inbound: [{ protocol: tcp, ports: 5432, from: [security_group/web] }] } }";
const WEB_AND_DB: &str = "{ web: { vpc: shop, subnets: [a], security_groups: [web] }, \
    other: { vpc: shop, subnets: [a], security_groups: [db] }, \
    db: { vpc: shop, subnets: [b], security_groups: [db] } }";

#[test]
fn a_group_lets_in_the_members_of_another() {
    let design = filtered(GROUPS, WEB_AND_DB, "{}");
    reaches(&design, "web", "db", "tcp/5432");
    assert_eq!(blocks(&design, "web", "db", "tcp/22"), ["security_group_inbound"]);
    assert_eq!(blocks(&design, "other", "db", "tcp/5432"), ["security_group_inbound"]);
}

#[test]
fn a_group_lets_out_to_the_members_of_another() {
    let groups = "{ web: { inbound: [], outbound: [{ protocol: tcp, to: [security_group/db] }] }, \
        db: { inbound: [{ protocol: all, from: [0.0.0.0/0] }] } }";
    let design = filtered(groups, WEB_AND_DB, "{}");
    reaches(&design, "web", "db", "tcp/5432");
    assert_eq!(blocks(&design, "web", "db", "udp/53"), ["security_group_outbound"]);
    let groups = groups.replace("security_group/db", "security_group/web");
    let design = filtered(&groups, WEB_AND_DB, "{}");
    assert_eq!(blocks(&design, "web", "db", "tcp/5432"), ["security_group_outbound"]);
}

#[test]
fn everything_on_the_blocked_path_is_named() {
    let acls = "{ strict: { default: true, inbound: [], outbound: [] } }";
    let design = filtered(GROUPS, WEB_AND_DB, acls);
    let expected = [
        "network_acl_outbound",
        "network_acl_inbound",
        "security_group_inbound",
        "reply:network_acl_outbound",
        "reply:network_acl_inbound",
    ];
    assert_eq!(blocks(&design, "web", "db", "tcp/22"), expected);
}

#[test]
fn network_acls_see_the_replies() {
    let open = "{ number: 100, action: allow, protocol: tcp, cidr: 0.0.0.0/0 }";
    let only = |ports: &str| {
        let back = format!("{{ number: 100, action: allow, protocol: tcp, ports: \"{ports}\", cidr: 0.0.0.0/0 }}");
        format!("{{ a: {{ subnets: [a], inbound: [{back}], outbound: [{open}] }} }}")
    };
    let reached = reaches(&filtered(GROUPS, WEB_AND_DB, &only("32768-60999")), "web", "db", "tcp/5432");
    let ports = reached.packets().unwrap().spans(tieline::network::packet::Field::SourcePort);
    assert_eq!(ports, [tieline::network::packet::Span::new(32_768, 60_999)]);
    let blocked = blocks(&filtered(GROUPS, WEB_AND_DB, &only("443")), "web", "db", "tcp/5432");
    assert_eq!(blocked, ["reply:network_acl_inbound"]);
}

#[test]
fn inside_a_subnet_no_network_acl_is_asked() {
    let acls = "{ strict: { default: true, inbound: [], outbound: [] } }";
    let groups = "{ web: { inbound: [{ protocol: all, from: [0.0.0.0/0] }] }, db: { inbound: [] } }";
    reaches(&filtered(groups, WEB_AND_DB, acls), "other", "web", "tcp/80");
}

#[test]
fn groups_that_are_not_given_where_groups_are_described_are_unknown() {
    let applications = "{ web: { vpc: shop, subnets: [a] }, db: { vpc: shop, subnets: [b], security_groups: [db] } }";
    let causes = unknown(
        &filtered(GROUPS.replace("security_group/web", "0.0.0.0/0").as_str(), applications, "{}"),
        "web",
        "db",
        "tcp/5432",
    );
    assert_eq!(causes, ["the security groups of application `web` are not given"]);
}

const HUB: &str = "
vpcs:
  a:
    cidrs: [10.0.0.0/16]
    subnets: { a1: { az: use1-az1, cidr: 10.0.0.0/24 }, a2: { az: use1-az2, cidr: 10.0.1.0/24 } }
    route_tables: { main: { main: true, routes: [{ to: 10.0.0.0/8, via: hub }] } }
  b:
    cidrs: [10.1.0.0/16]
    subnets: { b1: { az: use1-az1, cidr: 10.1.0.0/24 } }
    route_tables: { main: { main: true, routes: [{ to: 10.0.0.0/8, via: hub }] } }
applications:
  here: { vpc: a, subnets: [a1] }
  there: { vpc: a, subnets: [a2] }
  db: { vpc: b, subnets: [b1] }
links:
  hub: { transit_gateway: { attachments: { a: { subnets: [a1], route_table: one }, b: { subnets: [b1], route_table: one } },
         route_tables: { one: { propagations: [a, b], routes: [ROUTES] } } } }
";

#[test]
fn a_transit_gateway_needs_an_attachment_in_the_senders_zone_both_ways() {
    let hub = HUB.replace("ROUTES", "");
    let answer = reaches(&hub, "here", "db", "tcp/443");
    assert_eq!(path(&answer), "interface:here subnet:a/a1 vpc:a transit_gateway:hub vpc:b subnet:b/b1 interface:db");
    assert_eq!(blocks(&hub, "there", "db", "tcp/443"), ["no_attachment_in_zone"]);
    assert_eq!(blocks(&hub, "db", "there", "tcp/443"), ["reply:no_attachment_in_zone"]);
}

#[test]
fn a_longer_blackhole_beats_what_is_propagated() {
    let hub = HUB.replace("ROUTES", "{ to: 10.1.0.0/24, via: blackhole }");
    assert_eq!(blocks(&hub, "here", "db", "tcp/443"), ["blackhole"]);
}

#[test]
fn a_static_route_beats_the_propagated_one_of_the_same_prefix() {
    let hub = HUB.replace("ROUTES", "{ to: 10.1.0.0/16, via: blackhole }");
    assert_eq!(blocks(&hub, "here", "db", "tcp/443"), ["blackhole"]);
}

#[test]
fn unknown_routes_are_unknown_only_where_they_could_lead_there() {
    let hub = HUB.replace("ROUTES", "").replacen(
        "    route_tables: { main: { main: true, routes: [{ to: 10.0.0.0/8, via: hub }] } }\n",
        "",
        1,
    );
    assert_eq!(unknown(&hub, "here", "db", "tcp/443"), ["the routes of VPC `a` are not given"]);
    let alone = "
vpcs:
  a: { cidrs: [10.0.0.0/16] }
  b: { cidrs: [10.1.0.0/16] }
";
    assert_eq!(blocks(alone, "a", "b", "tcp/443"), ["no_route"]);
}

const INTERNET: &str = "
vpcs:
  a:
    cidrs: [10.0.0.0/16]
    internet_gateway: true
    nat_gateways: { nat: { subnet: public, connectivity: public, addresses: [10.0.0.9], public_addresses: [198.51.100.7] } }
    subnets: { public: { az: use1-az1, cidr: 10.0.0.0/24 }, private: { az: use1-az1, cidr: 10.0.1.0/24 } }
    route_tables:
      out: { subnets: [public], routes: [{ to: 0.0.0.0/0, via: internet_gateway }] }
      main: { main: true, routes: [{ to: 0.0.0.0/0, via: nat_gateway/nat }] }
applications:
  web: { vpc: a, subnets: [public], addresses: [10.0.0.5], public_addresses: [203.0.113.5] }
  inside: { vpc: a, subnets: [private], addresses: [10.0.1.5] }
";

#[test]
fn nat_lets_out_and_nobody_in() {
    let answer = reaches(INTERNET, "inside", "internet", "tcp/443");
    assert_eq!(
        path(&answer),
        "interface:inside subnet:a/private vpc:a nat_gateway:a/nat subnet:a/public vpc:a internet_gateway:a internet:internet"
    );
    assert_eq!(blocks(INTERNET, "internet", "198.51.100.7", "tcp/443"), ["nat_gateway_target"]);
    assert_eq!(blocks(INTERNET, "inside", "10.0.0.9", "tcp/443"), ["nat_gateway_target"]);
}

#[test]
fn the_internet_reaches_public_addresses_and_no_others() {
    let answer = reaches(INTERNET, "internet", "web", "tcp/443");
    assert_eq!(path(&answer), "internet:internet internet_gateway:a vpc:a subnet:a/public interface:web");
    assert_eq!(ask(INTERNET, "internet", "inside", "tcp/443").verdict, Verdict::No);
    reaches(INTERNET, "inside", "203.0.113.5", "tcp/443");
}

#[test]
fn who_is_not_named_in_a_public_subnet_meets_the_internet() {
    let web = "  web: { vpc: a, subnets: [public], addresses: [10.0.0.5], public_addresses: [203.0.113.5] }\n";
    let gives = INTERNET.replace("cidr: 10.0.0.0/24", "cidr: 10.0.0.0/24, public_addresses: true").replace(web, "");
    let out = reaches(&gives, "10.0.0.128/25", "internet", "tcp/443");
    assert_eq!(path(&out), "subnet:a/public vpc:a internet_gateway:a internet:internet");
    // Who of them lets the internet in nobody told.
    let into = |text: &str| ask(text, "internet", "a", "tcp/443");
    assert_eq!(into(&gives).verdict, Verdict::Unknown);
    assert_eq!(
        into(&gives).causes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["subnet `a/public` gives public addresses to what the design does not name"]
    );
    // Where everybody is named, nobody else is there; nor where the internet does not come in.
    assert_eq!(
        into(&gives.replace("cidrs: [10.0.0.0/16]", "cidrs: [10.0.0.0/16]\n    complete: true")).verdict,
        Verdict::No
    );
    assert_eq!(into(&gives.replace("internet_gateway: true", "internet_gateway: false")).verdict, Verdict::No);
}

#[test]
fn vpc_block_public_access_stops_what_no_subnet_is_left_out_of() {
    let with = |mode: &str| {
        INTERNET.replace("internet_gateway: true", &format!("internet_gateway: true\n    block_public_access: {mode}"))
    };
    let left_out =
        |mode: &str| with(mode).replace("az: use1-az1,", "az: use1-az1, block_public_access_excluded: true,");
    for (mode, from, to) in
        [("bidirectional", "internet", "web"), ("bidirectional", "inside", "internet"), ("ingress", "internet", "web")]
    {
        assert_eq!(blocks(&with(mode), from, to, "tcp/443"), ["block_public_access"], "{mode} {from} {to}");
        // Which of the subnets left out count is not followed.
        let causes = unknown(&left_out(mode), from, to, "tcp/443").join("; ");
        assert!(causes.contains("but for subnets it leaves out"), "{mode} {from} {to}: {causes}");
    }
    // What comes in is stopped, and the way out of an instance by itself with it; not that of a NAT gateway.
    assert_eq!(blocks(&with("ingress"), "web", "internet", "tcp/443"), ["block_public_access"]);
    reaches(&with("ingress"), "inside", "internet", "tcp/443");
    reaches(&with("off"), "internet", "web", "tcp/443");
}

#[test]
fn a_reply_that_would_leave_by_nat_dies() {
    let moved = INTERNET.replace("out: { subnets: [public]", "out: { subnets: [private]");
    assert_eq!(blocks(&moved, "internet", "web", "tcp/443"), ["reply:reply_by_nat"]);
}

#[test]
fn what_stands_behind_an_address_of_the_internet_is_beyond_the_design() {
    assert_eq!(
        unknown(INTERNET, "web", "192.0.2.1", "tcp/443"),
        ["whether anything answers at `192.0.2.1` is beyond the design"]
    );
}

const BALANCED: &str = "
vpcs:
  a:
    cidrs: [10.0.0.0/16]
    subnets: { a1: { az: use1-az1, cidr: 10.0.0.0/24 }, a2: { az: use1-az2, cidr: 10.0.1.0/24 } }
    route_tables: { main: { main: true } }
    security_groups: { db: { inbound: [{ protocol: tcp, ports: 8443, from: [FROM] }] }, web: { inbound: [] } }
applications:
  web: { vpc: a, subnets: [a1], security_groups: [web], addresses: [10.0.0.5] }
  db: { vpc: a, subnets: [a2], security_groups: [db], addresses: [10.0.1.5] }
load_balancers:
  front: { kind: network, vpc: a, subnets: [a1], scheme: internal, cross_zone: CROSS, addresses: [10.0.0.20],
           listeners: [{ protocol: tcp, port: 443, target_group: tg }],
           target_groups: { tg: { targets: [db], target_type: TYPE, port: 8443 } } }
";

fn balanced(from: &str, cross: &str, kind: &str) -> String {
    BALANCED.replace("FROM", from).replace("CROSS", cross).replace("TYPE", kind)
}

#[test]
fn targets_by_instance_see_the_client_and_targets_by_address_the_load_balancer() {
    let (client, node) = ("10.0.0.5/32", "10.0.0.20/32");
    reaches(&balanced(client, "true", "instance"), "web", "10.0.0.20", "tcp/443");
    reaches(&balanced(node, "true", "ip"), "web", "10.0.0.20", "tcp/443");
    assert_eq!(blocks(&balanced(node, "true", "instance"), "web", "10.0.0.20", "tcp/443"), ["security_group_inbound"]);
    assert_eq!(blocks(&balanced(client, "true", "ip"), "web", "10.0.0.20", "tcp/443"), ["security_group_inbound"]);
}

#[test]
fn without_cross_zone_a_node_has_the_targets_of_its_own_zone() {
    let design = balanced("0.0.0.0/0", "false", "instance");
    assert_eq!(blocks(&design, "web", "10.0.0.20", "tcp/443"), ["no_target"]);
    assert_eq!(blocks(&balanced("0.0.0.0/0", "true", "ip"), "web", "10.0.0.20", "tcp/80"), ["no_listener"]);
}

const SERVICES: &str = "
vpcs:
  a:
    cidrs: [10.0.0.0/16]
    subnets: { a1: { az: use1-az1, cidr: 10.0.0.0/24 } }
    route_tables: { main: { main: true } }
  b:
    cidrs: [10.0.0.0/16]
    subnets: { b1: { az: use1-az1, cidr: 10.0.8.0/24 } }
    route_tables: { main: { main: true } }
applications:
  web: { vpc: a, subnets: [a1] }
  db: { vpc: b, subnets: [b1], serves: [https/443] }
links: LINKS
";

#[test]
fn an_endpoint_leads_one_way_over_overlapping_blocks() {
    let links = "{ svc: { privatelink_service: { application: db, endpoints: { a: { subnets: [a1] } } } } }";
    let design = SERVICES.replace("LINKS", links);
    reaches(&design, "web", "db", "tcp/443");
    assert_eq!(ask(&design, "db", "web", "tcp/443").verdict, Verdict::No);
    assert_eq!(ask(&design, "web", "db", "tcp/22").verdict, Verdict::No);
}

#[test]
fn an_association_carries_to_services_of_the_network() {
    let links = "{ mesh: { service_network: { associations: [a], services: { db: { applications: [db] } } } } }";
    let design = SERVICES.replace("LINKS", links);
    reaches(&design, "web", "db", "tcp/443");
    assert_eq!(ask(&design, "db", "web", "tcp/443").verdict, Verdict::No);
}

#[test]
fn two_routes_for_one_destination_are_an_unknown_whatever_their_order() {
    let with = |first: &str, second: &str| {
        let text = format!(
            "tieline: 1
vpcs:
  a:
    cidrs: [10.0.0.0/16]
    subnets: {{ a: {{ az: use1-az1, cidr: 10.0.0.0/24 }} }}
    route_tables: {{ main: {{ main: true, routes: [{{ to: 10.1.0.0/16, via: {first} }}, {{ to: 10.1.0.0/16, via: {second} }}] }} }}
  b:
    cidrs: [10.1.0.0/16]
    subnets: {{ b: {{ az: use1-az1, cidr: 10.1.0.0/24 }} }}
    route_tables: {{ main: {{ main: true, routes: [{{ to: 10.0.0.0/16, via: ab }}] }} }}
links: {{ ab: {{ vpc_peering: {{ between: [a, b] }} }} }}
"
        );
        let imported = import(&[Input { name: "net.yaml", bytes: text.as_bytes() }]);
        let design = imported.design;
        let end = |name| End::named(&design, name).unwrap();
        Exact::of(&design).verdict(&end("a"), &end("b"), Traffic::ANY)
    };
    assert_eq!(with("ab", "blackhole"), Verdict::Unknown);
    assert_eq!(with("blackhole", "ab"), Verdict::Unknown);
    assert_eq!(with("ab", "ab"), Verdict::Yes);
}
