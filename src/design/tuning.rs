//! A design with other volumes, other numbers of consumers and other preferences: for questions that begin with "and if".

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Design, Home, Mechanism, Megabytes, Need, Parties, Party, Vpc};
use crate::cidr::space::Space;
use crate::cidr::{Cidr, Family};
use crate::ids::{AppId, NeedId, SubnetId, VpcId};

/// The most consumers that may be asked about.
pub const MOST_CONSUMERS: u16 = 500;
/// Where the consumers that are added get their addresses from.
const POOL: Cidr = Cidr::v4([10, 0, 0, 0], 8);
const ALL: u64 = 100;

/// What is different.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Tuning {
    /// Traffic and requests of every need, in per cent of what the design says.
    pub growth_percent: Option<u64>,
    /// Needs of which more is different, by name.
    pub needs: BTreeMap<String, NeedTuning>,
    /// Other preferences, each in the place of the design's.
    pub preferences: PreferenceTuning,
}

/// What is different about one need; `growth_percent` comes on top.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NeedTuning {
    /// Megabytes a month.
    pub traffic_mb: Option<u64>,
    /// Requests a month.
    pub requests: Option<u64>,
    /// How many clients there are: those beyond the design's are copies of its first. Volumes that are not given grow
    /// along.
    pub consumers: Option<u16>,
    /// How many networks there are that must all reach each other: those beyond the design's are copies of its first.
    pub networks: Option<u16>,
    /// How many services its clients call: those beyond the one there is are copies of it, each called as it is.
    pub services: Option<u16>,
}

/// Preferences that are different.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PreferenceTuning {
    /// US dollars a month for each object someone must own.
    pub upkeep_usd_per_object: Option<u64>,
    /// US dollars a month for each network opened wider than asked.
    pub exposure_usd_per_network: Option<u64>,
    /// Mechanisms that may not be chosen.
    pub forbid: Option<Vec<String>>,
    /// Mechanisms that win where all else is equal.
    pub prefer: Option<Vec<String>>,
}

/// A question that cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TuningError {
    /// No such need.
    #[error("there is no need `{0}`")]
    Need(String),
    /// No such mechanism.
    #[error("there is no mechanism `{0}`; `tieline review` names them")]
    Mechanism(String),
    /// Consumers of a need that has no clients apart from its server.
    #[error("`{0}` joins whole networks: it has no number of consumers")]
    Consumers(String),
    /// Networks of a need that has a client and a server.
    #[error("`{0}` has a client and a server: it has no number of networks")]
    Networks(String),
    /// Services of a need that reaches none.
    #[error("`{0}` reaches no application: it has no number of services")]
    Services(String),
    /// Too many consumers.
    #[error("{0} consumers are too many: ask about {MOST_CONSUMERS} at most")]
    TooMany(u16),
}

/// The design with what is different.
///
/// # Errors
/// The first part of the question that cannot be asked of this design.
///
/// # Example
/// ```
/// use tieline::design::Megabytes;
/// use tieline::design::tuning::{Tuning, tuned};
/// use tieline::import::{Input, import};
///
/// let text = b"tieline: 1\nvpcs:\n  a: { cidrs: [10.0.0.0/16] }\n  b: { cidrs: [10.1.0.0/16] }\nneeds:\n  ab: { between: [a, b], traffic: 1 TB/month }\n";
/// let design = import(&[Input { name: "net.yaml", bytes: text }]).design;
/// let grown = tuned(&design, &Tuning { growth_percent: Some(300), ..Tuning::default() }).unwrap();
/// assert_eq!(grown.needs["ab"].traffic, Some(Megabytes(3_000_000)));
/// ```
pub fn tuned(design: &Design, tuning: &Tuning) -> Result<Design, TuningError> {
    let mut tuned = design.clone();
    for (name, wanted) in &tuning.needs {
        let Some(need) = design.needs.get(name.as_str()) else { return Err(TuningError::Need(name.clone())) };
        let mut need = need.as_ref().clone();
        if let Some(consumers) = wanted.consumers {
            consumed(&mut tuned, &mut need, consumers)?;
        }
        if let Some(networks) = wanted.networks {
            meshed(&mut tuned, &mut need, networks)?;
        }
        need.traffic = wanted.traffic_mb.map(Megabytes).or(need.traffic);
        need.requests = wanted.requests.or(need.requests);
        if let Some(services) = wanted.services {
            called(&mut tuned, &need, services)?;
        }
        tuned.needs.insert(need.id.clone(), Arc::new(need));
    }
    if let Some(percent) = tuning.growth_percent {
        for need in tuned.needs.values_mut() {
            let need = Arc::make_mut(need);
            need.traffic = need.traffic.map(|volume| Megabytes(scaled(volume.0, percent, ALL)));
            need.requests = need.requests.map(|requests| scaled(requests, percent, ALL));
        }
    }
    let PreferenceTuning { upkeep_usd_per_object, exposure_usd_per_network, forbid, prefer } = &tuning.preferences;
    let preferences = &mut tuned.preferences;
    preferences.upkeep_usd_per_object = upkeep_usd_per_object.unwrap_or(preferences.upkeep_usd_per_object);
    preferences.exposure_usd_per_network = exposure_usd_per_network.unwrap_or(preferences.exposure_usd_per_network);
    if let Some(names) = forbid {
        preferences.forbid = mechanisms(names)?.into_iter().collect();
    }
    if let Some(names) = prefer {
        preferences.prefer = mechanisms(names)?.into_iter().collect();
    }
    Ok(tuned)
}

fn mechanisms(names: &[String]) -> Result<Vec<Mechanism>, TuningError> {
    let known = |name: &String| Mechanism::from_wire(name).ok_or_else(|| TuningError::Mechanism(name.clone()));
    names.iter().map(known).collect()
}

/// A number times a ratio, at most the largest there is.
fn scaled(value: u64, numerator: u64, denominator: u64) -> u64 {
    let product = u128::from(value) * u128::from(numerator) / u128::from(denominator.max(1));
    u64::try_from(product).unwrap_or(u64::MAX)
}

/// Gives a need so many clients: fewer of those it has, or copies of the first on top.
fn consumed(design: &mut Design, need: &mut Need, wanted: u16) -> Result<(), TuningError> {
    if wanted > MOST_CONSUMERS {
        return Err(TuningError::TooMany(wanted));
    }
    let (mut clients, to) = match &need.parties {
        Parties::OneWay { from, to } => (vec![from.clone()], to.clone()),
        Parties::Fan { first, others, to } => (std::iter::once(first).chain(others).cloned().collect(), to.clone()),
        Parties::EitherWay(..) | Parties::Mesh { .. } => return Err(TuningError::Consumers(need.id.to_string())),
    };
    let had = u64::try_from(clients.len()).unwrap_or(1).max(1);
    let wanted = wanted.max(1);
    let Some(model) = clients.first().cloned() else { return Ok(()) };
    let mut spare = unused(design);
    clients.truncate(usize::from(wanted));
    while clients.len() < usize::from(wanted) {
        let number = clients.len() + 1;
        let Some(copy) = copied(design, &model, number, &mut spare) else { break };
        clients.push(copy);
    }
    let has = u64::try_from(clients.len()).unwrap_or(1);
    let mut clients = clients.into_iter();
    let Some(first) = clients.next() else { return Ok(()) };
    let others: Vec<Party> = clients.collect();
    need.parties =
        if others.is_empty() { Parties::OneWay { from: first, to } } else { Parties::Fan { first, others, to } };
    need.traffic = need.traffic.map(|volume| Megabytes(scaled(volume.0, has, had)));
    need.requests = need.requests.map(|requests| scaled(requests, has, had));
    Ok(())
}

/// Lets a need join so many networks: fewer of those it has, but two at least, or copies of the first on top.
fn meshed(design: &mut Design, need: &mut Need, wanted: u16) -> Result<(), TuningError> {
    if wanted > MOST_CONSUMERS {
        return Err(TuningError::TooMany(wanted));
    }
    let mut all: Vec<Party> = match &need.parties {
        Parties::EitherWay(one, other) => vec![one.clone(), other.clone()],
        Parties::Mesh { two, others } => [&two.0, &two.1].into_iter().chain(others).cloned().collect(),
        Parties::OneWay { .. } | Parties::Fan { .. } => return Err(TuningError::Networks(need.id.to_string())),
    };
    let mut spare = unused(design);
    let Some(model) = all.first().cloned() else { return Ok(()) };
    all.truncate(usize::from(wanted.max(2)));
    while all.len() < usize::from(wanted) {
        let number = all.len() + 1;
        let Some(copy) = copied(design, &model, number, &mut spare) else { break };
        all.push(copy);
    }
    let mut all = all.into_iter();
    let (Some(one), Some(two)) = (all.next(), all.next()) else { return Ok(()) };
    let others: Vec<Party> = all.collect();
    need.parties =
        if others.is_empty() { Parties::EitherWay(one, two) } else { Parties::Mesh { two: (one, two), others } };
    Ok(())
}

/// Lets the clients of a need call so many services: copies of its server where that runs, each with a need of its own.
fn called(design: &mut Design, need: &Need, wanted: u16) -> Result<(), TuningError> {
    let refused = || TuningError::Services(need.id.to_string());
    if wanted > MOST_CONSUMERS {
        return Err(TuningError::TooMany(wanted));
    }
    let server = need.server().and_then(|id| design.application(id)).ok_or_else(refused)?.clone();
    for number in 2..=usize::from(wanted) {
        let mut copy = server.clone();
        copy.id = AppId::new(&numbered(server.id.as_str(), number)).map_err(|_| refused())?;
        let to = Party::Application(copy.id.clone());
        let id = NeedId::new(&numbered(need.id.as_str(), number)).map_err(|_| refused())?;
        let parties = match &need.parties {
            Parties::Fan { first, others, .. } => Parties::Fan { first: first.clone(), others: others.clone(), to },
            _ => Parties::OneWay { from: need.from().clone(), to },
        };
        // The link that the design names leads to the one there is.
        let asked = Need { id: id.clone(), parties, via: None, ..need.clone() };
        design.applications.insert(copy.id.clone(), Arc::new(copy));
        design.needs.insert(id, Arc::new(asked));
    }
    Ok(())
}

/// Private space that no network of the design has.
fn unused(design: &Design) -> Space {
    Space::new([POOL]).with_taken(
        design
            .vpcs
            .values()
            .flat_map(|vpc| vpc.all_blocks())
            .chain(design.sites.values().flat_map(|site| site.cidrs.clone())),
    )
}

/// One more client like another, in a VPC of its own.
fn copied(design: &mut Design, model: &Party, number: usize, spare: &mut Space) -> Option<Party> {
    let Home::Vpc(home) = design.home(model)? else { return None };
    let vpc = copy_of(design, design.vpc(&home)?, number, spare)?;
    let id = vpc.id.clone();
    design.vpcs.insert(id.clone(), Arc::new(vpc));
    match model {
        Party::Application(name) => {
            let mut application = design.application(name)?.clone();
            application.id = AppId::new(&numbered(name.as_str(), number)).ok()?;
            application.home = Home::Vpc(id);
            let party = Party::Application(application.id.clone());
            design.applications.insert(application.id.clone(), Arc::new(application));
            Some(party)
        }
        _ => Some(Party::Vpc(id)),
    }
}

/// A VPC like another: where the model shares its range with a network, so does the copy; else it gets one of its own.
fn copy_of(design: &Design, model: &Vpc, number: usize, spare: &mut Space) -> Option<Vpc> {
    let mut vpc = model.clone();
    vpc.id = VpcId::new(&numbered(model.id.as_str(), number)).ok()?;
    let shares = |block: Cidr| {
        let others = design.vpcs.values().filter(|one| one.id != model.id);
        let mut blocks =
            others.flat_map(|one| one.all_blocks()).chain(design.sites.values().flat_map(|one| one.cidrs.clone()));
        blocks.any(|one| one.overlaps(block))
    };
    for (block, _) in &mut vpc.cidrs {
        let old = *block;
        if old.family() == Family::V4 && !shares(old) {
            *block = spare.take_next_fit(Family::V4, old.prefix_len())?;
            for subnet in vpc.subnets.values_mut().filter(|one| one.ipv4.is_some_and(|cidr| old.contains(cidr))) {
                subnet.ipv4 = subnet.ipv4.and_then(|cidr| moved(cidr, old, *block));
            }
        }
    }
    let subnets: Vec<SubnetId> = vpc.subnets.keys().cloned().collect();
    for name in subnets {
        if let Some(subnet) = vpc.subnets.get_mut(&name) {
            subnet.vpc = vpc.id.clone();
        }
    }
    for table in vpc.route_tables.iter_mut().flat_map(BTreeMap::values_mut) {
        table.vpc = vpc.id.clone();
        // The model's routes lead over links that the copy is not part of.
        table.routes.clear();
    }
    Some(vpc)
}

/// A block at the same place in another block of the same size.
fn moved(inside: Cidr, old: Cidr, new: Cidr) -> Option<Cidr> {
    let position = old.subnets(inside.prefix_len()).position(|one| one == inside)?;
    new.subnets(inside.prefix_len()).nth(position)
}

fn numbered(name: &str, number: usize) -> String {
    format!("{name} {number}")
}

#[cfg(test)]
mod tests;
