//! What `terraform show -json` prints, of a plan or of state: serde shapes, with everything that may not be needed left
//! as text. Format 1.x, and 0.1 of Terraform 0.12.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

#[derive(Debug, Deserialize)]
pub(super) struct Shown<'t> {
    #[serde(default, borrow)]
    pub(super) format_version: Option<Cow<'t, str>>,
    #[serde(default, borrow)]
    pub(super) planned_values: Option<Values<'t>>,
    #[serde(default, borrow)]
    pub(super) values: Option<Values<'t>>,
    #[serde(default, borrow)]
    pub(super) prior_state: Option<Prior<'t>>,
    #[serde(default, borrow)]
    pub(super) resource_changes: Vec<Changed<'t>>,
    #[serde(default, borrow)]
    pub(super) configuration: Option<Configuration<'t>>,
    #[serde(default, borrow)]
    pub(super) variables: Option<BTreeMap<String, Variable<'t>>>,
    /// Told only by plans: whether planning stopped at an error.
    #[serde(default)]
    pub(super) errored: Option<bool>,
    /// The same: whether nothing is left to plan after it is applied.
    #[serde(default)]
    pub(super) complete: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Prior<'t> {
    #[serde(default, borrow)]
    pub(super) values: Option<Values<'t>>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Values<'t> {
    #[serde(default, borrow)]
    pub(super) root_module: Option<Module<'t>>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Module<'t> {
    #[serde(default, borrow)]
    pub(super) resources: Vec<Object<'t>>,
    #[serde(default, borrow)]
    pub(super) child_modules: Vec<Self>,
}

/// A resource instance.
#[derive(Debug, Deserialize)]
pub(super) struct Object<'t> {
    #[serde(default, borrow)]
    pub(super) address: Cow<'t, str>,
    #[serde(default, borrow)]
    pub(super) mode: Cow<'t, str>,
    #[serde(default, borrow, rename = "type")]
    pub(super) kind: Cow<'t, str>,
    #[serde(default, borrow)]
    pub(super) name: Cow<'t, str>,
    #[serde(default)]
    pub(super) index: Option<Index>,
    #[serde(default, borrow)]
    pub(super) values: Option<&'t RawValue>,
    #[serde(default, borrow)]
    pub(super) sensitive_values: Option<&'t RawValue>,
    /// Set on an object that was left behind when its successor was made.
    #[serde(default, borrow)]
    pub(super) deposed_key: Option<Cow<'t, str>>,
}

/// What a plan does to a resource instance.
#[derive(Debug, Deserialize)]
pub(super) struct Changed<'t> {
    #[serde(default, borrow)]
    pub(super) address: Cow<'t, str>,
    #[serde(default, borrow)]
    pub(super) mode: Cow<'t, str>,
    #[serde(default, borrow, rename = "type")]
    pub(super) kind: Cow<'t, str>,
    #[serde(default, borrow)]
    pub(super) name: Cow<'t, str>,
    #[serde(default)]
    pub(super) index: Option<Index>,
    #[serde(default, borrow)]
    pub(super) change: Change<'t>,
    /// What it was called before a `moved` block.
    #[serde(default, borrow)]
    pub(super) previous_address: Option<Cow<'t, str>>,
    /// Set on an object that was left behind when its successor was made.
    #[serde(default, borrow)]
    pub(super) deposed: Option<Cow<'t, str>>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Change<'t> {
    #[serde(default, borrow)]
    pub(super) actions: Vec<Cow<'t, str>>,
    #[serde(default, borrow)]
    pub(super) before: Option<&'t RawValue>,
    #[serde(default, borrow)]
    pub(super) before_sensitive: Option<&'t RawValue>,
    #[serde(default, borrow)]
    pub(super) after: Option<&'t RawValue>,
    #[serde(default, borrow)]
    pub(super) after_sensitive: Option<&'t RawValue>,
}

/// The key of an instance, as JSON has it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Index {
    Number(u64),
    Text(String),
    /// Nothing that Terraform writes.
    Other(IgnoredAny),
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Configuration<'t> {
    #[serde(default, borrow)]
    pub(super) provider_config: BTreeMap<String, Provider<'t>>,
    #[serde(default, borrow)]
    pub(super) root_module: ConfiguredModule<'t>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Provider<'t> {
    #[serde(default, borrow)]
    pub(super) expressions: Option<&'t RawValue>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct ConfiguredModule<'t> {
    #[serde(default, borrow)]
    pub(super) outputs: BTreeMap<String, Output<'t>>,
    #[serde(default, borrow)]
    pub(super) resources: Vec<Configured<'t>>,
    #[serde(default, borrow)]
    pub(super) module_calls: BTreeMap<String, Call<'t>>,
    #[serde(default, borrow)]
    pub(super) variables: BTreeMap<String, Declared<'t>>,
}

/// A variable as a module declares it.
#[derive(Debug, Deserialize)]
pub(super) struct Declared<'t> {
    #[serde(default, borrow)]
    pub(super) default: Option<&'t RawValue>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Output<'t> {
    #[serde(default, borrow)]
    pub(super) expression: Option<&'t RawValue>,
}

/// A resource as the configuration has it: once, however many instances it makes.
#[derive(Debug, Deserialize)]
pub(super) struct Configured<'t> {
    #[serde(default, borrow)]
    pub(super) mode: Cow<'t, str>,
    #[serde(default, borrow, rename = "type")]
    pub(super) kind: Cow<'t, str>,
    #[serde(default, borrow)]
    pub(super) name: Cow<'t, str>,
    #[serde(default, borrow)]
    pub(super) provider_config_key: Cow<'t, str>,
    #[serde(default, borrow)]
    pub(super) expressions: Option<&'t RawValue>,
    #[serde(default, borrow)]
    pub(super) for_each_expression: Option<&'t RawValue>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Call<'t> {
    #[serde(default, borrow)]
    pub(super) expressions: Option<&'t RawValue>,
    #[serde(default, borrow)]
    pub(super) for_each_expression: Option<&'t RawValue>,
    #[serde(default, borrow)]
    pub(super) module: Option<ConfiguredModule<'t>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Variable<'t> {
    #[serde(default, borrow)]
    pub(super) value: Option<&'t RawValue>,
}
