//! Laws of the adviser: the plan, made, raises no new error and serves every need it claims to serve.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod small_designs;

use std::collections::BTreeSet;

use proptest::prelude::*;
use tieline::advise::addition::{Undo, applied};
use tieline::advise::{Advice, advise};
use tieline::design::Design;
use tieline::design::build::build;
use tieline::design::raw::{RawDesign, RawSecurityGroup};
use tieline::facts::{Billing, Facts};
use tieline::finding::Severity;
use tieline::ids::LinkId;
use tieline::import::{Input, import};
use tieline::network::exact::{End, Exact, Traffic, Verdict};
use tieline::rules::{self, Context};

use small_designs::{designs, standing};

fn check_laws(design: &Design) -> Advice {
    let facts = Facts::shipped();
    let advice = advise(design, &facts, Billing::default());
    let plan = &advice.plan;
    let errors: Vec<_> = plan.findings_after.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "the plan raises {errors:?}");
    let after = applied(design, &plan.additions);
    let context = Context::new(&after, &facts);
    let mut bench = design.clone();
    for option in advice.needs.iter().flat_map(|need| &need.options) {
        let undo = Undo::of(&bench, &option.additions);
        option.additions.iter().for_each(|addition| addition.apply(&mut bench));
        undo.undo(&mut bench);
        assert!(bench == *design, "what {} adds is not taken back", option.mechanism.wire());
    }
    for need in &advice.needs {
        let Some(choice) = need.choice() else {
            assert!(plan.unserved.contains(&need.need));
            // Left out although something fits it alone: only because that clashes with what the others use.
            let fits_alone = need.options.iter().any(|option| option.is_open());
            assert_eq!(fits_alone, need.decided_by.contains("clashes"), "{}", need.decided_by);
            continue;
        };
        if choice.carriers.is_empty() {
            continue;
        }
        for pair in after.need(&need.need).unwrap().pairs() {
            // Inside one VPC nothing has to carry it.
            if after.home(pair.from()) == after.home(pair.to()) && !pair.wants_more_than_a_network() {
                continue;
            }
            let joined = context.network().carriers(&pair);
            let carries = |carrier: &&LinkId| {
                let found = rules::check_carriage(&context, &pair, after.link(carrier).unwrap());
                joined.contains(carrier) && found.iter().all(|finding| finding.severity != Severity::Error)
            };
            assert!(choice.carriers.iter().any(|carrier| carries(&carrier)), "nothing carries {}", pair.id);
        }
    }
    let opened: Vec<_> = plan.openings.values().flatten().cloned().collect();
    let opened = tieline::design::edit::applied(&after, &opened);
    let exact = Exact::of(&opened);
    for need in opened.needs.values().filter(|need| !need.never && !plan.unserved.contains(&need.id)) {
        for pair in need.pairs() {
            let blocked = || {
                let (from, to) = (End::from(pair.from()), End::from(pair.to()));
                let ways = [(&from, &to), (&to, &from)];
                let asked = Traffic::of(&pair).into_iter().flat_map(|traffic| ways.map(|way| (traffic, way)));
                asked.map(|(traffic, (from, to))| exact.ask(from, to, traffic).blocked).collect::<Vec<_>>()
            };
            let planned = advice.needs.iter().find(|need| need.need == pair.id).and_then(|need| need.choice());
            let mechanism = planned.map(|choice| choice.mechanism.wire());
            assert_ne!(exact.serves(&pair), Verdict::No, "{pair:?} is planned by {mechanism:?}: {:?}", blocked());
        }
    }
    assert_eq!(plan.objective.total(), plan.proof.lower_bound + plan.proof.gap, "the objective is what was proven");
    assert_eq!(advice, advise(design, &facts, Billing::default()), "the same design, the same advice");
    advice
}

#[test]
fn the_examples_obey_the_laws() {
    for name in ["roadshow", "hub-and-spoke", "planted", "eks-lattice-platform"] {
        let path = format!("{}/examples/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read(&path).unwrap();
        let imported = import(&[Input { name: &path, bytes: &text }]);
        assert!(imported.problems.is_empty(), "{:?}", imported.problems);
        let advice = check_laws(&imported.design);
        assert!(advice.plan.unserved.is_empty(), "{name}");
    }
}

/// The same design in which some VPCs have a security group that lets nothing in, and everything there has it.
fn filtered(mut raw: RawDesign, closed: [bool; 4]) -> RawDesign {
    let mut shut: BTreeSet<String> = BTreeSet::new();
    for ((name, vpc), closed) in raw.vpcs.iter_mut().zip(closed) {
        if closed {
            vpc.security_groups = Some([("shut".to_owned(), RawSecurityGroup::default())].into());
            shut.insert(name.clone());
        }
    }
    for application in raw.applications.values_mut() {
        if application.vpc.as_ref().is_some_and(|vpc| shut.contains(vpc)) {
            application.security_groups = Some(vec!["shut".to_owned()]);
        }
    }
    raw
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_plan_obeys_the_laws(raw in designs()) {
        let built = build(&[(None, raw)]);
        prop_assert!(built.problems.is_empty(), "{:?}", built.problems);
        check_laws(&built.design);
    }

    #[test]
    fn every_plan_beside_links_that_are_there_obeys_the_laws(raw in standing()) {
        let built = build(&[(None, raw)]);
        prop_assert!(built.problems.is_empty(), "{:?}", built.problems);
        check_laws(&built.design);
    }

    #[test]
    fn every_need_of_a_plan_gets_through_the_filters_it_opens(
        raw in designs(), closed in proptest::array::uniform4(any::<bool>()),
    ) {
        let built = build(&[(None, filtered(raw, closed))]);
        let advice = check_laws(&built.design);
        let edits: Vec<_> = advice.plan.openings.values().flatten().cloned().collect();
        let after = tieline::design::edit::applied(&applied(&built.design, &advice.plan.additions), &edits);
        let stopped: Vec<String> = rules::check(&after, &Facts::shipped())
            .into_iter()
            .filter(|finding| finding.rule.0 == 630 && !advice.plan.unserved.iter().any(|need| need.as_str() == finding.at.id))
            .map(|finding| finding.message)
            .collect();
        prop_assert_eq!(stopped, Vec::<String>::new());
    }

    #[test]
    fn more_traffic_never_costs_less(raw in designs()) {
        let facts = Facts::shipped();
        let cost = |raw: &RawDesign| {
            let built = build(&[(None, raw.clone())]);
            advise(&built.design, &facts, Billing::default()).plan.objective.total()
        };
        let mut more = raw.clone();
        for need in more.needs.values_mut() {
            if need.traffic.is_some() {
                need.traffic = Some("30 TB/month".to_owned());
            }
        }
        prop_assert!(cost(&more) >= cost(&raw));
    }
}

#[test]
fn an_existing_link_that_aws_refuses_is_not_chosen() {
    let text = b"tieline: 1
region: us-east-1
vpcs:
  shop: { cidrs: [10.0.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.0.0.0/24 } } }
  data: { cidrs: [10.0.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.0.1.0/24 } } }
applications:
  web: { vpc: shop }
  orders: { vpc: data, serves: [tcp/5432] }
needs:
  web-to-orders: { from: web, to: orders }
links:
  direct: { vpc_peering: { between: [shop, data] } }
";
    let imported = import(&[Input { name: "net.yaml", bytes: text }]);
    let advice = check_laws(&imported.design);
    let peering = advice.needs[0].options.iter().find(|option| option.mechanism.wire() == "vpc_peering").unwrap();
    assert!(!peering.is_open());
    assert_ne!(advice.needs[0].choice().unwrap().mechanism.wire(), "vpc_peering");
}

#[test]
fn an_overlap_of_others_on_a_hub_does_not_keep_a_need_off_it() {
    let text = b"tieline: 1
region: us-east-1
vpcs:
  shop: { cidrs: [10.0.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.0.0.0/24 } } }
  data: { cidrs: [10.1.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.1.1.0/24 } } }
  one: { cidrs: [10.2.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.2.1.0/24 } } }
  two: { cidrs: [10.2.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.2.1.0/24 } } }
needs:
  shop-and-data: { between: [shop, data] }
links:
  hub: { transit_gateway: { attachments: { shop: { subnets: [a] }, data: { subnets: [a] }, one: { subnets: [a] }, two: { subnets: [a] } } } }
";
    let imported = import(&[Input { name: "net.yaml", bytes: text }]);
    let advice = check_laws(&imported.design);
    assert_eq!(advice.needs[0].choice().unwrap().mechanism.wire(), "transit_gateway");
}

#[test]
fn a_link_that_the_need_names_is_taken_though_another_is_cheaper() {
    let text = b"tieline: 1
region: us-east-1
vpcs:
  shop: { cidrs: [10.0.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.0.0.0/24 } } }
  data: { cidrs: [10.1.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.1.1.0/24 } } }
needs:
  shop-and-data: { between: [shop, data], traffic: 50 TB/month, via: hub }
links:
  direct: { vpc_peering: { between: [shop, data] } }
  hub: { transit_gateway: { attachments: { shop: { subnets: [a] }, data: { subnets: [a] } } } }
";
    let imported = import(&[Input { name: "net.yaml", bytes: text }]);
    let advice = check_laws(&imported.design);
    assert_eq!(advice.needs[0].choice().unwrap().mechanism.wire(), "transit_gateway");
    assert!(advice.needs[0].decided_by.contains("the design asks for"), "{}", advice.needs[0].decided_by);
}

#[test]
fn a_client_keeps_its_one_association_though_another_network_offers_the_server() {
    let text = b"tieline: 1
region: us-east-1
vpcs:
  shop: { cidrs: [10.0.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.0.0.0/24 } } }
  data: { cidrs: [10.1.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.1.1.0/24 } } }
applications:
  web: { vpc: shop }
  stock: { vpc: data, serves: [https/443] }
needs:
  web-to-stock: { from: web, to: stock, requires: [iam_auth] }
links:
  commerce: { service_network: { auth: aws_iam, services: { stock: { applications: [stock] } } } }
  logistics: { service_network: { auth: aws_iam, associations: [shop] } }
preferences: { prefer: [lattice_association] }
";
    let imported = import(&[Input { name: "net.yaml", bytes: text }]);
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
    let advice = check_laws(&imported.design);
    assert_eq!(advice.needs[0].choice().unwrap().carriers.first().unwrap().as_str(), "logistics");
}

#[test]
fn a_network_that_hides_behind_nat_for_one_need_is_not_called_over_the_same_attachment_for_another() {
    // Alone the transit gateway carries `need1`; with the private NAT that `need0` takes, nobody can call `vpc1` over it.
    let text = b"tieline: 1
region: us-east-1
vpcs:
  vpc0: { cidrs: [10.2.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.2.0.0/28 }, b: { az: use1-az2, cidr: 10.2.1.0/28 } } }
  vpc1: { cidrs: [10.1.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.1.0.0/28 }, b: { az: use1-az2, cidr: 10.1.1.0/28 } } }
  vpc2: { cidrs: [10.1.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.1.0.0/28 }, b: { az: use1-az2, cidr: 10.1.1.0/28 } } }
applications:
  app0: { vpc: vpc0, serves: [https/443] }
  app2: { vpc: vpc1, serves: [https/443] }
needs:
  need0: { from: app2, to: vpc0 }
  need1: { from: app0, to: app2, requires: [client_address] }
  need2: { from: app2, to: app0, traffic: 2000 GB/month }
";
    let imported = import(&[Input { name: "net.yaml", bytes: text }]);
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
    let advice = check_laws(&imported.design);
    let chosen: Vec<&str> = advice.needs.iter().map(|need| need.choice().unwrap().mechanism.wire()).collect();
    assert_eq!(chosen, ["private_nat_transit_gateway", "vpc_peering", "vpc_peering"]);
}

#[test]
fn a_need_is_not_left_out_because_a_principle_sets_aside_what_could_still_serve_it() {
    // Ten networks in a mesh belong on a hub; `twin` has the block of `net0`, so the two cannot both be there.
    let mut text = "tieline: 1\nregion: us-east-1\nvpcs:\n".to_owned();
    for number in 0..11 {
        let (name, block) = if number == 10 { ("twin".to_owned(), 0) } else { (format!("net{number}"), number) };
        text += &format!(
            "  {name}: {{ cidrs: [10.{block}.0.0/16], subnets: {{ a: {{ az: use1-az1, cidr: 10.{block}.0.0/24 }} }} }}\n"
        );
    }
    text += "needs:\n  mesh: { between: [net0, net1, net2, net3, net4, net5, net6, net7, net8, net9] }\n";
    text += "  beside: { between: [net1, twin] }\n";
    let imported = import(&[Input { name: "net.yaml", bytes: text.as_bytes() }]);
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
    let advice = check_laws(&imported.design);
    let chosen = |need: usize| advice.needs[need].choice().map(|choice| choice.mechanism.wire());
    assert_eq!((advice.needs[0].need.as_str(), chosen(0)), ("beside", Some("vpc_peering")), "{:?}", advice.needs[0]);
    assert_eq!(chosen(1), Some("transit_gateway"));
    assert!(advice.needs[0].decided_by.contains("a principle sets it aside"), "{}", advice.needs[0].decided_by);
}
