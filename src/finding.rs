//! What a rule found: the vocabulary that rules speak and reports read. No rule and no words about AWS live here.

mod fix;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::source::{Part, Pointer, Span};
use crate::why::Derivation;

pub use fix::{Applicability, Fix, Patch, WayOut};

/// How bad a finding is.
///
/// Ordered from worst to mildest, which is also the order of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// AWS refuses it, or traffic cannot flow.
    Error,
    /// It works but will hurt.
    Warning,
    /// There is a better way.
    Advice,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
        })
    }
}

/// The number of a rule, fixed for life, written `TL` and three digits.
///
/// ```
/// assert_eq!(tieline::finding::RuleId(7).to_string(), "TL007");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub u16);

impl RuleId {
    /// The band: the first digit.
    pub fn band(self) -> u16 {
        self.0 / 100
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TL{:03}", self.0)
    }
}

/// Which of the input files something stands in: its index in the order given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileIndex(pub u16);

/// Where something stands in the input: a file and a pointer into it.
///
/// A design built in code has no file; its findings then carry the pointer alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, if the thing came from one.
    pub file: Option<FileIndex>,
    /// The way to it from the root of the file.
    pub pointer: Pointer,
}

impl Place {
    /// The place of a field or entry inside this one.
    pub fn child(&self, key: &str) -> Self {
        Self { file: self.file, pointer: self.pointer.push(key) }
    }

    /// The place of a list item inside this one.
    pub fn item(&self, index: usize) -> Self {
        Self { file: self.file, pointer: self.pointer.index(index) }
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $wire:literal, $title:literal;)*) => {
        /// What kind of thing a finding is about.
        ///
        /// ```
        /// use tieline::finding::Kind;
        /// assert_eq!((Kind::RouteTable.wire(), Kind::RouteTable.to_string().as_str()), ("route_table", "route table"));
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $($(#[$doc])* $variant,)* }

        impl Kind {
            /// Every kind of thing.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its word in results, and in settings that name a thing: `vpc` in `vpc/shop`.
            pub fn wire(self) -> &'static str {
                match self { $(Self::$variant => $wire,)* }
            }
        }

        impl fmt::Display for Kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $title,)* })
            }
        }
    };
}

kinds! {
    /// A whole input file.
    File = "file", "file";
    /// The design as a whole.
    Design = "design", "design";
    /// A VPC.
    Vpc = "vpc", "VPC";
    /// A subnet, named `vpc/subnet`.
    Subnet = "subnet", "subnet";
    /// A route table, named `vpc/table`.
    RouteTable = "route_table", "route table";
    /// A security group, named `vpc/group`.
    SecurityGroup = "security_group", "security group";
    /// A network ACL, named `vpc/acl`.
    NetworkAcl = "network_acl", "network ACL";
    /// A NAT gateway, named `vpc/gateway`.
    NatGateway = "nat_gateway", "NAT gateway";
    /// A firewall endpoint, named `vpc/endpoint`.
    FirewallEndpoint = "firewall_endpoint", "firewall endpoint";
    /// A managed prefix list.
    PrefixList = "prefix_list", "prefix list";
    /// A load balancer.
    LoadBalancer = "load_balancer", "load balancer";
    /// An on-premises site.
    Site = "site", "site";
    /// An application.
    Application = "application", "application";
    /// A need.
    Need = "need", "need";
    /// A link.
    Link = "link", "link";
    /// A severity that is set, or an allowance.
    Setting = "setting", "setting";
    /// A policy of the user's own.
    Policy = "policy", "policy";
    /// An account.
    Account = "account", "account";
}

/// The thing a finding points at, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Locus {
    /// What kind of thing it is.
    pub kind: Kind,
    /// Its name, `vpc/subnet` for things inside a VPC.
    pub id: String,
    /// Where it stands.
    pub place: Place,
    /// Whether the key or the value is meant.
    pub part: Part,
    /// Its bytes, where no pointer leads to it: a comment is no value.
    pub bytes: Option<Span>,
}

impl Locus {
    /// A locus at the value of a place.
    pub fn new(kind: Kind, id: impl Into<String>, place: Place) -> Self {
        Self { kind, id: id.into(), place, part: Part::Value, bytes: None }
    }

    /// The same thing, pointing at its name instead of its content.
    #[must_use]
    pub fn at_key(mut self) -> Self {
        self.part = Part::Key;
        self
    }

    /// The same thing, pointing at one of its fields.
    #[must_use]
    pub fn field(mut self, name: &str) -> Self {
        self.place = self.place.child(name);
        self.part = Part::Value;
        self
    }

    /// The same thing, pointing at one item of the list it points at.
    #[must_use]
    pub fn item(mut self, index: usize) -> Self {
        self.place = self.place.item(index);
        self.part = Part::Value;
        self
    }
}

/// A second place that a finding is about, with two or three words on its part in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub at: Locus,
    /// Its part in the finding.
    pub text: String,
}

/// One defect: what is wrong with which thing, why anyone cares, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that found it.
    pub rule: RuleId,
    /// The rule's name, which states the defect; of a policy the name that its owner gave it.
    pub name: Cow<'static, str>,
    /// How bad it is.
    pub severity: Severity,
    /// What the settings changed about the severity; `None` where it is the rule's own.
    pub overridden: Option<Box<Override>>,
    /// What is wrong with which thing: lower case, names in backticks, no full stop.
    pub message: String,
    /// Where.
    pub at: Locus,
    /// Other places involved.
    pub related: Vec<Label>,
    /// Why it is wrong.
    pub why: Derivation,
    /// What to do.
    pub fix: Option<Fix>,
    /// Where there are several ways out: each with its reason, best first.
    pub ways_out: Vec<WayOut>,
    /// Where the owner of the policy that found it writes more about it.
    pub reference: Option<Arc<str>>,
}

/// A severity that the settings replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The rule's own severity.
    pub own: Severity,
    /// The setting.
    pub at: Locus,
}

impl Finding {
    /// The same finding with one more place.
    #[must_use]
    pub fn and_at(mut self, at: Locus, text: impl Into<String>) -> Self {
        self.related.push(Label { at, text: text.into() });
        self
    }

    /// The same finding with a reason taken from the design.
    #[must_use]
    pub fn because(mut self, text: impl Into<String>, at: Locus) -> Self {
        self.why = self.why.and_input(text, at);
        self
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::Kind;

    #[test]
    fn the_word_of_a_kind_is_the_one_in_results() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.wire());
        }
    }
}
