//! TL342 not-attached-to-the-core.

use crate::design::{Home, Link, LinkKind, Need};
use crate::facts::FactId;
use crate::finding::{RuleId, Severity};
use crate::network::hybrid_site;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(342),
    name: "not-attached-to-the-core",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::CwanSegmentDefault],
    docs: include_str!("not_attached_to_the_core.md"),
    check: Check::Carriage(check),
};

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let LinkKind::CloudWan(wan) = &link.kind else { return };
    let mut segments = Vec::new();
    for party in [need.from(), need.to()] {
        let Some(home) = context.design.home(party) else { return };
        let attachment = match &home {
            Home::Vpc(vpc) => wan.vpcs.get(vpc),
            Home::Site(_) => {
                let joins = |id: &&crate::ids::LinkId| hybrid_site(context.design, id).as_ref() == Some(&home);
                wan.hybrid.keys().find(joins).and_then(|id| wan.hybrid.get(id))
            }
            Home::Aws(_) => None,
        };
        match attachment {
            Some(attachment) => segments.push(attachment.segment.as_deref()),
            None => {
                let message = format!("{home} is not attached to core network `{}`", link.id);
                let fix = format!("attach {home} to a segment of `{}`", link.id);
                findings.push(
                    RULE.finding(need.locus(), message).and_at(link.part(&["attachments"]), "not among these").fix(fix),
                );
            }
        }
    }
    if let [one, other] = segments.as_slice()
        && !wan.joins(*one, *other)
    {
        let name = |segment: &Option<&str>| segment.unwrap_or("the only one").to_owned();
        let message = format!(
            "the segments `{}` and `{}` of core network `{}` do not share their routes",
            name(one),
            name(other),
            link.id
        );
        findings.push(
            RULE.finding(need.locus(), message)
                .and_at(link.part(&["segments"]), "the segments")
                .fix("let one share its routes with the other, or put both parties in one segment"),
        );
    }
}
