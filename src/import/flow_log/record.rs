//! One line of VPC Flow Logs → a record: text as AWS delivers it, CSV with a header, JSON with a record a line.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde_json::{Map, Value};

/// Fields of a record that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Source,
    Destination,
    PacketSource,
    PacketDestination,
    SourcePort,
    DestinationPort,
    Protocol,
    Bytes,
    Start,
    End,
    Action,
    Status,
    Interface,
}

/// The fields of the default format, in order.
const DEFAULT: &[Option<Field>] = &[
    None,
    None,
    Some(Field::Interface),
    Some(Field::Source),
    Some(Field::Destination),
    Some(Field::SourcePort),
    Some(Field::DestinationPort),
    Some(Field::Protocol),
    None,
    Some(Field::Bytes),
    Some(Field::Start),
    Some(Field::End),
    Some(Field::Action),
    Some(Field::Status),
];

/// What was accepted between two addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) source: IpAddr,
    pub(super) destination: IpAddr,
    pub(super) source_port: u16,
    pub(super) destination_port: u16,
    /// The number of the protocol: 6 is TCP, 17 is UDP.
    pub(super) protocol: u8,
    pub(super) bytes: u64,
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) interface: String,
}

/// How a text is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Layout {
    /// Columns, split by a comma or by blanks.
    Columns(Vec<Option<Field>>, bool),
    /// A JSON object a line.
    Json,
}

/// The field that a name means, as AWS or a tool that reads its logs spells it.
pub(super) fn field(name: &str) -> Option<Field> {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).map(|one| one.to_ascii_lowercase()).collect();
    Some(match plain.as_str() {
        "srcaddr" | "sourceaddress" => Field::Source,
        "dstaddr" | "destinationaddress" => Field::Destination,
        "pktsrcaddr" => Field::PacketSource,
        "pktdstaddr" => Field::PacketDestination,
        "srcport" | "sourceport" => Field::SourcePort,
        "dstport" | "destinationport" => Field::DestinationPort,
        "protocol" => Field::Protocol,
        "bytes" | "numbytes" => Field::Bytes,
        "start" | "starttime" => Field::Start,
        "end" | "endtime" => Field::End,
        "action" => Field::Action,
        "logstatus" => Field::Status,
        "interfaceid" => Field::Interface,
        _ => return None,
    })
}

/// How a text is laid out, by its first line; and whether that line is a header.
pub(super) fn layout(line: &str) -> Option<(Layout, bool)> {
    let line = line.trim();
    if line.starts_with('{') {
        let object: Map<String, Value> = serde_json::from_str(line).ok()?;
        let has = |wanted| object.keys().any(|key| field(key) == Some(wanted));
        return (has(Field::Source) && has(Field::Destination)).then_some((Layout::Json, false));
    }
    let comma = line.contains(',');
    let fields: Vec<Option<Field>> = split(line, comma).map(field).collect();
    let has = |wanted| fields.contains(&Some(wanted));
    if has(Field::Source) && has(Field::Destination) {
        return Some((Layout::Columns(fields, comma), true));
    }
    let words: Vec<&str> = split(line, false).collect();
    let is_default = words.len() == DEFAULT.len()
        && words.first() == Some(&"2")
        && words.get(2).is_some_and(|interface| interface.starts_with("eni-"));
    is_default.then(|| (Layout::Columns(DEFAULT.to_vec(), false), false))
}

/// A record, or why a line is none.
pub(super) fn record(line: &str, layout: &Layout) -> Result<Record, &'static str> {
    let values: BTreeMap<Field, String> = match layout {
        Layout::Columns(fields, comma) => fields
            .iter()
            .zip(split(line, *comma))
            .filter_map(|(field, text)| Some(((*field)?, text.to_owned())))
            .collect(),
        Layout::Json => {
            let object: Map<String, Value> = serde_json::from_str(line).map_err(|_| "lines that are no record")?;
            let text = |value: &Value| match value {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            };
            object.iter().filter_map(|(name, value)| Some((field(name)?, text(value)?))).collect()
        }
    };
    let of = |field: Field| values.get(&field).map(String::as_str).filter(|text| !text.is_empty() && *text != "-");
    match of(Field::Status) {
        Some("NODATA") => return Err("intervals without traffic"),
        Some("SKIPDATA") => return Err("intervals that AWS could not record"),
        _ => {}
    }
    if of(Field::Action).is_some_and(|action| !action.eq_ignore_ascii_case("ACCEPT")) {
        return Err("records of traffic that was rejected");
    }
    let address = |packet, own| of(packet).or_else(|| of(own)).and_then(|text| text.parse::<IpAddr>().ok());
    let number = |field| of(field).and_then(|text| text.parse::<u64>().ok());
    let small = |field| number(field).and_then(|number| u16::try_from(number).ok());
    let made = || {
        Some(Record {
            source: address(Field::PacketSource, Field::Source)?,
            destination: address(Field::PacketDestination, Field::Destination)?,
            source_port: small(Field::SourcePort).unwrap_or(0),
            destination_port: small(Field::DestinationPort).unwrap_or(0),
            protocol: match of(Field::Protocol) {
                None => 6,
                Some(text) if text.eq_ignore_ascii_case("tcp") => 6,
                Some(text) if text.eq_ignore_ascii_case("udp") => 17,
                Some(text) => text.parse().ok()?,
            },
            bytes: number(Field::Bytes)?,
            start: number(Field::Start).unwrap_or(0),
            end: number(Field::End).or_else(|| number(Field::Start)).unwrap_or(0),
            interface: of(Field::Interface).unwrap_or_default().to_owned(),
        })
    };
    made().ok_or("lines that are no record")
}

fn split(line: &str, comma: bool) -> impl Iterator<Item = &str> {
    let parts = line.split(move |one: char| if comma { one == ',' } else { one.is_whitespace() });
    parts.map(|part| part.trim().trim_matches('"')).filter(move |part| comma || !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{layout, record};

    #[test]
    fn every_form_says_the_same() {
        let text = "2 111111111111 eni-1 10.0.0.5 10.1.0.9 49152 5432 6 10 8400 1700000000 1700000060 ACCEPT OK";
        let csv = "\"srcaddr\",\"dstaddr\",\"srcport\",\"dstport\",protocol,bytes,start,end,action,interface_id";
        let row = "10.0.0.5,10.1.0.9,49152,5432,6,8400,1700000000,1700000060,ACCEPT,eni-1";
        let json = r#"{"srcAddr":"10.0.0.5","dstaddr":"10.1.0.9","srcport":49152,"dstport":"5432","protocol":6,"bytes":8400,"start":1700000000,"end":1700000060,"action":"ACCEPT","interface-id":"eni-1"}"#;
        let custom = "interface-id pkt-srcaddr pkt-dstaddr srcaddr dstaddr srcport dstport protocol bytes start end";
        let line = "eni-1 10.0.0.5 10.1.0.9 10.9.9.9 10.1.0.9 49152 5432 6 8400 1700000000 1700000060";
        let one = |first: &str, line: &str| layout(first).map(|(layout, _)| record(line, &layout));
        let expected = one(text, text);
        assert!(matches!(&expected, Some(Ok(found)) if found.bytes == 8400 && found.destination_port == 5432));
        for (first, line) in [(csv, row), (json, json), (custom, line)] {
            assert_eq!(one(first, line), expected, "{first}");
        }
        assert_eq!(layout("vpcs: {}"), None);
        let nothing = "2 111111111111 eni-1 - - - - - - - 1700000000 1700000060 - NODATA";
        assert_eq!(one(text, nothing), Some(Err("intervals without traffic")));
        assert_eq!(one(text, "nonsense"), Some(Err("lines that are no record")));
    }
}
