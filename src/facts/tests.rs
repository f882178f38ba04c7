//! The shipped data keeps its promises; overlays and money keep their laws.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::expect_used,
    reason = "tests"
)]

use std::collections::{BTreeMap, BTreeSet};

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
            text.split('-').all(|part| !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())),
            "{text}"
        );
    }
    assert_eq!(
        "peer-quota".parse::<FactId>().unwrap_err().to_string(),
        "unknown fact `peer-quota`"
    );
}

#[test]
fn every_limit_is_a_number() {
    let facts = Facts::shipped();
    for &id in LimitId::ALL {
        let amount = facts.limit(id);
        assert_eq!(id.as_str(), id.fact().as_str());
        assert!(
            facts.maximum(id).is_none_or(|maximum| maximum >= amount),
            "{id}"
        );
        let fact = facts.fact(id.fact());
        assert!(
            !facts.unit(fact.id).unwrap().is_empty() && !fact.scope.as_ref().unwrap().is_empty(),
            "{id}"
        );
        assert!(fact.adjustable.is_some(), "{id}");
    }
}

#[test]
fn every_price_is_ordered_by_tier_and_never_negative() {
    let facts = Facts::shipped();
    for &id in PriceId::ALL {
        assert_eq!(id.as_str(), id.fact().as_str());
        let Value::Prices { rows, unit } = &facts.fact(id.fact()).value else {
            panic!("{id}")
        };
        assert!(
            !unit.is_empty() && facts.fact(id.fact()).scope.is_some(),
            "{id}"
        );
        for (region, row) in rows {
            let bounds: Vec<_> = row
                .tiers
                .iter()
                .map(|tier| {
                    tier.up_to
                        .map_or(u64::MAX, |bound| bound.units(&Billing::default()))
                })
                .collect();
            assert!(bounds.is_sorted_by(|a, b| a < b), "{id} {region}");
            assert!(
                row.tiers.iter().all(|tier| !tier.usd.is_negative()),
                "{id} {region}"
            );
            assert!(is_day(row.as_of.as_deref().unwrap()), "{id} {region}");
            assert!(
                region == EVERY_REGION || region.split('-').count() == 3,
                "{id} {region}"
            );
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
        assert!(
            text.len() < 200 && text.ends_with('.') && !text.trim_end_matches('.').contains(". "),
            "{id}: {text}"
        );
        assert!(
            text.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit()),
            "{id}: {text}"
        );
        assert!(!fact.sources.is_empty(), "{id}");
        assert!(is_day(fact.checked_on.as_deref().unwrap()), "{id}");
        assert!(!matches!(fact.confidence, Confidence::User), "{id}");
        if let Some(other) = &fact.contradicted_by {
            assert!(
                other.statement.ends_with('.') && other.statement.len() < 200,
                "{id}"
            );
        }
    }
}

#[test]
fn every_source_is_used_has_a_page_and_is_https() {
    let records = load::load().unwrap();
    let mut used: BTreeSet<&str> = records
        .values()
        .flat_map(|fact| &fact.sources)
        .map(|source| source.key.as_str())
        .collect();
    used.extend(
        records
            .values()
            .filter_map(|fact| fact.contradicted_by.as_ref())
            .map(|other| other.source.key.as_str()),
    );
    let sources = load::read_sources().unwrap();
    assert_eq!(used, sources.keys().map(String::as_str).collect());
    for source in sources.values() {
        assert!(
            source.url.as_deref().unwrap().starts_with("https://") && !source.title.is_empty(),
            "{}",
            source.key
        );
    }
}

/// A page of AWS is claimed only where an AWS address stands first
#[test]
fn confidence_fits_the_first_source() {
    let aws = ["https://docs.aws.amazon.com/", "https://aws.amazon.com/"];
    for fact in load::load()
        .unwrap()
        .values()
        .filter(|fact| fact.confidence == Confidence::AwsPage)
    {
        let url = fact.sources[0].url.as_deref().unwrap();
        assert!(
            aws.iter().any(|start| url.starts_with(start)),
            "{}: {url}",
            fact.id
        );
    }
}

#[test]
fn texts_are_listed_where_rules_need_them() {
    let facts = Facts::shipped();
    assert!(
        facts
            .texts(FactId::VlBadAz)
            .contains(&"apne1-az3".to_owned())
    );
    assert!(
        facts
            .texts(FactId::PlXrBadAz)
            .contains(&"apne2-az4".to_owned())
    );
    assert!(facts.texts(FactId::PeerNontransitive).is_empty());
    let pairs = facts.pairs(FactId::VpcSecondaryMatrix);
    assert_eq!(pairs.len(), facts.texts(FactId::VpcSecondaryMatrix).len());
    assert!(
        pairs.contains(&("10.0.0.0/8", "192.168.0.0/16"))
            && !pairs.contains(&("10.0.0.0/8", "100.64.0.0/10"))
    );
    assert_eq!(
        facts.pairs(FactId::VpcSecondaryTenSlash15),
        [("10.0.0.0/15", "10.0.0.0/16")]
    );
}

#[test]
fn a_month_is_as_long_as_the_fact_says() {
    assert_eq!(
        u64::from(Billing::default().hours_per_month),
        Facts::shipped().limit(LimitId::BeHours)
    );
}

/// Totals printed by AWS pages and public cost tools
#[test]
fn published_totals_come_out() {
    let facts = Facts::shipped();
    let (billing, us) = (Billing::default(), "us-east-1");
    let at = |id, quantity| {
        facts
            .price(id, us)
            .unwrap()
            .cost(quantity, &billing)
            .unwrap()
            .to_string()
    };
    let month = |id, region| {
        facts
            .price(id, region)
            .unwrap()
            .month(&billing)
            .unwrap()
            .to_string()
    };
    assert_eq!(month(PriceId::LatticeServiceHour, us), "18.25");
    assert_eq!(at(PriceId::LatticeServiceHour, 100 * 730), "1825.00");
    assert_eq!(at(PriceId::LatticeGb, 100 * 100), "250.00");
    assert_eq!(month(PriceId::InterfaceEndpointHour, us), "7.30");
    assert_eq!(month(PriceId::TgwAttachHour, us), "36.50");
    assert_eq!(month(PriceId::AlbHour, us), "16.43");
    assert_eq!(at(PriceId::InterfaceEndpointGb, 7_000_000), "42000.00");
    assert_eq!(at(PriceId::InterfaceEndpointHour, 18 * 744), "133.92");
    let tokyo = facts
        .price(PriceId::InterfaceEndpointHour, "ap-northeast-1")
        .unwrap();
    assert_eq!(tokyo.cost(300, &billing).unwrap().to_string(), "4.20");
    let binary = Billing {
        gb_per_tb: 1024,
        ..billing
    };
    let gb = facts.price(PriceId::InterfaceEndpointGb, us).unwrap();
    assert_eq!(gb.cost(7_000_000, &binary).unwrap().to_string(), "42680.06");
    let nat = |quantity| {
        facts
            .price(PriceId::NatGb, us)
            .unwrap()
            .cost(quantity, &billing)
            .unwrap()
    };
    assert_eq!(
        (facts
            .price(PriceId::NatHour, us)
            .unwrap()
            .month(&billing)
            .unwrap()
            + nat(500))
        .to_string(),
        "55.35"
    );
}

#[test]
fn beyond_the_known_tiers_the_cost_is_unknown() {
    let egress = Facts::shipped()
        .price(PriceId::EgressGb, "us-east-1")
        .unwrap();
    let billing = Billing::default();
    assert_eq!(
        egress.cost(150_000, &billing).unwrap().to_string(),
        "11300.00"
    );
    assert_eq!(egress.cost(150_001, &billing), None);
}

#[test]
fn parts_of_a_unit_cost_their_share() {
    let gb = Facts::shipped().price(PriceId::TgwGb, "us-east-1").unwrap();
    let billing = Billing::default();
    assert_eq!(
        gb.cost_of_parts(1_500_000_000, 1_000_000_000, &billing)
            .unwrap()
            .to_decimal_string(),
        "0.03"
    );
    assert_eq!(gb.cost_of_parts(1, 0, &billing), None);
    assert_eq!(
        gb.cost_of_parts(7_000_000_000, 1_000_000_000, &billing),
        gb.cost(7, &billing)
    );
}

#[test]
fn a_price_of_every_region_holds_in_any() {
    let facts = Facts::shipped();
    assert_eq!(
        facts.price(PriceId::PeerHour, "sa-east-1").unwrap().usd,
        Usd::ZERO
    );
    assert_eq!(facts.price(PriceId::LatticeGb, "ap-northeast-1"), None);
}

fn overlay(json: &str) -> Result<Facts, Vec<String>> {
    let overlay: FactOverlay = serde_json::from_str(json).unwrap();
    Facts::shipped()
        .overlaid(overlay)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

#[test]
fn an_overlay_changes_value_and_source() {
    let json = r#"{ "quotas": { "peer-quota-active": 125 },
        "prices": { "price-lattice-request": { "ap-northeast-1": "0.00000013" }, "price-tgw-gb": { "us-east-1": "0.018" } } }"#;
    let facts = overlay(json).unwrap();
    assert_eq!(facts.limit(LimitId::PeerQuotaActive), 125);
    assert_eq!(facts.sources(FactId::PeerQuotaActive), [Source::overlay()]);
    let requests = facts
        .price(PriceId::LatticeRequest, "ap-northeast-1")
        .unwrap();
    assert_eq!(
        requests
            .cost(1_300_000, &Billing::default())
            .unwrap()
            .to_string(),
        "0.13"
    );
    assert_eq!(requests.sources, [Source::overlay()]);
    assert_eq!(
        facts
            .price(PriceId::TgwGb, "us-east-1")
            .unwrap()
            .usd
            .to_decimal_string(),
        "0.018"
    );
    assert_eq!(
        facts.price(PriceId::TgwGb, "ap-northeast-1"),
        Facts::shipped().price(PriceId::TgwGb, "ap-northeast-1")
    );
    assert!(facts.is_overlaid(FactId::PriceTgwGb) && !facts.is_overlaid(FactId::PriceNatGb));
}

#[test]
fn everything_wrong_with_an_overlay_is_told_at_once() {
    let json = r#"{ "quotas": { "peer-quota-activ": 60, "peer-quota-active": 126, "vla-one-sn": 2, "zzzzzzzz": 1 },
        "prices": { "price-tgw-gbs": {}, "price-tgw-gb": { "us-east-1": "-1", "eu-west-1": "2 cents", "EU": "1" } } }"#;
    assert_eq!(
        overlay(json).unwrap_err(),
        [
            "unknown quota `peer-quota-activ`; did you mean `peer-quota-active`?",
            "quota `peer-quota-active` is 126, but AWS allows at most 125",
            "quota `vla-one-sn` is fixed at 1; leave it out",
            "unknown quota `zzzzzzzz`",
            "price `price-tgw-gb`: `EU` is no Region; write one such as `eu-west-1`, or `*` for all",
            "price `price-tgw-gb` for `eu-west-1`: `2 cents` is not an amount; write digits with at most one decimal point, such as `0.025`",
            "price `price-tgw-gb` for `us-east-1` is -1; a price is zero or more",
            "unknown price `price-tgw-gbs`; did you mean `price-tgw-gb`?",
        ]
    );
}

#[test]
fn an_unknown_field_of_an_overlay_is_refused() {
    assert!(serde_json::from_str::<FactOverlay>(r#"{ "quota": {} }"#).is_err());
}

#[test]
fn display_rounds_half_up_to_cents() {
    let cases = [
        ("16.425", "16.43"),
        ("0.005", "0.01"),
        ("0.004999999999", "0.00"),
        ("-0.005", "-0.01"),
        ("-0.001", "0.00"),
        ("2606.1", "2606.10"),
        ("0", "0.00"),
    ];
    for (exact, shown) in cases {
        assert_eq!(exact.parse::<Usd>().unwrap().to_string(), shown, "{exact}");
    }
}

#[test]
fn what_is_no_amount_is_refused() {
    for text in [
        "", ".", "1.", ".5", "-", "+1", "1e3", "1,5", " 1", "1.2.3", "0x1", "--1",
    ] {
        assert!(
            matches!(text.parse::<Usd>(), Err(MoneyError::Malformed(_))),
            "{text}"
        );
    }
    assert!(matches!(
        "0.0000000000001".parse::<Usd>(),
        Err(MoneyError::TooPrecise(_))
    ));
    assert_eq!(
        "0.1000000000000000"
            .parse::<Usd>()
            .unwrap()
            .to_decimal_string(),
        "0.1"
    );
    assert!(matches!(
        "9".repeat(40).parse::<Usd>(),
        Err(MoneyError::TooLarge(_))
    ));
}

#[test]
fn a_small_rate_times_a_large_count_is_exact() {
    let request: Usd = "0.0000001".parse().unwrap();
    assert_eq!(
        (request * 1_000_000_000_000_u64).to_decimal_string(),
        "100000"
    );
    assert_eq!((Usd::MAX + request, Usd::MAX * 2), (Usd::MAX, Usd::MAX));
}

#[test]
fn money_in_json_is_a_number() {
    for (exact, json) in [
        ("18.25", "18.25"),
        ("18", "18"),
        ("-0.5", "-0.5"),
        ("0.0000001", "1e-7"),
    ] {
        let usd: Usd = exact.parse().unwrap();
        assert_eq!(serde_json::to_string(&usd).unwrap(), json);
        assert_eq!(serde_json::from_str::<Usd>(json).unwrap(), usd);
        assert_eq!(
            serde_json::from_str::<Usd>(&format!("\"{exact}\"")).unwrap(),
            usd
        );
    }
}

fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else {
        return false;
    };
    let number =
        |part: &str, digits: usize| part.parse::<u32>().ok().filter(|_| part.len() == digits);
    number(year, 4).is_some_and(|year| (2020..2100).contains(&year))
        && number(month, 2).is_some_and(|month| (1..=12).contains(&month))
        && number(day, 2).is_some_and(|day| (1..=31).contains(&day))
}

prop_compose! {
    fn amount()(pico in -10_i128.pow(24)..10_i128.pow(24)) -> Usd { Usd::from_pico(pico) }
}

proptest! {
    #[test]
    fn a_decimal_text_reads_back(usd in amount()) {
        prop_assert_eq!(usd.to_decimal_string().parse::<Usd>().unwrap(), usd);
    }

    #[test]
    fn sums_and_products_agree_with_whole_numbers(a in amount(), b in amount(), n in 0_u64..1_000_000) {
        prop_assert_eq!((a + b).pico(), a.pico() + b.pico());
        prop_assert_eq!((a - b).pico(), a.pico() - b.pico());
        prop_assert_eq!((a * n).pico(), a.pico() * i128::from(n));
        prop_assert_eq!([a, b].into_iter().sum::<Usd>(), b + a);
        prop_assert_eq!(a < b, a.pico() < b.pico());
    }

    #[test]
    fn a_ratio_is_within_half_a_picodollar(a in amount(), n in 0_u64..1_000_000, d in 1_u64..1_000_000) {
        let got = a.times_ratio(n.into(), u128::from(d).try_into().unwrap()).pico();
        // 2·|got·d − a·n| <= d, and a tie goes away from zero.
        let off = got * i128::from(d) - a.pico() * i128::from(n);
        prop_assert!(2 * off.abs() <= i128::from(d));
        prop_assert!(2 * off.abs() < i128::from(d) || (off > 0) == (a.pico() > 0));
    }

    #[test]
    fn shown_cents_are_within_half_a_cent(usd in amount()) {
        let shown: Usd = usd.to_string().parse().unwrap();
        let off = (shown - usd).pico();
        prop_assert!(2 * off.abs() <= 10_i128.pow(10));
        prop_assert!(2 * off.abs() < 10_i128.pow(10) || (off > 0) == (usd.pico() > 0));
    }

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

    #[test]
    fn an_overlay_never_changes_other_facts(
        quotas in proptest::collection::btree_map(proptest::sample::select(LimitId::ALL), 0_u64..100_000, 0..6),
        prices in proptest::collection::btree_map(proptest::sample::select(PriceId::ALL), "0\\.[0-9]{1,6}", 0..6),
    ) {
        let overlay = FactOverlay {
            quotas: quotas.iter().map(|(id, amount)| (id.to_string(), *amount)).collect(),
            prices: prices.iter().map(|(id, text)| (id.to_string(), BTreeMap::from([("eu-west-1".to_owned(), text.clone())]))).collect(),
        };
        let shipped = Facts::shipped();
        match shipped.clone().overlaid(overlay.clone()) {
            Ok(facts) => {
                for &id in FactId::ALL {
                    let named = quotas.keys().any(|quota| quota.fact() == id) || prices.keys().any(|price| price.fact() == id);
                    prop_assert_eq!(facts.is_overlaid(id), named);
                    prop_assert!(named || facts.fact(id) == shipped.fact(id));
                }
                for (id, amount) in &quotas {
                    prop_assert_eq!(facts.limit(*id), *amount);
                    prop_assert_eq!(facts.maximum(*id).is_none_or(|maximum| *amount <= maximum), true);
                }
                for (id, text) in &prices {
                    let usd: Usd = text.parse().unwrap();
                    prop_assert_eq!(facts.price(*id, "eu-west-1").unwrap().usd, usd);
                    prop_assert_eq!(facts.price(*id, "ap-northeast-1"), shipped.price(*id, "ap-northeast-1"));
                }
                // Laying the same overlay again changes nothing more.
                prop_assert_eq!(facts.clone().overlaid(overlay).unwrap(), facts);
            }
            Err(errors) => {
                let over = |id: &LimitId| quotas[id] > shipped.maximum(*id).unwrap_or(u64::MAX);
                let fixed = |id: &LimitId| matches!(shipped.fact(id.fact()).adjustable, Some(Adjustable::No)) && quotas[id] != shipped.limit(*id);
                prop_assert_eq!(errors.len(), quotas.keys().filter(|id| over(id) || fixed(id)).count());
            }
        }
    }
}
