//! Applications from their raw shapes.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use super::{Builder, InputKind};
use crate::design::raw::{RawApplication, RawDesign};
use crate::design::{Application, Home, Labels, LoadBalancer, NetworkInterface, RunsOn};
use crate::finding::{Kind, Locus, Place};
use crate::ids::{AppId, SecurityGroupId, SubnetId};

/// What is said of the network interfaces of an application.
#[derive(Default)]
struct Interfaces {
    security_groups: Option<BTreeSet<SecurityGroupId>>,
    addresses: BTreeSet<IpAddr>,
    public_addresses: BTreeSet<IpAddr>,
    interfaces: BTreeMap<String, NetworkInterface>,
}

impl Builder {
    pub(super) fn applications(&mut self, root: &Place, raw: &RawDesign) {
        for (name, raw) in &raw.applications {
            let place = root.child("applications").child(name);
            let at = Locus::new(Kind::Application, name.as_str(), place.clone()).at_key();
            let Some(id) = self.name(AppId::new(name), &at) else { continue };
            if let Some(first) = self.design.applications.get(&id).map(|application| application.locus()) {
                self.duplicate(at, first);
                continue;
            }
            if let Some(application) = self.application(id, raw, place, &at) {
                self.design.applications.insert(application.id.clone(), Arc::new(application));
            }
        }
    }

    fn application(&mut self, id: AppId, raw: &RawApplication, place: Place, at: &Locus) -> Option<Application> {
        let home = match (&raw.vpc, &raw.site) {
            (Some(vpc), None) => Home::Vpc(self.vpc_named(vpc, at.clone().field("vpc"))?),
            (None, Some(site)) => Home::Site(self.site_named(site, at.clone().field("site"))?),
            (Some(_), Some(_)) => {
                let message = format!("application `{id}` stands both in a VPC and at a site");
                self.problem(InputKind::Contradiction, at.clone(), message).help =
                    Some("keep `vpc` or `site`".to_owned());
                return None;
            }
            (None, None) => {
                let message = format!("application `{id}` stands nowhere");
                self.problem(InputKind::MissingField, at.clone(), message).help =
                    Some("add `vpc` or `site`".to_owned());
                return None;
            }
        };
        let subnets = match (&raw.subnets, &home) {
            (Some(names), Home::Vpc(vpc)) => {
                let vpc = vpc.clone();
                Some(self.subnets_named(&vpc, names, &at.clone().field("subnets")))
            }
            (Some(_), Home::Site(_) | Home::Aws(_)) => {
                self.problem(InputKind::Contradiction, at.clone().field("subnets"), "a site has no subnets").help =
                    Some("remove `subnets`, or name a `vpc`".to_owned());
                None
            }
            (None, _) => None,
        };
        let runs_on = match &raw.runs_on {
            Some(text) => self.word(text, RunsOn::ALL, at.clone().field("runs_on")).unwrap_or(RunsOn::Other),
            None => RunsOn::Other,
        };
        let load_balancer = match (&raw.load_balancer, runs_on) {
            (Some(text), _) => self.word(text, LoadBalancer::ALL, at.clone().field("load_balancer")),
            (None, RunsOn::Alb) => Some(LoadBalancer::Application),
            (None, RunsOn::Nlb) => Some(LoadBalancer::Network),
            (None, _) => None,
        };
        let serves = self.services(&raw.serves, &at.clone().field("serves"));
        let account = raw.account.as_ref().and_then(|_| self.account(raw.account.as_ref(), at));
        let filters = self.network_interfaces(raw, &home, at);
        // Named interfaces say where the application stands, unless it says so itself.
        let subnets = subnets.or_else(|| {
            let named: BTreeSet<SubnetId> = filters.interfaces.values().filter_map(|one| one.subnet.clone()).collect();
            (!named.is_empty()).then_some(named)
        });
        Some(Application {
            id,
            home,
            account,
            subnets,
            runs_on,
            load_balancer,
            cluster: raw.cluster.clone(),
            network_policy: raw.network_policy,
            mesh: raw.mesh.clone(),
            serves,
            security_groups: filters.security_groups,
            addresses: filters.addresses,
            public_addresses: filters.public_addresses,
            public_unknown: self.is_unknown(at, "public_addresses"),
            source_destination_check: raw.source_destination_check,
            interfaces: filters.interfaces,
            labels: Labels::of(raw.tags.as_ref(), raw.environment.as_ref()),
            place,
        })
    }

    /// What is said of the network interfaces of an application.
    fn network_interfaces(&mut self, raw: &RawApplication, home: &Home, at: &Locus) -> Interfaces {
        let mut found = Interfaces {
            addresses: self.addresses(&raw.addresses, &at.clone().field("addresses")),
            public_addresses: self.addresses(&raw.public_addresses, &at.clone().field("public_addresses")),
            ..Interfaces::default()
        };
        let Home::Vpc(vpc) = home else {
            let given = [
                ("security_groups", raw.security_groups.is_some()),
                ("interfaces", !raw.interfaces.is_empty()),
                ("source_destination_check", raw.source_destination_check.is_some()),
            ];
            for (field, _) in given.into_iter().filter(|(_, given)| *given) {
                let message = format!("a site has no `{field}`");
                self.problem(InputKind::Contradiction, at.clone().field(field), message).help =
                    Some(format!("remove `{field}`, or name a `vpc`"));
            }
            return found;
        };
        found.security_groups = raw
            .security_groups
            .as_ref()
            .map(|names| self.groups_named(vpc, names, &at.clone().field("security_groups")));
        for (name, raw) in &raw.interfaces {
            let at = at.clone().field("interfaces").field(name);
            let interface = NetworkInterface {
                subnet: raw
                    .subnet
                    .as_ref()
                    .and_then(|subnet| self.subnet_named(vpc, subnet, at.clone().field("subnet"))),
                addresses: self.addresses(&raw.addresses, &at.clone().field("addresses")),
                public_addresses: self.addresses(&raw.public_addresses, &at.clone().field("public_addresses")),
                security_groups: match &raw.security_groups {
                    Some(names) => Some(self.groups_named(vpc, names, &at.field("security_groups"))),
                    None => found.security_groups.clone(),
                },
            };
            found.addresses.extend(&interface.addresses);
            found.public_addresses.extend(&interface.public_addresses);
            found.interfaces.insert(name.clone(), interface);
        }
        found
    }
}
