//! Backends of routes → target groups of VPC Lattice: a Service of the cluster, or an import of another's.

use serde_json::Value;

use super::attached;
use super::draft::Draft;
use super::manifest::{Object, called, port, text};
use crate::design::raw::{RawLatticeService, RawTargetGroup};

/// The target group of a backend, which joins the service: its name there, and its weight.
pub(super) fn group(
    draft: &mut Draft<'_>,
    route: &Object,
    one: &Value,
    service: &mut RawLatticeService,
) -> Option<(String, u64)> {
    let cluster = draft.cluster;
    let name = text(one, "name")?;
    let namespace = text(one, "namespace").unwrap_or(&route.namespace);
    let weight = one.get("weight").and_then(Value::as_u64).unwrap_or(1);
    let outer = port(one.get("port"));
    let full = called(namespace, name);
    let is_import = match text(one, "kind").unwrap_or("Service") {
        "Service" => false,
        "ServiceImport" => true,
        other => {
            draft.leave(
                route,
                format!("its backend `{full}` is of kind `{other}`, which is not read"),
                "needs over this route",
            );
            return None;
        }
    };
    // The port of an import is that of its export.
    let called = match outer.filter(|_| !is_import) {
        Some(port) => format!("{full}:{port}"),
        None => full.clone(),
    };
    if service.target_groups.contains_key(&called) {
        return Some((called, weight));
    }
    let mut made = RawTargetGroup { target_type: Some("ip".to_owned()), ..RawTargetGroup::default() };
    let is_tls = route.kind == "TLSRoute";
    made.protocol = Some(if is_tls { "tcp" } else { "http" }.to_owned());
    made.protocol_version = (!is_tls).then(|| "http1".to_owned());
    let found = if is_import {
        let import = cluster.find("ServiceImport", namespace, name).map(|(_, import)| import);
        if let Some(import) = import {
            draft.took(import);
        }
        let index = import.and_then(|import| attached::imported(cluster, import));
        if let (None, Some(import)) = (index, import) {
            let because = match import.annotation("target-group-arn") {
                Some(_) => "it leads to a target group that no input describes",
                None => "it leads to a Service that no input exports",
            };
            draft.leave(import, because, "needs over routes to it");
        } else if index.is_none() {
            draft.leave(route, format!("ServiceImport `{full}` is in no input"), "needs over this route");
        }
        index.map(|index| (index, None))
    } else {
        cluster.find("Service", namespace, name).map(|(index, _)| (index, outer))
    };
    match found.and_then(|(index, outer)| Some((index, outer, cluster.objects.get(index)?))) {
        Some((index, outer, object)) => {
            made.targets.extend(draft.applications.get(&index).cloned());
            if let Some(host) = object.external_name() {
                let because = format!(
                    "its backend `{full}` leads to `{host}`, outside the cluster: what stands there is in no manifest"
                );
                draft.leave(route, because, "needs over this route");
            }
            made.port = outer.and_then(|outer| draft.pod_ports.get(&(index, outer))).copied();
            attached::spoken_to(draft, object, &mut made);
        }
        None if !is_import => {
            draft.mention(&full, route);
            made.targets.push(full);
        }
        None => {}
    }
    // A route for gRPC goes before what a policy says of the version.
    if route.kind == "GRPCRoute" {
        made.protocol_version = Some("grpc".to_owned());
    }
    service.target_groups.insert(called.clone(), made);
    Some((called, weight))
}
