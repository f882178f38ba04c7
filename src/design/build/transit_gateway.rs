//! Transit gateways and their peering attachments from their raw shapes.

use std::collections::BTreeMap;

use super::link::Attached;
use super::{Builder, InputKind};
use crate::design::raw::{
    RawAttachment, RawRoute, RawTransitGateway, RawTransitGatewayPeering, RawTransitGatewayRouteTable,
};
use crate::design::{
    Attachment, AttachmentOptions, TransitGateway, TransitGatewayPeering, TransitGatewayRouteTable,
    TransitGatewayTarget,
};
use crate::finding::Locus;
use crate::ids::{LinkId, RouteTableId};

/// What a transit gateway's attachment is to.
enum OnGateway {
    Network(Attached),
    Peering(LinkId),
}

impl Builder {
    pub(super) fn transit_gateway(&mut self, raw: &RawTransitGateway, at: &Locus) -> TransitGateway {
        let mut gateway = TransitGateway {
            region: self.region(raw.region.as_ref(), at),
            account: self.account(raw.account.as_ref(), at),
            options: AttachmentOptions {
                dns_support: raw.dns_support,
                security_group_referencing: raw.security_group_referencing,
                ..AttachmentOptions::default()
            },
            encryption: raw.encryption,
            tables_unknown: self.is_unknown(at, "route_tables"),
            ..TransitGateway::default()
        };
        for (name, attachment) in &raw.attachments {
            let at = at.clone().field("attachments").field(name);
            let table = self.associated_table(raw, attachment, &at);
            let policy_table = attachment.policy_table == Some(true);
            if policy_table && attachment.route_table.is_some() {
                let message = "an attachment is associated with one route table or one policy table".to_owned();
                let at = at.clone().field("policy_table");
                self.problem(InputKind::Contradiction, at, message).help =
                    Some("remove `route_table` or `policy_table`".to_owned());
            }
            match self.on_gateway(name, at.clone().at_key()) {
                Some(OnGateway::Network(Attached::Vpc(vpc))) => {
                    let subnets = self.subnets_named(&vpc, &attachment.subnets, &at.clone().field("subnets"));
                    let nat = self.static_nat(&attachment.nat, &at.clone().field("nat"));
                    let routable = attachment.routable.as_ref().map(|texts| {
                        let at = at.field("routable");
                        self.cidrs(texts, &at).into_iter().collect()
                    });
                    let private_nat = attachment.private_nat.unwrap_or(false);
                    let options = AttachmentOptions {
                        appliance_mode: attachment.appliance_mode,
                        dns_support: attachment.dns_support,
                        security_group_referencing: attachment.security_group_referencing,
                        ipv6: attachment.ipv6,
                    };
                    let made =
                        Attachment { subnets, route_table: table, policy_table, nat, routable, private_nat, options };
                    gateway.vpcs.insert(vpc, made);
                }
                Some(OnGateway::Network(Attached::Hybrid(link))) => {
                    self.no_vpc_fields(attachment, &format!("`{name}` is a connection to a site"), &at);
                    gateway
                        .hybrid
                        .insert(link, Attachment { route_table: table, policy_table, ..Attachment::default() });
                }
                Some(OnGateway::Peering(link)) => {
                    self.no_vpc_fields(attachment, &format!("`{name}` leads to another transit gateway"), &at);
                    gateway
                        .peerings
                        .insert(link, Attachment { route_table: table, policy_table, ..Attachment::default() });
                }
                None => {}
            }
        }
        gateway.route_tables = raw.route_tables.as_ref().map(|tables| {
            let at = at.clone().field("route_tables");
            tables
                .iter()
                .filter_map(|(name, raw)| {
                    let at = at.clone().field(name);
                    let id = self.name(RouteTableId::new(name), &at)?;
                    Some((id, self.transit_gateway_table(raw, &at)))
                })
                .collect()
        });
        gateway
    }

    /// Problems for what only the attachment of a VPC can have.
    fn no_vpc_fields(&mut self, raw: &RawAttachment, what: &str, at: &Locus) {
        let given = [
            ("subnets", !raw.subnets.is_empty()),
            ("appliance_mode", raw.appliance_mode.is_some()),
            ("dns_support", raw.dns_support.is_some()),
            ("security_group_referencing", raw.security_group_referencing.is_some()),
            ("ipv6", raw.ipv6.is_some()),
        ];
        for (field, _) in given.into_iter().filter(|(_, given)| *given) {
            let message = format!("{what}; only VPC attachments have {}", field.replace('_', " "));
            self.problem(InputKind::Contradiction, at.clone().field(field), message).help =
                Some(format!("remove `{field}`"));
        }
    }

    fn associated_table(&mut self, raw: &RawTransitGateway, one: &RawAttachment, at: &Locus) -> Option<RouteTableId> {
        let name = one.route_table.as_ref()?;
        let tables = raw.route_tables.as_ref();
        if tables.is_some_and(|tables| tables.contains_key(name)) {
            return RouteTableId::new(name).ok();
        }
        let known = tables.into_iter().flat_map(BTreeMap::keys).map(String::as_str);
        self.unknown_name(at.clone().field("route_table"), "route table of this transit gateway", name, known);
        None
    }

    fn transit_gateway_table(&mut self, raw: &RawTransitGatewayRouteTable, at: &Locus) -> TransitGatewayRouteTable {
        let mut table = TransitGatewayRouteTable::default();
        for (index, name) in raw.propagations.iter().enumerate() {
            match self.on_gateway(name, at.clone().field("propagations").item(index)) {
                Some(OnGateway::Network(Attached::Vpc(vpc))) => {
                    table.propagated_vpcs.insert(vpc);
                }
                Some(OnGateway::Network(Attached::Hybrid(link))) => {
                    table.propagated_hybrid.insert(link);
                }
                Some(OnGateway::Peering(link)) => {
                    table.propagated_peerings.insert(link);
                }
                None => {}
            }
        }
        for (index, raw) in raw.routes.iter().enumerate() {
            self.transit_gateway_route(raw, &at.clone().field("routes").item(index), &mut table);
        }
        table
    }

    fn transit_gateway_route(&mut self, raw: &RawRoute, at: &Locus, table: &mut TransitGatewayRouteTable) {
        let (Some(to), Some(via)) = (&raw.to, &raw.via) else {
            let message = "a static route needs `to` and `via`";
            self.problem(InputKind::MissingField, at.clone(), message).help =
                Some("write `{ to: BLOCK, via: ATTACHMENT }`".to_owned());
            return;
        };
        if raw.propagated == Some(true) {
            let message = "the routes of a transit gateway route table are its static ones";
            self.problem(InputKind::Contradiction, at.clone().field("propagated"), message).help =
                Some("list the attachment under `propagations` instead".to_owned());
            return;
        }
        let via = if via == "blackhole" {
            Some(TransitGatewayTarget::Blackhole)
        } else {
            self.on_gateway(via, at.clone().field("via")).map(|attached| match attached {
                OnGateway::Network(Attached::Vpc(vpc)) => TransitGatewayTarget::Vpc(vpc),
                OnGateway::Network(Attached::Hybrid(link)) => TransitGatewayTarget::Hybrid(link),
                OnGateway::Peering(link) => TransitGatewayTarget::Peering(link),
            })
        };
        let to_at = at.clone().field("to");
        if let Some(name) = to.strip_prefix("prefix_list/") {
            if let (Some(list), Some(via)) = (self.prefix_list_named(name, to_at), via) {
                let entries = self.entries_of(&list);
                table.routes.extend(entries.into_iter().map(|to| (to, via.clone())));
                table.prefix_list_routes.push((list, via));
            }
            return;
        }
        if let (Some(to), Some(via)) = (self.cidr(to, to_at), via) {
            table.routes.push((to, via));
        }
    }

    /// What is attached to the transit gateway that a locus stands in, by name.
    fn on_gateway(&mut self, name: &str, at: Locus) -> Option<OnGateway> {
        let Some(ends) = self.gateway_peerings.get(name) else {
            return self.attached(name, at).map(OnGateway::Network);
        };
        if !ends.contains(&at.id) {
            let message = format!("`{name}` does not join transit gateway `{}`", at.id);
            self.problem(InputKind::Contradiction, at, message).help =
                Some("name a peering of this transit gateway".to_owned());
            return None;
        }
        LinkId::new(name).ok().map(OnGateway::Peering)
    }

    pub(super) fn transit_gateway_peering(
        &mut self,
        raw: &RawTransitGatewayPeering,
        at: &Locus,
    ) -> Option<TransitGatewayPeering> {
        let Some(names) = &raw.transit_gateways else {
            self.missing(at, "transit_gateways");
            return None;
        };
        let at = at.clone().field("transit_gateways");
        let [one, two] = names.as_slice() else {
            self.invalid(
                at,
                format!("a peering attachment joins two transit gateways, not {}", names.len()),
                "name two",
            );
            return None;
        };
        let first = self.transit_gateway_named(one, at.clone().item(0));
        let second = self.transit_gateway_named(two, at.clone().item(1));
        let (first, second) = (first?, second?);
        if first == second {
            let message = format!("transit gateway `{first}` cannot be peered with itself");
            self.invalid(at, message, "name two different transit gateways");
            return None;
        }
        Some(TransitGatewayPeering { between: (first, second) })
    }

    fn transit_gateway_named(&mut self, name: &str, at: Locus) -> Option<LinkId> {
        if let Some(("transit_gateway", _)) = self.links.get(name) {
            return LinkId::new(name).ok();
        }
        let gateways = self.links.iter().filter(|(_, (kind, _))| *kind == "transit_gateway");
        let known: Vec<String> = gateways.map(|(name, _)| name.clone()).collect();
        self.unknown_name(at, "transit gateway", name, known.iter().map(String::as_str));
        None
    }
}
