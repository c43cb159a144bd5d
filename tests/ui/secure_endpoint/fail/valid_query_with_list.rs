use secure_api::prelude::*;

#[derive(SecureInput)]
struct Filter {
    #[validate(length(max = 10), each(length(max = 10)))]
    tags: Vec<String>,
}

#[secure_endpoint(authenticated)]
async fn report(filter: Valid<axum::extract::Query<Filter>>) {
    drop(filter);
}

fn main() {}
