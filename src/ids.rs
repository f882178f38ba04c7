//! Checked names: one type per kind of thing that can be named, so that no two kinds are ever mixed up.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

/// Why a text cannot be a name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NameError {
    /// The text has no characters.
    #[error("a name must not be empty")]
    Empty,
    /// The text is longer than [`LONGEST_NAME`].
    #[error("a name of {0} characters is too long: at most {LONGEST_NAME} are allowed")]
    TooLong(usize),
    /// The text has a control character, which would garble a report.
    #[error("a name must not hold the control character {0:?}")]
    Control(char),
    /// The text is not an AWS account id.
    #[error("`{0}` is not an AWS account id: 12 digits are expected")]
    NotAnAccount(String),
}

/// Longest name accepted, in characters.
pub const LONGEST_NAME: usize = 255;

fn check(text: &str) -> Result<(), NameError> {
    if text.is_empty() {
        return Err(NameError::Empty);
    }
    let length = text.chars().count();
    if length > LONGEST_NAME {
        return Err(NameError::TooLong(length));
    }
    match text.chars().find(|character| character.is_control()) {
        Some(control) => Err(NameError::Control(control)),
        None => Ok(()),
    }
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// Cheap to clone: the text is shared.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// A name read from text.
            ///
            /// # Errors
            /// When the text is empty, too long or holds a control character.
            pub fn new(text: &str) -> Result<Self, NameError> {
                check(text)?;
                Ok(Self(Arc::from(text)))
            }

            /// The text of the name.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}

names! {
    /// The name of a VPC in the design.
    VpcId;
    /// The name of a subnet, unique within its VPC.
    SubnetId;
    /// The name of a route table, unique within its VPC or transit gateway.
    RouteTableId;
    /// The name of a security group, unique within its VPC.
    SecurityGroupId;
    /// The name of a network ACL, unique within its VPC.
    NetworkAclId;
    /// The name of a managed prefix list.
    PrefixListId;
    /// The name of a NAT gateway, unique within its VPC.
    NatGatewayId;
    /// The name of a firewall endpoint, unique within its VPC.
    FirewallEndpointId;
    /// The name of a load balancer.
    LoadBalancerId;
    /// The name of an on-premises site.
    SiteId;
    /// The name of an application.
    AppId;
    /// The name of a need.
    NeedId;
    /// The name of a link.
    LinkId;
    /// The name of a policy.
    PolicyId;
    /// The name of an AWS Region, such as `eu-west-1`.
    Region;
    /// The name of an AWS service as its endpoints spell it, such as `s3` or `secretsmanager`.
    ServiceName;
    /// The name of an organisation that owns accounts: the reader's own, or another company.
    OrganizationId;
    /// The ID of an availability zone, such as `apne1-az1`: the same in every account, unlike its name.
    AzId;
}

/// An AWS account id: twelve digits, leading zeros kept.
///
/// ```
/// use tieline::ids::AccountId;
/// assert_eq!(AccountId::new("012345678901").unwrap().as_str(), "012345678901");
/// assert!(AccountId::new("1234").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(Arc<str>);

/// Whether a text is twelve digits, as the id of an account is.
pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl AccountId {
    /// An account id read from text.
    ///
    /// # Errors
    /// When the text is not twelve digits.
    pub fn new(text: &str) -> Result<Self, NameError> {
        if is_account(text) { Ok(Self(Arc::from(text))) } else { Err(NameError::NotAnAccount(text.to_owned())) }
    }

    /// The twelve digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
