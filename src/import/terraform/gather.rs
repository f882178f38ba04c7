//! Plans and state → the resources of an estate, each with what is known and not secret of it and where it stood.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::address::{Key, address, module_of, provider_key};
use super::estate::{Estate, Resource, WrittenId, parsed};
use super::kinds;
use super::show::{Index, Module, Object};
use super::state::{Primary, State, unflattened};
use crate::source::Span;

impl<'t> Estate<'t> {
    /// The resources of a state file.
    pub(super) fn of_state(text: &'t str, state: &'t State<'t>) -> Self {
        let mut estate = Self::default();
        for resource in &state.resources {
            let module = resource.module.as_deref().unwrap_or_default();
            for instance in resource.instances.iter().filter(|instance| instance.deposed.is_none()) {
                let key = instance.index_key.as_ref().and_then(key);
                let is_data = resource.mode == "data";
                let address = address(module, is_data, &resource.kind, &resource.name, key.as_ref());
                let secret = instance.sensitive_attributes.iter();
                let secret = secret.filter_map(|path| path.first()?.value.as_ref()?.as_str()).map(str::to_owned);
                let found = Found {
                    address: &address,
                    kind: &resource.kind,
                    name: &resource.name,
                    key,
                    is_data,
                    is_planned: false,
                    provider: provider_key(&resource.provider),
                    written: None,
                    raw: instance.attributes,
                    secret: secret.collect(),
                };
                estate.add(text, found, parsed);
            }
        }
        for module in &state.modules {
            let steps = module.path.iter().skip(1).map(|name| format!("module.{name}"));
            let at = steps.collect::<Vec<_>>().join(".");
            for (name, resource) in &module.resources {
                let Some(Primary { attributes: Some(raw) }) = &resource.primary else { continue };
                // `data.aws_ami.x`, `aws_instance.web.2`.
                let mut parts = name.split('.');
                let is_data = name.starts_with("data.");
                let mut rest = parts.by_ref().skip(usize::from(is_data) + 1);
                let (name, key) = (rest.next().unwrap_or_default(), rest.next());
                let key = key.and_then(|key| key.parse().ok()).map(Key::Index);
                let address = address(&at, is_data, &resource.kind, name, key.as_ref());
                let found = Found {
                    address: &address,
                    kind: &resource.kind,
                    name,
                    key,
                    is_data,
                    is_planned: false,
                    provider: String::new(),
                    written: None,
                    raw: Some(raw),
                    secret: Vec::new(),
                };
                estate.add(text, found, |raw| {
                    let flat = serde_json::from_str::<BTreeMap<String, Value>>(raw).unwrap_or_default();
                    unflattened(&flat)
                });
            }
        }
        estate.index();
        estate.adopt();
        estate
    }

    pub(super) fn module(
        &mut self,
        text: &str,
        module: &Module<'_>,
        is_planned: bool,
        takes: &dyn Fn(&Object<'_>) -> bool,
    ) {
        for object in module.resources.iter().filter(|object| object.deposed_key.is_none() && takes(object)) {
            let is_data = object.mode == "data";
            let key = object.index.as_ref().and_then(key);
            let (_, path) = module_of(&object.address);
            let written = self.written_at(&path, is_data, &object.kind, &object.name);
            let found = Found {
                address: &object.address,
                kind: &object.kind,
                name: &object.name,
                key,
                is_data,
                is_planned,
                provider: self.provider_of(written),
                written,
                raw: object.values,
                secret: object.sensitive_values.map(secrets).unwrap_or_default(),
            };
            self.add(text, found, parsed);
        }
        for child in &module.child_modules {
            self.module(text, child, is_planned, takes);
        }
    }

    pub(super) fn add(&mut self, text: &str, found: Found<'_>, parsed: fn(&str) -> Map<String, Value>) {
        if !kinds::is_read(found.kind) {
            if !found.is_data {
                *self.unread.entry(found.kind.to_owned()).or_default() += 1;
            }
            return;
        }
        let mut values = found.raw.map(|raw| parsed(raw.get())).unwrap_or_default();
        for name in &found.secret {
            values.remove(name);
        }
        let attributes = found.raw.map_or(Span::new(0, 0), |raw| span_of(text, raw));
        let (module, path) = module_of(found.address);
        self.resources.push(Resource {
            address: found.address.into(),
            module: module.into(),
            module_path: path.into(),
            kind: found.kind.into(),
            name: found.name.into(),
            key: found.key,
            is_data: found.is_data,
            values,
            secret: found.secret,
            is_planned: found.is_planned,
            provider: found.provider,
            written: found.written,
            starts: start_of(text, attributes.start),
            attributes,
            foreign: None,
            made: None,
        });
    }
}

/// An instance on its way into the estate.
pub(super) struct Found<'f> {
    pub(super) address: &'f str,
    pub(super) kind: &'f str,
    pub(super) name: &'f str,
    pub(super) key: Option<Key>,
    pub(super) is_data: bool,
    pub(super) is_planned: bool,
    pub(super) provider: String,
    pub(super) written: Option<WrittenId>,
    pub(super) raw: Option<&'f RawValue>,
    pub(super) secret: Vec<String>,
}

/// Attributes marked as secret, or with a secret inside: all of such an attribute is left out.
pub(super) fn secrets(raw: &RawValue) -> Vec<String> {
    let text = raw.get();
    if !text.contains("true") {
        return Vec::new();
    }
    let marked = parsed(text);
    marked.iter().filter(|(_, value)| value.to_string().contains("true")).map(|(name, _)| name.clone()).collect()
}

pub(super) fn key(index: &Index) -> Option<Key> {
    match index {
        Index::Number(number) => Some(Key::Index(*number)),
        Index::Text(text) => Some(Key::Name(text.clone())),
        Index::Other(_) => None,
    }
}

/// Where in the text a value of it stands: the value was borrowed from there.
fn span_of(text: &str, raw: &RawValue) -> Span {
    let at = (raw.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    if at.saturating_add(raw.get().len()) > text.len() { Span::new(0, 0) } else { Span::new(at, at + raw.get().len()) }
}

/// The most that stands between the start of a resource and its attributes.
const LONGEST_HEAD: usize = 4096;

/// The start of the resource whose attributes start at a byte: its address, or the attributes where none is near.
fn start_of(text: &str, attributes: usize) -> usize {
    let from = attributes.saturating_sub(LONGEST_HEAD);
    let from = (from..=attributes).find(|at| text.is_char_boundary(*at)).unwrap_or(attributes);
    let before = text.get(from..attributes).unwrap_or_default();
    let cut = |word: &str| before.rfind(word).map(|at| from + at);
    cut("\"address\"").or_else(|| cut("\"schema_version\"")).unwrap_or(attributes)
}
