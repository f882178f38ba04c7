//! What the design has, counted against AWS's quotas: one table for the three rules of this band.
//!
//! VPCs per Region, transit gateways per account and the like are not here: a design seldom shows all that an
//! account holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::cidr::Family;
use crate::design::{
    Application, CloudWan, Design, DirectConnect, Home, Link, LinkKind, NatGateway, NetworkAcl, Origin, PrefixList,
    Route, RouteTable, SecurityGroup, ServiceNetwork, SiteToSiteVpn, TransitGateway, Vpc,
};
use crate::facts::{Adjustable, FactId, Facts, LimitId};
use crate::finding::{Finding, Kind, Locus, Place};
use crate::ids::VpcId;
use crate::rules::Rule;
use crate::rules::transit_gateway::lookup::{blocks_of, domains};
use crate::why::Derivation;

/// A quota, with what it counts.
#[derive(Debug)]
pub(super) struct Quota {
    /// The fact that gives its default and its maximum.
    pub limit: LimitId,
    /// What is counted, in the plural.
    pub what: &'static str,
}

static IPV4_BLOCKS: Quota = Quota { limit: LimitId::VpcCidrMax, what: "IPv4 blocks" };
static IPV6_BLOCKS: Quota = Quota { limit: LimitId::VpcIpv6Count, what: "IPv6 blocks" };
static SUBNETS: Quota = Quota { limit: LimitId::QuotaSubnetsPerVpc, what: "subnets" };
static ROUTE_TABLES: Quota = Quota { limit: LimitId::QuotaRouteTablesPerVpc, what: "route tables" };
static IPV4_ROUTES: Quota = Quota { limit: LimitId::QuotaRoutesPerRt, what: "IPv4 routes, local ones included" };
static IPV6_ROUTES: Quota = Quota { limit: LimitId::QuotaRoutesPerRt, what: "IPv6 routes, local ones included" };
static PEERINGS: Quota = Quota { limit: LimitId::PeerQuotaActive, what: "peering connections" };
static GATEWAYS_OF_VPC: Quota = Quota { limit: LimitId::TgwPerVpc, what: "transit gateways" };
static ATTACHMENTS: Quota = Quota { limit: LimitId::TgwAttachments, what: "attachments" };
static GATEWAY_TABLES: Quota = Quota { limit: LimitId::TgwRouteTables, what: "route tables" };
static GATEWAY_ROUTES: Quota = Quota { limit: LimitId::TgwRoutesTotal, what: "routes in all its route tables" };
static INTERFACE_ENDPOINTS: Quota = Quota { limit: LimitId::PlQuotaVpc, what: "interface endpoints" };
static RESOURCE_ENDPOINTS: Quota = Quota { limit: LimitId::PlQuotaResource, what: "resource endpoints" };
static NETWORK_ENDPOINTS: Quota = Quota { limit: LimitId::PlQuotaSn, what: "service-network endpoints" };
static ASSOCIATIONS: Quota = Quota { limit: LimitId::VlqVpcPerSn, what: "VPC associations" };
static SERVICES: Quota = Quota { limit: LimitId::VlqSvcPerSn, what: "services" };
static RESOURCES: Quota = Quota { limit: LimitId::VlqRcSn, what: "resource configurations" };
static ENDPOINTS_OF_NETWORK: Quota = Quota { limit: LimitId::VlqSnePerSn, what: "endpoints" };
static VPN_CONNECTIONS: Quota =
    Quota { limit: LimitId::VpnConnectionsPerVgw, what: "VPN connections on its virtual private gateway" };
static VPN_ROUTES: Quota = Quota { limit: LimitId::VpnRoutesInVgw, what: "blocks of its site to announce" };
static PRIVATE_GATEWAYS: Quota = Quota { limit: LimitId::DxgwVgw, what: "virtual private gateways" };
static IPV4_PREFIXES: Quota = Quota { limit: LimitId::DxPrefixIn, what: "IPv4 blocks of its site to announce" };
static IPV6_PREFIXES: Quota = Quota { limit: LimitId::DxPrefixIn, what: "IPv6 blocks of its site to announce" };
static GATEWAY_ENDPOINTS: Quota = Quota { limit: LimitId::PlQuotaGatewayPerVpc, what: "gateway endpoints" };
static CORE_NETWORKS_OF_VPC: Quota =
    Quota { limit: LimitId::CwanAttachmentsPerVpc, what: "attachments to core networks" };
static CORE_ATTACHMENTS: Quota = Quota { limit: LimitId::CwanAttachments, what: "attachments" };
static PROPAGATED_ROUTES: Quota = Quota { limit: LimitId::QuotaPropagatedPerRt, what: "propagated routes" };
static GATEWAY_PEERINGS: Quota = Quota { limit: LimitId::TgwPeeringAttachments, what: "peering attachments" };
static CORE_SEGMENTS: Quota = Quota { limit: LimitId::CwanSegments, what: "segments" };

/// Every fact the table rests on.
pub(super) static FACTS: &[FactId] = &[
    FactId::VpcCidrMax,
    FactId::VpcIpv6Count,
    FactId::QuotaSubnetsPerVpc,
    FactId::QuotaRouteTablesPerVpc,
    FactId::QuotaRoutesPerRt,
    FactId::PeerQuotaActive,
    FactId::TgwPerVpc,
    FactId::TgwAttachments,
    FactId::TgwRouteTables,
    FactId::TgwRoutesTotal,
    FactId::PlQuotaVpc,
    FactId::PlQuotaResource,
    FactId::PlQuotaSn,
    FactId::VlqVpcPerSn,
    FactId::VlqSvcPerSn,
    FactId::VlqRcSn,
    FactId::VlqSnePerSn,
    FactId::VpnConnectionsPerVgw,
    FactId::VpnRoutesInVgw,
    FactId::DxgwVgw,
    FactId::DxPrefixIn,
    FactId::PlQuotaGatewayPerVpc,
    FactId::CwanAttachmentsPerVpc,
    FactId::CwanAttachments,
    FactId::CwanSegments,
    FactId::QuotaPropagatedPerRt,
    FactId::TgwPeeringAttachments,
    FactId::QuotaNaclsPerVpc,
    FactId::QuotaNaclRules,
    FactId::QuotaSgRules,
    FactId::QuotaSgPerEni,
    FactId::QuotaNatEips,
    FactId::QuotaPrefixListEntries,
    FactId::VlqListeners,
    FactId::VlqRules,
    FactId::VlqTgSvc,
    FactId::VlqTargets,
    FactId::VlqSgAssoc,
    FactId::QuotaNauVpc,
    FactId::QuotaNauPeered,
    FactId::NauWeightAddress,
    FactId::NauWeightNetworkUnit,
    FactId::NauScope,
    FactId::QuotaNatPerAz,
    FactId::QuotaNatPrivateIps,
    FactId::QuotaNatRegionalPerVpc,
];

/// Whose things were counted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Of<'d> {
    Vpc(&'d Vpc, Option<&'static str>),
    Table(&'d RouteTable),
    Link(&'d Link, Option<&'static str>),
    Acl(&'d NetworkAcl, &'static str),
    Group(&'d SecurityGroup, &'static str),
    Application(&'d Application),
    Nat(&'d NatGateway),
    List(&'d PrefixList),
    Service(&'d Link, &'d str),
    Part(&'d Link, &'d str, &'d Place),
}

/// One count. Names and places are made only for those that are told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count<'d> {
    /// The quota it counts against.
    pub quota: &'static Quota,
    /// How many there are.
    pub number: u64,
    /// Which part of them comes with VPCs, where the number grows with their number.
    grows: Option<Grows>,
    of: Of<'d>,
}

/// How a count grows with VPCs.
#[derive(Debug, Clone, Copy)]
struct Grows {
    /// How many VPCs there are.
    vpcs: u64,
    /// How many of the things counted come with them.
    with_them: u64,
}

impl Count<'_> {
    /// How many AWS allows without being asked.
    pub(super) fn default(&self, facts: &Facts) -> u64 {
        facts.limit(self.quota.limit)
    }

    /// How many AWS ever allows; `None` where it raises the quota and names no end.
    pub(super) fn ceiling(&self, facts: &Facts) -> Option<u64> {
        facts.maximum(self.quota.limit)
    }

    /// Whether AWS never raises the quota.
    pub(super) fn is_fixed(&self, facts: &Facts) -> bool {
        facts.fact(self.quota.limit.fact()).adjustable == Some(Adjustable::No)
    }

    /// With how many VPCs there are more than `allowed`, if each brings as many as those there are do on average; and
    /// how many there are.
    fn breaks_at(&self, allowed: u64) -> Option<(u64, u64)> {
        let Grows { vpcs, with_them } = self.grows.filter(|grows| grows.vpcs > 0 && grows.with_them > 0)?;
        let left = allowed.checked_sub(self.number.saturating_sub(with_them))?;
        let enough = u128::from(left).saturating_mul(u128::from(vpcs)).checked_div(u128::from(with_them))?;
        Some((u64::try_from(enough).ok()?.checked_add(1)?, vpcs))
    }

    /// The end of a message: with how many VPCs a quota breaks, where it is a matter of their number.
    pub(super) fn in_vpcs(&self, allowed: u64) -> String {
        self.breaks_at(allowed)
            .map_or_else(String::new, |(breaks, now)| format!("; it breaks at {breaks} VPCs, and here are {now}"))
    }

    /// Whose things these are, in words.
    pub(super) fn owner(&self) -> String {
        match self.of {
            Of::Vpc(vpc, _) => format!("VPC `{}`", vpc.id),
            Of::Table(table) => format!("route table `{}/{}`", table.vpc, table.id),
            Of::Acl(acl, _) => format!("network ACL `{}`", acl.full_id()),
            Of::Group(group, _) => format!("security group `{}`", group.full_id()),
            Of::Application(application) => format!("application `{}`", application.id),
            Of::Nat(gateway) => format!("NAT gateway `{}/{}`", gateway.vpc, gateway.id),
            Of::List(list) => format!("prefix list `{}`", list.id),
            Of::Service(link, name) | Of::Part(link, name, _) => format!("service `{name}` of `{}`", link.id),
            Of::Link(link, _) => match &link.kind {
                LinkKind::TransitGateway(_) => format!("transit gateway `{}`", link.id),
                LinkKind::ServiceNetwork(_) => format!("service network `{}`", link.id),
                _ => format!("link `{}`", link.id),
            },
        }
    }

    /// A finding about this count, resting on its own quota alone.
    pub(super) fn finding(&self, rule: &Rule, message: String) -> Finding {
        let at = match self.of {
            Of::Vpc(vpc, Some(field)) => vpc.locus().field(field),
            Of::Vpc(vpc, None) => vpc.locus(),
            Of::Table(table) => {
                Locus::new(Kind::RouteTable, format!("{}/{}", table.vpc, table.id), table.place.clone()).field("routes")
            }
            Of::Acl(acl, field) => acl.locus().field(field),
            Of::Group(group, field) => group.locus().field(field),
            Of::Application(application) => application.locus().field("security_groups"),
            Of::Nat(gateway) => gateway.locus().field("public_addresses"),
            Of::List(list) => list.locus(),
            Of::Service(link, name) => link.part(&["services", name]),
            Of::Part(link, _, place) => link.at(place),
            Of::Link(link, Some(field)) => link.part(&[field]),
            Of::Link(link, None) => link.locus(),
        };
        let mut finding = rule.finding(at, message);
        finding.why = Derivation::from_facts([self.quota.limit.fact()]);
        finding
    }
}

/// Counts everything the table has a quota for, in a fixed order.
///
/// Complexity: linear in VPCs, routes, links and what links hold.
pub(super) fn counts<'d>(design: &'d Design, facts: &Facts) -> Vec<Count<'d>> {
    let mut counts = Counts { design, list: Vec::new() };
    for vpc in design.vpcs.values() {
        counts.vpc(vpc);
    }
    counts.links_of_vpcs();
    counts.inside();
    counts.address_units(facts);
    for link in design.links.values() {
        match &link.kind {
            LinkKind::TransitGateway(gateway) => counts.transit_gateway(link, gateway),
            LinkKind::ServiceNetwork(network) => counts.service_network(link, network),
            LinkKind::DirectConnect(connection) => counts.direct_connect(link, connection),
            LinkKind::SiteToSiteVpn(vpn) => counts.site_to_site_vpn(link, vpn),
            LinkKind::CloudWan(wan) => counts.cloud_wan(link, wan),
            _ => {}
        }
    }
    counts.list
}

pub(super) fn whole(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

pub(super) struct Counts<'d> {
    pub(super) design: &'d Design,
    list: Vec<Count<'d>>,
}

impl<'d> Counts<'d> {
    pub(super) fn add(&mut self, quota: &'static Quota, number: usize, of: Of<'d>) {
        self.push(quota, number, None, of);
    }

    /// Adds a count of which `with_them` come with so many VPCs, and the others do not.
    pub(super) fn add_with_vpcs(&mut self, quota: &'static Quota, [vpcs, with_them, others]: [usize; 3], of: Of<'d>) {
        let grows = Grows { vpcs: whole(vpcs), with_them: whole(with_them) };
        self.push(quota, with_them.saturating_add(others), Some(grows), of);
    }

    fn push(&mut self, quota: &'static Quota, number: usize, grows: Option<Grows>, of: Of<'d>) {
        if number > 0 {
            self.list.push(Count { quota, number: whole(number), grows, of });
        }
    }

    fn vpc(&mut self, vpc: &'d Vpc) {
        let blocks = |family| vpc.blocks(family).count();
        self.add(&IPV4_BLOCKS, blocks(Family::V4), Of::Vpc(vpc, Some("cidrs")));
        self.add(&IPV6_BLOCKS, blocks(Family::V6), Of::Vpc(vpc, Some("cidrs")));
        self.add(&SUBNETS, vpc.subnets.len(), Of::Vpc(vpc, Some("subnets")));
        let Some(tables) = &vpc.route_tables else { return };
        self.add(&ROUTE_TABLES, tables.len(), Of::Vpc(vpc, Some("route_tables")));
        for table in tables.values() {
            for (quota, family) in [(&IPV4_ROUTES, Family::V4), (&IPV6_ROUTES, Family::V6)] {
                // Each block of the VPC is a local route in every table; propagated routes have a quota of their own.
                let counted = |route: &&Route| route.to.family() == family && route.origin != Origin::Propagated;
                let routes = table.routes.iter().filter(counted).count();
                self.add(quota, routes.saturating_add(blocks(family)), Of::Table(table));
            }
            let propagated = table.routes.iter().filter(|route| route.origin == Origin::Propagated).count();
            self.add(&PROPAGATED_ROUTES, propagated, Of::Table(table));
        }
    }

    /// What links put into VPCs, counted per VPC over all links.
    fn links_of_vpcs(&mut self) {
        let mut of_vpc: BTreeMap<&VpcId, [usize; 8]> = BTreeMap::new();
        let mut count = |vpc: &'d VpcId, what: usize| {
            if let Some(number) = of_vpc.entry(vpc).or_default().get_mut(what) {
                *number = number.saturating_add(1);
            }
        };
        for link in self.design.links.values() {
            match &link.kind {
                LinkKind::VpcPeering(peering) => {
                    count(&peering.between.0, 0);
                    count(&peering.between.1, 0);
                }
                LinkKind::TransitGateway(gateway) => gateway.vpcs.keys().for_each(|vpc| count(vpc, 1)),
                LinkKind::PrivatelinkService(service) => service.endpoints.keys().for_each(|vpc| count(vpc, 2)),
                LinkKind::PrivatelinkResource(resource) => resource.endpoints.keys().for_each(|vpc| count(vpc, 3)),
                LinkKind::ServiceNetwork(network) => network.endpoints.keys().for_each(|vpc| count(vpc, 4)),
                LinkKind::SiteToSiteVpn(vpn) => vpn.vpc.iter().for_each(|vpc| count(vpc, 5)),
                LinkKind::InterfaceEndpoint(endpoint) => endpoint.endpoints.keys().for_each(|vpc| count(vpc, 2)),
                LinkKind::GatewayEndpoint(endpoint) => endpoint.vpcs.keys().for_each(|vpc| count(vpc, 6)),
                LinkKind::CloudWan(wan) => wan.vpcs.keys().for_each(|vpc| count(vpc, 7)),
                LinkKind::TransitGatewayPeering(_)
                | LinkKind::DirectConnect(_)
                | LinkKind::PrivatelinkTunnel(_)
                | LinkKind::VpcSharing(_)
                | LinkKind::ServiceMesh(_) => {}
            }
        }
        let quotas = [
            &GATEWAYS_OF_VPC,
            &INTERFACE_ENDPOINTS,
            &RESOURCE_ENDPOINTS,
            &NETWORK_ENDPOINTS,
            &VPN_CONNECTIONS,
            &GATEWAY_ENDPOINTS,
            &CORE_NETWORKS_OF_VPC,
        ];
        for (id, numbers) in of_vpc {
            let Some(vpc) = self.design.vpc(id) else { continue };
            let [peerings, ..] = numbers;
            // Every peering brings one VPC more.
            self.add_with_vpcs(&PEERINGS, [peerings, peerings, 0], Of::Vpc(vpc, None));
            for (quota, number) in quotas.into_iter().zip(numbers.into_iter().skip(1)) {
                self.add(quota, number, Of::Vpc(vpc, None));
            }
        }
    }

    fn transit_gateway(&mut self, link: &'d Link, gateway: &'d TransitGateway) {
        let vpcs = gateway.vpcs.len();
        self.add_with_vpcs(&ATTACHMENTS, [vpcs, vpcs, gateway.hybrid.len()], Of::Link(link, Some("attachments")));
        let is_peering = |other: &&Arc<Link>| match &other.kind {
            LinkKind::TransitGatewayPeering(peering) => peering.other(&link.id).is_some(),
            _ => false,
        };
        self.add(&GATEWAY_PEERINGS, self.design.links.values().filter(is_peering).count(), Of::Link(link, None));
        let tables = gateway.route_tables.iter().flat_map(BTreeMap::values);
        // A gateway without tables of its own has its default one.
        self.add(&GATEWAY_TABLES, tables.clone().count().max(1), self.tables_of(link, gateway));
        let (mut of_vpcs, mut others) = (0_usize, tables.map(|table| table.routes.len()).sum::<usize>());
        for (home, _) in domains(self.design, gateway).into_iter().flatten() {
            let part = if matches!(home, Home::Vpc(_)) { &mut of_vpcs } else { &mut others };
            *part = part.saturating_add(blocks_of(self.design, &home).len());
        }
        self.add_with_vpcs(&GATEWAY_ROUTES, [vpcs, of_vpcs, others], self.tables_of(link, gateway));
    }

    fn tables_of(&self, link: &'d Link, gateway: &TransitGateway) -> Of<'d> {
        Of::Link(link, gateway.route_tables.is_some().then_some("route_tables"))
    }

    fn service_network(&mut self, link: &'d Link, network: &ServiceNetwork) {
        let vpcs = network.associations.len();
        self.add_with_vpcs(&ASSOCIATIONS, [vpcs, vpcs, 0], Of::Link(link, Some("associations")));
        self.add(&SERVICES, network.services.len(), Of::Link(link, Some("services")));
        self.add(&RESOURCES, network.resources.len(), Of::Link(link, Some("resources")));
        self.add(&ENDPOINTS_OF_NETWORK, network.endpoints.len(), Of::Link(link, Some("endpoints")));
    }

    fn cloud_wan(&mut self, link: &'d Link, wan: &CloudWan) {
        let vpcs = wan.vpcs.len();
        self.add_with_vpcs(&CORE_ATTACHMENTS, [vpcs, vpcs, wan.hybrid.len()], Of::Link(link, Some("attachments")));
        self.add(&CORE_SEGMENTS, wan.segments.len(), Of::Link(link, Some("segments")));
    }

    fn direct_connect(&mut self, link: &'d Link, connection: &'d DirectConnect) {
        let vpcs = connection.vpcs.len();
        self.add_with_vpcs(&PRIVATE_GATEWAYS, [vpcs, vpcs, 0], Of::Link(link, Some("vpcs")));
        let blocks = self.design.site(&connection.site).map(|site| site.cidrs.as_slice()).unwrap_or_default();
        for (quota, family) in [(&IPV4_PREFIXES, Family::V4), (&IPV6_PREFIXES, Family::V6)] {
            let number = blocks.iter().filter(|block| block.family() == family).count();
            self.add(quota, number, Of::Link(link, Some("site")));
        }
    }

    fn site_to_site_vpn(&mut self, link: &'d Link, vpn: &'d SiteToSiteVpn) {
        // On a transit gateway more fit; how the VPN ends is said there, not here.
        let site = vpn.vpc.as_ref().and_then(|_| self.design.site(&vpn.site));
        self.add(&VPN_ROUTES, site.map_or(0, |site| site.cidrs.len()), Of::Link(link, Some("site")));
    }
}
