//! VPC Lattice from its raw shapes.

use std::collections::{BTreeMap, BTreeSet};

use super::{Builder, InputKind};
use crate::design::raw::{RawLatticeListener, RawLatticeRule, RawLatticeService, RawMatch, RawServiceNetwork};
use crate::design::{
    Auth, AuthPolicy, LatticeAction, LatticeListener, LatticeMatch, LatticeResource, LatticeRule, LatticeService,
    MatchHow, MatchOn, Protocol, Service, ServiceNetwork,
};
use crate::finding::Locus;
use crate::ids::AppId;

impl Builder {
    fn auth(&mut self, text: Option<&String>, at: &Locus) -> Auth {
        self.one_of(text, Auth::ALL, at, "auth").unwrap_or_default()
    }

    pub(super) fn service_network(&mut self, raw: &RawServiceNetwork, at: &Locus) -> ServiceNetwork {
        let mut network = ServiceNetwork {
            region: self.region(raw.region.as_ref(), at),
            account: self.account(raw.account.as_ref(), at),
            auth: self.auth(raw.auth.as_ref(), at),
            auth_policy: self.one_of(raw.auth_policy.as_ref(), AuthPolicy::ALL, at, "auth_policy"),
            access_logs: raw.access_logs,
            endpoints: self.endpoints(&raw.endpoints, &at.clone().field("endpoints")),
            ..ServiceNetwork::default()
        };
        for (index, (name, said)) in raw.associations.iter().enumerate() {
            let at = at.clone().field("associations");
            let at = if raw.associations.is_list() { at.item(index) } else { at.field(name) };
            let named = if raw.associations.is_list() { at.clone() } else { at.clone().at_key() };
            let Some(vpc) = self.vpc_named(name, named) else { continue };
            if let Some(names) = said.and_then(|said| said.security_groups.as_ref()) {
                let groups = self.groups_named(&vpc, names, &at.field("security_groups"));
                network.association_groups.insert(vpc.clone(), groups);
            }
            network.associations.insert(vpc);
        }
        for (name, raw) in &raw.services {
            let service = self.lattice_service(raw, &at.clone().field("services").field(name));
            network.services.insert(name.clone(), service);
        }
        for (name, raw) in &raw.resources {
            let at = at.clone().field("resources").field(name);
            if let Some(application) = self.exposed(raw.application.as_ref(), &at) {
                let gateway = self.gateway(raw.gateway.as_ref(), &application, &at);
                network.resources.insert(name.clone(), LatticeResource { application, gateway });
            }
        }
        network
    }

    fn lattice_service(&mut self, raw: &RawLatticeService, at: &Locus) -> LatticeService {
        if raw.applications.is_empty() && raw.target_groups.is_empty() {
            self.missing(at, "applications");
        }
        let applications_at = at.clone().field("applications");
        let named = raw.applications.iter().enumerate();
        let mut applications: BTreeSet<AppId> = named
            .filter_map(|(index, name)| self.application_named(name, applications_at.clone().item(index)))
            .collect();
        let target_groups = self.target_groups(&raw.target_groups, &at.clone().field("target_groups"));
        for group in target_groups.values() {
            applications.extend(group.applications().cloned());
            // What stands behind a load balancer is reached by way of it.
            for balancer in group.load_balancers().filter_map(|id| self.design.load_balancer(id)) {
                applications.extend(balancer.applications().into_iter().cloned());
            }
        }
        LatticeService {
            applications,
            auth: self.auth(raw.auth.as_ref(), at),
            auth_policy: self.one_of(raw.auth_policy.as_ref(), AuthPolicy::ALL, at, "auth_policy"),
            access_logs: raw.access_logs,
            custom_domain: raw.custom_domain.clone(),
            certificate: raw.certificate,
            listeners: self.lattice_listeners(raw, at),
            target_groups,
        }
    }

    fn lattice_listeners(&mut self, raw: &RawLatticeService, at: &Locus) -> Vec<LatticeListener> {
        let Some(text) = &raw.listener else {
            let at = at.clone().field("listeners");
            let listeners = raw.listeners.iter().enumerate();
            return listeners
                .filter_map(|(index, one)| self.lattice_listener(one, raw, &at.clone().item(index)))
                .collect();
        };
        let at = at.clone().field("listener");
        if !raw.listeners.is_empty() {
            let message = "a service tells either `listener` or `listeners`, not both";
            self.problem(InputKind::Contradiction, at.clone(), message).help = Some("keep `listeners`".to_owned());
        }
        let service = self.service(text, at.clone());
        let made = |service| LatticeListener { service, action: None, rules: Vec::new(), place: at.place.clone() };
        service.map(made).into_iter().collect()
    }

    fn lattice_listener(
        &mut self,
        raw: &RawLatticeListener,
        owner: &RawLatticeService,
        at: &Locus,
    ) -> Option<LatticeListener> {
        let (Some(protocol), Some(port)) = (&raw.protocol, raw.port) else {
            let message = "a listener needs `protocol` and `port`";
            self.problem(InputKind::MissingField, at.clone(), message).help =
                Some("write `{ protocol: https, port: 443 }`".to_owned());
            return None;
        };
        let protocol = self.word(protocol, Protocol::ALL, at.clone().field("protocol"));
        let port = self.port(port, at.clone().field("port"));
        let action = self.action(&raw.forward, raw.fixed_response, owner, at);
        let rules_at = at.clone().field("rules");
        let rules = (raw.rules.iter().enumerate())
            .map(|(index, one)| self.lattice_rule(one, owner, &rules_at.clone().item(index)))
            .collect();
        let service = Service { protocol: protocol?, port: port? };
        Some(LatticeListener { service, action, rules, place: at.place.clone() })
    }

    fn action(
        &mut self,
        forward: &BTreeMap<String, u64>,
        fixed_response: Option<u64>,
        owner: &RawLatticeService,
        at: &Locus,
    ) -> Option<LatticeAction> {
        if forward.is_empty() {
            return fixed_response.map(LatticeAction::FixedResponse);
        }
        if fixed_response.is_some() {
            let message = "an action either forwards or answers, not both";
            self.problem(InputKind::Contradiction, at.clone().field("fixed_response"), message).help =
                Some("keep `forward` or `fixed_response`".to_owned());
        }
        let at = at.clone().field("forward");
        let mut weights = BTreeMap::new();
        for (name, weight) in forward {
            if owner.target_groups.contains_key(name) {
                weights.insert(name.clone(), *weight);
            } else {
                let known = owner.target_groups.keys().map(String::as_str);
                self.unknown_name(at.clone().field(name).at_key(), "target group of this service", name, known);
            }
        }
        Some(LatticeAction::Forward(weights))
    }

    fn lattice_rule(&mut self, raw: &RawLatticeRule, owner: &RawLatticeService, at: &Locus) -> LatticeRule {
        let mut matches = Vec::new();
        if let Some(path) = &raw.path {
            matches.extend(self.matching(MatchOn::Path, path, at.clone().field("path")));
        }
        for (field, on, text) in [("method", MatchOn::Method, &raw.method), ("host", MatchOn::Host, &raw.host)] {
            matches.extend(text.iter().map(|text| {
                let place = at.clone().field(field).place;
                LatticeMatch { on: on.clone(), how: MatchHow::Exact, text: text.clone(), place }
            }));
        }
        for (name, one) in &raw.headers {
            let at = at.clone().field("headers").field(name);
            matches.extend(self.matching(MatchOn::Header(name.clone()), one, at));
        }
        for (name, one) in &raw.query {
            let at = at.clone().field("query").field(name);
            matches.extend(self.matching(MatchOn::Query(name.clone()), one, at));
        }
        let action = self.action(&raw.forward, raw.fixed_response, owner, at);
        LatticeRule { priority: raw.priority, matches, action, place: at.place.clone() }
    }

    fn matching(&mut self, on: MatchOn, raw: &RawMatch, at: Locus) -> Option<LatticeMatch> {
        let given = [
            (MatchHow::Exact, &raw.exact),
            (MatchHow::Prefix, &raw.prefix),
            (MatchHow::Contains, &raw.contains),
            (MatchHow::Regex, &raw.regex),
        ];
        let mut given = given.into_iter().filter_map(|(how, text)| Some((how, text.as_ref()?)));
        match (given.next(), given.next()) {
            (Some((how, text)), None) => Some(LatticeMatch { on, how, text: text.clone(), place: at.place }),
            _ => {
                let message = "a condition says exactly one of `exact`, `prefix`, `contains` and `regex`";
                self.problem(InputKind::Contradiction, at, message).help = Some("write `{ exact: TEXT }`".to_owned());
                None
            }
        }
    }
}
