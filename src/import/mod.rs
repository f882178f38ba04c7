//! Inputs → one design, and the settings that came with them. Each format has a folder of its own; none knows of rules or advice.
//!
//! ```text
//! bytes ─detect─▶ format ─read─▶ Reading ─merge─▶ raw designs ─build─▶ Design
//!                                │ origins: where each thing stood, and what the input calls it
//!                                │ coverage: what was read, passed over, inferred, unknown
//! ```
//!
//! # To add a format
//! 1. Make a folder `src/import/<format>/` whose `mod.rs` has one `pub(super) static FORMAT: Format`, and name it in
//!    [`FORMATS`]. `tells` is true for keys that only this format has at its top; `is` decides on all keys seen.
//! 2. `read` gets all inputs of the format at once, so that they may refer to each other, and gives one [`Reading`] for
//!    each, in the same order. A group that makes one design puts it into the first reading; [`Origin::file`] tells
//!    which file each thing stood in.
//! 3. Fill a [`RawDesign`] with the names that the format has (address, ARN, logical id), the same for the same input.
//!    Put `given.prefix` before every name that is unique only within one input: it is empty at first, and set when a
//!    second input uses the same names for other things.
//! 4. Name other names of a thing in `raw.aliases` (`vpc-0abc` → the name): by them inputs are merged, and people may
//!    refer to the thing. For a thing that is referred to and not in the input, add it with its id and nothing else, and
//!    say so in `raw.unknown`: a second input may have it.
//! 5. A value that is not known stays out of the raw shape and goes into `raw.unknown` (JSON Pointer → reason), which
//!    keeps the builder from calling it missing. What has no place in the design goes to
//!    [`InputCoverage::leaves_open`].
//! 6. Every thing met is counted by [`InputCoverage::took`] or [`InputCoverage::passed_over`]: nothing is dropped
//!    silently. What was concluded and not read goes to `coverage.inferred`.
//! 7. Note an [`Origin`] for every thing: [`Spot::Pointer`] or [`Spot::Value`] into a parsed [`Document`] (YAML), or
//!    [`Spot::Within`] for machine-made JSON, of which [`Document::unparsed`] keeps the text and nothing else.
//! 8. Never put a value into a message that the input marks as secret, nor a value of a type you do not read.

mod auth_policy;
pub mod aws_cli;
mod cloudformation;
mod core_policy;
pub mod coverage;
mod detect;
mod encoding;
mod flow_log;
mod kubernetes;
mod merge;
pub mod native;
pub mod origin;
mod parameters;
mod propose;
mod terraform;
pub mod write;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::design::Design;
use crate::design::build::{Built, InputKind, InputProblem, build};
use crate::design::raw::{RawDesign, RawNeed};
use crate::finding::{FileIndex, Kind, Locus, Place};
use crate::source::{Document, Pointer, SyntaxError};

pub use coverage::{Counts, Ignored, InputCoverage, Unknown};
pub use detect::Top;
pub use origin::{Origin, Origins, Shown, Spot};

/// One input: its name, as reports show it, and its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Input<'i> {
    /// The name.
    pub name: &'i str,
    /// The content, as it stood in the file.
    pub bytes: &'i [u8],
}

/// An input after reading: a document that resolves places, or why it is none.
#[derive(Debug)]
pub struct Source {
    /// The name.
    pub name: String,
    /// The document, or what kept it from being one.
    pub document: Result<Document, SyntaxError>,
    /// Whether it is a design of Tieline's own: the only text that patches fit into.
    pub native: bool,
}

/// Several inputs as one design.
#[derive(Debug)]
pub struct Imported {
    /// The inputs, in the order given; [`FileIndex`] counts them.
    pub sources: Vec<Source>,
    /// What each input gave and what of it was passed over, in the same order.
    pub coverage: Vec<InputCoverage>,
    /// Where things stood that the design has elsewhere.
    pub origins: Origins,
    /// What each input says, in the native shapes, after merging.
    pub raws: Vec<(Option<FileIndex>, RawDesign)>,
    /// The design, as far as it could be understood.
    pub design: Design,
    /// What could not.
    pub problems: Vec<InputProblem>,
    /// The needs among those of the design that were proposed now and stand in no input, by name.
    pub proposed: BTreeMap<String, RawNeed>,
    /// Which inputs are settings, and no designs.
    pub settings: BTreeSet<FileIndex>,
}

/// Whether an input of this name is settings and no design: `.tieline.yaml`, `.tieline.yml` or `.tieline.json`, in any
/// folder.
///
/// ```
/// use tieline::import::is_settings;
/// assert!(is_settings("nets/.tieline.yaml") && !is_settings("nets/shop.tieline.yaml"));
/// ```
pub fn is_settings(name: &str) -> bool {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    matches!(last, ".tieline.yaml" | ".tieline.yml" | ".tieline.json")
}

/// What the user may tell an importer.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Values of template parameters by name.
    pub parameters: BTreeMap<String, String>,
    /// Whether needs are proposed from what exists.
    pub propose_needs: bool,
    /// Parameters that keep the value they have in AWS, which no input tells.
    pub previous: BTreeSet<String>,
}

/// An input as an importer gets it.
#[derive(Debug, Clone, Copy)]
pub struct Given<'i> {
    /// Its place among the inputs.
    pub file: FileIndex,
    /// Its name.
    pub name: &'i str,
    /// Its content.
    pub bytes: &'i [u8],
    /// What to put before names that are unique only within this input.
    pub prefix: &'i str,
}

/// What an importer makes of an input.
#[derive(Debug)]
pub struct Reading {
    /// The text, to find lines and columns in, or why it could not be read.
    pub document: Result<Document, SyntaxError>,
    /// What it says, as far as it was understood.
    pub raw: Option<RawDesign>,
    /// Where things stood.
    pub origins: Origins,
    /// What was read and what not.
    pub coverage: InputCoverage,
    /// What was wrong.
    pub problems: Vec<InputProblem>,
}

/// A format.
#[derive(Debug)]
pub struct Format {
    /// Its name, as coverage tells it.
    pub name: &'static str,
    /// Whether a key at the top of a text tells that it is in this format, whatever else stands there.
    pub tells: fn(&str) -> bool,
    /// Whether a text with these keys is in this format.
    pub is: fn(&Top) -> bool,
    /// Reads all inputs of the format: one reading each, in the order given.
    pub read: fn(&[Given<'_>], &Options) -> Vec<Reading>,
}

/// The formats, in the order they are tried; what none recognises is read as a design of Tieline's own.
pub static FORMATS: &[&Format] = &[
    &native::FORMAT,
    &terraform::FORMAT,
    &cloudformation::FORMAT,
    &parameters::FORMAT,
    &kubernetes::FORMAT,
    &flow_log::FORMAT,
    &aws_cli::FORMAT,
];

/// The format of a text.
///
/// ```
/// assert_eq!(tieline::import::format_of(b"tieline: 1\n").name, "native");
/// ```
pub fn format_of(bytes: &[u8]) -> &'static Format {
    let top = Top::of(&encoding::plain(bytes), |key| FORMATS.iter().any(|format| (format.tells)(key)));
    FORMATS.iter().find(|format| (format.is)(&top)).copied().unwrap_or(&native::FORMAT)
}

/// Reads inputs and merges them into one design.
///
/// ```
/// use tieline::import::{Input, import};
/// let text = b"tieline: 1\nvpcs:\n  shop: { cidrs: [10.0.0.0/16] }\n";
/// let imported = import(&[Input { name: "net.yaml", bytes: text }]);
/// assert!(imported.problems.is_empty());
/// assert_eq!(imported.design.vpcs.len(), 1);
/// ```
pub fn import(inputs: &[Input<'_>]) -> Imported {
    import_with(inputs, &Options::default())
}

/// Reads inputs as the user's options say, and merges them into one design.
pub fn import_with(inputs: &[Input<'_>], options: &Options) -> Imported {
    import_under(inputs, None, options)
}

/// Reads inputs as [`import_with`] does, and after them an input that is settings whatever its name.
pub fn import_under(inputs: &[Input<'_>], more: Option<&Input<'_>>, options: &Options) -> Imported {
    // A design of our own is edited in place, byte by byte, so it is refused in another encoding.
    let is_native = |bytes: &[u8]| std::ptr::eq(format_of(bytes), &raw const native::FORMAT);
    let texts: Vec<Cow<'_, [u8]>> = inputs
        .iter()
        .chain(more)
        .map(|input| match encoding::plain(input.bytes) {
            Cow::Owned(text) if is_native(&text) => Cow::Borrowed(input.bytes),
            text => text,
        })
        .collect();
    let mut given: Vec<Given<'_>> = Vec::new();
    let mut settings = BTreeSet::new();
    for (index, (input, bytes)) in inputs.iter().chain(more).zip(&texts).enumerate() {
        let Ok(file) = u16::try_from(index).map(FileIndex) else { break };
        if index >= inputs.len() || is_settings(input.name) {
            settings.insert(file);
        }
        given.push(Given { file, name: input.name, bytes, prefix: "" });
    }
    let format = |one: &Given<'_>| {
        if settings.contains(&one.file) { &native::SETTINGS } else { format_of(one.bytes) }
    };
    let formats: Vec<&'static Format> = given.iter().map(format).collect();
    let (parameters, options, mut problems) = parameters::readings(&given, &formats, options);
    let mut readings = read(&given, &formats, &options);
    let prefixes = merge::prefixes(&given, &readings);
    if prefixes.iter().any(|prefix| !prefix.is_empty()) {
        for (one, prefix) in given.iter_mut().zip(&prefixes) {
            one.prefix = prefix;
        }
        readings = read(&given, &formats, &options);
    }
    for (index, reading) in parameters {
        if let Some(place) = readings.get_mut(index) {
            *place = reading;
        }
    }
    kubernetes::settle(&mut readings);
    for reading in &mut readings {
        reading.coverage.counts = reading.raw.as_ref().map(Counts::of).unwrap_or_default();
    }
    for (one, reading) in given.iter().zip(&mut readings) {
        problems.append(&mut reading.problems);
        if let Err(error) = &reading.document {
            problems.push(unreadable(error, one.file));
        }
    }
    let mut origins = Origins::default();
    for reading in &mut readings {
        origins.extend(std::mem::take(&mut reading.origins));
    }
    let mut sources = Vec::new();
    let mut coverage = Vec::new();
    let mut raws = Vec::new();
    let mut native = Vec::new();
    for ((one, reading), format) in given.iter().zip(readings).zip(formats.iter().copied()) {
        let is_native = std::ptr::eq(format, &raw const native::FORMAT);
        sources.push(Source { name: one.name.to_owned(), document: reading.document, native: is_native });
        coverage.push(reading.coverage);
        if let Some(raw) = reading.raw {
            raws.push((one.file, raw));
            native.push(is_native);
        }
    }
    problems.extend(merge::merge(&mut raws, &native, &mut origins, &sources));
    let mut raws: Vec<_> = raws.into_iter().map(|(file, raw)| (Some(file), raw)).collect();
    let mut built = build(&raws);
    let mut proposed = BTreeMap::new();
    // Records of traffic speak of addresses: whose they are is known now.
    let is_record = |format: &&'static Format| std::ptr::eq(*format, &raw const flow_log::FORMAT);
    let records = given.iter().zip(&sources).zip(&formats).filter(|(_, format)| is_record(format));
    let texts: Vec<(FileIndex, &str)> =
        records.filter_map(|((one, source), _)| Some((one.file, source.document.as_ref().ok()?.text()))).collect();
    if let Some((file, raw)) = flow_log::propose(&built.design, &texts, &mut coverage, &mut origins)
        && !raw.needs.is_empty()
    {
        if let Some(coverage) = coverage.get_mut(usize::from(file.0)) {
            coverage.counts = Counts::of(&raw);
        }
        proposed.clone_from(&raw.needs);
        raws.push((Some(file), raw));
        built = build(&raws);
    }
    if options.propose_needs
        && let Some((file, raw)) = proposals(&built.design, &mut coverage, &mut origins)
    {
        proposed.extend(raw.needs.clone());
        raws.push((file, raw));
        built = build(&raws);
    }
    let Built { design, problems: more, .. } = built;
    problems.extend(more);
    coverage::leave_open(&mut coverage, &raws);
    Imported { sources, coverage, origins, raws, design, problems, proposed, settings }
}

/// The needs that what exists proposes, noted under the input where the first evidence stands.
fn proposals(
    design: &Design,
    coverage: &mut [InputCoverage],
    origins: &mut Origins,
) -> Option<(Option<FileIndex>, RawDesign)> {
    let propose::Proposed { raw, places, passed } = propose::needs(design);
    // What is passed over belongs to no input more than to the first.
    let file = places.iter().find_map(|(_, place)| place.file).or_else(|| design.vpcs.values().next()?.place.file)?;
    for (name, place) in &places {
        let Some(of) = place.file else { continue };
        let origin = origins.kept(of, &place.pointer);
        origins.insert(file, Pointer::root().push("needs").push(name), origin);
    }
    if let Some(told) = coverage.get_mut(usize::from(file.0)) {
        if !places.is_empty() {
            let text = format!("{} needs are proposed from what exists: each tells its evidence", places.len());
            told.inferred.push(text);
        }
        for (what, because) in passed {
            told.leaves_open(what, because, "needs that are not proposed");
        }
    }
    Some((Some(file), raw))
}

/// All inputs, each by its format; those of one format together.
fn read(given: &[Given<'_>], formats: &[&'static Format], options: &Options) -> Vec<Reading> {
    let mut readings: Vec<Option<Reading>> = given.iter().map(|_| None).collect();
    for format in FORMATS.iter().chain([&&native::SETTINGS]) {
        let mine = |index: &usize| formats.get(*index).is_some_and(|one| std::ptr::eq(*one, *format));
        let places: Vec<usize> = (0..given.len()).filter(mine).collect();
        let group: Vec<Given<'_>> = places.iter().filter_map(|index| given.get(*index).copied()).collect();
        if group.is_empty() {
            continue;
        }
        for (place, reading) in places.into_iter().zip((format.read)(&group, options)) {
            if let Some(slot) = readings.get_mut(place) {
                *slot = Some(reading);
            }
        }
    }
    readings.into_iter().zip(given).map(|(reading, one)| reading.unwrap_or_else(|| Reading::nothing(one))).collect()
}

fn unreadable(error: &SyntaxError, file: FileIndex) -> InputProblem {
    let place = Place { file: Some(file), pointer: Pointer::root() };
    InputProblem {
        kind: InputKind::Syntax,
        at: Locus::new(Kind::File, error.name.as_str(), place),
        message: error.message.clone(),
        help: error.help.clone(),
        related: None,
        fix: None,
    }
}

impl Reading {
    /// An input that could not be read.
    pub fn refused(error: SyntaxError, format: &'static str) -> Self {
        Self {
            document: Err(error),
            raw: None,
            origins: Origins::default(),
            coverage: InputCoverage::new(format),
            problems: Vec::new(),
        }
    }

    fn nothing(given: &Given<'_>) -> Self {
        Self::refused(SyntaxError::refused(given.name, "the file could not be read", ""), native::FORMAT.name)
    }
}
