//! Members that are one value: text, numbers, `bool`, `char`, `Uuid`.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use uuid::Uuid;

use super::{
    Field, Slot,
    field::{Shape, read_at},
    mismatch::{skip_map, skip_seq},
    report::{Flaw, Scope, Step},
};

/// A value as it stands in the input.
#[derive(Clone, Copy)]
pub(super) enum Literal<'a> {
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    /// A string of JSON: text and nothing else.
    Text(&'a str),
    /// Text of a query or a path, which may stand for anything.
    Raw(&'a str),
    /// Null, an array or an object.
    Other,
}

pub(super) trait Scalar: Sized {
    /// The value, or why it is none of this type.
    fn take(literal: Literal<'_>) -> Result<Self, Flaw>;

    /// The value of a string that stands in the JSON as it is, without escapes.
    #[inline]
    fn verbatim(text: &str) -> Result<Self, Flaw> {
        Self::take(Literal::Text(text))
    }
}

#[cold]
fn mismatch(expected: impl Into<Cow<'static, str>>) -> Flaw {
    Flaw::new("type", expected)
}

/// No database keeps the NUL character, so it ends here rather than as a failure of the server.
#[inline]
pub(super) fn without_nul(text: &str) -> Result<&str, Flaw> {
    match text.contains('\0') {
        true => Err(Flaw::new("nul", "must not contain the NUL character")),
        false => Ok(text),
    }
}

impl Scalar for String {
    fn take(literal: Literal<'_>) -> Result<Self, Flaw> {
        match literal {
            Literal::Text(text) | Literal::Raw(text) => without_nul(text).map(str::to_owned),
            _ => Err(mismatch("must be a string")),
        }
    }

    // JSON has no NUL but an escaped one (RFC 8259, section 7), so there is none to look for.
    #[inline]
    fn verbatim(text: &str) -> Result<Self, Flaw> {
        Ok(text.to_owned())
    }
}

impl Scalar for char {
    #[inline]
    fn take(literal: Literal<'_>) -> Result<Self, Flaw> {
        let (Literal::Text(text) | Literal::Raw(text)) = literal else {
            return Err(mismatch("must be a string of one character"));
        };
        without_nul(text)?.parse().map_err(|_| mismatch("must be a string of one character"))
    }
}

impl Scalar for Uuid {
    fn take(literal: Literal<'_>) -> Result<Self, Flaw> {
        match literal {
            Literal::Text(text) | Literal::Raw(text) => text.parse().ok(),
            _ => None,
        }
        .ok_or_else(|| mismatch("must be a UUID"))
    }
}

impl Scalar for bool {
    fn take(literal: Literal<'_>) -> Result<Self, Flaw> {
        match literal {
            Literal::Bool(value) => Some(value),
            Literal::Raw(text) => text.parse().ok(),
            _ => None,
        }
        .ok_or_else(|| mismatch("must be true or false"))
    }
}

macro_rules! integers {
    ($($integer:ident)*) => {$(
        impl Scalar for $integer {
            #[inline]
            fn take(literal: Literal<'_>) -> Result<Self, Flaw> {
                match literal {
                    Literal::Unsigned(value) => value.try_into().ok(),
                    Literal::Signed(value) => value.try_into().ok(),
                    Literal::Raw(text) => text.parse().ok(),
                    _ => None,
                }
                .ok_or_else(|| mismatch(format!("must be an integer from {} to {}", Self::MIN, Self::MAX)))
            }
        }
    )*};
}
integers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

macro_rules! floats {
    ($($float:ident)*) => {$(
        impl Scalar for $float {
            // Halfway between numbers, a float takes the nearest; that is what JSON means by a number.
            #[allow(clippy::cast_possible_truncation, reason = "what does not fit becomes infinite and is refused")]
            #[inline]
            fn take(literal: Literal<'_>) -> Result<Self, Flaw> {
                match literal {
                    Literal::Float(value) => Some(value as $float),
                    Literal::Unsigned(value) => Some(value as $float),
                    Literal::Signed(value) => Some(value as $float),
                    Literal::Raw(text) => text.parse().ok(),
                    _ => None,
                }
                .filter(|value: &$float| value.is_finite())
                .ok_or_else(|| mismatch("must be a number that fits"))
            }
        }
    )*};
}
floats!(f32 f64);

macro_rules! fields {
    ($($scalar:ident: $growth:literal),*) => {$(
        impl Field for $scalar {
            type Value = Self;
            const GROWTH: u32 = $growth;
            const SHAPE: Shape = Shape::Text;

            fn read<'de, D: Deserializer<'de>>(
                deserializer: D,
                scope: &mut Scope<'_>,
            ) -> Result<Option<Self>, D::Error> {
                read_scalar(deserializer, scope)
            }

            // The commonest members; their places are made only where something is wrong with them.
            #[inline]
            fn read_into<'de, D: Deserializer<'de>>(
                slot: &mut Slot<Self>,
                deserializer: D,
                scope: &mut Scope<'_>,
                step: Step,
                _: &'static [u64],
            ) -> Result<(), D::Error> {
                if matches!(slot, Slot::Absent) && !scope.has_spoilt() {
                    let read = deserializer.deserialize_any(ScalarVisitor(scope, step, PhantomData))?;
                    *slot = read.map_or(Slot::Refused, Slot::Read);
                    return Ok(());
                }
                read_at(slot, deserializer, scope.go(step))
            }

            fn value(&self) -> Option<&Self> {
                Some(self)
            }
        }
    )*};
}
fields!(String: 1, char: 0, bool: 0, Uuid: 0);
fields!(u8: 0, u16: 0, u32: 0, u64: 0, usize: 0, i8: 0, i16: 0, i32: 0, i64: 0, isize: 0, f32: 0, f64: 0);

#[inline]
pub(super) fn read_scalar<'de, T: Scalar, D: Deserializer<'de>>(
    deserializer: D,
    scope: &mut Scope<'_>,
) -> Result<Option<T>, D::Error> {
    // Whatever kind of value stands there, the visitor gets to see it.
    deserializer.deserialize_any(ScalarVisitor(scope, Step::Here, PhantomData))
}

struct ScalarVisitor<'a, 'b, T>(&'a mut Scope<'b>, Step, PhantomData<T>);

impl<T: Scalar> ScalarVisitor<'_, '_, T> {
    #[inline]
    fn take<E>(self, literal: Literal<'_>) -> Result<Option<T>, E> {
        self.taken(T::take(literal))
    }

    #[inline]
    fn taken<E>(self, taken: Result<T, Flaw>) -> Result<Option<T>, E> {
        match taken {
            Ok(value) => Ok(Some(value)),
            Err(flaw) => {
                self.0.go(self.1).verdict(Err(flaw));
                Ok(None)
            }
        }
    }
}

impl<'de, T: Scalar> Visitor<'de> for ScalarVisitor<'_, '_, T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        self.take(Literal::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        self.take(Literal::Unsigned(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        self.take(Literal::Signed(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        self.take(Literal::Float(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        let literal = if self.0.is_text() { Literal::Raw(text) } else { Literal::Text(text) };
        self.take(literal)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        match self.0.is_text() {
            true => self.visit_str(text),
            false => self.taken(T::verbatim(text)),
        }
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        self.take(Literal::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Self::Value, A::Error> {
        skip_seq(elements)?;
        self.take(Literal::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        skip_map(members)?;
        self.take(Literal::Other)
    }
}
