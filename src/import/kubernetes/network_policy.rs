//! NetworkPolicies: whether they admit callers of some pods only from where VPC Lattice calls. Policies of Kubernetes add
//! to each other, so one that admits others is not taken back by a second.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::manifest::{Cluster, Object, items, port, text, texts};
use super::workload::Pods;
use crate::cidr::Cidr;
use crate::facts::{FactId, Facts};

/// Policies of one namespace that are judged; with more, nothing is said.
const MOST: usize = 1_000;

/// NetworkPolicies about incoming traffic, by namespace, and the ranges from which VPC Lattice calls.
pub(super) struct Policies<'c> {
    by_namespace: BTreeMap<&'c str, Vec<&'c Object>>,
    lattice: Vec<Cidr>,
}

/// The policies of one namespace.
#[derive(Clone, Copy)]
pub(super) struct Mine<'p> {
    all: &'p [&'p Object],
    lattice: &'p [Cidr],
}

pub(super) fn by_namespace(cluster: &Cluster) -> Policies<'_> {
    let mut by_namespace: BTreeMap<&str, Vec<&Object>> = BTreeMap::new();
    for (_, policy) in cluster.of_kind(&["NetworkPolicy"]) {
        let types = policy.list("policyTypes");
        if types.is_empty() || types.iter().any(|one| one == "Ingress") {
            by_namespace.entry(&policy.namespace).or_default().push(policy);
        }
    }
    let lattice = if by_namespace.is_empty() {
        Vec::new()
    } else {
        // The first two are those of services, the third that of resources.
        let texts = Facts::shipped().texts(FactId::VlaAddresses).to_vec();
        texts.iter().take(2).filter_map(|text| Cidr::parse(text).ok()).collect()
    };
    Policies { by_namespace, lattice }
}

pub(super) fn selecting<'p>(policies: &'p Policies<'p>, namespace: &str) -> Mine<'p> {
    let all = policies.by_namespace.get(namespace).map(Vec::as_slice).unwrap_or_default();
    Mine { all, lattice: &policies.lattice }
}

/// Whether policies admit callers of some pods, on ports of theirs, only by way of VPC Lattice. Nothing where no policy is
/// known to be about them, for it may stand in a manifest that was not given.
pub(super) fn keeps_out(policies: Mine<'_>, pods: &Pods, ports: &BTreeSet<u64>) -> Option<bool> {
    if policies.all.len() > MOST {
        return None;
    }
    let mut any = false;
    let mut doubt = false;
    for policy in policies.all {
        match policy.spec("podSelector").map_or(Some(true), |selector| selects(selector, pods)) {
            Some(false) => continue,
            None => {
                doubt = true;
                continue;
            }
            Some(true) => any = true,
        }
        for rule in policy.list("ingress") {
            let given = items(rule.get("ports"));
            // A port with a name, or a range of ports, may be any.
            let bears = |one: &Value| {
                let number = port(one.get("port"));
                text(one, "protocol").is_none_or(|protocol| protocol != "UDP")
                    && (one.get("endPort").is_some() || number.is_none_or(|number| ports.contains(&number)))
            };
            if !given.is_empty() && !given.iter().any(bears) {
                continue;
            }
            let from = items(rule.get("from"));
            if from.is_empty() || !from.iter().all(|peer| is_lattice(peer, policies.lattice)) {
                return Some(false);
            }
        }
    }
    (any && !doubt).then_some(true)
}

/// Whether a peer is within the ranges from which VPC Lattice calls.
fn is_lattice(peer: &Value, lattice: &[Cidr]) -> bool {
    let block = peer.get("ipBlock").and_then(|block| text(block, "cidr")).and_then(|text| Cidr::parse(text).ok());
    block.is_some_and(|block| lattice.iter().any(|range| range.contains(block)))
}

/// Whether a selector selects pods; nothing where it asks for a label that is not known.
fn selects(selector: &Value, pods: &Pods) -> Option<bool> {
    let mut known = true;
    for (name, value) in selector.get("matchLabels").map(texts).unwrap_or_default() {
        match pods.labels.get(&name) {
            Some(label) if *label == value => {}
            None if !pods.complete => known = false,
            _ => return Some(false),
        }
    }
    for one in items(selector.get("matchExpressions")) {
        let label = text(one, "key").and_then(|key| pods.labels.get(key));
        if label.is_none() && !pods.complete {
            known = false;
            continue;
        }
        let listed = items(one.get("values")).iter().any(|value| value.as_str() == label.map(String::as_str));
        let holds = match text(one, "operator")? {
            "In" => label.is_some() && listed,
            "NotIn" => label.is_none() || !listed,
            "Exists" => label.is_some(),
            "DoesNotExist" => label.is_none(),
            _ => return None,
        };
        if !holds {
            return Some(false);
        }
    }
    known.then_some(true)
}
