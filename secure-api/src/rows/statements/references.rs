//! References: whether the caller reaches the rows that an input refers to, and what is said where nothing was written.

use super::{
    Confines, Given, Look, RefersTo,
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
    of_tenant: OfTenant,
    /// Whether the row has to be the caller's own, or one that the caller is a member of.
    of_caller: bool,
    /// Whether NULL refers to nothing.
    is_optional: bool,
}

/// Whose tenant's the row has to be that is referred to.
#[derive(Clone, Copy)]
enum OfTenant {
    Any,
    Callers,
    /// That of the row which refers to it.
    Rows,
}

impl OfTenant {
    const fn of(of: Subject, confines: Confines<'_>) -> Self {
        if confines.one_tenant && of.info.tenant.is_some() { Self::Callers } else { Self::Any }
    }
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
            let of = Subject { info, referred_by: Some(column) };
            self.references.push(Reference {
                column,
                place,
                value: 0,
                of,
                of_tenant: OfTenant::of(of, confines),
                of_caller: !is_anyones && !matches!(confines.reach, Reach::All),
                is_optional: true,
            });
        }
    }

    /// Whom a row is given to: whoever is there, of the row's tenant. That it is nobody of the caller's own is the point.
    pub(super) fn recipient(
        &mut self,
        owner: &'static str,
        recipient: Referent,
        confines: Confines<'_>,
    ) {
        let of = Subject { info: recipient.info, referred_by: Some(owner) };
        let of_tenant = match (of.info.tenant, self.info().tenant) {
            (Some(_), Some(_)) => OfTenant::Rows,
            _ => OfTenant::of(of, confines),
        };
        self.references.push(Reference {
            column: owner,
            place: 0,
            value: 0,
            of,
            of_tenant,
            of_caller: false,
            is_optional: false,
        });
    }

    /// The place of the value of one of the input's columns: the next of those that are not the library's.
    pub(super) fn next_value(&mut self, column: &str) -> usize {
        let value = self.others;
        self.others += 1;
        for reference in &mut self.references {
            if reference.column == column {
                reference.value = value;
            }
        }
        value
    }

    /// Whether the caller reaches every row that the input refers to.
    pub(super) fn reachable(&mut self) -> &mut Self {
        let references = self.references.clone();
        self.list(&references, " AND ", |text, reference| {
            text.reaches(reference);
        })
    }

    fn reaches(&mut self, reference: &Reference) -> &mut Self {
        let Reference { value, of, of_tenant, of_caller, is_optional, .. } = *reference;
        self.push("(");
        if is_optional {
            self.other_at(value).push(" IS NULL OR ");
        }
        self.push("EXISTS (SELECT 1 FROM ").referent(of.info.table).push(" WHERE ");
        // An id of several columns is nothing that one column could refer to.
        self.list(of.info.id, " AND ", |text, id| {
            text.push("(").column_of(of, id).push(" = ").other_at(value).push(")");
        });
        self.alive(of);
        match of_tenant {
            OfTenant::Any => {}
            OfTenant::Callers => {
                self.push(" AND ").tenant(of);
            }
            OfTenant::Rows => {
                self.push(" AND ").tenant_of_row(of);
            }
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

    /// The statement that says why nothing was written. `of` says for which row, if the write is about one that is there.
    pub(super) fn look(&self, at_version: bool, of: impl FnOnce(&mut Self)) -> Option<Look> {
        if !self.has_conditions() && !at_version {
            return None;
        }
        let mut text = self.beside();
        text.push("SELECT ");
        if let Some(version) = self.info().version.filter(|_| at_version) {
            let own = text.own();
            text.push("CASE WHEN ").compare(own, version, " = ", Given::Version);
            text.push(" THEN 1 ELSE 0 END");
        }
        if at_version && self.has_conditions() {
            text.push(", ");
        }
        text.list(&self.references, ", ", |text, reference| {
            text.push("CASE WHEN ").reaches(reference).push(" THEN 1 ELSE 0 END");
        });
        if let Some(held) = &self.held {
            text.push(if self.references.is_empty() { "" } else { ", " });
            text.push("CASE WHEN ").takes(held).push(" THEN 1 ELSE 0 END");
        }
        of(&mut text);
        let columns = self.references.iter().map(|reference| reference.place).collect();
        let at_row = self.held.is_some();
        Some(Look { statement: text.finish(), at_version, columns, at_row })
    }
}
