//! Patches that several rules give: a new subnet, routes, a block moved with its subnets. What is wrong, and whether a
//! patch may be trusted, each rule says itself.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde_json::{Map, Value, json};

use crate::cidr::Cidr;
use crate::cidr::space::Occupancy;
use crate::design::edit::{Edit, Opening};
use crate::design::{Design, IpProtocol, Link, RouteTable, Subnet, Vpc};
use crate::finding::Patch;
use crate::ids::AzId;

/// A new subnet of a VPC, with its name: one that no subnet there has.
pub(super) fn new_subnet(vpc: &Vpc, stem: &str, zone: Option<&AzId>, block: Cidr) -> (String, Patch) {
    let suffix = zone.and_then(|zone| zone.as_str().rsplit_once('-')).map_or("", |(_, zone)| zone);
    let base = if suffix.is_empty() { stem.to_owned() } else { format!("{stem}-{suffix}") };
    let is_free = |name: &String| vpc.subnets.keys().all(|id| id.as_str() != name);
    let numbered = (2..=vpc.subnets.len().saturating_add(2)).map(|number| format!("{base}-{number}"));
    let name = std::iter::once(base.clone()).chain(numbered).find(is_free).unwrap_or(base);
    let value = match zone {
        Some(zone) => json!({ "az": zone.as_str(), "cidr": block.to_string() }),
        None => json!({ "cidr": block.to_string() }),
    };
    let patch = vpc.place.child("subnets").insert(name.clone(), value);
    (name, patch)
}

/// One subnet of each availability zone of a VPC, the one with the most room, by name: where something that needs a
/// network interface in every zone would stand.
pub(super) fn one_subnet_a_zone(vpc: &Vpc) -> Vec<&str> {
    let mut zones: BTreeMap<&AzId, &Subnet> = BTreeMap::new();
    for subnet in vpc.subnets.values().filter(|subnet| subnet.ipv4.is_some() && !subnet.shared) {
        let Some(zone) = &subnet.az else { continue };
        let room = |subnet: &Subnet| subnet.ipv4.map(Cidr::address_count);
        let best = zones.entry(zone).or_insert(subnet);
        if room(subnet) > room(best) {
            *best = subnet;
        }
    }
    zones.into_values().map(|subnet| subnet.id.as_str()).collect()
}

/// Routes to these blocks over a link, added to a route table; those it has already are left out.
pub(super) fn add_routes(table: &RouteTable, blocks: impl IntoIterator<Item = Cidr>, via: &Link) -> Vec<Patch> {
    let routes = table.place.child("routes");
    let is_new = |block: &Cidr| table.routes.iter().all(|route| route.to != *block);
    let new = blocks.into_iter().filter(is_new);
    new.map(|block| routes.append(json!({ "to": block.to_string(), "via": via.id.as_str() }))).collect()
}

/// Edits that open filters, as patches; none where one of them is of another kind, for half a change helps nobody.
pub(super) fn openings(design: &Design, edits: &[Edit]) -> Vec<Patch> {
    let patch = |edit: &Edit| match edit {
        Edit::SecurityGroupRule { vpc, group, opening } => {
            let group = design.security_group(vpc, group)?;
            let (list, side) = if opening.inbound { ("inbound", "from") } else { ("outbound", "to") };
            let mut rule = filtered(opening);
            rule.insert(side.to_owned(), json!([opening.peer.to_string()]));
            Some(group.place.child(list).append(Value::Object(rule)))
        }
        Edit::NetworkAclEntry { vpc, acl, number, opening } => {
            let acl = design.vpc(vpc)?.network_acls.as_ref()?.get(acl)?;
            let mut entry = filtered(opening);
            entry.insert("number".to_owned(), json!(number));
            entry.insert("action".to_owned(), json!("allow"));
            entry.insert("cidr".to_owned(), json!(opening.peer.to_string()));
            Some(acl.place.child(if opening.inbound { "inbound" } else { "outbound" }).append(Value::Object(entry)))
        }
        Edit::Route { .. } | Edit::Propagation { .. } => None,
    };
    edits.iter().map(patch).collect::<Option<Vec<Patch>>>().unwrap_or_default()
}

/// The protocol and ports of an opening as a design file has them.
fn filtered(opening: &Opening) -> Map<String, Value> {
    let mut fields = Map::new();
    if opening.protocol != IpProtocol::All {
        let word = match opening.protocol {
            IpProtocol::Number(number) => json!(number.to_string()),
            named => json!(named.to_string()),
        };
        fields.insert("protocol".to_owned(), word);
    }
    match opening.ports {
        Some((first, last)) if first == last => fields.insert("ports".to_owned(), json!(first)),
        Some((first, last)) => fields.insert("ports".to_owned(), json!(format!("{first}-{last}"))),
        None => None,
    };
    fields
}

/// The route table of a VPC that new routes go into: the main one, else the one that most subnets use.
pub(super) fn chief_table(vpc: &Vpc) -> Option<&RouteTable> {
    let tables = vpc.route_tables.as_ref()?;
    tables.values().find(|table| table.main).or_else(|| tables.values().max_by_key(|table| table.subnets.len()))
}

/// A block of a VPC moved, by its position in the input, and every subnet in it with it.
///
/// Empty when something in it would not keep its place: the blocks must be of one size, and no address told in full.
pub(super) fn move_block(vpc: &Vpc, position: usize, from: Cidr, to: Cidr) -> Vec<Patch> {
    if from.prefix_len() != to.prefix_len() || from.family() != to.family() {
        return Vec::new();
    }
    let mut patches = vec![vpc.cidr_locus(position).place.replace(to.to_string())];
    for subnet in vpc.subnets.values() {
        for block in subnet.blocks().filter(|block| from.contains(*block)) {
            match moved(block, from, to) {
                Some(moved) if !tells_addresses(subnet) => {
                    patches.push(subnet.cidr_locus(block.family()).place.replace(moved.to_string()));
                }
                _ => return Vec::new(),
            }
        }
    }
    patches
}

fn tells_addresses(subnet: &Subnet) -> bool {
    matches!(subnet.occupancy, Occupancy::Free(_) | Occupancy::Used(_))
}

/// The part of `to` that stands where `block` stands in `from`.
fn moved(block: Cidr, from: Cidr, to: Cidr) -> Option<Cidr> {
    let first = match (block.first(), from.first(), to.first()) {
        (IpAddr::V4(block), IpAddr::V4(from), IpAddr::V4(to)) => {
            IpAddr::V4(to.to_bits().checked_add(block.to_bits().checked_sub(from.to_bits())?)?.into())
        }
        (IpAddr::V6(block), IpAddr::V6(from), IpAddr::V6(to)) => {
            IpAddr::V6(to.to_bits().checked_add(block.to_bits().checked_sub(from.to_bits())?)?.into())
        }
        _ => return None,
    };
    Cidr::around(first, block.prefix_len())
}
