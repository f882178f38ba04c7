//! Band 7xx: quotas.

mod accounts;
mod address_units;
pub(super) mod count;
pub(super) mod counts;
pub(super) mod default_quota_exceeded;
mod inside;
pub(super) mod peak_beyond_link;
pub(super) mod quota_exceeded;
pub(super) mod quota_nearly_reached;
