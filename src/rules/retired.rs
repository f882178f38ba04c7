//! Rules that are no more. Their numbers and names are never given to another rule.

/// Number, name and the reason of every retired rule.
pub static RETIRED: &[(u16, &str, &str)] = &[];
