//! Small texts with a meaning: `2 TB/month`, `300M/month`, `45 min`, `https/443`.

use std::collections::BTreeSet;

use super::Builder;
use crate::design::{IpProtocol, Megabytes, Protocol, Service};
use crate::finding::Locus;

/// A decimal number as text, times a whole factor; `None` when it is no number, has too many digits or does not fit.
/// Exact: no floating point is involved.
fn scaled(text: &str, factor: u64) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let has_digits = !whole.is_empty() && digits(whole) && digits(fraction);
    if !has_digits || (text.contains('.') && fraction.is_empty()) || fraction.len() > 9 {
        return None;
    }
    let tens = 10_u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let number: u128 = format!("{whole}{fraction}").parse().ok()?;
    let product = number.checked_mul(u128::from(factor))?;
    (product % tens == 0).then_some(product / tens).and_then(|value| u64::try_from(value).ok())
}

/// Number and unit of a text such as `2 TB` or `2TB`.
fn number_and_unit(text: &str) -> (&str, &str) {
    let end = text.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    (number, unit.trim())
}

/// A monthly volume such as `2 TB/month`: MB, GB, TB or PB, decimal.
///
/// ```
/// use tieline::design::{Megabytes, build::parse_volume};
/// assert_eq!(parse_volume("1.5 TB/month"), Some(Megabytes(1_500_000)));
/// assert_eq!(parse_volume("2 TB"), None);
/// ```
pub fn parse_volume(text: &str) -> Option<Megabytes> {
    let (number, unit) = number_and_unit(text.trim().strip_suffix("/month")?.trim());
    let factor = match unit {
        "MB" => 1,
        "GB" => 1_000,
        "TB" => 1_000_000,
        "PB" => 1_000_000_000,
        _ => return None,
    };
    scaled(number, factor).map(Megabytes)
}

/// A monthly count such as `300M/month`: plain, or with `k`, `M` or `G`.
///
/// ```
/// use tieline::design::build::parse_requests;
/// assert_eq!(parse_requests("300M/month"), Some(300_000_000));
/// assert_eq!(parse_requests("12000/month"), Some(12_000));
/// assert_eq!(parse_requests("many"), None);
/// ```
pub fn parse_requests(text: &str) -> Option<u64> {
    let (number, unit) = number_and_unit(text.trim().strip_suffix("/month")?.trim());
    let factor = match unit {
        "" => 1,
        "k" => 1_000,
        "M" => 1_000_000,
        "G" => 1_000_000_000,
        _ => return None,
    };
    scaled(number, factor)
}

/// A duration such as `30 s`, `45 min`, `2 h` or `1 d`, in seconds.
///
/// ```
/// use tieline::design::build::parse_duration;
/// assert_eq!(parse_duration("1.5 h"), Some(5_400));
/// assert_eq!(parse_duration("forever"), None);
/// ```
pub fn parse_duration(text: &str) -> Option<u64> {
    let (number, unit) = number_and_unit(text.trim());
    let factor = match unit {
        "s" => 1,
        "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    scaled(number, factor)
}

/// Numbers of consumers in words, now and in a year: `10 now, 40 in a year`, or `40 in a year`.
pub(super) fn parse_consumers(text: &str) -> Option<(Option<u64>, Option<u64>)> {
    let mut counts = (None, None);
    for part in text.split(',') {
        let (number, when) = part.trim().split_once(' ')?;
        let number = number.parse().ok()?;
        let slot = match when.trim() {
            "now" => &mut counts.0,
            "in a year" => &mut counts.1,
            _ => return None,
        };
        if slot.replace(number).is_some() {
            return None;
        }
    }
    Some(counts)
}

/// A bandwidth such as `800 Mbps` or `2 Gbps`, in megabits a second.
///
/// ```
/// use tieline::design::build::parse_rate;
/// assert_eq!(parse_rate("1.25 Gbps"), Some(1_250));
/// assert_eq!(parse_rate("2 GB/s"), None);
/// ```
pub fn parse_rate(text: &str) -> Option<u64> {
    let (number, unit) = number_and_unit(text.trim());
    let factor = match unit {
        "Mbps" => 1,
        "Gbps" => 1_000,
        _ => return None,
    };
    scaled(number, factor)
}

/// A protocol and port such as `https/443`.
///
/// ```
/// use tieline::design::{Protocol, Service, build::parse_service};
/// assert_eq!(parse_service("tcp/5432"), Some(Service { protocol: Protocol::Tcp, port: 5432 }));
/// assert_eq!(parse_service("tcp/0"), None);
/// ```
pub fn parse_service(text: &str) -> Option<Service> {
    let (word, port) = text.split_once('/')?;
    let (_, protocol) = Protocol::ALL.iter().find(|(name, _)| *name == word)?;
    let port: u16 = port.parse().ok().filter(|port| *port > 0)?;
    Some(Service { protocol: *protocol, port })
}

/// One port or a range of ports, such as `443` or `1024-65535`, both ends included.
///
/// ```
/// use tieline::design::build::parse_ports;
/// assert_eq!(parse_ports("443"), Some((443, 443)));
/// assert_eq!(parse_ports("1024-65535"), Some((1024, 65_535)));
/// assert_eq!(parse_ports("9-8"), None);
/// ```
pub fn parse_ports(text: &str) -> Option<(u16, u16)> {
    let port = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u16>().ok())?;
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (port(first.trim())?, port(last.trim())?);
    (first <= last).then_some((first, last))
}

/// A protocol of IP packets: one that has a name, or a number from 0 to 255.
///
/// ```
/// use tieline::design::{IpProtocol, build::parse_ip_protocol};
/// assert_eq!(parse_ip_protocol("tcp"), Some(IpProtocol::Tcp));
/// assert_eq!(parse_ip_protocol("17"), Some(IpProtocol::Udp));
/// assert_eq!(parse_ip_protocol("256"), None);
/// ```
pub fn parse_ip_protocol(text: &str) -> Option<IpProtocol> {
    let named = IpProtocol::NAMED.iter().find(|(name, _)| *name == text).map(|(_, protocol)| *protocol);
    named.or_else(|| {
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok().map(IpProtocol::numbered))?
    })
}

impl Builder {
    pub(super) fn service(&mut self, text: &str, at: Locus) -> Option<Service> {
        let service = parse_service(text);
        if service.is_none() {
            let words: Vec<&str> = Protocol::ALL.iter().map(|(word, _)| *word).collect();
            self.invalid(
                at,
                format!("`{text}` is not a protocol and port"),
                format!("write it as `https/443`; protocols: {}", super::quoted(&words, ", ")),
            );
        }
        service
    }

    pub(super) fn services(&mut self, texts: &[String], at: &Locus) -> BTreeSet<Service> {
        texts.iter().enumerate().filter_map(|(index, text)| self.service(text, at.clone().item(index))).collect()
    }
}
