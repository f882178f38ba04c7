//! The design in the making: names, origins, and the coverage of every input.

use std::collections::{BTreeMap, BTreeSet};

use super::manifest::{Cluster, Object};
use crate::design::raw::{RawApplication, RawDesign, RawVpc};
use crate::finding::FileIndex;
use crate::import::{InputCoverage, Origin, Origins, Spot};
use crate::source::Pointer;

/// What the VPC of a cluster is called until another input or the user tells which it is.
pub(super) const CLUSTER_VPC: &str = "cluster-vpc";

/// The design in the making.
pub(super) struct Draft<'c> {
    pub(super) cluster: &'c Cluster,
    pub(super) raw: RawDesign,
    /// The applications behind objects.
    pub(super) applications: BTreeMap<usize, String>,
    /// The ports of pods, by Service and its own port.
    pub(super) pod_ports: BTreeMap<(usize, u64), u64>,
    file: FileIndex,
    origins: Origins,
    coverage: BTreeMap<FileIndex, InputCoverage>,
    counted: BTreeSet<(FileIndex, Pointer)>,
}

impl<'c> Draft<'c> {
    pub(super) fn new(cluster: &'c Cluster, file: FileIndex, coverage: BTreeMap<FileIndex, InputCoverage>) -> Self {
        Self {
            cluster,
            raw: RawDesign { tieline: Some(crate::design::build::FORMAT), ..RawDesign::default() },
            applications: BTreeMap::new(),
            pod_ports: BTreeMap::new(),
            file,
            origins: Origins::default(),
            coverage,
            counted: BTreeSet::new(),
        }
    }

    /// Counts an object as read.
    pub(super) fn took(&mut self, object: &Object) {
        if self.counted.insert((object.file, object.at.clone()))
            && let Some(coverage) = self.coverage.get_mut(&object.file)
        {
            coverage.took(object.kind);
        }
    }

    /// Counts an object as passed over.
    pub(super) fn pass(&mut self, object: &Object, why: &str, bears_on: Option<&'static str>) {
        if self.counted.insert((object.file, object.at.clone()))
            && let Some(coverage) = self.coverage.get_mut(&object.file)
        {
            coverage.passed_over(&format!("{} ({why})", object.kind), bears_on);
        }
    }

    /// Notes that something of an object could not be put into the design.
    pub(super) fn leave(&mut self, object: &Object, because: impl Into<String>, could_flip: &str) {
        if let Some(coverage) = self.coverage.get_mut(&object.file) {
            coverage.leaves_open(format!("`{}`", object.title()), because, could_flip);
        }
    }

    /// Notes a conclusion that nothing states.
    pub(super) fn infer(&mut self, object: &Object, text: String) {
        if let Some(coverage) = self.coverage.get_mut(&object.file)
            && !coverage.inferred.contains(&text)
        {
            coverage.inferred.push(text);
        }
    }

    /// Notes where a thing of the design stands.
    pub(super) fn stands(&mut self, at: Pointer, object: &Object) {
        let origin =
            Origin { file: object.file, spot: Spot::Value(object.at.clone()), address: Some(object.title().into()) };
        self.origins.insert(self.file, at, origin);
    }

    /// Marks a value of the design as unknown.
    pub(super) fn unknown(&mut self, at: &Pointer, because: impl Into<String>) {
        self.raw.unknown.insert(at.to_string(), because.into());
    }

    /// The VPC of the cluster, which joins the design when something stands in it.
    pub(super) fn vpc(&mut self, by: &Object) -> String {
        let told = self.cluster.told("CLUSTER_VPC_ID");
        let name = told.unwrap_or(CLUSTER_VPC).to_owned();
        if !self.raw.vpcs.contains_key(&name) {
            let at = Pointer::root().push("vpcs").push(&name);
            let account = self.cluster.told("AWS_ACCOUNT_ID").map(str::to_owned);
            let region = self.cluster.told("REGION").map(str::to_owned);
            self.raw.vpcs.insert(name.clone(), RawVpc { account, region, ..RawVpc::default() });
            let because = match told {
                Some(_) => "no manifest describes it: give it as another input",
                None => {
                    "no manifest tells the VPC of its cluster: give `--parameter CLUSTER_VPC_ID=NAME`, or a file of parameters"
                }
            };
            self.unknown(&at, because);
            self.unknown(&at.push("cidrs"), because);
            self.stands(at, by);
        }
        name
    }

    /// An application in the cluster.
    pub(super) fn application(&mut self, by: &Object) -> RawApplication {
        let vpc = self.vpc(by);
        let cluster = self.cluster.told("CLUSTER_NAME").map(str::to_owned);
        RawApplication { vpc: Some(vpc), runs_on: Some("eks".to_owned()), cluster, ..RawApplication::default() }
    }

    /// An application that a manifest refers to and none describes.
    pub(super) fn mention(&mut self, name: &str, by: &Object) {
        if !self.raw.applications.contains_key(name) {
            let at = Pointer::root().push("applications").push(name);
            let application = self.application(by);
            self.raw.applications.insert(name.to_owned(), application);
            self.unknown(&at, format!("`{}` refers to it, and no input describes it", by.title()));
            self.stands(at, by);
        }
    }

    pub(super) fn finish(mut self) -> (RawDesign, Origins, BTreeMap<FileIndex, InputCoverage>) {
        let cluster = self.cluster;
        for object in &cluster.objects {
            self.pass(object, "not used", Some("whatever refers to it"));
        }
        (self.raw, self.origins, self.coverage)
    }
}
