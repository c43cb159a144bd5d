use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async fn report(name: impl Into<String>) {
    drop(name);
}

fn main() {}
