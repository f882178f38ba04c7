//! VPCs with all their blocks, and subnets.

use crate::cidr::Cidr;
use crate::design::raw::{RawSubnet, RawVpc};
use crate::import::terraform::draft::{Draft, SUBNETS, VPCS, flag, is_pending, text};
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::reference::{How, Lead};
use crate::source::Pointer;

const APPLY: &str = "known after apply";
/// The same in the words of templates.
const MADE: &str = "the template does not say, and AWS chooses it when the stack is made";

/// Why a value is not known: what the input says of it, else that it will be.
fn why(resource: &Resource, attribute: &str) -> String {
    let otherwise = if resource.foreign.is_some() { MADE } else { APPLY };
    resource.why_unknown(attribute).unwrap_or(otherwise).to_owned()
}

pub(super) fn vpcs(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    for (id, resource) in estate.of_kind(VPCS).filter(|(_, one)| !one.is_data) {
        add(draft, id, resource);
    }
    let associations = ["aws_vpc_ipv4_cidr_block_association", "aws_vpc_ipv6_cidr_block_association"];
    for (id, resource) in estate.of_kind(&associations) {
        let Some(vpc) = draft.vpc(resource, "vpc_id", "overlap and routes of that VPC") else { continue };
        draft.took(id);
        let attribute = if resource.kind.contains("ipv6") { "ipv6_cidr_block" } else { "cidr_block" };
        let at = Pointer::root().push("vpcs").push(&vpc).push("cidrs");
        match text(resource, attribute) {
            Some(cidr) => {
                let Some(raw) = draft.raw.vpcs.get_mut(&vpc) else { continue };
                let cidrs = raw.cidrs.get_or_insert_default();
                if !cidrs.iter().any(|one| one == cidr) {
                    cidrs.push(cidr.to_owned());
                    let index = cidrs.len() - 1;
                    draft.stands_at(at.index(index), resource, attribute);
                }
            }
            None => {
                draft.ipv6_to_come.extend((attribute == "ipv6_cidr_block").then_some(vpc));
                draft.left_out(
                    resource,
                    format!("its block is {}", why(resource, attribute)),
                    "overlap and routes of its VPC",
                );
            }
        }
    }
}

/// A VPC that is only looked up, as it joins the design.
pub(in crate::import::terraform) fn looked_up(draft: &mut Draft<'_, '_>, id: Id) -> Option<String> {
    let estate = draft.estate;
    let resource = estate.get(id).filter(|one| VPCS.contains(&one.kind.as_ref()))?;
    Some(add(draft, id, resource))
}

fn add(draft: &mut Draft<'_, '_>, id: Id, resource: &Resource) -> String {
    let name = draft.name(resource);
    let at = Pointer::root().push("vpcs").push(&name);
    draft.took(id);
    draft.vpcs.insert(id, name.clone());
    let mut cidrs: Vec<String> = Vec::new();
    if let Some(cidr) = text(resource, "cidr_block") {
        draft.stands_at(at.push("cidrs").index(0), resource, "cidr_block");
        cidrs.push(cidr.to_owned());
    }
    // What is looked up tells its secondary blocks as well.
    for block in crate::import::terraform::draft::blocks(resource, "cidr_block_associations") {
        let cidr = crate::import::terraform::draft::part(block, "cidr_block");
        cidrs.extend(cidr.filter(|one| !cidrs.iter().any(|other| other == one)).map(str::to_owned));
    }
    if let Some(cidr) = text(resource, "ipv6_cidr_block") {
        draft.stands_at(at.push("cidrs").index(cidrs.len()), resource, "ipv6_cidr_block");
        cidrs.push(cidr.to_owned());
    } else if flag(resource, "assign_generated_ipv6_cidr_block") == Some(true)
        || text(resource, "ipv6_ipam_pool_id").is_some()
        || is_pending(draft.estate, resource, "ipv6_ipam_pool_id")
    {
        draft.ipv6_to_come.insert(name.clone());
        draft.left_out(
            resource,
            format!("its IPv6 block is {}: AWS assigns it", why(resource, "ipv6_cidr_block")),
            "IPv6 overlap and routes of this VPC",
        );
    }
    if cidrs.is_empty() {
        let because = if resource.secret.iter().any(|name| name == "cidr_block") {
            "it is marked as sensitive, and not looked at".to_owned()
        } else if text(resource, "ipv4_ipam_pool_id").is_some()
            || is_pending(draft.estate, resource, "ipv4_ipam_pool_id")
        {
            format!("{APPLY}: an IPAM pool assigns it")
        } else {
            why(resource, "cidr_block")
        };
        draft.unknown(&at.push("cidrs"), because);
    }
    let raw = RawVpc {
        account: draft.context.account(resource),
        region: draft.context.region(resource),
        cidrs: (!cidrs.is_empty()).then_some(cidrs),
        dns_support: flag(resource, "enable_dns_support"),
        dns_hostnames: flag(resource, "enable_dns_hostnames"),
        ..RawVpc::default()
    };
    draft.stands(at, resource);
    draft.also_called(resource, &name);
    draft.tagged(resource, &name);
    // Blocks that another resource associated are already there when a VPC is looked up late.
    draft.raw.vpcs.insert(name.clone(), raw);
    name
}

pub(super) fn subnets(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    for (id, resource) in estate.of_kind(SUBNETS).filter(|(_, one)| !one.is_data) {
        add_subnet(draft, id, resource);
    }
}

/// A subnet that is only looked up, as it joins the design.
pub(in crate::import::terraform) fn looked_up_subnet(draft: &mut Draft<'_, '_>, id: Id) -> Option<(String, String)> {
    let estate = draft.estate;
    let resource = estate.get(id).filter(|one| one.is_data && SUBNETS.contains(&one.kind.as_ref()))?;
    add_subnet(draft, id, resource)
}

/// Of several VPCs that a subnet may stand in, the one whose blocks hold its own.
fn holding(draft: &mut Draft<'_, '_>, resource: &Resource) -> Option<String> {
    let block: Cidr = text(resource, "cidr_block")?.parse().ok()?;
    let Lead::To(found, _) = draft.estate.lead(resource, "vpc_id", VPCS) else { return None };
    let mut names: Vec<String> = found.iter().filter_map(|id| draft.vpc_by(*id)).collect();
    names.retain(|name| {
        let blocks = draft.raw.vpcs.get(name).into_iter().flat_map(|raw| raw.cidrs.iter().flatten());
        blocks.filter_map(|one| one.parse::<Cidr>().ok()).any(|one| one.contains(block))
    });
    let [name] = <[String; 1]>::try_from(names).ok()?;
    let ground = format!("of {} that the configuration refers to, its blocks hold those of the subnet", found.len());
    draft.infer(resource, "taken to belong to", &name, &How::Inferred(ground));
    Some(name)
}

fn add_subnet(draft: &mut Draft<'_, '_>, id: Id, resource: &Resource) -> Option<(String, String)> {
    // A default subnet names no VPC: it stands in the default one of its Region.
    let vpc = match draft.estate.one(resource, "vpc_id", VPCS) {
        Lead::Absent if resource.kind.as_ref() == "aws_default_subnet" => draft.default_vpc(resource),
        Lead::Unknown(_) => holding(draft, resource)
            .or_else(|| draft.vpc(resource, "vpc_id", "addresses, routes and reach of this subnet")),
        _ => draft.vpc(resource, "vpc_id", "addresses, routes and reach of this subnet"),
    };
    let vpc = vpc?;
    draft.took(id);
    let name = draft.name_inside(resource, &vpc);
    let at = Pointer::root().push("vpcs").push(&vpc).push("subnets").push(&name);
    let raw = RawSubnet {
        az: draft.context.zone(resource),
        cidr: text(resource, "cidr_block").map(str::to_owned),
        ipv6_cidr: text(resource, "ipv6_cidr_block").map(str::to_owned),
        public_addresses: flag(resource, "map_public_ip_on_launch"),
        ..RawSubnet::default()
    };
    for (field, attribute) in [("cidr", "cidr_block"), ("ipv6_cidr", "ipv6_cidr_block")] {
        if text(resource, attribute).is_some() {
            draft.stands_at(at.push(field), resource, attribute);
        } else if is_pending(draft.estate, resource, attribute)
            && (field == "cidr" || resource.foreign.is_some() || draft.ipv6_to_come.contains(&vpc))
        {
            draft.unknown(&at.push(field), why(resource, attribute));
        }
    }
    if raw.cidr.is_none() && raw.ipv6_cidr.is_none() {
        draft.unknown(&at.push("cidr"), why(resource, "cidr_block"));
    }
    if raw.az.is_none() {
        let because = match text(resource, "availability_zone") {
            Some(name) => format!("only its name `{name}` is known, and a name means another zone in another account"),
            None => why(resource, "availability_zone"),
        };
        draft.unknown(&at.push("az"), because);
    }
    draft.stands(at, resource);
    draft.also_called(resource, &name);
    draft.inside.insert(id, (vpc.clone(), name.clone()));
    if let Some(owner) = draft.raw.vpcs.get_mut(&vpc) {
        owner.subnets.insert(name.clone(), raw);
    }
    Some((vpc, name))
}
