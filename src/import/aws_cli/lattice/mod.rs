//! VPC Lattice as the AWS CLI prints it: what an answer without a key of its own holds, service networks with what is
//! associated with them, and the auth policies of both.
//!
//! `list-*` prints `items`, `get-*` the object itself: ARNs tell what they are, as AWS writes them.

mod resource;
mod service;
pub(super) mod shape;

use std::collections::BTreeSet;

use super::draft::{Draft, top};
use super::snapshot::Seen;
use crate::design::raw::{RawAssociation, RawAssociations, RawLink, RawServiceNetwork};
use crate::source::Pointer;

/// The most that what is not known of VPC Lattice could flip.
const FLIPS: &str = "what is reached over VPC Lattice";

/// The lists by the part of an ARN that tells the type; the longest of a nested ARN stands last in it.
const BY_ARN: &[(&str, &str)] = &[
    ("/rule/", "vpc-lattice rules"),
    ("/listener/", "vpc-lattice listeners"),
    (":service/", "vpc-lattice services"),
    (":servicenetwork/", "vpc-lattice service networks"),
    (":targetgroup/", "vpc-lattice target groups"),
    (":servicenetworkserviceassociation/", "vpc-lattice service associations"),
    (":servicenetworkvpcassociation/", "vpc-lattice VPC associations"),
    (":servicenetworkresourceassociation/", "vpc-lattice resource associations"),
    (":resourcegateway/", "vpc-lattice resource gateways"),
    (":resourceconfiguration/", "vpc-lattice resource configurations"),
    (":resourceendpointassociation/", "vpc-lattice resource endpoint associations"),
    (":accesslogsubscription/", "vpc-lattice access log subscriptions"),
];

/// Keys of an auth policy, which does not say whose it is.
const POLICY: &[&str] = &["policy", "state", "createdAt", "lastUpdatedAt"];

/// What a text of VPC Lattice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// `items`, each of which tells what it is.
    Items,
    /// One object of a list, by its name.
    Whole(&'static str),
    /// One object whose ARN tells what it is.
    ByArn,
}

/// What a text with these keys at its top is, if AWS prints it of VPC Lattice.
pub(super) fn answer<'k>(keys: impl Iterator<Item = &'k str> + Clone) -> Option<Answer> {
    let has = |key: &str| keys.clone().any(|one| one == key);
    let only = |known: &[&str]| keys.clone().all(|one| known.contains(&one));
    if has("items") && only(&["items", "nextToken", "ResponseMetadata"]) {
        return Some(Answer::Items);
    }
    if has("targetGroupIdentifier") && has("targets") {
        return Some(Answer::Whole("vpc-lattice targets"));
    }
    if has("policy") && (has("resourceIdentifier") || has("state") && only(POLICY)) {
        return Some(Answer::Whole("vpc-lattice auth policies"));
    }
    let is_object = has("arn") && has("id") && (has("createdAt") || has("status") || has("name"));
    is_object.then_some(Answer::ByArn)
}

/// Whether a text with these keys at its top is an answer of VPC Lattice.
pub(super) fn is(keys: &BTreeSet<String>) -> bool {
    answer(keys.iter().map(String::as_str)).is_some()
}

/// The list that an object belongs to, by its ARN.
pub(super) fn list_of_arn(arn: &str) -> Option<&'static str> {
    if !arn.contains(":vpc-lattice:") {
        return None;
    }
    BY_ARN.iter().find(|(part, _)| arn.contains(part)).map(|(_, list)| *list)
}

/// The id at the end of an ARN, and an id as it is.
pub(super) fn end(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// A part of an ARN: 3 is the Region, 4 the account.
fn part(arn: &str, index: usize) -> Option<String> {
    arn.split(':').nth(index).filter(|part| !part.is_empty()).map(str::to_owned)
}

/// Whether something is there: what was deleted, or never came to be, is not.
fn is_there(status: Option<&str>) -> bool {
    !matches!(status, Some("DELETE_IN_PROGRESS" | "CREATE_FAILED"))
}

pub(super) fn service_networks(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    for (arn, found) in snapshot.service_networks.iter() {
        let id = end(arn);
        draft.took(found, top("links", id), id);
        draft.alias(arn, id);
        draft.called_by(id, found.is.name.as_deref());
        let link = RawServiceNetwork {
            region: part(arn, 3).or_else(|| draft.region(found)),
            account: part(arn, 4),
            auth: auth(found.is.auth_type.as_deref()),
            associations: RawAssociations::ByVpc(std::collections::BTreeMap::new()),
            ..RawServiceNetwork::default()
        };
        if link.auth.is_none() {
            let because = "what `aws vpc-lattice get-service-network` prints is in no file";
            draft.unknown(&place(id).push("auth"), because);
        }
        draft.raw.links.insert(id.to_owned(), RawLink::ServiceNetwork(link));
    }
    vpc_associations(draft);
    service::services(draft);
    resource::configurations(draft);
    resource::endpoints(draft);
    auth_policies(draft);
    for (_, found) in snapshot.access_logs.iter() {
        draft.count(found);
        let target = found.is.resource_id.as_deref().or(found.is.resource_arn.as_deref()).map(end).unwrap_or_default();
        for (name, link) in &mut draft.raw.links {
            let RawLink::ServiceNetwork(link) = link else { continue };
            if name == target {
                link.access_logs = Some(true);
            }
            if let Some(service) = link.services.get_mut(target) {
                service.access_logs = Some(true);
            }
        }
    }
    complete(draft);
}

/// Tells of service networks that have more than the files show.
fn complete(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    for (arn, found) in snapshot.service_networks.iter() {
        let Some(RawLink::ServiceNetwork(link)) = draft.raw.links.get(end(arn)) else { continue };
        let shown = [
            (found.is.vpcs, link.associations.iter().count(), "VPCs"),
            (found.is.services, link.services.len(), "services"),
            (found.is.resources, link.resources.len(), "resource configurations"),
        ];
        if shown.iter().all(|(told, known, _)| told.is_none() && *known == 0) {
            let what = format!("what service network `{}` has", end(arn));
            let because = "what `aws vpc-lattice get-service-network` prints tells no numbers, and no file shows any";
            draft.leaves_open(found.at(), what, because.to_owned(), FLIPS);
        }
        for (told, known, what) in shown {
            let Some(told) = told.and_then(|told| usize::try_from(told).ok()).filter(|told| *told > known) else {
                continue;
            };
            let what = format!("{what} of service network `{}`", end(arn));
            draft.leaves_open(found.at(), what, format!("it has {told}, and the files show {known}"), FLIPS);
        }
    }
}

fn vpc_associations(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    for (arn, found) in snapshot.vpc_associations.iter() {
        let named = found.is.service_network_arn.as_deref().map(end).or(found.is.service_network_id.as_deref());
        let (Some(network), Some(vpc)) = (named, found.is.vpc_id.clone()) else {
            draft.pass(found, "of nothing", Some(FLIPS));
            continue;
        };
        if !is_there(found.is.status.as_deref()) {
            draft.pass(found, "deleted", None);
            continue;
        }
        mention(draft, network, end(arn), found.at());
        draft.mention_vpc(&vpc, end(arn));
        let at = place(network).push("associations").push(&vpc);
        draft.took(found, at.clone(), end(arn));
        let groups = found.is.security_group_ids.as_ref();
        let security_groups = groups.and_then(|all| draft.groups_in(&vpc, all.iter().map(String::as_str)));
        if security_groups.is_none() {
            let because = match groups {
                Some(_) => "one of them is in no file",
                None => "what `aws vpc-lattice get-service-network-vpc-association` prints is in no file",
            };
            draft.unknown(&at.push("security_groups"), because);
        }
        if let Some(RawLink::ServiceNetwork(link)) = draft.raw.links.get_mut(network)
            && let RawAssociations::ByVpc(all) = &mut link.associations
        {
            all.insert(vpc, RawAssociation { security_groups });
        }
    }
}

/// What auth policies say to callers of a service network or a service.
fn auth_policies(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    for (id, found) in snapshot.auth_policies.iter() {
        draft.count(found);
        // Without IAM auth a policy is kept and not asked.
        let inactive = found.is.state.as_deref() == Some("Inactive");
        let said = match &found.is.policy {
            _ if inactive => continue,
            Some(policy) => crate::import::auth_policy::effect(policy).to_owned(),
            None => "none".to_owned(),
        };
        for (name, link) in &mut draft.raw.links {
            let RawLink::ServiceNetwork(link) = link else { continue };
            if name == id {
                link.auth_policy = Some(said.clone());
            }
            if let Some(service) = link.services.get_mut(id) {
                service.auth_policy = Some(said.clone());
            }
        }
    }
}

fn auth(told: Option<&str>) -> Option<String> {
    match told {
        Some("AWS_IAM") => Some("aws_iam".to_owned()),
        Some("NONE") => Some("none".to_owned()),
        _ => None,
    }
}

/// The place of a service network in the design.
fn place(id: &str) -> Pointer {
    top("links", id).push("service_network")
}

/// A service network that something names and no file has becomes a mention.
fn mention(draft: &mut Draft<'_>, id: &str, by: &str, seen: Option<Seen>) {
    if draft.raw.links.contains_key(id) {
        return;
    }
    draft.unknown(&top("links", id), format!("`{by}` names it, and it is in no file"));
    draft.stands(top("links", id), seen, id);
    let link = RawServiceNetwork {
        associations: RawAssociations::ByVpc(std::collections::BTreeMap::new()),
        ..RawServiceNetwork::default()
    };
    draft.raw.links.insert(id.to_owned(), RawLink::ServiceNetwork(link));
}

#[cfg(test)]
mod tests {
    use super::{Answer, answer, list_of_arn};

    #[test]
    fn arns_tell_what_an_object_is() {
        let of = |end: &str| list_of_arn(&format!("arn:aws:vpc-lattice:eu-west-1:111111111111:{end}"));
        assert_eq!(of("service/svc-1"), Some("vpc-lattice services"));
        assert_eq!(of("service/svc-1/listener/listener-1"), Some("vpc-lattice listeners"));
        assert_eq!(of("service/svc-1/listener/listener-1/rule/rule-1"), Some("vpc-lattice rules"));
        assert_eq!(of("servicenetwork/sn-1"), Some("vpc-lattice service networks"));
        assert_eq!(of("domainverification/dv-1"), None);
        assert_eq!(list_of_arn("arn:aws:ecs:eu-west-1:111111111111:service/shop/web"), None);
    }

    #[test]
    fn keys_tell_an_answer_of_vpc_lattice() {
        let of = |keys: &[&'static str]| answer(keys.iter().copied());
        assert_eq!(of(&["items"]), Some(Answer::Items));
        assert_eq!(of(&["items", "kind"]), None);
        assert_eq!(of(&["arn", "createdAt", "id", "name"]), Some(Answer::ByArn));
        assert_eq!(of(&["policy", "state"]), Some(Answer::Whole("vpc-lattice auth policies")));
        assert_eq!(of(&["policy"]), None);
    }
}
