use std::fmt::Display;

use serde_json::Value;
use validator::ValidateRange;

use crate::input::{Flaw, Verdict};

/// Members that are numbers.
#[diagnostic::on_unimplemented(
    message = "rule `range` is for numbers, not for `{Self}`",
    label = "not a number",
    note = "text and lists have `length(min = …, max = …)`"
)]
pub trait Number: Copy {
    /// The number's own type, which its bounds have too.
    #[doc(hidden)]
    type Bound: Copy + Display + PartialOrd + ValidateRange<Self::Bound>;

    /// The number.
    #[doc(hidden)]
    fn number(self) -> Self::Bound;

    /// A bound as JSON has it.
    #[doc(hidden)]
    fn json(bound: Self::Bound) -> Value;
}

macro_rules! numbers {
    ($bound:ident => $json:expr; $($number:ident)*) => {$(
        impl Number for $number {
            type Bound = Self;

            fn number(self) -> Self {
                self
            }

            fn json($bound: Self) -> Value {
                $json
            }
        }
    )*};
}
numbers!(bound => bound.into(); u8 u16 u32 u64 usize i8 i16 i32 i64 isize f64);
// Widened as it is, 0.1 would become 0.10000000149011612: JSON gets the number that is written.
numbers!(bound => bound.to_string().parse::<f64>().map_or(Value::Null, Value::from); f32);

/// The bounds of a range, of which at least one is given.
#[derive(Debug, Clone, Copy)]
pub struct Bounds<T> {
    /// The least value.
    pub min: Option<T>,
    /// The greatest value.
    pub max: Option<T>,
    /// Every value is greater.
    pub exclusive_min: Option<T>,
    /// Every value is less.
    pub exclusive_max: Option<T>,
}

/// `range(min = …, max = …, exclusive_min = …, exclusive_max = …)`: what a number lies between. NaN lies nowhere.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Review {
///     #[validate(range(min = 1, max = 5))]
///     stars: u8,
///     #[validate(range(exclusive_min = 0.0))]
///     weight: Option<f64>,
/// }
///
/// assert!(input::read_json::<Review>(br#"{"stars": 5, "weight": 0.5}"#).is_ok());
/// assert!(input::read_json::<Review>(br#"{"stars": 0}"#).is_err());
/// assert!(input::read_json::<Review>(br#"{"stars": 1, "weight": 0}"#).is_err());
/// ```
///
/// # Errors
/// If the value lies outside.
#[inline]
pub fn range<T: Number>(value: &T, bounds: Bounds<T::Bound>) -> Verdict {
    let Bounds { min, max, exclusive_min, exclusive_max } = bounds;
    let number = value.number();
    // Comparisons with NaN are all false, so `validator` alone would let it pass.
    let is_ordered = number.partial_cmp(&number).is_some();
    match is_ordered && number.validate_range(min, max, exclusive_min, exclusive_max) {
        true => Ok(()),
        false => Err(Flaw::new("range", detail(&bounds))
            .with("min", min.map(T::json))
            .with("max", max.map(T::json))
            .with("exclusive_min", exclusive_min.map(T::json))
            .with("exclusive_max", exclusive_max.map(T::json))),
    }
}

#[cold]
fn detail<T: Display>(bounds: &Bounds<T>) -> String {
    let parts = [
        bounds.min.as_ref().map(|bound| format!("at least {bound}")),
        bounds.exclusive_min.as_ref().map(|bound| format!("greater than {bound}")),
        bounds.max.as_ref().map(|bound| format!("at most {bound}")),
        bounds.exclusive_max.as_ref().map(|bound| format!("less than {bound}")),
    ];
    format!("must be {}", parts.into_iter().flatten().collect::<Vec<_>>().join(" and "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_lies_nowhere() {
        let bounds = Bounds { min: None, max: Some(1.0), exclusive_min: None, exclusive_max: None };
        assert!(range(&f64::NAN, bounds).is_err());
        assert!(range(&f64::NEG_INFINITY, bounds).is_ok());
    }
}
