//! Load balancers with their listeners and target groups.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, top};
use super::shape::{Action, LoadBalancer, NetworkInterface, TargetGroup, tags};
use super::snapshot::Found;
use super::workload::Cards;
use crate::design::raw::{RawListener, RawLoadBalancer, RawTargetGroup};
use crate::order::Arrange;

pub(super) fn load_balancers(draft: &mut Draft<'_>, cards: &Cards<'_>) {
    let snapshot = draft.snapshot;
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for one in snapshot.load_balancers.values() {
        *names.entry(one.load_balancer_name.as_deref().unwrap_or_default()).or_default() += 1;
    }
    let mut kept: Vec<(&String, &Found<LoadBalancer>, String)> = Vec::new();
    for (arn, found) in snapshot.load_balancers.iter() {
        if found.is.state.code.as_deref() == Some("failed") {
            draft.pass(found, "failed", None);
            continue;
        }
        let Some(vpc) = found.is.vpc_id.clone().filter(|vpc| !vpc.is_empty()) else {
            draft.pass(found, "of no VPC", None);
            continue;
        };
        draft.mention_vpc(&vpc, arn);
        let short = found.is.load_balancer_name.as_deref().unwrap_or_default();
        // Names are unique within one account and Region only.
        let unique = !short.is_empty() && names.get(short) == Some(&1) && !draft.raw.applications.contains_key(short);
        let name = if unique { short.to_owned() } else { arn.clone() };
        draft.alias(arn, &name);
        if let Some(dns) = &found.is.dns_name {
            draft.alias(dns, &name);
        }
        kept.push((arn, found, name));
    }
    for (arn, found, name) in kept {
        draft.took(found, top("load_balancers", &name), arn);
        let own = cards.of_balancers.get(end_of(arn)).map(Vec::as_slice).unwrap_or_default();
        let made = load_balancer(draft, arn, &found.is, own);
        draft.raw.load_balancers.insert(name, made);
    }
    let forwarded: BTreeSet<&str> = snapshot.load_balancers.iter().flat_map(|(arn, _)| forwarded(draft, arn)).collect();
    for (arn, found) in snapshot.target_groups.iter() {
        if found.is.load_balancer_arns.is_empty() && !forwarded.contains(arn.as_str()) {
            draft.pass(found, "of no load balancer", None);
        } else {
            draft.count(found);
        }
    }
    for (_, found) in snapshot.target_health.iter() {
        draft.count(found);
    }
    for (_, found) in snapshot.attributes.iter() {
        draft.count(found);
    }
    for (_, found) in snapshot.classic_balancers.iter() {
        draft.pass(found, "Classic", Some("needs of the applications behind it"));
    }
}

/// The end of a load balancer's ARN, which the descriptions of its interfaces repeat: `net/front/0123`.
fn end_of(arn: &str) -> &str {
    arn.split_once(":loadbalancer/").map_or(arn, |(_, end)| end)
}

fn load_balancer(draft: &mut Draft<'_>, arn: &str, one: &LoadBalancer, cards: &[&NetworkInterface]) -> RawLoadBalancer {
    let snapshot = draft.snapshot;
    let vpc = one.vpc_id.clone().unwrap_or_default();
    let named: Vec<String> = one.availability_zones.iter().filter_map(|zone| zone.subnet_id.clone()).collect();
    let attributes = snapshot.attributes.get(arn).map(|one| tags(&one.attributes)).unwrap_or_default();
    let kind = one.r#type.clone().unwrap_or_else(|| "application".to_owned());
    let mut addresses = Vec::new();
    let mut public_addresses = BTreeMap::new();
    for card in cards {
        for (private, public) in super::card::addresses(draft, card) {
            if let Some(public) = public {
                public_addresses.insert(private.clone(), public);
            }
            addresses.push(private);
        }
    }
    let told = one.availability_zones.iter().flat_map(|zone| &zone.load_balancer_addresses);
    for address in told {
        let private = address.private_ipv4_address.iter().chain(&address.ipv6_address);
        addresses.extend(private.cloned());
        if let (Some(private), Some(public)) = (&address.private_ipv4_address, &address.ip_address) {
            public_addresses.insert(private.clone(), public.clone());
        }
    }
    // A public address belongs to the private one at its place in the list, so those without one come last.
    addresses.arrange_by_key(|private| (!public_addresses.contains_key(private), private.clone()));
    addresses.dedup();
    let security_groups = match &one.security_groups {
        Some(groups) => draft.groups_in(&vpc, groups.iter().map(String::as_str)),
        // Only Network and Gateway Load Balancers can be without.
        None => (kind != "application").then(Vec::new),
    };
    let mut target_groups = BTreeMap::new();
    let forwarded = forwarded(draft, arn);
    let is_own = |group: &&TargetGroup| {
        group.load_balancer_arns.iter().any(|one| one == arn) || forwarded.contains(group.target_group_arn.as_str())
    };
    for group in snapshot.target_groups.values().filter(is_own) {
        target_groups.insert(group_name(group), target_group(draft, &kind, group));
    }
    let listeners = listeners(draft, arn, &mut target_groups);
    RawLoadBalancer {
        kind: Some(kind.clone()),
        subnets: draft.subnets_in(&vpc, &named),
        vpc: Some(vpc),
        scheme: one.scheme.as_deref().map(|scheme| scheme.replace('-', "_")),
        ipv6: one.ip_address_type.as_deref().map(|of| of.starts_with("dualstack")),
        ipv6_source_nat: super::transit_gateway::enabled(one.enable_prefix_for_ipv6_source_nat.as_deref()),
        cross_zone: match attributes.get("load_balancing.cross_zone.enabled") {
            Some(value) => Some(*value == "true"),
            None => (kind == "application").then_some(true),
        },
        security_groups,
        filters_privatelink: super::transit_gateway::enabled(
            one.enforce_security_group_inbound_rules_on_private_link_traffic.as_deref(),
        ),
        idle_timeout: None,
        public_addresses: addresses.iter().filter_map(|private| public_addresses.get(private).cloned()).collect(),
        addresses,
        listeners,
        target_groups,
    }
}

fn group_name(group: &TargetGroup) -> String {
    group.target_group_name.clone().unwrap_or_else(|| group.target_group_arn.clone())
}

fn listeners(
    draft: &mut Draft<'_>,
    arn: &str,
    target_groups: &mut BTreeMap<String, RawTargetGroup>,
) -> Vec<RawListener> {
    let snapshot = draft.snapshot;
    let sets = snapshot.listener_sets.found(arn);
    if let Some(sets) = sets {
        draft.count(sets);
    }
    let mut all: Vec<(u64, String, &[Action], &str)> = Vec::new();
    let of_set = sets.into_iter().flat_map(|set| &set.is.listeners);
    let listed = snapshot.listeners.iter().filter(|(_, found)| found.is.load_balancer_arn.as_deref() == Some(arn));
    let listed: Vec<_> = listed.map(|(_, found)| found).collect();
    for found in &listed {
        draft.count(found);
    }
    for one in of_set.chain(listed.iter().map(|found| &found.is)) {
        let Some(protocol) = &one.protocol else { continue };
        let port = one.port.unwrap_or_default();
        all.push((port, protocol.to_ascii_lowercase(), &one.default_actions, &one.listener_arn));
    }
    if all.is_empty() && sets.is_none() && snapshot.listeners.values().next().is_none() {
        let what = format!("the listeners of load balancer `{}`", end_of(arn));
        draft.leaves_open(None, what, "they are in no file".to_owned(), "reach through it");
    }
    all.arrange_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
    let mut made = Vec::new();
    let mut said = BTreeSet::new();
    for (port, protocol, default, listener) in all {
        if !said.insert((port, protocol.clone())) {
            continue;
        }
        let mut groups = forwards(draft, default);
        let end = listener.split_once(":listener/").map_or(listener, |(_, end)| end);
        for (_, rule) in snapshot.listener_rules.iter().filter(|(id, _)| id.contains(&format!(":listener-rule/{end}/")))
        {
            draft.count(rule);
            groups.extend(forwards(draft, &rule.is.actions));
        }
        groups.retain(|group| target_groups.contains_key(group));
        groups.arrange();
        groups.dedup();
        let listened = |target_group| RawListener {
            protocol: Some(protocol.clone()),
            port: (port > 0).then_some(port),
            target_group,
        };
        // A Gateway Load Balancer takes every port: its listener has none.
        if port == 0 {
            continue;
        }
        if groups.is_empty() {
            made.push(listened(None));
        }
        made.extend(groups.into_iter().map(|group| listened(Some(group))));
    }
    made
}

/// The ARNs of target groups that listeners of a load balancer and their rules forward to. Of a group that only a rule
/// names, AWS tells the load balancer too, and collectors may not.
fn forwarded<'s>(draft: &Draft<'s>, arn: &str) -> BTreeSet<&'s str> {
    let snapshot = draft.snapshot;
    let of_set = snapshot.listener_sets.get(arn).into_iter().flat_map(|set| &set.listeners);
    let listed = snapshot.listeners.values().filter(|one| one.load_balancer_arn.as_deref() == Some(arn));
    let rules = format!(":listener-rule/{}/", end_of(arn));
    let rules =
        snapshot.listener_rules.iter().filter(|(id, _)| id.contains(&rules)).map(|(_, found)| &found.is.actions);
    of_set.chain(listed).map(|one| &one.default_actions).chain(rules).flat_map(|actions| named(actions)).collect()
}

/// The ARNs of the target groups that actions forward to.
fn named(actions: &[Action]) -> impl Iterator<Item = &str> {
    actions.iter().flat_map(|action| {
        let weighted = action.forward_config.target_groups.iter().filter_map(|one| one.target_group_arn.as_deref());
        action.target_group_arn.as_deref().into_iter().chain(weighted)
    })
}

/// The target groups that actions forward to, by name.
fn forwards(draft: &Draft<'_>, actions: &[Action]) -> Vec<String> {
    named(actions).filter_map(|arn| draft.snapshot.target_groups.get(arn)).map(group_name).collect()
}

fn target_group(draft: &mut Draft<'_>, kind: &str, group: &TargetGroup) -> RawTargetGroup {
    let snapshot = draft.snapshot;
    let arn = group.target_group_arn.as_str();
    let vpc = group.vpc_id.clone().filter(|vpc| draft.raw.vpcs.contains_key(vpc));
    let target_type = group.target_type.clone();
    let mut targets = Vec::new();
    let mut ports: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    match snapshot.target_health.get(arn) {
        Some(health) => {
            for one in &health.target_health_descriptions {
                let Some(id) = &one.target.id else { continue };
                match target(draft, vpc.as_deref(), target_type.as_deref(), id) {
                    Some(target) => {
                        ports.entry(target.clone()).or_default().extend(one.target.port);
                        targets.push(target);
                    }
                    None => draft.leaves_open(
                        None,
                        format!("target `{id}` of target group `{}`", group_name(group)),
                        "it is in no file".to_owned(),
                        "reach through its load balancer",
                    ),
                }
            }
        }
        None => draft.leaves_open(
            None,
            format!("the targets of target group `{}`", group_name(group)),
            "what `aws elbv2 describe-target-health` prints is in no file".to_owned(),
            "reach through its load balancer",
        ),
    }
    targets.arrange();
    targets.dedup();
    let protocol = group.protocol.as_deref().map(str::to_ascii_lowercase);
    let attributes = snapshot.attributes.get(arn).map(|one| tags(&one.attributes)).unwrap_or_default();
    // AWS: to instances the client's address is kept, to addresses it is not, but for UDP; the attribute says otherwise.
    let keeps = match (attributes.get("preserve_client_ip.enabled"), target_type.as_deref(), protocol.as_deref()) {
        (Some(value), ..) => Some(*value == "true"),
        _ if kind != "network" => Some(false),
        (None, Some("instance"), _) | (None, Some("ip"), Some("udp" | "tcp_udp")) => Some(true),
        (None, Some("ip" | "alb"), _) => Some(target_type.as_deref() == Some("alb")),
        _ => None,
    };
    // AWS lets each target have a port of its own; where all have the same one, it stands for the group.
    let mut said: Vec<u64> = ports.values().flatten().copied().collect();
    said.arrange();
    said.dedup();
    let port = if let [one] = said.as_slice() { Some(*one) } else { group.port };
    ports.retain(|_, own| {
        own.arrange();
        own.dedup();
        !own.is_empty() && own.iter().any(|one| Some(*one) != port)
    });
    let cross_zone = attributes.get("load_balancing.cross_zone.enabled").and_then(|value| value.parse().ok());
    RawTargetGroup {
        targets,
        target_type,
        vpc,
        protocol_version: group.protocol_version.as_deref().map(str::to_ascii_lowercase),
        protocol,
        port,
        ports,
        cross_zone,
        health_check_port: group.health_check_port.as_ref().and_then(|port| port.parse().ok()),
        client_address: keeps,
        ipv6: group.ip_address_type.as_deref().map(|of| of == "ipv6"),
    }
}

/// What the design calls a target: an application, a load balancer, or an address that belongs to none.
fn target(draft: &Draft<'_>, vpc: Option<&str>, target_type: Option<&str>, id: &str) -> Option<String> {
    match target_type {
        Some("alb") => draft.raw.aliases.get(id).map(|name| format!("load_balancer/{name}")),
        Some("ip") => {
            let known = vpc.and_then(|vpc| draft.hosts.by_address.get(&(vpc.to_owned(), id.to_owned())));
            // An application with several addresses is not the target: one of its addresses is.
            let one = known.filter(|name| {
                let application = draft.raw.applications.get(*name);
                application.is_some_and(|one| one.interfaces.is_empty() && one.addresses.len() == 1)
            });
            one.cloned().or_else(|| id.parse::<std::net::IpAddr>().ok().map(|_| id.to_owned()))
        }
        _ => {
            let name = draft.hosts.by_id.get(id)?;
            // Of several interfaces it is the first one's first address that a load balancer sends to.
            let several = draft.raw.applications.get(name).is_some_and(|one| !one.interfaces.is_empty());
            let primary = draft.hosts.primary.get(id).filter(|_| several);
            Some(primary.unwrap_or(name).clone())
        }
    }
}
