//! What the rulebook says of one mechanism for one need.

use std::collections::BTreeSet;

use super::addition::Addition;
use super::bench::Bench;
use super::cost::{Bill, Item, Prices};
use super::mechanism::{Proposal, Situation, collides, propose};
use super::principle::Principle;
use crate::design::{Home, Mechanism, Need};
use crate::facts::FactId;
use crate::finding::{Finding, Locus, RuleId, Severity};
use crate::ids::LinkId;
use crate::rules;

/// Reasons of one kind that are told for a need of several pairs; the others are counted.
pub(super) const MOST_REASONS_ALIKE: usize = 2;

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
        /// What of the design it rests on beside the need and its parties.
        inputs: Vec<Locus>,
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
    /// The principle that sets it aside although it fits.
    pub set_aside: Option<&'static Principle>,
    /// What it adds.
    pub additions: BTreeSet<Addition>,
    /// The links that then carry the need: one, or several where it names several pairs of parties.
    pub carriers: BTreeSet<LinkId>,
    /// The networks it opens wider than asked.
    pub exposure: BTreeSet<Exposure>,
    /// What the need costs a month on it if it were alone.
    pub bill: Option<Bill>,
    /// The part of the bill that depends on volume.
    pub usage: Bill,
}

impl Candidate {
    /// Whether it can serve.
    pub fn is_open(&self) -> bool {
        matches!(self.verdict, Verdict::Fits | Verdict::FitsAfter)
    }
}

/// A need with the surroundings of each pair of its parties.
#[derive(Debug)]
pub struct Asked<'d> {
    /// The need.
    pub need: &'d Need,
    /// One situation for each pair, never empty.
    pub pairs: Vec<Situation<'d>>,
}

/// What a mechanism would add for all pairs of a need, with the link that carries each.
struct Drawn {
    additions: BTreeSet<Addition>,
    carriers: Vec<Option<LinkId>>,
}

/// Judges one mechanism; `None` when nobody would ask about it.
///
/// Of several pairs, all must be served: one that is refused refuses the mechanism.
pub fn judge(mechanism: Mechanism, asked: &Asked<'_>, prices: &Prices<'_>, bench: &mut Bench<'_>) -> Option<Candidate> {
    let closed = |verdict, reasons| Candidate {
        mechanism,
        verdict,
        reasons,
        set_aside: None,
        additions: BTreeSet::new(),
        carriers: BTreeSet::new(),
        exposure: BTreeSet::new(),
        bill: None,
        usage: Bill::default(),
    };
    let Drawn { additions, carriers } = match draw(mechanism, asked)? {
        Ok(drawn) => drawn,
        Err((verdict, reasons)) => return Some(closed(verdict, reasons)),
    };
    let found = bench.try_out(asked, &additions, &carriers);
    let forbidden = asked.pairs.iter().any(|pair| pair.design.preferences.forbid.contains(&mechanism));
    let mut reasons: Vec<Reason> = found.into_iter().map(|finding| Reason::Finding(Box::new(finding))).collect();
    if forbidden {
        let text = "the design's preferences forbid it".to_owned();
        reasons.insert(0, Reason::Told { text, facts: Vec::new(), inputs: Vec::new() });
    }
    let refused = reasons.iter().any(|reason| matches!(reason, Reason::Finding(finding) if refuses(asked, finding)));
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
            Reason::Finding(finding) => refuses(asked, finding),
            Reason::Told { .. } => true,
        });
    }
    let usage = usage(mechanism, asked, prices, |pair| pair.need.clone().into_owned());
    let standing = additions.iter().flat_map(|addition| prices.of_addition(addition));
    let bill = Bill { items: standing.chain(usage.items.iter().cloned()).collect() };
    let exposure = asked.pairs.iter().flat_map(|pair| exposure(mechanism, pair)).collect();
    let carriers = carriers.into_iter().flatten().collect();
    let set_aside = None;
    Some(Candidate { mechanism, verdict, reasons, set_aside, additions, carriers, exposure, bill: Some(bill), usage })
}

/// Whether a finding keeps a mechanism from being chosen: AWS refuses the link, or a policy forbids the mechanism.
///
/// What the user allows or lowers is not asked: settings come after the advice.
pub(super) fn refuses(asked: &Asked<'_>, finding: &Finding) -> bool {
    let forbids = |pair: &Situation<'_>| rules::policy::binds(pair.design, finding);
    finding.severity == Severity::Error || asked.pairs.first().is_some_and(forbids)
}

/// What carrying all pairs of a need costs a month, each with the volumes that `with` gives it; what is charged alike
/// for several pairs stands in one line.
pub(super) fn usage(
    mechanism: Mechanism,
    asked: &Asked<'_>,
    prices: &Prices<'_>,
    with: impl Fn(&Situation<'_>) -> Need,
) -> Bill {
    let mut merged: Vec<(Item, usize)> = Vec::new();
    for pair in &asked.pairs {
        for item in prices.of_usage(mechanism, pair, &with(pair)) {
            let same = merged.iter_mut().find(|(one, _)| {
                one.what == item.what
                    && one.quantity == item.quantity
                    && one.paid_by == item.paid_by
                    && one.fact == item.fact
                    && one.usd.is_some() == item.usd.is_some()
            });
            match same {
                Some((one, count)) => {
                    one.usd = one.usd.zip(item.usd).map(|(sum, more)| sum + more);
                    one.stand_in += item.stand_in;
                    *count += 1;
                }
                None => merged.push((item, 1)),
            }
        }
    }
    let told = |(item, count): (Item, usize)| match count {
        1 => item,
        _ => Item { quantity: format!("{count} × {}", item.quantity), ..item },
    };
    Bill { items: merged.into_iter().map(told).collect() }
}

/// Draws a mechanism for every pair of a need; `None` when nobody would ask about it, an error with the verdict and its
/// reasons where it cannot be drawn.
fn draw(mechanism: Mechanism, asked: &Asked<'_>) -> Option<Result<Drawn, (Verdict, Vec<Reason>)>> {
    let translates = matches!(mechanism, Mechanism::TransitGatewayNat | Mechanism::PrivateNatTransitGateway);
    // Where no addresses collide, nobody would translate any; and IPv6 addresses are not translated.
    if translates && (asked.need.family().is_some() || !asked.pairs.iter().any(collides)) {
        return None;
    }
    let mut drawn = Drawn { additions: BTreeSet::new(), carriers: Vec::new() };
    let mut refused: Vec<Reason> = Vec::new();
    let mut unknown: Vec<Reason> = Vec::new();
    let mut sensible = false;
    for pair in &asked.pairs {
        match propose(mechanism, pair) {
            // A pair inside one VPC needs no link, whatever joins the others.
            Proposal::Senseless if pair.needs_nothing() && !mechanism.stays_in_one_vpc() => drawn.carriers.push(None),
            Proposal::Senseless => return None,
            Proposal::Undrawable { text, facts, inputs } => {
                let reason = Reason::Told { text, facts, inputs };
                if !refused.contains(&reason) {
                    refused.push(reason);
                }
            }
            Proposal::Unknown(text) => unknown.push(Reason::Told { text, facts: Vec::new(), inputs: Vec::new() }),
            Proposal::Link { additions, carrier } => {
                drawn.additions.extend(additions);
                drawn.carriers.push(carrier);
                sensible = true;
            }
        }
    }
    if !refused.is_empty() {
        refused.truncate(MOST_REASONS_ALIKE);
        return Some(Err((Verdict::Cannot, refused)));
    }
    if !unknown.is_empty() {
        unknown.truncate(MOST_REASONS_ALIKE);
        return Some(Err((Verdict::Unknown, unknown)));
    }
    sensible.then_some(Ok(drawn))
}

/// Whether a finding was there before, wherever it stands now.
pub fn is_known(finding: &Finding, known: &[Finding]) -> bool {
    known.iter().any(|one| identity(one) == identity(finding))
}

/// What makes two findings the same, wherever they stand.
pub(super) fn identity(finding: &Finding) -> (RuleId, &str, &str) {
    (finding.rule, &finding.at.id, &finding.message)
}

/// The networks that a mechanism opens although only an application was asked for.
fn exposure(mechanism: Mechanism, situation: &Situation<'_>) -> BTreeSet<Exposure> {
    // Networks that a link joins already are not opened by using it.
    let joined = !situation.network.links_between(&situation.from, &situation.to).is_empty();
    if !mechanism.joins_networks() || joined || situation.from == situation.to || situation.need.is_network_wide() {
        return BTreeSet::new();
    }
    let opened = |network: &Home, to: &Home| Exposure { network: network.clone(), to: to.clone() };
    BTreeSet::from([opened(&situation.to, &situation.from), opened(&situation.from, &situation.to)])
}
