//! Questions that begin with "and if", asked of a small design.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::import::{Input, import};

const TEXT: &str = "\
tieline: 1
vpcs:
  shop: { cidrs: [10.0.0.0/16], subnets: { a: { cidr: 10.0.3.0/24 } } }
  data: { cidrs: [10.1.0.0/16], subnets: { b: { cidr: 10.1.0.0/24 } } }
applications:
  store: { vpc: shop }
  orders: { vpc: data, serves: [https/443] }
needs:
  buy: { from: store, to: orders, traffic: 1 TB/month, requests: 10M/month }
  all: { between: [shop, data] }
";

fn design(text: &str) -> Design {
    import(&[Input { name: "net.yaml", bytes: text.as_bytes() }]).design
}

fn asked(consumers: u16) -> Tuning {
    let wanted = NeedTuning { consumers: Some(consumers), ..NeedTuning::default() };
    Tuning { needs: BTreeMap::from([("buy".to_owned(), wanted)]), ..Tuning::default() }
}

#[test]
fn nothing_asked_changes_nothing() {
    let design = design(TEXT);
    assert_eq!(tuned(&design, &Tuning::default()), Ok(design));
}

#[test]
fn consumers_are_copies_with_ranges_of_their_own_and_volumes_grow_along() {
    let design = design(TEXT);
    let more = tuned(&design, &asked(3)).unwrap();
    assert_eq!(more.vpcs.len(), 4);
    let need = &more.needs["buy"];
    assert_eq!((need.clients().len(), need.traffic, need.requests), (3, Some(Megabytes(3_000_000)), Some(30_000_000)));
    let copy = &more.vpcs["shop 2"];
    assert_eq!(copy.cidrs[0].0.to_string(), "10.2.0.0/16");
    assert_eq!(copy.subnets["a"].ipv4.map(|one| one.to_string()).as_deref(), Some("10.2.3.0/24"));
    assert_eq!(more.needs["all"], design.needs["all"]);
}

#[test]
fn a_copy_of_a_network_that_overlaps_overlaps_too() {
    let more = tuned(&design(&TEXT.replace("10.1.0.0", "10.0.0.0")), &asked(2)).unwrap();
    assert_eq!(more.vpcs["shop 2"].cidrs[0].0.to_string(), "10.0.0.0/16");
}

#[test]
fn one_consumer_is_what_the_design_has() {
    let design = design(TEXT);
    assert_eq!(tuned(&design, &asked(1)), Ok(design));
}

#[test]
fn volumes_given_are_taken_and_growth_comes_on_top() {
    let wanted = NeedTuning { traffic_mb: Some(500), ..NeedTuning::default() };
    let needs = BTreeMap::from([("buy".to_owned(), wanted)]);
    let more = tuned(&design(TEXT), &Tuning { growth_percent: Some(200), needs, ..Tuning::default() }).unwrap();
    let need = &more.needs["buy"];
    assert_eq!((need.traffic, need.requests), (Some(Megabytes(1_000)), Some(20_000_000)));
}

#[test]
fn questions_that_cannot_be_asked_say_why() {
    let design = design(TEXT);
    let need = |name: &str, wanted: NeedTuning| Tuning {
        needs: BTreeMap::from([(name.to_owned(), wanted)]),
        ..Tuning::default()
    };
    assert_eq!(tuned(&design, &need("no", NeedTuning::default())), Err(TuningError::Need("no".into())));
    let many = NeedTuning { consumers: Some(2), ..NeedTuning::default() };
    assert_eq!(tuned(&design, &need("all", many)), Err(TuningError::Consumers("all".into())));
    assert_eq!(tuned(&design, &asked(501)), Err(TuningError::TooMany(501)));
    let preferences = PreferenceTuning { forbid: Some(vec!["magic".into()]), ..PreferenceTuning::default() };
    let refused = tuned(&design, &Tuning { preferences, ..Tuning::default() });
    assert_eq!(refused, Err(TuningError::Mechanism("magic".into())));
}

#[test]
fn services_are_copies_where_the_first_runs_each_called_as_it_is() {
    let design = design(TEXT);
    let wanted = NeedTuning { services: Some(3), ..NeedTuning::default() };
    let more =
        tuned(&design, &Tuning { needs: BTreeMap::from([("buy".to_owned(), wanted.clone())]), ..Tuning::default() });
    let more = more.unwrap();
    assert_eq!((more.vpcs.len(), more.applications.len(), more.needs.len()), (2, 4, 4));
    assert_eq!(more.needs["buy"], design.needs["buy"]);
    let third = &more.needs["buy 3"];
    assert_eq!(
        (third.server().map(ToString::to_string).as_deref(), third.traffic),
        (Some("orders 3"), design.needs["buy"].traffic)
    );
    let of_networks = Tuning { needs: BTreeMap::from([("all".to_owned(), wanted)]), ..Tuning::default() };
    assert_eq!(tuned(&design, &of_networks), Err(TuningError::Services("all".to_owned())));
}
