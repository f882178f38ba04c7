//! Resources of templates in Terraform's terms: names from the table, and the few places where the two say a thing in
//! different shapes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::evaluate::{Mode, World, host_of, token};
use super::table::{self, Shape, snake};
use super::template::{Defined, Template, scalar};
use crate::finding::FileIndex;
use crate::import::InputCoverage;
use crate::import::terraform::{Foreign, Resource};
use crate::source::Pointer;

/// Attributes by which a resource belongs to one that another stack may have: where its id is not known, it is called
/// what the template calls it, so that what belongs to it stays together.
const BELONGS: &[&str] =
    &["vpc_id", "peer_vpc_id", "vpc_identifier", "transit_gateway_id", "service_network_identifier"];

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
        let mut absent = 0_usize;
        for (logical, defined) in &template.resources {
            let condition = defined.body.get("Condition").and_then(Value::as_str);
            match condition.map(|name| (name, world.condition(index, name, 0))) {
                Some((_, Some(false))) => {
                    absent += 1;
                    continue;
                }
                Some((name, None)) => coverage.leaves_open(
                    format!("`{logical}`"),
                    format!("whether condition `{name}` holds is not known: it is taken to hold"),
                    "findings and advice that rest on it",
                ),
                _ => {}
            }
            let Some(shape) = table::shape(&defined.kind) else {
                coverage.passed_over(&defined.kind, table::bears_on(&defined.kind));
                continue;
            };
            let mut one = One { world, index, template, logical, defined, shape, unknown: BTreeMap::new() };
            translated.resources.extend(one.resources());
        }
        if absent > 0 {
            coverage.inferred.push(format!("{absent} resources are not made, for their conditions do not hold"));
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
type Part = (&'static str, Map<String, Value>);

/// A resource on its way.
struct One<'w> {
    world: &'w World<'w>,
    index: usize,
    template: &'w Template,
    logical: &'w str,
    defined: &'w Defined,
    shape: &'static Shape,
    /// Attributes that are not known, by their path.
    unknown: BTreeMap<String, String>,
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
        for (name, attribute) in
            [("dns_name", "DNSName"), ("address", "Endpoint.Address"), ("private_dns", "PrivateDnsName")]
        {
            values.insert(name.to_owned(), host_of(self.index, self.logical, attribute).into());
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
        let mode = |name: &str| if name == "ServiceName" { Mode::Service } else { Mode::Exact };
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
            token,
        };
        let address = format!("{}{}{part}", self.template.prefix, self.logical);
        Resource::foreign(&address, kind, values, foreign)
    }

    fn name(&self, property: &str) -> String {
        let renamed = self.shape.renamed.iter().find(|(name, _)| *name == property);
        renamed.map_or_else(|| snake(property), |(_, name)| (*name).to_owned())
    }

    /// A mapping of properties as a block of attributes; what is not known of it is noted and left out.
    fn block(&mut self, properties: &Map<String, Value>, above: &str) -> Map<String, Value> {
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
                        // Of a list of ids each must be known.
                        other => made.push(self.text(other, path)?),
                    }
                }
                Some(Value::Array(made))
            }
            other => self.text(other, path),
        }
    }

    /// A scalar: in whole, the token of a resource, or without any.
    fn text(&mut self, value: &Value, path: &str) -> Option<Value> {
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
        let around = matches!(path, "service_name" | "resource_arns");
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
        Value::String(if read { format!("\u{0}{inner}\u{0}") } else { logical.to_owned() })
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
                Some((function, inner)) if function == "Fn::ImportValue" => {
                    scalar(&self.world.eval(self.index, inner, Mode::Pattern, 0))
                }
                _ => None,
            };
            if let Some(called) = called.filter(|called| !called.is_empty() && !called.contains('\u{0}')) {
                self.unknown.remove(&name);
                values.insert(name, format!("{}{called}", self.template.prefix).into());
            }
        }
    }

    /// Where the two say a thing in different shapes: the type, and resources that are a part of this one here.
    fn reshape(
        &mut self,
        properties: &Map<String, Value>,
        values: &mut Map<String, Value>,
    ) -> (&'static str, Vec<Part>) {
        let mut kind = self.shape.kind;
        let mut parts = Vec::new();
        let own = Value::String(token(self.index, self.logical));
        let has = |name: &str| properties.contains_key(name);
        match self.shape.name {
            "EC2::VPCCidrBlock" if !has("CidrBlock") && !has("Ipv4IpamPoolId") => {
                kind = "aws_vpc_ipv6_cidr_block_association";
                if !has("Ipv6CidrBlock") {
                    let because = "known when the stack is made: AWS assigns it";
                    self.unknown.entry("ipv6_cidr_block".to_owned()).or_insert_with(|| because.to_owned());
                }
            }
            "EC2::VPCGatewayAttachment" if has("VpnGatewayId") => kind = "aws_vpn_gateway_attachment",
            // Within an account, or with a role of the other, the stack accepts what it asks for.
            "EC2::VPCPeeringConnection" if !has("PeerOwnerId") || has("PeerRoleArn") => {
                values.insert("auto_accept".to_owned(), true.into());
            }
            "EC2::SecurityGroup" => {
                for (property, attribute) in [("SecurityGroupIngress", "ingress"), ("SecurityGroupEgress", "egress")] {
                    values.remove(&snake(property));
                    let because = properties.get(property).and_then(World::reason);
                    self.unknown.retain(|path, _| !path.starts_with(&snake(property)));
                    match (because, properties.get(property)) {
                        (Some(because), _) => drop(self.unknown.insert(attribute.to_owned(), because.to_owned())),
                        (None, Some(Value::Array(rules))) => {
                            let rules = rules.iter().map(|rule| self.rule(rule)).collect();
                            values.insert(attribute.to_owned(), Value::Array(rules));
                        }
                        (None, Some(rule @ Value::Object(_))) => {
                            let rule = self.rule(rule);
                            values.insert(attribute.to_owned(), Value::Array(vec![rule]));
                        }
                        _ => {}
                    }
                }
            }
            // What has no entries lets nothing through.
            "EC2::NetworkAcl" => {
                values.extend([("ingress".to_owned(), json!([])), ("egress".to_owned(), json!([]))]);
            }
            "EC2::Instance" => {
                let first = properties.get("NetworkInterfaces").and_then(|all| all.get(0)).and_then(Value::as_object);
                if let Some(first) = first {
                    let inner = self.block(first, "");
                    for (from, to) in [("subnet_id", "subnet_id"), ("group_set", "vpc_security_group_ids")] {
                        if let Some(value) = inner.get(from) {
                            values.insert(to.to_owned(), value.clone());
                        }
                    }
                    let interfaces = json!([{ "network_interface_id": inner.get("network_interface_id") }]);
                    values.insert("network_interface".to_owned(), interfaces);
                }
            }
            "ElasticLoadBalancingV2::LoadBalancer" => {
                let scheme = properties.get("Scheme").and_then(Value::as_str);
                if scheme.is_some() || !self.unknown.contains_key("scheme") {
                    values.insert("internal".to_owned(), (scheme == Some("internal")).into());
                }
            }
            "ElasticLoadBalancingV2::TargetGroup" | "VpcLattice::TargetGroup" => {
                let is_lattice = self.shape.name.starts_with("VpcLattice");
                for target in properties.get("Targets").and_then(Value::as_array).into_iter().flatten() {
                    let Some(id) = target.get("Id").and_then(|id| self.text(id, "targets.id")) else { continue };
                    let part = if is_lattice {
                        ("aws_vpclattice_target_group_attachment", json!({ "target": [{ "id": id }] }))
                    } else {
                        ("aws_lb_target_group_attachment", json!({ "target_id": id }))
                    };
                    let (kind, Value::Object(mut map)) = part else { continue };
                    let group = if is_lattice { "target_group_identifier" } else { "target_group_arn" };
                    map.insert(group.to_owned(), own.clone());
                    parts.push((kind, map));
                }
            }
            "VpcLattice::ResourceConfiguration" => {
                for (name, inner) in [("arn_resource", "arn"), ("ip_resource", "ip_address")] {
                    let block = values.get_mut("resource_configuration_definition").and_then(|all| all.get_mut(0));
                    if let Some(value) = block.and_then(|block| block.get_mut(name)).filter(|value| value.is_string()) {
                        *value = json!([{ inner: value.take() }]);
                    }
                }
            }
            "RAM::ResourceShare" => {
                let lists = [
                    ("resource_arns", "aws_ram_resource_association", "resource_arn"),
                    ("principals", "aws_ram_principal_association", "principal"),
                ];
                for (list, kind, attribute) in lists {
                    for one in values.get(list).and_then(Value::as_array).into_iter().flatten() {
                        let one = scalar(one).map_or(Value::Null, Value::String);
                        let part = [(attribute.to_owned(), one), ("resource_share_arn".to_owned(), own.clone())];
                        parts.push((kind, Map::from_iter(part)));
                    }
                }
            }
            "EC2::VPNGatewayRoutePropagation" => {
                let tables = values.get("route_table_ids").and_then(Value::as_array).cloned().unwrap_or_default();
                let gateway = values.get("vpn_gateway_id").cloned().unwrap_or_default();
                let mut made = tables.into_iter().map(|table| {
                    let part = [("route_table_id".to_owned(), table), ("vpn_gateway_id".to_owned(), gateway.clone())];
                    Map::from_iter(part)
                });
                if let Some(first) = made.next() {
                    values.extend(first);
                }
                parts.extend(made.map(|part| (kind, part)));
            }
            _ => {}
        }
        (kind, parts)
    }

    /// A rule written inside its security group; a peer that is not known is null.
    fn rule(&mut self, rule: &Value) -> Value {
        let mut block = Map::new();
        let lists = [
            ("cidr_blocks", &["CidrIp"][..]),
            ("ipv6_cidr_blocks", &["CidrIpv6"][..]),
            (
                "security_groups",
                &["SourceSecurityGroupId", "DestinationSecurityGroupId", "SourceSecurityGroupName"][..],
            ),
            ("prefix_list_ids", &["SourcePrefixListId", "DestinationPrefixListId"][..]),
        ];
        if World::reason(rule).is_some() {
            return json!({ "protocol": "-1", "cidr_blocks": [null] });
        }
        for (attribute, properties) in lists {
            let peers = properties.iter().filter_map(|property| rule.get(property));
            let peers: Vec<Value> = peers.map(|peer| self.text(peer, "peer").unwrap_or_default()).collect();
            self.unknown.remove("peer");
            block.insert(attribute.to_owned(), Value::Array(peers));
        }
        for (attribute, property) in [("protocol", "IpProtocol"), ("from_port", "FromPort"), ("to_port", "ToPort")] {
            if let Some(value) = rule.get(property).and_then(scalar) {
                block.insert(attribute.to_owned(), Value::String(value));
            }
        }
        Value::Object(block)
    }
}

/// Puts the properties of a property (`A`), or the one below it (`A.B`), one level higher.
fn lift(properties: &mut Map<String, Value>, path: &str) {
    match path.split_once('.') {
        None => {
            if let Some(Value::Object(inner)) =
                properties.get(path).filter(|value| World::reason(value).is_none()).cloned()
            {
                properties.remove(path);
                properties.extend(inner);
            }
        }
        Some((above, below)) => {
            if let Some(inner) = properties.get(above).and_then(|value| value.get(below)).cloned() {
                properties.insert(above.to_owned(), inner);
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
