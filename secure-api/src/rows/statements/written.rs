//! The row that a statement is about to write, held against the filter before it is written.
//!
//! A constraint speaks before `RETURNING` does. A row that the rule does not take must not come so far: whether it would be in the way of
//! another one says what is in rows out of reach. What the database fills in itself nobody knows before, and is seen in `RETURNING` only; a
//! statement whose rule depends on that does not tell a constraint from the rule ([`Statement::conflicts_are_refusals`]).
//!
//! [`Statement::conflicts_are_refusals`]: super::Statement::conflicts_are_refusals

use std::mem;

use super::{Given, text::Text};
use crate::{
    authz::{Filter, Reach},
    policy::{ColumnKind, OwnerColumn},
};

/// What a column is going to hold.
#[derive(Clone, Copy)]
pub(super) enum NewValue {
    Given(Given),
    /// A value of the input, by its place among those that are not the library's.
    Other(usize),
    /// The same; if it is NULL, what the column holds.
    UnlessNull(usize),
    /// The same; what the column holds unless the value before it is true.
    IfPresent(usize),
}

/// At which moment a condition is about the statement's own row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    Stored,
    ToBeInserted,
    /// It may be there, with an id, an owner and a tenant of its own.
    ToBeUpserted,
    ToBeChanged,
    Written,
}

/// A filter that a row is held against before it is written.
#[derive(Clone)]
pub(super) struct Held {
    filter: Filter,
    pub(super) moment: Moment,
    /// What is known of the row.
    pub(super) values: Vec<(&'static str, NewValue)>,
}

/// Who decides whether a filter takes a new row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Decided {
    /// Nobody: it takes every row that the statement makes.
    Always,
    ByValues,
    /// What the database fills in.
    ByDatabase,
}

impl Text {
    /// What the row has to be within, unless that is so whatever the values are. `values` is what the statement gives to its columns.
    pub(super) fn hold(
        &mut self,
        reach: &Reach,
        moment: Moment,
        values: Vec<(&'static str, NewValue)>,
    ) -> Option<Held> {
        let Reach::Filtered(filter) = reach else { return None };
        let held = Held { filter: Filter::clone(filter), moment, values };
        let (decided, is_judged) = self.at(&held, |text| {
            let is_judged = |leaf: &&Filter| text.is_changed(leaf) && !text.is_filled_in(leaf);
            (text.decided(filter), filter.comparisons().iter().any(is_judged))
        });
        self.conflicts_are_refusals |= decided == Decided::ByDatabase;
        (decided != Decided::Always && is_judged).then_some(held)
    }

    pub(super) const fn has_conditions(&self) -> bool {
        !self.references.is_empty() || self.held.is_some()
    }

    /// Whether the caller reaches every row that the input refers to, and the filter takes the new row.
    pub(super) fn permitted(&mut self) -> &mut Self {
        self.reachable();
        let Some(held) = self.held.clone() else { return self };
        self.push(if self.references.is_empty() { "" } else { " AND " }).takes(&held)
    }

    /// Whether the filter takes the row, as far as one knows before it is written.
    pub(super) fn takes(&mut self, held: &Held) -> &mut Self {
        self.at(held, |text| {
            text.condition(&held.filter);
        });
        self
    }

    /// What is said meanwhile of the statement's own row is about what it is going to hold.
    fn at<T>(&mut self, held: &Held, say: impl FnOnce(&mut Self) -> T) -> T {
        let values = mem::replace(&mut self.values, held.values.clone());
        self.moment = held.moment;
        let said = say(self);
        self.moment = Moment::Stored;
        self.values = values;
        said
    }

    pub(super) fn new_value(&mut self, column: &str, value: NewValue) -> &mut Self {
        match value {
            NewValue::Given(given) => self.given(given),
            NewValue::Other(place) => self.other_at(place),
            NewValue::UnlessNull(place) => {
                self.push("COALESCE(").other_at(place).push(", ").stored(column).push(")")
            }
            NewValue::IfPresent(place) => self
                .push("CASE WHEN ")
                .other_at(place - 1)
                .push(" THEN ")
                .other_at(place)
                .push(" ELSE ")
                .stored(column)
                .push(" END"),
        }
    }

    /// What a column of the statement's own row is going to hold, where a condition is about that and the statement sets it.
    pub(super) fn to_be(&self, column: &str) -> Option<NewValue> {
        match self.moment {
            Moment::Stored | Moment::Written => None,
            Moment::ToBeInserted | Moment::ToBeUpserted | Moment::ToBeChanged => {
                let mut values = self.values.iter();
                values.find(|(name, _)| *name == column).map(|(_, value)| *value)
            }
        }
    }

    /// Whether a comparison is about what nobody knows before the row is written.
    pub(super) fn is_filled_in(&self, comparison: &Filter) -> bool {
        // A member's own row counts as there before the write, and not after it.
        let is_its_own = matches!(comparison, Filter::Member(_)) && self.members_are_its_own();
        self.moment == Moment::ToBeUpserted && is_its_own
            || self.compared(comparison).iter().any(|column| !self.is_known(column))
    }

    /// Whether a comparison may be of something else than it was before the write.
    fn is_changed(&self, comparison: &Filter) -> bool {
        let compared = self.compared(comparison);
        compared.iter().any(|column| self.to_be(column).is_some() || !self.is_known(column))
    }

    fn is_known(&self, column: &str) -> bool {
        match self.moment {
            Moment::Stored | Moment::Written => true,
            Moment::ToBeInserted | Moment::ToBeUpserted => self.to_be(column).is_some(),
            Moment::ToBeChanged => {
                let kind = self.info().column(column).map(|known| known.kind);
                let is_counted = self.info().version == Some(column);
                self.to_be(column).is_some() || kind != Some(ColumnKind::Generated) && !is_counted
            }
        }
    }

    /// Which columns of the row a comparison is about.
    fn compared(&self, comparison: &Filter) -> Vec<&'static str> {
        let info = self.info();
        match comparison {
            Filter::Owner { column: OwnerColumn::Declared, .. } => info.owners.to_vec(),
            Filter::Owner { column, .. } => column.of(info).into_iter().collect(),
            Filter::Row { clause, .. } => vec![clause.column],
            Filter::Member(_) => {
                let Some(member) = info.member else { return Vec::new() };
                let tenant = info.tenant.filter(|_| member.tenant.is_some());
                member.keys.iter().map(|(column, _)| *column).chain(tenant).collect()
            }
            Filter::All(_) | Filter::Any(_) => Vec::new(),
        }
    }

    fn decided(&self, filter: &Filter) -> Decided {
        let each = |filters: &[Filter]| -> Vec<_> {
            // A group of nothing is never true, whatever the database does.
            let none = filters.is_empty().then_some(Decided::ByValues);
            filters.iter().map(|filter| self.decided(filter)).chain(none).collect()
        };
        let last = |decided: Vec<_>| decided.into_iter().max().unwrap_or(Decided::ByValues);
        match filter {
            Filter::All(filters) => last(each(filters)),
            Filter::Any(filters) => match each(filters) {
                ways if ways.contains(&Decided::Always) => Decided::Always,
                ways => last(ways),
            },
            // The library sets every owner of a new row to the caller. Of an upsert's, too: one that is there is judged as such.
            Filter::Owner { is: true, .. } if self.moment != Moment::ToBeChanged => Decided::Always,
            comparison if self.is_filled_in(comparison) => Decided::ByDatabase,
            _ => Decided::ByValues,
        }
    }
}
