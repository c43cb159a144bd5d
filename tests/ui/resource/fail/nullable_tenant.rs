use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(tenant)]
    tenant_id: Option<i64>,
}

fn main() {}
