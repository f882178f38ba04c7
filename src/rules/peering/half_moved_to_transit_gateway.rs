//! TL212 half-moved-to-transit-gateway.

use super::sides::{Side, other_way, sides};
use crate::design::{Link, LinkKind};
use crate::facts::{FactId, LimitId};
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(212),
    name: "half-moved-to-transit-gateway",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::TgwMtuMigration, FactId::PeerMtuSameRegion, FactId::TgwMtu],
    docs: include_str!("half_moved_to_transit_gateway.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let Some((one, other)) = sides(context.design, link) else { return };
    // Between Regions both carry packets of one size.
    if one.vpc.region.is_none() || one.vpc.region != other.vpc.region {
        return;
    }
    for (stayed, moved) in [(&one, &other), (&other, &one)] {
        half_moved(context, link, stayed, moved, findings);
    }
}

fn half_moved(context: &Context<'_>, link: &Link, stayed: &Side<'_>, moved: &Side<'_>, findings: &mut Findings) {
    if !stayed.routes || moved.routes {
        return;
    }
    let Some(hub) = other_way(context.design, moved.vpc, stayed.vpc, link) else { return };
    if !matches!(hub.kind, LinkKind::TransitGateway(_)) {
        return;
    }
    let message = format!(
        "VPC `{}` routes over peering `{}`, which carries packets of {} bytes, and VPC `{}` answers over transit gateway \
         `{}`, which drops those above {}",
        stayed.vpc.id,
        link.id,
        context.facts.limit(LimitId::PeerMtuSameRegion),
        moved.vpc.id,
        hub.id,
        context.facts.limit(LimitId::TgwMtu)
    );
    let fix =
        format!("move the routes of VPC `{}` to `{}` as well, or keep packets small until then", stayed.vpc.id, hub.id);
    findings.push(
        RULE.finding(stayed.vpc.locus().field("route_tables"), message)
            .and_at(link.locus(), "the peering")
            .and_at(hub.locus(), "the transit gateway")
            .fix(fix),
    );
}
