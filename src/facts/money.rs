//! Exact amounts of money; knows nothing of what they are charged for.

use std::borrow::Cow;
use std::fmt;
use std::iter::Sum;
use std::num::NonZeroU128;
use std::ops::{Add, AddAssign, Mul, Sub};
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Digits kept after the decimal point.
const PLACES: usize = 12;
/// Picodollars in a dollar.
const PICO_PER_USD: i128 = 1_000_000_000_000;
/// Picodollars in a cent.
const PICO_PER_CENT: u128 = 10_000_000_000;

/// An exact amount of US dollars
///
/// Held as whole picodollars, so the smallest published rate (`0.0000001` a request) and any sum of such rates are
/// exact. The range is about 1.7 × 10²⁶ dollars either way; `+`, `-` and `*` stop there (they saturate) instead of
/// wrapping or failing, which no bill reaches.
///
/// # Example
/// ```
/// use tieline::facts::Usd;
/// let request: Usd = "0.0000001".parse()?;
/// let month = "0.025".parse::<Usd>()? * 730_u64;
/// assert_eq!(month.to_string(), "18.25");
/// assert_eq!((request * 1_000_000_000_000_u64).to_decimal_string(), "100000");
/// # Ok::<(), tieline::facts::MoneyError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Usd(i128);

/// Why a text is not an amount of money
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// Something other than digits and one decimal point.
    #[error("`{0}` is not an amount; write digits with at most one decimal point, such as `0.025`")]
    Malformed(String),
    /// More places than are kept.
    #[error("`{0}` has more than 12 digits after the decimal point")]
    TooPrecise(String),
    /// Beyond the range kept.
    #[error("`{0}` is too large an amount")]
    TooLarge(String),
}

impl Usd {
    /// Nothing
    pub const ZERO: Self = Self(0);
    /// The largest amount, also where sums stop
    pub const MAX: Self = Self(i128::MAX);

    /// A whole number of dollars
    #[must_use]
    pub const fn from_dollars(dollars: i64) -> Self {
        // INVARIANT: 2^63 × 10^12 is below 2^127, so this cannot overflow.
        Self(dollars as i128 * PICO_PER_USD)
    }

    /// A number of picodollars
    #[must_use]
    pub const fn from_pico(pico: i128) -> Self {
        Self(pico)
    }

    /// The amount in picodollars
    #[must_use]
    pub const fn pico(self) -> i128 {
        self.0
    }

    /// Whether the amount is below zero
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// `numerator / denominator` times the amount, rounded half away from zero to the picodollar
    ///
    /// For quantities that are not whole: 500 MB at a rate per GB is `rate.times_ratio(500, 1_000)`.
    #[must_use]
    pub fn times_ratio(self, numerator: u128, denominator: NonZeroU128) -> Self {
        let product = (self * numerator).0;
        let whole = div_half_away(product.unsigned_abs(), denominator.get());
        signed(product < 0, whole)
    }

    /// The exact amount as a decimal text without trailing zeros
    #[must_use]
    pub fn to_decimal_string(self) -> String {
        let magnitude = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        let dollars = magnitude / PICO_PER_USD.unsigned_abs();
        let rest = magnitude % PICO_PER_USD.unsigned_abs();
        if rest == 0 {
            return format!("{sign}{dollars}");
        }
        let places = format!("{rest:012}");
        format!("{sign}{dollars}.{}", places.trim_end_matches('0'))
    }
}

/// Two decimal places, rounded half up (away from zero for debts): `18.25`
impl fmt::Display for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = div_half_away(self.0.unsigned_abs(), PICO_PER_CENT);
        let sign = if self.0 < 0 && cents > 0 { "-" } else { "" };
        f.pad(&format!("{sign}{}.{:02}", cents / 100, cents % 100))
    }
}

impl FromStr for Usd {
    type Err = MoneyError;

    /// Reads a plain decimal such as `0.025` or `-3`
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let malformed = || MoneyError::Malformed(text.to_owned());
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (dollars, places) = match digits.split_once('.') {
            Some((_, "")) => return Err(malformed()),
            Some(parts) => parts,
            None => (digits, ""),
        };
        if dollars.is_empty() || !dollars.bytes().chain(places.bytes()).all(|byte| byte.is_ascii_digit()) {
            return Err(malformed());
        }
        let places = places.trim_end_matches('0');
        if places.len() > PLACES {
            return Err(MoneyError::TooPrecise(text.to_owned()));
        }
        let pico = format!("{dollars}{places:0<PLACES$}");
        // Only digits are left, so the one way to fail is size.
        let pico: i128 = pico.parse().map_err(|_| MoneyError::TooLarge(text.to_owned()))?;
        Ok(Self(if negative { -pico } else { pico }))
    }
}

impl Add for Usd {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Usd {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Usd {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<u128> for Usd {
    type Output = Self;
    fn mul(self, quantity: u128) -> Self {
        signed(self.0 < 0, self.0.unsigned_abs().saturating_mul(quantity))
    }
}

impl Mul<u64> for Usd {
    type Output = Self;
    fn mul(self, quantity: u64) -> Self {
        self * u128::from(quantity)
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// A JSON number
///
/// Amounts of up to 15 significant digits come out digit for digit; where more matter, use
/// [`Usd::to_decimal_string`].
impl Serialize for Usd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.to_decimal_string();
        if let Ok(whole) = text.parse::<i64>() {
            return serializer.serialize_i64(whole);
        }
        // No arithmetic: the shortest number that reads back as the same digits.
        match text.parse::<f64>() {
            Ok(number) => serializer.serialize_f64(number),
            Err(_) => serializer.serialize_str(&text),
        }
    }
}

/// A JSON number, or a decimal text where every digit counts
impl<'de> Deserialize<'de> for Usd {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UsdVisitor)
    }
}

impl JsonSchema for Usd {
    fn schema_name() -> Cow<'static, str> {
        "Usd".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["number", "string"], "description": "US dollars" })
    }
}

struct UsdVisitor;

impl Visitor<'_> for UsdVisitor {
    type Value = Usd;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount of US dollars, such as 0.025")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Usd, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, dollars: u64) -> Result<Usd, E> {
        Ok(Usd(i128::from(dollars) * PICO_PER_USD))
    }

    fn visit_i64<E: de::Error>(self, dollars: i64) -> Result<Usd, E> {
        Ok(Usd::from_dollars(dollars))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Usd, E> {
        // `Display` of a float never uses an exponent, so the digits the user wrote come back.
        number.to_string().parse().map_err(E::custom)
    }
}

/// `amount / by`, rounded half up
const fn div_half_away(amount: u128, by: u128) -> u128 {
    let rest = amount % by;
    // `rest >= by - rest` is `2 × rest >= by` without the overflow.
    (amount / by) + (rest >= by - rest) as u128
}

/// The magnitude with its sign, stopped at the ends of the range
fn signed(negative: bool, magnitude: u128) -> Usd {
    let amount = i128::try_from(magnitude).unwrap_or(i128::MAX);
    Usd(if negative { -amount } else { amount })
}
