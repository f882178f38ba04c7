//! Band 7xx: quotas.

mod counts;
pub(super) mod default_quota_exceeded;
mod inside;
pub(super) mod quota_exceeded;
pub(super) mod quota_nearly_reached;
