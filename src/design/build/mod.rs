//! Raw → [`Design`]: every text gets its meaning, every name its thing; all problems are collected, none stops the rest.

mod alias;
mod application;
mod aws_endpoint;
mod filter;
mod gateway;
mod lattice;
mod link;
mod load_balancer;
mod need;
mod organization;
mod text;
mod transit_gateway;
mod vpc;
mod wide;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::raw::{RawDesign, RawPreferences, RawSite};
use super::{Design, Mechanism, Preferences, Site};
use crate::cidr::{Cidr, CidrError};
use crate::finding::{FileIndex, Fix, Kind, Locus, Place};
use crate::ids::{AccountId, AppId, LoadBalancerId, NameError, Region, SecurityGroupId, SiteId, SubnetId, VpcId};
use crate::source::{Pointer, nearest};

pub use alias::NAME_TAG;
pub use text::{
    parse_duration, parse_ip_protocol, parse_ports, parse_rate, parse_requests, parse_service, parse_volume,
};

/// The version of the native format.
pub const FORMAT: u32 = 1;

/// What is wrong with the input, before any rule about networks runs.
///
/// Each kind belongs to one rule of band 0xx, which gives it its number and severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InputKind {
    /// The text is not YAML or JSON that can be read.
    Syntax,
    /// A field that the format does not have.
    UnknownField,
    /// A list where a mapping belongs, a word where a number belongs, and the like.
    WrongShape,
    /// A field that must be there.
    MissingField,
    /// The same name twice.
    DuplicateKey,
    /// A text that is not a CIDR block.
    InvalidCidr,
    /// A CIDR block with bits set behind its prefix.
    HostBits,
    /// A name that names nothing.
    UnknownName,
    /// A text that is none of the accepted values.
    InvalidValue,
    /// A part of the format that two fields give differently.
    Contradiction,
    /// A thing that two inputs describe, and differently.
    Disagreement,
    /// An allowance that cannot be read.
    MalformedAllowance,
    /// An allowance without a reason.
    AllowanceWithoutReason,
    /// A setting that names no rule.
    UnknownRule,
    /// An allowance whose last day is over.
    AllowanceExpired,
    /// An allowance that allows nothing.
    AllowanceUnmatched,
}

/// One problem of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputProblem {
    /// What kind it is.
    pub kind: InputKind,
    /// Where it is.
    pub at: Locus,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// A second place involved, with its part.
    pub related: Option<(Locus, String)>,
    /// The edit that does what the help says, where there is one.
    pub fix: Option<Fix>,
}

/// A design together with what was wrong with its input.
#[derive(Debug, Clone, Default)]
pub struct Built {
    /// What could be understood.
    pub design: Design,
    /// What could not.
    pub problems: Vec<InputProblem>,
}

/// Builds one design of one or several raw ones; later files add to earlier ones.
///
/// ```
/// use tieline::design::{build::build, raw::RawDesign};
/// let raw: RawDesign = serde_json::from_str(r#"{"tieline": 1, "vpcs": {"shop": {"cidrs": ["10.0.0.0/33"]}}}"#).unwrap();
/// let built = build(&[(None, raw)]);
/// assert_eq!(built.problems[0].message, "the prefix length in `10.0.0.0/33` is too long: IPv4 has 0 to 32");
/// ```
pub fn build(inputs: &[(Option<FileIndex>, RawDesign)]) -> Built {
    let mut builder = Builder::default();
    let roots: Vec<(Place, &RawDesign)> =
        inputs.iter().map(|(file, raw)| (Place { file: *file, pointer: Pointer::root() }, raw)).collect();
    for (root, raw) in &roots {
        builder.header(root, raw);
        builder.other_names(root, raw);
        builder.accounts_told(root, raw);
    }
    for (root, raw) in &roots {
        builder.policies(root, raw);
    }
    // Names are declared before anything refers to them, over all files.
    for (root, raw) in &roots {
        builder.vpcs(root, raw);
        builder.sites(root, raw);
        builder.prefix_lists(root, raw);
    }
    for (root, raw) in &roots {
        builder.security_group_names(root, raw);
        builder.nat_gateways(root, raw);
        builder.firewall_endpoints(root, raw);
        builder.network_acls(root, raw);
    }
    for (root, raw) in &roots {
        builder.security_groups(root, raw);
    }
    builder.applications = roots.iter().flat_map(|(_, raw)| raw.applications.keys().cloned()).collect();
    for (root, raw) in &roots {
        builder.applications(root, raw);
    }
    for (root, raw) in &roots {
        builder.load_balancer_names(root, raw);
    }
    for (root, raw) in &roots {
        builder.load_balancers(root, raw);
    }
    builder.link_names(&roots);
    for (root, raw) in &roots {
        builder.links(root, raw);
    }
    for (root, raw) in &roots {
        builder.route_tables(root, raw);
        builder.needs(root, raw);
    }
    Built { design: builder.design, problems: builder.problems }
}

/// The work in progress: the design so far, and what was wrong so far.
#[derive(Default)]
struct Builder {
    design: Design,
    problems: Vec<InputProblem>,
    account: Option<AccountId>,
    /// Applications that some file gives, whether or not they could be built: a name that failed is reported where it
    /// failed, not again wherever it is used.
    applications: BTreeSet<String>,
    /// Every link's name and kind, declared before links refer to each other.
    links: BTreeMap<String, (&'static str, Locus)>,
    /// The two ends of every peering attachment between transit gateways, as they are written.
    gateway_peerings: BTreeMap<String, Vec<String>>,
    /// Every load balancer's name, declared before load balancers refer to each other.
    load_balancers: BTreeMap<LoadBalancerId, Locus>,
    /// The names of the security groups of each VPC that gives any, declared before groups name each other.
    security_groups: BTreeMap<VpcId, BTreeSet<SecurityGroupId>>,
    /// Other names of things, with the names they have here.
    aliases: BTreeMap<String, String>,
    /// `Name` tags that several things have, which therefore mean none of them.
    shared_tags: BTreeSet<String>,
    /// What the inputs mark as unknown: nothing is called missing there.
    unknown: BTreeSet<Place>,
}

impl Builder {
    fn problem(&mut self, kind: InputKind, at: Locus, message: impl Into<String>) -> &mut InputProblem {
        self.problems.push(InputProblem { kind, at, message: message.into(), help: None, related: None, fix: None });
        // The vector was just pushed to, so it has a last item.
        let last = self.problems.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "the index of the item pushed one line above")]
        &mut self.problems[last]
    }

    fn missing(&mut self, at: &Locus, field: &str) {
        if self.is_unknown(at, field) {
            return;
        }
        let message = format!("{} `{}` has no `{field}`", at.kind, at.id);
        self.problem(InputKind::MissingField, at.clone(), message).help = Some(format!("add `{field}`"));
    }

    fn unknown_name<'n>(&mut self, at: Locus, what: &str, name: &str, known: impl Iterator<Item = &'n str>) {
        let known: Vec<&str> = known.collect();
        let near = nearest(name, known.iter().copied());
        let help = if !near.is_empty() {
            format!("did you mean {}?", quoted(&near, " or "))
        } else if known.is_empty() {
            format!("the design has no {what}")
        } else if known.len() <= 8 {
            format!("known: {}", quoted(&known, ", "))
        } else {
            format!("the design has {} others, none of a similar name", known.len())
        };
        let patch = slip(name, &near).map(|meant| Fix::by_hand(help.as_str(), [at.place.reword(at.part, name, meant)]));
        let problem = self.problem(InputKind::UnknownName, at, format!("no {what} is called `{name}`"));
        (problem.help, problem.fix) = (Some(help), patch);
    }

    fn invalid(&mut self, at: Locus, message: impl Into<String>, help: impl Into<String>) {
        self.problem(InputKind::InvalidValue, at, message).help = Some(help.into());
    }

    /// A checked name, or a problem.
    fn name<T>(&mut self, made: Result<T, NameError>, at: &Locus) -> Option<T> {
        match made {
            Ok(name) => Some(name),
            Err(error) => {
                self.invalid(at.clone(), error.to_string(), "choose another name");
                None
            }
        }
    }

    /// A CIDR block, or a problem. Bits behind the prefix are reported and dropped, as the AWS API does.
    fn cidr(&mut self, text: &str, at: Locus) -> Option<Cidr> {
        match Cidr::parse(text) {
            Ok(cidr) => Some(cidr),
            Err(CidrError::HostBits { canonical, .. }) => {
                let message = format!("`{text}` has bits set behind its prefix; AWS takes it as `{canonical}`");
                let patch = at.place.replace(canonical.to_string());
                // As AWS does it, so nothing changes.
                self.problem(InputKind::HostBits, at, message).fix =
                    Some(Fix::safe(format!("write `{canonical}`"), [patch]));
                Some(canonical)
            }
            Err(error) => {
                self.problem(InputKind::InvalidCidr, at, error.to_string()).help =
                    Some("write an address and a prefix length, such as `10.0.0.0/16` or `2001:db8::/56`".to_owned());
                None
            }
        }
    }

    /// One of a fixed set of words, or a problem that lists them.
    fn word<T: Copy>(&mut self, text: &str, accepted: &[(&str, T)], at: Locus) -> Option<T> {
        if let Some((_, value)) = accepted.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let words: Vec<&str> = accepted.iter().map(|(word, _)| *word).collect();
        let near = nearest(text, words.iter().copied());
        let help = if near.is_empty() {
            format!("accepted: {}", quoted(&words, ", "))
        } else {
            format!("did you mean {}? accepted: {}", quoted(&near, " or "), quoted(&words, ", "))
        };
        let patch = slip(text, &near).map(|meant| {
            let patches = [at.place.reword(at.part, text, meant)];
            // Letters' case and the kind of dash are no other word.
            if same_word(text, meant) {
                Fix::safe(help.as_str(), patches)
            } else {
                Fix::by_hand(help.as_str(), patches)
            }
        });
        let problem = self.problem(InputKind::InvalidValue, at, format!("`{text}` is not accepted here"));
        (problem.help, problem.fix) = (Some(help), patch);
        None
    }

    fn region(&mut self, text: Option<&String>, at: &Locus) -> Option<Region> {
        match text {
            Some(text) => {
                let at = at.clone().field("region");
                self.name(Region::new(text), &at)
            }
            None => self.design.region.clone(),
        }
    }

    fn account(&mut self, text: Option<&String>, at: &Locus) -> Option<AccountId> {
        match text {
            Some(text) => {
                let at = at.clone().field("account");
                match AccountId::new(text) {
                    Ok(account) => Some(account),
                    Err(error) => {
                        self.invalid(at, error.to_string(), "quote the id, so that leading zeros survive");
                        None
                    }
                }
            }
            None => self.account.clone(),
        }
    }

    fn header(&mut self, root: &Place, raw: &RawDesign) {
        let at = Locus::new(Kind::Design, "", root.clone());
        match raw.tieline {
            Some(FORMAT) => {}
            Some(other) => {
                let help = format!("this Tieline reads version {FORMAT}");
                self.invalid(at.clone().field("tieline"), format!("version {other} of the format is not known"), help);
            }
            None => {
                self.problem(InputKind::MissingField, at.clone(), "the file does not say `tieline: 1`").help =
                    Some("add `tieline: 1` at the top, which marks the file as a design".to_owned());
            }
        }
        if let Some(text) = &raw.region {
            let read = self.name(Region::new(text), &at.clone().field("region"));
            let differs = matches!((&self.design.region, &read), (Some(one), Some(two)) if one != two);
            if differs {
                let message = format!("another file already sets the default Region, and not to `{text}`");
                self.problem(InputKind::Contradiction, at.clone().field("region"), message).help =
                    Some("set `region` in one file, or on each VPC".to_owned());
            } else if read.is_some() {
                self.design.region = read;
            }
        }
        if raw.account.is_some() {
            self.account = self.account(raw.account.as_ref(), &at);
        }
        if let Some(preferences) = &raw.preferences {
            let at = at.field("preferences");
            self.preferences(preferences, &at);
        }
    }

    fn preferences(&mut self, raw: &RawPreferences, at: &Locus) {
        let mut preferences = Preferences::default();
        if let Some(usd) = raw.upkeep_usd_per_object {
            preferences.upkeep_usd_per_object = usd;
        }
        if let Some(usd) = raw.exposure_usd_per_network {
            preferences.exposure_usd_per_network = usd;
        }
        let accepted: Vec<(&str, Mechanism)> = Mechanism::ALL.iter().map(|one| (one.wire(), *one)).collect();
        for (field, words) in [("forbid", &raw.forbid), ("prefer", &raw.prefer)] {
            for (index, text) in words.iter().enumerate() {
                let at = at.clone().field(field).item(index);
                if let Some(mechanism) = self.word(text, &accepted, at) {
                    let set = if field == "forbid" { &mut preferences.forbid } else { &mut preferences.prefer };
                    set.insert(mechanism);
                }
            }
        }
        self.design.preferences = preferences;
    }

    fn sites(&mut self, root: &Place, raw: &RawDesign) {
        for (name, raw) in &raw.sites {
            let place = root.child("sites").child(name);
            let at = Locus::new(Kind::Site, name.as_str(), place.clone()).at_key();
            let Some(id) = self.name(SiteId::new(name), &at) else { continue };
            if let Some(first) = self.design.sites.get(&id).map(|site| site.locus()) {
                self.duplicate(at, first);
                continue;
            }
            let cidrs = self.site_cidrs(raw, &at);
            let cidrs_unknown = self.is_unknown(&at, "cidrs");
            self.design.sites.insert(id.clone(), Arc::new(Site { id, cidrs, cidrs_unknown, place }));
        }
    }

    fn site_cidrs(&mut self, raw: &RawSite, at: &Locus) -> Vec<Cidr> {
        let at = at.clone().field("cidrs");
        raw.cidrs.iter().enumerate().filter_map(|(index, text)| self.cidr(text, at.clone().item(index))).collect()
    }

    fn duplicate(&mut self, at: Locus, first: Locus) {
        let message = format!("{} `{}` is given in two files", at.kind, at.id);
        let problem = self.problem(InputKind::DuplicateKey, at, message);
        problem.related = Some((first, "first given here".to_owned()));
        problem.help = Some("keep one of the two, or give them different names".to_owned());
    }

    fn vpc_named(&mut self, name: &str, at: Locus) -> Option<VpcId> {
        let name = &self.meant(name, |name| self.design.vpcs.contains_key(name));
        if let Some((id, _)) = self.design.vpcs.get_key_value(name.as_str()) {
            return Some(id.clone());
        }
        let known: Vec<VpcId> = self.design.vpcs.keys().cloned().collect();
        self.unknown_name(at, "VPC", name, known.iter().map(VpcId::as_str));
        None
    }

    fn site_named(&mut self, name: &str, at: Locus) -> Option<SiteId> {
        let name = &self.meant(name, |name| self.design.sites.contains_key(name));
        if let Some((id, _)) = self.design.sites.get_key_value(name.as_str()) {
            return Some(id.clone());
        }
        let known: Vec<SiteId> = self.design.sites.keys().cloned().collect();
        self.unknown_name(at, "site", name, known.iter().map(SiteId::as_str));
        None
    }

    fn application_named(&mut self, name: &str, at: Locus) -> Option<AppId> {
        let name = &self.meant(name, |name| self.applications.contains(name));
        if let Some((id, _)) = self.design.applications.get_key_value(name.as_str()) {
            return Some(id.clone());
        }
        if self.applications.contains(name) {
            return None;
        }
        let known: Vec<AppId> = self.design.applications.keys().cloned().collect();
        self.unknown_name(at, "application", name, known.iter().map(AppId::as_str));
        None
    }

    fn subnet_named(&mut self, vpc: &VpcId, name: &str, at: Locus) -> Option<SubnetId> {
        let known: Vec<SubnetId> =
            self.design.vpc(vpc).map(|vpc| vpc.subnets.keys().cloned().collect()).unwrap_or_default();
        let name = &self.meant(name, |name| known.iter().any(|id| id.as_str() == name));
        if let Some(id) = known.iter().find(|id| id.as_str() == name) {
            return Some(id.clone());
        }
        self.unknown_name(at, &format!("subnet of VPC `{vpc}`"), name, known.iter().map(SubnetId::as_str));
        None
    }

    fn subnets_named<C: FromIterator<SubnetId>>(&mut self, vpc: &VpcId, names: &[String], at: &Locus) -> C {
        let names = names.iter().enumerate();
        names.filter_map(|(index, name)| self.subnet_named(vpc, name, at.clone().item(index))).collect()
    }
}

/// Names in backticks, joined.
fn quoted(names: &[&str], between: &str) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(between)
}

/// The one name that a slip can have meant.
fn slip<'n>(written: &str, near: &[&'n str]) -> Option<&'n str> {
    match near {
        [only] if *only != written => Some(only),
        _ => None,
    }
}

fn same_word(one: &str, other: &str) -> bool {
    let plain = |word: &str| word.to_ascii_lowercase().replace('-', "_");
    plain(one) == plain(other)
}
