//! Gateways → service networks of the same name, routes → services in them, with their listeners and targets.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::attached;
use super::draft::Draft;
use super::listener;
use super::manifest::{Cluster, Object, items, port, text};
use crate::design::raw::{RawAssociation, RawAssociations, RawLatticeService, RawLink, RawServiceNetwork};
use crate::source::Pointer;

const ROUTES: &[&str] = &["HTTPRoute", "GRPCRoute", "TLSRoute"];
const FLIPS: &str = "every need over this service network";
/// The class that the controller brings, and what the controller is called in others.
const CLASS: &str = "amazon-vpc-lattice";
const CONTROLLER: &str = "application-networking.k8s.aws/gateway-api-controller";

/// What routes speak to ports of Services, by the Service's index and port.
pub(super) fn spoken(cluster: &Cluster) -> BTreeMap<(usize, u64), &'static str> {
    let mut spoken = BTreeMap::new();
    for (_, route) in cluster.of_kind(ROUTES) {
        for backend in route.list("rules").iter().flat_map(|rule| items(rule.get("backendRefs"))) {
            let namespace = text(backend, "namespace").unwrap_or(&route.namespace);
            let name = text(backend, "name").unwrap_or_default();
            let found = cluster.find("Service", namespace, name);
            if let (Some((index, service)), Some(port)) = (found, port(backend.get("port"))) {
                let word = match route.kind {
                    "GRPCRoute" => "grpc",
                    "TLSRoute" => "tls",
                    _ if attached::speaks_tls(cluster, service) => "https",
                    _ => "http",
                };
                spoken.insert((index, port), word);
            }
        }
    }
    spoken
}

pub(super) fn service_networks(draft: &mut Draft<'_>) {
    let cluster = draft.cluster;
    let mut classes: BTreeSet<&str> = BTreeSet::from([CLASS]);
    for (_, class) in cluster.of_kind(&["GatewayClass"]) {
        let controller = class.spec("controllerName").and_then(Value::as_str);
        if controller == Some(CONTROLLER) {
            classes.insert(&class.name);
            draft.took(class);
        } else if class.name != CLASS {
            draft.pass(class, "of another controller", None);
        }
    }
    for (_, network) in cluster.of_kind(&["ServiceNetwork"]) {
        made(draft, &network.name, network);
        draft.took(network);
    }
    for (_, gateway) in cluster.of_kind(&["Gateway"]) {
        if !is_ours(gateway, &classes) {
            draft.pass(gateway, "of another class", Some("who comes in by what another controller makes of it"));
            continue;
        }
        let network = network_of(cluster, &gateway.name);
        made(draft, &network, gateway);
        let (auth, policy) = attached::auth(draft, gateway);
        let access_logs = attached::access_logs(draft, gateway);
        if let Some(RawLink::ServiceNetwork(raw)) = draft.raw.links.get_mut(&network) {
            raw.auth = auth.or(raw.auth.take());
            raw.auth_policy = policy.or(raw.auth_policy.take());
            raw.access_logs = access_logs.or(raw.access_logs);
        }
        draft.took(gateway);
    }
    for (_, route) in cluster.of_kind(ROUTES) {
        service(draft, route, &classes);
    }
    associations(draft);
}

fn is_ours(gateway: &Object, classes: &BTreeSet<&str>) -> bool {
    gateway.spec("gatewayClassName").and_then(Value::as_str).is_some_and(|class| classes.contains(class))
}

/// The service network that Gateways of a name stand for.
fn network_of(cluster: &Cluster, gateway: &str) -> String {
    let overridden = cluster.told("ENABLE_SERVICE_NETWORK_OVERRIDE") == Some("true");
    let default = cluster.told("DEFAULT_SERVICE_NETWORK").filter(|_| overridden);
    default.unwrap_or(gateway).to_owned()
}

/// Puts a service network into the design, unless it is there.
fn made(draft: &mut Draft<'_>, name: &str, by: &Object) {
    if draft.raw.links.contains_key(name) {
        return;
    }
    let raw = RawServiceNetwork {
        region: draft.cluster.told("REGION").map(str::to_owned),
        account: draft.cluster.told("AWS_ACCOUNT_ID").map(str::to_owned),
        ..RawServiceNetwork::default()
    };
    draft.raw.links.insert(name.to_owned(), RawLink::ServiceNetwork(raw));
    draft.stands(Pointer::root().push("links").push(name), by);
}

/// One route: a service in the network of each Gateway it is under.
fn service(draft: &mut Draft<'_>, route: &Object, classes: &BTreeSet<&str>) {
    let cluster = draft.cluster;
    let parents: Vec<&Value> = route
        .list("parentRefs")
        .iter()
        .filter(|parent| text(parent, "kind").is_none_or(|kind| kind == "Gateway"))
        .collect();
    let gateway = |parent: &Value| {
        let namespace = text(parent, "namespace").unwrap_or(&route.namespace);
        cluster.find("Gateway", namespace, text(parent, "name").unwrap_or_default()).map(|(_, gateway)| gateway)
    };
    let ours: Vec<(&Value, Option<&Object>)> = parents
        .iter()
        .map(|parent| (*parent, gateway(parent)))
        .filter(|(_, gateway)| gateway.is_none_or(|gateway| is_ours(gateway, classes)))
        .collect();
    if ours.is_empty() {
        draft.pass(
            route,
            "under no Gateway of VPC Lattice",
            Some("who comes in by what another controller makes of it"),
        );
        return;
    }
    draft.took(route);
    let (auth, auth_policy) = attached::auth(draft, route);
    let access_logs = attached::access_logs(draft, route);
    let mut raw = RawLatticeService { auth, auth_policy, access_logs, ..RawLatticeService::default() };
    let host = route.list("hostnames").first().and_then(Value::as_str).filter(|host| !host.starts_with('*'));
    raw.custom_domain = host.map(str::to_owned);
    let others: Vec<&str> =
        route.list("hostnames").iter().filter_map(Value::as_str).filter(|name| Some(*name) != host).collect();
    if !others.is_empty() {
        let because = format!("of its hostnames these are not read: {}", others.join(", "));
        draft.leave(route, because, "by which names its service is called");
    }
    let said = listener::said(draft, route, &mut raw);
    let mut services: BTreeMap<String, RawLatticeService> = BTreeMap::new();
    for (parent, gateway) in ours {
        let name = text(parent, "name").unwrap_or_default();
        if name.is_empty() {
            continue;
        }
        let own = route.annotation("standalone");
        if own.or_else(|| gateway.and_then(|gateway| gateway.annotation("standalone"))) == Some("true") {
            draft.leave(route, "it is standalone: which service networks it is in stands in no manifest", FLIPS);
            continue;
        }
        let network = network_of(cluster, name);
        let one = services.entry(network.clone()).or_insert_with(|| raw.clone());
        match gateway {
            Some(gateway) => {
                let listeners = listener::of_gateway(draft, gateway, parent, route);
                listener::listen(one, &listeners, &said);
            }
            None if !draft.raw.links.contains_key(&network) => {
                let at = Pointer::root().push("links").push(&network);
                draft.unknown(
                    &at,
                    format!("`{}` is under a Gateway of this name, and no input describes it", route.title()),
                );
                draft
                    .infer(route, format!("Gateway `{name}` is taken to be one of VPC Lattice: no input describes it"));
                made(draft, &network, route);
            }
            None => {}
        }
    }
    let name = route.called();
    for (network, raw) in services {
        let at = Pointer::root().push("links").push(&network).push("service_network").push("services").push(&name);
        if raw.target_groups.is_empty() {
            draft.unknown(&at.push("applications"), "the route names no backend that is read");
        }
        if raw.listeners.is_empty() {
            draft.unknown(&at.push("listeners"), "no listener of the Gateway is in these inputs that takes the route");
        }
        draft.stands(at, route);
        if let Some(RawLink::ServiceNetwork(link)) = draft.raw.links.get_mut(&network)
            && link.services.insert(name.clone(), raw).is_some()
        {
            draft.leave(route, "another route has its name: the later one is read", FLIPS);
        }
    }
}

/// VPC associations: of the default network, and as policies say. Nobody else's stand in manifests.
fn associations(draft: &mut Draft<'_>) {
    let cluster = draft.cluster;
    for (_, policy) in cluster.of_kind(&["VpcAssociationPolicy"]) {
        let target = policy.spec("targetRef").and_then(|target| text(target, "name")).unwrap_or_default();
        let network = network_of(cluster, target);
        if !draft.raw.links.contains_key(&network) {
            draft.pass(policy, "its Gateway is in no input", Some(FLIPS));
            continue;
        }
        draft.took(policy);
        if policy.spec("associateWithVpc").and_then(Value::as_bool) == Some(false) {
            continue;
        }
        let groups = policy.list("securityGroupIds");
        if !groups.is_empty() {
            let ids: Vec<&str> = groups.iter().filter_map(Value::as_str).collect();
            draft.leave(
                policy,
                format!("its security groups are ids that no manifest describes: {}", ids.join(", ")),
                FLIPS,
            );
        }
        associate(draft, &network, policy, groups.is_empty());
    }
    if let Some(name) = cluster.told("DEFAULT_SERVICE_NETWORK").map(str::to_owned)
        && let Some(by) = cluster.objects.first()
    {
        made(draft, &name, by);
        associate(draft, &name, by, true);
    }
    let open: Vec<String> = draft
        .raw
        .links
        .iter()
        .filter(|(_, link)| matches!(link, RawLink::ServiceNetwork(raw) if raw.associations.iter().next().is_none()))
        .map(|(name, _)| name.clone())
        .collect();
    for name in open {
        let at = Pointer::root().push("links").push(&name).push("service_network").push("associations");
        draft
            .unknown(&at, "no VpcAssociationPolicy of these inputs is about it, and others may associate VPCs with it");
    }
}

fn associate(draft: &mut Draft<'_>, network: &str, by: &Object, without_groups: bool) {
    let vpc = draft.vpc(by);
    let at = Pointer::root().push("links").push(network).push("service_network").push("associations").push(&vpc);
    draft.stands(at, by);
    let Some(RawLink::ServiceNetwork(raw)) = draft.raw.links.get_mut(network) else { return };
    let mut all: BTreeMap<String, RawAssociation> =
        raw.associations.iter().map(|(name, one)| (name.clone(), one.cloned().unwrap_or_default())).collect();
    let one = all.entry(vpc).or_default();
    one.security_groups = without_groups.then(Vec::new);
    raw.associations = RawAssociations::ByVpc(all);
}
