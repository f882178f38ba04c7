//! What the user says, validated: a [`Design`] whose every name resolves and whose every block is a block.

pub mod application;
pub mod aws_endpoint;
pub mod build;
pub mod edit;
pub mod filter;
pub mod gateway;
pub mod lattice;
pub mod link;
pub mod load_balancer;
pub mod need;
pub mod organization;
pub mod pattern;
pub mod policy;
pub mod raw;
pub mod site;
pub mod start;
pub mod tuning;
pub mod vpc;
pub mod wide;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

pub use application::{Application, Home, LoadBalancer, NetworkInterface, Protocol, RunsOn, Service};
pub use aws_endpoint::{GatewayEndpoint, InterfaceEndpoint};
pub use filter::{
    IpProtocol, NetworkAcl, NetworkAclEntry, Peer, PortSet, PrefixList, SecurityGroup, SecurityGroupRule,
};
pub use gateway::{Connectivity, FirewallEndpoint, Gateway, Inspector, NatGateway};
pub use lattice::{
    Auth, AuthPolicy, LatticeAction, LatticeListener, LatticeMatch, LatticeResource, LatticeRule, LatticeService,
    MatchHow, MatchOn, ServiceNetwork,
};
pub use link::{
    Attachment, AttachmentOptions, DirectConnect, Endpoint, Link, LinkKind, PeeringStatus, PrivatelinkResource,
    PrivatelinkService, ResourceGateway, SiteToSiteVpn, TransitGateway, TransitGatewayPeering,
    TransitGatewayRouteTable, TransitGatewayTarget, VpcPeering,
};
pub use load_balancer::{
    ElasticLoadBalancer, Listener, ListenerProtocol, LoadBalancerKind, ProtocolVersion, Scheme, TargetGroup, TargetOf,
    TargetType,
};
pub use need::{Expected, Megabytes, Need, Parties, Party, Trait};
pub use organization::{Account, Demand, Labels, Policy, Selected, Selector, Thing};
pub use pattern::{Pattern, PatternError};
pub use policy::{Family, Mechanism, Preferences};
pub use site::Site;
pub use vpc::{
    BlockPublicAccess, Controls, Dns, EncryptionControls, Gateways, Origin, PrefixListRoute, Route, RouteTable, Subnet,
    Target, Vpc,
};
pub use wide::{CloudWan, CoreAttachment, PrivatelinkTunnel, Segment, ServiceMesh, VpcSharing};

use crate::cidr::{self, Cidr};
use crate::ids::{
    AccountId, AppId, LinkId, LoadBalancerId, NeedId, PolicyId, PrefixListId, Region, SecurityGroupId, SiteId,
    SubnetId, VpcId,
};

/// A validated design.
///
/// INVARIANT: every name in it resolves within it; [`build`] drops, with a finding, what does not.
/// The parts are shared, so that a clone with a few more links, as the adviser makes them by the thousand, is cheap.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Design {
    /// The Region of everything that names none.
    pub region: Option<Region>,
    /// VPCs by name.
    pub vpcs: BTreeMap<VpcId, Arc<Vpc>>,
    /// Managed prefix lists by name.
    pub prefix_lists: BTreeMap<PrefixListId, Arc<PrefixList>>,
    /// On-premises sites by name.
    pub sites: BTreeMap<SiteId, Arc<Site>>,
    /// Applications by name.
    pub applications: BTreeMap<AppId, Arc<Application>>,
    /// Load balancers by name.
    pub load_balancers: BTreeMap<LoadBalancerId, Arc<ElasticLoadBalancer>>,
    /// Needs by name.
    pub needs: BTreeMap<NeedId, Arc<Need>>,
    /// Links by name.
    pub links: BTreeMap<LinkId, Arc<Link>>,
    /// What the adviser weighs.
    pub preferences: Preferences,
    /// Accounts by id, as far as something is said of them.
    pub accounts: BTreeMap<AccountId, Arc<Account>>,
    /// Rules of the user's own, by name.
    pub policies: BTreeMap<PolicyId, Arc<Policy>>,
}

impl Design {
    /// A VPC by name.
    pub fn vpc(&self, id: &VpcId) -> Option<&Vpc> {
        self.vpcs.get(id).map(AsRef::as_ref)
    }

    /// A subnet by VPC and name.
    pub fn subnet(&self, vpc: &VpcId, subnet: &SubnetId) -> Option<&Subnet> {
        self.vpc(vpc)?.subnets.get(subnet)
    }

    /// A security group by VPC and name.
    pub fn security_group(&self, vpc: &VpcId, group: &SecurityGroupId) -> Option<&SecurityGroup> {
        self.vpc(vpc)?.security_group(group)
    }

    /// A prefix list by name.
    pub fn prefix_list(&self, id: &PrefixListId) -> Option<&PrefixList> {
        self.prefix_lists.get(id).map(AsRef::as_ref)
    }

    /// A site by name.
    pub fn site(&self, id: &SiteId) -> Option<&Site> {
        self.sites.get(id).map(AsRef::as_ref)
    }

    /// An application by name.
    pub fn application(&self, id: &AppId) -> Option<&Application> {
        self.applications.get(id).map(AsRef::as_ref)
    }

    /// A load balancer by name.
    pub fn load_balancer(&self, id: &LoadBalancerId) -> Option<&ElasticLoadBalancer> {
        self.load_balancers.get(id).map(AsRef::as_ref)
    }

    /// A need by name.
    pub fn need(&self, id: &NeedId) -> Option<&Need> {
        self.needs.get(id).map(AsRef::as_ref)
    }

    /// The needs of all pairs of parties, in order of name: what rules look at.
    pub fn pairs(&self) -> impl Iterator<Item = Cow<'_, Need>> {
        self.needs.values().flat_map(|need| need.pairs())
    }

    /// A link by name.
    pub fn link(&self, id: &LinkId) -> Option<&Link> {
        self.links.get(id).map(AsRef::as_ref)
    }

    /// Where a party stands: its VPC, or its site.
    pub fn home(&self, party: &Party) -> Option<Home> {
        match party {
            Party::Application(id) => self.application(id).map(|application| application.home.clone()),
            Party::Vpc(id) => Some(Home::Vpc(id.clone())),
            Party::Site(id) => Some(Home::Site(id.clone())),
            Party::AwsService(name) => Some(Home::Aws(name.clone())),
        }
    }

    /// Whether security groups or network ACLs are given where a party stands.
    pub fn is_filtered(&self, party: &Party) -> bool {
        let Some(Home::Vpc(vpc)) = self.home(party) else { return false };
        self.vpc(&vpc).is_some_and(|vpc| vpc.security_groups.is_some() || vpc.network_acls.is_some())
    }

    /// The address blocks that packets to a home are routed by: IPv4, or IPv6 where that is all it has. The families are
    /// routed apart, and IPv4 decides.
    pub fn routed_blocks(&self, home: &Home) -> Vec<Cidr> {
        self.blocks_in(home, None)
    }

    /// The address blocks of one family that packets to a home are routed by; where none is asked for, those of
    /// [`Design::routed_blocks`].
    pub fn blocks_in(&self, home: &Home, family: Option<cidr::Family>) -> Vec<Cidr> {
        let all = match home {
            Home::Vpc(vpc) => self.vpc(vpc).map(|vpc| vpc.all_blocks()).unwrap_or_default(),
            Home::Site(site) => self.site(site).map(|site| site.cidrs.clone()).unwrap_or_default(),
            Home::Aws(_) => Vec::new(),
        };
        let wished = family.unwrap_or(cidr::Family::V4);
        let own: Vec<Cidr> = all.iter().copied().filter(|cidr| cidr.family() == wished).collect();
        if own.is_empty() && family.is_none() { all } else { own }
    }

    /// The blocks that packets over a link to a home are routed by: as [`Design::blocks_in`], but where the link
    /// translates or announces only some, what it shows of the home.
    pub fn seen_blocks(&self, home: &Home, link: &LinkKind, family: Option<cidr::Family>) -> Vec<Cidr> {
        let blocks = self.blocks_in(home, family);
        match (link, home) {
            (LinkKind::TransitGateway(gateway), Home::Vpc(vpc)) => match gateway.vpcs.get(vpc) {
                Some(attachment) => attachment.announced(blocks),
                None => blocks,
            },
            _ => blocks,
        }
    }

    /// The blocks that packets of a party come from, of one family as [`Design::blocks_in`] takes it: of an application those
    /// of the subnets it runs in, where they are told, else those of its home.
    pub fn party_blocks(&self, party: &Party, family: Option<cidr::Family>) -> Vec<Cidr> {
        let application = match party {
            Party::Application(id) => self.application(id),
            _ => None,
        };
        let wished = family.unwrap_or(cidr::Family::V4);
        let subnets = application.map(|application| self.subnets_of(application)).unwrap_or_default();
        let own = subnets.iter().flat_map(|subnet| subnet.blocks()).filter(|block| block.family() == wished);
        let own: Vec<Cidr> = own.collect();
        match self.home(party) {
            Some(home) if own.is_empty() => self.blocks_in(&home, family),
            _ => own,
        }
    }

    /// The subnets that an application runs in, in order of name; those of its whole VPC when it names none.
    pub fn subnets_of(&self, application: &Application) -> Vec<&Subnet> {
        let Home::Vpc(vpc) = &application.home else { return Vec::new() };
        let Some(vpc) = self.vpc(vpc) else { return Vec::new() };
        match &application.subnets {
            Some(names) => names.iter().filter_map(|name| vpc.subnets.get(name)).collect(),
            None => vpc.subnets.values().collect(),
        }
    }
}
