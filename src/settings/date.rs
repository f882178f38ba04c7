//! A day of the calendar, as settings write it. There is no clock here: today is what the caller says it is.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use thiserror::Error;

/// A day, written `2027-01-31`.
///
/// Days are ordered as they follow each other.
///
/// ```
/// use tieline::settings::Date;
/// let day: Date = "2028-02-29".parse().unwrap();
/// assert_eq!(day.to_string(), "2028-02-29");
/// assert!("2027-02-29".parse::<Date>().is_err());
/// assert!(day < "2028-03-01".parse().unwrap());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// Why a text is no day.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DateError {
    /// It is not written as year, month and day.
    #[error("`{0}` is no date: write year, month and day, as in `2027-01-31`")]
    Shape(String),
    /// The calendar has no such day.
    #[error("`{0}` is no date: the calendar has no such day")]
    NoSuchDay(String),
}

impl Date {
    /// A day by its numbers; `None` when the calendar has no such day.
    ///
    /// # Units
    /// The month and the day count from 1.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let last = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        (year > 0 && year <= 9999 && day >= 1 && day <= last).then_some(Self { year, month, day })
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        // A text of any length may come; a message shows only so much of it.
        let shown: String = text.chars().take(30).collect();
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let parts: Vec<&str> = text.splitn(4, '-').collect();
        match parts.as_slice() {
            [year, month, day] if year.len() == 4 && month.len() == 2 && day.len() == 2 => {
                if ![year, month, day].into_iter().all(|part| digits(part)) {
                    return Err(DateError::Shape(shown));
                }
                let made = match (year.parse(), month.parse(), day.parse()) {
                    (Ok(year), Ok(month), Ok(day)) => Self::new(year, month, day),
                    _ => None,
                };
                made.ok_or(DateError::NoSuchDay(shown))
            }
            _ => Err(DateError::Shape(shown)),
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
