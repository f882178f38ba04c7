//! TL653 single-link-to-site.

use super::lost::{Served, most, site_of};
use crate::design::{Design, Home, Link, LinkKind, Need};
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::NeedId;
use crate::network::fabric::{Failing, Node, NodeKind};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(653),
    name: "single-link-to-site",
    severity: Severity::Advice,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[],
    docs: include_str!("single_link_to_site.md"),
    check: Check::Design(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    let design = context.design;
    let links: Vec<&Link> = design.links.values().map(AsRef::as_ref).filter(|link| site_of(link).is_some()).collect();
    if links.is_empty() {
        return;
    }
    let served = Served::at_sites(design, context.exact());
    for link in links.into_iter().take(most(design)) {
        let is_there = |need: &&Need| {
            let homes = [need.from(), need.to()].map(|party| design.home(party));
            homes.iter().flatten().any(|home| matches!(home, Home::Site(site) if Some(site) == site_of(link)))
        };
        let asked: Vec<&Need> = served.needs.iter().filter(is_there).collect();
        let failing = Failing::Part(Node::new(NodeKind::Hybrid, link.id.as_str()));
        let lost = served.lost_without(&failing, &asked);
        if let Some((first, others)) = lost.split_first() {
            findings.push(single(design, link, first, others.len()));
        }
    }
}

fn single(design: &Design, link: &Link, first: &NeedId, others: usize) -> Finding {
    let is_vpn = matches!(link.kind, LinkKind::SiteToSiteVpn(_));
    let what = if is_vpn { "VPN connection" } else { "Direct Connect link" };
    let more = match others {
        0 => "is".to_owned(),
        1 => "and 1 more need are".to_owned(),
        many => format!("and {many} more needs are"),
    };
    let message = format!("`{first}` {more} lost with {what} `{}`: nothing else leads there", link.id);
    let mut finding = RULE.finding(link.locus(), message);
    if let Some(need) = design.need(first) {
        finding = finding.because(format!("`{first}` goes over it alone"), need.locus());
    }
    finding.fix(if is_vpn {
        "add a second VPN connection or a Direct Connect link for the site"
    } else {
        "add a second Direct Connect link, or a VPN connection behind it"
    })
}
