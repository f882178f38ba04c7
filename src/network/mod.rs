//! The design as a graph, and what reaches what over it. The only room that names petgraph.
//!
//! Nodes are the homes of parties (VPCs, sites) and the route tables of transit gateways; an edge is one step that
//! a packet can take. A path between two homes crosses exactly one link: VPC peering is not transitive, a transit
//! gateway hands a packet to its destination VPC, and neither passes it on; what comes back from an inspection VPC never
//! left its transit gateway.

pub mod carriers;
pub mod exact;
pub mod fabric;
pub(crate) mod inspection;
pub mod matrix;
pub mod mend;
pub mod packet;
pub mod proof;
pub mod reach;
pub mod routing;
pub mod walk;

use std::collections::{BTreeMap, BTreeSet};

use petgraph::stable_graph::{NodeIndex, StableDiGraph};
use petgraph::visit::EdgeRef as _;

use crate::design::{
    CloudWan, Design, Home, LinkKind, TransitGateway, TransitGatewayPeering, TransitGatewayRouteTable,
    TransitGatewayTarget, VpcSharing,
};
use crate::ids::{LinkId, RouteTableId};
use crate::order::Arrange;

pub use reach::{Block, Reach};

/// A place a packet can be at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    /// In a VPC or at a site.
    Home(Home),
    /// In a route table of a transit gateway; `None` is its default one.
    Table(LinkId, Option<RouteTableId>),
}

/// A design as a graph.
///
/// ```
/// use tieline::design::{Design, Home};
/// use tieline::network::Network;
/// assert_eq!(Network::of(&Design::default()).neighbours(&Home::Vpc(tieline::ids::VpcId::new("a").unwrap())), vec![]);
/// ```
#[derive(Debug)]
pub struct Network<'d> {
    design: &'d Design,
    graph: StableDiGraph<Node, LinkId>,
    nodes: BTreeMap<Node, NodeIndex>,
}

impl<'d> Network<'d> {
    /// The graph of a design.
    ///
    /// Complexity: linear in links, attachments and propagations. What no link joins has no node: a design on trial has
    /// many networks and few links.
    pub fn of(design: &'d Design) -> Self {
        let mut network = Self { design, graph: StableDiGraph::new(), nodes: BTreeMap::new() };
        for (id, link) in &design.links {
            match &link.kind {
                LinkKind::VpcPeering(peering) => {
                    let (one, two) = &peering.between;
                    network.both_ways(&Home::Vpc(one.clone()), &Home::Vpc(two.clone()), id);
                }
                LinkKind::TransitGateway(gateway) => network.transit_gateway(id, gateway),
                LinkKind::DirectConnect(connection) => {
                    for vpc in &connection.vpcs {
                        network.both_ways(&Home::Site(connection.site.clone()), &Home::Vpc(vpc.clone()), id);
                    }
                }
                LinkKind::SiteToSiteVpn(vpn) => {
                    if let Some(vpc) = &vpn.vpc {
                        network.both_ways(&Home::Site(vpn.site.clone()), &Home::Vpc(vpc.clone()), id);
                    }
                }
                LinkKind::TransitGatewayPeering(peering) => network.transit_gateway_peering(id, peering),
                LinkKind::CloudWan(wan) => network.cloud_wan(id, wan),
                LinkKind::VpcSharing(sharing) => network.vpc_sharing(id, sharing),
                // These open no network, or to one side only: see `carriers`.
                LinkKind::PrivatelinkService(_)
                | LinkKind::PrivatelinkResource(_)
                | LinkKind::PrivatelinkTunnel(_)
                | LinkKind::ServiceNetwork(_)
                | LinkKind::GatewayEndpoint(_)
                | LinkKind::InterfaceEndpoint(_)
                | LinkKind::ServiceMesh(_) => {}
            }
        }
        network
    }

    fn node(&mut self, node: Node) -> NodeIndex {
        if let Some(index) = self.nodes.get(&node) {
            return *index;
        }
        let index = self.graph.add_node(node.clone());
        self.nodes.insert(node, index);
        index
    }

    fn both_ways(&mut self, one: &Home, two: &Home, link: &LinkId) {
        let one = self.node(Node::Home(one.clone()));
        let two = self.node(Node::Home(two.clone()));
        self.graph.add_edge(one, two, link.clone());
        self.graph.add_edge(two, one, link.clone());
    }

    fn transit_gateway(&mut self, id: &LinkId, gateway: &TransitGateway) {
        let design = self.design;
        let site_of = |link: &LinkId| hybrid_site(design, link);
        let vpcs = gateway.vpcs.iter().map(|(vpc, attachment)| (Some(Home::Vpc(vpc.clone())), attachment));
        let hybrid = gateway.hybrid.iter().map(|(link, attachment)| (site_of(link), attachment));
        for (home, attachment) in vpcs.chain(hybrid) {
            let Some(home) = home else { continue };
            let table = Node::Table(id.clone(), attachment.route_table.clone());
            let home = self.node(Node::Home(home));
            let table = self.node(table);
            self.graph.add_edge(home, table, id.clone());
            // Without tables of its own a transit gateway has one, to which everything propagates.
            if gateway.route_tables.is_none() {
                self.graph.add_edge(table, home, id.clone());
            }
        }
        let leads_to = |table: &TransitGatewayRouteTable| {
            let mut homes: Vec<Home> = table.propagated_vpcs.iter().cloned().map(Home::Vpc).collect();
            homes.extend(table.propagated_hybrid.iter().filter_map(site_of));
            for (_, target) in &table.routes {
                match target {
                    TransitGatewayTarget::Vpc(vpc) => homes.push(Home::Vpc(vpc.clone())),
                    TransitGatewayTarget::Hybrid(link) => homes.extend(site_of(link)),
                    TransitGatewayTarget::Peering(_) | TransitGatewayTarget::Blackhole => {}
                }
            }
            homes
        };
        for (name, table) in gateway.route_tables.iter().flatten() {
            let from = self.node(Node::Table(id.clone(), Some(name.clone())));
            let mut homes = leads_to(table);
            // Past an inspection VPC by the table with which that is associated.
            let inspected =
                table.routes.iter().filter_map(|(to, target)| inspection::beyond(design, id, gateway, (to, target)));
            for (vpc, onward) in inspected {
                let onward = gateway.route_tables.as_ref().and_then(|tables| tables.get(onward));
                homes.extend(onward.into_iter().flat_map(leads_to).filter(|home| *home != Home::Vpc(vpc.clone())));
            }
            homes.arrange();
            homes.dedup();
            for home in homes {
                let to = self.node(Node::Home(home));
                self.graph.add_edge(from, to, id.clone());
            }
        }
    }

    /// Whoever is attached to one of the two gateways reaches whoever is attached to the other: static routes are taken
    /// as made for what is attached.
    fn transit_gateway_peering(&mut self, id: &LinkId, peering: &TransitGatewayPeering) {
        let design = self.design;
        let (one, two) = &peering.between;
        for (from, to, name) in [(one, two, "there"), (two, one, "back")] {
            let Ok(name) = RouteTableId::new(name) else { continue };
            let table = self.node(Node::Table(id.clone(), Some(name)));
            for home in attached_homes(design, from) {
                let home = self.node(Node::Home(home));
                self.graph.add_edge(home, table, id.clone());
            }
            for home in attached_homes(design, to) {
                let home = self.node(Node::Home(home));
                self.graph.add_edge(table, home, id.clone());
            }
        }
    }

    /// A segment is a route table: whoever is attached to it goes out by it, and it leads to all whom it is joined with.
    fn cloud_wan(&mut self, id: &LinkId, wan: &CloudWan) {
        let design = self.design;
        let vpcs = wan.vpcs.iter().map(|(vpc, one)| (Some(Home::Vpc(vpc.clone())), one));
        let hybrid = wan.hybrid.iter().map(|(link, one)| (hybrid_site(design, link), one));
        let attached: Vec<(Home, Option<&str>)> =
            vpcs.chain(hybrid).filter_map(|(home, one)| Some((home?, one.segment.as_deref()))).collect();
        let segments: BTreeSet<Option<&str>> = attached.iter().map(|(_, segment)| *segment).collect();
        for segment in segments {
            let name = segment.and_then(|segment| RouteTableId::new(segment).ok());
            let table = self.node(Node::Table(id.clone(), name));
            for (home, other) in &attached {
                let home = self.node(Node::Home(home.clone()));
                if *other == segment {
                    self.graph.add_edge(home, table, id.clone());
                }
                if wan.joins(segment, *other) {
                    self.graph.add_edge(table, home, id.clone());
                }
            }
        }
    }

    /// What moves into one VPC is joined by it.
    fn vpc_sharing(&mut self, id: &LinkId, sharing: &VpcSharing) {
        let table = self.node(Node::Table(id.clone(), None));
        for vpc in sharing.replaces.iter().chain([&sharing.vpc]) {
            let home = self.node(Node::Home(Home::Vpc(vpc.clone())));
            self.graph.add_edge(home, table, id.clone());
            self.graph.add_edge(table, home, id.clone());
        }
    }

    /// Every home one link away from `home`, with the link, sorted.
    ///
    /// Routes inside VPCs are not asked: this says what is attached, [`Network::reach`] what gets through.
    pub fn neighbours(&self, home: &Home) -> Vec<(Home, LinkId)> {
        let Some(start) = self.nodes.get(&Node::Home(home.clone())) else { return Vec::new() };
        let mut found = Vec::new();
        for edge in self.graph.edges(*start) {
            match self.graph.node_weight(edge.target()) {
                Some(Node::Home(other)) => found.push((other.clone(), edge.weight().clone())),
                Some(Node::Table(..)) => {
                    for onward in self.graph.edges(edge.target()) {
                        if let Some(Node::Home(other)) = self.graph.node_weight(onward.target())
                            && other != home
                        {
                            found.push((other.clone(), onward.weight().clone()));
                        }
                    }
                }
                None => {}
            }
        }
        found.arrange();
        found.dedup();
        found
    }

    /// The links that lead from one home to another in one step, sorted.
    pub fn links_between(&self, from: &Home, to: &Home) -> Vec<LinkId> {
        let (Some(start), Some(end)) =
            (self.nodes.get(&Node::Home(from.clone())), self.nodes.get(&Node::Home(to.clone())))
        else {
            return Vec::new();
        };
        let mut links: Vec<LinkId> = Vec::new();
        for edge in self.graph.edges(*start) {
            // Straight there, or by way of a route table of a transit gateway.
            let is_table = matches!(self.graph.node_weight(edge.target()), Some(Node::Table(..)));
            if edge.target() == *end || (is_table && self.graph.contains_edge(edge.target(), *end)) {
                links.push(edge.weight().clone());
            }
        }
        links.arrange();
        links.dedup();
        links
    }
}

/// Everything that is attached to a transit gateway.
pub fn attached_homes(design: &Design, gateway: &LinkId) -> Vec<Home> {
    let Some(LinkKind::TransitGateway(gateway)) = design.link(gateway).map(|link| &link.kind) else {
        return Vec::new();
    };
    let vpcs = gateway.vpcs.keys().cloned().map(Home::Vpc);
    vpcs.chain(gateway.hybrid.keys().filter_map(|link| hybrid_site(design, link))).collect()
}

/// The link that a home routes packets to so that another link carries them: the transit gateway on its side of a
/// peering of two, else the link itself.
pub fn first_hop(design: &Design, home: &Home, link: &LinkId) -> LinkId {
    let Some(LinkKind::TransitGatewayPeering(peering)) = design.link(link).map(|link| &link.kind) else {
        return link.clone();
    };
    let sides = [&peering.between.0, &peering.between.1];
    let own = sides.into_iter().find(|gateway| attached_homes(design, gateway).contains(home));
    own.unwrap_or(link).clone()
}

/// The site at the far end of a Direct Connect or VPN link.
pub fn hybrid_site(design: &Design, link: &LinkId) -> Option<Home> {
    match &design.link(link)?.kind {
        LinkKind::DirectConnect(connection) => Some(Home::Site(connection.site.clone())),
        LinkKind::SiteToSiteVpn(vpn) => Some(Home::Site(vpn.site.clone())),
        _ => None,
    }
}
