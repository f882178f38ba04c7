//! TL641 ipv6-not-carried.

use crate::cidr::Family;
use crate::design::{Home, Link, LinkKind, Need, Party, Trait};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(641),
    name: "ipv6-not-carried",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::Ipv6SeparateEval, FactId::PlIpv6Service, FactId::VpnVgwNoIpv6, FactId::TgwAttachNoIpv6Only],
    docs: include_str!("ipv6_not_carried.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    if !need.requires.contains(&Trait::Ipv6) {
        return;
    }
    // Behind a resource gateway and behind VPC Lattice the server may speak IPv4; the client never may.
    let only_client = matches!(link.kind, LinkKind::PrivatelinkResource(_) | LinkKind::ServiceNetwork(_));
    let parties = [Some(need.from()), (!only_client).then(|| need.to())];
    for party in parties.into_iter().flatten() {
        if let Some(finding) = without_block(context, need, link, party) {
            findings.push(finding);
        }
    }
    if let Some(finding) = cut_off(need, link) {
        findings.push(finding);
    }
    if let LinkKind::TransitGateway(gateway) = &link.kind {
        for party in [need.from(), need.to()] {
            let Some(Home::Vpc(vpc)) = context.design.home(party) else { continue };
            if gateway.vpcs.get(&vpc).is_some_and(|attachment| attachment.options.ipv6 == Some(false)) {
                let message = format!("the attachment of VPC `{vpc}` to `{}` carries no IPv6", link.id);
                findings.push(
                    RULE.finding(need.field("requires"), message)
                        .and_at(link.part(&["attachments", vpc.as_str(), "ipv6"]), "the attachment")
                        .fix("switch `ipv6` on for the attachment"),
                );
            }
        }
    }
}

/// A party whose network has no IPv6 addresses at all. Of a site of which no block is told, nothing is known.
fn without_block(context: &Context<'_>, need: &Need, link: &Link, party: &Party) -> Option<Finding> {
    let (home, at) = match context.design.home(party)? {
        Home::Vpc(id) => {
            let vpc = context.design.vpc(&id)?;
            vpc.blocks(Family::V6).next().is_none().then(|| (format!("VPC `{id}`"), vpc.locus().field("cidrs")))?
        }
        Home::Site(id) => {
            let site = context.design.site(&id)?;
            let has = site.cidrs.is_empty() || site.cidrs.iter().any(|block| block.family() == Family::V6);
            (!has).then(|| (format!("site `{id}`"), site.locus().field("cidrs")))?
        }
        Home::Aws(_) => return None,
    };
    let message = format!("the need is IPv6, and {home} has no IPv6 block for `{}` to carry", link.id);
    let finding = RULE.finding(need.field("requires"), message).and_at(link.locus(), "the link");
    Some(finding.because("its blocks", at).fix(format!("give {home} an IPv6 block, or drop the requirement")))
}

/// A VPN that ends where IPv6 does.
fn cut_off(need: &Need, link: &Link) -> Option<Finding> {
    let LinkKind::SiteToSiteVpn(vpn) = &link.kind else { return None };
    let vpc = vpn.vpc.as_ref()?;
    let message =
        format!("VPN `{}` ends on the virtual private gateway of VPC `{vpc}`, which carries no IPv6", link.id);
    let finding = RULE.finding(need.field("requires"), message).and_at(link.part(&["vpc"]), "where the VPN ends");
    Some(finding.fix("end the VPN on a transit gateway, and attach the VPC to it"))
}
