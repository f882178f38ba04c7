//! Transit gateways and core networks: attachments, and route tables in the order in which routes win.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::Arc;

use super::{Builder, spans};
use crate::cidr::{Cidr, Family};
use crate::design::{Attachment, AttachmentOptions, CloudWan, LinkKind, TransitGateway, TransitGatewayTarget};
use crate::ids::{LinkId, SubnetId, VpcId};
use crate::network::fabric::{
    AttachedPart, AttachmentPart, HubPart, HubRoutePart, HubTablePart, Key, Known, Node, NodeKind, SubnetPart, Way,
};
use crate::network::packet::Span;
use crate::order::Arrange;

/// What kind of route it is; the first wins where destinations are equal.
///
/// # Source
/// <https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html>, route evaluation order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Static,
    Vpc,
    DirectConnect,
    Vpn,
}

/// A route before it is put in order.
struct Draft {
    to: Cidr,
    rank: Rank,
    attachment: Option<usize>,
}

impl Builder<'_> {
    pub(super) fn add_hubs(&mut self) {
        let design = self.design;
        // Transit gateways peer with each other, so all have a key before any has attachments.
        for (id, link) in &design.links {
            if matches!(link.kind, LinkKind::TransitGateway(_) | LinkKind::CloudWan(_)) {
                let node = Node::new(NodeKind::TransitGateway, id.as_str());
                let key =
                    self.fabric.hubs.add(HubPart { node, attachments: Vec::new(), tables: Vec::new(), doubt: None });
                self.hubs.insert(id.clone(), key);
            }
        }
        for (id, link) in &design.links {
            let part = match &link.kind {
                LinkKind::TransitGateway(gateway) => self.transit_gateway(id, gateway),
                LinkKind::CloudWan(wan) => self.core_network(id, wan),
                _ => continue,
            };
            let Some(key) = self.hubs.get(id).copied() else { continue };
            let attached: Vec<_> = part.attachments.iter().map(|attachment| attachment.to.clone()).collect();
            if let Some(place) = self.fabric.hubs.get_mut(key) {
                *place = part;
            }
            for (nth, to) in attached.into_iter().enumerate() {
                match to {
                    AttachedPart::Vpc(vpc, _) => {
                        if let Some(vpc) = self.fabric.vpcs.get_mut(vpc) {
                            vpc.ways.push(Way::Hub(key));
                        }
                    }
                    AttachedPart::Site(site, _) => {
                        if let Some(site) = self.fabric.sites.get_mut(site) {
                            site.hubs.push((key, nth));
                        }
                    }
                    AttachedPart::Hub(..) => {}
                }
            }
        }
    }

    fn transit_gateway(&self, id: &LinkId, gateway: &TransitGateway) -> HubPart {
        let mut attachments = Vec::new();
        let mut of_vpc: BTreeMap<&VpcId, usize> = BTreeMap::new();
        let mut of_link: BTreeMap<&LinkId, usize> = BTreeMap::new();
        let by_policy = |attachment: &Attachment, what: &dyn Display| -> Option<Arc<str>> {
            let cause =
                || format!("the rules of the policy table of `{id}` that {what} is associated with are not described");
            attachment.policy_table.then(|| Arc::from(cause()))
        };
        let table_of = |attachment: &Attachment| match (&gateway.route_tables, &attachment.route_table) {
            _ if attachment.policy_table => None,
            (None, _) => Some(0),
            (Some(tables), Some(name)) => tables.keys().position(|one| one == name),
            (Some(_), None) => None,
        };
        for (vpc, attachment) in &gateway.vpcs {
            let Some(key) = self.fabric.vpc_by_name.get(vpc).copied() else { continue };
            of_vpc.insert(vpc, attachments.len());
            let nat = attachment
                .nat
                .iter()
                .map(|(inside, outside)| (inside.family(), Span::block(*inside), Span::block(*outside)));
            let to = AttachedPart::Vpc(key, self.attachment_subnets(vpc, &attachment.subnets));
            attachments.push(AttachmentPart {
                references: references(gateway.options, attachment.options),
                nat: nat.collect(),
                doubt: by_policy(attachment, &format_args!("VPC `{vpc}`")),
                ..AttachmentPart::plain(to, table_of(attachment))
            });
        }
        for (link, attachment) in &gateway.hybrid {
            let Some(to) = self.site_over(link) else { continue };
            of_link.insert(link, attachments.len());
            let doubt = by_policy(attachment, &format_args!("`{link}`"));
            attachments.push(AttachmentPart { doubt, ..AttachmentPart::plain(to, table_of(attachment)) });
        }
        let mut of_peering: BTreeMap<&LinkId, usize> = BTreeMap::new();
        for (link, peering) in &self.design.links {
            let LinkKind::TransitGatewayPeering(peering) = &peering.kind else { continue };
            let Some(other) = peering.other(id).and_then(|other| self.hubs.get(other)).copied() else { continue };
            of_peering.insert(link, attachments.len());
            let told = gateway.peerings.get(link);
            let table = told.map_or_else(|| gateway.route_tables.is_none().then_some(0), table_of);
            // AWS associates what nobody associates with the default route table, and a design does not say which it is.
            let (table, doubt) = match (table, told, gateway.route_tables.as_ref()) {
                (None, Some(one), _) if one.policy_table => (None, by_policy(one, &format_args!("`{link}`"))),
                (None, None, Some(tables)) if tables.len() == 1 => (Some(0), None),
                (None, None, Some(tables)) if !tables.is_empty() => {
                    let cause = format!("the route table of `{id}` that `{link}` is associated with is not said");
                    (Some(0), Some(Arc::from(cause)))
                }
                (table, ..) => (table, None),
            };
            let to = AttachedPart::Hub(other, Node::new(NodeKind::Peering, link.as_str()));
            attachments.push(AttachmentPart { doubt, ..AttachmentPart::plain(to, table) });
        }
        let from_vpc = |vpc: &VpcId, drafts: &mut Vec<Draft>| {
            let (Some(part), Some(nth)) = (self.design.vpc(vpc), of_vpc.get(vpc)) else { return };
            let Some(attachment) = gateway.vpcs.get(vpc) else { return };
            let carries = |block: &Cidr| block.family() == Family::V4 || attachment.options.ipv6 != Some(false);
            let announced = attachment.announced(part.all_blocks()).into_iter().filter(carries);
            drafts.extend(announced.map(|to| Draft { to, rank: Rank::Vpc, attachment: Some(*nth) }));
        };
        let from_link = |link: &LinkId, drafts: &mut Vec<Draft>| {
            let Some(nth) = of_link.get(link) else { return };
            drafts.extend(self.site_routes(link).into_iter().map(|(to, rank)| Draft {
                to,
                rank,
                attachment: Some(*nth),
            }));
        };
        // Where it is not known what a site announces, anything that no other route takes may be there.
        let perhaps = |links: &mut dyn Iterator<Item = &LinkId>, table: &mut HubTablePart| {
            for nth in links.filter_map(|link| of_link.get(link).copied()) {
                let to = attachments.get(nth).map(|attachment| &attachment.to);
                let Some(AttachedPart::Site(site, _)) = to else { continue };
                if let Some(doubt) = self.fabric.sites.get(*site).and_then(|site| site.doubt.clone()) {
                    let (to, doubt) = (Span::addresses(Family::V4), Some(doubt));
                    let route = HubRoutePart { family: Family::V4, to, attachment: Some(nth), doubt, learnt: true };
                    table.routes.push(route);
                }
            }
        };
        let tables = match &gateway.route_tables {
            None => {
                let mut drafts = Vec::new();
                gateway.vpcs.keys().for_each(|vpc| from_vpc(vpc, &mut drafts));
                gateway.hybrid.keys().for_each(|link| from_link(link, &mut drafts));
                let node = Node::new(NodeKind::TransitGatewayRouteTable, format!("{id}/default"));
                let mut made = table(node, drafts);
                perhaps(&mut gateway.hybrid.keys(), &mut made);
                vec![made]
            }
            Some(tables) => tables
                .iter()
                .map(|(name, part)| {
                    let mut drafts = Vec::new();
                    part.propagated_vpcs.iter().for_each(|vpc| from_vpc(vpc, &mut drafts));
                    part.propagated_hybrid.iter().for_each(|link| from_link(link, &mut drafts));
                    for (to, target) in &part.routes {
                        let attachment = match target {
                            TransitGatewayTarget::Vpc(vpc) => of_vpc.get(vpc).copied(),
                            TransitGatewayTarget::Hybrid(link) => of_link.get(link).copied(),
                            TransitGatewayTarget::Peering(link) => of_peering.get(link).copied(),
                            TransitGatewayTarget::Blackhole => None,
                        };
                        drafts.push(Draft { to: *to, rank: Rank::Static, attachment });
                    }
                    table(Node::new(NodeKind::TransitGatewayRouteTable, format!("{id}/{name}")), drafts)
                })
                .collect(),
        };
        let doubt = gateway.open_tables(id).map(Arc::from);
        HubPart { node: Node::new(NodeKind::TransitGateway, id.as_str()), attachments, tables, doubt }
    }

    /// A core network is a transit gateway with a route table for each segment, to which the segments that are joined
    /// with it propagate.
    fn core_network(&self, id: &LinkId, wan: &CloudWan) -> HubPart {
        let mut segments: Vec<Option<&str>> =
            wan.vpcs.values().chain(wan.hybrid.values()).map(|one| one.segment.as_deref()).collect();
        segments.arrange();
        segments.dedup();
        let table_of = |segment: Option<&str>| segments.iter().position(|one| *one == segment);
        let mut attachments = Vec::new();
        let mut announced = Vec::new();
        for (vpc, one) in &wan.vpcs {
            let (Some(key), Some(part)) = (self.fabric.vpc_by_name.get(vpc).copied(), self.design.vpc(vpc)) else {
                continue;
            };
            let blocks: Vec<(Cidr, Rank)> = part.all_blocks().into_iter().map(|block| (block, Rank::Vpc)).collect();
            announced.push((one.segment.as_deref(), attachments.len(), blocks));
            let to = AttachedPart::Vpc(key, self.attachment_subnets(vpc, &one.subnets));
            attachments.push(AttachmentPart::plain(to, table_of(one.segment.as_deref())));
        }
        for (link, one) in &wan.hybrid {
            let Some(to) = self.site_over(link) else { continue };
            announced.push((one.segment.as_deref(), attachments.len(), self.site_routes(link)));
            attachments.push(AttachmentPart::plain(to, table_of(one.segment.as_deref())));
        }
        let tables = segments.iter().map(|segment| {
            let joined = announced.iter().filter(|(other, ..)| wan.joins(*segment, *other));
            let drafts = joined.flat_map(|(_, nth, blocks)| {
                blocks.iter().map(|(to, rank)| Draft { to: *to, rank: *rank, attachment: Some(*nth) })
            });
            let name = format!("{id}/{}", segment.unwrap_or("default"));
            table(Node::new(NodeKind::TransitGatewayRouteTable, name), drafts.collect())
        });
        let tables = tables.collect();
        HubPart { node: Node::new(NodeKind::TransitGateway, id.as_str()), attachments, tables, doubt: None }
    }

    fn attachment_subnets<'n>(
        &self,
        vpc: &VpcId,
        names: impl IntoIterator<Item = &'n SubnetId>,
    ) -> Vec<Key<SubnetPart>> {
        let named = names.into_iter().filter_map(|name| self.subnets.get(&(vpc.clone(), name.clone())).copied());
        named.collect()
    }

    fn site_over(&self, link: &LinkId) -> Option<AttachedPart> {
        let site = match &self.design.link(link)?.kind {
            LinkKind::DirectConnect(connection) => &connection.site,
            LinkKind::SiteToSiteVpn(vpn) => &vpn.site,
            _ => return None,
        };
        Some(AttachedPart::Site(self.fabric.site_by_name.get(site).copied()?, link.clone()))
    }

    fn site_routes(&self, link: &LinkId) -> Vec<(Cidr, Rank)> {
        let Some(link) = self.design.link(link) else { return Vec::new() };
        let (site, rank) = match &link.kind {
            LinkKind::DirectConnect(connection) => (&connection.site, Rank::DirectConnect),
            LinkKind::SiteToSiteVpn(vpn) => (&vpn.site, Rank::Vpn),
            _ => return Vec::new(),
        };
        let blocks = self.design.site(site).map(|site| site.cidrs.clone()).unwrap_or_default();
        blocks.into_iter().map(|block| (block, rank)).collect()
    }
}

/// Whether security groups may refer to each other over a transit gateway attachment: it must be on for both.
fn references(gateway: AttachmentOptions, attachment: AttachmentOptions) -> Known {
    match (gateway.security_group_referencing, attachment.security_group_referencing) {
        (Some(true), Some(true)) => Known::Yes,
        (Some(false), _) | (_, Some(false)) => Known::No,
        _ => Known::Unknown(
            "whether security groups may refer to each other over the transit gateway is not said".into(),
        ),
    }
}

/// Puts routes in the order in which they win, and marks those that may not be there: of VPCs with overlapping blocks,
/// AWS propagates only those of the one attached first, and a design does not say which that is.
fn table(node: Node, mut drafts: Vec<Draft>) -> HubTablePart {
    drafts.arrange_by_key(|draft| (std::cmp::Reverse(draft.to.prefix_len()), draft.rank, draft.to, draft.attachment));
    drafts.dedup_by(|later, first| {
        later.to == first.to && later.rank == first.rank && later.attachment == first.attachment
    });
    let overlapping = overlapping(&drafts);
    let routes = drafts.iter().enumerate().map(|(nth, draft)| {
        let (family, to) = spans([draft.to]).first().copied().unwrap_or((Family::V4, Span::one(0)));
        let doubt = overlapping.get(nth).copied().unwrap_or(false).then(|| -> Arc<str> {
            format!(
                "several VPCs announce `{}` or a part of it to {node}, and which of them was first is not said",
                draft.to
            )
            .into()
        });
        let learnt = matches!(draft.rank, Rank::DirectConnect | Rank::Vpn);
        HubRoutePart { family, to, attachment: draft.attachment, doubt, learnt }
    });
    let routes = routes.collect();
    HubTablePart { node, routes }
}

fn overlapping(drafts: &[Draft]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    let propagated = |nth: &usize| drafts.get(*nth).filter(|draft| draft.rank == Rank::Vpc);
    order.retain(|nth| propagated(nth).is_some());
    order.arrange_by_key(|nth| drafts.get(*nth).map(|draft| draft.to));
    let mut marked = vec![false; drafts.len()];
    // Blocks nest or are disjoint, and a block stands directly before those inside it.
    let mut open: Vec<usize> = Vec::new();
    for nth in order {
        let Some(draft) = drafts.get(nth) else { continue };
        while open.last().and_then(|last| drafts.get(*last)).is_some_and(|outer| !outer.to.contains(draft.to)) {
            open.pop();
        }
        let others: Vec<usize> = open
            .iter()
            .copied()
            .filter(|one| drafts.get(*one).is_some_and(|one| one.attachment != draft.attachment))
            .collect();
        for one in others.iter().copied().chain((!others.is_empty()).then_some(nth)) {
            if let Some(mark) = marked.get_mut(one) {
                *mark = true;
            }
        }
        open.push(nth);
    }
    marked
}
