//! What is shared with other accounts by AWS RAM.

use std::collections::BTreeMap;

use crate::import::terraform::draft::{Draft, SUBNETS, text};
use crate::import::terraform::estate::Id;
use crate::import::terraform::reference::Lead;
use crate::order::Arrange;

const SHARES: &[&str] = &["aws_ram_resource_share"];

pub(super) fn subnets(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    let mut accounts: BTreeMap<Id, Vec<String>> = BTreeMap::new();
    for (id, resource) in estate.of_kind(&["aws_ram_principal_association"]) {
        draft.took(id);
        let Lead::To(shares, _) = estate.one(resource, "resource_share_arn", SHARES) else {
            draft.left_out(resource, "its resource share is not known", "what other accounts may use");
            continue;
        };
        let principal = text(resource, "principal").unwrap_or_default();
        let is_account = principal.len() == 12 && principal.bytes().all(|byte| byte.is_ascii_digit());
        if !is_account {
            let because = if principal.is_empty() {
                "with whom it shares is known after apply".to_owned()
            } else {
                "it shares with an organization or unit, whose accounts are not in this input".to_owned()
            };
            draft.left_out(resource, because, "what other accounts may use");
            continue;
        }
        for share in shares {
            accounts.entry(share).or_default().push(principal.to_owned());
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
        // Other things that are shared, such as transit gateways, say by their attachments who uses them.
        let Lead::To(shared, _) = estate.lead(resource, "resource_arn", SUBNETS) else { continue };
        let with = share.and_then(|share| accounts.get(&share)).cloned().unwrap_or_default();
        for subnet in shared {
            let Some((vpc, name)) = draft.inside.get(&subnet).cloned() else { continue };
            let Some(raw) = draft.raw.vpcs.get_mut(&vpc).and_then(|vpc| vpc.subnets.get_mut(&name)) else { continue };
            raw.shared_with.extend(with.iter().cloned());
            raw.shared_with.arrange();
            raw.shared_with.dedup();
        }
    }
}
