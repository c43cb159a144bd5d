//! The statement that makes a row, or changes the one that is there.

use super::{
    Confines, RefersTo, Write,
    writes::{checked, inserting},
    written::Moment,
};
use crate::{
    error::{Error, Result},
    policy::ResourceInfo,
    rows::{KeyMisfit, key_misfit},
};

/// An insert; where the key names a row that is there, the same input changes it instead, if it is within reach. The id, the owner and the
/// tenant of that row stay what they are.
pub(in crate::rows) fn upsert(
    info: &'static ResourceInfo,
    with_id: bool,
    confines: Confines<'_>,
    key: &[&'static str],
    columns: &[&'static str],
    refers_to: RefersTo,
) -> Result<Write> {
    if let Some(misfit) = key_misfit(info, key, columns) {
        let why = match misfit {
            KeyMisfit::Anyones => "has neither an owner nor the tenant in its key",
            KeyMisfit::NotGiven => "does not give a column of its key",
            KeyMisfit::AnotherId => "gives a column of the id that is not in its key",
        };
        return Err(Error::internal(format!("an upsert of `{}` {why}", info.name)));
    }
    let mut text = inserting(info, with_id, confines, columns, Some(key), refers_to)?;
    text.push(" ON CONFLICT (").list(key, ", ", |text, column| {
        text.name(column);
    });
    text.push(")");
    if let Some(deleted) = info.soft_delete {
        // The index may leave out what is deleted. One that does not is meant as well.
        text.push(" WHERE (").column(deleted).push(" IS NULL)");
    }
    let changed: Vec<_> = columns.iter().copied().filter(|column| !key.contains(column)).collect();
    text.push(" DO UPDATE SET ").list(&changed, ", ", |text, column| {
        text.name(column).push(" = excluded.").name(column);
    });
    if let ([], [column, ..]) = (changed.as_slice(), key) {
        // What changes nothing still gives the row.
        text.name(column).push(" = ").column(column);
    }
    text.counted().every(confines);
    // The row that is there keeps its owner, by which the rule may refuse what it would take of a new one.
    let values = text.values.iter().filter(|(column, _)| changed.contains(column)).copied();
    let values = values.collect();
    if let Some(held) = text.hold(confines.reach, Moment::ToBeChanged, values) {
        text.push(" AND ").takes(&held);
    }
    text.returning(checked(confines.reach));
    let look = text.look(false, |_| {});
    Ok(Write { statement: text.finish(), look, unchanged: None })
}
