use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use validator::ValidateLength;

use crate::input::{Flaw, Verdict};

/// Members that have a length: text has characters (Unicode scalar values), lists and sets have
/// elements, maps have members.
#[diagnostic::on_unimplemented(
    message = "rule `length` is for text and lists, not for `{Self}`",
    label = "has no length",
    note = "numbers have `range(min = …, max = …)`"
)]
pub trait Measured: ValidateLength<u64> {
    /// What is counted.
    #[doc(hidden)]
    const UNIT: &'static str;
}

#[diagnostic::do_not_recommend]
impl Measured for String {
    const UNIT: &'static str = "characters";
}

#[diagnostic::do_not_recommend]
impl<T> Measured for Vec<T> {
    const UNIT: &'static str = "elements";
}

impl<T> Measured for BTreeSet<T> {
    const UNIT: &'static str = "elements";
}

impl<T> Measured for HashSet<T> {
    const UNIT: &'static str = "elements";
}

impl<T> Measured for BTreeMap<String, T> {
    const UNIT: &'static str = "members";
}

impl<T> Measured for HashMap<String, T> {
    const UNIT: &'static str = "members";
}

/// `length(min = …, max = …)` or `length(equal = …)`: how many characters a text or elements a list has.
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
    match value.validate_length(min, max, equal) {
        true => Ok(()),
        false => Err(Flaw::new("length", detail(T::UNIT, min, max, equal))),
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
