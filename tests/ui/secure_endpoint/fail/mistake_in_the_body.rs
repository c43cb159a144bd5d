use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async fn report() -> String {
    1
}

fn main() {}
