//! The way through references of a configuration: variables to the call that gives them, outputs to what they lead to,
//! until a resource is met or the trail is lost.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::address::{Key, Step, steps};
use super::estate::{Estate, Id, Resource};

/// How long a chain of variables and outputs may be. Terraform refuses cycles; a file made by hand may have one.
const LONGEST_CHAIN: usize = 24;
/// Steps one search may take in all, so that references that fan out stay bounded.
const MOST_STEPS: usize = 20_000;

/// A place in the configuration: a module instance, and the key of the instance whose expression is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'s> {
    pub(super) module: &'s str,
    pub(super) path: &'s str,
    pub(super) key: Option<&'s Key>,
}

/// A search through references: what was found, and where the trail was lost.
pub(super) struct Search<'s, 't> {
    estate: &'s Estate<'t>,
    wanted: &'s [&'s str],
    pub(super) found: BTreeSet<Id>,
    /// Module instances in which the trail was lost, and in what.
    pub(super) lost: BTreeSet<(String, String)>,
    /// Whether it ended because everything may be anything.
    pub(super) is_too_much: bool,
    /// The ground of a conclusion that was drawn on the way.
    pub(super) ground: Option<String>,
    steps: usize,
}

impl<'s, 't> Search<'s, 't> {
    pub(super) fn new(estate: &'s Estate<'t>, wanted: &'s [&'s str]) -> Self {
        Self {
            estate,
            wanted,
            found: BTreeSet::new(),
            lost: BTreeSet::new(),
            is_too_much: false,
            ground: None,
            steps: 0,
        }
    }

    /// Follows all references in an expression, blocks inside it included.
    pub(super) fn expression(&mut self, expression: &Value, scope: Scope<'_>, at: Option<&Resource>, depth: usize) {
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
            ["var", name, ..] => {
                let before = std::mem::take(&mut self.found);
                self.variable(name, scope, depth);
                self.at_index(steps.get(1));
                self.found.extend(before);
            }
            ["module", _, output, ..] => {
                if let Some(call) = steps.get(1) {
                    let before = std::mem::take(&mut self.found);
                    self.output(call, Some(output), scope, depth);
                    self.at_index(steps.get(2));
                    self.found.extend(before);
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

    /// Of what a list leads to, the thing at the index that is read of it: where one alone has that key.
    fn at_index(&mut self, list: Option<&Step>) {
        let Some(Step { name, key: Some(key) }) = list else { return };
        let all: Vec<Id> = self.found.iter().copied().collect();
        if let (2.., [one]) = (all.len(), self.estate.keyed(&all, key).as_slice()) {
            self.found = BTreeSet::from([*one]);
            self.ground = Some(format!("of {} that `{name}` leads to, its key is the one that is read", all.len()));
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
            None if self.estate.may_look_at(all.len()) => self.found.extend(all),
            None => self.is_too_much = true,
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
                        let mut search = Search { steps: self.steps, ..Search::new(self.estate, self.wanted) };
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
