//! One template: its resources, with loops written out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::evaluate::{Mode, World};
use crate::finding::FileIndex;
use crate::import::Given;
use crate::source::Pointer;

/// Resources that loops of one template may make.
const MOST_MADE: usize = 4_000;
/// Steps that writing out loops may take: each copies a value.
const MOST_COPIES: usize = 400_000;
/// Bytes of a text in which names are still replaced.
const LONGEST: usize = 16_384;

/// A template as it stands in an input.
#[derive(Debug)]
pub(super) struct Template {
    pub(super) file: FileIndex,
    /// What it is called.
    name: String,
    /// What stands before its names in the design, where another input uses the same for other things.
    prefix: String,
    /// Names that a template before it uses too: before them stands what this one is called.
    shared: BTreeSet<String>,
    pub(super) value: Value,
    pub(super) resources: BTreeMap<String, Defined>,
    /// The one VPC that it is given as a parameter, where it makes none.
    pub(super) only_vpc: Option<String>,
    /// What could not be written out.
    pub(super) open: Vec<(String, String)>,
    /// What macros change when the stack is made.
    pub(super) changed: Vec<(String, String)>,
}

/// A resource as the template defines it.
#[derive(Debug)]
pub(super) struct Defined {
    pub(super) kind: String,
    pub(super) body: Value,
    pub(super) at: Pointer,
    /// Where its properties stand, or those they are copies of.
    pub(super) properties: Pointer,
}

/// The long form of a short tag: `!GetAtt` is `Fn::GetAtt`.
pub(super) fn key_of_tag(tag: &str) -> Option<String> {
    let name = tag.strip_prefix('!')?;
    match name {
        "Ref" | "Condition" => Some(name.to_owned()),
        _ if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric()) => Some(format!("Fn::{name}")),
        _ => None,
    }
}

/// Finds the names that a template before this one uses too: those of resources, and of parameters, by which what is not
/// in the template is called.
pub(super) fn tell_apart(templates: &mut [Template]) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for template in templates {
        let parameters = template.value.get("Parameters").and_then(Value::as_object);
        let parameters = parameters.into_iter().flat_map(Map::keys);
        for name in parameters.chain(template.resources.keys()) {
            if !seen.insert(name.clone()) {
                template.shared.insert(name.clone());
            }
        }
    }
}

impl Template {
    pub(super) fn new(given: &Given<'_>, value: Value) -> Self {
        let changed = macros(&value);
        Self {
            file: given.file,
            name: given.name.to_owned(),
            prefix: given.prefix.to_owned(),
            shared: BTreeSet::new(),
            value,
            resources: BTreeMap::new(),
            only_vpc: None,
            open: Vec::new(),
            changed,
        }
    }

    /// The name of its file.
    pub(super) fn file_name(&self) -> &str {
        &self.name
    }

    /// What the design calls something that the template gives a name.
    pub(super) fn called(&self, name: &str) -> String {
        if self.prefix.is_empty() && self.shared.contains(name) {
            return format!("{}:{name}", self.name);
        }
        format!("{}{name}", self.prefix)
    }

    /// An entry of a section: `Parameters`, `Mappings`, `Conditions`.
    pub(super) fn entry(&self, section: &str, name: &str) -> Option<&Value> {
        let of = |section: &str| self.value.get(section)?.get(name);
        // A local module calls its parameters inputs.
        of(section).or_else(|| if section == "Parameters" { of("Inputs") } else { None })
    }

    /// The name of the one parameter that is a VPC, where the template makes none.
    pub(super) fn vpc_parameter(&self) -> Option<&str> {
        if self.resources.values().any(|one| one.kind == "AWS::EC2::VPC") {
            return None;
        }
        let is_vpc = |one: &Value| one.get("Type").and_then(Value::as_str) == Some("AWS::EC2::VPC::Id");
        let all = self.value.get("Parameters").and_then(Value::as_object)?;
        let mut all = all.iter().filter(|(_, one)| is_vpc(one)).map(|(name, _)| name.as_str());
        all.next().filter(|_| all.next().is_none())
    }
}

/// Loops on their way of being written out.
pub(super) struct Loops<'w> {
    world: &'w World<'w>,
    template: usize,
    copies: usize,
    pub(super) resources: BTreeMap<String, Defined>,
    pub(super) open: Vec<(String, String)>,
}

impl<'w> Loops<'w> {
    pub(super) fn new(world: &'w World<'w>, template: usize) -> Self {
        Self { world, template, copies: 0, resources: BTreeMap::new(), open: Vec::new() }
    }

    /// Takes the entries of a mapping of resources, those of loops included.
    pub(super) fn entries(&mut self, entries: &Map<String, Value>, at: &Pointer, bound: &BTreeMap<String, String>) {
        for (key, value) in entries {
            let place = at.push(key);
            if key.starts_with(EACH) {
                self.each(key, value, &place, bound);
            } else if key == TRANSFORM {
                let because = "what stands there is made by a macro when the stack is made".to_owned();
                self.open.push((format!("`{key}`"), because));
            } else if let Some(inner) = loops_only(value) {
                // A loop around a loop: its key names nothing.
                self.entries(inner, &place, bound);
            } else if value.is_null() {
                // A key beside a loop that names nothing.
            } else if self.resources.len() < MOST_MADE {
                let mut body = self.copy(value, bound);
                let kind = body.get("Type").and_then(Value::as_str).unwrap_or("a resource without a type").to_owned();
                if kind == "AWS::Serverless::Function" {
                    self.with_globals(&mut body);
                }
                let properties = place.push("Properties");
                let name = text_with(key, bound);
                self.resources.insert(name, Defined { kind, body, at: place, properties });
            }
        }
    }

    /// A function of a serverless application stands in the VPC that `Globals` name, and in what it names itself: the lists
    /// of both are joined.
    fn with_globals(&self, body: &mut Value) {
        let template = self.world.templates.get(self.template);
        let globals = template.and_then(|one| one.value.get("Globals")?.get("Function")?.get("VpcConfig"));
        let passes_over = match body.get("IgnoreGlobals") {
            Some(Value::Array(names)) => names.iter().any(|name| name == "VpcConfig"),
            Some(all) => all == "*",
            None => false,
        };
        let (Some(global), false) = (globals, passes_over) else { return };
        let Some(properties) = body.as_object_mut().map(|body| body.entry("Properties").or_insert_with(|| json!({})))
        else {
            return;
        };
        let Some(own) = properties.as_object_mut().map(|all| all.entry("VpcConfig").or_insert_with(|| json!({})))
        else {
            return;
        };
        for (name, value) in global.as_object().into_iter().flatten() {
            let Some(own) = own.as_object_mut() else { return };
            match (own.get_mut(name), value) {
                (Some(Value::Array(mine)), Value::Array(theirs)) => drop(mine.splice(0..0, theirs.iter().cloned())),
                (Some(_), _) => {}
                (None, value) => drop(own.insert(name.clone(), value.clone())),
            }
        }
    }

    /// A section with the loops in it written out; nothing where it has none.
    pub(super) fn section(&mut self, name: &str) -> Option<Value> {
        let section = self.world.templates.get(self.template)?.value.get(name)?;
        let has_loops = section.as_object()?.keys().any(|key| key.starts_with(EACH));
        has_loops.then(|| self.copy(section, &BTreeMap::new()))
    }

    /// A name for each turn of a loop and what it is bound to, with what the loop repeats; nothing where that is not known.
    fn turns<'v>(
        &mut self,
        key: &str,
        value: &'v Value,
        bound: &BTreeMap<String, String>,
    ) -> Option<(&'v str, Vec<String>, &'v Map<String, Value>)> {
        let [Value::String(name), over, Value::Object(inner)] = value.as_array().map(Vec::as_slice).unwrap_or_default()
        else {
            self.open.push((format!("`{key}`"), "a loop has an identifier, a list and what it repeats".to_owned()));
            return None;
        };
        let over = self.copy(over, bound);
        // The list may be given as a list that holds one.
        let over = self.world.eval(self.template, &over, Mode::Exact, 0);
        let Value::Array(items) = &over else {
            let because = World::reason(&over).unwrap_or("what it goes over is no list").to_owned();
            self.open.push((format!("`{key}`"), because));
            return None;
        };
        // An item that is a list in turn is gone through as if it stood there.
        let items: Vec<&Value> =
            items.iter().flat_map(|item| item.as_array().map_or(std::slice::from_ref(item), Vec::as_slice)).collect();
        let open = items.iter().find_map(|item| World::reason(item));
        self.open.extend(open.map(|because| (format!("`{key}`"), because.to_owned())));
        Some((name, items.into_iter().filter_map(scalar).collect(), inner))
    }

    fn each(&mut self, key: &str, value: &Value, at: &Pointer, bound: &BTreeMap<String, String>) {
        let Some((name, items, inner)) = self.turns(key, value, bound) else { return };
        for item in items {
            if self.resources.len() >= MOST_MADE || self.copies >= MOST_COPIES {
                self.open.push((format!("`{key}`"), format!("loops make more than {MOST_MADE} resources")));
                return;
            }
            let mut bound = bound.clone();
            bound.insert(name.to_owned(), item);
            self.entries(inner, &at.index(2), &bound);
        }
    }

    /// A value with what the loops around it are bound to in its place.
    fn copy(&mut self, value: &Value, bound: &BTreeMap<String, String>) -> Value {
        self.copies += 1 + value.as_str().map_or(0, |text| text.len() / 256);
        if self.copies > MOST_COPIES {
            return Value::Null;
        }
        match value {
            Value::String(text) if !bound.is_empty() => Value::String(text_with(text, bound)),
            Value::Array(items) => Value::Array(items.iter().map(|item| self.copy(item, bound)).collect()),
            Value::Object(map) => self.copy_map(map, bound),
            other => other.clone(),
        }
    }

    fn copy_map(&mut self, map: &Map<String, Value>, bound: &BTreeMap<String, String>) -> Value {
        if let (1, Some(Value::String(name))) = (map.len(), map.get("Ref"))
            && let Some(item) = bound.get(name)
        {
            return Value::String(item.clone());
        }
        let mut copied = Map::new();
        for (key, inner) in map {
            if !key.starts_with(EACH) {
                copied.insert(text_with(key, bound), self.copy(inner, bound));
                continue;
            }
            let Some((name, items, inner)) = self.turns(key, inner, bound) else { continue };
            for item in items {
                let mut bound = bound.clone();
                bound.insert(name.to_owned(), item);
                if let Value::Object(more) = self.copy_map(inner, &bound) {
                    copied.extend(more);
                }
            }
        }
        Value::Object(copied)
    }
}

/// What the key of a loop begins with.
const EACH: &str = "Fn::ForEach";

/// Transforms of AWS of which nothing of a network hangs that is not read.
const READ: &[&str] = &["AWS::LanguageExtensions", "AWS::Serverless-2016-10-31", "AWS::CodeDeployBlueGreen"];
/// The key under which a macro makes a part of a template.
const TRANSFORM: &str = "Fn::Transform";

/// What macros change of a template: all of it, by name, or parts of its sections and resources.
fn macros(template: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let transforms = match template.get("Transform") {
        Some(Value::Array(all)) => all.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    for transform in transforms {
        let name = transform.as_str().or_else(|| transform.get("Name")?.as_str()).unwrap_or("a macro");
        if READ.contains(&name) {
            continue;
        }
        let because = if name.starts_with("AWS::") {
            "what it adds when the stack is made is in no input"
        } else {
            "this macro may change, add and take away anything when the stack is made: the template is read as it stands"
        };
        found.push((format!("`Transform: {name}`"), because.to_owned()));
    }
    if template.get("Modules").and_then(Value::as_object).is_some_and(|modules| !modules.is_empty()) {
        let because = "what its modules make is put into it before the stack is made: give the template that comes out";
        found.push(("`Modules`".to_owned(), because.to_owned()));
    }
    let resources = template.get("Resources").and_then(Value::as_object).into_iter().flatten();
    let sections = template.as_object().into_iter().flatten().filter(|(name, _)| *name != "Resources");
    // What stands among the resources themselves is told when loops are written out.
    for (name, value) in sections.chain(resources.filter(|(name, _)| *name != TRANSFORM)) {
        if holds_transform(value) {
            let because = "a macro makes a part of it when the stack is made: it is read without that part";
            found.push((format!("`{name}`"), because.to_owned()));
        }
    }
    found
}

fn holds_transform(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.contains_key(TRANSFORM) || map.values().any(holds_transform),
        Value::Array(items) => items.iter().any(holds_transform),
        _ => false,
    }
}

/// The entries of a mapping that holds nothing but loops.
fn loops_only(value: &Value) -> Option<&Map<String, Value>> {
    let map = value.as_object()?;
    (!map.is_empty() && map.keys().all(|key| key.starts_with(EACH))).then_some(map)
}

/// A text with `${Name}` and `&{Name}` of loops in their place; the second leaves out what names may not hold.
fn text_with(text: &str, bound: &BTreeMap<String, String>) -> String {
    let mut text = text.to_owned();
    for (name, item) in bound {
        if text.len() > LONGEST {
            break;
        }
        text = text.replace(&format!("${{{name}}}"), item);
        if text.contains("&{") {
            let plain: String = item.chars().filter(char::is_ascii_alphanumeric).collect();
            text = text.replace(&format!("&{{{name}}}"), &plain);
        }
    }
    text
}

/// A scalar as text.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}
