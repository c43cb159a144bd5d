//! `Transfer<T>`: one row, loaded under the access rule, to be given to somebody else.

use std::{any::TypeId, fmt, ops::Deref, sync::Arc};

use crate::{
    endpoint::{Admitted, Argument, EndpointArgument, ViaPipeline, sealed::Vouched},
    error::{Error, Result},
    input::pointer_to,
    policy::{ArgumentKind, RowArgument},
    rows::{HasDb, Key, Owned, Ref, Resource, reference, transaction::Open},
};

/// The row that the path names, loaded as [`Owned`] loads it, which the endpoint may give to another owner. The endpoint states
/// `transfer`, or `transfer = "author_id"` where there are several owner columns.
///
/// ```
/// use secure_api::prelude::*;
/// use uuid::Uuid;
/// # #[derive(Resource, sqlx::FromRow)]
/// # #[resource(table = "documents")]
/// # struct Document { #[resource(id)] id: Uuid, #[resource(owner)] author_id: Uuid, title: String }
///
/// #[derive(Resource, sqlx::FromRow)]
/// #[resource(table = "users")]
/// struct User {
///     #[resource(id)]
///     id: Uuid,
/// }
///
/// #[derive(SecureInput)]
/// struct NewAuthor {
///     author_id: Ref<User>,
/// }
///
/// /// Behind `#[secure_endpoint(owner, transfer, …)]`.
/// async fn give(document: Transfer<Document>, to: NewAuthor) -> Result<String> {
///     Ok(document.to(to.author_id).await?.title)
/// }
/// ```
///
/// The row as it was is held against the whole rule again in the write; as it is then, it is of the same tenant, and most often out of
/// reach of whoever gave it away. `If-Match` and versions are what they are for [`Owned`].
pub struct Transfer<T: Resource> {
    pub(super) row: Owned<T>,
    /// The owner column that the endpoint may set.
    pub(super) owner: &'static str,
}

impl<T: Resource> Transfer<T> {
    const ROWS: RowArgument = RowArgument {
        resource: T::INFO,
        loads_row: true,
        transfers: true,
        refers_to: reference::referents::<T>,
    };

    /// The same row, within a transaction.
    pub(super) fn within(self, open: &Arc<Open>) -> Self {
        Self { row: self.row.within(open), ..self }
    }

    /// The row.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.row.into_inner()
    }

    /// Gives the row to the recipient, in one statement, and gives it as it is then. The recipient has to be there and not deleted: of the
    /// row's tenant, where both have one; where only the recipients have one, of the caller's, unless the endpoint says `cross_tenant`. Who owns
    /// the recipient's row does not matter.
    ///
    /// A router that starts holds `U` against the other resources of its table (see [`Resource`](macro@crate::Resource#several-types-of-one-table)) if an input
    /// of the endpoint has a `Ref<U>`; of a `U` that only the function's body names it knows nothing.
    ///
    /// A refusal of the recipient points at the member that is called like the owner column, such as `#/author_id`. If the client
    /// calls it otherwise, say where by [`to_at`](Transfer::to_at).
    ///
    /// # Errors
    /// 404 if the row is gone, or out of reach, since it was loaded; 409 if it has changed since, or 412 if the request has an `If-Match`
    /// for it; 422 with the code `reference` if the recipient is not there, or is of another tenant; 409 if the change contradicts a
    /// constraint; 503 or 500 if the database fails.
    ///
    /// Under `UNIQUE (author_id, slug)` it does if the recipient has a row of the same slug, so whoever may give a row away learns that.
    pub async fn to<U>(self, recipient: Ref<U>) -> Result<T>
    where
        U: Resource<Id = T::Owner>,
        T::Owner: Key,
    {
        let pointer = pointer_to(self.owner);
        self.to_at(recipient, &pointer).await
    }

    /// The same for a recipient that the client names at this JSON Pointer, such as `#/recipient`.
    ///
    /// # Errors
    /// As [`to`](Transfer::to) says.
    pub async fn to_at<U>(self, recipient: Ref<U>, pointer: &str) -> Result<T>
    where
        U: Resource<Id = T::Owner>,
        T::Owner: Key,
    {
        let both_have_tenants = T::INFO.tenant.is_some() && U::INFO.tenant.is_some();
        if both_have_tenants && TypeId::of::<T::Tenant>() != TypeId::of::<U::Tenant>() {
            // A database may take what it compares for equal although the two are not.
            return Err(Error::internal(format!(
                "the tenants of `{}` and of `{}` are of different types",
                T::INFO.name,
                U::INFO.name
            )));
        }
        self.row.give(self.owner, recipient, pointer).await
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
    async fn load(request: &mut Admitted<'_>, state: &S) -> Result<Self> {
        let owner = request.transfers(&Self::ROWS)?;
        Ok(Self { row: Owned::of_request(request, state.db(), &Self::ROWS).await?, owner })
    }
}

impl<T: Resource + fmt::Debug> fmt::Debug for Transfer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Transfer").field(&**self).finish()
    }
}
