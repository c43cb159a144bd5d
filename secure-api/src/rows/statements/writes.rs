//! Statements that write what an input gives.

use super::{Confines, Given, RefersTo, Write, text::Text};
use crate::{
    authz::Reach,
    error::{Error, Result},
    policy::{ColumnKind, ResourceInfo},
    rows::{Assignment, Keep},
};

pub(in crate::rows) fn insert(
    info: &'static ResourceInfo,
    with_id: bool,
    confines: Confines<'_>,
    columns: &[&'static str],
    refers_to: RefersTo,
) -> Result<Write> {
    let mut text = inserting(info, with_id, confines, columns, refers_to)?;
    text.returning(checked(confines.reach));
    let look = text.look(|_| {});
    Ok(Write { statement: text.finish(), look })
}

/// A new row is checked against a filter; its owner and its tenant are the caller's.
pub(super) const fn checked(reach: &Reach) -> &Reach {
    match reach {
        Reach::Filtered(_) => reach,
        Reach::All | Reach::Owned(_) => &Reach::All,
    }
}

/// `id` where the library generates it, the tenant and the owner where there are any, then the input's columns. Nothing is
/// inserted unless every row that it refers to is within reach.
pub(super) fn inserting(
    info: &'static ResourceInfo,
    with_id: bool,
    confines: Confines<'_>,
    columns: &[&'static str],
    refers_to: RefersTo,
) -> Result<Text> {
    set_by_input(info, columns, true)?;
    let reach = checked(confines.reach);
    let id = info.id.first().filter(|_| with_id).map(|id| (*id, Given::NewId));
    let tenant = info.tenant.map(|tenant| (tenant, Given::Tenant));
    let owners = info.owners.iter().map(|owner| (*owner, Given::Owner));
    let stamped: Vec<_> = id.into_iter().chain(tenant).chain(owners).collect();
    let mut text = Text::new(info, Confines { reach, one_tenant: false, ..confines })?;
    text.refer(columns, confines, refers_to);

    let stamped_columns = stamped.iter().map(|(column, _)| *column);
    let all_columns: Vec<_> = stamped_columns.chain(columns.iter().copied()).collect();
    text.push("INSERT INTO ").table();
    if all_columns.is_empty() {
        text.push(" DEFAULT VALUES");
    } else {
        text.push(" (").list(&all_columns, ", ", |text, column| {
            text.name(column);
        });
        let stamped = stamped.iter().map(|(column, given)| (*column, Some(*given)));
        let values: Vec<_> = stamped.chain(columns.iter().map(|column| (*column, None))).collect();
        let is_checked = text.has_references();
        text.push(if is_checked { ") SELECT " } else { ") VALUES (" });
        text.list(&values, ", ", |text, (column, given)| match given {
            Some(given) => {
                text.given(*given);
            }
            None => {
                text.value(column);
            }
        });
        if is_checked {
            text.push(" WHERE ").reachable();
        } else {
            text.push(")");
        }
    }
    Ok(text)
}

/// What the filter takes, then the input's values. Nothing is changed unless every row that it refers to is within reach.
pub(in crate::rows) fn update(
    info: &'static ResourceInfo,
    confines: Confines<'_>,
    assignments: &[Assignment],
    refers_to: RefersTo,
) -> Result<Write> {
    let columns: Vec<_> = assignments.iter().map(|assignment| assignment.column).collect();
    if columns.is_empty() {
        return Err(Error::internal("an input that changes nothing was given to an update"));
    }
    set_by_input(info, &columns, false)?;
    let mut text = Text::new(info, confines)?;
    text.refer(&columns, confines, refers_to);
    text.push("UPDATE ").table().push(" SET ").list(assignments, ", ", |text, assignment| {
        text.name(assignment.column).push(" = ");
        match assignment.keep {
            Keep::Never => text.value(assignment.column),
            Keep::IfNull => text
                .push("COALESCE(")
                .value(assignment.column)
                .push(", ")
                .column(assignment.column)
                .push(")"),
            Keep::IfAbsent => text
                .push("CASE WHEN ")
                .other()
                .push(" THEN ")
                .value(assignment.column)
                .push(" ELSE ")
                .column(assignment.column)
                .push(" END"),
        };
    });
    text.one(confines);
    if text.has_references() {
        text.push(" AND ").reachable();
    }
    text.returning(confines.reach);
    let look = text.look(|text| {
        text.push(" FROM ").table().one(confines);
    });
    Ok(Write { statement: text.finish(), look })
}

/// Inputs set plain columns of the resource, each once, whoever wrote the implementation; in a new row those of an id of several too.
fn set_by_input(info: &'static ResourceInfo, columns: &[&'static str], is_new: bool) -> Result<()> {
    let mut seen = Vec::with_capacity(columns.len());
    for column in columns {
        let plain = info.column(column).is_some_and(|known| match known.kind {
            ColumnKind::Plain => true,
            ColumnKind::Id => is_new && info.id.len() > 1,
            _ => false,
        });
        if !plain || seen.contains(column) {
            return Err(Error::internal(format!(
                "an input for `{}` sets `{column}`, which it may not",
                info.name
            )));
        }
        seen.push(*column);
    }
    Ok(())
}
