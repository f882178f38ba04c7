//! The smallest change that lets packets through: exact reachability names all that stands in the best blocked way, each
//! of those is opened for as little as the question asks, and the answer is asked for again. What can be left out is.

use std::net::{IpAddr, Ipv6Addr};

use crate::cidr::{Cidr, Family};
use crate::design::edit::{Edit, Opening, applied};
use crate::design::{Design, IpProtocol, Link, LinkKind, NetworkAcl, NetworkAclEntry, SecurityGroup, Vpc};
use crate::ids::LinkId;
use crate::network::exact::{Blocked, End, Exact, Traffic, Verdict};
use crate::network::packet::{ALL_PORTS, ALL_PROTOCOLS, Packet};
use crate::network::walk::{Obstacle, ObstacleKind};

/// How many designs are tried at most for one question.
const MOST_TRIALS: usize = 48;
/// What replies go to: the ports that clients open connections from.
const REPLY_PORTS: (u16, u16) = (1024, 65535);

/// The smallest change found that lets packets from one end to another, and their replies back; empty when they get
/// through already. `None` when there is none of this kind (something is to be built first: that is the adviser's part),
/// or when it cannot be told whether packets get through.
///
/// Smallest means: the fewest edits of the ways tried, and none of them can be left out.
///
/// Complexity: trials (at most 48) × what making a design ready and one question cost.
///
/// # Example
/// ```
/// use tieline::import::{Input, import};
/// use tieline::network::exact::{End, Exact, Traffic, Verdict};
/// use tieline::design::edit::applied;
/// use tieline::network::mend::smallest_change;
///
/// let text = b"tieline: 1\nvpcs:\n  shop:\n    cidrs: [10.0.0.0/16]\n    subnets: { a: { cidr: 10.0.0.0/24 } }\n    \
///     security_groups: { web: {}, db: {} }\n    route_tables: { main: { main: true } }\n\
///     applications:\n  web: { vpc: shop, subnets: [a], security_groups: [web] }\n  \
///     db: { vpc: shop, subnets: [a], security_groups: [db] }\n";
/// let design = import(&[Input { name: "net.yaml", bytes: text }]).design;
/// let end = |name| End::named(&design, name).unwrap();
/// let traffic = Traffic::to_port(6, 5432);
/// let change = smallest_change(&design, &end("web"), &end("db"), traffic).unwrap();
/// assert_eq!(change[0].to_string(), "let security group `shop/db` let tcp/5432 in from `10.0.0.0/24`");
/// let open = Exact::of(&applied(&design, &change));
/// assert_eq!(open.verdict(&end("web"), &end("db"), traffic), Verdict::Yes);
/// ```
pub fn smallest_change(design: &Design, from: &End, to: &End, traffic: Traffic) -> Option<Vec<Edit>> {
    let mut mender = Mender { design, from, to, traffic, trials: 0 };
    let found = mender.search(&[], None)?;
    Some(mender.without_the_needless(found))
}

/// What to open so that packets pass the filters of a blocked way, when nothing but filters stands in it: the way goes on
/// behind each of them, so these are all. Unlike [`smallest_change`] it asks nothing anew, and costs no more than looking.
pub fn to_open(design: &Design, (from, to): (&End, &End), traffic: Traffic, blocked: &Blocked) -> Option<Vec<Edit>> {
    if !blocked.obstacles.iter().all(|obstacle| obstacle.kind.is_filter()) {
        return None;
    }
    let mender = Mender { design, from, to, traffic, trials: 0 };
    mender.openings(design, blocked)?.into_iter().next().filter(|edits| !edits.is_empty())
}

struct Mender<'d> {
    design: &'d Design,
    from: &'d End,
    to: &'d End,
    traffic: Traffic,
    trials: usize,
}

impl Mender<'_> {
    /// The fewest edits that complete `edits`, if there are fewer than `bound`.
    fn search(&mut self, edits: &[Edit], bound: Option<usize>) -> Option<Vec<Edit>> {
        self.trials = self.trials.saturating_add(1);
        if self.trials > MOST_TRIALS || bound.is_some_and(|bound| edits.len() >= bound) {
            return None;
        }
        let design = applied(self.design, edits);
        let answer = Exact::of(&design).ask(self.from, self.to, self.traffic);
        let blocked = match answer.verdict {
            Verdict::Yes => return Some(edits.to_vec()),
            Verdict::Unknown => return None,
            Verdict::No => answer.blocked?,
        };
        let mut best: Option<Vec<Edit>> = None;
        for opened in self.openings(&design, &blocked)? {
            let new = opened.into_iter().filter(|edit| !edits.contains(edit));
            let all: Vec<Edit> = edits.iter().cloned().chain(new).collect();
            if all.len() > edits.len() {
                let bound = best.as_ref().map(Vec::len).or(bound);
                best = self.search(&all, bound).or(best);
            }
        }
        best
    }

    /// For each way to open a blocked way, its edits: one way, but for the links that a missing route may lead over.
    fn openings(&self, design: &Design, blocked: &Blocked) -> Option<Vec<Vec<Edit>>> {
        let mut ways: Vec<Vec<Edit>> = vec![Vec::new()];
        for obstacle in &blocked.obstacles {
            let packet = obstacle.packet?;
            let choices = match obstacle.kind {
                ObstacleKind::SecurityGroupInbound | ObstacleKind::SecurityGroupOutbound => {
                    vec![self.group_rules(design, obstacle, &packet)?]
                }
                ObstacleKind::NetworkAclInbound | ObstacleKind::NetworkAclOutbound => {
                    vec![self.acl_entries(design, obstacle, &packet)?]
                }
                ObstacleKind::NoRoute => self.routes(design, obstacle, &packet)?,
                _ => return None,
            };
            ways = ways
                .iter()
                .flat_map(|way| choices.iter().map(|choice| [way.clone(), choice.clone()].concat()))
                .collect();
        }
        Some(ways)
    }

    fn group_rules(&self, design: &Design, obstacle: &Obstacle, packet: &Packet) -> Option<Vec<Edit>> {
        let named = |group: &&SecurityGroup| group.full_id() == *obstacle.node.name;
        let group =
            design.vpcs.values().flat_map(|vpc| vpc.security_groups.iter().flat_map(|all| all.values())).find(named)?;
        let inbound = obstacle.kind == ObstacleKind::SecurityGroupInbound;
        let edits = self.sides(design, inbound, packet).into_iter().map(|peer| Edit::SecurityGroupRule {
            vpc: group.vpc.clone(),
            group: group.id.clone(),
            opening: self.opening(inbound, peer, packet, false),
        });
        Some(edits.collect())
    }

    fn acl_entries(&self, design: &Design, obstacle: &Obstacle, packet: &Packet) -> Option<Vec<Edit>> {
        let named = |acl: &&NetworkAcl| acl.full_id() == *obstacle.node.name;
        let acl =
            design.vpcs.values().flat_map(|vpc| vpc.network_acls.iter().flat_map(|all| all.values())).find(named)?;
        let inbound = obstacle.kind == ObstacleKind::NetworkAclInbound;
        let entries = if inbound { &acl.inbound } else { &acl.outbound };
        let mut edits = Vec::new();
        let mut taken: Vec<u16> = entries.iter().map(|entry| entry.number).collect();
        for peer in self.sides(design, inbound, packet) {
            let opening = self.opening(inbound, peer, packet, obstacle.of_reply);
            let number = free_number(entries, &taken, peer)?;
            taken.push(number);
            edits.push(Edit::NetworkAclEntry { vpc: acl.vpc.clone(), acl: acl.id.clone(), number, opening });
        }
        Some(edits)
    }

    /// One list of edits for each link that a missing route may lead over.
    fn routes(&self, design: &Design, obstacle: &Obstacle, packet: &Packet) -> Option<Vec<Vec<Edit>>> {
        let name = &*obstacle.node.name;
        let mut choices = Vec::new();
        for vpc in design.vpcs.values() {
            let tables = vpc.route_tables.iter().flat_map(|tables| tables.values());
            let Some(table) = tables.into_iter().find(|table| format!("{}/{}", vpc.id, table.id) == name) else {
                continue;
            };
            for link in design.links.values() {
                if let Some(to) = behind(design, link, vpc, packet.destination) {
                    let (vpc, table, via) = (vpc.id.clone(), table.id.clone(), link.id.clone());
                    choices.push(vec![Edit::Route { vpc, table, to, via }]);
                }
            }
            return (!choices.is_empty()).then_some(choices);
        }
        for link in design.links.values() {
            let LinkKind::TransitGateway(gateway) = &link.kind else { continue };
            let mut tables = gateway.route_tables.iter().flat_map(|tables| tables.keys());
            let Some(table) = tables.find(|table| format!("{}/{table}", link.id) == name) else { continue };
            for vpc in gateway.vpcs.keys().filter_map(|vpc| design.vpc(vpc)) {
                if holds(vpc, packet.destination).is_some() {
                    let (hub, table, vpc) = (link.id.clone(), table.clone(), vpc.id.clone());
                    choices.push(vec![Edit::Propagation { hub, table, vpc }]);
                }
            }
        }
        (!choices.is_empty()).then_some(choices)
    }

    /// The blocks of the other side that a filter is to know: all of the end whose packet it is.
    fn sides(&self, design: &Design, inbound: bool, packet: &Packet) -> Vec<Cidr> {
        let address = Cidr::single(if inbound { packet.source } else { packet.destination });
        let ends = [self.from, self.to].map(|end| blocks(design, end, address.family()));
        let of_end = ends.into_iter().find(|blocks| blocks.iter().any(|block| block.contains(address)));
        of_end.unwrap_or_else(|| vec![around(design, address)])
    }

    fn opening(&self, inbound: bool, peer: Cidr, packet: &Packet, of_reply: bool) -> Opening {
        let one_port = self.traffic.ports.first == self.traffic.ports.last;
        let port = |number: u128| u16::try_from(number).unwrap_or(u16::MAX);
        let ports = match (of_reply, self.traffic.ports) {
            (true, _) => Some(REPLY_PORTS),
            // Behind a load balancer the port may be another than the one asked about.
            (false, _) if one_port => Some((packet.destination_port, packet.destination_port)),
            (false, ALL_PORTS) => None,
            (false, asked) => Some((port(asked.first), port(asked.last))),
        };
        let protocol = match self.traffic.protocols {
            ALL_PROTOCOLS => IpProtocol::All,
            _ => IpProtocol::numbered(packet.protocol),
        };
        Opening { inbound, protocol, ports: ports.filter(|_| protocol.has_ports()), peer }
    }

    /// Leaves out each edit without which packets get through all the same.
    fn without_the_needless(&self, edits: Vec<Edit>) -> Vec<Edit> {
        let mut kept = edits;
        let mut nth = 0;
        while nth < kept.len() {
            let mut fewer = kept.clone();
            fewer.remove(nth);
            let opens =
                Exact::of(&applied(self.design, &fewer)).verdict(self.from, self.to, self.traffic) == Verdict::Yes;
            // All blocks of an end are let through, or none: who runs in two subnets needs both.
            if opens && !kept.get(nth).is_some_and(|edit| has_sibling(edit, &fewer)) {
                kept = fewer;
            } else {
                nth = nth.saturating_add(1);
            }
        }
        kept
    }
}

/// Whether another edit opens the same filter for another block of the same end.
fn has_sibling(edit: &Edit, others: &[Edit]) -> bool {
    let family = |edit: &Edit| match edit {
        Edit::SecurityGroupRule { vpc, group, opening } => Some((vpc.to_string(), group.to_string(), opening.inbound)),
        Edit::NetworkAclEntry { vpc, acl, opening, .. } => Some((vpc.to_string(), acl.to_string(), opening.inbound)),
        Edit::Route { .. } | Edit::Propagation { .. } => None,
    };
    family(edit).is_some_and(|one| others.iter().any(|other| family(other).as_ref() == Some(&one)))
}

/// A number for an entry that stands before every entry that may drop what it lets through: a round one where one is free.
fn free_number(entries: &[NetworkAclEntry], taken: &[u16], peer: Cidr) -> Option<u16> {
    let drops =
        entries.iter().filter(|entry| !entry.allow && entry.cidr.overlaps(peer)).map(|entry| entry.number).min();
    let last = entries.iter().map(|entry| entry.number).max().unwrap_or(0);
    // Behind the last entry where none drops it: what no entry matches is dropped anyway.
    let end = drops.unwrap_or_else(|| last.saturating_add(20).min(32_767));
    let free = |number: &u16| !taken.contains(number);
    (1..end).rev().filter(|number| number % 10 == 0).find(free).or_else(|| (1..end).rev().find(free))
}

/// The block behind a link, seen from a VPC, that holds an address.
fn behind(design: &Design, link: &Link, from: &Vpc, address: IpAddr) -> Option<Cidr> {
    match &link.kind {
        LinkKind::VpcPeering(peering) => {
            let (one, other) = &peering.between;
            let peer = if *one == from.id {
                other
            } else if *other == from.id {
                one
            } else {
                return None;
            };
            holds(design.vpc(peer)?, address)
        }
        LinkKind::TransitGateway(gateway) if gateway.vpcs.contains_key(&from.id) => {
            let others = gateway.vpcs.keys().filter(|vpc| **vpc != from.id).filter_map(|vpc| design.vpc(vpc));
            let of_vpcs = others.into_iter().find_map(|vpc| holds(vpc, address));
            of_vpcs.or_else(|| {
                gateway
                    .hybrid
                    .keys()
                    .filter_map(|id| site_behind(design, id))
                    .flatten()
                    .find(|block| block.contains(Cidr::single(address)))
            })
        }
        LinkKind::CloudWan(wan) if wan.vpcs.contains_key(&from.id) => {
            let others = wan.vpcs.keys().filter(|vpc| **vpc != from.id).filter_map(|vpc| design.vpc(vpc));
            others.into_iter().find_map(|vpc| holds(vpc, address))
        }
        _ => None,
    }
}

fn site_behind(design: &Design, link: &LinkId) -> Option<Vec<Cidr>> {
    let site = match &design.link(link)?.kind {
        LinkKind::DirectConnect(connection) => &connection.site,
        LinkKind::SiteToSiteVpn(vpn) => &vpn.site,
        _ => return None,
    };
    design.site(site).map(|site| site.cidrs.clone())
}

/// The block of a VPC that holds an address.
fn holds(vpc: &Vpc, address: IpAddr) -> Option<Cidr> {
    vpc.all_blocks().into_iter().find(|block| block.contains(Cidr::single(address)))
}

/// The blocks that an end has addresses of: those of its subnets where it is known to run in some.
fn blocks(design: &Design, end: &End, family: Family) -> Vec<Cidr> {
    let all: Vec<Cidr> = match end {
        End::Application(id) => {
            let Some(application) = design.application(id) else { return Vec::new() };
            let Some(vpc) = application.vpc().and_then(|vpc| design.vpc(vpc)) else { return Vec::new() };
            let of = |subnet| vpc.subnets.get(subnet);
            let own = application.subnets.iter().flatten().filter_map(of).flat_map(|subnet| subnet.blocks());
            let own: Vec<Cidr> = own.collect();
            if own.is_empty() { vpc.all_blocks() } else { own }
        }
        End::Vpc(id) => design.vpc(id).map(Vpc::all_blocks).unwrap_or_default(),
        End::Site(id) => design.site(id).map(|site| site.cidrs.clone()).unwrap_or_default(),
        End::Block(block) => vec![*block],
        End::Internet => vec![everything(family)],
        End::AwsService(_) => Vec::new(),
    };
    all.into_iter().filter(|block| block.family() == family).collect()
}

fn everything(family: Family) -> Cidr {
    match family {
        Family::V4 => Cidr::v4([0, 0, 0, 0], 0),
        Family::V6 => {
            let unspecified = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
            Cidr::around(unspecified, 0).unwrap_or_else(|| Cidr::single(unspecified))
        }
    }
}

/// The subnet around an address that is neither end's own, such as that of a load balancer; else the address.
fn around(design: &Design, address: Cidr) -> Cidr {
    let subnets = design.vpcs.values().flat_map(|vpc| vpc.subnets.values());
    subnets.flat_map(|subnet| subnet.blocks()).find(|block| block.contains(address)).unwrap_or(address)
}
