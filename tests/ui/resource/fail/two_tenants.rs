use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(tenant)]
    tenant_id: String,
    #[resource(tenant)]
    group_id: String,
}

fn main() {}
