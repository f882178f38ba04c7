//! Links from their raw shapes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Builder, InputKind};
use crate::cidr::Cidr;
use crate::design::raw::{
    RawAttachment, RawDesign, RawEndpoint, RawLink, RawResourceGateway, RawServiceNetwork, RawTransitGateway,
    RawTransitGatewayRouteTable,
};
use crate::design::{
    Attachment, Auth, DirectConnect, Endpoint, LatticeResource, LatticeService, Link, LinkKind, PrivatelinkResource,
    PrivatelinkService, ResourceGateway, ServiceNetwork, SiteToSiteVpn, TransitGateway, TransitGatewayRouteTable,
    TransitGatewayTarget, VpcPeering,
};
use crate::finding::{Kind, Locus, Place};
use crate::ids::{AppId, AzId, LinkId, RouteTableId, VpcId};

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
                self.design.links.insert(id.clone(), Arc::new(Link { id, kind, place }));
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
                Some(LinkKind::VpcPeering(VpcPeering { between: (first, second) }))
            }
            RawLink::TransitGateway(raw) => {
                let at = link.clone().field("transit_gateway");
                Some(LinkKind::TransitGateway(self.transit_gateway(raw, &at)))
            }
            RawLink::DirectConnect(raw) => {
                let at = link.clone().field("direct_connect");
                let Some(site) = &raw.site else {
                    self.missing(&at, "site");
                    return None;
                };
                let site = self.site_named(site, at.clone().field("site"))?;
                let vpcs = self.vpcs_named(&raw.vpcs, &at.field("vpcs"));
                Some(LinkKind::DirectConnect(DirectConnect { site, vpcs }))
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
                let endpoints = self.endpoints(&raw.endpoints, &at.field("endpoints"));
                Some(LinkKind::PrivatelinkService(PrivatelinkService { application, vpc, zones, endpoints }))
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

    fn transit_gateway(&mut self, raw: &RawTransitGateway, at: &Locus) -> TransitGateway {
        let region = self.region(raw.region.as_ref(), at);
        let account = self.account(raw.account.as_ref(), at);
        let mut vpcs = BTreeMap::new();
        let mut hybrid = BTreeMap::new();
        for (name, attachment) in &raw.attachments {
            let at = at.clone().field("attachments").field(name);
            let table = self.associated_table(raw, attachment, &at);
            match self.attached(name, at.clone().at_key()) {
                Some(Attached::Vpc(vpc)) => {
                    let subnets = self.subnets_named(&vpc, &attachment.subnets, &at.clone().field("subnets"));
                    let nat = self.static_nat(&attachment.nat, &at.clone().field("nat"));
                    let routable = attachment.routable.as_ref().map(|texts| {
                        let at = at.field("routable");
                        self.cidrs(texts, &at).into_iter().collect()
                    });
                    let private_nat = attachment.private_nat.unwrap_or(false);
                    vpcs.insert(vpc, Attachment { subnets, route_table: table, nat, routable, private_nat });
                }
                Some(Attached::Hybrid(link)) => {
                    if !attachment.subnets.is_empty() {
                        self.problem(
                            InputKind::Contradiction,
                            at.field("subnets"),
                            format!("`{name}` is a connection to a site; only VPC attachments have subnets"),
                        )
                        .help = Some("remove `subnets`".to_owned());
                    }
                    hybrid.insert(link, Attachment { route_table: table, ..Attachment::default() });
                }
                None => {}
            }
        }
        let route_tables = raw.route_tables.as_ref().map(|tables| {
            let at = at.clone().field("route_tables");
            tables
                .iter()
                .filter_map(|(name, raw)| {
                    let at = at.clone().field(name);
                    let id = self.name(RouteTableId::new(name), &at)?;
                    Some((id, self.transit_gateway_table(raw, &at)))
                })
                .collect()
        });
        TransitGateway { region, account, vpcs, hybrid, route_tables }
    }

    fn associated_table(&mut self, raw: &RawTransitGateway, one: &RawAttachment, at: &Locus) -> Option<RouteTableId> {
        let name = one.route_table.as_ref()?;
        let tables = raw.route_tables.as_ref();
        if tables.is_some_and(|tables| tables.contains_key(name)) {
            return RouteTableId::new(name).ok();
        }
        let known = tables.into_iter().flat_map(BTreeMap::keys).map(String::as_str);
        self.unknown_name(at.clone().field("route_table"), "route table of this transit gateway", name, known);
        None
    }

    fn transit_gateway_table(&mut self, raw: &RawTransitGatewayRouteTable, at: &Locus) -> TransitGatewayRouteTable {
        let mut table = TransitGatewayRouteTable::default();
        for (index, name) in raw.propagations.iter().enumerate() {
            match self.attached(name, at.clone().field("propagations").item(index)) {
                Some(Attached::Vpc(vpc)) => {
                    table.propagated_vpcs.insert(vpc);
                }
                Some(Attached::Hybrid(link)) => {
                    table.propagated_hybrid.insert(link);
                }
                None => {}
            }
        }
        for (index, raw) in raw.routes.iter().enumerate() {
            let at = at.clone().field("routes").item(index);
            let (Some(to), Some(via)) = (&raw.to, &raw.via) else {
                let message = "a static route needs `to` and `via`";
                self.problem(InputKind::MissingField, at, message).help =
                    Some("write `{ to: BLOCK, via: ATTACHMENT }`".to_owned());
                continue;
            };
            let to: Option<Cidr> = self.cidr(to, at.clone().field("to"));
            let via = if via == "blackhole" {
                Some(TransitGatewayTarget::Blackhole)
            } else {
                self.attached(via, at.field("via")).map(|attached| match attached {
                    Attached::Vpc(vpc) => TransitGatewayTarget::Vpc(vpc),
                    Attached::Hybrid(link) => TransitGatewayTarget::Hybrid(link),
                })
            };
            if let (Some(to), Some(via)) = (to, via) {
                table.routes.push((to, via));
            }
        }
        table
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

    pub(super) fn vpcs_named(&mut self, names: &[String], at: &Locus) -> BTreeSet<VpcId> {
        names.iter().enumerate().filter_map(|(index, name)| self.vpc_named(name, at.clone().item(index))).collect()
    }

    fn exposed(&mut self, name: Option<&String>, at: &Locus) -> Option<AppId> {
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
                let subnets = self.subnets_named(&vpc, &raw.subnets, &at.field("subnets"));
                endpoints.insert(vpc, Endpoint { subnets });
            }
        }
        endpoints
    }

    fn gateway(&mut self, raw: Option<&RawResourceGateway>, application: &AppId, at: &Locus) -> ResourceGateway {
        let Some(raw) = raw else { return ResourceGateway::default() };
        let at = at.clone().field("gateway");
        let named = raw.vpc.as_ref().and_then(|name| self.vpc_named(name, at.clone().field("vpc")));
        let own = self.design.application(application).and_then(|application| application.vpc().cloned());
        let at = at.field("subnets");
        let subnets = match named.clone().or(own) {
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
        ResourceGateway { vpc: named, subnets, ipv4_per_interface: raw.ipv4_per_interface }
    }

    fn auth(&mut self, text: Option<&String>, at: &Locus) -> Auth {
        text.and_then(|text| self.word(text, Auth::ALL, at.clone().field("auth"))).unwrap_or_default()
    }

    fn service_network(&mut self, raw: &RawServiceNetwork, at: &Locus) -> ServiceNetwork {
        let region = self.region(raw.region.as_ref(), at);
        let account = self.account(raw.account.as_ref(), at);
        let auth = self.auth(raw.auth.as_ref(), at);
        let associations = self.vpcs_named(&raw.associations, &at.clone().field("associations"));
        let endpoints = self.endpoints(&raw.endpoints, &at.clone().field("endpoints"));
        let mut services = BTreeMap::new();
        for (name, raw) in &raw.services {
            let at = at.clone().field("services").field(name);
            if raw.applications.is_empty() {
                self.missing(&at, "applications");
            }
            let applications_at = at.clone().field("applications");
            let applications = raw
                .applications
                .iter()
                .enumerate()
                .filter_map(|(index, name)| self.application_named(name, applications_at.clone().item(index)))
                .collect();
            let auth = self.auth(raw.auth.as_ref(), &at);
            let listener = raw.listener.as_ref().and_then(|text| self.service(text, at.field("listener")));
            services.insert(name.clone(), LatticeService { applications, auth, listener });
        }
        let mut resources = BTreeMap::new();
        for (name, raw) in &raw.resources {
            let at = at.clone().field("resources").field(name);
            if let Some(application) = self.exposed(raw.application.as_ref(), &at) {
                let gateway = self.gateway(raw.gateway.as_ref(), &application, &at);
                resources.insert(name.clone(), LatticeResource { application, gateway });
            }
        }
        ServiceNetwork { region, account, auth, associations, endpoints, services, resources }
    }
}
