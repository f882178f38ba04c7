//! Route tables of VPCs: which of them lead where, and which of them do not.

use crate::cidr::Cidr;
use crate::design::{Design, LinkKind, Party, PrefixListRoute, RouteTable, Subnet, Target, Vpc};
use crate::ids::{LinkId, VpcId};

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

/// How the routes of a VPC name the way over a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// The link.
    pub link: LinkId,
    /// Whether it ends on the VPC's virtual private gateway, which routes may name in its stead.
    pub by_gateway: bool,
}

impl Hop {
    /// The hop from a VPC over a link.
    pub fn of(design: &Design, vpc: &VpcId, link: &LinkId) -> Self {
        let by_gateway = match design.link(link).map(|link| &link.kind) {
            Some(LinkKind::DirectConnect(connection)) => connection.vpcs.contains(vpc),
            Some(LinkKind::SiteToSiteVpn(vpn)) => vpn.vpc.as_ref() == Some(vpc),
            _ => false,
        };
        Self { link: link.clone(), by_gateway }
    }

    fn is_named_by(&self, target: &Target) -> bool {
        match target {
            Target::Link(id) => *id == self.link,
            Target::VirtualPrivateGateway => self.by_gateway,
            _ => false,
        }
    }
}

/// Whether the subnets given can send packets for all of `blocks` over a link.
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
    hop: &Hop,
    extent: Extent,
) -> Routed {
    if vpc.route_tables.is_none() {
        return Routed::Unknown;
    }
    let mut without: Vec<String> = Vec::new();
    let (mut with, mut unknown) = (false, false);
    for subnet in subnets {
        let (name, leads) = match vpc.route_table_of(&subnet.id) {
            Some(table) => (format!("{}/{}", vpc.id, table.id), leads(table, blocks, hop)),
            None => (vpc.id.to_string(), Some(blocks.is_empty())),
        };
        with |= leads == Some(true);
        unknown |= leads.is_none();
        if leads == Some(false) && !without.contains(&name) {
            without.push(name);
        }
    }
    match extent {
        Extent::Some if with => Routed::Yes,
        Extent::Every if !without.is_empty() => Routed::No(without),
        _ if unknown => Routed::Unknown,
        _ if without.is_empty() => Routed::Yes,
        _ => Routed::No(without),
    }
}

/// Whether a table leads to blocks over a link; `None` when a route to somewhere unknown, or one whose destination is a
/// prefix list of unknown content, leaves it open.
fn leads(table: &RouteTable, blocks: &[Cidr], hop: &Hop) -> Option<bool> {
    let over_link = |target: &Target| hop.is_named_by(target);
    let mut open = false;
    for block in blocks {
        let holding = table.routes.iter().filter(|route| route.to.contains(*block));
        // Longest prefix match among the routes that hold the whole block; then static before learnt.
        let winner = holding.max_by(|one, two| {
            let longer = one.to.prefix_len().cmp(&two.to.prefix_len());
            longer.then_with(|| two.origin.cmp(&one.origin))
        });
        let led = winner.is_some_and(|route| over_link(&route.via))
            || table.routes.iter().any(|route| block.contains(route.to) && over_link(&route.via));
        if !led {
            let is_unknown = winner.is_some_and(|route| route.via == Target::Unknown);
            let listed = |route: &PrefixListRoute| {
                over_link(&route.via) && !table.routes.iter().any(|one| one.place == route.place)
            };
            if !is_unknown && !table.prefix_list_routes.iter().any(listed) {
                return Some(false);
            }
            open = true;
        }
    }
    if open { None } else { Some(true) }
}
