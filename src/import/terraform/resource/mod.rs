//! What each resource type means in a design: one file a family. The order is that of the design: what is referred to
//! comes before what refers to it.

mod acl;
mod association;
mod attached;
mod endpoint;
mod filter;
mod firewall;
mod gateway;
mod hub_table;
mod interface;
mod lattice;
mod listener;
mod load_balancer;
mod peering;
mod propagation;
mod public_access;
mod routing;
mod share;
mod site;
mod transit_gateway;
pub(super) mod vpc;
mod wan;
mod workload;

use super::draft::Draft;

/// Fills the design from all resources.
pub(super) fn all(draft: &mut Draft<'_, '_>) {
    vpc::vpcs(draft);
    vpc::subnets(draft);
    filter::prefix_lists(draft);
    filter::security_groups(draft);
    acl::network_acls(draft);
    gateway::gateways(draft);
    workload::workloads(draft);
    attached::interfaces(draft);
    load_balancer::load_balancers(draft);
    peering::peerings(draft);
    site::connections(draft);
    transit_gateway::transit_gateways(draft);
    wan::core_networks(draft);
    endpoint::endpoint_services(draft);
    lattice::resources(draft);
    lattice::service_networks(draft);
    endpoint::endpoints(draft);
    firewall::firewalls(draft);
    routing::route_tables(draft);
    filter::default_groups(draft);
    public_access::block_public_access(draft);
    share::shares(draft);
}
