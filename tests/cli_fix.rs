//! `check --fix` and `check --diff` as scripts see them: what is written, what is only shown, and what a failed write
//! leaves.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const BEFORE: &str = "\
tieline: 1
vpcs:
  # the shop's own
  shop: { cidrs: [10.0.0.1/16] } # one block
";
const AFTER: &str = "\
tieline: 1
vpcs:
  # the shop's own
  shop: { cidrs: [10.0.0.0/16] } # one block
";

/// A file of its own for each test.
fn file(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cli_fix-{test}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("net.yaml");
    fs::write(&file, BEFORE).unwrap();
    file
}

fn run(arguments: &[&str], file: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tieline")).arg("check").args(arguments).arg(file).output().unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Everything in the folder of a file.
fn beside(file: &Path) -> Vec<String> {
    let entries = fs::read_dir(file.parent().unwrap()).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_fix_is_written_and_nothing_else_is() {
    let file = file("written");
    let output = run(&["--fix", "--fail-on", "warning"], &file);
    assert_eq!(fs::read_to_string(&file).unwrap(), AFTER);
    assert_eq!(output.status.code(), Some(0), "what is left is judged");
    assert_eq!(err(&output), "1 finding fixed: TL007 cidr-with-host-bits (1)\n");
    assert_eq!(beside(&file), ["net.yaml"]);
    let again = run(&["--fix"], &file);
    assert_eq!(err(&again), "nothing to fix unseen\n");
    assert_eq!(fs::read_to_string(&file).unwrap(), AFTER);
}

#[test]
fn a_diff_shows_and_writes_nothing() {
    let file = file("shown");
    let output = run(&["--diff"], &file);
    assert_eq!(fs::read_to_string(&file).unwrap(), BEFORE);
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(
        shown.contains(
            "\n-  shop: { cidrs: [10.0.0.1/16] } # one block\n+  shop: { cidrs: [10.0.0.0/16] } # one block\n"
        ),
        "{shown}"
    );
    assert_eq!(output.status.code(), Some(1), "there is something to do");
    fs::write(&file, AFTER).unwrap();
    let output = run(&["--diff"], &file);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn a_file_that_cannot_be_written_stays_as_it_is() {
    let file = file("kept");
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).unwrap();
    let output = run(&["--fix"], &file);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("could not be written and is as it was: permission denied"), "{}", err(&output));
    assert_eq!(fs::read_to_string(&file).unwrap(), BEFORE);
    assert_eq!(beside(&file), ["net.yaml"], "nothing is left of the attempt");
}

#[cfg(unix)]
#[test]
fn links_and_permissions_survive() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let file = file("linked");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let link = file.with_file_name("link.yaml");
    symlink("net.yaml", &link).unwrap();
    assert_eq!(run(&["--fix"], &link).status.code(), Some(0));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&file).unwrap(), AFTER);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn what_makes_no_sense_together_is_said() {
    let file = file("refused");
    let dash = PathBuf::from("-");
    let cases: &[(&[&str], &Path, &str)] = &[
        (&["--fix"], &dash, "standard input is none"),
        (&["--fix", "--diff"], &file, "give one of them"),
        (&["--unsafe-fixes"], &file, "goes with `--fix` or `--diff`"),
        (&["--diff", "--format", "json"], &file, "`--diff` is a text"),
    ];
    for (arguments, file, expected) in cases {
        let output = run(arguments, file);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).contains(expected), "{arguments:?}: {}", err(&output));
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), BEFORE);
}
