//! Prints a Terraform plan as `terraform show -json` does, of any size, to measure with: `terraform_plan VPCS`.
//!
//! Each VPC has three private and three public subnets, their tables and routes, a transit gateway attachment, gateways,
//! two security groups and two instances; ids are known after apply and stand as references, as in a fresh plan. Half of
//! the resources carry attributes that no reader of networks needs, as real plans do.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "an example prints")]

use serde_json::{Map, Value, json};

struct Plan {
    planned: Vec<Value>,
    changes: Vec<Value>,
    configured: Vec<Value>,
}

impl Plan {
    fn add(&mut self, kind: &str, name: &str, values: Value, references: &[(&str, &[&str])]) {
        let address = format!("{kind}.{name}");
        let mut values = values;
        let tags = json!({ "Name": name, "Environment": "prod", "Owner": "network", "CostCentre": "4711" });
        if let Value::Object(map) = &mut values {
            map.insert("tags".into(), tags.clone());
            map.insert("tags_all".into(), tags);
            map.insert("timeouts".into(), Value::Null);
        }
        let provider = "registry.terraform.io/hashicorp/aws";
        let unknown: Map<String, Value> = ["arn", "id", "owner_id"]
            .iter()
            .copied()
            .chain(references.iter().map(|(name, _)| *name))
            .map(|name| (name.into(), json!(true)))
            .collect();
        let mut expressions: Map<String, Value> = Map::new();
        for (attribute, all) in references {
            let both: Vec<String> = all.iter().flat_map(|one| [format!("{one}.id"), (*one).to_owned()]).collect();
            expressions.insert((*attribute).into(), json!({ "references": both }));
        }
        self.planned.push(json!({ "address": address, "mode": "managed", "type": kind, "name": name, "provider_name": provider, "schema_version": 1, "values": values, "sensitive_values": { "tags": {}, "tags_all": {} } }));
        self.changes.push(json!({ "address": address, "mode": "managed", "type": kind, "name": name, "provider_name": provider, "change": { "actions": ["create"], "before": null, "after": values, "after_unknown": unknown, "before_sensitive": false, "after_sensitive": { "tags": {}, "tags_all": {} } } }));
        self.configured.push(json!({ "address": address, "mode": "managed", "type": kind, "name": name, "provider_config_key": "aws", "expressions": expressions, "schema_version": 1 }));
    }
}

fn main() {
    let count: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(200);
    let mut plan = Plan { planned: Vec::new(), changes: Vec::new(), configured: Vec::new() };
    plan.add(
        "aws_ec2_transit_gateway",
        "hub",
        json!({ "default_route_table_association": "enable", "default_route_table_propagation": "enable" }),
        &[],
    );
    for index in 0..count {
        let net = format!("10.{}.{}", index / 16 % 256, index % 16 * 16);
        let vpc = format!("vpc{index}");
        let own = format!("aws_vpc.{vpc}");
        plan.add("aws_vpc", &vpc, json!({ "cidr_block": format!("{net}.0/20"), "enable_dns_support": true, "enable_dns_hostnames": true, "instance_tenancy": "default" }), &[]);
        let third = index % 16 * 16;
        for (zone, letter) in ["a", "b", "c"].iter().enumerate() {
            for (side, offset) in [("private", 0), ("public", 8)] {
                let name = format!("{vpc}-{side}-{letter}");
                let cidr = format!("10.{}.{}.0/24", index / 16 % 256, third + offset + zone);
                plan.add("aws_subnet", &name, json!({ "cidr_block": cidr, "availability_zone": format!("eu-west-1{letter}"), "map_public_ip_on_launch": side == "public", "ipv6_native": false }), &[("vpc_id", &[&own])]);
                let table = format!("aws_route_table.{vpc}-{side}");
                let subnet = format!("aws_subnet.{name}");
                plan.add(
                    "aws_route_table_association",
                    &name,
                    json!({ "gateway_id": null }),
                    &[("subnet_id", &[&subnet]), ("route_table_id", &[&table])],
                );
            }
        }
        for side in ["private", "public"] {
            plan.add("aws_route_table", &format!("{vpc}-{side}"), json!({}), &[("vpc_id", &[&own])]);
        }
        plan.add("aws_internet_gateway", &vpc, json!({}), &[("vpc_id", &[&own])]);
        let (private, public) = (format!("aws_route_table.{vpc}-private"), format!("aws_route_table.{vpc}-public"));
        let gateway = format!("aws_internet_gateway.{vpc}");
        plan.add(
            "aws_route",
            &format!("{vpc}-out"),
            json!({ "destination_cidr_block": "0.0.0.0/0" }),
            &[("route_table_id", &[&public]), ("gateway_id", &[&gateway])],
        );
        plan.add(
            "aws_route",
            &format!("{vpc}-hub"),
            json!({ "destination_cidr_block": "10.0.0.0/8" }),
            &[("route_table_id", &[&private]), ("transit_gateway_id", &["aws_ec2_transit_gateway.hub"])],
        );
        let subnets: Vec<String> =
            ["a", "b", "c"].iter().map(|letter| format!("aws_subnet.{vpc}-private-{letter}")).collect();
        let subnets: Vec<&str> = subnets.iter().map(String::as_str).collect();
        plan.add(
            "aws_ec2_transit_gateway_vpc_attachment",
            &vpc,
            json!({ "dns_support": "enable" }),
            &[("vpc_id", &[&own]), ("subnet_ids", &subnets), ("transit_gateway_id", &["aws_ec2_transit_gateway.hub"])],
        );
    }
    // In the order in which Terraform writes: what tells the format comes first.
    let text = |value: Value| value.to_string();
    println!(
        "{{\"format_version\":\"1.2\",\"terraform_version\":\"1.11.4\",\"planned_values\":{},\"resource_changes\":{},\"configuration\":{}}}",
        text(json!({ "root_module": { "resources": plan.planned } })),
        text(json!(plan.changes)),
        text(json!({
            "provider_config": { "aws": { "name": "aws", "expressions": { "region": { "constant_value": "eu-west-1" } } } },
            "root_module": { "resources": plan.configured },
        })),
    );
}
