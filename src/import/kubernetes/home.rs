//! Which VPC a cluster stands in: manifests do not tell, other inputs may. They place one of its applications, or hold the
//! one EKS cluster there is.

use std::collections::BTreeSet;

use super::FORMAT;
use super::draft::CLUSTER_VPC;
use crate::design::raw::{RawAssociations, RawDesign, RawLink};
use crate::import::Reading;
use crate::source::Pointer;

/// Puts the VPC that other inputs tell in the place of the one that is not known, before inputs are merged.
pub(in crate::import) fn settle(readings: &mut [Reading]) {
    let is_open = |one: &Reading| {
        one.coverage.format == FORMAT.name && one.raw.as_ref().is_some_and(|raw| raw.vpcs.contains_key(CLUSTER_VPC))
    };
    let Some(at) = readings.iter().position(is_open) else { return };
    let Some(mine) = readings.get(at).and_then(|one| one.raw.as_ref()) else { return };
    let mut placed: BTreeSet<String> = BTreeSet::new();
    let mut homes: BTreeSet<String> = BTreeSet::new();
    let mut clusters: BTreeSet<String> = BTreeSet::new();
    let others = readings.iter().enumerate().filter(|(index, _)| *index != at);
    for raw in others.filter_map(|(_, one)| one.raw.as_ref()) {
        if raw.vpcs.contains_key(CLUSTER_VPC) || raw.aliases.contains_key(CLUSTER_VPC) {
            return;
        }
        for (name, application) in &raw.applications {
            let Some(vpc) = &application.vpc else { continue };
            if mine.applications.contains_key(name) {
                homes.insert(vpc.clone());
                placed.insert(name.clone());
            } else if application.runs_on.as_deref() == Some("eks") {
                clusters.insert(vpc.clone());
            }
        }
    }
    let (home, ground) = match (homes.len(), clusters.len()) {
        (1, _) => (homes.pop_first(), "other inputs place applications of it there"),
        (0, 1) => (clusters.pop_first(), "the only EKS cluster of these inputs stands there"),
        _ => (None, ""),
    };
    let Some(reading) = readings.get_mut(at) else { return };
    let Some(raw) = &mut reading.raw else { return };
    match home {
        Some(home) => {
            move_to(raw, &home);
            reading.coverage.inferred.push(format!("the VPC of the cluster is taken to be `{home}`: {ground}"));
        }
        // Where inputs place applications in several VPCs, each of those is believed for itself.
        None => {
            for (_, application) in raw.applications.iter_mut().filter(|(name, _)| placed.contains(*name)) {
                application.vpc = None;
            }
        }
    }
}

fn move_to(raw: &mut RawDesign, home: &str) {
    let at = Pointer::root().push("vpcs").push(CLUSTER_VPC);
    raw.vpcs.remove(CLUSTER_VPC);
    raw.unknown.retain(|text, _| !text.parse::<Pointer>().is_ok_and(|pointer| pointer.starts_with(&at)));
    let unplaced = |vpc: &Option<String>| vpc.as_deref() == Some(CLUSTER_VPC);
    for application in raw.applications.values_mut().filter(|one| unplaced(&one.vpc)) {
        application.vpc = Some(home.to_owned());
    }
    for link in raw.links.values_mut() {
        let RawLink::ServiceNetwork(network) = link else { continue };
        if let RawAssociations::ByVpc(all) = &mut network.associations
            && let Some(one) = all.remove(CLUSTER_VPC)
        {
            all.insert(home.to_owned(), one);
        }
    }
}
