//! Members that are bytes, which JSON has as text in base64.

use axum::body::Bytes;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::de::Deserializer;

use super::{
    Field,
    field::Shape,
    report::{Flaw, Scope},
    rules::{Count, Measured},
    scalar::{Literal, Scalar, read_scalar},
};

impl Scalar for Bytes {
    /// One spelling for each value (RFC 4648, section 4): padded, without line ends, no bits left over.
    fn take(literal: Literal<'_>) -> Result<Self, Flaw> {
        match literal {
            Literal::Text(text) | Literal::Raw(text) => STANDARD.decode(text).ok(),
            _ => None,
        }
        .map(Into::into)
        .ok_or_else(|| Flaw::new("type", "must be a string in base64"))
    }
}

impl Field for Bytes {
    type Value = Self;
    const GROWTH: u32 = 1;
    const SHAPE: Shape = Shape::Text;

    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        scope: &mut Scope<'_>,
    ) -> Result<Option<Self>, D::Error> {
        read_scalar(deserializer, scope)
    }

    fn value(&self) -> Option<&Self> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl Measured for Bytes {
    const UNIT: &'static str = "bytes";

    fn count(&self) -> Count {
        Count::of_bytes(self.len())
    }
}
