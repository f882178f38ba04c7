//! Values that a plan tells of what expressions are made with: variables, and the keys and values of collections.

use serde_json::Value;
use serde_json::value::RawValue;

use super::address::{Key, Step, steps};
use super::estate::{Estate, parsed};
use super::parts::{ends, parent};
use super::search::LONGEST_CHAIN;

/// A place in the configuration: a module instance, and the key of the instance whose expression is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'s> {
    pub(super) module: &'s str,
    pub(super) path: &'s str,
    pub(super) key: Option<&'s Key>,
    /// The collection of `for_each`, which gives `each.value`.
    pub(super) each: Option<&'s RawValue>,
}

impl Estate<'_> {
    /// The keys that the references of one expression read, as `a` for `x[var.name]`.
    pub(super) fn keys_of(&self, all: &[Vec<Step>], scope: Scope<'_>) -> Keys {
        let mut keys = Keys::default();
        let mut is_own = false;
        let mut by_local = false;
        for one in all {
            let names: Vec<&str> = one.iter().map(|step| step.name.as_str()).collect();
            let value = match names.as_slice() {
                ["each" | "count" | "var", ..] => self.known(one, scope, &[], 0),
                ["local", ..] => {
                    // One who has no key is never taken for another with the same.
                    keys.is_open |= scope.key.is_some();
                    by_local = true;
                    continue;
                }
                _ => continue,
            };
            if let (["count", ..], Some(Value::Number(index))) = (names.as_slice(), &value) {
                keys.nth = index.as_u64();
            }
            is_own |= matches!(names.as_slice(), ["each", "key"] | ["count", _]);
            match value {
                Some(Value::String(name)) => keys.read.push(Key::Name(name)),
                Some(Value::Number(number)) => keys.read.extend(number.as_u64().map(Key::Index)),
                Some(_) => {}
                // A set is gone through by its members, which are its keys.
                None if names.as_slice() == ["each", "value"] => keys.read.extend(scope.key.cloned()),
                None => keys.is_open |= names.first() == Some(&"each"),
            }
        }
        keys.is_open &= !is_own;
        // `x[local.names[count.index]]` is at another place.
        keys.nth = keys.nth.filter(|_| !by_local);
        keys
    }

    /// The value that a reference has, and what `tail` reads of it.
    fn known(&self, reference: &[Step], scope: Scope<'_>, tail: &[String], depth: usize) -> Option<Value> {
        let [kind, name, rest @ ..] = reference else { return None };
        if depth > LONGEST_CHAIN {
            return None;
        }
        let mut path: Vec<String> = name.key.iter().map(Key::text).collect();
        for step in rest {
            path.extend((!step.name.is_empty()).then(|| step.name.clone()));
            path.extend(step.key.iter().map(Key::text));
        }
        path.extend_from_slice(tail);
        match (kind.name.as_str(), name.name.as_str()) {
            ("each", "key") | ("count", "index") => scope.key.filter(|_| path.is_empty()).map(|key| match key {
                Key::Index(index) => Value::from(*index),
                Key::Name(name) => Value::from(name.as_str()),
            }),
            ("each", "value") => walk(&self.each_value(scope)?, &path),
            ("var", name) if scope.module.is_empty() => walk(self.variables.get(name)?, &path),
            ("var", name) => {
                let (module, module_path, call) = parent(scope.module)?;
                let made = self.configured(&module_path)?.module_calls.get(&call.name)?;
                let given = made.expressions.map(|raw| parsed(raw.get())).unwrap_or_default();
                let each = made.for_each_expression;
                let above = Scope { module: &module, path: &module_path, key: call.key.as_ref(), each };
                match given.get(name) {
                    Some(expression) => self.known_expression(expression, above, &path, depth),
                    None => {
                        let default = made.module.as_ref()?.variables.get(name)?.default?;
                        walk(&serde_json::from_str(default.get()).ok()?, &path)
                    }
                }
            }
            _ => None,
        }
    }

    /// The value that an instance goes by: the member of the collection with its key, or what the parts of its key lead to
    /// in one of the collections that the module is given, as `web/health` for the rules of all listeners.
    pub(super) fn each_value(&self, scope: Scope<'_>) -> Option<Value> {
        let key = scope.key?.text();
        let each: Value = serde_json::from_str(scope.each?.get()).ok()?;
        let around = Scope { key: None, each: None, ..scope };
        let path = [key.clone()];
        if let Some(value) = self.known_expression(&each, around, &path, 0) {
            return Some(value);
        }
        // `{ for key, one in var.all : key => one if … }` reads other things beside the collection.
        let all = each.get("references").and_then(Value::as_array).map(|all| ends(all)).unwrap_or_default();
        let mut known = all.iter().filter_map(|one| self.known(&steps(one), around, &path, 0));
        if let Some(value) = known.next() {
            return known.next().is_none().then_some(value);
        }
        let parts: Vec<&str> = key.split(['/', ':', '.']).filter(|part| !part.is_empty()).collect();
        if parts.len() < 2 || !all.iter().any(|one| one.starts_with("local.")) {
            return None;
        }
        let module = self.configured(scope.path)?;
        let given = module.variables.keys().filter_map(|name| {
            let name = Step { name: name.clone(), key: None };
            self.known(&[Step { name: "var".to_owned(), key: None }, name], around, &[], 0)
        });
        let mut found: Vec<Value> = Vec::new();
        for value in given {
            under(&value, &parts, &mut found);
        }
        <[Value; 1]>::try_from(found).ok().map(|[value]| value)
    }

    /// What `path` reads of an expression: a constant, or nothing but one reference.
    fn known_expression(&self, expression: &Value, scope: Scope<'_>, path: &[String], depth: usize) -> Option<Value> {
        if let Some(constant) = expression.get("constant_value") {
            return walk(constant, path);
        }
        let all = ends(expression.get("references")?.as_array()?);
        let [only] = all.as_slice() else { return None };
        self.known(&steps(only), scope, path, depth + 1)
    }
}

/// The keys that an expression reads.
#[derive(Debug, Default)]
pub(super) struct Keys {
    pub(super) read: Vec<Key>,
    /// The index of the one who reads, among those that `count` makes.
    pub(super) nth: Option<u64>,
    /// Whether it reads by something that a plan does not tell.
    pub(super) is_open: bool,
}

/// The only object of a list that has a text in one of its fields, as for `{ for one in var.list : one.name => one }`.
fn named<'v>(items: &'v [Value], text: &str) -> Option<&'v Value> {
    let only = |has: &dyn Fn(&serde_json::Map<String, Value>) -> bool| {
        let mut all = items.iter().filter(|one| one.as_object().is_some_and(has));
        all.next().filter(|_| all.next().is_none())
    };
    let is = |field: Option<&Value>| field.and_then(Value::as_str) == Some(text);
    let by_name = ["name", "key", "id"].into_iter().find_map(|name| only(&|one| is(one.get(name))));
    by_name.or_else(|| only(&|one| one.values().any(|field| is(Some(field)))))
}

/// The members that parts of a key lead to, whatever stands between them.
fn under(value: &Value, parts: &[&str], found: &mut Vec<Value>) {
    let [first, rest @ ..] = parts else { return found.push(value.clone()) };
    let Value::Object(map) = value else { return };
    match map.get(*first) {
        Some(inner) => under(inner, rest, found),
        None => map.values().for_each(|inner| under(inner, parts, found)),
    }
}

fn walk(value: &Value, path: &[String]) -> Option<Value> {
    let [first, rest @ ..] = path else { return Some(value.clone()) };
    let inner = match value {
        Value::Object(map) => map.get(first)?,
        // The members of a set are read by themselves.
        Value::Array(items) => {
            let at = first.parse::<usize>().ok().and_then(|index| items.get(index));
            let member = || items.iter().find(|one| one.as_str() == Some(first));
            at.or_else(member).or_else(|| named(items, first))?
        }
        _ => return None,
    };
    walk(inner, rest)
}
