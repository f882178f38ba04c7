//! What one account holds in one Region, and what accounts share, counted against AWS's quotas. Only what the design
//! says who owns and where is counted, and an account may hold more than a design shows: a number is the least there is.

use std::collections::{BTreeMap, BTreeSet};

use super::count::{Last, Of, Quota};
use super::counts::Counts;
use crate::design::{Link, LinkKind, ResourceGateway, Vpc};
use crate::facts::LimitId;
use crate::ids::{AccountId, AppId, Region, SubnetId, VpcId};

static VPCS: Quota = Quota { limit: LimitId::QuotaVpcsPerRegion, what: "VPCs" };
static GROUPS: Quota = Quota { limit: LimitId::QuotaSgPerRegion, what: "security groups" };
static GATEWAY_ENDPOINTS: Quota = Quota { limit: LimitId::PlQuotaGateway, what: "gateway endpoints" };
static GATEWAYS: Quota = Quota { limit: LimitId::TgwPerAccount, what: "transit gateways" };
static VPNS: Quota = Quota { limit: LimitId::VpnConnectionsPerRegion, what: "VPN connections" };
static NETWORKS: Quota = Quota { limit: LimitId::VlqSnRegion, what: "service networks" };
static SERVICES: Quota = Quota { limit: LimitId::VlqSvcRegion, what: "VPC Lattice services" };
static TARGET_GROUPS: Quota = Quota { limit: LimitId::VlqTgRegion, what: "VPC Lattice target groups" };
static RESOURCES: Quota = Quota { limit: LimitId::VlqRcRegion, what: "resource configurations" };
static RESOURCE_GATEWAYS: Quota = Quota { limit: LimitId::VlqRgVpc, what: "resource gateways" };
static PARTICIPANTS: Quota =
    Quota { limit: LimitId::QuotaSharedVpcParticipants, what: "accounts that its subnets are shared with" };
static SHARED_SUBNETS: Quota = Quota { limit: LimitId::QuotaSharedSubnets, what: "subnets that others share with it" };

/// Everything counted in an account and Region, in the order of the table it is filled from.
type Owned<'d> = BTreeMap<(&'d AccountId, &'d Region), BTreeMap<usize, (usize, Last<'d>)>>;

/// What is counted in an account and Region.
static QUOTAS: [&Quota; 9] =
    [&VPCS, &GROUPS, &GATEWAY_ENDPOINTS, &GATEWAYS, &VPNS, &NETWORKS, &SERVICES, &TARGET_GROUPS, &RESOURCES];

impl<'d> Counts<'d> {
    /// Counts what accounts hold in a Region.
    pub(super) fn accounts(&mut self) {
        let mut owned = Owned::new();
        for vpc in self.design.vpcs.values() {
            let groups = vpc.security_groups.as_ref().map_or(0, |groups| groups.len());
            for (what, number) in [(0, 1), (1, groups)] {
                own(&mut owned, home_of(vpc), what, number, Last::Vpc(vpc));
            }
        }
        for link in self.design.links.values() {
            self.link(&mut owned, link);
        }
        for ((account, region), numbers) in owned {
            for (what, (number, last)) in numbers {
                let (Some(quota), of) = (QUOTAS.get(what), Of::Account(account, region, last)) else { continue };
                match what {
                    0 => self.add_with_vpcs(quota, [number, number, 0], of),
                    _ => self.add(quota, number, of),
                }
            }
        }
        self.resource_gateways();
        self.shared_subnets();
    }

    fn link(&self, owned: &mut Owned<'d>, link: &'d Link) {
        let mut add = |home: Home<'d>, what, number| own(owned, home, what, number, Last::Link(link));
        let home = |vpc: &VpcId| self.design.vpcs.get(vpc).and_then(|vpc| home_of(vpc));
        match &link.kind {
            LinkKind::GatewayEndpoint(endpoint) => endpoint.vpcs.keys().for_each(|vpc| add(home(vpc), 2, 1)),
            LinkKind::SiteToSiteVpn(vpn) => vpn.vpc.iter().for_each(|vpc| add(home(vpc), 4, 1)),
            LinkKind::TransitGateway(gateway) => {
                let home = gateway.account.as_ref().zip(gateway.region.as_ref());
                add(home, 3, 1);
                let is_vpn =
                    |id| self.design.links.get(id).is_some_and(|link| matches!(link.kind, LinkKind::SiteToSiteVpn(_)));
                add(home, 4, gateway.hybrid.keys().filter(|id| is_vpn(*id)).count());
            }
            LinkKind::ServiceNetwork(network) => {
                let home = network.account.as_ref().zip(network.region.as_ref());
                add(home, 5, 1);
                add(home, 6, network.services.len());
                add(home, 7, network.services.values().map(|service| service.target_groups.len()).sum());
                add(home, 8, network.resources.len());
            }
            _ => {}
        }
    }

    /// Counts the resource gateways of each VPC: one for each resource that is offered from there.
    fn resource_gateways(&mut self) {
        let design = self.design;
        let mut of_vpc: BTreeMap<&VpcId, usize> = BTreeMap::new();
        let mut count = |gateway: &'d ResourceGateway, application: &AppId| {
            let server = || design.applications.get(application).and_then(|server| server.vpc());
            if let Some(vpc) = gateway.vpc.as_ref().or_else(server) {
                let number = of_vpc.entry(vpc).or_default();
                *number = number.saturating_add(1);
            }
        };
        for link in design.links.values() {
            match &link.kind {
                LinkKind::PrivatelinkResource(resource) => count(&resource.gateway, &resource.application),
                LinkKind::ServiceNetwork(network) => {
                    network.resources.values().for_each(|resource| count(&resource.gateway, &resource.application));
                }
                _ => {}
            }
        }
        for (id, number) in of_vpc {
            if let Some(vpc) = design.vpcs.get(id) {
                self.add(&RESOURCE_GATEWAYS, number, Of::Vpc(vpc, None));
            }
        }
    }

    /// Counts the accounts that a VPC is shared with, and the subnets that an account is given.
    fn shared_subnets(&mut self) {
        let mut given: BTreeMap<&AccountId, (BTreeSet<Given<'d>>, &'d Link)> = BTreeMap::new();
        let mut participants: BTreeMap<&VpcId, BTreeSet<&AccountId>> = BTreeMap::new();
        for link in self.design.links.values() {
            let LinkKind::VpcSharing(sharing) = &link.kind else { continue };
            let Some(vpc) = self.design.vpcs.get(&sharing.vpc) else { continue };
            let of_all = vpc.subnets.keys().filter(|id| sharing.subnets.as_ref().is_none_or(|some| some.contains(*id)));
            let subnets: Vec<Given<'d>> = of_all.map(|id| (&vpc.id, id)).collect();
            participants.entry(&vpc.id).or_default().extend(&sharing.accounts);
            for account in &sharing.accounts {
                let (all, last) = given.entry(account).or_insert_with(|| (BTreeSet::new(), link));
                all.extend(subnets.iter().copied());
                *last = link;
            }
        }
        for (id, accounts) in participants {
            if let Some(vpc) = self.design.vpcs.get(id) {
                self.add(&PARTICIPANTS, accounts.len(), Of::Vpc(vpc, None));
            }
        }
        for (account, (subnets, link)) in given {
            self.add(&SHARED_SUBNETS, subnets.len(), Of::Participant(account, link));
        }
    }
}

/// A subnet that is given to others, with its VPC.
type Given<'d> = (&'d VpcId, &'d SubnetId);

/// The account and the Region of a thing, where both are said.
type Home<'d> = Option<(&'d AccountId, &'d Region)>;

fn home_of(vpc: &Vpc) -> Home<'_> {
    vpc.account.as_ref().zip(vpc.region.as_ref())
}

fn own<'d>(owned: &mut Owned<'d>, home: Home<'d>, what: usize, number: usize, last: Last<'d>) {
    let Some(home) = home.filter(|_| number > 0) else { return };
    let (sum, latest) = owned.entry(home).or_default().entry(what).or_insert((0, last));
    *sum = sum.saturating_add(number);
    *latest = last;
}
