//! Band 0xx: what can be wrong with the input before any network is looked at. The finding happens while reading
//! and building; a rule here gives it its number, severity and page.

pub(super) mod allowance_expired;
pub(super) mod allowance_unmatched;
pub(super) mod allowance_without_reason;
pub(super) mod cidr_with_host_bits;
pub(super) mod contradictory_fields;
pub(super) mod duplicate_name;
pub(super) mod inputs_disagree;
pub(super) mod invalid_cidr;
pub(super) mod invalid_value;
pub(super) mod malformed_allowance;
pub(super) mod missing_field;
pub(super) mod syntax_error;
pub(super) mod unknown_field;
pub(super) mod unknown_name;
pub(super) mod unknown_rule;
pub(super) mod wrong_shape;
