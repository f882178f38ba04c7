//! VPCs, subnets and route tables from their raw shapes.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Builder, InputKind};
use crate::cidr::space::Occupancy;
use crate::cidr::{Cidr, Family};
use crate::design::raw::{RawDesign, RawRoute, RawRouteTable, RawSubnet, RawVpc};
use crate::design::{
    BlockPublicAccess, Controls, Dns, EncryptionControls, Gateway, Gateways, Labels, Origin, PrefixListRoute, Route,
    RouteTable, Subnet, Target, Vpc,
};
use crate::finding::{Kind, Locus, Place};
use crate::ids::{
    AppId, AzId, FirewallEndpointId, LinkId, NatGatewayId, OrganizationId, PrefixListId, RouteTableId, SubnetId, VpcId,
};

/// Targets of a route that are no links, by name.
const TARGETS: &[(&str, Target)] = &[
    ("internet_gateway", Target::InternetGateway),
    ("egress_only_internet_gateway", Target::EgressOnlyInternetGateway),
    ("nat_gateway", Target::NatGateway(None)),
    ("virtual_private_gateway", Target::VirtualPrivateGateway),
    ("local", Target::Local),
    ("blackhole", Target::Blackhole),
    ("unknown", Target::Unknown),
];

impl Builder {
    pub(super) fn vpcs(&mut self, root: &Place, raw: &RawDesign) {
        for (name, raw) in &raw.vpcs {
            let place = root.child("vpcs").child(name);
            let at = Locus::new(Kind::Vpc, name.as_str(), place.clone()).at_key();
            let Some(id) = self.name(VpcId::new(name), &at) else { continue };
            if let Some(first) = self.design.vpcs.get(&id).map(|vpc| vpc.locus()) {
                self.duplicate(at, first);
                continue;
            }
            let vpc = self.vpc(id, raw, place, &at);
            self.design.vpcs.insert(vpc.id.clone(), Arc::new(vpc));
        }
    }

    fn vpc(&mut self, id: VpcId, raw: &RawVpc, place: Place, at: &Locus) -> Vpc {
        let texts = raw.cidrs.as_deref().unwrap_or_default();
        if texts.is_empty() {
            self.missing(at, "cidrs");
        }
        let cidrs_at = at.clone().field("cidrs");
        let cidrs = texts
            .iter()
            .enumerate()
            .filter_map(|(index, text)| Some((self.cidr(text, cidrs_at.clone().item(index))?, index)))
            .collect();
        let account = self.account(raw.account.as_ref(), at);
        let region = self.region(raw.region.as_ref(), at);
        let mut subnets = BTreeMap::new();
        for (name, raw) in &raw.subnets {
            let place = place.child("subnets").child(name);
            let at = Locus::new(Kind::Subnet, format!("{id}/{name}"), place.clone()).at_key();
            if let Some(name) = self.name(SubnetId::new(name), &at) {
                let subnet = self.subnet(name.clone(), &id, raw, place, &at);
                subnets.insert(name, subnet);
            }
        }
        let organization = raw.organization.as_ref().and_then(|text| {
            let at = at.clone().field("organization");
            self.name(OrganizationId::new(text), &at)
        });
        let movable = raw.movable.unwrap_or(false);
        let controls = Controls {
            block: self.one_of(raw.block_public_access.as_ref(), BlockPublicAccess::ALL, at, "block_public_access"),
            exclusions_unknown: raw.block_public_access.is_some() && self.is_unknown(at, "block_public_access"),
            encryption: self.one_of(
                raw.encryption_controls.as_ref(),
                EncryptionControls::ALL,
                at,
                "encryption_controls",
            ),
            encryption_exclusions: raw.encryption_exclusions.iter().cloned().collect(),
        };
        let dns = Dns { support: raw.dns_support, hostnames: raw.dns_hostnames };
        let gateways = Gateways {
            internet: raw.internet_gateway,
            egress_only_internet: raw.egress_only_internet_gateway,
            virtual_private: raw.virtual_private_gateway,
            nat: None,
        };
        Vpc {
            complete: raw.complete == Some(true),
            id,
            account,
            region,
            organization,
            movable,
            cidrs,
            subnets,
            // These name subnets, links and each other, and are added when all of those are known.
            route_tables: None,
            dns,
            gateways,
            firewall_endpoints: None,
            controls,
            security_groups: None,
            network_acls: None,
            labels: Labels::of(raw.tags.as_ref(), raw.environment.as_ref()),
            place,
        }
    }

    fn subnet(&mut self, id: SubnetId, vpc: &VpcId, raw: &RawSubnet, place: Place, at: &Locus) -> Subnet {
        let mut ipv4 = None;
        let mut ipv6 = None;
        if raw.cidr.is_none() && raw.ipv6_cidr.is_none() && !self.is_unknown(at, "ipv6_cidr") {
            self.missing(at, "cidr");
        }
        for (field, text) in [("cidr", &raw.cidr), ("ipv6_cidr", &raw.ipv6_cidr)] {
            let Some(text) = text else { continue };
            let at = at.clone().field(field);
            let Some(cidr) = self.cidr(text, at.clone()) else { continue };
            match cidr.family() {
                Family::V6 if field == "cidr" && raw.ipv6_cidr.is_some() => {
                    self.invalid(at, format!("`{text}` is an IPv6 block"), "write the IPv4 block under `cidr`");
                }
                Family::V6 => ipv6 = Some(cidr),
                Family::V4 if field == "ipv6_cidr" => {
                    self.invalid(at, format!("`{text}` is an IPv4 block"), "write it under `cidr`");
                }
                Family::V4 => ipv4 = Some(cidr),
            }
        }
        let az = raw.az.as_ref().and_then(|text| self.name(AzId::new(text), &at.clone().field("az")));
        let occupancy = match (&raw.free, raw.used) {
            (Some(_), Some(_)) => {
                let problem = self.problem(
                    InputKind::Contradiction,
                    at.clone().field("used"),
                    "a subnet tells either `used` or `free`, not both",
                );
                problem.help = Some("keep `free`, which is the more exact of the two".to_owned());
                Occupancy::Unknown
            }
            (Some(free), None) => {
                let at = at.clone().field("free");
                let blocks = free
                    .iter()
                    .enumerate()
                    .filter_map(|(index, text)| {
                        let at = at.clone().item(index);
                        let block = self.cidr(text, at.clone())?;
                        if ipv4.is_some_and(|subnet| !subnet.contains(block)) {
                            self.invalid(
                                at,
                                format!("`{block}` is not inside the subnet"),
                                "list free blocks of this subnet only",
                            );
                            return None;
                        }
                        Some(block)
                    })
                    .collect();
                Occupancy::Free(blocks)
            }
            (None, Some(used)) => Occupancy::Count(used),
            (None, None) => Occupancy::Unknown,
        };
        let shared_with = self.accounts(&raw.shared_with, &at.clone().field("shared_with"));
        Subnet {
            id,
            vpc: vpc.clone(),
            az,
            ipv4,
            ipv6,
            occupancy,
            shared: raw.shared.unwrap_or(false),
            shared_with,
            public_addresses: raw.public_addresses,
            block_excluded: raw.block_public_access_excluded.unwrap_or(false),
            labels: Labels::of(raw.tags.as_ref(), raw.environment.as_ref()),
            place,
        }
    }

    /// Route tables come after links, which their routes name.
    pub(super) fn route_tables(&mut self, root: &Place, raw: &RawDesign) {
        for (vpc, tables, place) in self.parts(root, raw, "route_tables", |raw| raw.route_tables.as_ref()) {
            let tables = self.tables_of(&vpc, tables, &place);
            if let Some(vpc) = self.design.vpcs.get_mut(&vpc) {
                Arc::make_mut(vpc).route_tables = Some(tables);
            }
        }
    }

    fn tables_of(
        &mut self,
        vpc: &VpcId,
        raw: &BTreeMap<String, RawRouteTable>,
        place: &Place,
    ) -> BTreeMap<RouteTableId, RouteTable> {
        let mut tables = BTreeMap::new();
        let mut main: Option<Locus> = None;
        let mut user: BTreeMap<SubnetId, Locus> = BTreeMap::new();
        let mut edge: BTreeMap<Gateway, Locus> = BTreeMap::new();
        for (name, raw) in raw {
            let place = place.child(name);
            let at = Locus::new(Kind::RouteTable, format!("{vpc}/{name}"), place.clone()).at_key();
            let Some(id) = self.name(RouteTableId::new(name), &at) else { continue };
            if raw.main == Some(true)
                && let Some(first) = main.replace(at.clone())
            {
                let message = format!("VPC `{vpc}` has two main route tables");
                let problem = self.problem(InputKind::Contradiction, at.clone().field("main"), message);
                problem.related = Some((first, "the first".to_owned()));
                problem.help = Some("keep `main: true` on one of them".to_owned());
            }
            let subnets: Vec<SubnetId> = self.subnets_named(vpc, &raw.subnets, &at.clone().field("subnets"));
            for subnet in &subnets {
                if let Some(first) = user.insert(subnet.clone(), at.clone()) {
                    let message = format!("subnet `{vpc}/{subnet}` is given two route tables; AWS allows one");
                    let problem = self.problem(InputKind::Contradiction, at.clone().field("subnets"), message);
                    problem.related = Some((first, "the first".to_owned()));
                    problem.help = Some("name the subnet in one table only".to_owned());
                }
            }
            let mut gateways = BTreeSet::new();
            for (index, text) in raw.gateways.iter().enumerate() {
                let at = at.clone().field("gateways").item(index);
                let Some(gateway) = self.word(text, Gateway::ALL, at.clone()) else { continue };
                if let Some(first) = edge.insert(gateway, at.clone()) {
                    let message = format!("`{text}` of VPC `{vpc}` is given two route tables; AWS allows one");
                    let problem = self.problem(InputKind::Contradiction, at, message);
                    problem.related = Some((first, "the first".to_owned()));
                    problem.help = Some("name the gateway in one table only".to_owned());
                }
                gateways.insert(gateway);
            }
            let mut table = RouteTable {
                id: id.clone(),
                vpc: vpc.clone(),
                main: raw.main == Some(true),
                subnets: subnets.into_iter().collect(),
                gateways,
                routes: Vec::new(),
                prefix_list_routes: Vec::new(),
                place,
            };
            for (index, raw) in raw.routes.iter().enumerate() {
                self.route(raw, &at.clone().field("routes").item(index), &mut table);
            }
            tables.insert(id, table);
        }
        tables
    }

    fn route(&mut self, raw: &RawRoute, at: &Locus, table: &mut RouteTable) {
        let (Some(to), Some(via)) = (&raw.to, &raw.via) else {
            let field = if raw.to.is_none() { "to" } else { "via" };
            self.problem(InputKind::MissingField, at.clone(), format!("a route has no `{field}`")).help =
                Some("write `{ to: BLOCK, via: TARGET }`".to_owned());
            return;
        };
        let place = at.place.clone();
        let via = self.target(&table.vpc, via, at.clone().field("via"));
        if let Some(name) = to.strip_prefix("prefix_list/") {
            let list = self.prefix_list_named(name, at.clone().field("to"));
            let (Some(list), Some(via)) = (list, via) else { return };
            for to in self.entries_of(&list) {
                let origin = Origin::PrefixList(list.clone());
                table.routes.push(Route { to, via: via.clone(), origin, place: place.clone() });
            }
            table.prefix_list_routes.push(PrefixListRoute { to: list, via, place });
            return;
        }
        let to = self.cidr(to, at.clone().field("to"));
        let (Some(to), Some(via)) = (to, via) else { return };
        let origin = if raw.propagated == Some(true) { Origin::Propagated } else { Origin::Static };
        table.routes.push(Route { to, via, origin, place });
    }

    /// The blocks of a prefix list, as far as they are known.
    pub(super) fn entries_of(&self, list: &PrefixListId) -> Vec<Cidr> {
        self.design.prefix_list(list).and_then(|list| list.cidrs.clone()).unwrap_or_default()
    }

    fn target(&mut self, vpc: &VpcId, text: &str, at: Locus) -> Option<Target> {
        if let Some((_, target)) = TARGETS.iter().find(|(word, _)| *word == text) {
            return Some(target.clone());
        }
        // A link of that very name comes first: names of links may hold slashes.
        if !self.links.contains_key(text) {
            let own = self.design.vpc(vpc);
            if let Some(name) = text.strip_prefix("nat_gateway/") {
                let known =
                    own.and_then(|vpc| vpc.gateways.nat.as_ref()).into_iter().flat_map(|all| all.keys().cloned());
                let found = self.one_inside("NAT gateway", vpc, known.collect::<Vec<NatGatewayId>>(), name, at);
                return found.map(|id| Target::NatGateway(Some(id)));
            }
            if let Some(name) = text.strip_prefix("firewall_endpoint/") {
                let known = own.and_then(|vpc| vpc.firewall_endpoints.as_ref());
                let known = known.into_iter().flat_map(|all| all.keys().cloned());
                let found =
                    self.one_inside("firewall endpoint", vpc, known.collect::<Vec<FirewallEndpointId>>(), name, at);
                return found.map(Target::FirewallEndpoint);
            }
            if let Some(name) = text.strip_prefix("application/") {
                return self.appliance(vpc, name, at).map(Target::Application);
            }
        }
        self.link_named(text, at).map(Target::Link)
    }

    /// One of the things inside a VPC, by its name.
    fn one_inside<I: Clone + Borrow<str>>(
        &mut self,
        what: &str,
        vpc: &VpcId,
        known: Vec<I>,
        name: &str,
        at: Locus,
    ) -> Option<I> {
        let found = known.iter().find(|id| Borrow::<str>::borrow(*id) == name).cloned();
        if found.is_none() {
            self.unknown_name(at, &format!("{what} of VPC `{vpc}`"), name, known.iter().map(Borrow::<str>::borrow));
        }
        found
    }

    fn appliance(&mut self, vpc: &VpcId, name: &str, at: Locus) -> Option<AppId> {
        let id = self.application_named(name, at.clone())?;
        if self.design.application(&id).and_then(|application| application.vpc()) != Some(vpc) {
            let message = format!("application `{id}` does not stand in VPC `{vpc}`");
            self.problem(InputKind::Contradiction, at, message).help =
                Some("route to an application of this VPC".to_owned());
            return None;
        }
        Some(id)
    }

    pub(super) fn link_named(&mut self, name: &str, at: Locus) -> Option<LinkId> {
        let name = &self.meant(name, |name| self.links.contains_key(name));
        if self.links.contains_key(name) {
            return LinkId::new(name).ok();
        }
        let known: Vec<String> =
            self.links.keys().cloned().chain(TARGETS.iter().map(|(word, _)| (*word).to_owned())).collect();
        self.unknown_name(at, "link or gateway", name, known.iter().map(String::as_str));
        None
    }
}
