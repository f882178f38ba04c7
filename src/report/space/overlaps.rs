//! Ranges that several networks use, and blocks that those which give way could take instead.

use std::collections::BTreeSet;

use super::dto::{Overlap, Sharer};
use crate::cidr::space::Space;
use crate::cidr::{Cidr, Family, overlap};
use crate::design::Design;
use crate::facts::{FactId, Facts};

/// All ranges shared by networks, in order of address.
///
/// Sites stay, and else the first VPC by name: its addresses are as good as another's, and the choice must be the same
/// in every run.
pub(super) fn overlaps(design: &Design, facts: &Facts) -> Vec<Overlap> {
    let vpcs = design.vpcs.values().flat_map(|vpc| {
        let id = vpc.id.as_str();
        vpc.all_blocks().into_iter().map(move |cidr| (cidr, ("vpc", id)))
    });
    let sites =
        design.sites.values().flat_map(|site| site.cidrs.iter().map(|cidr| (*cidr, ("site", site.id.as_str()))));
    let blocks: Vec<(Cidr, (&str, &str))> = vpcs.chain(sites).collect();
    let mut spare = Space::new(private_ranges(facts)).with_taken(blocks.iter().map(|(cidr, _)| *cidr));
    let mut found = Vec::new();
    for group in overlap::groups(&blocks) {
        let mut members: Vec<(Cidr, &str, &str)> = group
            .members
            .iter()
            .filter_map(|index| blocks.get(*index))
            .map(|(cidr, (kind, id))| (*cidr, *kind, *id))
            .collect();
        members.sort_unstable_by_key(|(cidr, kind, id)| (*cidr, *kind, *id));
        members.dedup();
        let networks: BTreeSet<(&str, &str)> = members.iter().map(|(_, kind, id)| (*kind, *id)).collect();
        // Blocks of one network that overlap each other are a slip in that network, not a conflict between two.
        let Some(stays) = networks.iter().next().filter(|_| networks.len() > 1).copied() else { continue };
        let members = members.into_iter().map(|(cidr, kind, id)| {
            let gives_way = kind == "vpc" && (kind, id) != stays && cidr.family() == Family::V4;
            let could_be = if gives_way { spare.take_next_fit(Family::V4, cidr.prefix_len()) } else { None };
            Sharer { kind: if kind == "vpc" { "vpc" } else { "site" }, id: id.to_owned(), cidr, could_be }
        });
        found.push(Overlap { around: group.outermost, members: members.collect() });
    }
    found
}

/// The ranges that AWS recommends for VPCs.
fn private_ranges(facts: &Facts) -> Vec<Cidr> {
    facts.texts(FactId::VpcCidrRfc1918Recommended).iter().filter_map(|text| Cidr::parse(text).ok()).collect()
}
