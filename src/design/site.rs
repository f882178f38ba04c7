//! On-premises networks.

use crate::cidr::Cidr;
use crate::finding::{Kind, Locus, Place};
use crate::ids::SiteId;

/// An on-premises network.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// Its name.
    pub id: SiteId,
    /// Its address blocks.
    pub cidrs: Vec<Cidr>,
    /// Whether an input says that they are not known, or not all of them.
    pub cidrs_unknown: bool,
    /// Where it stands.
    pub place: Place,
}

impl Site {
    /// The site as the locus of a finding, pointing at its name.
    pub fn locus(&self) -> Locus {
        Locus::new(Kind::Site, self.id.as_str(), self.place.clone()).at_key()
    }
}
