//! Network interfaces: of applications, NAT gateways and firewall endpoints.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::Builder;
use crate::cidr::Family;
use crate::design::{Application, Connectivity, FirewallEndpoint, Home, LinkKind, NatGateway};
use crate::ids::{SecurityGroupId, SubnetId, VpcId};
use crate::network::fabric::{AddressPart, Groups, InterfacePart, Key, Node, NodeKind, Role, SubnetPart};
use crate::network::packet::number;

impl Builder<'_> {
    pub(super) fn add_interfaces(&mut self) {
        let design = self.design;
        for application in design.applications.values() {
            if let Home::Vpc(vpc) = &application.home {
                self.add_application(application, vpc);
            }
        }
        for vpc in design.vpcs.values() {
            for nat in vpc.gateways.nat.iter().flat_map(|gateways| gateways.values()) {
                self.add_nat(nat);
            }
            for endpoint in vpc.firewall_endpoints.iter().flat_map(|endpoints| endpoints.values()) {
                self.add_firewall(endpoint);
            }
        }
    }

    fn add_application(&mut self, application: &Application, vpc: &VpcId) {
        if let Some(shared) = self.moves_into(vpc) {
            // Its workloads run in the shared subnets, with addresses of the shared VPC.
            for subnet in shared {
                self.add_interface(application, vpc, application.id.as_str(), subnet, Vec::new(), None);
            }
            return;
        }
        if application.is_one_host() {
            self.fabric.hosts.insert(application.id.clone());
        }
        for (name, interface) in &application.interfaces {
            let addresses = pairs(&interface.addresses, &interface.public_addresses);
            let named =
                interface.subnet.as_ref().and_then(|name| self.subnets.get(&(vpc.clone(), name.clone())).copied());
            let Some(subnet) = named.or_else(|| self.subnet_holding(vpc, &addresses)) else { continue };
            let groups = interface.security_groups.as_ref();
            let name = format!("{}/{name}", application.id);
            self.add_interface(application, vpc, &name, subnet, addresses, groups);
        }
        if !application.interfaces.is_empty() {
            return;
        }
        let addresses = pairs(&application.addresses, &application.public_addresses);
        if !addresses.is_empty() {
            for address in addresses {
                let Some(subnet) = self.subnet_holding(vpc, &[address]) else { continue };
                self.add_interface(application, vpc, application.id.as_str(), subnet, vec![address], None);
            }
            return;
        }
        let names: Vec<SubnetId> = application.subnets.iter().flatten().cloned().collect();
        for subnet in self.subnets_named(vpc, &names) {
            self.add_interface(application, vpc, application.id.as_str(), subnet, Vec::new(), None);
        }
    }

    fn add_interface(
        &mut self,
        application: &Application,
        home: &VpcId,
        name: &str,
        subnet: Key<SubnetPart>,
        addresses: Vec<AddressPart>,
        groups: Option<&BTreeSet<SecurityGroupId>>,
    ) {
        let Some(part) = self.fabric.subnets.get(subnet) else { return };
        let (vpc, public) = (part.vpc, part.public);
        let groups = match groups.or(application.security_groups.as_ref()) {
            Some(names) => self.groups_named(home, names),
            None if self.describes_groups(home) => {
                Groups::Unknown(format!("the security groups of application `{}` are not given", application.id).into())
            }
            None => Groups::Open,
        };
        // Of an interface whose addresses are told, all are told, unless an input says that the public one is not known.
        let told = addresses.iter().any(|address| address.public.is_some());
        let public = match (addresses.is_empty(), application.public_unknown && !told) {
            (true, _) => public,
            // A subnet that gives public addresses gives it one.
            (false, true) => public.filter(|given| *given),
            (false, false) => Some(false),
        };
        self.place(InterfacePart {
            node: Node::new(NodeKind::Interface, name),
            owner: Some(application.id.clone()),
            role: Role::Workload,
            vpc,
            subnet,
            addresses,
            public,
            groups,
            checked: application.source_destination_check,
        });
    }

    fn add_nat(&mut self, nat: &NatGateway) {
        let addresses: BTreeSet<IpAddr> = nat.addresses.iter().copied().collect();
        let public: BTreeSet<IpAddr> = nat.public_addresses.iter().copied().collect();
        let mut addresses = pairs(&addresses, &public);
        let named = nat.subnet.as_ref().and_then(|name| self.subnets.get(&(nat.vpc.clone(), name.clone())).copied());
        let subnet = named.or_else(|| self.subnet_holding(&nat.vpc, &addresses));
        let Some(subnet) = subnet.or_else(|| self.subnets_of(&nat.vpc).first().copied()) else { return };
        let Some(vpc) = self.fabric.subnets.get(subnet).map(|part| part.vpc) else { return };
        let is_public = nat.connectivity == Connectivity::Public;
        if !is_public {
            addresses.iter_mut().for_each(|address| address.public = None);
        }
        let told = addresses.iter().any(|address| address.public.is_some());
        let key = self.place(InterfacePart {
            node: Node::new(NodeKind::NatGateway, format!("{}/{}", nat.vpc, nat.id)),
            owner: None,
            role: Role::Nat { public: is_public },
            vpc,
            subnet,
            addresses,
            public: Some(is_public && !told),
            groups: Groups::Open,
            checked: Some(false),
        });
        self.nats.insert((nat.vpc.clone(), nat.id.clone()), key);
    }

    /// A firewall endpoint; one whose subnet is not said stands nowhere, and where routes to it lead is not known.
    fn add_firewall(&mut self, endpoint: &FirewallEndpoint) {
        let Some(subnet) = &endpoint.subnet else { return };
        let Some(subnet) = self.subnets.get(&(endpoint.vpc.clone(), subnet.clone())).copied() else { return };
        let Some(vpc) = self.fabric.subnets.get(subnet).map(|part| part.vpc) else { return };
        // It answers nobody and may have any address of the subnet, so it is no interface that packets could be for.
        let key = self.fabric.interfaces.add(InterfacePart {
            node: Node::new(NodeKind::FirewallEndpoint, format!("{}/{}", endpoint.vpc, endpoint.id)),
            owner: None,
            role: Role::Firewall(endpoint.of),
            vpc,
            subnet,
            addresses: Vec::new(),
            public: Some(false),
            groups: Groups::Open,
            checked: Some(false),
        });
        self.firewalls.insert((endpoint.vpc.clone(), endpoint.id.clone()), key);
    }

    /// The shared subnets that the workloads of a VPC move into.
    fn moves_into(&self, vpc: &VpcId) -> Option<Vec<Key<SubnetPart>>> {
        self.design.links.values().find_map(|link| match &link.kind {
            LinkKind::VpcSharing(sharing) if sharing.replaces.contains(vpc) => {
                Some(self.subnets_named(&sharing.vpc, sharing.subnets.iter().flatten()))
            }
            _ => None,
        })
    }

    /// The subnet of a VPC whose block holds one of these addresses.
    fn subnet_holding(&self, vpc: &VpcId, addresses: &[AddressPart]) -> Option<Key<SubnetPart>> {
        let holds = |key: &Key<SubnetPart>| {
            let blocks = self.fabric.subnets.get(*key).map(|subnet| subnet.blocks.as_slice()).unwrap_or_default();
            addresses
                .iter()
                .any(|one| blocks.iter().any(|(family, span)| *family == one.family && span.holds(one.private)))
        };
        self.subnets_of(vpc).into_iter().find(holds)
    }

    pub(super) fn groups_named(&self, vpc: &VpcId, names: &BTreeSet<SecurityGroupId>) -> Groups {
        Groups::Of(names.iter().filter_map(|name| self.groups.get(&(vpc.clone(), name.clone())).copied()).collect())
    }

    pub(super) fn describes_groups(&self, vpc: &VpcId) -> bool {
        self.design.vpc(vpc).is_some_and(|vpc| vpc.security_groups.is_some())
    }
}

/// Private addresses with the public ones that belong to them: one for one, in order, as far as both go.
fn pairs(private: &BTreeSet<IpAddr>, public: &BTreeSet<IpAddr>) -> Vec<AddressPart> {
    let mut public = public.iter().filter(|address| address.is_ipv4()).map(|address| number(*address));
    let mut pairs = Vec::new();
    for address in private {
        let family = Family::of(*address);
        let public = if family == Family::V4 { public.next() } else { None };
        pairs.push(AddressPart { family, private: number(*address), public });
    }
    pairs
}
