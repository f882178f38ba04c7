//! Intrinsic functions: what an expression of a template comes to, or why that is not known.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::cidr;
use super::nested::Nested;
use super::template::{self, Loops, Template, scalar};
use crate::import::Options;
use crate::source::Pointer;

/// How deep expressions and what they refer to may nest; a cycle ends here.
const DEEPEST: u32 = 96;
/// Steps that all expressions of a call may take; a long text counts as several.
const MOST_STEPS: u64 = 4_000_000;
/// Bytes of a text that count as a step.
const STEP: usize = 64;
/// Bytes a text may come to: far more than AWS takes for any value that matters here.
const LONGEST: usize = 16_384;
/// Items a list may come to.
pub(super) const MOST_ITEMS: usize = 4_096;

/// What a dynamic reference begins with.
const DYNAMIC: &str = "{{resolve:";
/// Why such a value is not known.
const RESOLVED: &str = "it is a dynamic reference, which AWS resolves when the stack is made";

/// The key of a mapping that stands for a value that is not known.
const UNKNOWN: &str = "\u{0}";

/// How what is not known is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mode {
    /// It makes the whole unknown.
    Exact,
    /// Region and account do not matter: names of services of AWS, ARNs of which the end counts.
    Service,
    /// It is a gap: names of exports are compared by what is between.
    Pattern,
}

/// All templates of a call, and what the user told.
#[derive(Debug)]
pub(super) struct World<'o> {
    pub(super) templates: Vec<Template>,
    pub(super) options: &'o Options,
    pub(super) exports: Vec<Export>,
    pub(super) nested: Nested,
    steps: Cell<u64>,
    /// What attributes and exports come to.
    pub(super) found: RefCell<BTreeMap<(usize, String, Mode), Value>>,
    /// Whether conditions hold.
    pub(super) conditions: RefCell<BTreeMap<(usize, String), Option<bool>>>,
    pub(super) guessed_zones: Cell<bool>,
}

#[derive(Debug)]
pub(super) struct Export {
    pub(super) template: usize,
    pub(super) exact: Option<String>,
    pub(super) pattern: String,
    pub(super) value: Value,
}

impl<'o> World<'o> {
    pub(super) fn new(templates: Vec<Template>, options: &'o Options) -> Self {
        let mut world = Self {
            templates,
            options,
            exports: Vec::new(),
            nested: Nested::default(),
            steps: Cell::new(0),
            found: RefCell::default(),
            conditions: RefCell::default(),
            guessed_zones: Cell::new(false),
        };
        for index in 0..world.templates.len() {
            let mut loops = Loops::new(&world, index);
            let sections = ["Conditions", "Outputs"].map(|name| (name, loops.section(name)));
            if let Some(Value::Object(all)) = world.templates.get(index).and_then(|one| one.value.get("Resources")) {
                loops.entries(all, &Pointer::root().push("Resources"), &BTreeMap::new());
            }
            let (resources, open) = (loops.resources, loops.open);
            if let Some(template) = world.templates.get_mut(index) {
                template.resources = resources;
                template.open = open;
                for (name, section) in sections {
                    if let (Some(place), Some(section)) = (template.value.get_mut(name), section) {
                        *place = section;
                    }
                }
            }
        }
        template::tell_apart(&mut world.templates);
        world.nested = Nested::of(&world);
        for index in 0..world.templates.len() {
            let template = world.templates.get(index);
            let only = template.and_then(|one| Some((one.vpc_parameter()?, one))).map(|(name, one)| {
                match world.reference(index, name, Mode::Exact, 0) {
                    // A stack of another template may give it one of its own.
                    Value::String(id) if !id.is_empty() => id,
                    _ => one.called(name),
                }
            });
            if let Some(template) = world.templates.get_mut(index) {
                template.only_vpc = only;
            }
        }
        let mut exports = Vec::new();
        for (index, template) in world.templates.iter().enumerate() {
            let outputs = template.value.get("Outputs").and_then(Value::as_object);
            for output in outputs.into_iter().flat_map(Map::values) {
                let name = output.get("Export").and_then(|export| export.get("Name"));
                let (Some(name), Some(value)) = (name, output.get("Value")) else { continue };
                let exact = world.eval(index, name, Mode::Exact, 0);
                let pattern = world.eval(index, name, Mode::Pattern, 0);
                let (exact, pattern) = (scalar(&exact), scalar(&pattern).unwrap_or_default());
                exports.push(Export { template: index, exact, pattern, value: value.clone() });
            }
        }
        world.exports = exports;
        world
    }

    /// Why a value is not known.
    pub(super) fn reason(value: &Value) -> Option<&str> {
        value.as_object()?.get(UNKNOWN)?.as_str()
    }

    /// Why something within a value is not known.
    pub(super) fn reason_within(value: &Value) -> Option<&str> {
        match value {
            Value::Object(map) => Self::reason(value).or_else(|| map.values().find_map(Self::reason_within)),
            Value::Array(items) => items.iter().find_map(Self::reason_within),
            _ => None,
        }
    }

    /// What the user told of a pseudo parameter.
    pub(super) fn told(&self, name: &str) -> Option<&str> {
        self.options.parameters.get(name).map(String::as_str)
    }

    /// What an expression comes to. Depth counts what is around it.
    pub(super) fn eval(&self, of: usize, value: &Value, mode: Mode, depth: u32) -> Value {
        if !self.goes_on(depth) {
            return unknown(if depth > DEEPEST {
                "it is nested too deeply"
            } else {
                "the templates take too long to work out"
            });
        }
        let depth = depth.saturating_add(1);
        match value {
            // What a secret is called is told no more than the secret.
            Value::String(text) if text.contains(DYNAMIC) && mode != Mode::Pattern => unknown(RESOLVED),
            Value::String(text) if text.contains('\u{0}') => Value::String(text.replace('\u{0}', "")),
            Value::Array(items) => Value::Array(
                items.iter().map(|item| self.eval(of, item, mode, depth)).filter(|item| !item.is_null()).collect(),
            ),
            Value::Object(map) => {
                if let (1, Some((name, inner))) = (map.len(), map.iter().next())
                    && let Some(found) = self.call(of, name, inner, mode, depth)
                {
                    self.take(weight(&found));
                    return found;
                }
                let entries =
                    map.iter().map(|(key, inner)| (key.replace('\u{0}', ""), self.eval(of, inner, mode, depth)));
                Value::Object(entries.filter(|(_, inner)| !inner.is_null()).collect())
            }
            other => other.clone(),
        }
    }

    /// Counts a step; whether there may be more.
    pub(super) fn goes_on(&self, depth: u32) -> bool {
        self.take(1);
        depth <= DEEPEST && self.steps.get() <= MOST_STEPS
    }

    fn take(&self, steps: u64) {
        self.steps.set(self.steps.get().saturating_add(steps));
    }

    fn call(&self, of: usize, name: &str, inner: &Value, mode: Mode, depth: u32) -> Option<Value> {
        let args = || match self.eval(of, inner, mode, depth) {
            Value::Array(items) => items,
            other => vec![other],
        };
        Some(match name {
            "Ref" => match inner {
                Value::String(name) => self.reference(of, name, mode, depth),
                // With the language extensions the name may be worked out.
                _ => match self.eval(of, inner, Mode::Exact, depth) {
                    Value::String(name) => self.reference(of, &name, mode, depth),
                    other => why(&[other], "`Ref` takes a name"),
                },
            },
            "Fn::GetAtt" => {
                let (of_what, attribute) = match inner {
                    Value::String(text) => text.split_once('.').map(|(one, rest)| (one.to_owned(), rest.to_owned()))?,
                    Value::Array(items) => match items.as_slice() {
                        [one, attribute] => {
                            let text = |value: &Value| scalar(&self.eval(of, value, Mode::Exact, depth));
                            (text(one).unwrap_or_default(), text(attribute).unwrap_or_default())
                        }
                        _ => return Some(unknown("`Fn::GetAtt` takes a logical id and an attribute")),
                    },
                    _ => return Some(unknown("`Fn::GetAtt` takes a logical id and an attribute")),
                };
                // What is known only after deployment names nothing in the template.
                if of_what.contains('\u{0}') || attribute.contains('\u{0}') {
                    return Some(unknown("`Fn::GetAtt` takes names, and one is not known before deployment"));
                }
                self.attribute(of, &of_what, &attribute, mode, depth)
            }
            "Fn::Sub" => self.substitute(of, inner, mode, depth),
            "Fn::Join" => match inner.as_array().map(Vec::as_slice) {
                Some([between, items]) => {
                    let between = scalar(&self.eval(of, between, mode, depth)).unwrap_or_default();
                    match self.eval(of, items, mode, depth) {
                        Value::Array(items) => joined(&items, &between, mode),
                        other => other,
                    }
                }
                _ => unknown("`Fn::Join` takes a delimiter and a list"),
            },
            "Fn::Split" => match args().as_slice() {
                [Value::String(at), Value::String(text)] if !at.is_empty() => Value::Array(
                    text.split(at.as_str()).take(MOST_ITEMS).map(|part| Value::String(part.to_owned())).collect(),
                ),
                other => why(other, "`Fn::Split` takes a delimiter and a text"),
            },
            "Fn::Select" => match args().as_slice() {
                [index, Value::Array(items)] => {
                    let index = scalar(index).and_then(|index| index.trim().parse::<usize>().ok());
                    index.and_then(|index| items.get(index)).cloned().unwrap_or_else(|| {
                        unknown(
                            World::reason_in(items).unwrap_or("`Fn::Select` asks for an item that the list has not"),
                        )
                    })
                }
                other => why(other, "`Fn::Select` takes an index and a list"),
            },
            "Fn::Cidr" => {
                let args = args();
                let number = |at: usize| args.get(at).and_then(scalar).and_then(|text| text.trim().parse::<u32>().ok());
                match args.as_slice() {
                    [Value::String(block), _, ..] if !block.contains('\u{0}') => {
                        let bits = number(2).unwrap_or(if block.contains(':') { 64 } else { 8 });
                        let blocks = number(1).and_then(|count| cidr::blocks(block, count, bits));
                        match blocks {
                            Some(blocks) => Value::Array(blocks.into_iter().map(Value::String).collect()),
                            None => why(&args, "`Fn::Cidr` asks for blocks that do not fit"),
                        }
                    }
                    other => why(other, "`Fn::Cidr` takes a block, a count and host bits"),
                }
            }
            "Fn::FindInMap" => self.find(of, &args()),
            "Fn::ImportValue" => self.import(of, inner, mode, depth),
            "Fn::GetAZs" => {
                let asked = scalar(&self.eval(of, inner, mode, depth)).filter(|region| !region.is_empty());
                match asked.as_deref().or_else(|| self.told("AWS::Region")) {
                    Some(region) if !region.contains('\u{0}') => {
                        self.guessed_zones.set(true);
                        let zones = ["a", "b", "c"].iter();
                        Value::Array(zones.map(|letter| Value::String(format!("{region}{letter}"))).collect())
                    }
                    _ => unknown(
                        "the zones of the Region are not in the template: give `--parameter AWS::Region=NAME`, or a file of parameters",
                    ),
                }
            }
            "Fn::If" => match inner.as_array().map(Vec::as_slice) {
                Some([condition, yes, no]) => match condition.as_str().map(|name| self.condition(of, name, depth)) {
                    Some(Some(true)) => self.eval(of, yes, mode, depth),
                    Some(Some(false)) => self.eval(of, no, mode, depth),
                    _ => unknown(format!(
                        "whether condition `{}` holds is not known",
                        condition.as_str().unwrap_or("of `Fn::If`")
                    )),
                },
                _ => unknown("`Fn::If` takes a condition and two values"),
            },
            "Fn::Length" => match self.eval(of, inner, mode, depth) {
                Value::Array(items) => Value::from(items.len()),
                other => why(&[other], "`Fn::Length` takes a list"),
            },
            "Fn::ToJsonString" => {
                let found = self.eval(of, inner, mode, depth);
                match World::reason_within(&found) {
                    Some(because) => unknown(because),
                    None => Value::String(found.to_string()),
                }
            }
            "Fn::Equals" | "Fn::And" | "Fn::Or" | "Fn::Not" | "Condition" => {
                match self.logic(of, name, inner, depth).flatten() {
                    Some(truth) => Value::Bool(truth),
                    // A property may be called `Condition`.
                    None if name == "Condition" => return None,
                    None => unknown("whether its condition holds is not known"),
                }
            }
            _ if name.starts_with("Fn::") => unknown(format!("`{name}` is not worked out")),
            _ => return None,
        })
    }

    fn substitute(&self, of: usize, inner: &Value, mode: Mode, depth: u32) -> Value {
        let (text, given) = match inner {
            Value::String(text) => (text.as_str(), None),
            Value::Array(items) => match items.as_slice() {
                [Value::String(text), Value::Object(map)] => (text.as_str(), Some(map)),
                [Value::String(text)] => (text.as_str(), None),
                _ => return unknown("`Fn::Sub` takes a text, and values by name"),
            },
            _ => return unknown("`Fn::Sub` takes a text, and values by name"),
        };
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            parts.push(Value::String(before.replace('\u{0}', "")));
            let Some((name, after)) = after.split_once('}') else {
                return unknown("a `${` of `Fn::Sub` is not closed");
            };
            rest = after;
            let name = name.trim();
            parts.push(match (name.strip_prefix('!'), given.and_then(|given| given.get(name)), name.split_once('.')) {
                (Some(literal), _, _) => Value::String(format!("${{{literal}}}")),
                (None, Some(value), _) => self.eval(of, value, mode, depth),
                (None, None, Some((one, attribute))) => self.attribute(of, one, attribute, mode, depth),
                (None, None, None) => self.reference(of, name, mode, depth),
            });
        }
        parts.push(Value::String(rest.replace('\u{0}', "")));
        joined(&parts, "", mode)
    }

    fn reason_in(items: &[Value]) -> Option<&str> {
        items.iter().find_map(World::reason)
    }
}

/// A value that is not known.
pub(super) fn unknown(because: impl Into<String>) -> Value {
    Value::Object(Map::from_iter([(UNKNOWN.to_owned(), Value::String(because.into()))]))
}

/// How many steps a value counts for, by its texts.
fn weight(value: &Value) -> u64 {
    let bytes = |value: &Value| value.as_str().map_or(0, str::len);
    let bytes = match value {
        Value::Array(items) => items.iter().map(|item| bytes(item).saturating_add(STEP)).sum(),
        other => bytes(other),
    };
    u64::try_from(bytes / STEP).unwrap_or(u64::MAX)
}

/// Why a function gives nothing: by what it was given, else by itself.
pub(super) fn why(args: &[Value], otherwise: &str) -> Value {
    unknown(World::reason_in(args).unwrap_or(otherwise))
}

fn joined(items: &[Value], between: &str, mode: Mode) -> Value {
    let mut text = String::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push_str(between);
        }
        match scalar(item) {
            Some(part) if mode == Mode::Pattern && part.contains('\u{0}') => text.push('*'),
            Some(part) => text.push_str(&part),
            None if mode == Mode::Pattern => text.push('*'),
            None => return why(std::slice::from_ref(item), "a list stands where a text should"),
        }
        if text.len() > LONGEST {
            return unknown("it is too long a text");
        }
    }
    if text.contains(DYNAMIC) && mode != Mode::Pattern { unknown(RESOLVED) } else { Value::String(text) }
}

/// What other resources refer to a resource by, until its id is known.
pub(super) fn token(of: usize, name: &str) -> String {
    format!("\u{0}{of}\u{1}{name}\u{0}")
}

/// The host name of a resource.
pub(super) fn host_of(of: usize, name: &str, attribute: &str) -> String {
    format!("\u{0}{of}\u{1}{name}\u{1}{attribute}\u{0}")
}
