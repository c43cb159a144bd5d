//! An argument for any parameter of an input, with which the derive asks questions about a generic one.

use serde::{Deserialize, de::Deserializer};

use super::{Field, report::Scope};

/// A field that is whatever a derive could ask for. Never read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub struct AnyField;

#[diagnostic::do_not_recommend]
impl Field for AnyField {
    type Value = Self;

    fn read<'de, D: Deserializer<'de>>(_: D, _: &mut Scope<'_>) -> Result<Option<Self>, D::Error> {
        Ok(None)
    }

    fn value(&self) -> Option<&Self> {
        Some(self)
    }
}
