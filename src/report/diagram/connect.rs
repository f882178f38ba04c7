//! What a link connects, one pair at a time.

use std::collections::BTreeMap;

use crate::design::{Design, Home, Link, LinkKind, Mechanism, Need, Party, ServiceNetwork};
use crate::ids::{AppId, LinkId, Region, ServiceName, SiteId, VpcId};
use crate::network::hybrid_site;

/// What an edge can end at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    /// A VPC.
    Vpc(VpcId),
    /// A site.
    Site(SiteId),
    /// An application.
    Application(AppId),
    /// A link that is drawn as a box.
    Hub(LinkId),
    /// A service of AWS itself, which has no box.
    Aws(ServiceName),
}

impl End {
    /// The end that a party of a need is.
    pub(super) fn of_party(party: &Party) -> Self {
        match party {
            Party::Application(id) => Self::Application(id.clone()),
            Party::Vpc(id) => Self::Vpc(id.clone()),
            Party::Site(id) => Self::Site(id.clone()),
            Party::AwsService(id) => Self::Aws(id.clone()),
        }
    }

    /// Both ends of a need.
    pub(super) fn of_need(need: &Need) -> (Self, Self) {
        (Self::of_party(need.from()), Self::of_party(need.to()))
    }
}

/// One end of a hub, or the two ends of a link that has two.
#[derive(Debug, Clone)]
pub(super) struct Connection {
    /// The name of the edge in the scene, without `plan/`.
    pub(super) id: String,
    /// The link it stands for.
    pub(super) link: LinkId,
    /// The mechanism.
    pub(super) mechanism: Mechanism,
    /// From where.
    pub(super) from: End,
    /// To where.
    pub(super) to: End,
}

/// A name as one segment of an id: a name may hold a slash, and ids must stay unique.
pub(super) fn segment(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// What kind of hub a link is, in words; `None` for a link that is drawn as a line only.
pub(super) fn hub_title(kind: &LinkKind) -> Option<String> {
    match kind {
        LinkKind::TransitGateway(_) => Some("transit gateway".to_owned()),
        LinkKind::PrivatelinkService(_) => Some("endpoint service".to_owned()),
        LinkKind::PrivatelinkResource(_) => Some("resource configuration".to_owned()),
        LinkKind::ServiceNetwork(network) => {
            let count = network.services.len() + network.resources.len();
            let things = if count == 1 { "service" } else { "services" };
            Some(format!("service network, {count} {things}"))
        }
        LinkKind::GatewayEndpoint(endpoint) => Some(format!("gateway endpoint, {}", endpoint.service)),
        LinkKind::InterfaceEndpoint(endpoint) => Some(format!("interface endpoint, {}", endpoint.service)),
        LinkKind::CloudWan(wan) => Some(match wan.edges.len() {
            0 | 1 => "Cloud WAN core network".to_owned(),
            edges => format!("Cloud WAN core network, {edges} Regions"),
        }),
        LinkKind::PrivatelinkTunnel(_) => Some("CIDR resource configuration".to_owned()),
        LinkKind::VpcSharing(_) => Some("shared subnets".to_owned()),
        LinkKind::ServiceMesh(mesh) => Some(mesh.kind.clone().unwrap_or_else(|| "service mesh".to_owned())),
        LinkKind::VpcPeering(_)
        | LinkKind::TransitGatewayPeering(_)
        | LinkKind::DirectConnect(_)
        | LinkKind::SiteToSiteVpn(_) => None,
    }
}

/// The Region a hub is drawn in: its own, else that of what it serves, else the design's.
pub(super) fn hub_region(design: &Design, kind: &LinkKind) -> Option<Region> {
    let of_vpc = |vpc: &VpcId| design.vpc(vpc).and_then(|vpc| vpc.region.clone());
    let of_application = |id: &AppId| match &design.application(id)?.home {
        Home::Vpc(vpc) => of_vpc(vpc),
        Home::Site(_) | Home::Aws(_) => None,
    };
    let found = match kind {
        LinkKind::TransitGateway(gateway) => {
            gateway.region.clone().or_else(|| gateway.vpcs.keys().next().and_then(of_vpc))
        }
        LinkKind::ServiceNetwork(network) => {
            let vpc = network.associations.iter().chain(network.endpoints.keys()).next();
            network.region.clone().or_else(|| vpc.and_then(of_vpc))
        }
        LinkKind::PrivatelinkService(service) => of_application(&service.application),
        LinkKind::PrivatelinkResource(resource) => of_application(&resource.application),
        LinkKind::GatewayEndpoint(endpoint) => endpoint.vpcs.keys().next().and_then(of_vpc),
        LinkKind::InterfaceEndpoint(endpoint) => endpoint.endpoints.keys().next().and_then(of_vpc),
        LinkKind::PrivatelinkTunnel(tunnel) => of_vpc(&tunnel.vpc),
        LinkKind::VpcSharing(sharing) => of_vpc(&sharing.vpc),
        LinkKind::ServiceMesh(mesh) => mesh.applications.first().and_then(of_application),
        _ => None,
    };
    found.or_else(|| design.region.clone())
}

/// Everything that the links of a design connect, in order of their names and without repetition.
pub(super) fn connections(design: &Design) -> Vec<Connection> {
    let mut found = BTreeMap::new();
    for link in design.links.values() {
        for one in of_link(design, link) {
            found.entry(one.id.clone()).or_insert(one);
        }
    }
    found.into_values().collect()
}

fn of_link(design: &Design, link: &Link) -> Vec<Connection> {
    let name = segment(link.id.as_str());
    let make = |path: String, mechanism, from: End, to: End| Connection {
        id: format!("link/{name}{path}"),
        link: link.id.clone(),
        mechanism,
        from,
        to,
    };
    let hub = || End::Hub(link.id.clone());
    let to_vpc =
        |mechanism, vpc: &VpcId| make(format!("/{}", segment(vpc.as_str())), mechanism, hub(), End::Vpc(vpc.clone()));
    let to_application = |mechanism, id: &AppId| {
        make(format!("/application/{}", segment(id.as_str())), mechanism, hub(), End::Application(id.clone()))
    };
    match &link.kind {
        LinkKind::VpcPeering(peering) => {
            let (one, two) = peering.between.clone();
            vec![make(String::new(), Mechanism::VpcPeering, End::Vpc(one), End::Vpc(two))]
        }
        LinkKind::TransitGatewayPeering(peering) => {
            let (one, two) = peering.between.clone();
            vec![make(String::new(), Mechanism::TransitGateway, End::Hub(one), End::Hub(two))]
        }
        LinkKind::TransitGateway(gateway) => {
            let vpcs = gateway.vpcs.keys().map(|vpc| to_vpc(Mechanism::TransitGateway, vpc));
            let hybrid = gateway.hybrid.keys().filter_map(|id| {
                // The line is the connection of the site; the attachment is where it ends.
                let Some(Home::Site(site)) = hybrid_site(design, id) else { return None };
                let (path, mechanism) = (format!("link/{}", segment(id.as_str())), hybrid_mechanism(design, id)?);
                Some(Connection {
                    id: format!("{path}/hub/{name}"),
                    link: id.clone(),
                    mechanism,
                    from: End::Site(site),
                    to: hub(),
                })
            });
            vpcs.chain(hybrid).collect()
        }
        LinkKind::DirectConnect(connection) => {
            let site = || End::Site(connection.site.clone());
            let line = |vpc: &VpcId| {
                let path = format!("/{}", segment(vpc.as_str()));
                make(path, Mechanism::DirectConnect, site(), End::Vpc(vpc.clone()))
            };
            connection.vpcs.iter().map(line).collect()
        }
        LinkKind::SiteToSiteVpn(vpn) => {
            let site = || End::Site(vpn.site.clone());
            let line = |vpc: &VpcId| {
                let path = format!("/{}", segment(vpc.as_str()));
                make(path, Mechanism::SiteToSiteVpn, site(), End::Vpc(vpc.clone()))
            };
            vpn.vpc.iter().map(line).collect()
        }
        LinkKind::PrivatelinkService(service) => {
            let consumers = service.endpoints.keys().map(|vpc| to_vpc(Mechanism::PrivatelinkService, vpc));
            consumers.chain([to_application(Mechanism::PrivatelinkService, &service.application)]).collect()
        }
        LinkKind::PrivatelinkResource(resource) => {
            let consumers = resource.endpoints.keys().map(|vpc| to_vpc(Mechanism::PrivatelinkResource, vpc));
            consumers.chain([to_application(Mechanism::PrivatelinkResource, &resource.application)]).collect()
        }
        LinkKind::ServiceNetwork(network) => {
            let associated = network.associations.iter().map(|vpc| to_vpc(Mechanism::LatticeAssociation, vpc));
            let endpoints = network.endpoints.keys().map(|vpc| {
                let path = format!("/endpoint/{}", segment(vpc.as_str()));
                make(path, Mechanism::LatticeEndpoint, hub(), End::Vpc(vpc.clone()))
            });
            let offered = servers(network).map(|id| to_application(network_mechanism(network), id));
            associated.chain(endpoints).chain(offered).collect()
        }
        LinkKind::GatewayEndpoint(endpoint) => {
            endpoint.vpcs.keys().map(|vpc| to_vpc(Mechanism::GatewayEndpoint, vpc)).collect()
        }
        LinkKind::InterfaceEndpoint(endpoint) => {
            endpoint.endpoints.keys().map(|vpc| to_vpc(Mechanism::InterfaceEndpoint, vpc)).collect()
        }
        LinkKind::CloudWan(wan) => {
            let hybrid = wan.hybrid.keys().filter_map(|id| {
                let Some(Home::Site(site)) = hybrid_site(design, id) else { return None };
                Some(Connection {
                    id: format!("link/{}/hub/{name}", segment(id.as_str())),
                    link: id.clone(),
                    mechanism: hybrid_mechanism(design, id)?,
                    from: End::Site(site),
                    to: hub(),
                })
            });
            wan.vpcs.keys().map(|vpc| to_vpc(Mechanism::CloudWan, vpc)).chain(hybrid).collect()
        }
        LinkKind::PrivatelinkTunnel(tunnel) => {
            let consumers = tunnel.endpoints.keys().map(|vpc| to_vpc(Mechanism::PrivatelinkTunnel, vpc));
            consumers.chain([to_vpc(Mechanism::PrivatelinkTunnel, &tunnel.vpc)]).collect()
        }
        LinkKind::VpcSharing(sharing) => {
            let moved = sharing.replaces.iter().map(|vpc| to_vpc(Mechanism::VpcSharing, vpc));
            moved.chain([to_vpc(Mechanism::VpcSharing, &sharing.vpc)]).collect()
        }
        LinkKind::ServiceMesh(mesh) => {
            mesh.applications.iter().map(|id| to_application(Mechanism::ServiceMesh, id)).collect()
        }
    }
}

fn hybrid_mechanism(design: &Design, id: &LinkId) -> Option<Mechanism> {
    match design.link(id)?.kind {
        LinkKind::DirectConnect(_) => Some(Mechanism::DirectConnect),
        LinkKind::SiteToSiteVpn(_) => Some(Mechanism::SiteToSiteVpn),
        _ => None,
    }
}

fn servers(network: &ServiceNetwork) -> impl Iterator<Item = &AppId> {
    let services = network.services.values().flat_map(|service| &service.applications);
    services.chain(network.resources.values().map(|resource| &resource.application))
}

/// The mechanism by which a network's applications are reached, for the lines to them.
fn network_mechanism(network: &ServiceNetwork) -> Mechanism {
    if network.associations.is_empty() && !network.endpoints.is_empty() {
        Mechanism::LatticeEndpoint
    } else {
        Mechanism::LatticeAssociation
    }
}
