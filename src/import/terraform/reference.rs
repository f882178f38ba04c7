//! What an attribute leads to: by its value where that is known, else by the references of the configuration, else by
//! inference, which says so.

use std::collections::BTreeSet;

use serde_json::Value;

use super::address::steps;
use super::estate::{Estate, Id, Resource};
use super::search::Search;
use super::show::ConfiguredModule;

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

impl<'t> Estate<'t> {
    /// The one resource, of one of some types, that an attribute leads to.
    pub(super) fn one(&self, from: &Resource, attribute: &str, wanted: &[&str]) -> Lead {
        self.the_one(from, self.lead(from, attribute, wanted))
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
