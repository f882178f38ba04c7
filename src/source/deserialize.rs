//! One value of the tree, handed to serde as the type it asks for.

use serde::de::{self, Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Visitor};

use super::{
    Document, Part, Problem, ProblemKind,
    access::{Elements, Entries, Fields},
    problem::clip,
    scalar::{self, Meaning},
    session::{Fault, Path, Session},
    tree::{Data, NodeId},
    variant::Variant,
};

/// Fills `T` from the document; see [`Document::to`].
pub(super) fn fill<T: DeserializeOwned>(document: &Document) -> (Option<T>, Vec<Problem>) {
    let session = Session::new(document);
    let path = Path::Root;
    let root = Reader { session: &session, node: document.root, path: &path, part: Part::Value };
    let value = root.attempt().ok();
    (value, session.finish())
}

/// One value, or one key, at its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'p, 'de> {
    pub(super) session: &'p Session<'de>,
    pub(super) node: NodeId,
    pub(super) path: &'p Path<'p>,
    pub(super) part: Part,
}

impl<'p, 'de> Reader<'p, 'de> {
    /// Fills a type we can name, and so may ask for again once what was wrong inside it is put aside.
    ///
    /// Every further round follows one more value given up or filled in, so rounds are bounded by
    /// the problems told.
    pub(super) fn attempt<T: Deserialize<'de>>(self) -> Result<T, Fault> {
        loop {
            if !self.session.go_on() {
                return Err(Fault::Told);
            }
            match self.settle(T::deserialize(self)) {
                Err(Fault::Again) => {}
                result => return result,
            }
        }
    }

    /// As [`attempt`](Self::attempt) for a type only a seed knows: one round, as a seed is used up.
    pub(super) fn attempt_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        if !self.session.go_on() {
            return Err(Fault::Told);
        }
        self.settle(seed.deserialize(self))
    }

    /// Tells a problem that has no place yet: it is about this value.
    pub(super) fn settle<T>(self, result: Result<T, Fault>) -> Result<T, Fault> {
        match result {
            Err(Fault::Fresh(kind)) => {
                self.session.tell(self.path, self.part, *kind);
                Err(Fault::Told)
            }
            other => other,
        }
    }

    /// Fills a struct, field by field.
    pub(super) fn fields<V: Visitor<'de>>(self, known: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        let Data::Map { .. } = self.data() else {
            return Err(self.wrong_shape(&visitor, "a mapping"));
        };
        let mapping = self.tree().resolve(self.node);
        match visitor.visit_map(Fields::new(self, known)) {
            // With a stand-in inside, the value was only made to see what else is wrong.
            Ok(_) if self.session.blank(mapping, 0).is_some() => Err(Fault::Told),
            Err(Fault::Fresh(kind)) => {
                if let ProblemKind::MissingField { name } = *kind {
                    // A field that is there but was given up has been told.
                    if self.tree().entry(self.session.document.text(), mapping, name).is_none() {
                        let part = if self.path.is_entry() { Part::Key } else { Part::Value };
                        self.session.tell(self.path, part, *kind);
                    }
                    return Err(self.session.fill_in(mapping, name));
                }
                self.settle(Err(Fault::Fresh(kind)))
            }
            other => other,
        }
    }

    pub(super) fn tree(self) -> &'de super::tree::Tree {
        &self.session.document.tree
    }

    pub(super) fn data(self) -> Data {
        self.tree().data(self.node)
    }

    /// The text of a scalar, and whether it stood in quotes.
    pub(super) fn text(self) -> Option<(&'de str, bool)> {
        let source = self.session.document.text();
        match self.data() {
            Data::Plain(text) => Some((self.tree().text(source, text), false)),
            Data::Quoted(text) => Some((self.tree().text(source, text), true)),
            Data::List { .. } | Data::Map { .. } | Data::Alias(_) => None,
        }
    }

    pub(super) fn is_null(self) -> bool {
        // A key is always text: `null:` is a key of that name.
        self.part == Part::Value && matches!(self.text(), Some((text, false)) if scalar::is_null(text))
    }

    pub(super) fn wrong_shape(self, visitor: &dyn de::Expected, ours: &str) -> Fault {
        Fault::shape(wanted(visitor, ours), self.found())
    }

    /// What stands here, in a message's words.
    pub(super) fn found(self) -> String {
        match self.data() {
            Data::List { .. } => "a list".to_owned(),
            Data::Map { .. } => "a mapping".to_owned(),
            Data::Plain(_) | Data::Quoted(_) | Data::Alias(_) => match self.text() {
                Some(("", false)) | None => "nothing".to_owned(),
                Some(("", true)) => "empty text".to_owned(),
                Some((text, _)) => format!("`{}`", clip(text)),
            },
        }
    }

    /// The text where a number or a truth value is asked for.
    fn literal(self, what: &str) -> Result<(&'de str, bool), Fault> {
        match self.text() {
            Some((text, quoted)) if !self.is_null() => Ok((text, quoted && self.part == Part::Value)),
            _ => Err(Fault::shape(what, self.found())),
        }
    }

    fn whole<N: TryFrom<i128>>(self, what: &str) -> Result<N, Fault> {
        let (text, quoted) = self.literal(what)?;
        let number = scalar::integer(text).filter(|_| !quoted).and_then(|number| N::try_from(number).ok());
        number.ok_or_else(|| not_a(what, text, quoted))
    }

    fn number(self) -> Result<f64, Fault> {
        let (text, quoted) = self.literal("a number")?;
        scalar::float(text).filter(|_| !quoted).ok_or_else(|| not_a("a number", text, quoted))
    }
}

macro_rules! whole_numbers {
    ($($method:ident $visit:ident $number:ty, $what:expr;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            visitor.$visit(self.whole::<$number>($what)?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Reader<'_, 'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.data() {
            Data::List { .. } => return self.deserialize_seq(visitor),
            Data::Map { .. } => return self.deserialize_map(visitor),
            Data::Plain(_) | Data::Quoted(_) | Data::Alias(_) => {}
        }
        let (text, quoted) = self.text().unwrap_or_default();
        if quoted || self.part == Part::Key {
            return visitor.visit_borrowed_str(text);
        }
        match scalar::meaning(text) {
            Meaning::Null => visitor.visit_unit(),
            Meaning::Bool(truth) => visitor.visit_bool(truth),
            Meaning::Integer(whole) => match (u64::try_from(whole), i64::try_from(whole)) {
                (Ok(number), _) => visitor.visit_u64(number),
                (_, Ok(number)) => visitor.visit_i64(number),
                _ => visitor.visit_i128(whole),
            },
            Meaning::Float(number) => visitor.visit_f64(number),
            Meaning::Text => visitor.visit_borrowed_str(text),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        const WHAT: &str = "`true` or `false`";
        let (text, quoted) = self.literal(WHAT)?;
        let truth = scalar::boolean(text).filter(|_| !quoted);
        visitor.visit_bool(truth.ok_or_else(|| not_a(WHAT, text, quoted))?)
    }

    whole_numbers! {
        deserialize_u8 visit_u8 u8, "a whole number from 0 to 255";
        deserialize_u16 visit_u16 u16, "a whole number from 0 to 65535";
        deserialize_u32 visit_u32 u32, "a whole number from 0 to 4294967295";
        deserialize_u64 visit_u64 u64, "a whole number of 0 or more";
        deserialize_u128 visit_u128 u128, "a whole number of 0 or more";
        deserialize_i8 visit_i8 i8, "a whole number from -128 to 127";
        deserialize_i16 visit_i16 i16, "a whole number from -32768 to 32767";
        deserialize_i32 visit_i32 i32, "a whole number from -2147483648 to 2147483647";
        deserialize_i64 visit_i64 i64, "a whole number";
        deserialize_i128 visit_i128 i128, "a whole number";
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_f64(self.number()?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_f64(self.number()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.text() {
            Some((text, _)) if !self.is_null() => visitor.visit_borrowed_str(text),
            _ => Err(self.wrong_shape(&visitor, "text")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.is_null() { visitor.visit_unit() } else { Err(self.wrong_shape(&visitor, "nothing")) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.data() {
            Data::List { first, len } => visitor.visit_seq(Elements::new(self, first, len, false)),
            _ => Err(self.wrong_shape(&visitor, "a list")),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, wanted: usize, visitor: V) -> Result<V::Value, Fault> {
        match self.data() {
            Data::List { first, len } if len as usize == wanted => {
                visitor.visit_seq(Elements::new(self, first, len, true))
            }
            Data::List { len, .. } => Err(Fault::shape(format!("a list of {wanted}"), format!("a list of {len}"))),
            _ => Err(self.wrong_shape(&visitor, "a list")),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        wanted: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_tuple(wanted, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.data() {
            Data::Map { first, len } => visitor.visit_map(Entries::new(self, first, len)),
            _ => Err(self.wrong_shape(&visitor, "a mapping")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.fields(known, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_enum(Variant::choose(self, known)?)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { bytes byte_buf }
}

fn not_a(what: &str, text: &str, quoted: bool) -> Fault {
    Fault::fresh(ProblemKind::NotA { what: what.to_owned(), text: clip(text), quoted })
}

/// A type's own words for what it wants, when they are better than ours.
fn wanted(visitor: &dyn de::Expected, ours: &str) -> String {
    let theirs = visitor.to_string();
    let standard = ["a string", "a borrowed string", "a map", "a sequence", "a character", "a tuple"];
    let usual = standard.iter().any(|words| theirs.starts_with(words));
    if !usual && (theirs.starts_with("a ") || theirs.starts_with("an ")) { theirs } else { ours.to_owned() }
}
