//! Answers: yes with a witness, no with what blocks, unknown with its causes.

use std::sync::Arc;

use crate::network::fabric::{Failing, Node, NodeKind};
use crate::network::packet::{Packet, PacketSet};
use crate::network::walk::{Hop, Obstacle};

/// Whether packets get through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Some get through, and their replies come back.
    Yes,
    /// None does.
    No,
    /// It cannot be told.
    Unknown,
}

impl Verdict {
    /// The verdict on the wire.
    pub fn wire(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// Packets that get through, one way.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// Where they start.
    pub from: Node,
    /// All of them, with the headers they start with: those whose replies come back.
    pub packets: PacketSet,
    /// One of them.
    pub witness: Packet,
    /// The way there.
    pub path: Vec<Hop>,
    /// The way of the reply.
    pub reply: Vec<Hop>,
    /// Why it is not certain; empty when it is.
    pub doubts: Vec<Arc<str>>,
}

impl Passage {
    /// Whether it can be seen to stay when something fails, for neither the packets nor their replies come near it.
    pub fn outlives(&self, failing: &Failing) -> bool {
        failing.spares(&|node| self.path.iter().chain(&self.reply).any(|hop| hop.node == *node))
    }

    /// The firewall endpoints that only one direction passes, each with whether that is the reply.
    ///
    /// # Source
    /// <https://docs.aws.amazon.com/network-firewall/latest/developerguide/asymmetric-routing.html>
    pub fn one_sided(&self) -> Vec<(Node, bool)> {
        let only = |hops: &[Hop], other: &[Hop], of_reply: bool| {
            let firewalls = hops.iter().map(|hop| &hop.node).filter(|node| node.kind == NodeKind::FirewallEndpoint);
            let lacking = firewalls.filter(|node| other.iter().all(|hop| hop.node != **node));
            lacking.map(|node| (node.clone(), of_reply)).collect::<Vec<_>>()
        };
        let mut found = only(&self.path, &self.reply, false);
        found.extend(only(&self.reply, &self.path, true));
        found
    }

    /// Why firewalls may drop what they see in one direction only.
    pub(super) fn half_seen(&self) -> Vec<Arc<str>> {
        let words = self.one_sided().into_iter().map(|(firewall, of_reply)| {
            let (lacks, passes) =
                if of_reply { ("the packets do", "the reply passes") } else { ("the reply does", "the packets pass") };
            format!("{lacks} not pass {firewall}, which {passes}, and a stateful firewall is to see both").into()
        });
        words.collect()
    }
}

/// The blocked way that comes nearest to working.
#[derive(Debug, Clone, PartialEq)]
pub struct Blocked {
    /// Where its packets start.
    pub from: Node,
    /// One of them.
    pub packet: Option<Packet>,
    /// All that stops them on this way, in the order met.
    pub obstacles: Vec<Obstacle>,
    /// How far they come.
    pub path: Vec<Hop>,
}

/// An answer, for packets of one family.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Whether packets get through.
    pub verdict: Verdict,
    /// Every way that works for certain, in a fixed order.
    pub passages: Vec<Passage>,
    /// Every way that works perhaps.
    pub perhaps: Vec<Passage>,
    /// Where packets start that do not get through for certain, when others do.
    pub unreached: Vec<Node>,
    /// When none gets through: the best blocked way.
    pub blocked: Option<Blocked>,
    /// When it cannot be told: why.
    pub causes: Vec<Arc<str>>,
}

impl Answer {
    /// Nothing gets through, as far as is known yet.
    pub(super) fn none() -> Self {
        Self {
            verdict: Verdict::No,
            passages: Vec::new(),
            perhaps: Vec::new(),
            unreached: Vec::new(),
            blocked: None,
            causes: Vec::new(),
        }
    }

    /// Everything that gets through for certain.
    pub fn packets(&self) -> Option<PacketSet> {
        let mut sets = self.passages.iter().map(|passage| &passage.packets);
        let first = sets.next()?.clone();
        Some(sets.fold(first, |all, set| all.join(set)))
    }
}
