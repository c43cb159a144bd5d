use secure_api::{Resource, SecureInput};

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(tenant)]
    tenant_id: i64,
    title: String,
}

#[derive(SecureInput)]
#[input(update = Document)]
struct Moves {
    tenant_id: i64,
}

fn main() {}
