//! Settings as scripts see them: where the file is found, what day it is, and the exit status.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tieline::facts::Facts;
use tieline::source::Document;
use tieline::{Input, Scope, Terms, report, review_under};

/// One error: the two peers overlap.
const DESIGN: &str = "\
tieline: 1
vpcs:
  shop: { cidrs: [10.0.0.0/16] }
  data: { cidrs: [10.0.0.0/16] }
links:
  direct: { vpc_peering: { between: [shop, data] } }
";
const LOWERED: &str = "rules: { peering-overlap: advice }\n";
const ALLOWED: &str = "allow: [{ rule: TL201, on: link/direct, until: 2027-01-31, reason: it goes in February }]\n";

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn run_in(folder: &Path, arguments: &[&str], stdin: &str) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tieline"));
    command.args(arguments).current_dir(folder);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A fresh folder of this test run with some files.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("settings").join(name);
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(&root).unwrap();
    for (file, text) in files {
        let path = root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    root
}

#[test]
fn settings_are_found_beside_the_inputs_and_upward_from_the_current_folder() {
    let root = folder("found", &[("nets/net.yaml", DESIGN), ("nets/.tieline.yaml", LOWERED), ("a/b/net.yaml", DESIGN)]);
    let beside = run_in(&root, &["check", "nets/net.yaml"], "");
    assert_eq!(beside.code, 0, "{}{}", beside.out, beside.err);
    assert!(
        beside.out.contains("advice[TL201]") && beside.out.contains("nets/.tieline.yaml: settings"),
        "{}",
        beside.out
    );
    assert_eq!(run_in(&root, &["check", "a/b/net.yaml"], "").code, 1, "nothing is beside it, nor above the folder");
    assert_eq!(run_in(&root.join("nets"), &["check", "-"], DESIGN).code, 0, "the current folder");
    fs::write(root.join("a/.tieline.yml"), LOWERED).unwrap();
    let above = run_in(&root.join("a/b"), &["check", "net.yaml"], "");
    assert_eq!(above.code, 0);
    assert!(above.out.contains("../.tieline.yml: settings"), "{}", above.out);
    assert_eq!(run_in(&root.join("a/b"), &["check", "net.yaml", "--no-settings"], "").code, 1);
    fs::write(root.join("a/b/net.yaml"), "tieline: 1\nvpcs:\n  dev: { cidrs: [10.8.0.0/16] }\n").unwrap();
    let two = run_in(&root, &["check", "a/b/net.yaml", "nets/net.yaml"], "");
    assert_eq!(two.code, 0, "one settings file beside them: {}{}", two.out, two.err);
    fs::write(root.join("a/b/.tieline.yaml"), LOWERED).unwrap();
    let two = run_in(&root, &["check", "nets/net.yaml", "a/b/net.yaml"], "");
    assert_eq!((two.code, two.out.as_str()), (2, ""));
    assert!(two.err.contains("choose one with `--settings`"), "{}", two.err);
}

#[test]
fn settings_can_be_named_and_then_no_others_are_looked_for() {
    let root =
        folder("named", &[("net.yaml", DESIGN), (".tieline.yaml", "rules: { TL201: warning }\n"), ("own", LOWERED)]);
    let ran = run_in(&root, &["check", "net.yaml", "--settings", "own"], "");
    assert!(ran.out.starts_with("advice[TL201]") && !ran.out.contains(".tieline.yaml"), "{}", ran.out);
    // An input of that name is settings, and found only once.
    let ran = run_in(&root, &["check", "net.yaml", ".tieline.yaml"], "");
    assert_eq!((ran.code, ran.out.matches(": settings").count()), (0, 1), "{}", ran.out);
    let ran = run_in(&root, &["check", "net.yaml", "--settings", "none"], "");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("there is no file `none`"), "{}", ran.err);
    assert_eq!(run_in(&root, &["check", "net.yaml", "--settings", "-"], "").code, 2);
    assert_eq!(run_in(&root, &["check", "net.yaml", "--settings", "own", "--no-settings"], "").code, 2);
    fs::write(root.join("own"), "rules: [").unwrap();
    let ran = run_in(&root, &["check", "net.yaml", "--settings", "own"], "");
    assert_eq!(ran.code, 2, "settings that cannot be read are not passed over");
    assert!(ran.out.contains("--> own:1:"), "{}", ran.out);
}

#[test]
fn the_exit_status_follows_the_severity_in_force() {
    let root = folder("status", &[("net.yaml", DESIGN)]);
    let cases = [
        ("rules: { TL201: warning }\n", "error", 0),
        ("rules: { TL201: warning }\n", "warning", 1),
        ("rules: { TL201: advice }\n", "warning", 0),
        ("rules: { TL201: advice }\n", "advice", 1),
        ("rules: { TL201: off }\n", "advice", 0),
        ("rules: { TL201: error }\n", "error", 1),
        ("allow: [{ rule: TL201, reason: why }]\n", "advice", 0),
        ("allow: [{ rule: TL201 }]\n", "error", 1),
        ("allow: [{ rule: [TL201, TL2O1], reason: why }]\n", "error", 0),
        ("allow: [{ rule: [TL201, TL2O1], reason: why }]\n", "warning", 1),
    ];
    for (settings, bar, code) in cases {
        fs::write(root.join("own.yaml"), settings).unwrap();
        for format in ["text", "json"] {
            let arguments = ["check", "net.yaml", "--settings", "own.yaml", "--fail-on", bar, "--format", format];
            let ran = run_in(&root, &arguments, "");
            assert_eq!(ran.code, code, "{settings} {bar}\n{}{}", ran.out, ran.err);
        }
    }
}

#[test]
fn the_day_decides_and_the_json_is_the_librarys() {
    let root = folder("day", &[("net.yaml", DESIGN), (".tieline.yaml", ALLOWED)]);
    for (day, code) in [("2027-01-30", 0), ("2027-01-31", 0), ("2027-02-01", 1)] {
        let ran = run_in(&root, &["check", "net.yaml", "--today", day, "--format", "json"], "");
        assert_eq!(ran.code, code, "{day}: {}", ran.out);
        let terms = Terms {
            settings: Some(Input { name: ".tieline.yaml", bytes: ALLOWED.as_bytes() }),
            today: day.parse().ok(),
            ..Terms::default()
        };
        let inputs = [Input { name: "net.yaml", bytes: DESIGN.as_bytes() }];
        let facts = Facts::shipped();
        assert_eq!(ran.out, report::json(&review_under(&terms, &inputs, &facts, Scope::Check), &facts).unwrap());
    }
    for day in ["2027-02-30", "tomorrow", "27-01-31"] {
        let ran = run_in(&root, &["check", "net.yaml", "--today", day], "");
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains("is no date"), "{}", ran.err);
    }
    // Without it the system's own day counts, which is long after this one.
    fs::write(root.join(".tieline.yaml"), ALLOWED.replace("2027", "2020")).unwrap();
    let ran = run_in(&root, &["check", "net.yaml"], "");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("ended on 2020-01-31: 1 finding is back"), "{}", ran.out);
}

#[test]
fn what_is_allowed_and_what_is_lowered_is_told_in_text_and_json() {
    let settings = format!("{ALLOWED}rules: {{ TL024: off }}\n");
    let root = folder("told", &[("net.yaml", DESIGN), (".tieline.yaml", &settings)]);
    let ran = run_in(&root, &["check", "net.yaml", "--today", "2027-01-01"], "");
    let told = "\
allowed on 2027-01-01
  TL201 peering-overlap: 1 finding, until 2027-01-31 (.tieline.yaml:1:9): it goes in February

severities that are set
  TL024 allowance-expired is off (.tieline.yaml:2:17): 0 findings not told
";
    assert!(ran.out.starts_with(told), "{}", ran.out);
    assert!(ran.out.ends_with("0 errors, 0 warnings, 0 pieces of advice, 1 allowed\n"), "{}", ran.out);
    let json = run_in(&root, &["check", "net.yaml", "--today", "2027-01-01", "--format", "json"], "").out;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["findings"], serde_json::json!([]));
    let allowed = &json["settings"]["allowed"][0];
    assert_eq!((&allowed["reason"], &allowed["until"]), (&"it goes in February".into(), &"2027-01-31".into()));
    assert_eq!(allowed["findings"][0]["rule"], "TL201");
    assert_eq!(allowed["findings"][0]["severity"], "error");
    fs::write(root.join(".tieline.yaml"), LOWERED).unwrap();
    let ran = run_in(&root, &["check", "net.yaml"], "");
    assert!(
        ran.out.contains("the rule's own severity is error; a setting lowers it (.tieline.yaml:1:27)"),
        "{}",
        ran.out
    );
    let json = run_in(&root, &["check", "net.yaml", "--format", "json"], "").out;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["findings"][0]["severity"], "advice");
    assert_eq!(json["findings"][0]["own_severity"], "error");
}

#[test]
fn the_schema_of_settings_fits_settings_and_refuses_what_they_lack() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ran = run_in(here, &["schema", "settings"], "");
    let schema: Value = serde_json::from_str(&ran.out).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let value = |text: &str| Document::read("s.yaml", text.as_bytes()).unwrap().to::<Value>().0.unwrap();
    for good in [ALLOWED, LOWERED] {
        assert!(validator.is_valid(&value(good)), "{good}");
    }
    for bad in ["vpcs: {}\n", "allow: { rule: TL201 }\n", "allow: [{ rules: TL201 }]\n"] {
        assert!(!validator.is_valid(&value(bad)), "{bad}");
    }
    assert_eq!(run_in(here, &["schema", "result"], "").out, run_in(here, &["schema", "--result"], "").out);
    assert_eq!(run_in(here, &["schema"], "").out, run_in(here, &["schema", "design"], "").out);
}

#[test]
fn a_settings_file_with_everything_commented_out_sets_nothing() {
    let folder =
        folder("commented", &[("net.yaml", DESIGN), (".tieline.yaml", "# rules: { TL201: off }\n\n# so far\n")]);
    let (with, without) =
        (run_in(&folder, &["check", "net.yaml"], ""), run_in(&folder, &["check", "--no-settings", "net.yaml"], ""));
    assert_eq!((with.code, with.err.as_str()), (1, ""));
    assert_eq!(without.code, 1);
    assert!(with.out.contains("TL201"), "{}", with.out);
}
