//! What the user makes of findings: how severe a rule is taken, which findings are allowed, why and until when.
//!
//! Settings change what is told and how loudly, never what is concluded: they are applied when everything is found, so
//! neither the rulebook nor the adviser knows of them. Three places are read: an inline comment, the design, and
//! `.tieline.yaml`; of severities the design's goes before the file's.

mod apply;
mod comment;
mod date;
mod read;

pub use apply::{Allowed, Outcome, Told};
pub use date::{Date, DateError};
pub use read::read;

use std::collections::BTreeMap;

use crate::design::Pattern;
use crate::finding::{FileIndex, Finding, Locus, RuleId, Severity};

/// The word that turns a rule off.
pub const OFF: &str = "off";

/// The most allowances with a `*` in `on` that are read: each is held against every finding of its rule.
pub const MOST_PATTERNS: usize = 1_000;

/// Everything that was set.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Severities, one for a rule.
    pub severities: Vec<Setting>,
    /// Allowances: of comments, then of designs, then of `.tieline.yaml`.
    pub allowances: Vec<Allowance>,
}

/// The severity that is set for a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The rule.
    pub rule: RuleRef,
    /// The severity; `None` turns the rule off.
    pub severity: Option<Severity>,
    /// Where it is set.
    pub at: Locus,
}

/// An allowance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// The rules whose findings it allows.
    pub rules: Vec<RuleRef>,
    /// Which of their findings.
    pub reach: Reach,
    /// The last day on which it holds; `None` for no end.
    pub until: Option<Date>,
    /// Why.
    pub reason: String,
    /// Where it stands.
    pub at: Locus,
}

/// Which findings of its rules an allowance is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// All.
    Everything,
    /// Those about things of this kind and name.
    Things(Pattern),
    /// Those that point at this line.
    Line(FileIndex, u32),
}

/// A rule that a setting names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleRef {
    /// Its number.
    pub id: RuleId,
    /// Its name.
    pub name: String,
    /// Whether it is a policy of the user's own, which only its name tells apart from others of its number.
    pub own: bool,
}

impl RuleRef {
    /// Whether it found this.
    pub fn found(&self, finding: &Finding) -> bool {
        self.key() == (if self.own { Key::Name(&finding.name) } else { Key::Number(finding.rule) })
    }

    fn key(&self) -> Key<'_> {
        if self.own { Key::Name(&self.name) } else { Key::Number(self.id) }
    }
}

/// What findings of a rule are known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'k> {
    Number(RuleId),
    Name(&'k str),
}

impl Key<'_> {
    /// What a finding may be known by, the more telling first.
    fn of(finding: &Finding) -> [Key<'_>; 2] {
        [Key::Name(&finding.name), Key::Number(finding.rule)]
    }
}

/// For each rule that is named, the items that name it, by their position.
fn by_rule<'r, T>(items: &'r [T], rules: impl Fn(&'r T) -> &'r [RuleRef]) -> BTreeMap<Key<'r>, Vec<usize>> {
    let mut index: BTreeMap<Key<'r>, Vec<usize>> = BTreeMap::new();
    for (position, item) in items.iter().enumerate() {
        for rule in rules(item) {
            index.entry(rule.key()).or_default().push(position);
        }
    }
    index
}
