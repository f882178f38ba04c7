//! TL328 second-gateway-peering.

use crate::design::LinkKind;
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(328),
    name: "second-gateway-peering",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::TgwPeeringPerPair],
    docs: include_str!("second_gateway_peering.md"),
    check: Check::Design(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    let mut seen = BTreeMap::new();
    for link in context.design.links.values() {
        let LinkKind::TransitGatewayPeering(peering) = &link.kind else { continue };
        let (one, two) = &peering.between;
        let pair = if one < two { (one, two) } else { (two, one) };
        let Some(first) = seen.insert(pair, link) else { continue };
        let message = format!("transit gateways `{one}` and `{two}` are peered twice, and AWS allows it once");
        findings
            .push(RULE.finding(link.locus(), message).and_at(first.locus(), "the first").fix("keep one of the two"));
    }
}
