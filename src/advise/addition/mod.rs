//! What a plan adds to a design, one object at a time. Sets of additions merge, so that needs share what they can.

mod apply;
mod undo;

use std::collections::{BTreeMap, BTreeSet};

pub use apply::applied;
pub use undo::Undo;

use crate::cidr::Cidr;
use crate::design::Home;
use crate::ids::{AccountId, AppId, AzId, LinkId, Region, RouteTableId, ServiceName, SiteId, SubnetId, VpcId};

/// One object that a plan adds.
///
/// INVARIANT: the variants stand in the order in which the objects can be made, so a sorted set of additions can be
/// applied from first to last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Addition {
    /// A second block of a VPC.
    SecondaryBlock {
        /// The VPC.
        vpc: VpcId,
        /// The block.
        cidr: Cidr,
    },
    /// A subnet in a free block.
    Subnet {
        /// Its VPC.
        vpc: VpcId,
        /// Its name.
        subnet: SubnetId,
        /// Its availability zone.
        az: Option<AzId>,
        /// Its block.
        cidr: Cidr,
    },
    /// A Network Load Balancer before an application.
    LoadBalancer {
        /// The application.
        application: AppId,
        /// The VPC it stands in, where that is not the application's.
        door: Option<VpcId>,
    },
    /// A VPC peering connection.
    Peering {
        /// Its name.
        link: LinkId,
        /// The two VPCs, sorted.
        between: (VpcId, VpcId),
    },
    /// A transit gateway.
    TransitGateway {
        /// Its name.
        link: LinkId,
        /// Its Region.
        region: Option<Region>,
        /// Whether it gets route tables of its own instead of one that joins everything.
        segmented: bool,
    },
    /// A Site-to-Site VPN connection.
    Vpn {
        /// Its name.
        link: LinkId,
        /// The site.
        site: SiteId,
    },
    /// A Site-to-Site VPN connection that ends on the virtual private gateway of a VPC.
    VpnToVpc {
        /// Its name.
        link: LinkId,
        /// The site.
        site: SiteId,
        /// The VPC.
        vpc: VpcId,
    },
    /// A Direct Connect connection.
    DirectConnect {
        /// Its name.
        link: LinkId,
        /// The site.
        site: SiteId,
        /// The speed of its port, in Gbps.
        gbps: u64,
    },
    /// A VPC joined to a Direct Connect connection by its virtual private gateway.
    DirectConnectVpc {
        /// The connection.
        link: LinkId,
        /// The VPC.
        vpc: VpcId,
    },
    /// A peering of two transit gateways, with the static routes it needs.
    TransitGatewayPeering {
        /// Its name.
        link: LinkId,
        /// The two transit gateways, sorted.
        between: (LinkId, LinkId),
    },
    /// A Cloud WAN core network.
    CoreNetwork {
        /// Its name.
        link: LinkId,
    },
    /// An edge of a core network.
    CoreEdge {
        /// The core network.
        link: LinkId,
        /// The Region.
        region: Region,
    },
    /// A VPC attachment to a core network.
    CoreAttachment {
        /// The core network.
        link: LinkId,
        /// The VPC.
        vpc: VpcId,
        /// One subnet per availability zone.
        subnets: BTreeSet<SubnetId>,
        /// The segment.
        segment: Option<String>,
    },
    /// A Direct Connect or VPN attachment to a core network.
    CoreHybrid {
        /// The core network.
        link: LinkId,
        /// The connection.
        hybrid: LinkId,
        /// The segment.
        segment: Option<String>,
    },
    /// Two segments of a core network that share their routes.
    SegmentSharing {
        /// The core network.
        link: LinkId,
        /// The two segments, sorted; the same twice for one whose attachments reach each other.
        between: (String, String),
    },
    /// Subnets of a VPC that can be shared.
    SharedVpc {
        /// The link that stands for the sharing.
        link: LinkId,
        /// The VPC.
        vpc: VpcId,
    },
    /// An account that shared subnets are offered to.
    ShareWith {
        /// The sharing.
        link: LinkId,
        /// The account.
        account: AccountId,
    },
    /// A VPC whose workloads move into shared subnets.
    MoveIn {
        /// The sharing.
        link: LinkId,
        /// The VPC that moves.
        vpc: VpcId,
    },
    /// A VPC attachment to a transit gateway.
    Attachment {
        /// The transit gateway.
        link: LinkId,
        /// The VPC.
        vpc: VpcId,
        /// One subnet per availability zone.
        subnets: BTreeSet<SubnetId>,
        /// The route table it is associated with.
        table: Option<RouteTableId>,
    },
    /// More subnets of a VPC attachment, each in a zone that it lacks.
    AttachmentSubnets {
        /// The transit gateway.
        link: LinkId,
        /// The VPC.
        vpc: VpcId,
        /// The subnets.
        subnets: BTreeSet<SubnetId>,
    },
    /// IPv6 on a VPC attachment.
    AttachmentIpv6 {
        /// The transit gateway.
        link: LinkId,
        /// The VPC.
        vpc: VpcId,
    },
    /// Static one-to-one NAT on a VPC attachment.
    AttachmentNat {
        /// The transit gateway.
        link: LinkId,
        /// The VPC.
        vpc: VpcId,
        /// Each block of the VPC with the block that others see.
        nat: BTreeMap<Cidr, Cidr>,
    },
    /// A VPC attachment that announces only some blocks, with a private NAT gateway before it.
    PrivateNat {
        /// The transit gateway.
        link: LinkId,
        /// The VPC.
        vpc: VpcId,
        /// The only block that others see.
        routable: Cidr,
        /// In how many availability zones a NAT gateway stands; none where only the blocks are announced.
        zones: u64,
    },
    /// A Direct Connect or VPN attachment to a transit gateway.
    HybridAttachment {
        /// The transit gateway.
        link: LinkId,
        /// The connection.
        hybrid: LinkId,
        /// The route table it is associated with.
        table: Option<RouteTableId>,
    },
    /// Prefixes that a Direct Connect association allows to be announced to its site.
    AllowedPrefixes {
        /// The connection.
        link: LinkId,
        /// The transit gateway or VPC of the association.
        whose: String,
        /// The prefixes.
        prefixes: BTreeSet<Cidr>,
    },
    /// A propagation into a route table of a transit gateway.
    Propagation {
        /// The transit gateway.
        link: LinkId,
        /// The route table that learns.
        table: RouteTableId,
        /// Whose routes it learns.
        home: Home,
    },
    /// An endpoint service before an application.
    EndpointService {
        /// Its name.
        link: LinkId,
        /// The application.
        application: AppId,
        /// The VPC of the load balancer, where that is not the application's.
        door: Option<VpcId>,
    },
    /// A resource configuration with its resource gateway.
    ResourceConfiguration {
        /// Its name.
        link: LinkId,
        /// The application.
        application: AppId,
        /// The VPC of the gateway, where that is not the application's.
        door: Option<VpcId>,
        /// The gateway's subnets.
        gateway: BTreeSet<SubnetId>,
    },
    /// An interface endpoint.
    InterfaceEndpoint {
        /// The endpoint service it leads to.
        link: LinkId,
        /// The VPC that holds it.
        vpc: VpcId,
        /// One subnet per availability zone.
        subnets: BTreeSet<SubnetId>,
    },
    /// A resource endpoint.
    ResourceEndpoint {
        /// The resource configuration it leads to.
        link: LinkId,
        /// The VPC that holds it.
        vpc: VpcId,
        /// One subnet per availability zone.
        subnets: BTreeSet<SubnetId>,
    },
    /// A CIDR resource configuration with its resource gateway.
    Tunnel {
        /// Its name.
        link: LinkId,
        /// The VPC that it leads to.
        vpc: VpcId,
        /// The gateway's subnets.
        gateway: BTreeSet<SubnetId>,
    },
    /// A tunnel endpoint.
    TunnelEndpoint {
        /// The CIDR resource configuration it leads to.
        link: LinkId,
        /// The VPC that holds it.
        vpc: VpcId,
        /// One subnet per availability zone.
        subnets: BTreeSet<SubnetId>,
    },
    /// A gateway endpoint.
    GatewayEndpoint {
        /// Its name.
        link: LinkId,
        /// The service.
        service: ServiceName,
        /// The VPC.
        vpc: VpcId,
    },
    /// An interface endpoint for a service of AWS.
    AwsEndpoint {
        /// Its name.
        link: LinkId,
        /// The service.
        service: ServiceName,
        /// The VPC that holds it.
        vpc: VpcId,
        /// One subnet per availability zone.
        subnets: BTreeSet<SubnetId>,
    },
    /// An application in a service mesh.
    MeshMember {
        /// The mesh.
        link: LinkId,
        /// The application.
        application: AppId,
    },
    /// A service network.
    ServiceNetwork {
        /// Its name.
        link: LinkId,
        /// Its Region.
        region: Option<Region>,
    },
    /// A VPC Lattice service before an application.
    LatticeService {
        /// The service network.
        link: LinkId,
        /// The application.
        application: AppId,
    },
    /// A resource configuration in a service network, with its resource gateway.
    LatticeResource {
        /// The service network.
        link: LinkId,
        /// The application.
        application: AppId,
        /// The VPC of the gateway, where that is not the application's.
        door: Option<VpcId>,
        /// The gateway's subnets.
        gateway: BTreeSet<SubnetId>,
    },
    /// An IAM auth policy on the VPC Lattice service of an application.
    AuthPolicy {
        /// The service network.
        link: LinkId,
        /// The application.
        application: AppId,
    },
    /// A VPC association with a service network.
    Association {
        /// The service network.
        link: LinkId,
        /// The VPC.
        vpc: VpcId,
    },
    /// A service-network endpoint.
    ServiceNetworkEndpoint {
        /// The service network.
        link: LinkId,
        /// The VPC that holds it.
        vpc: VpcId,
        /// One subnet per availability zone.
        subnets: BTreeSet<SubnetId>,
    },
    /// Routes over a link in every route table of a VPC.
    Routes {
        /// The VPC.
        vpc: VpcId,
        /// The link.
        link: LinkId,
        /// The destinations.
        to: BTreeSet<Cidr>,
    },
}

impl Addition {
    /// The link it makes or extends, if any.
    pub fn link(&self) -> Option<&LinkId> {
        match self {
            Self::SecondaryBlock { .. } | Self::Subnet { .. } | Self::LoadBalancer { .. } => None,
            Self::Peering { link, .. }
            | Self::TransitGateway { link, .. }
            | Self::Vpn { link, .. }
            | Self::VpnToVpc { link, .. }
            | Self::DirectConnect { link, .. }
            | Self::DirectConnectVpc { link, .. }
            | Self::TransitGatewayPeering { link, .. }
            | Self::CoreNetwork { link }
            | Self::CoreEdge { link, .. }
            | Self::CoreAttachment { link, .. }
            | Self::CoreHybrid { link, .. }
            | Self::SegmentSharing { link, .. }
            | Self::SharedVpc { link, .. }
            | Self::ShareWith { link, .. }
            | Self::MoveIn { link, .. }
            | Self::AllowedPrefixes { link, .. }
            | Self::AttachmentSubnets { link, .. }
            | Self::AttachmentIpv6 { link, .. }
            | Self::AttachmentNat { link, .. }
            | Self::PrivateNat { link, .. }
            | Self::Tunnel { link, .. }
            | Self::TunnelEndpoint { link, .. }
            | Self::GatewayEndpoint { link, .. }
            | Self::AwsEndpoint { link, .. }
            | Self::MeshMember { link, .. }
            | Self::Attachment { link, .. }
            | Self::HybridAttachment { link, .. }
            | Self::Propagation { link, .. }
            | Self::EndpointService { link, .. }
            | Self::ResourceConfiguration { link, .. }
            | Self::InterfaceEndpoint { link, .. }
            | Self::ResourceEndpoint { link, .. }
            | Self::ServiceNetwork { link, .. }
            | Self::LatticeService { link, .. }
            | Self::LatticeResource { link, .. }
            | Self::AuthPolicy { link, .. }
            | Self::Association { link, .. }
            | Self::ServiceNetworkEndpoint { link, .. }
            | Self::Routes { link, .. } => Some(link),
        }
    }

    /// Whether it must be there before the mechanism itself can be made: what turns `fits` into `fits after`.
    pub fn is_prerequisite(&self) -> bool {
        matches!(
            self,
            Self::SecondaryBlock { .. }
                | Self::Subnet { .. }
                | Self::LoadBalancer { .. }
                | Self::Vpn { .. }
                | Self::DirectConnect { .. }
                | Self::MoveIn { .. }
        )
    }

    /// How many objects someone must own because of it. Routes and propagations are lines in a table, and options
    /// of an attachment, that have an owner already.
    pub fn objects(&self) -> u64 {
        match self {
            Self::AttachmentSubnets { .. }
            | Self::AttachmentIpv6 { .. }
            | Self::AllowedPrefixes { .. }
            | Self::Routes { .. }
            | Self::Propagation { .. }
            | Self::SegmentSharing { .. }
            | Self::SharedVpc { .. } => 0,
            // A gateway and a configuration.
            Self::ResourceConfiguration { .. } | Self::LatticeResource { .. } | Self::Tunnel { .. } => 2,
            // The connection, and its gateway at the VPC; a virtual private gateway and its association.
            Self::VpnToVpc { .. } | Self::DirectConnectVpc { .. } => 2,
            // The connection, the virtual interface and the Direct Connect gateway.
            Self::DirectConnect { .. } => 3,
            // A NAT gateway in each zone, and the routes that go around the others.
            Self::PrivateNat { zones, .. } => *zones,
            _ => 1,
        }
    }
}
