//! What filters are to let through so that the needs of a plan get through them: security groups and network ACLs that the
//! design describes do not open by themselves when a link is built.

use std::collections::{BTreeMap, BTreeSet};

use crate::design::edit::{Edit, applied};
use crate::design::{Design, Need};
use crate::ids::NeedId;
use crate::network::exact::{End, Exact, Traffic, Verdict};
use crate::network::mend::to_open;

/// How often what is behind an opened filter is looked at: a way may lead through several doors.
const ROUNDS: usize = 3;

/// What is opened for each need, in order of name, and the design with all of it open. What several needs want is opened
/// for the first of them.
///
/// Complexity: rounds (at most 3) × (what making a design ready costs + what a question costs × needs between parties with
/// filters × their services).
pub(super) fn openings(plan: &Design, unserved: &BTreeSet<&str>) -> (BTreeMap<NeedId, Vec<Edit>>, Design) {
    let mut design = plan.clone();
    let mut opened: BTreeMap<NeedId, Vec<Edit>> = BTreeMap::new();
    let is_asked = |need: &Need| {
        let filtered = [need.from(), need.to()].into_iter().any(|party| plan.is_filtered(party));
        !need.never && filtered && !unserved.contains(need.id.as_str())
    };
    let mut asked: Vec<_> = plan.pairs().filter(|need| is_asked(need)).collect();
    let mut made: BTreeSet<Edit> = BTreeSet::new();
    for _ in 0..ROUNDS {
        if asked.is_empty() {
            break;
        }
        let whole = Exact::of(&design);
        let exact = whole.briefly();
        asked.retain(|need| {
            let mut found = false;
            // Where both may open connections, both directions are to work.
            let back = need.is_two_way().then_some((need.to(), need.from()));
            let ways = [(need.from(), need.to())].into_iter().chain(back);
            let asked =
                ways.flat_map(|(from, to)| Traffic::of(need).into_iter().map(move |traffic| (from, to, traffic)));
            for (from, to, traffic) in asked {
                let (from, to) = (End::from(from), End::from(to));
                // Where a brief look ends before all ways were followed, a longer one may tell.
                let refused = match exact.verdict(&from, &to, traffic) {
                    Verdict::Yes => false,
                    Verdict::No => true,
                    Verdict::Unknown => whole.verdict(&from, &to, traffic) == Verdict::No,
                };
                if !refused {
                    continue;
                }
                let answer = whole.ask(&from, &to, traffic);
                let Some(blocked) = answer.blocked else { continue };
                let edits = to_open(&design, (&from, &to), traffic, &blocked).unwrap_or_default();
                let new: Vec<Edit> = edits.into_iter().filter(|edit| made.insert(edit.clone())).collect();
                if !new.is_empty() {
                    design = applied(&design, &new);
                    opened.entry(need.id.clone()).or_default().extend(new);
                    found = true;
                }
            }
            found
        });
    }
    (opened, design)
}
