//! `--grow` and the pure plans: what more consumers and networks do to the choices, and what one family for all would be.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use tieline::advise::advise;
use tieline::advise::growth::{Amount, Growth, GrowthError, grow, grown};
use tieline::advise::pure::FAMILIES;
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
