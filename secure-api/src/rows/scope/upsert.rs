//! Making a row, or changing the one that is there.

use super::{
    Scope, read,
    write::{Columns, Names},
};
use crate::{
    error::{Error, Result},
    rows::{Resource, RowId, Upsert, any::AnyId, kept::WriteOf},
};

impl<R: Resource> Scope<R> {
    pub(in crate::rows) async fn upsert<U: Upsert<R>>(&self, input: U) -> Result<R> {
        // Which row is there, and whether any is, nobody knows before the statement.
        if self.rows.if_match.is_some() {
            return Err(Error::precondition_failed());
        }
        let id = R::Id::generate();
        let id = id.as_ref().map(|id| id as &dyn AnyId);
        let of = WriteOf::upsert::<R, U>();
        let (resource, confines) = (self.rows.resource, self.rows.confines());
        let cell = U::upsert_statement();
        let write = cell.upsert(of, resource, id.is_some(), confines, U::KEY, U::COLUMNS)?;
        let mut values = self.rows.given(&write.statement, id)?;
        input.bind(&mut values)?;
        let names = Names { members: U::NAMES, columns: Columns::Given(U::COLUMNS) };
        // Nothing is written if the row that is there is out of reach. That it is there is all that is said.
        read(&self.rows.insert(write, values, names, Error::conflict).await?)
    }
}
