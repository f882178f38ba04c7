//! Reading of filters and gateways: every text form at its bounds, and every name that resolves or does not.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::net::IpAddr;

use tieline::cidr::Cidr;
use tieline::design::{Connectivity, Design, IpProtocol, Origin, Peer, PortSet, SecurityGroupRule, Target};
use tieline::ids::{AppId, NetworkAclId, PrefixListId, RouteTableId, SecurityGroupId, SubnetId, VpcId};
use tieline::import::{Input, import};

const HEAD: &str = "tieline: 1\nregion: eu-west-1\n";

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

/// A VPC `shop` with subnets `a` and `b` and whatever else.
fn shop(more: &str) -> String {
    format!(
        "vpcs:\n  shop:\n    cidrs: [10.0.0.0/16]\n    subnets: {{ a: {{ cidr: 10.0.0.0/24 }}, b: {{ cidr: 10.0.1.0/24 }} }}\n{more}"
    )
}

fn group(rule: &str) -> String {
    shop(&format!("    security_groups: {{ web: {{ inbound: [{rule}] }} }}\n"))
}

fn rule_of(rule: &str) -> SecurityGroupRule {
    let design = clean(&group(rule));
    let shop = VpcId::new("shop").unwrap();
    design.security_group(&shop, &SecurityGroupId::new("web").unwrap()).unwrap().inbound[0].clone()
}

#[test]
fn ports_are_one_or_a_range_or_a_list() {
    for (text, ranges) in [
        ("443", vec![(443, 443)]),
        ("0", vec![(0, 0)]),
        ("65535", vec![(65_535, 65_535)]),
        ("\"443\"", vec![(443, 443)]),
        ("1024-65535", vec![(1024, 65_535)]),
        ("80-80", vec![(80, 80)]),
        ("[443, 80, 81-90]", vec![(80, 90), (443, 443)]),
    ] {
        let rule = rule_of(&format!("{{ protocol: tcp, ports: {text}, from: [10.0.0.0/8] }}"));
        assert_eq!(rule.ports.ranges(), ranges, "{text}");
    }
    let bare = rule_of("{ from: [10.0.0.0/8] }");
    assert_eq!((bare.protocol, bare.ports.is_all()), (IpProtocol::All, true));
}

#[test]
fn what_is_no_port_is_told() {
    for text in ["65536", "90-80", "http", "-1", "1-", "80-90-100", "\"\""] {
        let (design, problems) = read(&group(&format!("{{ protocol: tcp, ports: {text}, from: [10.0.0.0/8] }}")));
        assert_eq!(problems.len(), 1, "{text}: {problems:?}");
        assert!(problems[0].contains("is not a port or range of ports"), "{problems:?}");
        assert!(
            design.vpcs.values().all(|vpc| vpc
                .security_groups
                .as_ref()
                .unwrap()
                .values()
                .all(|g| g.inbound.is_empty()))
        );
    }
    let (_, problems) = read(&group("{ protocol: all, ports: 443, from: [10.0.0.0/8] }"));
    assert_eq!(problems, ["only `tcp` and `udp` have ports, not `all`"]);
}

#[test]
fn protocols_are_names_or_numbers() {
    for (text, protocol) in [
        ("tcp", IpProtocol::Tcp),
        ("6", IpProtocol::Tcp),
        ("udp", IpProtocol::Udp),
        ("icmp", IpProtocol::Icmp),
        ("58", IpProtocol::Icmpv6),
        ("all", IpProtocol::All),
        ("0", IpProtocol::Number(0)),
        ("255", IpProtocol::Number(255)),
    ] {
        assert_eq!(rule_of(&format!("{{ protocol: {text}, from: [10.0.0.0/8] }}")).protocol, protocol, "{text}");
    }
    for text in ["256", "TCP", "esp", "-1"] {
        let (_, problems) = read(&group(&format!("{{ protocol: {text}, from: [10.0.0.0/8] }}")));
        assert_eq!(problems, [format!("`{text}` is not a protocol")]);
    }
}

#[test]
fn the_other_side_is_a_block_a_group_a_list_or_unknown() {
    let text = "prefix_lists: { corp: { cidrs: [10.0.0.0/8] } }\n".to_owned()
        + &shop(
            "    security_groups:\n      web: { inbound: [{ from: [10.1.0.0/16, security_group/web, security_group/data/db, \
             prefix_list/corp, unknown] }] }\n  data: { cidrs: [10.1.0.0/16], security_groups: { db: {}, a/b: {} } }\n",
        );
    let design = clean(&text);
    let (shop, data) = (VpcId::new("shop").unwrap(), VpcId::new("data").unwrap());
    let (web, db) = (SecurityGroupId::new("web").unwrap(), SecurityGroupId::new("db").unwrap());
    let expected = vec![
        Peer::Block(Cidr::parse("10.1.0.0/16").unwrap()),
        Peer::SecurityGroup(shop.clone(), web.clone()),
        Peer::SecurityGroup(data, db),
        Peer::PrefixList(PrefixListId::new("corp").unwrap()),
        Peer::Unknown,
    ];
    assert_eq!(design.security_group(&shop, &web).unwrap().inbound[0].peers, expected);
}

#[test]
fn names_with_slashes_resolve_in_the_own_vpc_first() {
    let text = shop("    security_groups: { data/db: {}, web: { inbound: [{ from: [security_group/data/db] }] } }\n")
        + "  data: { cidrs: [10.1.0.0/16], security_groups: { db: {}, x/y: { inbound: [{ from: [security_group/shop/data/db] }] } } }\n";
    let design = clean(&text);
    let (shop, data) = (VpcId::new("shop").unwrap(), VpcId::new("data").unwrap());
    let slashed = SecurityGroupId::new("data/db").unwrap();
    let own = &design.security_group(&shop, &SecurityGroupId::new("web").unwrap()).unwrap().inbound[0];
    assert_eq!(own.peers, [Peer::SecurityGroup(shop.clone(), slashed.clone())]);
    let far = &design.security_group(&data, &SecurityGroupId::new("x/y").unwrap()).unwrap().inbound[0];
    assert_eq!(far.peers, [Peer::SecurityGroup(shop, slashed)]);
}

#[test]
fn outbound_left_out_lets_everything_out_and_an_empty_list_nothing() {
    let design = clean(&shop("    security_groups: { web: {}, shut: { outbound: [] } }\n"));
    let shop = VpcId::new("shop").unwrap();
    let web = design.security_group(&shop, &SecurityGroupId::new("web").unwrap()).unwrap();
    assert!(web.inbound.is_empty());
    assert_eq!((web.outbound.len(), web.outbound[0].peers.len()), (1, 2), "both families");
    let shut = design.security_group(&shop, &SecurityGroupId::new("shut").unwrap()).unwrap();
    assert!(shut.outbound.is_empty());
}

#[test]
fn unresolved_names_of_filters_are_told() {
    for (text, message) in [
        (group("{ from: [security_group/wbe] }"), "no security group is called `wbe`"),
        (group("{ from: [security_group/shop/wbe] }"), "no security group is called `shop/wbe`"),
        (group("{ from: [prefix_list/corp] }"), "no prefix list is called `corp`"),
        (group("{ from: [] }"), "a rule names no one under `from`"),
        (group("{ protocol: tcp }"), "a rule names no one under `from`"),
        (group("{ from: [10.0.0.0/8], to: [10.0.0.0/8] }"), "an inbound rule says `from`, not `to`"),
        (shop("    network_acls: { n: { subnets: [c] } }\n"), "no subnet of VPC `shop` is called `c`"),
        (shop("    nat_gateways: { n: { subnet: c } }\n"), "no subnet of VPC `shop` is called `c`"),
        (shop("    nat_gateways: { n: { connectivity: open } }\n"), "`open` is not accepted here"),
        (shop("    nat_gateways: { n: { addresses: [10.0.0.0/24] } }\n"), "`10.0.0.0/24` is not an address"),
        (
            shop("    nat_gateways: { n: { subnet: a, regional: true } }\n"),
            "a regional NAT gateway stands in no subnet",
        ),
        (
            shop("    route_tables: { main: { routes: [{ to: 0.0.0.0/0, via: nat_gateway/n }] } }\n"),
            "no NAT gateway of VPC `shop` is called `n`",
        ),
        (
            shop("    route_tables: { main: { routes: [{ to: 0.0.0.0/0, via: application/fw }] } }\n"),
            "no application is called `fw`",
        ),
        (
            shop("    route_tables: { main: { routes: [{ to: prefix_list/p, via: internet_gateway }] } }\n"),
            "no prefix list is called `p`",
        ),
        (
            shop("") + "applications: { w: { vpc: shop, security_groups: [web] } }\n",
            "no security group of VPC `shop` is called `web`",
        ),
        (shop("") + "applications: { w: { vpc: shop, addresses: [10.0.0.256] } }\n", "`10.0.0.256` is not an address"),
        (
            shop("") + "sites: { dc: {} }\napplications: { w: { site: dc, security_groups: [web] } }\n",
            "a site has no `security_groups`",
        ),
        ("prefix_lists: { p: { cidrs: [10.0.0.0/8, 10.0.0.0/8] } }\n".into(), "`10.0.0.0/8` is in this list twice"),
        (
            "prefix_lists: { p: { cidrs: [10.0.0.0/8, 11.0.0.0/8], max_entries: 1 } }\n".into(),
            "prefix list `p` may hold 1 entries and has 2",
        ),
    ] {
        let (_, problems) = read(&text);
        assert_eq!(problems, [message], "{text}");
    }
}

fn acl(entry: &str) -> String {
    shop(&format!("    network_acls: {{ n: {{ subnets: [a], inbound: [{entry}] }} }}\n"))
}

#[test]
fn entries_stand_in_order_of_number_within_its_bounds() {
    let design = clean(&acl(
        "{ number: 32766, action: deny, cidr: 10.0.0.0/8 }, { number: 1, action: allow, protocol: tcp, ports: 443, cidr: 0.0.0.0/0 }",
    ));
    let vpc = design.vpc(&VpcId::new("shop").unwrap()).unwrap();
    let acl_n = vpc.network_acl_of(&SubnetId::new("a").unwrap()).unwrap();
    let said: Vec<(u16, bool)> = acl_n.inbound.iter().map(|entry| (entry.number, entry.allow)).collect();
    assert_eq!(said, [(1, true), (32_766, false)]);
    assert!(acl_n.outbound.is_empty(), "a network ACL of one's own lets nothing through unless it says so");
    assert!(vpc.network_acl_of(&SubnetId::new("b").unwrap()).is_none());
    for (entry, message) in [
        ("{ number: 0, action: deny, cidr: 10.0.0.0/8 }", "0 is not the number of an entry"),
        ("{ number: 32767, action: deny, cidr: 10.0.0.0/8 }", "32767 is not the number of an entry"),
        ("{ number: 1, action: drop, cidr: 10.0.0.0/8 }", "`drop` is not accepted here"),
        ("{ number: 1, action: deny }", "an entry needs `number`, `action` and `cidr`"),
        (
            "{ number: 1, action: deny, cidr: 10.0.0.0/8 }, { number: 1, action: allow, cidr: 11.0.0.0/8 }",
            "two entries have the number 1",
        ),
    ] {
        let (_, problems) = read(&acl(entry));
        assert_eq!(problems, [message], "{entry}");
    }
}

#[test]
fn a_default_network_acl_is_open_and_takes_the_other_subnets() {
    let design = clean(&shop("    network_acls: { d: { default: true }, n: { subnets: [a] } }\n"));
    let vpc = design.vpc(&VpcId::new("shop").unwrap()).unwrap();
    let d = vpc.network_acl_of(&SubnetId::new("b").unwrap()).unwrap();
    assert_eq!((d.id.clone(), d.inbound.len(), d.outbound.len()), (NetworkAclId::new("d").unwrap(), 2, 2));
    for (acls, message) in [
        ("{ d: { default: true }, e: { default: true } }", "VPC `shop` has two default network ACLs"),
        ("{ m: { subnets: [a] }, n: { subnets: [a] } }", "subnet `shop/a` is given two network ACLs; AWS allows one"),
    ] {
        let (_, problems) = read(&shop(&format!("    network_acls: {acls}\n")));
        assert_eq!(problems, [message]);
    }
}

#[test]
fn what_is_left_out_is_unknown() {
    let design = clean(&shop(""));
    let vpc = design.vpc(&VpcId::new("shop").unwrap()).unwrap();
    assert_eq!((vpc.dns.support, vpc.dns.hostnames), (None, None));
    assert_eq!(vpc.gateways, tieline::design::Gateways::default());
    assert!(vpc.security_groups.is_none() && vpc.network_acls.is_none());
    let said = clean(&shop("    nat_gateways: {}\n    internet_gateway: false\n    security_groups: {}\n"));
    let vpc = said.vpc(&VpcId::new("shop").unwrap()).unwrap();
    assert_eq!((vpc.gateways.internet, vpc.gateways.nat.as_ref().unwrap().len()), (Some(false), 0));
    assert_eq!(vpc.security_groups.as_ref().unwrap().len(), 0);
}

#[test]
fn routes_lead_to_every_target_and_expand_prefix_lists() {
    let text = "prefix_lists: { corp: { cidrs: [10.8.0.0/16, 10.9.0.0/16], max_entries: 5 }, s3: { aws_name: com.amazonaws.eu-west-1.s3 } }\n".to_owned()
        + &shop(
            "    nat_gateways: { n: { subnet: a, addresses: [10.0.0.9], connectivity: private } }\n    route_tables:\n      main:\n        main: true\n        routes:\n          - { to: 0.0.0.0/0, via: nat_gateway/n }\n          - { to: \"::/0\", via: egress_only_internet_gateway }\n          - { to: 10.7.0.0/16, via: application/fw }\n          - { to: prefix_list/corp, via: nat_gateway }\n          - { to: prefix_list/s3, via: unknown }\n          - { to: 10.6.0.0/16, via: virtual_private_gateway, propagated: true }\napplications: { fw: { vpc: shop, subnets: [a], source_destination_check: false, interfaces: { eth1: { subnet: b, addresses: [10.0.1.5], public_addresses: [203.0.113.5] } } } }\n",
        );
    let design = clean(&text);
    let vpc = design.vpc(&VpcId::new("shop").unwrap()).unwrap();
    let main = &vpc.route_tables.as_ref().unwrap()[&RouteTableId::new("main").unwrap()];
    let corp = || Origin::PrefixList(PrefixListId::new("corp").unwrap());
    let nat = vpc.gateways.nat.as_ref().unwrap().values().next().unwrap();
    let said: Vec<(String, Target, Origin)> =
        main.routes.iter().map(|one| (one.to.to_string(), one.via.clone(), one.origin.clone())).collect();
    let expected = [
        ("0.0.0.0/0", Target::NatGateway(Some(nat.id.clone())), Origin::Static),
        ("::/0", Target::EgressOnlyInternetGateway, Origin::Static),
        ("10.7.0.0/16", Target::Application(AppId::new("fw").unwrap()), Origin::Static),
        ("10.8.0.0/16", Target::NatGateway(None), corp()),
        ("10.9.0.0/16", Target::NatGateway(None), corp()),
        ("10.6.0.0/16", Target::VirtualPrivateGateway, Origin::Propagated),
    ];
    assert_eq!(said, expected.map(|(to, via, origin)| (to.to_owned(), via, origin)));
    assert_eq!(main.prefix_list_routes.len(), 2, "one known, one not");
    let weights: Vec<_> = design.prefix_lists.values().map(|list| list.weight()).collect();
    assert_eq!(weights, [Some(5), None]);
    assert_eq!((nat.connectivity, nat.addresses[0]), (Connectivity::Private, "10.0.0.9".parse::<IpAddr>().unwrap()));
    let fw = design.application(&AppId::new("fw").unwrap()).unwrap();
    assert_eq!(fw.source_destination_check, Some(false));
    assert_eq!((fw.addresses.len(), fw.public_addresses.len(), fw.interfaces.len()), (1, 1, 1));
}

#[test]
fn port_sets_cover_and_overlap_as_sets_do() {
    let set = |ranges: &[(u16, u16)]| PortSet::of(ranges.iter().copied()).unwrap();
    let (low, high, both) = (set(&[(0, 79)]), set(&[(81, 90)]), set(&[(81, 90), (0, 79)]));
    for (one, other) in [(&low, &high), (&low, &both), (&both, &low), (&both, &both), (&high, &low)] {
        let ports = || 0..=100_u16;
        assert_eq!(one.covers(other), ports().filter(|p| other.contains(*p)).all(|p| one.contains(p)));
        assert_eq!(one.overlaps(other), ports().any(|p| one.contains(p) && other.contains(p)));
    }
    assert!(PortSet::of([]).is_none());
    assert_eq!(PortSet::of([(0, 100), (101, u16::MAX)]).unwrap(), PortSet::all());
}
