//! TL625 prefix-lists-overlap.

use crate::cidr::Cidr;
use crate::design::{Design, PrefixListRoute, Vpc};
use crate::facts::FactId;
use crate::finding::{Locus, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(625),
    name: "prefix-lists-overlap",
    severity: Severity::Warning,
    since: "0.1.0",
    status: Status::Preview,
    facts: &[FactId::RtPlOverlap],
    docs: include_str!("prefix_lists_overlap.md"),
    check: Check::Vpc(check),
};

/// Complexity: pairs of routes to prefix lists of one table, times their entries.
fn check(context: &Context<'_>, vpc: &Vpc, findings: &mut Findings) {
    for table in vpc.route_tables.iter().flat_map(|tables| tables.values()) {
        for (index, route) in table.prefix_list_routes.iter().enumerate() {
            let before = table.prefix_list_routes.iter().take(index);
            let clash = before
                .filter(|first| first.via != route.via)
                .find_map(|first| overlap(context.design, first, route).map(|(one, two)| (first, one, two)));
            if let Some((first, one, two)) = clash {
                let message = format!(
                    "prefix lists `{}` and `{}` overlap in `{one}` and `{two}`, and route table `{}/{}` sends them to \
                     different targets",
                    first.to, route.to, table.vpc, table.id
                );
                let at = table.locus();
                let place = |route: &PrefixListRoute| Locus::new(at.kind, at.id.clone(), route.place.clone());
                findings.push(
                    RULE.finding(place(route), message)
                        .and_at(place(first), "the first")
                        .fix("take the shared block out of one of the two lists"),
                );
            }
        }
    }
}

fn overlap(design: &Design, one: &PrefixListRoute, two: &PrefixListRoute) -> Option<(Cidr, Cidr)> {
    let blocks = |route: &PrefixListRoute| design.prefix_list(&route.to).and_then(|list| list.cidrs.as_ref());
    let (ones, twos) = (blocks(one)?, blocks(two)?);
    ones.iter().find_map(|one| twos.iter().find(|two| one.overlaps(**two)).map(|two| (*one, *two)))
}
