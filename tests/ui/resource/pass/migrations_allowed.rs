#![deny(warnings)]
#![allow(dead_code)]

use secure_api::Resource;
use uuid::Uuid;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", migrations = "migrations/slow")]
#[allow(deprecated, reason = "there are few documents")]
struct Document {
    #[resource(id)]
    id: Uuid,
    #[resource(tenant)]
    tenant_id: Uuid,
    #[resource(owner)]
    owner_id: Uuid,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "notes", migrations = "migrations/slow")]
struct Note {
    #[resource(id)]
    id: Uuid,
    #[resource(owner)]
    owner_id: Uuid,
    #[allow(deprecated, reason = "a slug is part of a public address")]
    slug: String,
}

fn main() {}
