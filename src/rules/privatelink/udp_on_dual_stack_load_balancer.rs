//! TL419 udp-on-dual-stack-load-balancer.

use crate::design::{ElasticLoadBalancer, Listener, LoadBalancerKind};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(419),
    name: "udp-on-dual-stack-load-balancer",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::PlUdpDualstackNlb],
    docs: include_str!("udp_on_dual_stack_load_balancer.md"),
    check: Check::Design(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for balancer in context.design.load_balancers.values() {
        if balancer.kind != LoadBalancerKind::Network || balancer.ipv6 != Some(true) {
            continue;
        }
        for listener in balancer.listeners.iter().filter(|listener| listener.protocol.takes_udp()) {
            let group = listener.target_group.as_ref().and_then(|name| balancer.target_groups.get(name));
            if group.is_some_and(|group| group.ipv6 == Some(false)) {
                findings.push(refused(balancer, listener, "forwards to IPv4 targets"));
            } else if balancer.ipv6_source_nat == Some(false) {
                findings.push(refused(balancer, listener, "has no IPv6 source NAT prefix"));
            }
        }
    }
}

fn refused(balancer: &ElasticLoadBalancer, listener: &Listener, defect: &str) -> Finding {
    let message = format!(
        "load balancer `{}` is dual-stack, and its listener `{}` on port {} {defect}",
        balancer.id,
        listener.protocol.wire(),
        listener.port
    );
    RULE.finding(balancer.listener_locus(listener), message)
        .fix("give it IPv6 targets and IPv6 source NAT prefixes, or make the load balancer IPv4 only")
}
