//! Internet, egress-only, virtual private and NAT gateways.

use serde_json::Value;

use crate::design::raw::RawNatGateway;
use crate::import::terraform::draft::{Draft, blocks, is_pending, text};
use crate::import::terraform::estate::Resource;
use crate::import::terraform::reference::Lead;
use crate::source::Pointer;

pub(super) const NAT: &[&str] = &["aws_nat_gateway"];
pub(super) const PRIVATE: &[&str] = &["aws_vpn_gateway"];
const INTERNET_FLIPS: &str = "traffic with the internet";

pub(super) fn gateways(draft: &mut Draft<'_, '_>) {
    let estate = draft.estate;
    let attached = [
        ("aws_internet_gateway", INTERNET_FLIPS),
        ("aws_internet_gateway_attachment", INTERNET_FLIPS),
        ("aws_egress_only_internet_gateway", INTERNET_FLIPS),
        ("aws_vpn_gateway", "traffic with sites"),
        ("aws_vpn_gateway_attachment", "traffic with sites"),
    ];
    for (kind, flips) in attached {
        for (id, resource) in estate.of_kind(&[kind]).filter(|(_, one)| !one.is_data) {
            // An internet or virtual private gateway may also be attached by a resource of its own.
            let by_another = !resource.values.contains_key("vpc_id") && !is_pending(estate, resource, "vpc_id");
            draft.took(id);
            if by_another {
                continue;
            }
            let Some(vpc) = draft.vpc(resource, "vpc_id", flips) else { continue };
            let Some(raw) = draft.raw.vpcs.get_mut(&vpc) else { continue };
            let (field, name) = match kind {
                "aws_egress_only_internet_gateway" => {
                    (&mut raw.egress_only_internet_gateway, "egress_only_internet_gateway")
                }
                "aws_vpn_gateway" | "aws_vpn_gateway_attachment" => {
                    (&mut raw.virtual_private_gateway, "virtual_private_gateway")
                }
                _ => (&mut raw.internet_gateway, "internet_gateway"),
            };
            *field = Some(true);
            draft.stands(Pointer::root().push("vpcs").push(&vpc).push(name), resource);
        }
    }
    for (id, resource) in estate.of_kind(NAT).filter(|(_, one)| !one.is_data) {
        let (subnets, why) = draft.subnets(resource, "subnet_id");
        let Some((vpc, subnet)) = subnets.first().cloned() else {
            draft.took(id);
            let why = why.unwrap_or_else(|| "not said".to_owned());
            draft.left_out(resource, format!("its subnet is {why}"), INTERNET_FLIPS);
            continue;
        };
        draft.took(id);
        let mut addresses: Vec<String> = text(resource, "private_ip").map(str::to_owned).into_iter().collect();
        addresses.extend(
            blocks(resource, "secondary_private_ip_addresses").iter().filter_map(Value::as_str).map(str::to_owned),
        );
        let public = text(resource, "public_ip").map(str::to_owned).or_else(|| public_address(draft, resource));
        let raw = RawNatGateway {
            subnet: Some(subnet),
            connectivity: text(resource, "connectivity_type").map(str::to_owned),
            addresses,
            public_addresses: public.into_iter().collect(),
            ..RawNatGateway::default()
        };
        let name = draft.name_inside(resource, &vpc);
        draft.stands(Pointer::root().push("vpcs").push(&vpc).push("nat_gateways").push(&name), resource);
        draft.also_called(resource, &name);
        draft.inside.insert(id, (vpc.clone(), name.clone()));
        if let Some(owner) = draft.raw.vpcs.get_mut(&vpc) {
            owner.nat_gateways.get_or_insert_default().insert(name, raw);
        }
    }
    for (id, _) in estate.of_kind(&["aws_eip", "aws_eip_association"]).filter(|(_, one)| !one.is_data) {
        draft.took(id);
    }
}

fn public_address(draft: &Draft<'_, '_>, resource: &Resource) -> Option<String> {
    match draft.estate.one(resource, "allocation_id", &["aws_eip"]) {
        Lead::To(found, _) => {
            let address = found.first().and_then(|id| draft.estate.get(*id))?;
            text(address, "public_ip").map(str::to_owned)
        }
        _ => None,
    }
}
