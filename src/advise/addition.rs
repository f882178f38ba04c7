//! What a plan adds to a design, one object at a time. Sets of additions merge, so that needs share what they can.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::cidr::Cidr;
use crate::cidr::space::Occupancy;
use crate::design::{
    Application, Attachment, Auth, Design, Endpoint, Home, LatticeResource, LatticeService, Link, LinkKind,
    LoadBalancer, Origin, PrivatelinkResource, PrivatelinkService, ResourceGateway, Route, ServiceNetwork,
    SiteToSiteVpn, Subnet, Target, TransitGateway, VpcPeering,
};
use crate::finding::Place;
use crate::ids::{AppId, AzId, LinkId, Region, RouteTableId, SiteId, SubnetId, VpcId};
use crate::source::Pointer;

/// One object that a plan adds.
///
/// INVARIANT: the variants stand in the order in which the objects can be made, so a sorted set of additions can be
/// applied from first to last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Addition {
    /// A subnet in a free block.
    Subnet {
        /// Its VPC.
        vpc: VpcId,
        /// Its name.
        subnet: SubnetId,
        /// Its availability zone.
        az: Option<AzId>,
        /// Its block.
        cidr: Cidr,
    },
    /// A Network Load Balancer before an application.
    LoadBalancer {
        /// The application.
        application: AppId,
    },
    /// A VPC peering connection.
    Peering {
        /// Its name.
        link: LinkId,
        /// The two VPCs, sorted.
        between: (VpcId, VpcId),
    },
    /// A transit gateway.
    TransitGateway {
        /// Its name.
        link: LinkId,
        /// Its Region.
        region: Option<Region>,
    },
    /// A Site-to-Site VPN connection.
    Vpn {
        /// Its name.
        link: LinkId,
        /// The site.
        site: SiteId,
    },
    /// A VPC attachment to a transit gateway.
    Attachment {
        /// The transit gateway.
        link: LinkId,
        /// The VPC.
        vpc: VpcId,
        /// One subnet per availability zone.
        subnets: BTreeSet<SubnetId>,
        /// The route table it is associated with.
        table: Option<RouteTableId>,
    },
    /// A Direct Connect or VPN attachment to a transit gateway.
    HybridAttachment {
        /// The transit gateway.
        link: LinkId,
        /// The connection.
        hybrid: LinkId,
        /// The route table it is associated with.
        table: Option<RouteTableId>,
    },
    /// A propagation into a route table of a transit gateway.
    Propagation {
        /// The transit gateway.
        link: LinkId,
        /// The route table that learns.
        table: RouteTableId,
        /// Whose routes it learns.
        home: Home,
    },
    /// An endpoint service before an application.
    EndpointService {
        /// Its name.
        link: LinkId,
        /// The application.
        application: AppId,
    },
    /// A resource configuration with its resource gateway.
    ResourceConfiguration {
        /// Its name.
        link: LinkId,
        /// The application.
        application: AppId,
        /// The gateway's subnets.
        gateway: BTreeSet<SubnetId>,
    },
    /// An interface endpoint.
    InterfaceEndpoint {
        /// The endpoint service it leads to.
        link: LinkId,
        /// The VPC that holds it.
        vpc: VpcId,
        /// One subnet per availability zone.
        subnets: BTreeSet<SubnetId>,
    },
    /// A resource endpoint.
    ResourceEndpoint {
        /// The resource configuration it leads to.
        link: LinkId,
        /// The VPC that holds it.
        vpc: VpcId,
        /// One subnet per availability zone.
        subnets: BTreeSet<SubnetId>,
    },
    /// A service network.
    ServiceNetwork {
        /// Its name.
        link: LinkId,
        /// Its Region.
        region: Option<Region>,
    },
    /// A VPC Lattice service before an application.
    LatticeService {
        /// The service network.
        link: LinkId,
        /// The application.
        application: AppId,
    },
    /// A resource configuration in a service network, with its resource gateway.
    LatticeResource {
        /// The service network.
        link: LinkId,
        /// The application.
        application: AppId,
        /// The gateway's subnets.
        gateway: BTreeSet<SubnetId>,
    },
    /// An IAM auth policy on the VPC Lattice service of an application.
    AuthPolicy {
        /// The service network.
        link: LinkId,
        /// The application.
        application: AppId,
    },
    /// A VPC association with a service network.
    Association {
        /// The service network.
        link: LinkId,
        /// The VPC.
        vpc: VpcId,
    },
    /// A service-network endpoint.
    ServiceNetworkEndpoint {
        /// The service network.
        link: LinkId,
        /// The VPC that holds it.
        vpc: VpcId,
        /// One subnet per availability zone.
        subnets: BTreeSet<SubnetId>,
    },
    /// Routes over a link in every route table of a VPC.
    Routes {
        /// The VPC.
        vpc: VpcId,
        /// The link.
        link: LinkId,
        /// The destinations.
        to: BTreeSet<Cidr>,
    },
}

impl Addition {
    /// The link it makes or extends, if any.
    pub fn link(&self) -> Option<&LinkId> {
        match self {
            Self::Subnet { .. } | Self::LoadBalancer { .. } => None,
            Self::Peering { link, .. }
            | Self::TransitGateway { link, .. }
            | Self::Vpn { link, .. }
            | Self::Attachment { link, .. }
            | Self::HybridAttachment { link, .. }
            | Self::Propagation { link, .. }
            | Self::EndpointService { link, .. }
            | Self::ResourceConfiguration { link, .. }
            | Self::InterfaceEndpoint { link, .. }
            | Self::ResourceEndpoint { link, .. }
            | Self::ServiceNetwork { link, .. }
            | Self::LatticeService { link, .. }
            | Self::LatticeResource { link, .. }
            | Self::AuthPolicy { link, .. }
            | Self::Association { link, .. }
            | Self::ServiceNetworkEndpoint { link, .. }
            | Self::Routes { link, .. } => Some(link),
        }
    }

    /// Whether it must be there before the mechanism itself can be made: what turns `fits` into `fits after`.
    pub fn is_prerequisite(&self) -> bool {
        matches!(self, Self::Subnet { .. } | Self::LoadBalancer { .. } | Self::Vpn { .. })
    }

    /// How many objects someone must own because of it. Routes and propagations are lines in a table that has an
    /// owner already.
    pub fn objects(&self) -> u64 {
        match self {
            Self::Routes { .. } | Self::Propagation { .. } => 0,
            // A gateway and a configuration.
            Self::ResourceConfiguration { .. } | Self::LatticeResource { .. } => 2,
            _ => 1,
        }
    }

    /// Makes the object in a design.
    pub fn apply(&self, design: &mut Design) {
        let place = Place { file: None, pointer: Pointer::root() };
        match self {
            Self::Subnet { vpc, subnet, az, cidr } => {
                if let Some(owner) = design.vpcs.get_mut(vpc) {
                    let made = Subnet {
                        id: subnet.clone(),
                        vpc: vpc.clone(),
                        az: az.clone(),
                        ipv4: Some(*cidr),
                        ipv6: None,
                        occupancy: Occupancy::Count(0),
                        shared: false,
                        shared_with: BTreeSet::new(),
                        public_addresses: None,
                        place,
                    };
                    Arc::make_mut(owner).subnets.insert(subnet.clone(), made);
                }
            }
            Self::LoadBalancer { application } => {
                edit_application(design, application, |one| one.load_balancer = Some(LoadBalancer::Network));
            }
            Self::Peering { link, between } => {
                insert(design, link, LinkKind::VpcPeering(VpcPeering::between(between.clone())));
            }
            Self::TransitGateway { link, region } => {
                let made = TransitGateway { region: region.clone(), ..TransitGateway::default() };
                insert(design, link, LinkKind::TransitGateway(made));
            }
            Self::Vpn { link, site } => {
                insert(design, link, LinkKind::SiteToSiteVpn(SiteToSiteVpn { site: site.clone(), vpc: None }));
            }
            Self::Attachment { link, vpc, subnets, table } => edit(design, link, |kind| {
                if let LinkKind::TransitGateway(gateway) = kind {
                    let made =
                        Attachment { subnets: subnets.clone(), route_table: table.clone(), ..Attachment::default() };
                    gateway.vpcs.insert(vpc.clone(), made);
                }
            }),
            Self::HybridAttachment { link, hybrid, table } => edit(design, link, |kind| {
                if let LinkKind::TransitGateway(gateway) = kind {
                    let made = Attachment { route_table: table.clone(), ..Attachment::default() };
                    gateway.hybrid.insert(hybrid.clone(), made);
                }
            }),
            Self::Propagation { link, table, home } => {
                let hybrid = hybrids_of(design, link, home);
                edit(design, link, |kind| {
                    if let LinkKind::TransitGateway(gateway) = kind
                        && let Some(table) = gateway.route_tables.as_mut().and_then(|tables| tables.get_mut(table))
                    {
                        match home {
                            Home::Vpc(vpc) => {
                                table.propagated_vpcs.insert(vpc.clone());
                            }
                            Home::Aws(_) => {}
                            Home::Site(_) => table.propagated_hybrid.extend(hybrid),
                        }
                    }
                });
            }
            Self::EndpointService { link, application } => {
                let made = PrivatelinkService {
                    load_balancers: None,
                    application: application.clone(),
                    vpc: None,
                    zones: None,
                    endpoints: Default::default(),
                };
                insert(design, link, LinkKind::PrivatelinkService(made));
            }
            Self::ResourceConfiguration { link, application, gateway } => {
                let made = PrivatelinkResource {
                    application: application.clone(),
                    gateway: ResourceGateway { subnets: gateway.clone(), ..ResourceGateway::default() },
                    endpoints: Default::default(),
                };
                insert(design, link, LinkKind::PrivatelinkResource(made));
            }
            Self::InterfaceEndpoint { link, vpc, subnets } => edit(design, link, |kind| {
                if let LinkKind::PrivatelinkService(service) = kind {
                    service.endpoints.insert(vpc.clone(), Endpoint::in_subnets(subnets.clone()));
                }
            }),
            Self::ResourceEndpoint { link, vpc, subnets } => edit(design, link, |kind| {
                if let LinkKind::PrivatelinkResource(resource) = kind {
                    resource.endpoints.insert(vpc.clone(), Endpoint::in_subnets(subnets.clone()));
                }
            }),
            Self::ServiceNetwork { link, region } => {
                let made = ServiceNetwork { region: region.clone(), ..ServiceNetwork::default() };
                insert(design, link, LinkKind::ServiceNetwork(made));
            }
            Self::LatticeService { link, application } => edit_network(design, link, |network| {
                let made =
                    LatticeService { applications: BTreeSet::from([application.clone()]), ..LatticeService::default() };
                network.services.insert(application.to_string(), made);
            }),
            Self::LatticeResource { link, application, gateway } => edit_network(design, link, |network| {
                let made = LatticeResource {
                    application: application.clone(),
                    gateway: ResourceGateway { subnets: gateway.clone(), ..ResourceGateway::default() },
                };
                network.resources.insert(application.to_string(), made);
            }),
            Self::AuthPolicy { link, application } => edit_network(design, link, |network| {
                for service in network.services.values_mut() {
                    if service.applications.contains(application) {
                        service.auth = Auth::AwsIam;
                    }
                }
            }),
            Self::Association { link, vpc } => edit_network(design, link, |network| {
                network.associations.insert(vpc.clone());
            }),
            Self::ServiceNetworkEndpoint { link, vpc, subnets } => edit_network(design, link, |network| {
                network.endpoints.insert(vpc.clone(), Endpoint::in_subnets(subnets.clone()));
            }),
            Self::Routes { vpc, link, to } => {
                if let Some(owner) = design.vpcs.get_mut(vpc)
                    && let Some(tables) = &mut Arc::make_mut(owner).route_tables
                {
                    for table in tables.values_mut() {
                        for cidr in to {
                            let via = Target::Link(link.clone());
                            if !table.routes.iter().any(|route| route.to == *cidr && route.via == via) {
                                table.routes.push(Route {
                                    to: *cidr,
                                    via,
                                    origin: Origin::Static,
                                    place: place.clone(),
                                });
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A design with additions made.
///
/// Complexity: one shallow clone of the design, and one copy of each thing that changes.
pub fn applied<'a>(design: &Design, additions: impl IntoIterator<Item = &'a Addition>) -> Design {
    let mut design = design.clone();
    for addition in additions {
        addition.apply(&mut design);
    }
    design
}

fn insert(design: &mut Design, id: &LinkId, kind: LinkKind) {
    let place = Place { file: None, pointer: Pointer::root().push("links").push(id.as_str()) };
    design.links.entry(id.clone()).or_insert_with(|| Arc::new(Link { id: id.clone(), kind, place }));
}

fn edit(design: &mut Design, id: &LinkId, change: impl FnOnce(&mut LinkKind)) {
    if let Some(link) = design.links.get_mut(id) {
        change(&mut Arc::make_mut(link).kind);
    }
}

fn edit_network(design: &mut Design, id: &LinkId, change: impl FnOnce(&mut ServiceNetwork)) {
    edit(design, id, |kind| {
        if let LinkKind::ServiceNetwork(network) = kind {
            change(network);
        }
    });
}

fn edit_application(design: &mut Design, id: &AppId, change: impl FnOnce(&mut Application)) {
    if let Some(application) = design.applications.get_mut(id) {
        change(Arc::make_mut(application));
    }
}

/// The connections of a site that are attached to a transit gateway.
fn hybrids_of(design: &Design, gateway: &LinkId, home: &Home) -> Vec<LinkId> {
    match design.link(gateway).map(|link| &link.kind) {
        Some(LinkKind::TransitGateway(gateway)) => gateway
            .hybrid
            .keys()
            .filter(|link| crate::network::hybrid_site(design, link).as_ref() == Some(home))
            .cloned()
            .collect(),
        _ => Vec::new(),
    }
}
