use secure_api::Scoped;

struct Document {
    id: i64,
}

struct Shelf {
    documents: Scoped<Document>,
}

fn main() {}
