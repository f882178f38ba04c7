//! The design in the making: what is known of which VPC, names, mentions, origins and coverage.

use std::collections::{BTreeMap, BTreeSet};

use super::list::Snapshot;
use super::shape::{Tag, tags};
use super::snapshot::{Folder, Found, Seen};
use crate::design::raw::{RawDesign, RawVpc};
use crate::finding::FileIndex;
use crate::import::{InputCoverage, Origin, Origins, Spot};
use crate::order::Arrange;
use crate::source::Pointer;

/// The design in the making.
pub(super) struct Draft<'s> {
    pub(super) snapshot: &'s Snapshot,
    pub(super) raw: RawDesign,
    /// What applications there are to find by id or address.
    pub(super) hosts: Hosts,
    pub(super) origins: &'s mut Origins,
    coverage: &'s mut BTreeMap<FileIndex, InputCoverage>,
    /// The file under which the design is noted.
    file: FileIndex,
    /// Objects that were counted, by file and first byte.
    counted: BTreeSet<(FileIndex, usize)>,
    /// For texts that may become another name of a thing: the thing, or nothing when there are several.
    called: BTreeMap<String, Option<String>>,
}

/// Applications by what refers to them.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    /// By the id of an instance or a network interface.
    pub(super) by_id: BTreeMap<String, String>,
    /// By VPC and address.
    pub(super) by_address: BTreeMap<(String, String), String>,
    /// The first address of the first interface of an instance.
    pub(super) primary: BTreeMap<String, String>,
}

impl<'s> Draft<'s> {
    pub(super) fn new(
        snapshot: &'s Snapshot,
        file: FileIndex,
        coverage: &'s mut BTreeMap<FileIndex, InputCoverage>,
        origins: &'s mut Origins,
    ) -> Self {
        Self {
            snapshot,
            raw: RawDesign { tieline: Some(crate::design::build::FORMAT), ..RawDesign::default() },
            hosts: Hosts::default(),
            origins,
            coverage,
            file,
            counted: BTreeSet::new(),
            called: BTreeMap::new(),
        }
    }

    /// Counts an object as read, in every file that has it, and notes where the thing at a place of the design stands.
    pub(super) fn took<T>(&mut self, found: &Found<T>, at: Pointer, id: &str) {
        self.count(found);
        self.stands(at, found.at(), id);
    }

    /// Notes where the thing at a place of the design stands, and its id.
    pub(super) fn stands(&mut self, at: Pointer, seen: Option<Seen>, id: &str) {
        if let Some(seen) = seen {
            let spot = Spot::Within(seen.span, Pointer::root());
            self.origins.insert(self.file, at, Origin { file: seen.file, spot, address: Some(id.into()) });
        }
    }

    /// Counts an object as read.
    pub(super) fn count<T>(&mut self, found: &Found<T>) {
        for seen in &found.seen {
            if self.counted.insert((seen.file, seen.span.start))
                && let Some(coverage) = self.coverage.get_mut(&seen.file)
            {
                coverage.took(seen.list);
            }
        }
    }

    /// Counts an object as passed over, and says why in a word: `deleted`.
    pub(super) fn pass<T>(&mut self, found: &Found<T>, why: &str, bears_on: Option<&'static str>) {
        for seen in &found.seen {
            if self.counted.insert((seen.file, seen.span.start))
                && let Some(coverage) = self.coverage.get_mut(&seen.file)
            {
                coverage.passed_over(&format!("{} ({why})", seen.list), bears_on);
            }
        }
    }

    /// Counts something that runs in no VPC that is known: where it names subnets, they are in no file.
    pub(super) fn pass_placeless<T>(
        &mut self,
        found: &Found<T>,
        subnets: &[String],
        why: &str,
        bears_on: Option<&'static str>,
    ) {
        if subnets.is_empty() {
            self.pass(found, why, bears_on);
        } else {
            self.pass(found, "in subnets of no file", Some("needs of this application"));
        }
    }

    /// Counts what nobody counted.
    pub(super) fn pass_the_rest(&mut self) {
        let snapshot = self.snapshot;
        snapshot.each(|_, seen| {
            for one in seen {
                if self.counted.insert((one.file, one.span.start))
                    && let Some(coverage) = self.coverage.get_mut(&one.file)
                {
                    let bears_on = "what they belong to";
                    coverage.passed_over(&format!("{} (of things in no file)", one.list), Some(bears_on));
                }
            }
        });
    }

    /// Notes what is not known, in the coverage of the file where it was met.
    pub(super) fn leaves_open(&mut self, seen: Option<Seen>, what: String, because: String, could_flip: &str) {
        let file = seen.map_or(self.file, |seen| seen.file);
        if let Some(coverage) = self.coverage.get_mut(&file) {
            coverage.leaves_open(what, because, could_flip);
        }
    }

    /// Notes a conclusion that no file states.
    pub(super) fn infers(&mut self, seen: Option<Seen>, what: String) {
        let file = seen.map_or(self.file, |seen| seen.file);
        if let Some(coverage) = self.coverage.get_mut(&file)
            && !coverage.inferred.contains(&what)
        {
            coverage.inferred.push(what);
        }
    }

    /// Marks a value of the design as unknown.
    pub(super) fn unknown(&mut self, at: &Pointer, because: impl Into<String>) {
        self.raw.unknown.insert(at.to_string(), because.into());
    }

    /// Another name of a thing, such as its ARN.
    pub(super) fn alias(&mut self, alias: &str, name: &str) {
        if alias != name && !alias.is_empty() {
            self.raw.aliases.insert(alias.to_owned(), name.to_owned());
        }
    }

    /// The name that a thing's tags give it becomes another name of it, if no other thing has it.
    pub(super) fn called(&mut self, name: &str, list: &[Tag]) {
        self.called_by(name, tags(list).get("Name").copied());
    }

    /// The name that AWS gives a thing beside its id becomes another name of it, if no other thing has it.
    pub(super) fn called_by(&mut self, name: &str, called: Option<&str>) {
        let Some(called) = called.filter(|called| !called.trim().is_empty()) else { return };
        let other = self.called.entry(called.to_owned()).or_insert_with(|| Some(name.to_owned()));
        if other.as_deref() != Some(name) {
            *other = None;
        }
    }

    /// Makes names of tags that lead to one thing only its aliases.
    pub(super) fn settle_names(&mut self) {
        for (called, name) in std::mem::take(&mut self.called) {
            let Some(name) = name else { continue };
            let raw = &self.raw;
            let is_name = raw.vpcs.contains_key(&called)
                || raw.applications.contains_key(&called)
                || raw.links.contains_key(&called)
                || raw.load_balancers.contains_key(&called);
            if !is_name && !raw.aliases.contains_key(&called) && called.chars().count() <= crate::ids::LONGEST_NAME {
                self.alias(&called, &name);
            }
        }
    }

    /// The folder that something was seen in.
    pub(super) fn folder(&self, seen: Option<Seen>) -> Option<&'s Folder> {
        self.snapshot.folders.get(seen?.folder.0)
    }

    /// The Region of something, as the folder tells it.
    pub(super) fn region<T>(&self, found: &Found<T>) -> Option<String> {
        found.seen.iter().find_map(|seen| self.folder(Some(*seen))?.region.clone())
    }

    /// Whether a list was collected where a VPC is owned: what is not in it is not there.
    ///
    /// Where paths tell no account, every folder with the VPC counts as its owner's.
    pub(super) fn has_list(&self, list: &str, vpc: &str) -> bool {
        let Some(found) = self.snapshot.vpcs.found(vpc) else { return false };
        let folders: Vec<&Folder> = found.seen.iter().filter_map(|seen| self.folder(Some(*seen))).collect();
        let owns = |folder: &&&Folder| match (&folder.account, &found.is.owner_id) {
            (Some(account), Some(owner)) => account == owner,
            _ => true,
        };
        folders.iter().filter(owns).any(|folder| folder.lists.contains(list) && !folder.incomplete.contains(list))
    }

    /// A VPC that is referred to and in no file becomes part of the design as a mention.
    pub(super) fn mention_vpc(&mut self, id: &str, by: &str) -> &mut RawVpc {
        if !self.raw.vpcs.contains_key(id) {
            let at = Pointer::root().push("vpcs").push(id);
            self.unknown(&at, format!("`{by}` names it, and it is in no file"));
            self.unknown(&at.push("cidrs"), format!("VPC `{id}` is in no file"));
        }
        self.raw.vpcs.entry(id.to_owned()).or_default()
    }

    /// The VPC that a subnet stands in.
    pub(super) fn vpc_of_subnet(&self, subnet: &str) -> Option<String> {
        self.snapshot
            .subnets
            .get(subnet)
            .map(|subnet| subnet.vpc_id.clone())
            .filter(|vpc| self.raw.vpcs.contains_key(vpc))
    }

    /// Those of some subnets that are known in a VPC.
    pub(super) fn subnets_in(&self, vpc: &str, subnets: &[String]) -> Vec<String> {
        let known = self.raw.vpcs.get(vpc).map(|vpc| &vpc.subnets);
        let mut found: Vec<String> =
            subnets.iter().filter(|subnet| known.is_some_and(|known| known.contains_key(*subnet))).cloned().collect();
        found.arrange();
        found.dedup();
        found
    }

    /// Those of some security groups that are known in a VPC; nothing when one is not.
    pub(super) fn groups_in<'g>(&self, vpc: &str, groups: impl IntoIterator<Item = &'g str>) -> Option<Vec<String>> {
        let known = self.raw.vpcs.get(vpc)?.security_groups.as_ref()?;
        let mut names = Vec::new();
        for group in groups {
            if !known.contains_key(group) {
                return None;
            }
            names.push(group.to_owned());
        }
        names.arrange();
        names.dedup();
        Some(names)
    }
}

/// The place of a thing at the top of the design.
pub(super) fn top(noun: &str, name: &str) -> Pointer {
    Pointer::root().push(noun).push(name)
}
