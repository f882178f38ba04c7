//! The address space of a design: what is used, what is free, where the next block fits, and who shares ranges with
//! whom. Arithmetic over the design only; whether an overlap is wrong is for the rules to say.

mod dto;
mod measure;
pub(super) mod overlaps;
mod text;

pub use dto::{BlockSpace, Fit, Network, Overlap, Part, PartKind, Room, Sharer, SpaceReport};
pub use text::render;

use super::dto::SCHEMA;
use crate::cidr::Family;
use crate::cidr::space::Space;
use crate::design::{Site, Vpc};
use crate::facts::Facts;
use crate::finding::Place;
use crate::order::Arrange;
use crate::review::Review;

/// Prefix lengths that are offered as the next subnet, smallest block first.
const OFFERED: &[u8] = &[28, 27, 26, 25, 24, 23, 22, 21, 20];

impl SpaceReport {
    /// Measures the design of a review; its findings and advice play no part.
    ///
    /// Complexity: O(n log n) in blocks and subnets.
    ///
    /// # Example
    /// ```
    /// use tieline::facts::Facts;
    /// use tieline::report::space::SpaceReport;
    /// use tieline::{Input, Scope, review};
    ///
    /// let text = b"tieline: 1\nvpcs:\n  shop: { cidrs: [10.0.0.0/24], subnets: { a: { cidr: 10.0.0.0/25 } } }\n";
    /// let facts = Facts::shipped();
    /// let space = SpaceReport::of(&review(&[Input { name: "net.yaml", bytes: text }], &facts, Scope::Check), &facts);
    /// let shop = &space.networks[0];
    /// assert_eq!(shop.blocks[0].free, Some(128));
    /// assert_eq!(shop.next_fits[0].cidr.map(|one| one.to_string()).as_deref(), Some("10.0.0.128/28"));
    /// ```
    pub fn of(review: &Review, facts: &Facts) -> Self {
        let design = &review.design;
        let overlaps = overlaps::overlaps(design, facts);
        let mut networks: Vec<Network> = design.vpcs.values().map(|vpc| of_vpc(review, vpc, &overlaps)).collect();
        networks.extend(design.sites.values().map(|site| of_site(review, site, &overlaps)));
        Self { tieline: env!("CARGO_PKG_VERSION"), schema: SCHEMA, networks, overlaps }
    }

    /// The JSON result, ending in a newline.
    ///
    /// # Errors
    /// Never for a report made by this crate; the error is serde_json's own.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }
}

fn of_vpc(review: &Review, vpc: &Vpc, overlaps: &[Overlap]) -> Network {
    let (pointer, file) = place(review, &vpc.place);
    let taken = vpc.subnets.values().flat_map(|subnet| subnet.blocks());
    let space = Space::new(vpc.all_blocks()).with_taken(taken);
    let free = space.free_blocks();
    let blocks = vpc.all_blocks().into_iter().map(|cidr| {
        let mut parts: Vec<Part> = vpc
            .subnets
            .values()
            .flat_map(|subnet| subnet.blocks().map(move |block| (subnet, block)))
            .filter(|(_, block)| cidr.contains(*block))
            .map(|(subnet, block)| {
                let (pointer, file) = place(review, &subnet.place);
                Part { pointer, file, ..measure::subnet(cidr, subnet, block) }
            })
            .collect();
        parts.extend(free.iter().filter(|one| cidr.contains(**one)).map(|one| measure::free(cidr, *one)));
        parts.arrange_by_key(|part| part.cidr);
        measure::block(cidr, parts, shared(overlaps, "vpc", vpc.id.as_str(), cidr))
    });
    let has_ipv4 = vpc.blocks(Family::V4).next().is_some();
    let fits = OFFERED.iter().filter(|_| has_ipv4);
    Network {
        kind: "vpc",
        id: vpc.id.to_string(),
        account: vpc.account.as_ref().map(ToString::to_string),
        region: vpc.region.as_ref().map(ToString::to_string),
        pointer,
        file,
        blocks: blocks.collect(),
        next_fits: fits.map(|length| Fit { prefix_len: *length, cidr: space.next_fit(Family::V4, *length) }).collect(),
    }
}

fn of_site(review: &Review, site: &Site, overlaps: &[Overlap]) -> Network {
    let (pointer, file) = place(review, &site.place);
    let blocks = site.cidrs.iter();
    Network {
        kind: "site",
        id: site.id.to_string(),
        account: None,
        region: None,
        pointer,
        file,
        blocks: blocks.map(|cidr| measure::opaque(*cidr, shared(overlaps, "site", site.id.as_str(), *cidr))).collect(),
        next_fits: Vec::new(),
    }
}

/// The overlap that a block of a network is part of.
fn shared(overlaps: &[Overlap], kind: &str, id: &str, cidr: crate::cidr::Cidr) -> Option<usize> {
    let part_of =
        |overlap: &Overlap| overlap.members.iter().any(|one| one.kind == kind && one.id == id && one.cidr == cidr);
    overlaps.iter().position(part_of)
}

fn place(review: &Review, place: &Place) -> (Option<String>, Option<String>) {
    let file = place.file.and_then(|file| review.sources.get(usize::from(file.0)));
    (Some(place.pointer.to_string()), file.map(|source| source.name.clone()))
}

#[cfg(test)]
mod tests;
