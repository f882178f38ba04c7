//! Needs: who must reach whom, over what, how much, and what the connection must offer.

use std::collections::BTreeSet;
use std::fmt;

use super::application::Service;
use crate::finding::{Kind, Locus, Place};
use crate::ids::{AppId, LinkId, NeedId, SiteId, VpcId};

/// A need.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// Its name.
    pub id: NeedId,
    /// Who is concerned, and who may initiate.
    pub parties: Parties,
    /// Whether the parties must *not* reach each other.
    pub never: bool,
    /// What is carried; empty when the target is a whole network.
    pub services: BTreeSet<Service>,
    /// Volume a month, both directions together.
    pub traffic: Option<Megabytes>,
    /// Requests or connections a month.
    pub requests: Option<u64>,
    /// How long one connection must be able to last, in seconds.
    pub connection_seconds: Option<u64>,
    /// What the connection must offer.
    pub requires: BTreeSet<Trait>,
    /// The link that carries it, when that is decided.
    pub via: Option<LinkId>,
    /// Where it stands.
    pub place: Place,
}

impl Need {
    /// The need as the locus of a finding, pointing at its name.
    pub fn locus(&self) -> Locus {
        Locus::new(Kind::Need, self.id.as_str(), self.place.clone()).at_key()
    }

    /// One of its fields as the locus of a finding.
    pub fn field(&self, name: &str) -> Locus {
        Locus::new(Kind::Need, self.id.as_str(), self.place.clone()).field(name)
    }

    /// The party that initiates (or the first of two of which either may).
    pub fn from(&self) -> &Party {
        match &self.parties {
            Parties::OneWay { from, .. } => from,
            Parties::EitherWay(one, _) => one,
        }
    }

    /// The party that is reached (or the second of two of which either may initiate).
    pub fn to(&self) -> &Party {
        match &self.parties {
            Parties::OneWay { to, .. } => to,
            Parties::EitherWay(_, other) => other,
        }
    }

    /// The application that is reached, unless a whole network is.
    pub fn server(&self) -> Option<&AppId> {
        match &self.parties {
            Parties::OneWay { to: Party::Application(id), .. } => Some(id),
            _ => None,
        }
    }

    /// Whether a whole network must be reached, or may initiate from both sides.
    pub fn is_network_wide(&self) -> bool {
        self.server().is_none()
    }

    /// Whether it asks for something that no network offers by itself: IAM on each call, or weights.
    pub fn wants_more_than_a_network(&self) -> bool {
        self.requires.contains(&Trait::IamAuth) || self.requires.contains(&Trait::WeightedRouting)
    }

    /// Whether the side that is reached must also be able to initiate.
    pub fn is_two_way(&self) -> bool {
        matches!(self.parties, Parties::EitherWay(..)) || self.requires.contains(&Trait::ServerInitiates)
    }
}

/// Who is concerned by a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parties {
    /// One initiates, the other is reached.
    OneWay {
        /// Who initiates.
        from: Party,
        /// Who is reached.
        to: Party,
    },
    /// Either side may initiate.
    EitherWay(Party, Party),
}

/// One side of a need.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// An application.
    Application(AppId),
    /// A whole VPC.
    Vpc(VpcId),
    /// A whole site.
    Site(SiteId),
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Application(id) => write!(f, "{id}"),
            Self::Vpc(id) => write!(f, "{id}"),
            Self::Site(id) => write!(f, "{id}"),
        }
    }
}

/// Something a connection must offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trait {
    /// AWS IAM decides on each call who may make it.
    IamAuth,
    /// Traffic is split over several targets by weight, as in blue/green and canary releases.
    WeightedRouting,
    /// The server sees the client's address.
    ClientAddress,
    /// The server must be able to open connections to the client too.
    ServerInitiates,
}

impl Trait {
    /// Every trait with its name on the wire.
    pub const ALL: &[(&str, Self)] = &[
        ("iam_auth", Self::IamAuth),
        ("weighted_routing", Self::WeightedRouting),
        ("client_address", Self::ClientAddress),
        ("server_initiates", Self::ServerInitiates),
    ];
}

impl fmt::Display for Trait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(_, offered)| offered == self).map_or("", |(name, _)| name);
        f.write_str(name)
    }
}

/// A volume of data.
///
/// # Units
/// Decimal megabytes: 1 TB is 1,000,000 of them. Prices are per gigabyte, so a megabyte is fine enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Megabytes(pub u64);

impl fmt::Display for Megabytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, per) = match self.0 {
            0..1_000 => ("MB", 1),
            1_000..1_000_000 => ("GB", 1_000),
            1_000_000..1_000_000_000 => ("TB", 1_000_000),
            _ => ("PB", 1_000_000_000),
        };
        let thousandths = (u128::from(self.0) * 1_000) / per;
        let text = format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000);
        write!(f, "{} {unit}", text.trim_end_matches('0').trim_end_matches('.'))
    }
}
