//! TL630 need-stopped-by-filters.

use crate::design::edit::Edit;
use crate::design::{Design, LinkKind, Need, Party};
use crate::facts::FactId;
use crate::finding::{Finding, Fix, RuleId, Severity};
use crate::network::Reach;
use crate::network::exact::{Answer, Blocked, End, Traffic, Verdict};
use crate::network::mend::to_open;
use crate::rules::patches::openings;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(630),
    name: "need-stopped-by-filters",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::SgAllowOnly, FactId::NaclStateless],
    docs: include_str!("need_stopped_by_filters.md"),
    check: Check::Need(check),
};

fn check(context: &Context<'_>, need: &Need, findings: &mut Findings) {
    if need.never || ![need.from(), need.to()].into_iter().any(|party| context.design.is_filtered(party)) {
        return;
    }
    if !may_be_judged(context, need) {
        return;
    }
    // What is carried by several services is stopped only where all of them are.
    let asked = Traffic::of(need);
    let exact = context.exact().briefly();
    // Where both may open connections, both directions are to work.
    let back = need.is_two_way().then_some((need.to(), need.from()));
    for (from, to) in [(need.from(), need.to())].into_iter().chain(back) {
        let (one, other) = (End::from(from), End::from(to));
        if asked.iter().any(|traffic| exact.verdict(&one, &other, *traffic) != Verdict::No) {
            continue;
        }
        let answers = asked.iter().map(|traffic| (*traffic, exact.ask(&one, &other, *traffic)));
        let blocked = answers.filter_map(|(traffic, answer)| Some((traffic, only_by_filters(answer)?)));
        if let Some((traffic, blocked)) = blocked.min_by_key(|(_, blocked)| blocked.obstacles.len()) {
            let change = to_open(context.design, (&one, &other), traffic, &blocked).unwrap_or_default();
            findings.push(stopped(context.design, need, (from, to), &blocked, &change));
        }
    }
}

/// Whether a link that is not built out of filters itself leads from one to the other: other rules tell of the others.
fn may_be_judged(context: &Context<'_>, need: &Need) -> bool {
    match context.network().reach_in(need.family(), need.from(), need.to()) {
        Reach::Yes(None) => true,
        Reach::Yes(Some(link)) => matches!(
            context.design.link(&link).map(|link| &link.kind),
            Some(LinkKind::VpcPeering(_) | LinkKind::TransitGateway(_) | LinkKind::CloudWan(_))
        ),
        Reach::No(_) | Reach::Unknown(_) => false,
    }
}

/// The best blocked way, when filters and nothing else stand in it.
fn only_by_filters(answer: Answer) -> Option<Blocked> {
    answer
        .blocked
        .filter(|blocked| !blocked.obstacles.is_empty() && blocked.obstacles.iter().all(|one| one.kind.is_filter()))
}

fn stopped(design: &Design, need: &Need, (from, to): (&Party, &Party), blocked: &Blocked, change: &[Edit]) -> Finding {
    let reply = |of_reply: bool| if of_reply { "for the reply, " } else { "" };
    let first = blocked.obstacles.first().map(|one| format!("{}{}", reply(one.of_reply), one.words));
    let more = blocked.obstacles.len().saturating_sub(1);
    let rest = if more == 0 { String::new() } else { format!(", and {more} more in the way") };
    let message = format!("`{from}` does not get through to `{to}`: {}{rest}", first.unwrap_or_default());
    let mut finding = RULE.finding(need.locus(), message);
    for one in blocked.obstacles.iter().skip(1) {
        finding = finding.because(format!("{}{}", reply(one.of_reply), one.words), need.locus());
    }
    if change.is_empty() {
        return finding.fix("open each filter that is named, and the other way too where it is a network ACL");
    }
    let edits: Vec<String> = change.iter().map(ToString::to_string).collect();
    let title = format!("open what is in the way: {}", edits.join("; "));
    finding.fixed_by(Fix::by_hand(title, openings(design, change)))
}
