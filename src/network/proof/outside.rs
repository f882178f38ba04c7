//! Over the edges of a VPC: internet gateways, egress-only internet gateways, and sites behind virtual private gateways.

use std::net::{IpAddr, Ipv4Addr};

use super::follow::holds;
use super::leg::{Ends, Leg, Spot, Traveller};
use super::{is_public, with};
use crate::cidr::Family;
use crate::design::{BlockPublicAccess, Gateway, LinkKind, Target, Vpc};
use crate::ids::{FirewallEndpointId, LinkId, SiteId, SubnetId, VpcId};
use crate::network::fabric::NodeKind;

/// A public address that stands for one that the design does not tell.
const SOME_PUBLIC: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 77));

impl Leg<'_> {
    /// Out by an internet gateway.
    pub(super) fn by_internet_gateway(&self, vpc: &Vpc, mut traveller: Traveller) -> Ends {
        let packet = traveller.packet;
        if !self.at(&mut traveller, NodeKind::Vpc, vpc.id.as_str()) {
            return Vec::new();
        }
        let by_nat = traveller.client.as_ref().is_some_and(|client| client.kind == NodeKind::NatGateway);
        if self.is_blocked(vpc, by_nat, &traveller) {
            return Vec::new();
        }
        if vpc.gateways.internet == Some(false) || !is_public(packet.destination) || !holds(vpc, packet.source) {
            self.flaw(traveller.step, || format!("the internet gateway of `{}` does not carry {packet}", vpc.id));
            return Vec::new();
        }
        traveller.lose_references();
        if packet.family() == Family::V4 {
            let Some(public) = self.public_of(&vpc.id, &traveller) else {
                self.flaw(traveller.step, || format!("{} has no public address", packet.source));
                return Vec::new();
            };
            traveller.assumed = (public == SOME_PUBLIC).then_some((packet.source, public)).or(traveller.assumed);
            traveller.packet = with(packet, public, packet.destination);
        }
        if !self.at(&mut traveller, NodeKind::InternetGateway, vpc.id.as_str()) {
            return Vec::new();
        }
        self.beyond(traveller)
    }

    /// Whether VPC Block Public Access may stop a packet at the edge of a VPC, where `exempt` passes what stops no more than
    /// what comes in.
    fn is_blocked(&self, vpc: &Vpc, exempt: bool, traveller: &Traveller) -> bool {
        let blocked = match vpc.controls.block {
            None | Some(BlockPublicAccess::Off) => false,
            Some(BlockPublicAccess::Ingress) => !exempt,
            Some(BlockPublicAccess::Bidirectional) => true,
        };
        if blocked {
            self.flaw(traveller.step, || format!("VPC Block Public Access may stop it at the edge of `{}`", vpc.id));
        }
        blocked && !traveller.tolerant
    }

    /// The public address of the one who has the source.
    fn public_of(&self, vpc: &VpcId, traveller: &Traveller) -> Option<IpAddr> {
        let source = traveller.packet.source;
        let all = self.all_holders().into_iter().filter(|one| one.vpc == *vpc);
        let own: Vec<_> = all.filter(|one| one.may_have(self, source)).collect();
        let told = own.iter().flat_map(|one| &one.addresses).find(|(private, _)| *private == source);
        if let Some((_, Some(public))) = told {
            return Some(*public);
        }
        let sender = own.iter().find(|one| Some(&one.node) == traveller.client.as_ref());
        let untold = match sender {
            Some(sender) => sender.public || (sender.perhaps && traveller.tolerant),
            None => self.subnet_with(vpc, source).is_some_and(|subnet| subnet.public == Some(true)),
        };
        let assumed = traveller.assumed.filter(|(private, _)| *private == source).map(|(_, public)| public);
        untold.then(|| assumed.unwrap_or(SOME_PUBLIC))
    }

    /// Past an internet gateway.
    fn beyond(&self, mut traveller: Traveller) -> Ends {
        let to = traveller.packet.destination;
        if self.is_known_outside(to) {
            return self.enter_from_internet(traveller);
        }
        if !self.at(&mut traveller, NodeKind::Internet, "internet") {
            return Vec::new();
        }
        if traveller.is_reply {
            self.reply_is_at(&Spot::Internet, traveller)
        } else {
            vec![(Spot::Internet, traveller)]
        }
    }

    /// Whether somebody in the design is known to have a public address.
    fn is_known_outside(&self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(_) => {
                self.all_holders().iter().flat_map(|one| &one.addresses).any(|(_, own)| *own == Some(address))
            }
            IpAddr::V6(_) => self.design.vpcs.values().any(|vpc| holds(vpc, address)),
        }
    }

    /// From the internet to whoever has the destination.
    pub(super) fn enter_from_internet(&self, traveller: Traveller) -> Ends {
        let to = traveller.packet.destination;
        let mut ends = Vec::new();
        let mut enter = |vpc: &VpcId, private: IpAddr, traveller: &Traveller| {
            let open = self.design.vpc(vpc).is_some_and(|vpc| match to {
                IpAddr::V4(_) => vpc.gateways.internet != Some(false),
                IpAddr::V6(_) => {
                    let out_only = traveller.is_reply && vpc.gateways.egress_only_internet == Some(true);
                    vpc.gateways.internet == Some(true) || out_only
                }
            });
            let mut inside = traveller.clone();
            inside.packet = with(inside.packet, inside.packet.source, private);
            inside.lose_references();
            let kept_out = self.design.vpc(vpc).is_some_and(|vpc| self.is_blocked(vpc, inside.is_reply, &inside));
            if open && !kept_out && self.at(&mut inside, NodeKind::InternetGateway, vpc.as_str()) {
                ends.extend(self.enter_by(Gateway::Internet, vpc, inside));
            }
        };
        if to.is_ipv6() {
            for vpc in self.design.vpcs.values().filter(|vpc| holds(vpc, to)) {
                enter(&vpc.id, to, &traveller);
            }
            return ends;
        }
        let mut known = false;
        for holder in self.all_holders() {
            for (private, _) in holder.addresses.iter().filter(|(_, own)| *own == Some(to)) {
                known = true;
                enter(&holder.vpc, *private, &traveller);
            }
        }
        if known {
            return ends;
        }
        if let Some((private, _)) = traveller.assumed.filter(|(_, public)| *public == to && traveller.is_reply) {
            for vpc in self.design.vpcs.values().filter(|vpc| holds(vpc, private)) {
                enter(&vpc.id, private, &traveller);
            }
            return ends;
        }
        // Somebody whose public address is not told may have this one.
        for holder in self.all_holders().into_iter().filter(|one| one.public || (one.perhaps && traveller.tolerant)) {
            if let Some(private) = holder.first_address(self, Family::V4) {
                let mut guess = traveller.clone();
                guess.assumed = Some((private, to));
                enter(&holder.vpc, private, &guess);
            }
        }
        ends
    }

    /// Out by an egress-only internet gateway.
    pub(super) fn by_egress_only(&self, vpc: &Vpc, mut traveller: Traveller) -> Ends {
        let packet = traveller.packet;
        let carried = packet.family() == Family::V6 && !traveller.is_reply;
        let passed = self.at(&mut traveller, NodeKind::Vpc, vpc.id.as_str())
            && self.at(&mut traveller, NodeKind::EgressOnlyInternetGateway, vpc.id.as_str())
            && self.at(&mut traveller, NodeKind::Internet, "internet");
        if !passed || !carried || !is_public(packet.destination) || !holds(vpc, packet.source) {
            return Vec::new();
        }
        if self.is_blocked(vpc, true, &traveller) {
            return Vec::new();
        }
        traveller.lose_references();
        vec![(Spot::Internet, traveller)]
    }

    /// To the sites behind a virtual private gateway, or over one link of it.
    pub(super) fn to_sites(&self, vpc: &Vpc, only: Option<&LinkId>, mut traveller: Traveller) -> Ends {
        let packet = traveller.packet;
        let passed = self.at(&mut traveller, NodeKind::Vpc, vpc.id.as_str())
            && self.at(&mut traveller, NodeKind::VirtualPrivateGateway, vpc.id.as_str());
        if !passed || packet.family() == Family::V6 || !holds(vpc, packet.source) {
            return Vec::new();
        }
        traveller.lose_references();
        let mut ends = Vec::new();
        for (id, site) in self.links_of(&vpc.id).into_iter().filter(|(id, _)| only.is_none_or(|only| only == id)) {
            ends.extend(self.arrive_at_site(&id, &site, traveller.clone()));
        }
        ends
    }

    /// At a site, over a link, if it holds the destination.
    pub(super) fn arrive_at_site(&self, link: &LinkId, site: &SiteId, mut traveller: Traveller) -> Ends {
        let to = traveller.packet.destination;
        let holding = self.design.site(site).filter(|site| site.cidrs.iter().any(|block| block.contains_address(to)));
        let passed = holding.is_some()
            && self.at(&mut traveller, NodeKind::Hybrid, link.as_str())
            && self.at(&mut traveller, NodeKind::Site, site.as_str());
        if !passed {
            return Vec::new();
        }
        let spot = Spot::Site(site.clone());
        if traveller.is_reply { self.reply_is_at(&spot, traveller) } else { vec![(spot, traveller)] }
    }

    /// The links that end on the virtual private gateway of a VPC, with their sites.
    fn links_of(&self, vpc: &VpcId) -> Vec<(LinkId, SiteId)> {
        let links = self.design.links.iter().filter_map(|(id, link)| match &link.kind {
            LinkKind::DirectConnect(one) => one.vpcs.contains(vpc).then(|| (id.clone(), one.site.clone())),
            LinkKind::SiteToSiteVpn(one) => (one.vpc.as_ref() == Some(vpc)).then(|| (id.clone(), one.site.clone())),
            _ => None,
        });
        links.collect()
    }

    /// Whether a site hears over a link of an address of a VPC or of a transit gateway.
    pub(super) fn hears(&self, link: &LinkId, whose: &str, to: IpAddr) -> bool {
        let Some(LinkKind::DirectConnect(connection)) = self.design.link(link).map(|link| &link.kind) else {
            return true;
        };
        if !connection.allowed_prefixes.contains_key(whose) {
            return true;
        }
        let heard = connection.heard(self.design, whose);
        heard.is_some_and(|blocks| blocks.iter().any(|block| block.contains_address(to)))
    }

    /// Into a VPC by a gateway. Past a firewall or an appliance on the way nothing is certain.
    fn enter_by(&self, gateway: Gateway, vpc: &VpcId, inside: Traveller) -> Ends {
        let table = self.design.vpc(vpc).and_then(|vpc| vpc.gateway_route_table(gateway));
        let to = inside.packet.destination;
        let routes = table.into_iter().flat_map(|table| &table.routes).filter(|route| route.to.contains_address(to));
        // A route for the whole VPC stands in the place of the local one, and a longer one wins.
        let won = routes.max_by_key(|route| route.to.prefix_len()).map(|route| &route.via);
        if let (Some(Target::FirewallEndpoint(id)), Some(vpc), true) = (won, self.design.vpc(vpc), inside.tolerant) {
            return self.past_firewall(vpc, id, None, inside);
        }
        if won.is_some_and(|via| *via != Target::Local) {
            self.flaw(inside.step, || format!("the route table of {gateway:?} of `{vpc}` leads {to} elsewhere"));
            return Vec::new();
        }
        self.enter_vpc(vpc, inside, None)
    }

    /// Past a firewall, as if it let everything through: on from the subnet of its endpoint.
    pub(super) fn past_firewall(
        &self,
        vpc: &Vpc,
        id: &FirewallEndpointId,
        from: Option<&SubnetId>,
        mut traveller: Traveller,
    ) -> Ends {
        let Some(subnet) = vpc.firewall_endpoint(id).and_then(|endpoint| endpoint.subnet.as_ref()) else {
            return Vec::new();
        };
        traveller.lose_references();
        let passed = (from == Some(subnet) || self.acl(&vpc.id, subnet, &mut traveller, true))
            && self.at(&mut traveller, NodeKind::FirewallEndpoint, format!("{}/{id}", vpc.id));
        if passed { self.leave_subnet(&vpc.id, subnet, traveller) } else { Vec::new() }
    }

    /// From a site, by every link of it.
    pub(super) fn leave_site(&self, site: &SiteId, mut traveller: Traveller) -> Ends {
        if !self.at(&mut traveller, NodeKind::Site, site.as_str()) {
            return Vec::new();
        }
        traveller.lose_references();
        let mut ends = Vec::new();
        for vpc in self.design.vpcs.values().filter(|vpc| holds(vpc, traveller.packet.destination)) {
            for (link, _) in self.links_of(&vpc.id).into_iter().filter(|(_, one)| one == site) {
                if !self.hears(&link, vpc.id.as_str(), traveller.packet.destination) {
                    continue;
                }
                let mut inside = traveller.clone();
                let passed = self.at(&mut inside, NodeKind::Hybrid, link.as_str())
                    && self.at(&mut inside, NodeKind::VirtualPrivateGateway, vpc.id.as_str());
                if passed {
                    ends.extend(self.enter_by(Gateway::VirtualPrivate, &vpc.id, inside));
                }
            }
        }
        ends.extend(self.site_into_hubs(site, &traveller));
        ends
    }
}
