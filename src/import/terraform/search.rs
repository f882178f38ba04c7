//! The way through references of a configuration: variables to the call that gives them, outputs to what they lead to,
//! attributes of other resources to what those are given, until a resource is met or the trail is lost.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::address::{Key, Step, steps};
use super::adopted;
use super::estate::{Estate, Id};
use super::kinds;
use super::known::{Keys, Scope};
use super::parts::{alias, ends, parent, within};

/// How long a chain of variables and outputs may be. Terraform refuses cycles; a file made by hand may have one.
pub(super) const LONGEST_CHAIN: usize = 24;
/// Steps one search may take in all, so that references that fan out stay bounded.
const MOST_STEPS: usize = 20_000;

/// A search through references: what was found, and where the trail was lost.
pub(super) struct Search<'s, 't> {
    estate: &'s Estate<'t>,
    wanted: &'s [&'s str],
    pub(super) found: BTreeSet<Id>,
    /// Module instances in which the trail was lost, and in what.
    pub(super) lost: BTreeSet<(String, String)>,
    /// What is referred to and has no instance in the input.
    pub(super) missing: BTreeSet<String>,
    /// Attributes that AWS gives, at which the trail ended.
    pub(super) ended: BTreeSet<String>,
    /// Whether it ended because everything may be anything.
    pub(super) is_too_much: bool,
    /// Whether some were found of which one is read by an index that is not told.
    pub(super) is_any: bool,
    /// The ground of a conclusion that was drawn on the way.
    pub(super) ground: Option<String>,
    /// Whether what a module is given is looked through: a VPC as such is no group or table then.
    pub(super) is_of_arguments: bool,
    /// Whether something was found by `each.value`.
    pub(super) by_each: bool,
    /// What is read of an output: of a whole module in it, the output of that module.
    tail: Vec<String>,
    /// The attribute of a VPC that is read of a whole one, as `module.x.vpc.main_route_table_id`.
    read: Option<String>,
    /// VPCs that are read, and the type of what is made with each that may be meant.
    perhaps: Vec<(Id, &'static str)>,
    steps: usize,
}

impl<'s, 't> Search<'s, 't> {
    pub(super) fn new(estate: &'s Estate<'t>, wanted: &'s [&'s str]) -> Self {
        Self {
            estate,
            wanted,
            found: BTreeSet::new(),
            lost: BTreeSet::new(),
            missing: BTreeSet::new(),
            ended: BTreeSet::new(),
            is_too_much: false,
            is_any: false,
            ground: None,
            is_of_arguments: false,
            by_each: false,
            tail: Vec::new(),
            read: None,
            perhaps: Vec::new(),
            steps: 0,
        }
    }

    /// Follows all references in an expression, blocks inside it included.
    pub(super) fn expression(&mut self, expression: &Value, scope: Scope<'_>, depth: usize) {
        match expression {
            Value::Object(map) => {
                if let Some(Value::Array(references)) = map.get("references") {
                    self.references(references, scope, depth);
                } else if !map.contains_key("constant_value") {
                    map.values().for_each(|inner| self.expression(inner, scope, depth));
                }
            }
            Value::Array(items) => items.iter().for_each(|inner| self.expression(inner, scope, depth)),
            _ => {}
        }
    }

    fn references(&mut self, references: &[Value], scope: Scope<'_>, depth: usize) {
        let all: Vec<Vec<Step>> = ends(references).into_iter().map(steps).collect();
        let keys = self.estate.keys_of(&all, scope);
        let is_each = |one: &&Vec<Step>| one.iter().map(|step| step.name.as_str()).take(2).eq(["each", "value"]);
        let before = std::mem::take(&mut self.found);
        for one in all.iter().filter(|one| !is_each(one)) {
            self.reference(one, scope, &keys, depth);
        }
        // After all others: what reads something of them by `each.value` is no trail of its own.
        for one in all.iter().filter(is_each) {
            let before = self.found.len();
            self.each(one.get(2..).unwrap_or_default(), scope, depth);
            self.by_each |= self.found.len() > before;
        }
        // A VPC as such is what is made with it where nothing else is meant.
        let perhaps = std::mem::take(&mut self.perhaps);
        if self.found.is_empty() && !self.is_of_arguments {
            self.found.extend(perhaps.into_iter().filter_map(|(vpc, made)| self.estate.made_with(vpc, made)));
        }
        self.found.extend(before);
    }

    fn reference(&mut self, reference: &[Step], scope: Scope<'_>, keys: &Keys, depth: usize) {
        self.steps += 1;
        if depth > LONGEST_CHAIN || self.steps > MOST_STEPS {
            self.lose(scope, reference);
            return;
        }
        let [first, second, rest @ ..] = reference else { return };
        match (first.name.as_str(), second.name.as_str(), rest) {
            ("var", name, _) => {
                let before = std::mem::take(&mut self.found);
                self.variable(name, scope, reference, depth);
                self.at_index(second, keys);
                self.found.extend(before);
            }
            ("module", _, [output, rest @ ..]) => {
                let before = std::mem::take(&mut self.found);
                let of_vpc = rest.iter().find(|step| adopted::is_of_vpc(&step.name)).map(|step| step.name.clone());
                let outer = std::mem::replace(&mut self.read, of_vpc);
                let tail = rest.iter().map(|step| step.name.clone()).collect();
                let around = std::mem::replace(&mut self.tail, tail);
                self.output(second, Some(&output.name), scope, keys, depth);
                self.tail = around;
                self.read = outer;
                self.at_index(output, keys);
                rest.iter().for_each(|step| self.at_member(step));
                self.found.extend(before);
            }
            ("module", ..) => {
                // Of a module as such, as in an output of whole modules, what is read of it there.
                let read = self.tail.first().cloned();
                self.output(second, read.as_deref(), scope, keys, depth);
            }
            ("local", ..) => self.lose(scope, reference),
            ("each" | "count" | "path" | "terraform" | "self", ..) => {}
            ("data", kind, [name, rest @ ..]) => self.thing((true, kind, name), rest, scope, keys, depth),
            (kind, ..) => self.thing((false, kind, second), rest, scope, keys, depth),
        }
    }

    /// Of what a list or map leads to, the thing that is read of it: where one alone has that key.
    fn at_index(&mut self, list: &Step, keys: &Keys) {
        let all: Vec<Id> = self.found.iter().copied().collect();
        let read = list.key.as_ref().map_or(keys.read.as_slice(), std::slice::from_ref);
        for key in read {
            // The trail may have been lost in several modules, of which one has that key.
            let has = |module: &str| steps(module).iter().any(|step| step.key.as_ref() == Some(key));
            if self.lost.iter().any(|(module, _)| has(module)) {
                self.lost.retain(|(module, _)| has(module));
            }
            let keyed = self.estate.told_by(&all, key);
            // A name is that of a member of a map, which may be a list in turn; a number counts in many places.
            let is_told = keyed.len() == 1 || (matches!(key, Key::Name(_)) && !keyed.is_empty());
            if all.len() > 1 && is_told && keyed.len() < all.len() {
                self.ground =
                    Some(format!("of {} that `{}` leads to, its key is the one that is read", all.len(), list.name));
                self.found = keyed.into_iter().collect();
                return;
            }
        }
        if all.len() < 2 {
            return;
        }
        self.is_any |= list.key.is_none() && keys.is_open;
    }

    /// Of what a map in a map, or an object, leads to: what has that key or name.
    fn at_member(&mut self, member: &Step) {
        for key in [Some(Key::Name(member.name.clone())), member.key.clone()].into_iter().flatten() {
            let all: Vec<Id> = self.found.iter().copied().collect();
            let keyed = self.estate.told_by(&all, &key);
            let is_told = keyed.len() == 1 || (matches!(key, Key::Name(_)) && !keyed.is_empty());
            if all.len() > 1 && is_told && keyed.len() < all.len() {
                let ground = format!("of {} that are read, its key is `{}`", all.len(), key.text());
                self.ground = Some(ground);
                self.found = keyed.into_iter().collect();
            }
        }
    }

    /// The instances of a resource that are read.
    fn chosen(&mut self, all: &[Id], name: &Step, keys: &Keys) -> Vec<Id> {
        let has = |id: &Id, key: &Key| self.estate.get(*id).is_some_and(|one| one.key.as_ref() == Some(key));
        let exact = |key: &Key| all.iter().find(|id| has(id, key)).copied();
        if let Some(key) = &name.key {
            return exact(key).into_iter().collect();
        }
        let mut read: Vec<Id> = keys.read.iter().filter_map(exact).collect();
        if keys.nth.is_some() && all.len() > 1 {
            self.estate.is_plain.set(true);
        }
        // `values(x)[count.index]`, and `element`, which begins again at the end.
        if let (Some(index), true) = (keys.nth, read.is_empty() && all.len() > 1) {
            let nth = usize::try_from(index).ok().and_then(|index| all.get(index.checked_rem(all.len())?));
            read.extend(nth);
            let ground = "of {} that the configuration refers to, it is the one at that place";
            self.ground = nth.map(|_| ground.replace("{}", &all.len().to_string())).or(self.ground.take());
        }
        if all.len() < 2 || read.is_empty() {
            self.is_any |= all.len() > 1 && keys.is_open;
            if self.estate.may_look_at(all.len()) {
                return all.to_vec();
            }
            self.is_too_much = true;
            return Vec::new();
        }
        read
    }

    /// A resource, or what an attribute of it leads to.
    fn thing(&mut self, thing: (bool, &str, &Step), rest: &[Step], scope: Scope<'_>, keys: &Keys, depth: usize) {
        let (is_data, kind, name) = thing;
        let estate = self.estate;
        let is_wanted = self.wanted.contains(&kind);
        if !is_wanted && !kinds::is_read(kind) {
            self.lost.insert((scope.module.to_owned(), format!("{kind}.{}", name.name)));
            return;
        }
        let chosen = self.chosen(estate.instances(scope.module, is_data, kind, &name.name), name, keys);
        if is_wanted {
            if chosen.is_empty() {
                self.missing.insert(format!("{kind}.{}", name.name));
            }
            for id in chosen {
                // What is looked up only when the plan is applied is known by what it is looked up with.
                let is_open = is_data && estate.get(id).is_some_and(|one| !one.values.contains_key("id"));
                let before = self.found.len();
                if is_open {
                    self.attribute(id, "id", &[], depth);
                }
                if self.found.len() == before {
                    self.found.insert(id);
                }
            }
            return;
        }
        let read = self.read.clone();
        let attribute = rest.first().map(|step| step.name.as_str()).or(read.as_deref());
        // Behind an index that is no constant attributes are not told; Terraform 0.12 tells none.
        if let (None, Some(made)) = (attribute, adopted::kind_made(kind, self.wanted)) {
            self.perhaps.extend(chosen.into_iter().map(|id| (id, made)));
            return;
        }
        if let Some(made) = attribute.and_then(|attribute| adopted::kind_behind(kind, attribute, self.wanted)) {
            self.found.extend(chosen.iter().filter_map(|id| estate.made_with(*id, made)));
            return;
        }
        let Some(attribute) = attribute else { return };
        let before = self.found.len();
        for id in chosen {
            self.attribute(id, attribute, rest.get(1..).unwrap_or_default(), depth);
        }
        if self.found.len() == before {
            let data = if is_data { "data." } else { "" };
            self.ended.insert(format!("{data}{kind}.{}.{attribute}", name.name));
        }
    }

    /// What an attribute of another resource leads to: by its value, or by what the configuration gives it.
    fn attribute(&mut self, id: Id, attribute: &str, rest: &[Step], depth: usize) {
        let estate = self.estate;
        let Some(one) = estate.get(id) else { return };
        if let Some(value) = one.values.get(attribute).filter(|value| !value.is_null()) {
            let mut ids = Vec::new();
            within(value, rest, &mut |inner| match inner {
                Value::Array(items) => ids.extend(items.iter().filter_map(Value::as_str)),
                inner => ids.extend(inner.as_str()),
            });
            self.found.extend(ids.into_iter().filter_map(|id| estate.by_id_of(id, self.wanted)));
            return;
        }
        let Some(written) = estate.written(one) else { return };
        let scope = estate.scope_of(one);
        match written.expressions().get(attribute) {
            Some(expression) => within(expression, rest, &mut |inner| self.expression(inner, scope, depth + 1)),
            // What a look-up finds has to do with what it is given.
            None if alias(&one.kind, attribute).is_some() => {
                let given = alias(&one.kind, attribute).and_then(|name| written.expressions().get(&name));
                given.into_iter().for_each(|inner| self.expression(inner, scope, depth + 1));
            }
            None if one.is_data => {
                let ended = std::mem::take(&mut self.ended);
                written.expressions().values().for_each(|inner| self.expression(inner, scope, depth + 1));
                self.ended = ended;
            }
            None => {}
        }
    }

    /// A variable of a module: the expression that the call gives it.
    fn variable(&mut self, name: &str, scope: Scope<'_>, reference: &[Step], depth: usize) {
        let Some((parent_module, parent_path, call)) = parent(scope.module) else {
            self.lose(scope, reference);
            return;
        };
        let Some(module) = self.estate.configured(&parent_path) else { return };
        let Some(made) = module.module_calls.get(&call.name) else { return };
        let given: Map<String, Value> =
            made.expressions.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
        let each = made.for_each_expression;
        let above = Scope { module: &parent_module, path: &parent_path, key: call.key.as_ref(), each };
        if let Some(expression) = given.get(name) {
            self.expression(expression, above, depth + 1);
        }
    }

    /// An output of a module, or all of them.
    fn output(&mut self, call: &Step, output: Option<&str>, scope: Scope<'_>, keys: &Keys, depth: usize) {
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
        let read: Vec<std::sync::Arc<str>> = match &call.key {
            Some(key) => of_key(key).into_iter().collect(),
            None => keys.read.iter().filter_map(of_key).collect(),
        };
        self.is_any |= call.key.is_none() && read.is_empty() && all.len() > 1 && keys.is_open;
        let chosen = if call.key.is_none() && read.is_empty() { all } else { read };
        for instance in chosen {
            let inside = Scope { module: &instance, path: &path, key: None, each: None };
            match output.filter(|name| module.outputs.contains_key(*name)) {
                Some(name) => {
                    let Some(found) = module.outputs.get(name) else { continue };
                    let expression = found.expression.and_then(|raw| serde_json::from_str::<Value>(raw.get()).ok());
                    if let Some(expression) = expression {
                        self.expression(&expression, inside, depth + 1);
                    }
                }
                // The output after an index that is no constant is not told: it is the only one that fits, if there is.
                None => {
                    let mut fitting: BTreeSet<BTreeSet<Id>> = BTreeSet::new();
                    for found in module.outputs.values() {
                        let expression = found.expression.and_then(|raw| serde_json::from_str::<Value>(raw.get()).ok());
                        let Some(expression) = expression else { continue };
                        let mut search = Search { steps: self.steps, ..Search::new(self.estate, self.wanted) };
                        search.expression(&expression, inside, depth + 1);
                        self.steps = search.steps;
                        fitting.extend((!search.found.is_empty()).then_some(search.found));
                    }
                    let mut fitting = fitting.into_iter();
                    match (fitting.next(), fitting.next()) {
                        (Some(only), None) => {
                            self.ground = Some(format!("no other output of `{instance}` leads to such a thing"));
                            self.found.extend(only);
                        }
                        _ => drop(self.lost.insert((instance.to_string(), format!("module.{}", call.name)))),
                    }
                }
            }
        }
    }

    /// `each.value`: what the collection refers to.
    fn each(&mut self, rest: &[Step], scope: Scope<'_>, depth: usize) {
        let Some(expression) = scope.each.and_then(|raw| serde_json::from_str::<Value>(raw.get()).ok()) else { return };
        let references = expression.get("references").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let keys = Keys { read: scope.key.cloned().into_iter().collect(), ..Keys::default() };
        let around = Scope { key: None, each: None, ..scope };
        let is_first = self.found.is_empty();
        for one in ends(references) {
            let mut reference = steps(one);
            let first = reference.first().map(|step| step.name.clone()).unwrap_or_default();
            // The members of a collection of modules or resources, of which an attribute is read.
            if reference.len() == 2 && !matches!(first.as_str(), "var" | "local" | "each" | "data") {
                reference.extend_from_slice(rest);
                self.reference(&reference, around, &keys, depth + 1);
            } else if is_first {
                self.reference(&reference, around, &keys, depth + 1);
            }
        }
    }

    fn lose(&mut self, scope: Scope<'_>, what: &[Step]) {
        let short: Vec<&str> = what.iter().take(2).map(|step| step.name.as_str()).collect();
        self.lost.insert((scope.module.to_owned(), short.join(".")));
    }
}
