//! TL629 not-offered-with-enforced-encryption.

use crate::design::{ElasticLoadBalancer, EncryptionControls, ListenerProtocol, LoadBalancerKind, Vpc};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(629),
    name: "not-offered-with-enforced-encryption",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VpcecUnsupported],
    docs: include_str!("not_offered_with_enforced_encryption.md"),
    check: Check::Design(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    context.design.vpcs.values().for_each(|vpc| firewall_endpoints(vpc, findings));
    for balancer in context.design.load_balancers.values() {
        let Some(vpc) = context.design.vpc(&balancer.vpc) else { continue };
        if vpc.controls.encryption != Some(EncryptionControls::Enforce) {
            continue;
        }
        if let Some(what) = excluded(balancer) {
            let message = format!("{what} `{}` stands in VPC `{}`, which enforces encryption", balancer.id, vpc.id);
            findings.push(
                RULE.finding(balancer.locus(), message)
                    .and_at(vpc.locus().field("encryption_controls"), "enforced here")
                    .fix("place it in a VPC that does not enforce encryption"),
            );
        }
    }
}

fn firewall_endpoints(vpc: &Vpc, findings: &mut Findings) {
    if vpc.controls.encryption != Some(EncryptionControls::Enforce) {
        return;
    }
    for endpoint in vpc.firewall_endpoints.iter().flat_map(|endpoints| endpoints.values()) {
        let message =
            format!("firewall endpoint `{}` stands in VPC `{}`, which enforces encryption", endpoint.id, vpc.id);
        findings.push(
            RULE.finding(endpoint.locus(), message)
                .and_at(vpc.locus().field("encryption_controls"), "enforced here")
                .fix("place it in a VPC that does not enforce encryption"),
        );
    }
}

/// What enforced encryption does not go together with, if a load balancer is that.
fn excluded(balancer: &ElasticLoadBalancer) -> Option<&'static str> {
    let ends_tls = balancer.listeners.iter().any(|listener| listener.protocol == ListenerProtocol::Tls);
    match balancer.kind {
        LoadBalancerKind::Gateway => Some("Gateway Load Balancer"),
        LoadBalancerKind::Network if ends_tls => Some("a TLS listener of Network Load Balancer"),
        LoadBalancerKind::Network | LoadBalancerKind::Application => None,
    }
}
