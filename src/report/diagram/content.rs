//! What is drawn: the boxes and wires of a review, before they have a place.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::connect::{Connection, End, connections, hub_region, hub_title, segment};
use super::text::{DETAIL_COLUMNS, LABEL_COLUMNS, listed, shortened, width};
use super::tracks::Drawn;
use super::tree::{Id, Node, Tree};
use super::{BoxKind, Edge, EdgeKind, MUST_NOT_REACH, Scene, SceneBox};
use crate::advise::addition::applied;
use crate::design::{Application, Design, Home, Need, Parties, RunsOn, Subnet, Vpc};
use crate::finding::{Finding, Kind, Place, Severity};
use crate::ids::{AccountId, Region};
use crate::report::space::overlaps::groups;
use crate::review::Review;
use crate::source::Part;

/// Networks that must all reach each other are drawn with lines among them up to this many.
const MOST_IN_A_DRAWN_MESH: usize = 4;

/// An edge before it is drawn.
#[derive(Debug, Clone)]
pub(super) struct Wire {
    /// The edge, its points still to come.
    pub(super) edge: Edge,
    pub(super) from: Id,
    pub(super) to: Id,
    /// Wires of one net share their way as far as they can: the spokes of a hub.
    pub(super) net: usize,
    /// Whether its label is drawn: hubs wear their own.
    pub(super) labelled: bool,
}

/// Everything that is drawn.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) tree: Tree,
    pub(super) wires: Vec<Wire>,
}

impl Picture {
    /// The boxes and wires of a review.
    pub(super) fn of(review: &Review) -> Self {
        let planned = review.advice.as_ref().map(|advice| applied(&review.design, &advice.plan.additions));
        let after = planned.as_ref().unwrap_or(&review.design);
        let raised = review.advice.as_ref().map_or(&[][..], |advice| &advice.plan.findings_after);
        let worst = Worst { found: worst(&review.findings), raised: worst(raised) };
        let shares = shares(after);
        let mut build =
            Build { review, after, worst, shares, tree: Tree::new(), boxes: BTreeMap::new(), places: BTreeMap::new() };
        build.vpcs();
        build.sites();
        build.applications();
        build.hubs();
        let wires = build.wires();
        Self { tree: build.tree, wires }
    }

    /// The scene, once everything has its place.
    pub(super) fn into_scene(self, drawn: Drawn) -> Scene {
        let Self { tree, wires } = self;
        let parent = |id: Option<Id>| id.filter(|id| tree[*id].kind.is_some()).map(|id| tree[id].id.clone());
        let boxes = tree.drawn().into_iter().filter_map(|id| {
            let node = &tree[id];
            Some(SceneBox {
                id: node.id.clone(),
                kind: node.kind?,
                label: node.label.clone(),
                detail: node.detail.clone(),
                title: node.title.clone(),
                x: node.x,
                y: node.y,
                width: node.width,
                height: node.height,
                parent: parent(node.parent),
                pointer: node.pointer.clone(),
                file: node.file.clone(),
                severity: node.severity,
                shares: node.shares,
            })
        });
        let edges = wires.into_iter().zip(drawn.lines).map(|(wire, line)| Edge {
            points: line.points,
            label_at: line.label_at,
            ..wire.edge
        });
        Scene { width: drawn.width, height: drawn.height, boxes: boxes.collect(), edges: edges.collect() }
    }
}

type Marks<'r> = BTreeMap<(Kind, &'r str), Severity>;

/// The worst finding about each thing: in the design, and newly with the plan made.
struct Worst<'r> {
    found: Marks<'r>,
    raised: Marks<'r>,
}

fn worst(findings: &[Finding]) -> Marks<'_> {
    let mut marks = Marks::new();
    for finding in findings {
        for at in std::iter::once(&finding.at).chain(finding.related.iter().map(|label| &label.at)) {
            let mark = marks.entry((at.kind, at.id.as_str())).or_insert(finding.severity);
            *mark = (*mark).min(finding.severity);
        }
    }
    marks
}

/// The networks of a design that share ranges with others.
fn shares(design: &Design) -> BTreeMap<(&'static str, &str), usize> {
    let groups = groups(design).into_iter().enumerate();
    groups.flat_map(|(number, group)| group.networks.into_iter().map(move |network| (network, number))).collect()
}

struct Build<'r> {
    review: &'r Review,
    /// The design with the plan made; the design itself when there is none.
    after: &'r Design,
    worst: Worst<'r>,
    /// Networks that share a range, with its number.
    shares: BTreeMap<(&'static str, &'r str), usize>,
    tree: Tree,
    boxes: BTreeMap<End, Id>,
    places: BTreeMap<(Option<Region>, Option<AccountId>), Id>,
}

impl Build<'_> {
    fn vpcs(&mut self) {
        let after = self.after;
        let accounts: BTreeSet<_> = after.vpcs.values().map(|vpc| &vpc.account).collect();
        let home = |vpc: &Vpc| (vpc.region.clone(), vpc.account.clone().filter(|_| accounts.len() > 1));
        // Regions and accounts stand in their own order, not in that of their VPCs.
        let homes: BTreeSet<_> = after.vpcs.values().map(|vpc| home(vpc)).collect();
        for (region, account) in homes {
            self.home(region, account);
        }
        for vpc in after.vpcs.values() {
            let (region, account) = home(vpc);
            let parent = self.home(region, account);
            self.vpc(parent, vpc);
        }
    }

    fn vpc(&mut self, parent: Id, vpc: &Vpc) {
        let name = segment(vpc.id.as_str());
        let blocks: Vec<String> = vpc.all_blocks().iter().map(ToString::to_string).collect();
        let mut node = node(BoxKind::Vpc, format!("vpc/{name}"), vpc.id.as_str(), &blocks, ", ");
        self.mark(&mut node, &vpc.place, Kind::Vpc, vpc.id.as_str());
        node.shares = self.shares.get(&("vpc", vpc.id.as_str())).copied();
        // A route table has no box of its own.
        for table in vpc
            .route_tables
            .iter()
            .flatten()
            .filter_map(|(table, _)| self.found(Kind::RouteTable, &format!("{}/{table}", vpc.id)))
        {
            node.severity = Some(node.severity.map_or(table, |severity| severity.min(table)));
        }
        let id = self.tree.add_in(parent, node);
        self.boxes.insert(End::Vpc(vpc.id.clone()), id);
        for subnet in vpc.subnets.values() {
            self.subnet(id, vpc, subnet);
        }
    }

    fn subnet(&mut self, parent: Id, vpc: &Vpc, subnet: &Subnet) {
        let is_new = self.review.design.subnet(&vpc.id, &subnet.id).is_none();
        let prefix = if is_new { "plan/" } else { "" };
        let id = format!("{prefix}subnet/{}/{}", segment(vpc.id.as_str()), segment(subnet.id.as_str()));
        let mut about: Vec<String> = subnet.blocks().map(|block| block.to_string()).collect();
        about.extend(subnet.az.as_ref().map(ToString::to_string));
        let mut node = node(BoxKind::Subnet, id, subnet.id.as_str(), &about, " · ");
        self.mark(&mut node, &subnet.place, Kind::Subnet, &subnet.full_id());
        self.tree.add_in(parent, node);
    }

    fn sites(&mut self) {
        let after = self.after;
        for site in after.sites.values() {
            let blocks: Vec<String> = site.cidrs.iter().map(ToString::to_string).collect();
            let id = format!("site/{}", segment(site.id.as_str()));
            let mut node = node(BoxKind::Site, id, site.id.as_str(), &blocks, ", ");
            self.mark(&mut node, &site.place, Kind::Site, site.id.as_str());
            node.shares = self.shares.get(&("site", site.id.as_str())).copied();
            let id = self.tree.add_in(self.tree.sites, node);
            self.boxes.insert(End::Site(site.id.clone()), id);
        }
    }

    fn applications(&mut self) {
        let after = self.after;
        // Subnets were added in order of name, as the map of their VPC holds them.
        for application in after.applications.values() {
            let home = match &application.home {
                Home::Vpc(vpc) => End::Vpc(vpc.clone()),
                Home::Site(site) => End::Site(site.clone()),
                Home::Aws(service) => End::Aws(service.clone()),
            };
            let Some(home) = self.boxes.get(&home).copied() else { continue };
            let position = application
                .subnets
                .iter()
                .flatten()
                .next()
                .and_then(|first| after.vpc(application.vpc()?)?.subnets.keys().position(|name| name == first));
            let subnet = position.and_then(|position| self.tree[home].children.get(position).copied());
            let id = format!("application/{}", segment(application.id.as_str()));
            let mut node = node(BoxKind::Application, id, application.id.as_str(), &about(application), " · ");
            self.mark(&mut node, &application.place, Kind::Application, application.id.as_str());
            let id = match subnet {
                Some(subnet) => self.tree.add_in(subnet, node),
                None => self.tree.add_in_lane(home, node),
            };
            self.boxes.insert(End::Application(application.id.clone()), id);
        }
    }

    fn hubs(&mut self) {
        let after = self.after;
        for link in after.links.values() {
            let Some(title) = hub_title(&link.kind) else { continue };
            let is_new = self.review.design.link(&link.id).is_none();
            let prefix = if is_new { "plan/" } else { "" };
            let id = format!("{prefix}hub/{}", segment(link.id.as_str()));
            let mut node = node(BoxKind::Hub, id, link.id.as_str(), &[title], "");
            self.mark(&mut node, &link.place, Kind::Link, link.id.as_str());
            let region = self.home(hub_region(after, &link.kind), None);
            let id = self.tree.add_in_lane(region, node);
            self.boxes.insert(End::Hub(link.id.clone()), id);
        }
    }

    fn wires(&self) -> Vec<Wire> {
        let design = &self.review.design;
        let mut nets = BTreeMap::new();
        let known: BTreeSet<String> = connections(design).into_iter().map(|one| one.id).collect();
        let (links, plans): (Vec<_>, Vec<_>) =
            connections(self.after).into_iter().partition(|one| known.contains(&one.id));
        let mut wires: Vec<Wire> = links.iter().filter_map(|one| self.link(one, EdgeKind::Link, &mut nets)).collect();
        // Lines among many networks that must all reach each other would hide everything else.
        let drawn = |need: &&Arc<Need>| match &need.parties {
            Parties::Mesh { .. } => need.clients().len() <= MOST_IN_A_DRAWN_MESH,
            _ => true,
        };
        let pairs = design.needs.values().filter(drawn).flat_map(|need| need.pairs().into_iter().enumerate());
        for (number, need) in pairs {
            let (from, to) = End::of_need(&need);
            let (Some(from), Some(to)) = (self.boxes.get(&from), self.boxes.get(&to)) else { continue };
            let is_first = number == 0;
            let of_several = if is_first { String::new() } else { format!("/{number}") };
            let label = if need.never { MUST_NOT_REACH } else { need.id.as_str() };
            let (pointer, file) = self.place(&need.place);
            let edge = Edge {
                id: format!("need/{}{of_several}", segment(need.id.as_str())),
                kind: EdgeKind::Need,
                mechanism: None,
                label: label.to_owned(),
                from: self.tree[*from].id.clone(),
                to: self.tree[*to].id.clone(),
                points: Vec::new(),
                label_at: None,
                pointer,
                file,
                never: need.never,
                volume_mb: need.traffic.map(|volume| volume.0),
                severity: self.found(Kind::Need, need.id.as_str()),
            };
            let next = nets.len();
            let net = *nets.entry(edge.id.clone()).or_insert(next);
            // A party that must reach itself has no line to draw.
            wires.extend((from != to).then_some(Wire { edge, from: *from, to: *to, net, labelled: is_first }));
        }
        wires.extend(plans.iter().filter_map(|one| self.link(one, EdgeKind::Plan, &mut nets)));
        wires
    }

    fn link(&self, one: &Connection, kind: EdgeKind, nets: &mut BTreeMap<String, usize>) -> Option<Wire> {
        let (from, to) = (*self.boxes.get(&one.from)?, *self.boxes.get(&one.to)?);
        let prefix = if kind == EdgeKind::Plan { "plan/" } else { "" };
        let link = self.review.design.link(&one.link);
        let (pointer, file) = link.map_or((None, None), |link| self.place(&link.place));
        let raised = || self.worst.raised.get(&(Kind::Link, one.link.as_str())).copied();
        let severity = self.found(Kind::Link, one.link.as_str());
        let edge = Edge {
            id: format!("{prefix}{}", one.id),
            kind,
            mechanism: Some(one.mechanism.wire()),
            label: one.link.to_string(),
            from: self.tree[from].id.clone(),
            to: self.tree[to].id.clone(),
            points: Vec::new(),
            label_at: None,
            pointer,
            file,
            never: false,
            volume_mb: None,
            severity: if kind == EdgeKind::Plan { raised() } else { severity },
        };
        let from_hub = matches!(one.from, End::Hub(_));
        let next = nets.len();
        let net = if from_hub { format!("{prefix}{}/{}", one.link, one.mechanism) } else { edge.id.clone() };
        let net = *nets.entry(net).or_insert(next);
        (from != to).then_some(Wire { edge, from, to, net, labelled: !from_hub })
    }

    /// The box of an account in a Region, or of the Region.
    fn home(&mut self, region: Option<Region>, account: Option<AccountId>) -> Id {
        if let Some(id) = self.places.get(&(region.clone(), account.clone())) {
            return *id;
        }
        let name = region.as_ref().map_or("", Region::as_str);
        let id = match &account {
            None => {
                let label = if name.is_empty() { "Region not given" } else { name };
                let node = node(BoxKind::Region, format!("region/{}", segment(name)), label, &[], "");
                self.tree.add_in(self.tree.regions, node)
            }
            Some(account) => {
                let parent = self.home(region.clone(), None);
                let id = format!("account/{}/{account}", segment(name));
                self.tree.add_in(parent, node(BoxKind::Account, id, &format!("account {account}"), &[], ""))
            }
        };
        self.places.insert((region, account), id);
        id
    }

    fn mark(&self, node: &mut Node, place: &Place, kind: Kind, id: &str) {
        if node.id.starts_with("plan/") {
            node.severity = self.worst.raised.get(&(kind, id)).copied();
        } else {
            (node.pointer, node.file) = self.place(place);
            node.severity = self.found(kind, id);
        }
    }

    fn found(&self, kind: Kind, id: &str) -> Option<Severity> {
        self.worst.found.get(&(kind, id)).copied()
    }

    fn place(&self, place: &Place) -> (Option<String>, Option<String>) {
        let shown = self.review.origins.show(&self.review.sources, place, Part::Value);
        (Some(place.pointer.to_string()), shown.map(|shown| shown.source.name.clone()))
    }
}

fn about(application: &Application) -> Vec<String> {
    let runs_on = RunsOn::ALL.iter().find(|(_, one)| *one == application.runs_on && *one != RunsOn::Other);
    let mut parts: Vec<String> = runs_on.map(|(name, _)| (*name).to_owned()).into_iter().collect();
    let services: Vec<String> = application.serves.iter().map(ToString::to_string).collect();
    parts.extend((!services.is_empty()).then(|| services.join(", ")));
    let subnets = application.subnets.as_ref().map_or(0, BTreeSet::len);
    parts.extend((subnets > 1).then(|| format!("{subnets} subnets")));
    parts
}

/// A box with its text; where it goes is not yet known.
fn node(kind: BoxKind, id: String, label: &str, details: &[String], between: &str) -> Node {
    let title = if details.is_empty() { label.to_owned() } else { format!("{label}: {}", details.join(between)) };
    let (label, detail) = (shortened(label, LABEL_COLUMNS), listed(details, between, DETAIL_COLUMNS));
    let tenths = match kind {
        BoxKind::Subnet | BoxKind::Application | BoxKind::Hub => 72,
        _ => 84,
    };
    // The mark of a finding stands to the right of the label.
    let text_width = (width(&label, tenths) + 20).max(width(&detail, 64));
    let header = if detail.is_empty() { 28 } else { 44 };
    Node { kind: Some(kind), id, label, detail, title, text_width, header, ..Node::default() }
}
