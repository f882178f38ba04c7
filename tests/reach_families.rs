//! IPv6 beside IPv4: what a need that asks for IPv6 takes, and where a proxy speaks the other family than its client.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod reach_answers;

use reach_answers::{blocks, path, reaches, unknown};
use tieline::advise::addition::Addition;
use tieline::advise::{Advice, advise};
use tieline::facts::{Billing, Facts};
use tieline::import::{Input, import};

/// A client with IPv6 addresses alone, a server with IPv4 addresses alone.
fn mixed(links: &str) -> String {
    format!(
        "
vpcs:
  new:
    cidrs: [10.0.0.0/16, \"2600:1f18:1:100::/56\"]
    subnets: {{ a: {{ az: use1-az1, ipv6_cidr: \"2600:1f18:1:100::/64\" }} }}
    route_tables: {{ main: {{ main: true }} }}
  old:
    cidrs: [10.1.0.0/16]
    subnets: {{ a: {{ az: use1-az1, cidr: 10.1.0.0/24 }} }}
    route_tables: {{ main: {{ main: true }} }}
applications:
  web: {{ vpc: new }}
  api: {{ vpc: old, serves: [https/443] }}
links: {links}
"
    )
}

#[test]
fn vpc_lattice_leads_an_ipv6_client_to_an_ipv4_server() {
    let text =
        mixed("{ net: { service_network: { services: { api: { applications: [api] } }, associations: [new] } } }");
    let answer = reaches(&text, "web", "api", "tcp/443");
    assert_eq!(path(&answer), "interface:web subnet:new/a service_network:net/api vpc:old subnet:old/a interface:api");
    assert_eq!(answer.passages[0].witness.source.to_string(), "2600:1f18:1:100::4");
}

#[test]
fn a_resource_gateway_leads_an_ipv6_client_to_an_ipv4_server() {
    let text = mixed(
        "{ db: { privatelink_resource: { application: api, gateway: { subnets: [a] }, endpoints: { new: { subnets: [a] } } } } }",
    );
    reaches(&text, "web", "api", "tcp/443");
}

#[test]
fn an_endpoint_service_does_not() {
    let text = mixed("{ svc: { privatelink_service: { application: api, endpoints: { new: { subnets: [a] } } } } }");
    blocks(&text, "web", "api", "tcp/443");
}

#[test]
fn what_a_tunnel_leads_to_is_unknown_and_what_it_does_not_carry_is_not_reached() {
    let text = mixed(
        "{ tun: { privatelink_tunnel: { vpc: old, gateway: { subnets: [a] }, endpoints: { new: { subnets: [a] } } } } }",
    );
    let causes = unknown(&text, "web", "api", "tcp/443");
    assert_eq!(causes, ["tunnel `tun` leads there for clients that wrap their packets, and which do is not given"]);
    blocks(&text, "web", "api", "udp/53");
    blocks(&text, "api", "web", "tcp/443");
}

fn advised(text: &str) -> Advice {
    let imported = import(&[Input { name: "net.yaml", bytes: text.as_bytes() }]);
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
    advise(&imported.design, &Facts::shipped(), Billing::default())
}

/// Two VPCs with both families on a transit gateway of which one attachment carries no IPv6.
fn attached(subnet: &str) -> String {
    format!(
        "tieline: 1
region: us-east-1
vpcs:
  shop: {{ cidrs: [10.0.0.0/16, \"2600:1f18:1:100::/56\"], subnets: {{ a: {{ az: use1-az1, cidr: 10.0.0.0/24, ipv6_cidr: \"2600:1f18:1:100::/64\" }} }}, route_tables: {{ main: {{ main: true }} }} }}
  data: {{ cidrs: [10.1.0.0/16, \"2600:1f18:1:200::/56\"], subnets: {{ a: {{ az: use1-az1, cidr: 10.1.0.0/24{subnet} }} }}, route_tables: {{ main: {{ main: true }} }} }}
needs:
  feed: {{ between: [shop, data], requires: [ipv6] }}
links:
  hub: {{ transit_gateway: {{ attachments: {{ shop: {{ subnets: [a], ipv6: false }} }} }} }}
preferences: {{ forbid: [vpc_peering] }}
"
    )
}

#[test]
fn a_plan_for_ipv6_switches_it_on_and_routes_it() {
    let advice = advised(&attached(", ipv6_cidr: \"2600:1f18:1:200::/64\""));
    let choice = advice.needs[0].choice().unwrap();
    assert_eq!(choice.mechanism.wire(), "transit_gateway");
    let on: Vec<_> =
        advice.plan.additions.iter().filter(|one| matches!(one, Addition::AttachmentIpv6 { .. })).collect();
    assert_eq!(on.len(), 2, "one attachment says no, the other is new");
    let routes = advice.plan.additions.iter().filter_map(|one| match one {
        Addition::Routes { vpc, to, .. } => {
            Some(format!("{vpc}: {}", to.iter().map(ToString::to_string).collect::<String>()))
        }
        _ => None,
    });
    assert_eq!(routes.collect::<Vec<_>>(), ["data: 2600:1f18:1:100::/56", "shop: 2600:1f18:1:200::/56"]);
}

#[test]
fn subnets_without_ipv6_keep_a_need_for_it_from_every_network() {
    let advice = advised(&attached(""));
    assert!(advice.needs[0].choice().is_none());
}

#[test]
fn inside_a_vpc_without_ipv6_a_need_for_it_has_no_plan() {
    let text = "tieline: 1
region: us-east-1
vpcs: { shop: { cidrs: [10.0.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.0.0.0/24 } } } }
applications: { web: { vpc: shop }, api: { vpc: shop, serves: [https/443] } }
needs: { call: { from: web, to: api, requires: [ipv6] } }
";
    assert!(advised(text).needs[0].choice().is_none());
}
