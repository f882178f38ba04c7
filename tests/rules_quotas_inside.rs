//! Quotas of what stands inside VPCs, core networks and VPC Lattice services, one below, at and above each boundary.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod counted;

use counted::{block, boundaries, map, raised, shop, vpcs};
use serde_json::{Map, Value, json};
use tieline::facts::{Facts, LimitId};

#[test]
fn network_acls_and_security_groups() {
    boundaries(LimitId::QuotaNaclsPerVpc, |number| {
        shop(json!({ "cidrs": ["10.0.0.0/16"], "network_acls": map(number, |nth| (format!("acl-{nth}"), json!({}))) }))
    });
    boundaries(LimitId::QuotaNaclRules, |number| {
        let entries: Vec<_> =
            (1..=number).map(|nth| json!({ "number": nth, "action": "allow", "cidr": "10.0.0.0/8" })).collect();
        shop(json!({ "cidrs": ["10.0.0.0/16"], "network_acls": { "app": { "inbound": entries } } }))
    });
    boundaries(LimitId::QuotaSgRules, |number| {
        let from: Vec<_> = (0..number).map(block).collect();
        let group = json!({ "inbound": [{ "protocol": "tcp", "ports": 443, "from": from }] });
        shop(json!({ "cidrs": ["10.0.0.0/16"], "security_groups": { "web": group } }))
    });
    boundaries(LimitId::QuotaSgPerEni, |number| {
        let groups = map(number, |nth| (format!("sg-{nth}"), json!({})));
        let names: Vec<_> = groups.keys().cloned().collect();
        json!({
            "tieline": 1,
            "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"], "security_groups": groups } },
            "applications": { "web": { "vpc": "shop", "security_groups": names } },
        })
    });
}

#[test]
fn a_prefix_list_counts_in_its_own_family_only() {
    let design = |block: &str| {
        let group = json!({ "inbound": [{ "protocol": "tcp", "ports": 443, "from": ["prefix_list/far"] }] });
        json!({
            "tieline": 1,
            "prefix_lists": { "far": { "cidrs": [block], "max_entries": 61 } },
            "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"], "security_groups": { "web": group } } },
        })
    };
    for block in ["10.9.0.0/16", "2001:db8::/56"] {
        assert_eq!(raised(&design(block), LimitId::QuotaSgRules), [702], "{block}: once, not once for each family");
    }
}

#[test]
fn prefix_lists_and_propagated_routes() {
    boundaries(
        LimitId::QuotaPrefixListEntries,
        |number| json!({ "tieline": 1, "prefix_lists": { "far": { "cidrs": ["10.0.0.0/8"], "max_entries": number } } }),
    );
    boundaries(LimitId::QuotaPropagatedPerRt, |number| {
        let routes: Vec<_> = (0..number)
            .map(|nth| json!({ "to": block(nth), "via": "virtual_private_gateway", "propagated": true }))
            .collect();
        shop(json!({
            "cidrs": ["172.16.0.0/16"],
            "virtual_private_gateway": true,
            "route_tables": { "main": { "main": true, "routes": routes } },
        }))
    });
}

fn nat_gateways(number: u64, fields: &Value) -> Value {
    shop(json!({
        "cidrs": ["10.0.0.0/16"],
        "subnets": { "a": { "az": "use1-az1", "cidr": "10.0.0.0/20" } },
        "nat_gateways": map(number, |nth| (format!("nat-{nth}"), fields.clone())),
    }))
}

#[test]
fn nat_gateways_and_their_addresses() {
    boundaries(LimitId::QuotaNatPerAz, |number| nat_gateways(number, &json!({ "subnet": "a" })));
    boundaries(LimitId::QuotaNatRegionalPerVpc, |number| nat_gateways(number, &json!({ "regional": true })));
    boundaries(LimitId::QuotaNatPrivateIps, |number| {
        let addresses: Vec<_> = (0..number).map(|nth| format!("10.0.1.{}", nth + 1)).collect();
        nat_gateways(1, &json!({ "subnet": "a", "addresses": addresses }))
    });
    boundaries(LimitId::QuotaNatEips, |number| {
        let addresses: Vec<_> = (0..number).map(|nth| format!("198.51.100.{}", nth + 1)).collect();
        nat_gateways(1, &json!({ "subnet": "a", "public_addresses": addresses }))
    });
}

/// VPCs that use so many addresses in all, no more than a /16 has in each.
fn using(addresses: u64, vpcs: u64) -> Map<String, Value> {
    map(vpcs, |nth| {
        let used = addresses / vpcs + u64::from(nth < addresses % vpcs);
        let subnets = map(5, |part| {
            let (block, most) = (format!("10.{}.0.0/16", nth * 5 + part), 65_531);
            let used = used.saturating_sub(part * most).min(most);
            (format!("s{part}"), json!({ "cidr": block, "used": used }))
        });
        let blocks: Vec<_> = (0..5).map(|part| format!("10.{}.0.0/16", nth * 5 + part)).collect();
        (format!("vpc-{nth}"), json!({ "region": "us-east-1", "cidrs": blocks, "subnets": subnets }))
    })
}

#[test]
fn network_address_units_of_a_vpc() {
    boundaries(LimitId::QuotaNauVpc, |number| json!({ "tieline": 1, "vpcs": using(number, 1) }));
}

#[test]
fn network_address_units_of_a_vpc_and_its_peers() {
    let meshed = |number: u64, region: &str| {
        let mut all = using(number, 8);
        all.insert("shop".to_owned(), json!({ "region": region, "cidrs": ["172.16.0.0/16"] }));
        let links = map(8, |nth| {
            (format!("peering-{nth}"), json!({ "vpc_peering": { "between": ["shop", format!("vpc-{nth}")] } }))
        });
        json!({ "tieline": 1, "vpcs": all, "links": links })
    };
    boundaries(LimitId::QuotaNauPeered, |number| meshed(number, "us-east-1"));
    assert!(raised(&meshed(300_000, "eu-west-1"), LimitId::QuotaNauPeered).is_empty(), "peers in other Regions");
}

#[test]
fn what_weighs_more_than_its_addresses_counts_so_in_address_units() {
    let facts = Facts::shipped();
    let near = facts.limit(LimitId::QuotaNauVpc) * 8 / 10;
    let unit = facts.limit(LimitId::NauWeightNetworkUnit);
    // One endpoint with one network interface: its address is in use already.
    let with_endpoint = |used: u64| {
        let mut all = using(used, 1);
        all.insert("data".to_owned(), json!({ "region": "us-east-1", "cidrs": ["172.16.0.0/16"] }));
        json!({
            "tieline": 1,
            "vpcs": all,
            "links": { "ssm": { "interface_endpoint": { "service": "ssm", "endpoints": { "vpc-0": { "subnets": ["s0"] } } } } },
        })
    };
    assert!(raised(&with_endpoint(near - unit), LimitId::QuotaNauVpc).is_empty());
    assert_eq!(raised(&with_endpoint(near - unit + 1), LimitId::QuotaNauVpc), [703]);
}

#[test]
fn core_networks() {
    let wan = |fields: Value, vpcs: Map<String, Value>| json!({ "tieline": 1, "vpcs": vpcs, "links": { "wan": { "cloud_wan": fields } } });
    boundaries(LimitId::CwanAttachments, |number| {
        wan(
            json!({ "segments": { "prod": {} }, "attachments": map(number, |nth| (format!("vpc-{nth}"), json!({}))) }),
            vpcs(number),
        )
    });
    boundaries(LimitId::CwanSegments, |number| {
        wan(json!({ "segments": map(number, |nth| (format!("segment{nth}"), json!({}))) }), Map::new())
    });
    boundaries(LimitId::CwanAttachmentsPerVpc, |number| {
        let links = map(number, |nth| {
            (
                format!("wan-{nth}"),
                json!({ "cloud_wan": { "segments": { "prod": {} }, "attachments": { "vpc-0": {} } } }),
            )
        });
        json!({ "tieline": 1, "vpcs": vpcs(1), "links": links })
    });
}

#[test]
fn gateway_endpoints_and_peerings_of_transit_gateways() {
    boundaries(LimitId::PlQuotaGatewayPerVpc, |number| {
        let links = map(number, |nth| {
            (format!("s3-{nth}"), json!({ "gateway_endpoint": { "service": "s3", "vpcs": { "vpc-0": {} } } }))
        });
        json!({ "tieline": 1, "vpcs": vpcs(1), "links": links })
    });
    boundaries(LimitId::TgwPeeringAttachments, |number| {
        let mut links = map(number, |nth| (format!("far-{nth}"), json!({ "transit_gateway": {} })));
        links.insert("hub".to_owned(), json!({ "transit_gateway": {} }));
        links.extend(map(number, |nth| {
            let between = json!({ "transit_gateways": ["hub", format!("far-{nth}")] });
            (format!("peering-{nth}"), json!({ "transit_gateway_peering": between }))
        }));
        json!({ "tieline": 1, "links": links })
    });
}

/// A VPC Lattice service with these fields, of one application.
fn service(fields: &Value) -> Value {
    let mut service = fields.as_object().unwrap().clone();
    service.insert("applications".to_owned(), json!(["api"]));
    json!({
        "tieline": 1,
        "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"] } },
        "applications": { "api": { "vpc": "shop", "serves": ["https/443"] } },
        "links": { "net": { "service_network": { "associations": ["shop"], "services": { "api": service } } } },
    })
}

#[test]
fn parts_of_a_lattice_service() {
    boundaries(LimitId::VlqListeners, |number| {
        let listeners: Vec<_> = (0..number).map(|nth| json!({ "protocol": "https", "port": 443 + nth })).collect();
        service(&json!({ "listeners": listeners }))
    });
    boundaries(LimitId::VlqRules, |number| {
        let rules: Vec<_> = (1..=number)
            .map(|nth| json!({ "priority": nth, "path": { "prefix": format!("/v{nth}") }, "forward": { "t": 1 } }))
            .collect();
        service(&json!({
            "listeners": [{ "protocol": "https", "port": 443, "forward": { "t": 1 }, "rules": rules }],
            "target_groups": { "t": { "targets": ["api"] } },
        }))
    });
    boundaries(LimitId::VlqTgSvc, |number| {
        service(&json!({ "target_groups": map(number, |nth| (format!("t{nth}"), json!({ "targets": ["api"] }))) }))
    });
    boundaries(LimitId::VlqTargets, |number| {
        let applications = map(number, |nth| (format!("api-{nth}"), json!({ "vpc": "shop", "serves": ["https/443"] })));
        let names: Vec<_> = applications.keys().cloned().collect();
        json!({
            "tieline": 1,
            "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"] } },
            "applications": applications,
            "links": { "net": { "service_network": { "associations": ["shop"], "services": { "api": {
                "applications": names, "target_groups": { "t": { "targets": names } } } } } } },
        })
    });
    boundaries(LimitId::VlqSgAssoc, |number| {
        let groups = map(number, |nth| (format!("sg-{nth}"), json!({})));
        let names: Vec<_> = groups.keys().cloned().collect();
        json!({
            "tieline": 1,
            "vpcs": { "shop": { "cidrs": ["10.0.0.0/16"], "security_groups": groups } },
            "links": { "net": { "service_network": { "associations": { "shop": { "security_groups": names } } } } },
        })
    });
}

/// The message of the quota rules about one fact.
fn told(design: &Value, limit: LimitId) -> String {
    let text = design.to_string();
    let review = tieline::review(
        &[tieline::Input { name: "net.json", bytes: text.as_bytes() }],
        &Facts::shipped(),
        tieline::Scope::Check,
    );
    let premise = tieline::why::Premise::Fact(limit.fact());
    let found = review.findings.iter().find(|one| one.rule.0 / 100 == 7 && one.why.premises.contains(&premise));
    found.unwrap().message.clone()
}

#[test]
fn a_quota_that_fills_with_vpcs_says_at_how_many_it_breaks() {
    let hub = |vpcs: u64, sites: u64| {
        let mut attachments = map(vpcs, |nth| (format!("vpc-{nth}"), json!({})));
        attachments.extend(map(sites, |nth| (format!("vpn-{nth}"), json!({}))));
        let mut links = map(sites, |nth| (format!("vpn-{nth}"), json!({ "site_to_site_vpn": { "site": "dc" } })));
        links.insert("hub".to_owned(), json!({ "transit_gateway": { "attachments": attachments } }));
        json!({ "tieline": 1, "vpcs": counted::vpcs(vpcs), "sites": { "dc": { "cidrs": ["192.168.0.0/16"] } }, "links": links })
    };
    assert_eq!(
        told(&hub(4_000, 10), LimitId::TgwAttachments),
        "transit gateway `hub` has 4010 attachments of the 5000 that AWS allows by default; it breaks at 4991 VPCs, and \
         here are 4000"
    );
}
