//! References: whether the caller reaches the rows that an input refers to.

use super::{
    Confines, Look, RefersTo,
    text::{Subject, Text},
};
use crate::{authz::Reach, policy::MemberClause, rows::Referent};

/// A column of an input that refers to a row.
#[derive(Clone)]
pub(super) struct Reference {
    column: &'static str,
    /// Its place among the input's columns.
    place: usize,
    /// The place of its value among those that are not the library's.
    value: usize,
    of: Subject,
    /// Whether the row has to be of the caller's tenant.
    of_tenant: bool,
    /// Whether the row has to be the caller's own, or one that the caller is a member of.
    of_caller: bool,
}

impl Text {
    /// Which of the input's columns refer to rows.
    pub(super) fn refer(
        &mut self,
        columns: &[&'static str],
        confines: Confines<'_>,
        refers_to: RefersTo,
    ) {
        for (place, column) in columns.iter().copied().enumerate() {
            let Some(Referent { info, .. }) = refers_to(column) else { continue };
            let is_anyones = info.owners.is_empty() && info.member.is_none();
            self.references.push(Reference {
                column,
                place,
                value: 0,
                of: Subject { info, referred_by: Some(column) },
                of_tenant: confines.one_tenant && info.tenant.is_some(),
                of_caller: !is_anyones && !matches!(confines.reach, Reach::All),
            });
        }
    }

    pub(super) const fn has_references(&self) -> bool {
        !self.references.is_empty()
    }

    /// The placeholder of the value of one of the input's columns.
    pub(super) fn value(&mut self, column: &str) -> &mut Self {
        let value = self.others;
        for reference in &mut self.references {
            if reference.column == column {
                reference.value = value;
            }
        }
        self.other()
    }

    /// Whether the caller reaches every row that the input refers to.
    pub(super) fn reachable(&mut self) -> &mut Self {
        let references = self.references.clone();
        self.list(&references, " AND ", |text, reference| {
            text.reaches(reference);
        })
    }

    /// NULL refers to nothing.
    fn reaches(&mut self, reference: &Reference) -> &mut Self {
        let Reference { value, of, of_tenant, of_caller, .. } = *reference;
        self.push("(").other_at(value).push(" IS NULL OR EXISTS (SELECT 1 FROM ");
        self.referent(of.info.table).push(" WHERE ");
        // An id of several columns is nothing that one column could refer to.
        self.list(of.info.id, " AND ", |text, id| {
            text.push("(").column_of(of, id).push(" = ").other_at(value).push(")");
        });
        self.alive(of);
        if of_tenant {
            self.push(" AND ").tenant(of);
        }
        if of_caller {
            self.push(" AND ").belonging(of);
        }
        self.push("))")
    }

    /// Whether the row is the caller's own, or one that the caller is a member of.
    fn belonging(&mut self, of: Subject) -> &mut Self {
        let any_level = MemberClause { level: None };
        match (of.info.owners, of.info.member) {
            ([_, ..], Some(_)) => {
                self.push("(").owner(of).push(" OR ").member(of, any_level).push(")")
            }
            ([], Some(_)) => self.member(of, any_level),
            (_, None) => self.owner(of),
        }
    }

    /// The statement that says which references are out of reach. `of` says for which row, if the write is about one that is there.
    pub(super) fn look(&self, of: impl FnOnce(&mut Self)) -> Option<Look> {
        if self.references.is_empty() {
            return None;
        }
        let mut text = Self::empty(self.info(), self.dialect());
        // It takes the same values as the write.
        text.given = self.given.clone();
        text.others = self.others;
        text.push("SELECT ").list(&self.references, ", ", |text, reference| {
            text.push("CASE WHEN ").reaches(reference).push(" THEN 1 ELSE 0 END");
        });
        of(&mut text);
        let columns = self.references.iter().map(|reference| reference.place).collect();
        Some(Look { statement: text.finish(), columns })
    }
}
