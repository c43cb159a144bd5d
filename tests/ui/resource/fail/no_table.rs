use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
struct NoteBook {
    #[resource(id)]
    id: i64,
}

fn main() {}
