//! One network read from its Terraform plan and from what the AWS CLI printed of it once it was made: the same graph but
//! for the names, and the same answers. `tests/import/same_network` holds the configuration, its plan by Terraform, and
//! the output.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use tieline::design::{
    Application, AttachmentOptions, Design, LinkKind, NetworkAclEntry, Peer, PeeringStatus, RouteTable,
    SecurityGroupRule, Target, TransitGateway, TransitGatewayRouteTable, TransitGatewayTarget, Vpc,
};
use tieline::ids::{SecurityGroupId, SubnetId, VpcId};
use tieline::import::{Input, import};
use tieline::network::exact::{End, Exact, Traffic, Verdict};
use tieline::network::proof::flaws;

fn read(path: &str) -> Design {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/same_network").join(path);
    let mut files: Vec<PathBuf> = match path.is_dir() {
        true => fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect(),
        false => vec![path],
    };
    files.sort();
    let read: Vec<(String, Vec<u8>)> = files
        .iter()
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap()))
        .collect();
    let inputs: Vec<Input<'_>> = read.iter().map(|(name, bytes)| Input { name, bytes }).collect();
    let imported = import(&inputs);
    let problems: Vec<&str> = imported.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(problems, Vec::<&str>::new());
    imported.design
}

fn planned() -> Design {
    read("plan.json")
}

fn described() -> Design {
    read("describe")
}

/// A design with its things named by what they are: VPCs and subnets by block, workloads by address, security groups by
/// who has them, tables by what stands in them. Lines, sorted.
struct Graph<'d>(&'d Design);

impl Graph<'_> {
    fn vpc(&self, id: &VpcId) -> String {
        self.0.vpc(id).unwrap().all_blocks().iter().map(ToString::to_string).collect::<Vec<_>>().join("+")
    }

    fn subnet(&self, vpc: &VpcId, id: &SubnetId) -> String {
        self.0.subnet(vpc, id).unwrap().ipv4.unwrap().to_string()
    }

    fn subnets<'n>(&self, vpc: &VpcId, ids: impl IntoIterator<Item = &'n SubnetId>) -> Vec<String> {
        let mut names: Vec<String> = ids.into_iter().map(|id| self.subnet(vpc, id)).collect();
        names.sort();
        names
    }

    /// Zones by the subnets that share them: one input has their names and the other their ids.
    fn zones(&self) -> BTreeSet<Vec<String>> {
        let mut by_zone: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for subnet in self.0.vpcs.values().flat_map(|vpc| vpc.subnets.values()) {
            let zone = subnet.az.as_ref().map(ToString::to_string).unwrap_or_default();
            by_zone.entry(zone).or_default().push(subnet.ipv4.unwrap().to_string());
        }
        by_zone.into_values().map(sorted).collect()
    }

    fn group(&self, vpc: &VpcId, group: &SecurityGroupId) -> String {
        let has =
            |app: &&Application| app.vpc() == Some(vpc) && app.security_groups.iter().flatten().any(|one| one == group);
        let members = self.0.applications.values().map(AsRef::as_ref).filter(has);
        let addresses = members.flat_map(|app| &app.addresses).map(ToString::to_string).collect::<Vec<_>>();
        format!("group of {}", sorted(addresses).join(", "))
    }

    fn rules(&self, rules: &[SecurityGroupRule]) -> String {
        let mut told = Vec::new();
        for rule in rules {
            for peer in &rule.peers {
                let peer = match peer {
                    Peer::Block(block) => block.to_string(),
                    Peer::SecurityGroup(vpc, group) => self.group(vpc, group),
                    other => format!("{other:?}"),
                };
                told.push(format!("{:?} {:?} {peer}", rule.protocol, rule.ports.ranges()));
            }
        }
        sorted(told).join("; ")
    }

    fn routes(&self, vpc: &Vpc, table: Option<&RouteTable>) -> String {
        let routes = table.iter().flat_map(|table| &table.routes).map(|route| {
            let via = match &route.via {
                Target::Link(id) => match &self.0.link(id).unwrap().kind {
                    LinkKind::VpcPeering(peering) => {
                        format!("peering with {}", self.vpc(peering.other(&vpc.id).unwrap()))
                    }
                    LinkKind::TransitGateway(_) => "transit gateway".to_owned(),
                    other => other.wire().to_owned(),
                },
                Target::NatGateway(Some(id)) => {
                    let subnet = vpc.nat_gateway(id).unwrap().subnet.as_ref().unwrap();
                    format!("NAT gateway in {}", self.subnet(&vpc.id, subnet))
                }
                other => format!("{other:?}"),
            };
            format!("{} → {via}", route.to)
        });
        sorted(routes.collect()).join("; ")
    }

    /// A network ACL that lets everything through is as good as none.
    fn acl(&self, entries: Option<&[NetworkAclEntry]>) -> String {
        let told = entries.unwrap_or_default().iter().map(|entry| {
            let word = if entry.allow { "allow" } else { "deny" };
            format!("{} {word} {:?} {:?} {}", entry.number, entry.protocol, entry.ports.ranges(), entry.cidr)
        });
        match told.collect::<Vec<_>>().join("; ") {
            open if open.is_empty() || open == "100 allow All [(0, 65535)] 0.0.0.0/0" => "open".to_owned(),
            other => other,
        }
    }

    fn hub_table(&self, table: &TransitGatewayRouteTable) -> String {
        let from = sorted(table.propagated_vpcs.iter().map(|vpc| self.vpc(vpc)).collect());
        let routes = table.routes.iter().map(|(to, target)| match target {
            TransitGatewayTarget::Vpc(vpc) => format!("{to} → {}", self.vpc(vpc)),
            other => format!("{to} → {other:?}"),
        });
        format!("learns {}; {}", from.join(", "), sorted(routes.collect()).join("; "))
    }

    fn hub(&self, gateway: &TransitGateway, lines: &mut Vec<String>) {
        let on = |options: AttachmentOptions| {
            gateway.options.security_group_referencing == Some(true) && options.security_group_referencing == Some(true)
        };
        for (vpc, attachment) in &gateway.vpcs {
            let table = attachment.route_table.as_ref().map(|name| &gateway.route_tables.as_ref().unwrap()[name]);
            lines.push(format!(
                "transit gateway: {} by {:?}, goes by [{}], references {}, appliance mode {:?}",
                self.vpc(vpc),
                self.subnets(vpc, &attachment.subnets),
                table.map(|table| self.hub_table(table)).unwrap_or_default(),
                on(attachment.options),
                attachment.options.appliance_mode == Some(true),
            ));
        }
        let tables = gateway.route_tables.iter().flat_map(|tables| tables.values());
        lines.extend(tables.map(|table| format!("transit gateway table: {}", self.hub_table(table))));
    }

    fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.zones().into_iter().map(|zone| format!("one zone: {zone:?}")).collect();
        for vpc in self.0.vpcs.values() {
            let name = self.vpc(&vpc.id);
            lines.push(format!("VPC {name}, internet gateway {}", vpc.gateways.internet == Some(true)));
            for subnet in vpc.subnets.values() {
                let acl = vpc.network_acl_of(&subnet.id);
                lines.push(format!(
                    "subnet {} of {name}, public {:?}, routes [{}], in [{}], out [{}]",
                    subnet.ipv4.unwrap(),
                    subnet.public_addresses,
                    self.routes(vpc, vpc.route_table_of(&subnet.id)),
                    self.acl(acl.map(|acl| acl.inbound.as_slice())),
                    self.acl(acl.map(|acl| acl.outbound.as_slice())),
                ));
            }
            for nat in vpc.gateways.nat.iter().flat_map(|all| all.values()) {
                let subnet = self.subnet(&vpc.id, nat.subnet.as_ref().unwrap());
                lines.push(format!("NAT gateway in {subnet}, {:?}", nat.connectivity));
            }
        }
        for app in self.0.applications.values() {
            let vpc = app.vpc().unwrap();
            let groups = app.security_groups.as_ref().unwrap().iter().map(|id| {
                let group = self.0.security_group(vpc, id).unwrap();
                format!(
                    "{} in [{}] out [{}]",
                    self.group(vpc, id),
                    self.rules(&group.inbound),
                    self.rules(&group.outbound)
                )
            });
            let subnets = self.subnets(vpc, app.subnets.iter().flatten());
            lines.push(format!("workload {:?} in {subnets:?}: {:?}", app.addresses, sorted(groups.collect())));
        }
        for link in self.0.links.values() {
            match &link.kind {
                LinkKind::VpcPeering(peering) => {
                    let (one, two) = (self.vpc(&peering.between.0), self.vpc(&peering.between.1));
                    lines.push(format!("peering {one} {two}, active {}", peering.status == PeeringStatus::Active));
                }
                LinkKind::TransitGateway(gateway) => self.hub(gateway, &mut lines),
                LinkKind::GatewayEndpoint(endpoint) => {
                    for (id, tables) in &endpoint.vpcs {
                        let vpc = self.0.vpc(id).unwrap();
                        let uses = |subnet: &&SubnetId| {
                            vpc.route_table_of(subnet)
                                .is_some_and(|own| tables.as_ref().is_some_and(|all| all.contains(&own.id)))
                        };
                        let subnets = self.subnets(id, vpc.subnets.keys().filter(uses));
                        lines.push(format!("gateway endpoint for {} from {subnets:?}", endpoint.service));
                    }
                }
                LinkKind::InterfaceEndpoint(endpoint) => {
                    for (vpc, one) in &endpoint.endpoints {
                        let groups = one.security_groups.iter().flatten().map(|group| self.group(vpc, group));
                        let groups: Vec<String> = groups.collect();
                        let subnets = self.subnets(vpc, &one.subnets);
                        lines.push(format!("endpoint for {} in {subnets:?}, {groups:?}", endpoint.service));
                    }
                }
                other => lines.push(other.wire().to_owned()),
            }
        }
        sorted(lines)
    }
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

#[test]
fn a_plan_and_what_became_of_it_are_the_same_graph() {
    let (planned, described) = (planned(), described());
    assert_eq!(Graph(&planned).lines(), Graph(&described).lines());
}

#[test]
fn a_route_more_or_another_rule_is_another_graph() {
    let whole = planned();
    let told = Graph(&whole).lines();
    // As many parts as the configuration has: nothing was left out on both sides.
    let count = |start: &str| told.iter().filter(|line| line.starts_with(start)).count();
    let counts = [
        "VPC",
        "subnet",
        "workload",
        "peering",
        "transit gateway: ",
        "transit gateway table",
        "NAT",
        "gateway endpoint",
        "endpoint",
    ];
    assert_eq!(counts.map(count), [3, 6, 5, 1, 3, 2, 1, 1, 1]);
    let text = told.join("\n");
    for part in [
        "10.2.0.0/16 → peering with 10.2.0.0/16",
        "90 deny Tcp [(22, 22)] 0.0.0.0/0",
        "Tcp [(22, 22)] group of 10.0.1.10",
        "10.1.2.0/24 → Blackhole",
        "NAT gateway in 10.0.0.0/24, Public",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

/// What reaches what, by address, for some traffic.
fn matrix(design: &Design) -> BTreeMap<(String, String, String), Verdict> {
    let exact = Exact::of(design);
    let mut ends: Vec<(String, End)> = design
        .applications
        .values()
        .map(|app| (app.addresses.first().map(IpAddr::to_string).unwrap(), End::Application(app.id.clone())))
        .collect();
    ends.push(("internet".to_owned(), End::Internet));
    let mut found = BTreeMap::new();
    for (from, one) in &ends {
        for (to, other) in ends.iter().filter(|(to, _)| to != from) {
            for traffic in ["tcp/22", "tcp/443", "tcp/5432", "tcp/8080", "udp/53", "icmp"] {
                let answer = exact.ask(one, other, traffic.parse::<Traffic>().unwrap());
                assert_eq!(flaws(design, other, &answer), Vec::<String>::new(), "{from} → {to} {traffic}");
                found.insert((from.clone(), to.clone(), traffic.to_owned()), answer.verdict);
            }
        }
    }
    found
}

#[test]
fn a_plan_and_what_became_of_it_give_the_same_answers() {
    let (planned, described) = (matrix(&planned()), matrix(&described()));
    assert_eq!(planned, described);
    let yes: Vec<String> = (planned.iter().filter(|(_, verdict)| **verdict == Verdict::Yes))
        .map(|((from, to, traffic), _)| format!("{from} → {to} {traffic}"))
        .collect();
    let expected = [
        "10.0.0.10 → 10.0.1.10 tcp/8080",
        "10.0.0.10 → internet icmp",
        "10.0.0.10 → internet tcp/22",
        "10.0.0.10 → internet tcp/443",
        "10.0.0.10 → internet tcp/5432",
        "10.0.0.10 → internet tcp/8080",
        "10.0.0.10 → internet udp/53",
        "10.0.1.10 → 10.0.0.10 tcp/443",
        "10.0.1.10 → 10.1.1.10 tcp/5432",
        "10.0.1.10 → 10.2.1.10 tcp/22",
        "10.2.1.10 → 10.1.1.10 tcp/5432",
        "internet → 10.0.0.10 tcp/443",
    ];
    assert_eq!(yes, expected);
}
