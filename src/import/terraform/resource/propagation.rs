//! Routes that virtual private gateways learn from sites and put into route tables.

use std::collections::BTreeMap;

use super::routing::{TABLES, table_of};
use super::{gateway, site};
use crate::design::raw::{RawLink, RawRoute, RawRouteTable};
use crate::import::terraform::draft::Draft;
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::reference::Lead;

/// Virtual private gateways that put what they learn into tables.
pub(super) fn propagations(draft: &mut Draft<'_, '_>, made: &mut BTreeMap<Id, RawRouteTable>) {
    let estate = draft.estate;
    let separate = estate.of_kind(&["aws_vpn_gateway_route_propagation"]).map(|(id, one)| (id, one, "vpn_gateway_id"));
    let inline = estate.of_kind(TABLES).map(|(id, one)| (id, one, "propagating_vgws"));
    let all: Vec<(Id, &Resource, &str)> = separate.chain(inline).collect();
    for (id, resource, attribute) in all {
        let Lead::To(gateways, _) = estate.lead(resource, attribute, gateway::PRIVATE) else { continue };
        let table = if attribute == "vpn_gateway_id" {
            draft.took(id);
            table_of(draft, resource, made, "its route table is")
        } else {
            Some(id)
        };
        let Some(table) = table else { continue };
        let vpcs: Vec<String> = gateways.iter().filter_map(|id| site::vpc_of(draft, *id)).collect();
        let mut learnt: Vec<String> = Vec::new();
        for link in draft.raw.links.values() {
            if let RawLink::SiteToSiteVpn(raw) = link
                && raw.vpc.as_ref().is_some_and(|vpc| vpcs.contains(vpc))
                && let Some(site) = raw.site.as_ref().and_then(|site| draft.raw.sites.get(site))
            {
                learnt.extend(site.cidrs.iter().cloned());
            }
        }
        let Some(raw) = made.get_mut(&table) else { continue };
        raw.routes.extend(learnt.into_iter().map(|to| RawRoute {
            to: Some(to),
            via: Some("virtual_private_gateway".to_owned()),
            propagated: Some(true),
        }));
    }
}
