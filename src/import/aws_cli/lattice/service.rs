//! Services of VPC Lattice: their listeners with all rules, and the target groups that those forward to.

use std::collections::BTreeMap;

use super::shape::{Action, Rule, TargetGroup, TextMatch};
use super::{FLIPS, auth, end, is_there, mention, place};
use crate::design::raw::{RawLatticeListener, RawLatticeRule, RawLatticeService, RawLink, RawMatch, RawTargetGroup};
use crate::import::aws_cli::draft::Draft;
use crate::import::aws_cli::snapshot::Found;
use crate::order::Arrange;

/// The weight of a target group that an action forwards to alone, by AWS's own description of the field.
const ALONE: u64 = 100;

pub(super) fn services(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    let mut made: BTreeMap<&str, RawLatticeService> = BTreeMap::new();
    for (arn, found) in snapshot.lattice_services.iter() {
        if !is_there(found.is.status.as_deref()) {
            draft.pass(found, "deleted", None);
            continue;
        }
        let id = end(arn);
        draft.count(found);
        made.insert(id, service(draft, id, found.is.auth_type.as_deref(), found));
    }
    let mut used = Vec::new();
    for (arn, found) in snapshot.service_associations.iter() {
        if !is_there(found.is.status.as_deref()) {
            draft.pass(found, "deleted", None);
            continue;
        }
        let network = found.is.service_network_arn.as_deref().map(end).or(found.is.service_network_id.as_deref());
        let service = found.is.service_arn.as_deref().map(end).or(found.is.service_id.as_deref());
        let (Some(network), Some(service)) = (network, service) else {
            draft.pass(found, "of nothing", Some(FLIPS));
            continue;
        };
        used.push(service);
        mention(draft, network, end(arn), found.at());
        let at = place(network).push("services").push(service);
        draft.count(found);
        let one = made.get(service).cloned();
        let seen = snapshot.lattice_services.iter().find(|(arn, _)| end(arn) == service);
        draft.stands(at.clone(), seen.map_or(found.at(), |(_, service)| service.at()), service);
        match &one {
            None => {
                draft.unknown(&at, format!("`{}` names it, and it is in no file", end(arn)));
                draft.unknown(&at.push("applications"), "the service is in no file");
            }
            Some(one) => {
                if one.target_groups.is_empty() {
                    draft.unknown(&at.push("applications"), "its target groups are in no file");
                }
                if one.auth.is_none() {
                    let because = "what `aws vpc-lattice get-service` prints is in no file";
                    draft.unknown(&at.push("auth"), because);
                }
            }
        }
        if let Some(RawLink::ServiceNetwork(link)) = draft.raw.links.get_mut(network) {
            link.services.insert(service.to_owned(), one.unwrap_or_default());
        }
    }
    for (arn, found) in snapshot.lattice_services.iter().filter(|(arn, _)| !used.contains(&end(arn))) {
        let what = format!("who calls service `{}` of VPC Lattice", end(arn));
        draft.leaves_open(found.at(), what, "no association of these files has it".to_owned(), FLIPS);
    }
    for (_, found) in snapshot.lattice_listeners.iter() {
        draft.count(found);
    }
    for (_, found) in snapshot.lattice_rules.iter() {
        draft.count(found);
    }
    for (_, found) in snapshot.lattice_target_groups.iter() {
        if !is_there(found.is.status.as_deref()) {
            draft.pass(found, "deleted", None);
        } else if found.is.service_arns.is_empty() {
            draft.pass(found, "of no service", None);
        } else {
            draft.count(found);
        }
    }
    for (_, found) in snapshot.lattice_targets.iter() {
        draft.count(found);
    }
}

fn service(
    draft: &mut Draft<'_>,
    id: &str,
    told: Option<&str>,
    found: &Found<super::shape::Service>,
) -> RawLatticeService {
    let snapshot = draft.snapshot;
    let inside = format!(":service/{id}/listener/");
    let mut groups: BTreeMap<String, RawTargetGroup> = BTreeMap::new();
    let mut listeners = Vec::new();
    for (arn, listener) in snapshot.lattice_listeners.iter().filter(|(arn, _)| arn.contains(&inside)) {
        let below = format!("{arn}/rule/");
        let rules: Vec<&Rule> = snapshot
            .lattice_rules
            .iter()
            .filter(|(rule, _)| rule.starts_with(&below))
            .map(|(_, found)| &found.is)
            .collect();
        let default = rules.iter().find(|rule| rule.is_default == Some(true)).and_then(|rule| rule.action.as_ref());
        let default = listener.is.default_action.as_ref().or(default);
        if default.is_none() {
            let what = format!("what listener `{}` does with what no rule matches", end(arn));
            let because = "what `aws vpc-lattice get-listener` prints is in no file".to_owned();
            draft.leaves_open(listener.at(), what, because, FLIPS);
        }
        let (forward, fixed_response) = action(draft, default, &mut groups);
        let mut made: Vec<RawLatticeRule> = Vec::new();
        for rule in rules.into_iter().filter(|rule| rule.is_default != Some(true)) {
            let (forward, fixed_response) = action(draft, rule.action.as_ref(), &mut groups);
            if rule.action.is_none() {
                let what = format!("rule `{}` of listener `{}`", end(&rule.arn), end(arn));
                let because = "what `aws vpc-lattice get-rule` prints is in no file".to_owned();
                draft.leaves_open(listener.at(), what, because, FLIPS);
            }
            made.push(RawLatticeRule { forward, fixed_response, ..matches(rule) });
        }
        made.arrange_by_key(|rule| rule.priority);
        let protocol = match listener.is.protocol.as_deref() {
            Some("HTTP") => "http",
            Some("HTTPS") => "https",
            Some("TLS_PASSTHROUGH") => "tls",
            _ => continue,
        };
        // AWS gives listeners these ports when none is said.
        let usual = if protocol == "http" { 80 } else { 443 };
        listeners.push(RawLatticeListener {
            protocol: Some(protocol.to_owned()),
            port: listener.is.port.or(Some(usual)),
            forward,
            fixed_response,
            rules: made,
        });
    }
    listeners.arrange_by_key(|listener| listener.port);
    // Target groups that no listener of the files names still tell whose they are.
    let of_service = |group: &TargetGroup| group.service_arns.iter().any(|arn| end(arn) == id);
    for (arn, _) in snapshot.lattice_target_groups.iter().filter(|(_, group)| of_service(&group.is)) {
        if listeners.is_empty() {
            take_group(draft, end(arn), &mut groups);
        }
    }
    RawLatticeService {
        auth: auth(told),
        custom_domain: found.is.custom_domain_name.clone().filter(|name| !name.is_empty()),
        // Only `get-service` tells certificates, and it tells the auth type too.
        certificate: told.map(|_| found.is.certificate_arn.as_deref().is_some_and(|arn| !arn.is_empty())),
        listeners,
        target_groups: groups,
        ..RawLatticeService::default()
    }
}

/// What an action forwards to and what it answers; target groups that it names join those of the service.
fn action(
    draft: &mut Draft<'_>,
    action: Option<&Action>,
    groups: &mut BTreeMap<String, RawTargetGroup>,
) -> (BTreeMap<String, u64>, Option<u64>) {
    let mut weights = BTreeMap::new();
    let Some(action) = action else { return (weights, None) };
    for one in action.forward.iter().flat_map(|forward| &forward.target_groups) {
        let Some(id) = one.target_group_identifier.as_deref().map(end) else { continue };
        take_group(draft, id, groups);
        weights.insert(id.to_owned(), one.weight.unwrap_or(ALONE));
    }
    (weights, action.fixed_response.as_ref().and_then(|one| one.status_code))
}

fn matches(rule: &Rule) -> RawLatticeRule {
    let http = rule.r#match.as_ref().and_then(|one| one.http_match.as_ref());
    let text = |one: &TextMatch| RawMatch {
        exact: one.exact.clone(),
        prefix: one.prefix.clone(),
        contains: one.contains.clone(),
        regex: None,
    };
    let headers = http.into_iter().flat_map(|http| &http.header_matches);
    RawLatticeRule {
        priority: rule.priority,
        path: http.and_then(|http| http.path_match.as_ref()).map(|path| text(&path.r#match)),
        method: http.and_then(|http| http.method.clone()),
        headers: headers.filter_map(|one| Some((one.name.clone()?, text(&one.r#match)))).collect(),
        ..RawLatticeRule::default()
    }
}

fn take_group(draft: &mut Draft<'_>, id: &str, groups: &mut BTreeMap<String, RawTargetGroup>) {
    if groups.contains_key(id) {
        return;
    }
    let snapshot = draft.snapshot;
    let found = snapshot.lattice_target_groups.iter().find(|(arn, _)| end(arn) == id).map(|(_, found)| found);
    let made = match found {
        Some(found) => group(draft, id, found),
        None => {
            let what = format!("target group `{id}` of VPC Lattice");
            draft.leaves_open(None, what, "it is in no file".to_owned(), FLIPS);
            RawTargetGroup::default()
        }
    };
    groups.insert(id.to_owned(), made);
}

fn group(draft: &mut Draft<'_>, id: &str, found: &Found<TargetGroup>) -> RawTargetGroup {
    let snapshot = draft.snapshot;
    let is = &found.is;
    let config = is.config.as_ref();
    let lower = |text: Option<&String>| text.map(|text| text.to_ascii_lowercase());
    let kind = lower(is.r#type.as_ref());
    let vpc = config.and_then(|one| one.vpc_identifier.clone()).or_else(|| is.vpc_identifier.clone());
    if let Some(vpc) = &vpc {
        draft.mention_vpc(vpc, id);
    }
    let mut targets = Vec::new();
    let mut ports = std::collections::BTreeSet::new();
    match snapshot.lattice_targets.get(id) {
        Some(list) => {
            // What drains is no longer registered.
            for one in list.targets.iter().filter(|one| one.status.as_deref() != Some("DRAINING")) {
                let Some(target) = one.id.as_deref() else { continue };
                ports.extend(one.port);
                match self::target(draft, vpc.as_deref(), kind.as_deref(), target) {
                    Some(name) => targets.push(name),
                    None => {
                        let what = format!("target `{target}` of target group `{id}` of VPC Lattice");
                        draft.leaves_open(found.at(), what, "it is in no file".to_owned(), FLIPS);
                    }
                }
            }
        }
        None => {
            let what = format!("the targets of target group `{id}` of VPC Lattice");
            let because = "what `aws vpc-lattice list-targets` prints is in no file".to_owned();
            draft.leaves_open(found.at(), what, because, FLIPS);
        }
    }
    targets.arrange();
    targets.dedup();
    // One port stands for all targets: AWS lets each target have its own.
    let own_port = if ports.len() == 1 { ports.first().copied() } else { None };
    let ipv6 = config.and_then(|one| one.ip_address_type.as_ref()).or(is.ip_address_type.as_ref());
    let health = config.and_then(|one| one.health_check.as_ref()).filter(|check| check.enabled != Some(false));
    RawTargetGroup {
        targets,
        target_type: kind,
        vpc,
        protocol: lower(config.and_then(|one| one.protocol.as_ref()).or(is.protocol.as_ref())),
        protocol_version: lower(config.and_then(|one| one.protocol_version.as_ref())),
        port: own_port.or_else(|| config.and_then(|one| one.port)).or(is.port),
        health_check_port: health.and_then(|check| check.port),
        ipv6: ipv6.map(|of| of == "IPV6"),
        ..RawTargetGroup::default()
    }
}

/// What the design calls a target: an application, a load balancer, or an address that belongs to none.
fn target(draft: &Draft<'_>, vpc: Option<&str>, kind: Option<&str>, id: &str) -> Option<String> {
    match kind {
        Some("alb") => draft.raw.aliases.get(id).map(|name| format!("load_balancer/{name}")),
        // A function may be named with a version or an alias after its ARN.
        Some("lambda") => {
            let unqualified: Vec<&str> = id.split(':').take(7).collect();
            draft.hosts.by_id.get(id).or_else(|| draft.hosts.by_id.get(&unqualified.join(":"))).cloned()
        }
        Some("ip") => {
            let known = vpc.and_then(|vpc| draft.hosts.by_address.get(&(vpc.to_owned(), id.to_owned())));
            known.cloned().or_else(|| id.parse::<std::net::IpAddr>().ok().map(|_| id.to_owned()))
        }
        _ => draft.hosts.by_id.get(id).cloned(),
    }
}
