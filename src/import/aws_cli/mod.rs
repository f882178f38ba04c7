//! What the AWS CLI and the APIs behind it print: `describe-*`, `list-*` and `get-*` JSON of one or many accounts and
//! Regions.
//!
//! All files are read together: a transit gateway stands in one, its attachments in others, and the copies that several
//! accounts have of one object are one. The key at the top of a file says what it holds, whatever the file is called;
//! a path may say the account and the Region (`accounts/111111111111/eu-west-1/Vpcs.json`). `list.rs` is the table of
//! what is read, and of the commands that print it.

mod answer;
mod card;
mod command;
mod copies;
mod core_network;
mod draft;
mod endpoint;
mod fields;
mod filter;
mod hub_table;
mod hybrid;
mod lattice;
mod list;
mod load_balancer;
mod object;
mod peering;
mod policy_table;
mod public_access;
mod read;
mod route;
mod shape;
mod sharing;
mod snapshot;
mod transit_gateway;
mod unnamed;
mod unread;
mod vpc;
mod workload;

use std::collections::BTreeMap;

use super::{Format, Given, Options, Origins, Reading, Top};
use crate::finding::FileIndex;

use draft::Draft;
use list::{LISTS, Snapshot};

pub use command::script;

/// What the AWS CLI prints.
pub(super) static FORMAT: Format = Format { name: "aws_cli", tells, is, read: all };

/// Keys that other formats have at their top too, or that are too common to tell.
const SHARED: &[&str] =
    &["Rules", "Attributes", "Entries", "Associations", "Routes", "Listeners", "services", "cluster"];

/// Keys at the top of a CloudFormation template.
const TEMPLATE: &[&str] = &["Resources", "AWSTemplateFormatVersion", "Transform", "Parameters", "Mappings", "Outputs"];

fn tells(key: &str) -> bool {
    !SHARED.contains(&key) && LISTS.iter().any(|list| list.key == key)
}

/// Texts whose keys are lists of AWS, those that are read or any that AWS would spell so; lists of objects without a key;
/// and what the AWS CLI prints besides.
fn is(top: &Top) -> bool {
    if !top.is_json {
        return answer::other(&top.first_line, &top.keys).is_some();
    }
    let found_by_explorer = top.has("ViewArn");
    if !found_by_explorer && top.keys.iter().any(|key| TEMPLATE.contains(&key.as_str())) {
        return false;
    }
    let is_list = |key: &String| LISTS.iter().any(|list| list.key == key);
    let spelled = |key: &String| {
        key.starts_with(|first: char| first.is_ascii_uppercase())
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let foreign = top.has("apiVersion") || top.has("kind") || top.has("tieline");
    // No other format is a list, but for parameters of templates, which are told before. A list without keys is one of names.
    if top.is_list {
        let line = top.first_line.trim();
        let is_of_names = top.keys.is_empty() && (line == "[" || line.starts_with("[\""));
        let is_of_objects = !top.keys.is_empty() && top.keys.iter().all(spelled) || top.has("arn") && top.has("id");
        return !foreign && (is_of_names || is_of_objects);
    }
    if foreign || top.keys.is_empty() {
        return false;
    }
    let printed = |key: &String| is_list(key) || unread::is_small(key) || read::is_frame(key);
    top.keys.iter().any(is_list)
        || top.keys.iter().all(spelled)
        || top.has("__type")
        || top.keys.iter().all(printed) && top.keys.iter().any(|key| unread::is_small(key))
        || lattice::is(&top.keys)
}

fn all(given: &[Given<'_>], _: &Options) -> Vec<Reading> {
    let mut snapshot = Snapshot::default();
    let mut origins = Origins::default();
    let mut files = Vec::new();
    let mut coverage = BTreeMap::new();
    for one in given {
        let mut file = read::file(one, given, &mut snapshot, &mut origins);
        coverage.insert(one.file, std::mem::take(&mut file.coverage));
        files.push(file);
    }
    let first = files.iter().position(|file| file.document.is_ok());
    let home = first.and_then(|first| given.get(first)).map(|one| one.file);
    let mut raw = home.map(|home| design(&snapshot, home, &mut coverage, &mut origins));
    let mut readings = Vec::new();
    for (one, file) in given.iter().zip(files) {
        let is_home = Some(one.file) == home;
        readings.push(Reading {
            raw: if is_home { raw.take() } else { None },
            origins: if is_home { std::mem::take(&mut origins) } else { Origins::default() },
            coverage: coverage.remove(&one.file).unwrap_or_default(),
            document: file.document,
            problems: file.problems,
        });
    }
    readings
}

/// The design that all files together tell, noted under the file that stands first.
fn design(
    snapshot: &Snapshot,
    home: FileIndex,
    coverage: &mut BTreeMap<FileIndex, super::InputCoverage>,
    origins: &mut Origins,
) -> crate::design::raw::RawDesign {
    let mut draft = Draft::new(snapshot, home, coverage, origins);
    // Each step names only what those before it made.
    vpc::vpcs(&mut draft);
    filter::prefix_lists(&mut draft);
    filter::security_groups(&mut draft);
    filter::network_acls(&mut draft);
    peering::peerings(&mut draft);
    hybrid::connections(&mut draft);
    transit_gateway::transit_gateways(&mut draft);
    let cards = workload::applications(&mut draft);
    load_balancer::load_balancers(&mut draft, &cards);
    endpoint::endpoints(&mut draft);
    lattice::service_networks(&mut draft);
    core_network::core_networks(&mut draft);
    route::tables(&mut draft);
    sharing::shares(&mut draft);
    public_access::block_public_access(&mut draft);
    workload::complete(&mut draft);
    draft.settle_names();
    draft.pass_the_rest();
    draft.raw
}
