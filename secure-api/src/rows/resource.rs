//! What a resource is.

use crate::{
    policy::ResourceInfo,
    rows::{Database, OwnerKey, Reads, Referent, RowId, Statements},
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

    /// The type of the id: that of its column, or a tuple of those of its columns.
    type Id: RowId;

    /// The type of the owner columns; [`NoOwner`](crate::rows::NoOwner) where there is none.
    type Owner: OwnerKey;

    /// The type of the tenant column; [`NoOwner`](crate::rows::NoOwner) where there is none.
    type Tenant: OwnerKey;

    /// The type of the column that names members; [`NoOwner`](crate::rows::NoOwner) where rows have none.
    type Member: OwnerKey;

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
    fn id(&self) -> Self::Id;

    /// How often this row was changed, where it is counted.
    fn version(&self) -> Option<i64>;
}
