//! Text to a block, strictly, and what to say when the text is no block.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use super::{Cidr, Family};

/// Why a text is not a block
///
/// Every message quotes the text, shortened when it is long and with invisible characters spelled
/// out, and stays on one line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CidrError {
    /// Nothing was written
    #[error("the address block is empty: write one such as `10.0.0.0/16` or `2001:db8::/56`")]
    Empty,
    /// A character that no block has: a space, a full-width digit, an invisible mark
    #[error(
        "`{text}` has the character `{character}`, which no address block has: write one such as `10.0.0.0/16` or `2001:db8::/56`"
    )]
    UnexpectedCharacter {
        /// The text as written
        text: String,
        /// The first such character, escaped when it would not show
        character: String,
    },
    /// An address alone, where a block is asked for
    #[error("`{text}` has no prefix length: write `{suggestion}` for this one address")]
    NoPrefixLength {
        /// The text as written
        text: String,
        /// The block of that one address
        suggestion: Cidr,
    },
    /// The part before the slash is no address
    #[error(
        "`{text}` does not start with an address: write four numbers from 0 to 255 for IPv4 or groups of hex digits for IPv6, then a slash and the prefix length"
    )]
    NotAnAddress {
        /// The text as written
        text: String,
    },
    /// A number padded with zeros, which some programs read as octal
    #[error("`{text}` has a number with a leading zero, which some programs read as octal: write `{suggestion}`")]
    LeadingZero {
        /// The text as written
        text: String,
        /// The same text with the zeros dropped
        suggestion: String,
    },
    /// The part after the slash is no plain decimal number
    #[error("the prefix length in `{text}` is not a number: write one from 0 to {maximum} for {family}")]
    PrefixLengthNotANumber {
        /// The text as written
        text: String,
        /// The family of the address before the slash
        family: Family,
        /// The longest prefix length of that family
        maximum: u8,
    },
    /// A netmask where a prefix length is asked for
    #[error("`{text}` ends in a netmask: write its prefix length, `/{prefix_len}`")]
    Netmask {
        /// The text as written
        text: String,
        /// The prefix length that means the same
        prefix_len: u8,
    },
    /// A prefix length above what the family has
    #[error("the prefix length in `{text}` is too long: {family} has 0 to {maximum}")]
    PrefixLengthTooLong {
        /// The text as written
        text: String,
        /// The family of the address before the slash
        family: Family,
        /// The longest prefix length of that family
        maximum: u8,
    },
    /// The address is inside the block, not at its start
    ///
    /// A caller that only wants to warn goes on with `canonical`.
    #[error("`{text}` has bits set after its prefix: the block that holds this address is `{canonical}`")]
    HostBits {
        /// The text as written
        text: String,
        /// The block with those bits cleared
        canonical: Cidr,
    },
}

impl Cidr {
    /// Read a block such as `10.0.0.0/16` or `2001:db8::/56`
    ///
    /// Strict, because a misread block is a wrong network: ASCII only, no spaces, no leading zeros
    /// in octets or prefix length, no netmasks, no shortened IPv4 addresses, no host bits.
    /// IPv6 may be written in any of its usual ways and is shown in the shortest one.
    ///
    /// # Errors
    ///
    /// A [`CidrError`] that says which of these it is. [`CidrError::HostBits`] carries the block
    /// that was probably meant.
    ///
    /// # Example
    ///
    /// ```
    /// use tieline::cidr::{Cidr, CidrError};
    ///
    /// assert_eq!(Cidr::parse("10.0.0.0/16"), Ok(Cidr::v4([10, 0, 0, 0], 16)));
    /// assert!(matches!(
    ///     Cidr::parse("10.0.1.5/16"),
    ///     Err(CidrError::HostBits { canonical, .. }) if canonical == Cidr::v4([10, 0, 0, 0], 16)
    /// ));
    /// ```
    pub fn parse(text: &str) -> Result<Self, CidrError> {
        if text.is_empty() {
            return Err(CidrError::Empty);
        }
        if let Some(character) = text.chars().find(|character| !may_appear(*character)) {
            return Err(CidrError::UnexpectedCharacter {
                text: quoted(text),
                character: quoted(character.encode_utf8(&mut [0; 4])),
            });
        }
        let Some((address_text, prefix_text)) = text.split_once('/') else {
            return Err(match parse_address(text) {
                Some(address) => CidrError::NoPrefixLength { text: quoted(text), suggestion: Self::single(address) },
                None => CidrError::NotAnAddress { text: quoted(text) },
            });
        };
        let Some(address) = parse_address(address_text) else {
            let plain = parse_address(&without_leading_zeros(address_text))
                .ok_or_else(|| CidrError::NotAnAddress { text: quoted(text) })?;
            // The prefix length first, so that what is suggested differs from the text in zeros only.
            parse_prefix_len(text, prefix_text, Family::of(plain))?;
            return Err(leading_zero(text));
        };
        let prefix_len = parse_prefix_len(text, prefix_text, Family::of(address))?;
        // `around` refuses only what `parse_prefix_len` has refused already.
        let canonical = Self::around(address, prefix_len).unwrap_or(Self::single(address));
        if canonical.first() == address {
            Ok(canonical)
        } else {
            Err(CidrError::HostBits { text: quoted(text), canonical })
        }
    }
}

impl FromStr for Cidr {
    type Err = CidrError;

    fn from_str(text: &str) -> Result<Self, CidrError> {
        Self::parse(text)
    }
}

/// Whether a block or a near miss may have the character
///
/// Letters past `f` and the like get the error about addresses, which says more to someone who
/// wrote a name. Spaces and everything outside ASCII get their own, since they may not show.
fn may_appear(character: char) -> bool {
    character.is_ascii_graphic()
}

/// An address of either family, as the standard library reads it: strict, without zone
fn parse_address(text: &str) -> Option<IpAddr> {
    match text.parse::<Ipv4Addr>() {
        Ok(address) => Some(IpAddr::V4(address)),
        Err(_) => text.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
    }
}

fn parse_prefix_len(text: &str, prefix_text: &str, family: Family) -> Result<u8, CidrError> {
    let maximum = family.max_prefix_len();
    let digits_only = !prefix_text.is_empty() && prefix_text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits_only {
        // An IPv6 mask is never written out, so only the IPv4 one is worth recognising.
        let mask = prefix_text.parse::<Ipv4Addr>().ok().filter(|_| family == Family::V4);
        return Err(match mask.map(ipnet::ipv4_mask_to_prefix) {
            Some(Ok(prefix_len)) => CidrError::Netmask { text: quoted(text), prefix_len },
            _ => CidrError::PrefixLengthNotANumber { text: quoted(text), family, maximum },
        });
    }
    let significant = prefix_text.trim_start_matches('0');
    // A number too large for the type is too long as well.
    let prefix_len = if significant.is_empty() { 0 } else { significant.parse().unwrap_or(u8::MAX) };
    if prefix_len > maximum {
        return Err(CidrError::PrefixLengthTooLong { text: quoted(text), family, maximum });
    }
    if prefix_text.len() > 1 && prefix_text.starts_with('0') {
        return Err(leading_zero(text));
    }
    Ok(prefix_len)
}

fn leading_zero(text: &str) -> CidrError {
    CidrError::LeadingZero { text: quoted(text), suggestion: without_leading_zeros(text) }
}

/// The text with padding zeros dropped from the decimal numbers of an IPv4 block or a prefix length
fn without_leading_zeros(text: &str) -> String {
    let (address, prefix_len) = match text.split_once('/') {
        Some((address, prefix_len)) => (address, Some(prefix_len)),
        None => (text, None),
    };
    // The groups of an IPv6 address may be padded; only a bare IPv4 address is rewritten.
    let mut shortened = if address.contains(':') {
        address.to_owned()
    } else {
        address.split('.').map(without_padding).collect::<Vec<_>>().join(".")
    };
    if let Some(prefix_len) = prefix_len {
        shortened.push('/');
        shortened.push_str(without_padding(prefix_len));
    }
    shortened
}

fn without_padding(number: &str) -> &str {
    match number.trim_start_matches('0') {
        "" if !number.is_empty() => "0",
        significant => significant,
    }
}

/// User text fit for a message: one line, nothing invisible, not the whole of a huge input
fn quoted(text: &str) -> String {
    // The longest block of all has 49 characters.
    const LONGEST: usize = 60;
    let mut shown = String::new();
    for (place, character) in text.chars().enumerate() {
        if place == LONGEST {
            shown.push('…');
            break;
        }
        match character {
            '`' => shown.push('\''),
            ' '..='~' => shown.push(character),
            _ => shown.extend(character.escape_debug()),
        }
    }
    shown
}

#[cfg(test)]
mod tests;
