//! TL808 resource-behind-load-balancer.

use crate::design::{Design, ElasticLoadBalancer, Link, LinkKind, PrivatelinkService, Protocol, RunsOn};
use crate::facts::{Billing, FactId, PriceId};
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(808),
    name: "resource-behind-load-balancer",
    severity: Severity::Advice,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::DgTcpResource, FactId::RgNotLb, FactId::PriceNlbHour, FactId::PayResourceHourUnknown],
    docs: include_str!("resource_behind_load_balancer.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::PrivatelinkService(service) = &link.kind else { return };
    let Some(database) = context.design.application(&service.application) else { return };
    // A database has a name that leads to whichever instance is there; of others it is not known that one target is all.
    let is_tcp = database.serves.iter().all(|one| one.protocol == Protocol::Tcp);
    if database.runs_on != RunsOn::Rds || !is_tcp || crosses_organisations(context.design, service) {
        return;
    }
    let Some(balancers) = &service.load_balancers else { return };
    let told: Vec<&ElasticLoadBalancer> = balancers.iter().filter_map(|id| context.design.load_balancer(id)).collect();
    let for_this_alone = |balancer: &ElasticLoadBalancer| {
        balancer.applications().into_iter().eq([&service.application])
            && !context.design.links.values().any(|other| match &other.kind {
                LinkKind::PrivatelinkService(one) if other.id != link.id => {
                    one.load_balancers.as_ref().is_some_and(|all| all.contains(&balancer.id))
                }
                _ => false,
            })
    };
    let Some(first) = told.first().filter(|_| told.len() == balancers.len()) else { return };
    if !told.iter().all(|balancer| for_this_alone(balancer)) {
        return;
    }
    let home = service.vpc.as_ref().or(database.vpc());
    let region = home.and_then(|vpc| context.design.vpc(vpc)).and_then(|vpc| vpc.region.as_ref());
    let month = region.and_then(|region| context.facts.price(PriceId::NlbHour, region.as_str()));
    let count = u64::try_from(told.len()).unwrap_or(u64::MAX);
    let saving = match month.and_then(|price| price.month(&Billing::default())) {
        Some(month) => format!(", and saves the {} US dollars a month of its load balancer", month * count),
        None => ", and saves its load balancer".to_owned(),
    };
    let message = format!(
        "endpoint service `{}` leads to database `{}` through a load balancer for it alone; a resource configuration leads \
         there without one{saving}",
        link.id, database.id
    );
    findings.push(
        RULE.finding(link.locus(), message).and_at(first.locus(), "the load balancer").fix(
            "expose it by a resource configuration with a resource gateway, and give consumers resource endpoints",
        ),
    );
}

/// Whether consumers are of another organisation than the provider: they are admitted one by one, as endpoint services do.
fn crosses_organisations(design: &Design, service: &PrivatelinkService) -> bool {
    let organization = |vpc| design.vpc(vpc).and_then(|vpc| vpc.organization.as_ref());
    let own = design.application(&service.application).and_then(|one| one.vpc()).and_then(organization);
    service.endpoints.keys().any(|vpc| organization(vpc) != own)
}
