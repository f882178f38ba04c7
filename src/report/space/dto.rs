//! The wire form of the address space: what `tieline space --format json` prints and the page draws.

use schemars::JsonSchema;
use serde::Serialize;

use crate::cidr::Cidr;

/// The address space of every network of a design.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SpaceReport {
    /// The version of Tieline.
    pub tieline: &'static str,
    /// The version of the wire form.
    pub schema: u32,
    /// VPCs in order of name, then sites.
    pub networks: Vec<Network>,
    /// Ranges that several networks use.
    pub overlaps: Vec<Overlap>,
}

/// A VPC or a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Network {
    /// `vpc` or `site`.
    #[schemars(extend("enum" = ["vpc", "site"]))]
    pub kind: &'static str,
    /// Its name.
    pub id: String,
    /// Its account.
    pub account: Option<String>,
    /// Its Region.
    pub region: Option<String>,
    /// Where it stands in its file (RFC 6901).
    pub pointer: Option<String>,
    /// The file.
    pub file: Option<String>,
    /// Its blocks, in the order given.
    pub blocks: Vec<BlockSpace>,
    /// Where a new IPv4 subnet of each size goes best, smallest first; empty for sites.
    pub next_fits: Vec<Fit>,
}

/// A block of a network with everything in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BlockSpace {
    /// The block.
    pub cidr: Cidr,
    /// How many addresses it has; null beyond 2^53, as IPv6 blocks have.
    pub addresses: Option<u64>,
    /// How many of them are in no subnet; null beyond 2^53, and where subnets are not known.
    pub free: Option<u64>,
    /// The part that is in no subnet, in millionths; null where subnets are not known.
    pub free_ppm: Option<u32>,
    /// Subnets and free blocks in order of address; they cover the block, unless subnets overlap.
    pub parts: Vec<Part>,
    /// The overlap it is part of, by its place in `overlaps`.
    pub overlap: Option<usize>,
}

/// What a part of a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// A subnet.
    Subnet,
    /// In no subnet.
    Free,
}

/// A subnet, or a free block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// The subnet's name.
    pub id: Option<String>,
    /// Its block.
    pub cidr: Cidr,
    /// Where it starts in the block around it, in millionths.
    pub start_ppm: u32,
    /// Its share of the block around it, in millionths.
    pub share_ppm: u32,
    /// How many addresses it has; null beyond 2^53.
    pub addresses: Option<u64>,
    /// The subnet's availability zone.
    pub az: Option<String>,
    /// Addresses that AWS keeps for itself; null for free blocks.
    pub reserved: Option<u64>,
    /// Addresses in use beside those; null when not known.
    pub used: Option<u64>,
    /// Addresses that can still be given out; null when not known.
    pub available: Option<u64>,
    /// Whether sixteen consecutive addresses, aligned, are still free in the subnet: a /28.
    pub room_for_28: Option<Room>,
    /// Where the subnet stands in its file (RFC 6901).
    pub pointer: Option<String>,
    /// The file.
    pub file: Option<String>,
}

/// Whether there is room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Room {
    /// There is.
    Yes,
    /// There is none.
    No,
    /// The design does not say enough.
    Unknown,
}

/// Where a block of one size fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fit {
    /// The size, as a prefix length.
    pub prefix_len: u8,
    /// Where it goes best; null when it fits nowhere.
    pub cidr: Option<Cidr>,
}

/// A range that several networks use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Overlap {
    /// The block around all of them.
    pub around: Cidr,
    /// The blocks, in order of address and name.
    pub members: Vec<Sharer>,
}

/// One block of an overlap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Sharer {
    /// `vpc` or `site`.
    #[schemars(extend("enum" = ["vpc", "site"]))]
    pub kind: &'static str,
    /// The network.
    pub id: String,
    /// Its block.
    pub cidr: Cidr,
    /// A private block of the same size that no network of the design uses; null for the one that may stay, for
    /// sites, and where there is none.
    pub could_be: Option<Cidr>,
}
