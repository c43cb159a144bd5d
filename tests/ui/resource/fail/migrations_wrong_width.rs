use secure_api::Resource;
use uuid::Uuid;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "app.invoices", migrations = "migrations/tenants", database = "postgres")]
struct Document {
    #[resource(id)]
    id: Uuid,
    author_id: i32,
}

fn main() {}
