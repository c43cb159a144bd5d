//! Members of foreign types, which their own `Deserialize` reads, or a function of serde's form: from one value, a text, a number or a
//! truth value, so that nothing in it goes unseen.

use std::fmt;

use serde::{
    de::{
        Deserializer, Error as _, IntoDeserializer as _, MapAccess, SeqAccess, Unexpected, Visitor,
        value::Error,
    },
    forward_to_deserialize_any,
};

use super::{
    Slot,
    mismatch::{skip_map, skip_seq},
    object::skip,
    report::{Flaw, Scope},
};

/// A text is at most this long: enough for everything that is one value.
const LONGEST: usize = 1024;

/// Reads a member into its slot. What `read` says of a value that it does not take may quote it, so only that it did not is told.
///
/// # Errors
/// The deserializer's, if the value is malformed.
pub fn read_plain<'de, T, D: Deserializer<'de>>(
    slot: &mut Slot<T>,
    deserializer: D,
    mut scope: Scope<'_>,
    read: impl FnOnce(PlainValue) -> Result<T, Error>,
) -> Result<(), D::Error> {
    if !matches!(slot, Slot::Absent) {
        scope.refuse("duplicate", "must be given once only");
        return skip(deserializer);
    }
    *slot = Slot::Refused;
    if scope.is_spoilt() {
        return skip(deserializer);
    }
    match deserializer.deserialize_any(PlainVisitor { is_text: scope.is_text() })? {
        Ok(value) => match read(value) {
            Ok(value) => *slot = Slot::Read(value),
            Err(_) => scope.refuse("type", "is not a value that can be read here"),
        },
        Err(flaw) => scope.verdict(Err(flaw)),
    }
    Ok(())
}

/// What was read, or what the type makes of a member that is not there: nothing, unless it is an `Option`.
pub fn take_plain<T>(
    slot: Slot<T>,
    mut scope: Scope<'_>,
    read: impl FnOnce(PlainValue) -> Result<T, Error>,
) -> Option<T> {
    slot.or_else(|| {
        let value = read(PlainValue(Kind::Absent)).ok();
        if value.is_none() {
            scope.refuse("missing", "is required");
        }
        value
    })
}

/// What a function has read.
pub fn take_read<T>(slot: Slot<T>, mut scope: Scope<'_>) -> Option<T> {
    slot.or_else(|| {
        scope.refuse("missing", "is required");
        None
    })
}

/// One value, as a deserializer for types that know nothing of inputs.
#[derive(Debug)]
pub struct PlainValue(Kind);

#[derive(Debug)]
enum Kind {
    Absent,
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    /// A string of JSON.
    Text(String),
    /// Text of a query or a path, which may stand for anything.
    Raw(String),
}

struct PlainVisitor {
    is_text: bool,
}

impl<'de> Visitor<'de> for PlainVisitor {
    type Value = Result<PlainValue, Flaw>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Ok(PlainValue(Kind::Bool(value))))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Ok(PlainValue(Kind::Unsigned(value))))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Ok(PlainValue(Kind::Signed(value))))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Ok(PlainValue(Kind::Float(value))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(match text {
            _ if text.contains('\0') => Err(Flaw::new("nul", "must not contain the NUL character")),
            _ if text.chars().nth(LONGEST).is_some() => {
                let flaw = Flaw::new("length", format!("must have at most {LONGEST} characters"));
                Err(flaw.with("max", Some(LONGEST)))
            }
            _ if self.is_text => Ok(PlainValue(Kind::Raw(text.to_owned()))),
            _ => Ok(PlainValue(Kind::Text(text.to_owned()))),
        })
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Ok(PlainValue(Kind::Null)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Self::Value, A::Error> {
        skip_seq(elements)?;
        Ok(Err(Flaw::new("type", "must be one value, not an array")))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        skip_map(members)?;
        Ok(Err(Flaw::new("type", "must be one value, not an object")))
    }
}

/// Text of a query says what it is asked for, if it can.
macro_rules! parse {
    ($($method:ident: $visit:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match &self.0 {
                Kind::Raw(text) => match text.parse() {
                    Ok(value) => visitor.$visit(value),
                    Err(_) => Err(Error::invalid_type(Unexpected::Other("text"), &visitor)),
                },
                _ => self.deserialize_any(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for PlainValue {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Kind::Absent => Err(Error::custom("absent")),
            Kind::Null => visitor.visit_unit(),
            Kind::Bool(value) => visitor.visit_bool(value),
            Kind::Unsigned(value) => visitor.visit_u64(value),
            Kind::Signed(value) => visitor.visit_i64(value),
            Kind::Float(value) => visitor.visit_f64(value),
            Kind::Text(text) | Kind::Raw(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Kind::Absent => visitor.visit_none(),
            Kind::Null => visitor.visit_unit(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Kind::Text(text) | Kind::Raw(text) => {
                text.into_deserializer().deserialize_enum(name, variants, visitor)
            }
            _ => self.deserialize_any(visitor),
        }
    }

    parse! {
        deserialize_bool: visit_bool
        deserialize_i8: visit_i8
        deserialize_i16: visit_i16
        deserialize_i32: visit_i32
        deserialize_i64: visit_i64
        deserialize_i128: visit_i128
        deserialize_u8: visit_u8
        deserialize_u16: visit_u16
        deserialize_u32: visit_u32
        deserialize_u64: visit_u64
        deserialize_u128: visit_u128
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_f64(visitor)
    }

    // Text can say what JSON cannot: that it is no number, or an infinite one.
    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.0 {
            Kind::Raw(text) => match text.parse().ok().filter(|value: &f64| value.is_finite()) {
                Some(value) => visitor.visit_f64(value),
                None => Err(Error::invalid_type(Unexpected::Other("text"), &visitor)),
            },
            _ => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
