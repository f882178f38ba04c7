//! TL614 network-acl-entry-shadowed.

use crate::design::{NetworkAcl, NetworkAclEntry, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(614),
    name: "network-acl-entry-shadowed",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::NaclOrder],
    docs: include_str!("network_acl_entry_shadowed.md"),
    check: Check::Vpc(check),
};

/// Complexity: pairs of entries of one direction, of which AWS allows a few dozen.
fn check(_: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for acl in vpc.network_acls.iter().flat_map(|acls| acls.values()) {
        for entries in [&acl.inbound, &acl.outbound] {
            for (index, entry) in entries.iter().enumerate() {
                let mut before = entries.iter().take(index);
                if let Some(first) = before.find(|first| first.allow != entry.allow && first.covers(entry)) {
                    findings.push(shadowed(acl, first, entry));
                }
            }
        }
    }
}

fn shadowed(acl: &NetworkAcl, first: &NetworkAclEntry, entry: &NetworkAclEntry) -> Finding {
    let action = |entry: &NetworkAclEntry| if entry.allow { "allows" } else { "denies" };
    let message = format!(
        "entry {} of network ACL `{}` never decides: entry {} before it {} all that it {}",
        entry.number,
        acl.full_id(),
        first.number,
        action(first),
        action(entry)
    );
    RULE.finding(acl.entry_locus(entry), message)
        .and_at(acl.entry_locus(first), "decides first")
        .fix(format!("give entry {} a number below {}, or remove it", entry.number, first.number))
}
