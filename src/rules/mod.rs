//! The rulebook: what a rule is, and the one registry. The drivers that run rules stand in `drive`, the rules themselves
//! in the area folders, one file and one page each.
//!
//! To add a rule: write `<area>/<rule>.rs` and `<area>/<rule>.md`, name the module in the area's `mod.rs`, and add
//! the rule to [`ALL`] in order of its number.

mod addressing;
mod cloud_wan;
mod cost;
mod drive;
mod filters;
mod input;
mod lattice;
mod patches;
mod peering;
pub mod policy;
mod privatelink;
mod quotas;
pub mod resilience;
pub mod retired;
mod routing;
mod transit_gateway;
mod ways_out;

use std::cell::OnceCell;

pub use drive::{
    check, check_addressing, check_advice, check_carriage, check_input, check_link, check_quotas, check_serious,
};
pub use privatelink::endpoints;
pub use routing::ipv6_not_carried::lacks_ipv6;

use self::quotas::count::Count;
use self::quotas::counts::counts;
use crate::cidr::Cidr;
use crate::cidr::space::Space;
use crate::design::build::InputKind;
use crate::design::{Application, Design, Link, Need, Subnet, Vpc};
use crate::facts::{FactId, Facts};
use crate::finding::{Finding, Locus, RuleId, Severity};
use crate::network::Network;
use crate::network::exact::Exact;
use crate::why::Derivation;

/// A rule: one defect that a design can have.
#[derive(Debug)]
pub struct Rule {
    /// Its number, fixed for life.
    pub id: RuleId,
    /// Its name, in kebab case, which states the defect.
    pub name: &'static str,
    /// How bad the defect is unless the user says otherwise.
    pub severity: Severity,
    /// The version that brought it.
    pub since: &'static str,
    /// Whether it may still change.
    pub status: Status,
    /// The facts it rests on.
    pub facts: &'static [FactId],
    /// Its page: What, Why, Bad, Good, Fix, Sources.
    pub docs: &'static str,
    /// What it looks at, and how.
    pub check: Check,
}

/// Whether a rule may still change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Its meaning is fixed.
    Stable,
    /// New: its meaning may still change between minor versions.
    Preview,
}

/// What a rule looks at. The driver loops; a rule never walks the design.
#[derive(Debug)]
pub enum Check {
    /// A problem met while reading the input.
    Input(InputKind),
    /// The design as a whole.
    Design(fn(&Context<'_>, &mut Findings)),
    /// Each VPC.
    Vpc(fn(&Context<'_>, &Vpc, &mut Findings)),
    /// Each subnet, with its VPC.
    Subnet(fn(&Context<'_>, &Vpc, &Subnet, &mut Findings)),
    /// Each application.
    Application(fn(&Context<'_>, &Application, &mut Findings)),
    /// Each link.
    Link(fn(&Context<'_>, &Link, &mut Findings)),
    /// Each need.
    Need(fn(&Context<'_>, &Need, &mut Findings)),
    /// Each need with each link that is to carry it.
    Carriage(fn(&Context<'_>, &Need, &Link, &mut Findings)),
}

impl Rule {
    /// A finding of this rule, resting on the rule's facts.
    ///
    /// The message says what is wrong with which thing: lower case, names in backticks, no full stop.
    pub fn finding(&self, at: Locus, message: impl Into<String>) -> Finding {
        Finding {
            rule: self.id,
            name: self.name.into(),
            severity: self.severity,
            overridden: None,
            message: message.into(),
            at,
            related: Vec::new(),
            why: Derivation::from_facts(self.facts.iter().copied()),
            fix: None,
            ways_out: Vec::new(),
            reference: None,
        }
    }

    /// The rule's band: the first digit of its number.
    pub fn band(&self) -> u16 {
        self.id.band()
    }
}

/// What every rule may ask.
#[derive(Debug)]
pub struct Context<'d> {
    /// The design.
    pub design: &'d Design,
    /// What AWS says, with the user's overlay.
    pub facts: &'d Facts,
    network: OnceCell<Network<'d>>,
    taken: OnceCell<Vec<Cidr>>,
    exact: OnceCell<Exact>,
    counts: OnceCell<Vec<Count<'d>>>,
}

impl<'d> Context<'d> {
    /// The context of one design.
    pub fn new(design: &'d Design, facts: &'d Facts) -> Self {
        Self {
            design,
            facts,
            network: OnceCell::new(),
            taken: OnceCell::new(),
            exact: OnceCell::new(),
            counts: OnceCell::new(),
        }
    }

    /// Every block of every VPC and site, neighbours joined: what a network that moves must keep clear of.
    pub fn taken(&self) -> &[Cidr] {
        self.taken.get_or_init(|| {
            let vpcs = self.design.vpcs.values().flat_map(|vpc| vpc.all_blocks());
            let sites = self.design.sites.values().flat_map(|site| site.cidrs.iter().copied());
            Space::joined(vpcs.chain(sites)).free_blocks()
        })
    }

    /// The design as a graph, built when first asked for.
    pub fn network(&self) -> &Network<'d> {
        self.network.get_or_init(|| Network::of(self.design))
    }

    /// What the design has of everything with a quota, counted when first asked for.
    pub(in crate::rules) fn counts(&self) -> &[Count<'d>] {
        self.counts.get_or_init(|| counts(self.design, self.facts))
    }

    /// The design ready to be asked which packets get through, made when first asked for.
    pub fn exact(&self) -> &Exact {
        self.exact.get_or_init(|| Exact::of(self.design))
    }
}

/// What rules found so far.
#[derive(Debug, Default)]
pub struct Findings {
    list: Vec<Finding>,
}

impl Findings {
    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The findings, in the order found.
    pub fn into_vec(self) -> Vec<Finding> {
        self.list
    }

    /// Whether one of them is an error.
    pub fn has_error(&self) -> bool {
        self.list.iter().any(|finding| finding.severity == Severity::Error)
    }
}

/// Every rule, in order of number: the one registry.
pub static ALL: &[&Rule] = &[
    &input::syntax_error::RULE,
    &input::unknown_field::RULE,
    &input::wrong_shape::RULE,
    &input::missing_field::RULE,
    &input::duplicate_name::RULE,
    &input::invalid_cidr::RULE,
    &input::cidr_with_host_bits::RULE,
    &input::unknown_name::RULE,
    &input::invalid_value::RULE,
    &input::contradictory_fields::RULE,
    &input::inputs_disagree::RULE,
    &input::malformed_allowance::RULE,
    &input::allowance_without_reason::RULE,
    &input::unknown_rule::RULE,
    &input::allowance_expired::RULE,
    &input::allowance_unmatched::RULE,
    &addressing::vpc_prefix_out_of_range::RULE,
    &addressing::subnet_prefix_out_of_range::RULE,
    &addressing::subnet_outside_vpc::RULE,
    &addressing::subnets_overlap::RULE,
    &addressing::secondary_cidr_restricted::RULE,
    &addressing::forbidden_range::RULE,
    &addressing::vpc_cidrs_overlap_themselves::RULE,
    &addressing::docker_range::RULE,
    &addressing::ipv6_prefix_not_allowed::RULE,
    &addressing::subnet_ipv6_prefix_not_allowed::RULE,
    &addressing::subnet_exhausted::RULE,
    &addressing::secondary_cidr_doubtful::RULE,
    &addressing::lattice_range::RULE,
    &addressing::no_primary_ipv4::RULE,
    &addressing::public_primary_block::RULE,
    &addressing::benchmark_primary_block::RULE,
    &peering::peering_overlap::RULE,
    &peering::transitive_peering_route::RULE,
    &peering::peering_route_missing::RULE,
    &peering::peering_return_route_missing::RULE,
    &peering::duplicate_peering::RULE,
    &peering::beyond_the_peering::RULE,
    &peering::overlapping_peers_share_a_route::RULE,
    &peering::peering_route_to_nowhere::RULE,
    &peering::peering_not_active::RULE,
    &peering::peer_names_stay_public::RULE,
    &peering::encryption_enforced_on_one_side::RULE,
    &peering::half_moved_to_transit_gateway::RULE,
    &peering::inspection_not_on_the_path::RULE,
    &transit_gateway::transit_gateway_overlap::RULE,
    &transit_gateway::attachment_zone_missing::RULE,
    &transit_gateway::attachment_two_subnets_one_zone::RULE,
    &transit_gateway::attachment_subnet_shared::RULE,
    &transit_gateway::attachment_in_other_region::RULE,
    &transit_gateway::transit_gateway_route_missing::RULE,
    &transit_gateway::default_table_with_isolation::RULE,
    &transit_gateway::not_attached::RULE,
    &transit_gateway::direct_connect_overlap::RULE,
    &transit_gateway::hybrid_not_joined::RULE,
    &transit_gateway::direct_connect_supernet_leak::RULE,
    &transit_gateway::site_inside_vpc::RULE,
    &transit_gateway::route_table_leads_nowhere::RULE,
    &transit_gateway::attachment_subnet_without_ipv4::RULE,
    &transit_gateway::attachment_in_local_zone::RULE,
    &transit_gateway::attachment_in_shared_subnet::RULE,
    &transit_gateway::ipv6_over_virtual_private_gateway::RULE,
    &transit_gateway::direct_connect_gateway_mixed::RULE,
    &transit_gateway::traffic_beyond_vpn_tunnel::RULE,
    &transit_gateway::transit_gateways_side_by_side::RULE,
    &transit_gateway::attachment_subnet_filtered::RULE,
    &transit_gateway::appliance_mode_off::RULE,
    &transit_gateway::appliance_without_propagation::RULE,
    &transit_gateway::propagation_over_peering::RULE,
    &transit_gateway::peered_gateway_without_way_back::RULE,
    &transit_gateway::second_gateway_peering::RULE,
    &transit_gateway::transit_gateway_encryption_conflict::RULE,
    &transit_gateway::attachment_without_ipv6::RULE,
    &transit_gateway::left_out_of_peering_routes::RULE,
    &cloud_wan::core_network_overlap::RULE,
    &cloud_wan::core_network_edge_missing::RULE,
    &cloud_wan::not_attached_to_the_core::RULE,
    &transit_gateway::static_nat_lengths_differ::RULE,
    &transit_gateway::private_nat_one_way::RULE,
    &transit_gateway::routes_not_learnt::RULE,
    &transit_gateway::direct_connect_not_encrypted::RULE,
    &transit_gateway::shared_across_organisations::RULE,
    &transit_gateway::not_announced_to_the_site::RULE,
    &privatelink::endpoint_zone_not_offered::RULE,
    &privatelink::udp_over_resource::RULE,
    &privatelink::resource_gateway_without_room::RULE,
    &privatelink::server_cannot_initiate::RULE,
    &privatelink::network_through_an_endpoint::RULE,
    &privatelink::client_address_hidden::RULE,
    &privatelink::endpoint_two_subnets_one_zone::RULE,
    &privatelink::resource_endpoint_zones_disjoint::RULE,
    &privatelink::client_without_endpoint::RULE,
    &privatelink::exposes_another_application::RULE,
    &privatelink::endpoint_service_without_network_load_balancer::RULE,
    &privatelink::endpoint_in_shared_subnet::RULE,
    &privatelink::resource_reached_twice::RULE,
    &privatelink::cross_region_endpoint_zone_unsupported::RULE,
    &privatelink::cross_region_service_in_one_zone::RULE,
    &privatelink::resource_in_public_range::RULE,
    &privatelink::second_endpoint_service::RULE,
    &privatelink::load_balancer_closed_to_consumers::RULE,
    &privatelink::udp_on_dual_stack_load_balancer::RULE,
    &privatelink::private_dns_without_vpc_dns::RULE,
    &privatelink::private_dns_twice::RULE,
    &privatelink::central_endpoint_with_private_dns::RULE,
    &privatelink::consumer_not_allowed::RULE,
    &privatelink::endpoint_admits_nobody::RULE,
    &privatelink::resource_closed_to_its_gateway::RULE,
    &privatelink::cross_region_idle_timeout::RULE,
    &privatelink::endpoint_service_on_application_load_balancer::RULE,
    &privatelink::load_balancer_of_two_services::RULE,
    &privatelink::load_balancers_unlike::RULE,
    &privatelink::private_dns_on_tunnel::RULE,
    &privatelink::gateway_endpoint_route_table_unknown::RULE,
    &privatelink::load_balancer_zone_without_targets::RULE,
    &privatelink::gateway_endpoint_not_offered::RULE,
    &privatelink::gateway_endpoint_used_from_outside::RULE,
    &privatelink::tunnel_carries_tcp_only::RULE,
    &privatelink::tunnel_leads_one_way::RULE,
    &lattice::service_network_endpoint_subnet_too_small::RULE,
    &lattice::service_network_endpoint_block_unaligned::RULE,
    &lattice::service_network_endpoint_without_block::RULE,
    &lattice::second_vpc_association::RULE,
    &lattice::association_used_from_outside::RULE,
    &lattice::udp_over_lattice::RULE,
    &lattice::connection_outlives_lattice_service::RULE,
    &lattice::websocket_over_lattice_service::RULE,
    &lattice::iam_auth_on_a_resource::RULE,
    &lattice::iam_auth_not_enabled::RULE,
    &lattice::tcp_over_lattice_service::RULE,
    &lattice::service_network_in_other_region::RULE,
    &lattice::kubernetes_auth_bypass::RULE,
    &lattice::not_offered_by_the_network::RULE,
    &lattice::client_not_attached::RULE,
    &lattice::weighted_routing_on_a_resource::RULE,
    &lattice::listener_not_offered::RULE,
    &lattice::grpc_behind_http_listener::RULE,
    &lattice::lattice_zone_unsupported::RULE,
    &lattice::iam_auth_on_tls_passthrough::RULE,
    &lattice::service_across_accounts::RULE,
    &lattice::app_mesh_retired::RULE,
    &lattice::load_balancer_behind_too_many_services::RULE,
    &lattice::lambda_behind_tls_passthrough::RULE,
    &lattice::targets_closed_to_lattice::RULE,
    &lattice::client_closed_to_lattice::RULE,
    &lattice::network_acl_closed_to_lattice::RULE,
    &lattice::auth_without_policy::RULE,
    &lattice::auth_policy_denies::RULE,
    &lattice::custom_domain_without_certificate::RULE,
    &lattice::custom_domain_twice::RULE,
    &lattice::rules_on_tls_passthrough::RULE,
    &lattice::target_protocol_refused::RULE,
    &lattice::alb_target_group_of_something_else::RULE,
    &lattice::alb_target_port_not_listened_on::RULE,
    &lattice::alb_target_internet_facing::RULE,
    &lattice::address_target_refused::RULE,
    &lattice::protocol_version_refused::RULE,
    &lattice::newer_http_behind_http_listener::RULE,
    &lattice::pods_without_certificates::RULE,
    &lattice::rule_match_not_offered::RULE,
    &lattice::rule_priority_refused::RULE,
    &lattice::weight_out_of_range::RULE,
    &lattice::rule_match_too_large::RULE,
    &lattice::fixed_response_not_offered::RULE,
    &lattice::idle_target_group::RULE,
    &lattice::refusals_not_logged::RULE,
    &routing::route_to_unattached_link::RULE,
    &routing::isolation_broken::RULE,
    &routing::identity_not_checked::RULE,
    &routing::weights_not_offered::RULE,
    &routing::conflicting_routes::RULE,
    &routing::reserved_route::RULE,
    &routing::route_inside_the_vpc::RULE,
    &filters::security_group_reference_not_joined::RULE,
    &filters::security_group_reference_across_regions::RULE,
    &filters::security_group_reference_outbound::RULE,
    &filters::security_group_referencing_off::RULE,
    &filters::security_group_reference_through_appliance::RULE,
    &filters::network_acl_entry_shadowed::RULE,
    &filters::network_acl_without_reply_ports::RULE,
    &filters::network_acl_reply_ports_incomplete::RULE,
    &routing::route_to_missing_gateway::RULE,
    &routing::nat_gateway_without_way_out::RULE,
    &routing::private_range_to_internet_gateway::RULE,
    &routing::ipv4_to_egress_only_gateway::RULE,
    &routing::appliance_checks_addresses::RULE,
    &routing::prefix_lists_overlap::RULE,
    &routing::inside_route_not_a_subnet::RULE,
    &routing::regional_nat_gateway_private::RULE,
    &routing::internet_path_blocked::RULE,
    &routing::not_offered_with_enforced_encryption::RULE,
    &filters::need_stopped_by_filters::RULE,
    &routing::route_to_what_is_gone::RULE,
    &routing::gateway_route_table_target::RULE,
    &routing::firewall_stopped_by_block_public_access::RULE,
    &routing::firewall_sees_one_direction::RULE,
    &routing::multicast_not_carried::RULE,
    &routing::ipv6_not_carried::RULE,
    &resilience::single_zone_server::RULE,
    &resilience::single_zone_endpoint::RULE,
    &resilience::nat_gateway_in_other_zone::RULE,
    &resilience::single_link_to_site::RULE,
    &resilience::way_through_one_zone::RULE,
    &resilience::firewall_endpoint_in_other_zone::RULE,
    &quotas::quota_exceeded::RULE,
    &quotas::default_quota_exceeded::RULE,
    &quotas::quota_nearly_reached::RULE,
    &quotas::peak_beyond_link::RULE,
    &cost::hub_for_two::RULE,
    &cost::request_charges::RULE,
    &cost::idle_service_network::RULE,
    &cost::idle_resource_configurations::RULE,
    &cost::storage_through_nat_gateway::RULE,
    &cost::peering_mesh::RULE,
    &cost::interface_endpoints_not_shared::RULE,
    &cost::resource_behind_load_balancer::RULE,
    &policy::cidr_outside_the_pool::RULE,
    &policy::missing_tag::RULE,
    &policy::forbidden_mechanism::RULE,
    &policy::missing_reach::RULE,
    &policy::forbidden_reach::RULE,
];

// A rule out of order, a duplicate or a name that is not kebab case does not compile.
const _: () = {
    let mut index = 0;
    while index < ALL.len() {
        #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, within the loop's bound")]
        let rule = ALL[index];
        assert!(rule.id.0 <= 999, "a rule number has three digits");
        if index > 0 {
            #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, index is above zero")]
            let before = ALL[index - 1];
            assert!(before.id.0 < rule.id.0, "rules stand in order of their numbers, none twice");
        }
        let name = rule.name.as_bytes();
        let mut at = 0;
        while at < name.len() {
            #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, within the loop's bound")]
            let byte = name[at];
            assert!(byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-', "names are kebab case");
            at += 1;
        }
        index += 1;
    }
};

/// Whether a rule tells of the settings: what it finds is found after everything else, and cannot be allowed.
pub fn is_about_settings(rule: RuleId) -> bool {
    use InputKind::{AllowanceExpired, AllowanceUnmatched, AllowanceWithoutReason, MalformedAllowance, UnknownRule};
    let about = |kind| {
        matches!(
            kind,
            AllowanceExpired | AllowanceUnmatched | AllowanceWithoutReason | MalformedAllowance | UnknownRule
        )
    };
    ALL.iter().any(|one| one.id == rule && matches!(one.check, Check::Input(kind) if about(kind)))
}

/// A rule by number (`TL102`, in any case) or by name.
///
/// ```
/// assert_eq!(tieline::rules::find("TL001").unwrap().name, "syntax-error");
/// assert_eq!(tieline::rules::find("syntax-error").unwrap().id.to_string(), "TL001");
/// ```
pub fn find(text: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.name == text || rule.id.to_string().eq_ignore_ascii_case(text))
}
