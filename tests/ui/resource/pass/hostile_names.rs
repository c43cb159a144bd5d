//! No item of the user's stands in for what generated code names.

#[allow(dead_code)]
mod secure_api {}
#[allow(dead_code)]
mod core {}
#[allow(dead_code)]
struct Option;
#[allow(dead_code)]
struct Column;

#[derive(::secure_api::Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    owner_id: i64,
    title: String,
}

fn main() {
    assert_eq!(<Document as ::secure_api::Resource>::REQUIRED, ["title"]);
}
