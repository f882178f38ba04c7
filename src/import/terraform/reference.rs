//! What an attribute leads to: by its value where that is known, else by the references of the configuration, else by
//! inference, which says so.

use std::collections::BTreeSet;

use serde_json::Value;

use super::address::{Key, Step, steps};
use super::estate::{Estate, Id, Resource};
use super::search::Search;
use super::show::ConfiguredModule;
use crate::order::Arrange;

/// How a link to another resource is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum How {
    /// The value is there.
    Value,
    /// The configuration refers to it.
    Reference,
    /// The configuration refers to several and reads one of them, and does not tell which.
    Any,
    /// Nothing says so; the ground on which it is taken to be so.
    Inferred(String),
}

/// Where an attribute leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lead {
    /// To resources of the input.
    To(Vec<Id>, How),
    /// To things that the input does not hold, by their ids.
    Outside(Vec<String>),
    /// Nowhere: it is not set.
    Absent,
    /// It is not known, and why.
    Unknown(String),
}

/// Candidates among which one is looked for by its key, at most: each is compared with each thing that refers to them.
const MOST_CANDIDATES: usize = 512;

impl<'t> Estate<'t> {
    /// The one resource, of one of some types, that an attribute leads to.
    pub(super) fn one(&self, from: &Resource, attribute: &str, wanted: &[&str]) -> Lead {
        self.the_one(from, self.lead(from, attribute, wanted))
    }

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

    /// The resources, of some types, that an attribute leads to.
    pub(super) fn lead(&self, from: &Resource, attribute: &str, wanted: &[&str]) -> Lead {
        // What AWS makes by itself is given nothing.
        if from.made.is_some() {
            return Lead::Absent;
        }
        if from.secret.iter().any(|name| name == attribute) {
            return Lead::Unknown("it is marked as sensitive, and not looked at".to_owned());
        }
        if let Some(because) = from.why_unknown(attribute) {
            return Lead::Unknown(format!("not known: {because}"));
        }
        let value = from.values.get(attribute);
        match value {
            Some(Value::String(id)) if !id.is_empty() => return self.of_ids(std::iter::once(id.as_str()), wanted),
            Some(Value::Array(items)) if items.is_empty() => return Lead::Absent,
            Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
                return self.of_ids(items.iter().filter_map(Value::as_str), wanted);
            }
            Some(Value::Null) => return Lead::Absent,
            Some(Value::String(_)) => return Lead::Absent,
            _ => {}
        }
        if !from.is_planned {
            return Lead::Absent;
        }
        match self.written(from).map(|written| written.expressions().get(attribute)) {
            Some(Some(expression)) if attribute.ends_with('s') && wanted.contains(&"aws_security_group") => {
                self.whole(from, self.of_expression(from, expression, wanted), wanted)
            }
            Some(Some(expression)) => {
                let lead = self.of_expression(from, expression, wanted);
                if matches!(&lead, Lead::To(found, How::Reference) if found.len() > 1 && attribute.ends_with('s')) {
                    self.is_plain.set(true);
                }
                lead
            }
            // The user did not set it, so AWS does.
            Some(None) => Lead::Absent,
            None => self.infer(from, wanted).unwrap_or_else(|| {
                Lead::Unknown("known after apply, and the plan has no configuration to look it up in".to_owned())
            }),
        }
    }

    /// What an expression of a resource's configuration leads to.
    pub(super) fn of_expression(&self, from: &Resource, expression: &Value, wanted: &[&str]) -> Lead {
        let mut search = Search::new(self, wanted);
        search.expression(expression, self.scope_of(from), 0);
        if search.is_too_much {
            let because = "known after apply, and of too many in this input it may be any";
            return Lead::Unknown(because.to_owned());
        }
        if !search.found.is_empty() {
            // What reads nothing of its own instance, as `element(x, 0)`, reads the same for each.
            let is_same = from.key.is_some() && !reads_own(expression);
            if search.by_each {
                search.found.extend(self.named_by(&search.lost, wanted));
            }
            let is_any = (search.is_any || is_same) && search.found.len() > 1;
            let how = if is_any { How::Any } else { search.ground.map_or(How::Reference, How::Inferred) };
            return Lead::To(search.found.into_iter().collect(), how);
        }
        let lost = search.lost;
        if let (Some(what), true) = (search.ended.first(), lost.is_empty()) {
            return Lead::Unknown(format!("known after apply, and AWS gives it as `{what}`"));
        }
        let is_here = lost.is_empty() || lost.iter().any(|(module, _)| *module == *from.module);
        if let Some(found) = self.infer(from, wanted).filter(|_| is_here) {
            return found;
        }
        if let Some(found) = self.of_lost(&lost, wanted) {
            return found;
        }
        if let Some(found) = self.infer(from, wanted) {
            return found;
        }
        // The trail may have been lost in another module, which has just one.
        let mut elsewhere = lost.iter().filter_map(|(module, _)| self.only(module, wanted).map(|id| (module, id)));
        if let (Some((module, id)), None) = (elsewhere.next(), elsewhere.next()) {
            let ground = format!("it is the only one in `{module}`, which the configuration refers to");
            return Lead::To(vec![id], How::Inferred(ground));
        }
        // What is known only after apply comes from something in this very plan.
        if let (only @ Lead::To(..), false) = (self.only_one(wanted), lost.is_empty() || self.is_partial) {
            return only;
        }
        let through: BTreeSet<&str> = lost.iter().map(|(_, what)| what.as_str()).collect();
        let through: Vec<String> = through.into_iter().take(3).map(|what| format!("`{what}`")).collect();
        let missing: Vec<String> = search.missing.iter().take(3).map(|what| format!("`{what}`")).collect();
        Lead::Unknown(if through.is_empty() && !missing.is_empty() {
            format!("known after apply, and it comes from {}, which this plan passes over", missing.join(", "))
        } else if through.is_empty() {
            "known after apply, and the configuration does not say where it comes from".to_owned()
        } else {
            format!("known after apply, and it comes from {}, which a plan does not hold", through.join(", "))
        })
    }

    fn of_ids<'i>(&self, ids: impl Iterator<Item = &'i str>, wanted: &[&str]) -> Lead {
        let (mut found, mut outside) = (Vec::new(), Vec::new());
        for id in ids {
            match self.by_id_of(id, wanted) {
                Some(at) => found.push(at),
                None => outside.push(id.to_owned()),
            }
        }
        if found.is_empty() { Lead::Outside(outside) } else { Lead::To(found, How::Value) }
    }

    /// The only resource of some types in the module instance of another.
    fn infer(&self, from: &Resource, wanted: &[&str]) -> Option<Lead> {
        let id = self.only(&from.module, wanted)?;
        let place = if from.module.is_empty() { "the root module".to_owned() } else { format!("`{}`", from.module) };
        Some(Lead::To(vec![id], How::Inferred(format!("it is the only one in {place}"))))
    }

    /// The only managed resource of some types, wherever it stands.
    pub(super) fn only_one(&self, wanted: &[&str]) -> Lead {
        let mut all = self.of_kind(wanted).filter(|(_, one)| !one.is_data && one.made.is_none());
        match (all.next(), all.next()) {
            (Some((id, _)), None) => Lead::To(vec![id], How::Inferred("it is the only one in this input".to_owned())),
            _ => Lead::Absent,
        }
    }

    fn only(&self, module: &str, wanted: &[&str]) -> Option<Id> {
        let all = || wanted.iter().flat_map(|kind| self.in_module(module, kind)).copied();
        // What is looked up when the plan is applied is something else of this input, most likely.
        let known: Vec<Id> = all().filter(|id| self.get(*id).is_some_and(|one| !one.is_open())).collect();
        match (known.as_slice(), all().next(), all().nth(1)) {
            ([only], ..) => Some(*only),
            ([], Some(open), None) => Some(self.only_given(module, wanted).unwrap_or(open)),
            _ => None,
        }
    }

    pub(super) fn configured(&self, path: &str) -> Option<&'t ConfiguredModule<'t>> {
        let mut at = &self.configuration?.root_module;
        for step in steps(path).iter().filter(|step| step.name != "module") {
            at = at.module_calls.get(&step.name)?.module.as_ref()?;
        }
        Some(at)
    }
}

/// Whether an expression reads something that each instance has for itself.
fn reads_own(expression: &Value) -> bool {
    match expression {
        Value::Object(map) => match map.get("references") {
            Some(Value::Array(all)) => {
                let mut all = all.iter().filter_map(Value::as_str);
                all.any(|one| one.starts_with("each.") || one.starts_with("count."))
            }
            _ => map.values().any(reads_own),
        },
        Value::Array(all) => all.iter().any(reads_own),
        _ => false,
    }
}

impl Estate<'_> {
    /// What an unknown part of an inline block leads to. A set has lost the order of its blocks, so the block of the
    /// configuration is the one whose constants fit.
    ///
    /// # Errors
    /// The candidates, where several fit.
    pub(super) fn of_block(
        &self,
        from: &Resource,
        attribute: &str,
        block: &Value,
        inner: &str,
        wanted: &[&str],
    ) -> Result<Lead, Vec<Id>> {
        let Some(written) = self.written(from) else {
            let because = "known after apply, and the plan has no configuration to look it up in";
            return Ok(Lead::Unknown(because.to_owned()));
        };
        let Some(expression) = written.expressions().get(attribute) else {
            // The plan says that the block is there, and the configuration does not: `dynamic` made it.
            if !from.values.get(attribute).is_some_and(|all| all.as_array().is_some_and(|all| all.contains(block))) {
                return Ok(Lead::Absent);
            }
            return match self.dynamic(from, attribute, wanted) {
                Lead::To(found, how) if found.len() > 1 => match self.the_one(from, Lead::To(found.clone(), how)) {
                    one @ Lead::To(..) => Ok(one),
                    _ => Err(found),
                },
                lead => Ok(lead),
            };
        };
        let fits = |one: &&Value| {
            one.as_object().is_some_and(|one| {
                one.contains_key(inner)
                    && one.iter().all(|(name, expression)| match expression.get("constant_value") {
                        Some(constant) => block.get(name).is_none_or(|value| value == constant),
                        None => true,
                    })
            })
        };
        let leads: Vec<Lead> = match expression {
            Value::Array(all) if all.iter().all(Value::is_object) => {
                let fitting = all.iter().filter(fits).filter_map(|one| one.get(inner));
                fitting.map(|expression| self.of_expression(from, expression, wanted)).collect()
            }
            expression => vec![self.of_expression(from, expression, wanted)],
        };
        let mut candidates: BTreeSet<Id> = BTreeSet::new();
        for lead in &leads {
            if let Lead::To(found, _) = lead {
                candidates.extend(found);
            }
        }
        match leads.as_slice() {
            [] => Ok(Lead::Absent),
            [one] if candidates.len() < 2 => Ok(one.clone()),
            _ if candidates.len() == 1 => Ok(Lead::To(candidates.into_iter().collect(), How::Reference)),
            _ => Err(candidates.into_iter().collect()),
        }
    }
}
