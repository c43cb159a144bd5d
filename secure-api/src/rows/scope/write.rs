//! Writing rows.

use std::any::type_name;

use super::{Scope, read_one};
use crate::{
    error::{Error, ErrorKind, Failure, Result},
    rows::{
        Assignment, Create, Key, Ref, Referent, Resource, RowId, StatementCell, Update, Values,
        reference,
        statements::{Confines, Look, Write},
        version::version_of,
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
        match self.write(write, values, |place| reference::refusal(name(place))).await? {
            Some(row) => Ok(row),
            None => Err(Error::internal("an insert gave no row")),
        }
    }

    /// What the request demands of the row is asked first, where it demands anything.
    pub(in crate::rows) async fn update<U: Update<R>>(&self, id: R::Id, input: U) -> Result<R> {
        let version = self.demanded(&id).await?;
        self.change(id, version, input).await
    }

    /// Changes a row that was loaded, if nobody has since.
    pub(in crate::rows) async fn update_loaded<U: Update<R>>(
        &self,
        row: &R,
        input: U,
    ) -> Result<R> {
        self.change(row.id(), version_of(row)?, input).await
    }

    async fn change<U: Update<R>>(&self, id: R::Id, version: Option<i64>, input: U) -> Result<R> {
        let cell: &'static StatementCell = U::statements();
        let assignments = U::ASSIGNMENTS;
        let write = cell.update::<R, U>(R::INFO, self.confines(), assignments, R::refers_to)?;
        let write = at(write, version)?;
        let noted = self.noted(&id);
        let mut values = self.given_at(&write.statement, Some(id), version, None)?;
        input.bind(&mut values)?;
        let column =
            |place| assignments.get(place).map(|assignment: &Assignment| assignment.column);
        let name = |place| name_of(U::NAMES, place, column(place));
        match self.write(write, values, |place| reference::refusal(name(place))).await? {
            Some(row) => Ok(row),
            None => Err(self.not_found(noted).await),
        }
    }

    pub(in crate::rows) async fn delete(&self, id: R::Id) -> Result<()> {
        let version = self.demanded(&id).await?;
        self.remove(id, version).await
    }

    /// Deletes a row that was loaded, if nobody has changed it since.
    pub(in crate::rows) async fn delete_loaded(&self, row: &R) -> Result<()> {
        self.remove(row.id(), version_of(row)?).await
    }

    async fn remove(&self, id: R::Id, version: Option<i64>) -> Result<()> {
        let write = at(&self.reads()?.delete, version)?;
        let noted = self.noted(&id);
        let values = self.given_at(&write.statement, Some(id), version, None)?;
        let same_values = write.look.as_ref().map(|_| values.clone());
        if self.runner.execute(&write.statement, values).await? > 0 {
            return Ok(());
        }
        if let (Some(look), Some(values)) = (&write.look, same_values) {
            self.explain(look, values, |_| reference::refusal("")).await?;
        }
        Err(self.not_found(noted).await)
    }

    /// Gives a row that was loaded to the recipient, if nobody has changed it since. `pointer` says where the client names the recipient.
    pub(in crate::rows) async fn transfer<U>(
        &self,
        row: &R,
        owner: &'static str,
        recipient: Ref<U>,
        pointer: &str,
    ) -> Result<R>
    where
        U: Resource<Id: Key>,
    {
        let (id, version) = (row.id(), version_of(row)?);
        let referent = Referent::of::<U>();
        let confines = Confines { types: type_name::<(R, U)>(), ..self.confines() };
        let write = R::statements().transfer::<R, U>(R::INFO, confines, owner, referent)?;
        let write = at(write, version)?;
        let noted = self.noted(&id);
        let mut values = self.given_at(&write.statement, Some(id), version, Some(referent))?;
        Key::bind(recipient.into_id(), &mut values)?;
        let refusal = |_| Failure { pointer: pointer.to_owned(), ..reference::refusal("") };
        match self.write(write, values, refusal).await? {
            Some(row) => Ok(row),
            None => Err(self.not_found(noted).await),
        }
    }

    /// Refuses a row that is not what the request demands.
    pub(in crate::rows) fn judge(&self, row: &R) -> Result<()> {
        self.if_match.as_ref().map_or(Ok(()), |if_match| if_match.judge(row))
    }

    /// The version of the row that the request demands something of, once it is loaded and judged; none where it demands nothing.
    async fn demanded(&self, id: &R::Id) -> Result<Option<i64>> {
        if self.if_match.is_none() {
            return Ok(None);
        }
        let row = self.get(id.clone()).await?;
        self.judge(&row)?;
        version_of(&row)
    }

    /// Writes, and gives the row as it is then; none if there is none to write. `refusal` is about a column of the input.
    pub(super) async fn write(
        &self,
        write: &'static Write,
        values: Values,
        refusal: impl Fn(usize) -> Failure,
    ) -> Result<Option<R>> {
        let Some(look) = &write.look else {
            return read_one(&self.runner.fetch(&write.statement, values).await?);
        };
        let same_values = values.clone();
        if let Some(row) = read_one(&self.runner.fetch(&write.statement, values).await?)? {
            return Ok(Some(row));
        }
        self.explain(look, same_values, refusal).await?;
        Ok(None)
    }

    /// Nothing was written: because the row itself is out of reach, which the client hears first, or is another by now, because one that it
    /// would refer to is out of reach, or because the rule does not take the new row.
    ///
    /// # Errors
    /// Whenever the row is there.
    async fn explain(
        &self,
        look: &'static Look,
        values: Values,
        refusal: impl Fn(usize) -> Failure,
    ) -> Result<()> {
        let rows = self.runner.fetch(&look.statement, values).await?;
        let Some(row) = rows.first() else { return Ok(()) };
        if look.at_version && row.truth(0)? != Some(true) {
            return Err(match self.if_match {
                Some(_) => Error::precondition_failed(),
                None => Error::conflict(),
            });
        }
        let first = usize::from(look.at_version);
        let mut failures = Vec::new();
        for (answer, place) in look.columns.iter().enumerate() {
            if row.truth(first + answer)? != Some(true) {
                failures.push(refusal(*place));
            }
        }
        if failures.is_empty()
            && look.at_row
            && row.truth(first + look.columns.len())? != Some(true)
        {
            return Err(self.runner.refuse());
        }
        if failures.is_empty() {
            // By now all of it is within reach, but a moment ago it was not.
            return Err(Error::conflict());
        }
        Err(Error::new(ErrorKind::Invalid(failures)))
    }
}

/// The write of a row that is still of this version, if one was seen.
fn at(write: &'static Write, version: Option<i64>) -> Result<&'static Write> {
    match (version, &write.unchanged) {
        (None, _) => Ok(write),
        (Some(_), Some(unchanged)) => Ok(unchanged),
        (Some(_), None) => Err(Error::internal("a version was asked of rows that have none")),
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
