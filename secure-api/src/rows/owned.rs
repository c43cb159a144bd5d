//! `Owned<T>`: one row, loaded under the access rule.

use std::{fmt, ops::Deref, sync::Arc};

use axum::extract::{FromRequestParts, RawPathParams};
use futures_util::future::BoxFuture;

use crate::{
    endpoint::{Admitted, Argument, EndpointArgument, ViaPipeline, sealed::Vouched},
    error::{Error, Result},
    policy::{ArgumentKind, RowArgument},
    rows::{
        Db, ETag, HasDb, Key, Ref, Resource, Row, Update,
        any::AnyResource,
        reference,
        scope::{AnyScope, Scope, read},
        transaction::Open,
        version::IfMatch,
    },
};

/// The row that the path names, loaded because the caller reaches it under the endpoint's access rule. If there is none, or
/// none within reach, the endpoint is not called: 404.
///
/// It reads its id from the capture `{id}` of the path, or from the one that `#[path("document_id")]` on the argument names.
///
/// ```
/// use secure_api::{prelude::*, rows::Owned};
/// # #[derive(Resource, sqlx::FromRow)]
/// # #[resource(table = "notes")]
/// # struct Note { #[resource(id)] id: i64, #[resource(owner)] owner_id: String, text: String }
///
/// async fn read(note: Owned<Note>) -> String {
///     note.into_inner().text
/// }
///
/// async fn delete(note: Owned<Note>) -> Result<()> {
///     note.delete().await
/// }
/// ```
///
/// Where the resource counts versions, a write is made only if the row is still of the version that was loaded; if somebody has changed it
/// since, the answer is 409. A request may say by `If-Match` which version it means, as [`etag`](Owned::etag) has told the client: if the
/// row is another by now, the endpoint is not called, and the answer is 412; the write is 412 then instead of 409. A row that is out of
/// reach is 404 before that, and the body is read after it. Where an endpoint loads several rows, `If-Match` is about the one that the
/// path names last. Where rows have no version, no tag matches, and only `*` does. `If-Unmodified-Since` is ignored, because rows have no
/// time of modification.
pub struct Owned<T: Resource> {
    row: T,
    scope: Scope<T>,
}

impl<T: Resource> Owned<T> {
    #[cfg(test)]
    pub(super) async fn named(scope: Scope<T>, id: &[&str]) -> Result<Self> {
        let row = scope.named(id).await?;
        Self::loaded(scope, &row)
    }

    fn loaded(scope: Scope<T>, row: &Row) -> Result<Self> {
        let row = read(row)?;
        scope.judge(&row)?;
        Ok(Self { row, scope })
    }

    /// The same row, within a transaction.
    pub(super) fn within(self, open: &Arc<Open>) -> Self {
        Self { scope: self.scope.within(open), ..self }
    }

    /// The row.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.row
    }

    /// The entity tag of the row as it was loaded; none where the resource counts no versions. As a part of the answer it is the header
    /// field: `(note.etag(), Json(note.into_inner()))`. That of a row which a write gave is [`ETag::of`] it.
    #[must_use]
    pub fn etag(&self) -> Option<ETag> {
        ETag::of(&self.row)
    }

    /// Loads the row again. What is written from then on is about the version that it has now.
    ///
    /// # Errors
    /// 404 if it is gone, or out of reach, since it was loaded; 412 if it is not what the request's `If-Match` demands any more; 503 or
    /// 500 if the database fails.
    pub async fn refresh(&mut self) -> Result<()> {
        let row = self.scope.get(&self.row.id()).await?;
        self.scope.judge(&row)?;
        self.row = row;
        Ok(())
    }

    /// Changes the row, and gives it as it is then. The write is filtered again.
    ///
    /// # Errors
    /// 404 if it is gone, or out of reach, since it was loaded; 409 if it has changed since, or 412 if the request has an `If-Match` for
    /// it; 403 if the change would take it out of the rule's reach, and then it is not made; 409 if it would not, and contradicts a
    /// constraint; 422 if a text has a NUL in it, or if it refers to a row out of reach; 503 or 500 if the database fails.
    pub async fn update<U: Update<T>>(self, input: U) -> Result<T> {
        let id = self.row.id();
        read(&self.scope.begin_update(&self.row, &id, input)?.await?)
    }

    /// Deletes the row, or marks it as deleted where the resource keeps its rows. The write is filtered again.
    ///
    /// # Errors
    /// 404 if it is gone, or out of reach, since it was loaded; 409 if it has changed since, or 412 if the request has an `If-Match` for
    /// it; 409 if other rows need it; 503 or 500 if the database fails.
    pub async fn delete(self) -> Result<()> {
        let id = self.row.id();
        self.scope.begin_delete(&self.row, &id)?.await
    }

    /// Gives the row away. The write is filtered again.
    pub(super) async fn give<U>(
        self,
        owner: &'static str,
        recipient: Ref<U>,
        pointer: &str,
    ) -> Result<T>
    where
        U: Resource<Id: Key>,
    {
        self.scope.transfer(&self.row, owner, recipient, pointer).await
    }
}

impl<T: Resource> Deref for Owned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.row
    }
}

impl<T: Resource> Owned<T> {
    const ROWS: RowArgument = RowArgument {
        resource: T::INFO,
        loads_row: true,
        transfers: false,
        refers_to: reference::referents::<T>,
    };
}

impl<T: Resource> Vouched for Owned<T> {}

impl<T: Resource> EndpointArgument for Owned<T> {
    const KIND: ArgumentKind = ArgumentKind::Rows(Self::ROWS);
}

impl<S: HasDb + Sync, T: Resource> Argument<S, ViaPipeline> for Owned<T> {
    async fn load(request: &mut Admitted<'_>, state: &S) -> Result<Self> {
        Self::of_request(request, state.db(), &Self::ROWS).await
    }
}

impl<T: Resource> Owned<T> {
    /// The row that the path of a request names.
    pub(super) async fn of_request(
        request: &mut Admitted<'_>,
        db: &Db,
        rows: &'static RowArgument,
    ) -> Result<Self> {
        let (scope, row) = row_of_request(request, db, rows, AnyResource::of::<T>()).await?;
        Self::loaded(Scope::of(scope)?, &row)
    }
}

/// What is the same for rows of every type: a box, because a future that has none is compiled again wherever it is waited for.
fn row_of_request<'a>(
    request: &'a mut Admitted<'_>,
    db: &'a Db,
    rows: &'static RowArgument,
    resource: &'static AnyResource,
) -> BoxFuture<'a, Result<(Box<AnyScope>, Row)>> {
    Box::pin(async move {
        request.reaches(rows)?;
        // Who may own nothing hears so before the path is looked at.
        let scope = AnyScope::of_grant(resource, db, request.grant())?;
        let names = request.captures(rows);
        // A capture that is not UTF-8 once decoded names no row.
        let captures = RawPathParams::from_request_parts(request.parts_mut(), &())
            .await
            .map_err(|_| Error::not_found())?;
        let text_of = |name: &&str| {
            let text =
                captures.iter().find_map(|(capture, text)| (capture == *name).then_some(text));
            text.ok_or_else(|| {
                Error::internal(format!("the path of this endpoint has no capture `{{{name}}}`"))
            })
        };
        let id: Vec<&str> = names.iter().map(text_of).collect::<Result<_>>()?;
        let path = captures.iter().map(|(capture, _)| capture);
        let scope = scope.demanding(IfMatch::of_request(request, path));
        let row = scope.named(&id).await?;
        Ok((scope, row))
    })
}

impl<T: Resource + fmt::Debug> fmt::Debug for Owned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Owned").field(&self.row).finish()
    }
}
