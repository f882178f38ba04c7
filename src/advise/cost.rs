//! What things cost a month, itemised and exact. A price nobody published stays unknown; a stand-in ranks it, and is
//! never shown as its price.

use super::addition::Addition;
use super::mechanism::Situation;
use crate::design::{Design, Home, LinkKind, Mechanism, Megabytes, Need, Party};
use crate::facts::{Billing, FactId, Facts, LimitId, PriceId, Usd};
use crate::ids::{AccountId, AppId, Region, VpcId};

/// Regions whose prices may stand in for a missing one.
const STAND_INS: &[&str] = &["us-east-1", "us-east-2", "eu-west-1", "ap-northeast-1", "ap-southeast-2"];

/// Half of a charge is what ranks one of which it is not known whether it falls due.
const TWO: std::num::NonZero<u128> = std::num::NonZero::<u128>::MIN.saturating_add(1);

/// One line of a monthly bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What is charged.
    pub what: String,
    /// How much of it.
    pub quantity: String,
    /// The charge; `None` when the price or the quantity is unknown.
    pub usd: Option<Usd>,
    /// What ranks an unknown charge among the others.
    pub stand_in: Usd,
    /// The account that pays, if known.
    pub paid_by: Option<AccountId>,
    /// The fact it is computed from.
    pub fact: FactId,
}

impl Item {
    /// The charge, or its stand-in: what the optimiser adds up.
    pub fn ranked(&self) -> Usd {
        self.usd.unwrap_or(self.stand_in)
    }
}

/// A sum of items.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bill {
    /// The lines, in order of their making.
    pub items: Vec<Item>,
}

impl Bill {
    /// The sum of the charges that are known.
    pub fn total(&self) -> Usd {
        self.items.iter().filter_map(|item| item.usd).sum()
    }

    /// Whether every charge is known.
    pub fn is_complete(&self) -> bool {
        self.items.iter().all(|item| item.usd.is_some())
    }

    /// The sum that the optimiser uses, stand-ins included.
    pub fn ranked(&self) -> Usd {
        self.items.iter().map(Item::ranked).sum()
    }
}

/// The price list in force for one design.
#[derive(Debug)]
pub struct Prices<'d> {
    design: &'d Design,
    facts: &'d Facts,
    billing: Billing,
}

/// A part of a bill before its price is looked up.
pub(super) struct Charge<'r> {
    what: String,
    price: PriceId,
    region: Option<&'r Region>,
    paid_by: Option<AccountId>,
}

impl<'d> Prices<'d> {
    /// The price list for a design.
    pub fn new(design: &'d Design, facts: &'d Facts, billing: Billing) -> Self {
        Self { design, facts, billing }
    }

    /// What an addition costs a month by being there.
    pub fn of_addition(&self, addition: &Addition) -> Vec<Item> {
        match addition {
            Addition::LoadBalancer { application, door } => {
                let what = "Network Load Balancer";
                let charge = match door {
                    Some(vpc) => self.standing(what, PriceId::NlbHour, vpc),
                    None => self.serving(what, PriceId::NlbHour, application),
                };
                vec![self.hours(charge, 1)]
            }
            Addition::Peering { between, .. } => {
                let charge = self.standing("peering connection", PriceId::PeerHour, &between.0);
                vec![self.hours(Charge { paid_by: None, ..charge }, 1)]
            }
            Addition::VpnToVpc { vpc, .. } => {
                vec![self.hours(self.standing("Site-to-Site VPN connection", PriceId::VpnHour, vpc), 1)]
            }
            Addition::DirectConnect { gbps, .. } => {
                let (what, price) = if *gbps > 1 {
                    ("Direct Connect port of 10 Gbps", PriceId::DxPort10gHour)
                } else {
                    ("Direct Connect port of 1 Gbps", PriceId::DxPort1gHour)
                };
                vec![self.hours(self.at(what, price, None), 1)]
            }
            Addition::TransitGatewayPeering { between, .. } => {
                // Each owner pays for its side.
                let sides = [&between.0, &between.1].into_iter().map(|hub| {
                    let what = format!("peering attachment of `{hub}`");
                    self.hours(self.at(&what, PriceId::TgwAttachHour, None), 1)
                });
                sides.collect()
            }
            Addition::CoreEdge { region, .. } => {
                // No page of AWS with the rate was read: what a practitioner quotes ranks it.
                let what = format!("core network edge in {region}");
                let charge = Charge { what, price: PriceId::CwanEdgeHour, region: Some(region), paid_by: None };
                vec![unpriced(self.hours(charge, 1), FactId::PriceCwanEdgeHour)]
            }
            Addition::CoreAttachment { vpc, .. } => {
                vec![self.hours(self.standing("Cloud WAN attachment", PriceId::CwanAttachHour, vpc), 1)]
            }
            Addition::CoreHybrid { hybrid, .. } => {
                let what = format!("Cloud WAN attachment of `{hybrid}`");
                vec![self.hours(self.at(&what, PriceId::CwanAttachHour, None), 1)]
            }
            Addition::PrivateNat { zones: 0, .. } => Vec::new(),
            Addition::PrivateNat { vpc, zones, .. } => {
                let count = usize::try_from(*zones).unwrap_or(usize::MAX);
                vec![self.hours(self.standing("private NAT gateway", PriceId::NatHour, vpc), count)]
            }
            Addition::GatewayEndpoint { vpc, .. } => {
                vec![self.hours(self.standing("gateway endpoint", PriceId::GatewayEndpointHour, vpc), 1)]
            }
            Addition::AwsEndpoint { service, vpc, subnets, .. } => {
                let what = format!("interface endpoint for `{service}`");
                vec![self.hours(self.standing(&what, PriceId::InterfaceEndpointHour, vpc), subnets.len())]
            }
            Addition::TunnelEndpoint { vpc, subnets, .. } => {
                // As with resource endpoints: billed, and no rate seen.
                let charge = self.standing("tunnel endpoint", PriceId::InterfaceEndpointHour, vpc);
                vec![unpriced(self.hours(charge, subnets.len()), FactId::PayResourceHourUnknown)]
            }
            Addition::Vpn { .. } => {
                let region = self.design.region.as_ref();
                let what = "Site-to-Site VPN connection".to_owned();
                vec![self.hours(Charge { what, price: PriceId::VpnHour, region, paid_by: None }, 1)]
            }
            Addition::Attachment { vpc, .. } => {
                vec![self.hours(self.standing("transit gateway attachment", PriceId::TgwAttachHour, vpc), 1)]
            }
            Addition::HybridAttachment { hybrid, .. } => {
                let region = self.design.region.as_ref();
                let what = format!("transit gateway attachment of `{hybrid}`");
                vec![self.hours(Charge { what, price: PriceId::TgwAttachHour, region, paid_by: None }, 1)]
            }
            Addition::InterfaceEndpoint { vpc, subnets, .. } => {
                let charge = self.standing("interface endpoint", PriceId::InterfaceEndpointHour, vpc);
                vec![self.hours(charge, subnets.len())]
            }
            Addition::ResourceEndpoint { vpc, subnets, .. } => {
                // AWS bills the hours, but no source for the rate was found: the interface endpoint's ranks it.
                let charge = self.standing("resource endpoint", PriceId::InterfaceEndpointHour, vpc);
                let item = self.hours(charge, subnets.len());
                vec![unpriced(item, FactId::PayResourceHourUnknown)]
            }
            Addition::LatticeService { application, .. } => {
                vec![self.hours(self.serving("VPC Lattice service", PriceId::LatticeServiceHour, application), 1)]
            }
            Addition::LatticeResource { application, .. } => {
                let what = "resource configuration in a service network";
                vec![self.hours(self.serving(what, PriceId::LatticeResourceHour, application), 1)]
            }
            Addition::Association { vpc, .. } => {
                vec![self.hours(self.standing("VPC association", PriceId::LatticeAssociationHour, vpc), 1)]
            }
            Addition::ServiceNetworkEndpoint { vpc, .. } => {
                vec![self.hours(self.standing("service-network endpoint", PriceId::LatticeEndpointHour, vpc), 1)]
            }
            // No charge of their own: what uses them is charged.
            Addition::SecondaryBlock { .. }
            | Addition::Subnet { .. }
            | Addition::TransitGateway { .. }
            | Addition::DirectConnectVpc { .. }
            | Addition::CoreNetwork { .. }
            | Addition::SegmentSharing { .. }
            | Addition::SharedVpc { .. }
            | Addition::ShareWith { .. }
            | Addition::MoveIn { .. }
            | Addition::AllowedPrefixes { .. }
            | Addition::AttachmentSubnets { .. }
            | Addition::AttachmentIpv6 { .. }
            | Addition::AttachmentNat { .. }
            | Addition::Tunnel { .. }
            | Addition::MeshMember { .. }
            | Addition::Propagation { .. }
            | Addition::EndpointService { .. }
            | Addition::ResourceConfiguration { .. }
            | Addition::ServiceNetwork { .. }
            | Addition::AuthPolicy { .. }
            | Addition::Routes { .. } => Vec::new(),
        }
    }

    /// What carrying a need costs a month by its volume.
    pub fn of_usage(&self, mechanism: Mechanism, situation: &Situation<'_>, need: &Need) -> Vec<Item> {
        let traffic = need.traffic;
        let client = situation.client_vpc().map(|vpc| &vpc.id);
        let server = situation.server_vpc().map(|vpc| &vpc.id);
        let near = |what: &str, price| self.at(what, price, client.or(server));
        let far = |what: &str, price| self.at(what, price, server.or(client));
        match mechanism {
            Mechanism::VpcPeering | Mechanism::VpcSharing => self.direct_usage(mechanism, situation, traffic),
            Mechanism::TransitGateway | Mechanism::TransitGatewayNat => {
                let through = self.gigabytes(near("data through the transit gateway", PriceId::TgwGb), traffic, 1);
                [through]
                    .into_iter()
                    .chain(self.of_inspection(situation, traffic))
                    .chain(self.between_regions(situation, traffic))
                    .chain(self.out_to_site(situation, traffic))
                    .collect()
            }
            Mechanism::PrivateNatTransitGateway => {
                let translated =
                    self.gigabytes(near("data through the private NAT gateway", PriceId::NatGb), traffic, 1);
                let through = self.gigabytes(near("data through the transit gateway", PriceId::TgwGb), traffic, 1);
                [translated, through]
                    .into_iter()
                    .chain(self.between_regions(situation, traffic))
                    .chain(self.out_to_site(situation, traffic))
                    .collect()
            }
            Mechanism::CloudWan => {
                let through = self.gigabytes(near("data through the core network", PriceId::CwanGb), traffic, 1);
                [through]
                    .into_iter()
                    .chain(self.between_regions(situation, traffic))
                    .chain(self.out_to_site(situation, traffic))
                    .collect()
            }
            // Which part leaves AWS and is charged is not known: all of it at most.
            Mechanism::DirectConnect => {
                vec![self.gigabytes(near("data out over Direct Connect, at most", PriceId::DxOutGb), traffic, 1)]
            }
            Mechanism::SiteToSiteVpn => {
                vec![self.gigabytes(near("data out over the VPN, at most", PriceId::EgressGb), traffic, 1)]
            }
            Mechanism::InterfaceEndpoint => {
                vec![self.gigabytes(
                    near("data through the interface endpoint", PriceId::InterfaceEndpointGb),
                    traffic,
                    1,
                )]
            }
            Mechanism::PrivatelinkTunnel => vec![
                self.gigabytes(near("data through the tunnel endpoint", PriceId::ResourceEndpointGb), traffic, 1),
                self.provider_gigabytes(far("data through the resource gateway", PriceId::LatticeResourceGb), traffic),
            ],
            Mechanism::PrivatelinkService => vec![
                self.gigabytes(near("data through the interface endpoint", PriceId::InterfaceEndpointGb), traffic, 1),
                self.gigabytes(far("load balancer capacity, by volume", PriceId::NlbLcuHour), traffic, 1),
            ],
            Mechanism::PrivatelinkResource => vec![
                self.gigabytes(near("data through the resource endpoint", PriceId::ResourceEndpointGb), traffic, 1),
                self.provider_gigabytes(far("data through the resource gateway", PriceId::LatticeResourceGb), traffic),
            ],
            Mechanism::LatticeAssociation | Mechanism::LatticeEndpoint if is_resource(situation) => vec![
                self.gigabytes(near("data to the resource", PriceId::LatticeResourceGb), traffic, 1),
                self.provider_gigabytes(far("data through the resource gateway", PriceId::LatticeResourceGb), traffic),
            ],
            Mechanism::LatticeAssociation | Mechanism::LatticeEndpoint => {
                let mut items =
                    vec![self.gigabytes(far("data through the VPC Lattice service", PriceId::LatticeGb), traffic, 1)];
                items.extend(self.requests(far("requests to the VPC Lattice service", PriceId::LatticeRequest), need));
                items
            }
            _ => Vec::new(),
        }
    }

    /// Data over a peering, or within a shared VPC: charged between Regions and between zones, and free inside a zone.
    fn direct_usage(&self, mechanism: Mechanism, situation: &Situation<'_>, traffic: Option<Megabytes>) -> Vec<Item> {
        if let Some(item) = self.between_regions(situation, traffic) {
            return vec![item];
        }
        let at = situation.client_vpc().or(situation.server_vpc()).map(|vpc| &vpc.id);
        let zones = |party: &Party| -> std::collections::BTreeSet<_> {
            situation.subnets_of(party).iter().map(|subnet| subnet.az.clone()).collect()
        };
        let (from, to) = (zones(situation.need.from()), zones(situation.need.to()));
        let known = !from.is_empty() && !to.is_empty() && !from.contains(&None) && !to.contains(&None);
        // Workloads that move may be placed in the zone of the others.
        let (meeting, pairs) = if mechanism == Mechanism::VpcSharing {
            (1, 1)
        } else {
            (from.intersection(&to).count(), from.len() * to.len())
        };
        if known && meeting == pairs {
            let charge = self.at("data within one availability zone", PriceId::PeerSameAzGb, at);
            return vec![self.gigabytes(charge, traffic, 1)];
        }
        if !known {
            // Charged at both ends, for all of the traffic or none of it: the middle ranks it.
            let charge = self.at("data between availability zones, at most", PriceId::InterAzGb, at);
            let item = self.gigabytes(Charge { paid_by: None, ..charge }, traffic, 2);
            let stand_in = item.usd.map_or(item.stand_in, |usd| usd.times_ratio(1, TWO));
            return vec![Item { usd: None, stand_in, fact: FactId::CostFreeAzId, ..item }];
        }
        // An even spread over the zones: of n × m pairs of zones all but those that are the same are charged, at both
        // ends.
        let share = |whole: u64, part: usize, of: usize| {
            let (part, of) = (u128::try_from(part).unwrap_or(0), u128::try_from(of).unwrap_or(1).max(1));
            u64::try_from(u128::from(whole) * part / of).unwrap_or(u64::MAX)
        };
        let crossing = traffic.map(|volume| Megabytes(share(volume.0, pairs - meeting, pairs)));
        let charge = self.at("data between availability zones, spread evenly", PriceId::InterAzGb, at);
        vec![self.gigabytes(Charge { paid_by: None, ..charge }, crossing, 2)]
    }

    /// Data that leaves AWS for a site over the connection it has, or else over a new VPN. Which part of the volume that
    /// is is not known: all of it at most.
    fn out_to_site(&self, situation: &Situation<'_>, traffic: Option<Megabytes>) -> Option<Item> {
        let site = [&situation.from, &situation.to].into_iter().find(|home| matches!(home, Home::Site(_)))?;
        let over_direct_connect = self.design.links.iter().any(|(id, link)| {
            matches!(link.kind, LinkKind::DirectConnect(_))
                && crate::network::hybrid_site(self.design, id).as_ref() == Some(site)
        });
        let at = situation.client_vpc().or(situation.server_vpc()).map(|vpc| &vpc.id);
        let (what, price) = if over_direct_connect {
            ("data out over Direct Connect, at most", PriceId::DxOutGb)
        } else {
            ("data out over the VPN, at most", PriceId::EgressGb)
        };
        Some(self.gigabytes(self.at(what, price, at), traffic, 1))
    }

    /// Data that leaves a Region, where the parties stand in two.
    fn between_regions(&self, situation: &Situation<'_>, traffic: Option<Megabytes>) -> Option<Item> {
        let regions = [&situation.from, &situation.to].map(|home| situation.region_of(home));
        let [Some(one), Some(two)] = &regions else { return None };
        if one == two {
            return None;
        }
        let at = situation.client_vpc().or(situation.server_vpc()).map(|vpc| &vpc.id);
        Some(self.gigabytes(self.at("data between Regions", PriceId::InterRegionGb, at), traffic, 1))
    }

    fn provider_gigabytes(&self, charge: Charge<'_>, traffic: Option<Megabytes>) -> Item {
        unpriced(self.gigabytes(charge, traffic, 1), FactId::PayProviderGbUnknown)
    }

    fn requests(&self, charge: Charge<'_>, need: &Need) -> Option<Item> {
        let requests = need.requests?;
        // The free allowance is per hour: a month at an even pace has as many allowances as hours.
        let hours = u64::from(self.billing.hours_per_month);
        let free = self.facts.limit(LimitId::VlFreeRequests).saturating_mul(hours);
        let paid = requests.checked_sub(free).filter(|paid| *paid > 0)?;
        let id = charge.price;
        let price = |region: &str| self.facts.price(id, region).map(|price| price.usd * paid);
        let quantity = format!("{paid} beyond the free {free}");
        Some(self.item(charge, quantity, price))
    }

    fn hours(&self, charge: Charge<'_>, count: usize) -> Item {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        let id = charge.price;
        let price = |region: &str| Some(self.facts.price(id, region)?.month(&self.billing)? * count);
        let hours = u64::from(self.billing.hours_per_month);
        let quantity = if count == 1 { format!("{hours} hours") } else { format!("{count} × {hours} hours") };
        self.item(charge, quantity, price)
    }

    /// Gigabytes, each charged `times` times.
    pub(super) fn gigabytes(&self, charge: Charge<'_>, traffic: Option<Megabytes>, times: u64) -> Item {
        let Some(Megabytes(megabytes)) = traffic else {
            return Item {
                what: charge.what,
                quantity: "volume not given".to_owned(),
                usd: None,
                stand_in: Usd::ZERO,
                paid_by: charge.paid_by,
                fact: charge.price.into(),
            };
        };
        let id = charge.price;
        let price = |region: &str| {
            let price = self.facts.price(id, region)?;
            Some(price.cost_of_parts(u128::from(megabytes), 1_000, &self.billing)? * times)
        };
        let quantity = Megabytes(megabytes).to_string();
        let quantity = if times == 1 { quantity } else { format!("{times} × {quantity}") };
        self.item(charge, quantity, price)
    }

    fn item(&self, charge: Charge<'_>, quantity: String, price: impl Fn(&str) -> Option<Usd>) -> Item {
        let usd = charge.region.and_then(|region| price(region.as_str()));
        let stand_in = usd.or_else(|| STAND_INS.iter().filter_map(|region| price(region)).max()).unwrap_or(Usd::ZERO);
        Item { what: charge.what, quantity, usd, stand_in, paid_by: charge.paid_by, fact: charge.price.into() }
    }

    pub(super) fn at<'r>(&'r self, what: &str, price: PriceId, vpc: Option<&VpcId>) -> Charge<'r> {
        match vpc {
            Some(vpc) => self.priced(what.to_owned(), price, vpc),
            None => Charge { what: what.to_owned(), price, region: self.design.region.as_ref(), paid_by: None },
        }
    }

    /// A charge for something that stands in a VPC.
    fn standing<'r>(&'r self, what: &str, price: PriceId, vpc: &VpcId) -> Charge<'r> {
        self.priced(format!("{what} in `{vpc}`"), price, vpc)
    }

    /// A charge for something before an application.
    fn serving<'r>(&'r self, what: &str, price: PriceId, application: &AppId) -> Charge<'r> {
        let what = format!("{what} of `{application}`");
        match self.design.home(&Party::Application(application.clone())) {
            Some(Home::Vpc(vpc)) => self.priced(what, price, &vpc),
            _ => Charge { what, price, region: self.design.region.as_ref(), paid_by: None },
        }
    }

    fn priced<'r>(&'r self, what: String, price: PriceId, vpc: &VpcId) -> Charge<'r> {
        let vpc = self.design.vpc(vpc);
        let region = vpc.and_then(|vpc| vpc.region.as_ref()).or(self.design.region.as_ref());
        Charge { what, price, region, paid_by: vpc.and_then(|vpc| vpc.account.clone()) }
    }
}

/// The same charge with its price said to be unknown.
fn unpriced(item: Item, fact: FactId) -> Item {
    Item { stand_in: item.ranked(), usd: None, fact, ..item }
}

/// Whether a service network leads to the server by a resource configuration.
fn is_resource(situation: &Situation<'_>) -> bool {
    let offered = situation.existing(|kind| match kind {
        LinkKind::ServiceNetwork(network) => {
            let server = situation.need.server()?;
            network.offers(server).then(|| network.resource_of(server).is_some())
        }
        _ => None,
    });
    offered.map_or_else(|| super::mechanism::through_resource(situation), |(_, resource)| resource)
}
