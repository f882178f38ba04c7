//! What an attribute leads to: by its value where that is known, else by the references of the configuration, else by
//! inference, which says so.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::address::{Key, Step, steps};
use super::estate::{Estate, Id, Resource};
use super::show::ConfiguredModule;

/// How a link to another resource is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum How {
    /// The value is there.
    Value,
    /// The configuration refers to it.
    Reference,
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

/// How long a chain of variables and outputs may be. Terraform refuses cycles; a file made by hand may have one.
const LONGEST_CHAIN: usize = 24;
/// Steps one search may take in all, so that references that fan out stay bounded.
const MOST_STEPS: usize = 20_000;

/// A place in the configuration: a module instance, and the key of the instance whose expression is read.
#[derive(Debug, Clone, Copy)]
struct Scope<'s> {
    module: &'s str,
    path: &'s str,
    key: Option<&'s Key>,
}

struct Search<'s, 't> {
    estate: &'s Estate<'t>,
    wanted: &'s [&'s str],
    found: BTreeSet<Id>,
    /// Module instances in which the trail was lost, and in what.
    lost: BTreeSet<(String, String)>,
    /// The ground of a conclusion that was drawn on the way.
    ground: Option<String>,
    steps: usize,
}

impl<'t> Estate<'t> {
    /// The one resource, of one of some types, that an attribute leads to.
    pub(super) fn one(&self, from: &Resource, attribute: &str, wanted: &[&str]) -> Lead {
        match self.lead(from, attribute, wanted) {
            Lead::To(found, how) if found.len() > 1 => {
                let names: Vec<String> = found
                    .iter()
                    .filter_map(|id| self.get(*id))
                    .take(4)
                    .map(|one| format!("`{}`", one.address))
                    .collect();
                match (self.alike(from, &found), self.named(from, &found)) {
                    (Some(id), _) => Lead::To(vec![id], how),
                    (None, Some((id, key))) => {
                        let ground = format!(
                            "of {} that the configuration refers to, it has the key `{key}` in its name",
                            found.len()
                        );
                        Lead::To(vec![id], How::Inferred(ground))
                    }
                    (None, None) if self.namesake(from, &found).is_some() => {
                        let ground =
                            format!("of {} that the configuration refers to, it has the same name", found.len());
                        Lead::To(self.namesake(from, &found).into_iter().collect(), How::Inferred(ground))
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

    /// Of several candidates the one whose module or name is the key of the resource that refers to them.
    fn named<'k>(&self, from: &'k Resource, found: &[Id]) -> Option<(Id, &'k str)> {
        let Some(Key::Name(key)) = &from.key else { return None };
        let mut named = found.iter().filter(|id| {
            self.get(**id).is_some_and(|one| {
                steps(&one.address).iter().any(|step| step.name == *key || step.key == Some(Key::Name(key.clone())))
            })
        });
        let first = named.next().copied()?;
        named.next().is_none().then_some((first, key))
    }

    /// Of several candidates the one in the same module that has the name of the resource that refers to them.
    fn namesake(&self, from: &Resource, found: &[Id]) -> Option<Id> {
        let mut same = found
            .iter()
            .filter(|id| self.get(**id).is_some_and(|one| one.module == from.module && one.name == from.name));
        let first = same.next().copied()?;
        same.next().is_none().then_some(first)
    }

    /// The resources, of some types, that an attribute leads to.
    pub(super) fn lead(&self, from: &Resource, attribute: &str, wanted: &[&str]) -> Lead {
        if from.secret.iter().any(|name| name == attribute) {
            return Lead::Unknown("it is marked as sensitive, and not looked at".to_owned());
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
            Some(Some(expression)) => self.of_expression(from, expression, wanted),
            // The user did not set it, so AWS does.
            Some(None) => Lead::Absent,
            None => self.infer(from, wanted).unwrap_or_else(|| {
                Lead::Unknown("known after apply, and the plan has no configuration to look it up in".to_owned())
            }),
        }
    }

    /// What an expression of a resource's configuration leads to.
    pub(super) fn of_expression(&self, from: &Resource, expression: &Value, wanted: &[&str]) -> Lead {
        let mut search =
            Search { estate: self, wanted, found: BTreeSet::new(), lost: BTreeSet::new(), ground: None, steps: 0 };
        let scope = Scope { module: &from.module, path: &from.module_path, key: from.key.as_ref() };
        search.expression(expression, scope, Some(from), 0);
        if !search.found.is_empty() {
            let how = search.ground.map_or(How::Reference, How::Inferred);
            return Lead::To(search.found.into_iter().collect(), how);
        }
        let lost = search.lost;
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
        let mut all = self.of_kind(wanted).filter(|(_, one)| !one.is_data);
        if let (Some((id, _)), None, false) = (all.next(), all.next(), lost.is_empty()) {
            return Lead::To(vec![id], How::Inferred("it is the only one in this input".to_owned()));
        }
        let through: BTreeSet<&str> = lost.iter().map(|(_, what)| what.as_str()).collect();
        let through: Vec<String> = through.into_iter().take(3).map(|what| format!("`{what}`")).collect();
        Lead::Unknown(if through.is_empty() {
            "known after apply, and the configuration does not say where it comes from".to_owned()
        } else {
            format!("known after apply, and it comes from {}, which a plan does not hold", through.join(", "))
        })
    }

    fn of_ids<'i>(&self, ids: impl Iterator<Item = &'i str>, wanted: &[&str]) -> Lead {
        let (mut found, mut outside) = (Vec::new(), Vec::new());
        for id in ids {
            match self.by_id(id).filter(|at| self.get(*at).is_some_and(|one| wanted.contains(&one.kind.as_ref()))) {
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

    fn only(&self, module: &str, wanted: &[&str]) -> Option<Id> {
        let mut all = wanted.iter().flat_map(|kind| self.in_module(module, kind));
        let first = all.next().copied()?;
        all.next().is_none().then_some(first)
    }

    fn configured(&self, path: &str) -> Option<&'t ConfiguredModule<'t>> {
        let mut at = &self.configuration?.root_module;
        for step in steps(path).iter().filter(|step| step.name != "module") {
            at = at.module_calls.get(&step.name)?.module.as_ref()?;
        }
        Some(at)
    }
}

impl Search<'_, '_> {
    /// Follows all references in an expression, blocks inside it included.
    fn expression(&mut self, expression: &Value, scope: Scope<'_>, at: Option<&Resource>, depth: usize) {
        match expression {
            Value::Object(map) => {
                if let Some(Value::Array(references)) = map.get("references") {
                    self.references(references, scope, at, depth);
                } else if !map.contains_key("constant_value") {
                    map.values().for_each(|inner| self.expression(inner, scope, at, depth));
                }
            }
            Value::Array(items) => items.iter().for_each(|inner| self.expression(inner, scope, at, depth)),
            _ => {}
        }
    }

    fn references(&mut self, references: &[Value], scope: Scope<'_>, at: Option<&Resource>, depth: usize) {
        let all: Vec<&str> = references.iter().filter_map(Value::as_str).collect();
        for one in &all {
            // Terraform lists `a.b[0].id`, and then every start of it.
            let goes_on = |other: &&&str| other.strip_prefix(one).is_some_and(|rest| rest.starts_with(['.', '[']));
            if all.iter().any(|other| goes_on(&other)) {
                continue;
            }
            self.reference(one, scope, at, depth);
        }
    }

    fn reference(&mut self, text: &str, scope: Scope<'_>, at: Option<&Resource>, depth: usize) {
        self.steps += 1;
        if depth > LONGEST_CHAIN || self.steps > MOST_STEPS {
            self.lose(scope, text);
            return;
        }
        let steps = steps(text);
        let names: Vec<&str> = steps.iter().map(|step| step.name.as_str()).collect();
        match names.as_slice() {
            ["var", name, ..] => self.variable(name, scope, depth),
            ["module", _, output, ..] => {
                if let Some(call) = steps.get(1) {
                    self.output(call, Some(output), scope, depth);
                }
            }
            ["module", _] => {
                if let Some(call) = steps.get(1) {
                    self.output(call, None, scope, depth);
                }
            }
            ["each", "value", ..] => self.each(scope, at, depth),
            ["local", ..] => self.lose(scope, text),
            ["data", kind, _, ..] => {
                if let Some(name) = steps.get(2) {
                    self.instances(true, kind, name, scope);
                }
            }
            ["each" | "count" | "path" | "terraform" | "self", ..] => {}
            [kind, _, ..] => {
                if let Some(name) = steps.get(1) {
                    self.instances(false, kind, name, scope);
                }
            }
            _ => {}
        }
    }

    fn instances(&mut self, is_data: bool, kind: &str, name: &Step, scope: Scope<'_>) {
        let all = self.estate.instances(scope.module, is_data, kind, &name.name);
        if !self.wanted.contains(&kind) {
            return;
        }
        let has = |id: &Id, key: &Key| self.estate.get(*id).is_some_and(|one| one.key.as_ref() == Some(key));
        let exact = |key: &Key| all.iter().find(|id| has(id, key)).copied();
        let chosen = match (&name.key, scope.key) {
            (Some(key), _) => Some(exact(key)),
            (None, Some(key)) => exact(key).map(Some),
            (None, None) => None,
        };
        match chosen {
            Some(one) => self.found.extend(one),
            None => self.found.extend(all),
        }
    }

    /// A variable of a module: the expression that the call gives it.
    fn variable(&mut self, name: &str, scope: Scope<'_>, depth: usize) {
        let Some((parent_module, parent_path, call)) = parent(scope) else {
            self.lose(scope, &format!("var.{name}"));
            return;
        };
        let Some(module) = self.estate.configured(&parent_path) else { return };
        let Some(made) = module.module_calls.get(&call.name) else { return };
        let given: Map<String, Value> =
            made.expressions.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
        let above = Scope { module: &parent_module, path: &parent_path, key: call.key.as_ref() };
        let Some(expression) = given.get(name) else { return };
        let before = self.found.len();
        let reads_each = expression.to_string().contains("\"each.value");
        self.expression(expression, above, None, depth + 1);
        if self.found.len() == before
            && reads_each
            && let Some(each) = made.for_each_expression.and_then(|raw| serde_json::from_str(raw.get()).ok())
        {
            self.expression(&each, above, None, depth + 1);
        }
    }

    /// An output of a module, or all of them.
    fn output(&mut self, call: &Step, output: Option<&str>, scope: Scope<'_>, depth: usize) {
        let dot = if scope.path.is_empty() { "" } else { "." };
        let path = format!("{}{dot}module.{}", scope.path, call.name);
        let Some(module) = self.estate.configured(&path) else { return };
        let dot = if scope.module.is_empty() { "" } else { "." };
        let start = format!("{}{dot}module.{}", scope.module, call.name);
        let belongs = |one: &&std::sync::Arc<str>| {
            one.strip_prefix(start.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
        };
        let all: Vec<std::sync::Arc<str>> =
            self.estate.module_instances(&path).iter().filter(belongs).cloned().collect();
        let of_key = |key: &Key| {
            let wanted = format!("{start}{key}");
            all.iter().find(|one| one.as_ref() == wanted).cloned()
        };
        let chosen: Vec<std::sync::Arc<str>> = match (&call.key, scope.key) {
            (Some(key), _) => of_key(key).into_iter().collect(),
            (None, Some(key)) => of_key(key).map_or_else(|| all.clone(), |one| vec![one]),
            (None, None) => all,
        };
        for instance in chosen {
            let inside = Scope { module: &instance, path: &path, key: None };
            match output {
                Some(name) => {
                    let Some(found) = module.outputs.get(name) else { continue };
                    let expression = found.expression.and_then(|raw| serde_json::from_str::<Value>(raw.get()).ok());
                    if let Some(expression) = expression {
                        self.expression(&expression, inside, None, depth + 1);
                    }
                }
                // The output after an index that is no constant is not told: it is the only one that fits, if there is.
                None => {
                    let mut fitting: BTreeSet<BTreeSet<Id>> = BTreeSet::new();
                    for found in module.outputs.values() {
                        let expression = found.expression.and_then(|raw| serde_json::from_str::<Value>(raw.get()).ok());
                        let Some(expression) = expression else { continue };
                        let mut search = Search {
                            estate: self.estate,
                            wanted: self.wanted,
                            found: BTreeSet::new(),
                            lost: BTreeSet::new(),
                            ground: None,
                            steps: self.steps,
                        };
                        search.expression(&expression, inside, None, depth + 1);
                        self.steps = search.steps;
                        fitting.extend((!search.found.is_empty()).then_some(search.found));
                    }
                    let mut fitting = fitting.into_iter();
                    match (fitting.next(), fitting.next()) {
                        (Some(only), None) => {
                            self.ground = Some(format!("no other output of `{instance}` leads to such a thing"));
                            self.found.extend(only);
                        }
                        _ => self.lose(inside, &format!("module.{}", call.name)),
                    }
                }
            }
        }
    }

    /// `each.value`: whatever the collection refers to.
    fn each(&mut self, scope: Scope<'_>, at: Option<&Resource>, depth: usize) {
        let written = at.and_then(|resource| self.estate.written(resource));
        let each = written.and_then(|written| written.configured.for_each_expression);
        if let Some(each) = each.and_then(|raw| serde_json::from_str::<Value>(raw.get()).ok()) {
            self.expression(&each, scope, None, depth + 1);
        }
    }

    fn lose(&mut self, scope: Scope<'_>, what: &str) {
        let steps = steps(what);
        let short: Vec<&str> = steps.iter().take(2).map(|step| step.name.as_str()).collect();
        self.lost.insert((scope.module.to_owned(), short.join(".")));
    }
}

/// The module instance around another, its path, and the call that makes the inner one.
fn parent(scope: Scope<'_>) -> Option<(String, String, Step)> {
    let all = steps(scope.module);
    let call = all.last()?.clone();
    let (mut module, mut path) = (String::new(), String::new());
    for step in all.iter().take(all.len().saturating_sub(2)).filter(|step| step.name != "module") {
        let dot = if path.is_empty() { "" } else { "." };
        let key = step.key.as_ref().map(ToString::to_string).unwrap_or_default();
        path = format!("{path}{dot}module.{}", step.name);
        module = format!("{module}{dot}module.{}{key}", step.name);
    }
    Some((module, path, call))
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
        let Some(expression) = written.expressions().get(attribute) else { return Ok(Lead::Absent) };
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
