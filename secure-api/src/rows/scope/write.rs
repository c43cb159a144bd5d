//! Writing rows.

use futures_util::future::BoxFuture;

use super::{AnyScope, Scope, read};
use crate::{
    error::{Error, ErrorKind, Failure, Result},
    rows::{
        Assignment, Create, Key, Ref, Referent, Resource, Row, RowId, StatementCell, Update,
        Values,
        any::{AnyId, AnyResource},
        kept::WriteOf,
        reference,
        statements::{Confines, Look, Write},
        version::version_of,
    },
};

impl<R: Resource> Scope<R> {
    pub(in crate::rows) async fn create<C: Create<R>>(&self, input: C) -> Result<R> {
        read(&self.begin_create(input)?.await?)
    }

    fn begin_create<C: Create<R>>(&self, input: C) -> Result<BoxFuture<'_, Result<Row>>> {
        let id = R::Id::generate();
        let id = id.as_ref().map(|id| id as &dyn AnyId);
        let of = WriteOf::insert::<R, C>();
        let (write, mut values) = self.rows.inserting(C::statement(), of, C::COLUMNS, id)?;
        input.bind(&mut values)?;
        let names = Names { members: C::NAMES, columns: Columns::Given(C::COLUMNS) };
        let none = || Error::internal("an insert gave no row");
        Ok(self.rows.insert(write, values, names, none))
    }

    /// What the request demands of the row is asked first, where it demands anything.
    pub(in crate::rows) async fn update<U: Update<R>>(&self, id: &R::Id, input: U) -> Result<R> {
        let version = self.demanded(id).await?;
        read(&self.begin_change(id, version, input)?.await?)
    }

    /// Changes a row that was loaded, if nobody has since. `id` is that of the row.
    pub(in crate::rows) fn begin_update<'a, U: Update<R>>(
        &'a self,
        row: &R,
        id: &'a R::Id,
        input: U,
    ) -> Result<BoxFuture<'a, Result<Row>>> {
        self.begin_change(id, version_of(row)?, input)
    }

    fn begin_change<'a, U: Update<R>>(
        &'a self,
        id: &'a R::Id,
        version: Option<i64>,
        input: U,
    ) -> Result<BoxFuture<'a, Result<Row>>> {
        let of = WriteOf::update::<R, U>();
        let (write, mut values) =
            self.rows.changing(U::statements(), of, U::ASSIGNMENTS, id, version)?;
        input.bind(&mut values)?;
        let names = Names { members: U::NAMES, columns: Columns::Assigned(U::ASSIGNMENTS) };
        Ok(self.rows.change(write, values, names, id))
    }

    pub(in crate::rows) async fn delete(&self, id: &R::Id) -> Result<()> {
        let version = self.demanded(id).await?;
        self.rows.remove(id, version).await
    }

    /// Deletes a row that was loaded, if nobody has changed it since. `id` is that of the row.
    pub(in crate::rows) fn begin_delete<'a>(
        &'a self,
        row: &R,
        id: &'a R::Id,
    ) -> Result<BoxFuture<'a, Result<()>>> {
        Ok(self.rows.remove(id, version_of(row)?))
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
        let to = Recipient { resource: AnyResource::of::<U>(), referent: Referent::of::<U>() };
        let types = std::any::type_name::<(R, U)>();
        let (write, mut values) = self.rows.transferring(types, owner, to, &id, version)?;
        Key::bind(recipient.into_id(), &mut values)?;
        let names = Names { members: &[], columns: Columns::Pointer(pointer) };
        read(&self.rows.change(write, values, names, &id).await?)
    }

    /// Refuses a row that is not what the request demands.
    pub(in crate::rows) fn judge(&self, row: &R) -> Result<()> {
        self.rows.if_match.as_ref().map_or(Ok(()), |if_match| if_match.judge(version_of(row)))
    }

    /// The version of the row that the request demands something of, once it is loaded and judged; none where it demands nothing.
    async fn demanded(&self, id: &R::Id) -> Result<Option<i64>> {
        if self.rows.if_match.is_none() {
            return Ok(None);
        }
        let row = self.get(id).await?;
        self.judge(&row)?;
        version_of(&row)
    }
}

/// What the client calls the columns of a write.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) members: &'static [&'static str],
    pub(super) columns: Columns<'a>,
}

#[derive(Clone, Copy)]
pub(super) enum Columns<'a> {
    Given(&'static [&'static str]),
    Assigned(&'static [Assignment]),
    /// One column, which the client names at this pointer.
    Pointer(&'a str),
}

impl Names<'_> {
    /// What the client hears of a column that refers to a row out of its reach.
    fn refusal(&self, place: usize) -> Failure {
        let column = match self.columns {
            Columns::Given(columns) => columns.get(place).copied(),
            Columns::Assigned(assignments) => {
                assignments.get(place).map(|assignment| assignment.column)
            }
            Columns::Pointer(pointer) => {
                return Failure { pointer: pointer.to_owned(), ..reference::refusal("") };
            }
        };
        let name = self.members.get(place).copied().or(column);
        reference::refusal(name.unwrap_or_default())
    }
}

/// Whom a row is given to.
#[derive(Clone, Copy)]
struct Recipient {
    resource: &'static AnyResource,
    referent: Referent,
}

/// The statement of a write, and the library's values of it.
type Begun = (&'static Write, Values);

impl AnyScope {
    fn inserting(
        &self,
        cell: &'static StatementCell,
        of: WriteOf,
        columns: &'static [&'static str],
        id: Option<&dyn AnyId>,
    ) -> Result<Begun> {
        let write = cell.insert(of, self.resource, id.is_some(), self.confines(), columns)?;
        Ok((write, self.given(&write.statement, id)?))
    }

    fn changing(
        &self,
        cell: &'static StatementCell,
        of: WriteOf,
        assignments: &'static [Assignment],
        id: &dyn AnyId,
        version: Option<i64>,
    ) -> Result<Begun> {
        let write = cell.update(of, self.resource, self.confines(), assignments)?;
        let write = at(write, version)?;
        Ok((write, self.given_at(&write.statement, Some(id), version, None)?))
    }

    fn transferring(
        &self,
        types: &'static str,
        owner: &'static str,
        to: Recipient,
        id: &dyn AnyId,
        version: Option<i64>,
    ) -> Result<Begun> {
        let confines = Confines { types, ..self.confines() };
        let statements = (self.resource.statements)();
        let write =
            statements.transfer(self.resource, confines, owner, to.resource, to.referent)?;
        let write = at(write, version)?;
        Ok((write, self.given_at(&write.statement, Some(id), version, Some(to.referent))?))
    }

    /// Makes a row, and gives it; `none` is what it means that there is none.
    pub(super) fn insert<'a>(
        &'a self,
        write: &'static Write,
        values: Values,
        names: Names<'a>,
        none: fn() -> Error,
    ) -> BoxFuture<'a, Result<Row>> {
        Box::pin(async move { self.write(write, values, names).await?.ok_or_else(none) })
    }

    /// Changes the row with this id.
    fn change<'a>(
        &'a self,
        write: &'static Write,
        values: Values,
        names: Names<'a>,
        id: &'a dyn AnyId,
    ) -> BoxFuture<'a, Result<Row>> {
        Box::pin(async move {
            match self.write(write, values, names).await? {
                Some(row) => Ok(row),
                None => Err(self.not_found(id).await),
            }
        })
    }

    fn remove<'a>(&'a self, id: &'a dyn AnyId, version: Option<i64>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let write = at(&self.reads()?.delete, version)?;
            let values = self.given_at(&write.statement, Some(id), version, None)?;
            let same_values = write.look.as_ref().map(|_| values.clone());
            if self.runner.execute(&write.statement, values).await? > 0 {
                return Ok(());
            }
            if let (Some(look), Some(values)) = (&write.look, same_values) {
                let names = Names { members: &[], columns: Columns::Given(&[]) };
                self.explain(look, values, names).await?;
            }
            Err(self.not_found(id).await)
        })
    }

    /// Writes, and gives the row as it is then; none if there is none to write.
    pub(super) async fn write(
        &self,
        write: &'static Write,
        values: Values,
        names: Names<'_>,
    ) -> Result<Option<Row>> {
        let Some(look) = &write.look else {
            return self.one(self.runner.fetch(&write.statement, values).await?);
        };
        let same_values = values.clone();
        if let Some(row) = self.one(self.runner.fetch(&write.statement, values).await?)? {
            return Ok(Some(row));
        }
        self.explain(look, same_values, names).await?;
        Ok(None)
    }

    /// The one row that a statement about an id gives.
    fn one(&self, rows: Vec<Row>) -> Result<Option<Row>> {
        if rows.len() > 1 {
            let name = self.resource.info.name;
            return Err(Error::internal(format!("the id of `{name}` names several rows")));
        }
        Ok(rows.into_iter().next())
    }

    /// Nothing was written: because the row itself is out of reach, which the client hears first, or is another by now, because one that it
    /// would refer to is out of reach, or because the rule does not take the new row.
    ///
    /// # Errors
    /// Whenever the row is there.
    async fn explain(&self, look: &'static Look, values: Values, names: Names<'_>) -> Result<()> {
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
                failures.push(names.refusal(*place));
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
