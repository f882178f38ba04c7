//! How additions are made in a design.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Addition;
use crate::cidr::space::Occupancy;
use crate::design::Labels;
use crate::design::{
    Application, Attachment, Auth, CloudWan, CoreAttachment, Design, DirectConnect, Endpoint, GatewayEndpoint, Home,
    InterfaceEndpoint, LatticeResource, LatticeService, Link, LinkKind, LoadBalancer, Origin, PrivatelinkResource,
    PrivatelinkService, PrivatelinkTunnel, ResourceGateway, Route, ServiceMesh, ServiceNetwork, SiteToSiteVpn, Subnet,
    Target, TransitGateway, TransitGatewayPeering, VpcPeering, VpcSharing,
};
use crate::finding::Place;
use crate::ids::{AppId, LinkId, RouteTableId, VpcId};
use crate::source::Pointer;

impl Addition {
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
                        block_excluded: false,
                        labels: Labels::default(),
                        place,
                    };
                    Arc::make_mut(owner).subnets.insert(subnet.clone(), made);
                }
            }
            Self::SecondaryBlock { vpc, cidr } => {
                if let Some(owner) = design.vpcs.get_mut(vpc) {
                    let owner = Arc::make_mut(owner);
                    let position = owner.cidrs.len();
                    owner.cidrs.push((*cidr, position));
                }
            }
            Self::LoadBalancer { application, .. } => {
                edit_application(design, application, |one| one.load_balancer = Some(LoadBalancer::Network));
            }
            Self::Peering { link, between } => {
                insert(design, link, LinkKind::VpcPeering(VpcPeering::between(between.clone())));
            }
            Self::TransitGateway { link, region, segmented } => {
                let route_tables = segmented.then(Default::default);
                let made = TransitGateway { region: region.clone(), route_tables, ..TransitGateway::default() };
                insert(design, link, LinkKind::TransitGateway(made));
            }
            Self::Vpn { link, site } => {
                insert(design, link, LinkKind::SiteToSiteVpn(SiteToSiteVpn { site: site.clone(), vpc: None }));
            }
            Self::VpnToVpc { link, site, vpc } => {
                insert(
                    design,
                    link,
                    LinkKind::SiteToSiteVpn(SiteToSiteVpn { site: site.clone(), vpc: Some(vpc.clone()) }),
                );
            }
            Self::DirectConnect { link, site, .. } => {
                insert(
                    design,
                    link,
                    LinkKind::DirectConnect(DirectConnect {
                        site: site.clone(),
                        vpcs: BTreeSet::new(),
                        allowed_prefixes: std::collections::BTreeMap::new(),
                    }),
                );
            }
            Self::DirectConnectVpc { link, vpc } => edit(design, link, |kind| {
                if let LinkKind::DirectConnect(connection) = kind {
                    connection.vpcs.insert(vpc.clone());
                }
            }),
            Self::TransitGatewayPeering { link, between } => {
                let made = TransitGatewayPeering { between: between.clone() };
                insert(design, link, LinkKind::TransitGatewayPeering(made));
            }
            Self::CoreNetwork { link } => insert(design, link, LinkKind::CloudWan(CloudWan::default())),
            Self::CoreEdge { link, region } => edit(design, link, |kind| {
                if let LinkKind::CloudWan(wan) = kind {
                    wan.edges.insert(region.clone());
                }
            }),
            Self::CoreAttachment { link, vpc, subnets, segment } => edit(design, link, |kind| {
                if let LinkKind::CloudWan(wan) = kind {
                    let made = CoreAttachment { segment: segment.clone(), subnets: subnets.clone() };
                    segment.iter().for_each(|name| {
                        wan.segments.entry(name.clone()).or_default();
                    });
                    wan.vpcs.insert(vpc.clone(), made);
                }
            }),
            Self::CoreHybrid { link, hybrid, segment } => edit(design, link, |kind| {
                if let LinkKind::CloudWan(wan) = kind {
                    let made = CoreAttachment { segment: segment.clone(), subnets: BTreeSet::new() };
                    segment.iter().for_each(|name| {
                        wan.segments.entry(name.clone()).or_default();
                    });
                    wan.hybrid.insert(hybrid.clone(), made);
                }
            }),
            Self::SegmentSharing { link, between: (one, other) } => edit(design, link, |kind| {
                if let LinkKind::CloudWan(wan) = kind {
                    let segment = wan.segments.entry(one.clone()).or_default();
                    if one == other {
                        segment.isolate = false;
                    } else {
                        segment.shared_with.insert(other.clone());
                        wan.segments.entry(other.clone()).or_default();
                    }
                }
            }),
            Self::SharedVpc { link, vpc } => {
                let made = VpcSharing {
                    vpc: vpc.clone(),
                    subnets: None,
                    accounts: BTreeSet::new(),
                    replaces: BTreeSet::new(),
                };
                insert(design, link, LinkKind::VpcSharing(made));
            }
            Self::ShareWith { link, account } => edit(design, link, |kind| {
                if let LinkKind::VpcSharing(sharing) = kind {
                    sharing.accounts.insert(account.clone());
                }
            }),
            Self::MoveIn { link, vpc } => edit(design, link, |kind| {
                if let LinkKind::VpcSharing(sharing) = kind {
                    sharing.replaces.insert(vpc.clone());
                }
            }),
            Self::AttachmentSubnets { link, vpc, subnets } => edit_attachment(design, link, vpc, |attachment| {
                attachment.subnets.extend(subnets.iter().cloned());
            }),
            Self::AttachmentIpv6 { link, vpc } => edit_attachment(design, link, vpc, |attachment| {
                attachment.options.ipv6 = Some(true);
            }),
            Self::AttachmentNat { link, vpc, nat } => edit_attachment(design, link, vpc, |attachment| {
                attachment.nat.extend(nat.iter().map(|(inside, outside)| (*inside, *outside)));
            }),
            Self::PrivateNat { link, vpc, routable, zones } => edit_attachment(design, link, vpc, |attachment| {
                attachment.routable.get_or_insert_default().insert(*routable);
                attachment.private_nat |= *zones > 0;
            }),
            Self::Tunnel { link, vpc, gateway } => {
                let made = PrivatelinkTunnel {
                    vpc: vpc.clone(),
                    cidrs: None,
                    gateway: ResourceGateway { subnets: gateway.clone(), ..ResourceGateway::default() },
                    endpoints: Default::default(),
                };
                insert(design, link, LinkKind::PrivatelinkTunnel(made));
            }
            Self::TunnelEndpoint { link, vpc, subnets } => edit(design, link, |kind| {
                if let LinkKind::PrivatelinkTunnel(tunnel) = kind {
                    tunnel.endpoints.insert(vpc.clone(), Endpoint::in_subnets(subnets.clone()));
                }
            }),
            Self::GatewayEndpoint { link, service, vpc } => {
                let made = GatewayEndpoint { service: service.clone(), vpcs: Default::default() };
                insert(design, link, LinkKind::GatewayEndpoint(made));
                edit(design, link, |kind| {
                    if let LinkKind::GatewayEndpoint(endpoint) = kind {
                        endpoint.vpcs.insert(vpc.clone(), None);
                    }
                });
            }
            Self::AwsEndpoint { link, service, vpc, subnets } => {
                let made = InterfaceEndpoint {
                    service: service.clone(),
                    endpoints: Default::default(),
                    shared_with: BTreeSet::new(),
                };
                insert(design, link, LinkKind::InterfaceEndpoint(made));
                edit(design, link, |kind| {
                    if let LinkKind::InterfaceEndpoint(endpoint) = kind {
                        endpoint.endpoints.insert(vpc.clone(), Endpoint::in_subnets(subnets.clone()));
                    }
                });
            }
            Self::MeshMember { link, application } => {
                insert(design, link, LinkKind::ServiceMesh(ServiceMesh::default()));
                edit(design, link, |kind| {
                    if let LinkKind::ServiceMesh(mesh) = kind {
                        mesh.applications.insert(application.clone());
                    }
                });
            }
            Self::Attachment { link, vpc, subnets, table } => edit(design, link, |kind| {
                if let LinkKind::TransitGateway(gateway) = kind {
                    associate(gateway, table.as_ref());
                    let made =
                        Attachment { subnets: subnets.clone(), route_table: table.clone(), ..Attachment::default() };
                    gateway.vpcs.insert(vpc.clone(), made);
                }
            }),
            Self::HybridAttachment { link, hybrid, table } => edit(design, link, |kind| {
                if let LinkKind::TransitGateway(gateway) = kind {
                    associate(gateway, table.as_ref());
                    let made = Attachment { route_table: table.clone(), ..Attachment::default() };
                    gateway.hybrid.insert(hybrid.clone(), made);
                }
            }),
            Self::AllowedPrefixes { link, whose, prefixes } => edit(design, link, |kind| {
                if let LinkKind::DirectConnect(connection) = kind
                    && let Some(Some(allowed)) = connection.allowed_prefixes.get_mut(whose)
                {
                    allowed.extend(prefixes);
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
            Self::EndpointService { link, application, door } => {
                let made = PrivatelinkService {
                    load_balancers: None,
                    allowed_accounts: None,
                    application: application.clone(),
                    vpc: door.clone(),
                    zones: None,
                    endpoints: Default::default(),
                };
                insert(design, link, LinkKind::PrivatelinkService(made));
            }
            Self::ResourceConfiguration { link, application, door, gateway } => {
                let made = PrivatelinkResource {
                    application: application.clone(),
                    gateway: ResourceGateway {
                        vpc: door.clone(),
                        subnets: gateway.clone(),
                        ..ResourceGateway::default()
                    },
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
            Self::LatticeResource { link, application, door, gateway } => edit_network(design, link, |network| {
                let made = LatticeResource {
                    application: application.clone(),
                    gateway: ResourceGateway {
                        vpc: door.clone(),
                        subnets: gateway.clone(),
                        ..ResourceGateway::default()
                    },
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
    design
        .links
        .entry(id.clone())
        .or_insert_with(|| Arc::new(Link { id: id.clone(), kind, labels: Labels::default(), place }));
}

fn edit(design: &mut Design, id: &LinkId, change: impl FnOnce(&mut LinkKind)) {
    if let Some(link) = design.links.get_mut(id) {
        change(&mut Arc::make_mut(link).kind);
    }
}

/// A route table of a transit gateway that is named comes to be by that.
fn associate(gateway: &mut TransitGateway, table: Option<&RouteTableId>) {
    if let (Some(tables), Some(name)) = (&mut gateway.route_tables, table) {
        tables.entry(name.clone()).or_default();
    }
}

fn edit_attachment(design: &mut Design, id: &LinkId, vpc: &VpcId, change: impl FnOnce(&mut Attachment)) {
    edit(design, id, |kind| {
        if let LinkKind::TransitGateway(gateway) = kind
            && let Some(attachment) = gateway.vpcs.get_mut(vpc)
        {
            change(attachment);
        }
    });
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
