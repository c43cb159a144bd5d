use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "lines")]
struct Line {
    #[resource(id)]
    order_id: i64,
    #[resource(id)]
    number: i64,
    #[resource(owner)]
    owner: String,
    product: i64,
}

#[derive(SecureInput)]
#[input(create = Line, upsert(owner, product))]
struct PutLine {
    order_id: i64,
    number: i64,
    product: i64,
}

fn main() {}
