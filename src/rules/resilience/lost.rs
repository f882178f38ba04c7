//! Which needs are lost when one thing fails: asked briefly, and about so many needs and things as there is time for.

use crate::design::{Connectivity, Design, Home, Link, LinkKind, Need};
use crate::ids::{NeedId, SiteId};
use crate::network::exact::{Exact, Verdict};
use crate::network::fabric::Failing;
use crate::order::Arrange;

/// How many needs are asked about, in order of name.
const MOST_NEEDS: usize = 300;

/// How many subnets are looked at for all that may fail: each failure is asked about in a copy of the design.
const MOST_SUBNETS: usize = 200_000;

/// How many things that may fail are asked about.
pub(super) fn most(design: &Design) -> usize {
    let subnets: usize = design.vpcs.values().map(|vpc| vpc.subnets.len()).sum();
    MOST_SUBNETS.checked_div(subnets).unwrap_or(MOST_SUBNETS)
}

/// The site of a Direct Connect or VPN link.
pub(super) fn site_of(link: &Link) -> Option<&SiteId> {
    match &link.kind {
        LinkKind::DirectConnect(connection) => Some(&connection.site),
        LinkKind::SiteToSiteVpn(vpn) => Some(&vpn.site),
        _ => None,
    }
}

/// The pairs of needs whose parties stand where `holds` says, which is given the home of each.
fn pairs(design: &Design, holds: fn(&Home, &Home) -> bool) -> Vec<Need> {
    let pairs = design.pairs().filter(|need| !need.never);
    let meant = pairs.filter(|need| match (design.home(need.from()), design.home(need.to())) {
        (Some(from), Some(to)) => holds(&from, &to),
        _ => false,
    });
    meant.map(std::borrow::Cow::into_owned).collect()
}

fn at_a_site(from: &Home, to: &Home) -> bool {
    matches!((from, to), (Home::Site(_), Home::Vpc(_)) | (Home::Vpc(_), Home::Site(_)))
}

fn in_vpcs(from: &Home, to: &Home) -> bool {
    matches!((from, to), (Home::Vpc(_), Home::Vpc(_)))
}

/// Needs that are served while nothing fails.
#[derive(Debug)]
pub(super) struct Served {
    exact: Exact,
    /// They, between two parties each.
    pub(super) needs: Vec<Need>,
}

impl Served {
    /// Those with a party at a site.
    pub(super) fn at_sites(design: &Design, exact: &Exact) -> Self {
        Self::of(pairs(design, at_a_site), exact)
    }

    /// Those between parties in VPCs.
    pub(super) fn in_vpcs(design: &Design, exact: &Exact) -> Self {
        Self::of(pairs(design, in_vpcs), exact)
    }

    fn of(pairs: Vec<Need>, exact: &Exact) -> Self {
        let exact = exact.briefly();
        let needs = pairs.into_iter().take(MOST_NEEDS).filter(|need| exact.serves(need) == Verdict::Yes).collect();
        Self { exact, needs }
    }

    /// Those of some needs that nothing serves when something fails, sorted.
    pub(super) fn lost_without(&self, failing: &Failing, asked: &[&Need]) -> Vec<NeedId> {
        if asked.is_empty() {
            return Vec::new();
        }
        let left = self.exact.without(failing);
        let lost = asked.iter().filter(|need| left.serves(need) == Verdict::No);
        let mut names: Vec<NeedId> = lost.map(|need| need.id.clone()).collect();
        names.arrange();
        names.dedup();
        names
    }
}

/// For coverage: what was not asked about because there is too much of it.
///
/// ```
/// use tieline::design::Design;
/// assert!(tieline::rules::resilience::not_asked(&Design::default()).is_empty());
/// ```
pub fn not_asked(design: &Design) -> Vec<String> {
    let mut told = Vec::new();
    let links = design.links.values().filter(|link| site_of(link).is_some()).count();
    if links > 0 {
        let needs = pairs(design, at_a_site).len();
        if needs > MOST_NEEDS {
            told.push(format!(
                "what is lost with one link to a site: of {needs} needs the first {MOST_NEEDS} were asked about"
            ));
        }
        if needs > 0 && links > most(design) {
            told.push(format!(
                "what is lost with one link to a site: of {links} links the first {} were asked about, for each takes \
                 the whole design",
                most(design)
            ));
        }
    }
    let needs = if stands_in_zones(design) { pairs(design, in_vpcs).len() } else { 0 };
    if needs > MOST_NEEDS {
        told.push(format!(
            "what is lost with one availability zone: of {needs} needs the first {MOST_NEEDS} were asked about"
        ));
    }
    if needs > 0 && most(design) == 0 {
        told.push("what is lost with one availability zone: the design has too many subnets to ask".to_owned());
    }
    told
}

/// Whether a design has what stands in zones on the way between its VPCs: load balancers, endpoints, private NAT gateways.
/// Routes, transit gateways and peerings stand in none.
pub(super) fn stands_in_zones(design: &Design) -> bool {
    let nat = design.vpcs.values().flat_map(|vpc| vpc.gateways.nat.iter().flat_map(|all| all.values()));
    let on_links = |link: &Link| match &link.kind {
        LinkKind::PrivatelinkService(_)
        | LinkKind::PrivatelinkResource(_)
        | LinkKind::ServiceNetwork(_)
        | LinkKind::InterfaceEndpoint(_) => true,
        LinkKind::TransitGateway(gateway) => gateway.vpcs.values().any(|attachment| attachment.private_nat),
        _ => false,
    };
    !design.load_balancers.is_empty()
        || nat.into_iter().any(|gateway| gateway.connectivity == Connectivity::Private)
        || design.links.values().any(|link| on_links(link))
}
