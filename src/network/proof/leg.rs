//! One leg of a way, there or back: the path that is claimed, and a packet that is led along it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fmt;
use std::net::IpAddr;

use super::holder::Holder;
use super::node;
use crate::design::Design;
use crate::ids::{AzId, SecurityGroupId, SiteId, SubnetId, VpcId};
use crate::network::fabric::{Node, NodeKind};
use crate::network::packet::Packet;
use crate::network::walk::Hop;

/// A security group, by its VPC.
pub(super) type GroupName = (VpcId, SecurityGroupId);

/// Where a packet can end.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Spot {
    /// At a network interface.
    Holder(Holder),
    /// At somebody in a subnet whom the design does not name.
    Subnet(VpcId, SubnetId),
    /// At a site.
    Site(SiteId),
    /// On the internet.
    Internet,
    /// At a service of AWS, asked from a VPC.
    Service(String, VpcId),
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Holder(holder) => holder.node.fmt(f),
            Self::Subnet(vpc, subnet) => write!(f, "subnet `{vpc}/{subnet}`"),
            Self::Site(site) => write!(f, "site `{site}`"),
            Self::Internet => f.write_str("the internet"),
            Self::Service(service, _) => write!(f, "AWS service `{service}`"),
        }
    }
}

/// Something that put a packet in the place of another, and what the packet was.
#[derive(Debug, Clone)]
pub(super) struct Memory {
    /// Where the reply must get to; `None` when it is taken up where it starts.
    pub(super) waits: Option<Spot>,
    /// Where the reply goes on from.
    pub(super) resumes: Resumes,
    /// The packet before.
    pub(super) before: Packet,
}

/// Where a reply goes on from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Resumes {
    /// From a network interface.
    Holder(Holder),
    /// Straight into a VPC.
    Vpc(VpcId),
}

/// A packet on its way, with what it carries along.
#[derive(Debug, Clone)]
pub(super) struct Traveller {
    pub(super) packet: Packet,
    /// How much of the path is behind it.
    pub(super) step: usize,
    /// How often it was sent on, so that circles end.
    pub(super) sent_on: usize,
    pub(super) is_reply: bool,
    /// Whether filters are noted and passed.
    pub(super) tolerant: bool,
    /// The filters that would have stopped it.
    pub(super) met: Vec<(&'static str, Node)>,
    /// The security groups of who has its source address; `None` when that is nobody known.
    pub(super) sender: Option<BTreeSet<GroupName>>,
    /// The interface that sent it, when a load balancer keeps the client's address.
    pub(super) client: Option<Node>,
    pub(super) inbound_references: bool,
    pub(super) outbound_references: bool,
    /// The receiver must have this group.
    pub(super) only_to: Option<GroupName>,
    pub(super) memory: Vec<Memory>,
    /// A NAT gateway that the reply finds by itself, over a peering.
    pub(super) finds: Option<Holder>,
    /// A private address and the public one taken to belong to it, where the design tells none.
    pub(super) assumed: Option<(IpAddr, IpAddr)>,
    pub(super) zone: Option<AzId>,
}

impl Traveller {
    pub(super) fn lose_references(&mut self) {
        self.inbound_references = false;
        self.outbound_references = false;
    }
}

/// Ends of ways: where a packet arrived, and how.
pub(super) type Ends = Vec<(Spot, Traveller)>;

/// One leg.
pub(super) struct Leg<'d> {
    pub(super) design: &'d Design,
    path: Vec<Node>,
    /// How far the best attempt came, and what was wrong there.
    worst: RefCell<(usize, String)>,
    /// In a reply: where the client is.
    pub(super) client: RefCell<Option<Spot>>,
    /// Whether some attempt met a route of which nobody knows where it leads: nothing can be said of what lies behind it.
    pub(super) is_uncertain: Cell<bool>,
}

impl<'d> Leg<'d> {
    pub(super) fn new(design: &'d Design, hops: &[Hop]) -> Self {
        let mut path: Vec<Node> = hops.iter().map(|hop| hop.node.clone()).collect();
        // What happens at a thing may be told in two hops.
        path.dedup();
        Self {
            design,
            path,
            worst: RefCell::new((0, "nothing leads along the path".to_owned())),
            client: RefCell::new(None),
            is_uncertain: Cell::new(false),
        }
    }

    /// Whether all of the path is behind a traveller.
    pub(super) fn is_whole(&self, traveller: &Traveller) -> bool {
        traveller.step == self.path.len()
    }

    pub(super) fn flaw(&self, step: usize, words: impl FnOnce() -> String) {
        let mut worst = self.worst.borrow_mut();
        if step >= worst.0 {
            *worst = (step, words());
        }
    }

    pub(super) fn worst(&self) -> String {
        let worst = self.worst.borrow();
        let at = worst.0.checked_sub(1).and_then(|last| self.path.get(last));
        at.map_or_else(|| worst.1.clone(), |at| format!("after {at}: {}", worst.1))
    }

    /// The last thing of a kind on the path.
    pub(super) fn last_of(&self, kind: NodeKind) -> Option<&Node> {
        self.path.iter().rev().find(|node| node.kind == kind)
    }

    /// Passes a thing, which must be the next of the path; whether it is.
    pub(super) fn at(&self, traveller: &mut Traveller, kind: NodeKind, name: impl AsRef<str>) -> bool {
        let here = node(kind, name);
        if self.path.get(traveller.step) == Some(&here) {
            traveller.step += 1;
            return true;
        }
        let before = traveller.step.checked_sub(1).and_then(|last| self.path.get(last));
        if before == Some(&here) {
            return true;
        }
        self.flaw(traveller.step, || match self.path.get(traveller.step) {
            Some(next) => format!("the design leads to {here}, the path to {next}"),
            None => format!("the design leads on to {here}, where the path has ended"),
        });
        false
    }

    /// Whether the path has a thing next.
    pub(super) fn is_next(&self, traveller: &Traveller, kind: NodeKind, name: &str) -> bool {
        self.path.get(traveller.step).is_some_and(|next| next.kind == kind && *next.name == *name)
    }

    /// Sends a packet from the start of a passage.
    pub(super) fn set_out(&self, start: &Node, packet: Packet, tolerant: bool) -> Ends {
        let fresh = Traveller {
            packet,
            step: 0,
            sent_on: 0,
            is_reply: false,
            tolerant,
            met: Vec::new(),
            sender: None,
            client: None,
            inbound_references: true,
            outbound_references: true,
            only_to: None,
            memory: Vec::new(),
            finds: None,
            assumed: None,
            zone: None,
        };
        let spots = self.spots(start, packet.source);
        spots.iter().flat_map(|spot| self.depart(spot, fresh.clone())).collect()
    }

    /// The spots that a node of a path stands for, for whoever has an address.
    fn spots(&self, start: &Node, source: IpAddr) -> Vec<Spot> {
        match start.kind {
            NodeKind::Interface => {
                let all = self.all_holders().into_iter().filter(|one| one.node == *start && one.may_have(self, source));
                all.map(Spot::Holder).collect()
            }
            NodeKind::Subnet => {
                let subnets = self.design.vpcs.values().flat_map(|vpc| self.subnets_of(vpc));
                let named = subnets.filter(|subnet| *start.name == subnet.full_id());
                let holding = named.filter(|subnet| subnet.holds(source));
                holding.map(|subnet| Spot::Subnet(subnet.vpc.clone(), subnet.id)).collect()
            }
            NodeKind::Site => {
                let site = self.design.sites.values().find(|site| *start.name == *site.id.as_str());
                let holding = site.filter(|site| site.cidrs.iter().any(|block| block.contains_address(source)));
                holding.map(|site| Spot::Site(site.id.clone())).into_iter().collect()
            }
            NodeKind::Internet => vec![Spot::Internet],
            _ => Vec::new(),
        }
    }

    /// Sends off whatever a traveller is, from where it stands.
    fn depart(&self, spot: &Spot, mut traveller: Traveller) -> Ends {
        match spot {
            Spot::Holder(holder) => {
                if !self.at(&mut traveller, holder.node.kind, &holder.node.name) {
                    return Vec::new();
                }
                traveller.sender.clone_from(&holder.groups);
                traveller.client = Some(holder.node.clone());
                self.leave(holder, traveller)
            }
            Spot::Subnet(vpc, subnet) => {
                if !self.at(&mut traveller, NodeKind::Subnet, format!("{vpc}/{subnet}")) {
                    return Vec::new();
                }
                self.leave_subnet(vpc, subnet, traveller)
            }
            Spot::Site(site) => self.leave_site(site, traveller),
            Spot::Internet => {
                traveller.lose_references();
                if self.at(&mut traveller, NodeKind::Internet, "internet") {
                    self.enter_from_internet(traveller)
                } else {
                    Vec::new()
                }
            }
            Spot::Service(service, vpc) => {
                if !self.at(&mut traveller, NodeKind::AwsService, service) {
                    return Vec::new();
                }
                // By the endpoint that led there.
                let endpoints = self.gateway_endpoints(vpc, service);
                if let Some(endpoint) = endpoints.iter().find(|name| self.is_next(&traveller, NodeKind::Endpoint, name))
                {
                    self.at(&mut traveller, NodeKind::Endpoint, endpoint);
                }
                self.enter_vpc(vpc, traveller, None)
            }
        }
    }

    /// Sends the reply of what arrived somewhere, back to where it was sent from.
    pub(super) fn reply(&self, spot: &Spot, arrived: Traveller, start: &Node, source: IpAddr) -> Ends {
        let back = Traveller {
            packet: arrived.packet.reversed(),
            step: 0,
            sent_on: 0,
            is_reply: true,
            only_to: None,
            zone: None,
            ..arrived
        };
        let mut ends = Vec::new();
        for client in self.spots(start, source) {
            *self.client.borrow_mut() = Some(client);
            let taken_up = back.memory.last().is_some_and(|memory| memory.waits.is_none());
            if taken_up {
                ends.extend(self.take_up(spot, back.clone()));
            } else {
                ends.extend(self.depart(spot, back.clone()));
            }
        }
        ends
    }

    /// Where a reply must get to next.
    pub(super) fn awaited(&self, traveller: &Traveller) -> Option<Spot> {
        match traveller.memory.last() {
            Some(memory) => memory.waits.clone(),
            None => self.client.borrow().clone(),
        }
    }

    /// A load balancer that kept the client's address, or VPC Lattice, takes a reply up where it starts.
    fn take_up(&self, spot: &Spot, mut traveller: Traveller) -> Ends {
        let (here, stands) = match spot {
            Spot::Holder(holder) => (holder.node.clone(), Some((holder.vpc.clone(), holder.subnet.clone()))),
            Spot::Subnet(vpc, subnet) => {
                (node(NodeKind::Subnet, format!("{vpc}/{subnet}")), Some((vpc.clone(), subnet.clone())))
            }
            Spot::Service(service, _) => (node(NodeKind::AwsService, service), None),
            Spot::Site(_) | Spot::Internet => return Vec::new(),
        };
        // An unnamed receiver is not told in the path of a reply that is taken up.
        if !matches!(spot, Spot::Subnet(..)) && !self.at(&mut traveller, here.kind, &here.name) {
            return Vec::new();
        }
        if let Some((vpc, subnet)) = stands {
            let same = traveller.memory.last().is_some_and(|memory| match &memory.resumes {
                Resumes::Holder(holder) => holder.vpc == vpc && holder.subnet == subnet,
                Resumes::Vpc(_) => false,
            });
            if !same && !self.acl(&vpc, &subnet, &mut traveller, false) {
                return Vec::new();
            }
        }
        self.translate_back(traveller)
    }

    /// Gives a reply back the headers that the latest translation took, and sends it on from there.
    pub(super) fn translate_back(&self, mut traveller: Traveller) -> Ends {
        let Some(memory) = traveller.memory.pop() else { return Vec::new() };
        traveller.packet = memory.before.reversed();
        traveller.finds = None;
        match memory.resumes {
            Resumes::Holder(holder) => {
                if !self.at(&mut traveller, holder.node.kind, &holder.node.name) {
                    return Vec::new();
                }
                self.leave_subnet(&holder.vpc, &holder.subnet, traveller)
            }
            Resumes::Vpc(vpc) => self.enter_vpc(&vpc, traveller, None),
        }
    }

    /// A reply is somewhere: translated back there, or home.
    pub(super) fn reply_is_at(&self, spot: &Spot, mut traveller: Traveller) -> Ends {
        if self.awaited(&traveller).as_ref() != Some(spot) {
            self.flaw(traveller.step, || format!("the reply gets to {spot}, which does not wait for it"));
            return Vec::new();
        }
        if !traveller.memory.is_empty() {
            return self.translate_back(traveller);
        }
        let passed = match spot {
            Spot::Holder(holder) => self.at(&mut traveller, holder.node.kind, &holder.node.name),
            Spot::Subnet(vpc, subnet) => self.at(&mut traveller, NodeKind::Subnet, format!("{vpc}/{subnet}")),
            Spot::Site(_) | Spot::Internet | Spot::Service(..) => true,
        };
        if passed { vec![(spot.clone(), traveller)] } else { Vec::new() }
    }
}
