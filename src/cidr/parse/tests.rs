//! What is read, and what is said about what is not.
#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;
use crate::cidr::sample::{any_address, any_cidr, cidr};

#[track_caller]
fn check(text: &str, message: &str) {
    assert_eq!(Cidr::parse(text).unwrap_err().to_string(), message);
}

#[test]
fn nothing() {
    check("", "the address block is empty: write one such as `10.0.0.0/16` or `2001:db8::/56`");
}

#[test]
fn spaces_and_invisible_characters_are_named() {
    let rest = "which no address block has: write one such as `10.0.0.0/16` or `2001:db8::/56`";
    check(" 10.0.0.0/8", &format!("` 10.0.0.0/8` has the character ` `, {rest}"));
    check("10.0.0.0/8\n", &format!("`10.0.0.0/8\\n` has the character `\\n`, {rest}"));
    check("10.0.0.0\u{200b}/8", &format!("`10.0.0.0\\u{{200b}}/8` has the character `\\u{{200b}}`, {rest}"));
    check("１0.0.0.0/8", &format!("`１0.0.0.0/8` has the character `１`, {rest}"));
}

#[test]
fn a_bare_address_gets_its_single_block() {
    check("10.0.0.1", "`10.0.0.1` has no prefix length: write `10.0.0.1/32` for this one address");
    check("2001:DB8::1", "`2001:DB8::1` has no prefix length: write `2001:db8::1/128` for this one address");
}

#[test]
fn not_addresses() {
    for text in [
        "shop",
        "/",
        "/16",
        "10.0/16",
        "10.0.0.256/24",
        "10.0.0.0.0/8",
        "0x0a.0.0.0/8",
        "10.0.0.0-10.0.0.255",
        "1::2::3/64",
        "fe80::1%eth0/64",
        "[::1]/128",
        "+10.0.0.0/8",
        ":::/0",
        "12345::/16",
        "10.0.0./24",
        "010.0.0.0.0/8",
        "10.0.0.010",
    ] {
        assert_eq!(Cidr::parse(text), Err(CidrError::NotAnAddress { text: text.to_owned() }), "{text}");
    }
}

#[test]
fn padded_numbers_are_refused_with_the_plain_form() {
    for (text, plain) in [
        ("010.0.0.0/8", "10.0.0.0/8"),
        ("10.0.0.00/8", "10.0.0.0/8"),
        ("10.0.0.0/08", "10.0.0.0/8"),
        ("0.0.0.0/00", "0.0.0.0/0"),
        ("2001:0db8::/032", "2001:0db8::/32"),
    ] {
        let expected = CidrError::LeadingZero { text: text.to_owned(), suggestion: plain.to_owned() };
        assert_eq!(Cidr::parse(text), Err(expected), "{text}");
        assert!(Cidr::parse(plain).is_ok(), "{plain}");
    }
    check(
        "10.0.1.00/8",
        "`10.0.1.00/8` has a number with a leading zero, which some programs read as octal: write `10.0.1.0/8`",
    );
}

#[test]
fn prefix_lengths_that_are_no_number() {
    for prefix_len in ["", "x", "+8", "-1", "8/8", "8.0", "1e1", "255.0.255.0", "::"] {
        check(
            &format!("10.0.0.0/{prefix_len}"),
            &format!("the prefix length in `10.0.0.0/{prefix_len}` is not a number: write one from 0 to 32 for IPv4"),
        );
    }
    check("::/255.0.0.0", "the prefix length in `::/255.0.0.0` is not a number: write one from 0 to 128 for IPv6");
}

#[test]
fn a_backtick_does_not_end_the_quotation() {
    check(
        "`shop`/8",
        "`'shop'/8` does not start with an address: write four numbers from 0 to 255 for IPv4 or groups of hex digits for IPv6, then a slash and the prefix length",
    );
}

#[test]
fn prefix_lengths_too_long_say_the_maximum_of_the_family() {
    check("10.0.0.0/33", "the prefix length in `10.0.0.0/33` is too long: IPv4 has 0 to 32");
    check("10.0.0.0/264", "the prefix length in `10.0.0.0/264` is too long: IPv4 has 0 to 32");
    check("::/129", "the prefix length in `::/129` is too long: IPv6 has 0 to 128");
    check("::/99999999999", "the prefix length in `::/99999999999` is too long: IPv6 has 0 to 128");
}

#[test]
fn a_netmask_is_translated() {
    check("10.0.0.0/255.255.0.0", "`10.0.0.0/255.255.0.0` ends in a netmask: write its prefix length, `/16`");
}

#[test]
fn host_bits_are_refused_with_the_block_meant() {
    check(
        "10.0.1.5/16",
        "`10.0.1.5/16` has bits set after its prefix: the block that holds this address is `10.0.0.0/16`",
    );
    let expected = CidrError::HostBits { text: "2001:db8::1/64".to_owned(), canonical: cidr("2001:db8::/64") };
    assert_eq!(Cidr::parse("2001:db8::1/64"), Err(expected));
}

#[test]
fn the_usual_spellings_of_ipv6_are_one_block() {
    for text in ["2001:db8::/32", "2001:DB8::/32", "2001:0db8:0:0:0:0:0:0/32", "2001:db8::0.0.0.0/32"] {
        assert_eq!(cidr(text).to_string(), "2001:db8::/32");
    }
}

#[test]
fn a_padded_address_with_a_bad_prefix_length_hears_of_the_prefix_length_first() {
    check("010.0.0.0/99", "the prefix length in `010.0.0.0/99` is too long: IPv4 has 0 to 32");
}

#[test]
fn a_huge_text_is_quoted_in_part() {
    let message = Cidr::parse(&"a".repeat(1 << 20)).unwrap_err().to_string();
    assert!(message.len() < 300, "{}", message.len());
    assert!(message.contains("aaa…`"), "{message}");
}

proptest! {
    #[test]
    fn what_is_shown_is_read_back(block in any_cidr()) {
        prop_assert_eq!(Cidr::parse(&block.to_string()), Ok(block));
    }

    #[test]
    fn host_bits_are_found_exactly(address in any_address(), prefix_len in 0u8..=128) {
        let text = format!("{address}/{prefix_len}");
        let canonical = Cidr::around(address, prefix_len);
        match Cidr::parse(&text) {
            Ok(block) => {
                prop_assert_eq!(Some(block), canonical);
                prop_assert_eq!(block.first(), address);
            }
            Err(CidrError::HostBits { canonical: found, .. }) => {
                prop_assert_eq!(Some(found), canonical);
                prop_assert_ne!(found.first(), address);
            }
            Err(error) => prop_assert!(
                matches!(error, CidrError::PrefixLengthTooLong { .. }) && canonical.is_none(), "{}", error),
        }
    }

    #[test]
    fn near_misses_are_read_as_ipnet_reads_them_or_refused_in_one_line(text in "[0-9a-f.:/ ٣]{0,12}|([0-9]{1,3}\\.){3}[0-9]{1,3}/[0-9]{1,3}") {
        match Cidr::parse(&text) {
            Ok(block) => prop_assert_eq!(text.parse::<ipnet::IpNet>().unwrap(), block.0),
            Err(error) => {
                let message = error.to_string();
                prop_assert!(!message.contains('\n') && !message.ends_with('.'), "{}", message);
                // A text that ipnet reads is only ever refused for its host bits.
                if text.parse::<ipnet::IpNet>().is_ok() {
                    prop_assert!(matches!(error, CidrError::HostBits { .. } | CidrError::LeadingZero { .. }), "{}", message);
                }
            }
        }
    }
}
