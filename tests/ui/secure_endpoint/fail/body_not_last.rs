use secure_api::prelude::*;

#[derive(SecureInput)]
struct Search {
    #[validate(length(max = 20))]
    text: String,
}

use axum::Json;

#[secure_endpoint(authenticated)]
async fn report(search: Valid<Json<Search>>, principal: Principal) {
    drop((search, principal));
}

fn main() {}
