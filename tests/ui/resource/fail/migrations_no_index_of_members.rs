#![deny(warnings)]
#![allow(dead_code)]

use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(
    table = "tasks",
    migrations = "migrations/tasks",
    member(
        table = "watchers",
        resource_key = "project_id",
        column = "project_id",
        user_key = "user_id"
    )
)]
struct Task {
    #[resource(id, tenant)]
    tenant_id: i64,
    #[resource(id)]
    project_id: i64,
    #[resource(id)]
    number: i64,
    #[resource(owner)]
    author_id: i64,
    #[resource(owner)]
    reviewer_id: i64,
    #[resource(version)]
    version: i64,
    #[resource(soft_delete)]
    deleted_at: Option<String>,
    #[resource(read_only)]
    status: String,
    #[resource(generated)]
    created_at: String,
}

fn main() {}
