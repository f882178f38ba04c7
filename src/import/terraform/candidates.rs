//! Of several things that a reference may mean, the one that is meant: by the keys of both, by names, and by what an
//! instance goes by.

use std::collections::BTreeSet;

use super::address::{Key, Step, steps};
use super::estate::{Estate, Id, Resource};
use super::reference::{How, Lead};
use crate::order::Arrange;

/// Candidates among which one is looked for by its key, at most: each is compared with each thing that refers to them.
const MOST_CANDIDATES: usize = 512;

impl Estate<'_> {
    /// Of several resources that something leads to, the one that is meant.
    pub(super) fn the_one(&self, from: &Resource, lead: Lead) -> Lead {
        match lead {
            Lead::To(found, how) if found.len() > 1 => {
                let names: Vec<String> = found
                    .iter()
                    .filter_map(|id| self.get(*id))
                    .take(4)
                    .map(|one| format!("`{}`", one.address))
                    .collect();
                if let Some([id]) = self.mentioned(from, &found.iter().copied().collect()).as_deref() {
                    let ground =
                        format!("of {} that the configuration refers to, its `each.value` names it", found.len());
                    return Lead::To(vec![*id], How::Inferred(ground));
                }
                let alike = self.alike(from, &found).filter(|_| how != How::Any);
                let again = self.again(from, &found).filter(|_| alike.is_none() && how != How::Any);
                if let Some(id) = again {
                    let ground = format!("of {} that it reads in turn, it is the one at that place", found.len());
                    return Lead::To(vec![id], How::Inferred(ground));
                }
                match (alike, self.named(from, &found, how == How::Any)) {
                    (Some(id), _) => Lead::To(vec![id], how),
                    (None, Some(id)) => {
                        let ground = format!(
                            "of {} that the configuration refers to, its key is the one that fits",
                            found.len()
                        );
                        Lead::To(vec![id], How::Inferred(ground))
                    }
                    (None, None)
                        if (how != How::Any || from.key.is_none()) && self.namesake(from, &found).is_some() =>
                    {
                        let ground =
                            format!("of {} that the configuration refers to, it has the same name", found.len());
                        Lead::To(self.namesake(from, &found).into_iter().collect(), How::Inferred(ground))
                    }
                    (None, None) if how != How::Any && self.nearest(from, &found).is_some() => {
                        let ground =
                            format!("of {} that the configuration refers to, its key is the nearest", found.len());
                        Lead::To(self.nearest(from, &found).into_iter().collect(), How::Inferred(ground))
                    }
                    (None, None) => Lead::Unknown(format!(
                        "known after apply, and the configuration refers to {} of which it may be any: {}",
                        found.len(),
                        names.join(", ")
                    )),
                }
            }
            other => other,
        }
    }

    /// Of several candidates the one with the key of the resource that refers to them.
    fn alike(&self, from: &Resource, found: &[Id]) -> Option<Id> {
        let key = from.key.as_ref()?;
        let mut alike = found.iter().filter(|id| self.get(**id).is_some_and(|one| one.key.as_ref() == Some(key)));
        alike.next().copied().filter(|_| alike.next().is_none())
    }

    /// Of the instances of one resource, which `count` makes, the one at the index of what refers to them: `element` and `%`
    /// begin again at the end, and nothing else may go beyond it.
    fn again(&self, from: &Resource, found: &[Id]) -> Option<Id> {
        let Some(Key::Index(index)) = from.key else { return None };
        let first = self.get(*found.first()?)?;
        let is_list = found.iter().enumerate().all(|(place, id)| {
            let is = |one: &Resource| one.key == u64::try_from(place).ok().map(Key::Index);
            self.get(*id).is_some_and(|one| {
                is(one) && (&one.module, &one.kind, &one.name) == (&first.module, &first.kind, &first.name)
            })
        });
        let index = usize::try_from(index).ok().filter(|index| is_list && *index >= found.len())?;
        found.get(index.checked_rem(found.len())?).copied()
    }

    /// Of several candidates the one that the key of the resource that refers to them tells: it stands in the address of
    /// that one alone, or the key of that one stands in it, as where products of two lists are keyed by both.
    fn named(&self, from: &Resource, found: &[Id], is_any: bool) -> Option<Id> {
        let key = from.key.as_ref().filter(|_| found.len() <= MOST_CANDIDATES)?;
        let only = |chosen: Vec<Id>| <[Id; 1]>::try_from(chosen).ok().map(|[id]| id);
        let keyed = self.keyed(found, key);
        // The key of one that is read by another index is no ground to take it for that.
        if is_any && !keyed.is_empty() {
            return None;
        }
        only(keyed).or_else(|| {
            // The longest key that is a part of this one, where the others are a part of that: `data` and `data-prod` in
            // `data-prod-0`, but not `a` and `b` in `a-b`.
            let own = |(id, steps): &(Id, Vec<Step>)| {
                let keys = steps.iter().filter_map(|step| step.key.as_ref()).filter(|own| key.is_made_of(own));
                Some((keys.max_by_key(|own| own.text().len()).cloned()?, *id))
            };
            let all: Vec<(Key, Id)> = self.apart(found).iter().filter_map(own).collect();
            let (longest, _) = all.iter().max_by_key(|(own, _)| own.text().len())?.clone();
            let is_told = all.iter().all(|(own, _)| *own == longest || longest.is_made_of(own));
            only(all.into_iter().filter(|(own, _)| is_told && *own == longest).map(|(_, id)| id).collect())
        })
    }

    /// Of several candidates the two that a key of two parts tells, as `a-b`.
    pub(super) fn pair(&self, from: &Resource, found: &[Id]) -> Option<[Id; 2]> {
        let key = from.key.as_ref().filter(|_| found.len() <= MOST_CANDIDATES)?;
        let is_part = |(id, steps): (Id, Vec<Step>)| {
            steps.iter().filter_map(|step| step.key.as_ref()).any(|own| key.is_made_of(own)).then_some(id)
        };
        let parts: Vec<Id> = self.apart(found).into_iter().filter_map(is_part).collect();
        <[Id; 2]>::try_from(parts).ok()
    }

    /// Of several candidates the one whose key has more words of this one's than any other.
    fn nearest(&self, from: &Resource, found: &[Id]) -> Option<Id> {
        let Some(Key::Name(own)) = from.key.as_ref().filter(|_| found.len() <= MOST_CANDIDATES) else { return None };
        let words = |text: &str| -> BTreeSet<String> {
            text.split(|at: char| !at.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
        };
        let own = words(own);
        let common = |id: &Id| match self.get(*id)?.key.as_ref()? {
            Key::Name(key) => Some((words(key).intersection(&own).count(), *id)),
            Key::Index(_) => None,
        };
        let mut all: Vec<(usize, Id)> = found.iter().map(common).collect::<Option<_>>()?;
        all.arrange_by_key(|(count, _)| std::cmp::Reverse(*count));
        match all.as_slice() {
            [(most, id), (next, _), ..] if most > next => Some(*id),
            _ => None,
        }
    }

    /// Of as many candidates as there are instances of the resource that refers to them, the one at the same place: each
    /// has one of its own.
    pub(super) fn one_each(&self, from: &Resource, attribute: &str, found: &[Id]) -> Option<Lead> {
        let told = self.written(from)?.expressions().get(attribute)?.to_string();
        let is_own = told.contains("\"each.") || told.contains("\"count.index\"");
        if !is_own || told.contains("\"local.") {
            return None;
        }
        let all = self.instances(&from.module, from.is_data, &from.kind, &from.name);
        let place = all.iter().position(|id| self.get(*id).is_some_and(|one| std::ptr::eq(one, from)));
        let id = place.filter(|_| all.len() == found.len() && all.len() > 1).and_then(|place| found.get(place))?;
        let ground = format!("there are as many as the {} that the configuration refers to: each has one", found.len());
        Some(Lead::To(vec![*id], How::Inferred(ground)))
    }

    /// The one resource that an attribute leads to, where each instance may have one of its own.
    pub(super) fn own(&self, from: &Resource, attribute: &str, wanted: &[&str]) -> Lead {
        self.own_of(from, attribute, self.lead(from, attribute, wanted))
    }

    /// The same of what it leads to.
    pub(super) fn own_of(&self, from: &Resource, attribute: &str, lead: Lead) -> Lead {
        match (self.the_one(from, lead.clone()), lead) {
            (Lead::Unknown(because), Lead::To(found, how)) if how != How::Any => {
                self.one_each(from, attribute, &found).unwrap_or(Lead::Unknown(because))
            }
            (one, _) => one,
        }
    }

    /// The addresses of candidates, behind what all begin with.
    fn apart(&self, found: &[Id]) -> Vec<(Id, Vec<Step>)> {
        let mut all: Vec<(Id, Vec<Step>)> =
            found.iter().filter_map(|id| Some((*id, steps(&self.get(*id)?.address)))).collect();
        let Some((_, first)) = all.first().cloned() else { return all };
        let differ = |at: &usize| all.iter().any(|(_, steps)| steps.get(*at) != first.get(*at));
        let begins = (0..first.len()).find(differ).unwrap_or_default();
        all.iter_mut().for_each(|(_, steps)| drop(steps.drain(..begins.min(steps.len()))));
        all
    }

    /// The candidates that a key tells: those that have it, or else those whose key has it as a word.
    pub(super) fn told_by(&self, found: &[Id], key: &Key) -> Vec<Id> {
        let keyed = self.keyed(found, key);
        if !keyed.is_empty() || !matches!(key, Key::Name(_)) {
            return keyed;
        }
        let is_made = |step: &Step| step.key.as_ref().is_some_and(|own| own.is_made_of(key));
        self.apart(found).into_iter().filter(|(_, steps)| steps.iter().any(is_made)).map(|(id, _)| id).collect()
    }

    /// The candidates that have a key in their address, behind what the addresses of all begin with.
    pub(super) fn keyed(&self, found: &[Id], key: &Key) -> Vec<Id> {
        let is = |step: &Step| step.key.as_ref() == Some(key) || matches!(key, Key::Name(name) if step.name == *name);
        self.apart(found).into_iter().filter(|(_, steps)| steps.iter().any(is)).map(|(id, _)| id).collect()
    }

    /// Of several candidates the one in the same module that has the name and key of the resource that refers to them.
    fn namesake(&self, from: &Resource, found: &[Id]) -> Option<Id> {
        let mut same = found.iter().filter(|id| {
            self.get(**id).is_some_and(|one| one.module == from.module && one.name == from.name && one.key == from.key)
        });
        let first = same.next().copied()?;
        same.next().is_none().then_some(first)
    }
}
