#![deny(warnings)]
#![allow(dead_code)]

use secure_api::{Ref, Resource, SecureInput};
use uuid::Uuid;

type Text = String;
type Maybe<T> = Option<T>;

#[derive(sqlx::Type)]
#[sqlx(transparent)]
struct Pages(i64);

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", migrations = "migrations/documents")]
struct Document {
    #[resource(id)]
    id: Uuid,
    #[resource(owner)]
    owner_id: Uuid,
    #[sqlx(rename = "title")]
    name: Text,
    // A type of the application's own is not judged.
    pages: Option<Pages>,
    parent: Maybe<Ref<Document>>,
    // NOT NULL for an `Option` is harmless.
    summary: Option<String>,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "app.invoices", migrations = "migrations/tenants")]
struct Invoice {
    #[resource(id)]
    id: Uuid,
    #[resource(tenant)]
    tenant_id: Uuid,
    #[resource(owner)]
    author_id: i64,
    number: i64,
    paid: bool,
    note: Maybe<Text>,
}

// There is a unique index of the key, in another order.
#[derive(SecureInput)]
#[input(create = Invoice, upsert(number, tenant_id))]
struct PutInvoice {
    number: i64,
    paid: bool,
}

// A primary key of PostgreSQL is NOT NULL.
#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", migrations = "migrations/nullable", database = "postgres")]
struct Nullable {
    #[resource(id)]
    id: String,
    title: Option<String>,
}

fn main() {
    assert_eq!(Document::REQUIRED, ["title"]);
    assert_eq!(Invoice::REQUIRED, ["number", "paid"]);
}
