//! Applications: instances, functions, databases, clusters, and whatever else has a network interface.

use std::collections::BTreeMap;

use super::card::{Card, Whose, dress, whose};
use super::draft::{Draft, top};
use super::shape::{Instance, NetworkInterface, PrivateAddress, PublicAssociation};
use super::snapshot::{Found, Seen};
use crate::design::raw::RawApplication;
use crate::ids::is_account;
use crate::order::Arrange;

/// Network interfaces that stand for something other than an instance.
#[derive(Debug, Default)]
pub(super) struct Cards<'s> {
    /// Of load balancers, by the end of their ARN.
    pub(super) of_balancers: BTreeMap<&'s str, Vec<&'s NetworkInterface>>,
    of_functions: BTreeMap<&'s str, Vec<Card<'s>>>,
    of_clusters: BTreeMap<&'s str, Vec<Card<'s>>>,
    of_databases: Vec<Card<'s>>,
    others: Vec<(Card<'s>, &'static str)>,
}

/// Makes applications of all that runs, and gives the interfaces that belong to other things.
pub(super) fn applications<'s>(draft: &mut Draft<'s>) -> Cards<'s> {
    let snapshot = draft.snapshot;
    let mut of_instances: BTreeMap<&str, Vec<Card<'s>>> = BTreeMap::new();
    let mut embedded: BTreeMap<&str, &str> = BTreeMap::new();
    let reserved = snapshot.reservations.values().flat_map(|reservation| &reservation.instances);
    for instance in reserved.chain(snapshot.instances.values()) {
        for card in &instance.network_interfaces {
            embedded.insert(&card.network_interface_id, &instance.instance_id);
        }
    }
    let mut cards = Cards::default();
    for (id, found) in snapshot.interfaces.iter() {
        let card = Card { is: &found.is, seen: found.at() };
        let owner = embedded.get(id.as_str()).map_or_else(|| whose(&found.is), |instance| Whose::Instance(instance));
        if owner == Whose::Nobody {
            draft.pass(found, "attached to nothing", None);
            continue;
        }
        draft.count(found);
        match owner {
            Whose::Instance(instance) => of_instances.entry(instance).or_default().push(card),
            Whose::LoadBalancer(name) => cards.of_balancers.entry(name).or_default().push(&found.is),
            Whose::Function(name) => cards.of_functions.entry(name).or_default().push(card),
            Whose::Cluster(name) => cards.of_clusters.entry(name).or_default().push(card),
            Whose::Database => cards.of_databases.push(card),
            Whose::Task => cards.others.push((card, "ecs")),
            Whose::Other => cards.others.push((card, "other")),
            Whose::Construct | Whose::Nobody => {}
        }
    }
    for (_, found) in snapshot.addresses.iter() {
        draft.count(found);
    }
    let mut known = std::collections::BTreeSet::new();
    for (_, found) in snapshot.reservations.iter() {
        for instance in &found.is.instances {
            known.insert(instance.instance_id.as_str());
            let cards = of_instances.get(instance.instance_id.as_str()).map(Vec::as_slice).unwrap_or_default();
            self::instance(draft, found.at(), found.is.owner_id.as_deref(), instance, cards);
        }
        if found.is.instances.iter().all(is_gone) {
            draft.pass(found, "terminated", None);
        } else {
            draft.count(found);
        }
    }
    for (id, found) in snapshot.instances.iter() {
        if !known.insert(id.as_str()) {
            draft.count(found);
            continue;
        }
        let cards = of_instances.get(id.as_str()).map(Vec::as_slice).unwrap_or_default();
        instance(draft, found.at(), None, &found.is, cards);
        if is_gone(&found.is) { draft.pass(found, "terminated", None) } else { draft.count(found) }
    }
    // Instances that other accounts run, of which only the network interface is in a file.
    for (id, cards) in of_instances.into_iter().filter(|(id, _)| !known.contains(id)) {
        interfaces_only(draft, id, &cards, "ec2");
    }
    functions(draft, &mut cards);
    databases(draft, &mut cards);
    clusters(draft, &mut cards);
    services(draft);
    for (card, runs_on) in std::mem::take(&mut cards.others) {
        interfaces_only(draft, &card.is.network_interface_id, &[card], runs_on);
    }
    cards
}

/// VPCs of which every network interface is in a file: whoever has an address there is named. Of shared subnets an owner
/// does not see all of them.
pub(super) fn complete(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    let ids: Vec<String> = draft.raw.vpcs.keys().cloned().collect();
    for id in ids.into_iter().filter(|id| draft.has_list("NetworkInterfaces", id)).collect::<Vec<_>>() {
        let owner = snapshot.vpcs.get(&id).and_then(|vpc| vpc.owner_id.as_deref());
        let foreign = snapshot.interfaces.values().any(|one| {
            one.vpc_id.as_deref() == Some(id.as_str()) && one.owner_id.is_some() && one.owner_id.as_deref() != owner
        });
        if let Some(vpc) = draft.raw.vpcs.get_mut(&id)
            && !foreign
            && vpc.subnets.values().all(|subnet| subnet.shared_with.is_empty())
        {
            vpc.complete = Some(true);
        }
    }
}

fn is_gone(instance: &Instance) -> bool {
    matches!(instance.state.name.as_deref(), Some("terminated" | "shutting-down"))
}

fn instance(draft: &mut Draft<'_>, seen: Option<Seen>, owner: Option<&str>, instance: &Instance, cards: &[Card<'_>]) {
    let id = instance.instance_id.as_str();
    let first = cards.first().map(|card| card.is).or(instance.network_interfaces.first());
    let vpc = instance.vpc_id.as_deref().or_else(|| first.and_then(|card| card.vpc_id.as_deref()));
    let Some(vpc) = vpc.filter(|vpc| !vpc.is_empty()) else { return };
    if is_gone(instance) {
        return;
    }
    if matches!(instance.state.name.as_deref(), Some("stopped" | "stopping")) {
        draft.infers(seen, "stopped instances are taken to run".to_owned());
    }
    // What the list of interfaces leaves out, the instance tells itself.
    let mut own: Vec<NetworkInterface> = Vec::new();
    for card in &instance.network_interfaces {
        if !cards.iter().any(|one| one.is.network_interface_id == card.network_interface_id) {
            own.push(card.clone());
        }
    }
    if own.is_empty() && cards.is_empty() {
        own.push(of_instance(instance));
    }
    let mut all: Vec<Card<'_>> = cards.to_vec();
    all.extend(own.iter().map(|is| Card { is, seen }));
    all.arrange_by_key(|card| card.is.attachment.as_ref().and_then(|one| one.device_index).unwrap_or(u64::MAX));
    draft.mention_vpc(vpc, id);
    let mut made = new(draft, vpc, "ec2", owner);
    dress(draft, id, vpc, &all, &mut made);
    if made.source_destination_check.is_none() {
        made.source_destination_check = instance.source_dest_check;
    }
    draft.hosts.by_id.insert(id.to_owned(), id.to_owned());
    if let Some(primary) = all.first().and_then(|card| card.is.private_ip_address.clone()) {
        draft.hosts.primary.insert(id.to_owned(), primary);
    }
    draft.called(id, &instance.tags);
    add(draft, seen, id, id, made);
}

/// The one interface of an instance of which the file gives no interfaces.
fn of_instance(instance: &Instance) -> NetworkInterface {
    let association =
        instance.public_ip_address.clone().map(|public_ip| PublicAssociation { public_ip: Some(public_ip) });
    let address = PrivateAddress { private_ip_address: instance.private_ip_address.clone(), association };
    NetworkInterface {
        network_interface_id: instance.instance_id.clone(),
        subnet_id: instance.subnet_id.clone(),
        groups: Some(instance.security_groups.clone()),
        private_ip_addresses: vec![address],
        source_dest_check: instance.source_dest_check,
        ..NetworkInterface::default()
    }
}

/// An application of a VPC; the account is told where it is not the VPC's.
fn new(draft: &Draft<'_>, vpc: &str, runs_on: &str, owner: Option<&str>) -> RawApplication {
    let of_vpc = draft.raw.vpcs.get(vpc).and_then(|vpc| vpc.account.as_deref());
    let account = owner.filter(|owner| is_account(owner) && of_vpc.is_some_and(|account| account != *owner));
    RawApplication {
        vpc: Some(vpc.to_owned()),
        account: account.map(str::to_owned),
        runs_on: Some(runs_on.to_owned()),
        ..RawApplication::default()
    }
}

fn add(draft: &mut Draft<'_>, seen: Option<Seen>, name: &str, id: &str, made: RawApplication) {
    draft.stands(top("applications", name), seen, id);
    draft.raw.applications.insert(name.to_owned(), made);
}

/// An application of which only network interfaces are known.
fn interfaces_only(draft: &mut Draft<'_>, name: &str, cards: &[Card<'_>], runs_on: &str) {
    let Some(first) = cards.first() else { return };
    let Some(vpc) = first.is.vpc_id.as_deref().filter(|vpc| !vpc.is_empty()) else { return };
    draft.mention_vpc(vpc, name);
    let mut made = new(draft, vpc, runs_on, first.is.owner_id.as_deref());
    dress(draft, name, vpc, cards, &mut made);
    draft.called(name, &first.is.tag_set);
    add(draft, first.seen, name, name, made);
}

/// A name that no application has yet: the short one, or else the id.
fn free_name(draft: &Draft<'_>, short: &str, id: &str) -> String {
    let taken = short.is_empty() || draft.raw.applications.contains_key(short) || draft.raw.vpcs.contains_key(short);
    if taken { id.to_owned() } else { short.to_owned() }
}

/// What stands in a VPC by its configuration, and may have no interface in any file.
struct Placed<'p> {
    short: &'p str,
    id: &'p str,
    vpc: &'p str,
    runs_on: &'static str,
    subnets: Vec<String>,
    groups: Vec<&'p str>,
    serves: Vec<String>,
}

fn placed<T>(draft: &mut Draft<'_>, found: &Found<T>, what: Placed<'_>, cards: &[Card<'_>]) -> String {
    let name = free_name(draft, what.short, what.id);
    draft.count(found);
    draft.mention_vpc(what.vpc, what.id);
    let owner = what.id.split(':').nth(4);
    let mut made = new(draft, what.vpc, what.runs_on, owner);
    dress(draft, &name, what.vpc, cards, &mut made);
    made.subnets =
        Some(draft.subnets_in(what.vpc, &what.subnets)).filter(|subnets| !subnets.is_empty()).or(made.subnets);
    if made.security_groups.is_none() && made.interfaces.is_empty() {
        made.security_groups = draft.groups_in(what.vpc, what.groups.iter().copied());
    }
    made.serves = what.serves;
    draft.alias(what.id, &name);
    draft.hosts.by_id.insert(what.id.to_owned(), name.clone());
    add(draft, found.at(), &name, what.id, made);
    name
}

fn functions(draft: &mut Draft<'_>, cards: &mut Cards<'_>) {
    for (id, found) in draft.snapshot.functions.iter() {
        let network = &found.is.vpc_config;
        let of_subnets = || network.subnet_ids.iter().find_map(|subnet| draft.vpc_of_subnet(subnet));
        let Some(vpc) = network.vpc_id.clone().filter(|vpc| !vpc.is_empty()).or_else(of_subnets) else {
            draft.pass_placeless(found, &network.subnet_ids, "in no VPC", None);
            continue;
        };
        let own = cards.of_functions.remove(found.is.function_name.as_str()).unwrap_or_default();
        let what = Placed {
            short: &found.is.function_name,
            id,
            vpc: &vpc,
            runs_on: "lambda",
            subnets: network.subnet_ids.clone(),
            groups: network.security_group_ids.iter().map(String::as_str).collect(),
            serves: Vec::new(),
        };
        placed(draft, found, what, &own);
    }
    for (name, own) in std::mem::take(&mut cards.of_functions) {
        for card in own {
            let id = if name.is_empty() { &card.is.network_interface_id } else { name };
            let id = free_name(draft, id, &card.is.network_interface_id);
            interfaces_only(draft, &id, &[card], "lambda");
        }
    }
}

fn databases(draft: &mut Draft<'_>, cards: &mut Cards<'_>) {
    for (id, found) in draft.snapshot.databases.iter() {
        let Some(vpc) = found.is.subnet_group.vpc_id.as_deref().filter(|vpc| !vpc.is_empty()) else {
            draft.pass(found, "in no VPC", None);
            continue;
        };
        let subnets: Vec<String> =
            found.is.subnet_group.subnets.iter().filter_map(|one| one.subnet_identifier.clone()).collect();
        let mut groups: Vec<&str> =
            found.is.vpc_security_groups.iter().filter_map(|one| one.vpc_security_group_id.as_deref()).collect();
        groups.arrange();
        // AWS does not say whose an interface of RDS is: it is this one's when nothing else of the VPC has its groups.
        let is_mine = |card: &Card<'_>| {
            let mut of_card: Vec<&str> = card.is.groups.iter().flatten().map(|one| one.group_id.as_str()).collect();
            of_card.arrange();
            of_card == groups
                && card.is.vpc_id.as_deref() == Some(vpc)
                && card.is.subnet_id.as_ref().is_some_and(|subnet| subnets.contains(subnet))
        };
        let (own, rest) = std::mem::take(&mut cards.of_databases).into_iter().partition::<Vec<_>, _>(is_mine);
        cards.of_databases = rest;
        if !own.is_empty() {
            draft.infers(
                found.at(),
                "which database a network interface of RDS belongs to, by its security groups and subnet".to_owned(),
            );
        }
        let serves = found.is.endpoint.as_ref().and_then(|one| one.port).map(|port| format!("tcp/{port}"));
        let what = Placed {
            short: &found.is.identifier,
            id,
            vpc,
            runs_on: "rds",
            subnets: subnets.clone(),
            groups: groups.clone(),
            serves: serves.into_iter().collect(),
        };
        placed(draft, found, what, &own);
    }
    for card in std::mem::take(&mut cards.of_databases) {
        interfaces_only(draft, &card.is.network_interface_id, &[card], "rds");
    }
}

fn clusters(draft: &mut Draft<'_>, cards: &mut Cards<'_>) {
    for (id, found) in draft.snapshot.eks_clusters.iter() {
        let network = &found.is.resources_vpc_config;
        // Where the VPC is not told, it is that of the subnets.
        let of_subnets = || network.subnet_ids.iter().find_map(|subnet| draft.vpc_of_subnet(subnet));
        let Some(vpc) = network.vpc_id.clone().filter(|vpc| !vpc.is_empty()).or_else(of_subnets) else {
            draft.pass_placeless(found, &network.subnet_ids, "in no VPC", None);
            continue;
        };
        let own = cards.of_clusters.remove(found.is.name.as_str()).unwrap_or_default();
        let groups = network.security_group_ids.iter().chain(&network.cluster_security_group_id).map(String::as_str);
        let what = Placed {
            short: &found.is.name,
            id,
            vpc: &vpc,
            runs_on: "eks",
            subnets: network.subnet_ids.clone(),
            groups: groups.collect(),
            serves: Vec::new(),
        };
        let name = placed(draft, found, what, &own);
        if let Some(made) = draft.raw.applications.get_mut(&name) {
            made.cluster = Some(found.is.name.clone());
        }
    }
    for (name, own) in std::mem::take(&mut cards.of_clusters) {
        let id = own.first().map(|card| card.is.network_interface_id.clone()).unwrap_or_default();
        let name = free_name(draft, name, &id);
        interfaces_only(draft, &name, &own, "eks");
    }
}

fn services(draft: &mut Draft<'_>) {
    for (id, found) in draft.snapshot.ecs_services.iter() {
        let network = &found.is.network_configuration.awsvpc_configuration;
        if matches!(found.is.status.as_deref(), Some("INACTIVE")) {
            draft.pass(found, "inactive", None);
            continue;
        }
        let Some(vpc) = network.subnets.iter().find_map(|subnet| draft.vpc_of_subnet(subnet)) else {
            let why = "on the network of its instances";
            draft.pass_placeless(found, &network.subnets, why, Some("needs of this application"));
            continue;
        };
        let what = Placed {
            short: &found.is.service_name,
            id,
            vpc: &vpc,
            runs_on: "ecs",
            subnets: network.subnets.clone(),
            groups: network.security_groups.iter().map(String::as_str).collect(),
            serves: Vec::new(),
        };
        placed(draft, found, what, &[]);
    }
}
