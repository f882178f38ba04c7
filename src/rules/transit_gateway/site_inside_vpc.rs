//! TL314 site-inside-vpc.

use crate::cidr::{Cidr, overlap};
use crate::design::{Link, LinkKind, Site, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::VpcId;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(314),
    name: "site-inside-vpc",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::RtLocalVsPropagated],
    docs: include_str!("site_inside_vpc.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    // On a transit gateway the overlap is TL301's.
    let (site, vpcs): (_, Vec<&VpcId>) = match &link.kind {
        LinkKind::DirectConnect(connection) => (&connection.site, connection.vpcs.iter().collect()),
        LinkKind::SiteToSiteVpn(vpn) => (&vpn.site, vpn.vpc.iter().collect()),
        _ => return,
    };
    let Some(site) = context.design.site(site) else { return };
    for vpc in vpcs.into_iter().filter_map(|vpc| context.design.vpc(vpc)) {
        // A site that announces more than the VPC loses only the VPC's part of it.
        if let Some((block, inside)) = overlap::any_overlap(&vpc.all_blocks(), &site.cidrs)
            && block.contains(inside)
        {
            findings.push(local(link, (vpc, block), (site, inside)));
        }
    }
}

fn local(link: &Link, (vpc, block): (&Vpc, Cidr), (site, inside): (&Site, Cidr)) -> Finding {
    let message = format!(
        "`{inside}` of site `{}` lies in `{block}` of VPC `{}`, which keeps all packets for it: `{}` never gets them",
        site.id, vpc.id, link.id
    );
    RULE.finding(link.locus(), message)
        .because(format!("VPC `{}` has `{block}`", vpc.id), vpc.locus().field("cidrs"))
        .because(format!("site `{}` has `{inside}`", site.id), site.locus().field("cidrs"))
        .fix(format!(
            "renumber one of the two, or offer single applications to VPC `{}` through PrivateLink or VPC Lattice",
            vpc.id
        ))
}
