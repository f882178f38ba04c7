//! The gateways and firewall endpoints of VPCs from their raw shapes, and the walk over the parts of VPCs that are built
//! after their subnets.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use super::{Builder, InputKind};
use crate::design::gateway::{Connectivity, FirewallEndpoint, Inspector, NatGateway};
use crate::design::raw::{RawDesign, RawNatGateway, RawVpc};
use crate::finding::{Kind, Locus, Place};
use crate::ids::{AccountId, FirewallEndpointId, NatGatewayId, VpcId};

impl Builder {
    /// A part of each VPC of a file, by VPC, with the place of the part. A VPC that an earlier file gives is left out:
    /// that was reported as a duplicate.
    pub(super) fn parts<'r, T: ?Sized>(
        &self,
        root: &Place,
        raw: &'r RawDesign,
        field: &str,
        part: impl Fn(&'r RawVpc) -> Option<&'r T>,
    ) -> Vec<(VpcId, &'r T, Place)> {
        let mut found = Vec::new();
        for (name, raw) in &raw.vpcs {
            let place = root.child("vpcs").child(name);
            if let Some((id, vpc)) = self.design.vpcs.get_key_value(name.as_str())
                && vpc.place == place
                && let Some(part) = part(raw)
            {
                found.push((id.clone(), part, place.child(field)));
            }
        }
        found
    }

    pub(super) fn nat_gateways(&mut self, root: &Place, raw: &RawDesign) {
        for (vpc, raws, place) in self.parts(root, raw, "nat_gateways", |raw| raw.nat_gateways.as_ref()) {
            let mut gateways = BTreeMap::new();
            for (name, raw) in raws {
                let place = place.child(name);
                let at = Locus::new(Kind::NatGateway, format!("{vpc}/{name}"), place.clone()).at_key();
                if let Some(id) = self.name(NatGatewayId::new(name), &at) {
                    let gateway = self.nat_gateway(id, &vpc, raw, place, &at);
                    gateways.insert(gateway.id.clone(), gateway);
                }
            }
            if let Some(owner) = self.design.vpcs.get_mut(&vpc) {
                Arc::make_mut(owner).gateways.nat = Some(gateways);
            }
        }
    }

    fn nat_gateway(
        &mut self,
        id: NatGatewayId,
        vpc: &VpcId,
        raw: &RawNatGateway,
        place: Place,
        at: &Locus,
    ) -> NatGateway {
        let regional = raw.regional == Some(true);
        if regional && raw.subnet.is_some() {
            let message = "a regional NAT gateway stands in no subnet";
            self.problem(InputKind::Contradiction, at.clone().field("subnet"), message).help =
                Some("remove `subnet`, or `regional`".to_owned());
        }
        let subnet = raw.subnet.as_ref().and_then(|name| self.subnet_named(vpc, name, at.clone().field("subnet")));
        let connectivity = raw
            .connectivity
            .as_ref()
            .and_then(|text| self.word(text, Connectivity::ALL, at.clone().field("connectivity")))
            .unwrap_or_default();
        let addresses = self.addresses(&raw.addresses, &at.clone().field("addresses"));
        let public_addresses = self.addresses(&raw.public_addresses, &at.clone().field("public_addresses"));
        NatGateway { id, vpc: vpc.clone(), subnet, connectivity, regional, addresses, public_addresses, place }
    }

    pub(super) fn firewall_endpoints(&mut self, root: &Place, raw: &RawDesign) {
        for (vpc, raws, place) in self.parts(root, raw, "firewall_endpoints", |raw| raw.firewall_endpoints.as_ref()) {
            let mut endpoints = BTreeMap::new();
            for (name, raw) in raws {
                let place = place.child(name);
                let at = Locus::new(Kind::FirewallEndpoint, format!("{vpc}/{name}"), place.clone()).at_key();
                let Some(id) = self.name(FirewallEndpointId::new(name), &at) else { continue };
                let subnet =
                    raw.subnet.as_ref().and_then(|name| self.subnet_named(&vpc, name, at.clone().field("subnet")));
                let of = self.one_of(raw.of.as_ref(), Inspector::ALL, &at, "of");
                endpoints.insert(id.clone(), FirewallEndpoint { id, vpc: vpc.clone(), subnet, of, place });
            }
            if let Some(owner) = self.design.vpcs.get_mut(&vpc) {
                Arc::make_mut(owner).firewall_endpoints = Some(endpoints);
            }
        }
    }

    /// Accounts, each of them checked.
    pub(super) fn accounts(&mut self, texts: &[String], at: &Locus) -> BTreeSet<AccountId> {
        let mut accounts = BTreeSet::new();
        for (index, text) in texts.iter().enumerate() {
            match AccountId::new(text) {
                Ok(account) => {
                    accounts.insert(account);
                }
                Err(error) => {
                    let at = at.clone().item(index);
                    self.invalid(at, error.to_string(), "quote the id, so that leading zeros survive");
                }
            }
        }
        accounts
    }

    /// Addresses, each of them checked.
    pub(super) fn addresses<C: FromIterator<IpAddr>>(&mut self, texts: &[String], at: &Locus) -> C {
        let texts = texts.iter().enumerate();
        texts.filter_map(|(index, text)| self.address(text, at.clone().item(index))).collect()
    }

    /// An address, or a problem.
    pub(super) fn address(&mut self, text: &str, at: Locus) -> Option<IpAddr> {
        let address = text.parse::<IpAddr>().ok();
        if address.is_none() {
            let help = "write one such as `10.0.0.5` or `2001:db8::5`, without a prefix length";
            self.invalid(at, format!("`{text}` is not an address"), help);
        }
        address
    }
}
