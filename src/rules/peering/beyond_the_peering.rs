//! TL206 beyond-the-peering.

use crate::design::{Home, Link, LinkKind, Need, Parties, Party, VpcPeering};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(206),
    name: "beyond-the-peering",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::PeerNontransitive, FactId::PeerNoEdgeVpn, FactId::PeerNoEdgeDx],
    docs: include_str!("beyond_the_peering.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let LinkKind::VpcPeering(peering) = &link.kind else { return };
    for (party, field) in [(need.from(), "from"), (need.to(), "to")] {
        let Some(home) = context.design.home(party) else { continue };
        let is_inside = matches!(&home, Home::Vpc(vpc) if peering.other(vpc).is_some());
        if !is_inside {
            let field = if matches!(need.parties, Parties::EitherWay(..)) { "between" } else { field };
            findings.push(beyond(need, field, link, peering, party, &home));
        }
    }
}

fn beyond(need: &Need, field: &str, link: &Link, peering: &VpcPeering, party: &Party, home: &Home) -> Finding {
    let (one, other) = &peering.between;
    let only = format!("peering `{}` joins VPC `{one}` and VPC `{other}` only", link.id);
    let message = match party {
        Party::Application(_) => format!("`{party}` stands in {home}, but {only} and forwards for nobody else"),
        Party::Vpc(_) | Party::Site(_) | Party::AwsService(_) => {
            format!("{only}, not {home}, and forwards for nobody else")
        }
    };
    RULE.finding(need.field(field), message)
        .and_at(link.part(&["between"]), "joins only these")
        .fix(format!("join {home} by a link of its own, or attach all to a transit gateway"))
}
