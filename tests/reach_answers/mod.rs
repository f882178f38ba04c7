//! Questions of reach about designs in a few lines, each answer checked hop by hop: for tests that go case by case.

use tieline::design::Design;
use tieline::import::{Input, import};
use tieline::network::exact::{Answer, End, Exact, Traffic, Verdict};
use tieline::network::proof::flaws;

/// A design of `us-east-1` without a fault in its text.
pub(crate) fn design(text: &str) -> Design {
    let text = format!("tieline: 1\nregion: us-east-1\n{text}");
    let imported = import(&[Input { name: "net.yaml", bytes: text.as_bytes() }]);
    let problems: Vec<&str> = imported.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(problems, Vec::<&str>::new());
    imported.design
}

pub(crate) fn ask(text: &str, from: &str, to: &str, traffic: &str) -> Answer {
    let design = design(text);
    let end = |name| End::named(&design, name).unwrap();
    let answer = Exact::of(&design).ask(&end(from), &end(to), traffic.parse::<Traffic>().unwrap());
    // A second opinion on each answer, hop by hop.
    assert_eq!(flaws(&design, &end(to), &answer), Vec::<String>::new(), "{answer:#?}");
    answer
}

#[track_caller]
pub(crate) fn reaches(design: &str, from: &str, to: &str, traffic: &str) -> Answer {
    let answer = ask(design, from, to, traffic);
    assert_eq!(answer.verdict, Verdict::Yes, "{:#?} {:?}", answer.blocked, answer.causes);
    let passage = answer.passages.first().unwrap();
    assert!(passage.packets.holds(&passage.witness));
    answer
}

/// What blocks, in order, as it is on the wire; `reply:` before what blocks the reply.
#[track_caller]
pub(crate) fn blocks(design: &str, from: &str, to: &str, traffic: &str) -> Vec<String> {
    let answer = ask(design, from, to, traffic);
    assert_eq!(answer.verdict, Verdict::No, "{:#?} {:?}", answer.passages, answer.causes);
    let obstacles = answer.blocked.map(|blocked| blocked.obstacles).unwrap_or_default();
    let word = |reply| if reply { "reply:" } else { "" };
    obstacles.iter().map(|one| format!("{}{}", word(one.of_reply), one.kind.wire())).collect()
}

#[track_caller]
pub(crate) fn unknown(design: &str, from: &str, to: &str, traffic: &str) -> Vec<String> {
    let answer = ask(design, from, to, traffic);
    assert_eq!(answer.verdict, Verdict::Unknown, "{:#?} {:#?}", answer.passages, answer.blocked);
    answer.causes.iter().map(ToString::to_string).collect()
}

pub(crate) fn path(answer: &Answer) -> String {
    let hops = &answer.passages.first().unwrap().path;
    hops.iter().map(|hop| format!("{}:{}", hop.node.kind.wire(), hop.node.name)).collect::<Vec<_>>().join(" ")
}
