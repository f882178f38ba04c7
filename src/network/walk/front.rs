//! A front: packets that have come the same way so far, with what happened to them.

use std::rc::Rc;
use std::sync::Arc;

use super::obstacle::Obstacle;
use crate::ids::AzId;
use crate::network::fabric::{GroupPart, HubPart, InterfacePart, Key, Known, Node, SitePart, SubnetPart, VpcPart};
use crate::network::packet::{Field, PacketSet, Span};

/// Where packets start or end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// At a network interface.
    Interface(Key<InterfacePart>),
    /// At a workload in a subnet that the design does not name.
    Subnet(Key<SubnetPart>),
    /// At a site.
    Site(Key<SitePart>),
    /// On the internet.
    Internet,
    /// At a service of AWS, reached from this VPC.
    Service(Node, Key<VpcPart>),
}

/// One thing passed on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// The thing.
    pub node: Node,
    /// What happens there, if anything: words without a full stop.
    pub note: Option<Arc<str>>,
}

/// The way so far; shared by fronts that part.
#[derive(Debug, Clone, Default)]
pub(super) struct Trail(Option<Rc<Step>>);

#[derive(Debug)]
struct Step {
    hop: Hop,
    length: usize,
    before: Trail,
}

impl Trail {
    pub(super) fn push(&mut self, node: Node, note: Option<Arc<str>>) {
        // A thing is passed once at a time: a subnet does not follow itself.
        if note.is_none() && self.0.as_ref().is_some_and(|step| step.hop.node == node) {
            return;
        }
        let length = self.length() + 1;
        let before = std::mem::take(self);
        self.0 = Some(Rc::new(Step { hop: Hop { node, note }, length, before }));
    }

    pub(super) fn length(&self) -> usize {
        self.0.as_ref().map_or(0, |step| step.length)
    }

    pub(super) fn passes(&self, node: &Node) -> bool {
        let mut at = self.0.as_ref();
        while let Some(step) = at {
            if step.hop.node == *node {
                return true;
            }
            at = step.before.0.as_ref();
        }
        false
    }

    /// The latest thing passed.
    pub(super) fn last(&self) -> Option<&Node> {
        self.0.as_ref().map(|step| &step.hop.node)
    }

    /// The hops in order.
    pub(super) fn hops(&self) -> Vec<Hop> {
        let mut hops = Vec::with_capacity(self.length());
        let mut at = self.0.as_ref();
        while let Some(step) = at {
            hops.push(step.hop.clone());
            at = step.before.0.as_ref();
        }
        hops.reverse();
        hops
    }
}

/// A rewriting of headers, with how replies undo it.
#[derive(Debug)]
pub(super) struct Change {
    /// The packets before, as they were.
    pub(super) before: PacketSet,
    /// The fields that were rewritten.
    pub(super) fields: &'static [Field],
    /// The range that a field was in and the one it was moved to, where each address has one of its own.
    pub(super) moved: Option<(Span, Span)>,
    /// How replies undo it; `None` where translation is the same both ways, as at an internet gateway.
    pub(super) undo: Option<Undo>,
    /// What happened earlier.
    pub(super) earlier: Changes,
}

/// Changes so far, the latest first.
pub(super) type Changes = Option<Rc<Change>>;

/// How a reply gets back through a translation that remembers connections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Undo {
    /// Where the reply must arrive to be translated back; `None` when it is taken up where it starts.
    pub(super) expects: Option<Place>,
    /// Where it goes on from.
    pub(super) resume: Resume,
}

/// Where a reply goes on from, once translated back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Resume {
    /// From a network interface: a NAT gateway's, a load balancer's, an endpoint's.
    Interface(Key<InterfacePart>),
    /// Straight into a VPC: from VPC Lattice.
    Vpc(Key<VpcPart>),
}

/// Packets on their way.
#[derive(Debug, Clone)]
pub(super) struct Front {
    /// The packets, with the headers they have now.
    pub(super) set: PacketSet,
    /// The network interface whose private address is their source, where it still is.
    pub(super) holder: Option<Key<InterfacePart>>,
    /// The zone they come from, where it counts.
    pub(super) zone: Option<AzId>,
    /// The way so far.
    pub(super) trail: Trail,
    /// What was rewritten; in a reply, what is still to be undone.
    pub(super) changes: Changes,
    /// Why it is not certain that they got this far.
    pub(super) doubts: Vec<Arc<str>>,
    /// What would have stopped them, when the walk goes on regardless.
    pub(super) obstacles: Vec<Obstacle>,
    /// The group that the receiver must have: they were let out only to its members.
    pub(super) only_to: Option<Key<GroupPart>>,
    /// Whether security groups of the receiver may refer to those of the holder.
    pub(super) inbound_references: Known,
    /// Whether security groups of the holder may refer to those of the receiver.
    pub(super) outbound_references: Known,
    /// By which attachments they came into transit gateways, and from which zone, since headers were last rewritten.
    pub(super) entered: Vec<(Key<HubPart>, usize, Option<AzId>)>,
    /// A NAT gateway that replies find by themselves, over a peering.
    pub(super) returns_to: Option<Key<InterfacePart>>,
}

impl Front {
    pub(super) fn new(set: PacketSet) -> Self {
        Self {
            set,
            holder: None,
            zone: None,
            trail: Trail::default(),
            changes: None,
            doubts: Vec::new(),
            obstacles: Vec::new(),
            only_to: None,
            inbound_references: Known::Yes,
            outbound_references: Known::Yes,
            entered: Vec::new(),
            returns_to: None,
        }
    }

    /// The same with other packets.
    pub(super) fn with(&self, set: PacketSet) -> Self {
        Self { set, ..self.clone() }
    }

    pub(super) fn doubt(&mut self, cause: &Arc<str>) {
        if !self.doubts.contains(cause) {
            self.doubts.push(Arc::clone(cause));
        }
    }

    pub(super) fn pass(&mut self, node: &Node) {
        self.trail.push(node.clone(), None);
    }

    pub(super) fn pass_with(&mut self, node: &Node, note: impl AsRef<str>) {
        self.trail.push(node.clone(), Some(Arc::from(note.as_ref())));
    }

    /// Rewrites fields and remembers how it was.
    pub(super) fn change(&mut self, set: PacketSet, fields: &'static [Field], undo: Option<Undo>) {
        self.remember(set, fields, None, undo);
    }

    /// Moves addresses from one range to the same places of another and remembers how it was.
    pub(super) fn shift(&mut self, field: Field, from: Span, to: Span) {
        let set = self.set.moved(field, from, to);
        let fields: &'static [Field] = if field == Field::Source { &[Field::Source] } else { &[Field::Destination] };
        self.remember(set, fields, Some((from, to)), None);
    }

    fn remember(&mut self, set: PacketSet, fields: &'static [Field], moved: Option<(Span, Span)>, undo: Option<Undo>) {
        self.entered.clear();
        let before = std::mem::replace(&mut self.set, set);
        let earlier = self.changes.take();
        self.changes = Some(Rc::new(Change { before, fields, moved, undo, earlier }));
    }

    /// From here on no security group may refer to one of the other side.
    pub(super) fn lose_references(&mut self) {
        self.inbound_references = Known::No;
        self.outbound_references = Known::No;
    }

    /// Whether a place that translates did so before.
    pub(super) fn was_translated_at(&self, key: Key<InterfacePart>) -> bool {
        let mut at = self.changes.as_ref();
        while let Some(change) = at {
            if change.undo.as_ref().is_some_and(|undo| undo.resume == Resume::Interface(key)) {
                return true;
            }
            at = change.earlier.as_ref();
        }
        false
    }

    /// The packets that started this way, with the headers they had then.
    pub(super) fn origin(&self) -> PacketSet {
        let mut set = self.set.clone();
        let mut at = self.changes.as_ref();
        while let Some(change) = at {
            set = undone(change, &set);
            at = change.earlier.as_ref();
        }
        set
    }
}

/// The packets before a change that can have become these.
pub(super) fn undone(change: &Change, after: &PacketSet) -> PacketSet {
    let mut wide = after.in_family(change.before.family());
    if let (Some((from, to)), [field]) = (change.moved, change.fields) {
        return change.before.meet(&after.moved(*field, to, from));
    }
    for field in change.fields {
        wide = wide.rewritten(*field, everything(*field, &change.before));
    }
    change.before.meet(&wide)
}

fn everything(field: Field, set: &PacketSet) -> Span {
    match field {
        Field::Source | Field::Destination => Span::addresses(set.family()),
        Field::Protocol => crate::network::packet::ALL_PROTOCOLS,
        Field::SourcePort | Field::DestinationPort => crate::network::packet::ALL_PORTS,
    }
}
