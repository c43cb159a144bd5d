//! Writing rows.

use super::{Scope, read_one};
use crate::{
    error::{Error, ErrorKind, Result},
    rows::{
        Assignment, Create, Resource, RowId, StatementCell, Update, Values, reference,
        statements::Write,
    },
};

impl<R: Resource> Scope<R> {
    pub(in crate::rows) async fn create<C: Create<R>>(&self, input: C) -> Result<R> {
        let id = R::Id::generate();
        let cell: &'static StatementCell = C::statement();
        let (with_id, columns) = (id.is_some(), C::COLUMNS);
        let write =
            cell.insert::<R, C>(R::INFO, with_id, self.confines(), columns, R::refers_to)?;
        let mut values = self.given(&write.statement, id)?;
        input.bind(&mut values)?;
        let name = |place| name_of(C::NAMES, place, columns.get(place).copied());
        match self.write(write, values, name).await? {
            Some(row) => Ok(row),
            None => Err(Error::internal("an insert gave no row")),
        }
    }

    pub(in crate::rows) async fn update<U: Update<R>>(&self, id: R::Id, input: U) -> Result<R> {
        let cell: &'static StatementCell = U::statements();
        let assignments = U::ASSIGNMENTS;
        let write = cell.update::<R, U>(R::INFO, self.confines(), assignments, R::refers_to)?;
        let noted = self.noted(&id);
        let mut values = self.given(&write.statement, Some(id))?;
        input.bind(&mut values)?;
        let column =
            |place| assignments.get(place).map(|assignment: &Assignment| assignment.column);
        let name = |place| name_of(U::NAMES, place, column(place));
        match self.write(write, values, name).await? {
            Some(row) => Ok(row),
            None => Err(self.not_found(noted).await),
        }
    }

    /// Writes, and gives the row as it is then; none if there is none to write. `name` is what the client calls a column of the
    /// input.
    pub(super) async fn write(
        &self,
        write: &'static Write,
        values: Values,
        name: impl Fn(usize) -> &'static str,
    ) -> Result<Option<R>> {
        let Some(look) = &write.look else {
            return read_one(&self.runner.fetch(&write.statement, values).await?);
        };
        let same_values = values.clone();
        if let Some(row) = read_one(&self.runner.fetch(&write.statement, values).await?)? {
            return Ok(Some(row));
        }
        // Nothing was written: because the row itself is out of reach, which the client hears first, or one that it would refer to.
        let rows = self.runner.fetch(&look.statement, same_values).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let mut failures = Vec::new();
        for (answer, place) in look.columns.iter().enumerate() {
            if row.truth(answer)? != Some(true) {
                failures.push(reference::refusal(name(*place)));
            }
        }
        if failures.is_empty() {
            // By now all of it is within reach, but a moment ago it was not.
            return Err(Error::conflict());
        }
        Err(Error::new(ErrorKind::Invalid(failures)))
    }

    pub(in crate::rows) async fn delete(&self, id: R::Id) -> Result<()> {
        let statement = &self.reads()?.delete;
        let noted = self.noted(&id);
        match self.runner.execute(statement, self.given(statement, Some(id))?).await? {
            0 => Err(self.not_found(noted).await),
            _ => Ok(()),
        }
    }
}

/// What the client calls a column of an input.
pub(super) fn name_of(
    members: &'static [&'static str],
    place: usize,
    column: Option<&'static str>,
) -> &'static str {
    members.get(place).copied().or(column).unwrap_or_default()
}
