//! The command as scripts see it: exit status, streams, formats and reference pages.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tieline::facts::Facts;
use tieline::source::Document;
use tieline::{Input, Scope, review};

/// The design of the format's own description, with the parties its isolation need names.
const SAMPLE: &str = r#"
tieline: 1
region: ap-northeast-1
vpcs:
  shop:
    account: "111111111111"
    cidrs: [10.0.0.0/16]
    subnets:
      shop-a: { az: apne1-az1, cidr: 10.0.0.0/24, used: 40 }
      shop-c: { az: apne1-az4, cidr: 10.0.1.0/24 }
  data:
    account: "222222222222"
    cidrs: [10.0.0.0/16]
    subnets:
      data-a: { az: apne1-az1, cidr: 10.0.8.0/26, used: 3 }
  dev: { cidrs: [10.8.0.0/16] }
sites:
  tokyo-dc: { cidrs: [192.168.0.0/16] }
applications:
  storefront: { vpc: shop, subnets: [shop-a, shop-c], runs_on: ecs }
  checkout:   { vpc: data, subnets: [data-a], runs_on: eks, cluster: prod, serves: [https/443] }
  orders_db:  { vpc: data, subnets: [data-a], runs_on: rds, serves: [tcp/5432] }
needs:
  storefront-to-checkout: { from: storefront, to: checkout, traffic: 2 TB/month, requests: 300M/month, requires: [iam_auth] }
  dc-to-orders:           { from: tokyo-dc, to: orders_db }
  shop-and-data:          { between: [shop, data] }
  dev-never-prod:         { from: dev, to: data, never: true }
links:
  hub: { transit_gateway: { attachments: { shop: { subnets: [shop-a] } } } }
preferences: { upkeep_usd_per_object: 20, forbid: [], prefer: [] }
"#;
/// A design about which there is nothing to say.
const CLEAN: &str = "tieline: 1\nvpcs:\n  shop: { cidrs: [10.0.0.0/16] }\n";
/// One warning: the block has bits set behind its prefix.
const WARNED: &str = "tieline: 1\nvpcs:\n  shop: { cidrs: [10.0.0.1/16] }\n";
/// One error: there is no such VPC.
const WRONG: &str = "tieline: 1\nvpcs:\n  shop: { cidrs: [10.0.0.0/16] }\napplications:\n  web: { vpc: shopp }\n";
/// A need that every mechanism is forbidden to serve.
const HOPELESS: &str = "\
tieline: 1
vpcs:
  shop: { cidrs: [10.0.0.0/16], subnets: { a: { cidr: 10.0.0.0/24 } } }
  data: { cidrs: [10.1.0.0/16], subnets: { b: { cidr: 10.1.0.0/24 } } }
needs:
  all: { between: [shop, data] }
preferences:
  forbid: [vpc_peering, transit_gateway, cloud_wan, privatelink_service, privatelink_resource, lattice_association, lattice_endpoint]
";

/// What a run of the command gave.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tieline"));
    command.args(arguments);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
    command
}

fn run_in(arguments: &[&str], stdin: &str, adjust: impl FnOnce(&mut Command)) -> Ran {
    let mut command = command(arguments);
    adjust(&mut command);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that refuses its arguments closes the pipe unread.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn run(arguments: &[&str], stdin: &str) -> Ran {
    run_in(arguments, stdin, |_| {})
}

/// A file of this test run with some text.
fn file(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn the_exit_status_follows_the_bar() {
    let cases = [
        (CLEAN, "error", 0),
        (CLEAN, "advice", 0),
        (WARNED, "error", 0),
        (WARNED, "warning", 1),
        (WARNED, "advice", 1),
        (WARNED, "never", 0),
        (WRONG, "error", 1),
        (WRONG, "warning", 1),
        (WRONG, "never", 0),
    ];
    for (design, bar, code) in cases {
        for job in ["check", "review", "advise"] {
            for format in ["text", "json"] {
                let ran = run(&[job, "-", "--fail-on", bar, "--format", format], design);
                assert_eq!(
                    ran.code, code,
                    "{job} --fail-on {bar} --format {format} of {design}\n{}{}",
                    ran.out, ran.err
                );
                assert_eq!(ran.err, "");
            }
        }
    }
    assert_eq!(run(&["check", "-"], WRONG).code, 1, "the bar is `error` unless it is given");
}

#[test]
fn a_need_that_nothing_serves_counts_as_found() {
    let ran = run(&["advise", "-"], HOPELESS);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("all is not served"), "{}", ran.out);
    assert_eq!(run(&["advise", "-", "--fail-on", "never"], HOPELESS).code, 0);
}

#[test]
fn an_input_that_cannot_be_read_is_told_in_the_format_asked_for_and_ends_with_two() {
    let text = run(&["review", "-", "--fail-on", "never"], "vpcs: [");
    assert_eq!(text.code, 2);
    assert!(text.out.starts_with("error[TL001]: "), "{}", text.out);
    let json = run(&["review", "-", "--format", "json"], "vpcs: [");
    assert_eq!(json.code, 2);
    let value: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(value["findings"][0]["rule"], "TL001");
    assert_eq!(value["advice"], Value::Null);
}

#[test]
fn without_a_file_the_usage_says_to_name_one() {
    for job in ["review", "check", "advise"] {
        let ran = run(&[job], "");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains("name a design file, or `-`"), "{}", ran.err);
    }
    assert_eq!(run(&[], "").code, 2);
    assert_eq!(run(&["check", "--no-such"], "").code, 2);
    assert_eq!(run(&["--help"], "").code, 0);
    assert_eq!(run(&["--version"], "").out, format!("tieline {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn what_cannot_be_opened_is_told_all_at_once_with_what_to_do() {
    // A folder of its own: what other tests write stands beside it.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("empty");
    std::fs::create_dir_all(&folder).unwrap();
    let folder = folder.to_str().unwrap();
    let ran = run(&["check", "no-such.yaml", folder, "-", "-"], CLEAN);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    let lines: Vec<&str> = ran.err.lines().collect();
    assert_eq!(lines.len(), 3, "{}", ran.err);
    assert_eq!(lines[0], "error: there is no file `no-such.yaml`; check the path, or give `-` for standard input");
    assert!(lines[1].starts_with(&format!("error: `{folder}` holds no AWS CLI output; ")), "{}", ran.err);
    assert!(lines[2].contains("only once"), "{}", ran.err);
}

#[test]
#[cfg(unix)]
fn a_file_without_permission_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let path = file("locked.yaml", CLEAN);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser may read everything, so there is nothing to see then.
    if std::fs::read(&path).is_err() {
        let ran = run(&["check", path.to_str().unwrap()], "");
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains("may not be read; change its permissions"), "{}", ran.err);
    }
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn a_file_too_large_is_refused_unread() {
    let path = file("large.yaml", "");
    std::fs::File::create(&path).unwrap().set_len(300 * 1024 * 1024).unwrap();
    let ran = run(&["check", path.to_str().unwrap()], "");
    std::fs::remove_file(&path).unwrap();
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("is larger than 256 MB; split"), "{}", ran.err);
}

#[test]
fn several_files_are_one_design() {
    let vpcs = file("vpcs.yaml", CLEAN);
    let ran = run(&["check", vpcs.to_str().unwrap(), "-"], "tieline: 1\napplications:\n  web: { vpc: shop }\n");
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("vpcs.yaml: 1 VPC"), "{}", ran.out);
    assert!(ran.out.contains("-: 1 application"), "{}", ran.out);
    assert_eq!(run(&["check", "-"], "tieline: 1\napplications:\n  web: { vpc: shop }\n").code, 1);
}

#[test]
fn the_json_is_the_librarys() {
    let facts = Facts::shipped();
    for (job, scope) in [("review", Scope::Review), ("check", Scope::Check), ("advise", Scope::Review)] {
        for text in [SAMPLE, WRONG, CLEAN, "a: ["] {
            let ran = run(&[job, "-", "--format", "json", "--stdin-name", "net.yaml"], text);
            let review = review(&[Input { name: "net.yaml", bytes: text.as_bytes() }], &facts, scope);
            assert_eq!(ran.out, tieline::report::json(&review, &facts).unwrap());
            assert!(serde_json::from_str::<Value>(&ran.out).is_ok());
        }
    }
}

#[test]
fn the_name_of_standard_input_says_how_it_is_read() {
    let ran = run(&["check", "-", "--stdin-name", "net.json"], CLEAN);
    assert_eq!(ran.code, 2, "YAML is no JSON");
    assert!(ran.out.contains("--> net.json:1:"), "{}", ran.out);
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    let coloured =
        |arguments: &[&str], adjust: fn(&mut Command)| run_in(arguments, WRONG, adjust).out.contains('\u{1b}');
    assert!(!coloured(&["check", "-"], |_| {}));
    assert!(!coloured(&["check", "-", "--color", "never"], |_| {}));
    assert!(coloured(&["check", "-", "--color", "always"], |_| {}));
    assert!(coloured(&["check", "-"], |command| {
        command.env("CLICOLOR_FORCE", "1");
    }));
    assert!(!coloured(&["check", "-"], |command| {
        command.env("NO_COLOR", "1").env("CLICOLOR_FORCE", "1");
    }));
    assert!(!coloured(&["check", "-", "--format", "json", "--color", "always"], |_| {}));
}

#[test]
fn check_tells_findings_and_advise_tells_advice() {
    let check = run(&["check", "-"], WARNED).out;
    assert!(check.contains("warning[TL007]") && !check.contains("\nplan\n"), "{check}");
    let advise = run(&["advise", "-"], HOPELESS).out;
    assert!(advise.starts_with("advice\n"), "{advise}");
    let advise = run(&["advise", "-"], WRONG).out;
    assert!(advise.starts_with("error[TL008]"), "what keeps the advice from being made is told: {advise}");
}

#[test]
fn explain_tells_of_rules_mechanisms_and_facts() {
    for name in ["TL008", "tl008", "unknown-name"] {
        let ran = run(&["explain", name], "");
        assert_eq!(ran.code, 0);
        assert!(ran.out.starts_with("TL008 unknown-name\nerror, "), "{}", ran.out);
        assert!(ran.out.contains("## Why\n"), "{}", ran.out);
    }
    let ran = run(&["explain", "vpc_peering"], "");
    assert!(ran.out.starts_with("vpc_peering\nVPC peering, family Peering\n\nAdds: "), "{}", ran.out);
    let ran = run(&["explain", "peer-quota-active"], "");
    assert!(ran.out.contains("\nvalue        50 "), "{}", ran.out);
    assert!(ran.out.contains("<https://docs.aws.amazon.com/"), "{}", ran.out);
    let ran = run(&["explain", "be-hours"], "");
    assert!(ran.out.contains("\ndisputed     "), "{}", ran.out);
}

#[test]
fn every_rule_mechanism_and_fact_can_be_explained() {
    let rules = tieline::rules::ALL.iter().map(|rule| rule.name);
    let mechanisms = tieline::design::Mechanism::ALL.iter().map(|mechanism| mechanism.wire());
    // One fact of each shape is enough: they share one page.
    let facts = ["price-lattice-request", "peer-nontransitive", "vpc-cidr-canonical"];
    for name in rules.chain(mechanisms).chain(facts) {
        let ran = run(&["explain", name], "");
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{name}");
        assert!(ran.out.lines().count() >= 3, "{name}: {}", ran.out);
    }
}

#[test]
fn a_misspelt_name_gets_its_neighbours() {
    let cases =
        [("peering", "`vpc_peering`"), ("unknow-name", "`unknown-name`"), ("peer-quota-activ", "`peer-quota-active`")];
    for (name, near) in cases {
        let ran = run(&["explain", name], "");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains("did you mean") && ran.err.contains(near), "{}", ran.err);
    }
    assert!(run(&["explain", "zzzzzzzzzzzz"], "").err.contains("`tieline rules` lists"));
}

#[test]
fn rules_lists_the_registry() {
    let text = run(&["rules"], "").out;
    let json: Value = serde_json::from_str(&run(&["rules", "--format", "json"], "").out).unwrap();
    let rows = json.as_array().unwrap();
    assert_eq!(rows.len(), tieline::rules::ALL.len());
    assert_eq!(text.lines().count(), rows.len() + 1);
    for (rule, row) in tieline::rules::ALL.iter().zip(rows) {
        assert_eq!(row["rule"], rule.id.to_string());
        assert!(text.contains(&format!("{}  {} ", rule.id, rule.name)), "{}", rule.name);
    }
}

#[test]
fn the_schema_fits_designs_and_refuses_what_the_format_lacks() {
    let schema: Value = serde_json::from_str(&run(&["schema"], "").out).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let value = |text: &str| document(text).to::<Value>().0.unwrap();
    let sample = value(SAMPLE);
    let errors: Vec<String> = validator.iter_errors(&sample).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert!(!validator.is_valid(&value("tieline: 1\nvpcs:\n  shop: { cidr: [10.0.0.0/16] }\n")));
    assert!(!validator.is_valid(&value("tieline: 1\nlinks:\n  hub: { tgw: {} }\n")));
}

#[test]
fn the_result_schema_fits_results() {
    let schema: Value = serde_json::from_str(&run(&["schema", "--result"], "").out).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for text in [SAMPLE, WRONG, HOPELESS, "a: ["] {
        let result: Value = serde_json::from_str(&run(&["review", "-", "--format", "json"], text).out).unwrap();
        let errors: Vec<String> = validator.iter_errors(&result).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
    assert!(!validator.is_valid(&serde_json::json!({ "tieline": "0.1.0" })));
}

fn document(text: &str) -> Document {
    Document::read("sample.yaml", text.as_bytes()).unwrap()
}

#[test]
fn completions_name_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = run(&["completions", shell], "");
        assert_eq!(ran.code, 0);
        assert!(ran.out.contains("explain") && ran.out.contains("--fail-on") || shell == "fish", "{shell}");
        assert!(ran.out.contains("review"), "{shell}");
    }
}

#[test]
fn an_overlay_changes_facts() {
    let overlay = file("overlay.yaml", "quotas: { peer-quota-active: 99 }\nprices: { price-tgw-gb: { '*': 0.018 } }\n");
    let ran = run(&["explain", "peer-quota-active", "--facts", overlay.to_str().unwrap()], "");
    assert!(ran.out.contains("\nvalue        99 ") && ran.out.contains("given by you"), "{}{}", ran.out, ran.err);
    let ran = run(&["review", "-", "--facts", overlay.to_str().unwrap()], CLEAN);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn everything_wrong_with_an_overlay_is_told_at_once_by_place() {
    let text = "quotas:\n  peer-quota-activ: 60\n  peer-quota-active: 999\nprices:\n  price-tgw-gb: { mars: 1, eu-west-1: x }\nextra: 1\n";
    let overlay = file("wrong-overlay.yaml", text);
    let ran = run(&["review", "-", "--facts", overlay.to_str().unwrap()], CLEAN);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    for place in ["overlay.yaml:2:3", "overlay.yaml:3:22", "overlay.yaml:5:19", "overlay.yaml:5:39", "overlay.yaml:6:1"]
    {
        assert!(ran.err.contains(place), "{place} in\n{}", ran.err);
    }
    assert!(ran.err.contains("did you mean `peer-quota-active`?"), "{}", ran.err);
    let broken = file("broken-overlay.yaml", "quotas: [");
    let ran = run(&["check", "-", "--facts", broken.to_str().unwrap()], CLEAN);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("broken-overlay.yaml:1:9"), "{}", ran.err);
}

#[test]
fn a_reader_that_stops_reading_is_no_failure() {
    let mut child = command(&["completions", "bash"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for format in ["text", "json"] {
        let once = run(&["review", "-", "--format", format], SAMPLE).out;
        assert_eq!(once, run(&["review", "-", "--format", format], SAMPLE).out);
        assert!(once.len() > 1_000);
    }
}
