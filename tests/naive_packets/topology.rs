//! Small random networks with every field told, from a seed.

use serde_json::{Map, Value, json};

/// A stream of numbers, the same for the same seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    pub(crate) fn below(&mut self, top: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % top
    }

    pub(crate) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn pick<'p, T>(&mut self, from: &'p [T]) -> &'p T {
        &from[usize::try_from(self.below(u64::try_from(from.len()).unwrap())).unwrap()]
    }
}

const PORTS: &[&str] = &["80", "443", "1-1024", "1024-65535", "32768-60999", "0-65535"];

fn protocol(dice: &mut Dice) -> &'static str {
    const ALL: &[&str] = &["tcp", "tcp", "tcp", "udp", "icmp", "all", "all"];
    dice.pick::<&str>(ALL)
}

fn block(dice: &mut Dice, vpcs: u64) -> String {
    let vpc = dice.below(vpcs);
    match dice.below(6) {
        0 | 1 => "0.0.0.0/0".to_owned(),
        2 => "10.0.0.0/8".to_owned(),
        3 => format!("10.{vpc}.0.0/16"),
        4 => format!("10.{vpc}.{}.0/24", dice.below(2)),
        _ => format!("203.0.113.0/{}", 24 + dice.below(6)),
    }
}

fn with_ports(mut rule: Value, dice: &mut Dice) -> Value {
    if rule["protocol"] == "tcp" || rule["protocol"] == "udp" {
        rule["ports"] = json!(dice.pick(PORTS));
    }
    rule
}

fn groups(dice: &mut Dice, vpc: u64, vpcs: u64, peered: bool) -> Value {
    let mut groups = Map::new();
    for name in ["one", "two"] {
        let rules = |dice: &mut Dice, key: &str| -> Vec<Value> {
            (0..dice.below(4))
                .map(|_| {
                    let peer = match dice.below(4) {
                        0 => "security_group/one".to_owned(),
                        1 if peered => format!("security_group/v{}/two", (vpc + 1) % vpcs),
                        _ => block(dice, vpcs),
                    };
                    let rule = json!({ "protocol": protocol(dice), key: [peer] });
                    with_ports(rule, dice)
                })
                .collect()
        };
        let mut inbound = rules(dice, "from");
        if dice.one_in(2) {
            inbound.push(json!({ "protocol": "all", "from": ["0.0.0.0/0"] }));
        }
        let mut group = json!({ "inbound": inbound });
        if dice.one_in(3) {
            group["outbound"] = json!(rules(dice, "to"));
        }
        groups.insert(name.to_owned(), group);
    }
    Value::Object(groups)
}

fn acls(dice: &mut Dice, vpcs: u64) -> Value {
    if !dice.one_in(3) {
        return json!({});
    }
    let entries = |dice: &mut Dice| -> Vec<Value> {
        let mut entries: Vec<Value> = (0..dice.below(4))
            .map(|nth| {
                let action = if dice.one_in(3) { "deny" } else { "allow" };
                let entry = json!({ "number": 10 + nth, "action": action, "protocol": protocol(dice), "cidr": block(dice, vpcs) });
                with_ports(entry, dice)
            })
            .collect();
        if !dice.one_in(3) {
            entries.push(json!({ "number": 100, "action": "allow", "protocol": "all", "cidr": "0.0.0.0/0" }));
        }
        entries
    };
    json!({ "strict": { "subnets": ["s0"], "inbound": entries(dice), "outbound": entries(dice) } })
}

fn route_tables(dice: &mut Dice, vpc: u64, vpcs: u64, nat: bool, links: &[String]) -> Value {
    let mut tables = Map::new();
    for (name, rest) in [("main", json!({ "main": true })), ("own", json!({ "subnets": ["s0"] }))] {
        let mut routes: Map<String, Value> = Map::new();
        match dice.below(3) {
            0 => drop(routes.insert("0.0.0.0/0".to_owned(), json!("internet_gateway"))),
            1 if nat => drop(routes.insert("0.0.0.0/0".to_owned(), json!("nat_gateway/nat"))),
            _ => {}
        }
        for other in (0..vpcs).filter(|other| *other != vpc) {
            for to in
                [format!("10.{other}.0.0/16"), format!("10.{other}.{}.0/24", dice.below(2)), "10.0.0.0/8".to_owned()]
            {
                if dice.one_in(2) && !links.is_empty() {
                    let via = if dice.one_in(8) { "blackhole" } else { dice.pick(links).as_str() };
                    routes.insert(to, json!(via));
                }
            }
        }
        let routes: Vec<Value> = routes.into_iter().map(|(to, via)| json!({ "to": to, "via": via })).collect();
        let mut table = rest;
        table["routes"] = json!(routes);
        tables.insert(name.to_owned(), table);
    }
    Value::Object(tables)
}

/// A network, as a design in JSON.
pub(crate) fn random(seed: u64) -> String {
    let dice = &mut Dice::new(seed);
    let vpcs = 2 + dice.below(2);
    let zones: Vec<&str> = (0..vpcs).map(|_| *dice.pick(&["use1-az1", "use1-az2", "use1-az2"])).collect();
    // From numbers of their own, so that the rest of a network is the same with and without.
    let mut own = Dice::new(!seed);
    let translated: Vec<u64> = if own.one_in(3) { (0..vpcs).filter(|_| own.one_in(2)).collect() } else { Vec::new() };
    let mut links = Map::new();
    let mut of_vpc: Vec<Vec<String>> = vec![Vec::new(); usize::try_from(vpcs).unwrap()];
    let join = |of_vpc: &mut Vec<Vec<String>>, vpc: u64, link: &str| {
        of_vpc[usize::try_from(vpc).unwrap()].push(link.to_owned());
    };
    for one in 0..vpcs {
        let other = (one + 1) % vpcs;
        if one < other && !dice.one_in(3) {
            let name = format!("p{one}{other}");
            links.insert(
                name.clone(),
                json!({ "vpc_peering": { "between": [format!("v{one}"), format!("v{other}")] } }),
            );
            join(&mut of_vpc, one, &name);
            join(&mut of_vpc, other, &name);
        }
    }
    if !dice.one_in(4) {
        let mut attachments = Map::new();
        for vpc in 0..vpcs {
            if dice.one_in(6) {
                continue;
            }
            // AWS: one subnet for each zone.
            let same_zone = zones[usize::try_from(vpc).unwrap()] == "use1-az1";
            let subnets = if same_zone || dice.one_in(3) { json!(["s0"]) } else { json!(["s0", "s1"]) };
            let mut attachment = json!({ "subnets": subnets, "security_group_referencing": dice.one_in(2) });
            if !dice.one_in(8) {
                attachment["route_table"] = json!(dice.pick(&["r0", "r1"]));
            }
            // Others see the addresses of some under other ones, one for one.
            if translated.contains(&vpc) {
                let (inside, outside) = (format!("10.{vpc}.0.0/16"), format!("100.{}.0.0/16", 64 + vpc));
                attachment["nat"] = json!({ inside: outside });
                attachment["security_group_referencing"] = json!(false);
            }
            attachments.insert(format!("v{vpc}"), attachment);
            join(&mut of_vpc, vpc, "hub");
        }
        let names: Vec<String> = attachments.keys().cloned().collect();
        let mut tables = Map::new();
        for table in ["r0", "r1"] {
            let propagations: Vec<&String> = names.iter().filter(|_| !dice.one_in(3)).collect();
            let mut routes: Map<String, Value> = Map::new();
            for _ in 0..dice.below(3) {
                let via = if dice.one_in(3) || names.is_empty() { "blackhole" } else { dice.pick(&names) };
                let vpc = dice.below(vpcs);
                let to = dice
                    .pick(&[format!("10.{vpc}.0.0/16"), format!("10.{vpc}.1.0/24"), "0.0.0.0/0".to_owned()])
                    .clone();
                routes.insert(to, json!(via));
            }
            let routes: Vec<Value> = routes.into_iter().map(|(to, via)| json!({ "to": to, "via": via })).collect();
            tables.insert(table.to_owned(), json!({ "propagations": propagations, "routes": routes }));
        }
        links.insert(
            "hub".to_owned(),
            json!({ "transit_gateway": { "attachments": attachments, "route_tables": tables, "security_group_referencing": true } }),
        );
    }
    let (mut networks, mut applications) = (Map::new(), Map::new());
    for vpc in 0..vpcs {
        let nat = dice.one_in(2);
        let mut part = json!({
            "cidrs": [format!("10.{vpc}.0.0/16")],
            "internet_gateway": !dice.one_in(4),
            "subnets": {
                "s0": { "az": "use1-az1", "cidr": format!("10.{vpc}.0.0/24"), "public_addresses": false },
                "s1": { "az": zones[usize::try_from(vpc).unwrap()], "cidr": format!("10.{vpc}.1.0/24"), "public_addresses": false },
            },
            "network_acls": acls(dice, vpcs),
        });
        let peered = of_vpc[usize::try_from(vpc).unwrap()].contains(&format!("p{vpc}{}", vpc + 1));
        part["security_groups"] = groups(dice, vpc, vpcs, peered);
        part["route_tables"] = route_tables(dice, vpc, vpcs, nat, &of_vpc[usize::try_from(vpc).unwrap()]);
        if !translated.is_empty() && of_vpc[usize::try_from(vpc).unwrap()].contains(&"hub".to_owned()) {
            for table in part["route_tables"].as_object_mut().unwrap().values_mut() {
                table["routes"].as_array_mut().unwrap().push(json!({ "to": "100.64.0.0/10", "via": "hub" }));
            }
        }
        if nat {
            part["nat_gateways"] = json!({ "nat": { "subnet": "s0", "connectivity": "public", "addresses": [format!("10.{vpc}.0.9")],
                "public_addresses": [format!("198.51.100.{}", 10 + vpc)] } });
        }
        networks.insert(format!("v{vpc}"), part);
        for (nth, subnet) in [(0, "s0"), (1, "s1")] {
            let mut groups = vec![*dice.pick(&["one", "two"])];
            if dice.one_in(4) {
                groups = vec!["one", "two"];
            }
            let mut app = json!({ "vpc": format!("v{vpc}"), "subnets": [subnet], "addresses": [format!("10.{vpc}.{nth}.20")], "security_groups": groups });
            if dice.one_in(2) {
                app["public_addresses"] = json!([format!("203.0.113.{}", 1 + vpc * 10 + nth)]);
            }
            applications.insert(format!("a{vpc}{nth}"), app);
        }
    }
    json!({ "tieline": 1, "region": "us-east-1", "vpcs": networks, "applications": applications, "links": links })
        .to_string()
}
