//! `Fn::Cidr`: equal blocks out of a larger one.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The most blocks that CloudFormation gives.
const MOST: u32 = 256;

/// The first `count` blocks that leave `bits` bits to hosts; nothing where they do not fit.
pub(super) fn blocks(block: &str, count: u32, bits: u32) -> Option<Vec<String>> {
    let (address, length) = block.trim().split_once('/')?;
    let length: u32 = length.parse().ok()?;
    let address: IpAddr = address.parse().ok()?;
    let (width, number) = match address {
        IpAddr::V4(address) => (32_u32, u128::from(address.to_bits())),
        IpAddr::V6(address) => (128, address.to_bits()),
    };
    let inner = width.checked_sub(bits)?;
    let room = inner.checked_sub(length)?;
    if count == 0 || count > MOST || bits == 0 || room < 8 && count > 1_u32.checked_shl(room)? {
        return None;
    }
    let host = width.checked_sub(length)?;
    let start = number.checked_shr(host).unwrap_or(0).checked_shl(host).unwrap_or(0);
    let step = 1_u128.checked_shl(bits)?;
    let mut blocks = Vec::new();
    for index in 0..u128::from(count) {
        let at = start.checked_add(step.checked_mul(index)?)?;
        let address = match width {
            32 => IpAddr::V4(Ipv4Addr::from_bits(u32::try_from(at).ok()?)),
            _ => IpAddr::V6(Ipv6Addr::from_bits(at)),
        };
        blocks.push(format!("{address}/{inner}"));
    }
    Some(blocks)
}

#[cfg(test)]
mod tests {
    use super::blocks;

    #[test]
    fn blocks_follow_each_other_and_must_fit() {
        let found = blocks("10.0.0.0/22", 4, 8).unwrap_or_default();
        assert_eq!(found, ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"]);
        assert_eq!(blocks("10.0.0.0/22", 5, 8), None);
        assert_eq!(blocks("10.0.0.0/16", 1, 16), Some(vec!["10.0.0.0/16".to_owned()]));
        let six = blocks("2001:db8:1200::/56", 2, 64).unwrap_or_default();
        assert_eq!(six, ["2001:db8:1200::/64", "2001:db8:1200:1::/64"]);
        assert_eq!(
            (blocks("0.0.0.0/0", 256, 32), blocks("x/8", 1, 8), blocks("10.0.0.0/40", 1, 8)),
            (None, None, None)
        );
    }
}
