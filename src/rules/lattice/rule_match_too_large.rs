//! TL553 rule-match-too-large.

use super::network_of;
use crate::design::{Link, MatchOn};
use crate::facts::{FactId, LimitId};
use crate::finding::{RuleId, Severity};
use crate::rules::privatelink::resting_on;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(553),
    name: "rule-match-too-large",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::VlsPathMax, FactId::VlsRuleHeaderMax],
    docs: include_str!("rule_match_too_large.md"),
    check: Check::Link(check),
};

fn check(context: &Context<'_>, link: &Link, findings: &mut Findings) {
    let limit = |id| usize::try_from(context.facts.limit(id)).unwrap_or(usize::MAX);
    let (path_length, header_count) = (limit(LimitId::VlsPathMax), limit(LimitId::VlsRuleHeaderMax));
    for (name, service) in network_of(link).into_iter().flat_map(|network| &network.services) {
        for rule in service.listeners.iter().flat_map(|listener| &listener.rules) {
            let path = rule.matches.iter().find(|one| one.on == MatchOn::Path);
            let headers = rule.matches.iter().filter(|one| matches!(one.on, MatchOn::Header(_))).count();
            if let Some(path) = path.filter(|path| path.text.chars().count() > path_length) {
                let message = format!(
                    "a rule of service `{name}` of `{}` matches a path of more than {path_length} characters",
                    link.id
                );
                let finding = RULE.finding(link.at(&path.place), message).fix("match a shorter prefix of the path");
                findings.push(resting_on([FactId::VlsPathMax], finding));
            }
            if headers > header_count {
                let message = format!(
                    "a rule of service `{name}` of `{}` matches {headers} headers, and at most {header_count} are taken",
                    link.id
                );
                let finding = RULE.finding(link.at(&rule.place), message).fix("match fewer headers");
                findings.push(resting_on([FactId::VlsRuleHeaderMax], finding));
            }
        }
    }
}
