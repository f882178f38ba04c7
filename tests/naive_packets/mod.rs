//! A naive simulator: one packet at a time, hop by hop, read straight off the design. Slow and simple on purpose; it
//! shares no code with the engine that it checks.

use std::collections::BTreeSet;
use std::net::IpAddr;

use tieline::cidr::Cidr;
use tieline::design::{
    Application, Design, IpProtocol, LinkKind, NetworkAclEntry, Peer, SecurityGroup, SecurityGroupRule,
};
use tieline::design::{Connectivity, Origin, Subnet, Target, TransitGatewayTarget, Vpc};
use tieline::ids::{AppId, LinkId, NatGatewayId, SecurityGroupId, VpcId};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pkt {
    pub(crate) src: IpAddr,
    pub(crate) dst: IpAddr,
    pub(crate) proto: u8,
    pub(crate) sport: u16,
    pub(crate) dport: u16,
}

impl Pkt {
    fn back(self) -> Self {
        Self { src: self.dst, dst: self.src, proto: self.proto, sport: self.dport, dport: self.sport }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum At {
    App(AppId),
    Nat(VpcId, NatGatewayId),
    Internet,
}

/// What a packet carries along: who sent it, what NAT remembers, which references still count.
#[derive(Debug, Clone)]
struct Luggage {
    sender: Option<AppId>,
    nat: Vec<(VpcId, NatGatewayId, Pkt)>,
    reply: bool,
    in_refs: bool,
    out_refs: bool,
    /// Groups one of which the receiver must have, when the sender is let out only to members.
    only_to: Option<BTreeSet<(VpcId, SecurityGroupId)>>,
    over_peering_from_nat: bool,
    zone: Option<String>,
    hops: u32,
}

pub(crate) struct Sim<'d>(pub(crate) &'d Design);

/// Ports that the simulated NAT may choose.
const NAT_PORTS: [u16; 3] = [1024, 40_000, 65_000];

impl Sim<'_> {
    /// Whether a packet from an application gets to an application or the internet and is answered.
    pub(crate) fn answered(&self, from: &AppId, packet: Pkt, at: &At) -> bool {
        let start = Luggage {
            sender: Some(from.clone()),
            nat: Vec::new(),
            reply: false,
            in_refs: true,
            out_refs: true,
            only_to: None,
            over_peering_from_nat: false,
            zone: None,
            hops: 0,
        };
        self.leave_app(from, packet, start).into_iter().filter(|(place, ..)| place == at).any(
            |(place, arrived, luggage)| {
                if place == At::App(from.clone()) && luggage.hops == 0 {
                    return true;
                }
                self.replies(&place, arrived.back(), &luggage, from, packet)
            },
        )
    }

    fn replies(&self, place: &At, reply: Pkt, forth: &Luggage, client: &AppId, first: Pkt) -> bool {
        let luggage = Luggage { reply: true, hops: 0, zone: None, only_to: None, ..forth.clone() };
        let arrivals = match place {
            At::App(app) => {
                let luggage = Luggage { sender: Some(app.clone()), ..luggage };
                self.leave_app(app, reply, luggage)
            }
            At::Internet => self.enter(reply, luggage),
            At::Nat(..) => return false,
        };
        self.gets_back(arrivals, client, first)
    }

    /// Whether one of these replies gets back to the client, through every NAT gateway that must translate it back.
    fn gets_back(&self, arrivals: Vec<(At, Pkt, Luggage)>, client: &AppId, first: Pkt) -> bool {
        arrivals.into_iter().any(|(place, packet, luggage)| match (luggage.nat.last().cloned(), place) {
            (None, At::App(app)) => app == *client && packet == first.back(),
            (Some((vpc, nat, original)), At::Nat(other, gateway)) if vpc == other && nat == gateway => {
                // Translated back, and on from the NAT gateway's subnet.
                let mut on = Luggage { sender: None, over_peering_from_nat: false, ..luggage };
                on.nat.pop();
                on.hops += 1;
                let Some(subnet) = self.nat_subnet(&vpc, &nat) else { return false };
                self.gets_back(self.leave_subnet(subnet, original.back(), on), client, first)
            }
            _ => false,
        })
    }

    fn app(&self, id: &AppId) -> &Application {
        self.0.application(id).unwrap()
    }

    fn subnet_with(&self, vpc: &VpcId, address: IpAddr) -> Option<&Subnet> {
        self.0.vpc(vpc)?.subnets.values().find(|subnet| subnet.blocks().any(|block| block.contains_address(address)))
    }

    fn nat_subnet(&self, vpc: &VpcId, nat: &NatGatewayId) -> Option<&Subnet> {
        let gateway = self.0.vpc(vpc)?.nat_gateway(nat)?;
        self.0.subnet(vpc, gateway.subnet.as_ref()?)
    }

    fn leave_app(&self, id: &AppId, packet: Pkt, mut luggage: Luggage) -> Vec<(At, Pkt, Luggage)> {
        let app = self.app(id);
        if app.addresses.contains(&packet.dst) {
            return vec![(At::App(id.clone()), packet, luggage)];
        }
        if !luggage.reply {
            match self.group_lets_out(app, packet) {
                Lets::Anybody => {}
                Lets::Members(groups) => luggage.only_to = Some(groups),
                Lets::Nobody => return Vec::new(),
            }
        }
        luggage.hops += 1;
        let subnet = self.subnet_with(app.vpc().unwrap(), packet.src).or_else(|| {
            let address = app.addresses.iter().next()?;
            self.subnet_with(app.vpc()?, *address)
        });
        subnet.map_or_else(Vec::new, |subnet| self.leave_subnet(subnet, packet, luggage))
    }

    fn leave_subnet(&self, subnet: &Subnet, packet: Pkt, luggage: Luggage) -> Vec<(At, Pkt, Luggage)> {
        if subnet.blocks().any(|block| block.contains_address(packet.dst)) {
            return self.in_subnet(subnet, packet, luggage);
        }
        if !self.acl(subnet, packet, false) {
            return Vec::new();
        }
        self.routed(subnet, packet, luggage)
    }

    fn routed(&self, subnet: &Subnet, packet: Pkt, mut luggage: Luggage) -> Vec<(At, Pkt, Luggage)> {
        luggage.hops += 1;
        if luggage.hops > 20 {
            return Vec::new();
        }
        let vpc = self.0.vpc(&subnet.vpc).unwrap();
        if luggage.reply && luggage.over_peering_from_nat {
            let Some((home, nat, _)) = luggage.nat.last().cloned() else { return Vec::new() };
            let Some(there) = self.nat_subnet(&home, &nat) else { return Vec::new() };
            if !self.acl(there, packet, true) || !self.nat_address(&home, &nat).contains(&packet.dst) {
                return Vec::new();
            }
            return vec![(At::Nat(home, nat), packet, luggage)];
        }
        let local = vpc.all_blocks().into_iter().filter(|block| block.contains_address(packet.dst));
        let mut best: Option<(u8, u8, Target)> =
            local.map(|block| (block.prefix_len(), 3, Target::Local)).max_by_key(|one| one.0);
        let is_local = best.is_some();
        for route in vpc.route_table_of(&subnet.id).iter().flat_map(|table| &table.routes) {
            let class = match route.origin {
                Origin::Static => 2,
                Origin::PrefixList(_) => 1,
                Origin::Propagated if is_local => continue,
                Origin::Propagated => 0,
            };
            if route.to.contains_address(packet.dst) {
                let rank = (route.to.prefix_len(), class);
                if best.as_ref().is_none_or(|(len, was, _)| rank > (*len, *was)) {
                    best = Some((rank.0, rank.1, route.via.clone()));
                }
            }
        }
        let Some((_, _, target)) = best else { return Vec::new() };
        match target {
            Target::Local => self.in_vpc(vpc, packet, luggage, Some(subnet)),
            Target::InternetGateway => self.out_by_gateway(vpc, packet, luggage),
            Target::NatGateway(Some(nat)) => self.by_nat(vpc, &nat, subnet, packet, luggage),
            Target::Link(link) => self.over_link(&link, subnet, packet, luggage),
            _ => Vec::new(),
        }
    }

    fn in_vpc(&self, vpc: &Vpc, packet: Pkt, luggage: Luggage, from: Option<&Subnet>) -> Vec<(At, Pkt, Luggage)> {
        let Some(subnet) = self.subnet_with(&vpc.id, packet.dst) else { return Vec::new() };
        if from.is_none_or(|from| from.id != subnet.id) && !self.acl(subnet, packet, true) {
            return Vec::new();
        }
        self.in_subnet(subnet, packet, luggage)
    }

    fn in_subnet(&self, subnet: &Subnet, packet: Pkt, luggage: Luggage) -> Vec<(At, Pkt, Luggage)> {
        for nat in self.0.vpc(&subnet.vpc).unwrap().gateways.nat.iter().flat_map(|all| all.values()) {
            if nat.addresses.contains(&packet.dst) {
                let arrived = (At::Nat(subnet.vpc.clone(), nat.id.clone()), packet, luggage);
                return if arrived.2.reply { vec![arrived] } else { Vec::new() };
            }
        }
        let owner = self
            .0
            .applications
            .values()
            .find(|app| app.vpc() == Some(&subnet.vpc) && app.addresses.contains(&packet.dst));
        let Some(app) = owner else { return Vec::new() };
        if !luggage.reply {
            if let Some(groups) = &luggage.only_to {
                let own = groups_of(app);
                if !luggage.out_refs || own.is_disjoint(groups) {
                    return Vec::new();
                }
            }
            if !self.group_lets_in(app, packet, &luggage) {
                return Vec::new();
            }
        }
        vec![(At::App(app.id.clone()), packet, luggage)]
    }

    fn out_by_gateway(&self, vpc: &Vpc, mut packet: Pkt, mut luggage: Luggage) -> Vec<(At, Pkt, Luggage)> {
        if vpc.gateways.internet != Some(true) || !public(packet.dst) {
            return Vec::new();
        }
        let mine = |(private, _): &(IpAddr, IpAddr)| *private == packet.src;
        let Some((_, outside)) = self.public_pairs(&vpc.id).into_iter().find(mine) else { return Vec::new() };
        packet.src = outside;
        luggage.in_refs = false;
        luggage.out_refs = false;
        self.beyond_gateway(packet, luggage)
    }

    fn enter(&self, packet: Pkt, mut luggage: Luggage) -> Vec<(At, Pkt, Luggage)> {
        luggage.hops += 1;
        let arrivals = self.beyond_gateway(packet, luggage);
        arrivals.into_iter().filter(|(place, ..)| *place != At::Internet).collect()
    }

    fn beyond_gateway(&self, mut packet: Pkt, luggage: Luggage) -> Vec<(At, Pkt, Luggage)> {
        for vpc in self.0.vpcs.values() {
            let yours = |(_, outside): &(IpAddr, IpAddr)| *outside == packet.dst;
            if let Some((private, _)) = self.public_pairs(&vpc.id).into_iter().find(yours) {
                if vpc.gateways.internet != Some(true) {
                    return Vec::new();
                }
                packet.dst = private;
                return self.in_vpc(vpc, packet, luggage, None);
            }
        }
        vec![(At::Internet, packet, luggage)]
    }

    fn public_pairs(&self, vpc: &VpcId) -> Vec<(IpAddr, IpAddr)> {
        let apps = self.0.applications.values().filter(|app| app.vpc() == Some(vpc));
        let mut pairs: Vec<_> =
            apps.flat_map(|app| app.addresses.iter().copied().zip(app.public_addresses.iter().copied())).collect();
        for nat in self.0.vpc(vpc).unwrap().gateways.nat.iter().flat_map(|all| all.values()) {
            if nat.connectivity == Connectivity::Public {
                pairs.extend(nat.addresses.iter().copied().zip(nat.public_addresses.iter().copied()));
            }
        }
        pairs
    }

    fn nat_address(&self, vpc: &VpcId, nat: &NatGatewayId) -> Vec<IpAddr> {
        self.0.vpc(vpc).and_then(|vpc| vpc.nat_gateway(nat)).map(|nat| nat.addresses.clone()).unwrap_or_default()
    }

    fn by_nat(
        &self,
        vpc: &Vpc,
        nat: &NatGatewayId,
        from: &Subnet,
        packet: Pkt,
        luggage: Luggage,
    ) -> Vec<(At, Pkt, Luggage)> {
        let Some(subnet) = self.nat_subnet(&vpc.id, nat) else { return Vec::new() };
        if subnet.id != from.id && !self.acl(subnet, packet, true) {
            return Vec::new();
        }
        let again = luggage.nat.iter().any(|(home, gateway, _)| *home == vpc.id && gateway == nat);
        if luggage.reply || again || ![1, 6, 17].contains(&packet.proto) {
            return Vec::new();
        }
        let Some(own) = self.nat_address(&vpc.id, nat).first().copied() else { return Vec::new() };
        let mut arrivals = Vec::new();
        for port in NAT_PORTS {
            let translated = Pkt { src: own, sport: port, ..packet };
            let mut remembered = luggage.nat.clone();
            remembered.push((vpc.id.clone(), nat.clone(), packet));
            let luggage = Luggage { nat: remembered, sender: None, in_refs: false, out_refs: false, ..luggage.clone() };
            arrivals.extend(self.leave_subnet(subnet, translated, luggage));
        }
        arrivals
    }

    fn over_link(&self, link: &LinkId, subnet: &Subnet, packet: Pkt, mut luggage: Luggage) -> Vec<(At, Pkt, Luggage)> {
        let here = self.0.vpc(&subnet.vpc).unwrap();
        match &self.0.link(link).unwrap().kind {
            LinkKind::VpcPeering(peering) => {
                let Some(there) = peering.other(&here.id).and_then(|other| self.0.vpc(other)) else {
                    return Vec::new();
                };
                let inside = |vpc: &Vpc, address| vpc.all_blocks().iter().any(|block| block.contains_address(address));
                if !inside(here, packet.src) || !inside(there, packet.dst) {
                    return Vec::new();
                }
                luggage.over_peering_from_nat = luggage.nat.last().is_some_and(|(home, nat, _)| {
                    *home == here.id && self.nat_address(home, nat).contains(&packet.src)
                });
                self.in_vpc(there, packet, luggage, None)
            }
            LinkKind::TransitGateway(gateway) => {
                let Some(attachment) = gateway.vpcs.get(&here.id) else { return Vec::new() };
                let zone = |name| self.0.subnet(&here.id, name).and_then(|one| one.az.clone());
                let Some(door) = attachment.subnets.iter().find(|name| zone(name) == subnet.az) else {
                    return Vec::new();
                };
                if !self.acl(self.0.subnet(&here.id, door).unwrap(), packet, true) {
                    return Vec::new();
                }
                luggage.zone = subnet.az.as_ref().map(ToString::to_string);
                luggage.out_refs = false;
                luggage.in_refs &= attachment.options.security_group_referencing == Some(true);
                let Some(name) = &attachment.route_table else { return Vec::new() };
                let mut packet = packet;
                for (inside, outside) in &attachment.nat {
                    if inside.contains_address(packet.src) {
                        packet.src = same_place(packet.src, *inside, *outside);
                        break;
                    }
                }
                let table = &gateway.route_tables.as_ref().unwrap()[name];
                let mut best: Option<(u8, u8, Option<VpcId>)> = None;
                let mut offer = |len: u8, class: u8, to: Option<VpcId>| {
                    if best.as_ref().is_none_or(|(was, rank, _)| (len, class) > (*was, *rank)) {
                        best = Some((len, class, to));
                    }
                };
                for (to, target) in table.routes.iter().filter(|(to, _)| to.contains_address(packet.dst)) {
                    match target {
                        TransitGatewayTarget::Vpc(vpc) => offer(to.prefix_len(), 1, Some(vpc.clone())),
                        _ => offer(to.prefix_len(), 1, None),
                    }
                }
                for vpc in &table.propagated_vpcs {
                    for block in gateway.vpcs[vpc].announced(self.0.vpc(vpc).unwrap().all_blocks()) {
                        if block.contains_address(packet.dst) {
                            offer(block.prefix_len(), 0, Some(vpc.clone()));
                        }
                    }
                }
                let Some((_, _, Some(to))) = best else { return Vec::new() };
                let Some(onward) = gateway.vpcs.get(&to) else { return Vec::new() };
                luggage.in_refs &= onward.options.security_group_referencing == Some(true);
                luggage.over_peering_from_nat = false;
                let seen = onward.nat.iter().find(|(_, outside)| outside.contains_address(packet.dst));
                if let Some((inside, outside)) = seen {
                    packet.dst = same_place(packet.dst, *outside, *inside);
                } else if onward.nat.keys().any(|inside| inside.contains_address(packet.dst)) {
                    // Nobody says that AWS lets this in, so it is not what certainly gets through.
                    return Vec::new();
                }
                let there = self.0.vpc(&to).unwrap();
                let zone_of =
                    |name| there.subnets.get(name).and_then(|one: &Subnet| one.az.as_ref()).map(ToString::to_string);
                let near: Vec<_> = onward.subnets.iter().filter(|name| zone_of(*name) == luggage.zone).collect();
                let doors = if near.is_empty() { onward.subnets.iter().collect() } else { near };
                let mut arrivals = Vec::new();
                for door in doors {
                    let door = &there.subnets[door];
                    if door.blocks().any(|block| block.contains_address(packet.dst)) {
                        arrivals.extend(self.in_subnet(door, packet, luggage.clone()));
                    } else if self.acl(door, packet, false) {
                        arrivals.extend(self.routed(door, packet, luggage.clone()));
                    }
                }
                arrivals
            }
            _ => Vec::new(),
        }
    }

    fn acl(&self, subnet: &Subnet, packet: Pkt, inbound: bool) -> bool {
        let Some(acl) = self.0.vpc(&subnet.vpc).unwrap().network_acl_of(&subnet.id) else { return true };
        let (entries, other) = if inbound { (&acl.inbound, packet.src) } else { (&acl.outbound, packet.dst) };
        let matches = |entry: &&NetworkAclEntry| {
            entry.cidr.contains_address(other)
                && covers(entry.protocol, packet.proto)
                && entry.ports.contains(packet.dport)
        };
        entries.iter().find(matches).is_some_and(|entry| entry.allow)
    }

    fn rules<'s>(
        &'s self,
        app: &'s Application,
        pick: fn(&SecurityGroup) -> &[SecurityGroupRule],
    ) -> Vec<&'s SecurityGroupRule> {
        let vpc = app.vpc().unwrap();
        let names = app.security_groups.iter().flatten();
        names.filter_map(|name| self.0.security_group(vpc, name)).flat_map(pick).collect()
    }

    fn group_lets_in(&self, app: &Application, packet: Pkt, luggage: &Luggage) -> bool {
        if app.security_groups.is_none() {
            return true;
        }
        self.rules(app, |group| &group.inbound).into_iter().any(|rule| {
            let by_peer = |peer: &Peer| match peer {
                Peer::Block(block) => block.contains_address(packet.src),
                Peer::SecurityGroup(vpc, group) => {
                    let sender = luggage.sender.as_ref().map(|id| self.app(id));
                    luggage.in_refs && sender.is_some_and(|app| groups_of(app).contains(&(vpc.clone(), group.clone())))
                }
                _ => false,
            };
            covers(rule.protocol, packet.proto) && rule.ports.contains(packet.dport) && rule.peers.iter().any(by_peer)
        })
    }

    fn group_lets_out(&self, app: &Application, packet: Pkt) -> Lets {
        if app.security_groups.is_none() {
            return Lets::Anybody;
        }
        let mut groups = BTreeSet::new();
        for rule in self.rules(app, |group| &group.outbound) {
            if !covers(rule.protocol, packet.proto) || !rule.ports.contains(packet.dport) {
                continue;
            }
            for peer in &rule.peers {
                match peer {
                    Peer::Block(block) if block.contains_address(packet.dst) => return Lets::Anybody,
                    Peer::SecurityGroup(vpc, group) => {
                        groups.insert((vpc.clone(), group.clone()));
                    }
                    _ => {}
                }
            }
        }
        if groups.is_empty() { Lets::Nobody } else { Lets::Members(groups) }
    }
}

enum Lets {
    Anybody,
    Members(BTreeSet<(VpcId, SecurityGroupId)>),
    Nobody,
}

fn groups_of(app: &Application) -> BTreeSet<(VpcId, SecurityGroupId)> {
    let vpc = app.vpc().unwrap();
    app.security_groups.iter().flatten().map(|name| (vpc.clone(), name.clone())).collect()
}

fn covers(of: IpProtocol, number: u8) -> bool {
    match of {
        IpProtocol::All => true,
        IpProtocol::Tcp => number == 6,
        IpProtocol::Udp => number == 17,
        IpProtocol::Icmp => number == 1,
        IpProtocol::Icmpv6 => number == 58,
        IpProtocol::Number(other) => number == other,
    }
}

/// The address that stands at the same place of another block.
pub(crate) fn same_place(address: IpAddr, from: Cidr, to: Cidr) -> IpAddr {
    let (IpAddr::V4(address), IpAddr::V4(from), IpAddr::V4(to)) = (address, from.first(), to.first()) else {
        return address;
    };
    IpAddr::V4((to.to_bits() + (address.to_bits() - from.to_bits())).into())
}

fn public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !address.is_private() && !address.is_loopback() && !address.is_link_local(),
        IpAddr::V6(_) => true,
    }
}
