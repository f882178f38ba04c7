//! What exists → proposed needs: who is admitted by whose security groups, who has endpoints, who is associated with which
//! service network, which networks have routes to each other. They are proposals: what exists need not be wanted.
//!
//! A proposal names its evidence in `proposed`, is made only between things that can be parties of a need, and is left
//! out where a need of the inputs speaks of the same parties already. Like flow logs, it is asked for when all inputs have
//! become one design.

mod applications;
mod networks;

use std::collections::{BTreeMap, BTreeSet};

use crate::design::raw::{Names, RawDesign, RawNeed};
use crate::design::{Design, Party};
use crate::finding::Place;
use crate::ids::LONGEST_NAME;
use crate::order::Arrange;

/// Needs that are proposed, at most: nobody reads more.
const MOST: usize = 2_000;
/// Parties that are named one by one in a proposal's name.
const NAMED: usize = 2;
/// Things of one kind that evidence and coverage name one by one.
const TOLD: usize = 3;

/// A proposal: a need, with where its evidence stands.
#[derive(Debug, Clone)]
pub(super) struct Proposal {
    /// Who initiates, as needs name parties; all of them reach each other where there is no target.
    pub(super) from: BTreeSet<String>,
    /// Who is reached.
    pub(super) to: Option<String>,
    /// The protocol and port, where the evidence tells one.
    pub(super) protocol: Option<String>,
    /// What the connection offers today.
    pub(super) requires: Vec<String>,
    /// From which evidence it is proposed.
    pub(super) because: String,
    /// Where that stands.
    pub(super) place: Place,
}

/// Evidence from which nothing is proposed, by the reason: what it is, each once.
type Passed = BTreeMap<&'static str, BTreeSet<String>>;

/// What exists proposes.
#[derive(Debug)]
pub(super) struct Proposed {
    /// The needs.
    pub(super) raw: RawDesign,
    /// Where the evidence of each stands, by name.
    pub(super) places: Vec<(String, Place)>,
    /// What is passed over, in words, and why.
    pub(super) passed: Vec<(String, &'static str)>,
}

/// What makes two proposals one: the target, the protocol, and who initiates.
type Key = (Option<String>, Option<String>, BTreeSet<String>);

/// The needs that what exists proposes.
pub(super) fn needs(design: &Design) -> Proposed {
    let told = Told::of(design);
    let mut passed = Passed::new();
    let mut proposals = applications::security_groups(design, &mut passed);
    proposals.extend(applications::endpoints(design));
    proposals.extend(applications::service_networks(design));
    proposals.extend(networks::routed(design, &mut passed));
    let mut merged: BTreeMap<Key, Proposal> = BTreeMap::new();
    for mut proposal in proposals {
        told.leave_out(&mut proposal);
        let enough = if proposal.to.is_some() { 1 } else { 2 };
        if proposal.from.len() < enough {
            continue;
        }
        let key = (proposal.to.clone(), proposal.protocol.clone(), proposal.from.clone());
        match merged.get_mut(&key) {
            // The same parties by other evidence: one need that tells both.
            Some(one) => {
                if !one.because.contains(&proposal.because) {
                    one.because = format!("{}; {}", one.because, proposal.because);
                }
                one.requires.extend(proposal.requires);
                one.requires.arrange();
                one.requires.dedup();
            }
            None => drop(merged.insert(key, proposal)),
        }
    }
    let mut raw = RawDesign { tieline: Some(crate::design::build::FORMAT), ..RawDesign::default() };
    let mut places = Vec::new();
    let more = merged.len().saturating_sub(MOST);
    for proposal in merged.into_values().take(MOST) {
        let mut name = called(&proposal);
        if name.chars().count() > LONGEST_NAME || raw.needs.contains_key(&name) || design_has(design, &name) {
            name = format!("proposed: number {}", places.len() + 1);
        }
        places.push((name.clone(), proposal.place));
        let from: Vec<String> = proposal.from.into_iter().collect();
        let (from, between) = match (&proposal.to, from.as_slice()) {
            (None, _) => (None, Some(from)),
            (Some(_), [one]) => (Some(Names::One(one.clone())), None),
            (Some(_), _) => (Some(Names::Many(from)), None),
        };
        let need = RawNeed {
            from,
            between,
            to: proposal.to,
            protocol: proposal.protocol,
            requires: proposal.requires,
            proposed: Some(proposal.because),
            ..RawNeed::default()
        };
        raw.needs.insert(name, need);
    }
    let in_words = |(because, all): (&'static str, BTreeSet<String>)| (listed(&all), because);
    let mut passed: Vec<_> = passed.into_iter().map(in_words).collect();
    if more > 0 {
        passed.push((format!("{more} proposals"), "there are too many"));
    }
    Proposed { raw, places, passed }
}

/// The first of some things, and how many more there are.
fn listed<'t>(all: impl IntoIterator<Item = &'t String, IntoIter: ExactSizeIterator>) -> String {
    let all = all.into_iter();
    let more = all.len().saturating_sub(TOLD);
    let told: Vec<&str> = all.take(TOLD).map(String::as_str).collect();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    told.join(", ") + &more
}

fn design_has(design: &Design, name: &str) -> bool {
    design.needs.keys().any(|id| id.as_str() == name)
}

fn called(proposal: &Proposal) -> String {
    let short = |party: &String| party.split_once('/').map_or(party.as_str(), |(_, name)| name).to_owned();
    let names: Vec<String> = proposal.from.iter().take(NAMED).map(short).collect();
    let more = proposal.from.len().saturating_sub(NAMED);
    let mut from = names.join(if proposal.to.is_some() { " and " } else { " with " });
    if more > 0 {
        from.push_str(&format!(" and {more} more"));
    }
    let protocol = proposal.protocol.as_ref().map(|protocol| format!(" {protocol}")).unwrap_or_default();
    match &proposal.to {
        Some(to) => format!("proposed: {from} to {}{protocol}", short(to)),
        None => format!("proposed: {from}"),
    }
}

/// What the needs of the inputs say already.
struct Told {
    /// Who reaches whom, as needs name them, or must never.
    pairs: BTreeSet<(String, String)>,
}

impl Told {
    fn of(design: &Design) -> Self {
        let mut pairs = BTreeSet::new();
        for need in design.pairs() {
            let (from, to) = (named(need.from()), named(need.to()));
            if matches!(need.parties, crate::design::Parties::EitherWay(..)) || need.never {
                pairs.insert((to.clone(), from.clone()));
            }
            pairs.insert((from, to));
        }
        Self { pairs }
    }

    /// Takes out the parties of which a need speaks already.
    fn leave_out(&self, proposal: &mut Proposal) {
        match proposal.to.clone() {
            Some(to) => proposal.from.retain(|from| !self.pairs.contains(&(from.clone(), to.clone()))),
            None => {
                let all: Vec<String> = proposal.from.iter().cloned().collect();
                let with_all = |one: &String| {
                    let others = all.iter().filter(|other| *other != one);
                    others.clone().count() > 0
                        && others.clone().all(|other| self.pairs.contains(&(one.clone(), other.clone())))
                };
                proposal.from.retain(|one| !with_all(one));
            }
        }
    }
}

/// A party as needs name it where a name is ambiguous.
fn named(party: &Party) -> String {
    match party {
        Party::Application(id) => format!("application/{id}"),
        Party::Vpc(id) => format!("vpc/{id}"),
        Party::Site(id) => format!("site/{id}"),
        Party::AwsService(id) => format!("aws/{id}"),
    }
}
