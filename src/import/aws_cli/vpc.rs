//! VPCs, their subnets and gateways.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, top};
use super::shape::{BlockAssociation, GatewayAttachment, Subnet, Vpc};
use super::snapshot::{Found, region_of_zone};
use crate::cidr::Cidr;
use crate::design::raw::{RawNatGateway, RawSubnet, RawVpc};
use crate::source::Pointer;

/// Addresses of an IPv4 subnet that AWS keeps for itself.
const RESERVED: u64 = 5;

pub(super) fn vpcs(draft: &mut Draft<'_>) {
    for (id, found) in draft.snapshot.vpcs.iter() {
        vpc(draft, id, found);
    }
    subnets(draft);
    gateways(draft);
    nat_gateways(draft);
    for (_, found) in draft.snapshot.zones.iter() {
        draft.count(found);
    }
}

fn vpc(draft: &mut Draft<'_>, id: &str, found: &Found<Vpc>) {
    let at = top("vpcs", id);
    draft.took(found, at.clone(), id);
    draft.called(id, &found.is.tags);
    let cidrs = blocks(
        found.is.cidr_block.as_deref(),
        &found.is.cidr_block_association_set,
        &found.is.ipv6_cidr_block_association_set,
    );
    if cidrs.is_empty() {
        draft.unknown(&at.push("cidrs"), "the file gives no block");
    }
    let attributes = draft.snapshot.vpc_attributes.found(id);
    if let Some(attributes) = attributes {
        draft.count(attributes);
    }
    let flag = |of: Option<bool>| of;
    let vpc = RawVpc {
        account: found.is.owner_id.clone().filter(|owner| crate::ids::is_account(owner)),
        region: region(draft, id, found),
        cidrs: (!cidrs.is_empty()).then_some(cidrs),
        dns_support: flag(attributes.and_then(|one| one.is.enable_dns_support.as_ref()?.value)),
        dns_hostnames: flag(attributes.and_then(|one| one.is.enable_dns_hostnames.as_ref()?.value)),
        ..RawVpc::default()
    };
    draft.raw.vpcs.insert(id.to_owned(), vpc);
}

/// The Region of a VPC: that of its folder, else that of its zones.
fn region(draft: &Draft<'_>, id: &str, found: &Found<Vpc>) -> Option<String> {
    let of_subnets = || {
        let mut subnets = draft.snapshot.subnets.values().filter(|subnet| subnet.vpc_id == id);
        subnets.find_map(|subnet| region_of_zone(subnet.availability_zone.as_deref()?))
    };
    draft.region(found).or_else(of_subnets)
}

/// Blocks that are associated, the primary one first.
pub(super) fn blocks(primary: Option<&str>, ipv4: &[BlockAssociation], ipv6: &[BlockAssociation]) -> Vec<String> {
    let is_there = |state: &super::shape::State| match state.state.as_deref() {
        Some(state) => matches!(state, "associated" | "associating"),
        None => true,
    };
    let ipv4 = ipv4.iter().filter(|one| is_there(&one.cidr_block_state)).filter_map(|one| one.cidr_block.as_deref());
    let ipv6 =
        ipv6.iter().filter(|one| is_there(&one.ipv6_cidr_block_state)).filter_map(|one| one.ipv6_cidr_block.as_deref());
    let mut seen = BTreeSet::new();
    primary.into_iter().chain(ipv4).chain(ipv6).filter(|block| seen.insert(*block)).map(str::to_owned).collect()
}

fn subnets(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    let accounts: BTreeSet<&str> = snapshot.vpcs.values().filter_map(|vpc| vpc.owner_id.as_deref()).collect();
    let zone_ids: BTreeMap<&str, &str> =
        snapshot.zones.values().filter_map(|zone| Some((zone.zone_name.as_str(), zone.zone_id.as_deref()?))).collect();
    for (id, found) in snapshot.subnets.iter() {
        let Subnet { vpc_id, .. } = &found.is;
        if vpc_id.is_empty() {
            draft.pass(found, "of no VPC", None);
            continue;
        }
        let at = top("vpcs", vpc_id).push("subnets").push(id);
        draft.took(found, at.clone(), id);
        let zone = found.is.availability_zone.as_deref();
        let zone_id = found.is.availability_zone_id.as_deref();
        let told = zone.filter(|_| accounts.len() < 2);
        // Names of zones mean the same within one account only, so those of the list are right only there too.
        let az = zone_id.or_else(|| told.map(|zone| zone_ids.get(zone).copied().unwrap_or(zone)));
        if az.is_none() {
            draft.unknown(
                &at.push("az"),
                "the file gives no ID of its zone, and names of zones differ between accounts",
            );
        } else if zone_id.is_none() {
            draft.infers(
                found.at(),
                "availability zones are told apart by name where their IDs are not given".to_owned(),
            );
        }
        let ipv6 = found.is.ipv6_cidr_block_association_set.iter().filter(|one| {
            one.ipv6_cidr_block_state.state.as_deref().is_none_or(|state| matches!(state, "associated" | "associating"))
        });
        let ipv6_cidr = ipv6.filter_map(|one| one.ipv6_cidr_block.clone()).next();
        let owner = found.is.owner_id.as_deref();
        let shared_with: BTreeSet<String> = found
            .seen
            .iter()
            .filter_map(|seen| draft.folder(Some(*seen))?.account.clone())
            .filter(|account| owner.is_some_and(|owner| owner != account && crate::ids::is_account(owner)))
            .collect();
        let subnet = RawSubnet {
            az: az.map(str::to_owned),
            used: used(found.is.cidr_block.as_deref(), found.is.available_ip_address_count),
            cidr: found.is.cidr_block.clone(),
            ipv6_cidr,
            shared_with: shared_with.into_iter().collect(),
            public_addresses: found.is.map_public_ip_on_launch,
            ..RawSubnet::default()
        };
        if subnet.cidr.is_none() && subnet.ipv6_cidr.is_none() {
            draft.unknown(&at.push("ipv6_cidr"), "the file gives no block");
        }
        draft.mention_vpc(vpc_id, id).subnets.insert(id.clone(), subnet);
    }
}

/// Addresses in use: all that there are, less those that are free.
fn used(block: Option<&str>, free: Option<u64>) -> Option<u64> {
    let block = Cidr::parse(block?).ok()?;
    let all = 1_u64.checked_shl(32_u32.checked_sub(u32::from(block.prefix_len()))?)?;
    all.checked_sub(RESERVED)?.checked_sub(free?)
}

/// Whether each VPC has a gateway of a kind: known only where the list was collected.
fn gateways(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    let attached = |one: &GatewayAttachment| {
        one.state.as_deref().is_none_or(|state| matches!(state, "available" | "attached" | "attaching"))
    };
    let mut internet = BTreeSet::new();
    for (_, found) in snapshot.internet_gateways.iter() {
        draft.count(found);
        internet.extend(found.is.attachments.iter().filter(|one| attached(one)).map(|one| one.vpc_id.clone()));
    }
    let mut egress = BTreeSet::new();
    for (_, found) in snapshot.egress_gateways.iter() {
        draft.count(found);
        egress.extend(found.is.attachments.iter().filter(|one| attached(one)).map(|one| one.vpc_id.clone()));
    }
    let mut private = BTreeSet::new();
    for (_, found) in snapshot.vpn_gateways.iter() {
        if found.is.state.as_deref().is_some_and(|state| state.starts_with("delet")) {
            draft.pass(found, "deleted", None);
            continue;
        }
        draft.count(found);
        private.extend(found.is.vpc_attachments.iter().filter(|one| attached(one)).map(|one| one.vpc_id.clone()));
    }
    let ids: Vec<String> = draft.raw.vpcs.keys().cloned().collect();
    for id in ids {
        let known = |list: &str, has: &BTreeSet<String>| {
            if has.contains(&id) { Some(true) } else { draft.has_list(list, &id).then_some(false) }
        };
        let (internet, egress, private) = (
            known("InternetGateways", &internet),
            known("EgressOnlyInternetGateways", &egress),
            known("VpnGateways", &private),
        );
        if let Some(vpc) = draft.raw.vpcs.get_mut(&id) {
            vpc.internet_gateway = internet;
            vpc.egress_only_internet_gateway = egress;
            vpc.virtual_private_gateway = private;
        }
    }
}

fn nat_gateways(draft: &mut Draft<'_>) {
    let ids: Vec<String> = draft.raw.vpcs.keys().cloned().collect();
    for id in ids {
        if draft.has_list("NatGateways", &id)
            && let Some(vpc) = draft.raw.vpcs.get_mut(&id)
        {
            vpc.nat_gateways = Some(BTreeMap::new());
        }
    }
    for (id, found) in draft.snapshot.nat_gateways.iter() {
        let state = found.is.state.as_deref();
        if let Some(state) = state.filter(|state| !matches!(*state, "available" | "pending")) {
            draft.pass(found, state, None);
            continue;
        }
        if found.is.vpc_id.is_empty() {
            draft.pass(found, "of no VPC", None);
            continue;
        }
        let at = top("vpcs", &found.is.vpc_id).push("nat_gateways").push(id);
        draft.took(found, at.clone(), id);
        let subnet = found.is.subnet_id.clone();
        let known = subnet.filter(|subnet| draft.vpc_of_subnet(subnet).is_some_and(|vpc| vpc == found.is.vpc_id));
        let regional = found.is.availability_mode.as_deref() == Some("regional");
        if known.is_none() && !regional {
            draft.unknown(&at.push("subnet"), "its subnet is in no file");
        }
        let addresses = &found.is.nat_gateway_addresses;
        let gateway = RawNatGateway {
            subnet: known,
            connectivity: found.is.connectivity_type.clone(),
            regional: regional.then_some(true),
            addresses: addresses.iter().filter_map(|one| one.private_ip.clone()).collect(),
            public_addresses: addresses.iter().filter_map(|one| one.public_ip.clone()).collect(),
        };
        let vpc = draft.mention_vpc(&found.is.vpc_id, id);
        vpc.nat_gateways.get_or_insert_default().insert(id.clone(), gateway);
    }
}

/// The place of a part of a VPC.
pub(super) fn inside(vpc: &str, noun: &str, name: &str) -> Pointer {
    top("vpcs", vpc).push(noun).push(name)
}
