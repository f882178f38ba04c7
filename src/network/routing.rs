//! Route tables of VPCs: which of them lead where, and which of them do not.

use crate::cidr::Cidr;
use crate::design::{Party, RouteTable, Subnet, Target, Vpc};
use crate::ids::LinkId;

/// What the route tables of a VPC say about reaching some blocks over a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Routed {
    /// Every table that matters has a route.
    Yes,
    /// These tables have none; a table is named as `vpc/table`, and `vpc` stands for a main table nobody wrote down.
    No(Vec<String>),
    /// The design does not say how the VPC routes.
    Unknown,
}

/// How much of a party must be routed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Every subnet: an application answers from all of them.
    Every,
    /// At least one route table: not every subnet of a whole network takes part (those that hold attachments do not).
    Some,
}

impl Extent {
    /// How much of a party must be routed.
    pub fn of(party: &Party) -> Self {
        match party {
            Party::Application(_) => Self::Every,
            Party::Vpc(_) | Party::Site(_) | Party::AwsService(_) => Self::Some,
        }
    }
}

/// Whether the subnets given can send packets for all of `blocks` over `link`.
///
/// A block counts as routed when routes over the link cover it: one route that holds it, or routes inside it (part of
/// a network may be all that is meant to be reached). Longest prefix wins: a more specific route to elsewhere for the
/// whole block takes it away.
///
/// Complexity: tables × routes × blocks.
pub fn routed<'s>(
    vpc: &Vpc,
    subnets: impl IntoIterator<Item = &'s Subnet>,
    blocks: &[Cidr],
    link: &LinkId,
    extent: Extent,
) -> Routed {
    if vpc.route_tables.is_none() {
        return Routed::Unknown;
    }
    let mut without: Vec<String> = Vec::new();
    let mut with = false;
    for subnet in subnets {
        let (name, leads) = match vpc.route_table_of(&subnet.id) {
            Some(table) => (format!("{}/{}", vpc.id, table.id), leads(table, blocks, link)),
            None => (vpc.id.to_string(), blocks.is_empty()),
        };
        with |= leads;
        if !leads && !without.contains(&name) {
            without.push(name);
        }
    }
    let enough = without.is_empty() || (extent == Extent::Some && with);
    if enough { Routed::Yes } else { Routed::No(without) }
}

fn leads(table: &RouteTable, blocks: &[Cidr], link: &LinkId) -> bool {
    blocks.iter().all(|block| {
        let holding = table.routes.iter().filter(|route| route.to.contains(*block));
        // Longest prefix match among the routes that hold the whole block.
        let winner = holding.max_by_key(|route| route.to.prefix_len());
        let over_link = |target: &Target| matches!(target, Target::Link(id) if id == link);
        winner.is_some_and(|route| over_link(&route.via))
            || table.routes.iter().any(|route| block.contains(route.to) && over_link(&route.via))
    })
}
