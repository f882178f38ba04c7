//! How additions are taken back.

use std::sync::Arc;

use super::Addition;
use crate::design::{Application, Design, Link, Vpc};
use crate::ids::{AppId, LinkId, VpcId};

/// What additions change of a design, as it was before.
#[derive(Debug)]
pub struct Undo {
    vpcs: Vec<(VpcId, Option<Arc<Vpc>>)>,
    applications: Vec<(AppId, Option<Arc<Application>>)>,
    links: Vec<(LinkId, Option<Arc<Link>>)>,
}

impl Undo {
    /// Remembers what some additions are about to change.
    pub fn of<'a>(design: &Design, additions: impl IntoIterator<Item = &'a Addition>) -> Self {
        let mut undo = Self { vpcs: Vec::new(), applications: Vec::new(), links: Vec::new() };
        for addition in additions {
            // INVARIANT: `Addition::apply` changes nothing else.
            match addition {
                Addition::Subnet { vpc, .. } | Addition::SecondaryBlock { vpc, .. } | Addition::Routes { vpc, .. } => {
                    undo.vpcs.push((vpc.clone(), design.vpcs.get(vpc).cloned()));
                }
                Addition::LoadBalancer { application, .. } => {
                    undo.applications.push((application.clone(), design.applications.get(application).cloned()));
                }
                _ => {
                    let link = addition.link().map(|link| (link.clone(), design.links.get(link).cloned()));
                    undo.links.extend(link);
                }
            }
        }
        undo
    }

    /// Makes a design again what it was.
    pub fn undo(self, design: &mut Design) {
        for (vpc, before) in self.vpcs {
            restore(&mut design.vpcs, vpc, before);
        }
        for (application, before) in self.applications {
            restore(&mut design.applications, application, before);
        }
        for (link, before) in self.links {
            restore(&mut design.links, link, before);
        }
    }
}

fn restore<K: Ord, V>(things: &mut std::collections::BTreeMap<K, V>, name: K, before: Option<V>) {
    match before {
        Some(before) => things.insert(name, before),
        None => things.remove(&name),
    };
}
