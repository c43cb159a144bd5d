use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use validator::ValidateLength;

use crate::input::{Flaw, Verdict};

/// Members that have a length: text has characters (Unicode scalar values), lists and sets have elements, maps have members,
/// `Bytes` have bytes, and so has the JSON text of a `Value`.
#[diagnostic::on_unimplemented(
    message = "rule `length` is for text and lists, not for `{Self}`",
    label = "has no length",
    note = "numbers have `range(min = …, max = …)`"
)]
pub trait Measured {
    /// What is counted.
    #[doc(hidden)]
    const UNIT: &'static str;

    /// How many there are.
    #[doc(hidden)]
    fn count(&self) -> Count;
}

/// How many there are of something, which `validator` compares with the bounds.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Count(u64);

impl Count {
    pub(in crate::input) fn of_bytes(bytes: usize) -> Self {
        Self(u64::try_from(bytes).unwrap_or(u64::MAX))
    }

    fn of<T: ValidateLength<u64>>(value: &T) -> Self {
        Self(value.length().unwrap_or(u64::MAX))
    }
}

impl ValidateLength<u64> for Count {
    fn length(&self) -> Option<u64> {
        Some(self.0)
    }
}

#[diagnostic::do_not_recommend]
impl Measured for String {
    const UNIT: &'static str = "characters";

    fn count(&self) -> Count {
        Count::of(self)
    }
}

macro_rules! collections {
    ($($collection:ty, $unit:literal;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T> Measured for $collection {
            const UNIT: &'static str = $unit;

            fn count(&self) -> Count {
                Count::of(self)
            }
        }
    )*};
}
collections! {
    Vec<T>, "elements";
    BTreeSet<T>, "elements";
    HashSet<T>, "elements";
    BTreeMap<String, T>, "members";
    HashMap<String, T>, "members";
}

/// `length(min = …, max = …)` or `length(equal = …)`: how many characters a text or elements a list has. Of `Bytes` it counts the bytes
/// once they are decoded, of a `serde_json::Value` those of its JSON text without spaces.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct NewDocument {
///     #[validate(length(min = 1, max = 5))]
///     title: String,
///     #[validate(length(equal = 2))]
///     country: Option<String>,
/// }
///
/// assert!(input::read_json::<NewDocument>(r#"{"title": "naïve"}"#.as_bytes()).is_ok());
/// assert!(input::read_json::<NewDocument>(br#"{"title": ""}"#).is_err());
/// assert!(input::read_json::<NewDocument>(br#"{"title": "a", "country": "NLD"}"#).is_err());
/// ```
///
/// # Errors
/// If the value is shorter or longer.
#[inline]
pub fn length<T: Measured>(
    value: &T,
    min: Option<u64>,
    max: Option<u64>,
    equal: Option<u64>,
) -> Verdict {
    match value.count().validate_length(min, max, equal) {
        true => Ok(()),
        false => Err(Flaw::new("length", detail(T::UNIT, min, max, equal))
            .with("min", min)
            .with("max", max)
            .with("equal", equal)),
    }
}

#[cold]
fn detail(unit: &str, min: Option<u64>, max: Option<u64>, equal: Option<u64>) -> String {
    match (equal, min, max) {
        (Some(equal), ..) => format!("must have exactly {equal} {unit}"),
        (None, Some(min), Some(max)) => format!("must have {min} to {max} {unit}"),
        (None, Some(min), None) => format!("must have at least {min} {unit}"),
        (None, None, Some(max)) => format!("must have at most {max} {unit}"),
        (None, None, None) => format!("must have {unit}"),
    }
}
