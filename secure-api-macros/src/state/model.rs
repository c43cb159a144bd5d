//! What `#[derive(SecureState)]` reads, before and after it is judged.

use proc_macro2::Span;
use syn::{Ident, Member, Type};

/// A state as it is written.
pub(super) struct Raw<'a> {
    pub(super) name: &'a Ident,
    pub(super) fields: Vec<RawField<'a>>,
}

/// A field as it is written.
pub(super) struct RawField<'a> {
    pub(super) member: Member,
    pub(super) ty: &'a Type,
    /// What `#[state(…)]` says it is, and where.
    pub(super) marked: Option<(Part, Span)>,
}

/// What a state holds for the library.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Security,
    Db,
}

/// A state that can be written.
pub(super) struct State<'a> {
    pub(super) security: Found<'a>,
    pub(super) db: Option<Found<'a>>,
}

/// Where a part is.
pub(super) struct Found<'a> {
    pub(super) member: &'a Member,
    pub(super) ty: &'a Type,
}

impl Part {
    /// The option that marks it.
    pub(super) const fn option(self) -> &'static str {
        match self {
            Self::Security => "security",
            Self::Db => "db",
        }
    }

    /// Its type's name.
    pub(super) const fn type_name(self) -> &'static str {
        match self {
            Self::Security => "Security",
            Self::Db => "Db",
        }
    }
}
