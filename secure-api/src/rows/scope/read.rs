//! Reading rows.

use super::{Scope, read_one};
use crate::{
    error::{Error, Result},
    rows::{AnyDatabase, Bind, Page, PageRequest, Reads, Resource, RowId, page},
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
        match read_one(&self.runner.fetch(statement, values).await?)? {
            Some(row) => Ok(row),
            None => Err(self.not_found(noted).await),
        }
    }

    pub(in crate::rows) async fn list(&self, request: &PageRequest) -> Result<Page<R>> {
        let after = request.after::<R::Id>()?;
        let reads = self.reads()?;
        let statement = if after.is_some() { &reads.next_page } else { &reads.first_page };
        let limit = request.limit();
        let mut values = self.given(statement, after)?;
        // One more than asked for tells whether there is a next page.
        Bind::<AnyDatabase>::push_to(i64::from(limit) + 1, &mut values)?;
        let rows = self.runner.fetch(statement, values).await?;

        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let items: Vec<R> =
            rows.iter().take(limit).map(R::Database::read).collect::<Result<_>>()?;
        let next = match items.last() {
            Some(last) if rows.len() > limit => Some(page::cursor(&last.id())),
            _ => None,
        };
        Ok(Page { items, next })
    }

    pub(in crate::rows) async fn count(&self) -> Result<u64> {
        let statement = &self.reads()?.count;
        let count = self.runner.number(statement, self.given(statement, None)?).await?;
        u64::try_from(count).map_err(Error::internal)
    }
}
