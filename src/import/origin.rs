//! Where things of the design stood in the inputs, when they were not written where the design has them: foreign formats,
//! and what a merge moved from one input into another.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{FileIndex, Place};
use crate::source::{Document, Part, Pointer, Span};

use super::Source;

/// Where one thing of the design came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The input.
    pub file: FileIndex,
    /// Where in it.
    pub spot: Spot,
    /// What the input calls it: a resource address, an ARN, a logical id.
    pub address: Option<Arc<str>>,
}

/// A spot in an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// A value of a parsed document. What stands below it in the design stands below it in the document too.
    Pointer(Pointer),
    /// A value of a parsed document, as a whole.
    Value(Pointer),
    /// A stretch of a machine-made JSON file that holds one object, and a value in that object. The object is parsed
    /// when the spot is asked for, not before.
    Within(Span, Pointer),
}

/// Origins by the place that the thing has in the design; a place without one stands where the design says.
///
/// ```
/// use tieline::finding::{FileIndex, Place};
/// use tieline::import::origin::{Origin, Origins, Spot};
/// use tieline::source::{Pointer, Span};
/// let mut origins = Origins::default();
/// let vpc = Pointer::root().push("vpcs").push("aws_vpc.a");
/// let spot = Spot::Within(Span::new(10, 90), Pointer::root());
/// let origin = Origin { file: FileIndex(0), spot, address: Some("aws_vpc.a".into()) };
/// origins.insert(FileIndex(0), vpc.clone(), origin);
/// let block = Place { file: Some(FileIndex(0)), pointer: vpc.push("cidrs").index(0) };
/// assert_eq!(origins.address(&block), Some("aws_vpc.a"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins {
    by_place: BTreeMap<(FileIndex, Pointer), Origin>,
}

/// A place as it is shown: an input, bytes of it, and what the input calls the thing there.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'s> {
    /// The input.
    pub source: &'s Source,
    /// The bytes, where they are known.
    pub span: Option<Span>,
    /// What the input calls the thing.
    pub address: Option<&'s str>,
}

impl Origins {
    /// Notes where the thing at a place of the design came from; what stands below the place came from there as well,
    /// unless it has an origin of its own.
    pub fn insert(&mut self, file: FileIndex, place: Pointer, origin: Origin) {
        self.by_place.insert((file, place), origin);
    }

    /// Takes over all of another's.
    pub fn extend(&mut self, other: Self) {
        self.by_place.extend(other.by_place);
    }

    /// The origin of a place, or of the nearest thing above it, with what of the pointer is left below it.
    pub fn of(&self, place: &Place) -> Option<(&Origin, Pointer)> {
        let file = place.file?;
        if self.by_place.is_empty() {
            return None;
        }
        let mut at = place.pointer.clone();
        loop {
            if let Some(origin) = self.by_place.get(&(file, at.clone())) {
                let depth = at.segments().count();
                let rest = place.pointer.segments().skip(depth).fold(Pointer::root(), |rest, one| rest.push(&one));
                return Some((origin, rest));
            }
            at = at.parent()?;
        }
    }

    /// The origin that a thing moved elsewhere keeps: its own, or where it stood in the design it came from.
    pub fn kept(&self, file: FileIndex, pointer: &Pointer) -> Origin {
        let place = Place { file: Some(file), pointer: pointer.clone() };
        match self.of(&place) {
            Some((origin, rest)) => {
                let spot = match &origin.spot {
                    Spot::Pointer(above) => Spot::Pointer(joined(above, &rest)),
                    other => other.clone(),
                };
                Origin { file: origin.file, spot, address: origin.address.clone() }
            }
            None => Origin { file, spot: Spot::Pointer(pointer.clone()), address: None },
        }
    }

    /// Origins of places below one, with what of their pointers is below it.
    pub fn below(&self, file: FileIndex, above: &Pointer) -> Vec<(Pointer, Origin)> {
        let from = self.by_place.range((file, above.clone())..);
        from.take_while(|((one, at), _)| *one == file && at.as_str().starts_with(above.as_str()))
            .filter(|((_, at), _)| at.starts_with(above))
            .map(|((_, at), origin)| {
                let depth = above.segments().count();
                let rest = at.segments().skip(depth).fold(Pointer::root(), |rest, one| rest.push(&one));
                (rest, origin.clone())
            })
            .collect()
    }

    /// What the input calls the thing at a place.
    pub fn address(&self, place: &Place) -> Option<&str> {
        self.of(place).and_then(|(origin, _)| origin.address.as_deref())
    }

    /// A place as it is shown.
    pub fn show<'s>(&'s self, sources: &'s [Source], place: &Place, part: Part) -> Option<Shown<'s>> {
        let Some((origin, rest)) = self.of(place) else {
            let source = sources.get(usize::from(place.file?.0))?;
            let span = match &source.document {
                Ok(document) => document.is_parsed().then(|| document.locate_nearest(&place.pointer, part)),
                Err(error) => error.span,
            };
            return Some(Shown { source, span, address: None });
        };
        let source = sources.get(usize::from(origin.file.0))?;
        let span = match &source.document {
            Ok(document) => Some(match &origin.spot {
                Spot::Pointer(above) => document.locate_nearest(&joined(above, &rest), part),
                Spot::Value(at) => document.locate_nearest(at, Part::Value),
                Spot::Within(object, at) => within(document, *object, at),
            }),
            Err(error) => error.span,
        };
        Some(Shown { source, span, address: origin.address.as_deref() })
    }
}

fn joined(above: &Pointer, rest: &Pointer) -> Pointer {
    rest.segments().fold(above.clone(), |at, one| at.push(&one))
}

/// A value of one object in a large file: only that object is parsed.
fn within(document: &Document, object: Span, at: &Pointer) -> Span {
    let start = Span::new(object.start, object.start.saturating_add(1));
    if at.is_root() {
        return start;
    }
    match Document::read("object.json", document.slice(object).as_bytes()) {
        Ok(parsed) => {
            let found = parsed.locate_nearest(at, Part::Value);
            Span::new(object.start.saturating_add(found.start), object.start.saturating_add(found.end))
        }
        Err(_) => start,
    }
}
