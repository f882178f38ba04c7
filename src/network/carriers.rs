//! Which links carry a need, as the design stands.

use super::Network;
use crate::design::{Home, LinkKind, Need, Parties, Party};
use crate::ids::{AppId, LinkId, VpcId};
use crate::order::Arrange;

impl Network<'_> {
    /// The links that join the two parties of a need, sorted; the one it names, when it names one.
    ///
    /// Joined is not served: rules then judge how each of these links carries the need. A VPC Lattice service
    /// network also counts when the client only reaches one of its VPCs over another link, because that is how a
    /// design relies on an attachment that may or may not admit it.
    pub fn carriers(&self, need: &Need) -> Vec<LinkId> {
        if let Some(via) = &need.via {
            return vec![via.clone()];
        }
        let (Some(from), Some(to)) = (self.design.home(need.from()), self.design.home(need.to())) else {
            return Vec::new();
        };
        // Inside one VPC nothing needs to carry it, unless it asks for what only a link can offer.
        if from == to && !need.wants_more_than_a_network() {
            return Vec::new();
        }
        let mut links = if from == to { Vec::new() } else { self.links_between(&from, &to) };
        // Where either side may initiate, neither of the two comes first.
        if from != to && matches!(need.parties, Parties::EitherWay(..)) {
            links.extend(self.links_between(&to, &from));
        }
        if let Some(server) = need.server() {
            links.extend(self.exposing(server, &from));
        }
        links.extend(self.one_sided(need, &from, &to));
        links.arrange();
        links.dedup();
        links
    }

    /// Links that only clients can use and that lead to no single application: endpoints for AWS services, tunnels to
    /// networks, and a mesh that both applications belong to.
    fn one_sided(&self, need: &Need, from: &Home, to: &Home) -> Vec<LinkId> {
        let near = || self.near(from);
        let mut found = Vec::new();
        for (id, link) in &self.design.links {
            let carries = match (&link.kind, to) {
                (LinkKind::GatewayEndpoint(endpoint), Home::Aws(service)) => {
                    endpoint.service == *service && near().iter().any(|vpc| endpoint.vpcs.contains_key(vpc))
                }
                (LinkKind::InterfaceEndpoint(endpoint), Home::Aws(service)) => {
                    endpoint.service == *service && near().iter().any(|vpc| endpoint.endpoints.contains_key(vpc))
                }
                (LinkKind::PrivatelinkTunnel(tunnel), Home::Vpc(vpc)) => {
                    tunnel.vpc == *vpc && near().iter().any(|vpc| tunnel.endpoints.contains_key(vpc))
                }
                (LinkKind::ServiceMesh(mesh), _) => [need.from(), need.to()].into_iter().all(
                    |party| matches!(party, Party::Application(application) if mesh.applications.contains(application)),
                ),
                _ => false,
            };
            if carries {
                found.push(id.clone());
            }
        }
        found
    }

    /// The PrivateLink and VPC Lattice links that offer an application where a client can get at it.
    fn exposing(&self, server: &AppId, from: &Home) -> Vec<LinkId> {
        let mut near: Option<Vec<VpcId>> = None;
        let mut found = Vec::new();
        for (id, link) in &self.design.links {
            let doors: Vec<&VpcId> = match &link.kind {
                LinkKind::PrivatelinkService(service) if service.application == *server => {
                    service.endpoints.keys().collect()
                }
                LinkKind::PrivatelinkResource(resource) if resource.application == *server => {
                    resource.endpoints.keys().collect()
                }
                LinkKind::ServiceNetwork(network) if network.offers(server) => {
                    network.associations.iter().chain(network.endpoints.keys()).collect()
                }
                _ => continue,
            };
            // A door in the client's own VPC is met most often, and asks for no look around.
            if matches!(from, Home::Vpc(vpc) if doors.contains(&vpc)) {
                found.push(id.clone());
                continue;
            }
            let near = near.get_or_insert_with(|| self.near(from));
            if doors.iter().any(|door| near.binary_search(door).is_ok()) {
                found.push(id.clone());
            }
        }
        found
    }

    /// The VPC itself and those one link away, sorted.
    pub fn near(&self, home: &Home) -> Vec<VpcId> {
        let mut vpcs: Vec<VpcId> = self
            .neighbours(home)
            .into_iter()
            .filter_map(|(home, _)| match home {
                Home::Vpc(vpc) => Some(vpc),
                Home::Site(_) | Home::Aws(_) => None,
            })
            .collect();
        if let Home::Vpc(vpc) = home {
            vpcs.push(vpc.clone());
        }
        vpcs.arrange();
        vpcs.dedup();
        vpcs
    }
}
