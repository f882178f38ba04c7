//! A design to begin with, from the answers to a few questions: who must reach what, and under which conditions.
//!
//! The answers become text, not objects: the text is what its reader keeps, changes and learns the format from.

mod write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::build::{parse_requests, parse_volume};
use super::{Protocol, Trait};
use crate::ids::Region;

/// The most VPCs that a beginning may have.
pub const MOST_VPCS: u16 = 200;

/// The answers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Answers {
    /// Whether one application is to be reached, or whole networks are to reach each other.
    pub reach: Goal,
    /// What the application is called.
    pub service: String,
    /// What its clients are called.
    pub client: String,
    /// How many VPCs there are in all: that of the application, and those of its clients.
    pub vpcs: u16,
    /// How many accounts they belong to.
    pub accounts: u16,
    /// Whether all VPCs use the same range.
    pub overlapping: bool,
    /// What the application speaks, such as `https/443`.
    pub protocol: String,
    /// What goes over each connection from one client VPC, such as `500 GB/month`; empty when not known.
    pub traffic: String,
    /// How many requests that is, such as `20M/month`; empty when not known.
    pub requests: String,
    /// Whether an on-premises network must reach it too.
    pub on_premises: bool,
    /// Who opens connections.
    pub initiates: Initiator,
    /// What else the connection must offer, such as `iam_auth`.
    pub requires: Vec<String>,
    /// The Region.
    pub region: String,
}

/// What is to be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// One application.
    #[default]
    Application,
    /// Whole networks.
    Networks,
}

/// Who opens connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Initiator {
    /// The clients only.
    #[default]
    Clients,
    /// Either side.
    Either,
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            reach: Goal::Application,
            service: "orders".to_owned(),
            client: "shop".to_owned(),
            vpcs: 2,
            accounts: 1,
            overlapping: false,
            protocol: "https/443".to_owned(),
            traffic: String::new(),
            requests: String::new(),
            on_premises: false,
            initiates: Initiator::Clients,
            requires: Vec::new(),
            region: "us-east-1".to_owned(),
        }
    }
}

/// An answer that makes no design.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// A name that would need quoting, or is empty.
    #[error("`{0}` is no name to begin with: use small letters, digits and hyphens, a letter first, at most 40")]
    Name(String),
    /// Both sides have one name.
    #[error("`{0}` cannot be both the application and its clients: give them two names")]
    SameName(String),
    /// Too few or too many VPCs.
    #[error("{0} VPCs cannot be begun with: give 2 to {MOST_VPCS}")]
    Vpcs(u16),
    /// Too few or too many accounts.
    #[error("{accounts} accounts for {vpcs} VPCs: give 1 to {vpcs}")]
    Accounts {
        /// The accounts asked for.
        accounts: u16,
        /// The VPCs asked for.
        vpcs: u16,
    },
    /// No protocol and port.
    #[error("`{0}` is no protocol and port: write one such as `https/443`, with {names}", names = protocols())]
    Protocol(String),
    /// No volume.
    #[error("`{0}` is no monthly volume: write one such as `500 GB/month`")]
    Traffic(String),
    /// No count.
    #[error("`{0}` is no monthly count: write one such as `20M/month`")]
    Requests(String),
    /// No trait.
    #[error("`{0}` is nothing a connection can offer: use {names}", names = traits())]
    Trait(String),
    /// No Region.
    #[error("`{0}` is no Region: write one such as `us-east-1`")]
    Region(String),
}

fn protocols() -> String {
    Protocol::ALL.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn traits() -> String {
    Trait::ALL.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The design that the answers describe, as YAML with a word on what to change next.
///
/// # Errors
/// The first answer that makes no design.
///
/// # Example
/// ```
/// use tieline::design::start::{Answers, start};
/// use tieline::facts::Facts;
/// use tieline::{Input, Scope, review};
///
/// let text = start(&Answers { overlapping: true, ..Answers::default() }).unwrap();
/// let review = review(&[Input { name: "start.yaml", bytes: text.as_bytes() }], &Facts::shipped(), Scope::Review);
/// assert_eq!(review.design.vpcs.len(), 2);
/// assert!(review.advice.unwrap().plan.unserved.is_empty());
/// ```
pub fn start(answers: &Answers) -> Result<String, AnswerError> {
    check(answers)?;
    Ok(write::design(answers))
}

fn check(answers: &Answers) -> Result<(), AnswerError> {
    for name in [&answers.service, &answers.client] {
        if !is_plain(name) {
            return Err(AnswerError::Name(name.clone()));
        }
    }
    if answers.service == answers.client {
        return Err(AnswerError::SameName(answers.service.clone()));
    }
    if !(2..=MOST_VPCS).contains(&answers.vpcs) {
        return Err(AnswerError::Vpcs(answers.vpcs));
    }
    if !(1..=answers.vpcs).contains(&answers.accounts) {
        return Err(AnswerError::Accounts { accounts: answers.accounts, vpcs: answers.vpcs });
    }
    let service = answers.protocol.split_once('/').filter(|(protocol, port)| {
        Protocol::ALL.iter().any(|(name, _)| name == protocol) && port.parse::<u16>().is_ok_and(|port| port > 0)
    });
    if service.is_none() {
        return Err(AnswerError::Protocol(answers.protocol.clone()));
    }
    if !answers.traffic.is_empty() && parse_volume(&answers.traffic).is_none() {
        return Err(AnswerError::Traffic(answers.traffic.clone()));
    }
    if !answers.requests.is_empty() && parse_requests(&answers.requests).is_none() {
        return Err(AnswerError::Requests(answers.requests.clone()));
    }
    if let Some(unknown) = answers.requires.iter().find(|one| !Trait::ALL.iter().any(|(name, _)| name == one)) {
        return Err(AnswerError::Trait(unknown.clone()));
    }
    let has_region = Region::new(&answers.region).is_ok()
        && answers.region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if has_region { Ok(()) } else { Err(AnswerError::Region(answers.region.clone())) }
}

/// Whether a name stands in YAML as it is, whatever version reads it.
fn is_plain(name: &str) -> bool {
    let is_word = matches!(name, "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null");
    let fits = (1..=40).contains(&name.len()) && name.starts_with(|first: char| first.is_ascii_lowercase());
    fits && !is_word && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests;
