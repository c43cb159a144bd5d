//! Statements that write what an input gives.

use super::{
    Confines, Given, RefersTo, Write,
    text::Text,
    written::{Moment, NewValue},
};
use crate::{
    authz::Reach,
    error::{Error, Result},
    policy::{ColumnKind, Literal, ResourceInfo},
    rows::{Assignment, Keep, Referent},
};

/// The version of a new row.
const FIRST: Literal = Literal::Integer(1);

pub(in crate::rows) fn insert(
    info: &'static ResourceInfo,
    with_id: bool,
    confines: Confines<'_>,
    columns: &[&'static str],
    refers_to: RefersTo,
) -> Result<Write> {
    let mut text = inserting(info, with_id, confines, columns, None, refers_to)?;
    text.returning(checked(confines.reach));
    let look = text.look(false, |_| {});
    Ok(Write { statement: text.finish(), look, unchanged: None })
}

/// A new row is checked against a filter; its owner and its tenant are the caller's.
pub(super) const fn checked(reach: &Reach) -> &Reach {
    match reach {
        Reach::Filtered(_) => reach,
        Reach::All | Reach::Owned(_) => &Reach::All,
    }
}

/// `id` where the library generates it, the tenant, the owners and the version where there are any, then the input's columns. Nothing is
/// inserted unless every row that it refers to is within reach, and the filter takes the new one. With a conflict key it may be one that is there.
pub(super) fn inserting(
    info: &'static ResourceInfo,
    with_id: bool,
    confines: Confines<'_>,
    columns: &[&'static str],
    conflict_key: Option<&[&'static str]>,
    refers_to: RefersTo,
) -> Result<Text> {
    set_by_input(info, columns, true)?;
    let reach = checked(confines.reach);
    let id = info.id.first().filter(|_| with_id).map(|id| (*id, Given::NewId));
    let tenant = info.tenant.map(|tenant| (tenant, Given::Tenant));
    let owners = info.owners.iter().map(|owner| (*owner, Given::Owner));
    let version = info.version.map(|version| (version, Given::Literal(FIRST)));
    let stamped: Vec<_> = id.into_iter().chain(tenant).chain(owners).chain(version).collect();
    let mut text = Text::new(info, Confines { reach, one_tenant: false, ..confines })?;
    text.refer(columns, confines, refers_to);

    let mut values: Vec<_> =
        stamped.into_iter().map(|(column, given)| (column, NewValue::Given(given))).collect();
    for column in columns {
        values.push((*column, NewValue::Other(text.next_value(column))));
    }
    text.values.clone_from(&values);
    text.held = match conflict_key {
        None => text.hold(reach, Moment::ToBeInserted, values.clone()),
        Some(key) => {
            // A row that is there keeps what the input does not set. Its tenant is the caller's.
            let tenant = info.tenant.filter(|_| confines.one_tenant);
            let is_set = |column| columns.contains(column) || key.contains(column);
            let known =
                values.iter().filter(|(column, _)| is_set(column) || tenant == Some(*column));
            text.hold(reach, Moment::ToBeUpserted, known.copied().collect())
        }
    };
    text.push("INSERT INTO ").table();
    if values.is_empty() {
        text.push(" DEFAULT VALUES");
        return Ok(text);
    }
    text.push(" (").list(&values, ", ", |text, (column, _)| {
        text.name(column);
    });
    let has_conditions = text.has_conditions();
    text.push(if has_conditions { ") SELECT " } else { ") VALUES (" });
    text.list(&values, ", ", |text, (column, value)| {
        text.new_value(column, *value);
    });
    if has_conditions {
        text.push(" WHERE ").permitted();
    } else {
        text.push(")");
    }
    Ok(text)
}

/// What the filter takes, then the input's values. Nothing is changed unless every row that it refers to is within reach, and the filter
/// takes the row as it is going to be.
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
    let refer = |text: &mut Text| text.refer(&columns, confines, refers_to);
    both(info, |at_version| change(info, confines, assignments, at_version, &refer, confines.reach))
}

/// One owner column. Nothing is changed unless the recipient is there. The new row is within its tenant, and out of reach of whoever gave
/// it away; so it is not held against the rule.
pub(in crate::rows) fn transfer(
    info: &'static ResourceInfo,
    confines: Confines<'_>,
    owner: &'static str,
    recipient: Referent,
) -> Result<Write> {
    if !info.owners.contains(&owner) {
        return Err(Error::internal(format!("`{owner}` of `{}` is no owner", info.name)));
    }
    let assignments = [Assignment { column: owner, keep: Keep::Never }];
    let refer = |text: &mut Text| text.recipient(owner, recipient, confines);
    both(info, |at_version| change(info, confines, &assignments, at_version, &refer, &Reach::All))
}

/// A write of a row that is there, whatever its version, and of one that is still of the version that was seen.
fn both(info: &ResourceInfo, write: impl Fn(bool) -> Result<Write>) -> Result<Write> {
    let unchanged = match info.version {
        Some(_) => Some(Box::new(write(true)?)),
        None => None,
    };
    Ok(Write { unchanged, ..write(false)? })
}

/// `refer` says which rows the values refer to. The row as it is written has to be within `new`.
fn change(
    info: &'static ResourceInfo,
    confines: Confines<'_>,
    assignments: &[Assignment],
    at_version: bool,
    refer: &impl Fn(&mut Text),
    new: &Reach,
) -> Result<Write> {
    let mut text = Text::new(info, confines)?;
    refer(&mut text);
    let mut values = Vec::with_capacity(assignments.len());
    for Assignment { column, keep } in assignments {
        let value = match keep {
            Keep::Never => NewValue::Other(text.next_value(column)),
            Keep::IfNull => NewValue::UnlessNull(text.next_value(column)),
            Keep::IfAbsent => {
                text.others += 1;
                NewValue::IfPresent(text.next_value(column))
            }
        };
        values.push((*column, value));
    }
    text.held = text.hold(new, Moment::ToBeChanged, values.clone());
    text.push("UPDATE ").table().push(" SET ").list(&values, ", ", |text, (column, value)| {
        text.name(column).push(" = ").new_value(column, *value);
    });
    text.counted().one(confines);
    if at_version {
        text.at_version();
    }
    if text.has_conditions() {
        text.push(" AND ").permitted();
    }
    text.returning(new);
    let look = text.look(at_version, |text| {
        text.push(" FROM ").table().one(confines);
    });
    Ok(Write { statement: text.finish(), look, unchanged: None })
}

/// Takes the row away: for good, or marks when.
pub(super) fn delete(info: &'static ResourceInfo, confines: Confines<'_>) -> Result<Write> {
    both(info, |at_version| {
        let mut text = Text::new(info, confines)?;
        match info.soft_delete {
            Some(deleted) => text
                .push("UPDATE ")
                .table()
                .push(" SET ")
                .name(deleted)
                .push(" = CURRENT_TIMESTAMP")
                .counted(),
            None => text.push("DELETE FROM ").table(),
        }
        .one(confines);
        if at_version {
            text.at_version();
        }
        let look = text.look(at_version, |text| {
            text.push(" FROM ").table().one(confines);
        });
        Ok(Write { statement: text.finish(), look, unchanged: None })
    })
}

impl Text {
    /// One more change of the row, where they are counted; the last of what an update sets.
    pub(super) fn counted(&mut self) -> &mut Self {
        match self.info().version {
            Some(version) => self.push(", ").name(version).push(" = ").column(version).push(" + 1"),
            None => self,
        }
    }

    /// Only if the row is of the version that was seen.
    fn at_version(&mut self) -> &mut Self {
        match self.info().version {
            Some(version) => {
                let own = self.own();
                self.push(" AND ").compare(own, version, " = ", Given::Version)
            }
            None => self,
        }
    }
}

/// Inputs set plain columns of the resource, each once, whoever wrote the implementation; in a new row those of an id of several too. What
/// the library sets is no plain column, whatever its kind says.
fn set_by_input(info: &'static ResourceInfo, columns: &[&'static str], is_new: bool) -> Result<()> {
    let mut seen = Vec::with_capacity(columns.len());
    for column in columns {
        let plain = info.column(column).is_some_and(|known| match known.kind {
            ColumnKind::Plain => !info.id.contains(column),
            ColumnKind::Id => is_new && info.id.len() > 1,
            _ => false,
        });
        let is_the_librarys = info.owners.contains(column)
            || [info.tenant, info.version, info.soft_delete].contains(&Some(*column));
        if !plain || is_the_librarys || seen.contains(column) {
            return Err(Error::internal(format!(
                "an input for `{}` sets `{column}`, which it may not",
                info.name
            )));
        }
        seen.push(*column);
    }
    Ok(())
}
