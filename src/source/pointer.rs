//! JSON Pointer (RFC 6901): the name of one value inside a document.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Serialize, Serializer};

/// The way from a document's root to one value, such as `/vpcs/shop/cidrs/0`.
///
/// Ordered by its text. Aliases (`*name`) are seen through: a value under an alias has a pointer
/// of its own.
///
/// # Example
/// ```
/// use tieline::source::Pointer;
///
/// let pointer = Pointer::root().push("vpcs").push("a/b").index(0);
/// assert_eq!(pointer.to_string(), "/vpcs/a~1b/0");
/// assert_eq!(pointer.segments().collect::<Vec<_>>(), ["vpcs", "a/b", "0"]);
/// assert_eq!("/vpcs/a~1b/0".parse(), Ok(pointer));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(
    // INVARIANT: empty, or `/` before every segment; `~` only as `~0` or `~1`.
    String,
);

/// Why a text is no JSON Pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PointerError {
    /// Text before the first `/`.
    #[error("a pointer is empty or starts with `/`")]
    NoSlash,
    /// A `~` that is not part of an escape.
    #[error("in a pointer `~` stands only in `~0` (for `~`) and `~1` (for `/`)")]
    BadEscape,
}

impl Pointer {
    /// The whole document.
    #[must_use]
    pub const fn root() -> Self {
        Self(String::new())
    }

    /// The entry `key` of this mapping.
    #[must_use]
    pub fn push(&self, key: &str) -> Self {
        let mut text = String::with_capacity(self.0.len().saturating_add(key.len()).saturating_add(1));
        text.push_str(&self.0);
        text.push('/');
        for character in key.chars() {
            match character {
                '~' => text.push_str("~0"),
                '/' => text.push_str("~1"),
                other => text.push(other),
            }
        }
        Self(text)
    }

    /// The item `index` of this list, counted from 0.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The keys and indexes from the root, escapes undone.
    pub fn segments(&self) -> impl Iterator<Item = Cow<'_, str>> {
        // The text before the first slash is always empty, and is no segment.
        self.0.split('/').skip(1).map(unescape)
    }

    /// The container of this value; nothing for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(parent, _)| Self(parent.to_owned()))
    }

    /// The last segment; nothing for the root.
    #[must_use]
    pub fn last(&self) -> Option<Cow<'_, str>> {
        self.0.rsplit_once('/').map(|(_, raw)| unescape(raw))
    }

    /// Whether this is the root.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `other` is this value or a container of it, segment by segment.
    #[must_use]
    pub fn starts_with(&self, other: &Self) -> bool {
        self.0.strip_prefix(&other.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The text as RFC 6901 writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Pointer {
    type Err = PointerError;

    fn from_str(text: &str) -> Result<Self, PointerError> {
        if !text.is_empty() && !text.starts_with('/') {
            return Err(PointerError::NoSlash);
        }
        let mut rest = text.split('~');
        rest.next();
        if rest.any(|after| !after.starts_with(['0', '1'])) {
            return Err(PointerError::BadEscape);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Serialize for Pointer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

fn unescape(raw: &str) -> Cow<'_, str> {
    if raw.contains('~') {
        // In this order: `~01` means `~1`, not `/`.
        Cow::Owned(raw.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(raw)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Pointer, PointerError};

    proptest! {
        #[test]
        fn segments_give_back_what_was_pushed(keys in prop::collection::vec("[a~/01é ]{0,6}", 0..6)) {
            let pointer = keys.iter().fold(Pointer::root(), |pointer, key| pointer.push(key));
            prop_assert_eq!(pointer.segments().map(String::from).collect::<Vec<_>>(), keys.clone());
            prop_assert_eq!(pointer.as_str().parse::<Pointer>(), Ok(pointer.clone()));
            prop_assert_eq!(pointer.last().map(String::from), keys.last().cloned());
            prop_assert_eq!(pointer.parent().is_none(), keys.is_empty());
        }

        #[test]
        fn starts_with_is_a_prefix_of_the_segments(
            whole in prop::collection::vec("[ab/]{0,2}", 0..5),
            other in prop::collection::vec("[ab/]{0,2}", 0..3),
        ) {
            let build = |keys: &[String]| keys.iter().fold(Pointer::root(), |at, key| at.push(key));
            prop_assert_eq!(build(&whole).starts_with(&build(&other)), whole.starts_with(&other));
        }
    }

    #[test]
    fn malformed_text_is_no_pointer() {
        assert_eq!("vpcs".parse::<Pointer>(), Err(PointerError::NoSlash));
        assert_eq!("/a~".parse::<Pointer>(), Err(PointerError::BadEscape));
        assert_eq!("/a~2".parse::<Pointer>(), Err(PointerError::BadEscape));
    }

    #[test]
    fn a_longer_name_is_not_inside_a_shorter_one() {
        assert!(!Pointer::root().push("vpcs2").starts_with(&Pointer::root().push("vpcs")));
    }

    #[test]
    fn serializes_as_its_text() {
        let json = serde_json::to_string(&Pointer::root().push("a b").index(2));
        assert_eq!(json.ok().as_deref(), Some("\"/a b/2\""));
    }
}
