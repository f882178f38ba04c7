//! TL416 resource-in-public-range.

use super::{gateways, quoted};
use crate::cidr::{Cidr, Family};
use crate::design::{Application, Home, Link, RunsOn};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(416),
    name: "resource-in-public-range",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::RcTargetIp],
    docs: include_str!("resource_in_public_range.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let texts = context.facts.texts(FactId::RcTargetIp);
    let allowed: Vec<Cidr> = texts.iter().filter_map(|text| Cidr::parse(text).ok()).collect();
    for gateway in gateways(link) {
        let Some(application) = context.design.application(gateway.application) else { continue };
        // A database is named by its ARN, and not by an address.
        if application.runs_on == RunsOn::Rds {
            continue;
        }
        let blocks: Vec<Cidr> = match &application.home {
            Home::Vpc(_) => context.design.subnets_of(application).iter().filter_map(|subnet| subnet.ipv4).collect(),
            Home::Aws(_) => continue,
            Home::Site(site) => context.design.site(site).map(|site| site.cidrs.clone()).unwrap_or_default(),
        };
        let mut ipv4 = blocks.iter().filter(|block| block.family() == Family::V4).peekable();
        // One block in range is enough to hold the resource.
        if let Some(first) = ipv4.peek().copied()
            && !ipv4.any(|block| allowed.iter().any(|range| range.overlaps(*block)))
        {
            findings.push(public(link, application, *first, &allowed));
        }
    }
}

fn public(link: &Link, application: &Application, block: Cidr, allowed: &[Cidr]) -> Finding {
    let message = format!(
        "`{}` has its addresses in `{block}`, and the IPv4 resource of `{}` must lie in one of {}",
        application.id,
        link.id,
        quoted(allowed)
    );
    RULE.finding(application.locus(), message)
        .and_at(link.locus(), "the resource")
        .fix("run it in a subnet of a private block, or offer it as an endpoint service or a VPC Lattice service")
}
