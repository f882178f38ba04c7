//! Flows → proposed needs: addresses become applications, VPCs and sites of the design; what was seen between two of them on
//! one port is one need, with its volume as of a month.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::tally::Tally;
use crate::design::raw::{Names, RawDesign, RawNeed};
use crate::design::{Design, Vpc};
use crate::finding::FileIndex;
use crate::ids::LONGEST_NAME;
use crate::import::{InputCoverage, Origin, Origins, Spot};
use crate::order::Arrange;
use crate::source::{Pointer, Span};

/// Needs that are proposed: those with the largest volumes.
const MOST: usize = 2_000;
/// Seconds of a month of 730 hours, by which AWS bills.
const MONTH: u128 = 730 * 3_600;
const FLIPS: &str = "needs that are not proposed";
/// Services of AWS by the names that records have for them: those that a network reaches by an endpoint of their own.
const SERVICES: &[(&str, &str)] = &[("S3", "s3"), ("DYNAMODB", "dynamodb")];

/// Whose an address is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Whose {
    /// A party, as a need names it, and the VPC it stands in.
    Party(String, Option<String>),
    /// In the blocks of several networks.
    Several,
    /// In none.
    Nobody,
}

/// A need in the making.
#[derive(Debug, Default)]
struct Sum {
    bytes: u128,
    flows: usize,
    first: Option<(FileIndex, usize)>,
}

pub(super) fn needs(
    design: &Design,
    tally: &Tally,
    home: FileIndex,
    coverage: &mut InputCoverage,
    origins: &mut Origins,
) -> RawDesign {
    let book = Book::of(design);
    let mut known: BTreeMap<IpAddr, Whose> = BTreeMap::new();
    let mut sums: BTreeMap<(String, String, u8, u16), Sum> = BTreeMap::new();
    let (mut nobody, mut several): (BTreeSet<IpAddr>, BTreeSet<IpAddr>) = (BTreeSet::new(), BTreeSet::new());
    let mut within = 0_usize;
    // Whose packets a NAT gateway sends on, the records at its other side tell.
    let translators: BTreeSet<IpAddr> = design.vpcs.values().flat_map(|vpc| nat_addresses(vpc)).collect();
    let mut translated = 0_usize;
    let mut of_aws: BTreeSet<String> = BTreeSet::new();
    for (key, flow) in &tally.flows {
        if translators.contains(&key.client) {
            translated += 1;
            continue;
        }
        let mut whose = |address: IpAddr| known.entry(address).or_insert_with(|| book.whose(address)).clone();
        let mut ends = [(key.client, whose(key.client)), (key.server, whose(key.server))];
        if let [(_, Whose::Party(..)), (_, server @ Whose::Nobody)] = &mut ends
            && let Some(service) = flow.service.as_deref()
        {
            match SERVICES.iter().find(|(theirs, _)| *theirs == service) {
                Some((_, ours)) => *server = Whose::Party(format!("aws/{ours}"), None),
                None => {
                    of_aws.insert(service.to_owned());
                }
            }
        }
        for (address, whose) in &ends {
            match whose {
                Whose::Nobody => drop(nobody.insert(*address)),
                Whose::Several => drop(several.insert(*address)),
                Whose::Party(..) => {}
            }
        }
        let [(_, Whose::Party(from, near)), (_, Whose::Party(to, far))] = ends else { continue };
        // Inside a network everybody reaches everybody; between two applications it is worth telling.
        let is_whole = |party: &str| party.starts_with("vpc/");
        if from == to || near.is_some() && near == far && (is_whole(&from) || is_whole(&to)) {
            within += 1;
            continue;
        }
        let sum = sums.entry((from, to, key.protocol, key.port)).or_default();
        sum.bytes = sum.bytes.saturating_add(u128::from(flow.bytes()));
        sum.flows += 1;
        sum.first = sum.first.or(Some(flow.first));
    }
    let outside = [
        (nobody.len(), "are in no network of these inputs"),
        (several.len(), "are in the blocks of several networks of these inputs"),
    ];
    for (count, why) in outside.into_iter().filter(|(count, _)| *count > 0) {
        coverage.leaves_open(format!("{count} addresses of the records"), format!("they {why}"), FLIPS);
    }
    if !of_aws.is_empty() {
        let names: Vec<String> = of_aws.into_iter().collect();
        let what = format!("flows to services that AWS calls {}", names.join(", "));
        coverage.leaves_open(what, "the records do not tell which service of AWS that is", FLIPS);
    }
    if translated > 0 {
        let what = format!("{translated} flows of NAT gateways");
        coverage.leaves_open(what, "whose packets they send on, the records of their clients tell", FLIPS);
    }
    if tally.told_by_others > 0 {
        let count = tally.told_by_others;
        let by = "which side asked is concluded from the other records of the same ports";
        coverage.inferred.push(format!("{count} records: {by}"));
    }
    if within > 0 {
        coverage.inferred.push(format!("{within} flows stay within one network: no needs are proposed for them"));
    }
    let mut largest: Vec<_> = sums.into_iter().collect();
    largest.arrange_by(|(one, a), (other, b)| b.bytes.cmp(&a.bytes).then_with(|| one.cmp(other)));
    if largest.len() > MOST {
        let more = largest.len() - MOST;
        coverage.leaves_open(format!("{more} proposals"), format!("only the {MOST} largest are made"), FLIPS);
        largest.truncate(MOST);
    }
    let seconds = tally.seconds();
    if !largest.is_empty() {
        let over = match seconds {
            Some(seconds) if tally.stretches() > 1 => format!(
                "volumes are those of {seconds} seconds in {} stretches with an hour or more between them, as of a month of \
                 730 hours",
                tally.stretches()
            ),
            Some(seconds) => format!("volumes are those of {seconds} seconds, as of a month of 730 hours"),
            None => "the records tell no time, so no volumes".to_owned(),
        };
        coverage.inferred.push(format!("{} needs are proposed from records of traffic: {over}", largest.len()));
    }
    let mut raw = RawDesign { tieline: Some(crate::design::build::FORMAT), ..RawDesign::default() };
    for (index, ((from, to, protocol, port), sum)) in largest.into_iter().enumerate() {
        let protocol = if protocol == 17 { "udp" } else { "tcp" };
        let short = |party: &str| party.split_once('/').map_or(party, |(_, name)| name).to_owned();
        let mut name = format!("proposed: {} to {} {protocol}/{port}", short(&from), short(&to));
        if name.chars().count() > LONGEST_NAME || raw.needs.contains_key(&name) {
            name = format!("proposed: number {}", index + 1);
        }
        if let Some((file, at)) = sum.first {
            let spot = Spot::Within(Span::new(at, at.saturating_add(1)), Pointer::root());
            let origin = Origin { file, spot, address: None };
            origins.insert(home, Pointer::root().push("needs").push(&name), origin);
        }
        let need = RawNeed {
            from: Some(Names::One(from)),
            to: Some(to),
            protocol: Some(format!("{protocol}/{port}")),
            traffic: seconds.map(|seconds| volume(sum.bytes, seconds)),
            proposed: Some({
                let flows = if sum.flows == 1 { "1 flow".to_owned() } else { format!("{} flows", sum.flows) };
                match seconds {
                    Some(seconds) => format!("{flows} in records of traffic: {} bytes in {seconds} s", sum.bytes),
                    None => format!("{flows} in records of traffic that tell no time: {} bytes", sum.bytes),
                }
            }),
            ..RawNeed::default()
        };
        raw.needs.insert(name, need);
    }
    raw
}

/// Private addresses of the NAT gateways of a VPC.
fn nat_addresses(vpc: &Vpc) -> impl Iterator<Item = IpAddr> {
    vpc.gateways.nat.iter().flatten().flat_map(|(_, gateway)| gateway.addresses.iter().copied())
}

/// Who has which addresses.
struct Book<'d> {
    design: &'d Design,
    /// Applications with the VPC they stand in.
    by_address: BTreeMap<IpAddr, BTreeSet<(String, Option<String>)>>,
}

impl<'d> Book<'d> {
    fn of(design: &'d Design) -> Self {
        let mut by_address: BTreeMap<IpAddr, BTreeSet<(String, Option<String>)>> = BTreeMap::new();
        for (id, application) in &design.applications {
            let inner =
                application.interfaces.values().flat_map(|one| one.addresses.iter().chain(&one.public_addresses));
            for address in application.addresses.iter().chain(&application.public_addresses).chain(inner) {
                by_address
                    .entry(*address)
                    .or_default()
                    .insert((id.to_string(), application.vpc().map(ToString::to_string)));
            }
        }
        Self { design, by_address }
    }

    fn whose(&self, address: IpAddr) -> Whose {
        if let Some(all) = self.by_address.get(&address) {
            let mut all = all.iter();
            return match (all.next(), all.next()) {
                (Some((one, vpc)), None) => Whose::Party(format!("application/{one}"), vpc.clone()),
                _ => Whose::Several,
            };
        }
        let vpcs =
            self.design.vpcs.values().filter(|vpc| vpc.cidrs.iter().any(|(cidr, _)| cidr.contains_address(address)));
        let vpcs = vpcs.map(|vpc| Whose::Party(format!("vpc/{}", vpc.id), Some(vpc.id.to_string())));
        let sites =
            self.design.sites.values().filter(|site| site.cidrs.iter().any(|cidr| cidr.contains_address(address)));
        let sites = sites.map(|site| Whose::Party(format!("site/{}", site.id), None));
        let mut found = vpcs.chain(sites);
        match (found.next(), found.next()) {
            (Some(one), None) => one,
            (Some(_), Some(_)) => Whose::Several,
            (None, _) => Whose::Nobody,
        }
    }
}

/// A volume as of a month: in MB, or in GB where that loses less than a hundredth.
fn volume(bytes: u128, seconds: u64) -> String {
    let divisor = u128::from(seconds.max(1)).saturating_mul(1_000_000);
    let megabytes = bytes.saturating_mul(MONTH).div_ceil(divisor).max(1);
    if megabytes >= 100_000 {
        return format!("{} GB/month", megabytes.div_ceil(1_000));
    }
    format!("{megabytes} MB/month")
}

#[cfg(test)]
mod tests {
    use super::volume;

    #[test]
    fn volumes_are_those_of_a_month_of_730_hours() {
        assert_eq!(volume(1_000_000, 730 * 3_600), "1 MB/month");
        assert_eq!(volume(1, 730 * 3_600), "1 MB/month");
        assert_eq!(volume(1_000_000_000, 3_600), "730 GB/month");
    }
}
