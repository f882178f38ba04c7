//! Plans beside links that are there already: what they need so that the links answer, and what is none of their business.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use tieline::advise::addition::Addition;
use tieline::advise::verdict::Candidate;
use tieline::advise::{Advice, advise};
use tieline::design::{Design, Party};
use tieline::facts::{Billing, Facts};
use tieline::ids::{LinkId, SiteId, SubnetId, VpcId};
use tieline::import::{Input, import};
use tieline::network::exact::{End, Exact, Traffic, Verdict};
use tieline::network::{Network, Reach};
use tieline::rules::check;

fn design(text: &str) -> Design {
    let text = format!("tieline: 1\nregion: us-east-1\n{text}");
    let imported = import(&[Input { name: "net.yaml", bytes: text.as_bytes() }]);
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
    imported.design
}

fn advised(text: &str) -> Advice {
    advise(&design(text), &Facts::shipped(), Billing::default())
}

fn option<'a>(advice: &'a Advice, mechanism: &str) -> &'a Candidate {
    advice.needs[0].options.iter().find(|option| option.mechanism.wire() == mechanism).unwrap()
}

/// A site that a VPN and a hub bring to `shop`, which is attached in one zone; its database is called from there.
fn from_a_site(routes: &str) -> String {
    format!(
        "
vpcs:
  shop:
    cidrs: [10.0.0.0/16]
    subnets: {{ a: {{ az: use1-az1, cidr: 10.0.0.0/24 }}, b: {{ az: use1-az2, cidr: 10.0.1.0/24 }} }}
    route_tables: {{ main: {{ main: true, routes: [{routes}] }} }}
  data:
    cidrs: [10.1.0.0/16]
    subnets: {{ b: {{ az: use1-az2, cidr: 10.1.1.0/24 }} }}
sites: {{ dc: {{ cidrs: [192.168.0.0/16] }} }}
applications: {{ orders: {{ vpc: data, serves: [tcp/5432] }} }}
needs: {{ query: {{ from: dc, to: orders }} }}
links:
  vpn: {{ site_to_site_vpn: {{ site: dc }} }}
  hub: {{ transit_gateway: {{ attachments: {{ shop: {{ subnets: [a] }}, vpn: {{}} }} }} }}
"
    )
}

#[test]
fn an_endpoint_that_a_site_calls_is_answered_over_the_hub_from_its_zone() {
    let advice = advised(&from_a_site(""));
    let added = &option(&advice, "privatelink_resource").additions;
    let (link, vpc) = (LinkId::new("hub").unwrap(), VpcId::new("shop").unwrap());
    let subnets = [SubnetId::new("b").unwrap()].into();
    assert!(
        added.contains(&Addition::AttachmentSubnets { link: link.clone(), vpc: vpc.clone(), subnets }),
        "{added:?}"
    );
    let to = ["192.168.0.0/16".parse().unwrap()].into();
    assert!(added.contains(&Addition::Routes { vpc, link, to }), "{added:?}");
}

#[test]
fn routes_that_are_there_are_not_added() {
    let advice = advised(&from_a_site("{ to: 192.168.0.0/16, via: hub }"));
    let added = &option(&advice, "privatelink_resource").additions;
    assert!(!added.iter().any(|one| matches!(one, Addition::Routes { .. })), "{added:?}");
}

#[test]
fn a_route_to_the_virtual_private_gateway_leads_over_what_ends_there() {
    for link in ["direct_connect: { site: dc, vpcs: [shop] }", "site_to_site_vpn: { site: dc, vpc: shop }"] {
        let design = design(&format!(
            "
vpcs:
  shop:
    cidrs: [10.0.0.0/16]
    virtual_private_gateway: true
    subnets: {{ a: {{ az: use1-az1, cidr: 10.0.0.0/24 }} }}
    route_tables: {{ main: {{ main: true, routes: [{{ to: 192.168.0.0/16, via: virtual_private_gateway }}] }} }}
sites: {{ dc: {{ cidrs: [192.168.0.0/16] }} }}
links: {{ way: {{ {link} }} }}
"
        ));
        let party = |name: &str| match name {
            "dc" => Party::Site(SiteId::new(name).unwrap()),
            _ => Party::Vpc(VpcId::new(name).unwrap()),
        };
        let answer = Network::of(&design).reach(&party("dc"), &party("shop"));
        assert_eq!(answer, Reach::Yes(Some(LinkId::new("way").unwrap())), "{link}");
    }
}

#[test]
fn what_an_attachment_does_not_announce_gets_no_replies() {
    let hidden = |routable: &str, private_nat: bool| {
        let design = design(&format!(
            "
vpcs:
  shop: {{ cidrs: [10.0.0.0/16], subnets: {{ a: {{ az: use1-az1, cidr: 10.0.0.0/24 }}, z: {{ az: use1-az1, cidr: 10.0.9.0/28 }} }} }}
  data: {{ cidrs: [10.1.0.0/16], subnets: {{ a: {{ az: use1-az1, cidr: 10.1.0.0/24 }}, z: {{ az: use1-az1, cidr: 10.1.9.0/28 }} }} }}
applications:
  web: {{ vpc: shop, subnets: [a] }}
  orders: {{ vpc: data, subnets: [a], serves: [tcp/5432] }}
needs: {{ query: {{ from: web, to: orders, via: hub }} }}
links:
  hub: {{ transit_gateway: {{ attachments: {{ shop: {{ subnets: [z], routable: [{routable}], private_nat: {private_nat} }}, data: {{ subnets: [z] }} }} }} }}
"
        ));
        check(&design, &Facts::shipped()).iter().filter(|finding| finding.name == "private-nat-one-way").count()
    };
    assert_eq!(hidden("10.0.9.0/24", false), 1);
    assert_eq!(hidden("10.0.9.0/24", true), 0, "behind NAT it calls others");
    assert_eq!(hidden("10.0.0.0/24", false), 0, "its own block is announced");
}

#[test]
fn the_endpoint_of_another_consumer_refuses_nobody() {
    let advice = advised(
        "
vpcs:
  shop: { cidrs: [10.0.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.0.0.0/24 } } }
  mart: { cidrs: [10.1.0.0/16], subnets: { b: { az: use1-az2, cidr: 10.1.0.0/24 } } }
  data: { cidrs: [10.2.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.2.0.0/24 } } }
applications:
  web: { vpc: shop }
  orders: { vpc: data, runs_on: ec2, load_balancer: nlb, serves: [tcp/5432] }
needs: { query: { from: web, to: orders } }
links:
  svc: { privatelink_service: { application: orders, endpoints: { mart: { subnets: [b] } } } }
",
    );
    let service = option(&advice, "privatelink_service");
    assert!(service.is_open(), "{:?}", service.reasons);
}

/// A site on a circuit whose association announces one VPC; the other is called from there.
fn on_a_circuit(allowed: &str) -> String {
    format!(
        "
vpcs:
  shop: {{ cidrs: [10.0.0.0/16], subnets: {{ a: {{ az: use1-az1, cidr: 10.0.0.0/24 }} }} }}
  data: {{ cidrs: [10.1.0.0/16], subnets: {{ a: {{ az: use1-az1, cidr: 10.1.0.0/24 }} }} }}
sites: {{ dc: {{ cidrs: [192.168.0.0/16] }} }}
needs: {{ backup: {{ from: dc, to: data }} }}
preferences: {{ prefer: [transit_gateway] }}
links:
  dx: {{ direct_connect: {{ site: dc{allowed} }} }}
  hub: {{ transit_gateway: {{ attachments: {{ shop: {{ subnets: [a] }}, dx: {{}} }} }} }}
"
    )
}

#[test]
fn a_vpc_that_joins_a_hub_is_announced_to_the_site() {
    let added = |allowed: &str| {
        let advice = advised(&on_a_circuit(allowed));
        assert_eq!(advice.plan.unserved, []);
        let prefixes = advice.plan.additions.iter().find_map(|one| match one {
            Addition::AllowedPrefixes { prefixes, .. } => Some(prefixes.iter().map(ToString::to_string).collect()),
            _ => None,
        });
        prefixes.unwrap_or_else(Vec::<String>::new)
    };
    assert_eq!(added(", allowed_prefixes: { hub: [10.0.0.0/16] }"), ["10.1.0.0/16"]);
    assert_eq!(added(", allowed_prefixes: { hub: [10.0.0.0/15] }"), Vec::<String>::new());
    assert_eq!(added(""), Vec::<String>::new());
}

/// Two VPCs on a hub that sends what is between them through an inspection VPC.
fn inspected(onward: &str) -> String {
    let spoke = |nth: u8| {
        format!(
            "{{ cidrs: [10.{nth}.0.0/16], subnets: {{ a: {{ az: use1-az1, cidr: 10.{nth}.1.0/24 }}, hub: {{ az: use1-az1, cidr: 10.{nth}.0.0/28 }} }}, \
             route_tables: {{ main: {{ main: true, routes: [{{ to: 0.0.0.0/0, via: hub }}] }} }} }}"
        )
    };
    format!(
        "
vpcs:
  red: {}
  blue: {}
  inspection:
    cidrs: [100.64.0.0/24]
    subnets: {{ door: {{ az: use1-az1, cidr: 100.64.0.0/28 }}, wall: {{ az: use1-az1, cidr: 100.64.0.16/28 }} }}
    firewall_endpoints: {{ one: {{ subnet: wall, of: network_firewall }} }}
    route_tables:
      door: {{ main: true, subnets: [door], routes: [{{ to: 0.0.0.0/0, via: firewall_endpoint/one }}] }}
      wall: {{ subnets: [wall], routes: [{onward}] }}
applications:
  web: {{ vpc: red, subnets: [a] }}
  db: {{ vpc: blue, subnets: [a], serves: [tcp/5432] }}
needs: {{ query: {{ from: web, to: db, traffic: 100 GB/month }} }}
links:
  hub:
    transit_gateway:
      attachments:
        red: {{ subnets: [hub], route_table: spokes }}
        blue: {{ subnets: [hub], route_table: spokes }}
        inspection: {{ subnets: [door], route_table: inspected, appliance_mode: true }}
      route_tables:
        spokes: {{ routes: [{{ to: 0.0.0.0/0, via: inspection }}] }}
        inspected: {{ propagations: [red, blue] }}
",
        spoke(1),
        spoke(2)
    )
}

#[test]
fn a_hub_carries_a_need_past_the_firewall_of_its_inspection_vpc() {
    let text = inspected("{ to: 0.0.0.0/0, via: hub }");
    let parties = |design: &Design| {
        let party = |name: &str| Party::Application(tieline::ids::AppId::new(name).unwrap());
        Network::of(design).reach(&party("web"), &party("db"))
    };
    assert_eq!(parties(&design(&text)), Reach::Yes(Some(LinkId::new("hub").unwrap())));
    let advice = advised(&text);
    let hub = option(&advice, "transit_gateway");
    // Nothing is added: a propagated route would lead past the firewall.
    assert!(hub.additions.is_empty(), "{:?}", hub.additions);
    // The hub is paid twice, and the firewall once.
    let items: Vec<String> = hub.usage.items.iter().map(|item| format!("{}: {:?}", item.what, item.usd)).collect();
    assert!(items.iter().any(|item| item.contains("again, after inspection in `inspection`")), "{items:?}");
    assert!(items.iter().any(|item| item.contains("data through the firewall endpoints of `inspection`")), "{items:?}");
    // By that link the need has no error.
    let via = text.replace("traffic: 100 GB/month", "traffic: 100 GB/month, via: hub");
    let findings = check(&design(&via), &Facts::shipped());
    let errors: Vec<String> = findings.iter().map(|one| format!("{} {}", one.name, one.message)).collect();
    assert_eq!(errors, Vec::<String>::new());
}

#[test]
fn a_hub_whose_inspection_vpc_leads_nowhere_carries_nothing() {
    let text = inspected("");
    let advice = advised(&text);
    let added = &option(&advice, "transit_gateway").additions;
    assert!(added.iter().any(|one| matches!(one, Addition::Propagation { .. })), "{added:?}");
    let via = text.replace("traffic: 100 GB/month", "traffic: 100 GB/month, via: hub");
    let findings = check(&design(&via), &Facts::shipped());
    let rules: Vec<String> = findings.iter().map(|one| one.name.to_string()).collect();
    assert!(rules.contains(&"not-attached".to_owned()), "{rules:?}");
}

#[test]
fn a_hub_whose_tables_are_not_all_known_is_neither_refused_nor_taken_to_carry() {
    let text = inspected("{ to: 0.0.0.0/0, via: hub }")
        .replace("red: { subnets: [hub], route_table: spokes }", "red: { subnets: [hub] }")
        .replace("blue: { subnets: [hub], route_table: spokes }", "blue: { subnets: [hub] }")
        + "unknown: { /links/hub/transit_gateway/route_tables: known after apply }\n";
    let cause = "not every association, propagation and route of transit gateway `hub` is known";
    let design = design(&text);
    let party = |name: &str| Party::Application(tieline::ids::AppId::new(name).unwrap());
    assert_eq!(Network::of(&design).reach(&party("web"), &party("db")), Reach::Unknown(cause.to_owned()));
    let end = |name: &str| End::named(&design, name).unwrap();
    let answer = Exact::of(&design).ask(&end("web"), &end("db"), Traffic::ANY);
    assert_eq!(answer.verdict, Verdict::Unknown);
    assert_eq!(answer.causes.iter().map(ToString::to_string).collect::<Vec<_>>(), [cause]);
    let advice = advise(&design, &Facts::shipped(), Billing::default());
    let hub = option(&advice, "transit_gateway");
    assert!(!hub.is_open() && hub.additions.is_empty(), "{hub:?}");
    assert!(hub.reasons.iter().all(|reason| !format!("{reason:?}").contains("not-attached")), "{:?}", hub.reasons);
    assert!(format!("{:?}", hub.reasons).contains(cause), "{:?}", hub.reasons);
    // Told what is associated and propagated, the same hub carries.
    let told = inspected("{ to: 0.0.0.0/0, via: hub }");
    assert!(option(&advised(&told), "transit_gateway").is_open());
}
