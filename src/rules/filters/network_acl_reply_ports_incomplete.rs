//! TL616 network-acl-reply-ports-incomplete.

use super::network_acl_without_reply_ports::{opened, reply_ports};
use crate::design::{IpProtocol, NetworkAcl, NetworkAclEntry, PortSet, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::BTreeSet;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(616),
    name: "network-acl-reply-ports-incomplete",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::NaclStateless, FactId::NaclEphemeralFirst, FactId::NaclEphemeralLast],
    docs: include_str!("network_acl_reply_ports_incomplete.md"),
    check: Check::Vpc(check),
};

fn check(context: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    let Some(wanted) = reply_ports(context.facts) else { return };
    for acl in vpc.network_acls.iter().flat_map(|acls| acls.values()) {
        let mut told = BTreeSet::new();
        for (entry, replies, way) in opened(acl, &wanted) {
            let suits = |reply: &&NetworkAclEntry| {
                reply.allow && reply.protocol.covers(IpProtocol::Tcp) && reply.cidr.overlaps(entry.cidr)
            };
            let ranges = replies.iter().filter(suits).flat_map(|reply| reply.ports.ranges().iter().copied());
            let Some(allowed) = PortSet::of(ranges) else { continue };
            // No reply port at all is a defect of its own, TL615; a service's own port there is no reply port.
            if allowed.overlaps(&wanted) && !allowed.covers(&wanted) && told.insert(way) {
                findings.push(incomplete(acl, entry, way, (&allowed, &wanted)));
            }
        }
    }
}

fn incomplete(
    acl: &NetworkAcl,
    entry: &NetworkAclEntry,
    way: &str,
    (allowed, wanted): (&PortSet, &PortSet),
) -> Finding {
    let message = format!(
        "network ACL `{}` lets replies {way} on ports {allowed} only; clients pick theirs from {wanted}",
        acl.full_id()
    );
    let field = if way == "out" { "outbound" } else { "inbound" };
    RULE.finding(acl.locus().field(field), message)
        .and_at(acl.entry_locus(entry), "what is replied to")
        .fix(format!("allow TCP {wanted} in `{field}`"))
}
