//! Making a row, or changing the one that is there.

use futures_util::future::BoxFuture;

use super::{
    AnyScope, Scope, read,
    write::{Columns, Names},
};
use crate::{
    error::{Error, Result},
    rows::{Resource, Row, RowId, Upsert, Values, any::AnyId, kept::WriteOf, statements::Write},
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
        read(&self.rows.upsert(write, values, names).await?)
    }
}

impl AnyScope {
    fn upsert<'a>(
        &'a self,
        write: &'static Write,
        values: Values,
        names: Names<'a>,
    ) -> BoxFuture<'a, Result<Row>> {
        Box::pin(async move {
            // Nothing is written if the row that is there is out of reach. That it is there is all that is said.
            self.write(write, values, names).await?.ok_or_else(Error::conflict)
        })
    }
}
