//! Mechanisms by name, and what the adviser is told to weigh among them.

use std::collections::BTreeSet;
use std::fmt;

macro_rules! mechanisms {
    ($($(#[$doc:meta])* $variant:ident = $wire:literal, $title:literal, $family:ident;)*) => {
        /// A kind of link the adviser can choose.
        ///
        /// `Display` gives the name on the wire.
        ///
        /// ```
        /// use tieline::design::Mechanism;
        /// assert_eq!(Mechanism::from_wire("vpc_peering"), Some(Mechanism::VpcPeering));
        /// assert_eq!(Mechanism::VpcPeering.title(), "VPC peering");
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Mechanism { $($(#[$doc])* $variant,)* }

        impl Mechanism {
            /// Every mechanism, in the order in which ties are broken.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name on the wire, in design files and results.
            pub fn wire(self) -> &'static str {
                match self { $(Self::$variant => $wire,)* }
            }

            /// The name shown to people.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// The family shown to people.
            pub fn family(self) -> Family {
                match self { $(Self::$variant => Family::$family,)* }
            }

            /// The mechanism of a name on the wire.
            pub fn from_wire(text: &str) -> Option<Self> {
                match text { $($wire => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

mechanisms! {
    /// Nothing: both ends stand in one VPC.
    SameVpc = "same_vpc", "same VPC", Other;
    /// A VPC peering connection.
    VpcPeering = "vpc_peering", "VPC peering", Peering;
    /// Attachments to a transit gateway.
    TransitGateway = "transit_gateway", "Transit Gateway", TransitGateway;
    /// Attachments to a transit gateway with static one-to-one NAT.
    TransitGatewayNat = "transit_gateway_nat", "Transit Gateway with NAT", TransitGateway;
    /// Private NAT gateways before a transit gateway.
    PrivateNatTransitGateway = "private_nat_transit_gateway", "private NAT and Transit Gateway", TransitGateway;
    /// Attachments to a Cloud WAN core network.
    CloudWan = "cloud_wan", "Cloud WAN", TransitGateway;
    /// A subnet shared with the other account.
    VpcSharing = "vpc_sharing", "VPC sharing", Other;
    /// An endpoint service and interface endpoints.
    PrivatelinkService = "privatelink_service", "PrivateLink endpoint service", PrivateLink;
    /// A resource configuration and resource endpoints.
    PrivatelinkResource = "privatelink_resource", "PrivateLink resource endpoint", PrivateLink;
    /// A tunnel endpoint to a CIDR resource configuration.
    PrivatelinkTunnel = "privatelink_tunnel", "PrivateLink tunnel endpoint", PrivateLink;
    /// A service network associated with the client's VPC.
    LatticeAssociation = "lattice_association", "VPC Lattice with a VPC association", Lattice;
    /// A service network reached through a service-network endpoint.
    LatticeEndpoint = "lattice_endpoint", "VPC Lattice with a service-network endpoint", Lattice;
    /// A gateway endpoint for Amazon S3 or DynamoDB.
    GatewayEndpoint = "gateway_endpoint", "gateway endpoint", PrivateLink;
    /// An interface endpoint for an AWS service.
    InterfaceEndpoint = "interface_endpoint", "interface endpoint", PrivateLink;
    /// A Site-to-Site VPN connection.
    SiteToSiteVpn = "site_to_site_vpn", "Site-to-Site VPN", Other;
    /// A Direct Connect connection.
    DirectConnect = "direct_connect", "Direct Connect", Other;
    /// A service mesh inside or across clusters.
    ServiceMesh = "service_mesh", "service mesh", Other;
}

impl Mechanism {
    /// Whether it serves parties within one VPC, and none besides.
    pub fn stays_in_one_vpc(self) -> bool {
        matches!(self, Self::SameVpc | Self::VpcSharing | Self::ServiceMesh)
    }

    /// Whether it joins whole networks, and not single applications.
    pub fn joins_networks(self) -> bool {
        matches!(
            self,
            Self::VpcPeering
                | Self::TransitGateway
                | Self::TransitGatewayNat
                | Self::PrivateNatTransitGateway
                | Self::CloudWan
                | Self::VpcSharing
                | Self::PrivatelinkTunnel
                | Self::SiteToSiteVpn
                | Self::DirectConnect
        )
    }
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.wire())
    }
}

/// A family of mechanisms, as shown to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// VPC peering.
    Peering,
    /// Transit Gateway and its relatives.
    TransitGateway,
    /// PrivateLink endpoints.
    PrivateLink,
    /// VPC Lattice.
    Lattice,
    /// Everything else.
    Other,
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Peering => "Peering",
            Self::TransitGateway => "Transit Gateway",
            Self::PrivateLink => "PrivateLink",
            Self::Lattice => "Lattice",
            Self::Other => "other",
        })
    }
}

/// What the adviser weighs beside the price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// What one object costs its owner a month, in whole US dollars, beside its price.
    pub upkeep_usd_per_object: u64,
    /// What it costs a month, in whole US dollars, to open a whole network where one application was asked for.
    pub exposure_usd_per_network: u64,
    /// Mechanisms never to choose.
    pub forbid: BTreeSet<Mechanism>,
    /// Mechanisms to choose where they fit, whatever they cost.
    pub prefer: BTreeSet<Mechanism>,
}

impl Default for Preferences {
    /// Twenty dollars an object, and a hundred for each network opened for the sake of one application: the
    /// project's own judgement, which a design can overrule.
    fn default() -> Self {
        Self {
            upkeep_usd_per_object: 20,
            exposure_usd_per_network: 100,
            forbid: BTreeSet::new(),
            prefer: BTreeSet::new(),
        }
    }
}
