//! The bench: one design in which the additions of every candidate are made, judged by the rulebook and undone again, so
//! that a trial costs what it touches and not what the design holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::addition::{Addition, Undo};
use super::estate::Estate;
use super::mechanism::Situation;
use super::verdict::{Asked, MOST_REASONS_ALIKE, is_known, refuses};
use crate::design::{Design, Home, Link, LinkKind};
use crate::facts::Facts;
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::{LinkId, VpcId};
use crate::order::Arrange;
use crate::rules::{self, Context};
use crate::why::Premise;

/// Pairs of parties from which on one need may pass a quota by itself: fewer than any quota that no request raises. Ours.
const MANY_PAIRS: usize = 50;
/// The band of the rules about price.
const PRICE: u16 = 8;

/// A design in which trials are made.
#[derive(Debug)]
pub struct Bench<'d> {
    /// INVARIANT: between two trials, the design without the needs that ask for something.
    design: Design,
    before: Context<'d>,
    /// What the rulebook finds on the links of the design as it stands, as far as it was asked.
    known: BTreeMap<LinkId, Vec<Finding>>,
}

impl<'d> Bench<'d> {
    /// A bench for trials on a design.
    pub fn new(design: &'d Design, facts: &'d Facts, estate: &Estate) -> Self {
        Self { design: estate.bare.clone(), before: Context::new(design, facts), known: BTreeMap::new() }
    }

    /// What the rulebook finds when the additions are made: on every link they touch, beyond what it found before, and
    /// on how the carrier carries the need.
    ///
    /// Link and carriage rules look at links, VPCs, sites and applications but never at other needs, so the others are
    /// left out.
    pub fn try_out(
        &mut self,
        asked: &Asked<'_>,
        additions: &BTreeSet<Addition>,
        carriers: &[Option<LinkId>],
    ) -> Vec<Finding> {
        if carriers.iter().all(Option::is_none) {
            return Vec::new();
        }
        let touched: BTreeSet<&LinkId> = additions.iter().filter_map(Addition::link).collect();
        for link in &touched {
            if !self.known.contains_key(*link) {
                self.known.insert((*link).clone(), rules::check_link(&self.before, link));
            }
        }
        let undo = Undo::of(&self.design, additions);
        additions.iter().for_each(|addition| addition.apply(&mut self.design));
        let mut need = asked.need.clone();
        // A need that names its link is tried on other links too.
        if let [carrier] = carriers {
            need.via.clone_from(carrier);
        }
        self.design.needs.insert(need.id.clone(), Arc::new(need));
        let mut findings = self.found(asked, &touched, carriers);
        let translates = |one: &Addition| matches!(one, Addition::AttachmentNat { .. } | Addition::PrivateNat { .. });
        if additions.iter().any(translates) {
            findings = findings.into_iter().map(|finding| with_twins(finding, asked)).collect();
        }
        self.design.needs.remove(&asked.need.id);
        undo.undo(&mut self.design);
        findings
    }

    fn found(&self, asked: &Asked<'_>, touched: &BTreeSet<&LinkId>, carriers: &[Option<LinkId>]) -> Vec<Finding> {
        let trial = &self.design;
        let context = Context::new(trial, self.before.facts);
        let mut findings = Vec::new();
        for link in touched {
            let known = self.known.get(*link).map_or(&[][..], Vec::as_slice);
            let new = rules::check_link(&context, link).into_iter().filter(|finding| !is_known(finding, known));
            // What it costs is weighed for all needs together, and one need on trial shares with nobody.
            let new = new.filter(|finding| finding.severity != Severity::Advice || finding.rule.band() != PRICE);
            findings.extend(new.map(|finding| self.with_residents(finding, asked)));
        }
        if asked.pairs.len() > MANY_PAIRS {
            let known = rules::check_quotas(&self.before);
            findings.extend(rules::check_quotas(&context).into_iter().filter(|finding| !is_known(finding, &known)));
        }
        for (pair, carrier) in asked.pairs.iter().zip(carriers) {
            let Some(link) = carrier.as_ref().and_then(|carrier| trial.link(carrier)) else { continue };
            // What was wrong with the link before still stands in the way of a need that it concerns.
            if self.before.design.link(&link.id).is_some() {
                let standing = rules::check_link(&context, &link.id).into_iter();
                let missing: Vec<Finding> = standing
                    .filter(|finding| refuses(asked, finding) && !is_known(finding, &findings))
                    .filter(|finding| concerns(finding, link, pair))
                    .map(|finding| with_arrival(finding, pair))
                    .collect();
                findings.extend(missing);
            }
            let carried = rules::check_carriage(&context, &pair.need, link).into_iter();
            findings.extend(carried.map(|finding| with_arrival(finding, pair)));
        }
        findings.arrange_by(|one, two| (one.severity, one.rule, &one.at).cmp(&(two.severity, two.rule, &two.at)));
        if asked.pairs.len() > 1 { few_of_each(findings) } else { findings }
    }
}

impl Bench<'_> {
    /// A finding on a link on trial, with what decides where in a VPC the link stands: the applications that run there.
    fn with_residents(&self, finding: Finding, asked: &Asked<'_>) -> Finding {
        let Some(estate) = asked.pairs.first().map(|pair| pair.estate) else { return finding };
        let places = std::iter::once(&finding.at).chain(finding.related.iter().map(|label| &label.at));
        let names: BTreeSet<String> =
            places.flat_map(|at| at.place.pointer.segments().map(|segment| segment.to_string())).collect();
        let residents = names.iter().flat_map(|vpc| estate.residents(vpc).map(move |application| (vpc, application)));
        let applications = residents.filter_map(|(vpc, id)| Some((vpc, self.design.application(id)?)));
        let cited: Vec<_> = applications
            .map(|(vpc, one)| (format!("`{}` runs in VPC `{vpc}`, where the link must serve it", one.id), one.locus()))
            .collect();
        cited.into_iter().fold(finding, |finding, (text, at)| finding.because(text, at))
    }
}

/// A finding on how a link carries a need from a site, with the links by which the site comes to where its endpoint stands
/// or would stand: without them nobody would ask.
fn with_arrival(finding: Finding, pair: &Situation<'_>) -> Finding {
    let (Home::Site(site), Some(door)) = (&pair.from, pair.door_vpc()) else { return finding };
    let links = pair.network.links_between(&pair.from, &Home::Vpc(door.id.clone()));
    let arrivals = links.iter().filter_map(|id| pair.design.link(id));
    arrivals.fold(finding, |finding, link| {
        finding.because(format!("site `{site}` comes to VPC `{}` by `{}`", door.id, link.id), link.locus())
    })
}

/// A finding on what is translated, with those whose addresses are the same: without them nobody would translate.
fn with_twins(finding: Finding, asked: &Asked<'_>) -> Finding {
    let homes = asked.pairs.iter().flat_map(|pair| [(pair, &pair.from), (pair, &pair.to)]);
    let cited: BTreeMap<&VpcId, _> = homes
        .filter_map(|(pair, home)| {
            let Home::Vpc(vpc) = home else { return None };
            let twin = pair.estate.twin(vpc)?;
            let at = match twin {
                Home::Vpc(id) => pair.design.vpc(id)?.locus().field("cidrs"),
                Home::Site(id) => pair.design.site(id)?.locus().field("cidrs"),
                Home::Aws(_) => return None,
            };
            Some((vpc, (format!("VPC `{vpc}` is translated, for {twin} has addresses of it too"), at)))
        })
        .collect();
    cited.into_values().fold(finding, |finding, (text, at)| finding.because(text, at))
}

/// The first findings of each rule, the last of them with a word on how many more there are: of many pairs of parties,
/// all that fail alike would fill pages.
fn few_of_each(findings: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::new();
    let mut more: BTreeMap<RuleId, usize> = BTreeMap::new();
    for finding in findings {
        // What reads alike for several pairs is told once.
        if kept.iter().any(|one| one.rule == finding.rule && one.message == finding.message) {
            continue;
        }
        if kept.iter().filter(|one| one.rule == finding.rule).count() < MOST_REASONS_ALIKE {
            kept.push(finding);
        } else {
            *more.entry(finding.rule).or_default() += 1;
        }
    }
    for (rule, count) in more {
        if let Some(last) = kept.iter_mut().rfind(|one| one.rule == rule) {
            last.message = format!("{} (and {count} more alike)", last.message);
        }
    }
    kept
}

/// Whether an error of a link concerns a need that the link is to carry: always where the link joins two parties only,
/// and on a hub or service network where it names the network of one of the parties. Of endpoints only the client's is.
fn concerns(finding: &Finding, link: &Link, situation: &Situation<'_>) -> bool {
    let way: Vec<_> = finding.at.place.pointer.segments().map(|segment| segment.to_string()).collect();
    let holder = way.iter().position(|segment| segment == "endpoints").and_then(|at| way.get(at + 1));
    if let (Some(holder), Some(endpoints)) = (holder, rules::endpoints(link)) {
        let door = situation.door_vpc().map(|vpc| &vpc.id).filter(|door| endpoints.contains_key(*door));
        return match door {
            Some(door) => *holder == *door.as_str(),
            None => situation.network.near(&situation.from).iter().any(|vpc| *holder == *vpc.as_str()),
        };
    }
    if !matches!(link.kind, LinkKind::TransitGateway(_) | LinkKind::ServiceNetwork(_)) {
        return true;
    }
    let names: Vec<&str> = [&situation.from, &situation.to]
        .into_iter()
        .map(|home| match home {
            Home::Vpc(id) => id.as_str(),
            Home::Site(id) => id.as_str(),
            Home::Aws(id) => id.as_str(),
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
