//! What policies leave open: things of which the design does not say enough to judge them, and pairs not looked at.

use std::collections::BTreeMap;

use super::{MOST_PAIRS, pairs, selected};
use crate::design::{Demand, Design, Labels, Party, Policy, Selected, Selector, Thing};
use crate::facts::Facts;
use crate::finding::Locus;
use crate::network::Reach;
use crate::rules::Context;

/// Why a policy could not be judged, with the first thing of which that is so and how many there are.
type Open = BTreeMap<&'static str, (String, usize)>;

/// What the policies of a design leave open, one sentence for each policy and reason.
pub fn undecided(design: &Design, facts: &Facts) -> Vec<String> {
    let context = Context::new(design, facts);
    let mut told = Vec::new();
    for policy in design.policies.values() {
        let mut open = Open::new();
        match &policy.demand {
            Demand::AllowedCidrs { on, .. } | Demand::ForbiddenMechanisms { on, .. } => vpcs(design, on, &mut open),
            Demand::RequiredTags { on, things, .. } => {
                let mut look = |thing: Thing, selected: Selected, labels: &Labels, at: Locus| {
                    let field = match selected {
                        _ if !things.contains(&thing) => return,
                        Selected::No => return,
                        Selected::Unknown(field) => field,
                        Selected::Yes if labels.tags.is_none() => "tags",
                        Selected::Yes => return,
                    };
                    note(&mut open, field, &at);
                };
                for vpc in design.vpcs.values() {
                    look(Thing::Vpc, on.vpc(design, vpc), &vpc.labels, vpc.locus());
                    for subnet in vpc.subnets.values() {
                        look(Thing::Subnet, on.subnet(design, vpc, subnet), &subnet.labels, subnet.locus());
                    }
                }
                for one in design.applications.values() {
                    look(Thing::Application, on.application(design, one), &one.labels, one.locus());
                }
                for link in design.links.values() {
                    look(Thing::Link, on.link(design, link), &link.labels, link.locus());
                }
            }
            Demand::MustReach { from, to } => {
                vpcs(design, from, &mut open);
                vpcs(design, to, &mut open);
                reach(&context, policy, (from, to), false, &mut told);
            }
            Demand::MustNeverReach { from, to } => {
                vpcs(design, from, &mut open);
                vpcs(design, to, &mut open);
                reach(&context, policy, (from, to), true, &mut told);
            }
        }
        for (field, (first, count)) in open {
            let more = if count > 1 { format!(" and {} more", count - 1) } else { String::new() };
            told.push(format!(
                "whether policy `{}` is kept: `{field}` is not given for {first}{more}, so it was not judged there",
                policy.id
            ));
        }
    }
    told
}

fn note(open: &mut Open, field: &'static str, at: &Locus) {
    open.entry(field).or_insert_with(|| (format!("{} `{}`", at.kind, at.id), 0)).1 += 1;
}

/// The VPCs that a selector may be about or not.
fn vpcs(design: &Design, selector: &Selector, open: &mut Open) {
    for vpc in design.vpcs.values() {
        if let Selected::Unknown(field) = selector.vpc(design, vpc) {
            note(open, field, &vpc.locus());
        }
    }
}

/// The pairs of which it cannot be told whether one reaches the other, and how many were not asked about.
fn reach(
    context: &Context<'_>,
    policy: &Policy,
    (from, to): (&Selector, &Selector),
    both_ways: bool,
    told: &mut Vec<String>,
) {
    let mut first: Option<String> = None;
    let mut count = 0_usize;
    for (one, others) in pairs(context, from, to) {
        for other in others {
            let (here, there) = (Party::Vpc(one.id.clone()), Party::Vpc(other.id.clone()));
            let forth = context.network().reach(&here, &there);
            let back = if both_ways { context.network().reach(&there, &here) } else { forth.clone() };
            for answer in [forth, back] {
                if let Reach::Unknown(cause) = answer {
                    count += 1;
                    first.get_or_insert_with(|| format!("between `{}` and `{}`: {cause}", one.id, other.id));
                    break;
                }
            }
        }
    }
    if let Some(first) = first {
        let more = if count > 1 { format!(" (and {} pairs more)", count - 1) } else { String::new() };
        told.push(format!("whether policy `{}` is kept {first}{more}", policy.id));
    }
    let all = selected(context.design, from).len().saturating_mul(selected(context.design, to).len());
    if all > MOST_PAIRS {
        told.push(format!(
            "whether policy `{}` is kept: of {all} pairs of VPCs the first {MOST_PAIRS} were asked about",
            policy.id
        ));
    }
}
