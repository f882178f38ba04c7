//! What a plan does not write down: locals, and what the blocks that `dynamic` makes refer to. Both are made in a module of
//! what it has and what it is given, so where one thing of these fits, it is taken, and said to be.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::address::Key;
use super::estate::{Estate, Id, Resource};
use super::known::Scope;
use super::parts::parent;
use super::reference::{How, Lead};
use super::search::Search;

/// How many modules a chain of such things may go through.
const DEEPEST: usize = 8;

/// What fits, and the ground on which it does.
type Fit = (BTreeSet<Id>, String);

impl Estate<'_> {
    /// The resources that a name in a module instance stands for, where a plan holds the name alone.
    pub(super) fn unwritten(&self, module: &str, name: &str, wanted: &[&str]) -> Option<Fit> {
        self.fitting(module, name, wanted, DEEPEST)
    }

    fn fitting(&self, module: &str, name: &str, wanted: &[&str], depth: usize) -> Option<Fit> {
        let place = if module.is_empty() { "the root module".to_owned() } else { format!("`{module}`") };
        let own = self.things_of(module, wanted);
        let single = |all: &BTreeMap<String, BTreeSet<Id>>| match (all.values().next(), all.len()) {
            (Some(found), 1) if found.len() == 1 => Some(found.clone()),
            _ => None,
        };
        if let Some(found) = single(&own) {
            return Some((found, format!("it is the only one in {place}")));
        }
        let given = self.given(module, wanted, depth);
        if let Some(found) = given.get(name).filter(|_| own.is_empty()) {
            return Some((found.clone(), format!("{place} is given it as `{name}`")));
        }
        let mut called = own.iter().filter(|(own, _)| is_word(name, own));
        if let (Some((own, found)), None) = (called.next(), called.next()) {
            return Some((
                found.clone(),
                format!("of those in {place}, `{own}` is named in `{name}`, which a plan does not hold"),
            ));
        }
        let mut all: BTreeSet<BTreeSet<Id>> = own.into_values().chain(given.into_values()).collect();
        if all.is_empty() {
            all.extend(self.within(module, wanted));
        }
        let mut all = all.into_iter();
        if let (Some(found), None) = (all.next(), all.next()) {
            return Some((found, format!("nothing else that {place} has or is given is of that type")));
        }
        None
    }

    /// The resources that a module instance has itself, by name.
    fn things_of(&self, module: &str, wanted: &[&str]) -> BTreeMap<String, BTreeSet<Id>> {
        let mut own: BTreeMap<String, BTreeSet<Id>> = BTreeMap::new();
        for id in wanted.iter().flat_map(|kind| self.in_module(module, kind)) {
            if let Some(one) = self.get(*id).filter(|one| one.made.is_none() && !one.is_open()) {
                own.entry(one.name.to_string()).or_default().insert(*id);
            }
        }
        own
    }

    /// The resources in the modules of a module instance, by the module they stand in and their name.
    fn within(&self, module: &str, wanted: &[&str]) -> Vec<BTreeSet<Id>> {
        let mut all: BTreeMap<(&str, &str), BTreeSet<Id>> = BTreeMap::new();
        for (id, one) in self.below(module, wanted).filter(|(_, one)| one.made.is_none() && !one.is_open()) {
            all.entry((&one.module, &one.name)).or_default().insert(id);
        }
        all.into_values().collect()
    }

    /// What the arguments that a module instance is given lead to, by argument.
    fn given(&self, module: &str, wanted: &[&str], depth: usize) -> BTreeMap<String, BTreeSet<Id>> {
        let Some((around, path, call)) = parent(module).filter(|_| depth > 0) else { return BTreeMap::new() };
        let key = (module.to_owned(), wanted.join(" "));
        if let Some(known) = self.given_to.borrow().get(&key) {
            return known.clone();
        }
        let made = self.configured(&path).and_then(|module| module.module_calls.get(&call.name));
        let expressions = made.and_then(|made| made.expressions);
        let expressions: Map<String, Value> =
            expressions.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
        let each = made.and_then(|made| made.for_each_expression);
        let scope = Scope { module: &around, path: &path, key: call.key.as_ref(), each };
        let mut given = BTreeMap::new();
        for (argument, expression) in &expressions {
            let mut search = Search::new(self, wanted);
            search.is_of_arguments = true;
            search.expression(expression, scope, 0);
            let mut found = search.found;
            if found.is_empty() {
                let lost: BTreeSet<BTreeSet<Id>> = search
                    .lost
                    .iter()
                    .filter_map(|(module, what)| self.fitting(module, local(what)?, wanted, depth - 1))
                    .map(|(found, _)| found)
                    .collect();
                found = <[BTreeSet<Id>; 1]>::try_from(Vec::from_iter(lost)).map(|[found]| found).unwrap_or_default();
            }
            if !found.is_empty() {
                given.insert(argument.clone(), found);
            }
        }
        self.given_to.borrow_mut().insert(key, given.clone());
        given
    }

    /// The one thing of some types that a module instance is given.
    pub(super) fn only_given(&self, module: &str, wanted: &[&str]) -> Option<Id> {
        let all: BTreeSet<Id> = self.given(module, wanted, DEEPEST).into_values().flatten().collect();
        <[Id; 1]>::try_from(Vec::from_iter(all)).ok().map(|[id]| id)
    }

    /// What all things in which a trail was lost stand for, where that is one and the same.
    pub(super) fn of_lost(&self, lost: &BTreeSet<(String, String)>, wanted: &[&str]) -> Option<Lead> {
        let mut all: BTreeMap<BTreeSet<Id>, String> = BTreeMap::new();
        for (module, what) in lost {
            if let Some((found, ground)) = local(what).and_then(|name| self.unwritten(module, name, wanted)) {
                all.entry(found).or_insert(ground);
            }
        }
        let mut all = all.into_iter();
        match (all.next(), all.next()) {
            (Some((found, ground)), None) => Some(Lead::To(found.into_iter().collect(), How::Inferred(ground))),
            _ => None,
        }
    }

    /// What locals, in which a trail was lost beside others, are named after.
    pub(super) fn named_by(&self, lost: &BTreeSet<(String, String)>, wanted: &[&str]) -> BTreeSet<Id> {
        let mut found = BTreeSet::new();
        for (module, what) in lost {
            let Some(name) = local(what) else { continue };
            let own = self.things_of(module, wanted);
            found.extend(own.into_iter().filter(|(own, _)| is_word(name, own)).flat_map(|(_, found)| found));
        }
        found
    }

    /// A list that is concluded and not told: where its module is given others of the kind, it may hold them as well.
    pub(super) fn whole(&self, from: &Resource, lead: Lead, wanted: &[&str]) -> Lead {
        let Lead::To(found, How::Inferred(_)) = &lead else { return lead };
        let given = self.given(&from.module, wanted, DEEPEST);
        let mut others = given.values().flatten().filter(|id| !found.contains(id));
        match others.next().and_then(|id| self.get(*id)) {
            Some(other) => Lead::Unknown(format!(
                "known after apply, and beside those of its module it may name others that it is given, such as `{}`",
                other.address
            )),
            None => lead,
        }
    }

    /// What a part of a block leads to that the plan says is there and the configuration does not tell: `dynamic` made it.
    pub(super) fn dynamic(&self, from: &Resource, block: &str, wanted: &[&str]) -> Lead {
        match self.unwritten(&from.module, block, wanted) {
            Some((found, ground)) => {
                let found = self.mentioned(from, &found).unwrap_or_else(|| found.into_iter().collect());
                Lead::To(found, How::Inferred(format!("a `dynamic` block makes it, and {ground}")))
            }
            None => Lead::Unknown(
                "known after apply, and a plan does not hold what blocks that `dynamic` makes refer to".to_owned(),
            ),
        }
    }

    /// The candidates whose keys the value that a resource goes by (`each.value`) names.
    pub(super) fn mentioned(&self, from: &Resource, found: &BTreeSet<Id>) -> Option<Vec<Id>> {
        let value = self.each_value(self.scope_of(from)).filter(|value| value.is_object())?;
        let mut names: BTreeSet<&str> = BTreeSet::new();
        texts(&value, &mut names);
        let is_named = |id: &&Id| match self.get(**id).and_then(|one| one.key.as_ref()) {
            Some(Key::Name(key)) => names.contains(key.as_str()),
            _ => false,
        };
        let named: Vec<Id> = found.iter().filter(is_named).copied().collect();
        (!named.is_empty()).then_some(named)
    }
}

impl Resource {
    /// Whether it is looked up only when the plan is applied.
    pub(super) fn is_open(&self) -> bool {
        self.is_data && !self.values.contains_key("id")
    }
}

fn texts<'v>(value: &'v Value, into: &mut BTreeSet<&'v str>) {
    match value {
        Value::String(text) => drop(into.insert(text)),
        Value::Array(all) => all.iter().for_each(|one| texts(one, into)),
        Value::Object(all) => all.values().for_each(|one| texts(one, into)),
        _ => {}
    }
}

/// The name of a local.
fn local(what: &str) -> Option<&str> {
    what.strip_prefix("local.")
}

/// Whether a name holds another as one of its words: `private_route_table_ids` and `private`. Names that say nothing do
/// not count.
fn is_word(name: &str, word: &str) -> bool {
    !matches!(word, "this" | "main" | "default") && name.split('_').any(|part| part == word)
}
