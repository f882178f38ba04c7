//! Folders and archives of AWS CLI output and flow logs → the files in them, whatever they are called.

use std::fs::{self, File};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use tieline::import::format_of;
use zip::ZipArchive;

use crate::inputs::Loaded;

/// Files of a folder or an archive at most.
const MOST_FILES: usize = 50_000;
/// Bytes of all files of a folder or an archive together, unpacked.
const LARGEST_WHOLE: u64 = 512 * 1024 * 1024;
/// How deep folders may lie in each other.
const DEEPEST: usize = 16;
/// Bytes at the start of a file that tell whether it is read.
const HEAD: u64 = 4_096;
/// What is read out of folders and archives.
const READ: &[&str] = &["aws_cli", "flow_log"];

/// What a folder or an archive holds.
#[derive(Debug, Default)]
pub(crate) struct Collection {
    /// Its files of AWS CLI output and flow logs, by path.
    pub(crate) files: Vec<Loaded>,
    /// Other JSON files, and archives in it, which were passed over.
    pub(crate) others: Vec<String>,
    /// How many files besides were passed over.
    pub(crate) more: usize,
}

/// Whether bytes are those of a zip archive.
pub(crate) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Whether bytes are those of a file that gzip packed.
pub(crate) fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// What gzip packed into some bytes, up to a limit.
pub(crate) fn unpacked(bytes: &[u8], name: &str, most: u64) -> Result<Vec<u8>, String> {
    let mut whole = Vec::new();
    let read = MultiGzDecoder::new(bytes).take(most.saturating_add(1)).read_to_end(&mut whole);
    read.map_err(|error| format!("`{name}` is no gzip file that can be read: {error}"))?;
    if u64::try_from(whole.len()).unwrap_or(u64::MAX) > most {
        return Err(too_large(name));
    }
    Ok(whole)
}

/// Every file below a folder that is read, in the order of their paths. Links to other folders are not followed.
pub(crate) fn folder(
    path: &Path,
    name: &str,
    open: impl Fn(&Path, &str) -> Result<Vec<u8>, String>,
) -> Result<Collection, String> {
    let mut paths = Vec::new();
    let unreadable = |error| format!("folder `{name}` could not be read: {error}");
    gather(path, 0, &mut paths).map_err(unreadable)?;
    if paths.len() > MOST_FILES {
        return Err(too_many(name));
    }
    paths.sort();
    let mut found = Collection::default();
    let mut left = LARGEST_WHOLE;
    for path in paths {
        let name_of_file = path.display().to_string();
        let mut head = Vec::new();
        File::open(&path).and_then(|file| file.take(HEAD).read_to_end(&mut head)).map_err(unreadable)?;
        if !found.wants(&path, &name_of_file, &head) {
            continue;
        }
        let bytes = open(&path, &name_of_file)?;
        found.add(name, name_of_file, bytes, &mut left)?;
    }
    found.checked(name)
}

fn gather(path: &Path, depth: usize, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let path = entry.path();
        if is_hidden(&path) {
            continue;
        }
        if kind.is_dir() && depth < DEEPEST {
            gather(&path, depth + 1, into)?;
        } else if !kind.is_dir() && path.is_file() {
            into.push(path);
        }
        if into.len() > MOST_FILES {
            break;
        }
    }
    Ok(())
}

/// Every file in an archive that is read. What is unpacked is counted as it comes, so that no header is believed.
pub(crate) fn archive(bytes: &[u8], name: &str) -> Result<Collection, String> {
    let broken = |error: &dyn std::fmt::Display| format!("`{name}` is no zip archive that can be read: {error}");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if archive.len() > MOST_FILES {
        return Err(too_many(name));
    }
    let mut found = Collection::default();
    let mut left = LARGEST_WHOLE;
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(|error| broken(&error))?;
        let inside = file.name().map_err(|error| broken(&error))?.into_owned();
        let name_of_file = format!("{name}/{inside}");
        if file.is_dir() || Path::new(&inside).iter().any(|part| is_hidden(Path::new(part))) {
            continue;
        }
        let mut bytes = Vec::new();
        file.by_ref().take(HEAD).read_to_end(&mut bytes).map_err(|error| broken(&error))?;
        if !found.wants(Path::new(&inside), &name_of_file, &bytes) {
            continue;
        }
        file.take(left.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| broken(&error))?;
        found.add(name, name_of_file, bytes, &mut left)?;
    }
    found.files.sort_by(|one, other| one.name.cmp(&other.name));
    found.checked(name)
}

impl Collection {
    /// Whether a file is read whole, by its first bytes: JSON, what gzip packed, or another text that is known.
    fn wants(&mut self, path: &Path, name: &str, head: &[u8]) -> bool {
        if is_archive(head) {
            self.others.push(name.to_owned());
            return false;
        }
        // A collector may have any name for its files.
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        let opens = text.iter().find(|byte| !byte.is_ascii_whitespace());
        let wanted = is_json(path)
            || is_packed(head)
            || matches!(opens, Some(b'{' | b'['))
            || READ.contains(&format_of(head).name);
        self.more += usize::from(!wanted);
        wanted
    }

    fn add(&mut self, whole: &str, name: String, bytes: Vec<u8>, left: &mut u64) -> Result<(), String> {
        let bytes = if is_packed(&bytes) { unpacked(&bytes, &name, *left)? } else { bytes };
        let read = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        *left = left.checked_sub(read).ok_or_else(|| too_large(whole))?;
        // The AWS CLI prints nothing where there is nothing to tell.
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        // What looks like its output and is cut off is kept, for the reader to complain about.
        if READ.contains(&format_of(&bytes).name) {
            self.files.push(Loaded { name, bytes });
        } else {
            self.others.push(name);
        }
        Ok(())
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

/// What systems leave in folders and archives: `.git`, `.DS_Store`, `._Vpcs.json`, `__MACOSX`.
fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().map(std::ffi::OsStr::to_string_lossy);
    name.is_some_and(|name| name.starts_with('.') || name == "__MACOSX")
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
