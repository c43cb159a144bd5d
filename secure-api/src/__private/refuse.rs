//! How a constant of generated code says what is wrong: it panics with the message. Functions that know their caller do not count as places
//! of it, so that the compiler points at the user's code alone; and a call is much less to compile than what `panic!` becomes.

use super::words::Words;
use crate::input::{AboutField, Growth, Shape};

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

/// A field whose value can grow although these of its dimensions have a bound by its rules; the helps say where one would go. And a
/// field that has rules of its own which need the state, or that is written into a row and hides that it refers to another.
///
/// # Panics
/// If it is one.
#[track_caller]
pub const fn refuse_field(
    about: AboutField,
    is_written: bool,
    bounded: u32,
    field: &str,
    bound: &str,
    bound_of_each: &str,
) {
    refuse_growth(about, bounded, field, bound, bound_of_each);
    refuse_misused(about, is_written, field);
}

/// A field that states that it has no bound although it has one. For the rest as [`refuse_field`].
///
/// # Panics
/// If it is one.
#[track_caller]
pub const fn refuse_bounded_anyway(about: AboutField, is_written: bool, bounded: u32, field: &str) {
    if matches!(Growth::left(about.growth, bounded), Growth::Bounded) {
        let words = Words::of(&["field `", field, "` is bounded anyway\nhelp: remove `unbounded`"]);
        refuse_if(true, words.text());
    }
    refuse_misused(about, is_written, field);
}

#[track_caller]
const fn refuse_misused(about: AboutField, is_written: bool, field: &str) {
    if is_written && about.refers.is_hidden() {
        let words = Words::of(&[
            "the type of field `",
            field,
            "` hides that it refers to a row, so that no statement would check it\nhelp: write `Ref<…>`, or an `Option` or a `Patch` of it, here and in the resource",
        ]);
        refuse_if(true, words.text());
    }
    if about.needs_state {
        let words = Words::of(&[
            "field `",
            field,
            "` holds an input whose rules need the application's state, which only the outermost input gets\nhelp: write the `async_custom` rule on the outermost input",
        ]);
        refuse_if(true, words.text());
    }
}

#[track_caller]
const fn refuse_growth(
    about: AboutField,
    bounded: u32,
    field: &str,
    bound: &str,
    bound_of_each: &str,
) {
    const FILE: &str = "file(max = \"5MiB\", types(\"image/png\"))";
    let grows = "` can grow without limit\nhelp: ";
    let words = match (Growth::left(about.growth, bounded), about.shape) {
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
