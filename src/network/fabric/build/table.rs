//! Route tables of VPCs, in the order in which routes win, and every way out for where routes are not given.

use std::cmp::Reverse;
use std::sync::Arc;

use super::{Builder, spans};
use crate::cidr::Cidr;
use crate::design::{Gateway, LinkKind, Origin, RouteTable, Target, Vpc};
use crate::ids::LinkId;
use crate::network::fabric::{Key, Node, NodeKind, Role, RoutePart, Routing, SubnetPart, TablePart, Way};
use crate::network::walk::LATTICE;
use crate::order::Arrange;

/// A route before it is put in order.
struct Draft {
    to: Cidr,
    origin: u8,
    way: Way,
}

impl Builder<'_> {
    pub(super) fn add_tables(&mut self) {
        let design = self.design;
        for vpc in design.vpcs.values() {
            let Some(tables) = &vpc.route_tables else {
                self.add_ways(vpc);
                continue;
            };
            let implied = self.implied_main(vpc);
            let mut keys = std::collections::BTreeMap::new();
            for table in tables.values() {
                let part = self.table(vpc, Some(table));
                keys.insert(table.id.clone(), self.fabric.tables.add(part));
            }
            let edges = [Gateway::Internet, Gateway::VirtualPrivate].map(|gateway| {
                let table = vpc.gateway_route_table(gateway)?;
                Some((gateway, *keys.get(&table.id)?))
            });
            let own = self.fabric.vpc_by_name.get(&vpc.id).copied();
            if let Some(part) = own.and_then(|key| self.fabric.vpcs.get_mut(key)) {
                part.edges = edges.into_iter().flatten().collect();
            }
            for (name, subnet) in self.subnets_by_name(vpc) {
                let table =
                    name.and_then(|name| vpc.route_table_of(name)).or_else(|| tables.values().find(|table| table.main));
                let key = table.and_then(|table| keys.get(&table.id).copied());
                let key = key.unwrap_or_else(|| self.fabric.tables.add(implied.clone()));
                if let Some(part) = self.fabric.subnets.get_mut(subnet) {
                    part.routing = Routing::Table(key);
                }
            }
        }
    }

    fn subnets_by_name<'v>(&self, vpc: &'v Vpc) -> Vec<(Option<&'v crate::ids::SubnetId>, Key<SubnetPart>)> {
        if vpc.subnets.is_empty() {
            return self.subnets_of(&vpc.id).into_iter().map(|key| (None, key)).collect();
        }
        let named = vpc
            .subnets
            .keys()
            .filter_map(|name| Some((Some(name), *self.subnets.get(&(vpc.id.clone(), name.clone()))?)));
        named.collect()
    }

    /// The main table of a VPC where nobody wrote one down: it has the local routes.
    fn implied_main(&self, vpc: &Vpc) -> TablePart {
        TablePart { node: Node::new(NodeKind::RouteTable, format!("{}/main", vpc.id)), ..self.table(vpc, None) }
    }

    fn table(&self, vpc: &Vpc, table: Option<&RouteTable>) -> TablePart {
        let mut drafts: Vec<Draft> =
            vpc.all_blocks().into_iter().map(|to| Draft { to, origin: 0, way: Way::Local }).collect();
        for route in table.iter().flat_map(|table| &table.routes) {
            let origin = match route.origin {
                Origin::Static => 1,
                Origin::PrefixList(_) => 2,
                Origin::Propagated => 3,
            };
            // AWS: what is propagated never beats a local route, however long its prefix.
            if origin == 3 && vpc.all_blocks().iter().any(|block| block.contains(route.to)) {
                continue;
            }
            drafts.push(Draft { to: route.to, origin, way: self.way(vpc, &route.via) });
        }
        drafts.extend(self.lattice_of(vpc));
        for (endpoint, service, blocks) in self.gateway_endpoints(vpc, table) {
            let way = Way::GatewayEndpoint(endpoint, service);
            drafts.extend(blocks.into_iter().map(|to| Draft { to, origin: 2, way: way.clone() }));
        }
        drafts.arrange_by_key(|draft| (Reverse(draft.to.prefix_len()), draft.origin, draft.to));
        contested(&mut drafts);
        let routes = drafts.into_iter().filter_map(|draft| {
            let (family, to) = spans([draft.to]).first().copied()?;
            Some(RoutePart {
                family,
                to,
                words: Arc::from(draft.to.to_string()),
                way: draft.way,
                learnt: draft.origin == 3,
            })
        });
        let name = table.map_or_else(|| vpc.id.to_string(), |table| format!("{}/{}", vpc.id, table.id));
        TablePart { node: Node::new(NodeKind::RouteTable, name), routes: routes.collect() }
    }

    fn way(&self, vpc: &Vpc, target: &Target) -> Way {
        match target {
            Target::Local => Way::Local,
            Target::InternetGateway => Way::InternetGateway,
            Target::EgressOnlyInternetGateway => Way::EgressOnlyInternetGateway,
            Target::VirtualPrivateGateway => Way::VirtualPrivateGateway,
            Target::Blackhole => Way::Blackhole,
            Target::Unknown => Way::Unknown(format!("where a route of VPC `{}` leads is not known", vpc.id).into()),
            Target::NatGateway(Some(id)) => match self.nats.get(&(vpc.id.clone(), id.clone())) {
                Some(key) => Way::Nat(vec![*key]),
                None => Way::Gone(format!("NAT gateway `{id}`, which is not there").into()),
            },
            Target::NatGateway(None) => {
                let of_vpc = self.nats.iter().filter(|((owner, _), _)| *owner == vpc.id).map(|(_, key)| *key);
                let public = |key: &Key<_>| {
                    let role = self.fabric.interfaces.get(*key).map(|interface| &interface.role);
                    matches!(role, Some(Role::Nat { public: true }))
                };
                let found: Vec<_> = of_vpc.filter(public).collect();
                if found.is_empty() {
                    Way::Unknown(format!("which NAT gateway a route of VPC `{}` leads to is not said", vpc.id).into())
                } else {
                    Way::Nat(found)
                }
            }
            Target::FirewallEndpoint(id) => match self.firewalls.get(&(vpc.id.clone(), id.clone())) {
                Some(key) => Way::Appliance(vec![*key]),
                None => Way::Unknown(
                    format!("in which subnet firewall endpoint `{}/{id}` stands is not said", vpc.id).into(),
                ),
            },
            Target::Application(id) => match self.fabric.interfaces_of.get(id) {
                Some(interfaces) => Way::Appliance(interfaces.clone()),
                None => Way::Gone(format!("application `{id}`, which has no network interface").into()),
            },
            Target::Link(id) => self.link_way(vpc, id),
        }
    }

    fn link_way(&self, vpc: &Vpc, id: &LinkId) -> Way {
        if let Some(key) = self.peerings.get(id) {
            let part = self.fabric.peerings.get(*key);
            let own = self.fabric.vpc_by_name.get(&vpc.id);
            if part.is_some_and(|part| own.is_some_and(|own| part.vpcs.0 == *own || part.vpcs.1 == *own)) {
                return Way::Peering(*key);
            }
            return Way::Gone(format!("VPC peering `{id}`, which joins other VPCs").into());
        }
        if let Some(key) = self.hubs.get(id) {
            return Way::Hub(*key);
        }
        match self.design.link(id).map(|link| &link.kind) {
            Some(LinkKind::DirectConnect(_) | LinkKind::SiteToSiteVpn(_)) => Way::Hybrid(id.clone()),
            Some(LinkKind::VpcSharing(_)) => Way::Local,
            Some(_) => Way::Unknown(format!("what a route over `{id}` does is not modelled").into()),
            None => Way::Gone(format!("`{id}`, which is not there").into()),
        }
    }

    fn lattice_of(&self, vpc: &Vpc) -> Vec<Draft> {
        let doors = self.lattice_doors(&vpc.id);
        if doors.is_empty() {
            return Vec::new();
        }
        LATTICE.iter().map(|block| Draft { to: *block, origin: 2, way: Way::Lattice(doors.clone()) }).collect()
    }

    /// Every way out of a VPC whose routes are not given, beside the links that were noted as they were built.
    fn add_ways(&mut self, vpc: &Vpc) {
        let mut ways = Vec::new();
        let doors = self.lattice_doors(&vpc.id);
        if !doors.is_empty() {
            ways.push(Way::Lattice(doors));
        }
        if vpc.gateways.internet == Some(true) {
            ways.push(Way::InternetGateway);
        }
        if vpc.gateways.egress_only_internet == Some(true) {
            ways.push(Way::EgressOnlyInternetGateway);
        }
        let nats: Vec<_> = self.nats.iter().filter(|((owner, _), _)| *owner == vpc.id).map(|(_, key)| *key).collect();
        if !nats.is_empty() {
            ways.push(Way::Nat(nats));
        }
        let key = self.fabric.vpc_by_name.get(&vpc.id).copied();
        if let Some(part) = key.and_then(|key| self.fabric.vpcs.get_mut(key)) {
            part.ways.extend(ways);
        }
    }
}

/// AWS takes no two routes of one kind for one destination. Where a design has them all the same, nobody knows which is
/// there, and the order in which they are written must not decide. What a virtual private gateway learns twice, over
/// Direct Connect and VPN, leads to one place.
fn contested(drafts: &mut [Draft]) {
    let is_hybrid = |way: &Way| matches!(way, Way::Hybrid(_) | Way::VirtualPrivateGateway);
    let mut rest = drafts;
    while let Some(first) = rest.first() {
        let claims = |draft: &&Draft| draft.to == first.to && draft.origin == first.origin;
        let (same, others) = rest.split_at_mut(rest.iter().take_while(claims).count().max(1));
        let agree = same.windows(2).all(|pair| match pair {
            [one, other] => one.way == other.way || (is_hybrid(&one.way) && is_hybrid(&other.way)),
            _ => true,
        });
        if !agree {
            for draft in same {
                draft.way = Way::Unknown(format!("several routes of one table claim `{}`", draft.to).into());
            }
        }
        rest = others;
    }
}
