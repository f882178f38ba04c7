//! Exact reachability through NAT before and in transit gateway attachments.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod reach_answers;

use reach_answers::{ask, blocks, path, reaches, unknown};

/// Two VPCs with the same block on one transit gateway; what stands in their attachments.
fn twins(one: &str, other: &str, routes: &str, subnets: &str) -> String {
    let part = |nth: u8| {
        format!(
            "{{ cidrs: [10.0.0.0/16, 100.64.{nth}.0/24], subnets: {{ a: {{ az: use1-az1, cidr: 10.0.{nth}.0/24 }}{subnets} }}, \
             route_tables: {{ main: {{ main: true, routes: [{routes}] }} }} }}"
        )
        .replace("NTH", &nth.to_string())
    };
    format!(
        "
vpcs:
  red: {}
  blue: {}
links:
  hub:
    transit_gateway:
      attachments: {{ red: {{ subnets: [a], {one} }}, blue: {{ subnets: [a], {other} }} }}
",
        part(1),
        part(2)
    )
}

#[test]
fn static_nat_of_attachments_joins_overlapping_networks() {
    let nat = |to: &str| format!("nat: {{ 10.0.0.0/16: {to} }}");
    let design = twins(&nat("100.70.0.0/16"), &nat("100.71.0.0/16"), "{ to: 100.64.0.0/10, via: hub }", "");
    let answer = reaches(&design, "red", "blue", "tcp/443");
    let passage = answer.passages.first().unwrap();
    // The client sends to the address that others see, and the server has its own.
    assert_eq!(passage.witness.source.to_string(), "10.0.1.4");
    assert_eq!(passage.witness.destination.to_string(), "100.71.2.4");
    let notes: Vec<&str> = passage.path.iter().filter_map(|hop| hop.note.as_deref()).collect();
    assert_eq!(
        notes,
        [
            "source of 10.0.0.0 to 10.0.255.255 becomes one of 100.70.0.0 to 100.70.255.255",
            "destination of 100.71.0.0 to 100.71.255.255 becomes one of 10.0.0.0 to 10.0.255.255"
        ]
    );
    // Nobody else sees the addresses that it has inside.
    assert_eq!(blocks(&design, "red", "10.0.2.9", "tcp/443"), ["no_interface"]);
    reaches(&design, "red", "100.71.2.9", "tcp/443");
}

#[test]
fn a_private_nat_gateway_serves_connections_from_its_own_side() {
    let link = ", link: { az: use1-az1, cidr: 100.64.NTH.0/28 }";
    let before = "routable: [100.64.1.0/24], private_nat: true";
    let design = twins(before, "routable: [100.64.2.0/24]", "{ to: 100.64.0.0/10, via: hub }", link);
    let answer = reaches(&design, "10.0.1.9", "100.64.2.9", "tcp/443");
    assert!(path(&answer).contains("nat_gateway:red/before hub"), "{}", path(&answer));
    // What has a routable address needs no translation; what hides is called by nobody.
    let own = reaches(&design, "100.64.1.9", "100.64.2.9", "tcp/443");
    assert!(!path(&own).contains("nat_gateway"), "{}", path(&own));
    assert_eq!(blocks(&design, "100.64.2.9", "10.0.1.9", "tcp/443"), ["no_interface"]);
}

#[test]
fn a_private_nat_gateway_that_has_no_subnet_stays_unknown() {
    let design = twins(
        "routable: [100.64.1.0/24], private_nat: true",
        "routable: [100.64.2.0/24]",
        "{ to: 100.64.0.0/10, via: hub }",
        "",
    );
    let causes = unknown(&design, "red", "100.64.2.0/24", "tcp/443");
    assert!(causes.iter().any(|cause| cause.contains("no subnet there has routable addresses")), "{causes:?}");
}

#[test]
fn a_reply_that_comes_from_a_translated_address_is_a_strangers() {
    // There over a peering, back over a transit gateway whose attachment rewrites the server's address.
    let design = "
vpcs:
  a:
    cidrs: [10.0.0.0/16]
    subnets: { s: { az: use1-az1, cidr: 10.0.0.0/24 } }
    route_tables: { main: { main: true, routes: [{ to: 10.1.0.0/16, via: ab }] } }
  b:
    cidrs: [10.1.0.0/16]
    subnets: { s: { az: use1-az1, cidr: 10.1.0.0/24 } }
    route_tables: { main: { main: true, routes: [{ to: 10.0.0.0/16, via: hub }] } }
links:
  ab: { vpc_peering: { between: [a, b] } }
  hub: { transit_gateway: { attachments: { a: { subnets: [s] }, b: { subnets: [s], nat: { 10.1.0.0/16: 100.65.0.0/16 } } } } }
";
    assert_eq!(blocks(design, "a", "b", "tcp/443"), ["reply:reply_from_elsewhere"]);
    let answer = ask(design, "a", "b", "tcp/443");
    let obstacles = answer.blocked.unwrap().obstacles;
    let words = "the reply gets to subnet `a/s` from 100.65.0.4, and what was asked is 10.1.0.4";
    assert_eq!(obstacles.first().unwrap().words, words);
}
