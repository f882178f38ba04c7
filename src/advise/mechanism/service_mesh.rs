//! `service_mesh`: both applications in one mesh, whose proxies stand beside them.

use std::collections::BTreeSet;

use super::{Addition, Proposal, Situation, peering};
use crate::design::{Application, Link, LinkKind, Party, RunsOn, ServiceMesh, Trait};
use crate::facts::FactId;
use crate::finding::Locus;
use crate::ids::LinkId;

pub(super) fn propose(situation: &Situation<'_>) -> Proposal {
    let application = |party: &Party| match party {
        Party::Application(id) => situation.design.application(id),
        _ => None,
    };
    let (client, server) = (application(situation.need.from()), application(situation.need.to()));
    let wanted = situation.need.requires.contains(&Trait::PodCertificates);
    let (Some(client), Some(server)) = (client, server) else {
        return if wanted { no_pods(Vec::new()) } else { Proposal::Senseless };
    };
    let found = situation.existing(|kind| match kind {
        LinkKind::ServiceMesh(mesh) if [client, server].iter().any(|one| mesh.applications.contains(&one.id)) => {
            Some(mesh.clone())
        }
        _ => None,
    });
    let named = client.mesh.is_some() && client.mesh == server.mesh;
    // Nobody builds a mesh for a call that a network carries.
    if !wanted && found.is_none() && !named {
        return Proposal::Senseless;
    }
    // What makes anybody ask about a mesh is part of the reason why there can be none.
    let asked_for = found.iter().filter_map(|(id, _)| situation.design.link(id)).map(Link::locus).collect();
    if ![client, server].iter().all(|one| runs_in_pods(one)) {
        return no_pods(asked_for);
    }
    let joined = !situation.network.links_between(&situation.from, &situation.to).is_empty();
    let mut additions = BTreeSet::new();
    if situation.from != situation.to && !joined {
        // Proxies of two networks call each other by address: the least that joins two VPCs is a peering connection.
        let Proposal::Link { additions: joining, .. } = peering::propose(situation) else {
            return Proposal::Undrawable {
                text: format!(
                    "`{}` and `{}` stand in different networks, which must be joined before a mesh spans them",
                    client.id, server.id
                ),
                facts: vec![FactId::MeshOverLattice],
                inputs: asked_for,
            };
        };
        additions.extend(joining);
    }
    let (link, mesh): (LinkId, ServiceMesh) = match found {
        Some(found) => found,
        None => {
            let name = client.mesh.as_deref().unwrap_or("mesh");
            let Some(link) = situation.fresh_link(name) else {
                return Proposal::Unknown("no name is left for a service mesh".to_owned());
            };
            (link, ServiceMesh::default())
        }
    };
    for one in [client, server] {
        if !mesh.applications.contains(&one.id) {
            additions.insert(Addition::MeshMember { link: link.clone(), application: one.id.clone() });
        }
    }
    Proposal::Link { additions, carrier: Some(link) }
}

fn runs_in_pods(application: &Application) -> bool {
    matches!(application.runs_on, RunsOn::Eks | RunsOn::Ecs) || application.mesh.is_some()
}

fn no_pods(inputs: Vec<Locus>) -> Proposal {
    Proposal::Undrawable {
        text: "a mesh puts proxies beside pods, and one of the parties has none".to_owned(),
        facts: vec![FactId::MeshNeed],
        inputs,
    }
}
