//! The fields of one object of the AWS CLI, read one by one by name.
//!
//! Derived code for each of the hundred shapes would be a sixth of the browser's module. A shape only lists its fields
//! here; finding a field is written once.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error};
use serde_json::value::RawValue;

/// How AWS spells the fields of an object whose names here are in snake case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// `SubnetId`.
    Pascal,
    /// `subnetId`.
    Camel,
}

/// An object's fields, unread.
#[derive(Debug)]
pub(super) struct Fields<'t> {
    spelling: Spelling,
    all: BTreeMap<String, &'t RawValue>,
}

impl<'t> Fields<'t> {
    /// The fields of an object.
    pub(super) fn read<D: Deserializer<'t>>(from: D, spelling: Spelling) -> Result<Self, D::Error> {
        Ok(Self { spelling, all: BTreeMap::deserialize(from)? })
    }

    /// A field by its name here, or by the names that AWS gives it; its default where it is absent or `null`.
    pub(super) fn take<T: Default + DeserializeOwned, E: Error>(&self, here: &str, theirs: &[&str]) -> Result<T, E> {
        self.text(here, theirs).map_or_else(|| Ok(T::default()), |text| serde_json::from_str(text).map_err(E::custom))
    }

    fn text(&self, here: &str, theirs: &[&str]) -> Option<&'t str> {
        let found = match theirs {
            [] => self.all.get(&self.spelling.of(here)),
            names => names.iter().find_map(|name| self.all.get(*name)),
        };
        found.map(|raw| raw.get()).filter(|text| *text != "null")
    }
}

impl Spelling {
    fn of(self, here: &str) -> String {
        let mut name = String::with_capacity(here.len());
        let mut large = self == Self::Pascal;
        for letter in here.trim_start_matches("r#").chars() {
            match letter {
                '_' => large = true,
                letter if large => {
                    name.extend(letter.to_uppercase());
                    large = false;
                }
                letter => name.push(letter),
            }
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::Spelling;

    #[test]
    fn names_are_spelled_as_aws_spells_them() {
        for (here, pascal, camel) in [
            ("subnet_id", "SubnetId", "subnetId"),
            ("ipv6_cidr_block", "Ipv6CidrBlock", "ipv6CidrBlock"),
            ("r#type", "Type", "type"),
            ("awsvpc_configuration", "AwsvpcConfiguration", "awsvpcConfiguration"),
        ] {
            assert_eq!((Spelling::Pascal.of(here).as_str(), Spelling::Camel.of(here).as_str()), (pascal, camel));
        }
    }
}
