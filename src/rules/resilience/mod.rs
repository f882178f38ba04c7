//! Band 65x: what one failed availability zone takes along. Here: where clients stand and what a link serves; each
//! rule has its own file.

pub(super) mod firewall_endpoint_in_other_zone;
mod lost;
pub(super) mod nat_gateway_in_other_zone;
pub(super) mod single_link_to_site;
pub(super) mod single_zone_endpoint;
pub(super) mod single_zone_server;
pub(super) mod way_through_one_zone;

pub use lost::not_asked;

use std::collections::BTreeSet;

use crate::design::{Design, Home, Link, LinkKind, Need, Party, Vpc};
use crate::ids::{AppId, AzId, SubnetId};
use crate::rules::privatelink::exposed;

/// The zones that the client of a need stands in, as far as the design says; none for a client at a site.
fn client_zones(design: &Design, need: &Need) -> BTreeSet<AzId> {
    match (need.from(), design.home(need.from())) {
        (Party::Application(id), Some(Home::Vpc(_))) => {
            let subnets = design.application(id).map(|client| design.subnets_of(client)).unwrap_or_default();
            subnets.into_iter().filter_map(|subnet| subnet.az.clone()).collect()
        }
        (_, Some(Home::Vpc(vpc))) => design.vpc(&vpc).map(|vpc| vpc.zones()).unwrap_or_default(),
        _ => BTreeSet::new(),
    }
}

/// The zone of what stands in a subnet of a VPC.
fn zone_of<'d>(vpc: &'d Vpc, subnet: Option<&SubnetId>) -> Option<&'d AzId> {
    vpc.subnets.get(subnet?)?.az.as_ref()
}

/// Whether a PrivateLink or VPC Lattice link offers an application.
fn serves(link: &Link, application: &AppId) -> bool {
    match &link.kind {
        LinkKind::ServiceNetwork(network) => network.offers(application),
        _ => exposed(link) == Some(application),
    }
}
