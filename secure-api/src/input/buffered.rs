//! What stands before the tag of an enum, kept until the tag says what it is for. As it was sent: a member that stands twice still does.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize,
    de::{
        DeserializeSeed, Deserializer, Error, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess,
        Visitor,
        value::{MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};

use super::mismatch::{refuse_others, skip_map, skip_seq};

/// A value as it was sent.
#[derive(Debug)]
pub(super) enum Buffered {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

/// So many values are kept before a tag, in the whole of an object. A byte of a body can stand for one, and each takes some dozens.
const MOST_VALUES: usize = 1_000;

/// What may be kept still.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Budget {
    pub(super) const fn new() -> Self {
        Self(MOST_VALUES)
    }

    /// Whether more stood there than is kept.
    pub(super) const fn is_spent(&self) -> bool {
        self.0 == 0
    }
}

/// Keeps a value, as far as the budget goes.
pub(super) struct Keep<'a>(pub(super) &'a mut Budget);

impl<'de> DeserializeSeed<'de> for Keep<'_> {
    type Value = Buffered;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Buffered, D::Error> {
        self.0.0 = self.0.0.saturating_sub(1);
        if self.0.is_spent() {
            return IgnoredAny::deserialize(deserializer).map(|_| Buffered::Null);
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Keep<'_> {
    type Value = Buffered;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Buffered, E> {
        Ok(Buffered::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Buffered, E> {
        Ok(Buffered::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Buffered, E> {
        Ok(Buffered::Unsigned(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Buffered, E> {
        Ok(Buffered::Signed(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Buffered, E> {
        Ok(Buffered::Float(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Buffered, E> {
        Ok(Buffered::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Buffered, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = elements.next_element_seed(Keep(self.0))? {
            if self.0.is_spent() {
                skip_seq(elements)?;
                break;
            }
            list.push(element);
        }
        Ok(Buffered::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Buffered, A::Error> {
        let mut object = Vec::new();
        while let Some(name) = members.next_key::<String>()? {
            object.push((name, members.next_value_seed(Keep(self.0))?));
            if self.0.is_spent() {
                skip_map(members)?;
                break;
            }
        }
        Ok(Buffered::Object(object))
    }
}

impl<'de, E: Error> IntoDeserializer<'de, E> for Buffered {
    type Deserializer = Replay<E>;

    fn into_deserializer(self) -> Replay<E> {
        Replay(self, PhantomData)
    }
}

/// Reads a value again, as if it stood here.
pub(super) struct Replay<E>(Buffered, PhantomData<E>);

impl<'de, E: Error> Deserializer<'de> for Replay<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.0 {
            Buffered::Null => visitor.visit_unit(),
            Buffered::Bool(value) => visitor.visit_bool(value),
            Buffered::Unsigned(value) => visitor.visit_u64(value),
            Buffered::Signed(value) => visitor.visit_i64(value),
            Buffered::Float(value) => visitor.visit_f64(value),
            Buffered::Text(text) => visitor.visit_string(text),
            Buffered::List(elements) => {
                visitor.visit_seq(SeqDeserializer::new(elements.into_iter()))
            }
            Buffered::Object(members) => {
                visitor.visit_map(MapDeserializer::new(members.into_iter()))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.0 {
            Buffered::Null => visitor.visit_unit(),
            _ => visitor.visit_some(self),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// The name of a member, without a copy where the source has it as it is.
pub(super) struct Name<'de>(pub(super) Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(NameVisitor)
    }
}

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Borrowed(name)))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Owned(name.to_owned())))
    }
}

/// A text, as a tag has to be; `None` for anything else, of which nothing is kept.
pub(super) struct Tag(pub(super) Option<String>);

impl<'de> Deserialize<'de> for Tag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TagVisitor)
    }
}

struct TagVisitor;

impl TagVisitor {
    fn refuse<E>(self) -> Result<Tag, E> {
        Ok(Tag(None))
    }
}

impl<'de> Visitor<'de> for TagVisitor {
    type Value = Tag;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a variant")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Tag, E> {
        Ok(Tag(Some(name.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Tag, A::Error> {
        skip_seq(elements)?;
        self.refuse()
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Tag, A::Error> {
        skip_map(members)?;
        self.refuse()
    }

    refuse_others!(but str);
}
