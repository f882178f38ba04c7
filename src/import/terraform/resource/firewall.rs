//! Firewall endpoints: of AWS Network Firewall and of Gateway Load Balancers, and which of them a route leads to.

use std::collections::{BTreeMap, BTreeSet};

use super::workload::nested;
use crate::design::raw::{RawFirewallEndpoint, RawRouteTable, RawVpc};
use crate::import::terraform::draft::{Draft, SUBNETS, blocks, part, text};
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::reference::{How, Lead};
use crate::source::Pointer;

pub(super) const FIREWALLS: &[&str] = &["aws_networkfirewall_firewall", "aws_networkfirewall_vpc_endpoint_association"];
/// What leads to a firewall endpoint.
pub(super) const ENDPOINTS: &[&str] =
    &["aws_vpc_endpoint", "aws_networkfirewall_firewall", "aws_networkfirewall_vpc_endpoint_association"];
const FLIPS: &str = "reach over every route that leads to the firewall";
/// What stands in a route whose endpoint is told by the zone of its table, before that is known.
const TO_COME: &str = "?firewall/";

/// The endpoints of network firewalls: one for each subnet that is mapped.
pub(super) fn firewalls(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    for (id, resource) in estate.of_kind(FIREWALLS).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let lead = nested(estate, resource, "subnet_mapping.subnet_id", SUBNETS);
        let subnets: Vec<(String, String)> = match lead {
            Lead::To(found, _) => found.iter().filter_map(|id| draft.subnet_by(*id)).collect(),
            Lead::Outside(ids) => {
                draft.left_out(resource, format!("its subnets are not in this input: {}", ids.join(", ")), FLIPS);
                continue;
            }
            Lead::Unknown(because) => {
                draft.left_out(resource, format!("its subnets are {because}"), FLIPS);
                continue;
            }
            Lead::Absent => {
                let because = "where its endpoints stand is set by a dynamic block, which a plan does not tell";
                draft.left_out(resource, because, FLIPS);
                continue;
            }
        };
        let is_one = subnets.len() == 1;
        for (vpc, subnet) in subnets {
            let own = draft.name_inside(resource, &vpc);
            let name = if is_one { own } else { format!("{own}/{subnet}") };
            let raw = RawFirewallEndpoint { subnet: Some(subnet.clone()), of: Some("network_firewall".to_owned()) };
            add(draft, resource, &vpc, &name, raw);
            for endpoint in known_ids(draft, resource, &vpc, &subnet) {
                draft.raw.aliases.insert(endpoint, name.clone());
            }
            draft.firewalls.entry(id).or_default().push((vpc, subnet, name));
        }
    }
}

/// The ids that the state of a firewall gives its endpoint in a subnet.
fn known_ids(draft: &Draft<'_, '_>, resource: &Resource, vpc: &str, subnet: &str) -> Vec<String> {
    let states = ["firewall_status", "vpc_endpoint_association_status"].iter().flat_map(|name| blocks(resource, name));
    let zones = states.flat_map(|status| {
        ["sync_states", "association_sync_state"].iter().filter_map(|name| status.get(name)?.as_array()).flatten()
    });
    let attachments = zones.filter_map(|zone| zone.get("attachment")?.as_array()).flatten();
    let ids = attachments.filter_map(|one| {
        let at = draft.estate.by_id(part(one, "subnet_id")?)?;
        let is_there = draft.inside.get(&at).is_some_and(|(of, name)| of == vpc && name == subnet);
        part(one, "endpoint_id").filter(|_| is_there).map(str::to_owned)
    });
    ids.collect()
}

/// An endpoint of a Gateway Load Balancer.
pub(super) fn of_gateway_load_balancer(
    draft: &mut Draft<'_, '_>,
    id: Id,
    resource: &Resource,
    vpc: &str,
    subnets: &[String],
    why: Option<String>,
) {
    let name = draft.name_inside(resource, vpc);
    let of = Some("gateway_load_balancer".to_owned());
    add(draft, resource, vpc, &name, RawFirewallEndpoint { subnet: subnets.first().cloned(), of });
    draft.also_called(resource, &name);
    if let Some(why) = why.filter(|_| subnets.is_empty()) {
        draft.unknown(&at(vpc, &name).push("subnet"), why);
    }
    draft.inside.insert(id, (vpc.to_owned(), name));
}

fn at(vpc: &str, name: &str) -> Pointer {
    Pointer::root().push("vpcs").push(vpc).push("firewall_endpoints").push(name)
}

fn add(draft: &mut Draft<'_, '_>, resource: &Resource, vpc: &str, name: &str, raw: RawFirewallEndpoint) {
    draft.stands(at(vpc, name), resource);
    if let Some(owner) = draft.raw.vpcs.get_mut(vpc) {
        owner.firewall_endpoints.get_or_insert_default().insert(name.to_owned(), raw);
    }
}

/// Where a route of a VPC leads that leads to an endpoint or to a firewall.
pub(super) fn target(draft: &mut Draft<'_, '_>, id: Id, vpc: &str, by: &Resource) -> Option<String> {
    let estate = draft.estate;
    let is_there = |draft: &Draft<'_, '_>, name: &str| {
        draft.raw.vpcs.get(vpc).is_some_and(|raw| has(raw, name)).then(|| format!("firewall_endpoint/{name}"))
    };
    let led = estate.get(id)?;
    if let Some((of, name)) = draft.inside.get(&id).cloned() {
        return is_there(draft, &name).filter(|_| of == vpc);
    }
    if led.is_data {
        // AWS names the firewall in the tags of the endpoints that it makes.
        let known = text(led, "id").and_then(|id| by_id(draft, id, vpc));
        return known.or_else(|| match estate.one(led, "tags", FIREWALLS) {
            Lead::To(found, _) => found.first().and_then(|firewall| target(draft, *firewall, vpc, by)),
            _ => None,
        });
    }
    let here: Vec<(String, String)> = draft
        .firewalls
        .get(&id)
        .into_iter()
        .flatten()
        .filter(|(of, ..)| of == vpc)
        .map(|(_, subnet, name)| (subnet.clone(), name.clone()))
        .collect();
    if let [(_, name)] = here.as_slice() {
        return is_there(draft, name);
    }
    // The configuration picks one of several by its subnet, or by the zone of the table.
    if let Lead::To(found, _) = estate.one(by, "vpc_endpoint_id", SUBNETS)
        && let [subnet] = found.as_slice()
        && let Some((_, subnet)) = draft.subnet_by(*subnet)
        && let Some((_, name)) = here.iter().find(|(of, _)| *of == subnet)
    {
        let ground = format!("of {} endpoints the configuration picks that of the subnet it names", here.len());
        draft.infer(by, "taken to lead to", name, &How::Inferred(ground));
        return is_there(draft, name);
    }
    (!here.is_empty()).then(|| format!("{TO_COME}{id}"))
}

fn has(raw: &RawVpc, name: &str) -> bool {
    raw.firewall_endpoints.as_ref().is_some_and(|all| all.contains_key(name))
}

/// The firewall endpoint of a VPC with an id that AWS gave.
pub(super) fn by_id(draft: &Draft<'_, '_>, id: &str, vpc: &str) -> Option<String> {
    let name = draft.raw.aliases.get(id)?;
    draft.raw.vpcs.get(vpc).filter(|raw| has(raw, name)).map(|_| format!("firewall_endpoint/{name}"))
}

/// Routes to one of several endpoints of a firewall, once it is known which subnets use which table: AWS wants each zone to
/// keep to its own endpoint, so it is taken to be that of the zone where one alone stands there.
pub(super) fn settle(draft: &mut Draft<'_, '_>, made: &mut BTreeMap<Id, RawRouteTable>) {
    for (table, raw) in made {
        let Some((vpc, _)) = draft.inside.get(table).cloned() else { continue };
        let users: Vec<String> = raw.subnets.clone();
        let is_edge = !raw.gateways.is_empty();
        for route in &mut raw.routes {
            let firewall =
                route.via.as_deref().and_then(|via| via.strip_prefix(TO_COME)).and_then(|id| id.parse().ok());
            let Some(firewall) = firewall else { continue };
            let chosen = in_zone(draft, firewall, &vpc, |name, cidr| {
                users.iter().any(|user| user == name) || is_edge && route.to.as_deref() == cidr
            });
            let Some(resource) = draft.estate.get(*table) else { continue };
            let of = draft.estate.get(firewall).map(|one| one.address.to_string()).unwrap_or_default();
            route.via = Some(match chosen {
                Some(name) => {
                    let ground = format!(
                        "of the endpoints of `{of}` it alone stands in the zone of the subnets that the route serves"
                    );
                    draft.infer(resource, "taken to lead to", &name, &How::Inferred(ground));
                    format!("firewall_endpoint/{name}")
                }
                None => {
                    let because = format!("which of the endpoints of `{of}` one of its routes leads to is not told");
                    draft.left_out(resource, because, "reach over this route");
                    "unknown".to_owned()
                }
            });
        }
    }
}

/// The one endpoint of a firewall in the one zone of some subnets.
fn in_zone(
    draft: &Draft<'_, '_>,
    firewall: Id,
    vpc: &str,
    serves: impl Fn(&str, Option<&str>) -> bool,
) -> Option<String> {
    let raw = draft.raw.vpcs.get(vpc)?;
    let served = raw.subnets.iter().filter(|(name, subnet)| serves(name, subnet.cidr.as_deref()));
    let zones: BTreeSet<&str> = served.map(|(_, subnet)| subnet.az.as_deref()).collect::<Option<_>>()?;
    let mut zones = zones.into_iter();
    let zone = zones.next().filter(|_| zones.next().is_none())?;
    let stands = |subnet: &str| raw.subnets.get(subnet).and_then(|one| one.az.as_deref()) == Some(zone);
    let mut all = draft.firewalls.get(&firewall)?.iter().filter(|(of, subnet, _)| of == vpc && stands(subnet));
    let (.., name) = all.next().filter(|_| all.clone().next().is_none())?;
    Some(name.clone())
}
