//! Which VPCs a link connects, and by which mechanism: what a policy on mechanisms looks at.

use std::collections::BTreeSet;

use crate::design::{Design, Link, LinkKind, Mechanism};
use crate::ids::{AppId, VpcId};

/// Every VPC that a link connects, with the mechanism: on the side that reaches and on the side that is reached.
pub(super) fn uses(design: &Design, link: &Link) -> BTreeSet<(VpcId, Mechanism)> {
    let home = |application: &AppId| design.application(application)?.vpc().cloned();
    let all = |vpcs: Vec<VpcId>, mechanism: Mechanism| -> Vec<(VpcId, Mechanism)> {
        vpcs.into_iter().map(|vpc| (vpc, mechanism)).collect()
    };
    let uses = match &link.kind {
        LinkKind::VpcPeering(peering) => {
            let (one, two) = peering.between.clone();
            all(vec![one, two], Mechanism::VpcPeering)
        }
        LinkKind::TransitGateway(gateway) => {
            let attached = gateway.vpcs.keys().cloned().collect();
            let translated = gateway.vpcs.iter().filter(|(_, attachment)| !attachment.nat.is_empty());
            let private = gateway.vpcs.iter().filter(|(_, attachment)| attachment.private_nat);
            let translated = translated.map(|(vpc, _)| (vpc.clone(), Mechanism::TransitGatewayNat));
            let private = private.map(|(vpc, _)| (vpc.clone(), Mechanism::PrivateNatTransitGateway));
            let mut uses = all(attached, Mechanism::TransitGateway);
            uses.extend(translated.chain(private));
            uses
        }
        // It joins transit gateways; the VPCs are those of its two ends.
        LinkKind::TransitGatewayPeering(_) => Vec::new(),
        LinkKind::CloudWan(wan) => all(wan.vpcs.keys().cloned().collect(), Mechanism::CloudWan),
        LinkKind::DirectConnect(connection) => all(connection.vpcs.iter().cloned().collect(), Mechanism::DirectConnect),
        LinkKind::SiteToSiteVpn(vpn) => all(vpn.vpc.iter().cloned().collect(), Mechanism::SiteToSiteVpn),
        LinkKind::PrivatelinkService(service) => {
            let provider = service.vpc.clone().or_else(|| home(&service.application));
            all(service.endpoints.keys().cloned().chain(provider).collect(), Mechanism::PrivatelinkService)
        }
        LinkKind::PrivatelinkResource(resource) => {
            let provider = home(&resource.application);
            all(resource.endpoints.keys().cloned().chain(provider).collect(), Mechanism::PrivatelinkResource)
        }
        LinkKind::PrivatelinkTunnel(tunnel) => {
            let vpcs = tunnel.endpoints.keys().cloned().chain([tunnel.vpc.clone()]);
            all(vpcs.collect(), Mechanism::PrivatelinkTunnel)
        }
        LinkKind::ServiceNetwork(network) => {
            let services = network.services.values().flat_map(|service| &service.applications);
            let resources = network.resources.values().map(|resource| &resource.application);
            let servers: Vec<VpcId> = services.chain(resources).filter_map(home).collect();
            let mut uses = all(network.associations.iter().cloned().collect(), Mechanism::LatticeAssociation);
            uses.extend(all(network.endpoints.keys().cloned().collect(), Mechanism::LatticeEndpoint));
            // A server is connected in the ways in which its callers come.
            for (is_used, mechanism) in [
                (!network.associations.is_empty(), Mechanism::LatticeAssociation),
                (!network.endpoints.is_empty(), Mechanism::LatticeEndpoint),
            ] {
                if is_used {
                    uses.extend(all(servers.clone(), mechanism));
                }
            }
            uses
        }
        LinkKind::GatewayEndpoint(endpoint) => all(endpoint.vpcs.keys().cloned().collect(), Mechanism::GatewayEndpoint),
        LinkKind::InterfaceEndpoint(endpoint) => {
            let vpcs = endpoint.endpoints.keys().chain(&endpoint.shared_with).cloned();
            all(vpcs.collect(), Mechanism::InterfaceEndpoint)
        }
        LinkKind::VpcSharing(sharing) => {
            let vpcs = sharing.replaces.iter().cloned().chain([sharing.vpc.clone()]);
            all(vpcs.collect(), Mechanism::VpcSharing)
        }
        LinkKind::ServiceMesh(mesh) => all(mesh.applications.iter().filter_map(home).collect(), Mechanism::ServiceMesh),
    };
    uses.into_iter().collect()
}
