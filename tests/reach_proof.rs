//! Answers checked hop by hop: what the engine says of random networks holds, and what is made up does not.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "naive_packets/topology.rs"]
mod topology;

use tieline::cidr::{Cidr, Family};
use tieline::design::Design;
use tieline::import::{Input, import};
use tieline::network::exact::{Answer, End, Exact, Traffic, Verdict};
use tieline::network::fabric::{Node, NodeKind};
use tieline::network::packet::PacketSet;
use tieline::network::proof::flaws;
use tieline::network::walk::Hop;
use topology::{Dice, random};

fn design(text: &str) -> Design {
    let name = if text.starts_with('{') { "random.json" } else { "net.yaml" };
    let imported = import(&[Input { name, bytes: text.as_bytes() }]);
    let problems: Vec<&str> = imported.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(problems, Vec::<&str>::new(), "{text}");
    imported.design
}

/// Asks some questions about a random network and has each answer checked; how many were yes and no.
fn checked(seed: u64) -> (usize, usize) {
    let text = random(seed);
    let (design, dice) = (design(&text), &mut Dice::new(seed ^ 0xbeef));
    let exact = Exact::of(&design);
    let mut ends: Vec<End> = design.applications.keys().cloned().map(End::Application).collect();
    ends.extend(design.vpcs.keys().cloned().map(End::Vpc));
    let addresses = design.applications.values().flat_map(|one| one.addresses.iter().chain(&one.public_addresses));
    let blocks: Vec<End> = addresses.map(|address| End::Block(Cidr::single(*address))).collect();
    let (mut yes, mut no) = (0, 0);
    for _ in 0..4 {
        let from = if dice.one_in(5) { End::Internet } else { dice.pick(&ends).clone() };
        let to = match dice.below(6) {
            0 => End::Internet,
            1 | 2 => dice.pick(&blocks).clone(),
            _ => dice.pick(&ends).clone(),
        };
        let traffic = [Traffic::ANY, Traffic::to_port(6, 443), Traffic::to_port(17, 53), Traffic::icmp()];
        let answer = exact.ask(&from, &to, *dice.pick(&traffic));
        let found = flaws(&design, &to, &answer);
        assert!(found.is_empty(), "seed {seed}: {from} → {to}: {found:#?}\n{answer:#?}\n{text}");
        if answer.verdict == Verdict::No {
            let named = answer.blocked.as_ref().map(|blocked| blocked.obstacles.len()).unwrap_or_default();
            assert!(named > 0, "seed {seed}: {from} → {to}: nothing is named that blocks it\n{text}");
        }
        yes += usize::from(answer.verdict == Verdict::Yes);
        no += usize::from(answer.verdict == Verdict::No && answer.blocked.is_some());
    }
    (yes, no)
}

fn part(nth: u64) {
    let counts = (0..1_200).filter(|seed| seed % 2 == nth).map(checked);
    let (yes, no) = counts.fold((0, 0), |(yes, no), (more, fewer)| (yes + more, no + fewer));
    assert!(yes > 300 && no > 300, "{yes} yes and {no} no: too few to say much");
}

#[test]
fn answers_about_random_networks_hold() {
    part(0);
}

#[test]
fn answers_about_more_random_networks_hold() {
    part(1);
}

const NETWORK: &str = r#"
tieline: 1
region: us-east-1
vpcs:
  a:
    cidrs: [10.0.0.0/16]
    internet_gateway: true
    nat_gateways: { nat: { subnet: out, connectivity: public, addresses: [10.0.9.9], public_addresses: [198.51.100.7] } }
    subnets: { in: { az: use1-az1, cidr: 10.0.0.0/24 }, out: { az: use1-az1, cidr: 10.0.9.0/24 } }
    route_tables:
      main: { main: true, routes: [{ to: 0.0.0.0/0, via: nat_gateway/nat }, { to: 10.1.0.0/16, via: ab }] }
      out: { subnets: [out], routes: [{ to: 0.0.0.0/0, via: internet_gateway }] }
    security_groups: { web: { inbound: [] } }
    network_acls: { open: { default: true, inbound: [{ number: 1, action: allow, protocol: all, cidr: 0.0.0.0/0 }],
      outbound: [{ number: 1, action: allow, protocol: all, cidr: 0.0.0.0/0 }] } }
  b:
    cidrs: [10.1.0.0/16]
    subnets: { in: { az: use1-az1, cidr: 10.1.0.0/24 } }
    route_tables: { main: { main: true, routes: [{ to: 10.0.0.0/16, via: ab }] } }
    security_groups: { db: { inbound: [{ protocol: tcp, ports: 5432, from: [10.0.0.0/16] }] } }
    network_acls: { shut: { default: true, inbound: [{ number: 1, action: deny, protocol: tcp, ports: 22, cidr: 0.0.0.0/0 },
      { number: 2, action: allow, protocol: all, cidr: 0.0.0.0/0 }], outbound: [{ number: 1, action: allow, protocol: all, cidr: 0.0.0.0/0 }] } }
applications:
  web: { vpc: a, subnets: [in], addresses: [10.0.0.5], security_groups: [web] }
  db: { vpc: b, subnets: [in], addresses: [10.1.0.5], security_groups: [db] }
links: { ab: { vpc_peering: { between: [a, b] } } }
"#;

fn asked(from: &str, to: &str, port: u16) -> (Design, End, Answer) {
    let design = design(NETWORK);
    let end = |name| End::named(&design, name).unwrap();
    let answer = Exact::of(&design).ask(&end(from), &end(to), Traffic::to_port(6, port));
    let to = end(to);
    (design, to, answer)
}

/// What is wrong with an answer once somebody has changed it.
#[track_caller]
fn wrong(from: &str, to: &str, port: u16, change: impl Fn(&mut Answer)) {
    let (design, end, mut answer) = asked(from, to, port);
    assert_eq!(flaws(&design, &end, &answer), Vec::<String>::new());
    change(&mut answer);
    assert_ne!(flaws(&design, &end, &answer), Vec::<String>::new(), "{answer:#?}");
}

#[test]
fn a_path_with_a_hop_too_few_or_too_many_does_not_hold() {
    for (to, port) in [("db", 5432), ("internet", 443)] {
        let hops = asked("web", to, port).2.passages[0].path.len();
        for nth in 0..hops {
            wrong("web", to, port, |answer| drop(answer.passages[0].path.remove(nth)));
            let other = Hop { node: Node::new(NodeKind::TransitGateway, "hub"), note: None };
            wrong("web", to, port, |answer| answer.passages[0].path.insert(nth, other.clone()));
        }
        wrong("web", to, port, |answer| drop(answer.passages[0].reply.remove(1)));
    }
}

#[test]
fn a_witness_that_filters_stop_does_not_hold() {
    wrong("web", "db", 5432, |answer| {
        answer.passages[0].witness.destination_port = 22;
        answer.passages[0].packets = PacketSet::all(Family::V4);
    });
    wrong("web", "db", 5432, |answer| answer.passages[0].witness.destination_port = 22);
    wrong("web", "internet", 443, |answer| {
        answer.passages[0].witness.destination = [172, 16, 0, 1].into();
        answer.passages[0].packets = PacketSet::all(Family::V4);
    });
}

#[test]
fn a_no_names_all_filters_in_the_way_and_no_others() {
    wrong("web", "db", 22, |answer| drop(answer.blocked.as_mut().unwrap().obstacles.remove(0)));
    wrong("web", "db", 22, |answer| answer.blocked.as_mut().unwrap().obstacles.clear());
    wrong("web", "db", 22, |answer| {
        let obstacles = &mut answer.blocked.as_mut().unwrap().obstacles;
        let mut made_up = obstacles[0].clone();
        made_up.node = Node::new(NodeKind::NetworkAcl, "a/open");
        obstacles.push(made_up);
    });
    wrong("web", "db", 80, |answer| {
        let blocked = answer.blocked.as_mut().unwrap();
        blocked.obstacles[0].packet.as_mut().unwrap().destination_port = 5432;
    });
}

#[test]
fn a_route_that_leads_there_is_no_missing_route() {
    wrong("db", "internet", 443, |answer| {
        let blocked = answer.blocked.as_mut().unwrap();
        blocked.obstacles[0].packet.as_mut().unwrap().destination = [10, 0, 0, 5].into();
    });
}
