//! One count against one quota: the number, whose things it counts, and with how many VPCs the quota breaks.

use crate::design::{Application, Link, LinkKind, NatGateway, NetworkAcl, PrefixList, RouteTable, SecurityGroup, Vpc};
use crate::facts::{Adjustable, Facts, LimitId};
use crate::finding::{Finding, Kind, Locus, Place};
use crate::ids::{AccountId, Region};
use crate::rules::Rule;
use crate::why::Derivation;

/// A quota, with what it counts.
#[derive(Debug)]
pub(in crate::rules) struct Quota {
    /// The fact that gives its default and its maximum.
    pub limit: LimitId,
    /// What is counted, in the plural.
    pub what: &'static str,
}

/// Whose things were counted.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) enum Of<'d> {
    Vpc(&'d Vpc, Option<&'static str>),
    Table(&'d RouteTable),
    Link(&'d Link, Option<&'static str>),
    Acl(&'d NetworkAcl, &'static str),
    Group(&'d SecurityGroup, &'static str),
    Application(&'d Application),
    Nat(&'d NatGateway),
    List(&'d PrefixList),
    Service(&'d Link, &'d str),
    Part(&'d Link, &'d str, &'d Place),
    /// An account in one Region, with the last of the things counted: the one that is one too many.
    Account(&'d AccountId, &'d Region, Last<'d>),
    /// An account that subnets are shared with, with the link that shares the last of them.
    Participant(&'d AccountId, &'d Link),
}

/// The last of the things counted in an account.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) enum Last<'d> {
    Vpc(&'d Vpc),
    Link(&'d Link),
}

/// One count. Names and places are made only for those that are told.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) struct Count<'d> {
    /// The quota it counts against.
    pub quota: &'static Quota,
    /// How many there are.
    pub number: u64,
    /// Which part of them comes with VPCs, where the number grows with their number.
    pub grows: Option<Grows>,
    /// Whose things they are.
    pub of: Of<'d>,
}

/// How a count grows with VPCs.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) struct Grows {
    /// How many VPCs there are.
    pub vpcs: u64,
    /// How many of the things counted come with them.
    pub with_them: u64,
}

impl Count<'_> {
    /// How many AWS allows without being asked.
    pub(super) fn default(&self, facts: &Facts) -> u64 {
        facts.limit(self.quota.limit)
    }

    /// How many AWS ever allows; `None` where it raises the quota and names no end.
    pub(super) fn ceiling(&self, facts: &Facts) -> Option<u64> {
        facts.maximum(self.quota.limit)
    }

    /// Whether AWS never raises the quota.
    pub(super) fn is_fixed(&self, facts: &Facts) -> bool {
        facts.fact(self.quota.limit.fact()).adjustable == Some(Adjustable::No)
    }

    /// Whether it is of a whole account in a Region.
    pub(super) fn is_of_account(&self) -> bool {
        matches!(self.of, Of::Account(..))
    }

    /// With how many VPCs there are more than `allowed`, if each brings as many as those there are do on average; and
    /// how many there are.
    fn breaks_at(&self, allowed: u64) -> Option<(u64, u64)> {
        let Grows { vpcs, with_them } = self.grows.filter(|grows| grows.vpcs > 0 && grows.with_them > 0)?;
        let left = allowed.checked_sub(self.number.saturating_sub(with_them))?;
        let enough = u128::from(left).saturating_mul(u128::from(vpcs)).checked_div(u128::from(with_them))?;
        Some((u64::try_from(enough).ok()?.checked_add(1)?, vpcs))
    }

    /// The end of a message: with how many VPCs a quota breaks, where it is a matter of their number.
    pub(super) fn in_vpcs(&self, allowed: u64) -> String {
        self.breaks_at(allowed)
            .map_or_else(String::new, |(breaks, now)| format!("; it breaks at {breaks} VPCs, and here are {now}"))
    }

    /// Whose things these are, in words.
    pub(super) fn owner(&self) -> String {
        match self.of {
            Of::Vpc(vpc, _) => format!("VPC `{}`", vpc.id),
            Of::Table(table) => format!("route table `{}/{}`", table.vpc, table.id),
            Of::Acl(acl, _) => format!("network ACL `{}`", acl.full_id()),
            Of::Group(group, _) => format!("security group `{}`", group.full_id()),
            Of::Application(application) => format!("application `{}`", application.id),
            Of::Nat(gateway) => format!("NAT gateway `{}/{}`", gateway.vpc, gateway.id),
            Of::List(list) => format!("prefix list `{}`", list.id),
            Of::Service(link, name) | Of::Part(link, name, _) => format!("service `{name}` of `{}`", link.id),
            Of::Account(account, region, _) => format!("account `{account}` in `{region}`"),
            Of::Participant(account, _) => format!("account `{account}`"),
            Of::Link(link, _) => match &link.kind {
                LinkKind::TransitGateway(_) => format!("transit gateway `{}`", link.id),
                LinkKind::ServiceNetwork(_) => format!("service network `{}`", link.id),
                _ => format!("link `{}`", link.id),
            },
        }
    }

    /// A finding about this count, resting on its own quota alone.
    pub(super) fn finding(&self, rule: &Rule, message: String) -> Finding {
        let at = match self.of {
            Of::Vpc(vpc, Some(field)) => vpc.locus().field(field),
            Of::Vpc(vpc, None) => vpc.locus(),
            Of::Table(table) => {
                Locus::new(Kind::RouteTable, format!("{}/{}", table.vpc, table.id), table.place.clone()).field("routes")
            }
            Of::Acl(acl, field) => acl.locus().field(field),
            Of::Group(group, field) => group.locus().field(field),
            Of::Application(application) => application.locus().field("security_groups"),
            Of::Nat(gateway) => gateway.locus().field("public_addresses"),
            Of::List(list) => list.locus(),
            Of::Service(link, name) => link.part(&["services", name]),
            Of::Part(link, _, place) => link.at(place),
            Of::Link(link, Some(field)) => link.part(&[field]),
            Of::Account(_, _, Last::Vpc(vpc)) => vpc.locus(),
            Of::Link(link, None) | Of::Account(_, _, Last::Link(link)) | Of::Participant(_, link) => link.locus(),
        };
        let mut finding = rule.finding(at, message);
        finding.why = Derivation::from_facts([self.quota.limit.fact()]);
        finding
    }
}
