//! What a template refers to: parameters, resources and their attributes, mappings, exports of other templates.

use serde_json::Value;

use super::evaluate::{Export, MOST_ITEMS, Mode, World, host_of, token, unknown, why};
use super::table;
use super::template::scalar;
use crate::import::parameters::PREVIOUS;

/// Attributes that name something other than the resource: hosts, and what AWS makes with it.
const OF_ANOTHER: &[&str] = &[
    "DNSName",
    "Endpoint.Address",
    "PrivateDnsName",
    "DefaultSecurityGroup",
    "DefaultNetworkAcl",
    "AssociationDefaultRouteTableId",
    "PropagationDefaultRouteTableId",
    "ClusterSecurityGroupId",
];

impl World<'_> {
    pub(super) fn reference(&self, of: usize, name: &str, mode: Mode, depth: u32) -> Value {
        if let Some(told) = self.options.parameters.get(name) {
            return self.typed(of, name, &Value::String(told.clone()));
        }
        if self.options.previous.contains(name) {
            return unknown(format!("parameter `{name}`: {PREVIOUS}"));
        }
        match name {
            "AWS::NoValue" => return Value::Null,
            "AWS::Partition" => return Value::String("aws".to_owned()),
            "AWS::URLSuffix" => return Value::String("amazonaws.com".to_owned()),
            "AWS::Region" if mode == Mode::Service => return Value::String("region".to_owned()),
            "AWS::AccountId" if mode == Mode::Service => return Value::String("account".to_owned()),
            _ if name.starts_with("AWS::") => {
                return unknown(format!(
                    "the template does not hold `{name}`: give `--parameter {name}=VALUE`, or a file of parameters"
                ));
            }
            _ => {}
        }
        let Some(template) = self.templates.get(of) else { return Value::Null };
        if let Some(parameter) = template.entry("Parameters", name) {
            let kind = parameter.get("Type").and_then(Value::as_str).unwrap_or_default();
            if kind.starts_with("AWS::SSM::Parameter::Value") {
                return unknown(format!("parameter `{name}` is read from Systems Manager when the stack is made"));
            }
            let told = parameter.get("NoEcho").is_none_or(|flag| scalar(flag).as_deref() != Some("true"));
            if let Some(given) = self.given(of, name, mode, depth).filter(|_| told) {
                return given;
            }
            return match parameter.get("Default") {
                Some(value) if told => self.typed(of, name, value),
                _ => unknown(format!(
                    "parameter `{name}` has no default: give `--parameter {name}=VALUE`, or a file of parameters"
                )),
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
        let all = self.templates.get(of).map(|template| &template.resources);
        // A version or an alias that a serverless application makes is called by its function.
        let made = || {
            let function = name.strip_suffix(".Alias").or_else(|| name.strip_suffix(".Version"))?;
            all?.get_key_value(function).filter(|(_, one)| one.kind == "AWS::Serverless::Function")
        };
        let Some((name, resource)) = all.and_then(|all| all.get_key_value(name)).or_else(made) else {
            return unknown(format!("`{name}` is not in the template"));
        };
        if let Some(condition) = resource.body.get("Condition").and_then(Value::as_str)
            && self.condition(of, condition, depth) == Some(false)
        {
            return unknown(format!("`{name}` is not made, for condition `{condition}` does not hold"));
        }
        Value::String(token(of, name))
    }

    pub(super) fn attribute(&self, of: usize, name: &str, attribute: &str, mode: Mode, depth: u32) -> Value {
        let whole = self.resource(of, name, depth);
        if !whole.is_string() {
            return whole;
        }
        if let Some(found) = self.output(of, name, attribute, mode, depth) {
            return found;
        }
        let body = self.templates.get(of).and_then(|template| template.resources.get(name)).map(|one| &one.body);
        let properties = body.and_then(|body| body.get("Properties"));
        // An endpoint has the port that its database was given.
        let property = if attribute.ends_with(".Port") { "Port" } else { attribute };
        if let Some(property) = properties.and_then(|all| all.get(property)) {
            return match self.once(of, format!("{name}.{attribute}"), property, mode, depth) {
                Value::Array(_) => unknown(format!("`{name}.{attribute}` is a list")),
                other => other,
            };
        }
        let kind =
            self.templates.get(of).and_then(|template| template.resources.get(name)).map(|one| one.kind.as_str());
        let is_read = kind.is_some_and(|kind| table::shape(kind).is_some());
        if attribute == "EndpointIds" && kind == Some("AWS::NetworkFirewall::Firewall") {
            // One `ZONE:ID` for each subnet, in an order that AWS does not tell.
            let mapped = properties.and_then(|all| all.get("SubnetMappings"));
            let mapped = mapped.map(|mapped| self.eval(of, mapped, mode, depth));
            let number = mapped.as_ref().and_then(Value::as_array).map_or(1, |all| all.len().min(MOST_ITEMS));
            return Value::Array(vec![Value::String(format!("?:{}", token(of, name))); number]);
        }
        let is_id = attribute.ends_with("Id") || attribute.ends_with("Arn");
        match attribute {
            "Ipv6CidrBlocks" => self.blocks_given(of, name, mode, depth),
            _ if OF_ANOTHER.contains(&attribute) => Value::String(host_of(of, name, attribute)),
            // What a nested stack or a function gives back may be several things.
            _ if is_id && !is_read => Value::String(host_of(of, name, attribute)),
            _ if is_id || attribute == "Identifier" => whole,
            _ => unknown(format!("`{name}.{attribute}` is known when the stack is made")),
        }
    }

    /// The IPv6 blocks that the template itself gives a VPC; those that AWS assigns are known later.
    fn blocks_given(&self, of: usize, name: &str, mode: Mode, depth: u32) -> Value {
        let own = Value::String(token(of, name));
        let all = self.templates.get(of).into_iter().flat_map(|template| &template.resources);
        let mut found = Vec::new();
        for (logical, one) in all.filter(|(_, one)| one.kind == "AWS::EC2::VPCCidrBlock") {
            let Some(properties) = one.body.get("Properties") else { continue };
            let is_ipv4 = properties.get("CidrBlock").is_some() || properties.get("Ipv4IpamPoolId").is_some();
            let vpc = properties.get("VpcId").map(|vpc| self.eval(of, vpc, mode, depth));
            if is_ipv4 || vpc.as_ref() != Some(&own) {
                continue;
            }
            let block = properties.get("Ipv6CidrBlock");
            found.push(match block {
                Some(block) => self.once(of, format!("{logical}.Ipv6CidrBlock"), block, mode, depth),
                None => unknown(format!("`{name}.Ipv6CidrBlocks` is known when the stack is made")),
            });
        }
        match found.as_slice() {
            [Value::String(_)] => Value::Array(found),
            // In which order AWS tells several is not said.
            _ => unknown(format!("`{name}.Ipv6CidrBlocks` is known when the stack is made")),
        }
    }

    pub(super) fn find(&self, of: usize, args: &[Value]) -> Value {
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

    pub(super) fn import(&self, of: usize, inner: &Value, mode: Mode, depth: u32) -> Value {
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
            [one] => self.once(one.template, format!("export {}", one.pattern), &one.value, mode, depth),
            [] => unknown(format!("no template of this call exports `{pattern}`")),
            many => unknown(format!("{} exports may be meant by `{pattern}`", many.len())),
        }
    }

    /// What something that others refer to comes to: worked out once, and never within itself.
    pub(super) fn once(&self, of: usize, name: String, value: &Value, mode: Mode, depth: u32) -> Value {
        let key = (of, name, mode);
        if let Some(found) = self.found.borrow().get(&key) {
            return found.clone();
        }
        // Who asks for it before it is worked out is a part of it.
        let itself = unknown(format!("`{}` refers to itself", key.1));
        self.found.borrow_mut().insert(key.clone(), itself);
        let found = self.eval(of, value, mode, depth);
        self.found.borrow_mut().insert(key, found.clone());
        found
    }
}

/// Whether two names may be one: equal but for gaps, which are the names of stacks and so stand at the same end.
fn alike(one: &str, other: &str) -> bool {
    let solid = |text: &str| text.split('*').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("*");
    solid(one) == solid(other)
}
