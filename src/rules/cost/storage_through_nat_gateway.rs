//! TL805 storage-through-nat-gateway.

use crate::design::{Home, LinkKind, Need, Party, Target};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::ids::VpcId;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(805),
    name: "storage-through-nat-gateway",
    severity: Severity::Advice,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::GwepFree, FactId::PriceNatGb, FactId::DgAwsApi],
    docs: include_str!("storage_through_nat_gateway.md"),
    check: Check::Need(check),
};

/// The services that gateway endpoints are for.
const SERVICES: [&str; 2] = ["s3", "dynamodb"];

fn check(context: &Context<'_>, need: &Need, findings: &mut Findings) {
    let (Party::AwsService(service), Some(Home::Vpc(id))) = (need.to(), context.design.home(need.from())) else {
        return;
    };
    let Some(vpc) = context.design.vpc(&id).filter(|_| SERVICES.contains(&service.as_str()) && !need.never) else {
        return;
    };
    if has_endpoint(context, &id, service.as_str()) {
        return;
    }
    let through_nat = vpc.route_tables.iter().flat_map(|tables| tables.values()).find_map(|table| {
        let is_nat = |target: &Target| matches!(target, Target::NatGateway(_));
        let route = table.routes.iter().find(|route| route.to.prefix_len() == 0 && is_nat(&route.via))?;
        Some(table.route_locus(route))
    });
    if let Some(at) = through_nat {
        let message = format!("`{}` reaches `aws/{service}` through a NAT gateway, which charges every GB", need.id);
        findings.push(
            RULE.finding(need.locus(), message)
                .and_at(at, "by this route")
                .fix(format!("add a gateway endpoint for `{service}` to VPC `{id}`: it is free")),
        );
    }
}

/// Whether a VPC has an endpoint for a service already.
fn has_endpoint(context: &Context<'_>, id: &VpcId, service: &str) -> bool {
    context.design.links.values().any(|link| match &link.kind {
        LinkKind::GatewayEndpoint(one) => one.service.as_str() == service && one.vpcs.contains_key(id),
        LinkKind::InterfaceEndpoint(one) => {
            one.service.as_str() == service && (one.endpoints.contains_key(id) || one.shared_with.contains(id))
        }
        _ => false,
    })
}
