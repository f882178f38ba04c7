//! Load balancers and target groups from their raw shapes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Builder, InputKind, parse_duration};
use crate::design::load_balancer::{
    ElasticLoadBalancer, Listener, ListenerProtocol, LoadBalancerKind, ProtocolVersion, Scheme, TargetGroup, TargetOf,
    TargetType,
};
use crate::design::raw::{RawDesign, RawListener, RawLoadBalancer, RawTargetGroup};
use crate::finding::{Kind, Locus, Place};
use crate::ids::LoadBalancerId;

impl Builder {
    /// Declares the names of all load balancers of a file, so that one may be the target of another.
    pub(super) fn load_balancer_names(&mut self, root: &Place, raw: &RawDesign) {
        for name in raw.load_balancers.keys() {
            let at = Locus::new(Kind::LoadBalancer, name.as_str(), root.child("load_balancers").child(name)).at_key();
            if let Some(id) = self.name(LoadBalancerId::new(name), &at) {
                if let Some(first) = self.load_balancers.get(&id).cloned() {
                    self.duplicate(at, first);
                } else {
                    self.load_balancers.insert(id, at);
                }
            }
        }
    }

    pub(super) fn load_balancers(&mut self, root: &Place, raw: &RawDesign) {
        for (name, raw) in &raw.load_balancers {
            let place = root.child("load_balancers").child(name);
            let Some((id, declared)) = self.load_balancers.get_key_value(name.as_str()) else { continue };
            // The second of two of one name was reported when names were declared.
            if declared.place != place {
                continue;
            }
            let (id, at) = (id.clone(), declared.clone());
            if let Some(made) = self.load_balancer(id, raw, place, &at) {
                self.design.load_balancers.insert(made.id.clone(), Arc::new(made));
            }
        }
    }

    fn load_balancer(
        &mut self,
        id: LoadBalancerId,
        raw: &RawLoadBalancer,
        place: Place,
        at: &Locus,
    ) -> Option<ElasticLoadBalancer> {
        let (Some(kind), Some(vpc)) = (&raw.kind, &raw.vpc) else {
            self.missing(at, if raw.kind.is_none() { "kind" } else { "vpc" });
            return None;
        };
        let kind = self.word(kind, LoadBalancerKind::ALL, at.clone().field("kind"));
        let vpc = self.vpc_named(vpc, at.clone().field("vpc"));
        let (kind, vpc) = (kind?, vpc?);
        let subnets = self.subnets_named(&vpc, &raw.subnets, &at.clone().field("subnets"));
        let scheme = self.one_of(raw.scheme.as_ref(), Scheme::ALL, at, "scheme");
        let groups_at = at.clone().field("security_groups");
        let security_groups = raw.security_groups.as_ref().map(|names| self.groups_named(&vpc, names, &groups_at));
        let idle_timeout = raw.idle_timeout.as_ref().and_then(|text| {
            let seconds = parse_duration(text);
            if seconds.is_none() {
                let at = at.clone().field("idle_timeout");
                self.invalid(at, format!("`{text}` is not a duration"), "write it as `350 s` or `10 min`");
            }
            seconds
        });
        let addresses = self.addresses(&raw.addresses, &at.clone().field("addresses"));
        let public_addresses = self.addresses(&raw.public_addresses, &at.clone().field("public_addresses"));
        let target_groups = self.target_groups(&raw.target_groups, &at.clone().field("target_groups"));
        let listeners_at = at.clone().field("listeners");
        let listeners = (raw.listeners.iter().enumerate())
            .filter_map(|(index, one)| self.listener(one, raw, &listeners_at.clone().item(index)))
            .collect();
        Some(ElasticLoadBalancer {
            id,
            kind,
            vpc,
            subnets,
            scheme,
            ipv6: raw.ipv6,
            ipv6_source_nat: raw.ipv6_source_nat,
            cross_zone: raw.cross_zone,
            security_groups,
            filters_privatelink: raw.filters_privatelink,
            idle_timeout,
            addresses,
            public_addresses,
            listeners,
            target_groups,
            place,
        })
    }

    fn listener(&mut self, raw: &RawListener, owner: &RawLoadBalancer, at: &Locus) -> Option<Listener> {
        let (Some(protocol), Some(port)) = (&raw.protocol, raw.port) else {
            let message = "a listener needs `protocol` and `port`";
            self.problem(InputKind::MissingField, at.clone(), message).help =
                Some("write `{ protocol: tcp, port: 443, target_group: NAME }`".to_owned());
            return None;
        };
        let protocol = self.word(protocol, ListenerProtocol::ALL, at.clone().field("protocol"));
        let port = self.port(port, at.clone().field("port"));
        let target_group = raw.target_group.as_ref().and_then(|name| {
            if owner.target_groups.contains_key(name) {
                return Some(name.clone());
            }
            let known = owner.target_groups.keys().map(String::as_str);
            self.unknown_name(at.clone().field("target_group"), "target group of this load balancer", name, known);
            None
        });
        Some(Listener { protocol: protocol?, port: port?, target_group, place: at.place.clone() })
    }

    /// A load balancer by name.
    pub(super) fn load_balancer_named(&mut self, name: &str, at: Locus) -> Option<LoadBalancerId> {
        let name = &self.meant(name, |name| self.load_balancers.contains_key(name));
        if let Some((id, _)) = self.load_balancers.get_key_value(name.as_str()) {
            return Some(id.clone());
        }
        let known: Vec<LoadBalancerId> = self.load_balancers.keys().cloned().collect();
        self.unknown_name(at, "load balancer", name, known.iter().map(LoadBalancerId::as_str));
        None
    }

    /// A port that something listens on, or a problem.
    pub(super) fn port(&mut self, port: u64, at: Locus) -> Option<u16> {
        let checked = u16::try_from(port).ok().filter(|port| *port > 0);
        if checked.is_none() {
            self.invalid(at, format!("{port} is not a port"), "choose one from 1 to 65535");
        }
        checked
    }

    /// One of a fixed set of words, where there is a word.
    pub(super) fn one_of<T: Copy>(
        &mut self,
        text: Option<&String>,
        accepted: &[(&str, T)],
        at: &Locus,
        field: &str,
    ) -> Option<T> {
        text.and_then(|text| self.word(text, accepted, at.clone().field(field)))
    }

    /// Target groups, of a load balancer or of a VPC Lattice service.
    pub(super) fn target_groups(
        &mut self,
        raw: &BTreeMap<String, RawTargetGroup>,
        at: &Locus,
    ) -> BTreeMap<String, TargetGroup> {
        raw.iter().map(|(name, raw)| (name.clone(), self.target_group(raw, &at.clone().field(name)))).collect()
    }

    fn target_group(&mut self, raw: &RawTargetGroup, at: &Locus) -> TargetGroup {
        let targets_at = at.clone().field("targets");
        let named = raw.targets.iter().enumerate();
        let targets = named.filter_map(|(index, text)| self.target_of(text, targets_at.clone().item(index))).collect();
        let ports_at = at.clone().field("ports");
        let mut ports = BTreeMap::new();
        for (text, own) in &raw.ports {
            let at = ports_at.clone().field(text);
            let own: Vec<u16> = own.iter().filter_map(|port| self.port(*port, at.clone())).collect();
            ports.extend(self.target_of(text, at).map(|target| (target, own)));
        }
        TargetGroup {
            targets,
            ports,
            cross_zone: raw.cross_zone,
            target_type: self.one_of(raw.target_type.as_ref(), TargetType::ALL, at, "target_type"),
            vpc: raw.vpc.as_ref().and_then(|name| self.vpc_named(name, at.clone().field("vpc"))),
            protocol: self.one_of(raw.protocol.as_ref(), ListenerProtocol::ALL, at, "protocol"),
            protocol_version: self.one_of(raw.protocol_version.as_ref(), ProtocolVersion::ALL, at, "protocol_version"),
            port: raw.port.and_then(|port| self.port(port, at.clone().field("port"))),
            health_check_port: raw
                .health_check_port
                .and_then(|port| self.port(port, at.clone().field("health_check_port"))),
            client_address: raw.client_address,
            ipv6: raw.ipv6,
            place: at.place.clone(),
        }
    }

    fn target_of(&mut self, text: &str, at: Locus) -> Option<TargetOf> {
        let balancer = text.strip_prefix("load_balancer/").unwrap_or(text);
        if self.applications.contains(text) {
            // An application that could not be built was reported where it stands.
            return self.application_named(text, at).map(TargetOf::Application);
        }
        if let Some((id, _)) = self.load_balancers.get_key_value(balancer) {
            return Some(TargetOf::LoadBalancer(id.clone()));
        }
        if let Ok(address) = text.parse() {
            return Some(TargetOf::Address(address));
        }
        let known: Vec<String> = self
            .applications
            .iter()
            .cloned()
            .chain(self.load_balancers.keys().map(|id| format!("load_balancer/{id}")))
            .collect();
        self.unknown_name(at, "application, load balancer or address", text, known.iter().map(String::as_str));
        None
    }
}
