//! VPC Block Public Access: what an account says for a Region, and the VPCs and subnets that are left out of it.

use super::draft::Draft;
use super::vpc::inside;
use crate::source::Pointer;

const EXCLUSIONS: &str = "VpcBlockPublicAccessExclusions";
const FLIPS: &str = "traffic with the internet";

pub(super) fn block_public_access(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    for (_, found) in snapshot.public_access.iter() {
        let word = match found.is.internet_gateway_block_mode.as_deref() {
            Some("off") => "off",
            Some("block-ingress") => "ingress",
            Some("block-bidirectional") => "bidirectional",
            _ => {
                draft.pass(found, "of a mode that is not known", Some(FLIPS));
                continue;
            }
        };
        draft.count(found);
        let folder = found.at().and_then(|seen| snapshot.folders.get(seen.folder.0));
        let told = found.is.exclusions_allowed.as_deref() == Some("not-allowed")
            || folder.is_some_and(|folder| folder.lists.contains(EXCLUSIONS));
        let (account, region) = (found.is.aws_account_id.clone(), found.is.aws_region.clone());
        let holds = |own: &Option<String>, of: &Option<String>| own.is_none() || of.is_none() || own == of;
        let vpcs =
            draft.raw.vpcs.iter().filter(|(_, vpc)| holds(&vpc.account, &account) && holds(&vpc.region, &region));
        let names: Vec<String> = vpcs.map(|(name, _)| name.clone()).collect();
        for name in names {
            let Some(vpc) = draft.raw.vpcs.get_mut(&name) else { continue };
            // Whose VPC that is no file tells: it may be another account's, which has its own word.
            let is_certain = vpc.account.is_some() && vpc.region.is_some() && account.is_some() && region.is_some();
            vpc.block_public_access = Some(word.to_owned());
            if word != "off" && !(told && is_certain) {
                let because = if told {
                    "whether its account and Region are those of the file is not told"
                } else {
                    "which VPCs and subnets are left out of it is in no file"
                };
                let at = Pointer::root().push("vpcs").push(&name).push("block_public_access");
                draft.unknown(&at, because);
            }
        }
    }
    exclusions(draft);
}

fn exclusions(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    for (id, found) in snapshot.exclusions.iter() {
        let is_live = |state: &str| ["create-complete", "update-complete"].contains(&state);
        if found.is.state.as_deref().is_some_and(|state| !is_live(state)) {
            draft.pass(found, "not in force", None);
            continue;
        }
        draft.count(found);
        let is_whole = found.is.internet_gateway_exclusion_mode.as_deref() == Some("allow-bidirectional");
        let whose = found.is.resource_arn.as_deref().and_then(|arn| arn.rsplit('/').next()).unwrap_or_default();
        if let Some(vpc) = draft.raw.vpcs.get_mut(whose) {
            if vpc.block_public_access.as_deref().is_some_and(|word| word != "off") {
                vpc.block_public_access = Some(if is_whole { "off" } else { "ingress" }.to_owned());
                let at = Pointer::root().push("vpcs").push(whose).push("block_public_access");
                draft.raw.unknown.remove(&at.to_string());
                if !is_whole {
                    draft.unknown(&at, "it is left out for the way out alone, and by which gateways is not told");
                }
            }
            continue;
        }
        let vpc = draft.vpc_of_subnet(whose);
        let Some(subnet) =
            vpc.as_ref().and_then(|vpc| draft.raw.vpcs.get_mut(vpc)).and_then(|vpc| vpc.subnets.get_mut(whose))
        else {
            let what = format!("what exclusion `{id}` leaves out of VPC Block Public Access");
            draft.leaves_open(found.at(), what, format!("`{whose}` is in no file"), FLIPS);
            continue;
        };
        subnet.block_public_access_excluded = Some(true);
        if !is_whole {
            let at = inside(vpc.as_deref().unwrap_or_default(), "subnets", whose);
            draft.unknown(&at.push("block_public_access_excluded"), "it is left out for the way out alone");
        }
    }
}
