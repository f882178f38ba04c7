//! Direct Connect in Terraform: associations with virtual private gateways and transit gateways, their allowed prefixes,
//! virtual interfaces, and proposals of other accounts.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tieline::design::raw::{RawDesign, RawDirectConnect, RawLink};
use tieline::import::{Imported, Input, import, write};
use tieline::network::exact::{End, Exact, Traffic, Verdict};

fn resource(kind: &str, name: &str, values: Value) -> Value {
    json!({ "address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name, "values": values })
}

fn data(kind: &str, name: &str, values: Value) -> Value {
    json!({ "address": format!("data.{kind}.{name}"), "mode": "data", "type": kind, "name": name, "values": values })
}

/// Two VPCs with virtual private gateways, one on a transit gateway, and two Direct Connect gateways.
fn state(more: Vec<Value>) -> Imported {
    let vpc = |name: &str, block: &str| {
        resource("aws_vpc", name, json!({ "id": format!("vpc-{name}"), "cidr_block": block }))
    };
    let gateway = |name: &str| {
        resource("aws_vpn_gateway", name, json!({ "id": format!("vgw-{name}"), "vpc_id": format!("vpc-{name}") }))
    };
    let mut all = vec![
        vpc("a", "10.0.0.0/16"),
        vpc("b", "10.1.0.0/16"),
        vpc("c", "10.2.0.0/16"),
        gateway("a"),
        gateway("b"),
        resource("aws_dx_gateway", "private", json!({ "id": "dx-1", "name": "private" })),
        resource("aws_dx_gateway", "transit", json!({ "id": "dx-2", "name": "transit" })),
        resource(
            "aws_ec2_transit_gateway",
            "hub",
            json!({ "id": "tgw-1", "default_route_table_association": "disable", "default_route_table_propagation": "disable" }),
        ),
        resource(
            "aws_ec2_transit_gateway_route_table",
            "own",
            json!({ "id": "tgw-rtb-1", "transit_gateway_id": "tgw-1" }),
        ),
        resource(
            "aws_ec2_transit_gateway_vpc_attachment",
            "c",
            json!({ "id": "tgw-attach-c", "transit_gateway_id": "tgw-1", "vpc_id": "vpc-c", "subnet_ids": [] }),
        ),
    ];
    all.extend(more);
    let state = json!({ "format_version": "1.0", "values": { "root_module": { "resources": all } } });
    let imported = import(&[Input { name: "state.json", bytes: &serde_json::to_vec(&state).unwrap() }]);
    let messages: Vec<_> = imported.problems.iter().map(|problem| &problem.message).collect();
    assert!(messages.is_empty(), "{messages:?}");
    imported
}

fn circuit<'r>(raw: &'r RawDesign, name: &str) -> &'r RawDirectConnect {
    match &raw.links[name] {
        RawLink::DirectConnect(raw) => raw,
        other => panic!("{other:?}"),
    }
}

fn association(name: &str, values: Value) -> Value {
    resource("aws_dx_gateway_association", name, values)
}

#[test]
fn associations_tell_what_they_allow_to_be_announced() {
    let imported = state(vec![
        association(
            "a",
            json!({ "dx_gateway_id": "dx-1", "associated_gateway_id": "vgw-a", "allowed_prefixes": ["10.0.0.0/15"] }),
        ),
        association("b", json!({ "dx_gateway_id": "dx-1", "associated_gateway_id": "vgw-b" })),
        association(
            "hub",
            json!({ "dx_gateway_id": "dx-2", "associated_gateway_id": "tgw-1", "allowed_prefixes": ["10.2.0.0/16", "10.9.0.0/16"] }),
        ),
        data(
            "aws_ec2_transit_gateway_dx_gateway_attachment",
            "hub",
            json!({ "id": "tgw-attach-dx", "transit_gateway_id": "tgw-1", "dx_gateway_id": "dx-2" }),
        ),
        resource(
            "aws_ec2_transit_gateway_route_table_association",
            "dx",
            json!({ "transit_gateway_attachment_id": "tgw-attach-dx", "transit_gateway_route_table_id": "tgw-rtb-1" }),
        ),
        resource(
            "aws_ec2_transit_gateway_route_table_propagation",
            "dx",
            json!({ "transit_gateway_attachment_id": "tgw-attach-dx", "transit_gateway_route_table_id": "tgw-rtb-1" }),
        ),
        resource("aws_dx_transit_virtual_interface", "t", json!({ "id": "dxvif-2", "dx_gateway_id": "dx-2" })),
    ]);
    let raw = write::whole(&imported);
    let private = circuit(&raw, "aws_dx_gateway.private");
    assert_eq!(private.vpcs, ["aws_vpc.a", "aws_vpc.b"]);
    // AWS announces all blocks of the other, for nobody says which.
    let told =
        |name: &str, blocks: &[&str]| (name.to_owned(), blocks.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
    assert_eq!(private.allowed_prefixes, BTreeMap::from([told("aws_vpc.a", &["10.0.0.0/15"])]));
    let transit = circuit(&raw, "aws_dx_gateway.transit");
    assert!(transit.vpcs.is_empty());
    assert_eq!(
        transit.allowed_prefixes,
        BTreeMap::from([told("aws_ec2_transit_gateway.hub", &["10.2.0.0/16", "10.9.0.0/16"])])
    );
    let RawLink::TransitGateway(hub) = &raw.links["aws_ec2_transit_gateway.hub"] else { panic!() };
    let table = "aws_ec2_transit_gateway_route_table.own";
    assert_eq!(hub.attachments["aws_dx_gateway.transit"].route_table.as_deref(), Some(table));
    assert_eq!(hub.route_tables.as_ref().unwrap()[table].propagations, ["aws_dx_gateway.transit"]);
    assert!(
        imported
            .coverage
            .iter()
            .all(|one| one.unknown.iter().all(|open| !open.what.contains("aws_dx_gateway_association")))
    );
}

#[test]
fn a_private_virtual_interface_may_end_on_a_virtual_private_gateway() {
    let imported = state(vec![
        resource("aws_dx_private_virtual_interface", "own", json!({ "id": "dxvif-1", "vpn_gateway_id": "vgw-a" })),
        resource(
            "aws_route_table",
            "a",
            json!({ "id": "rtb-a", "vpc_id": "vpc-a", "propagating_vgws": ["vgw-a"], "route": [] }),
        ),
        resource("aws_main_route_table_association", "a", json!({ "vpc_id": "vpc-a", "route_table_id": "rtb-a" })),
        resource("aws_dx_private_virtual_interface", "shared", json!({ "id": "dxvif-3", "dx_gateway_id": "dx-1" })),
    ]);
    let raw = write::whole(&imported);
    assert_eq!(circuit(&raw, "aws_dx_private_virtual_interface.own").vpcs, ["aws_vpc.a"]);
    assert!(!raw.links.contains_key("aws_dx_private_virtual_interface.shared"));
    // Nobody says what is behind it, so nothing is ruled out.
    let exact = Exact::of(&imported.design);
    let end = |name: &str| End::named(&imported.design, name).unwrap();
    assert_eq!(exact.verdict(&end("192.168.1.1"), &end("10.0.0.10"), Traffic::ANY), Verdict::Unknown);
}

#[test]
fn a_proposal_counts_once_it_is_accepted() {
    let proposal = |name: &str| {
        resource(
            "aws_dx_gateway_association_proposal",
            name,
            json!({ "id": format!("proposal-{name}"), "dx_gateway_id": "dx-1", "associated_gateway_id": format!("vgw-{name}"), "allowed_prefixes": ["10.0.0.0/8"] }),
        )
    };
    let imported = state(vec![
        proposal("a"),
        proposal("b"),
        association(
            "a",
            json!({ "dx_gateway_id": "dx-1", "proposal_id": "proposal-a", "associated_gateway_owner_account_id": "222222222222" }),
        ),
    ]);
    let raw = write::whole(&imported);
    let private = circuit(&raw, "aws_dx_gateway.private");
    assert_eq!((private.vpcs.as_slice(), private.allowed_prefixes.len()), (&["aws_vpc.a".to_owned()][..], 1));
    let open: Vec<&str> =
        imported.coverage.iter().flat_map(|one| &one.unknown).map(|open| open.what.as_str()).collect();
    assert!(open.contains(&"`aws_dx_gateway_association_proposal.b`"), "{open:?}");
    assert!(!open.contains(&"`aws_dx_gateway_association_proposal.a`"), "{open:?}");
}
