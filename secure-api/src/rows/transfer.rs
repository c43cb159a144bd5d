//! `Transfer<T>`: one row, loaded under the access rule, to be given to somebody else.

use std::{fmt, ops::Deref};

use crate::{
    endpoint::{Admitted, Argument, EndpointArgument, ViaPipeline, sealed::Vouched},
    error::Result,
    policy::{ArgumentKind, RowArgument},
    rows::{HasDb, Owned, Resource},
};

/// The row that the path names, loaded as [`Owned`] loads it, which the endpoint may give to another owner. The endpoint states
/// `transfer`, or `transfer = "author_id"` where there are several owner columns.
pub struct Transfer<T: Resource> {
    row: Owned<T>,
    /// The owner column that the endpoint may set.
    #[expect(dead_code, reason = "the statement that writes it comes next")]
    owner: &'static str,
}

impl<T: Resource> Transfer<T> {
    const ROWS: RowArgument = RowArgument { resource: T::INFO, loads_row: true, transfers: true };

    /// The row.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.row.into_inner()
    }
}

impl<T: Resource> Deref for Transfer<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.row
    }
}

impl<T: Resource> Vouched for Transfer<T> {}

impl<T: Resource> EndpointArgument for Transfer<T> {
    const KIND: ArgumentKind = ArgumentKind::Rows(Self::ROWS);
}

impl<S: HasDb + Sync, T: Resource> Argument<S, ViaPipeline> for Transfer<T> {
    async fn load(request: &mut Admitted, state: &S) -> Result<Self> {
        let owner = request.transfers(&Self::ROWS)?;
        Ok(Self { row: Owned::of_request(request, state.db(), &Self::ROWS).await?, owner })
    }
}

impl<T: Resource + fmt::Debug> fmt::Debug for Transfer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Transfer").field(&**self).finish()
    }
}
