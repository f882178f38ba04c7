//! What is shared with other accounts by AWS RAM.

use std::collections::BTreeMap;

use super::{filter, transit_gateway, wan};
use crate::import::terraform::draft::{Draft, SUBNETS, text};
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::reference::Lead;
use crate::order::Arrange;

const SHARES: &[&str] = &["aws_ram_resource_share"];
/// What may be shared beside subnets, what other accounts may do with it, and what that could flip.
const OTHERS: &[(&[&str], &str, &str)] = &[
    (transit_gateway::GATEWAYS, "what they attach to it", "what is reached over the transit gateway"),
    (wan::NETWORKS, "what they attach to it", "what is reached over Cloud WAN"),
    (&["aws_vpclattice_service_network"], "the VPCs and services they associate with it", "who reaches what over it"),
    (&["aws_vpclattice_service"], "the service networks they put it into", "who reaches the service"),
    (
        &["aws_vpclattice_resource_configuration"],
        "the endpoints and service networks they use it by",
        "who reaches the resource",
    ),
    (filter::LISTS, "the routes and rules they use it in", "nothing in this input"),
];

/// With whom a share is made.
#[derive(Default)]
struct With {
    accounts: Vec<String>,
    /// All principals, as a report names them.
    principals: Vec<String>,
}

pub(super) fn shares(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    let mut with: BTreeMap<Id, With> = BTreeMap::new();
    for (id, resource) in estate.of_kind(&["aws_ram_principal_association"]) {
        draft.took(id);
        let Lead::To(shares, _) = estate.one(resource, "resource_share_arn", SHARES) else {
            draft.left_out(resource, "its resource share is not known", "what other accounts may use");
            continue;
        };
        let principal = text(resource, "principal").unwrap_or_default();
        let is_account = crate::ids::is_account(principal);
        if !is_account {
            let because = if principal.is_empty() {
                "with whom it shares is known after apply".to_owned()
            } else {
                "it shares with an organization or unit, whose accounts are not in this input".to_owned()
            };
            draft.left_out(resource, because, "what other accounts may use");
        }
        for share in shares {
            let with = with.entry(share).or_default();
            with.accounts.extend(is_account.then(|| principal.to_owned()));
            let known = if principal.is_empty() { "principals that are known after apply" } else { principal };
            with.principals.push(known.to_owned());
        }
    }
    for (id, _) in estate.of_kind(SHARES) {
        draft.took(id);
    }
    for (id, resource) in estate.of_kind(&["aws_ram_resource_association"]) {
        draft.took(id);
        let share = match estate.one(resource, "resource_share_arn", SHARES) {
            Lead::To(shares, _) => shares.first().copied(),
            _ => None,
        };
        let with = share.and_then(|share| with.get(&share));
        let kinds: Vec<&str> = OTHERS.iter().flat_map(|(kinds, ..)| *kinds).chain(SUBNETS).copied().collect();
        let found = match estate.lead(resource, "resource_arn", &kinds) {
            Lead::To(found, _) => found,
            _ => Vec::new(),
        };
        // Where one of several is meant, the other instances mean the others: all are shared.
        subnets(draft, &found, with);
        let only = match estate.own(resource, "resource_arn", &kinds) {
            Lead::To(found, _) => found,
            _ => found,
        };
        other(draft, resource, &only, with);
    }
}

fn subnets(draft: &mut Draft<'_, '_>, shared: &[Id], with: Option<&With>) {
    for subnet in shared {
        let Some((vpc, name)) = draft.inside.get(subnet).cloned() else { continue };
        let Some(raw) = draft.raw.vpcs.get_mut(&vpc).and_then(|vpc| vpc.subnets.get_mut(&name)) else { continue };
        raw.shared_with.extend(with.into_iter().flat_map(|with| with.accounts.iter().cloned()));
        raw.shared_with.arrange();
        raw.shared_with.dedup();
    }
}

/// Other things that are shared say by themselves who uses them, where the input holds that; that others may is told.
fn other(draft: &mut Draft<'_, '_>, resource: &Resource, shared: &[Id], with: Option<&With>) {
    let estate = draft.estate;
    let whom = match with.map(|with| with.principals.join(", ")).filter(|names| !names.is_empty()) {
        Some(names) => names,
        None => "others that this input does not tell".to_owned(),
    };
    let all: Vec<&Resource> = shared.iter().filter_map(|id| estate.get(*id)).collect();
    let told = |one: &Resource| OTHERS.iter().find(|(kinds, ..)| kinds.contains(&one.kind.as_ref()));
    match all.as_slice() {
        [one] => {
            if let Some((_, does, flips)) = told(one) {
                let because = format!("it shares `{}` with {whom}: {does} may be in another input", one.address);
                draft.left_out(resource, because, flips);
            }
        }
        [] => {
            let what = text(resource, "resource_arn").map_or("what it shares".to_owned(), |arn| format!("`{arn}`"));
            let because = format!("it shares with {whom}, and {what} has no place in the design or is not known");
            draft.left_out(resource, because, "what other accounts may use");
        }
        several => {
            let names: Vec<String> = several.iter().take(4).map(|one| format!("`{}`", one.address)).collect();
            let because = format!("it shares one of {} with {whom}", names.join(", "));
            draft.left_out(resource, because, "what other accounts may use");
        }
    }
}
