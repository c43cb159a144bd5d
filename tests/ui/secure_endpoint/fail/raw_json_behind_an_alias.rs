use secure_api::prelude::*;

type Body = axum::Json<String>;

#[secure_endpoint(authenticated)]
async fn report(body: Body) {
    drop(body);
}

fn main() {}
