//! Links that join many networks at once, from their raw shapes.

use std::collections::{BTreeMap, BTreeSet};

use super::link::Attached;
use super::{Builder, InputKind};
use crate::cidr::Cidr;
use crate::design::raw::{RawCloudWan, RawPrivatelinkTunnel, RawServiceMesh, RawVpcSharing};
use crate::design::{CloudWan, CoreAttachment, PrivatelinkTunnel, ResourceGateway, Segment, ServiceMesh, VpcSharing};
use crate::finding::Locus;
use crate::ids::{AccountId, Region};

impl Builder {
    /// Static one-to-one NAT: blocks with the blocks that others see.
    pub(super) fn static_nat(&mut self, raw: &BTreeMap<String, String>, at: &Locus) -> BTreeMap<Cidr, Cidr> {
        let mut nat = BTreeMap::new();
        for (inside, outside) in raw {
            let at = at.clone().field(inside);
            let inside = self.cidr(inside, at.clone().at_key());
            let outside = self.cidr(outside, at);
            if let (Some(inside), Some(outside)) = (inside, outside) {
                nat.insert(inside, outside);
            }
        }
        nat
    }

    /// The blocks of a list.
    pub(super) fn cidrs(&mut self, texts: &[String], at: &Locus) -> Vec<Cidr> {
        texts.iter().enumerate().filter_map(|(index, text)| self.cidr(text, at.clone().item(index))).collect()
    }

    pub(super) fn cloud_wan(&mut self, raw: &RawCloudWan, at: &Locus) -> CloudWan {
        let edges_at = at.clone().field("edges");
        let edges: BTreeSet<Region> = (raw.edges.iter().enumerate())
            .filter_map(|(index, text)| self.name(Region::new(text), &edges_at.clone().item(index)))
            .collect();
        let mut segments = BTreeMap::new();
        for (name, one) in &raw.segments {
            let at = at.clone().field("segments").field(name).field("shared_with");
            let mut shared_with = BTreeSet::new();
            for (index, other) in one.shared_with.iter().enumerate() {
                if raw.segments.contains_key(other) {
                    shared_with.insert(other.clone());
                } else {
                    let known = raw.segments.keys().map(String::as_str);
                    self.unknown_name(at.clone().item(index), "segment of this core network", other, known);
                }
            }
            segments.insert(name.clone(), Segment { isolate: one.isolate.unwrap_or(false), shared_with });
        }
        let (mut vpcs, mut hybrid) = (BTreeMap::new(), BTreeMap::new());
        for (name, one) in &raw.attachments {
            let at = at.clone().field("attachments").field(name);
            let segment = match &one.segment {
                Some(segment) if segments.contains_key(segment) => Some(segment.clone()),
                Some(segment) => {
                    let known = raw.segments.keys().map(String::as_str);
                    self.unknown_name(at.clone().field("segment"), "segment of this core network", segment, known);
                    continue;
                }
                // The only segment needs no name.
                None => segments.keys().next().filter(|_| segments.len() == 1).cloned(),
            };
            match self.attached(name, at.clone().at_key()) {
                Some(Attached::Vpc(vpc)) => {
                    let subnets = self.subnets_named(&vpc, &one.subnets, &at.field("subnets"));
                    vpcs.insert(vpc, CoreAttachment { segment, subnets });
                }
                Some(Attached::Hybrid(link)) => {
                    hybrid.insert(link, CoreAttachment { segment, subnets: BTreeSet::new() });
                }
                None => {}
            }
        }
        CloudWan { edges, segments, vpcs, hybrid }
    }

    pub(super) fn privatelink_tunnel(&mut self, raw: &RawPrivatelinkTunnel, at: &Locus) -> Option<PrivatelinkTunnel> {
        let Some(name) = &raw.vpc else {
            self.missing(at, "vpc");
            return None;
        };
        let vpc = self.vpc_named(name, at.clone().field("vpc"))?;
        let cidrs = raw.cidrs.as_ref().map(|texts| self.cidrs(texts, &at.clone().field("cidrs")));
        let gateway = match &raw.gateway {
            Some(raw) => {
                let at = at.clone().field("gateway").field("subnets");
                let subnets = self.subnets_named(&vpc, &raw.subnets, &at);
                ResourceGateway { subnets, ipv4_per_interface: raw.ipv4_per_interface, ..ResourceGateway::default() }
            }
            None => ResourceGateway::default(),
        };
        let endpoints = self.endpoints(&raw.endpoints, &at.clone().field("endpoints"));
        Some(PrivatelinkTunnel { vpc, cidrs, gateway, endpoints })
    }

    pub(super) fn vpc_sharing(&mut self, raw: &RawVpcSharing, at: &Locus) -> Option<VpcSharing> {
        let Some(name) = &raw.vpc else {
            self.missing(at, "vpc");
            return None;
        };
        let vpc = self.vpc_named(name, at.clone().field("vpc"))?;
        let subnets = raw.subnets.as_ref().map(|names| self.subnets_named(&vpc, names, &at.clone().field("subnets")));
        let mut accounts = BTreeSet::new();
        for (index, text) in raw.accounts.iter().enumerate() {
            match AccountId::new(text) {
                Ok(account) => {
                    accounts.insert(account);
                }
                Err(error) => {
                    let at = at.clone().field("accounts").item(index);
                    self.invalid(at, error.to_string(), "quote the id, so that leading zeros survive");
                }
            }
        }
        let replaces = self.vpcs_named(&raw.replaces, &at.clone().field("replaces"));
        if replaces.contains(&vpc) {
            let message = format!("VPC `{vpc}` cannot move into its own shared subnets");
            self.problem(InputKind::Contradiction, at.clone().field("replaces"), message).help =
                Some("name the VPCs whose workloads move".to_owned());
        }
        Some(VpcSharing { vpc, subnets, accounts, replaces })
    }

    pub(super) fn service_mesh(&mut self, raw: &RawServiceMesh, at: &Locus) -> ServiceMesh {
        let at = at.clone().field("applications");
        let named = raw.applications.iter().enumerate();
        let applications = named.filter_map(|(index, name)| self.application_named(name, at.clone().item(index)));
        ServiceMesh { kind: raw.kind.clone(), applications: applications.collect() }
    }
}
