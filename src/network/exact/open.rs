//! What a design does not say of filters, and is taken as open.

use crate::design::{Design, Vpc};

/// Filters that the design does not describe, as sentences without a full stop: packets are taken to pass there.
///
/// ```
/// use tieline::design::Design;
/// assert!(tieline::network::exact::taken_as_open(&Design::default()).is_empty());
/// ```
pub fn taken_as_open(design: &Design) -> Vec<String> {
    let without = |absent: fn(&Vpc) -> bool| -> Vec<&str> {
        design.vpcs.values().filter(|vpc| absent(vpc)).map(|vpc| vpc.id.as_str()).collect()
    };
    let sentence = |what: &str, names: &[&str]| match names {
        [] => None,
        [one] => Some(format!("no {what} are given for VPC `{one}`")),
        [one, two] => Some(format!("no {what} are given for VPC `{one}` and `{two}`")),
        [one, two, rest @ ..] => Some(format!("no {what} are given for VPC `{one}`, `{two}` and {} more", rest.len())),
    };
    let groups = sentence("security groups", &without(|vpc| vpc.security_groups.is_none()));
    let acls = sentence("network ACLs", &without(|vpc| vpc.network_acls.is_none()));
    groups.into_iter().chain(acls).collect()
}
