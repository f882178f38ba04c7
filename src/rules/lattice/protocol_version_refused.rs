//! TL538 protocol-version-refused.

use super::network_of;
use crate::design::{Link, ProtocolVersion, TargetType};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(538),
    name: "protocol-version-refused",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VltVersion],
    docs: include_str!("protocol_version_refused.md"),
    check: Check::Link(check),
};

fn check(_: &Context<'_>, link: &Link, findings: &mut Findings) {
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        for (group_name, group) in &service.target_groups {
            let version = match group.protocol_version {
                Some(ProtocolVersion::Http2) => "HTTP/2",
                Some(ProtocolVersion::Grpc) => "gRPC",
                Some(ProtocolVersion::Http1) | None => continue,
            };
            let Some(kind) = group.target_type.filter(|kind| matches!(kind, TargetType::Alb | TargetType::Lambda))
            else {
                continue;
            };
            let message = format!(
                "target group `{group_name}` of service `{name}` of `{}` speaks {version} to targets of type `{}`",
                link.id,
                kind.wire()
            );
            findings.push(
                RULE.finding(link.at(&group.place), message).fix("use HTTP/1.1, or targets of type `instance` or `ip`"),
            );
        }
    }
}
