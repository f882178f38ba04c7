//! Whether each thing that is said to stop a packet does, looked at alone.

use super::follow::{Way, holds};
use super::holder::{Role, Stretch};
use super::leg::Leg;
use super::{filter, is_public};
use crate::cidr::Family;
use crate::design::{Auth, AuthPolicy, BlockPublicAccess, Design, LinkKind, PeeringStatus, Target, Vpc, VpcPeering};
use crate::network::exact::Blocked;
use crate::network::fabric::{Node, NodeKind};
use crate::network::packet::Packet;
use crate::network::walk::{Obstacle, ObstacleKind};

/// What is wrong with the things that are named as the block.
pub(super) fn flaws(design: &Design, blocked: &Blocked) -> Vec<String> {
    let leg = Leg::new(design, &blocked.path);
    let mut found = Vec::new();
    if blocked.obstacles.is_empty() {
        found.push(format!("nothing is named that stops packets from {}", blocked.from));
    }
    for obstacle in &blocked.obstacles {
        let Some(packet) = obstacle.packet else { continue };
        if stops(&leg, obstacle, &packet) == Some(false) {
            let leg = if obstacle.of_reply { "the reply " } else { "" };
            found.push(format!("{} does not stop {leg}{packet} as {} is said to", obstacle.node, obstacle.kind.wire()));
        }
    }
    found
}

/// Whether a thing stops a packet in the way that is said; `None` where that hangs on more than the two.
fn stops(leg: &Leg<'_>, obstacle: &Obstacle, packet: &Packet) -> Option<bool> {
    let (design, node) = (leg.design, &obstacle.node);
    match obstacle.kind {
        ObstacleKind::NetworkAclInbound => acl_stops(design, node, packet, true),
        ObstacleKind::NetworkAclOutbound => acl_stops(design, node, packet, false),
        ObstacleKind::SecurityGroupInbound => {
            let group = all_groups(design).find(|(name, _)| *name == *node.name)?.1;
            Some(!leg.in_by_address(&group, packet))
        }
        // The group may be the one that the receiver lacks, whose own rules say nothing.
        ObstacleKind::SecurityGroupOutbound => None,
        ObstacleKind::NoRoute => Some(routes(leg, node, packet)?.is_empty()),
        ObstacleKind::Blackhole => {
            let ways = routes(leg, node, packet)?;
            Some(ways.iter().all(|way| matches!(way, Some(Way::Target(Target::Blackhole)) | None)) && !ways.is_empty())
        }
        ObstacleKind::TargetGone => target_is_gone(leg, node, packet),
        ObstacleKind::NoInterface => match node.kind {
            NodeKind::Vpc => Some(leg.subnet_with(&vpc_named(design, node)?.id, packet.destination).is_none()),
            _ => None,
        },
        ObstacleKind::NotBehindLink => is_not_behind(leg, node, packet),
        ObstacleKind::NotAnnounced => {
            let (id, link) = design.links.iter().find(|(id, _)| *node.name == *id.as_str())?;
            let LinkKind::DirectConnect(connection) = &link.kind else { return Some(false) };
            let mut held = connection.allowed_prefixes.keys();
            // Of another of its associations it may be announced.
            held.any(|whose| !leg.hears(id, whose, packet.destination)).then_some(true).or(Some(false))
        }
        ObstacleKind::EdgeToEdge => match node.kind {
            NodeKind::Peering => {
                let (one, two) = &peering(design, node)?.between;
                let inside = |id| design.vpc(id).is_some_and(|vpc| holds(vpc, packet.source));
                Some(!(inside(one) && inside(two)))
            }
            _ => Some(!holds(vpc_named(design, node)?, packet.source)),
        },
        ObstacleKind::NoAttachmentInZone => has_no_attachment_in_zone(leg, node, obstacle, packet),
        ObstacleKind::NotAssociated => match &design.links.iter().find(|(id, _)| *node.name == *id.as_str())?.1.kind {
            LinkKind::TransitGateway(gateway) => {
                let doors = gateway.vpcs.values().chain(gateway.hybrid.values()).chain(gateway.peerings.values());
                let untold = doors.clone().any(|one| one.route_table.is_none());
                Some(gateway.route_tables.is_some() && (untold || gateway.peerings.is_empty()))
            }
            _ => None,
        },
        ObstacleKind::BlockPublicAccess => {
            Some(vpc_named(design, node)?.controls.block.is_some_and(|one| one != BlockPublicAccess::Off))
        }
        ObstacleKind::NoPublicAddress => match node.kind {
            NodeKind::Internet => {
                let mut known = leg.all_holders().into_iter().flat_map(|one| one.addresses);
                Some(!known.any(|(_, public)| public == Some(packet.destination)))
            }
            _ => {
                let vpc = vpc_named(design, node)?;
                let own = leg.all_holders().into_iter().filter(|one| one.vpc == vpc.id);
                let mut own = own.flat_map(|one| one.addresses);
                Some(!own.any(|(private, public)| private == packet.source && public.is_some()))
            }
        },
        ObstacleKind::PrivateDestination => Some(!is_public(packet.destination)),
        ObstacleKind::NatGatewayTarget => {
            let mut nats = leg.all_holders().into_iter().filter(|one| one.role == Role::Nat && one.node == *node);
            Some(nats.any(|nat| nat.may_have(leg, packet.destination)) || is_translator(node))
        }
        ObstacleKind::ReplyByNat => {
            let by_nat = matches!(node.kind, NodeKind::NatGateway | NodeKind::EgressOnlyInternetGateway);
            Some(obstacle.of_reply && by_nat)
        }
        ObstacleKind::NoListener if node.kind == NodeKind::LoadBalancer => {
            let balancer = design.load_balancers.values().find(|one| *node.name == *one.id.as_str())?;
            Some(Leg::listeners(balancer, *packet).next().is_none())
        }
        ObstacleKind::AuthPolicy => {
            let (network, service) = node.name.split_once('/')?;
            let network = design.links.iter().find(|(id, _)| id.as_str() == network)?;
            let LinkKind::ServiceNetwork(network) = &network.1.kind else { return Some(false) };
            let denies = |auth, policy| auth == Auth::AwsIam && policy == Some(AuthPolicy::Deny);
            let service = network.services.get(service)?;
            Some(denies(network.auth, network.auth_policy) || denies(service.auth, service.auth_policy))
        }
        ObstacleKind::SourceDestinationCheck => {
            let name = node.name.split('/').next()?;
            let application = design.applications.values().find(|one| one.id.as_str() == name)?;
            Some(application.source_destination_check == Some(true))
        }
        ObstacleKind::NotCarried => Some(match node.kind {
            NodeKind::NatGateway => ![1, 6, 17].contains(&packet.protocol) || packet.family() == Family::V6,
            NodeKind::EgressOnlyInternetGateway => packet.family() == Family::V4,
            NodeKind::VirtualPrivateGateway => packet.family() == Family::V6,
            _ => return None,
        }),
        // The path of the reply is not told, so what it becomes is not followed.
        ObstacleKind::ReplyFromElsewhere => Some(obstacle.of_reply),
        ObstacleKind::NoListener
        | ObstacleKind::NoTarget
        | ObstacleKind::OwnTarget
        | ObstacleKind::Loop
        | ObstacleKind::Elsewhere => None,
    }
}

fn vpc_named<'d>(design: &'d Design, node: &Node) -> Option<&'d Vpc> {
    design.vpcs.values().map(AsRef::as_ref).find(|vpc: &&Vpc| *node.name == *vpc.id.as_str())
}

fn peering<'d>(design: &'d Design, node: &Node) -> Option<&'d VpcPeering> {
    match &design.links.iter().find(|(id, _)| *node.name == *id.as_str())?.1.kind {
        LinkKind::VpcPeering(peering) => Some(peering),
        _ => None,
    }
}

/// A private NAT gateway that a design only says stands before an attachment.
fn is_translator(node: &Node) -> bool {
    node.name.contains("/before ")
}

type Named = (String, std::collections::BTreeSet<super::leg::GroupName>);

fn all_groups(design: &Design) -> impl Iterator<Item = Named> + '_ {
    let groups = design.vpcs.values().flat_map(|vpc| vpc.security_groups.iter().flat_map(|all| all.values()));
    groups.map(|group| (group.full_id(), [(group.vpc.clone(), group.id.clone())].into()))
}

fn acl_stops(design: &Design, node: &Node, packet: &Packet, inbound: bool) -> Option<bool> {
    let mut acls = design.vpcs.values().flat_map(|vpc| vpc.network_acls.iter().flat_map(|all| all.values()));
    let acl = acls.find(|acl| *node.name == *acl.full_id())?;
    Some(!filter::acl_allows(acl, packet, inbound))
}

/// Where the routes of a table lead that win for a packet: `None` for a blackhole of a transit gateway.
fn routes(leg: &Leg<'_>, node: &Node, packet: &Packet) -> Option<Vec<Option<Way>>> {
    let design = leg.design;
    match node.kind {
        NodeKind::RouteTable => {
            let (vpc, table) = node.name.split_once('/')?;
            let vpc = design.vpcs.values().find(|one| one.id.as_str() == vpc)?;
            let uses = |subnet: &Stretch| match vpc.route_table_of(&subnet.id) {
                Some(own) => own.id.as_str() == table,
                None => {
                    vpc.route_tables.iter().flatten().all(|(id, _)| id.as_str() != table)
                        || vpc.route_tables.iter().flatten().any(|(id, one)| one.main && id.as_str() == table)
                }
            };
            let subnet = leg.subnets_of(vpc).into_iter().find(uses);
            // No subnet goes by the table: nothing can be stopped there.
            let ways = subnet.map(|subnet| leg.winners(&subnet, packet.destination));
            Some(ways.map_or(vec![None], |ways| ways.into_iter().map(Some).collect()))
        }
        NodeKind::TransitGatewayRouteTable => {
            let (hub, table) = node.name.split_once('/')?;
            let (_, link) = design.links.iter().find(|(id, _)| id.as_str() == hub)?;
            let LinkKind::TransitGateway(gateway) = &link.kind else { return None };
            let name =
                gateway.route_tables.as_ref().and_then(|all| all.keys().find(|id| id.as_str() == table).cloned());
            let mut routes = leg.gateway_routes(gateway, name);
            routes.retain(|(block, ..)| block.contains_address(packet.destination));
            let best = routes.iter().map(|(block, rank, _)| (block.prefix_len(), 255 - rank)).max();
            let won = routes.into_iter().filter(|(block, rank, _)| Some((block.prefix_len(), 255 - rank)) == best);
            Some(won.map(|(.., out)| out.map(|_| Way::Lattice)).collect())
        }
        _ => None,
    }
}

fn target_is_gone(leg: &Leg<'_>, node: &Node, packet: &Packet) -> Option<bool> {
    let design = leg.design;
    match node.kind {
        NodeKind::InternetGateway => Some(vpc_named(design, node)?.gateways.internet == Some(false)),
        NodeKind::Peering => Some(peering(design, node)?.status != PeeringStatus::Active),
        NodeKind::RouteTable => {
            let vpc = node.name.split('/').next()?;
            let vpc = design.vpcs.values().find(|one| one.id.as_str() == vpc)?;
            let gone = |way: &Option<Way>| match way {
                Some(Way::Target(Target::Link(link))) => match design.link(link).map(|link| &link.kind) {
                    None => true,
                    Some(LinkKind::VpcPeering(peering)) => peering.other(&vpc.id).is_none(),
                    Some(_) => false,
                },
                Some(Way::Target(Target::NatGateway(Some(id)))) => vpc.nat_gateway(id).is_none(),
                Some(Way::Target(Target::Application(id))) => {
                    !leg.all_holders().iter().any(|one| one.application() == Some(id))
                }
                _ => false,
            };
            Some(routes(leg, node, packet)?.iter().any(gone))
        }
        _ => None,
    }
}

fn is_not_behind(leg: &Leg<'_>, node: &Node, packet: &Packet) -> Option<bool> {
    let design = leg.design;
    match node.kind {
        NodeKind::Peering => {
            let (one, two) = &peering(design, node)?.between;
            let inside = |id| design.vpc(id).is_some_and(|vpc| holds(vpc, packet.destination));
            Some(!(inside(one) && inside(two)))
        }
        NodeKind::Site => {
            let site = design.sites.values().find(|site| *node.name == *site.id.as_str())?;
            Some(!site.cidrs.iter().any(|block| block.contains_address(packet.destination)))
        }
        NodeKind::VirtualPrivateGateway => {
            // Over the one link of the route, if it names one: so it may be that another one leads there.
            let sites = design.links.values().filter_map(|link| match &link.kind {
                LinkKind::DirectConnect(one) => Some(&one.site),
                LinkKind::SiteToSiteVpn(one) => Some(&one.site),
                _ => None,
            });
            let mut blocks = sites.filter_map(|site| design.site(site)).flat_map(|site| &site.cidrs);
            (!blocks.any(|block| block.contains_address(packet.destination))).then_some(true)
        }
        _ => None,
    }
}

/// Of packets on their way there the last subnet passed tells the zone; of a reply, the one that holds its source.
fn has_no_attachment_in_zone(leg: &Leg<'_>, node: &Node, obstacle: &Obstacle, packet: &Packet) -> Option<bool> {
    let (_, link) = leg.design.links.iter().find(|(id, _)| *node.name == *id.as_str())?;
    let attached: Vec<_> = match &link.kind {
        LinkKind::TransitGateway(gateway) => gateway.vpcs.iter().map(|(vpc, one)| (vpc, &one.subnets)).collect(),
        LinkKind::CloudWan(wan) => wan.vpcs.iter().map(|(vpc, one)| (vpc, &one.subnets)).collect(),
        _ => return Some(false),
    };
    let lacks = |sender: &Stretch| {
        let own = attached.iter().find(|(vpc, _)| **vpc == sender.vpc);
        let mut doors = own.into_iter().flat_map(|(vpc, names)| names.iter().filter_map(|name| leg.subnet(vpc, name)));
        own.is_some() && doors.all(|door| door.zone != sender.zone)
    };
    if obstacle.of_reply {
        let senders = attached.iter().filter_map(|(vpc, _)| leg.subnet_with(vpc, packet.source));
        return Some(senders.into_iter().any(|sender| lacks(&sender)));
    }
    let all = leg.design.vpcs.values().flat_map(|vpc| leg.subnets_of(vpc));
    let last = leg.last_of(NodeKind::Subnet)?;
    let sender = all.into_iter().find(|subnet| *last.name == *subnet.full_id())?;
    Some(lacks(&sender))
}
