//! Folders and zip archives of AWS CLI output → the files in them.

use std::fs;
use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};

use tieline::import::format_of;
use zip::ZipArchive;

use crate::inputs::Loaded;

/// Files of a folder or an archive at most.
const MOST_FILES: usize = 50_000;
/// Bytes of all files of a folder or an archive together, unpacked.
const LARGEST_WHOLE: u64 = 512 * 1024 * 1024;
/// How deep folders may lie in each other.
const DEEPEST: usize = 16;

/// What a folder or an archive holds.
#[derive(Debug, Default)]
pub(crate) struct Collection {
    /// Its files of AWS CLI output, by path.
    pub(crate) files: Vec<Loaded>,
    /// Other JSON files, which were passed over.
    pub(crate) others: Vec<String>,
}

/// Whether bytes are those of a zip archive.
pub(crate) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Every JSON file below a folder, in the order of their paths. Links to other folders are not followed.
pub(crate) fn folder(
    path: &Path,
    name: &str,
    open: impl Fn(&Path, &str) -> Result<Vec<u8>, String>,
) -> Result<Collection, String> {
    let mut paths = Vec::new();
    gather(path, 0, &mut paths).map_err(|error| format!("folder `{name}` could not be read: {error}"))?;
    if paths.len() > MOST_FILES {
        return Err(too_many(name));
    }
    paths.sort();
    let mut found = Collection::default();
    let mut whole = 0;
    for path in paths {
        let name_of_file = path.display().to_string();
        let bytes = open(&path, &name_of_file)?;
        whole += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if whole > LARGEST_WHOLE {
            return Err(too_large(name));
        }
        found.add(name_of_file, bytes);
    }
    found.checked(name)
}

fn gather(path: &Path, depth: usize, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let path = entry.path();
        if kind.is_dir() && depth < DEEPEST {
            gather(&path, depth + 1, into)?;
        } else if !kind.is_dir() && is_json(&path) && path.is_file() {
            into.push(path);
        }
        if into.len() > MOST_FILES {
            break;
        }
    }
    Ok(())
}

/// Every JSON file in an archive. What is unpacked is counted as it comes, so that no header is believed.
pub(crate) fn archive(bytes: &[u8], name: &str) -> Result<Collection, String> {
    let broken = |error: &dyn std::fmt::Display| format!("`{name}` is no zip archive that can be read: {error}");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if archive.len() > MOST_FILES {
        return Err(too_many(name));
    }
    let mut found = Collection::default();
    let mut left = LARGEST_WHOLE;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|error| broken(&error))?;
        let inside = file.name().map_err(|error| broken(&error))?.into_owned();
        if file.is_dir() || !is_json(Path::new(&inside)) {
            continue;
        }
        let mut bytes = Vec::new();
        let read = file.take(left.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| broken(&error))?;
        let read = u64::try_from(read).unwrap_or(u64::MAX);
        if read > left {
            return Err(too_large(name));
        }
        left -= read;
        found.add(format!("{name}/{inside}"), bytes);
    }
    found.files.sort_by(|one, other| one.name.cmp(&other.name));
    found.checked(name)
}

impl Collection {
    fn add(&mut self, name: String, bytes: Vec<u8>) {
        // The AWS CLI prints nothing where there is nothing to tell.
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        // What looks like its output and is cut off is kept, for the reader to complain about.
        if format_of(&bytes).name == "aws_cli" {
            self.files.push(Loaded { name, bytes });
        } else {
            self.others.push(name);
        }
    }

    fn checked(self, name: &str) -> Result<Self, String> {
        if self.files.is_empty() {
            return Err(format!(
                "`{name}` holds no AWS CLI output; `tieline import --print-commands` prints the commands that collect it, \
                 and design files are named one by one"
            ));
        }
        Ok(self)
    }
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

fn too_many(name: &str) -> String {
    format!("`{name}` holds more than {MOST_FILES} files; name a folder of AWS CLI output")
}

fn too_large(name: &str) -> String {
    let megabytes = LARGEST_WHOLE / 1024 / 1024;
    format!("`{name}` holds more than {megabytes} MB when unpacked; give it account by account")
}
