//! Where templates and Terraform say a thing in different shapes: parts that are resources of their own there, blocks
//! that stand elsewhere, rules inside security groups.

use serde_json::{Map, Value, json};

use super::evaluate::{World, token};
use super::table::snake;
use super::template::scalar;
use super::translate::{One, Part};

impl One<'_> {
    /// Where the two say a thing in different shapes: the type, and resources that are a part of this one here.
    pub(super) fn reshape(
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
            "EC2::VPCPeeringConnection" if !has("PeerOwnerId") || has("PeerRoleArn") || self.peers_with_itself() => {
                values.insert("auto_accept".to_owned(), true.into());
            }
            "RDS::DBInstance" if has("DBClusterIdentifier") => kind = "aws_rds_cluster_instance",
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
            // It names the group by the VPC that it is made with.
            "Custom::VpcRestrictDefaultSG" => {
                let group = properties.get("DefaultSecurityGroupId").and_then(Value::as_str);
                let group = group.map(|text| text.trim_matches('\u{0}'));
                let vpc = group.and_then(|text| text.strip_suffix("\u{1}DefaultSecurityGroup"));
                match vpc.map(|vpc| format!("\u{0}{vpc}\u{0}")) {
                    Some(vpc) => drop(values.insert("vpc_id".to_owned(), vpc.into())),
                    None => {
                        let because = self.unknown.remove("default_security_group_id");
                        let because =
                            because.unwrap_or_else(|| "not said: no VPC of the template gives its group".to_owned());
                        self.unknown.insert("vpc_id".to_owned(), because);
                    }
                }
                values.extend([("ingress".to_owned(), json!([])), ("egress".to_owned(), json!([]))]);
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
                        for open in [&mut self.unknown, &mut self.partly] {
                            if let Some(because) = open.remove(from) {
                                open.insert(to.to_owned(), because);
                            }
                        }
                    }
                    let interfaces = json!([{ "network_interface_id": inner.get("network_interface_id") }]);
                    values.insert("network_interface".to_owned(), interfaces);
                }
                // Those beside the first are interfaces of their own.
                let all = properties.get("NetworkInterfaces").and_then(Value::as_array).into_iter().flatten();
                for one in all.skip(1).filter_map(Value::as_object).filter(|one| World::reason(&json!(one)).is_none()) {
                    let mut block = self.block(one, "network_interfaces.");
                    if block.contains_key("network_interface_id") {
                        block.insert("instance_id".to_owned(), own.clone());
                        parts.push(("aws_network_interface_attachment", block));
                        continue;
                    }
                    for (from, to) in [("group_set", "security_groups"), ("private_ip_address", "private_ip")] {
                        if let Some(value) = block.remove(from) {
                            block.insert(to.to_owned(), value);
                        }
                    }
                    let index = block.remove("device_index");
                    block.insert("attachment".to_owned(), json!([{ "instance": own, "device_index": index }]));
                    parts.push(("aws_network_interface", block));
                }
            }
            "ElasticLoadBalancingV2::LoadBalancer" => {
                let scheme = properties.get("Scheme").and_then(Value::as_str);
                if scheme.is_some() || !self.unknown.contains_key("scheme") {
                    values.insert("internal".to_owned(), (scheme == Some("internal")).into());
                }
                let known = [("load_balancing.cross_zone.enabled", "enable_cross_zone_load_balancing")];
                self.keyed(properties, "LoadBalancerAttributes", &known, values);
            }
            // Groups of load balancers may be named among other sources of traffic.
            "AutoScaling::AutoScalingGroup" => {
                let sources = values.get("traffic_source").and_then(Value::as_array).into_iter().flatten();
                let is_elb = |one: &&Value| one.get("type").and_then(Value::as_str).is_none_or(|kind| kind == "elbv2");
                let named: Vec<Value> =
                    sources.filter(is_elb).filter_map(|one| one.get("identifier").cloned()).collect();
                if !named.is_empty() {
                    let all = values.entry("target_group_arns").or_insert_with(|| json!([]));
                    all.as_array_mut().into_iter().for_each(|all| all.extend(named.iter().cloned()));
                }
            }
            // A forward to one group may be written as one to several; and one to several names them all.
            "ElasticLoadBalancingV2::Listener" | "ElasticLoadBalancingV2::ListenerRule" => {
                let block = if self.shape.name.ends_with("Rule") { "action" } else { "default_action" };
                let actions = values.get_mut(block).and_then(Value::as_array_mut);
                for action in actions.into_iter().flatten().filter_map(Value::as_object_mut) {
                    let groups =
                        action.get("forward_config").and_then(|all| all.get(0)?.get("target_groups")?.as_array());
                    let arns: Vec<Value> =
                        groups.into_iter().flatten().filter_map(|one| one.get("target_group_arn").cloned()).collect();
                    if !arns.is_empty() {
                        action.insert("target_group_arn".to_owned(), arns.into());
                    }
                }
            }
            "ElasticLoadBalancingV2::TargetGroup" | "VpcLattice::TargetGroup" => {
                let known = [("preserve_client_ip.enabled", "preserve_client_ip")];
                self.keyed(properties, "TargetGroupAttributes", &known, values);
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
            // A policy is a document there, and a text here.
            "VpcLattice::AuthPolicy" => {
                values.remove("policy");
                self.unknown.retain(|path, _| path != "policy" && !path.starts_with("policy."));
                self.partly.retain(|path, _| !path.starts_with("policy"));
                match properties.get("Policy").map(|policy| (policy, World::reason_within(policy))) {
                    Some((_, Some(because))) => drop(self.unknown.insert("policy".to_owned(), because.to_owned())),
                    Some((policy, None)) => drop(values.insert("policy".to_owned(), policy.to_string().into())),
                    None => {}
                }
            }
            "NetworkManager::CoreNetwork" => {
                values.remove("policy_document");
                self.unknown.retain(|path, _| !path.starts_with("policy_document"));
                if let Some(document) = properties.get("PolicyDocument") {
                    let (document, edges) = without_open_edges(document.clone());
                    match World::reason_within(&document).map(str::to_owned) {
                        Some(because) => {
                            self.unknown.insert("policy_document".to_owned(), because);
                        }
                        None => {
                            let text = document.as_str().map_or_else(|| document.to_string(), str::to_owned);
                            values.insert("policy_document".to_owned(), text.into());
                            self.partly.extend(edges.map(|because| ("policy_document".to_owned(), because)));
                        }
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

    /// Takes what a list of keys and values says as attributes of their own.
    fn keyed(
        &mut self,
        properties: &Map<String, Value>,
        property: &str,
        known: &[(&str, &str)],
        values: &mut Map<String, Value>,
    ) {
        for one in properties.get(property).and_then(Value::as_array).into_iter().flatten() {
            let key = one.get("Key").and_then(Value::as_str);
            let Some((_, name)) = known.iter().find(|(known, _)| key == Some(*known)) else { continue };
            match one.get("Value").map(|value| (scalar(value), World::reason(value))) {
                Some((_, Some(because))) => drop(self.unknown.insert((*name).to_owned(), because.to_owned())),
                Some((Some(text), None)) => drop(values.insert((*name).to_owned(), (text == "true").into())),
                _ => {}
            }
        }
    }

    /// Whether the other VPC of a peering is said to be of the stack's own account.
    fn peers_with_itself(&self) -> bool {
        let owner = self.defined.body.get("Properties").and_then(|all| all.get("PeerOwnerId"));
        owner.is_some_and(|owner| *owner == json!({ "Ref": "AWS::AccountId" }))
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
        // Without its ports or protocol a rule would be one for all of them.
        let is_open = |name: &&str| rule.get(*name).and_then(World::reason).is_some();
        if World::reason(rule).is_some() || ["FromPort", "ToPort", "IpProtocol"].iter().any(is_open) {
            return json!({ "protocol": "-1", "cidr_blocks": [null] });
        }
        for (attribute, properties) in lists {
            let peers = properties.iter().filter_map(|property| rule.get(property));
            let peers: Vec<Value> = peers.map(|peer| self.text(peer, "peer").unwrap_or_default()).collect();
            self.unknown.remove("peer");
            block.insert(attribute.to_owned(), Value::Array(peers));
        }
        // One that names nobody is refused by AWS, or names somebody in a way that is not read.
        if block.values().all(|peers| peers.as_array().is_some_and(Vec::is_empty)) {
            block.insert("cidr_blocks".to_owned(), json!([null]));
        }
        for (attribute, property) in [("protocol", "IpProtocol"), ("from_port", "FromPort"), ("to_port", "ToPort")] {
            if let Some(value) = rule.get(property).and_then(scalar) {
                block.insert(attribute.to_owned(), Value::String(value));
            }
        }
        Value::Object(block)
    }
}

/// A policy of a core network without the edges of which the Region is not known, and why it is not.
fn without_open_edges(mut document: Value) -> (Value, Option<String>) {
    let mut because = None;
    let edges = document.get_mut("core-network-configuration").and_then(|all| all.get_mut("edge-locations"));
    if let Some(edges) = edges.and_then(Value::as_array_mut) {
        edges.retain(|edge| {
            let open = World::reason_within(edge).map(str::to_owned);
            let is_known = open.is_none();
            because = because.take().or(open);
            is_known
        });
    }
    (document, because)
}

/// Puts the properties of a property (`A`), or the one below it (`A.B`), one level higher.
pub(super) fn lift(properties: &mut Map<String, Value>, path: &str) {
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
