//! Ranges that several networks use, and blocks that those which give way could take instead.

use std::collections::BTreeSet;

use super::dto::{Overlap, Sharer};
use crate::cidr::space::Space;
use crate::cidr::{Cidr, Family, overlap};
use crate::design::Design;
use crate::facts::{FactId, Facts};
use crate::order::Arrange;

/// A range that several networks use, before anyone gives way.
#[derive(Debug)]
pub(in crate::report) struct Group<'d> {
    /// The block around all of them.
    around: Cidr,
    /// The networks, sites first, in order of name.
    pub(in crate::report) networks: BTreeSet<(&'static str, &'d str)>,
    /// Their blocks, in order of address.
    members: Vec<(Cidr, &'static str, &'d str)>,
}

/// All ranges shared by networks, in order of address.
pub(in crate::report) fn groups(design: &Design) -> Vec<Group<'_>> {
    let blocks = blocks(design);
    let mut found = Vec::new();
    for group in overlap::groups(&blocks) {
        let inside = group.members.iter().filter_map(|index| blocks.get(*index));
        let mut members: Vec<_> = inside.map(|(cidr, (kind, id))| (*cidr, *kind, *id)).collect();
        members.arrange();
        members.dedup();
        let networks: BTreeSet<_> = members.iter().map(|(_, kind, id)| (*kind, *id)).collect();
        // Blocks of one network that overlap each other are a slip in that network, not a conflict between two.
        if networks.len() > 1 {
            found.push(Group { around: group.outermost, networks, members });
        }
    }
    found
}

/// All ranges shared by networks, with blocks for those that give way.
///
/// Sites stay, and else the first VPC by name: its addresses are as good as another's, and the choice must be the same
/// in every run.
pub(super) fn overlaps(design: &Design, facts: &Facts) -> Vec<Overlap> {
    let taken = blocks(design).into_iter().map(|(cidr, _)| cidr);
    let mut spare = Space::new(private_ranges(facts)).with_taken(taken);
    let mut found = Vec::new();
    for Group { around, networks, members } in groups(design) {
        let stays = networks.iter().next().copied();
        let members = members.into_iter().map(|(cidr, kind, id)| {
            let gives_way = kind == "vpc" && Some((kind, id)) != stays && cidr.family() == Family::V4;
            let could_be = if gives_way { spare.take_next_fit(Family::V4, cidr.prefix_len()) } else { None };
            Sharer { kind, id: id.to_owned(), cidr, could_be }
        });
        found.push(Overlap { around, members: members.collect() });
    }
    found
}

fn blocks(design: &Design) -> Vec<(Cidr, (&'static str, &str))> {
    let vpcs = design.vpcs.values().flat_map(|vpc| {
        let id = vpc.id.as_str();
        vpc.all_blocks().into_iter().map(move |cidr| (cidr, ("vpc", id)))
    });
    let sites =
        design.sites.values().flat_map(|site| site.cidrs.iter().map(|cidr| (*cidr, ("site", site.id.as_str()))));
    vpcs.chain(sites).collect()
}

/// The ranges that AWS recommends for VPCs.
fn private_ranges(facts: &Facts) -> Vec<Cidr> {
    facts.texts(FactId::VpcCidrRfc1918Recommended).iter().filter_map(|text| Cidr::parse(text).ok()).collect()
}
