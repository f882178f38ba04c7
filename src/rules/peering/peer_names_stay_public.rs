//! TL210 peer-names-stay-public.

use crate::design::{Home, Link, LinkKind, Need, Parties};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(210),
    name: "peer-names-stay-public",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::PeerDnsOption],
    docs: include_str!("peer_names_stay_public.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let LinkKind::VpcPeering(peering) = &link.kind else { return };
    // Where either side may initiate, each is a server.
    let either_way = matches!(need.parties, Parties::EitherWay(..));
    for party in [Some(need.to()), Some(need.from()).filter(|_| either_way)].into_iter().flatten() {
        let Some(Home::Vpc(server)) = context.design.home(party) else { continue };
        let has_public_names = context.design.vpc(&server).is_some_and(|vpc| vpc.dns.hostnames == Some(true));
        if has_public_names && peering.dns_resolution.get(&server) == Some(&false) {
            let message = format!(
                "public names in VPC `{server}` lead its peer to public addresses: DNS resolution is off on `{}`",
                link.id
            );
            findings.push(
                RULE.finding(need.locus(), message)
                    .and_at(link.part(&["dns_resolution", server.as_str()]), "is off")
                    .fix(format!("switch DNS resolution on for VPC `{server}` on the peering connection")),
            );
        }
    }
}
