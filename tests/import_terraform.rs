//! Terraform as input: plans and state of our own configurations, planned and applied with the real Terraform. The
//! sources stand beside each file; `tests/import/terraform/README.md` says how they were made.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use tieline::design::raw::{RawDesign, RawLink};
use tieline::facts::Facts;
use tieline::import::{Imported, Input, format_of, import, write};
use tieline::report::{self, text::Layout, text::render};
use tieline::{Review, Scope, review};

fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/terraform").join(name)).unwrap()
}

fn read(name: &str) -> Imported {
    import(&[Input { name, bytes: &fixture(name) }])
}

fn raw(name: &str) -> RawDesign {
    let imported = read(name);
    let messages: Vec<_> = imported.problems.iter().map(|problem| &problem.message).collect();
    assert!(messages.is_empty(), "{name}: {messages:?}");
    write::whole(&imported)
}

const ESTATE: &str = "estate/plan.json";
const DATA: &str = "module.network[\"data\"].aws_vpc.this[0]";
const SHOP: &str = "module.network[\"shop.prod\"].aws_vpc.this[0]";

#[test]
fn every_file_is_recognised_by_its_content() {
    for name in [ESTATE, "stack/plan.json", "stack/show.json", "stack/terraform.tfstate"] {
        assert_eq!(format_of(&fixture(name)).name, "terraform", "{name}");
    }
}

#[test]
fn blocks_subnets_and_zones_of_every_vpc_are_read() {
    let design = raw(ESTATE);
    let blocks = |name: &str| design.vpcs[name].cidrs.clone().unwrap_or_default();
    assert_eq!(blocks("aws_vpc.flat"), ["10.8.0.0/16", "100.64.0.0/16"]);
    assert_eq!(blocks(SHOP), ["10.1.0.0/16"]);
    assert_eq!(design.vpcs["aws_vpc.far"].region.as_deref(), Some("ap-northeast-1"));
    let subnets = &design.vpcs[SHOP].subnets;
    assert_eq!(
        subnets.keys().collect::<Vec<_>>(),
        [
            "aws_subnet.private[\"app/eu-west-1a\"]",
            "aws_subnet.private[\"app/eu-west-1b\"]",
            "aws_subnet.public[0]",
            "aws_subnet.public[1]"
        ]
    );
    assert_eq!(subnets["aws_subnet.public[1]"].az.as_deref(), Some("eu-west-1b"));
    assert_eq!(subnets["aws_subnet.public[1]"].public_addresses, Some(true));
}

#[test]
fn ids_that_end_in_a_local_are_inferred_and_the_report_says_so() {
    let imported = read(ESTATE);
    let inferred = &imported.coverage[0].inferred;
    let line = "4 of `aws_subnet` in module.network[\"shop.prod\"] taken to belong to \
                `module.network[\"shop.prod\"].aws_vpc.this[0]`: it is the only one in `module.network[\"shop.prod\"]`";
    assert!(inferred.iter().any(|text| text == line), "{inferred:#?}");
}

#[test]
fn routes_lead_where_the_configuration_says() {
    let design = raw(ESTATE);
    let routes = |vpc: &str, table: &str| -> Vec<(String, String)> {
        let table = &design.vpcs[vpc].route_tables.as_ref().unwrap()[table];
        table.routes.iter().map(|route| (route.to.clone().unwrap(), route.via.clone().unwrap())).collect()
    };
    let pair = |to: &str, via: &str| (to.to_owned(), via.to_owned());
    assert_eq!(
        routes("aws_vpc.flat", "aws_default_route_table.flat"),
        [pair("10.0.0.0/8", "aws_ec2_transit_gateway.hub"), pair("10.9.0.0/16", "aws_vpc_peering_connection.far")]
    );
    assert_eq!(
        routes(SHOP, "aws_route_table.private[\"app/eu-west-1a\"]"),
        [pair("10.0.0.0/8", "aws_ec2_transit_gateway.hub"), pair("0.0.0.0/0", "nat_gateway/aws_nat_gateway.this[0]")]
    );
    assert_eq!(routes(SHOP, "aws_route_table.public[0]"), [pair("0.0.0.0/0", "internet_gateway")]);
    // The main table is there though no resource describes it.
    assert_eq!(design.vpcs["aws_vpc.far"].route_tables.as_ref().unwrap()["main"].main, Some(true));
}

#[test]
fn the_hub_has_its_attachments_tables_and_routes() {
    let design = raw(ESTATE);
    let RawLink::TransitGateway(hub) = &design.links["aws_ec2_transit_gateway.hub"] else { panic!() };
    let table = "aws_ec2_transit_gateway_route_table.all";
    let attached: BTreeSet<&str> = hub.attachments.keys().map(String::as_str).collect();
    let mart = "module.network[\"mart\"].aws_vpc.this[0]";
    assert_eq!(attached, BTreeSet::from(["aws_vpn_connection.office", DATA, mart, SHOP]));
    for vpc in [DATA, mart, SHOP] {
        assert_eq!(hub.attachments[vpc].route_table.as_deref(), Some(table));
        assert_eq!(hub.attachments[vpc].subnets.len(), 2, "{vpc}");
    }
    let tables = hub.route_tables.as_ref().unwrap();
    assert_eq!(tables[table].propagations, [DATA, mart, SHOP]);
    assert_eq!(tables[table].routes[0].via.as_deref(), Some("blackhole"));
    assert_eq!(design.sites["aws_customer_gateway.office"].cidrs, ["192.168.0.0/16"]);
}

#[test]
fn security_group_rules_in_all_forms_become_one_shape() {
    let design = raw(ESTATE);
    let groups = design.vpcs["aws_vpc.flat"].security_groups.as_ref().unwrap();
    let inbound = |name: &str| -> Vec<(String, Vec<String>)> {
        let rules = groups[name].inbound.iter();
        rules
            .map(|rule| {
                let ports = rule.ports.as_ref().map(|ports| ports.as_slice().join(",")).unwrap_or_default();
                (ports, rule.from.clone().unwrap())
            })
            .collect()
    };
    let own = |name: &str| format!("security_group/aws_vpc.flat/{name}");
    assert_eq!(
        inbound("aws_security_group.back"),
        [
            ("8080-8090".to_owned(), vec![own("aws_security_group.front")]),
            ("9000".to_owned(), vec![own("aws_security_group.back")])
        ]
    );
    assert_eq!(
        inbound("aws_security_group.store"),
        [
            ("5432".to_owned(), vec![own("aws_security_group.back")]),
            ("22".to_owned(), vec!["prefix_list/aws_ec2_managed_prefix_list.corp".to_owned()])
        ]
    );
    // Terraform takes AWS's own outbound rule away from a group that has none.
    assert_eq!(groups["aws_security_group.store"].outbound, Some(Vec::new()));
    let acl = &design.vpcs["aws_vpc.flat"].network_acls.as_ref().unwrap()["aws_network_acl.flat"];
    assert_eq!((acl.inbound.as_ref().unwrap().len(), acl.outbound.as_ref().unwrap().len()), (1, 1));
    assert_eq!(acl.subnets, ["aws_subnet.tiny"]);
}

#[test]
fn endpoints_of_every_type_find_their_link() {
    let design = raw(ESTATE);
    let RawLink::GatewayEndpoint(s3) = &design.links["aws_vpc_endpoint.s3"] else { panic!() };
    assert_eq!(s3.service.as_deref(), Some("s3"));
    assert_eq!(s3.vpcs["aws_vpc.flat"].route_tables.as_ref().unwrap(), &["aws_default_route_table.flat"]);
    let RawLink::InterfaceEndpoint(ssm) = &design.links["aws_vpc_endpoint.ssm"] else { panic!() };
    assert_eq!(ssm.endpoints["aws_vpc.flat"].subnets.len(), 2);
    let RawLink::PrivatelinkService(checkout) = &design.links["aws_vpc_endpoint_service.checkout"] else { panic!() };
    assert_eq!(checkout.application.as_deref(), Some("aws_lb.checkout"));
    assert_eq!(checkout.endpoints["aws_vpc.flat"].subnets, ["aws_subnet.flat[0]"]);
    let RawLink::PrivatelinkResource(store) = &design.links["aws_vpclattice_resource_configuration.store"] else {
        panic!()
    };
    assert_eq!(store.application.as_deref(), Some("aws_db_instance.store"));
    assert_eq!(store.endpoints["aws_vpc.flat"].subnets.len(), 2);
    assert_eq!(store.gateway.as_ref().unwrap().subnets.len(), 2);
    let RawLink::ServiceNetwork(mesh) = &design.links["aws_vpclattice_service_network.mesh"] else { panic!() };
    assert_eq!(mesh.associations.iter().count(), 1);
    assert!(mesh.services.contains_key("aws_vpclattice_service.orders"));
}

#[test]
fn load_balancers_tell_their_listeners_and_groups() {
    let design = raw(ESTATE);
    let balancer = &design.load_balancers["aws_lb.checkout"];
    assert_eq!((balancer.kind.as_deref(), balancer.scheme.as_deref()), (Some("network"), Some("internal")));
    assert_eq!(balancer.vpc.as_deref(), Some(DATA));
    let listener = &balancer.listeners[0];
    assert_eq!((listener.protocol.as_deref(), listener.port), (Some("tcp"), Some(443)));
    let group = &balancer.target_groups[listener.target_group.as_ref().unwrap()];
    assert_eq!((group.target_type.as_deref(), group.port), (Some("ip"), Some(8443)));
    let RawLink::PrivatelinkService(checkout) = &design.links["aws_vpc_endpoint_service.checkout"] else { panic!() };
    assert_eq!(checkout.load_balancers.as_deref(), Some(&["aws_lb.checkout".to_owned()][..]));
}

/// A peering that nothing in the input accepts is not active; one of which an end is elsewhere may be accepted there.
#[test]
fn a_peering_is_active_only_when_something_accepts_it() {
    let status = |design: &RawDesign, name: &str| match &design.links[name] {
        RawLink::VpcPeering(raw) => raw.status.clone(),
        _ => panic!(),
    };
    let estate = raw(ESTATE);
    assert_eq!(status(&estate, "aws_vpc_peering_connection.far").as_deref(), Some("pending-acceptance"));
    assert_eq!(status(&estate, "aws_vpc_peering_connection.partner"), None);
    assert_eq!(status(&raw("stack/plan.json"), "aws_vpc_peering_connection.both").as_deref(), Some("active"));
}

#[test]
fn workloads_become_applications() {
    let design = raw(ESTATE);
    let runs_on: BTreeMap<&str, &str> = design
        .applications
        .iter()
        .map(|(name, application)| (name.as_str(), application.runs_on.as_deref().unwrap_or_default()))
        .collect();
    let expected = BTreeMap::from([
        ("aws_db_instance.store", "rds"),
        ("aws_ecs_service.cart", "ecs"),
        ("aws_eks_cluster.prod", "eks"),
        ("aws_instance.orders", "ec2"),
        ("aws_lambda_function.report", "lambda"),
        ("aws_lb.checkout", "nlb"),
    ]);
    assert_eq!(runs_on, expected);
    assert_eq!(design.applications["aws_db_instance.store"].serves, ["tcp/5432"]);
    assert_eq!(design.applications["aws_instance.orders"].addresses, ["10.8.0.20"]);
}

#[test]
fn what_is_not_read_is_counted_by_type() {
    let coverage = &read(ESTATE).coverage[0];
    let ignored: BTreeMap<&str, (usize, bool)> =
        coverage.ignored.iter().map(|(kind, one)| (kind.as_str(), (one.count, one.bears_on.is_some()))).collect();
    let expected = BTreeMap::from([
        ("aws_iam_role", (1, false)),
        ("aws_networkfirewall_rule_group", (1, true)),
        ("aws_sqs_queue", (1, false)),
    ]);
    assert_eq!(ignored, expected);
    let resources: usize =
        coverage.read.values().sum::<usize>() + expected.values().map(|(count, _)| count).sum::<usize>();
    let text = String::from_utf8(fixture(ESTATE)).unwrap();
    let plan: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(resources, plan["resource_changes"].as_array().unwrap().len(), "no resource is lost");
}

#[test]
fn what_the_plan_only_refers_to_stays_visible() {
    let imported = read(ESTATE);
    let unknown: BTreeSet<&str> = imported.coverage[0].unknown.iter().map(|one| one.what.as_str()).collect();
    for what in [
        "VPC `vpc-0123456789abcdef0`",
        "`cidrs` of VPC `vpc-0123456789abcdef0`",
        "`cidrs` of VPC `aws_vpc.secret`",
        "link `com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0`",
    ] {
        assert!(unknown.contains(what), "{what} in {unknown:#?}");
    }
    let far = imported.coverage[0].unknown.iter().find(|one| one.what == "`aws_vpc_peering_connection.far`").unwrap();
    assert!(far.because.starts_with("nothing in this input accepts it"), "{far:?}");
}

/// Sensitive values stand in the plan in clear: neither they nor what was derived from them is ever told.
#[test]
fn sensitive_values_are_never_told() {
    let text = String::from_utf8(fixture(ESTATE)).unwrap();
    for secret in ["correct-horse-battery-staple", "192.168.77.0"] {
        assert!(text.contains(secret), "the fixture holds what must not be told");
        let facts = Facts::shipped();
        let reviewed = review(&[Input { name: "plan.json", bytes: text.as_bytes() }], &facts, Scope::Review);
        assert!(!report::json(&reviewed, &facts).unwrap().contains(secret));
        assert!(!render(&reviewed, &facts, &Layout::default()).contains(secret));
        assert!(!write::json(&raw(ESTATE)).unwrap().contains(secret));
    }
    // Cut short in the middle of a secret, or with a value of the wrong kind, the error must not quote it either.
    let at = text.find("correct-horse").unwrap();
    let wrong = text.replacen("\"address\":\"aws_customer_gateway.office\"", "\"address\":{\"correct-horse\":1}", 1);
    for broken in [text[..at + 16].to_owned(), wrong] {
        let review = Review::of_input(import(&[Input { name: "plan.json", bytes: broken.as_bytes() }]));
        let told = render(&review, &Facts::shipped(), &Layout::default());
        assert!(!told.contains("correct-horse"), "{told}");
        assert!(!review.is_readable(), "{told}");
    }
}

#[test]
fn findings_carry_the_address_and_point_at_the_attribute() {
    let bytes = fixture(ESTATE);
    let facts = Facts::shipped();
    let review = review(&[Input { name: "plan.json", bytes: &bytes }], &facts, Scope::Check);
    let report = report::dto::Report::of(&review, &facts);
    let overlap = report.findings.iter().find(|finding| finding.name == "transit-gateway-overlap").unwrap();
    assert!(overlap.at.address.is_some() && overlap.at.line == Some(1), "{overlap:?}");
    let at = review.findings.iter().find(|finding| finding.name == "transit-gateway-overlap").unwrap();
    let blocks: Vec<String> = std::iter::once(&at.at)
        .chain(at.related.iter().map(|label| &label.at))
        .filter_map(|at| review.span(at))
        .map(|(source, span)| source.document.as_ref().unwrap().slice(span).to_owned())
        .collect();
    assert!(!blocks.is_empty());
    let text = render(&review, &facts, &Layout::default());
    assert!(text.contains("plan.json:1:") && text.contains(".aws_vpc.this[0]"), "{text}");
}

/// Plan and state of one configuration give the same network; the state knows ids as well.
#[test]
fn plan_and_state_give_the_same_network() {
    let [plan, show, state] = ["stack/plan.json", "stack/show.json", "stack/terraform.tfstate"].map(raw);
    assert_eq!(show, state);
    let network = |design: &RawDesign| {
        let vpcs: Vec<_> = design
            .vpcs
            .iter()
            .map(|(name, vpc)| {
                (
                    name.clone(),
                    vpc.cidrs.clone(),
                    vpc.subnets.clone(),
                    vpc.route_tables.clone(),
                    vpc.security_groups.clone(),
                )
            })
            .collect();
        let links: Vec<_> = design.links.keys().cloned().collect();
        let applications: Vec<_> = design
            .applications
            .iter()
            .map(|(name, one)| (name.clone(), one.vpc.clone(), one.subnets.clone()))
            .collect();
        (vpcs, links, applications)
    };
    assert_eq!(network(&plan), network(&state));
    assert!(state.aliases.keys().any(|alias| alias.starts_with("vpc-")));
}

/// A plan and the state it led to are one estate, not two; needs beside them may name things by id or address.
#[test]
fn plan_state_and_needs_make_one_design() {
    let (plan, state) = (fixture("stack/plan.json"), fixture("stack/terraform.tfstate"));
    let id = raw("stack/terraform.tfstate")
        .aliases
        .into_iter()
        .find(|(alias, name)| alias.starts_with("vpc-") && name == "aws_vpc.store");
    let id = id.unwrap().0;
    let needs =
        format!("tieline: 1\nneeds:\n  web-to-store: {{ from: aws_instance.web, to: {id}, traffic: 1 TB/month }}\n");
    let imported = import(&[
        Input { name: "plan.json", bytes: &plan },
        Input { name: "terraform.tfstate", bytes: &state },
        Input { name: "needs.yaml", bytes: needs.as_bytes() },
    ]);
    let messages: Vec<_> = imported.problems.iter().map(|problem| &problem.message).collect();
    assert!(messages.is_empty(), "{messages:?}");
    assert_eq!((imported.design.vpcs.len(), imported.design.links.len(), imported.design.needs.len()), (2, 2, 1));
}

/// Two configurations may both have an `aws_vpc.app`: other ids, or other blocks, make them two things.
#[test]
fn two_configurations_may_use_one_address() {
    let one = fixture("stack/plan.json");
    let text = String::from_utf8(one.clone()).unwrap();
    let other = text
        .replace("10.0.0.0/16", "10.200.0.0/16")
        .replace("10.0.0.0/24", "10.200.0.0/24")
        .replace("10.0.1.0/24", "10.200.1.0/24");
    let imported = import(&[Input { name: "a.json", bytes: &one }, Input { name: "b.json", bytes: other.as_bytes() }]);
    let names: Vec<String> = imported.design.vpcs.keys().map(ToString::to_string).collect();
    assert_eq!(names, ["aws_vpc.app", "aws_vpc.store", "b.json:aws_vpc.app", "b.json:aws_vpc.store"]);
    let messages: Vec<_> = imported.problems.iter().map(|problem| &problem.message).collect();
    assert!(messages.is_empty(), "{messages:?}");
}

#[test]
fn what_is_written_reads_back_the_same() {
    for name in [ESTATE, "stack/plan.json", "stack/terraform.tfstate"] {
        let first = raw(name);
        let json = write::json(&first).unwrap();
        let again = import(&[Input { name: "out.json", bytes: json.as_bytes() }]);
        assert_eq!(again.problems, [], "{name}");
        let second = write::whole(&again);
        assert_eq!(first, second, "{name}");
        // What was unknown is still unknown.
        assert_eq!(again.coverage[0].unknown.iter().filter(|one| one.place.is_some()).count(), first.unknown.len());
    }
}

#[test]
fn the_same_bytes_give_the_same_design() {
    assert_eq!(write::json(&raw(ESTATE)).unwrap(), write::json(&raw(ESTATE)).unwrap());
}

#[test]
fn a_version_that_is_not_known_is_refused_with_what_to_do() {
    let cases = [
        (
            r#"{"format_version": "7.0", "planned_values": {}}"#,
            "version 7.0 of what `terraform show -json` prints is not known",
        ),
        (
            r#"{"version": 9, "terraform_version": "9", "serial": 1, "lineage": "x", "resources": []}"#,
            "version 9 of Terraform's state is not known",
        ),
    ];
    for (text, message) in cases {
        let imported = import(&[Input { name: "x.json", bytes: text.as_bytes() }]);
        assert_eq!(imported.problems[0].message, message);
        assert!(imported.problems[0].help.is_some());
    }
}

#[test]
fn an_empty_plan_is_an_empty_design() {
    let imported =
        import(&[Input { name: "x.json", bytes: br#"{"format_version":"1.2","planned_values":{"root_module":{}}}"# }]);
    assert!(imported.problems.is_empty() && imported.design.vpcs.is_empty());
}

/// Terraform refuses cycles; a file made by hand may have one, and must not keep the reader busy.
#[test]
fn references_in_a_circle_end_as_unknown() {
    let text = r#"{"format_version":"1.2","planned_values":{"root_module":{"child_modules":[
        {"address":"module.a","resources":[
            {"address":"module.a.aws_subnet.s","mode":"managed","type":"aws_subnet","name":"s","values":{"cidr_block":"10.0.0.0/24"}}]}]}},
      "configuration":{"root_module":{"module_calls":{"a":{"expressions":{"vpc":{"references":["module.a.vpc","module.a"]}},
        "module":{"outputs":{"vpc":{"expression":{"references":["var.vpc"]}}},
          "resources":[{"mode":"managed","type":"aws_subnet","name":"s","expressions":{"vpc_id":{"references":["var.vpc"]}}}]}}}}}}"#;
    let imported = import(&[Input { name: "x.json", bytes: text.as_bytes() }]);
    assert!(imported.problems.is_empty());
    let unknown = &imported.coverage[0].unknown;
    assert!(unknown.iter().any(|one| one.what == "`module.a.aws_subnet.s`"), "{unknown:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever is cut out, doubled or overwritten, reading ends, and ends without a panic.
    #[test]
    fn any_damage_ends_in_an_answer(
        name in prop::sample::select(vec!["stack/plan.json", "stack/terraform.tfstate", "estate/plan.json"]),
        cuts in prop::collection::vec((0..10_000usize, 0usize..40, prop::sample::select(vec!["", "null", "\"", "[]", "{}", "0", "\"x\"", "aws_vpc", "[*]", "10.0.0.0/8"])), 1..6),
    ) {
        let mut text = String::from_utf8(fixture(name)).unwrap();
        for (place, length, with) in cuts {
            let at = text.len() * place / 10_000;
            let from = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let to = (from + length..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
            text.replace_range(from..to, with);
        }
        let facts = Facts::shipped();
        let reviewed = review(&[Input { name: "x.json", bytes: text.as_bytes() }], &facts, Scope::Check);
        let told = report::json(&reviewed, &facts).unwrap();
        prop_assert!(told.contains("\"coverage\""));
    }

    /// Values of the wrong kind at any attribute: still an answer, for the JSON itself is whole.
    #[test]
    fn any_value_may_be_of_any_kind(seed in 0usize..10_000, with in prop::sample::select(vec!["null", "[]", "{}", "7", "true", "\"\"", "[null]", "[{}]"])) {
        let mut plan: serde_json::Value = serde_json::from_slice(&fixture("stack/plan.json")).unwrap();
        let mut paths = Vec::new();
        collect(&plan, String::new(), &mut paths);
        let path = &paths[seed % paths.len()];
        *plan.pointer_mut(path).unwrap() = serde_json::from_str(with).unwrap();
        let text = plan.to_string();
        let facts = Facts::shipped();
        let reviewed = review(&[Input { name: "x.json", bytes: text.as_bytes() }], &facts, Scope::Check);
        prop_assert!(report::json(&reviewed, &facts).is_ok());
    }
}

fn collect(value: &serde_json::Value, at: String, paths: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                let at = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
                paths.push(at.clone());
                collect(value, at, paths);
            }
        }
        serde_json::Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                let at = format!("{at}/{index}");
                paths.push(at.clone());
                collect(value, at, paths);
            }
        }
        _ => {}
    }
}

/// All that a service of VPC Lattice does, from a plan in which every id is known after apply.
#[test]
fn services_keep_their_listeners_rules_weights_and_target_groups() {
    let design = raw("lattice/plan.json");
    let RawLink::ServiceNetwork(network) = &design.links["aws_vpclattice_service_network.platform"] else { panic!() };
    assert_eq!(network.access_logs, Some(true));
    let groups: Vec<_> = network.associations.iter().map(|(vpc, said)| (vpc.as_str(), said.cloned())).collect();
    assert_eq!(groups[0].0, "aws_vpc.shop");
    assert_eq!(
        groups[0].1.as_ref().unwrap().security_groups.as_deref(),
        Some(&["aws_security_group.web".to_owned()][..])
    );
    let service = &network.services["aws_vpclattice_service.web"];
    assert_eq!(service.access_logs, Some(true));
    let [https, http] = service.listeners.as_slice() else { panic!("{:?}", service.listeners) };
    let weights = |forward: &BTreeMap<String, u64>| -> Vec<(String, u64)> {
        forward.iter().map(|(name, weight)| (name.replace("aws_vpclattice_target_group.", ""), *weight)).collect()
    };
    assert_eq!(weights(&https.forward), [("web[\"blue\"]".to_owned(), 90), ("web[\"green\"]".to_owned(), 10)]);
    assert_eq!((http.port, http.fixed_response), (Some(8080), Some(404)));
    let rules: Vec<_> = https.rules.iter().map(|rule| (rule.priority, weights(&rule.forward))).collect();
    assert_eq!(rules[0], (Some(10), vec![("thumbnails".to_owned(), 100)]));
    assert_eq!(rules[1], (Some(20), vec![("address".to_owned(), 1), ("front".to_owned(), 1)]));
    assert_eq!(https.rules[0].path.as_ref().unwrap().prefix.as_deref(), Some("/thumbnails"));
    assert_eq!(https.rules[0].headers["x-next"].exact.as_deref(), Some("1"));
    assert_eq!(http.rules[0].fixed_response, Some(404));
    let kinds: Vec<_> = service.target_groups.values().map(|group| group.target_type.as_deref().unwrap()).collect();
    assert_eq!(kinds, ["ip", "alb", "lambda", "instance", "instance"]);
    let front = &service.target_groups["aws_vpclattice_target_group.front"];
    assert_eq!(front.targets, ["load_balancer/aws_lb.front"]);
    assert_eq!(service.target_groups["aws_vpclattice_target_group.web[\"blue\"]"].health_check_port, Some(9090));
}

#[test]
fn what_a_dynamic_block_forwards_to_is_unknown() {
    let imported = read("lattice/plan.json");
    let because = |what: &str| {
        imported.coverage[0].unknown.iter().find(|one| one.what.contains(what)).map(|one| one.because.clone())
    };
    let told = because("aws_vpclattice_listener.canary").unwrap();
    assert!(told.contains("dynamic blocks"), "{told}");
    let RawLink::ServiceNetwork(network) =
        &raw("lattice/plan.json").links["aws_vpclattice_service_network.platform"].clone()
    else {
        panic!()
    };
    assert!(network.services["aws_vpclattice_service.canary"].listeners[0].forward.is_empty());
}

#[test]
fn accounts_that_an_endpoint_service_admits_are_read_wherever_they_stand() {
    let RawLink::PrivatelinkService(service) =
        &raw("lattice/plan.json").links["aws_vpc_endpoint_service.ledger"].clone()
    else {
        panic!()
    };
    assert_eq!(service.allowed_accounts.as_deref(), Some(&["222222222222".to_owned(), "333333333333".to_owned()][..]));
}

#[test]
fn what_aws_makes_with_a_vpc_is_adopted_or_unknown_and_never_guessed() {
    let design = raw("varied/plan.json");
    // AWS gives a default VPC more routes than the local ones.
    let default = &design.vpcs["aws_default_vpc.d"];
    assert!(default.route_tables.is_none() && default.cidrs.is_none());
    assert!(design.unknown["/vpcs/aws_default_vpc.d/route_tables"].contains("default VPC"));
    let ipam = &design.vpcs["aws_vpc.ipam"];
    assert!(design.unknown["/vpcs/aws_vpc.ipam/cidrs"].contains("IPAM"));
    let tables = ipam.route_tables.as_ref().unwrap();
    assert_eq!(tables["aws_default_route_table.ipam"].main, Some(true));
    assert_eq!(ipam.network_acls.as_ref().unwrap()["aws_default_network_acl.ipam"].default, Some(true));
    // Terraform takes the rules that AWS gives a default security group away.
    assert_eq!(
        ipam.security_groups.as_ref().unwrap()["aws_default_security_group.ipam"].outbound.as_deref(),
        Some(&[][..])
    );
    let a = "module.net[\"a\"].aws_vpc.this[0]";
    assert_eq!(design.vpcs[a].cidrs.as_deref().unwrap(), ["10.0.0.0/16", "100.64.0.0/16"]);
    assert_eq!(design.vpcs["module.west.aws_vpc.this[0]"].region.as_deref(), Some("us-west-2"));
    let RawLink::TransitGateway(hub) = &design.links["aws_ec2_transit_gateway.hub"] else { panic!() };
    let spoke = &hub.route_tables.as_ref().unwrap()["aws_ec2_transit_gateway_route_table.rt[\"spoke\"]"];
    assert_eq!(spoke.routes[0].to.as_deref(), Some("prefix_list/aws_ec2_managed_prefix_list.corp"));
    assert_eq!(spoke.routes[0].via.as_deref(), Some("module.net[\"b.x\"].aws_vpc.this[0]"));
    let imported = read("varied/plan.json");
    let ignored = &imported.coverage[0].ignored;
    for kind in ["aws_ec2_client_vpn_endpoint", "aws_route53_zone", "aws_vpc_ipam_pool"] {
        assert!(ignored[kind].bears_on.is_some(), "{kind}");
    }
}

#[test]
fn keys_and_indexes_tell_which_of_several_is_meant() {
    let imported = read("keyed/plan.json");
    let design = write::whole(&imported);
    let subnet = |net: &str, tier: u8| format!("module.net[\"{net}\"].module.tier[{tier}].aws_subnet.s");
    let subnets = |application: &str| design.applications[application].subnets.clone().unwrap();
    // `module.x.list[0]`, and `module.x.list[count.index]`.
    assert_eq!(subnets("aws_instance.app[\"web\"]"), [subnet("shop", 0)]);
    assert_eq!(subnets("aws_instance.backend[1]"), [subnet("data.prod", 1)]);
    let routes = |net: &str, tier: u8| -> Vec<(String, String)> {
        let tables = design.vpcs[&format!("module.net[\"{net}\"].aws_vpc.this")].route_tables.as_ref().unwrap();
        let table = &tables[&format!("module.net[\"{net}\"].module.tier[{tier}].aws_route_table.t")];
        table.routes.iter().map(|one| (one.to.clone().unwrap(), one.via.clone().unwrap())).collect()
    };
    let to = |block: &str, via: &str| vec![(block.to_owned(), via.to_owned())];
    assert_eq!(routes("shop", 1), to("10.2.0.0/16", "aws_vpc_peering_connection.p"));
    // `module.x.list[each.value]`, where the plan tells the collection.
    assert_eq!(routes("data.prod", 0), []);
    assert_eq!(routes("data.prod", 1), to("10.1.0.0/16", "aws_vpc_peering_connection.p"));
    // A product of two lists has both in its keys.
    let RawLink::InterfaceEndpoint(ssm) = &design.links["aws_vpc_endpoint.aws[\"ssm\"]"] else { panic!() };
    assert_eq!(ssm.endpoints.values().next().unwrap().subnets, [subnet("shop", 0), subnet("shop", 1)]);
    // Two endpoints of one VPC to one service are both there, and the load balancer stands where its targets are registered.
    let RawLink::PrivatelinkService(service) = &design.links["aws_vpc_endpoint_service.svc"] else { panic!() };
    assert_eq!(service.endpoints.values().next().unwrap().subnets, [subnet("shop", 0), subnet("shop", 1)]);
    assert_eq!(design.load_balancers["aws_lb.nlb"].vpc.as_deref(), Some("module.net[\"data.prod\"].aws_vpc.this"));
    // Weights of a dynamic block go to the target groups in order of their keys.
    let RawLink::ServiceNetwork(network) = &design.links["aws_vpclattice_service_network.net"] else { panic!() };
    let forward = &network.services["aws_vpclattice_service.svc"].listeners[0].forward;
    assert_eq!(forward.values().copied().collect::<Vec<_>>(), [90, 10]);
    // What was concluded is told, and what was not.
    let coverage = &imported.coverage[0];
    assert!(coverage.inferred.iter().any(|text| text.contains("its key is the one that fits")));
    let open: Vec<&str> = coverage.unknown.iter().map(|one| one.what.as_str()).collect();
    assert!(open.contains(&"`aws_vpc_endpoint_service.inspection`"), "{open:?}");
    // An endpoint takes its type from its service.
    let walls =
        design.vpcs.values().filter_map(|vpc| vpc.firewall_endpoints.as_ref()?.get("aws_vpc_endpoint.inspection"));
    let of: Vec<_> = walls.map(|one| one.of.as_deref()).collect();
    assert_eq!(of, [Some("gateway_load_balancer")]);
    // Where nothing tells, each may have it, and no rule calls the route missing.
    let plan = String::from_utf8(fixture("keyed/plan.json")).unwrap();
    let plan = plan.replacen(r#"{"constant_value":{"main":1}}"#, r#"{"references":["local.back"]}"#, 1);
    let imported = import(&[Input { name: "plan.json", bytes: plan.as_bytes() }]);
    let tables = imported.design.vpcs.values().find(|vpc| vpc.id.as_str().contains("data.prod")).unwrap();
    let unknown = tables.route_tables.iter().flatten().filter(|(_, table)| !table.routes.is_empty()).count();
    assert_eq!(unknown, 2);
    assert!(imported.coverage[0].unknown.iter().any(|one| one.what == "`aws_route.back[\"main\"]`"));
    let review =
        review(&[Input { name: "plan.json", bytes: &fixture("keyed/plan.json") }], &Facts::shipped(), Scope::Check);
    let told: Vec<u16> = review.findings.iter().map(|finding| finding.rule.0).collect();
    assert_eq!(told, [803]);
}

#[test]
fn where_anything_may_belong_to_anything_nothing_is_told_and_it_ends() {
    let resource = |kind: &str, key: String, values: serde_json::Value| {
        let address = format!("{kind}.x[\"{key}\"]");
        serde_json::json!({ "address": address, "mode": "managed", "type": kind, "name": "x", "index": key, "values": values })
    };
    let vpc = |index| resource("aws_vpc", format!("v{index}"), serde_json::json!({ "cidr_block": "10.0.0.0/16" }));
    let subnet =
        |index| resource("aws_subnet", format!("s{index}"), serde_json::json!({ "cidr_block": "10.0.0.0/24" }));
    let all: Vec<_> = (0..1_100).map(vpc).chain((0..1_100).map(subnet)).collect();
    let written = |kind: &str, expressions: serde_json::Value| serde_json::json!({ "address": format!("{kind}.x"), "mode": "managed", "type": kind, "name": "x", "expressions": expressions });
    let plan = serde_json::json!({
        "format_version": "1.2",
        "planned_values": { "root_module": { "resources": all } },
        "configuration": { "root_module": { "resources": [
            written("aws_vpc", serde_json::json!({})),
            written("aws_subnet", serde_json::json!({ "vpc_id": { "references": ["aws_vpc.x", "each.value"] } })),
        ] } },
    });
    let bytes = serde_json::to_vec(&plan).unwrap();
    let imported = import(&[Input { name: "plan.json", bytes: &bytes }]);
    let told = |because: &str| imported.coverage[0].unknown.iter().filter(|one| one.because.contains(because)).count();
    // Some are told with the candidates, and all the rest with the reason that there are too many.
    assert!(told("of too many in this input") > 0 && told("of which it may be any") > 0);
}

#[test]
fn an_attachment_with_a_policy_table_is_in_no_route_table() {
    let resource = |kind: &str, name: &str, values: serde_json::Value| serde_json::json!({ "address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name, "values": values });
    let attachment = |name: &str| {
        let values = serde_json::json!({ "id": format!("tgw-attach-{name}"), "transit_gateway_id": "tgw-1", "vpc_id": format!("vpc-{name}"), "subnet_ids": [] });
        resource("aws_ec2_transit_gateway_vpc_attachment", name, values)
    };
    let vpc = |name: &str, block: &str| {
        resource("aws_vpc", name, serde_json::json!({ "id": format!("vpc-{name}"), "cidr_block": block }))
    };
    let on = serde_json::json!({ "id": "tgw-1", "default_route_table_association": "enable", "default_route_table_propagation": "enable" });
    let policy = serde_json::json!({ "transit_gateway_attachment_id": "tgw-attach-a", "transit_gateway_policy_table_id": "tgw-ptb-1" });
    let own = serde_json::json!({ "id": "tgw-rtb-1", "transit_gateway_id": "tgw-1" });
    let state = serde_json::json!({ "format_version": "1.0", "values": { "root_module": { "resources": [
        resource("aws_ec2_transit_gateway", "hub", on), vpc("a", "10.0.0.0/16"), vpc("b", "10.1.0.0/16"),
        attachment("a"), attachment("b"),
        resource("aws_ec2_transit_gateway_route_table", "own", own),
        resource("aws_ec2_transit_gateway_policy_table_association", "a", policy),
    ] } } });
    let bytes = serde_json::to_vec(&state).unwrap();
    let imported = import(&[Input { name: "state.json", bytes: &bytes }]);
    let link = imported.design.links.values().find_map(|link| match &link.kind {
        tieline::design::LinkKind::TransitGateway(gateway) => Some(gateway),
        _ => None,
    });
    let told: Vec<(bool, bool)> =
        link.unwrap().vpcs.values().map(|one| (one.policy_table, one.route_table.is_some())).collect();
    assert_eq!(told, [(true, false), (false, true)]);
}
