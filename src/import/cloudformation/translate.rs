//! Resources of templates in Terraform's terms: names from the table, with what is not known of them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::evaluate::{Mode, World, host_of, token};
use super::reshape::lift;
use super::table::{self, Shape, snake};
use super::template::{Defined, Template, scalar};
use crate::finding::FileIndex;
use crate::import::InputCoverage;
use crate::import::terraform::{Foreign, Resource};
use crate::source::Pointer;

/// Attributes by which a resource belongs to one that another stack may have: where its id is not known, it is called
/// what the template calls it, so that what belongs to it stays together.
const BELONGS: &[&str] =
    &["vpc_id", "peer_vpc_id", "vpc_identifier", "transit_gateway_id", "core_network_id", "service_network_identifier"];

/// Attributes of Terraform that templates refer to and nobody sets, with what templates call them.
const GIVEN: &[(&str, &str)] = &[
    ("dns_name", "DNSName"),
    ("address", "Endpoint.Address"),
    ("private_dns", "PrivateDnsName"),
    ("default_security_group_id", "DefaultSecurityGroup"),
    ("default_network_acl_id", "DefaultNetworkAcl"),
    ("association_default_route_table_id", "AssociationDefaultRouteTableId"),
    ("propagation_default_route_table_id", "PropagationDefaultRouteTableId"),
];

/// All resources of all templates.
#[derive(Debug, Default)]
pub(super) struct Translated {
    pub(super) resources: Vec<Resource>,
    pub(super) coverage: BTreeMap<FileIndex, InputCoverage>,
}

pub(super) fn all(world: &World<'_>) -> Translated {
    let mut translated = Translated::default();
    for (index, template) in world.templates.iter().enumerate() {
        let mut coverage = InputCoverage::new(super::FORMAT.name);
        for (what, because) in &template.open {
            coverage.leaves_open(what.clone(), because.clone(), "findings and advice about what it repeats");
        }
        for (what, because) in &template.changed {
            coverage.leaves_open(what.clone(), because.clone(), "everything that is said of this template");
        }
        for (logical, defined) in &template.resources {
            let condition = defined.body.get("Condition").and_then(Value::as_str);
            match condition.map(|name| (name, world.condition(index, name, 0))) {
                Some((_, Some(false))) => {
                    let because = "not made: its condition does not hold";
                    coverage.passed_over(&format!("{} ({because})", defined.kind), None);
                    continue;
                }
                Some((name, None)) => coverage.leaves_open(
                    format!("`{logical}`"),
                    format!("whether condition `{name}` holds is not known: it is taken to hold"),
                    "findings and advice that rest on it",
                ),
                _ => {}
            }
            if world.nested.template_of(index, logical).is_some() {
                coverage.took(&defined.kind);
                continue;
            }
            let Some(shape) = table::shape(&defined.kind) else {
                let properties = defined.body.get("Properties");
                let bears_on = table::bears_on(&defined.kind).or_else(|| table::stands(properties?));
                coverage.passed_over(&defined.kind, bears_on);
                continue;
            };
            if shape.name == "EC2::VPCBlockPublicAccessOptions" && world.templates.len() > 1 {
                let ground = "is taken to hold for all templates: they are taken to be of one account";
                coverage.inferred.push(format!("`{logical}` {ground}"));
            }
            if defined.body.get("Properties").is_some_and(|all| !all.is_object() && !all.is_null()) {
                coverage.leaves_open(format!("`{logical}`"), "its properties are no mapping", "whatever it says");
            }
            let (unknown, partly) = (BTreeMap::new(), BTreeMap::new());
            let mut one = One { world, index, template, logical, defined, shape, unknown, partly };
            translated.resources.extend(one.resources());
        }
        translated.coverage.insert(template.file, coverage);
    }
    if world.guessed_zones.get()
        && let Some(coverage) = translated.coverage.values_mut().next()
    {
        let ground = "`Fn::GetAZs` is taken to give the zones a, b and c of the Region";
        coverage.inferred.push(ground.to_owned());
    }
    translated
}

/// A resource of Terraform that is a part of another in a template: its type and attributes.
pub(super) type Part = (&'static str, Map<String, Value>);

/// A resource on its way.
pub(super) struct One<'w> {
    world: &'w World<'w>,
    pub(super) index: usize,
    template: &'w Template,
    pub(super) logical: &'w str,
    pub(super) defined: &'w Defined,
    pub(super) shape: &'static Shape,
    /// Attributes that are not known, by their path.
    pub(super) unknown: BTreeMap<String, String>,
    /// Lists of which some items are not known.
    pub(super) partly: BTreeMap<String, String>,
}

impl One<'_> {
    fn resources(&mut self) -> Vec<Resource> {
        let mut properties = match self.defined.body.get("Properties") {
            Some(Value::Object(map)) => self.evaluated(map),
            _ => Map::new(),
        };
        for path in self.shape.lifted {
            lift(&mut properties, path);
        }
        let mut values = self.block(&properties, "");
        self.belongs(&mut values);
        if let Some(tags) = properties.get("Tags").and_then(Value::as_array) {
            let tag =
                |tag: &Value| Some((tag.get("Key")?.as_str()?.to_owned(), tag.get("Value")?.as_str()?.to_owned()));
            let tags = tags.iter().filter_map(tag).filter(|(_, text)| !text.contains('\u{0}'));
            values.insert("tags".to_owned(), Value::Object(tags.map(|(key, text)| (key, text.into())).collect()));
        }
        for (name, pseudo) in [("region", "AWS::Region"), ("owner_id", "AWS::AccountId")] {
            if let Some(told) = self.world.told(pseudo) {
                values.insert(name.to_owned(), told.into());
            }
        }
        for (name, attribute) in GIVEN {
            values.insert((*name).to_owned(), host_of(self.index, self.logical, attribute).into());
        }
        let (kind, parts) = self.reshape(&properties, &mut values);
        for name in ["protocol", "ip_protocol", "availability_zone"] {
            if let Some(value) = values.get_mut(name)
                && let Some(text) = scalar(value)
            {
                *value = Value::String(text);
            }
        }
        let own = token(self.index, self.logical);
        let mut made = vec![self.resource("", kind, values, Some(own))];
        for (index, (kind, values)) in parts.into_iter().enumerate() {
            made.push(self.resource(&format!("[{index}]"), kind, values, None));
        }
        made
    }

    fn evaluated(&self, map: &Map<String, Value>) -> Map<String, Value> {
        let is_made_around = |name: &str| matches!(name, "ServiceName" | "VpcArn" | "SubnetArns");
        let mode = |name: &str| if is_made_around(name) { Mode::Service } else { Mode::Exact };
        map.iter()
            .map(|(name, value)| (name.clone(), self.world.eval(self.index, value, mode(name), 0)))
            .filter(|(_, value)| !value.is_null())
            .collect()
    }

    fn resource(&mut self, part: &str, kind: &str, values: Map<String, Value>, token: Option<String>) -> Resource {
        let place = |name: &String| (self.name(name), self.defined.properties.push(name));
        let properties = self.defined.body.get("Properties").and_then(Value::as_object);
        let attributes: BTreeMap<String, Pointer> = properties.into_iter().flat_map(Map::keys).map(place).collect();
        let foreign = Foreign {
            file: self.template.file,
            at: self.defined.at.clone(),
            attributes,
            address: self.logical.into(),
            kind: part.is_empty().then(|| self.defined.kind.as_str().into()),
            unknown: if part.is_empty() { self.unknown.clone() } else { BTreeMap::new() },
            partly: if part.is_empty() { self.partly.clone() } else { BTreeMap::new() },
            only_vpc: self.template.only_vpc.clone(),
            token,
            asked: RefCell::default(),
        };
        let address = format!("{}{part}", self.template.called(self.logical));
        Resource::foreign(&address, kind, values, foreign)
    }

    fn name(&self, property: &str) -> String {
        let renamed = self.shape.renamed.iter().find(|(name, _)| *name == property);
        renamed.map_or_else(|| snake(property), |(_, name)| (*name).to_owned())
    }

    /// A mapping of properties as a block of attributes; what is not known of it is noted and left out.
    pub(super) fn block(&mut self, properties: &Map<String, Value>, above: &str) -> Map<String, Value> {
        let mut block = Map::new();
        for (property, value) in properties {
            let name = self.name(property);
            let path = format!("{above}{name}");
            if let Some(value) = self.attribute(value, &path) {
                block.insert(name, value);
            }
        }
        block
    }

    fn attribute(&mut self, value: &Value, path: &str) -> Option<Value> {
        if let Some(because) = World::reason(value) {
            self.unknown.insert(path.to_owned(), because.to_owned());
            return None;
        }
        let inner = format!("{path}.");
        match value {
            Value::Object(map) => Some(Value::Array(vec![Value::Object(self.block(map, &inner))])),
            Value::Array(items) => {
                let mut made = Vec::new();
                for item in items {
                    match item {
                        Value::Object(map) if World::reason(item).is_none() => {
                            made.push(Value::Object(self.block(map, &inner)));
                        }
                        // A list within a list: what one of its items is, is a list of ids.
                        Value::Array(more) => made.extend(more.iter().filter_map(|one| self.text(one, path))),
                        other => made.extend(self.text(other, path)),
                    }
                }
                // What is known of a list is kept, and the rest is told.
                if let (Some(because), false) = (self.unknown.get(path), made.is_empty()) {
                    self.partly.insert(path.to_owned(), because.clone());
                    self.unknown.remove(path);
                }
                (!made.is_empty() || items.is_empty()).then_some(Value::Array(made))
            }
            other => self.text(other, path),
        }
    }

    /// A scalar: in whole, the token of a resource, or without any.
    pub(super) fn text(&mut self, value: &Value, path: &str) -> Option<Value> {
        if let Some(because) = World::reason(value) {
            self.unknown.insert(path.to_owned(), because.to_owned());
            return None;
        }
        let Value::String(text) = value else { return (!value.is_object()).then(|| value.clone()) };
        if !text.contains('\u{0}') {
            return Some(truth(text));
        }
        let parts: Vec<&str> = text.split('\u{0}').collect();
        // What stands between two zeros is a token; ARNs and names of services are made around one.
        let around = matches!(path, "service_name" | "resource_arns" | "vpc_arn" | "subnet_arns");
        match parts.as_slice() {
            ["", one, ""] => Some(self.known(one)),
            [_, one, _] if around => Some(self.known(one)),
            _ => {
                self.unknown
                    .insert(path.to_owned(), "it is made from ids that AWS gives when the stack is made".to_owned());
                None
            }
        }
    }

    /// The token of a resource that is read; of another its logical id.
    fn known(&self, inner: &str) -> Value {
        let mut parts = inner.split('\u{1}');
        let template = parts.next().and_then(|index| index.parse::<usize>().ok());
        let template = template.and_then(|index| self.world.templates.get(index));
        let logical = parts.next().unwrap_or_default();
        let read =
            template.and_then(|one| one.resources.get(logical)).is_some_and(|one| table::shape(&one.kind).is_some());
        Value::String(match parts.next() {
            _ if read => format!("\u{0}{inner}\u{0}"),
            Some(attribute) => format!("{logical}.{attribute}"),
            None => logical.to_owned(),
        })
    }

    /// Calls what is not known and others belong to by what the template calls it.
    fn belongs(&mut self, values: &mut Map<String, Value>) {
        let Some(Value::Object(properties)) = self.defined.body.get("Properties") else { return };
        for (property, expression) in properties {
            let name = self.name(property);
            if !BELONGS.contains(&name.as_str()) || !self.unknown.contains_key(&name) {
                continue;
            }
            let called = match expression.as_object().and_then(|map| map.iter().next()) {
                Some((function, Value::String(parameter))) if function == "Ref" => Some(parameter.clone()),
                Some((function, Value::String(attribute))) if function == "Fn::GetAtt" => Some(attribute.clone()),
                Some((function, Value::Array(parts))) if function == "Fn::GetAtt" => {
                    let parts: Option<Vec<&str>> = parts.iter().map(Value::as_str).collect();
                    parts.map(|parts| parts.join("."))
                }
                Some((function, inner)) if function == "Fn::ImportValue" => {
                    scalar(&self.world.eval(self.index, inner, Mode::Pattern, 0))
                }
                _ => None,
            };
            if let Some(called) = called.filter(|called| !called.is_empty() && !called.contains('\u{0}')) {
                self.unknown.remove(&name);
                values.insert(name, self.template.called(&called).into());
            }
        }
    }
}

/// Parameters and JSON by hand write truth values as text.
fn truth(text: &str) -> Value {
    match text {
        "true" | "True" => Value::Bool(true),
        "false" | "False" => Value::Bool(false),
        other => Value::String(other.to_owned()),
    }
}
