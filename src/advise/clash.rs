//! What clashes in a plan that was made on trial: the fewest additions that raise an error together.

use super::addition::{Addition, applied};
use super::verdict::{Candidate, is_known};
use crate::design::{Design, LinkKind, Need};
use crate::facts::Facts;
use crate::finding::{Finding, Kind, Severity};
use crate::ids::LinkId;
use crate::network::Reach;
use crate::order::Arrange;
use crate::rules::{self, Context};

/// The fewest additions of a plan that raise an error of the whole together; none where it is no doing of the plan.
///
/// Complexity: a look at the link in question, or at the whole design where the error is about none, for each step of
/// [`fewest`].
pub(super) fn behind_error<'a>(
    (design, bare): (&Design, &Design),
    facts: &Facts,
    additions: impl Iterator<Item = &'a Addition>,
    error: &Finding,
    known: &[Finding],
) -> Vec<&'a Addition> {
    if is_known(error, known) {
        return Vec::new();
    }
    let link = (error.at.kind == Kind::Link).then(|| LinkId::new(&error.at.id).ok()).flatten();
    let Some(link) = link else {
        let raises = |some: &[&Addition]| {
            let trial = applied(design, some.iter().copied());
            is_known(error, &rules::check_serious(&trial, facts))
        };
        return fewest(additions.collect(), raises);
    };
    // What touches other links alone bears on no rule about this one; and needs are none of its business.
    let touching = additions.filter(|addition| addition.link().is_none_or(|one| *one == link)).collect();
    fewest(touching, |some| {
        let trial = applied(bare, some.iter().copied());
        is_known(error, &rules::check_link(&Context::new(&trial, facts), &link))
    })
}

/// Whether the links that were chosen for a need carry it in a design: each pair of its parties by one of them.
pub(super) fn is_carried(context: &Context<'_>, need: &Need, chosen: &Candidate) -> bool {
    if chosen.carriers.is_empty() {
        return true;
    }
    let design = context.design;
    let carries = |pair: &Need, carrier: &LinkId| {
        let refuses =
            |link| rules::check_carriage(context, pair, link).iter().any(|one| one.severity == Severity::Error);
        design.link(carrier).is_some_and(|link| !refuses(link)) && !is_led_elsewhere(context, pair, carrier)
    };
    need.pairs().into_iter().all(|pair| {
        let inside = design.home(pair.from()) == design.home(pair.to()) && !pair.wants_more_than_a_network();
        inside || chosen.carriers.iter().any(|carrier| carries(&pair, carrier))
    })
}

/// Whether the routes of a pair's VPCs lead to other blocks than a transit gateway shows: a translation that another need
/// asked for.
fn is_led_elsewhere(context: &Context<'_>, pair: &Need, carrier: &LinkId) -> bool {
    let design = context.design;
    let Some(LinkKind::TransitGateway(_)) = design.link(carrier).map(|link| &link.kind) else { return false };
    let (Some(from), Some(to)) = (design.home(pair.from()), design.home(pair.to())) else { return false };
    let over = context.network().over_link(carrier, pair.family(), (pair.from(), &from), (pair.to(), &to));
    matches!(over, Reach::No(_))
}

/// The fewest additions of a plan that keep a need from being carried by what was chosen for it, though that would carry
/// it alone.
pub(super) fn behind_failure<'a>(
    bare: &Design,
    facts: &Facts,
    additions: impl Iterator<Item = &'a Addition>,
    need: &Need,
    chosen: &Candidate,
) -> Vec<&'a Addition> {
    let touches = |addition: &Addition| addition.link().is_none_or(|link| chosen.carriers.contains(link));
    let others = additions.filter(|one| !chosen.additions.contains(*one) && touches(one)).collect();
    fewest(others, |some| {
        let mut all: Vec<&Addition> = some.iter().copied().chain(&chosen.additions).collect();
        all.arrange();
        let trial = applied(bare, all);
        !is_carried(&Context::new(&trial, facts), need, chosen)
    })
}

/// The fewest of some things with which something holds: parts are left out, halves first, and stay out while it does.
///
/// Complexity: of `n` things of which `k` are left, `k` times the logarithm of `n` questions.
fn fewest<'a>(mut kept: Vec<&'a Addition>, holds: impl Fn(&[&'a Addition]) -> bool) -> Vec<&'a Addition> {
    if !holds(&kept) {
        return Vec::new();
    }
    let mut size = kept.len().div_ceil(2);
    while size > 0 {
        let mut start = 0;
        while start < kept.len() {
            let end = start.saturating_add(size);
            let without = |at: usize| at < start || at >= end;
            let rest: Vec<&Addition> =
                (kept.iter().copied().enumerate()).filter(|(at, _)| without(*at)).map(|(_, one)| one).collect();
            if holds(&rest) { kept = rest } else { start = end }
        }
        size = if size == 1 { 0 } else { size.div_ceil(2) };
    }
    kept
}
