//! The drivers: they loop over the design and run the rules of the registry. No rule lives here.

use super::quotas::quota_exceeded;
use super::{ALL, Check, Context, Findings, Rule};
use crate::design::build::InputProblem;
use crate::design::{Design, Link, Need};
use crate::facts::Facts;
use crate::finding::{Finding, Fix, Label, RuleId, Severity};
use crate::ids::LinkId;
use crate::order::Arrange;

/// Turns what was wrong with the input into findings of band 0xx.
pub fn check_input(problems: &[InputProblem]) -> Vec<Finding> {
    problems
        .iter()
        .filter_map(|problem| {
            let rule = ALL.iter().find(|rule| matches!(rule.check, Check::Input(kind) if kind == problem.kind))?;
            let mut finding = rule.finding(problem.at.clone(), problem.message.clone());
            finding.fix = problem.fix.clone().or_else(|| problem.help.clone().map(Fix::words));
            finding.related = problem.related.clone().map(|(at, text)| Label { at, text }).into_iter().collect();
            Some(finding)
        })
        .collect()
}

/// Runs every rule on a design.
pub fn check(design: &Design, facts: &Facts) -> Vec<Finding> {
    let context = Context::new(design, facts);
    let mut findings = Findings::default();
    for rule in ALL {
        run(rule, &context, &mut findings);
    }
    check_carriages(&context, &mut findings);
    findings.into_vec()
}

/// Runs every rule but those that only advise (see [`check_advice`]): all that can refuse a plan.
pub fn check_serious(design: &Design, facts: &Facts) -> Vec<Finding> {
    let context = Context::new(design, facts);
    let mut findings = Findings::default();
    for rule in ALL.iter().filter(|rule| rule.severity != Severity::Advice) {
        run(rule, &context, &mut findings);
    }
    check_carriages(&context, &mut findings);
    findings.into_vec()
}

/// Runs the rules that only advise on a design, its links and its needs; how a need is carried is asked by
/// [`check_serious`].
pub fn check_advice(design: &Design, facts: &Facts) -> Vec<Finding> {
    let context = Context::new(design, facts);
    let mut findings = Findings::default();
    for rule in ALL.iter().filter(|rule| rule.severity == Severity::Advice) {
        run(rule, &context, &mut findings);
    }
    findings.into_vec()
}

/// Finds the quotas that no request raises and that a design passes: what the adviser asks where one need brings many
/// links.
pub fn check_quotas(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Findings::default();
    run(&quota_exceeded::RULE, context, &mut findings);
    findings.into_vec()
}

/// Runs the rules that look at one VPC or subnet at a time: all that can be trusted while other parts of the input
/// could not be read.
pub fn check_addressing(design: &Design, facts: &Facts) -> Vec<Finding> {
    let context = Context::new(design, facts);
    let mut findings = Findings::default();
    for rule in ALL.iter().filter(|rule| rule.band() == 1) {
        run(rule, &context, &mut findings);
    }
    findings.into_vec()
}

fn run(rule: &Rule, context: &Context<'_>, findings: &mut Findings) {
    let design = context.design;
    match rule.check {
        // Input problems were found while reading; carriages are judged together, below.
        Check::Input(_) | Check::Carriage(_) => {}
        Check::Design(check) => check(context, findings),
        Check::Vpc(check) => design.vpcs.values().for_each(|vpc| check(context, vpc, findings)),
        Check::Subnet(check) => {
            for vpc in design.vpcs.values() {
                vpc.subnets.values().for_each(|subnet| check(context, vpc, subnet, findings));
            }
        }
        Check::Application(check) => design.applications.values().for_each(|one| check(context, one, findings)),
        Check::Link(check) => design.links.values().for_each(|link| check(context, link, findings)),
        Check::Need(check) => design.pairs().for_each(|need| check(context, &need, findings)),
    }
}

/// Judges how each need is carried. A need is served when one of its links carries it without an error; the other
/// links then owe it nothing, so only where no link does are all their errors told. Of several that serve it, the one
/// with the least to mind counts: the names of links decide nothing.
fn check_carriages(context: &Context<'_>, findings: &mut Findings) {
    for need in context.design.pairs().filter(|need| !need.never) {
        let need = need.as_ref();
        let mut failed = Vec::new();
        let mut served: Option<Vec<Finding>> = None;
        for id in context.network().carriers(need) {
            let Some(link) = context.design.link(&id) else { continue };
            let found = check_carriage(context, need, link);
            if found.iter().any(|finding| finding.severity == Severity::Error) {
                failed.extend(found);
            } else if served.as_ref().is_none_or(|best| weight(&found) < weight(best)) {
                served = Some(found);
                if served.as_ref().is_some_and(Vec::is_empty) {
                    break;
                }
            }
        }
        findings.list.extend(served.unwrap_or(failed));
    }
}

/// How much there is to mind: warnings first, then how many findings, then which, so that only equals tie.
fn weight(findings: &[Finding]) -> (usize, usize, Vec<RuleId>) {
    let warnings = findings.iter().filter(|finding| finding.severity == Severity::Warning).count();
    let mut rules: Vec<RuleId> = findings.iter().map(|finding| finding.rule).collect();
    rules.arrange();
    (warnings, findings.len(), rules)
}

/// Judges how one link carries one need: what the adviser asks of every mechanism.
pub fn check_carriage(context: &Context<'_>, need: &Need, link: &Link) -> Vec<Finding> {
    let mut findings = Findings::default();
    for rule in ALL {
        if let Check::Carriage(check) = rule.check {
            check(context, need, link, &mut findings);
        }
    }
    findings.into_vec()
}

/// Judges one link by itself: what the adviser asks of every link it would add or change.
pub fn check_link(context: &Context<'_>, link: &LinkId) -> Vec<Finding> {
    let mut findings = Findings::default();
    if let Some(link) = context.design.link(link) {
        for rule in ALL {
            if let Check::Link(check) = rule.check {
                check(context, link, &mut findings);
            }
        }
    }
    findings.into_vec()
}
