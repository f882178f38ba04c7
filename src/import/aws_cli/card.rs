//! Network interfaces: their addresses and filters, and whom they belong to.

use std::collections::BTreeMap;

use super::draft::{Draft, top};
use super::shape::NetworkInterface;
use super::snapshot::Seen;
use crate::design::raw::{RawApplication, RawNetworkInterface};

/// A network interface with where it was seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Card<'s> {
    /// The interface.
    pub(super) is: &'s NetworkInterface,
    /// Where it was seen first.
    pub(super) seen: Option<Seen>,
}

/// Whose a network interface is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whose<'s> {
    /// An instance's.
    Instance(&'s str),
    /// A load balancer's, by the end of its ARN: `net/front/0123`.
    LoadBalancer(&'s str),
    /// Of a construct that tells its interfaces itself: NAT gateways, transit gateways, endpoints.
    Construct,
    /// A function's.
    Function(&'s str),
    /// A database's.
    Database,
    /// A Kubernetes cluster's control plane.
    Cluster(&'s str),
    /// A task's of ECS.
    Task,
    /// Nobody's: it is attached to nothing.
    Nobody,
    /// Something's that is in no file.
    Other,
}

/// Tells whose an interface is, by its type, its attachment, and the description that AWS gives it.
pub(super) fn whose(card: &NetworkInterface) -> Whose<'_> {
    let description = card.description.as_deref().unwrap_or_default();
    if let Some(instance) = card.attachment.as_ref().and_then(|one| one.instance_id.as_deref()) {
        return Whose::Instance(instance);
    }
    if let Some(name) = description.strip_prefix("ELB ") {
        return Whose::LoadBalancer(name);
    }
    match card.interface_type.as_deref().unwrap_or_default() {
        "nat_gateway" | "transit_gateway" | "vpc_endpoint" | "gateway_load_balancer_endpoint" => {
            return Whose::Construct;
        }
        "lambda" => return Whose::Function(function(description)),
        _ => {}
    }
    if description.starts_with("AWS Lambda VPC ENI") {
        return Whose::Function(function(description));
    }
    if description.starts_with("RDSNetworkInterface") || description.starts_with("RDS") {
        return Whose::Database;
    }
    if let Some(name) = description.strip_prefix("Amazon EKS ") {
        return Whose::Cluster(name);
    }
    if description.starts_with("arn:") && description.contains(":ecs:") {
        return Whose::Task;
    }
    if card.status.as_deref() == Some("available") { Whose::Nobody } else { Whose::Other }
}

/// The name of a function in the description of its interface: `AWS Lambda VPC ENI-NAME-UUID`.
fn function(description: &str) -> &str {
    let rest = description.strip_prefix("AWS Lambda VPC ENI").unwrap_or_default().trim_start_matches(['-', ':', ' ']);
    // A UUID has five parts.
    let cut = rest.rmatch_indices('-').nth(4).map_or(rest.len(), |(at, _)| at);
    rest.get(..cut).unwrap_or(rest)
}

/// The addresses of an interface, each with the public one behind which it stands, IPv4 first.
pub(super) fn addresses(draft: &Draft<'_>, card: &NetworkInterface) -> Vec<(String, Option<String>)> {
    let mut found: Vec<(String, Option<String>)> = Vec::new();
    let elastic = |private: &str| {
        let mut all = draft.snapshot.addresses.values();
        all.find(|one| {
            one.network_interface_id.as_deref() == Some(card.network_interface_id.as_str())
                && one.private_ip_address.as_deref() == Some(private)
        })
        .and_then(|one| one.public_ip.clone())
    };
    for one in &card.private_ip_addresses {
        let Some(private) = one.private_ip_address.clone() else { continue };
        let public = one.association.as_ref().and_then(|one| one.public_ip.clone()).or_else(|| elastic(&private));
        found.push((private, public));
    }
    if let Some(private) = card.private_ip_address.clone()
        && !found.iter().any(|(one, _)| *one == private)
    {
        let public = card.association.as_ref().and_then(|one| one.public_ip.clone()).or_else(|| elastic(&private));
        found.insert(0, (private, public));
    }
    found.extend(card.ipv6_addresses.iter().filter_map(|one| Some((one.ipv6_address.clone()?, None))));
    // Whoever publishes an output hides addresses in it.
    found.retain(|(private, _)| is_address(private));
    for (_, public) in &mut found {
        *public = public.take().filter(|public| is_address(public));
    }
    found
}

fn is_address(text: &str) -> bool {
    text.parse::<std::net::IpAddr>().is_ok()
}

/// Tells of addresses of an interface that are none.
fn hidden(draft: &mut Draft<'_>, name: &str, card: &Card<'_>) {
    let is = card.is;
    let listed = is.private_ip_addresses.iter().flat_map(|one| {
        [&one.private_ip_address, one.association.as_ref().map_or(&None, |one| &one.public_ip)].into_iter().flatten()
    });
    let ipv6 = is.ipv6_addresses.iter().filter_map(|one| one.ipv6_address.as_ref());
    let wrong: std::collections::BTreeSet<String> =
        is.private_ip_address.iter().chain(listed).chain(ipv6).filter(|one| !is_address(one)).cloned().collect();
    for text in wrong {
        let because = format!("`{text}` is no address");
        draft.leaves_open(card.seen, format!("an address of application `{name}`"), because, "reach of its address");
    }
}

/// Fills an application with its network interfaces; those of one with a single plain interface stand on it itself.
pub(super) fn dress(draft: &mut Draft<'_>, name: &str, vpc: &str, cards: &[Card<'_>], into: &mut RawApplication) {
    let at = top("applications", name);
    let mut subnets: Vec<String> = cards.iter().filter_map(|card| card.is.subnet_id.clone()).collect();
    subnets = draft.subnets_in(vpc, &subnets);
    if !subnets.is_empty() {
        into.subnets = Some(subnets);
    }
    into.source_destination_check = check(draft, name, cards);
    let mut made: BTreeMap<String, RawNetworkInterface> = BTreeMap::new();
    let plain = cards.len() == 1;
    for card in cards {
        let id = &card.is.network_interface_id;
        draft.alias(id, name);
        draft.hosts.by_id.insert(id.clone(), name.to_owned());
        hidden(draft, name, card);
        let pairs = addresses(draft, card.is);
        for (private, _) in &pairs {
            draft.hosts.by_address.insert((vpc.to_owned(), private.clone()), name.to_owned());
        }
        let names = card.is.groups.as_ref().map(|all| all.iter().map(|one| one.group_id.as_str()));
        let groups = names.and_then(|names| draft.groups_in(vpc, names));
        if groups.is_none() && draft.raw.vpcs.get(vpc).is_some_and(|vpc| vpc.security_groups.is_some()) {
            draft.unknown(&at.push("security_groups"), format!("a security group of `{id}` is in no file"));
        }
        let has_one = pairs.iter().filter(|(private, _)| !private.contains(':')).count() < 2;
        if plain && (has_one || pairs.iter().all(|(_, public)| public.is_none())) {
            into.addresses = pairs.iter().map(|(private, _)| private.clone()).collect();
            into.public_addresses = pairs.into_iter().filter_map(|(_, public)| public).collect();
            into.security_groups = groups;
            return;
        }
        let subnet = card.is.subnet_id.iter().cloned().collect::<Vec<_>>();
        let subnet = draft.subnets_in(vpc, &subnet).into_iter().next();
        // A list of addresses beside a list of public ones does not tell which belongs to which, so those with a
        // public one stand apart.
        let (with, without): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(_, public)| public.is_some());
        let part = |addresses: Vec<String>, public_addresses: Vec<String>| RawNetworkInterface {
            subnet: subnet.clone(),
            addresses,
            public_addresses,
            security_groups: groups.clone(),
        };
        let several = with.len() + usize::from(!without.is_empty()) > 1;
        for (private, public) in with {
            let key = if several { format!("{id}/{private}") } else { id.clone() };
            made.insert(key, part(vec![private], public.into_iter().collect()));
        }
        if !without.is_empty() || !several && !made.contains_key(id) {
            made.insert(id.clone(), part(without.into_iter().map(|(private, _)| private).collect(), Vec::new()));
        }
    }
    into.interfaces = made;
}

/// Whether AWS drops what is neither from nor to an application: what its interfaces say, if they agree.
fn check(draft: &mut Draft<'_>, name: &str, cards: &[Card<'_>]) -> Option<bool> {
    let mut told = cards.iter().filter_map(|card| card.is.source_dest_check);
    let first = told.next()?;
    if told.all(|one| one == first) {
        return Some(first);
    }
    draft.leaves_open(
        cards.first().and_then(|card| card.seen),
        format!("`source_destination_check` of application `{name}`"),
        "its network interfaces differ in it".to_owned(),
        "whether it forwards what others send",
    );
    None
}

#[cfg(test)]
mod tests {
    use super::{Whose, function, whose};
    use crate::import::aws_cli::shape::NetworkInterface;

    #[test]
    fn the_description_tells_whose_an_interface_is() {
        let card = |kind: &str, description: &str| NetworkInterface {
            interface_type: Some(kind.to_owned()),
            description: Some(description.to_owned()),
            status: Some("in-use".to_owned()),
            ..NetworkInterface::default()
        };
        assert_eq!(whose(&card("interface", "ELB app/front/0a1b")), Whose::LoadBalancer("app/front/0a1b"));
        assert_eq!(whose(&card("nat_gateway", "Interface for NAT Gateway nat-1")), Whose::Construct);
        assert_eq!(whose(&card("interface", "RDSNetworkInterface")), Whose::Database);
        assert_eq!(whose(&card("interface", "Amazon EKS prod")), Whose::Cluster("prod"));
        assert_eq!(whose(&card("interface", "")), Whose::Other);
        let uuid = "AWS Lambda VPC ENI-my-fn-12345678-1234-1234-1234-123456789012";
        assert_eq!(function(uuid), "my-fn");
        assert_eq!(function("something else"), "");
    }
}
