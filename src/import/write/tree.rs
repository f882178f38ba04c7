//! The tree that is written, and the serializer that makes it of the raw shapes.

use serde::ser::{
    Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTupleVariant, Serializer,
};

use super::NotATree;

/// A value with its parts in the order they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
    /// A truth value.
    Flag(bool),
    /// A number.
    Number(u64),
    /// A number that may be below zero.
    Signed(i64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Tree>),
    /// Entries with their keys.
    Map(Vec<(String, Tree)>),
}

/// Makes a tree; `None` stands for what is not said.
#[derive(Clone, Copy)]
pub(super) struct Writer {
    /// Whether an empty list or mapping says nothing: so it is with a field that is no `Option`, for the format takes
    /// that for granted.
    pub(super) empty_is_silence: bool,
}

/// Of a value that was said on purpose.
const SAID: Writer = Writer { empty_is_silence: false };
/// Of a field.
const FIELD: Writer = Writer { empty_is_silence: true };

type Made = Result<Option<Tree>, NotATree>;

/// A list, map or struct in the making.
pub(super) struct Parts {
    items: Vec<Tree>,
    entries: Vec<(String, Tree)>,
    key: String,
    /// The variant that the whole belongs to.
    variant: Option<&'static str>,
    empty_is_silence: bool,
}

impl Parts {
    fn new(writer: Writer, variant: Option<&'static str>) -> Self {
        let empty_is_silence = writer.empty_is_silence;
        Self { items: Vec::new(), entries: Vec::new(), key: String::new(), variant, empty_is_silence }
    }

    fn wrapped(self, tree: Tree) -> Made {
        let is_empty = match &tree {
            Tree::List(items) => items.is_empty(),
            Tree::Map(entries) => entries.is_empty(),
            _ => false,
        };
        if self.empty_is_silence && is_empty {
            return Ok(None);
        }
        Ok(Some(match self.variant {
            Some(variant) => Tree::Map(vec![(variant.to_owned(), tree)]),
            None => tree,
        }))
    }

    fn map(mut self) -> Made {
        let entries = std::mem::take(&mut self.entries);
        self.wrapped(Tree::Map(entries))
    }

    fn list(mut self) -> Made {
        let items = std::mem::take(&mut self.items);
        self.wrapped(Tree::List(items))
    }
}

fn unsupported(what: &str) -> NotATree {
    NotATree(format!("{what} has no place in a design"))
}

macro_rules! numbers {
    ($($method:ident: $type:ty => $variant:ident as $to:ty;)*) => {$(
        fn $method(self, value: $type) -> Made {
            Ok(Some(Tree::$variant(<$to>::from(value))))
        }
    )*};
}

impl Serializer for Writer {
    type Ok = Option<Tree>;
    type Error = NotATree;
    type SerializeSeq = Parts;
    type SerializeTuple = Impossible<Option<Tree>, NotATree>;
    type SerializeTupleStruct = Impossible<Option<Tree>, NotATree>;
    type SerializeTupleVariant = Parts;
    type SerializeMap = Parts;
    type SerializeStruct = Parts;
    type SerializeStructVariant = Impossible<Option<Tree>, NotATree>;

    numbers! {
        serialize_u8: u8 => Number as u64;
        serialize_u16: u16 => Number as u64;
        serialize_u32: u32 => Number as u64;
        serialize_u64: u64 => Number as u64;
        serialize_i8: i8 => Signed as i64;
        serialize_i16: i16 => Signed as i64;
        serialize_i32: i32 => Signed as i64;
        serialize_i64: i64 => Signed as i64;
    }

    fn serialize_bool(self, value: bool) -> Made {
        Ok(Some(Tree::Flag(value)))
    }

    fn serialize_f32(self, _: f32) -> Made {
        Err(unsupported("a fraction"))
    }

    fn serialize_f64(self, _: f64) -> Made {
        Err(unsupported("a fraction"))
    }

    fn serialize_char(self, value: char) -> Made {
        Ok(Some(Tree::Text(value.to_string())))
    }

    fn serialize_str(self, value: &str) -> Made {
        Ok(Some(Tree::Text(value.to_owned())))
    }

    fn serialize_bytes(self, _: &[u8]) -> Made {
        Err(unsupported("a byte string"))
    }

    fn serialize_none(self) -> Made {
        Ok(None)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Made {
        value.serialize(SAID)
    }

    fn serialize_unit(self) -> Made {
        Ok(None)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Made {
        Ok(None)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Made {
        Ok(Some(Tree::Text(variant.to_owned())))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Made {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Made {
        let inner = value.serialize(SAID)?.unwrap_or(Tree::Map(Vec::new()));
        Ok(Some(Tree::Map(vec![(variant.to_owned(), inner)])))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts, NotATree> {
        Ok(Parts::new(self, None))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, NotATree> {
        Err(unsupported("a tuple"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, NotATree> {
        Err(unsupported("a tuple"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts, NotATree> {
        Ok(Parts::new(SAID, Some(variant)))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts, NotATree> {
        Ok(Parts::new(self, None))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts, NotATree> {
        Ok(Parts::new(SAID, None))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, NotATree> {
        Err(unsupported("a variant with fields"))
    }
}

impl SerializeSeq for Parts {
    type Ok = Option<Tree>;
    type Error = NotATree;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotATree> {
        self.items.extend(value.serialize(SAID)?);
        Ok(())
    }

    fn end(self) -> Made {
        self.list()
    }
}

impl SerializeTupleVariant for Parts {
    type Ok = Option<Tree>;
    type Error = NotATree;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotATree> {
        self.items.extend(value.serialize(SAID)?);
        Ok(())
    }

    fn end(self) -> Made {
        self.list()
    }
}

impl SerializeMap for Parts {
    type Ok = Option<Tree>;
    type Error = NotATree;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NotATree> {
        match key.serialize(SAID)? {
            Some(Tree::Text(key)) => self.key = key,
            Some(Tree::Number(number)) => self.key = number.to_string(),
            _ => return Err(unsupported("a key that is no text")),
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotATree> {
        // An entry says that the thing is there, however little is said of it.
        let value = value.serialize(SAID)?.unwrap_or(Tree::Map(Vec::new()));
        self.entries.push((std::mem::take(&mut self.key), value));
        Ok(())
    }

    fn end(self) -> Made {
        self.map()
    }
}

impl SerializeStruct for Parts {
    type Ok = Option<Tree>;
    type Error = NotATree;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), NotATree> {
        let Some(tree) = value.serialize(FIELD)? else { return Ok(()) };
        self.entries.push((key.to_owned(), tree));
        Ok(())
    }

    fn end(self) -> Made {
        self.map()
    }
}
