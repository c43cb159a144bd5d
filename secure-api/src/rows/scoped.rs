//! `Scoped<T>`: the rows that the access rule leaves.

use std::{fmt, sync::Arc};

use crate::{
    endpoint::{Admitted, Argument, EndpointArgument, ViaPipeline, sealed::Vouched},
    error::Result,
    policy::{ArgumentKind, RowArgument},
    rows::{
        Create, HasDb, Page, PageRequest, Resource, Search, Update, Upsert,
        any::AnyResource,
        reference,
        scope::{AnyScope, Scope},
        transaction::Open,
    },
};

/// The rows of `T` that the caller reaches under the endpoint's access rule. What it does not reach does not exist here:
/// someone else's id is answered like one that nobody has.
///
/// The filter stands in the SQL of every statement, of writes too. An endpoint with the rule `owner` reaches the rows whose
/// owner is the principal; new rows belong to the principal whatever the rule. Where the resource has a tenant column, all of
/// it is about the caller's tenant only, unless the endpoint says `cross_tenant`; new rows are of that tenant in any case.
///
/// ```
/// use secure_api::{prelude::*, rows::{Page, PageRequest, Scoped}};
/// # #[derive(Resource, sqlx::FromRow)]
/// # #[resource(table = "notes")]
/// # struct Note { #[resource(id)] id: i64, #[resource(owner)] owner_id: String, text: String }
///
/// async fn newest(notes: Scoped<Note>) -> Result<Page<Note>> {
///     notes.list(&PageRequest::default()).await
/// }
/// ```
pub struct Scoped<T: Resource> {
    scope: Scope<T>,
}

impl<T: Resource> Scoped<T> {
    pub(super) const fn new(scope: Scope<T>) -> Self {
        Self { scope }
    }

    /// The same rows, within a transaction.
    pub(super) fn within(&self, open: &Arc<Open>) -> Self {
        Self { scope: self.scope.within(open) }
    }

    /// The row with this id.
    ///
    /// # Errors
    /// 404 if there is none within reach; 503 or 500 if the database fails.
    pub async fn get(&self, id: T::Id) -> Result<T> {
        self.scope.get(&id).await
    }

    /// A page of all the rows, in the order of their ids: like [`page`](Self::page) of [`Search::all`].
    ///
    /// # Errors
    /// 422 if the request's cursor is none of this page's; 503 or 500 if the database fails.
    pub async fn list(&self, page: &PageRequest) -> Result<Page<T>> {
        self.scope.list(page).await
    }

    /// A page of the rows that are searched for, in the order of the search.
    ///
    /// Its [`next`](Page::next) is good for the same search by the same principal, in the same tenant and at the same endpoint, until it
    /// [expires](crate::SecurityBuilder::cursor_lifetime). It says what the last row held, so that a page neither leaves out nor repeats a row because of
    /// others that come and go; one that moves in the order meanwhile is where it is when a page is read.
    ///
    /// ```
    /// use secure_api::{prelude::*, rows::Search};
    /// # use axum::{Json, extract::Query};
    /// # #[derive(Resource, sqlx::FromRow, serde::Serialize)]
    /// # #[resource(table = "notes")]
    /// # struct Note {
    /// #     #[resource(id)] id: i64,
    /// #     #[resource(owner)] owner_id: String,
    /// #     #[resource(filter, sort)] title: String,
    /// # }
    ///
    /// #[derive(SecureInput)]
    /// struct Find {
    ///     #[validate(length(max = 100))]
    ///     title: Option<String>,
    ///     #[validate(length(max = 6_000))]
    ///     after: Option<String>,
    /// }
    ///
    /// #[secure_endpoint(owner)]
    /// async fn find_notes(notes: Scoped<Note>, Valid(Query(find)): Valid<Query<Find>>) -> Result<Json<Page<Note>>> {
    ///     let title = Note::COLUMNS.title;
    ///     let mut search = Search::all().sort(title.asc());
    ///     if let Some(text) = &find.title {
    ///         search = search.and(title.contains(text));
    ///     }
    ///     Ok(Json(notes.page(search, &PageRequest::new(None, find.after)?).await?))
    /// }
    /// ```
    ///
    /// # Errors
    /// 422 if the request's cursor is none of this page's, if the search is [too large](crate::rows::Condition#bounds), or if a text in it has a NUL; 500
    /// if it uses a column that the resource does not declare for it, or if the page ends at a row that holds more than a cursor has room for, about
    /// 4,000 bytes, in the columns that it is sorted by; 503 or 500 if the database fails.
    pub async fn page(&self, search: impl Into<Search<T>>, page: &PageRequest) -> Result<Page<T>> {
        self.scope.page(&search.into(), page).await
    }

    /// How many rows are searched for: `count(Search::all())` for all of them.
    ///
    /// # Errors
    /// As [`page`](Self::page).
    pub async fn count(&self, search: impl Into<Search<T>>) -> Result<u64> {
        self.scope.count(&search.into()).await
    }

    /// Whether there is a row that is searched for.
    ///
    /// # Errors
    /// As [`page`](Self::page).
    pub async fn exists(&self, search: impl Into<Search<T>>) -> Result<bool> {
        self.scope.exists(&search.into()).await
    }

    /// Makes a row of an input. It belongs to the principal and its tenant, and its id is generated here or by the database.
    ///
    /// # Errors
    /// 403 if the principal cannot own rows of `T`, or if the row would be out of the rule's reach; then none is made. 409 if a row that one
    /// may make contradicts a constraint; 422 if a text has a NUL in it; 503 or 500 if the database fails.
    ///
    /// The row is held against the rule before the database looks at constraints, so whoever may not make it does not learn what it would be
    /// in the way of. Where the rule is about a column that no input gives, the database decides what stands there (a default, a
    /// generated column), and looks at constraints first; there a contradiction is 403 as well.
    pub async fn create<C: Create<T>>(&self, input: C) -> Result<T> {
        self.scope.create(input).await
    }

    /// Makes a row of each input, all of them or none, in one transaction, and gives them in the order of the inputs. At most 1,000.
    ///
    /// # Errors
    /// As [`create`](Scoped::create) says, of the first row that cannot be made; what is wrong with an input is told at its place in the
    /// list, such as `#/3/folder_id`. 422 if there are more than 1,000.
    pub async fn create_many<C: Create<T>>(
        &self,
        inputs: impl IntoIterator<Item = C>,
    ) -> Result<Vec<T>> {
        self.scope.create_many(inputs).await
    }

    /// Changes the row with this id, and gives it as it is then. Where the request has an `If-Match`, and the endpoint loads no row, the row
    /// has to be what it demands, as [`Owned`](crate::rows::Owned) says.
    ///
    /// # Errors
    /// 404 if there is none within reach; 412 if it is not what `If-Match` demands, or changes on the way; 403 if the change would take it out of the rule's reach, and then it is not made;
    /// 409 if the row that it would make is within reach and contradicts a constraint; 422 if a text has a NUL in it; 503 or 500 if the
    /// database fails.
    pub async fn update<U: Update<T>>(&self, id: T::Id, input: U) -> Result<T> {
        self.scope.update(&id, input).await
    }

    /// Makes a row of an input as [`create`](Scoped::create) does, or changes the row that is there, if the input's conflict key names
    /// one: it gets the input's columns, and keeps its id, its owner and its tenant. One statement does either, so two at once make
    /// one row. The table needs a unique index of the key, as [`Upsert`] says.
    ///
    /// ```
    /// use secure_api::{prelude::*, rows::Scoped};
    /// # #[derive(Resource, sqlx::FromRow)]
    /// # #[resource(table = "notes")]
    /// # struct Note { #[resource(id)] id: i64, #[resource(owner)] owner_id: String, slug: String, text: String }
    ///
    /// /// Needs `CREATE UNIQUE INDEX … ON notes (owner_id, slug)`.
    /// #[derive(SecureInput)]
    /// #[input(create = Note, upsert(owner_id, slug))]
    /// struct PutNote {
    ///     #[validate(slug, length(max = 40))]
    ///     slug: String,
    ///     #[validate(length(max = 2_000))]
    ///     text: String,
    /// }
    ///
    /// async fn put(notes: Scoped<Note>, note: PutNote) -> Result<Note> {
    ///     notes.upsert(note).await
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`create`](Scoped::create) says; 403 if the rule does not take what the input gives, whatever is there. 409 also if the row that is
    /// there is out of the rule's reach, would be so after the change by who owns it, or is deleted and kept. 412 if the request has `If-Match`: there is no row to hold it against before
    /// the statement runs.
    pub async fn upsert<U: Upsert<T>>(&self, input: U) -> Result<T> {
        self.scope.upsert(input).await
    }

    /// Deletes the row with this id, or marks it as deleted where the resource keeps its rows. `If-Match` is asked as it is for an
    /// [`update`](Scoped::update).
    ///
    /// # Errors
    /// 404 if there is none within reach; 412 if it is not what `If-Match` demands, or changes on the way; 409 if other rows need it; 503 or 500 if the database fails.
    pub async fn delete(&self, id: T::Id) -> Result<()> {
        self.scope.delete(&id).await
    }
}

impl<T: Resource> Scoped<T> {
    const ROWS: RowArgument = RowArgument {
        resource: T::INFO,
        loads_row: false,
        transfers: false,
        refers_to: reference::referents::<T>,
    };
}

impl<T: Resource> Vouched for Scoped<T> {}

impl<T: Resource> EndpointArgument for Scoped<T> {
    const KIND: ArgumentKind = ArgumentKind::Rows(Self::ROWS);
}

impl<S: HasDb + Sync, T: Resource> Argument<S, ViaPipeline> for Scoped<T> {
    async fn load(request: &mut Admitted<'_>, state: &S) -> Result<Self> {
        let scope = AnyScope::of_request(AnyResource::of::<T>(), &Self::ROWS, state.db(), request)?;
        Ok(Self { scope: Scope::of(scope)? })
    }
}

impl<T: Resource> fmt::Debug for Scoped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Scoped").field(&T::INFO.name).finish()
    }
}
