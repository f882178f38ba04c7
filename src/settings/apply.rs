//! Settings and findings → what is shown, what is allowed, what is off; and what the settings themselves lack.

use std::collections::{BTreeMap, BTreeSet};

use super::{Allowance, Date, Key, Reach, Setting, Settings, by_rule};
use crate::design::build::{InputKind, InputProblem};
use crate::finding::{FileIndex, Finding, Locus, Override};
use crate::order::Arrange;

/// What the settings made of the findings.
///
/// INVARIANT: the findings that are shown, allowed and off are all that there were, each once.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The inputs that are settings.
    pub files: Vec<String>,
    /// The day that counts as today, where it was said and some allowance has a last day: else it changes nothing, and
    /// results that hold it would differ from day to day.
    pub today: Option<Date>,
    /// Each allowance that allows something, with what.
    pub allowed: Vec<Allowed>,
    /// Each severity that was set, with how many findings it was set for.
    pub severities: Vec<Told>,
}

/// Findings that are allowed.
#[derive(Debug, Clone)]
pub struct Allowed {
    /// By what.
    pub by: Allowance,
    /// The findings, in the order of the inputs.
    pub findings: Vec<Finding>,
}

/// A severity that was set.
#[derive(Debug, Clone)]
pub struct Told {
    /// The setting.
    pub setting: Setting,
    /// How many findings it was set for; when it turns the rule off, how many were left out. Allowed ones do not count.
    pub findings: usize,
}

/// What [`apply`] gives.
pub(crate) struct Applied {
    pub(crate) shown: Vec<Finding>,
    pub(crate) outcome: Outcome,
    pub(crate) problems: Vec<InputProblem>,
    pub(crate) unknown: Vec<String>,
}

/// How many findings an allowance is about, and where the first of them is.
type Matched = (usize, Option<Locus>);

/// Whether an allowance still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Live,
    Expired,
}

impl Outcome {
    /// How many findings are allowed.
    pub fn allowed_count(&self) -> usize {
        self.allowed.iter().map(|one| one.findings.len()).sum()
    }

    /// What both of two applications of the same severities made.
    pub(crate) fn and(mut self, other: Self) -> Self {
        for (one, more) in self.severities.iter_mut().zip(other.severities) {
            one.findings = one.findings.saturating_add(more.findings);
        }
        self.allowed.extend(other.allowed);
        self
    }

    /// How many findings are left out because their rule is off.
    pub fn off_count(&self) -> usize {
        self.severities.iter().filter(|one| one.setting.severity.is_none()).map(|one| one.findings).sum()
    }
}

impl Settings {
    /// The severities alone.
    pub(crate) fn severities_only(&self) -> Self {
        Self { severities: self.severities.clone(), allowances: Vec::new() }
    }

    /// Applies the settings to all findings there are.
    ///
    /// `line` says at which line of which file a finding points, `today` when an allowance is over; `complete` whether
    /// everything was looked at, without which nobody can say that an allowance matches nothing.
    pub(crate) fn apply(
        &self,
        findings: Vec<Finding>,
        line: impl Fn(&Locus) -> Option<(FileIndex, u32)>,
        today: Option<Date>,
        complete: bool,
    ) -> Applied {
        let index = Index::of(&self.allowances);
        let severities = by_rule(&self.severities, |one| std::slice::from_ref(&one.rule));
        let states: Vec<State> = self
            .allowances
            .iter()
            .map(|one| match (one.until, today) {
                (Some(until), Some(today)) if today > until => State::Expired,
                _ => State::Live,
            })
            .collect();
        let mut matched: Vec<Matched> = vec![(0, None); self.allowances.len()];
        let mut allowed: BTreeMap<usize, Vec<Finding>> = BTreeMap::new();
        let mut counts = vec![0_usize; self.severities.len()];
        let mut shown = Vec::new();
        for mut finding in findings {
            let set = Key::of(&finding).into_iter().find_map(|key| severities.get(&key)?.first().copied());
            let setting = set.and_then(|position| self.severities.get(position));
            if let Some(Setting { severity: Some(severity), at, .. }) = setting
                && *severity != finding.severity
            {
                finding.overridden = Some(Box::new(Override { own: finding.severity, at: at.clone() }));
                finding.severity = *severity;
            }
            let mut by = None;
            for position in index.matching(&finding, &self.allowances, &line) {
                if let Some((count, first)) = matched.get_mut(position) {
                    *count += 1;
                    first.get_or_insert_with(|| finding.at.clone());
                }
                if by.is_none() && states.get(position) == Some(&State::Live) {
                    by = Some(position);
                }
            }
            if let Some(position) = by {
                allowed.entry(position).or_default().push(finding);
                continue;
            }
            if let Some(count) = set.and_then(|position| counts.get_mut(position)) {
                *count += 1;
            }
            if setting.is_none_or(|setting| setting.severity.is_some()) {
                shown.push(finding);
            }
        }
        let problems = (self.allowances.iter().zip(&states).zip(&matched))
            .filter_map(|((one, state), matched)| fared(one, *state, matched, complete))
            .collect();
        let unknown = if today.is_none() { undated(&self.allowances) } else { None };
        let allowed = (self.allowances.iter().enumerate())
            .filter_map(|(position, by)| Some(Allowed { by: by.clone(), findings: allowed.remove(&position)? }))
            .collect();
        let severities = (self.severities.iter().zip(counts))
            .map(|(setting, findings)| Told { setting: setting.clone(), findings })
            .collect();
        let today = today.filter(|_| self.allowances.iter().any(|one| one.until.is_some()));
        let outcome = Outcome { files: Vec::new(), today, allowed, severities };
        Applied { shown, outcome, problems, unknown: unknown.into_iter().collect() }
    }
}

/// What is wrong with an allowance, when it was held against all findings.
fn fared(one: &Allowance, state: State, matched: &Matched, complete: bool) -> Option<InputProblem> {
    let (count, first) = matched;
    let rules: Vec<String> = one.rules.iter().map(|rule| format!("`{}`", rule.name)).collect();
    let rules = rules.join(", ");
    let (kind, message, help) = match (state, *count, one.until) {
        (State::Expired, 0, Some(until)) => {
            let nothing = if complete { ", and there is nothing left to allow" } else { "" };
            let message = format!("the allowance of {rules} ended on {until}{nothing}");
            (InputKind::AllowanceExpired, message, "remove it")
        }
        (State::Expired, count, Some(until)) => {
            let count = if count == 1 { "1 finding is".to_owned() } else { format!("{count} findings are") };
            let message = format!("the allowance of {rules} ended on {until}: {count} back");
            (InputKind::AllowanceExpired, message, "mend what it allowed, or give it a new day")
        }
        (_, 0, _) if complete => {
            let message = format!("the allowance of {rules} matches nothing");
            (InputKind::AllowanceUnmatched, message, "remove it, or correct what it names")
        }
        _ => return None,
    };
    let back = |at: &Locus| (at.clone(), "back".to_owned());
    let related = first.as_ref().filter(|_| kind == InputKind::AllowanceExpired).map(back);
    Some(InputProblem { kind, at: one.at.clone(), message, help: Some(help.to_owned()), related, fix: None })
}

/// What stays open when nobody said what day it is.
fn undated(allowances: &[Allowance]) -> Option<String> {
    let days: BTreeSet<Date> = allowances.iter().filter_map(|one| one.until).collect();
    let first = days.first()?;
    let last = days.last()?;
    let days = if first == last { format!("until {first}") } else { format!("until {first} and later") };
    Some(format!("whether allowances that hold {days} are over: today's date was not given, so they are taken to hold"))
}

/// The allowances by what they are about, so that a finding meets only those that may match it.
struct Index<'a> {
    everything: BTreeMap<Key<'a>, Vec<usize>>,
    lines: BTreeMap<(FileIndex, u32), Vec<usize>>,
    exact: BTreeMap<&'a str, Vec<usize>>,
    patterns: BTreeMap<Key<'a>, Vec<usize>>,
}

impl<'a> Index<'a> {
    fn of(allowances: &'a [Allowance]) -> Self {
        let mut index = Self {
            everything: BTreeMap::new(),
            lines: BTreeMap::new(),
            exact: BTreeMap::new(),
            patterns: BTreeMap::new(),
        };
        for (position, one) in allowances.iter().enumerate() {
            match &one.reach {
                Reach::Line(file, line) => index.lines.entry((*file, *line)).or_default().push(position),
                Reach::Things(pattern) if pattern.is_exact() => {
                    index.exact.entry(pattern.as_str()).or_default().push(position);
                }
                reach => {
                    let by_rule = if *reach == Reach::Everything { &mut index.everything } else { &mut index.patterns };
                    for rule in &one.rules {
                        by_rule.entry(rule.key()).or_default().push(position);
                    }
                }
            }
        }
        index
    }

    /// The allowances that are about a finding, in their order, each once.
    fn matching(
        &self,
        finding: &Finding,
        allowances: &[Allowance],
        line: &impl Fn(&Locus) -> Option<(FileIndex, u32)>,
    ) -> Vec<usize> {
        let mut found = Vec::new();
        let about = |position: &&usize| {
            allowances.get(**position).is_some_and(|one| one.rules.iter().any(|rule| rule.found(finding)))
        };
        if !self.lines.is_empty()
            && let Some(here) = line(&finding.at).and_then(|line| self.lines.get(&line))
        {
            found.extend(here.iter().filter(about));
        }
        let thing = format!("{}/{}", finding.at.kind.wire(), finding.at.id);
        found.extend(self.exact.get(thing.as_str()).into_iter().flatten().filter(about));
        for key in Key::of(finding) {
            found.extend(self.everything.get(&key).into_iter().flatten());
            let fits = |position: &&usize| {
                let reach = allowances.get(**position).map(|one| &one.reach);
                matches!(reach, Some(Reach::Things(pattern)) if pattern.matches(&thing))
            };
            found.extend(self.patterns.get(&key).into_iter().flatten().filter(fits));
        }
        found.arrange();
        found.dedup();
        found.into_iter().copied().collect()
    }
}
