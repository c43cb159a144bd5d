//! Reading rows.

use super::Scope;
use crate::{
    error::{Error, Result},
    rows::{
        AnyDatabase, Bind, Page, PageRequest, Pages, Reads, Resource, Row, RowId, Search, Values,
        cursor::{PageOf, Place, not_a_cursor},
        page::MOST_BYTES,
        raw::RawValue,
        search::Sought,
        statements::{self, Statement},
    },
};

impl<R: Resource> Scope<R> {
    /// The row that this text names. Text that is no id names none.
    pub(in crate::rows) async fn named(&self, id: &[&str]) -> Result<R> {
        match R::Id::named(id) {
            Some(id) => self.get(id).await,
            None => {
                Err(self.not_found(Some(id.iter().map(|&text| text.to_owned()).collect())).await)
            }
        }
    }

    pub(in crate::rows) async fn get(&self, id: R::Id) -> Result<R> {
        let statement = &self.reads()?.get;
        let noted = self.noted(&id);
        let values = self.given(statement, Some(id))?;
        match self.runner.first(statement, values).await? {
            Some(row) => R::Database::read(&row),
            None => Err(self.not_found(noted).await),
        }
    }

    /// Every row, by the statement that is kept for it.
    pub(in crate::rows) async fn list(&self, request: &PageRequest) -> Result<Page<R>> {
        let sought = Sought::ALL;
        let before = self.before(sought, request)?;
        let reads = self.reads()?;
        let statement = if before.is_some() { &reads.next_page } else { &reads.first_page };
        let values = self.given(statement, before.map(|(id, _)| id))?;
        let mut rows = Rows::of_page(request);
        let values = with_limit(values, request)?;
        self.runner.each(statement, values, |row| rows.take(row)).await?;
        self.page_of(sought, rows)
    }

    pub(in crate::rows) async fn page(
        &self,
        search: &Search<R>,
        request: &PageRequest,
    ) -> Result<Page<R>> {
        let sought = search.sought()?;
        let is_first = request.after().is_none();
        let statement = statements::page(R::INFO, self.confines(), sought, is_first)?;
        let (id, sorted_by) = self.before(sought, request)?.unzip();
        let mut values = self.given(&statement, id)?;
        sought.bind(&mut values)?;
        for value in sorted_by.into_iter().flatten() {
            value.bind(&mut values)?;
        }
        let mut rows = Rows::of_page(request);
        let values = with_limit(values, request)?;
        self.runner.each_once(statement, values, |row| rows.take(row)).await?;
        self.page_of(sought, rows)
    }

    pub(in crate::rows) async fn count(&self, search: &Search<R>) -> Result<u64> {
        let sought = search.sought()?;
        let count = if sought.is_all() {
            let statement = &self.reads()?.count;
            self.runner.number(statement, self.given(statement, None)?).await?
        } else {
            let statement = statements::count(R::INFO, self.confines(), sought)?;
            let values = self.given_with(&statement, sought)?;
            self.runner.number_once(statement, values).await?
        };
        u64::try_from(count).map_err(Error::internal)
    }

    pub(in crate::rows) async fn exists(&self, search: &Search<R>) -> Result<bool> {
        let sought = search.sought()?;
        let statement = statements::exists(R::INFO, self.confines(), sought)?;
        let values = self.given_with(&statement, sought)?;
        let rows = self.runner.fetch_once(statement, values).await?;
        let row = rows.first().ok_or_else(|| Error::internal("a question got no answer"))?;
        Ok(row.truth(0)? == Some(true))
    }

    /// The library's values of a statement, then those of what is sought.
    fn given_with(&self, statement: &Statement, sought: Sought<'_>) -> Result<Values> {
        let mut values = self.given(statement, None)?;
        sought.bind(&mut values)?;
        Ok(values)
    }

    /// The row that a page comes after, unless it is the first: its id, and what it holds in the columns of the order.
    fn before(
        &self,
        sought: Sought<'_>,
        request: &PageRequest,
    ) -> Result<Option<(R::Id, Vec<RawValue>)>> {
        let Some(cursor) = request.after() else { return Ok(None) };
        let now = self.caller.get().now;
        let place = self.with_cursors(sought, |pages, of| pages.place(of, cursor, now))?;
        let texts: Vec<_> = place.id.iter().map(String::as_str).collect();
        let id = R::Id::named(&texts).ok_or_else(not_a_cursor)?;
        Ok(Some((id, place.sorted_by)))
    }

    /// The page of these rows.
    fn page_of(&self, sought: Sought<'_>, rows: Rows<R>) -> Result<Page<R>> {
        let Rows { items, last, has_more, .. } = rows;
        let next = match (last, items.last()) {
            (Some(row), Some(last)) if has_more => {
                let sorted_by = sought.order.iter().map(|by| row.raw(place_of::<R>(by.column)?));
                let sorted_by = sorted_by.collect::<Result<_>>()?;
                let place = Place { sorted_by, id: last.id().texts() };
                let now = self.caller.get().now;
                let cursor =
                    self.with_cursors(sought, |pages, of| pages.cursor(of, &place, now))?;
                Some(cursor.ok_or_else(|| too_long::<R>(sought, &place))?)
            }
            _ => None,
        };
        Ok(Page { items, next })
    }

    /// Makes or reads a cursor for pages of what is sought.
    fn with_cursors<T>(
        &self,
        sought: Sought<'_>,
        cursor: impl FnOnce(&Pages, PageOf<'_>) -> Result<T>,
    ) -> Result<T> {
        let none = || Error::internal("rows that have no pages were asked for one");
        let pages = self.pages.as_ref().ok_or_else(none)?;
        let dialect = self.runner.db().dialect();
        let values = match sought.condition {
            Some(_) => {
                let mut values = self.runner.db().values();
                sought.bind(&mut values)?;
                values.shown()
            }
            None => String::new(),
        };
        let of = PageOf {
            resource: R::INFO,
            condition: &statements::condition(R::INFO, dialect, sought),
            values: &values,
            order: &statements::order(R::INFO, dialect, sought),
        };
        cursor(pages, of)
    }
}

/// What a row is sorted by has no place in a cursor. Nothing that the client could do: it is for the log.
fn too_long<R: Resource>(sought: Sought<'_>, place: &Place) -> Error {
    let sorted_by = sought.order.iter().map(|by| by.column).zip(&place.sorted_by);
    let longest = sorted_by.max_by_key(|(_, value)| value.length());
    let (column, length) = longest.map_or(("id", 0), |(column, value)| (column, value.length()));
    Error::internal(format!(
        "a page of `{}` ends at a row whose `{column}` has {length} bytes, and a cursor has room for about {} of all that rows are sorted by: bound what the column holds, or sort by another",
        R::INFO.name,
        MOST_BYTES * 2 / 3,
    ))
}

/// The rows of a page, each read as it comes.
struct Rows<R> {
    limit: usize,
    items: Vec<R>,
    /// The last one that a full page has, as it came.
    last: Option<Row>,
    /// Whether there was one more.
    has_more: bool,
}

impl<R: Resource> Rows<R> {
    fn of_page(request: &PageRequest) -> Self {
        let limit = usize::try_from(request.limit()).unwrap_or(usize::MAX);
        Self { limit, items: Vec::new(), last: None, has_more: false }
    }

    fn take(&mut self, row: Row) -> Result<()> {
        if self.items.len() == self.limit {
            self.has_more = true;
            return Ok(());
        }
        self.items.push(R::Database::read(&row)?);
        self.last = Some(row).filter(|_| self.items.len() == self.limit);
        Ok(())
    }
}

/// One more than asked for tells whether there is a next page.
fn with_limit(mut values: Values, request: &PageRequest) -> Result<Values> {
    Bind::<AnyDatabase>::push_to(i64::from(request.limit()) + 1, &mut values)?;
    Ok(values)
}

/// Where a column stands among those that are selected.
fn place_of<R: Resource>(column: &str) -> Result<usize> {
    let place = R::INFO.columns.iter().position(|known| known.name == column);
    place.ok_or_else(|| Error::internal("a row is sorted by a column that was not read"))
}
