use std::fmt::Display;

use serde_json::Value;

use crate::input::{Flaw, Verdict};

/// Members that can be compared with choices written in the attribute.
#[diagnostic::on_unimplemented(
    message = "rule `one_of` is for text and integers, not for `{Self}`",
    label = "cannot be listed",
    note = "inside a list, write `each(one_of(…))`"
)]
pub trait Choice {
    /// How a choice is written.
    #[doc(hidden)]
    type Literal: Copy + Display + Into<Value>;

    /// Whether the value is this one.
    #[doc(hidden)]
    fn is(&self, choice: &Self::Literal) -> bool;
}

impl Choice for String {
    type Literal = &'static str;

    fn is(&self, choice: &&'static str) -> bool {
        self == choice
    }
}

macro_rules! integers {
    ($($integer:ident)*) => {$(
        impl Choice for $integer {
            type Literal = Self;

            fn is(&self, choice: &Self) -> bool {
                self == choice
            }
        }
    )*};
}
integers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

/// `one_of("…", "…")`: one of the values that are listed, text or integers, exactly as written. There is a longest, so
/// this rule is a bound too.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Sorting {
///     #[validate(one_of("title", "created_at"))]
///     column: String,
/// }
///
/// assert!(input::read_query::<Sorting>("column=title").is_ok());
/// assert!(input::read_query::<Sorting>("column=title;--").is_err());
/// ```
///
/// # Errors
/// If the value is none of them.
pub fn one_of<T: Choice>(value: &T, choices: &[T::Literal]) -> Verdict {
    if choices.iter().any(|choice| value.is(choice)) {
        return Ok(());
    }
    let words: Vec<_> = choices.iter().map(|choice| format!("`{choice}`")).collect();
    let values: Value = choices.iter().copied().map(Into::into).collect();
    let flaw = Flaw::new("one_of", format!("must be one of {}", words.join(", ")));
    Err(flaw.with("choices", Some(values)))
}
