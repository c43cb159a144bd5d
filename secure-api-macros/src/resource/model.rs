//! What `#[derive(Resource)]` reads, before and after it is judged.

use proc_macro2::{Span, TokenStream};
use syn::{Attribute, Ident, LitStr, Meta, Path, Type};

use crate::krate;

/// What is written above a struct and its fields.
pub(super) struct Raw<'a> {
    pub(super) name: &'a Ident,
    pub(super) table: Option<LitStr>,
    /// Whether `table` stands there at all, so that a wrong value is not also a missing one.
    pub(super) names_table: bool,
    pub(super) database: Option<LitStr>,
    /// The folder of the migrations that it is held against.
    pub(super) migrations: Option<LitStr>,
    /// What is written above it about lints.
    #[cfg_attr(not(feature = "migrations"), expect(dead_code, reason = "no other option warns"))]
    pub(super) levels: Vec<&'a Attribute>,
    /// Where the runtime crate is, if not at `::secure_api`.
    pub(super) krate: Option<Path>,
    pub(super) fields: Vec<RawField<'a>>,
}

/// A field as it is written.
pub(super) struct RawField<'a> {
    pub(super) name: &'a Ident,
    pub(super) ty: Type,
    /// Where `id` stands.
    pub(super) id: Option<Span>,
    /// Where `owner` stands.
    pub(super) owner: Option<Span>,
    /// Where `tenant` stands.
    pub(super) tenant: Option<Span>,
    /// `#[sqlx(rename = "…")]`.
    pub(super) rename: Option<LitStr>,
    /// Other options of sqlx.
    pub(super) sqlx: Vec<Meta>,
    /// What is written above it about lints.
    #[cfg_attr(not(feature = "migrations"), expect(dead_code, reason = "no other option warns"))]
    pub(super) levels: Vec<&'a Attribute>,
}

/// A resource that can be written.
pub(super) struct Resource<'a> {
    pub(super) name: &'a Ident,
    pub(super) table: String,
    pub(super) database: Database,
    pub(super) krate: Option<Path>,
    pub(super) columns: Vec<Column<'a>>,
}

/// One column.
pub(super) struct Column<'a> {
    pub(super) field: &'a Ident,
    pub(super) ty: Type,
    pub(super) name: String,
    pub(super) kind: Kind,
}

/// Who sets a column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Id,
    Owner,
    Tenant,
    Plain,
}

/// The databases that a resource fits.
#[derive(Clone, Copy)]
pub(super) enum Database {
    Any,
    Sqlite,
    Postgres,
}

impl<'a> Resource<'a> {
    /// The path of what generated code names.
    pub(super) fn private(&self) -> TokenStream {
        krate::private(self.krate.as_ref())
    }

    /// The column of a kind that there is at most one of.
    pub(super) fn only(&self, kind: Kind) -> Option<&Column<'a>> {
        self.columns.iter().find(|column| column.kind == kind)
    }
}
