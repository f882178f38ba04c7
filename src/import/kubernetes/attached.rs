//! Policies of the controller that attach to an object: IAM authorization, how targets are spoken to, the association of the
//! cluster's VPC. And exports, which imports of another cluster lead to.

use serde_json::Value;

use super::draft::Draft;
use super::manifest::{Cluster, Object, port, text};
use crate::design::raw::RawTargetGroup;
use crate::import::auth_policy;

/// The policy of a kind that is attached to an object: the first, as the oldest wins and age is not in a manifest.
pub(super) fn to<'c>(cluster: &'c Cluster, kind: &'static str, target: &Object) -> Option<&'c Object> {
    cluster.attached_to(kind, &target.name).find(|policy| targets(policy, target))
}

/// Whether a policy is attached to an object, by kind, name and namespace.
fn targets(policy: &Object, target: &Object) -> bool {
    let Some(reference) = policy.spec("targetRef") else { return false };
    // Service networks have no namespace.
    let namespace = text(reference, "namespace").unwrap_or(&policy.namespace);
    text(reference, "kind") == Some(target.kind)
        && text(reference, "name") == Some(&target.name)
        && (namespace == target.namespace || namespace.is_empty() || target.namespace.is_empty())
}

/// The authorization that a policy sets: its kind, and what it says to callers.
pub(super) fn auth(draft: &mut Draft<'_>, target: &Object) -> (Option<String>, Option<String>) {
    let Some(policy) = to(draft.cluster, "IAMAuthPolicy", target) else { return (None, None) };
    draft.took(policy);
    let document = policy.spec("policy").and_then(Value::as_str).unwrap_or_default();
    (Some("aws_iam".to_owned()), Some(auth_policy::effect(document).to_owned()))
}

/// Whether a policy has the access logs of an object delivered.
pub(super) fn access_logs(draft: &mut Draft<'_>, target: &Object) -> Option<bool> {
    let policy = to(draft.cluster, "AccessLogPolicy", target)?;
    draft.took(policy);
    policy.spec("destinationArn").is_some().then_some(true)
}

/// How the controller speaks to the pods of a Service: by a TargetGroupPolicy, else plain HTTP/1.
pub(super) fn spoken_to(draft: &mut Draft<'_>, target: &Object, group: &mut RawTargetGroup) {
    let Some(policy) = to(draft.cluster, "TargetGroupPolicy", target) else { return };
    draft.took(policy);
    if let Some(protocol) = policy.spec("protocol").and_then(Value::as_str) {
        group.protocol = Some(protocol.to_ascii_lowercase());
    }
    if let Some(version) = policy.spec("protocolVersion").and_then(Value::as_str) {
        group.protocol_version = Some(version.to_ascii_lowercase());
    }
    group.health_check_port = port(policy.spec("healthCheck").and_then(|check| check.get("port")));
}

/// Whether a TargetGroupPolicy has the controller speak TLS to the pods of a Service.
pub(super) fn speaks_tls(cluster: &Cluster, target: &Object) -> bool {
    let policy = to(cluster, "TargetGroupPolicy", target);
    policy.and_then(|policy| policy.spec("protocol")).and_then(Value::as_str) == Some("HTTPS")
}

/// Exports that no Service stands behind.
pub(super) fn exports(draft: &mut Draft<'_>) {
    let cluster = draft.cluster;
    for (_, export) in cluster.of_kind(&["ServiceExport"]) {
        match exported(cluster, export) {
            Some(_) => draft.took(export),
            None => draft.pass(export, "its Service is in no input", Some("clusters that import it")),
        }
    }
}

/// The Service that an export exports.
fn exported(cluster: &Cluster, export: &Object) -> Option<usize> {
    let name = export.annotation("service-name").unwrap_or(&export.name);
    cluster.find("Service", &export.namespace, name).map(|(index, _)| index)
}

/// The Service that an import leads to, where its export is among the inputs.
pub(super) fn imported(cluster: &Cluster, import: &Object) -> Option<usize> {
    let elsewhere = ["target-group-arn", "aws-vpc"].iter().any(|name| import.annotation(name).is_some());
    let other =
        import.annotation("aws-eks-cluster-name").is_some_and(|name| cluster.told("CLUSTER_NAME") != Some(name));
    if elsewhere || other {
        return None;
    }
    let name = import.annotation("export-name").unwrap_or(&import.name);
    let (_, export) = cluster.find("ServiceExport", &import.namespace, name)?;
    exported(cluster, export)
}
