//! The ways out of an overlap between two networks, ranked: each with its reason and, where it takes one, a block that
//! is free in the whole design. Which overlaps matter, the rules of each mechanism say.

use crate::cidr::space::Space;
use crate::cidr::{Cidr, Family};
use crate::design::{Design, Home, Link, LinkKind, Need, Protocol, Vpc};
use crate::facts::FactId;
use crate::finding::{Finding, Fix, Patch, WayOut};
use crate::order::Arrange;
use crate::rules::Context;
use crate::rules::addressing::renumbering::free_private;
use crate::rules::patches::move_block;
use crate::why::Derivation;

/// Where addresses are taken for what must be reached in spite of an overlap: fact `pnat-pattern`.
static ROUTABLE: Cidr = Cidr::v4([100, 64, 0, 0], 10);

/// The size of a block for what must be reached: fact `pnat-pattern`.
const ROUTABLE_LENGTH: u8 = 24;

/// Two networks whose blocks overlap on a link.
pub(in crate::rules) struct Overlap<'d> {
    /// The link.
    pub(in crate::rules) link: &'d Link,
    /// The network that would move, with its block.
    pub(in crate::rules) moving: (&'d Home, Cidr),
    /// The other one, with its block.
    pub(in crate::rules) staying: (&'d Home, Cidr),
}

impl<'d> Overlap<'d> {
    /// An overlap of two networks: a site is seldom ours to renumber, and of two VPCs the smaller block is the cheaper
    /// one to move, or else the one with fewer subnets.
    pub(in crate::rules) fn of(
        design: &Design,
        link: &'d Link,
        one: (&'d Home, Cidr),
        other: (&'d Home, Cidr),
    ) -> Self {
        let cost = |(home, block): (&Home, Cidr)| {
            let subnets = match home {
                Home::Vpc(vpc) => design.vpc(vpc).map_or(0, |vpc| inside(vpc, block)),
                Home::Site(_) | Home::Aws(_) => usize::MAX,
            };
            (matches!(home, Home::Site(_) | Home::Aws(_)), block.address_count(), subnets)
        };
        let (moving, staying) = if cost(one) < cost(other) { (one, other) } else { (other, one) };
        Self { link, moving, staying }
    }
}

fn inside(vpc: &Vpc, block: Cidr) -> usize {
    vpc.subnets.values().filter(|subnet| subnet.blocks().any(|one| block.contains(one))).count()
}

/// A way out with its rank: the smaller, the sooner to weigh.
type Ranked = (u8, WayOut);

impl Finding {
    /// The same finding with its ways out; the first of them is its fix.
    #[must_use]
    pub(in crate::rules) fn out_of(self, context: &Context<'_>, overlap: &Overlap<'_>) -> Self {
        let mut ways: Vec<Ranked> = Vec::new();
        let asked = Asked::of(context.design, overlap);
        let taken = context.taken();
        ways.extend(renumber(context.design, overlap, &asked, taken));
        ways.extend(by_application(&asked));
        ways.extend(translated(overlap, &asked, taken));
        // Ranks differ, so the order of making decides nothing.
        ways.arrange_by_key(|(rank, _)| *rank);
        let ways: Vec<WayOut> = ways.into_iter().map(|(_, way)| way).collect();
        match ways.first() {
            Some(first) => self.fixed_by(first.fix.clone()).with_ways_out(ways),
            None => self,
        }
    }
}

/// What the design asks of the two networks.
struct Asked {
    /// Whether any need joins them.
    any: bool,
    /// Whether every such need is for one application.
    applications_only: bool,
    /// Whether VPC Lattice services speak everything that is asked.
    http_only: bool,
    /// Whether something asks for UDP.
    udp: bool,
    /// Subnets and applications in the block that would move.
    residents: usize,
}

impl Asked {
    fn of(design: &Design, overlap: &Overlap<'_>) -> Self {
        let (moving, staying) = (overlap.moving.0, overlap.staying.0);
        let is_between = |need: &Need| {
            let (from, to) = (design.home(need.from()), design.home(need.to()));
            let ends = (from.as_ref(), to.as_ref());
            ends == (Some(moving), Some(staying)) || ends == (Some(staying), Some(moving))
        };
        let mut asked = Self { any: false, applications_only: true, http_only: true, udp: false, residents: 0 };
        for need in design.pairs().filter(|need| !need.never && is_between(need)) {
            asked.any = true;
            asked.applications_only &= need.server().is_some();
            asked.http_only &= !need.services.is_empty() && need.services.iter().all(|one| one.protocol.is_http());
            asked.udp |= need.services.iter().any(|one| one.protocol == Protocol::Udp);
        }
        if let Home::Vpc(id) = moving
            && let Some(vpc) = design.vpc(id)
        {
            asked.residents = inside(vpc, overlap.moving.1);
        }
        asked
    }
}

fn renumber(design: &Design, overlap: &Overlap<'_>, asked: &Asked, taken: &[Cidr]) -> Option<Ranked> {
    let (Home::Vpc(id), block) = overlap.moving else { return None };
    let vpc = design.vpc(id)?;
    let free = free_private(block, taken);
    let title = match free {
        Some(free) => {
            format!("renumber `{block}` of VPC `{id}`, for example as `{free}`, which nothing in the design uses")
        }
        None => format!("give VPC `{id}` another {} block", block.family()),
    };
    let position = vpc.cidrs.iter().find(|(cidr, _)| *cidr == block).map(|(_, position)| *position);
    let patches = free.zip(position).map(|(free, position)| move_block(vpc, position, block, free)).unwrap_or_default();
    let (rank, because) = match asked.residents {
        0 => (0, "no subnet stands in the block yet, so nothing has to move".to_owned()),
        count if !asked.any || !asked.applications_only => {
            (2, format!("both networks then reach each other in full; {} must be made anew", subnets(count)))
        }
        count => (6, format!("it lasts, but {} must be made anew", subnets(count))),
    };
    Some((
        rank,
        WayOut {
            way: "renumber",
            fix: Fix::by_hand(title, patches),
            because,
            block: free,
            why: Derivation::from_facts([FactId::VpcCidrImmutable, FactId::VpcCidrRfc1918Recommended]),
        },
    ))
}

fn subnets(count: usize) -> String {
    if count == 1 { "one subnet".to_owned() } else { format!("{count} subnets") }
}

/// PrivateLink and VPC Lattice, which do not mind overlaps: facts `pl-overlap-ok`, `vl-overlap-ok`, `vl-not-udp`.
fn by_application(asked: &Asked) -> Vec<Ranked> {
    let first = asked.any && asked.applications_only;
    let lattice = WayOut {
        way: "lattice_association",
        fix: Fix::words("offer single applications through a VPC Lattice service network"),
        because: match (first, asked.http_only) {
            (true, true) => "every need between the two is for one application over HTTP, and no address has to change",
            (true, false) => "every need between the two is for one application; what is no HTTP goes as a resource",
            (false, _) => "it carries single applications, clients first, whatever the blocks",
        }
        .to_owned(),
        block: None,
        why: Derivation::from_facts([FactId::VlOverlapOk, FactId::VlNotUdp, FactId::DgOverlap]),
    };
    let privatelink = WayOut {
        way: "privatelink_service",
        fix: Fix::words("offer single applications through PrivateLink endpoints"),
        because: match (first, asked.udp) {
            (true, true) => "every need between the two is for one application, and endpoint services carry UDP",
            (true, false) => "every need between the two is for one application, and no address has to change",
            (false, _) => "it carries single applications, clients first, whatever the blocks",
        }
        .to_owned(),
        block: None,
        why: Derivation::from_facts([FactId::PlOverlapOk, FactId::DgOverlap]),
    };
    let base = if first { 1 } else { 7 };
    let mut ways = Vec::new();
    // VPC Lattice carries no UDP at all.
    if !(first && asked.udp) {
        ways.push((if asked.http_only { base } else { base + 2 }, lattice));
    }
    ways.push((base + 1, privatelink));
    // Rank 2 is renumbering's where whole networks are asked for, and there the base is higher.
    ways
}

/// Translation on the way: facts `tgw-nat-static`, `tgw-overlap-workaround`, `pnat-pattern` and `pnat-one-way`.
fn translated(overlap: &Overlap<'_>, asked: &Asked, taken: &[Cidr]) -> Vec<Ranked> {
    let (home, block) = overlap.moving;
    let mut ways = Vec::new();
    if block.family() == Family::V6 {
        return ways;
    }
    let space = Space::new([ROUTABLE]).with_taken(taken.iter().copied());
    let is_attached = matches!(overlap.link.kind, LinkKind::TransitGateway(_));
    let instead = if is_attached { "" } else { "over a transit gateway instead: " };
    if let Home::Vpc(id) = home {
        let shown = space.next_fit(Family::V4, block.prefix_len());
        let nat = overlap.link.part(&["attachments", id.as_str()]).place.child("nat");
        let (title, patch) = match shown {
            Some(shown) => (
                format!(
                    "{instead}show `{block}` of {home} to the others as `{shown}`, by static NAT on its attachment"
                ),
                Some(nat.insert(block.to_string(), shown.to_string())).filter(|_| is_attached),
            ),
            None => (format!("{instead}translate `{block}` of {home} by static NAT on its attachment"), None),
        };
        let patches: Vec<Patch> = patch.into_iter().collect();
        ways.push((
            4,
            WayOut {
                way: "transit_gateway_nat",
                fix: Fix::by_hand(title, patches),
                because:
                    "one address for one address, both ways, and nothing moves; names must lead to the shown addresses"
                        .to_owned(),
                block: shown,
                why: Derivation::from_facts([FactId::TgwNatStatic]),
            },
        ));
    }
    let routable = space.next_fit(Family::V4, ROUTABLE_LENGTH);
    let such_as = routable.map(|block| format!(", such as `{block}`")).unwrap_or_default();
    ways.push((if asked.any && asked.applications_only { 5 } else { 10 }, WayOut {
        way: "private_nat_transit_gateway",
        fix: Fix::words(format!(
            "{instead}give each of the two a secondary block that only it has{such_as}, turn propagation off, and lead clients \
             through private NAT gateways there and servers through load balancers there"
        )),
        because: "nothing moves, but only one side can start connections, and every gigabyte pays twice".to_owned(),
        block: routable,
        why: Derivation::from_facts([FactId::PnatPattern, FactId::PnatOneWay, FactId::TgwOverlapWorkaround]),
    }));
    if matches!(home, Home::Vpc(_)) {
        ways.push((11, WayOut {
            way: "secondary_cidr",
            fix: Fix::words(format!(
                "{instead}give {home} a secondary block{such_as}, move what must be reached into it, and route that block alone"
            )),
            because: "only what is reached moves; the rest stays out of reach, and propagation must be off".to_owned(),
            block: routable,
            why: Derivation::from_facts([FactId::VpcCidrSharedRange, FactId::TgwOverlapWorkaround]),
        }));
    }
    ways
}
