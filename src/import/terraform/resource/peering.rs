//! VPC peering connections with their accepters and options.

use crate::design::raw::{RawLink, RawVpcPeering};
use crate::import::terraform::draft::{Draft, VPCS, blocks, flag, text};
use crate::import::terraform::estate::{Id, Resource};
use crate::import::terraform::reference::{How, Lead};
use crate::source::Pointer;

pub(super) const PEERINGS: &[&str] = &["aws_vpc_peering_connection"];
const ACCEPTER: &str = "aws_vpc_peering_connection_accepter";
const OPTIONS: &str = "aws_vpc_peering_connection_options";
const FLIPS: &str = "every need between the two VPCs";

pub(super) fn peerings(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    for (id, resource) in estate.of_kind(PEERINGS).filter(|(_, one)| !one.is_data) {
        draft.took(id);
        let ends = pair(draft, resource)
            .unwrap_or_else(|| ["vpc_id", "peer_vpc_id"].map(|attribute| draft.vpc(resource, attribute, FLIPS)));
        let [Some(one), Some(other)] = ends else { continue };
        let sides = [("requester", one.clone()), ("accepter", other.clone())];
        let name = draft.name(resource);
        let at = Pointer::root().push("links").push(&name);
        let mut raw = RawVpcPeering { between: Some(vec![one, other]), ..RawVpcPeering::default() };
        status(draft, id, resource, &mut raw);
        dns_resolution(resource, &sides, &mut raw);
        for (_, options) in estate.of_kind(&[OPTIONS, ACCEPTER]) {
            let lead = estate.lead(options, "vpc_peering_connection_id", PEERINGS);
            if matches!(lead, Lead::To(found, _) if found.contains(&id)) {
                dns_resolution(options, &sides, &mut raw);
            }
        }
        draft.stands(at, resource);
        draft.also_called(resource, &name);
        draft.tops.insert(id, name.clone());
        draft.raw.links.insert(name, RawLink::VpcPeering(raw));
    }
    for (id, resource) in estate.of_kind(&[ACCEPTER, OPTIONS]) {
        match estate.one(resource, "vpc_peering_connection_id", PEERINGS) {
            Lead::To(..) => draft.took(id),
            Lead::Outside(ids) => {
                draft.took(id);
                let because = format!("the connection {} is asked for in another input", ids.join(", "));
                draft.left_out(resource, because, FLIPS);
            }
            Lead::Unknown(because) => draft.left_out(resource, format!("its connection is {because}"), FLIPS),
            Lead::Absent => {}
        }
    }
}

/// The ends of one of many peerings whose key tells both, where the configuration tells neither.
fn pair(draft: &mut Draft<'_, '_>, resource: &Resource) -> Option<[Option<String>; 2]> {
    let estate = draft.estate;
    let open = |attribute: &str| match (estate.one(resource, attribute, VPCS), estate.lead(resource, attribute, VPCS)) {
        (Lead::Unknown(_), Lead::To(found, _)) => Some(found),
        _ => None,
    };
    let found = open("vpc_id").filter(|found| open("peer_vpc_id").as_ref() == Some(found))?;
    let pair = estate.pair(resource, &found)?;
    let names = pair.map(|id| draft.vpc_by(id));
    let ground = How::Inferred(format!("of {} that the configuration refers to, its key tells two", found.len()));
    for name in names.iter().flatten() {
        draft.infer(resource, "taken to join", name, &ground);
    }
    Some(names)
}

/// What each side lets the other resolve.
fn dns_resolution(resource: &Resource, sides: &[(&str, String)], raw: &mut RawVpcPeering) {
    for (side, vpc) in sides {
        let said = blocks(resource, side).first().and_then(|block| block.get("allow_remote_vpc_dns_resolution"));
        if let Some(answer) = said.and_then(serde_json::Value::as_bool) {
            raw.dns_resolution.insert(vpc.clone(), answer);
        }
    }
}

/// Whether the connection is accepted: known in state, and in a plan when something accepts it.
fn status(draft: &mut Draft<'_, '_>, id: Id, resource: &Resource, raw: &mut RawVpcPeering) {
    raw.status = text(resource, "accept_status").map(str::to_owned);
    if raw.status.as_deref() == Some("active") {
        return;
    }
    let accepted = draft.estate.of_kind(&[ACCEPTER]).any(|(_, accepter)| {
        let leads_here = draft.estate.lead(accepter, "vpc_peering_connection_id", PEERINGS);
        matches!(leads_here, Lead::To(found, _) if found.contains(&id)) && flag(accepter, "auto_accept") != Some(false)
    });
    if accepted || flag(resource, "auto_accept") == Some(true) {
        raw.status = Some("active".to_owned());
        return;
    }
    if raw.status.is_none() && raw.between.iter().flatten().all(|vpc| !draft.is_mention(vpc)) {
        raw.status = Some("pending-acceptance".to_owned());
    }
    let because = match text(resource, "accept_status") {
        Some(status) => format!("its status is `{status}`"),
        None => "nothing in this input accepts it".to_owned(),
    };
    draft.left_out(resource, format!("{because}: whether it carries anything is not known"), FLIPS);
}
