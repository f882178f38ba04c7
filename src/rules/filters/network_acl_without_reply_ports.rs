//! TL615 network-acl-without-reply-ports.

use super::allows_some;
use crate::design::{IpProtocol, NetworkAcl, NetworkAclEntry, PortSet, Vpc};
use crate::facts::Facts;
use crate::facts::{FactId, LimitId};
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(615),
    name: "network-acl-without-reply-ports",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::NaclStateless, FactId::NaclEphemeralFirst, FactId::NaclEphemeralLast],
    docs: include_str!("network_acl_without_reply_ports.md"),
    check: Check::Vpc(check),
};

fn check(context: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    let Some(reply_ports) = reply_ports(context.facts) else { return };
    for acl in vpc.network_acls.iter().flat_map(|acls| acls.values()) {
        for (entry, replies, way) in opened(acl, &reply_ports) {
            // Replies to part of the block may be let through elsewhere: only where none can pass is it a sure loss.
            if !replies.iter().any(|reply| allows_some(reply, IpProtocol::Tcp, &reply_ports, entry.cidr)) {
                findings.push(one_way(acl, entry, way, &reply_ports));
            }
        }
    }
}

/// The ports that clients pick for themselves, where replies go.
pub(super) fn reply_ports(facts: &Facts) -> Option<PortSet> {
    let port = |limit| u16::try_from(facts.limit(limit)).ok();
    PortSet::of([(port(LimitId::NaclEphemeralFirst)?, port(LimitId::NaclEphemeralLast)?)])
}

/// The entries that let new TCP connections in or out, with the entries of the other direction, which replies need, and
/// the way those lead. An entry for very many ports may be there for replies itself, and is left alone.
pub(super) fn opened<'d>(
    acl: &'d NetworkAcl,
    reply_ports: &PortSet,
) -> Vec<(&'d NetworkAclEntry, &'d [NetworkAclEntry], &'static str)> {
    let mut found = Vec::new();
    for (entries, replies, way) in [(&acl.inbound, &acl.outbound, "out"), (&acl.outbound, &acl.inbound, "in")] {
        for entry in entries.iter().filter(|entry| entry.allow && entry.protocol == IpProtocol::Tcp) {
            let many = entry.ports.ranges().iter().any(|(first, last)| last.abs_diff(*first) > MANY);
            if !many || !entry.ports.overlaps(reply_ports) {
                found.push((entry, replies.as_slice(), way));
            }
        }
    }
    found
}

/// A range of more ports than this is no service, but what clients pick theirs from.
const MANY: u16 = 1_000;

fn one_way(acl: &NetworkAcl, entry: &NetworkAclEntry, way: &str, reply_ports: &PortSet) -> Finding {
    let message = format!(
        "entry {} of network ACL `{}` admits connections on port {} and `{}`, but no entry lets replies {way}",
        entry.number,
        acl.full_id(),
        entry.ports,
        entry.cidr
    );
    let field = if way == "out" { "outbound" } else { "inbound" };
    RULE.finding(acl.entry_locus(entry), message)
        .and_at(acl.locus().field(field), "nothing here")
        .fix(format!("allow TCP {reply_ports} for `{}` in `{field}`", entry.cidr))
}
