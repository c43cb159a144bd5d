//! What a resource is.

use crate::{
    policy::ResourceInfo,
    rows::{Database, OwnerKey, Reads, Referent, RowId, Statements, Unique},
};

/// A table's row type: which columns are its id, say whose a row is, count its changes, and may be searched. Derive it; the
/// [derive](macro@crate::Resource) lists what can be said, with an example of each.
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
/// The table of members has a primary key or an index that begins with the user and what the row is found by: `(user_id, document_id)`. Where
/// that is another column than the id, the resource has an index of it: `(project_id, id)`. Under `member`, also with `and`, SQLite begins
/// with the table of members, so a page costs as much as the caller is a member of, however many rows there are; PostgreSQL begins there, or
/// reads in the order of the ids until the page is full, whichever it takes for less.
///
/// What a search wants beside these stands at [`Search`](crate::Search#indexes).
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

    /// What is unique in the table, as far as upserts may rely on it: the columns of each index. The derive reads it in the project's
    /// `migrations`; `None` where it is not told where they are.
    const UNIQUE: Option<Unique> = None;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        policy::{
            ColumnInfo, ColumnKind, Holds, Literal, MemberInfo, MemberLevels, ResourceInfo,
            RowClause,
        },
        rows::{Filtered, Plain, Ref, Sorted, column::Column},
    };
    use uuid::Uuid;

    #[derive(crate::Resource, sqlx::FromRow)]
    #[resource(table = "projects")]
    struct Project {
        #[resource(id)]
        id: Uuid,
    }

    #[derive(crate::Resource, sqlx::FromRow)]
    #[resource(
        table = "documents",
        member(
            table = "app.members",
            resource_key = "project",
            column = "project_id",
            user_key = "user_id",
            tenant = "tenant_id",
            filter(active = true, kind = "person", rank = -1),
            levels(level = ["read", "write"]),
            expiry = "expires_at",
            soft_delete = "deleted_at",
            user_type = String
        )
    )]
    struct Document {
        #[resource(id, tenant)]
        tenant_id: Uuid,
        #[resource(id, filter)]
        number: i64,
        #[resource(owner)]
        author_id: Uuid,
        #[resource(owner)]
        reviewer_id: Uuid,
        #[resource(id)]
        project_id: Ref<Project>,
        #[resource(version)]
        version: i32,
        #[resource(soft_delete)]
        deleted_at: Option<String>,
        #[resource(read_only, sort)]
        status: String,
        #[resource(generated)]
        created_at: String,
        #[resource(filter, sort)]
        title: String,
        note: Option<String>,
    }

    #[test]
    fn the_derive_says_all_that_stands_there() {
        let column =
            |name, holds, kind, filter, sort| ColumnInfo { name, holds, kind, filter, sort };
        let (text, other) = (Holds::Text, Holds::Other);
        let columns = [
            column("tenant_id", other, ColumnKind::Tenant, false, false),
            column("number", Holds::Integer, ColumnKind::Id, true, false),
            column("author_id", other, ColumnKind::Owner, false, false),
            column("reviewer_id", other, ColumnKind::Owner, false, false),
            column("project_id", other, ColumnKind::Id, false, false),
            column("version", Holds::Integer, ColumnKind::Version, false, false),
            column("deleted_at", text, ColumnKind::SoftDelete, false, false),
            column("status", text, ColumnKind::ReadOnly, false, true),
            column("created_at", text, ColumnKind::Generated, false, false),
            column("title", text, ColumnKind::Plain, true, true),
            column("note", text, ColumnKind::Plain, false, false),
        ];
        const fn row(column: &'static str, value: Literal) -> RowClause {
            RowClause { column, value }
        }
        const FILTER: &[RowClause] = &[
            row("active", Literal::Boolean(true)),
            row("kind", Literal::Text("person")),
            row("rank", Literal::Integer(-1)),
        ];
        let member = MemberInfo {
            table: "app.members",
            keys: &[("project_id", "project")],
            user: "user_id",
            tenant: Some("tenant_id"),
            filter: FILTER,
            levels: Some(MemberLevels { column: "level", names: &["read", "write"] }),
            expiry: Some("expires_at"),
            soft_delete: Some("deleted_at"),
        };
        let info = ResourceInfo {
            name: "Document",
            table: "documents",
            id: &["tenant_id", "number", "project_id"],
            owners: &["author_id", "reviewer_id"],
            tenant: Some("tenant_id"),
            member: Some(Box::leak(Box::new(member))),
            soft_delete: Some("deleted_at"),
            version: Some("version"),
            columns: Box::leak(Box::new(columns)),
        };
        assert_eq!(*Document::INFO, info);
        assert_eq!(Document::REQUIRED, ["number", "project_id", "title"]);
        let refers: Vec<_> = info
            .columns
            .iter()
            .filter(|column| Document::refers_to(column.name).is_some())
            .map(|column| column.name)
            .collect();
        assert_eq!(refers, ["project_id"]);
    }

    #[test]
    fn a_row_says_its_id_and_its_version() {
        let [tenant_id, project, user] = [1, 2, 3].map(Uuid::from_u128);
        let text = || "a".to_owned();
        let document = Document {
            tenant_id,
            number: 7,
            author_id: user,
            reviewer_id: user,
            project_id: Ref::new(project),
            version: 5,
            deleted_at: None,
            status: text(),
            created_at: text(),
            title: text(),
            note: None,
        };
        let id: (Uuid, i64, Ref<Project>) = document.id();
        assert_eq!(id, (tenant_id, 7, Ref::new(project)));
        assert_eq!(document.version(), Some(5));
        assert_eq!(Project { id: project }.version(), None);
        let title: Column<Document, String, Filtered<Sorted<Plain>>> = Document::COLUMNS.title;
        assert_eq!(title.value(&document), "a");
        let member = <<Document as Resource>::Member as OwnerKey>::parse("alice");
        assert_eq!(member, Some("alice".to_owned()));
    }
}
