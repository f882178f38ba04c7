//! Quotas of accounts and of what accounts share, one below, at and above each boundary.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod counted;

use counted::{block, boundaries, boundaries_of_account, map, raised};
use serde_json::{Value, json};
use tieline::facts::{Facts, LimitId};

const ACCOUNT: &str = "111111111111";

/// So many VPCs of one account and Region, each with these fields besides.
fn owned(number: u64, fields: impl Fn(u64) -> Value) -> Value {
    let vpcs = map(number, |nth| {
        let mut vpc = json!({ "account": ACCOUNT, "region": "us-east-1", "cidrs": [block(nth)] });
        vpc.as_object_mut().unwrap().extend(fields(nth).as_object().unwrap().clone());
        (format!("vpc-{nth}"), vpc)
    });
    json!({ "tieline": 1, "vpcs": vpcs })
}

fn with_links(mut design: Value, links: impl Into<Value>) -> Value {
    design.as_object_mut().unwrap().insert("links".to_owned(), links.into());
    design
}

/// A service network of the account with these parts.
fn network(parts: Value) -> Value {
    let mut network = json!({ "account": ACCOUNT, "region": "us-east-1" });
    network.as_object_mut().unwrap().extend(parts.as_object().unwrap().clone());
    json!({
        "tieline": 1,
        "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"] } },
        "applications": { "api": { "vpc": "shop", "serves": ["https/443"] } },
        "links": { "net": { "service_network": network } },
    })
}

#[test]
fn vpcs_of_an_account() {
    boundaries_of_account(LimitId::QuotaVpcsPerRegion, |number| owned(number, |_| json!({})));
}

#[test]
fn accounts_and_regions_are_counted_apart() {
    let limit = Facts::shipped().limit(LimitId::QuotaVpcsPerRegion);
    let spread = |field: &str, values: [&str; 2]| {
        let value = |nth: u64| json!({ field: values.get(usize::from(nth % 2 == 1)) });
        raised(&owned(limit + 1, value), LimitId::QuotaVpcsPerRegion)
    };
    assert!(spread("account", [ACCOUNT, "222222222222"]).is_empty());
    assert!(spread("region", ["us-east-1", "eu-west-1"]).is_empty());
    // Who owns a VPC is not guessed.
    let unsaid = json!({ "tieline": 1, "vpcs": counted::vpcs(limit + 1) });
    assert!(raised(&unsaid, LimitId::QuotaVpcsPerRegion).is_empty());
}

#[test]
fn security_groups_of_an_account() {
    boundaries_of_account(LimitId::QuotaSgPerRegion, |number| {
        let half = number / 2;
        let groups = |number| json!({ "security_groups": map(number, |nth| (format!("sg-{nth}"), json!({}))) });
        owned(2, |nth| groups(if nth == 0 { half } else { number - half }))
    });
}

#[test]
fn gateway_endpoints_of_an_account() {
    boundaries_of_account(LimitId::PlQuotaGateway, |number| {
        let endpoints = map(number, |nth| (format!("vpc-{nth}"), json!({ "route_tables": ["main"] })));
        let table = json!({ "route_tables": { "main": { "main": true } } });
        let link = json!({ "gateway_endpoint": { "service": "s3", "vpcs": endpoints } });
        with_links(owned(number, |_| table.clone()), json!({ "s3": link }))
    });
}

#[test]
fn transit_gateways_of_an_account() {
    boundaries_of_account(LimitId::TgwPerAccount, |number| {
        let hub = json!({ "transit_gateway": { "account": ACCOUNT, "region": "us-east-1" } });
        with_links(json!({ "tieline": 1 }), map(number, |nth| (format!("hub-{nth}"), hub.clone())))
    });
}

#[test]
fn vpn_connections_of_an_account_end_on_vpcs_and_on_transit_gateways() {
    boundaries_of_account(LimitId::VpnConnectionsPerRegion, |number| {
        let mut links = map(number, |nth| {
            let vpn = if nth == 0 { json!({ "site": "dc", "vpc": "vpc-0" }) } else { json!({ "site": "dc" }) };
            (format!("vpn-{nth}"), json!({ "site_to_site_vpn": vpn }))
        });
        let attachments = map(number - 1, |nth| (format!("vpn-{}", nth + 1), json!({})));
        let hub = json!({ "account": ACCOUNT, "region": "us-east-1", "attachments": attachments });
        links.insert("hub".to_owned(), json!({ "transit_gateway": hub }));
        let mut design = with_links(owned(1, |_| json!({})), links);
        design.as_object_mut().unwrap().insert("sites".to_owned(), json!({ "dc": { "cidrs": ["192.168.0.0/16"] } }));
        design
    });
}

#[test]
fn lattice_of_an_account() {
    boundaries_of_account(LimitId::VlqSnRegion, |number| {
        let network = json!({ "service_network": { "account": ACCOUNT, "region": "us-east-1" } });
        with_links(json!({ "tieline": 1 }), map(number, |nth| (format!("net-{nth}"), network.clone())))
    });
    let service = json!({ "applications": ["api"] });
    boundaries_of_account(LimitId::VlqSvcRegion, |number| {
        network(json!({ "services": map(number, |nth| (format!("api-{nth}"), service.clone())) }))
    });
    boundaries_of_account(LimitId::VlqTgRegion, |number| {
        let groups = |nth, number| map(number, |of| (format!("t-{nth}-{of}"), json!({ "targets": ["api"] })));
        let services = map(number.div_ceil(5), |nth| {
            let groups = groups(nth, 5.min(number - nth * 5));
            (format!("api-{nth}"), json!({ "applications": ["api"], "target_groups": groups }))
        });
        network(json!({ "services": services }))
    });
    boundaries_of_account(LimitId::VlqRcRegion, |number| {
        network(json!({ "resources": map(number, |nth| (format!("db-{nth}"), json!({ "application": "api" }))) }))
    });
}

#[test]
fn resource_gateways_of_a_vpc() {
    boundaries(LimitId::VlqRgVpc, |number| {
        network(json!({ "resources": map(number, |nth| (format!("db-{nth}"), json!({ "application": "api" }))) }))
    });
}

#[test]
fn subnets_shared_with_others() {
    let shared = |subnets: u64, accounts: u64| {
        let subnets = map(subnets, |nth| (format!("s-{nth}"), json!({ "cidr": block(nth) })));
        let accounts: Vec<String> = (0..accounts).map(|nth| format!("{:012}", 200_000_000_000 + nth)).collect();
        json!({
            "tieline": 1,
            "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"], "subnets": subnets } },
            "links": { "share": { "vpc_sharing": { "vpc": "shop", "accounts": accounts } } },
        })
    };
    boundaries(LimitId::QuotaSharedVpcParticipants, |number| shared(1, number));
    boundaries(LimitId::QuotaSharedSubnets, |number| shared(number, 1));
}

#[test]
fn direct_connect_gateways_and_transit_gateways() {
    let joined = |hubs: u64, connections: u64| {
        let mut links = map(connections, |nth| (format!("dx-{nth}"), json!({ "direct_connect": { "site": "dc" } })));
        let attachments = map(connections, |nth| (format!("dx-{nth}"), json!({})));
        let hub = json!({ "transit_gateway": { "attachments": attachments } });
        links.extend(map(hubs, |nth| (format!("hub-{nth}"), hub.clone())));
        json!({ "tieline": 1, "sites": { "dc": { "cidrs": ["192.168.0.0/16"] } }, "links": links })
    };
    boundaries(LimitId::TgwDxgw, |number| joined(1, number));
    boundaries(LimitId::DxgwTgw, |number| joined(number, 1));
}

#[test]
fn rules_times_groups_of_an_interface() {
    boundaries(LimitId::QuotaSgRulesTimesEni, |number| {
        let rule = |nth: u64| json!({ "protocol": "tcp", "ports": 1000 + nth, "from": ["10.0.0.0/8"] });
        let rules: Vec<Value> = (0..number).map(rule).collect();
        json!({
            "tieline": 1,
            "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"], "security_groups": { "web": { "inbound": rules } } } },
            "applications": { "api": { "vpc": "shop", "security_groups": ["web"] } },
        })
    });
}
