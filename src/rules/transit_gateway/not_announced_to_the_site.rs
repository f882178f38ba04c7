//! TL348 not-announced-to-the-site.

use crate::cidr::Cidr;
use crate::design::{Design, Home, Link, LinkKind, Need, Party};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::ids::{LinkId, VpcId};
use crate::network::hybrid_site;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(348),
    name: "not-announced-to-the-site",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::DxgwAllowedPrefixes],
    docs: include_str!("not_announced_to_the_site.md"),
    check: Check::Carriage(check),
};

/// Complexity: prefixes × blocks of the party, for each connection of the site.
fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let design = context.design;
    for (near, far) in [(need.from(), need.to()), (need.to(), need.from())] {
        let (Some(site @ Home::Site(_)), Some(Home::Vpc(vpc))) = (design.home(near), design.home(far)) else {
            continue;
        };
        let blocks = design.party_blocks(far, need.family());
        let Some((connection, shown)) = deaf(design, link, (&site, &vpc), &blocks) else { continue };
        let whose = whose(link, &vpc);
        let message = format!(
            "{site} does not hear of {}: Direct Connect `{}` allows other prefixes only to be announced for `{whose}`",
            told(far, &vpc, &shown),
            connection.id
        );
        findings.push(
            RULE.finding(need.locus(), message)
                .and_at(connection.part(&["allowed_prefixes", whose]), "what is allowed")
                .fix("add the blocks to the allowed prefixes of the association, or one block that holds them"),
        );
    }
}

/// The connection over which a site hears of none of some blocks of a VPC, as the link shows them, where it has no other over
/// this link, and what each allows is known.
fn deaf<'d>(
    design: &'d Design,
    link: &'d Link,
    (site, vpc): (&Home, &VpcId),
    blocks: &[Cidr],
) -> Option<(&'d Link, Vec<Cidr>)> {
    let family = blocks.first()?.family();
    let connections: Vec<&LinkId> = match &link.kind {
        LinkKind::DirectConnect(_) => vec![&link.id],
        LinkKind::TransitGateway(gateway) => {
            gateway.hybrid.keys().filter(|one| hybrid_site(design, one).as_ref() == Some(site)).collect()
        }
        _ => return None,
    };
    // What a hub shows of a VPC may be translated, block by block.
    let shown = match &link.kind {
        LinkKind::TransitGateway(gateway) => {
            let attachment = gateway.vpcs.get(vpc)?;
            let translated = !attachment.nat.is_empty() || attachment.routable.is_some();
            let all = design.vpc(vpc)?.blocks(family).collect::<Vec<_>>();
            if translated { attachment.announced(all) } else { blocks.to_vec() }
        }
        _ => blocks.to_vec(),
    };
    let mut last = None;
    for id in connections {
        let one = design.link(id)?;
        let LinkKind::DirectConnect(connection) = &one.kind else { return None };
        let heard = connection.heard(design, whose(link, vpc))?;
        if heard.iter().any(|one| shown.iter().any(|block| one.overlaps(*block))) {
            return None;
        }
        last = Some(one);
    }
    last.map(|one| (one, shown))
}

/// Whose association a link goes by: that of the transit gateway, or of the VPC's virtual private gateway.
fn whose<'n>(link: &'n Link, vpc: &'n VpcId) -> &'n str {
    if matches!(link.kind, LinkKind::DirectConnect(_)) { vpc.as_str() } else { link.id.as_str() }
}

fn told(party: &Party, vpc: &VpcId, blocks: &[Cidr]) -> String {
    let blocks: Vec<String> = blocks.iter().map(|block| format!("`{block}`")).collect();
    match party {
        Party::Application(id) => format!("{}, where application `{id}` runs", blocks.join(", ")),
        _ => format!("{} of VPC `{vpc}`", blocks.join(", ")),
    }
}
