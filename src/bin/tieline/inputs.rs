//! Files and standard input → bytes, and the user's overlay → facts; complaints say what to do.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use tieline::facts::{FactOverlay, Facts, OverlayError};
use tieline::report::text::{Layout, problem, syntax_error};
use tieline::source::{Document, Part, Pointer};

use crate::collection::{self, Collection};
use crate::output::{Failure, Output, plainly};

/// Bytes read of one input at most: a device or an endless pipe must not fill the memory.
const LARGEST: u64 = 256 * 1024 * 1024;

/// One input in memory.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// Reads every input, or says of all that could not be read why. Of a folder and of a zip archive every file of AWS CLI
/// output and of flow logs is an input; what gzip packed is unpacked.
pub(crate) fn load<'p>(
    paths: impl IntoIterator<Item = &'p Path>,
    stdin_name: &str,
    output: &mut Output,
) -> Result<Vec<Loaded>, Failure> {
    let mut loaded = Vec::new();
    let mut complaints = Vec::new();
    let mut stdin_taken = false;
    for path in paths {
        let from_stdin = path == Path::new("-");
        if from_stdin && std::mem::replace(&mut stdin_taken, true) {
            complaints.push("`-` stands for standard input, which can be read only once; give `-` once".to_owned());
            continue;
        }
        let name = if from_stdin { stdin_name.to_owned() } else { path.display().to_string() };
        let read = if !from_stdin && path.is_dir() {
            collection::folder(path, &name, open)
        } else {
            let bytes = if from_stdin { bounded(io::stdin().lock(), &name) } else { open(path, &name) };
            match bytes {
                Ok(bytes) if collection::is_archive(&bytes) => collection::archive(&bytes, &name),
                Ok(bytes) if collection::is_packed(&bytes) => collection::unpacked(&bytes, &name, LARGEST)
                    .map(|bytes| Collection { files: vec![Loaded { name, bytes }], ..Collection::default() }),
                Ok(bytes) => Ok(Collection { files: vec![Loaded { name, bytes }], ..Collection::default() }),
                Err(complaint) => Err(complaint),
            }
        };
        match read {
            Ok(Collection { files, others, more }) => {
                loaded.extend(files);
                for other in others {
                    output.aside(&format!("note: `{other}` is no AWS CLI output, and was passed over\n"))?;
                }
                if more > 0 {
                    let name = path.display();
                    output.aside(&format!("note: {more} files of `{name}` are no JSON, and were passed over\n"))?;
                }
            }
            Err(complaint) => complaints.push(complaint),
        }
    }
    if complaints.is_empty() { Ok(loaded) } else { Err(Failure::all(complaints)) }
}

/// Reads one file.
pub(crate) fn one(path: &Path) -> Result<Loaded, Failure> {
    let name = path.display().to_string();
    let bytes = open(path, &name).map_err(Failure::new)?;
    Ok(Loaded { name, bytes })
}

fn open(path: &Path, name: &str) -> Result<Vec<u8>, String> {
    let cannot = |error: &io::Error| match error.kind() {
        ErrorKind::NotFound => format!("there is no file `{name}`; check the path, or give `-` for standard input"),
        ErrorKind::PermissionDenied => format!("`{name}` may not be read; change its permissions, or run as its owner"),
        _ => format!("`{name}` could not be read: {}", plainly(error)),
    };
    let file = File::open(path).map_err(|error| cannot(&error))?;
    let metadata = file.metadata().map_err(|error| cannot(&error))?;
    if metadata.is_dir() {
        return Err(format!("`{name}` is a folder; name a file"));
    }
    if metadata.is_file() && metadata.len() > LARGEST {
        return Err(too_large(name));
    }
    bounded(file, name)
}

fn bounded(from: impl Read, name: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = from.take(LARGEST.saturating_add(1)).read_to_end(&mut bytes);
    match read {
        Err(error) => Err(format!("`{name}` could not be read: {}", plainly(&error))),
        Ok(count) if u64::try_from(count).unwrap_or(u64::MAX) > LARGEST => Err(too_large(name)),
        Ok(_) => Ok(bytes),
    }
}

fn too_large(name: &str) -> String {
    let megabytes = LARGEST / 1024 / 1024;
    format!("`{name}` is larger than {megabytes} MB; split the design into several files")
}

/// The facts in force: the shipped ones, and over them the user's own.
pub(crate) fn facts(overlay: Option<&Path>, layout: &Layout) -> Result<Facts, Failure> {
    let Some(path) = overlay else { return Ok(Facts::shipped()) };
    if path == Path::new("-") {
        return Err(Failure::new("`--facts` takes a file: standard input is left to the design"));
    }
    let Loaded { name, bytes } = one(path)?;
    let document =
        Document::read(&name, &bytes).map_err(|error| Failure { complaints: vec![syntax_error(&error, layout)] })?;
    let (overlay, problems) = document.to::<FactOverlay>();
    let mut complaints: Vec<String> = problems
        .iter()
        .map(|one| {
            let help = one.kind.help();
            problem(&document, (&one.pointer, one.part), &one.to_string(), help.as_deref(), layout)
        })
        .collect();
    match Facts::shipped().overlaid(overlay.unwrap_or_default()) {
        Ok(facts) if complaints.is_empty() => return Ok(facts),
        Ok(_) => {}
        Err(errors) => complaints.extend(errors.iter().map(|error| {
            let (pointer, part) = place(error);
            problem(&document, (&pointer, part), &error.to_string(), None, layout)
        })),
    }
    Err(Failure { complaints })
}

/// Where in an overlay an error stands.
fn place(error: &OverlayError) -> (Pointer, Part) {
    let quota = |id: &str| Pointer::root().push("quotas").push(id);
    let price = |id: &str| Pointer::root().push("prices").push(id);
    match error {
        OverlayError::UnknownQuota { id, .. } => (quota(id), Part::Key),
        OverlayError::AboveMaximum { id, .. } | OverlayError::Fixed { id, .. } => (quota(id.as_str()), Part::Value),
        OverlayError::UnknownPrice { id, .. } => (price(id), Part::Key),
        OverlayError::Malformed { id, region, .. } | OverlayError::Negative { id, region, .. } => {
            (price(id.as_str()).push(region), Part::Value)
        }
        OverlayError::Region { id, region } => (price(id.as_str()).push(region), Part::Key),
        _ => (Pointer::root(), Part::Value),
    }
}
