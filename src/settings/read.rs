//! What was written → [`Settings`], with everything that is wrong about it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::comment::{self, FORM, Written};
use super::{Allowance, Date, MOST_PATTERNS, OFF, Reach, RuleRef, Setting, Settings};
use crate::design::build::{InputKind, InputProblem};
use crate::design::raw::RawAllowance;
use crate::design::{Pattern, Policy};
use crate::finding::{FileIndex, Kind, Locus, Place, Severity};
use crate::ids::PolicyId;
use crate::import::Imported;
use crate::rules;
use crate::source::{Pointer, nearest};

/// The settings of all inputs, and what is wrong with them.
pub fn read(imported: &Imported) -> (Settings, Vec<InputProblem>) {
    let mut reader =
        Reader { policies: &imported.design.policies, settings: Settings::default(), problems: Vec::new() };
    for policy in imported.design.policies.values() {
        reader.own_name(policy);
    }
    for (index, source) in imported.sources.iter().enumerate() {
        let (Ok(document), Ok(file)) = (&source.document, u16::try_from(index)) else { continue };
        if !document.comments().iter().any(|comment| comment::is_ours(&comment.text)) {
            continue;
        }
        for (comment, line) in comment::lines(document) {
            if let Some(read) = comment::parse(&comment.text) {
                let mut at = locus("", FileIndex(file), Pointer::root());
                at.bytes = Some(comment.span);
                reader.comment(read, Reach::Line(FileIndex(file), line), at);
            }
        }
    }
    // What stands nearer to the design goes first: the first severity of a rule holds.
    let is_settings = |file: Option<FileIndex>| file.is_some_and(|file| imported.settings.contains(&file));
    for from_settings in [false, true] {
        let mut here = Vec::new();
        for (file, raw) in imported.raws.iter().filter(|(file, _)| is_settings(*file) == from_settings) {
            let root = Place { file: *file, pointer: Pointer::root() };
            for (name, word) in &raw.rules {
                let at = Locus::new(Kind::Setting, name.as_str(), root.child("rules").child(name));
                reader.severity(name, word, at, &mut here);
            }
            for (index, raw) in raw.allow.iter().enumerate() {
                let at = Locus::new(Kind::Setting, "", root.child("allow").item(index));
                reader.allowance(raw, at);
            }
        }
        let set: Vec<RuleRef> = reader.settings.severities.iter().map(|one| one.rule.clone()).collect();
        reader.settings.severities.extend(here.into_iter().filter(|one| !set.contains(&one.rule)));
    }
    (reader.settings, reader.problems)
}

fn locus(id: &str, file: FileIndex, pointer: Pointer) -> Locus {
    Locus::new(Kind::Setting, id, Place { file: Some(file), pointer })
}

struct Reader<'d> {
    policies: &'d BTreeMap<PolicyId, Arc<Policy>>,
    settings: Settings,
    problems: Vec<InputProblem>,
}

impl Reader<'_> {
    fn problem(&mut self, kind: InputKind, at: Locus, message: String, help: impl Into<String>) {
        self.problems.push(InputProblem { kind, at, message, help: Some(help.into()), related: None, fix: None });
    }

    /// A severity, unless its rule or its word is unknown, or the same rank of files sets another.
    fn severity(&mut self, name: &str, word: &str, at: Locus, here: &mut Vec<Setting>) {
        let Some(rule) = self.rule(name, at.clone().at_key()) else { return };
        let severity = match word {
            "error" => Some(Severity::Error),
            "warning" => Some(Severity::Warning),
            "advice" => Some(Severity::Advice),
            OFF => None,
            other => {
                let message = format!("`{}` is no severity", shown(other));
                let help = "accepted: `error`, `warning`, `advice`, `off`";
                self.problem(InputKind::InvalidValue, at, message, help);
                return;
            }
        };
        match here.iter().find(|one| one.rule == rule) {
            Some(first) if first.severity != severity => {
                let message = format!("the severity of {} `{}` is set twice, and not alike", rule.id, rule.name);
                let related = Some((first.at.clone(), "the one that holds".to_owned()));
                let help = Some("keep one of the two".to_owned());
                self.problems.push(InputProblem {
                    kind: InputKind::Contradiction,
                    at,
                    message,
                    help,
                    related,
                    fix: None,
                });
            }
            Some(_) => {}
            None => here.push(Setting { rule, severity, at }),
        }
    }

    fn allowance(&mut self, raw: &RawAllowance, at: Locus) {
        let Some(names) = raw.rule.as_ref().filter(|names| !names.as_slice().is_empty()) else {
            let message = "the allowance names no rule".to_owned();
            self.problem(InputKind::MalformedAllowance, at, message, "add `rule`, with a number or a name");
            return;
        };
        let rule_at = at.clone().field("rule");
        let rules: Vec<RuleRef> = (names.as_slice().iter().enumerate())
            .filter_map(|(index, name)| {
                let at = if names.is_list() { rule_at.clone().item(index) } else { rule_at.clone() };
                self.allowed(name, at)
            })
            .collect();
        let reach = match raw.on.as_deref() {
            None => Some(Reach::Everything),
            Some(text) => self.things(text, at.clone().field("on")),
        };
        let until = raw.until.as_deref().map(|text| self.date(text, at.clone().field("until")));
        self.keep(rules, reach, until, raw.reason.as_deref().unwrap_or_default(), at, "add `reason`");
    }

    fn comment(&mut self, read: Result<Written<'_>, String>, reach: Reach, at: Locus) {
        match read {
            Err(message) => self.problem(InputKind::MalformedAllowance, at, message, FORM),
            Ok(Written { rules, until, reason }) => {
                let rules = rules.into_iter().filter_map(|name| self.allowed(name, at.clone())).collect();
                let until = until.map(|text| self.date(text, at.clone()));
                self.keep(rules, Some(reach), until, reason, at, "write it after `--`");
            }
        }
    }

    /// Keeps an allowance of which every part could be read: one that is read in part could allow more than was meant.
    fn keep(
        &mut self,
        rules: Vec<RuleRef>,
        reach: Option<Reach>,
        until: Option<Option<Date>>,
        reason: &str,
        at: Locus,
        help: &str,
    ) {
        if reason.trim().is_empty() {
            let message = "the allowance gives no reason, so it allows nothing".to_owned();
            self.problem(InputKind::AllowanceWithoutReason, at, message, help);
            return;
        }
        let (Some(reach), Some(until)) = (reach, until.map_or(Some(None), |read| read.map(Some))) else { return };
        if !rules.is_empty() {
            self.settings.allowances.push(Allowance { rules, reach, until, reason: reason.trim().to_owned(), at });
        }
    }

    fn date(&mut self, text: &str, at: Locus) -> Option<Date> {
        match text.parse() {
            Ok(date) => Some(date),
            Err(error) => {
                let message = format!("{error}");
                self.problem(InputKind::MalformedAllowance, at, message, "give the last day on which it holds");
                None
            }
        }
    }

    fn things(&mut self, text: &str, at: Locus) -> Option<Reach> {
        let kind = text.split('/').next().unwrap_or_default();
        let known = || Kind::ALL.iter().map(|kind| kind.wire());
        if !known().any(|word| word == kind) || !text.contains('/') {
            let near = nearest(kind, known());
            let help = match near.first() {
                Some(near) => format!("write kind and name, such as `{near}/NAME`"),
                None => "write kind and name, such as `vpc/shop`, `subnet/shop/a` or `link/dev-*`".to_owned(),
            };
            let message = format!("`{}` names no kind of thing", shown(text));
            self.problem(InputKind::MalformedAllowance, at, message, help);
            return None;
        }
        let pattern = match Pattern::new(text) {
            Ok(pattern) => pattern,
            Err(error) => {
                self.problem(InputKind::MalformedAllowance, at, error.to_string(), "shorten it");
                return None;
            }
        };
        let wide = |one: &&Allowance| matches!(&one.reach, Reach::Things(pattern) if !pattern.is_exact());
        if !pattern.is_exact() && self.settings.allowances.iter().filter(wide).count() >= MOST_PATTERNS {
            let message = format!("more than {MOST_PATTERNS} allowances have a `*` in `on`; this one is left out");
            self.problem(InputKind::MalformedAllowance, at, message, "name the things, or use wider patterns");
            return None;
        }
        Some(Reach::Things(pattern))
    }

    /// A policy must not be mistaken for a rule of Tieline's own.
    fn own_name(&mut self, policy: &Policy) {
        let name = policy.id.as_str();
        let is_number = name.len() == 5
            && name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("TL"))
            && name.get(2..).is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
        if is_number || rules::find(name).is_some() {
            let message = format!("the policy `{name}` has the name of a rule of Tieline's own");
            self.problem(InputKind::InvalidValue, policy.locus(), message, "call it something else");
        }
    }

    /// A rule that may be allowed: those about the settings themselves may not, for who would then tell of them?
    fn allowed(&mut self, name: &str, at: Locus) -> Option<RuleRef> {
        let rule = self.rule(name, at.clone())?;
        if rules::is_about_settings(rule.id) {
            let message = format!("{} `{}` tells of the settings themselves and cannot be allowed", rule.id, rule.name);
            self.problem(InputKind::MalformedAllowance, at, message, "mend the setting that it finds");
            return None;
        }
        Some(rule)
    }

    fn rule(&mut self, name: &str, at: Locus) -> Option<RuleRef> {
        if let Some(rule) = rules::find(name) {
            return Some(RuleRef { id: rule.id, name: rule.name.to_owned(), own: false });
        }
        let is_meant = |policy: &&Arc<Policy>| {
            policy.id.as_str() == name
                || policy.number.is_some_and(|_| policy.rule_id().to_string().eq_ignore_ascii_case(name))
        };
        if let Some(policy) = self.policies.values().find(is_meant) {
            return Some(RuleRef { id: policy.rule_id(), name: policy.id.to_string(), own: true });
        }
        let number = |id: u16| format!("TL{id:03}");
        let retired = rules::retired::RETIRED
            .iter()
            .find(|(id, retired, _)| *retired == name || number(*id).eq_ignore_ascii_case(name));
        if let Some((id, _, why)) = retired {
            let message = format!("the rule `{}` ({}) is no more: {why}", shown(name), number(*id));
            self.problem(InputKind::UnknownRule, at, message, "remove the setting");
            return None;
        }
        let numbers: Vec<String> = rules::ALL.iter().map(|rule| rule.id.to_string()).collect();
        let own = self.policies.keys().map(PolicyId::as_str);
        let mut near = nearest(name, rules::ALL.iter().map(|rule| rule.name).chain(own));
        near.extend(nearest(name, numbers.iter().map(String::as_str)));
        let near: Vec<String> = near.iter().take(3).map(|one| format!("`{one}`")).collect();
        let help = if near.is_empty() {
            "`tieline rules` lists the rules".to_owned()
        } else {
            format!("did you mean {}?", near.join(" or "))
        };
        self.problem(InputKind::UnknownRule, at, format!("no rule is called `{}`", shown(name)), help);
        None
    }
}

/// A text for a message: as much of it as anybody reads.
fn shown(text: &str) -> String {
    const WIDEST: usize = 60;
    let mut cut: String = text.chars().take(WIDEST).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}
