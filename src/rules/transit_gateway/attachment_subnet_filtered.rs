//! TL323 attachment-subnet-filtered.

use crate::design::{IpProtocol, Link, LinkKind, NetworkAcl, NetworkAclEntry};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(323),
    name: "attachment-subnet-filtered",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::TgwAttachDedicated28, FactId::TgwNaclDiffSubnet],
    docs: include_str!("attachment_subnet_filtered.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    for (id, attachment) in &gateway.vpcs {
        let Some(vpc) = context.design.vpc(id) else { continue };
        for subnet in &attachment.subnets {
            if let Some(acl) = vpc.network_acl_of(subnet).filter(|acl| !is_open(acl)) {
                findings.push(filtered(link, &format!("{id}/{subnet}"), acl));
                break;
            }
        }
    }
}

/// Whether both directions begin by letting all of IPv4 through.
fn is_open(acl: &NetworkAcl) -> bool {
    let opens =
        |entry: &NetworkAclEntry| entry.allow && entry.protocol == IpProtocol::All && entry.cidr.prefix_len() == 0;
    let is_open = |entries: &[NetworkAclEntry]| {
        let mut before = entries.iter().take_while(|entry| !opens(entry));
        entries.iter().any(opens) && before.all(|entry| entry.allow)
    };
    is_open(&acl.inbound) && is_open(&acl.outbound)
}

fn filtered(link: &Link, subnet: &str, acl: &NetworkAcl) -> Finding {
    let message = format!(
        "subnet `{subnet}` of the attachment to transit gateway `{}` has network ACL `{}`, which filters",
        link.id,
        acl.full_id()
    );
    let vpc = subnet.split('/').next().unwrap_or_default();
    RULE.finding(link.part(&["attachments", vpc, "subnets"]), message).and_at(acl.locus(), "not open").fix(
        "give the subnets of attachments one network ACL that lets everything through, and filter at the applications",
    )
}
