//! The access rule, as constant data.

use std::time::Duration;

use super::{ResourceInfo, RoleClause, RoleTable};
use crate::authz::CheckFunction;

/// A node of an access rule. A clause is true, false or unknown; only true grants.
#[derive(Debug, Clone, Copy)]
pub enum Clause {
    /// The caller has verified credentials.
    Authenticated,
    /// The caller holds a role, or one that includes it. Unknown where the credentials name no roles, or one that the
    /// application does not know.
    Role(RoleClause),
    /// The credentials carry this scope. Unknown where they name none.
    Scope(&'static str),
    /// The caller authenticated no longer ago than this. Unknown where the credentials do not say when.
    Fresh(Duration),
    /// The caller authenticated with several factors. Unknown where the credentials do not say how.
    Mfa,
    /// A function of the application says so.
    Check(Check),
    /// The row belongs to the caller. Unknown where the caller can own nothing.
    Owner(OwnerColumn),
    /// The caller is a member of the row. Unknown where the caller can own nothing.
    Member(MemberClause),
    /// A column of the row holds this value. Unknown where it is NULL.
    Row(RowClause),
    /// Every clause is true.
    All(&'static [Self]),
    /// At least one clause is true.
    Any(&'static [Self]),
    /// The clause is false.
    Not(&'static Self),
}

/// A rule with a name, for several endpoints. [`access_rule!`](crate::access_rule) makes one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an access rule",
    label = "not an access rule",
    note = "declare it: `access_rule!({Self} = all(role = \"editor\", owner))`"
)]
pub trait AccessRule {
    /// What has to be true.
    const RULE: Clause;
}

/// Which column says who owns a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OwnerColumn {
    /// The one that each resource declares.
    Declared,
    /// This one, of every resource that the endpoint takes.
    Named(&'static str),
    /// For each resource that the endpoint takes, its own.
    Each(&'static [(&'static ResourceInfo, &'static str)]),
}

impl OwnerColumn {
    /// The column of this resource; none if it is none of its owner columns, or could be several.
    pub(crate) fn of(&self, resource: &ResourceInfo) -> Option<&'static str> {
        match self {
            Self::Declared => resource.owner(),
            Self::Named(column) => resource.owners.contains(column).then_some(*column),
            Self::Each(columns) => columns
                .iter()
                .find(|(named, _)| *named == resource)
                .and_then(|(_, column)| Self::Named(column).of(resource)),
        }
    }
}

/// On what level the caller has to be a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MemberClause {
    /// This one, or a higher one; on any that the resource declares, if there is none here.
    pub level: Option<&'static str>,
}

/// A comparison of a column with a constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RowClause {
    /// The column.
    pub column: &'static str,
    /// What it has to hold.
    pub value: Literal,
}

/// A constant that a column is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Literal {
    /// Text.
    Text(&'static str),
    /// A whole number.
    Integer(i64),
    /// `true` or `false`.
    Boolean(bool),
}

/// A function of the application that decides about the caller.
#[derive(Clone, Copy)]
pub struct Check {
    /// Its path, as the attribute names it.
    pub name: &'static str,
    /// It.
    pub function: CheckFunction,
}

impl std::fmt::Debug for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Check").field(&self.name).finish()
    }
}

impl Clause {
    /// The clauses inside this one.
    #[must_use]
    pub const fn inner(&self) -> &'static [Self] {
        match self {
            Self::All(clauses) | Self::Any(clauses) => clauses,
            Self::Not(clause) => std::slice::from_ref(clause),
            _ => &[],
        }
    }

    /// Whether this is decided for each row, rather than from the caller alone.
    #[must_use]
    pub const fn is_row_clause(&self) -> bool {
        matches!(self, Self::Owner(_) | Self::Member(_) | Self::Row(_))
    }

    /// Whether `found` says yes to this clause or to one inside it.
    pub(crate) fn contains(&self, found: &dyn Fn(&Self) -> bool) -> bool {
        found(self) || self.inner().iter().any(|clause| clause.contains(found))
    }

    /// Whether a row clause stands anywhere in this rule.
    #[must_use]
    pub fn has_row_clause(&self) -> bool {
        self.contains(&Self::is_row_clause)
    }

    /// Whether this is true for nobody whose credentials lack a scope.
    pub(crate) fn requires_scope(&self) -> bool {
        match self {
            Self::Scope(_) => true,
            Self::All(clauses) => clauses.iter().any(Self::requires_scope),
            Self::Any(clauses) => clauses.iter().all(Self::requires_scope),
            _ => false,
        }
    }

    /// The roles types that this rule names.
    pub(crate) fn role_tables(&self) -> Vec<&'static RoleTable> {
        match self {
            Self::Role(role) => vec![role.table],
            _ => self.inner().iter().flat_map(Self::role_tables).collect(),
        }
    }
}
