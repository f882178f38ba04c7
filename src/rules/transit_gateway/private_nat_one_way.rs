//! TL344 private-nat-one-way.

use crate::design::{Home, Link, LinkKind, Need};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
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
    let LinkKind::TransitGateway(gateway) = &link.kind else { return };
    let sides = [(need.from(), need.is_two_way()), (need.to(), true)];
    for (party, is_called) in sides.into_iter().filter(|(_, is_called)| *is_called) {
        let Some(Home::Vpc(vpc)) = context.design.home(party) else { continue };
        let Some(attachment) = gateway.vpcs.get(&vpc).filter(|attachment| attachment.private_nat && is_called) else {
            continue;
        };
        // What is announced can be called; what stands behind the NAT gateway cannot.
        let routable = attachment.routable.clone().unwrap_or_default();
        let blocks = context.design.routed_blocks(&Home::Vpc(vpc.clone()));
        let hidden = blocks.iter().find(|block| !routable.iter().any(|one| one.contains(**block)));
        let Some(hidden) = hidden else { continue };
        if party == need.to() && !need.is_two_way() && balanced(context, need) {
            continue;
        }
        let message = format!(
            "`{party}` must be reached, and `{hidden}` of VPC `{vpc}` stands behind private NAT, which carries only \
             connections from inside"
        );
        findings.push(
            RULE.finding(need.locus(), message)
                .and_at(link.part(&["attachments", vpc.as_str()]), "announces other blocks only")
                .fix("translate one to one on the attachments, or publish what must be reached by a load balancer"),
        );
    }
}

/// Whether a load balancer in the routable part stands before the server.
fn balanced(context: &Context<'_>, need: &Need) -> bool {
    need.server().and_then(|server| context.design.application(server)).is_some_and(|one| one.load_balancer.is_some())
}
