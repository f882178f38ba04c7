//! Listeners of Gateways that a route is under, and its rules, as those of a service of VPC Lattice.

use std::collections::BTreeMap;

use serde_json::Value;

use super::backend;
use super::draft::Draft;
use super::manifest::{Object, items, port, text};
use crate::design::raw::{RawLatticeListener, RawLatticeRule, RawLatticeService, RawMatch};

/// What the controller answers where no rule fits.
const NOT_FOUND: u64 = 404;
const FLIPS: &str = "needs over this route";

/// The listeners of a Gateway that a route is under: protocol, port, and whether a certificate of its own is named.
pub(super) fn of_gateway(
    draft: &mut Draft<'_>,
    gateway: &Object,
    parent: &Value,
    route: &Object,
) -> Vec<(String, u64, bool)> {
    let section = text(parent, "sectionName");
    let at = port(parent.get("port"));
    let mut found = Vec::new();
    for one in gateway.list("listeners") {
        if section.is_some_and(|section| text(one, "name") != Some(section)) {
            continue;
        }
        let number = port(one.get("port"));
        if at.is_some() && at != number {
            continue;
        }
        let Some(number) = number else { continue };
        let protocol = match (route.kind, text(one, "protocol").unwrap_or_default()) {
            ("HTTPRoute", "HTTP") => "http",
            ("HTTPRoute" | "GRPCRoute", "HTTPS") => "https",
            ("TLSRoute", "TLS") => "tls",
            (_, other) => {
                if section.is_some() {
                    let because =
                        format!("the listener it names speaks `{other}`, which does not take routes of this kind");
                    draft.leave(route, because, FLIPS);
                }
                continue;
            }
        };
        let options = one.get("tls").and_then(|tls| tls.get("options"));
        let certificate = options.and_then(|all| text(all, "application-networking.k8s.aws/certificate-arn"));
        found.push((protocol.to_owned(), number, certificate.is_some()));
    }
    found
}

/// What a route says beside its parents: its rules and, for TLS passthrough, what everything goes to.
#[derive(Debug, Default)]
pub(super) struct Said {
    rules: Vec<RawLatticeRule>,
    forward: BTreeMap<String, u64>,
}

/// Reads the rules of a route; their target groups join the service.
pub(super) fn said(draft: &mut Draft<'_>, route: &Object, service: &mut RawLatticeService) -> Said {
    let mut said = Said::default();
    let rules = route.list("rules");
    if route.kind == "TLSRoute" && rules.len() > 1 {
        draft.leave(route, "it has several rules, and the controller takes one", FLIPS);
    }
    for rule in rules {
        let mut forward = BTreeMap::new();
        for one in items(rule.get("backendRefs")) {
            if let Some((group, weight)) = backend::group(draft, route, one, service) {
                let sum: &mut u64 = forward.entry(group).or_default();
                *sum = sum.saturating_add(weight);
            }
        }
        for filter in items(rule.get("filters")) {
            let kind = text(filter, "type").unwrap_or("without a type");
            draft.leave(route, format!("its filter `{kind}` has no counterpart in VPC Lattice"), FLIPS);
        }
        if route.kind == "TLSRoute" {
            said.forward.extend(forward);
            continue;
        }
        let anything = [Value::Null];
        let matches = items(rule.get("matches"));
        for one in if matches.is_empty() { &anything[..] } else { matches } {
            let made = if route.kind == "GRPCRoute" { grpc(one) } else { http(one) };
            said.rules.push(RawLatticeRule { forward: forward.clone(), ..made });
        }
    }
    said
}

/// Adds listeners to a service, each with all that the route says.
pub(super) fn listen(service: &mut RawLatticeService, listeners: &[(String, u64, bool)], said: &Said) {
    for (protocol, port, certificate) in listeners {
        if *certificate {
            service.certificate = Some(true);
        }
        let is_there = |one: &RawLatticeListener| one.protocol.as_ref() == Some(protocol) && one.port == Some(*port);
        if service.listeners.iter().any(is_there) {
            continue;
        }
        let is_tls = protocol == "tls";
        service.listeners.push(RawLatticeListener {
            protocol: Some(protocol.clone()),
            port: Some(*port),
            forward: if is_tls { said.forward.clone() } else { BTreeMap::new() },
            fixed_response: (!is_tls).then_some(NOT_FOUND),
            rules: if is_tls { Vec::new() } else { said.rules.clone() },
        });
    }
}

fn http(one: &Value) -> RawLatticeRule {
    let path = one.get("path");
    let value = path.and_then(|path| text(path, "value")).unwrap_or("/").to_owned();
    let how = path.and_then(|path| text(path, "type")).unwrap_or("PathPrefix");
    RawLatticeRule {
        path: Some(matching(how, value)),
        method: text(one, "method").map(str::to_owned),
        headers: named(one.get("headers")),
        query: named(one.get("queryParams")),
        ..RawLatticeRule::default()
    }
}

/// A call of gRPC is a POST to `/SERVICE/METHOD`.
fn grpc(one: &Value) -> RawLatticeRule {
    let method = one.get("method");
    let part = |name: &str| method.and_then(|method| text(method, name));
    let path = match (part("service"), part("method")) {
        (Some(service), Some(method)) => matching(part("type").unwrap_or("Exact"), format!("/{service}/{method}")),
        (Some(service), None) => matching("PathPrefix", format!("/{service}/")),
        (None, Some(method)) => RawMatch { contains: Some(format!("/{method}")), ..RawMatch::default() },
        (None, None) => matching("PathPrefix", "/".to_owned()),
    };
    RawLatticeRule {
        path: Some(path),
        method: Some("POST".to_owned()),
        headers: named(one.get("headers")),
        ..RawLatticeRule::default()
    }
}

fn named(list: Option<&Value>) -> BTreeMap<String, RawMatch> {
    let mut all = BTreeMap::new();
    for one in items(list) {
        if let (Some(name), Some(value)) = (text(one, "name"), text(one, "value")) {
            all.insert(name.to_owned(), matching(text(one, "type").unwrap_or("Exact"), value.to_owned()));
        }
    }
    all
}

fn matching(how: &str, value: String) -> RawMatch {
    match how {
        "PathPrefix" => RawMatch { prefix: Some(value), ..RawMatch::default() },
        "RegularExpression" => RawMatch { regex: Some(value), ..RawMatch::default() },
        _ => RawMatch { exact: Some(value), ..RawMatch::default() },
    }
}
