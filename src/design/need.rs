//! Needs: who must reach whom, over what, how much, and what the connection must offer.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use super::application::Service;
use crate::cidr::Family;
use crate::finding::{Kind, Locus, Place};
use crate::ids::{AppId, LinkId, NeedId, ServiceName, SiteId, VpcId};

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
    /// Volume a month, both directions and all parties together.
    pub traffic: Option<Megabytes>,
    /// Requests or connections a month.
    pub requests: Option<u64>,
    /// The most that flows at one time, in megabits a second.
    pub peak_mbps: Option<u64>,
    /// How long one connection must be able to last, in seconds.
    pub connection_seconds: Option<u64>,
    /// How soon it must work, in seconds.
    pub lead_time_seconds: Option<u64>,
    /// How many consumers it will have, where that is said.
    pub expected: Option<Expected>,
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

    /// The needs of one pair of parties each that it stands for: itself, unless it names several. Volumes are shared out
    /// evenly among the pairs.
    ///
    /// Rules look at pairs only.
    ///
    /// Complexity: of n networks that must all reach each other, n × (n - 1) / 2 pairs.
    pub fn pairs(&self) -> Vec<Cow<'_, Self>> {
        let pairs: Vec<Parties> = match &self.parties {
            Parties::OneWay { .. } | Parties::EitherWay(..) => return vec![Cow::Borrowed(self)],
            Parties::Fan { to, .. } => {
                let one_way = |from: &Party| Parties::OneWay { from: from.clone(), to: to.clone() };
                self.clients().into_iter().map(one_way).collect()
            }
            Parties::Mesh { .. } => {
                let all = self.clients();
                let with_later = |(index, one): (usize, &&Party)| {
                    let one = (*one).clone();
                    let pair = move |other: &&Party| Parties::EitherWay(one.clone(), (*other).clone());
                    all.iter().skip(index + 1).map(pair).collect::<Vec<_>>()
                };
                all.iter().enumerate().flat_map(with_later).collect()
            }
        };
        let count = u64::try_from(pairs.len()).unwrap_or(u64::MAX).max(1);
        let share = |whole: Option<u64>| whole.map(|whole| whole / count);
        pairs
            .into_iter()
            .map(|parties| {
                Cow::Owned(Self {
                    parties,
                    traffic: share(self.traffic.map(|volume| volume.0)).map(Megabytes),
                    requests: share(self.requests),
                    ..self.clone()
                })
            })
            .collect()
    }

    /// The party that initiates (or the first of those of which each may). Of several, the first.
    pub fn from(&self) -> &Party {
        match &self.parties {
            Parties::OneWay { from, .. } => from,
            Parties::EitherWay(one, _) => one,
            Parties::Fan { first, .. } => first,
            Parties::Mesh { two, .. } => &two.0,
        }
    }

    /// The party that is reached (or the second of those of which each may initiate).
    pub fn to(&self) -> &Party {
        match &self.parties {
            Parties::OneWay { to, .. } | Parties::Fan { to, .. } => to,
            Parties::EitherWay(_, other) => other,
            Parties::Mesh { two, .. } => &two.1,
        }
    }

    /// Everyone who may initiate, in the order given.
    pub fn clients(&self) -> Vec<&Party> {
        match &self.parties {
            Parties::OneWay { from, .. } => vec![from],
            Parties::EitherWay(one, other) => vec![one, other],
            Parties::Fan { first, others, .. } => std::iter::once(first).chain(others).collect(),
            Parties::Mesh { two, others } => [&two.0, &two.1].into_iter().chain(others).collect(),
        }
    }

    /// How the parties read in one line: `shop → db`, `shop ↔ data`, `12 clients → db`.
    pub fn parties_in_words(&self) -> String {
        match &self.parties {
            Parties::OneWay { from, to } => format!("{from} → {to}"),
            Parties::EitherWay(one, other) => format!("{one} ↔ {other}"),
            Parties::Fan { to, .. } => format!("{} clients → {to}", self.clients().len()),
            Parties::Mesh { .. } => format!("{} networks, each ↔ every other", self.clients().len()),
        }
    }

    /// The application that is reached, unless a whole network is.
    pub fn server(&self) -> Option<&AppId> {
        match &self.parties {
            Parties::OneWay { to: Party::Application(id), .. } | Parties::Fan { to: Party::Application(id), .. } => {
                Some(id)
            }
            _ => None,
        }
    }

    /// Whether a whole network must be reached, or may initiate from both sides.
    pub fn is_network_wide(&self) -> bool {
        self.server().is_none() && self.aws_service().is_none()
    }

    /// The AWS service that is reached.
    pub fn aws_service(&self) -> Option<&ServiceName> {
        match self.to() {
            Party::AwsService(name) => Some(name),
            _ => None,
        }
    }

    /// The one address family that its packets must be of, where it asks for one.
    pub fn family(&self) -> Option<Family> {
        self.requires.contains(&Trait::Ipv6).then_some(Family::V6)
    }

    /// Whether it asks for something that no network offers by itself: IAM on each call, weights, certificates for pods.
    pub fn wants_more_than_a_network(&self) -> bool {
        [Trait::IamAuth, Trait::WeightedRouting, Trait::PodCertificates].iter().any(|one| self.requires.contains(one))
    }

    /// Whether the side that is reached must also be able to initiate.
    pub fn is_two_way(&self) -> bool {
        matches!(self.parties, Parties::EitherWay(..) | Parties::Mesh { .. })
            || self.requires.contains(&Trait::ServerInitiates)
    }
}

/// How many consumers (or networks of each of which all others are needed) there will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// How many there are today, where that is more or less than are named.
    pub now: Option<u16>,
    /// How many there will be in a year.
    pub in_a_year: u16,
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
    /// Several initiate, each to the same other party.
    Fan {
        /// Who initiates: the first.
        first: Party,
        /// Who initiates: all others.
        others: Vec<Party>,
        /// Who is reached.
        to: Party,
    },
    /// Each may initiate to every other.
    Mesh {
        /// The first two.
        two: (Party, Party),
        /// All others.
        others: Vec<Party>,
    },
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
    /// A service of AWS itself.
    AwsService(ServiceName),
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Application(id) => write!(f, "{id}"),
            Self::Vpc(id) => write!(f, "{id}"),
            Self::Site(id) => write!(f, "{id}"),
            Self::AwsService(name) => write!(f, "aws/{name}"),
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
    /// A firewall looks at everything on the way.
    Inspection,
    /// Routes between Regions are learnt, not kept by hand.
    DynamicRouting,
    /// The link itself encrypts what it carries.
    Encryption,
    /// The provider approves each consumer.
    Acceptance,
    /// Each pod has a certificate of its own, issued and renewed for it, and the traffic policies of a mesh.
    PodCertificates,
    /// IP multicast.
    Multicast,
    /// As few things on the way as can be.
    LowLatency,
    /// Packets travel over IPv6.
    Ipv6,
}

impl Trait {
    /// Every trait with its name on the wire.
    pub const ALL: &[(&str, Self)] = &[
        ("iam_auth", Self::IamAuth),
        ("weighted_routing", Self::WeightedRouting),
        ("client_address", Self::ClientAddress),
        ("server_initiates", Self::ServerInitiates),
        ("inspection", Self::Inspection),
        ("dynamic_routing", Self::DynamicRouting),
        ("encryption", Self::Encryption),
        ("acceptance", Self::Acceptance),
        ("pod_certificates", Self::PodCertificates),
        ("multicast", Self::Multicast),
        ("low_latency", Self::LowLatency),
        ("ipv6", Self::Ipv6),
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
