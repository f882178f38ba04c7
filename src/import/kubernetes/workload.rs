//! Services and workloads → applications: what they serve, on which ports of their pods, and whether NetworkPolicies keep
//! callers in the cluster from going round VPC Lattice.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::attached;
use super::draft::Draft;
use super::manifest::{Object, containers, items, port, text, texts};
use super::network_policy;
use super::route;
use crate::source::Pointer;

const FLIPS: &str = "every need of this application";
/// Workloads that are looked at for one Service.
const MOST_PODS: usize = 64;

/// Pods that a workload makes.
#[derive(Debug, Default, Clone)]
pub(super) struct Pods {
    /// Their labels.
    pub(super) labels: BTreeMap<String, String>,
    /// Whether these are all labels they have.
    pub(super) complete: bool,
    /// Ports by the name that their containers give them.
    ports: BTreeMap<String, u64>,
}

/// Workloads by namespace and one label of theirs.
type ByLabel = BTreeMap<(String, String, String), Vec<usize>>;

pub(super) fn applications(draft: &mut Draft<'_>) {
    let cluster = draft.cluster;
    let workloads: BTreeMap<usize, Pods> = cluster
        .of_kind(&["Deployment", "StatefulSet", "DaemonSet", "Pod"])
        .map(|(index, one)| (index, pods(one)))
        .collect();
    let mut by_label: ByLabel = BTreeMap::new();
    for (index, pods) in &workloads {
        let namespace = cluster.objects.get(*index).map(|one| one.namespace.clone()).unwrap_or_default();
        for (name, value) in &pods.labels {
            by_label.entry((namespace.clone(), name.clone(), value.clone())).or_default().push(*index);
        }
    }
    let policies = network_policy::by_namespace(cluster);
    let spoken = route::spoken(cluster);
    let mut behind: BTreeSet<usize> = BTreeSet::new();
    for (index, service) in cluster.of_kind(&["Service"]) {
        let name = service.called();
        if service.external_name().is_some() {
            draft.pass(service, "a name outside the cluster", Some("whatever refers to it"));
            continue;
        }
        if draft.raw.applications.contains_key(&name) {
            draft.pass(service, "another has its name", Some(FLIPS));
            continue;
        }
        let selector = service.spec("selector").map(texts).unwrap_or_default();
        let selected: Vec<usize> = selected(&selector, &service.namespace, &by_label, &workloads);
        behind.extend(&selected);
        let first = selected.first().and_then(|index| workloads.get(index)).cloned();
        let pods = first.unwrap_or(Pods { labels: selector, complete: false, ports: BTreeMap::new() });
        let mut ports = BTreeSet::new();
        let mut serves = BTreeSet::new();
        for one in service.list("ports") {
            let outer = port(one.get("port"));
            let inner = match one.get("targetPort") {
                None => outer,
                Some(Value::String(named)) if port(Some(&Value::String(named.clone()))).is_none() => {
                    let known = selected.iter().filter_map(|index| workloads.get(index));
                    known.into_iter().find_map(|pods| pods.ports.get(named)).copied()
                }
                given => port(given),
            };
            let Some(inner) = inner else {
                draft.leave(service, "the port of its pods has a name that no workload of these inputs gives", FLIPS);
                continue;
            };
            ports.insert(inner);
            draft.pod_ports.extend(outer.map(|outer| ((index, outer), inner)));
            match protocol(one, outer.and_then(|outer| spoken.get(&(index, outer)).copied())) {
                Some(protocol) => drop(serves.insert(format!("{protocol}/{inner}"))),
                None => draft.leave(service, "it speaks SCTP, which the design has no word for", FLIPS),
            }
        }
        if service.spec("type").and_then(Value::as_str) == Some("LoadBalancer") {
            draft.leave(service, "the load balancer that is made for it is in no manifest", "who comes in by it");
        }
        let mine = network_policy::selecting(&policies, &service.namespace);
        let mut application = draft.application(service);
        application.serves = serves.into_iter().collect();
        application.network_policy = network_policy::keeps_out(mine, &pods, &ports);
        let at = Pointer::root().push("applications").push(&name);
        draft.stands(at, service);
        draft.raw.applications.insert(name.clone(), application);
        draft.applications.insert(index, name);
        draft.took(service);
    }
    // What no Service offers still calls others.
    for (index, workload) in cluster.of_kind(&["Deployment", "StatefulSet", "DaemonSet", "Pod"]) {
        let name = workload.called();
        if behind.contains(&index) || draft.raw.applications.contains_key(&name) {
            draft.took(workload);
            continue;
        }
        if is_controller(workload) {
            draft.pass(workload, "the controller itself", None);
            continue;
        }
        let application = draft.application(workload);
        draft.stands(Pointer::root().push("applications").push(&name), workload);
        draft.raw.applications.insert(name.clone(), application);
        draft.applications.insert(index, name);
        draft.took(workload);
    }
    for (_, policy) in cluster.of_kind(&["NetworkPolicy"]) {
        draft.took(policy);
    }
    attached::exports(draft);
}

/// The protocol of a port: as the Service says, else as a route to it speaks, else what carries it.
fn protocol(port: &Value, spoken: Option<&'static str>) -> Option<&'static str> {
    match (text(port, "protocol"), text(port, "appProtocol")) {
        (Some("UDP"), _) => Some("udp"),
        (Some("SCTP"), _) => None,
        (_, Some("http" | "kubernetes.io/h2c")) => Some("http"),
        (_, Some("https")) => Some("https"),
        (_, Some("grpc")) => Some("grpc"),
        (_, Some("kubernetes.io/ws" | "kubernetes.io/wss")) => Some("websocket"),
        (_, Some("tls")) => Some("tls"),
        _ => Some(spoken.unwrap_or("tcp")),
    }
}

fn pods(workload: &Object) -> Pods {
    if workload.kind == "Pod" {
        return Pods { labels: workload.labels(), complete: true, ports: BTreeMap::new() };
    }
    let template = workload.spec("template");
    let labels = template.and_then(|one| one.get("metadata")).and_then(|data| data.get("labels"));
    let mut ports = BTreeMap::new();
    for container in containers(template) {
        for one in items(container.get("ports")) {
            if let (Some(name), Some(number)) = (text(one, "name"), port(one.get("containerPort"))) {
                ports.insert(name.to_owned(), number);
            }
        }
    }
    Pods { labels: labels.map(texts).unwrap_or_default(), complete: true, ports }
}

/// The workloads whose pods a selector selects; none for an empty one, which leaves its endpoints to somebody else.
fn selected(
    selector: &BTreeMap<String, String>,
    namespace: &str,
    by_label: &ByLabel,
    workloads: &BTreeMap<usize, Pods>,
) -> Vec<usize> {
    let Some((name, value)) = selector.iter().next() else { return Vec::new() };
    let near = by_label.get(&(namespace.to_owned(), name.clone(), value.clone()));
    let fits = |index: &&usize| {
        let pods = workloads.get(index);
        pods.is_some_and(|pods| selector.iter().all(|(name, value)| pods.labels.get(name) == Some(value)))
    };
    near.into_iter().flatten().take(MOST_PODS).filter(fits).copied().collect()
}

fn is_controller(workload: &Object) -> bool {
    let all = containers(workload.spec("template")).iter();
    all.filter_map(|one| text(one, "image")).any(|image| image.contains("aws-gateway-controller"))
}
