//! What a resource is.

use crate::{
    policy::ResourceInfo,
    rows::{Database, Key, OwnerKey, Reads, Referent, Statements},
};

/// A table's row type, with its id, owner and tenant columns. Derive it.
///
/// ```
/// use secure_api::prelude::*;
/// use uuid::Uuid;
///
/// #[derive(Resource, sqlx::FromRow)]
/// #[resource(table = "documents")]
/// struct Document {
///     #[resource(id)]
///     id: Uuid,
///     #[resource(owner)]
///     owner_id: Uuid,
///     title: String,
///     content: String,
/// }
/// ```
///
/// Where one table holds the rows of many tenants, every statement is about those of one, the tenant that the caller's
/// credentials prove; an admin's too:
///
/// ```
/// # use secure_api::prelude::*;
/// # use uuid::Uuid;
/// #[derive(Resource, sqlx::FromRow)]
/// #[resource(table = "invoices")]
/// struct Invoice {
///     #[resource(id)]
///     id: Uuid,
///     #[resource(tenant)]
///     tenant_id: Uuid,
///     #[resource(owner)]
///     author_id: Uuid,
///     amount: i64,
/// }
/// ```
/// # Indexes
/// A row is found by its id, which is the primary key. A list is in the order of the ids and ends with the page, so it costs the
/// same on page 1 and on page 1,000 if there is an index for each way in which a rule lets rows in: what the way compares with `=`,
/// then the id. Of a resource with a tenant column, every index begins with the tenant.
///
/// | rule | indexes | with a tenant |
/// |---|---|---|
/// | `owner` | `(owner_id, id)` | `(tenant_id, owner_id, id)` |
/// | `role(admin)` | the primary key | `(tenant_id, id)` |
/// | `row(status = "open")` | `(status, id)` | `(tenant_id, status, id)` |
/// | `owner or row(status = "open")` | `(owner_id, id)` and `(status, id)` | the same with `tenant_id` |
/// | `owner and row(status = "open")` | `(owner_id, id)`, or `(owner_id, status, id)` where an owner has many rows that the rule leaves out | the same with `tenant_id` |
/// | `not(row(status = "paid"))` | none: what it leaves out is read and passed over | `(tenant_id, id)` |
///
/// An endpoint with `cross_tenant` takes the indexes without the tenant. There SQLite, once `ANALYZE` has told it about the values, may
/// prefer one that begins with the tenant for an owner with a large part of all rows, and sort that owner's rows. A count reads all
/// that it counts.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource",
    label = "not a resource",
    note = "write `#[derive(Resource, sqlx::FromRow)]` and `#[resource(table = \"…\")]` above it, and `#[resource(id)]` above its id"
)]
pub trait Resource: Sized + Send + Sync + Unpin + 'static {
    /// The table and its columns, for policies and for statements.
    const INFO: &'static ResourceInfo;

    /// The columns that an insert has to give: plain ones that are not nullable. An input for new rows can be checked by
    /// [`covers`](crate::rows::covers) in a constant. A column that the table has a default for is an `Option` here, or is
    /// given by the input.
    const REQUIRED: &'static [&'static str];

    /// The type of the id column.
    type Id: Key;

    /// The type of the owner column; [`NoOwner`](crate::rows::NoOwner) where there is none.
    type Owner: OwnerKey;

    /// The type of the tenant column; [`NoOwner`](crate::rows::NoOwner) where there is none.
    type Tenant: OwnerKey;

    /// The databases that it fits.
    type Database: Database + Reads<Self>;

    /// A struct with one [`Column`](crate::rows::Column) for each field, under the field's name.
    type Columns;

    /// The columns: `<Document as Resource>::COLUMNS.title`.
    const COLUMNS: Self::Columns;

    /// The resource whose ids a column of this name holds, where its type is a [`Ref`](crate::Ref).
    fn refers_to(column: &str) -> Option<Referent>;

    /// Where its statements are kept: a static of this type's own.
    fn statements() -> &'static Statements;

    /// The id of this row.
    fn id(&self) -> &Self::Id;
}
