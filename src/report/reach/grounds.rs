//! Who says so: what AWS does at each thing that packets pass and at each that stops them, as facts.

use std::fmt::Write as _;

use crate::facts::{FactId, Facts};
use crate::network::fabric::{Node, NodeKind};
use crate::network::walk::{Obstacle, ObstacleKind};
use crate::report::dto::SourceDto;

/// What a hop rests on.
pub(super) fn of_hop(node: &Node) -> &'static [FactId] {
    use FactId as F;
    match node.kind {
        NodeKind::Interface => &[F::SgAllowOnly, F::SgStateful],
        NodeKind::Subnet => &[F::NaclBoundary, F::NaclOrder, F::NaclStateless],
        NodeKind::Vpc => &[F::RtMainImplicit, F::RtLpm, F::RtTieOrder, F::VpcSecondaryLocalRoute, F::Ipv6SeparateEval],
        NodeKind::NatGateway => &[F::NatPublicRoute, F::NatNotViaVgw],
        NodeKind::FirewallEndpoint => &[F::EptGwlb],
        NodeKind::EgressOnlyInternetGateway => &[F::EigwIpv6],
        NodeKind::VirtualPrivateGateway => &[F::VpnVgwNoIpv6],
        NodeKind::Peering => &[F::PeerScope, F::PeerRoutesManual, F::PeerNatReturnToSender],
        NodeKind::TransitGateway => &[
            F::TgwAssocOne,
            F::TgwAssocVsProp,
            F::TgwVpcPropContent,
            F::TgwRouteOrder,
            F::TgwStaticHidesProp,
            F::TgwDestAzFallback,
            F::TgwNaclSameSubnet,
            F::TgwNaclDiffSubnet,
            F::TgwPeeringForwarding,
        ],
        NodeKind::Endpoint => &[F::PlReachTransitive, F::PlUnidirectional, F::SneOneSn, F::TunOneCidrRc],
        NodeKind::LoadBalancer => &[F::NlbCrossZone],
        NodeKind::ServiceNetwork => {
            &[F::VlaNotTransitive, F::VlaTargetVpcUnassoc, F::VlaAddresses, F::VlaNoSubnetIp, F::VlauthAnd]
        }
        NodeKind::RouteTable
        | NodeKind::NetworkAcl
        | NodeKind::SecurityGroup
        | NodeKind::InternetGateway
        | NodeKind::TransitGatewayRouteTable
        | NodeKind::Hybrid
        | NodeKind::Site
        | NodeKind::Internet
        | NodeKind::AwsService
        | NodeKind::Address => &[],
    }
}

/// What an obstacle rests on.
pub(super) fn of_obstacle(obstacle: &Obstacle) -> &'static [FactId] {
    use FactId as F;
    match (obstacle.kind, obstacle.node.kind) {
        (ObstacleKind::SecurityGroupOutbound | ObstacleKind::SecurityGroupInbound, _) => &[F::SgAllowOnly],
        (ObstacleKind::NetworkAclOutbound | ObstacleKind::NetworkAclInbound, _) => &[F::NaclOrder, F::NaclStateless],
        (ObstacleKind::NoRoute, NodeKind::TransitGatewayRouteTable) => &[F::TgwAssocVsProp, F::TgwVpcPropContent],
        (ObstacleKind::NoRoute, NodeKind::RouteTable) => &[F::RtMainImplicit, F::RtLpm],
        (ObstacleKind::Blackhole, NodeKind::TransitGatewayRouteTable) => &[F::TgwBlackhole],
        (ObstacleKind::NotBehindLink, NodeKind::Peering) => &[F::PeerNontransitive],
        (ObstacleKind::NotAnnounced, _) => &[F::DxgwAllowedPrefixes],
        (ObstacleKind::EdgeToEdge, NodeKind::InternetGateway) => &[F::PeerNoEdgeIgw],
        (ObstacleKind::EdgeToEdge, NodeKind::NatGateway) => &[F::PeerNoEdgeNat, F::NatNotViaVgw],
        (ObstacleKind::EdgeToEdge, NodeKind::VirtualPrivateGateway) => &[F::PeerNoEdgeVpn, F::PeerNoEdgeDx],
        (ObstacleKind::EdgeToEdge, NodeKind::Endpoint) => &[F::PeerNoEdgeGwep, F::PlGatewayNotTransitive],
        (ObstacleKind::NoAttachmentInZone, _) => &[F::TgwAttachAzRequired],
        (ObstacleKind::NotAssociated, _) => &[F::TgwAssocOne],
        (ObstacleKind::NoPublicAddress | ObstacleKind::NatGatewayTarget, _) => &[F::NatPublicRoute],
        (ObstacleKind::ReplyByNat, NodeKind::NatGateway) => &[F::PnatOneWay],
        (ObstacleKind::NoTarget, _) => &[F::NlbCrossZone],
        (ObstacleKind::AuthPolicy, _) => &[F::VlauthType, F::VlauthAnd],
        (ObstacleKind::BlockPublicAccess, _) => &[F::BpaBlocks],
        (ObstacleKind::SourceDestinationCheck, _) => &[F::SourceDestinationCheck],
        (ObstacleKind::NotCarried, NodeKind::EgressOnlyInternetGateway) => &[F::EigwIpv6],
        (ObstacleKind::NotCarried, NodeKind::VirtualPrivateGateway) => &[F::VpnVgwNoIpv6],
        _ => &[],
    }
}

/// Facts in the order first met, each once.
pub(super) fn each_once(facts: impl IntoIterator<Item = FactId>) -> Vec<FactId> {
    let mut order: Vec<FactId> = Vec::new();
    for fact in facts {
        if !order.contains(&fact) {
            order.push(fact);
        }
    }
    order
}

/// The facts with their sources.
pub(super) fn sources(order: &[FactId], facts: &Facts) -> Vec<SourceDto> {
    order.iter().map(|fact| SourceDto::of(*fact, facts)).collect()
}

/// The end of an answer in text: what AWS does at the things that block, numbered, with where that was read; of the
/// things passed the names of the facts.
pub(super) fn write(text: &mut String, sources: &[SourceDto], cited: &[&str]) {
    if sources.is_empty() {
        return;
    }
    text.push_str("\nWho says so:\n");
    let (told, named): (Vec<_>, Vec<_>) =
        sources.iter().enumerate().partition(|(_, source)| cited.contains(&source.fact));
    for (index, source) in told {
        let _ = writeln!(text, "  [{}] {}", index.saturating_add(1), source.statement);
        let read = source.checked_on.as_deref().map(|day| format!(", read {day}")).unwrap_or_default();
        if let Some(url) = &source.url {
            let _ = writeln!(text, "      {url}{read}");
        }
    }
    let names: Vec<&str> = named.iter().map(|(_, source)| source.fact).collect();
    if !names.is_empty() {
        text.push_str("  what is passed on the way (`tieline explain FACT` tells each):\n");
        for line in names.chunks(NAMES_A_LINE) {
            let _ = writeln!(text, "    {}", line.join(", "));
        }
    }
}

/// How many names of facts stand on one line.
const NAMES_A_LINE: usize = 5;
