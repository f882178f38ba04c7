//! Links from their raw shapes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Builder, InputKind};
use crate::cidr::Cidr;
use crate::design::Labels;
use crate::design::raw::{RawDesign, RawDirectConnect, RawEndpoint, RawLink, RawResourceGateway};
use crate::design::{
    DirectConnect, Endpoint, Link, LinkKind, PeeringStatus, PrivatelinkResource, PrivatelinkService, ResourceGateway,
    SiteToSiteVpn, VpcPeering,
};
use crate::finding::{Kind, Locus, Place};
use crate::ids::{AppId, AzId, LinkId, VpcId};

/// What an attachment's name stands for.
pub(super) enum Attached {
    Vpc(VpcId),
    Hybrid(LinkId),
}

impl Builder {
    /// Declares the names of all links, so that they may refer to each other in any order.
    pub(super) fn link_names(&mut self, roots: &[(Place, &RawDesign)]) {
        for (root, raw) in roots {
            for (name, raw) in &raw.links {
                let at = Locus::new(Kind::Link, name.as_str(), root.child("links").child(name)).at_key();
                if self.name(LinkId::new(name), &at).is_none() {
                    continue;
                }
                if let Some((_, first)) = self.links.get(name) {
                    let first = first.clone();
                    self.duplicate(at, first);
                    continue;
                }
                let kind = match raw {
                    RawLink::DirectConnect(_) | RawLink::SiteToSiteVpn(_) => "hybrid",
                    RawLink::TransitGateway(_) => "transit_gateway",
                    RawLink::TransitGatewayPeering(raw) => {
                        let ends = raw.transit_gateways.clone().unwrap_or_default();
                        self.gateway_peerings.insert(name.clone(), ends);
                        "transit_gateway_peering"
                    }
                    _ => "other",
                };
                self.links.insert(name.clone(), (kind, at));
            }
        }
    }

    pub(super) fn links(&mut self, root: &Place, raw: &RawDesign) {
        for (name, raw) in &raw.links {
            let place = root.child("links").child(name);
            let Some((_, declared)) = self.links.get(name) else { continue };
            let Ok(id) = LinkId::new(name) else { continue };
            // The second of two links of one name was reported when names were declared.
            if declared.place != place {
                continue;
            }
            let at = Locus::new(Kind::Link, name.as_str(), place.clone());
            if let Some(kind) = self.link_kind(raw, &at) {
                let (tags, environment) = raw.labels();
                let labels = Labels::of(tags, environment);
                self.design.links.insert(id.clone(), Arc::new(Link { id, kind, labels, place }));
            }
        }
    }

    fn link_kind(&mut self, raw: &RawLink, link: &Locus) -> Option<LinkKind> {
        match raw {
            RawLink::VpcPeering(raw) => {
                let at = link.clone().field("vpc_peering");
                let Some(names) = &raw.between else {
                    self.missing(&at, "between");
                    return None;
                };
                let at = at.field("between");
                let [one, two] = names.as_slice() else {
                    self.invalid(at, format!("a peering connection joins two VPCs, not {}", names.len()), "name two");
                    return None;
                };
                let first = self.vpc_named(one, at.clone().item(0));
                let second = self.vpc_named(two, at.clone().item(1));
                let (first, second) = (first?, second?);
                if first == second {
                    self.invalid(at, format!("VPC `{first}` cannot be peered with itself"), "name two different VPCs");
                    return None;
                }
                let peering = link.clone().field("vpc_peering");
                let status = self.one_of(raw.status.as_ref(), PeeringStatus::ALL, &peering, "status");
                let mut dns_resolution = BTreeMap::new();
                for (name, answer) in &raw.dns_resolution {
                    let at = peering.clone().field("dns_resolution").field(name).at_key();
                    match self.vpc_named(name, at.clone()) {
                        Some(vpc) if vpc != first && vpc != second => {
                            let message = format!("VPC `{vpc}` is not one of the two");
                            self.problem(InputKind::Contradiction, at, message).help =
                                Some(format!("name `{first}` or `{second}`"));
                        }
                        Some(vpc) => {
                            dns_resolution.insert(vpc, *answer);
                        }
                        None => {}
                    }
                }
                let status = status.unwrap_or_default();
                Some(LinkKind::VpcPeering(VpcPeering { between: (first, second), status, dns_resolution }))
            }
            RawLink::TransitGateway(raw) => {
                let at = link.clone().field("transit_gateway");
                Some(LinkKind::TransitGateway(self.transit_gateway(raw, &at)))
            }
            RawLink::TransitGatewayPeering(raw) => {
                let at = link.clone().field("transit_gateway_peering");
                self.transit_gateway_peering(raw, &at).map(LinkKind::TransitGatewayPeering)
            }
            RawLink::DirectConnect(raw) => {
                let at = link.clone().field("direct_connect");
                let Some(site) = &raw.site else {
                    self.missing(&at, "site");
                    return None;
                };
                let site = self.site_named(site, at.clone().field("site"))?;
                let vpcs = self.vpcs_named(&raw.vpcs, &at.clone().field("vpcs"));
                let allowed_prefixes = self.allowed_prefixes(raw, &vpcs, &at.field("allowed_prefixes"));
                Some(LinkKind::DirectConnect(DirectConnect { site, vpcs, allowed_prefixes }))
            }
            RawLink::SiteToSiteVpn(raw) => {
                let at = link.clone().field("site_to_site_vpn");
                let Some(site) = &raw.site else {
                    self.missing(&at, "site");
                    return None;
                };
                let site = self.site_named(site, at.clone().field("site"))?;
                let vpc = raw.vpc.as_ref().and_then(|name| self.vpc_named(name, at.field("vpc")));
                Some(LinkKind::SiteToSiteVpn(SiteToSiteVpn { site, vpc }))
            }
            RawLink::PrivatelinkService(raw) => {
                let at = link.clone().field("privatelink_service");
                let application = self.exposed(raw.application.as_ref(), &at)?;
                let zones = raw.availability_zones.as_ref().map(|texts| {
                    let at = at.clone().field("availability_zones");
                    let zones = texts.iter().enumerate();
                    zones.filter_map(|(index, text)| self.name(AzId::new(text), &at.clone().item(index))).collect()
                });
                let vpc = raw.vpc.as_ref().and_then(|name| self.vpc_named(name, at.clone().field("vpc")));
                let load_balancers = raw.load_balancers.as_ref().map(|names| {
                    let at = at.clone().field("load_balancers");
                    let names = names.iter().enumerate();
                    names.filter_map(|(index, name)| self.load_balancer_named(name, at.clone().item(index))).collect()
                });
                let allowed_accounts = raw
                    .allowed_accounts
                    .as_ref()
                    .map(|texts| self.accounts(texts, &at.clone().field("allowed_accounts")));
                let endpoints = self.endpoints(&raw.endpoints, &at.field("endpoints"));
                Some(LinkKind::PrivatelinkService(PrivatelinkService {
                    application,
                    vpc,
                    load_balancers,
                    allowed_accounts,
                    zones,
                    endpoints,
                }))
            }
            RawLink::PrivatelinkResource(raw) => {
                let at = link.clone().field("privatelink_resource");
                let application = self.exposed(raw.application.as_ref(), &at)?;
                let gateway = self.gateway(raw.gateway.as_ref(), &application, &at);
                let endpoints = self.endpoints(&raw.endpoints, &at.field("endpoints"));
                Some(LinkKind::PrivatelinkResource(PrivatelinkResource { application, gateway, endpoints }))
            }
            RawLink::ServiceNetwork(raw) => {
                let at = link.clone().field("service_network");
                Some(LinkKind::ServiceNetwork(self.service_network(raw, &at)))
            }
            RawLink::GatewayEndpoint(raw) => {
                self.gateway_endpoint(raw, &link.clone().field("gateway_endpoint")).map(LinkKind::GatewayEndpoint)
            }
            RawLink::InterfaceEndpoint(raw) => {
                self.interface_endpoint(raw, &link.clone().field("interface_endpoint")).map(LinkKind::InterfaceEndpoint)
            }
            RawLink::CloudWan(raw) => Some(LinkKind::CloudWan(self.cloud_wan(raw, &link.clone().field("cloud_wan")))),
            RawLink::PrivatelinkTunnel(raw) => {
                self.privatelink_tunnel(raw, &link.clone().field("privatelink_tunnel")).map(LinkKind::PrivatelinkTunnel)
            }
            RawLink::VpcSharing(raw) => {
                self.vpc_sharing(raw, &link.clone().field("vpc_sharing")).map(LinkKind::VpcSharing)
            }
            RawLink::ServiceMesh(raw) => {
                Some(LinkKind::ServiceMesh(self.service_mesh(raw, &link.clone().field("service_mesh"))))
            }
        }
    }

    pub(super) fn attached(&mut self, name: &str, at: Locus) -> Option<Attached> {
        let name = &self.meant(name, |name| self.design.vpcs.contains_key(name) || self.links.contains_key(name));
        if let Some((vpc, _)) = self.design.vpcs.get_key_value(name.as_str()) {
            return Some(Attached::Vpc(vpc.clone()));
        }
        if let Some(("hybrid", _)) = self.links.get(name) {
            return LinkId::new(name).ok().map(Attached::Hybrid);
        }
        let known: Vec<String> = (self.design.vpcs.keys().map(ToString::to_string))
            .chain(self.links.iter().filter(|(_, (kind, _))| *kind == "hybrid").map(|(name, _)| name.clone()))
            .collect();
        let what = "VPC, Direct Connect or VPN link";
        self.unknown_name(at, what, name, known.iter().map(String::as_str));
        None
    }

    fn allowed_prefixes(
        &mut self,
        raw: &RawDirectConnect,
        vpcs: &BTreeSet<VpcId>,
        at: &Locus,
    ) -> BTreeMap<String, Option<Vec<Cidr>>> {
        let mut allowed = BTreeMap::new();
        for (text, prefixes) in &raw.allowed_prefixes {
            let is_hub = |name: &str| self.links.get(name).is_some_and(|(kind, _)| *kind == "transit_gateway");
            let name = self.meant(text, |name| vpcs.contains(name) || is_hub(name));
            let here = at.clone().field(text);
            if !vpcs.contains(name.as_str()) && !is_hub(&name) {
                let hubs = self.links.iter().filter(|(_, (kind, _))| *kind == "transit_gateway");
                let known: Vec<String> =
                    vpcs.iter().map(ToString::to_string).chain(hubs.map(|(name, _)| name.clone())).collect();
                let what = "VPC of this link or transit gateway";
                self.unknown_name(here.at_key(), what, &name, known.iter().map(String::as_str));
                continue;
            }
            let these = if self.is_unknown(at, text) {
                None
            } else {
                let items = prefixes.iter().enumerate();
                Some(items.filter_map(|(index, text)| self.cidr(text, here.clone().item(index))).collect())
            };
            allowed.insert(name, these);
        }
        allowed
    }

    pub(super) fn vpcs_named(&mut self, names: &[String], at: &Locus) -> BTreeSet<VpcId> {
        names.iter().enumerate().filter_map(|(index, name)| self.vpc_named(name, at.clone().item(index))).collect()
    }

    pub(super) fn exposed(&mut self, name: Option<&String>, at: &Locus) -> Option<AppId> {
        let Some(name) = name else {
            self.missing(at, "application");
            return None;
        };
        self.application_named(name, at.clone().field("application"))
    }

    pub(super) fn endpoints(&mut self, raw: &BTreeMap<String, RawEndpoint>, at: &Locus) -> BTreeMap<VpcId, Endpoint> {
        let mut endpoints = BTreeMap::new();
        for (name, raw) in raw {
            let at = at.clone().field(name);
            if let Some(vpc) = self.vpc_named(name, at.clone().at_key()) {
                let endpoint = Endpoint {
                    subnets: self.subnets_named(&vpc, &raw.subnets, &at.clone().field("subnets")),
                    security_groups: raw
                        .security_groups
                        .as_ref()
                        .map(|names| self.groups_named(&vpc, names, &at.clone().field("security_groups"))),
                    private_dns: raw.private_dns,
                    addresses: self.addresses(&raw.addresses, &at.field("addresses")),
                };
                endpoints.insert(vpc, endpoint);
            }
        }
        endpoints
    }

    pub(super) fn gateway(
        &mut self,
        raw: Option<&RawResourceGateway>,
        application: &AppId,
        at: &Locus,
    ) -> ResourceGateway {
        let Some(raw) = raw else { return ResourceGateway::default() };
        let at = at.clone().field("gateway");
        let named = raw.vpc.as_ref().and_then(|name| self.vpc_named(name, at.clone().field("vpc")));
        let own = self.design.application(application).and_then(|application| application.vpc().cloned());
        let home = named.clone().or(own);
        let security_groups = match (&raw.security_groups, &home) {
            (Some(names), Some(vpc)) => Some(self.groups_named(vpc, names, &at.clone().field("security_groups"))),
            _ => None,
        };
        let at = at.field("subnets");
        let subnets = match home {
            Some(vpc) => self.subnets_named(&vpc, &raw.subnets, &at),
            None if raw.subnets.is_empty() => BTreeSet::new(),
            None => {
                self.problem(
                    InputKind::Contradiction,
                    at,
                    format!("application `{application}` stands at a site, so its resource gateway's VPC is not known"),
                )
                .help = Some("name the `vpc` of the gateway, or leave out `subnets`".to_owned());
                BTreeSet::new()
            }
        };
        ResourceGateway { vpc: named, subnets, ipv4_per_interface: raw.ipv4_per_interface, security_groups }
    }
}
