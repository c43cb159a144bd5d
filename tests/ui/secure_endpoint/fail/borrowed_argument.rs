use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async fn report(name: &str) {
    drop(name);
}

fn main() {}
