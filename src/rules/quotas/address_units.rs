//! Network address units: what a VPC, and a VPC with its peers in the Region, put on AWS's routing, counted from what
//! the design shows. More may be in use than a design says, so a number is the least there can be.

use std::collections::BTreeMap;

use super::count::{Of, Quota};
use super::counts::Counts;
use crate::cidr::space::usable_addresses;
use crate::design::{Endpoint, LinkKind, LoadBalancerKind, Vpc};
use crate::facts::{Facts, LimitId};
use crate::ids::VpcId;
use crate::rules::privatelink::most_that_can_be_free;

static OF_VPC: Quota = Quota { limit: LimitId::QuotaNauVpc, what: "network address units in use at least" };
static OF_PEERS: Quota = Quota {
    limit: LimitId::QuotaNauPeered,
    what: "network address units in use at least, with its peers in the Region,",
};

impl<'d> Counts<'d> {
    /// Counts the units of each VPC, and of each with its peers.
    pub(super) fn address_units(&mut self, facts: &Facts) {
        let design = self.design;
        let units = units(self, facts);
        let of = |vpc: &VpcId| units.get(vpc).copied().unwrap_or(0);
        let mut peers: BTreeMap<&VpcId, (usize, usize)> = BTreeMap::new();
        for link in design.links.values() {
            let LinkKind::VpcPeering(peering) = &link.kind else { continue };
            let (one, other) = &peering.between;
            let region = |vpc: &VpcId| design.vpc(vpc).and_then(|vpc| vpc.region.as_ref());
            // Peers in other Regions do not count.
            if region(one).is_none() || region(one) != region(other) {
                continue;
            }
            for (vpc, peer) in [(one, other), (other, one)] {
                let (number, sum) = peers.entry(vpc).or_default();
                *number = number.saturating_add(1);
                *sum = sum.saturating_add(of(peer));
            }
        }
        for vpc in design.vpcs.values() {
            self.add(&OF_VPC, of(&vpc.id), Of::Vpc(vpc, None));
            if let Some((number, sum)) = peers.get(&vpc.id) {
                self.add_with_vpcs(&OF_PEERS, [*number, *sum, of(&vpc.id)], Of::Vpc(vpc, None));
            }
        }
    }
}

/// The least units of each VPC.
fn units<'d>(counts: &Counts<'d>, facts: &Facts) -> BTreeMap<&'d VpcId, usize> {
    let design = counts.design;
    let weight = |limit| usize::try_from(facts.limit(limit)).unwrap_or(usize::MAX);
    let (address, unit) = (weight(LimitId::NauWeightAddress), weight(LimitId::NauWeightNetworkUnit));
    let mut units: BTreeMap<&VpcId, usize> =
        design.vpcs.values().map(|vpc| (&vpc.id, addresses(vpc).saturating_mul(address))).collect();
    // The addresses of such a thing are among those in use already: only what it weighs beyond them is added.
    let mut add = |vpc: &VpcId, number: usize, addresses: usize| {
        let beyond = number.saturating_mul(unit).saturating_sub(addresses.saturating_mul(address));
        if let Some(sum) = units.get_mut(vpc) {
            *sum = sum.saturating_add(beyond);
        }
    };
    for vpc in design.vpcs.values() {
        let gateways = vpc.gateways.nat.as_ref().map_or(0, |all| all.values().filter(|one| !one.regional).count());
        add(&vpc.id, gateways, gateways);
        let endpoints = vpc.firewall_endpoints.as_ref().map_or(0, BTreeMap::len);
        add(&vpc.id, endpoints, endpoints);
    }
    for balancer in design.load_balancers.values().filter(|one| one.kind != LoadBalancerKind::Application) {
        add(&balancer.vpc, balancer.subnets.len(), balancer.subnets.len());
    }
    for link in design.links.values() {
        let endpoints: Option<&BTreeMap<VpcId, Endpoint>> = match &link.kind {
            LinkKind::PrivatelinkService(service) => Some(&service.endpoints),
            LinkKind::PrivatelinkResource(resource) => Some(&resource.endpoints),
            LinkKind::ServiceNetwork(network) => Some(&network.endpoints),
            LinkKind::InterfaceEndpoint(endpoint) => Some(&endpoint.endpoints),
            _ => None,
        };
        for (vpc, endpoint) in endpoints.into_iter().flatten() {
            add(vpc, endpoint.subnets.len(), endpoint.subnets.len());
        }
        if let LinkKind::TransitGateway(gateway) = &link.kind {
            gateway.vpcs.iter().for_each(|(vpc, attachment)| add(vpc, 1, attachment.subnets.len()));
        }
    }
    units
}

/// How many IPv4 addresses of a VPC are in use at least.
fn addresses(vpc: &Vpc) -> usize {
    let used = vpc.subnets.values().filter_map(|subnet| {
        let block = subnet.ipv4?;
        let free = most_that_can_be_free(block, &subnet.occupancy);
        usize::try_from(usable_addresses(block).saturating_sub(free)).ok()
    });
    used.fold(0, usize::saturating_add)
}
