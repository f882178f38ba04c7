//! What stops packets, and where.

use crate::network::fabric::Node;
use crate::network::packet::Packet;

/// What stops packets.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Obstacle {
    /// Why it stops them.
    pub kind: ObstacleKind,
    /// The thing that does.
    pub node: Node,
    /// What stops them there, in words without a full stop.
    pub words: String,
    /// Whether it stops the reply and not the packets themselves.
    pub of_reply: bool,
    /// One of the packets stopped, with the headers they have there.
    pub packet: Option<Packet>,
}

/// Why packets do not get on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObstacleKind {
    /// No security group of the sender lets them out.
    SecurityGroupOutbound,
    /// No security group of the receiver lets them in.
    SecurityGroupInbound,
    /// The network ACL of a subnet does not let them out.
    NetworkAclOutbound,
    /// The network ACL of a subnet does not let them in.
    NetworkAclInbound,
    /// No route leads on.
    NoRoute,
    /// A route drops them.
    Blackhole,
    /// A route leads to something that is not there.
    TargetGone,
    /// Nothing is there that has the address.
    NoInterface,
    /// The other end of a link does not hold the address.
    NotBehindLink,
    /// A Direct Connect gateway does not announce the address to the site.
    NotAnnounced,
    /// Packets from elsewhere do not cross a VPC to an edge of it.
    EdgeToEdge,
    /// The transit gateway has no attachment in the zone of the sender.
    NoAttachmentInZone,
    /// The attachment is associated with no route table.
    NotAssociated,
    /// The sender has no public address.
    NoPublicAddress,
    /// The internet does not route the destination.
    PrivateDestination,
    /// VPC Block Public Access keeps traffic with the internet out.
    BlockPublicAccess,
    /// A NAT gateway answers nobody.
    NatGatewayTarget,
    /// The reply would leave another way than the packets came.
    ReplyByNat,
    /// Nothing listens.
    NoListener,
    /// A load balancer has no target that it may use.
    NoTarget,
    /// An auth policy keeps the caller out.
    AuthPolicy,
    /// A target that is its own client never gets an answer.
    OwnTarget,
    /// AWS drops what is neither from nor to the interface.
    SourceDestinationCheck,
    /// Packets go round in circles.
    Loop,
    /// The family or protocol is not carried there.
    NotCarried,
    /// The reply comes from another address than packets were sent to, so the client takes it for a stranger's.
    ReplyFromElsewhere,
    /// Packets arrive somewhere else than asked.
    Elsewhere,
}

impl ObstacleKind {
    /// The kind on the wire.
    pub fn wire(self) -> &'static str {
        match self {
            Self::SecurityGroupOutbound => "security_group_outbound",
            Self::SecurityGroupInbound => "security_group_inbound",
            Self::NetworkAclOutbound => "network_acl_outbound",
            Self::NetworkAclInbound => "network_acl_inbound",
            Self::NoRoute => "no_route",
            Self::Blackhole => "blackhole",
            Self::TargetGone => "target_gone",
            Self::NoInterface => "no_interface",
            Self::NotBehindLink => "not_behind_link",
            Self::NotAnnounced => "not_announced",
            Self::EdgeToEdge => "edge_to_edge",
            Self::NoAttachmentInZone => "no_attachment_in_zone",
            Self::NotAssociated => "not_associated",
            Self::NoPublicAddress => "no_public_address",
            Self::BlockPublicAccess => "block_public_access",
            Self::PrivateDestination => "private_destination",
            Self::NatGatewayTarget => "nat_gateway_target",
            Self::ReplyByNat => "reply_by_nat",
            Self::NoListener => "no_listener",
            Self::NoTarget => "no_target",
            Self::AuthPolicy => "auth_policy",
            Self::OwnTarget => "own_target",
            Self::SourceDestinationCheck => "source_destination_check",
            Self::Loop => "loop",
            Self::NotCarried => "not_carried",
            Self::ReplyFromElsewhere => "reply_from_elsewhere",
            Self::Elsewhere => "elsewhere",
        }
    }

    /// Whether it is a filter: packets would go on without it.
    pub fn is_filter(self) -> bool {
        matches!(
            self,
            Self::SecurityGroupOutbound
                | Self::SecurityGroupInbound
                | Self::NetworkAclOutbound
                | Self::NetworkAclInbound
        )
    }
}
