//! `--grow` and the pure plans: what more consumers and networks do to the choices, and what one family for all would be.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;

use tieline::advise::advise;
use tieline::advise::count::counts;
use tieline::advise::growth::{Amount, Growth, GrowthError, grow, grown};
use tieline::advise::pure::FAMILIES;
use tieline::advise::turning::At;
use tieline::design::tuning::{NeedTuning, Tuning, tuned};
use tieline::design::{Design, Family, Mechanism};
use tieline::facts::{Billing, Facts};
use tieline::import::{Input, import};

fn design(text: &str) -> Design {
    let text = format!("tieline: 1\nregion: us-east-1\n{text}");
    let imported = import(&[Input { name: "net.yaml", bytes: text.as_bytes() }]);
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
    imported.design
}

fn three_networks() -> Design {
    let vpc = |name: &str, n: u8| {
        format!("  {name}: {{ cidrs: [10.{n}.0.0/16], subnets: {{ a: {{ az: use1-az1, cidr: 10.{n}.0.0/24 }} }} }}\n")
    };
    design(&format!(
        "vpcs:\n{}{}{}needs: {{ all: {{ between: [one, two, three] }} }}\n",
        vpc("one", 1),
        vpc("two", 2),
        vpc("three", 3)
    ))
}

fn chosen(design: &Design) -> Option<Mechanism> {
    advise(design, &Facts::shipped(), Billing::default()).needs[0].choice().map(|choice| choice.mechanism)
}

#[test]
fn peering_does_not_survive_four_times_the_networks() {
    let design = three_networks();
    assert_eq!(chosen(&design), Some(Mechanism::VpcPeering));
    let facts = Facts::shipped();
    let advice = advise(&design, &facts, Billing::default());
    let growth: Growth = "vpcs=4x".parse().unwrap();
    let grown = grow(&design, &advice, &facts, Billing::default(), &growth).unwrap();
    assert_eq!(grown.needs[0].now, Some(Mechanism::VpcPeering));
    assert_eq!(grown.needs[0].then, Some(Mechanism::TransitGateway));
    assert!(grown.then.total() > grown.now.total());
    // One by one: the number told is the first at which peering is left.
    let turns_at = grown.needs[0].turns_at.unwrap();
    let with = |count: u16| {
        let design = tieline::advise::growth::grown(&design, &format!("vpcs={count}").parse().unwrap()).unwrap();
        chosen(&design)
    };
    assert_eq!((with(turns_at - 1), with(turns_at)), (Some(Mechanism::VpcPeering), Some(Mechanism::TransitGateway)));
}

#[test]
fn growth_that_changes_nothing_changes_nothing() {
    let design = three_networks();
    let same = grown(&design, &"vpcs=3,traffic=1x".parse().unwrap()).unwrap();
    assert_eq!(same.needs["all"].parties, design.needs["all"].parties);
    assert_eq!(same.vpcs.len(), 3);
}

#[test]
fn amounts_are_factors_or_totals_and_nothing_else() {
    assert_eq!("consumers=40".parse::<Growth>().unwrap().consumers, Some(Amount::Total(40)));
    assert_eq!("traffic=40".parse::<Growth>(), Err(GrowthError::Factor));
    assert_eq!("consumers=0x".parse::<Growth>(), Err(GrowthError::Amount("0x".to_owned())));
    assert_eq!("people=3x".parse::<Growth>(), Err(GrowthError::Unknown("people".to_owned())));
}

#[test]
fn more_consumers_than_may_be_asked_about_are_refused() {
    assert!(grown(&three_networks(), &"vpcs=501".parse().unwrap()).is_err());
}

#[test]
fn pure_plans_are_never_cheaper_than_the_plan_where_they_serve_all_and_no_principle_decides() {
    let design = three_networks();
    let advice = advise(&design, &Facts::shipped(), Billing::default());
    let families: Vec<Family> = advice.pure.iter().map(|pure| pure.family).collect();
    assert_eq!(families, FAMILIES);
    for pure in &advice.pure {
        if pure.unserved.is_empty() {
            assert!(pure.objective.total() >= advice.plan.objective.total(), "{pure:?}");
        }
    }
    let lattice = advice.pure.iter().find(|pure| pure.family == Family::Lattice).unwrap();
    assert_eq!(lattice.unserved.len(), 1);
    assert!(lattice.unserved[0].1.contains("whole network"), "{:?}", lattice.unserved);
}

/// What the text of a review says of growth.
fn told(text: &str) -> String {
    let text = format!("tieline: 1\nregion: us-east-1\n{text}");
    let facts = Facts::shipped();
    let review = tieline::review(&[Input { name: "net.yaml", bytes: text.as_bytes() }], &facts, tieline::Scope::Review);
    assert!(review.understood, "{:?}", review.findings);
    tieline::report::json(&review, &facts).unwrap()
}

fn three_that_become(consumers: &str) -> String {
    let vpc = |name: &str, n: u8| {
        format!("  {name}: {{ cidrs: [10.{n}.0.0/16], subnets: {{ a: {{ az: use1-az1, cidr: 10.{n}.0.0/24 }} }} }}\n")
    };
    let needs = format!("needs: {{ all: {{ between: [one, two, three]{consumers} }} }}\n");
    format!("vpcs:\n{}{}{}{needs}", vpc("one", 1), vpc("two", 2), vpc("three", 3))
}

#[test]
fn a_design_that_states_its_growth_is_asked_about_without_being_told_to() {
    let grown = |consumers: &str| -> serde_json::Value {
        let report: serde_json::Value = serde_json::from_str(&told(&three_that_become(consumers))).unwrap();
        report["growth"].clone()
    };
    assert!(grown("").is_null());
    let counts = grown(", consumers: { now: 3, in_a_year: 9 }");
    assert_eq!(counts["changed"][0]["now"], "vpc_peering");
    assert_eq!(counts["changed"][0]["then"], "transit_gateway");
    assert_eq!(grown(", consumers: '3 now, 9 in a year'"), counts);
    assert_eq!(grown(", consumers: 9 in a year"), counts);
    // A hub is taken at once where there will be so many that sources agree on one.
    assert_eq!(grown(", consumers: 12 in a year")["changed"], serde_json::json!([]));
    // Twelve today are no growth: what is named is not what there is.
    assert_eq!(grown(", consumers: { now: 12, in_a_year: 13 }")["changed"], serde_json::json!([]));
}

#[test]
fn every_report_tells_growth_principles_and_the_pure_plans_in_the_same_words() {
    let text = format!("tieline: 1\nregion: us-east-1\n{}", three_that_become(", consumers: 9 in a year"));
    let facts = Facts::shipped();
    let review = tieline::review(&[Input { name: "net.yaml", bytes: text.as_bytes() }], &facts, tieline::Scope::Review);
    let report = tieline::report::dto::Report::of(&review, &facts);
    let (advice, growth) = (report.advice.unwrap(), report.growth.unwrap());
    let aside =
        advice.needs.iter().flat_map(|need| &need.options).find_map(|option| option.set_aside.as_ref()).unwrap();
    let layout = tieline::report::text::Layout { width: 2_000, ..Default::default() };
    let plain = tieline::report::text::render(&review, &facts, &layout);
    let markdown = tieline::report::markdown(&review, &facts);
    let html = tieline::report::html(&review, &facts);
    for told in [&plain, &markdown, &html] {
        for words in [growth.changed[0].text.as_str(), aside.says, &advice.plan.pure[0].text.replace('`', "")] {
            let told = told.replace("<code>", "").replace("</code>", "").replace(['`', '\\'], "");
            assert!(told.contains(words), "{words} is not in {told}");
        }
    }
    // Each need that costs something has its picture.
    assert_eq!(html.matches("US$ a month over traffic a month").count(), 1);
}

#[test]
fn growth_asked_about_leaves_the_review_as_it_was() {
    let text = format!("tieline: 1\nregion: us-east-1\n{}", three_that_become(", consumers: 9 in a year"));
    let facts = Facts::shipped();
    let inputs = [Input { name: "net.yaml", bytes: text.as_bytes() }];
    let mut review = tieline::review(&inputs, &facts, tieline::Scope::Review);
    let before = tieline::report::json(&review, &facts).unwrap();
    let then = |review: &tieline::Review| review.grown.as_ref().unwrap().as_ref().unwrap().then.total();
    let (stated, asked) = (then(&review), review.on_growth("vpcs=8x".parse().unwrap(), &facts, then));
    assert!(asked > stated);
    assert_eq!(tieline::report::json(&review, &facts).unwrap(), before);
    // Asked later, advice comes with the growth that the design states, at every door.
    let mut later = tieline::review(&inputs, &facts, tieline::Scope::Check).with_advice(&facts);
    later.count(&facts);
    assert_eq!(tieline::report::json(&later, &facts).unwrap(), before);
}

#[test]
fn a_growth_that_is_no_number_or_too_much_is_a_problem_at_its_place() {
    for (written, wrong) in [
        ("many", "does not say how many"),
        ("10 now", "does not say how many"),
        ("{ now: 10 }", "does not say how many"),
        ("{ in_a_year: 501 }", "are 1 to 500"),
        ("{ in_a_year: 0 }", "are 1 to 500"),
        ("'40 in a year, 50 in a year'", "does not say how many"),
        ("{ in_a_year: 4, later: 5 }", "unknown field"),
        ("7", ""),
    ] {
        let text = format!("tieline: 1\n{}", three_that_become(&format!(", consumers: {written}")));
        let imported = import(&[Input { name: "net.yaml", bytes: text.as_bytes() }]);
        let said: Vec<&str> = imported.problems.iter().map(|problem| problem.message.as_str()).collect();
        assert!(!said.is_empty() && said.iter().any(|one| one.contains(wrong)), "{written}: {said:?}");
    }
}

#[test]
fn a_plan_beyond_what_aws_allows_unasked_says_what_to_ask_for_first() {
    let star = |spokes: u8| {
        let vpc = |n: u8| {
            format!("  v{n}: {{ cidrs: [10.{n}.0.0/16], subnets: {{ a: {{ az: use1-az1, cidr: 10.{n}.0.0/24 }} }} }}\n")
        };
        let need = |n: u8| format!("  n{n}: {{ between: [v0, v{n}] }}\n");
        let vpcs: String = (0..=spokes).map(vpc).collect();
        let needs: String = (1..=spokes).map(need).collect();
        let text = told(&format!("vpcs:\n{vpcs}needs:\n{needs}preferences: {{ prefer: [vpc_peering] }}\n"));
        let report: serde_json::Value = serde_json::from_str(&text).unwrap();
        report["advice"]["plan"]["quota_increases"].clone()
    };
    assert_eq!(star(50), serde_json::json!([]));
    let asked = star(51);
    let asked = asked[0].as_str().unwrap();
    assert!(asked.contains("ask for a quota of 51 before you build") && asked.contains("125"), "{asked}");
}

/// One client that calls one application of another network.
fn one_client() -> Design {
    design(
        "vpcs:
  shop: { cidrs: [10.1.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.1.0.0/24 }, b: { az: use1-az2, cidr: 10.1.1.0/24 } } }
  data: { cidrs: [10.2.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.2.0.0/24 }, b: { az: use1-az2, cidr: 10.2.1.0/24 } } }
applications:
  web: { vpc: shop, runs_on: ec2 }
  orders: { vpc: data, runs_on: ecs, serves: [https/443] }
needs:
  buy: { from: web, to: orders, traffic: 300 GB/month, requests: 10M/month }
",
    )
}

/// What is chosen for the first need with so many of something, the whole design advised on again.
fn chosen_with(design: &Design, at: At) -> Option<Mechanism> {
    let none = NeedTuning::default();
    let different = match at {
        At::Consumers(count) => NeedTuning { consumers: Some(count), ..none },
        At::Vpcs(count) => NeedTuning { networks: Some(count), ..none },
        At::Services(count) => NeedTuning { services: Some(count), ..none },
        At::Traffic(_) | At::Requests(_) => panic!("a volume"),
    };
    let name = design.needs.values().next().unwrap().id.to_string();
    chosen(&tuned(design, &Tuning { needs: BTreeMap::from([(name, different)]), ..Tuning::default() }).unwrap())
}

#[test]
fn the_number_told_is_the_first_with_another_choice_when_all_is_solved_again() {
    let facts = Facts::shipped();
    let mut kinds = Vec::new();
    for design in [three_networks(), one_client()] {
        let advice = advise(&design, &facts, Billing::default());
        let now = chosen(&design);
        for point in counts(&design, &facts, Billing::default(), &advice).into_values().flatten() {
            let before = match point.at {
                At::Consumers(count) => At::Consumers(count - 1),
                At::Vpcs(count) => At::Vpcs(count - 1),
                At::Services(count) => At::Services(count - 1),
                other => other,
            };
            assert!(point.above, "{point:?}");
            assert_ne!(point.becomes, now, "{point:?}");
            assert_eq!(
                (chosen_with(&design, before), chosen_with(&design, point.at)),
                (now, point.becomes),
                "{point:?}"
            );
            kinds.push(point.at);
        }
    }
    assert!(kinds.iter().any(|at| matches!(at, At::Vpcs(_))), "{kinds:?}");
    assert!(kinds.iter().any(|at| matches!(at, At::Services(_))), "{kinds:?}");
}

#[test]
fn numbers_stand_in_the_report_beside_volumes() {
    let report: serde_json::Value = serde_json::from_str(&told(&three_that_become(""))).unwrap();
    let points = report["advice"]["needs"][0]["turning_points"].as_array().unwrap().clone();
    let vpcs = points.iter().find(|point| point["input"] == "vpcs").unwrap();
    assert_eq!(vpcs["becomes"], "transit_gateway");
    assert!(vpcs["text"].as_str().unwrap().contains("VPCs on, "), "{vpcs}");
}
