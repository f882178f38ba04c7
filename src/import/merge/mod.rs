//! Many inputs, one design: the same thing named twice becomes one; where inputs disagree, a finding says so.
//!
//! Two things are the same when they share a name or another name that `aliases` gives them (an AWS id, an ARN, an
//! address, what a person declared). Two designs of Tieline's own that use one name are a duplicate, which the builder
//! reports: there a person meant two things, or copied one.

mod join;

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::design::build::{InputKind, InputProblem, NAME_TAG};
use crate::design::raw::{RawDesign, RawVpc};
use crate::finding::{FileIndex, Place};
use crate::source::{Document, Pointer};

use super::native::locus;
use super::{Given, Origins, Reading, Source};

/// A kind of thing at the top of a design. Things are joined as values, so that one piece of code serves all kinds.
struct Noun {
    field: &'static str,
    names: fn(&RawDesign) -> Vec<String>,
    take: fn(&mut RawDesign, &str) -> Option<Value>,
    put: fn(&mut RawDesign, &str, &Value),
}

macro_rules! noun {
    ($field:ident) => {
        Noun {
            field: stringify!($field),
            names: |raw| raw.$field.keys().cloned().collect(),
            take: |raw, name| serde_json::to_value(raw.$field.remove(name)?).ok(),
            put: |raw, name, value| raw.$field.extend(read(value).map(|thing| (name.to_owned(), thing))),
        }
    };
}

/// The kinds that are joined, in an order in which names that others refer to come first.
static NOUNS: [Noun; 6] =
    [noun!(prefix_lists), noun!(sites), noun!(vpcs), noun!(applications), noun!(load_balancers), noun!(links)];

/// What to put before the names of each input: nothing, unless an earlier input of the same format uses one of its names
/// for another thing, as two Terraform configurations do that both have an `aws_vpc.main`.
pub(super) fn prefixes(given: &[Given<'_>], readings: &[Reading]) -> Vec<String> {
    let mut prefixes = Vec::new();
    for (index, reading) in readings.iter().enumerate() {
        let earlier = readings.get(..index).unwrap_or_default();
        let clash = reading.raw.as_ref().is_some_and(|raw| {
            let same_format = earlier.iter().filter(|one| one.coverage.format == reading.coverage.format);
            reading.coverage.format != super::native::FORMAT.name
                && same_format.filter_map(|one| one.raw.as_ref()).any(|one| clashes(one, raw))
        });
        let name = given.get(index).map_or("", |one| one.name);
        prefixes.push(if clash { format!("{name}:") } else { String::new() });
    }
    prefixes
}

/// Whether two inputs use one name for two things: they give it different AWS ids, or, where an id is not known, blocks
/// of which neither has all of the other's.
fn clashes(one: &RawDesign, other: &RawDesign) -> bool {
    let (ids, others) = (ids(one), ids(other));
    let differ = ids.iter().any(|(name, id)| others.get(name).is_some_and(|other| other.is_disjoint(id)));
    let shared = one.vpcs.iter().filter_map(|(name, vpc)| Some((name, vpc, other.vpcs.get(name)?)));
    let mut unlike =
        shared.filter(|(name, ..)| !(ids.contains_key(name.as_str()) && others.contains_key(name.as_str())));
    differ || unlike.any(|(_, one, other)| !comparable(one, other))
}

fn ids(raw: &RawDesign) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut ids: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    // Subnets of several VPCs may share a name, so only things at the top are compared.
    let top =
        |name: &str| raw.vpcs.contains_key(name) || raw.links.contains_key(name) || raw.applications.contains_key(name);
    for (alias, name) in raw.aliases.iter().filter(|(alias, name)| top(name) && !alias.starts_with(NAME_TAG)) {
        ids.entry(name).or_default().insert(alias);
    }
    ids
}

fn comparable(one: &RawVpc, other: &RawVpc) -> bool {
    let set = |vpc: &RawVpc| vpc.cidrs.iter().flatten().cloned().collect::<BTreeSet<String>>();
    let (one, other) = (set(one), set(other));
    one.is_subset(&other) || other.is_subset(&one)
}

/// Makes the same things one, in place: the design of the earlier input gets what the later adds to it.
pub(super) fn merge(
    raws: &mut [(FileIndex, RawDesign)],
    native: &[bool],
    origins: &mut Origins,
    sources: &[Source],
) -> Vec<InputProblem> {
    if raws.len() < 2 {
        return Vec::new();
    }
    let mut merge = Merge { native, origins, sources, problems: Vec::new(), same: BTreeMap::new() };
    for noun in &NOUNS {
        merge.noun(raws, noun);
    }
    merge.problems
}

struct Merge<'m> {
    native: &'m [bool],
    origins: &'m mut Origins,
    sources: &'m [Source],
    problems: Vec<InputProblem>,
    /// For names that stand for one thing: the name that is kept.
    same: BTreeMap<String, String>,
}

impl Merge<'_> {
    fn noun(&mut self, raws: &mut [(FileIndex, RawDesign)], noun: &Noun) {
        // Who claims a name: the input, and the name that the thing has in it.
        let mut claims: BTreeMap<String, (usize, String)> = BTreeMap::new();
        for index in 0..raws.len() {
            let Some((_, raw)) = raws.get_mut(index) else { continue };
            let mut other_names: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for alias in raw.aliases.keys().filter(|alias| !alias.starts_with(NAME_TAG)) {
                let target = meant(&raw.aliases, alias);
                other_names.entry(target.to_owned()).or_default().push(alias.clone());
            }
            for name in (noun.names)(raw) {
                let others = other_names.get(&name).map(Vec::as_slice).unwrap_or_default();
                let keys = || std::iter::once(&name).chain(others);
                let mut first = keys().find_map(|key| claims.get(key).cloned().map(|claim| (claim, *key == name)));
                let is_native = |at: usize| self.native.get(at).copied().unwrap_or_default();
                if let Some(((owner, theirs), by_name)) = &first
                    && (*owner == index || (*by_name && is_native(*owner) && is_native(index) && *theirs == name))
                {
                    first = None;
                }
                let claim = match first {
                    Some(((owner, theirs), _)) => {
                        let kept = self.fold(raws, noun, (owner, &theirs), (index, &name)).unwrap_or(theirs);
                        (owner, kept)
                    }
                    None => (index, name.clone()),
                };
                for key in keys() {
                    claims.entry(key.clone()).or_insert_with(|| claim.clone());
                }
                claims.insert(claim.1.clone(), claim.clone());
                for claimed in claims.values_mut().filter(|one| one.0 == claim.0 && self.same.contains_key(&one.1)) {
                    claimed.1.clone_from(&claim.1);
                }
            }
        }
    }

    /// Makes two entries one, in the design of the first, and tells the name that is kept.
    fn fold(
        &mut self,
        raws: &mut [(FileIndex, RawDesign)],
        noun: &Noun,
        (owner, theirs): (usize, &str),
        (index, name): (usize, &str),
    ) -> Option<String> {
        let aliases = [owner, index].map(|at| raws.get(at).map(|(_, raw)| raw.aliases.clone()).unwrap_or_default());
        let root = Pointer::root().push(noun.field);
        let (to, first) = take(raws, noun, owner, theirs)?;
        let (from, second) = take(raws, noun, index, name)?;
        // The name that a person chose is kept; else that of the thing itself, not of a mention of it.
        let is_native = |at: usize| self.native.get(at).copied().unwrap_or_default();
        let mention = |unknown: &BTreeMap<String, String>| unknown.contains_key(root.push(theirs).as_str());
        let theirs_is_mention = raws.get(owner).is_some_and(|(_, raw)| mention(&raw.unknown));
        let kept = if (is_native(index) && !is_native(owner)) || (theirs_is_mention && !is_native(owner)) {
            name
        } else {
            theirs
        };
        let (old, moved, new) = (root.push(theirs), root.push(name), root.push(kept));
        let mut join = join::Join {
            aliases: &aliases,
            same: &self.same,
            differ: Vec::new(),
            moved: Vec::new(),
            renamed: Vec::new(),
        };
        let value = join.values(first, second, &Pointer::root());
        let join::Join { differ, moved: parts, renamed, .. } = join;
        // What was known of the places before anything is noted at the new ones, which may be the same.
        let mut noted = self.origins.below(to, &old);
        let whole = if theirs_is_mention { self.origins.kept(from, &moved) } else { self.origins.kept(to, &old) };
        noted.push((Pointer::root(), whole));
        for part in &parts {
            let before = below(&moved, &part.theirs);
            noted.push((part.ours.clone(), self.origins.kept(from, &before)));
            let deeper = self.origins.below(from, &before).into_iter();
            noted.extend(deeper.map(|(rest, origin)| (below(&part.ours, &rest), origin)));
        }
        for (rest, origin) in noted {
            self.origins.insert(to, below(&new, &rest), origin);
        }
        let (here, there) = (self.name_of(to).to_owned(), self.name_of(from).to_owned());
        for join::Differ { at: ours, other, both } in differ {
            let place = Place { file: Some(to), pointer: below(&new, &ours) };
            let at = locus(&place.pointer.clone(), place);
            let field = ours.last().map(|field| field.into_owned()).unwrap_or_default();
            let (kind, id) = (at.kind, at.id.clone());
            let other_place = Place { file: Some(from), pointer: below(&moved, &ours) };
            let other_at = locus(&other_place.pointer.clone(), other_place);
            self.problems.push(InputProblem {
                kind: InputKind::Disagreement,
                at,
                message: format!("`{field}` of {kind} `{id}` is not the same in `{here}` and `{there}`"),
                help: Some(match both {
                    true => "what either has is taken; correct the one that is out of date".to_owned(),
                    false => format!("`{here}` is believed, as the first; correct the one that is out of date"),
                }),
                related: Some((other_at, format!("{other} here"))),
                fix: None,
            });
        }
        self.settle(raws, noun, (owner, theirs, &old), (index, name, &moved), (kept, &new), (value, &renamed));
        Some(kept.to_owned())
    }

    fn name_of(&self, file: FileIndex) -> &str {
        self.sources.get(usize::from(file.0)).map_or("", |source| source.name.as_str())
    }

    /// Puts the joined entry in its place, with the names it had and what of it is still unknown.
    fn settle(
        &mut self,
        raws: &mut [(FileIndex, RawDesign)],
        noun: &Noun,
        (owner, theirs, old): (usize, &str, &Pointer),
        (index, name, moved): (usize, &str, &Pointer),
        (kept, new): (&str, &Pointer),
        (value, renamed): (Value, &[join::Moved]),
    ) {
        let mut unknown: Vec<(Pointer, String)> = Vec::new();
        let here = |rest: Pointer| {
            let longest =
                renamed.iter().filter(|one| rest.starts_with(&one.theirs)).max_by_key(|one| one.theirs.as_str().len());
            longest.map_or_else(|| rest.clone(), |one| below(&one.ours, &after(&rest, &one.theirs)))
        };
        for (at, above) in [(owner, old), (index, moved)] {
            let Some((_, raw)) = raws.get_mut(at) else { continue };
            raw.unknown.retain(|text, reason| match text.parse::<Pointer>() {
                Ok(pointer) if pointer.starts_with(above) => {
                    let rest = after(&pointer, above);
                    unknown.push((if at == index { here(rest) } else { rest }, reason.clone()));
                    false
                }
                _ => true,
            });
        }
        let is_open = |rest: &Pointer| match value.pointer(rest.as_str()) {
            // The mark of a mention, on the thing as a whole: it is here now.
            _ if rest.is_root() => false,
            None | Some(Value::Null) => true,
            Some(found) => found.as_array().is_some_and(Vec::is_empty),
        };
        let open: Vec<(Pointer, String)> = unknown.into_iter().filter(|(rest, _)| is_open(rest)).collect();
        for before in [theirs, name].into_iter().filter(|before| *before != kept) {
            self.same.insert(before.to_owned(), kept.to_owned());
        }
        let Some((_, raw)) = raws.get_mut(owner) else { return };
        for before in [theirs, name].into_iter().filter(|before| *before != kept) {
            raw.aliases.insert(before.to_owned(), kept.to_owned());
        }
        raw.unknown.extend(open.into_iter().map(|(rest, reason)| (below(new, &rest).to_string(), reason)));
        (noun.put)(raw, kept, &value);
    }
}

fn take(raws: &mut [(FileIndex, RawDesign)], noun: &Noun, index: usize, name: &str) -> Option<(FileIndex, Value)> {
    let (file, raw) = raws.get_mut(index)?;
    (noun.take)(raw, name).map(|value| (*file, value))
}

/// Reads a joined entry as native designs are read: code that makes the same shapes of values as well would be a
/// fortieth of what the page loads.
fn read<T: DeserializeOwned>(entry: &Value) -> Option<T> {
    Document::read("joined.json", entry.to_string().as_bytes()).ok()?.to().0
}

fn below(above: &Pointer, rest: &Pointer) -> Pointer {
    rest.segments().fold(above.clone(), |at, one| at.push(&one))
}

/// What of a pointer follows the way to a thing above it.
fn after(pointer: &Pointer, above: &Pointer) -> Pointer {
    pointer.segments().skip(above.segments().count()).fold(Pointer::root(), |rest, one| rest.push(&one))
}

/// What a name stands for, through as many aliases as there are.
fn meant<'n>(aliases: &'n BTreeMap<String, String>, name: &'n str) -> &'n str {
    let mut at = name;
    for _ in 0..aliases.len().min(16) {
        match aliases.get(at) {
            Some(next) if next != at => at = next,
            _ => break,
        }
    }
    at
}
