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
