//! Out of an interface and a subnet, by the route that wins, over a peering, and into a VPC.

use std::net::IpAddr;

use super::holder::{Holder, Role, Stretch};
use super::leg::{Ends, Leg, Memory, Resumes, Spot, Traveller};
use super::with;
use crate::cidr::{Cidr, Family};
use crate::design::{Application, Connectivity, LinkKind, Origin, PeeringStatus, Target, Vpc};
use crate::ids::{LinkId, SubnetId, VpcId};
use crate::network::fabric::NodeKind;

/// How often a packet is sent on before it goes round in circles.
pub(super) const CIRCLES: usize = 40;

/// Where the route that wins leads.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Way {
    /// As a route of the design says.
    Target(Target),
    /// To a gateway endpoint of a service.
    GatewayEndpoint(LinkId, String),
    /// To VPC Lattice.
    Lattice,
}

/// Whether a block of a VPC holds an address.
pub(super) fn holds(vpc: &Vpc, address: IpAddr) -> bool {
    vpc.all_blocks().iter().any(|block| block.contains_address(address))
}

impl Leg<'_> {
    /// Out of a network interface.
    pub(super) fn leave(&self, holder: &Holder, traveller: Traveller) -> Ends {
        if holder.has(traveller.packet.destination) {
            let spot = Spot::Holder(holder.clone());
            return if traveller.is_reply { self.reply_is_at(&spot, traveller) } else { vec![(spot, traveller)] };
        }
        // What a host sends from one of its interfaces to another never leaves it.
        let host = holder.application().filter(|id| self.design.application(id).is_some_and(Application::is_one_host));
        let own = |one: &Holder| one.application() == host && one.has(traveller.packet.destination);
        if let (Some(other), Some(_)) = (self.all_holders().into_iter().find(own), host) {
            let mut traveller = traveller;
            if !self.at(&mut traveller, NodeKind::Interface, &*other.node.name) {
                return Vec::new();
            }
            let spot = Spot::Holder(other);
            return if traveller.is_reply { self.reply_is_at(&spot, traveller) } else { vec![(spot, traveller)] };
        }
        let out = self.groups_out(holder, traveller).into_iter();
        out.flat_map(|traveller| self.leave_subnet(&holder.vpc, &holder.subnet, traveller)).collect()
    }

    /// Out of a subnet, or to somebody in it.
    pub(super) fn leave_subnet(&self, vpc: &VpcId, subnet: &SubnetId, mut traveller: Traveller) -> Ends {
        let Some(here) = self.subnet(vpc, subnet) else { return Vec::new() };
        if here.holds(traveller.packet.destination) {
            return self.in_subnet(&here, traveller);
        }
        if !self.at(&mut traveller, NodeKind::Subnet, here.full_id()) || !self.acl(vpc, subnet, &mut traveller, false) {
            return Vec::new();
        }
        self.route(&here, traveller)
    }

    /// The routes of a subnet's table that win for an address: one, unless the design contradicts itself.
    pub(super) fn winners(&self, here: &Stretch, to: IpAddr) -> Vec<Way> {
        let Some(vpc) = self.design.vpc(&here.vpc) else { return Vec::new() };
        let Some(tables) = &vpc.route_tables else { return Vec::new() };
        let own = vpc.route_table_of(&here.id).or_else(|| tables.values().find(|table| table.main));
        // Longer first; of one length local, static, of a prefix list, propagated.
        let mut routes: Vec<(Cidr, u8, Way)> =
            vpc.all_blocks().into_iter().map(|block| (block, 0, Way::Target(Target::Local))).collect();
        for route in own.iter().flat_map(|table| &table.routes) {
            let class = match route.origin {
                Origin::Static => 1,
                Origin::PrefixList(_) => 2,
                // AWS: what is propagated never beats a local route, however long its prefix.
                Origin::Propagated if holds(vpc, to) => continue,
                Origin::Propagated => 3,
            };
            routes.push((route.to, class, Way::Target(route.via.clone())));
        }
        for (id, link) in &self.design.links {
            match &link.kind {
                LinkKind::ServiceNetwork(network) if network.associations.contains(&vpc.id) => {
                    routes.extend(super::proxy::LATTICE.map(|block| (block, 2, Way::Lattice)));
                }
                LinkKind::GatewayEndpoint(endpoint) => {
                    let leads = match (endpoint.vpcs.get(&vpc.id), own) {
                        (Some(None), _) => true,
                        (Some(Some(tables)), Some(own)) => tables.contains(&own.id),
                        (Some(Some(_)), None) | (None, _) => false,
                    };
                    let blocks = self.service_blocks(endpoint.service.as_str());
                    let way = Way::GatewayEndpoint(id.clone(), endpoint.service.to_string());
                    routes.extend(blocks.into_iter().filter(|_| leads).map(|block| (block, 2, way.clone())));
                }
                _ => {}
            }
        }
        routes.retain(|(block, ..)| block.contains_address(to));
        let Some(best) = routes.iter().map(|(block, class, _)| (block.prefix_len(), 255 - class)).max() else {
            return Vec::new();
        };
        let won = routes.into_iter().filter(|(block, class, _)| (block.prefix_len(), 255 - class) == best);
        let mut ways: Vec<Way> = won.map(|(.., way)| way).collect();
        ways.dedup();
        ways
    }

    /// The blocks of an AWS service, by the prefix list that AWS keeps for it.
    fn service_blocks(&self, service: &str) -> Vec<Cidr> {
        let lists = self.design.prefix_lists.values();
        let own =
            lists.filter(|list| list.aws_name.as_deref().and_then(|name| name.rsplit('.').next()) == Some(service));
        own.filter_map(|list| list.cidrs.clone()).flatten().collect()
    }

    /// The gateway endpoints of a VPC for a service.
    pub(super) fn gateway_endpoints(&self, vpc: &VpcId, service: &str) -> Vec<String> {
        let links = self.design.links.iter().filter(|(_, link)| match &link.kind {
            LinkKind::GatewayEndpoint(endpoint) => {
                endpoint.vpcs.contains_key(vpc) && endpoint.service.as_str() == service
            }
            _ => false,
        });
        links.map(|(id, _)| id.to_string()).collect()
    }

    /// By the table of a subnet.
    pub(super) fn route(&self, here: &Stretch, mut traveller: Traveller) -> Ends {
        traveller.sent_on += 1;
        let Some(vpc) = self.design.vpc(&here.vpc).filter(|_| traveller.sent_on < CIRCLES) else { return Vec::new() };
        if let Some(nat) = traveller.finds.take().filter(|_| traveller.is_reply) {
            // AWS: over a peering replies find a NAT gateway without a route.
            let home = nat.may_have(self, traveller.packet.destination);
            let passed = home && self.acl(&nat.vpc, &nat.subnet, &mut traveller, true);
            return if passed { self.reply_is_at(&Spot::Holder(nat), traveller) } else { Vec::new() };
        }
        let ways = self.winners(here, traveller.packet.destination);
        let [way] = ways.as_slice() else {
            self.flaw(traveller.step, || match ways.len() {
                0 => format!("no route of {} leads to {}", here.full_id(), traveller.packet.destination),
                _ => format!("several routes of {} lead to {}", here.full_id(), traveller.packet.destination),
            });
            return Vec::new();
        };
        match way {
            Way::Target(Target::Local) => {
                if self.at(&mut traveller, NodeKind::Vpc, vpc.id.as_str()) {
                    return self.enter_vpc(&vpc.id, traveller, Some(&here.id));
                }
            }
            Way::Target(Target::InternetGateway) => return self.by_internet_gateway(vpc, traveller),
            Way::Target(Target::EgressOnlyInternetGateway) => return self.by_egress_only(vpc, traveller),
            Way::Target(Target::NatGateway(name)) => {
                let nats = self.all_holders().into_iter().filter(|one| one.role == Role::Nat && one.vpc == vpc.id);
                let is_meant = |one: &Holder| match name {
                    Some(name) => *one.node.name == *format!("{}/{name}", vpc.id),
                    None => vpc.gateways.nat.iter().flatten().any(|(id, nat)| {
                        nat.connectivity == Connectivity::Public && *one.node.name == *format!("{}/{id}", vpc.id)
                    }),
                };
                return nats.filter(is_meant).flat_map(|nat| self.by_nat(nat, here, traveller.clone())).collect();
            }
            Way::Target(Target::VirtualPrivateGateway) => return self.to_sites(vpc, None, traveller),
            Way::Target(Target::Link(link)) => return self.over_link(link, vpc, here, traveller),
            Way::GatewayEndpoint(link, service) => {
                let inside = holds(vpc, traveller.packet.source);
                let https = traveller.packet.protocol == 6 && traveller.packet.destination_port == 443;
                let passed = self.at(&mut traveller, NodeKind::Vpc, vpc.id.as_str())
                    && self.at(&mut traveller, NodeKind::Endpoint, link.as_str());
                if inside && https && passed {
                    return vec![(Spot::Service(service.clone(), vpc.id.clone()), traveller)];
                }
            }
            Way::Lattice => return self.to_lattice(vpc, traveller),
            Way::Target(Target::FirewallEndpoint(id)) if traveller.tolerant => {
                return self.past_firewall(vpc, id, Some(&here.id), traveller);
            }
            Way::Target(
                target @ (Target::Blackhole | Target::Unknown | Target::FirewallEndpoint(_) | Target::Application(_)),
            ) => {
                if *target == Target::Unknown {
                    self.is_uncertain.set(true);
                }
                self.flaw(traveller.step, || format!("the route of {} leads nowhere certain", here.full_id()));
            }
        }
        Vec::new()
    }

    fn over_link(&self, link: &LinkId, vpc: &Vpc, here: &Stretch, traveller: Traveller) -> Ends {
        match self.design.link(link).map(|link| &link.kind) {
            Some(LinkKind::VpcPeering(peering)) => {
                let other = peering.other(&vpc.id).and_then(|other| self.design.vpc(other));
                let Some(there) = other.filter(|_| peering.status == PeeringStatus::Active) else { return Vec::new() };
                self.over_peering(link, vpc, there, traveller)
            }
            Some(LinkKind::TransitGateway(_) | LinkKind::CloudWan(_)) => self.to_hub(link, vpc, here, traveller),
            Some(LinkKind::DirectConnect(_) | LinkKind::SiteToSiteVpn(_)) => self.to_sites(vpc, Some(link), traveller),
            Some(LinkKind::VpcSharing(_)) => self.enter_vpc(&vpc.id, traveller, Some(&here.id)),
            _ => Vec::new(),
        }
    }

    fn over_peering(&self, link: &LinkId, here: &Vpc, there: &Vpc, mut traveller: Traveller) -> Ends {
        let (source, destination) = (traveller.packet.source, traveller.packet.destination);
        let passed = self.at(&mut traveller, NodeKind::Vpc, here.id.as_str())
            && self.at(&mut traveller, NodeKind::Peering, link.as_str())
            && self.at(&mut traveller, NodeKind::Vpc, there.id.as_str());
        if !passed || !holds(here, source) || !holds(there, destination) {
            self.flaw(traveller.step, || format!("VPC peering `{link}` joins no {source} and {destination}"));
            return Vec::new();
        }
        let region = |vpc: &Vpc| vpc.region.clone().or_else(|| self.design.region.clone());
        if region(here) != region(there) {
            traveller.lose_references();
        }
        let latest = traveller.memory.last().and_then(|memory| memory.waits.clone());
        if let Some(Spot::Holder(nat)) = latest.filter(|_| !traveller.is_reply)
            && nat.role == Role::Nat
            && nat.may_have(self, source)
        {
            traveller.finds = Some(nat);
        }
        self.enter_vpc(&there.id, traveller, None)
    }

    /// Through a NAT gateway, which takes some port: one of those that filters tell apart.
    pub(super) fn by_nat(&self, nat: Holder, from: &Stretch, mut traveller: Traveller) -> Ends {
        if nat.subnet != from.id || nat.vpc != from.vpc {
            let passed = self.at(&mut traveller, NodeKind::Vpc, nat.vpc.as_str())
                && self.acl(&nat.vpc, &nat.subnet, &mut traveller, true);
            if !passed {
                return Vec::new();
            }
        }
        let is_again = traveller.memory.iter().any(|memory| memory.resumes == Resumes::Holder(nat.clone()));
        let carried = [1, 6, 17].contains(&traveller.packet.protocol) && traveller.packet.family() == Family::V4;
        if traveller.is_reply || is_again || !carried || !self.at(&mut traveller, nat.node.kind, &nat.node.name) {
            self.flaw(traveller.step, || format!("{} does not carry {}", nat.node, traveller.packet));
            return Vec::new();
        }
        let Some(own) = nat.first_address(self, Family::V4) else { return Vec::new() };
        let memory = Memory {
            waits: Some(Spot::Holder(nat.clone())),
            resumes: Resumes::Holder(nat.clone()),
            before: traveller.packet,
        };
        traveller.memory.push(memory);
        traveller.packet = with(traveller.packet, own, traveller.packet.destination);
        traveller.sender = None;
        traveller.client = Some(nat.node.clone());
        traveller.lose_references();
        self.each_port(&traveller).into_iter().flat_map(|one| self.leave(&nat, one)).collect()
    }

    /// A traveller from each source port that network ACLs of the design tell apart.
    pub(super) fn each_port(&self, traveller: &Traveller) -> Vec<Traveller> {
        let mut ports = std::collections::BTreeSet::from([1_024, 32_768, 49_152, 65_535]);
        for acl in self.design.vpcs.values().flat_map(|vpc| vpc.network_acls.iter().flatten()) {
            for (first, last) in acl.1.inbound.iter().chain(&acl.1.outbound).flat_map(|entry| entry.ports.ranges()) {
                ports.extend([*first, *last, first.saturating_sub(1), last.saturating_add(1)]);
            }
        }
        let own = ports.into_iter().filter(|port| *port >= 1_024);
        let from = |port| Traveller {
            packet: crate::network::packet::Packet { source_port: port, ..traveller.packet },
            ..traveller.clone()
        };
        own.map(from).collect()
    }

    /// Inside a VPC, to the subnet that holds the destination. `from` is the subnet it comes from, if from one.
    pub(super) fn enter_vpc(&self, vpc: &VpcId, mut traveller: Traveller, from: Option<&SubnetId>) -> Ends {
        let Some(there) = self.subnet_with(vpc, traveller.packet.destination) else {
            self.flaw(traveller.step, || format!("no subnet of VPC `{vpc}` holds {}", traveller.packet.destination));
            return Vec::new();
        };
        let passed = self.at(&mut traveller, NodeKind::Vpc, vpc.as_str())
            && (from == Some(&there.id) || self.acl(vpc, &there.id, &mut traveller, true))
            && self.at(&mut traveller, NodeKind::Subnet, there.full_id());
        if passed { self.in_subnet(&there, traveller) } else { Vec::new() }
    }

    /// Inside a subnet, to whoever has the destination.
    pub(super) fn in_subnet(&self, here: &Stretch, traveller: Traveller) -> Ends {
        let to = traveller.packet.destination;
        if traveller.is_reply {
            let spot = match self.awaited(&traveller) {
                Some(Spot::Holder(holder)) if holder.vpc == here.vpc && holder.subnet == here.id => {
                    holder.may_have(self, to).then_some(Spot::Holder(holder))
                }
                Some(Spot::Subnet(vpc, subnet)) if vpc == here.vpc && subnet == here.id => {
                    Some(Spot::Subnet(vpc, subnet))
                }
                _ => None,
            };
            let Some(spot) = spot else {
                self.flaw(traveller.step, || format!("nobody in {} waits for the reply", here.full_id()));
                return Vec::new();
            };
            return self.reply_is_at(&spot, traveller);
        }
        let members = self.holders_in(&here.vpc, &here.id);
        let known: Vec<&Holder> = members.iter().filter(|one| one.has(to)).collect();
        if !known.is_empty() {
            return known.into_iter().flat_map(|one| self.accept(one, traveller.clone())).collect();
        }
        if !here.gives(to) {
            return Vec::new();
        }
        let unplaced = members.iter().filter(|one| one.addresses.is_empty());
        let mut ends: Ends = unplaced.flat_map(|one| self.accept(one, traveller.clone())).collect();
        let mut unnamed = traveller;
        if self.is_let_out_to(None, &mut unnamed) {
            ends.push((Spot::Subnet(here.vpc.clone(), here.id.clone()), unnamed));
        }
        ends
    }

    /// At a network interface that has the destination.
    fn accept(&self, holder: &Holder, mut traveller: Traveller) -> Ends {
        let let_in = self.is_let_out_to(holder.groups.as_ref(), &mut traveller)
            && self.groups_in(holder.groups.as_ref(), &holder.node, &mut traveller)
            && self.at(&mut traveller, holder.node.kind, &holder.node.name);
        if !let_in {
            return Vec::new();
        }
        match &holder.role {
            Role::Workload(_) => vec![(Spot::Holder(holder.clone()), traveller)],
            Role::Nat => Vec::new(),
            Role::Balancer(id) => self.by_balancer(id, holder, traveller),
            Role::Endpoint(link) => self.by_endpoint(link, holder, traveller),
        }
    }
}
