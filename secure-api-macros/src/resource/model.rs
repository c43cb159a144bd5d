//! What `#[derive(Resource)]` reads, before and after it is judged.

use proc_macro2::{Span, TokenStream};
use syn::{Attribute, Ident, LitStr, Meta, Path, Type};

use crate::{
    krate,
    resource::member::{Member, RawMember},
};

/// What is written above a struct and its fields.
pub(super) struct Raw<'a> {
    pub(super) name: &'a Ident,
    pub(super) table: Option<LitStr>,
    /// Whether `table` stands there at all, so that a wrong value is not also a missing one.
    pub(super) names_table: bool,
    pub(super) database: Option<LitStr>,
    pub(super) member: Option<RawMember>,
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
    /// What stands above it, and where, in the order of [`Mark::ALL`].
    pub(super) marks: Vec<(Mark, Span)>,
    /// Why no answer holds it, if none does.
    pub(super) unread: Option<String>,
    /// `#[sqlx(rename = "…")]`.
    pub(super) rename: Option<LitStr>,
    /// Other options of sqlx.
    pub(super) sqlx: Vec<Meta>,
    /// What is written above it about lints.
    #[cfg_attr(not(feature = "migrations"), expect(dead_code, reason = "no other option warns"))]
    pub(super) levels: Vec<&'a Attribute>,
}

/// What an option above a field says of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    Id,
    Owner,
    Tenant,
    Version,
    SoftDelete,
    ReadOnly,
    Generated,
    Filter,
    Sort,
}

/// A resource that can be written.
pub(super) struct Resource<'a> {
    pub(super) name: &'a Ident,
    pub(super) table: String,
    pub(super) database: Database,
    pub(super) krate: Option<Path>,
    pub(super) member: Option<Member>,
    pub(super) columns: Vec<Column<'a>>,
}

/// One column.
pub(super) struct Column<'a> {
    pub(super) field: &'a Ident,
    pub(super) ty: Type,
    pub(super) name: String,
    pub(super) kind: Kind,
    /// Whether it is the id, or a part of it.
    pub(super) in_id: bool,
    /// Where it says that a search may compare it.
    pub(super) filter: Option<Span>,
    /// Where it says that a search may be in its order.
    pub(super) sort: Option<Span>,
}

/// Who sets a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Id,
    /// Of an id of several columns, neither owner nor tenant.
    IdPart,
    Owner,
    Tenant,
    Version,
    SoftDelete,
    ReadOnly,
    Generated,
    Plain,
}

/// The databases that a resource fits.
#[derive(Clone, Copy)]
pub(super) enum Database {
    Any,
    Sqlite,
    Postgres,
}

impl Mark {
    pub(super) const ALL: [Self; 9] = [
        Self::Id,
        Self::Owner,
        Self::Tenant,
        Self::Version,
        Self::SoftDelete,
        Self::ReadOnly,
        Self::Generated,
        Self::Filter,
        Self::Sort,
    ];

    /// The option.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Owner => "owner",
            Self::Tenant => "tenant",
            Self::Version => "version",
            Self::SoftDelete => "soft_delete",
            Self::ReadOnly => "read_only",
            Self::Generated => "generated",
            Self::Filter => "filter",
            Self::Sort => "sort",
        }
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.word() == word)
    }

    /// Whether it says who sets the column, of which there is one.
    pub(super) const fn is_kind(self) -> bool {
        !matches!(self, Self::Filter | Self::Sort)
    }
}

impl<'a> Raw<'a> {
    /// The fields with this mark, and where it stands.
    pub(super) fn marked(&self, mark: Mark) -> impl Iterator<Item = (&RawField<'a>, Span)> {
        self.fields.iter().filter_map(move |field| Some((field, field.place(mark)?)))
    }

    /// Whether its id is of several columns.
    pub(super) fn has_composite_id(&self) -> bool {
        self.marked(Mark::Id).count() > 1
    }
}

impl<'a> RawField<'a> {
    /// Where this mark stands, if it does.
    pub(super) fn place(&self, mark: Mark) -> Option<Span> {
        self.marks.iter().find(|(found, _)| *found == mark).map(|(_, place)| *place)
    }

    /// The column of this name.
    pub(super) fn column(&self, name: String, has_composite_id: bool) -> Column<'a> {
        let is = |mark| self.place(mark).is_some();
        let kind = if is(Mark::Id) && !has_composite_id {
            Kind::Id
        } else if is(Mark::Owner) {
            Kind::Owner
        } else if is(Mark::Tenant) {
            Kind::Tenant
        } else if is(Mark::Id) {
            Kind::IdPart
        } else if is(Mark::Version) {
            Kind::Version
        } else if is(Mark::SoftDelete) {
            Kind::SoftDelete
        } else if is(Mark::ReadOnly) {
            Kind::ReadOnly
        } else if is(Mark::Generated) {
            Kind::Generated
        } else {
            Kind::Plain
        };
        Column {
            field: self.name,
            ty: self.ty.clone(),
            name,
            kind,
            in_id: is(Mark::Id),
            filter: self.place(Mark::Filter),
            sort: self.place(Mark::Sort),
        }
    }
}

impl<'a> Resource<'a> {
    /// The path of what generated code names.
    pub(super) fn private(&self) -> TokenStream {
        krate::private(self.krate.as_ref())
    }

    /// The columns of a kind, in the order of the fields.
    pub(super) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Column<'a>> {
        self.columns.iter().filter(move |column| column.kind == kind)
    }

    /// The column of a kind that there is at most one of.
    pub(super) fn only(&self, kind: Kind) -> Option<&Column<'a>> {
        self.of_kind(kind).next()
    }

    /// The columns of the id, in their order.
    pub(super) fn id(&self) -> impl Iterator<Item = &Column<'a>> {
        self.columns.iter().filter(|column| column.in_id)
    }
}

impl Kind {
    /// Whether an input for new rows gives it.
    pub(super) const fn is_set_by_input(self) -> bool {
        matches!(self, Self::Plain | Self::IdPart)
    }
}
