//! TL309 not-attached.

use super::lookup::{Sent, attachments_of, blocks_of, sent};
use crate::cidr::Cidr;
use crate::design::{Design, Home, Link, LinkKind, Need, Parties, Party, Subnet, TransitGateway};
use crate::facts::FactId;
use crate::finding::{Finding, Locus, RuleId, Severity};
use crate::ids::LinkId;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(309),
    name: "not-attached",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::TgwAssocVsProp, FactId::TgwRouteOrder, FactId::TgwBlackhole],
    docs: include_str!("not_attached.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    let design = context.design;
    let (from, to) = (need.from(), need.to());
    let (Some(source), Some(target)) = (design.home(from), design.home(to)) else { return };
    if source == target {
        return;
    }
    let mut is_attached = true;
    for (party, home, field) in [(from, &source, "from"), (to, &target, "to")] {
        if attachments_of(design, gateway, home).is_empty() {
            is_attached = false;
            if beyond_a_peering(design, link, home) {
                continue;
            }
            findings.push(not_attached(need, field, link, party, home));
        }
    }
    // What is not known of route tables is told as such, and no defect.
    if !is_attached || gateway.tables_unknown {
        return;
    }
    // Replies need a way back as much as requests a way there.
    for (home, far, party) in [(&source, &target, to), (&target, &source, from)] {
        if let Some((reason, way_out)) = no_way(design, (&link.id, gateway), home, far, party) {
            findings.push(no_route(need, link, home, far, &reason).fix(way_out));
        }
    }
}

/// Whether a home is attached to a transit gateway that this one is peered with.
fn beyond_a_peering(design: &Design, link: &Link, home: &Home) -> bool {
    design.links.values().any(|other| match &other.kind {
        LinkKind::TransitGatewayPeering(peering) => peering.other(&link.id).and_then(|id| design.link(id)).is_some_and(
            |far| matches!(&far.kind, LinkKind::TransitGateway(far) if !attachments_of(design, far, home).is_empty()),
        ),
        _ => false,
    })
}

/// Why packets of one attached home do not get to another, and what to do; `None` when they do.
fn no_way(
    design: &Design,
    (hub, gateway): (&LinkId, &TransitGateway),
    home: &Home,
    far: &Home,
    party: &Party,
) -> Option<(String, String)> {
    // Without tables of its own a transit gateway has one, which joins all attachments.
    let tables = gateway.route_tables.as_ref()?;
    let blocks = blocks_of_party(design, party, far);
    let mut first = None;
    for attachment in attachments_of(design, gateway, home) {
        // What a policy table chooses is not known.
        if attachment.policy_table {
            return None;
        }
        let told = match &attachment.route_table {
            None => (
                format!("the attachment of {home} is associated with no route table"),
                format!("name a `route_table` for the attachment of {home}"),
            ),
            Some(name) => {
                let Some(table) = tables.get(name) else { continue };
                let at = format!("route table `{name}`, with which {home} is associated,");
                match sent(design, (hub, gateway), table, far, &blocks) {
                    // What the next transit gateway does with it is not decided here.
                    Sent::There | Sent::OverPeering => return None,
                    Sent::NoRoute => (
                        format!("{at} has no route to {far}"),
                        format!("let {far} propagate into route table `{name}`, or add a static route"),
                    ),
                    Sent::Blackhole(to) => (
                        format!("{at} drops `{to}` in a blackhole"),
                        format!("remove the blackhole route for `{to}`, or add a longer one to {far}"),
                    ),
                    Sent::Elsewhere(to, other) => (
                        format!("{at} sends `{to}` to {other}"),
                        format!("lead the static route for `{to}` to {far}, or add a longer one"),
                    ),
                }
            }
        };
        first = first.or(Some(told));
    }
    first
}

/// The blocks that must be reached: those of an application's subnets, else those of its whole home.
fn blocks_of_party(design: &Design, party: &Party, home: &Home) -> Vec<Cidr> {
    let subnets = match party {
        Party::Application(id) => design.application(id).map(|one| design.subnets_of(one)).unwrap_or_default(),
        Party::Vpc(_) | Party::Site(_) | Party::AwsService(_) => Vec::new(),
    };
    let blocks: Vec<Cidr> = subnets.into_iter().flat_map(Subnet::blocks).collect();
    if blocks.is_empty() { blocks_of(design, home) } else { blocks }
}

/// The field of a need that names a party.
fn field(need: &Need, field: &str) -> Locus {
    need.field(if matches!(need.parties, Parties::EitherWay(..)) { "between" } else { field })
}

fn not_attached(need: &Need, name: &str, link: &Link, party: &Party, home: &Home) -> Finding {
    let message = match party {
        Party::Application(_) => {
            format!("`{party}` stands in {home}, which is not attached to transit gateway `{}`", link.id)
        }
        Party::Vpc(_) | Party::Site(_) | Party::AwsService(_) => {
            format!("{home} is not attached to transit gateway `{}`", link.id)
        }
    };
    let fix = match home {
        Home::Vpc(_) => format!("attach {home} with one subnet in each availability zone it uses"),
        Home::Site(_) | Home::Aws(_) => format!("attach a Direct Connect or VPN link of {home}"),
    };
    RULE.finding(field(need, name), message).and_at(link.part(&["attachments"]), "not among these").fix(fix)
}

fn no_route(need: &Need, link: &Link, home: &Home, far: &Home, reason: &str) -> Finding {
    let message = format!("transit gateway `{}` does not carry packets from {home} to {far}: {reason}", link.id);
    RULE.finding(need.locus(), message).and_at(link.part(&["route_tables"]), "no way here")
}
