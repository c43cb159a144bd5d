#![deny(warnings)]
#![allow(dead_code)]

use secure_api::Resource;
use uuid::Uuid;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "drafts", migrations = "migrations/slow")]
struct Document {
    #[resource(id)]
    id: Uuid,
    #[resource(owner)]
    owner_id: Uuid,
}

fn main() {}
