//! Endpoints for services of AWS, from their raw shapes.

use std::collections::BTreeMap;

use super::Builder;
use crate::design::raw::{RawGatewayEndpoint, RawInterfaceEndpoint};
use crate::design::{GatewayEndpoint, InterfaceEndpoint};
use crate::finding::Locus;
use crate::ids::{RouteTableId, ServiceName};

impl Builder {
    pub(super) fn gateway_endpoint(&mut self, raw: &RawGatewayEndpoint, at: &Locus) -> Option<GatewayEndpoint> {
        let service = self.aws_service(raw.service.as_ref(), at)?;
        let at = at.clone().field("vpcs");
        let mut vpcs = BTreeMap::new();
        for (name, raw) in &raw.vpcs {
            let at = at.clone().field(name);
            let Some(vpc) = self.vpc_named(name, at.clone().at_key()) else { continue };
            // Which tables a VPC has is read after the links, so these names are only checked for their form.
            let tables = raw.route_tables.as_ref().map(|names| {
                let at = at.field("route_tables");
                let names = names.iter().enumerate();
                names.filter_map(|(index, name)| self.name(RouteTableId::new(name), &at.clone().item(index))).collect()
            });
            vpcs.insert(vpc, tables);
        }
        Some(GatewayEndpoint { service, vpcs })
    }

    pub(super) fn interface_endpoint(&mut self, raw: &RawInterfaceEndpoint, at: &Locus) -> Option<InterfaceEndpoint> {
        let service = self.aws_service(raw.service.as_ref(), at)?;
        let endpoints = self.endpoints(&raw.endpoints, &at.clone().field("endpoints"));
        let shared_with = self.vpcs_named(&raw.shared_with, &at.clone().field("shared_with"));
        Some(InterfaceEndpoint { service, endpoints, shared_with })
    }

    fn aws_service(&mut self, name: Option<&String>, at: &Locus) -> Option<ServiceName> {
        let Some(name) = name else {
            self.missing(at, "service");
            return None;
        };
        self.name(ServiceName::new(name), &at.clone().field("service"))
    }
}
