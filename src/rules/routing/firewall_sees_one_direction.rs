//! TL634 firewall-sees-one-direction.

use crate::cidr::{Cidr, overlap};
use crate::design::{Subnet, Target, Vpc};
use crate::facts::FactId;
use crate::finding::{Locus, RuleId, Severity};
use crate::network::exact::{End, Exact, MORE_WAYS, Passage, Traffic};
use crate::network::fabric::Node;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(634),
    name: "firewall-sees-one-direction",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::NfwSymmetric],
    docs: include_str!("firewall_sees_one_direction.md"),
    check: Check::Design(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    let design = context.design;
    if design.vpcs.values().all(|vpc| vpc.firewall_endpoints.as_ref().is_none_or(|all| all.is_empty())) {
        return;
    }
    // Of two subnets with one block nobody knows which is meant, and that is told by a rule of its own.
    let is_torn = |vpc: &Vpc| {
        let blocks: Vec<(Cidr, ())> = vpc.subnets.values().flat_map(Subnet::blocks).map(|block| (block, ())).collect();
        overlap::count(&blocks) > 0
    };
    if design.vpcs.values().any(|vpc| is_torn(vpc)) {
        return;
    }
    // With all its patience: where not all ways are followed, names decide which.
    let exact = context.exact();
    for (at, from) in design.vpcs.values().flat_map(|vpc| ways_out(vpc)) {
        tell(exact, at, (&from, &End::Internet), Traffic::ANY, findings);
    }
    for need in design.needs.values().filter(|need| !need.never) {
        let ends = (End::from(need.from()), End::from(need.to()));
        for traffic in Traffic::of(need) {
            if tell(exact, need.locus(), (&ends.0, &ends.1), traffic, findings) {
                break;
            }
        }
    }
}

/// The subnets that go out to the internet past a firewall.
fn ways_out(vpc: &Vpc) -> Vec<(Locus, End)> {
    let past_firewall = |subnet: &&Subnet| {
        let table = vpc.route_table_of(&subnet.id);
        table.is_some_and(|table| {
            table
                .routes
                .iter()
                .any(|route| route.to.prefix_len() == 0 && matches!(route.via, Target::FirewallEndpoint(_)))
        })
    };
    let subnets = vpc.subnets.values().filter(past_firewall);
    subnets.filter_map(|subnet| Some((subnet.locus(), End::Block(subnet.ipv4?)))).collect()
}

/// Tells of a firewall that sees one direction on every way there is; whether there is such a one.
fn tell(exact: &Exact, at: Locus, (from, to): (&End, &End), traffic: Traffic, findings: &mut Findings) -> bool {
    let answer = exact.ask(from, to, traffic);
    if !answer.passages.is_empty() || answer.causes.iter().any(|cause| **cause == *MORE_WAYS) {
        return false;
    }
    let sides: Option<Vec<(Node, bool)>> =
        answer.perhaps.iter().map(|passage| Passage::one_sided(passage).into_iter().next()).collect();
    let Some((firewall, of_reply)) = sides.and_then(|sides| sides.into_iter().min()) else { return false };
    let (sees, misses) = if of_reply { ("replies", "the packets they answer") } else { ("packets", "the replies") };
    let message = format!("{sees} from `{from}` to `{to}` pass {firewall}, and {misses} do not");
    findings.push(
        RULE.finding(at, message)
            .fix("route both directions past the same endpoint: in the table of the gateway, of the NAT gateway's subnet or of the hub"),
    );
    true
}
