//! What was read of each input, what of it was passed over, what of it stays unknown. Silence about a thing that was
//! not understood is a defect.

use std::collections::BTreeMap;

use crate::design::raw::RawDesign;
use crate::finding::{FileIndex, Place};
use crate::order::Arrange;
use crate::source::Pointer;

/// What an importer says of its input.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InputCoverage {
    /// The format, as detected.
    pub format: &'static str,
    /// How many things of the design it gave.
    pub counts: Counts,
    /// Things that became part of the design, by the type that the format gives them.
    pub read: BTreeMap<String, usize>,
    /// Things that did not, by type.
    pub ignored: BTreeMap<String, Ignored>,
    /// Conclusions that the input does not state, each with its ground.
    pub inferred: Vec<String>,
    /// What stays unknown.
    pub unknown: Vec<Unknown>,
}

/// Things passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// How many.
    pub count: usize,
    /// Whether they could bear on a verdict, and then how.
    pub bears_on: Option<&'static str>,
}

/// Something that an input leaves open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    /// What: a thing by the name its input gives it, and the value of it that is meant.
    pub what: String,
    /// Why it is not known.
    pub because: String,
    /// Which verdicts it could flip.
    pub could_flip: String,
    /// The part of the design it belongs to, where it has one there.
    pub place: Option<Place>,
}

/// How many things of each kind an input holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// VPCs.
    pub vpcs: usize,
    /// Subnets.
    pub subnets: usize,
    /// Sites.
    pub sites: usize,
    /// Applications.
    pub applications: usize,
    /// Needs.
    pub needs: usize,
    /// Links.
    pub links: usize,
}

impl InputCoverage {
    /// Nothing read yet, of a format.
    pub fn new(format: &'static str) -> Self {
        Self { format, ..Self::default() }
    }

    /// Counts one thing that became part of the design.
    pub fn took(&mut self, kind: &str) {
        match self.read.get_mut(kind) {
            Some(count) => *count += 1,
            None => drop(self.read.insert(kind.to_owned(), 1)),
        }
    }

    /// Counts one thing that did not.
    pub fn passed_over(&mut self, kind: &str, bears_on: Option<&'static str>) {
        match self.ignored.get_mut(kind) {
            Some(ignored) => ignored.count += 1,
            None => drop(self.ignored.insert(kind.to_owned(), Ignored { count: 1, bears_on })),
        }
    }

    /// Notes what is not known.
    pub fn leaves_open(&mut self, what: impl Into<String>, because: impl Into<String>, could_flip: impl Into<String>) {
        let (what, because, could_flip) = (what.into(), because.into(), could_flip.into());
        self.unknown.push(Unknown { what, because, could_flip, place: None });
    }
}

impl Counts {
    /// What a design holds.
    pub fn of(raw: &RawDesign) -> Self {
        Self {
            vpcs: raw.vpcs.len(),
            subnets: raw.vpcs.values().map(|vpc| vpc.subnets.len()).sum(),
            sites: raw.sites.len(),
            applications: raw.applications.len(),
            needs: raw.needs.len(),
            links: raw.links.len(),
        }
    }
}

/// Adds to each input's coverage what its part of the design marks as unknown.
pub(super) fn leave_open(coverage: &mut [InputCoverage], raws: &[(Option<FileIndex>, RawDesign)]) {
    for (file, raw) in raws {
        let Some(file) = file else { continue };
        let Some(coverage) = coverage.get_mut(usize::from(file.0)) else { continue };
        for (text, reason) in &raw.unknown {
            let Ok(pointer) = text.parse::<Pointer>() else { continue };
            let (what, could_flip) = in_words(&pointer);
            let place = Some(Place { file: Some(*file), pointer });
            coverage.unknown.push(Unknown { what, because: reason.clone(), could_flip, place });
        }
        unknown_peers(coverage, *file, raw);
        coverage.unknown.arrange();
        coverage.unknown.dedup();
    }
}

/// Adds the security groups that let in or out what is not known: a rule says `unknown` for it.
fn unknown_peers(coverage: &mut InputCoverage, file: FileIndex, raw: &RawDesign) {
    for (vpc, one) in &raw.vpcs {
        for (name, group) in one.security_groups.iter().flatten() {
            let rules = group.inbound.iter().chain(group.outbound.iter().flatten());
            let peers = rules.flat_map(|rule| rule.from.iter().chain(&rule.to)).flatten();
            let count = peers.filter(|peer| *peer == "unknown").count();
            if count > 0 {
                let pointer = Pointer::root().push("vpcs").push(vpc).push("security_groups").push(name);
                let peers = if count == 1 { "peer" } else { "peers" };
                coverage.unknown.push(Unknown {
                    what: format!("{count} {peers} in rules of security group `{vpc}/{name}`"),
                    because: "the input does not tell who it is".to_owned(),
                    could_flip: "whether packets are let through".to_owned(),
                    place: Some(Place { file: Some(file), pointer }),
                });
            }
        }
    }
}

/// What a pointer is about, and which verdicts hang on it.
fn in_words(pointer: &Pointer) -> (String, String) {
    let segments: Vec<String> = pointer.segments().map(|segment| segment.into_owned()).collect();
    let words: Vec<&str> = segments.iter().map(String::as_str).collect();
    let place = Place { file: None, pointer: pointer.clone() };
    let at = super::native::locus(pointer, place);
    let field = words.last().copied().unwrap_or_default();
    let inner = match words.as_slice() {
        ["links", _, _, rest @ ..] => rest.join("/"),
        _ => field.to_owned(),
    };
    let what = if at.id == field || at.id.is_empty() {
        format!("{} `{}`", at.kind, at.id)
    } else {
        format!("`{inner}` of {} `{}`", at.kind, at.id)
    };
    let could_flip = match words.as_slice() {
        ["vpcs", _, "cidrs", ..] => "overlap, routes and reach of this VPC",
        ["vpcs", _, "subnets", _, "cidr" | "ipv6_cidr", ..] => "free addresses and overlap of this subnet",
        ["vpcs", _, "subnets", _, "az", ..] => "whether links have a zone in common with it",
        ["vpcs", _, "route_tables", ..] => "reach over this route",
        ["vpcs", _, "security_groups" | "network_acls", ..] => "whether packets are let through",
        ["links", ..] => "every need that this link carries, or could carry",
        ["applications", ..] => "every need of this application",
        _ => "findings and advice that rest on it",
    };
    (what, could_flip.to_owned())
}
