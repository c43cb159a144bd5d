//! What inputs give that make a row, or change the one that is there.

use crate::{
    constant::contains,
    policy::ResourceInfo,
    rows::{Create, StatementCell},
};

/// An input that makes a row of `R`, or changes the one that its conflict key names. `#[derive(SecureInput)]` with
/// `#[input(create = R, upsert(owner_id, slug))]` writes it.
///
/// The key has an owner column or the tenant in it, so that what it names is the caller's or of its tenant; its other columns are the
/// input's. The table needs a unique index of exactly these columns, in any order; if rows are kept when they are deleted, it may be one of
/// those that are not. Without it the database refuses the statement, which is 500 for every request. So where the resource says
/// `migrations = "…"`, an upsert whose key has no such index does not compile.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no input that makes rows of `{R}` or changes those that are there",
    label = "has no conflict key",
    note = "write `#[derive(SecureInput)]` and `#[input(create = {R}, upsert(owner_id, …))]` above it"
)]
pub trait Upsert<R>: Create<R> {
    /// The columns of the conflict key.
    const KEY: &'static [&'static str];

    /// Where the statement is kept: a static of this implementation's own.
    fn upsert_statement() -> &'static StatementCell;
}

/// What is wrong with a conflict key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyMisfit {
    /// It has neither an owner nor the tenant in it: it could name the row of anybody.
    Anyones,
    /// It names a column that is neither given by the input nor set by the library to the caller.
    NotGiven,
    /// The input gives a column of the id that is not in it: the row that is there may have another.
    AnotherId,
}

/// What is wrong with the conflict key of an input that gives these columns. For constant assertions.
///
/// ```
/// use secure_api::rows::{KeyMisfit, Resource, key_misfit};
///
/// #[derive(secure_api::Resource, sqlx::FromRow)]
/// #[resource(table = "notes")]
/// struct Note {
///     #[resource(id)]
///     id: i64,
///     #[resource(owner)]
///     owner_id: String,
///     slug: String,
/// }
///
/// const MISFIT: Option<KeyMisfit> = key_misfit(Note::INFO, &["slug"], &["slug"]);
/// assert_eq!(MISFIT, Some(KeyMisfit::Anyones));
/// assert_eq!(key_misfit(Note::INFO, &["owner_id", "slug"], &["slug"]), None);
/// ```
#[must_use]
pub const fn key_misfit(info: &ResourceInfo, key: &[&str], columns: &[&str]) -> Option<KeyMisfit> {
    let (mut is_callers, mut is_given) = (false, true);
    let mut rest = key;
    while let [column, others @ ..] = rest {
        is_callers = is_callers || is_set_to_caller(info, column);
        is_given = is_given && is_keyed(info, column, columns);
        rest = others;
    }
    if !is_callers {
        return Some(KeyMisfit::Anyones);
    }
    if !is_given {
        return Some(KeyMisfit::NotGiven);
    }
    let mut rest = info.id;
    while let [column, others @ ..] = rest {
        if contains(columns, column) && !contains(key, column) {
            return Some(KeyMisfit::AnotherId);
        }
        rest = others;
    }
    None
}

/// The columns of each unique index of a table.
pub type Unique = &'static [&'static [&'static str]];

/// Whether a conflict key is that of one of these unique indexes, in any order; true where nobody knows them. For constant assertions.
///
/// ```
/// use secure_api::rows::is_unique;
///
/// const _: () = assert!(is_unique(Some(&[&["id"], &["owner_id", "slug"]]), &["slug", "owner_id"]));
/// assert!(!is_unique(Some(&[&["id"], &["owner_id", "slug"]]), &["owner_id"]));
/// assert!(is_unique(None, &["owner_id"]));
/// ```
#[must_use]
pub const fn is_unique(unique: Option<Unique>, key: &[&str]) -> bool {
    let Some(mut rest) = unique else { return true };
    while let [index, others @ ..] = rest {
        let mut columns = *index;
        while let [column, left @ ..] = columns {
            if !contains(key, column) {
                break;
            }
            columns = left;
        }
        if columns.is_empty() && index.len() == key.len() {
            return true;
        }
        rest = others;
    }
    false
}

/// Whether a column has a value to name a row by: the input's, or the caller. For generated code.
#[must_use]
pub const fn is_keyed(info: &ResourceInfo, column: &str, columns: &[&str]) -> bool {
    is_set_to_caller(info, column) || contains(columns, column)
}

/// Whether the library sets a column to the caller or its tenant.
const fn is_set_to_caller(info: &ResourceInfo, column: &str) -> bool {
    match info.tenant {
        Some(tenant) if contains(&[tenant], column) => true,
        _ => contains(info.owners, column),
    }
}
