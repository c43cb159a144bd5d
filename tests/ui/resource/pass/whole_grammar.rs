use secure_api::{Ref, Resource};
use serde::Serialize;
use uuid::Uuid;

type Maybe<T> = Option<T>;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "projects")]
struct Project {
    #[resource(id)]
    id: Uuid,
}

#[derive(Resource, sqlx::FromRow, Serialize)]
#[resource(
    table = "documents",
    member(
        table = "project_members",
        resource_key = "project_id",
        column = "project_id",
        user_key = "user_id",
        tenant = "tenant_id",
        filter(active = true, kind = "person", rank = -1),
        levels(level = ["read", "write", "admin"]),
        expiry = "expires_at",
        soft_delete = "left_at",
        user_type = Uuid,
    )
)]
#[resource(database = "sqlite")]
struct Document {
    #[resource(id)]
    id: Uuid,
    #[resource(tenant)]
    tenant_id: Uuid,
    #[resource(owner)]
    author_id: Uuid,
    #[resource(owner)]
    reviewer_id: Uuid,
    project_id: Ref<Project>,
    #[resource(version)]
    version: i64,
    #[resource(soft_delete)]
    deleted_at: Maybe<String>,
    #[resource(read_only)]
    status: String,
    #[resource(generated)]
    created_at: String,
    #[resource(filter, sort)]
    #[serde(skip_serializing_if = "String::is_empty")]
    title: String,
}

/// The parts of an id may be the tenant's, the owner's and a row's.
#[derive(Resource, sqlx::FromRow)]
#[resource(
    table = "comments",
    member(
        table = "comment_members",
        resource_key("tenant", "author", "project", "number"),
        user_key = "user_id"
    )
)]
struct Comment {
    #[resource(id, tenant)]
    tenant_id: Uuid,
    #[resource(id, owner, filter)]
    author_id: Uuid,
    #[resource(id)]
    project_id: Ref<Project>,
    #[resource(id, sort)]
    number: i32,
}

fn main() {
    assert_eq!(Comment::REQUIRED, ["project_id", "number"]);
    assert_eq!(Comment::INFO.member.map(|member| member.keys.len()), Some(4));
}
