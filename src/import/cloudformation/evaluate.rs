//! Intrinsic functions: what an expression of a template comes to, or why that is not known.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::cidr;
use super::template::{Loops, Template, scalar};
use crate::import::Options;
use crate::source::Pointer;

/// How deep expressions and what they refer to may nest; a cycle ends here.
const DEEPEST: u32 = 96;
/// Steps that all expressions of a call may take.
const MOST_STEPS: u64 = 4_000_000;
/// Bytes a text may come to: far more than AWS takes for any value that matters here.
const LONGEST: usize = 16_384;
/// Items a list may come to.
const MOST_ITEMS: usize = 4_096;

/// The key of a mapping that stands for a value that is not known.
const UNKNOWN: &str = "\u{0}";

/// How what is not known is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// It makes the whole unknown.
    Exact,
    /// The Region does not matter: names of services of AWS.
    Service,
    /// It is a gap: names of exports are compared by what is between.
    Pattern,
}

/// All templates of a call, and what the user told.
#[derive(Debug)]
pub(super) struct World<'o> {
    pub(super) templates: Vec<Template>,
    options: &'o Options,
    exports: Vec<Export>,
    steps: Cell<u64>,
    /// What is being worked out: attributes, conditions and exports. Whatever comes again in it refers to itself.
    within: RefCell<Vec<(usize, String)>>,
    pub(super) guessed_zones: Cell<bool>,
}

#[derive(Debug)]
struct Export {
    template: usize,
    exact: Option<String>,
    pattern: String,
    value: Value,
}

impl<'o> World<'o> {
    pub(super) fn new(templates: Vec<Template>, options: &'o Options) -> Self {
        let mut world = Self {
            templates,
            options,
            exports: Vec::new(),
            steps: Cell::new(0),
            within: RefCell::default(),
            guessed_zones: Cell::new(false),
        };
        for index in 0..world.templates.len() {
            let mut loops = Loops::new(&world, index);
            if let Some(Value::Object(all)) = world.templates.get(index).and_then(|one| one.value.get("Resources")) {
                loops.entries(all, &Pointer::root().push("Resources"), &BTreeMap::new());
            }
            let (resources, open) = (loops.resources, loops.open);
            if let Some(template) = world.templates.get_mut(index) {
                template.resources = resources;
                template.open = open;
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

    /// What the user told of a pseudo parameter.
    pub(super) fn told(&self, name: &str) -> Option<&str> {
        self.options.parameters.get(name).map(String::as_str)
    }

    /// What an expression comes to. Depth counts what is around it.
    pub(super) fn eval(&self, of: usize, value: &Value, mode: Mode, depth: u32) -> Value {
        let steps = self.steps.get().saturating_add(1);
        self.steps.set(steps);
        if steps > MOST_STEPS {
            return unknown("the templates take too long to work out");
        }
        if depth > DEEPEST {
            return unknown("it refers to itself, or is nested too deeply");
        }
        let depth = depth.saturating_add(1);
        match value {
            Value::String(text) if text.contains('\u{0}') => Value::String(text.replace('\u{0}', "")),
            Value::Array(items) => Value::Array(
                items.iter().map(|item| self.eval(of, item, mode, depth)).filter(|item| !item.is_null()).collect(),
            ),
            Value::Object(map) => {
                if let (1, Some((name, inner))) = (map.len(), map.iter().next())
                    && let Some(found) = self.call(of, name, inner, mode, depth)
                {
                    return found;
                }
                let entries =
                    map.iter().map(|(key, inner)| (key.replace('\u{0}', ""), self.eval(of, inner, mode, depth)));
                Value::Object(entries.filter(|(_, inner)| !inner.is_null()).collect())
            }
            other => other.clone(),
        }
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
                    _ => {
                        unknown("the zones of the Region are not in the template: give `--parameter AWS::Region=NAME`")
                    }
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
            "Fn::Equals" | "Fn::And" | "Fn::Or" | "Fn::Not" | "Condition" => {
                match self.truth(of, &Value::Object(Map::from_iter([(name.to_owned(), inner.clone())])), depth) {
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

    fn reference(&self, of: usize, name: &str, mode: Mode, depth: u32) -> Value {
        if let Some(told) = self.options.parameters.get(name) {
            return self.typed(of, name, &Value::String(told.clone()));
        }
        match name {
            "AWS::NoValue" => return Value::Null,
            "AWS::Partition" => return Value::String("aws".to_owned()),
            "AWS::URLSuffix" => return Value::String("amazonaws.com".to_owned()),
            "AWS::Region" if mode == Mode::Service => return Value::String("region".to_owned()),
            _ if name.starts_with("AWS::") => {
                return unknown(format!("the template does not hold `{name}`: give `--parameter {name}=VALUE`"));
            }
            _ => {}
        }
        let Some(template) = self.templates.get(of) else { return Value::Null };
        if let Some(parameter) = template.entry("Parameters", name) {
            let kind = parameter.get("Type").and_then(Value::as_str).unwrap_or_default();
            if kind.starts_with("AWS::SSM::Parameter::Value") {
                return unknown(format!("parameter `{name}` is read from Systems Manager when the stack is made"));
            }
            return match parameter.get("Default") {
                Some(value) if parameter.get("NoEcho").is_none_or(|flag| scalar(flag).as_deref() != Some("true")) => {
                    self.typed(of, name, value)
                }
                _ => unknown(format!("parameter `{name}` has no default: give `--parameter {name}=VALUE`")),
            };
        }
        self.resource(of, name, depth)
    }

    /// The value of a parameter as its type has it: lists are written with commas.
    fn typed(&self, of: usize, name: &str, value: &Value) -> Value {
        let parameter = self.templates.get(of).and_then(|template| template.entry("Parameters", name));
        let kind = parameter.and_then(|one| one.get("Type")).and_then(Value::as_str).unwrap_or_default();
        match value {
            Value::String(text) if kind == "CommaDelimitedList" || kind.contains("List<") => Value::Array(
                text.split(',').take(MOST_ITEMS).map(|part| Value::String(part.trim().to_owned())).collect(),
            ),
            other => scalar(other).map_or(Value::Null, |text| Value::String(text.replace('\u{0}', ""))),
        }
    }

    fn resource(&self, of: usize, name: &str, depth: u32) -> Value {
        let Some(resource) = self.templates.get(of).and_then(|template| template.resources.get(name)) else {
            return unknown(format!("`{name}` is not in the template"));
        };
        if let Some(condition) = resource.body.get("Condition").and_then(Value::as_str)
            && self.condition(of, condition, depth) == Some(false)
        {
            return unknown(format!("`{name}` is not made, for condition `{condition}` does not hold"));
        }
        Value::String(token(of, name))
    }

    fn attribute(&self, of: usize, name: &str, attribute: &str, mode: Mode, depth: u32) -> Value {
        let whole = self.resource(of, name, depth);
        if !whole.is_string() {
            return whole;
        }
        let body = self.templates.get(of).and_then(|template| template.resources.get(name)).map(|one| &one.body);
        if let Some(property) = body.and_then(|body| body.get("Properties")).and_then(|all| all.get(attribute)) {
            let key = format!("{name}.{attribute}");
            let found = self.once(of, key, || self.eval(of, property, mode, depth));
            return match found.unwrap_or_else(|| unknown(format!("`{name}.{attribute}` refers to itself"))) {
                Value::Array(_) => unknown(format!("`{name}.{attribute}` is a list")),
                other => other,
            };
        }
        let host = ["DNSName", "Endpoint.Address", "PrivateDnsName"];
        match attribute {
            _ if host.contains(&attribute) => Value::String(host_of(of, name, attribute)),
            _ if attribute.ends_with("Id") || attribute.ends_with("Arn") || attribute == "Identifier" => whole,
            _ => unknown(format!("`{name}.{attribute}` is known when the stack is made")),
        }
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

    fn find(&self, of: usize, args: &[Value]) -> Value {
        let [map, first, second, rest @ ..] = args else {
            return why(args, "`Fn::FindInMap` takes a map and two keys");
        };
        let template = self.templates.get(of);
        let found = (|| {
            let map = template?.entry("Mappings", &scalar(map)?)?;
            map.get(scalar(first)?)?.get(scalar(second)?).cloned()
        })();
        let default = || rest.iter().find_map(|one| one.get("DefaultValue")).cloned();
        found.or_else(default).unwrap_or_else(|| why(args, "`Fn::FindInMap` asks for what the map has not"))
    }

    fn import(&self, of: usize, inner: &Value, mode: Mode, depth: u32) -> Value {
        let name = scalar(&self.eval(of, inner, Mode::Exact, depth));
        let pattern = scalar(&self.eval(of, inner, Mode::Pattern, depth)).unwrap_or_default();
        let mut found: Vec<&Export> = match &name {
            Some(name) => self.exports.iter().filter(|export| export.exact.as_ref() == Some(name)).collect(),
            None => Vec::new(),
        };
        // Names of stacks are seldom told: what is left must say which export is meant, and be that of just one.
        if found.is_empty() && pattern.chars().any(|letter| letter != '*') {
            let gap = |export: &&Export| export.exact.is_none() || name.is_none();
            found = self.exports.iter().filter(gap).filter(|export| alike(&export.pattern, &pattern)).collect();
        }
        match found.as_slice() {
            [one] => self
                .once(one.template, format!("export {}", one.pattern), || {
                    self.eval(one.template, &one.value, mode, depth)
                })
                .unwrap_or_else(|| unknown(format!("export `{pattern}` refers to itself"))),
            [] => unknown(format!("no template of this call exports `{pattern}`")),
            many => unknown(format!("{} exports may be meant by `{pattern}`", many.len())),
        }
    }

    /// Whether a condition holds, where that is known.
    pub(super) fn condition(&self, of: usize, name: &str, depth: u32) -> Option<bool> {
        let condition = self.templates.get(of)?.entry("Conditions", name)?;
        self.once(of, format!("condition {name}"), || self.truth(of, condition, depth))?
    }

    /// Works something out, unless that is being done already further out.
    fn once<T>(&self, of: usize, name: String, work: impl FnOnce() -> T) -> Option<T> {
        let key = (of, name);
        if self.within.borrow().contains(&key) {
            return None;
        }
        self.within.borrow_mut().push(key);
        let found = work();
        self.within.borrow_mut().pop();
        Some(found)
    }

    fn truth(&self, of: usize, value: &Value, depth: u32) -> Option<bool> {
        let steps = self.steps.get().saturating_add(1);
        self.steps.set(steps);
        if depth > DEEPEST || steps > MOST_STEPS {
            return None;
        }
        let depth = depth.saturating_add(1);
        let (name, inner) = match value {
            Value::Object(map) if map.len() == 1 => map.iter().next()?,
            Value::Bool(truth) => return Some(*truth),
            other => return scalar(other)?.parse().ok(),
        };
        let items = inner.as_array().map(Vec::as_slice).unwrap_or_default();
        match name.as_str() {
            "Condition" => self.condition(of, inner.as_str()?, depth),
            "Fn::Not" => self.truth(of, items.first()?, depth).map(|truth| !truth),
            "Fn::And" | "Fn::Or" => {
                let decides = name == "Fn::Or";
                let mut known = true;
                for item in items {
                    match self.truth(of, item, depth) {
                        Some(truth) if truth == decides => return Some(decides),
                        Some(_) => {}
                        None => known = false,
                    }
                }
                known.then_some(!decides)
            }
            "Fn::Equals" => {
                let [one, other] = items else { return None };
                let (one, other) = (self.eval(of, one, Mode::Exact, depth), self.eval(of, other, Mode::Exact, depth));
                let (one, other) = (scalar(&one)?, scalar(&other)?);
                (!one.contains('\u{0}') && !other.contains('\u{0}')).then_some(one == other)
            }
            _ => match self.eval(of, value, Mode::Exact, depth) {
                Value::Bool(truth) => Some(truth),
                other => scalar(&other)?.parse().ok(),
            },
        }
    }

    fn reason_in(items: &[Value]) -> Option<&str> {
        items.iter().find_map(World::reason)
    }
}

/// A value that is not known.
pub(super) fn unknown(because: impl Into<String>) -> Value {
    Value::Object(Map::from_iter([(UNKNOWN.to_owned(), Value::String(because.into()))]))
}

/// Why a function gives nothing: by what it was given, else by itself.
fn why(args: &[Value], otherwise: &str) -> Value {
    unknown(World::reason_in(args).unwrap_or(otherwise))
}

/// Whether two names may be one: equal but for gaps, which are the names of stacks and so stand at the same end.
fn alike(one: &str, other: &str) -> bool {
    let solid = |text: &str| text.split('*').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("*");
    solid(one) == solid(other)
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
    Value::String(text)
}

/// What other resources refer to a resource by, until its id is known.
pub(super) fn token(of: usize, name: &str) -> String {
    format!("\u{0}{of}\u{1}{name}\u{0}")
}

/// The host name of a resource.
pub(super) fn host_of(of: usize, name: &str, attribute: &str) -> String {
    format!("\u{0}{of}\u{1}{name}\u{1}{attribute}\u{0}")
}
