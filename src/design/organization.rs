//! What an organisation says of its own: labels of things, accounts, and policies with the selectors they are about.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::pattern::Pattern;
use super::policy::Mechanism;
use super::{Application, Design, Link, Subnet, Vpc};
use crate::cidr::Cidr;
use crate::finding::{Kind, Locus, Place, Severity};
use crate::ids::{AccountId, PolicyId};

/// What is said of a thing beside what it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// Its tags; `None` is unknown.
    pub tags: Option<BTreeMap<String, String>>,
    /// Its environment; `None` when it says none itself.
    pub environment: Option<Arc<str>>,
}

/// An account.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// What people call it.
    pub name: Option<String>,
    /// Its tags, and the environment of all that it owns.
    pub labels: Labels,
    /// Where it stands.
    pub place: Place,
}

/// A policy: a rule of the user's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Its name.
    pub id: PolicyId,
    /// Its number, from [`FIRST_NUMBER`] to [`LAST_NUMBER`].
    pub number: Option<u16>,
    /// How severe it is that it is broken.
    pub severity: Severity,
    /// Why it is demanded.
    pub message: Option<String>,
    /// Where more is written about it.
    pub reference: Option<Arc<str>>,
    /// What it demands.
    pub demand: Demand,
    /// Where it stands.
    pub place: Place,
}

/// The lowest number that a policy may have; those below belong to the kinds of demands.
pub const FIRST_NUMBER: u16 = 910;
/// The highest.
pub const LAST_NUMBER: u16 = 999;

/// What a policy demands.
#[derive(Debug, Clone, PartialEq)]
pub enum Demand {
    /// Every block of these VPCs lies in one of these.
    AllowedCidrs {
        /// Which VPCs.
        on: Selector,
        /// The blocks; a family without any is not judged.
        blocks: Vec<Cidr>,
    },
    /// These things have these tags.
    RequiredTags {
        /// Which of them.
        on: Selector,
        /// Which kinds of things.
        things: BTreeSet<Thing>,
        /// By key, the values of which one must fit.
        tags: BTreeMap<String, Vec<Pattern>>,
    },
    /// No link connects these VPCs in one of these ways.
    ForbiddenMechanisms {
        /// Which VPCs.
        on: Selector,
        /// The ways.
        mechanisms: BTreeSet<Mechanism>,
    },
    /// Every one of these VPCs reaches every one of those.
    MustReach {
        /// Who reaches.
        from: Selector,
        /// Who is reached.
        to: Selector,
    },
    /// None of these VPCs reaches any of those, nor the other way round.
    MustNeverReach {
        /// Who must not reach.
        from: Selector,
        /// Who must not be reached.
        to: Selector,
    },
}

/// A kind of thing that can have tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// VPCs.
    Vpc,
    /// Subnets.
    Subnet,
    /// Applications.
    Application,
    /// Links.
    Link,
}

impl Thing {
    /// Every kind with its name on the wire.
    pub const ALL: &[(&str, Self)] =
        &[("vpc", Self::Vpc), ("subnet", Self::Subnet), ("application", Self::Application), ("link", Self::Link)];
}

/// What a policy is about: things for which everything given holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selector {
    /// Patterns for the environment; empty for any.
    pub environments: Vec<Pattern>,
    /// Patterns for the account.
    pub accounts: Vec<Pattern>,
    /// Patterns for the name of the VPC.
    pub vpcs: Vec<Pattern>,
    /// Patterns for tags by key.
    pub tags: BTreeMap<String, Vec<Pattern>>,
}

/// Whether a selector is about a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selected {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// It cannot be told: the design does not say this of the thing.
    Unknown(&'static str),
}

/// What a selector looks at.
#[derive(Debug, Clone, Copy)]
struct Seen<'d> {
    environment: Option<&'d str>,
    account: Option<&'d AccountId>,
    vpc: Option<&'d str>,
    tags: Option<&'d BTreeMap<String, String>>,
}

impl Policy {
    /// The policy as the locus of a finding or a reason, pointing at its name.
    pub fn locus(&self) -> Locus {
        Locus::new(Kind::Policy, self.id.as_str(), self.place.clone()).at_key()
    }
}

impl Design {
    /// The environment of a VPC: its own, else its account's.
    pub fn environment_of<'d>(&'d self, vpc: &'d Vpc) -> Option<&'d str> {
        vpc.labels.environment.as_deref().or_else(|| self.environment_of_account(vpc.account.as_ref()))
    }

    fn environment_of_account(&self, account: Option<&AccountId>) -> Option<&str> {
        self.accounts.get(account?)?.labels.environment.as_deref()
    }
}

impl Selector {
    /// Whether it is about a VPC.
    pub fn vpc(&self, design: &Design, vpc: &Vpc) -> Selected {
        self.selects(Seen {
            environment: design.environment_of(vpc),
            account: vpc.account.as_ref(),
            vpc: Some(vpc.id.as_str()),
            tags: vpc.labels.tags.as_ref(),
        })
    }

    /// Whether it is about a subnet: by its own tags and environment, and by what else its VPC says.
    pub fn subnet(&self, design: &Design, vpc: &Vpc, subnet: &Subnet) -> Selected {
        self.selects(Seen {
            environment: subnet.labels.environment.as_deref().or_else(|| design.environment_of(vpc)),
            account: vpc.account.as_ref(),
            vpc: Some(vpc.id.as_str()),
            tags: subnet.labels.tags.as_ref(),
        })
    }

    /// Whether it is about an application: by its own labels, and by what else its VPC says.
    pub fn application(&self, design: &Design, application: &Application) -> Selected {
        let vpc = application.vpc().and_then(|vpc| design.vpc(vpc));
        let account = application.account.as_ref();
        let own = application.labels.environment.as_deref().or_else(|| design.environment_of_account(account));
        self.selects(Seen {
            environment: own.or_else(|| vpc.and_then(|vpc| design.environment_of(vpc))),
            account: account.or_else(|| vpc.and_then(|vpc| vpc.account.as_ref())),
            vpc: vpc.map(|vpc| vpc.id.as_str()),
            tags: application.labels.tags.as_ref(),
        })
    }

    /// Whether it is about a link: by what the link says of itself. It stands in no VPC.
    pub fn link(&self, design: &Design, link: &Link) -> Selected {
        let account = link.kind.account();
        let own = link.labels.environment.as_deref().or_else(|| design.environment_of_account(account));
        self.selects(Seen { environment: own, account, vpc: None, tags: link.labels.tags.as_ref() })
    }

    fn selects(&self, seen: Seen<'_>) -> Selected {
        let fits = |patterns: &[Pattern], text: &str| patterns.iter().any(|pattern| pattern.matches(text));
        let mut unknown = None;
        let account = seen.account.map(AccountId::as_str);
        for (patterns, text, field) in [
            (&self.environments, seen.environment, "environment"),
            (&self.accounts, account, "account"),
            (&self.vpcs, seen.vpc, "vpc"),
        ] {
            match text {
                _ if patterns.is_empty() => {}
                Some(text) if fits(patterns, text) => {}
                Some(_) => return Selected::No,
                // What stands in no VPC is in none of that name.
                None if field == "vpc" => return Selected::No,
                None => unknown = unknown.or(Some(field)),
            }
        }
        for (key, patterns) in &self.tags {
            match seen.tags {
                Some(tags) if tags.get(key).is_some_and(|value| fits(patterns, value)) => {}
                Some(_) => return Selected::No,
                None => unknown = unknown.or(Some("tags")),
            }
        }
        unknown.map_or(Selected::Yes, Selected::Unknown)
    }
}
