//! The design in the making: names, mentions, origins and coverage. What each resource type means stands in `resource`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::context::Context;
use super::estate::{Estate, Id, Resource};
use super::kinds;
use super::reference::{How, Lead};
use crate::design::build::NAME_TAG;
use crate::design::raw::{RawDesign, RawVpc};
use crate::finding::FileIndex;
use crate::import::{InputCoverage, Origin, Origins, Spot};
use crate::source::{Pointer, Span};

/// VPCs, by the types that stand for one.
pub(super) const VPCS: &[&str] = &["aws_vpc", "aws_default_vpc"];
/// Subnets.
pub(super) const SUBNETS: &[&str] = &["aws_subnet", "aws_default_subnet"];
/// Security groups.
pub(super) const GROUPS: &[&str] = &["aws_security_group", "aws_default_security_group"];

/// The design in the making.
pub(super) struct Draft<'d, 't> {
    pub(super) estate: &'d Estate<'t>,
    pub(super) context: Context,
    pub(super) file: FileIndex,
    prefix: &'d str,
    pub(super) raw: RawDesign,
    pub(super) origins: Origins,
    pub(super) coverage: InputCoverage,
    /// VPCs that have become part of the design, by the name they have there.
    pub(super) vpcs: BTreeMap<Id, String>,
    /// Things inside a VPC: the VPC's name and their own.
    pub(super) inside: BTreeMap<Id, (String, String)>,
    /// Links, applications and prefix lists by the name they have.
    pub(super) tops: BTreeMap<Id, String>,
    /// VPCs whose IPv6 blocks AWS assigns when the plan is applied.
    pub(super) ipv6_to_come: BTreeSet<String>,
    /// The endpoints of network firewalls: VPC, subnet and name of each.
    pub(super) firewalls: BTreeMap<Id, Vec<(String, String, String)>>,
    /// Name tags that several things have.
    shared_tags: BTreeSet<String>,
    taken: BTreeSet<Id>,
    inferred: BTreeMap<String, usize>,
    /// Coverage of the other inputs that make one design with this one.
    others: BTreeMap<FileIndex, InputCoverage>,
}

impl<'d, 't> Draft<'d, 't> {
    pub(super) fn new(estate: &'d Estate<'t>, file: FileIndex, prefix: &'d str, format: &'static str) -> Self {
        Self {
            estate,
            context: Context::of(estate),
            file,
            prefix,
            raw: RawDesign { tieline: Some(crate::design::build::FORMAT), ..RawDesign::default() },
            origins: Origins::default(),
            coverage: InputCoverage::new(format),
            vpcs: BTreeMap::new(),
            inside: BTreeMap::new(),
            tops: BTreeMap::new(),
            ipv6_to_come: BTreeSet::new(),
            firewalls: BTreeMap::new(),
            shared_tags: BTreeSet::new(),
            taken: BTreeSet::new(),
            inferred: BTreeMap::new(),
            others: BTreeMap::new(),
        }
    }

    /// The name of a thing at the top of the design.
    pub(super) fn name(&self, resource: &Resource) -> String {
        format!("{}{}", self.prefix, resource.address)
    }

    /// The name of a thing inside a VPC: its address, without the module where that is the VPC's own.
    pub(super) fn name_inside(&self, resource: &Resource, vpc: &str) -> String {
        if resource.made.is_some() {
            return resource.name.to_string();
        }
        let module = &resource.module;
        let shared = !module.is_empty()
            && vpc.strip_prefix(self.prefix).is_some_and(|vpc| vpc.starts_with(&format!("{module}.aws_")));
        let short = shared.then(|| resource.address.strip_prefix(module.as_ref())).flatten();
        short.and_then(|rest| rest.strip_prefix('.')).map_or_else(|| resource.address.to_string(), str::to_owned)
    }

    /// Counts a resource as read.
    pub(super) fn took(&mut self, id: Id) {
        let Some(resource) = self.estate.get(id).filter(|one| one.made.is_none()) else { return };
        if self.taken.insert(id) {
            if let Some(foreign) = &resource.foreign {
                if let Some(kind) = &foreign.kind {
                    self.coverage_of(resource).took(kind);
                }
                return;
            }
            let data = if resource.is_data { "data." } else { "" };
            self.coverage.took(&format!("{data}{}", resource.kind));
        }
    }

    /// The coverage of the input that a resource stands in.
    pub(super) fn coverage_of(&mut self, resource: &Resource) -> &mut InputCoverage {
        match resource.foreign.as_ref().map(|foreign| foreign.file).filter(|file| *file != self.file) {
            Some(file) => {
                let format = self.coverage.format;
                self.others.entry(file).or_insert_with(|| InputCoverage::new(format))
            }
            None => &mut self.coverage,
        }
    }

    /// Notes where a thing of the design stands in the file, and what the file calls it.
    pub(super) fn stands(&mut self, at: Pointer, resource: &Resource) {
        if let Some(foreign) = &resource.foreign {
            let spot = Spot::Value(foreign.at.clone());
            let origin = Origin { file: foreign.file, spot, address: Some(foreign.address.clone()) };
            self.origins.insert(self.file, at, origin);
            return;
        }
        let vpc = resource.made.as_ref().and_then(|made| self.estate.get(made.vpc));
        let resource = vpc.unwrap_or(resource);
        let spot = Spot::Within(Span::new(resource.starts, resource.attributes.end), Pointer::root());
        let origin = Origin { file: self.file, spot, address: Some(resource.address.clone()) };
        self.origins.insert(self.file, at, origin);
    }

    /// Notes that a value of the design is an attribute of a resource.
    pub(super) fn stands_at(&mut self, at: Pointer, resource: &Resource, attribute: &str) {
        if let Some(foreign) = &resource.foreign {
            let spot = Spot::Value(foreign.attributes.get(attribute).unwrap_or(&foreign.at).clone());
            let origin = Origin { file: foreign.file, spot, address: Some(foreign.address.clone()) };
            self.origins.insert(self.file, at, origin);
            return;
        }
        let spot = if resource.values.contains_key(attribute) {
            Spot::Within(resource.attributes, Pointer::root().push(attribute))
        } else {
            Spot::Within(Span::new(resource.starts, resource.attributes.end), Pointer::root())
        };
        self.origins.insert(self.file, at, Origin { file: self.file, spot, address: Some(resource.address.clone()) });
    }

    /// Other names of a resource: its id and ARN, and its address where the design calls it differently.
    pub(super) fn also_called(&mut self, resource: &Resource, name: &str) {
        for attribute in ["id", "arn"] {
            if let Some(id) = text(resource, attribute).filter(|id| *id != name) {
                self.raw.aliases.entry(id.to_owned()).or_insert_with(|| name.to_owned());
            }
        }
    }

    /// The name that a person gave a thing at the top, by which needs may refer to it. Two things may share one, and then
    /// it means neither.
    pub(super) fn tagged(&mut self, resource: &Resource, name: &str) {
        let tag = |tags: &str| resource.values.get(tags)?.get("Name")?.as_str().filter(|text| !text.is_empty());
        let Some(tag) = tag("tags").or_else(|| tag("tags_all")) else { return };
        let key = format!("{NAME_TAG}{tag}");
        match self.raw.aliases.get(&key) {
            Some(other) if other != name => {
                self.raw.aliases.remove(&key);
                self.shared_tags.insert(key);
            }
            _ if self.shared_tags.contains(&key) => {}
            _ => {
                self.raw.aliases.insert(key, name.to_owned());
            }
        }
    }

    /// Whether a VPC is only referred to.
    pub(super) fn is_mention(&self, vpc: &str) -> bool {
        self.raw.unknown.contains_key(Pointer::root().push("vpcs").push(vpc).as_str())
    }

    /// Marks a value of the design as unknown.
    pub(super) fn unknown(&mut self, at: &Pointer, because: impl Into<String>) {
        self.raw.unknown.insert(at.to_string(), because.into());
    }

    /// Notes that a resource could not be placed in the design.
    pub(super) fn left_out(&mut self, resource: &Resource, because: impl Into<String>, could_flip: &str) {
        self.coverage_of(resource).leaves_open(format!("`{}`", resource.address), because, could_flip);
    }

    /// Notes a link that nothing states.
    pub(super) fn infer(&mut self, resource: &Resource, part: &str, to: &str, how: &How) {
        let How::Inferred(ground) = how else { return };
        if let Some(foreign) = &resource.foreign {
            let text = format!("`{}` is {part} `{to}`: {ground}", foreign.address);
            self.coverage_of(resource).inferred.push(text);
            return;
        }
        let module = if resource.module.is_empty() { "the root module" } else { &resource.module };
        let text = format!("of `{}` in {module} {part} `{to}`: {ground}", resource.kind);
        *self.inferred.entry(text).or_default() += 1;
    }

    /// Whether a VPC has an IPv6 block, or will have.
    pub(super) fn has_ipv6(&self, vpc: &str) -> bool {
        let mut blocks = self.raw.vpcs.get(vpc).into_iter().flat_map(|raw| raw.cidrs.iter().flatten());
        self.ipv6_to_come.contains(vpc) || blocks.any(|block| block.contains(':'))
    }

    /// Of several subnets the one that is meant; where it is not told which, it may be each of them.
    pub(super) fn one_subnet(&mut self, resource: &Resource, attribute: &str, lead: Lead) -> Lead {
        match self.estate.own_of(resource, attribute, lead.clone()) {
            Lead::Unknown(because) if matches!(lead, Lead::To(..)) => {
                self.left_out(resource, format!("its subnet is {because}"), "in which of them it stands");
                lead
            }
            one => one,
        }
    }

    /// The VPC that an attribute leads to, by its name in the design. A VPC that the input does not hold is put there as
    /// a mention.
    pub(super) fn vpc(&mut self, resource: &Resource, attribute: &str, could_flip: &str) -> Option<String> {
        let lead = self.estate.one(resource, attribute, VPCS);
        self.vpc_behind(lead, resource, could_flip)
    }

    /// The VPC of a resource that adopts what each VPC has from the start: by the id that the VPC gives, where that leads
    /// to one, else by its own `vpc_id`.
    pub(super) fn vpc_adopting(&mut self, resource: &Resource, given: &str, could_flip: &str) -> Option<String> {
        match self.estate.one(resource, given, VPCS) {
            lead @ Lead::To(..) => self.vpc_behind(lead, resource, could_flip),
            // An id of the thing itself, which in state tells nothing of the VPC.
            _ => self.vpc(resource, "vpc_id", could_flip),
        }
    }

    /// The default VPC of the account and Region of a resource, where the input holds it.
    pub(super) fn default_vpc(&mut self, resource: &Resource) -> Option<String> {
        let mut all = self.estate.of_kind(&["aws_default_vpc"]).filter(|(_, one)| one.provider == resource.provider);
        let id = all.next().map(|(id, _)| id)?;
        self.vpc_by(id)
    }

    fn vpc_behind(&mut self, lead: Lead, resource: &Resource, could_flip: &str) -> Option<String> {
        match lead {
            Lead::To(found, how) => {
                let name = found.first().and_then(|id| self.vpc_by(*id))?;
                self.infer(resource, "taken to belong to", &name, &how);
                Some(name)
            }
            Lead::Outside(ids) => ids.first().map(|id| self.mention(id, resource)),
            Lead::Unknown(because) => {
                self.left_out(resource, format!("its VPC is {because}"), could_flip);
                None
            }
            Lead::Absent => None,
        }
    }

    /// The name of a VPC of the input; one that is only looked up joins the design when something needs it.
    pub(super) fn vpc_by(&mut self, id: Id) -> Option<String> {
        if let Some(name) = self.vpcs.get(&id) {
            return Some(name.clone());
        }
        super::resource::vpc::looked_up(self, id)
    }

    /// A VPC that the input only refers to.
    pub(super) fn mention(&mut self, id: &str, by: &Resource) -> String {
        if let Some(name) = self.raw.aliases.get(id).filter(|name| self.raw.vpcs.contains_key(*name)) {
            return name.clone();
        }
        if !self.raw.vpcs.contains_key(id) {
            let at = Pointer::root().push("vpcs").push(id);
            self.raw.vpcs.insert(id.to_owned(), RawVpc::default());
            let because = format!("`{}` refers to it, and this input does not describe it", by.address);
            self.unknown(&at, because.clone());
            self.unknown(&at.push("cidrs"), because);
            self.stands(at, by);
        }
        id.to_owned()
    }

    /// The subnets that an attribute leads to, with the VPC they stand in: by name, and why they are not all known.
    pub(super) fn subnets(&mut self, resource: &Resource, attribute: &str) -> (Vec<(String, String)>, Option<String>) {
        let lead = self.estate.lead(resource, attribute, SUBNETS);
        match if attribute.ends_with("_id") { self.one_subnet(resource, attribute, lead) } else { lead } {
            Lead::To(found, how) => {
                let mut names = Vec::new();
                for id in &found {
                    names.extend(self.subnet_by(*id));
                }
                if let Some((vpc, name)) = names.first() {
                    self.infer(resource, "taken to stand in", &format!("{vpc}/{name}"), &how);
                }
                (names, self.estate.why_more(resource, attribute, SUBNETS))
            }
            Lead::Outside(ids) => (Vec::new(), Some(format!("not in this input: {}", ids.join(", ")))),
            Lead::Unknown(because) => (Vec::new(), Some(because)),
            Lead::Absent => (Vec::new(), None),
        }
    }

    pub(super) fn subnet_by(&mut self, id: Id) -> Option<(String, String)> {
        if let Some(found) = self.inside.get(&id) {
            return Some(found.clone());
        }
        super::resource::vpc::looked_up_subnet(self, id)
    }

    /// The names of those of some subnets that stand in a VPC.
    pub(super) fn names_in(vpc: &str, subnets: &[(String, String)]) -> Vec<String> {
        subnets.iter().filter(|(of, _)| of == vpc).map(|(_, name)| name.clone()).collect()
    }

    /// What was read and not used, and what was concluded.
    pub(super) fn finish(self) -> (RawDesign, Origins, InputCoverage) {
        let (raw, origins, coverage, _) = self.finish_all();
        (raw, origins, coverage)
    }

    /// As [`finish`](Self::finish), with the coverage of the other inputs of the group.
    pub(super) fn finish_all(mut self) -> (RawDesign, Origins, InputCoverage, BTreeMap<FileIndex, InputCoverage>) {
        let estate = self.estate;
        self.tell_unread();
        for (kind, count) in &estate.unread {
            for _ in 0..*count {
                self.coverage.passed_over(kind, kinds::bears_on(kind));
            }
        }
        for (id, resource) in estate.resources.iter().enumerate() {
            if !self.taken.contains(&id) && !resource.is_data && resource.made.is_none() {
                if let Some(foreign) = &resource.foreign {
                    if let Some(kind) = &foreign.kind {
                        let bears_on = Some("what it belongs to, which is not known");
                        self.coverage_of(resource).passed_over(kind, bears_on);
                    }
                    continue;
                }
                self.coverage.passed_over(&resource.kind, Some("what it belongs to, which is not known"));
            }
        }
        let told = [
            (&estate.destroyed, "the design is that after apply, without what is destroyed"),
            (&estate.forgotten, "what the plan no longer manages stays in the design, for it is not destroyed"),
        ];
        for (kinds, text) in told.into_iter().filter(|(kinds, _)| !kinds.is_empty()) {
            let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
            self.coverage.inferred.push(format!("{text}: {}", kinds.join(", ")));
        }
        if estate.is_plain.get() {
            let text = "a plan tells what expressions refer to and not what they do with it: lists are taken to be whole, \
                        without `slice` or a condition, and what `count.index` reads to stand at that index";
            self.coverage.inferred.push(text.to_owned());
        }
        let inferred = std::mem::take(&mut self.inferred);
        self.coverage.inferred.extend(inferred.into_iter().map(|(text, count)| format!("{count} {text}")));
        (self.raw, self.origins, self.coverage, self.others)
    }
}

/// A text attribute that is set.
pub(super) fn text<'r>(resource: &'r Resource, attribute: &str) -> Option<&'r str> {
    resource.values.get(attribute).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// A truth value, which old state writes as a text.
pub(super) fn flag(resource: &Resource, attribute: &str) -> Option<bool> {
    match resource.values.get(attribute)? {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// A whole number, which old state writes as a text.
pub(super) fn number(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// The blocks of one name; none when it is missing or no list.
pub(super) fn blocks<'r>(resource: &'r Resource, attribute: &str) -> &'r [Value] {
    resource.values.get(attribute).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// A text of a block that is set.
pub(super) fn part<'v>(block: &'v Value, name: &str) -> Option<&'v str> {
    block.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// Whether a value may come to be known when the plan is applied: it is missing, and the configuration sets it.
pub(super) fn is_pending(estate: &Estate<'_>, resource: &Resource, attribute: &str) -> bool {
    let set = |written: &super::estate::Written<'_>| written.expressions().contains_key(attribute);
    resource.why_unknown(attribute).is_some()
        || resource.is_planned && !resource.values.contains_key(attribute) && estate.written(resource).is_none_or(set)
}
