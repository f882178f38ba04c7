//! Exact reachability past firewalls: endpoints of AWS Network Firewall and of Gateway Load Balancers, and route tables of
//! gateways. What a firewall lets through nobody here knows; where its packets can go at all is known.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod reach_answers;

use reach_answers::{ask, blocks, path, reaches, unknown};
use tieline::network::exact::{Answer, Verdict};

/// A VPC with a workload subnet, a firewall subnet and an internet gateway; `app` has a public address.
fn at_the_edge(app: &str, firewall: &str, gateway: &str) -> String {
    format!(
        "
vpcs:
  shop:
    cidrs: [10.0.0.0/16]
    internet_gateway: true
    subnets:
      app: {{ az: use1-az1, cidr: 10.0.1.0/24 }}
      wall: {{ az: use1-az1, cidr: 10.0.2.0/28 }}
    firewall_endpoints: {{ one: {{ subnet: wall, of: network_firewall }} }}
    route_tables:
      app: {{ subnets: [app], routes: [{app}] }}
      wall: {{ main: true, subnets: [wall], routes: [{firewall}] }}
      edge: {{ {gateway} }}
applications: {{ web: {{ vpc: shop, subnets: [app], addresses: [10.0.1.9], public_addresses: [198.51.100.9] }} }}
"
    )
}

const TO_WALL: &str = "{ to: 0.0.0.0/0, via: firewall_endpoint/one }";
const OUT: &str = "{ to: 0.0.0.0/0, via: internet_gateway }";
const BACK: &str = "gateways: [internet_gateway], routes: [{ to: 10.0.1.0/24, via: firewall_endpoint/one }]";

/// The way of the first that works perhaps, there and back.
fn perhaps(answer: &Answer) -> [Vec<String>; 2] {
    let passage = answer.perhaps.first().unwrap_or_else(|| panic!("{answer:#?}"));
    [&passage.path, &passage.reply].map(|hops| hops.iter().map(|hop| hop.node.to_string()).collect())
}

#[test]
fn what_a_firewall_lets_through_is_not_known() {
    let design = at_the_edge(TO_WALL, OUT, BACK);
    let cause = "what the firewall behind firewall endpoint `shop/one` lets through is not described";
    assert_eq!(unknown(&design, "web", "internet", "tcp/443"), [cause]);
    assert_eq!(unknown(&design, "internet", "web", "tcp/443"), [cause]);
    // It is passed on the way there and on the way back.
    let [there, back] = perhaps(&ask(&design, "internet", "web", "tcp/443"));
    let wall = "firewall endpoint `shop/one`".to_owned();
    assert!(there.contains(&wall) && back.contains(&wall), "{there:?} {back:?}");
}

#[test]
fn past_a_firewall_the_routes_of_its_subnet_decide() {
    // Nothing leads on from the subnet of the endpoint: whatever the firewall does, nothing gets out.
    let design = at_the_edge(TO_WALL, "", BACK);
    assert_eq!(blocks(&design, "web", "internet", "tcp/443"), ["no_route"]);
    // It leads back to the endpoint.
    let design = at_the_edge(TO_WALL, TO_WALL, BACK);
    assert_eq!(blocks(&design, "web", "internet", "tcp/443"), ["loop"]);
    // Nobody is sent past it.
    let design = at_the_edge(OUT, OUT, "routes: []");
    assert!(!path(&reaches(&design, "web", "internet", "tcp/443")).contains("firewall_endpoint"));
}

#[test]
fn a_firewall_that_sees_one_direction_is_told() {
    // The gateway has no table of its own, so replies come in past the firewall.
    let design = at_the_edge(TO_WALL, OUT, "routes: []");
    assert_eq!(
        unknown(&design, "web", "internet", "tcp/443"),
        [
            "the reply does not pass firewall endpoint `shop/one`, which the packets pass, and a stateful firewall is to see both",
            "what the firewall behind firewall endpoint `shop/one` lets through is not described",
        ]
    );
    // The other way round: requests are sent straight in, and replies through the firewall.
    assert_eq!(
        unknown(&design, "internet", "web", "tcp/443"),
        [
            "the packets do not pass firewall endpoint `shop/one`, which the reply passes, and a stateful firewall is to see both",
            "what the firewall behind firewall endpoint `shop/one` lets through is not described",
        ]
    );
}

#[test]
fn a_table_of_a_gateway_that_leads_to_the_vpc_changes_nothing() {
    let design = at_the_edge(OUT, OUT, "gateways: [internet_gateway], routes: [{ to: 10.0.0.0/16, via: local }]");
    reaches(&design, "internet", "web", "tcp/443");
    let design = at_the_edge(OUT, OUT, "gateways: [internet_gateway]");
    reaches(&design, "internet", "web", "tcp/443");
}

#[test]
fn appliances_behind_a_gateway_load_balancer_may_send_out_themselves() {
    // Inside, what comes out of the endpoint is followed for certain; to the internet another way out cannot be excluded.
    let design = at_the_edge(TO_WALL, "", BACK).replace("network_firewall", "gateway_load_balancer");
    assert_eq!(
        unknown(&design, "web", "internet", "tcp/443"),
        [
            "whether appliances behind firewall endpoint `shop/one` send what is for the internet out themselves is not described"
        ]
    );
}

/// Two VPCs that meet over a hub, which sends what is between them through an inspection VPC.
fn inspected(wall: &str, spokes: &str) -> String {
    let spoke = |nth: u8| {
        format!(
            "{{ cidrs: [10.{nth}.0.0/16], subnets: {{ a: {{ az: use1-az1, cidr: 10.{nth}.1.0/24 }} }}, \
             route_tables: {{ main: {{ main: true, routes: [{{ to: 0.0.0.0/0, via: hub }}] }} }} }}"
        )
    };
    format!(
        "
vpcs:
  red: {}
  blue: {}
  inspection:
    cidrs: [100.64.0.0/24]
    subnets:
      door: {{ az: use1-az1, cidr: 100.64.0.0/28 }}
      wall: {{ az: use1-az1, cidr: 100.64.0.16/28 }}
    firewall_endpoints: {{ one: {{ subnet: wall, of: network_firewall }} }}
    route_tables:
      door: {{ main: true, subnets: [door], routes: [{{ to: 0.0.0.0/0, via: firewall_endpoint/one }}] }}
      wall: {{ subnets: [wall], routes: [{wall}] }}
links:
  hub:
    transit_gateway:
      attachments:
        red: {{ subnets: [a], route_table: spokes }}
        blue: {{ subnets: [a], route_table: spokes }}
        inspection: {{ subnets: [door], route_table: inspected, appliance_mode: true }}
      route_tables:
        spokes: {{ routes: [{{ to: {spokes}, via: inspection }}] }}
        inspected: {{ propagations: [red, blue] }}
",
        spoke(1),
        spoke(2)
    )
}

#[test]
fn an_inspection_vpc_stands_between_its_spokes() {
    let design = inspected("{ to: 0.0.0.0/0, via: hub }", "0.0.0.0/0");
    let answer = ask(&design, "red", "blue", "tcp/443");
    assert_eq!(answer.verdict, Verdict::Unknown);
    let cause = "what the firewall behind firewall endpoint `inspection/one` lets through is not described";
    assert_eq!(answer.causes.iter().map(ToString::to_string).collect::<Vec<_>>(), [cause]);
    let wall = "firewall endpoint `inspection/one`".to_owned();
    let [there, back] = perhaps(&answer);
    assert!(there.contains(&wall) && back.contains(&wall), "{there:?} {back:?}");
    // The subnet of the endpoint leads nowhere: then no firewall can help.
    assert_eq!(blocks(&inspected("", "0.0.0.0/0"), "red", "blue", "tcp/443"), ["no_route"]);
    // It leads on to one side only: replies get no further.
    let one_way = inspected("{ to: 10.2.0.0/16, via: hub }", "0.0.0.0/0");
    assert_eq!(blocks(&one_way, "red", "blue", "tcp/443"), ["reply:no_route"]);
}
