//! VPC Lattice: service networks with their services and resource configurations.

use std::collections::{BTreeMap, BTreeSet};

use super::application::Service;
use super::link::{Endpoint, ResourceGateway};
use super::load_balancer::TargetGroup;
use crate::finding::Place;
use crate::ids::{AccountId, AppId, Region, SecurityGroupId, VpcId};

/// A VPC Lattice service network.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ServiceNetwork {
    /// Its Region, if said.
    pub region: Option<Region>,
    /// The owning account, if said.
    pub account: Option<AccountId>,
    /// Who may call.
    pub auth: Auth,
    /// What its auth policy says; `None` is unknown.
    pub auth_policy: Option<AuthPolicy>,
    /// Whether its access logs are delivered somewhere; `None` is unknown.
    pub access_logs: Option<bool>,
    /// VPCs associated with it.
    pub associations: BTreeSet<VpcId>,
    /// The security groups of associations, by VPC; a VPC that is not here has unknown ones.
    pub association_groups: BTreeMap<VpcId, BTreeSet<SecurityGroupId>>,
    /// Service-network endpoints by VPC.
    pub endpoints: BTreeMap<VpcId, Endpoint>,
    /// Services by name.
    pub services: BTreeMap<String, LatticeService>,
    /// Resource configurations by name.
    pub resources: BTreeMap<String, LatticeResource>,
}

impl ServiceNetwork {
    /// Whether a service or resource configuration of this network leads to an application.
    pub fn offers(&self, application: &AppId) -> bool {
        self.services_of(application).next().is_some() || self.resource_of(application).is_some()
    }

    /// The services that lead to an application, by name.
    pub fn services_of<'n>(&'n self, application: &AppId) -> impl Iterator<Item = (&'n str, &'n LatticeService)> {
        let leading = self.services.iter().filter(move |(_, service)| service.applications.contains(application));
        leading.map(|(name, service)| (name.as_str(), service))
    }

    /// The resource configuration that leads to an application.
    pub fn resource_of(&self, application: &AppId) -> Option<(&str, &LatticeResource)> {
        let found = self.resources.iter().find(|(_, resource)| resource.application == *application);
        found.map(|(name, resource)| (name.as_str(), resource))
    }
}

/// A VPC Lattice service.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LatticeService {
    /// The applications behind it.
    pub applications: BTreeSet<AppId>,
    /// Who may call.
    pub auth: Auth,
    /// What its auth policy says; `None` is unknown.
    pub auth_policy: Option<AuthPolicy>,
    /// Whether its access logs are delivered somewhere; `None` is unknown.
    pub access_logs: Option<bool>,
    /// The domain name of its own that callers use.
    pub custom_domain: Option<String>,
    /// Whether it has a certificate for its custom domain; `None` is unknown.
    pub certificate: Option<bool>,
    /// Its listeners; empty for what its applications serve.
    pub listeners: Vec<LatticeListener>,
    /// Its target groups by name; empty when they are not told.
    pub target_groups: BTreeMap<String, TargetGroup>,
}

impl LatticeService {
    /// What its listeners listen on; empty when that is not told.
    pub fn listens(&self) -> BTreeSet<Service> {
        self.listeners.iter().map(|listener| listener.service).collect()
    }
}

/// A listener of a VPC Lattice service.
#[derive(Debug, Clone, PartialEq)]
pub struct LatticeListener {
    /// The protocol and port.
    pub service: Service,
    /// What it does with what no rule matches; `None` when that is not told.
    pub action: Option<LatticeAction>,
    /// Its rules, in the order written.
    pub rules: Vec<LatticeRule>,
    /// Where it stands in the input.
    pub place: Place,
}

impl LatticeListener {
    /// Every action with its place: those of the rules, and the default one.
    pub fn actions(&self) -> impl Iterator<Item = (&LatticeAction, &Place)> {
        let rules = self.rules.iter().filter_map(|rule| rule.action.as_ref().map(|action| (action, &rule.place)));
        rules.chain(self.action.iter().map(|action| (action, &self.place)))
    }
}

/// What a listener or rule does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LatticeAction {
    /// Forwards to target groups, by weight.
    Forward(BTreeMap<String, u64>),
    /// Answers with a status code.
    FixedResponse(u64),
}

/// A rule of a listener of a VPC Lattice service.
#[derive(Debug, Clone, PartialEq)]
pub struct LatticeRule {
    /// Its priority, if said.
    pub priority: Option<u64>,
    /// What it matches, all of it at once.
    pub matches: Vec<LatticeMatch>,
    /// What it does, if said.
    pub action: Option<LatticeAction>,
    /// Where it stands in the input.
    pub place: Place,
}

/// One condition of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LatticeMatch {
    /// What is looked at.
    pub on: MatchOn,
    /// How it is compared.
    pub how: MatchHow,
    /// The text it is compared with.
    pub text: String,
    /// Where it stands in the input.
    pub place: Place,
}

/// What a condition looks at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchOn {
    /// The path.
    Path,
    /// The method.
    Method,
    /// A header, by name.
    Header(String),
    /// A query parameter, by name.
    Query(String),
    /// The host.
    Host,
}

/// How a condition compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchHow {
    /// It is the text.
    Exact,
    /// It begins with the text.
    Prefix,
    /// It holds the text.
    Contains,
    /// It matches the text as a regular expression.
    Regex,
}

/// What an auth policy says to the callers of the design.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuthPolicy {
    /// It lets them in.
    Allow,
    /// It keeps them out.
    Deny,
    /// There is no policy.
    None,
    /// There is one, and what it says is not known.
    Unknown,
}

impl AuthPolicy {
    /// Every answer with its name on the wire.
    pub const ALL: &[(&str, Self)] =
        &[("allow", Self::Allow), ("deny", Self::Deny), ("none", Self::None), ("unknown", Self::Unknown)];
}

/// A resource configuration associated with a service network.
#[derive(Debug, Clone, PartialEq)]
pub struct LatticeResource {
    /// The application it exposes.
    pub application: AppId,
    /// Its resource gateway.
    pub gateway: ResourceGateway,
}

/// Who may call: anyone, or whom IAM lets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Auth {
    /// No check.
    #[default]
    None,
    /// AWS IAM.
    AwsIam,
}

impl Auth {
    /// Every kind with its name on the wire.
    pub const ALL: &[(&str, Self)] = &[("none", Self::None), ("aws_iam", Self::AwsIam)];
}
