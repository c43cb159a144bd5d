//! What is left of a rule once everything about the caller is decided.

use std::sync::Arc;

use crate::policy::{MemberClause, OwnerColumn, RowClause};

/// Which rows of a resource a grant reaches: the row clauses that are left once the actor clauses are decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Every row.
    All,
    /// The rows whose owner, by this column, is the principal.
    Owned(OwnerColumn),
    /// The rows for which this is true.
    Filtered(Arc<Filter>),
}

impl From<Filter> for Reach {
    /// The commonest filter needs no memory of its own.
    fn from(filter: Filter) -> Self {
        match filter {
            Filter::Owner { column, is: true } => Self::Owned(column),
            filter => Self::Filtered(Arc::new(filter)),
        }
    }
}

/// A row filter in negation normal form: `not` stands at the comparisons only, where the SQL comparison itself can say it. So a
/// comparison with NULL, which is unknown, can only ever take rows away.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Filter {
    /// The row's owner is the principal, or is somebody else.
    Owner {
        /// By which column.
        column: OwnerColumn,
        /// Which of the two.
        is: bool,
    },
    /// The principal is a member of the row.
    Member(MemberClause),
    /// The column holds the value, or another one.
    Row {
        /// Column and value.
        clause: RowClause,
        /// Which of the two.
        is: bool,
    },
    /// Every one is true. At least two.
    All(Vec<Self>),
    /// At least one is true. At least two.
    Any(Vec<Self>),
}

impl Filter {
    /// What is left if comparisons that are not `possible` are never true. `None` if no row is reached.
    pub(crate) fn only(&self, possible: &impl Fn(&Self) -> bool) -> Option<Self> {
        match self {
            Self::Owner { .. } | Self::Member(_) | Self::Row { .. } => {
                possible(self).then(|| self.clone())
            }
            Self::All(filters) => {
                let left: Option<_> = filters.iter().map(|filter| filter.only(possible)).collect();
                left.map(Self::All)
            }
            Self::Any(filters) => {
                let left = filters.iter().filter_map(|filter| filter.only(possible));
                let mut left: Vec<_> = left.collect();
                if left.len() > 1 { Some(Self::Any(left)) } else { left.pop() }
            }
        }
    }

    /// The comparisons in it, in their order.
    pub(crate) fn comparisons(&self) -> Vec<&Self> {
        match self {
            Self::Owner { .. } | Self::Member(_) | Self::Row { .. } => vec![self],
            Self::All(filters) | Self::Any(filters) => {
                filters.iter().flat_map(Self::comparisons).collect()
            }
        }
    }

    /// Whether it matters whose rows the principal owns, or is a member of.
    pub(crate) fn names_caller(&self) -> bool {
        match self {
            Self::Owner { .. } | Self::Member(_) => true,
            Self::Row { .. } => false,
            Self::All(filters) | Self::Any(filters) => filters.iter().any(Self::names_caller),
        }
    }
}
