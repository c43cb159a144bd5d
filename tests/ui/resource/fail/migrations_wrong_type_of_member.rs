use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(
    table = "tasks",
    migrations = "migrations/tasks",
    member(
        table = "project_members",
        resource_key = "project_id",
        column = "project_id",
        user_key = "nickname",
        tenant = "tenant_id",
        filter(active = true),
        levels(level = ["read", "write"]),
        expiry = "expires_at"
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
