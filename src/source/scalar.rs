//! What an unquoted scalar means by the core schema of YAML 1.2; JSON's literals are a subset.
//!
//! YAML 1.1's readings (`yes`, `012` as octal, `12:30` as 750) are absent on purpose.

/// What a scalar means when nobody asked for a type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meaning {
    Null,
    Bool(bool),
    Integer(i128),
    Float(f64),
    Text,
}

pub(super) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// A whole number: decimal with an optional sign, `0o17` or `0xff`.
pub(super) fn integer(text: &str) -> Option<i128> {
    let (radix, digits) = if let Some(digits) = text.strip_prefix("0x") {
        (16, digits)
    } else if let Some(digits) = text.strip_prefix("0o") {
        (8, digits)
    } else {
        (10, text)
    };
    // The parser of the standard library also takes `0x+f`.
    let signed = digits.starts_with(['-', '+']);
    if signed && radix != 10 {
        return None;
    }
    i128::from_str_radix(digits, radix).ok()
}

/// A number with or without a fraction, `.inf` and `.nan` included.
pub(super) fn float(text: &str) -> Option<f64> {
    let (negative, size) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    match size {
        ".inf" | ".Inf" | ".INF" => {
            return Some(if negative { f64::NEG_INFINITY } else { f64::INFINITY });
        }
        ".nan" | ".NaN" | ".NAN" if size.len() == text.len() => return Some(f64::NAN),
        _ => {}
    }
    if !decimal(size) {
        // Hexadecimal and octal numbers are whole, and may be asked for as any number.
        return integer(text).map(|whole| whole as f64);
    }
    text.parse().ok()
}

/// The meaning when any type will do.
///
/// A number with a leading zero stays text: an account id must not lose it. Numbers beyond 64 bits
/// and `-0` become floats, as JSON readers have it.
pub(super) fn meaning(text: &str) -> Meaning {
    // Most scalars start with a letter that can start no other meaning.
    if is_null(text) {
        return Meaning::Null;
    }
    if let Some(truth) = boolean(text) {
        return Meaning::Bool(truth);
    }
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) {
        return Meaning::Text;
    }
    let digits = text.trim_start_matches(['-', '+']);
    let padded = digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    if padded {
        return Meaning::Text;
    }
    match integer(text) {
        Some(whole) if text != "-0" && (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&whole) => {
            Meaning::Integer(whole)
        }
        _ => match float(text) {
            Some(number) if number.is_finite() => Meaning::Float(number),
            _ => Meaning::Text,
        },
    }
}

/// `12`, `1.5`, `.5`, `1.`, with an optional exponent; no sign.
fn decimal(text: &str) -> bool {
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, Some(exponent)),
        None => (text, None),
    };
    let all_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = match number.split_once('.') {
        Some((whole, fraction)) => {
            all_digits(whole) && all_digits(fraction) && !(whole.is_empty() && fraction.is_empty())
        }
        None => !number.is_empty() && all_digits(number),
    };
    let exponent = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !digits.is_empty() && all_digits(digits)
    });
    number && exponent
}

#[cfg(test)]
mod tests {
    use super::{Meaning, float, integer, meaning};

    #[test]
    fn words_mean_what_yaml_1_2_says() {
        for (text, expected) in [
            ("", Meaning::Null),
            ("~", Meaning::Null),
            ("null", Meaning::Null),
            ("nULL", Meaning::Text),
            ("true", Meaning::Bool(true)),
            ("FALSE", Meaning::Bool(false)),
            ("yes", Meaning::Text),
            ("no", Meaning::Text),
            ("on", Meaning::Text),
            ("12", Meaning::Integer(12)),
            ("-12", Meaning::Integer(-12)),
            ("+12", Meaning::Integer(12)),
            ("0", Meaning::Integer(0)),
            ("-0", Meaning::Float(-0.0)),
            ("012345678901", Meaning::Text),
            ("0x1F", Meaning::Integer(31)),
            ("0o17", Meaning::Integer(15)),
            ("0x-f", Meaning::Text),
            ("1.10", Meaning::Float(1.1)),
            (".5", Meaning::Float(0.5)),
            ("1.", Meaning::Float(1.0)),
            ("1e3", Meaning::Float(1000.0)),
            ("1e", Meaning::Text),
            (".", Meaning::Text),
            ("+", Meaning::Text),
            ("--1", Meaning::Text),
            ("12:30", Meaning::Text),
            ("1_000", Meaning::Text),
            ("10.0.0.0", Meaning::Text),
            ("18446744073709551615", Meaning::Integer(18_446_744_073_709_551_615)),
            ("18446744073709551616", Meaning::Float(18_446_744_073_709_551_616.0)),
            ("1e999", Meaning::Text),
            ("inf", Meaning::Text),
            (".inf", Meaning::Text),
            ("2026-11-23", Meaning::Text),
        ] {
            assert_eq!(meaning(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_that_are_asked_for() {
        assert_eq!(integer("010"), Some(10));
        assert_eq!(integer("1.0"), None);
        assert_eq!(integer(""), None);
        assert_eq!(integer("-"), None);
        assert_eq!(float("7"), Some(7.0));
        assert_eq!(float("0x10"), Some(16.0));
        assert_eq!(float("-.inf"), Some(f64::NEG_INFINITY));
        assert!(float(".nan").is_some_and(f64::is_nan));
        assert_eq!(float("-.nan"), None);
        assert_eq!(float("nan"), None);
        assert_eq!(float("infinity"), None);
    }
}
