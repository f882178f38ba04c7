//! Evidence about applications: security groups that admit others, endpoints, service networks.

use std::collections::{BTreeMap, BTreeSet};

use super::{Passed, Proposal, listed};
use crate::cidr::Cidr;
use crate::design::{
    Application, Auth, Design, Endpoint, IpProtocol, LatticeAction, LatticeService, LinkKind, Peer, PrefixList,
    SecurityGroup, SecurityGroupRule, ServiceNetwork,
};
use crate::finding::Place;
use crate::ids::{AppId, SecurityGroupId, VpcId};

/// Applications behind one security group beyond which a reference to it says nothing of any of them.
const MANY: usize = 8;

const TOO_MANY: &str = "more than eight applications have it: whom it admits says nothing of any of them";
const NOT_A_NETWORK: &str = "rules of security groups admit it, and it is the block of no network here, or of several";
const NOT_KNOWN: &str = "rules of security groups admit it, and its blocks are not known";

/// Applications by each of their security groups.
type Members<'d> = BTreeMap<(&'d VpcId, &'d SecurityGroupId), Vec<&'d Application>>;

fn members(design: &Design) -> Members<'_> {
    let mut members: Members<'_> = BTreeMap::new();
    for application in design.applications.values() {
        let Some(vpc) = application.vpc() else { continue };
        let inner = application.interfaces.values().filter_map(|one| one.security_groups.as_ref());
        let all: BTreeSet<&SecurityGroupId> =
            application.security_groups.iter().chain(inner).flat_map(|groups| groups.iter()).collect();
        for group in all {
            members.entry((vpc, group)).or_default().push(application);
        }
    }
    members
}

/// Who is let in by a security group that names another, or names exactly the block of another network.
pub(super) fn security_groups(design: &Design, passed: &mut Passed) -> Vec<Proposal> {
    let members = members(design);
    let networks = networks(design);
    let mut found = Vec::new();
    for ((vpc, group), targets) in &members {
        let Some(group) = design.security_group(vpc, group) else { continue };
        for rule in &group.inbound {
            for (from, evidence) in admitted(design, group, rule, &members, &networks, passed) {
                if targets.len() > MANY {
                    let name = format!("security group `{}`", group.full_id());
                    passed.entry(TOO_MANY).or_default().insert(name);
                    continue;
                }
                for target in targets {
                    let Some(protocol) = protocol(rule, target) else { continue };
                    let own = party(&target.id);
                    let from: BTreeSet<String> = from.iter().filter(|one| **one != own).cloned().collect();
                    found.push(Proposal {
                        from,
                        to: Some(own),
                        protocol,
                        requires: Vec::new(),
                        because: evidence.clone(),
                        place: rule.place.clone(),
                    });
                }
            }
        }
    }
    found
}

/// Blocks that one network alone has, with what needs call it.
fn networks(design: &Design) -> BTreeMap<Cidr, Option<String>> {
    let mut found: BTreeMap<Cidr, Option<String>> = BTreeMap::new();
    let vpcs =
        design.vpcs.values().flat_map(|vpc| vpc.cidrs.iter().map(|(cidr, _)| (*cidr, format!("vpc/{}", vpc.id))));
    let sites =
        design.sites.values().flat_map(|site| site.cidrs.iter().map(|cidr| (*cidr, format!("site/{}", site.id))));
    for (cidr, name) in vpcs.chain(sites) {
        found.entry(cidr).and_modify(|one| *one = None).or_insert(Some(name));
    }
    found
}

/// Who has a block that is no network's whole block: the one application with that address, or the one network that it is a
/// part of.
fn whose(design: &Design, cidr: Cidr, networks: &BTreeMap<Cidr, Option<String>>) -> Option<(String, String)> {
    if cidr.prefix_len() == cidr.family().max_prefix_len() {
        let has = |one: &Application| {
            let inner = one.interfaces.values().flat_map(|one| &one.addresses);
            one.addresses.iter().chain(inner).any(|address| *address == cidr.first())
        };
        let mut all = design.applications.values().filter(|one| has(one));
        if let (Some(one), None) = (all.next(), all.next()) {
            return Some((party(&one.id), "its address".to_owned()));
        }
    }
    let mut above = cidr.parent();
    while let Some(block) = above {
        if let Some(network) = networks.get(&block) {
            let network = network.clone()?;
            let words = format!("a part of the block of `{network}`");
            return Some((network, words));
        }
        above = block.parent();
    }
    None
}

/// Whom a rule lets in, with the evidence in words.
fn admitted(
    design: &Design,
    group: &SecurityGroup,
    rule: &SecurityGroupRule,
    members: &Members<'_>,
    networks: &BTreeMap<Cidr, Option<String>>,
    passed: &mut Passed,
) -> Vec<(BTreeSet<String>, String)> {
    let mut found = Vec::new();
    let Some(home) = design.vpc(&group.vpc) else { return found };
    let name = group.full_id();
    let mut block = |cidr: &Cidr, by: &str, passed: &mut Passed| match networks.get(cidr) {
        Some(Some(network)) if *network == format!("vpc/{}", group.vpc) => {}
        Some(Some(network)) => {
            let evidence = format!("security group `{name}` admits `{cidr}`{by}, the block of `{network}`");
            found.push((BTreeSet::from([network.clone()]), evidence));
        }
        // Everybody is nobody in particular, and what stays in the VPC needs no way.
        _ if cidr.prefix_len() == 0 || home.all_blocks().iter().any(|own| own.contains(*cidr)) => {}
        known => match whose(design, *cidr, networks).filter(|_| known.is_none()) {
            Some((whose, words)) => {
                let evidence = format!("security group `{name}` admits `{cidr}`{by}, {words}");
                found.push((BTreeSet::from([whose]), evidence));
            }
            None => drop(passed.entry(NOT_A_NETWORK).or_default().insert(format!("`{cidr}`{by}"))),
        },
    };
    let mut groups = Vec::new();
    for peer in &rule.peers {
        match peer {
            // Members of one group that reach each other are one thing that is spread out.
            Peer::SecurityGroup(vpc, id) if (vpc, id) != (&group.vpc, &group.id) => {
                let from: BTreeSet<String> =
                    members.get(&(vpc, id)).into_iter().flatten().map(|one| party(&one.id)).collect();
                groups.push((from, format!("security group `{name}` admits security group `{vpc}/{id}`")));
            }
            Peer::Block(cidr) => block(cidr, "", passed),
            Peer::PrefixList(id) => match design.prefix_list(id) {
                Some(list) if list.aws_name.is_some() => {}
                Some(PrefixList { cidrs: Some(cidrs), .. }) => {
                    for cidr in cidrs {
                        block(cidr, &format!(" of prefix list `{id}`"), passed);
                    }
                }
                _ => drop(passed.entry(NOT_KNOWN).or_default().insert(format!("prefix list `{id}`"))),
            },
            // That a peer is unknown is told with the group.
            Peer::SecurityGroup(..) | Peer::Unknown => {}
        }
    }
    groups.extend(found);
    groups
}

/// The protocol and port of a need by a rule: `Some(None)` for all that the application serves, `None` where the rule says
/// nothing of what it serves.
fn protocol(rule: &SecurityGroupRule, target: &Application) -> Option<Option<String>> {
    let word = match rule.protocol {
        IpProtocol::Tcp => "tcp",
        IpProtocol::Udp => "udp",
        IpProtocol::All => return (!target.serves.is_empty()).then_some(None),
        _ => return None,
    };
    if target.serves.is_empty() {
        return match rule.ports.ranges() {
            [(first, last)] if first == last => Some(Some(format!("{word}/{first}"))),
            _ => None,
        };
    }
    let let_in: Vec<_> = target.serves.iter().filter(|service| rule.ports.contains(service.port)).collect();
    match let_in.as_slice() {
        [] => None,
        all if all.len() == target.serves.len() => Some(None),
        [one] => Some(Some(one.to_string())),
        _ => Some(None),
    }
}

/// Who has endpoints to an application, or to a service of AWS.
pub(super) fn endpoints(design: &Design) -> Vec<Proposal> {
    let members = members(design);
    let mut found = Vec::new();
    let mut of_aws: BTreeMap<String, (BTreeSet<String>, Vec<String>, Place)> = BTreeMap::new();
    for link in design.links.values() {
        match &link.kind {
            LinkKind::PrivatelinkService(service) => {
                found.extend(exposed(design, &service.application, &service.endpoints, &members, link));
            }
            LinkKind::PrivatelinkResource(resource) => {
                found.extend(exposed(design, &resource.application, &resource.endpoints, &members, link));
            }
            LinkKind::InterfaceEndpoint(endpoint) => {
                let entry = of_aws.entry(endpoint.service.to_string());
                let (from, by, _) = entry.or_insert_with(|| (BTreeSet::new(), Vec::new(), link.place.clone()));
                let vpcs = endpoint.endpoints.keys().chain(&endpoint.shared_with);
                from.extend(vpcs.map(|vpc| format!("vpc/{vpc}")));
                by.push(format!("`{}`", link.id));
            }
            LinkKind::GatewayEndpoint(endpoint) => {
                let entry = of_aws.entry(endpoint.service.to_string());
                let (from, by, _) = entry.or_insert_with(|| (BTreeSet::new(), Vec::new(), link.place.clone()));
                // One that no route table leads to is used by nobody.
                let used = endpoint.vpcs.iter().filter(|(_, tables)| tables.as_ref().is_none_or(|all| !all.is_empty()));
                from.extend(used.map(|(vpc, _)| format!("vpc/{vpc}")));
                by.push(format!("`{}`", link.id));
            }
            _ => {}
        }
    }
    found.extend(of_aws.into_iter().map(|(service, (from, by, place))| {
        let because = format!("they have endpoints: {}", listed(&by));
        Proposal { from, to: Some(format!("aws/{service}")), protocol: None, requires: Vec::new(), because, place }
    }));
    found
}

/// Who uses the endpoints of a link to an application: whom their security groups name, else the networks they stand in.
fn exposed(
    design: &Design,
    application: &AppId,
    endpoints: &BTreeMap<VpcId, Endpoint>,
    members: &Members<'_>,
    link: &crate::design::Link,
) -> Option<Proposal> {
    let home = design.application(application)?.vpc();
    let mut from = BTreeSet::new();
    for (vpc, endpoint) in endpoints.iter().filter(|(vpc, _)| Some(*vpc) != home) {
        let callers = callers(design, vpc, endpoint, members);
        from.extend(callers.unwrap_or_else(|| BTreeSet::from([format!("vpc/{vpc}")])));
    }
    Some(Proposal {
        from,
        to: Some(party(application)),
        protocol: None,
        requires: Vec::new(),
        because: format!("endpoints lead to it over `{}`", link.id),
        place: link.place.clone(),
    })
}

/// The applications that the security groups of an endpoint name, where they name nothing else.
fn callers(design: &Design, vpc: &VpcId, endpoint: &Endpoint, members: &Members<'_>) -> Option<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for group in endpoint.security_groups.as_ref()? {
        for peer in design.security_group(vpc, group)?.inbound.iter().flat_map(|rule| &rule.peers) {
            let Peer::SecurityGroup(vpc, group) = peer else { return None };
            found.extend(members.get(&(vpc, group)).into_iter().flatten().map(|one| party(&one.id)));
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Who may call what a service network offers.
pub(super) fn service_networks(design: &Design) -> Vec<Proposal> {
    let mut found = Vec::new();
    for link in design.links.values() {
        let LinkKind::ServiceNetwork(network) = &link.kind else { continue };
        let callers: BTreeSet<&VpcId> = network.associations.iter().chain(network.endpoints.keys()).collect();
        let mut offer = |application: &AppId, protocol: Option<String>, requires: Vec<String>| {
            let Some(target) = design.application(application) else { return };
            let from =
                callers.iter().filter(|vpc| Some(**vpc) != target.vpc()).map(|vpc| format!("vpc/{vpc}")).collect();
            found.push(Proposal {
                from,
                to: Some(party(application)),
                protocol,
                requires,
                because: format!("service network `{}` offers it to them", link.id),
                place: link.place.clone(),
            });
        };
        for service in network.services.values() {
            for application in &service.applications {
                let serves = design.application(application).map(|one| one.serves.clone()).unwrap_or_default();
                let listens: Vec<_> = service.listens().into_iter().collect();
                let protocol = match listens.as_slice() {
                    [one] if serves.is_empty() || serves.contains(one) => Some(one.to_string()),
                    _ => None,
                };
                offer(application, protocol, offered(network, service));
            }
        }
        for resource in network.resources.values() {
            offer(&resource.application, None, Vec::new());
        }
    }
    found
}

/// What callers get today from VPC Lattice that not every mechanism gives.
fn offered(network: &ServiceNetwork, service: &LatticeService) -> Vec<String> {
    let mut offered = Vec::new();
    if network.auth == Auth::AwsIam || service.auth == Auth::AwsIam {
        offered.push("iam_auth".to_owned());
    }
    let weighted = service
        .listeners
        .iter()
        .flat_map(|listener| listener.actions())
        .any(|(action, _)| matches!(action, LatticeAction::Forward(groups) if groups.len() > 1));
    if weighted {
        offered.push("weighted_routing".to_owned());
    }
    offered
}

fn party(application: &AppId) -> String {
    format!("application/{application}")
}
