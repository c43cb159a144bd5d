use secure_api::Resource;

// An array is a type of PostgreSQL only.
#[derive(Resource, sqlx::FromRow)]
#[resource(table = "articles", database = "postgres")]
struct Article {
    #[resource(id)]
    id: i32,
    #[resource(owner)]
    author: i64,
    tags: Vec<String>,
}

fn main() {
    assert_eq!(Article::REQUIRED, ["tags"]);
}
