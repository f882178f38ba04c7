//! VPC Flow Logs as evidence: what was seen between two parties of a design is proposed as a need, with its volume; what
//! cannot be placed is told.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;
use tieline::import::{Imported, Input, format_of, import, write};

const NET: &str = r#"
tieline: 1
region: eu-west-1
vpcs:
  shop: { cidrs: [10.0.0.0/16], subnets: { a: { az: euw1-az1, cidr: 10.0.0.0/24 } } }
  data: { cidrs: [10.1.0.0/16], subnets: { a: { az: euw1-az1, cidr: 10.1.0.0/24 } } }
sites:
  office: { cidrs: [192.168.0.0/16] }
applications:
  web: { vpc: shop, addresses: [10.0.0.5] }
  orders: { vpc: data, addresses: [10.1.0.9] }
"#;

/// An hour, seen at both interfaces; a reply; a site; the internet; a scan that was rejected; an idle interface.
const LOG: &str =
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
2 111111111111 eni-1 10.0.0.5 10.1.0.9 49152 5432 6 10 1000000000 1700000000 1700001800 ACCEPT OK
2 111111111111 eni-2 10.0.0.5 10.1.0.9 49152 5432 6 10 1000000000 1700000000 1700001800 ACCEPT OK
2 111111111111 eni-1 10.1.0.9 10.0.0.5 5432 49152 6 10 3000000000 1700001800 1700003600 ACCEPT OK
2 111111111111 eni-1 10.0.0.5 10.1.0.9 49153 5432 6 10 1000000000 1700000000 1700001800 ACCEPT OK
2 111111111111 eni-3 192.168.4.4 10.0.7.7 50000 443 6 1 500 1700000000 1700000060 ACCEPT OK
2 111111111111 eni-1 10.0.0.5 10.0.9.9 50000 53 17 1 500 1700000000 1700000060 ACCEPT OK
2 111111111111 eni-1 10.0.0.5 8.8.8.8 50000 443 6 1 500 1700000000 1700000060 ACCEPT OK
2 111111111111 eni-1 203.0.113.9 10.0.0.5 50000 22 6 1 500 1700000000 1700000060 REJECT OK
2 111111111111 eni-1 10.0.0.5 10.1.0.9 0 0 1 1 500 1700000000 1700000060 ACCEPT OK
2 111111111111 eni-1 10.0.0.5 10.1.0.9 40000 50000 6 1 500 1700000000 1700000060 ACCEPT OK
2 111111111111 eni-4 - - - - - - - 1700000000 1700000060 - NODATA
";

fn read(log: &str) -> Imported {
    import(&[Input { name: "flows.log", bytes: log.as_bytes() }, Input { name: "net.yaml", bytes: NET.as_bytes() }])
}

#[test]
fn what_was_seen_is_proposed_with_its_volume() {
    assert_eq!(format_of(LOG.as_bytes()).name, "flow_log");
    let imported = read(LOG);
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
    let design = write::whole(&imported);
    let needs: Vec<(&str, &str, &str)> = design
        .needs
        .iter()
        .map(|(name, need)| {
            (name.as_str(), need.from.as_ref().unwrap().as_slice()[0].as_str(), need.traffic.as_deref().unwrap())
        })
        .collect();
    // 5 GB in an hour: the second interface saw the same packets again.
    assert_eq!(
        needs,
        [
            ("proposed: office to shop tcp/443", "site/office", "1 MB/month"),
            ("proposed: web to orders tcp/5432", "application/web", "3650 GB/month"),
        ]
    );
    assert_eq!(imported.design.needs.len(), 2);
    let coverage = &imported.coverage[0];
    assert_eq!((coverage.format, coverage.counts.needs), ("flow_log", 2));
    assert_eq!(coverage.read["records of accepted traffic"], 7);
    let ignored: Vec<_> = coverage.ignored.iter().map(|(kind, one)| (kind.as_str(), one.count)).collect();
    let expected = [
        ("intervals without traffic", 1),
        ("records of protocols other than TCP and UDP", 1),
        ("records of traffic that was rejected", 1),
        ("records that do not tell which side asked", 1),
    ];
    assert_eq!(ignored, expected);
    assert!(coverage.unknown.iter().any(|one| one.what == "1 addresses of the records"));
    assert!(coverage.inferred.iter().any(|text| text.contains("3600 seconds")));
    assert!(coverage.inferred.iter().any(|text| text.starts_with("1 flows stay within")));
}

#[test]
fn the_proposals_are_a_design_to_edit() {
    let design = write::whole(&read(LOG));
    let text = write::json(&design).unwrap();
    let again = import(&[Input { name: "net.json", bytes: text.as_bytes() }]);
    assert!(again.problems.is_empty(), "{:?}", again.problems);
    assert_eq!(write::json(&write::whole(&again)).unwrap(), text);
}

#[test]
fn two_inputs_of_records_are_one_evidence() {
    let (first, second) = LOG.split_at(LOG.find("2 111111111111 eni-3").unwrap());
    let inputs = [
        Input { name: "a.log", bytes: first.as_bytes() },
        Input { name: "b.log", bytes: second.as_bytes() },
        Input { name: "net.yaml", bytes: NET.as_bytes() },
    ];
    let imported = import(&inputs);
    let whole = write::whole(&read(LOG));
    assert_eq!(write::whole(&imported).needs, whole.needs);
    assert_eq!(imported.coverage[0].read["records of accepted traffic"], 4);
}

#[test]
fn records_alone_propose_nothing_and_say_so() {
    let imported = import(&[Input { name: "flows.log", bytes: LOG.as_bytes() }]);
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
    assert!(write::whole(&imported).needs.is_empty());
    assert!(imported.coverage[0].unknown.iter().any(|one| one.because.contains("in no network")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The order of records does not matter, and damage ends in an answer.
    #[test]
    fn order_does_not_matter(order in Just((1..12_usize).collect::<Vec<_>>()).prop_shuffle(), cut in 0_usize..1400) {
        let lines: Vec<&str> = LOG.lines().collect();
        let mut text = format!("{}\n", lines[0]);
        for at in order {
            text.push_str(lines[at]);
            text.push('\n');
        }
        prop_assert_eq!(write::whole(&read(&text)).needs, write::whole(&read(LOG)).needs);
        prop_assert_eq!(read(&LOG[..cut.min(LOG.len())]).sources.len(), 2);
    }
}

/// The needs that a log proposes for the design, each with its volume and its evidence.
fn proposed(log: &str) -> Vec<(String, String, String)> {
    let imported = read(log);
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
    let all = write::whole(&imported).needs.into_iter();
    all.map(|(name, need)| (name, need.traffic.unwrap_or_default(), need.proposed.unwrap_or_default())).collect()
}

fn one(name: &str, traffic: &str, evidence: &str) -> (String, String, String) {
    (name.to_owned(), traffic.to_owned(), evidence.to_owned())
}

#[test]
fn the_evidence_tells_the_arithmetic() {
    // 2,628,000 seconds are a month of 730 hours: 36 MB in 3,600 s are 26,280 MB.
    let log = "srcaddr dstaddr srcport dstport protocol bytes start end\n\
               10.0.0.5 10.1.0.9 49152 5432 6 36000000 1700000000 1700003600\n";
    let evidence = "1 flow in records of traffic: 36000000 bytes in 3600 s";
    assert_eq!(proposed(log), [one("proposed: web to orders tcp/5432", "26280 MB/month", evidence)]);
}

#[test]
fn answers_of_cloudwatch_logs_are_records_too() {
    let line = "2 111111111111 eni-1 10.0.0.5 10.1.0.9 49152 5432 6 10 36000000 1700000000 1700003600 ACCEPT OK";
    let plain = proposed(line);
    assert_eq!(plain.len(), 1);
    let events = format!(
        r#"{{"events": [{{"logStreamName": "eni-1-all", "timestamp": 1700000000000, "message": "{line}", "eventId": "1"}},
        {{"message": "2 111111111111 eni-1 - - - - - - - 1700000000 1700000060 - NODATA"}}],
        "searchedLogStreams": []}}"#
    );
    let fields = [
        ("@timestamp", "2023-11-14 22:13:20.000"),
        ("interfaceId", "eni-1"),
        ("srcAddr", "10.0.0.5"),
        ("dstAddr", "10.1.0.9"),
        ("srcPort", "49152"),
        ("dstPort", "5432"),
        ("protocol", "6"),
        ("bytes", "36000000"),
        ("start", "1700000000"),
        ("end", "1700003600"),
        ("action", "ACCEPT"),
    ];
    let row: Vec<String> =
        fields.iter().map(|(field, value)| format!(r#"{{"field": "{field}", "value": "{value}"}}"#)).collect();
    let results = format!(r#"{{"results": [[{}]], "statistics": {{}}, "status": "Complete"}}"#, row.join(","));
    let messages = format!(r#"{{"results": [[{{"field": "@message", "value": "{line}"}}]], "status": "Complete"}}"#);
    let exported = format!("2023-11-14T22:13:20.000Z {line}\n");
    let bare = line.split(' ').map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(",");
    for text in [events, results, messages, exported, bare] {
        assert_eq!(format_of(text.as_bytes()).name, "flow_log", "{text}");
        assert_eq!(proposed(&text), plain, "{text}");
    }
}

#[test]
fn records_without_the_names_of_their_fields_are_refused_with_what_to_do() {
    let imported = read("eni-1 10.0.0.5 10.1.0.9 5432 ACCEPT 36000000\neni-1 10.0.0.5 10.1.0.9 5432 ACCEPT 5\n");
    let problem = &imported.problems[0];
    assert_eq!(problem.message, "these records do not say which of their fields is which");
    assert!(problem.help.as_deref().unwrap().contains("in the first line"));
}

#[test]
fn the_flags_of_tcp_tell_who_asked_where_ports_do_not() {
    // Both ports are of the upper range: a server on 50051 answers with SYN and ACK.
    let log = "srcaddr dstaddr srcport dstport protocol bytes start end tcp-flags\n\
               10.0.0.5 10.1.0.9 40000 50051 6 1000000 1700000000 1700003600 3\n\
               10.1.0.9 10.0.0.5 50051 40000 6 2000000 1700000000 1700003600 19\n";
    let needs = proposed(log);
    assert_eq!(needs.len(), 1);
    assert_eq!(needs[0].0, "proposed: web to orders tcp/50051");
    assert_eq!(needs[0].2, "1 flow in records of traffic: 3000000 bytes in 3600 s");
}

#[test]
fn a_port_that_answers_others_answers_those_behind_nat_too() {
    // NAT gateways give ports from 1024 on: 5432 and 20000 alone tell nothing.
    let head = "srcaddr dstaddr srcport dstport protocol bytes start end\n";
    let unsure = "10.0.0.5 10.1.0.9 20000 5432 6 1000 1700000000 1700003600\n";
    assert_eq!(proposed(&format!("{head}{unsure}")), []);
    let sure = "10.0.0.5 10.1.0.9 49152 5432 6 1000 1700000000 1700003600\n";
    let needs = proposed(&format!("{head}{unsure}{sure}"));
    assert_eq!(needs[0].2, "1 flow in records of traffic: 2000 bytes in 3600 s");
    // Three that talk to one port, each from one of its own.
    let three: String = (20_000..20_003).map(|port| unsure.replace("20000", &port.to_string())).collect();
    let needs = proposed(&format!("{head}{three}"));
    assert_eq!(needs[0].0, "proposed: web to orders tcp/5432");
}

#[test]
fn hours_between_logs_are_not_hours_without_traffic() {
    // An hour today and one a week later are two hours.
    let log = "srcaddr dstaddr srcport dstport protocol bytes start end\n\
               10.0.0.5 10.1.0.9 49152 5432 6 36000000 1700000000 1700003600\n\
               10.0.0.5 10.1.0.9 49152 5432 6 36000000 1700604800 1700608400\n";
    let evidence = "1 flow in records of traffic: 72000000 bytes in 7200 s";
    assert_eq!(proposed(log), [one("proposed: web to orders tcp/5432", "26280 MB/month", evidence)]);
    assert!(read(log).coverage[0].inferred.iter().any(|text| text.contains("7200 seconds in 2 stretches")));
    // What was idle or refused was recorded too, and is a part of the time.
    let idle = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
2 1 eni-1 10.0.0.5 10.1.0.9 49152 5432 6 1 36000000 1700000000 1700003600 ACCEPT OK
2 1 eni-1 - - - - - - - 1700003600 1700007200 - NODATA\n";
    assert_eq!(proposed(idle)[0].1, "13140 MB/month");
}

#[test]
fn services_of_aws_are_told_by_the_records() {
    let log = "srcaddr dstaddr srcport dstport protocol bytes start end pkt-dst-aws-service pkt-src-aws-service\n\
               10.0.0.5 52.218.1.2 49152 443 6 36000000 1700000000 1700003600 S3 -\n\
               52.218.1.2 10.0.0.5 443 49152 6 36000000 1700000000 1700003600 - S3\n\
               10.0.0.5 52.94.1.2 49152 443 6 500 1700000000 1700003600 AMAZON -\n";
    let needs = proposed(log);
    assert_eq!(needs.len(), 1);
    assert_eq!((needs[0].0.as_str(), needs[0].1.as_str()), ("proposed: web to s3 tcp/443", "52560 MB/month"));
    let unknown = &read(log).coverage[0].unknown;
    assert!(unknown.iter().any(|one| one.what == "flows to services that AWS calls AMAZON"), "{unknown:?}");
}

#[test]
fn a_nat_gateway_asks_for_nobody_of_its_own() {
    let net = NET.replace(
        "data: { cidrs",
        "edge: { cidrs: [10.2.0.0/16], subnets: { a: { az: euw1-az1, cidr: 10.2.0.0/24 } }, nat_gateways: { n: { subnet: a, \
         connectivity: private, addresses: [10.2.0.7] } } }\n  data: { cidrs",
    );
    let log = "srcaddr dstaddr pkt-srcaddr pkt-dstaddr srcport dstport protocol bytes start end\n\
               10.0.0.5 10.2.0.7 10.0.0.5 10.1.0.9 49152 5432 6 1000 1700000000 1700003600\n\
               10.2.0.7 10.1.0.9 10.2.0.7 10.1.0.9 1024 5432 6 1000 1700000000 1700003600\n";
    let imported = import(&[
        Input { name: "flows.log", bytes: log.as_bytes() },
        Input { name: "net.yaml", bytes: net.as_bytes() },
    ]);
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
    assert_eq!(write::whole(&imported).needs.keys().collect::<Vec<_>>(), ["proposed: web to orders tcp/5432"]);
    assert!(imported.coverage[0].unknown.iter().any(|one| one.what == "1 flows of NAT gateways"));
}
