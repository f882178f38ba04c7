//! TL316 attachment-subnet-without-ipv4.

use crate::design::{Link, LinkKind, Subnet};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::VpcId;
use crate::rules::privatelink::subnets;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(316),
    name: "attachment-subnet-without-ipv4",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::TgwAttachNoIpv6Only],
    docs: include_str!("attachment_subnet_without_ipv4.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    for (id, attachment) in &gateway.vpcs {
        let Some(vpc) = context.design.vpc(id) else { continue };
        for subnet in subnets(vpc, &attachment.subnets).filter(|subnet| subnet.ipv4.is_none() && subnet.ipv6.is_some())
        {
            findings.push(ipv6_only(link, id, subnet));
        }
    }
}

fn ipv6_only(link: &Link, vpc: &VpcId, subnet: &Subnet) -> Finding {
    let message = format!(
        "subnet `{}` has IPv6 only, and an attachment to transit gateway `{}` needs IPv4",
        subnet.full_id(),
        link.id
    );
    RULE.finding(link.part(&["attachments", vpc.as_str(), "subnets"]), message)
        .and_at(subnet.locus(), "IPv6 only")
        .fix("attach by a subnet with an IPv4 block, and turn IPv6 on for the attachment")
}
