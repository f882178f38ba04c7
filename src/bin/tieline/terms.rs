//! The terms a design is looked at under: which settings are in force, and what day it is.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::{SystemTime, UNIX_EPOCH};

use tieline::Input;
use tieline::design::Policy;
use tieline::facts::Billing;
use tieline::import::{Options, import_under, is_settings};
use tieline::settings::Date;

use crate::arguments::{Own, Terms};
use crate::inputs::{self, Loaded};
use crate::output::{Failure, Output};

/// The names that a settings file may have, the first found of a folder taken.
const NAMES: &[&str] = &[".tieline.yaml", ".tieline.yml", ".tieline.json"];

/// What the user told of parameters, for all that read inputs.
static PARAMETERS: OnceLock<Options> = OnceLock::new();

/// Takes what the user told of parameters, once.
pub(crate) fn tell_parameters(parameters: Vec<(String, String)>) {
    PARAMETERS.get_or_init(|| Options { parameters: parameters.into_iter().collect(), ..Options::default() });
}

/// How inputs are read.
pub(crate) fn options() -> Options {
    PARAMETERS.get().cloned().unwrap_or_default()
}

impl Loaded {
    /// It as the library takes it.
    pub(crate) fn input(&self) -> Input<'_> {
        Input { name: &self.name, bytes: &self.bytes }
    }
}

/// The terms of a run, with the settings that were loaded for it.
pub(crate) fn under<'s>(asked: &Terms, settings: Option<&'s Loaded>) -> tieline::Terms<'s> {
    let billing = Billing { hours_per_month: asked.hours_per_month, gb_per_tb: asked.gb_per_tb };
    tieline::Terms {
        options: options(),
        settings: settings.map(Loaded::input),
        today: today(asked),
        billing,
        growth: asked.grow,
    }
}

/// The policies of some designs and of the settings in force, as far as they can be read, in order of name.
pub(crate) fn policies(asked: &Own, files: &[PathBuf], output: &mut Output) -> Result<Vec<Arc<Policy>>, Failure> {
    let loaded = inputs::load(files.iter().map(PathBuf::as_path), "-", output)?;
    let settings = settings(asked, files)?;
    let inputs: Vec<Input<'_>> = loaded.iter().map(Loaded::input).collect();
    let imported = import_under(&inputs, settings.as_ref().map(Loaded::input).as_ref(), &options());
    Ok(imported.design.policies.into_values().collect())
}

/// The settings that are in force: those named, else those beside an input, else those of the current folder or the
/// nearest folder above it that has some. None where an input is itself called like them.
pub(crate) fn settings(asked: &Own, files: &[PathBuf]) -> Result<Option<Loaded>, Failure> {
    let found = match &asked.settings {
        _ if asked.no_settings => None,
        Some(path) if path == Path::new("-") => {
            return Err(Failure::new("`--settings` takes a file: standard input is left to the design"));
        }
        Some(path) => Some(path.clone()),
        None if files.iter().any(|file| is_settings(&file.to_string_lossy())) => None,
        None => match beside(files)? {
            Some(path) => Some(path),
            None => above(),
        },
    };
    let Some(path) = found else { return Ok(None) };
    inputs::one(&path).map(Some)
}

/// The settings in the folders of the inputs; two different ones are for the user to choose between.
fn beside(files: &[PathBuf]) -> Result<Option<PathBuf>, Failure> {
    let mut found: Option<PathBuf> = None;
    for file in files.iter().filter(|file| file.as_path() != Path::new("-")) {
        let folder = if file.is_dir() { Some(file.as_path()) } else { file.parent() };
        let Some(path) = folder.and_then(settings_in) else { continue };
        match &found {
            Some(first) if !same(first, &path) => {
                return Err(Failure::new(format!(
                    "the inputs stand beside two settings files, `{}` and `{}`; choose one with `--settings`",
                    first.display(),
                    path.display()
                )));
            }
            Some(_) => {}
            None => found = Some(path),
        }
    }
    Ok(found)
}

fn same(one: &Path, two: &Path) -> bool {
    one == two || matches!((one.canonicalize(), two.canonicalize()), (Ok(one), Ok(two)) if one == two)
}

fn settings_in(folder: &Path) -> Option<PathBuf> {
    NAMES.iter().map(|name| folder.join(name)).find(|path| path.is_file())
}

/// The settings of the current folder or of the nearest one above it, by a relative path: reports are then the same
/// wherever the project lies.
fn above() -> Option<PathBuf> {
    let depth = std::env::current_dir().map_or(0, |folder| folder.ancestors().count());
    let mut folder = PathBuf::new();
    for _ in 0..depth {
        if let Some(path) = settings_in(&folder) {
            return Some(path);
        }
        folder.push("..");
    }
    None
}

/// The day that counts as today: the one named, else the system's, in UTC.
fn today(asked: &Terms) -> Option<Date> {
    asked.today.or_else(|| {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        civil(seconds / 86_400)
    })
}

/// The day that is so many days after 1970-01-01.
fn civil(mut days: u64) -> Option<Date> {
    let leap = |year: u16| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    for year in 1970_u16..=9999 {
        let length = if leap(year) { 366 } else { 365 };
        if days >= length {
            days -= length;
            continue;
        }
        let february = if leap(year) { 29 } else { 28 };
        for (month, length) in (1_u8..).zip([31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
            if days < length {
                return Date::new(year, month, u8::try_from(days).ok()?.checked_add(1)?);
            }
            days -= length;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::civil;

    #[test]
    fn days_since_1970_are_days_of_the_calendar() {
        let told = |days| civil(days).map(|day| day.to_string());
        let cases = [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (59, "1970-03-01"),
            (789, "1972-02-29"),
            (10_957, "2000-01-01"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (20_819, "2027-01-01"),
        ];
        for (days, day) in cases {
            assert_eq!(told(days).as_deref(), Some(day), "{days}");
        }
        assert_eq!(civil(u64::MAX), None);
    }
}
