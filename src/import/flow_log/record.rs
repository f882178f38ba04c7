//! One line of VPC Flow Logs → a record: text as AWS delivers it, CSV as Amazon Athena saves it, JSON with a record a line,
//! answers of CloudWatch Logs.

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
    Flags,
    SourceService,
    DestinationService,
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
    pub(super) interface: String,
    /// Whether the source asked, where the flags of TCP tell.
    pub(super) asked: Option<bool>,
    /// The services of AWS at both ends, as AWS names them.
    pub(super) services: [Option<String>; 2],
}

/// What a line is: a record or why it is none, and the seconds it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) record: Result<Record, &'static str>,
    pub(super) seconds: Option<(u64, u64)>,
}

pub(super) const SKIPPED: &str = "intervals that AWS could not record";

/// How a text is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Layout {
    /// Columns, split by a comma or by blanks.
    Columns(Vec<Option<Field>>, bool),
    /// A JSON object a line.
    Json,
}

/// The fields of the default format behind the time that CloudWatch Logs puts before a record when it exports it.
fn exported() -> Vec<Option<Field>> {
    [None].iter().chain(DEFAULT).copied().collect()
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
        "tcpflags" => Field::Flags,
        "pktsrcawsservice" => Field::SourceService,
        "pktdstawsservice" => Field::DestinationService,
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
    let words: Vec<&str> = split(line, comma).collect();
    let is_default = |words: &[&str]| {
        words.len() == DEFAULT.len()
            && words.first() == Some(&"2")
            && words.get(2).is_some_and(|interface| interface.starts_with("eni-"))
    };
    match words.split_first() {
        _ if is_default(&words) => Some((Layout::Columns(DEFAULT.to_vec(), comma), false)),
        Some((time, rest)) if is_time(time) && is_default(rest) => Some((Layout::Columns(exported(), comma), false)),
        _ => None,
    }
}

fn is_time(word: &str) -> bool {
    word.ends_with('Z') && word.as_bytes().get(10) == Some(&b'T')
}

/// Whether a line looks like a record in an order of fields that nothing tells: two addresses, and what became of it.
pub(super) fn is_unnamed(line: &str) -> bool {
    let words: Vec<&str> = split(line, line.contains(',')).collect();
    let addresses = words.iter().filter(|word| word.parse::<IpAddr>().is_ok()).count();
    addresses >= 2 && words.len() >= 5 && words.iter().any(|word| matches!(*word, "ACCEPT" | "REJECT"))
}

/// What a line says.
pub(super) fn record(line: &str, layout: &Layout) -> Line {
    let values: BTreeMap<Field, String> = match layout {
        Layout::Columns(fields, comma) => fields
            .iter()
            .zip(split(line, *comma))
            .filter_map(|(field, text)| Some(((*field)?, text.to_owned())))
            .collect(),
        Layout::Json => {
            let object: Map<String, Value> = serde_json::from_str(line).unwrap_or_default();
            object.iter().filter_map(|(name, value)| Some((field(name)?, text(value)?))).collect()
        }
    };
    of_values(&values)
}

/// A value of JSON as a text.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What values by field say.
pub(super) fn of_values(values: &BTreeMap<Field, String>) -> Line {
    let of = |field: Field| values.get(&field).map(String::as_str).filter(|text| !text.is_empty() && *text != "-");
    let number = |field| of(field).and_then(|text| text.parse::<u64>().ok());
    let start = number(Field::Start).filter(|start| *start > 0);
    let seconds = start.map(|start| (start, number(Field::End).unwrap_or(start))).filter(|(start, end)| end >= start);
    Line { record: accepted(&of, &number), seconds }
}

fn accepted<'v>(
    of: &impl Fn(Field) -> Option<&'v str>,
    number: &impl Fn(Field) -> Option<u64>,
) -> Result<Record, &'static str> {
    match of(Field::Status) {
        Some("NODATA") => return Err("intervals without traffic"),
        Some("SKIPDATA") => return Err(SKIPPED),
        _ => {}
    }
    if of(Field::Action).is_some_and(|action| !action.eq_ignore_ascii_case("ACCEPT")) {
        return Err("records of traffic that was rejected");
    }
    let address = |packet, own| of(packet).or_else(|| of(own)).and_then(|text| text.parse::<IpAddr>().ok());
    let small = |field| number(field).and_then(|number| u16::try_from(number).ok());
    let service = |field| of(field).map(str::to_owned);
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
            interface: of(Field::Interface).unwrap_or_default().to_owned(),
            // Who opens a connection sends SYN, who answers SYN and ACK; AWS tells no ACK alone.
            asked: number(Field::Flags).filter(|flags| flags & 2 > 0).map(|flags| flags & 16 == 0),
            services: [service(Field::SourceService), service(Field::DestinationService)],
        })
    };
    made().ok_or("lines that are no record")
}

fn split(line: &str, comma: bool) -> impl Iterator<Item = &str> {
    let parts = line.split(move |one: char| if comma { one == ',' } else { one.is_whitespace() });
    parts.map(|part| part.trim().trim_matches('"')).filter(move |part| comma || !part.is_empty())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
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
        let found = expected.clone().unwrap();
        assert_eq!(found.seconds, Some((1_700_000_000, 1_700_000_060)));
        assert!(matches!(&found.record, Ok(found) if found.bytes == 8400 && found.destination_port == 5432));
        let exported = format!("2023-11-14T22:13:20.000Z {text}");
        let bare = text.replace(' ', ",");
        for (first, line) in [(csv, row), (json, json), (custom, line), (&exported, &exported), (&bare, &bare)] {
            assert_eq!(one(first, line), expected, "{first}");
        }
        assert_eq!(layout("vpcs: {}"), None);
        let nothing = "2 111111111111 eni-1 - - - - - - - 1700000000 1700000060 - NODATA";
        let why = |line: &str| one(text, line).map(|line| line.record);
        assert_eq!(why(nothing), Some(Err("intervals without traffic")));
        assert_eq!(why("nonsense"), Some(Err("lines that are no record")));
    }
}
