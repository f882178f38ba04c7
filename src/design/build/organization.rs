//! Labels, accounts and policies from their raw shapes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Builder, InputKind};
use crate::design::organization::{FIRST_NUMBER, LAST_NUMBER};
use crate::design::raw::{Names, RawBetween, RawDesign, RawPolicy, RawSelector};
use crate::design::{Account, Demand, Labels, Mechanism, Pattern, Policy, Selector, Thing};
use crate::finding::{Kind, Locus, Place, Severity};
use crate::ids::{AccountId, PolicyId};

/// The severities a policy may have.
const SEVERITIES: &[(&str, Severity)] =
    &[("error", Severity::Error), ("warning", Severity::Warning), ("advice", Severity::Advice)];

/// The longest web address that is read.
const LONGEST_ADDRESS: usize = 2_000;

/// What a policy can demand.
const DEMANDS: &str = "`allowed_cidrs`, `required_tags`, `forbidden_mechanisms`, `must_reach` or `must_never_reach`";

impl Labels {
    /// The labels of a thing as they are written.
    pub(super) fn of(tags: Option<&BTreeMap<String, String>>, environment: Option<&String>) -> Self {
        Self { tags: tags.cloned(), environment: environment.map(|text| Arc::from(text.as_str())) }
    }
}

impl Builder {
    pub(super) fn accounts_told(&mut self, root: &Place, raw: &RawDesign) {
        for (text, raw) in &raw.accounts {
            let place = root.child("accounts").child(text);
            let at = Locus::new(Kind::Account, text.as_str(), place.clone()).at_key();
            let id = match AccountId::new(text) {
                Ok(id) => id,
                Err(error) => {
                    self.invalid(at, error.to_string(), "quote the id, so that leading zeros survive");
                    continue;
                }
            };
            if let Some(first) = self.design.accounts.get(&id).map(|one| one.place.clone()) {
                self.duplicate(at, Locus::new(Kind::Account, text.as_str(), first).at_key());
                continue;
            }
            let labels = Labels::of(raw.tags.as_ref(), raw.environment.as_ref());
            let account = Account { id: id.clone(), name: raw.name.clone(), labels, place };
            self.design.accounts.insert(id, Arc::new(account));
        }
    }

    pub(super) fn policies(&mut self, root: &Place, raw: &RawDesign) {
        for (name, raw) in &raw.policies {
            let place = root.child("policies").child(name);
            let at = Locus::new(Kind::Policy, name.as_str(), place.clone()).at_key();
            let Some(id) = self.name(PolicyId::new(name), &at) else { continue };
            if let Some(first) = self.design.policies.get(&id).map(|policy| policy.locus()) {
                self.duplicate(at, first);
                continue;
            }
            if let Some(policy) = self.policy(id, raw, place, &at) {
                self.design.policies.insert(policy.id.clone(), Arc::new(policy));
            }
        }
    }

    fn policy(&mut self, id: PolicyId, raw: &RawPolicy, place: Place, at: &Locus) -> Option<Policy> {
        let number = raw.number.filter(|number| {
            let number_at = at.clone().field("number");
            let fits = (FIRST_NUMBER..=LAST_NUMBER).contains(number);
            if !fits {
                let help = format!("policies have numbers from {FIRST_NUMBER} to {LAST_NUMBER}");
                self.invalid(number_at, format!("`{number}` is no number of a policy"), help);
                return false;
            }
            let taken = self.design.policies.values().find(|one| one.number == Some(*number)).map(|one| one.locus());
            if let Some(first) = taken {
                let message = format!("two policies have the number {number}");
                let problem = self.problem(InputKind::Contradiction, number_at, message);
                problem.related = Some((first, "the first".to_owned()));
                problem.help = Some("give one of them another".to_owned());
                return false;
            }
            true
        });
        let severity = raw.severity.as_ref().and_then(|text| self.word(text, SEVERITIES, at.clone().field("severity")));
        let reference = raw.reference.as_ref().filter(|text| {
            let known = text.starts_with("https://") || text.starts_with("http://");
            let plain = text.len() <= LONGEST_ADDRESS && !text.contains(|c: char| c.is_whitespace() || c.is_control());
            if !(known && plain) {
                let help = "write a web address, such as `https://wiki.example.com/networks`";
                self.invalid(at.clone().field("reference"), "the reference is no web address", help);
            }
            known && plain
        });
        Some(Policy {
            demand: self.demand(raw, at)?,
            id,
            number,
            severity: severity.unwrap_or(Severity::Error),
            message: raw.message.clone().filter(|text| !text.trim().is_empty()),
            reference: reference.map(|text| Arc::from(text.as_str())),
            place,
        })
    }

    /// The one thing that a policy demands.
    fn demand(&mut self, raw: &RawPolicy, at: &Locus) -> Option<Demand> {
        let given = [
            raw.allowed_cidrs.is_some(),
            raw.required_tags.is_some(),
            raw.forbidden_mechanisms.is_some(),
            raw.must_reach.is_some(),
            raw.must_never_reach.is_some(),
        ];
        match given.iter().filter(|given| **given).count() {
            1 => {}
            0 => {
                let message = format!("policy `{}` demands nothing", at.id);
                self.problem(InputKind::MissingField, at.clone(), message).help = Some(format!("add {DEMANDS}"));
                return None;
            }
            _ => {
                let message = format!("policy `{}` demands more than one thing", at.id);
                let help = format!("give each a policy of its own: {DEMANDS}");
                self.problem(InputKind::Contradiction, at.clone(), message).help = Some(help);
                return None;
            }
        }
        if raw.on.is_some() && (raw.must_reach.is_some() || raw.must_never_reach.is_some()) {
            let message = "what must reach what is said by `from` and `to`, not by `on`";
            self.problem(InputKind::Contradiction, at.clone().field("on"), message).help =
                Some("remove `on`".to_owned());
        }
        let on = self.selector(raw.on.as_ref().unwrap_or(&RawSelector::default()), &at.clone().field("on"))?;
        if let Some(texts) = &raw.allowed_cidrs {
            let cidrs_at = at.clone().field("allowed_cidrs");
            let read: Vec<_> =
                texts.iter().enumerate().map(|(index, text)| self.cidr(text, cidrs_at.clone().item(index))).collect();
            // A pool that was read in part would find what is allowed.
            return Some(Demand::AllowedCidrs { on, blocks: read.into_iter().collect::<Option<_>>()? });
        }
        if let Some(raw_tags) = &raw.required_tags {
            let tags = self.tag_patterns(raw_tags, &at.clone().field("required_tags"))?;
            let all = || Thing::ALL.iter().map(|(_, thing)| *thing).collect();
            let things = match &raw.things {
                Some(names) => self.words(names, Thing::ALL, &at.clone().field("things")),
                None => all(),
            };
            return Some(Demand::RequiredTags { on, things, tags });
        }
        if let Some(names) = &raw.forbidden_mechanisms {
            // What stands in one VPC already is connected by nothing that could be forbidden.
            let accepted: Vec<(&str, Mechanism)> =
                Mechanism::ALL.iter().filter(|one| **one != Mechanism::SameVpc).map(|one| (one.wire(), *one)).collect();
            let mechanisms = self.words(names, &accepted, &at.clone().field("forbidden_mechanisms"));
            return Some(Demand::ForbiddenMechanisms { on, mechanisms });
        }
        if let Some(between) = &raw.must_reach {
            let (from, to) = self.between(between, &at.clone().field("must_reach"))?;
            return Some(Demand::MustReach { from, to });
        }
        let between = raw.must_never_reach.as_ref()?;
        let (from, to) = self.between(between, &at.clone().field("must_never_reach"))?;
        Some(Demand::MustNeverReach { from, to })
    }

    fn words<T: Copy + Ord, C: FromIterator<T>>(&mut self, names: &Names, accepted: &[(&str, T)], at: &Locus) -> C {
        (names.as_slice().iter().enumerate())
            .filter_map(|(index, text)| {
                let at = if names.is_list() { at.clone().item(index) } else { at.clone() };
                self.word(text, accepted, at)
            })
            .collect()
    }

    fn between(&mut self, raw: &RawBetween, at: &Locus) -> Option<(Selector, Selector)> {
        let from = self.selector(&raw.from, &at.clone().field("from"));
        let to = self.selector(&raw.to, &at.clone().field("to"));
        Some((from?, to?))
    }

    /// A selector, unless a pattern of it cannot be read: without it, it would be about more than was meant.
    fn selector(&mut self, raw: &RawSelector, at: &Locus) -> Option<Selector> {
        let mut patterns = |names: Option<&Names>, field: &str| match names {
            Some(names) => self.patterns(names, &at.clone().field(field)),
            None => Some(Vec::new()),
        };
        let environments = patterns(raw.environment.as_ref(), "environment");
        let accounts = patterns(raw.account.as_ref(), "account");
        let vpcs = patterns(raw.vpc.as_ref(), "vpc");
        let tags = self.tag_patterns(&raw.tags, &at.clone().field("tags"));
        Some(Selector { environments: environments?, accounts: accounts?, vpcs: vpcs?, tags: tags? })
    }

    fn tag_patterns(&mut self, raw: &BTreeMap<String, Names>, at: &Locus) -> Option<BTreeMap<String, Vec<Pattern>>> {
        let read: Vec<_> = (raw.iter())
            .map(|(key, names)| Some((key.clone(), self.patterns(names, &at.clone().field(key))?)))
            .collect();
        read.into_iter().collect()
    }

    fn patterns(&mut self, names: &Names, at: &Locus) -> Option<Vec<Pattern>> {
        if names.as_slice().is_empty() {
            self.invalid(at.clone(), "an empty list selects nothing", "name at least one, or leave the field out");
            return None;
        }
        let read: Vec<Option<Pattern>> = (names.as_slice().iter().enumerate())
            .map(|(index, text)| match Pattern::new(text) {
                Ok(pattern) => Some(pattern),
                Err(error) => {
                    let at = if names.is_list() { at.clone().item(index) } else { at.clone() };
                    self.invalid(at, error.to_string(), "write a name, in which `*` stands for anything");
                    None
                }
            })
            .collect();
        read.into_iter().collect()
    }
}
