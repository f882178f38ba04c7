//! Inputs → one design. Each format has a room of its own; none knows of rules or advice.

pub mod native;

use crate::design::Design;
use crate::design::build::{Built, InputKind, InputProblem, build};
use crate::design::raw::RawDesign;
use crate::finding::{FileIndex, Kind, Locus, Place};
use crate::source::{Document, Pointer, SyntaxError};

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
}

/// Several inputs as one design.
#[derive(Debug)]
pub struct Imported {
    /// The inputs, in the order given; [`FileIndex`] counts them.
    pub sources: Vec<Source>,
    /// What each input holds, in the same order.
    pub counts: Vec<Counts>,
    /// The design, as far as it could be understood.
    pub design: Design,
    /// What could not.
    pub problems: Vec<InputProblem>,
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
    let mut sources = Vec::new();
    let mut counts = Vec::new();
    let mut raws: Vec<(Option<FileIndex>, RawDesign)> = Vec::new();
    let mut problems = Vec::new();
    for (index, input) in inputs.iter().enumerate() {
        let Ok(file) = u16::try_from(index).map(FileIndex) else { break };
        let document = Document::read(input.name, input.bytes);
        let mut count = Counts::default();
        match &document {
            Ok(document) => {
                let (raw, found) = native::read(document, file);
                problems.extend(found);
                if let Some(raw) = raw {
                    count = Counts::of(&raw);
                    raws.push((Some(file), raw));
                }
            }
            Err(error) => problems.push(unreadable(error, file)),
        }
        sources.push(Source { name: input.name.to_owned(), document });
        counts.push(count);
    }
    let Built { design, problems: more } = build(&raws);
    problems.extend(more);
    Imported { sources, counts, design, problems }
}

fn unreadable(error: &SyntaxError, file: FileIndex) -> InputProblem {
    let place = Place { file: Some(file), pointer: Pointer::root() };
    InputProblem {
        kind: InputKind::Syntax,
        at: Locus::new(Kind::File, error.name.as_str(), place),
        message: error.message.clone(),
        help: error.help.clone(),
        related: None,
    }
}

impl Counts {
    fn of(raw: &RawDesign) -> Self {
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
