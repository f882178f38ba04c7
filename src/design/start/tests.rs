//! Whatever is answered, the text is a design without input errors that says what was answered.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;

use super::*;
use crate::finding::Severity;
use crate::import::{Input, import};

fn answers() -> impl Strategy<Value = Answers> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let volume = prop::sample::select(vec!["", "500 GB/month", "1.5 TB/month"]);
    let requests = prop::sample::select(vec!["", "20M/month"]);
    let protocol = prop::sample::select(vec!["https/443", "tcp/5432", "udp/53", "grpc/8443"]);
    let requires =
        prop::sample::subsequence(Trait::ALL.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>(), 0..3);
    (2u16..=12, 1u16..=12, flags, volume, requests, protocol, requires).prop_map(
        |(vpcs, accounts, (networks, overlapping, on_premises, either), traffic, requests, protocol, requires)| {
            Answers {
                reach: if networks { Goal::Networks } else { Goal::Application },
                vpcs,
                accounts: accounts.min(vpcs),
                overlapping,
                on_premises,
                initiates: if either { Initiator::Either } else { Initiator::Clients },
                traffic: traffic.to_owned(),
                requests: requests.to_owned(),
                protocol: protocol.to_owned(),
                requires,
                ..Answers::default()
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_beginning_reads_back_as_it_was_answered(answers in answers()) {
        let text = start(&answers).unwrap();
        let imported = import(&[Input { name: "start.yaml", bytes: text.as_bytes() }]);
        let problems: Vec<String> = imported.problems.iter().map(|one| one.message.clone()).collect();
        prop_assert!(problems.is_empty(), "{problems:?} in\n{text}");
        let design = imported.design;
        prop_assert_eq!(design.vpcs.len(), usize::from(answers.vpcs));
        let accounts: std::collections::BTreeSet<_> = design.vpcs.values().map(|vpc| vpc.account.clone()).collect();
        prop_assert_eq!(accounts.len(), usize::from(answers.accounts));
        prop_assert_eq!(design.sites.len(), usize::from(answers.on_premises));
        let blocks: std::collections::BTreeSet<_> = design.vpcs.values().map(|vpc| vpc.all_blocks()).collect();
        prop_assert_eq!(blocks.len(), if answers.overlapping { 1 } else { usize::from(answers.vpcs) });
        let clients = usize::from(answers.vpcs) - 1 + usize::from(answers.on_premises);
        prop_assert_eq!(design.needs.len(), if answers.reach == Goal::Networks { 1 } else { clients });
        for need in design.needs.values() {
            prop_assert_eq!(need.traffic, parse_volume(&answers.traffic));
            prop_assert!(answers.initiates == Initiator::Clients || need.is_two_way());
        }
    }
}

#[test]
fn a_beginning_has_no_error_of_its_own() {
    let text = start(&Answers { vpcs: 5, accounts: 3, ..Answers::default() }).unwrap();
    let facts = crate::facts::Facts::shipped();
    let found = crate::rules::check(&import(&[Input { name: "a.yaml", bytes: text.as_bytes() }]).design, &facts);
    assert!(found.iter().all(|finding| finding.severity != Severity::Error), "{found:?}");
}

#[test]
fn answers_that_make_no_design_are_refused_with_what_to_write() {
    let told = |answers: Answers| start(&answers).unwrap_err().to_string();
    assert!(told(Answers { service: "my shop".into(), ..Answers::default() }).contains("no name"));
    assert!(told(Answers { service: "yes".into(), ..Answers::default() }).contains("no name"));
    assert!(told(Answers { service: "shop".into(), ..Answers::default() }).contains("two names"));
    assert!(told(Answers { vpcs: 1, ..Answers::default() }).contains("2 to 200"));
    assert!(told(Answers { accounts: 3, ..Answers::default() }).contains("1 to 2"));
    assert!(told(Answers { protocol: "smtp/25".into(), ..Answers::default() }).contains("`https/443`"));
    assert!(told(Answers { traffic: "much".into(), ..Answers::default() }).contains("GB/month"));
    assert!(told(Answers { requests: "many".into(), ..Answers::default() }).contains("20M/month"));
    assert!(told(Answers { requires: vec!["speed".into()], ..Answers::default() }).contains("`iam_auth`"));
    assert!(told(Answers { region: "Tokyo!".into(), ..Answers::default() }).contains("us-east-1"));
}
