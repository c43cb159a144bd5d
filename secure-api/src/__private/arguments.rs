//! Constant judgments over the arguments of an endpoint: what only types can tell the macro.

use super::{
    columns::{same_columns, transfers_row},
    words::Words,
};
use crate::{
    constant::contains,
    endpoint::EndpointArgument,
    policy::{ArgumentKind, InputSource},
};

/// What an argument is; where it is none, this is where the compiler says so.
#[must_use]
pub const fn argument<T: EndpointArgument>() -> ArgumentKind {
    T::KIND
}

/// Whether the argument at this position reads the body.
const fn reads_body(arguments: &[ArgumentKind], position: usize) -> bool {
    matches!(at(arguments, position), Some(ArgumentKind::Body(_) | ArgumentKind::Unchecked))
}

/// Whether the argument at this position reaches rows.
#[must_use]
pub const fn reaches_rows(arguments: &[ArgumentKind], position: usize) -> bool {
    matches!(at(arguments, position), Some(ArgumentKind::Rows(_)))
}

/// Whether the argument at this position loads a row by the id in the path.
#[must_use]
pub const fn loads_row(arguments: &[ArgumentKind], position: usize) -> bool {
    matches!(at(arguments, position), Some(ArgumentKind::Rows(rows)) if rows.loads_row)
}

/// Whether the argument at this position loads a row after input was read.
const fn loads_row_after_input(arguments: &[ArgumentKind], position: usize) -> bool {
    let Some(ArgumentKind::Rows(rows)) = at(arguments, position) else {
        return false;
    };
    let mut before = 0;
    while rows.loads_row && before < position {
        if matches!(at(arguments, before), Some(ArgumentKind::Input(_))) {
            return true;
        }
        before += 1;
    }
    false
}

/// Why the argument at this position cannot stand there in the endpoint `name`: what it is, against those before it. `unnamed` are the
/// arguments without `#[path]`, `gives_away` says whether the attribute has `transfer`.
#[must_use]
pub const fn misfit(
    arguments: &[ArgumentKind],
    position: usize,
    unnamed: &[bool],
    gives_away: bool,
    name: &str,
) -> Option<Words> {
    if position + 1 < arguments.len() && reads_body(arguments, position) {
        return Some(Words::of(&[
            "only the last argument of ",
            name,
            " can read the body\nhelp: move this argument to the end, and keep one that reads the body",
        ]));
    }
    if let Some(ArgumentKind::Input(input) | ArgumentKind::Body(input)) = at(arguments, position)
        && let Some(misfit) = input.misfit
    {
        return Some(Words::of(&[misfit]));
    }
    if reads_query_again(arguments, position) {
        return Some(Words::of(&[
            "two arguments of ",
            name,
            " read the query, and each refuses what is for the other\nhelp: take one input with all its members; `PageRequest::new` makes a page of `limit` and `after`",
        ]));
    }
    if loads_row_after_input(arguments, position) {
        return Some(Words::of(&[
            name,
            " reads input before it loads this row\nhelp: move this argument before every `Valid<…>`",
        ]));
    }
    if is_unnamed(unnamed, position) && shares_id(arguments, unnamed, position) {
        return Some(Words::of(&[
            "two rows of ",
            name,
            " are both loaded by the same captures of the path\nhelp: write `#[path(\"…\")]` before this argument, with the capture of its own id",
        ]));
    }
    if !gives_away && transfers_row(arguments, position) {
        return Some(Words::of(&[
            "this argument gives its row to another owner, but the attribute of ",
            name,
            " does not say so\nhelp: add `transfer` to the attribute, or take `Owned<…>`",
        ]));
    }
    None
}

/// Whether the argument at this position reads the query after another one has.
const fn reads_query_again(arguments: &[ArgumentKind], position: usize) -> bool {
    let mut before = 0;
    while reads_query(arguments, position) && before < position {
        if reads_query(arguments, before) {
            return true;
        }
        before += 1;
    }
    false
}

const fn reads_query(arguments: &[ArgumentKind], position: usize) -> bool {
    match at(arguments, position) {
        Some(ArgumentKind::Input(input)) => matches!(input.source, InputSource::Query),
        _ => false,
    }
}

/// Whether any argument reads the body.
#[must_use]
pub const fn takes_body(arguments: &[ArgumentKind]) -> bool {
    let mut position = 0;
    while position < arguments.len() {
        if reads_body(arguments, position) {
            return true;
        }
        position += 1;
    }
    false
}

/// Whether the argument at this position reaches rows that belong to tenants.
#[must_use]
pub const fn reaches_rows_of_tenants(arguments: &[ArgumentKind], position: usize) -> bool {
    match at(arguments, position) {
        Some(ArgumentKind::Rows(rows)) => rows.resource.tenant.is_some(),
        _ => false,
    }
}

/// Whether any argument reaches rows that belong to tenants.
#[must_use]
pub const fn takes_rows_of_tenants(arguments: &[ArgumentKind]) -> bool {
    let mut position = 0;
    while position < arguments.len() {
        if reaches_rows_of_tenants(arguments, position) {
            return true;
        }
        position += 1;
    }
    false
}

/// Whether the argument at this position loads a row by the captures that an earlier one uses as well, because neither names its own. Ids of
/// several columns may have some of them in common, but `id` is the whole id of one row.
const fn shares_id(arguments: &[ArgumentKind], unnamed: &[bool], position: usize) -> bool {
    let Some(captures) = default_captures(arguments, position) else { return false };
    let mut earlier = 0;
    while earlier < position {
        if let Some(others) = default_captures(arguments, earlier)
            && is_unnamed(unnamed, earlier)
            && share(captures, others)
        {
            return true;
        }
        earlier += 1;
    }
    false
}

const fn default_captures(
    arguments: &[ArgumentKind],
    position: usize,
) -> Option<&'static [&'static str]> {
    match at(arguments, position) {
        Some(ArgumentKind::Rows(rows)) if rows.loads_row => Some(rows.captures(&[])),
        _ => None,
    }
}

const fn share(one: &[&str], other: &[&str]) -> bool {
    match (one, other) {
        ([one], others) | (others, [one]) => contains(others, one),
        _ => same_columns(one, other),
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "bounds are checked in the same line; `get` is not const"
)]
const fn is_unnamed(unnamed: &[bool], position: usize) -> bool {
    position < unnamed.len() && unnamed[position]
}

#[expect(
    clippy::indexing_slicing,
    reason = "bounds are checked in the same line; `get` is not const"
)]
pub(super) const fn at(arguments: &[ArgumentKind], position: usize) -> Option<ArgumentKind> {
    if position < arguments.len() { Some(arguments[position]) } else { None }
}
