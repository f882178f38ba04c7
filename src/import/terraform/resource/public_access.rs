//! VPC Block Public Access: what an account says for a Region, and the VPCs and subnets that are left out of it.

use crate::import::terraform::draft::{Draft, SUBNETS, VPCS, text};
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::reference::Lead;
use crate::source::Pointer;

const OPTIONS: &[&str] = &["aws_vpc_block_public_access_options"];
const EXCLUSIONS: &[&str] = &["aws_vpc_block_public_access_exclusion"];
const FLIPS: &str = "traffic with the internet";

pub(super) fn block_public_access(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    for (id, options) in estate.of_kind(OPTIONS).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let word = match text(options, "internet_gateway_block_mode") {
            Some("off") => "off",
            Some("block-ingress") => "ingress",
            Some("block-bidirectional") => "bidirectional",
            _ => {
                draft.left_out(options, "its mode is known after apply", FLIPS);
                continue;
            }
        };
        let vpcs: Vec<(Id, String)> = draft.vpcs.iter().map(|(id, name)| (*id, name.clone())).collect();
        for (vpc, name) in vpcs {
            let Some(resource) = estate.get(vpc) else { continue };
            let holds = holds(draft, options, resource);
            let at = Pointer::root().push("vpcs").push(&name).push("block_public_access");
            match (holds, draft.raw.vpcs.get_mut(&name)) {
                (Some(true), Some(raw)) => {
                    raw.block_public_access = Some(word.to_owned());
                    draft.stands_at(at, options, "internet_gateway_block_mode");
                }
                (None, Some(_)) if word != "off" => {
                    let because =
                        format!("whether `{}` holds for its account and Region is not known", options.address);
                    draft.unknown(&at, because);
                }
                _ => {}
            }
        }
    }
    for (id, exclusion) in estate.of_kind(EXCLUSIONS).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let is_whole = text(exclusion, "internet_gateway_exclusion_mode") == Some("allow-bidirectional");
        let vpc = match estate.one(exclusion, "vpc_id", VPCS) {
            Lead::To(found, _) => found.first().and_then(|id| draft.vpcs.get(id)).cloned(),
            _ => None,
        };
        let subnet = match estate.one(exclusion, "subnet_id", SUBNETS) {
            Lead::To(found, _) => found.first().and_then(|id| draft.inside.get(id)).cloned(),
            _ => None,
        };
        match (vpc.as_ref().and_then(|vpc| draft.raw.vpcs.get_mut(vpc)), subnet) {
            (Some(raw), _) => {
                if raw.block_public_access.as_deref().is_some_and(|word| word != "off") {
                    raw.block_public_access = Some(if is_whole { "off" } else { "ingress" }.to_owned());
                    if let Some(name) = vpc.filter(|_| !is_whole) {
                        let at = Pointer::root().push("vpcs").push(&name).push("block_public_access");
                        draft.unknown(&at, "it is left out for the way out alone, and by which gateways is not told");
                    }
                }
            }
            (None, Some((vpc, name))) => {
                let subnets = draft.raw.vpcs.get_mut(&vpc).map(|raw| &mut raw.subnets);
                if let Some(raw) = subnets.and_then(|subnets| subnets.get_mut(&name)) {
                    raw.block_public_access_excluded = Some(true);
                }
                if !is_whole {
                    draft.left_out(exclusion, "it leaves open the way out alone", FLIPS);
                }
            }
            (None, None) => draft.left_out(exclusion, "the VPC or subnet it leaves out is not known", FLIPS),
        }
    }
}

/// Whether the options of an account and Region are those of a VPC; `None` where nothing tells.
fn holds(draft: &Draft<'_, '_>, options: &Resource, vpc: &Resource) -> Option<bool> {
    if options.provider == vpc.provider {
        return Some(draft.context.region(options) == draft.context.region(vpc));
    }
    let parts = [draft.context.region(options), draft.context.account(options)];
    let own = [draft.context.region(vpc), draft.context.account(vpc)];
    let mut all = parts.into_iter().zip(own).map(|pair| match pair {
        (Some(one), Some(other)) => Some(one == other),
        _ => None,
    });
    match (all.next()?, all.next()?) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}
