//! Two descriptions of one thing → one: what either leaves out the other gives, and what both give must agree.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::source::Pointer;

/// A join under way.
pub(super) struct Join<'j> {
    /// Other names, of each of the two inputs.
    pub(super) aliases: &'j [BTreeMap<String, String>; 2],
    /// Names that were found to stand for one thing, with the one that is kept.
    pub(super) same: &'j BTreeMap<String, String>,
    /// Where the two disagree.
    pub(super) differ: Vec<Differ>,
    /// What was taken from the second.
    pub(super) moved: Vec<Moved>,
    /// Parts that the second calls by another name.
    pub(super) renamed: Vec<Moved>,
}

/// Names as a mapping.
fn by_name(names: Vec<Value>) -> Value {
    let names = names.iter().filter_map(Value::as_str);
    Value::Object(names.map(|name| (name.to_owned(), Value::Object(serde_json::Map::new()))).collect())
}

/// A place where two descriptions disagree.
pub(super) struct Differ {
    pub(super) at: Pointer,
    /// What the second has.
    pub(super) other: String,
    /// Whether what either has is taken, and not what the first has.
    pub(super) both: bool,
}

/// A part taken from the second description.
pub(super) struct Moved {
    /// Where it is now.
    pub(super) ours: Pointer,
    /// Where it was.
    pub(super) theirs: Pointer,
}

impl Join<'_> {
    /// Both values as one; `at` is their place in the thing.
    pub(super) fn values(&mut self, first: Value, second: Value, at: &Pointer) -> Value {
        self.pair(first, second, at, at)
    }

    fn pair(&mut self, first: Value, second: Value, ours: &Pointer, theirs: &Pointer) -> Value {
        match (first, second) {
            (first, Value::Null) => first,
            (Value::Null, second) => {
                self.moved.push(Moved { ours: ours.clone(), theirs: theirs.clone() });
                second
            }
            (Value::Object(mut first), Value::Object(second)) => {
                for (name, value) in second {
                    let known = first.keys().find(|key| self.is_same(key, &name)).cloned();
                    let key = known.unwrap_or_else(|| name.clone());
                    if key != name {
                        self.renamed.push(Moved { ours: ours.push(&key), theirs: theirs.push(&name) });
                    }
                    let before = first.remove(&key).unwrap_or(Value::Null);
                    if value.is_null() && before.is_null() {
                        continue;
                    }
                    let joined = self.pair(before, value, &ours.push(&key), &theirs.push(&name));
                    first.insert(key, joined);
                }
                Value::Object(first)
            }
            (Value::Array(first), Value::Array(second)) => self.lists(first, second, ours, theirs),
            // What may be a list of names is a mapping that says nothing more of each.
            (Value::Array(first), second @ Value::Object(_)) if first.iter().all(Value::is_string) => {
                self.pair(by_name(first), second, ours, theirs)
            }
            (first @ Value::Object(_), Value::Array(second)) if second.iter().all(Value::is_string) => {
                self.pair(first, by_name(second), ours, theirs)
            }
            // A zone's ID says more than its name, and nothing else.
            (Value::String(first), Value::String(second)) if is_zone_name(&first) && is_zone_id(&second) => {
                self.moved.push(Moved { ours: ours.clone(), theirs: theirs.clone() });
                Value::String(second)
            }
            (Value::String(first), Value::String(second)) if is_zone_id(&first) && is_zone_name(&second) => {
                Value::String(first)
            }
            (first, second) => {
                if !self.agree(&first, &second) {
                    self.differs(ours, told(&second));
                }
                first
            }
        }
    }

    /// Of names the longer list, when it has all that the other has; of things all that either has.
    fn lists(&mut self, first: Vec<Value>, second: Vec<Value>, ours: &Pointer, theirs: &Pointer) -> Value {
        let has = |join: &Self, one: &Value| first.iter().any(|ours| join.agree(ours, one));
        let new: Vec<usize> =
            (0..second.len()).filter(|index| second.get(*index).is_some_and(|one| !has(self, one))).collect();
        if new.is_empty() {
            return Value::Array(first);
        }
        let things = first.iter().chain(&second).any(Value::is_object);
        if !things && first.iter().all(|one| second.iter().any(|other| self.agree(one, other))) {
            self.moved.push(Moved { ours: ours.clone(), theirs: theirs.clone() });
            return Value::Array(second);
        }
        if !things {
            self.differs(ours, told(&Value::Array(second)));
            return Value::Array(first);
        }
        // Rules may stand in several places, but a list that lacks what the other has is out of date.
        let are_rules = ours.last().is_some_and(|field| matches!(&*field, "inbound" | "outbound"));
        if are_rules && first.iter().any(|one| !second.iter().any(|other| self.agree(one, other))) {
            let count = new.len();
            let other = format!("{count} {} that the other lacks", if count == 1 { "rule" } else { "rules" });
            self.differ.push(Differ { at: ours.clone(), other, both: true });
        }
        let mut joined = first;
        for index in new {
            if let Some(value) = second.get(index) {
                if let Some(known) = rival(&joined, &second, value) {
                    self.target(&mut joined, known, value, (&ours.index(known), &theirs.index(index)));
                    continue;
                }
                self.moved.push(Moved { ours: ours.index(joined.len()), theirs: theirs.index(index) });
                joined.push(value.clone());
            }
        }
        Value::Array(joined)
    }

    fn differs(&mut self, at: &Pointer, other: String) {
        self.differ.push(Differ { at: at.clone(), other, both: false });
    }

    /// One route that leads elsewhere in the second: what one of the two does not know, the other tells.
    fn target(&mut self, routes: &mut [Value], known: usize, second: &Value, (ours, theirs): (&Pointer, &Pointer)) {
        let via = |route: &Value| route.get(VIA).and_then(Value::as_str).unwrap_or_default().to_owned();
        let Some(first) = routes.get_mut(known) else { return };
        match (via(first).as_str(), via(second).as_str()) {
            (_, UNKNOWN) => {}
            (UNKNOWN, _) => {
                self.moved.push(Moved { ours: ours.clone(), theirs: theirs.clone() });
                *first = second.clone();
            }
            (_, other) => self.differs(&ours.push(VIA), format!("`{other}`")),
        }
    }

    fn agree(&self, one: &Value, other: &Value) -> bool {
        match (one, other) {
            (Value::String(one), Value::String(other)) => self.is_same(one, other),
            (Value::Array(one), Value::Array(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| self.agree(one, other))
            }
            (Value::Object(one), Value::Object(other)) => {
                let null = Value::Null;
                let mut keys = one.keys().chain(other.keys());
                keys.all(|key| self.agree(one.get(key).unwrap_or(&null), other.get(key).unwrap_or(&null)))
            }
            _ => one == other,
        }
    }

    /// Whether a name of the first and one of the second mean one thing.
    fn is_same(&self, one: &str, other: &str) -> bool {
        if one == other {
            return true;
        }
        let [first, second] = self.aliases;
        // Names of things inside a VPC are only unique there, so an id may lead to the name, but not back.
        let shares_an_id = || {
            let mut ids = first.iter().filter(|(_, name)| *name == one);
            ids.any(|(id, _)| id == other || second.get(id).is_some_and(|name| name == other))
        };
        let leads = |aliases: &BTreeMap<String, String>, from: &str, to: &str| super::meant(aliases, from) == to;
        leads(first, other, one)
            || leads(second, one, other)
            || leads(self.same, one, super::meant(self.same, other))
            || leads(self.same, other, one)
            || shares_an_id()
    }
}

const VIA: &str = "via";
const UNKNOWN: &str = "unknown";

/// The route among those of the first that goes where a route of the second goes, if each has one only: a destination
/// with several targets is no contradiction.
fn rival(first: &[Value], second: &[Value], route: &Value) -> Option<usize> {
    let key = |route: &Value| Some((route.get("to")?.clone(), route.get("propagated").cloned().unwrap_or_default()));
    route.get(VIA)?;
    let wanted = key(route)?;
    let is_it = |one: &&Value| key(one).is_some_and(|key| key == wanted);
    if first.iter().filter(is_it).count() != 1 || second.iter().filter(is_it).count() != 1 {
        return None;
    }
    first.iter().position(|one| is_it(&one))
}

fn told(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    }
}

/// `use1-az1`.
fn is_zone_id(text: &str) -> bool {
    text.split_once("-az")
        .is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|one| one.is_ascii_digit()))
}

/// `us-east-1a`.
fn is_zone_name(text: &str) -> bool {
    let ends = text.rsplit('-').next().unwrap_or_default().as_bytes();
    text.matches('-').count() >= 2
        && matches!(ends, [first, .., last] if first.is_ascii_digit() && last.is_ascii_lowercase())
}
