//! TL641 ipv6-not-carried.

use crate::cidr::Family;
use crate::design::{Design, Home, Link, LinkKind, Need, Party, Subnet, Trait};
use crate::facts::FactId;
use crate::finding::{Finding, Locus, RuleId, Severity};
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
        if let Some(finding) = without_block(context.design, need, link, party) {
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

/// What of a party has no IPv6 addresses, in words, and where that stands: a VPC or site without a block, or subnets
/// without any. Of a site of which no block is told, and of what no subnets are told of, nothing is known.
pub fn lacks_ipv6(design: &Design, party: &Party) -> Option<(String, Locus)> {
    match design.home(party)? {
        Home::Vpc(id) => {
            let vpc = design.vpc(&id)?;
            if vpc.blocks(Family::V6).next().is_none() {
                return Some((format!("VPC `{id}`"), vpc.locus().field("cidrs")));
            }
            let bare = |subnets: &[&Subnet]| !subnets.is_empty() && subnets.iter().all(|subnet| subnet.ipv6.is_none());
            match party {
                Party::Application(id) => {
                    let application = design.application(id)?;
                    let at = || (format!("the subnets of application `{id}`"), application.locus().field("subnets"));
                    bare(&design.subnets_of(application)).then(at)
                }
                _ => {
                    let all: Vec<&Subnet> = vpc.subnets.values().collect();
                    bare(&all).then(|| (format!("the subnets of VPC `{id}`"), vpc.locus().field("subnets")))
                }
            }
        }
        Home::Site(id) => {
            let site = design.site(&id)?;
            let has = site.cidrs.is_empty() || site.cidrs.iter().any(|block| block.family() == Family::V6);
            (!has).then(|| (format!("site `{id}`"), site.locus().field("cidrs")))
        }
        Home::Aws(_) => None,
    }
}

/// A party that `link` has no IPv6 addresses of to carry packets for.
fn without_block(design: &Design, need: &Need, link: &Link, party: &Party) -> Option<Finding> {
    let (what, at) = lacks_ipv6(design, party)?;
    let message = format!("the need is IPv6, and there is no IPv6 block in {what} for `{}` to carry", link.id);
    let finding = RULE.finding(need.field("requires"), message).and_at(link.locus(), "the link");
    Some(finding.because("its blocks", at).fix(format!("give an IPv6 block to {what}, or drop the requirement")))
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
