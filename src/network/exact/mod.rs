//! Exact reachability: which packets get from one end to another, by which way, and what blocks the rest.
//!
//! An answer is about whole sets of packets, so it is complete; it counts what is answered, for a packet without a reply
//! serves nobody. [`crate::network::Network::reach`] is the cheap question about whole networks: it asks which link leads
//! where and is all that planning by the thousand needs. Where both speak of the same thing they do not contradict each
//! other: `tests/reach_laws.rs` holds that where no link joins two networks no packet gets through.

mod answer;
mod end;
mod explain;
mod open;
mod question;
mod tunnel;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::cidr::Family;
use crate::design::{Design, Need};
use crate::network::fabric::{Fabric, Failing};
use crate::network::packet::{Field, PacketSet};
use crate::network::walk::{MOST_FRONTS, Place, Stock, Walked, walk, walk_back, walk_direct};
use crate::order::Arrange;

pub use answer::{Answer, Blocked, Passage, Verdict};
use end::{Goal, goal, if_somebody_had, unnamed_in_public};
pub(in crate::network) use end::{Start, starts};
pub use open::taken_as_open;
pub use question::{End, EndError, Traffic, TrafficError};
use tunnel::tunnels;

/// How many fronts are followed where somebody asks briefly: enough for every way between two networks that no proxies
/// multiply.
const FEW_FRONTS: usize = 100;

/// Why it cannot be told where not all ways were followed.
pub(crate) const MORE_WAYS: &str = "there are more ways than are followed";

/// A design that can be asked what reaches what.
///
/// ```
/// use tieline::design::Design;
/// use tieline::network::exact::{End, Exact, Traffic, Verdict};
/// let design = Design::default();
/// let exact = Exact::of(&design);
/// // Nobody in an empty design is reached from the internet.
/// assert_eq!(exact.ask(&End::Internet, &End::Internet, Traffic::ANY).verdict, Verdict::No);
/// ```
#[derive(Debug)]
pub struct Exact {
    fabric: Arc<Fabric>,
    fronts: usize,
}

impl Exact {
    /// The design, made ready to be asked.
    pub fn of(design: &Design) -> Self {
        Self { fabric: Arc::new(Fabric::of(design)), fronts: MOST_FRONTS }
    }

    /// The same design, asked with less patience: where there are more ways than a rule has time for, it cannot be told.
    #[must_use]
    pub fn briefly(&self) -> Self {
        Self { fabric: Arc::clone(&self.fabric), fronts: FEW_FRONTS }
    }

    /// The design without something that fails.
    ///
    /// ```
    /// use tieline::import::{Input, import};
    /// use tieline::network::exact::{End, Exact, Traffic, Verdict};
    ///
    /// let text = b"tieline: 1\nregion: us-east-1\nvpcs:\n  a: { cidrs: [10.0.0.0/16] }\n  b: { cidrs: [10.1.0.0/16] }\n\
    ///     links: { ab: { vpc_peering: { between: [a, b] } } }\n";
    /// let design = import(&[Input { name: "net.yaml", bytes: text }]).design;
    /// let (exact, end) = (Exact::of(&design), |name| End::named(&design, name).unwrap());
    /// let peering = exact.fabric().failing().pop().unwrap();
    /// assert_eq!(peering.to_string(), "VPC peering `ab`");
    /// // The routes are not given, so with the peering it cannot be told; without it nothing leads there.
    /// assert_eq!(exact.verdict(&end("a"), &end("b"), Traffic::ANY), Verdict::Unknown);
    /// assert_eq!(exact.without(&peering).verdict(&end("a"), &end("b"), Traffic::ANY), Verdict::No);
    /// ```
    #[must_use]
    pub fn without(&self, failing: &Failing) -> Self {
        Self { fabric: Arc::new(self.fabric.without(failing)), fronts: self.fronts }
    }

    /// The fabric that packets move through.
    pub fn fabric(&self) -> &Fabric {
        &self.fabric
    }

    /// Whether packets get from one end to another and are answered: over IPv4, or over IPv6 where that says more.
    pub fn ask(&self, from: &End, to: &End, traffic: Traffic) -> Answer {
        let mut answer = self.ask_both(from, to, traffic);
        if answer.verdict == Verdict::No && answer.blocked.is_none() {
            answer.blocked = Some(explain::nowhere(&self.fabric, from, to));
        }
        answer
    }

    fn ask_both(&self, from: &End, to: &End, traffic: Traffic) -> Answer {
        let four = self.ask_family(from, to, traffic, Family::V4);
        if four.verdict == Verdict::Yes {
            return four;
        }
        let six = self.ask_family(from, to, traffic, Family::V6);
        let says_more = match six.verdict {
            Verdict::Yes => true,
            Verdict::Unknown => four.verdict == Verdict::No,
            Verdict::No => four.blocked.is_none() && six.blocked.is_some() && four.verdict == Verdict::No,
        };
        if says_more { six } else { four }
    }

    /// The verdict alone, and no more work than it takes.
    pub fn verdict(&self, from: &End, to: &End, traffic: Traffic) -> Verdict {
        self.first_ways(from, to, traffic).0
    }

    /// The verdict, and of a *yes* the ways from the first place that has any.
    fn first_ways(&self, from: &End, to: &End, traffic: Traffic) -> (Verdict, Vec<Passage>) {
        let mut unknown = false;
        for family in [Family::V4, Family::V6] {
            let goal = goal(&self.fabric, to, family);
            unknown |= [from, to].into_iter().any(|end| self.nowhere_told(end).is_some())
                || !tunnels(&self.fabric, from, to, traffic).is_empty()
                || unnamed_in_public(&self.fabric, from, to).is_some();
            let all = traffic.packets(family);
            for start in starts(&self.fabric, from, family) {
                let packets = between(&all, &start, &goal);
                if packets.is_empty() {
                    continue;
                }
                let mut answer = Answer::none();
                let mut causes = BTreeSet::new();
                // Which ways are followed before the stock ends hangs on names; a verdict must not. So the ways that no
                // proxy multiplies are followed first, with a stock of their own.
                let direct = self.ask_direct(&start, &packets, &goal, &mut answer);
                if direct && !answer.passages.is_empty() {
                    return (Verdict::Yes, answer.passages);
                }
                let whole = self.ask_from(&start, &packets, &goal, &mut answer, &mut causes);
                if whole && !answer.passages.is_empty() {
                    return (Verdict::Yes, answer.passages);
                }
                unknown |= !whole || !answer.perhaps.is_empty() || !causes.is_empty();
            }
        }
        (if unknown { Verdict::Unknown } else { Verdict::No }, Vec::new())
    }

    /// Whether a need between two parties is served: the first reaches the last from anywhere it runs, over any of the
    /// need's services; where both may open connections, the other way too.
    ///
    /// ```
    /// use tieline::import::{Input, import};
    /// use tieline::network::exact::{Exact, Verdict};
    ///
    /// let text = b"tieline: 1\nregion: us-east-1\nvpcs:\n  a: { cidrs: [10.0.0.0/16] }\n  b: { cidrs: [10.1.0.0/16] }\n\
    ///     needs: { a-to-b: { from: a, to: b } }\n";
    /// let design = import(&[Input { name: "net.yaml", bytes: text }]).design;
    /// let need = design.needs.values().next().unwrap();
    /// assert_eq!(Exact::of(&design).serves(need), Verdict::No);
    /// ```
    pub fn serves(&self, need: &Need) -> Verdict {
        self.served_by(need).0
    }

    /// The same, and for each direction that was asked about and works the ways that were found first: not all there are.
    pub fn served_by(&self, need: &Need) -> (Verdict, Vec<Vec<Passage>>) {
        let asked = Traffic::of(need);
        let (from, to) = (End::from(need.from()), End::from(need.to()));
        let mut ways = Vec::new();
        let mut best = |from: &End, to: &End| {
            let mut best = Verdict::No;
            for traffic in &asked {
                match self.first_ways(from, to, *traffic) {
                    (Verdict::Yes, found) => {
                        ways.push(found);
                        return Verdict::Yes;
                    }
                    (Verdict::Unknown, _) => best = Verdict::Unknown,
                    (Verdict::No, _) => {}
                }
            }
            best
        };
        let there = best(&from, &to);
        let back = if need.is_two_way() { best(&to, &from) } else { Verdict::Yes };
        let verdict = match (there, back) {
            (Verdict::No, _) | (_, Verdict::No) => Verdict::No,
            (Verdict::Yes, Verdict::Yes) => Verdict::Yes,
            _ => Verdict::Unknown,
        };
        (verdict, ways)
    }

    /// Whether packets of one family get from one end to another and are answered.
    ///
    /// Complexity: places the packets start at × ways from each × filters on the way.
    pub fn ask_family(&self, from: &End, to: &End, traffic: Traffic, family: Family) -> Answer {
        let goal = goal(&self.fabric, to, family);
        let all = traffic.packets(family);
        let mut asked: Vec<(Start, PacketSet)> = Vec::new();
        for start in starts(&self.fabric, from, family) {
            let packets = between(&all, &start, &goal);
            if !packets.is_empty() {
                asked.push((start, packets));
            }
        }
        let mut answer = Answer::none();
        let mut causes: BTreeSet<Arc<str>> = BTreeSet::new();
        causes.extend([from, to].into_iter().filter_map(|end| self.nowhere_told(end)));
        causes.extend(tunnels(&self.fabric, from, to, traffic));
        causes.extend(unnamed_in_public(&self.fabric, from, to));
        for (start, packets) in &asked {
            let before = answer.passages.len();
            self.ask_from(start, packets, &goal, &mut answer, &mut causes);
            if answer.passages.len() == before {
                answer.unreached.push(start.node.clone());
            }
        }
        answer.unreached.arrange();
        answer.unreached.dedup();
        if !answer.passages.is_empty() {
            answer.verdict = Verdict::Yes;
        } else if !answer.perhaps.is_empty() || !causes.is_empty() {
            answer.verdict = Verdict::Unknown;
            causes.extend(answer.perhaps.iter().flat_map(|passage| passage.doubts.iter().cloned()));
            answer.causes = causes.into_iter().collect();
        } else {
            answer.blocked = if asked.is_empty() {
                let starts = if_somebody_had(&self.fabric, from, family).into_iter();
                let sent = starts.map(|start| (between(&all, &start, &goal), start));
                let sent: Vec<_> = sent.filter(|(set, _)| !set.is_empty()).map(|(set, start)| (start, set)).collect();
                explain::blocked(&self.fabric, &sent, &goal, self.fronts)
                    .map(|blocked| explain::by_nobody(from, blocked))
            } else {
                explain::blocked(&self.fabric, &asked, &goal, self.fronts)
            };
        }
        answer
    }

    /// Why it cannot be told where a site or a service of AWS is. That it has no addresses of one family, while those of the
    /// other are given, leaves nothing open.
    fn nowhere_told(&self, to: &End) -> Option<Arc<str>> {
        if let End::Site(id) = to {
            let site = self.fabric.site_by_name.get(id).and_then(|key| self.fabric.sites.get(*key))?;
            return site.doubt.clone().filter(|_| site.blocks.is_empty());
        }
        let End::AwsService(name) = to else { return None };
        let given =
            [Family::V4, Family::V6].iter().any(|family| !goal(&self.fabric, to, *family).destinations.is_empty());
        let cause = || {
            format!("the addresses of the AWS service `{name}` are not given, and no interface endpoint leads to it")
        };
        (!given).then(|| Arc::from(cause()))
    }

    /// Asks from one place; whether all ways were followed.
    fn ask_from(
        &self,
        start: &Start,
        packets: &PacketSet,
        goal: &Goal,
        answer: &mut Answer,
        causes: &mut BTreeSet<Arc<str>>,
    ) -> bool {
        let forth = walk(&self.fabric, &start.place, packets.clone(), false, &mut Stock::of_a_start(self.fronts));
        self.take_back(start, goal, forth, answer, causes)
    }

    /// Asks from one place for ways that pass no proxy; whether all of those were followed.
    fn ask_direct(&self, start: &Start, packets: &PacketSet, goal: &Goal, answer: &mut Answer) -> bool {
        if !self.fabric.has_proxies() {
            return false;
        }
        let mut found = Answer::none();
        let forth = walk_direct(&self.fabric, &start.place, packets.clone(), &mut Stock::of_a_start(self.fronts));
        let whole = self.take_back(start, goal, forth, &mut found, &mut BTreeSet::new());
        if whole {
            answer.passages = found.passages;
        }
        whole
    }

    /// Follows the replies to what arrived; whether all ways were followed, there and back.
    fn take_back(
        &self,
        start: &Start,
        goal: &Goal,
        forth: Walked,
        answer: &mut Answer,
        causes: &mut BTreeSet<Arc<str>>,
    ) -> bool {
        let mut home = Stock::of_a_start(self.fronts);
        let mut gave_up = forth.gave_up;
        causes.extend(forth.unfollowed.iter().cloned());
        for arrival in forth.arrivals.iter().filter(|one| goal.counts_from(&self.fabric, &start.place, &one.place)) {
            let back = walk_back(&self.fabric, &start.place, arrival, false, &mut home);
            gave_up |= back.gave_up;
            causes.extend(back.unfollowed.iter().cloned());
            for reply in &back.arrivals {
                let answered = arrival.answered(reply);
                let Some(witness) = answered.witness() else { continue };
                let mut doubts = reply.doubts().to_vec();
                if let (End::Block(_), Place::Internet) = (goal.end(), &arrival.place) {
                    // Of the internet as a whole something answers; of one address nobody here can tell.
                    doubts.push(format!("whether anything answers at `{}` is beyond the design", goal.end()).into());
                }
                let mut passage = Passage {
                    from: start.node.clone(),
                    packets: answered,
                    witness,
                    path: arrival.path(),
                    reply: reply.path(),
                    doubts,
                };
                passage.doubts.extend(passage.half_seen());
                let list = if passage.doubts.is_empty() { &mut answer.passages } else { &mut answer.perhaps };
                list.push(passage);
            }
        }
        if gave_up {
            causes.insert(MORE_WAYS.into());
        }
        !gave_up
    }
}

/// The packets that are asked about from one place.
fn between(all: &PacketSet, start: &Start, goal: &Goal) -> PacketSet {
    let pieces = start.sources.iter().flat_map(|source| {
        let from = all.limited(Field::Source, *source);
        goal.destinations.iter().map(move |destination| from.limited(Field::Destination, *destination))
    });
    PacketSet::none(all.family()).join_all(pieces)
}
