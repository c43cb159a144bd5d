use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    owner_id: String,
}

mod reviews {
    use secure_api::prelude::*;

    #[derive(Resource, sqlx::FromRow)]
    #[resource(table = "documents")]
    pub struct Document {
        #[resource(id)]
        id: i64,
        #[resource(owner)]
        reviewer_id: String,
    }
}

#[secure_endpoint(owner(Document = "owner_id"))]
async fn count(documents: Scoped<reviews::Document>) -> Result<String> {
    Ok(documents.count(Search::all()).await?.to_string())
}

fn main() {}
