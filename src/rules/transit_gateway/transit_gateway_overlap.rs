//! TL301 transit-gateway-overlap.

use std::collections::BTreeSet;

use super::lookup::{blocks_of, domains};
use crate::cidr::{Cidr, overlap};
use crate::design::{Design, Home, Link, LinkKind, Site, TransitGateway, TransitGatewayPeering, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, Locus, RuleId, Severity};
use crate::ids::LinkId;
use crate::network::attached_homes;
use crate::rules::ways_out::Overlap;
use crate::rules::{Check, Context, Findings, Rule, Status};

/// Pairs of attachments told one by one; more are one mistake made many times. Ours, not AWS's.
const TOLD: usize = 20;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(301),
    name: "transit-gateway-overlap",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::TgwOverlapNoPropagate],
    docs: include_str!("transit_gateway_overlap.md"),
    check: Check::Link(check),
};

/// One block of an attached home, with the name of the attachment.
type Block<'d> = (Cidr, Home, &'d str);

/// Complexity: O(n log n) for n blocks in each routing domain; the search ends soon after [`TOLD`] pairs.
fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    if let LinkKind::TransitGatewayPeering(peering) = &link.kind {
        across(context.design, link, peering).into_iter().for_each(|finding| findings.push(finding));
    }
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    let pairs = overlapping_pairs(context.design, gateway, TOLD.saturating_add(1));
    for (nth, (one, other)) in pairs.iter().take(TOLD).enumerate() {
        let is_cut_here = pairs.len() > TOLD && nth.saturating_add(1) == TOLD;
        let overlap = Overlap::of(context.design, link, (&one.1, one.0), (&other.1, other.0));
        findings.push(overlapping(context.design, link, one, other, is_cut_here).out_of(context, &overlap));
    }
}

/// The first network of one of two peered gateways that overlaps one of the other: a static route leads to one of them.
fn across(design: &Design, link: &Link, peering: &TransitGatewayPeering) -> Option<Finding> {
    let side = |id: &LinkId| -> Vec<(Home, Vec<Cidr>)> {
        let Some(LinkKind::TransitGateway(gateway)) = design.link(id).map(|link| &link.kind) else { return Vec::new() };
        let homes = attached_homes(design, id).into_iter();
        homes.map(|home| (home.clone(), shown(design, gateway, &home))).collect()
    };
    let (ones, others) = (side(&peering.between.0), side(&peering.between.1));
    let pairs = ones.iter().flat_map(|one| others.iter().map(move |other| (one, other)));
    let found =
        pairs.filter(|((first, _), (second, _))| first != second).find_map(|((first, one), (second, other))| {
            let (block, other_block) = overlap::any_overlap(one, other)?;
            Some((first, block, second, other_block))
        });
    let (first, block, second, other_block) = found?;
    let message = format!(
        "`{block}` of {first} and `{other_block}` of {second} overlap across `{}`, so no static route leads to both",
        link.id
    );
    Some(
        RULE.finding(link.locus(), message)
            .because(format!("{first} has `{block}`"), home_locus(design, link, first))
            .because(format!("{second} has `{other_block}`"), home_locus(design, link, second))
            .fix("give one of them other blocks, or translate addresses on the attachments"),
    )
}

/// For each pair of attachments that overlap in some routing domain, the first two blocks that do; at most `limit`.
fn overlapping_pairs<'d>(design: &'d Design, gateway: &'d TransitGateway, limit: usize) -> Vec<(Block<'d>, Block<'d>)> {
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut pairs = Vec::new();
    for domain in domains(design, gateway) {
        let blocks: Vec<(Cidr, (&Home, &str))> = domain
            .iter()
            .flat_map(|(home, name)| shown(design, gateway, home).into_iter().map(move |block| (block, (home, *name))))
            .collect();
        for (one, other) in overlap::sweep(&blocks) {
            let (Some((one, (first, name))), Some((other, (second, other_name)))) =
                (blocks.get(one), blocks.get(other))
            else {
                continue;
            };
            // A site that two links join propagates its blocks twice on purpose.
            if first != second && seen.insert((*name, *other_name)) {
                pairs.push(((*one, (*first).clone(), *name), (*other, (*second).clone(), *other_name)));
                if pairs.len() == limit {
                    return pairs;
                }
            }
        }
    }
    pairs
}

/// The blocks of a home as its attachment shows them to the others.
fn shown(design: &Design, gateway: &TransitGateway, home: &Home) -> Vec<Cidr> {
    let blocks = blocks_of(design, home);
    match home {
        Home::Vpc(vpc) => gateway.vpcs.get(vpc).map_or(blocks.clone(), |attachment| attachment.announced(blocks)),
        Home::Site(_) | Home::Aws(_) => blocks,
    }
}

/// Where the blocks of a home are written down.
fn home_locus(design: &Design, link: &Link, home: &Home) -> Locus {
    let locus = match home {
        Home::Vpc(vpc) => design.vpc(vpc).map(Vpc::locus),
        Home::Site(site) => design.site(site).map(Site::locus),
        Home::Aws(_) => None,
    };
    locus.map_or_else(|| link.locus(), |locus| locus.field("cidrs"))
}

fn overlapping(design: &Design, link: &Link, one: &Block<'_>, other: &Block<'_>, is_cut_here: bool) -> Finding {
    let ((block, first, name), (other_block, second, other_name)) = (one, other);
    let more = if is_cut_here { " (further overlapping pairs of it are not listed)" } else { "" };
    let message = format!(
        "`{block}` of {first} and `{other_block}` of {second} overlap on transit gateway `{}`, which then leaves out \
         the routes of one of them{more}",
        link.id
    );
    RULE.finding(link.part(&["attachments", other_name]).at_key(), message)
        .because(format!("{first} has `{block}`"), home_locus(design, link, first))
        .because(format!("{second} has `{other_block}`"), home_locus(design, link, second))
        .and_at(link.part(&["attachments", name]).at_key(), "overlaps this")
}
