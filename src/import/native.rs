//! Tieline's own format, in YAML or JSON: a document → the raw design, and what its shapes had wrong.

use crate::design::build::{InputKind, InputProblem};
use crate::design::raw::{RawDesign, RawSettings};
use crate::finding::{FileIndex, Fix, Kind, Locus, Place};
use crate::source::{Document, Pointer, Problem, ProblemKind};

use super::{Format, Given, InputCoverage, Options, Origins, Reading};

/// Tieline's own format.
pub static FORMAT: Format =
    Format { name: "native", tells: |key| key == "tieline", is: |top| top.has("tieline"), read: all };

/// Settings, which are known by their name and never by what stands in them.
pub(super) static SETTINGS: Format = Format {
    name: "settings",
    tells: |_| false,
    is: |_| false,
    read: |given, _| {
        // A file in which all is commented out sets nothing, and is not a broken one.
        let settings = |given: &Given<'_>| {
            let bytes: &[u8] = if says_nothing(given.bytes) { b"{}" } else { given.bytes };
            one(&Given { bytes, ..*given }, SETTINGS.name, read_settings)
        };
        given.iter().map(settings).collect()
    },
};

/// Whether a YAML file has comments alone.
fn says_nothing(bytes: &[u8]) -> bool {
    bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).all(|line| line.is_empty() || line.starts_with(b"#"))
}

fn all(given: &[Given<'_>], _: &Options) -> Vec<Reading> {
    given.iter().map(|given| one(given, FORMAT.name, read)).collect()
}

/// How a document becomes a raw design.
type Read = fn(&Document, FileIndex) -> (Option<RawDesign>, Vec<InputProblem>);

fn one(given: &Given<'_>, format: &'static str, read: Read) -> Reading {
    let document = match Document::read(given.name, given.bytes) {
        Ok(document) => document,
        Err(error) => return Reading::refused(error, format),
    };
    let (raw, problems) = read(&document, given.file);
    let (origins, coverage) = (Origins::default(), InputCoverage::new(format));
    Reading { document: Ok(document), raw, origins, coverage, problems }
}

/// The raw design in a document, with every problem of its shapes.
pub fn read(document: &Document, file: FileIndex) -> (Option<RawDesign>, Vec<InputProblem>) {
    let (raw, problems) = document.to::<RawDesign>();
    (raw, problems.iter().map(|problem| input_problem(document, problem, file)).collect())
}

/// The settings in a document, as a design that says nothing else.
fn read_settings(document: &Document, file: FileIndex) -> (Option<RawDesign>, Vec<InputProblem>) {
    let (raw, problems) = document.to::<RawSettings>();
    (raw.map(RawDesign::from), problems.iter().map(|problem| input_problem(document, problem, file)).collect())
}

/// Problems that were found while values were read, as problems of an input.
pub(super) fn input_problems(document: &Document, problems: &[Problem], file: FileIndex) -> Vec<InputProblem> {
    problems.iter().map(|problem| input_problem(document, problem, file)).collect()
}

fn input_problem(document: &Document, problem: &Problem, file: FileIndex) -> InputProblem {
    let kind = match &problem.kind {
        ProblemKind::UnknownField { .. } => InputKind::UnknownField,
        ProblemKind::MissingField { .. } => InputKind::MissingField,
        ProblemKind::DuplicateKey { .. } => InputKind::DuplicateKey,
        ProblemKind::UnknownVariant { .. } | ProblemKind::Invalid { .. } => InputKind::InvalidValue,
        _ => InputKind::WrongShape,
    };
    let mut help = problem.kind.help();
    if let ProblemKind::DuplicateKey { first, .. } = &problem.kind {
        let line = document.position(first.start).line;
        help = Some(format!("it stands first in line {line}; keep one of the two, or rename one"));
    }
    let place = Place { file: Some(file), pointer: problem.pointer.clone() };
    let mut at = locus(&problem.pointer, place);
    at.part = problem.part;
    let fix = help.as_deref().and_then(|help| fix(document, problem, &at, help));
    InputProblem { kind, at, message: problem.to_string(), help, related: None, fix }
}

/// The edit that does what the help says, where the help leaves no choice.
fn fix(document: &Document, problem: &Problem, at: &Locus, help: &str) -> Option<Fix> {
    let place = &at.place;
    let written = document.scalar(&problem.pointer);
    match &problem.kind {
        ProblemKind::UnknownField { nearest, .. } => match nearest.as_slice() {
            // Nothing was read from it so far, so nothing changes its meaning.
            [only] => Some(Fix::safe(help, [place.rename(only.as_str())])),
            _ => None,
        },
        ProblemKind::UnknownVariant { name, nearest, .. } => match nearest.as_slice() {
            [only] => Some(Fix::by_hand(help, [place.reword(at.part, name.as_str(), only.as_str())])),
            _ => None,
        },
        ProblemKind::WrongShape { expected, .. } if expected == "a list" && help.starts_with("write `[") => {
            Some(Fix::safe(help, [place.replace(vec![written?])]))
        }
        ProblemKind::NotA { .. } if help == "write `true`" => Some(Fix::safe(help, [place.replace(true)])),
        ProblemKind::NotA { .. } if help == "write `false`" => Some(Fix::safe(help, [place.replace(false)])),
        ProblemKind::NotA { .. } if help == "leave the quotes out" => {
            Some(Fix::safe(help, [place.replace(written?.parse::<u64>().ok()?)]))
        }
        _ => None,
    }
}

/// What a pointer into a design is about.
pub(super) fn locus(pointer: &Pointer, place: Place) -> Locus {
    let segments: Vec<String> = pointer.segments().map(|segment| segment.into_owned()).collect();
    let words: Vec<&str> = segments.iter().map(String::as_str).collect();
    let (kind, id) = match words.as_slice() {
        ["vpcs", vpc, "subnets", subnet, ..] => (Kind::Subnet, format!("{vpc}/{subnet}")),
        ["vpcs", vpc, "route_tables", table, ..] => (Kind::RouteTable, format!("{vpc}/{table}")),
        ["vpcs", vpc, "security_groups", group, ..] => (Kind::SecurityGroup, format!("{vpc}/{group}")),
        ["vpcs", vpc, "network_acls", acl, ..] => (Kind::NetworkAcl, format!("{vpc}/{acl}")),
        ["vpcs", vpc, "nat_gateways", gateway, ..] => (Kind::NatGateway, format!("{vpc}/{gateway}")),
        ["vpcs", vpc, "firewall_endpoints", endpoint, ..] => (Kind::FirewallEndpoint, format!("{vpc}/{endpoint}")),
        ["vpcs", vpc, ..] => (Kind::Vpc, (*vpc).to_owned()),
        ["prefix_lists", list, ..] => (Kind::PrefixList, (*list).to_owned()),
        ["load_balancers", balancer, ..] => (Kind::LoadBalancer, (*balancer).to_owned()),
        ["sites", site, ..] => (Kind::Site, (*site).to_owned()),
        ["applications", application, ..] => (Kind::Application, (*application).to_owned()),
        ["needs", need, ..] => (Kind::Need, (*need).to_owned()),
        ["links", link, ..] => (Kind::Link, (*link).to_owned()),
        ["accounts", account, ..] => (Kind::Account, (*account).to_owned()),
        ["policies", policy, ..] => (Kind::Policy, (*policy).to_owned()),
        ["rules", rule, ..] => (Kind::Setting, (*rule).to_owned()),
        ["rules" | "allow" | "accounts" | "policies", ..] => (Kind::Setting, String::new()),
        _ => (Kind::Design, String::new()),
    };
    Locus::new(kind, id, place)
}
