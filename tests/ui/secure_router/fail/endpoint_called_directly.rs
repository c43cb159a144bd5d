use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async fn delete_everything() {}

async fn job() {
    delete_everything().await;
}

fn main() {}
