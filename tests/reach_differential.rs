//! The engine, which moves exact sets of packets, against a simulator that moves one packet at a time.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod naive_packets;
#[path = "naive_packets/topology.rs"]
mod topology;

use std::net::IpAddr;

use naive_packets::{At, Pkt, Sim, same_place};
use tieline::cidr::{Cidr, Family};
use tieline::design::{Design, LinkKind};
use tieline::ids::AppId;
use tieline::import::{Input, import};
use tieline::network::exact::{End, Exact, Traffic, Verdict};
use tieline::network::packet::{Packet, PacketSet};
use topology::{Dice, random};

/// How many random networks are compared.
const NETWORKS: u64 = 5_000;

fn design(seed: u64) -> Design {
    let text = random(seed);
    let imported = import(&[Input { name: "random.json", bytes: text.as_bytes() }]);
    let problems: Vec<&str> = imported.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(problems, Vec::<&str>::new(), "seed {seed}: {text}");
    imported.design
}

/// Every address that somebody has, with who it leads to.
fn addresses(design: &Design) -> Vec<(IpAddr, At)> {
    let mut all = Vec::new();
    for app in design.applications.values() {
        all.extend(
            app.addresses.iter().chain(&app.public_addresses).map(|address| (*address, At::App(app.id.clone()))),
        );
    }
    // And the addresses under which others see them, where an attachment translates.
    for gateway in design.links.values().filter_map(|link| match &link.kind {
        LinkKind::TransitGateway(gateway) => Some(gateway),
        _ => None,
    }) {
        for app in design.applications.values() {
            let nat = app.vpc().and_then(|vpc| gateway.vpcs.get(vpc)).into_iter().flat_map(|one| &one.nat);
            for (inside, outside) in nat {
                let seen = app.addresses.iter().map(|address| same_place(*address, *inside, *outside));
                all.extend(seen.map(|address| (address, At::App(app.id.clone()))));
            }
        }
    }
    all.push(("8.8.8.8".parse().unwrap(), At::Internet));
    all
}

fn compare(seed: u64) -> (usize, usize) {
    let design = design(seed);
    let (exact, sim, dice) = (Exact::of(&design), Sim(&design), &mut Dice::new(seed));
    let targets = addresses(&design);
    let apps: Vec<&AppId> = design.applications.keys().collect();
    let (mut yes, mut translated) = (0, 0);
    for _ in 0..2 {
        let (from, (address, at)) = (*dice.pick(&apps), dice.pick(&targets));
        let source = *design.application(from).unwrap().addresses.first().unwrap();
        let end = if *at == At::Internet { End::Internet } else { End::Block(Cidr::single(*address)) };
        let answer = exact.ask_family(&End::Application(from.clone()), &end, Traffic::EVERY_PACKET, Family::V4);
        let expected = |cause: &str| cause.contains("uses untranslated addresses");
        assert!(
            answer.verdict != Verdict::Unknown || answer.causes.iter().all(|cause| expected(cause)),
            "seed {seed}: {from} → {address}: {:?}",
            answer.causes
        );
        let set = answer.packets().unwrap_or_else(|| PacketSet::none(Family::V4));
        let mut asked: Vec<Packet> =
            set.witness().into_iter().filter(|packet| packet.destination == *address).collect();
        for _ in 0..6 {
            asked.push(Packet {
                source,
                destination: *address,
                protocol: *dice.pick(&[1, 6, 6, 17, 50]),
                source_port: *dice.pick(&[80, 1023, 1024, 33_000, 61_000, 65_535]),
                destination_port: *dice.pick(&[0, 79, 80, 443, 1024, 1025, 40_000, 65_535]),
            });
        }
        for packet in asked {
            let single = Pkt {
                src: packet.source,
                dst: packet.destination,
                proto: packet.protocol,
                sport: packet.source_port,
                dport: packet.destination_port,
            };
            let simulated = sim.answered(from, single, at);
            yes += usize::from(simulated);
            translated += usize::from(simulated && address.to_string().starts_with("100."));
            assert_eq!(set.holds(&packet), simulated, "seed {seed}: {from}: {packet}\n{}", random(seed));
        }
    }
    (yes, translated)
}

/// Which part of the networks a test takes, so that they run side by side.
fn part(nth: u64) {
    let got_through = (0..NETWORKS).filter(|seed| seed % 4 == nth).map(compare);
    let (yes, translated) = got_through.fold((0, 0), |(yes, nat), (more, over_nat)| (yes + more, nat + over_nat));
    // A comparison in which nothing ever gets through would compare nothing.
    assert!(yes > 1_000, "only {yes} packets got through");
    assert!(translated > 20, "only {translated} packets got through to a translated address");
}

#[test]
fn first_quarter_agrees() {
    part(0);
}

#[test]
fn second_quarter_agrees() {
    part(1);
}

#[test]
fn third_quarter_agrees() {
    part(2);
}

#[test]
fn last_quarter_agrees() {
    part(3);
}
