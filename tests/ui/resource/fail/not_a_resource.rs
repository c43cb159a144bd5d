use secure_api::Scoped;

struct Document {
    id: i64,
}

async fn list(documents: Scoped<Document>) {}

fn main() {}
