//! TL344 private-nat-one-way.

use crate::cidr::Cidr;
use crate::design::{Attachment, Home, Link, LinkKind, Need, Party, TransitGateway};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::privatelink::endpoints;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(344),
    name: "private-nat-one-way",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::PnatOneWay, FactId::TgwNatStatic],
    docs: include_str!("private_nat_one_way.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    if let LinkKind::TransitGateway(gateway) = &link.kind {
        for (party, is_called) in [(need.from(), need.is_two_way()), (need.to(), true)] {
            over_hub(context, need, (link, gateway), (party, is_called), findings);
        }
    }
    if let Some(finding) = before_doors(context, need, link) {
        findings.push(finding);
    }
}

/// A party whose attachment announces other blocks than its own.
fn over_hub(
    context: &Context<'_>,
    need: &Need,
    (link, gateway): (&Link, &TransitGateway),
    (party, is_called): (&Party, bool),
    findings: &mut Findings,
) {
    let Some(Home::Vpc(vpc)) = context.design.home(party) else { return };
    let Some(attachment) = gateway.vpcs.get(&vpc) else { return };
    // Behind a NAT gateway it calls others under an address that is announced.
    let Some(hidden) = hidden(context, need, party, attachment).filter(|_| is_called || !attachment.private_nat) else {
        return;
    };
    if party == need.to() && !need.is_two_way() && balanced(context, need) {
        return;
    }
    let message = match (is_called, attachment.private_nat) {
        (true, true) => format!(
            "`{party}` must be reached, and `{hidden}` of VPC `{vpc}` stands behind private NAT, which carries only \
             connections from inside"
        ),
        (true, false) => format!(
            "`{party}` must be reached, and the attachment of VPC `{vpc}` to `{}` does not announce `{hidden}`",
            link.id
        ),
        (false, _) => format!(
            "replies to `{party}` do not find it: the attachment of VPC `{vpc}` to `{}` does not announce `{hidden}`",
            link.id
        ),
    };
    findings.push(
        RULE.finding(need.locus(), message)
            .and_at(link.part(&["attachments", vpc.as_str()]), "announces other blocks only")
            .fix("translate one to one on the attachments, or publish what must be reached by a load balancer"),
    );
}

/// A block of a party that an attachment does not announce: of an application, one it runs in.
fn hidden(context: &Context<'_>, need: &Need, party: &Party, attachment: &Attachment) -> Option<Cidr> {
    let routable = attachment.routable.as_ref()?;
    let is_announced = |block: &Cidr| routable.iter().any(|one| one.contains(*block));
    let blocks = context.design.party_blocks(party, need.family());
    // Where nothing translates, the part of a network that is announced can be meant: a VPC's own block, a subnet of several.
    let meant = if matches!(party, Party::Vpc(_)) { blocks.get(..1) } else { blocks.get(..) };
    if !attachment.private_nat && meant.is_some_and(|meant| meant.iter().any(is_announced)) {
        return None;
    }
    blocks.into_iter().find(|block| !is_announced(block))
}

/// Endpoints that a site comes to over transit gateways, of which every attachment hides where the endpoint stands.
fn before_doors(context: &Context<'_>, need: &Need, link: &Link) -> Option<Finding> {
    let design = context.design;
    let site = design.home(need.from()).filter(|home| matches!(home, Home::Site(_)))?;
    let mut last = None;
    for (id, endpoint) in endpoints(link)? {
        let vpc = design.vpc(id)?;
        for arrival in context.network().links_between(&site, &Home::Vpc(id.clone())) {
            let hub = design.link(&arrival)?;
            let LinkKind::TransitGateway(gateway) = &hub.kind else { return None };
            let routable = gateway.vpcs.get(id)?.routable.as_ref()?;
            let stands = endpoint.subnets.iter().filter_map(|subnet| vpc.subnets.get(subnet)?.ipv4);
            let hidden = stands.into_iter().find(|block| !routable.iter().any(|one| one.contains(*block)))?;
            last = Some((hub, vpc, hidden));
        }
    }
    let (hub, vpc, hidden) = last?;
    let message = format!(
        "{site} does not find the endpoint of `{}` in VPC `{}`, whose attachment to `{}` does not announce `{hidden}`",
        link.id, vpc.id, hub.id
    );
    let finding = RULE
        .finding(need.locus(), message)
        .and_at(hub.part(&["attachments", vpc.id.as_str()]), "announces other blocks only");
    Some(finding.fix("put the endpoint into a subnet whose block is announced"))
}

/// Whether a load balancer in the routable part stands before the server.
fn balanced(context: &Context<'_>, need: &Need) -> bool {
    need.server().and_then(|server| context.design.application(server)).is_some_and(|one| one.load_balancer.is_some())
}
