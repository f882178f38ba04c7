//! TL418 load-balancer-closed-to-consumers.

use super::balancers;
use crate::design::{Design, ElasticLoadBalancer, IpProtocol, Link, LinkKind, PortSet, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::filters::may_pass;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(418),
    name: "load-balancer-closed-to-consumers",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::PlNlbSg],
    docs: include_str!("load_balancer_closed_to_consumers.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let LinkKind::PrivatelinkService(service) = &link.kind else { return };
    for balancer in balancers(context.design, service) {
        if balancer.filters_privatelink != Some(true) || balancer.security_groups.iter().all(|groups| groups.is_empty())
        {
            continue;
        }
        for consumer in service.endpoints.keys().filter_map(|id| context.design.vpc(id)) {
            if !admits(context.design, balancer, consumer) {
                findings.push(closed(link, balancer, consumer));
            }
        }
    }
}

/// Whether some listener may be reached from some address of a VPC.
fn admits(design: &Design, balancer: &ElasticLoadBalancer, consumer: &Vpc) -> bool {
    let groups = balancer.security_groups.iter().flatten();
    let inbound: Vec<_> = groups
        .filter_map(|group| design.security_group(&balancer.vpc, group))
        .flat_map(|group| &group.inbound)
        .collect();
    balancer.listeners.is_empty()
        || balancer.listeners.iter().any(|listener| {
            let protocol = if listener.protocol.takes_tcp() { IpProtocol::Tcp } else { IpProtocol::Udp };
            let ports = PortSet::single(listener.port);
            let mut blocks = consumer.cidrs.iter();
            blocks.any(|(block, _)| may_pass(design, inbound.iter().copied(), (protocol, &ports), *block))
        })
}

fn closed(link: &Link, balancer: &ElasticLoadBalancer, consumer: &Vpc) -> Finding {
    let message = format!(
        "no security group of load balancer `{}` admits VPC `{}`, which calls it through `{}`",
        balancer.id, consumer.id, link.id
    );
    RULE.finding(balancer.locus().field("security_groups"), message)
        .and_at(link.part(&["endpoints", consumer.id.as_str()]), "its endpoint")
        .fix("admit the addresses of the clients, or switch inbound rules off for PrivateLink traffic")
}
