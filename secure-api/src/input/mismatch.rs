//! Values of the wrong type: read to their end, so that the rest of the input still gets to speak.

use serde::de::{IgnoredAny, MapAccess, SeqAccess};

pub(super) fn skip_map<'de, A: MapAccess<'de>>(mut members: A) -> Result<(), A::Error> {
    while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
}

pub(super) fn skip_seq<'de, A: SeqAccess<'de>>(mut elements: A) -> Result<(), A::Error> {
    while elements.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

/// Every other kind of value is of the wrong type, which goes to the report instead of ending the reading.
macro_rules! refuse_others {
    () => {
        refuse_others!(but str);

        fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<Self::Value, E> {
            self.refuse()
        }
    };
    (but str) => {
        fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Self::Value, E> {
            self.refuse()
        }

        fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Self::Value, E> {
            self.refuse()
        }

        fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Self::Value, E> {
            self.refuse()
        }

        fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Self::Value, E> {
            self.refuse()
        }

        fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
            self.refuse()
        }
    };
}
pub(super) use refuse_others;
