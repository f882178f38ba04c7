//! Routes that virtual private gateways learn from sites and put into route tables.

use std::collections::BTreeMap;

use super::routing::{TABLES, table_of};
use super::{gateway, site};
use crate::design::raw::{RawLink, RawRoute, RawRouteTable};
use crate::import::terraform::draft::Draft;
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::reference::Lead;

/// The blocks that private networks are made of.
const PRIVATE: &[&str] = &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

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
        let mut untold = false;
        for link in draft.raw.links.values() {
            let (site, here) = match link {
                RawLink::SiteToSiteVpn(raw) => (&raw.site, raw.vpc.as_ref().is_some_and(|vpc| vpcs.contains(vpc))),
                RawLink::DirectConnect(raw) => (&raw.site, raw.vpcs.iter().any(|vpc| vpcs.contains(vpc))),
                _ => continue,
            };
            if let Some(site) = site.as_ref().filter(|_| here).and_then(|site| draft.raw.sites.get(site)) {
                untold |= site.cidrs.is_empty();
                learnt.extend(site.cidrs.iter().cloned());
            }
        }
        let Some(raw) = made.get_mut(&table) else { continue };
        raw.routes.extend(learnt.into_iter().map(|to| RawRoute {
            to: Some(to),
            via: Some("virtual_private_gateway".to_owned()),
            propagated: Some(true),
        }));
        // What a site announces by BGP is private, and may be anything of that.
        raw.routes.extend(PRIVATE.iter().filter(|_| untold).map(|to| RawRoute {
            to: Some((*to).to_owned()),
            via: Some("unknown".to_owned()),
            propagated: Some(true),
        }));
    }
}
