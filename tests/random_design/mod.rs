//! Random designs for laws: valid to read, and otherwise as wrong as chance makes them.

mod filters;
mod options;

use std::collections::BTreeMap;

use tieline::design::raw::*;

/// A design is read off a tape of numbers, which proptest can shorten; a tape that ran out says nought.
pub(crate) struct Tape<'t>(pub(crate) std::slice::Iter<'t, u16>);

impl Tape<'_> {
    fn below(&mut self, end: usize) -> usize {
        usize::from(*self.0.next().unwrap_or(&0)) % end.max(1)
    }

    fn one_in(&mut self, end: usize) -> bool {
        self.below(end) + 1 == end
    }

    fn pick(&mut self, words: &[&str]) -> String {
        words[self.below(words.len())].to_owned()
    }

    /// Some of these, each as likely as not, in the order given.
    fn some_of(&mut self, all: &[String]) -> Vec<String> {
        let bits = self.below(1 << all.len());
        all.iter().enumerate().filter(|(index, _)| bits >> index & 1 == 1).map(|(_, one)| one.clone()).collect()
    }

    fn maybe<T>(&mut self, end: usize, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.one_in(end) { Some(make(self)) } else { None }
    }
}

const ZONES: [&str; 4] = ["use1-az1", "use1-az2", "use1-az3", "usw2-az1"];
const BLOCKS: [&str; 8] = ["10.0", "10.1", "10.2", "10.0", "172.17", "100.64", "169.254", "129.224"];
const SERVICES: [&str; 7] = ["https/443", "http/80", "grpc/50051", "tcp/5432", "udp/514", "websocket/443", "tls/443"];
const TRAITS: [&str; 4] = ["iam_auth", "weighted_routing", "client_address", "server_initiates"];
const ACCOUNTS: [&str; 3] = ["111111111111", "222222222222", "333333333333"];
const REGIONS: [&str; 2] = ["us-east-1", "us-west-2"];

/// Names begin with `n-`, which no word of the format does: so a renaming finds them wherever they stand.
fn names(kind: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| format!("n-{kind}-{number}")).collect()
}

fn subnets_of(design: &RawDesign, vpc: &str) -> Vec<String> {
    design.vpcs.get(vpc).map(|vpc| vpc.subnets.keys().cloned().collect()).unwrap_or_default()
}

pub(crate) fn random_vpc(tape: &mut Tape<'_>) -> RawVpc {
    let base = tape.pick(&BLOCKS);
    let mut cidrs = vec![format!("{base}.0.0/{}", tape.pick(&["16", "16", "16", "20", "29"]))];
    cidrs.extend(
        tape.maybe(4, |tape| format!("{}.0.0/16", tape.pick(&["10.3", "192.168", "10.1", "198.19", "100.64"]))),
    );
    cidrs.extend(tape.maybe(6, |tape| tape.pick(&["2001:db8::/56", "2001:db8::/57"])));
    let mut subnets = BTreeMap::new();
    for (number, name) in names("subnet", tape.below(4)).into_iter().enumerate() {
        let third = if tape.one_in(8) { 0 } else { number };
        let prefix = tape.pick(&["24", "26", "27", "28", "29"]);
        let free = (prefix == "26").then(|| tape.maybe(3, |_| vec![format!("{base}.{third}.16/28")])).flatten();
        let used = if free.is_some() { None } else { tape.maybe(2, |tape| tape.below(60) as u64) };
        let known = if tape.one_in(6) { 4 } else { 3 };
        let az = Some(tape.pick(&ZONES[..known]));
        let cidr = Some(format!("{base}.{third}.0/{prefix}"));
        let shared = tape.maybe(8, |_| true);
        subnets.insert(name, RawSubnet { az, cidr, used, free, shared, ..RawSubnet::default() });
    }
    if tape.one_in(30) {
        cidrs = vec!["2001:db8:1::/56".to_owned()];
    }
    let region = tape.maybe(6, |tape| tape.pick(&REGIONS));
    RawVpc {
        account: Some(tape.pick(&ACCOUNTS)),
        region,
        cidrs: Some(cidrs),
        subnets,
        route_tables: None,
        ..RawVpc::default()
    }
}

fn endpoints(tape: &mut Tape<'_>, design: &RawDesign, vpcs: &[String]) -> BTreeMap<String, RawEndpoint> {
    let holders = tape.some_of(vpcs);
    holders
        .into_iter()
        .map(|vpc| {
            let subnets = tape.some_of(&subnets_of(design, &vpc));
            (vpc, RawEndpoint { subnets, ..RawEndpoint::default() })
        })
        .collect()
}

fn gateway(tape: &mut Tape<'_>, design: &RawDesign, application: &str) -> Option<RawResourceGateway> {
    let vpc = design.applications[application].vpc.clone()?;
    let subnets = tape.some_of(&subnets_of(design, &vpc));
    let ipv4_per_interface = tape.maybe(4, |tape| tape.below(70) as u64 + 1);
    Some(RawResourceGateway { subnets, ipv4_per_interface, ..RawResourceGateway::default() })
}

fn transit_gateway(tape: &mut Tape<'_>, design: &RawDesign, vpcs: &[String], hybrid: &[String]) -> RawLink {
    let attached: Vec<String> = tape.some_of(vpcs).into_iter().chain(tape.some_of(hybrid)).collect();
    let tables = tape.maybe(2, |tape| {
        let mut tables = BTreeMap::new();
        for name in names("domain", 1 + tape.below(2)) {
            let routes = tape
                .maybe(2, |tape| RawRoute {
                    to: Some(format!("{}.0.0/16", tape.pick(&BLOCKS))),
                    via: Some(if attached.is_empty() {
                        "blackhole".into()
                    } else {
                        attached[tape.below(attached.len())].clone()
                    }),
                    propagated: None,
                })
                .into_iter()
                .collect();
            tables.insert(name, RawTransitGatewayRouteTable { propagations: tape.some_of(&attached), routes });
        }
        tables
    });
    let known: Vec<String> = tables.iter().flat_map(BTreeMap::keys).cloned().collect();
    let attachments = attached
        .into_iter()
        .map(|name| {
            let subnets = if vpcs.contains(&name) { tape.some_of(&subnets_of(design, &name)) } else { Vec::new() };
            let route_table = (!known.is_empty()).then(|| known[tape.below(known.len())].clone());
            (name, RawAttachment { subnets, route_table, ..RawAttachment::default() })
        })
        .collect();
    let region = tape.maybe(6, |tape| tape.pick(&REGIONS));
    RawLink::TransitGateway(RawTransitGateway {
        region,
        attachments,
        route_tables: tables,
        ..RawTransitGateway::default()
    })
}

fn service_network(tape: &mut Tape<'_>, design: &RawDesign, vpcs: &[String], applications: &[String]) -> RawLink {
    let mut network = RawServiceNetwork {
        region: tape.maybe(6, |tape| tape.pick(&REGIONS)),
        auth: tape.maybe(2, |tape| tape.pick(&["aws_iam", "none"])),
        associations: tape.some_of(vpcs).into(),
        endpoints: if tape.one_in(2) { endpoints(tape, design, vpcs) } else { BTreeMap::new() },
        ..RawServiceNetwork::default()
    };
    for name in names("service", tape.below(3)) {
        let mut behind = tape.some_of(applications);
        if behind.is_empty() {
            behind.push(applications[0].clone());
        }
        let auth = tape.maybe(2, |tape| tape.pick(&["aws_iam", "none"]));
        let listener = tape.maybe(3, |tape| tape.pick(&["https/443", "grpc/50051", "tls/443"]));
        network
            .services
            .insert(name, RawLatticeService { applications: behind, auth, listener, ..RawLatticeService::default() });
    }
    for name in names("resource", tape.below(3)) {
        let application = applications[tape.below(applications.len())].clone();
        let gateway = gateway(tape, design, &application);
        network.resources.insert(name, RawLatticeResource { application: Some(application), gateway });
    }
    RawLink::ServiceNetwork(network)
}

fn links(tape: &mut Tape<'_>, design: &mut RawDesign, vpcs: &[String], applications: &[String]) {
    let mut hybrid = Vec::new();
    for name in names("link", tape.below(9)) {
        let application = (!applications.is_empty()).then(|| applications[tape.below(applications.len())].clone());
        let link = match (tape.below(7), application) {
            (0, _) if !design.sites.is_empty() => {
                hybrid.push(name.clone());
                let site = design.sites.keys().next().cloned();
                RawLink::DirectConnect(RawDirectConnect { site, vpcs: tape.some_of(vpcs), ..Default::default() })
            }
            (1, _) if !design.sites.is_empty() => {
                hybrid.push(name.clone());
                let site = design.sites.keys().last().cloned();
                let vpc = tape.maybe(2, |tape| vpcs[tape.below(vpcs.len())].clone());
                RawLink::SiteToSiteVpn(RawSiteToSiteVpn { site, vpc, ..Default::default() })
            }
            (2, Some(application)) => RawLink::PrivatelinkService(RawPrivatelinkService {
                vpc: None,
                application: Some(application),
                availability_zones: tape.maybe(3, |tape| tape.some_of(&ZONES.map(str::to_owned))),
                endpoints: endpoints(tape, design, vpcs),
                ..RawPrivatelinkService::default()
            }),
            (3, Some(application)) => {
                let gateway = gateway(tape, design, &application);
                let endpoints = endpoints(tape, design, vpcs);
                RawLink::PrivatelinkResource(RawPrivatelinkResource {
                    application: Some(application),
                    gateway,
                    endpoints,
                    ..Default::default()
                })
            }
            (4, Some(_)) => service_network(tape, design, vpcs, applications),
            (5, _) => transit_gateway(tape, design, vpcs, &hybrid),
            _ if vpcs.len() > 1 => {
                let one = tape.below(vpcs.len());
                let two = (one + 1 + tape.below(vpcs.len() - 1)) % vpcs.len();
                let between = Some(vec![vpcs[one].clone(), vpcs[two].clone()]);
                RawLink::VpcPeering(RawVpcPeering { between, ..RawVpcPeering::default() })
            }
            _ => continue,
        };
        design.links.insert(name, link);
    }
}

/// Route tables of some VPCs: routes to blocks of the design and beside them, over links that reach there or not.
fn route_tables(tape: &mut Tape<'_>, design: &mut RawDesign) {
    let links: Vec<String> = design.links.keys().cloned().collect();
    for vpc in design.vpcs.values_mut() {
        vpc.route_tables = tape.maybe(2, |tape| {
            let mut rest: Vec<String> = vpc.subnets.keys().cloned().collect();
            let mut tables = BTreeMap::new();
            for (number, name) in names("table", 1 + tape.below(2)).into_iter().enumerate() {
                let subnets = tape.some_of(&rest);
                rest.retain(|subnet| !subnets.contains(subnet));
                let routes = (0..tape.below(4)).map(|_| RawRoute {
                    to: Some(format!("{}.0.0/{}", tape.pick(&BLOCKS), tape.pick(&["16", "16", "20"]))),
                    via: Some(match tape.below(6) {
                        0 => tape.pick(&["nat_gateway", "virtual_private_gateway", "blackhole"]),
                        _ if links.is_empty() => "internet_gateway".to_owned(),
                        _ => links[tape.below(links.len())].clone(),
                    }),
                    propagated: tape.maybe(8, |_| true),
                });
                let routes = routes.collect();
                tables.insert(
                    name,
                    RawRouteTable { main: (number == 0).then_some(true), subnets, gateways: Vec::new(), routes },
                );
            }
            tables
        });
    }
}

fn needs(tape: &mut Tape<'_>, design: &mut RawDesign, vpcs: &[String], applications: &[String]) {
    let parties: Vec<&String> =
        applications.iter().chain(applications).chain(vpcs).chain(design.sites.keys()).collect();
    let links: Vec<String> = design.links.keys().cloned().collect();
    for name in names("need", tape.below(8)) {
        let from = parties[tape.below(parties.len())].clone();
        let to = parties[tape.below(parties.len())].clone();
        if from == to {
            continue;
        }
        let mut need = RawNeed {
            never: tape.maybe(4, |_| true),
            traffic: tape.maybe(2, |tape| format!("{} GB/month", tape.below(20_000))),
            requests: tape.maybe(3, |tape| format!("{}M/month", tape.below(500))),
            peak: tape.maybe(4, |tape| tape.pick(&["2 Gbps", "60 Gbps", "700 Gbps"])),
            connection: tape.maybe(4, |tape| tape.pick(&["30 s", "45 min", "8 h"])),
            requires: TRAITS.iter().filter(|_| tape.one_in(6)).map(|one| (*one).to_owned()).collect(),
            via: if links.is_empty() { None } else { tape.maybe(5, |tape| links[tape.below(links.len())].clone()) },
            ..RawNeed::default()
        };
        // Now and then a third party, so that a need stands for several pairs.
        let third = tape.maybe(4, |tape| parties[tape.below(parties.len())].clone());
        let third = third.filter(|third| *third != from && *third != to);
        if tape.one_in(5) {
            need.between = Some([from, to].into_iter().chain(third).collect());
        } else {
            let clients: Vec<String> = std::iter::once(from).chain(third).collect();
            (need.from, need.to) = (Some(Names::Many(clients)), Some(to));
        }
        design.needs.insert(name, need);
    }
}

pub(crate) fn read_off(numbers: &[u16]) -> RawDesign {
    let tape = &mut Tape(numbers.iter());
    let mut design = RawDesign { tieline: Some(1), region: Some("us-east-1".to_owned()), ..RawDesign::default() };
    let vpcs = names("vpc", 1 + tape.below(5));
    design.vpcs = vpcs.iter().map(|name| (name.clone(), random_vpc(tape))).collect();
    for name in names("site", tape.below(3)) {
        design
            .sites
            .insert(name, RawSite { cidrs: vec![tape.pick(&["192.168.0.0/16", "10.0.0.0/16", "172.16.0.0/12"])] });
    }
    let applications = names("app", tape.below(6));
    for name in &applications {
        let vpc = vpcs[tape.below(vpcs.len())].clone();
        let mut application = RawApplication {
            runs_on: tape.maybe(2, |tape| tape.pick(&["eks", "ecs", "rds", "lambda", "alb", "nlb"])),
            load_balancer: tape.maybe(3, |tape| tape.pick(&["alb", "nlb"])),
            network_policy: tape.maybe(3, |tape| tape.one_in(2)),
            serves: SERVICES.iter().filter(|_| tape.one_in(5)).map(|one| (*one).to_owned()).collect(),
            ..RawApplication::default()
        };
        match design.sites.keys().next() {
            Some(site) if tape.one_in(8) => application.site = Some(site.clone()),
            _ => {
                application.subnets = tape.maybe(2, |tape| tape.some_of(&subnets_of(&design, &vpc)));
                application.vpc = Some(vpc);
            }
        }
        design.applications.insert(name.clone(), application);
    }
    links(tape, &mut design, &vpcs, &applications);
    route_tables(tape, &mut design);
    needs(tape, &mut design, &vpcs, &applications);
    filters::filters_and_gateways(tape, &mut design);
    options::options(tape, &mut design);
    design
}
