//! `check` with its fixes: shown as a diff, or written into the files, each replaced as a whole or not at all.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use similar::TextDiff;
use tieline::report::text::Show;
use tieline::{Fixed, Input, Trust};

use crate::arguments::{Check, Format};
use crate::inputs::{self, Loaded};
use crate::output::{Failure, Output, plainly};
use crate::review::{self, Job};
use crate::status::Status;
use crate::terms;

pub(crate) fn run(asked: &Check, output: &mut Output) -> Result<Status, Failure> {
    if !asked.fix && !asked.diff {
        if asked.unsafe_fixes {
            return Err(Failure::new("`--unsafe-fixes` goes with `--fix` or `--diff`"));
        }
        return review::run(Job::Check, &asked.review, output);
    }
    let files = &asked.review.files;
    if files.is_empty() {
        return Ok(review::no_input());
    }
    if asked.fix && asked.diff {
        return Err(Failure::new("`--fix` writes and `--diff` only shows; give one of them"));
    }
    if asked.fix && files.iter().any(|file| file == Path::new("-")) {
        return Err(Failure::new("`--fix` writes files, and standard input is none; use `--diff`, or name a file"));
    }
    if asked.diff && asked.review.format == Format::Json {
        return Err(Failure::new("`--diff` is a text; JSON holds the edits of every finding without it"));
    }
    let facts = inputs::facts(asked.review.overlay.facts.as_deref(), &output.error_layout())?;
    let loaded = inputs::load(files.iter().map(PathBuf::as_path), &asked.review.stdin_name, output)?;
    let given: Vec<Input<'_>> = loaded.iter().map(|one| Input { name: &one.name, bytes: &one.bytes }).collect();
    let trust = if asked.unsafe_fixes { Trust::All } else { Trust::Safe };
    let settings = terms::settings(&asked.review.terms.own, files)?;
    let terms = terms::under(&asked.review.terms, settings.as_ref());
    let fixed = tieline::fix_under(&terms, &given, &facts, trust);
    if asked.diff {
        return show(&loaded, &fixed, output);
    }
    write(&loaded, &fixed)?;
    output.aside(&summary(&fixed, "fixed"))?;
    review::told(&fixed.review, &facts, &asked.review, Show::Findings, output)
}

/// The diff of every file that would change.
fn show(loaded: &[Loaded], fixed: &Fixed, output: &mut Output) -> Result<Status, Failure> {
    let mut text = String::new();
    for (Loaded { name, bytes }, after) in loaded.iter().zip(&fixed.texts) {
        let Some(after) = after else { continue };
        let before = String::from_utf8_lossy(bytes);
        let diff = TextDiff::from_lines(&*before, after);
        text.push_str(&diff.unified_diff().header(name, name).to_string());
    }
    output.result(&text)?;
    output.aside(&summary(fixed, "would be fixed"))?;
    if !fixed.review.is_readable() {
        return Ok(Status::Failed);
    }
    Ok(if fixed.done.is_empty() { Status::Clean } else { Status::Found })
}

/// What was done, or would be, by rule.
fn summary(fixed: &Fixed, done: &str) -> String {
    let mut rules: Vec<(String, usize)> = Vec::new();
    for finding in &fixed.done {
        let rule = format!("{} {}", finding.rule, finding.name);
        match rules.iter_mut().find(|(one, _)| *one == rule) {
            Some((_, count)) => *count += 1,
            None => rules.push((rule, 1)),
        }
    }
    rules.sort();
    let told: Vec<String> = rules.iter().map(|(rule, count)| format!("{rule} ({count})")).collect();
    match fixed.done.len() {
        0 => "nothing to fix unseen\n".to_owned(),
        1 => format!("1 finding {done}: {}\n", told.join(", ")),
        count => format!("{count} findings {done}: {}\n", told.join(", ")),
    }
}

/// Writes every text that changed. The first that cannot be written ends it; a file is then as it was.
fn write(loaded: &[Loaded], fixed: &Fixed) -> Result<(), Failure> {
    // A folder is many inputs, so texts belong to what was loaded and not to what was named.
    for (Loaded { name, .. }, text) in loaded.iter().zip(&fixed.texts) {
        if let Some(text) = text {
            let file = Path::new(name);
            replace(file, text).map_err(|error| {
                let why = plainly(&error);
                Failure::new(format!("`{}` could not be written and is as it was: {why}", file.display()))
            })?;
        }
    }
    Ok(())
}

/// Puts a text in the place of a file: written beside it first, so that a full disk costs nothing.
fn replace(file: &Path, text: &str) -> std::io::Result<()> {
    // A link stays a link: what it leads to is replaced.
    let file = fs::canonicalize(file)?;
    let permissions = fs::metadata(&file)?.permissions();
    if permissions.readonly() {
        return Err(std::io::Error::from(std::io::ErrorKind::PermissionDenied));
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let beside = file.with_file_name(format!(".{name}.{}.tieline", std::process::id()));
    let written = || {
        let mut new = OpenOptions::new().write(true).create_new(true).open(&beside)?;
        new.write_all(text.as_bytes())?;
        new.set_permissions(permissions.clone())?;
        new.sync_all()?;
        fs::rename(&beside, &file)
    };
    let result = written();
    if result.is_err() {
        // Nothing may be left of a failed attempt; if even that fails, the first error is the one to tell.
        let _ = fs::remove_file(&beside);
    }
    result
}
