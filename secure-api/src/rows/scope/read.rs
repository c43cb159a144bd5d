//! Reading rows.

use futures_util::future::BoxFuture;

use super::{AnyScope, Scope, read};
use crate::{
    error::{Error, Result},
    policy::ResourceInfo,
    rows::{
        AnyDatabase, Bind, Page, PageRequest, Pages, Resource, Row, Search, Values,
        any::AnyId,
        cursor::{PageOf, Place, not_a_cursor},
        page::MOST_BYTES,
        raw::RawValue,
        search::Sought,
        statements::{self, Statement},
    },
};

impl<R: Resource> Scope<R> {
    pub(in crate::rows) async fn get(&self, id: &R::Id) -> Result<R> {
        read(&self.rows.row(id).await?)
    }

    pub(in crate::rows) async fn list(&self, request: &PageRequest) -> Result<Page<R>> {
        let mut items = Vec::new();
        let next = self.rows.list(request, &mut items).await?;
        Ok(Page { items, next })
    }

    pub(in crate::rows) async fn page(
        &self,
        search: &Search<R>,
        request: &PageRequest,
    ) -> Result<Page<R>> {
        let mut items = Vec::new();
        let next = self.rows.page(search.sought()?, request, &mut items).await?;
        Ok(Page { items, next })
    }

    pub(in crate::rows) async fn count(&self, search: &Search<R>) -> Result<u64> {
        self.rows.count(search.sought()?).await
    }

    pub(in crate::rows) async fn exists(&self, search: &Search<R>) -> Result<bool> {
        self.rows.exists(search.sought()?).await
    }
}

// Each of these is a box, because a future that has none is compiled again wherever it is waited for.
impl AnyScope {
    /// The row with this id.
    pub(super) fn row<'a>(&'a self, id: &'a dyn AnyId) -> BoxFuture<'a, Result<Row>> {
        Box::pin(self.get(id))
    }

    async fn get(&self, id: &dyn AnyId) -> Result<Row> {
        let statement = &self.reads()?.get;
        let values = self.given(statement, Some(id))?;
        match self.runner.first(statement, values).await? {
            Some(row) => Ok(row),
            None => Err(self.not_found(id).await),
        }
    }

    /// The row that this text names. Text that is no id names none.
    pub(in crate::rows) async fn named(&self, texts: &[&str]) -> Result<Row> {
        match (self.resource.id_named)(texts) {
            Some(id) => self.get(&*id).await,
            None => Err(self.not_found(&NoId(texts)).await),
        }
    }

    /// Every row, by the statement that is kept for it; and the cursor of the next page.
    fn list<'a>(
        &'a self,
        request: &'a PageRequest,
        items: &'a mut dyn Items,
    ) -> BoxFuture<'a, Result<Option<String>>> {
        Box::pin(async move {
            let sought = Sought::ALL;
            let before = self.before(sought, request)?;
            let reads = self.reads()?;
            let statement = if before.is_some() { &reads.next_page } else { &reads.first_page };
            let values = self.given(statement, before.as_ref().map(|(id, _)| &**id))?;
            let mut rows = Rows::of_page(request, items);
            let values = with_limit(values, request)?;
            self.runner.each(statement, values, |row| rows.take(row)).await?;
            self.next(sought, rows)
        })
    }

    fn page<'a>(
        &'a self,
        sought: Sought<'a>,
        request: &'a PageRequest,
        items: &'a mut dyn Items,
    ) -> BoxFuture<'a, Result<Option<String>>> {
        Box::pin(async move {
            let is_first = request.after().is_none();
            let info = self.resource.info;
            let statement = statements::page(info, self.confines(), sought, is_first)?;
            let (id, sorted_by) = self.before(sought, request)?.unzip();
            let mut values = self.given(&statement, id.as_deref())?;
            sought.bind(&mut values)?;
            for value in sorted_by.into_iter().flatten() {
                value.bind(&mut values)?;
            }
            let mut rows = Rows::of_page(request, items);
            let values = with_limit(values, request)?;
            self.runner.each_once(statement, values, |row| rows.take(row)).await?;
            self.next(sought, rows)
        })
    }

    fn count<'a>(&'a self, sought: Sought<'a>) -> BoxFuture<'a, Result<u64>> {
        Box::pin(async move {
            let count = if sought.is_all() {
                let statement = &self.reads()?.count;
                self.runner.number(statement, self.given(statement, None)?).await?
            } else {
                let statement = statements::count(self.resource.info, self.confines(), sought)?;
                let values = self.given_with(&statement, sought)?;
                self.runner.number_once(statement, values).await?
            };
            u64::try_from(count).map_err(Error::internal)
        })
    }

    fn exists<'a>(&'a self, sought: Sought<'a>) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move {
            let statement = statements::exists(self.resource.info, self.confines(), sought)?;
            let values = self.given_with(&statement, sought)?;
            let rows = self.runner.fetch_once(statement, values).await?;
            let row = rows.first().ok_or_else(|| Error::internal("a question got no answer"))?;
            Ok(row.truth(0)? == Some(true))
        })
    }

    /// The library's values of a statement, then those of what is sought.
    fn given_with(&self, statement: &Statement, sought: Sought<'_>) -> Result<Values> {
        let mut values = self.given(statement, None)?;
        sought.bind(&mut values)?;
        Ok(values)
    }

    /// The row that a page comes after, unless it is the first: its id, and what it holds in the columns of the order.
    fn before(&self, sought: Sought<'_>, request: &PageRequest) -> Result<Option<Before>> {
        let Some(cursor) = request.after() else { return Ok(None) };
        let now = self.caller.get().now;
        let place = self.with_cursors(sought, |pages, of| pages.place(of, cursor, now))?;
        let texts: Vec<_> = place.id.iter().map(String::as_str).collect();
        let id = (self.resource.id_named)(&texts).ok_or_else(not_a_cursor)?;
        Ok(Some((id, place.sorted_by)))
    }

    /// The cursor of the page after these rows, if there is one.
    fn next(&self, sought: Sought<'_>, rows: Rows<'_>) -> Result<Option<String>> {
        let Rows { items, last, has_more, .. } = rows;
        let Some(row) = last.filter(|_| has_more) else { return Ok(None) };
        let info = self.resource.info;
        let sorted_by = sought.order.iter().map(|by| row.raw(place_of(info, by.column)?));
        let sorted_by = sorted_by.collect::<Result<_>>()?;
        let place = Place { sorted_by, id: items.last_id() };
        let now = self.caller.get().now;
        let cursor = self.with_cursors(sought, |pages, of| pages.cursor(of, &place, now))?;
        cursor.map(Some).ok_or_else(|| too_long(info, sought, &place))
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
        let info = self.resource.info;
        let values = match sought.condition {
            Some(_) => {
                let mut values = self.runner.db().values();
                sought.bind(&mut values)?;
                values.shown()
            }
            None => String::new(),
        };
        let of = PageOf {
            resource: info,
            condition: &statements::condition(info, dialect, sought),
            values: &values,
            order: &statements::order(info, dialect, sought),
        };
        cursor(pages, of)
    }
}

/// What a row is sorted by has no place in a cursor. Nothing that the client could do: it is for the log.
fn too_long(info: &ResourceInfo, sought: Sought<'_>, place: &Place) -> Error {
    let sorted_by = sought.order.iter().map(|by| by.column).zip(&place.sorted_by);
    let longest = sorted_by.max_by_key(|(_, value)| value.length());
    let (column, length) = longest.map_or(("id", 0), |(column, value)| (column, value.length()));
    Error::internal(format!(
        "a page of `{}` ends at a row whose `{column}` has {length} bytes, and a cursor has room for about {} of all that rows are sorted by: bound what the column holds, or sort by another",
        info.name,
        MOST_BYTES * 2 / 3,
    ))
}

/// The id of the row that a page comes after, and what it holds in the columns of the order.
type Before = (Box<dyn AnyId>, Vec<RawValue>);

/// Texts that name no row.
struct NoId<'a>(&'a [&'a str]);

impl AnyId for NoId<'_> {
    fn texts(&self) -> Vec<String> {
        self.0.iter().map(|&text| text.to_owned()).collect()
    }

    fn bind(&self, _: usize, _: &mut Values) -> Result<()> {
        Err(Error::not_found())
    }
}

/// Where the rows of a page go.
trait Items: Send {
    /// Reads one, and says how many there are.
    fn take(&mut self, row: &Row) -> Result<usize>;

    /// The id of the last one.
    fn last_id(&self) -> Vec<String>;
}

impl<R: Resource> Items for Vec<R> {
    fn take(&mut self, row: &Row) -> Result<usize> {
        self.push(read(row)?);
        Ok(self.len())
    }

    fn last_id(&self) -> Vec<String> {
        self.last().map(|last| AnyId::texts(&last.id())).unwrap_or_default()
    }
}

/// The rows of a page, each read as it comes.
struct Rows<'a> {
    limit: usize,
    items: &'a mut dyn Items,
    count: usize,
    /// The last one that a full page has, as it came.
    last: Option<Row>,
    /// Whether there was one more.
    has_more: bool,
}

impl<'a> Rows<'a> {
    fn of_page(request: &PageRequest, items: &'a mut dyn Items) -> Self {
        let limit = usize::try_from(request.limit()).unwrap_or(usize::MAX);
        Self { limit, items, count: 0, last: None, has_more: false }
    }

    fn take(&mut self, row: Row) -> Result<()> {
        if self.count == self.limit {
            self.has_more = true;
            return Ok(());
        }
        self.count = self.items.take(&row)?;
        self.last = Some(row).filter(|_| self.count == self.limit);
        Ok(())
    }
}

/// One more than asked for tells whether there is a next page.
fn with_limit(mut values: Values, request: &PageRequest) -> Result<Values> {
    Bind::<AnyDatabase>::push_to(i64::from(request.limit()) + 1, &mut values)?;
    Ok(values)
}

/// Where a column stands among those that are selected.
fn place_of(info: &ResourceInfo, column: &str) -> Result<usize> {
    let place = info.columns.iter().position(|known| known.name == column);
    place.ok_or_else(|| Error::internal("a row is sorted by a column that was not read"))
}
