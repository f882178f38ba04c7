//! The resources of a plan or state, found by address, by id and by the place in the configuration that makes them.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::address::Key;
use super::adopted::Made;
use super::foreign::Foreign;
use super::kinds;
use super::known::Scope;
use super::show::{Configuration, Configured, ConfiguredModule, Shown};
use crate::order::Arrange;
use crate::source::Span;

/// The index of a resource in an [`Estate`].
pub(super) type Id = usize;

/// One instance of a resource.
#[derive(Debug)]
pub(in crate::import) struct Resource {
    /// Its address.
    pub(super) address: Arc<str>,
    /// The module instance it stands in.
    pub(super) module: Arc<str>,
    /// The same without keys.
    pub(super) module_path: Arc<str>,
    /// Its type.
    pub(super) kind: Arc<str>,
    /// Its name.
    pub(super) name: Arc<str>,
    /// Its key.
    pub(super) key: Option<Key>,
    /// Whether it is only looked up.
    pub(super) is_data: bool,
    /// Attributes that are known and not secret.
    pub(super) values: Map<String, Value>,
    /// Attributes that are marked as secret.
    pub(super) secret: Vec<String>,
    /// Whether what is missing may come to be known when the plan is applied.
    pub(super) is_planned: bool,
    /// The name of the provider's configuration, which tells account and Region.
    pub(super) provider: String,
    /// Where the configuration tells of it.
    pub(super) written: Option<WrittenId>,
    /// Where it starts in the file.
    pub(super) starts: usize,
    /// Where its attributes stand in the file.
    pub(super) attributes: Span,
    /// What is different of one that another format describes in these terms.
    pub(super) foreign: Option<Box<Foreign>>,
    /// Of what AWS makes with a VPC and no resource stands for.
    pub(super) made: Option<Made>,
}

/// The index of a configured resource in an [`Estate`].
pub(super) type WrittenId = usize;

/// A configured resource with the module it is written in.
#[derive(Debug)]
pub(super) struct Written<'t> {
    pub(super) configured: &'t Configured<'t>,
    expressions: OnceCell<Map<String, Value>>,
}

/// Where a resource is found: its module instance, whether it is only looked up, its type and its name.
type Name = (Arc<str>, bool, Arc<str>, Arc<str>);

/// By module instance and types asked for: the resources that each argument leads to.
type GivenTo = HashMap<(String, String), BTreeMap<String, BTreeSet<Id>>>;

/// Everything in an input, and how to find it.
#[derive(Debug, Default)]
pub(super) struct Estate<'t> {
    pub(super) resources: Vec<Resource>,
    /// Resources of types that are not read, by type.
    pub(super) unread: BTreeMap<String, usize>,
    /// Resources that the plan destroys, by type.
    pub(super) destroyed: BTreeMap<String, usize>,
    /// Resources that the plan no longer manages and leaves where they are, by type.
    pub(super) forgotten: BTreeMap<String, usize>,
    /// Parts that a plan takes away or changes: the id of what they belong to, their type, and what they were.
    pub(super) lost_parts: Vec<(String, String, Map<String, Value>)>,
    by_id: BTreeMap<String, Id>,
    by_module: BTreeMap<(Arc<str>, Arc<str>), Vec<Id>>,
    by_name: BTreeMap<Name, Vec<Id>>,
    /// Instances of each module by the path without keys.
    modules: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    /// What AWS makes with each VPC, by the type that adopts it.
    made_with: BTreeMap<(Id, &'static str), Id>,
    written: Vec<Written<'t>>,
    /// Where in `written` a resource stands: by the path of its module without keys, and in that by whether it is only
    /// looked up, its type and its name. Every resource asks, so addresses that begin alike are not compared one by one.
    written_at: HashMap<String, HashMap<(bool, &'t str, &'t str), WrittenId>>,
    pub(super) configuration: Option<&'t Configuration<'t>>,
    pub(super) variables: BTreeMap<String, Value>,
    /// Candidates that references without an index have led to so far.
    looked_at: Cell<usize>,
    /// Whether a plan says that it passes over some of what there is.
    pub(super) is_partial: bool,
    /// Whether a link rests on the plainest reading of an expression: a whole list, or the member at its own index.
    pub(super) is_plain: Cell<bool>,
    /// What the arguments of a module instance lead to, by the instance and the types asked for.
    pub(super) given_to: RefCell<GivenTo>,
}

/// Candidates that all references of an input may lead to: where thousands of things each may belong to any of thousands,
/// nothing is told by going through them all.
const MOST_LOOKED_AT: usize = 1_000_000;
/// Candidates of one reference that are always looked at.
const FEW: usize = 16;

/// Attributes by which other resources refer to one.
const IDS: &[&str] = &["id", "arn", "transit_gateway_attachment_id"];

impl<'t> Estate<'t> {
    /// The resources of a plan, or of state as `terraform show -json` prints it.
    pub(super) fn of_shown(text: &'t str, shown: &'t Shown<'t>) -> Self {
        let configuration = shown.configuration.as_ref();
        let is_partial = shown.complete == Some(false);
        let mut estate = Self { configuration, is_partial, ..Self::default() };
        for (name, variable) in shown.variables.iter().flatten() {
            // Only a Region or account is ever looked up, and only under a name that a provider refers to.
            if let Some(Ok(value)) = variable.value.map(|raw| serde_json::from_str::<Value>(raw.get())) {
                estate.variables.insert(name.clone(), value);
            }
        }
        if let Some(configuration) = estate.configuration {
            estate.write_down(&configuration.root_module, "");
        }
        estate.planned(text, shown);
        if let Some(module) = shown.values.as_ref().and_then(|values| values.root_module.as_ref()) {
            estate.module(text, module, false, &|_| true);
        }
        estate.index();
        estate.adopt();
        estate
    }

    /// Resources that another format describes in these terms.
    pub(super) fn of_foreign(resources: Vec<Resource>) -> Self {
        let mut estate = Self { resources, ..Self::default() };
        estate.index();
        for (id, one) in estate.resources.iter().enumerate() {
            if let Some(token) = one.foreign.as_ref().and_then(|foreign| foreign.token.clone()) {
                estate.by_id.entry(token).or_insert(id);
            }
        }
        estate.adopt();
        estate
    }

    pub(super) fn index(&mut self) {
        let mut order: Vec<Id> = (0..self.resources.len()).collect();
        // What is managed comes before what is looked up, so that an id leads to the former.
        order.arrange_by_key(|id| self.resources.get(*id).map(|resource| resource.is_data));
        for id in order {
            let Some(one) = self.resources.get(id) else { continue };
            for name in IDS {
                let value = one.values.get(*name).and_then(Value::as_str).filter(|text| !text.is_empty());
                // An association is called by the id of what it joins, too.
                let is_own = *name != "transit_gateway_attachment_id" || &*one.kind == "aws_vpn_connection";
                if let Some(text) = value.filter(|_| is_own) {
                    self.by_id.entry(text.to_owned()).or_insert(id);
                }
            }
            self.by_module.entry((one.module.clone(), one.kind.clone())).or_default().push(id);
            let at = (one.module.clone(), one.is_data, one.kind.clone(), one.name.clone());
            self.by_name.entry(at).or_default().push(id);
            let mut at = (one.module.clone(), one.module_path.clone());
            loop {
                let instances = self.modules.entry(at.1.clone()).or_default();
                if instances.last() == Some(&at.0) || instances.contains(&at.0) {
                    break;
                }
                instances.push(at.0.clone());
                // A module may hold others and nothing else.
                let Some((module, path, _)) = super::parts::parent(&at.0) else { break };
                at = (module.into(), path.into());
            }
        }
    }

    fn write_down(&mut self, module: &'t ConfiguredModule<'t>, path: &str) {
        let at = self.written_at.entry(path.to_owned()).or_default();
        for configured in module.resources.iter().filter(|configured| kinds::is_read(&configured.kind)) {
            let is_data = configured.mode == "data";
            at.insert((is_data, configured.kind.as_ref(), configured.name.as_ref()), self.written.len());
            self.written.push(Written { configured, expressions: OnceCell::new() });
        }
        for (name, call) in &module.module_calls {
            if let Some(module) = &call.module {
                let dot = if path.is_empty() { "" } else { "." };
                self.write_down(module, &format!("{path}{dot}module.{name}"));
            }
        }
    }

    /// A resource by its index.
    pub(super) fn get(&self, id: Id) -> Option<&Resource> {
        self.resources.get(id)
    }

    /// The resources of a type, in the order of the input.
    pub(super) fn of_kind<'s>(&'s self, kinds: &'s [&str]) -> impl Iterator<Item = (Id, &'s Resource)> {
        self.resources.iter().enumerate().filter(move |(_, one)| kinds.contains(&one.kind.as_ref()))
    }

    /// The resource that has an id or ARN.
    pub(super) fn by_id(&self, id: &str) -> Option<Id> {
        self.by_id.get(id).copied().inspect(|id| self.leads_to(*id))
    }

    /// The same, where it is of one of some types.
    pub(super) fn by_id_of(&self, id: &str, wanted: &[&str]) -> Option<Id> {
        self.by_id(id).filter(|at| self.get(*at).is_some_and(|one| wanted.contains(&one.kind.as_ref())))
    }

    /// What AWS makes with a VPC, as the type that adopts it.
    pub(super) fn made_with(&self, vpc: Id, kind: &'static str) -> Option<Id> {
        self.stands_for(vpc, kind).inspect(|id| self.leads_to(*id))
    }

    /// The same, where nobody asks on behalf of a resource.
    pub(super) fn stands_for(&self, vpc: Id, kind: &'static str) -> Option<Id> {
        self.made_with.get(&(vpc, kind)).copied()
    }

    pub(super) fn note(&mut self, vpc: Id, kind: &'static str, id: Id) {
        self.made_with.entry((vpc, kind)).or_insert(id);
    }

    /// Another id of a resource.
    pub(super) fn also(&mut self, id: String, of: Id) {
        self.by_id.entry(id).or_insert(of);
    }

    fn leads_to(&self, id: Id) {
        if let Some(made) = self.get(id).and_then(|one| one.made.as_ref()) {
            made.is_led.set(true);
        }
    }

    /// Where the expressions of a resource are read.
    pub(super) fn scope_of<'s>(&'s self, resource: &'s Resource) -> Scope<'s> {
        let each = self.written(resource).and_then(|written| written.configured.for_each_expression);
        Scope { module: &resource.module, path: &resource.module_path, key: resource.key.as_ref(), each }
    }

    /// The instances of a resource in a module instance.
    pub(super) fn instances(&self, module: &str, is_data: bool, kind: &str, name: &str) -> &[Id] {
        let at = (module.into(), is_data, kind.into(), name.into());
        self.by_name.get(&at).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a reference may lead to so many more candidates.
    pub(super) fn may_look_at(&self, candidates: usize) -> bool {
        self.looked_at.set(self.looked_at.get().saturating_add(candidates));
        candidates <= FEW || self.looked_at.get() <= MOST_LOOKED_AT
    }

    /// The resources of a type in a module instance.
    pub(super) fn in_module(&self, module: &str, kind: &str) -> &[Id] {
        self.by_module.get(&(module.into(), kind.into())).map(Vec::as_slice).unwrap_or_default()
    }

    /// The resources of some types in the modules of a module instance.
    pub(super) fn below<'s>(&'s self, module: &str, kinds: &'s [&str]) -> impl Iterator<Item = (Id, &'s Resource)> {
        let start = format!("{module}.");
        let first: (Arc<str>, Arc<str>) = (start.as_str().into(), "".into());
        let all = self.by_module.range(first..).take_while(move |((module, _), _)| module.starts_with(&start));
        let all = all.filter(|((_, kind), _)| kinds.contains(&kind.as_ref())).flat_map(|(_, ids)| ids);
        all.filter_map(|id| Some((*id, self.get(*id)?)))
    }

    /// The instances of a module, by its path without keys.
    pub(super) fn module_instances(&self, path: &str) -> &[Arc<str>] {
        self.modules.get(path).map(Vec::as_slice).unwrap_or_default()
    }

    /// What the configuration says of a resource.
    pub(super) fn written(&self, resource: &Resource) -> Option<&Written<'t>> {
        self.written.get(resource.written?)
    }

    /// Where the configuration tells of a resource: `path` is that of its module, without keys.
    pub(super) fn written_at(&self, path: &str, is_data: bool, kind: &str, name: &str) -> Option<WrittenId> {
        self.written_at.get(path)?.get(&(is_data, kind, name)).copied()
    }

    /// The name of the provider's configuration that a configured resource is made with.
    pub(super) fn provider_of(&self, written: Option<WrittenId>) -> String {
        let written = written.and_then(|at| self.written.get(at));
        written.map(|one| one.configured.provider_config_key.to_string()).unwrap_or_default()
    }
}

impl Resource {
    /// A resource that another format describes in these terms.
    pub(in crate::import) fn foreign(address: &str, kind: &str, values: Map<String, Value>, foreign: Foreign) -> Self {
        Self {
            address: address.into(),
            module: "".into(),
            module_path: "".into(),
            kind: kind.into(),
            name: address.into(),
            key: None,
            is_data: false,
            values,
            secret: Vec::new(),
            is_planned: false,
            provider: String::new(),
            written: None,
            starts: 0,
            attributes: Span::new(0, 0),
            foreign: Some(Box::new(foreign)),
            made: None,
        }
    }
}

impl Written<'_> {
    /// The expressions of its attributes and blocks.
    pub(super) fn expressions(&self) -> &Map<String, Value> {
        self.expressions.get_or_init(|| self.configured.expressions.map(|raw| parsed(raw.get())).unwrap_or_default())
    }
}

pub(super) fn parsed(raw: &str) -> Map<String, Value> {
    serde_json::from_str(raw).unwrap_or_default()
}
