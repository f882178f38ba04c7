//! Who has which address: network interfaces as the design tells them, of workloads, NAT gateways, load balancers and
//! endpoints.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::leg::{GroupName, Leg};
use super::node;
use crate::cidr::{Cidr, Family};
use crate::design::{Application, Connectivity, Endpoint, Home, LinkKind, Scheme, Vpc};
use crate::ids::{AppId, AzId, LinkId, LoadBalancerId, SecurityGroupId, SubnetId, VpcId};
use crate::network::fabric::{Node, NodeKind};

/// A network interface.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Holder {
    pub(super) node: Node,
    pub(super) role: Role,
    pub(super) vpc: VpcId,
    pub(super) subnet: SubnetId,
    /// Private addresses with the public ones that belong to them; none when they are not told.
    pub(super) addresses: Vec<(IpAddr, Option<IpAddr>)>,
    /// Its security groups; `None` when nothing filters there.
    pub(super) groups: Option<BTreeSet<GroupName>>,
    /// Whether it has a public address that is not told.
    pub(super) public: bool,
    /// Whether it may have one: an input marks it as unknown.
    pub(super) perhaps: bool,
}

/// What a network interface does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    Workload(AppId),
    Nat,
    Balancer(LoadBalancerId),
    Endpoint(LinkId),
}

impl Holder {
    pub(super) fn application(&self) -> Option<&AppId> {
        match &self.role {
            Role::Workload(id) => Some(id),
            Role::Nat | Role::Balancer(_) | Role::Endpoint(_) => None,
        }
    }

    pub(super) fn has(&self, address: IpAddr) -> bool {
        self.addresses.iter().any(|(own, _)| *own == address)
    }

    /// Whether it has an address, or may have it because its own are not told.
    pub(super) fn may_have(&self, leg: &Leg<'_>, address: IpAddr) -> bool {
        if !self.addresses.is_empty() {
            return self.has(address);
        }
        leg.subnet(&self.vpc, &self.subnet).is_some_and(|subnet| subnet.gives(address))
    }

    /// The address it is taken to send from and to be called at, of one family.
    pub(super) fn first_address(&self, leg: &Leg<'_>, family: Family) -> Option<IpAddr> {
        if !self.addresses.is_empty() {
            return self.addresses.iter().map(|(own, _)| *own).find(|own| Family::of(*own) == family);
        }
        leg.subnet(&self.vpc, &self.subnet)?.some_address(family)
    }
}

/// A subnet, as far as packets know it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stretch {
    pub(super) vpc: VpcId,
    pub(super) id: SubnetId,
    pub(super) zone: Option<AzId>,
    pub(super) blocks: Vec<Cidr>,
    /// Whether what is launched in it is given a public address; `None` when not said.
    pub(super) public: Option<bool>,
}

impl Stretch {
    pub(super) fn full_id(&self) -> String {
        format!("{}/{}", self.vpc, self.id)
    }

    pub(super) fn holds(&self, address: IpAddr) -> bool {
        self.blocks.iter().any(|block| block.contains_address(address))
    }

    /// Whether somebody in it can have an address: AWS keeps the first four and the last.
    pub(super) fn gives(&self, address: IpAddr) -> bool {
        self.blocks.iter().filter(|block| block.contains_address(address)).any(|block| {
            let place = match (block.first(), address) {
                (IpAddr::V4(first), IpAddr::V4(own)) => u128::from(own.to_bits() - first.to_bits()),
                (IpAddr::V6(first), IpAddr::V6(own)) => own.to_bits() - first.to_bits(),
                _ => return false,
            };
            block.address_count() <= 8 || (place >= 4 && place < block.address_count() - 1)
        })
    }

    /// An address of a family that somebody in it can have.
    pub(super) fn some_address(&self, family: Family) -> Option<IpAddr> {
        let block = self.blocks.iter().find(|block| block.family() == family)?;
        let keeps = if block.address_count() > 8 { 4 } else { 0 };
        Some(match block.first() {
            IpAddr::V4(first) => IpAddr::V4((first.to_bits() + keeps).into()),
            IpAddr::V6(first) => IpAddr::V6((first.to_bits() + u128::from(keeps)).into()),
        })
    }
}

impl Leg<'_> {
    /// The subnets of a VPC; one that is all of it when the design names none.
    pub(super) fn subnets_of(&self, vpc: &Vpc) -> Vec<Stretch> {
        let told = vpc.subnets.values().map(|subnet| Stretch {
            vpc: vpc.id.clone(),
            id: subnet.id.clone(),
            zone: subnet.az.clone(),
            blocks: subnet.blocks().collect(),
            public: subnet.public_addresses,
        });
        let told: Vec<Stretch> = told.collect();
        if !told.is_empty() {
            return told;
        }
        let whole = SubnetId::new("*").map(|id| Stretch {
            vpc: vpc.id.clone(),
            id,
            zone: None,
            blocks: vpc.all_blocks(),
            public: None,
        });
        whole.into_iter().collect()
    }

    pub(super) fn subnet(&self, vpc: &VpcId, subnet: &SubnetId) -> Option<Stretch> {
        self.subnets_of(self.design.vpc(vpc)?).into_iter().find(|one| one.id == *subnet)
    }

    /// The subnet of a VPC that holds an address.
    pub(super) fn subnet_with(&self, vpc: &VpcId, address: IpAddr) -> Option<Stretch> {
        let subnets = self.subnets_of(self.design.vpc(vpc)?);
        subnets.into_iter().find(|subnet| subnet.holds(address))
    }

    pub(super) fn holders_in(&self, vpc: &VpcId, subnet: &SubnetId) -> Vec<Holder> {
        self.all_holders().into_iter().filter(|one| one.vpc == *vpc && one.subnet == *subnet).collect()
    }

    /// Every network interface of the design.
    pub(super) fn all_holders(&self) -> Vec<Holder> {
        let mut all = Vec::new();
        for application in self.design.applications.values() {
            if let Home::Vpc(vpc) = &application.home {
                all.extend(self.of_application(application, vpc));
            }
        }
        all.extend(self.nat_gateways());
        all.extend(self.balancer_nodes());
        all.extend(self.endpoint_interfaces());
        all
    }

    fn of_application(&self, application: &Application, vpc: &VpcId) -> Vec<Holder> {
        let sharing = self.design.links.values().find_map(|link| match &link.kind {
            LinkKind::VpcSharing(sharing) if sharing.replaces.contains(vpc) => Some(sharing),
            _ => None,
        });
        let is_open = |addresses: &[(IpAddr, Option<IpAddr>)]| {
            application.public_unknown && addresses.iter().all(|(_, public)| public.is_none())
        };
        let make =
            |name: &str, at: &Stretch, addresses: Vec<(IpAddr, Option<IpAddr>)>, own: Option<&BTreeSet<_>>| Holder {
                node: node(NodeKind::Interface, name),
                role: Role::Workload(application.id.clone()),
                vpc: at.vpc.clone(),
                subnet: at.id.clone(),
                public: at.public == Some(true) && (addresses.is_empty() || is_open(&addresses)),
                perhaps: is_open(&addresses),
                addresses,
                groups: own.or(application.security_groups.as_ref()).map(|groups| named(vpc, groups)),
            };
        let id = application.id.as_str();
        if let Some(sharing) = sharing {
            let subnets = self.named_subnets(&sharing.vpc, sharing.subnets.iter().flatten());
            return subnets.iter().map(|at| make(id, at, Vec::new(), None)).collect();
        }
        if !application.interfaces.is_empty() {
            let interfaces = application.interfaces.iter().filter_map(|(name, interface)| {
                let addresses = pairs(&interface.addresses, &interface.public_addresses);
                let told = interface.subnet.as_ref().and_then(|subnet| self.subnet(vpc, subnet));
                let at = told.or_else(|| addresses.iter().find_map(|(own, _)| self.subnet_with(vpc, *own)))?;
                Some(make(&format!("{id}/{name}"), &at, addresses, interface.security_groups.as_ref()))
            });
            return interfaces.collect();
        }
        if !application.addresses.is_empty() {
            let addresses = pairs(&application.addresses, &application.public_addresses);
            let found = addresses.into_iter().filter_map(|pair| {
                let at = self.subnet_with(vpc, pair.0)?;
                Some(make(id, &at, vec![pair], None))
            });
            return found.collect();
        }
        let subnets = self.named_subnets(vpc, application.subnets.iter().flatten());
        subnets.iter().map(|at| make(id, at, Vec::new(), None)).collect()
    }

    fn nat_gateways(&self) -> Vec<Holder> {
        let mut all = Vec::new();
        for vpc in self.design.vpcs.values() {
            for nat in vpc.gateways.nat.iter().flat_map(|gateways| gateways.values()) {
                let is_public = nat.connectivity == Connectivity::Public;
                let public = nat.public_addresses.iter().copied().collect();
                let mut addresses = pairs(&nat.addresses.iter().copied().collect(), &public);
                if !is_public {
                    addresses.iter_mut().for_each(|(_, public)| *public = None);
                }
                let told = nat.subnet.as_ref().and_then(|subnet| self.subnet(&vpc.id, subnet));
                let at = told.or_else(|| addresses.iter().find_map(|(own, _)| self.subnet_with(&vpc.id, *own)));
                let Some(at) = at.or_else(|| self.subnets_of(vpc).into_iter().next()) else { continue };
                let is_told = addresses.iter().any(|(_, public)| public.is_some());
                all.push(Holder {
                    node: node(NodeKind::NatGateway, format!("{}/{}", vpc.id, nat.id)),
                    role: Role::Nat,
                    vpc: vpc.id.clone(),
                    subnet: at.id,
                    addresses,
                    groups: None,
                    public: is_public && !is_told,
                    perhaps: false,
                });
            }
        }
        all
    }

    fn balancer_nodes(&self) -> Vec<Holder> {
        let mut all = Vec::new();
        for balancer in self.design.load_balancers.values() {
            for at in self.named_subnets(&balancer.vpc, &balancer.subnets) {
                let own = balancer.addresses.iter().enumerate();
                let own = own.filter(|(_, own)| at.holds(**own));
                let public = |nth: usize| balancer.public_addresses.get(nth).copied().filter(IpAddr::is_ipv4);
                let addresses: Vec<_> = own.map(|(nth, own)| (*own, public(nth))).collect();
                let told = addresses.iter().any(|(_, public)| public.is_some());
                let groups = balancer.security_groups.as_ref().filter(|groups| !groups.is_empty());
                all.push(Holder {
                    node: node(NodeKind::LoadBalancer, balancer.id.as_str()),
                    role: Role::Balancer(balancer.id.clone()),
                    vpc: balancer.vpc.clone(),
                    subnet: at.id,
                    addresses,
                    groups: groups.map(|groups| named(&balancer.vpc, groups)),
                    public: !told && balancer.scheme == Some(Scheme::InternetFacing),
                    perhaps: false,
                });
            }
        }
        all
    }

    fn endpoint_interfaces(&self) -> Vec<Holder> {
        let mut all = Vec::new();
        for (id, link) in &self.design.links {
            let endpoints = match &link.kind {
                LinkKind::PrivatelinkService(service) => &service.endpoints,
                LinkKind::PrivatelinkResource(resource) => &resource.endpoints,
                LinkKind::ServiceNetwork(network) => &network.endpoints,
                LinkKind::InterfaceEndpoint(endpoint) => &endpoint.endpoints,
                _ => continue,
            };
            for (vpc, endpoint) in endpoints {
                all.extend(self.of_endpoint(id, vpc, endpoint));
            }
        }
        all
    }

    fn of_endpoint(&self, id: &LinkId, vpc: &VpcId, endpoint: &Endpoint) -> Vec<Holder> {
        let subnets = self.named_subnets(vpc, &endpoint.subnets).into_iter().map(|at| {
            let inside = |own: &&IpAddr| at.holds(**own);
            Holder {
                node: node(NodeKind::Endpoint, format!("{id}/{vpc}")),
                role: Role::Endpoint(id.clone()),
                vpc: vpc.clone(),
                addresses: endpoint.addresses.iter().filter(inside).map(|own| (*own, None)).collect(),
                subnet: at.id,
                groups: endpoint.security_groups.as_ref().map(|groups| named(vpc, groups)),
                public: false,
                perhaps: false,
            }
        });
        subnets.collect()
    }

    /// The subnets of a VPC by name; all of them when none are named.
    pub(super) fn named_subnets<'n>(&self, vpc: &VpcId, names: impl IntoIterator<Item = &'n SubnetId>) -> Vec<Stretch> {
        let found: Vec<Stretch> = names.into_iter().filter_map(|name| self.subnet(vpc, name)).collect();
        if !found.is_empty() {
            return found;
        }
        self.design.vpc(vpc).map(|vpc| self.subnets_of(vpc)).unwrap_or_default()
    }
}

fn named(vpc: &VpcId, groups: &BTreeSet<SecurityGroupId>) -> BTreeSet<GroupName> {
    groups.iter().map(|group| (vpc.clone(), group.clone())).collect()
}

/// Private addresses with the public ones that belong to them, in order.
fn pairs(private: &BTreeSet<IpAddr>, public: &BTreeSet<IpAddr>) -> Vec<(IpAddr, Option<IpAddr>)> {
    let mut public = public.iter().copied().filter(IpAddr::is_ipv4);
    private.iter().map(|own| (*own, if own.is_ipv4() { public.next() } else { None })).collect()
}
