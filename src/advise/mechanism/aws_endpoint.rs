//! `gateway_endpoint` and `interface_endpoint`: private ways to services of AWS itself.

use std::collections::BTreeSet;

use super::privatelink::endpoint_subnets;
use super::{Addition, Proposal, Situation};
use crate::design::LinkKind;
use crate::facts::FactId;
use crate::ids::ServiceName;

/// The services that have gateway endpoints.
const WITH_GATEWAY: &[&str] = &["s3", "dynamodb"];

pub(super) fn propose_gateway(situation: &Situation<'_>) -> Proposal {
    let Some(service) = situation.need.aws_service() else { return Proposal::Senseless };
    if !WITH_GATEWAY.contains(&service.as_str()) {
        return Proposal::Undrawable {
            text: format!("gateway endpoints lead to Amazon S3 and DynamoDB only, not to `{service}`"),
            facts: vec![FactId::GwepFree, FactId::PlGatewayNotTransitive],
            inputs: Vec::new(),
        };
    }
    let Some(door) = situation.door_vpc() else { return no_door(situation) };
    let existing = situation.existing(|kind| match kind {
        LinkKind::GatewayEndpoint(endpoint) if endpoint.service == *service => {
            Some(endpoint.vpcs.contains_key(&door.id))
        }
        _ => None,
    });
    let mut additions = BTreeSet::new();
    let (link, is_there) = match existing {
        Some(found) => found,
        None => match situation.fresh_link(&format!("{service}-gateway")) {
            Some(link) => (link, false),
            None => return too_long(service),
        },
    };
    if !is_there {
        let (service, vpc) = (service.clone(), door.id.clone());
        additions.insert(Addition::GatewayEndpoint { link: link.clone(), service, vpc });
    }
    Proposal::Link { additions, carrier: Some(link) }
}

pub(super) fn propose_interface(situation: &Situation<'_>) -> Proposal {
    let Some(service) = situation.need.aws_service() else { return Proposal::Senseless };
    let Some(door) = situation.door_vpc() else { return no_door(situation) };
    // One in the client's own VPC, or one that it reaches over another link.
    let near = situation.network.near(&situation.from);
    let existing = situation.existing(|kind| match kind {
        LinkKind::InterfaceEndpoint(endpoint) if endpoint.service == *service => {
            Some(near.iter().find_map(|vpc| Some((vpc, endpoint.endpoints.get(vpc)?.subnets.clone()))))
        }
        _ => None,
    });
    let mut additions = BTreeSet::new();
    let (link, is_there) = match existing {
        Some(found) => found,
        None => match situation.fresh_link(&format!("{service}-endpoint")) {
            Some(link) => (link, None),
            None => return too_long(service),
        },
    };
    let there = is_there.and_then(|(vpc, subnets)| Some((situation.design.vpc(vpc)?, subnets)));
    if let Some((door, subnets)) = there {
        situation.answers_beyond(door, &subnets, &situation.from, &mut additions);
    } else {
        let subnets = match endpoint_subnets(situation, door, |_| true, &mut additions) {
            Ok(subnets) => subnets,
            Err(proposal) => return *proposal,
        };
        let (service, vpc) = (service.clone(), door.id.clone());
        situation.answers_beyond(door, &subnets, &situation.from, &mut additions);
        additions.insert(Addition::AwsEndpoint { link: link.clone(), service, vpc, subnets });
    }
    Proposal::Link { additions, carrier: Some(link) }
}

fn no_door(situation: &Situation<'_>) -> Proposal {
    Proposal::Undrawable {
        text: format!("{} is connected to no VPC that an endpoint for it could stand in", situation.from),
        facts: vec![FactId::PlReachTransitive],
        inputs: Vec::new(),
    }
}

fn too_long(service: &ServiceName) -> Proposal {
    Proposal::Unknown(format!("`{service}` is too long for the name of a link"))
}
