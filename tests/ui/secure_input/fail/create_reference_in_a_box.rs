use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "shelves")]
struct Shelf {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    owner_id: String,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "books")]
struct Book {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    owner_id: String,
    shelf: Box<Ref<Shelf>>,
}

#[derive(SecureInput)]
#[input(create = Book)]
struct NewBook {
    shelf: Box<Ref<Shelf>>,
}

fn main() {}
