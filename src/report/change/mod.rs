//! What a change does: who newly reaches whom, who no longer does, what is newly wrong, and what it costs. Everything is
//! worked out from two reviews; nothing is decided here that they and exact reachability do not say.

#[cfg(test)]
mod tests;
mod text;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

pub use text::render;

use super::dto::SCHEMA;
use crate::cidr::Family;
use crate::design::Design;
use crate::facts::Usd;
use crate::finding::{Finding, Severity};
use crate::network::exact::{Answer, End, Exact, Traffic, Verdict};
use crate::network::packet::{ALL_PORTS, Field, PacketSet, Span, services_in_words};
use crate::review::Review;

/// In designs of more parties than this nobody asks for every pair unless they mean to.
const MOST_PARTIES: usize = 120;

/// What a change does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChangeReport {
    /// Version of Tieline.
    pub tieline: &'static str,
    /// Version of this shape.
    pub schema: u32,
    /// Pairs between which more gets through than before.
    pub newly_reachable: Vec<ReachChange>,
    /// Pairs between which less gets through than before.
    pub newly_blocked: Vec<ReachChange>,
    /// Pairs of which one design tells too little.
    pub newly_unknown: Vec<ReachChange>,
    /// Findings that the new design has and the old one has not.
    pub newly_wrong: Vec<FindingChange>,
    /// Findings that the old design has and the new one has not.
    pub no_longer_wrong: Vec<FindingChange>,
    /// What the plans add to the monthly bill.
    pub monthly_usd: Option<PriceChange>,
}

/// A change of what gets from one party to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReachChange {
    /// Who opens connections.
    pub from: String,
    /// Whom they lead to.
    pub to: String,
    /// What gets through now and did not, or did and does not.
    pub what: String,
    /// One packet of it, in the design in which it gets through.
    pub witness: Option<String>,
}

/// A finding that came or went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingChange {
    /// The number of the rule.
    pub rule: String,
    /// The name of the rule.
    pub name: String,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
}

/// What the plans cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PriceChange {
    /// A month, for the old design.
    pub old: Usd,
    /// A month, for the new design.
    pub new: Usd,
    /// How much more the new one costs.
    pub difference: Usd,
}

impl ChangeReport {
    /// Compares two designs by what their reviews say and by what reaches what in them. Parties that only one of the two
    /// has are compared with nothing at all.
    ///
    /// Complexity: ordered pairs of parties × what a question costs, twice.
    ///
    /// # Example
    /// ```
    /// use tieline::facts::Facts;
    /// use tieline::report::change::ChangeReport;
    /// use tieline::{Input, Scope, review};
    ///
    /// let text = b"tieline: 1\nvpcs:\n  a: { cidrs: [10.0.0.0/16] }\n";
    /// let facts = Facts::shipped();
    /// let same = || review(&[Input { name: "net.yaml", bytes: text }], &facts, Scope::Check);
    /// assert!(ChangeReport::of(&same(), &same()).newly_reachable.is_empty());
    /// ```
    pub fn of(old: &Review, new: &Review) -> Self {
        let mut report = Self {
            newly_wrong: missing(&new.findings, &old.findings),
            no_longer_wrong: missing(&old.findings, &new.findings),
            monthly_usd: price(old, new),
            ..Self::nothing()
        };
        report.compare_reach(&old.design, &new.design);
        report
    }

    fn nothing() -> Self {
        Self {
            tieline: env!("CARGO_PKG_VERSION"),
            schema: SCHEMA,
            newly_reachable: Vec::new(),
            newly_blocked: Vec::new(),
            newly_unknown: Vec::new(),
            newly_wrong: Vec::new(),
            no_longer_wrong: Vec::new(),
            monthly_usd: None,
        }
    }

    fn compare_reach(&mut self, old: &Design, new: &Design) {
        let (before, after) = (Exact::of(old), Exact::of(new));
        let (known_before, known_after) = (ends(old), ends(new));
        let parties: BTreeSet<&End> = known_before.iter().chain(&known_after).collect();
        let nothing = (Verdict::No, PacketSet::none(Family::V4), None);
        for from in &parties {
            for to in parties.iter().filter(|to| *to != from) {
                let asked = |known: &BTreeSet<End>, exact: &Exact| {
                    let known = [from, to].iter().all(|end| known.contains(*end));
                    if known { services(&exact.ask(from, to, Traffic::ANY)) } else { nothing.clone() }
                };
                let (was, is) = (asked(&known_before, &before), asked(&known_after, &after));
                let change = |what: String, witness: Option<String>| ReachChange {
                    from: from.to_string(),
                    to: to.to_string(),
                    what,
                    witness,
                };
                if is.0 == Verdict::Unknown && was.0 != Verdict::Unknown {
                    self.newly_unknown.push(change("cannot be told any more".to_owned(), None));
                    continue;
                }
                if was.0 == Verdict::Unknown {
                    continue;
                }
                let gained = is.1.without(&was.1);
                if !gained.is_empty() {
                    self.newly_reachable.push(change(services_in_words(&gained), is.2));
                }
                let lost = was.1.without(&is.1);
                if !lost.is_empty() {
                    self.newly_blocked.push(change(services_in_words(&lost), was.2));
                }
            }
        }
    }

    /// The JSON result, ending in a newline.
    ///
    /// # Errors
    /// Never for a report made by this crate; the error is serde_json's own.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }
}

/// What gets through in one design and did not in another; `None` where there are too many pairs to ask for each.
pub(super) fn newly_reachable(old: &Design, new: &Design) -> Option<Vec<ReachChange>> {
    if ends(new).len() > MOST_PARTIES {
        return None;
    }
    let mut report = ChangeReport::nothing();
    report.compare_reach(old, new);
    Some(report.newly_reachable)
}

/// Everybody in a design, and the internet.
fn ends(design: &Design) -> BTreeSet<End> {
    let applications = design.applications.keys().cloned().map(End::Application);
    let vpcs = design.vpcs.keys().cloned().map(End::Vpc);
    let sites = design.sites.keys().cloned().map(End::Site);
    applications.chain(vpcs).chain(sites).chain([End::Internet]).collect()
}

/// What gets through, whatever the addresses and source ports: designs may number their networks anew and do the same.
fn services(answer: &Answer) -> (Verdict, PacketSet, Option<String>) {
    let mut all = PacketSet::none(Family::V4);
    for passage in &answer.passages {
        for [_, _, protocols, _, ports] in passage.packets.cubes() {
            let addresses = Span::addresses(Family::V4);
            all = all.join(&PacketSet::cube(Family::V4, [addresses, addresses, protocols, ALL_PORTS, ports]));
        }
    }
    let witness = answer.passages.first().map(|passage| passage.witness.to_string());
    (answer.verdict, all.limited(Field::SourcePort, ALL_PORTS), witness)
}

/// Findings of one list that another has not, by rule and message.
fn missing(these: &[Finding], those: &[Finding]) -> Vec<FindingChange> {
    let known: BTreeSet<_> = those.iter().map(|finding| (finding.rule, &finding.message)).collect();
    let new = these.iter().filter(|finding| !known.contains(&(finding.rule, &finding.message)));
    new.map(|finding| FindingChange {
        rule: finding.rule.to_string(),
        name: finding.name.to_string(),
        severity: finding.severity,
        message: finding.message.clone(),
    })
    .collect()
}

fn price(old: &Review, new: &Review) -> Option<PriceChange> {
    let (old, new) = (old.advice.as_ref()?.plan.objective.price, new.advice.as_ref()?.plan.objective.price);
    Some(PriceChange { old, new, difference: new - old })
}
