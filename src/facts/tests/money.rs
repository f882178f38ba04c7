//! Amounts are exact, and shown and read as documented.

use proptest::prelude::*;

use crate::facts::{MoneyError, Usd};

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
    for text in ["", ".", "1.", ".5", "-", "+1", "1e3", "1,5", " 1", "1.2.3", "0x1", "--1"] {
        assert!(matches!(text.parse::<Usd>(), Err(MoneyError::Malformed(_))), "{text}");
    }
    assert!(matches!("0.0000000000001".parse::<Usd>(), Err(MoneyError::TooPrecise(_))));
    assert_eq!("0.1000000000000000".parse::<Usd>().unwrap().to_decimal_string(), "0.1");
    assert!(matches!("9".repeat(40).parse::<Usd>(), Err(MoneyError::TooLarge(_))));
}

#[test]
fn a_small_rate_times_a_large_count_is_exact() {
    let request: Usd = "0.0000001".parse().unwrap();
    assert_eq!((request * 1_000_000_000_000_u64).to_decimal_string(), "100000");
    assert_eq!((Usd::MAX + request, Usd::MAX * 2_u64), (Usd::MAX, Usd::MAX));
}

#[test]
fn money_in_json_is_a_number() {
    for (exact, json) in [("18.25", "18.25"), ("18", "18"), ("-0.5", "-0.5"), ("0.0000001", "1e-7")] {
        let usd: Usd = exact.parse().unwrap();
        assert_eq!(serde_json::to_string(&usd).unwrap(), json);
        assert_eq!(serde_json::from_str::<Usd>(json).unwrap(), usd);
        assert_eq!(serde_json::from_str::<Usd>(&format!("\"{exact}\"")).unwrap(), usd);
    }
}

prop_compose! {
    fn amount()(pico in -10_i128.pow(24)..10_i128.pow(24)) -> Usd { Usd::from_pico(pico) }
}

proptest! {
    #[test]
    fn a_decimal_text_reads_back(usd in amount()) {
        prop_assert_eq!(usd.to_decimal_string().parse::<Usd>().unwrap(), usd);
    }
}

proptest! {
    #[test]
    fn sums_and_products_agree_with_whole_numbers(a in amount(), b in amount(), n in 0_u64..1_000_000) {
        prop_assert_eq!((a + b).pico(), a.pico() + b.pico());
        prop_assert_eq!((a - b).pico(), a.pico() - b.pico());
        prop_assert_eq!((a * n).pico(), a.pico() * i128::from(n));
        prop_assert_eq!([a, b].into_iter().sum::<Usd>(), b + a);
        prop_assert_eq!(a < b, a.pico() < b.pico());
    }
}

proptest! {
    #[test]
    fn a_ratio_is_within_half_a_picodollar(a in amount(), n in 0_u64..1_000_000, d in 1_u64..1_000_000) {
        let got = a.times_ratio(n.into(), u128::from(d).try_into().unwrap()).pico();
        // 2·|got·d − a·n| <= d, and a tie goes away from zero.
        let off = got * i128::from(d) - a.pico() * i128::from(n);
        prop_assert!(2 * off.abs() <= i128::from(d));
        prop_assert!(2 * off.abs() < i128::from(d) || (off > 0) == (a.pico() > 0));
    }
}

proptest! {
    #[test]
    fn shown_cents_are_within_half_a_cent(usd in amount()) {
        let shown: Usd = usd.to_string().parse().unwrap();
        let off = (shown - usd).pico();
        prop_assert!(2 * off.abs() <= 10_i128.pow(10));
        prop_assert!(2 * off.abs() < 10_i128.pow(10) || (off > 0) == (usd.pico() > 0));
    }
}
