//! TL704 peak-beyond-link.

use std::collections::BTreeSet;

use super::counts::whole;
use crate::design::{Endpoint, Link, LinkKind, Need, Party, ServiceNetwork, Vpc};
use crate::facts::{FactId, LimitId};
use crate::finding::{Finding, Locus, RuleId, Severity};
use crate::ids::{AzId, SubnetId, VpcId};
use crate::rules::privatelink::resting_on;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(704),
    name: "peak-beyond-link",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[
        FactId::TgwBwVpcAttachment,
        FactId::CwanBwVpcAttachment,
        FactId::PlBandwidthMax,
        FactId::VlqBw,
        FactId::VlqRps,
        FactId::BeHours,
    ],
    docs: include_str!("peak_beyond_link.md"),
    check: Check::Carriage(check),
};

/// Mbps of a Gbps.
const MBPS: u64 = 1_000;
/// Seconds of an hour.
const SECONDS: u64 = 3_600;

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let of_server = need.server().and_then(|server| context.design.application(server)?.vpc());
    let of_clients = need.clients().into_iter().filter_map(|party| match party {
        Party::Application(client) => context.design.application(client)?.vpc(),
        Party::Vpc(vpc) => Some(vpc),
        _ => None,
    });
    let clients: BTreeSet<&VpcId> = of_clients.collect();
    let vpcs: BTreeSet<&VpcId> = clients.iter().copied().chain(of_server).collect();
    let attached = |subnets: &dyn Fn(&VpcId) -> Option<usize>| narrowest(&vpcs, subnets);
    let found = match &link.kind {
        LinkKind::TransitGateway(gateway) => {
            let of = |vpc: &VpcId| gateway.vpcs.get(vpc).map(|one| one.subnets.len());
            attached(&of).map(|found| (LimitId::TgwBwVpcAttachment, "attachment", found))
        }
        LinkKind::CloudWan(wan) => {
            let of = |vpc: &VpcId| wan.vpcs.get(vpc).map(|one| one.subnets.len());
            attached(&of).map(|found| (LimitId::CwanBwVpcAttachment, "attachment", found))
        }
        LinkKind::PrivatelinkService(service) => endpoint(&clients, |vpc| service.endpoints.get(vpc)),
        LinkKind::PrivatelinkResource(resource) => endpoint(&clients, |vpc| resource.endpoints.get(vpc)),
        LinkKind::InterfaceEndpoint(aws) => endpoint(&clients, |vpc| aws.endpoints.get(vpc)),
        LinkKind::ServiceNetwork(network) => return service(context, need, link, network, findings),
        _ => return,
    };
    let (Some(peak), Some((limit, what, (vpc, zones)))) = (need.peak_mbps, found) else { return };
    let width = carries(context, limit, zones);
    if peak > width {
        let message = format!(
            "a peak of {peak} Mbps is more than the {width} Mbps that the {what} of VPC `{vpc}` carries in {}",
            in_zones(zones)
        );
        findings.push(too_narrow(need.field("peak"), message, link, limit.fact()));
    }
}

/// The VPC whose way is narrowest, with its zones; one that does not say its zones is not looked at.
fn narrowest<'v>(vpcs: &BTreeSet<&'v VpcId>, zones: &dyn Fn(&VpcId) -> Option<usize>) -> Option<(&'v VpcId, usize)> {
    let known = vpcs.iter().filter_map(|vpc| Some((*vpc, zones(vpc).filter(|zones| *zones > 0)?)));
    known.min_by_key(|(_, zones)| *zones)
}

/// The endpoint that the client goes in at, with its zones.
fn endpoint<'v, 'e>(
    clients: &BTreeSet<&'v VpcId>,
    of: impl Fn(&VpcId) -> Option<&'e Endpoint>,
) -> Option<(LimitId, &'static str, (&'v VpcId, usize))> {
    let found = narrowest(clients, &|vpc| of(vpc).map(|endpoint| endpoint.subnets.len()))?;
    Some((LimitId::PlBandwidthMax, "endpoint", found))
}

/// A VPC Lattice service answers in the zones that its clients are in.
fn service(context: &Context<'_>, need: &Need, link: &Link, network: &ServiceNetwork, findings: &mut Findings) {
    let is_service = need.server().is_some_and(|server| network.services_of(server).next().is_some());
    let (Party::Application(client), true) = (need.from(), is_service) else { return };
    let Some(client) = context.design.application(client) else { return };
    let Some(vpc) = client.vpc().and_then(|vpc| context.design.vpc(vpc)) else { return };
    let zones = zones(vpc, client.subnets.iter().flatten());
    if zones == 0 {
        return;
    }
    let width = carries(context, LimitId::VlqBw, zones);
    if let Some(peak) = need.peak_mbps.filter(|peak| *peak > width) {
        let message = format!(
            "a peak of {peak} Mbps is more than the {width} Mbps that a VPC Lattice service carries in {}",
            in_zones(zones)
        );
        findings.push(too_narrow(need.field("peak"), message, link, FactId::VlqBw));
    }
    let seconds = context.facts.limit(LimitId::BeHours).saturating_mul(SECONDS);
    let most = context.facts.limit(LimitId::VlqRps).saturating_mul(whole(zones));
    if let Some(requests) = need.requests.filter(|requests| *requests > most.saturating_mul(seconds)) {
        let message = format!(
            "{requests} requests a month are more on average than the {most} a second that a VPC Lattice service takes \
             in {}",
            in_zones(zones)
        );
        findings.push(too_narrow(need.field("requests"), message, link, FactId::VlqRps));
    }
}

/// In how many zones some subnets are; none where one of them does not say.
fn zones<'d>(vpc: &Vpc, subnets: impl Iterator<Item = &'d SubnetId>) -> usize {
    let zones: Option<BTreeSet<&AzId>> = subnets.map(|id| vpc.subnets.get(id)?.az.as_ref()).collect();
    zones.map_or(0, |zones| zones.len())
}

fn carries(context: &Context<'_>, limit: LimitId, zones: usize) -> u64 {
    context.facts.limit(limit).saturating_mul(MBPS).saturating_mul(whole(zones))
}

fn in_zones(zones: usize) -> String {
    if zones == 1 { "its one Availability Zone".to_owned() } else { format!("its {zones} Availability Zones") }
}

fn too_narrow(at: Locus, message: String, link: &Link, fact: FactId) -> Finding {
    let finding = RULE
        .finding(at, message)
        .and_at(link.locus(), "the link")
        .fix("spread it over more Availability Zones, or take a way without that width, such as VPC peering");
    resting_on([fact], finding)
}
