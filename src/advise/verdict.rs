//! What the rulebook says of one mechanism for one need.

use std::collections::BTreeSet;

use super::addition::{Addition, applied};
use super::cost::{Bill, Prices};
use super::mechanism::{Proposal, Situation, propose};
use crate::design::{Design, Home, Link, LinkKind, Mechanism};
use crate::facts::FactId;
use crate::finding::{Finding, Severity};
use crate::ids::LinkId;
use crate::rules::{self, Context};
use crate::why::Premise;

/// Whether a mechanism can serve a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It can.
    Fits,
    /// It can, once its prerequisites are made.
    FitsAfter,
    /// It cannot.
    Cannot,
    /// It cannot be told.
    Unknown,
}

/// A reason for a verdict.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// A finding of the rulebook on the hypothetical link.
    Finding(Box<Finding>),
    /// No link could be drawn to ask the rulebook about.
    Told {
        /// Why, without a full stop.
        text: String,
        /// The facts it rests on.
        facts: Vec<FactId>,
    },
}

/// A network opened to another where one application was asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exposure {
    /// The network that is opened.
    pub network: Home,
    /// To whom.
    pub to: Home,
}

/// One mechanism judged for one need.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The mechanism.
    pub mechanism: Mechanism,
    /// Whether it can serve.
    pub verdict: Verdict,
    /// Why, or what to mind.
    pub reasons: Vec<Reason>,
    /// What it adds.
    pub additions: BTreeSet<Addition>,
    /// The link that then carries the need.
    pub carrier: Option<LinkId>,
    /// The networks it opens wider than asked.
    pub exposure: BTreeSet<Exposure>,
    /// What the need costs a month on it if it were alone.
    pub bill: Option<Bill>,
    /// The part of the bill that depends on volume.
    pub usage: Bill,
}

impl Candidate {
    /// Whether it may be chosen.
    pub fn is_open(&self) -> bool {
        matches!(self.verdict, Verdict::Fits | Verdict::FitsAfter)
    }
}

/// Judges one mechanism; `None` when nobody would ask about it.
pub fn judge(mechanism: Mechanism, situation: &Situation<'_>, prices: &Prices<'_>) -> Option<Candidate> {
    let closed = |verdict, reasons| Candidate {
        mechanism,
        verdict,
        reasons,
        additions: BTreeSet::new(),
        carrier: None,
        exposure: BTreeSet::new(),
        bill: None,
        usage: Bill::default(),
    };
    let (additions, carrier) = match propose(mechanism, situation) {
        Proposal::Senseless => return None,
        Proposal::Undrawable { text, facts } => {
            return Some(closed(Verdict::Cannot, vec![Reason::Told { text, facts }]));
        }
        Proposal::Unknown(text) => {
            return Some(closed(Verdict::Unknown, vec![Reason::Told { text, facts: Vec::new() }]));
        }
        Proposal::Link { additions, carrier } => (additions, carrier),
    };
    let found = carrier.as_ref().map(|link| on_trial(situation, &additions, link)).unwrap_or_default();
    let forbidden = situation.design.preferences.forbid.contains(&mechanism);
    let mut reasons: Vec<Reason> = found.into_iter().map(|finding| Reason::Finding(Box::new(finding))).collect();
    if forbidden {
        let text = "the design's preferences forbid it".to_owned();
        reasons.insert(0, Reason::Told { text, facts: Vec::new() });
    }
    let refused =
        reasons.iter().any(|reason| matches!(reason, Reason::Finding(finding) if finding.severity == Severity::Error));
    let verdict = if refused || forbidden {
        Verdict::Cannot
    } else if additions.iter().any(Addition::is_prerequisite) {
        Verdict::FitsAfter
    } else {
        Verdict::Fits
    };
    if refused {
        // What merely hurts is beside the point of a link that cannot be.
        reasons.retain(|reason| match reason {
            Reason::Finding(finding) => finding.severity == Severity::Error,
            Reason::Told { .. } => true,
        });
    }
    let usage = Bill { items: prices.of_usage(mechanism, situation, situation.need) };
    let standing = additions.iter().flat_map(|addition| prices.of_addition(addition));
    let bill = Bill { items: standing.chain(usage.items.iter().cloned()).collect() };
    let exposure = exposure(mechanism, situation);
    Some(Candidate { mechanism, verdict, reasons, additions, carrier, exposure, bill: Some(bill), usage })
}

/// What the rulebook finds when the additions are made: on every link they touch, beyond what it found before, and
/// on how the carrier carries the need.
fn on_trial(situation: &Situation<'_>, additions: &BTreeSet<Addition>, carrier: &LinkId) -> Vec<Finding> {
    let trial = trial(situation, additions, carrier);
    let context = Context::new(&trial, situation.facts);
    let before = Context::new(situation.design, situation.facts);
    let touched: BTreeSet<&LinkId> = additions.iter().filter_map(Addition::link).collect();
    let mut findings = Vec::new();
    for link in touched {
        let known = rules::check_link(&before, link);
        let new = rules::check_link(&context, link).into_iter().filter(|finding| !is_known(finding, &known));
        findings.extend(new);
    }
    if let Some(link) = trial.link(carrier) {
        // What was wrong with the link before still stands in the way of a need that it concerns.
        if situation.design.link(carrier).is_some() {
            let standing = rules::check_link(&context, carrier).into_iter();
            let missing: Vec<Finding> = standing
                .filter(|finding| finding.severity == Severity::Error && !is_known(finding, &findings))
                .filter(|finding| concerns(finding, link, situation))
                .collect();
            findings.extend(missing);
        }
        findings.extend(rules::check_carriage(&context, situation.need, link));
    }
    findings.sort_by(|one, two| (one.severity, one.rule, &one.at).cmp(&(two.severity, two.rule, &two.at)));
    findings
}

/// Whether an error of a link concerns a need that the link is to carry: always where the link joins two parties only,
/// and on a hub or service network where it names the network of one of the parties.
fn concerns(finding: &Finding, link: &Link, situation: &Situation<'_>) -> bool {
    if !matches!(link.kind, LinkKind::TransitGateway(_) | LinkKind::ServiceNetwork(_)) {
        return true;
    }
    let names: Vec<&str> = [&situation.from, &situation.to]
        .into_iter()
        .map(|home| match home {
            Home::Vpc(id) => id.as_str(),
            Home::Site(id) => id.as_str(),
        })
        .collect();
    let inputs = finding.why.premises.iter().filter_map(|premise| match premise {
        Premise::Input { at, .. } => Some(at.as_ref()),
        Premise::Fact(_) => None,
    });
    let places = std::iter::once(&finding.at).chain(finding.related.iter().map(|label| &label.at)).chain(inputs);
    let mut segments = places.flat_map(|at| at.place.pointer.segments());
    segments.any(|segment| names.contains(&segment.as_ref()))
}

/// Whether a finding was there before, wherever it stands now.
pub fn is_known(finding: &Finding, known: &[Finding]) -> bool {
    known.iter().any(|one| one.rule == finding.rule && one.at.id == finding.at.id && one.message == finding.message)
}

/// The design with the additions, cut down to what the rules on these links can ask about.
///
/// Link and carriage rules look at links, VPCs, sites and applications but never at other needs, so the others are
/// left out: a trial then costs the same in a design of ten needs and of ten thousand.
fn trial(situation: &Situation<'_>, additions: &BTreeSet<Addition>, carrier: &LinkId) -> Design {
    let mut design = situation.design.clone();
    design.needs.retain(|id, need| *id == situation.need.id || need.never);
    let mut trial = applied(&design, additions);
    // A need that names its link is tried on other links too.
    if let Some(need) = trial.needs.get_mut(&situation.need.id) {
        std::sync::Arc::make_mut(need).via = Some(carrier.clone());
    }
    trial
}

/// The networks that a mechanism opens although only an application was asked for.
fn exposure(mechanism: Mechanism, situation: &Situation<'_>) -> BTreeSet<Exposure> {
    let routed = matches!(mechanism, Mechanism::VpcPeering | Mechanism::TransitGateway);
    // Networks that a link joins already are not opened by using it.
    let joined = !situation.network.links_between(&situation.from, &situation.to).is_empty();
    if !routed || joined || situation.need.is_network_wide() {
        return BTreeSet::new();
    }
    let opened = |network: &Home, to: &Home| Exposure { network: network.clone(), to: to.clone() };
    BTreeSet::from([opened(&situation.to, &situation.from), opened(&situation.from, &situation.to)])
}
