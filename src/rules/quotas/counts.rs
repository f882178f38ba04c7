//! What the design has, counted against AWS's quotas: one table for the three rules of this band.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::count::{Count, Grows, Of, Quota};
use crate::cidr::Family;
use crate::design::{
    CloudWan, Design, DirectConnect, Home, Inspector, Link, LinkKind, Origin, Route, ServiceNetwork, SiteToSiteVpn,
    TransitGateway, Vpc,
};
use crate::facts::{FactId, Facts, LimitId};
use crate::ids::{LinkId, VpcId};
use crate::rules::transit_gateway::lookup::{blocks_of, domains};

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
static INTERFACE_ENDPOINTS: Quota =
    Quota { limit: LimitId::PlQuotaVpc, what: "interface and Gateway Load Balancer endpoints" };
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
static ALLOWED_PREFIXES: Quota = Quota { limit: LimitId::DxPrefixOut, what: "allowed prefixes of a transit gateway" };
static IPV6_PREFIXES: Quota = Quota { limit: LimitId::DxPrefixIn, what: "IPv6 blocks of its site to announce" };
static GATEWAY_ENDPOINTS: Quota = Quota { limit: LimitId::PlQuotaGatewayPerVpc, what: "gateway endpoints" };
static CORE_NETWORKS_OF_VPC: Quota =
    Quota { limit: LimitId::CwanAttachmentsPerVpc, what: "attachments to core networks" };
static CORE_ATTACHMENTS: Quota = Quota { limit: LimitId::CwanAttachments, what: "attachments" };
static PROPAGATED_ROUTES: Quota = Quota { limit: LimitId::QuotaPropagatedPerRt, what: "propagated routes" };
static GATEWAY_PEERINGS: Quota = Quota { limit: LimitId::TgwPeeringAttachments, what: "peering attachments" };
static CONNECT_GATEWAYS: Quota = Quota { limit: LimitId::TgwDxgw, what: "Direct Connect gateways" };
static GATEWAYS_OF_CONNECT: Quota = Quota { limit: LimitId::DxgwTgw, what: "transit gateways" };
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
    FactId::DxPrefixOut,
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
    FactId::QuotaVpcsPerRegion,
    FactId::QuotaSgPerRegion,
    FactId::PlQuotaGateway,
    FactId::TgwPerAccount,
    FactId::VpnConnectionsPerRegion,
    FactId::VlqSnRegion,
    FactId::VlqSvcRegion,
    FactId::VlqTgRegion,
    FactId::VlqRcRegion,
    FactId::VlqRgVpc,
    FactId::QuotaSharedVpcParticipants,
    FactId::QuotaSharedSubnets,
    FactId::QuotaSgRulesTimesEni,
    FactId::TgwDxgw,
    FactId::DxgwTgw,
];

/// Counts everything the table has a quota for, in a fixed order.
///
/// Complexity: linear in VPCs, routes, links and what links hold.
pub(in crate::rules) fn counts<'d>(design: &'d Design, facts: &Facts) -> Vec<Count<'d>> {
    let mut counts = Counts { design, list: Vec::new() };
    for vpc in design.vpcs.values() {
        counts.vpc(vpc);
    }
    counts.links_of_vpcs();
    counts.inside();
    counts.address_units(facts);
    counts.accounts();
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
        for vpc in self.design.vpcs.values() {
            let endpoints = vpc.firewall_endpoints.iter().flat_map(BTreeMap::values);
            let counted = endpoints.filter(|one| one.of == Some(Inspector::GatewayLoadBalancer));
            counted.for_each(|_| count(&vpc.id, 2));
        }
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
        let is_connect = |id: &&LinkId| {
            self.design.links.get(*id).is_some_and(|link| matches!(link.kind, LinkKind::DirectConnect(_)))
        };
        let connects = gateway.hybrid.keys().filter(is_connect).count();
        self.add(&CONNECT_GATEWAYS, connects, Of::Link(link, Some("attachments")));
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
        let is_on = |other: &&Arc<Link>| match &other.kind {
            LinkKind::TransitGateway(gateway) => gateway.hybrid.contains_key(&link.id),
            _ => false,
        };
        let gateways = self.design.links.values().filter(is_on).count();
        self.add(&GATEWAYS_OF_CONNECT, gateways, Of::Link(link, None));
        self.add_with_vpcs(&PRIVATE_GATEWAYS, [vpcs, vpcs, 0], Of::Link(link, Some("vpcs")));
        for (whose, allowed) in &connection.allowed_prefixes {
            let number = allowed.as_ref().map_or(0, Vec::len);
            if !connection.vpcs.contains(whose.as_str()) {
                self.add(&ALLOWED_PREFIXES, number, Of::Link(link, Some("allowed_prefixes")));
            }
        }
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
