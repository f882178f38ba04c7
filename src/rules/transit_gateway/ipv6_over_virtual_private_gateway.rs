//! TL319 ipv6-over-virtual-private-gateway.

use crate::cidr::{Cidr, Family};
use crate::design::{Link, LinkKind, Site, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(319),
    name: "ipv6-over-virtual-private-gateway",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VpnVgwNoIpv6],
    docs: include_str!("ipv6_over_virtual_private_gateway.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::SiteToSiteVpn(vpn) = &link.kind else { return };
    let vpc = vpn.vpc.as_ref().and_then(|vpc| context.design.vpc(vpc));
    let (Some(vpc), Some(site)) = (vpc, context.design.site(&vpn.site)) else { return };
    let block = site.cidrs.iter().find(|block| block.family() == Family::V6);
    if let (Some(block), Some(own)) = (block, vpc.blocks(Family::V6).next()) {
        findings.push(not_carried(link, (site, *block), (vpc, own)));
    }
}

fn not_carried(link: &Link, (site, block): (&Site, Cidr), (vpc, own): (&Vpc, Cidr)) -> Finding {
    let message = format!(
        "VPN `{}` ends on the virtual private gateway of VPC `{}`, which carries no IPv6: `{own}` and `{block}` stay \
         apart",
        link.id, vpc.id
    );
    RULE.finding(link.part(&["vpc"]), message)
        .because(format!("site `{}` has `{block}`", site.id), site.locus().field("cidrs"))
        .because(format!("VPC `{}` has `{own}`", vpc.id), vpc.locus().field("cidrs"))
        .fix("end the VPN on a transit gateway, and attach the VPC to it")
}
