//! What stands inside VPCs and VPC Lattice services, counted against AWS's quotas: filters, NAT gateways, prefix lists,
//! listeners and target groups.

use std::collections::BTreeMap;

use super::count::{Of, Quota};
use super::counts::Counts;
use crate::cidr::Family;
use crate::design::{Application, Design, Link, LinkKind, Peer, SecurityGroupRule, ServiceNetwork, Vpc};
use crate::facts::LimitId;
use crate::ids::AzId;

static ACLS: Quota = Quota { limit: LimitId::QuotaNaclsPerVpc, what: "network ACLs" };
static ACL_ENTRIES: Quota = Quota { limit: LimitId::QuotaNaclRules, what: "entries in one direction" };
static IPV4_RULES: Quota = Quota { limit: LimitId::QuotaSgRules, what: "IPv4 rules in one direction" };
static IPV6_RULES: Quota = Quota { limit: LimitId::QuotaSgRules, what: "IPv6 rules in one direction" };
static GROUPS: Quota = Quota { limit: LimitId::QuotaSgPerEni, what: "security groups" };
static RULES_OF_INTERFACE: Quota = Quota {
    limit: LimitId::QuotaSgRulesTimesEni,
    what: "rules, those of its largest security group times the number of its groups",
};
static NAT_ADDRESSES: Quota = Quota { limit: LimitId::QuotaNatEips, what: "public addresses" };
static NAT_PRIVATE_ADDRESSES: Quota = Quota { limit: LimitId::QuotaNatPrivateIps, what: "private addresses" };
static NAT_OF_ZONE: Quota = Quota { limit: LimitId::QuotaNatPerAz, what: "NAT gateways in one Availability Zone" };
static NAT_REGIONAL: Quota = Quota { limit: LimitId::QuotaNatRegionalPerVpc, what: "regional NAT gateways" };
static LIST_ENTRIES: Quota = Quota { limit: LimitId::QuotaPrefixListEntries, what: "entries" };
static LISTENERS: Quota = Quota { limit: LimitId::VlqListeners, what: "listeners" };
static RULES: Quota = Quota { limit: LimitId::VlqRules, what: "rules on one listener" };
static TARGET_GROUPS: Quota = Quota { limit: LimitId::VlqTgSvc, what: "target groups" };
static TARGETS: Quota = Quota { limit: LimitId::VlqTargets, what: "targets in one target group" };
static ASSOCIATION_GROUPS: Quota = Quota { limit: LimitId::VlqSgAssoc, what: "security groups on one association" };

impl<'d> Counts<'d> {
    /// Counts filters, gateways, prefix lists and VPC Lattice services.
    pub(super) fn inside(&mut self) {
        let design = self.design;
        for vpc in design.vpcs.values() {
            let acls = vpc.network_acls.as_ref();
            self.add(&ACLS, acls.map_or(0, |acls| acls.len()), Of::Vpc(vpc, Some("network_acls")));
            for acl in acls.into_iter().flat_map(|acls| acls.values()) {
                self.add(&ACL_ENTRIES, acl.inbound.len(), Of::Acl(acl, "inbound"));
                self.add(&ACL_ENTRIES, acl.outbound.len(), Of::Acl(acl, "outbound"));
            }
            for group in vpc.security_groups.iter().flat_map(|groups| groups.values()) {
                for (rules, field) in [(&group.inbound, "inbound"), (&group.outbound, "outbound")] {
                    self.add(&IPV4_RULES, weight(design, rules, Family::V4), Of::Group(group, field));
                    self.add(&IPV6_RULES, weight(design, rules, Family::V6), Of::Group(group, field));
                }
            }
            self.nat_gateways(vpc);
        }
        for application in design.applications.values() {
            let groups = application.security_groups.as_ref().map_or(0, |groups| groups.len());
            self.add(&GROUPS, groups, Of::Application(application));
            let largest = largest_group(design, application).saturating_mul(groups);
            self.add(&RULES_OF_INTERFACE, largest, Of::Application(application));
        }
        for list in design.prefix_lists.values() {
            self.add(&LIST_ENTRIES, entries(list.weight()), Of::List(list));
        }
        for link in design.links.values() {
            if let LinkKind::ServiceNetwork(network) = &link.kind {
                self.services(link, network);
            }
        }
    }

    /// Counts NAT gateways, and the addresses of those that are not regional. The quota of a zone is an account's; what
    /// one VPC has in it is the least there can be.
    fn nat_gateways(&mut self, vpc: &'d Vpc) {
        let mut of_zone: BTreeMap<&AzId, usize> = BTreeMap::new();
        let mut regional = 0_usize;
        for gateway in vpc.gateways.nat.iter().flat_map(|all| all.values()) {
            if gateway.regional {
                regional = regional.saturating_add(1);
                continue;
            }
            self.add(&NAT_ADDRESSES, gateway.public_addresses.len(), Of::Nat(gateway));
            self.add(&NAT_PRIVATE_ADDRESSES, gateway.addresses.len(), Of::Nat(gateway));
            let zone = gateway.subnet.as_ref().and_then(|id| vpc.subnets.get(id)).and_then(|subnet| subnet.az.as_ref());
            if let Some(number) = zone.map(|zone| of_zone.entry(zone).or_default()) {
                *number = number.saturating_add(1);
            }
        }
        let most = of_zone.into_values().max().unwrap_or(0);
        self.add(&NAT_OF_ZONE, most, Of::Vpc(vpc, Some("nat_gateways")));
        self.add(&NAT_REGIONAL, regional, Of::Vpc(vpc, Some("nat_gateways")));
    }

    fn services(&mut self, link: &'d Link, network: &'d ServiceNetwork) {
        for groups in network.association_groups.values() {
            self.add(&ASSOCIATION_GROUPS, groups.len(), Of::Link(link, Some("associations")));
        }
        for (name, service) in &network.services {
            self.add(&LISTENERS, service.listeners.len(), Of::Service(link, name));
            self.add(&TARGET_GROUPS, service.target_groups.len(), Of::Service(link, name));
            for listener in &service.listeners {
                self.add(&RULES, listener.rules.len(), Of::Part(link, name, &listener.place));
            }
            for group in service.target_groups.values() {
                self.add(&TARGETS, group.targets.len(), Of::Part(link, name, &group.place));
            }
        }
    }
}

/// What rules of a security group count as in one family: one for each range of ports and each other side; a prefix list
/// as many as it may hold, and one where that is not known.
fn weight(design: &Design, rules: &[SecurityGroupRule], family: Family) -> usize {
    let of_peer = |peer: &Peer| match peer {
        Peer::Block(block) => usize::from(block.family() == family),
        Peer::SecurityGroup(..) => 1,
        Peer::PrefixList(id) => match design.prefix_list(id) {
            // A list is of one family, and counts in it as many rules as it may hold.
            Some(list) if list.cidrs.iter().flatten().any(|block| block.family() != family) => 0,
            list => entries(list.and_then(|list| list.weight()).or(Some(1))),
        },
        Peer::Unknown => 0,
    };
    rules
        .iter()
        .map(|rule| rule.ports.ranges().len().saturating_mul(rule.peers.iter().map(of_peer).sum()))
        .fold(0, usize::saturating_add)
}

/// How many rules the largest security group of an application has in one direction and family.
fn largest_group(design: &Design, application: &Application) -> usize {
    let vpc = application.vpc().and_then(|vpc| design.vpc(vpc));
    let groups = vpc.and_then(|vpc| vpc.security_groups.as_ref());
    let of = |id| groups.and_then(|groups| groups.get(id));
    let own = application.security_groups.iter().flatten().filter_map(of);
    let directions = own.flat_map(|group| [&group.inbound, &group.outbound]);
    let weights = directions.flat_map(|rules| [Family::V4, Family::V6].map(|family| weight(design, rules, family)));
    weights.max().unwrap_or(0)
}

fn entries(weight: Option<u64>) -> usize {
    weight.map_or(0, |weight| usize::try_from(weight).unwrap_or(usize::MAX))
}
