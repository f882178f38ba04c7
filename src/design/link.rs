//! Links: the constructs that connect, one type each, named as AWS names them.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::Design;
use super::aws_endpoint::{GatewayEndpoint, InterfaceEndpoint};
use super::lattice::ServiceNetwork;
use super::organization::Labels;
use super::wide::{CloudWan, PrivatelinkTunnel, ServiceMesh, VpcSharing};
use crate::cidr::Cidr;
use crate::finding::{Kind, Locus, Place};
use crate::ids::{
    AccountId, AppId, AzId, LinkId, LoadBalancerId, PrefixListId, Region, RouteTableId, SecurityGroupId, SiteId,
    SubnetId, VpcId,
};

/// A link: one deployed or planned construct.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Its name.
    pub id: LinkId,
    /// What it is.
    pub kind: LinkKind,
    /// Its tags and environment.
    pub labels: Labels,
    /// Where it stands.
    pub place: Place,
}

impl Link {
    /// The link as the locus of a finding, pointing at its name.
    pub fn locus(&self) -> Locus {
        Locus::new(Kind::Link, self.id.as_str(), self.place.clone()).at_key()
    }

    /// A part of the link as the locus of a finding: the way from the link's own mapping, such as
    /// `["attachments", "shop"]`. The kind's name is added in front.
    pub fn part(&self, path: &[&str]) -> Locus {
        let mut place = self.place.child(self.kind.wire());
        for key in path {
            place = place.child(key);
        }
        Locus::new(Kind::Link, self.id.as_str(), place)
    }

    /// A place inside the link as the locus of a finding.
    pub fn at(&self, place: &Place) -> Locus {
        Locus::new(Kind::Link, self.id.as_str(), place.clone())
    }
}

/// What a link is.
#[derive(Debug, Clone, PartialEq)]
pub enum LinkKind {
    /// A VPC peering connection.
    VpcPeering(VpcPeering),
    /// A transit gateway with its attachments.
    TransitGateway(TransitGateway),
    /// A peering attachment between two transit gateways.
    TransitGatewayPeering(TransitGatewayPeering),
    /// A Direct Connect connection.
    DirectConnect(DirectConnect),
    /// A Site-to-Site VPN connection.
    SiteToSiteVpn(SiteToSiteVpn),
    /// An endpoint service with its endpoints.
    PrivatelinkService(PrivatelinkService),
    /// A resource configuration with its gateway and endpoints.
    PrivatelinkResource(PrivatelinkResource),
    /// A VPC Lattice service network.
    ServiceNetwork(ServiceNetwork),
    /// Gateway endpoints for Amazon S3 or DynamoDB.
    GatewayEndpoint(GatewayEndpoint),
    /// Interface endpoints for a service of AWS.
    InterfaceEndpoint(InterfaceEndpoint),
    /// A Cloud WAN core network with its attachments.
    CloudWan(CloudWan),
    /// A CIDR resource configuration with its tunnel endpoints.
    PrivatelinkTunnel(PrivatelinkTunnel),
    /// Subnets of one VPC shared with other accounts.
    VpcSharing(VpcSharing),
    /// A service mesh.
    ServiceMesh(ServiceMesh),
}

impl LinkKind {
    /// The owning account, where the kind has one and it is said.
    pub fn account(&self) -> Option<&AccountId> {
        match self {
            Self::TransitGateway(gateway) => gateway.account.as_ref(),
            Self::ServiceNetwork(network) => network.account.as_ref(),
            _ => None,
        }
    }

    /// The name of the kind in design files.
    pub fn wire(&self) -> &'static str {
        match self {
            Self::VpcPeering(_) => "vpc_peering",
            Self::TransitGateway(_) => "transit_gateway",
            Self::TransitGatewayPeering(_) => "transit_gateway_peering",
            Self::DirectConnect(_) => "direct_connect",
            Self::SiteToSiteVpn(_) => "site_to_site_vpn",
            Self::PrivatelinkService(_) => "privatelink_service",
            Self::PrivatelinkResource(_) => "privatelink_resource",
            Self::ServiceNetwork(_) => "service_network",
            Self::GatewayEndpoint(_) => "gateway_endpoint",
            Self::InterfaceEndpoint(_) => "interface_endpoint",
            Self::CloudWan(_) => "cloud_wan",
            Self::PrivatelinkTunnel(_) => "privatelink_tunnel",
            Self::VpcSharing(_) => "vpc_sharing",
            Self::ServiceMesh(_) => "service_mesh",
        }
    }
}

/// A VPC peering connection.
#[derive(Debug, Clone, PartialEq)]
pub struct VpcPeering {
    /// The two VPCs, in the order written.
    pub between: (VpcId, VpcId),
    /// Its state.
    pub status: PeeringStatus,
    /// By VPC of the two: whether its public names lead to private addresses when the other side asks. A VPC that is not
    /// here says nothing.
    pub dns_resolution: BTreeMap<VpcId, bool>,
}

/// The state of a VPC peering connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum PeeringStatus {
    /// It carries traffic.
    #[default]
    Active,
    /// It was asked for and is not accepted yet.
    Pending,
    /// It will never carry traffic: it failed, expired, was rejected or deleted.
    Ended,
}

impl PeeringStatus {
    /// Every state of AWS with what it comes to.
    pub const ALL: &[(&str, Self)] = &[
        ("active", Self::Active),
        ("initiating-request", Self::Pending),
        ("pending-acceptance", Self::Pending),
        ("provisioning", Self::Pending),
        ("failed", Self::Ended),
        ("expired", Self::Ended),
        ("rejected", Self::Ended),
        ("deleting", Self::Ended),
        ("deleted", Self::Ended),
    ];
}

impl VpcPeering {
    /// An active peering connection of which nothing more is said.
    pub fn between(between: (VpcId, VpcId)) -> Self {
        Self { between, status: PeeringStatus::Active, dns_resolution: BTreeMap::new() }
    }

    /// The other VPC, if `vpc` is one of the two.
    pub fn other(&self, vpc: &VpcId) -> Option<&VpcId> {
        match &self.between {
            (one, two) if one == vpc => Some(two),
            (one, two) if two == vpc => Some(one),
            _ => None,
        }
    }
}

/// A peering attachment between two transit gateways.
#[derive(Debug, Clone, PartialEq)]
pub struct TransitGatewayPeering {
    /// The two transit gateways, in the order written.
    pub between: (LinkId, LinkId),
}

impl TransitGatewayPeering {
    /// The other transit gateway, if `gateway` is one of the two.
    pub fn other(&self, gateway: &LinkId) -> Option<&LinkId> {
        match &self.between {
            (one, two) if one == gateway => Some(two),
            (one, two) if two == gateway => Some(one),
            _ => None,
        }
    }
}

/// A transit gateway.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TransitGateway {
    /// Its Region, if said.
    pub region: Option<Region>,
    /// The owning account, if said.
    pub account: Option<AccountId>,
    /// VPC attachments by VPC.
    pub vpcs: BTreeMap<VpcId, Attachment>,
    /// Direct Connect and VPN attachments by link.
    pub hybrid: BTreeMap<LinkId, Attachment>,
    /// Peering attachments that the design says more of, by link. Those it does not list are there all the same.
    pub peerings: BTreeMap<LinkId, Attachment>,
    /// What is switched on for the whole transit gateway.
    pub options: AttachmentOptions,
    /// Whether it encrypts what it carries between VPCs; `None` is unknown.
    pub encryption: Option<bool>,
    /// Its route tables; `None` for one default table that all attachments are associated with and propagate to.
    pub route_tables: Option<BTreeMap<RouteTableId, TransitGatewayRouteTable>>,
    /// Whether there are associations, propagations or routes that the input does not tell.
    pub tables_unknown: bool,
}

impl TransitGateway {
    /// Why it is not known where its route tables lead, if it is not; `id` is the name of its link.
    pub fn open_tables(&self, id: &LinkId) -> Option<String> {
        let words = || format!("not every association, propagation and route of transit gateway `{id}` is known");
        self.tables_unknown.then(words)
    }
}

/// An attachment to a transit gateway.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attachment {
    /// The subnets that hold its network interfaces.
    pub subnets: BTreeSet<SubnetId>,
    /// The route table it is associated with; `None` for the default one.
    pub route_table: Option<RouteTableId>,
    /// Whether a policy table chooses the route table packet by packet. Its rules are not described.
    pub policy_table: bool,
    /// Static one-to-one NAT: each block of the VPC with the block that others see.
    pub nat: BTreeMap<Cidr, Cidr>,
    /// The only blocks that are announced, by static routes and without propagation; `None` for all.
    pub routable: Option<BTreeSet<Cidr>>,
    /// Whether a private NAT gateway with a routable address stands before it.
    pub private_nat: bool,
    /// What is switched on for it.
    pub options: AttachmentOptions,
}

/// What is switched on for an attachment, or for a whole transit gateway; `None` is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AttachmentOptions {
    /// Whether the two directions of a flow keep to one availability zone (attachments only).
    pub appliance_mode: Option<bool>,
    /// Whether names of the VPC lead to private addresses for other attached VPCs.
    pub dns_support: Option<bool>,
    /// Whether security groups may name those of other attached VPCs.
    pub security_group_referencing: Option<bool>,
    /// Whether it carries IPv6 (attachments only).
    pub ipv6: Option<bool>,
}

impl Attachment {
    /// The blocks of a VPC as the others on the transit gateway see them.
    ///
    /// ```
    /// use tieline::cidr::Cidr;
    /// use tieline::design::Attachment;
    /// let block = |text| Cidr::parse(text).unwrap();
    /// let attachment = Attachment {
    ///     nat: [(block("10.0.0.0/16"), block("100.64.0.0/16"))].into(),
    ///     ..Attachment::default()
    /// };
    /// assert_eq!(attachment.announced([block("10.0.0.0/16")]), [block("100.64.0.0/16")]);
    /// ```
    pub fn announced(&self, blocks: impl IntoIterator<Item = Cidr>) -> Vec<Cidr> {
        match &self.routable {
            Some(routable) => routable.iter().copied().collect(),
            None => blocks.into_iter().map(|block| self.nat.get(&block).copied().unwrap_or(block)).collect(),
        }
    }
}

/// A route table of a transit gateway.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TransitGatewayRouteTable {
    /// VPCs whose attachment propagates into it.
    pub propagated_vpcs: BTreeSet<VpcId>,
    /// Hybrid links whose attachment propagates into it.
    pub propagated_hybrid: BTreeSet<LinkId>,
    /// Peering attachments that are to propagate into it, which AWS does not do.
    pub propagated_peerings: BTreeSet<LinkId>,
    /// Static routes. A route to a prefix list stands here once for each block of the list that is known.
    pub routes: Vec<(Cidr, TransitGatewayTarget)>,
    /// Static routes to prefix lists, as they are written.
    pub prefix_list_routes: Vec<(PrefixListId, TransitGatewayTarget)>,
}

/// Where a static route of a transit gateway leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransitGatewayTarget {
    /// To the attachment of a VPC.
    Vpc(VpcId),
    /// To the attachment of a Direct Connect or VPN link.
    Hybrid(LinkId),
    /// To another transit gateway, over a peering attachment.
    Peering(LinkId),
    /// Nowhere.
    Blackhole,
}

/// A Direct Connect connection of a site.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectConnect {
    /// The site.
    pub site: SiteId,
    /// VPCs reached through a Direct Connect gateway and virtual private gateways.
    pub vpcs: BTreeSet<VpcId>,
    /// The prefixes that an association allows to be announced to the site, by the name of its VPC or transit gateway; `None`
    /// is unknown, and where a name is missing nothing is held back.
    pub allowed_prefixes: BTreeMap<String, Option<Vec<Cidr>>>,
}

impl DirectConnect {
    /// What the site hears of a VPC or transit gateway by what its association allows; `None` where that is unknown, or where
    /// nothing is said of it and so nothing held back.
    ///
    /// # Source
    /// The fact `dxgw-allowed-prefixes`.
    pub fn heard(&self, design: &Design, whose: &str) -> Option<Vec<Cidr>> {
        let allowed = self.allowed_prefixes.get(whose)?.as_ref()?;
        let held = |block: &Cidr| allowed.iter().any(|one| one.contains(*block));
        match self.vpcs.get(whose).and_then(|vpc| design.vpc(vpc)) {
            Some(vpc) => Some(vpc.all_blocks().into_iter().filter(held).collect()),
            None => Some(allowed.clone()),
        }
    }
}

/// A Site-to-Site VPN connection of a site.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteToSiteVpn {
    /// The site.
    pub site: SiteId,
    /// The VPC whose virtual private gateway ends it; `None` when it ends on a transit gateway.
    pub vpc: Option<VpcId>,
}

/// Where an endpoint stands in its VPC.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Endpoint {
    /// The subnets that hold its network interfaces.
    pub subnets: BTreeSet<SubnetId>,
    /// Its security groups; `None` is unknown.
    pub security_groups: Option<BTreeSet<SecurityGroupId>>,
    /// Whether the name of the service leads to it in its VPC; `None` is unknown.
    pub private_dns: Option<bool>,
    /// Its private addresses, where known.
    pub addresses: BTreeSet<IpAddr>,
}

impl Endpoint {
    /// An endpoint in subnets, of which nothing more is said.
    pub fn in_subnets(subnets: BTreeSet<SubnetId>) -> Self {
        Self { subnets, ..Self::default() }
    }
}

/// An endpoint service and the interface endpoints of its consumers.
#[derive(Debug, Clone, PartialEq)]
pub struct PrivatelinkService {
    /// The application it exposes.
    pub application: AppId,
    /// The VPC of its load balancer; `None` for that of the application.
    pub vpc: Option<VpcId>,
    /// Its load balancers, if said.
    pub load_balancers: Option<BTreeSet<LoadBalancerId>>,
    /// The accounts it admits, its own aside; `None` is unknown.
    pub allowed_accounts: Option<BTreeSet<AccountId>>,
    /// The availability zones in which it is offered; `None` for those of the application's subnets.
    pub zones: Option<BTreeSet<AzId>>,
    /// Interface endpoints by consumer VPC.
    pub endpoints: BTreeMap<VpcId, Endpoint>,
}

/// A resource gateway.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResourceGateway {
    /// The VPC it stands in; `None` for that of the application.
    pub vpc: Option<VpcId>,
    /// The subnets that hold its network interfaces.
    pub subnets: BTreeSet<SubnetId>,
    /// IPv4 addresses per network interface; `None` for AWS's default.
    pub ipv4_per_interface: Option<u64>,
    /// Its security groups; `None` is unknown.
    pub security_groups: Option<BTreeSet<SecurityGroupId>>,
}

/// A resource configuration with its gateway, and the resource endpoints of its consumers.
#[derive(Debug, Clone, PartialEq)]
pub struct PrivatelinkResource {
    /// The application it exposes.
    pub application: AppId,
    /// Its resource gateway.
    pub gateway: ResourceGateway,
    /// Resource endpoints by consumer VPC.
    pub endpoints: BTreeMap<VpcId, Endpoint>,
}
