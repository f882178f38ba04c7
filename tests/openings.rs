//! What a plan opens in filters that the design describes.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use tieline::facts::Facts;
use tieline::report::text::{Layout, Show, Style, render};
use tieline::{Input, Scope, review};

const DESIGN: &str = "tieline: 1
region: us-east-1
vpcs:
  shop:
    cidrs: [10.0.0.0/16]
    subnets: { a: { az: use1-az1, cidr: 10.0.0.0/24 } }
    security_groups: { web: { outbound: [{ protocol: tcp, ports: 443, to: [0.0.0.0/0] }] } }
    route_tables: { main: { main: true } }
  data:
    cidrs: [10.1.0.0/16]
    subnets: { b: { az: use1-az1, cidr: 10.1.0.0/24 } }
    security_groups: { db: { inbound: [{ protocol: tcp, ports: 5432, from: [10.9.0.0/16] }] } }
    route_tables: { main: { main: true } }
applications:
  web: { vpc: shop, subnets: [a], security_groups: [web] }
  orders: { vpc: data, subnets: [b], runs_on: ec2, serves: [tcp/5432], security_groups: [db] }
needs:
  web-to-orders: { from: web, to: orders, traffic: 20 GB/month, requires: [client_address] }
";

#[test]
fn a_plan_opens_the_filters_of_both_sides_for_what_the_need_asks() {
    let facts = Facts::shipped();
    let told = review(&[Input { name: "net.yaml", bytes: DESIGN.as_bytes() }], &facts, Scope::Review);
    let plan = &told.advice.as_ref().unwrap().plan;
    let opened: Vec<String> = plan.openings.values().flatten().map(ToString::to_string).collect();
    assert_eq!(
        opened,
        [
            "let security group `shop/web` let tcp/5432 out to `10.1.0.0/24`",
            "let security group `data/db` let tcp/5432 in from `10.0.0.0/24`",
        ]
    );
    assert!(plan.findings_after.iter().all(|finding| finding.rule.0 != 630), "{:?}", plan.findings_after);
    let text = render(&told, &facts, &Layout { style: Style::Plain, width: 100, show: Show::Advice });
    assert!(text.contains("filters to open\n    let security group `shop/web` let tcp/5432 out"), "{text}");
}

#[test]
fn what_is_open_is_not_opened_again() {
    let open = DESIGN.replace("ports: 443", "ports: 5432").replace("10.9.0.0/16", "10.0.0.0/16");
    let told = review(&[Input { name: "net.yaml", bytes: open.as_bytes() }], &Facts::shipped(), Scope::Review);
    assert!(told.advice.unwrap().plan.openings.is_empty());
}
