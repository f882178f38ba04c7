//! Accounts, Regions and zones: what providers and look-ups tell of where a resource lives.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::draft::{SUBNETS, text};
use super::estate::{Estate, Resource};
use crate::ids::is_account;

/// What is known of the surroundings of resources.
#[derive(Debug, Default)]
pub(super) struct Context {
    accounts: BTreeMap<String, String>,
    regions: BTreeMap<String, String>,
    /// The ID of a zone by provider and name.
    zones: BTreeMap<(String, String), String>,
    /// Accounts met, to know whether names of zones can be compared.
    met: BTreeSet<String>,
}

impl Context {
    pub(super) fn of(estate: &Estate<'_>) -> Self {
        let mut context = Self::default();
        for (key, provider) in estate.configuration.iter().flat_map(|all| &all.provider_config) {
            let expressions: Map<String, Value> =
                provider.expressions.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
            if let Some(region) = expressions.get("region").and_then(|region| said(estate, region)) {
                context.regions.insert(key.clone(), region);
            }
            let role =
                expressions.get("assume_role").and_then(|blocks| blocks.get(0)).and_then(|role| role.get("role_arn"));
            let account = role.and_then(|role| said(estate, role)).and_then(|arn| account_in(&arn));
            if let Some(account) = account {
                context.accounts.insert(key.clone(), account);
            }
        }
        // One that a module only declares is that of the same name around it.
        for key in estate.configuration.iter().flat_map(|all| all.provider_config.keys()) {
            let Some((_, name)) = key.rsplit_once(':') else { continue };
            for told in [&mut context.regions, &mut context.accounts] {
                if let Some(same) = told.get(name).filter(|_| !told.contains_key(key)).cloned() {
                    told.insert(key.clone(), same);
                }
            }
        }
        for (_, identity) in estate.of_kind(&["aws_caller_identity"]) {
            if let Some(account) = text(identity, "account_id") {
                context.accounts.insert(identity.provider.clone(), account.to_owned());
            }
        }
        for (_, region) in estate.of_kind(&["aws_region"]) {
            if let Some(name) = text(region, "name").or_else(|| text(region, "id")) {
                context.regions.insert(region.provider.clone(), name.to_owned());
            }
        }
        for (_, zones) in estate.of_kind(&["aws_availability_zones"]) {
            if let Some(region) = text(zones, "id").filter(|id| region_of_zone(&format!("{id}a")).is_some()) {
                context.regions.entry(zones.provider.clone()).or_insert_with(|| region.to_owned());
            }
            let list = |name: &str| zones.values.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
            for (name, id) in list("names").iter().zip(&list("zone_ids")) {
                if let (Some(name), Some(id)) = (name.as_str(), id.as_str()) {
                    context.zones.insert((zones.provider.clone(), name.to_owned()), id.to_owned());
                }
            }
        }
        // A subnet that is there tells the ID of its zone, and so that of others in it.
        for (_, subnet) in estate.of_kind(SUBNETS) {
            if let (Some(name), Some(id)) = (text(subnet, "availability_zone"), text(subnet, "availability_zone_id")) {
                let at = (subnet.provider.clone(), name.to_owned());
                context.zones.entry(at).or_insert_with(|| id.to_owned());
            }
        }
        context.met = estate.resources.iter().filter_map(|resource| context.account(resource)).collect();
        context
    }

    /// The account that owns a resource.
    pub(super) fn account(&self, resource: &Resource) -> Option<String> {
        let own = text(resource, "owner_id").filter(|owner| is_account(owner)).map(str::to_owned);
        let own = own.or_else(|| text(resource, "arn").and_then(account_in));
        own.or_else(|| self.accounts.get(&resource.provider).cloned())
    }

    /// The Region that a resource lives in.
    pub(super) fn region(&self, resource: &Resource) -> Option<String> {
        // Version 6 of the provider writes it into every resource.
        let own = text(resource, "region").map(str::to_owned);
        let own = own.or_else(|| {
            text(resource, "arn")
                .and_then(|arn| arn.split(':').nth(3))
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
        });
        let own = own.or_else(|| self.regions.get(&resource.provider).cloned());
        own.or_else(|| text(resource, "availability_zone").and_then(region_of_zone))
    }

    /// A zone by its ID, or else by its name: that means the same only within one account, so with several it says nothing.
    pub(super) fn zone(&self, resource: &Resource) -> Option<String> {
        if let Some(id) = text(resource, "availability_zone_id") {
            return Some(id.to_owned());
        }
        let name = text(resource, "availability_zone")?;
        let known = self.zones.get(&(resource.provider.clone(), name.to_owned()));
        known.cloned().or_else(|| (self.met.len() < 2).then(|| name.to_owned()))
    }
}

/// The text of an expression: a constant, or a variable of the root module.
fn said(estate: &Estate<'_>, expression: &Value) -> Option<String> {
    if let Some(constant) = expression.get("constant_value").and_then(Value::as_str) {
        return Some(constant.to_owned());
    }
    let references = expression.get("references")?.as_array()?;
    let name = references.first()?.as_str()?.strip_prefix("var.")?;
    let name = name.split(['.', '[']).next()?;
    estate.variables.get(name)?.as_str().map(str::to_owned)
}

/// The account in an ARN.
pub(super) fn account_in(arn: &str) -> Option<String> {
    arn.split(':').nth(4).filter(|part| is_account(part)).map(str::to_owned)
}

/// `eu-west-1a` → `eu-west-1`, `us-west-2-lax-1a` → `us-west-2`.
pub(super) fn region_of_zone(zone: &str) -> Option<String> {
    let mut parts = zone.split('-');
    let mut region: Vec<&str> = Vec::new();
    loop {
        let part = parts.next()?;
        if part.starts_with(|first: char| first.is_ascii_digit()) {
            region.push(part.trim_end_matches(|letter: char| letter.is_ascii_alphabetic()));
            break;
        }
        region.push(part);
    }
    Some(region.join("-"))
}
