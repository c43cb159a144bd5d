//! How a constant of generated code says what is wrong: it panics with the message. Functions that know their caller do not count as places
//! of it, so that the compiler points at the user's code alone; and a call is much less to compile than what `panic!` becomes.

use super::words::Words;
use crate::input::{Growth, Shape};

/// A mistake ends the constant.
///
/// # Panics
/// If it is one.
#[track_caller]
#[expect(
    clippy::panic,
    reason = "it is called by constants alone, and so a message of the compiler"
)]
pub const fn refuse_if(is_mistake: bool, message: &str) {
    if is_mistake {
        panic!("{}", message)
    }
}

/// The same for a mistake whose words name what is known to the types alone.
///
/// # Panics
/// If it is one.
#[track_caller]
pub const fn refuse_as(mistake: Option<Words>) {
    if let Some(words) = mistake {
        refuse_if(true, words.text());
    }
}

/// A field whose value can grow although these of its dimensions have a bound by its rules; the helps say where one would go.
///
/// # Panics
/// If it is one.
#[track_caller]
pub const fn refuse_growth(
    growth: u32,
    bounded: u32,
    shape: Shape,
    field: &str,
    bound: &str,
    bound_of_each: &str,
) {
    const FILE: &str = "file(max = \"5MiB\", types(\"image/png\"))";
    let grows = "` can grow without limit\nhelp: ";
    let words = match (Growth::left(growth, bounded), shape) {
        (Growth::Bounded, _) => return,
        (Growth::Value, Shape::File) => {
            Words::of(&["field `", field, grows, "add `#[validate(", FILE, ")]`"])
        }
        (Growth::Elements, Shape::Files) => Words::of(&[
            "the elements of field `",
            field,
            grows,
            "add `#[validate(each(",
            FILE,
            "))]`",
        ]),
        (Growth::Value, _) => Words::of(&["field `", field, grows, bound]),
        (Growth::Names, _) => Words::of(&[
            "the names in field `",
            field,
            grows,
            "add `#[validate(keys(length(max = 100)))]`",
        ]),
        (Growth::Elements, _) => {
            Words::of(&["the elements of field `", field, grows, bound_of_each])
        }
    };
    refuse_if(true, words.text());
}
