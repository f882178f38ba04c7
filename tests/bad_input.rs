//! Hostile and broken input: a clear message and a status, never a panic, never a hang.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use tieline::facts::Facts;
use tieline::report::text::{Layout, render};
use tieline::{Input, Scope, review};

/// What no input may take, on a busy machine and without optimisation.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs the command on bytes of standard input: status and standard output.
fn run(name: &str, bytes: Vec<u8>) -> (i32, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tieline"))
        .args(["review", "-", "--stdin-name", name, "--fail-on", "warning"])
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = thread::spawn(move || drop(stdin.write_all(&bytes)));
    let mut stdout = child.stdout.take().unwrap();
    let mut stderr = child.stderr.take().unwrap();
    let out = thread::spawn(move || {
        let mut text = Vec::new();
        stdout.read_to_end(&mut text).unwrap();
        String::from_utf8(text).unwrap()
    });
    let err = thread::spawn(move || {
        let mut text = String::new();
        stderr.read_to_string(&mut text).unwrap();
        text
    });
    let code = wait(&mut child, name);
    writer.join().unwrap();
    let err = err.join().unwrap();
    assert_eq!(err, "", "nothing but the result is said");
    (code, out.join().unwrap())
}

fn wait(child: &mut Child, name: &str) -> i32 {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code().unwrap();
        }
        if start.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("`{name}` took more than {PATIENCE:?}");
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// One input with the status and the words that must come of it.
fn check(name: &str, bytes: impl Into<Vec<u8>>, code: i32, words: &str) {
    let (got, out) = run(name, bytes.into());
    assert!(out.contains(words), "`{words}` in the report of `{name}`:\n{out}");
    assert_eq!(got, code, "{out}");
    assert!(out.len() < 100_000, "{} bytes are no clear message", out.len());
}

/// Bytes that look like noise and are the same every time; they come again after a megabyte.
fn noise(len: usize, printable: bool) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut bytes = Vec::with_capacity(len + 8);
    while bytes.len() < len.min(1_000_000) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let word = state.to_le_bytes();
        bytes.extend(word.map(|byte| if printable { b' ' + byte % 95 } else { byte.max(1) }));
    }
    let mut bytes = bytes.repeat(len / bytes.len() + 1);
    bytes.truncate(len);
    bytes
}

/// A design with one VPC of one block.
fn block(cidr: &str) -> String {
    format!("tieline: 1\nvpcs:\n  shop: {{ cidrs: ['{cidr}'] }}\n")
}

#[test]
fn nothing_at_all() {
    check("empty.yaml", "", 2, "the file holds no value");
    check("empty.json", "", 2, "the file holds no value");
    check("blank.yaml", " \n\n\t\n", 2, "the file holds no value");
    check("mark.yaml", "\u{feff}", 2, "the file holds no value");
    check("comment.yaml", "# nothing yet\n", 2, "the file holds no value");
}

#[test]
fn what_is_no_text() {
    check("program", b"\x7fELF\x02\x01\x01\0\0\0".to_vec(), 2, "not a text file: byte 7 is zero");
    check("picture.yaml", noise(100_000, false), 2, "not UTF-8");
    check("latin.yaml", b"tieline: 1\nregion: caf\xe9\n".to_vec(), 2, "not UTF-8: byte 22 (0xe9)");
    check("wide.yaml", b"\xff\xfet\0i\0".to_vec(), 2, "the file is in UTF-16");
}

#[test]
fn five_megabytes_of_nonsense() {
    // To YAML a line of noise is one long text, and a text is no design.
    check("noise.yaml", noise(5_000_000, true), 1, "expected a mapping, found");
    check("noise.json", noise(5_000_000, true), 2, "error[TL001]");
    check("quotes.yaml", [b"a: \"".to_vec(), noise(5_000_000, true)].concat(), 2, "error[TL001]");
    check("words.yaml", "lorem ipsum ".repeat(400_000), 1, "error[TL003]");
    check("keys.yaml", (0..50_000).map(|n| format!("key{n}: {n}\n")).collect::<String>(), 1, "only the first 100");
}

#[test]
fn fifty_megabytes_of_nonsense() {
    check("noise", noise(50_000_000, true), 1, "expected a mapping, found");
    check("noise.json", noise(50_000_000, true), 2, "error[TL001]");
    let long = format!("{{\"tieline\": 1, \"x-padding\": \"{}\", \"vpcz\": 1}}", "x".repeat(50_000_000));
    let place = format!("--> one-line.json:1:{}\n", long.find("\"vpcz").unwrap() + 1);
    check("one-line.json", long, 1, &place);
    check("vast.yaml", noise(tieline::source::MAX_BYTES + 1, true), 2, "split it into several files");
}

#[test]
fn deep_nesting() {
    for (name, text) in [
        ("deep.json", "[".repeat(200_000)),
        ("deep.yaml", "[".repeat(200_000)),
        ("maps.json", "{\"a\":".repeat(100_000)),
        ("maps.yaml", "{a: ".repeat(100_000)),
        ("dashes.yaml", "- ".repeat(100_000)),
    ] {
        check(name, text, 2, "deep in one another");
    }
}

#[test]
fn exploding_aliases() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let list = vec![format!("*a{}", level - 1); 9].join(", ");
        text += &format!("a{level}: &a{level} [{list}]\n");
    }
    check("bomb.yaml", text, 2, "error[TL001]");
    check("loop.yaml", "a: &a [*a]\n", 2, "error[TL001]");
    check("loose.yaml", "a: *nobody\n", 2, "this alias has no anchor before it");
}

#[test]
fn the_same_key_twice() {
    check("twice.yaml", "tieline: 1\nvpcs: {}\nvpcs: {}\n", 1, "the key `vpcs` is given more than once");
    check("twice.json", r#"{"tieline": 1, "vpcs": {"a": {}, "a": {}}}"#, 1, "the key `a` is given more than once");
}

#[test]
fn blocks_that_are_none() {
    check("bits.yaml", block("10.0.0.1/16"), 1, "warning[TL007]");
    check("all.yaml", block("10.0.0.0/0"), 1, "warning[TL007]");
    check("whole.yaml", block("0.0.0.0/0"), 1, "error[TL1");
    check("long.yaml", block("10.0.0.0/33"), 1, "error[TL006]");
    check("longer.yaml", block("2001:db8::/129"), 1, "error[TL006]");
    for odd in
        ["", "/", "10.0.0.0", "10.0.0/16", "10.0.0.256/16", "010.0.0.0/8", "10.0.0.0/-1", "10.0.0.0/1e1", "٣.0.0.0/8"]
    {
        check("odd.yaml", block(odd), 1, "error[TL006]");
    }
}

#[test]
fn names_of_nothing() {
    let text = "tieline: 1\nvpcs:\n  shop: { cidrs: [10.0.0.0/16] }\napplications:\n  web: { vpc: shpo }\n";
    check("typo.yaml", text, 1, "no VPC is called `shpo`");
    check("typo.yaml", text, 1, "did you mean `shop`?");
    check("self.yaml", "tieline: 1\nneeds:\n  n: { from: n, to: n }\n", 1, "error[TL008]");
}

/// A design that has a part of every kind.
const DESIGN: &str = r#"tieline: 1
region: ap-northeast-1
vpcs:
  shop:
    account: "111111111111"
    cidrs: [10.0.0.0/16, 2001:db8::/56]
    subnets: { a: { az: apne1-az1, cidr: 10.0.0.0/24, used: 40 }, c: { az: apne1-az4, cidr: 10.0.1.0/24, free: [10.0.1.0/26] } }
    route_tables: { main: { main: true, subnets: [a], routes: [{ to: 10.1.0.0/16, via: direct }] } }
  data: { cidrs: [10.1.0.0/16], subnets: { b: { az: apne1-az1, cidr: 10.1.0.0/26, used: 3 } } }
sites: { dc: { cidrs: [192.168.0.0/16] } }
applications:
  web: { vpc: shop, subnets: [a, c], runs_on: ecs }
  api: { vpc: data, subnets: [b], runs_on: eks, cluster: prod, serves: [https/443] }
  files: { site: dc, serves: [tcp/22] }
needs:
  web-to-api: { from: web, to: api, traffic: 2 TB/month, requests: 300M/month, connection: 30 s, requires: [iam_auth] }
  dc-to-api: { from: dc, to: api, via: hub }
  both: { between: [shop, data] }
  never: { from: files, to: web, never: true }
links:
  direct: { vpc_peering: { between: [shop, data] } }
  dx: { direct_connect: { site: dc } }
  hub: { transit_gateway: { attachments: { shop: { subnets: [a] }, data: { subnets: [b] }, dx: {} } } }
  door: { privatelink_service: { application: api, endpoints: { shop: { subnets: [a] } } } }
  db: { privatelink_resource: { application: api, gateway: { subnets: [b] }, endpoints: { shop: { subnets: [a] } } } }
  net: { service_network: { auth: aws_iam, associations: [shop], services: { api: { applications: [api] } } } }
preferences: { upkeep_usd_per_object: 20, forbid: [transit_gateway], prefer: [vpc_peering] }
"#;

/// One change to a text.
#[derive(Debug, Clone)]
enum Change {
    /// Takes out some characters.
    Cut(prop::sample::Index, usize),
    /// Puts characters in.
    Insert(prop::sample::Index, String),
    /// Puts a stretch of the text in at another place.
    Copy(prop::sample::Index, prop::sample::Index, usize),
    /// Puts another word of the text in the place of a word.
    Swap(prop::sample::Index, prop::sample::Index),
}

fn change() -> impl Strategy<Value = Change> {
    let index = any::<prop::sample::Index>;
    let pieces = prop_oneof![
        "[\\PC\n]{1,6}",
        prop::sample::select(vec![
            "0.0.0.0/0",
            "::/0",
            "10.0.0.1/33",
            "18446744073709551616",
            "-1",
            "null",
            "{}",
            "[]",
            "&a ",
            "*a",
            "\n",
            "\t",
            "never: true",
            "\u{0}",
            "\u{feff}",
            "99999999999999 PB/month",
            "true",
            "!Ref ",
            "<<: ",
            "x-y: 1, ",
            "'",
            "\"",
        ])
        .prop_map(str::to_owned),
    ];
    prop_oneof![
        (index(), 1_usize..40).prop_map(|(at, len)| Change::Cut(at, len)),
        (index(), pieces).prop_map(|(at, text)| Change::Insert(at, text)),
        (index(), index(), 1_usize..80).prop_map(|(from, to, len)| Change::Copy(from, to, len)),
        (index(), index()).prop_map(|(one, other)| Change::Swap(one, other)),
    ]
}

fn changed(text: &str, change: &Change) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.is_empty() {
        return text.to_owned();
    }
    let splice = |at: usize, len: usize, new: &[char]| -> String {
        let end = (at + len).min(letters.len());
        letters[..at].iter().chain(new).chain(&letters[end..]).collect()
    };
    match change {
        Change::Cut(at, len) => splice(at.index(letters.len()), *len, &[]),
        Change::Insert(at, new) => splice(at.index(letters.len()), 0, &new.chars().collect::<Vec<_>>()),
        Change::Copy(from, to, len) => {
            let from = from.index(letters.len());
            let piece = letters[from..(from + len).min(letters.len())].to_vec();
            splice(to.index(letters.len()), 0, &piece)
        }
        Change::Swap(one, other) => {
            let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
            if words.is_empty() {
                return text.to_owned();
            }
            let (one, other) = (words[one.index(words.len())], words[other.index(words.len())]);
            text.replacen(one, other, 1)
        }
    }
}

#[test]
fn the_design_to_be_changed_is_a_good_one() {
    let review = review(&[Input { name: "net.yaml", bytes: DESIGN.as_bytes() }], &Facts::shipped(), Scope::Review);
    let input: Vec<_> = review.findings.iter().filter(|finding| finding.rule.0 < 100).collect();
    assert!(input.is_empty(), "{input:?}");
    assert!(review.advice.is_some());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_change_of_a_good_design_makes_a_panic(changes in prop::collection::vec(change(), 1..6), json in any::<bool>()) {
        let facts = Facts::shipped();
        let mut text = DESIGN.to_owned();
        if json {
            let document = tieline::source::Document::read("net.yaml", DESIGN.as_bytes()).unwrap();
            text = document.to::<serde_json::Value>().0.unwrap().to_string();
        }
        for change in &changes {
            text = changed(&text, change);
        }
        let name = if json { "net.json" } else { "net.yaml" };
        let review = review(&[Input { name, bytes: text.as_bytes() }], &facts, Scope::Review);
        let report = render(&review, &facts, &Layout::default());
        prop_assert!(!report.chars().any(|c| c.is_control() && c != '\n'), "{}", report);
        prop_assert!(tieline::report::json(&review, &facts).is_ok());
        // What could not be read is always told.
        prop_assert!(review.is_readable() || report.contains("error[TL001]"));
        prop_assert!(review.advice.is_some() || !review.findings.is_empty());
    }

    #[test]
    fn no_bytes_make_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), name in "[a-z]{0,3}(\\.yaml|\\.json|)") {
        let facts = Facts::shipped();
        let review = review(&[Input { name: &name, bytes: &bytes }], &facts, Scope::Review);
        let report = render(&review, &facts, &Layout::default());
        prop_assert!(report.ends_with('\n'));
    }
}
