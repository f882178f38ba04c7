//! Reading of load balancers and of what links say of themselves: every text form at its bounds, every name.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use tieline::design::{
    AuthPolicy, Design, LatticeAction, LinkKind, LoadBalancerKind, MatchHow, MatchOn, PeeringStatus, ServiceNetwork,
    TargetOf, TransitGatewayTarget,
};
use tieline::ids::{AppId, LinkId, LoadBalancerId, RouteTableId, VpcId};
use tieline::import::{Input, import};

const HEAD: &str = "tieline: 1\nregion: eu-west-1\nvpcs:\n  shop: { cidrs: [10.0.0.0/16], subnets: { a: { cidr: \
    10.0.0.0/24 } }, security_groups: { web: {} } }\n  data: { cidrs: [10.1.0.0/16] }\napplications: { api: { vpc: shop }, \
    db: { vpc: data } }\n";

fn read(text: &str) -> (Design, Vec<String>) {
    let text = format!("{HEAD}{text}");
    let imported = import(&[Input { name: "net.yaml", bytes: text.as_bytes() }]);
    (imported.design, imported.problems.into_iter().map(|problem| problem.message).collect())
}

fn clean(text: &str) -> Design {
    let (design, problems) = read(text);
    assert_eq!(problems, Vec::<String>::new(), "{text}");
    design
}

fn kind(design: &Design, name: &str) -> LinkKind {
    design.link(&LinkId::new(name).unwrap()).unwrap().kind.clone()
}

fn network(design: &Design) -> ServiceNetwork {
    match kind(design, "net") {
        LinkKind::ServiceNetwork(network) => network,
        other => panic!("{other:?}"),
    }
}

#[test]
fn load_balancers_name_their_targets_of_every_kind() {
    let design = clean(
        "load_balancers:\n  front: { kind: network, vpc: shop, subnets: [a], scheme: internal, cross_zone: false, \
         security_groups: [web], addresses: [10.0.0.9], idle_timeout: 10 min, listeners: [{ protocol: tcp, port: 443, \
         target_group: t }], target_groups: { t: { targets: [api, inner, 10.0.0.7], target_type: ip, port: 8443 } } }\n  \
         inner: { kind: application, vpc: shop }\n",
    );
    let front = design.load_balancer(&LoadBalancerId::new("front").unwrap()).unwrap();
    assert_eq!((front.kind, front.cross_zone, front.ipv6), (LoadBalancerKind::Network, Some(false), None));
    assert_eq!((front.idle_timeout, front.listeners[0].port), (Some(600), 443));
    let expected = [
        TargetOf::Application(AppId::new("api").unwrap()),
        TargetOf::LoadBalancer(LoadBalancerId::new("inner").unwrap()),
        TargetOf::Address("10.0.0.7".parse().unwrap()),
    ];
    assert_eq!(front.target_groups["t"].targets, expected);
    assert_eq!(front.applications().len(), 1);
}

#[test]
fn what_is_wrong_with_a_load_balancer_is_told() {
    let balancer = |more: &str| format!("load_balancers: {{ front: {{ kind: network, vpc: shop{more} }} }}\n");
    for (text, message) in [
        ("load_balancers: { f: { vpc: shop } }\n".to_owned(), "load balancer `f` has no `kind`"),
        ("load_balancers: { f: { kind: network } }\n".to_owned(), "load balancer `f` has no `vpc`"),
        ("load_balancers: { f: { kind: classic, vpc: shop } }\n".to_owned(), "`classic` is not accepted here"),
        (balancer(", subnets: [b]"), "no subnet of VPC `shop` is called `b`"),
        (balancer(", scheme: public"), "`public` is not accepted here"),
        (balancer(", security_groups: [x]"), "no security group of VPC `shop` is called `x`"),
        (balancer(", idle_timeout: soon"), "`soon` is not a duration"),
        (balancer(", listeners: [{ protocol: tcp }]"), "a listener needs `protocol` and `port`"),
        (balancer(", listeners: [{ protocol: tcp, port: 0 }]"), "0 is not a port"),
        (balancer(", listeners: [{ protocol: tcp, port: 65536 }]"), "65536 is not a port"),
        (
            balancer(", listeners: [{ protocol: tcp, port: 1, target_group: t }]"),
            "no target group of this load balancer is called `t`",
        ),
        (
            balancer(", target_groups: { t: { targets: [ghost] } }"),
            "no application, load balancer or address is called `ghost`",
        ),
        (balancer(", target_groups: { t: { target_type: pod } }"), "`pod` is not accepted here"),
        (balancer(", target_groups: { t: { protocol_version: http3 } }"), "`http3` is not accepted here"),
        (balancer(", target_groups: { t: { vpc: ghost } }"), "no VPC is called `ghost`"),
    ] {
        assert_eq!(read(&text).1, [message], "{text}");
    }
    clean(&balancer(", listeners: [{ protocol: tcp, port: 1 }, { protocol: udp, port: 65535 }]"));
}

#[test]
fn transit_gateways_are_peered_and_route_over_the_peering() {
    let hubs = |routes: &str| {
        format!(
            "links:\n  one: {{ transit_gateway: {{ security_group_referencing: true, attachments: {{ shop: {{ subnets: [a], \
             appliance_mode: true, ipv6: false }}, far: {{ route_table: t }} }}, route_tables: {{ t: {{ {routes} }} }} }} }}\n  \
             two: {{ transit_gateway: {{}} }}\n  three: {{ transit_gateway: {{}} }}\n  far: {{ transit_gateway_peering: {{ \
             transit_gateways: [one, two] }} }}\n  other: {{ transit_gateway_peering: {{ transit_gateways: [two, three] }} }}\n"
        )
    };
    let design = clean(&hubs("propagations: [far], routes: [{ to: 10.1.0.0/16, via: far }]"));
    let (far, table) = (LinkId::new("far").unwrap(), RouteTableId::new("t").unwrap());
    let LinkKind::TransitGateway(one) = kind(&design, "one") else { panic!() };
    let options = one.vpcs[&VpcId::new("shop").unwrap()].options;
    assert_eq!((options.appliance_mode, options.ipv6, options.dns_support), (Some(true), Some(false), None));
    assert_eq!(one.options.security_group_referencing, Some(true));
    assert_eq!(one.peerings[&far].route_table.as_ref(), Some(&table));
    let table = &one.route_tables.as_ref().unwrap()[&table];
    assert_eq!(table.routes[0].1, TransitGatewayTarget::Peering(far.clone()));
    assert!(table.propagated_peerings.contains(&far));
    for (text, message) in [
        (hubs("routes: [{ to: 10.1.0.0/16, via: other }]"), "`other` does not join transit gateway `one`"),
        (
            hubs("routes: [{ to: 10.1.0.0/16, via: far, propagated: true }]"),
            "the routes of a transit gateway route table are its static ones",
        ),
        (hubs("routes: [{ to: prefix_list/x, via: far }]"), "no prefix list is called `x`"),
        (
            "links: { p: { transit_gateway_peering: { transit_gateways: [one, two] } }, one: { transit_gateway: {} } }\n"
                .to_owned(),
            "no transit gateway is called `two`",
        ),
        (
            "links: { p: { transit_gateway_peering: { transit_gateways: [one] } }, one: { transit_gateway: {} } }\n"
                .to_owned(),
            "a peering attachment joins two transit gateways, not 1",
        ),
        (
            "links: { p: { transit_gateway_peering: { transit_gateways: [one, one] } }, one: { transit_gateway: {} } }\n"
                .to_owned(),
            "transit gateway `one` cannot be peered with itself",
        ),
        (
            "sites: { dc: {} }\nlinks: { v: { site_to_site_vpn: { site: dc } }, t: { transit_gateway: { attachments: { v: { \
             appliance_mode: true } } } } }\n"
                .to_owned(),
            "`v` is a connection to a site; only VPC attachments have appliance mode",
        ),
    ] {
        assert_eq!(read(&text).1, [message], "{text}");
    }
}

#[test]
fn peerings_have_a_state_and_a_dns_option_for_each_side() {
    let peering = |more: &str| format!("links: {{ p: {{ vpc_peering: {{ between: [shop, data]{more} }} }} }}\n");
    for (text, status) in [
        ("", PeeringStatus::Active),
        (", status: active", PeeringStatus::Active),
        (", status: pending-acceptance", PeeringStatus::Pending),
        (", status: rejected", PeeringStatus::Ended),
    ] {
        let LinkKind::VpcPeering(made) = kind(&clean(&peering(text)), "p") else { panic!() };
        assert_eq!((made.status, made.dns_resolution.len()), (status, 0));
    }
    let LinkKind::VpcPeering(made) = kind(&clean(&peering(", dns_resolution: { shop: true }")), "p") else { panic!() };
    assert_eq!(made.dns_resolution.get(&VpcId::new("shop").unwrap()), Some(&true));
    let (_, problems) = read(&peering(", dns_resolution: { ghost: true }"));
    assert_eq!(problems, ["no VPC is called `ghost`"]);
    let (_, problems) = read(&peering(", status: open"));
    assert_eq!(problems, ["`open` is not accepted here"]);
}

#[test]
fn endpoints_tell_their_filters_names_and_addresses() {
    let link = |more: &str| {
        format!(
            "links: {{ s: {{ privatelink_service: {{ application: db, endpoints: {{ shop: {{ subnets: [a]{more} }} }} }} }} }}\n"
        )
    };
    let design = clean(&link(", security_groups: [web], private_dns: true, addresses: [10.0.0.8]"));
    let LinkKind::PrivatelinkService(service) = kind(&design, "s") else { panic!() };
    let endpoint = &service.endpoints[&VpcId::new("shop").unwrap()];
    assert_eq!((endpoint.private_dns, endpoint.addresses.len()), (Some(true), 1));
    assert_eq!(endpoint.security_groups.as_ref().unwrap().len(), 1);
    let LinkKind::PrivatelinkService(bare) = kind(&clean(&link("")), "s") else { panic!() };
    let endpoint = &bare.endpoints[&VpcId::new("shop").unwrap()];
    assert_eq!((endpoint.private_dns, endpoint.security_groups.is_none()), (None, true));
    assert_eq!(read(&link(", security_groups: [ghost]")).1, ["no security group of VPC `shop` is called `ghost`"]);
    assert_eq!(read(&link(", addresses: [here]")).1, ["`here` is not an address"]);
}

#[test]
fn a_lattice_service_tells_listeners_rules_and_target_groups() {
    let design = clean(
        "links:\n  net:\n    service_network:\n      auth_policy: deny\n      associations: { shop: { security_groups: [web] }, \
         data: {} }\n      services:\n        s:\n          custom_domain: s.example.com\n          certificate: false\n          \
         auth: aws_iam\n          auth_policy: none\n          listeners:\n            - { protocol: https, port: 443, \
         forward: { blue: 90, green: 10 }, rules: [{ priority: 1, path: { prefix: /v2 }, method: GET, headers: { x: { \
         contains: y } }, fixed_response: 404 }] }\n          target_groups: { blue: { targets: [api] }, green: { targets: \
         [db], target_type: ip } }\n",
    );
    let network = network(&design);
    assert_eq!((network.auth_policy, network.associations.len()), (Some(AuthPolicy::Deny), 2));
    assert_eq!(network.association_groups.len(), 1, "nothing is said of the groups of the other");
    let service = &network.services["s"];
    assert_eq!((service.auth_policy, service.certificate), (Some(AuthPolicy::None), Some(false)));
    assert_eq!(service.applications.len(), 2, "those of its target groups");
    let listener = &service.listeners[0];
    let forward = LatticeAction::Forward([("blue".to_owned(), 90), ("green".to_owned(), 10)].into());
    assert_eq!((listener.service.to_string().as_str(), &listener.action), ("https/443", &Some(forward)));
    let rule = &listener.rules[0];
    assert_eq!((rule.priority, &rule.action), (Some(1), &Some(LatticeAction::FixedResponse(404))));
    let how: Vec<(MatchOn, MatchHow)> = rule.matches.iter().map(|one| (one.on.clone(), one.how)).collect();
    let header = (MatchOn::Header("x".to_owned()), MatchHow::Contains);
    assert_eq!(how, [(MatchOn::Path, MatchHow::Prefix), (MatchOn::Method, MatchHow::Exact), header]);
    assert_eq!(listener.actions().count(), 2);
}

#[test]
fn what_is_wrong_with_a_lattice_service_is_told() {
    let service =
        |fields: &str| format!("links: {{ net: {{ service_network: {{ services: {{ s: {{ {fields} }} }} }} }} }}\n");
    let listener =
        |fields: &str| service(&format!("target_groups: {{ t: {{ targets: [api] }} }}, listeners: [{{ {fields} }}]"));
    for (text, message) in [
        (service(""), "link `net` has no `applications`"),
        (service("applications: [api], auth_policy: maybe"), "`maybe` is not accepted here"),
        (
            service("applications: [api], listener: https/443, listeners: [{ protocol: https, port: 443 }]"),
            "a service tells either `listener` or `listeners`, not both",
        ),
        (listener("protocol: https"), "a listener needs `protocol` and `port`"),
        (listener("protocol: https, port: 65536"), "65536 is not a port"),
        (listener("protocol: https, port: 443, forward: { u: 1 }"), "no target group of this service is called `u`"),
        (
            listener("protocol: https, port: 443, forward: { t: 1 }, fixed_response: 404"),
            "an action either forwards or answers, not both",
        ),
        (
            listener("protocol: https, port: 443, rules: [{ path: { exact: /a, prefix: /b } }]"),
            "a condition says exactly one of `exact`, `prefix`, `contains` and `regex`",
        ),
        (
            listener("protocol: https, port: 443, rules: [{ path: {} }]"),
            "a condition says exactly one of `exact`, `prefix`, `contains` and `regex`",
        ),
        (
            "links: { net: { service_network: { associations: { ghost: {} } } } }\n".to_owned(),
            "no VPC is called `ghost`",
        ),
        ("links: { net: { service_network: { associations: [ghost] } } }\n".to_owned(), "no VPC is called `ghost`"),
        (
            "links: { net: { service_network: { associations: { shop: { security_groups: [x] } } } } }\n".to_owned(),
            "no security group of VPC `shop` is called `x`",
        ),
    ] {
        assert_eq!(read(&text).1, [message], "{text}");
    }
}
