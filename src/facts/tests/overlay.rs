//! An overlay changes what it names and nothing else.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::facts::*;

fn overlay(json: &str) -> Result<Facts, Vec<String>> {
    let overlay: FactOverlay = serde_json::from_str(json).unwrap();
    Facts::shipped().overlaid(overlay).map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

#[test]
fn an_overlay_changes_value_and_source() {
    let json = r#"{ "quotas": { "peer-quota-active": 125 },
        "prices": { "price-lattice-request": { "ap-northeast-1": "0.00000013" }, "price-tgw-gb": { "us-east-1": "0.018" } } }"#;
    let facts = overlay(json).unwrap();
    assert_eq!(facts.limit(LimitId::PeerQuotaActive), 125);
    assert_eq!(facts.sources(FactId::PeerQuotaActive), [Source::overlay()]);
    let requests = facts.price(PriceId::LatticeRequest, "ap-northeast-1").unwrap();
    assert_eq!(requests.cost(1_300_000, &Billing::default()).unwrap().to_string(), "0.13");
    assert_eq!(requests.sources, [Source::overlay()]);
    assert_eq!(facts.price(PriceId::TgwGb, "us-east-1").unwrap().usd.to_decimal_string(), "0.018");
    assert_eq!(facts.price(PriceId::TgwGb, "ap-northeast-1"), Facts::shipped().price(PriceId::TgwGb, "ap-northeast-1"));
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

proptest! {
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
