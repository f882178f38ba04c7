//! The types that the tests of filling share: every shape serde knows, in a small design.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::expect_used, reason = "tests")]

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de};

use super::{Document, Problem};

#[derive(Debug, Default, PartialEq, Deserialize)]
pub(super) struct Design {
    pub(super) tieline: u32,
    #[serde(default)]
    pub(super) region: Option<String>,
    #[serde(default)]
    pub(super) vpcs: BTreeMap<Id, Vpc>,
    #[serde(default)]
    pub(super) links: BTreeMap<String, Link>,
    #[serde(default)]
    pub(super) upkeep: Option<f64>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Vpc {
    pub(super) account: String,
    pub(super) cidrs: Vec<Cidr>,
    #[serde(default)]
    pub(super) shared: bool,
    #[serde(default)]
    pub(super) ports: Vec<u16>,
    #[serde(default)]
    pub(super) range: Option<(u8, u8)>,
    #[serde(default)]
    pub(super) names: Names,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Link {
    None,
    Peering(Peering),
    TransitGateway { asn: u32, attachments: Vec<String> },
}

#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Peering {
    pub(super) from: String,
    pub(super) to: String,
    #[serde(default)]
    pub(super) mtu: Option<u16>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id(pub(super) String);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if text.contains(' ') { Err(de::Error::custom("an id has no blanks")) } else { Ok(Self(text)) }
    }
}

#[derive(Debug, PartialEq)]
pub(super) struct Cidr(pub(super) String);

impl<'de> Deserialize<'de> for Cidr {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Words;
        impl de::Visitor<'_> for Words {
            type Value = Cidr;
            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a CIDR block such as `10.0.0.0/16`")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Cidr, E> {
                match text.contains('/') {
                    true => Ok(Cidr(text.to_owned())),
                    false => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
                }
            }
        }
        from.deserialize_str(Words)
    }
}

/// A list or one text: a type with a visitor of its own, which reads by seeds and `next_value`.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Names(pub(super) Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Words;
        impl<'de> de::Visitor<'de> for Words {
            type Value = Names;
            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("names")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Names, E> {
                Ok(Names(vec![text.to_owned()]))
            }
            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = list.next_element_seed(std::marker::PhantomData)? {
                    names.push(name);
                }
                Ok(Names(names))
            }
            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some(key) = map.next_key::<Id>()? {
                    let count: u8 = map.next_value()?;
                    names.extend(vec![key.0; count.into()]);
                }
                Ok(Names(names))
            }
        }
        from.deserialize_any(Words)
    }
}

/// Each problem as `line:column pointer: message`, with its help behind `=`.
pub(super) fn told(document: &Document, problems: &[Problem]) -> Vec<String> {
    problems
        .iter()
        .map(|problem| {
            let span = document.locate(&problem.pointer, problem.part).expect("a place");
            let help = problem.kind.help().map(|help| format!(" = {help}")).unwrap_or_default();
            format!("{} {}: {problem}{help}", document.position(span.start), problem.pointer)
        })
        .collect()
}

pub(super) fn check(text: &str, expected: &[&str]) -> Option<Design> {
    let document = Document::read("a.yaml", text.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    let (design, problems) = document.to::<Design>();
    assert_eq!(told(&document, &problems), expected, "{text}");
    design
}
