//! TL312 hybrid-not-joined.

use std::collections::BTreeSet;

use crate::design::{Home, Link, LinkKind, Need, Parties, Party};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::VpcId;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(312),
    name: "hybrid-not-joined",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::DxgwNotTransit, FactId::PeerNoEdgeVpn, FactId::PeerNoEdgeDx],
    docs: include_str!("hybrid_not_joined.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let (site, vpcs): (_, BTreeSet<&VpcId>) = match &link.kind {
        LinkKind::DirectConnect(connection) => (&connection.site, connection.vpcs.iter().collect()),
        LinkKind::SiteToSiteVpn(vpn) => (&vpn.site, vpn.vpc.iter().collect()),
        _ => return,
    };
    let (Some(from), Some(to)) = (context.design.home(need.from()), context.design.home(need.to())) else { return };
    if from == to {
        return;
    }
    let mut outside = false;
    for (party, home, field) in [(need.from(), &from, "from"), (need.to(), &to, "to")] {
        let is_joined = match home {
            Home::Site(one) => one == site,
            Home::Aws(_) => false,
            Home::Vpc(vpc) => vpcs.contains(vpc),
        };
        if !is_joined {
            outside = true;
            findings.push(not_joined(need, field, link, party, home));
        }
    }
    if !outside && let (Home::Vpc(one), Home::Vpc(other)) = (&from, &to) {
        findings.push(not_between_vpcs(need, link, one, other));
    }
}

fn not_joined(need: &Need, field: &str, link: &Link, party: &Party, home: &Home) -> Finding {
    let field = if matches!(need.parties, Parties::EitherWay(..)) { "between" } else { field };
    let message = match party {
        Party::Application(_) => format!("`{party}` stands in {home}, which `{}` does not join", link.id),
        Party::Vpc(_) | Party::Site(_) | Party::AwsService(_) => format!("`{}` does not join {home}", link.id),
    };
    RULE.finding(need.field(field), message)
        .and_at(link.locus(), "joins others")
        .fix(format!("add {home} to the link, or attach the link and {home} to a transit gateway"))
}

fn not_between_vpcs(need: &Need, link: &Link, one: &VpcId, other: &VpcId) -> Finding {
    let message = format!("`{}` joins VPC `{one}` and VPC `{other}` with the site, but not with each other", link.id);
    RULE.finding(need.locus(), message)
        .and_at(link.locus(), "leads to the site")
        .fix("join the two VPCs by VPC peering or a transit gateway")
}
