//! Constant judgments over the arguments of an endpoint: what only types can tell the macro.

use super::rule::is_same;
use crate::{
    constant::contains,
    endpoint::EndpointArgument,
    policy::{ArgumentKind, InputSource, ResourceInfo},
};

/// What an argument is; where it is none, this is where the compiler says so.
#[must_use]
pub const fn argument<T: EndpointArgument>() -> ArgumentKind {
    T::KIND
}

/// Whether the argument at this position reads the body.
#[must_use]
pub const fn reads_body(arguments: &[ArgumentKind], position: usize) -> bool {
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
#[must_use]
pub const fn loads_row_after_input(arguments: &[ArgumentKind], position: usize) -> bool {
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

/// Why the input at this position cannot stand where it is read from.
#[must_use]
pub const fn misfit(arguments: &[ArgumentKind], position: usize) -> Option<&'static str> {
    match at(arguments, position) {
        Some(ArgumentKind::Input(input) | ArgumentKind::Body(input)) => input.misfit,
        _ => None,
    }
}

/// Whether the argument at this position reads the query after another one has.
#[must_use]
pub const fn reads_query_again(arguments: &[ArgumentKind], position: usize) -> bool {
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

/// Whether an argument reaches rows of this resource.
#[must_use]
pub const fn is_taken(arguments: &[ArgumentKind], resource: &ResourceInfo) -> bool {
    let mut position = 0;
    while position < arguments.len() {
        if let Some(ArgumentKind::Rows(rows)) = at(arguments, position)
            && is_same(rows.resource, resource)
        {
            return true;
        }
        position += 1;
    }
    false
}

/// Whether all rows are of these resources.
#[must_use]
pub const fn every_row_is_of(arguments: &[ArgumentKind], resources: &[&ResourceInfo]) -> bool {
    let mut position = 0;
    while position < arguments.len() {
        if let Some(ArgumentKind::Rows(rows)) = at(arguments, position) {
            let mut rest = resources;
            let mut is_named = false;
            while let [resource, others @ ..] = rest {
                is_named = is_named || is_same(rows.resource, resource);
                rest = others;
            }
            if !is_named {
                return false;
            }
        }
        position += 1;
    }
    true
}

/// Whether the argument at this position loads a row by the capture that an earlier one uses as well, because neither names its
/// own.
#[must_use]
pub const fn shares_id(arguments: &[ArgumentKind], unnamed: &[bool], position: usize) -> bool {
    let mut earlier = 0;
    while loads_row(arguments, position) && earlier < position {
        if loads_row(arguments, earlier) && is_unnamed(unnamed, earlier) {
            return true;
        }
        earlier += 1;
    }
    false
}

#[expect(
    clippy::indexing_slicing,
    reason = "bounds are checked in the same line; `get` is not const"
)]
const fn is_unnamed(unnamed: &[bool], position: usize) -> bool {
    position < unnamed.len() && unnamed[position]
}

/// Whether any argument reaches rows.
#[must_use]
pub const fn takes_rows(arguments: &[ArgumentKind]) -> bool {
    let mut position = 0;
    while position < arguments.len() {
        if reaches_rows(arguments, position) {
            return true;
        }
        position += 1;
    }
    false
}

/// Whether every resource that is reached has an owner column.
#[must_use]
pub const fn rows_have_owner(arguments: &[ArgumentKind]) -> bool {
    let mut position = 0;
    while position < arguments.len() {
        if let Some(ArgumentKind::Rows(rows)) = at(arguments, position)
            && rows.resource.owners.is_empty()
        {
            return false;
        }
        position += 1;
    }
    true
}

/// Whether this is an owner column of every resource that is reached and has any.
#[must_use]
pub const fn rows_are_owned_by(arguments: &[ArgumentKind], column: &str) -> bool {
    let mut position = 0;
    while position < arguments.len() {
        if let Some(ArgumentKind::Rows(rows)) = at(arguments, position)
            && !rows.resource.owners.is_empty()
            && !contains(rows.resource.owners, column)
        {
            return false;
        }
        position += 1;
    }
    true
}

#[expect(
    clippy::indexing_slicing,
    reason = "bounds are checked in the same line; `get` is not const"
)]
pub(super) const fn at(arguments: &[ArgumentKind], position: usize) -> Option<ArgumentKind> {
    if position < arguments.len() { Some(arguments[position]) } else { None }
}
