//! The shipped data keeps its promises; overlays and money keep their laws in the files beside.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::expect_used, reason = "tests")]

mod money;
mod overlay;

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

#[test]
fn the_shipped_files_load() {
    load::load().unwrap();
}

#[test]
fn ids_and_records_are_the_same() {
    let names: BTreeSet<FactId> = FactId::ALL.iter().copied().collect();
    let records: BTreeSet<FactId> = load::load().unwrap().into_keys().collect();
    assert_eq!(names, records);
    let texts: BTreeSet<&str> = FactId::ALL.iter().map(|id| id.as_str()).collect();
    assert_eq!(texts.len(), FactId::ALL.len(), "an id stands twice");
}

#[test]
fn an_id_reads_back_and_is_kebab_case() {
    for id in FactId::ALL {
        let text = id.as_str();
        assert_eq!(text.parse::<FactId>().as_ref(), Ok(id));
        assert!(
            text.split('-')
                .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())),
            "{text}"
        );
    }
    assert_eq!("peer-quota".parse::<FactId>().unwrap_err().to_string(), "unknown fact `peer-quota`");
}

#[test]
fn every_limit_is_a_number() {
    let facts = Facts::shipped();
    for &id in LimitId::ALL {
        let amount = facts.limit(id);
        assert_eq!(id.as_str(), id.fact().as_str());
        assert!(facts.maximum(id).is_none_or(|maximum| maximum >= amount), "{id}");
        let fact = facts.fact(id.fact());
        assert!(!facts.unit(fact.id).unwrap().is_empty() && !fact.scope.as_ref().unwrap().is_empty(), "{id}");
        assert!(fact.adjustable.is_some(), "{id}");
    }
}

#[test]
fn every_price_is_ordered_by_tier_and_never_negative() {
    let facts = Facts::shipped();
    for &id in PriceId::ALL {
        assert_eq!(id.as_str(), id.fact().as_str());
        let Value::Prices { rows, unit } = &facts.fact(id.fact()).value else { panic!("{id}") };
        assert!(!unit.is_empty() && facts.fact(id.fact()).scope.is_some(), "{id}");
        for (region, row) in rows {
            let bounds: Vec<_> = row
                .tiers
                .iter()
                .map(|tier| tier.up_to.map_or(u64::MAX, |bound| bound.units(&Billing::default())))
                .collect();
            assert!(bounds.is_sorted_by(|a, b| a < b), "{id} {region}");
            assert!(row.tiers.iter().all(|tier| !tier.usd.is_negative()), "{id} {region}");
            assert!(is_day(row.as_of.as_deref().unwrap()), "{id} {region}");
            assert!(region == EVERY_REGION || region.split('-').count() == 3, "{id} {region}");
            assert!(!row.sources.is_empty());
        }
    }
}

#[test]
fn every_record_says_one_short_sentence_with_source_and_day() {
    for &id in FactId::ALL {
        let facts = Facts::shipped();
        let fact = facts.fact(id);
        let text = &fact.statement;
        assert!(text.len() < 200 && text.ends_with('.') && !text.trim_end_matches('.').contains(". "), "{id}: {text}");
        assert!(text.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit()), "{id}: {text}");
        assert!(!fact.sources.is_empty(), "{id}");
        assert!(is_day(fact.checked_on.as_deref().unwrap()), "{id}");
        assert!(!matches!(fact.confidence, Confidence::User), "{id}");
        if let Some(other) = &fact.contradicted_by {
            assert!(other.statement.ends_with('.') && other.statement.len() < 200, "{id}");
        }
    }
}

#[test]
fn every_source_is_used_has_a_page_and_is_https() {
    let records = load::load().unwrap();
    let mut used: BTreeSet<&str> =
        records.values().flat_map(|fact| &fact.sources).map(|source| source.key.as_str()).collect();
    used.extend(
        records.values().filter_map(|fact| fact.contradicted_by.as_ref()).map(|other| other.source.key.as_str()),
    );
    let sources = load::read_sources().unwrap();
    assert_eq!(used, sources.keys().map(String::as_str).collect());
    for source in sources.values() {
        assert!(source.url.as_deref().unwrap().starts_with("https://") && !source.title.is_empty(), "{}", source.key);
    }
}

/// A page of AWS is claimed only where an AWS address stands first
#[test]
fn confidence_fits_the_first_source() {
    let aws = ["https://docs.aws.amazon.com/", "https://aws.amazon.com/"];
    for fact in load::load().unwrap().values().filter(|fact| fact.confidence == Confidence::AwsPage) {
        let url = fact.sources[0].url.as_deref().unwrap();
        assert!(aws.iter().any(|start| url.starts_with(start)), "{}: {url}", fact.id);
    }
}

#[test]
fn texts_are_listed_where_rules_need_them() {
    let facts = Facts::shipped();
    assert!(facts.texts(FactId::VlBadAz).contains(&"apne1-az3".to_owned()));
    assert!(facts.texts(FactId::PlXrBadAz).contains(&"apne2-az4".to_owned()));
    assert!(facts.texts(FactId::PeerNontransitive).is_empty());
    let pairs = facts.pairs(FactId::VpcSecondaryMatrix);
    assert_eq!(pairs.len(), facts.texts(FactId::VpcSecondaryMatrix).len());
    assert!(pairs.contains(&("10.0.0.0/8", "192.168.0.0/16")) && !pairs.contains(&("10.0.0.0/8", "100.64.0.0/10")));
    assert_eq!(facts.pairs(FactId::VpcSecondaryTenSlash15), [("10.0.0.0/15", "10.0.0.0/16")]);
}

#[test]
fn a_month_is_as_long_as_the_fact_says() {
    assert_eq!(u64::from(Billing::default().hours_per_month), Facts::shipped().limit(LimitId::BeHours));
}

/// Totals printed by AWS pages and public cost tools
#[test]
fn published_totals_come_out() {
    let facts = Facts::shipped();
    let (billing, us) = (Billing::default(), "us-east-1");
    let at = |id, quantity| facts.price(id, us).unwrap().cost(quantity, &billing).unwrap().to_string();
    let month = |id, region| facts.price(id, region).unwrap().month(&billing).unwrap().to_string();
    assert_eq!(month(PriceId::LatticeServiceHour, us), "18.25");
    assert_eq!(at(PriceId::LatticeServiceHour, 100 * 730), "1825.00");
    assert_eq!(at(PriceId::LatticeGb, 100 * 100), "250.00");
    assert_eq!(month(PriceId::InterfaceEndpointHour, us), "7.30");
    assert_eq!(month(PriceId::TgwAttachHour, us), "36.50");
    assert_eq!(month(PriceId::AlbHour, us), "16.43");
    assert_eq!(at(PriceId::InterfaceEndpointGb, 7_000_000), "42000.00");
    assert_eq!(at(PriceId::InterfaceEndpointHour, 18 * 744), "133.92");
    let tokyo = facts.price(PriceId::InterfaceEndpointHour, "ap-northeast-1").unwrap();
    assert_eq!(tokyo.cost(300, &billing).unwrap().to_string(), "4.20");
    let binary = Billing { gb_per_tb: 1024, ..billing };
    let gb = facts.price(PriceId::InterfaceEndpointGb, us).unwrap();
    assert_eq!(gb.cost(7_000_000, &binary).unwrap().to_string(), "42680.06");
    let nat = |quantity| facts.price(PriceId::NatGb, us).unwrap().cost(quantity, &billing).unwrap();
    assert_eq!((facts.price(PriceId::NatHour, us).unwrap().month(&billing).unwrap() + nat(500)).to_string(), "55.35");
}

#[test]
fn beyond_the_known_tiers_the_cost_is_unknown() {
    let egress = Facts::shipped().price(PriceId::EgressGb, "us-east-1").unwrap();
    let billing = Billing::default();
    assert_eq!(egress.cost(150_000, &billing).unwrap().to_string(), "11300.00");
    assert_eq!(egress.cost(150_001, &billing), None);
}

#[test]
fn parts_of_a_unit_cost_their_share() {
    let gb = Facts::shipped().price(PriceId::TgwGb, "us-east-1").unwrap();
    let billing = Billing::default();
    assert_eq!(gb.cost_of_parts(1_500_000_000, 1_000_000_000, &billing).unwrap().to_decimal_string(), "0.03");
    assert_eq!(gb.cost_of_parts(1, 0, &billing), None);
    assert_eq!(gb.cost_of_parts(7_000_000_000, 1_000_000_000, &billing), gb.cost(7, &billing));
}

#[test]
fn a_price_of_every_region_holds_in_any() {
    let facts = Facts::shipped();
    assert_eq!(facts.price(PriceId::PeerHour, "sa-east-1").unwrap().usd, Usd::ZERO);
    assert_eq!(facts.price(PriceId::LatticeGb, "ap-northeast-1"), None);
}

fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else {
        return false;
    };
    let number = |part: &str, digits: usize| part.parse::<u32>().ok().filter(|_| part.len() == digits);
    number(year, 4).is_some_and(|year| (2020..2100).contains(&year))
        && number(month, 2).is_some_and(|month| (1..=12).contains(&month))
        && number(day, 2).is_some_and(|day| (1..=31).contains(&day))
}

proptest! {
    #[test]
    fn a_cost_is_the_sum_over_single_units(quantity in 0_u64..400, bounds in proptest::collection::btree_set(1_u64..300, 0..4), rates in proptest::collection::vec(0_i128..1000, 5)) {
        let ends = bounds.into_iter().map(Some).chain([None]);
        let tiers: Vec<Tier> = ends.zip(&rates).map(|(end, rate)| Tier { up_to: end.map(TierBound::Unit), usd: Usd::from_pico(*rate) }).collect();
        let mut price = Facts::shipped().price(PriceId::TgwGb, "us-east-1").unwrap();
        price.tiers = tiers.clone();
        let rate_of = |unit: u64| tiers.iter().find(|tier| tier.up_to.is_none_or(|end| end.units(&Billing::default()) >= unit)).unwrap().usd;
        let one_by_one: Usd = (1..=quantity).map(rate_of).sum();
        prop_assert_eq!(price.cost(quantity, &Billing::default()), Some(one_by_one));
    }
}
