//! Whether one network reaches another: yes with the link, no with what blocks, unknown with its cause.

use super::routing::{Extent, Hop, Routed, routed};
use super::{Network, first_hop};
use crate::cidr::{Family, overlap};
use crate::design::{Home, LinkKind, Party, Subnet};
use crate::ids::LinkId;

/// An answer about one direction of initiation; replies are part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Packets get there and replies come back, over this link (or over none, inside one VPC).
    Yes(Option<LinkId>),
    /// Nothing gets through; what blocks each link that could have carried it. Empty when there is no such link.
    No(Vec<Block>),
    /// It cannot be told, and why.
    Unknown(String),
}

/// What stops packets on one link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The link.
    pub link: LinkId,
    /// What stops them there, as words without a full stop.
    pub reason: String,
}

impl Network<'_> {
    /// Whether `from` can open connections to `to` over the network (PrivateLink and VPC Lattice, which carry single
    /// applications and no networks, are not asked). Security groups, network ACLs and DNS are taken as open.
    pub fn reach(&self, from: &Party, to: &Party) -> Reach {
        self.reach_in(None, from, to)
    }

    /// The same by one address family; by none in particular, IPv4 decides where there is any.
    pub fn reach_in(&self, family: Option<Family>, from: &Party, to: &Party) -> Reach {
        let (Some(source), Some(target)) = (self.design.home(from), self.design.home(to)) else {
            return Reach::No(Vec::new());
        };
        if source == target {
            return Reach::Yes(None);
        }
        let mut blocks = Vec::new();
        let mut unknown = None;
        for link in self.links_between(&source, &target) {
            if !self.links_between(&target, &source).contains(&link) {
                let reason = format!("`{link}` has no way back from {target} to {source}");
                blocks.push(Block { link, reason });
                continue;
            }
            match self.over_link(&link, family, (from, &source), (to, &target)) {
                Reach::Yes(link) => return Reach::Yes(link),
                Reach::No(more) => blocks.extend(more),
                Reach::Unknown(cause) => unknown = unknown.or(Some(cause)),
            }
        }
        // What joins the two may be in route tables that are not all known.
        let perhaps = || {
            self.design.links.iter().find_map(|(id, link)| {
                let LinkKind::TransitGateway(gateway) = &link.kind else { return None };
                let attached = super::attached_homes(self.design, id);
                gateway.open_tables(id).filter(|_| attached.contains(&source) && attached.contains(&target))
            })
        };
        unknown.or_else(perhaps).map_or(Reach::No(blocks), Reach::Unknown)
    }

    /// The same over one link, where it joins the two.
    pub fn over_link(
        &self,
        link: &LinkId,
        family: Option<Family>,
        from: (&Party, &Home),
        to: (&Party, &Home),
    ) -> Reach {
        let kind = self.design.link(link).map(|link| &link.kind);
        // What moves into one VPC has its addresses and its local routes.
        if let Some(LinkKind::VpcSharing(_)) = kind {
            return Reach::Yes(Some(link.clone()));
        }
        let seen = |home| kind.map_or_else(Vec::new, |kind| self.design.seen_blocks(home, kind, family));
        let source_blocks = seen(from.1);
        let target_blocks = seen(to.1);
        if let Some((one, two)) = overlap::any_overlap(&source_blocks, &target_blocks) {
            let is_peering = matches!(kind, Some(LinkKind::VpcPeering(_)));
            let what = if is_peering { "AWS refuses the peering" } else { "the route is not propagated" };
            let reason = format!("`{one}` and `{two}` overlap, so {what}");
            return Reach::No(vec![Block { link: link.clone(), reason }]);
        }
        let mut unknown = None;
        for ((party, home), far) in [(from, &target_blocks), (to, &source_blocks)] {
            let Home::Vpc(vpc) = home else { continue };
            let Some(vpc) = self.design.vpc(vpc) else { continue };
            let subnets = self.subnets(party, home);
            let hop = Hop::of(self.design, &vpc.id, &first_hop(self.design, home, link));
            match routed(vpc, subnets, far, &hop, Extent::of(party)) {
                Routed::Yes => {}
                Routed::No(tables) => {
                    let tables: Vec<String> = tables.iter().map(|table| format!("`{table}`")).collect();
                    let reason = format!("no route over `{link}` in route table {}", tables.join(", "));
                    return Reach::No(vec![Block { link: link.clone(), reason }]);
                }
                Routed::Unknown => {
                    unknown = unknown.or_else(|| Some(format!("the routes of VPC `{}` are not given", vpc.id)));
                }
            }
        }
        unknown.map_or_else(|| Reach::Yes(Some(link.clone())), Reach::Unknown)
    }

    fn subnets(&self, party: &Party, home: &Home) -> Vec<&Subnet> {
        match (party, home) {
            (Party::Application(id), _) => {
                self.design.application(id).map(|application| self.design.subnets_of(application)).unwrap_or_default()
            }
            (_, Home::Vpc(vpc)) => self.design.vpc(vpc).map(|vpc| vpc.subnets.values().collect()).unwrap_or_default(),
            _ => Vec::new(),
        }
    }
}
