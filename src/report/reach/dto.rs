//! The wire form of answers about reachability.

use schemars::JsonSchema;
use serde::Serialize;

use super::grounds;
use super::smallest::SmallestChange;
use crate::facts::FactId;
use crate::network::exact::{Answer, Blocked, End, Passage};
use crate::network::packet::services_in_words;
use crate::network::walk::{Hop, Obstacle};
use crate::report::dto::SourceDto;

/// How many ways of one kind are told; the others are counted.
const MOST_WAYS: usize = 8;

/// Whether one end reaches another, both ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReachReport {
    /// Version of Tieline.
    pub tieline: &'static str,
    /// Version of this shape.
    pub schema: u32,
    /// Which packets are asked about.
    pub traffic: String,
    /// When isolation was asked about: `yes` when nothing gets through either way, `no` when something does, or `unknown`.
    pub isolated: Option<&'static str>,
    /// From the first end to the second.
    pub there: DirectionReport,
    /// From the second end to the first: connections opened there, not replies.
    pub back: DirectionReport,
    /// What the design does not say and was taken as open.
    pub assumed: Vec<String>,
    /// When nothing gets through from the first end to the second: the smallest change that lets something through; null
    /// where edits of filters and routes alone do not help, and until asked for.
    pub smallest_change: Option<SmallestChange>,
    /// What AWS does at the things passed and at those that block, and who says so; empty until asked for.
    pub sources: Vec<SourceDto>,
}

/// One direction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DirectionReport {
    /// Where connections are opened.
    pub from: String,
    /// Where they lead.
    pub to: String,
    /// `yes`, `no` or `unknown`.
    pub verdict: &'static str,
    /// What gets through, in words.
    pub admitted: Option<String>,
    /// Ways that work, the first of them.
    pub ways: Vec<PassageReport>,
    /// How many more ways work.
    pub more_ways: usize,
    /// Ways that work perhaps, when none does for certain.
    pub perhaps: Vec<PassageReport>,
    /// Where packets start that do not get through although others do.
    pub unreached: Vec<String>,
    /// When nothing gets through: the way that comes nearest to working.
    pub blocked: Option<BlockedReport>,
    /// When it is unknown: why.
    pub causes: Vec<String>,
}

/// A way that works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PassageReport {
    /// Where packets start.
    pub from: String,
    /// What gets through on this way.
    pub admitted: String,
    /// One packet that does.
    pub witness: String,
    /// The way there.
    pub path: Vec<HopReport>,
    /// The way of the reply.
    pub reply: Vec<HopReport>,
}

/// Something passed on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HopReport {
    /// What it is.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// What happens there.
    pub note: Option<String>,
    #[serde(skip)]
    pub(super) grounds: &'static [FactId],
}

/// A blocked way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BlockedReport {
    /// Where its packets start.
    pub from: String,
    /// One of them.
    pub packet: Option<String>,
    /// How far they come.
    pub path: Vec<HopReport>,
    /// All that blocks the way, in the order met.
    pub obstacles: Vec<ObstacleReport>,
}

/// Something that blocks a way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ObstacleReport {
    /// Why it blocks.
    pub kind: &'static str,
    /// What the thing is.
    pub at: &'static str,
    /// Its name.
    pub name: String,
    /// What it does, in words.
    pub message: String,
    /// Whether it blocks the reply and not the packet.
    pub of_reply: bool,
    /// The facts of AWS behind it, by name.
    pub facts: Vec<&'static str>,
    #[serde(skip)]
    pub(super) grounds: &'static [FactId],
}

impl DirectionReport {
    /// The facts behind the answer: of what blocks first, then of what is passed.
    pub(super) fn grounds(&self) -> impl Iterator<Item = FactId> {
        let blocked = self.blocked.iter();
        let obstacles = blocked.clone().flat_map(|way| &way.obstacles).map(|obstacle| obstacle.grounds);
        let ways = self.ways.iter().chain(&self.perhaps).map(|way| &way.path).chain(blocked.map(|way| &way.path));
        obstacles.chain(ways.flatten().map(|hop| hop.grounds)).flatten().copied()
    }

    pub(super) fn of(from: &End, to: &End, answer: &Answer) -> Self {
        let told = |passages: &[Passage]| passages.iter().take(MOST_WAYS).map(PassageReport::of).collect::<Vec<_>>();
        Self {
            from: from.to_string(),
            to: to.to_string(),
            verdict: answer.verdict.wire(),
            admitted: answer.packets().map(|packets| services_in_words(&packets)),
            ways: told(&answer.passages),
            more_ways: answer.passages.len().saturating_sub(MOST_WAYS),
            perhaps: if answer.passages.is_empty() { told(&answer.perhaps) } else { Vec::new() },
            unreached: if answer.passages.is_empty() {
                Vec::new()
            } else {
                answer.unreached.iter().map(ToString::to_string).collect()
            },
            blocked: answer.blocked.as_ref().map(BlockedReport::of),
            causes: answer.causes.iter().map(ToString::to_string).collect(),
        }
    }
}

impl PassageReport {
    fn of(passage: &Passage) -> Self {
        Self {
            from: passage.from.to_string(),
            admitted: services_in_words(&passage.packets),
            witness: passage.witness.to_string(),
            path: hops(&passage.path),
            reply: hops(&passage.reply),
        }
    }
}

impl BlockedReport {
    fn of(blocked: &Blocked) -> Self {
        Self {
            from: blocked.from.to_string(),
            packet: blocked.packet.map(|packet| packet.to_string()),
            path: hops(&blocked.path),
            obstacles: blocked.obstacles.iter().map(ObstacleReport::of).collect(),
        }
    }
}

impl ObstacleReport {
    fn of(obstacle: &Obstacle) -> Self {
        Self {
            kind: obstacle.kind.wire(),
            at: obstacle.node.kind.wire(),
            name: obstacle.node.name.to_string(),
            message: obstacle.words.clone(),
            of_reply: obstacle.of_reply,
            facts: grounds::of_obstacle(obstacle).iter().map(|fact| fact.as_str()).collect(),
            grounds: grounds::of_obstacle(obstacle),
        }
    }
}

fn hops(hops: &[Hop]) -> Vec<HopReport> {
    let of = |hop: &Hop| HopReport {
        kind: hop.node.kind.wire(),
        name: hop.node.name.to_string(),
        note: hop.note.as_ref().map(ToString::to_string),
        grounds: grounds::of_hop(&hop.node),
    };
    hops.iter().map(of).collect()
}
