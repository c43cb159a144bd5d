use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(
    table = "documents",
    member(
        table = "document_members",
        resource_key = "document_id",
        user_key = "user_id",
        tenant = "tenant_id"
    )
)]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    owner_id: i64,
}

fn main() {}
