//! Exact reachability through NAT before and in transit gateway attachments.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use tieline::import::{Input, import};
use tieline::network::exact::{Answer, End, Exact, Traffic, Verdict};
use tieline::network::proof::flaws;

fn ask(design: &str, from: &str, to: &str, traffic: &str) -> Answer {
    let text = format!("tieline: 1\nregion: us-east-1\n{design}");
    let imported = import(&[Input { name: "net.yaml", bytes: text.as_bytes() }]);
    let problems: Vec<&str> = imported.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(problems, Vec::<&str>::new());
    let exact = Exact::of(&imported.design);
    let end = |name| End::named(&imported.design, name).unwrap();
    let answer = exact.ask(&end(from), &end(to), traffic.parse::<Traffic>().unwrap());
    // A second opinion on each answer, hop by hop.
    assert_eq!(flaws(&imported.design, &end(to), &answer), Vec::<String>::new(), "{answer:#?}");
    answer
}

#[track_caller]
fn reaches(design: &str, from: &str, to: &str, traffic: &str) -> Answer {
    let answer = ask(design, from, to, traffic);
    assert_eq!(answer.verdict, Verdict::Yes, "{:#?} {:?}", answer.blocked, answer.causes);
    let passage = answer.passages.first().unwrap();
    assert!(passage.packets.holds(&passage.witness));
    answer
}

/// What blocks, in order, as it is on the wire; `reply:` before what blocks the reply.
#[track_caller]
fn blocks(design: &str, from: &str, to: &str, traffic: &str) -> Vec<String> {
    let answer = ask(design, from, to, traffic);
    assert_eq!(answer.verdict, Verdict::No, "{:#?} {:?}", answer.passages, answer.causes);
    let obstacles = answer.blocked.map(|blocked| blocked.obstacles).unwrap_or_default();
    let word = |reply| if reply { "reply:" } else { "" };
    obstacles.iter().map(|one| format!("{}{}", word(one.of_reply), one.kind.wire())).collect()
}

#[track_caller]
fn unknown(design: &str, from: &str, to: &str, traffic: &str) -> Vec<String> {
    let answer = ask(design, from, to, traffic);
    assert_eq!(answer.verdict, Verdict::Unknown, "{:#?} {:#?}", answer.passages, answer.blocked);
    answer.causes.iter().map(ToString::to_string).collect()
}

fn path(answer: &Answer) -> String {
    let hops = &answer.passages.first().unwrap().path;
    hops.iter().map(|hop| format!("{}:{}", hop.node.kind.wire(), hop.node.name)).collect::<Vec<_>>().join(" ")
}

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
