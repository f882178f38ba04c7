//! All pairs of VPCs at once, over IPv4.
//!
//! Most pairs of an estate are alike: routes hold whole subnets, and filters treat all addresses of a subnet the same. For
//! those, what a filter does to a subnet is worked out once and the rest is looking up. A pair that is not so regular (a
//! rule cuts a subnet in two, an endpoint or load balancer leads to it, routes are not given) is asked one by one, so the
//! verdicts are those of [`Exact::verdict`]; a law holds both to that.

mod routes;
mod slices;

use super::exact::{End, Exact, Traffic, Verdict};
use super::fabric::{DoorExit, Fabric, Key, Role, Routing, VpcPart, Way};
use crate::cidr::Family;
use crate::ids::VpcId;
use routes::{Bits, Routes};
use slices::Slices;

/// Who reaches whom among the VPCs of a design.
///
/// # Memory
/// Two bits a pair, and four bytes for each filter and subnet.
#[derive(Debug)]
pub struct Matrix {
    vpcs: Vec<VpcId>,
    yes: Bits,
    unknown: Bits,
    asked: usize,
}

/// A place in a VPC where packets start and end: one network interface, or whatever a subnet holds.
#[derive(Debug, Clone)]
struct Slot {
    start: super::exact::Start,
}

impl Matrix {
    /// The matrix of a design.
    ///
    /// Complexity: routes × subnets they hold, then pairs of subnets × filters between them; irregular pairs cost a
    /// question each.
    ///
    /// ```
    /// use tieline::design::Design;
    /// use tieline::network::exact::{Exact, Traffic};
    /// use tieline::network::matrix::Matrix;
    /// assert!(Matrix::of(&Exact::of(&Design::default()), Traffic::ANY).vpcs().is_empty());
    /// ```
    pub fn of(exact: &Exact, traffic: Traffic) -> Self {
        let fabric = exact.fabric();
        let vpcs: Vec<VpcId> = fabric.vpcs.iter().map(|(_, vpc)| vpc.id.clone()).collect();
        let mut slots: Vec<Slot> = Vec::new();
        let mut of_vpc: Vec<std::ops::Range<usize>> = Vec::with_capacity(vpcs.len());
        for id in &vpcs {
            let first = slots.len();
            let starts = super::exact::starts(fabric, &End::Vpc(id.clone()), Family::V4);
            slots.extend(starts.into_iter().map(|start| Slot { start }));
            of_vpc.push(first..slots.len());
        }
        let six: Vec<bool> =
            fabric.vpcs.iter().map(|(_, vpc)| vpc.blocks.iter().any(|(of, _)| *of == Family::V6)).collect();
        let (odd_from, odd_to) = (oddly_leaving(fabric), oddly_reached(fabric));
        let routes = Routes::of(fabric, &slots, &of_vpc);
        let mut slices = Slices::of(fabric, &slots, traffic);
        let mut matrix = Self { yes: Bits::new(vpcs.len()), unknown: Bits::new(vpcs.len()), asked: 0, vpcs };
        let vpc_of_slot: Vec<usize> =
            of_vpc.iter().enumerate().flat_map(|(vpc, slots)| slots.clone().map(move |_| vpc)).collect();
        for (from, from_slots) in of_vpc.iter().enumerate() {
            let leaves_oddly = odd_from.get(from).copied().unwrap_or(true);
            let own_six = six.get(from).copied().unwrap_or(true);
            // Where routes of a regular VPC carry nothing there is nothing to ask.
            let mut worth = odd_to.clone();
            for nth in from_slots.clone().flat_map(|slot| routes.perhaps_from(slot)) {
                if let Some(flag) = vpc_of_slot.get(nth).and_then(|vpc| worth.get_mut(*vpc)) {
                    *flag = true;
                }
            }
            for (to, to_slots) in of_vpc.iter().enumerate() {
                let worth_it = worth.get(to).copied().unwrap_or(true);
                let both_six = own_six && six.get(to).copied().unwrap_or(true);
                if from == to || !(worth_it || leaves_oddly || both_six) {
                    continue;
                }
                let is = |flags: &[bool], nth: usize| flags.get(nth).copied().unwrap_or(true);
                // IPv6 may say yes where IPv4 does not.
                let mut regular = !(is(&odd_from, from) || is(&odd_to, to) || both_six);
                let mut yes = false;
                'pairs: for one in from_slots.clone() {
                    for other in to_slots.clone() {
                        let (forth, back) = (routes.leads(one, other), routes.leads(other, one));
                        match (forth, back) {
                            (Some(false), _) | (_, Some(false)) => {}
                            (Some(true), Some(true)) => match slices.passes(&routes, &slots, one, other) {
                                Some(true) => {
                                    yes = true;
                                    break 'pairs;
                                }
                                Some(false) => {}
                                None => regular = false,
                            },
                            (None, _) | (_, None) => regular = false,
                        }
                    }
                }
                if yes {
                    matrix.yes.set(from, to);
                } else if !regular {
                    matrix.ask(exact, from, to, traffic);
                }
            }
        }
        matrix
    }

    fn ask(&mut self, exact: &Exact, from: usize, to: usize, traffic: Traffic) {
        let (Some(client), Some(server)) = (self.vpcs.get(from), self.vpcs.get(to)) else { return };
        self.asked += 1;
        match exact.verdict(&End::Vpc(client.clone()), &End::Vpc(server.clone()), traffic) {
            Verdict::Yes => self.yes.set(from, to),
            Verdict::Unknown => self.unknown.set(from, to),
            Verdict::No => {}
        }
    }

    /// The VPCs, in the order of rows and columns.
    pub fn vpcs(&self) -> &[VpcId] {
        &self.vpcs
    }

    /// Whether one VPC reaches another, by their places in [`Matrix::vpcs`].
    pub fn verdict(&self, from: usize, to: usize) -> Verdict {
        if self.yes.get(from, to) {
            Verdict::Yes
        } else if self.unknown.get(from, to) {
            Verdict::Unknown
        } else {
            Verdict::No
        }
    }

    /// How many ordered pairs get through.
    pub fn reached(&self) -> usize {
        self.yes.count()
    }

    /// How many ordered pairs had to be asked one by one.
    pub fn asked_one_by_one(&self) -> usize {
        self.asked
    }
}

/// VPCs that packets leave by ways which the tables of routes do not cover.
fn oddly_leaving(fabric: &Fabric) -> Vec<bool> {
    let plain = |way: &Way| {
        matches!(
            way,
            Way::Local
                | Way::Peering(_)
                | Way::Hub(_)
                | Way::Blackhole
                | Way::Gone(_)
                | Way::VirtualPrivateGateway
                | Way::Hybrid(_)
                | Way::GatewayEndpoint(..)
        )
    };
    // Without public addresses in the design nobody in it is reached by way of the internet.
    let public = !fabric.public.is_empty() || fabric.interfaces.iter().any(|(_, one)| one.public == Some(true));
    let outward = |way: &Way| matches!(way, Way::InternetGateway | Way::EgressOnlyInternetGateway | Way::Nat(_));
    let odd = |vpc: &VpcPart| {
        vpc.subnets.iter().filter_map(|key| fabric.subnets.get(*key)).any(|subnet| match subnet.routing {
            Routing::Unknown => true,
            Routing::Table(table) => fabric.tables.get(table).is_none_or(|table| {
                table.routes.iter().any(|route| !plain(&route.way) && (public || !outward(&route.way)))
            }),
        })
    };
    fabric.vpcs.iter().map(|(_, vpc)| odd(vpc)).collect()
}

/// VPCs that are reached through load balancers and endpoints too.
fn oddly_reached(fabric: &Fabric) -> Vec<bool> {
    let mut odd = vec![false; fabric.vpcs.len()];
    let mut mark = |interface: Key<super::fabric::InterfacePart>| {
        let vpc = fabric.interfaces.get(interface).map(|interface| interface.vpc.index());
        if let Some(flag) = vpc.and_then(|vpc| odd.get_mut(vpc)) {
            *flag = true;
        }
    };
    for (_, interface) in fabric.interfaces.iter() {
        match &interface.role {
            Role::Balancer(key) => {
                let listeners =
                    fabric.balancers.get(*key).map(|balancer| balancer.listeners.as_slice()).unwrap_or_default();
                listeners.iter().flat_map(|one| &one.targets).for_each(|target| mark(target.interface));
            }
            Role::Workload | Role::Nat { .. } | Role::Firewall(_) | Role::Door(_) => {}
        }
    }
    for exit in fabric.doors.iter().flat_map(|(_, door)| &door.exits) {
        if let DoorExit::Interface { interface, .. } = exit {
            mark(*interface);
        }
    }
    odd
}
