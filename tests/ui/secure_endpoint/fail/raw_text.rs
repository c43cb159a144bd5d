use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async fn report(body: String) {
    drop(body);
}

fn main() {}
