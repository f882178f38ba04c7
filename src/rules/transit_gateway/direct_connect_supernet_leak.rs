//! TL313 direct-connect-supernet-leak.

use crate::cidr::Cidr;
use crate::design::{Home, Link, LinkKind, Need, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(313),
    name: "direct-connect-supernet-leak",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::DxgwSupernetLeak, FactId::DxgwNotTransit],
    docs: include_str!("direct_connect_supernet_leak.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::DirectConnect(connection) = &link.kind else { return };
    let Some(site) = context.design.site(&connection.site) else { return };
    for announced in &site.cidrs {
        let vpcs = connection.vpcs.iter().filter_map(|vpc| context.design.vpc(vpc));
        let under: Vec<&Vpc> =
            vpcs.filter(|vpc| vpc.cidrs.iter().any(|(block, _)| announced.contains(*block))).collect();
        if let [one, other, ..] = under.as_slice() {
            let kept_apart = context.design.pairs().find(|need| need.never && parts(context, need, &under));
            let need = kept_apart.as_deref();
            findings.push(leak(link, *announced, (one, other), need).and_at(site.locus().field("cidrs"), "the site"));
        }
    }
}

/// Whether a need keeps two of these VPCs apart.
fn parts(context: &Context<'_>, need: &Need, vpcs: &[&Vpc]) -> bool {
    let homes = [need.from(), need.to()].map(|party| context.design.home(party));
    let is_one = |home: &Option<Home>| matches!(home, Some(Home::Vpc(id)) if vpcs.iter().any(|vpc| vpc.id == *id));
    let [from, to] = &homes;
    from != to && is_one(from) && is_one(to)
}

fn leak(link: &Link, announced: Cidr, (one, other): (&Vpc, &Vpc), need: Option<&Need>) -> Finding {
    let message = format!(
        "`{announced}`, announced over `{}`, holds blocks of VPC `{}` and VPC `{}`, which then reach each other through \
         Direct Connect",
        link.id, one.id, other.id
    );
    let mut finding = RULE
        .finding(link.part(&["vpcs"]), message)
        .fix("announce only the blocks that the site has, or give each VPC a Direct Connect gateway of its own");
    if let Some(need) = need {
        finding.severity = Severity::Error;
        finding = finding.because(format!("need `{}` keeps them apart", need.id), need.locus());
    }
    finding
}
