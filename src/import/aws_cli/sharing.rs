//! Resource shares: the accounts that subnets are shared with.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::Draft;

use crate::ids::is_account;
use crate::order::Arrange;

pub(super) fn shares(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    let mut principals: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut subnets: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, found) in snapshot.shares.iter() {
        if found.is.status.as_deref().is_some_and(|status| !status.starts_with("ASSOCIAT")) {
            draft.pass(found, "ended", None);
            continue;
        }
        let (Some(share), Some(entity)) = (&found.is.resource_share_arn, &found.is.associated_entity) else { continue };
        match found.is.association_type.as_deref() {
            Some("PRINCIPAL") => {
                draft.count(found);
                principals.entry(share).or_default().insert(entity);
            }
            Some("RESOURCE") if entity.contains(":subnet/") => {
                draft.count(found);
                subnets.entry(share).or_default().extend(entity.rsplit('/').next());
            }
            _ => draft.pass(found, "of another resource", None),
        }
    }
    for (share, subnets) in subnets {
        for subnet in subnets {
            let Some(vpc) = draft.vpc_of_subnet(subnet) else { continue };
            for principal in principals.get(share).into_iter().flatten() {
                if !is_account(principal) {
                    let what = format!("the accounts that subnet `{subnet}` is shared with");
                    let because = format!("it is shared with `{principal}`, whose accounts are in no file");
                    draft.leaves_open(None, what, because, "who may place workloads in it");
                    continue;
                }
                let made = draft.raw.vpcs.get_mut(&vpc).and_then(|vpc| vpc.subnets.get_mut(subnet));
                if let Some(made) = made.filter(|made| !made.shared_with.iter().any(|one| one == principal)) {
                    made.shared_with.push((*principal).to_owned());
                    made.shared_with.arrange();
                }
            }
        }
    }
}
