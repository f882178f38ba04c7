//! Inspection VPCs: what a transit gateway sends into one, and is not for it, comes back past a firewall or an appliance.

use crate::cidr::Cidr;
use crate::design::{Attachment, Design, Home, LinkKind, Target, TransitGateway, TransitGatewayTarget};
use crate::ids::{LinkId, RouteTableId, SubnetId, VpcId};

/// Whether an attached VPC hands back to its transit gateway what that sends into it for others: the routes of the
/// attachment's subnets lead to a firewall endpoint or an appliance, and the routes there to the transit gateway.
pub(crate) fn hands_back(design: &Design, hub: &LinkId, vpc: &VpcId, attachment: &Attachment) -> bool {
    let Some(vpc) = design.vpc(vpc) else { return false };
    let leads_on = |subnet: &SubnetId| {
        vpc.route_table_of(subnet)
            .is_some_and(|table| table.routes.iter().any(|route| route.via == Target::Link(hub.clone())))
    };
    let tables = attachment.subnets.iter().filter_map(|subnet| vpc.route_table_of(subnet));
    tables.flat_map(|table| &table.routes).any(|route| match &route.via {
        Target::FirewallEndpoint(id) => {
            vpc.firewall_endpoint(id).and_then(|endpoint| endpoint.subnet.as_ref()).is_some_and(leads_on)
        }
        Target::Application(id) => design
            .application(id)
            .filter(|host| host.source_destination_check == Some(false))
            .is_some_and(|host| design.subnets_of(host).into_iter().any(|subnet| leads_on(&subnet.id))),
        _ => false,
    })
}

/// The inspection VPC that a static route of a transit gateway's table sends packets into, and the table they come back to:
/// `None` where the route leads to somebody who keeps them.
pub(crate) fn beyond<'d>(
    design: &'d Design,
    hub: &LinkId,
    gateway: &'d TransitGateway,
    (to, target): (&Cidr, &'d TransitGatewayTarget),
) -> Option<(&'d VpcId, &'d RouteTableId)> {
    let TransitGatewayTarget::Vpc(vpc) = target else { return None };
    let attachment = gateway.vpcs.get(vpc)?;
    let is_its_own = design.vpc(vpc)?.cidrs.iter().any(|(block, _)| block.contains(*to));
    let table = attachment.route_table.as_ref()?;
    (!is_its_own && hands_back(design, hub, vpc, attachment)).then_some((vpc, table))
}

/// The inspection VPC that a transit gateway both are attached to sends packets through on their way from one home to
/// another.
pub(crate) fn between(design: &Design, from: &Home, to: &Home) -> Option<VpcId> {
    design.links.iter().find_map(|(hub, link)| {
        let LinkKind::TransitGateway(gateway) = &link.kind else { return None };
        let name = match from {
            Home::Vpc(vpc) => gateway.vpcs.get(vpc)?.route_table.as_ref()?,
            Home::Site(_) => {
                let mut own = gateway.hybrid.iter();
                let (_, attachment) = own.find(|(link, _)| super::hybrid_site(design, link).as_ref() == Some(from))?;
                attachment.route_table.as_ref()?
            }
            Home::Aws(_) => return None,
        };
        let table = gateway.route_tables.as_ref()?.get(name)?;
        let blocks = design.blocks_in(to, None);
        let covers = |route: &&(Cidr, TransitGatewayTarget)| blocks.iter().any(|block| route.0.contains(*block));
        let (block, target) = table.routes.iter().filter(covers).max_by_key(|(block, _)| block.prefix_len())?;
        let (vpc, onward) = beyond(design, hub, gateway, (block, target))?;
        let leads = gateway.route_tables.as_ref()?.get(onward).is_some_and(|table| match to {
            Home::Vpc(vpc) => {
                let static_route = |(block, target): &(Cidr, TransitGatewayTarget)| {
                    *target == TransitGatewayTarget::Vpc(vpc.clone()) && blocks.iter().any(|own| block.contains(*own))
                };
                table.propagated_vpcs.contains(vpc) || table.routes.iter().any(static_route)
            }
            Home::Site(_) => {
                table.propagated_hybrid.iter().any(|link| super::hybrid_site(design, link).as_ref() == Some(to))
            }
            Home::Aws(_) => false,
        });
        leads.then(|| vpc.clone())
    })
}
