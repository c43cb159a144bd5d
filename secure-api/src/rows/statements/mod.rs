//! The only place that puts SQL text together: from constants, once for each resource and each input; for a search, once for each call. Values are
//! bound.
//!
//! Both databases read the same text, but for what they have no common word for (see [`Dialect`]). Names are quoted. Columns are qualified by their table, because SQLite takes a quoted
//! name that is no column for a text: otherwise a missing owner column would be compared as its own name. Not by an alias,
//! which SQLite does not know in `RETURNING`.
//! The library's values come first, so that the values of an input cannot shift those of the filter.

mod members;
mod page;
mod reads;
mod references;
mod search;
mod text;
mod trace;
mod upsert;
mod writes;
mod written;

pub(in crate::rows) use self::{
    reads::{ReadsOfReach, reads},
    search::{condition, count, exists, order, page},
    text::filter_of,
    trace::trace,
    upsert::upsert,
    writes::{insert, transfer, update},
};
use crate::{authz::Reach, policy::Literal, rows::Referent};

/// The text of a statement and which values it takes: the library's, then the others.
#[derive(Debug)]
pub(super) struct Statement {
    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres")),
        allow(dead_code, reason = "nothing runs it")
    )]
    pub(super) text: String,
    /// The library's values, in their order.
    pub(super) given: Vec<Given>,
    /// How many others there are: an input's, or a page's limit.
    pub(super) others: usize,
    /// Where a row that is written says whether the filter is true of it: a column after those of the resource.
    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres")),
        allow(dead_code, reason = "nothing runs it")
    )]
    pub(super) within: Option<usize>,
    /// Whether what the database fills in decides whether the filter is true of the row. Then a constraint, which speaks first, is answered like
    /// the rule: whoever may not make the row must not hear of others that it would be in the way of.
    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres")),
        allow(dead_code, reason = "nothing runs it")
    )]
    pub(super) conflicts_are_refusals: bool,
    /// Whether the text names every value. A driver keeps prepared statements by their text: two that do not, of one text, could take
    /// values of different types in the places that neither names.
    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres")),
        allow(dead_code, reason = "nothing runs it")
    )]
    pub(super) names_all: bool,
}

/// A statement that writes.
#[derive(Debug)]
pub(super) struct Write {
    pub(super) statement: Statement,
    /// Where nothing may be written although the row is within reach.
    pub(super) look: Option<Look>,
    /// The same for a row only that is still of a version that was seen, where there are versions and the row is one that is there.
    pub(super) unchanged: Option<Box<Self>>,
}

/// Says whether the row is of the version that it has to be, of each row that an input refers to whether the caller reaches it, and whether
/// the filter takes the row that would be written; for a row that is changed only if it is within reach itself. Asked when nothing was written, with the values of the write.
#[derive(Debug)]
pub(super) struct Look {
    pub(super) statement: Statement,
    /// Whether the first answer is about the version.
    pub(super) at_version: bool,
    /// Which of the input's columns each other answer is about,
    pub(super) columns: Vec<usize>,
    /// but for the last, which may be about the row itself.
    pub(super) at_row: bool,
}

/// Tells what a column refers to.
pub(super) type RefersTo = fn(&str) -> Option<Referent>;

/// A value that the library gives to a statement. It is bound once, however often the text names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// A column of the id of the row, or of the row before a page.
    Id(usize),
    /// The id of a row that is made.
    NewId,
    /// The version that a row has to be of.
    Version,
    /// The caller's tenant.
    Tenant,
    /// The caller, as an owner.
    Owner,
    /// The caller, as a member.
    Member,
    /// The present moment, in whole seconds since 1970-01-01T00:00:00Z, rounded up so that nothing ends late.
    Now,
    /// A constant of the rule.
    Literal(Literal),
    /// The caller's tenant, as that of the rows that this column refers to.
    ReferentTenant(&'static str),
    /// The caller, as an owner of the rows that this column refers to.
    ReferentOwner(&'static str),
    /// The caller, as a member of the rows that this column refers to.
    ReferentMember(&'static str),
}

/// Which rows a statement is about, as far as its text tells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Confines<'a> {
    pub(super) reach: &'a Reach,
    /// Whether, of rows that belong to tenants, they are those of one.
    pub(super) one_tenant: bool,
    pub(super) dialect: Dialect,
    /// The Rust types that say of what types the values are: the resource, and whatever else does.
    pub(super) types: &'static str,
}

/// Which database reads a text, where the two have no common word for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}
