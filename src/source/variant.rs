//! The inside of an enum.

use serde::de::{self, Deserialize, DeserializeSeed, EnumAccess, VariantAccess, Visitor};

use super::{
    Part, ProblemKind,
    access::EXTENSION,
    deserialize::Reader,
    session::{Fault, Path},
    tree::{Data, NodeId},
};

/// A word of a closed set: alone, or as the one key of a mapping that holds its content.
pub(super) struct Variant<'p, 'de> {
    at: Reader<'p, 'de>,
    name: &'de str,
    content: Option<NodeId>,
}

impl<'p, 'de> Variant<'p, 'de> {
    pub(super) fn choose(at: Reader<'p, 'de>, known: &'static [&'static str]) -> Result<Self, Fault> {
        let Data::Map { first, len } = at.data() else {
            return match at.text() {
                Some((name, _)) if known.contains(&name) => Ok(Self { at, name, content: None }),
                Some((name, _)) if !at.is_null() => Err(Fault::fresh(ProblemKind::unknown(name, known, false))),
                _ => Err(Fault::shape(one_of(known), at.found())),
            };
        };
        let source = at.session.document.text();
        let named = at.tree().entries(first, len).iter().map(|entry| (*entry, at.tree().key(source, *entry)));
        let mut named = named.filter(|(_, key)| !key.starts_with(EXTENSION));
        match (named.next(), named.count()) {
            (Some((entry, name)), 0) if known.contains(&name) => Ok(Self { at, name, content: Some(entry.value) }),
            (Some((_, name)), 0) => {
                let kind = ProblemKind::unknown(name, known, false);
                at.session.tell(&Path::Key(at.path, name), Part::Key, kind);
                Err(Fault::Told)
            }
            (None, _) => Err(Fault::shape(one_of(known), "an empty mapping")),
            (Some(_), more) => {
                let keys = more.saturating_add(1);
                Err(Fault::shape("a mapping with one key", format!("one with {keys} keys")))
            }
        }
    }

    /// Runs `read` on the content, whose problems are its own.
    fn inside<T>(self, read: impl FnOnce(Reader<'_, 'de>) -> Result<T, Fault>) -> Result<T, Fault> {
        let Some(node) = self.content else {
            return Err(Fault::shape(format!("a mapping `{}: …`", self.name), self.at.found()));
        };
        let path = Path::Key(self.at.path, self.name);
        read(Reader { node, path: &path, ..self.at })
    }
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        let name = seed.deserialize(de::value::BorrowedStrDeserializer::new(self.name))?;
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        if self.content.is_none() {
            return Ok(());
        }
        self.inside(|content| match content.data() {
            Data::Map { len: 0, .. } => Ok(()),
            _ if content.is_null() => Ok(()),
            _ => content.settle(Err(Fault::shape("nothing", content.found()))),
        })
    }

    fn newtype_variant<T: Deserialize<'de>>(self) -> Result<T, Fault> {
        self.inside(|content| content.attempt())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        self.inside(|content| content.attempt_seed(seed))
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Fault> {
        self.inside(|content| content.settle(de::Deserializer::deserialize_tuple(content, len, visitor)))
    }

    fn struct_variant<V: Visitor<'de>>(self, known: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        self.inside(|content| content.settle(content.fields(known, visitor)))
    }
}

fn one_of(known: &[&str]) -> String {
    format!("one of {}", known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
}
