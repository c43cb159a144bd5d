//! Making a row, or changing the one that is there.

use super::{Scope, write::name_of};
use crate::{
    error::{Error, Result},
    rows::{Resource, RowId, StatementCell, Upsert, reference},
};

impl<R: Resource> Scope<R> {
    pub(in crate::rows) async fn upsert<U: Upsert<R>>(&self, input: U) -> Result<R> {
        // Which row is there, and whether any is, nobody knows before the statement.
        if self.if_match.is_some() {
            return Err(Error::precondition_failed());
        }
        let id = R::Id::generate();
        let cell: &'static StatementCell = U::upsert_statement();
        let (with_id, key, columns) = (id.is_some(), U::KEY, U::COLUMNS);
        let confines = self.confines();
        let write = cell.upsert::<R, U>(R::INFO, with_id, confines, key, columns, R::refers_to)?;
        let mut values = self.given(&write.statement, id)?;
        input.bind(&mut values)?;
        let name = |place| name_of(U::NAMES, place, columns.get(place).copied());
        // Nothing is written if the row that is there is out of reach. That it is there is all that is said.
        self.write(write, values, |place| reference::refusal(name(place)))
            .await?
            .ok_or_else(Error::conflict)
    }
}
