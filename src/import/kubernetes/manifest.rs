//! Documents → objects of a cluster: those of a stream and of `List`s, each with its place, found by kind and name. Of
//! kinds that are not read nothing is kept but how many there are.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::finding::FileIndex;
use crate::import::{InputCoverage, Options};
use crate::source::Pointer;

/// The kinds that are read, by API group, with the versions of the group that are known.
static READ: &[(&str, &[&str], &[&str])] = &[
    ("", &["v1"], &["Service", "Pod"]),
    ("apps", &["v1"], &["Deployment", "StatefulSet", "DaemonSet"]),
    ("networking.k8s.io", &["v1"], &["NetworkPolicy"]),
    (
        "gateway.networking.k8s.io",
        &["v1", "v1beta1", "v1alpha2"],
        &["GatewayClass", "Gateway", "HTTPRoute", "GRPCRoute", "TLSRoute"],
    ),
    (
        "application-networking.k8s.aws",
        &["v1alpha1"],
        &[
            "ServiceExport",
            "ServiceImport",
            "IAMAuthPolicy",
            "TargetGroupPolicy",
            "VpcAssociationPolicy",
            "AccessLogPolicy",
            "ServiceNetwork",
        ],
    ),
];

/// What kinds that are not read could bear on: a kind, the end of one after `*`, or the end of an API group.
static BEARS_ON: &[(&str, &str)] = &[
    ("Ingress", "who comes in by a load balancer"),
    ("TCPRoute", "who comes in by a load balancer"),
    ("UDPRoute", "who comes in by a load balancer"),
    ("TargetGroupBinding", "what stands behind a load balancer"),
    ("Job", "what its pods reach"),
    ("CronJob", "what its pods reach"),
    ("ReplicaSet", "what its pods reach and offer"),
    ("Rollout", "what its pods reach and offer"),
    ("SecurityGroupPolicy", "which security groups pods have"),
    ("Endpoints", "what stands behind a Service"),
    ("EndpointSlice", "what stands behind a Service"),
    ("*NetworkPolicy", "whether callers in the cluster can go round VPC Lattice"),
    ("projectcalico.org", "whether callers in the cluster can go round VPC Lattice"),
    ("*ListenerSet", "what a Gateway listens to"),
    ("application-networking.k8s.aws", "VPC Lattice that the controller makes of it"),
    ("multicluster.x-k8s.io", "what other clusters reach here, or this one there"),
    ("serving.knative.dev", "what its pods reach and offer"),
    ("istio.io", "traffic of a service mesh"),
    ("linkerd.io", "traffic of a service mesh"),
    ("appmesh.k8s.aws", "traffic of a service mesh"),
    ("ram.services.k8s.aws", "who else may use what is shared"),
    ("ec2.services.k8s.aws", "networks that the cluster makes: give them as an input of their own"),
    ("vpclattice.services.k8s.aws", "VPC Lattice that the cluster makes beside the Gateway API"),
    ("kustomize.config.k8s.io", "what it generates: give the manifests that come out"),
    ("toolkit.fluxcd.io", "what it generates: give the manifests that come out"),
    ("argoproj.io", "what it generates: give the manifests that come out"),
];

/// Settings of the controller that matter, as its environment calls them; `--parameter` tells them too.
static SETTINGS: &[&str] = &[
    "CLUSTER_NAME",
    "CLUSTER_VPC_ID",
    "AWS_ACCOUNT_ID",
    "REGION",
    "DEFAULT_SERVICE_NETWORK",
    "ENABLE_SERVICE_NETWORK_OVERRIDE",
];

/// An object of a cluster.
#[derive(Debug)]
pub(super) struct Object {
    pub(super) file: FileIndex,
    /// Where it stands in the file.
    pub(super) at: Pointer,
    pub(super) kind: &'static str,
    /// Its namespace; empty where the manifest leaves it to whoever applies it.
    pub(super) namespace: String,
    pub(super) name: String,
    value: Value,
}

/// All objects, as of one cluster, and what is told of it.
#[derive(Debug)]
pub(super) struct Cluster {
    pub(super) objects: Vec<Object>,
    by_name: BTreeMap<(&'static str, String), Vec<usize>>,
    /// What is attached to an object, by its own kind and the object's name.
    attached: BTreeMap<(&'static str, String), Vec<usize>>,
    told: BTreeMap<&'static str, String>,
}

/// Takes the objects out of what a file holds.
pub(super) fn objects(value: Value, file: FileIndex, found: &mut Vec<Object>, coverage: &mut InputCoverage) {
    // Depth is that of the document, which is bounded.
    let mut open = vec![(Pointer::root(), value)];
    while let Some((at, value)) = open.pop() {
        let mut map = match value {
            Value::Null => continue,
            Value::Array(items) => {
                open.extend(items.into_iter().enumerate().map(|(index, item)| (at.index(index), item)).rev());
                continue;
            }
            Value::Object(map) => map,
            _ => {
                coverage.passed_over("text that is no manifest", None);
                continue;
            }
        };
        let kind = map.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
        if kind.ends_with("List") && map.get("items").is_some_and(Value::is_array) {
            open.extend(map.remove("items").map(|items| (at.push("items"), items)));
            continue;
        }
        let version = map.get("apiVersion").and_then(Value::as_str).unwrap_or_default();
        let (group, version) = version.split_once('/').unwrap_or(("", version));
        let of_group = READ.iter().find(|(name, ..)| *name == group);
        let known = of_group.and_then(|(_, versions, all)| Some((*all.iter().find(|one| **one == kind)?, *versions)));
        let Some((known, versions)) = known else {
            let fits = |name: &str| match name.strip_prefix('*') {
                Some(end) => kind.ends_with(end),
                None => name == kind || name.contains('.') && group.ends_with(name),
            };
            let bears_on = BEARS_ON.iter().find(|(name, _)| fits(name));
            let told = match (kind.as_str(), group) {
                ("", _) => "a mapping without `kind`".to_owned(),
                (kind, "" | "application-networking.k8s.aws" | "gateway.networking.k8s.io") => kind.to_owned(),
                (kind, group) => format!("{kind}.{group}"),
            };
            coverage.passed_over(&told, bears_on.map(|(_, matter)| *matter));
            continue;
        };
        let text = |name: &str| map.get("metadata").and_then(|data| data.get(name)).and_then(Value::as_str);
        let (name, namespace) =
            (text("name").unwrap_or_default().to_owned(), text("namespace").unwrap_or_default().to_owned());
        if name.is_empty() {
            coverage.passed_over(&format!("{known} (without a name)"), Some("whatever refers to it"));
            continue;
        }
        // What a template engine fills in has no name yet.
        if [&name, &namespace].iter().any(|text| text.contains(OPEN)) {
            coverage.passed_over(&format!("{known} ({FILLED})"), Some(RENDER));
            continue;
        }
        let title = format!("`{known} {}`", called(&namespace, &name));
        if !versions.contains(&version) {
            let because = match version {
                "" => format!("it has no `apiVersion`: it is read as of version `{}`", versions.join("`, `")),
                _ => {
                    format!("version `{version}` of `{group}` is not known: it is read as `{}`", versions.join("`, `"))
                }
            };
            coverage.leaves_open(title.clone(), because, "whatever it says");
        }
        let value = Value::Object(map);
        if let Some(text) = filled_in(&value) {
            let because = format!("it holds `{text}`, which a template engine fills in: {RENDER}");
            coverage.leaves_open(title, because, "whatever it says");
        }
        found.push(Object { file, at, kind: known, namespace, name, value });
    }
}

/// What begins that which a template engine fills in.
pub(super) const OPEN: &str = "{{";
const FILLED: &str = "its name is filled in by a template engine";
/// What to do about it.
pub(super) const RENDER: &str = "give what the engine makes of it, as `helm template` prints";

/// Fields of which nothing is read.
const UNREAD: &[&str] = &["annotations", "args", "command", "env", "image"];

/// The first text of an object that a template engine fills in.
fn filled_in(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => text.contains(OPEN).then_some(text.as_str()),
        Value::Array(items) => items.iter().find_map(filled_in),
        Value::Object(map) => {
            map.iter().filter(|(key, _)| !UNREAD.contains(&key.as_str())).find_map(|(_, inner)| filled_in(inner))
        }
        _ => None,
    }
}

impl Object {
    /// Its spec, or nothing.
    pub(super) fn spec(&self, field: &str) -> Option<&Value> {
        self.value.get("spec")?.get(field)
    }

    /// The name outside the cluster that a Service stands for.
    pub(super) fn external_name(&self) -> Option<&str> {
        let is = self.kind == "Service" && self.spec("type").and_then(Value::as_str) == Some("ExternalName");
        is.then(|| self.spec("externalName").and_then(Value::as_str).unwrap_or("a name that it does not say"))
    }

    /// The items of a list of its spec.
    pub(super) fn list(&self, field: &str) -> &[Value] {
        items(self.spec(field))
    }

    pub(super) fn annotation(&self, name: &str) -> Option<&str> {
        let all = self.value.get("metadata")?.get("annotations")?;
        all.get(format!("application-networking.k8s.aws/{name}"))?.as_str()
    }

    /// Its labels.
    pub(super) fn labels(&self) -> BTreeMap<String, String> {
        self.value.get("metadata").and_then(|data| data.get("labels")).map(texts).unwrap_or_default()
    }

    /// What the design calls it: namespace and name.
    pub(super) fn called(&self) -> String {
        called(&self.namespace, &self.name)
    }

    /// What reports call it.
    pub(super) fn title(&self) -> String {
        format!("{} {}", self.kind, self.called())
    }
}

impl Cluster {
    pub(super) fn new(objects: Vec<Object>, options: &Options) -> Self {
        let mut by_name: BTreeMap<(&'static str, String), Vec<usize>> = BTreeMap::new();
        let mut attached: BTreeMap<(&'static str, String), Vec<usize>> = BTreeMap::new();
        for (index, object) in objects.iter().enumerate() {
            by_name.entry((object.kind, object.name.clone())).or_default().push(index);
            if let Some(target) = object.spec("targetRef").and_then(|target| text(target, "name")) {
                attached.entry((object.kind, target.to_owned())).or_default().push(index);
            }
        }
        let mut told = BTreeMap::new();
        for object in objects.iter().filter(|object| object.kind == "Deployment") {
            for container in containers(object.spec("template")) {
                let image = container.get("image").and_then(Value::as_str).unwrap_or_default();
                if !image.contains("aws-gateway-controller") {
                    continue;
                }
                for one in items(container.get("env")) {
                    let name = SETTINGS.iter().find(|name| one.get("name").and_then(Value::as_str) == Some(name));
                    if let (Some(name), Some(value)) = (name, one.get("value").and_then(Value::as_str)) {
                        told.insert(*name, value.to_owned());
                    }
                }
            }
        }
        for name in SETTINGS {
            if let Some(value) = options.parameters.get(*name) {
                told.insert(name, value.clone());
            }
        }
        told.retain(|_, value| !value.is_empty());
        Self { objects, by_name, attached, told }
    }

    /// The objects of a kind, in the order of the inputs, with their index.
    pub(super) fn of_kind<'c>(&'c self, kinds: &'c [&str]) -> impl Iterator<Item = (usize, &'c Object)> {
        self.objects.iter().enumerate().filter(move |(_, one)| kinds.contains(&one.kind))
    }

    /// The object that a name means in a namespace. A manifest may leave its namespace out: then the name must be enough.
    pub(super) fn find(&self, kind: &'static str, namespace: &str, name: &str) -> Option<(usize, &Object)> {
        let all = self.by_name.get(&(kind, name.to_owned()))?;
        let of = |index: &usize| self.objects.get(*index).map(|object| (*index, object));
        if let Some(found) = all.iter().filter_map(of).find(|(_, one)| one.namespace == namespace) {
            return Some(found);
        }
        match all.as_slice() {
            [one] => of(one).filter(|(_, one)| namespace.is_empty() || one.namespace.is_empty()),
            _ => None,
        }
    }

    /// The policies of a kind that are attached to something of a name.
    pub(super) fn attached_to(&self, kind: &'static str, name: &str) -> impl Iterator<Item = &Object> {
        let all = self.attached.get(&(kind, name.to_owned())).map(Vec::as_slice).unwrap_or_default();
        all.iter().filter_map(|index| self.objects.get(*index))
    }

    /// A setting of the controller.
    pub(super) fn told(&self, setting: &str) -> Option<&str> {
        self.told.get(setting).map(String::as_str)
    }
}

/// What the design calls something of a namespace.
pub(super) fn called(namespace: &str, name: &str) -> String {
    if namespace.is_empty() { name.to_owned() } else { format!("{namespace}/{name}") }
}

/// The items of a list; none where it is no list.
pub(super) fn items(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// A text of a mapping.
pub(super) fn text<'v>(value: &'v Value, field: &str) -> Option<&'v str> {
    value.get(field).and_then(Value::as_str)
}

/// A port, which may be written as a text.
pub(super) fn port(value: Option<&Value>) -> Option<u64> {
    let number = match value? {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_u64(),
    };
    number.filter(|port| (1..=65_535).contains(port))
}

/// The entries of a mapping that are texts.
pub(super) fn texts(value: &Value) -> BTreeMap<String, String> {
    let all = value.as_object().into_iter().flat_map(Map::iter);
    all.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

/// The containers of a template of pods.
pub(super) fn containers(template: Option<&Value>) -> &[Value] {
    items(template.and_then(|template| template.get("spec")).and_then(|spec| spec.get("containers")))
}
