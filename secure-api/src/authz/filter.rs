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

    /// The ways in which a row can be within it, each without a choice left: it is true of a row if one of them is. `None` if there are
    /// more than `most`.
    pub(crate) fn ways(&self, most: usize) -> Option<Vec<Self>> {
        let ways = match self {
            Self::Any(filters) if !filters.is_empty() => {
                filters.iter().try_fold(Vec::new(), |mut ways, filter| {
                    ways.extend(filter.ways(most)?);
                    (ways.len() <= most).then_some(ways)
                })?
            }
            Self::All(filters) if !filters.is_empty() => {
                let combined = filters.iter().try_fold(vec![Vec::new()], |combined, filter| {
                    let ways = filter.ways(most)?;
                    let with = |so_far: &Vec<Self>, way| [so_far.as_slice(), &[way]].concat();
                    let each = combined
                        .iter()
                        .flat_map(|so_far| ways.iter().cloned().map(move |way| with(so_far, way)));
                    Some(each.collect()).filter(|combined: &Vec<_>| combined.len() <= most)
                })?;
                combined.into_iter().map(Self::All).collect()
            }
            // A group of nothing stays one, which is never true.
            Self::Owner { .. }
            | Self::Member(_)
            | Self::Row { .. }
            | Self::All(_)
            | Self::Any(_) => {
                vec![self.clone()]
            }
        };
        Some(ways)
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

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: Filter = Filter::Owner { column: OwnerColumn::Declared, is: true };
    const OTHER: Filter = Filter::Owner { column: OwnerColumn::Declared, is: false };

    fn either() -> Filter {
        Filter::Any(vec![OWNER, OTHER])
    }

    #[test]
    fn a_way_has_no_choice_left() {
        assert_eq!(OWNER.ways(8), Some(vec![OWNER]));
        let nested = Filter::Any(vec![OWNER, either()]);
        assert_eq!(nested.ways(8), Some(vec![OWNER, OWNER, OTHER]));
        assert_eq!(
            Filter::All(vec![OTHER, either()]).ways(8),
            Some(vec![Filter::All(vec![OTHER, OWNER]), Filter::All(vec![OTHER, OTHER])])
        );
    }

    #[test]
    fn a_group_of_nothing_is_no_way_for_every_row() {
        let (all, any) = (Filter::All(Vec::new()), Filter::Any(Vec::new()));
        for never in [all, any] {
            assert_eq!(never.ways(8), Some(vec![never.clone()]));
            let with_owner = Filter::All(vec![OWNER, never.clone()]);
            assert_eq!(with_owner.ways(8), Some(vec![with_owner.clone()]));
            let or_owner = Filter::Any(vec![never.clone(), OWNER]);
            assert_eq!(or_owner.ways(8), Some(vec![never, OWNER]));
        }
    }

    #[test]
    fn nobody_waits_for_very_many_ways() {
        assert_eq!(Filter::All(vec![either(); 3]).ways(8).map(|ways| ways.len()), Some(8));
        assert_eq!(Filter::All(vec![either(); 60]).ways(8), None);
        assert_eq!(Filter::Any(vec![either(); 60]).ways(8), None);
    }
}
