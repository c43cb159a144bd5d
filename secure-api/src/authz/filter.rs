//! What is left of a rule once everything about the caller is decided.

use std::sync::Arc;

use crate::policy::RowClause;

/// Which rows of a resource a grant reaches: the row clauses that are left once the actor clauses are decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Every row.
    All,
    /// The rows whose owner is the principal.
    Owned,
    /// The rows for which this is true.
    Filtered(Arc<Filter>),
}

impl From<Filter> for Reach {
    /// The commonest filter needs no memory of its own.
    fn from(filter: Filter) -> Self {
        match filter {
            Filter::Owner { is: true } => Self::Owned,
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
        /// Which of the two.
        is: bool,
    },
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
    /// What is left if no row has this owner: comparisons with the owner are unknown, so never true. `None` if no row is reached.
    pub(crate) fn without_owner(&self) -> Option<Self> {
        match self {
            Self::Owner { .. } => None,
            Self::Row { .. } => Some(self.clone()),
            Self::All(filters) => {
                filters.iter().map(Self::without_owner).collect::<Option<_>>().map(Self::All)
            }
            Self::Any(filters) => {
                let mut left: Vec<_> = filters.iter().filter_map(Self::without_owner).collect();
                if left.len() > 1 { Some(Self::Any(left)) } else { left.pop() }
            }
        }
    }

    /// The comparisons in it, in their order.
    pub(crate) fn comparisons(&self) -> Vec<&Self> {
        match self {
            Self::Owner { .. } | Self::Row { .. } => vec![self],
            Self::All(filters) | Self::Any(filters) => {
                filters.iter().flat_map(Self::comparisons).collect()
            }
        }
    }

    /// Whether the principal's ownership matters.
    pub(crate) fn names_owner(&self) -> bool {
        match self {
            Self::Owner { .. } => true,
            Self::Row { .. } => false,
            Self::All(filters) | Self::Any(filters) => filters.iter().any(Self::names_owner),
        }
    }
}
