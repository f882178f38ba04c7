//! Security groups, network ACLs and prefix lists from their raw shapes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::text::{parse_ip_protocol, parse_ports};
use super::{Builder, InputKind};
use crate::cidr::Cidr;
use crate::design::filter::{
    IpProtocol, NetworkAcl, NetworkAclEntry, Peer, PortSet, PrefixList, SecurityGroup, SecurityGroupRule,
};
use crate::design::raw::{
    Ports, RawDesign, RawNetworkAcl, RawNetworkAclEntry, RawPrefixList, RawSecurityGroup, RawSecurityGroupRule,
};
use crate::finding::{Kind, Locus, Place};
use crate::ids::{NetworkAclId, PrefixListId, SecurityGroupId, SubnetId, VpcId};

/// Highest number of an entry of a network ACL; the next is AWS's own, which drops what is left.
const HIGHEST_ENTRY: u16 = 32_766;

/// The number that stands for AWS's own entry, which lets everything through in a default network ACL.
const DEFAULT_ENTRY: u16 = 100;

impl Builder {
    pub(super) fn prefix_lists(&mut self, root: &Place, raw: &RawDesign) {
        for (name, raw) in &raw.prefix_lists {
            let place = root.child("prefix_lists").child(name);
            let at = Locus::new(Kind::PrefixList, name.as_str(), place.clone()).at_key();
            let Some(id) = self.name(PrefixListId::new(name), &at) else { continue };
            if let Some(first) = self.design.prefix_lists.get(&id).map(|list| list.locus()) {
                self.duplicate(at, first);
                continue;
            }
            let list = self.prefix_list(id, raw, place, &at);
            self.design.prefix_lists.insert(list.id.clone(), Arc::new(list));
        }
    }

    fn prefix_list(&mut self, id: PrefixListId, raw: &RawPrefixList, place: Place, at: &Locus) -> PrefixList {
        let cidrs = raw.cidrs.as_ref().map(|texts| {
            let at = at.clone().field("cidrs");
            let mut cidrs: Vec<Cidr> = Vec::new();
            for (index, text) in texts.iter().enumerate() {
                let at = at.clone().item(index);
                match self.cidr(text, at.clone()) {
                    Some(cidr) if cidrs.contains(&cidr) => {
                        self.problem(InputKind::DuplicateKey, at, format!("`{cidr}` is in this list twice")).help =
                            Some("remove one of the two".to_owned());
                    }
                    Some(cidr) => cidrs.push(cidr),
                    None => {}
                }
            }
            cidrs
        });
        if let (Some(cidrs), Some(most)) = (&cidrs, raw.max_entries)
            && u64::try_from(cidrs.len()).is_ok_and(|count| count > most)
        {
            let message = format!("prefix list `{id}` may hold {most} entries and has {}", cidrs.len());
            self.invalid(at.clone().field("max_entries"), message, "raise `max_entries`, or take blocks out");
        }
        PrefixList { id, cidrs, max_entries: raw.max_entries, aws_name: raw.aws_name.clone(), place }
    }

    /// Declares the names of all security groups of the VPCs of a file, so that groups may name each other.
    pub(super) fn security_group_names(&mut self, root: &Place, raw: &RawDesign) {
        for (vpc, groups, place) in self.parts(root, raw, "security_groups", |raw| raw.security_groups.as_ref()) {
            let mut names = BTreeSet::new();
            for name in groups.keys() {
                let at = Locus::new(Kind::SecurityGroup, format!("{vpc}/{name}"), place.child(name)).at_key();
                names.extend(self.name(SecurityGroupId::new(name), &at));
            }
            self.security_groups.insert(vpc, names);
        }
    }

    pub(super) fn security_groups(&mut self, root: &Place, raw: &RawDesign) {
        for (vpc, raws, place) in self.parts(root, raw, "security_groups", |raw| raw.security_groups.as_ref()) {
            let mut groups = BTreeMap::new();
            for (name, raw) in raws {
                let Ok(id) = SecurityGroupId::new(name) else { continue };
                let group = self.security_group(id, &vpc, raw, place.child(name));
                groups.insert(group.id.clone(), group);
            }
            if let Some(owner) = self.design.vpcs.get_mut(&vpc) {
                Arc::make_mut(owner).security_groups = Some(groups);
            }
        }
    }

    fn security_group(
        &mut self,
        id: SecurityGroupId,
        vpc: &VpcId,
        raw: &RawSecurityGroup,
        place: Place,
    ) -> SecurityGroup {
        let at = Locus::new(Kind::SecurityGroup, format!("{vpc}/{id}"), place.clone());
        let inbound = self.group_rules(vpc, &raw.inbound, &at.clone().field("inbound"), "from");
        let outbound = match &raw.outbound {
            Some(rules) => self.group_rules(vpc, rules, &at.field("outbound"), "to"),
            None => vec![SecurityGroupRule {
                protocol: IpProtocol::All,
                ports: PortSet::all(),
                peers: everywhere().into_iter().map(Peer::Block).collect(),
                place: place.clone(),
            }],
        };
        SecurityGroup { id, vpc: vpc.clone(), inbound, outbound, place }
    }

    fn group_rules(
        &mut self,
        vpc: &VpcId,
        raw: &[RawSecurityGroupRule],
        at: &Locus,
        side: &'static str,
    ) -> Vec<SecurityGroupRule> {
        let rules = raw.iter().enumerate();
        rules.filter_map(|(index, raw)| self.group_rule(vpc, raw, &at.clone().item(index), side)).collect()
    }

    fn group_rule(
        &mut self,
        vpc: &VpcId,
        raw: &RawSecurityGroupRule,
        at: &Locus,
        side: &'static str,
    ) -> Option<SecurityGroupRule> {
        let (mine, other, others) = match side {
            "from" => (&raw.from, "to", &raw.to),
            _ => (&raw.to, "from", &raw.from),
        };
        if others.is_some() {
            let direction = if side == "from" { "inbound" } else { "outbound" };
            let message = format!("an {direction} rule says `{side}`, not `{other}`");
            self.problem(InputKind::Contradiction, at.clone().field(other), message).help =
                Some(format!("write `{side}`"));
        }
        let Some(texts) = mine.as_ref().filter(|texts| !texts.is_empty()) else {
            self.problem(InputKind::MissingField, at.clone(), format!("a rule names no one under `{side}`")).help =
                Some(format!("write `{side}: [BLOCK]`"));
            return None;
        };
        let side_at = at.clone().field(side);
        let peers: Vec<Peer> = (texts.iter().enumerate())
            .filter_map(|(index, text)| self.peer(vpc, text, side_at.clone().item(index)))
            .collect();
        let (protocol, ports) = self.matched(raw.protocol.as_ref(), raw.ports.as_ref(), at)?;
        (!peers.is_empty()).then(|| SecurityGroupRule { protocol, ports, peers, place: at.place.clone() })
    }

    fn peer(&mut self, vpc: &VpcId, text: &str, at: Locus) -> Option<Peer> {
        if text == "unknown" {
            return Some(Peer::Unknown);
        }
        if let Some(name) = text.strip_prefix("prefix_list/") {
            return self.prefix_list_named(name, at).map(Peer::PrefixList);
        }
        if let Some(name) = text.strip_prefix("security_group/") {
            return self.group_of_any_vpc(vpc, name, at).map(|(vpc, group)| Peer::SecurityGroup(vpc, group));
        }
        self.cidr(text, at).map(Peer::Block)
    }

    /// A security group by `NAME` or `VPC/NAME`. Names may hold slashes: one of the own VPC comes first.
    fn group_of_any_vpc(&mut self, vpc: &VpcId, name: &str, at: Locus) -> Option<(VpcId, SecurityGroupId)> {
        let own = |name: &str| self.security_groups.get(vpc).and_then(|groups| groups.get(name));
        if let Some(id) = own(&self.meant(name, |name| own(name).is_some())) {
            return Some((vpc.clone(), id.clone()));
        }
        for (slash, _) in name.match_indices('/') {
            let (owner, rest) = name.split_at(slash);
            let group = rest.strip_prefix('/').unwrap_or(rest);
            let owner = self.meant(owner, |name| self.security_groups.contains_key(name));
            if let Some((owner, groups)) = self.security_groups.get_key_value(owner.as_str())
                && let Some(id) = groups.get(self.meant(group, |name| groups.contains(name)).as_str())
            {
                return Some((owner.clone(), id.clone()));
            }
        }
        let mut known: Vec<String> = Vec::new();
        for (owner, groups) in &self.security_groups {
            let here = owner == vpc;
            known.extend(groups.iter().map(|id| if here { id.to_string() } else { format!("{owner}/{id}") }));
        }
        self.unknown_name(at, "security group", name, known.iter().map(String::as_str));
        None
    }

    /// Security groups of one VPC, by name.
    pub(super) fn groups_named(&mut self, vpc: &VpcId, names: &[String], at: &Locus) -> BTreeSet<SecurityGroupId> {
        let known = self.security_groups.get(vpc).cloned().unwrap_or_default();
        let mut found = BTreeSet::new();
        for (index, name) in names.iter().enumerate() {
            let name = &self.meant(name, |name| known.contains(name));
            if let Some(id) = known.get(name.as_str()) {
                found.insert(id.clone());
            } else {
                let what = format!("security group of VPC `{vpc}`");
                self.unknown_name(at.clone().item(index), &what, name, known.iter().map(SecurityGroupId::as_str));
            }
        }
        found
    }

    /// A prefix list by name.
    pub(super) fn prefix_list_named(&mut self, name: &str, at: Locus) -> Option<PrefixListId> {
        let name = &self.meant(name, |name| self.design.prefix_lists.contains_key(name));
        if let Some((id, _)) = self.design.prefix_lists.get_key_value(name.as_str()) {
            return Some(id.clone());
        }
        let known: Vec<PrefixListId> = self.design.prefix_lists.keys().cloned().collect();
        self.unknown_name(at, "prefix list", name, known.iter().map(PrefixListId::as_str));
        None
    }

    /// Protocol and ports of a rule or entry.
    fn matched(
        &mut self,
        protocol: Option<&String>,
        ports: Option<&Ports>,
        at: &Locus,
    ) -> Option<(IpProtocol, PortSet)> {
        let protocol = match protocol {
            None => IpProtocol::All,
            Some(text) => {
                let Some(protocol) = parse_ip_protocol(text) else {
                    let words: Vec<&str> = IpProtocol::NAMED.iter().map(|(word, _)| *word).collect();
                    let help = format!("accepted: {}, and numbers from 0 to 255", super::quoted(&words, ", "));
                    self.invalid(at.clone().field("protocol"), format!("`{text}` is not a protocol"), help);
                    return None;
                };
                protocol
            }
        };
        let Some(ports) = ports else { return Some((protocol, PortSet::all())) };
        let at = at.clone().field("ports");
        if !protocol.has_ports() {
            let message = format!("only `tcp` and `udp` have ports, not `{protocol}`");
            self.problem(InputKind::Contradiction, at, message).help =
                Some("remove `ports`, or say `tcp` or `udp`".to_owned());
            return None;
        }
        let mut ranges = Vec::new();
        for (index, text) in ports.as_slice().iter().enumerate() {
            let at = if ports.is_list() { at.clone().item(index) } else { at.clone() };
            match parse_ports(text) {
                Some(range) => ranges.push(range),
                None => self.invalid(
                    at,
                    format!("`{text}` is not a port or range of ports"),
                    "write `443` or `1024-65535`, from 0 to 65535, the lower end first",
                ),
            }
        }
        PortSet::of(ranges).map(|ports| (protocol, ports))
    }

    pub(super) fn network_acls(&mut self, root: &Place, raw: &RawDesign) {
        for (vpc, raws, place) in self.parts(root, raw, "network_acls", |raw| raw.network_acls.as_ref()) {
            let mut acls = BTreeMap::new();
            let mut default: Option<Locus> = None;
            let mut user: BTreeMap<SubnetId, Locus> = BTreeMap::new();
            for (name, raw) in raws {
                let place = place.child(name);
                let at = Locus::new(Kind::NetworkAcl, format!("{vpc}/{name}"), place.clone()).at_key();
                let Some(id) = self.name(NetworkAclId::new(name), &at) else { continue };
                if raw.default == Some(true)
                    && let Some(first) = default.replace(at.clone())
                {
                    let message = format!("VPC `{vpc}` has two default network ACLs");
                    let problem = self.problem(InputKind::Contradiction, at.clone().field("default"), message);
                    problem.related = Some((first, "the first".to_owned()));
                    problem.help = Some("keep `default: true` on one of them".to_owned());
                }
                let acl = self.network_acl(id, &vpc, raw, place);
                for subnet in &acl.subnets {
                    if let Some(first) = user.insert(subnet.clone(), at.clone()) {
                        let message = format!("subnet `{vpc}/{subnet}` is given two network ACLs; AWS allows one");
                        let problem = self.problem(InputKind::Contradiction, at.clone().field("subnets"), message);
                        problem.related = Some((first, "the first".to_owned()));
                        problem.help = Some("name the subnet in one network ACL only".to_owned());
                    }
                }
                acls.insert(acl.id.clone(), acl);
            }
            if let Some(owner) = self.design.vpcs.get_mut(&vpc) {
                Arc::make_mut(owner).network_acls = Some(acls);
            }
        }
    }

    fn network_acl(&mut self, id: NetworkAclId, vpc: &VpcId, raw: &RawNetworkAcl, place: Place) -> NetworkAcl {
        let at = Locus::new(Kind::NetworkAcl, format!("{vpc}/{id}"), place.clone());
        let default = raw.default == Some(true);
        let subnets = self.subnets_named(vpc, &raw.subnets, &at.clone().field("subnets"));
        let mut entries = |raw: Option<&Vec<RawNetworkAclEntry>>, field: &str| match raw {
            Some(raw) => self.acl_entries(raw, &at.clone().field(field)),
            None if default => everywhere().into_iter().map(|cidr| open_entry(cidr, &place)).collect(),
            None => Vec::new(),
        };
        let inbound = entries(raw.inbound.as_ref(), "inbound");
        let outbound = entries(raw.outbound.as_ref(), "outbound");
        NetworkAcl { id, vpc: vpc.clone(), default, subnets, inbound, outbound, place }
    }

    fn acl_entries(&mut self, raw: &[RawNetworkAclEntry], at: &Locus) -> Vec<NetworkAclEntry> {
        let mut entries: BTreeMap<u16, NetworkAclEntry> = BTreeMap::new();
        for (index, raw) in raw.iter().enumerate() {
            let at = at.clone().item(index);
            let Some(entry) = self.acl_entry(raw, &at) else { continue };
            if let Some(first) = entries.get(&entry.number) {
                let message = format!("two entries have the number {}", entry.number);
                let first = Locus::new(at.kind, at.id.clone(), first.place.clone());
                let problem = self.problem(InputKind::Contradiction, at.field("number"), message);
                problem.related = Some((first, "the first".to_owned()));
                problem.help = Some("give each entry of one direction a number of its own".to_owned());
                continue;
            }
            entries.insert(entry.number, entry);
        }
        entries.into_values().collect()
    }

    fn acl_entry(&mut self, raw: &RawNetworkAclEntry, at: &Locus) -> Option<NetworkAclEntry> {
        let (Some(number), Some(action), Some(cidr)) = (raw.number, &raw.action, &raw.cidr) else {
            let message = "an entry needs `number`, `action` and `cidr`";
            self.problem(InputKind::MissingField, at.clone(), message).help =
                Some("write `{ number: 100, action: allow, cidr: BLOCK }`".to_owned());
            return None;
        };
        let in_range = u16::try_from(number).ok().filter(|number| (1..=HIGHEST_ENTRY).contains(number));
        if in_range.is_none() {
            let message = format!("{number} is not the number of an entry");
            self.invalid(at.clone().field("number"), message, format!("choose one from 1 to {HIGHEST_ENTRY}"));
        }
        let action = self.word(action, &[("allow", true), ("deny", false)], at.clone().field("action"));
        let cidr = self.cidr(cidr, at.clone().field("cidr"));
        let (protocol, ports) = self.matched(raw.protocol.as_ref(), raw.ports.as_ref(), at)?;
        let (number, allow, cidr) = (in_range?, action?, cidr?);
        Some(NetworkAclEntry { number, allow, protocol, ports, cidr, place: at.place.clone() })
    }
}

/// Every address, of both families.
fn everywhere() -> Vec<Cidr> {
    ["0.0.0.0/0", "::/0"].iter().filter_map(|text| Cidr::parse(text).ok()).collect()
}

/// The entry by which AWS opens a default network ACL.
fn open_entry(cidr: Cidr, place: &Place) -> NetworkAclEntry {
    NetworkAclEntry {
        number: DEFAULT_ENTRY,
        allow: true,
        protocol: IpProtocol::All,
        ports: PortSet::all(),
        cidr,
        place: place.clone(),
    }
}
