//! Applications from their raw shapes.

use std::sync::Arc;

use super::{Builder, InputKind};
use crate::design::raw::{RawApplication, RawDesign};
use crate::design::{Application, Home, LoadBalancer, RunsOn};
use crate::finding::{Kind, Locus, Place};
use crate::ids::AppId;

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
            place,
        })
    }
}
