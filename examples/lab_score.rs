//! Scores the reachability engine against laboratories whose networks were measured: `lab_score -- FOLDER`.
//!
//! `FOLDER/oracles/*.json` each name a snapshot (a folder of inputs, or one file, below FOLDER) and the flows measured in
//! it. Per laboratory and tier it prints how many answers are right, wrong (said to reach and did not; said not to reach
//! and did) and unknown with the cause. No flow is left out: what cannot be asked counts as unknown. Where a flow names the
//! path that it takes, or the one on which it is stopped, the path of the answer is held against it, node by node.
//! Each answer is checked hop by hop as well (`network::proof`); what does not hold is printed and counted.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use serde_json::Value;
use tieline::import::{Input, import};
use tieline::network::exact::{Answer, End, Exact, Traffic, Verdict};
use tieline::network::fabric::NodeKind;
use tieline::network::proof::flaws;
use tieline::network::walk::Hop;

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let Some(folder) = arguments.next() else {
        eprintln!("usage: lab_score FOLDER [LABORATORY]: a folder with `oracles/` and the snapshots they name");
        return ExitCode::from(2);
    };
    let only = arguments.next();
    match score(&folder, only.as_deref()) {
        Ok(all_right) if all_right => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(error) => {
            eprintln!("lab_score: {error}");
            ExitCode::from(2)
        }
    }
}

/// What the answers of one tier were worth.
#[derive(Default)]
struct Tally {
    right: usize,
    said_yes: usize,
    said_no: usize,
    unknown: BTreeMap<String, usize>,
    paths_right: usize,
    paths_wrong: usize,
    checked: usize,
    flawed: usize,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.right += other.right;
        self.said_yes += other.said_yes;
        self.said_no += other.said_no;
        self.paths_right += other.paths_right;
        self.paths_wrong += other.paths_wrong;
        self.checked += other.checked;
        self.flawed += other.flawed;
        for (cause, count) in &other.unknown {
            *self.unknown.entry(cause.clone()).or_default() += count;
        }
    }

    fn print(&self, indent: &str, tier: &str) {
        let unknown: usize = self.unknown.values().sum();
        let all = self.right + self.said_yes + self.said_no + unknown;
        println!(
            "{indent}{tier:<14} {:>5} of {all:>5} right, {} wrongly reachable, {} wrongly unreachable, {unknown} unknown",
            self.right, self.said_yes, self.said_no
        );
        for (cause, count) in &self.unknown {
            println!("{indent}    {count} unknown: {cause}");
        }
        if self.flawed > 0 {
            println!("{indent}    checked hop by hop: {} of {} answers do not hold", self.flawed, self.checked);
        }
        if self.paths_right + self.paths_wrong > 0 {
            println!("{indent}    paths: {} as told, {} otherwise", self.paths_right, self.paths_wrong);
        }
    }
}

fn score(folder: &Path, only: Option<&Path>) -> io::Result<bool> {
    let mut oracles: Vec<PathBuf> = entries(&folder.join("oracles"))?;
    oracles.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    oracles.retain(|path| only.is_none_or(|only| path.file_stem() == Some(only.as_os_str())));
    let mut totals: BTreeMap<String, Tally> = BTreeMap::new();
    for oracle in oracles {
        let name = oracle.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let oracle: Value = serde_json::from_slice(&fs::read(&oracle)?)?;
        println!("{name}");
        let tallies = laboratory(folder, &oracle)?;
        for (tier, tally) in &tallies {
            tally.print("  ", tier);
            totals.entry(tier.clone()).or_default().add(tally);
        }
    }
    println!("all");
    for (tier, tally) in &totals {
        tally.print("  ", tier);
    }
    let (checked, flawed) = totals.values().fold((0, 0), |(all, bad), one| (all + one.checked, bad + one.flawed));
    println!("checked hop by hop: {} of {checked} answers hold", checked - flawed);
    Ok(totals.values().all(|tally| tally.said_yes + tally.said_no + tally.paths_wrong + tally.flawed == 0))
}

fn laboratory(folder: &Path, oracle: &Value) -> io::Result<BTreeMap<String, Tally>> {
    let snapshot = folder.join(text(oracle, "snapshot"));
    let mut files = Vec::new();
    gather(&snapshot, &mut files)?;
    let mut read = Vec::new();
    for path in &files {
        read.push((path.display().to_string(), fs::read(path)?));
    }
    let inputs: Vec<Input<'_>> = read.iter().map(|(name, bytes)| Input { name, bytes }).collect();
    let imported = import(&inputs);
    for problem in &imported.problems {
        println!("  input: {}", problem.message);
    }
    let exact = Exact::of(&imported.design);
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let verbose = env::var_os("LAB_SCORE_VERBOSE").is_some();
    for flow in oracle["flows"].as_array().into_iter().flatten() {
        let tier = flow["tier"].as_str().unwrap_or("asserted").to_owned();
        let tally = tallies.entry(tier).or_default();
        let expected = match (flow["reachable"].as_bool(), flow["disposition"].as_str()) {
            (Some(reachable), _) => reachable,
            (None, Some("ACCEPTED" | "BIDIRECTIONAL_OK" | "EXITS_NETWORK")) => true,
            (None, _) => false,
        };
        match ask(&exact, &imported.design, flow) {
            Err(cause) => *tally.unknown.entry(cause).or_default() += 1,
            Ok((to, answer)) => {
                let found = flaws(&imported.design, &to, &answer);
                tally.checked += 1;
                tally.flawed += usize::from(!found.is_empty());
                for flaw in found {
                    println!("    FLAW of {} → {}: {flaw}", text(flow, "src"), text(flow, "dst"));
                }
                for (key, is_reply) in [("path", false), ("return_path", true)] {
                    let told = nodes_told(flow, key);
                    if told.is_empty() {
                        continue;
                    }
                    let found = nodes_found(&answer, is_reply);
                    if found.contains(&told) {
                        tally.paths_right += 1;
                    } else {
                        tally.paths_wrong += 1;
                        println!("    PATH of {} → {}: {}", text(flow, "src"), text(flow, "dst"), told.join(" → "));
                        for nodes in found {
                            println!("        found {}", nodes.join(" → "));
                        }
                    }
                }
                let exits = flow["disposition"].as_str() == Some("EXITS_NETWORK");
                let left = answer.verdict == Verdict::Unknown && exits && !answer.perhaps.is_empty();
                if left {
                    // What becomes of it beyond the network neither side knows.
                    tally.right += 1;
                    continue;
                }
                let right = (answer.verdict == Verdict::Yes) == expected;
                match answer.verdict {
                    Verdict::Unknown => {
                        let causes: Vec<&str> = answer.causes.iter().map(AsRef::as_ref).collect();
                        *tally.unknown.entry(causes.join("; ")).or_default() += 1;
                    }
                    _ if right => tally.right += 1,
                    Verdict::Yes => tally.said_yes += 1,
                    Verdict::No => tally.said_no += 1,
                }
                if (verbose || !right) && answer.verdict != Verdict::Unknown {
                    tell(flow, &answer, right);
                }
            }
        }
    }
    Ok(tallies)
}

/// The path that a flow names. Left out are nodes that stand for no AWS resource: how its author's tool joins gateways to
/// the internet.
fn nodes_told(flow: &Value, key: &str) -> Vec<String> {
    let nodes = flow[key].as_array().into_iter().flatten().filter_map(Value::as_str);
    let of_aws = nodes.filter(|node| *node != "aws-backbone");
    let named = of_aws.map(|node| match node {
        "aws-services-gateway" => "internet".to_owned(),
        gateway if gateway.starts_with("igw-") => "igw".to_owned(),
        other => other.to_owned(),
    });
    named.collect()
}

/// The paths of an answer in the same words: of all ways that work (perhaps), or of the one that is blocked.
fn nodes_found(answer: &Answer, is_reply: bool) -> Vec<Vec<String>> {
    let passages = answer.passages.iter().chain(&answer.perhaps);
    let mut paths: Vec<&[Hop]> =
        passages.map(|passage| if is_reply { passage.reply.as_slice() } else { passage.path.as_slice() }).collect();
    if !is_reply {
        paths.extend(answer.blocked.iter().map(|blocked| blocked.path.as_slice()));
    }
    let words = |hops: &[Hop]| {
        let mut nodes: Vec<String> = Vec::new();
        for hop in hops {
            let name = match hop.node.kind {
                // A peering is no node in the flows: one VPC follows the other.
                NodeKind::Peering => continue,
                // The endpoint stands for the service behind it.
                NodeKind::AwsService => continue,
                NodeKind::InternetGateway => "igw",
                NodeKind::Interface => hop.node.name.split('/').next().unwrap_or_default(),
                _ => hop.node.name.rsplit('/').next().unwrap_or_default(),
            };
            if nodes.last().is_none_or(|last| last != name) {
                nodes.push(name.to_owned());
            }
        }
        nodes
    };
    paths.into_iter().map(words).collect()
}

fn ask(exact: &Exact, design: &tieline::design::Design, flow: &Value) -> Result<(End, Answer), String> {
    let end = |key: &str| {
        let name = text(flow, key);
        // The laboratories' notes: this address stands for somebody on the internet.
        if name == "8.8.8.8" {
            return Ok(End::Internet);
        }
        End::named(design, &name).map_err(|error| error.to_string())
    };
    let traffic = match (flow["proto"].as_str(), flow["dport"].as_u64()) {
        (Some("icmp"), _) => Traffic::icmp(),
        (Some(protocol), Some(port)) => format!("{protocol}/{port}").parse().map_err(|error| format!("{error}"))?,
        (Some(protocol), None) => protocol.parse().map_err(|error| format!("{error}"))?,
        // No transport protocol: what has a number that no rule names.
        (None, _) => "0".parse().map_err(|error| format!("{error}"))?,
    };
    if text(flow, "src").starts_with("vpc-") {
        return Err("it starts at the router of a VPC, which sends nothing of its own".to_owned());
    }
    let to = end("dst")?;
    let answer = exact.ask(&end("src")?, &to, traffic);
    Ok((to, answer))
}

fn tell(flow: &Value, answer: &Answer, right: bool) {
    let word = if right { "right" } else { "WRONG" };
    let derived = flow["derived_cause"].as_str().map(|cause| format!(" ({cause})")).unwrap_or_default();
    let what = format!("{} → {} {} {}", text(flow, "src"), text(flow, "dst"), text(flow, "proto"), flow["dport"]);
    println!("    {word}: {what}: said {}{derived}", answer.verdict.wire());
    if let Some(blocked) = &answer.blocked {
        for obstacle in &blocked.obstacles {
            let leg = if obstacle.of_reply { "reply: " } else { "" };
            println!("        {leg}{}: {}", obstacle.kind.wire(), obstacle.words);
        }
    }
    if let Some(passage) = answer.passages.first() {
        let path: Vec<String> = passage.path.iter().map(|hop| hop.node.to_string()).collect();
        println!("        {}", path.join(" → "));
    }
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

fn gather(path: &Path, into: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in entries(path)? {
            gather(&entry, into)?;
        }
    } else {
        into.push(path.to_owned());
    }
    Ok(())
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    Ok(entries)
}
