//! Nested stacks whose templates are among the inputs: which template a stack is made of, what the stack gives it as
//! parameters, and what it gives back as outputs.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::evaluate::{MOST_ITEMS, Mode, World};
use super::template::{Template, scalar};

const STACK: &str = "AWS::CloudFormation::Stack";

/// Stacks and the templates they are made of. A template that several stacks are made of is none of theirs: it would be
/// several things at once.
#[derive(Debug, Default)]
pub(super) struct Nested {
    /// By template: the template and the logical id of its stack.
    stacks: BTreeMap<usize, (usize, String)>,
}

impl Nested {
    pub(super) fn of(world: &World<'_>) -> Self {
        let mut found: BTreeMap<usize, Vec<(usize, String)>> = BTreeMap::new();
        for (index, template) in world.templates.iter().enumerate() {
            for (logical, defined) in template.resources.iter().filter(|(_, one)| one.kind == STACK) {
                let Some(file) = file_of(world, index, &defined.body) else { continue };
                let mut named = world.templates.iter().enumerate().filter(|(_, one)| base(one.file_name()) == file);
                if let (Some((child, _)), None) = (named.next(), named.next())
                    && child != index
                {
                    found.entry(child).or_default().push((index, logical.clone()));
                }
            }
        }
        let single = found.into_iter().filter(|(_, stacks)| stacks.len() == 1);
        Self { stacks: single.filter_map(|(child, stacks)| Some((child, stacks.into_iter().next()?))).collect() }
    }

    /// The template that a stack is made of.
    pub(super) fn template_of(&self, of: usize, logical: &str) -> Option<usize> {
        let mut all = self.stacks.iter();
        all.find(|(_, (parent, name))| *parent == of && name == logical).map(|(child, _)| *child)
    }
}

/// The file that a stack is made of: by the asset that CDK names, else by the end of the address.
fn file_of(world: &World<'_>, of: usize, body: &Value) -> Option<String> {
    if let Some(asset) = body.get("Metadata").and_then(|all| all.get("aws:asset:path")).and_then(Value::as_str) {
        return Some(base(asset).to_owned());
    }
    let address = body.get("Properties")?.get("TemplateURL")?;
    let text = scalar(&world.eval(of, address, Mode::Pattern, 0))?;
    let file = base(&text);
    (!file.is_empty() && !file.contains(['*', '\u{0}'])).then(|| file.to_owned())
}

fn base(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

impl World<'_> {
    /// What the stack of a nested template gives it as a parameter.
    pub(super) fn given(&self, of: usize, name: &str, mode: Mode, depth: u32) -> Option<Value> {
        let (parent, logical) = self.nested.stacks.get(&of)?;
        let body = &self.templates.get(*parent)?.resources.get(logical)?.body;
        let expression = body.get("Properties")?.get("Parameters")?.get(name)?;
        let found = self.once(*parent, format!("{logical}.Parameters.{name}"), expression, mode, depth);
        let parameter = self.templates.get(of).and_then(|template| template.entry("Parameters", name));
        let kind = parameter.and_then(|one| one.get("Type")).and_then(Value::as_str).unwrap_or_default();
        Some(match found {
            Value::String(text) if kind == "CommaDelimitedList" || kind.contains("List<") => {
                let parts = text.split(',').take(MOST_ITEMS).map(|part| Value::String(part.trim().to_owned()));
                Value::Array(parts.collect())
            }
            other => other,
        })
    }

    /// An output of a nested stack: `Outputs.NAME`.
    pub(super) fn output(&self, of: usize, logical: &str, attribute: &str, mode: Mode, depth: u32) -> Option<Value> {
        let name = attribute.strip_prefix("Outputs.")?;
        let child = self.nested.template_of(of, logical)?;
        let outputs = self.templates.get(child).and_then(|one: &Template| one.value.get("Outputs"));
        let value =
            outputs.and_then(Value::as_object).and_then(|all: &Map<String, Value>| all.get(name)?.get("Value"))?;
        Some(self.once(child, format!("output {name}"), value, mode, depth))
    }
}
