use axum::extract::Query;
use secure_api::prelude::*;

#[derive(SecureInput)]
struct Filter {
    #[validate(length(max = 20))]
    term: Option<String>,
}

#[secure_endpoint(authenticated)]
async fn list(page: Valid<Query<PageRequest>>, filter: Valid<Query<Filter>>) {
    let _ = (page, filter.0.0.term);
}

fn main() {}
