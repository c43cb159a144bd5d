//! How SQLite reads lists of what the caller is a member of.

use super::{
    Confines, Dialect, Given,
    text::{MEMBER, Text},
};
use crate::authz::{Filter, Reach};

impl Text {
    /// The tenant and the reach of a list, and what else is asked of its rows, each after a conjunction.
    ///
    /// Of rows that have to be a member's, SQLite begins with the table of members: it would ask an `EXISTS` of every row in the order of the
    /// list, however few the caller is a member of. So their keys stand once more in a condition of their own, which says less
    /// than the one on members and decides nothing, and what does decide is out of the planner's sight. PostgreSQL sees by itself
    /// where to begin.
    ///
    /// SQLite compares in the collation of what stands before `=` and before `IN`: of the resource's column, in both.
    pub(super) fn listed(
        &mut self,
        confines: Confines<'_>,
        more: impl FnOnce(&mut Self),
    ) -> &mut Self {
        let conditions = |text: &mut Self| {
            text.confined(confines);
            more(text);
        };
        let of_members = confines.dialect == Dialect::Sqlite && is_of_members(confines.reach);
        let Some(member) = self.info().member.filter(|_| of_members) else {
            conditions(self);
            return self;
        };
        self.push(" AND ").beginning("((", conditions).push(") IS TRUE)");
        self.push(" AND ((").list(member.keys, ", ", |text, (column, _)| {
            text.column(column);
        });
        self.push(") IN (SELECT ").list(member.keys, ", ", |text, (_, key)| {
            text.name(MEMBER).push(".").name(key);
        });
        self.push(" FROM ").table_named(member.table).push(" AS ").name(MEMBER).push(" WHERE ");
        self.of_member(member.user).push(" = ").given(Given::Member).push(")))")
    }

    /// Every row of a list.
    pub(super) fn every_listed(&mut self, confines: Confines<'_>) -> &mut Self {
        self.all_of(|text| {
            text.alive(text.own()).listed(confines, |_| {});
        })
    }
}

/// Whether no row is reached that the caller is no member of.
fn is_of_members(reach: &Reach) -> bool {
    fn asks_for_a_member(filter: &Filter) -> bool {
        match filter {
            Filter::Member(_) => true,
            Filter::Owner { .. } | Filter::Row { .. } => false,
            Filter::All(filters) => filters.iter().any(asks_for_a_member),
            Filter::Any(filters) => !filters.is_empty() && filters.iter().all(asks_for_a_member),
        }
    }
    matches!(reach, Reach::Filtered(filter) if asks_for_a_member(filter))
}
